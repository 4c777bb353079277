// FileIO: a raw stream over a file descriptor.

import CProbes
import Glibc

struct FileIOFields: BitwiseCopyable {
  var header: Header
  var dictWord: Value
  /// int; negative: closed
  var fd: Value
  /// Bools
  var readable: Value
  var writable: Value
  var appending: Value
  var created: Value
  var closeFD: Value
  /// True, False, or none: not asked yet
  var seekable: Value
  /// What `name` says: the file argument
  var name: Value
  /// int: st_blksize
  var blockSize: Value
}

struct FileIO: Handle {
  let fields: UnsafeMutablePointer<FileIOFields>
  init(fields: UnsafeMutablePointer<FileIOFields>) { self.fields = fields }

  var descriptor: Int { fields.pointee.fd.isInt ? fields.pointee.fd.asInt : -1 }
  var blockSize: Int { max(IOModule.defaultBufferSize, fields.pointee.blockSize.isInt ? fields.pointee.blockSize.asInt : 0) }
  var fd: Int32 { Int32(truncatingIfNeeded: descriptor) }

  func closeQuietly() {
    if descriptor >= 0, fields.pointee.closeFD.isTrue { Glibc.close(fd) }
    fields.pointee.fd = .int(-1)
  }

  static func allocate(_ t: Thread, _ type: Type) throws(Raised) -> FileIO {
    let f = FileIO(try type.allocateInstance(t))
    f.fields.pointee.fd = .int(-1)
    f.fields.pointee.readable = .no
    f.fields.pointee.writable = .no
    f.fields.pointee.appending = .no
    f.fields.pointee.created = .no
    f.fields.pointee.closeFD = .yes
    f.fields.pointee.seekable = .none
    f.fields.pointee.name = .empty
    f.fields.pointee.blockSize = .int(IOModule.defaultBufferSize)
    Finalizers.register(f.raw)
    return f
  }

  static func open(_ t: Thread, _ type: Type, _ file: Value, _ mode: String, closefd: Bool, opener: Value) throws(Raised) -> Value {
    let f = try allocate(t, type)
    try f.open(t, file, mode, closefd: closefd, opener: opener)
    return f.value
  }

  func open(_ t: Thread, _ file: Value, _ mode: String, closefd: Bool, opener: Value) throws(Raised) {
    if descriptor >= 0 { closeQuietly() }
    var flags: Int32 = 0
    var main = 0
    var plus = false
    for c in mode {
      switch c {
      case "r", "w", "a", "x": main += 1
      case "+":
        if plus { main += 2 }
        plus = true
      case "b": break
      default: throw t.raise(.valueError, "invalid mode: \(mode)")
      }
    }
    if main != 1 { throw t.raise(.valueError, "Must have exactly one of create/read/write/append mode and at most one plus") }
    let p = fields
    if mode.contains("r") { p.pointee.readable = .yes } else { p.pointee.writable = .yes }
    if plus {
      p.pointee.readable = .yes
      p.pointee.writable = .yes
    }
    flags = plus ? O_RDWR : p.pointee.readable.isTrue ? O_RDONLY : O_WRONLY
    if mode.contains("w") { flags |= O_CREAT | O_TRUNC }
    if mode.contains("x") {
      flags |= O_CREAT | O_EXCL
      p.pointee.created = .yes
    }
    if mode.contains("a") {
      flags |= O_CREAT | O_APPEND
      p.pointee.appending = .yes
    }
    flags |= O_CLOEXEC
    p.pointee.closeFD = .bool(closefd)
    var isOurs = true
    if file.isInt || file.isBool {
      let number = try t.indexInt(file, overflow: .overflowError)
      if number < 0 { throw t.raise(.valueError, "negative file descriptor") }
      if number > Int(Int32.max) { throw t.raise(.overflowError, "signed integer is greater than maximum") }
      try t.audit("open", file, Str.make(t, mode).value, .int(Int(flags)))
      p.pointee.fd = .int(number)
      isOurs = false
    } else {
      let path: [UInt8]
      let isPath = try t.lookupSpecial(file, .__fspath__).isEmpty == false
      if isPath || file.isKind(.str) || file.isKind(.byteString) {
        path = try OSText.encode(bytes: t, try OSText.path(t, file, function: "open"))
      } else {
        let number = try t.ignoring(.typeError) { () throws(Raised) in try t.indexInt(file, overflow: .overflowError) }
        guard let number else {
          throw t.raise(.typeError, "expected str, bytes or os.PathLike object, not \(file.type.displayName)")
        }
        p.pointee.fd = .int(number)
        isOurs = false
        path = []
      }
      if isOurs {
        if !closefd { throw t.raise(.valueError, "Cannot use closefd=False with file name") }
        try t.audit("open", file, Str.make(t, mode).value, .int(Int(flags)))
        if opener.isNone {
          var fd: Int32 = -1
          while true {
            fd = (path + [0]).withUnsafeBufferPointer { (b: UnsafeBufferPointer<UInt8>) -> Int32 in
              b.withMemoryRebound(to: CChar.self) { Glibc.open($0.baseAddress.unsafelyUnwrapped, flags, 0o666) }
            }
            if fd >= 0 || errno != EINTR { break }
            try t.checkEvents()
          }
          if fd < 0 { throw t.raiseOSError(errno, file) }
          p.pointee.fd = .int(Int(fd))
        } else {
          let given = try t.call(opener, file, .int(Int(flags)))
          let number = try t.ignoring(.typeError) { () throws(Raised) in try t.indexInt(given, overflow: .overflowError) }
          guard let number else { throw t.raise(.typeError, "expected integer from opener") }
          if number < 0 { throw t.raise(.valueError, "opener returned \(number)") }
          p.pointee.fd = .int(number)
        }
      }
    }
    barrier()
    p.pointee.name = file
    if value.type.has(.heap) {
      // A class may have its own idea of names; a descriptor that was given stays the caller's when it objects.
      do throws(Raised) { try t.setAttribute(value, Name.name.str, file) } catch {
        if isOurs { closeQuietly() }
        p.pointee.fd = .int(-1)
        throw error
      }
    }
    var s = stat()
    if fstat(fd, &s) != 0 {
      let code = errno
      if code == EBADF {
        p.pointee.fd = .int(-1)
        throw t.raiseOSError(code, isOurs ? file : .none)
      }
    } else {
      if s.st_mode & S_IFMT == S_IFDIR {
        if isOurs { closeQuietly() }
        p.pointee.fd = .int(-1)
        throw t.raiseOSError(EISDIR, file)
      }
      if s.st_blksize > 1 { p.pointee.blockSize = .int(Int(s.st_blksize)) }
    }
    if p.pointee.appending.isTrue { lseek(fd, 0, SEEK_END) }
  }

