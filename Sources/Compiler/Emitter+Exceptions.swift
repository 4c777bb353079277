import Bytecode
import Syntax

/// `try`, `with` and what they leave behind. A handler begins with `pushHandled`, which makes its exception the handled one and keeps
/// the former one in a register; every way out of the handler restores that.
extension Emitter {
  /// Deepest nesting of loops, `try` and `with` blocks that CPython allows.
  private static let deepestNesting = 20

  func push(_ block: Block, _ span: Span) throws(SyntaxFailure) {
    if unit.blocks.count >= Emitter.deepestNesting { throw failure("too many statically nested blocks", span) }
    unit.blocks.append(block)
  }

  /// Emits `body` such that exceptions in it go to `label`, with the exception in `register`.
  func protect(_ label: Int, _ register: Int, _ body: () throws(SyntaxFailure) -> Void) throws(SyntaxFailure) {
    let outer = unit.handler
    unit.handlers.append(DraftHandler(label: label, register: register))
    unit.handler = unit.handlers.count - 1
    let assignedBefore = unit.assigned
    unit.assigned = BoundSet()
    if let bound = unit.bound {
      // Anything in the body may have been assigned or deleted when the exception comes.
      let sure = bound.subtracting(unit.deletable)
      if let known = unit.labels[label].bound {
        unit.unsure = unit.unsure.union(known.difference(sure))
        unit.labels[label].bound = known.intersection(sure)
      } else {
        unit.labels[label].bound = sure
      }
    }
    try body()
    if let sure = unit.labels[label].bound {
      unit.unsure = unit.unsure.union(unit.assigned.subtracting(sure))
      unit.labels[label].bound = sure.subtracting(unit.deletable)
    }
    unit.assigned = assignedBefore.union(unit.assigned)
    unit.handler = outer
  }

  /// The code at the end of a handler when it fails itself: restore, go on with the new exception.
  private func failed(_ label: Int, _ exception: Int, save: Int, name: String?) {
    place(label)
    if let name = name { forget(name, .artificial) }
    emit(.popHandled, save, .artificial)
    emit(.reraise, exception, .artificial)
  }

  /// End of the name of an `except` clause: unbound, whatever the clause did with it.
  func forget(_ name: String, _ span: Span) {
    let name = mangled(name)
    if case .register(let register) = unit.storage(name) {
      emit(.clear, register, 0, 1, span)
      unit.deletable.insert(register)
      markUnbound(register)
      return
    }
    let mark = unit.nextTemp
    let register = unit.temp()
    emit(.loadNone, register, span)
    store(register, name, span)
    delete(name, span)
    unit.nextTemp = mark
  }

  /// Leaves a handler with its exception, past the handler's own protection.
  private func goOn(_ exception: Int, save: Int, outer: Int) {
    let inner = unit.handler
    unit.handler = outer
    emit(.popHandled, save, .artificial)
    emit(.reraise, exception, .artificial)
    unit.handler = inner
  }

  // MARK: try

  func tryStatement(_ node: Try, _ span: Span, isStar: Bool) throws(SyntaxFailure) {
    for (index, handler) in node.handlers.enumerated() {
      if handler.type == nil, index < node.handlers.count - 1 {
        throw failure("default 'except:' must be last", handler.span)
      }
    }
    emit(.nop, span)
    if node.finalbody.isEmpty {
      try tryExcept(node, span, isStar: isStar)
      return
    }
    let exception = unit.temp()
    let save = unit.temp()
    let handler = newLabel()
    let end = newLabel()
    let outer = unit.handler
    try push(.finallyBody(node.finalbody, outerHandler: outer), span)
    try protect(handler, exception) { () throws(SyntaxFailure) in
      if node.handlers.isEmpty {
        try statements(node.body)
      } else {
        try tryExcept(node, span, isStar: isStar)
      }
    }
    unit.blocks.removeLast()
    try statements(node.finalbody)
    jump(end, .artificial)
    try handled(handler, exception, save: save, name: nil, isStar: false, span) { () throws(SyntaxFailure) in
      try statements(node.finalbody)
      goOn(exception, save: save, outer: outer)
    }
    place(end)
  }

