// The module unicodedata: from the Swift standard library's Unicode data and the tables in Text/UnicodeTables.swift, as of Unicode 14.
//
// `ucd_3_2_0` is the same data without the characters that came after Unicode 3.2: what IDNA (RFC 3490) asks for.

@_spi(_Unicode) import Swift

enum UnicodeData {
  static func define(_ m: ModuleBuilder) throws(Raised) {
    m.doc("Properties of characters per Unicode 14.")
    m.set("unidata_version", Str.make(m.thread, "14.0.0").value)
    let type = try BuiltinTypes.make(m.thread, .unicodeDatabase)
    m.set("UCD", type.value)
    let old = m.thread.allocate(16, .record, TypeID.unicodeDatabase)
    old.at(8, as: Value.self).pointee = Str.make(m.thread, "3.2.0").value
    m.set("ucd_3_2_0", Value(old))
    m.function("name(chr, default=None, /)", "The name of a character.") {
      native($0, $1, $2, $3) { (t, a) throws(Raised) in try UnicodeData.name(t, a[0], a[1], false) }
    }
    m.function("lookup(name, /)", "The character of a name.") {
      native($0, $1, $2, $3) { (t, a) throws(Raised) in try UnicodeData.lookup(t, a[0], false) }
    }
    m.function("category(chr, /)", "The general category.") {
      native($0, $1, $2, $3) { (t, a) throws(Raised) in try UnicodeData.category(t, a[0], false) }
    }
    m.function("bidirectional(chr, /)", "The bidirectional class.") {
      native($0, $1, $2, $3) { (t, a) throws(Raised) in try UnicodeData.bidirectional(t, a[0], false) }
    }
    m.function("east_asian_width(chr, /)", "The east Asian width.") {
      native($0, $1, $2, $3) { (t, a) throws(Raised) in try UnicodeData.width(t, a[0], false) }
    }
    m.function("decomposition(chr, /)", "The decomposition mapping.") {
      native($0, $1, $2, $3) { (t, a) throws(Raised) in try UnicodeData.decomposition(t, a[0], false) }
    }
    m.function("combining(chr, /)", "The canonical combining class.") {
      native($0, $1, $2, $3) { (t, a) throws(Raised) in try UnicodeData.combining(t, a[0], false) }
    }
    m.function("mirrored(chr, /)", "1 for characters that are mirrored in right-to-left text.") {
      native($0, $1, $2, $3) { (t, a) throws(Raised) in try UnicodeData.mirrored(t, a[0], false) }
    }
    m.function("decimal(chr, default=None, /)", "The value of a decimal digit.") {
      native($0, $1, $2, $3) { (t, a) throws(Raised) in try UnicodeData.decimal(t, a[0], a[1], false) }
    }
    m.function("digit(chr, default=None, /)", "The value of a digit.") {
      native($0, $1, $2, $3) { (t, a) throws(Raised) in try UnicodeData.digit(t, a[0], a[1], false) }
    }
    m.function("numeric(chr, default=None, /)", "The numeric value.") {
      native($0, $1, $2, $3) { (t, a) throws(Raised) in try UnicodeData.numeric(t, a[0], a[1], false) }
    }
    m.function("normalize(form, unistr, /)", "The text in a normal form: NFC, NFD, NFKC, NFKD.") {
      native($0, $1, $2, $3) { (t, a) throws(Raised) in try UnicodeData.normalize(t, a[0], a[1], false) }
    }
    m.function("is_normalized(form, unistr, /)", "Whether the text is in a normal form.") {
      native($0, $1, $2, $3) { (t, a) throws(Raised) in try UnicodeData.isNormalized(t, a[0], a[1], false) }
    }
  }
  /// The type of ucd_3_2_0.
  static func defineDatabase(_ type: TypeBuilder) {
    type.doc("The character database of another version of Unicode.")
    type.record(1)
    type.flags(.noNew)
    type.member("unidata_version", "The version.", offset: 8)
    type.method("name(chr, default=None, /)", "The name of a character.") {
      native($0, $1, $2, $3) { (t, a) throws(Raised) in try UnicodeData.name(t, a[1], a[2], true) }
    }
    type.method("lookup(name, /)", "The character of a name.") {
      native($0, $1, $2, $3) { (t, a) throws(Raised) in try UnicodeData.lookup(t, a[1], true) }
    }
    type.method("category(chr, /)", "The general category.") {
      native($0, $1, $2, $3) { (t, a) throws(Raised) in try UnicodeData.category(t, a[1], true) }
    }
    type.method("bidirectional(chr, /)", "The bidirectional class.") {
      native($0, $1, $2, $3) { (t, a) throws(Raised) in try UnicodeData.bidirectional(t, a[1], true) }
    }
    type.method("east_asian_width(chr, /)", "The east Asian width.") {
      native($0, $1, $2, $3) { (t, a) throws(Raised) in try UnicodeData.width(t, a[1], true) }
    }
    type.method("decomposition(chr, /)", "The decomposition mapping.") {
      native($0, $1, $2, $3) { (t, a) throws(Raised) in try UnicodeData.decomposition(t, a[1], true) }
    }
    type.method("combining(chr, /)", "The canonical combining class.") {
      native($0, $1, $2, $3) { (t, a) throws(Raised) in try UnicodeData.combining(t, a[1], true) }
    }
    type.method("mirrored(chr, /)", "1 for characters that are mirrored in right-to-left text.") {
      native($0, $1, $2, $3) { (t, a) throws(Raised) in try UnicodeData.mirrored(t, a[1], true) }
    }
    type.method("decimal(chr, default=None, /)", "The value of a decimal digit.") {
      native($0, $1, $2, $3) { (t, a) throws(Raised) in try UnicodeData.decimal(t, a[1], a[2], true) }
    }
    type.method("digit(chr, default=None, /)", "The value of a digit.") {
      native($0, $1, $2, $3) { (t, a) throws(Raised) in try UnicodeData.digit(t, a[1], a[2], true) }
    }
    type.method("numeric(chr, default=None, /)", "The numeric value.") {
      native($0, $1, $2, $3) { (t, a) throws(Raised) in try UnicodeData.numeric(t, a[1], a[2], true) }
    }
    type.method("normalize(form, unistr, /)", "The text in a normal form: NFC, NFD, NFKC, NFKD.") {
      native($0, $1, $2, $3) { (t, a) throws(Raised) in try UnicodeData.normalize(t, a[1], a[2], true) }
    }
    type.method("is_normalized(form, unistr, /)", "Whether the text is in a normal form.") {
      native($0, $1, $2, $3) { (t, a) throws(Raised) in try UnicodeData.isNormalized(t, a[1], a[2], true) }
    }
  }

