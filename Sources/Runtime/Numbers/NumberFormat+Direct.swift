// format() of small ints, and of doubles with a fixed number of digits behind the point, written straight into the result.
// What is not handled here (nil) goes the general way, by `NumberParts`.

/// A number as digits that are yet to be written: `whole`, and `fractionDigits` digits of `fraction` behind a point.
struct DirectNumber {
  var isNegative = false
  /// 2, 8, 10 or 16.
  var base: UInt = 10
  /// Upper-case digits and prefix.
  var isUpper = false
  /// "b", "o", "x" or "X" behind a "0"; 0: none.
  var prefix: UInt8 = 0
  var whole: UInt = 0
  var fraction: UInt = 0
  var fractionDigits = 0
  var hasPoint = false
  var hasPercent = false

  /// Number of digits of `whole`, at least 1.
  private var wholeDigits: Int {
    if base != 10 {
      let bits = base == 2 ? 1 : base == 8 ? 3 : 4
      return max(1, (64 &- whole.leadingZeroBitCount &+ bits &- 1) / bits)
    }
    var n = 1
    var rest = whole
    while rest >= 10 {
      rest /= 10
      n &+= 1
    }
    return n
  }

  /// The text by a spec; nil when its fill is not ASCII.
  func text(_ thread: Thread, _ spec: FormatSpec) throws(Raised) -> Str? {
    if spec.fill >= 0x80 { return nil }
    if spec.width > 1 << 40 { throw thread.raiseMemoryError() }
    let sign: UInt8 = isNegative ? 0x2D : spec.sign == 0x2B || spec.sign == 0x20 ? UInt8(truncatingIfNeeded: spec.sign) : 0
    let head = (sign != 0 ? 1 : 0) &+ (prefix != 0 ? 2 : 0)
    let tail = fractionDigits &+ (hasPoint ? 1 : 0) &+ (hasPercent ? 1 : 0)
    var digits = wholeDigits
    let group = spec.grouping == 0 ? 0 : base == 10 ? 3 : 4
    var separators = group == 0 ? 0 : (digits &- 1) / group
    if group > 0, spec.fill == 0x30, spec.align == 0x3D {
      // Zeros are grouped, too; a separator is never the first character.
      let wanted = spec.width &- head &- tail
      while digits &+ separators < wanted {
        digits &+= 1
        separators = (digits &- 1) / group
      }
    }
    let length = head &+ digits &+ separators &+ tail
    let missing = max(0, spec.width &- length)
    var left = 0
    var middle = 0
    var right = 0
    switch spec.align {
    case 0x3D: middle = missing
    case 0x3C: right = missing
    case 0x5E:
      left = missing / 2
      right = missing &- left
    default: left = missing
    }
    let s = try Str.uninitialized(thread, length: length &+ missing, width: 0, ascii: true)
    let out: UnsafeMutablePointer<UInt8> = s.data.assumingMemoryBound(to: UInt8.self)
    let fill = UInt8(truncatingIfNeeded: spec.fill)
    var at = length &+ missing
    DirectNumber.put(out, &at, fill, right)
    if hasPercent { DirectNumber.put(out, &at, 0x25, 1) }
    var rest = fraction
    var n = fractionDigits
    while n > 0 {
      at &-= 1
      out[at] = 48 &+ UInt8(truncatingIfNeeded: rest % 10)
      rest /= 10
      n &-= 1
    }
    if hasPoint { DirectNumber.put(out, &at, 0x2E, 1) }
    rest = whole
    n = 0
    let letters: UInt8 = isUpper ? 55 : 87
    while n < digits {
      if group > 0, n > 0, n % group == 0 { DirectNumber.put(out, &at, UInt8(truncatingIfNeeded: spec.grouping), 1) }
      let digit: UInt8
      if base == 10 {
        digit = UInt8(truncatingIfNeeded: rest % 10)
        rest /= 10
      } else {
        digit = UInt8(truncatingIfNeeded: rest & (base &- 1))
        rest &>>= base == 2 ? 1 : base == 8 ? 3 : 4
      }
      at &-= 1
      out[at] = digit &+ (digit < 10 ? 48 : letters)
      n &+= 1
    }
    DirectNumber.put(out, &at, fill, middle)
    if prefix != 0 {
      DirectNumber.put(out, &at, prefix, 1)
      DirectNumber.put(out, &at, 0x30, 1)
    }
    if sign != 0 { DirectNumber.put(out, &at, sign, 1) }
    DirectNumber.put(out, &at, fill, left)
    return s
  }
  @inline(__always)
  private static func put(_ out: UnsafeMutablePointer<UInt8>, _ at: inout Int, _ c: UInt8, _ count: Int) {
    var n = count
    while n > 0 {
      at &-= 1
      out[at] = c
      n &-= 1
    }
  }

  // MARK: From numbers

  /// An int by a spec whose type is one of none, b, d, o, x and X.
  init?(_ i: Int, _ spec: FormatSpec) {
    switch spec.type {
    case 0, 0x64: break
    case 0x62: base = 2
    case 0x6F: base = 8
    case 0x78: base = 16
    case 0x58:
      base = 16
      isUpper = true
    default: return nil
    }
    if spec.precision >= 0 || spec.coercesNegativeZero { return nil }
    isNegative = i < 0
    whole = i.magnitude
    if spec.isAlternate, base != 10 { prefix = UInt8(truncatingIfNeeded: spec.type) }
  }

