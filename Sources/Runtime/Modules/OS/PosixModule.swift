// The module `posix`: the system calls behind `os` (Library Reference, os). Grouped by subject in Posix+….swift.

import Glibc

enum PosixModule {
  static let statType = Root()
  static let statvfsType = Root()
  static let terminalSizeType = Root()
  static let timesType = Root()
  static let unameType = Root()
  static let schedType = Root()
  static let direntType = Root()

  static func define(_ m: ModuleBuilder) throws(Raised) {
    m.doc("System calls.")
    try defineTypes(m)
    try defineConstants(m)
    definePaths(m)
    defineFolders(m)
    defineDescriptors(m)
    defineProcesses(m)
    defineIdentity(m)
    try defineSystem(m)
    defineVectors(m)
    defineConfiguration(m)
    defineSpawning(m)
    try defineScheduling(m)
    m.set("error", Type[.osError].value)
    try m.type(.scandirIterator)
    try m.type(.dirEntry)
  }

  private static func defineTypes(_ m: ModuleBuilder) throws(Raised) {
    let t = m.thread
    statType.value = try StructSequence.makeType(
      t, "os.stat_result", doc: "What stat() gives.",
      fields: [
        "st_mode", "st_ino", "st_dev", "st_nlink", "st_uid", "st_gid", "st_size", "", "", "", "st_atime", "st_mtime", "st_ctime",
        "st_atime_ns", "st_mtime_ns", "st_ctime_ns", "st_blksize", "st_blocks", "st_rdev",
      ], visible: 10
    ).value
    m.set("stat_result", statType.value)
    statvfsType.value = try StructSequence.makeType(
      t, "os.statvfs_result", doc: "What statvfs() gives.",
      fields: [
        "f_bsize", "f_frsize", "f_blocks", "f_bfree", "f_bavail", "f_files", "f_ffree", "f_favail", "f_flag", "f_namemax", "f_fsid",
      ], visible: 10
    ).value
    m.set("statvfs_result", statvfsType.value)
    terminalSizeType.value = try StructSequence.makeType(
      t, "os.terminal_size", doc: "Size of a terminal.", fields: ["columns", "lines"], visible: 2
    ).value
    m.set("terminal_size", terminalSizeType.value)
    timesType.value = try StructSequence.makeType(
      t, "posix.times_result", doc: "Process times.",
      fields: ["user", "system", "children_user", "children_system", "elapsed"], visible: 5
    ).value
    m.set("times_result", timesType.value)
    unameType.value = try StructSequence.makeType(
      t, "posix.uname_result", doc: "What uname() gives.", fields: ["sysname", "nodename", "release", "version", "machine"], visible: 5
    ).value
    m.set("uname_result", unameType.value)
    schedType.value = try StructSequence.makeType(
      t, "posix.sched_param", doc: "Scheduling parameters.", fields: ["sched_priority"], visible: 1
    ).value
    m.set("sched_param", schedType.value)
  }

