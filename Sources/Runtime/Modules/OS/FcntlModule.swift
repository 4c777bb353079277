// The module `fcntl`: control of descriptors (Library Reference, fcntl).

import CRuntime
import Glibc

enum FcntlModule {
  static func define(_ m: ModuleBuilder) throws(Raised) {
    m.doc("Control of files and of what lies behind descriptors.")
    let numbers: [(StaticString, Int)] = [
      ("LOCK_SH", 1), ("LOCK_EX", 2), ("LOCK_NB", 4), ("LOCK_UN", 8), ("LOCK_MAND", 32), ("LOCK_READ", 64), ("LOCK_WRITE", 128),
      ("LOCK_RW", 192), ("F_DUPFD", 0), ("F_DUPFD_CLOEXEC", 1030), ("F_GETFD", 1), ("F_SETFD", 2), ("F_GETFL", 3), ("F_SETFL", 4),
      ("F_GETLK", 5), ("F_SETLK", 6), ("F_SETLKW", 7), ("F_OFD_GETLK", 36), ("F_OFD_SETLK", 37), ("F_OFD_SETLKW", 38), ("F_GETOWN", 9),
      ("F_SETOWN", 8), ("F_GETSIG", 11), ("F_SETSIG", 10), ("F_RDLCK", 0), ("F_WRLCK", 1), ("F_UNLCK", 2), ("F_EXLCK", 4), ("F_SHLCK", 8),
      ("F_GETLK64", 5), ("F_SETLK64", 6), ("F_SETLKW64", 7), ("FASYNC", 8192), ("F_SETLEASE", 1024), ("F_GETLEASE", 1025), ("F_NOTIFY", 1026),
      ("FD_CLOEXEC", 1), ("DN_ACCESS", 1), ("DN_MODIFY", 2), ("DN_CREATE", 4), ("DN_DELETE", 8), ("DN_RENAME", 16), ("DN_ATTRIB", 32),
      ("DN_MULTISHOT", 2147483648), ("F_SETPIPE_SZ", 1031), ("F_GETPIPE_SZ", 1032), ("F_ADD_SEALS", 1033), ("F_GET_SEALS", 1034),
      ("F_SEAL_SEAL", 1), ("F_SEAL_SHRINK", 2), ("F_SEAL_GROW", 4), ("F_SEAL_WRITE", 8),
    ]
    for (name, value) in numbers { m.set(name, .int(value)) }
    m.function("fcntl(fd, cmd, arg=0, /)", "Runs an operation on a descriptor.") {
      native($0, $1, $2, $3) { (t, args) throws(Raised) in
        let fd = try Descriptors.of(t, args[0])
        let operation = Int32(truncatingIfNeeded: try t.indexInt(args[1], overflow: .overflowError))
        try t.audit("fcntl.fcntl", .int(Int(fd)), .int(Int(operation)), args[2].isEmpty ? .int(0) : args[2])
        if !args[2].isEmpty, let bytes = try FcntlModule.structure(t, args[2]) {
          var buffer = bytes
          if buffer.count > 1024 { throw t.raise(.valueError, "fcntl string arg too long") }
          let count = buffer.count
          buffer += [UInt8](repeating: 0, count: 1024 - count)
          _ = try PosixModule.check(t) { buffer.withUnsafeMutableBytes { minipy_fcntl_pointer(fd, operation, $0.baseAddress) } }
          return try buffer.withUnsafeBufferPointer { (b: UnsafeBufferPointer<UInt8>) -> Result<Value, Raised> in
            do throws(Raised) { return .success(try Bytes.make(t, UnsafeBufferPointer(rebasing: b[..<count])).value) } catch { return .failure(error) }
          }.get()
        }
        let argument = args[2].isEmpty ? 0 : try t.indexInt(args[2], overflow: .overflowError)
        return .int(Int(try PosixModule.check(t) { minipy_fcntl_long(fd, operation, argument) }))
      }
    }
    m.function("ioctl(fd, request, arg=0, mutate_flag=True, /)", "Runs an operation on a device.") { native($0, $1, $2, $3, FcntlModule.ioctl) }
    m.function("flock(fd, operation, /)", "Locks or unlocks a whole file.") {
      native($0, $1, $2, $3) { (t, args) throws(Raised) in
        let fd = try Descriptors.of(t, args[0])
        let operation = Int32(truncatingIfNeeded: try t.indexInt(args[1], overflow: .overflowError))
        try t.audit("fcntl.flock", .int(Int(fd)), .int(Int(operation)))
        try PosixModule.check(t) { minipy_flock(fd, operation) }
        return .none
      }
    }
    m.function("lockf(fd, cmd, len=0, start=0, whence=0, /)", "Locks or unlocks a part of a file.") {
      native($0, $1, $2, $3) { (t, args) throws(Raised) in
        let fd = try Descriptors.of(t, args[0])
        let operation = try t.indexInt(args[1], overflow: .overflowError)
        var lock = flock()
        if operation == 8 {
          lock.l_type = Int16(F_UNLCK)
        } else if operation & 1 != 0 {
          lock.l_type = Int16(F_RDLCK)
        } else if operation & 2 != 0 {
          lock.l_type = Int16(F_WRLCK)
        } else {
          throw t.raise(.valueError, "unrecognized lockf argument")
        }
        lock.l_len = args[2].isEmpty ? 0 : try t.indexInt(args[2], overflow: .overflowError)
        lock.l_start = args[3].isEmpty ? 0 : try t.indexInt(args[3], overflow: .overflowError)
        lock.l_whence = Int16(truncatingIfNeeded: args[4].isEmpty ? 0 : try t.indexInt(args[4], overflow: .overflowError))
        try PosixModule.check(t) { minipy_fcntl_pointer(fd, operation & 4 != 0 ? F_SETLK : F_SETLKW, &lock) }
        return .none
      }
    }
  }

