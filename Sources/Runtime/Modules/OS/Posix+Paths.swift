// Files by name.

import CRuntime
import Glibc

extension PosixModule {
  static func definePaths(_ m: ModuleBuilder) {
    m.function("stat(path, *, dir_fd=None, follow_symlinks=True)", "Status of a file.") {
      native($0, $1, $2, $3) { (t, args) throws(Raised) in
        let p = try PosixModule.path(t, args[0], "stat", fd: true)
        let dir = try PosixModule.folder(t, args.keyword(0))
        let follow = try PosixModule.flag(t, args.keyword(1), true)
        var s = stat()
        if let fd = p.descriptor {
          try PosixModule.check(t) { fstat(fd, &s) }
        } else {
          try PosixModule.check(t, p.object) { p.withCString { fstatat(dir, $0, &s, follow ? 0 : AT_SYMLINK_NOFOLLOW) } }
        }
        return try PosixModule.statResult(t, s)
      }
    }
    m.function("lstat(path, *, dir_fd=None)", "Status of a file, not of what a link leads to.") {
      native($0, $1, $2, $3) { (t, args) throws(Raised) in
        let p = try PosixModule.path(t, args[0], "lstat")
        let dir = try PosixModule.folder(t, args.keyword(0))
        var s = stat()
        try PosixModule.check(t, p.object) { p.withCString { fstatat(dir, $0, &s, AT_SYMLINK_NOFOLLOW) } }
        return try PosixModule.statResult(t, s)
      }
    }
    m.function("access(path, mode, *, dir_fd=None, effective_ids=False, follow_symlinks=True)", "Whether a file may be used.") {
      native($0, $1, $2, $3) { (t, args) throws(Raised) in
        let p = try PosixModule.path(t, args[0], "access")
        let mode = Int32(truncatingIfNeeded: try PosixModule.number(t, args[1]))
        let dir = try PosixModule.folder(t, args.keyword(0))
        var flags: Int32 = 0
        if try PosixModule.flag(t, args.keyword(1), false) { flags |= 0x200 }
        if try !PosixModule.flag(t, args.keyword(2), true) { flags |= AT_SYMLINK_NOFOLLOW }
        return .bool(p.withCString { faccessat(dir, $0, mode, flags) } == 0)
      }
    }
    m.function("chmod(path, mode, *, dir_fd=None, follow_symlinks=True)", "Changes permissions.") {
      native($0, $1, $2, $3) { (t, args) throws(Raised) in
        let p = try PosixModule.path(t, args[0], "chmod", fd: true)
        let mode = mode_t(truncatingIfNeeded: try PosixModule.number(t, args[1]))
        let dir = try PosixModule.folder(t, args.keyword(0))
        let follow = try PosixModule.flag(t, args.keyword(1), true)
        try t.audit("os.chmod", args[0], args[1], args.keyword(0).orNil ?? .int(-1))
        try PosixModule.check(t, p.object) {
          if let fd = p.descriptor { return fchmod(fd, mode) }
          return p.withCString { fchmodat(dir, $0, mode, follow ? 0 : AT_SYMLINK_NOFOLLOW) }
        }
        return .none
      }
    }
    m.function("chown(path, uid, gid, *, dir_fd=None, follow_symlinks=True)", "Changes owner and group.") {
      native($0, $1, $2, $3) { (t, args) throws(Raised) in
        let p = try PosixModule.path(t, args[0], "chown", fd: true)
        let uid = uid_t(truncatingIfNeeded: try PosixModule.number(t, args[1]))
        let gid = gid_t(truncatingIfNeeded: try PosixModule.number(t, args[2]))
        let dir = try PosixModule.folder(t, args.keyword(0))
        let follow = try PosixModule.flag(t, args.keyword(1), true)
        try PosixModule.check(t, p.object) {
          if let fd = p.descriptor { return fchown(fd, uid, gid) }
          return p.withCString { fchownat(dir, $0, uid, gid, follow ? 0 : AT_SYMLINK_NOFOLLOW) }
        }
        return .none
      }
    }
    m.function("unlink(path, *, dir_fd=None)", "Removes a file.") { native($0, $1, $2, $3) { (t, args) throws(Raised) in try PosixModule.unlink(t, args, "unlink", 0) } }
    m.function("remove(path, *, dir_fd=None)", "Removes a file.") { native($0, $1, $2, $3) { (t, args) throws(Raised) in try PosixModule.unlink(t, args, "remove", 0) } }
    m.function("rmdir(path, *, dir_fd=None)", "Removes an empty folder.") {
      native($0, $1, $2, $3) { (t, args) throws(Raised) in try PosixModule.unlink(t, args, "rmdir", 0x200) }
    }
    m.function("mkdir(path, mode=511, *, dir_fd=None)", "Makes a folder.") {
      native($0, $1, $2, $3) { (t, args) throws(Raised) in
        let p = try PosixModule.path(t, args[0], "mkdir")
        let mode = args[1].isEmpty ? 0o777 : try PosixModule.number(t, args[1])
        let dir = try PosixModule.folder(t, args.keyword(0))
        try t.audit("os.mkdir", args[0], .int(mode), args.keyword(0).orNil ?? .int(-1))
        try PosixModule.check(t, p.object) { p.withCString { mkdirat(dir, $0, mode_t(truncatingIfNeeded: mode)) } }
        return .none
      }
    }
    m.function("rename(src, dst, *, src_dir_fd=None, dst_dir_fd=None)", "Renames a file.") {
      native($0, $1, $2, $3) { (t, args) throws(Raised) in try PosixModule.rename(t, args, "rename") }
    }
    m.function("replace(src, dst, *, src_dir_fd=None, dst_dir_fd=None)", "Renames a file, over another.") {
      native($0, $1, $2, $3) { (t, args) throws(Raised) in try PosixModule.rename(t, args, "replace") }
    }
    m.function("link(src, dst, *, src_dir_fd=None, dst_dir_fd=None, follow_symlinks=True)", "Makes a hard link.") {
      native($0, $1, $2, $3) { (t, args) throws(Raised) in
        let from = try PosixModule.path(t, args[0], "link", "src")
        let to = try PosixModule.path(t, args[1], "link", "dst")
        let a = try PosixModule.folder(t, args.keyword(0))
        let b = try PosixModule.folder(t, args.keyword(1))
        let follow = try PosixModule.flag(t, args.keyword(2), true)
        try PosixModule.check(t, from.object, to.object) {
          from.withCString { x in to.withCString { y in linkat(a, x, b, y, follow ? AT_SYMLINK_FOLLOW : 0) } }
        }
        return .none
      }
    }
    m.function("symlink(src, dst, target_is_directory=False, *, dir_fd=None)", "Makes a symbolic link.") {
      native($0, $1, $2, $3) { (t, args) throws(Raised) in
        let from = try PosixModule.path(t, args[0], "symlink", "src")
        let to = try PosixModule.path(t, args[1], "symlink", "dst")
        let dir = try PosixModule.folder(t, args.keyword(0))
        try PosixModule.check(t, from.object, to.object) { from.withCString { x in to.withCString { y in symlinkat(x, dir, y) } } }
        return .none
      }
    }
    m.function("readlink(path, *, dir_fd=None)", "Where a symbolic link leads.") {
      native($0, $1, $2, $3) { (t, args) throws(Raised) in
        let p = try PosixModule.path(t, args[0], "readlink")
        let dir = try PosixModule.folder(t, args.keyword(0))
        var buffer = [CChar](repeating: 0, count: 4097)
        let n = p.withCString { readlinkat(dir, $0, &buffer, 4096) }
        if n < 0 { throw t.raiseOSError(errno, p.object) }
        buffer[n] = 0
        return try PosixModule.name(t, buffer, p.isBytes)
      }
    }
    m.function("truncate(path, length)", "Cuts a file.") {
      native($0, $1, $2, $3) { (t, args) throws(Raised) in
        let p = try PosixModule.path(t, args[0], "truncate", fd: true)
        let length = try PosixModule.number(t, args[1])
        try PosixModule.check(t, p.object) {
          if let fd = p.descriptor { return ftruncate(fd, length) }
          return p.withCString { Glibc.truncate($0, length) }
        }
        return .none
      }
    }
    m.function("utime(path, times=None, *, ns=None, dir_fd=None, follow_symlinks=True)", "Sets access and modification times.") {
      native($0, $1, $2, $3, PosixModule.utime)
    }
    m.function("mkfifo(path, mode=438, *, dir_fd=None)", "Makes a named pipe.") {
      native($0, $1, $2, $3) { (t, args) throws(Raised) in
        let p = try PosixModule.path(t, args[0], "mkfifo")
        let mode = args[1].isEmpty ? 0o666 : try PosixModule.number(t, args[1])
        let dir = try PosixModule.folder(t, args.keyword(0))
        try PosixModule.check(t, p.object) { p.withCString { mkfifoat(dir, $0, mode_t(truncatingIfNeeded: mode)) } }
        return .none
      }
    }
    m.function("umask(mask, /)", "Sets the mask of new files' permissions; the old one.") {
      native($0, $1, $2, $3) { (t, args) throws(Raised) in
        .int(Int(Glibc.umask(mode_t(truncatingIfNeeded: try PosixModule.number(t, args[0])))))
      }
    }
    m.function("statvfs(path)", "Status of a file system.") {
      native($0, $1, $2, $3) { (t, args) throws(Raised) in
        let p = try PosixModule.path(t, args[0], "statvfs", fd: true)
        var s = Glibc.statvfs()
        try PosixModule.check(t, p.object) {
          if let fd = p.descriptor { return fstatvfs(fd, &s) }
          return p.withCString { minipy_statvfs($0, &s) }
        }
        func n(_ x: UInt) -> Value { t.int(unsigned: UInt64(x)) }
        return try StructSequence.make(
          t, Type(PosixModule.statvfsType.value),
          [
            n(s.f_bsize), n(s.f_frsize), n(s.f_blocks), n(s.f_bfree), n(s.f_bavail), n(s.f_files), n(s.f_ffree), n(s.f_favail),
            n(s.f_flag), n(s.f_namemax), n(s.f_fsid),
          ])
      }
    }
    m.function("fspath(path)", "A path object as str or bytes.") {
      native($0, $1, $2, $3) { (t, args) throws(Raised) in
        if args[0].isKind(.str) || args[0].isKind(.byteString) { return args[0] }
        let method = try t.lookupSpecial(args[0], .__fspath__)
        if method.isEmpty {
          throw t.raise(.typeError, "expected str, bytes or os.PathLike object, not \(args[0].type.displayName)")
        }
        let r = try t.call(method)
        if r.isKind(.str) || r.isKind(.byteString) { return r }
        throw t.raise(
          .typeError, "expected \(args[0].type.displayName).__fspath__() to return str or bytes, not \(r.type.displayName)")
      }
    }
  }

