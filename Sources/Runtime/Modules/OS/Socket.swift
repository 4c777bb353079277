// `_socket.socket`: a socket of the system. The class that programs use is the library's subclass.
//
// A socket with a timeout does not block in the system: an operation is tried, and when it would wait, `poll` waits for the socket as long
// as the timeout allows.

import CRuntime
import Glibc

struct SocketFields: BitwiseCopyable {
  var header: Header
  /// ints; fd -1: closed
  var fd: Value
  var family: Value
  var type: Value
  var proto: Value
  /// Seconds, or none: waits for ever
  var timeout: Value
}

/// Kind `.record`.
struct Socket: Handle {
  let fields: UnsafeMutablePointer<SocketFields>
  init(fields: UnsafeMutablePointer<SocketFields>) { self.fields = fields }
  static let type = Root()
  /// setdefaulttimeout; nil: none
  nonisolated(unsafe) static var defaultTimeout: Double?

  var fd: Int32 { Int32(truncatingIfNeeded: fields.pointee.fd.asInt) }
  var family: Int32 { Int32(truncatingIfNeeded: fields.pointee.family.asInt) }
  func timeout(_ t: Thread) -> Double? { fields.pointee.timeout.isNone ? nil : try? t.double(fields.pointee.timeout) }

  func setTimeout(_ t: Thread, _ seconds: Double?) throws(Raised) {
    let value: Value = seconds.map { t.float($0) } ?? .none
    barrier()
    fields.pointee.timeout = value
    let flags = minipy_fcntl_long(fd, F_GETFL, 0)
    if flags < 0 { throw t.raiseOSError(errno) }
    let wanted = seconds == nil ? flags & ~Int32(O_NONBLOCK) : flags | Int32(O_NONBLOCK)
    if wanted != flags, minipy_fcntl_long(fd, F_SETFL, Int(wanted)) < 0 { throw t.raiseOSError(errno) }
  }

  /// Waits until the socket can be read or written; TimeoutError when its time is over.
  private func wait(_ t: Thread, writing: Bool, _ deadline: Deadline) throws(Raised) {
    while true {
      var row = pollfd(fd: fd, events: Int16(writing ? POLLOUT : POLLIN), revents: 0)
      let left = deadline.milliseconds
      let n = t.blocking { poll(&row, 1, left) }
      if n > 0 { return }
      if n == 0 { throw t.raise(.timeoutError, "timed out") }
      if errno != EINTR { throw t.raiseOSError(errno) }
      try t.checkEvents()
    }
  }
  /// Runs an operation until it is done.
  func run(_ t: Thread, writing: Bool, deadline given: Deadline? = nil, _ call: () -> Int) throws(Raised) -> Int {
    let seconds = timeout(t)
    let deadline = given ?? Deadline(seconds)
    while true {
      let r = t.blocking(call)
      if r >= 0 { return r }
      if errno == EINTR {
        try t.checkEvents()
      } else if errno == EAGAIN, let seconds, seconds > 0 {
        try wait(t, writing: writing, deadline)
      } else {
        throw t.raiseOSError(errno)
      }
    }
  }

  private func connect(_ t: Thread, _ address: SocketAddress) throws(Raised) -> Int32 {
    let seconds = timeout(t)
    let r = t.blocking { address.bytes.withUnsafeBytes { minipy_connect(fd, $0.baseAddress, address.length) } }
    if r == 0 { return 0 }
    var code = errno
    let waits = code == EINPROGRESS && (seconds ?? 0) > 0 || code == EINTR && seconds != 0
    if code == EINTR { try t.checkEvents() }
    if !waits { return code }
    do throws(Raised) { try wait(t, writing: true, Deadline(seconds)) } catch {
      throw error
    }
    var size = socklen_t(4)
    if getsockopt(fd, SOL_SOCKET, SO_ERROR, &code, &size) < 0 { return errno }
    return code == EISCONN ? 0 : code
  }
  private func close() -> Int32 {
    let old = fd
    fields.pointee.fd = .int(-1)
    return old >= 0 ? Glibc.close(old) : 0
  }

  // MARK: The class

