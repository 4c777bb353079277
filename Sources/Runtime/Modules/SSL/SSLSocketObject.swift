// _ssl._SSLSocket: one connection, over a socket or over two buffers.
//
// OpenSSL is only entered by the thread that holds the interpreter lock, and never waits (SocketBIO); waiting for the socket is done here, with the
// lock given away. A callback may run Python code in the middle of a call, so other calls on the same connection wait until that is done.

import Glibc

struct SSLSocketObject: Handle {
  struct Fields: BitwiseCopyable {
    var header: Header
    /// See ForeignFields: an SSL
    var address: Value
    var release: Value
    /// SSLContext
    var context: Value
    /// _socket.socket, or None over buffers
    var socket: Value
    var incoming: Value
    var outgoing: Value
    /// What the program sees as the connection (SSLSocket, SSLObject), or None
    var owner: Value
    /// str or None
    var hostname: Value
    var isServer: Value
    /// An exception of a callback that is to be raised when OpenSSL is back; or empty
    var pending: Value
    /// The thread that is inside of OpenSSL, or none
    var runner: Value
    /// Value.raw: the SocketBIO, or nil
    var bio: Value
  }
  typealias P = OpaquePointer
  let fields: UnsafeMutablePointer<Fields>
  @inline(__always) init(fields: UnsafeMutablePointer<Fields>) { self.fields = fields }
  static let type = Root()
  var ssl: P { Foreign(raw).address.unsafelyUnwrapped }
  var l: UnsafeMutablePointer<LibSSL> { LibSSL.current }
  var hasSocket: Bool { !fields.pointee.socket.isNone }
  func function<F>(_ t: Thread, _ name: StaticString) throws(Raised) -> F { try l.pointee.ssl.function(t, name) }
  static func of(_ ssl: P) -> SSLSocketObject? { LibSSL.current.pointee.data(ssl, 0).map { SSLSocketObject($0) } }
  /// Keeps a callback's exception.
  func keep(_ exception: Value) {
    if fields.pointee.pending.isEmpty {
      fields.pointee.pending = exception
      barrier()
    }
  }

  // MARK: Making

