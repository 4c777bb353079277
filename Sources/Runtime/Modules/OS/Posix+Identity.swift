// Who the process is, and what the system is.

import CRuntime
import Glibc

extension PosixModule {
  static func defineIdentity(_ m: ModuleBuilder) {
    m.function("getpid()", "The process' number.") { native($0, $1, $2, $3) { (t, args) throws(Raised) in .int(Int(Glibc.getpid())) } }
    m.function("getppid()", "The parent process' number.") { native($0, $1, $2, $3) { (t, args) throws(Raised) in .int(Int(Glibc.getppid())) } }
    m.function("getuid()", "The user.") { native($0, $1, $2, $3) { (t, args) throws(Raised) in .int(Int(Glibc.getuid())) } }
    m.function("geteuid()", "The effective user.") { native($0, $1, $2, $3) { (t, args) throws(Raised) in .int(Int(Glibc.geteuid())) } }
    m.function("getgid()", "The group.") { native($0, $1, $2, $3) { (t, args) throws(Raised) in .int(Int(Glibc.getgid())) } }
    m.function("getegid()", "The effective group.") { native($0, $1, $2, $3) { (t, args) throws(Raised) in .int(Int(Glibc.getegid())) } }
    m.function("getpgrp()", "The process group.") { native($0, $1, $2, $3) { (t, args) throws(Raised) in .int(Int(Glibc.getpgrp())) } }
    m.function("getpgid(pid)", "The process group of a process.") {
      native($0, $1, $2, $3) { (t, args) throws(Raised) in
        let pid = pid_t(truncatingIfNeeded: try PosixModule.number(t, args[0]))
        return .int(Int(try PosixModule.check(t) { Glibc.getpgid(pid) }))
      }
    }
    m.function("setpgid(pid, pgrp, /)", "Moves a process to a group.") {
      native($0, $1, $2, $3) { (t, args) throws(Raised) in
        let pid = pid_t(truncatingIfNeeded: try PosixModule.number(t, args[0]))
        let group = pid_t(truncatingIfNeeded: try PosixModule.number(t, args[1]))
        try PosixModule.check(t) { Glibc.setpgid(pid, group) }
        return .none
      }
    }
    m.function("setsid()", "Begins a session.") {
      native($0, $1, $2, $3) { (t, args) throws(Raised) in
        try PosixModule.check(t) { Glibc.setsid() }
        return .none
      }
    }
    m.function("getsid(pid, /)", "The session of a process.") {
      native($0, $1, $2, $3) { (t, args) throws(Raised) in
        let pid = pid_t(truncatingIfNeeded: try PosixModule.number(t, args[0]))
        return .int(Int(try PosixModule.check(t) { Glibc.getsid(pid) }))
      }
    }
    m.function("setuid(uid, /)", "Sets the user.") {
      native($0, $1, $2, $3) { (t, args) throws(Raised) in
        let id = uid_t(truncatingIfNeeded: try PosixModule.number(t, args[0]))
        try PosixModule.check(t) { Glibc.setuid(id) }
        return .none
      }
    }
    m.function("setgid(gid, /)", "Sets the group.") {
      native($0, $1, $2, $3) { (t, args) throws(Raised) in
        let id = gid_t(truncatingIfNeeded: try PosixModule.number(t, args[0]))
        try PosixModule.check(t) { Glibc.setgid(id) }
        return .none
      }
    }
    m.function("getgroups()", "The groups.") {
      native($0, $1, $2, $3) { (t, args) throws(Raised) in
        var groups = [gid_t](repeating: 0, count: 65536)
        let n = try PosixModule.check(t) { Glibc.getgroups(65536, &groups) }
        let list = try List.make(t)
        for i in 0..<Int(n) { try list.append(t, .int(Int(groups[i]))) }
        return list.value
      }
    }
    m.function("getlogin()", "The name of the user of the terminal.") {
      native($0, $1, $2, $3) { (t, args) throws(Raised) in
        guard let p = Glibc.getlogin() else { throw t.raiseOSError(errno) }
        return try PosixModule.name(t, p, false)
      }
    }
    m.function("getpriority(which, who)", "Scheduling priority.") {
      native($0, $1, $2, $3) { (t, args) throws(Raised) in
        let which = Int32(truncatingIfNeeded: try PosixModule.number(t, args[0]))
        let who = id_t(truncatingIfNeeded: try PosixModule.number(t, args[1]))
        errno = 0
        let r = Glibc.getpriority(__priority_which_t(UInt32(bitPattern: which)), who)
        if r == -1, errno != 0 { throw t.raiseOSError(errno) }
        return .int(Int(r))
      }
    }
  }

