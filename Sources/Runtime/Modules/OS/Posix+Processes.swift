// Processes: fork, exec, wait, kill.

import CRuntime
import Glibc

extension PosixModule {
  static func defineProcesses(_ m: ModuleBuilder) {
    m.function("_exit(status)", "Ends the process at once.") {
      native($0, $1, $2, $3) { (t, args) throws(Raised) in
        let status = Int32(truncatingIfNeeded: try PosixModule.number(t, args[0]))
        Trace.finish()
        TraceControl.close()
        Glibc._exit(status)
      }
    }
    m.function("abort()", "Ends the process with SIGABRT.") { native($0, $1, $2, $3) { (t, args) throws(Raised) in Glibc.abort() } }
    m.function("fork()", "Makes a copy of the process; 0 in the child.") {
      native($0, $1, $2, $3) { (t, args) throws(Raised) in
        try t.audit("os.fork")
        try ForkHooks.run(t, .before)
        Trace.prepareFork()
        let pid = minipy_fork()
        let code = errno
        if pid != 0 { Trace.parentForked() }
        if pid == 0 {
          Forking.becomeChild(t)
          Trace.becomeChild(t, goesOn: true)
          try ForkHooks.run(t, .child)
        } else { try ForkHooks.run(t, .parent) }
        if pid < 0 { throw t.raiseOSError(code) }
        return .int(Int(pid))
      }
    }
    m.function("register_at_fork(*, before=None, after_in_child=None, after_in_parent=None)", "Functions to be called around a fork.") {
      native($0, $1, $2, $3) { (t, args) throws(Raised) in
        if args.keyword(0).isEmpty, args.keyword(1).isEmpty, args.keyword(2).isEmpty {
          throw t.raise(.typeError, "At least one argument is required.")
        }
        for (i, phase) in [ForkHooks.Phase.before, .child, .parent].enumerated() where !args.keyword(i).isEmpty {
          if args.keyword(i).type.slots.pointee.call == nil {
            throw t.raise(.typeError, "'\(["before", "after_in_child", "after_in_parent"][i])' must be callable, not \(args.keyword(i).type.displayName)")
          }
          try ForkHooks.add(t, phase, args.keyword(i))
        }
        return .none
      }
    }
    m.function("execv(path, argv, /)", "Replaces the process by a program.") {
      native($0, $1, $2, $3) { (t, args) throws(Raised) in
        let p = try PosixModule.path(t, args[0], "execv")
        let argv = try PosixModule.strings(t, args[1], "execv() arg 2 must be a tuple or list")
        try t.audit("os.exec", args[0], args[1], .none)
        Trace.prepareExec()
        CStrings(argv).use { a in _ = p.withCString { Glibc.execv($0, a) } }
        let code = errno
        Trace.execFailed()
        throw t.raiseOSError(code)
      }
    }
    m.function("execve(path, argv, env)", "Replaces the process by a program with an environment.") {
      native($0, $1, $2, $3) { (t, args) throws(Raised) in
        let p = try PosixModule.path(t, args[0], "execve", fd: true)
        let argv = try PosixModule.strings(t, args[1], "execve: argv must be a tuple or list")
        let env = try PosixModule.environment(t, args[2])
        try t.audit("os.exec", args[0], args[1], args[2])
        Trace.prepareExec()
        CStrings(argv).use { a in
          CStrings(env).use { e in
            if let fd = p.descriptor { _ = fexecve(fd, a, e) } else { _ = p.withCString { Glibc.execve($0, a, e) } }
          }
        }
        let code = errno
        Trace.execFailed()
        throw t.raiseOSError(code, p.object)
      }
    }
    m.function("waitpid(pid, options, /)", "Waits for a child: (pid, status).") {
      native($0, $1, $2, $3) { (t, args) throws(Raised) in
        let pid = pid_t(truncatingIfNeeded: try PosixModule.number(t, args[0]))
        let options = Int32(truncatingIfNeeded: try PosixModule.number(t, args[1]))
        var status: Int32 = 0
        let r = try PosixModule.check(t) { Glibc.waitpid(pid, &status, options) }
        return Tuple.pair(t, .int(Int(r)), .int(Int(status)))
      }
    }
    m.function("wait()", "Waits for any child: (pid, status).") {
      native($0, $1, $2, $3) { (t, args) throws(Raised) in
        var status: Int32 = 0
        let r = try PosixModule.check(t) { Glibc.waitpid(-1, &status, 0) }
        return Tuple.pair(t, .int(Int(r)), .int(Int(status)))
      }
    }
    m.function("kill(pid, signal, /)", "Sends a signal to a process.") {
      native($0, $1, $2, $3) { (t, args) throws(Raised) in
        let pid = pid_t(truncatingIfNeeded: try PosixModule.number(t, args[0]))
        let signal = Int32(truncatingIfNeeded: try PosixModule.number(t, args[1]))
        try t.audit("os.kill", args[0], args[1])
        try PosixModule.check(t) { Glibc.kill(pid, signal) }
        try t.checkEvents()
        return .none
      }
    }
    m.function("killpg(pgid, signal, /)", "Sends a signal to a group of processes.") {
      native($0, $1, $2, $3) { (t, args) throws(Raised) in
        let group = pid_t(truncatingIfNeeded: try PosixModule.number(t, args[0]))
        let signal = Int32(truncatingIfNeeded: try PosixModule.number(t, args[1]))
        try PosixModule.check(t) { Glibc.killpg(group, signal) }
        return .none
      }
    }
    m.function("system(command)", "Runs a command in the shell; its status.") {
      native($0, $1, $2, $3) { (t, args) throws(Raised) in
        let p = try PosixModule.path(t, args[0], "system", "command")
        try t.audit("os.system", args[0])
        return .int(Int(t.blocking { p.withCString { Glibc.system($0) } }))
      }
    }
    m.function("nice(increment, /)", "Lowers the priority; the new one.") {
      native($0, $1, $2, $3) { (t, args) throws(Raised) in
        errno = 0
        let r = Glibc.nice(Int32(truncatingIfNeeded: try PosixModule.number(t, args[0])))
        if r == -1, errno != 0 { throw t.raiseOSError(errno) }
        return .int(Int(r))
      }
    }
    m.function("times()", "Process times.") {
      native($0, $1, $2, $3) { (t, args) throws(Raised) in
        var b = tms()
        let now = Glibc.times(&b)
        let tick = Double(sysconf(Int32(_SC_CLK_TCK)))
        return try StructSequence.make(
          t, Type(PosixModule.timesType.value),
          [b.tms_utime, b.tms_stime, b.tms_cutime, b.tms_cstime, now].map { t.float(Double($0) / tick) })
      }
    }
    defineStatus(m)
  }

