// Sums, products and quotients of coefficients with at most 38 digits: in two machine words, so that nothing is allocated but the result.

import CRuntime

/// Coefficients below 10^38 as numbers of 128 bits.
enum DecimalWords {
  /// What `read` gives for more; sums and products of two stay below 2^128.
  @inline(__always) static var limit: UInt128 { power(38) }
  /// 10^k for k in 0 ... 38
  @inline(__always) static func power(_ k: Int) -> UInt128 {
    UInt128(minipy_power_of_ten_low(k)) | UInt128(minipy_power_of_ten_high(k)) &<< 64
  }
  /// The coefficient, or `limit` when it is not below that.
  @inline(__always) static func read(_ c: Value) -> UInt128 {
    if c.isInt { return UInt128(UInt64(bitPattern: Int64(c.asInt))) }
    let b = BigInt(c)
    if b.count > 2 { return limit }
    let low = UInt128(b.limbs[0])
    return b.count == 1 ? low : min(low | UInt128(b.limbs[1]) &<< 64, limit)
  }
  @inline(__always) static func value(_ t: Thread, _ c: UInt128) throws(Raised) -> Value {
    if c < 1 &<< 61 { return .int(Int(truncatingIfNeeded: c)) }
    let high = UInt(truncatingIfNeeded: c &>> 64)
    let b = try BigInt.uninitialized(t, high == 0 ? 1 : 2)
    b.limbs[0] = UInt(truncatingIfNeeded: c)
    if high != 0 { b.limbs[1] = high }
    return b.value
  }
  /// Number of digits; 1 for zero. Right for all numbers of 128 bits.
  @inline(__always) static func count(_ c: UInt128) -> Int {
    let n = ((128 &- (c | 1).leadingZeroBitCount) &* 1233) >> 12
    return c >= power(n) ? n &+ 1 : max(n, 1)
  }
  @inline(__always) static func divide(_ a: UInt128, _ b: UInt128) -> (quotient: UInt128, remainder: UInt128) {
    if a <= UInt128(UInt64.max), b <= UInt128(UInt64.max) {
      let (q, r) = UInt64(truncatingIfNeeded: a).quotientAndRemainder(dividingBy: UInt64(truncatingIfNeeded: b))
      return (UInt128(q), UInt128(r))
    }
    return a.quotientAndRemainder(dividingBy: b)
  }
}

extension DecimalMath {
  /// c * 10^e as the context can hold it: what `finalize` does. `sticky`: the number is a little more than that.
  @inline(__always) private mutating func finalize(
    words c: UInt128, _ e: Int, negative: Bool, sticky: Bool = false
  ) throws(Raised) -> DecimalNumber {
    let n = DecimalWords.count(c)
    let adjusted = e &+ n &- 1
    // At the limits of the exponent the other way knows better; rounding may add a digit.
    if c == 0 || clamps || adjusted >= emax || adjusted < emin {
      return try finalize(DecimalNumber(try DecimalWords.value(t, c), e, negative: negative), sticky: sticky)
    }
    if n <= precision {
      if sticky { status |= DecimalStatus.rounded | DecimalStatus.inexact }
      return DecimalNumber(try DecimalWords.value(t, c), e, negative: negative)
    }
    let k = n &- precision
    let p = DecimalWords.power(k)
    var (q, r) = DecimalWords.divide(c, p)
    var rest = r == 0 ? 0 : r < p &- r ? 1 : r == p &- r ? 2 : 3
    if sticky, rest & 1 == 0 { rest &+= 1 }
    var exponent = e &+ k
    status |= DecimalStatus.rounded
    if rest != 0 {
      status |= DecimalStatus.inexact
      let last = rounding == .zeroFiveUp ? Int(truncatingIfNeeded: q % 10) : 0
      if roundsUp(rest, negative: negative, isOdd: q & 1 != 0, lastDigit: last) {
        q &+= 1
        if q == DecimalWords.power(precision) {
          q = DecimalWords.power(precision &- 1)
          exponent &+= 1
        }
      }
    }
    return DecimalNumber(try DecimalWords.value(t, q), exponent, negative: negative)
  }

  /// a + b of finite numbers; nil when they are not to be had so.
  mutating func addWords(_ a: DecimalNumber, _ b: DecimalNumber) throws(Raised) -> DecimalNumber? {
    var x = DecimalWords.read(a.coefficient)
    var y = DecimalWords.read(b.coefficient)
    let d = a.exponent &- b.exponent
    if x == 0 || y == 0 || x >= DecimalWords.limit || y >= DecimalWords.limit || d > 37 || d < -37 { return nil }
    if d > 0 {
      if DecimalWords.count(x) &+ d > 38 { return nil }
      x = x &* DecimalWords.power(d)
    } else if d < 0 {
      if DecimalWords.count(y) &- d > 38 { return nil }
      y = y &* DecimalWords.power(0 &- d)
    }
    let e = min(a.exponent, b.exponent)
    if a.isNegative == b.isNegative { return try finalize(words: x &+ y, e, negative: a.isNegative) }
    if x == y { return nil }
    return try finalize(words: x > y ? x &- y : y &- x, e, negative: x > y ? a.isNegative : b.isNegative)
  }

  /// The same for a * b.
  mutating func multiplyWords(_ a: DecimalNumber, _ b: DecimalNumber) throws(Raised) -> DecimalNumber? {
    let x = DecimalWords.read(a.coefficient)
    let y = DecimalWords.read(b.coefficient)
    if x.leadingZeroBitCount &+ y.leadingZeroBitCount < 128 || x >= DecimalWords.limit || y >= DecimalWords.limit { return nil }
    return try finalize(words: x &* y, a.exponent &+ b.exponent, negative: a.isNegative != b.isNegative)
  }

  /// The same for a / b, neither of them zero.
  mutating func divideWords(_ a: DecimalNumber, _ b: DecimalNumber) throws(Raised) -> DecimalNumber? {
    var x = DecimalWords.read(a.coefficient)
    var y = DecimalWords.read(b.coefficient)
    if x >= DecimalWords.limit || y >= DecimalWords.limit || precision > 37 { return nil }
    let digits = DecimalWords.count(x)
    let shift = DecimalWords.count(y) &- digits &+ precision &+ 1
    if shift > 0 {
      if digits &+ shift > 38 { return nil }
      x = x &* DecimalWords.power(shift)
    } else if shift < 0 {
      // y has fewer digits than x then.
      y = y &* DecimalWords.power(0 &- shift)
    }
    var (q, r) = DecimalWords.divide(x, y)
    let e = a.exponent &- b.exponent &- shift
    let negative = a.isNegative != b.isNegative
    if r != 0 { return try finalize(words: q, e, negative: negative, sticky: true) }
    // An exact quotient loses the zeros that it got from the shift.
    var zeros = 0
    var step = 8
    while zeros &+ step <= shift || step > 1 {
      if zeros &+ step <= shift {
        let (shorter, rest) = DecimalWords.divide(q, DecimalWords.power(step))
        if rest == 0 {
          q = shorter
          zeros &+= step
          continue
        }
      }
      if step == 1 { break }
      step = 1
    }
    return try finalize(words: q, e &+ zeros, negative: negative)
  }
}
