// The module `_thread`: threads and locks (Library Reference, "_thread").

import CProbes
import CRuntime
import Glibc

/// lock and RLock. Kind `.record`.
struct LockFields: BitwiseCopyable {
  var header: Header
  /// How often it is held: 0 or 1, an RLock more.
  var depth: Value
  /// RLock: the identity of the thread that holds it.
  var owner: Value
}

struct Lock: Handle {
  let fields: UnsafeMutablePointer<LockFields>
  init(fields: UnsafeMutablePointer<LockFields>) { self.fields = fields }
  static let plainType = Root()
  static let reentrantType = Root()

  static func make(_ thread: Thread, _ type: Root) -> Lock {
    let l = Lock(thread.allocate(MemoryLayout<LockFields>.size, .record, Type(type.value).fields.pointee.shape))
    l.fields.pointee.depth = .int(0)
    l.fields.pointee.owner = .int(0)
    return l
  }
  var isHeld: Bool { fields.pointee.depth != .int(0) }

  /// acquire(blocking=True, timeout=-1): seconds to wait, negative for ever.
  static func waitingTime(_ thread: Thread, _ args: Args) throws(Raised) -> Double {
    let isBlocking: Bool = args[1].isEmpty ? true : try thread.truth(args[1])
    let timeout: Double = args[2].isEmpty ? -1 : try thread.double(args[2])
    if !isBlocking {
      if timeout != -1 { throw thread.raise(.valueError, "can't specify a timeout for a non-blocking call") }
      return 0
    }
    if timeout < 0, timeout != -1 { throw thread.raise(.valueError, "timeout value must be a non-negative number") }
    if timeout > ThreadModule.maximumTimeout { throw thread.raise(.overflowError, "timeout value is too large") }
    return timeout
  }

  func acquire(_ thread: Thread, _ seconds: Double) throws(Raised) -> Bool {
    if _slowPath(minipy_probe_lock_wait_enabled()), isHeld, seconds != 0 { minipy_probe_lock_wait(raw) }
    if !(try InterpreterLock.wait(thread, seconds: seconds, for: raw, until: { !isHeld })) { return false }
    fields.pointee.depth = .int(1)
    if _slowPath(minipy_probe_lock_acquired_enabled()) { minipy_probe_lock_acquired(raw) }
    return true
  }
  func release() {
    if _slowPath(minipy_probe_lock_release_enabled()) { minipy_probe_lock_release(raw) }
    fields.pointee.depth = .int(0)
    fields.pointee.owner = .int(0)
    InterpreterLock.announce(raw)
  }

  static func definePlain(_ type: TypeBuilder) {
    type.record(2)
    type.flags([.weakReferenceable])
    for name in ["acquire(blocking=True, timeout=-1)", "acquire_lock(blocking=True, timeout=-1)"] as [StaticString] {
      type.method(name, "Waits until the lock is free, and takes it.") {
        native($0, $1, $2, $3) { thread, args throws(Raised) in
          .bool(try Lock(args[0]).acquire(thread, try Lock.waitingTime(thread, args)))
        }
      }
    }
    for name in ["release()", "release_lock()"] as [StaticString] {
      type.method(name, "Gives the lock back.") {
        native($0, $1, $2, $3) { thread, args throws(Raised) in
          if !Lock(args[0]).isHeld { throw thread.raise(.runtimeError, "release unlocked lock") }
          Lock(args[0]).release()
          return .none
        }
      }
    }
    for name in ["locked()", "locked_lock()"] as [StaticString] {
      type.method(name, "Whether it is taken.") { native($0, $1, $2, $3) { _, args throws(Raised) in .bool(Lock(args[0]).isHeld) } }
    }
    type.method("__enter__()", "acquire()") {
      native($0, $1, $2, $3) { thread, args throws(Raised) in .bool(try Lock(args[0]).acquire(thread, -1)) }
    }
    type.method("__exit__(type, value, traceback, /)", "release()") {
      native($0, $1, $2, $3) { thread, args throws(Raised) in
        if !Lock(args[0]).isHeld { throw thread.raise(.runtimeError, "release unlocked lock") }
        Lock(args[0]).release()
        return .none
      }
    }
    type.method("_at_fork_reinit()", "Makes it new in a forked process.") {
      native($0, $1, $2, $3) { _, args throws(Raised) in
        Lock(args[0]).release()
        return .none
      }
    }
    type.slots.pointee.repr = {
      unary($0, $1) { thread, v throws(Raised) in
        let state: String = Lock(v).isHeld ? "locked" : "unlocked"
        return Str.make(thread, "<\(state) _thread.lock object at \(hexAddress(v))>").value
      }
    }
  }

