// The lexer (https://docs.python.org/3.11/reference/lexical_analysis.html): bytes of UTF-8 in, an array of tokens out.
//
// It runs to the end of the text, or to the first thing that is no token, before the parser starts. An error becomes
// the last token, so that the parser raises it when it gets there, and its own error when that comes first.

/// Why the lexer stopped.
struct LexError {
  var kind: SyntaxFailure.Kind
  var message: String
  var line: Int
  /// From 1, in characters.
  var offset: Int
  var endLine: Int
  var endOffset: Int
  /// Where the line to show begins.
  var lineStart: Int
  /// True if this error is worth more than one that the parser found earlier in the text.
  var overridesParser: Bool
  /// The lexer stopped at the end of the text, within something that more text could complete.
  var isIncomplete: Bool = false
  /// The text ended with an open bracket.
  var isUnclosedBracket: Bool = false
}

struct Lexer {
  /// Ends with a newline and a zero byte, which `end` points to.
  let base: UnsafePointer<UInt8>
  let end: Int
  var cursor: Int = 0
  var line: Int32
  var lineStart: Int = 0
  /// Added to the columns of the first line: an expression in an f-string begins somewhere.
  let firstLine: Int32
  var columnShift: Int32

  var tokens: UnsafeMutablePointer<Token>
  var count: Int = 0
  private var capacity: Int

  /// Open indentations: the columns with tabs to eight, and with tabs as one (to find what depends on the tab size).
  private var indents: [(column: Int, alternate: Int)] = [(0, 0)]
  /// Open brackets.
  private var brackets: [(byte: UInt8, line: Int32, offset: Int, lineStart: Int)] = []

  var error: LexError? = nil
  var warnings: [SyntaxNotice] = []
  private let keywords: KeywordTable

  /// The last newline is not the text's own, and no statement ends there (modes `eval` and `single`).
  var endsWithoutNewline: Bool = false
  /// One interactive statement: the end of the text is a line of its own that ends an indented block.
  var isInteractive: Bool = false
  /// With `isInteractive`: text that does not end with a newline leaves its blocks open.
  var leavesBlocksOpen: Bool = false

  /// CPython's limits, so that what it refuses is refused here.
  static let maximumBrackets = 200
  static let maximumIndents = 100

  /// - Parameter end: the index of the zero byte behind the text.
  init(base: UnsafePointer<UInt8>, end: Int, line: Int32 = 1, columnShift: Int32 = 0) {
    self.base = base
    self.end = end
    self.line = line
    self.firstLine = line
    self.columnShift = columnShift
    capacity = end / 3 + 16
    tokens = UnsafeMutablePointer<Token>.allocate(capacity: capacity)
    keywords = KeywordTable.shared
  }

  /// An empty text has no line, and CPython counts from there.
  mutating func startAtLineZero() { line = 0 }

  func deallocate() { tokens.deallocate() }

  // MARK: Tokens out

  @inline(__always)
  mutating func append(_ token: Token) {
    if count == capacity { grow() }
    (tokens + count).initialize(to: token)
    count &+= 1
  }

  @inline(never)
  private mutating func grow() {
    let larger = UnsafeMutablePointer<Token>.allocate(capacity: capacity * 2)
    larger.update(from: tokens, count: count)
    tokens.deallocate()
    tokens = larger
    capacity *= 2
  }

  /// A token on the current line, from `start` to the cursor.
  @inline(__always)
  mutating func append(_ kind: TokenKind, from start: Int) {
    let shift: Int32 = line == firstLine ? columnShift : 0
    let column: Int32 = Int32(truncatingIfNeeded: start &- lineStart) &+ shift
    let endColumn: Int32 = Int32(truncatingIfNeeded: cursor &- lineStart) &+ shift
    append(
      Token(
        kind: kind, level: UInt8(truncatingIfNeeded: brackets.count), start: Int32(truncatingIfNeeded: start),
        end: Int32(truncatingIfNeeded: cursor), line: line, column: column, endLine: line, endColumn: endColumn))
  }

  /// A token without text, at the cursor.
  mutating func appendEmpty(_ kind: TokenKind) {
    append(
      Token(
        kind: kind, start: Int32(truncatingIfNeeded: cursor), end: Int32(truncatingIfNeeded: cursor), line: line,
        column: -1, endLine: line, endColumn: -1))
  }

  /// How many brackets are open, for a token.
  var level: UInt8 { UInt8(truncatingIfNeeded: brackets.count) }

