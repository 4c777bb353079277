// The module `select`: waiting for several descriptors (Library Reference, select).

import CRuntime
import Glibc

enum SelectModule {
  static func define(_ m: ModuleBuilder) throws(Raised) {
    let t = m.thread
    m.doc("Waiting for several descriptors at a time.")
    m.set("error", Type[.osError].value)
    let numbers: [(StaticString, Int)] = [
      ("POLLIN", 1), ("POLLPRI", 2), ("POLLOUT", 4), ("POLLERR", 8), ("POLLHUP", 16), ("POLLNVAL", 32), ("POLLRDNORM", 64),
      ("POLLRDBAND", 128), ("POLLWRNORM", 256), ("POLLWRBAND", 512), ("POLLMSG", 1024), ("POLLRDHUP", 8192), ("PIPE_BUF", 4096),
      ("EPOLLIN", 1), ("EPOLLPRI", 2), ("EPOLLOUT", 4), ("EPOLLERR", 8), ("EPOLLHUP", 16), ("EPOLLRDHUP", 8192), ("EPOLLET", 2147483648),
      ("EPOLLONESHOT", 1073741824), ("EPOLLEXCLUSIVE", 268435456), ("EPOLLRDNORM", 64), ("EPOLLRDBAND", 128), ("EPOLLWRNORM", 256),
      ("EPOLLWRBAND", 512), ("EPOLLMSG", 1024), ("EPOLL_CLOEXEC", 524288),
    ]
    for (name, value) in numbers { m.set(name, .int(value)) }
    Poll.type.value = try BuiltinTypes.makeUnnumbered(t, name: "select.poll", base: Type[.object], define: Poll.define).value
    EPoll.type.value = try BuiltinTypes.makeUnnumbered(t, name: "select.epoll", base: Type[.object], define: EPoll.define).value
    m.set("epoll", EPoll.type.value)
    m.function("poll()", "A new polling object.") {
      native($0, $1, $2, $3) { (t, _) throws(Raised) in
        let p = Poll(t.allocate(MemoryLayout<PollFields>.size, .record, Type(Poll.type.value).fields.pointee.shape))
        p.fields.pointee.table = .none
        p.fields.pointee.isRunning = .no
        let table = Dict.make(t)
        p.fields.pointee.table = table.value
        p.barrier()
        return p.value
      }
    }
    m.function("select(rlist, wlist, xlist, timeout=None, /)", "Waits until descriptors are ready; three lists of those that are.") {
      native($0, $1, $2, $3, SelectModule.select)
    }
  }

  /// Seconds of a timeout argument; nil: for ever.
  static func timeout(_ t: Thread, _ v: Value, scale: Double = 1, _ message: String) throws(Raised) -> Double? {
    if v.isEmpty || v.isNone { return nil }
    let isNumber = v.isInt || v.isFloat || v.isBool || (v.isObject && (v.type.slots.pointee.index != nil || v.type.slots.pointee.float != nil))
    if !isNumber { throw t.raise(.typeError, message) }
    let seconds = try t.double(v) * scale
    if seconds.isNaN { throw t.raise(.valueError, "Invalid value NaN (not a number)") }
    if seconds > 9.2e9 { throw t.raise(.overflowError, scale == 1 ? "timestamp too large to convert to C _PyTime_t" : "timeout is too large") }
    return seconds
  }

