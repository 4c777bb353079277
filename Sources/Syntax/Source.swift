// From the bytes of a file to UTF-8: byte order mark, encoding declaration (PEP 263), validity.

/// What to do with source bytes.
public enum SourceDecoding {
  /// They are UTF-8 from this offset on (behind a byte order mark); pass the flags to `parse`.
  case utf8(from: Int, flags: ParseFlags)
  /// They were in an encoding that needs no tables, and this is the UTF-8.
  case converted([UInt8])
  /// Decode them by the codec of this name, and parse the result.
  case needsCodec(String)
}

/// Finds out how source bytes are encoded.
///
/// - Parameters:
///   - isFile: the script, whose errors are worded otherwise than those of `compile`: malformed UTF-8 is refused also
///     in comments. For `compile(bytes)`, `parse` finds it where it matters.
public func decodeSource(
  _ source: UnsafeBufferPointer<UInt8>, filename: String, isFile: Bool
) throws(SyntaxFailure) -> SourceDecoding {
  let hasMark: Bool = source.count >= 3 && source[0] == 0xEF && source[1] == 0xBB && source[2] == 0xBF
  let start: Int = hasMark ? 3 : 0
  let declared: String? = declaredEncoding(source, from: start)
  if isFile, let null = source.firstIndex(of: 0) { throw nullByte(source, null) }
  switch declared.map(normalizedEncoding) {
  case nil, "utf-8":
    guard let (bad, _) = malformedUTF8(source, from: start) else { return .utf8(from: start, flags: []) }
    if !isFile || declared != nil { return .utf8(from: start, flags: .unvalidated) }
    throw undeclared(source, bad, filename)
  case let name? where hasMark:
    throw failure("encoding problem: \(name) with BOM")
  case "iso-8859-1":
    return .converted(fromLatin1(source))
  case "ascii":
    guard let bad = source.firstIndex(where: { $0 >= 0x80 }) else { return .utf8(from: 0, flags: []) }
    if isFile { throw failure("encoding problem: \(declared ?? "")") }
    throw failure(
      "'ascii' codec can't decode byte 0x\(hex(source[bad])) in position \(bad): ordinal not in range(128)")
  case "utf8":
    guard let (bad, reason) = malformedUTF8(source, from: 0) else { return .utf8(from: 0, flags: []) }
    if isFile { throw failure("encoding problem: \(declared ?? "")") }
    throw failure("'utf-8' codec can't decode byte 0x\(hex(source[bad])) in position \(bad): \(reason)")
  default:
    return .needsCodec(declared ?? "")
  }
}

// MARK: The declaration

/// The name in `# coding: name` in the first line, or in the second if the first is blank or a comment.
private func declaredEncoding(_ source: UnsafeBufferPointer<UInt8>, from start: Int) -> String? {
  var index: Int = start
  for _ in 0..<2 {
    var limit: Int = index
    while limit < source.count && source[limit] != 0x0A && source[limit] != 0x0D { limit += 1 }
    while index < limit && (source[index] == 0x20 || source[index] == 0x09 || source[index] == 0x0C) { index += 1 }
    if index < limit {
      if source[index] != UInt8(ascii: "#") { return nil }
      if let name = declaration(source, index, limit) { return name }
    }
    index = limit
    if index < source.count && source[index] == 0x0D { index += 1 }
    if index < source.count && source[index] == 0x0A && (index == limit || source[index - 1] == 0x0D) { index += 1 }
  }
  return nil
}

/// `coding[:=]\s*([-\w.]+)` in a comment.
private func declaration(_ source: UnsafeBufferPointer<UInt8>, _ start: Int, _ limit: Int) -> String? {
  let word: StaticString = "coding"
  var index: Int = start
  while index + 7 <= limit {
    var matched: Int = 0
    while matched < 6 && source[index + matched] == word.utf8Start[matched] { matched += 1 }
    let separator: UInt8 = matched == 6 ? source[index + 6] : 0
    if separator == UInt8(ascii: ":") || separator == UInt8(ascii: "=") {
      var first: Int = index + 7
      while first < limit && (source[first] == 0x20 || source[first] == 0x09) { first += 1 }
      var last: Int = first
      while last < limit && isEncodingByte(source[last]) { last += 1 }
      if last > first {
        return String(decoding: UnsafeBufferPointer(rebasing: source[first..<last]), as: UTF8.self)
      }
    }
    index += 1
  }
  return nil
}

