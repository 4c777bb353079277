// ctypes' instances: an address, and what keeps the memory there alive.

import Glibc

struct CDataFields: BitwiseCopyable {
  var header: Header
  /// Value.raw
  var address: Value
  /// Bytes that are there (`resize` may have made them more than the type's): int
  var size: Value
  /// The cell of the memory, if it is this object's own or lies in a buffer that somebody exports; none
  var storage: Value
  /// The instance that this one is a part of, or none, and its place there
  var base: Value
  var index: Value
  /// What the memory refers to: `_objects`
  var objects: Value
  // Of a function (Fields of CFunction): empty elsewhere
  var callable: Value
  var arguments: Value
  var converters: Value
  var result: Value
  var errorCheck: Value
  var parameterFlags: Value
  /// CThunk
  var thunk: Value
}

struct CData: Handle {
  let fields: UnsafeMutablePointer<CDataFields>
  @inline(__always) init(fields: UnsafeMutablePointer<CDataFields>) { self.fields = fields }
  /// Never nil where it is used: NULL reads as the lowest page, which faults as in C.
  var address: Raw { fields.pointee.address.asRaw ?? Raw(bitPattern: 8).unsafelyUnwrapped }
  var size: Int { fields.pointee.size.asInt }
  var type: Type { value.type }
  var ownsMemory: Bool { fields.pointee.base.isNone && fields.pointee.storage.isObject && fields.pointee.storage.object.kind == .bytes }

  static func isData(_ v: Value) -> Bool { v.isKind(.record) && CTypes.dataType.value.isObject && v.type.isSubclass(of: Type(CTypes.dataType.value)) }
  /// The type of an instance.
  static func info(_ v: Value) -> CType? { isData(v) ? CType.of(v.type) : nil }

  // MARK: Making

  private static func allocate(_ t: Thread, _ type: Type) throws(Raised) -> CData {
    let d = CData(try type.allocateInstance(t))
    d.fields.pointee.address = .raw(nil)
    d.fields.pointee.size = .int(0)
    d.fields.pointee.storage = .none
    d.fields.pointee.base = .none
    d.fields.pointee.index = .int(0)
    d.fields.pointee.objects = .none
    d.fields.pointee.callable = .none
    d.fields.pointee.arguments = .empty
    d.fields.pointee.converters = .empty
    d.fields.pointee.result = .empty
    d.fields.pointee.errorCheck = .none
    d.fields.pointee.parameterFlags = .none
    d.fields.pointee.thunk = .none
    return d
  }
  /// Memory of zeros, aligned for any type: its address, and the cell.
  private static func memory(_ t: Thread, _ size: Int) throws(Raised) -> (Raw, Value) {
    // Cells begin at multiples of 16, their payload 8 behind.
    let p = Raw(try t.allocateBytes(max(size, 1) &+ 8))
    p.initializeMemory(as: UInt8.self, repeating: 0, count: max(size, 1) &+ 8)
    return (p + 8, Value(p - 8))
  }
  /// A new instance with memory of its own, all zeros.
  static func make(_ t: Thread, _ type: Type) throws(Raised) -> CData {
    let info = try CType.of(t, abstract: type)
    info.set(.final)
    let d = try allocate(t, type)
    let (address, cell) = try memory(t, info.size)
    d.barrier()
    d.fields.pointee.storage = cell
    d.fields.pointee.address = .raw(address)
    d.fields.pointee.size = .int(info.size)
    return d
  }
  /// One at an address; `storage` or `base` keeps the memory alive (none: nobody does).
  static func make(_ t: Thread, _ type: Type, at address: Raw?, storage: Value = .none, base: Value = .none, index: Int = 0) throws(Raised) -> CData {
    let info = try CType.of(t, abstract: type)
    info.set(.final)
    let d = try allocate(t, type)
    d.barrier()
    d.fields.pointee.address = .raw(address)
    d.fields.pointee.size = .int(info.size)
    d.fields.pointee.storage = storage
    d.fields.pointee.base = base
    d.fields.pointee.index = .int(index)
    return d
  }
  static func resize(_ t: Thread, _ v: Value, _ n: Int) throws(Raised) {
    guard let info = info(v) else { throw t.raise(.typeError, "excepted ctypes instance") }
    let d = CData(v)
    if n < info.size { throw t.raise(.valueError, "minimum size is \(info.size)") }
    if !d.ownsMemory { throw t.raise(.valueError, "Memory cannot be resized because this object doesn't own it") }
    if n <= d.size { return d.fields.pointee.size = .int(n) }
    let (address, cell) = try memory(t, n)
    address.copyMemory(from: d.address, byteCount: d.size)
    d.barrier()
    d.fields.pointee.storage = cell
    d.fields.pointee.address = .raw(address)
    d.fields.pointee.size = .int(n)
  }

