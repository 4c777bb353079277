// memoryview: the memory of another object, seen as items of a format in any number of dimensions (PEP 3118).

import Glibc

struct MemoryViewFields: BitwiseCopyable {
  var header: Header
  /// The object whose memory is seen, or empty when released.
  var object: Value
  /// Value.raw: the first item.
  var data: Value
  /// ints
  var length: Value
  var itemSize: Value
  /// str
  var format: Value
  /// tuples of ints: lengths and steps of the dimensions
  var shape: Value
  var strides: Value
  /// True or False
  var readOnly: Value
  /// The view whose export of the object this one shares (a slice's or cast's original), or none when it holds one itself.
  var root: Value
  /// int: views that others hold of this one.
  var exports: Value
  /// Value.raw: what gives the export back, or none.
  var release: Value
  /// int, 0: not computed yet
  var hash: Value
}

struct MemoryView: Handle {
  let fields: UnsafeMutablePointer<MemoryViewFields>
  @inline(__always) init(fields: UnsafeMutablePointer<MemoryViewFields>) { self.fields = fields }

  var isReleased: Bool { fields.pointee.object.isEmpty }
  var data: Raw { fields.pointee.data.asRaw ?? Raw(bitPattern: 16).unsafelyUnwrapped }
  var itemSize: Int { fields.pointee.itemSize.asInt }
  var length: Int { fields.pointee.length.asInt }
  var shape: Tuple { Tuple(fields.pointee.shape) }
  var strides: Tuple { Tuple(fields.pointee.strides) }
  var dimensions: Int { shape.count }
  /// The format's letter; 0 for formats of more than one.
  var letter: UInt8 {
    let f = Str(fields.pointee.format)
    if f.length == 1 { return UInt8(truncatingIfNeeded: f[0]) }
    if f.length == 2, f[0] == 0x40 { return UInt8(truncatingIfNeeded: f[1]) }
    return 0
  }
  func checkAlive(_ thread: Thread) throws(Raised) {
    if isReleased { throw thread.raise(.valueError, "operation forbidden on released memoryview object") }
  }
  /// The same as a BufferView, without an export of its own.
  var view: BufferView {
    var v = BufferView()
    v.object = value
    v.data = data
    v.length = length
    v.itemSize = itemSize
    v.dimensions = dimensions
    v.isReadOnly = fields.pointee.readOnly.isTrue
    v.format = fields.pointee.format
    v.shape = fields.pointee.shape
    v.strides = fields.pointee.strides
    return v
  }

  // MARK: Making

  static func make(_ thread: Thread, _ object: Value) throws(Raised) -> MemoryView {
    if object.isExactly(.memoryview) {
      let m = MemoryView(object)
      try m.checkAlive(thread)
      return m.sharing(thread)
    }
    let v = try BufferView.slowGet(thread, object, "memoryview: a bytes-like object is required")
    // A PickleBuffer hands out the view that it holds.
    if v.object.isExactly(.memoryview) {
      v.close()
      return MemoryView(v.object).sharing(thread)
    }
    let shape = v.shape.isEmpty ? try Tuple.make(thread, [.int(v.extent(0))]) : Tuple(v.shape)
    let strides: Tuple
    if v.strides.isEmpty {
      strides = try Tuple.make(thread, count: shape.count)
      for d in 0..<shape.count { strides.items[d] = .int(v.stride(d)) }
    } else {
      strides = Tuple(v.strides)
    }
    let m = MemoryView(thread.allocate(MemoryLayout<MemoryViewFields>.size, .record, TypeID.memoryview))
    m.fields.pointee.object = v.object.isObject ? v.object : object
    m.fields.pointee.data = .raw(v.data)
    m.fields.pointee.length = .int(v.length)
    m.fields.pointee.itemSize = .int(v.itemSize)
    m.fields.pointee.format = v.format.isEmpty ? Str.character(thread, 0x42).value : v.format
    m.fields.pointee.shape = shape.value
    m.fields.pointee.strides = strides.value
    m.fields.pointee.readOnly = .bool(v.isReadOnly)
    m.fields.pointee.root = .none
    m.fields.pointee.exports = .int(0)
    m.fields.pointee.release = v.release.map { .raw(unsafeBitCast($0, to: UnsafeRawPointer.self)) } ?? .none
    m.fields.pointee.hash = .int(0)
    if v.release != nil { exporting.push(m.raw) }
    return m
  }
  /// Another view of the same memory, which keeps the export of the first one open.
  private func sharing(_ thread: Thread) -> MemoryView {
    let m = MemoryView(thread.allocate(MemoryLayout<MemoryViewFields>.size, .record, TypeID.memoryview))
    let header = m.fields.pointee.header
    m.fields.pointee = fields.pointee
    m.fields.pointee.header = header
    let root = fields.pointee.root.isNone ? value : fields.pointee.root
    m.fields.pointee.root = root
    m.fields.pointee.release = .none
    m.fields.pointee.exports = .int(0)
    m.fields.pointee.hash = .int(0)
    let r = MemoryView(root).fields
    // Views that share are counted apart from those that a program took of this one: 2^32 each.
    r.pointee.exports = .int(r.pointee.exports.asInt &+ 1 &<< 32)
    MemoryView.exporting.push(m.raw)
    return m
  }
  /// Views that hold an export open, so that the collector can give it back for one that nobody released.
  nonisolated(unsafe) private static var exporting = RawStack(base: nil, count: 0, capacity: 0)

