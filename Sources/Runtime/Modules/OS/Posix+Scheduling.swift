// Processes, part two: other ways to wait, identities, scheduling.

import CRuntime
import Glibc

extension PosixModule {
  private static let waitidType = Root()

  private static func usage(_ t: Thread, _ u: rusage) throws(Raised) -> Value {
    let resource = try Importer.module(t, Str.intern(t, "resource"))
    func seconds(_ v: timeval) -> Value { t.float(Double(v.tv_sec) + Double(v.tv_usec) * 1e-6) }
    let row = try Tuple.make(
      t,
      [
        seconds(u.ru_utime), seconds(u.ru_stime), .int(u.ru_maxrss), .int(u.ru_ixrss), .int(u.ru_idrss), .int(u.ru_isrss), .int(u.ru_minflt),
        .int(u.ru_majflt), .int(u.ru_nswap), .int(u.ru_inblock), .int(u.ru_oublock), .int(u.ru_msgsnd), .int(u.ru_msgrcv),
        .int(u.ru_nsignals), .int(u.ru_nvcsw), .int(u.ru_nivcsw),
      ])
    return try t.call(try t.getAttribute(resource, Str.intern(t, "struct_rusage")), row.value)
  }
  private static func wait4(_ t: Thread, _ pid: Int32, _ options: Value) throws(Raised) -> Value {
    let options = Int32(try t.int32(options))
    var status: Int32 = 0
    var u = rusage()
    let r = try check(t) { minipy_wait4(pid, &status, options, &u) }
    return try Tuple.make(t, [.int(Int(r)), .int(Int(status)), try usage(t, u)]).value
  }
  private static func identity(_ t: Thread, _ v: Value, _ what: StaticString) throws(Raised) -> UInt32 {
    let n = try number(t, v)
    if n < -1 { throw t.raise(.overflowError, "\(what) is less than minimum") }
    if n > Int(UInt32.max) { throw t.raise(.overflowError, "\(what) is greater than maximum") }
    return UInt32(truncatingIfNeeded: n)
  }
  private static func three(_ t: Thread, _ values: [UInt32]) throws(Raised) -> Value {
    try Tuple.make(t, values.map { .int(Int($0)) }).value
  }
  private static func priority(_ t: Thread, _ v: Value) throws(Raised) -> Int32 {
    guard v.type == Type(schedType.value) else { throw t.raise(.typeError, "must have a sched_param object") }
    return Int32(try t.int32(Tuple(v)[0]))
  }

