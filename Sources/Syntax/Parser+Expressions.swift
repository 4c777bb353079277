// Expressions (https://docs.python.org/3.11/reference/expressions.html): what stands between operators is in
// `Parser+Atoms`, calls and subscripts are in `Parser+Primaries`.

extension Parser {
  // MARK: The precedence table

  /// What an infix operator does, and how tightly it binds: a higher number binds more tightly.
  struct Infix {
    var precedence: UInt8
    var action: Action

    enum Action {
      case none
      /// `or`, `and`: operands gather in one node.
      case bool(BoolOperator)
      /// Comparisons chain.
      case compare(CompareOperator)
      /// Groups to the left, but `**` to the right.
      case binary(Operator)
    }

    @inline(__always)
    init(_ precedence: UInt8, _ action: Action) {
      self.precedence = precedence
      self.action = action
    }
  }

  /// Precedences that have no infix operator of their own, or that other rules start from.
  enum Precedence {
    static let none: UInt8 = 0
    static let disjunction: UInt8 = 1
    static let not: UInt8 = 3
    static let comparison: UInt8 = 4
    static let bitOr: UInt8 = 5
    static let unary: UInt8 = 11
  }

  /// The one precedence table: https://docs.python.org/3.11/reference/expressions.html#operator-precedence.
  @inline(__always)
  static func infix(_ kind: TokenKind) -> Infix {
    switch kind {
    case .kwOr: return Infix(1, .bool(.or))
    case .kwAnd: return Infix(2, .bool(.and))
    case .kwIn: return Infix(4, .compare(.in))
    case .kwNot: return Infix(4, .compare(.notIn))
    case .kwIs: return Infix(4, .compare(.is))
    case .less: return Infix(4, .compare(.lt))
    case .lessEqual: return Infix(4, .compare(.ltE))
    case .greater: return Infix(4, .compare(.gt))
    case .greaterEqual: return Infix(4, .compare(.gtE))
    case .notEqual: return Infix(4, .compare(.notEq))
    case .doubleEqual: return Infix(4, .compare(.eq))
    case .bar: return Infix(5, .binary(.bitOr))
    case .caret: return Infix(6, .binary(.bitXor))
    case .ampersand: return Infix(7, .binary(.bitAnd))
    case .leftShift: return Infix(8, .binary(.lShift))
    case .rightShift: return Infix(8, .binary(.rShift))
    case .plus: return Infix(9, .binary(.add))
    case .minus: return Infix(9, .binary(.sub))
    case .star: return Infix(10, .binary(.mult))
    case .slash: return Infix(10, .binary(.div))
    case .doubleSlash: return Infix(10, .binary(.floorDiv))
    case .percent: return Infix(10, .binary(.mod))
    case .at: return Infix(10, .binary(.matMult))
    case .doubleStar: return Infix(12, .binary(.pow))
    default: return Infix(0, .none)
    }
  }

  // MARK: Operators

  /// An operand and all operators behind it that bind at least as tightly as `minimum`.
  mutating func binary(_ minimum: UInt8) throws(Failed) -> Expr {
    if isSecondPass {
      return try remembering(.binary, minimum) { (parser) throws(Failed) in try parser.operators(minimum) }
    }
    return try operators(minimum)
  }

  private mutating func operators(_ minimum: UInt8) throws(Failed) -> Expr {
    try descend()
    let outerHeight: Int = height
    height = 0
    let start: Int = position
    var left: Expr = try prefixed(minimum)
    while true {
      let infix: Infix = Parser.infix(kind)
      if infix.precedence < minimum || infix.precedence == Precedence.none { break }
      if isSecondPass {
        let longer: Expr? = try attempt { (parser) throws(Failed) -> Expr? in
          try parser.operation(infix, left, start)
        } ?? nil
        guard let longer else { break }
        left = longer
      } else {
        guard let longer = try operation(infix, left, start) else { break }
        left = longer
      }
      height &+= 1
      if height > Parser.maximumHeight { throw tooHigh() }
    }
    note()
    if kind == .error { throw fail() }
    return leave(left, outerHeight)
  }

