import Bytecode
import Syntax

/// Functions, lambdas, classes and comprehensions: each body is a unit of its own.
extension Emitter {
  // MARK: Units

  /// Compiles the body of a nested scope.
  func compileUnit(
    _ key: ObjectIdentifier, _ kind: Unit.Kind, _ name: String, firstLine: Int, _ span: Span,
    _ body: () throws(SyntaxFailure) -> Void
  ) throws(SyntaxFailure) -> Code {
    // The body of a `finally` or the test of a `while` is emitted more than once.
    if let known = unit.compiled[key] { return known }
    guard let scope = scopes[key] else { throw failure("scope of '\(name)' is unknown", span) }
    let outer = unit
    unit = Unit(
      scope: scope, kind: kind, name: name, qualname: qualifiedName(name, kind), firstLine: firstLine, outer: outer)
    defer { unit = outer }
    if isResumable {
      emit(.returnGenerator, Span(line: Int32(firstLine), column: 0, endLine: Int32(firstLine), endColumn: 0))
    }
    for (index, register) in unit.cellRegisters.enumerated() {
      let isParameter = scope.kind == .function && scope.parameters.contains(unit.cellVars[index])
      emit(isParameter ? .makeCell : .makeEmptyCell, Int(register), .artificial)
    }
    try body()
    let code = try finish()
    outer.compiled[key] = code
    return code
  }

  /// PEP 3155.
  private func qualifiedName(_ name: String, _ kind: Unit.Kind) -> String {
    if unit.kind == .module { return name }
    if kind == .function || kind == .asyncFunction || kind == .classBody {
      if unit.scope.place(mangled(name)) == .globalExplicit, unit.scope.symbol(mangled(name)) != nil { return name }
    }
    let isPlain = unit.kind == .classBody || unit.kind == .comprehension
    return unit.qualname + (isPlain ? "." : ".<locals>.") + name
  }

  /// Makes a function of `code`. Defaults and annotations that are announced by `flags` lie in registers from `first` on, on top of
  /// the stack; the closure's cells are put behind them.
  func makeFunction(_ code: Code, into target: Int, first: Int, flags: Int, _ span: Span) {
    var flags = flags
    if !code.freeVars.isEmpty {
      flags |= 8
      for name in code.freeVars {
        let register = unit.temp()
        if unit.cellVars.contains(name) {
          emit(.move, register, unit.cellRegister(name), span)
        } else {
          emit(.loadFreeCell, register, unit.freeIndex(name) ?? 0, span)
        }
      }
    }
    guard isReachable else { return }
    emit(.makeFunction, target, flags == 0 ? 0 : first, flags, word0: unit.constantIndex(code), span)
  }

  // MARK: def

  func functionDefinition(_ node: FunctionDef, _ statement: Stmt, isAsync: Bool) throws(SyntaxFailure) {
    let span = statement.span
    let mark = unit.nextTemp
    defer { unit.nextTemp = mark }
    try checkAssignable(node.name, span)
    try checkParameters(node.arguments, span)
    let direct: Int? = node.decorators.isEmpty ? register(ofVariable: node.name) : nil
    let result: Int = direct ?? unit.temp()
    let decorated = try decorators(node.decorators, result)
    let target: Int = decorated.last.map { $0 + 3 } ?? result
    if !decorated.isEmpty { _ = unit.temp() }
    let first = unit.nextTemp
    let flags = try functionParts(node.arguments, returns: node.returns, span)
    let firstLine = Int(node.decorators.first?.span.line ?? span.line)
    let kind: Unit.Kind = isAsync ? .asyncFunction : .function
    let code = try compileUnit(ObjectIdentifier(node), kind, node.name, firstLine: firstLine, span) {
      () throws(SyntaxFailure) in
      unit.setPositionalCount(node.arguments)
      try functionBody(node.body)
    }
    makeFunction(code, into: target, first: first, flags: flags, span)
    applyDecorators(node.decorators, decorated)
    store(result, node.name, span)
  }

  private func functionBody(_ body: [Stmt]) throws(SyntaxFailure) {
    var rest = body
    if let text = docstring(of: body) {
      if options.optimize < 2 {
        unit.hasDocstring = true
        _ = unit.constantIndex(.string(text))
      } else {
        _ = unit.constantIndex(.none)
      }
      rest.removeFirst()
    } else {
      _ = unit.constantIndex(.none)
    }
    try statements(rest)
  }

  /// Evaluates decorators, each into a call base of its own; the first base is `result` if that is a temporary on top.
  private func decorators(_ decorators: [Expr], _ result: Int) throws(SyntaxFailure) -> [Int] {
    var bases: [Int] = []
    for decorator in decorators {
      let base: Int = bases.isEmpty ? result : unit.temp()
      _ = unit.temps(2)
      try value(decorator, into: base)
      bases.append(base)
    }
    return bases
  }