  private static func defineStatus(_ m: ModuleBuilder) {
    m.function("WIFEXITED(status)", "Whether the process exited.") { native($0, $1, $2, $3) { (t, args) throws(Raised) in .bool(try PosixModule.status(t, args) & 0x7F == 0) } }
    m.function("WEXITSTATUS(status)", "The exit status.") { native($0, $1, $2, $3) { (t, args) throws(Raised) in .int(try PosixModule.status(t, args) >> 8 & 0xFF) } }
    m.function("WIFSIGNALED(status)", "Whether a signal ended the process.") {
      native($0, $1, $2, $3) { (t, args) throws(Raised) in
        let s = try PosixModule.status(t, args) & 0x7F
        return .bool(s != 0 && s != 0x7F)
      }
    }
    m.function("WTERMSIG(status)", "The signal that ended the process.") { native($0, $1, $2, $3) { (t, args) throws(Raised) in .int(try PosixModule.status(t, args) & 0x7F) } }
    m.function("WIFSTOPPED(status)", "Whether the process was stopped.") { native($0, $1, $2, $3) { (t, args) throws(Raised) in .bool(try PosixModule.status(t, args) & 0xFF == 0x7F) } }
    m.function("WSTOPSIG(status)", "The signal that stopped the process.") { native($0, $1, $2, $3) { (t, args) throws(Raised) in .int(try PosixModule.status(t, args) >> 8 & 0xFF) } }
    m.function("WIFCONTINUED(status)", "Whether the process was continued.") { native($0, $1, $2, $3) { (t, args) throws(Raised) in .bool(try PosixModule.status(t, args) == 0xFFFF) } }
    m.function("WCOREDUMP(status)", "Whether the process left a core dump.") { native($0, $1, $2, $3) { (t, args) throws(Raised) in .bool(try PosixModule.status(t, args) & 0x80 != 0) } }
    m.function("waitstatus_to_exitcode(status)", "Exit code of a wait status; negative for a signal.") {
      native($0, $1, $2, $3) { (t, args) throws(Raised) in
        let s = try PosixModule.status(t, args)
        if s & 0x7F == 0 { return .int(s >> 8 & 0xFF) }
        if s & 0xFF == 0x7F { throw t.raise(.valueError, "process stopped by delivery of signal \(s >> 8 & 0xFF)") }
        return .int(-(s & 0x7F))
      }
    }
  }
  private static func status(_ t: Thread, _ args: Args) throws(Raised) -> Int { try number(t, args[0]) }