  // MARK: RLock

  func acquireAgain(_ thread: Thread, _ seconds: Double) throws(Raised) -> Bool {
    let me = ThreadModule.identity(thread)
    if isHeld, fields.pointee.owner == me {
      fields.pointee.depth = .int(fields.pointee.depth.asInt &+ 1)
      return true
    }
    if !(try acquire(thread, seconds)) { return false }
    fields.pointee.owner = me
    return true
  }
  func releaseOnce(_ thread: Thread) throws(Raised) {
    if !isHeld || fields.pointee.owner != ThreadModule.identity(thread) {
      throw thread.raise(.runtimeError, "cannot release un-acquired lock")
    }
    let depth = fields.pointee.depth.asInt &- 1
    if depth == 0 { release() } else { fields.pointee.depth = .int(depth) }
  }

  static func defineReentrant(_ type: TypeBuilder) {
    type.record(2)
    type.flags([.weakReferenceable, .subclassable])
    type.new("RLock()") { native($0, $1, $2, $3) { thread, _ throws(Raised) in Lock.make(thread, Lock.reentrantType).value } }
    type.method("acquire(blocking=True, timeout=-1)", "Waits until the lock is free or one's own, and takes it.") {
      native($0, $1, $2, $3) { thread, args throws(Raised) in
        .bool(try Lock(args[0]).acquireAgain(thread, try Lock.waitingTime(thread, args)))
      }
    }
    type.method("release()", "Gives the lock back once.") {
      native($0, $1, $2, $3) { thread, args throws(Raised) in
        try Lock(args[0]).releaseOnce(thread)
        return .none
      }
    }
    type.method("__enter__()", "acquire()") {
      native($0, $1, $2, $3) { thread, args throws(Raised) in .bool(try Lock(args[0]).acquireAgain(thread, -1)) }
    }
    type.method("__exit__(type, value, traceback, /)", "release()") {
      native($0, $1, $2, $3) { thread, args throws(Raised) in
        try Lock(args[0]).releaseOnce(thread)
        return .none
      }
    }
    type.method("_is_owned()", "Whether the calling thread holds it.") {
      native($0, $1, $2, $3) { thread, args throws(Raised) in
        .bool(Lock(args[0]).isHeld && Lock(args[0]).fields.pointee.owner == ThreadModule.identity(thread))
      }
    }
    type.method("_release_save()", "Gives it back wholly; what `_acquire_restore` takes.") {
      native($0, $1, $2, $3) { thread, args throws(Raised) in
        let l = Lock(args[0])
        if !l.isHeld { throw thread.raise(.runtimeError, "cannot release un-acquired lock") }
        let state = Tuple.pair(thread, l.fields.pointee.depth, l.fields.pointee.owner)
        l.release()
        return state
      }
    }
    type.method("_acquire_restore(state, /)", "Takes it as often as it was held.") {
      native($0, $1, $2, $3) { thread, args throws(Raised) in
        guard args[1].isExactly(.tuple), Tuple(args[1]).count == 2, Tuple(args[1])[0].isInt, Tuple(args[1])[1].isInt else {
          throw thread.raise(.typeError, "_acquire_restore() argument must be what _release_save() returned")
        }
        let l = Lock(args[0])
        _ = try l.acquire(thread, -1)
        l.fields.pointee.depth = Tuple(args[1])[0]
        l.fields.pointee.owner = Tuple(args[1])[1]
        return .none
      }
    }
    type.method("_at_fork_reinit()", "Makes it new in a forked process.") {
      native($0, $1, $2, $3) { _, args throws(Raised) in
        Lock(args[0]).release()
        return .none
      }
    }
    type.slots.pointee.repr = {
      unary($0, $1) { thread, v throws(Raised) in
        let l = Lock(v)
        let state: String = l.isHeld ? "locked" : "unlocked"
        return Str.make(
          thread,
          "<\(state) _thread.RLock object owner=\(l.fields.pointee.owner.asInt) count=\(l.fields.pointee.depth.asInt) at \(hexAddress(v))>"
        ).value
      }
    }
  }
}

