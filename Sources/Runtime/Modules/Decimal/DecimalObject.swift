// Decimal objects: immutable, three words.

struct DecimalObject: Handle {
  struct Fields: BitwiseCopyable {
    var header: Header
    var coefficient: Value
    /// ints
    var exponent: Value
    var bits: Value
  }
  let fields: UnsafeMutablePointer<Fields>
  @inline(__always) init(fields: UnsafeMutablePointer<Fields>) { self.fields = fields }

  @inline(__always) var number: DecimalNumber {
    let f = fields.pointee
    return DecimalNumber(coefficient: f.coefficient, exponent: f.exponent.asInt, bits: f.bits.asInt)
  }
  @inline(__always) static func make(_ t: Thread, _ x: DecimalNumber) -> Value {
    let d = DecimalObject(t.allocate(MemoryLayout<Fields>.size, .record, TypeID.decimal))
    d.fields.pointee.coefficient = x.coefficient
    d.fields.pointee.exponent = .int(x.exponent)
    d.fields.pointee.bits = .int(x.bits)
    return d.value
  }
  /// An instance of Decimal or of a subclass.
  static func make(_ t: Thread, _ x: DecimalNumber, _ cls: Value) throws(Raised) -> Value {
    if Type(cls) == Type[.decimal] { return make(t, x) }
    let d = DecimalObject(try Type(cls).allocateInstance(t))
    d.barrier()
    d.fields.pointee.coefficient = x.coefficient
    d.fields.pointee.exponent = .int(x.exponent)
    d.fields.pointee.bits = .int(x.bits)
    return d.value
  }
  @inline(__always) static func isDecimal(_ v: Value) -> Bool { v.isExactly(.decimal) || v.isInstance(of: .decimal) }

  // MARK: Operands

  /// A Decimal or an int; nil for anything else.
  @inline(__always) static func operand(_ t: Thread, _ v: Value) throws(Raised) -> DecimalNumber? {
    if v.isExactly(.decimal) { return DecimalObject(v).number }
    return try otherOperand(t, v)
  }
  @inline(never) private static func otherOperand(_ t: Thread, _ v: Value) throws(Raised) -> DecimalNumber? {
    if v.isInstance(of: .decimal) { return DecimalObject(v).number }
    if v.isInt { return DecimalNumber(t.int(Int(v.asInt.magnitude)), 0, negative: v.asInt < 0) }
    let p = Int.plain(v)
    return p.isEmpty ? nil : try integer(t, p)
  }
  static func integer(_ t: Thread, _ p: Value) throws(Raised) -> DecimalNumber {
    DecimalNumber(try Int.absolute(t, p), 0, negative: Int.sign(p) < 0)
  }
  /// The same, with a TypeError.
  @inline(__always) static func argument(_ t: Thread, _ v: Value) throws(Raised) -> DecimalNumber {
    if let x = try operand(t, v) { return x }
    throw unsupported(t, v)
  }
  static func unsupported(_ t: Thread, _ v: Value) -> Raised {
    t.raise(.typeError, "conversion from \(v.type.displayName) to Decimal is not supported")
  }

  // MARK: Running an operation

  @inline(__always) static func result(_ t: Thread, _ c: DecimalContext, _ m: DecimalMath, _ x: DecimalNumber) throws(Raised) -> Value {
    if _slowPath(m.status != 0) { try c.signal(t, m.status) }
    return make(t, x)
  }
  /// A slot of two operands.
  @inline(__always) static func slot(
    _ t: Thread, _ a: Value, _ b: Value, _ body: (inout DecimalMath, DecimalNumber, DecimalNumber) throws(Raised) -> DecimalNumber
  ) throws(Raised) -> Value {
    guard let x = try operand(t, a), let y = try operand(t, b) else { return .notImplemented }
    let c = try DecimalContext.current(t)
    var m = c.math(t)
    let r = try body(&m, x, y)
    return try result(t, c, m, r)
  }
  @inline(__always) static func slot(
    _ t: Thread, _ a: Value, _ body: (inout DecimalMath, DecimalNumber) throws(Raised) -> DecimalNumber
  ) throws(Raised) -> Value {
    let c = try DecimalContext.current(t)
    var m = c.math(t)
    let r = try body(&m, DecimalObject(a).number)
    return try result(t, c, m, r)
  }
  /// A method `name(context=None)`.
  static func method(
    _ t: Thread, _ a: Args, _ body: (inout DecimalMath, DecimalNumber) throws(Raised) -> DecimalNumber
  ) throws(Raised) -> Value {
    let c = try DecimalContext.argument(t, a[1])
    var m = c.math(t)
    let r = try body(&m, DecimalObject(a[0]).number)
    return try result(t, c, m, r)
  }
  /// A method `name(other, context=None)`.
  static func method(
    _ t: Thread, _ a: Args, _ body: (inout DecimalMath, DecimalNumber, DecimalNumber) throws(Raised) -> DecimalNumber
  ) throws(Raised) -> Value {
    let c = try DecimalContext.argument(t, a[2])
    let y = try argument(t, a[1])
    var m = c.math(t)
    let r = try body(&m, DecimalObject(a[0]).number, y)
    return try result(t, c, m, r)
  }
  /// A method of Context: `name(x)`, `name(x, y)`.
  static func contextMethod(
    _ t: Thread, _ a: Args, _ body: (inout DecimalMath, DecimalNumber) throws(Raised) -> DecimalNumber
  ) throws(Raised) -> Value {
    let c = DecimalContext(a[0])
    let x = try argument(t, a[1])
    var m = c.math(t)
    let r = try body(&m, x)
    return try result(t, c, m, r)
  }
  static func contextMethod(
    _ t: Thread, _ a: Args, _ body: (inout DecimalMath, DecimalNumber, DecimalNumber) throws(Raised) -> DecimalNumber
  ) throws(Raised) -> Value {
    let c = DecimalContext(a[0])
    let x = try argument(t, a[1])
    let y = try argument(t, a[2])
    var m = c.math(t)
    let r = try body(&m, x, y)
    return try result(t, c, m, r)
  }

