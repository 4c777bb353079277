// Hash objects over libcrypto: _hashlib.HASH, HASHXOF, HMAC, and the types of _md5, _sha1 … (Library Reference, "hashlib").

import Glibc

struct HashFields: BitwiseCopyable {
  var header: Header
  /// See ForeignFields: an EVP_MD_CTX, or an HMAC_CTX.
  var context: Value
  var release: Value
  /// str: the algorithm's name
  var name: Value
}

struct HashObject: Handle {
  let fields: UnsafeMutablePointer<HashFields>
  @inline(__always) init(fields: UnsafeMutablePointer<HashFields>) { self.fields = fields }
  var context: OpaquePointer? { Foreign(raw).address }
  var name: String { Str(fields.pointee.name).string }
  /// Header flag: a thread goes on with the context while others run.
  private static var busyFlag: UInt16 { 1 }

  static func allocate(_ t: Thread, _ shape: UInt32, _ name: String) -> HashObject {
    let shown = Str.make(t, name).value
    let h = HashObject(t.allocate(MemoryLayout<HashFields>.size, .foreign, shape))
    h.fields.pointee.context = .raw(nil)
    h.fields.pointee.release = .none
    h.fields.pointee.name = shown
    return h
  }

  /// A new hash of `data` (empty: nothing yet). `type`: nil for HASH or HASHXOF.
  static func make(_ t: Thread, _ name: String, _ data: Value, type: Type? = nil) throws(Raised) -> Value {
    let crypto = try LibCrypto.open(t)
    let (digest, shown) = try crypto.digest(t, name)
    defer { crypto.freeDigest(digest) }
    let shape = type?.fields.pointee.shape ?? (crypto.isXOF(digest) ? TypeID.xof : TypeID.hash).rawValue
    let h = allocate(t, shape, shown)
    guard let context = crypto.newContext() else { throw t.raiseMemoryError() }
    Foreign(h.raw).set(context, release: crypto.freeContext)
    if crypto.begin(context, digest, nil) != 1 { throw crypto.raise(t) }
    if !data.isEmpty { try h.update(t, data) }
    return h.value
  }

  /// A one-dimensional buffer of what can be hashed.
  static func buffer(_ t: Thread, _ v: Value) throws(Raised) -> BufferView {
    if v.isKind(.str) { throw t.raise(.typeError, "Strings must be encoded before hashing") }
    if !BufferView.isSupported(by: v) { throw t.raise(.typeError, "object supporting the buffer API required") }
    let view = try BufferView.contiguous(t, v)
    if view.dimensions > 1 {
      view.close()
      throw t.raise(.bufferError, "Buffer must be single dimension")
    }
    return view
  }
  /// The context, which no other thread uses now, and the library; a hash that could not be made has none.
  private func parts(_ t: Thread) throws(Raised) -> (LibCrypto, OpaquePointer) {
    let crypto = try LibCrypto.open(t)
    while header.pointee.flags & HashObject.busyFlag != 0 { t.blocking { _ = sched_yield() } }
    guard let context else { throw t.raise(.valueError, "hash object is not initialized") }
    return (crypto, context)
  }
  func update(_ t: Thread, _ data: Value) throws(Raised) {
    let view = try HashObject.buffer(t, data)
    defer { view.close() }
    let (crypto, context) = try parts(t)
    let done: Int32
    if view.length > 2047 {
      header.pointee.flags |= HashObject.busyFlag
      done = t.blocking { crypto.update(context, view.data, view.length) }
      header.pointee.flags &= ~HashObject.busyFlag
    } else {
      done = crypto.update(context, view.data, view.length)
    }
    if done != 1 { throw crypto.raise(t) }
  }
  /// The digest of what came so far; `length` nil: of the algorithm's own length.
  func digest(_ t: Thread, length: Int? = nil) throws(Raised) -> Bytes {
    let (crypto, context) = try parts(t)
    guard let copy = crypto.newContext() else { throw t.raiseMemoryError() }
    defer { crypto.freeContext(copy) }
    if crypto.copyContext(copy, context) != 1 { throw crypto.raise(t) }
    if let length {
      let result = try Bytes.uninitialized(t, count: length)
      if length > 0, crypto.finishXOF(copy, result.data, length) != 1 { throw crypto.raise(t) }
      return result
    }
    let size = try self.size(t)
    let result = try Bytes.uninitialized(t, count: size)
    if crypto.finish(copy, result.data, nil) != 1 { throw crypto.raise(t) }
    return result
  }
  private func size(_ t: Thread) throws(Raised) -> Int {
    let (crypto, context) = try parts(t)
    guard let digest = crypto.contextDigest(context) else { return 0 }
    return crypto.isXOF(digest) ? 0 : Int(crypto.size(digest))
  }
  private func copy(_ t: Thread) throws(Raised) -> Value {
    let (crypto, context) = try parts(t)
    let h = HashObject.allocate(t, raw.shape, name)
    guard let copy = crypto.newContext() else { throw t.raiseMemoryError() }
    Foreign(h.raw).set(copy, release: crypto.freeContext)
    if crypto.copyContext(copy, context) != 1 { throw crypto.raise(t) }
    return h.value
  }
  static func hex(_ t: Thread, _ bytes: Bytes) throws(Raised) -> Value { try t.callMethod(bytes.value, Str.intern(t, "hex"), []) }

