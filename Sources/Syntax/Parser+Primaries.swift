// Attributes, calls, subscripts (https://docs.python.org/3.11/reference/expressions.html#primaries), and parameters.

extension Parser {
  mutating func primary() throws(Failed) -> Expr {
    if isSecondPass { return try remembering(.primary, 0) { (parser) throws(Failed) in try parser.trailers() } }
    return try trailers()
  }

  private mutating func trailers() throws(Failed) -> Expr {
    let start: Int = position
    var left: Expr = try atom()
    while kind == .dot || kind == .leftParen || kind == .leftBracket {
      if isSecondPass {
        let longer: Expr? = try attempt { (parser) throws(Failed) in try parser.trailer(left, start) }
        guard let longer else { break }
        left = longer
      } else {
        left = try trailer(left, start)
      }
      height &+= 1
      if height > Parser.maximumHeight { throw tooHigh() }
    }
    note()
    return left
  }

  @inline(__always)
  private mutating func trailer(_ left: Expr, _ start: Int) throws(Failed) -> Expr {
    switch kind {
    case .dot:
      advance()
      let attribute: String = try name()
      return Expr(.attribute(left, attribute), span(from: start))
    case .leftParen:
      return try call(left, start)
    default:
      advance()
      let index: Expr = try slices()
      try expect(.rightBracket)
      return Expr(.subscript(left, index), span(from: start))
    }
  }

  // MARK: Calls

  private mutating func call(_ function: Expr, _ start: Int) throws(Failed) -> Expr {
    let open: Int = position
    advance()
    if take(.rightParen) { return Expr(.call(function, args: [], keywords: []), span(from: start)) }
    if let generator = try soleGenerator(open) {
      return Expr(.call(function, args: [generator], keywords: []), span(from: start))
    }
    if isDiagnosing {
      try diagnoseComprehension(open)
      position = open + 1
    }
    let (args, keywords): ([Expr], [Keyword]) = isDiagnosing ? try diagnosedArguments() : try arguments()
    try expect(.rightParen)
    return Expr(.call(function, args: args, keywords: keywords), span(from: start))
  }

  /// `f(x for x in y)`: the generator has the call's parentheses. The second pass looks for it first, as nothing that
  /// it finds wrong in other arguments must hide it.
  private mutating func soleGenerator(_ open: Int) throws(Failed) -> Expr? {
    if !isDiagnosing { return nil }
    return try attempt { (parser) throws(Failed) -> Expr in
      let element: Expr =
        parser.kind == .name && parser.nextKind == .colonEqual
        ? try parser.assignmentExpression() : try parser.expression()
      let generators: [Comprehension] = try parser.comprehensions()
      try parser.expect(.rightParen)
      return Expr(.generatorExp(element, generators), parser.span(from: open))
    }
  }

  /// Arguments up to the closing parenthesis, which stays. A generator without parentheses of its own is taken if it is
  /// the only argument.
  mutating func arguments(allowsGenerator: Bool = true) throws(Failed) -> ([Expr], [Keyword]) {
    var args: [Expr] = []
    var keywords: [Keyword] = []
    var hasDoubleStar: Bool = false
    let open: Int = position &- 1
    while kind != .rightParen {
      let start: Int = position
      switch kind {
      case .star:
        if hasDoubleStar { throw fail() }
        advance()
        let value: Expr = try expression()
        args.append(Expr(.starred(value), span(from: start)))
      case .doubleStar:
        advance()
        let value: Expr = try expression()
        keywords.append(Keyword(name: nil, value: value, span: span(from: start)))
        hasDoubleStar = true
      case .name where nextKind == .equal:
        let name: String = identifier(at: position)
        position &+= 2
        let value: Expr = try expression()
        keywords.append(Keyword(name: name, value: value, span: span(from: start)))
      default:
        if !keywords.isEmpty {
          if kind == .name { advance() }
          throw fail()
        }
        let isNamed: Bool = kind == .name && nextKind == .colonEqual
        let value: Expr = isNamed ? try assignmentExpression() : try expression()
        if kind == .colonEqual || kind == .equal { throw fail() }
        if allowsGenerator && args.isEmpty && startsComprehension() {
          let generators: [Comprehension] = try comprehensions()
          if kind != .rightParen { throw fail() }
          advance()
          let whole: Span = span(from: open)
          position &-= 1
          return ([Expr(.generatorExp(value, generators), whole)], [])
        }
        args.append(value)
      }
      if !take(.comma) { break }
    }
    note()
    return (args, keywords)
  }