  static func defineScheduling(_ m: ModuleBuilder) throws(Raised) {
    waitidType.value = try StructSequence.makeType(
      m.thread, "posix.waitid_result", doc: "waitid_result: what waitid gives.",
      fields: ["si_pid", "si_uid", "si_signo", "si_status", "si_code"], visible: 5
    ).value
    m.set("waitid_result", waitidType.value)
    m.function("wait3(options)", "Waits for any child: (pid, status, usage).") {
      native($0, $1, $2, $3) { (t, args) throws(Raised) in try PosixModule.wait4(t, -1, args[0]) }
    }
    m.function("wait4(pid, options)", "Waits for a child: (pid, status, usage).") {
      native($0, $1, $2, $3) { (t, args) throws(Raised) in try PosixModule.wait4(t, Int32(try t.int32(args[0])), args[1]) }
    }
    m.function("waitid(idtype, id, options, /)", "Waits for a change of a child; None when there is none.") {
      native($0, $1, $2, $3) { (t, args) throws(Raised) in
        let (kind, id, options) = (try t.int32(args[0]), try PosixModule.number(t, args[1]), try t.int32(args[2]))
        var row: [Int32] = [0, 0, 0, 0, 0]
        try PosixModule.check(t) { minipy_waitid(Int32(kind), UInt32(truncatingIfNeeded: id), Int32(options), &row) }
        if row[0] == 0 { return .none }
        return try StructSequence.make(t, Type(PosixModule.waitidType.value), row.map { .int(Int($0)) })
      }
    }
    m.function("pidfd_open(pid, flags=0)", "A descriptor of a process.") {
      native($0, $1, $2, $3) { (t, args) throws(Raised) in
        let pid = Int32(try t.int32(args[0]))
        let flags = UInt32(truncatingIfNeeded: args[1].isEmpty ? 0 : try PosixModule.number(t, args[1]))
        return .int(Int(try PosixModule.check(t) { minipy_pidfd_open(pid, flags) }))
      }
    }
    defineIdentities(m)
    m.function("setpriority(which, who, priority)", "Sets the scheduling priority.") {
      native($0, $1, $2, $3) { (t, args) throws(Raised) in
        let (which, who, p) = (try t.int32(args[0]), try t.int32(args[1]), try t.int32(args[2]))
        try PosixModule.check(t) { Glibc.setpriority(__priority_which_t(UInt32(truncatingIfNeeded: which)), id_t(truncatingIfNeeded: who), Int32(p)) }
        return .none
      }
    }
    m.function("sched_get_priority_max(policy)", "The highest priority of a policy.") {
      native($0, $1, $2, $3) { (t, args) throws(Raised) in
        let policy = Int32(try t.int32(args[0]))
        return .int(Int(try PosixModule.check(t) { Glibc.sched_get_priority_max(policy) }))
      }
    }
    m.function("sched_get_priority_min(policy)", "The lowest priority of a policy.") {
      native($0, $1, $2, $3) { (t, args) throws(Raised) in
        let policy = Int32(try t.int32(args[0]))
        return .int(Int(try PosixModule.check(t) { Glibc.sched_get_priority_min(policy) }))
      }
    }
    m.function("sched_getscheduler(pid, /)", "The policy of a process.") {
      native($0, $1, $2, $3) { (t, args) throws(Raised) in
        let pid = Int32(try t.int32(args[0]))
        return .int(Int(try PosixModule.check(t) { Glibc.sched_getscheduler(pid) }))
      }
    }
    m.function("sched_setscheduler(pid, policy, param, /)", "Sets the policy of a process.") {
      native($0, $1, $2, $3) { (t, args) throws(Raised) in
        let (pid, policy) = (try t.int32(args[0]), try t.int32(args[1]))
        var p = sched_param()
        p.sched_priority = try PosixModule.priority(t, args[2])
        try PosixModule.check(t) { Glibc.sched_setscheduler(Int32(pid), Int32(policy), &p) }
        return .none
      }
    }
    m.function("sched_getparam(pid, /)", "The scheduling parameters of a process.") {
      native($0, $1, $2, $3) { (t, args) throws(Raised) in
        let pid = Int32(try t.int32(args[0]))
        var p = sched_param()
        try PosixModule.check(t) { Glibc.sched_getparam(pid, &p) }
        return try StructSequence.make(t, Type(PosixModule.schedType.value), [.int(Int(p.sched_priority))])
      }
    }
    m.function("sched_setparam(pid, param, /)", "Sets the scheduling parameters of a process.") {
      native($0, $1, $2, $3) { (t, args) throws(Raised) in
        let pid = Int32(try t.int32(args[0]))
        var p = sched_param()
        p.sched_priority = try PosixModule.priority(t, args[1])
        try PosixModule.check(t) { Glibc.sched_setparam(pid, &p) }
        return .none
      }
    }
    m.function("sched_rr_get_interval(pid, /)", "The time slice of a process, in seconds.") {
      native($0, $1, $2, $3) { (t, args) throws(Raised) in
        let pid = Int32(try t.int32(args[0]))
        var interval = timespec()
        try PosixModule.check(t) { Glibc.sched_rr_get_interval(pid, &interval) }
        return t.float(Double(interval.tv_sec) + 1e-9 * Double(interval.tv_nsec))
      }
    }
    m.function("sched_setaffinity(pid, mask, /)", "Sets the processors that a process may use.") {
      native($0, $1, $2, $3) { (t, args) throws(Raised) in
        let pid = Int32(try t.int32(args[0]))
        var allowed = [UInt8](repeating: 0, count: 1024)
        let list = try List.make(t, of: args[1])
        for i in 0..<list.count {
          let n = try t.int32(list[i])
          if n < 0 { throw t.raise(.valueError, "negative CPU number") }
          if n < 1024 { allowed[n] = 1 }
        }
        try PosixModule.check(t) { minipy_set_affinity(pid, allowed, 1024) }
        return .none
      }
    }
  }

