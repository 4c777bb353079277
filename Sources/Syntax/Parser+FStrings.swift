// f-strings (PEP 498). As in Python 3.11, the whole f-string is one token; each replacement field is cut out of it, put
// in parentheses and parsed on its own.

extension Parser {
  /// How deep f-strings may nest in f-strings.
  static let maximumFStringDepth = 20

  mutating func formatted(_ literal: StringToken, into joined: inout JoinedString) throws(Failed) {
    joined.markFormatted()
    var index: Int = literal.start
    try formatted(literal, &index, level: 0, into: &joined)
  }

  /// Literal text and fields up to the end of the token, or in a format specification up to its closing brace.
  private mutating func formatted(
    _ literal: StringToken, _ index: inout Int, level: Int, into joined: inout JoinedString
  ) throws(Failed) {
    while true {
      try literalText(literal, &index, level: level, into: &joined)
      if index >= literal.end || base[index] == UInt8(ascii: "}") { return }
      try field(literal, &index, level: level, into: &joined)
    }
  }

  // MARK: Literal text

  /// Up to a brace that is not doubled.
  private mutating func literalText(
    _ literal: StringToken, _ index: inout Int, level: Int, into joined: inout JoinedString
  ) throws(Failed) {
    var start: Int = index
    while index < literal.end {
      let byte: UInt8 = base[index]
      index += 1
      if byte == 0x5C && !literal.isRaw && index < literal.end {
        if base[index] == UInt8(ascii: "N") && index + 1 < literal.end && base[index + 1] == UInt8(ascii: "{") {
          while index < literal.end && base[index] != UInt8(ascii: "}") { index += 1 }
          if index < literal.end { index += 1 }
        } else if base[index] == UInt8(ascii: "{") {
          warnEscape(base[index], literal.token)
        } else if base[index] != UInt8(ascii: "}") {
          index += 1
        }
        continue
      }
      if byte != UInt8(ascii: "{") && byte != UInt8(ascii: "}") { continue }
      if level == 0 {
        if index < literal.end && base[index] == byte {
          joined.append(try decode(literal, start, index))
          index += 1
          start = index
          continue
        }
        if byte == UInt8(ascii: "}") { throw raise("f-string: single '}' is not allowed") }
      }
      index -= 1
      break
    }
    if start < index { joined.append(try decode(literal, start, index)) }
  }

  // MARK: Fields

  /// `{expression = !conversion : format}`, at the opening brace.
  private mutating func field(
    _ literal: StringToken, _ index: inout Int, level: Int, into joined: inout JoinedString
  ) throws(Failed) {
    if level >= 2 { throw raise("f-string: expressions nested too deeply") }
    let brace: Int = index
    index += 1
    try skipExpression(literal, &index)
    let value: Expr = try fieldExpression(literal, brace, index)
    var isDebugging: Bool = false
    if base[index] == UInt8(ascii: "=") {
      // `{x = }`: the text of the expression and what follows it is output as well.
      isDebugging = true
      index += 1
      while index < literal.end && isSpace(base[index]) { index += 1 }
      joined.append([UInt8](UnsafeBufferPointer(start: base + brace + 1, count: index - brace - 1)))
    }
    var conversion: Conversion = .none
    if index < literal.end && base[index] == UInt8(ascii: "!") {
      index += 1
      conversion = try self.conversion(literal, &index)
    }
    var format: Expr? = nil
    if index < literal.end && base[index] == UInt8(ascii: ":") {
      index += 1
      var specification = JoinedString(span: literal.token.span, isUnicode: joined.isUnicode)
      specification.markFormatted()
      try formatted(literal, &index, level: level + 1, into: &specification)
      format = specification.expression(isBytes: false)
    }
    if index >= literal.end || base[index] != UInt8(ascii: "}") { throw raise("f-string: expecting '}'") }
    index += 1
    if isDebugging && format == nil && conversion == .none { conversion = .repr }
    joined.append(field: Expr(.formattedValue(value, conversion, format: format), joined.span))
  }

  private func isSpace(_ byte: UInt8) -> Bool {
    byte == 0x20 || (byte >= 0x09 && byte <= 0x0D)
  }

  private mutating func conversion(_ literal: StringToken, _ index: inout Int) throws(Failed) -> Conversion {
    if index >= literal.end { throw raise("f-string: expecting '}'") }
    let letter = Conversion(rawValue: Int(base[index]))
    index += 1
    if let letter { return letter }
    throw raise("f-string: invalid conversion character: expected 's', 'r', or 'a'")
  }