  /// The bytes of a str or buffer argument; nil for a number.
  private static func structure(_ t: Thread, _ v: Value) throws(Raised) -> [UInt8]? {
    if v.isKind(.str) { return Array(Str(v).utf8) }
    if !BufferView.isSupported(by: v) { return nil }
    let view = try BufferView.contiguous(t, v)
    defer { view.close() }
    return Array(view.bytes)
  }

  private static func ioctl(_ t: Thread, _ args: Args) throws(Raised) -> Value {
    let fd = try Descriptors.of(t, args[0])
    let request = UInt(truncatingIfNeeded: try t.indexInt(args[1], overflow: .overflowError)) & 0xFFFF_FFFF
    let mutates = args[3].isEmpty ? true : try t.truth(args[3])
    try t.audit("fcntl.ioctl", .int(Int(fd)), .int(Int(request)), args[2].isEmpty ? .int(0) : args[2])
    if !args[2].isEmpty, var bytes = try structure(t, args[2]) {
      let count = bytes.count
      let writes = mutates && !args[2].isKind(.str) && !args[2].isKind(.byteString)
      if writes || count <= 1024 { bytes += [UInt8](repeating: 0, count: 1024) } else { throw t.raise(.valueError, "ioctl string arg too long") }
      var result: Int32 = 0
      result = t.blocking { bytes.withUnsafeMutableBytes { minipy_ioctl_pointer(fd, request, $0.baseAddress) } }
      if result < 0 { throw t.raiseOSError(errno) }
      if writes {
        let view = try BufferView.contiguous(t, args[2])
        defer { view.close() }
        if !view.isReadOnly {
          bytes.withUnsafeBytes { view.data.copyMemory(from: $0.baseAddress.unsafelyUnwrapped, byteCount: min(count, view.length)) }
          return .int(Int(result))
        }
      }
      return try bytes.withUnsafeBufferPointer { (b: UnsafeBufferPointer<UInt8>) -> Result<Value, Raised> in
        do throws(Raised) { return .success(try Bytes.make(t, UnsafeBufferPointer(rebasing: b[..<count])).value) } catch { return .failure(error) }
      }.get()
    }
    let argument = args[2].isEmpty ? 0 : try t.indexInt(args[2], overflow: .overflowError)
    let result = t.blocking { minipy_ioctl_pointer(fd, request, Raw(bitPattern: argument)) }
    if result < 0 { throw t.raiseOSError(errno) }
    return .int(Int(result))
  }
}

/// Descriptor arguments: an int, or an object with `fileno()`.
enum Descriptors {
  static func of(_ t: Thread, _ v: Value) throws(Raised) -> Int32 {
    var number = Int.plain(v)
    if number.isEmpty {
      let method = try t.getAttributeOrEmpty(v, Str.intern(t, "fileno"))
      if method.isEmpty { throw t.raise(.typeError, "argument must be an int, or have a fileno() method.") }
      number = Int.plain(try t.call(method))
      if number.isEmpty { throw t.raise(.typeError, "fileno() returned a non-integer") }
    }
    guard let n = Int.word(number), let fd = Int32(exactly: n) else { throw t.raise(.overflowError, "Python int too large to convert to C int") }
    if fd < 0 { throw t.raise(.valueError, "file descriptor cannot be a negative integer (\(fd))") }
    return fd
  }
}
