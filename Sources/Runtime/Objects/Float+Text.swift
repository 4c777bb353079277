// float from and to text.

import CRuntime
import Glibc

/// The shortest decimal digits that read back as the same double: 0.d1d2d3… * 10**point.
struct ShortestDigits {
  var digits: (UInt64, UInt64, UInt64) = (0, 0, 0)
  var count = 0
  var point = 0

  @inline(__always) subscript(_ i: Int) -> UInt8 { withUnsafeBytes(of: digits) { $0[i] } }

  /// Of a finite double's magnitude. Zero is "0" with point 1.
  init(_ d: Double) {
    // Swift's description has the same digits, in a layout of its own: "12.5", "1e-07", "5e+16".
    var text = d.magnitude.description
    var n = 0
    var seenPoint = false
    var whole = 0
    var exponent = 0
    var leading = true
    withUnsafeMutableBytes(of: &digits) { out in
      text.withUTF8 { utf8 in
        var i = 0
        while i < utf8.count {
          let c = utf8[i]
          i &+= 1
          if c == 0x2E {
            seenPoint = true
          } else if c == 0x65 {
            let negative = i < utf8.count && utf8[i] == 0x2D
            i &+= 1
            while i < utf8.count {
              exponent = exponent &* 10 &+ Int(utf8[i]) &- 48
              i &+= 1
            }
            if negative { exponent = 0 &- exponent }
          } else {
            if !seenPoint { whole &+= 1 }
            if leading && c == 0x30 {
              // A leading zero shifts the point instead of being a digit.
              whole &-= 1
              continue
            }
            leading = false
            if n < 24 {
              out[n] = c
              n &+= 1
            }
          }
        }
        while n > 0, out[n &- 1] == 0x30 { n &-= 1 }
        if n == 0 {
          out[0] = 0x30
          n = 1
          whole = 1
        }
      }
    }
    count = n
    point = whole &+ exponent
  }
}

extension Float {
  /// repr() of a float.
  static func repr(_ thread: Thread, _ d: Double) throws(Raised) -> Str { try NumberText.str(thread, text(d, addPointZero: true)) }

  /// The shortest text that reads back as `d`, as repr gives it; without ".0" for whole numbers unless asked for.
  static func text(_ d: Double, addPointZero: Bool) -> [UInt8] {
    if !d.isFinite { return Array((d.isNaN ? "nan" : d < 0 ? "-inf" : "inf").utf8) }
    var out: [UInt8] = []
    out.reserveCapacity(26)
    if d.sign == .minus { out.append(0x2D) }
    let digits = ShortestDigits(d)
    let n = digits.count
    let point = digits.point
    if point > -4 && point <= 16 {
      if point <= 0 {
        out.append(0x30)
        out.append(0x2E)
        for _ in 0..<(-point) { out.append(0x30) }
        for i in 0..<n { out.append(digits[i]) }
        return out
      }
      for i in 0..<point { out.append(i < n ? digits[i] : 0x30) }
      if n > point {
        out.append(0x2E)
        for i in point..<n { out.append(digits[i]) }
      } else if addPointZero {
        out.append(0x2E)
        out.append(0x30)
      }
      return out
    }
    out.append(digits[0])
    if n > 1 {
      out.append(0x2E)
      for i in 1..<n { out.append(digits[i]) }
    }
    NumberText.append(exponent: point - 1, to: &out)
    return out
  }

  /// The double that ASCII text denotes, as `float(text)` reads it; nil when it is not one.
  public static func parse(_ text: UnsafeBufferPointer<UInt8>) -> Double? {
    var at = 0
    var end = text.count
    while at < end, NumberText.isSpace(text[at]) { at &+= 1 }
    while end > at, NumberText.isSpace(text[end &- 1]) { end &-= 1 }
    guard let (d, stop) = NumberText.scanDouble(text, at, end), stop == end else { return nil }
    return d
  }
  /// float(s) of a str.
  static func parse(_ thread: Thread, _ s: Str) throws(Raised) -> Double {
    var result: Double?
    if s.isASCII {
      result = parse(UnsafeBufferPointer(start: UnsafePointer(s.data.assumingMemoryBound(to: UInt8.self)), count: s.length))
    } else {
      result = NumberText.normalized(s).withUnsafeBufferPointer { parse($0) }
    }
    if let result { return result }
    throw try notANumber(thread, s.value)
  }
  static func notANumber(_ thread: Thread, _ v: Value) throws(Raised) -> Raised {
    thread.raise(.valueError, "could not convert string to float: \(try thread.repr(v).string)")
  }
}