  // MARK: System calls

  private func check(_ t: Thread, readable: Bool = false, writable: Bool = false) throws(Raised) {
    if descriptor < 0 { throw t.raise(.valueError, "I/O operation on closed file") }
    if readable, !fields.pointee.readable.isTrue { throw IOModule.raiseUnsupported(t, "File not open for reading") }
    if writable, !fields.pointee.writable.isTrue { throw IOModule.raiseUnsupported(t, "File not open for writing") }
  }

  /// read(2); nil when it would block.
  func read(_ t: Thread, _ p: Raw, _ count: Int) throws(Raised) -> Int? {
    try check(t, readable: true)
    while true {
      let n = t.blocking { Glibc.read(fd, p, min(count, 0x7FFF_F000)) }
      if n >= 0 { return n }
      if errno == EAGAIN { return nil }
      if errno != EINTR { throw t.raiseOSError(errno) }
      try t.checkEvents()
    }
  }
  /// write(2); nil when it would block.
  func write(_ t: Thread, _ p: UnsafeRawPointer, _ count: Int) throws(Raised) -> Int? {
    try check(t, writable: true)
    while true {
      let n = t.blocking { Glibc.write(fd, p, min(count, 0x7FFF_F000)) }
      if n >= 0 { return n }
      if errno == EAGAIN { return nil }
      if errno != EINTR { throw t.raiseOSError(errno) }
      try t.checkEvents()
    }
  }
  func seek(_ t: Thread, _ offset: Int, _ whence: Int) throws(Raised) -> Int {
    try check(t)
    let r = lseek(fd, offset, Int32(truncatingIfNeeded: whence))
    if r < 0 { throw t.raiseOSError(errno) }
    return r
  }
  func readAll(_ t: Thread) throws(Raised) -> Value {
    try check(t, readable: true)
    var size = IOModule.defaultBufferSize
    var s = stat()
    if fstat(fd, &s) == 0, s.st_size > 0 {
      let at = lseek(fd, 0, SEEK_CUR)
      if at >= 0, s.st_size > at { size = Int(s.st_size - at) + 1 }
    }
    var all: [UInt8] = []
    if size > 1 << 40 { throw t.raiseMemoryError() }
    let chunk = UnsafeMutableRawBufferPointer.allocate(byteCount: min(size, 1 << 24), alignment: 16)
    defer { chunk.deallocate() }
    while true {
      guard let n = try read(t, chunk.baseAddress.unsafelyUnwrapped, chunk.count) else {
        return all.isEmpty ? .none : try Bytes.make(t, all)
      }
      if n == 0 { break }
      all.append(contentsOf: UnsafeRawBufferPointer(rebasing: chunk[0..<n]))
    }
    return try Bytes.make(t, all)
  }

