// The module `_signal`: handlers of signals, which run on the main thread at a guard (Library Reference, signal).

import Glibc

enum SignalModule {
  static func define(_ m: ModuleBuilder) throws(Raised) {
    let t = m.thread
    m.doc("Handlers of signals.")
    let numbers: [(StaticString, Int)] = [
      ("SIGHUP", 1), ("SIGINT", 2), ("SIGQUIT", 3), ("SIGILL", 4), ("SIGTRAP", 5), ("SIGABRT", 6), ("SIGIOT", 6), ("SIGBUS", 7),
      ("SIGFPE", 8), ("SIGKILL", 9), ("SIGUSR1", 10), ("SIGSEGV", 11), ("SIGUSR2", 12), ("SIGPIPE", 13), ("SIGALRM", 14),
      ("SIGTERM", 15), ("SIGSTKFLT", 16), ("SIGCHLD", 17), ("SIGCLD", 17), ("SIGCONT", 18), ("SIGSTOP", 19), ("SIGTSTP", 20),
      ("SIGTTIN", 21), ("SIGTTOU", 22), ("SIGURG", 23), ("SIGXCPU", 24), ("SIGXFSZ", 25), ("SIGVTALRM", 26), ("SIGPROF", 27),
      ("SIGWINCH", 28), ("SIGIO", 29), ("SIGPOLL", 29), ("SIGPWR", 30), ("SIGSYS", 31), ("SIGRTMIN", 34), ("SIGRTMAX", 64),
      ("SIG_DFL", 0), ("SIG_IGN", 1), ("SIG_BLOCK", 0), ("SIG_UNBLOCK", 1), ("SIG_SETMASK", 2), ("NSIG", 65),
      ("ITIMER_REAL", 0), ("ITIMER_VIRTUAL", 1), ("ITIMER_PROF", 2),
    ]
    for (name, value) in numbers { m.set(name, .int(value)) }
    m.set("ItimerError", Type[.osError].value)
    m.function("default_int_handler(signalnum, frame, /)", "Raises KeyboardInterrupt.") {
      native($0, $1, $2, $3) { (t, args) throws(Raised) in throw t.raise(.keyboardInterrupt) }
    }
    let handlers = try List.make(t)
    for number in 0..<65 {
      var action = sigaction()
      var row = Value.int(0)
      if number > 0, sigaction(Int32(number), nil, &action) == 0 {
        let address: Int = unsafeBitCast(action.__sigaction_handler.sa_handler, to: Int.self)
        row = address == 0 ? .int(0) : address == 1 ? .int(1) : .none
      }
      // The handler that lets others attach is nothing that a program has set.
      if number == Int(TraceControl.signal), TraceControl.isAllowed, row.isNone { row = .int(0) }
      if number == Int(SIGINT), row.isNone { row = m.module.dict.get(Str.intern(t, "default_int_handler")) }
      try handlers.append(t, row)
    }
    machine.pointee.signalHandlers = handlers.value
    defineFunctions(m)
    try defineWaiting(m)
  }

  private static func number(_ t: Thread, _ v: Value) throws(Raised) -> Int {
    let n = try t.indexInt(v, overflow: .overflowError)
    if n < 1 || n > 64 { throw t.raise(.valueError, "signal number out of range") }
    return n
  }
  private static func setHandler(_ t: Thread, _ args: Args) throws(Raised) -> Value {
    if t.state != machine.pointee.mainThread.state {
      throw t.raise(.valueError, "signal only works in main thread of the main interpreter")
    }
    let n = try number(t, args[0])
    let handler = args[1]
    var action = sigaction()
    sigemptyset(&action.sa_mask)
    if let word = Int.word(handler), !handler.isBool, word == 0 || word == 1 {
      action.__sigaction_handler.sa_handler = word == 0 ? SIG_DFL : SIG_IGN
    } else if handler.isObject, handler.type.slots.pointee.call != nil {
      action.__sigaction_handler.sa_handler = Signals.handler
    } else {
      throw t.raise(.typeError, "signal handler must be signal.SIG_IGN, signal.SIG_DFL, or a callable object")
    }
    try t.checkEvents()
    if sigaction(Int32(n), &action, nil) != 0 { throw t.raiseOSError(errno) }
    if n == Int(TraceControl.signal), handler.isInt, handler.asInt == 0 { TraceControl.install() }
    let list = List(machine.pointee.signalHandlers)
    let before = list[n]
    list.set(n, handler)
    return before
  }