  // MARK: Errors

  /// Stops at the cursor. The offset counts the characters of the line up to the cursor.
  mutating func stop(_ message: String) {
    let offset: Int = characters(from: lineStart, to: cursor)
    stop(
      LexError(
        kind: .syntaxError, message: message, line: Int(line), offset: offset, endLine: Int(line),
        endOffset: offset, lineStart: lineStart, overridesParser: true))
  }

  mutating func stop(_ lexError: LexError) {
    error = lexError
    appendEmpty(.error)
  }

  /// The line that begins what CPython has in its buffer while it reads `current`: a string over several lines or a
  /// backslash keeps the lines before. `limit` is the number of tokens read.
  func bufferedLine(before limit: Int, _ current: Int32) -> Int32 {
    var first: Int32 = current
    var index: Int = limit - 1
    while index >= 0 && tokens[index].endLine >= first {
      first = min(first, tokens[index].line)
      index -= 1
      if index >= 0 && tokens[index].kind.rawValue > TokenKind.dedent.rawValue && tokens[index].level == 0 {
        // The statement goes on: no newline token stands between the lines.
        first = min(first, tokens[index].endLine)
      }
    }
    return first
  }

  /// Where a line begins.
  func lineStart(of number: Int32) -> Int {
    var offset: Int = 0
    var current: Int32 = firstLine
    while current < number && offset < end {
      if base[offset] == 0x0A { current += 1 }
      offset += 1
    }
    return offset
  }

  /// How many characters stand between two offsets.
  func characters(from start: Int, to limit: Int) -> Int {
    var total: Int = 0
    var index: Int = start
    while index < limit {
      if base[index] & 0xC0 != 0x80 { total += 1 }
      index += 1
    }
    return total
  }

  mutating func warn(_ category: SyntaxNotice.Category, _ message: String, line: Int32, offset: Int) {
    warnings.append(SyntaxNotice(category: category, message: message, line: Int(line), offset: offset))
  }

  // MARK: The loop

  /// Fills `tokens`.
  mutating func run() {
    var atLineStart: Bool = true
    while error == nil {
      if atLineStart {
        atLineStart = false
        if !indentation() { return }
      }
      var byte: UInt8 = base[cursor]
      while byte == 0x20 || byte == 0x09 || byte == 0x0C {
        cursor &+= 1
        byte = base[cursor]
      }
      var start: Int = cursor
      if byte == 0x23 {
        // The token of the newline begins with the comment before it.
        skipComment()
        byte = 0x0A
      }
      switch byte {
      case 0x61...0x7A, 0x41...0x5A, 0x5F, 0x80...0xFF:
        name(start)
      case 0x30...0x39:
        number(start)
      case 0x0A:
        if endsWithoutNewline && cursor &+ 1 >= end {
          finish(atLineStart: false)
          return
        }
        if brackets.isEmpty {
          // The newline itself is no part of its token.
          append(.newline, from: start)
          start = cursor
          atLineStart = true
        }
        newLine()
      case 0x22, 0x27:
        string(start, quoteAt: start, isFormatted: false)
      case 0x5C:
        if !continuation() { return }
      case 0x2E:
        if isDigit(base[cursor &+ 1]) { number(start) } else { dot(start) }
      case 0x28, 0x5B, 0x7B:
        open(byte)
      case 0x29, 0x5D, 0x7D:
        close(byte)
      case 0 where cursor >= end:
        finish(atLineStart: true)
        return
      default:
        punctuation(byte, start)
      }
    }
  }

  /// Steps over a newline byte.
  @inline(__always)
  mutating func newLine() {
    cursor &+= 1
    if cursor < end {
      line &+= 1
      lineStart = cursor
    }
  }

  private mutating func skipComment() {
    var index: Int = cursor
    while base[index] != 0x0A && index < end { index &+= 1 }
    cursor = index
  }