  // MARK: The functions: `isOld` for ucd_3_2_0

  private static func character(_ thread: Thread, _ v: Value, _ what: StaticString) throws(Raised) -> UInt32 {
    guard v.isKind(.str) else { throw Arguments.wrongType(thread, v, "\(what) must be a unicode character") }
    if Str(v).length != 1 { throw thread.raise(.typeError, "\(what) must be a unicode character, not str") }
    return Str(v)[0]
  }
  private static func isAssigned(_ c: UInt32, _ isOld: Bool) -> Bool {
    guard let s = Unicode.Scalar(c) else { return true }
    if !UnicodeFacts.isKnown(s) { return false }
    guard isOld, let age = s.properties.age else { return true }
    return age.major < 3 || age.major == 3 && age.minor <= 2
  }
  private static func scalar(_ c: UInt32, _ isOld: Bool) -> Unicode.Scalar? { isAssigned(c, isOld) ? Unicode.Scalar(c) : nil }
  private static func answer(_ thread: Thread, _ v: Value, _ fallback: Value, _ message: StaticString) throws(Raised) -> Value {
    if !v.isEmpty { return v }
    if !fallback.isEmpty { return fallback }
    throw thread.raise(.valueError, "\(message)")
  }
  static func category(_ t: Thread, _ c: Value, _ isOld: Bool) throws(Raised) -> Value {
    let c = try character(t, c, "category() argument")
    return Str.make(t, isAssigned(c, isOld) ? category(c) : "Cn").value
  }
  static func bidirectional(_ t: Thread, _ c: Value, _ isOld: Bool) throws(Raised) -> Value {
    let c = try character(t, c, "bidirectional() argument")
    return Str.make(t, isAssigned(c, isOld) ? UnicodeProperties.bidirectional(c) : "").value
  }
  static func width(_ t: Thread, _ c: Value, _ isOld: Bool) throws(Raised) -> Value {
    let c = try character(t, c, "east_asian_width() argument")
    return Str.make(t, UnicodeProperties.width(c)).value
  }
  static func combining(_ t: Thread, _ c: Value, _ isOld: Bool) throws(Raised) -> Value {
    guard let s = scalar(try character(t, c, "combining() argument"), isOld) else { return .int(0) }
    return .int(Int(s.properties.canonicalCombiningClass.rawValue))
  }
  static func mirrored(_ t: Thread, _ c: Value, _ isOld: Bool) throws(Raised) -> Value {
    guard let s = scalar(try character(t, c, "mirrored() argument"), isOld) else { return .int(0) }
    return .int(s.properties.isBidiMirrored != (s.value == 0x226D) ? 1 : 0)
  }
  static func decomposition(_ t: Thread, _ c: Value, _ isOld: Bool) throws(Raised) -> Value {
    let c = try character(t, c, "decomposition() argument")
    guard isAssigned(c, isOld), let mapping = UnicodeProperties.decomposition(c) else { return machine.pointee.emptyString }
    var parts = mapping.tag > 0 ? ["<\(UnicodeTables.tags[mapping.tag])>"] : []
    for m in mapping.characters {
      let digits = String(m, radix: 16, uppercase: true)
      parts.append(String(repeating: "0", count: max(0, 4 - digits.utf8.count)) + digits)
    }
    return Str.make(t, parts.joined(separator: " ")).value
  }
  static func decimal(_ t: Thread, _ c: Value, _ fallback: Value, _ isOld: Bool) throws(Raised) -> Value {
    let c = try character(t, c, "decimal() argument 1")
    let traits = Characters.shared[c]
    return try answer(t, traits.hasAny(.decimal) && isAssigned(c, isOld) ? .int(traits.digitValue) : .empty, fallback, "not a decimal")
  }
  static func digit(_ t: Thread, _ c: Value, _ fallback: Value, _ isOld: Bool) throws(Raised) -> Value {
    let c = try character(t, c, "digit() argument 1")
    let traits = Characters.shared[c]
    return try answer(t, traits.hasAny(.digit) && isAssigned(c, isOld) ? .int(traits.digitValue) : .empty, fallback, "not a digit")
  }
  static func numeric(_ t: Thread, _ c: Value, _ fallback: Value, _ isOld: Bool) throws(Raised) -> Value {
    let c = try character(t, c, "numeric() argument 1")
    var v = Value.empty
    if let s = scalar(c, isOld), UnicodeFacts.numericType(s) != nil, let d = s.properties.numericValue { v = t.float(d) }
    return try answer(t, v, fallback, "not a numeric character")
  }
  static func name(_ t: Thread, _ c: Value, _ fallback: Value, _ isOld: Bool) throws(Raised) -> Value {
    let c = try character(t, c, "name() argument 1")
    let found: Value = isAssigned(c, isOld) ? CharacterNames.name(c).map { Str.make(t, $0).value } ?? .empty : .empty
    return try answer(t, found, fallback, "no such name")
  }
  static func lookup(_ t: Thread, _ v: Value, _ isOld: Bool) throws(Raised) -> Value {
    let name = try Arguments.str(t, v, "lookup() argument")
    guard let c = CharacterNames.lookup(name.string), isAssigned(c, isOld) else {
      throw t.raise(.keyError, "undefined character name '\(name.string)'")
    }
    return Str.character(t, c).value
  }
  static func normalize(_ t: Thread, _ form: Value, _ s: Value, _ isOld: Bool) throws(Raised) -> Value {
    try normalized(t, try Arguments.str(t, form, "normalize() argument 1"), try Arguments.str(t, s, "normalize() argument 2"), isOld).value
  }
  static func isNormalized(_ t: Thread, _ form: Value, _ v: Value, _ isOld: Bool) throws(Raised) -> Value {
    let s = try Arguments.str(t, v, "is_normalized() argument 2")
    return .bool(Str.equal(s, try normalized(t, try Arguments.str(t, form, "is_normalized() argument 1"), s, isOld)))
  }

