// The module _struct: values packed into bytes by a format (Library Reference, "struct").

/// A compiled format. All fields are Values, so that a subclass of Struct may add its own behind them.
struct StructFields: BitwiseCopyable {
  var header: Header
  /// str
  var format: Value
  /// bytes that hold the rows (`StructItem`); empty before `__init__`.
  var items: Value
  /// Number of rows, bytes of the whole, values: ints.
  var itemCount: Value
  var size: Value
  var count: Value
  var isBigEndian: Value
}

struct StructObject: Handle {
  let fields: UnsafeMutablePointer<StructFields>
  @inline(__always) init(fields: UnsafeMutablePointer<StructFields>) { self.fields = fields }
  @inline(__always) var size: Int { fields.pointee.size.asInt }
  @inline(__always) var count: Int { fields.pointee.count.asInt }
  @inline(__always) private var itemCount: Int { fields.pointee.itemCount.asInt }
  @inline(__always) private func item(_ i: Int) -> StructItem {
    Raw(Bytes(fields.pointee.items).data).loadUnaligned(fromByteOffset: i &* MemoryLayout<StructItem>.stride, as: StructItem.self)
  }

  static func define(_ type: TypeBuilder) {
    type.doc("Struct(format)\n\nA format, compiled.")
    type.record(6)
    type.flags([.subclassable, .weakReferenceable])
    type.new("Struct(*args, **kwargs)") {
      native($0, $1, $2, $3) { t, a throws(Raised) in
        let s = StructObject(try Type(a[0]).allocateInstance(t))
        s.fields.pointee.format = Str.empty.value
        s.fields.pointee.items = Bytes.empty.value
        s.fields.pointee.itemCount = .int(0)
        s.fields.pointee.size = .int(-1)
        s.fields.pointee.count = .int(-1)
        s.fields.pointee.isBigEndian = .no
        return s.value
      }
    }
    type.initialize("Struct(format)") {
      native($0, $1, $2, $3) { t, a throws(Raised) in
        try StructObject(a[0]).compile(t, a[1])
        return .none
      }
    }
    type.member("format", "struct format string", offset: 8)
    type.property("size", "struct size in bytes", { unary($0, $1) { t, v throws(Raised) in StructObject(v).fields.pointee.size } })
    type.method("pack(*values)", "The values as bytes.") {
      native($0, $1, $2, $3) { t, a throws(Raised) in try StructObject(a[0]).pack(t, a.base + 1, a.count - 1) }
    }
    type.method("pack_into(*values)", "Packs values into a buffer, from an offset on.") {
      native($0, $1, $2, $3) { t, a throws(Raised) in try StructObject(a[0]).packInto(t, a.base + 1, a.count - 1) }
    }
    type.method("unpack(buffer, /)", "A tuple of the values in the buffer, which has just the struct's size.") {
      native($0, $1, $2, $3) { t, a throws(Raised) in try StructObject(a[0]).unpack(t, a[1]) }
    }
    type.method("unpack_from(buffer, offset=0)", "A tuple of the values in the buffer from an offset on.") {
      native($0, $1, $2, $3) { t, a throws(Raised) in try StructObject(a[0]).unpackFrom(t, a[1], a[2]) }
    }
    type.method("iter_unpack(buffer, /)", "An iterator over tuples, each unpacked from the next part of the buffer.") {
      native($0, $1, $2, $3) { t, a throws(Raised) in try StructIterator.make(t, StructObject(a[0]), a[1]) }
    }
    type.method("__sizeof__()", "Size in memory, in bytes.") {
      native($0, $1, $2, $3) { t, a throws(Raised) in .int(56 &+ StructObject(a[0]).itemCount &* MemoryLayout<StructItem>.stride) }
    }
  }

  static func make(_ t: Thread, _ format: Value) throws(Raised) -> StructObject {
    let v = try t.call(Type[.structType].value, format)
    return StructObject(v)
  }

  private func compile(_ t: Thread, _ format: Value) throws(Raised) {
    let text: Bytes
    if format.isKind(.str) {
      text = try Codecs.encode(t, Str(format), Str.intern(t, "ascii"), nil)
    } else if format.isKind(.byteString) {
      text = Bytes(format)
    } else {
      throw t.raise(.typeError, "Struct() argument 1 must be a str or bytes object, not \(format.type.displayName)")
    }
    if text.buffer.contains(0) { throw StructModule.raise(t, "embedded null character") }
    let compiled: StructFormat
    do throws(StructFormat.Failure) { compiled = try StructFormat(text.buffer) } catch { throw StructModule.raise(t, error.message) }
    if !Value.fits(compiled.size) { throw StructModule.raise(t, "total struct size too long") }
    let stride = MemoryLayout<StructItem>.stride
    let rows = try Bytes.uninitialized(t, count: max(1, compiled.items.count * stride))
    for (i, item) in compiled.items.enumerated() { Raw(rows.data).storeBytes(of: item, toByteOffset: i * stride, as: StructItem.self) }
    let shown = try Str.latin1(t, text.data, text.count)
    barrier()
    fields.pointee.format = shown.value
    fields.pointee.items = rows.value
    fields.pointee.itemCount = .int(compiled.items.count)
    fields.pointee.size = .int(compiled.size)
    fields.pointee.count = .int(compiled.count)
    fields.pointee.isBigEndian = .bool(compiled.isBigEndian)
  }

