// The format mini-language of numbers: [[fill]align][sign][z][#][0][width][grouping][.precision][type].
// Library Reference, "Format Specification Mini-Language"; `z` is PEP 682.

/// A parsed specification. Characters are code points; 0 stands for "not given".
public struct FormatSpec {
  public var fill: UInt32 = 0x20
  /// `<`, `>`, `=` or `^`.
  public var align: UInt32 = 0
  /// `+`, `-` or space.
  public var sign: UInt32 = 0
  /// `z`: negative zero becomes zero.
  public var coercesNegativeZero = false
  /// `#`
  public var isAlternate = false
  /// -1: not given.
  public var width = -1
  /// `,` or `_`.
  public var grouping: UInt32 = 0
  /// -1: not given.
  public var precision = -1
  public var type: UInt32 = 0

  /// Parses what is not empty; ValueError names the class of `object`. A "0" before the width means fill "0" and, for numbers, align "=".
  public static func parse(_ thread: Thread, _ text: Str, for object: Value, isNumber: Bool = true) throws(Raised) -> FormatSpec {
    var spec = FormatSpec()
    let n = text.length
    var i = 0
    func at(_ k: Int) -> UInt32 { k < n ? text[k] : 0x110000 }
    func isAlignment(_ c: UInt32) -> Bool { c == 0x3C || c == 0x3E || c == 0x3D || c == 0x5E }
    var hasFill = false
    if isAlignment(at(1)) {
      spec.fill = at(0)
      spec.align = at(1)
      hasFill = true
      i = 2
    } else if isAlignment(at(0)) {
      spec.align = at(0)
      i = 1
    }
    let hasAlign = spec.align != 0
    if at(i) == 0x20 || at(i) == 0x2B || at(i) == 0x2D {
      spec.sign = at(i)
      i += 1
    }
    if at(i) == 0x7A {
      spec.coercesNegativeZero = true
      i += 1
    }
    if at(i) == 0x23 {
      spec.isAlternate = true
      i += 1
    }
    if !hasFill, at(i) == 0x30 {
      spec.fill = 0x30
      if !hasAlign, isNumber { spec.align = 0x3D }
      i += 1
    }
    spec.width = try number(thread, text, &i)
    if at(i) == 0x2C {
      spec.grouping = 0x2C
      i += 1
    }
    if at(i) == 0x5F {
      if spec.grouping != 0 { throw thread.raise(.valueError, "Cannot specify both ',' and '_'.") }
      spec.grouping = 0x5F
      i += 1
    }
    if at(i) == 0x2C, spec.grouping == 0x5F { throw thread.raise(.valueError, "Cannot specify both ',' and '_'.") }
    if at(i) == 0x2E {
      i += 1
      spec.precision = try number(thread, text, &i)
      if spec.precision < 0 { throw thread.raise(.valueError, "Format specifier missing precision") }
    }
    if n - i > 1 {
      throw thread.raise(.valueError, "Invalid format specifier '\(text.string)' for object of type '\(object.type.displayName)'")
    }
    if i < n { spec.type = text[i] }
    if spec.grouping != 0 { try spec.checkGrouping(thread) }
    return spec
  }

  private func checkGrouping(_ thread: Thread) throws(Raised) {
    switch type {
    case 0, 0x64, 0x65, 0x66, 0x67, 0x45, 0x47, 0x25, 0x46: return
    case 0x62, 0x6F, 0x78, 0x58: if grouping == 0x5F { return }
    default: break
    }
    let comma = grouping == 0x2C ? "," : "_"
    throw thread.raise(.valueError, "Cannot specify '\(comma)' with '\(FormatSpec.shown(type))'.")
  }
  /// A type character as messages show it.
  static func shown(_ c: UInt32) -> String {
    if c > 32, c < 128, let scalar = Unicode.Scalar(c) { return String(Character(scalar)) }
    return "\\x" + String(c, radix: 16)
  }
  public func unknownCode(_ thread: Thread, _ object: Value) -> Raised {
    thread.raise(.valueError, "Unknown format code '\(FormatSpec.shown(type))' for object of type '\(object.type.displayName)'")
  }

  /// Decimal digits (of any script) at i; -1 when there is none.
  private static func number(_ thread: Thread, _ text: Str, _ i: inout Int) throws(Raised) -> Int {
    var n = 0
    var found = false
    while i < text.length {
      let c = text[i]
      guard let digit = c < 0x80 ? (c >= 0x30 && c <= 0x39 ? Int(c) - 0x30 : nil) : NumberText.decimalDigit(c) else { break }
      if n > (Int.max - digit) / 10 { throw thread.raise(.valueError, "Too many decimal digits in format string") }
      n = n * 10 + digit
      found = true
      i += 1
    }
    return found ? n : -1
  }
}