  /// Two letters.
  private static func category(_ c: UInt32) -> StaticString {
    guard let s = Unicode.Scalar(c) else { return "Cs" }
    switch UnicodeFacts.category(s) {
    case .uppercaseLetter: return "Lu"
    case .lowercaseLetter: return "Ll"
    case .titlecaseLetter: return "Lt"
    case .modifierLetter: return "Lm"
    case .otherLetter: return "Lo"
    case .nonspacingMark: return "Mn"
    case .spacingMark: return "Mc"
    case .enclosingMark: return "Me"
    case .decimalNumber: return "Nd"
    case .letterNumber: return "Nl"
    case .otherNumber: return "No"
    case .connectorPunctuation: return "Pc"
    case .dashPunctuation: return "Pd"
    case .openPunctuation: return "Ps"
    case .closePunctuation: return "Pe"
    case .initialPunctuation: return "Pi"
    case .finalPunctuation: return "Pf"
    case .otherPunctuation: return "Po"
    case .mathSymbol: return "Sm"
    case .currencySymbol: return "Sc"
    case .modifierSymbol: return "Sk"
    case .otherSymbol: return "So"
    case .spaceSeparator: return "Zs"
    case .lineSeparator: return "Zl"
    case .paragraphSeparator: return "Zp"
    case .control: return "Cc"
    case .format: return "Cf"
    case .surrogate: return "Cs"
    case .privateUse: return "Co"
    default: return "Cn"
    }
  }

