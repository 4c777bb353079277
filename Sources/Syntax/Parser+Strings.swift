// The values of string literals (https://docs.python.org/3.11/reference/lexical_analysis.html#string-and-bytes-literals):
// prefixes, concatenation of neighbours, escapes. f-strings are in `Parser+FStrings`.

/// The parts of one literal token.
struct StringToken {
  var isRaw: Bool = false
  var isBytes: Bool = false
  var isFormatted: Bool = false
  var isUnicode: Bool = false
  /// Between the quotes; offsets from the start of the lexer's buffer.
  var start: Int
  var end: Int
  var token: Token

  init(_ token: Token, base: UnsafePointer<UInt8>) {
    self.token = token
    var index: Int = Int(token.start)
    while base[index] != 0x22 && base[index] != 0x27 {
      switch base[index] | 0x20 {
      case UInt8(ascii: "r"): isRaw = true
      case UInt8(ascii: "b"): isBytes = true
      case UInt8(ascii: "f"): isFormatted = true
      default: isUnicode = true
      }
      index += 1
    }
    let quote: UInt8 = base[index]
    let limit: Int = Int(token.end)
    let isTriple: Bool = limit - index >= 6 && base[index + 1] == quote && base[index + 2] == quote
    start = index + (isTriple ? 3 : 1)
    end = limit - (isTriple ? 3 : 1)
  }
}

extension Parser {
  /// One or more neighbouring literals.
  mutating func strings() throws(Failed) -> Expr {
    let first: Int = position
    repeat { advance() } while kind == .string
    note()
    if kind == .error { throw fail() }
    let whole: Span = span(from: first)
    let head = StringToken(tokens[first], base: base)
    if position == first + 1 && !head.isFormatted {
      let text: [UInt8] = try decode(head, head.start, head.end)
      return Expr(.constant(head.isBytes ? .bytes(text) : .string(text, isUnicode: head.isUnicode)), whole)
    }
    var joined = JoinedString(span: whole, isUnicode: head.isUnicode)
    for index in first..<position {
      let literal = StringToken(tokens[index], base: base)
      let text: [UInt8] = literal.isFormatted ? [] : try decode(literal, literal.start, literal.end)
      if literal.isBytes != head.isBytes { throw raise("cannot mix bytes and nonbytes literals") }
      if literal.isFormatted { try formatted(literal, into: &joined) } else { joined.append(text) }
    }
    return joined.expression(isBytes: head.isBytes)
  }

  /// The bytes that a piece of a literal stands for.
  mutating func decode(_ literal: StringToken, _ start: Int, _ end: Int) throws(Failed) -> [UInt8] {
    let text = UnsafeBufferPointer(start: base + start, count: end - start)
    if literal.isBytes {
      for byte in text where byte >= 0x80 {
        throw raise("bytes can only contain ASCII literal characters")
      }
    }
    if flags.contains(.unvalidated), let (bad, reason) = malformedUTF8(text, from: 0) {
      // With escapes, CPython decodes each run of other characters on its own.
      var start: Int = 0
      if !literal.isRaw && text.contains(0x5C) {
        start = bad
        while start > 0 && text[start - 1] >= 0x80 { start -= 1 }
      }
      throw raise(undecodable(text[bad], bad - start, reason))
    }
    if literal.isRaw || !text.contains(0x5C) { return [UInt8](text) }
    return literal.isBytes ? try decodeBytes(text, literal.token) : try decodeText(text, literal.token)
  }

  // MARK: Escapes

  /// The escapes of one letter.
  @inline(__always)
  private func simpleEscape(_ byte: UInt8) -> UInt8? {
    switch byte {
    case 0x5C, 0x27, 0x22: return byte
    case UInt8(ascii: "a"): return 7
    case UInt8(ascii: "b"): return 8
    case UInt8(ascii: "f"): return 12
    case UInt8(ascii: "n"): return 10
    case UInt8(ascii: "r"): return 13
    case UInt8(ascii: "t"): return 9
    case UInt8(ascii: "v"): return 11
    default: return nil
    }
  }

