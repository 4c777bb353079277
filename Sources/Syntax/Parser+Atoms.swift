// Atoms: names, literals, and what stands in brackets
// (https://docs.python.org/3.11/reference/expressions.html#atoms).

extension Parser {
  mutating func atom() throws(Failed) -> Expr {
    let token: Token = tokens[position]
    switch token.kind {
    case .name:
      position &+= 1
      return Expr(.name(identifier(at: position &- 1)), token.span)
    case .number:
      let value: Literal = try number(token)
      position &+= 1
      return Expr(.constant(value), token.span)
    case .string:
      return try strings()
    case .leftParen:
      return try parenthesized()
    case .leftBracket:
      return try listDisplay()
    case .leftBrace:
      return try dictOrSet()
    case .kwNone: return constant(.none)
    case .kwTrue: return constant(.true)
    case .kwFalse: return constant(.false)
    case .ellipsis: return constant(.ellipsis)
    default:
      throw fail()
    }
  }

  @inline(__always)
  private mutating func constant(_ literal: Literal) -> Expr {
    position &+= 1
    return Expr(.constant(literal), tokens[position &- 1].span)
  }

  // MARK: ( )

  private mutating func parenthesized() throws(Failed) -> Expr {
    if !isDiagnosing { return try plainParenthesized() }
    let start: Int = position
    if let result = try attempt({ (parser) throws(Failed) in try parser.plainParenthesized() }) { return result }
    try diagnoseParenthesized(start)
    throw fail()
  }

  private mutating func plainParenthesized() throws(Failed) -> Expr {
    let start: Int = position
    advance()
    if take(.rightParen) { return Expr(.tuple([]), span(from: start)) }
    if kind == .kwYield {
      let value: Expr = try yieldExpression()
      try expect(.rightParen)
      return value
    }
    let first: Expr = try starNamedExpression()
    switch kind {
    case .comma:
      let elements: [Expr] = try elements(after: first)
      try expect(.rightParen)
      return Expr(.tuple(elements), span(from: start))
    case .kwFor, .kwAsync:
      if isStarred(first) { throw fail() }
      let generators: [Comprehension] = try comprehensions()
      try expect(.rightParen)
      return Expr(.generatorExp(first, generators), span(from: start))
    default:
      if isStarred(first) { throw fail() }
      try expect(.rightParen)
      return first
    }
  }

  func isStarred(_ expr: Expr) -> Bool {
    if case .starred = expr.kind { return true }
    return false
  }

  /// The rest of `a, b, c,`; at the first comma.
  mutating func elements(after first: Expr) throws(Failed) -> [Expr] {
    var elements: [Expr] = [first]
    while take(.comma) {
      if !startsExpression { break }
      if isSecondPass {
        let element: Expr? = try attempt { (parser) throws(Failed) in try parser.starNamedExpression() }
        guard let element else { break }
        elements.append(element)
      } else {
        elements.append(try starNamedExpression())
      }
    }
    return elements
  }

  // MARK: [ ]

  private mutating func listDisplay() throws(Failed) -> Expr {
    if !isDiagnosing { return try plainListDisplay() }
    let start: Int = position
    if let result = try attempt({ (parser) throws(Failed) in try parser.plainListDisplay() }) { return result }
    try diagnoseComprehension(start)
    throw fail()
  }

  private mutating func plainListDisplay() throws(Failed) -> Expr {
    let start: Int = position
    advance()
    if take(.rightBracket) { return Expr(.list([]), span(from: start)) }
    let first: Expr = try starNamedExpression()
    if startsComprehension() {
      if isStarred(first) { throw fail() }
      let generators: [Comprehension] = try comprehensions()
      try expect(.rightBracket)
      return Expr(.listComp(first, generators), span(from: start))
    }
    let elements: [Expr] = kind == .comma ? try elements(after: first) : [first]
    try expect(.rightBracket)
    return Expr(.list(elements), span(from: start))
  }

  // MARK: { }

  private mutating func dictOrSet() throws(Failed) -> Expr {
    let start: Int = position
    if let result = try attempt({ (parser) throws(Failed) in try parser.plainDictOrSet() }) { return result }
    // CPython explains what is wrong with a dict in both passes.
    if !isSecondPass {
      _ = try leniently { (parser) throws(Failed) in try parser.diagnoseDict(start) }
      throw fail()
    }
    try diagnoseDict(start)
    if !isDiagnosing { throw fail() }
    try diagnoseElements()
    try diagnoseSet(start)
    throw fail()
  }

  /// At a brace: the elements of a set may be explained.
  mutating func diagnoseElements() throws(Failed) {
    let start: Int = position
    _ = try attempt { (parser) throws(Failed) -> [Expr] in
      parser.advance()
      let first: Expr = try parser.starNamedExpression()
      return try parser.elements(after: first)
    }
    note()
    position = start
  }

