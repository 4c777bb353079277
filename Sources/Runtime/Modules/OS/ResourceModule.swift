// The module `resource`: limits and usage of the process (Library Reference, resource).

import CRuntime
import Glibc

enum ResourceModule {
  private static let usageType = Root()

  static func define(_ m: ModuleBuilder) throws(Raised) {
    m.doc("Limits and usage of the process.")
    m.set("error", Type[.osError].value)
    usageType.value = try StructSequence.makeType(
      m.thread, "resource.struct_rusage", doc: "struct_rusage: what getrusage gives.",
      fields: [
        "ru_utime", "ru_stime", "ru_maxrss", "ru_ixrss", "ru_idrss", "ru_isrss", "ru_minflt", "ru_majflt", "ru_nswap", "ru_inblock",
        "ru_oublock", "ru_msgsnd", "ru_msgrcv", "ru_nsignals", "ru_nvcsw", "ru_nivcsw",
      ], visible: 16
    ).value
    m.set("struct_rusage", usageType.value)
    let numbers: [(StaticString, Int)] = [
      ("RLIMIT_CPU", 0), ("RLIMIT_FSIZE", 1), ("RLIMIT_DATA", 2), ("RLIMIT_STACK", 3), ("RLIMIT_CORE", 4), ("RLIMIT_RSS", 5),
      ("RLIMIT_NPROC", 6), ("RLIMIT_NOFILE", 7), ("RLIMIT_OFILE", 7), ("RLIMIT_MEMLOCK", 8), ("RLIMIT_AS", 9), ("RLIMIT_SIGPENDING", 11),
      ("RLIMIT_MSGQUEUE", 12), ("RLIMIT_NICE", 13), ("RLIMIT_RTPRIO", 14), ("RLIMIT_RTTIME", 15), ("RUSAGE_SELF", 0), ("RUSAGE_CHILDREN", -1),
      ("RUSAGE_THREAD", 1), ("RLIM_INFINITY", -1),
    ]
    for (name, value) in numbers { m.set(name, .int(value)) }
    m.function("getrusage(who, /)", "What the process has used.") {
      native($0, $1, $2, $3) { (t, args) throws(Raised) in
        let who = try t.indexInt(args[0], overflow: .overflowError)
        var u = rusage()
        if getrusage(__rusage_who_t(truncatingIfNeeded: who), &u) != 0 {
          if errno == EINVAL { throw t.raise(.valueError, "invalid who parameter") }
          throw t.raiseOSError(errno)
        }
        func seconds(_ v: timeval) -> Value { t.float(Double(v.tv_sec) + Double(v.tv_usec) * 1e-6) }
        return try StructSequence.make(
          t, Type(ResourceModule.usageType.value),
          [
            seconds(u.ru_utime), seconds(u.ru_stime), .int(u.ru_maxrss), .int(u.ru_ixrss), .int(u.ru_idrss), .int(u.ru_isrss), .int(u.ru_minflt),
            .int(u.ru_majflt), .int(u.ru_nswap), .int(u.ru_inblock), .int(u.ru_oublock), .int(u.ru_msgsnd), .int(u.ru_msgrcv),
            .int(u.ru_nsignals), .int(u.ru_nvcsw), .int(u.ru_nivcsw),
          ])
      }
    }
    m.function("getrlimit(resource, /)", "A limit: (soft, hard).") {
      native($0, $1, $2, $3) { (t, args) throws(Raised) in
        let which = try ResourceModule.which(t, args[0])
        return try ResourceModule.exchange(t, 0, which, .none)
      }
    }
    m.function("setrlimit(resource, limits, /)", "Sets a limit.") {
      native($0, $1, $2, $3) { (t, args) throws(Raised) in
        let which = try ResourceModule.which(t, args[0])
        _ = try ResourceModule.exchange(t, 0, which, args[1])
        return .none
      }
    }
    m.function("prlimit(pid, resource, limits=None, /)", "The limit of a process, and sets it.") {
      native($0, $1, $2, $3) { (t, args) throws(Raised) in
        let pid = Int32(truncatingIfNeeded: try t.indexInt(args[0], overflow: .overflowError))
        return try ResourceModule.exchange(t, pid, try ResourceModule.which(t, args[1]), args[2].isEmpty ? .none : args[2])
      }
    }
    m.function("getpagesize()", "Bytes of a page of memory.") { native($0, $1, $2, $3) { (t, args) throws(Raised) in .int(sysconf(Int32(_SC_PAGESIZE))) } }
  }

  private static func which(_ t: Thread, _ v: Value) throws(Raised) -> Int32 {
    let n = try t.indexInt(v, overflow: .overflowError)
    if n < 0 || n > 15 { throw t.raise(.valueError, "invalid resource specified") }
    return Int32(n)
  }
  private static func exchange(_ t: Thread, _ pid: Int32, _ which: Int32, _ fresh: Value) throws(Raised) -> Value {
    var old: [UInt64] = [0, 0]
    var result: Int32
    if fresh.isNone {
      result = minipy_prlimit(pid, which, nil, &old)
    } else {
      let list = try List.make(t, of: fresh)
      if list.count != 2 { throw t.raise(.valueError, "expected a tuple of 2 integers") }
      let limits = [
        UInt64(bitPattern: Int64(try t.indexInt(list[0], overflow: .overflowError))),
        UInt64(bitPattern: Int64(try t.indexInt(list[1], overflow: .overflowError))),
      ]
      result = minipy_prlimit(pid, which, limits, &old)
    }
    if result != 0 {
      if errno == EINVAL { throw t.raise(.valueError, "current limit exceeds maximum limit") }
      if errno == EPERM, pid == 0 { throw t.raise(.valueError, "not allowed to raise maximum limit") }
      throw t.raiseOSError(errno)
    }
    return Tuple.pair(t, t.int(Int(Int64(bitPattern: old[0]))), t.int(Int(Int64(bitPattern: old[1]))))
  }
}