  private func applyDecorators(_ decorators: [Expr], _ bases: [Int]) {
    for index in bases.indices.reversed() { emit(.call, bases[index], 1, decorators[index].span) }
  }

  private func checkParameters(_ arguments: Arguments, _ span: Span) throws(SyntaxFailure) {
    for argument in arguments.posonlyargs { try checkAssignable(argument.name, span) }
    for argument in arguments.args { try checkAssignable(argument.name, span) }
    if let argument = arguments.vararg { try checkAssignable(argument.name, span) }
    for argument in arguments.kwonlyargs { try checkAssignable(argument.name, span) }
    if let argument = arguments.kwarg { try checkAssignable(argument.name, span) }
  }

  /// Defaults and annotations, in adjacent registers; gives the flags of `makeFunction`.
  private func functionParts(_ arguments: Arguments, returns: Expr?, _ span: Span) throws(SyntaxFailure) -> Int {
    var flags = 0
    if !arguments.defaults.isEmpty {
      let register = unit.temp()
      if let items = constantItems(arguments.defaults) {
        loadConstant(.tuple(items), into: register, span)
      } else {
        let mark = unit.nextTemp
        try sequence(arguments.defaults, .tuple, into: register, span)
        unit.nextTemp = mark
      }
      flags |= 1
    }
    var keys: [Expr?] = []
    var values: [Expr] = []
    for (index, argument) in arguments.kwonlyargs.enumerated() {
      guard index < arguments.kwDefaults.count, let value = arguments.kwDefaults[index] else { continue }
      keys.append(Expr(.constant(.string(Array(mangled(argument.name).utf8), isUnicode: false)), argument.span))
      values.append(value)
    }
    if !keys.isEmpty {
      let register = unit.temp()
      let mark = unit.nextTemp
      try dictionary(keys, values, into: register, span)
      unit.nextTemp = mark
      flags |= 2
    }
    if try annotations(arguments, returns: returns, span) { flags |= 4 }
    return flags
  }

  /// The tuple (name, annotation, …), in the order in which Python evaluates them.
  private func annotations(_ arguments: Arguments, returns: Expr?, _ span: Span) throws(SyntaxFailure) -> Bool {
    var parts: [(name: String, value: Expr)] = []
    for argument in arguments.args {
      if let annotation = argument.annotation { parts.append((argument.name, annotation)) }
    }
    for argument in arguments.posonlyargs {
      if let annotation = argument.annotation { parts.append((argument.name, annotation)) }
    }
    if let argument = arguments.vararg, let annotation = argument.annotation { parts.append((argument.name, annotation)) }
    for argument in arguments.kwonlyargs {
      if let annotation = argument.annotation { parts.append((argument.name, annotation)) }
    }
    if let argument = arguments.kwarg, let annotation = argument.annotation { parts.append((argument.name, annotation)) }
    if let returns = returns { parts.append(("return", returns)) }
    if parts.isEmpty { return false }
    let register = unit.temp()
    let mark = unit.nextTemp
    for part in parts {
      loadString(mangled(part.name), into: unit.temp(), span)
      try annotation(part.value, into: unit.temp())
    }
    emit(.buildTuple, register, mark, parts.count * 2, span)
    unit.nextTemp = mark
    return true
  }

  /// An annotation's value, or its text (PEP 563).
  func annotation(_ expression: Expr, into register: Int) throws(SyntaxFailure) {
    if futures.contains(.futureAnnotations) {
      loadString(try unparse(expression), into: register, expression.span)
    } else if case .starred(let inner) = expression.kind {
      // `*args: *Ts` (PEP 646): the iterable's only element.
      try value(inner, into: register)
      emit(.unpack, register, register, 1, expression.span)
    } else {
      try value(expression, into: register)
    }
  }

  func lambda(_ expression: Expr, _ arguments: Arguments, _ body: Expr, into target: Int) throws(SyntaxFailure) {
    let span = expression.span
    try checkParameters(arguments, span)
    let first = unit.nextTemp
    let flags = try functionParts(arguments, returns: nil, span)
    let code = try compileUnit(ObjectIdentifier(expression), .lambda, "<lambda>", firstLine: Int(span.line), span) {
      () throws(SyntaxFailure) in
      unit.setPositionalCount(arguments)
      _ = unit.constantIndex(.none)
      let result = try operand(body)
      emitReturn(result, body.span)
    }
    makeFunction(code, into: target, first: first, flags: flags, span)
  }

  // MARK: class

