// The second pass: arguments and parameters.

extension Parser {
  // MARK: Arguments

  /// Arguments as far as they match, wrong keywords explained.
  private mutating func argumentPrefix() throws(Failed) -> ([Expr], [Keyword]) {
    var args: [Expr] = []
    var keywords: [Keyword] = []
    var mark: Int = position
    while true {
      let value: Expr? = try attempt { (parser) throws(Failed) -> Expr in
        if parser.kind == .star { return try parser.starredArgument() }
        let isNamed: Bool = parser.kind == .name && parser.nextKind == .colonEqual
        let value: Expr = isNamed ? try parser.assignmentExpression() : try parser.expression()
        parser.note()
        if parser.kind == .colonEqual || parser.kind == .equal { throw parser.fail() }
        return value
      }
      guard let value else { break }
      args.append(value)
      mark = position
      if !take(.comma) { break }
    }
    position = args.isEmpty ? mark : position
    var allowsStar: Bool = true
    while args.isEmpty || position > mark || !keywords.isEmpty {
      let start: Int = position
      try diagnoseKeyword()
      if kind == .name && nextKind == .equal {
        position += 2
        let value: Expr? = try attempt { (parser) throws(Failed) in try parser.expression() }
        guard let value, let name = tokens[start].kind == .name ? identifier(at: start) : nil else { break }
        keywords.append(Keyword(name: name, value: value, span: span(from: start)))
      } else if kind == .star && allowsStar {
        let value: Expr? = try attempt { (parser) throws(Failed) in try parser.starredArgument() }
        guard let value else { break }
        args.append(value)
      } else if kind == .doubleStar {
        advance()
        let value: Expr? = try attempt { (parser) throws(Failed) in try parser.expression() }
        guard let value else { break }
        keywords.append(Keyword(name: nil, value: value, span: span(from: start)))
        allowsStar = false
      } else {
        break
      }
      mark = position
      if !take(.comma) { break }
    }
    note()
    position = mark
    if args.isEmpty && keywords.isEmpty { throw fail() }
    return (args, keywords)
  }

  /// Arguments up to the closing parenthesis; at the first token behind the opening one.
  mutating func diagnosedArguments() throws(Failed) -> ([Expr], [Keyword]) {
    let start: Int = position
    let result = try attempt { (parser) throws(Failed) -> ([Expr], [Keyword]) in
      let list: ([Expr], [Keyword]) = try parser.argumentPrefix()
      _ = parser.take(.comma)
      if parser.kind != .rightParen { throw parser.fail() }
      return list
    }
    if let result { return result }
    position = start
    try diagnoseArguments()
    position = start
    throw fail()
  }

  private mutating func arguments(_ start: Int) throws(Failed) -> ([Expr], [Keyword])? {
    position = start
    return try attempt { (parser) throws(Failed) in try parser.argumentPrefix() }
  }

  private mutating func generator(_ start: Int) throws(Failed) -> (Expr, Span)? {
    position = start
    return try attempt { (parser) throws(Failed) -> (Expr, Span) in
      let element: Expr = try parser.expression()
      let clauses: [Comprehension] = try parser.comprehensions()
      let last: Comprehension = clauses[clauses.count - 1]
      return (element, (last.conditions.last ?? last.iterable).span)
    }
  }

  private mutating func diagnoseArguments() throws(Failed) {
    let start: Int = position
    let unparenthesized: String = "Generator expression must be parenthesized"
    if try arguments(start) != nil {
      var all: Span = tokens[start].span
      if position > start { all = all.to(lastSpan) }
      if take(.comma) && kind == .star {
        throw raise("iterable argument unpacking follows keyword argument unpacking", all)
      }
    }
    note()
    if let (element, last) = try generator(start), take(.comma) {
      // Whatever follows is looked at, too.
      if try arguments(position) == nil { _ = try generator(position) }
      throw raise(unparenthesized, element.span.to(last))
    }
    position = start
    try diagnoseKeyword()
    if let (args, _) = try arguments(start) {
      let mark: Int = position
      let clauses: [Comprehension]? = try attempt { (parser) throws(Failed) in try parser.comprehensions() }
      if let clauses, args.count > 1 {
        let last: Comprehension = clauses[clauses.count - 1]
        throw raise(unparenthesized, args[args.count - 1].span.to((last.conditions.last ?? last.iterable).span))
      }
      position = mark
      if take(.comma) {
        if let (element, last) = try generator(position) { throw raise(unparenthesized, element.span.to(last)) }
      }
    }
    if let (_, keywords) = try arguments(start), take(.comma), try arguments(position) != nil {
      let isUnpacking: Bool = keywords.contains { $0.name == nil }
      throw raise("positional argument follows keyword argument" + (isUnpacking ? " unpacking" : ""))
    }
    note()
    position = start
  }

