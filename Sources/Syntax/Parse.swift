// The entrance of the module: source text in, tree out.

/// Parses a text.
///
/// - Parameters:
///   - source: UTF-8, decoded already (see `decodeSource`), without null bytes. Lines may end with `\n`, `\r\n` or `\r`.
///   - filename: only for messages.
///   - intDigitLimit: how many digits a decimal integer may have (`sys.set_int_max_str_digits`); 0 for any.
/// - Throws: the first thing wrong with the text, worded and placed as CPython 3.11 does.
public func parse(
  _ source: UnsafeBufferPointer<UInt8>, filename: String, mode: ParseMode, flags: ParseFlags = [],
  intDigitLimit: Int = 4300
) throws(SyntaxFailure) -> Module {
  if let null = source.firstIndex(of: 0) { throw nullByte(null) }
  let text = NormalizedText(source, isFile: mode == .exec)
  defer { text.buffer.deallocate() }

  var lexer = Lexer(base: UnsafePointer(text.buffer), end: text.count)
  lexer.endsWithoutNewline = text.isNewlineSupplied && (mode == .eval || mode == .single)
  lexer.isInteractive = mode == .single
  if source.isEmpty && mode != .exec { lexer.startAtLineZero() }
  lexer.leavesBlocksOpen = flags.contains(.dontImplyDedent)
  lexer.run()
  defer { lexer.deallocate() }

  var parser = Parser(lexer: lexer, flags: flags, intDigitLimit: intDigitLimit)
  let root: Module.Root? = parser.run { (parser) throws(Failed) in try parser.root(mode) }
  guard let root else {
    throw parser.failure ?? SyntaxFailure(
      kind: .syntaxError, message: "invalid syntax", line: 1, offset: 0, endLine: 1, endOffset: 0, text: nil)
  }
  var warnings: [SyntaxNotice] = lexer.warnings
  if warnings.isEmpty { warnings = parser.warnings } else { warnings += parser.warnings }
  return Module(root: root, warnings: warnings)
}

private func nullByte(_ offset: Int) -> SyntaxFailure {
  SyntaxFailure(
    kind: .valueError, message: "source code string cannot contain null bytes", line: 0, offset: 0, endLine: 0,
    endOffset: 0, text: nil)
}

/// A copy of the source with `\n` for every kind of newline, one at the end, and a zero byte behind it: so the lexer
/// needs no bounds checks.
private struct NormalizedText {
  let buffer: UnsafeMutablePointer<UInt8>
  /// Without the zero byte.
  let count: Int
  /// The text itself did not end with a newline.
  let isNewlineSupplied: Bool

  init(_ source: UnsafeBufferPointer<UInt8>, isFile: Bool) {
    buffer = UnsafeMutablePointer<UInt8>.allocate(capacity: source.count + 3)
    var length: Int = 0
    if source.contains(0x0D) {
      var index: Int = 0
      while index < source.count {
        let byte: UInt8 = source[index]
        index += 1
        if byte == 0x0D {
          if index < source.count && source[index] == 0x0A { index += 1 }
          buffer[length] = 0x0A
        } else {
          buffer[length] = byte
        }
        length += 1
      }
      if isFile && source.count >= 2 && source[source.count - 1] == 0x0A && source[source.count - 2] == 0x0D {
        // CPython sees one line more behind a last `\r\n`, and counts it in messages.
        buffer[length] = 0x0A
        length += 1
      }
    } else if let start = source.baseAddress {
      buffer.update(from: start, count: source.count)
      length = source.count
    }
    isNewlineSupplied = length == 0 || buffer[length - 1] != 0x0A
    if isNewlineSupplied {
      buffer[length] = 0x0A
      length += 1
    }
    buffer[length] = 0
    count = length
  }
}

extension Parser {
  /// The start rule of a mode.
  mutating func root(_ mode: ParseMode) throws(Failed) -> Module.Root {
    switch mode {
    case .exec:
      return .module(try file())
    case .single:
      return .interactive(try wholeInteractive())
    case .eval:
      let value: Expr = try starExpressionsOnly()
      return .expression(value)
    case .funcType:
      return try functionType()
    }
  }

  private mutating func starExpressionsOnly() throws(Failed) -> Expr {
    let value: Expr = try expressions()
    while take(.newline) {}
    try expect(.endMarker)
    return value
  }

  /// One statement; nothing but blank lines and comments may follow it.
  private mutating func wholeInteractive() throws(Failed) -> [Stmt] {
    let body: [Stmt] = try interactive()
    var index: Int = position
    while index < lexer.count, tokens[index].kind.rawValue <= TokenKind.dedent.rawValue {
      if tokens[index].kind == .endMarker { return body }
      index += 1
    }
    isTrailing = true
    seen = max(seen, position)
    throw raise(
      .syntaxError, "multiple statements found while compiling a single statement", at: nil, notes: false)
  }

