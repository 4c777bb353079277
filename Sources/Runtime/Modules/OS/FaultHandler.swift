// The module faulthandler: where the program is when it dies of a signal, takes too long, or is asked from outside (Library Reference,
// "faulthandler").
//
// What a signal handler runs allocates nothing and takes no lock. A thread's `fp` and `pc` are right while it is in native code, where a program
// dies; a signal of the user's may come between two stores of them, so that it is only noted and answered at the next guard. The thread that waits
// for a timeout asks for the interpreter lock first: the others have stored where they are then. Who does not answer is in native code.

import CProbes
import CRuntime
import Glibc

enum FaultHandler {
  /// A request of the program's: where to write, and of which threads.
  struct Target {
    var isSet = false
    var descriptor: Int32 = 2
    var allThreads = true
    var chain = false
    var previous = sigaction()
  }
  typealias Targets = UnsafeMutablePointer<Target>

  private static let fatal: [(number: Int32, text: StaticString)] = [
    (SIGBUS, "Bus error"), (SIGILL, "Illegal instruction"), (SIGFPE, "Floating point exception"), (SIGABRT, "Aborted"),
    (SIGSEGV, "Segmentation fault"),
  ]
  /// One for each signal.
  nonisolated(unsafe) private static var targets: Targets?
  nonisolated(unsafe) private static var pending: UnsafeMutablePointer<UInt8>?
  nonisolated(unsafe) private static var isEnabled = false
  /// dict: signal, or -1 for `enable`, -2 for the timeout -> the file, to keep it open
  private static let files = Root()

  // MARK: Writing

  /// Text on its way to a descriptor.
  private struct Output {
    let descriptor: Int32
    func write(_ p: UnsafeRawPointer, _ n: Int) {
      var done = 0
      while done < n {
        let k = Glibc.write(descriptor, p + done, n - done)
        if k <= 0 { return }
        done += k
      }
    }
    func write(_ text: StaticString) { write(text.utf8Start, text.utf8CodeUnitCount) }
    func write(number: Int) {
      var digits: (UInt64, UInt64, UInt64) = (0, 0, 0)
      withUnsafeMutableBytes(of: &digits) { d in
        var n = UInt(max(number, 0))
        var at = 24
        repeat {
          at -= 1
          d[at] = UInt8(0x30 + n % 10)
          n /= 10
        } while n > 0
        if let p = d.baseAddress { write(p + at, 24 - at) }
      }
    }
    func write(hex number: UInt, digits: Int) {
      var text: (UInt64, UInt64) = (0, 0)
      withUnsafeMutableBytes(of: &text) { d in
        for i in 0..<digits {
          let v = UInt8(number >> UInt((digits - 1 - i) * 4) & 15)
          d[i] = v < 10 ? 0x30 + v : 0x57 + v
        }
        if let p = d.baseAddress { write(p, digits) }
      }
    }
    /// At most 500 characters; what is not ASCII by its number.
    func write(_ v: Value) {
      guard v.isKind(.str) else { return write("???") }
      let s = Str(v)
      for i in 0..<min(s.length, 500) {
        let c = s[i]
        var byte = UInt8(truncatingIfNeeded: c)
        if c >= 0x20, c < 0x7F {
          write(&byte, 1)
        } else if c < 0x100 {
          write("\\x")
          write(hex: UInt(c), digits: 2)
        } else {
          write(c < 0x10000 ? "\\u" : "\\U")
          write(hex: UInt(c), digits: c < 0x10000 ? 4 : 8)
        }
      }
      if s.length > 500 { write("...") }
    }
  }

