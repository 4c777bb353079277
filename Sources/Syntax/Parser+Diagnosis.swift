// The second pass: what people write where an expression or a target should stand. Each function is called where the
// right forms did not match (or, for what is wrong although a part of it matches, before they are tried), raises if it
// knows the mistake, and otherwise goes back.

extension Parser {
  // MARK: Expressions

  /// `a b` within brackets, `a if b`, `print a`.
  mutating func diagnoseExpression() throws(Failed) {
    let start: Int = position
    try diagnoseMissingComma()
    position = start
    try diagnoseMissingElse()
    position = start
    try diagnoseLegacyStatement()
    position = start
  }

  /// CPython takes a name for a soft keyword here if it is the beginning of one.
  private func mayBeSoftKeyword(at index: Int) -> Bool {
    let text: UnsafeBufferPointer<UInt8> = bytes(tokens[index])
    func begins(_ word: StaticString) -> Bool {
      if text.count > word.utf8CodeUnitCount { return false }
      for offset in 0..<text.count where text[offset] != word.utf8Start[offset] { return false }
      return true
    }
    return begins("match") || begins("case") || begins("_")
  }

  private mutating func diagnoseMissingComma() throws(Failed) {
    if kind == .name && (mayBeSoftKeyword(at: position) || nextKind == .string) { return }
    guard let first = try attempt({ (parser) throws(Failed) in try parser.disjunction() }) else { return }
    note()
    if !startsExpression || kind == .star { return }
    if kind == .leftBrace { try diagnoseElements() }
    isDiagnosing = false
    defer { isDiagnosing = true }
    guard let second = try attempt({ (parser) throws(Failed) in try parser.plainExpression() }) else { return }
    if isLegacyName(first) || tokens[position - 1].level == 0 { return }
    throw raise("invalid syntax. Perhaps you forgot a comma?", first.span.to(second.span))
  }

  private mutating func diagnoseMissingElse() throws(Failed) {
    guard let body = try attempt({ (parser) throws(Failed) in try parser.disjunction() }) else { return }
    if !take(.kwIf) { return }
    guard let test = try attempt({ (parser) throws(Failed) in try parser.disjunction() }) else { return }
    note()
    if kind == .kwElse || kind == .colon || kind == .error { return }
    throw raise("expected 'else' after 'if' expression", body.span.to(test.span))
  }

  /// Statements of Python 2 that are functions now.
  private func isLegacyName(_ expr: Expr) -> Bool {
    guard case .name(let name) = expr.kind else { return false }
    return name == "print" || name == "exec"
  }

  private mutating func diagnoseLegacyStatement() throws(Failed) {
    if kind != .name || nextKind == .leftParen { return }
    let name = Expr(.name(identifier(at: position)), tokens[position].span)
    advance()
    guard let rest = try attempt({ (parser) throws(Failed) in try parser.starExpressions() }) else { return }
    guard isLegacyName(name), case .name(let legacy) = name.kind else { return }
    throw raise(
      "Missing parentheses in call to '\(legacy)'. Did you mean \(legacy)(...)?", name.span.to(rest.span))
  }

  /// `f() := x`, `x = y` and `f() = y` where an expression is wanted.
  mutating func diagnoseNamedExpression() throws(Failed) {
    let start: Int = position
    if let target = try attempt({ (parser) throws(Failed) in try parser.expression() }), take(.colonEqual) {
      let value: Expr? = try attempt { (parser) throws(Failed) in try parser.expression() }
      if value != nil { throw raise("cannot use assignment expressions with \(describe(target))", target.span) }
    }
    note()
    position = start
    if kind == .name && nextKind == .equal {
      let name: Span = tokens[position].span
      position += 2
      let value: Expr? = try attempt { (parser) throws(Failed) in try parser.binary(Precedence.bitOr) }
      note()
      if let value, kind != .equal, kind != .colonEqual {
        throw raise("invalid syntax. Maybe you meant '==' or ':=' instead of '='?", name.to(value.span))
      }
      position = start
    }
    if try !beginsDisplay() {
      let target: Expr? = try attempt { (parser) throws(Failed) in try parser.binary(Precedence.bitOr) }
      if let target, take(.equal) {
        let value: Expr? = try attempt { (parser) throws(Failed) in try parser.binary(Precedence.bitOr) }
        note()
        if value != nil && kind != .equal && kind != .colonEqual {
          throw raise(
            "cannot assign to \(describe(target)) here. Maybe you meant '==' instead of '='?", target.span)
        }
      }
    }
    note()
    position = start
  }