enum ThreadModule {
  static let maximumTimeout = 9223372036.0
  nonisolated(unsafe) private static var stackSize = 0

  static func identity(_ thread: Thread) -> Value { .int(Int(bitPattern: thread.state.pointee.ident)) }

  static func define(_ m: ModuleBuilder) throws(Raised) {
    let thread = m.thread
    m.doc("Threads and locks.")
    Lock.plainType.value = try BuiltinTypes.makeUnnumbered(thread, name: "_thread.lock", base: Type[.object]).value
    Lock.definePlain(TypeBuilder(thread, Type(Lock.plainType.value)))
    Lock.reentrantType.value = try BuiltinTypes.makeUnnumbered(thread, name: "_thread.RLock", base: Type[.object]).value
    Lock.defineReentrant(TypeBuilder(thread, Type(Lock.reentrantType.value)))
    m.set("LockType", Lock.plainType.value)
    m.set("RLock", Lock.reentrantType.value)
    m.set("error", Type[.runtimeError].value)
    m.set("TIMEOUT_MAX", thread.float(maximumTimeout))
    for name in ["allocate_lock()", "allocate()"] as [StaticString] {
      m.function(name, "A new lock.") { native($0, $1, $2, $3) { thread, _ throws(Raised) in Lock.make(thread, Lock.plainType).value } }
    }
    m.function("get_ident()", "A number that tells the calling thread from others.") {
      native($0, $1, $2, $3) { thread, _ throws(Raised) in ThreadModule.identity(thread) }
    }
    m.function("get_native_id()", "The system's number of the calling thread.") {
      native($0, $1, $2, $3) { _, _ throws(Raised) in .int(Int(minipy_native_id())) }
    }
    m.function("_count()", "Threads that were started and have not ended.") {
      native($0, $1, $2, $3) { _, _ throws(Raised) in .int(InterpreterLock.state.pointee.threads) }
    }
    m.function("stack_size(size=0, /)", "Size of new threads' stacks; sets it if given.") {
      native($0, $1, $2, $3) { thread, args throws(Raised) in
        let old = ThreadModule.stackSize
        if !args[0].isEmpty {
          let size = try thread.indexInt(args[0], overflow: .overflowError)
          if size != 0, size < 32768 { throw thread.raise(.valueError, "size not valid: \(size) bytes") }
          ThreadModule.stackSize = size
        }
        return .int(old)
      }
    }
    for name in ["exit()", "exit_thread()"] as [StaticString] {
      m.function(name, "Ends the calling thread: SystemExit.") {
        native($0, $1, $2, $3) { thread, _ throws(Raised) in throw thread.raise(.systemExit) }
      }
    }
    m.function("interrupt_main(signum=2, /)", "Behaves as if the main thread had got a signal.") {
      native($0, $1, $2, $3) { thread, args throws(Raised) in
        let number: Int = args[0].isEmpty ? 2 : try thread.indexInt(args[0], overflow: .overflowError)
        if number < 1 || number > 64 { throw thread.raise(.valueError, "signal number out of range") }
        // A signal that no Python code handles is left alone.
        let handlers = machine.pointee.signalHandlers
        if handlers.isKind(.list), number < List(handlers).count, List(handlers)[number].isInt { return .none }
        Signals.note(Int32(number))
        // In the main thread it is handled now, not at the next call or jump, which may be behind a `try` around this one.
        if thread.state == machine.pointee.mainThread.state { try thread.runSignalHandlers() }
        return .none
      }
    }
    m.function("_set_sentinel()", "A lock that is released when the calling thread ends.") {
      native($0, $1, $2, $3) { thread, _ throws(Raised) in
        let lock = Lock.make(thread, Lock.plainType)
        thread.state.pointee.sentinel = lock.value
        return lock.value
      }
    }
    for name in ["start_new_thread(function, args, kwargs={}, /)", "start_new(function, args, kwargs={}, /)"] as [StaticString] {
      m.function(name, "Runs a function in a new thread; its identity.") { native($0, $1, $2, $3) { thread, args throws(Raised) in try ThreadModule.start(thread, args) } }
    }
  }