  // MARK: Making

  /// An exact conversion: what the limits of all contexts cannot hold is an InvalidOperation.
  private static func exact(_ t: Thread, _ c: DecimalContext, _ x: DecimalNumber) throws(Raised) -> DecimalNumber {
    if x.isSpecial { return x }
    if x.exponent > -1_000_000_000_000_000, x.exponent < 100_000_000_000_000 { return x }
    var m = DecimalMath(t)
    let r = try m.finalize(x)
    if m.status & (DecimalStatus.inexact | DecimalStatus.rounded | DecimalStatus.clamped) != 0 {
      try c.signal(t, DecimalStatus.invalid)
      return .nan
    }
    return r
  }
  /// Decimal(v), under the limits of the context if `limited` (`Context.create_decimal`).
  static func convert(_ t: Thread, _ v: Value, _ c: DecimalContext, limited: Bool) throws(Raised) -> DecimalNumber {
    var x: DecimalNumber
    if v.isExactly(.decimal) || v.isInstance(of: .decimal) {
      x = DecimalObject(v).number
      if limited, x.isNaN {
        let room = c.math(t).precision &- (c.fields.pointee.clamp.asInt)
        if x.coefficient != .int(0), try Digits.count(t, x.coefficient) > room {
          try c.signal(t, DecimalStatus.conversionSyntax)
          return .nan
        }
        return x
      }
    } else if v.isKind(.str) {
      guard let parsed = try DecimalText.parse(t, Str(v), lenient: !limited) else {
        try c.signal(t, DecimalStatus.conversionSyntax)
        return .nan
      }
      x = parsed
      if limited, x.isNaN, x.coefficient != .int(0), try Digits.count(t, x.coefficient) > c.math(t).precision &- c.fields.pointee.clamp.asInt {
        try c.signal(t, DecimalStatus.conversionSyntax)
        return .nan
      }
    } else if Int.isAny(v) {
      x = try integer(t, Int.plain(v))
    } else if let d = Float.number(of: v) {
      try c.signal(t, DecimalStatus.floatOperation)
      x = try float(t, d)
    } else if v.isKind(.tuple) || v.isKind(.list) {
      guard let parts = try parts(t, v, c) else { return .nan }
      x = parts
    } else {
      throw unsupported(t, v)
    }
    if !limited { return try exact(t, c, x) }
    var m = c.math(t)
    let r = try m.finalize(x)
    if m.status != 0 { try c.signal(t, m.status) }
    return r
  }
  private static func parts(_ t: Thread, _ v: Value, _ c: DecimalContext) throws(Raised) -> DecimalNumber? {
    func item(_ i: Int) -> Value { v.isKind(.list) ? List(v)[i] : Tuple(v)[i] }
    let count = v.isKind(.list) ? List(v).count : Tuple(v).count
    if count != 3 { throw t.raise(.valueError, "argument must be a sequence of length 3") }
    let (sign, digits, exponent) = (item(0), item(1), item(2))
    guard let s = Int.word(sign), s == 0 || s == 1 else {
      throw t.raise(.valueError, "sign must be an integer with the value 0 or 1")
    }
    var kind = 0
    var e = 0
    if exponent.isKind(.str) {
      let text = Str(exponent)
      if text.equals("F") {
        kind = 2
      } else if text.equals("n") {
        kind = 4
      } else if text.equals("N") {
        kind = 8
      } else {
        throw t.raise(.valueError, "string argument in the third position must be 'F', 'n' or 'N'")
      }
    } else {
      guard Int.isAny(exponent) else { throw t.raise(.valueError, "exponent must be an integer") }
      guard let word = Int.word(exponent) else { throw t.raise(.overflowError, "Python int too large to convert to C ssize_t") }
      e = max(-4_000_000_000_000_000_000, min(word, 4_000_000_000_000_000_000))
    }
    guard digits.isKind(.tuple) || digits.isKind(.list) else { throw t.raise(.valueError, "coefficient must be a tuple of digits") }
    let n = digits.isKind(.list) ? List(digits).count : Tuple(digits).count
    var text: [UInt8] = []
    text.reserveCapacity(n)
    for i in 0..<n {
      let d = digits.isKind(.list) ? List(digits)[i] : Tuple(digits)[i]
      guard let digit = Int.word(d), digit >= 0, digit <= 9 else { throw t.raise(.valueError, "coefficient must be a tuple of digits") }
      text.append(0x30 + UInt8(digit))
    }
    if kind == 2 { return .infinity(negative: s == 1) }
    return DecimalNumber(coefficient: try DecimalText.integer(t, text), exponent: e, bits: s | kind)
  }
  /// A double, exactly.
  static func float(_ t: Thread, _ d: Double) throws(Raised) -> DecimalNumber {
    let negative = d.sign == .minus
    if d.isNaN { return DecimalNumber(coefficient: .int(0), exponent: 0, bits: negative ? 5 : 4) }
    if d.isInfinite { return .infinity(negative: negative) }
    if d == 0 { return DecimalNumber(.int(0), 0, negative: negative) }
    let raised = Int(d.exponentBitPattern)
    var mantissa = Int(d.significandBitPattern) | (raised == 0 ? 0 : 1 << 52)
    var e = max(raised, 1) &- 1075
    let zeros = mantissa.trailingZeroBitCount
    mantissa >>= zeros
    e &+= zeros
    if e >= 0 { return DecimalNumber(try Int.lshift(t, .int(mantissa), .int(e)), 0, negative: negative) }
    let c = try Int.multiply(t, .int(mantissa), try Int.power(t, .int(5), .int(0 &- e), .none))
    return DecimalNumber(c, e, negative: negative)
  }
  static func new(_ t: Thread, _ a: Args) throws(Raised) -> Value {
    let c = try DecimalContext.argument(t, a[2])
    if a[1].isEmpty { return try make(t, DecimalNumber(.int(0), 0, negative: false), a[0]) }
    if a[1].isExactly(.decimal), Type(a[0]) == Type[.decimal] { return a[1] }
    return try make(t, try convert(t, a[1], c, limited: false), a[0])
  }
  static func fromFloat(_ t: Thread, _ v: Value) throws(Raised) -> DecimalNumber {
    if Int.isAny(v) { return try integer(t, Int.plain(v)) }
    guard let d = Float.number(of: v) else { throw t.raise(.typeError, "argument must be int or float") }
    return try float(t, d)
  }