  /// A list, tuple, generator or keyword constant: `=` behind it has messages of its own.
  private mutating func beginsDisplay() throws(Failed) -> Bool {
    switch kind {
    case .kwTrue, .kwFalse, .kwNone: return true
    case .leftParen, .leftBracket: break
    default: return false
    }
    let start: Int = position
    let display: Expr? = try attempt { (parser) throws(Failed) in try parser.atom() }
    position = start
    guard let display, display.span.line == tokens[start].line, display.span.column == tokens[start].column else {
      return false
    }
    switch display.kind {
    case .list, .tuple, .generatorExp: return true
    default: return false
    }
  }

  // MARK: Names of expressions in messages

  func describe(_ expr: Expr) -> String {
    switch expr.kind {
    case .attribute: return "attribute"
    case .subscript: return "subscript"
    case .starred: return "starred"
    case .name: return "name"
    case .list: return "list"
    case .tuple: return "tuple"
    case .lambda: return "lambda"
    case .call: return "function call"
    case .boolOp, .binOp, .unaryOp: return "expression"
    case .generatorExp: return "generator expression"
    case .yield, .yieldFrom: return "yield expression"
    case .await: return "await expression"
    case .listComp: return "list comprehension"
    case .setComp: return "set comprehension"
    case .dictComp: return "dict comprehension"
    case .dict: return "dict literal"
    case .set: return "set display"
    case .joinedStr, .formattedValue: return "f-string expression"
    case .compare: return "comparison"
    case .ifExp: return "conditional expression"
    case .namedExpr: return "named expression"
    case .slice: return "slice"
    case .constant(let literal):
      switch literal {
      case .none: return "None"
      case .true: return "True"
      case .false: return "False"
      case .ellipsis: return "ellipsis"
      default: return "literal"
      }
    }
  }

  // MARK: Targets

  enum TargetUse { case assign, loop, delete }

  /// The part of an expression that cannot be a target.
  func invalidTarget(_ expr: Expr, _ use: TargetUse) -> Expr? {
    switch expr.kind {
    case .name, .attribute, .subscript:
      return nil
    case .list(let elements), .tuple(let elements):
      for element in elements {
        if let invalid = invalidTarget(element, use) { return invalid }
      }
      return nil
    case .starred(let value):
      return use == .delete ? expr : invalidTarget(value, use)
    case .compare(let left, let operators, _) where use == .loop:
      // `for f() in x` without its colon reads like a comparison.
      return operators[0] == .in ? invalidTarget(left, use) : nil
    default:
      return expr
    }
  }

  private mutating func raiseInvalidTarget(_ expr: Expr, _ use: TargetUse) throws(Failed) {
    guard let invalid = invalidTarget(expr, use) else { return }
    throw raise("cannot \(use == .delete ? "delete" : "assign to") \(describe(invalid))", invalid.span)
  }

  /// Behind `for`, where no target stood.
  mutating func diagnoseForTarget() throws(Failed) {
    let start: Int = position
    if let target = try attempt({ (parser) throws(Failed) in try parser.starExpressions() }) {
      try raiseInvalidTarget(target, .loop)
    }
    note()
    position = start
  }

  /// Behind `del`.
  mutating func diagnoseDelete() throws(Failed) {
    let start: Int = position
    if let target = try attempt({ (parser) throws(Failed) in try parser.starExpressions() }) {
      try raiseInvalidTarget(target, .delete)
    }
    note()
    position = start
  }

  /// Behind `as` of a `with` item.
  mutating func diagnoseWithTarget() throws(Failed) {
    let start: Int = position
    if let target = try attempt({ (parser) throws(Failed) in try parser.expression() }) {
      note()
      if kind == .comma || kind == .rightParen || kind == .colon { try raiseInvalidTarget(target, .assign) }
    }
    note()
    position = start
  }

  /// At the start of a statement that is neither an assignment nor an expression.
  mutating func diagnoseAssignment() throws(Failed) {
    let start: Int = position
    try diagnoseAnnotation()
    position = start
    skipTargets()
    let last: Int = position
    if let target = try attempt({ (parser) throws(Failed) in try parser.starExpressions() }), take(.equal) {
      try raiseInvalidTarget(target, .assign)
    }
    note()
    position = last
    if kind == .kwYield, let value = try attempt({ (parser) throws(Failed) in try parser.yieldExpression() }),
      kind == .equal
    {
      throw raise("assignment to yield expression not possible", value.span)
    }
    note()
    position = start
    if let target = try attempt({ (parser) throws(Failed) in try parser.starExpressions() }),
      Parser.augmented(kind) != nil
    {
      advance()
      let value: Expr? = try attempt { (parser) throws(Failed) in
        parser.kind == .kwYield ? try parser.yieldExpression() : try parser.starExpressions()
      }
      if value != nil {
        throw raise("'\(describe(target))' is an illegal expression for augmented assignment", target.span)
      }
    }
    note()
    position = start
  }