  /// The code of a handler, from its entry. `body` must not fall through without restoring the handled exception.
  private func handled(
    _ label: Int, _ exception: Int, save: Int, name: String?, isStar: Bool, _ span: Span,
    _ body: () throws(SyntaxFailure) -> Void
  ) throws(SyntaxFailure) {
    let failure = newLabel()
    let second = unit.temp()
    place(label)
    emit(.pushHandled, save, exception, .artificial)
    try push(.handled(save: save, name: name, outerHandler: unit.handler, isStar: isStar, span), span)
    try protect(failure, second, body)
    unit.blocks.removeLast()
    let reachable = unit.bound
    unit.bound = nil
    failed(failure, second, save: save, name: name)
    unit.bound = reachable
  }

  private func tryExcept(_ node: Try, _ span: Span, isStar: Bool) throws(SyntaxFailure) {
    let exception = unit.temp()
    let save = unit.temp()
    let handler = newLabel()
    let end = newLabel()
    try push(.tryBody(outerHandler: unit.handler), span)
    try protect(handler, exception) { () throws(SyntaxFailure) in try statements(node.body) }
    unit.blocks.removeLast()
    try statements(node.orelse)
    jump(end, .artificial)
    if isStar {
      try starHandlers(node.handlers, handler, exception, save: save, end: end, span)
    } else {
      try handlers(node.handlers, handler, exception, save: save, end: end, span)
    }
    place(end)
  }

  private func handlers(
    _ clauses: [ExceptHandler], _ label: Int, _ exception: Int, save: Int, end: Int, _ span: Span
  ) throws(SyntaxFailure) {
    let failure = newLabel()
    let second = unit.temp()
    let outer = unit.handler
    place(label)
    // A bare `except:` does nothing of its own, but has a line.
    let isBare = clauses.count == 1 && clauses[0].type == nil
    emit(.pushHandled, save, exception, isBare ? clauses[0].span : .artificial)
    for clause in clauses {
      let next = newLabel()
      let mark = unit.nextTemp
      if clause.type == nil, !isBare { emit(.nop, clause.span) }
      if let type = clause.type {
        try protect(failure, second) { () throws(SyntaxFailure) in
          let classes = try operand(type)
          emit(.jumpIfNotExcMatch, exception, classes, label: next, clause.span)
        }
        unit.nextTemp = mark
      }
      try push(.handled(save: save, name: clause.name, outerHandler: outer, isStar: false, span), span)
      if let name = clause.name {
        let namedFailure = newLabel()
        try protect(failure, second) { () throws(SyntaxFailure) in
          try checkAssignable(name, clause.span)
          store(exception, name, clause.span)
        }
        try protect(namedFailure, second) { () throws(SyntaxFailure) in try statements(clause.body) }
        emit(.popHandled, save, .artificial)
        forget(name, .artificial)
        unit.blocks.removeLast()
        jump(end, .artificial)
        failed(namedFailure, second, save: save, name: name)
      } else {
        try protect(failure, second) { () throws(SyntaxFailure) in try statements(clause.body) }
        unit.blocks.removeLast()
        emit(.popHandled, save, .artificial)
        jump(end, .artificial)
      }
      place(next)
      unit.nextTemp = mark
    }
    emit(.popHandled, save, .artificial)
    emit(.reraise, exception, .artificial)
    failed(failure, second, save: save, name: nil)
  }

  // MARK: except* (PEP 654)

