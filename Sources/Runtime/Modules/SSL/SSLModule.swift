// The module _ssl over the system's OpenSSL 3 (Library Reference, "ssl").

import Glibc

enum SSLModule {
  /// What a context begins with, in OpenSSL's notation: the distribution's choice.
  static let defaultCiphers = "ALL:!COMPLEMENTOFDEFAULT:!eNULL"

  static func define(_ m: ModuleBuilder) throws(Raised) {
    let t = m.thread
    let l = try LibSSL.open(t)
    m.doc("TLS for the library's module ssl.")
    try SSLErrors.define(m)
    if !SSLContext.type.value.isObject {
      let object = Type[.object]
      SSLContext.type.value = try BuiltinTypes.makeUnnumbered(t, name: "_ssl._SSLContext", base: object, define: SSLContext.define).value
      SSLSocketObject.type.value = try BuiltinTypes.makeUnnumbered(t, name: "_ssl._SSLSocket", base: object, define: SSLSocketObject.define).value
      MemoryBIO.type.value = try BuiltinTypes.makeUnnumbered(t, name: "_ssl.MemoryBIO", base: object, define: MemoryBIO.define).value
      SSLSession.type.value = try BuiltinTypes.makeUnnumbered(t, name: "_ssl.SSLSession", base: object, define: SSLSession.define).value
      SSLCertificate.type.value = try BuiltinTypes.makeUnnumbered(t, name: "_ssl.Certificate", base: object, define: SSLCertificate.define).value
    }
    m.set("_SSLContext", SSLContext.type.value)
    m.set("_SSLSocket", SSLSocketObject.type.value)
    m.set("MemoryBIO", MemoryBIO.type.value)
    m.set("SSLSession", SSLSession.type.value)
    m.set("Certificate", SSLCertificate.type.value)
    for (name, value) in SSLConstants.rows { m.set(name, .int(value)) }
    for (name, value) in SSLConstants.has { m.set(name, .bool(value)) }
    m.set("_DEFAULT_CIPHERS", Str.make(t, defaultCiphers).value)
    try defineVersion(m, l)
    defineRandom(m)
    defineObjects(m)
  }

  private static func defineVersion(_ m: ModuleBuilder, _ l: UnsafeMutablePointer<LibSSL>) throws(Raised) {
    let t = m.thread
    let number: @convention(c) () -> UInt = try l.pointee.crypto.function(t, "OpenSSL_version_num")
    let text: @convention(c) (Int32) -> SSLText = try l.pointee.crypto.function(t, "OpenSSL_version")
    let n = Int(number())
    let parts = try Tuple.make(t, [.int(n >> 28 & 0xF), .int(n >> 20 & 0xFF), .int(n >> 12 & 0xFF), .int(n >> 4 & 0xFF), .int(n & 0xF)])
    m.set("OPENSSL_VERSION_NUMBER", .int(n))
    m.set("OPENSSL_VERSION_INFO", parts.value)
    m.set("_OPENSSL_API_VERSION", parts.value)
    m.set("OPENSSL_VERSION", text(0).map { Str.make(t, String(cString: $0)).value } ?? .none)
  }

  private static func random(_ t: Thread, _ v: Value) throws(Raised) -> Bytes {
    let n = try t.int32(v)
    if n < 0 { throw t.raise(.valueError, "num must be positive") }
    let f: @convention(c) (UnsafeMutablePointer<UInt8>, Int32) -> Int32 = try LibSSL.open(t).pointee.crypto.function(t, "RAND_bytes")
    let bytes = try Bytes.uninitialized(t, count: n)
    if n > 0, f(bytes.data, Int32(n)) != 1 { throw SSLErrors.raise(t) }
    return bytes
  }
  private static func defineRandom(_ m: ModuleBuilder) {
    m.function("RAND_bytes(n, /)", "So many random bytes, fit for keys.") {
      native($0, $1, $2, $3) { t, a throws(Raised) in try SSLModule.random(t, a[0]).value }
    }
    m.function("RAND_pseudo_bytes(n, /)", "(bytes, whether they are fit for keys).") {
      native($0, $1, $2, $3) { t, a throws(Raised) in
        try t.warn(.deprecationWarning, "ssl.RAND_pseudo_bytes() is deprecated", stackLevel: 1)
        return Tuple.pair(t, try SSLModule.random(t, a[0]).value, .yes)
      }
    }
    m.function("RAND_add(string, entropy, /)", "Stirs bytes into the generator.") {
      native($0, $1, $2, $3) { t, a throws(Raised) in
        let entropy = try t.double(a[1])
        let f: @convention(c) (UnsafeRawPointer?, Int32, Double) -> Void = try LibSSL.open(t).pointee.crypto.function(t, "RAND_add")
        if a[0].isKind(.str) {
          let bytes = Str(a[0]).utf8
          f(bytes, Int32(clamping: bytes.count), entropy)
          return .none
        }
        let view = try BufferView.contiguous(t, a[0])
        defer { view.close() }
        f(view.data, Int32(clamping: view.length), entropy)
        return .none
      }
    }
    m.function("RAND_status()", "Whether the generator has been seeded.") {
      native($0, $1, $2, $3) { t, a throws(Raised) in
        let f: @convention(c) () -> Int32 = try LibSSL.open(t).pointee.crypto.function(t, "RAND_status")
        return .bool(f() == 1)
      }
    }
  }

