import Syntax

/// What is done with an expression's value place (`ast.expr_context`).
enum Context {
  case load, store, delete
}

extension ScopeBuilder {
  func visit(_ expressions: [Expr]) throws(SyntaxFailure) {
    for expression in expressions { try visit(expression) }
  }

  func visit(_ expression: Expr, _ context: Context = .load) throws(SyntaxFailure) {
    // Long chains lean to the left (`a + b + c`, `a.b().c()`) or to the right (`x if c else y`): both are walked in loops.
    if case .name(let name) = expression.kind { return try visitName(name, context, expression.span) }
    if case .constant = expression.kind { return }
    try depth.enter()
    defer { depth.leave() }
    switch expression.kind {
    case .name, .constant: break
    case .binOp: try visitChain(expression)
    case .boolOp(_, let values): try visit(values)
    case .namedExpr(let target, let value):
      try visitNamedExpression(target, value, expression.span)
    case .unaryOp(_, let operand): try visit(operand)
    case .lambda(let arguments, let body):
      try visitDefaults(arguments)
      let privateName = current.privateName
      try enter(.function, "lambda", ObjectIdentifier(expression), expression.span, privateName: privateName) {
        () throws(SyntaxFailure) in
        try declare(arguments)
        try visit(body)
      }
    case .ifExp(let test, let body, let orelse):
      try visit(test)
      try visit(body)
      var last = orelse
      while case .ifExp(let test, let body, let orelse) = last.kind {
        try visit(test)
        try visit(body)
        last = orelse
      }
      try visit(last)
    case .dict(let keys, let values):
      for key in keys {
        if let key = key { try visit(key) }
      }
      try visit(values)
    case .set(let elements): try visit(elements)
    case .listComp(let element, let clauses):
      try visitComprehension(expression, .list, "listcomp", clauses, element, nil)
    case .setComp(let element, let clauses):
      try visitComprehension(expression, .set, "setcomp", clauses, element, nil)
    case .dictComp(let key, let value, let clauses):
      try visitComprehension(expression, .dict, "dictcomp", clauses, key, value)
    case .generatorExp(let element, let clauses):
      try visitComprehension(expression, .generator, "genexpr", clauses, element, nil)
    case .await(let value):
      try refuseInAnnotation("await expression", expression.span)
      try visit(value)
      current.isCoroutine = true
    case .yield(let value):
      try refuseInAnnotation("yield expression", expression.span)
      if let value = value { try visit(value) }
      current.isGenerator = true
      try refuseYieldInComprehension(expression.span)
    case .yieldFrom(let value):
      try refuseInAnnotation("yield expression", expression.span)
      try visit(value)
      current.isGenerator = true
      try refuseYieldInComprehension(expression.span)
    case .compare(let left, _, let comparators):
      try visit(left)
      try visit(comparators)
    case .call(let function, let args, let keywords):
      try visit(function)
      try visit(args)
      for keyword in keywords { try visit(keyword.value) }
    case .formattedValue(let value, _, let format):
      try visit(value)
      if let format = format { try visit(format) }
    case .joinedStr(let parts): try visit(parts)
    case .attribute(let value, _): try visit(value)
    case .subscript(let value, let index):
      try visit(value)
      try visit(index)
    case .starred(let value): try visit(value, context)
    case .list(let elements), .tuple(let elements):
      for element in elements { try visit(element, context) }
    case .slice(let lower, let upper, let step):
      if let lower = lower { try visit(lower) }
      if let upper = upper { try visit(upper) }
      if let step = step { try visit(step) }
    }
  }

  private func visitName(_ name: String, _ context: Context, _ span: Span) throws(SyntaxFailure) {
    switch context {
    case .load:
      try add(name, .use, span)
      // `super()` without arguments looks for the class in `__class__`.
      if name == "super", current.kind == .function { try add("__class__", .use, span) }
      if name == "locals" || name == "vars" || name == "eval" || name == "exec" || name == "dir" {
        current.looksAtLocals = true
      }
    case .store: try add(name, .local, span)
    case .delete: try add(name, [.local, .deleted], span)
    }
  }

