// The types of None, NotImplemented and Ellipsis.

enum Singletons {
  static func defineNone(_ type: TypeBuilder) {
    type.slots.pointee.new = { callable($0, $1, $2, $3) { t, _, count, names throws(Raised) in
      if count > 1 || !names.isEmpty { throw t.raise(.typeError, "NoneType takes no arguments") }
      return .none
    } }
    type.slots.pointee.initialize = { _, _, _, _ in Value.none.bits }
    type.slots.pointee.repr = { unary($0, $1) { t, _ throws(Raised) in Str.make(t, "None").value } }
    type.slots.pointee.bool = { _, _ in Value.no.bits }
    type.slots.pointee.hash = { _, _ in Value.int(0xFCA8_6420).bits }
  }
  static func defineNotImplemented(_ type: TypeBuilder) {
    type.slots.pointee.new = { callable($0, $1, $2, $3) { t, _, count, names throws(Raised) in
      if count > 1 || !names.isEmpty { throw t.raise(.typeError, "NotImplementedType takes no arguments") }
      return .notImplemented
    } }
    type.slots.pointee.initialize = { _, _, _, _ in Value.none.bits }
    type.slots.pointee.repr = { unary($0, $1) { t, _ throws(Raised) in Str.make(t, "NotImplemented").value } }
    type.slots.pointee.bool = { unary($0, $1) { t, _ throws(Raised) in
      try t.warn(.deprecationWarning, "NotImplemented should not be used in a boolean context", stackLevel: 1)
      return .yes
    } }
    type.slots.pointee.hash = { _, v in Value.int(identityHash(Value(bits: v))).bits }
    type.method("__reduce__()", "") { native($0, $1, $2, $3) { t, _ throws(Raised) in Str.make(t, "NotImplemented").value } }
  }
  static func defineEllipsis(_ type: TypeBuilder) {
    type.slots.pointee.new = { callable($0, $1, $2, $3) { t, _, count, names throws(Raised) in
      if count > 1 || !names.isEmpty { throw t.raise(.typeError, "EllipsisType takes no arguments") }
      return .ellipsis
    } }
    type.slots.pointee.initialize = { _, _, _, _ in Value.none.bits }
    type.slots.pointee.repr = { unary($0, $1) { t, _ throws(Raised) in Str.make(t, "Ellipsis").value } }
    type.slots.pointee.hash = { _, v in Value.int(identityHash(Value(bits: v))).bits }
    type.method("__reduce__()", "") { native($0, $1, $2, $3) { t, _ throws(Raised) in Str.make(t, "Ellipsis").value } }
  }
}
