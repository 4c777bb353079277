// Decimal numbers from and to text.

import CGMP
import Glibc

enum DecimalText {
  // MARK: Digits

  /// ASCII digits of a plain int that is not negative, highest first.
  static func digits(_ t: Thread, _ c: Value) throws(Raised) -> [UInt8] {
    if c.isInt {
      let n = Digits.count(small: c.asInt)
      return [UInt8](unsafeUninitializedCapacity: n) { (out, count) in
        if let p = out.baseAddress { write(c.asInt, n, p) }
        count = n
      }
    }
    let big = BigInt(c)
    let n = big.count
    if n > 1 << 26 { throw t.raiseMemoryError() }
    guard let scratch = malloc((n &+ 2) &* 8) else { throw t.raiseMemoryError() }
    defer { free(scratch) }
    let limbs = scratch.assumingMemoryBound(to: UInt.self)
    memcpy(limbs, big.limbs, n &* 8)
    return [UInt8](unsafeUninitializedCapacity: n &* 20 &+ 8) { (out, count) in
      guard let p = out.baseAddress else { return }
      let made = __gmpn_get_str(p, 10, limbs, n)
      var zeros = 0
      while zeros < made &- 1, p[zeros] == 0 { zeros &+= 1 }
      if zeros > 0 { memmove(p, p + zeros, made &- zeros) }
      count = made &- zeros
      for i in 0..<count { p[i] = p[i] &+ 0x30 }
    }
  }
  @inline(__always) private static func write(_ i: Int, _ n: Int, _ p: UnsafeMutablePointer<UInt8>) {
    var u = i.magnitude
    var at = n
    while at > 0 {
      at &-= 1
      p[at] = 0x30 &+ UInt8(truncatingIfNeeded: u % 10)
      u /= 10
    }
  }
  /// The int that ASCII digits denote; 0 for none.
  static func integer(_ t: Thread, _ digits: [UInt8]) throws(Raised) -> Value {
    try digits.withUnsafeBufferPointer { (b: UnsafeBufferPointer<UInt8>) throws(Raised) -> Value in try integer(t, b) }
  }
  static func integer(_ t: Thread, _ digits: UnsafeBufferPointer<UInt8>) throws(Raised) -> Value {
    var i = 0
    while i < digits.count, digits[i] == 0x30 { i &+= 1 }
    let n = digits.count &- i
    if n <= 18 {
      var v = 0
      while i < digits.count {
        v = v &* 10 &+ Int(digits[i] & 15)
        i &+= 1
      }
      return .int(v)
    }
    guard let scratch = malloc(n) else { throw t.raiseMemoryError() }
    defer { free(scratch) }
    let values = scratch.assumingMemoryBound(to: UInt8.self)
    for k in 0..<n { values[k] = digits[i &+ k] & 15 }
    let r = try BigInt.uninitialized(t, Int(Double(n) * 3.3219280948873626 / 64) &+ 3)
    let limbs = __gmpn_set_str(r.limbs, values, n, 10)
    return r.finish(limbs, negative: false)
  }

  // MARK: Reading

  /// The number that a str denotes, or nil. An exponent beyond all limits stands for one that is just too large.
  static func parse(_ t: Thread, _ s: Str, lenient: Bool) throws(Raised) -> DecimalNumber? {
    if s.isASCII {
      return try parse(t, UnsafeBufferPointer(start: UnsafePointer(s.data.assumingMemoryBound(to: UInt8.self)), count: s.length), lenient)
    }
    let text = NumberText.normalized(s)
    return try text.withUnsafeBufferPointer { (b: UnsafeBufferPointer<UInt8>) throws(Raised) -> DecimalNumber? in try parse(t, b, lenient) }
  }
  private static func parse(_ t: Thread, _ text: UnsafeBufferPointer<UInt8>, _ lenient: Bool) throws(Raised) -> DecimalNumber? {
    var at = 0
    var end = text.count
    if lenient {
      while at < end, NumberText.isSpace(text[at]) { at &+= 1 }
      while end > at, NumberText.isSpace(text[end &- 1]) { end &-= 1 }
      for i in at..<end where text[i] == 0x5F {
        var plain: [UInt8] = []
        for k in at..<end where text[k] != 0x5F { plain.append(text[k]) }
        return try plain.withUnsafeBufferPointer { (b: UnsafeBufferPointer<UInt8>) throws(Raised) -> DecimalNumber? in try parse(t, b, false) }
      }
    }
    var negative = false
    if at < end, text[at] == 0x2B || text[at] == 0x2D {
      negative = text[at] == 0x2D
      at &+= 1
    }
    if at >= end { return nil }
    let c = text[at]
    if c > 0x39 { return try special(t, text, at, end, negative) }
    let start = at
    var small = 0
    var digits = 0
    var point = -1
    while at < end {
      let c = text[at]
      if c >= 0x30 && c <= 0x39 {
        if digits < 18 { small = small &* 10 &+ Int(c &- 0x30) }
        digits &+= 1
      } else if c == 0x2E, point < 0 {
        point = at
      } else {
        break
      }
      at &+= 1
    }
    if digits == 0 { return nil }
    var e = point >= 0 ? point &+ 1 &- at : 0
    let stop = at
    if at < end {
      if text[at] | 0x20 != 0x65 { return nil }
      at &+= 1
      var down = false
      if at < end, text[at] == 0x2B || text[at] == 0x2D {
        down = text[at] == 0x2D
        at &+= 1
      }
      if at >= end { return nil }
      var n = 0
      while at < end {
        let c = text[at]
        if c < 0x30 || c > 0x39 { return nil }
        if n < 400_000_000_000_000_000 { n = n &* 10 &+ Int(c &- 0x30) } else { n = 4_000_000_000_000_000_000 }
        at &+= 1
      }
      e = down ? e &- n : e &+ n
    }
    if digits <= 18 { return DecimalNumber(.int(small), e, negative: negative) }
    let coefficient: Value
    if point < 0 {
      coefficient = try integer(t, UnsafeBufferPointer(rebasing: text[start..<stop]))
    } else {
      var plain: [UInt8] = []
      plain.reserveCapacity(digits)
      for k in start..<stop where k != point { plain.append(text[k]) }
      coefficient = try integer(t, plain)
    }
    return DecimalNumber(coefficient, e, negative: negative)
  }
  private static func special(
    _ t: Thread, _ text: UnsafeBufferPointer<UInt8>, _ at: Int, _ end: Int, _ negative: Bool
  ) throws(Raised) -> DecimalNumber? {
    func matches(_ word: StaticString) -> Bool {
      let n = word.utf8CodeUnitCount
      if end &- at < n { return false }
      for i in 0..<n where text[at &+ i] | 0x20 != word.utf8Start[i] { return false }
      return true
    }
    let n = end &- at
    if n == 3 && matches("inf") || n == 8 && matches("infinity") { return .infinity(negative: negative) }
    let signaling = matches("snan")
    if !signaling, !matches("nan") { return nil }
    let from = at &+ (signaling ? 4 : 3)
    for i in from..<end where text[i] < 0x30 || text[i] > 0x39 { return nil }
    let payload = try integer(t, UnsafeBufferPointer(rebasing: text[from..<end]))
    return DecimalNumber(coefficient: payload, exponent: 0, bits: (negative ? 1 : 0) | (signaling ? 8 : 4))
  }

