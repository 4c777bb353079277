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
    let line: LineText = shown(location.line)
    var column: Int = location.column
    var endColumn: Int = location.endColumn
    if isInFString {
      column -= Int(lexer.columnShift)
      if endColumn >= 0 { endColumn -= Int(lexer.columnShift) }
    }
    failure?.text = line.text
    failure?.offset = line.characters(column + 1)
    failure?.endOffset = endColumn + 1 > 0 ? line.characters(endColumn + 1) : endColumn + 1
  }

  /// The text that CPython shows with an error: the line up to its newline; but of the line that its lexer stands in, all
  /// that was read with it.
  private func shown(_ number: Int) -> LineText {
    let last: Token = tokens[max(0, seen - 1)]
    var line: LineText = lineText(number: number)
    if number < Int(last.endLine) {
      if line.bytes.last == 0x0A { line.bytes.removeLast() }
      return line
    }
    let start: Int = lexer.lineStart(of: lexer.bufferedLine(before: seen, last.endLine))
    return lines(from: start, to: line.start + line.bytes.count)
  }

  mutating func raiseLexical() {
    guard let error = lexer.error else { return }
    var line: LineText = lineText(around: error.lineStart)
    let isCurrent: Bool = error.isUnclosedBracket && error.line >= Int(lexer.line)
    if isCurrent {
      let start: Int = lexer.lineStart(of: lexer.bufferedLine(before: lexer.count - 1, lexer.line))
      line = lines(from: start, to: line.start + line.bytes.count)
    } else if error.overridesParser {
      if line.bytes.last == 0x0A { line.bytes.removeLast() }
    } else if error.lineStart < lexer.lineStart {
      let current: LineText = lineText(around: lexer.lineStart)
      line = lines(from: error.lineStart, to: current.start + current.bytes.count)
    }
    // What the lexer raises by itself knows nothing of f-strings.
    let isPrefixed: Bool = isInFString && (!error.overridesParser || error.isUnclosedBracket)
    failure = SyntaxFailure(
      kind: error.kind, message: isPrefixed ? "f-string: " + error.message : error.message, line: error.line,
      offset: error.offset, endLine: error.endLine, endOffset: error.endOffset, text: line.text)
    isLexical = true
  }

  // MARK: Lines

  /// A line of the source, or several.
  struct LineText {
    /// Where it begins.
    var start: Int
    var bytes: [UInt8]

    var text: String { String(decoding: bytes, as: UTF8.self) }

    /// How many characters (code points) the first bytes hold. May point one behind the end.
    func characters(_ column: Int) -> Int {
      let limit: Int = min(max(column, 0), bytes.count + 1)
      let prefix = String(decoding: bytes.prefix(limit), as: UTF8.self)
      return prefix.unicodeScalars.count + (limit > bytes.count ? 1 : 0)
    }
  }

  func lineText(around offset: Int) -> LineText {
    var start: Int = min(offset, max(0, lexer.end - 1))
    while start > 0 && base[start - 1] != 0x0A { start -= 1 }
    var limit: Int = start
    while limit < lexer.end && base[limit] != 0x0A { limit += 1 }
    if limit < lexer.end && !(lexer.endsWithoutNewline && limit + 1 == lexer.end) { limit += 1 }
    return lines(from: start, to: limit)
  }

  private func lines(from start: Int, to limit: Int) -> LineText {
    LineText(start: start, bytes: [UInt8](UnsafeBufferPointer(start: base + start, count: max(0, limit - start))))
  }

  func lineText(number: Int) -> LineText {
    lineText(around: lexer.lineStart(of: Int32(truncatingIfNeeded: number)))
  }
}