  private static func unlink(_ t: Thread, _ args: Args, _ name: StaticString, _ flags: Int32) throws(Raised) -> Value {
    let p = try path(t, args[0], name)
    let dir = try folder(t, args.keyword(0))
    if flags == 0 { try t.audit("os.remove", args[0], args.keyword(0).orNil ?? .int(-1)) } else {
      try t.audit("os.rmdir", args[0], args.keyword(0).orNil ?? .int(-1))
    }
    try check(t, p.object) { p.withCString { unlinkat(dir, $0, flags) } }
    return .none
  }
  private static func rename(_ t: Thread, _ args: Args, _ name: StaticString) throws(Raised) -> Value {
    let from = try path(t, args[0], name, "src")
    let to = try path(t, args[1], name, "dst")
    if from.isBytes != to.isBytes { throw t.raise(.typeError, "\(name): src and dst must be the same type") }
    let a = try folder(t, args.keyword(0))
    let b = try folder(t, args.keyword(1))
    try t.audit("os.rename", args[0], args[1], args.keyword(0).orNil ?? .int(-1), args.keyword(1).orNil ?? .int(-1))
    try check(t, from.object, to.object) { from.withCString { x in to.withCString { y in renameat(a, x, b, y) } } }
    return .none
  }

  private static func utime(_ t: Thread, _ args: Args) throws(Raised) -> Value {
    let p = try path(t, args[0], "utime", fd: true)
    let times = args[1].isEmpty || args[1].isNone ? Value.empty : args[1]
    let ns = args.keyword(0)
    let dir = try folder(t, args.keyword(1))
    let follow = try flag(t, args.keyword(2), true)
    if !times.isEmpty, !ns.isEmpty {
      throw t.raise(.valueError, "utime: you may specify either 'times' or 'ns' but not both")
    }
    var specs = [timespec(tv_sec: 0, tv_nsec: 0x3FFF_FFFF), timespec(tv_sec: 0, tv_nsec: 0x3FFF_FFFF)]
    if !times.isEmpty {
      guard times.isKind(.tuple), Tuple(times).count == 2 else {
        throw t.raise(.typeError, "utime: 'times' must be either a tuple of two ints or None")
      }
      for i in 0..<2 { specs[i] = try Clock.spec(t, Tuple(times)[i]) }
    } else if !ns.isEmpty {
      guard ns.isKind(.tuple), Tuple(ns).count == 2 else { throw t.raise(.typeError, "utime: 'ns' must be a tuple of two ints") }
      for i in 0..<2 {
        let total = try t.indexInt(Tuple(ns)[i], overflow: .overflowError)
        let rest = ((total % 1_000_000_000) + 1_000_000_000) % 1_000_000_000
        specs[i] = timespec(tv_sec: (total - rest) / 1_000_000_000, tv_nsec: rest)
      }
    }
    try check(t, p.object) {
      if let fd = p.descriptor { return futimens(fd, specs) }
      return p.withCString { utimensat(dir, $0, specs, follow ? 0 : AT_SYMLINK_NOFOLLOW) }
    }
    return .none
  }
}
