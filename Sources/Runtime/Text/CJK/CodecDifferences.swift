// Where Python's character sets differ from those of the C library: Python's were fixed by earlier editions of the standards.

enum CodecDifferences {
  /// Codes from `code` on that stand for `count` characters from `first` on.
  struct Row {
    let code: UInt32
    let first: UInt32
    let count: UInt32
    /// The character is encoded by another code.
    let decodingOnly: Bool
    init(_ code: UInt32, _ first: UInt32, _ count: UInt32 = 1, decodingOnly: Bool = false) {
      self.code = code
      self.first = first
      self.count = count
      self.decodingOnly = decodingOnly
    }
  }
  /// What may follow in a pair of characters with one code.
  static let combining: [UInt32] = [0x300, 0x301, 0x304, 0x30C, 0x2E5, 0x2E9, 0x309A]

  /// Big5 as Unicode 1.1 mapped it, and the two rows that ETEN added.
  private static let eten: [Row] = [
    Row(0xC6A1, 0x30FE), Row(0xC6A2, 0x309D, 2), Row(0xC6A4, 0x3005), Row(0xC6A5, 0x3041, 83), Row(0xC6F8, 0x30A1, 86), Row(0xC7B1, 0x414, 2),
    Row(0xC7B3, 0x401), Row(0xC7B4, 0x416, 7), Row(0xC7BB, 0x423, 19), Row(0xC7CE, 0x451), Row(0xC7CF, 0x436, 26), Row(0xC7E9, 0x2460, 10),
    Row(0xC7F3, 0x2474, 10),
  ]
  private static let big5: [Row] = [
    Row(0xA145, 0x2022), Row(0xA14E, 0xFF64), Row(0xA1C2, 0x203E), Row(0xA1E3, 0x223C), Row(0xA1F2, 0x2641), Row(0xA1F3, 0x2609),
    Row(0xA241, 0xFF0F), Row(0xA242, 0xFF3C), Row(0xA244, 0xA5), Row(0xA246, 0xA2, 2),
  ] + eten
  private static let big5hkscs: [Row] = [
    Row(0xA15A, 0x2574), Row(0xA1C3, 0xFFE3), Row(0xA1C5, 0x2CD), Row(0xA1FE, 0xFF0F, decodingOnly: true), Row(0xA240, 0xFF3C, decodingOnly: true),
    Row(0xA2CC, 0x5341, decodingOnly: true), Row(0xA2CE, 0x5345, decodingOnly: true),
  ]
  /// GB 18030-2000; the C library has the edition of 2005 and later.
  private static let gb18030: [Row] = [
    Row(0x8135F437, 0x1E3F), Row(0x82359037, 0x9FB4), Row(0x82359038, 0x9FB5), Row(0x82359039, 0x9FB6), Row(0x82359130, 0x9FB7, 5),
    Row(0x84318236, 0xFE10, 4), Row(0x84318330, 0xFE14, 6), Row(0x95329031, 0x20087), Row(0x95329033, 0x20089), Row(0x95329730, 0x200CC),
    Row(0x9536B937, 0x215D7), Row(0x9630BA35, 0x2298F), Row(0x9635B630, 0x241FE), Row(0xA6D9, 0xE78D, 7), Row(0xA6EC, 0xE794, 2), Row(0xA6F3, 0xE796),
    Row(0xA8BC, 0xE7C7), Row(0xFE51, 0xE816, 3), Row(0xFE59, 0xE81E), Row(0xFE61, 0xE826), Row(0xFE66, 0xE82B, 2), Row(0xFE6C, 0xE831, 2),
    Row(0xFE76, 0xE83B), Row(0xFE7E, 0xE843), Row(0xFE90, 0xE854, 2), Row(0xFEA0, 0xE864),
  ]
  private static let eucJP: [Row] = [Row(0x8FA2B7, 0x7E, decodingOnly: true)]
  private static let eucJIS2004: [Row] = [Row(0xA1BD, 0x2015), Row(0xA2D6, 0x2985, 2)] + eucJP
  private static let eucJISX0213: [Row] = eucJIS2004 + [Row(0x8FFDBB, 0x9B1D)]
  private static let shiftJIS2004: [Row] = [
    Row(0x815C, 0x2015), Row(0x815F, 0x5C), Row(0x81B0, 0x7E), Row(0x81D4, 0x2985, 2),
  ]
  private static let shiftJISX0213: [Row] = shiftJIS2004 + [Row(0xFC5A, 0x9B1D)]
  /// Single letters, which have a code of their own beside the one for a syllable without the rest.
  private static let johab: [Row] = [
    Row(0x8441, 0x3000, decodingOnly: true), Row(0x8442, 0x3131, 2, decodingOnly: true), Row(0x8445, 0x3134, decodingOnly: true),
    Row(0x8448, 0x3137, decodingOnly: true), Row(0x8449, 0x3139, decodingOnly: true), Row(0x8451, 0x3141, decodingOnly: true),
    Row(0x8453, 0x3142, decodingOnly: true), Row(0x8455, 0x3145, 4, decodingOnly: true), Row(0x8459, 0x314A, 5, decodingOnly: true),
  ]
  private static let cp932: [Row] = [Row(0x80, 0x80), Row(0xA0, 0xF8F0), Row(0xFD, 0xF8F1, 3)]