  private static func dump(_ out: Output, _ thread: Thread) {
    guard var frame = thread.innermostFrame else { return out.write("  <no Python frame>\n") }
    for _ in 0..<100 {
      let code = frame.function.code
      out.write("  File \"")
      out.write(code.fields.pointee.filename)
      out.write("\", line ")
      out.write(number: frame.line)
      out.write(" in ")
      out.write(code.fields.pointee.name)
      out.write("\n")
      guard let caller = thread.caller(of: frame) else { return }
      frame = caller
    }
    out.write("  ...\n")
  }
  /// `current` is the thread that runs; nil: none of them does.
  private static func dumpThreads(_ out: Output, current: Thread?, all: Bool) {
    if !all, let current {
      out.write("Stack (most recent call first):\n")
      return dump(out, current)
    }
    var next: UnsafeMutablePointer<ThreadState>? = machine.pointee.mainThread.state
    var count = 0
    while let state = next, count < 100 {
      if count > 0 { out.write("\n") }
      out.write(state == current?.state ? "Current thread 0x" : "Thread 0x")
      out.write(hex: state.pointee.ident, digits: 16)
      out.write(" (most recent call first):\n")
      dump(out, Thread(state))
      next = state.pointee.next
      count += 1
    }
    if next != nil { out.write("\n...\n") }
  }
  /// The thread of the machine that this function is called in.
  private static var callingThread: Thread? {
    let own = pthread_self()
    var next: UnsafeMutablePointer<ThreadState>? = machine.pointee.mainThread.state
    while let state = next {
      if pthread_equal(own, pthread_t(state.pointee.ident)) != 0 { return Thread(state) }
      next = state.pointee.next
    }
    return nil
  }

  // MARK: Fatal signals

  private static let fatalHandler: @convention(c) (Int32) -> Void = { number in
    guard let targets = FaultHandler.targets, number > 0, number < 65 else { return }
    let code = errno
    let target = targets + Int(number)
    if target.pointee.isSet {
      target.pointee.isSet = false
      // What the program had set before takes its turn; all others end it.
      let previous: Int = unsafeBitCast(target.pointee.previous.__sigaction_handler.sa_handler, to: Int.self)
      if previous == unsafeBitCast(Signals.handler, to: Int.self) {
        sigaction(number, &target.pointee.previous, nil)
      } else {
        Glibc.signal(number, SIG_DFL)
      }
      let out = Output(descriptor: target.pointee.descriptor)
      out.write("Fatal Python error: ")
      for row in FaultHandler.fatal where row.number == number { out.write(row.text) }
      out.write("\n\n")
      let current = FaultHandler.callingThread
      FaultHandler.dumpThreads(out, current: current ?? machine.pointee.current, all: target.pointee.allThreads)
    }
    errno = code
    Glibc.raise(number)
  }
  private static func prepare() {
    if targets != nil { return }
    let t = Targets.allocate(capacity: 65)
    t.initialize(repeating: Target(), count: 65)
    targets = t
    let p = UnsafeMutablePointer<UInt8>.allocate(capacity: 65)
    p.initialize(repeating: 0, count: 65)
    pending = p
    // A stack that has overflowed has no room for a handler.
    var stack = stack_t()
    let size = 64 << 10
    stack.ss_sp = malloc(size)
    stack.ss_size = size
    if stack.ss_sp != nil { sigaltstack(&stack, nil) }
    _ = callingThread
  }
  /// At start and by `enable`: fatal signals are reported to the descriptor.
  static func enable(_ descriptor: Int32, allThreads: Bool) {
    prepare()
    guard let targets else { return }
    isEnabled = true
    for row in fatal {
      let target = targets + Int(row.number)
      target.pointee.descriptor = descriptor
      target.pointee.allThreads = allThreads
      if target.pointee.isSet { continue }
      target.pointee.isSet = true
      var action = sigaction()
      action.__sigaction_handler.sa_handler = fatalHandler
      sigemptyset(&action.sa_mask)
      action.sa_flags = Int32(SA_NODEFER) | Int32(SA_ONSTACK)
      sigaction(row.number, &action, &target.pointee.previous)
    }
  }
  private static func disable() {
    isEnabled = false
    guard let targets else { return }
    for row in fatal where targets[Int(row.number)].isSet {
      targets[Int(row.number)].isSet = false
      sigaction(row.number, &targets[Int(row.number)].previous, nil)
    }
  }

  // MARK: Signals of the user's