  static func make(
    _ t: Thread, _ context: SSLContext, socket: Value, _ buffers: (incoming: MemoryBIO, outgoing: MemoryBIO)?, isServer: Bool, hostname: Value, owner: Value,
    session: Value
  ) throws(Raised) -> Value {
    let l = try LibSSL.open(t)
    let host = hostname.isEmpty ? Value.none : hostname
    var name: [UInt8] = []
    if !host.isNone {
      guard host.isKind(.str) || host.isKind(.byteString) else {
        throw t.raise(.typeError, "argument must be encoded string without null bytes, not \(host.type.displayName)")
      }
      let bytes = host.isKind(.str) ? try Codecs.encode(t, Str(host), Str.intern(t, "ascii"), nil) : Bytes(host)
      name = Array(UnsafeBufferPointer(start: UnsafePointer(bytes.data), count: bytes.count))
      if name.contains(0) { throw t.raise(.typeError, "argument must be encoded string without null bytes, not \(host.type.displayName)") }
      if name.isEmpty || name[0] == 0x2E {
        throw t.raise(.valueError, "server_hostname cannot be an empty string or start with a leading dot.")
      }
    }
    let kind = context.fields.pointee.protocol.asInt
    if kind == SSLContext.client, isServer {
      throw SSLErrors.raise(t, SSLErrors.error, 0, "Cannot create a server socket with a PROTOCOL_TLS_CLIENT context")
    }
    if kind == SSLContext.server, !isServer {
      throw SSLErrors.raise(t, SSLErrors.error, 0, "Cannot create a client socket with a PROTOCOL_TLS_SERVER context")
    }
    let new: @convention(c) (P) -> P? = try l.pointee.ssl.function(t, "SSL_new")
    let release: @convention(c) (P?) -> Void = try l.pointee.ssl.function(t, "SSL_free")
    l.pointee.clearErrors()
    guard let ssl = new(context.context) else { throw SSLErrors.raise(t) }
    let shown = name.isEmpty ? Value.none : Str.make(t, String(decoding: name, as: UTF8.self)).value
    let o = SSLSocketObject(t.allocate(MemoryLayout<Fields>.size, .foreign, Type(type.value).fields.pointee.shape))
    let h = o.fields.pointee.header
    o.fields.pointee = Fields(
      header: h, address: .raw(nil), release: .none, context: context.value, socket: socket, incoming: buffers?.incoming.value ?? .none,
      outgoing: buffers?.outgoing.value ?? .none, owner: owner.isEmpty ? .none : owner, hostname: shown, isServer: .bool(isServer), pending: .empty,
      runner: .none, bio: .raw(nil))
    Foreign(o.raw).set(ssl, release: release)
    _ = l.pointee.setData(ssl, 0, o.raw)
    let setBIO: @convention(c) (P, P?, P?) -> Void = try o.function(t, "SSL_set_bio")
    if let buffers {
      // Each BIO is the connection's, too.
      let share: @convention(c) (P) -> Int32 = try l.pointee.crypto.function(t, "BIO_up_ref")
      _ = share(buffers.incoming.bio)
      _ = share(buffers.outgoing.bio)
      setBIO(ssl, buffers.incoming.bio, buffers.outgoing.bio)
    } else {
      let bio = try SocketBIO.make(t, Socket(socket).fd)
      setBIO(ssl, bio, bio)
      o.fields.pointee.bio = .raw(UnsafeRawPointer(bio))
    }
    if isServer {
      let accept: @convention(c) (P) -> Void = try o.function(t, "SSL_set_accept_state")
      accept(ssl)
      if context.fields.pointee.wantsPostHandshakeAuth.isTrue { try o.allowPostHandshakeAuth(t) }
    } else {
      let connect: @convention(c) (P) -> Void = try o.function(t, "SSL_set_connect_state")
      connect(ssl)
      if !name.isEmpty { try o.setHostname(t, name, context) }
      if context.fields.pointee.wantsPostHandshakeAuth.isTrue {
        let offer: @convention(c) (P, Int32) -> Void = try o.function(t, "SSL_set_post_handshake_auth")
        offer(ssl, 1)
      }
    }
    if !session.isEmpty, !session.isNone { try o.setSession(t, session) }
    return o.value
  }
  /// A server that asks for certificates later: SSL_VERIFY_POST_HANDSHAKE.
  private func allowPostHandshakeAuth(_ t: Thread) throws(Raised) {
    let mode: @convention(c) (P) -> Int32 = try function(t, "SSL_get_verify_mode")
    let setMode: @convention(c) (P, Int32, UnsafeRawPointer?) -> Void = try function(t, "SSL_set_verify")
    if mode(ssl) & 1 != 0 { setMode(ssl, mode(ssl) | 8, nil) }
  }
  /// The name goes to the server, unless it is an address; the certificate has to be of it, if the context wants that.
  private func setHostname(_ t: Thread, _ name: [UInt8], _ context: SSLContext) throws(Raised) {
    let text = name + [0]
    var four = in_addr()
    var six = in6_addr()
    let isAddress: Bool = text.withUnsafeBufferPointer { b in
      b.withMemoryRebound(to: CChar.self) { inet_pton(AF_INET, $0.baseAddress.unsafelyUnwrapped, &four) == 1 || inet_pton(AF_INET6, $0.baseAddress.unsafelyUnwrapped, &six) == 1 }
    }
    // SSL_CTRL_SET_TLSEXT_HOSTNAME
    if !isAddress {
      let r = text.withUnsafeBufferPointer { l.pointee.control(ssl, 55, 0, UnsafeMutableRawPointer(mutating: $0.baseAddress)) }
      if r != 1 { throw SSLErrors.raise(t) }
    }
    if !context.fields.pointee.checksHostname.isTrue { return }
    let parameters: @convention(c) (P) -> P? = try function(t, "SSL_get0_param")
    let setHost: @convention(c) (P?, UnsafePointer<UInt8>, Int) -> Int32 = try l.pointee.crypto.function(t, "X509_VERIFY_PARAM_set1_host")
    let setAddress: @convention(c) (P?, UnsafePointer<UInt8>) -> Int32 = try l.pointee.crypto.function(t, "X509_VERIFY_PARAM_set1_ip_asc")
    let p = parameters(ssl)
    if (isAddress ? setAddress(p, text) : setHost(p, text, name.count)) == 0 { throw SSLErrors.raise(t) }
  }

