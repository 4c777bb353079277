// The modules _hashlib, _md5, _sha1, _sha256, _sha512 and _sha3.

enum HashlibModule {
  private static let unsupported = Root()
  /// dict: constructor -> name
  private static let constructors = Root()

  static func define(_ m: ModuleBuilder) throws(Raised) {
    let t = m.thread
    let crypto = try LibCrypto.open(t)
    m.doc("Hash functions of libcrypto.")
    try m.type(.hash)
    try m.type(.xof)
    try m.type(.hmac)
    try m.exception(unsupported, "UnsupportedDigestmodError", module: "_hashlib", base: Type[.valueError].value)
    m.function("new(name, string=b'', *, usedforsecurity=True)", "A hash by name, of these bytes so far.") {
      native($0, $1, $2, $3) { t, a throws(Raised) in
        guard a[0].isKind(.str) else { throw t.raise(.typeError, "name must be a string") }
        return try HashObject.make(t, Str(a[0]).string, a[1])
      }
    }
    defineConstructors(m)
    let table = Dict.make(t)
    for (function, name) in names {
      try table.set(t, m.module.dict.get(Str.intern(t, function)), Str.intern(t, name).value)
    }
    constructors.value = table.value
    m.set("_constructors", try t.call(Type[.mappingProxy].value, table.value))
    let known = try List.make(t)
    for name in algorithms {
      guard let found = crypto.fetch(nil, name.library, nil) else { continue }
      crypto.freeDigest(found)
      try known.append(t, Str.make(t, name.python).value)
    }
    crypto.clearErrors()
    m.set("openssl_md_meth_names", try t.call(Type[.frozenset].value, known.value))
    defineKeys(m)
    m.function("get_fips_mode()", "Whether the library is in FIPS mode: 0 or 1.") { native($0, $1, $2, $3) { t, a throws(Raised) in .int(0) } }
    m.function("compare_digest(a, b, /)", "Whether two strs or bytes are equal, in a time that does not tell where they differ.") {
      native($0, $1, $2, $3, HashlibModule.compare)
    }
  }