  /// An operator and its right operand; nil if it is none here.
  @inline(__always)
  private mutating func operation(_ infix: Infix, _ left: Expr, _ start: Int) throws(Failed) -> Expr? {
    switch infix.action {
    case .none:
      return nil
    case .bool(let op):
      return try gather(left, op, infix.precedence, start)
    case .compare:
      return try comparison(left, start)
    case .binary(let op):
      advance()
      let right: Expr = try binary(op == .pow ? Precedence.unary : infix.precedence &+ 1)
      return Expr(.binOp(left, op, right), span(from: start))
    }
  }

  @inline(__always)
  private mutating func leave(_ result: Expr, _ outerHeight: Int) -> Expr {
    depth &-= 1
    height = max(height &+ 1, outerHeight)
    return result
  }

  /// `not x`, `-x`, `await x` or a primary.
  @inline(__always)
  private mutating func prefixed(_ minimum: UInt8) throws(Failed) -> Expr {
    let start: Int = position
    let op: UnaryOperator
    var operandPrecedence: UInt8 = Precedence.unary
    switch kind {
    case .minus: op = .uSub
    case .plus: op = .uAdd
    case .tilde: op = .invert
    case .kwNot where minimum <= Precedence.not:
      op = .not
      operandPrecedence = Precedence.not
    case .kwAwait:
      advance()
      let value: Expr = try primary()
      return Expr(.await(value), span(from: start))
    default:
      return try primary()
    }
    advance()
    let operand: Expr = try binary(operandPrecedence)
    return Expr(.unaryOp(op, operand), span(from: start))
  }

  /// `left or a or b`: one node.
  private mutating func gather(
    _ left: Expr, _ op: BoolOperator, _ precedence: UInt8, _ start: Int
  ) throws(Failed) -> Expr {
    let token: TokenKind = kind
    var values: [Expr] = [left]
    while kind == token {
      if isSecondPass && values.count > 1 {
        let more: Expr? = try attempt { (parser) throws(Failed) -> Expr in
          parser.advance()
          return try parser.binary(precedence &+ 1)
        }
        guard let more else { break }
        values.append(more)
      } else {
        advance()
        values.append(try binary(precedence &+ 1))
      }
    }
    return Expr(.boolOp(op, values), span(from: start))
  }

  /// `left < a < b`: one node. Nil if the token is no operator here.
  private mutating func comparison(_ left: Expr, _ start: Int) throws(Failed) -> Expr? {
    var operators: [CompareOperator] = []
    var operands: [Expr] = []
    while case .compare(let listed) = Parser.infix(kind).action {
      var op: CompareOperator = listed
      if op == .notEq {
        if try !isUnequal() { break }
      } else if op == .notIn {
        if nextKind != .kwIn {
          seen = max(seen, min(position &+ 2, lexer.count))
          break
        }
        advance()
      } else if op == .is && nextKind == .kwNot {
        op = .isNot
        advance()
      }
      advance()
      if isSecondPass && !operators.isEmpty {
        let start: Int = position
        let operand: Expr? = try attempt { (parser) throws(Failed) in try parser.binary(Precedence.bitOr) }
        guard let operand else {
          // Back to before the operator, which may have two words.
          position = op == .isNot || op == .notIn ? start &- 2 : start &- 1
          break
        }
        operators.append(op)
        operands.append(operand)
        continue
      }
      operators.append(op)
      operands.append(try binary(Precedence.bitOr))
    }
    if operators.isEmpty { return nil }
    return Expr(.compare(left, operators, operands), span(from: start))
  }

  /// Whether the current token is the spelling of "not equal" that is in force (PEP 401).
  private mutating func isUnequal() throws(Failed) -> Bool {
    let isOld: Bool = base[Int(tokens[position].start)] == UInt8(ascii: "<")
    if !flags.contains(.barryAsFLUFL) { return !isOld }
    if !isOld { throw raise("with Barry as BDFL, use '<>' instead of '!='") }
    return true
  }

  // MARK: Whole expressions

  @inline(__always)
  mutating func disjunction() throws(Failed) -> Expr { try binary(Precedence.disjunction) }