  func classDefinition(_ node: ClassDef, _ statement: Stmt) throws(SyntaxFailure) {
    let span = statement.span
    let mark = unit.nextTemp
    defer { unit.nextTemp = mark }
    try checkAssignable(node.name, span)
    let result = unit.temp()
    let decorated = try decorators(node.decorators, result)
    let base: Int = decorated.last.map { $0 + 3 } ?? result
    if !decorated.isEmpty { _ = unit.temp() }
    let firstLine = Int(node.decorators.first?.span.line ?? span.line)
    let code = try compileUnit(ObjectIdentifier(node), .classBody, node.name, firstLine: firstLine, span) {
      () throws(SyntaxFailure) in
      try classBody(node, firstLine)
    }
    _ = unit.temps(2)
    emit(.loadBuildClass, base, span)
    let body = unit.temp()
    let inner = unit.nextTemp
    makeFunction(code, into: body, first: inner, flags: 0, span)
    unit.nextTemp = inner
    try classArguments(node, base: base, span)
    applyDecorators(node.decorators, decorated)
    store(result, node.name, span)
  }

  /// The call of `__build_class__(body, name, *bases, **keywords)`.
  private func classArguments(_ node: ClassDef, base: Int, _ span: Span) throws(SyntaxFailure) {
    try checkKeywords(node.keywords, span)
    var needsUnpacking = node.bases.count + node.keywords.count > 1000
    for item in node.bases {
      if case .starred = item.kind { needsUnpacking = true }
    }
    for keyword in node.keywords where keyword.name == nil { needsUnpacking = true }
    guard needsUnpacking else {
      loadString(node.name, into: unit.temp(), span)
      for item in node.bases { try value(item, into: unit.temp()) }
      var names: [Constant] = []
      for keyword in node.keywords {
        try value(keyword.value, into: unit.temp())
        names.append(.string(Array((keyword.name ?? "").utf8)))
      }
      let count = 2 + node.bases.count + node.keywords.count
      if names.isEmpty {
        emit(.call, base, count, span)
      } else {
        emit(.callKw, base, count, word0: unit.constantIndex(.tuple(names)), span)
      }
      return
    }
    // The body's function is in base + 3; it becomes the first item of the list there.
    let function = base + 3
    let pair = unit.temps(2)
    emit(.move, pair, function, span)
    loadString(node.name, into: pair + 1, span)
    emit(.buildList, function, pair, 2, span)
    unit.nextTemp = pair
    for item in node.bases {
      if case .starred(let iterable) = item.kind {
        emit(.listExtend, function, try operand(iterable), item.span)
      } else {
        emit(.listAppend, function, try operand(item), item.span)
      }
      unit.nextTemp = pair
    }
    unit.nextTemp = function
    try keywordDictionary(node.keywords, base: base, span)
    emit(.callEx, base, span)
  }

  /// As `unpackingArguments`, where the positional arguments lie at base + 3 already.
  private func keywordDictionary(_ keywords: [Keyword], base: Int, _ span: Span) throws(SyntaxFailure) {
    _ = unit.temp()
    let named = unit.temp()
    if keywords.isEmpty { return emit(.clear, named, 0, 1, span) }
    emit(.buildDict, named, 0, 0, span)
    let mark = unit.nextTemp
    for keyword in keywords {
      if let name = keyword.name {
        let key = unit.temp()
        loadString(name, into: key, keyword.span)
        let pair = unit.temp()
        try value(keyword.value, into: pair)
        emit(.buildDict, key, key, 1, keyword.span)
        emit(.dictMerge, named, key, base, keyword.span)
      } else {
        emit(.dictMerge, named, try operand(keyword.value), base, keyword.span)
      }
      unit.nextTemp = mark
    }
  }

  private func classBody(_ node: ClassDef, _ firstLine: Int) throws(SyntaxFailure) {
    let line = Int32(firstLine)
    let start = Span(line: line, column: 0, endLine: line, endColumn: 0)
    let mark = unit.nextTemp
    let register = unit.temp()
    emit(.loadName, register, word0: unit.nameIndex("__name__"), start)
    emit(.storeName, register, word0: unit.nameIndex("__module__"), start)
    loadString(unit.qualname, into: register, start)
    emit(.storeName, register, word0: unit.nameIndex("__qualname__"), start)
    if containsAnnotation(node.body) { emit(.setupAnnotations, start) }
    var rest = node.body
    if let text = docstring(of: node.body), let first = node.body.first {
      rest.removeFirst()
      if options.optimize < 2 {
        unit.hasDocstring = true
        loadConstant(.string(text), into: register, first.span)
        emit(.storeName, register, word0: unit.nameIndex("__doc__"), first.span)
      }
    }
    unit.nextTemp = mark
    try statements(rest)
    if unit.scope.needsClassCell {
      let cell = unit.cellRegister("__class__")
      emit(.storeName, cell, word0: unit.nameIndex("__classcell__"), .artificial)
      emit(.returnValue, cell, .artificial)
    }
  }

