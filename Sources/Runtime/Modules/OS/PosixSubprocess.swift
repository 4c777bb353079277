// The module `_posixsubprocess`: what the child of subprocess.Popen does between fork and exec is in CRuntime/ForkExec.c.

import CRuntime
import Glibc

enum PosixSubprocess {
  static func define(_ m: ModuleBuilder) throws(Raised) {
    m.doc("Makes child processes for the module subprocess.")
    m.function("fork_exec(*args)", "Forks and runs a program; the child's number.") { native($0, $1, $2, $3, PosixSubprocess.forkExec) }
  }

  /// Strings as the system takes them, of any sequence.
  private static func strings(_ t: Thread, _ v: Value) throws(Raised) -> [[UInt8]] {
    var all: [[UInt8]] = []
    try t.forEach(v) { (item) throws(Raised) in
      all.append(try PosixModule.path(t, item, "fork_exec", "argument").bytes)
      return true
    }
    return all
  }
  private static func word(_ t: Thread, _ v: Value) throws(Raised) -> Int32 {
    let n = try t.indexInt(v, overflow: .overflowError)
    guard let w = Int32(exactly: n) else { throw t.raise(.overflowError, "signed integer is greater than maximum") }
    return w
  }
  private static func identity(_ t: Thread, _ v: Value, _ message: String) throws(Raised) -> Int64 {
    if v.isNone { return -1 }
    let n = try t.ignoring(.overflowError) { () throws(Raised) in try t.indexInt(v, overflow: .overflowError) }
    guard let n, let id = UInt32(exactly: n) else { throw t.raise(.valueError, message) }
    return Int64(id)
  }

  private struct Context {
    var thread: Thread
    var function: Value
  }

  private static func forkExec(_ t: Thread, _ a: Args) throws(Raised) -> Value {
    if a.count != 23 { throw t.raise(.typeError, "fork_exec expected 23 arguments, got \(a.count)") }
    let preexec = a[21]
    let closes = try t.truth(a[2])
    var child = minipy_child()
    var kept: [Int32] = []
    guard a[3].isKind(.tuple) else { throw t.raise(.typeError, "fork_exec() argument 4 must be tuple, not \(a[3].type.displayName)") }
    for i in 0..<Tuple(a[3]).count {
      guard let n = Int.word(Tuple(a[3])[i]), n >= 0, let fd = Int32(exactly: n), kept.last.map({ $0 < fd }) ?? true else {
        throw t.raise(.valueError, "bad value(s) in fds_to_keep")
      }
      kept.append(fd)
    }
    let numbers = [
      try word(t, a[6]), try word(t, a[7]), try word(t, a[8]), try word(t, a[9]), try word(t, a[10]), try word(t, a[11]),
      try word(t, a[12]), try word(t, a[13]),
    ]
    if closes, numbers[7] < 3 { throw t.raise(.valueError, "errpipe_write must be >= 3") }
    let executables = try strings(t, a[1])
    let arguments = try strings(t, a[0])
    let environment: [[UInt8]]? = a[5].isNone ? nil : try strings(t, a[5])
    let folder: [UInt8]? = a[4].isNone ? nil : try PosixModule.path(t, a[4], "fork_exec", "cwd").bytes + [0]
    var groups: [gid_t] = []
    if !a[18].isNone {
      guard a[18].isKind(.list) else { throw t.raise(.typeError, "setgroups argument must be a sequence") }
      if List(a[18]).count > 65536 { throw t.raise(.valueError, "too many extra_groups") }
      for i in 0..<List(a[18]).count {
        guard List(a[18])[i].isInt else { throw t.raise(.typeError, "extra_groups must be integers") }
        groups.append(gid_t(truncatingIfNeeded: try identity(t, List(a[18])[i], "invalid group id")))
      }
      child.sets_groups = 1
    }
    child.gid = try identity(t, a[17], "invalid group id")
    child.uid = try identity(t, a[19], "invalid user id")
    child.umask = try word(t, a[20])
    child.closes_others = closes ? 1 : 0
    child.stdin_read = numbers[0]
    child.stdin_write = numbers[1]
    child.stdout_read = numbers[2]
    child.stdout_write = numbers[3]
    child.stderr_read = numbers[4]
    child.stderr_write = numbers[5]
    child.report_read = numbers[6]
    child.report_write = numbers[7]
    child.restores_signals = try t.truth(a[14]) ? 1 : 0
    child.starts_session = try t.truth(a[15]) ? 1 : 0
    child.process_group = try word(t, a[16])
    child.may_vfork = try t.truth(a[22]) ? 1 : 0
    if !preexec.isNone { try ForkHooks.run(t, .before) }
    var context = Context(thread: t, function: preexec)
    var pid: Int32 = -1
    var code: Int32 = 0
    withUnsafeMutablePointer(to: &context) { context in
      child.context = Raw(context)
      if !preexec.isNone {
        child.after_fork = { raw in
          guard let raw else { return }
          let c = raw.assumingMemoryBound(to: Context.self).pointee
          Forking.becomeChild(c.thread)
          Trace.becomeChild(c.thread, goesOn: false)
          do throws(Raised) { try ForkHooks.run(c.thread, .child) } catch { _ = c.thread.takeRaised() }
        }
        child.before_exec = { raw in
          guard let raw else { return 0 }
          let c = raw.assumingMemoryBound(to: Context.self).pointee
          do throws(Raised) { _ = try c.thread.call(c.function) } catch {
            _ = c.thread.takeRaised()
            return 0
          }
          return 1
        }
      }
      CStrings(executables).use { e in
        CStrings(arguments).use { g in
          CStrings(environment ?? []).use { v in
            (folder ?? [0]).withUnsafeBufferPointer { (f: UnsafeBufferPointer<UInt8>) in
              f.withMemoryRebound(to: CChar.self) { f in
                kept.withUnsafeBufferPointer { k in
                  groups.withUnsafeBufferPointer { g2 in
                    child.executables = UnsafePointer(e)
                    child.arguments = UnsafePointer(g)
                    child.environment = environment == nil ? nil : UnsafePointer(v)
                    child.folder = folder == nil ? nil : f.baseAddress
                    child.kept = k.baseAddress
                    child.kept_count = k.count
                    child.groups = g2.baseAddress
                    child.group_count = g2.count
                    pid = minipy_fork_exec(&child)
                    code = errno
                  }
                }
              }
            }
          }
        }
      }
    }
    if !preexec.isNone { try ForkHooks.run(t, .parent) }
    if pid < 0 { throw t.raiseOSError(code) }
    return .int(Int(pid))
  }
}

/// What a process has to do when it finds itself to be the child of a fork.
enum Forking {
  /// Only the calling thread exists in the child: it becomes the main one, the others' memory is given up.
  static func becomeChild(_ t: Thread) { InterpreterLock.becomeChild(t) }
}