  private static let userHandler: @convention(c) (Int32) -> Void = { number in
    guard let targets = FaultHandler.targets, let pending = FaultHandler.pending, number > 0, number < 65 else { return }
    let code = errno
    let main = pthread_t(machine.pointee.mainThread.state.pointee.ident)
    if pthread_equal(pthread_self(), main) == 0 {
      pthread_kill(main, number)
      errno = code
      return
    }
    pending[Int(number)] = 1
    minipy_events_set(Events.signal)
    let target = targets + Int(number)
    if target.pointee.isSet, target.pointee.chain {
      // The previous disposition takes its turn, as CPython has it.
      var own = sigaction()
      sigaction(number, &target.pointee.previous, &own)
      Glibc.raise(number)
      sigaction(number, &own, nil)
    }
    errno = code
  }
  /// At a guard: what has been asked for since the last one.
  static func answer(_ thread: Thread) {
    guard let targets, let pending else { return }
    for number in 1..<65 where pending[number] != 0 {
      pending[number] = 0
      if targets[number].isSet {
        dumpThreads(Output(descriptor: targets[number].descriptor), current: thread, all: targets[number].allThreads)
      }
    }
  }

  // MARK: After a time

  private struct Watch {
    var mutex = pthread_mutex_t()
    var condition = pthread_cond_t()
    var thread = pthread_t()
    var isRunning = false
    var isCancelled = false
    var seconds = 0.0
    var microseconds = 0
    var repeats = false
    var exits = false
    var descriptor: Int32 = 2
  }
  nonisolated(unsafe) private static let watch: UnsafeMutablePointer<Watch> = {
    let w = UnsafeMutablePointer<Watch>.allocate(capacity: 1)
    w.initialize(to: Watch())
    pthread_mutex_init(&w.pointee.mutex, nil)
    pthread_cond_init(&w.pointee.condition, nil)
    return w
  }()
  private static let watcher: @convention(c) (UnsafeMutableRawPointer?) -> UnsafeMutableRawPointer? = { _ in
    var all = sigset_t()
    sigfillset(&all)
    pthread_sigmask(SIG_SETMASK, &all, nil)
    let w = FaultHandler.watch
    while true {
      var until = InterpreterLock.deadline(w.pointee.seconds)
      pthread_mutex_lock(&w.pointee.mutex)
      var code: Int32 = 0
      while !w.pointee.isCancelled, code != ETIMEDOUT { code = pthread_cond_timedwait(&w.pointee.condition, &w.pointee.mutex, &until) }
      let isCancelled = w.pointee.isCancelled
      pthread_mutex_unlock(&w.pointee.mutex)
      if isCancelled { return nil }
      let isHeld = InterpreterLock.borrow(seconds: 0.02)
      let out = Output(descriptor: w.pointee.descriptor)
      out.write("Timeout (")
      FaultHandler.write(time: w.pointee.microseconds, out)
      out.write(")!\n")
      FaultHandler.dumpThreads(out, current: nil, all: true)
      if w.pointee.exits { _exit(1) }
      if isHeld { InterpreterLock.release() }
      if !w.pointee.repeats { return nil }
    }
  }
  /// As `str(timedelta)` within a day or more: 0:00:00.500000
  private static func write(time microseconds: Int, _ out: Output) {
    let seconds = microseconds / 1_000_000
    out.write(number: seconds / 3600)
    for part in [seconds / 60 % 60, seconds % 60] {
      out.write(part < 10 ? ":0" : ":")
      out.write(number: part)
    }
    var rest = microseconds % 1_000_000
    if rest == 0 { return }
    out.write(".")
    for _ in 0..<6 {
      out.write(number: rest / 100_000)
      rest = rest % 100_000 * 10
    }
  }
  private static func cancel(_ t: Thread) {
    let w = watch
    if !w.pointee.isRunning { return }
    w.pointee.isRunning = false
    pthread_mutex_lock(&w.pointee.mutex)
    w.pointee.isCancelled = true
    pthread_cond_broadcast(&w.pointee.condition)
    pthread_mutex_unlock(&w.pointee.mutex)
    // The watcher may be waiting for the lock that this thread holds; it gives up soon.
    pthread_join(w.pointee.thread, nil)
  }
  /// In the child of a fork the watcher is gone.
  static func becomeChild() {
    if watch.pointee.isRunning { watch.pointee.isRunning = false }
  }

  // MARK: The module