  static func defineSystem(_ m: ModuleBuilder) throws(Raised) {
    m.function("uname()", "The system's name and version.") {
      native($0, $1, $2, $3) { (t, args) throws(Raised) in
        var u = utsname()
        try PosixModule.check(t) { Glibc.uname(&u) }
        return try StructSequence.make(
          t, Type(PosixModule.unameType.value),
          [
            try PosixModule.text(t, u.sysname), try PosixModule.text(t, u.nodename), try PosixModule.text(t, u.release),
            try PosixModule.text(t, u.version), try PosixModule.text(t, u.machine),
          ])
      }
    }
    m.function("cpu_count()", "The number of processors.") {
      native($0, $1, $2, $3) { (t, args) throws(Raised) in
        let n = Glibc.sysconf(Int32(_SC_NPROCESSORS_ONLN))
        return n < 1 ? .none : .int(n)
      }
    }
    m.function("sched_getaffinity(pid, /)", "The processors that a process may use.") {
      native($0, $1, $2, $3) { (t, args) throws(Raised) in
        let pid = pid_t(truncatingIfNeeded: try PosixModule.number(t, args[0]))
        var allowed = [UInt8](repeating: 0, count: 1024)
        try PosixModule.check(t) { minipy_affinity(pid, &allowed, 1024) }
        let list = try List.make(t)
        for i in 0..<1024 where allowed[i] != 0 { try list.append(t, .int(i)) }
        return try t.call(Type[.set].value, list.value)
      }
    }
    m.function("sched_yield()", "Lets another process run.") {
      native($0, $1, $2, $3) { (t, args) throws(Raised) in
        _ = t.blocking { Glibc.sched_yield() }
        return .none
      }
    }
    m.function("getloadavg()", "Load averages of 1, 5 and 15 minutes.") {
      native($0, $1, $2, $3) { (t, args) throws(Raised) in
        var loads: [Double] = [0, 0, 0]
        if Glibc.getloadavg(&loads, 3) != 3 { throw t.raise(.osError, "Load averages are unobtainable") }
        return try Tuple.make(t, loads.map { t.float($0) }).value
      }
    }
    m.function("strerror(code, /)", "The text of an error number.") {
      native($0, $1, $2, $3) { (t, args) throws(Raised) in
        try OSText.decode(t, Glibc.strerror(Int32(truncatingIfNeeded: try PosixModule.number(t, args[0])))).value
      }
    }
    m.function("putenv(name, value, /)", "Sets an environment variable of the process.") {
      native($0, $1, $2, $3) { (t, args) throws(Raised) in
        let name = try PosixModule.path(t, args[0], "putenv", "name")
        let value = try PosixModule.path(t, args[1], "putenv", "value")
        if name.bytes.contains(0x3D) { throw t.raise(.valueError, "illegal environment variable name") }
        try PosixModule.check(t) { name.withCString { n in value.withCString { v in setenv(n, v, 1) } } }
        return .none
      }
    }
    m.function("unsetenv(name, /)", "Removes an environment variable of the process.") {
      native($0, $1, $2, $3) { (t, args) throws(Raised) in
        let name = try PosixModule.path(t, args[0], "unsetenv", "name")
        try PosixModule.check(t) { name.withCString { Glibc.unsetenv($0) } }
        return .none
      }
    }
    let names: [(StaticString, Int)] = [
      ("SC_ARG_MAX", 0), ("SC_CHILD_MAX", 1), ("SC_CLK_TCK", 2), ("SC_NGROUPS_MAX", 3), ("SC_OPEN_MAX", 4), ("SC_PAGESIZE", 30),
      ("SC_PAGE_SIZE", 30), ("SC_IOV_MAX", 60), ("SC_NPROCESSORS_CONF", 83), ("SC_NPROCESSORS_ONLN", 84), ("SC_PHYS_PAGES", 85),
      ("SC_AVPHYS_PAGES", 86), ("SC_GETPW_R_SIZE_MAX", 70), ("SC_GETGR_R_SIZE_MAX", 69), ("SC_SEM_NSEMS_MAX", 32),
    ]
    let table = Dict.make(m.thread)
    for (name, value) in names { table.set(m.thread, Str.intern(m.thread, name), .int(value)) }
    m.set("sysconf_names", table.value)
    m.function("sysconf(name, /)", "A setting of the system.") {
      native($0, $1, $2, $3) { (t, args) throws(Raised) in
        var key = args[0]
        if key.isKind(.str) {
          let posix = try Importer.module(t, Str.intern(t, "posix"))
          key = try Dict(try t.getAttribute(posix, Str.intern(t, "sysconf_names"))).get(t, key)
          if key.isEmpty { throw t.raise(.valueError, "unrecognized configuration name") }
        }
        guard key.isInt else { throw t.raise(.typeError, "configuration names must be strings or integers") }
        errno = 0
        let r = Glibc.sysconf(Int32(truncatingIfNeeded: key.asInt))
        if r == -1, errno != 0 { throw t.raiseOSError(errno) }
        return .int(r)
      }
    }
    m.function("_path_normpath(path)", "A path without `.`, `..` and doubled slashes.") {
      native($0, $1, $2, $3) { (t, args) throws(Raised) in
        guard args[0].isKind(.str) else { throw t.raise(.typeError, "_path_normpath: path should be str, not \(args[0].type.displayName)") }
        return try PosixModule.normalPath(t, try t.exactStr(args[0])).value
      }
    }
    m.function("get_exec_path(env=None)", "The folders that are searched for programs.") {
      native($0, $1, $2, $3) { (t, args) throws(Raised) in
        let list = try List.make(t)
        let path = getenv("PATH").map { String(cString: $0) } ?? "/bin:/usr/bin"
        for p in path.split(separator: ":", omittingEmptySubsequences: false) { try list.append(t, try OSText.decode(t, String(p)).value) }
        return list.value
      }
    }
  }

