// posix: what the system and a file can do (confstr, pathconf), lists of groups, pseudo-terminals.

import CRuntime
import Glibc

extension PosixModule {
  private static let systemNames: KeyValuePairs<StaticString, Int> = [
    "CS_GNU_LIBC_VERSION": 2, "CS_GNU_LIBPTHREAD_VERSION": 3, "CS_LFS64_CFLAGS": 1004, "CS_LFS64_LDFLAGS": 1005, "CS_LFS64_LIBS": 1006,
    "CS_LFS64_LINTFLAGS": 1007, "CS_LFS_CFLAGS": 1000, "CS_LFS_LDFLAGS": 1001, "CS_LFS_LIBS": 1002, "CS_LFS_LINTFLAGS": 1003, "CS_PATH": 0,
    "CS_XBS5_ILP32_OFF32_CFLAGS": 1100, "CS_XBS5_ILP32_OFF32_LDFLAGS": 1101, "CS_XBS5_ILP32_OFF32_LIBS": 1102,
    "CS_XBS5_ILP32_OFF32_LINTFLAGS": 1103, "CS_XBS5_ILP32_OFFBIG_CFLAGS": 1104, "CS_XBS5_ILP32_OFFBIG_LDFLAGS": 1105,
    "CS_XBS5_ILP32_OFFBIG_LIBS": 1106, "CS_XBS5_ILP32_OFFBIG_LINTFLAGS": 1107, "CS_XBS5_LP64_OFF64_CFLAGS": 1108,
    "CS_XBS5_LP64_OFF64_LDFLAGS": 1109, "CS_XBS5_LP64_OFF64_LIBS": 1110, "CS_XBS5_LP64_OFF64_LINTFLAGS": 1111,
    "CS_XBS5_LPBIG_OFFBIG_CFLAGS": 1112, "CS_XBS5_LPBIG_OFFBIG_LDFLAGS": 1113, "CS_XBS5_LPBIG_OFFBIG_LIBS": 1114,
    "CS_XBS5_LPBIG_OFFBIG_LINTFLAGS": 1115,
  ]
  private static let fileNames: KeyValuePairs<StaticString, Int> = [
    "PC_ALLOC_SIZE_MIN": 18, "PC_ASYNC_IO": 10, "PC_CHOWN_RESTRICTED": 6, "PC_FILESIZEBITS": 13, "PC_LINK_MAX": 0, "PC_MAX_CANON": 1,
    "PC_MAX_INPUT": 2, "PC_NAME_MAX": 3, "PC_NO_TRUNC": 7, "PC_PATH_MAX": 4, "PC_PIPE_BUF": 5, "PC_PRIO_IO": 11, "PC_REC_INCR_XFER_SIZE": 14,
    "PC_REC_MAX_XFER_SIZE": 15, "PC_REC_MIN_XFER_SIZE": 16, "PC_REC_XFER_ALIGN": 17, "PC_SOCK_MAXBUF": 12, "PC_SYMLINK_MAX": 19, "PC_SYNC_IO": 9,
    "PC_VDISABLE": 8,
  ]
  /// A configuration name: an int, or one of the strs in the table.
  private static func configurationName(_ t: Thread, _ v: Value, _ table: KeyValuePairs<StaticString, Int>) throws(Raised) -> Int32 {
    if v.isInt || v.isBool || v.isKind(.bigInt) {
      let n = try t.int32(v)
      return Int32(truncatingIfNeeded: n)
    }
    guard v.isKind(.str) else { throw t.raise(.typeError, "configuration names must be strings or integers") }
    for row in table where Str(v).equals(row.key) { return Int32(row.value) }
    throw t.raise(.valueError, "unrecognized configuration name")
  }
  /// -1 with errno set is an error, without it means that there is no limit.
  private static func limit(_ t: Thread, _ file: Value, _ call: () -> Int) throws(Raised) -> Value {
    errno = 0
    let n = call()
    if n == -1, errno != 0 { throw t.raiseOSError(errno, errno == EINVAL ? .none : file) }
    return .int(n)
  }

