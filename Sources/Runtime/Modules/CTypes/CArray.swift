// ctypes.Array and pointers (`_Pointer`): items by index.

import Glibc

enum CArray {
  /// Metaclass: `class A(Array): _type_ = c_int; _length_ = 3`
  static func new(_ t: Thread, _ args: UnsafeMutablePointer<Value>, _ count: Int, _ names: Value) throws(Raised) -> Value {
    let type = Type(try Type.new(t, args, count, names))
    let length = try t.getAttributeOrEmpty(type.value, Str.intern(t, "_length_"))
    if length.isEmpty || length.isNone { throw t.raise(.attributeError, "class must define a '_length_' attribute") }
    guard length.isInt || length.isBool || length.isKind(.bigInt) else { throw t.raise(.typeError, "The '_length_' attribute must be an integer") }
    if try t.compareBool(length, .int(0), .lt) { throw t.raise(.valueError, "The '_length_' attribute must not be negative") }
    guard let n = Int.word(length) else { throw t.raise(.overflowError, "The '_length_' attribute is too large") }
    let item = try t.getAttributeOrEmpty(type.value, Str.intern(t, "_type_"))
    if item.isEmpty { throw t.raise(.attributeError, "class must define a '_type_' attribute") }
    guard item.isKind(.type), let its = CType.of(Type(item)) else { throw t.raise(.typeError, "_type_ must have storage info") }
    let (size, overflow) = its.size.multipliedReportingOverflow(by: n)
    if overflow || !Value.fits(size) || !Value.fits(n) { throw t.raise(.overflowError, "array too large") }
    its.set(.final)
    let info = CType.make(t, .array, for: type)
    info.barrier()
    info.fields.pointee.item = item
    info.fields.pointee.length = .int(n)
    info.fields.pointee.size = .int(size)
    info.fields.pointee.alignment = .int(its.alignment)
    for f in [CType.Flags.hasPointer, .hasUnion, .hasBitField] where its.has(f) { info.set(f) }
    if its.kind == .pointer || its.kind == .function { info.set(.hasPointer) }
    info.setFormat(t, its.format)
    // Texts have `value`, those of bytes `raw`.
    if info.isText {
      let isWide: Bool = its.code == CType.Code.wide
      let value = GetSetDescriptor.make(
        t, type, "value", "string value", { unary($0, $1, CArray.value) }, { binary($0, $1, $2, CArray.setValue) })
      try type.setAttribute(t, Str.intern(t, "value"), value)
      if !isWide {
        let raw = GetSetDescriptor.make(t, type, "raw", "value", { unary($0, $1, CArray.raw) }, { binary($0, $1, $2, CArray.setRaw) })
        try type.setAttribute(t, Str.intern(t, "raw"), raw)
      }
    }
    return type.value
  }

  // MARK: Texts