  /// The descriptor of a `file` argument, which is flushed and kept.
  private static func descriptor(_ t: Thread, _ file: Value, key: Int) throws(Raised) -> Int32 {
    var file = file
    if file.isEmpty || file.isNone {
      file = Builtins.stream(t, Name.stderr)
      if file.isEmpty { throw t.raise(.runtimeError, "unable to get sys.stderr") }
      if file.isNone { throw t.raise(.runtimeError, "sys.stderr is None") }
    } else if file.isInt || file.isBool {
      let n = file.isBool ? (file.isTrue ? 1 : 0) : file.asInt
      if n < 0 || n > Int(Int32.max) { throw t.raise(.valueError, "file is not a valid file descripter") }
      return Int32(n)
    }
    let number = try t.callMethod(file, Str.intern(t, "fileno"), [])
    guard number.isInt, number.asInt >= 0, number.asInt <= Int(Int32.max) else {
      throw t.raise(.runtimeError, "file.fileno() is not a valid file descriptor")
    }
    do throws(Raised) { _ = try t.callMethod(file, Str.intern(t, "flush"), []) } catch { _ = t.takeRaised() }
    if !files.value.isObject { files.value = Dict.make(t).value }
    try Dict(files.value).set(t, .int(key), file)
    return Int32(number.asInt)
  }
  private static func flag(_ t: Thread, _ v: Value, _ fallback: Bool) throws(Raised) -> Bool {
    if v.isEmpty { return fallback }
    return try t.int32(v) != 0
  }
  private static func signal(_ t: Thread, _ v: Value) throws(Raised) -> Int32 {
    let n = try t.int32(v)
    if fatal.contains(where: { Int($0.number) == n }) {
      throw t.raise(.runtimeError, "signal \(n) cannot be registered, use enable() instead")
    }
    if n < 1 || n > 64 { throw t.raise(.valueError, "signal number out of range") }
    return Int32(n)
  }