  /// What the library may have, by its names there and here.
  private static let algorithms: [(python: String, library: String)] = [
    ("md5", "md5"), ("md5-sha1", "md5-sha1"), ("sha1", "sha1"), ("sha224", "sha224"), ("sha256", "sha256"), ("sha384", "sha384"),
    ("sha512", "sha512"), ("sha512_224", "sha512-224"), ("sha512_256", "sha512-256"), ("sha3_224", "sha3-224"), ("sha3_256", "sha3-256"),
    ("sha3_384", "sha3-384"), ("sha3_512", "sha3-512"), ("shake_128", "shake128"), ("shake_256", "shake256"), ("blake2b", "blake2b512"),
    ("blake2s", "blake2s256"), ("ripemd160", "ripemd160"), ("sm3", "sm3"), ("md4", "md4"), ("mdc2", "mdc2"), ("whirlpool", "whirlpool"),
  ]
  private static let names: [(StaticString, StaticString)] = [
    ("openssl_md5", "md5"),
    ("openssl_sha1", "sha1"),
    ("openssl_sha224", "sha224"),
    ("openssl_sha256", "sha256"),
    ("openssl_sha384", "sha384"),
    ("openssl_sha512", "sha512"),
    ("openssl_sha3_224", "sha3_224"),
    ("openssl_sha3_256", "sha3_256"),
    ("openssl_sha3_384", "sha3_384"),
    ("openssl_sha3_512", "sha3_512"),
    ("openssl_shake_128", "shake_128"),
    ("openssl_shake_256", "shake_256"),
  ]
  private static func defineConstructors(_ m: ModuleBuilder) {
    m.function("openssl_md5(string=b'', *, usedforsecurity=True)", "An MD5 hash of libcrypto, of these bytes so far.") {
      native($0, $1, $2, $3) { t, a throws(Raised) in try HashObject.make(t, "md5", a[0]) }
    }
    m.function("openssl_sha1(string=b'', *, usedforsecurity=True)", "A SHA-1 hash of libcrypto, of these bytes so far.") {
      native($0, $1, $2, $3) { t, a throws(Raised) in try HashObject.make(t, "sha1", a[0]) }
    }
    m.function("openssl_sha224(string=b'', *, usedforsecurity=True)", "A SHA-224 hash of libcrypto, of these bytes so far.") {
      native($0, $1, $2, $3) { t, a throws(Raised) in try HashObject.make(t, "sha224", a[0]) }
    }
    m.function("openssl_sha256(string=b'', *, usedforsecurity=True)", "A SHA-256 hash of libcrypto, of these bytes so far.") {
      native($0, $1, $2, $3) { t, a throws(Raised) in try HashObject.make(t, "sha256", a[0]) }
    }
    m.function("openssl_sha384(string=b'', *, usedforsecurity=True)", "A SHA-384 hash of libcrypto, of these bytes so far.") {
      native($0, $1, $2, $3) { t, a throws(Raised) in try HashObject.make(t, "sha384", a[0]) }
    }
    m.function("openssl_sha512(string=b'', *, usedforsecurity=True)", "A SHA-512 hash of libcrypto, of these bytes so far.") {
      native($0, $1, $2, $3) { t, a throws(Raised) in try HashObject.make(t, "sha512", a[0]) }
    }
    m.function("openssl_sha3_224(string=b'', *, usedforsecurity=True)", "A SHA3-224 hash of libcrypto, of these bytes so far.") {
      native($0, $1, $2, $3) { t, a throws(Raised) in try HashObject.make(t, "sha3_224", a[0]) }
    }
    m.function("openssl_sha3_256(string=b'', *, usedforsecurity=True)", "A SHA3-256 hash of libcrypto, of these bytes so far.") {
      native($0, $1, $2, $3) { t, a throws(Raised) in try HashObject.make(t, "sha3_256", a[0]) }
    }
    m.function("openssl_sha3_384(string=b'', *, usedforsecurity=True)", "A SHA3-384 hash of libcrypto, of these bytes so far.") {
      native($0, $1, $2, $3) { t, a throws(Raised) in try HashObject.make(t, "sha3_384", a[0]) }
    }
    m.function("openssl_sha3_512(string=b'', *, usedforsecurity=True)", "A SHA3-512 hash of libcrypto, of these bytes so far.") {
      native($0, $1, $2, $3) { t, a throws(Raised) in try HashObject.make(t, "sha3_512", a[0]) }
    }
    m.function("openssl_shake_128(string=b'', *, usedforsecurity=True)", "A SHAKE-128 hash of libcrypto, of these bytes so far.") {
      native($0, $1, $2, $3) { t, a throws(Raised) in try HashObject.make(t, "shake_128", a[0]) }
    }
    m.function("openssl_shake_256(string=b'', *, usedforsecurity=True)", "A SHAKE-256 hash of libcrypto, of these bytes so far.") {
      native($0, $1, $2, $3) { t, a throws(Raised) in try HashObject.make(t, "shake_256", a[0]) }
    }
  }

  // MARK: Keyed hashes and keys from passwords

