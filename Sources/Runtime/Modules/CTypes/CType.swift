// _ctypes: what is known of a C type. Each class of ctypes has one such record in `TypeFields.native`, made by its metaclass.

import CFFI
import Glibc

struct CTypeFields: BitwiseCopyable {
  var header: Header
  /// CType.Kind
  var kind: Value
  /// Bytes, alignment, item count of an array: ints
  var size: Value
  var alignment: Value
  var length: Value
  /// A simple type's letter; 0
  var code: Value
  /// Class of an array's items or of what a pointer points to; none
  var item: Value
  /// str: the format of PEP 3118
  var format: Value
  /// int: CType.Flags
  var flags: Value
  /// list of CField, inherited ones first; empty: none yet
  var fields: Value
  /// A function type's argument classes and their from_param (tuples or none), result class, FUNCFLAG_…
  var arguments: Value
  var converters: Value
  var result: Value
  var functionFlags: Value
  /// ffi_type of a structure, kept for ever: raw
  var ffi: Value
}

struct CType: Handle {
  let fields: UnsafeMutablePointer<CTypeFields>
  @inline(__always) init(fields: UnsafeMutablePointer<CTypeFields>) { self.fields = fields }

  enum Kind: Int { case simple, array, pointer, structure, union, function }
  struct Flags: OptionSet {
    let rawValue: Int
    /// Its size is in use: `_fields_` can no longer be set.
    static var final: Flags { Flags(rawValue: 1) }
    static var hasPointer: Flags { Flags(rawValue: 2) }
    static var swapped: Flags { Flags(rawValue: 4) }
    static var hasUnion: Flags { Flags(rawValue: 8) }
    static var hasBitField: Flags { Flags(rawValue: 16) }
  }
  var kind: Kind { Kind(rawValue: fields.pointee.kind.asInt) ?? .simple }
  var size: Int { fields.pointee.size.asInt }
  var alignment: Int { fields.pointee.alignment.asInt }
  var length: Int { fields.pointee.length.asInt }
  var code: UInt8 { UInt8(truncatingIfNeeded: fields.pointee.code.asInt) }
  var item: Type { Type(fields.pointee.item) }
  /// nil: a pointer type whose target is not known yet.
  var itemInfo: CType? { fields.pointee.item.isKind(.type) ? CType.of(item) : nil }
  func has(_ f: Flags) -> Bool { fields.pointee.flags.asInt & f.rawValue != 0 }
  func set(_ f: Flags) { fields.pointee.flags = .int(fields.pointee.flags.asInt | f.rawValue) }
  /// char or wchar_t items
  var isText: Bool { kind == .array && itemInfo.map { $0.kind == .simple && ($0.code == Code.char || $0.code == Code.wide) } ?? false }

  enum Code {
    static var char: UInt8 { UInt8(ascii: "c") }
    static var wide: UInt8 { UInt8(ascii: "u") }
    static var object: UInt8 { UInt8(ascii: "O") }
    static var text: UInt8 { UInt8(ascii: "z") }
    static var wideText: UInt8 { UInt8(ascii: "Z") }
    static var pointer: UInt8 { UInt8(ascii: "P") }
    static let all: StaticString = "cbBhHiIlLdfuzZqQPXOv?g"
  }
  /// Bytes of a simple type.
  static func size(of code: UInt8) -> Int {
    switch code {
    case UInt8(ascii: "c"), UInt8(ascii: "b"), UInt8(ascii: "B"), UInt8(ascii: "?"): 1
    case UInt8(ascii: "h"), UInt8(ascii: "H"), UInt8(ascii: "v"): 2
    case UInt8(ascii: "i"), UInt8(ascii: "I"), UInt8(ascii: "f"), UInt8(ascii: "u"): 4
    case UInt8(ascii: "g"): 16
    default: 8
    }
  }
  static func isSigned(_ code: UInt8) -> Bool {
    switch code {
    case UInt8(ascii: "b"), UInt8(ascii: "h"), UInt8(ascii: "i"), UInt8(ascii: "l"), UInt8(ascii: "q"), UInt8(ascii: "v"): true
    default: false
    }
  }
  static func isInteger(_ code: UInt8) -> Bool {
    switch code {
    case UInt8(ascii: "B"), UInt8(ascii: "H"), UInt8(ascii: "I"), UInt8(ascii: "L"), UInt8(ascii: "Q"): true
    default: isSigned(code)
    }
  }
  static func isPointer(_ code: UInt8) -> Bool {
    switch code {
    case Code.text, Code.wideText, Code.pointer, Code.object, UInt8(ascii: "X"): true
    default: false
    }
  }