  /// After marking: ends the exports of dead views. Their exporters can be resized again, as when a count of references ends a view.
  static func closeDead() {
    // A released view whose sharers live is counted by them.
    guard exporting.count > 0, let all = exporting.base else { return }
    var kept = 0
    var i = 0
    while i < exporting.count {
      let p = all[i]
      i &+= 1
      let m = MemoryView(p)
      if m.fields.pointee.release.isNone, m.fields.pointee.root.isNone || m.isReleased { continue }
      if Heap.isMarked(p) {
        all[kept] = p
        kept &+= 1
      } else if m.fields.pointee.object.isObject {
        m.end()
      }
    }
    exporting.count = kept
  }
  private var exportCount: Int { fields.pointee.exports.asInt & 0xFFFF_FFFF }
  private var sharerCount: Int { fields.pointee.exports.asInt &>> 32 }

  private func giveBack(_ object: Value) {
    guard !fields.pointee.release.isNone, let p = fields.pointee.release.asRaw else { return }
    let release = unsafeBitCast(UnsafeRawPointer(p), to: (@convention(c) (UInt64) -> Void).self)
    fields.pointee.release = .none
    release(object.bits)
  }
  /// Ends this view; the object's export ends with the last view that shares it.
  func release(_ thread: Thread) throws(Raised) {
    if isReleased { return }
    Heap.endViews(thread) { exportCount > 0 }
    if exportCount > 0 {
      throw thread.raise(.bufferError, "memoryview has \(exportCount) exported buffer\(exportCount == 1 ? "" : "s")")
    }
    end()
  }
  private func end() {
    let object = fields.pointee.object
    fields.pointee.object = .empty
    if fields.pointee.root.isNone {
      if sharerCount == 0 { giveBack(object) }
      return
    }
    let root = MemoryView(fields.pointee.root)
    root.fields.pointee.exports = .int(root.fields.pointee.exports.asInt &- 1 &<< 32)
    if root.isReleased, root.sharerCount == 0 { root.giveBack(object) }
  }

  static func new(_ thread: Thread, _ args: Args) throws(Raised) -> Value { try make(thread, args[1]).value }

  /// The buffer slot: a view of a view.
  static func buffer(_ thread: Thread, _ v: Value, _ address: Value) throws(Raised) -> Value {
    guard let target = UnsafeMutablePointer<BufferView>(bitPattern: UInt(address.bits)) else { return .none }
    let m = MemoryView(v)
    try m.checkAlive(thread)
    target.pointee = m.view
    target.pointee.release = {
      let f = MemoryView(Value(bits: $0)).fields
      f.pointee.exports = .int(f.pointee.exports.asInt &- 1)
    }
    m.fields.pointee.exports = .int(m.fields.pointee.exports.asInt &+ 1)
    return .none
  }

  // MARK: Items