  private static func defineObjects(_ m: ModuleBuilder) {
    m.function("txt2obj(txt, name=False)", "(number, short name, long name, dotted numbers) of an object of ASN.1.") {
      native($0, $1, $2, $3) { t, a throws(Raised) in
        let text = try Arguments.str(t, a[0], "txt2obj() argument 'txt'")
        let isName = a[1].isEmpty ? false : try t.truth(a[1])
        let c = try LibSSL.open(t).pointee.crypto
        let find: @convention(c) (SSLText, Int32) -> OpaquePointer? = try c.function(t, "OBJ_txt2obj")
        let free: @convention(c) (OpaquePointer?) -> Void = try c.function(t, "ASN1_OBJECT_free")
        guard let object = text.withCString({ find($0, isName ? 0 : 1) }) else {
          LibSSL.current.pointee.clearErrors()
          throw t.raise(.valueError, "unknown object '\(String(text.string.prefix(100)))'")
        }
        defer { free(object) }
        return try SSLObjects.row(t, object)
      }
    }
    m.function("nid2obj(nid, /)", "The same of a number.") {
      native($0, $1, $2, $3) { t, a throws(Raised) in
        let n = try t.int32(a[0])
        if n < 0 { throw t.raise(.valueError, "NID must be positive.") }
        let find: @convention(c) (Int32) -> OpaquePointer? = try LibSSL.open(t).pointee.crypto.function(t, "OBJ_nid2obj")
        guard let object = find(Int32(n)) else {
          LibSSL.current.pointee.clearErrors()
          throw t.raise(.valueError, "unknown NID \(n)")
        }
        return try SSLObjects.row(t, object)
      }
    }
    m.function("get_default_verify_paths()", "Variables and places of the certificates that the system trusts.") {
      native($0, $1, $2, $3) { t, a throws(Raised) in
        let c = try LibSSL.open(t).pointee.crypto
        var parts: [Value] = []
        for name in [
          "X509_get_default_cert_file_env", "X509_get_default_cert_file", "X509_get_default_cert_dir_env", "X509_get_default_cert_dir",
        ] as [StaticString] {
          let f: @convention(c) () -> SSLText = try c.function(t, name)
          parts.append(try OSText.decode(t, f()).value)
        }
        return try Tuple.make(t, parts).value
      }
    }
    m.function("_test_decode_cert(path, /)", "The dict of a certificate in a file.") {
      native($0, $1, $2, $3) { t, a throws(Raised) in
        let l = try LibSSL.open(t)
        let bytes = try SourceLoader.read(t, try OSText.encode(t, try OSText.path(t, a[0], function: "_test_decode_cert")))
        let read: @convention(c) (OpaquePointer, UnsafeRawPointer?, UnsafeRawPointer?, UnsafeRawPointer?) -> OpaquePointer? =
          try l.pointee.crypto.function(t, "PEM_read_bio_X509")
        let free: @convention(c) (OpaquePointer?) -> Void = try l.pointee.crypto.function(t, "X509_free")
        let certificate = try bytes.withUnsafeBufferPointerTyped { b throws(Raised) -> OpaquePointer? in
          let bio = try l.pointee.reader(t, b)
          defer { _ = l.pointee.freeBIO(bio) }
          return read(bio, nil, nil, nil)
        }
        guard let certificate else {
          l.pointee.clearErrors()
          throw t.raise(SSLErrors.error.value, "Error decoding PEM-encoded file")
        }
        defer { free(certificate) }
        return try SSLCertificate.dictionary(t, certificate)
      }
    }
  }
}
