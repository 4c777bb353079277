// Binary and unary operators for any operands (Language Reference 6.5 to 6.9, 3.3.8).

public enum BinaryOperator: Int, CaseIterable, BitwiseCopyable {
  case add, subtract, multiply, matrixMultiply, trueDivide, floorDivide, remainder, divmod, lshift, rshift, and, xor, or, power

  var slot: SlotID { SlotID(rawValue: SlotID.add.rawValue &+ rawValue) ?? .add }
  /// The slot of the in-place form; divmod has none.
  var inPlaceSlot: SlotID {
    switch self {
    case .add: .inPlaceAdd
    case .subtract: .inPlaceSubtract
    case .multiply: .inPlaceMultiply
    case .matrixMultiply: .inPlaceMatrixMultiply
    case .trueDivide: .inPlaceTrueDivide
    case .floorDivide: .inPlaceFloorDivide
    case .remainder: .inPlaceRemainder
    case .divmod: .divmod
    case .lshift: .inPlaceLshift
    case .rshift: .inPlaceRshift
    case .and: .inPlaceAnd
    case .xor: .inPlaceXor
    case .or: .inPlaceOr
    case .power: .inPlacePower
    }
  }
  var name: Name {
    switch self {
    case .add: .__add__
    case .subtract: .__sub__
    case .multiply: .__mul__
    case .matrixMultiply: .__matmul__
    case .trueDivide: .__truediv__
    case .floorDivide: .__floordiv__
    case .remainder: .__mod__
    case .divmod: .__divmod__
    case .lshift: .__lshift__
    case .rshift: .__rshift__
    case .and: .__and__
    case .xor: .__xor__
    case .or: .__or__
    case .power: .__pow__
    }
  }
  var reflected: Name {
    switch self {
    case .add: .__radd__
    case .subtract: .__rsub__
    case .multiply: .__rmul__
    case .matrixMultiply: .__rmatmul__
    case .trueDivide: .__rtruediv__
    case .floorDivide: .__rfloordiv__
    case .remainder: .__rmod__
    case .divmod: .__rdivmod__
    case .lshift: .__rlshift__
    case .rshift: .__rrshift__
    case .and: .__rand__
    case .xor: .__rxor__
    case .or: .__ror__
    case .power: .__rpow__
    }
  }
  /// As TypeError shows it.
  var symbol: StaticString {
    switch self {
    case .add: "+"
    case .subtract: "-"
    case .multiply: "*"
    case .matrixMultiply: "@"
    case .trueDivide: "/"
    case .floorDivide: "//"
    case .remainder: "%"
    case .divmod: "divmod()"
    case .lshift: "<<"
    case .rshift: ">>"
    case .and: "&"
    case .xor: "^"
    case .or: "|"
    case .power: "** or pow()"
    }
  }
}

extension Thread {
  // MARK: The common ones, numbers first

  @inline(__always) public func add(_ a: Value, _ b: Value) throws(Raised) -> Value {
    if Value.bothInt(a, b) {
      let (r, o) = Value.addInt(a, b)
      if _fastPath(!o) { return r }
    } else if Value.bothFloat(a, b) {
      return float(a.asFloat + b.asFloat)
    }
    return try binary(a, b, .add)
  }
  @inline(__always) public func subtract(_ a: Value, _ b: Value) throws(Raised) -> Value {
    if Value.bothInt(a, b) {
      let (r, o) = Value.subInt(a, b)
      if _fastPath(!o) { return r }
    } else if Value.bothFloat(a, b) {
      return float(a.asFloat - b.asFloat)
    }
    return try binary(a, b, .subtract)
  }
  @inline(__always) public func multiply(_ a: Value, _ b: Value) throws(Raised) -> Value {
    if Value.bothInt(a, b) {
      let (r, o) = Value.mulInt(a, b)
      if _fastPath(!o) { return r }
    } else if Value.bothFloat(a, b) {
      return float(a.asFloat * b.asFloat)
    }
    return try binary(a, b, .multiply)
  }
  public func trueDivide(_ a: Value, _ b: Value) throws(Raised) -> Value { try binary(a, b, .trueDivide) }
  public func floorDivide(_ a: Value, _ b: Value) throws(Raised) -> Value { try binary(a, b, .floorDivide) }
  public func divmod(_ a: Value, _ b: Value) throws(Raised) -> Value { try binary(a, b, .divmod) }
  public func remainder(_ a: Value, _ b: Value) throws(Raised) -> Value { try binary(a, b, .remainder) }

