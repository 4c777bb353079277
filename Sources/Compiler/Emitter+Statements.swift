import Bytecode
import Syntax

extension Emitter {
  func statements(_ body: [Stmt]) throws(SyntaxFailure) {
    for statement in body { try self.statement(statement) }
  }

  func statement(_ statement: Stmt) throws(SyntaxFailure) {
    try depth.enter()
    defer { depth.leave() }
    let mark = unit.nextTemp
    defer { unit.nextTemp = mark }
    let span = statement.span
    switch statement.kind {
    case .functionDef(let node): try functionDefinition(node, statement, isAsync: false)
    case .asyncFunctionDef(let node): try functionDefinition(node, statement, isAsync: true)
    case .classDef(let node): try classDefinition(node, statement)
    case .return(let value): try returnStatement(value, span)
    case .delete(let targets):
      for target in targets { try delete(target) }
    case .assign(let targets, let value): try assignment(targets, value)
    case .augAssign(let target, let operation, let value): try augmentedAssignment(target, operation, value, span)
    case .annAssign(let target, let annotation, let value, let simple):
      try annotatedAssignment(target, annotation, value, simple: simple, span)
    case .for(let node): try forStatement(node, span, isAsync: false)
    case .asyncFor(let node): try forStatement(node, span, isAsync: true)
    case .while(let test, let body, let orelse): try whileStatement(test, body, orelse, span)
    case .if(let test, let body, let orelse): try ifStatement(test, body, orelse)
    case .with(let items, let body): try with(items[...], body, isAsync: false, span)
    case .asyncWith(let items, let body): try with(items[...], body, isAsync: true, span)
    case .match(let subject, let cases): try match(subject, cases, span)
    case .raise(let exception, let cause): try raiseStatement(exception, cause, span)
    case .try(let node): try tryStatement(node, span, isStar: false)
    case .tryStar(let node): try tryStatement(node, span, isStar: true)
    case .assert(let test, let message): try assertStatement(test, message, span)
    case .import(let aliases): try importStatement(aliases, span)
    case .importFrom(let module, let names, let level): try importFrom(module, names, level, span)
    case .global, .nonlocal: break
    case .expr(let value): try expressionStatement(value, span)
    case .pass: emit(.nop, span)
    case .break: try breakStatement(span)
    case .continue: try continueStatement(span)
    }
  }

  private func expressionStatement(_ expression: Expr, _ span: Span) throws(SyntaxFailure) {
    if isInteractive, unit.kind == .module {
      let result = try operand(expression)
      emit(.printExpr, result, span)
    } else if case .constant = expression.kind {
      emit(.nop, span)
    } else {
      // Reading a local variable may need no instruction; tracers see the line.
      if case .name = expression.kind { emit(.nop, span) }
      try effect(expression)
    }
  }

  private func returnStatement(_ expression: Expr?, _ span: Span) throws(SyntaxFailure) {
    guard unit.scope.kind == .function else { throw failure("'return' outside function", span) }
    if expression != nil, unit.scope.isCoroutine, unit.scope.isGenerator {
      throw failure("'return' with value in async generator", span)
    }
    guard let expression = expression else {
      if !unit.blocks.isEmpty { emit(.nop, span) }
      try unwindAll(span)
      emitReturnNone(span)
      return
    }
    if let known = constant(expression) {
      if !unit.blocks.isEmpty { emit(.nop, span) }
      try unwindAll(span)
      if case .none = known, !isResumable { return emit(.returnNone, span) }
      let register = unit.temp()
      loadConstant(known, into: register, span)
      emitReturn(register, span)
      return
    }
    var register = try operand(expression)
    if !unit.isTemporary(register), unwindingRunsCode {
      let copy = unit.temp()
      emit(.move, copy, register, span)
      register = copy
    }
    try unwindAll(span)
    emitReturn(register, span)
  }

  private func raiseStatement(_ exception: Expr?, _ cause: Expr?, _ span: Span) throws(SyntaxFailure) {
    guard let exception = exception else { return emit(.raiseAgain, span) }
    let first = try operand(exception)
    if let cause = cause {
      emit(.raiseFrom, first, try operand(cause), span)
    } else {
      emit(.raise, first, span)
    }
  }

  private func assertStatement(_ test: Expr, _ message: Expr?, _ span: Span) throws(SyntaxFailure) {
    if case .tuple(let elements) = test.kind, !elements.isEmpty {
      warn("assertion is always true, perhaps remove parentheses?", span)
    }
    if options.optimize > 0 { return }
    let end = newLabel()
    lastComparison = nil
    try jumpIf(test, end, true)
    let span = lastComparison ?? span
    let base = unit.temp()
    emit(.loadAssertionError, base, span)
    if let message = message {
      _ = unit.temps(2)
      try value(message, into: unit.temp())
      emit(.call, base, 1, span)
    }
    emit(.raise, base, span)
    place(end)
  }

  // MARK: if, while, for