  /// The algorithm's name that a digestmod stands for: a str, or one of this module's constructors.
  private static func digestName(_ t: Thread, _ v: Value) throws(Raised) -> String {
    if v.isKind(.str) { return Str(v).string }
    let name = try Dict(constructors.value).get(t, v)
    if name.isKind(.str) { return Str(name).string }
    throw t.raise(unsupported.value, "Unsupported digestmod \(try t.repr(v).string)")
  }
  private static func defineKeys(_ m: ModuleBuilder) {
    m.function("hmac_new(key, msg=b'', digestmod=None)", "Return a new hmac object.") {
      native($0, $1, $2, $3) { t, a throws(Raised) in
        if a[2].isEmpty || a[2].isNone { throw t.raise(.typeError, "Missing required parameter 'digestmod'.") }
        return try HMACObject.make(t, a[0], a[1], try HashlibModule.digestName(t, a[2]))
      }
    }
    m.function("hmac_digest(key, msg, digest)", "Single-shot HMAC.") {
      native($0, $1, $2, $3) { t, a throws(Raised) in
        let message = try BufferView.contiguous(t, a[1])
        message.close()
        return try HMACObject(try HMACObject.make(t, a[0], a[1], try HashlibModule.digestName(t, a[2]))).digest(t).value
      }
    }
    m.function(
      "pbkdf2_hmac(hash_name, password, salt, iterations, dklen=None)",
      "A key of a password, by PBKDF2 with HMAC (RFC 8018)."
    ) {
      native($0, $1, $2, $3, HashlibModule.pbkdf2)
    }
    m.function("scrypt(password, *, salt=None, n=None, r=None, p=None, maxmem=0, dklen=64)", "A key of a password, by scrypt (RFC 7914).") {
      native($0, $1, $2, $3, HashlibModule.scrypt)
    }
  }
  private static func long(_ t: Thread, _ v: Value) throws(Raised) -> Int {
    guard let i = Int.word(try t.index(v)) else { throw t.raise(.overflowError, "Python int too large to convert to C long") }
    return i
  }
  private static func pbkdf2(_ t: Thread, _ a: Args) throws(Raised) -> Value {
    guard a[0].isKind(.str) else { throw Arguments.wrongType(t, a[0], "pbkdf2_hmac() argument 'hash_name' must be str") }
    let password = try BufferView.contiguous(t, a[1])
    defer { password.close() }
    let salt = try BufferView.contiguous(t, a[2])
    defer { salt.close() }
    let iterations = try long(t, a[3])
    let crypto = try LibCrypto.open(t)
    let (digest, _) = try crypto.digest(t, Str(a[0]).string)
    defer { crypto.freeDigest(digest) }
    if password.length > Int(Int32.max) { throw t.raise(.overflowError, "password is too long.") }
    if salt.length > Int(Int32.max) { throw t.raise(.overflowError, "salt is too long.") }
    if iterations < 1 { throw t.raise(.valueError, "iteration value must be greater than 0.") }
    if iterations > Int(Int32.max) { throw t.raise(.overflowError, "iteration value is too great.") }
    let length = a[4].isEmpty || a[4].isNone ? Int(crypto.size(digest)) : try long(t, a[4])
    if length < 1 { throw t.raise(.valueError, "key length must be greater than 0.") }
    if length > Int(Int32.max) { throw t.raise(.overflowError, "key length is too great.") }
    let key = try Bytes.uninitialized(t, count: length)
    let done = t.blocking {
      crypto.pbkdf2(
        password.data.assumingMemoryBound(to: CChar.self), Int32(password.length), salt.data.assumingMemoryBound(to: UInt8.self),
        Int32(salt.length), Int32(iterations), digest, Int32(length), key.data)
    }
    if done != 1 { throw crypto.raise(t) }
    return key.value
  }
  private static func scrypt(_ t: Thread, _ a: Args) throws(Raised) -> Value {
    let password = try BufferView.contiguous(t, a[0])
    defer { password.close() }
    func number(_ k: Int, _ name: StaticString) throws(Raised) -> UInt64 {
      let v = a.keyword(k)
      if v.isEmpty || v.isNone { throw t.raise(.typeError, "\(name) is required and must be an unsigned int") }
      if Int.plain(v).isEmpty { throw Arguments.wrongType(t, v, "scrypt() argument '\(name)' must be int") }
      guard let i = Int.unsignedWord(v) else { throw t.raise(.typeError, "\(name) is required and must be an unsigned int") }
      return i
    }
    let saltValue = a.keyword(0)
    if saltValue.isEmpty || saltValue.isNone { throw t.raise(.typeError, "salt is required") }
    let salt = try BufferView.contiguous(t, saltValue)
    defer { salt.close() }
    let n = try number(1, "n")
    if n < 2 || n & (n &- 1) != 0 { throw t.raise(.valueError, "n must be a power of 2.") }
    let r = try number(2, "r")
    let p = try number(3, "p")
    let memory = a.keyword(4).isEmpty ? 0 : try long(t, a.keyword(4))
    if memory < 0 || memory > Int(Int32.max) { throw t.raise(.valueError, "maxmem must be positive and smaller than \(Int32.max)") }
    let length = a.keyword(5).isEmpty ? 64 : try long(t, a.keyword(5))
    if length < 1 || length > Int(Int32.max) { throw t.raise(.valueError, "dklen must be greater than 0 and smaller than \(Int32.max)") }
    let crypto = try LibCrypto.open(t)
    let secret = password.data.assumingMemoryBound(to: CChar.self)
    let grains = salt.data.assumingMemoryBound(to: UInt8.self)
    // First without a result: are the parameters allowed?
    if crypto.scrypt(nil, 0, nil, 0, n, r, p, UInt64(memory), nil, 0) != 1 { throw crypto.raise(t) }
    let key = try Bytes.uninitialized(t, count: length)
    let done = t.blocking { crypto.scrypt(secret, password.length, grains, salt.length, n, r, p, UInt64(memory), key.data, length) }
    if done != 1 { throw crypto.raise(t) }
    return key.value
  }