  /// The item at p.
  func unpack(_ thread: Thread, _ p: Raw) throws(Raised) -> Value {
    func load<T: BitwiseCopyable>(_ type: T.Type) -> T { p.loadUnaligned(as: type) }
    switch letter {
    case 0x42: return .int(Int(load(UInt8.self)))
    case 0x62: return .int(Int(load(Int8.self)))
    case 0x63: return Bytes.one(load(UInt8.self)).value
    case 0x3F: return .bool(load(UInt8.self) != 0)
    case 0x68: return .int(Int(load(Int16.self)))
    case 0x48: return .int(Int(load(UInt16.self)))
    case 0x69: return .int(Int(load(Int32.self)))
    case 0x49: return .int(Int(load(UInt32.self)))
    case 0x6C, 0x71, 0x6E: return thread.int(load(Int.self))
    case 0x4C, 0x51, 0x4E, 0x50: return thread.int(unsigned: load(UInt64.self))
    case 0x66: return thread.float(Double(load(Float.self)))
    case 0x64: return thread.float(load(Double.self))
    case 0x65: return thread.float(Double(Float16Bits.value(load(UInt16.self))))
    default:
      throw thread.raise(.notImplementedError, "memoryview: format \(Str(fields.pointee.format).string) not supported")
    }
  }
  /// Stores `v` as the item at p.
  func pack(_ thread: Thread, _ p: Raw, _ v: Value) throws(Raised) {
    let letter = self.letter
    func wrong(_ what: StaticString) -> Raised {
      let type: TypeID = what.utf8CodeUnitCount == 4 ? .typeError : .valueError
      return thread.raise(type, "memoryview: invalid \(what) for format '\(Str(fields.pointee.format).string)'")
    }
    func integer(_ low: Int, _ high: Int) throws(Raised) -> Int {
      guard Arguments.isIndex(v) else { throw wrong("type") }
      let i = try thread.index(v)
      guard i.isInt, i.asInt >= low, i.asInt <= high else { throw wrong("value") }
      return i.asInt
    }
    func store<T: BitwiseCopyable>(_ x: T) throws(Raised) {
      // Converting the value may have run Python code that released the view.
      try checkAlive(thread)
      p.storeBytes(of: x, as: T.self)
    }
    switch letter {
    case 0x42: try store(UInt8(truncatingIfNeeded: try integer(0, 255)))
    case 0x62: try store(Int8(truncatingIfNeeded: try integer(-128, 127)))
    case 0x68: try store(Int16(truncatingIfNeeded: try integer(-32768, 32767)))
    case 0x48: try store(UInt16(truncatingIfNeeded: try integer(0, 65535)))
    case 0x69: try store(Int32(truncatingIfNeeded: try integer(Int(Int32.min), Int(Int32.max))))
    case 0x49: try store(UInt32(truncatingIfNeeded: try integer(0, Int(UInt32.max))))
    case 0x6C, 0x71, 0x6E:
      guard Arguments.isIndex(v) else { throw wrong("type") }
      let i = try thread.index(v)
      let x = try thread.indexClipped(i)
      if try !thread.equal(thread.int(x), i) { throw wrong("value") }
      try store(x)
    case 0x4C, 0x51, 0x4E, 0x50:
      guard Arguments.isIndex(v) else { throw wrong("type") }
      guard let x = Int.unsignedWord(try thread.index(v)) else { throw wrong("value") }
      try store(x)
    case 0x63:
      guard v.isKind(.byteString) else { throw wrong("type") }
      if Bytes(v).count != 1 { throw wrong("value") }
      try store(Bytes(v).data[0])
    case 0x3F: try store(try thread.truth(v) ? UInt8(1) : UInt8(0))
    case 0x66, 0x64, 0x65:
      let d: Double
      do throws(Raised) { d = try thread.double(v) } catch {
        if !thread.isRaising(.typeError) { throw error }
        _ = thread.takeRaised()
        throw wrong("type")
      }
      if letter == 0x64 { try store(d) } else if letter == 0x66 { try store(Float(d)) } else { try store(Float16Bits.bits(d)) }
    default:
      throw thread.raise(.notImplementedError, "memoryview: format \(Str(fields.pointee.format).string) not supported")
    }
  }

