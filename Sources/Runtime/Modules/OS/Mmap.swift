// The module `mmap`: files and anonymous memory in the address space (Library Reference, mmap).

import CRuntime
import Glibc

struct MmapFields: BitwiseCopyable {
  var header: Header
  /// Where the memory is: `Value.raw`; nil: closed
  var data: Value
  /// ints, bytes
  var size: Value
  var position: Value
  /// The descriptor's copy, -1: anonymous
  var fd: Value
  /// Bools
  var isWritable: Value
  var isPrivate: Value
  /// Views of the memory that are open
  var exports: Value
  /// int: where in the file the memory begins
  var offset: Value
}

/// Kind `.record`.
struct Mmap: Handle {
  let fields: UnsafeMutablePointer<MmapFields>
  init(fields: UnsafeMutablePointer<MmapFields>) { self.fields = fields }
  static let type = Root()

  var count: Int { fields.pointee.size.asInt }
  var fd: Int32 { Int32(truncatingIfNeeded: fields.pointee.fd.asInt) }
  func memory(_ t: Thread) throws(Raised) -> Raw {
    guard let p = fields.pointee.data.asRaw else { throw t.raise(.valueError, "mmap closed or invalid") }
    return p
  }
  private func writable(_ t: Thread) throws(Raised) -> Raw {
    let p = try memory(t)
    if !fields.pointee.isWritable.isTrue { throw t.raise(.typeError, "mmap can't modify a readonly memory map.") }
    return p
  }
  private func unmap() {
    if let p = fields.pointee.data.asRaw { munmap(p, count) }
    fields.pointee.data = .raw(nil)
    if fd >= 0 { Glibc.close(fd) }
    fields.pointee.fd = .int(-1)
  }
  private func bytes(_ t: Thread, _ from: Int, _ n: Int) throws(Raised) -> Value {
    let p = try memory(t)
    return try Bytes.make(t, UnsafeBufferPointer(start: p.assumingMemoryBound(to: UInt8.self) + from, count: n)).value
  }

  private static func new(_ t: Thread, _ args: Args) throws(Raised) -> Value {
    let fd = Int32(try t.int32(args[1]))
    var length = try t.indexInt(args[2], overflow: .overflowError)
    var flags: Int = args[3].isEmpty ? 1 : try t.int32(args[3])
    var protection: Int = args[4].isEmpty ? 3 : try t.int32(args[4])
    let access: Int = args[5].isEmpty ? 0 : try t.int32(args[5])
    let offset: Int = args[6].isEmpty ? 0 : try t.indexInt(args[6], overflow: .overflowError)
    try t.audit("mmap.__new__", .int(Int(fd)), t.int(length), .int(access), t.int(offset))
    if length < 0 { throw t.raise(.overflowError, "memory mapped length must be positive") }
    if offset < 0 { throw t.raise(.overflowError, "memory mapped offset must be positive") }
    if access != 0, flags != 1 || protection != 3 {
      throw t.raise(.valueError, "mmap can't specify both access and flags, prot.")
    }
    switch access {
    case 1: (flags, protection) = (1, 1)
    case 2: (flags, protection) = (1, 3)
    case 3: (flags, protection) = (2, 3)
    case 0: break
    default: throw t.raise(.valueError, "mmap invalid access parameter.")
    }
    if fd >= 0 {
      var s = stat()
      if fstat(fd, &s) == 0, s.st_mode & S_IFMT == S_IFREG {
        let size = Int(s.st_size)
        if length == 0 {
          if size == 0 { throw t.raise(.valueError, "cannot mmap an empty file") }
          if offset >= size { throw t.raise(.valueError, "mmap offset is greater than file size") }
          length = size - offset
        } else if offset > size || size - offset < length {
          throw t.raise(.valueError, "mmap length is greater than file size")
        }
      }
    } else {
      flags |= 0x20
    }
    var copy: Int32 = -1
    if fd != -1 {
      copy = minipy_fcntl_long(fd, F_DUPFD_CLOEXEC, 0)
      if copy < 0 { throw t.raiseOSError(errno) }
    }
    guard let p = mmap(nil, length, Int32(protection), Int32(flags), fd, offset), p != MAP_FAILED else {
      let code = errno
      if copy >= 0 { Glibc.close(copy) }
      throw t.raiseOSError(code)
    }
    let m: Mmap
    do throws(Raised) { m = Mmap(try Type(args[0]).allocateInstance(t)) } catch {
      munmap(p, length)
      if copy >= 0 { Glibc.close(copy) }
      throw error
    }
    m.fields.pointee.data = .raw(p)
    m.fields.pointee.size = .int(length)
    m.fields.pointee.position = .int(0)
    m.fields.pointee.fd = .int(Int(copy))
    m.fields.pointee.isWritable = .bool(protection & 2 != 0)
    m.fields.pointee.isPrivate = .bool(flags & 2 != 0)
    m.fields.pointee.exports = .int(0)
    m.fields.pointee.offset = .int(offset)
    Finalizers.register(m.raw)
    return m.value
  }