  /// A double by a spec whose type is one of f, F and %, when its digits make up less than 2^63.
  init?(_ number: Double, _ spec: FormatSpec) {
    let isPercent = spec.type == 0x25
    if !isPercent, spec.type | 0x20 != 0x66 { return nil }
    let precision = spec.precision < 0 ? 6 : spec.precision
    let d = isPercent ? number.magnitude * 100 : number.magnitude
    guard d.isFinite, let scaled = DirectNumber.scaled(d, precision) else { return nil }
    isNegative = number.sign == .minus
    if spec.coercesNegativeZero, scaled == 0 { isNegative = false }
    let power = DirectNumber.power(precision)
    whole = scaled / power
    fraction = scaled % power
    fractionDigits = precision
    hasPoint = precision > 0 || spec.isAlternate
    hasPercent = isPercent
  }

  /// 10^n, for n in 0 … 18.
  private static func power(_ n: Int) -> UInt {
    var p: UInt = 1
    var i = 0
    while i < n {
      p &*= 10
      i &+= 1
    }
    return p
  }
  /// d * 10^precision, rounded to an integer, ties to even, exactly; nil when it is 2^63 or more. d is finite and not negative.
  private static func scaled(_ d: Double, _ precision: Int) -> UInt? {
    if precision > 18 { return nil }
    if d == 0 { return 0 }
    let bits = d.bitPattern
    let field = Int(truncatingIfNeeded: bits >> 52)
    let significand = UInt(truncatingIfNeeded: bits & (1 << 52 - 1)) | (field == 0 ? 0 : 1 << 52)
    // d = significand * 2^exponent
    let exponent = max(field, 1) &- 1075
    let power = power(precision)
    let limit: UInt = 1 << 63
    if exponent >= 0 {
      if exponent > 10 { return nil }
      let (product, overflow) = (significand &<< UInt(exponent)).multipliedReportingOverflow(by: power)
      return overflow || product >= limit ? nil : product
    }
    let (high, low) = significand.multipliedFullWidth(by: power)
    let shift = UInt(bitPattern: 0 &- exponent)
    // The product is below 2^117: by as many bits it is less than a half.
    if shift >= 128 { return 0 }
    var quotient: UInt
    var isAbove: Bool
    var isTie: Bool
    if shift >= 64 {
      let s = shift &- 64
      quotient = high &>> s
      let rest = high & ((1 &<< s) &- 1)
      if s == 0 {
        isAbove = low > limit
        isTie = low == limit
      } else {
        let half: UInt = 1 &<< (s &- 1)
        isAbove = rest > half || rest == half && low > 0
        isTie = rest == half && low == 0
      }
    } else {
      if high &>> shift != 0 { return nil }
      quotient = high &<< (64 &- shift) | low &>> shift
      let rest = low & ((1 &<< shift) &- 1)
      let half: UInt = 1 &<< (shift &- 1)
      isAbove = rest > half
      isTie = rest == half
    }
    if quotient >= limit { return nil }
    if isAbove || isTie && quotient & 1 == 1 { quotient &+= 1 }
    return quotient >= limit ? nil : quotient
  }
}

extension NumberText {
  /// A float literal (sign, digits with a point, exponent) at `start` whose value is a product or quotient of two doubles that are
  /// exact, and where it ends; nil says nothing.
  static func scanExact(_ text: UnsafeBufferPointer<UInt8>, _ start: Int, _ end: Int) -> (Double, Int)? {
    var at = start
    var isNegative = false
    if at < end, text[at] == 0x2B || text[at] == 0x2D {
      isNegative = text[at] == 0x2D
      at &+= 1
    }
    var digits = 0
    var number: UInt = 0
    var exponent = 0
    var hasPoint = false
    while at < end {
      let c = text[at]
      if c >= 0x30, c <= 0x39 {
        // 18 digits fit.
        if digits >= 18 { return nil }
        number = number &* 10 &+ UInt(c &- 0x30)
        digits &+= 1
        if hasPoint { exponent &-= 1 }
      } else if c == 0x2E, !hasPoint {
        hasPoint = true
      } else {
        break
      }
      at &+= 1
    }
    if digits == 0 || number > 1 << 53 { return nil }
    if at < end {
      if text[at] == 0x5F { return nil }
      if text[at] | 0x20 == 0x65 {
        at &+= 1
        var isSmall = false
        if at < end, text[at] == 0x2B || text[at] == 0x2D {
          isSmall = text[at] == 0x2D
          at &+= 1
        }
        let first = at
        var e = 0
        while at < end, text[at] >= 0x30, text[at] <= 0x39 {
          if at &- first >= 4 { return nil }
          e = e &* 10 &+ Int(text[at] &- 0x30)
          at &+= 1
        }
        if at == first || at < end && text[at] == 0x5F { return nil }
        exponent &+= isSmall ? 0 &- e : e
      }
    }
    // Powers of ten up to 10^22 are doubles.
    if exponent < -22 || exponent > 22 { return nil }
    var power: Double = 1
    var n = abs(exponent)
    var factor: Double = 10
    while n > 0 {
      if n & 1 == 1 { power *= factor }
      n &>>= 1
      if n > 0 { factor *= factor }
    }
    let d = exponent < 0 ? Double(number) / power : Double(number) * power
    return (isNegative ? -d : d, at)
  }
}