  static func defineConfiguration(_ m: ModuleBuilder) {
    let t = m.thread
    for (name, table) in [("confstr_names", systemNames), ("pathconf_names", fileNames)] as [(StaticString, KeyValuePairs<StaticString, Int>)] {
      let d = Dict.make(t)
      for row in table { d.set(t, Str.intern(t, row.key), .int(row.value)) }
      m.set(name, d.value)
    }
    for (name, n) in [
      ("MFD_HUGE_SHIFT", 26), ("MFD_HUGE_MASK", 63), ("MFD_HUGE_64KB", 16 << 26), ("MFD_HUGE_512KB", 19 << 26), ("MFD_HUGE_1MB", 20 << 26),
      ("MFD_HUGE_2MB", 21 << 26), ("MFD_HUGE_8MB", 23 << 26), ("MFD_HUGE_16MB", 24 << 26), ("MFD_HUGE_32MB", 25 << 26),
      ("MFD_HUGE_256MB", 28 << 26), ("MFD_HUGE_512MB", 29 << 26), ("MFD_HUGE_1GB", 30 << 26), ("MFD_HUGE_2GB", 31 << 26),
      ("MFD_HUGE_16GB", 34 << 26),
    ] as [(StaticString, Int)] { m.set(name, .int(n)) }
    m.function("confstr(name, /)", "A setting of the system that is a text, or None.") {
      native($0, $1, $2, $3) { t, a throws(Raised) in
        let name = try PosixModule.configurationName(t, a[0], PosixModule.systemNames)
        errno = 0
        let n = Glibc.confstr(name, nil, 0)
        if n == 0 {
          if errno != 0 { throw t.raiseOSError(errno) }
          return .none
        }
        var text = [UInt8](repeating: 0, count: n + 1)
        _ = text.withUnsafeMutableBytes { Glibc.confstr(name, $0.baseAddress?.assumingMemoryBound(to: CChar.self), n) }
        return try [UInt8](text.prefix { $0 != 0 }).withUnsafeBufferPointerTyped { (b) throws(Raised) in try OSText.decode(t, bytes: b).value }
      }
    }
    m.function("pathconf(path, name)", "A limit of a path's file system.") {
      native($0, $1, $2, $3) { t, a throws(Raised) in
        let p = try PosixModule.path(t, a[0], "pathconf", fd: true)
        let name = try PosixModule.configurationName(t, a[1], PosixModule.fileNames)
        return try PosixModule.limit(t, p.object) {
          if let fd = p.descriptor { return Glibc.fpathconf(fd, name) }
          return p.withCString { Glibc.pathconf($0, name) }
        }
      }
    }
    m.function("fpathconf(fd, name, /)", "A limit of an open file's file system.") {
      native($0, $1, $2, $3) { t, a throws(Raised) in
        let fd = try PosixModule.descriptor(t, a[0])
        let name = try PosixModule.configurationName(t, a[1], PosixModule.fileNames)
        return try PosixModule.limit(t, .none) { Glibc.fpathconf(fd, name) }
      }
    }
    m.function("fstatvfs(fd, /)", "What the file system of an open file has.") {
      native($0, $1, $2, $3) { t, a throws(Raised) in
        let fd = try PosixModule.descriptor(t, a[0])
        var s = Glibc.statvfs()
        try PosixModule.check(t) { Glibc.fstatvfs(fd, &s) }
        func n(_ x: UInt) -> Value { t.int(unsigned: UInt64(x)) }
        return try StructSequence.make(
          t, Type(PosixModule.statvfsType.value),
          [
            n(s.f_bsize), n(s.f_frsize), n(s.f_blocks), n(s.f_bfree), n(s.f_bavail), n(s.f_files), n(s.f_ffree), n(s.f_favail), n(s.f_flag),
            n(s.f_namemax), n(s.f_fsid),
          ])
      }
    }
    defineGroups(m)
    defineTerminals(m)
  }

  // MARK: Groups