  static func define(_ type: TypeBuilder) {
    type.doc("A part of a file, or fresh memory, as a mutable sequence of bytes.")
    type.record(8)
    type.flags([.subclassable, .weakReferenceable])
    type.new("mmap(fileno, length, flags=1, prot=3, access=0, offset=0)") { native($0, $1, $2, $3, Mmap.new) }
    type.property("closed", "Whether it is closed.", { unary($0, $1) { (_, v) throws(Raised) in .bool(Mmap(v).fields.pointee.data.asRaw == nil) } })
    type.method("close()", "Gives the memory back.") {
      native($0, $1, $2, $3) { (t, args) throws(Raised) in
        Heap.endViews(t) { Mmap(args[0]).fields.pointee.exports != .int(0) }
        if Mmap(args[0]).fields.pointee.exports != .int(0) { throw t.raise(.bufferError, "cannot close exported pointers exist") }
        Mmap(args[0]).unmap()
        return .none
      }
    }
    type.slots.pointee.finalize = {
      unary($0, $1) { (_, v) throws(Raised) in
        if Mmap(v).fields.pointee.exports == .int(0) { Mmap(v).unmap() }
        return .none
      }
    }
    type.slots.pointee.length = { unary($0, $1) { (t, v) throws(Raised) in
      _ = try Mmap(v).memory(t)
      return .int(Mmap(v).count)
    } }
    type.slots.pointee.getItem = { binary($0, $1, $2, Mmap.getItem) }
    type.slots.pointee.setItem = { ternary($0, $1, $2, $3, Mmap.setItem) }
    type.slots.pointee.buffer = {
      binary($0, $1, $2) { (t, v, address) throws(Raised) in
        guard let view = UnsafeMutablePointer<BufferView>(bitPattern: UInt(address.bits)) else { return .none }
        view.pointee.object = v
        view.pointee.data = try Mmap(v).memory(t)
        view.pointee.length = Mmap(v).count
        view.pointee.isReadOnly = !Mmap(v).fields.pointee.isWritable.isTrue
        view.pointee.release = {
          let m = Mmap(Value(bits: $0))
          m.fields.pointee.exports = .int(m.fields.pointee.exports.asInt &- 1)
        }
        Mmap(v).fields.pointee.exports = .int(Mmap(v).fields.pointee.exports.asInt &+ 1)
        return .none
      }
    }
    type.method("__enter__()", "Itself.") {
      native($0, $1, $2, $3) { (t, args) throws(Raised) in
        _ = try Mmap(args[0]).memory(t)
        return args[0]
      }
    }
    type.method("__exit__(exc_type, exc_value, traceback, /)", "close()") {
      native($0, $1, $2, $3) { (t, args) throws(Raised) in try t.callMethod(args[0], Str.intern(t, "close"), []) }
    }
    defineReading(type)
    defineWriting(type)
  }

