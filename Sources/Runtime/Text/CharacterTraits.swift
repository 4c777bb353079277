// What Python asks about code points: predicates and case mappings, per Unicode 14, the version that Python 3.11 speaks of.
//
// The data is the Swift standard library's. It knows a later Unicode, so code points that are younger than version 14 count
// as unassigned, and the few properties that changed since are set right by the lists below. A page of 256 code points is
// put together when one of them is first asked about; from then on an answer is two loads.

@_spi(_Unicode) import Swift

struct CharacterTraits: OptionSet, BitwiseCopyable {
  let rawValue: UInt32
  @inline(__always) init(rawValue: UInt32) { self.rawValue = rawValue }
  @inline(__always) static var alpha: CharacterTraits { .init(rawValue: 1) }
  @inline(__always) static var decimal: CharacterTraits { .init(rawValue: 2) }
  @inline(__always) static var digit: CharacterTraits { .init(rawValue: 4) }
  @inline(__always) static var numeric: CharacterTraits { .init(rawValue: 8) }
  @inline(__always) static var space: CharacterTraits { .init(rawValue: 16) }
  @inline(__always) static var lower: CharacterTraits { .init(rawValue: 32) }
  @inline(__always) static var upper: CharacterTraits { .init(rawValue: 64) }
  @inline(__always) static var title: CharacterTraits { .init(rawValue: 128) }
  @inline(__always) static var printable: CharacterTraits { .init(rawValue: 256) }
  @inline(__always) static var identifierStart: CharacterTraits { .init(rawValue: 512) }
  @inline(__always) static var identifierPart: CharacterTraits { .init(rawValue: 1024) }
  @inline(__always) static var cased: CharacterTraits { .init(rawValue: 2048) }
  @inline(__always) static var caseIgnorable: CharacterTraits { .init(rawValue: 4096) }
  @inline(__always) static var lineBreak: CharacterTraits { .init(rawValue: 8192) }
  static var alphanumeric: CharacterTraits { .init(rawValue: 15) }
  /// Upper, lower or title case.
  static var anyCase: CharacterTraits { .init(rawValue: 32 | 64 | 128) }

  @inline(__always) func hasAny(_ other: CharacterTraits) -> Bool { rawValue & other.rawValue != 0 }
  /// The value of a digit; only with `.digit`.
  @inline(__always) var digitValue: Int { Int(rawValue >> 16 & 15) }
}

/// The case mappings.
enum CaseMapping: Int {
  case lower, upper, title, fold
}

/// The pages. Get it once for a whole text: `let traits = Characters.shared`.
struct Characters: BitwiseCopyable {
  struct Page {
    /// 256 traits.
    let traits: UnsafeMutablePointer<CharacterTraits>
    /// 4 x 256: where each `CaseMapping` leads; `several` when to more than one code point.
    let mapping: UnsafeMutablePointer<UInt32>
  }
  private let pages: UnsafeMutablePointer<Page?>
  static var several: UInt32 { 0x8000_0000 }

  nonisolated(unsafe) static let shared = Characters()
  private init() {
    pages = .allocate(capacity: 0x1100)
    pages.initialize(repeating: nil, count: 0x1100)
  }

  @inline(__always) private func page(_ c: UInt32) -> Page {
    let i = Int(min(c >> 8, 0x10FF))
    if let page = pages[i] { return page }
    return makePage(i)
  }
  @inline(__always) subscript(_ c: UInt32) -> CharacterTraits { page(c).traits[Int(c & 0xFF)] }
  /// One code point, or `several`.
  @inline(__always) func map(_ c: UInt32, _ mapping: CaseMapping) -> UInt32 {
    page(c).mapping[mapping.rawValue &* 256 &+ Int(c & 0xFF)]
  }

  /// The mapping when it is to several code points.
  @inline(never) static func expansion(_ c: UInt32, _ mapping: CaseMapping) -> [UInt32] {
    guard let s = Unicode.Scalar(c) else { return [c] }
    switch mapping {
    case .lower: return s.properties.lowercaseMapping.unicodeScalars.map(\.value)
    case .upper: return s.properties.uppercaseMapping.unicodeScalars.map(\.value)
    case .title: return s.properties.titlecaseMapping.unicodeScalars.map(\.value)
    case .fold: return s.properties._caseFolded.unicodeScalars.map(\.value)
    }
  }
  /// The simple mapping (one code point), as regular expressions use it.
  func simple(_ c: UInt32, _ mapping: CaseMapping) -> UInt32 {
    let m = map(c, mapping)
    if m != Characters.several { return m }
    if mapping == .lower { return c == 0x130 ? 0x69 : c }
    switch c {
    case 0x1F80...0x1F87, 0x1F90...0x1F97, 0x1FA0...0x1FA7: return c &+ 8
    case 0x1FB3, 0x1FC3, 0x1FF3: return c &+ 9
    default: return c
    }
  }

