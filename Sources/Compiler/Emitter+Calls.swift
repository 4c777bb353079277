import Bytecode
import Syntax

extension Emitter {
  /// A base for a call layout: the target itself if it is the topmost register in use, else new registers. Reserves the linkage too.
  func callBase(_ target: Int) -> Int {
    if unit.isTemporary(target), target == unit.nextTemp - 1 {
      _ = unit.temps(2)
      return target
    }
    return unit.temps(3)
  }

  func call(
    _ function: Expr, _ args: [Expr], _ keywords: [Keyword], into target: Int, _ span: Span
  ) throws(SyntaxFailure) {
    warnAboutCallee(function)
    try checkKeywords(keywords, span)
    let base = callBase(target)
    if needsUnpacking(args, keywords) {
      try value(function, into: base)
      try unpackingArguments(args, keywords, base: base, span)
      emit(.callEx, base, span)
    } else if case .attribute(let object, let name) = function.kind {
      try methodCall(object, name, function.span, args, keywords, base: base, span)
    } else {
      try value(function, into: base)
      for argument in args { try value(argument, into: unit.temp()) }
      let names = try keywordArguments(keywords)
      let count = args.count + keywords.count
      if let names = names {
        emit(.callKw, base, count, word0: names, span)
      } else {
        emit(.call, base, count, span)
      }
    }
    if base != target { emit(.move, target, base, span) }
  }

  private func needsUnpacking(_ args: [Expr], _ keywords: [Keyword]) -> Bool {
    for argument in args {
      if case .starred = argument.kind { return true }
    }
    for keyword in keywords where keyword.name == nil { return true }
    // A call layout of many registers would crowd out other temporaries.
    return args.count + keywords.count > 1000
  }

  private func methodCall(
    _ object: Expr, _ name: String, _ function: Span, _ args: [Expr], _ keywords: [Keyword], base: Int, _ span: Span
  ) throws(SyntaxFailure) {
    let attribute = mangled(name)
    // The attribute is looked up before the arguments are evaluated; that can be seen if they do more than compute.
    let isEarly = !hasPlainArguments(args, keywords) && !isConstant(object)
    let isSuper = keywords.isEmpty && !isEarly && isPlainSuper(object)
    let receiver = unit.temp()
    if isEarly {
      let source = try operand(object, reuse: receiver)
      emit(.loadMethod, base, source, word0: unit.nameIndex(attribute), attributeSpan(function, name))
    } else if isSuper {
      // `super` is looked up by the instruction, but is a name of this code.
      _ = unit.nameIndex("super")
      loadClassCell(into: base + 1, object.span)
      loadFirstParameter(into: receiver, object.span)
    } else {
      try value(object, into: receiver)
    }
    let nameIndex = unit.nameIndex(attribute)
    for argument in args { try value(argument, into: unit.temp()) }
    let names = try keywordArguments(keywords)
    let count = args.count + keywords.count + 1
    var position = span
    if function.endLine != span.line {
      position.line = function.endLine
      position.column = max(0, function.endColumn - Int32(name.utf8.count))
    }
    if isEarly {
      if let names = names {
        emit(.callLoadedKw, base, count, word0: names, position)
      } else {
        emit(.callLoaded, base, count, position)
      }
    } else if isSuper {
      emit(.callSuperMethod, base, count, word0: nameIndex, position)
    } else if let names = names {
      emit(.callMethodKw, base, count, word0: nameIndex, word1: names, position)
    } else {
      emit(.callMethod, base, count, word0: nameIndex, position)
    }
  }

  private func isConstant(_ expression: Expr) -> Bool {
    if case .constant = expression.kind { return true }
    if case .joinedStr = expression.kind { return true }
    return false
  }

  private func hasPlainArguments(_ args: [Expr], _ keywords: [Keyword]) -> Bool {
    for argument in args where !isPlain(argument, 8) { return false }
    for keyword in keywords where !isPlain(keyword.value, 8) { return false }
    return true
  }

  /// `self`, or an attribute of it: methods read their own attributes so often that a property's side effect is not waited for.
  private func isFirstParameter(_ expression: Expr) -> Bool {
    switch expression.kind {
    case .attribute(let object, _): return isFirstParameter(object)
    case .name(let name): return register(ofVariable: name) == 0 && unit.positionalCount > 0
    default: return false
    }
  }

  /// Whether evaluating the expression runs no function of the program, apart from operators and properties.
  private func isPlain(_ expression: Expr, _ levels: Int) -> Bool {
    if levels == 0 { return false }
    let inner = levels - 1
    switch expression.kind {
    case .constant, .name, .lambda: return true
    case .attribute(let object, _): return isFirstParameter(object)
    case .subscript(let object, let index): return isPlain(object, inner) && isPlain(index, inner)
    case .binOp(let left, _, let right): return isPlain(left, inner) && isPlain(right, inner)
    case .unaryOp(_, let operand): return isPlain(operand, inner)
    case .boolOp(_, let values), .joinedStr(let values), .list(let values), .tuple(let values), .set(let values):
      return values.allSatisfy { isPlain($0, inner) }
    case .dict(let keys, let values):
      return keys.allSatisfy { $0.map { isPlain($0, inner) } ?? false } && values.allSatisfy { isPlain($0, inner) }
    case .compare(let left, _, let comparators):
      return isPlain(left, inner) && comparators.allSatisfy { isPlain($0, inner) }
    case .ifExp(let test, let body, let orelse):
      return isPlain(test, inner) && isPlain(body, inner) && isPlain(orelse, inner)
    case .formattedValue(let value, _, let format):
      return isPlain(value, inner) && (format.map { isPlain($0, inner) } ?? true)
    case .slice(let lower, let upper, let step):
      for part in [lower, upper, step] {
        if let part = part, !isPlain(part, inner) { return false }
      }
      return true
    case .call, .namedExpr, .listComp, .setComp, .dictComp, .generatorExp, .await, .yield, .yieldFrom, .starred: return false
    }
  }