  private static func defineConstants(_ m: ModuleBuilder) throws(Raised) {
    let numbers: [(StaticString, Int)] = [
      ("MFD_ALLOW_SEALING", 2), ("MFD_CLOEXEC", 1), ("MFD_HUGETLB", 4), ("O_FSYNC", 1052672), ("RTLD_DEEPBIND", 8), ("RWF_APPEND", 16),
      ("RWF_DSYNC", 2), ("RWF_HIPRI", 1), ("RWF_NOWAIT", 8), ("RWF_SYNC", 4), ("SCHED_RESET_ON_FORK", 1073741824),
      ("SPLICE_F_MORE", 4), ("SPLICE_F_MOVE", 1), ("SPLICE_F_NONBLOCK", 2), ("ST_APPEND", 256), ("ST_WRITE", 128),
      ("F_OK", 0), ("R_OK", 4), ("W_OK", 2), ("X_OK", 1), ("O_RDONLY", Int(O_RDONLY)), ("O_WRONLY", Int(O_WRONLY)),
      ("O_RDWR", Int(O_RDWR)), ("O_APPEND", Int(O_APPEND)), ("O_CREAT", Int(O_CREAT)), ("O_EXCL", Int(O_EXCL)),
      ("O_TRUNC", Int(O_TRUNC)), ("O_NONBLOCK", Int(O_NONBLOCK)), ("O_NDELAY", Int(O_NONBLOCK)), ("O_CLOEXEC", Int(O_CLOEXEC)),
      ("O_DIRECTORY", Int(O_DIRECTORY)), ("O_NOFOLLOW", Int(O_NOFOLLOW)), ("O_NOCTTY", Int(O_NOCTTY)), ("O_SYNC", Int(O_SYNC)),
      ("O_DSYNC", Int(O_DSYNC)), ("O_RSYNC", Int(O_SYNC)), ("O_ACCMODE", 3), ("O_ASYNC", 0o20000), ("O_PATH", 0o10000000),
      ("O_TMPFILE", 0o20200000), ("O_NOATIME", 0o1000000), ("O_DIRECT", 0o40000), ("O_LARGEFILE", 0),
      ("SEEK_DATA", 3), ("SEEK_HOLE", 4), ("EX_OK", 0), ("EX_USAGE", 64), ("EX_DATAERR", 65), ("EX_NOINPUT", 66), ("EX_NOUSER", 67),
      ("EX_NOHOST", 68), ("EX_UNAVAILABLE", 69), ("EX_SOFTWARE", 70), ("EX_OSERR", 71), ("EX_OSFILE", 72), ("EX_CANTCREAT", 73),
      ("EX_IOERR", 74), ("EX_TEMPFAIL", 75), ("EX_PROTOCOL", 76), ("EX_NOPERM", 77), ("EX_CONFIG", 78),
      ("WNOHANG", 1), ("WUNTRACED", 2), ("WCONTINUED", 8), ("WEXITED", 4), ("WSTOPPED", 2), ("WNOWAIT", 0x1000000),
      ("P_PID", 1), ("P_PGID", 2), ("P_ALL", 0), ("P_PIDFD", 3), ("NGROUPS_MAX", 65536), ("TMP_MAX", 238328),
      ("PRIO_PROCESS", 0), ("PRIO_PGRP", 1), ("PRIO_USER", 2), ("SCHED_OTHER", 0), ("SCHED_FIFO", 1), ("SCHED_RR", 2), ("SCHED_BATCH", 3),
      ("SCHED_IDLE", 5), ("RTLD_LAZY", 1), ("RTLD_NOW", 2), ("RTLD_GLOBAL", 0x100), ("RTLD_LOCAL", 0), ("RTLD_NODELETE", 0x1000),
      ("RTLD_NOLOAD", 4), ("F_LOCK", 1), ("F_TLOCK", 2), ("F_ULOCK", 0), ("F_TEST", 3), ("POSIX_FADV_NORMAL", 0), ("POSIX_FADV_RANDOM", 1),
      ("POSIX_FADV_SEQUENTIAL", 2), ("POSIX_FADV_WILLNEED", 3), ("POSIX_FADV_DONTNEED", 4), ("POSIX_FADV_NOREUSE", 5),
      ("GRND_NONBLOCK", 1), ("GRND_RANDOM", 2), ("CLD_EXITED", 1), ("CLD_KILLED", 2), ("CLD_DUMPED", 3), ("CLD_TRAPPED", 4),
      ("CLD_STOPPED", 5), ("CLD_CONTINUED", 6), ("ST_RDONLY", 1), ("ST_NOSUID", 2), ("ST_NODEV", 4), ("ST_NOEXEC", 8),
      ("ST_SYNCHRONOUS", 16), ("ST_MANDLOCK", 64), ("ST_NOATIME", 1024), ("ST_NODIRATIME", 2048), ("ST_RELATIME", 4096),
      ("POSIX_SPAWN_OPEN", 0), ("POSIX_SPAWN_CLOSE", 1), ("POSIX_SPAWN_DUP2", 2), ("XATTR_SIZE_MAX", 65536), ("XATTR_CREATE", 1),
      ("XATTR_REPLACE", 2), ("EFD_CLOEXEC", 0o2000000), ("EFD_NONBLOCK", 0o4000), ("EFD_SEMAPHORE", 1),
    ]
    for (name, value) in numbers { m.set(name, .int(value)) }
    // Which functions take a descriptor, a folder descriptor, follow_symlinks, effective ids: `os` makes its sets of these.
    let have: [StaticString] = [
      "HAVE_FACCESSAT", "HAVE_FCHDIR", "HAVE_FCHMOD", "HAVE_FCHMODAT", "HAVE_FCHOWN", "HAVE_FCHOWNAT", "HAVE_FDOPENDIR", "HAVE_FPATHCONF",
      "HAVE_FSTATAT", "HAVE_FSTATVFS", "HAVE_FTRUNCATE", "HAVE_FUTIMENS", "HAVE_LINKAT", "HAVE_LCHOWN", "HAVE_LSTAT", "HAVE_MKDIRAT",
      "HAVE_OPENAT", "HAVE_READLINKAT", "HAVE_RENAMEAT", "HAVE_SYMLINKAT", "HAVE_UNLINKAT", "HAVE_UTIMENSAT",
    ]
    let list = try List.make(m.thread)
    for name in have { try list.append(m.thread, Str.intern(m.thread, name).value) }
    m.set("_have_functions", list.value)
    let environment = Dict.make(m.thread)
    var p = environ
    while let entry = p.pointee {
      if let equals = strchr(entry, 0x3D) {
        let start = Raw(entry).assumingMemoryBound(to: UInt8.self)
        let nameLength = Raw(equals) - Raw(entry)
        let key = try Bytes.make(m.thread, UnsafeBufferPointer(start: start, count: nameLength))
        let valueStart = start + nameLength + 1
        let value = try Bytes.make(m.thread, UnsafeBufferPointer(start: valueStart, count: strlen(equals + 1)))
        if try environment.find(m.thread, key.value) == nil { try environment.set(m.thread, key.value, value.value) }
      }
      p += 1
    }
    m.set("environ", environment.value)
  }

