// Statements: https://docs.python.org/3.11/reference/simple_stmts.html; compound ones are in `Parser+Compound`.

extension Parser {
  /// Statements up to the end of the text.
  mutating func file() throws(Failed) -> [Stmt] {
    var body: [Stmt] = []
    while kind != .endMarker { try statement(into: &body) }
    return body
  }

  /// One interactive statement.
  mutating func interactive() throws(Failed) -> [Stmt] {
    if take(.newline) { return [Stmt(.pass, span(from: position &- 1))] }
    var body: [Stmt] = []
    if let compound = try compoundStatement() {
      body.append(compound)
      try expect(.newline)
    } else {
      try simpleStatements(into: &body)
    }
    return body
  }

  mutating func statement(into body: inout [Stmt]) throws(Failed) {
    if let compound = try compoundStatement() {
      body.append(compound)
    } else {
      try simpleStatements(into: &body)
    }
  }

  /// Statements on one line, with semicolons between them.
  mutating func simpleStatements(into body: inout [Stmt]) throws(Failed) {
    while true {
      body.append(try simpleStatement())
      if !take(.semicolon) { break }
      if kind == .newline { break }
    }
    try expect(.newline)
  }

  private mutating func simpleStatement() throws(Failed) -> Stmt {
    let start: Int = position
    height = 0
    switch kind {
    case .kwReturn:
      advance()
      let value: Expr? = startsExpression ? try starExpressions() : nil
      note()
      return Stmt(.return(value), span(from: start))
    case .kwImport: return try importStatement()
    case .kwFrom: return try importFrom()
    case .kwRaise: return try raiseStatement()
    case .kwPass: return keyword(.pass)
    case .kwBreak: return keyword(.break)
    case .kwContinue: return keyword(.continue)
    case .kwDel: return try deleteStatement()
    case .kwAssert:
      advance()
      let test: Expr = try expression()
      let message: Expr? = take(.comma) ? try expression() : nil
      return Stmt(.assert(test: test, message: message), span(from: start))
    case .kwGlobal:
      let names: [String] = try nameList()
      return Stmt(.global(names), span(from: start))
    case .kwNonlocal:
      let names: [String] = try nameList()
      return Stmt(.nonlocal(names), span(from: start))
    default:
      return try expressionStatement()
    }
  }

  private mutating func keyword(_ kind: Stmt.Kind) -> Stmt {
    advance()
    return Stmt(kind, lastSpan)
  }

  private mutating func nameList() throws(Failed) -> [String] {
    advance()
    var names: [String] = [try name()]
    while take(.comma) { names.append(try name()) }
    return names
  }

  private mutating func raiseStatement() throws(Failed) -> Stmt {
    let start: Int = position
    advance()
    if !startsExpression || kind == .star {
      note()
      return Stmt(.raise(exception: nil, cause: nil), span(from: start))
    }
    let exception: Expr = try expression()
    let cause: Expr? = take(.kwFrom) ? try expression() : nil
    return Stmt(.raise(exception: exception, cause: cause), span(from: start))
  }

  private mutating func deleteStatement() throws(Failed) -> Stmt {
    if !isDiagnosing { return try plainDeleteStatement() }
    let start: Int = position
    if let statement = try attempt({ (parser) throws(Failed) in try parser.plainDeleteStatement() }) {
      return statement
    }
    position = start + 1
    try diagnoseDelete()
    throw fail()
  }

  private mutating func plainDeleteStatement() throws(Failed) -> Stmt {
    let start: Int = position
    advance()
    var targets: [Expr] = []
    repeat {
      if !targets.isEmpty && !startsExpression { break }
      let target: Expr = try primary()
      if !isDeletable(target) { throw fail() }
      targets.append(target)
    } while take(.comma)
    if kind != .newline && kind != .semicolon { throw fail() }
    return Stmt(.delete(targets), span(from: start))
  }

  // MARK: Assignments and expressions

  private mutating func expressionStatement() throws(Failed) -> Stmt {
    if !isDiagnosing { return try plainExpressionStatement() }
    let start: Int = position
    let statement: Stmt? = try attempt { (parser) throws(Failed) in try parser.plainExpressionStatement() }
    if let statement {
      note()
      guard case .expr = statement.kind, kind != .newline, kind != .semicolon else { return statement }
    }
    let end: Int = position
    position = start
    try diagnoseAssignment()
    guard let statement else { throw fail() }
    position = end
    return statement
  }