  private static func getItem(_ t: Thread, _ v: Value, _ key: Value) throws(Raised) -> Value {
    let p = try Mmap(v).memory(t)
    if key.isExactly(.slice) {
      let b = try Slice(key).bounds(t) { Mmap(v).count }
      let p = try Mmap(v).memory(t)
      let out = try Bytes.uninitialized(t, count: b.count)
      var at = b.start
      for i in 0..<b.count {
        out.data[i] = p.load(fromByteOffset: at, as: UInt8.self)
        at &+= b.step
      }
      return out.value
    }
    guard Arguments.isIndex(key) else { throw t.raise(.typeError, "mmap indices must be integers") }
    var i = try t.indexInt(key, overflow: .indexError)
    if i < 0 { i &+= Mmap(v).count }
    if i < 0 || i >= Mmap(v).count { throw t.raise(.indexError, "mmap index out of range") }
    return .int(Int(p.load(fromByteOffset: i, as: UInt8.self)))
  }
  private static func setItem(_ t: Thread, _ v: Value, _ key: Value, _ item: Value) throws(Raised) -> Value {
    _ = try Mmap(v).writable(t)
    if item.isEmpty { throw t.raise(.typeError, "mmap object doesn't support item deletion") }
    if key.isExactly(.slice) {
      let view = try BufferView.contiguous(t, item)
      defer { view.close() }
      let b = try Slice(key).bounds(t) { Mmap(v).count }
      if view.length != b.count { throw t.raise(.indexError, "mmap slice assignment is wrong size") }
      let p = try Mmap(v).writable(t)
      var at = b.start
      for i in 0..<b.count {
        p.storeBytes(of: view.bytes[i], toByteOffset: at, as: UInt8.self)
        at &+= b.step
      }
      return .none
    }
    guard Arguments.isIndex(key) else { throw t.raise(.typeError, "mmap indices must be integers") }
    var i = try t.indexInt(key, overflow: .indexError)
    if i < 0 { i &+= Mmap(v).count }
    if i < 0 || i >= Mmap(v).count { throw t.raise(.indexError, "mmap index out of range") }
    guard item.isInt || item.isBool || Int.isAny(item) else { throw t.raise(.typeError, "mmap item value must be an int") }
    guard let n = Int.word(item), n >= 0, n < 256 else { throw t.raise(.valueError, "mmap item value must be in range(0, 256)") }
    let p = try Mmap(v).writable(t)
    p.storeBytes(of: UInt8(n), toByteOffset: i, as: UInt8.self)
    return .none
  }

  // MARK: Reading

  private static func search(_ t: Thread, _ args: Args, last: Bool) throws(Raised) -> Value {
    let m = Mmap(args[0])
    _ = try m.memory(t)
    let view = try BufferView.contiguous(t, args[1])
    defer { view.close() }
    func bound(_ v: Value, _ fallback: Int) throws(Raised) -> Int {
      var i = v.isEmpty ? fallback : try t.indexInt(v, overflow: .overflowError)
      if i < 0 { i &+= m.count }
      return min(max(i, 0), m.count)
    }
    let start = try bound(args[2], m.fields.pointee.position.asInt)
    let end = try bound(args[3], m.count)
    let p = try m.memory(t)
    if end - start < view.length { return .int(-1) }
    if !last {
      guard let q = minipy_memmem(p + start, end - start, view.data, view.length) else { return .int(-1) }
      return .int(Raw(mutating: q) - p)
    }
    var at = end - view.length
    while at >= start {
      if memcmp(p + at, view.data, view.length) == 0 { return .int(at) }
      at -= 1
    }
    return .int(-1)
  }

  private static func defineReading(_ type: TypeBuilder) {
    type.method("find(sub, start=0, end=-1, /)", "The lowest place of some bytes, or -1.") {
      native($0, $1, $2, $3) { (t, args) throws(Raised) in try Mmap.search(t, args, last: false) }
    }
    type.method("rfind(sub, start=0, end=-1, /)", "The highest place of some bytes, or -1.") {
      native($0, $1, $2, $3) { (t, args) throws(Raised) in try Mmap.search(t, args, last: true) }
    }
    type.method("read(n=-1, /)", "Bytes from the position on.") {
      native($0, $1, $2, $3) { (t, args) throws(Raised) in
        let m = Mmap(args[0])
        _ = try m.memory(t)
        guard args[1].isEmpty || args[1].isNone || Arguments.isIndex(args[1]) else {
          throw t.raise(.typeError, "argument should be integer or None, not '\(args[1].type.displayName)'")
        }
        var n: Int = args[1].isEmpty || args[1].isNone ? -1 : try t.indexInt(args[1], overflow: .overflowError)
        let at = min(m.fields.pointee.position.asInt, m.count)
        if n < 0 || n > m.count - at { n = m.count - at }
        let result = try m.bytes(t, at, n)
        m.fields.pointee.position = .int(at + n)
        return result
      }
    }
    type.method("read_byte()", "The byte at the position.") {
      native($0, $1, $2, $3) { (t, args) throws(Raised) in
        let m = Mmap(args[0])
        let p = try m.memory(t)
        let at = m.fields.pointee.position.asInt
        if at >= m.count { throw t.raise(.valueError, "read byte out of range") }
        m.fields.pointee.position = .int(at + 1)
        return .int(Int(p.load(fromByteOffset: at, as: UInt8.self)))
      }
    }
    type.method("readline()", "Bytes up to the end of the line.") {
      native($0, $1, $2, $3) { (t, args) throws(Raised) in
        let m = Mmap(args[0])
        let p = try m.memory(t)
        let at = min(m.fields.pointee.position.asInt, m.count)
        var n = m.count - at
        if let q = memchr(p + at, 0x0A, n) { n = q - (p + at) + 1 }
        let line = try m.bytes(t, at, n)
        m.fields.pointee.position = .int(at + n)
        return line
      }
    }
    type.method("tell()", "The position.") {
      native($0, $1, $2, $3) { (t, args) throws(Raised) in
        _ = try Mmap(args[0]).memory(t)
        return Mmap(args[0]).fields.pointee.position
      }
    }
    type.method("size()", "Size of the file.") {
      native($0, $1, $2, $3) { (t, args) throws(Raised) in
        let m = Mmap(args[0])
        _ = try m.memory(t)
        if m.fd < 0 { return .int(m.count) }
        var s = stat()
        if fstat(m.fd, &s) != 0 { throw t.raiseOSError(errno) }
        return .int(Int(s.st_size))
      }
    }
    type.method("seek(pos, whence=0, /)", "Moves the position.") {
      native($0, $1, $2, $3) { (t, args) throws(Raised) in
        let m = Mmap(args[0])
        _ = try m.memory(t)
        var to = try t.indexInt(args[1], overflow: .overflowError)
        switch args[2].isEmpty ? 0 : try t.int32(args[2]) {
        case 0: break
        case 1: to &+= m.fields.pointee.position.asInt
        case 2: to &+= m.count
        default: throw t.raise(.valueError, "unknown seek type")
        }
        if to < 0 || to > m.count { throw t.raise(.valueError, "seek out of range") }
        m.fields.pointee.position = .int(to)
        return .none
      }
    }
  }