private func isEncodingByte(_ byte: UInt8) -> Bool {
  byte < 0x80 && (isNameByte(byte) || byte == UInt8(ascii: "-") || byte == UInt8(ascii: "."))
}

/// `utf-8`, `iso-8859-1`, `ascii` and `utf8` for their usual spellings; other names as they are.
private func normalizedEncoding(_ name: String) -> String {
  let plain: String = String(name.lowercased().map { $0 == "_" ? "-" : $0 })
  if plain == "utf-8" || plain.hasPrefix("utf-8-") { return plain == "utf-8-sig" ? plain : "utf-8" }
  for latin in ["latin-1", "iso-8859-1", "iso-latin-1"] where plain == latin || plain.hasPrefix(latin + "-") {
    return "iso-8859-1"
  }
  switch plain {
  case "latin1", "latin", "l1", "iso8859-1", "8859", "cp819": return "iso-8859-1"
  case "ascii", "us-ascii", "646": return "ascii"
  case "utf8", "u8", "utf", "cp65001": return "utf8"
  default: return name
  }
}

private func fromLatin1(_ source: UnsafeBufferPointer<UInt8>) -> [UInt8] {
  var result: [UInt8] = []
  result.reserveCapacity(source.count + 16)
  for byte in source { appendUTF8(UInt32(byte), to: &result) }
  return result
}

// MARK: Validity

/// The first byte that is not UTF-8, and what Python says is wrong with it.
func malformedUTF8(_ source: UnsafeBufferPointer<UInt8>, from start: Int) -> (offset: Int, reason: String)? {
  var index: Int = start
  while index < source.count {
    let first: UInt8 = source[index]
    if first < 0x80 {
      index += 1
      continue
    }
    if first < 0xC2 || first > 0xF4 { return (index, "invalid start byte") }
    let length: Int = first >= 0xF0 ? 4 : first >= 0xE0 ? 3 : 2
    for offset in 1..<length {
      if index + offset >= source.count { return (index, "unexpected end of data") }
      let byte: UInt8 = source[index + offset]
      var lowest: UInt8 = 0x80
      var highest: UInt8 = 0xBF
      if offset == 1 {
        // Overlong forms, surrogates, and what is beyond U+10FFFF.
        if first == 0xE0 { lowest = 0xA0 }
        if first == 0xED { highest = 0x9F }
        if first == 0xF0 { lowest = 0x90 }
        if first == 0xF4 { highest = 0x8F }
      }
      if byte < lowest || byte > highest { return (index, "invalid continuation byte") }
    }
    index += length
  }
  return nil
}

/// Python's message for a malformed byte in a token.
func undecodable(_ byte: UInt8, _ position: Int, _ reason: String) -> String {
  "(unicode error) 'utf-8' codec can't decode byte 0x\(hex(byte)) in position \(position): \(reason)"
}

// MARK: Errors

private func hex(_ byte: UInt8) -> String {
  let digits: String = String(byte, radix: 16)
  return digits.utf8.count == 1 ? "0" + digits : digits
}

/// Errors of the encoding have no position.
private func failure(_ message: String) -> SyntaxFailure {
  SyntaxFailure(kind: .syntaxError, message: message, line: 0, offset: -1, endLine: 0, endOffset: 0, text: nil)
}

private func undeclared(_ source: UnsafeBufferPointer<UInt8>, _ bad: Int, _ filename: String) -> SyntaxFailure {
  var line: Int = 1
  for index in 0..<bad where source[index] == 0x0A { line += 1 }
  var message: String = "Non-UTF-8 code starting with '\\x\(hex(source[bad]))' in file \(filename) on line \(line), "
  message += "but no encoding declared; see https://peps.python.org/pep-0263/ for details"
  return failure(message)
}

private func nullByte(_ source: UnsafeBufferPointer<UInt8>, _ offset: Int) -> SyntaxFailure {
  var line: Int = 1
  var lineStart: Int = 0
  for index in 0..<offset where source[index] == 0x0A {
    line += 1
    lineStart = index + 1
  }
  let text = String(decoding: UnsafeBufferPointer(rebasing: source[lineStart..<offset]), as: UTF8.self)
  return SyntaxFailure(
    kind: .syntaxError, message: "source code cannot contain null bytes", line: line, offset: text.unicodeScalars.count,
    endLine: line, endOffset: 0, text: text)
}