  // MARK: Subscripts

  /// What stands between brackets behind a primary. A comma, or a star (PEP 646), makes a tuple.
  private mutating func slices() throws(Failed) -> Expr {
    let start: Int = position
    let first: Expr = kind == .star ? try starredArgument() : try slice()
    if kind != .comma && !isStarred(first) { return first }
    var elements: [Expr] = [first]
    while take(.comma) {
      if !startsExpression && kind != .colon { break }
      elements.append(kind == .star ? try starredArgument() : try slice())
    }
    return Expr(.tuple(elements), span(from: start))
  }

  private mutating func slice() throws(Failed) -> Expr {
    let start: Int = position
    var lower: Expr? = nil
    if kind != .colon {
      // `x[a := 1]` is an index, `x[a := 1:2]` is nothing.
      let isNamed: Bool = kind == .name && nextKind == .colonEqual
      let value: Expr = isNamed || isDiagnosing ? try namedExpression() : try expression()
      if kind == .colonEqual { throw fail() }
      if kind != .colon || isNamed { return value }
      lower = value
    }
    advance()
    var upper: Expr? = nil
    var step: Expr? = nil
    if endsSlice == false { upper = try expression() }
    if take(.colon), endsSlice == false { step = try expression() }
    return Expr(.slice(lower: lower, upper: upper, step: step), span(from: start))
  }

  private var endsSlice: Bool { kind == .colon || kind == .comma || kind == .rightBracket }

  // MARK: Parameters

  /// The parameters of a function up to `)`, or of a lambda up to `:`
  /// (https://docs.python.org/3.11/reference/compound_stmts.html#function-definitions).
  mutating func parameters(isLambda: Bool) throws(Failed) -> Arguments {
    let close: TokenKind = isLambda ? .colon : .rightParen
    if isDiagnosing { try diagnoseParameters(isLambda: isLambda) }
    if kind == close { return Arguments.none }
    var list = ParameterList()
    while kind != close {
      switch kind {
      case .slash:
        if list.hasSlash || list.hasStar || list.args.isEmpty { throw fail() }
        advance()
        list.posonlyargs = list.args
        list.args = []
        list.hasSlash = true
      case .star:
        if list.hasStar { throw fail() }
        advance()
        list.hasStar = true
        if kind == .comma {
          // Keyword-only parameters must follow a bare star.
          if nextKind != .name {
            advance()
            throw fail()
          }
        } else {
          list.vararg = try parameter(isLambda: isLambda, allowsStar: true)
        }
      case .doubleStar:
        advance()
        list.kwarg = try parameter(isLambda: isLambda, allowsStar: false)
        _ = take(.comma)
        if kind != close { throw fail() }
        return list.arguments
      case .name:
        let parameter: Arg = try parameter(isLambda: isLambda, allowsStar: false)
        let value: Expr? = take(.equal) ? try expression() : nil
        if list.hasStar {
          list.kwonlyargs.append(parameter)
          list.kwDefaults.append(value)
        } else {
          if value == nil && !list.defaults.isEmpty { throw fail() }
          list.args.append(parameter)
          if let value { list.defaults.append(value) }
        }
      default:
        throw fail()
      }
      if !take(.comma) { break }
    }
    if kind != close { throw fail() }
    return list.arguments
  }

  /// `name` or `name: annotation`; behind a star the annotation may have one too (PEP 646).
  private mutating func parameter(isLambda: Bool, allowsStar: Bool) throws(Failed) -> Arg {
    let start: Int = position
    let name: String = try name()
    var annotation: Expr? = nil
    if !isLambda && take(.colon) {
      annotation = allowsStar && kind == .star ? try starred() : try expression()
    }
    return Arg(name: name, annotation: annotation, span: span(from: start))
  }
}

/// The parameters read so far.
private struct ParameterList {
  var posonlyargs: [Arg] = []
  var args: [Arg] = []
  var vararg: Arg? = nil
  var kwonlyargs: [Arg] = []
  var kwDefaults: [Expr?] = []
  var kwarg: Arg? = nil
  var defaults: [Expr] = []
  var hasSlash: Bool = false
  var hasStar: Bool = false

  var arguments: Arguments {
    Arguments(
      posonlyargs: posonlyargs, args: args, vararg: vararg, kwonlyargs: kwonlyargs, kwDefaults: kwDefaults,
      kwarg: kwarg, defaults: defaults)
  }
}

extension Arguments {
  /// No parameters at all.
  static let none = Arguments()
}