  private func visitChain(_ expression: Expr) throws(SyntaxFailure) {
    var rights: [Expr] = []
    var leftmost = expression
    while case .binOp(let left, _, let right) = leftmost.kind {
      rights.append(right)
      leftmost = left
    }
    try visit(leftmost)
    for right in rights.reversed() { try visit(right) }
  }

  private func refuseInAnnotation(_ what: String, _ span: Span) throws(SyntaxFailure) {
    if current.isAnnotation { throw failure("'\(what)' can not be used within an annotation", span) }
  }

  private func refuseYieldInComprehension(_ span: Span) throws(SyntaxFailure) {
    if let kind = current.comprehension { throw failure("'yield' inside \(kind.rawValue)", span) }
  }

  // MARK: Comprehensions (langref 6.2.4)

  private func visitComprehension(
    _ expression: Expr, _ kind: Scope.ComprehensionKind, _ name: String, _ clauses: [Comprehension],
    _ element: Expr, _ value: Expr?
  ) throws(SyntaxFailure) {
    guard let outermost = clauses.first else { return }
    // The outermost iterable is evaluated in the scope around.
    iterableDepth += 1
    try visit(outermost.iterable)
    iterableDepth -= 1
    let privateName = current.privateName
    let isAsync: Bool = try enter(
      .function, name, ObjectIdentifier(expression), expression.span, privateName: privateName
    ) { () throws(SyntaxFailure) -> Bool in
      current.comprehension = kind
      if outermost.isAsync { current.isCoroutine = true }
      try add(".0", .parameter, expression.span)
      let outerDepth = iterableDepth
      iterableDepth = 0
      defer { iterableDepth = outerDepth }
      for (index, clause) in clauses.enumerated() {
        inIterationTarget = true
        defer { inIterationTarget = false }
        try visit(clause.target, .store)
        inIterationTarget = false
        if index > 0 {
          iterableDepth += 1
          try visit(clause.iterable)
          iterableDepth -= 1
        }
        try visit(clause.conditions)
        if clause.isAsync { current.isCoroutine = true }
      }
      if let value = value { try visit(value) }
      try visit(element)
      current.isGenerator = kind == .generator
      return current.isCoroutine && kind != .generator
    }
    if isAsync { current.isCoroutine = true }
  }

  // MARK: Assignment expressions (PEP 572)

  private func visitNamedExpression(_ target: Expr, _ value: Expr, _ span: Span) throws(SyntaxFailure) {
    try refuseInAnnotation("named expression", span)
    if iterableDepth > 0 {
      throw failure("assignment expression cannot be used in a comprehension iterable expression", span)
    }
    if current.comprehension != nil, case .name(let name) = target.kind {
      try extendScope(of: name, target.span)
    }
    try visit(value)
    try visit(target, .store)
    if case .name(let name) = target.kind {
      current.hasNamedExpressions = true
      _ = current.define(mangle(name, in: current.privateName), .assignedInExpression)
    }
  }

  /// The target of `:=` in a comprehension lives in the function or module around all comprehensions.
  private func extendScope(of name: String, _ span: Span) throws(SyntaxFailure) {
    let mangled = mangle(name, in: current.privateName)
    var candidate: Scope? = current
    while let scope = candidate {
      if scope.comprehension != nil {
        if let symbol = scope.symbol(mangled), symbol.uses.contains(.iterationTarget) {
          throw failure("assignment expression cannot rebind comprehension iteration variable '\(name)'", span)
        }
        candidate = scope.parent
        continue
      }
      switch scope.kind {
      case .function:
        let isGlobal: Bool = scope.symbol(mangled)?.uses.contains(.global) ?? false
        let index = try add(name, isGlobal ? .global : .nonlocal, to: current, span)
        current.update(index) { $0.declaration = $0.declaration ?? span }
        try add(name, .local, to: scope, span)
      case .module:
        let index = try add(name, .global, to: current, span)
        current.update(index) { $0.declaration = $0.declaration ?? span }
        try add(name, .global, to: scope, span)
      case .classBody:
        throw failure("assignment expression within a comprehension cannot be used in a class body", span)
      }
      return
    }
  }
}
