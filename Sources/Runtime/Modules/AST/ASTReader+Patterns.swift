// Patterns (PEP 634) of trees that are made of objects.

import Syntax

extension ASTReader {
  /// `allowsStar`: directly in a sequence pattern.
  func pattern(_ node: Value, allowsStar: Bool = false) throws(Raised) -> Syntax.Pattern {
    try thread.checkNativeStack()
    let span = try self.span(node, "pattern")
    return Syntax.Pattern(try patternKind(node, className(node), allowsStar), span)
  }
  private func patterns(_ node: Value, _ owner: String, _ field: String, allowsStar: Bool = false) throws(Raised) -> [Syntax.Pattern] {
    var patterns: [Syntax.Pattern] = []
    try list(node, owner, field, "pattern") { (item) throws(Raised) in
      patterns.append(try pattern(item, allowsStar: allowsStar))
    }
    return patterns
  }

  private func patternKind(_ node: Value, _ name: String, _ allowsStar: Bool) throws(Raised) -> Syntax.Pattern.Kind {
    switch name {
    case "MatchValue":
      let value = try expr(node, name, "value")
      try checkValue(value)
      return .matchValue(value)
    case "MatchSingleton":
      let value = try literal(try required(node, name, "value"))
      guard value == .none || value == .true || value == .false else {
        throw invalid("MatchSingleton can only contain True, False and None")
      }
      return .matchSingleton(value)
    case "MatchSequence": return .matchSequence(try patterns(node, name, "patterns", allowsStar: true))
    case "MatchMapping": return try mapping(node)
    case "MatchClass": return try classPattern(node)
    case "MatchStar":
      if !allowsStar { throw invalid("can't use MatchStar here") }
      return .matchStar(try capture(node, "name"))
    case "MatchAs":
      let name = try capture(node, "name")
      guard let inner = try optional(node, "pattern") else { return .matchAs(pattern: nil, name: name) }
      if name == nil { throw invalid("MatchAs must specify a target name if a pattern is given") }
      return .matchAs(pattern: try pattern(inner), name: name)
    case "MatchOr":
      let alternatives = try patterns(node, name, "patterns")
      if alternatives.count < 2 { throw invalid("MatchOr requires at least 2 patterns") }
      return .matchOr(alternatives)
    default: throw unexpected("pattern", node)
    }
  }

  private func capture(_ node: Value, _ field: String) throws(Raised) -> String? {
    guard let name = try optionalIdentifier(node, field) else { return nil }
    if name == "_" { throw invalid("can't capture name '_' in patterns") }
    try checkName(name)
    return name
  }

  private func mapping(_ node: Value) throws(Raised) -> Syntax.Pattern.Kind {
    let keys = try exprs(node, "MatchMapping", "keys")
    let values = try patterns(node, "MatchMapping", "patterns")
    if keys.count != values.count { throw invalid("MatchMapping doesn't have the same number of keys as patterns") }
    let rest = try capture(node, "rest")
    for key in keys {
      if case .constant(let literal) = key.kind, literal == .none || literal == .true || literal == .false { continue }
      try checkValue(key)
    }
    return .matchMapping(keys: keys, patterns: values, rest: rest)
  }

  private func classPattern(_ node: Value) throws(Raised) -> Syntax.Pattern.Kind {
    let name = "MatchClass"
    let cls = try expr(node, name, "cls")
    let positional = try patterns(node, name, "patterns")
    let attributes = try names(node, name, "kwd_attrs")
    let values = try patterns(node, name, "kwd_patterns")
    if attributes.count != values.count {
      throw invalid("MatchClass doesn't have the same number of keyword attributes as patterns")
    }
    var part = cls
    while case .attribute(let object, _) = part.kind { part = object }
    guard case .name = part.kind else { throw invalid("MatchClass cls field can only contain Name or Attribute nodes.") }
    for attribute in attributes { try checkName(attribute) }
    return .matchClass(cls: cls, patterns: positional, kwdAttrs: attributes, kwdPatterns: values)
  }

  /// What is compared with `==`: a literal, a number with a sign or an imaginary part, or a dotted name.
  private func checkValue(_ value: Expr) throws(Raised) {
    switch value.kind {
    case .attribute, .joinedStr: return
    case .constant(let literal):
      switch literal {
      case .int, .bigInt, .float, .imaginary, .string, .bytes, .made(.negative), .made(.complex): return
      default: throw invalid("unexpected constant inside of a literal pattern")
      }
    case .unaryOp(.uSub, let operand):
      if isNumber(operand, real: true, imaginary: true) { return }
    case .binOp(let left, .add, let right), .binOp(let left, .sub, let right):
      var real = left
      if case .unaryOp(.uSub, let operand) = left.kind { real = operand }
      if isNumber(real, real: true, imaginary: false), isNumber(right, real: false, imaginary: true) { return }
    default: break
    }
    throw invalid("patterns may only match literals and attribute lookups")
  }
  private func isNumber(_ expr: Expr, real: Bool, imaginary: Bool) -> Bool {
    guard case .constant(let literal) = expr.kind else { return false }
    switch literal {
    case .int, .bigInt, .float, .made(.negative): return real
    case .imaginary, .made(.complex): return imaginary
    default: return false
    }
  }
}
