// Roots, exponentials, logarithms, powers.
//
// The transcendental functions are computed on binary fixed-point integers with some digits more than the precision; when those digits
// lie so near to a tie that the error could matter, it is done again with more of them (Ziv's strategy).

import CGMP
import Glibc

/// Numbers as ints times 2^-bits.
struct FixedPoint {
  let t: Thread
  let bits: Int
  init(_ t: Thread, bits: Int) throws(Raised) {
    if bits > 1 << 33 { throw t.raiseMemoryError() }
    self.t = t
    self.bits = bits
  }
  func one() throws(Raised) -> Value { try Int.lshift(t, .int(1), .int(bits)) }
  func multiply(_ a: Value, _ b: Value) throws(Raised) -> Value { try Int.rshift(t, try Int.multiply(t, a, b), .int(bits)) }
  /// a / b for numbers that are not negative.
  func divide(_ a: Value, _ b: Value) throws(Raised) -> Value { try Int.floorDivide(t, try Int.lshift(t, a, .int(bits)), b) }

  /// c * 10^e, cut off.
  func from(_ c: Value, _ e: Int) throws(Raised) -> Value {
    if e >= 0 { return try Int.lshift(t, try Digits.shiftLeft(t, c, e), .int(bits)) }
    if 0 &- e > Digits.upperBound(c) &+ bits { return .int(0) }
    return try Int.floorDivide(t, try Int.lshift(t, c, .int(bits)), try Digits.power(t, 0 &- e))
  }
  /// atanh(1/n)
  private func inverseTanh(_ n: Int) throws(Raised) -> Value {
    var term = try Int.floorDivide(t, try one(), .int(n))
    var sum = term
    let square = n &* n
    var k = 3
    while term != .int(0) {
      term = try Int.floorDivide(t, term, .int(square))
      sum = try Int.add(t, sum, try Int.floorDivide(t, term, .int(k)))
      k &+= 2
    }
    return sum
  }
  private static let tenLog = Root()
  private nonisolated(unsafe) static var tenLogBits = 0
  /// ln 10, by 46 atanh(1/31) + 34 atanh(1/49) + 20 atanh(1/161); kept for the next time.
  func logOfTen() throws(Raised) -> Value {
    if FixedPoint.tenLogBits < bits {
      let wide = try FixedPoint(t, bits: bits &+ bits / 4 &+ 96)
      var sum = try Int.multiply(t, .int(46), try wide.inverseTanh(31))
      sum = try Int.add(t, sum, try Int.multiply(t, .int(34), try wide.inverseTanh(49)))
      sum = try Int.add(t, sum, try Int.multiply(t, .int(20), try wide.inverseTanh(161)))
      FixedPoint.tenLog.value = try Int.rshift(t, sum, .int(32))
      FixedPoint.tenLogBits = wide.bits &- 32
    }
    return try Int.rshift(t, FixedPoint.tenLog.value, .int(FixedPoint.tenLogBits &- bits))
  }
  /// e^r for 0 <= r < 2.4: the series for r / 2^s, then squared s times. The error is a few units of 2^-(bits - s).
  func exponential(_ r: Value) throws(Raised) -> Value {
    let s = FixedPoint.halvings(bits)
    let wide = try FixedPoint(t, bits: bits &+ s &+ 40)
    let x = try Int.lshift(t, r, .int(40))
    var term = try wide.one()
    var sum = term
    var k = 1
    while term != .int(0) {
      term = try Int.floorDivide(t, try wide.multiply(term, x), .int(k))
      sum = try Int.add(t, sum, term)
      k &+= 1
    }
    for _ in 0..<s { sum = try wide.multiply(sum, sum) }
    return try Int.rshift(t, sum, .int(s &+ 40))
  }
  private static func halvings(_ bits: Int) -> Int { 4 &+ Int((Double(bits) / 2).squareRoot()) }
  /// ln m for m > 0 near 1: after s square roots 2^(s + 1) * atanh((z - 1) / (z + 1)).
  func logarithm(_ m: Value) throws(Raised) -> Value {
    let s = FixedPoint.halvings(bits)
    let wide = try FixedPoint(t, bits: bits &+ 2 &* s &+ 40)
    var z = try Int.lshift(t, m, .int(wide.bits &- bits))
    for _ in 0..<s { z = try DecimalMath.root(t, try Int.lshift(t, z, .int(wide.bits))).root }
    let one = try wide.one()
    let difference = try Int.subtract(t, z, one)
    let negative = Int.sign(difference) < 0
    let y = try wide.divide(try Int.absolute(t, difference), try Int.add(t, z, one))
    let square = try wide.multiply(y, y)
    var term = y
    var sum = y
    var k = 3
    while term != .int(0) {
      term = try wide.multiply(term, square)
      sum = try Int.add(t, sum, try Int.floorDivide(t, term, .int(k)))
      k &+= 2
    }
    sum = try Int.rshift(t, try Int.lshift(t, sum, .int(s &+ 1)), .int(wide.bits &- bits))
    return negative ? try Int.negative(t, sum) : sum
  }
  /// The number times 10^digits, cut off.
  func decimal(_ v: Value, digits: Int) throws(Raised) -> Value {
    if digits >= 0 { return try Int.rshift(t, try Digits.shiftLeft(t, v, digits), .int(bits)) }
    return try Int.floorDivide(t, try Int.rshift(t, v, .int(bits)), try Digits.power(t, 0 &- digits))
  }
}