  // MARK: Conversions

  /// The int, cut off or rounded.
  static func toInt(_ t: Thread, _ x: DecimalNumber, _ rounding: DecimalRounding) throws(Raised) -> Value {
    if x.isNaN { throw t.raise(.valueError, "cannot convert NaN to integer") }
    if x.isInfinite { throw t.raise(.overflowError, "cannot convert Infinity to integer") }
    let (r, _) = try DecimalMath(t, rounding: rounding).rescale(x, 0)
    return r.isNegative ? try Int.negative(t, r.coefficient) : r.coefficient
  }
  static func toDouble(_ t: Thread, _ x: DecimalNumber) throws(Raised) -> Double {
    if x.isNaN {
      if x.isSignaling { throw t.raise(.valueError, "cannot convert signaling NaN to float") }
      return x.isNegative ? -Double.nan : Double.nan
    }
    if x.isInfinite { return x.isNegative ? -Double.infinity : Double.infinity }
    let text = try DecimalText.text(t, x, capitals: false)
    return text.withUnsafeBufferPointer { Float.parse($0) } ?? 0
  }
  static func ratio(_ t: Thread, _ x: DecimalNumber) throws(Raised) -> Value {
    if x.isNaN { throw t.raise(.valueError, "cannot convert NaN to integer ratio") }
    if x.isInfinite { throw t.raise(.overflowError, "cannot convert Infinity to integer ratio") }
    var top = x.isNegative ? try Int.negative(t, x.coefficient) : x.coefficient
    if x.coefficient == .int(0) { return Tuple.pair(t, .int(0), .int(1)) }
    if x.exponent >= 0 { return Tuple.pair(t, try Digits.shiftLeft(t, top, x.exponent), .int(1)) }
    var bottom = try Digits.power(t, 0 &- x.exponent)
    let g = try MathModule.gcd(t, top, bottom)
    top = try Int.floorDivide(t, top, g)
    bottom = try Int.floorDivide(t, bottom, g)
    return Tuple.pair(t, top, bottom)
  }
  static func hash(_ t: Thread, _ v: Value) throws(Raised) -> Value {
    let x = DecimalObject(v).number
    if x.isNaN {
      if x.isSignaling { throw t.raise(.typeError, "Cannot hash a signaling NaN value") }
      return .int(identityHash(v))
    }
    if x.isInfinite { return .int(x.isNegative ? -314159 : 314159) }
    func product(_ a: UInt, _ b: UInt) -> UInt {
      let (high, low) = a.multipliedFullWidth(by: b)
      return Int.hashModulus.dividingFullWidth((high, low)).remainder
    }
    let c = UInt(bitPattern: Int.hash(x.coefficient))
    // 10^-1 = 10^(p - 2), and exponents count modulo p - 1.
    let period = Int(Int.hashModulus &- 1)
    var n = ((x.exponent % period) &+ period) % period
    var result: UInt = 1
    var base: UInt = 10
    while n > 0 {
      if n & 1 != 0 { result = product(result, base) }
      base = product(base, base)
      n >>= 1
    }
    let h = Int(bitPattern: product(c, result))
    return .int(x.isNegative ? (h == 1 ? -2 : 0 &- h) : h)
  }
  static func asTuple(_ t: Thread, _ x: DecimalNumber) throws(Raised) -> Value {
    var digits = try DecimalText.digits(t, x.coefficient)
    if x.isNaN, x.coefficient == .int(0) { digits = [] }
    let items = try Tuple.make(t, count: digits.count)
    for i in 0..<digits.count { items.items[i] = .int(Int(digits[i] & 15)) }
    let e: Value = x.isInfinite ? Str.character(t, 0x46).value : x.isNaN ? Str.character(t, x.isSignaling ? 0x4E : 0x6E).value : .int(x.exponent)
    return try t.call(DecimalModule.tuple.value, .int(x.isNegative ? 1 : 0), items.value, e)
  }