  // MARK: Writing

  /// The scientific string, or the engineering one, whose exponent is a multiple of 3.
  static func text(_ t: Thread, _ x: DecimalNumber, capitals: Bool, engineering: Bool = false) throws(Raised) -> [UInt8] {
    var out: [UInt8] = x.isNegative ? [0x2D] : []
    if x.isSpecial {
      if x.isInfinite {
        out += Array("Infinity".utf8)
      } else {
        out += Array((x.isSignaling ? "sNaN" : "NaN").utf8)
        if x.coefficient != .int(0) { out += try digits(t, x.coefficient) }
      }
      return out
    }
    let d = try digits(t, x.coefficient)
    let left = x.exponent &+ d.count
    if x.exponent <= 0, left > -6 {
      out += fixed(d, x.exponent)
      return out
    }
    var point = 1
    if engineering {
      // Where the point stands, so that the rest is a multiple of 3.
      func modulo3(_ i: Int) -> Int { ((i % 3) + 3) % 3 }
      point = x.coefficient == .int(0) ? modulo3(left &+ 1) &- 1 : modulo3(left &- 1) &+ 1
    }
    var digits = d
    if point <= 0 {
      out += [0x30, 0x2E]
      for _ in point..<0 { out.append(0x30) }
      out += digits
    } else {
      while digits.count < point { digits.append(0x30) }
      out += digits[..<point]
      if digits.count > point { out += [0x2E] + digits[point...] }
    }
    if left != point { append(exponent: left &- point, to: &out, capitals: capitals) }
    return out
  }
  static func append(exponent e: Int, to out: inout [UInt8], capitals: Bool) {
    out.append(capitals ? 0x45 : 0x65)
    out.append(e < 0 ? 0x2D : 0x2B)
    out += Array(String(e.magnitude).utf8)
  }
  /// Digits with the point where an exponent <= 0 puts it.
  static func fixed(_ d: [UInt8], _ e: Int) -> [UInt8] {
    if e == 0 { return d }
    let left = e &+ d.count
    if left > 0 { return d[..<left] + [0x2E] + d[left...] }
    return [0x30, 0x2E] + [UInt8](repeating: 0x30, count: 0 &- left) + d
  }
  static func str(_ t: Thread, _ x: DecimalNumber, capitals: Bool) throws(Raised) -> Str {
    if x.bits & 14 == 0, x.coefficient.isInt, x.exponent <= 0, x.exponent > -24 {
      // The usual: no exponent, few digits.
      let n = Digits.count(small: x.coefficient.asInt)
      let left = x.exponent &+ n
      if left > -6 {
        let sign = x.isNegative ? 1 : 0
        let length = sign &+ (x.exponent == 0 ? n : left > 0 ? n &+ 1 : n &+ 2 &- left)
        let s = try Str.uninitialized(t, length: length, width: 0, ascii: true)
        let p: UnsafeMutablePointer<UInt8> = s.data.assumingMemoryBound(to: UInt8.self)
        if sign != 0 { p[0] = 0x2D }
        var u = x.coefficient.asInt.magnitude
        var at = length
        let point = x.exponent < 0 ? length &+ x.exponent &- 1 : -1
        while at > sign {
          at &-= 1
          if at == point {
            p[at] = 0x2E
            continue
          }
          p[at] = 0x30 &+ UInt8(truncatingIfNeeded: u % 10)
          u /= 10
        }
        return s
      }
    }
    return try NumberText.str(t, try text(t, x, capitals: capitals))
  }
}