  /// A C array of characters, which Swift sees as a tuple.
  private static func text<T>(_ t: Thread, _ field: T) throws(Raised) -> Value {
    let s: String = withUnsafeBytes(of: field) { String(decoding: $0.prefix { $0 != 0 }, as: UTF8.self) }
    return Str.make(t, s).value
  }

  private static func normalPath(_ t: Thread, _ s: Str) throws(Raised) -> Str {
    var points: [UInt32] = []
    for i in 0..<s.length { points.append(s[i]) }
    if points.isEmpty { return Str.make(t, ".") }
    var slashes = 0
    while slashes < points.count, points[slashes] == 0x2F { slashes += 1 }
    // Exactly two leading slashes are kept (POSIX leaves their meaning to the system).
    let initial = slashes == 2 ? 2 : min(slashes, 1)
    var parts: [ArraySlice<UInt32>] = []
    for part in points.split(separator: 0x2F) {
      if part.elementsEqual([0x2E]) { continue }
      if part.elementsEqual([0x2E, 0x2E]), !(parts.isEmpty && initial == 0), !(parts.last?.elementsEqual([0x2E, 0x2E]) ?? false) {
        if !parts.isEmpty { parts.removeLast() }
        continue
      }
      parts.append(part)
    }
    let joined = [UInt32](repeating: 0x2F, count: initial) + Array(parts.joined(separator: [0x2F]))
    return joined.isEmpty ? Str.make(t, ".") : try Str.copy(t, codePoints: joined)
  }
}