  /// Finds the end of a field's expression: the first `=`, `!`, `:` or `}` outside brackets and strings.
  private mutating func skipExpression(_ literal: StringToken, _ index: inout Int) throws(Failed) {
    var quote: UInt8 = 0
    var isTriple: Bool = false
    var brackets: [UInt8] = []
    scan: while index < literal.end {
      let byte: UInt8 = base[index]
      if byte == 0x5C { throw raise("f-string expression part cannot include a backslash") }
      if quote != 0 {
        if byte == quote {
          if !isTriple {
            quote = 0
          } else if index + 2 < literal.end && base[index + 1] == quote && base[index + 2] == quote {
            index += 2
            quote = 0
          }
        }
        index += 1
        continue
      }
      switch byte {
      case 0x22, 0x27:
        quote = byte
        isTriple = index + 2 < literal.end && base[index + 1] == byte && base[index + 2] == byte
        if isTriple { index += 2 }
      case UInt8(ascii: "["), UInt8(ascii: "{"), UInt8(ascii: "("):
        if brackets.count >= Lexer.maximumBrackets { throw raise("f-string: too many nested parenthesis") }
        brackets.append(byte)
      case UInt8(ascii: "#"):
        throw raise("f-string expression part cannot include '#'")
      case UInt8(ascii: "!"), UInt8(ascii: "="), UInt8(ascii: "<"), UInt8(ascii: ">"):
        if !brackets.isEmpty { break }
        if index + 1 < literal.end && base[index + 1] == UInt8(ascii: "=") {
          index += 1
        } else if byte == UInt8(ascii: "!") || byte == UInt8(ascii: "=") {
          break scan
        }
      case UInt8(ascii: ":"):
        if brackets.isEmpty { break scan }
      case UInt8(ascii: "]"), UInt8(ascii: "}"), UInt8(ascii: ")"):
        if brackets.isEmpty && byte == UInt8(ascii: "}") { break scan }
        let close: String = String(Character(Unicode.Scalar(byte)))
        guard let opened = brackets.popLast() else { throw raise("f-string: unmatched '\(close)'") }
        if byte != (opened == 0x28 ? 0x29 : opened + 2) {
          let open: String = String(Character(Unicode.Scalar(opened)))
          throw raise(
            "f-string: closing parenthesis '\(close)' does not match opening parenthesis '\(open)'")
        }
      default:
        break
      }
      index += 1
    }
    if quote != 0 { throw raise("f-string: unterminated string") }
    if let opened = brackets.last {
      throw raise("f-string: unmatched '\(Character(Unicode.Scalar(opened)))'")
    }
    if index >= literal.end { throw raise("f-string: expecting '}'") }
  }

  /// Parses the expression between a brace and `end`.
  private mutating func fieldExpression(_ literal: StringToken, _ brace: Int, _ end: Int) throws(Failed) -> Expr {
    let text = UnsafeBufferPointer(start: base + brace + 1, count: end - brace - 1)
    if text.allSatisfy({ isSpace($0) }) {
      if base[end] == UInt8(ascii: "}") { throw raise("f-string: empty expression not allowed") }
      throw raise("f-string: expression required before '\(Character(Unicode.Scalar(base[end])))'")
    }
    if fstringDepth >= Parser.maximumFStringDepth { throw raise("f-string: expressions nested too deeply") }

    let buffer = UnsafeMutablePointer<UInt8>.allocate(capacity: text.count + 4)
    defer { buffer.deallocate() }
    buffer[0] = UInt8(ascii: "(")
    for offset in 0..<text.count { buffer[offset + 1] = text[offset] }
    buffer[text.count + 1] = UInt8(ascii: ")")
    buffer[text.count + 2] = 0x0A
    buffer[text.count + 3] = 0

    let (lines, column): (Int, Int) = place(of: brace, literal)
    let shift: Int = lines != 0 ? column : Int(literal.token.column) + column
    var lexer = Lexer(
      base: UnsafePointer(buffer), end: text.count + 3, line: literal.token.line &+ Int32(truncatingIfNeeded: lines),
      columnShift: Int32(truncatingIfNeeded: shift))
    lexer.run()
    defer { lexer.deallocate() }
    var inner = Parser(lexer: lexer, flags: flags, intDigitLimit: intDigitLimit)
    inner.isInFString = true
    inner.fstringDepth = fstringDepth + 1
    inner.depth = depth + 20
    inner.stackStart = stackStart
    if isSecondPass { inner.warnedBefore = Int.max }
    let value: Expr? = inner.run { (parser) throws(Failed) in try parser.starExpressions() }
    warnings += inner.warnings
    if !isSecondPass { warnings += lexer.warnings }
    guard let value else {
      failure = inner.failure
      throw Failed()
    }
    height = max(height, inner.height)
    return value
  }

  /// Where CPython takes a field to be: how many lines below the start of the token, and in which column of its line.
  /// (A newline right behind the brace makes the column 0.)
  private func place(of brace: Int, _ literal: StringToken) -> (lines: Int, column: Int) {
    let start: Int = Int(literal.token.start)
    var lines: Int = 0
    for offset in start..<brace where base[offset] == 0x0A { lines += 1 }
    var next: Int = brace + 1
    while base[next] == 0x20 || base[next] == 0x09 || base[next] == 0x0C { next += 1 }
    if base[next] == 0x0A { return (lines, 0) }
    var lineStart: Int = brace
    while lineStart > start && base[lineStart] != 0x0A { lineStart -= 1 }
    let column: Int = brace - lineStart - (base[lineStart] == 0x0A ? 1 : 0)
    return (lines, column)
  }
}