  // MARK: Writing

  private static func defineWriting(_ type: TypeBuilder) {
    type.method("write(bytes, /)", "Writes at the position; how many bytes.") {
      native($0, $1, $2, $3) { (t, args) throws(Raised) in
        let m = Mmap(args[0])
        _ = try m.memory(t)
        let view = try BufferView.contiguous(t, args[1])
        defer { view.close() }
        let p = try m.writable(t)
        let at = m.fields.pointee.position.asInt
        if at > m.count || m.count - at < view.length { throw t.raise(.valueError, "data out of range") }
        memmove(p + at, view.data, view.length)
        m.fields.pointee.position = .int(at + view.length)
        return .int(view.length)
      }
    }
    type.method("write_byte(byte, /)", "Writes one byte at the position.") {
      native($0, $1, $2, $3) { (t, args) throws(Raised) in
        let m = Mmap(args[0])
        let n = try t.int32(args[1])
        guard let byte = UInt8(exactly: n) else { throw t.raise(.overflowError, n < 0 ? "unsigned byte integer is less than minimum" : "unsigned byte integer is greater than maximum") }
        let p = try m.writable(t)
        let at = m.fields.pointee.position.asInt
        if at >= m.count { throw t.raise(.valueError, "write byte out of range") }
        p.storeBytes(of: byte, toByteOffset: at, as: UInt8.self)
        m.fields.pointee.position = .int(at + 1)
        return .none
      }
    }
    type.method("move(dest, src, count, /)", "Copies bytes inside.") {
      native($0, $1, $2, $3) { (t, args) throws(Raised) in
        let m = Mmap(args[0])
        let to = try t.indexInt(args[1], overflow: .overflowError)
        let from = try t.indexInt(args[2], overflow: .overflowError)
        let n = try t.indexInt(args[3], overflow: .overflowError)
        let p = try m.writable(t)
        if to < 0 || from < 0 || n < 0 || m.count - to < n || m.count - from < n { throw t.raise(.valueError, "source, destination, or count out of range") }
        memmove(p + to, p + from, n)
        return .none
      }
    }
    type.method("flush(offset=0, size=-1, /)", "Writes changes to the file.") {
      native($0, $1, $2, $3) { (t, args) throws(Raised) in
        let m = Mmap(args[0])
        let offset: Int = args[1].isEmpty ? 0 : try t.indexInt(args[1], overflow: .overflowError)
        let size: Int = args[2].isEmpty ? m.count : try t.indexInt(args[2], overflow: .overflowError)
        let p = try m.memory(t)
        if size < 0 || offset < 0 || m.count - offset < size { throw t.raise(.valueError, "flush values out of range") }
        if !m.fields.pointee.isWritable.isTrue || m.fields.pointee.isPrivate.isTrue { return .none }
        if msync(p + offset, size, Int32(MS_SYNC)) != 0 { throw t.raiseOSError(errno) }
        return .none
      }
    }
    type.method("madvise(option, start=0, length=None, /)", "Says how the memory will be used.") {
      native($0, $1, $2, $3) { (t, args) throws(Raised) in
        let m = Mmap(args[0])
        let option = Int32(try t.int32(args[1]))
        let start: Int = args[2].isEmpty ? 0 : try t.indexInt(args[2], overflow: .overflowError)
        var length: Int = args[3].isEmpty ? m.count : try t.indexInt(args[3], overflow: .overflowError)
        let p = try m.memory(t)
        if start < 0 || start >= m.count { throw t.raise(.valueError, "madvise start out of bounds") }
        if length < 0 { throw t.raise(.valueError, "madvise length invalid") }
        if start > Int.max - length { throw t.raise(.overflowError, "madvise length too large") }
        length = min(length, m.count - start)
        if madvise(p + start, length, option) != 0 { throw t.raiseOSError(errno) }
        return .none
      }
    }
    type.method("resize(newsize, /)", "Changes the size of the map and of its file.") {
      native($0, $1, $2, $3) { (t, args) throws(Raised) in
        let m = Mmap(args[0])
        let size = try t.indexInt(args[1], overflow: .overflowError)
        let p = try m.memory(t)
        Heap.endViews(t) { m.fields.pointee.exports != .int(0) }
        if m.fields.pointee.exports != .int(0) { throw t.raise(.bufferError, "mmap can't resize with extant pointers exported.") }
        if !m.fields.pointee.isWritable.isTrue || m.fields.pointee.isPrivate.isTrue {
          throw t.raise(.typeError, "mmap can't resize a readonly or copy-on-write memory map.")
        }
        if size < 0 { throw t.raise(.valueError, "new size out of range") }
        let (end, overflow) = m.fields.pointee.offset.asInt.addingReportingOverflow(size)
        if overflow { throw t.raise(.valueError, "new size out of range") }
        if m.fd >= 0, ftruncate(m.fd, end) != 0 { throw t.raiseOSError(errno) }
        guard let fresh = minipy_mremap(p, m.count, size) else { throw t.raiseOSError(errno) }
        m.fields.pointee.data = .raw(fresh)
        m.fields.pointee.size = .int(size)
        return .none
      }
    }
  }
}