  private static func group(_ t: Thread, _ v: Value) throws(Raised) -> gid_t {
    guard v.isInt || v.isBool || v.type.slots.pointee.index != nil else { throw t.raise(.typeError, "gid should be integer, not \(v.type.displayName)") }
    let n = try t.index(v)
    guard n.isInt else { throw t.raise(.overflowError, "gid is greater than maximum") }
    if n.asInt > Int(UInt32.max) { throw t.raise(.overflowError, "gid is greater than maximum") }
    if n.asInt < -1 { throw t.raise(.overflowError, "gid is less than minimum") }
    return gid_t(truncatingIfNeeded: n.asInt)
  }
  private static func defineGroups(_ m: ModuleBuilder) {
    m.function("getgrouplist(user, group, /)", "The groups of a user.") {
      native($0, $1, $2, $3) { t, a throws(Raised) in
        guard a[0].isKind(.str) else { throw t.raise(.typeError, "getgrouplist() argument 1 must be str, not \(a[0].isNone ? "None" : a[0].type.displayName)") }
        let name = try OSText.encode(bytes: t, Str(a[0])) + [0]
        let base = try PosixModule.group(t, a[1])
        var count: Int32 = 64
        while true {
          var groups = [gid_t](repeating: 0, count: Int(count))
          let had = count
          let r = name.withUnsafeBytes { Glibc.getgrouplist($0.baseAddress.unsafelyUnwrapped.assumingMemoryBound(to: CChar.self), base, &groups, &count) }
          if r == -1, count > had, count < 1 << 20 { continue }
          if r == -1 { throw t.raiseOSError(errno) }
          let list = try List.make(t)
          for i in 0..<max(0, min(Int(count), Int(had))) { try list.append(t, .int(Int(groups[i]))) }
          return list.value
        }
      }
    }
    m.function("setgroups(groups, /)", "Sets the process's groups.") {
      native($0, $1, $2, $3) { t, a throws(Raised) in
        if !a[0].isKind(.list), !a[0].isKind(.tuple), a[0].type.slots.pointee.getItem == nil {
          throw t.raise(.typeError, "setgroups argument must be a sequence")
        }
        let list = try List.make(t, of: a[0])
        if list.count > 65536 { throw t.raise(.valueError, "too many groups") }
        var groups: [gid_t] = []
        for i in 0..<list.count {
          if !list[i].isInt, !list[i].isBool, !list[i].isKind(.bigInt) { throw t.raise(.typeError, "groups must be integers") }
          groups.append(try PosixModule.group(t, list[i]))
        }
        try PosixModule.check(t) { Glibc.setgroups(groups.count, groups) }
        return .none
      }
    }
    m.function("initgroups(username, gid, /)", "Sets the process's groups to those of a user.") {
      native($0, $1, $2, $3) { t, a throws(Raised) in
        let name = try PosixModule.path(t, a[0], "initgroups")
        let base = try PosixModule.group(t, a[1])
        try PosixModule.check(t) { name.withCString { Glibc.initgroups($0, base) } }
        return .none
      }
    }
  }

  // MARK: Terminals

  /// Makes a terminal the controlling one of a new session, and the standard streams.
  private static func login(_ fd: Int32) -> Int32 {
    guard let p = dlsym(nil, "login_tty") else {
      errno = ENOSYS
      return -1
    }
    return unsafeBitCast(p, to: (@convention(c) (Int32) -> Int32).self)(fd)
  }
  private static func defineTerminals(_ m: ModuleBuilder) {
    m.function("login_tty(fd, /)", "Makes a terminal the one of a new session, with the three standard streams.") {
      native($0, $1, $2, $3) { t, a throws(Raised) in
        let fd = try PosixModule.descriptor(t, a[0])
        try PosixModule.check(t) { PosixModule.login(fd) }
        return .none
      }
    }
    m.function("forkpty()", "Forks a child with a terminal of its own: (process, terminal's other end).") {
      native($0, $1, $2, $3) { t, _ throws(Raised) in
        try t.audit("os.forkpty")
        let master = try PosixModule.check(t) { minipy_openpty_master() }
        var name = [CChar](repeating: 0, count: 128)
        let slave = try PosixModule.check(t) { minipy_openpty_slave(master, &name, 128) }
        try ForkHooks.run(t, .before)
        Trace.prepareFork()
        let pid = minipy_fork()
        let code = errno
        if pid != 0 { Trace.parentForked() }
        if pid == 0 {
          close(master)
          _ = PosixModule.login(slave)
          Forking.becomeChild(t)
          Trace.becomeChild(t, goesOn: true)
          try ForkHooks.run(t, .child)
          return Tuple.pair(t, .int(0), .int(-1))
        }
        close(slave)
        if pid < 0 { close(master) }
        try ForkHooks.run(t, .parent)
        if pid < 0 { throw t.raiseOSError(code) }
        return Tuple.pair(t, .int(Int(pid)), .int(Int(master)))
      }
    }
  }
}
