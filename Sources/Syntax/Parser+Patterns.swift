// The match statement and its patterns (PEP 634).

extension Parser {
  // MARK: Statement

  /// `match` is a soft keyword: a cheap look at what follows, before trying.
  var mayBeginMatch: Bool {
    if !isWord("match") { return false }
    switch nextKind {
    case .name, .number, .string, .leftParen, .leftBracket, .leftBrace, .minus, .plus, .tilde, .star, .ellipsis,
      .kwNot, .kwLambda, .kwAwait, .kwNone, .kwTrue, .kwFalse:
      return true
    default:
      return false
    }
  }

  /// The match statement, or nil if this is an expression that begins with the name `match`.
  mutating func matchStatement() throws(Failed) -> Stmt? {
    let start: Int = position
    return try attempt { (parser) throws(Failed) -> Stmt in
      parser.advance()
      let subject: Expr = try parser.subject()
      if parser.isDiagnosing && parser.kind == .newline { throw parser.raise("expected ':'") }
      try parser.expect(.colon)
      try parser.expect(.newline)
      if parser.kind != .indent {
        parser.note()
        if parser.isDiagnosing && parser.kind != .error {
          let line: Int32 = parser.tokens[start].line
          throw parser.raise(
            .indentationError, "expected an indented block after 'match' statement on line \(line)", at: nil)
        }
        throw parser.fail()
      }
      parser.advance()
      var cases: [MatchCase] = []
      repeat { cases.append(try parser.caseBlock()) } while parser.kind != .dedent
      parser.advance()
      return Stmt(.match(subject: subject, cases: cases), parser.textSpan(from: start))
    }
  }

  private mutating func subject() throws(Failed) -> Expr {
    let start: Int = position
    let first: Expr = try starNamedExpression()
    if kind != .comma {
      if isStarred(first) { throw fail() }
      return first
    }
    let elements: [Expr] = try elements(after: first)
    return Expr(.tuple(elements), span(from: start))
  }

  private mutating func caseBlock() throws(Failed) -> MatchCase {
    let start: Int = position
    if !isWord("case") { throw fail() }
    advance()
    let pattern: Pattern = try patterns()
    let guardTest: Expr? = take(.kwIf) ? try namedExpression() : nil
    if isDiagnosing && kind == .newline { throw raise("expected ':'") }
    try expect(.colon)
    let body: [Stmt] = try block(of: "'case' statement", start)
    return MatchCase(pattern: pattern, guardTest: guardTest, body: body)
  }

  // MARK: Patterns

  /// One pattern, or a sequence without brackets.
  private mutating func patterns() throws(Failed) -> Pattern {
    let start: Int = position
    let first: Pattern = try maybeStarPattern()
    if kind != .comma {
      if case .matchStar = first.kind { throw fail() }
      return first
    }
    let rest: [Pattern] = try patternList(after: first, until: .colon)
    return Pattern(.matchSequence(rest), span(from: start))
  }

  private mutating func patternList(after first: Pattern, until close: TokenKind) throws(Failed) -> [Pattern] {
    var list: [Pattern] = [first]
    while take(.comma) {
      if kind == close || kind == .kwIf { break }
      list.append(try maybeStarPattern())
    }
    return list
  }

  private mutating func maybeStarPattern() throws(Failed) -> Pattern {
    let start: Int = position
    if !take(.star) { return try pattern() }
    let name: String = try name()
    return Pattern(.matchStar(name == "_" ? nil : name), span(from: start))
  }

  /// `a | b as name`.
  mutating func pattern() throws(Failed) -> Pattern {
    let start: Int = position
    try descend()
    defer { depth &-= 1 }
    let first: Pattern = try closedPattern()
    var result: Pattern = first
    if kind == .bar {
      var alternatives: [Pattern] = [first]
      while take(.bar) { alternatives.append(try closedPattern()) }
      result = Pattern(.matchOr(alternatives), span(from: start))
    }
    if !take(.kwAs) { return result }
    if isDiagnosing { try diagnoseAsTarget() }
    if isWord("_") { throw fail() }
    let name: String = try name()
    if kind == .dot || kind == .leftParen || kind == .equal { throw fail() }
    return Pattern(.matchAs(pattern: result, name: name), span(from: start))
  }

  private mutating func closedPattern() throws(Failed) -> Pattern {
    let start: Int = position
    switch kind {
    case .number, .minus:
      let value: Expr = try complexNumber()
      return Pattern(.matchValue(value), span(from: start))
    case .string:
      let value: Expr = try strings()
      return Pattern(.matchValue(value), span(from: start))
    case .kwNone, .kwTrue, .kwFalse:
      let literal: Literal = kind == .kwNone ? .none : kind == .kwTrue ? .true : .false
      advance()
      return Pattern(.matchSingleton(literal), span(from: start))
    case .name:
      return try namePattern()
    case .leftParen:
      return try groupPattern()
    case .leftBracket:
      advance()
      if take(.rightBracket) { return Pattern(.matchSequence([]), span(from: start)) }
      let first: Pattern = try maybeStarPattern()
      let list: [Pattern] = try patternList(after: first, until: .rightBracket)
      try expect(.rightBracket)
      return Pattern(.matchSequence(list), span(from: start))
    case .leftBrace:
      return try mappingPattern()
    default:
      throw fail()
    }
  }