  private static func seconds(_ t: Thread, _ v: Value) throws(Raised) -> timeval {
    let d = try t.double(v)
    if !(d >= 0 && d < 9e15) { throw t.raise(.valueError, "timestamp out of range for platform time_t") }
    let whole = Int(d)
    let part = Int(((d - Double(whole)) * 1e6).rounded(.up))
    return timeval(tv_sec: whole + part / 1_000_000, tv_usec: part % 1_000_000)
  }
  private static func pair(_ t: Thread, _ timer: itimerval) -> Value {
    let value = Double(timer.it_value.tv_sec) + Double(timer.it_value.tv_usec) / 1e6
    let interval = Double(timer.it_interval.tv_sec) + Double(timer.it_interval.tv_usec) / 1e6
    return Tuple.pair(t, t.float(value), t.float(interval))
  }
  private static func numbers(_ t: Thread, _ set: sigset_t, all: Bool = false) throws(Raised) -> Value {
    var set = set
    let list = try List.make(t)
    for n in 1..<65 where sigismember(&set, Int32(n)) == 1 { try list.append(t, .int(n)) }
    return try t.call(Type[.set].value, list.value)
  }
  /// A signal's number in a set.
  private static func member(_ t: Thread, _ v: Value) throws(Raised) -> Int {
    let n = try t.indexInt(v, overflow: .overflowError)
    if n < 1 || n > 64 { throw t.raise(.valueError, "signal number \(n) out of range [1; 64]") }
    return n
  }
  static func set(_ t: Thread, _ v: Value) throws(Raised) -> sigset_t {
    var set = sigset_t()
    sigemptyset(&set)
    let list = try List.make(t, of: v)
    for i in 0..<list.count { sigaddset(&set, Int32(try member(t, list[i]))) }
    return set
  }