  static func define(_ type: TypeBuilder) {
    type.doc("An end of a connection.")
    type.record(5)
    type.flags([.subclassable])
    type.new("socket(*args, **kwargs)") {
      native($0, $1, $2, $3) { (t, args) throws(Raised) in
        let s = Socket(try Type(args[0]).allocateInstance(t))
        s.fields.pointee.fd = .int(-1)
        s.fields.pointee.family = .int(0)
        s.fields.pointee.type = .int(0)
        s.fields.pointee.proto = .int(0)
        s.fields.pointee.timeout = .none
        Finalizers.register(s.raw)
        return s.value
      }
    }
    type.initialize("socket(family=-1, type=-1, proto=-1, fileno=None)") { native($0, $1, $2, $3, Socket.initialize) }
    for (name, offset) in [("family", 16), ("type", 24), ("proto", 32), ("timeout", 40)] as [(StaticString, Int)] {
      type.member(name, "of the socket", offset: offset)
    }
    type.slots.pointee.repr = {
      unary($0, $1) { (t, v) throws(Raised) in
        let f = Socket(v).fields.pointee
        return Str.make(t, "<socket object, fd=\(f.fd.asInt), family=\(f.family.asInt), type=\(f.type.asInt), proto=\(f.proto.asInt)>").value
      }
    }
    type.slots.pointee.finalize = {
      unary($0, $1) { (t, v) throws(Raised) in
        if Socket(v).fd < 0 { return .none }
        try t.warn(.resourceWarning, "unclosed \(try t.repr(v).string)", stackLevel: 1)
        _ = Socket(v).close()
        return .none
      }
    }
    defineConnections(type)
    defineSettings(type)
    defineTransfers(type)
    defineMessages(type)
  }

  private static func initialize(_ t: Thread, _ args: Args) throws(Raised) -> Value {
    let s = Socket(args[0])
    func number(_ v: Value) throws(Raised) -> Int { v.isEmpty ? -1 : try t.int32(v) }
    var family = try number(args[1])
    var type = try number(args[2])
    var proto = try number(args[3])
    try t.audit("socket.__new__", args[0], .int(family), .int(type), .int(proto))
    if args[4].isEmpty || args[4].isNone {
      if family == -1 { family = Int(AF_INET) }
      if type == -1 { type = 1 }
      if proto == -1 { proto = 0 }
      let fd = socket(Int32(family), Int32(type) | 0x80000, Int32(proto))
      if fd < 0 { throw t.raiseOSError(errno) }
      s.fields.pointee.fd = .int(Int(fd))
    } else {
      let fd = Int32(truncatingIfNeeded: try t.int32(args[4]))
      if fd < 0 { throw t.raise(.valueError, "negative file descriptor") }
      var address = SocketAddress()
      let result = address.bytes.withUnsafeMutableBytes { minipy_getsockname(fd, $0.baseAddress, &address.length) }
      if result < 0, family == -1 || errno == EBADF || errno == ENOTSOCK { throw t.raiseOSError(errno) }
      if family == -1 { family = address.family }
      func ask(_ option: Int32) throws(Raised) -> Int {
        var value: Int32 = 0
        var size = socklen_t(4)
        if getsockopt(fd, SOL_SOCKET, option, &value, &size) < 0 { throw t.raiseOSError(errno) }
        return Int(value)
      }
      if type == -1 { type = try ask(SO_TYPE) }
      if proto == -1 { proto = try ask(SO_PROTOCOL) }
      s.fields.pointee.fd = .int(Int(fd))
    }
    s.fields.pointee.family = .int(family)
    s.fields.pointee.proto = .int(proto)
    s.fields.pointee.type = .int(type & ~0x80800)
    if type & 0x800 != 0 {
      try s.setTimeout(t, 0)
    } else if let d = defaultTimeout {
      try s.setTimeout(t, d)
    }
    return .none
  }