  /// `-1`, `1 + 2j`.
  private mutating func complexNumber() throws(Failed) -> Expr {
    let start: Int = position
    let real: Expr = try signedNumber()
    if kind != .plus && kind != .minus { return real }
    let op: Operator = kind == .plus ? .add : .sub
    if case .constant(.imaginary) = operand(of: real).kind {
      throw raise("real number required in complex literal", real.span)
    }
    advance()
    if kind != .number { throw fail() }
    let imaginary: Expr = try atom()
    guard case .constant(.imaginary) = imaginary.kind else {
      throw raise("imaginary number required in complex literal", imaginary.span)
    }
    return Expr(.binOp(real, op, imaginary), span(from: start))
  }

  private func operand(of number: Expr) -> Expr {
    if case .unaryOp(_, let value) = number.kind { return value }
    return number
  }

  private mutating func signedNumber() throws(Failed) -> Expr {
    let start: Int = position
    let isNegative: Bool = take(.minus)
    if kind != .number { throw fail() }
    let value: Expr = try atom()
    return isNegative ? Expr(.unaryOp(.uSub, value), span(from: start)) : value
  }

  /// `name`, `_`, `a.b`, `Class(…)`.
  private mutating func namePattern() throws(Failed) -> Pattern {
    let start: Int = position
    // `_` matches anything, whatever follows it.
    let isWildcard: Bool = isWord("_")
    let first: String = try name()
    if isWildcard { return Pattern(.matchAs(pattern: nil, name: nil), lastSpan) }
    if kind != .dot && kind != .leftParen {
      if kind == .equal { throw fail() }
      note()
      return Pattern(.matchAs(pattern: nil, name: first), span(from: start))
    }
    var value = Expr(.name(first), lastSpan)
    while take(.dot) {
      let attribute: String = try name()
      value = Expr(.attribute(value, attribute), span(from: start))
      height &+= 1
      if height > Parser.maximumHeight { throw tooHigh() }
    }
    if kind == .leftParen { return try classPattern(value, start) }
    if kind == .equal { throw fail() }
    note()
    return Pattern(.matchValue(value), span(from: start))
  }

  private mutating func classPattern(_ cls: Expr, _ start: Int) throws(Failed) -> Pattern {
    if !isDiagnosing { return try plainClassPattern(cls, start) }
    let open: Int = position
    let pattern: Pattern? = try attempt { (parser) throws(Failed) in try parser.plainClassPattern(cls, start) }
    if let pattern { return pattern }
    position = open + 1
    try diagnoseClassPattern()
    throw fail()
  }

  private mutating func plainClassPattern(_ cls: Expr, _ start: Int) throws(Failed) -> Pattern {
    advance()
    var patterns: [Pattern] = []
    var attributes: [String] = []
    var keywordPatterns: [Pattern] = []
    while kind != .rightParen {
      if kind == .name && nextKind == .equal {
        attributes.append(identifier(at: position))
        position &+= 2
        keywordPatterns.append(try pattern())
      } else {
        if !attributes.isEmpty { throw fail() }
        patterns.append(try pattern())
      }
      if !take(.comma) { break }
    }
    try expect(.rightParen)
    return Pattern(
      .matchClass(cls: cls, patterns: patterns, kwdAttrs: attributes, kwdPatterns: keywordPatterns),
      span(from: start))
  }

  /// `(pattern)` is the pattern itself; with a comma or a star it is a sequence.
  private mutating func groupPattern() throws(Failed) -> Pattern {
    let start: Int = position
    advance()
    if take(.rightParen) { return Pattern(.matchSequence([]), span(from: start)) }
    let first: Pattern = try maybeStarPattern()
    if kind == .comma {
      let list: [Pattern] = try patternList(after: first, until: .rightParen)
      try expect(.rightParen)
      return Pattern(.matchSequence(list), span(from: start))
    }
    if case .matchStar = first.kind { throw fail() }
    try expect(.rightParen)
    return first
  }

  private mutating func mappingPattern() throws(Failed) -> Pattern {
    let start: Int = position
    advance()
    var keys: [Expr] = []
    var patterns: [Pattern] = []
    var rest: String? = nil
    while kind != .rightBrace {
      if take(.doubleStar) {
        if isWord("_") { throw fail() }
        rest = try name()
        _ = take(.comma)
        break
      }
      keys.append(try mappingKey())
      try expect(.colon)
      patterns.append(try pattern())
      if !take(.comma) { break }
    }
    try expect(.rightBrace)
    return Pattern(.matchMapping(keys: keys, patterns: patterns, rest: rest), span(from: start))
  }

  private mutating func mappingKey() throws(Failed) -> Expr {
    switch kind {
    case .number, .minus:
      return try complexNumber()
    case .string, .kwNone, .kwTrue, .kwFalse:
      return try atom()
    case .name where nextKind == .dot:
      let start: Int = position
      var value = Expr(.name(try name()), lastSpan)
      while take(.dot) {
        let attribute: String = try name()
        value = Expr(.attribute(value, attribute), span(from: start))
        height &+= 1
        if height > Parser.maximumHeight { throw tooHigh() }
      }
      return value
    default:
      if kind == .name { advance() }
      throw fail()
    }
  }
}