  static func compare(_ t: Thread, _ a: Args) throws(Raised) -> Value {
    let x = a[0]
    let y = a[1]
    if x.isKind(.str), y.isKind(.str) {
      guard Str(x).isASCII, Str(y).isASCII else {
        throw t.raise(.typeError, "comparing strings with non-ASCII characters is not supported")
      }
      return .bool(same(UnsafeRawPointer(Str(x).data), Str(x).length, UnsafeRawPointer(Str(y).data), Str(y).length))
    }
    if !BufferView.isSupported(by: x), !BufferView.isSupported(by: y) {
      throw t.raise(.typeError, "unsupported operand types(s) or combination of types: '\(x.type.displayName)' and '\(y.type.displayName)'")
    }
    let v = try BufferView.contiguous(t, x)
    defer { v.close() }
    let w = try BufferView.contiguous(t, y)
    defer { w.close() }
    if v.dimensions > 1 || w.dimensions > 1 { throw t.raise(.bufferError, "Buffer must be single dimension") }
    return .bool(same(UnsafeRawPointer(v.data), v.length, UnsafeRawPointer(w.data), w.length))
  }
  private static func same(_ p: UnsafeRawPointer, _ n: Int, _ q: UnsafeRawPointer, _ m: Int) -> Bool {
    var difference: UInt8 = n == m ? 0 : 1
    let other = n == m ? p : q
    for i in 0..<m { difference |= other.load(fromByteOffset: i, as: UInt8.self) ^ q.load(fromByteOffset: i, as: UInt8.self) }
    return difference == 0
  }
}

// MARK: The modules of single algorithms

/// Their objects are hash objects too, of types of their own.
enum SingleHashModules {
  private static let md5 = Root()
  private static let sha1 = Root()
  private static let sha224 = Root()
  private static let sha256 = Root()
  private static let sha384 = Root()
  private static let sha512 = Root()
  private static let sha3x224 = Root()
  private static let sha3x256 = Root()
  private static let sha3x384 = Root()
  private static let sha3x512 = Root()
  private static let shakex128 = Root()
  private static let shakex256 = Root()
  /// A type that is not made by calling it.
  private static func type(_ t: Thread, _ root: Root, _ name: StaticString, base: TypeID = .hash) throws(Raised) -> Value {
    if !root.value.isObject {
      let type = try BuiltinTypes.makeUnnumbered(t, name: name, base: try BuiltinTypes.make(t, base))
      type.slots.pointee.repr = Type[.object].slots.pointee.repr
      root.value = type.value
    }
    return root.value
  }

  static func defineMD5(_ m: ModuleBuilder) throws(Raised) {
    _ = try LibCrypto.open(m.thread)
    m.set("MD5Type", try type(m.thread, md5, "_md5.md5"))
    m.function("md5(string=b'', *, usedforsecurity=True)", "A new md5 hash object.") {
      native($0, $1, $2, $3) { t, a throws(Raised) in try HashObject.make(t, "md5", a[0], type: Type(SingleHashModules.md5.value)) }
    }
  }

  static func defineSHA1(_ m: ModuleBuilder) throws(Raised) {
    _ = try LibCrypto.open(m.thread)
    m.set("SHA1Type", try type(m.thread, sha1, "_sha1.sha1"))
    m.function("sha1(string=b'', *, usedforsecurity=True)", "A new sha1 hash object.") {
      native($0, $1, $2, $3) { t, a throws(Raised) in try HashObject.make(t, "sha1", a[0], type: Type(SingleHashModules.sha1.value)) }
    }
  }