  // MARK: Normal forms

  private static func normalized(_ thread: Thread, _ form: Str, _ s: Str, _ isOld: Bool) throws(Raised) -> Str {
    let composed: Bool
    var compatible = false
    switch form.string {
    case "NFC": composed = true
    case "NFD": composed = false
    case "NFKC":
      composed = true
      compatible = true
    case "NFKD":
      composed = false
      compatible = true
    default: throw thread.raise(.valueError, "invalid normalization form")
    }
    if s.isASCII { return try s.exact(thread) }
    var out = try StrBuilder(thread, capacity: s.length &+ 16)
    var part = String.UnicodeScalarView()
    for i in 0..<s.length {
      let c = s[i]
      guard let scalar = Unicode.Scalar(c), isAssigned(c, isOld) else {
        // A surrogate, or what has no properties: what stands before it and behind it is normalised apart.
        try append(&out, part, composed)
        part = String.UnicodeScalarView()
        try out.append(c)
        continue
      }
      if compatible, let mapping = UnicodeProperties.compatible(c) {
        for m in mapping { if let scalar = Unicode.Scalar(m) { part.append(scalar) } }
      } else {
        part.append(scalar)
      }
    }
    try append(&out, part, composed)
    return try out.finish()
  }
  private static func append(_ out: inout StrBuilder, _ part: String.UnicodeScalarView, _ composed: Bool) throws(Raised) {
    let text = String(part)
    if composed {
      for c in text._nfc { try out.append(c.value) }
    } else {
      for c in text._nfd { try out.append(c.value) }
    }
  }
}