  // MARK: What is kept alive

  /// Keeps `v` with the whole that this is a part of, under the path of indices to it.
  func keep(_ t: Thread, _ index: Int, _ v: Value) throws(Raised) {
    if v.isNone { return }
    var key = String(index, radix: 16)
    var root = self
    while root.fields.pointee.base.isObject {
      key += ":" + String(root.fields.pointee.index.asInt, radix: 16)
      root = CData(root.fields.pointee.base)
    }
    // A simple value keeps at most one object.
    if root.fields == fields, let info = CType.of(type), info.kind == .simple {
      barrier()
      fields.pointee.objects = v
      return
    }
    let d = try root.objects(t)
    try d.set(t, Str.make(t, key).value, v)
  }
  /// The dict of what the memory of the whole refers to.
  func objects(_ t: Thread) throws(Raised) -> Dict {
    var root = self
    while root.fields.pointee.base.isObject { root = CData(root.fields.pointee.base) }
    if root.fields.pointee.objects.isKind(.dict) { return Dict(root.fields.pointee.objects) }
    let d = Dict.make(t)
    let old = root.fields.pointee.objects
    if !old.isNone { try d.set(t, .int(0), old) }
    root.barrier()
    root.fields.pointee.objects = d.value
    return d
  }
  /// What has to be kept by whoever copies this one's memory.
  func kept(_ t: Thread) throws(Raised) -> Value {
    if fields.pointee.base.isObject { return try objects(t).value }
    if let kind = CType.of(type)?.kind, kind == .array || kind == .structure || kind == .union { return try objects(t).value }
    return fields.pointee.objects
  }

  // MARK: Parts

  /// The Python value of a part of the memory of `base`.
  static func get(_ t: Thread, _ type: Type, _ p: Raw, base: Value, index: Int) throws(Raised) -> Value {
    guard let info = CType.of(type) else { throw t.raise(.typeError, "abstract class") }
    if info.kind == .simple, CTypes.isPlainSimple(type) { return try CValue.load(t, info.code, p, swapped: info.has(.swapped)) }
    return try make(t, type, at: p, base: base, index: index).value
  }
  /// Stores a Python value at p as C type `type`; gives what has to be kept alive, or none.
  static func set(_ t: Thread, _ type: Type, _ p: Raw, _ v: Value) throws(Raised) -> Value {
    guard let info = CType.of(type) else { throw t.raise(.typeError, "abstract class") }
    try t.checkNativeStack()
    guard let theirs = CData.info(v) else {
      if info.kind == .simple { return try CValue.store(t, info.code, p, v, swapped: info.has(.swapped)) }
      if v.isKind(.tuple) {
        let made: Value
        do throws(Raised) { made = try t.call(type.value, tuple: v, kwargs: .empty) } catch {
          let e = t.takeRaised()
          throw t.raise(.runtimeError, "(\(type.shortName)) \(try t.repr(e.type.value).string): \(try t.str(e).string)")
        }
        return try set(t, type, p, made)
      }
      if v.isNone, info.kind == .pointer || info.kind == .function {
        p.storeBytes(of: 0, as: UInt64.self)
        return .none
      }
      throw t.raise(.typeError, "expected \(type.shortName) instance, got \(v.type.shortName)")
    }
    let d = CData(v)
    if try t.isInstance(v, type.value) {
      memmove(p, d.address, info.size)
      if info.kind == .pointer { return Tuple.pair(t, try d.objects(t).value, v) }
      return try d.kept(t)
    }
    if info.kind == .pointer, theirs.kind == .array, theirs.fields.pointee.item == info.fields.pointee.item {
      p.storeBytes(of: d.address, as: Raw.self)
      return Tuple.pair(t, try d.kept(t), v)
    }
    throw t.raise(.typeError, "incompatible types, \(v.type.shortName) instance instead of \(type.shortName) instance")
  }