extension NumberText {
  static func append(exponent e: Int, to out: inout [UInt8]) {
    out.append(0x65)
    out.append(e < 0 ? 0x2D : 0x2B)
    let m = abs(e)
    if m >= 100 { out.append(48 + UInt8(m / 100)) }
    out.append(48 + UInt8(m / 10 % 10))
    out.append(48 + UInt8(m % 10))
  }

  /// `%.{precision}{code}` of printf: exact at any precision.
  static func printed(_ d: Double, _ code: UInt8, _ precision: Int, alternate: Bool = false) -> [UInt8] {
    let room = precision + (code | 0x20 == 0x66 ? 340 : 32)
    return [UInt8](unsafeUninitializedCapacity: room) { (buffer, count) in
      let p = Int32(clamping: precision)
      let made = minipy_format_double(buffer.baseAddress, room, CChar(bitPattern: code), alternate ? 1 : 0, p, d)
      count = max(0, min(Int(made), room - 1))
    }
  }
  static func fixed(_ d: Double, _ precision: Int) -> [UInt8] { printed(d, 0x66, precision) }
  static func scientific(_ d: Double, _ precision: Int) -> [UInt8] { printed(d, 0x65, precision) }
  /// The exponent of the first decimal digit of a finite double other than 0.
  static func decimalExponent(_ d: Double) -> Int { exponent(of: scientific(d, 40)) }
  /// The number behind the "e" of a text in scientific notation.
  static func exponent(of text: [UInt8]) -> Int {
    guard let e = text.lastIndex(of: 0x65), e + 1 < text.count else { return 0 }
    var n = 0
    for c in text[(e + 2)...] { n = n &* 10 &+ Int(c) &- 48 }
    return text[e + 1] == 0x2D ? -n : n
  }
  /// The double that well-formed ASCII text denotes.
  static func double(_ text: [UInt8]) -> Double {
    var text = text
    text.append(0)
    return text.withUnsafeBytes { b in
      guard let p = b.bindMemory(to: CChar.self).baseAddress else { return 0 }
      return minipy_parse_double(p, nil)
    }
  }

  /// Reads the longest float literal (sign, digits with underscores, exponent; inf, infinity, nan) at `at`: its value and where it ends.
  static func scanDouble(_ text: UnsafeBufferPointer<UInt8>, _ start: Int, _ end: Int) -> (Double, Int)? {
    if let exact = scanExact(text, start, end) { return exact }
    var at = start
    var negative = false
    if at < end, text[at] == 0x2B || text[at] == 0x2D {
      negative = text[at] == 0x2D
      at &+= 1
    }
    if at < end, text[at] | 0x20 == 0x69 || text[at] | 0x20 == 0x6E {
      func matches(_ word: StaticString) -> Bool {
        let n = word.utf8CodeUnitCount
        if end &- at < n { return false }
        for i in 0..<n where text[at &+ i] | 0x20 != word.utf8Start[i] { return false }
        return true
      }
      if matches("infinity") { return (negative ? -Double.infinity : Double.infinity, at &+ 8) }
      if matches("inf") { return (negative ? -Double.infinity : Double.infinity, at &+ 3) }
      if matches("nan") { return (negative ? -Double.nan : Double.nan, at &+ 3) }
      return nil
    }
    var clean: [UInt8] = []
    clean.reserveCapacity(end &- start &+ 1)
    if negative { clean.append(0x2D) }
    var digits = 0
    /// A run of digits with single underscores between them; false when an underscore is misplaced.
    func run() -> Bool {
      var afterDigit = false
      while at < end {
        let c = text[at]
        if c >= 0x30 && c <= 0x39 {
          clean.append(c)
          digits &+= 1
          afterDigit = true
        } else if c == 0x5F {
          if !afterDigit { return false }
          afterDigit = false
          if at &+ 1 >= end || text[at &+ 1] < 0x30 || text[at &+ 1] > 0x39 { return false }
        } else {
          break
        }
        at &+= 1
      }
      return true
    }
    if !run() { return nil }
    if at < end, text[at] == 0x2E {
      clean.append(0x2E)
      at &+= 1
      if !run() { return nil }
    }
    if digits == 0 { return nil }
    if at < end, text[at] | 0x20 == 0x65 {
      var next = at &+ 1
      if next < end, text[next] == 0x2B || text[next] == 0x2D { next &+= 1 }
      if next < end, text[next] >= 0x30, text[next] <= 0x39 {
        clean.append(0x65)
        if next > at &+ 1 { clean.append(text[at &+ 1]) }
        at = next
        if !run() { return nil }
      }
    }
    return (double(clean), at)
  }
}
