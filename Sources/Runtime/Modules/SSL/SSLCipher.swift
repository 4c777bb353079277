// Ciphers: as (name, protocol, bits), and as the dicts of `get_ciphers`.

enum SSLCipher {
  typealias P = OpaquePointer
  private typealias TextOf = @convention(c) (P) -> SSLText
  private typealias NumberOf = @convention(c) (P) -> Int32

  private static func text(_ t: Thread, _ text: SSLText) -> Value { text.map { Str.make(t, String(cString: $0)).value } ?? .none }

  static func row(_ t: Thread, _ cipher: P) throws(Raised) -> Value {
    let s = try LibSSL.open(t).pointee.ssl
    let name: TextOf = try s.function(t, "SSL_CIPHER_get_name")
    let version: TextOf = try s.function(t, "SSL_CIPHER_get_version")
    let bits: @convention(c) (P, UnsafeMutablePointer<Int32>?) -> Int32 = try s.function(t, "SSL_CIPHER_get_bits")
    return try Tuple.make(t, [text(t, name(cipher)), text(t, version(cipher)), .int(Int(bits(cipher, nil)))]).value
  }

  static func list(_ t: Thread, _ context: SSLContext) throws(Raised) -> Value {
    let l = try LibSSL.open(t)
    let make: @convention(c) (P) -> P? = try l.pointee.ssl.function(t, "SSL_new")
    let free: @convention(c) (P?) -> Void = try l.pointee.ssl.function(t, "SSL_free")
    let ciphers: @convention(c) (P) -> P? = try l.pointee.ssl.function(t, "SSL_get_ciphers")
    guard let ssl = make(context.context) else { throw SSLErrors.raise(t) }
    defer { free(ssl) }
    let list = try List.make(t)
    for cipher in l.pointee.items(ciphers(ssl)) { try list.append(t, try dictionary(t, l, cipher)) }
    return list.value
  }
  private static func dictionary(_ t: Thread, _ l: UnsafeMutablePointer<LibSSL>, _ cipher: P) throws(Raised) -> Value {
    let s = l.pointee.ssl
    func texts(_ name: StaticString) throws(Raised) -> Value {
      let f: TextOf = try s.function(t, name)
      return text(t, f(cipher))
    }
    /// The long name of a number, "" for none.
    let long: @convention(c) (Int32) -> SSLText = try l.pointee.crypto.function(t, "OBJ_nid2ln")
    func named(_ name: StaticString) throws(Raised) -> Value {
      let f: NumberOf = try s.function(t, name)
      let id = f(cipher)
      return id == 0 ? .none : text(t, long(id))
    }
    let d = Dict.make(t)
    func set(_ name: StaticString, _ v: Value) { d.set(t, Str.intern(t, name), v) }
    let id: @convention(c) (P) -> UInt32 = try s.function(t, "SSL_CIPHER_get_id")
    let describe: @convention(c) (P, UnsafeMutablePointer<CChar>?, Int32) -> SSLText = try s.function(t, "SSL_CIPHER_description")
    let bits: @convention(c) (P, UnsafeMutablePointer<Int32>?) -> Int32 = try s.function(t, "SSL_CIPHER_get_bits")
    let aead: NumberOf = try s.function(t, "SSL_CIPHER_is_aead")
    var buffer = [CChar](repeating: 0, count: 512)
    _ = describe(cipher, &buffer, 512)
    var description = String(cString: buffer)
    if description.hasSuffix("\n") { description.removeLast() }
    var algorithmBits: Int32 = 0
    let strength = bits(cipher, &algorithmBits)
    set("id", .int(Int(id(cipher))))
    set("name", try texts("SSL_CIPHER_get_name"))
    set("protocol", try texts("SSL_CIPHER_get_version"))
    set("description", Str.make(t, description).value)
    set("strength_bits", .int(Int(strength)))
    set("alg_bits", .int(Int(algorithmBits)))
    set("aead", .bool(aead(cipher) != 0))
    set("symmetric", try named("SSL_CIPHER_get_cipher_nid"))
    set("digest", try named("SSL_CIPHER_get_digest_nid"))
    set("kea", try named("SSL_CIPHER_get_kx_nid"))
    set("auth", try named("SSL_CIPHER_get_auth_nid"))
    return d.value
  }
}