  // MARK: What all have

  static func define(_ type: TypeBuilder) {
    type.layout(.record, size: MemoryLayout<CDataFields>.size)
    type.flags([.subclassable, .noNew, .weakReferenceable])
    type.slots.pointee.hash = { unary($0, $1) { t, _ throws(Raised) in throw t.raise(.typeError, "unhashable type") } }
    type.slots.pointee.buffer = { binary($0, $1, $2, CData.buffer) }
    type.member("_b_base_", "the base object", offset: 32)
    type.property("_b_needsfree_", "whether the object owns the memory or not", { unary($0, $1) { _, v throws(Raised) in
      .int(CData(v).ownsMemory ? 1 : 0)
    } })
    type.member("_objects", "internal objects tree (NEVER CHANGE THIS OBJECT!)", offset: 48)
    type.method("__ctypes_from_outparam__()", "") { native($0, $1, $2, $3) { _, a throws(Raised) in a[0] } }
    type.method("__reduce__()", "") {
      native($0, $1, $2, $3) { t, a throws(Raised) in
        let d = CData(a[0])
        if let info = CData.info(a[0]), info.has(.hasPointer) { throw t.raise(.valueError, "ctypes objects containing pointers cannot be pickled") }
        let module = try Importer.module(t, Str.intern(t, "_ctypes"))
        let make = try t.getAttribute(module, Str.intern(t, "_unpickle"))
        let dict = try t.getAttributeOrEmpty(a[0], .__dict__)
        let state = Tuple.pair(t, dict.orNil ?? Dict.make(t).value, try CValue.bytes(t, d.address, d.size))
        return Tuple.pair(t, make, Tuple.pair(t, d.type.value, state))
      }
    }
    type.method("__setstate__(state, /)", "") {
      native($0, $1, $2, $3) { t, a throws(Raised) in
        guard a[1].isKind(.tuple), Tuple(a[1]).count == 2, Tuple(a[1])[0].isKind(.dict), Tuple(a[1])[1].isKind(.byteString) else {
          throw t.raise(.typeError, "__setstate__() argument must be a (dict, bytes) tuple")
        }
        let d = CData(a[0])
        let bytes = Bytes(Tuple(a[1])[1])
        memmove(d.address, bytes.data, min(bytes.count, d.size))
        let dict = try t.getAttributeOrEmpty(a[0], .__dict__)
        if !dict.isEmpty { _ = try t.callMethod(dict, .update, Tuple(a[1])[0]) }
        return .none
      }
    }
  }
  static func buffer(_ t: Thread, _ v: Value, _ where_: Value) throws(Raised) -> Value {
    guard let info = info(v), let p = Raw(bitPattern: UInt(where_.bits)) else { throw t.raise(.bufferError, "abstract class") }
    let d = CData(v)
    let (dimensions, format) = info.shape()
    let shape = try Tuple.make(t, dimensions.map { Value.int($0) })
    var view = BufferView()
    view.object = v
    view.data = d.address
    view.length = d.size
    view.isReadOnly = false
    view.dimensions = dimensions.count
    view.shape = shape.value
    view.format = format
    var item = info
    while item.kind == .array, let inner = item.itemInfo { item = inner }
    view.itemSize = item.size
    p.assumingMemoryBound(to: BufferView.self).pointee = view
    return .none
  }
}

// MARK: Fields of structures

struct CFieldFields: BitwiseCopyable {
  var header: Header
  /// The class of the value
  var type: Value
  /// ints: byte offset, size, number of bits (0: no bit field) and of the lowest of them, place among the fields
  var offset: Value
  var size: Value
  var bits: Value
  var low: Value
  var index: Value
  /// str
  var name: Value
}

