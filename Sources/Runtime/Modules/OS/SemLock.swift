// The module `_multiprocessing`: SemLock, a lock that processes share.

import CRuntime
import Glibc

struct SemLockFields: BitwiseCopyable {
  var header: Header
  /// The semaphore: `Value.raw`
  var handle: Value
  /// int: RECURSIVE_MUTEX or SEMAPHORE
  var kind: Value
  /// ints
  var maximum: Value
  /// How often this process holds it
  var count: Value
  /// Identity of the thread that took it last
  var owner: Value
  var name: Value
}

/// Kind `.record`.
struct SemLock: Handle {
  let fields: UnsafeMutablePointer<SemLockFields>
  init(fields: UnsafeMutablePointer<SemLockFields>) { self.fields = fields }
  static let type = Root()

  private var semaphore: UnsafeMutablePointer<sem_t>? { fields.pointee.handle.asRaw?.assumingMemoryBound(to: sem_t.self) }
  private func isMine(_ t: Thread) -> Bool { fields.pointee.count.asInt > 0 && fields.pointee.owner == ThreadModule.identity(t) }

  private static func make(_ t: Thread, _ type: Type, _ handle: Raw?, _ kind: Int, _ maximum: Int, _ name: Value) throws(Raised) -> Value {
    let s = SemLock(try type.allocateInstance(t))
    s.fields.pointee.handle = .raw(handle)
    s.fields.pointee.kind = .int(kind)
    s.fields.pointee.maximum = .int(maximum)
    s.fields.pointee.count = .int(0)
    s.fields.pointee.owner = .int(0)
    s.fields.pointee.name = name
    Finalizers.register(s.raw)
    return s.value
  }
  private static func cString(_ t: Thread, _ v: Value) throws(Raised) -> [CChar] {
    guard v.isKind(.str) else { throw t.raise(.typeError, "SemLock() argument 'name' must be str, not \(v.type.displayName)") }
    return try OSText.encode(bytes: t, try t.exactStr(v)).map { CChar(bitPattern: $0) } + [0]
  }

  static func define(_ type: TypeBuilder) {
    type.doc("Semaphore/Mutex type")
    type.record(6)
    type.flags(.subclassable)
    type.attribute("SEM_VALUE_MAX", .int(0x7FFF_FFFF))
    type.new("SemLock(kind, value, maxvalue, name, unlink)") {
      native($0, $1, $2, $3) { (t, args) throws(Raised) in
        let kind = try t.int32(args[1])
        let value = try t.int32(args[2])
        let maximum = try t.int32(args[3])
        if kind != 0, kind != 1 { throw t.raise(.valueError, "unrecognized kind") }
        let name = try SemLock.cString(t, args[4])
        guard let handle = minipy_sem_open(name, UInt32(truncatingIfNeeded: value)) else { throw t.raiseOSError(errno) }
        let unlinks = try t.truth(args[5])
        if unlinks, sem_unlink(name) < 0 { throw t.raiseOSError(errno) }
        return try SemLock.make(t, Type(args[0]), handle, kind, maximum, unlinks ? .none : args[4])
      }
    }
    type.classMethod("_rebuild(handle, kind, maxvalue, name, /)", "A lock that another process made.") {
      native($0, $1, $2, $3) { (t, args) throws(Raised) in
        let kind = try t.int32(args[2])
        let maximum = try t.int32(args[3])
        var handle = Raw(bitPattern: try t.indexInt(args[1], overflow: .overflowError))
        if args[4].isKind(.str) {
          guard let opened = minipy_sem_rebuild(try SemLock.cString(t, args[4])) else { throw t.raiseOSError(errno) }
          handle = opened
        }
        return try SemLock.make(t, Type(args[0]), handle, kind, maximum, args[4])
      }
    }
    for name in ["handle", "kind", "maxvalue", "name"] as [StaticString] {
      let offsets: [Int] = [0, 16, 24, 48]
      let at = name.utf8Start[0] == UInt8(ascii: "k") ? 1 : name.utf8Start[0] == UInt8(ascii: "m") ? 2 : name.utf8Start[0] == UInt8(ascii: "n") ? 3 : 0
      if at > 0 { type.member(name, "of the lock", offset: offsets[at]) }
    }
    type.property("handle", "The semaphore's address.", {
      unary($0, $1) { (t, v) throws(Raised) in t.int(Int(bitPattern: SemLock(v).fields.pointee.handle.asRaw)) }
    })
    for name in ["acquire(block=True, timeout=None, /)", "__enter__()"] as [StaticString] {
      type.method(name, "Waits until the lock is free, and takes it.") { native($0, $1, $2, $3, SemLock.acquire) }
    }
    type.method("release()", "Gives the lock back.") { native($0, $1, $2, $3, SemLock.release) }
    type.method("__exit__(exc_type=None, exc_value=None, exc_tb=None, /)", "release()") { native($0, $1, $2, $3, SemLock.release) }
    type.method("_count()", "How often this process holds it.") { native($0, $1, $2, $3) { (t, args) throws(Raised) in SemLock(args[0]).fields.pointee.count } }
    type.method("_is_mine()", "Whether the calling thread holds it.") {
      native($0, $1, $2, $3) { (t, args) throws(Raised) in .bool(SemLock(args[0]).isMine(t)) }
    }
    type.method("_get_value()", "The semaphore's value.") {
      native($0, $1, $2, $3) { (t, args) throws(Raised) in
        var value: Int32 = 0
        guard let s = SemLock(args[0]).semaphore, sem_getvalue(s, &value) == 0 else { throw t.raiseOSError(errno) }
        return .int(max(0, Int(value)))
      }
    }
    type.method("_is_zero()", "Whether nobody can take it.") {
      native($0, $1, $2, $3) { (t, args) throws(Raised) in
        var value: Int32 = 0
        guard let s = SemLock(args[0]).semaphore, sem_getvalue(s, &value) == 0 else { throw t.raiseOSError(errno) }
        return .bool(value == 0)
      }
    }
    type.method("_after_fork()", "Nothing is held in the child of a fork.") {
      native($0, $1, $2, $3) { (t, args) throws(Raised) in
        SemLock(args[0]).fields.pointee.count = .int(0)
        return .none
      }
    }
    type.slots.pointee.finalize = {
      unary($0, $1) { (_, v) throws(Raised) in
        if let s = SemLock(v).semaphore { sem_close(s) }
        SemLock(v).fields.pointee.handle = .raw(nil)
        return .none
      }
    }
  }

