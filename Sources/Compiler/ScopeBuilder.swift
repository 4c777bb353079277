import Syntax

/// First pass: finds the scopes of a module and what each does with its names (langref 4.2), then decides where each name lives.
/// Reports the errors of name declarations. Statements and expressions are visited in CPython's order, so that of two errors
/// the same one is reported.
final class ScopeBuilder {
  let module: Scope
  var current: Scope
  /// Scopes by the node that opens them: `FunctionDef`, `ClassDef`, or the `Expr` of a lambda or comprehension.
  var scopes: [ObjectIdentifier: Scope] = [:]
  let futureAnnotations: Bool
  /// Depth of comprehension iterables around the current expression: `:=` is not allowed in them.
  var iterableDepth = 0
  /// The target of a comprehension's `for` is being visited.
  var inIterationTarget = false
  var depth = NestingGuard()

  init(futureAnnotations: Bool) {
    let start = Span(line: 0, column: 0, endLine: 0, endColumn: 0)
    module = Scope(kind: .module, name: "top", parent: nil, span: start, privateName: nil)
    current = module
    self.futureAnnotations = futureAnnotations
  }

  func build(_ root: Module.Root) throws(SyntaxFailure) {
    switch root {
    case .module(let body), .interactive(let body):
      try visit(body)
    case .expression(let value):
      try visit(value)
    case .functionType(let arguments, let returns):
      try visit(arguments)
      try visit(returns)
    }
    try resolve(module)
  }

  // MARK: Names

  func failure(_ message: String, _ span: Span) -> SyntaxFailure { compileFailure(message, span) }

  func add(_ name: String, _ uses: Symbol.Uses, _ span: Span) throws(SyntaxFailure) {
    try add(name, uses, to: current, span)
  }

  @discardableResult
  func add(_ name: String, _ uses: Symbol.Uses, to scope: Scope, _ span: Span) throws(SyntaxFailure) -> Int {
    let mangled = mangle(name, in: current.privateName)
    var uses = uses
    if uses.contains(.parameter), let symbol = scope.symbol(mangled), symbol.uses.contains(.parameter) {
      throw failure("duplicate argument '\(name)' in function definition", span)
    }
    if inIterationTarget, uses.contains(.local) {
      // A target that `:=` in an inner comprehension has made global or nonlocal already.
      if let symbol = scope.symbol(mangled), !symbol.uses.isDisjoint(with: [.global, .nonlocal]) {
        throw failure("comprehension inner loop cannot rebind assignment expression target '\(name)'", span)
      }
      uses.insert(.iterationTarget)
    }
    let index = scope.define(mangled, uses)
    if uses.contains(.parameter) {
      scope.parameters.append(mangled)
    } else if uses.contains(.global), scope !== module {
      _ = module.define(mangled, [.global])
    }
    return index
  }

  func enter<Result>(
    _ kind: Scope.Kind, _ name: String, _ key: ObjectIdentifier, _ span: Span, privateName: String?,
    _ body: () throws(SyntaxFailure) -> Result
  ) throws(SyntaxFailure) -> Result {
    let outer = current
    let scope = Scope(kind: kind, name: name, parent: outer, span: span, privateName: privateName)
    outer.children.append(scope)
    scopes[key] = scope
    current = scope
    defer { current = outer }
    return try body()
  }

  /// Declares parameters in the order of `co_varnames`.
  func declare(_ arguments: Arguments) throws(SyntaxFailure) {
    for argument in arguments.posonlyargs { try add(argument.name, .parameter, argument.span) }
    for argument in arguments.args { try add(argument.name, .parameter, argument.span) }
    for argument in arguments.kwonlyargs { try add(argument.name, .parameter, argument.span) }
    if let argument = arguments.vararg {
      try add(argument.name, .parameter, argument.span)
      current.hasVarArgs = true
    }
    if let argument = arguments.kwarg {
      try add(argument.name, .parameter, argument.span)
      current.hasVarKeywords = true
    }
  }