  // MARK: Types

  static func define(_ type: TypeBuilder) {
    type.doc("The state of a hash function: the data so far.")
    type.layout(.foreign, size: MemoryLayout<HashFields>.size)
    defineShared(type)
    type.method("digest()", "The digest value as bytes.") {
      native($0, $1, $2, $3) { t, a throws(Raised) in try HashObject(a[0]).digest(t).value }
    }
    type.method("hexdigest()", "The digest value as hexadecimal digits.") {
      native($0, $1, $2, $3) { t, a throws(Raised) in try HashObject.hex(t, try HashObject(a[0]).digest(t)) }
    }
    type.slots.pointee.repr = {
      unary($0, $1) { t, v throws(Raised) in
        Str.make(t, "<\(HashObject(v).name) \(v.type.displayName) object @ \(hexAddress(v))>").value
      }
    }
  }
  private static func defineShared(_ type: TypeBuilder) {
    type.method("update(obj, /)", "Goes on with more bytes.") {
      native($0, $1, $2, $3) { t, a throws(Raised) in
        try HashObject(a[0]).update(t, a[1])
        return .none
      }
    }
    type.method("copy()", "A copy, which goes on by itself.") {
      native($0, $1, $2, $3) { t, a throws(Raised) in try HashObject(a[0]).copy(t) }
    }
    type.property("name", "algorithm name.", { unary($0, $1) { t, v throws(Raised) in HashObject(v).fields.pointee.name } })
    type.property("digest_size", "Bytes of a digest.", { unary($0, $1) { t, v throws(Raised) in .int(try HashObject(v).size(t)) } })
    type.property("block_size", "Bytes of a block of the algorithm.", {
      unary($0, $1) { t, v throws(Raised) in
        let (crypto, context) = try HashObject(v).parts(t)
        return .int(crypto.contextDigest(context).map { Int(crypto.blockSize($0)) } ?? 0)
      }
    })
  }
  static func defineXOF(_ type: TypeBuilder) {
    type.doc("The state of a hash function: the data so far.")
    // Called as HASHXOF.update, not HASH.update.
    defineShared(type)
    type.method("digest(length)", "A digest of a length in bytes.") {
      native($0, $1, $2, $3) { t, a throws(Raised) in try HashObject.longDigest(t, a).value }
    }
    type.method("hexdigest(length)", "A digest of a length in bytes, as hexadecimal digits.") {
      native($0, $1, $2, $3) { t, a throws(Raised) in try HashObject.hex(t, try HashObject.longDigest(t, a)) }
    }
  }
  private static func longDigest(_ t: Thread, _ a: Args) throws(Raised) -> Bytes {
    let n = try Arguments.size(t, a[1], 0)
    if n < 0 { throw t.raise(.valueError, "value must be positive") }
    return try HashObject(a[0]).digest(t, length: n)
  }
}

/// _hashlib.HMAC (RFC 2104).
struct HMACObject: Handle {
  let fields: UnsafeMutablePointer<HashFields>
  @inline(__always) init(fields: UnsafeMutablePointer<HashFields>) { self.fields = fields }

