// ctypes._SimpleCData: c_int, c_char_p, py_object … by their letter `_type_`.

import Glibc

enum CSimple {
  /// Metaclass: `class c_int(_SimpleCData): _type_ = "i"`
  static func new(_ t: Thread, _ args: UnsafeMutablePointer<Value>, _ count: Int, _ names: Value) throws(Raised) -> Value {
    let metaclass = args[0]
    let given = count > 3 ? (args[1], args[2], args[3]) : (Value.none, Value.none, Value.none)
    let type = Type(try Type.new(t, args, count, names))
    let letter = try t.getAttributeOrEmpty(type.value, Str.intern(t, "_type_"))
    if letter.isEmpty { throw t.raise(.attributeError, "class must define a '_type_' attribute") }
    guard letter.isKind(.str) else { throw t.raise(.typeError, "class must define a '_type_' string attribute") }
    if Str(letter).length != 1 { throw t.raise(.valueError, "class must define a '_type_' attribute which must be a string of length 1") }
    let code = Str(letter)[0]
    let known: Bool = code < 128 && CType.Code.all.withUTF8Buffer { $0.contains(UInt8(code)) }
    if !known {
      throw t.raise(
        .attributeError, "class must define a '_type_' attribute which must be\na single character string containing one of '\(CType.Code.all)'.")
    }
    let info = fill(t, type, UInt8(code))
    // Those with another byte order have a twin for it.
    if metaclass == CTypes.simpleMeta.value, CTypes.isPlainSimple(type), info.size > 1,
      CType.isInteger(info.code) || info.code == UInt8(ascii: "d") || info.code == UInt8(ascii: "f"), given.0.isKind(.str), given.2.isKind(.dict)
    {
      let values = try t.allocateValues(4)
      values[0] = metaclass
      values[1] = Str.make(t, Str(given.0).string + "_be").value
      values[2] = given.1
      values[3] = given.2
      let twin = Type(try Type.new(t, values, 4, .empty))
      let other = fill(t, twin, UInt8(code))
      other.set(.swapped)
      other.setFormat(t, ">" + CSimple.letter(UInt8(code)))
      for (name, v) in [("__ctype_le__", type), ("__ctype_be__", twin)] as [(StaticString, Type)] {
        let s = Str.intern(t, name)
        try type.setAttribute(t, s, v.value)
        try twin.setAttribute(t, s, v.value)
      }
    }
    return type.value
  }
  private static func fill(_ t: Thread, _ type: Type, _ code: UInt8) -> CType {
    let info = CType.make(t, .simple, for: type)
    info.fields.pointee.code = .int(Int(code))
    info.fields.pointee.size = .int(CType.size(of: code))
    info.fields.pointee.alignment = .int(CType.size(of: code))
    info.setFormat(t, "<" + CSimple.letter(code))
    if CType.isPointer(code) { info.set(.hasPointer) }
    return info
  }

  /// The letter in a format of PEP 3118, where the standard sizes hold: a long has 8 bytes.
  private static func letter(_ code: UInt8) -> String {
    code == UInt8(ascii: "l") ? "q" : code == UInt8(ascii: "L") ? "Q" : String(UnicodeScalar(code))
  }

