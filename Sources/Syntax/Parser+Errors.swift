// How errors get their positions.

extension Parser {
  /// The position that CPython gives an error without one: the last token looked at.
  func lastSeen() -> Location {
    let token: Token = tokens[max(0, seen - 1)]
    if token.column < 0 {
      // A token without text: its end is how far the lexer has read the line.
      let line: LineText = lineText(around: Int(token.start))
      return Location(
        line: Int(token.line), column: Int(token.start) - line.start - 1, endLine: Int(token.endLine), endColumn: -2)
    }
    return Location(
      line: Int(token.line), column: Int(token.column), endLine: Int(token.endLine), endColumn: Int(token.endColumn))
  }

  func location(_ span: Span) -> Location {
    Location(
      line: Int(span.line), column: Int(span.column), endLine: Int(span.endLine), endColumn: Int(span.endColumn))
  }

  func location(ofToken index: Int) -> Location { location(tokens[index].span) }

  /// From the start of a span, with an unknown end.
  func location(from span: Span) -> Location {
    Location(line: Int(span.line), column: Int(span.column), endLine: Int(span.line), endColumn: -1)
  }

  /// Sets the failure, once.
  @discardableResult
  mutating func raise(_ message: String, at location: Location? = nil) -> Failed {
    raise(.syntaxError, message, at: location)
  }

  @discardableResult
  mutating func raise(_ message: String, _ span: Span) -> Failed {
    raise(.syntaxError, message, at: location(span))
  }

  @discardableResult
  mutating func raise(
    _ kind: SyntaxFailure.Kind, _ message: String, at place: Location?, notes: Bool = true
  ) -> Failed {
    if failure != nil { return Failed() }
    if notes { note() }
    let location: Location = place ?? lastSeen()
    failure = SyntaxFailure(
      kind: kind, message: isInFString ? "f-string: " + message : message, line: location.line, offset: 0,
      endLine: location.endLine, endOffset: 0, text: nil)
    position(of: location)
    return Failed()
  }

  /// Turns columns into characters.
  private mutating func position(of location: Location) {
    let line = LineText(start: 0, text: shown(location.line))
    var column: Int = location.column
    var endColumn: Int = location.endColumn
    if isInFString && location.line == Int(lexer.firstLine) {
      column -= Int(lexer.columnShift)
      if endColumn >= 0 { endColumn -= Int(lexer.columnShift) }
    }
    failure?.text = line.text
    failure?.offset = line.characters(column + 1)
    failure?.endOffset = endColumn + 1 > 0 ? line.characters(endColumn + 1) : endColumn + 1
  }

  /// The text that CPython shows with an error: the line up to its newline; but of the line that its lexer stands in, all
  /// that was read with it.
  private func shown(_ number: Int) -> String {
    let last: Token = tokens[max(0, seen - 1)]
    if number < Int(last.endLine) {
      let text: String = lineText(number: number).text
      return text.hasSuffix("\n") ? String(text.dropLast()) : text
    }
    // A string over several lines, or a backslash, keeps the lines before in the buffer.
    var first: Int32 = last.endLine
    var index: Int = seen - 1
    while index >= 0 && tokens[index].endLine >= first {
      first = min(first, tokens[index].line)
      index -= 1
      if index >= 0 && tokens[index].kind.rawValue > TokenKind.dedent.rawValue && tokens[index].level == 0 {
        // The statement goes on: no newline token stands between the lines.
        first = min(first, tokens[index].endLine)
      }
    }
    let start: Int = lineText(number: Int(first)).start
    let end: LineText = lineText(number: number)
    let bytes = UnsafeBufferPointer(start: base + start, count: end.start - start)
    return String(decoding: bytes, as: UTF8.self) + end.text
  }

  mutating func raiseLexical() {
    guard let error = lexer.error else { return }
    var line: LineText = lineText(around: error.lineStart)
    let isCurrent: Bool = error.isUnclosedBracket && error.line >= Int(lexer.line)
    if error.overridesParser && !isCurrent && line.text.hasSuffix("\n") { line.text.removeLast() }
    failure = SyntaxFailure(
      kind: error.kind, message: isInFString && (!error.overridesParser || error.isUnclosedBracket) ? "f-string: " + error.message : error.message, line: error.line,
      offset: error.offset, endLine: error.endLine, endOffset: error.endOffset, text: line.text)
    isLexical = true
  }

  // MARK: Lines

  /// A line of the source.
  struct LineText {
    var start: Int
    var text: String

    /// How many characters (code points) the first bytes of the line hold. May point one behind the line.
    func characters(_ column: Int) -> Int {
      let limit: Int = min(max(column, 0), text.utf8.count + 1)
      var total: Int = 0
      var index: Int = 0
      for byte in text.utf8 {
        if index >= limit { break }
        if byte & 0xC0 != 0x80 { total += 1 }
        index += 1
      }
      return total + (limit - index)
    }
  }

  func lineText(around offset: Int) -> LineText {
    var start: Int = min(offset, max(0, lexer.end - 1))
    while start > 0 && base[start - 1] != 0x0A { start -= 1 }
    var limit: Int = start
    while limit < lexer.end && base[limit] != 0x0A { limit += 1 }
    if limit < lexer.end && !(lexer.endsWithoutNewline && limit + 1 == lexer.end) { limit += 1 }
    let bytes = UnsafeBufferPointer(start: base + start, count: limit - start)
    return LineText(start: start, text: String(decoding: bytes, as: UTF8.self))
  }

  func lineText(number: Int) -> LineText {
    var offset: Int = 0
    var line: Int = Int(lexer.firstLine)
    while line < number && offset < lexer.end {
      if base[offset] == 0x0A { line += 1 }
      offset += 1
    }
    return lineText(around: offset)
  }
}
