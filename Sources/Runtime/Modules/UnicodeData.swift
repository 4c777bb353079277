// The module unicodedata, from the Swift standard library's Unicode data, as of Unicode 14.
//
// What that data does not tell is not here: bidirectional(), east_asian_width(), decomposition(), and the compatibility
// normal forms of characters that have a compatibility mapping.

@_spi(_Unicode) import Swift

enum UnicodeData {
  static func define(_ m: ModuleBuilder) throws(Raised) {
    m.doc("Properties of characters per Unicode 14.")
    m.set("unidata_version", Str.make(m.thread, "14.0.0").value)
    m.function("name(chr, default=None, /)", "The name of a character.") { native($0, $1, $2, $3, UnicodeData.name) }
    m.function("lookup(name, /)", "The character of a name.") { native($0, $1, $2, $3, UnicodeData.lookup) }
    m.function("category(chr, /)", "The general category.") {
      native($0, $1, $2, $3) { (t, a) throws(Raised) in
        Str.make(t, UnicodeData.category(try UnicodeData.character(t, a[0], "category() argument"))).value
      }
    }
    m.function("combining(chr, /)", "The canonical combining class.") {
      native($0, $1, $2, $3) { (t, a) throws(Raised) in
        guard let s = UnicodeData.scalar(try UnicodeData.character(t, a[0], "combining() argument")) else { return .int(0) }
        return .int(Int(s.properties.canonicalCombiningClass.rawValue))
      }
    }
    m.function("mirrored(chr, /)", "1 for characters that are mirrored in right-to-left text.") {
      native($0, $1, $2, $3) { (t, a) throws(Raised) in
        guard let s = UnicodeData.scalar(try UnicodeData.character(t, a[0], "mirrored() argument")) else { return .int(0) }
        return .int(s.properties.isBidiMirrored != (s.value == 0x226D) ? 1 : 0)
      }
    }
    m.function("decimal(chr, default=None, /)", "The value of a decimal digit.") {
      native($0, $1, $2, $3) { (t, a) throws(Raised) in
        let traits = Characters.shared[try UnicodeData.character(t, a[0], "decimal() argument 1")]
        return try UnicodeData.answer(t, traits.hasAny(.decimal) ? .int(traits.digitValue) : .empty, a[1], "not a decimal")
      }
    }
    m.function("digit(chr, default=None, /)", "The value of a digit.") {
      native($0, $1, $2, $3) { (t, a) throws(Raised) in
        let traits = Characters.shared[try UnicodeData.character(t, a[0], "digit() argument 1")]
        return try UnicodeData.answer(t, traits.hasAny(.digit) ? .int(traits.digitValue) : .empty, a[1], "not a digit")
      }
    }
    m.function("numeric(chr, default=None, /)", "The numeric value.") {
      native($0, $1, $2, $3) { (t, a) throws(Raised) in
        let c = try UnicodeData.character(t, a[0], "numeric() argument 1")
        var v = Value.empty
        if let s = UnicodeData.scalar(c), UnicodeFacts.numericType(s) != nil, let d = s.properties.numericValue { v = t.float(d) }
        return try UnicodeData.answer(t, v, a[1], "not a numeric character")
      }
    }
    m.function("normalize(form, unistr, /)", "The text in a normal form: NFC, NFD, NFKC, NFKD.") {
      native($0, $1, $2, $3) { (t, a) throws(Raised) in
        try UnicodeData.normalized(t, try Arguments.str(t, a[0], "normalize() argument 1"), try Arguments.str(t, a[1], "normalize() argument 2")).value
      }
    }
    m.function("is_normalized(form, unistr, /)", "Whether the text is in a normal form.") {
      native($0, $1, $2, $3) { (t, a) throws(Raised) in
        let s = try Arguments.str(t, a[1], "is_normalized() argument 2")
        return .bool(Str.equal(s, try UnicodeData.normalized(t, try Arguments.str(t, a[0], "is_normalized() argument 1"), s)))
      }
    }
  }
  private static func character(_ thread: Thread, _ v: Value, _ what: StaticString) throws(Raised) -> UInt32 {
    guard v.isKind(.str) else { throw Arguments.wrongType(thread, v, "\(what) must be a unicode character") }
    if Str(v).length != 1 { throw thread.raise(.typeError, "\(what) must be a unicode character, not str") }
    return Str(v)[0]
  }
  private static func scalar(_ c: UInt32) -> Unicode.Scalar? {
    guard let s = Unicode.Scalar(c), UnicodeFacts.isKnown(s) else { return nil }
    return s
  }
  private static func answer(_ thread: Thread, _ v: Value, _ fallback: Value, _ message: StaticString) throws(Raised) -> Value {
    if !v.isEmpty { return v }
    if !fallback.isEmpty { return fallback }
    throw thread.raise(.valueError, "\(message)")
  }
  static func name(_ thread: Thread, _ args: Args) throws(Raised) -> Value {
    let c = try character(thread, args[0], "name() argument 1")
    let found: Value = CharacterNames.name(c).map { Str.make(thread, $0).value } ?? .empty
    return try UnicodeData.answer(thread, found, args[1], "no such name")
  }
  static func lookup(_ thread: Thread, _ args: Args) throws(Raised) -> Value {
    let name = try Arguments.str(thread, args[0], "lookup() argument")
    guard let c = CharacterNames.lookup(name.string) else {
      throw thread.raise(.keyError, "undefined character name '\(name.string)'")
    }
    return Str.character(thread, c).value
  }
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

  private static func normalized(_ thread: Thread, _ form: Str, _ s: Str) throws(Raised) -> Str {
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
      guard let scalar = Unicode.Scalar(c) else {
        // A surrogate: what stands before it and behind it is normalised apart.
        try append(&out, part, composed)
        part = String.UnicodeScalarView()
        try out.append(c)
        continue
      }
      if compatible, let mapping = try compatibility(thread, scalar) {
        part.append(contentsOf: mapping.unicodeScalars)
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
  /// What a compatibility form puts in place of a character; nil: the character itself.
  private static func compatibility(_ thread: Thread, _ s: Unicode.Scalar) throws(Raised) -> String? {
    switch s.value {
    case 0xA0: return " "
    case 0xFF01...0xFF5E: return String(Unicode.Scalar(s.value &- 0xFEE0) ?? s)
    // Ligatures fold to their letters.
    case 0xFB00...0xFB06, 0xFB13...0xFB17: return s.properties._caseFolded
    default: break
    }
    let p = s.properties
    if !p.changesWhenNFKCCaseFolded { return nil }
    // Folding alone may be what changes it.
    let folded = p._caseFolded
    if folded != String(Character(s)), folded.unicodeScalars.allSatisfy({ !$0.properties.changesWhenNFKCCaseFolded }) { return nil }
    throw thread.raise(.notImplementedError, "compatibility mapping of U+\(String(s.value, radix: 16, uppercase: true))")
  }
}