  @inline(never) private func makePage(_ index: Int) -> Page {
    let page = Page(traits: .allocate(capacity: 256), mapping: .allocate(capacity: 1024))
    page.traits.initialize(repeating: CharacterTraits(rawValue: 0), count: 256)
    for i in 0..<256 {
      let c = UInt32(index << 8 | i)
      for m in 0..<4 { (page.mapping + (m * 256 + i)).initialize(to: c) }
      guard let s = Unicode.Scalar(c), UnicodeFacts.isKnown(s) else { continue }
      page.traits[i] = Characters.traits(of: s)
      let p = s.properties
      page.mapping[i] = Characters.single(p.lowercaseMapping, c)
      page.mapping[256 + i] = Characters.single(p.uppercaseMapping, c)
      page.mapping[512 + i] = Characters.single(p.titlecaseMapping, c)
      page.mapping[768 + i] = Characters.single(p._caseFolded, c)
    }
    pages[index] = page
    return page
  }
  private static func single(_ text: String, _ c: UInt32) -> UInt32 {
    let scalars = text.unicodeScalars
    guard let first = scalars.first else { return c }
    if scalars.index(after: scalars.startIndex) != scalars.endIndex { return several }
    return UnicodeFacts.isKnown(first) ? first.value : c
  }

  private static func traits(of s: Unicode.Scalar) -> CharacterTraits {
    let c = s.value
    let p = s.properties
    var t: CharacterTraits = []
    switch UnicodeFacts.category(s) {
    case .uppercaseLetter, .lowercaseLetter, .modifierLetter, .otherLetter: t = [.alpha, .printable]
    case .titlecaseLetter: t = [.alpha, .printable, .title]
    case .control, .format, .surrogate, .privateUse, .unassigned, .lineSeparator, .paragraphSeparator: break
    case .spaceSeparator: if c == 0x20 { t = .printable }
    default: t = .printable
    }
    if let kind = UnicodeFacts.numericType(s) {
      t.insert(.numeric)
      var value = 0
      if kind != .numeric, let v = p.numericValue, v >= 0, v < 10 {
        t.insert(.digit)
        value = Int(v)
      }
      if kind == .decimal { t.insert(.decimal) }
      t = CharacterTraits(rawValue: t.rawValue | UInt32(value) << 16)
    }
    if p.isWhitespace || (c >= 0x1C && c <= 0x1F) { t.insert(.space) }
    if UnicodeFacts.isLowercase(s) { t.insert(.lower) }
    if p.isUppercase { t.insert(.upper) }
    if p.isXIDStart || c == 0x5F { t.insert(.identifierStart) }
    if p.isXIDContinue && !UnicodeFacts.laterIdentifierParts.contains(c) { t.insert(.identifierPart) }
    if p.isCased { t.insert(.cased) }
    if p.isCaseIgnorable { t.insert(.caseIgnorable) }
    switch c {
    case 0x0A...0x0D, 0x1C...0x1E, 0x85, 0x2028, 0x2029: t.insert(.lineBreak)
    default: break
    }
    return t
  }
}

/// Unicode 14's answers where the standard library's later version differs.
enum UnicodeFacts {
  /// Assigned in Unicode 14 or before.
  static func isKnown(_ s: Unicode.Scalar) -> Bool {
    if let age = s.properties.age { return age.major <= 14 }
    return s.properties.generalCategory == .privateUse
  }
  static func category(_ s: Unicode.Scalar) -> Unicode.GeneralCategory {
    switch s.value {
    case 0x295: return .lowercaseLetter
    case 0x1171E: return .nonspacingMark
    default: return isKnown(s) ? s.properties.generalCategory : .unassigned
    }
  }
  static func isLowercase(_ s: Unicode.Scalar) -> Bool {
    switch s.value {
    case 0x295: return true
    case 0x10FC, 0xA7F2, 0xA7F3, 0xA7F4, 0xAB69: return false
    default: return s.properties.isLowercase
    }
  }
  /// Became identifier characters later.
  static let laterIdentifierParts: Set<UInt32> = [0x200C, 0x200D, 0x30FB, 0xFF65]
  /// Got a numeric value later.
  private static let laterNumbers: Set<UInt32> = [
    0x4E24, 0x4EAC, 0x4FE9, 0x5006, 0x62D0, 0x6D1E, 0x7695, 0x79ED, 0x920E, 0x94A9,
    0x12038, 0x12039, 0x12079, 0x12226, 0x1222B, 0x1230B, 0x1230D, 0x12399,
  ]
  static func numericType(_ s: Unicode.Scalar) -> Unicode.NumericType? {
    guard isKnown(s), let t = s.properties.numericType, !laterNumbers.contains(s.value) else { return nil }
    return t
  }
}
