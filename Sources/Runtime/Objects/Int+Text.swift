// int from and to text, in every base.

import CGMP
import Glibc

private nonisolated(unsafe) var maximumDigitsSetting: Int = 4300

extension Int {
  /// What `sys.set_int_max_str_digits` sets: conversions between int and decimal text of more digits are a ValueError; 0: no limit.
  static var maximumDigits: Int {
    get { maximumDigitsSetting }
    set { maximumDigitsSetting = newValue }
  }
  static var lowerDigits: StaticString { "0123456789abcdefghijklmnopqrstuvwxyz" }
  static var upperDigits: StaticString { "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ" }

  /// str(p) of a plain int; ValueError over the limit of digits.
  public static func decimal(_ thread: Thread, _ p: Value) throws(Raised) -> Str {
    if p.isInt { return try smallDecimal(thread, p.asInt) }
    if BigInt(p).count <= shortLimbs { return try shortDecimal(thread, BigInt(p)) }
    let digits = try decimalDigits(thread, p)
    return try digits.withUnsafeBufferPointer { (b: UnsafeBufferPointer<UInt8>) throws(Raised) -> Str in
      try Str.ascii(thread, b)
    }
  }
  private static func smallDecimal(_ thread: Thread, _ i: Int) throws(Raised) -> Str {
    var u = i.magnitude
    if i >= 0 && i < 10 { return Str.character(thread, UInt32(48 &+ i)) }
    var count = i < 0 ? 2 : 1
    var t = u
    while t >= 10 {
      t /= 10
      count &+= 1
    }
    let s = try Str.uninitialized(thread, length: count, width: 0, ascii: true)
    let bytes: UnsafeMutablePointer<UInt8> = s.data.assumingMemoryBound(to: UInt8.self)
    var at = count
    repeat {
      at &-= 1
      bytes[at] = 48 &+ UInt8(truncatingIfNeeded: u % 10)
      u /= 10
    } while u != 0
    if i < 0 { bytes[0] = 0x2D }
    return s
  }
  /// Up to here GMP's general conversions cost more than 19 digits at a time. No limit of digits can be below that (640 is the least).
  private static var shortLimbs: Int { 32 }
  private static var shortDigits: Int { 600 }
  /// 10^19, the largest power of ten in a limb.
  private static var chunk: UInt { 10_000_000_000_000_000_000 }

  private static func shortDecimal(_ thread: Thread, _ b: BigInt) throws(Raised) -> Str {
    var limbSpace = InlineArray<32, UInt>(repeating: 0)
    var digitSpace = InlineArray<664, UInt8>(repeating: 0)
    var limbSpan = limbSpace.mutableSpan
    var digitSpan = digitSpace.mutableSpan
    return try digitSpan.withUnsafeMutableBufferPointer { (text: UnsafeMutableBufferPointer<UInt8>) throws(Raised) -> Str in
      var at = 664
      limbSpan.withUnsafeMutableBufferPointer { (space: UnsafeMutableBufferPointer<UInt>) in
        guard let limbs = space.baseAddress else { return }
        var n = Swift.min(b.count, 32)
        memcpy(limbs, b.limbs, n &* 8)
        while n > 0 {
          var rest = __gmpn_divrem_1(limbs, 0, limbs, n, chunk)
          if limbs[n &- 1] == 0 { n &-= 1 }
          var left = 19
          while n > 0 ? left > 0 : rest > 0 {
            at &-= 1
            text[at] = 48 &+ UInt8(truncatingIfNeeded: rest % 10)
            rest /= 10
            left &-= 1
          }
        }
      }
      if b.isNegative {
        at &-= 1
        text[at] = 0x2D
      }
      return try Str.ascii(thread, UnsafeBufferPointer(rebasing: UnsafeBufferPointer(text)[at...]))
    }
  }

  /// Digits with a minus sign, of any plain int.
  static func decimalDigits(_ thread: Thread, _ p: Value) throws(Raised) -> [UInt8] {
    var digits = try magnitudeDigits(thread, p, base: 10, upper: false)
    if sign(p) < 0 { digits.insert(0x2D, at: 0) }
    return digits
  }

