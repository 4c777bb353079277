// Between int and float: exact where the two are compared, rounded once (half to even) where one becomes the other.

import Glibc

extension Int {
  /// float(p) for a plain int; OverflowError when it is too large.
  @inline(__always) public static func toDouble(_ thread: Thread, _ p: Value) throws(Raised) -> Double {
    if p.isInt { return Double(p.asInt) }
    let d = rounded(p)
    if d.isInfinite { throw thread.raise(.overflowError, "int too large to convert to float") }
    return d
  }
  /// The nearest double of a plain int, infinity when it is too large.
  static func rounded(_ p: Value) -> Double {
    if p.isInt { return Double(p.asInt) }
    return Limbs.read(p) { (m: Limbs) -> Double in
      let (mantissa, exponent) = m.leading
      let d = scalbn(Double(mantissa), Int32(clamping: exponent))
      return m.negative ? -d : d
    }
  }

  /// The plain int that a finite double, rounded towards zero, is.
  static func fromDouble(_ thread: Thread, _ d: Double) throws(Raised) -> Value {
    if d.magnitude < 0x1p62 { return thread.int(Int(d)) }
    let exponent = Int(d.exponent) - 52
    var mantissa = UInt(d.significandBitPattern | 1 << 52)
    return try withUnsafePointer(to: &mantissa) { (p: UnsafePointer<UInt>) throws(Raised) -> Value in
      try shiftLeft(thread, Limbs(limbs: p, count: 1, negative: d < 0), exponent)
    }
  }
  /// int(d); OverflowError for infinities, ValueError for nan.
  static func fromAnyDouble(_ thread: Thread, _ d: Double) throws(Raised) -> Value {
    if d.isFinite { return try fromDouble(thread, d) }
    if d.isNaN { throw thread.raise(.valueError, "cannot convert float NaN to integer") }
    throw thread.raise(.overflowError, "cannot convert float infinity to integer")
  }

  /// Order of a plain int and a double that is not nan.
  static func compare(_ p: Value, _ d: Double) -> Int {
    if p.isInt {
      let i = p.asInt
      if i.magnitude <= 1 << 53 {
        let x = Double(i)
        return x < d ? -1 : x > d ? 1 : 0
      }
      if d >= 0x1p62 { return -1 }
      if d < -0x1p62 { return 1 }
      let t = Int(d)
      if i != t { return i < t ? -1 : 1 }
      let fraction = d - d.rounded(.towardZero)
      return fraction > 0 ? -1 : fraction < 0 ? 1 : 0
    }
    let sign = BigInt(p).isNegative ? -1 : 1
    if d.isInfinite { return d > 0 ? -1 : 1 }
    if d.magnitude < 0x1p61 || (d < 0) != (sign < 0) { return sign }
    // An integer: compare lengths, then the highest 64 bits, then whether the int has more.
    return sign * Limbs.read(p) { (m: Limbs) -> Int in
      let length = Int(d.exponent) + 1
      if m.bitLength != length { return m.bitLength < length ? -1 : 1 }
      let top = m.bits(from: length - 64 < 0 ? 0 : length - 64)
      let mantissa = UInt(d.significandBitPattern | 1 << 52)
      let other = length >= 64 ? mantissa << 11 : mantissa << UInt(length - 53)
      if top != other { return top < other ? -1 : 1 }
      return length > 64 && m.hasBits(below: length - 64) ? 1 : 0
    }
  }

  /// a / b, rounded once.
  public static func trueDivide(_ thread: Thread, _ a: Value, _ b: Value) throws(Raised) -> Value {
    let x = plain(a)
    let y = plain(b)
    if x.isEmpty || y.isEmpty { return .notImplemented }
    if y == .int(0) { throw zeroDivision(thread, "division by zero") }
    if Value.bothInt(x, y), x.asInt.magnitude <= 1 << 53, y.asInt.magnitude <= 1 << 53 {
      return thread.float(Double(x.asInt) / Double(y.asInt))
    }
    return thread.float(try ratio(thread, x, y))
  }
  /// The double nearest to x / y; y is not zero.
  static func ratio(_ thread: Thread, _ x: Value, _ y: Value) throws(Raised) -> Double {
    if x == .int(0) { return sign(y) < 0 ? -0.0 : 0 }
    let difference = bitLength(x) &- bitLength(y)
    if difference > 1025 { throw thread.raise(.overflowError, "integer division result too large for a float") }
    let negative = (sign(x) < 0) != (sign(y) < 0)
    if difference < -1080 { return negative ? -0.0 : 0 }
    // A quotient of 65 or 66 bits, the lowest one set when something is left over.
    let shift = 65 &- difference
    var n = try absolute(thread, x)
    var d = try absolute(thread, y)
    if shift > 0 { n = try lshift(thread, n, .int(shift)) } else { d = try lshift(thread, d, .int(0 &- shift)) }
    let (q, r) = try divide(thread, n, d)
    var m: UInt64 = 0
    var exponent = 0
    Limbs.read(q) { (q: Limbs) in
      let (top, e) = q.leading
      m = UInt64(top)
      exponent = e
    }
    if r != .int(0) { m |= 1 }
    exponent &-= shift
    // Below the normal range the mantissa has fewer bits: they are dropped here, so that rounding happens once.
    let extra = -1074 &- exponent
    if extra > 64 { return negative ? -0.0 : 0 }
    if extra > 11 {
      let half = m >> UInt64(extra &- 1) & 1 != 0
      let rest = m & (1 &<< UInt64(extra &- 1) &- 1) != 0
      var kept: UInt64 = extra == 64 ? 0 : m >> UInt64(extra)
      if half && (rest || kept & 1 != 0) { kept &+= 1 }
      let d = Double(bitPattern: kept)
      return negative ? -d : d
    }
    let result = scalbn(Double(m), Int32(exponent))
    if result.isInfinite { throw thread.raise(.overflowError, "integer division result too large for a float") }
    return negative ? -result : result
  }
}

extension Limbs {
  /// The highest 64 bits, the highest one set, and the exponent of the lowest of them; a bit that was cut off sets the lowest one, so that
  /// rounding the mantissa to a double rounds the number. Not for zero.
  var leading: (mantissa: UInt, exponent: Int) {
    let length = bitLength
    if length <= 64 { return (limbs[0] << UInt(64 - length), length - 64) }
    let top = bits(from: length - 64)
    return (hasBits(below: length - 64) ? top | 1 : top, length - 64)
  }
}