  /// Size of an item of a native one-letter format, or nil.
  static func itemSize(_ format: Str) -> Int? {
    guard format.length == 1 || (format.length == 2 && format[0] == 0x40) else { return nil }
    switch format[format.length &- 1] {
    case 0x42, 0x62, 0x63, 0x3F: return 1
    case 0x68, 0x48, 0x65: return 2
    case 0x69, 0x49, 0x66: return 4
    case 0x6C, 0x4C, 0x71, 0x51, 0x6E, 0x4E, 0x50, 0x64: return 8
    default: return nil
    }
  }

  /// A part in one dimension.
  func slice(_ thread: Thread, _ key: Value) throws(Raised) -> MemoryView {
    let r = try SliceRange(thread, key, shape[0].asInt)
    let m = sharing(thread)
    let step = strides[0].asInt
    m.fields.pointee.data = .raw(data + r.start &* step)
    m.fields.pointee.length = .int(r.count &* itemSize)
    let shape = try Tuple.make(thread, [.int(r.count)])
    m.barrier()
    m.fields.pointee.shape = shape.value
    let strides = try Tuple.make(thread, [.int(step &* r.step)])
    m.barrier()
    m.fields.pointee.strides = strides.value
    return m
  }
  func toReadOnly(_ thread: Thread) -> MemoryView {
    let m = sharing(thread)
    m.fields.pointee.readOnly = .yes
    return m
  }

  /// The same memory with another format and shape.
  func cast(_ thread: Thread, _ formatValue: Value, _ shapeValue: Value) throws(Raised) -> MemoryView {
    guard formatValue.isKind(.str) else { throw Arguments.wrongType(thread, formatValue, "cast() argument 'format' must be str") }
    if !view.isContiguous { throw thread.raise(.typeError, "memoryview: casts are restricted to C-contiguous views") }
    let format = Str(formatValue)
    if !shapeValue.isEmpty, !shapeValue.isKind(.list), !shapeValue.isKind(.tuple) {
      throw thread.raise(.typeError, "shape must be a list or a tuple")
    }
    if !shapeValue.isEmpty, dimensions != 1, shapeValue.isKind(.list) ? List(shapeValue).count != 1 : Tuple(shapeValue).count != 1 {
      throw thread.raise(.typeError, "memoryview: cast must be 1D -> ND or ND -> 1D")
    }
    guard let size = MemoryView.itemSize(format) else {
      throw thread.raise(
        .valueError, "memoryview: destination format must be a native single character format prefixed with an optional '@'")
    }
    func isByte(_ c: UInt32) -> Bool { c == 0x42 || c == 0x62 || c == 0x63 }
    if !isByte(UInt32(letter)), !isByte(format[format.length &- 1]) {
      throw thread.raise(.typeError, "memoryview: cannot cast between two non-byte formats")
    }
    if length % size != 0 { throw thread.raise(.typeError, "memoryview: length is not a multiple of itemsize") }
    var extents = [length / size]
    if !shapeValue.isEmpty {
      extents = []
      let isList = shapeValue.isKind(.list)
      for i in 0..<(isList ? List(shapeValue).count : Tuple(shapeValue).count) {
        let v = isList ? List(shapeValue)[i] : Tuple(shapeValue)[i]
        guard v.isInt else { throw thread.raise(.typeError, "memoryview.cast(): elements of shape must be integers") }
        if v.asInt <= 0 { throw thread.raise(.valueError, "memoryview.cast(): elements of shape must be integers > 0") }
        extents.append(v.asInt)
      }
      if extents.count > 64 { throw thread.raise(.valueError, "memoryview: number of dimensions must not exceed 64") }
      var product = size
      for n in extents {
        let (p, overflow) = product.multipliedReportingOverflow(by: n)
        if overflow { throw thread.raise(.valueError, "memoryview.cast(): product(shape) > SSIZE_MAX") }
        product = p
      }
      if product != length { throw thread.raise(.typeError, "memoryview: product(shape) * itemsize != buffer size") }
    }
    let m = sharing(thread)
    m.fields.pointee.format = formatValue
    m.fields.pointee.itemSize = .int(size)
    let shape = try Tuple.make(thread, extents.map { .int($0) })
    m.barrier()
    m.fields.pointee.shape = shape.value
    var steps: [Value] = []
    var step = size
    for n in extents.reversed() {
      steps.insert(.int(step), at: 0)
      step &*= n
    }
    let strides = try Tuple.make(thread, steps)
    m.barrier()
    m.fields.pointee.strides = strides.value
    return m
  }
}