  private static func defineConnections(_ type: TypeBuilder) {
    type.method("_accept()", "(descriptor, address) of the next connection.") {
      native($0, $1, $2, $3) { (t, args) throws(Raised) in
        let s = Socket(args[0])
        var address = SocketAddress()
        let fd = try s.run(t, writing: false) {
          address.length = 128
          return address.bytes.withUnsafeMutableBytes { Int(minipy_accept(s.fd, $0.baseAddress, &address.length)) }
        }
        return Tuple.pair(t, .int(fd), try address.value(t))
      }
    }
    type.method("bind(address, /)", "Gives the socket an address.") {
      native($0, $1, $2, $3) { (t, args) throws(Raised) in
        let s = Socket(args[0])
        let a = try SocketAddress(t, family: s.family, args[1], "bind")
        try t.audit("socket.bind", args[0], args[1])
        if a.bytes.withUnsafeBytes({ minipy_bind(s.fd, $0.baseAddress, a.length) }) < 0 { throw t.raiseOSError(errno) }
        return .none
      }
    }
    type.method("connect(address, /)", "Connects to an address.") {
      native($0, $1, $2, $3) { (t, args) throws(Raised) in
        let a = try SocketAddress(t, family: Socket(args[0]).family, args[1], "connect")
        try t.audit("socket.connect", args[0], args[1])
        let code = try Socket(args[0]).connect(t, a)
        if code != 0 { throw t.raiseOSError(code) }
        return .none
      }
    }
    type.method("connect_ex(address, /)", "Connects to an address; the error's number, or 0.") {
      native($0, $1, $2, $3) { (t, args) throws(Raised) in
        let a = try SocketAddress(t, family: Socket(args[0]).family, args[1], "connect_ex")
        try t.audit("socket.connect", args[0], args[1])
        return .int(Int(try t.ignoring(.timeoutError) { () throws(Raised) in try Socket(args[0]).connect(t, a) } ?? EAGAIN))
      }
    }
    type.method("listen(backlog=-1, /)", "Lets others connect.") {
      native($0, $1, $2, $3) { (t, args) throws(Raised) in
        let backlog: Int = args[1].isEmpty ? 128 : max(0, try t.int32(args[1]))
        if Glibc.listen(Socket(args[0]).fd, Int32(backlog)) < 0 { throw t.raiseOSError(errno) }
        return .none
      }
    }
    type.method("shutdown(how, /)", "Ends one direction or both.") {
      native($0, $1, $2, $3) { (t, args) throws(Raised) in
        if Glibc.shutdown(Socket(args[0]).fd, Int32(try t.int32(args[1]))) < 0 { throw t.raiseOSError(errno) }
        return .none
      }
    }
    type.method("close()", "Closes it.") {
      native($0, $1, $2, $3) { (t, args) throws(Raised) in
        if Socket(args[0]).close() < 0, errno != ECONNRESET { throw t.raiseOSError(errno) }
        return .none
      }
    }
    type.method("detach()", "Gives the descriptor away.") {
      native($0, $1, $2, $3) { (t, args) throws(Raised) in
        let fd = Socket(args[0]).fields.pointee.fd
        Socket(args[0]).fields.pointee.fd = .int(-1)
        return fd
      }
    }
    type.method("fileno()", "The descriptor; -1 when closed.") { native($0, $1, $2, $3) { (t, args) throws(Raised) in Socket(args[0]).fields.pointee.fd } }
    type.method("getpeername()", "The other side's address.") {
      native($0, $1, $2, $3) { (t, args) throws(Raised) in
        var a = SocketAddress()
        if a.bytes.withUnsafeMutableBytes({ minipy_getpeername(Socket(args[0]).fd, $0.baseAddress, &a.length) }) < 0 { throw t.raiseOSError(errno) }
        return try a.value(t)
      }
    }
    type.method("getsockname()", "This side's address.") {
      native($0, $1, $2, $3) { (t, args) throws(Raised) in
        var a = SocketAddress()
        if a.bytes.withUnsafeMutableBytes({ minipy_getsockname(Socket(args[0]).fd, $0.baseAddress, &a.length) }) < 0 { throw t.raiseOSError(errno) }
        return try a.value(t)
      }
    }
  }