  static func define(_ m: ModuleBuilder) throws(Raised) {
    m.doc("faulthandler module.")
    m.function("enable(file=None, all_threads=True)", "enable(file=sys.stderr, all_threads=True)\n\nFatal signals write the frames first.") {
      native($0, $1, $2, $3) { t, a throws(Raised) in
        let d = try FaultHandler.descriptor(t, a[0], key: -1)
        FaultHandler.enable(d, allThreads: try FaultHandler.flag(t, a[1], true))
        return .none
      }
    }
    m.function("disable()", "disable()\n\nFatal signals do as the system has them do.") {
      native($0, $1, $2, $3) { _, _ in
        let was = FaultHandler.isEnabled
        FaultHandler.disable()
        return .bool(was)
      }
    }
    m.function("is_enabled()", "is_enabled()\n\nWhether fatal signals write the frames.") { native($0, $1, $2, $3) { _, _ in .bool(FaultHandler.isEnabled) } }
    m.function("dump_traceback(file=None, all_threads=True)", "dump_traceback(file=sys.stderr, all_threads=True)\n\nWrites the frames of this thread, or of all.") {
      native($0, $1, $2, $3) { t, a throws(Raised) in
        let d = try FaultHandler.descriptor(t, a[0], key: -3)
        FaultHandler.dumpThreads(Output(descriptor: d), current: t, all: try FaultHandler.flag(t, a[1], true))
        return .none
      }
    }
    defineTimeout(m)
    defineRegistration(m)
    defineDeaths(m)
  }
  private static func defineTimeout(_ m: ModuleBuilder) {
    m.function("dump_traceback_later(timeout, repeat=False, file=None, exit=False)", "dump_traceback_later(timeout, repeat=False, file=sys.stderr, exit=False): dump the traceback of all threads in timeout seconds") {
      native($0, $1, $2, $3) { t, a throws(Raised) in
        guard a[0].isFloat || a[0].isInstance(of: .float) || Arguments.isIndex(a[0]) else {
          throw t.raise(.typeError, "'\(a[0].type.displayName)' object cannot be interpreted as an integer")
        }
        let seconds = try t.double(a[0])
        if seconds.isNaN { throw t.raise(.valueError, "Invalid value NaN (not a number)") }
        if seconds > 9.2e9 { throw t.raise(.overflowError, "timestamp too large to convert to C _PyTime_t") }
        let microseconds = Int((seconds * 1e6).rounded(.up))
        if microseconds <= 0 { throw t.raise(.valueError, "timeout must be greater than 0") }
        let repeats = try FaultHandler.flag(t, a[1], false)
        let exits = try FaultHandler.flag(t, a[3], false)
        let d = try FaultHandler.descriptor(t, a[2], key: -2)
        FaultHandler.cancel(t)
        let w = FaultHandler.watch
        w.pointee.isCancelled = false
        w.pointee.seconds = seconds
        w.pointee.microseconds = microseconds
        w.pointee.repeats = repeats
        w.pointee.exits = exits
        w.pointee.descriptor = d
        if pthread_create(&w.pointee.thread, nil, FaultHandler.watcher, nil) != 0 {
          throw t.raise(.runtimeError, "unable to start watchdog thread")
        }
        w.pointee.isRunning = true
        return .none
      }
    }
    m.function("cancel_dump_traceback_later()", "cancel_dump_traceback_later()\n\nNothing is written later.") {
      native($0, $1, $2, $3) { t, _ in
        FaultHandler.cancel(t)
        return .none
      }
    }
  }
  private static func defineRegistration(_ m: ModuleBuilder) {
    m.function("register(signum, file=None, all_threads=True, chain=False)", "register(signum, file=sys.stderr, all_threads=True, chain=False)\n\nThe signal writes the frames; with `chain` it then does what it did before.") {
      native($0, $1, $2, $3) { t, a throws(Raised) in
        let number = try FaultHandler.signal(t, a[0])
        let d = try FaultHandler.descriptor(t, a[1], key: Int(number))
        let all = try FaultHandler.flag(t, a[2], true)
        let chain = try FaultHandler.flag(t, a[3], false)
        FaultHandler.prepare()
        guard let targets = FaultHandler.targets else { return .none }
        let target = targets + Int(number)
        target.pointee.descriptor = d
        target.pointee.allThreads = all
        target.pointee.chain = chain
        var action = sigaction()
        action.__sigaction_handler.sa_handler = FaultHandler.userHandler
        sigemptyset(&action.sa_mask)
        action.sa_flags = chain ? Int32(SA_NODEFER) : 0
        var previous = sigaction()
        if sigaction(number, &action, &previous) != 0 { throw t.raiseOSError(errno) }
        if !target.pointee.isSet { target.pointee.previous = previous }
        target.pointee.isSet = true
        return .none
      }
    }
    m.function("unregister(signum, /)", "unregister(signum)\n\nThe signal does what it did before `register`; whether it was registered.") {
      native($0, $1, $2, $3) { t, a throws(Raised) in
        let number = try FaultHandler.signal(t, a[0])
        guard let targets = FaultHandler.targets, targets[Int(number)].isSet else { return .no }
        FaultHandler.answer(t)
        targets[Int(number)].isSet = false
        sigaction(number, &targets[Int(number)].previous, nil)
        return .yes
      }
    }
  }
  /// What the tests of a fault handler call.
  private static func defineDeaths(_ m: ModuleBuilder) {
    m.function("_read_null()", "_read_null()\n\nRaises SIGSEGV.") {
      native($0, $1, $2, $3) { _, _ in
        Glibc.raise(SIGSEGV)
        return .none
      }
    }
    m.function("_sigsegv(release_gil=False, /)", "_sigsegv(release_gil=False)\n\nRaises SIGSEGV.") {
      native($0, $1, $2, $3) { t, a throws(Raised) in
        if try FaultHandler.flag(t, a[0], false) { _ = t.blocking { Glibc.raise(SIGSEGV) } } else { Glibc.raise(SIGSEGV) }
        return .none
      }
    }
    m.function("_sigabrt()", "_sigabrt()\n\nRaises SIGABRT.") {
      native($0, $1, $2, $3) { _, _ in
        Glibc.abort()
      }
    }
    m.function("_sigfpe()", "_sigfpe()\n\nRaises SIGFPE.") {
      native($0, $1, $2, $3) { _, _ in
        Glibc.raise(SIGFPE)
        return .none
      }
    }
  }
}