  /// A conditional expression, or a lambda.
  mutating func expression() throws(Failed) -> Expr {
    if isSecondPass {
      return try remembering(.expression, 0) { (parser) throws(Failed) in
        if parser.isDiagnosing { try parser.diagnoseExpression() }
        return try parser.plainExpression()
      }
    }
    return try plainExpression()
  }

  @inline(__always)
  mutating func plainExpression() throws(Failed) -> Expr {
    if kind == .kwLambda { return try lambda() }
    let start: Int = position
    let body: Expr = try disjunction()
    if kind != .kwIf { return body }
    return try conditional(body, start)
  }

  private mutating func conditional(_ body: Expr, _ start: Int) throws(Failed) -> Expr {
    let mark: Int = position
    advance()
    try descend()
    guard let rest = try attempt({ (parser) throws(Failed) -> (Expr, Expr) in
      let test: Expr = try parser.disjunction()
      try parser.expect(.kwElse)
      return (test, try parser.expression())
    }) else {
      depth &-= 1
      position = mark
      return body
    }
    depth &-= 1
    height &+= 1
    if height > Parser.maximumHeight { throw tooHigh() }
    return Expr(.ifExp(test: rest.0, body: body, orelse: rest.1), span(from: start))
  }

  private mutating func lambda() throws(Failed) -> Expr {
    let start: Int = position
    advance()
    try descend()
    let arguments: Arguments = try parameters(isLambda: true)
    try expectForced(.colon, ":")
    let body: Expr = try expression()
    depth &-= 1
    height &+= 1
    if height > Parser.maximumHeight { throw tooHigh() }
    return Expr(.lambda(arguments, body: body), span(from: start))
  }

  /// `name := value`, or an expression.
  mutating func namedExpression() throws(Failed) -> Expr {
    if kind == .name && nextKind == .colonEqual { return try assignmentExpression() }
    if isDiagnosing { try diagnoseNamedExpression() }
    let value: Expr = try expression()
    if kind == .colonEqual { throw fail() }
    return value
  }

  mutating func assignmentExpression() throws(Failed) -> Expr {
    let start: Int = position
    let target = Expr(.name(identifier(at: position)), tokens[position].span)
    position &+= 2
    let value: Expr = try expression()
    return Expr(.namedExpr(target: target, value: value), span(from: start))
  }

  /// `*x`, or a named expression.
  mutating func starNamedExpression() throws(Failed) -> Expr {
    kind == .star ? try starred() : try namedExpression()
  }

  /// `*x`, where the operand is no comparison.
  mutating func starred() throws(Failed) -> Expr {
    let start: Int = position
    advance()
    let value: Expr = try binary(Precedence.bitOr)
    return Expr(.starred(value), span(from: start))
  }

  /// One expression, or a tuple without parentheses.
  mutating func starExpressions() throws(Failed) -> Expr {
    let start: Int = position
    let first: Expr = kind == .star ? try starred() : try expression()
    if kind != .comma { return first }
    var elements: [Expr] = [first]
    while take(.comma) {
      if !startsExpression { break }
      if isSecondPass {
        let element: Expr? = try attempt { (parser) throws(Failed) in
          parser.kind == .star ? try parser.starred() : try parser.expression()
        }
        guard let element else { break }
        elements.append(element)
      } else {
        elements.append(kind == .star ? try starred() : try expression())
      }
    }
    note()
    return Expr(.tuple(elements), span(from: start))
  }

  /// As `starExpressions`, but without stars.
  mutating func expressions() throws(Failed) -> Expr {
    let start: Int = position
    let first: Expr = try expression()
    if kind != .comma { return first }
    var elements: [Expr] = [first]
    while take(.comma) {
      if !startsExpression || kind == .star { break }
      elements.append(try expression())
    }
    note()
    return Expr(.tuple(elements), span(from: start))
  }

  /// Whether an expression could begin here. A lexer's error counts: it is found by whoever tries.
  var startsExpression: Bool {
    switch kind {
    case .name, .number, .string, .leftParen, .leftBracket, .leftBrace, .minus, .plus, .tilde, .star, .ellipsis,
      .kwNot, .kwLambda, .kwAwait, .kwNone, .kwTrue, .kwFalse, .error:
      return true
    default:
      return false
    }
  }