  /// `True=1`, `x=y for …`, `f()=1` as an argument.
  private mutating func diagnoseKeyword() throws(Failed) {
    let start: Int = position
    if kind == .kwTrue || kind == .kwFalse || kind == .kwNone, nextKind == .equal {
      let text = String(decoding: bytes(tokens[position]), as: UTF8.self)
      throw raise("cannot assign to \(text)", tokens[position].span.to(tokens[position + 1].span))
    }
    if kind == .name && nextKind == .equal {
      let range: Span = tokens[position].span.to(tokens[position + 1].span)
      position += 2
      let matched: Void? = try attempt { (parser) throws(Failed) -> Void in
        _ = try parser.expression()
        _ = try parser.comprehensions()
      }
      if matched != nil { throw raise("invalid syntax. Maybe you meant '==' or ':=' instead of '='?", range) }
    } else if startsExpression && kind != .star {
      let value: Expr? = try attempt { (parser) throws(Failed) in try parser.expression() }
      note()
      if let value, kind == .equal {
        let range: Span = value.span.to(tokens[position].span)
        throw raise("expression cannot contain assignment, perhaps you meant \"==\"?", range)
      }
    }
    note()
    position = start
  }

  // MARK: Parameters

  /// Wrong lists of parameters, before the right ones are tried; behind `(` or `lambda`.
  mutating func diagnoseParameters(isLambda: Bool) throws(Failed) {
    let start: Int = position
    let reader = ParameterReader(isLambda: isLambda)
    try reader.diagnose(&self)
    note()
    position = start
  }
}

/// Reads a list of parameters loosely, in order to say what is wrong with it.
private struct ParameterReader {
  let isLambda: Bool

  private var close: TokenKind { isLambda ? .colon : .rightParen }

  init(isLambda: Bool) { self.isLambda = isLambda }

  /// `name` or `name: annotation`, without what follows.
  private func parameter(_ parser: inout Parser, starAnnotation: Bool = false) throws(Failed) -> Span? {
    let isLambda: Bool = isLambda
    return try parser.attempt { (parser) throws(Failed) -> Span in
      let start: Int = parser.position
      _ = try parser.name()
      if !isLambda && parser.take(.colon) {
        if starAnnotation && parser.kind == .star { _ = try parser.starred() } else { _ = try parser.expression() }
      }
      return parser.span(from: start)
    }
  }

  /// The comma or the end behind a parameter.
  private func separator(_ parser: inout Parser) -> Bool {
    parser.note()
    return parser.take(.comma) || parser.kind == close
  }

  /// A parameter without a default, and its comma.
  private func plain(_ parser: inout Parser, starAnnotation: Bool = false) throws(Failed) -> Span? {
    let start: Int = parser.position
    if let span = try parameter(&parser, starAnnotation: starAnnotation), separator(&parser) { return span }
    parser.note()
    parser.position = start
    return nil
  }

  /// A parameter with a default, and its comma.
  private func defaulted(_ parser: inout Parser) throws(Failed) -> Bool {
    let start: Int = parser.position
    if try parameter(&parser) != nil, parser.kind == .equal {
      let equal: Span = parser.tokens[parser.position].span
      parser.advance()
      if parser.kind == .rightParen || parser.kind == .comma {
        throw parser.raise("expected default value expression", equal)
      }
      let value: Expr? = try parser.attempt { (parser) throws(Failed) in try parser.expression() }
      if value != nil && separator(&parser) { return true }
    }
    parser.note()
    parser.position = start
    return false
  }

  private func any(_ parser: inout Parser) throws(Failed) -> Bool {
    if try defaulted(&parser) { return true }
    return try plain(&parser) != nil
  }

  private func skipAny(_ parser: inout Parser) throws(Failed) {
    while try any(&parser) {}
  }

  private func skipPlain(_ parser: inout Parser) throws(Failed) {
    while try plain(&parser) != nil {}
  }

  /// `a, b=1, /,`: true if it matched.
  private func positionalOnly(_ parser: inout Parser) throws(Failed) -> Bool {
    let start: Int = parser.position
    try skipPlain(&parser)
    while try defaulted(&parser) {}
    if parser.position > start, parser.take(.slash), separator(&parser) { return true }
    parser.note()
    parser.position = start
    return false
  }

  func diagnose(_ parser: inout Parser) throws(Failed) {
    let start: Int = parser.position
    // A default, and then none.
    try skipPlain(&parser)
    let mark: Int = parser.position
    var hasDefaults: Bool = try positionalOnlyWithDefaults(&parser)
    if !hasDefaults {
      parser.position = mark
      while try defaulted(&parser) { hasDefaults = true }
    }
    if hasDefaults, let span = try plain(&parser) {
      throw parser.raise("non-default argument follows default argument", span)
    }
    parser.position = start
    try skipPlain(&parser)
    if parser.kind == .leftParen { try diagnoseParentheses(&parser) }
    parser.position = start
    if parser.kind == .slash && parser.nextKind == .comma {
      throw parser.raise("at least one argument must precede /", parser.tokens[start].span)
    }
    try diagnoseSlash(&parser, start)
    parser.position = start
    if try positionalOnly(&parser) == false { parser.position = start }
    try skipAny(&parser)
    try diagnoseStar(&parser)
  }