  private func parts(_ t: Thread) throws(Raised) -> (LibCrypto, OpaquePointer) {
    let crypto = try LibCrypto.open(t)
    guard let context = Foreign(raw).address else { throw t.raise(.valueError, "HMAC object is not initialized") }
    return (crypto, context)
  }
  static func make(_ t: Thread, _ key: Value, _ message: Value, _ name: String) throws(Raised) -> Value {
    let keyView = try BufferView.contiguous(t, key)
    defer { keyView.close() }
    if keyView.length > Int(Int32.max) { throw t.raise(.overflowError, "key is too long.") }
    let crypto = try LibCrypto.open(t)
    let (digest, shown) = try crypto.digest(t, name)
    defer { crypto.freeDigest(digest) }
    let h = HMACObject(HashObject.allocate(t, TypeID.hmac.rawValue, shown).raw)
    guard let context = crypto.hmacNew() else { throw t.raiseMemoryError() }
    Foreign(h.raw).set(context, release: crypto.hmacFree)
    if crypto.hmacBegin(context, keyView.data, Int32(keyView.length), digest, nil) != 1 { throw crypto.raise(t) }
    if !message.isEmpty, !message.isNone { try h.update(t, message) }
    return h.value
  }
  private func update(_ t: Thread, _ data: Value) throws(Raised) {
    let view = try HashObject.buffer(t, data)
    defer { view.close() }
    let (crypto, context) = try parts(t)
    if crypto.hmacUpdate(context, view.data.assumingMemoryBound(to: UInt8.self), view.length) != 1 { throw crypto.raise(t) }
  }
  private func size(_ t: Thread) throws(Raised) -> Int {
    let (crypto, context) = try parts(t)
    return crypto.hmacDigest(context).map { Int(crypto.size($0)) } ?? 0
  }
  func digest(_ t: Thread) throws(Raised) -> Bytes {
    let (crypto, context) = try parts(t)
    let result = try Bytes.uninitialized(t, count: try size(t))
    guard let copy = crypto.hmacNew() else { throw t.raiseMemoryError() }
    defer { crypto.hmacFree(copy) }
    if crypto.hmacCopy(copy, context) != 1 || crypto.hmacFinish(copy, result.data, nil) != 1 { throw crypto.raise(t) }
    return result
  }
  private func copy(_ t: Thread) throws(Raised) -> Value {
    let (crypto, context) = try parts(t)
    let h = HashObject.allocate(t, TypeID.hmac.rawValue, Str(fields.pointee.name).string)
    guard let copy = crypto.hmacNew() else { throw t.raiseMemoryError() }
    Foreign(h.raw).set(copy, release: crypto.hmacFree)
    if crypto.hmacCopy(copy, context) != 1 { throw crypto.raise(t) }
    return h.value
  }

  static func define(_ type: TypeBuilder) {
    type.doc("The state of a keyed hash: the data so far.")
    type.layout(.foreign, size: MemoryLayout<HashFields>.size)
    type.method("update(msg)", "Goes on with more bytes.") {
      native($0, $1, $2, $3) { t, a throws(Raised) in
        try HMACObject(a[0]).update(t, a[1])
        return .none
      }
    }
    type.method("digest()", "The digest of the bytes so far.") {
      native($0, $1, $2, $3) { t, a throws(Raised) in try HMACObject(a[0]).digest(t).value }
    }
    type.method("hexdigest()", "The digest as hexadecimal digits.") {
      native($0, $1, $2, $3) { t, a throws(Raised) in try HashObject.hex(t, try HMACObject(a[0]).digest(t)) }
    }
    type.method("copy()", "A copy, which goes on by itself.") { native($0, $1, $2, $3) { t, a throws(Raised) in try HMACObject(a[0]).copy(t) } }
    type.property("name", "Name of the algorithm.", {
      unary($0, $1) { t, v throws(Raised) in Str.make(t, "hmac-" + HashObject(v).name).value }
    })
    type.property("digest_size", "Bytes of a digest.", { unary($0, $1) { t, v throws(Raised) in .int(try HMACObject(v).size(t)) } })
    type.property("block_size", "Bytes of a block of the algorithm.", {
      unary($0, $1) { t, v throws(Raised) in
        let (crypto, context) = try HMACObject(v).parts(t)
        return .int(crypto.hmacDigest(context).map { Int(crypto.blockSize($0)) } ?? 0)
      }
    })
    type.slots.pointee.repr = {
      unary($0, $1) { t, v throws(Raised) in Str.make(t, "<\(HashObject(v).name) HMAC object @ \(hexAddress(v))>").value }
    }
  }
}