  /// Digits of |p|, without leading zeros ("0" for zero). ValueError over the limit, in base 10 only.
  static func magnitudeDigits(_ thread: Thread, _ p: Value, base: Int, upper: Bool) throws(Raised) -> [UInt8] {
    let alphabet = (upper ? upperDigits : lowerDigits).utf8Start
    if p.isInt {
      var digits: [UInt8] = []
      digits.reserveCapacity(base == 2 ? 64 : 24)
      var u = p.asInt.magnitude
      let b = UInt(base)
      repeat {
        digits.append(alphabet[Int(u % b)])
        u /= b
      } while u != 0
      digits.reverse()
      return digits
    }
    let limit = maximumDigits
    if base == 10, limit > 0, Double(bitLength(p) - 1) * 0.30102999566398 > Double(limit) { throw tooManyDigits(thread) }
    let b = BigInt(p)
    let n = b.count
    let bitsPerDigit = base == 2 ? 1 : base == 8 ? 3 : base == 16 ? 4 : 0
    if bitsPerDigit > 0 {
      let length = (bitLength(p) + bitsPerDigit - 1) / bitsPerDigit
      if length > 1 << 32 { throw thread.raiseMemoryError() }
      return Limbs.read(p) { (m: Limbs) -> [UInt8] in
        [UInt8](unsafeUninitializedCapacity: length) { (buffer, count) in
          let mask = UInt(base - 1)
          for i in 0..<length { buffer[i] = alphabet[Int(m.bits(from: (length - 1 - i) * bitsPerDigit) & mask)] }
          count = length
        }
      }
    }
    guard let scratch = malloc((n + 2) * 8) else { throw thread.raiseMemoryError() }
    defer { Glibc.free(scratch) }
    let limbs = scratch.assumingMemoryBound(to: UInt.self)
    memcpy(limbs, b.limbs, n * 8)
    let room = n * 20 + 8
    let digits = [UInt8](unsafeUninitializedCapacity: room) { (buffer, count) in
      guard let text = buffer.baseAddress else { return }
      let made = __gmpn_get_str(text, Int32(base), limbs, n)
      var zeros = 0
      while zeros < made - 1, text[zeros] == 0 { zeros += 1 }
      if zeros > 0 { memmove(text, text + zeros, made - zeros) }
      count = made - zeros
      for i in 0..<count { text[i] = alphabet[Int(text[i])] }
    }
    if base == 10, limit > 0, digits.count > limit { throw tooManyDigits(thread) }
    return digits
  }
  static func tooManyDigits(_ thread: Thread, _ count: Int? = nil) -> Raised {
    let found = count.map { ": value has \($0) digits" } ?? ""
    let advice = "use sys.set_int_max_str_digits() to increase the limit"
    return thread.raise(
      .valueError, "Exceeds the limit (\(maximumDigits) digits) for integer string conversion\(found); \(advice)")
  }

  /// hex(), oct(), bin(): "-0xff"
  static func prefixed(_ thread: Thread, _ p: Value, base: Int) throws(Raised) -> Str {
    var text: [UInt8] = sign(p) < 0 ? [0x2D, 0x30] : [0x30]
    text.append(base == 16 ? 0x78 : base == 8 ? 0x6F : 0x62)
    text += try magnitudeDigits(thread, p, base: base, upper: false)
    return try NumberText.str(thread, text)
  }

  // MARK: Parsing