  /// Evaluates keyword values into the next registers; gives the constant of their names, or nil if there are none.
  private func keywordArguments(_ keywords: [Keyword]) throws(SyntaxFailure) -> Int? {
    if keywords.isEmpty { return nil }
    var names: [Constant] = []
    for keyword in keywords {
      try value(keyword.value, into: unit.temp())
      names.append(.string(Array((keyword.name ?? "").utf8)))  // Not mangled, as in CPython.
    }
    return unit.constantIndex(.tuple(names))
  }

  /// `f(*args, **kwargs)`: an iterable at base + 3, a dict or empty at base + 4.
  func unpackingArguments(
    _ args: [Expr], _ keywords: [Keyword], base: Int, _ span: Span, leading: [Int] = []
  ) throws(SyntaxFailure) {
    let positional = unit.temp()
    if leading.isEmpty, args.count == 1, case .starred(let iterable) = args[0].kind {
      try value(iterable, into: positional)
    } else {
      try sequence(args, leading.isEmpty ? .tuple : .list, into: positional, span)
    }
    // `callEx` wants the two side by side.
    unit.nextTemp = positional + 1
    let named = unit.temp()
    if keywords.isEmpty {
      emit(.clear, named, 0, 1, span)
      return
    }
    let mark = unit.nextTemp
    var isMade = false
    var group: [Keyword] = []
    for keyword in keywords {
      if let name = keyword.name {
        group.append(Keyword(name: name, value: keyword.value, span: keyword.span))
        continue
      }
      try flush(&group, into: named, isMade: &isMade, base: base, span)
      if !isMade {
        emit(.buildDict, named, 0, 0, span)
        isMade = true
      }
      let mapping = try operand(keyword.value)
      emit(.dictMerge, named, mapping, base, span)
      unit.nextTemp = mark
    }
    try flush(&group, into: named, isMade: &isMade, base: base, span)
  }

  /// Adds named arguments to the dict of keyword arguments.
  private func flush(
    _ group: inout [Keyword], into named: Int, isMade: inout Bool, base: Int, _ span: Span
  ) throws(SyntaxFailure) {
    if group.isEmpty { return }
    var keys: [Expr?] = []
    var values: [Expr] = []
    for keyword in group {
      keys.append(Expr(.constant(.string(Array((keyword.name ?? "").utf8), isUnicode: false)), keyword.span))
      values.append(keyword.value)
    }
    group = []
    if isMade {
      let mark = unit.nextTemp
      let more = unit.temp()
      try dictionary(keys, values, into: more, span)
      emit(.dictMerge, named, more, base, span)
      unit.nextTemp = mark
    } else {
      try dictionary(keys, values, into: named, span)
      isMade = true
    }
  }

  func checkKeywords(_ keywords: [Keyword], _ call: Span) throws(SyntaxFailure) {
    if keywords.isEmpty { return }
    for (index, keyword) in keywords.enumerated() {
      guard let name = keyword.name else { continue }
      try checkAssignable(name, call)
      if keywords.count > 64 { continue }
      for other in keywords[(index + 1)...] where other.name == name {
        throw failure("keyword argument repeated: \(name)", other.span)
      }
    }
    if keywords.count <= 64 { return }
    var seen: Set<String> = []
    for keyword in keywords {
      guard let name = keyword.name else { continue }
      if !seen.insert(name).inserted { throw failure("keyword argument repeated: \(name)", keyword.span) }
    }
  }

  private func warnAboutCallee(_ function: Expr) {
    switch function.kind {
    case .constant, .tuple, .list, .listComp, .dict, .dictComp, .set, .setComp, .generatorExp, .joinedStr, .formattedValue:
      if let type = literalType(function) {
        warn("'\(type)' object is not callable; perhaps you missed a comma?", function.span)
      }
    default: break
    }
  }

  // MARK: super() without arguments

  /// `super()` where the builtin, if it is that, would find `__class__` and a first argument.
  private func isPlainSuper(_ expression: Expr) -> Bool {
    guard case .call(let function, let args, let keywords) = expression.kind, args.isEmpty, keywords.isEmpty,
      case .name("super") = function.kind, unit.scope.kind == .function, unit.freeIndex("__class__") != nil,
      !unit.scope.parameters.isEmpty, unit.scope.comprehension == nil, case .global = unit.storage("super")
    else { return false }
    // `def f(*args)` has no first argument.
    return !(unit.scope.hasVarArgs && unit.scope.parameters.count == 1) && unit.positionalCount > 0
      && unit.cellVars.first != unit.scope.parameters[0] && !unit.scope.isFirstParameterRebound
  }

  private func loadClassCell(into register: Int, _ span: Span) {
    emit(.loadFreeCell, register, unit.freeIndex("__class__") ?? 0, span)
  }

  private func loadFirstParameter(into register: Int, _ span: Span) {
    emit(.move, register, 0, span)
  }

  /// `super().name` without a call.
  func superAttribute(_ object: Expr, _ name: String, into target: Int, _ span: Span) throws(SyntaxFailure) -> Bool {
    guard isPlainSuper(object) else { return false }
    _ = unit.nameIndex("super")
    let cell = unit.temp()
    loadClassCell(into: cell, object.span)
    emit(.loadSuperAttr, target, cell, 0, word0: unit.nameIndex(mangled(name)), span)
    return true
  }
}