  private static func start(_ thread: Thread, _ args: Args) throws(Raised) -> Value {
    if args[0].type.slots.pointee.call == nil { throw thread.raise(.typeError, "first arg must be callable") }
    if !args[1].isKind(.tuple) { throw thread.raise(.typeError, "2nd arg must be a tuple") }
    if !args[2].isEmpty, !args[2].isKind(.dict) { throw thread.raise(.typeError, "optional 3rd arg must be a dictionary") }
    try thread.audit("_thread.start_new_thread", args[0], args[1], args[2].orNil ?? .none)
    guard let fresh = Thread.makeState() else { throw thread.raise(.runtimeError, "can't start new thread") }
    // What to call is a root as long as it stands here.
    fresh.state.pointee.result = try Tuple.make(thread, [args[0], args[1], args[2].isEmpty ? .none : args[2]]).value
    fresh.state.pointee.next = machine.pointee.mainThread.state.pointee.next
    machine.pointee.mainThread.state.pointee.next = fresh.state
    InterpreterLock.state.pointee.threads += 1
    var attributes = pthread_attr_t()
    pthread_attr_init(&attributes)
    pthread_attr_setstacksize(&attributes, stackSize != 0 ? max(stackSize, 1 << 20) : AddressSpace.sized(16 << 20, share: 8, least: 1 << 20))
    pthread_attr_setdetachstate(&attributes, Int32(PTHREAD_CREATE_DETACHED))
    var handle = pthread_t()
    // Started threads wait for the interpreter lock, which this one holds.
    let failed = pthread_create(&handle, &attributes, { raw in
      if let raw { ThreadModule.run(Thread(raw)) }
      return nil
    }, fresh.raw)
    pthread_attr_destroy(&attributes)
    if failed != 0 {
      ThreadModule.remove(fresh)
      throw thread.raise(.runtimeError, "can't start new thread")
    }
    fresh.state.pointee.ident = UInt(handle)
    return identity(fresh)
  }

  private static func run(_ thread: Thread) {
    thread.attach()
    InterpreterLock.acquire(thread)
    let what = Tuple(thread.state.pointee.result)
    let kwargs: Value = what[2].isKind(.dict) ? what[2] : .empty
    let ident = Int(bitPattern: UInt(pthread_self()))
    if _slowPath(minipy_probe_thread_start_enabled()) {
      MarkerText.with(thread.name(ofThreadRunning: what[0])) { minipy_probe_thread_start($0, ident, Int(minipy_native_id())) }
    }
    do throws(Raised) { _ = try thread.call(what[0], tuple: what[1], kwargs: kwargs) } catch {
      if thread.isRaising(.systemExit) {
        _ = thread.takeRaised()
      } else {
        Unraisable.report(thread, message: "Exception ignored in thread started by", object: what[0])
      }
    }
    if _slowPath(minipy_probe_thread_stop_enabled()) {
      MarkerText.with(thread.name(ofThreadRunning: what[0])) { minipy_probe_thread_stop($0, ident, Int(minipy_native_id())) }
    }
    if thread.state.pointee.sentinel.isObject { Lock(thread.state.pointee.sentinel).release() }
    remove(thread)
    InterpreterLock.release()
  }
  /// Takes a thread that has ended out of the machine.
  static func remove(_ thread: Thread) {
    var at = machine.pointee.mainThread.state
    while let next = at.pointee.next {
      if next == thread.state {
        at.pointee.next = next.pointee.next
        break
      }
      at = next
    }
    // A thread that found itself alone after a fork is the main one.
    if thread.state == machine.pointee.mainThread.state { return }
    InterpreterLock.state.pointee.threads -= 1
    thread.freeStack()
    free(thread.state.pointee.nativeCalls.base)
    thread.state.deallocate()
  }
}