extension DecimalMath {
  /// Bits that hold this many decimal digits.
  private func binary(_ digits: Int) throws(Raised) -> Int {
    if digits > 2_000_000_000 { throw t.raiseMemoryError() }
    return Int(Double(max(digits, 1)) * 3.3219280948873626) &+ 16
  }
  /// The root of an int, cut off, and whether it is exact.
  static func root(_ t: Thread, _ c: Value) throws(Raised) -> (root: Value, exact: Bool) {
    if c == .int(0) { return (c, true) }
    return try Limbs.with(c) { (m: Limbs) throws(Raised) -> (root: Value, exact: Bool) in
      let half = (m.count &+ 1) / 2
      let s = try BigInt.uninitialized(t, half)
      let r = try BigInt.uninitialized(t, m.count)
      let left = __gmpn_sqrtrem(s.limbs, r.limbs, m.limbs, m.count)
      return (s.finish(half, negative: false), left == 0)
    }
  }
  mutating func squareRoot(_ a: DecimalNumber) throws(Raised) -> DecimalNumber {
    if let n = try nan(a, a) { return n }
    let ideal = a.exponent >> 1
    if a.isZero { return try finalize(DecimalNumber(.int(0), ideal, negative: a.isNegative)) }
    if a.isNegative { return invalid() }
    if a.isInfinite { return a }
    rounding = .halfEven
    if precision > DecimalMath.absurdPrecision {
      let odd = a.exponent & 1
      let (root, exact) = try DecimalMath.root(t, try Digits.shiftLeft(t, a.coefficient, odd))
      if exact { return try finalize(DecimalNumber(root, (a.exponent &- odd) / 2, negative: false)) }
    }
    // An even exponent, and a coefficient of at least 2 * precision + 2 digits.
    let n = try Digits.count(t, a.coefficient)
    var shift = max(2 &* precision &+ 2 &- n, 0)
    if (a.exponent &- shift) & 1 != 0 { shift &+= 1 }
    let (root, exact) = try DecimalMath.root(t, try Digits.shiftLeft(t, a.coefficient, shift))
    let e = (a.exponent &- shift) / 2
    if !exact { return try finalize(DecimalNumber(root, e, negative: false), sticky: true) }
    let (c, zeros) = try Digits.strip(t, root, limit: max(ideal &- e, 0))
    return try finalize(DecimalNumber(c, e &+ zeros, negative: false))
  }

  /// Rounds what `body` computes with a number of digits: q * 10^e, wrong by less than 2 units of q.
  private mutating func ziv(
    negative: Bool, rounds: Int = 40, _ body: (_ digits: Int) throws(Raised) -> (q: Value, e: Int)
  ) throws(Raised) -> DecimalNumber {
    var guardDigits = 8
    var round = 1
    while true {
      let (q, e) = try body(precision &+ guardDigits)
      var low = self
      var high = self
      let x = try low.finalize(DecimalNumber(try Int.subtract(t, q, .int(2)), e, negative: negative), sticky: true)
      let y = try high.finalize(DecimalNumber(try Int.add(t, q, .int(2)), e, negative: negative), sticky: true)
      if x.bits == y.bits, x.exponent == y.exponent, Int.compare(x.coefficient, y.coefficient) == 0 {
        status |= low.status
        return x
      }
      if round >= rounds { return try finalize(DecimalNumber(q, e, negative: negative), sticky: true) }
      round &+= 1
      guardDigits = guardDigits &* 3
    }
  }
  /// What is so near to 1 that it is rounded to that.
  private mutating func nearOne() throws(Raised) -> DecimalNumber {
    status |= DecimalStatus.inexact | DecimalStatus.rounded
    return DecimalNumber(try Digits.power(t, precision &- 1), 1 &- precision, negative: false)
  }