  /// What a call hands over for a parameter of this type.
  static func fromParameter(_ t: Thread, _ type: Type, _ v: Value) throws(Raised) -> Value {
    guard let info = CType.of(type) else { throw t.raise(.typeError, "abstract class") }
    try t.checkNativeStack()
    if try t.isInstance(v, type.value) { return v }
    switch info.code {
    case CType.Code.text, CType.Code.wideText, CType.Code.pointer:
      if v.isNone { return v }
      if let a = try pointerArgument(t, info.code, v) { return a }
    default:
      let a = CArgument.make(t, info.code)
      do throws(Raised) {
        a.keep(try CValue.store(t, info.code, a.place, v, swapped: info.has(.swapped)))
        return a.value
      } catch { _ = t.takeRaised() }
    }
    let other = try t.getAttributeOrEmpty(v, Str.intern(t, "_as_parameter_"))
    if !other.isEmpty { return try fromParameter(t, type, other) }
    throw t.raise(.typeError, "wrong type")
  }
  /// For c_char_p, c_wchar_p and c_void_p; nil: not suitable.
  private static func pointerArgument(_ t: Thread, _ code: UInt8, _ v: Value) throws(Raised) -> Value? {
    let isVoid: Bool = code == CType.Code.pointer
    if v.isKind(.byteString), isVoid || code == CType.Code.text {
      let a = CArgument.make(t, CType.Code.text)
      a.keep(try CValue.store(t, CType.Code.text, a.place, v))
      return a.value
    }
    if v.isKind(.str), isVoid || code == CType.Code.wideText {
      let a = CArgument.make(t, CType.Code.wideText)
      a.keep(try CValue.store(t, CType.Code.wideText, a.place, v))
      return a.value
    }
    if isVoid, v.isInt || v.isKind(.bigInt) || v.isBool {
      let a = CArgument.make(t, CType.Code.pointer)
      _ = try CValue.store(t, CType.Code.pointer, a.place, v)
      return a.value
    }
    if CArgument.isArgument(v) {
      let tag = CArgument(v).code
      if isVoid { return tag == CType.Code.pointer || tag == CType.Code.text || tag == CType.Code.wideText ? v : nil }
      guard tag == CType.Code.pointer, let info = CData.info(CArgument(v).fields.pointee.kept), info.kind == .simple else { return nil }
      return info.code == (code == CType.Code.text ? CType.Code.char : CType.Code.wide) ? v : nil
    }
    guard let info = CData.info(v) else { return nil }
    if info.kind == .array || info.kind == .pointer {
      if isVoid { return v }
      guard let item = info.itemInfo, item.kind == .simple else { return nil }
      return item.code == (code == CType.Code.text ? CType.Code.char : CType.Code.wide) ? v : nil
    }
    if isVoid, info.kind == .function || info.kind == .simple && (info.code == CType.Code.text || info.code == CType.Code.wideText) {
      let a = CArgument.make(t, CType.Code.pointer)
      a.place.storeBytes(of: CData(v).address.loadUnaligned(as: UInt64.self), as: UInt64.self)
      a.keep(v)
      return a.value
    }
    return nil
  }

  static func define(_ type: TypeBuilder) {
    type.flags([.subclassable])
    type.slots.pointee.new = { callable($0, $1, $2, $3) { t, base, _, _ throws(Raised) in try CData.make(t, Type(base[0])).value } }
    type.slots.pointee.initialize = { callable($0, $1, $2, $3) { t, base, count, _ throws(Raised) in
      if count > 2 { throw t.raise(.typeError, "__init__ expected at most 1 argument, got \(count - 1)") }
      if count == 2 { try CSimple.setValue(t, base[0], base[1]) }
      return .none
    } }
    type.slots.pointee.bool = { unary($0, $1) { _, v throws(Raised) in
      let d = CData(v)
      for i in 0..<d.size where d.address.load(fromByteOffset: i, as: UInt8.self) != 0 { return .yes }
      return .no
    } }
    type.slots.pointee.repr = { unary($0, $1) { t, v throws(Raised) in
      if !CTypes.isPlainSimple(v.type) { return Str.make(t, "<\(v.type.shortName) object at \(hexAddress(v))>").value }
      return Str.make(t, "\(v.type.shortName)(\(try t.repr(try CSimple.value(t, v)).string))").value
    } }
    type.property("value", "current value", { unary($0, $1, CSimple.value) }, set: { binary($0, $1, $2) { t, v, value throws(Raised) in
      if value.isEmpty { throw t.raise(.typeError, "can't delete attribute") }
      try CSimple.setValue(t, v, value)
      return .none
    } })
    type.method("__ctypes_from_outparam__()", "") {
      native($0, $1, $2, $3) { t, a throws(Raised) in CTypes.isPlainSimple(a[0].type) ? try CSimple.value(t, a[0]) : a[0] }
    }
  }
  static func value(_ t: Thread, _ v: Value) throws(Raised) -> Value {
    guard let info = CData.info(v) else { throw t.raise(.typeError, "abstract class") }
    return try CValue.load(t, info.code, CData(v).address, swapped: info.has(.swapped))
  }
  static func setValue(_ t: Thread, _ v: Value, _ value: Value) throws(Raised) {
    guard let info = CData.info(v) else { throw t.raise(.typeError, "abstract class") }
    let d = CData(v)
    try d.keep(t, 0, try CValue.store(t, info.code, d.address, value, swapped: info.has(.swapped)))
  }
}