  private static func select(_ t: Thread, _ args: Args) throws(Raised) -> Value {
    let seconds = try timeout(t, args[3], "timeout must be a float or None")
    if let seconds, seconds < 0 { throw t.raise(.valueError, "timeout must be non-negative") }
    var fds: [Int32] = []
    var counts: [Int] = []
    let given = try Tuple.make(t, [.none, .none, .none])
    for k in 0..<3 {
      if args[k].isObject == false || args[k].type.slots.pointee.iter == nil && args[k].type.slots.pointee.getItem == nil {
        throw t.raise(.typeError, "arguments 1-3 must be sequences")
      }
      // `fileno()` may change a list that was given: what counts is what is there when its turn comes.
      let source = args[k].isExactly(.list) ? List(args[k]) : try List.make(t, of: args[k])
      let list = try List.make(t)
      given.barrier()
      given.items[k] = list.value
      var i = 0
      while i < source.count {
        let item = source[i]
        try list.append(t, item)
        let fd = try Descriptors.of(t, item)
        if fd >= 1024 { throw t.raise(.valueError, "filedescriptor out of range in select()") }
        fds.append(fd)
        i += 1
      }
      if i > 1024 { throw t.raise(.valueError, "too many file descriptors in select()") }
      counts.append(i)
    }
    var ready = [UInt8](repeating: 0, count: fds.count + 1)
    let deadline = Deadline(seconds)
    while true {
      let microseconds = deadline.microseconds
      if t.blocking({ minipy_select(fds, counts, &ready, microseconds) }) >= 0 { break }
      if errno != EINTR { throw t.raiseOSError(errno) }
      try t.checkEvents()
    }
    let result = try Tuple.make(t, [.none, .none, .none])
    var at = 0
    for k in 0..<3 {
      let list = try List.make(t)
      for i in 0..<counts[k] {
        if ready[at] != 0, i < List(given.items[k]).count { try list.append(t, List(given.items[k])[i]) }
        at += 1
      }
      result.barrier()
      result.items[k] = list.value
    }
    return result.value
  }
}

struct PollFields: BitwiseCopyable {
  var header: Header
  /// dict: descriptor -> events
  var table: Value
  var isRunning: Value
}

/// select.poll(). Kind `.record`.
struct Poll: Handle {
  let fields: UnsafeMutablePointer<PollFields>
  init(fields: UnsafeMutablePointer<PollFields>) { self.fields = fields }
  static let type = Root()
  var table: Dict { Dict(fields.pointee.table) }

  private static func events(_ t: Thread, _ v: Value) throws(Raised) -> Value {
    let n = try t.index(v)
    guard let w = Int.word(n) else { throw t.raise(.overflowError, "Python int too large to convert to C unsigned short") }
    if w < 0 { throw t.raise(.valueError, "value must be positive") }
    if w > 65535 { throw t.raise(.overflowError, "Python int too large to convert to C unsigned short") }
    return .int(w)
  }

  static func define(_ type: TypeBuilder) {
    type.record(2)
    type.flags(.noNew)
    type.method("register(fd, eventmask=7, /)", "Adds a descriptor.") {
      native($0, $1, $2, $3) { (t, args) throws(Raised) in
        let fd = try Descriptors.of(t, args[1])
        try Poll(args[0]).table.set(t, .int(Int(fd)), args[2].isEmpty ? .int(7) : try Poll.events(t, args[2]))
        return .none
      }
    }
    type.method("modify(fd, eventmask, /)", "Changes the events of a descriptor.") {
      native($0, $1, $2, $3) { (t, args) throws(Raised) in
        let fd = try Descriptors.of(t, args[1])
        let events = try Poll.events(t, args[2])
        if try Poll(args[0]).table.get(t, .int(Int(fd))).isEmpty { throw t.raiseOSError(ENOENT) }
        try Poll(args[0]).table.set(t, .int(Int(fd)), events)
        return .none
      }
    }
    type.method("unregister(fd, /)", "Removes a descriptor.") {
      native($0, $1, $2, $3) { (t, args) throws(Raised) in
        let fd = Value.int(Int(try Descriptors.of(t, args[1])))
        if try Poll(args[0]).table.get(t, fd).isEmpty { throw t.raise(.keyError, arguments: fd) }
        try t.deleteItem(Poll(args[0]).table.value, fd)
        return .none
      }
    }
    type.method("poll(timeout=None, /)", "Waits so many milliseconds; (descriptor, events) pairs.") { native($0, $1, $2, $3, Poll.wait) }
  }