  // MARK: Dispatch

  @inline(__always) private func binarySlot(_ type: Type, _ slot: SlotID) -> UInt { SlotTable.words(type)[slot.rawValue] }
  @inline(__always) private func callBinary(_ word: UInt, _ a: Value, _ b: Value) throws(Raised) -> Value {
    try unsafeBitCast(UnsafeRawPointer(bitPattern: word), to: BinarySlot.self)(raw, a.bits, b.bits).orThrow()
  }

  /// a op b
  @inline(never) public func binary(_ a: Value, _ b: Value, _ op: BinaryOperator) throws(Raised) -> Value {
    if op == .power { return try power(a, b, .none) }
    let r = try binaryOrNotImplemented(a, b, op)
    if _fastPath(!r.isNotImplemented) { return r }
    let s = try sequenceOperation(a, b, op)
    if !s.isEmpty { return s }
    throw unsupported(a, b, op, inPlace: false)
  }

  /// The numbers' slots of both operands: the right one's first if its class is a subclass of the left one's.
  private func binaryOrNotImplemented(_ a: Value, _ b: Value, _ op: BinaryOperator) throws(Raised) -> Value {
    let left = a.type
    let right = b.type
    let slot = op.slot
    let f = binarySlot(left, slot)
    var g = left == right ? 0 : binarySlot(right, slot)
    if g == f { g = 0 }
    if f != 0 {
      if g != 0, right.isSubclass(of: left) {
        let r = try callBinary(g, a, b)
        if !r.isNotImplemented { return r }
        g = 0
      }
      let r = try callBinary(f, a, b)
      if !r.isNotImplemented { return r }
    }
    if g != 0 { return try callBinary(g, a, b) }
    return .notImplemented
  }

  /// a op b when the method of `a`, written in Python, has handed back NotImplemented.
  func binaryByRight(_ a: Value, _ b: Value, _ op: BinaryOperator, inPlace: Bool) throws(Raised) -> Value {
    let right = b.type
    let g = binarySlot(right, op.slot)
    if right != a.type, g != 0 {
      var r: Value
      if g == binarySlot(a.type, op.slot) {
        r = try callSpecial(b, op.reflected, a)
        if r.isEmpty { r = .notImplemented }
      } else {
        r = try callBinary(g, a, b)
      }
      if !r.isNotImplemented { return r }
    }
    let s = try sequenceOperation(a, b, op)
    if !s.isEmpty { return s }
    throw unsupported(a, b, op, inPlace: inPlace)
  }

  /// `+` and `*` of sequences; empty when neither operand is one.
  private func sequenceOperation(_ a: Value, _ b: Value, _ op: BinaryOperator) throws(Raised) -> Value {
    if op == .add, let f = a.type.slots.pointee.concat {
      return try f(raw, a.bits, b.bits).orThrow()
    }
    if op == .multiply {
      if let f = a.type.slots.pointee.repeat_ { return try repeated(f, a, b) }
      if let f = b.type.slots.pointee.repeat_ { return try repeated(f, b, a) }
    }
    return .empty
  }
  private func repeated(_ f: BinarySlot, _ sequence: Value, _ times: Value) throws(Raised) -> Value {
    if !times.isInt, times.type.slots.pointee.index == nil {
      throw raise(.typeError, "can't multiply sequence by non-int of type '\(times.type.displayName)'")
    }
    return try f(raw, sequence.bits, times.bits).orThrow()
  }