  // MARK: Packing

  private func checkCount(_ t: Thread, _ function: StaticString, _ n: Int) throws(Raised) {
    if n != count { throw StructModule.raise(t, "\(function) expected \(count) items for packing (got \(n))") }
  }
  /// The values as a new bytes object.
  func pack(_ t: Thread, _ values: UnsafeMutablePointer<Value>, _ n: Int) throws(Raised) -> Value {
    try checkCount(t, "pack", n)
    let result = try Bytes.uninitialized(t, count: max(0, size))
    Raw(result.data).initializeMemory(as: UInt8.self, repeating: 0, count: max(0, size))
    try fill(t, values, Raw(result.data))
    return result.value
  }
  private func fill(_ t: Thread, _ values: UnsafeMutablePointer<Value>, _ target: Raw) throws(Raised) {
    let big = fields.pointee.isBigEndian.isTrue
    var next = 0
    var i = 0
    while i < itemCount {
      let row = item(i)
      var p = target + row.offset
      var k = 0
      while k < row.count {
        try StructCodec.pack(t, row, values[next], p, isBigEndian: big)
        p += row.size
        next &+= 1
        k &+= 1
      }
      i &+= 1
    }
  }
  func packInto(_ t: Thread, _ args: UnsafeMutablePointer<Value>, _ n: Int) throws(Raised) -> Value {
    if n == 0 { throw StructModule.raise(t, "pack_into expected buffer argument") }
    if n == 1 { throw StructModule.raise(t, "pack_into expected offset argument") }
    try checkCount(t, "pack_into", n - 2)
    let view = try BufferView.writable(t, args[0], "argument")
    defer { view.close() }
    var offset = try t.indexInt(args[1], overflow: .indexError)
    if offset < 0 {
      if offset &+ size > 0 { throw StructModule.raise(t, "no space to pack \(size) bytes at offset \(offset)") }
      if offset &+ view.length < 0 { throw StructModule.raise(t, "offset \(offset) out of range for \(view.length)-byte buffer") }
      offset &+= view.length
    }
    if offset > view.length || view.length &- offset < size {
      throw StructModule.raise(
        t,
        "pack_into requires a buffer of at least \(UInt(bitPattern: size &+ offset)) bytes for packing \(size) bytes at offset \(offset) (actual buffer size is \(view.length))")
    }
    // Into memory of our own first: converting a value may run Python code, and an error leaves the buffer as it was.
    let scratch = try pack(t, args + 2, n - 2)
    (view.data + offset).copyMemory(from: Bytes(scratch).data, byteCount: max(0, size))
    return withExtendedLifetime(scratch) { .none }
  }

  // MARK: Unpacking

  /// The tuple of what is at p, which has `size` bytes.
  func values(_ t: Thread, _ p: Raw) throws(Raised) -> Value {
    let tuple = try Tuple.make(t, count: max(0, count))
    let big = fields.pointee.isBigEndian.isTrue
    var next = 0
    var i = 0
    while i < itemCount {
      let row = item(i)
      var q = p + row.offset
      var k = 0
      while k < row.count {
        let v = try StructCodec.unpack(t, row, q, isBigEndian: big)
        tuple.barrier()
        tuple.items[next] = v
        q += row.size
        next &+= 1
        k &+= 1
      }
      i &+= 1
    }
    return tuple.value
  }
  func unpack(_ t: Thread, _ buffer: Value) throws(Raised) -> Value {
    let view = try BufferView.contiguous(t, buffer)
    defer { view.close() }
    if view.length != size { throw StructModule.raise(t, "unpack requires a buffer of \(size) bytes") }
    return try values(t, view.data)
  }
  func unpackFrom(_ t: Thread, _ buffer: Value, _ at: Value) throws(Raised) -> Value {
    let view = try BufferView.contiguous(t, buffer)
    defer { view.close() }
    var offset = try Arguments.size(t, at, 0)
    if offset < 0 {
      if offset &+ size > 0 { throw StructModule.raise(t, "not enough data to unpack \(size) bytes at offset \(offset)") }
      if offset &+ view.length < 0 { throw StructModule.raise(t, "offset \(offset) out of range for \(view.length)-byte buffer") }
      offset &+= view.length
    }
    if offset > view.length || view.length &- offset < size {
      throw StructModule.raise(
        t,
        "unpack_from requires a buffer of at least \(UInt(bitPattern: size &+ offset)) bytes for unpacking \(size) bytes at offset \(offset) (actual buffer size is \(view.length))")
    }
    return try values(t, view.data + offset)
  }
}

/// What iter_unpack gives.
struct StructIterator: Handle {
  struct Fields: BitwiseCopyable {
    var header: Header
    var structure: Value
    /// memoryview of the buffer, or empty at the end
    var view: Value
    /// int: where the next part begins
    var position: Value
  }
  let fields: UnsafeMutablePointer<Fields>
  @inline(__always) init(fields: UnsafeMutablePointer<Fields>) { self.fields = fields }