  private mutating func plainExpressionStatement() throws(Failed) -> Stmt {
    let start: Int = position
    let first: Expr = kind == .kwYield ? try yieldExpression() : try starExpressions()
    switch kind {
    case .newline, .semicolon:
      return Stmt(.expr(first), span(from: start))
    case .equal:
      return try assignment(first, start)
    case .colon:
      return try annotated(first, start)
    default:
      guard let op = Parser.augmented(kind) else {
        note()
        return Stmt(.expr(first), span(from: start))
      }
      if !isSingleTarget(first) { throw fail() }
      advance()
      let value: Expr = kind == .kwYield ? try yieldExpression() : try starExpressions()
      return Stmt(.augAssign(target: first, op: op, value: value), span(from: start))
    }
  }

  private mutating func assignment(_ first: Expr, _ start: Int) throws(Failed) -> Stmt {
    var targets: [Expr] = []
    var value: Expr = first
    while kind == .equal {
      if !isTarget(value) && !isStarredTarget(value) { throw fail() }
      targets.append(value)
      advance()
      value = kind == .kwYield ? try yieldExpression() : try starExpressions()
    }
    return Stmt(.assign(targets: targets, value: value), span(from: start))
  }

  /// `*a = x` fits the grammar; the compiler refuses it.
  private func isStarredTarget(_ expr: Expr) -> Bool {
    if case .starred(let value) = expr.kind { return isTarget(value) }
    return false
  }

  private mutating func annotated(_ target: Expr, _ start: Int) throws(Failed) -> Stmt {
    if !isSingleTarget(target) { throw fail() }
    var simple: Bool = false
    if case .name = target.kind { simple = tokens[start].kind == .name }
    advance()
    let annotation: Expr = try expression()
    var value: Expr? = nil
    if isDiagnosing {
      // Without its value it is a statement; what follows is wrong, not the annotation.
      value = try attempt { (parser) throws(Failed) -> Expr in
        try parser.expect(.equal)
        return parser.kind == .kwYield ? try parser.yieldExpression() : try parser.starExpressions()
      }
    } else if take(.equal) {
      value = kind == .kwYield ? try yieldExpression() : try starExpressions()
    }
    return Stmt(
      .annAssign(target: target, annotation: annotation, value: value, simple: simple), span(from: start))
  }

  /// The operator of an augmented assignment.
  static func augmented(_ kind: TokenKind) -> Operator? {
    switch kind {
    case .plusEqual: return .add
    case .minusEqual: return .sub
    case .starEqual: return .mult
    case .atEqual: return .matMult
    case .slashEqual: return .div
    case .percentEqual: return .mod
    case .ampersandEqual: return .bitAnd
    case .barEqual: return .bitOr
    case .caretEqual: return .bitXor
    case .leftShiftEqual: return .lShift
    case .rightShiftEqual: return .rShift
    case .doubleStarEqual: return .pow
    case .doubleSlashEqual: return .floorDiv
    default: return nil
    }
  }

  // MARK: Imports

  /// `a.b.c`.
  private mutating func dottedName() throws(Failed) -> String {
    var text: String = try name()
    while take(.dot) { text += "." + (try name()) }
    note()
    return text
  }

  private mutating func importStatement() throws(Failed) -> Stmt {
    let start: Int = position
    advance()
    var names: [Alias] = []
    repeat {
      let first: Int = position
      let module: String = try dottedName()
      let asname: String? = take(.kwAs) ? try name() : nil
      names.append(Alias(name: module, asname: asname, span: span(from: first)))
    } while take(.comma)
    note()
    return Stmt(.import(names), span(from: start))
  }

  private mutating func importFrom() throws(Failed) -> Stmt {
    let start: Int = position
    advance()
    var level: Int = 0
    while kind == .dot || kind == .ellipsis {
      level += kind == .dot ? 1 : 3
      advance()
    }
    var module: String? = nil
    if kind == .name || level == 0 { module = try dottedName() }
    try expect(.kwImport)
    let names: [Alias] = try importedNames()
    return Stmt(.importFrom(module: module, names: names, level: level), span(from: start))
  }

  private mutating func importedNames() throws(Failed) -> [Alias] {
    if take(.star) { return [Alias(name: "*", asname: nil, span: lastSpan)] }
    let isParenthesized: Bool = take(.leftParen)
    var names: [Alias] = []
    while true {
      let first: Int = position
      let name: String = try name()
      let asname: String? = take(.kwAs) ? try self.name() : nil
      names.append(Alias(name: name, asname: asname, span: span(from: first)))
      if !take(.comma) { break }
      if isParenthesized && kind == .rightParen { break }
      if !isParenthesized && isDiagnosing && kind == .newline {
        note()
        throw raise("trailing comma not allowed without surrounding parentheses")
      }
    }
    if isParenthesized { try expect(.rightParen) }
    note()
    return names
  }
}