  /// The int that ASCII text denotes, as `int(text, base)` reads it (base 0: as a literal); nil when it is not one. ValueError when it has too
  /// many digits. No end of the text is needed: `text` is the whole of it.
  public static func parse(_ thread: Thread, _ text: UnsafeBufferPointer<UInt8>, base requested: Int) throws(Raised) -> Value? {
    var at = 0
    var end = text.count
    while at < end, NumberText.isSpace(text[at]) { at &+= 1 }
    while end > at, NumberText.isSpace(text[end &- 1]) { end &-= 1 }
    var negative = false
    if at < end, text[at] == 0x2B || text[at] == 0x2D {
      negative = text[at] == 0x2D
      at &+= 1
    }
    var base = requested
    var mustBeZero = false
    if at &+ 1 < end, text[at] == 0x30 {
      let letter = text[at &+ 1] | 0x20
      let marked = letter == 0x78 ? 16 : letter == 0x6F ? 8 : letter == 0x62 ? 2 : 0
      if marked != 0, base == 0 || base == marked {
        base = marked
        at &+= 2
        if at < end, text[at] == 0x5F { at &+= 1 }
      }
    }
    if base == 0 {
      base = 10
      mustBeZero = at < end && text[at] == 0x30
    }
    if at >= end { return nil }
    // Digits, single underscores between them.
    var count = 0
    var word: UInt = 0
    var overflow = false
    var afterDigit = false
    var i = at
    while i < end {
      let c = text[i]
      if c == 0x5F {
        if !afterDigit { return nil }
        afterDigit = false
      } else {
        let digit = NumberText.digit(c)
        if digit >= base { return nil }
        if mustBeZero, digit != 0 { return nil }
        if !overflow {
          let (p, o1) = word.multipliedReportingOverflow(by: UInt(bitPattern: base))
          let (s, o2) = p.addingReportingOverflow(UInt(bitPattern: digit))
          word = s
          overflow = o1 || o2
        }
        count &+= 1
        afterDigit = true
      }
      i &+= 1
    }
    if !afterDigit { return nil }
    let isPowerOfTwo = base & (base &- 1) == 0
    if !isPowerOfTwo, maximumDigits > 0, count > maximumDigits { throw tooManyDigits(thread, count) }
    if !overflow {
      if word < 1 << 61 { return .int(negative ? 0 &- Int(bitPattern: word) : Int(bitPattern: word)) }
      return thread.int(high: 0, low: word, negative: negative)
    }
    return try parseLong(thread, UnsafeBufferPointer(rebasing: text[at..<end]), base, count, negative)
  }
  private static func parseLong(
    _ thread: Thread, _ text: UnsafeBufferPointer<UInt8>, _ base: Int, _ count: Int, _ negative: Bool
  ) throws(Raised) -> Value {
    if base == 10, count <= shortDigits { return try parseShort(thread, text, count, negative) }
    guard let scratch = malloc(count + 1) else { throw thread.raiseMemoryError() }
    defer { Glibc.free(scratch) }
    let digits = scratch.assumingMemoryBound(to: UInt8.self)
    var n = 0
    for c in text where c != 0x5F {
      let d = UInt8(truncatingIfNeeded: NumberText.digit(c))
      if n > 0 || d != 0 {
        digits[n] = d
        n += 1
      }
    }
    let bits = log2(Double(base)) * Double(n)
    let r = try BigInt.uninitialized(thread, Int(bits / 64) + 3)
    let limbs = __gmpn_set_str(r.limbs, digits, n, Int32(base))
    return r.finish(limbs, negative: negative)
  }

  private static func parseShort(_ thread: Thread, _ text: UnsafeBufferPointer<UInt8>, _ count: Int, _ negative: Bool) throws(Raised) -> Value {
    let r = try BigInt.uninitialized(thread, count / 19 &+ 2)
    let limbs = r.limbs
    var n = 0
    var word: UInt = 0
    var scale: UInt = 1
    var left = count
    for c in text where c != 0x5F {
      word = word &* 10 &+ UInt(c &- 48)
      scale = scale &* 10
      left &-= 1
      if scale == chunk || left == 0 {
        // r = r * scale + word
        let carry: UInt = n == 0 ? word : __gmpn_mul_1(limbs, limbs, n, scale) &+ __gmpn_add_1(limbs, limbs, n, word)
        if carry != 0 {
          limbs[n] = carry
          n &+= 1
        }
        word = 0
        scale = 1
      }
    }
    return r.finish(n, negative: negative)
  }

  /// int(s, base) of a str.
  static func parse(_ thread: Thread, _ s: Str, base: Int) throws(Raised) -> Value {
    if s.isASCII {
      let text = UnsafeBufferPointer(start: UnsafePointer(s.data.assumingMemoryBound(to: UInt8.self)), count: s.length)
      if let v = try parse(thread, text, base: base) { return v }
    } else {
      let text = NumberText.normalized(s)
      let v = try text.withUnsafeBufferPointer { (b: UnsafeBufferPointer<UInt8>) throws(Raised) -> Value? in
        try parse(thread, b, base: base)
      }
      if let v { return v }
    }
    throw try invalidLiteral(thread, s.value, base)
  }
  static func invalidLiteral(_ thread: Thread, _ v: Value, _ base: Int) throws(Raised) -> Raised {
    let text = try thread.repr(v).string.unicodeScalars.prefix(200)
    return thread.raise(.valueError, "invalid literal for int() with base \(base): \(String(String.UnicodeScalarView(text)))")
  }
}