  /// Up to three octal digits, at the first one.
  private func octalEscape(_ text: UnsafeBufferPointer<UInt8>, _ index: inout Int) -> UInt32 {
    var value: UInt32 = 0
    var count: Int = 0
    while count < 3 && index < text.count && text[index] &- 0x30 < 8 {
      value = value * 8 + UInt32(text[index] &- 0x30)
      index += 1
      count += 1
    }
    return value
  }

  private mutating func decodeBytes(_ text: UnsafeBufferPointer<UInt8>, _ token: Token) throws(Failed) -> [UInt8] {
    var result: [UInt8] = []
    result.reserveCapacity(text.count)
    var isWarned: Bool = false
    var index: Int = 0
    while index < text.count {
      let byte: UInt8 = text[index]
      index += 1
      if byte != 0x5C || index == text.count {
        result.append(byte)
        continue
      }
      let letter: UInt8 = text[index]
      if let simple = simpleEscape(letter) {
        result.append(simple)
        index += 1
      } else if letter == 0x0A {
        index += 1
      } else if letter &- 0x30 < 8 {
        let value: UInt32 = octalEscape(text, &index)
        if value > 0xFF && !isWarned {
          warnOctal(value, token)
          isWarned = true
        }
        result.append(UInt8(truncatingIfNeeded: value))
      } else if letter == UInt8(ascii: "x") {
        guard index + 2 < text.count, let high = hexDigit(text[index + 1]), let low = hexDigit(text[index + 2])
        else { throw raise("(value error) invalid \\x escape at position \(index - 1)") }
        result.append(UInt8(truncatingIfNeeded: high << 4 | low))
        index += 3
      } else {
        if !isWarned { warnEscape(letter, token) }
        isWarned = true
        result.append(byte)
      }
    }
    return result
  }

  private mutating func decodeText(_ text: UnsafeBufferPointer<UInt8>, _ token: Token) throws(Failed) -> [UInt8] {
    var result: [UInt8] = []
    result.reserveCapacity(text.count)
    var isWarned: Bool = false
    var index: Int = 0
    while index < text.count {
      let byte: UInt8 = text[index]
      index += 1
      if byte != 0x5C || index == text.count {
        result.append(byte)
        continue
      }
      let letter: UInt8 = text[index]
      if let simple = simpleEscape(letter) {
        result.append(simple)
        index += 1
        continue
      }
      switch letter {
      case 0x0A:
        index += 1
      case 0x30...0x37:
        let value: UInt32 = octalEscape(text, &index)
        if value > 0xFF && !isWarned {
          warnOctal(value, token)
          isWarned = true
        }
        appendUTF8(value, to: &result)
      case UInt8(ascii: "x"):
        appendUTF8(try hexEscape(text, &index, digits: 2, "truncated \\xXX escape"), to: &result)
      case UInt8(ascii: "u"):
        appendUTF8(try hexEscape(text, &index, digits: 4, "truncated \\uXXXX escape"), to: &result)
      case UInt8(ascii: "U"):
        appendUTF8(try hexEscape(text, &index, digits: 8, "truncated \\UXXXXXXXX escape"), to: &result)
      case UInt8(ascii: "N"):
        appendUTF8(try nameEscape(text, &index), to: &result)
      default:
        if !isWarned && letter < 0x80 {
          warnEscape(letter, token)
          isWarned = true
        }
        result.append(byte)
      }
    }
    return result
  }

  /// At the letter of `\x`, `\u`, `\U`.
  private mutating func hexEscape(
    _ text: UnsafeBufferPointer<UInt8>, _ index: inout Int, digits: Int, _ problem: String
  ) throws(Failed) -> UInt32 {
    let start: Int = index - 1
    index += 1
    var value: UInt32 = 0
    for _ in 0..<digits {
      guard index < text.count, let digit = hexDigit(text[index]) else {
        throw raiseEscape(text, start, index, problem)
      }
      value = value << 4 | digit
      index += 1
    }
    if value > 0x10FFFF { throw raiseEscape(text, start, index, "illegal Unicode character") }
    return value
  }