  /// Seconds of a timeout argument; nil for None.
  static func seconds(_ t: Thread, _ v: Value) throws(Raised) -> Double? {
    if v.isNone { return nil }
    if v.isKind(.str) || v.isKind(.byteString) { throw t.raise(.typeError, "'\(v.type.displayName)' object cannot be interpreted as an integer") }
    let seconds = try t.double(v)
    if seconds.isNaN { throw t.raise(.valueError, "Invalid value NaN (not a number)") }
    if seconds < 0 { throw t.raise(.valueError, "Timeout value out of range") }
    if seconds > 9.2e9 { throw t.raise(.overflowError, "timestamp too large to convert to C _PyTime_t") }
    return seconds
  }

  private static func defineSettings(_ type: TypeBuilder) {
    type.method("setblocking(flag, /)", "settimeout(None) or settimeout(0)") {
      native($0, $1, $2, $3) { (t, args) throws(Raised) in
        try Socket(args[0]).setTimeout(t, try t.truth(args[1]) ? nil : 0)
        return .none
      }
    }
    type.method("getblocking()", "Whether operations wait.") {
      native($0, $1, $2, $3) { (t, args) throws(Raised) in .bool(Socket(args[0]).timeout(t) != 0) }
    }
    type.method("settimeout(timeout, /)", "How many seconds operations wait; None: for ever.") {
      native($0, $1, $2, $3) { (t, args) throws(Raised) in
        try Socket(args[0]).setTimeout(t, try Socket.seconds(t, args[1]))
        return .none
      }
    }
    type.method("gettimeout()", "How many seconds operations wait.") {
      native($0, $1, $2, $3) { (t, args) throws(Raised) in Socket(args[0]).fields.pointee.timeout }
    }
    type.method("setsockopt(*args)", "Sets an option: setsockopt(level, option, int or buffer), or (level, option, None, length).") {
      native($0, $1, $2, $3) { (t, args) throws(Raised) in
        let count = args.count - 1
        if count < 3 || count > 4 { throw t.raise(.typeError, "setsockopt() takes \(count == 4 ? "" : "exactly ")3 arguments (\(count) given)") }
        let fd = Socket(args[0]).fd
        let level = Int32(try t.int32(args[1]))
        let option = Int32(try t.int32(args[2]))
        var result: Int32
        if count == 4 {
          if !args[3].isNone { throw t.raise(.typeError, "setsockopt() argument 3 must be None, not \(args[3].type.displayName)") }
          result = Glibc.setsockopt(fd, level, option, nil, socklen_t(truncatingIfNeeded: try t.indexInt(args[4], overflow: .overflowError)))
        } else if args[3].isInt || args[3].isBool || Int.isAny(args[3]) {
          var value = Int32(try t.int32(args[3]))
          result = Glibc.setsockopt(fd, level, option, &value, 4)
        } else {
          let view = try BufferView.contiguous(t, args[3])
          result = Glibc.setsockopt(fd, level, option, view.data, socklen_t(truncatingIfNeeded: view.length))
          view.close()
        }
        if result < 0 { throw t.raiseOSError(errno) }
        return .none
      }
    }
    type.method("getsockopt(level, option, buffersize=0, /)", "An option: an int, or bytes when a size is given.") {
      native($0, $1, $2, $3) { (t, args) throws(Raised) in
        let fd = Socket(args[0]).fd
        let level = Int32(try t.int32(args[1]))
        let option = Int32(try t.int32(args[2]))
        let room: Int = args[3].isEmpty ? 0 : try t.int32(args[3])
        if room == 0 {
          var value: Int32 = 0
          var size = socklen_t(4)
          if Glibc.getsockopt(fd, level, option, &value, &size) < 0 { throw t.raiseOSError(errno) }
          return .int(Int(value))
        }
        if room < 0 || room > 1024 { throw t.raise(.osError, "getsockopt buflen out of range") }
        var buffer = [UInt8](repeating: 0, count: room)
        var size = socklen_t(room)
        if Glibc.getsockopt(fd, level, option, &buffer, &size) < 0 { throw t.raiseOSError(errno) }
        return try buffer[..<min(room, Int(size))].withUnsafeBufferPointerRaised { (b) throws(Raised) in try Bytes.make(t, b).value }
      }
    }
  }
}
