// _ssl._SSLContext: what connections have in common (Library Reference, "ssl", "SSL Contexts"). The library's class SSLContext is its subclass.

import Glibc

struct SSLContext: Handle {
  struct Fields: BitwiseCopyable {
    var header: Header
    /// See ForeignFields: an SSL_CTX
    var address: Value
    var release: Value
    /// int: PROTOCOL_…
    var `protocol`: Value
    /// True or False
    var checksHostname: Value
    var wantsPostHandshakeAuth: Value
    /// int: HOSTFLAG_…
    var hostFlags: Value
    /// Functions, or None
    var serverNameCallback: Value
    var messageCallback: Value
    /// What ALPN offers or accepts: bytes as they go over the wire, or None
    var applications: Value
    /// str or None, and the descriptor that the file is open as
    var keyLogName: Value
    var keyLog: Value
  }
  typealias P = OpaquePointer
  let fields: UnsafeMutablePointer<Fields>
  @inline(__always) init(fields: UnsafeMutablePointer<Fields>) { self.fields = fields }
  static let type = Root()
  /// PROTOCOL_TLS_CLIENT, PROTOCOL_TLS_SERVER
  static let client = 16, server = 17
  /// SSL_OP_NO_SSLv3 and the NO_TLSv1… bits
  private static let withoutVersions: UInt64 = 0x3E00_0000

  var context: P { Foreign(raw).address.unsafelyUnwrapped }
  var l: UnsafeMutablePointer<LibSSL> { LibSSL.current }
  @discardableResult func control(_ command: Int32, _ n: Int = 0, _ p: UnsafeMutableRawPointer? = nil) -> Int {
    l.pointee.contextControl(context, command, n, p)
  }
  func function<F>(_ t: Thread, _ name: StaticString) throws(Raised) -> F { try l.pointee.ssl.function(t, name) }
  func cryptoFunction<F>(_ t: Thread, _ name: StaticString) throws(Raised) -> F { try l.pointee.crypto.function(t, name) }
  static func isCallable(_ v: Value) -> Bool { v.isObject && v.type.slots.pointee.call != nil }
  static func isInstance(_ v: Value) -> Bool { v.isObject && v.isInstance(of: Type(type.value)) }

  // MARK: Life

  private static func new(_ t: Thread, _ a: Args) throws(Raised) -> Value {
    let l = try LibSSL.open(t)
    let number = try t.int32(a[1])
    let methods: [(Int, StaticString, StaticString)] = [
      (2, "TLS_method", "ssl.PROTOCOL_TLS is deprecated"), (3, "TLSv1_method", "ssl.PROTOCOL_TLSv1 is deprecated"),
      (4, "TLSv1_1_method", "ssl.PROTOCOL_TLSv1_1 is deprecated"), (5, "TLSv1_2_method", "ssl.PROTOCOL_TLSv1_2 is deprecated"),
      (client, "TLS_client_method", ""), (server, "TLS_server_method", ""),
    ]
    guard let row = methods.first(where: { $0.0 == number }) else {
      throw t.raise(.valueError, "invalid or unsupported protocol version \(number)")
    }
    if row.2.utf8CodeUnitCount > 0 { try t.warn(.deprecationWarning, "\(row.2)", stackLevel: 2) }
    let method: @convention(c) () -> P? = try l.pointee.ssl.function(t, row.1)
    let make: @convention(c) (P?) -> P? = try l.pointee.ssl.function(t, "SSL_CTX_new")
    let release: @convention(c) (P?) -> Void = try l.pointee.ssl.function(t, "SSL_CTX_free")
    l.pointee.clearErrors()
    guard let context = make(method()) else { throw SSLErrors.raise(t) }
    let o: SSLContext
    do throws(Raised) { o = SSLContext(try Type(a[0]).allocateInstance(t)) } catch {
      release(context)
      throw error
    }
    let h = o.fields.pointee.header
    o.fields.pointee = Fields(
      header: h, address: .raw(nil), release: .none, protocol: .int(number), checksHostname: .bool(number == client), wantsPostHandshakeAuth: .no,
      hostFlags: .int(4), serverNameCallback: .none, messageCallback: .none, applications: .none, keyLogName: .none, keyLog: .int(-1))
    Foreign(o.raw).set(context, release: release)
    let setData: @convention(c) (P, Int32, UnsafeMutableRawPointer?) -> Int32 = try l.pointee.ssl.function(t, "SSL_CTX_set_ex_data")
    _ = setData(context, 0, o.raw)
    try o.setVerifyMode(t, number == client ? 2 : 0)
    let setOptions: @convention(c) (P, UInt64) -> UInt64 = try l.pointee.ssl.function(t, "SSL_CTX_set_options")
    _ = setOptions(context, 0x8252_00D0)
    let setCiphers: @convention(c) (P, SSLText) -> Int32 = try l.pointee.ssl.function(t, "SSL_CTX_set_cipher_list")
    if number == client || number == server || number == 2 {
      // The distribution's choice, without null ciphers.
      if setCiphers(context, SSLModule.defaultCiphers) == 0 { throw SSLErrors.raise(t) }
    }
    // SSL_CTRL_MODE: AUTO_RETRY, ACCEPT_MOVING_WRITE_BUFFER, RELEASE_BUFFERS
    o.control(33, 4 | 2 | 16)
    let setSession: @convention(c) (P, UnsafePointer<UInt8>, UInt32) -> Int32 = try l.pointee.ssl.function(t, "SSL_CTX_set_session_id_context")
    _ = setSession(context, Array("Python".utf8), 6)
    // X509_V_FLAG_TRUSTED_FIRST
    try o.changeFlags(t, set: 0x8000, clear: 0)
    try o.setHostFlags(t, 4)
    let setPostHandshake: @convention(c) (P, Int32) -> Void = try l.pointee.ssl.function(t, "SSL_CTX_set_post_handshake_auth")
    setPostHandshake(context, 0)
    return o.value
  }

