// format(str, spec). Library Reference, "Format Specification Mini-Language".

extension Str {
  static func formatWithSpec(_ thread: Thread, _ args: Args) throws(Raised) -> Value {
    let s = Str(args[0])
    let spec = try Arguments.str(thread, args[1], "__format__() argument")
    if spec.length == 0 { return args[0].isExactly(.str) ? args[0] : try thread.str(args[0]).value }
    return try formatted(thread, s, spec).value
  }

  /// format(s, spec) for a spec that is not empty.
  static func formatted(_ thread: Thread, _ s: Str, _ spec: Str) throws(Raised) -> Str {
    let n = spec.length
    var i = 0
    func at(_ k: Int) -> UInt32 { k < n ? spec[k] : 0 }
    func isAlignment(_ c: UInt32) -> Bool { c == 0x3C || c == 0x3E || c == 0x3D || c == 0x5E }
    var fill: UInt32 = 0x20
    var align: UInt32 = 0
    var hasFill = false
    if n >= 2, isAlignment(at(1)) {
      fill = at(0)
      align = at(1)
      hasFill = true
      i = 2
    } else if isAlignment(at(0)) {
      align = at(0)
      i = 1
    }
    var sign: UInt32 = 0
    if at(i) == 0x2B || at(i) == 0x2D || at(i) == 0x20 {
      sign = at(i)
      i &+= 1
    }
    var coercesZero = false
    if at(i) == 0x7A {
      coercesZero = true
      i &+= 1
    }
    var alternate = false
    if at(i) == 0x23 {
      alternate = true
      i &+= 1
    }
    if !hasFill, at(i) == 0x30 {
      fill = 0x30
      i &+= 1
    }
    let width = try number(thread, spec, &i)
    var grouping: UInt32 = 0
    if at(i) == 0x2C {
      grouping = 0x2C
      i &+= 1
    }
    if at(i) == 0x5F {
      if grouping != 0 { throw thread.raise(.valueError, "Cannot specify both ',' and '_'.") }
      grouping = 0x5F
      i &+= 1
    }
    if at(i) == 0x2C, grouping == 0x5F { throw thread.raise(.valueError, "Cannot specify both ',' and '_'.") }
    var precision = -1
    if at(i) == 0x2E {
      i &+= 1
      let start = i
      precision = try number(thread, spec, &i)
      if i == start { throw thread.raise(.valueError, "Format specifier missing precision") }
    }
    if n &- i > 1 {
      throw thread.raise(.valueError, "Invalid format specifier '\(spec.string)' for object of type 'str'")
    }
    let kind: UInt32 = n &- i == 1 ? at(i) : 0x73
    if grouping == 0x2C, kind != 0x73, !(kind == 0x64 || (kind | 0x20 >= 0x65 && kind | 0x20 <= 0x67) || kind == 0x25) {
      throw thread.raise(.valueError, "Cannot specify ',' with '\(shown(kind))'.")
    }
    if grouping != 0, kind == 0x73 || kind == 0x2C || kind == 0x5F {
      throw thread.raise(.valueError, "Cannot specify '\(shown(grouping))' with '\(shown(kind))'.")
    }
    if kind != 0x73 {
      throw thread.raise(.valueError, "Unknown format code '\(shown(kind))' for object of type 'str'")
    }
    if sign == 0x20 { throw thread.raise(.valueError, "Space not allowed in string format specifier") }
    if sign != 0 { throw thread.raise(.valueError, "Sign not allowed in string format specifier") }
    if coercesZero { throw thread.raise(.valueError, "Negative zero coercion (z) not allowed in string format specifier") }
    if alternate { throw thread.raise(.valueError, "Alternate form (#) not allowed in string format specifier") }
    if align == 0x3D { throw thread.raise(.valueError, "'=' alignment not allowed in string format specifier") }
    let text = precision >= 0 && precision < s.length ? try s.substring(thread, 0, precision) : s
    let room = max(0, width &- text.length)
    if room == 0 { return try text.exact(thread) }
    let left = align == 0x3E ? room : align == 0x5E ? room / 2 : 0
    return try text.padded(thread, left, room &- left, fill)
  }
  private static func shown(_ c: UInt32) -> String {
    c > 32 && c < 128 ? String(Character(Unicode.Scalar(UInt8(c)))) : "\\x" + String(c, radix: 16)
  }
  private static func number(_ thread: Thread, _ spec: Str, _ i: inout Int) throws(Raised) -> Int {
    var n = 0
    while i < spec.length {
      let t = Characters.shared[spec[i]]
      if !t.hasAny(.decimal) { break }
      if n > (Int.max &- t.digitValue) / 10 { throw thread.raise(.valueError, "Too many decimal digits in format string") }
      n = n &* 10 &+ t.digitValue
      i &+= 1
    }
    return n
  }
}