  // MARK: Running

  /// Runs one of OpenSSL's operations to its end: `body` answers 1 when it is done. `what` may time out.
  ///  - Returns: nil when the other side has said goodbye and `endIsError` is false.
  func run(_ t: Thread, _ what: String, endIsError: Bool = true, _ body: () -> Int32) throws(Raised) -> Bool {
    let seconds: Double? = hasSocket ? Socket(fields.pointee.socket).timeout(t) : 0
    let deadline = Deadline(seconds)
    while true {
      let kind = try entered(t) { body() }
      if kind == 0 { return true }
      let isRead = kind == 2
      if kind == 6, !endIsError, try hasReceivedShutdown(t) { return false }
      if (isRead || kind == 3), hasSocket, seconds == nil || seconds.unsafelyUnwrapped > 0 {
        l.pointee.clearErrors()
        try wait(t, writing: !isRead, deadline, what)
        continue
      }
      throw SSLErrors.raise(t, self, kind, hasSocket: hasSocket)
    }
  }
  /// Calls OpenSSL, alone on this connection: what SSL_get_error says of the result, 0 for none.
  private func entered(_ t: Thread, _ body: () -> Int32) throws(Raised) -> Int32 {
    let me = ThreadModule.identity(t)
    if fields.pointee.runner == me { throw t.raise(.valueError, "the connection is in use by a callback") }
    if !fields.pointee.runner.isNone { _ = try InterpreterLock.wait(t, seconds: -1, for: raw) { fields.pointee.runner.isNone } }
    if hasSocket {
      let fd = Socket(fields.pointee.socket).fd
      if fd < 0 { throw SSLErrors.raise(t, SSLErrors.error, 1, "Underlying socket connection gone") }
      if let bio = fields.pointee.bio.asRaw.map({ OpaquePointer($0) }) { SocketBIO.set(l, bio, fd) }
    }
    fields.pointee.runner = me
    SocketBIO.lastError = 0
    l.pointee.clearErrors()
    let r = body()
    let kind = r > 0 ? 0 : l.pointee.error(ssl, r)
    fields.pointee.runner = .none
    InterpreterLock.announce(raw)
    let e = fields.pointee.pending
    if !e.isEmpty {
      fields.pointee.pending = .empty
      l.pointee.clearErrors()
      throw t.reraise(e)
    }
    return kind
  }
  private func wait(_ t: Thread, writing: Bool, _ deadline: Deadline, _ what: String) throws(Raised) {
    while true {
      let fd = Socket(fields.pointee.socket).fd
      if fd < 0 { throw SSLErrors.raise(t, SSLErrors.error, 1, "Underlying socket has been closed.") }
      var row = pollfd(fd: fd, events: Int16(writing ? POLLOUT : POLLIN), revents: 0)
      let left = deadline.milliseconds
      let n = t.blocking { poll(&row, 1, left) }
      if n > 0 { return }
      if n == 0 { throw t.raise(.timeoutError, "The \(what) operation timed out") }
      if errno != EINTR { throw t.raiseOSError(errno) }
      try t.checkEvents()
    }
  }
  private func hasReceivedShutdown(_ t: Thread) throws(Raised) -> Bool {
    let f: @convention(c) (P) -> Int32 = try function(t, "SSL_get_shutdown")
    return f(ssl) & 2 != 0
  }
  /// Why a certificate was refused.
  func verificationFailure(_ t: Thread) throws(Raised) -> (code: Int, text: String) {
    let result: @convention(c) (P) -> Int = try function(t, "SSL_get_verify_result")
    let text: @convention(c) (Int) -> SSLText = try l.pointee.crypto.function(t, "X509_verify_cert_error_string")
    let code = result(ssl)
    let host = fields.pointee.hostname.isKind(.str) ? Str(fields.pointee.hostname).string : ""
    switch code {
    case 62: return (code, "Hostname mismatch, certificate is not valid for '\(host)'.")
    case 64: return (code, "IP address mismatch, certificate is not valid for '\(host)'.")
    default: return (code, text(code).map { String(cString: $0) } ?? "unknown")
    }
  }