  /// a op= b
  @inline(never) public func inPlace(_ a: Value, _ b: Value, _ op: BinaryOperator) throws(Raised) -> Value {
    let type = a.type
    let word = binarySlot(type, op.inPlaceSlot)
    if op == .power {
      if word != 0 {
        let f = unsafeBitCast(UnsafeRawPointer(bitPattern: word), to: TernarySlot.self)
        let r = try f(raw, a.bits, b.bits, Value.none.bits).orThrow()
        if !r.isNotImplemented { return r }
      }
      return try power(a, b, .none, inPlace: true)
    }
    if word != 0 {
      let r = try callBinary(word, a, b)
      if !r.isNotImplemented { return r }
    }
    let r = try binaryOrNotImplemented(a, b, op)
    if !r.isNotImplemented { return r }
    if op == .add, let f = type.slots.pointee.inPlaceConcat { return try f(raw, a.bits, b.bits).orThrow() }
    if op == .multiply, let f = type.slots.pointee.inPlaceRepeat { return try repeated(f, a, b) }
    let s = try sequenceOperation(a, b, op)
    if !s.isEmpty { return s }
    throw unsupported(a, b, op, inPlace: true)
  }

  private func unsupported(_ a: Value, _ b: Value, _ op: BinaryOperator, inPlace: Bool) -> Raised {
    var symbol = String(describing: op.symbol)
    if inPlace { symbol = op == .power ? "**=" : symbol + "=" }
    var hint = ""
    if op == .rshift, !inPlace, a.isExactly(.builtinFunction), Str(NativeFunction(a).definition.pointee.name).equals("print") {
      hint = ". Did you mean \"print(<message>, file=<output_stream>)\"?"
    }
    return raise(
      .typeError, "unsupported operand type(s) for \(symbol): '\(a.type.displayName)' and '\(b.type.displayName)'\(hint)")
  }

  /// pow(a, b, modulus); modulus none: a ** b
  public func power(_ a: Value, _ b: Value, _ modulus: Value) throws(Raised) -> Value { try power(a, b, modulus, inPlace: false) }
  private func power(_ a: Value, _ b: Value, _ modulus: Value, inPlace: Bool) throws(Raised) -> Value {
    let left = a.type
    let right = b.type
    let f = left.slots.pointee.power
    var g = left == right ? nil : right.slots.pointee.power
    func same(_ x: TernarySlot?, _ y: TernarySlot?) -> Bool {
      unsafeBitCast(x, to: UInt.self) == unsafeBitCast(y, to: UInt.self)
    }
    if same(f, g) { g = nil }
    if let f {
      if let h = g, right.isSubclass(of: left) {
        let r = try h(raw, a.bits, b.bits, modulus.bits).orThrow()
        if !r.isNotImplemented { return r }
        g = nil
      }
      let r = try f(raw, a.bits, b.bits, modulus.bits).orThrow()
      if !r.isNotImplemented { return r }
    }
    if let g {
      let r = try g(raw, a.bits, b.bits, modulus.bits).orThrow()
      if !r.isNotImplemented { return r }
    }
    if modulus.isNone { throw unsupported(a, b, .power, inPlace: inPlace) }
    if let h = modulus.type.slots.pointee.power, !same(h, f), !same(h, right.slots.pointee.power) {
      let r = try h(raw, a.bits, b.bits, modulus.bits).orThrow()
      if !r.isNotImplemented { return r }
    }
    throw raise(
      .typeError,
      "unsupported operand type(s) for ** or pow(): '\(left.displayName)', '\(right.displayName)', '\(modulus.type.displayName)'")
  }

  // MARK: Unary operators

  public func negative(_ v: Value) throws(Raised) -> Value {
    if v.isInt {
      let (r, o) = Value.subInt(.int(0), v)
      if !o { return r }
    }
    return try unaryOperation(v, v.type.slots.pointee.negative, "unary -")
  }
  public func positive(_ v: Value) throws(Raised) -> Value {
    if v.isInt { return v }
    return try unaryOperation(v, v.type.slots.pointee.positive, "unary +")
  }
  public func invert(_ v: Value) throws(Raised) -> Value {
    if v.isInt { return .int(~v.asInt) }
    return try unaryOperation(v, v.type.slots.pointee.invert, "unary ~")
  }
  public func absolute(_ v: Value) throws(Raised) -> Value { try unaryOperation(v, v.type.slots.pointee.absolute, "abs()") }

  private func unaryOperation(_ v: Value, _ f: UnarySlot?, _ what: StaticString) throws(Raised) -> Value {
    guard let f else { throw raise(.typeError, "bad operand type for \(what): '\(v.type.displayName)'") }
    return try f(raw, v.bits).orThrow()
  }
}