  // MARK: Comprehensions (langref 6.2.4)

  func comprehension(_ expression: Expr, into target: Int) throws(SyntaxFailure) {
    let span = expression.span
    let clauses: [Comprehension]
    let name: String
    switch expression.kind {
    case .listComp(_, let list): (clauses, name) = (list, "<listcomp>")
    case .setComp(_, let list): (clauses, name) = (list, "<setcomp>")
    case .dictComp(_, _, let list): (clauses, name) = (list, "<dictcomp>")
    case .generatorExp(_, let list): (clauses, name) = (list, "<genexpr>")
    default: return
    }
    guard let outermost = clauses.first, let scope = scopes[ObjectIdentifier(expression)] else { return }
    let isGenerator = scope.comprehension == .generator
    let isAsync = scope.isCoroutine
    if isAsync, !isGenerator, unit.kind != .asyncFunction, unit.kind != .comprehension, !isTopLevelAwait {
      throw failure("asynchronous comprehension outside of an asynchronous function", span)
    }
    let base = callBase(target)
    let code = try compileUnit(ObjectIdentifier(expression), .comprehension, name, firstLine: Int(span.line), span) {
      () throws(SyntaxFailure) in
      try comprehensionBody(expression, clauses)
    }
    let mark = unit.nextTemp
    makeFunction(code, into: base, first: mark, flags: 0, span)
    unit.nextTemp = mark
    let iterator = unit.temp()
    let source = try operand(outermost.iterable, reuse: iterator)
    emit(outermost.isAsync ? .getAIter : .getIter, iterator, source, span)
    emit(.call, base, 1, span)
    if isAsync, !isGenerator {
      unit.nextTemp = mark
      emitAwait(base, 0, iterator: unit.temp(), into: base, span)
    }
    if base != target { emit(.move, target, base, span) }
  }

  private func comprehensionBody(_ expression: Expr, _ clauses: [Comprehension]) throws(SyntaxFailure) {
    let span = expression.span
    unit.setPositionalCount(nil)
    let result = unit.temp()
    switch expression.kind {
    case .listComp: emit(.buildList, result, 0, 0, span)
    case .setComp: emit(.buildSet, result, 0, 0, span)
    case .dictComp: emit(.buildDict, result, 0, 0, span)
    default: break
    }
    try comprehensionClause(expression, clauses, 0, result)
    if case .generatorExp = expression.kind {
      emitReturnNone(span)
    } else {
      emitReturn(result, span)
    }
  }

  private func comprehensionClause(
    _ expression: Expr, _ clauses: [Comprehension], _ index: Int, _ result: Int
  ) throws(SyntaxFailure) {
    if index == clauses.count { return try comprehensionElement(expression, result) }
    let clause = clauses[index]
    let mark = unit.nextTemp
    defer { unit.nextTemp = mark }
    var iterator = 0
    // `for x in [y]` is an assignment.
    if index > 0, let single = singleElement(clause.iterable), !clause.isAsync {
      let source = try operand(single)
      try assign(source, to: clause.target)
      let skip = newLabel()
      for condition in clause.conditions { try jumpIf(condition, skip, false) }
      try comprehensionClause(expression, clauses, index + 1, result)
      place(skip)
      return
    }
    if index > 0 {
      iterator = unit.temp()
      try iterate(clause.iterable, isAsync: clause.isAsync, into: iterator, expression.span)
    }
    let loopSpan = clause.isAsync ? expression.span : clause.target.span
    try loop(iterator: iterator, target: clause.target, isAsync: clause.isAsync, loopSpan) {
      (next) throws(SyntaxFailure) in
      for condition in clause.conditions { try jumpIf(condition, next, false) }
      try comprehensionClause(expression, clauses, index + 1, result)
    }
  }

  private func singleElement(_ expression: Expr) -> Expr? {
    switch expression.kind {
    case .list(let elements) where elements.count == 1, .tuple(let elements) where elements.count == 1:
      if case .starred = elements[0].kind { return nil }
      return elements[0]
    default: return nil
    }
  }

  private func comprehensionElement(_ expression: Expr, _ result: Int) throws(SyntaxFailure) {
    let mark = unit.nextTemp
    defer { unit.nextTemp = mark }
    switch expression.kind {
    case .listComp(let element, _):
      emit(.listAppend, result, try operand(element), element.span)
    case .setComp(let element, _):
      emit(.setAdd, result, try operand(element), element.span)
    case .dictComp(let key, let value, _):
      let first = try operand(key)
      let second = try operand(value)
      emit(.dictSet, result, first, second, key.span.to(value.span))
    case .generatorExp(let element, _):
      try yield(element, into: unit.temp(), element.span)
    default: break
    }
  }
}