  func visitDefaults(_ arguments: Arguments) throws(SyntaxFailure) {
    try visit(arguments.defaults)
    for value in arguments.kwDefaults {
      if let value = value { try visit(value) }
    }
  }

  func visitAnnotations(_ arguments: Arguments, returns: Expr?) throws(SyntaxFailure) {
    for argument in arguments.posonlyargs { try visitAnnotation(argument.annotation) }
    for argument in arguments.args { try visitAnnotation(argument.annotation) }
    try visitAnnotation(arguments.vararg?.annotation)
    try visitAnnotation(arguments.kwarg?.annotation)
    for argument in arguments.kwonlyargs { try visitAnnotation(argument.annotation) }
    try visitAnnotation(returns)
  }

  /// With `from __future__ import annotations` the names of an annotation are only text (PEP 563).
  func visitAnnotation(_ annotation: Expr?) throws(SyntaxFailure) {
    guard let annotation = annotation else { return }
    guard futureAnnotations else { return try visit(annotation) }
    let outer = current
    let scope = Scope(
      kind: .function, name: "_annotation", parent: outer, span: annotation.span, privateName: outer.privateName)
    scope.isAnnotation = true
    current = scope
    defer { current = outer }
    try visit(annotation)
  }

  // MARK: Resolution

  /// Decides where each name of `scope` and of the scopes in it lives.
  private func resolve(_ scope: Scope) throws(SyntaxFailure) {
    for index in scope.symbols.indices {
      let symbol = scope.symbols[index]
      if symbol.place != .unresolved { continue }
      let place = try self.place(of: symbol, in: scope)
      scope.update(index) { $0.place = place }
    }
    for child in scope.children { try resolve(child) }
  }

  private func place(of symbol: Symbol, in scope: Scope) throws(SyntaxFailure) -> Symbol.Place {
    let uses = symbol.uses
    if uses.contains(.global) {
      if uses.contains(.nonlocal) {
        throw failure("name '\(symbol.name)' is nonlocal and global", symbol.declaration ?? scope.span)
      }
      return .globalExplicit
    }
    if uses.contains(.nonlocal) {
      let position = symbol.declaration ?? scope.span
      if scope.kind == .module { throw failure("nonlocal declaration not allowed at module level", position) }
      guard capture(symbol.name, for: scope) else {
        throw failure("no binding for nonlocal '\(symbol.name)' found", position)
      }
      return .free
    }
    if !uses.isDisjoint(with: .bound) { return .local }
    if scope.kind == .module { return .globalImplicit }
    return capture(symbol.name, for: scope) ? .free : .globalImplicit
  }

  /// Looks for `name` in the functions around `scope`. If one binds it, its variable becomes a cell, and every scope between hands
  /// the cell down.
  private func capture(_ name: String, for scope: Scope) -> Bool {
    var owner: Scope? = scope.parent
    search: while let candidate = owner {
      switch candidate.kind {
      case .module:
        return false
      case .classBody:
        if name == "__class__" {
          candidate.needsClassCell = true
          break search
        }
      case .function:
        if let symbol = candidate.symbol(name) {
          if symbol.uses.contains(.global) { return false }
          if !symbol.uses.contains(.nonlocal), !symbol.uses.isDisjoint(with: .bound) {
            if let index = candidate.index(of: name) { candidate.update(index) { $0.place = .cell } }
            break search
          }
        }
      }
      owner = candidate.parent
    }
    guard let found = owner else { return false }
    var between: Scope? = scope.parent
    while let passing = between, passing !== found {
      let index = passing.define(name, [])
      passing.update(index) { symbol in
        if passing.kind == .classBody, !symbol.uses.isDisjoint(with: [.local, .imported, .global]) {
          symbol.uses.insert(.freeThroughClass)
        } else if symbol.uses.isDisjoint(with: [.local, .imported, .global, .parameter]) {
          symbol.place = .free
        }
      }
      between = passing.parent
    }
    return true
  }
}