  // MARK: Verifying

  func parameters(_ t: Thread) throws(Raised) -> P? {
    let f: @convention(c) (P) -> P? = try function(t, "SSL_CTX_get0_param")
    return f(context)
  }
  func changeFlags(_ t: Thread, set: UInt, clear: UInt) throws(Raised) {
    let p = try parameters(t)
    let clearFlags: @convention(c) (P?, UInt) -> Int32 = try cryptoFunction(t, "X509_VERIFY_PARAM_clear_flags")
    let setFlags: @convention(c) (P?, UInt) -> Int32 = try cryptoFunction(t, "X509_VERIFY_PARAM_set_flags")
    if clear != 0, clearFlags(p, clear) == 0 { throw SSLErrors.raise(t) }
    if set != 0, setFlags(p, set) == 0 { throw SSLErrors.raise(t) }
  }
  func setHostFlags(_ t: Thread, _ flags: Int) throws(Raised) {
    let f: @convention(c) (P?, UInt32) -> Void = try cryptoFunction(t, "X509_VERIFY_PARAM_set_hostflags")
    f(try parameters(t), UInt32(truncatingIfNeeded: flags))
    fields.pointee.hostFlags = .int(flags)
  }
  /// SSL_VERIFY_PEER 1, FAIL_IF_NO_PEER_CERT 2, POST_HANDSHAKE 8
  func verifyMode(_ t: Thread) throws(Raised) -> Int {
    let f: @convention(c) (P) -> Int32 = try function(t, "SSL_CTX_get_verify_mode")
    let bits = f(context) & 3
    return bits == 0 ? 0 : bits == 1 ? 1 : 2
  }
  func setVerifyMode(_ t: Thread, _ mode: Int) throws(Raised) {
    guard mode >= 0, mode <= 2 else { throw t.raise(.valueError, "invalid value for verify_mode") }
    if mode == 0, fields.pointee.checksHostname.isTrue {
      throw t.raise(.valueError, "Cannot set verify_mode to CERT_NONE when check_hostname is enabled.")
    }
    let f: @convention(c) (P, Int32, UnsafeRawPointer?) -> Void = try function(t, "SSL_CTX_set_verify")
    f(context, mode == 0 ? 0 : mode == 1 ? 1 : 3, nil)
  }

  // MARK: The class