  private static func wait(_ t: Thread, _ args: Args) throws(Raised) -> Value {
    let seconds = try SelectModule.timeout(t, args[1], scale: 0.001, "timeout must be an integer or None")
    let p = Poll(args[0])
    if p.fields.pointee.isRunning.isTrue { throw t.raise(.runtimeError, "concurrent poll() invocation") }
    var rows: [pollfd] = []
    try t.forEach(try t.callMethod(p.table.value, Name.items)) { (pair) throws(Raised) in
      rows.append(pollfd(fd: Int32(truncatingIfNeeded: Tuple(pair)[0].asInt), events: Int16(truncatingIfNeeded: Tuple(pair)[1].asInt), revents: 0))
      return true
    }
    let deadline = Deadline(seconds)
    p.fields.pointee.isRunning = .yes
    defer { p.fields.pointee.isRunning = .no }
    while true {
      let left = deadline.milliseconds
      if t.blocking({ Glibc.poll(&rows, nfds_t(rows.count), left) }) >= 0 { break }
      if errno != EINTR { throw t.raiseOSError(errno) }
      try t.checkEvents()
    }
    let list = try List.make(t)
    for row in rows where row.revents != 0 {
      try list.append(t, Tuple.pair(t, .int(Int(row.fd)), .int(Int(UInt16(bitPattern: row.revents)))))
    }
    return list.value
  }
}

struct EPollFields: BitwiseCopyable {
  var header: Header
  /// int; negative: closed
  var fd: Value
}

/// select.epoll. Kind `.record`.
struct EPoll: Handle {
  let fields: UnsafeMutablePointer<EPollFields>
  init(fields: UnsafeMutablePointer<EPollFields>) { self.fields = fields }
  static let type = Root()

  static func open(_ t: Thread, _ type: Type, _ fd: Int32) throws(Raised) -> Value {
    let e = EPoll(try type.allocateInstance(t))
    e.fields.pointee.fd = .int(Int(fd))
    Finalizers.register(e.raw)
    return e.value
  }
  private func descriptor(_ t: Thread) throws(Raised) -> Int32 {
    if fields.pointee.fd.asInt < 0 { throw t.raise(.valueError, "I/O operation on closed epoll object") }
    return Int32(truncatingIfNeeded: fields.pointee.fd.asInt)
  }
  private func close() {
    let fd = fields.pointee.fd.asInt
    fields.pointee.fd = .int(-1)
    if fd >= 0 { Glibc.close(Int32(truncatingIfNeeded: fd)) }
  }
  private static func control(_ t: Thread, _ args: Args, _ operation: Int32, events: Value) throws(Raised) -> Value {
    let fd = try EPoll(args[0]).descriptor(t)
    let target = try Descriptors.of(t, args[1])
    var mask: UInt32 = 0
    if !events.isEmpty {
      guard let w = Int.unsignedWord(try t.index(events)) else { throw t.raise(.overflowError, "can't convert negative value to unsigned int") }
      mask = UInt32(truncatingIfNeeded: w)
    }
    if minipy_epoll_ctl(fd, operation, target, mask) < 0 { throw t.raiseOSError(errno) }
    return .none
  }