  /// `(int, *str, **Any) -> None`.
  private mutating func functionType() throws(Failed) -> Module.Root {
    try expect(.leftParen)
    var arguments: [Expr] = []
    while kind != .rightParen {
      if kind == .star || kind == .doubleStar { advance() }
      arguments.append(try expression())
      if !take(.comma) { break }
    }
    try expect(.rightParen)
    try expect(.arrow)
    let returns: Expr = try expression()
    while take(.newline) {}
    try expect(.endMarker)
    return .functionType(arguments: arguments, returns: returns)
  }

  // MARK: Two passes

  /// Runs a start rule, and if the text does not fit it, sets `failure`.
  mutating func run<T>(_ rule: (inout Parser) throws(Failed) -> T) -> T? {
    do {
      return try rule(&self)
    } catch {
      note()
    }
    if failure == nil && tokens[max(0, seen - 1)].kind == .error { raiseLexical() }
    if flags.contains(.allowIncompleteInput) && !isTrailing && hasReachedEnd {
      raiseIncomplete()
      return nil
    }
    if failure == nil {
      let last: Int = seen - 1
      position = 0
      depth = 0
      height = 0
      isSecondPass = true
      isDiagnosing = true
      do { _ = try rule(&self) } catch { note() }
      if failure == nil { raiseInvalidSyntax(last) }
    }
    if !isLexical && !isTrailing { preferLexicalError() }
    failure?.warnings = warnings
    return nil
  }

  /// Where CPython's reader stands at the end of the text; for a string, at its beginning.
  private mutating func raiseIncomplete() {
    let lexical: SyntaxFailure? = isLexical ? failure : nil
    failure = nil
    raise("incomplete input")
    guard let lexical, let error = lexer.error, !error.isUnclosedBracket else { return }
    failure?.line = lexical.line
    failure?.offset = lexical.offset
    failure?.endLine = lexical.line
    failure?.endOffset = -1
    let end: Int = lexer.endsWithoutNewline ? lexer.end - 1 : lexer.end
    let text = UnsafeBufferPointer(start: base + error.lineStart, count: max(0, end - error.lineStart))
    failure?.text = String(decoding: text, as: UTF8.self)
  }

  /// Nothing explains what is wrong.
  private mutating func raiseInvalidSyntax(_ last: Int) {
    let token: Token = tokens[last]
    switch token.kind {
    case .indent, .dedent:
      isTrailing = true
      raise(.indentationError, token.kind == .indent ? "unexpected indent" : "unexpected unindent", at: nil)
    default: raise("invalid syntax", token.span)
    }
  }

  /// An error of the lexer in the rest of the text explains more: a string or bracket that was not closed has often
  /// swallowed what the parser missed.
  private mutating func preferLexicalError() {
    guard let kind = failure?.kind, kind == .syntaxError || kind == .indentationError else { return }
    guard let error = lexer.error else { return }
    let farthest: Int32 = tokens[max(0, seen - 1)].line
    if error.overridesParser && !error.isUnclosedBracket {
      failure = nil
      raiseLexical()
    } else if let unclosed = lexer.unclosedBracket, Int(farthest) > unclosed.line {
      failure = nil
      lexer.error = unclosed
      raiseLexical()
    }
  }

  /// The parser stopped where the text did: more text could make it right.
  private var hasReachedEnd: Bool {
    if isLexical {
      guard let error = lexer.error else { return false }
      return error.isIncomplete
    }
    let token: Token = tokens[max(0, seen - 1)]
    let textEnd: Int = lexer.endsWithoutNewline ? lexer.end - 1 : lexer.end
    // To end a string, the lexer need not look at what follows it.
    return token.kind == .endMarker || (Int(token.end) >= textEnd && token.kind != .string)
  }
}

// MARK: Memory of the second pass

struct MemoKey: Hashable {
  enum Rule: UInt8 { case binary, primary, expression }
  var rule: Rule
  var level: UInt8
  var position: Int
}

struct MemoEntry {
  /// Nil if the rule did not match.
  var result: Expr?
  var end: Int
}

extension Parser {
  /// Applies a rule at the current token once; the next time, its result is known.
  mutating func remembering(
    _ rule: MemoKey.Rule, _ level: UInt8, _ body: (inout Parser) throws(Failed) -> Expr
  ) throws(Failed) -> Expr {
    let key = MemoKey(rule: rule, level: level, position: position)
    if let entry = memo[key] {
      guard let result = entry.result else { throw Failed() }
      position = entry.end
      return result
    }
    try descend()
    do {
      let result: Expr = try body(&self)
      depth &-= 1
      memo[key] = MemoEntry(result: result, end: position)
      return result
    } catch {
      note()
      memo[key] = MemoEntry(result: nil, end: position)
      throw error
    }
  }
}
