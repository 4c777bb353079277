// What CPython's compiler warns of because it is almost always a mistake. These need no more than the tree, so the
// compiler asks here, node by node, while it compiles.

/// The SyntaxWarning that an expression deserves, without its children; nil for nearly all.
public func suspicion(of expr: Expr) -> String? {
  switch expr.kind {
  case .compare(let left, let operators, let operands):
    return identity(left, operators, operands)
  case .call(let function, _, _):
    guard let type = uncallable(function) else { return nil }
    return "'\(type)' object is not callable; perhaps you missed a comma?"
  case .subscript(let value, let index):
    if let type = unsubscriptable(value) {
      return "'\(type)' object is not subscriptable; perhaps you missed a comma?"
    }
    return badIndex(value, index)
  default:
    return nil
  }
}

/// The SyntaxWarning that an `assert` deserves.
public func suspicion(ofAssertion test: Expr) -> String? {
  guard case .tuple(let elements) = test.kind, !elements.isEmpty else { return nil }
  return "assertion is always true, perhaps remove parentheses?"
}

/// `x is 1`: whether two equal constants are one object is nobody's business. Names of the language are fine.
private func identity(_ left: Expr, _ operators: [CompareOperator], _ operands: [Expr]) -> String? {
  var previous: Bool = isPlainLiteral(left)
  for (op, operand) in zip(operators, operands) {
    let current: Bool = isPlainLiteral(operand)
    if op == .is || op == .isNot, previous || current {
      return op == .is
        ? "\"is\" with a literal. Did you mean \"==\"?" : "\"is not\" with a literal. Did you mean \"!=\"?"
    }
    previous = current
  }
  return nil
}

private func isPlainLiteral(_ expr: Expr) -> Bool {
  if let literal = constant(expr) {
    switch literal {
    case .none, .true, .false, .ellipsis: return false
    default: return true
    }
  }
  switch expr.kind {
  case .tuple(let elements):
    return elements.allSatisfy { element in
      if case .constant = element.kind { return true }
      return isPlainLiteral(element)
    }
  default:
    return false
  }
}

/// The literal that an expression is, or that a sign before a number is folded to.
private func constant(_ expr: Expr) -> Literal? {
  switch expr.kind {
  case .constant(let literal):
    return literal
  case .unaryOp(.uSub, let operand), .unaryOp(.uAdd, let operand), .unaryOp(.invert, let operand):
    if case .constant(let literal) = operand.kind, isNumber(literal) { return literal }
    return nil
  default:
    return nil
  }
}

private func isNumber(_ literal: Literal) -> Bool {
  switch literal {
  case .int, .bigInt, .float, .imaginary: return true
  default: return false
  }
}

/// The type of an expression that evidently cannot be called.
private func uncallable(_ expr: Expr) -> String? {
  if let literal = constant(expr) { return typeName(literal) }
  switch expr.kind {
  case .tuple: return "tuple"
  case .list, .listComp: return "list"
  case .dict, .dictComp: return "dict"
  case .set, .setComp: return "set"
  case .generatorExp: return "generator"
  case .joinedStr, .formattedValue: return "str"
  default: return nil
  }
}

private func unsubscriptable(_ expr: Expr) -> String? {
  if let literal = constant(expr) {
    switch literal {
    case .string, .bytes: return nil
    default: return typeName(literal)
    }
  }
  switch expr.kind {
  case .set, .setComp: return "set"
  case .generatorExp: return "generator"
  case .lambda: return "function"
  default: return nil
  }
}

/// An index that no sequence takes.
private func badIndex(_ value: Expr, _ index: Expr) -> String? {
  let type: String
  if let literal = constant(index) {
    switch literal {
    case .int, .bigInt, .true, .false: return nil
    default: type = typeName(literal)
    }
  } else if case .lambda = index.kind {
    type = "function"
  } else {
    guard let display = uncallable(index) else { return nil }
    type = display
  }
  let container: String
  switch value.kind {
  case .constant(.string), .joinedStr, .formattedValue: container = "str"
  case .constant(.bytes): container = "bytes"
  case .tuple: container = "tuple"
  case .list, .listComp: container = "list"
  default: return nil
  }
  return "\(container) indices must be integers or slices, not \(type); perhaps you missed a comma?"
}

private func typeName(_ literal: Literal) -> String {
  switch literal {
  case .none: return "NoneType"
  case .true, .false: return "bool"
  case .ellipsis: return "ellipsis"
  case .int, .bigInt: return "int"
  case .float: return "float"
  case .imaginary: return "complex"
  case .string: return "str"
  case .bytes: return "bytes"
  case .made(let made): return made.typeName
  }
}
