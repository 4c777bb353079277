// format() of numbers: text of the digits, grouping, sign, padding.

import Glibc

/// The parts of a formatted number, each ASCII or UTF-8.
struct NumberParts {
  var isNegative = false
  /// "0x" and its like.
  var prefix: [UInt8] = []
  /// Before the decimal point; what grouping and zero padding apply to.
  var digits: [UInt8] = []
  /// Decimal point, fraction, exponent, "%".
  var rest: [UInt8] = []
}

/// Where digits are grouped: `sizes` from the right, the last repeats; 0 ends the grouping (as `localeconv` describes it).
struct Grouping {
  var separator: [UInt8]
  var sizes: [Int]

  /// Code points of the separator.
  var width: Int { NumberFormat.characters(separator) }

  /// The digits with separators, zeros put before them until there are `minimum` characters.
  func apply(_ digits: [UInt8], minimum: Int) -> [UInt8] {
    var reversed: [UInt8] = []
    reversed.reserveCapacity(max(minimum, digits.count + digits.count / 2) + 8)
    var remaining = digits.count
    var needed = minimum
    var group = 0
    var room = sizes.first ?? 0
    while true {
      let wanted = max(remaining, needed, 1)
      let size = room > 0 ? min(room, wanted) : wanted
      for _ in 0..<size {
        if remaining > 0 {
          remaining -= 1
          reversed.append(digits[remaining])
        } else {
          reversed.append(0x30)
        }
      }
      needed -= size
      if remaining <= 0, needed <= 0 { break }
      needed -= width
      reversed.append(contentsOf: separator.reversed())
      group += 1
      if group < sizes.count { room = sizes[group] }
    }
    reversed.reverse()
    return reversed
  }
}

enum NumberFormat {
  typealias Formatter = (_ thread: Thread, _ object: Value, _ spec: FormatSpec) throws(Raised) -> Str

  /// `__format__(spec)`: str(object) for an empty spec.
  static func format(_ thread: Thread, _ object: Value, _ text: Value, _ formatter: Formatter) throws(Raised) -> Value {
    guard text.isKind(.str) else {
      throw thread.raise(.typeError, "__format__() argument must be str, not \(text.isNone ? "None" : text.type.displayName)")
    }
    if Str(text).length == 0 { return try thread.str(object).value }
    let spec = try FormatSpec.parse(thread, Str(text), for: object)
    return try formatter(thread, object, spec).value
  }

  /// Sign, prefix, grouped digits and rest, padded to the spec's width. Numbers are aligned to the right unless said otherwise.
  static func assemble(_ thread: Thread, _ parts: NumberParts, _ spec: FormatSpec, _ grouping: Grouping?) throws(Raised) -> Str {
    if spec.width > 1 << 40 { throw thread.raiseMemoryError() }
    let head = head(parts, spec)
    var body = parts.digits
    if let grouping {
      let zeros = spec.fill == 0x30 && spec.align == 0x3D
      body = grouping.apply(body, minimum: zeros ? spec.width - head.count - characters(parts.rest) : 0)
    }
    body += parts.rest
    return try pad(thread, head, body, head.count + characters(body), spec, defaultAlign: 0x3E)
  }
  /// Sign and prefix.
  static func head(_ parts: NumberParts, _ spec: FormatSpec) -> [UInt8] {
    if parts.isNegative { return [0x2D] + parts.prefix }
    return spec.sign == 0x2B || spec.sign == 0x20 ? [UInt8(spec.sign)] + parts.prefix : parts.prefix
  }

  /// head + body (`length` characters) padded to the width; "=" pads between the two.
  static func pad(
    _ thread: Thread, _ head: [UInt8], _ body: [UInt8], _ length: Int, _ spec: FormatSpec, defaultAlign: UInt32
  ) throws(Raised) -> Str {
    let missing = max(0, spec.width - length)
    if missing == 0 { return try NumberText.str(utf8: head.isEmpty ? body : head + body, thread) }
    if spec.width > 1 << 40 { throw thread.raiseMemoryError() }
    var left = 0
    var middle = 0
    var right = 0
    switch spec.align == 0 ? defaultAlign : spec.align {
    case 0x3E: left = missing
    case 0x5E:
      left = missing / 2
      right = missing - left
    case 0x3D: middle = missing
    default: right = missing
    }
    var fill: [UInt8] = []
    NumberText.append(utf8: spec.fill, to: &fill)
    var text: [UInt8] = []
    text.reserveCapacity(head.count + body.count + missing * fill.count)
    for _ in 0..<left { text += fill }
    text += head
    for _ in 0..<middle { text += fill }
    text += body
    for _ in 0..<right { text += fill }
    return try NumberText.str(utf8: text, thread)
  }
  static func characters(_ utf8: [UInt8]) -> Int {
    var n = 0
    for c in utf8 where c & 0xC0 != 0x80 { n += 1 }
    return n
  }

