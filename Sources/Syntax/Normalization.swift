// NFKC for identifiers (PEP 3131): compatibility characters are replaced by the table, and the standard library's NFC
// does the rest.

@_spi(_Unicode) import Swift

/// The form under which an identifier beyond ASCII is known.
func normalizeIdentifier(_ name: String) -> String {
  var replaced = String.UnicodeScalarView()
  for scalar in name.unicodeScalars {
    if scalar.value >= 0x80, let mapped = mappings[scalar.value] {
      for value in mapped { if let part = Unicode.Scalar(value) { replaced.append(part) } }
    } else {
      replaced.append(scalar)
    }
  }
  var result = String.UnicodeScalarView()
  for scalar in String(replaced)._nfc { result.append(scalar) }
  return String(result)
}

/// By character. Read from its text when the first such identifier is met.
private let mappings: [UInt32: [UInt32]] = {
  var table: [UInt32: [UInt32]] = [:]
  var reader = MappingReader(text: compatibilityMappings)
  while let entry = reader.next() {
    for index in 0..<entry.count {
      table[entry.first + index] = entry.isRun ? [entry.target[0] + index] : entry.target
    }
  }
  return table
}()

private struct MappingReader {
  struct Entry {
    var first: UInt32
    var count: UInt32 = 1
    /// Targets count up with the characters.
    var isRun: Bool = false
    var target: [UInt32] = []
  }

  let text: StaticString
  var index: Int = 0

  private var byte: UInt8 { index < text.utf8CodeUnitCount ? text.utf8Start[index] : 0 }

  private mutating func number() -> UInt32 {
    var value: UInt32 = 0
    while let digit = hexDigit(byte) {
      value = value << 4 | digit
      index += 1
    }
    return value
  }

  mutating func next() -> Entry? {
    while byte == 0x20 || byte == 0x0A { index += 1 }
    if byte == 0 { return nil }
    var entry = Entry(first: number())
    if byte == UInt8(ascii: "+") || byte == UInt8(ascii: "*") {
      entry.isRun = byte == UInt8(ascii: "+")
      index += 1
      entry.count = number()
    }
    repeat {
      index += 1
      entry.target.append(number())
    } while byte == UInt8(ascii: ",")
    return entry
  }
}