  /// Behind a backslash: the logical line goes on. False after an error.
  private mutating func continuation() -> Bool {
    cursor &+= 1
    let isEnd: Bool = endsWithoutNewline && cursor &+ 1 >= end
    if base[cursor] != 0x0A || cursor >= end || isEnd {
      if !isEnd { cursor &+= 1 }
      let start: Int = lineStart(of: bufferedLine(before: count, line))
      let offset: Int = characters(from: start, to: cursor)
      stop(
        LexError(
          kind: .syntaxError, message: "unexpected character after line continuation character", line: Int(line),
          offset: offset, endLine: Int(line), endOffset: 0, lineStart: start, overridesParser: false))
      return false
    }
    if cursor &+ 1 >= end {
      cursor &+= 1
      if let innermost = unclosedBracket {
        stop(innermost)
        return false
      }
      let offset: Int = characters(from: lineStart, to: cursor)
      stop(
        LexError(
          kind: .syntaxError, message: "unexpected EOF while parsing", line: Int(line), offset: offset,
          endLine: Int(line), endOffset: -1, lineStart: lineStart, overridesParser: false, isIncomplete: true))
      return false
    }
    newLine()
    return true
  }

  // MARK: Indentation

  /// At the start of a line outside brackets: INDENT and DEDENT tokens. Blank lines and comments do not count.
  /// False after an error.
  private mutating func indentation() -> Bool {
    while true {
      var column: Int = 0
      var alternate: Int = 0
      var continuedColumn: Int = 0
      scan: while true {
        switch base[cursor] {
        case 0x20:
          column &+= 1
          alternate &+= 1
        case 0x09:
          column = (column / 8 &+ 1) &* 8
          alternate &+= 1
        case 0x0C:
          column = 0
          alternate = 0
        case 0x5C:
          // A line that goes on within its indentation is as deep as its first part.
          if continuedColumn == 0 { continuedColumn = column }
          if !continuation() { return false }
          continue scan
        default:
          break scan
        }
        cursor &+= 1
      }
      let byte: UInt8 = base[cursor]
      if byte == 0x23 { skipComment() }
      // Blanks at the very end of the text are no blank line. A comment there is, but nothing follows it.
      let isUnfinished: Bool = endsWithoutNewline && cursor &+ 1 >= end
      if isUnfinished && byte == 0x23 { return true }
      if base[cursor] == 0x0A && cursor < end && !isUnfinished {
        newLine()
        continue
      }
      if continuedColumn != 0 {
        column = continuedColumn
        alternate = continuedColumn
      }
      return adjustIndentation(to: column, alternate)
    }
  }

  private mutating func adjustIndentation(to column: Int, _ alternate: Int) -> Bool {
    let current: (column: Int, alternate: Int) = indents[indents.count - 1]
    if column == current.column {
      return alternate == current.alternate || inconsistentTabs()
    }
    if column > current.column {
      if alternate <= current.alternate { return inconsistentTabs() }
      if indents.count >= Lexer.maximumIndents { return stopIndentation("too many levels of indentation") }
      indents.append((column, alternate))
      appendEmpty(.indent)
      return true
    }
    while let last = indents.last, column < last.column {
      indents.removeLast()
      appendEmpty(.dedent)
    }
    let reached: (column: Int, alternate: Int) = indents[indents.count - 1]
    if column != reached.column {
      // Nothing of this line is a token: the dedents go too.
      while count > 0, tokens[count - 1].kind == .dedent { count -= 1 }
      return stopIndentation("unindent does not match any outer indentation level")
    }
    return alternate == reached.alternate || inconsistentTabs()
  }

  private mutating func inconsistentTabs() -> Bool {
    stop(
      LexError(
        kind: .tabError, message: "inconsistent use of tabs and spaces in indentation", line: Int(line), offset: 1,
        endLine: Int(line), endOffset: 0, lineStart: lineStart, overridesParser: false))
    return false
  }

  private mutating func stopIndentation(_ message: String) -> Bool {
    var offset: Int = 1
    var endOffset: Int = 0
    if message.hasPrefix("unindent") {
      var index: Int = lineStart
      while index < end && base[index] != 0x0A { index += 1 }
      if endsWithoutNewline && index + 1 >= end { index -= 1 }
      offset = characters(from: lineStart, to: index) + 1
      endOffset = -1
    }
    stop(
      LexError(
        kind: .indentationError, message: message, line: Int(line), offset: offset, endLine: Int(line),
        endOffset: endOffset, lineStart: lineStart, overridesParser: false))
    return false
  }

  // MARK: Brackets, end of the text

  private mutating func open(_ byte: UInt8) {
    let start: Int = cursor
    cursor &+= 1
    if brackets.count >= Lexer.maximumBrackets { return stop("too many nested parentheses") }
    brackets.append((byte, line, start, lineStart))
    append(byte == 0x28 ? .leftParen : byte == 0x5B ? .leftBracket : .leftBrace, from: start)
  }