  /// The grouping that a spec asks for; `n` asks the locale, which may also change the decimal point.
  static func grouping(_ spec: FormatSpec, size: Int = 3) -> Grouping? {
    if spec.type == 0x6E { return localeGrouping() }
    return spec.grouping == 0 ? nil : Grouping(separator: [UInt8(spec.grouping)], sizes: [size])
  }
  private static func localeGrouping() -> Grouping? {
    guard let l = localeconv(), let separator = l.pointee.thousands_sep, separator.pointee != 0 else { return nil }
    var sizes: [Int] = []
    if var p = l.pointee.grouping {
      while p.pointee > 0, p.pointee != CChar.max {
        sizes.append(Int(p.pointee))
        p += 1
      }
      if p.pointee != 0 { sizes.append(0) }
    }
    return sizes.isEmpty ? nil : Grouping(separator: bytes(separator), sizes: sizes)
  }
  static var localePoint: [UInt8] {
    guard let l = localeconv(), let point = l.pointee.decimal_point, point.pointee != 0 else { return [0x2E] }
    return bytes(point)
  }
  private static func bytes(_ p: UnsafePointer<CChar>) -> [UInt8] {
    UnsafeBufferPointer(start: p, count: strlen(p)).map { UInt8(bitPattern: $0) }
  }

  // MARK: Text of a double

  /// A double in the presentation `type` (one of "eEfFgG%", "r" for repr): the parts. `%` multiplies by 100.
  static func parts(
    _ number: Double, type: UInt8, precision: Int, alternate: Bool, addPointZero: Bool = false, coerceNegativeZero: Bool = false
  ) -> NumberParts {
    var parts = NumberParts()
    let upper = type == 0x45 || type == 0x46 || type == 0x47
    parts.isNegative = number.sign == .minus && !number.isNaN
    let d = type == 0x25 ? number.magnitude * 100 : number.magnitude
    if !d.isFinite {
      let text = d.isNaN ? (upper ? "NAN" : "nan") : (upper ? "INF" : "inf")
      parts.digits = Array(text.utf8)
      if type == 0x25 { parts.rest.append(0x25) }
      return parts
    }
    var text: [UInt8]
    switch type | 0x20 {
    case 0x65: text = NumberText.printed(d, 0x65, precision, alternate: alternate)
    case 0x67: text = general(d, precision, alternate: alternate, addPointZero: addPointZero)
    case 0x72:
      text = Float.text(d, addPointZero: addPointZero)
      if alternate, !text.contains(0x2E) { text.insert(0x2E, at: text.firstIndex(of: 0x65) ?? text.count) }
    default: text = NumberText.printed(d, 0x66, precision, alternate: alternate)
    }
    if coerceNegativeZero, parts.isNegative, isZero(text) { parts.isNegative = false }
    let end = text.firstIndex { $0 < 0x30 || $0 > 0x39 } ?? text.count
    parts.digits = Array(text[..<end])
    parts.rest = Array(text[end...])
    if upper, let e = parts.rest.lastIndex(of: 0x65) { parts.rest[e] = 0x45 }
    if type == 0x25 { parts.rest.append(0x25) }
    return parts
  }
  private static func isZero(_ text: [UInt8]) -> Bool {
    for c in text {
      if c == 0x65 { return true }
      if c >= 0x31 && c <= 0x39 { return false }
    }
    return true
  }
  /// "g": `precision` significant digits, in scientific notation when the exponent is below -4 or not below the precision;
  /// trailing zeros go unless `alternate`. With `addPointZero` (the empty type) there is at least one digit behind the point.
  private static func general(_ d: Double, _ wanted: Int, alternate: Bool, addPointZero: Bool) -> [UInt8] {
    let precision = max(wanted, 1)
    let text = NumberText.scientific(d, precision - 1)
    let exponent = NumberText.exponent(of: text)
    var digits: [UInt8] = [text[0]]
    if let e = text.lastIndex(of: 0x65), e > 2 { digits += text[2..<e] }
    if !alternate { while digits.count > 1, digits.last == 0x30 { digits.removeLast() } }
    var out: [UInt8] = []
    if exponent < -4 || exponent >= precision - (addPointZero ? 1 : 0) {
      out.append(digits[0])
      if digits.count > 1 || alternate {
        out.append(0x2E)
        out += digits[1...]
      }
      NumberText.append(exponent: exponent, to: &out)
      return out
    }
    if exponent < 0 {
      out += [0x30, 0x2E]
      for _ in 1..<(-exponent) { out.append(0x30) }
      return out + digits
    }
    let whole = exponent + 1
    for i in 0..<whole { out.append(i < digits.count ? digits[i] : 0x30) }
    if digits.count > whole {
      out.append(0x2E)
      out += digits[whole...]
    } else if alternate {
      out.append(0x2E)
    } else if addPointZero {
      out += [0x2E, 0x30]
    }
    return out
  }

