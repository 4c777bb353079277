// Decimal.__format__: a format language of its own, without "#" and "_" (Library Reference, "Format Specification Mini-Language").

struct DecimalFormat {
  var fill: UInt32 = 0x20
  var align: UInt32 = 0x3E
  var sign: UInt32 = 0x2D
  var coercesZero = false
  var zeroPadding = false
  var width = 0
  var grouping = false
  var precision = -1
  /// 0: not given
  var type: UInt32 = 0

  init?(_ s: Str) {
    let n = s.length
    var i = 0
    func at(_ k: Int) -> UInt32 { k < n ? s[k] : 0x110000 }
    func isAlign(_ c: UInt32) -> Bool { c == 0x3C || c == 0x3E || c == 0x3D || c == 0x5E }
    func isDigit(_ c: UInt32) -> Bool { c >= 0x30 && c <= 0x39 }
    var hasAlign = false
    if isAlign(at(1)) {
      fill = at(0)
      align = at(1)
      hasAlign = true
      i = 2
    } else if isAlign(at(0)) {
      align = at(0)
      hasAlign = true
      i = 1
    }
    if at(i) == 0x2B || at(i) == 0x2D || at(i) == 0x20 {
      sign = at(i)
      i += 1
    }
    if at(i) == 0x7A {
      coercesZero = true
      i += 1
    }
    if at(i) == 0x30 {
      if hasAlign { return nil }
      zeroPadding = true
      fill = 0x30
      align = 0x3D
      i += 1
    }
    func number() -> Int? {
      var v = 0
      while isDigit(at(i)) {
        if v > 100_000_000_000_000_000 { return nil }
        v = v * 10 + Int(at(i) - 0x30)
        i += 1
      }
      return v
    }
    if isDigit(at(i)) {
      guard let w = number() else { return nil }
      width = w
    }
    if at(i) == 0x2C {
      grouping = true
      i += 1
    }
    if at(i) == 0x2E {
      i += 1
      if !isDigit(at(i)) { return nil }
      guard let p = number() else { return nil }
      precision = p
    }
    if i < n {
      switch at(i) {
      case 0x45, 0x46, 0x47, 0x65, 0x66, 0x67, 0x25: break
      case 0x6E: if grouping { return nil }
      default: return nil
      }
      type = at(i)
      i += 1
    }
    if i != n { return nil }
  }

  /// `__format__(spec, override)`
  static func format(_ t: Thread, _ a: Args) throws(Raised) -> Value {
    guard a[1].isKind(.str) else { throw t.raise(.typeError, "format arg must be str") }
    let c = try DecimalContext.current(t)
    if !a[2].isEmpty, !a[2].isKind(.dict) { throw t.raise(.typeError, "optional argument must be a dict") }
    guard let spec = DecimalFormat(Str(a[1])) else { throw t.raise(.valueError, "invalid format string") }
    return try spec.apply(t, DecimalObject(a[0]).number, c, a[2]).value
  }

  private func text(_ t: Thread, _ dict: Value, _ key: StaticString) throws(Raised) -> [UInt8]? {
    if dict.isEmpty { return nil }
    let v = try Dict(dict).get(t, Str.intern(t, key).value)
    if v.isEmpty { return nil }
    guard v.isKind(.str) else { throw t.raise(.valueError, "invalid override dict") }
    let bytes = Array(Str(v).string.utf8)
    // At most one character.
    if bytes.count > 4, !Str.intern(t, key).equals("grouping") { throw t.raise(.valueError, "invalid override dict") }
    return bytes
  }

  /// Sizes of groups as `localeconv` has them: 0 ends the list, its last size repeats; 127 ends the grouping.
  private static func grouping(_ t: Thread, _ separator: [UInt8], _ sizes: [UInt8]) throws(Raised) -> Grouping? {
    var list: [Int] = []
    for s in sizes {
      if s == 0 { break }
      if s > 127 { throw t.raise(.valueError, "invalid override dict") }
      list.append(s == 127 ? 0 : Int(s))
      if s == 127 { break }
    }
    return list.isEmpty || separator.isEmpty ? nil : Grouping(separator: separator, sizes: list)
  }