  static func text(_ t: Thread, _ p: Raw, _ n: Int) throws(Raised) -> Value { try CValue.bytes(t, p, strnlen(p.assumingMemoryBound(to: CChar.self), n)) }
  static func wideText(_ t: Thread, _ p: Raw, _ n: Int) throws(Raised) -> Value {
    var k = 0
    while k < n, p.loadUnaligned(fromByteOffset: k &* 4, as: UInt32.self) != 0 { k &+= 1 }
    return try CValue.wide(t, p, k)
  }
  static func setText(_ t: Thread, _ p: Raw, _ n: Int, _ v: Value, field: Bool = false) throws(Raised) {
    guard v.isKind(.byteString) else {
      throw t.raise(.typeError, field ? "expected bytes, \(v.type.displayName) found" : "bytes expected instead of \(v.type.displayName) instance")
    }
    let b = Bytes(v)
    // A field takes a C string, which ends at its first NUL.
    let count = field ? strlen(UnsafeRawPointer(b.data).assumingMemoryBound(to: CChar.self)) : b.count
    if count > n { throw t.raise(.valueError, field ? "bytes too long (\(count), maximum length \(n))" : "byte string too long") }
    memmove(p, b.data, count)
    if count < n { p.storeBytes(of: 0, toByteOffset: count, as: UInt8.self) }
  }
  static func setWideText(_ t: Thread, _ p: Raw, _ n: Int, _ v: Value) throws(Raised) {
    guard v.isKind(.str) else { throw t.raise(.typeError, "unicode string expected instead of \(v.type.displayName) instance") }
    let s = Str(v)
    if s.length > n { throw t.raise(.valueError, "string too long (\(s.length), maximum length \(n))") }
    for i in 0..<s.length { p.storeBytes(of: s[i], toByteOffset: i &* 4, as: UInt32.self) }
    if s.length < n { p.storeBytes(of: 0, toByteOffset: s.length &* 4, as: UInt32.self) }
  }
  private static func value(_ t: Thread, _ v: Value) throws(Raised) -> Value {
    guard let info = CData.info(v), let item = info.itemInfo else { return .none }
    return item.code == CType.Code.char ? try text(t, CData(v).address, info.length) : try wideText(t, CData(v).address, info.length)
  }
  private static func setValue(_ t: Thread, _ v: Value, _ text: Value) throws(Raised) -> Value {
    guard let info = CData.info(v), let item = info.itemInfo else { return .none }
    if text.isEmpty { throw t.raise(.typeError, "can't delete attribute") }
    if item.code == CType.Code.char { try setText(t, CData(v).address, info.length, text) } else { try setWideText(t, CData(v).address, info.length, text) }
    return .none
  }
  private static func raw(_ t: Thread, _ v: Value) throws(Raised) -> Value { try CValue.bytes(t, CData(v).address, CData(v).size) }
  private static func setRaw(_ t: Thread, _ v: Value, _ bytes: Value) throws(Raised) -> Value {
    if bytes.isEmpty { throw t.raise(.attributeError, "cannot delete attribute") }
    let view = try BufferView.contiguous(t, bytes)
    defer { view.close() }
    if view.length > CData(v).size { throw t.raise(.valueError, "byte string too long") }
    memmove(CData(v).address, view.data, view.length)
    return .none
  }

  // MARK: Items

  private static func item(_ t: Thread, _ v: Value, _ i: Int) throws(Raised) -> Value {
    guard let info = CData.info(v), let its = info.itemInfo else { throw t.raise(.typeError, "abstract class") }
    if i < 0 || i >= info.length { throw t.raise(.indexError, "invalid index") }
    return try CData.get(t, info.item, CData(v).address + i &* its.size, base: v, index: i)
  }
  private static func setItem(_ t: Thread, _ v: Value, _ i: Int, _ value: Value) throws(Raised) {
    guard let info = CData.info(v), let its = info.itemInfo else { throw t.raise(.typeError, "abstract class") }
    if i < 0 || i >= info.length { throw t.raise(.indexError, "invalid index") }
    try CData(v).keep(t, i, try CData.set(t, info.item, CData(v).address + i &* its.size, value))
  }
  private static func getItem(_ t: Thread, _ v: Value, _ key: Value) throws(Raised) -> Value {
    guard let info = CData.info(v) else { throw t.raise(.typeError, "abstract class") }
    if key.isExactly(.slice) {
      let b = try Slice(key).bounds(t) { info.length }
      return try CPointer.slice(t, info, CData(v).address, b, v)
    }
    guard Arguments.isIndex(key) else { throw t.raise(.typeError, "indices must be integers") }
    var i = try t.indexInt(key, overflow: .indexError)
    if i < 0 { i &+= info.length }
    return try item(t, v, i)
  }
  private static func setItem(_ t: Thread, _ v: Value, _ key: Value, _ value: Value) throws(Raised) -> Value {
    guard let info = CData.info(v) else { throw t.raise(.typeError, "abstract class") }
    if value.isEmpty { throw t.raise(.typeError, "Array does not support item deletion") }
    if key.isExactly(.slice) {
      let b = try Slice(key).bounds(t) { info.length }
      if try t.length(value) != b.count { throw t.raise(.valueError, "Can only assign sequence of same size") }
      for k in 0..<b.count { try setItem(t, v, b.start &+ k &* b.step, try t.getItem(value, .int(k))) }
      return .none
    }
    guard Arguments.isIndex(key) else { throw t.raise(.typeError, "indices must be integer") }
    var i = try t.indexInt(key, overflow: .indexError)
    if i < 0 { i &+= info.length }
    try setItem(t, v, i, value)
    return .none
  }

