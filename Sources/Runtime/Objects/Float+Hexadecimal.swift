// float.hex and float.fromhex: exact text in base 16.

import Glibc

extension Float {
  /// "0x1.8000000000000p+1"
  static func hexadecimal(_ d: Double) -> String {
    if d.isNaN { return "nan" }
    if d.isInfinite { return d < 0 ? "-inf" : "inf" }
    let sign = d.sign == .minus ? "-" : ""
    if d == 0 { return sign + "0x0.0p+0" }
    let bits = String(d.significandBitPattern, radix: 16)
    let fraction = String(repeating: "0", count: 13 - bits.utf8.count) + bits
    let exponent = d.isNormal ? Int(d.exponent) : -1022
    return "\(sign)0x\(d.isNormal ? 1 : 0).\(fraction)p\(exponent < 0 ? "-" : "+")\(abs(exponent))"
  }

  /// float.fromhex(text): sign, optional "0x", digits with a point, optional "p" and exponent; rounded once, half to even.
  static func fromHexadecimal(_ thread: Thread, _ text: [UInt8]) throws(Raised) -> Double {
    let invalid = "invalid hexadecimal floating-point string"
    var at = 0
    var end = text.count
    while at < end, NumberText.isSpace(text[at]) { at += 1 }
    while end > at, NumberText.isSpace(text[end - 1]) { end -= 1 }
    let special = text.withUnsafeBufferPointer { (b: UnsafeBufferPointer<UInt8>) -> Double? in
      guard let (d, stop) = NumberText.scanDouble(b, at, end), stop == end, !d.isFinite else { return nil }
      return b[end - 1] | 0x20 >= 0x61 ? d : nil
    }
    if let special { return special }
    var negative = false
    if at < end, text[at] == 0x2B || text[at] == 0x2D {
      negative = text[at] == 0x2D
      at += 1
    }
    if at + 1 < end, text[at] == 0x30, text[at + 1] | 0x20 == 0x78 { at += 2 }
    // The first 60 significant bits; what follows only counts as "something more".
    var mantissa: UInt64 = 0
    var more = false
    var exponent = 0
    var digits = 0
    var seenPoint = false
    while at < end {
      let c = text[at]
      if c == 0x2E, !seenPoint {
        seenPoint = true
        at += 1
        continue
      }
      let digit = NumberText.digit(c)
      if digit > 15 { break }
      digits += 1
      if mantissa >> 56 == 0 {
        mantissa = mantissa << 4 | UInt64(digit)
        if seenPoint { exponent -= 4 }
      } else {
        if digit != 0 { more = true }
        if !seenPoint { exponent += 4 }
      }
      at += 1
    }
    if digits == 0 { throw thread.raise(.valueError, invalid) }
    if at < end, text[at] | 0x20 == 0x70 {
      at += 1
      var down = false
      if at < end, text[at] == 0x2B || text[at] == 0x2D {
        down = text[at] == 0x2D
        at += 1
      }
      if at >= end { throw thread.raise(.valueError, invalid) }
      var e = 0
      while at < end, text[at] >= 0x30, text[at] <= 0x39 {
        e = min(e * 10 + Int(text[at]) - 48, 1 << 50)
        at += 1
      }
      exponent += down ? -e : e
    }
    if at != end { throw thread.raise(.valueError, invalid) }
    if mantissa == 0 { return negative ? -0.0 : 0 }
    let d = scaled(mantissa, exponent, more)
    if d.isInfinite { throw thread.raise(.overflowError, "hexadecimal value too large to represent as a float") }
    return negative ? -d : d
  }
  /// mantissa * 2**exponent, a little more if `more`, rounded once.
  static func scaled(_ mantissa: UInt64, _ exponent: Int, _ more: Bool) -> Double {
    let shift = mantissa.leadingZeroBitCount
    var m = mantissa << UInt64(shift)
    let e = exponent - shift
    if more { m |= 1 }
    let extra = -1074 - e
    if extra > 64 { return 0 }
    if extra > 11 {
      let half = m >> UInt64(extra - 1) & 1 != 0
      let rest = m & (1 << UInt64(extra - 1) - 1) != 0
      let kept: UInt64 = extra == 64 ? 0 : m >> UInt64(extra)
      return Double(bitPattern: half && (rest || kept & 1 != 0) ? kept + 1 : kept)
    }
    return scalbn(Double(m), Int32(clamping: e))
  }
}