  /// At the letter of `\N{name}`.
  private mutating func nameEscape(
    _ text: UnsafeBufferPointer<UInt8>, _ index: inout Int
  ) throws(Failed) -> UInt32 {
    let start: Int = index - 1
    index += 1
    guard index < text.count, text[index] == UInt8(ascii: "{") else {
      throw raiseEscape(text, start, index, "malformed \\N character escape")
    }
    let nameStart: Int = index + 1
    var limit: Int = nameStart
    while limit < text.count && text[limit] != UInt8(ascii: "}") { limit += 1 }
    if limit == text.count || limit == nameStart {
      throw raiseEscape(text, start, limit, "malformed \\N character escape")
    }
    let name = String(decoding: UnsafeBufferPointer(rebasing: text[nameStart..<limit]), as: UTF8.self)
    index = limit + 1
    guard let scalar = scalar(named: name) else {
      throw raiseEscape(text, start, index, "unknown Unicode character name")
    }
    return scalar.value
  }

  /// CPython decodes a copy of the literal in which each character beyond ASCII takes ten bytes, and its positions count
  /// in that copy.
  private mutating func raiseEscape(
    _ text: UnsafeBufferPointer<UInt8>, _ start: Int, _ end: Int, _ problem: String
  ) -> Failed {
    func widened(_ limit: Int) -> Int {
      var total: Int = 0
      for index in 0..<limit {
        if text[index] < 0x80 { total += 1 } else if text[index] & 0xC0 != 0x80 { total += 10 }
      }
      return total
    }
    let first: Int = widened(start)
    let last: Int = widened(end) - 1
    let place: String = last == first ? "byte 0x5c in position \(first)" : "bytes in position \(first)-\(last)"
    return raise("(unicode error) 'unicodeescape' codec can't decode \(place): \(problem)")
  }

  /// An escape that Python does not know stays as it is, with a warning.
  mutating func warnEscape(_ letter: UInt8, _ token: Token) {
    warn("invalid escape sequence '\\\(Character(Unicode.Scalar(letter)))'", token)
  }

  /// `\400` and above fit no byte.
  private mutating func warnOctal(_ value: UInt32, _ token: Token) {
    warn("invalid octal escape sequence '\\\(String(value, radix: 8))'", token)
  }

  /// Once for each token.
  private mutating func warn(_ message: String, _ token: Token) {
    if isSecondPass || Int(token.start) < warnedBefore { return }
    warnedBefore = Int(token.start) + 1
    let line: LineText = lineText(around: Int(token.start))
    warnings.append(
      SyntaxNotice(
        category: .deprecationWarning, message: message, line: Int(token.line),
        offset: line.characters(Int(token.column)) + 1))
  }
}

/// Neighbouring literals on their way to one constant or one f-string.
struct JoinedString {
  let span: Span
  let isUnicode: Bool
  private var parts: [Expr] = []
  private var pending: [UInt8] = []
  private var isFormatted: Bool = false

  init(span: Span, isUnicode: Bool) {
    self.span = span
    self.isUnicode = isUnicode
  }

  mutating func append(_ text: [UInt8]) {
    if pending.isEmpty { pending = text } else { pending += text }
  }

  /// Even without a field, this is an f-string.
  mutating func markFormatted() { isFormatted = true }

  mutating func append(field: Expr) {
    flush()
    parts.append(field)
  }

  private mutating func flush() {
    if pending.isEmpty { return }
    parts.append(Expr(.constant(.string(pending, isUnicode: isUnicode)), span))
    pending = []
  }

  mutating func expression(isBytes: Bool) -> Expr {
    if !isFormatted {
      return Expr(.constant(isBytes ? .bytes(pending) : .string(pending, isUnicode: isUnicode)), span)
    }
    flush()
    return Expr(.joinedStr(parts), span)
  }
}