  /// `yield`, `yield x, y`, `yield from x`.
  mutating func yieldExpression() throws(Failed) -> Expr {
    let start: Int = position
    advance()
    if take(.kwFrom) {
      let value: Expr = try expression()
      return Expr(.yieldFrom(value), span(from: start))
    }
    if !startsExpression {
      note()
      return Expr(.yield(nil), span(from: start))
    }
    if isSecondPass {
      let value: Expr? = try attempt { (parser) throws(Failed) in try parser.starExpressions() }
      return Expr(.yield(value), span(from: start))
    }
    let value: Expr = try starExpressions()
    return Expr(.yield(value), span(from: start))
  }

  // MARK: Comprehensions

  /// Whether `for` or `async for` stands here.
  @inline(__always)
  mutating func startsComprehension() -> Bool {
    if kind == .kwFor { return true }
    if kind != .kwAsync { return false }
    seen = max(seen, min(position &+ 2, lexer.count))
    return nextKind == .kwFor
  }

  /// One or more `for … in … if …`.
  mutating func comprehensions() throws(Failed) -> [Comprehension] {
    var result: [Comprehension] = []
    while startsComprehension() {
      let isAsync: Bool = take(.kwAsync)
      advance()
      let target: Expr = try loopTarget()
      let iterable: Expr = try disjunction()
      var conditions: [Expr] = []
      while kind == .kwIf {
        if isSecondPass {
          let condition: Expr? = try attempt { (parser) throws(Failed) -> Expr in
            parser.advance()
            return try parser.disjunction()
          }
          guard let condition else { break }
          conditions.append(condition)
        } else {
          advance()
          conditions.append(try disjunction())
        }
      }
      result.append(
        Comprehension(target: target, iterable: iterable, conditions: conditions, isAsync: isAsync))
    }
    if result.isEmpty { throw fail() }
    note()
    return result
  }

  // MARK: Targets

  /// `targets in`, behind `for`.
  mutating func loopTarget() throws(Failed) -> Expr {
    if isDiagnosing {
      let target: Expr? = try attempt { (parser) throws(Failed) -> Expr in
        let target: Expr = try parser.targetList()
        try parser.expect(.kwIn)
        return target
      }
      if let target { return target }
      try diagnoseForTarget()
      throw fail()
    }
    let target: Expr = try targetList()
    try expect(.kwIn)
    return target
  }

  /// The targets of `for`: one, or a tuple without parentheses.
  mutating func targetList() throws(Failed) -> Expr {
    let start: Int = position
    let first: Expr = try starTarget()
    if kind != .comma { return first }
    var elements: [Expr] = [first]
    while take(.comma) {
      if !startsExpression { break }
      elements.append(try starTarget())
    }
    return Expr(.tuple(elements), span(from: start))
  }

  /// A target, perhaps with a star.
  mutating func starTarget() throws(Failed) -> Expr {
    let start: Int = position
    if take(.star) {
      let value: Expr = try primary()
      if !isTarget(value) { throw fail() }
      return Expr(.starred(value), span(from: start))
    }
    let target: Expr = try primary()
    if !isTarget(target) { throw fail() }
    return target
  }

  /// Whether an expression may be assigned to.
  func isTarget(_ expr: Expr) -> Bool {
    switch expr.kind {
    case .name, .attribute, .subscript:
      return true
    case .tuple(let elements), .list(let elements):
      for element in elements {
        if case .starred(let value) = element.kind {
          if !isTarget(value) { return false }
        } else if !isTarget(element) {
          return false
        }
      }
      return true
    default:
      return false
    }
  }

  /// Whether an expression may be augmented or annotated.
  func isSingleTarget(_ expr: Expr) -> Bool {
    switch expr.kind {
    case .name, .attribute, .subscript: return true
    default: return false
    }
  }

  /// Whether an expression may be deleted.
  func isDeletable(_ expr: Expr) -> Bool {
    switch expr.kind {
    case .name, .attribute, .subscript: return true
    case .tuple(let elements), .list(let elements): return elements.allSatisfy { isDeletable($0) }
    default: return false
    }
  }
}