  /// Steps over `a = b =`.
  private mutating func skipTargets() {
    while true {
      let mark: Int = position
      let matched: Void? = try? attempt { (parser) throws(Failed) -> Void in
        let target: Expr = try parser.starExpressions()
        if !parser.isTarget(target) && !parser.isStarred(target) { throw parser.fail() }
        if case .starred(let value) = target.kind, !parser.isTarget(value) { throw parser.fail() }
        try parser.expect(.equal)
      }
      if matched == nil {
        position = mark
        return
      }
    }
  }

  /// `[a]: int`, `a, b: int`, `f(): int`.
  private mutating func diagnoseAnnotation() throws(Failed) {
    let start: Int = position
    if kind == .leftParen || kind == .leftBracket {
      let target: Expr? = try attempt { (parser) throws(Failed) in try parser.atom() }
      if let target, try isAnnotationNext() {
        if case .list = target.kind { throw raise("only single target (not list) can be annotated", target.span) }
        if case .tuple = target.kind { throw raise("only single target (not tuple) can be annotated", target.span) }
      }
      position = start
    }
    if let first = try attempt({ (parser) throws(Failed) in try parser.starNamedExpression() }), take(.comma) {
      while try attempt({ (parser) throws(Failed) in try parser.starNamedExpression() }) != nil { _ = take(.comma) }
      if try isAnnotationNext() {
        throw raise("only single target (not tuple) can be annotated", first.span)
      }
    }
    note()
    position = start
    if let target = try attempt({ (parser) throws(Failed) in try parser.expression() }), try isAnnotationNext() {
      throw raise("illegal target for annotation", target.span)
    }
    note()
    position = start
  }

  /// `: expression`.
  private mutating func isAnnotationNext() throws(Failed) -> Bool {
    note()
    if !take(.colon) { return false }
    let annotation: Expr? = try attempt { (parser) throws(Failed) in try parser.expression() }
    return annotation != nil
  }

  // MARK: Displays and comprehensions

  /// `(*a)`, `(**a)`, `(*a for …)`; at the parenthesis.
  mutating func diagnoseParenthesized(_ start: Int) throws(Failed) {
    position = start + 1
    if kind == .star, let value = try attempt({ (parser) throws(Failed) in try parser.starredArgument() }),
      take(.rightParen)
    {
      throw raise("cannot use starred expression here", value.span)
    }
    note()
    position = start + 1
    if kind == .doubleStar {
      let stars: Span = tokens[position].span
      advance()
      let value: Expr? = try attempt { (parser) throws(Failed) in try parser.expression() }
      if value != nil && take(.rightParen) { throw raise("cannot use double starred expression here", stars) }
    }
    note()
    position = start
    try diagnoseComprehension(start)
  }

  /// `*x`, where the operand may be anything.
  mutating func starredArgument() throws(Failed) -> Expr {
    let start: Int = position
    try expect(.star)
    let value: Expr = try expression()
    return Expr(.starred(value), span(from: start))
  }

  /// `[*a for …]`, `[a, b for …]`; at the bracket.
  mutating func diagnoseComprehension(_ start: Int) throws(Failed) {
    position = start + 1
    if kind == .star, let value = try attempt({ (parser) throws(Failed) in try parser.starredArgument() }),
      try isComprehensionNext()
    {
      throw raise("iterable unpacking cannot be used in comprehension", value.span)
    }
    position = start + 1
    if tokens[start].kind == .leftParen {
      position = start
      return
    }
    let message: String = "did you forget parentheses around the comprehension target?"
    if let first = try attempt({ (parser) throws(Failed) in try parser.starNamedExpression() }), take(.comma) {
      let comma: Span = lastSpan
      var last: Expr? = nil
      let mark: Int = position
      while let element = try attempt({ (parser) throws(Failed) in try parser.starNamedExpression() }) {
        last = element
        if !take(.comma) { break }
      }
      if let last, try isComprehensionNext() { throw raise(message, first.span.to(last.span)) }
      position = mark
      if try isComprehensionNext() { throw raise(message, first.span.to(comma)) }
    }
    note()
    position = start
  }

  private mutating func isComprehensionNext() throws(Failed) -> Bool {
    note()
    if !startsComprehension() { return false }
    let clauses: [Comprehension]? = try attempt { (parser) throws(Failed) in try parser.comprehensions() }
    return clauses != nil
  }

