// Bidirectional class, east Asian width and decomposition of characters, read from the tables in UnicodeTables.swift when first asked for.

enum UnicodeProperties {
  struct Mapping {
    /// Index in `UnicodeTables.tags`; 0: canonical.
    var tag: Int
    var characters: [UInt32]
  }

  /// "" for what is not assigned.
  static func bidirectional(_ c: UInt32) -> StaticString {
    let i = bidirectionalRuns.find(c)
    return i < UnicodeTables.bidirectionalClasses.count ? UnicodeTables.bidirectionalClasses[i] : ""
  }
  static func width(_ c: UInt32) -> StaticString {
    let i = widthRuns.find(c)
    return i < UnicodeTables.widths.count ? UnicodeTables.widths[i] : "N"
  }
  /// The mapping that the character database gives, not applied again; nil for Hangul syllables, too.
  static func decomposition(_ c: UInt32) -> Mapping? { c < 0xA0 ? nil : mappings[c] }

  /// What a compatibility form puts in place of a character, mapped to the end; nil: the character itself.
  static func compatible(_ c: UInt32) -> [UInt32]? {
    guard let mapping = decomposition(c) else { return nil }
    var out: [UInt32] = []
    for m in mapping.characters { if let more = compatible(m) { out += more } else { out.append(m) } }
    return out
  }

  // MARK: Reading the tables

  private struct Runs {
    /// First characters of the runs.
    var starts: [UInt32] = []
    var classes: [UInt8] = []

    init(_ text: StaticString) {
      var at: UInt32 = 0
      var length: UInt32 = 0
      var open = false
      text.withUTF8Buffer { buffer in
        for byte in buffer {
          if byte >= 0x41, byte <= 0x5A {
            if open { at &+= max(1, length) }
            starts.append(at)
            classes.append(byte &- 0x41)
            length = 0
            open = true
          } else {
            length = length &* 16 &+ UnicodeProperties.digit(byte)
          }
        }
      }
    }
    func find(_ c: UInt32) -> Int {
      var low = 0
      var high = starts.count
      while low < high {
        let middle = (low &+ high) / 2
        if starts[middle] <= c { low = middle &+ 1 } else { high = middle }
      }
      return low > 0 ? Int(classes[low &- 1]) : 0
    }
  }
  private static let bidirectionalRuns = Runs(UnicodeTables.bidirectional)
  private static let widthRuns = Runs(UnicodeTables.width)

  private static func digit(_ byte: UInt8) -> UInt32 { UInt32(byte >= 0x61 ? byte &- 0x57 : byte &- 0x30) & 15 }

  private static let mappings: [UInt32: Mapping] = {
    var all: [UInt32: Mapping] = [:]
    all.reserveCapacity(8192)
    var c: UInt32 = 0
    var number: UInt32 = 0
    var tag = 0
    var more: UInt32 = 0
    var characters: [UInt32] = []
    UnicodeTables.decomposition.withUTF8Buffer { buffer in
      for byte in buffer {
        switch byte {
        case 0x41...0x5A:
          c &+= number
          tag = Int(byte) - 0x41
          number = 0
        case 0x2A:
          more = number
          number = 0
        case 0x2C:
          characters.append(number)
          number = 0
        case 0x3B:
          characters.append(number)
          for i in 0...more { all[c &+ i] = Mapping(tag: tag, characters: more == 0 ? characters : [number &+ i]) }
          c &+= more
          number = 0
          more = 0
          characters = []
        default: number = number &* 16 &+ digit(byte)
        }
      }
    }
    return all
  }()
}
