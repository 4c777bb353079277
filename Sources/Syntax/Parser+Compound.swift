// Compound statements: https://docs.python.org/3.11/reference/compound_stmts.html.

extension Parser {
  /// The span from a token to the last one that is text: a block's newlines and dedents are no part of it.
  func textSpan(from start: Int) -> Span {
    var last: Int = position &- 1
    while last > start && tokens[last].kind.rawValue <= TokenKind.dedent.rawValue { last &-= 1 }
    let first: Token = tokens[start]
    return Span(
      line: first.line, column: first.column, endLine: tokens[last].endLine, endColumn: tokens[last].endColumn)
  }

  /// A compound statement, or nil if none begins here.
  mutating func compoundStatement() throws(Failed) -> Stmt? {
    height = 0
    switch kind {
    case .kwDef: return try functionDefinition(position, [], isAsync: false)
    case .kwIf: return try ifStatement()
    case .kwClass: return try classDefinition([])
    case .kwWith: return try withStatement(position, isAsync: false)
    case .kwFor: return try forStatement(position, isAsync: false)
    case .kwTry: return try tryStatement()
    case .kwWhile: return try whileStatement()
    case .at: return try decorated()
    case .kwAsync: return try asyncStatement([])
    case .name: return mayBeginMatch ? try matchStatement() : nil
    default: return nil
    }
  }

  /// Takes a token that must stand here, or says that it was expected.
  @inline(__always)
  mutating func expectForced(_ wanted: TokenKind, _ text: StaticString) throws(Failed) {
    if !take(wanted) { throw missing(text) }
  }

  @inline(never)
  private mutating func missing(_ text: StaticString) -> Failed {
    note()
    if kind == .error { return fail() }
    return raise("expected '\(text)'", tokens[position].span)
  }

  // MARK: Blocks

  /// `: block`, where the colon has been taken. `header` names what the block belongs to, and `start` is its first token.
  mutating func block(of header: StaticString, _ start: Int) throws(Failed) -> [Stmt] {
    var body: [Stmt] = []
    if kind != .newline {
      try simpleStatements(into: &body)
      return body
    }
    advance()
    if kind != .indent {
      note()
      if isDiagnosing && kind != .error {
        throw raise(
          .indentationError, "expected an indented block after \(header) on line \(tokens[start].line)", at: nil)
      }
      throw fail()
    }
    advance()
    repeat { try statement(into: &body) } while kind != .dedent && kind != .endMarker
    try expect(.dedent)
    return body
  }

  /// `:` where a missing one at the end of the line is explained.
  private mutating func colon() throws(Failed) {
    if isDiagnosing && kind == .newline { throw raise("expected ':'") }
    try expect(.colon)
  }

  /// `else: block`, or nothing.
  private mutating func elseBlock() throws(Failed) -> [Stmt] {
    let start: Int = position
    if !take(.kwElse) {
      note()
      return []
    }
    try expectForced(.colon, ":")
    return try block(of: "'else' statement", start)
  }

  // MARK: if, while, for

  private mutating func ifStatement() throws(Failed) -> Stmt {
    // A chain of `elif` is a nest of `if` in the tree. It is read in a loop: people generate long ones.
    var arms: [(start: Int, test: Expr, body: [Stmt])] = []
    repeat {
      let start: Int = position
      let isFirst: Bool = arms.isEmpty
      advance()
      let test: Expr = try namedExpression()
      try colon()
      let body: [Stmt] = try block(of: isFirst ? "'if' statement" : "'elif' statement", start)
      arms.append((start, test, body))
      if arms.count > Parser.maximumHeight { throw tooHigh() }
    } while kind == .kwElif
    var orelse: [Stmt] = try elseBlock()
    for arm in arms.reversed() {
      let statement = Stmt(.if(test: arm.test, body: arm.body, orelse: orelse), textSpan(from: arm.start))
      orelse = [statement]
    }
    return orelse[0]
  }

