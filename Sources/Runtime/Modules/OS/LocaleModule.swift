// The module `_locale`: the C library's locale (Library Reference, locale). Texts of the interpreter itself are always UTF-8.

import Glibc

enum LocaleModule {
  private static let error = Root()

  static func define(_ m: ModuleBuilder) throws(Raised) {
    m.doc("The C library's locale.")
    try m.exception(error, "Error", module: "locale", base: Type[.exception].value)
    let categories: [(StaticString, Int32)] = [
      ("LC_CTYPE", LC_CTYPE), ("LC_NUMERIC", LC_NUMERIC), ("LC_TIME", LC_TIME), ("LC_COLLATE", LC_COLLATE), ("LC_MONETARY", LC_MONETARY),
      ("LC_MESSAGES", LC_MESSAGES), ("LC_ALL", LC_ALL),
    ]
    for (name, value) in categories { m.set(name, .int(Int(value))) }
    m.set("CHAR_MAX", .int(127))
    for (name, value) in items { m.set(name, .int(Int(value))) }
    for i in 0..<7 {
      m.module.dict.set(m.thread, Str.intern(m.thread, "DAY_\(i + 1)"), .int(Int(DAY_1) + i))
      m.module.dict.set(m.thread, Str.intern(m.thread, "ABDAY_\(i + 1)"), .int(Int(ABDAY_1) + i))
    }
    for i in 0..<12 {
      m.module.dict.set(m.thread, Str.intern(m.thread, "MON_\(i + 1)"), .int(Int(MON_1) + i))
      m.module.dict.set(m.thread, Str.intern(m.thread, "ABMON_\(i + 1)"), .int(Int(ABMON_1) + i))
    }
    m.function("setlocale(category, locale=None, /)", "Activates or asks for a locale.") {
      native($0, $1, $2, $3) { (t, args) throws(Raised) in
        let category = Int32(truncatingIfNeeded: try t.indexInt(args[0], overflow: .overflowError))
        if args[1].isEmpty || args[1].isNone {
          guard let p = Glibc.setlocale(category, nil) else { throw t.raise(LocaleModule.error.value, "locale query failed") }
          return Str.make(t, String(cString: p)).value
        }
        guard args[1].isKind(.str) else {
          throw t.raise(.typeError, "setlocale() argument 2 must be str or None, not \(args[1].type.displayName)")
        }
        let name = try LocaleModule.bytes(t, args[1])
        guard let p = name.withUnsafeBufferPointer({ Glibc.setlocale(category, $0.baseAddress) }) else {
          throw t.raise(LocaleModule.error.value, "unsupported locale setting")
        }
        return Str.make(t, String(cString: p)).value
      }
    }
    m.function("localeconv()", "How numbers and money are written.") { native($0, $1, $2, $3, LocaleModule.conventions) }
    m.function("strcoll(os1, os2, /)", "Compares two texts as the locale orders them.") {
      native($0, $1, $2, $3) { (t, args) throws(Raised) in
        for i in 0..<2 where !args[i].isKind(.str) {
          throw t.raise(.typeError, "strcoll() argument \(i + 1) must be str, not \(args[i].type.displayName)")
        }
        return .int(Int(Glibc.strcoll(try LocaleModule.bytes(t, args[0]), try LocaleModule.bytes(t, args[1]))))
      }
    }
    m.function("strxfrm(string, /)", "A text that compares as the locale orders this one.") {
      native($0, $1, $2, $3) { (t, args) throws(Raised) in
        guard args[0].isKind(.str) else { throw t.raise(.typeError, "strxfrm() argument must be str, not \(args[0].type.displayName)") }
        // The keys are bytes; as characters of the same numbers they compare in the same order.
        let text = try LocaleModule.bytes(t, args[0])
        let n = Glibc.strxfrm(nil, text, 0)
        var key = [CChar](repeating: 0, count: n + 1)
        _ = Glibc.strxfrm(&key, text, n + 1)
        var out = try StrBuilder(t, capacity: n)
        for c in key.prefix(n) { try out.append(UInt32(UInt8(bitPattern: c))) }
        return try out.finish().value
      }
    }
    m.function("nl_langinfo(key, /)", "A piece of the locale.") {
      native($0, $1, $2, $3) { (t, args) throws(Raised) in
        let key = try t.indexInt(args[0], overflow: .overflowError)
        let first = [Int(DAY_1), Int(ABDAY_1)].contains { key >= $0 && key < $0 + 7 } || [Int(MON_1), Int(ABMON_1)].contains { key >= $0 && key < $0 + 12 }
        guard first || LocaleModule.items.contains(where: { Int($0.1) == key }), let p = Glibc.nl_langinfo(nl_item(key)) else {
          throw t.raise(.valueError, "unsupported langinfo constant")
        }
        return Str.make(t, String(cString: p)).value
      }
    }
    m.function("getencoding()", "The encoding of the locale.") {
      native($0, $1, $2, $3) { (t, args) throws(Raised) in Str.make(t, Options.utf8Mode ? "utf-8" : "UTF-8").value }
    }
  }