  private func apply(_ t: Thread, _ number: DecimalNumber, _ c: DecimalContext, _ override: Value) throws(Raised) -> Str {
    var x = number
    var parts = NumberParts()
    let capitals = type == 0 ? c.fields.pointee.capitals.asInt != 0 : type < 0x60 && type != 0x25
    var spec = FormatSpec()
    spec.fill = fill
    spec.align = align
    spec.sign = sign
    spec.width = width
    if x.isSpecial {
      parts.isNegative = x.isNegative
      parts.rest = try DecimalText.text(t, x.with(negative: false), capitals: true)
      if type == 0x25 { parts.rest.append(0x25) }
      if zeroPadding {
        spec.fill = 0x20
        spec.align = 0x3E
      }
      return try NumberFormat.assemble(t, NumberParts(isNegative: parts.isNegative, digits: parts.rest), spec, nil)
    }
    if precision > 1 << 30 { throw t.raiseMemoryError() }
    let kind = type == 0 || type == 0x6E ? 0x67 : type == 0x25 ? 0x66 : type | 0x20
    var m = DecimalMath(t)
    m.rounding = c.math(t).rounding
    if type == 0x25 { x.exponent &+= 2 }
    if precision >= 0 {
      switch kind {
      case 0x66: x = try m.rescale(x, 0 &- precision).0
      case 0x65:
        if x.coefficient == .int(0) { break }
        let n = try Digits.count(t, x.coefficient)
        if n > precision &+ 1 {
          m.precision = precision &+ 1
          x = try m.finalize(x)
        } else {
          x = try m.rescale(x, x.exponent &- (precision &+ 1 &- n)).0
        }
      default:
        let p = max(precision, 1)
        if try Digits.count(t, x.coefficient) > p {
          m.precision = p
          x = try m.finalize(x)
        }
      }
    }
    if coercesZero, x.coefficient == .int(0) { x = x.with(negative: false) }
    parts.isNegative = x.isNegative
    var digits = try DecimalText.digits(t, x.coefficient)
    if kind == 0x65, precision >= 0, x.coefficient == .int(0) {
      digits = [UInt8](repeating: 0x30, count: precision &+ 1)
    }
    let left = x.exponent &+ digits.count
    if kind == 0x66 && x.exponent > 0 {
      if x.coefficient == .int(0) {
        parts.digits = [0x30]
      } else {
        if x.exponent > 1 << 30 { throw t.raiseMemoryError() }
        parts.digits = digits + [UInt8](repeating: 0x30, count: x.exponent)
      }
    } else if kind == 0x66 || kind == 0x67 && x.exponent <= 0 && left > -6 {
      if left < -(1 << 30) { throw t.raiseMemoryError() }
      let text = DecimalText.fixed(digits, x.exponent)
      let end = text.firstIndex(of: 0x2E) ?? text.count
      parts.digits = Array(text[..<end])
      parts.rest = Array(text[end...])
    } else {
      parts.digits = [digits[0]]
      if digits.count > 1 { parts.rest = [0x2E] + digits[1...] }
      if left != 1 || kind == 0x65 { DecimalText.append(exponent: left &- 1, to: &parts.rest, capitals: capitals) }
    }
    if type == 0x25 { parts.rest.append(0x25) }
    var groups: Grouping? = grouping ? Grouping(separator: [0x2C], sizes: [3]) : nil
    var point: [UInt8] = [0x2E]
    if type == 0x6E {
      spec.type = 0x6E
      groups = NumberFormat.grouping(spec)
      point = NumberFormat.localePoint
    }
    if let p = try text(t, override, "decimal_point") { point = p }
    if let separator = try text(t, override, "thousands_sep"), let sizes = try text(t, override, "grouping") {
      groups = try DecimalFormat.grouping(t, separator, sizes)
    }
    if point != [0x2E], let i = parts.rest.firstIndex(of: 0x2E) { parts.rest.replaceSubrange(i...i, with: point) }
    return try NumberFormat.assemble(t, parts, spec, groups)
  }
}