  static func define(_ type: TypeBuilder) {
    type.doc("A set of descriptors that the system watches.")
    type.record(1)
    type.flags([.subclassable])
    type.new("epoll(sizehint=-1, flags=0)") {
      native($0, $1, $2, $3) { (t, args) throws(Raised) in
        let hint: Int = args[1].isEmpty ? -1 : try t.indexInt(args[1], overflow: .overflowError)
        if hint < -1 || hint == 0 { throw t.raise(.valueError, "negative sizehint") }
        let flags: Int = args[2].isEmpty ? 0 : try t.indexInt(args[2], overflow: .overflowError)
        if flags != 0, flags != 524288 { throw t.raise(.osError, "invalid flags") }
        let fd = minipy_epoll_create(524288)
        if fd < 0 { throw t.raiseOSError(errno) }
        return try EPoll.open(t, Type(args[0]), fd)
      }
    }
    type.classMethod("fromfd(fd, /)", "An epoll object of a descriptor.") {
      native($0, $1, $2, $3) { (t, args) throws(Raised) in try EPoll.open(t, Type(args[0]), try PosixModule.descriptor(t, args[1])) }
    }
    type.method("close()", "Closes it.") {
      native($0, $1, $2, $3) { (t, args) throws(Raised) in
        EPoll(args[0]).close()
        return .none
      }
    }
    type.property("closed", "Whether it is closed.", { unary($0, $1) { (_, v) throws(Raised) in .bool(EPoll(v).fields.pointee.fd.asInt < 0) } })
    type.method("fileno()", "The descriptor.") {
      native($0, $1, $2, $3) { (t, args) throws(Raised) in .int(Int(try EPoll(args[0]).descriptor(t))) }
    }
    type.method("register(fd, eventmask=7)", "Adds a descriptor.") {
      native($0, $1, $2, $3) { (t, args) throws(Raised) in try EPoll.control(t, args, 1, events: args[2].isEmpty ? .int(7) : args[2]) }
    }
    type.method("modify(fd, eventmask)", "Changes the events of a descriptor.") {
      native($0, $1, $2, $3) { (t, args) throws(Raised) in try EPoll.control(t, args, 3, events: args[2]) }
    }
    type.method("unregister(fd)", "Removes a descriptor.") {
      native($0, $1, $2, $3) { (t, args) throws(Raised) in try EPoll.control(t, args, 2, events: .empty) }
    }
    type.method("poll(timeout=None, maxevents=-1)", "Waits so many seconds; (descriptor, events) pairs.") { native($0, $1, $2, $3, EPoll.wait) }
    type.method("__enter__()", "Itself.") {
      native($0, $1, $2, $3) { (t, args) throws(Raised) in
        _ = try EPoll(args[0]).descriptor(t)
        return args[0]
      }
    }
    type.method("__exit__(exc_type=None, exc_value=None, exc_tb=None, /)", "Closes it.") {
      native($0, $1, $2, $3) { (t, args) throws(Raised) in
        EPoll(args[0]).close()
        return .none
      }
    }
    type.slots.pointee.finalize = {
      unary($0, $1) { (_, v) throws(Raised) in
        EPoll(v).close()
        return .none
      }
    }
  }

  private static func wait(_ t: Thread, _ args: Args) throws(Raised) -> Value {
    let fd = try EPoll(args[0]).descriptor(t)
    let seconds = try SelectModule.timeout(t, args[1], "timeout must be an integer or None")
    var maximum: Int = args[2].isEmpty ? -1 : try t.indexInt(args[2], overflow: .overflowError)
    if maximum == -1 { maximum = 1023 }
    if maximum <= 0 { throw t.raise(.valueError, "maxevents must be greater than 0, got \(maximum)") }
    if maximum > 1 << 20 { throw t.raiseMemoryError() }
    let deadline = Deadline(seconds)
    var pairs = [Int32](repeating: 0, count: 2 * maximum)
    var count: Int32 = 0
    while true {
      let left = deadline.milliseconds
      count = t.blocking { minipy_epoll_wait(fd, &pairs, Int32(truncatingIfNeeded: maximum), left) }
      if count >= 0 { break }
      if errno != EINTR { throw t.raiseOSError(errno) }
      try t.checkEvents()
    }
    let list = try List.make(t)
    for i in 0..<Int(count) { try list.append(t, Tuple.pair(t, .int(Int(pairs[2 * i])), .int(Int(UInt32(bitPattern: pairs[2 * i + 1]))))) }
    return list.value
  }
}