  private mutating func close(_ byte: UInt8) {
    let start: Int = cursor
    cursor &+= 1
    guard let opened = brackets.popLast() else {
      return stop("unmatched '\(Character(Unicode.Scalar(byte)))'")
    }
    let expected: UInt8 = opened.byte == 0x28 ? 0x29 : opened.byte &+ 2
    if byte != expected {
      var message: String = "closing parenthesis '\(Character(Unicode.Scalar(byte)))' does not match "
      message += "opening parenthesis '\(Character(Unicode.Scalar(opened.byte)))'"
      if opened.line != line { message += " on line \(opened.line)" }
      return stop(message)
    }
    append(byte == 0x29 ? .rightParen : byte == 0x5D ? .rightBracket : .rightBrace, from: start)
  }

  /// The tokens that the end of the text stands for.
  private mutating func finish(atLineStart: Bool) {
    if let innermost = brackets.last {
      return stop(unclosed(innermost.byte, innermost.line, innermost.offset, innermost.lineStart))
    }
    if isInteractive && !atLineStart && count > 0 { appendEmpty(.newline) }
    if atLineStart || (isInteractive && !leavesBlocksOpen) {
      while indents.count > 1 {
        indents.removeLast()
        appendEmpty(.dedent)
      }
    }
    if isInteractive && count > 0 && (atLineStart || tokens[count - 1].kind != .newline) { appendEmpty(.newline) }
    appendEmpty(.endMarker)
  }

  private func unclosed(_ byte: UInt8, _ line: Int32, _ offset: Int, _ lineStart: Int) -> LexError {
    LexError(
      kind: .syntaxError, message: "'\(Character(Unicode.Scalar(byte)))' was never closed", line: Int(line),
      offset: characters(from: lineStart, to: offset) + 1, endLine: Int(line), endOffset: 0, lineStart: lineStart,
      overridesParser: true, isIncomplete: true, isUnclosedBracket: true)
  }

  /// The innermost bracket that was open where the lexer stopped.
  var unclosedBracket: LexError? {
    guard let innermost = brackets.last else { return nil }
    return unclosed(innermost.byte, innermost.line, innermost.offset, innermost.lineStart)
  }

  // MARK: Punctuation

  private mutating func dot(_ start: Int) {
    if base[cursor &+ 1] == 0x2E && base[cursor &+ 2] == 0x2E {
      cursor &+= 3
      append(.ellipsis, from: start)
    } else {
      cursor &+= 1
      append(.dot, from: start)
    }
  }

  /// Takes the longest operator: `single`, `single=`, `double`, `double=`.
  @inline(__always)
  private mutating func pick(
    _ start: Int, _ byte: UInt8, _ single: TokenKind, _ withEqual: TokenKind, _ double: TokenKind,
    _ doubleWithEqual: TokenKind
  ) {
    let next: UInt8 = base[cursor &+ 1]
    var kind: TokenKind = single
    var length: Int = 1
    if next == 0x3D {
      kind = withEqual
      length = 2
    } else if next == byte && double != .unknown {
      let third: Bool = base[cursor &+ 2] == 0x3D
      kind = third ? doubleWithEqual : double
      length = third ? 3 : 2
    }
    cursor &+= length
    append(kind, from: start)
  }

