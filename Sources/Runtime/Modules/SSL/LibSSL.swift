// What is used of OpenSSL's libssl and libcrypto: opened when _ssl is imported. What a handshake, a read and a write need is looked up once, other
// functions when they are called.

import Glibc

typealias SSLText = UnsafePointer<CChar>?

struct LibSSL {
  typealias P = OpaquePointer
  let ssl: SharedLibrary
  let crypto: SharedLibrary
  let handshake: @convention(c) (P) -> Int32
  let read: @convention(c) (P, UnsafeMutableRawPointer?, Int, UnsafeMutablePointer<Int>) -> Int32
  let write: @convention(c) (P, UnsafeRawPointer?, Int, UnsafeMutablePointer<Int>) -> Int32
  let shutdown: @convention(c) (P) -> Int32
  let error: @convention(c) (P, Int32) -> Int32
  let pending: @convention(c) (P) -> Int32
  let clearErrors: @convention(c) () -> Void
  let peekLastError: @convention(c) () -> UInt
  let errorReason: @convention(c) (UInt) -> SSLText
  let errorLibrary: @convention(c) (UInt) -> SSLText
  let setData: @convention(c) (P, Int32, UnsafeMutableRawPointer?) -> Int32
  let data: @convention(c) (P, Int32) -> UnsafeMutableRawPointer?
  let contextControl: @convention(c) (P, Int32, Int, UnsafeMutableRawPointer?) -> Int
  let control: @convention(c) (P, Int32, Int, UnsafeMutableRawPointer?) -> Int
  let newBIO: @convention(c) (P) -> P?
  let freeBIO: @convention(c) (P?) -> Int32
  let bioControl: @convention(c) (P, Int32, Int, UnsafeMutableRawPointer?) -> Int
  let bioRead: @convention(c) (P, UnsafeMutableRawPointer?, Int32) -> Int32
  let bioWrite: @convention(c) (P, UnsafeRawPointer?, Int32) -> Int32
  let setBIOData: @convention(c) (P, UnsafeMutableRawPointer?) -> Void
  let bioData: @convention(c) (P) -> UnsafeMutableRawPointer?
  let setBIOFlags: @convention(c) (P, Int32) -> Void
  let clearBIOFlags: @convention(c) (P, Int32) -> Void
  let setBIOInitialized: @convention(c) (P, Int32) -> Void
  let count: @convention(c) (P?) -> Int32
  let item: @convention(c) (P?, Int32) -> P?

  nonisolated(unsafe) private static var opened: UnsafeMutablePointer<LibSSL>?

  /// ImportError if the system has no libssl.
  static func open(_ t: Thread) throws(Raised) -> UnsafeMutablePointer<LibSSL> {
    if let opened { return opened }
    let c = try SharedLibrary.open(t, "_ssl", "libcrypto.so.3")
    let s = try SharedLibrary.open(t, "_ssl", "libssl.so.3")
    let library = LibSSL(
      ssl: s, crypto: c, handshake: try s.function(t, "SSL_do_handshake"), read: try s.function(t, "SSL_read_ex"),
      write: try s.function(t, "SSL_write_ex"), shutdown: try s.function(t, "SSL_shutdown"), error: try s.function(t, "SSL_get_error"),
      pending: try s.function(t, "SSL_pending"), clearErrors: try c.function(t, "ERR_clear_error"), 
      peekLastError: try c.function(t, "ERR_peek_last_error"), errorReason: try c.function(t, "ERR_reason_error_string"),
      errorLibrary: try c.function(t, "ERR_lib_error_string"), setData: try s.function(t, "SSL_set_ex_data"),
      data: try s.function(t, "SSL_get_ex_data"), contextControl: try s.function(t, "SSL_CTX_ctrl"), control: try s.function(t, "SSL_ctrl"),
      newBIO: try c.function(t, "BIO_new"), freeBIO: try c.function(t, "BIO_free"), bioControl: try c.function(t, "BIO_ctrl"),
      bioRead: try c.function(t, "BIO_read"), bioWrite: try c.function(t, "BIO_write"), setBIOData: try c.function(t, "BIO_set_data"),
      bioData: try c.function(t, "BIO_get_data"), setBIOFlags: try c.function(t, "BIO_set_flags"),
      clearBIOFlags: try c.function(t, "BIO_clear_flags"), setBIOInitialized: try c.function(t, "BIO_set_init"),
      count: try c.function(t, "OPENSSL_sk_num"), item: try c.function(t, "OPENSSL_sk_value"))
    // With the texts of errors.
    let start: @convention(c) (UInt64, UnsafeRawPointer?) -> Int32 = try s.function(t, "OPENSSL_init_ssl")
    _ = start(0x20_0002, nil)
    let place = UnsafeMutablePointer<LibSSL>.allocate(capacity: 1)
    place.initialize(to: library)
    opened = place
    return place
  }
  /// Of a running program, in which the module was imported.
  static var current: UnsafeMutablePointer<LibSSL> { opened.unsafelyUnwrapped }

  /// The pointers of one of OpenSSL's stacks.
  func items(_ stack: P?) -> [P] { (0..<max(0, count(stack))).compactMap { item(stack, $0) } }