  private mutating func plainDictOrSet() throws(Failed) -> Expr {
    let start: Int = position
    advance()
    if take(.rightBrace) { return Expr(.dict(keys: [], values: []), span(from: start)) }
    if kind == .doubleStar { return try dictDisplay(start) }
    let isDict: Bool
    let first: Expr
    if kind == .star {
      first = try starred()
      isDict = false
    } else if kind == .name && nextKind == .colonEqual {
      first = try assignmentExpression()
      isDict = false
    } else {
      first = try expression()
      isDict = kind == .colon
    }
    if isDict { return try dictDisplay(start, key: first) }
    if kind == .colonEqual { throw fail() }
    if startsComprehension() {
      if isStarred(first) { throw fail() }
      let generators: [Comprehension] = try comprehensions()
      try expect(.rightBrace)
      return Expr(.setComp(first, generators), span(from: start))
    }
    let elements: [Expr] = kind == .comma ? try elements(after: first) : [first]
    try expect(.rightBrace)
    return Expr(.set(elements), span(from: start))
  }

  /// A dict, behind its first key or at `**`.
  private mutating func dictDisplay(_ start: Int, key first: Expr? = nil) throws(Failed) -> Expr {
    var keys: [Expr?] = []
    var values: [Expr] = []
    var key: Expr? = first
    repeat {
      if key == nil && kind == .rightBrace { break }
      if key == nil && take(.doubleStar) {
        keys.append(nil)
        values.append(try binary(Precedence.bitOr))
        continue
      }
      let known: Expr
      if let first = key { known = first } else { known = try expression() }
      key = nil
      try expect(.colon)
      let value: Expr = try expression()
      if keys.isEmpty && startsComprehension() {
        let generators: [Comprehension] = try comprehensions()
        try expect(.rightBrace)
        return Expr(.dictComp(key: known, value: value, generators), span(from: start))
      }
      keys.append(known)
      values.append(value)
    } while take(.comma)
    try expect(.rightBrace)
    return Expr(.dict(keys: keys, values: values), span(from: start))
  }

  // MARK: Numbers

  /// The value of a number literal, which the lexer has found to be valid.
  private mutating func number(_ token: Token) throws(Failed) -> Literal {
    let text: UnsafeBufferPointer<UInt8> = bytes(token)
    if text.count == 1 { return .int(Int(text[0] &- 0x30)) }
    if text[0] == 0x30 {
      switch text[1] | 0x20 {
      case UInt8(ascii: "x"): return integer(text, from: 2, radix: 16)
      case UInt8(ascii: "o"): return integer(text, from: 2, radix: 8)
      case UInt8(ascii: "b"): return integer(text, from: 2, radix: 2)
      default: break
      }
    }
    var isInteger: Bool = true
    for byte in text where !isDigit(byte) && byte != UInt8(ascii: "_") { isInteger = false }
    if isInteger {
      let value: Literal = integer(text, from: 0, radix: 10)
      if case .bigInt(let big) = value, intDigitLimit > 0, big.digits.count > intDigitLimit {
        throw tooManyDigits(big.digits.count)
      }
      return value
    }
    var digits: [UInt8] = []
    digits.reserveCapacity(text.count)
    for byte in text where byte != UInt8(ascii: "_") { digits.append(byte) }
    let isImaginary: Bool = digits[digits.count - 1] | 0x20 == UInt8(ascii: "j")
    if isImaginary { digits.removeLast() }
    let value: Double = Double(String(decoding: digits, as: UTF8.self)) ?? 0
    return isImaginary ? .imaginary(value) : .float(value)
  }

  private mutating func tooManyDigits(_ count: Int) -> Failed {
    var message: String = "Exceeds the limit (\(intDigitLimit) digits) for integer string conversion: "
    message += "value has \(count) digits; use sys.set_int_max_str_digits() to increase the limit"
    message += " - Consider hexadecimal for huge integer literals to avoid decimal conversion limits."
    let token: Token = tokens[position]
    let place = Location(line: Int(token.line), column: -1, endLine: Int(token.line), endColumn: -1)
    return raise(message, at: place)
  }

  private func integer(_ text: UnsafeBufferPointer<UInt8>, from start: Int, radix: Int) -> Literal {
    var value: Int = 0
    var overflows: Bool = false
    for index in start..<text.count {
      guard let digit = hexDigit(text[index]) else { continue }
      let (product, tooBig) = value.multipliedReportingOverflow(by: radix)
      let (sum, alsoTooBig) = product.addingReportingOverflow(Int(digit))
      if tooBig || alsoTooBig {
        overflows = true
        break
      }
      value = sum
    }
    if !overflows { return .int(value) }
    var digits: [UInt8] = []
    for index in start..<text.count where text[index] != UInt8(ascii: "_") {
      if digits.isEmpty && text[index] == 0x30 { continue }
      digits.append(text[index])
    }
    return .bigInt(BigDigits(digits: digits, radix: radix))
  }
}