struct CField: Handle {
  let fields: UnsafeMutablePointer<CFieldFields>
  init(fields: UnsafeMutablePointer<CFieldFields>) { self.fields = fields }
  var type: Type { Type(fields.pointee.type) }
  var offset: Int { fields.pointee.offset.asInt }
  var bits: Int { fields.pointee.bits.asInt }
  var name: Str { Str(fields.pointee.name) }

  static func make(_ t: Thread, name: Str, type: Type, offset: Int, size: Int, bits: Int, low: Int, index: Int) -> CField {
    let f = CField(t.allocate(MemoryLayout<CFieldFields>.size, .record, Type(CTypes.fieldType.value).fields.pointee.shape))
    f.fields.pointee.type = type.value
    f.fields.pointee.offset = .int(offset)
    f.fields.pointee.size = .int(size)
    f.fields.pointee.bits = .int(bits)
    f.fields.pointee.low = .int(low)
    f.fields.pointee.index = .int(index)
    f.fields.pointee.name = name.value
    return f
  }
  func get(_ t: Thread, _ v: Value) throws(Raised) -> Value {
    guard CData.isData(v) else { throw t.raise(.typeError, "not a ctype instance") }
    let d = CData(v)
    let p = d.address + offset
    guard let info = CType.of(type) else { throw t.raise(.typeError, "abstract class") }
    if bits > 0 { return CValue.load(t, info.code, p, swapped: info.has(.swapped), low: fields.pointee.low.asInt, bits: bits) }
    if info.isText, let item = info.itemInfo {
      return item.code == CType.Code.char ? try CArray.text(t, p, info.length) : try CArray.wideText(t, p, info.length)
    }
    return try CData.get(t, type, p, base: v, index: fields.pointee.index.asInt)
  }
  func set(_ t: Thread, _ v: Value, _ value: Value) throws(Raised) {
    guard CData.isData(v) else { throw t.raise(.typeError, "not a ctype instance") }
    if value.isEmpty { throw t.raise(.typeError, "can't delete attribute") }
    let d = CData(v)
    let p = d.address + offset
    guard let info = CType.of(type) else { throw t.raise(.typeError, "abstract class") }
    if bits > 0 { return try CValue.store(t, info.code, p, value, swapped: info.has(.swapped), low: fields.pointee.low.asInt, bits: bits) }
    if info.isText, let item = info.itemInfo, !CData.isData(value) {
      if item.code == CType.Code.char { return try CArray.setText(t, p, info.length, value, field: true) }
      return try CArray.setWideText(t, p, info.length, value)
    }
    try d.keep(t, fields.pointee.index.asInt, try CData.set(t, type, p, value))
  }

  static func define(_ type: TypeBuilder) {
    type.doc("Structure/Union member")
    type.record(7)
    type.flags(.noNew)
    type.slots.pointee.descriptorGet = { ternary($0, $1, $2, $3) { t, f, v, _ throws(Raised) in
      v.isEmpty || v.isNone ? f : try CField(f).get(t, v)
    } }
    type.slots.pointee.descriptorSet = { ternary($0, $1, $2, $3) { t, f, v, value throws(Raised) in
      try CField(f).set(t, v, value)
      return .none
    } }
    type.slots.pointee.repr = { unary($0, $1) { t, v throws(Raised) in
      let f = CField(v)
      let name = f.type.shortName
      if f.bits > 0 { return Str.make(t, "<Field type=\(name), ofs=\(f.offset):\(f.fields.pointee.low.asInt), bits=\(f.bits)>").value }
      return Str.make(t, "<Field type=\(name), ofs=\(f.offset), size=\(f.fields.pointee.size.asInt)>").value
    } }
    type.member("offset", "offset in bytes of this field", offset: 16)
    type.property("size", "size in bytes of this field", { unary($0, $1) { _, v throws(Raised) in
      let f = CField(v)
      return f.bits > 0 ? .int(f.bits << 16 | f.fields.pointee.low.asInt) : f.fields.pointee.size
    } })
  }
}
