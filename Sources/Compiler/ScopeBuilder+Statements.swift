import Syntax

extension ScopeBuilder {
  func visit(_ body: [Stmt]) throws(SyntaxFailure) {
    for statement in body { try visit(statement) }
  }

  func visit(_ statement: Stmt) throws(SyntaxFailure) {
    // A chain of `elif` nests in the tree, but is no nesting of the program: it is walked in a loop.
    var statement = statement
    while case .if(let test, let body, let orelse) = statement.kind {
      try visit(test)
      try visit(body)
      guard orelse.count == 1, let next = orelse.first, case .if = next.kind else { return try visit(orelse) }
      statement = next
    }
    try depth.enter()
    defer { depth.leave() }
    let span = statement.span
    switch statement.kind {
    case .functionDef(let node): try visit(node, span, isAsync: false)
    case .asyncFunctionDef(let node): try visit(node, span, isAsync: true)
    case .classDef(let node): try visit(node, span)
    case .return(let value):
      if let value = value {
        try visit(value)
        current.returnsValue = true
      }
    case .delete(let targets):
      for target in targets { try visit(target, .delete) }
    case .assign(let targets, let value):
      for target in targets { try visit(target, .store) }
      try visit(value)
    case .augAssign(let target, _, let value):
      try visit(target, .store)
      try visit(value)
    case .annAssign(let target, let annotation, let value, let simple):
      try visitAnnotatedAssignment(target, annotation, value, simple: simple, span)
    case .for(let node), .asyncFor(let node):
      try visit(node.target, .store)
      try visit(node.iterable)
      try visit(node.body)
      try visit(node.orelse)
    case .while(let test, let body, let orelse):
      try visit(test)
      try visit(body)
      try visit(orelse)
    case .if: break
    case .with(let items, let body), .asyncWith(let items, let body):
      for item in items {
        try visit(item.context)
        if let target = item.target { try visit(target, .store) }
      }
      try visit(body)
    case .match(let subject, let cases):
      try visit(subject)
      for item in cases {
        try visit(item.pattern)
        if let test = item.guardTest { try visit(test) }
        try visit(item.body)
      }
    case .raise(let exception, let cause):
      if let exception = exception { try visit(exception) }
      if let cause = cause { try visit(cause) }
    case .try(let node), .tryStar(let node):
      try visit(node.body)
      try visit(node.orelse)
      for handler in node.handlers {
        if let type = handler.type { try visit(type) }
        if let name = handler.name { try add(name, [.local, .deleted], handler.span) }
        try visit(handler.body)
      }
      try visit(node.finalbody)
    case .assert(let test, let message):
      try visit(test)
      if let message = message { try visit(message) }
    case .import(let aliases), .importFrom(_, let aliases, _):
      for alias in aliases { try visit(alias, span) }
    case .global(let names):
      for name in names { try declare(name, .global, "global", span) }
    case .nonlocal(let names):
      for name in names { try declare(name, .nonlocal, "nonlocal", span) }
    case .expr(let value): try visit(value)
    case .pass, .break, .continue: break
    }
  }

  private func visit(_ node: FunctionDef, _ span: Span, isAsync: Bool) throws(SyntaxFailure) {
    try add(node.name, .local, span)
    try visitDefaults(node.arguments)
    try visitAnnotations(node.arguments, returns: node.returns)
    try visit(node.decorators)
    let privateName = current.privateName
    try enter(.function, node.name, ObjectIdentifier(node), span, privateName: privateName) { () throws(SyntaxFailure) in
      current.isCoroutine = isAsync
      try declare(node.arguments)
      try visit(node.body)
    }
  }

  private func visit(_ node: ClassDef, _ span: Span) throws(SyntaxFailure) {
    try add(node.name, .local, span)
    try visit(node.bases)
    for keyword in node.keywords { try visit(keyword.value) }
    try visit(node.decorators)
    try enter(.classBody, node.name, ObjectIdentifier(node), span, privateName: node.name) { () throws(SyntaxFailure) in
      try visit(node.body)
    }
  }

  private func visitAnnotatedAssignment(
    _ target: Expr, _ annotation: Expr, _ value: Expr?, simple: Bool, _ span: Span
  ) throws(SyntaxFailure) {
    if case .name(let name) = target.kind {
      let mangled = mangle(name, in: current.privateName)
      if simple, current !== module, let symbol = current.symbol(mangled),
        !symbol.uses.isDisjoint(with: [.global, .nonlocal])
      {
        let kind = symbol.uses.contains(.global) ? "global" : "nonlocal"
        throw failure("annotated name '\(name)' can't be \(kind)", span)
      }
      if simple {
        try add(name, [.annotated, .local], target.span)
      } else if value != nil {
        try add(name, .local, target.span)
      }
    } else {
      try visit(target, .store)
    }
    try visitAnnotation(annotation)
    if let value = value { try visit(value) }
  }

  private func visit(_ alias: Alias, _ span: Span) throws(SyntaxFailure) {
    if alias.name == "*" {
      if current.kind != .module { throw failure("import * only allowed at module level", alias.span) }
      return
    }
    var name: String = alias.asname ?? alias.name
    if alias.asname == nil, let dot = name.utf8.firstIndex(of: UInt8(ascii: ".")) { name = String(name[..<dot]) }
    try add(name, .imported, alias.span)
  }

  private func declare(
    _ name: String, _ uses: Symbol.Uses, _ keyword: String, _ span: Span
  ) throws(SyntaxFailure) {
    let mangled = mangle(name, in: current.privateName)
    if let symbol = current.symbol(mangled) {
      let before = symbol.uses
      if before.contains(.parameter) { throw failure("name '\(name)' is parameter and \(keyword)", span) }
      if before.contains(.use) { throw failure("name '\(name)' is used prior to \(keyword) declaration", span) }
      if before.contains(.annotated) { throw failure("annotated name '\(name)' can't be \(keyword)", span) }
      if before.contains(.local) {
        throw failure("name '\(name)' is assigned to before \(keyword) declaration", span)
      }
    }
    let index = try add(name, uses, to: current, span)
    current.update(index) { $0.declaration = $0.declaration ?? span }
  }

  // MARK: Patterns

  func visit(_ pattern: Pattern) throws(SyntaxFailure) {
    try depth.enter()
    defer { depth.leave() }
    switch pattern.kind {
    case .matchValue(let value): try visit(value)
    case .matchSingleton: break
    case .matchSequence(let patterns), .matchOr(let patterns):
      for item in patterns { try visit(item) }
    case .matchStar(let name):
      if let name = name { try add(name, .local, pattern.span) }
    case .matchMapping(let keys, let patterns, let rest):
      try visit(keys)
      for item in patterns { try visit(item) }
      if let rest = rest { try add(rest, .local, pattern.span) }
    case .matchClass(let cls, let patterns, _, let kwdPatterns):
      try visit(cls)
      for item in patterns { try visit(item) }
      for item in kwdPatterns { try visit(item) }
    case .matchAs(let inner, let name):
      if let inner = inner { try visit(inner) }
      if let name = name { try add(name, .local, pattern.span) }
    }
  }
}