  static func define(_ type: TypeBuilder) {
    type.doc("Abstract base class for arrays.")
    type.flags([.subclassable])
    type.slots.pointee.new = { callable($0, $1, $2, $3) { t, base, _, _ throws(Raised) in try CData.make(t, Type(base[0])).value } }
    type.slots.pointee.initialize = { callable($0, $1, $2, $3) { t, base, count, _ throws(Raised) in
      for i in 1..<max(count, 1) { try CArray.setItem(t, base[0], i - 1, base[i]) }
      return .none
    } }
    type.slots.pointee.length = { unary($0, $1) { _, v throws(Raised) in .int(CData.info(v)?.length ?? 0) } }
    type.slots.pointee.getItem = { binary($0, $1, $2, CArray.getItem) }
    type.slots.pointee.setItem = { ternary($0, $1, $2, $3, CArray.setItem) }
    type.classMethod("__class_getitem__(item, /)", "See PEP 585") { native($0, $1, $2, $3, GenericAlias.classGetItem) }
  }
}

enum CPointer {
  /// Metaclass: `class P(_Pointer): _type_ = c_int`
  static func new(_ t: Thread, _ args: UnsafeMutablePointer<Value>, _ count: Int, _ names: Value) throws(Raised) -> Value {
    let type = Type(try Type.new(t, args, count, names))
    let info = CType.make(t, .pointer, for: type)
    info.fields.pointee.size = .int(8)
    info.fields.pointee.alignment = .int(8)
    info.set(.hasPointer)
    info.setFormat(t, "&")
    let item = Dict(type.fields.pointee.dict).get(Str.intern(t, "_type_"))
    if !item.isEmpty {
      try setTarget(t, info, item)
    } else if let base = CType.of(Type(type.fields.pointee.base)), base.kind == .pointer, base.fields.pointee.item.isKind(.type) {
      try setTarget(t, info, base.fields.pointee.item)
    }
    return type.value
  }
  static func setTarget(_ t: Thread, _ info: CType, _ item: Value) throws(Raised) {
    guard item.isKind(.type) else { throw t.raise(.typeError, "_type_ must be a type") }
    guard let its = CType.of(Type(item)) else { throw t.raise(.typeError, "_type_ must have storage info") }
    info.barrier()
    info.fields.pointee.item = item
    let (dimensions, _) = its.shape()
    let shape = dimensions.isEmpty ? "" : "(" + dimensions.map { String($0) }.joined(separator: ",") + ")"
    info.setFormat(t, "&" + shape + its.format)
  }
  /// Where a pointer points to; nil: NULL.
  static func target(_ v: Value) -> Raw? { CData(v).address.loadUnaligned(as: Raw?.self) }