  /// What is known of a class; nil: it is no ctypes class, or an abstract one.
  static func of(_ type: Type) -> CType? {
    let v = type.fields.pointee.native
    return v.isObject && v.object.shape == CTypes.infoShape ? CType(v) : nil
  }
  static func of(_ t: Thread, abstract type: Type) throws(Raised) -> CType {
    guard let info = of(type) else { throw t.raise(.typeError, "abstract class") }
    return info
  }
  static func make(_ t: Thread, _ kind: Kind, for type: Type) -> CType {
    let c = CType(t.allocate(MemoryLayout<CTypeFields>.size, .record, CTypes.infoShape))
    let h = c.fields.pointee.header
    c.fields.pointee = CTypeFields(
      header: h, kind: .int(kind.rawValue), size: .int(0), alignment: .int(1), length: .int(0), code: .int(0), item: .none,
      format: machine.pointee.emptyString, flags: .int(0), fields: .empty, arguments: .none, converters: .none, result: .none,
      functionFlags: .int(0), ffi: .raw(nil))
    type.barrier()
    type.fields.pointee.native = c.value
    return c
  }
  func setFormat(_ t: Thread, _ text: String) {
    let s = Str.make(t, text).value
    barrier()
    fields.pointee.format = s
  }
  var format: String { Str(fields.pointee.format).string }

  /// Dimensions of nested arrays, and the format of what is not an array: what a view of the memory shows.
  func shape() -> (dimensions: [Int], format: Value) {
    var dimensions: [Int] = []
    var c = self
    while c.kind == .array, let item = c.itemInfo {
      dimensions.append(c.length)
      c = item
    }
    return (dimensions, c.fields.pointee.format)
  }

  // MARK: As libffi sees it

  /// The ffi_type of an argument or a result.
  func ffiType(_ t: Thread, _ ffi: UnsafeMutablePointer<LibFFI>) throws(Raised) -> UnsafeMutablePointer<ffi_type> {
    switch kind {
    case .simple: return ffi.pointee.type(code: code)
    case .pointer, .function, .array: return ffi.pointee.pointer
    case .structure, .union: break
    }
    if let known = fields.pointee.ffi.asRaw { return known.assumingMemoryBound(to: ffi_type.self) }
    var elements: [UnsafeMutablePointer<ffi_type>] = []
    try CType.flatten(t, self, ffi, &elements)
    let rows = UnsafeMutablePointer<UnsafeMutablePointer<ffi_type>?>.allocate(capacity: elements.count + 1)
    for (i, e) in elements.enumerated() { (rows + i).initialize(to: e) }
    (rows + elements.count).initialize(to: nil)
    let p = UnsafeMutablePointer<ffi_type>.allocate(capacity: 1)
    p.initialize(to: ffi_type(size: size, alignment: UInt16(truncatingIfNeeded: alignment), type: UInt16(FFI_TYPE_STRUCT), elements: rows))
    fields.pointee.ffi = .raw(Raw(p))
    return p
  }
  /// The scalars of a structure, one behind the other. A register that holds bit fields or a union counts as a word of its size.
  private static func flatten(
    _ t: Thread, _ c: CType, _ ffi: UnsafeMutablePointer<LibFFI>, _ out: inout [UnsafeMutablePointer<ffi_type>]
  ) throws(Raised) {
    try t.checkNativeStack()
    if out.count > 4096 { throw t.raiseMemoryError() }
    switch c.kind {
    case .simple: out.append(ffi.pointee.type(code: c.code))
    case .pointer, .function: out.append(ffi.pointee.pointer)
    case .array:
      guard let item = c.itemInfo else { return }
      for _ in 0..<c.length { try flatten(t, item, ffi, &out) }
    case .union:
      // As words: what the calling convention does with unions of integers and pointers.
      var left = c.size
      while left > 0 {
        let n = left >= 8 ? 8 : left >= 4 ? 4 : left >= 2 ? 2 : 1
        out.append(ffi.pointee.type(code: n == 8 ? UInt8(ascii: "Q") : n == 4 ? UInt8(ascii: "I") : n == 2 ? UInt8(ascii: "H") : UInt8(ascii: "B")))
        left -= n
      }
    case .structure:
      guard c.fields.pointee.fields.isKind(.list) else { return }
      let list = List(c.fields.pointee.fields)
      var last = -1
      for i in 0..<list.count {
        let f = CField(list[i])
        if f.offset == last { continue }
        last = f.offset
        if let info = CType.of(f.type) { try flatten(t, info, ffi, &out) }
      }
    }
  }