  private static func defineIdentities(_ m: ModuleBuilder) {
    m.function("seteuid(euid, /)", "Sets the effective user.") {
      native($0, $1, $2, $3) { (t, args) throws(Raised) in
        let id = try PosixModule.identity(t, args[0], "uid")
        try PosixModule.check(t) { Glibc.seteuid(id) }
        return .none
      }
    }
    m.function("setegid(egid, /)", "Sets the effective group.") {
      native($0, $1, $2, $3) { (t, args) throws(Raised) in
        let id = try PosixModule.identity(t, args[0], "gid")
        try PosixModule.check(t) { Glibc.setegid(id) }
        return .none
      }
    }
    m.function("setreuid(ruid, euid, /)", "Sets real and effective user.") {
      native($0, $1, $2, $3) { (t, args) throws(Raised) in
        let (r, e) = (try PosixModule.identity(t, args[0], "uid"), try PosixModule.identity(t, args[1], "uid"))
        try PosixModule.check(t) { Glibc.setreuid(r, e) }
        return .none
      }
    }
    m.function("setregid(rgid, egid, /)", "Sets real and effective group.") {
      native($0, $1, $2, $3) { (t, args) throws(Raised) in
        let (r, e) = (try PosixModule.identity(t, args[0], "gid"), try PosixModule.identity(t, args[1], "gid"))
        try PosixModule.check(t) { Glibc.setregid(r, e) }
        return .none
      }
    }
    m.function("setresuid(ruid, euid, suid, /)", "Sets real, effective and saved user.") {
      native($0, $1, $2, $3) { (t, args) throws(Raised) in
        let (r, e, s) = (try PosixModule.identity(t, args[0], "uid"), try PosixModule.identity(t, args[1], "uid"), try PosixModule.identity(t, args[2], "uid"))
        try PosixModule.check(t) { minipy_setresuid(r, e, s) }
        return .none
      }
    }
    m.function("setresgid(rgid, egid, sgid, /)", "Sets real, effective and saved group.") {
      native($0, $1, $2, $3) { (t, args) throws(Raised) in
        let (r, e, s) = (try PosixModule.identity(t, args[0], "gid"), try PosixModule.identity(t, args[1], "gid"), try PosixModule.identity(t, args[2], "gid"))
        try PosixModule.check(t) { minipy_setresgid(r, e, s) }
        return .none
      }
    }
    m.function("getresuid()", "(real, effective, saved) user.") {
      native($0, $1, $2, $3) { (t, args) throws(Raised) in
        var ids: [UInt32] = [0, 0, 0]
        try PosixModule.check(t) { ids.withUnsafeMutableBufferPointer { minipy_getresuid($0.baseAddress, $0.baseAddress.map { $0 + 1 }, $0.baseAddress.map { $0 + 2 }) } }
        return try PosixModule.three(t, ids)
      }
    }
    m.function("getresgid()", "(real, effective, saved) group.") {
      native($0, $1, $2, $3) { (t, args) throws(Raised) in
        var ids: [UInt32] = [0, 0, 0]
        try PosixModule.check(t) { ids.withUnsafeMutableBufferPointer { minipy_getresgid($0.baseAddress, $0.baseAddress.map { $0 + 1 }, $0.baseAddress.map { $0 + 2 }) } }
        return try PosixModule.three(t, ids)
      }
    }
    m.function("setpgrp()", "Begins a process group.") {
      native($0, $1, $2, $3) { (t, args) throws(Raised) in
        try PosixModule.check(t) { Glibc.setpgid(0, 0) }
        return .none
      }
    }
  }
}
