// Neighbours, and operations on single digits.

extension DecimalMath {
  mutating func nextMinus(_ a: DecimalNumber) throws(Raised) -> DecimalNumber { try next(a, up: false) }
  mutating func nextPlus(_ a: DecimalNumber) throws(Raised) -> DecimalNumber { try next(a, up: true) }
  private mutating func next(_ a: DecimalNumber, up: Bool) throws(Raised) -> DecimalNumber {
    if let n = try nan(a, a) { return n }
    if a.isInfinite {
      if a.isNegative != up { return a }
      return try largest(a.isNegative)
    }
    var m = self
    m.rounding = up ? .ceiling : .floor
    m.status = 0
    let x = try m.finalize(a)
    if m.status & (DecimalStatus.inexact | DecimalStatus.overflow) != 0 { return x }
    return try m.finalize(try m.exactSum(a, DecimalNumber(.int(1), tiny &- 1, negative: !up)))
  }
  mutating func nextToward(_ a: DecimalNumber, _ b: DecimalNumber) throws(Raised) -> DecimalNumber {
    if let n = try nan(a, b) { return n }
    let c = try order(a, b)
    if c == 0 { return a.with(negative: b.isNegative) }
    let r = try next(a, up: c < 0)
    if r.isInfinite {
      status |= DecimalStatus.overflow | DecimalStatus.rounded | DecimalStatus.inexact
    } else if try r.adjusted(t) < emin {
      status |= DecimalStatus.underflow | DecimalStatus.subnormal | DecimalStatus.rounded | DecimalStatus.inexact
      if r.coefficient == .int(0) { status |= DecimalStatus.clamped }
    }
    return r
  }
  mutating func logb(_ a: DecimalNumber) throws(Raised) -> DecimalNumber {
    if let n = try nan(a, a) { return n }
    if a.isInfinite { return .infinity(negative: false) }
    if a.isZero {
      status |= DecimalStatus.divisionByZero
      return .infinity(negative: true)
    }
    let k = try a.adjusted(t)
    return try finalize(DecimalNumber(t.int(Int(k.magnitude)), 0, negative: k < 0))
  }
  /// An operand that has to be an integer with exponent 0, of at most this magnitude.
  private func count(_ b: DecimalNumber, _ limit: Int) throws(Raised) -> Int? {
    if b.isSpecial || b.exponent != 0 { return nil }
    guard let n = Int.word(b.coefficient), n <= limit else { return nil }
    return b.isNegative ? 0 &- n : n
  }
  mutating func scaleb(_ a: DecimalNumber, _ b: DecimalNumber) throws(Raised) -> DecimalNumber {
    if let n = try nan(a, b) { return n }
    guard let n = try count(b, 2 &* (emax &+ precision)) else { return invalid() }
    if a.isInfinite { return a }
    var r = a
    r.exponent = a.exponent &+ n
    return try finalize(r)
  }
  mutating func shift(_ a: DecimalNumber, _ b: DecimalNumber) throws(Raised) -> DecimalNumber {
    if let n = try nan(a, b) { return n }
    guard let n = try count(b, precision) else { return invalid() }
    if a.isInfinite { return a }
    var r = a
    if n >= 0 {
      if a.coefficient != .int(0) { r.coefficient = try lowDigits(try Digits.shiftLeft(t, a.coefficient, n), precision) }
    } else {
      r.coefficient = try highDigits(try lowDigits(a.coefficient, precision), 0 &- n)
    }
    return r
  }
  mutating func rotate(_ a: DecimalNumber, _ b: DecimalNumber) throws(Raised) -> DecimalNumber {
    if let n = try nan(a, b) { return n }
    guard let n = try count(b, precision) else { return invalid() }
    if a.isInfinite { return a }
    var r = a
    let c = try lowDigits(a.coefficient, precision)
    let left = n >= 0 ? n : precision &+ n
    // The upper digits move to the lower end.
    let high = try highDigits(c, precision &- left)
    let low = try Digits.shiftLeft(t, try lowDigits(c, precision &- left), left)
    r.coefficient = try Int.add(t, low, high)
    return r
  }
  private func lowDigits(_ c: Value, _ k: Int) throws(Raised) -> Value {
    if Digits.upperBound(c) <= k { return c }
    if try Digits.count(t, c) <= k { return c }
    return try Int.remainder(t, c, try Digits.power(t, k))
  }
  private func highDigits(_ c: Value, _ k: Int) throws(Raised) -> Value {
    if k >= Digits.upperBound(c) { return .int(0) }
    return try Int.floorDivide(t, c, try Digits.power(t, k))
  }

  // MARK: Logical operations

  /// The digits that the precision has room for, lowest first, of an operand that has only 0 and 1; nil when it is none.
  private func logical(_ a: DecimalNumber) throws(Raised) -> [UInt8]? {
    if a.bits != 0 || a.exponent != 0 { return nil }
    let digits = try DecimalText.digits(t, a.coefficient)
    for d in digits where d > 0x31 { return nil }
    return digits.suffix(precision).reversed()
  }
  mutating func logical(
    _ a: DecimalNumber, _ b: DecimalNumber, _ body: (UInt8, UInt8) -> UInt8
  ) throws(Raised) -> DecimalNumber {
    guard let x = try logical(a), let y = try logical(b) else { return invalid() }
    let n = max(x.count, y.count)
    var digits: [UInt8] = []
    digits.reserveCapacity(n)
    for i in 0..<n { digits.append(0x30 | body(i < x.count ? x[i] & 1 : 0, i < y.count ? y[i] & 1 : 0)) }
    digits.reverse()
    return DecimalNumber(try DecimalText.integer(t, digits), 0, negative: false)
  }
  mutating func logicalInvert(_ a: DecimalNumber) throws(Raised) -> DecimalNumber {
    guard let x = try logical(a) else { return invalid() }
    if precision > 1 << 30 { throw t.raiseMemoryError() }
    var digits = [UInt8](repeating: 0x31, count: precision)
    for (i, d) in x.enumerated() where d & 1 != 0 { digits[precision - 1 - i] = 0x30 }
    return DecimalNumber(try DecimalText.integer(t, digits), 0, negative: false)
  }

  // MARK: Kinds

  func isNormal(_ a: DecimalNumber) throws(Raised) -> Bool {
    if a.isSpecial || a.coefficient == .int(0) { return false }
    return try a.adjusted(t) >= emin
  }
  func isSubnormal(_ a: DecimalNumber) throws(Raised) -> Bool {
    if a.isSpecial || a.coefficient == .int(0) { return false }
    return try a.adjusted(t) < emin
  }
  func numberClass(_ a: DecimalNumber) throws(Raised) -> StaticString {
    if a.isSignaling { return "sNaN" }
    if a.isNaN { return "NaN" }
    if a.isInfinite { return a.isNegative ? "-Infinity" : "+Infinity" }
    if a.isZero { return a.isNegative ? "-Zero" : "+Zero" }
    if try a.adjusted(t) < emin { return a.isNegative ? "-Subnormal" : "+Subnormal" }
    return a.isNegative ? "-Normal" : "+Normal"
  }
}