  // MARK: Comparison

  static func richCompare(_ t: Thread, _ a: Value, _ b: Value, _ op: CompareOp) throws(Raised) -> Value {
    var x = DecimalObject(a).number
    if b.isExactly(.decimal) {
      // Finite, with the same exponent and short: as ints.
      let y = DecimalObject(b).number
      if (x.bits | y.bits) & 14 == 0, x.exponent == y.exponent, Value.bothInt(x.coefficient, y.coefficient) {
        let left = x.isNegative ? 0 &- x.coefficient.asInt : x.coefficient.asInt
        let right = y.isNegative ? 0 &- y.coefficient.asInt : y.coefficient.asInt
        return .bool(Int.isTrue(left < right ? -1 : left > right ? 1 : 0, op))
      }
    }
    let c = try DecimalContext.current(t)
    let y: DecimalNumber
    let equality = op == .eq || op == .ne
    if let other = try operand(t, b) {
      y = other
    } else if let d = Float.number(of: b) {
      if equality { c.note(DecimalStatus.floatOperation) } else { try c.signal(t, DecimalStatus.floatOperation) }
      y = try float(t, d)
    } else if b.isKind(.complex) || b.isKind(.complexInstance) {
      if !equality { return .notImplemented }
      let z = try t.getAttribute(b, Str.intern(t, "imag"))
      if Float.number(of: z) != 0 { return .notImplemented }
      c.note(DecimalStatus.floatOperation)
      y = try float(t, Float.number(of: try t.getAttribute(b, Str.intern(t, "real"))) ?? 0)
    } else if try DecimalModule.isRational(t, b) {
      let top = try t.getAttribute(b, Str.intern(t, "numerator"))
      let bottom = try t.getAttribute(b, Str.intern(t, "denominator"))
      guard Int.isAny(top), Int.isAny(bottom) else { return .notImplemented }
      y = try integer(t, Int.plain(top))
      if !x.isSpecial {
        let scaled = try integer(t, Int.plain(bottom))
        x = DecimalNumber(try Int.multiply(t, x.coefficient, scaled.coefficient), x.exponent, negative: x.isNegative)
      }
    } else {
      return .notImplemented
    }
    if x.isNaN || y.isNaN {
      if !equality || x.isSignaling || y.isSignaling { try c.signal(t, DecimalStatus.invalid) }
      return .bool(op == .ne)
    }
    return .bool(Int.isTrue(try DecimalMath(t).order(x, y), op))
  }
}