  var mode: String {
    let p = fields.pointee
    if p.created.isTrue { return p.readable.isTrue ? "xb+" : "xb" }
    if p.appending.isTrue { return p.readable.isTrue ? "ab+" : "ab" }
    if p.readable.isTrue { return p.writable.isTrue ? "rb+" : "rb" }
    return "wb"
  }

  // MARK: The type

  static func define(_ type: TypeBuilder) {
    type.doc("A raw stream over a file descriptor.")
    type.layout(.record, size: MemoryLayout<FileIOFields>.size)
    type.flags(.subclassable)
    type.new("FileIO(*args, **kwargs)") {
      native($0, $1, $2, $3) { (t, args) throws(Raised) in try FileIO.allocate(t, Type(args[0])).value }
    }
    type.initialize("FileIO(file, mode='r', closefd=True, opener=None)") {
      native($0, $1, $2, $3) { (t, args) throws(Raised) in
        var mode = "r"
        if !args[2].isEmpty {
          guard args[2].isKind(.str) else {
            throw t.raise(.typeError, "FileIO() argument 'mode' must be str, not \(args[2].type.displayName)")
          }
          mode = Str(args[2]).string
        }
        let closefd = args[3].isEmpty ? true : try t.truth(args[3])
        try FileIO(args[0]).open(t, args[1], mode, closefd: closefd, opener: args[4].isEmpty ? .none : args[4])
        return Value.none
      }
    }
    type.member("name", "The file that was opened.", offset: MemoryLayout<FileIOFields>.offset(of: \.name).unsafelyUnwrapped, writable: true)
    type.property("mode", "How the file was opened.", { t, v in Str.make(Thread(t), FileIO(Value(bits: v)).mode).value.bits })
    type.property("closed", "Whether the descriptor is closed.", { t, v in Value.bool(FileIO(Value(bits: v)).descriptor < 0).bits })
    type.property("closefd", "Whether closing the stream closes the descriptor.", { t, v in FileIO(Value(bits: v)).fields.pointee.closeFD.bits })
    type.property("_blksize", "Best size of a buffer.", { t, v in Value.int(FileIO(Value(bits: v)).blockSize).bits })
    type.method("read(size=-1, /)", "Up to `size` bytes by one system call.") {
      native($0, $1, $2, $3) { (t, args) throws(Raised) in
        let f = FileIO(args[0])
        try f.check(t, readable: true)
        let n = args[1].isEmpty || args[1].isNone ? -1 : try t.indexInt(args[1], overflow: .overflowError)
        if n < 0 { return try f.readAll(t) }
        let b = try Bytes.uninitialized(t, count: n)
        guard let got = try f.read(t, Raw(b.data), n) else { return .none }
        if got == n { return b.value }
        return try Bytes.make(t, UnsafeBufferPointer(start: b.data, count: got)).value
      }
    }
    type.method("readall()", "All bytes until the end.") {
      native($0, $1, $2, $3) { (t, args) throws(Raised) in try FileIO(args[0]).readAll(t) }
    }
    type.method("readinto(buffer, /)", "Reads into a buffer.") {
      native($0, $1, $2, $3) { (t, args) throws(Raised) in
        let f = FileIO(args[0])
        try f.check(t, readable: true)
        let n: Int? = try BufferView.withWritable(t, args[1], "readinto() argument") { (b: UnsafeMutableRawBufferPointer) throws(Raised) -> Int? in
          guard let p = b.baseAddress else { return 0 }
          return try f.read(t, p, b.count)
        }
        if let n { return .int(n) }
        return Value.none
      }
    }
    type.method("write(b, /)", "Writes bytes; how many.") {
      native($0, $1, $2, $3) { (t, args) throws(Raised) in
        let f = FileIO(args[0])
        try f.check(t, writable: true)
        let n: Int? = try BufferView.withBytes(t, args[1]) { (b: UnsafeRawBufferPointer) throws(Raised) -> Int? in
          guard let p = b.baseAddress else { return 0 }
          return try f.write(t, p, b.count)
        }
        if let n { return .int(n) }
        return Value.none
      }
    }
    type.method("seek(pos, whence=0, /)", "Moves the position.") {
      native($0, $1, $2, $3) { (t, args) throws(Raised) in
        let whence = args[2].isEmpty ? 0 : try t.indexInt(args[2], overflow: .overflowError)
        return t.int(try FileIO(args[0]).seek(t, try t.indexInt(args[1], overflow: .overflowError), whence))
      }
    }
    type.method("tell()", "The position.") {
      native($0, $1, $2, $3) { (t, args) throws(Raised) in t.int(try FileIO(args[0]).seek(t, 0, 1)) }
    }
    type.method("truncate(size=None, /)", "Cuts the file.") {
      native($0, $1, $2, $3) { (t, args) throws(Raised) in
        let f = FileIO(args[0])
        try f.check(t, writable: true)
        let size = args[1].isEmpty || args[1].isNone ? try f.seek(t, 0, 1) : try t.indexInt(args[1], overflow: .overflowError)
        if ftruncate(f.fd, size) != 0 { throw t.raiseOSError(errno) }
        return t.int(size)
      }
    }
    type.method("close()", "Closes the descriptor.") {
      native($0, $1, $2, $3) { (t, args) throws(Raised) in
        let f = FileIO(args[0])
        let fd = f.descriptor
        if fd < 0 { return .none }
        var failure = Value.empty
        if args[0].type.has(.heap) || f.fields.pointee.dictWord.isObject {
          do throws(Raised) { _ = try t.callMethod(args[0], Name.flush) } catch { failure = t.takeRaised() }
        }
        f.fields.pointee.fd = .int(-1)
        if f.fields.pointee.closeFD.isTrue, Glibc.close(Int32(truncatingIfNeeded: fd)) != 0, errno != EINTR, failure.isEmpty { throw t.raiseOSError(errno) }
        if !failure.isEmpty { throw t.reraise(failure) }
        return .none
      }
    }
    type.method("fileno()", "The descriptor.") {
      native($0, $1, $2, $3) { (t, args) throws(Raised) in
        try FileIO(args[0]).check(t)
        return .int(FileIO(args[0]).descriptor)
      }
    }
    type.method("isatty()", "Whether it is a terminal.") {
      native($0, $1, $2, $3) { (t, args) throws(Raised) in
        try FileIO(args[0]).check(t)
        return .bool(Glibc.isatty(FileIO(args[0]).fd) != 0)
      }
    }
    type.method("readable()", "Whether it was opened for reading.") {
      native($0, $1, $2, $3) { (t, args) throws(Raised) in
        try FileIO(args[0]).check(t)
        return FileIO(args[0]).fields.pointee.readable
      }
    }
    type.method("writable()", "Whether it was opened for writing.") {
      native($0, $1, $2, $3) { (t, args) throws(Raised) in
        try FileIO(args[0]).check(t)
        return FileIO(args[0]).fields.pointee.writable
      }
    }
    type.method("seekable()", "Whether the position can be moved.") {
      native($0, $1, $2, $3) { (t, args) throws(Raised) in
        let f = FileIO(args[0])
        try f.check(t)
        if f.fields.pointee.seekable.isNone { f.fields.pointee.seekable = .bool(lseek(f.fd, 0, SEEK_CUR) >= 0) }
        return f.fields.pointee.seekable
      }
    }
    type.slots.pointee.repr = {
      unary($0, $1) { (t, v) throws(Raised) in
        let f = FileIO(v)
        let name = v.type.displayName
        if f.descriptor < 0 { return Str.make(t, "<\(name) [closed]>").value }
        let shown = f.fields.pointee.name.isEmpty ? "fd=\(f.descriptor)" : "name=\(try t.repr(f.fields.pointee.name).string)"
        let closes = f.fields.pointee.closeFD.isTrue ? "True" : "False"
        return Str.make(t, "<\(name) \(shown) mode='\(f.mode)' closefd=\(closes)>").value
      }
    }
    type.slots.pointee.finalize = {
      unary($0, $1) { (t, v) throws(Raised) in
        let f = FileIO(v)
        if f.descriptor < 0 || !f.fields.pointee.closeFD.isTrue { return .none }
        try t.warn(.resourceWarning, "unclosed file \(try t.repr(v).string)", stackLevel: 1)
        f.closeQuietly()
        return .none
      }
    }
  }
}