  private func ifStatement(_ test: Expr, _ body: [Stmt], _ orelse: [Stmt]) throws(SyntaxFailure) {
    // A chain of `elif` is a loop here: its arms do not nest.
    let end = newLabel()
    var (test, body, orelse) = (test, body, orelse)
    while true {
      let next: Int = orelse.isEmpty ? end : newLabel()
      try condition(test, next)
      try statements(body)
      if orelse.isEmpty { break }
      jump(end, .artificial)
      place(next)
      guard orelse.count == 1, case .if(let nextTest, let nextBody, let nextOrelse) = orelse[0].kind else {
        try statements(orelse)
        break
      }
      (test, body, orelse) = (nextTest, nextBody, nextOrelse)
    }
    place(end)
  }

  /// Jumps to `other` if the test is false. A constant test leaves an instruction for its line.
  private func condition(_ test: Expr, _ other: Int) throws(SyntaxFailure) {
    if constant(test) != nil { emit(.nop, test.span) }
    try jumpIf(test, other, false)
  }

  private func whileStatement(
    _ test: Expr, _ body: [Stmt], _ orelse: [Stmt], _ span: Span
  ) throws(SyntaxFailure) {
    // The test stands twice, before the loop and at its bottom: one jump an iteration, and what the test binds is bound in the body.
    let head = newLabel()
    let next = newLabel()
    let otherwise = newLabel()
    let exit = newLabel()
    try condition(test, otherwise)
    placeLoopHead(head)
    try push(.whileLoop(exit: exit, next: next), span)
    try statements(body)
    unit.blocks.removeLast()
    place(next)
    try jumpIf(test, head, true)
    place(otherwise)
    try statements(orelse)
    place(exit)
  }

  private func forStatement(_ node: For, _ span: Span, isAsync: Bool) throws(SyntaxFailure) {
    if isAsync { try checkAsync("async for", span) }
    let iterator = unit.temp()
    try iterate(node.iterable, isAsync: isAsync, into: iterator, span)
    let exit = newLabel()
    try loop(iterator: iterator, target: node.target, isAsync: isAsync, isAsync ? span : node.iterable.span) {
      (next) throws(SyntaxFailure) in
      try push(.forLoop(exit: exit, next: next), span)
      try statements(node.body)
      unit.blocks.removeLast()
    }
    try statements(node.orelse)
    place(exit)
  }

  func checkAsync(_ what: String, _ span: Span) throws(SyntaxFailure) {
    if unit.kind == .asyncFunction || isTopLevelAwait { return }
    throw failure("'\(what)' outside async function", span)
  }

  /// The iterator of a loop; asking for it stands at `span`, the statement or comprehension. A display of constants is iterated as a constant.
  func iterate(_ iterable: Expr, isAsync: Bool, into iterator: Int, _ span: Span) throws(SyntaxFailure) {
    if !isAsync, let constant = constantContainer(iterable) {
      loadConstant(constant, into: iterator, iterable.span)
      emit(.getIter, iterator, iterator, span)
      return
    }
    let source = try operand(iterable, reuse: iterator)
    emit(isAsync ? .getAIter : .getIter, iterator, source, span)
  }

  /// A loop over an iterator; `body` is given the label for `continue`. Control goes on behind it when the iterator is exhausted.
  func loop(
    iterator: Int, target: Expr, isAsync: Bool, _ span: Span, _ body: (Int) throws(SyntaxFailure) -> Void
  ) throws(SyntaxFailure) {
    if isAsync { return try asyncLoop(iterator: iterator, target: target, span, body) }
    let head = newLabel()
    let next = newLabel()
    jump(next, span)
    // The body is entered from `forIter` at the bottom only, which has just given a value.
    unit.bound = unit.labels[next].bound
    placeLoopHead(head)
    let item: Int
    if case .name(let name) = target.kind, let register = register(ofVariable: name) {
      try checkAssignable(name, target.span)
      item = register
      markBound(register)
    } else {
      item = unit.temp()
      try assignItem(item, to: target)
    }
    try body(next)
    place(next)
    emit(.forIter, item, iterator, label: head, span)
  }

  private func asyncLoop(
    iterator: Int, target: Expr, _ span: Span, _ body: (Int) throws(SyntaxFailure) -> Void
  ) throws(SyntaxFailure) {
    let next = newLabel()
    let end = newLabel()
    let exception = unit.temp()
    placeLoopHead(next)
    let item = unit.temp()
    try protect(end, exception) { () throws(SyntaxFailure) in
      let awaitable = unit.temp()
      emit(.getANext, awaitable, iterator, span)
      delegate(to: awaitable, into: item, span)
    }
    try assign(item, to: target)
    try body(next)
    jump(next, span)
    place(end)
    emit(.endAsyncFor, exception, span)
  }

  // MARK: Leaving blocks

  private func breakStatement(_ span: Span) throws(SyntaxFailure) {
    emit(.nop, span)
    guard let (index, exit, _) = innermostLoop else { throw failure("'break' outside loop", span) }
    try unwind(to: index, span)
    jump(exit, span)
  }

