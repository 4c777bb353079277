// Names of characters and back: for \N{…}, `namereplace` and the module unicodedata.

@_spi(_Unicode) import Swift

enum CharacterNames {
  /// The name per Unicode 14, or nil.
  static func name(_ c: UInt32) -> String? {
    guard let s = Unicode.Scalar(c), UnicodeFacts.isKnown(s), !isTangut(c) else { return nil }
    return s.properties.name
  }
  /// CPython's data has no names for Tangut ideographs.
  private static func isTangut(_ c: UInt32) -> Bool { (0x17000...0x187F7).contains(c) || (0x18D00...0x18D08).contains(c) }

  /// The character of this name or alias, in any case.
  static func lookup(_ name: String) -> UInt32? {
    let upper = name.uppercased()
    for prefix in ["CJK UNIFIED IDEOGRAPH-"] where upper.hasPrefix(prefix) {
      let digits = upper.dropFirst(prefix.count)
      guard digits.count >= 4, digits.count <= 5, let c = UInt32(digits, radix: 16), self.name(c) == upper else { return nil }
      return c
    }
    return table[upper]
  }
  /// Made when a name is first looked up: some 0.2 s.
  private static let table: [String: UInt32] = {
    var t: [String: UInt32] = [:]
    t.reserveCapacity(60000)
    for range in [0...0x33FF, 0x4DC0...0x4DFF, 0xA000...0xD7FF, 0xF900...0x1FFFF, 0xE0000...0xE01FF] as [ClosedRange<UInt32>] {
      for c in range {
        guard let s = Unicode.Scalar(c) else { continue }
        if let alias = s.properties.nameAlias { t[alias] = c }
        if let n = name(c) { t[n] = c }
      }
    }
    return t
  }()
}