  /// What is wrong with a dict, before it is tried as a set; at the brace.
  mutating func diagnoseDict(_ start: Int) throws(Failed) {
    position = start + 1
    var pairs: Int = 0
    while true {
      let mark: Int = position
      let matched: Void? = try attempt { (parser) throws(Failed) -> Void in
        if parser.take(.doubleStar) {
          _ = try parser.binary(Precedence.bitOr)
          return
        }
        _ = try parser.expression()
        try parser.expect(.colon)
        _ = try parser.expression()
      }
      if matched == nil {
        position = mark
        break
      }
      pairs += 1
      if !take(.comma) {
        note()
        position = start
        return
      }
    }
    try diagnosePair(isFirst: pairs == 0)
    note()
    position = start
  }

  private mutating func diagnosePair(isFirst: Bool) throws(Failed) {
    guard let key = try attempt({ (parser) throws(Failed) in try parser.expression() }) else { return }
    note()
    if kind != .colon {
      if isFirst { return }
      let place = Location(
        line: Int(key.span.line), column: Int(key.span.endColumn) - 1, endLine: Int(key.span.endLine), endColumn: -1)
      throw raise("':' expected after dictionary key", at: place)
    }
    let colon: Span = tokens[position].span
    advance()
    note()
    if kind == .star {
      let star: Int = position
      advance()
      let value: Expr? = try attempt { (parser) throws(Failed) in try parser.binary(Precedence.bitOr) }
      if value != nil {
        throw raise("cannot use a starred expression in a dictionary value", at: locationToEnd(tokens[star].span))
      }
    } else if kind == .rightBrace || kind == .comma {
      throw raise("expression expected after dictionary key and ':'", colon)
    }
  }

  /// `{**a for …}`, then what is wrong with a set; at the brace.
  mutating func diagnoseSet(_ start: Int) throws(Failed) {
    position = start + 1
    if kind == .doubleStar {
      let stars: Span = tokens[position].span
      advance()
      let value: Expr? = try attempt { (parser) throws(Failed) in try parser.binary(Precedence.bitOr) }
      if value != nil, try isComprehensionNext(), take(.rightBrace) {
        throw raise("dict unpacking cannot be used in dict comprehension", stars)
      }
    }
    note()
    position = start
    try diagnoseComprehension(start)
  }

  // MARK: Patterns and handlers

  /// Behind `as` of a pattern, where no name stood.
  mutating func diagnoseAsTarget() throws(Failed) {
    if isWord("_") { throw raise("cannot use '_' as a target", tokens[position].span) }
    if kind == .name { return }
    let target: Expr? = try attempt { (parser) throws(Failed) in try parser.expression() }
    if let target { throw raise("invalid pattern target", target.span) }
  }

  /// `Class(a=b, c)`, behind the parenthesis.
  mutating func diagnoseClassPattern() throws(Failed) {
    let start: Int = position
    var hasKeyword: Bool = false
    var first: Pattern? = nil
    var last: Pattern? = nil
    while true {
      let isKeyword: Bool = kind == .name && nextKind == .equal
      if isKeyword && first != nil { break }
      if isKeyword { position += 2 }
      guard let pattern = try attempt({ (parser) throws(Failed) in try parser.pattern() }) else { break }
      if isKeyword {
        hasKeyword = true
      } else if hasKeyword {
        if first == nil { first = pattern }
        last = pattern
      }
      if !take(.comma) { break }
    }
    note()
    position = start
    if let first, let last { throw raise("positional patterns follow keyword patterns", first.span.to(last.span)) }
  }

  /// Behind `except`: `except a, b:`.
  mutating func diagnoseExceptType() throws(Failed) {
    let start: Int = position
    if let first = try attempt({ (parser) throws(Failed) in try parser.expression() }) {
      if take(.comma) {
        let matched: Void? = try attempt { (parser) throws(Failed) -> Void in
          _ = try parser.expression()
          while parser.take(.comma) && parser.startsExpression { _ = try parser.expression() }
          if parser.take(.kwAs) { _ = try parser.name() }
          try parser.expect(.colon)
        }
        if matched != nil {
          throw raise("multiple exception types must be parenthesized", at: locationToEnd(first.span))
        }
      } else {
        if take(.kwAs) { _ = take(.name) }
        note()
        if kind == .newline { throw raise("expected ':'") }
      }
    } else if kind == .newline {
      throw raise("expected ':'")
    }
    note()
    position = start
  }

  /// From the start of a span to where the lexer would be after the last token looked at.
  func locationToEnd(_ span: Span) -> Location {
    let last: Token = tokens[max(0, max(seen, position) - 1)]
    let end: Int = last.endColumn >= 0 ? Int(last.endColumn) : Int(last.end) - lineText(around: Int(last.end)).start
    return Location(line: Int(span.line), column: Int(span.column), endLine: Int(last.endLine), endColumn: end - 1)
  }
}