  private static let items: [(StaticString, Int32)] = [
    ("CODESET", Int32(CODESET)), ("D_T_FMT", Int32(D_T_FMT)), ("D_FMT", Int32(D_FMT)), ("T_FMT", Int32(T_FMT)), ("T_FMT_AMPM", Int32(T_FMT_AMPM)),
    ("AM_STR", Int32(AM_STR)), ("PM_STR", Int32(PM_STR)), ("RADIXCHAR", Int32(RADIXCHAR)), ("THOUSEP", Int32(THOUSEP)),
    ("YESEXPR", 0x50000), ("NOEXPR", 0x50001), ("CRNCYSTR", 0x4000F), ("ERA", Int32(ERA)), ("ERA_D_FMT", Int32(ERA_D_FMT)),
    ("ERA_D_T_FMT", Int32(ERA_D_T_FMT)), ("ERA_T_FMT", Int32(ERA_T_FMT)), ("ALT_DIGITS", Int32(ALT_DIGITS)),
  ]

  /// A C string.
  private static func bytes(_ t: Thread, _ v: Value) throws(Raised) -> [CChar] {
    let bytes = try OSText.encode(bytes: t, Str(v))
    if bytes.contains(0) { throw t.raise(.valueError, "embedded null character") }
    return bytes.map { CChar(bitPattern: $0) } + [0]
  }

  private static func conventions(_ t: Thread, _ args: Args) throws(Raised) -> Value {
    let d = Dict.make(t)
    guard let c = Glibc.localeconv()?.pointee else { return d.value }
    func set(_ name: StaticString, _ v: Value) { d.set(t, Str.intern(t, name), v) }
    func text(_ name: StaticString, _ p: UnsafeMutablePointer<CChar>?) { set(name, Str.make(t, p.map { String(cString: $0) } ?? "").value) }
    func grouping(_ name: StaticString, _ p: UnsafeMutablePointer<CChar>?) throws(Raised) {
      let list = try List.make(t)
      if var p, p.pointee != 0 {
        while p.pointee != 0, p.pointee != 127 {
          try list.append(t, .int(Int(p.pointee)))
          p += 1
        }
        try list.append(t, .int(Int(p.pointee)))
      }
      set(name, list.value)
    }
    text("int_curr_symbol", c.int_curr_symbol)
    text("currency_symbol", c.currency_symbol)
    text("mon_decimal_point", c.mon_decimal_point)
    text("mon_thousands_sep", c.mon_thousands_sep)
    try grouping("mon_grouping", c.mon_grouping)
    text("positive_sign", c.positive_sign)
    text("negative_sign", c.negative_sign)
    let numbers: [(StaticString, CChar)] = [
      ("int_frac_digits", c.int_frac_digits), ("frac_digits", c.frac_digits), ("p_cs_precedes", c.p_cs_precedes),
      ("p_sep_by_space", c.p_sep_by_space), ("n_cs_precedes", c.n_cs_precedes), ("n_sep_by_space", c.n_sep_by_space),
      ("p_sign_posn", c.p_sign_posn), ("n_sign_posn", c.n_sign_posn),
    ]
    for (name, n) in numbers { set(name, .int(Int(n))) }
    text("decimal_point", c.decimal_point)
    text("thousands_sep", c.thousands_sep)
    try grouping("grouping", c.grouping)
    return d.value
  }
}