  /// e^(c * 10^e), c a plain int with sign, e^.. as q * 10^exponent with about `digits` digits.
  private func exponential(_ c: Value, _ e: Int, digits: Int) throws(Raised) -> (q: Value, e: Int) {
    let whole = max(0, e &+ Digits.upperBound(try Int.absolute(t, c)))
    let fixed = try FixedPoint(t, bits: try binary(digits &+ whole &+ 6) &+ 64)
    let negative = Int.sign(c) < 0
    var x = try fixed.from(try Int.absolute(t, c), e)
    if negative { x = try Int.negative(t, x) }
    let (k, r) = try Int.divide(t, x, try fixed.logOfTen())
    return (try fixed.decimal(try fixed.exponential(r), digits: digits), (Int.word(k) ?? 0) &- digits)
  }
  mutating func exponential(_ a: DecimalNumber) throws(Raised) -> DecimalNumber {
    if let n = try nan(a, a) { return n }
    if a.isInfinite { return a.isNegative ? DecimalNumber(.int(0), 0, negative: false) : a }
    if a.isZero { return DecimalNumber(.int(1), 0, negative: false) }
    rounding = .halfEven
    let adjusted = try a.adjusted(t)
    if adjusted >= 19 { return try extremePower(large: !a.isNegative, negative: false) }
    if adjusted < 0 &- precision &- 2 { return try nearOne() }
    let c = a.isNegative ? try Int.negative(t, a.coefficient) : a.coefficient
    let copy = self
    return try ziv(negative: false) { (digits) throws(Raised) in try copy.exponential(c, a.exponent, digits: digits) }
  }
  /// Beyond all exponents.
  private mutating func extremePower(large: Bool, negative: Bool) throws(Raised) -> DecimalNumber {
    if large { return try overflow(negative: negative) }
    return try finalize(DecimalNumber(.int(1), tiny &- 3, negative: negative), sticky: true)
  }

  /// x = m * 10^k with m between 1/3 and 3.3; and how far the logarithm is below 1: digits that are lost near 1.
  private func split(_ a: DecimalNumber) throws(Raised) -> (exponent: Int, k: Int, lost: Int) {
    let n = try Digits.count(t, a.coefficient)
    let adjusted = a.exponent &+ n &- 1
    // The first digits decide.
    let first = try Int.floorDivide(t, try Digits.shiftLeft(t, a.coefficient, max(0, 3 &- n)), try Digits.power(t, max(0, n &- 3)))
    let k = first.asInt >= 316 ? adjusted &+ 1 : adjusted
    var lost = 0
    if k == 0 {
      // |x - 1|
      let e = min(a.exponent, 0)
      let d = try Int.subtract(t, try Digits.shiftLeft(t, a.coefficient, a.exponent &- e), try Digits.power(t, 0 &- e))
      if d != .int(0) { lost = max(0, 0 &- (e &+ (try Digits.count(t, try Int.absolute(t, d))) &- 1)) }
    }
    return (a.exponent &- k, k, lost)
  }
  /// ln x, x > 0 and not 1, as a fixed-point number that has `digits` digits besides leading zeros.
  private func logarithm(_ a: DecimalNumber, digits: Int) throws(Raised) -> (value: Value, fixed: FixedPoint, lost: Int) {
    let (e, k, lost) = try split(a)
    let fixed = try FixedPoint(t, bits: try binary(digits &+ lost &+ 6) &+ 64)
    let m = try fixed.logarithm(try fixed.from(a.coefficient, e))
    if k == 0 { return (m, fixed, lost) }
    return (try Int.add(t, m, try Int.multiply(t, t.int(k), try fixed.logOfTen())), fixed, lost)
  }
  private func isOne(_ a: DecimalNumber) throws(Raised) -> Bool {
    if a.exponent > 0 || a.exponent < 0 &- Digits.upperBound(a.coefficient) { return false }
    return Int.compare(a.coefficient, try Digits.power(t, 0 &- a.exponent)) == 0
  }
  mutating func logarithm(_ a: DecimalNumber, base10: Bool) throws(Raised) -> DecimalNumber {
    if let n = try nan(a, a) { return n }
    if a.isZero { return .infinity(negative: true) }
    if a.isNegative { return invalid() }
    if a.isInfinite { return a }
    rounding = .halfEven
    if base10 {
      let (c, zeros) = try Digits.strip(t, a.coefficient, limit: Int.max)
      if c == .int(1) {
        let k = a.exponent &+ zeros
        return try finalize(DecimalNumber(t.int(Int(k.magnitude)), 0, negative: k < 0))
      }
    } else if try isOne(a) {
      return DecimalNumber(.int(0), 0, negative: false)
    }
    let copy = self
    let sign = try copy.logarithm(a, digits: 8)
    return try ziv(negative: Int.sign(sign.value) < 0) { (digits) throws(Raised) in
      let (v, fixed, lost) = try copy.logarithm(a, digits: digits &+ 2)
      var x = try Int.absolute(copy.t, v)
      if base10 { x = try fixed.divide(x, try fixed.logOfTen()) }
      return (try fixed.decimal(x, digits: digits &+ lost), 0 &- digits &- lost)
    }
  }

