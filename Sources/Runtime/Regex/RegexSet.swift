// Sets, categories and positions.

import Glibc

enum RegexSet {
  /// Whether the code words of a set are complete.
  static func check(_ w: [Int]) throws(RegexTranslator.Invalid) {
    var i = 0
    while i < w.count {
      guard let op = SRE(rawValue: w[i]) else { throw RegexTranslator.Invalid() }
      switch op {
      case .failure:
        if i == w.count - 1 { return }
        throw RegexTranslator.Invalid()
      case .negate: i += 1
      case .literal: i += 2
      case .category:
        if i + 1 < w.count, w[i + 1] < 0 || w[i + 1] > 17 { throw RegexTranslator.Invalid() }
        i += 2
      case .range, .rangeUniIgnore: i += 3
      case .charset: i += 9
      case .bigCharset:
        guard i + 1 < w.count, w[i + 1] >= 0, w[i + 1] <= 256 else { throw RegexTranslator.Invalid() }
        let blocks = w[i + 1]
        guard i + 66 + 8 * blocks <= w.count else { throw RegexTranslator.Invalid() }
        // The map of blocks names only blocks that are there.
        for k in 0..<64 {
          let four = UInt32(truncatingIfNeeded: w[i + 2 + k])
          for byte in 0..<4 where Int(four >> UInt32(8 * byte) & 0xFF) >= blocks { throw RegexTranslator.Invalid() }
        }
        i += 66 + 8 * blocks
      default: throw RegexTranslator.Invalid()
      }
    }
    throw RegexTranslator.Invalid()
  }

  /// Whether a set, given by checked words, has `c`.
  static func contains(_ set: UnsafePointer<Int32>, _ c: UInt32, _ characters: Characters) -> Bool {
    var p = set
    var found = true
    while true {
      switch SRE(rawValue: Int(p[0])) {
      case .negate:
        found = !found
        p += 1
      case .literal:
        if c == UInt32(bitPattern: p[1]) { return found }
        p += 2
      case .range:
        if c >= UInt32(bitPattern: p[1]), c <= UInt32(bitPattern: p[2]) { return found }
        p += 3
      case .rangeUniIgnore:
        let low = UInt32(bitPattern: p[1])
        let high = UInt32(bitPattern: p[2])
        if c >= low, c <= high { return found }
        let upper = characters.simple(c, .upper)
        if upper >= low, upper <= high { return found }
        p += 3
      case .category:
        if isIn(Int(p[1]), c, characters) { return found }
        p += 2
      case .charset:
        if c < 256, UInt32(bitPattern: p[1 + Int(c >> 5)]) >> (c & 31) & 1 != 0 { return found }
        p += 9
      case .bigCharset:
        if c < 0x10000 {
          let four = UInt32(bitPattern: p[2 + Int(c >> 10)])
          let block = Int(four >> (8 * (c >> 8 & 3)) & 0xFF)
          let word = UInt32(bitPattern: p[66 + block * 8 + Int(c >> 5 & 7)])
          if word >> (c & 31) & 1 != 0 { return found }
        }
        p += 66 + 8 * Int(p[1])
      default: return !found
      }
    }
  }

  /// Categories by their number in re/_constants.py.
  static func isIn(_ category: Int, _ c: UInt32, _ characters: Characters) -> Bool {
    switch category {
    case 0: return c &- 0x30 < 10
    case 1: return c &- 0x30 >= 10
    case 2: return isASCIISpace(c)
    case 3: return !isASCIISpace(c)
    case 4: return isASCIIWord(c)
    case 5: return !isASCIIWord(c)
    case 6: return c == 0x0A
    case 7: return c != 0x0A
    case 8: return RegexLocale.isWord(c)
    case 9: return !RegexLocale.isWord(c)
    case 10: return characters[c].hasAny(.decimal)
    case 11: return !characters[c].hasAny(.decimal)
    case 12: return characters[c].hasAny(.space)
    case 13: return !characters[c].hasAny(.space)
    case 14: return isWord(c, characters)
    case 15: return !isWord(c, characters)
    case 16: return characters[c].hasAny(.lineBreak)
    default: return !characters[c].hasAny(.lineBreak)
    }
  }
  @inline(__always) static func isASCIISpace(_ c: UInt32) -> Bool { c == 0x20 || (c >= 9 && c <= 13) }
  @inline(__always) static func isASCIIWord(_ c: UInt32) -> Bool {
    (c | 0x20) &- 0x61 < 26 && c < 0x80 || c &- 0x30 < 10 || c == 0x5F
  }
  @inline(__always) static func isWord(_ c: UInt32, _ characters: Characters) -> Bool {
    c < 0x80 ? isASCIIWord(c) : characters[c].hasAny(.alphanumeric)
  }
}

/// Characters of the C library's current locale, for patterns of bytes with re.LOCALE.
enum RegexLocale {
  static func lower(_ c: UInt32) -> UInt32 { c < 256 ? UInt32(truncatingIfNeeded: tolower(Int32(c))) & 0xFF : c }
  static func upper(_ c: UInt32) -> UInt32 { c < 256 ? UInt32(truncatingIfNeeded: toupper(Int32(c))) & 0xFF : c }
  static func isWord(_ c: UInt32) -> Bool { c < 256 && (isalnum(Int32(c)) != 0 || c == 0x5F) }
}