  static func define(_ type: TypeBuilder) {
    type.record(3)
    type.slots.pointee.iter = { _, a in a }
    type.slots.pointee.next = { unary($0, $1, StructIterator.next) }
    type.method("__length_hint__()", "Parts that are left.") {
      native($0, $1, $2, $3) { t, a throws(Raised) in
        let f = StructIterator(a[0]).fields.pointee
        if f.view.isEmpty { return .int(0) }
        return .int((MemoryView(f.view).length &- f.position.asInt) / StructObject(f.structure).size)
      }
    }
  }
  static func make(_ t: Thread, _ s: StructObject, _ buffer: Value) throws(Raised) -> Value {
    if s.size <= 0 { throw StructModule.raise(t, "cannot iteratively unpack with a struct of length 0") }
    let view = try BufferView.contiguous(t, buffer)
    view.close()
    let memory = try MemoryView.make(t, buffer)
    if memory.length % s.size != 0 {
      try memory.release(t)
      throw StructModule.raise(t, "iterative unpacking requires a buffer of a multiple of \(s.size) bytes")
    }
    let it = StructIterator(t.allocate(32, .record, TypeID.structIterator))
    it.fields.pointee.structure = s.value
    it.fields.pointee.view = memory.value
    it.fields.pointee.position = .int(0)
    return it.value
  }
  static func next(_ t: Thread, _ v: Value) throws(Raised) -> Value {
    let it = StructIterator(v)
    if it.fields.pointee.view.isEmpty { return .empty }
    let view = MemoryView(it.fields.pointee.view)
    let s = StructObject(it.fields.pointee.structure)
    let at = it.fields.pointee.position.asInt
    if s.size <= 0 || at &+ s.size > view.length {
      it.fields.pointee.view = .empty
      try view.release(t)
      return .empty
    }
    it.fields.pointee.position = .int(at &+ s.size)
    return try s.values(t, view.data + at)
  }
}

enum StructModule {
  /// The class struct.error
  static let error = Root()
  /// dict: format -> Struct, for the module's functions
  private static let cache = Root()
  static func raise(_ t: Thread, _ message: String) -> Raised { t.raise(error.value, message) }

  static func define(_ m: ModuleBuilder) throws(Raised) {
    m.doc("Numbers as C lays them out in bytes, and back.")
    try m.exception(error, "error", module: "struct", base: Type[.exception].value)
    cache.value = Dict.make(m.thread).value
    try m.type(.structType)
    _ = try BuiltinTypes.make(m.thread, .structIterator)
    m.function("calcsize(format, /)", "Bytes that the format takes.") {
      native($0, $1, $2, $3) { t, a throws(Raised) in .int(try StructModule.compiled(t, a[0]).size) }
    }
    m.function("pack(*values)", "The values as bytes, by a format.") {
      native($0, $1, $2, $3) { t, a throws(Raised) in
        if a.count == 0 { throw t.raise(.typeError, "missing format argument") }
        return try StructModule.compiled(t, a[0]).pack(t, a.base + 1, a.count - 1)
      }
    }
    m.function("pack_into(*values)", "Packs values into a buffer, from an offset on.") {
      native($0, $1, $2, $3) { t, a throws(Raised) in
        if a.count == 0 { throw t.raise(.typeError, "missing format argument") }
        return try StructModule.compiled(t, a[0]).packInto(t, a.base + 1, a.count - 1)
      }
    }
    m.function("unpack(format, buffer, /)", "A tuple of the values in the buffer.") {
      native($0, $1, $2, $3) { t, a throws(Raised) in try StructModule.compiled(t, a[0]).unpack(t, a[1]) }
    }
    m.function("unpack_from(format, /, buffer, offset=0)", "A tuple of the values in the buffer from an offset on.") {
      native($0, $1, $2, $3) { t, a throws(Raised) in try StructModule.compiled(t, a[0]).unpackFrom(t, a[1], a[2]) }
    }
    m.function("iter_unpack(format, buffer, /)", "An iterator over tuples, each unpacked from the next part of the buffer.") {
      native($0, $1, $2, $3) { t, a throws(Raised) in try StructIterator.make(t, try StructModule.compiled(t, a[0]), a[1]) }
    }
    m.function("_clearcache()", "Forget the compiled formats.") {
      native($0, $1, $2, $3) { t, a throws(Raised) in
        Dict(StructModule.cache.value).clear(t)
        return .none
      }
    }
  }
  private static func compiled(_ t: Thread, _ format: Value) throws(Raised) -> StructObject {
    guard format.isExactly(.str) || format.isExactly(.bytes) else { return try StructObject.make(t, format) }
    let known = Dict(cache.value)
    let found = try known.get(t, format)
    if found.isObject { return StructObject(found) }
    let s = try StructObject.make(t, format)
    if known.count >= 100 { known.clear(t) }
    try known.set(t, format, s.value)
    return s
  }
}