  /// What `body` writes into a new BIO in memory.
  func written(_ t: Thread, _ body: (P) throws(Raised) -> Void) throws(Raised) -> [UInt8] {
    guard let bio = newBIO(try memory(t)) else { throw t.raiseMemoryError() }
    defer { _ = freeBIO(bio) }
    try body(bio)
    var data: UnsafeMutablePointer<UInt8>?
    // BIO_CTRL_INFO: where the bytes are.
    let n = bioControl(bio, 3, 0, &data)
    return Array(UnsafeBufferPointer(start: data, count: max(0, n)))
  }
  /// BIO_s_mem()
  func memory(_ t: Thread) throws(Raised) -> P {
    let method: @convention(c) () -> P? = try crypto.function(t, "BIO_s_mem")
    guard let m = method() else { throw t.raiseMemoryError() }
    return m
  }
  /// A BIO that reads these bytes, which have to live as long.
  func reader(_ t: Thread, _ bytes: UnsafeBufferPointer<UInt8>) throws(Raised) -> P {
    let make: @convention(c) (UnsafeRawPointer?, Int32) -> P? = try crypto.function(t, "BIO_new_mem_buf")
    guard bytes.count <= Int(Int32.max), let bio = make(bytes.baseAddress, Int32(bytes.count)) else { throw t.raiseMemoryError() }
    return bio
  }
}

/// The BIO between an SSL and its socket: it never waits, so that OpenSSL is only ever entered by the thread that holds the interpreter lock, and a
/// thread that reads does not keep another one from writing. Its data is the descriptor, with bit 32 set when the other side has closed.
enum SocketBIO {
  /// errno of the last call that failed.
  nonisolated(unsafe) static var lastError: Int32 = 0
  nonisolated(unsafe) private static var method: OpaquePointer?
  private static let retryRead: Int32 = 1 | 8
  private static let retryWrite: Int32 = 2 | 8
  private static let endBit = 1 << 32

  static func make(_ t: Thread, _ fd: Int32) throws(Raised) -> OpaquePointer {
    let l = try LibSSL.open(t)
    guard let bio = l.pointee.newBIO(try method(t, l)) else { throw t.raiseMemoryError() }
    set(l, bio, fd)
    l.pointee.setBIOInitialized(bio, 1)
    return bio
  }
  static func set(_ l: UnsafeMutablePointer<LibSSL>, _ bio: OpaquePointer, _ fd: Int32) {
    l.pointee.setBIOData(bio, UnsafeMutableRawPointer(bitPattern: Int(UInt32(bitPattern: fd)) + 1))
  }
  private static func state(_ bio: OpaquePointer?) -> (fd: Int32, hasEnded: Bool) {
    let bits = Int(bitPattern: bio.flatMap { LibSSL.current.pointee.bioData($0) }) - 1
    return (Int32(truncatingIfNeeded: bits), bits & endBit != 0)
  }

  private static func method(_ t: Thread, _ l: UnsafeMutablePointer<LibSSL>) throws(Raised) -> OpaquePointer {
    if let method { return method }
    let c = l.pointee.crypto
    let make: @convention(c) (Int32, SSLText) -> OpaquePointer? = try c.function(t, "BIO_meth_new")
    guard let m = make(0x400 | 100, "minipy socket") else { throw t.raiseMemoryError() }
    typealias Read = @convention(c) (OpaquePointer?, UnsafeMutableRawPointer?, Int32) -> Int32
    typealias Write = @convention(c) (OpaquePointer?, UnsafeRawPointer?, Int32) -> Int32
    typealias Control = @convention(c) (OpaquePointer?, Int32, Int, UnsafeMutableRawPointer?) -> Int
    let setRead: @convention(c) (OpaquePointer, Read) -> Int32 = try c.function(t, "BIO_meth_set_read")
    let setWrite: @convention(c) (OpaquePointer, Write) -> Int32 = try c.function(t, "BIO_meth_set_write")
    let setControl: @convention(c) (OpaquePointer, Control) -> Int32 = try c.function(t, "BIO_meth_set_ctrl")
    _ = setRead(m) { bio, buffer, count in
      guard let bio else { return -1 }
      let l = LibSSL.current
      let fd = SocketBIO.state(bio).fd
      l.pointee.clearBIOFlags(bio, 15)
      let n = recv(fd, buffer, Int(count), Int32(MSG_DONTWAIT))
      if n == 0 { l.pointee.setBIOData(bio, UnsafeMutableRawPointer(bitPattern: (Int(UInt32(bitPattern: fd)) | SocketBIO.endBit) + 1)) }
      if n < 0 {
        SocketBIO.lastError = errno
        if errno == EAGAIN || errno == EINTR { l.pointee.setBIOFlags(bio, SocketBIO.retryRead) }
      }
      return Int32(n)
    }
    _ = setWrite(m) { bio, buffer, count in
      guard let bio else { return -1 }
      let l = LibSSL.current
      l.pointee.clearBIOFlags(bio, 15)
      let n = send(SocketBIO.state(bio).fd, buffer, Int(count), Int32(MSG_DONTWAIT) | Int32(MSG_NOSIGNAL))
      if n < 0 {
        SocketBIO.lastError = errno
        if errno == EAGAIN || errno == EINTR { l.pointee.setBIOFlags(bio, SocketBIO.retryWrite) }
      }
      return Int32(n)
    }
    _ = setControl(m) { bio, command, _, _ in
      switch command {
      case 2: return SocketBIO.state(bio).hasEnded ? 1 : 0  // BIO_CTRL_EOF
      case 11: return 1  // BIO_CTRL_FLUSH
      default: return 0
      }
    }
    method = m
    return m
  }
}