  private static func defineFunctions(_ m: ModuleBuilder) {
    m.function("signal(signalnum, handler, /)", "Sets a handler; the one before.") { native($0, $1, $2, $3, SignalModule.setHandler) }
    m.function("getsignal(signalnum, /)", "The handler of a signal.") {
      native($0, $1, $2, $3) { (t, args) throws(Raised) in
        List(machine.pointee.signalHandlers)[try SignalModule.number(t, args[0])]
      }
    }
    m.function("alarm(seconds, /)", "SIGALRM after so many seconds; what was left of the alarm before.") {
      native($0, $1, $2, $3) { (t, args) throws(Raised) in
        let n = try t.indexInt(args[0], overflow: .overflowError)
        return .int(Int(Glibc.alarm(UInt32(truncatingIfNeeded: n))))
      }
    }
    m.function("setitimer(which, seconds, interval=0.0, /)", "Sets a timer; the one before.") {
      native($0, $1, $2, $3) { (t, args) throws(Raised) in
        let which = try t.indexInt(args[0], overflow: .overflowError)
        var timer = itimerval()
        timer.it_value = try SignalModule.seconds(t, args[1])
        if !args[2].isEmpty { timer.it_interval = try SignalModule.seconds(t, args[2]) }
        var before = itimerval()
        if which < 0 || which > 2 { throw t.raiseOSError(EINVAL) }
        if Glibc.setitimer(__itimer_which_t(truncatingIfNeeded: which), &timer, &before) != 0 { throw t.raiseOSError(errno) }
        return SignalModule.pair(t, before)
      }
    }
    m.function("getitimer(which, /)", "A timer.") {
      native($0, $1, $2, $3) { (t, args) throws(Raised) in
        let which = try t.indexInt(args[0], overflow: .overflowError)
        var timer = itimerval()
        if which < 0 || which > 2 { throw t.raiseOSError(EINVAL) }
        if Glibc.getitimer(__itimer_which_t(truncatingIfNeeded: which), &timer) != 0 { throw t.raiseOSError(errno) }
        return SignalModule.pair(t, timer)
      }
    }
    m.function("pause()", "Waits for a signal.") {
      native($0, $1, $2, $3) { (t, args) throws(Raised) in
        _ = t.blocking { Glibc.pause() }
        try t.checkEvents()
        return .none
      }
    }
    m.function("raise_signal(signalnum, /)", "Sends a signal to this process.") {
      native($0, $1, $2, $3) { (t, args) throws(Raised) in
        if Glibc.raise(Int32(truncatingIfNeeded: try t.indexInt(args[0], overflow: .overflowError))) != 0 { throw t.raiseOSError(errno) }
        try t.checkEvents()
        return .none
      }
    }
    m.function("pthread_kill(thread_id, signalnum, /)", "Sends a signal to a thread of this process.") {
      native($0, $1, $2, $3) { (t, args) throws(Raised) in
        let id = pthread_t(bitPattern: try t.indexInt(args[0], overflow: .overflowError))
        let code = Glibc.pthread_kill(id, Int32(truncatingIfNeeded: try t.indexInt(args[1], overflow: .overflowError)))
        if code != 0 { throw t.raiseOSError(code) }
        try t.checkEvents()
        return .none
      }
    }
    m.function("pthread_sigmask(how, mask, /)", "Changes which signals are held back; those before.") {
      native($0, $1, $2, $3) { (t, args) throws(Raised) in
        let how = Int32(truncatingIfNeeded: try t.indexInt(args[0], overflow: .overflowError))
        var mask = try SignalModule.set(t, args[1])
        var before = sigset_t()
        let code = Glibc.pthread_sigmask(how, &mask, &before)
        if code != 0 { throw t.raiseOSError(code) }
        try t.checkEvents()
        return try SignalModule.numbers(t, before)
      }
    }
    m.function("sigpending()", "Signals that are held back and have arrived.") {
      native($0, $1, $2, $3) { (t, args) throws(Raised) in
        var found = sigset_t()
        if Glibc.sigpending(&found) != 0 { throw t.raiseOSError(errno) }
        return try SignalModule.numbers(t, found)
      }
    }
    m.function("sigwait(sigset, /)", "Waits for one of the signals; its number.") {
      native($0, $1, $2, $3) { (t, args) throws(Raised) in
        var mask = try SignalModule.set(t, args[0])
        var found: Int32 = 0
        let code = t.blocking { Glibc.sigwait(&mask, &found) }
        if code != 0 { throw t.raiseOSError(code) }
        return .int(Int(found))
      }
    }
    m.function("valid_signals()", "All signals of the system.") {
      native($0, $1, $2, $3) { (t, args) throws(Raised) in
        var all = sigset_t()
        sigfillset(&all)
        return try SignalModule.numbers(t, all)
      }
    }
    m.function("strsignal(signalnum, /)", "What the system calls a signal, or None.") {
      native($0, $1, $2, $3) { (t, args) throws(Raised) in
        let n = try SignalModule.number(t, args[0])
        guard n <= 31 || n >= 34, let text = Glibc.strsignal(Int32(n)) else { return .none }
        return try OSText.decode(t, text).value
      }
    }
    m.function("siginterrupt(signalnum, flag, /)", "Whether a signal ends system calls.") {
      native($0, $1, $2, $3) { (t, args) throws(Raised) in
        let n = try SignalModule.number(t, args[0])
        var action = sigaction()
        sigaction(Int32(n), nil, &action)
        if try t.truth(args[1]) { action.sa_flags &= ~0x10000000 } else { action.sa_flags |= 0x10000000 }
        if sigaction(Int32(n), &action, nil) != 0 { throw t.raiseOSError(errno) }
        return .none
      }
    }
    m.function("set_wakeup_fd(fd, /, *, warn_on_full_buffer=True)", "Where the numbers of signals are written; the descriptor before.") {
      native($0, $1, $2, $3) { (t, args) throws(Raised) in
        let fd = try t.indexInt(args[0], overflow: .overflowError)
        if t.state != machine.pointee.mainThread.state {
          throw t.raise(.valueError, "set_wakeup_fd only works in main thread of the main interpreter")
        }
        if fd != -1 {
          let flags = fcntl(Int32(truncatingIfNeeded: fd), F_GETFL)
          if flags < 0 { throw t.raiseOSError(errno) }
          if flags & O_NONBLOCK == 0 { throw t.raise(.valueError, "the fd \(fd) must be in non-blocking mode") }
        }
        let before = Signals.wakeDescriptor
        Signals.wakeDescriptor = Int32(truncatingIfNeeded: fd)
        return .int(Int(before))
      }
    }
  }
}