  private mutating func whileStatement() throws(Failed) -> Stmt {
    let start: Int = position
    advance()
    let test: Expr = try namedExpression()
    try colon()
    let body: [Stmt] = try block(of: "'while' statement", start)
    let orelse: [Stmt] = try elseBlock()
    return Stmt(.while(test: test, body: body, orelse: orelse), textSpan(from: start))
  }

  private mutating func forStatement(_ start: Int, isAsync: Bool) throws(Failed) -> Stmt {
    let keyword: Int = position
    advance()
    let target: Expr = try loopTarget()
    let iterable: Expr = try starExpressions()
    try colon()
    let body: [Stmt] = try block(of: "'for' statement", keyword)
    let orelse: [Stmt] = try elseBlock()
    let loop = For(target: target, iterable: iterable, body: body, orelse: orelse)
    return Stmt(isAsync ? .asyncFor(loop) : .for(loop), textSpan(from: start))
  }

  // MARK: with

  private mutating func withStatement(_ start: Int, isAsync: Bool) throws(Failed) -> Stmt {
    let keyword: Int = position
    advance()
    var items: [WithItem]? = nil
    if kind == .leftParen {
      // `with (a as b, c):`, or an expression that begins with a parenthesis: what follows decides.
      items = try attempt { (parser) throws(Failed) -> [WithItem] in
        parser.advance()
        var list: [WithItem] = []
        repeat {
          if !list.isEmpty && parser.kind == .rightParen { break }
          list.append(try parser.withItem())
        } while parser.take(.comma)
        try parser.expect(.rightParen)
        if parser.kind == .newline && parser.isDiagnosing { throw parser.raise("expected ':'") }
        if parser.kind != .colon { throw parser.fail() }
        return list
      }
    }
    if items == nil {
      var list: [WithItem] = []
      repeat { list.append(try withItem()) } while take(.comma)
      items = list
    }
    try colon()
    let body: [Stmt] = try block(of: "'with' statement", keyword)
    let all: [WithItem] = items ?? []
    let span: Span = textSpan(from: start)
    return Stmt(isAsync ? .asyncWith(items: all, body: body) : .with(items: all, body: body), span)
  }

  private mutating func withItem() throws(Failed) -> WithItem {
    let context: Expr = try expression()
    if kind != .kwAs { return WithItem(context: context, target: nil) }
    advance()
    if isDiagnosing {
      let target: Expr? = try attempt { (parser) throws(Failed) in try parser.withTarget() }
      if let target { return WithItem(context: context, target: target) }
      try diagnoseWithTarget()
      let start: Int = position
      let missesColon: Expr? = try attempt { (parser) throws(Failed) in try parser.starTarget() }
      if missesColon != nil && kind == .newline { throw raise("expected ':'") }
      position = start
    }
    return WithItem(context: context, target: try withTarget())
  }

  private mutating func withTarget() throws(Failed) -> Expr {
    let target: Expr = try starTarget()
    if kind != .comma && kind != .rightParen && kind != .colon { throw fail() }
    return target
  }

  // MARK: try

  private mutating func tryStatement() throws(Failed) -> Stmt {
    let start: Int = position
    advance()
    try expectForced(.colon, ":")
    let body: [Stmt] = try block(of: "'try' statement", start)
    var handlers: [ExceptHandler] = []
    var isStar: Bool = false
    while kind == .kwExcept {
      let star: Bool = nextKind == .star
      if !handlers.isEmpty && star != isStar {
        if isDiagnosing {
          let first: Int = position
          _ = try handlerHead(isStar: star)
          let range: Span = tokens[first].span.to(tokens[star ? first + 1 : first].span)
          position -= 1
          throw raise("cannot have both 'except' and 'except*' on the same 'try'", range)
        }
        advance()
        throw fail()
      }
      isStar = star
      handlers.append(try handler(isStar: star))
    }
    var orelse: [Stmt] = []
    var finalbody: [Stmt] = []
    if !handlers.isEmpty { orelse = try elseBlock() }
    let finally: Int = position
    if take(.kwFinally) {
      try expectForced(.colon, ":")
      finalbody = try block(of: "'finally' statement", finally)
    } else if handlers.isEmpty {
      note()
      if isDiagnosing && kind != .error { throw raise("expected 'except' or 'finally' block") }
      throw fail()
    }
    note()
    let parts = Try(body: body, handlers: handlers, orelse: orelse, finalbody: finalbody)
    return Stmt(isStar ? .tryStar(parts) : .try(parts), textSpan(from: start))
  }