  static func define(_ type: TypeBuilder) {
    type.layout(.record, size: MemoryLayout<CTypeFields>.size)
    type.flags(.noNew)
  }
}

/// What is used of libffi: opened when _ctypes is imported.
struct LibFFI {
  typealias TypePointer = UnsafeMutablePointer<ffi_type>
  typealias Callback = @convention(c) (UnsafeMutableRawPointer?, UnsafeMutableRawPointer?, UnsafeMutablePointer<UnsafeMutableRawPointer?>?, UnsafeMutableRawPointer?) -> Void
  let prepare: @convention(c) (UnsafeMutablePointer<ffi_cif>, ffi_abi, UInt32, TypePointer, UnsafeMutablePointer<TypePointer?>?) -> Int32
  let call: @convention(c) (UnsafeMutablePointer<ffi_cif>, UnsafeRawPointer, UnsafeMutableRawPointer?, UnsafeMutablePointer<UnsafeMutableRawPointer?>?) -> Void
  let allocateClosure: @convention(c) (Int, UnsafeMutablePointer<UnsafeMutableRawPointer?>) -> UnsafeMutableRawPointer?
  let freeClosure: @convention(c) (OpaquePointer?) -> Void
  let prepareClosure: @convention(c) (UnsafeMutableRawPointer, UnsafeMutablePointer<ffi_cif>, Callback, UnsafeMutableRawPointer?, UnsafeMutableRawPointer) -> Int32
  let void: TypePointer, pointer: TypePointer
  private let uint8: TypePointer, sint8: TypePointer, uint16: TypePointer, sint16: TypePointer, uint32: TypePointer, sint32: TypePointer
  private let uint64: TypePointer, sint64: TypePointer, float: TypePointer, double: TypePointer, longDouble: TypePointer
  nonisolated(unsafe) private static var opened: UnsafeMutablePointer<LibFFI>?

  static func open(_ t: Thread) throws(Raised) -> UnsafeMutablePointer<LibFFI> {
    if let opened { return opened }
    let l = try SharedLibrary.open(t, "_ctypes", "libffi.so.8", "libffi.so.7")
    func type(_ name: StaticString) throws(Raised) -> TypePointer {
      guard let p = l.find(name) else { throw t.raiseImportError("undefined symbol: \(name)", name: Str.make(t, name).value) }
      return p.assumingMemoryBound(to: ffi_type.self)
    }
    let ffi = LibFFI(
      prepare: try l.function(t, "ffi_prep_cif"), call: try l.function(t, "ffi_call"),
      allocateClosure: try l.function(t, "ffi_closure_alloc"), freeClosure: try l.function(t, "ffi_closure_free"),
      prepareClosure: try l.function(t, "ffi_prep_closure_loc"), void: try type("ffi_type_void"), pointer: try type("ffi_type_pointer"),
      uint8: try type("ffi_type_uint8"), sint8: try type("ffi_type_sint8"), uint16: try type("ffi_type_uint16"),
      sint16: try type("ffi_type_sint16"), uint32: try type("ffi_type_uint32"), sint32: try type("ffi_type_sint32"),
      uint64: try type("ffi_type_uint64"), sint64: try type("ffi_type_sint64"), float: try type("ffi_type_float"),
      double: try type("ffi_type_double"), longDouble: try type("ffi_type_longdouble"))
    let place = UnsafeMutablePointer<LibFFI>.allocate(capacity: 1)
    place.initialize(to: ffi)
    opened = place
    return place
  }
  func type(code: UInt8) -> TypePointer {
    switch code {
    case UInt8(ascii: "c"), UInt8(ascii: "b"): sint8
    case UInt8(ascii: "B"), UInt8(ascii: "?"): uint8
    case UInt8(ascii: "h"), UInt8(ascii: "v"): sint16
    case UInt8(ascii: "H"): uint16
    case UInt8(ascii: "i"), UInt8(ascii: "u"): sint32
    case UInt8(ascii: "I"): uint32
    case UInt8(ascii: "l"), UInt8(ascii: "q"): sint64
    case UInt8(ascii: "L"), UInt8(ascii: "Q"): uint64
    case UInt8(ascii: "f"): float
    case UInt8(ascii: "d"): double
    case UInt8(ascii: "g"): longDouble
    default: pointer
    }
  }
}