  static func define(_ type: TypeBuilder) {
    type.doc("What connections have in common: protocol, certificates, options.")
    type.layout(.foreign, size: MemoryLayout<Fields>.size)
    type.flags([.subclassable])
    type.new("_SSLContext(protocol, /)") { native($0, $1, $2, $3, SSLContext.new) }
    type.slots.pointee.finalize = {
      unary($0, $1) { t, v throws(Raised) in
        let fd = SSLContext(v).fields.pointee.keyLog
        SSLContext(v).fields.pointee.keyLog = .int(-1)
        if fd.asInt >= 0 { close(Int32(fd.asInt)) }
        return .none
      }
    }
    defineConnections(type)
    defineCertificates(type)
    defineChoices(type)
    defineVersions(type)
    defineCallbacks(type)
    definePlain(type)
  }
  private static func defineConnections(_ type: TypeBuilder) {
    type.method("_wrap_socket(sock, server_side, server_hostname=None, *, owner=None, session=None)", "A connection over a socket.") {
      native($0, $1, $2, $3) { t, a throws(Raised) in
        guard a[1].isObject, Socket.type.value.isObject, a[1].isInstance(of: Type(Socket.type.value)) else {
          throw t.raise(.typeError, "_wrap_socket() argument 'sock' must be _socket.socket, not \(a[1].type.displayName)")
        }
        return try SSLSocketObject.make(t, SSLContext(a[0]), socket: a[1], nil, isServer: try t.truth(a[2]), hostname: a[3], owner: a.keyword(0), session: a.keyword(1))
      }
    }
    type.method("_wrap_bio(incoming, outgoing, server_side, server_hostname=None, *, owner=None, session=None)", "A connection over two buffers.") {
      native($0, $1, $2, $3) { t, a throws(Raised) in
        for (i, name) in [(1, "incoming"), (2, "outgoing")] where !(a[i].isObject && a[i].isInstance(of: Type(MemoryBIO.type.value))) {
          throw t.raise(.typeError, "_wrap_bio() argument '\(name)' must be _ssl.MemoryBIO, not \(a[i].type.displayName)")
        }
        return try SSLSocketObject.make(
          t, SSLContext(a[0]), socket: .none, (MemoryBIO(a[1]), MemoryBIO(a[2])), isServer: try t.truth(a[3]), hostname: a[4], owner: a.keyword(0),
          session: a.keyword(1))
      }
    }
  }
  private static func defineChoices(_ type: TypeBuilder) {
    type.method("set_ciphers(cipherlist, /)", "The ciphers to choose from, in OpenSSL's notation.") {
      native($0, $1, $2, $3) { t, a throws(Raised) in
        let text = try Arguments.str(t, a[1], "set_ciphers() argument")
        let f: @convention(c) (P, SSLText) -> Int32 = try SSLContext(a[0]).function(t, "SSL_CTX_set_cipher_list")
        if text.withCString({ f(SSLContext(a[0]).context, $0) }) == 0 {
          LibSSL.current.pointee.clearErrors()
          throw t.raise(SSLErrors.error.value, "No cipher can be selected.")
        }
        return .none
      }
    }
    type.method("get_ciphers()", "The ciphers that may be chosen, as dicts.") {
      native($0, $1, $2, $3) { t, a throws(Raised) in try SSLCipher.list(t, SSLContext(a[0])) }
    }
    type.method("set_ecdh_curve(name, /)", "The curve of the key exchange.") {
      native($0, $1, $2, $3) { t, a throws(Raised) in
        let o = SSLContext(a[0])
        let name = try OSText.encode(bytes: t, try OSText.path(t, a[1], function: "set_ecdh_curve")) + [0]
        let number: @convention(c) (UnsafePointer<UInt8>) -> Int32 = try o.cryptoFunction(t, "OBJ_sn2nid")
        var id = number(name)
        if id == 0 { throw t.raise(.valueError, "unknown elliptic curve name \(try t.repr(a[1]).string)") }
        // SSL_CTRL_SET_GROUPS
        if o.control(91, 1, &id) == 0 { throw SSLErrors.raise(t) }
        return .none
      }
    }
    type.method("_set_alpn_protocols(protos, /)", "The application protocols to choose from, as bytes.") {
      native($0, $1, $2, $3) { t, a throws(Raised) in
        let view = try BufferView.contiguous(t, a[1])
        defer { view.close() }
        if view.length > Int(UInt32.max) { throw t.raise(.overflowError, "protocols longer than \(UInt32.max) bytes") }
        try SSLContext(a[0]).setApplications(t, try view.toBytes(t))
        return .none
      }
    }
    type.method("session_stats()", "Counts of the sessions.") {
      native($0, $1, $2, $3) { t, a throws(Raised) in
        let d = Dict.make(t)
        for (name, command) in [
          ("number", 20), ("connect", 21), ("connect_good", 22), ("connect_renegotiate", 23), ("accept", 24), ("accept_good", 25),
          ("accept_renegotiate", 26), ("hits", 27), ("misses", 29), ("timeouts", 30), ("cache_full", 31),
        ] as [(StaticString, Int32)] {
          d.set(t, Str.intern(t, name), .int(SSLContext(a[0]).control(command)))
        }
        return d.value
      }
    }
    type.property(
      "options", "OP_… bits.",
      {
        unary($0, $1) { t, v throws(Raised) in
          let f: @convention(c) (P) -> UInt64 = try SSLContext(v).function(t, "SSL_CTX_get_options")
          return t.int(Int(f(SSLContext(v).context)))
        }
      },
      set: {
        binary($0, $1, $2) { t, v, value throws(Raised) in
          let o = SSLContext(v)
          if value.isEmpty { throw t.raise(.attributeError, "cannot delete attribute") }
          let wanted = UInt64(bitPattern: Int64(truncatingIfNeeded: try t.indexInt(value, overflow: .overflowError)))
          let get: @convention(c) (P) -> UInt64 = try o.function(t, "SSL_CTX_get_options")
          let set: @convention(c) (P, UInt64) -> UInt64 = try o.function(t, "SSL_CTX_set_options")
          let clear: @convention(c) (P, UInt64) -> UInt64 = try o.function(t, "SSL_CTX_clear_options")
          let old = get(o.context)
          if wanted & ~old & SSLContext.withoutVersions != 0 {
            try t.warn(.deprecationWarning, "ssl.OP_NO_SSL*/ssl.OP_NO_TLS* options are deprecated", stackLevel: 1)
          }
          _ = clear(o.context, old & ~wanted)
          _ = set(o.context, wanted & ~old)
          return .none
        }
      })
  }
}
