// Python's encodings of Chinese, Japanese and Korean: which character set of the C library each one is, and where Python's differs from it.

enum MultibyteEncoding: Int {
  case gb2312, gbk, gb18030, hz
  case big5hkscs
  case shiftJIS, cp932, eucJP, shiftJIS2004, eucJIS2004, eucJISX0213, shiftJISX0213
  case eucKR, cp949, johab
  case big5, cp950
  case iso2022JP, iso2022JP1, iso2022JP2, iso2022JP2004, iso2022JP3, iso2022JPExt, iso2022KR
  static let count = 24

  /// Python's name.
  var name: StaticString {
    switch self {
    case .gb2312: "gb2312"
    case .gbk: "gbk"
    case .gb18030: "gb18030"
    case .hz: "hz"
    case .big5hkscs: "big5hkscs"
    case .shiftJIS: "shift_jis"
    case .cp932: "cp932"
    case .eucJP: "euc_jp"
    case .shiftJIS2004: "shift_jis_2004"
    case .eucJIS2004: "euc_jis_2004"
    case .eucJISX0213: "euc_jisx0213"
    case .shiftJISX0213: "shift_jisx0213"
    case .eucKR: "euc_kr"
    case .cp949: "cp949"
    case .johab: "johab"
    case .big5: "big5"
    case .cp950: "cp950"
    case .iso2022JP: "iso2022_jp"
    case .iso2022JP1: "iso2022_jp_1"
    case .iso2022JP2: "iso2022_jp_2"
    case .iso2022JP2004: "iso2022_jp_2004"
    case .iso2022JP3: "iso2022_jp_3"
    case .iso2022JPExt: "iso2022_jp_ext"
    case .iso2022KR: "iso2022_kr"
    }
  }

  /// How the bytes of a character are found.
  enum Family { case pairs, shiftJIS, eucJP, eucKR, gb18030, hz, iso2022 }
  var family: Family {
    switch self {
    case .gb2312, .gbk, .big5hkscs, .cp949, .johab, .big5, .cp950: .pairs
    case .shiftJIS, .cp932, .shiftJIS2004, .shiftJISX0213: .shiftJIS
    case .eucJP, .eucJIS2004, .eucJISX0213: .eucJP
    case .eucKR: .eucKR
    case .gb18030: .gb18030
    case .hz: .hz
    default: .iso2022
    }
  }
  var characterSet: CharacterSet {
    switch self {
    case .gb2312, .hz: .eucCN
    case .gbk: .gbk
    case .gb18030: .gb18030
    case .big5hkscs: .big5HKSCS
    case .shiftJIS: .shiftJIS
    case .cp932: .cp932
    case .shiftJIS2004, .shiftJISX0213: .shiftJISX0213
    case .eucJIS2004, .eucJISX0213: .eucJISX0213
    case .cp949: .uhc
    case .eucKR, .iso2022KR: .eucKR
    case .johab: .johab
    case .big5, .cp950: .big5
    case .eucJP, .iso2022JP, .iso2022JP1, .iso2022JP2, .iso2022JP2004, .iso2022JP3, .iso2022JPExt: .eucJP
    }
  }
  /// Some pairs of code points have one code together: the encoder has to see the next character.
  var combines: Bool {
    switch self {
    case .big5hkscs, .shiftJIS2004, .eucJIS2004, .eucJISX0213, .shiftJISX0213: true
    default: false
    }
  }
  /// ASCII characters that are not bytes of the same number.
  @inline(__always) func isIdentity(_ c: UInt32) -> Bool {
    c < 0x80 && (c != 0x5C && c != 0x7E || self != .shiftJIS2004 && self != .shiftJISX0213)
  }

  // MARK: Characters of no shifting state

  /// What a code of more than one byte stands for (or a single byte that is not ASCII).
  func decode(_ code: CharacterCode) -> CharacterText? {
    if let c = CodecDifferences.text(self, code) { return CharacterText(first: c) }
    if CodecDifferences.isExcluded(self, code) { return nil }
    if let text = characterSet.decode(code) { return text }
    // What JIS X 0213 leaves free in its second plane is JIS X 0212's.
    if family == .eucJP, self != .eucJP, code.length == 3 { return CharacterSet.eucJP.decode(code) }
    return nil
  }
  func encode(_ c: UInt32) -> CharacterCode? {
    if let code = CodecDifferences.code(self, c) { return code }
    if CodecDifferences.isUnencodable(self, c) { return nil }
    if var code = characterSet.encode(c) {
      if self == .cp932, code.length == 2, code.value >= 0xFA40 { code = CodecDifferences.selectedByNEC(code, c) }
      // C1 controls and the like; Shift JIS has single bytes for half-width katakana.
      if code.length == 1, family != .shiftJIS { return nil }
      if !CodecDifferences.isExcluded(self, code), CodecDifferences.text(self, code) == nil { return code }
      return nil
    }
    if family == .eucJP, self != .eucJP, let code = CharacterSet.eucJP.encode(c), code.length == 3 { return code }
    return nil
  }
  /// The code of two characters together.
  func encode(_ c: UInt32, with next: UInt32) -> CharacterCode? {
    guard CodecDifferences.combining.contains(next), let code = characterSet.encode(c, next), code.length == 2 else { return nil }
    return code
  }
  /// Whether the character has one code together with some other that may follow.
  func canCombine(_ c: UInt32) -> Bool { CodecDifferences.combining.contains { encode(c, with: $0) != nil } }
}
