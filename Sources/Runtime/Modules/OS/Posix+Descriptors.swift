// Files by descriptor.

import CRuntime
import Glibc

extension PosixModule {
  static func defineDescriptors(_ m: ModuleBuilder) {
    m.function("open(path, flags, mode=511, *, dir_fd=None)", "Opens a file; its descriptor.") {
      native($0, $1, $2, $3) { (t, args) throws(Raised) in
        let p = try PosixModule.path(t, args[0], "open")
        let flags = Int32(truncatingIfNeeded: try PosixModule.number(t, args[1])) | O_CLOEXEC
        let mode = mode_t(truncatingIfNeeded: args[2].isEmpty ? 0o777 : try PosixModule.number(t, args[2]))
        let dir = try PosixModule.folder(t, args.keyword(0))
        try t.audit("open", args[0], .none, .int(Int(flags)))
        return .int(Int(try PosixModule.check(t, p.object) { p.withCString { openat(dir, $0, flags, mode) } }))
      }
    }
    m.function("close(fd)", "Closes a descriptor.") {
      native($0, $1, $2, $3) { (t, args) throws(Raised) in
        let fd = try PosixModule.descriptor(t, args[0])
        if t.blocking({ Glibc.close(fd) }) != 0, errno != EINTR { throw t.raiseOSError(errno) }
        return .none
      }
    }
    m.function("closerange(fd_low, fd_high, /)", "Closes descriptors from low to below high.") {
      native($0, $1, $2, $3) { (t, args) throws(Raised) in
        var fd = max(0, try PosixModule.descriptor(t, args[0]))
        let high = min(try PosixModule.descriptor(t, args[1]), 65536)
        while fd < high {
          Glibc.close(fd)
          fd += 1
        }
        return .none
      }
    }
    m.function("read(fd, length, /)", "Up to `length` bytes.") {
      native($0, $1, $2, $3) { (t, args) throws(Raised) in
        let fd = try PosixModule.descriptor(t, args[0])
        let n = try PosixModule.number(t, args[1])
        if n < 0 { throw t.raiseOSError(EINVAL) }
        let b = try Bytes.uninitialized(t, count: min(n, 0x7FFF_F000))
        let got = try PosixModule.checkLong(t) { Glibc.read(fd, b.data, b.count) }
        return got == b.count ? b.value : try Bytes.make(t, UnsafeBufferPointer(start: b.data, count: got)).value
      }
    }
    m.function("write(fd, data, /)", "Writes bytes; how many.") {
      native($0, $1, $2, $3) { (t, args) throws(Raised) in
        let fd = try PosixModule.descriptor(t, args[0])
        return try BufferView.withBytes(t, args[1]) { (b: UnsafeRawBufferPointer) throws(Raised) -> Value in
          .int(try PosixModule.checkLong(t) { Glibc.write(fd, b.baseAddress ?? UnsafeRawPointer(bitPattern: 16).unsafelyUnwrapped, min(b.count, 0x7FFF_F000)) })
        }
      }
    }
    m.function("pread(fd, length, offset, /)", "Reads at an offset.") {
      native($0, $1, $2, $3) { (t, args) throws(Raised) in
        let fd = try PosixModule.descriptor(t, args[0])
        let n = try PosixModule.number(t, args[1])
        let offset = try PosixModule.number(t, args[2])
        if n < 0 { throw t.raiseOSError(EINVAL) }
        let b = try Bytes.uninitialized(t, count: n)
        let got = try PosixModule.checkLong(t) { Glibc.pread(fd, b.data, n, offset) }
        return try Bytes.make(t, UnsafeBufferPointer(start: b.data, count: got)).value
      }
    }
    m.function("pwrite(fd, data, offset, /)", "Writes at an offset.") {
      native($0, $1, $2, $3) { (t, args) throws(Raised) in
        let fd = try PosixModule.descriptor(t, args[0])
        let offset = try PosixModule.number(t, args[2])
        return try BufferView.withBytes(t, args[1]) { (b: UnsafeRawBufferPointer) throws(Raised) -> Value in
          guard let p = b.baseAddress else { return .int(0) }
          return .int(try PosixModule.checkLong(t) { Glibc.pwrite(fd, p, b.count, offset) })
        }
      }
    }
    m.function("lseek(fd, position, how, /)", "Moves the position.") {
      native($0, $1, $2, $3) { (t, args) throws(Raised) in
        let fd = try PosixModule.descriptor(t, args[0])
        let position = try PosixModule.number(t, args[1])
        let how = Int32(truncatingIfNeeded: try PosixModule.number(t, args[2]))
        return t.int(try PosixModule.checkLong(t) { Glibc.lseek(fd, position, how) })
      }
    }
    m.function("ftruncate(fd, length, /)", "Cuts a file.") {
      native($0, $1, $2, $3) { (t, args) throws(Raised) in
        let fd = try PosixModule.descriptor(t, args[0])
        let length = try PosixModule.number(t, args[1])
        try PosixModule.check(t) { Glibc.ftruncate(fd, length) }
        return .none
      }
    }
    m.function("fstat(fd)", "Status of an open file.") {
      native($0, $1, $2, $3) { (t, args) throws(Raised) in
        let fd = try PosixModule.descriptor(t, args[0])
        var s = stat()
        try PosixModule.check(t) { Glibc.fstat(fd, &s) }
        return try PosixModule.statResult(t, s)
      }
    }
    m.function("fsync(fd)", "Makes the system write a file to disk.") {
      native($0, $1, $2, $3) { (t, args) throws(Raised) in
        let fd = try PosixModule.descriptor(t, args[0])
        try PosixModule.check(t) { Glibc.fsync(fd) }
        return .none
      }
    }
    m.function("fdatasync(fd)", "Makes the system write a file's data to disk.") {
      native($0, $1, $2, $3) { (t, args) throws(Raised) in
        let fd = try PosixModule.descriptor(t, args[0])
        try PosixModule.check(t) { Glibc.fdatasync(fd) }
        return .none
      }
    }
    m.function("sync()", "Makes the system write everything to disk.") {
      native($0, $1, $2, $3) { (t, args) throws(Raised) in
        Glibc.sync()
        return .none
      }
    }
    m.function("fchmod(fd, mode)", "Changes permissions.") {
      native($0, $1, $2, $3) { (t, args) throws(Raised) in
        let fd = try PosixModule.descriptor(t, args[0])
        let mode = mode_t(truncatingIfNeeded: try PosixModule.number(t, args[1]))
        try PosixModule.check(t) { Glibc.fchmod(fd, mode) }
        return .none
      }
    }
    m.function("dup(fd, /)", "A copy of a descriptor.") {
      native($0, $1, $2, $3) { (t, args) throws(Raised) in
        let fd = try PosixModule.descriptor(t, args[0])
        return .int(Int(try PosixModule.check(t) { fcntl(fd, F_DUPFD_CLOEXEC, 0) }))
      }
    }
    m.function("dup2(fd, fd2, inheritable=True)", "Copies a descriptor to another.") {
      native($0, $1, $2, $3) { (t, args) throws(Raised) in
        let from = try PosixModule.descriptor(t, args[0])
        let to = try PosixModule.descriptor(t, args[1])
        let inheritable = try PosixModule.flag(t, args[2], true)
        return .int(Int(try PosixModule.check(t) { inheritable || from == to ? Glibc.dup2(from, to) : minipy_dup3(from, to, O_CLOEXEC) }))
      }
    }
    m.function("pipe()", "Makes a pipe: (read end, write end).") {
      native($0, $1, $2, $3) { (t, args) throws(Raised) in
        var fds: [Int32] = [0, 0]
        try PosixModule.check(t) { minipy_pipe2(&fds, O_CLOEXEC) }
        return Tuple.pair(t, .int(Int(fds[0])), .int(Int(fds[1])))
      }
    }
    m.function("pipe2(flags, /)", "Makes a pipe with flags.") {
      native($0, $1, $2, $3) { (t, args) throws(Raised) in
        let flags = Int32(truncatingIfNeeded: try PosixModule.number(t, args[0]))
        var fds: [Int32] = [0, 0]
        try PosixModule.check(t) { minipy_pipe2(&fds, flags) }
        return Tuple.pair(t, .int(Int(fds[0])), .int(Int(fds[1])))
      }
    }
    m.function("isatty(fd, /)", "Whether a descriptor is a terminal.") {
      native($0, $1, $2, $3) { (t, args) throws(Raised) in .bool(Glibc.isatty(try PosixModule.descriptor(t, args[0])) != 0) }
    }
    m.function("ttyname(fd, /)", "The terminal's name.") {
      native($0, $1, $2, $3) { (t, args) throws(Raised) in
        guard let p = Glibc.ttyname(try PosixModule.descriptor(t, args[0])) else { throw t.raiseOSError(errno) }
        return try PosixModule.name(t, p, false)
      }
    }
    m.function("openpty()", "Makes a pseudo-terminal: (master, slave).") {
      native($0, $1, $2, $3) { (t, args) throws(Raised) in
        let master = try PosixModule.check(t) { minipy_openpty_master() }
        var name = [CChar](repeating: 0, count: 128)
        let slave = try PosixModule.check(t) { minipy_openpty_slave(master, &name, 128) }
        return Tuple.pair(t, .int(Int(master)), .int(Int(slave)))
      }
    }
    m.function("get_inheritable(fd, /)", "Whether a child process gets the descriptor.") {
      native($0, $1, $2, $3) { (t, args) throws(Raised) in
        let fd = try PosixModule.descriptor(t, args[0])
        return .bool(try PosixModule.check(t) { fcntl(fd, F_GETFD) } & FD_CLOEXEC == 0)
      }
    }
    m.function("set_inheritable(fd, inheritable, /)", "Sets whether a child process gets the descriptor.") {
      native($0, $1, $2, $3) { (t, args) throws(Raised) in
        let fd = try PosixModule.descriptor(t, args[0])
        let on = try t.truth(args[1])
        let flags = try PosixModule.check(t) { fcntl(fd, F_GETFD) }
        try PosixModule.check(t) { fcntl(fd, F_SETFD, on ? flags & ~FD_CLOEXEC : flags | FD_CLOEXEC) }
        return .none
      }
    }
    m.function("get_blocking(fd, /)", "Whether a descriptor waits.") {
      native($0, $1, $2, $3) { (t, args) throws(Raised) in
        let fd = try PosixModule.descriptor(t, args[0])
        return .bool(try PosixModule.check(t) { fcntl(fd, F_GETFL) } & O_NONBLOCK == 0)
      }
    }
    m.function("set_blocking(fd, blocking, /)", "Sets whether a descriptor waits.") {
      native($0, $1, $2, $3) { (t, args) throws(Raised) in
        let fd = try PosixModule.descriptor(t, args[0])
        let on = try t.truth(args[1])
        let flags = try PosixModule.check(t) { fcntl(fd, F_GETFL) }
        try PosixModule.check(t) { fcntl(fd, F_SETFL, on ? flags & ~O_NONBLOCK : flags | O_NONBLOCK) }
        return .none
      }
    }
    m.function("get_terminal_size(fd=1, /)", "Columns and lines of a terminal.") {
      native($0, $1, $2, $3) { (t, args) throws(Raised) in
        let fd = args[0].isEmpty ? 1 : try PosixModule.descriptor(t, args[0])
        var size = winsize()
        try PosixModule.check(t) { ioctl(fd, UInt(TIOCGWINSZ), &size) }
        return try StructSequence.make(t, Type(PosixModule.terminalSizeType.value), [.int(Int(size.ws_col)), .int(Int(size.ws_row))])
      }
    }
    m.function("sendfile(out_fd, in_fd, offset, count)", "Copies from one descriptor to another.") {
      native($0, $1, $2, $3) { (t, args) throws(Raised) in
        let out = try PosixModule.descriptor(t, args[0])
        let from = try PosixModule.descriptor(t, args[1])
        let count = try PosixModule.number(t, args[3])
        if args[2].isNone { return .int(try PosixModule.checkLong(t) { minipy_sendfile(out, from, nil, count) }) }
        var offset = try PosixModule.number(t, args[2])
        return .int(try PosixModule.checkLong(t) { minipy_sendfile(out, from, &offset, count) })
      }
    }
    m.function("urandom(size, /)", "Random bytes of the system.") {
      native($0, $1, $2, $3) { (t, args) throws(Raised) in
        let n = try PosixModule.number(t, args[0])
        if n < 0 { throw t.raise(.valueError, "negative argument not allowed") }
        let b = try Bytes.uninitialized(t, count: n)
        var done = 0
        while done < n { done += try PosixModule.checkLong(t) { minipy_getrandom(b.data + done, n - done, 0) } }
        return b.value
      }
    }
    m.function("getrandom(size, flags=0)", "Random bytes of the system.") {
      native($0, $1, $2, $3) { (t, args) throws(Raised) in
        let n = try PosixModule.number(t, args[0])
        if n < 0 { throw t.raiseOSError(EINVAL) }
        let flags = UInt32(truncatingIfNeeded: args[1].isEmpty ? 0 : try PosixModule.number(t, args[1]))
        let b = try Bytes.uninitialized(t, count: n)
        let got = try PosixModule.checkLong(t) { minipy_getrandom(b.data, n, flags) }
        return try Bytes.make(t, UnsafeBufferPointer(start: b.data, count: got)).value
      }
    }
    m.function("device_encoding(fd)", "Encoding of a terminal, or None.") {
      native($0, $1, $2, $3) { (t, args) throws(Raised) in
        Glibc.isatty(try PosixModule.descriptor(t, args[0])) != 0 ? Str.intern(t, "UTF-8").value : .none
      }
    }
  }
}