  /// `%.{precision}{type}` as the `%` operator and `float.__format__` write it, with "-" for negative numbers.
  public static func text(_ d: Double, type: UInt8, precision: Int, alternate: Bool) -> [UInt8] {
    let p = parts(d, type: type, precision: precision, alternate: alternate)
    return (p.isNegative ? [0x2D] : []) + p.digits + p.rest
  }
}

// MARK: int

extension Int {
  static func formatted(_ thread: Thread, _ object: Value, _ spec: FormatSpec) throws(Raised) -> Str {
    let p = plain(object)
    if p.isInt, let number = DirectNumber(p.asInt, spec), let text = try number.text(thread, spec) { return text }
    switch spec.type {
    case 0, 0x62, 0x63, 0x64, 0x6F, 0x78, 0x58, 0x6E: break
    case 0x65, 0x45, 0x66, 0x46, 0x67, 0x47, 0x25:
      return try Float.formatted(thread, thread.float(try toDouble(thread, p)), spec)
    default: throw spec.unknownCode(thread, object)
    }
    if spec.precision >= 0 { throw thread.raise(.valueError, "Precision not allowed in integer format specifier") }
    if spec.coercesNegativeZero {
      throw thread.raise(.valueError, "Negative zero coercion (z) not allowed in integer format specifier")
    }
    if spec.type == 0x63 { return try character(thread, p, spec) }
    var parts = NumberParts()
    parts.isNegative = sign(p) < 0
    var base = 10
    switch spec.type {
    case 0x62: base = 2
    case 0x6F: base = 8
    case 0x78, 0x58: base = 16
    default: break
    }
    if spec.isAlternate, base != 10 { parts.prefix = [0x30, UInt8(spec.type)] }
    parts.digits = try magnitudeDigits(thread, p, base: base, upper: spec.type == 0x58)
    return try NumberFormat.assemble(thread, parts, spec, NumberFormat.grouping(spec, size: base == 10 ? 3 : 4))
  }

  private static func character(_ thread: Thread, _ p: Value, _ spec: FormatSpec) throws(Raised) -> Str {
    if spec.sign != 0 { throw thread.raise(.valueError, "Sign not allowed with integer format specifier 'c'") }
    if spec.isAlternate { throw thread.raise(.valueError, "Alternate form (#) not allowed with integer format specifier 'c'") }
    guard p.isInt || bitLength(p) < 64 else { throw thread.raise(.overflowError, "Python int too large to convert to C long") }
    guard p.isInt, p.asInt >= 0, p.asInt < 0x110000 else { throw thread.raise(.overflowError, "%c arg not in range(0x110000)") }
    var body: [UInt8] = []
    NumberText.append(utf8: UInt32(p.asInt), to: &body)
    return try NumberFormat.pad(thread, [], body, 1, spec, defaultAlign: 0x3E)
  }
}

// MARK: float

extension Float {
  static func formatted(_ thread: Thread, _ object: Value, _ spec: FormatSpec) throws(Raised) -> Str {
    let d = number(known: object)
    if let number = DirectNumber(d, spec), let text = try number.text(thread, spec) { return text }
    let parts = try parts(thread, object, d, spec)
    // "inf" and "nan" are padded as digits are, but never grouped.
    return try NumberFormat.assemble(thread, parts, spec, d.isFinite ? NumberFormat.grouping(spec) : nil)
  }

  /// The parts by a spec; also for each part of a complex number.
  static func parts(_ thread: Thread, _ object: Value, _ d: Double, _ spec: FormatSpec) throws(Raised) -> NumberParts {
    var precision = spec.precision
    if precision > Int(Int32.max) { throw thread.raise(.valueError, "precision too big") }
    let type: UInt8
    switch spec.type {
    case 0: type = precision < 0 ? 0x72 : 0x67
    case 0x6E: type = 0x67
    case 0x65, 0x45, 0x66, 0x46, 0x67, 0x47, 0x25: type = UInt8(spec.type)
    default: throw spec.unknownCode(thread, object)
    }
    if precision < 0 { precision = 6 }
    if precision > 1 << 28 { throw thread.raiseMemoryError() }
    var parts = NumberFormat.parts(
      d, type: type, precision: precision, alternate: spec.isAlternate, addPointZero: spec.type == 0,
      coerceNegativeZero: spec.coercesNegativeZero)
    if spec.type == 0x6E, let point = parts.rest.firstIndex(of: 0x2E) {
      parts.rest.replaceSubrange(point...point, with: NumberFormat.localePoint)
    }
    return parts
  }
}