  private static func checked(_ t: Thread, _ v: Value) throws(Raised) -> (CType, CType, Raw) {
    guard let info = CData.info(v), let its = info.itemInfo else { throw t.raise(.typeError, "Cannot create instance: has no _type_") }
    guard let p = target(v) else { throw t.raise(.valueError, "NULL pointer access") }
    return (info, its, p)
  }
  private static func getItem(_ t: Thread, _ v: Value, _ key: Value) throws(Raised) -> Value {
    if key.isExactly(.slice) { return try slice(t, v, Slice(key)) }
    guard Arguments.isIndex(key) else { throw t.raise(.typeError, "Pointer indices must be integer") }
    let (info, its, p) = try checked(t, v)
    let i = try t.indexInt(key, overflow: .indexError)
    return try CData.get(t, info.item, p + i &* its.size, base: v, index: i)
  }
  private static func setItem(_ t: Thread, _ v: Value, _ key: Value, _ value: Value) throws(Raised) -> Value {
    if value.isEmpty { throw t.raise(.typeError, "Pointer does not support item deletion") }
    guard Arguments.isIndex(key) else { throw t.raise(.typeError, "Pointer indices must be integer") }
    let (info, its, p) = try checked(t, v)
    let i = try t.indexInt(key, overflow: .indexError)
    try CData(v).keep(t, i, try CData.set(t, info.item, p + i &* its.size, value))
    return .none
  }
  /// A pointer knows no end: which items, the slice has to say by itself.
  private static func slice(_ t: Thread, _ v: Value, _ s: Slice) throws(Raised) -> Value {
    let step = s.fields.pointee.step.isNone ? 1 : try t.indexInt(s.fields.pointee.step, overflow: .valueError)
    if step == 0 { throw t.raise(.valueError, "slice step cannot be zero") }
    var start = 0
    if s.fields.pointee.start.isNone {
      if step < 0 { throw t.raise(.valueError, "slice start is required for step < 0") }
    } else {
      start = try t.indexInt(s.fields.pointee.start, overflow: .valueError)
    }
    if s.fields.pointee.stop.isNone { throw t.raise(.valueError, "slice stop is required") }
    let stop = try t.indexInt(s.fields.pointee.stop, overflow: .valueError)
    var n = 0
    if step > 0, stop > start { n = (stop &- start &- 1) / step &+ 1 }
    if step < 0, start > stop, step != Int.min { n = (start &- stop &- 1) / (0 &- step) &+ 1 }
    let (info, _, p) = try checked(t, v)
    return try self.slice(t, info, p, SliceBounds(start: start, stop: stop, step: step, count: n), v)
  }
  static func slice(_ t: Thread, _ info: CType, _ p: Raw, _ b: SliceBounds, _ base: Value) throws(Raised) -> Value {
    guard let its = info.itemInfo else { return .none }
    if its.kind == .simple, its.code == CType.Code.char {
      let bytes = try Bytes.uninitialized(t, count: b.count)
      for k in 0..<b.count { bytes.data[k] = (p + (b.start &+ k &* b.step)).load(as: UInt8.self) }
      return bytes.value
    }
    if its.kind == .simple, its.code == CType.Code.wide {
      if b.count > 1 << 40 { throw t.raiseMemoryError() }
      let copy = UnsafeMutableRawPointer.allocate(byteCount: max(b.count, 1) &* 4, alignment: 4)
      defer { copy.deallocate() }
      for k in 0..<b.count {
        copy.storeBytes(of: (p + (b.start &+ k &* b.step) &* 4).loadUnaligned(as: UInt32.self), toByteOffset: k &* 4, as: UInt32.self)
      }
      return try CValue.wide(t, copy, b.count)
    }
    let list = try List.make(t)
    for k in 0..<b.count {
      let i = b.start &+ k &* b.step
      try list.append(t, try CData.get(t, info.item, p + i &* its.size, base: base, index: i))
    }
    return list.value
  }
  static func setContents(_ t: Thread, _ v: Value, _ value: Value) throws(Raised) {
    guard let info = CData.info(v), info.fields.pointee.item.isKind(.type) else { throw t.raise(.typeError, "Cannot create instance: has no _type_") }
    if value.isEmpty { throw t.raise(.typeError, "Pointer does not support item deletion") }
    if !CData.isData(value) { throw t.raise(.typeError, "expected \(info.item.shortName) instead of \(value.type.shortName)") }
    let d = CData(v)
    d.address.storeBytes(of: CData(value).address, as: Raw.self)
    try d.keep(t, 1, value)
    try d.keep(t, 0, try CData(value).kept(t))
  }

  static func define(_ type: TypeBuilder) {
    type.flags([.subclassable])
    type.slots.pointee.new = { callable($0, $1, $2, $3) { t, base, _, _ throws(Raised) in
      guard let info = CType.of(Type(base[0])), info.fields.pointee.item.isKind(.type) else {
        throw t.raise(.typeError, "Cannot create instance: has no _type_")
      }
      return try CData.make(t, Type(base[0])).value
    } }
    type.slots.pointee.initialize = { callable($0, $1, $2, $3) { t, base, count, _ throws(Raised) in
      if count > 2 { throw t.raise(.typeError, "function takes at most 1 argument (\(count - 1) given)") }
      if count == 2, !base[1].isNone { try CPointer.setContents(t, base[0], base[1]) }
      return .none
    } }
    type.slots.pointee.bool = { unary($0, $1) { _, v throws(Raised) in .bool(CPointer.target(v) != nil) } }
    type.slots.pointee.getItem = { binary($0, $1, $2, CPointer.getItem) }
    type.slots.pointee.setItem = { ternary($0, $1, $2, $3, CPointer.setItem) }
    type.property("contents", "What it points at.", { unary($0, $1) { t, v throws(Raised) in
      let (info, _, p) = try CPointer.checked(t, v)
      return try CData.make(t, info.item, at: p, base: v, index: 0).value
    } }, set: { binary($0, $1, $2) { t, v, value throws(Raised) in
      try CPointer.setContents(t, v, value)
      return .none
    } })
  }
}