enum MmapModule {
  static func define(_ m: ModuleBuilder) throws(Raised) {
    m.doc("Files and anonymous memory in the address space.")
    Mmap.type.value = try BuiltinTypes.makeUnnumbered(m.thread, name: "mmap.mmap", base: Type[.object], define: Mmap.define).value
    m.set("mmap", Mmap.type.value)
    m.set("error", Type[.osError].value)
    let numbers: [(StaticString, Int)] = [
      ("PROT_EXEC", 4), ("PROT_READ", 1), ("PROT_WRITE", 2), ("MAP_SHARED", 1), ("MAP_PRIVATE", 2), ("MAP_DENYWRITE", 2048),
      ("MAP_EXECUTABLE", 4096), ("MAP_ANON", 32), ("MAP_ANONYMOUS", 32), ("MAP_POPULATE", 32768), ("MAP_STACK", 131072),
      ("MAP_NORESERVE", 16384), ("PAGESIZE", 4096), ("ALLOCATIONGRANULARITY", 4096), ("ACCESS_DEFAULT", 0), ("ACCESS_READ", 1),
      ("ACCESS_WRITE", 2), ("ACCESS_COPY", 3), ("MADV_NORMAL", 0), ("MADV_RANDOM", 1), ("MADV_SEQUENTIAL", 2), ("MADV_WILLNEED", 3),
      ("MADV_DONTNEED", 4), ("MADV_REMOVE", 9), ("MADV_DONTFORK", 10), ("MADV_DOFORK", 11), ("MADV_HWPOISON", 100), ("MADV_MERGEABLE", 12),
      ("MADV_UNMERGEABLE", 13), ("MADV_HUGEPAGE", 14), ("MADV_NOHUGEPAGE", 15), ("MADV_DONTDUMP", 16), ("MADV_DODUMP", 17), ("MADV_FREE", 8),
    ]
    for (name, value) in numbers { m.set(name, .int(value)) }
  }
}