  // MARK: Powers

  /// The int that a finite number is, or nil. MemoryError when it is absurdly long.
  func integer(_ a: DecimalNumber) throws(Raised) -> Value? {
    if a.isSpecial { return nil }
    if a.exponent >= 0 { return try Digits.shiftLeft(t, a.coefficient, a.exponent) }
    if a.coefficient == .int(0) { return .int(0) }
    let k = 0 &- a.exponent
    if k > Digits.upperBound(a.coefficient) { return nil }
    let (q, r) = try Int.divide(t, a.coefficient, try Digits.power(t, k))
    return r == .int(0) ? q : nil
  }
  /// Whether it is an integer, and an odd one.
  func parity(_ a: DecimalNumber) throws(Raised) -> (isInteger: Bool, isOdd: Bool) {
    if a.isSpecial { return (false, false) }
    if a.coefficient == .int(0) { return (true, false) }
    if a.exponent > 0 { return (true, false) }
    guard let i = try integer(a) else { return (false, false) }
    return (true, DecimalMath.isOdd(i))
  }
  mutating func power(_ a: DecimalNumber, _ b: DecimalNumber) throws(Raised) -> DecimalNumber {
    if let n = try nan(a, b) { return n }
    if b.isZero {
      if a.isZero { return invalid() }
      return DecimalNumber(.int(1), 0, negative: false)
    }
    let (isInteger, isOdd) = try parity(b)
    let negative = a.isNegative && isOdd
    if a.isZero {
      if a.isNegative, !isInteger, !b.isInfinite { return b.isNegative ? .infinity(negative: false) : DecimalNumber(.int(0), 0, negative: false) }
      return b.isNegative ? .infinity(negative: negative) : DecimalNumber(.int(0), 0, negative: negative)
    }
    if a.isNegative, !isInteger || b.isInfinite { return invalid() }
    let magnitude = a.with(negative: false)
    if !a.isInfinite, try isOne(magnitude) { return try powerOfOne(a, b, isInteger: isInteger, negative: negative) }
    if a.isInfinite { return b.isNegative ? DecimalNumber(.int(0), 0, negative: negative) : .infinity(negative: negative) }
    let isAboveOne = try orderMagnitude(magnitude, DecimalNumber(.int(1), 0, negative: false)) > 0
    if b.isInfinite {
      if isAboveOne == b.isNegative { return DecimalNumber(.int(0), 0, negative: false) }
      return .infinity(negative: false)
    }
    // Where the result lies: y * ln x, roughly.
    let (_, k, lost) = try split(magnitude)
    let reach = (try b.adjusted(t)) &+ (k == 0 ? 0 &- lost : Digits.count(small: Int(k.magnitude)))
    let grows = isAboveOne != b.isNegative
    if reach > 21 { return try extremePower(large: grows, negative: negative) }
    if isInteger {
      // What is beyond all exponents by its order of magnitude is rounded as the context says; the rest is computed.
      let size = Digits.count(small: grows ? emax : 0 &- tiny)
      if try logOrder(magnitude, lost: lost) &+ b.adjusted(t) > size { return try extremePower(large: grows, negative: negative) }
    }
    if isInteger, b.exponent <= 4000, let n = try integer(b) {
      return try integerPower(a, n, inverted: b.isNegative)
    }
    // The result is exact to some digits more, which are then rounded as the context says.
    var wide = DecimalMath(t, precision: max(precision, try Digits.count(t, a.coefficient)) &+ 23)
    if reach < 0 &- wide.precision &- 3 {
      let one = try wide.nearOne()
      status |= wide.status
      return try finalize(one.with(negative: negative))
    }
    if reach > 19 { return try extremePower(large: grows, negative: negative) }
    let copy = self
    let r = try wide.ziv(negative: negative, rounds: 3) { (digits) throws(Raised) in
      let (v, fixed, _) = try copy.logarithm(magnitude, digits: digits &+ max(reach, 0) &+ 6)
      // v * 2^-bits * b, brought to a decimal exponent.
      let room = digits &+ max(0, 0 &- reach) &+ 8 &+ max(0, lost)
      let negativeLog = Int.sign(v) < 0
      let log = try fixed.decimal(try Int.absolute(copy.t, v), digits: room &+ max(reach, 0))
      var product = try Int.multiply(copy.t, log, b.coefficient)
      if negativeLog != b.isNegative { product = try Int.negative(copy.t, product) }
      return try copy.exponential(product, b.exponent &- room &- max(reach, 0), digits: digits)
    }
    if wide.status & DecimalStatus.overflow != 0 { return try overflow(negative: negative) }
    status |= wide.status | DecimalStatus.inexact | DecimalStatus.rounded
    return try finalize(r)
  }
  /// Exponent of the first digit of |log10 x|.
  private func logOrder(_ x: DecimalNumber, lost: Int) throws(Raised) -> Int {
    let n = try Digits.count(t, x.coefficient)
    let first = n > 17 ? try Int.floorDivide(t, x.coefficient, try Digits.power(t, n &- 17)) : x.coefficient
    let log = log10(Double(first.asInt)) + Double(x.exponent &+ max(0, n &- 17))
    if log.magnitude < 1e-9 { return 0 &- max(lost, 1) }
    return Int(log10(log.magnitude).rounded(.down))
  }
  /// x^n by squaring, with some digits more than the precision.
  private mutating func integerPower(_ x: DecimalNumber, _ n: Value, inverted: Bool) throws(Raised) -> DecimalNumber {
    var m = DecimalMath(t)
    m.emin = emin
    m.precision = precision &+ (try Digits.count(t, n)) &+ 2
    var base = x
    if inverted {
      m.precision &+= 1
      base = try m.divide(DecimalNumber(.int(1), 0, negative: false), x)
    }
    var r = base
    var i = Int.bitLength(n) &- 2
    while i >= 0, !r.isSpecial, r.coefficient != .int(0) {
      r = try m.multiply(r, r)
      if Limbs.read(n, { $0.bits(from: i) & 1 }) != 0 { r = try m.multiply(r, base) }
      i &-= 1
    }
    status |= m.status
    return try finalize(r.with(negative: x.isNegative && DecimalMath.isOdd(n)))
  }
  private mutating func powerOfOne(_ a: DecimalNumber, _ b: DecimalNumber, isInteger: Bool, negative: Bool) throws(Raised) -> DecimalNumber {
    let room = precision &- 1
    if isInteger, !b.isNegative {
      let n = b.exponent > 20 ? nil : Int.word(try integer(b) ?? .int(0))
      let (zeros, over) = (0 &- a.exponent).multipliedReportingOverflow(by: n ?? Int.max)
      if a.exponent == 0 || !over && n != nil && zeros <= room {
        let k = a.exponent == 0 ? 0 : zeros
        return DecimalNumber(try Digits.power(t, k), 0 &- k, negative: negative)
      }
      status |= DecimalStatus.rounded
    } else if isInteger {
      return DecimalNumber(.int(1), 0, negative: negative)
    } else {
      status |= DecimalStatus.rounded | DecimalStatus.inexact
    }
    return DecimalNumber(try Digits.power(t, room), 0 &- room, negative: negative)
  }
  /// pow(a, b, modulo)
  mutating func power(_ a: DecimalNumber, _ b: DecimalNumber, modulo m: DecimalNumber) throws(Raised) -> DecimalNumber {
    if (a.bits | b.bits | m.bits) & 14 != 0 {
      if let n = try nan(a.isSignaling ? a : b.isSignaling ? b : m.isSignaling ? m : a.isNaN ? a : b, m) { return n }
      return invalid()
    }
    if b.isNegative && !b.isZero || m.isZero || a.isZero && b.isZero { return invalid() }
    if m.exponent > precision { return invalid() }
    if try m.adjusted(t) >= precision { return invalid() }
    if !(try parity(a).isInteger) { return invalid() }
    if !(try parity(b).isInteger) { return invalid() }
    guard let modulus = try integer(m) else { return invalid() }
    var base: Value
    if a.exponent >= 0 {
      base = try Int.multiply(t, a.coefficient, try Int.power(t, .int(10), t.int(a.exponent), modulus))
      base = try Int.remainder(t, base, modulus)
    } else {
      base = try integer(a) ?? .int(0)
    }
    guard let exponent = try integer(b) else { return invalid() }
    let r = try Int.power(t, base, exponent, modulus)
    return DecimalNumber(r, 0, negative: a.isNegative && DecimalMath.isOdd(exponent))
  }
}