  /// A sequence of str, bytes or paths as the system's bytes.
  static func strings(_ t: Thread, _ v: Value, _ message: String) throws(Raised) -> [[UInt8]] {
    guard v.isKind(.tuple) || v.isKind(.list) else { throw t.raise(.typeError, message) }
    var all: [[UInt8]] = []
    try t.forEach(v) { (item) throws(Raised) in
      all.append(try path(t, item, "exec", "argument").bytes)
      return true
    }
    if all.isEmpty { throw t.raise(.valueError, "argument list must not be empty") }
    if all[0].isEmpty { throw t.raise(.valueError, "first element of argument list cannot be empty") }
    return all
  }
  static func environment(_ t: Thread, _ v: Value) throws(Raised) -> [[UInt8]] {
    var all: [[UInt8]] = []
    let items = try t.callMethod(v, Name.items)
    try t.forEach(items) { (pair) throws(Raised) in
      let key = try path(t, try t.getItem(pair, .int(0)), "execve", "env").bytes
      let value = try path(t, try t.getItem(pair, .int(1)), "execve", "env").bytes
      if key.contains(0x3D) { throw t.raise(.valueError, "illegal environment variable name") }
      all.append(key + [0x3D] + value)
      return true
    }
    return all
  }
}

/// An array of C strings, as exec takes it.
struct CStrings {
  private let all: [[UInt8]]
  init(_ all: [[UInt8]]) { self.all = all }
  func use(_ body: (UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>) -> Void) {
    let array = UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>.allocate(capacity: all.count + 1)
    for (i, s) in all.enumerated() {
      let p = UnsafeMutablePointer<CChar>.allocate(capacity: s.count + 1)
      for (k, b) in s.enumerated() { p[k] = CChar(bitPattern: b) }
      p[s.count] = 0
      array[i] = p
    }
    array[all.count] = nil
    body(array)
    for i in 0..<all.count { array[i]?.deallocate() }
    array.deallocate()
  }
}

/// os.register_at_fork.
enum ForkHooks {
  enum Phase { case before, child, parent }
  private static let before = Root()
  private static let child = Root()
  private static let parent = Root()
  private static func root(_ phase: Phase) -> Root { phase == .before ? before : phase == .child ? child : parent }

  static func add(_ t: Thread, _ phase: Phase, _ f: Value) throws(Raised) {
    if root(phase).value.isEmpty { root(phase).value = try List.make(t).value }
    try List(root(phase).value).append(t, f)
  }
  /// `before` functions run in reverse order; what they raise is reported, not raised.
  static func run(_ t: Thread, _ phase: Phase) throws(Raised) {
    guard root(phase).value.isKind(.list) else { return }
    let list = List(root(phase).value)
    let count = list.count
    for i in 0..<count {
      let at = phase == .before ? count - 1 - i : i
      guard at < list.count else { continue }
      let f = list[at]
      do throws(Raised) { _ = try t.call(f) } catch { Unraisable.report(t, message: nil, object: f) }
    }
  }
}