  private mutating func punctuation(_ byte: UInt8, _ start: Int) {
    switch byte {
    case UInt8(ascii: ","): single(.comma, start)
    case UInt8(ascii: "="): pick(start, byte, .equal, .doubleEqual, .unknown, .unknown)
    case UInt8(ascii: ":"): pick(start, byte, .colon, .colonEqual, .unknown, .unknown)
    case UInt8(ascii: "+"): pick(start, byte, .plus, .plusEqual, .unknown, .unknown)
    case UInt8(ascii: "-"):
      if base[cursor &+ 1] == UInt8(ascii: ">") {
        cursor &+= 2
        append(.arrow, from: start)
      } else {
        pick(start, byte, .minus, .minusEqual, .unknown, .unknown)
      }
    case UInt8(ascii: "*"): pick(start, byte, .star, .starEqual, .doubleStar, .doubleStarEqual)
    case UInt8(ascii: "/"): pick(start, byte, .slash, .slashEqual, .doubleSlash, .doubleSlashEqual)
    case UInt8(ascii: "%"): pick(start, byte, .percent, .percentEqual, .unknown, .unknown)
    case UInt8(ascii: "@"): pick(start, byte, .at, .atEqual, .unknown, .unknown)
    case UInt8(ascii: "&"): pick(start, byte, .ampersand, .ampersandEqual, .unknown, .unknown)
    case UInt8(ascii: "|"): pick(start, byte, .bar, .barEqual, .unknown, .unknown)
    case UInt8(ascii: "^"): pick(start, byte, .caret, .caretEqual, .unknown, .unknown)
    case UInt8(ascii: "<"):
      if base[cursor &+ 1] == UInt8(ascii: ">") {
        cursor &+= 2
        append(.notEqual, from: start)
      } else {
        pick(start, byte, .less, .lessEqual, .leftShift, .leftShiftEqual)
      }
    case UInt8(ascii: ">"): pick(start, byte, .greater, .greaterEqual, .rightShift, .rightShiftEqual)
    case UInt8(ascii: ";"): single(.semicolon, start)
    case UInt8(ascii: "~"): single(.tilde, start)
    case UInt8(ascii: "!"):
      cursor &+= base[cursor &+ 1] == UInt8(ascii: "=") ? 2 : 1
      append(cursor &- start == 2 ? .notEqual : .unknown, from: start)
    case 0x20...0x7E: single(.unknown, start)
    default:
      cursor &+= 1
      stop("invalid non-printable character U+\(hexadecimal(UInt32(byte), width: 4))")
    }
  }

  private mutating func single(_ kind: TokenKind, _ start: Int) {
    cursor &+= 1
    append(kind, from: start)
  }

  // MARK: Names

  /// A name, a keyword, or the prefix of a string.
  private mutating func name(_ start: Int) {
    var index: Int = cursor
    var mask: UInt8 = 0
    while true {
      let byte: UInt8 = base[index]
      if !isNameByte(byte) { break }
      mask |= byte
      index &+= 1
    }
    let byte: UInt8 = base[index]
    if (byte == 0x22 || byte == 0x27) && index &- start <= 2 {
      var isFormatted: Bool = false
      if isStringPrefix(start, index, &isFormatted) {
        cursor = index
        return string(start, quoteAt: index, isFormatted: isFormatted)
      }
    }
    cursor = index
    if mask < 0x80 {
      append(keywords.kind(base + start, index &- start), from: start)
    } else if let problem = undecodableName(start, index) {
      stop(
        LexError(
          kind: .syntaxError, message: problem, line: Int(line), offset: index - lineStart, endLine: Int(line),
          endOffset: -1, lineStart: lineStart, overridesParser: false))
    } else if let bad = firstInvalid(start, index) {
      cursor = bad.end
      stop(bad.message)
    } else {
      append(.name, from: start)
    }
  }

  /// `b f r u br rb fr rf`, in any case.
  private func isStringPrefix(_ start: Int, _ limit: Int, _ isFormatted: inout Bool) -> Bool {
    let first: UInt8 = base[start] | 0x20
    if limit &- start == 1 {
      isFormatted = first == UInt8(ascii: "f")
      return isFormatted || first == UInt8(ascii: "b") || first == UInt8(ascii: "r") || first == UInt8(ascii: "u")
    }
    let second: UInt8 = base[start &+ 1] | 0x20
    let other: UInt8 = first == UInt8(ascii: "r") ? second : second == UInt8(ascii: "r") ? first : 0
    isFormatted = other == UInt8(ascii: "f")
    return isFormatted || other == UInt8(ascii: "b")
  }

  private func undecodableName(_ start: Int, _ limit: Int) -> String? {
    let text = UnsafeBufferPointer(start: base + start, count: limit - start)
    guard let (bad, reason) = malformedUTF8(text, from: 0) else { return nil }
    return undecodable(text[bad], bad, reason)
  }

  /// The first character of a word that an identifier may not have there (PEP 3131).
  private func firstInvalid(_ start: Int, _ limit: Int) -> (end: Int, message: String)? {
    var index: Int = start
    while index < limit {
      let (scalar, length) = decodeScalar(base + index, limit - index)
      let isFirst: Bool = index == start
      index += length
      if scalar.value < 0x80 { continue }
      let isValid: Bool = isFirst ? scalar.properties.isXIDStart : scalar.properties.isXIDContinue
      if isValid { continue }
      let code: String = hexadecimal(scalar.value, width: 4)
      if isPrintable(scalar) { return (index, "invalid character '\(Character(scalar))' (U+\(code))") }
      return (index, "invalid non-printable character U+\(code)")
    }
    return nil
  }
}