  private static func rows(_ e: MultibyteEncoding) -> [Row] {
    switch e {
    case .big5: big5
    case .cp950: eten
    case .big5hkscs: big5hkscs
    case .gb18030: gb18030
    case .eucJP: eucJP
    case .eucJIS2004: eucJIS2004
    case .eucJISX0213: eucJISX0213
    case .shiftJIS2004: shiftJIS2004
    case .shiftJISX0213: shiftJISX0213
    case .johab: johab
    case .cp932: cp932
    default: []
    }
  }
  /// A code's place among those of its length, as a row counts them. Big5 has trail bytes 0x40 to 0x7E and 0xA1 to 0xFE.
  private static func place(_ e: MultibyteEncoding, _ code: UInt32) -> UInt32 {
    if e != .big5, e != .cp950 { return code }
    let trail = code & 0xFF
    return (code >> 8) &* 157 &+ (trail < 0x7F ? trail &- 0x40 : trail &- 0xA1 &+ 63)
  }
  static func text(_ e: MultibyteEncoding, _ code: CharacterCode) -> UInt32? {
    if e == .big5 || e == .cp950, code.length != 2 || (code.value & 0xFF) < 0x40 || (code.value & 0xFF) > 0x7E && (code.value & 0xFF) < 0xA1
      || code.value & 0xFF == 0xFF
    {
      return nil
    }
    let place = place(e, code.value)
    for row in rows(e) {
      let start = self.place(e, row.code)
      if place >= start, place < start &+ row.count { return row.first &+ (place &- start) }
    }
    return nil
  }
  static func code(_ e: MultibyteEncoding, _ c: UInt32) -> CharacterCode? {
    for row in rows(e) where c >= row.first && c < row.first &+ row.count && !row.decodingOnly {
      var code = row.code
      for _ in 0..<(c &- row.first) {
        code &+= 1
        if e == .big5 || e == .cp950 {
          if code & 0xFF == 0x7F { code &+= 0x22 }
          if code & 0xFF == 0xFF { code &+= 0x41 }
        }
      }
      return CharacterCode(code, code > 0xFFFFFF ? 4 : code > 0xFFFF ? 3 : code > 0xFF ? 2 : 1)
    }
    // Replacements for characters that would have no code.
    if e == .eucJP { return c == 0xA5 ? CharacterCode(0x5C, 1) : c == 0x203E ? CharacterCode(0x7E, 1) : nil }
    return e == .cp950 && c != 0xFF0F && c != 0xFF3C ? code(.big5, c) : nil
  }