  private func positionalOnlyWithDefaults(_ parser: inout Parser) throws(Failed) -> Bool {
    var count: Int = 0
    while try defaulted(&parser) { count += 1 }
    return count > 0 && parser.take(.slash) && separator(&parser)
  }

  private func diagnoseParentheses(_ parser: inout Parser) throws(Failed) {
    let open: Span = parser.tokens[parser.position].span
    parser.advance()
    var count: Int = 0
    if isLambda {
      while parser.take(.name) {
        count += 1
        if !parser.take(.comma) { break }
      }
    } else {
      while try plain(&parser) != nil { count += 1 }
      _ = parser.take(.comma)
    }
    parser.note()
    if count > 0 && parser.take(.rightParen) {
      let subject: String = isLambda ? "Lambda expression" : "Function"
      throw parser.raise("\(subject) parameters cannot be parenthesized", open.to(parser.lastSpan))
    }
  }

  private func diagnoseSlash(_ parser: inout Parser, _ start: Int) throws(Failed) {
    if try positionalOnly(&parser) {
      try skipAny(&parser)
      if parser.kind == .slash {
        throw parser.raise("/ may appear only once", parser.tokens[parser.position].span)
      }
    }
    parser.note()
    parser.position = start
    if try positionalOnly(&parser) == false { parser.position = start }
    try skipAny(&parser)
    if parser.take(.star) {
      let hasName: Bool = try plain(&parser) != nil
      if hasName || parser.take(.comma) {
        try skipAny(&parser)
        if parser.kind == .slash { throw parser.raise("/ must be ahead of *", parser.tokens[parser.position].span) }
      }
    }
    parser.note()
    parser.position = start
    try skipAny(&parser)
    if parser.position > start && parser.take(.slash) {
      parser.note()
      if parser.kind == .star {
        throw parser.raise("expected comma between / and *", parser.tokens[parser.position].span)
      }
    }
    parser.note()
  }

  /// At `*` or `**`, behind the positional parameters.
  private func diagnoseStar(_ parser: inout Parser) throws(Failed) {
    let star: Int = parser.position
    if parser.take(.star) {
      try diagnoseBareStar(&parser, star)
      parser.position = star + 1
      if try parameter(&parser) != nil, parser.kind == .equal {
        throw parser.raise(
          "var-positional argument cannot have default value", parser.tokens[parser.position].span)
      }
      parser.note()
      parser.position = star + 1
      var follows: Bool = try plain(&parser) != nil
      if !follows { follows = parser.take(.comma) }
      if follows {
        try skipAny(&parser)
        let second: Int = parser.position
        if parser.take(.star) {
          var isStar: Bool = try plain(&parser) != nil
          if !isStar { isStar = parser.take(.comma) }
          if isStar { throw parser.raise("* argument may appear only once", parser.tokens[second].span) }
        }
      }
      parser.note()
      parser.position = star + 1
      if try plain(&parser, starAnnotation: true) == nil && !parser.take(.comma) { return }
      try skipAny(&parser)
    }
    parser.note()
    try diagnoseDoubleStar(&parser)
  }

  private func diagnoseBareStar(_ parser: inout Parser, _ star: Int) throws(Failed) {
    parser.note()
    let message: String = "named arguments must follow bare *"
    let place: Location? = isLambda ? nil : parser.location(ofToken: star)
    if parser.kind == close { throw parser.raise(message, at: place) }
    if parser.take(.comma) {
      parser.note()
      if parser.kind == close || parser.kind == .doubleStar { throw parser.raise(message, at: place) }
    }
  }

  private func diagnoseDoubleStar(_ parser: inout Parser) throws(Failed) {
    if !parser.take(.doubleStar) { return }
    if try parameter(&parser) == nil { return }
    parser.note()
    if parser.kind == .equal {
      throw parser.raise("var-keyword argument cannot have default value", parser.tokens[parser.position].span)
    }
    if !parser.take(.comma) { return }
    let mark: Int = parser.position
    if let span = try parameter(&parser) {
      throw parser.raise("arguments cannot follow var-keyword argument", span)
    }
    parser.position = mark
    parser.note()
    if parser.kind == .star || parser.kind == .doubleStar || parser.kind == .slash {
      throw parser.raise("arguments cannot follow var-keyword argument", parser.tokens[mark].span)
    }
  }
}