  // MARK: Arguments

  /// A path argument: bytes for the system, the object for messages, whether results are bytes, or a descriptor.
  struct Path {
    var bytes: [UInt8]
    var object: Value
    var isBytes: Bool
    var descriptor: Int32?
    func withCString<R>(_ body: (UnsafePointer<CChar>) -> R) -> R {
      withUnsafeTemporaryAllocation(of: CChar.self, capacity: bytes.count + 1) { (b: UnsafeMutableBufferPointer<CChar>) -> R in
        let p = b.baseAddress.unsafelyUnwrapped
        bytes.withUnsafeBytes { if let from = $0.baseAddress { memcpy(p, from, $0.count) } }
        p[bytes.count] = 0
        return body(p)
      }
    }
  }

  static func path(
    _ t: Thread, _ v: Value, _ function: StaticString, _ argument: StaticString = "path", fd: Bool = false, none: Bool = false
  ) throws(Raised) -> Path {
    if v.isEmpty || v.isNone {
      if none { return Path(bytes: [0x2E], object: .none, isBytes: false, descriptor: nil) }
    } else if v.isInt || v.isBool || (!v.isKind(.str) && !v.isKind(.byteString) && v.type.slots.pointee.index != nil && fd) {
      if fd {
        return Path(bytes: [], object: v, isBytes: false, descriptor: try descriptor(t, v))
      }
    }
    var object = v
    if v.isObject, !v.isKind(.str), !v.isKind(.byteString) {
      let method = try t.lookupSpecial(v, .__fspath__)
      if !method.isEmpty {
        object = try t.call(method)
        if !object.isKind(.str), !object.isKind(.byteString) {
          throw t.raise(
            .typeError, "expected \(v.type.displayName).__fspath__() to return str or bytes, not \(object.type.displayName)")
        }
      }
    }
    if object.isKind(.str) {
      let s = try t.exactStr(object)
      let hasNull: Bool = s.isASCII ? memchr(s.u8, 0, s.length) != nil : (0..<s.length).contains { s[$0] == 0 }
      if hasNull {
        throw t.raise(.valueError, "\(function): embedded null character in \(argument)")
      }
      return Path(bytes: try OSText.encode(bytes: t, s), object: object, isBytes: false, descriptor: nil)
    }
    if object.isKind(.byteString) {
      let bytes = Array(Bytes(object).buffer)
      if bytes.contains(0) { throw t.raise(.valueError, "\(function): embedded null character in \(argument)") }
      return Path(bytes: bytes, object: object, isBytes: true, descriptor: nil)
    }
    let kinds = "string, bytes, os.PathLike" + (fd ? (none ? ", integer or None" : " or integer") : none ? " or None" : " or integer")
    let shown = fd || none ? kinds : "string, bytes or os.PathLike"
    throw t.raise(.typeError, "\(function): \(argument) should be \(shown), not \(v.isEmpty ? "None" : v.type.displayName)")
  }