  /// Codes that Python leaves undefined.
  static func isExcluded(_ e: MultibyteEncoding, _ code: CharacterCode) -> Bool {
    let v = code.value
    switch e {
    case .big5: return v == 0xA3E1 || v > 0xC7FC && v < 0xC940 || v > 0xF9D5
    case .cp950: return v > 0xC7FC && v < 0xC940
    case .big5hkscs: return v >= 0x877A && v <= 0x87DF
    case .eucKR: return v == 0xA2E8
    case .johab: return v == 0xD9E8
    // The ten characters that JIS X 0213 got in 2004.
    case .eucJISX0213:
      return [0xAEA1, 0xAFFE, 0xCFD4, 0xCFFE, 0xF4A7, 0xFEFA, 0xFEFB, 0xFEFC, 0xFEFD, 0xFEFE].contains(v)
    case .shiftJISX0213:
      return [0x879F, 0x889E, 0x9873, 0x989E, 0xEAA5, 0xEFF8, 0xEFF9, 0xEFFA, 0xEFFB, 0xEFFC].contains(v)
    default: return false
    }
  }
  /// Characters to which the C library gives a code that stands for another.
  static func isUnencodable(_ e: MultibyteEncoding, _ c: UInt32) -> Bool {
    switch e {
    case .cp932: c == 0xA5 || c == 0x2014 || c == 0x203E
    case .shiftJIS: c >= 0xFFE0 && c <= 0xFFE2
    case .eucJP: c == 0xFF5E
    case .johab, .eucKR: c == 0x20A9
    default: false
    }
  }

  /// Of the characters that code page 932 has twice, Python writes the code that NEC gave them.
  static func selectedByNEC(_ code: CharacterCode, _ c: UInt32) -> CharacterCode {
    if necCodes.isEmpty {
      for v in UInt32(0xED40)...0xEEFC {
        if let text = CharacterSet.cp932.decode(CharacterCode(v, 2)), text.second == 0 { necCodes[text.first] = v }
      }
    }
    return necCodes[c].map { CharacterCode($0, 2) } ?? code
  }
  nonisolated(unsafe) private static var necCodes: [UInt32: UInt32] = [:]
}

/// Hangul syllables that KS X 1001 lacks, spelled out in eight bytes: a filler and three letters.
enum HangulSpelling {
  private static let filler: UInt8 = 0xD4
  private static let initials: [UInt8] = [
    0xA1, 0xA2, 0xA4, 0xA7, 0xA8, 0xA9, 0xB1, 0xB2, 0xB3, 0xB5, 0xB6, 0xB7, 0xB8, 0xB9, 0xBA, 0xBB, 0xBC, 0xBD, 0xBE,
  ]
  private static let finals: [UInt8] = [
    0xD4, 0xA1, 0xA2, 0xA3, 0xA4, 0xA5, 0xA6, 0xA7, 0xA9, 0xAA, 0xAB, 0xAC, 0xAD, 0xAE, 0xAF, 0xB0, 0xB1, 0xB2, 0xB4, 0xB5, 0xB6, 0xB7, 0xB8,
    0xBA, 0xBB, 0xBC, 0xBD, 0xBE,
  ]
  static func begins(_ a: UInt8, _ b: UInt8) -> Bool { a == 0xA4 && b == filler }
  /// The syllable of eight bytes.
  static func decode(_ p: UnsafePointer<UInt8>) -> UInt32? {
    guard p[2] == 0xA4, p[4] == 0xA4, p[6] == 0xA4, let i = initials.firstIndex(of: p[3]), p[5] >= 0xBF, p[5] <= 0xD3,
      let f = finals.firstIndex(of: p[7])
    else { return nil }
    return 0xAC00 &+ UInt32(i) &* 588 &+ UInt32(p[5] &- 0xBF) &* 28 &+ UInt32(f)
  }
  static func encode(_ c: UInt32, _ out: inout ByteBuilder) throws(Raised) {
    let i = Int(c &- 0xAC00)
    for letter in [filler, initials[i / 588], 0xBF &+ UInt8(i / 28 % 21), finals[i % 28]] {
      try out.append(0xA4)
      try out.append(letter)
    }
  }
}
