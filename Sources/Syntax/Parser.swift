// The parser: recursive descent over an array of tokens
// (https://docs.python.org/3.11/reference/grammar.html), in two passes like CPython's.
//
// The first pass builds the tree and only knows whether the text is Python. When it is not, a second pass reads it again
// (`isSecondPass`, `isDiagnosing`): at the places where people err, it tries the wrong forms that they write, and explains
// the first one it meets. What nothing explains is "invalid syntax" at the farthest token that the first pass has seen.
// So nothing that makes messages good is paid for by correct programs.

/// A rule did not match. If `Parser.failure` is set, nothing else can match either; otherwise a caller may go back.
struct Failed: Error {}

/// Where an error stands: columns in bytes from 0, -1 where unknown.
struct Location {
  var line: Int
  var column: Int
  var endLine: Int
  var endColumn: Int
}

struct Parser {
  var lexer: Lexer
  let base: UnsafePointer<UInt8>
  let tokens: UnsafeMutablePointer<Token>
  /// Of the current token.
  var position: Int = 0
  /// How many tokens have been looked at, over both passes.
  var seen: Int = 0
  /// The second pass: when a longer form does not match, the shorter one before it counts, so that what follows it can be
  /// explained.
  var isSecondPass: Bool = false
  /// In the second pass: wrong forms are tried and explained. Off while looking ahead.
  var isDiagnosing: Bool = false
  let flags: ParseFlags
  let intDigitLimit: Int

  /// An upper bound of the height of the expressions read so far in the current invocation of `binary`. The tree must
  /// not be deeper than what recursive walks over it, and its release, can follow.
  var height: Int = 0
  static let maximumHeight = 3000
  /// Nested invocations of the parser: they use native stack.
  var depth: Int = 0
  static let maximumDepth = 1500
  /// Where the native stack was when parsing began. Frames of a debug build are ten times as large as those of a release
  /// build (there 1 KiB a level), so what they take is measured.
  var stackStart: UInt = Parser.stackAddress
  static let stackBudget: UInt = 6 << 20

  /// Set by the first error that explains itself.
  var failure: SyntaxFailure? = nil
  /// True if `failure` was raised by the lexer.
  var isLexical: Bool = false
  /// True if the lexer's errors in the rest of the text explain nothing about `failure`.
  var isTrailing: Bool = false
  var warnings: [SyntaxNotice] = []
  /// Tokens before this offset have had their warnings, in a rule that the parser went back from.
  var warnedBefore: Int = 0

  /// Inside an f-string's replacement field: errors say so, and show the expression instead of the line.
  var isInFString: Bool = false
  /// How many f-strings this text is nested in.
  var fstringDepth: Int = 0

  /// Results of the second pass by rule and token: without them, looking ahead at every level of nested brackets would
  /// take exponential time.
  var memo: [MemoKey: MemoEntry] = [:]

  init(lexer: Lexer, flags: ParseFlags, intDigitLimit: Int) {
    self.lexer = lexer
    base = lexer.base
    tokens = lexer.tokens
    self.flags = flags
    self.intDigitLimit = intDigitLimit
  }

  // MARK: Tokens

  @inline(__always)
  var kind: TokenKind { tokens[position].kind }

  /// The kind of the token after the current one, if the current one is not the last.
  @inline(__always)
  var nextKind: TokenKind {
    let index: Int = position &+ 1
    return index < lexer.count ? tokens[index].kind : .endMarker
  }

  @inline(__always)
  mutating func advance() { position &+= 1 }

  /// Takes the current token if it is of this kind.
  @inline(__always)
  mutating func take(_ wanted: TokenKind) -> Bool {
    if tokens[position].kind != wanted { return false }
    position &+= 1
    return true
  }

  @inline(__always)
  mutating func expect(_ wanted: TokenKind) throws(Failed) {
    if tokens[position].kind != wanted { throw fail() }
    position &+= 1
  }