  private mutating func handler(isStar: Bool) throws(Failed) -> ExceptHandler {
    let start: Int = position
    let (type, name): (Expr?, String?) = try handlerHead(isStar: isStar)
    let body: [Stmt] = try block(of: isStar ? "'except*' statement" : "'except' statement", start)
    return ExceptHandler(type: type, name: name, body: body, span: textSpan(from: start))
  }

  /// `except type as name:`.
  private mutating func handlerHead(isStar: Bool) throws(Failed) -> (Expr?, String?) {
    advance()
    if isStar { advance() }
    var type: Expr? = nil
    var name: String? = nil
    if isDiagnosing && isStar && (kind == .newline || kind == .colon) {
      throw raise("expected one or more exception types")
    }
    if kind != .colon || isStar {
      if isDiagnosing { try diagnoseExceptType() }
      type = try expression()
      if take(.kwAs) { name = try self.name() }
    }
    try colon()
    return (type, name)
  }

  // MARK: Definitions

  private mutating func decorated() throws(Failed) -> Stmt {
    var decorators: [Expr] = []
    while take(.at) {
      decorators.append(try namedExpression())
      try expect(.newline)
    }
    switch kind {
    case .kwDef: return try functionDefinition(position, decorators, isAsync: false)
    case .kwClass: return try classDefinition(decorators)
    case .kwAsync where nextKind == .kwDef: return try asyncStatement(decorators)
    default:
      if kind == .kwAsync { advance() }
      throw fail()
    }
  }

  private mutating func asyncStatement(_ decorators: [Expr]) throws(Failed) -> Stmt {
    let start: Int = position
    advance()
    switch kind {
    case .kwDef: return try functionDefinition(start, decorators, isAsync: true)
    case .kwFor: return try forStatement(start, isAsync: true)
    case .kwWith: return try withStatement(start, isAsync: true)
    default: throw fail()
    }
  }

  private mutating func functionDefinition(
    _ start: Int, _ decorators: [Expr], isAsync: Bool
  ) throws(Failed) -> Stmt {
    let keyword: Int = position
    advance()
    let name: String = try name()
    try expectForced(.leftParen, "(")
    let arguments: Arguments = try parameters(isLambda: false)
    try expect(.rightParen)
    var returns: Expr? = nil
    if kind == .arrow {
      // The colon is missed behind the longest expression that there is.
      returns = try attempt { (parser) throws(Failed) in try parser.returnAnnotation() }
      if returns == nil && !isSecondPass {
        returns = try leniently { (parser) throws(Failed) in try parser.returnAnnotation() }
      }
    }
    try expectForced(.colon, ":")
    let body: [Stmt] = try block(of: "function definition", keyword)
    let function = FunctionDef(
      name: name, arguments: arguments, body: body, decorators: decorators, returns: returns)
    return Stmt(isAsync ? .asyncFunctionDef(function) : .functionDef(function), textSpan(from: start))
  }

  private mutating func returnAnnotation() throws(Failed) -> Expr {
    advance()
    return try expression()
  }

  private mutating func classDefinition(_ decorators: [Expr]) throws(Failed) -> Stmt {
    let start: Int = position
    advance()
    let name: String = try name()
    var bases: [Expr] = []
    var keywords: [Keyword] = []
    if take(.leftParen) {
      if isDiagnosing && kind != .rightParen {
        (bases, keywords) = try diagnosedArguments()
      } else {
        (bases, keywords) = try arguments(allowsGenerator: false)
      }
      try expect(.rightParen)
    }
    try colon()
    let body: [Stmt] = try block(of: "class definition", start)
    let definition = ClassDef(name: name, bases: bases, keywords: keywords, body: body, decorators: decorators)
    return Stmt(.classDef(definition), textSpan(from: start))
  }
}
