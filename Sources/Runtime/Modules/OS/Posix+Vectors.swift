// Descriptors, part two: several buffers at a time, copies inside the system, extended attributes.

import CRuntime
import Glibc

extension PosixModule {
  /// The buffers of a sequence, for `body` as {address, length} rows.
  private static func withBuffers(
    _ t: Thread, _ v: Value, writable: Bool, _ function: StaticString, _ body: (UnsafeMutablePointer<iovec>, Int32) throws(Raised) -> Int
  ) throws(Raised) -> Value {
    guard v.isObject, v.type.slots.pointee.getItem != nil, v.type.slots.pointee.length != nil, !v.isKind(.dict) else {
      throw t.raise(.typeError, "\(function)() arg 2 must be a sequence")
    }
    let list = try List.make(t, of: v)
    let count = min(list.count, 1024)
    let rows = UnsafeMutablePointer<iovec>.allocate(capacity: count + 1)
    var views: [BufferView] = []
    defer {
      for view in views { view.close() }
      rows.deallocate()
    }
    for i in 0..<count where i < list.count {
      let view = try BufferView.contiguous(t, list[i])
      views.append(view)
      if writable, view.isReadOnly { throw t.raise(.bufferError, "Object is not writable.") }
      rows[i] = iovec(iov_base: view.data, iov_len: view.length)
    }
    return .int(try body(rows, Int32(views.count)))
  }
  private static func offset(_ t: Thread, _ v: Value) throws(Raised) -> Int64? {
    v.isEmpty || v.isNone ? nil : Int64(try number(t, v))
  }
  private static func withOffsets(_ a: Int64?, _ b: Int64?, _ body: (UnsafeMutablePointer<Int64>?, UnsafeMutablePointer<Int64>?) -> Int) -> Int {
    var x = a ?? 0
    var y = b ?? 0
    return withUnsafeMutablePointer(to: &x) { p in withUnsafeMutablePointer(to: &y) { q in body(a == nil ? nil : p, b == nil ? nil : q) } }
  }