  private static func acquire(_ t: Thread, _ args: Args) throws(Raised) -> Value {
    let s = SemLock(args[0])
    guard let semaphore = s.semaphore else { throw t.raiseOSError(EINVAL) }
    let isBlocking = args[1].isEmpty ? true : try t.truth(args[1])
    let timeout: Double? = args[2].isEmpty || args[2].isNone ? nil : max(0, try t.double(args[2]))
    if s.fields.pointee.kind == .int(0), s.isMine(t) {
      s.fields.pointee.count = .int(s.fields.pointee.count.asInt &+ 1)
      return .yes
    }
    var until = timespec()
    if let timeout {
      clock_gettime(CLOCK_REALTIME, &until)
      let whole = min(timeout.rounded(.down), 1e9)
      let nanoseconds = until.tv_nsec + Int((min(timeout, 1e9) - whole) * 1e9)
      until.tv_sec += Int(whole) + nanoseconds / 1_000_000_000
      until.tv_nsec = nanoseconds % 1_000_000_000
    }
    while true {
      var r = sem_trywait(semaphore)
      if r < 0, errno == EAGAIN, isBlocking {
        r = t.blocking { timeout == nil ? sem_wait(semaphore) : sem_timedwait(semaphore, &until) }
      }
      if r == 0 { break }
      if errno == EAGAIN || errno == ETIMEDOUT { return .no }
      if errno != EINTR { throw t.raiseOSError(errno) }
      try t.checkEvents()
    }
    s.fields.pointee.count = .int(s.fields.pointee.count.asInt &+ 1)
    let me = ThreadModule.identity(t)
    s.barrier()
    s.fields.pointee.owner = me
    return .yes
  }

  private static func release(_ t: Thread, _ args: Args) throws(Raised) -> Value {
    let s = SemLock(args[0])
    guard let semaphore = s.semaphore else { throw t.raiseOSError(EINVAL) }
    if s.fields.pointee.kind == .int(0) {
      if !s.isMine(t) { throw t.raise(.assertionError, "attempt to release recursive lock not owned by thread") }
      if s.fields.pointee.count.asInt > 1 {
        s.fields.pointee.count = .int(s.fields.pointee.count.asInt &- 1)
        return .none
      }
    } else {
      var value: Int32 = 0
      if sem_getvalue(semaphore, &value) < 0 { throw t.raiseOSError(errno) }
      if Int(value) >= s.fields.pointee.maximum.asInt { throw t.raise(.valueError, "semaphore or lock released too many times") }
    }
    if sem_post(semaphore) < 0 { throw t.raiseOSError(errno) }
    s.fields.pointee.count = .int(s.fields.pointee.count.asInt &- 1)
    return .none
  }
}

enum MultiprocessingModule {
  static func define(_ m: ModuleBuilder) throws(Raised) {
    m.doc("Locks that processes share.")
    SemLock.type.value = try BuiltinTypes.makeUnnumbered(m.thread, name: "_multiprocessing.SemLock", base: Type[.object], define: SemLock.define).value
    m.set("SemLock", SemLock.type.value)
    let flags = Dict.make(m.thread)
    for (name, value) in [("HAVE_SEM_OPEN", 1), ("HAVE_SEM_TIMEDWAIT", 1)] as [(StaticString, Int)] {
      flags.set(m.thread, Str.intern(m.thread, name), .int(value))
    }
    m.set("flags", flags.value)
    m.function("sem_unlink(name, /)", "Removes a semaphore's name.") {
      native($0, $1, $2, $3) { (t, args) throws(Raised) in
        let p = try PosixModule.path(t, args[0], "sem_unlink", "name")
        if p.withCString({ Glibc.sem_unlink($0) }) < 0 { throw t.raiseOSError(errno) }
        return .none
      }
    }
  }
}