  // MARK: Operations

  func shutdown(_ t: Thread) throws(Raised) -> Value {
    var hasSaid = false
    let seconds: Double? = hasSocket ? Socket(fields.pointee.socket).timeout(t) : 0
    let deadline = Deadline(seconds)
    while true {
      // What the other side still sends is not wanted.
      var r: Int32 = 0
      let kind = try entered(t) {
        r = l.pointee.shutdown(ssl)
        return r
      }
      if r > 0 { break }
      if r == 0 {
        // Said, and not answered: once more, to wait for the answer; a non-blocking connection does not.
        if hasSaid { break }
        hasSaid = true
        continue
      }
      if (kind == 2 || kind == 3), hasSocket, seconds == nil || seconds.unsafelyUnwrapped > 0 {
        l.pointee.clearErrors()
        try wait(t, writing: kind == 3, deadline, kind == 3 ? "write" : "read")
        continue
      }
      throw SSLErrors.raise(t, self, kind, hasSocket: hasSocket)
    }
    return fields.pointee.socket
  }
  func read(_ t: Thread, _ a: Args) throws(Raised) -> Value {
    let hasBuffer = a.count > 2
    var wanted = try t.int32(a[1])
    if !hasBuffer, wanted < 0 { throw t.raise(.valueError, "size should not be negative") }
    if hasBuffer {
      let view = try BufferView.writable(t, a[2], "read() argument 2")
      defer { view.close() }
      if wanted <= 0 || wanted > view.length { wanted = view.length }
      if wanted == 0 { return .int(0) }
      return .int(try read(t, view.data, wanted))
    }
    if wanted == 0 { return Bytes.empty.value }
    // OpenSSL gives a record at most (16 KiB): there is no use in more room at once.
    let room = max(min(wanted, max(16384, Int(l.pointee.pending(ssl)))), 1)
    let bytes = try Bytes.uninitialized(t, count: room)
    let n = try read(t, Raw(bytes.data), room)
    return n == room ? bytes.value : try Bytes.make(t, bytes.data, n).value
  }
  private func read(_ t: Thread, _ to: Raw, _ count: Int) throws(Raised) -> Int {
    var n = 0
    return try run(t, "read", endIsError: false) { l.pointee.read(ssl, to, count, &n) } ? n : 0
  }
  func write(_ t: Thread, _ data: Value) throws(Raised) -> Value {
    let view = try BufferView.contiguous(t, data)
    defer { view.close() }
    if view.length > Int(Int32.max) { throw t.raise(.overflowError, "string longer than \(Int32.max) bytes") }
    var n = 0
    // OpenSSL calls writing nothing an error; there is nothing to do.
    if view.length == 0, try isReady(t) { return .int(0) }
    _ = try run(t, "write") { l.pointee.write(ssl, view.data, view.length, &n) }
    return .int(n)
  }
  func isReady(_ t: Thread) throws(Raised) -> Bool {
    let f: @convention(c) (P) -> Int32 = try function(t, "SSL_is_init_finished")
    return f(ssl) != 0
  }
}