  static func defineVectors(_ m: ModuleBuilder) {
    m.function("readv(fd, buffers, /)", "Reads into several buffers.") {
      native($0, $1, $2, $3) { (t, args) throws(Raised) in
        let fd = try PosixModule.descriptor(t, args[0])
        return try PosixModule.withBuffers(t, args[1], writable: true, "readv") { (p, n) throws(Raised) in
          try PosixModule.checkLong(t) { Glibc.readv(fd, p, n) }
        }
      }
    }
    m.function("writev(fd, buffers, /)", "Writes several buffers.") {
      native($0, $1, $2, $3) { (t, args) throws(Raised) in
        let fd = try PosixModule.descriptor(t, args[0])
        return try PosixModule.withBuffers(t, args[1], writable: false, "writev") { (p, n) throws(Raised) in
          try PosixModule.checkLong(t) { Glibc.writev(fd, p, n) }
        }
      }
    }
    m.function("preadv(fd, buffers, offset, flags=0, /)", "Reads into several buffers at an offset.") {
      native($0, $1, $2, $3) { (t, args) throws(Raised) in
        let fd = try PosixModule.descriptor(t, args[0])
        let offset = try PosixModule.number(t, args[2])
        let flags: Int = args[3].isEmpty ? 0 : try t.int32(args[3])
        return try PosixModule.withBuffers(t, args[1], writable: true, "preadv2") { (p, n) throws(Raised) in
          try PosixModule.checkLong(t) { minipy_preadv(fd, p, n, offset, Int32(flags)) }
        }
      }
    }
    m.function("pwritev(fd, buffers, offset, flags=0, /)", "Writes several buffers at an offset.") {
      native($0, $1, $2, $3) { (t, args) throws(Raised) in
        let fd = try PosixModule.descriptor(t, args[0])
        let offset = try PosixModule.number(t, args[2])
        let flags: Int = args[3].isEmpty ? 0 : try t.int32(args[3])
        return try PosixModule.withBuffers(t, args[1], writable: false, "pwritev2") { (p, n) throws(Raised) in
          try PosixModule.checkLong(t) { minipy_pwritev(fd, p, n, offset, Int32(flags)) }
        }
      }
    }
    m.function("copy_file_range(src, dst, count, offset_src=None, offset_dst=None)", "Copies inside the system.") {
      native($0, $1, $2, $3) { (t, args) throws(Raised) in
        let from = try PosixModule.descriptor(t, args[0])
        let to = try PosixModule.descriptor(t, args[1])
        let n = try PosixModule.number(t, args[2])
        if n < 0 { throw t.raise(.valueError, "negative value for 'count' not allowed") }
        let a = try PosixModule.offset(t, args[3])
        let b = try PosixModule.offset(t, args[4])
        return .int(try PosixModule.checkLong(t) { PosixModule.withOffsets(a, b) { minipy_copy_file_range(from, $0, to, $1, n, 0) } })
      }
    }
    m.function("splice(src, dst, count, offset_src=None, offset_dst=None, flags=0)", "Moves bytes through a pipe inside the system.") {
      native($0, $1, $2, $3) { (t, args) throws(Raised) in
        let from = try PosixModule.descriptor(t, args[0])
        let to = try PosixModule.descriptor(t, args[1])
        let n = try PosixModule.number(t, args[2])
        if n < 0 { throw t.raise(.valueError, "negative value for 'count' not allowed") }
        let a = try PosixModule.offset(t, args[3])
        let b = try PosixModule.offset(t, args[4])
        let flags = UInt32(truncatingIfNeeded: args[5].isEmpty ? 0 : try PosixModule.number(t, args[5]))
        return .int(try PosixModule.checkLong(t) { PosixModule.withOffsets(a, b) { minipy_splice(from, $0, to, $1, n, flags) } })
      }
    }
    m.function("memfd_create(name, flags=1)", "A file that lives in memory only.") {
      native($0, $1, $2, $3) { (t, args) throws(Raised) in
        let p = try PosixModule.path(t, args[0], "memfd_create", "name")
        let flags = UInt32(truncatingIfNeeded: args[1].isEmpty ? 1 : try PosixModule.number(t, args[1]))
        return .int(Int(try PosixModule.check(t) { p.withCString { minipy_memfd_create($0, flags) } }))
      }
    }
    m.function("eventfd(initval, flags=524288)", "A descriptor that counts.") {
      native($0, $1, $2, $3) { (t, args) throws(Raised) in
        let value = UInt32(truncatingIfNeeded: try PosixModule.number(t, args[0]))
        let flags: Int = args[1].isEmpty ? 524288 : try t.int32(args[1])
        return .int(Int(try PosixModule.check(t) { minipy_eventfd(value, Int32(flags)) }))
      }
    }
    m.function("eventfd_read(fd)", "Takes the count.") {
      native($0, $1, $2, $3) { (t, args) throws(Raised) in
        let fd = try PosixModule.descriptor(t, args[0])
        var value: UInt64 = 0
        _ = try PosixModule.checkLong(t) { Glibc.read(fd, &value, 8) }
        return t.int(unsigned: value)
      }
    }
    m.function("eventfd_write(fd, value)", "Adds to the count.") {
      native($0, $1, $2, $3) { (t, args) throws(Raised) in
        let fd = try PosixModule.descriptor(t, args[0])
        guard var value = Int.unsignedWord(try t.index(args[1])) else { throw t.raise(.overflowError, "can't convert negative int to unsigned") }
        _ = try PosixModule.checkLong(t) { Glibc.write(fd, &value, 8) }
        return .none
      }
    }
    m.function("posix_fadvise(fd, offset, length, advice, /)", "Says how a file will be read.") {
      native($0, $1, $2, $3) { (t, args) throws(Raised) in
        let fd = try PosixModule.descriptor(t, args[0])
        let (a, b, c) = (try PosixModule.number(t, args[1]), try PosixModule.number(t, args[2]), try t.int32(args[3]))
        let code = t.blocking { Glibc.posix_fadvise(fd, a, b, Int32(c)) }
        if code != 0 { throw t.raiseOSError(code) }
        return .none
      }
    }
    m.function("posix_fallocate(fd, offset, length, /)", "Makes sure that a file has room.") {
      native($0, $1, $2, $3) { (t, args) throws(Raised) in
        let fd = try PosixModule.descriptor(t, args[0])
        let (a, b) = (try PosixModule.number(t, args[1]), try PosixModule.number(t, args[2]))
        let code = t.blocking { Glibc.posix_fallocate(fd, a, b) }
        if code != 0 { throw t.raiseOSError(code) }
        return .none
      }
    }
    m.function("lockf(fd, command, length, /)", "Locks or unlocks a part of a file.") {
      native($0, $1, $2, $3) { (t, args) throws(Raised) in
        let fd = try PosixModule.descriptor(t, args[0])
        let (a, b) = (try t.int32(args[1]), try PosixModule.number(t, args[2]))
        try PosixModule.check(t) { Glibc.lockf(fd, Int32(a), b) }
        return .none
      }
    }
    m.function("fchown(fd, uid, gid)", "Changes the owner of an open file.") {
      native($0, $1, $2, $3) { (t, args) throws(Raised) in
        let fd = try PosixModule.descriptor(t, args[0])
        let (u, g) = (try PosixModule.number(t, args[1]), try PosixModule.number(t, args[2]))
        try PosixModule.check(t) { Glibc.fchown(fd, uid_t(truncatingIfNeeded: u), gid_t(truncatingIfNeeded: g)) }
        return .none
      }
    }
    m.function("lchown(path, uid, gid)", "Changes the owner of a path, not of what a link names.") {
      native($0, $1, $2, $3) { (t, args) throws(Raised) in
        let p = try PosixModule.path(t, args[0], "lchown")
        let (u, g) = (try PosixModule.number(t, args[1]), try PosixModule.number(t, args[2]))
        try PosixModule.check(t, args[0]) { p.withCString { Glibc.lchown($0, uid_t(truncatingIfNeeded: u), gid_t(truncatingIfNeeded: g)) } }
        return .none
      }
    }
    m.function("chroot(path)", "Changes the root folder.") {
      native($0, $1, $2, $3) { (t, args) throws(Raised) in
        let p = try PosixModule.path(t, args[0], "chroot")
        try PosixModule.check(t, args[0]) { p.withCString { minipy_chroot($0) } }
        return .none
      }
    }
    m.function("mknod(path, mode=384, device=0, *, dir_fd=None)", "Makes a file of a kind.") {
      native($0, $1, $2, $3) { (t, args) throws(Raised) in
        let p = try PosixModule.path(t, args[0], "mknod")
        let mode = args[1].isEmpty ? 384 : try PosixModule.number(t, args[1])
        let device = args[2].isEmpty ? 0 : try PosixModule.number(t, args[2])
        let dir = try PosixModule.folder(t, args.keyword(0))
        try PosixModule.check(t, args[0]) { p.withCString { minipy_mknod(dir, $0, UInt32(truncatingIfNeeded: mode), UInt(bitPattern: device)) } }
        return .none
      }
    }
    m.function("makedev(major, minor, /)", "A device's number.") {
      native($0, $1, $2, $3) { (t, args) throws(Raised) in
        t.int(Int(bitPattern: minipy_makedev(UInt32(truncatingIfNeeded: try PosixModule.number(t, args[0])), UInt32(truncatingIfNeeded: try PosixModule.number(t, args[1])))))
      }
    }
    m.function("major(device, /)", "The kind of a device.") {
      native($0, $1, $2, $3) { (t, args) throws(Raised) in .int(Int(minipy_major(UInt(bitPattern: try PosixModule.number(t, args[0]))))) }
    }
    m.function("minor(device, /)", "Which device of its kind.") {
      native($0, $1, $2, $3) { (t, args) throws(Raised) in .int(Int(minipy_minor(UInt(bitPattern: try PosixModule.number(t, args[0]))))) }
    }
    m.function("tcgetpgrp(fd, /)", "The process group of a terminal.") {
      native($0, $1, $2, $3) { (t, args) throws(Raised) in
        let fd = try PosixModule.descriptor(t, args[0])
        return .int(Int(try PosixModule.check(t) { Glibc.tcgetpgrp(fd) }))
      }
    }
    m.function("tcsetpgrp(fd, pgid, /)", "Sets the process group of a terminal.") {
      native($0, $1, $2, $3) { (t, args) throws(Raised) in
        let fd = try PosixModule.descriptor(t, args[0])
        let group = Int32(try t.int32(args[1]))
        try PosixModule.check(t) { Glibc.tcsetpgrp(fd, group) }
        return .none
      }
    }
    m.function("ctermid()", "The name of the controlling terminal.") { native($0, $1, $2, $3) { (t, args) throws(Raised) in Str.make(t, "/dev/tty").value } }
    defineAttributes(m)
  }