  static func defineSHA256(_ m: ModuleBuilder) throws(Raised) {
    _ = try LibCrypto.open(m.thread)
    m.set("SHA224Type", try type(m.thread, sha224, "_sha256.sha224"))
    m.function("sha224(string=b'', *, usedforsecurity=True)", "A new sha224 hash object.") {
      native($0, $1, $2, $3) { t, a throws(Raised) in try HashObject.make(t, "sha224", a[0], type: Type(SingleHashModules.sha224.value)) }
    }
    m.set("SHA256Type", try type(m.thread, sha256, "_sha256.sha256"))
    m.function("sha256(string=b'', *, usedforsecurity=True)", "A new sha256 hash object.") {
      native($0, $1, $2, $3) { t, a throws(Raised) in try HashObject.make(t, "sha256", a[0], type: Type(SingleHashModules.sha256.value)) }
    }
  }

  static func defineSHA512(_ m: ModuleBuilder) throws(Raised) {
    _ = try LibCrypto.open(m.thread)
    m.set("SHA384Type", try type(m.thread, sha384, "_sha512.sha384"))
    m.function("sha384(string=b'', *, usedforsecurity=True)", "A new sha384 hash object.") {
      native($0, $1, $2, $3) { t, a throws(Raised) in try HashObject.make(t, "sha384", a[0], type: Type(SingleHashModules.sha384.value)) }
    }
    _ = try type(m.thread, sha512, "_sha512.sha512")
    m.function("sha512(string=b'', *, usedforsecurity=True)", "A new sha512 hash object.") {
      native($0, $1, $2, $3) { t, a throws(Raised) in try HashObject.make(t, "sha512", a[0], type: Type(SingleHashModules.sha512.value)) }
    }
  }

  static func defineSHA3(_ m: ModuleBuilder) throws(Raised) {
    _ = try LibCrypto.open(m.thread)
    _ = try type(m.thread, sha3x224, "_sha3.sha3_224")
    m.function("sha3_224(data=b'', /, *, usedforsecurity=True)", "A new sha3_224 hash object.") {
      native($0, $1, $2, $3) { t, a throws(Raised) in try HashObject.make(t, "sha3_224", a[0], type: Type(SingleHashModules.sha3x224.value)) }
    }
    _ = try type(m.thread, sha3x256, "_sha3.sha3_256")
    m.function("sha3_256(data=b'', /, *, usedforsecurity=True)", "A new sha3_256 hash object.") {
      native($0, $1, $2, $3) { t, a throws(Raised) in try HashObject.make(t, "sha3_256", a[0], type: Type(SingleHashModules.sha3x256.value)) }
    }
    _ = try type(m.thread, sha3x384, "_sha3.sha3_384")
    m.function("sha3_384(data=b'', /, *, usedforsecurity=True)", "A new sha3_384 hash object.") {
      native($0, $1, $2, $3) { t, a throws(Raised) in try HashObject.make(t, "sha3_384", a[0], type: Type(SingleHashModules.sha3x384.value)) }
    }
    _ = try type(m.thread, sha3x512, "_sha3.sha3_512")
    m.function("sha3_512(data=b'', /, *, usedforsecurity=True)", "A new sha3_512 hash object.") {
      native($0, $1, $2, $3) { t, a throws(Raised) in try HashObject.make(t, "sha3_512", a[0], type: Type(SingleHashModules.sha3x512.value)) }
    }
    _ = try type(m.thread, shakex128, "_sha3.shake_128", base: .xof)
    m.function("shake_128(data=b'', /, *, usedforsecurity=True)", "A new shake_128 hash object.") {
      native($0, $1, $2, $3) { t, a throws(Raised) in try HashObject.make(t, "shake_128", a[0], type: Type(SingleHashModules.shakex128.value)) }
    }
    _ = try type(m.thread, shakex256, "_sha3.shake_256", base: .xof)
    m.function("shake_256(data=b'', /, *, usedforsecurity=True)", "A new shake_256 hash object.") {
      native($0, $1, $2, $3) { t, a throws(Raised) in try HashObject.make(t, "shake_256", a[0], type: Type(SingleHashModules.shakex256.value)) }
    }
    m.set("implementation", Str.make(m.thread, "OpenSSL").value)
  }
}