  /// Each clause takes its part of the group; what its body raises is collected, and raised together with the unhandled rest at the end.
  private func starHandlers(
    _ clauses: [ExceptHandler], _ label: Int, _ exception: Int, save: Int, end: Int, _ span: Span
  ) throws(SyntaxFailure) {
    let list = unit.temp()
    let rest = unit.temp()
    let outer = unit.handler
    try handled(label, exception, save: save, name: nil, isStar: true, span) { () throws(SyntaxFailure) in
      emit(.buildList, list, 0, 0, .artificial)
      emit(.move, rest, exception, .artificial)
      let finish = newLabel()
      for clause in clauses {
        guard let type = clause.type else { continue }
        let mark = unit.nextTemp
        let parts = unit.temps(2)
        let next = newLabel()
        emit(.jumpIfNone, rest, label: finish, clause.span)
        let classes = try operand(type)
        emit(.matchExcGroup, parts, rest, classes, clause.span)
        emit(.move, rest, parts + 1, clause.span)
        emit(.jumpIfNone, parts, label: next, clause.span)
        try starBody(clause, matched: parts, list: list, span)
        place(next)
        unit.nextTemp = mark
      }
      place(finish)
      emit(.listAppend, list, rest, .artificial)
      emit(.prepReraiseStar, rest, exception, list, .artificial)
      emit(.popHandled, save, .artificial)
      emit(.jumpIfNone, rest, label: end, .artificial)
      let inner = unit.handler
      unit.handler = outer
      emit(.reraise, rest, .artificial)
      unit.handler = inner
    }
  }

  private func starBody(_ clause: ExceptHandler, matched: Int, list: Int, _ span: Span) throws(SyntaxFailure) {
    let innerSave = unit.temp()
    let raised = unit.temp()
    let failure = newLabel()
    let after = newLabel()
    emit(.pushHandled, innerSave, matched, clause.span)
    if let name = clause.name {
      try checkAssignable(name, clause.span)
      store(matched, name, clause.span)
    }
    try push(.handled(save: innerSave, name: clause.name, outerHandler: unit.handler, isStar: true, span), span)
    try protect(failure, raised) { () throws(SyntaxFailure) in try statements(clause.body) }
    unit.blocks.removeLast()
    emit(.popHandled, innerSave, .artificial)
    if let name = clause.name { forget(name, .artificial) }
    jump(after, .artificial)
    place(failure)
    emit(.popHandled, innerSave, .artificial)
    if let name = clause.name { forget(name, .artificial) }
    emit(.listAppend, list, raised, .artificial)
    place(after)
  }

  // MARK: with

  func with(_ items: ArraySlice<WithItem>, _ body: [Stmt], isAsync: Bool, _ span: Span) throws(SyntaxFailure) {
    guard let item = items.first else { return try statements(body) }
    if isAsync { try checkAsync("async with", span) }
    // Entering and leaving belong to the statement, not to the manager: PEP 657 positions show its whole line.
    let position = span
    let exit = unit.temps(2)
    let manager = try operand(item.context, reuse: exit)
    emit(isAsync ? .asyncWithEnter : .withEnter, exit, manager, position)
    let value = exit + 1
    let exception = unit.temp()
    let save = unit.temp()
    if isAsync { emitAwait(value, 1, iterator: exception, into: value, position) }
    let handler = newLabel()
    let end = newLabel()
    try push(.with(exit: exit, isAsync: isAsync, outerHandler: unit.handler, position), span)
    try protect(handler, exception) { () throws(SyntaxFailure) in
      if let target = item.target { try assign(value, to: target) }
      try with(items.dropFirst(), body, isAsync: isAsync, span)
    }
    unit.blocks.removeLast()
    leaveContext(exit, isAsync: isAsync, position)
    jump(end, .artificial)
    let outer = unit.handler
    try handled(handler, exception, save: save, name: nil, isStar: false, span) { () throws(SyntaxFailure) in
      let suppress = newLabel()
      let base = unit.temps(6)
      emit(.withExitError, base, exit, exception, position)
      if isAsync { emitAwait(base, 2, iterator: base + 1, into: base, position) }
      emit(.jumpIfTrue, base, label: suppress, position)
      goOn(exception, save: save, outer: outer)
      place(suppress)
      emit(.popHandled, save, .artificial)
      jump(end, .artificial)
    }
    place(end)
  }

  /// Calls the exit method without an exception; its result does not matter.
  func leaveContext(_ exit: Int, isAsync: Bool, _ span: Span) {
    let mark = unit.nextTemp
    let base = unit.temps(6)
    emit(.withExit, base, exit, span)
    if isAsync { emitAwait(base, 2, iterator: base + 1, into: base, span) }
    unit.nextTemp = mark
  }
}