  // MARK: Extended attributes

  private static func follows(_ t: Thread, _ args: Args) throws(Raised) -> Bool { try flag(t, args.keyword(0), true) }
  private static func defineAttributes(_ m: ModuleBuilder) {
    m.function("getxattr(path, attribute, *, follow_symlinks=True)", "An extended attribute.") {
      native($0, $1, $2, $3) { (t, args) throws(Raised) in
        let p = try PosixModule.path(t, args[0], "getxattr", fd: true)
        let name = try PosixModule.path(t, args[1], "getxattr", "attribute")
        let follow = try PosixModule.follows(t, args)
        let b = try Bytes.uninitialized(t, count: 65536)
        let n = p.withCString { q in name.withCString { minipy_getxattr(p.descriptor ?? -1, q, $0, b.data, 65536, follow ? 1 : 0) } }
        if n < 0 { throw t.raiseOSError(errno, args[0]) }
        return try Bytes.make(t, UnsafeBufferPointer(start: b.data, count: n)).value
      }
    }
    m.function("setxattr(path, attribute, value, flags=0, *, follow_symlinks=True)", "Sets an extended attribute.") {
      native($0, $1, $2, $3) { (t, args) throws(Raised) in
        let p = try PosixModule.path(t, args[0], "setxattr", fd: true)
        let name = try PosixModule.path(t, args[1], "setxattr", "attribute")
        let flags: Int = args[3].isEmpty ? 0 : try t.int32(args[3])
        let follow = try PosixModule.follows(t, args)
        let view = try BufferView.contiguous(t, args[2])
        defer { view.close() }
        let n = p.withCString { q in
          name.withCString { minipy_setxattr(p.descriptor ?? -1, q, $0, view.data, view.length, Int32(flags), follow ? 1 : 0) }
        }
        if n < 0 { throw t.raiseOSError(errno, args[0]) }
        return .none
      }
    }
    m.function("removexattr(path, attribute, *, follow_symlinks=True)", "Removes an extended attribute.") {
      native($0, $1, $2, $3) { (t, args) throws(Raised) in
        let p = try PosixModule.path(t, args[0], "removexattr", fd: true)
        let name = try PosixModule.path(t, args[1], "removexattr", "attribute")
        let follow = try PosixModule.follows(t, args)
        let n = p.withCString { q in name.withCString { minipy_removexattr(p.descriptor ?? -1, q, $0, follow ? 1 : 0) } }
        if n < 0 { throw t.raiseOSError(errno, args[0]) }
        return .none
      }
    }
    m.function("listxattr(path=None, *, follow_symlinks=True)", "The names of the extended attributes.") {
      native($0, $1, $2, $3) { (t, args) throws(Raised) in
        let p = try PosixModule.path(t, args[0], "listxattr", fd: true, none: true)
        let follow = try PosixModule.follows(t, args)
        var names = [CChar](repeating: 0, count: 65537)
        let n = p.withCString { minipy_listxattr(p.descriptor ?? -1, $0, &names, 65536, follow ? 1 : 0) }
        if n < 0 { throw t.raiseOSError(errno, p.object) }
        let list = try List.make(t)
        for part in names[..<n].split(separator: 0) {
          try list.append(t, try OSText.decode(t, Array(part) + [0]).value)
        }
        return list.value
      }
    }
  }
}