/// Constants of a program's code, as values.
enum Constants {
  /// An int of digits (without prefix or underscores) in a base.
  static func bigInt(_ thread: Thread, _ digits: String, _ radix: Int, _ negative: Bool) throws(Raised) -> Value {
    let text: [UInt8] = Array(digits.utf8)
    let v = try text.withUnsafeBufferPointer { (b: UnsafeBufferPointer<UInt8>) throws(Raised) -> Value? in
      try Int.parse(thread, b, base: radix)
    }
    guard let v else { throw thread.raise(.systemError, "malformed int constant") }
    return negative ? try Int.negative(thread, v) : v
  }
  static func complex(_ thread: Thread, _ real: Double, _ imaginary: Double) -> Value {
    Complex.make(thread, ComplexNumber(real, imaginary))
  }
}

/// Characters of numbers.
enum NumberText {
  @inline(__always) static func isSpace(_ c: UInt8) -> Bool { c == 0x20 || (c >= 9 && c <= 13) || (c >= 0x1C && c <= 0x1F) }
  /// The value of a digit 0-9, a-z, A-Z; 99 for anything else.
  @inline(__always) static func digit(_ c: UInt8) -> Int {
    switch c {
    case 0x30...0x39: Int(c) &- 0x30
    case 0x61...0x7A: Int(c) &- 0x57
    case 0x41...0x5A: Int(c) &- 0x37
    default: 99
    }
  }
  /// ASCII text for parsing: decimal digits of all scripts as 0-9, white space as spaces, anything else as "?".
  static func normalized(_ s: Str) -> [UInt8] {
    var text: [UInt8] = []
    text.reserveCapacity(s.length)
    for i in 0..<s.length {
      let c = s[i]
      if c < 0x80 {
        text.append(UInt8(c))
      } else if isSpace(wide: c) {
        text.append(0x20)
      } else {
        text.append(decimalDigit(c).map { 0x30 + UInt8($0) } ?? 0x3F)
      }
    }
    return text
  }
  static func isSpace(wide c: UInt32) -> Bool {
    switch c {
    case 0x85, 0xA0, 0x1680, 0x2000...0x200A, 0x2028, 0x2029, 0x202F, 0x205F, 0x3000: true
    default: false
    }
  }
  /// Unicode's Decimal_Digit value (Nd), as of Unicode 14.
  static func decimalDigit(_ c: UInt32) -> Int? {
    guard let scalar = Unicode.Scalar(c) else { return nil }
    let properties = scalar.properties
    guard properties.numericType == .decimal, let value = properties.numericValue else { return nil }
    guard let age = properties.age, age.major <= 14 else { return nil }
    return Int(value)
  }

  static func str(_ thread: Thread, _ ascii: [UInt8]) throws(Raised) -> Str {
    try ascii.withUnsafeBufferPointer { (b: UnsafeBufferPointer<UInt8>) throws(Raised) -> Str in try Str.ascii(thread, b) }
  }
  /// ASCII or UTF-8 text.
  static func str(utf8 text: [UInt8], _ thread: Thread) throws(Raised) -> Str {
    try text.withUnsafeBufferPointer { (b: UnsafeBufferPointer<UInt8>) throws(Raised) -> Str in try Str.decodeUTF8(thread, b) }
  }
  static func append(utf8 c: UInt32, to text: inout [UInt8]) {
    if c < 0x80 {
      text.append(UInt8(c))
    } else if c < 0x800 {
      text.append(UInt8(0xC0 | c >> 6))
      text.append(UInt8(0x80 | c & 0x3F))
    } else if c < 0x10000 {
      text.append(UInt8(0xE0 | c >> 12))
      text.append(UInt8(0x80 | c >> 6 & 0x3F))
      text.append(UInt8(0x80 | c & 0x3F))
    } else {
      text.append(UInt8(0xF0 | c >> 18 & 7))
      text.append(UInt8(0x80 | c >> 12 & 0x3F))
      text.append(UInt8(0x80 | c >> 6 & 0x3F))
      text.append(UInt8(0x80 | c & 0x3F))
    }
  }
}