  private func continueStatement(_ span: Span) throws(SyntaxFailure) {
    emit(.nop, span)
    guard let (index, _, next) = innermostLoop else { throw failure("'continue' not properly in loop", span) }
    try unwind(to: index, span)
    jump(next, span)
  }

  private var innermostLoop: (index: Int, exit: Int, next: Int)? {
    for index in unit.blocks.indices.reversed() {
      switch unit.blocks[index] {
      case .whileLoop(let exit, let next), .forLoop(let exit, let next): return (index + 1, exit, next)
      default: continue
      }
    }
    return nil
  }

  /// Statements of the program run, or variables change, while the current blocks are left.
  private var unwindingRunsCode: Bool {
    for block in unit.blocks {
      switch block {
      case .finallyBody: return true
      case .handled(_, let name, _, _, _) where name != nil: return true
      default: continue
      }
    }
    return false
  }

  private func unwindAll(_ span: Span) throws(SyntaxFailure) { try unwind(to: 0, span) }

  /// Emits what must happen when control leaves all blocks above the first `count` ones, innermost first. Each piece runs under the
  /// handler that was in force around its block.
  private func unwind(to count: Int, _ span: Span) throws(SyntaxFailure) {
    let blocks = unit.blocks
    let handler = unit.handler
    defer {
      unit.blocks = blocks
      unit.handler = handler
    }
    while unit.blocks.count > count, let block = unit.blocks.popLast() {
      switch block {
      case .whileLoop, .forLoop: break
      case .tryBody(let outer): unit.handler = outer
      case .finallyBody(let body, let outer):
        unit.handler = outer
        try statements(body)
      case .handled(let save, let name, let outer, let isStar, _):
        if isStar {
          throw failure("'break', 'continue' and 'return' cannot appear in an except* block", span)
        }
        unit.handler = outer
        emit(.popHandled, save, span)
        if let name = name { forget(name, span) }
      case .with(let exit, let isAsync, let outer, let position):
        unit.handler = outer
        leaveContext(exit, isAsync: isAsync, position)
      }
    }
  }

  // MARK: import

  private func importStatement(_ aliases: [Alias], _ span: Span) throws(SyntaxFailure) {
    let none = unit.constantIndex(.none)
    for alias in aliases {
      let mark = unit.nextTemp
      let parts = alias.name.split(separator: ".", omittingEmptySubsequences: false)
      if let name = alias.asname {
        let direct: Int = register(ofVariable: name) ?? -1
        let register: Int = parts.count == 1 && direct >= 0 ? direct : unit.temp()
        emit(.importName, register, 0, word0: unit.nameIndex(mangled(alias.name)), word1: none, span)
        for part in parts.dropFirst() {
          emit(.importFrom, register, register, word0: unit.nameIndex(String(part)), span)
        }
        try checkAssignable(name, span)
        store(register, name, span)
      } else {
        let register = unit.temp()
        emit(.importName, register, 0, word0: unit.nameIndex(mangled(alias.name)), word1: none, span)
        let name = String(parts[0])
        try checkAssignable(name, span)
        store(register, name, span)
      }
      unit.nextTemp = mark
    }
  }

  private func importFrom(_ module: String?, _ names: [Alias], _ level: Int, _ span: Span) throws(SyntaxFailure) {
    let fromList: [Constant] = names.map { .string(Array($0.name.utf8)) }
    let register = unit.temp()
    let list = unit.constantIndex(.tuple(fromList))
    emit(.importName, register, level, word0: unit.nameIndex(module ?? ""), word1: list, span)
    let item = unit.temp()
    for alias in names {
      if alias.name == "*" {
        emit(.importStar, register, span)
        continue
      }
      let name: String = alias.asname ?? alias.name
      try checkAssignable(name, span)
      let target: Int = self.register(ofVariable: name) ?? item
      emit(.importFrom, target, register, word0: unit.nameIndex(mangled(alias.name)), span)
      store(target, name, span)
    }
  }
}

/// Whether a body annotates names, so that it needs `__annotations__`.
func containsAnnotation(_ body: [Stmt]) -> Bool {
  for statement in body {
    var statement = statement
    while case .if(_, let body, let orelse) = statement.kind, orelse.count == 1, let next = orelse.first, case .if = next.kind {
      if containsAnnotation(body) { return true }
      statement = next
    }
    switch statement.kind {
    case .annAssign: return true
    case .for(let node), .asyncFor(let node):
      if containsAnnotation(node.body) || containsAnnotation(node.orelse) { return true }
    case .while(_, let body, let orelse), .if(_, let body, let orelse):
      if containsAnnotation(body) || containsAnnotation(orelse) { return true }
    case .with(_, let body), .asyncWith(_, let body):
      if containsAnnotation(body) { return true }
    case .match(_, let cases):
      for item in cases where containsAnnotation(item.body) { return true }
    case .try(let node), .tryStar(let node):
      if containsAnnotation(node.body) || containsAnnotation(node.orelse) || containsAnnotation(node.finalbody) { return true }
      for handler in node.handlers where containsAnnotation(handler.body) { return true }
    default: continue
    }
  }
  return false
}
