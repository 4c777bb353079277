// Questions about bytes and characters.

@inline(__always)
func isDigit(_ byte: UInt8) -> Bool { byte &- 0x30 < 10 }

/// A byte that may stand in a name: a letter, digit, underscore or a part of a character beyond ASCII.
@inline(__always)
func isNameByte(_ byte: UInt8) -> Bool {
  (byte | 0x20) &- 0x61 < 26 || byte &- 0x30 < 10 || byte == 0x5F || byte >= 0x80
}

/// The value of a hexadecimal digit, or nil.
@inline(__always)
func hexDigit(_ byte: UInt8) -> UInt32? {
  if byte &- 0x30 < 10 { return UInt32(byte &- 0x30) }
  let lower: UInt8 = byte | 0x20
  if lower &- 0x61 < 6 { return UInt32(lower &- 0x61 &+ 10) }
  return nil
}

/// Upper case, with leading zeros.
func hexadecimal(_ value: UInt32, width: Int) -> String {
  let digits: String = String(value, radix: 16, uppercase: true)
  return String(repeating: "0", count: max(0, width - digits.utf8.count)) + digits
}

/// Reads one scalar of UTF-8. Malformed bytes are read as U+FFFD of length 1.
func decodeScalar(_ text: UnsafePointer<UInt8>, _ available: Int) -> (scalar: Unicode.Scalar, length: Int) {
  let replacement: Unicode.Scalar = "\u{FFFD}"
  let first: UInt8 = text[0]
  if first < 0x80 { return (Unicode.Scalar(first), 1) }
  let length: Int = first >= 0xF0 ? 4 : first >= 0xE0 ? 3 : first >= 0xC0 ? 2 : 1
  if length == 1 || length > available { return (replacement, 1) }
  var value: UInt32 = UInt32(first) & (0x7F >> UInt32(length))
  for index in 1..<length {
    let byte: UInt8 = text[index]
    if byte & 0xC0 != 0x80 { return (replacement, 1) }
    value = value << 6 | UInt32(byte & 0x3F)
  }
  guard let scalar = Unicode.Scalar(value) else { return (replacement, length) }
  return (scalar, length)
}

/// What `str.isprintable` says of one character. Python 3.11 knows Unicode 14.
func isPrintable(_ scalar: Unicode.Scalar) -> Bool {
  if scalar.value >= 0x80, let age = scalar.properties.age, age.major > 14 { return false }
  switch scalar.properties.generalCategory {
  case .control, .format, .surrogate, .privateUse, .unassigned, .lineSeparator, .paragraphSeparator, .spaceSeparator:
    return scalar == " "
  default:
    return true
  }
}

/// Appends a code point, also a surrogate, as UTF-8.
func appendUTF8(_ code: UInt32, to bytes: inout [UInt8]) {
  if code < 0x80 {
    bytes.append(UInt8(truncatingIfNeeded: code))
  } else if code < 0x800 {
    bytes.append(UInt8(truncatingIfNeeded: 0xC0 | code >> 6))
    bytes.append(UInt8(truncatingIfNeeded: 0x80 | code & 0x3F))
  } else if code < 0x10000 {
    bytes.append(UInt8(truncatingIfNeeded: 0xE0 | code >> 12))
    bytes.append(UInt8(truncatingIfNeeded: 0x80 | code >> 6 & 0x3F))
    bytes.append(UInt8(truncatingIfNeeded: 0x80 | code & 0x3F))
  } else {
    bytes.append(UInt8(truncatingIfNeeded: 0xF0 | code >> 18))
    bytes.append(UInt8(truncatingIfNeeded: 0x80 | code >> 12 & 0x3F))
    bytes.append(UInt8(truncatingIfNeeded: 0x80 | code >> 6 & 0x3F))
    bytes.append(UInt8(truncatingIfNeeded: 0x80 | code & 0x3F))
  }
}