  static func descriptor(_ t: Thread, _ v: Value) throws(Raised) -> Int32 {
    let n = try t.index(v)
    guard n.isInt, n.asInt <= Int(Int32.max) else { throw t.raise(.overflowError, "fd is greater than maximum") }
    if n.asInt < Int(Int32.min) { throw t.raise(.overflowError, "fd is less than minimum") }
    return Int32(n.asInt)
  }
  /// The argument `dir_fd`.
  static func folder(_ t: Thread, _ v: Value) throws(Raised) -> Int32 {
    if v.isEmpty || v.isNone { return AT_FDCWD }
    guard v.isInt || v.type.slots.pointee.index != nil else {
      throw t.raise(.typeError, "argument should be integer or None, not \(v.type.displayName)")
    }
    return try descriptor(t, v)
  }
  static func number(_ t: Thread, _ v: Value) throws(Raised) -> Int { try t.indexInt(v, overflow: .overflowError) }
  static func flag(_ t: Thread, _ v: Value, _ fallback: Bool) throws(Raised) -> Bool { v.isEmpty ? fallback : try t.truth(v) }

  /// Runs a system call until it is not interrupted; OSError when it fails.
  @discardableResult
  static func check(_ t: Thread, _ file: Value = .none, _ second: Value = .none, _ call: () -> Int32) throws(Raised) -> Int32 {
    while true {
      let r = t.blocking(call)
      if r >= 0 { return r }
      if errno != EINTR { throw t.raiseOSError(errno, file, second) }
      try t.checkEvents()
    }
  }
  static func checkLong(_ t: Thread, _ call: () -> Int) throws(Raised) -> Int {
    while true {
      let r = t.blocking(call)
      if r >= 0 { return r }
      if errno != EINTR { throw t.raiseOSError(errno) }
      try t.checkEvents()
    }
  }

  /// A file name of the system, as str or as bytes.
  static func name(_ t: Thread, _ p: UnsafePointer<CChar>, _ asBytes: Bool) throws(Raised) -> Value {
    if !asBytes { return try OSText.decode(t, p).value }
    let start = UnsafeRawPointer(p).assumingMemoryBound(to: UInt8.self)
    return try Bytes.make(t, UnsafeBufferPointer(start: start, count: strlen(p))).value
  }

  static func statResult(_ t: Thread, _ s: stat) throws(Raised) -> Value {
    func seconds(_ ts: timespec) -> Value { t.float(Double(ts.tv_sec) + 1e-9 * Double(ts.tv_nsec)) }
    func nanoseconds(_ ts: timespec) throws(Raised) -> Value {
      let (whole, overflow) = ts.tv_sec.multipliedReportingOverflow(by: 1_000_000_000)
      if !overflow, whole < Int.max - 1_000_000_000 { return t.int(whole + ts.tv_nsec) }
      return try t.add(try t.multiply(t.int(ts.tv_sec), .int(1_000_000_000)), .int(ts.tv_nsec))
    }
    return try StructSequence.make(
      t, Type(statType.value),
      [
        .int(Int(s.st_mode)), t.int(unsigned: UInt64(s.st_ino)), t.int(unsigned: UInt64(s.st_dev)), t.int(unsigned: UInt64(s.st_nlink)),
        .int(Int(s.st_uid)), .int(Int(s.st_gid)), t.int(Int(s.st_size)), t.int(s.st_atim.tv_sec), t.int(s.st_mtim.tv_sec),
        t.int(s.st_ctim.tv_sec), seconds(s.st_atim), seconds(s.st_mtim), seconds(s.st_ctim), try nanoseconds(s.st_atim),
        try nanoseconds(s.st_mtim), try nanoseconds(s.st_ctim), .int(Int(s.st_blksize)), t.int(Int(s.st_blocks)),
        t.int(unsigned: UInt64(s.st_rdev)),
      ])
  }
}