  /// Notes that the current token was looked at.
  @inline(__always)
  mutating func note() {
    if position >= seen { seen = position &+ 1 }
  }

  /// The current token fits no rule here. Raises the lexer's error if that is what it is.
  @inline(never)
  mutating func fail() -> Failed {
    note()
    if tokens[position].kind == .error && failure == nil { raiseLexical() }
    return Failed()
  }

  /// The span from a token to the last one taken.
  @inline(__always)
  func span(from start: Int) -> Span {
    let first: Token = tokens[start]
    let last: Token = tokens[position &- 1]
    return Span(line: first.line, column: first.column, endLine: last.endLine, endColumn: last.endColumn)
  }

  /// The span of the last token taken.
  @inline(__always)
  var lastSpan: Span { tokens[position &- 1].span }

  // MARK: Text

  @inline(__always)
  func bytes(_ token: Token) -> UnsafeBufferPointer<UInt8> {
    UnsafeBufferPointer(start: base + Int(token.start), count: Int(token.end &- token.start))
  }

  /// The current token is this soft keyword.
  func isWord(_ word: StaticString, at index: Int) -> Bool {
    let token: Token = tokens[index]
    let count: Int = Int(token.end &- token.start)
    if token.kind != .name || count != word.utf8CodeUnitCount { return false }
    let text: UnsafePointer<UInt8> = base + Int(token.start)
    for offset in 0..<count where text[offset] != word.utf8Start[offset] { return false }
    return true
  }

  func isWord(_ word: StaticString) -> Bool { isWord(word, at: position) }

  /// The identifier that a name token spells.
  @inline(__always)
  func identifier(at index: Int) -> String {
    let text: UnsafeBufferPointer<UInt8> = bytes(tokens[index])
    let name = String(decoding: text, as: UTF8.self)
    return text.allSatisfy { $0 < 0x80 } ? name : normalizeIdentifier(name)
  }

  /// Takes a name.
  mutating func name() throws(Failed) -> String {
    if kind != .name { throw fail() }
    position &+= 1
    return identifier(at: position &- 1)
  }

  // MARK: Going back

  /// Tries a rule; if it does not match, goes back. Errors that explain themselves pass.
  @inline(__always)
  mutating func attempt<T>(_ rule: (inout Parser) throws(Failed) -> T) throws(Failed) -> T? {
    let start: Int = position
    let savedHeight: Int = height
    let savedDepth: Int = depth
    do {
      return try rule(&self)
    } catch {
      if failure != nil { throw error }
      note()
      position = start
      height = savedHeight
      depth = savedDepth
      return nil
    }
  }

  /// Whether a rule would match here.
  mutating func matches(_ rule: (inout Parser) throws(Failed) -> Void) throws(Failed) -> Bool {
    let start: Int = position
    let matched: Void? = try attempt(rule)
    note()
    position = start
    return matched != nil
  }

  /// In the first pass: tries a rule by the rules of the second, but explains nothing.
  mutating func leniently<T>(_ rule: (inout Parser) throws(Failed) -> T) throws(Failed) -> T? {
    isSecondPass = true
    defer {
      isSecondPass = false
      memo = [:]
    }
    return try attempt(rule)
  }

  // MARK: Depth

  /// Enters one level of recursion.
  @inline(__always)
  mutating func descend() throws(Failed) {
    depth &+= 1
    if depth > Parser.maximumDepth || stackStart &- Parser.stackAddress > Parser.stackBudget { throw tooDeep() }
  }

  /// An address in the current frame.
  @inline(__always)
  private static var stackAddress: UInt {
    var mark: UInt8 = 0
    return withUnsafeMutablePointer(to: &mark) { UInt(bitPattern: $0) }
  }

  @inline(never)
  private mutating func tooDeep() -> Failed {
    raise(.memoryError, "", at: nil)
  }

  @inline(never)
  mutating func tooHigh() -> Failed {
    raise(.recursionError, "maximum recursion depth exceeded during compilation", at: nil)
  }
}
