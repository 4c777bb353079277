import Bytecode
import Syntax

/// Subscriptions, displays, f-strings, `yield` and `await`.
extension Emitter {
  /// Longest run of registers that a display is built from at once; the rest is appended.
  private static let longestRun = 64

  enum SequenceKind {
    case list, tuple, set
  }

  // MARK: Subscriptions and slices

  func subscription(_ object: Expr, _ index: Expr, into target: Int, _ span: Span) throws(SyntaxFailure) {
    warnAboutSubscript(object, index, span)
    let source = try operand(object, reuse: scratch(target))
    if let number = immediate(index) {
      emit(.getItemImm, target, source, number, span)
      return
    }
    if case .slice(let lower, let upper, let step) = index.kind {
      let bounds = try self.bounds(lower, upper, step, index.span)
      emit(step == nil ? .getSlice : .getSliceStep, target, source, bounds, span)
      return
    }
    let key = try operand(index, reuse: source == target ? nil : scratch(target))
    emit(.getItem, target, source, key, span)
  }

  private func bound(_ expression: Expr?, into register: Int, _ span: Span) throws(SyntaxFailure) {
    if let expression = expression {
      try value(expression, into: register)
    } else {
      emit(.loadNone, register, span)
    }
  }

  /// Evaluates the parts of a slice into two or three registers; the first.
  func bounds(_ lower: Expr?, _ upper: Expr?, _ step: Expr?, _ span: Span) throws(SyntaxFailure) -> Int {
    let first = unit.temps(step == nil ? 2 : 3)
    try bound(lower, into: first, span)
    try bound(upper, into: first + 1, span)
    if let step = step { try value(step, into: first + 2) }
    return first
  }

  func slice(_ lower: Expr?, _ upper: Expr?, _ step: Expr?, into target: Int, _ span: Span) throws(SyntaxFailure) {
    let first = try bounds(lower, upper, step, span)
    emit(.buildSlice, target, first, step == nil ? 2 : 3, span)
  }

  private func warnAboutSubscript(_ object: Expr, _ index: Expr, _ span: Span) {
    guard let type = literalType(object) else { return }
    switch object.kind {
    case .constant(.none), .constant(.true), .constant(.false), .constant(.ellipsis), .constant(.int), .constant(.bigInt),
      .constant(.float), .constant(.imaginary), .set, .setComp, .generatorExp, .lambda:
      warn("'\(type)' object is not subscriptable; perhaps you missed a comma?", span)
    case .constant, .tuple, .list, .listComp, .joinedStr, .formattedValue:
      guard let key = literalType(index), key != "int", key != "slice", key != "bool" else { return }
      warn("\(type) indices must be integers or slices, not \(key); perhaps you missed a comma?", span)
    default: break
    }
  }

  /// Name of the type that the expression surely gives.
  func literalType(_ expression: Expr) -> String? {
    switch expression.kind {
    case .tuple: return "tuple"
    case .list, .listComp: return "list"
    case .dict, .dictComp: return "dict"
    case .set, .setComp: return "set"
    case .generatorExp: return "generator"
    case .lambda: return "function"
    case .joinedStr, .formattedValue: return "str"
    case .constant(let literal):
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
    default: return nil
    }
  }

  // MARK: List, tuple, set, dict

  func sequence(_ elements: [Expr], _ kind: SequenceKind, into target: Int, _ span: Span) throws(SyntaxFailure) {
    var hasStar = false
    for element in elements {
      if case .starred = element.kind { hasStar = true }
    }
    let opcode: Opcode = kind == .list ? .buildList : kind == .tuple ? .buildTuple : .buildSet
    if !hasStar {
      if kind != .tuple, elements.count > 2, let items = constantItems(elements) {
        return fill(kind, with: kind == .set ? .frozenset(items) : .tuple(items), into: target, span)
      }
      if elements.count <= Emitter.longestRun {
        let first = try run(elements)
        emit(opcode, target, first, elements.count, span)
        return
      }
    }
    // Evaluated in order into a growing list or set.
    let container: Int = scratch(target) ?? unit.temp()
    let mark = unit.nextTemp
    var leading = 0
    while leading < elements.count, leading < Emitter.longestRun {
      if case .starred = elements[leading].kind { break }
      leading += 1
    }
    let first = try run(Array(elements[..<leading]))
    emit(kind == .set ? .buildSet : .buildList, container, first, leading, span)
    unit.nextTemp = mark
    for element in elements[leading...] {
      if case .starred(let iterable) = element.kind {
        let source = try operand(iterable)
        emit(kind == .set ? .setUpdate : .listExtend, container, source, span)
      } else {
        let source = try operand(element)
        emit(kind == .set ? .setAdd : .listAppend, container, source, span)
      }
      unit.nextTemp = mark
    }
    if kind == .tuple {
      emit(.listToTuple, target, container, span)
    } else if container != target {
      emit(.move, target, container, span)
    }
  }

  private func fill(_ kind: SequenceKind, with constant: Constant, into target: Int, _ span: Span) {
    let container: Int = scratch(target) ?? unit.temp()
    let source = unit.temp()
    emit(kind == .list ? .buildList : .buildSet, container, 0, 0, span)
    loadConstant(constant, into: source, span)
    emit(kind == .list ? .listExtend : .setUpdate, container, source, span)
    if container != target { emit(.move, target, container, span) }
  }

  /// Evaluates expressions into adjacent registers and gives the first. Variables that lie side by side stay where they are.
  func run(_ expressions: [Expr]) throws(SyntaxFailure) -> Int {
    if let first = adjacentVariables(expressions) { return first }
    let first = unit.nextTemp
    for expression in expressions { try value(expression, into: unit.temp()) }
    return first
  }

  private func adjacentVariables(_ expressions: [Expr]) -> Int? {
    var first = -1
    for (index, expression) in expressions.enumerated() {
      guard case .name(let name) = expression.kind, name != "__debug__", let register = register(ofVariable: name),
        !mayChangeInExpression(name), let bound = unit.bound, bound.contains(register)
      else { return nil }
      if index == 0 { first = register } else if register != first + index { return nil }
    }
    return first >= 0 ? first : nil
  }

  func dictionary(_ keys: [Expr?], _ values: [Expr], into target: Int, _ span: Span) throws(SyntaxFailure) {
    var leading = 0
    while leading < keys.count, leading < Emitter.longestRun / 2, keys[leading] != nil { leading += 1 }
    let container: Int = leading == keys.count ? target : scratch(target) ?? unit.temp()
    let mark = unit.nextTemp
    let keyConstants: [Constant]? = leading > 1 ? constantItems(keys[..<leading].compactMap { $0 }) : nil
    if let items = keyConstants {
      let first = try run(Array(values[..<leading]))
      emit(.buildConstKeyDict, container, first, leading, word0: unit.constantIndex(.tuple(items)), span)
    } else {
      let first = unit.nextTemp
      for index in 0..<leading {
        if let key = keys[index] { try value(key, into: unit.temp()) }
        try value(values[index], into: unit.temp())
      }
      emit(.buildDict, container, first, leading, span)
    }
    unit.nextTemp = mark
    for index in leading..<keys.count {
      if let key = keys[index] {
        let first = try operand(key)
        let second = try operand(values[index])
        emit(.dictSet, container, first, second, span)
      } else {
        let source = try operand(values[index])
        emit(.dictUpdate, container, source, span)
      }
      unit.nextTemp = mark
    }
    if container != target { emit(.move, target, container, span) }
  }

  // MARK: f-strings (langref 2.4.3)

  func joinedString(_ parts: [Expr], into target: Int, _ span: Span) throws(SyntaxFailure) {
    if parts.isEmpty { return loadConstant(.string([]), into: target, span) }
    if parts.count == 1, case .formattedValue = parts[0].kind { return try formattedValue(parts[0], into: target) }
    if parts.count <= Emitter.longestRun {
      let first = unit.nextTemp
      for part in parts { try value(part, into: unit.temp()) }
      emit(.buildString, target, first, parts.count, span)
      return
    }
    // Very long ones are joined piecewise.
    let first = unit.nextTemp
    var rest = parts[...]
    while !rest.isEmpty {
      let piece = Array(rest.prefix(Emitter.longestRun))
      rest = rest.dropFirst(Emitter.longestRun)
      let joined = unit.temp()
      let mark = unit.nextTemp
      try joinedString(piece, into: joined, span)
      unit.nextTemp = mark
    }
    emit(.buildString, target, first, unit.nextTemp - first, span)
  }

  func formattedValue(_ expression: Expr, into target: Int) throws(SyntaxFailure) {
    guard case .formattedValue(let inner, let conversion, let format) = expression.kind else { return }
    var flags: Int
    switch conversion {
    case .none: flags = 0
    case .str: flags = 1
    case .repr: flags = 2
    case .ascii: flags = 3
    }
    let source: Int
    if let format = format {
      source = unit.temps(2)
      try value(inner, into: source)
      try value(format, into: source + 1)
      flags |= 4
    } else {
      source = try operand(inner, reuse: scratch(target))
    }
    emit(.formatValue, target, source, flags, expression.span)
  }

  // MARK: yield, await

  func yield(_ expression: Expr?, into target: Int, _ span: Span) throws(SyntaxFailure) {
    guard unit.scope.kind == .function else { throw failure("'yield' outside function", span) }
    var source: Int
    if let expression = expression {
      source = try operand(expression, reuse: scratch(target))
    } else {
      source = scratch(target) ?? unit.temp()
      emit(.loadNone, source, span)
    }
    if unit.scope.isCoroutine {
      let wrapped: Int = unit.isTemporary(source) ? source : scratch(target) ?? unit.temp()
      emit(.asyncGenWrap, wrapped, source, span)
      source = wrapped
    }
    emit(.yield, target, source, span)
  }

  func yieldFrom(_ expression: Expr, into target: Int, _ span: Span) throws(SyntaxFailure) {
    guard unit.scope.kind == .function else { throw failure("'yield' outside function", span) }
    if unit.kind == .asyncFunction { throw failure("'yield from' inside async function", span) }
    let result: Int = scratch(target) ?? unit.temp()
    let iterator = unit.temp()
    let source = try operand(expression, reuse: iterator)
    emit(.getYieldFromIter, iterator, source, span)
    delegate(to: iterator, into: result, span)
    if result != target { emit(.move, target, result, span) }
  }

  func awaiting(_ expression: Expr, into target: Int, _ span: Span) throws(SyntaxFailure) {
    if !isTopLevelAwait {
      guard unit.scope.kind == .function else { throw failure("'await' outside function", span) }
      if unit.kind != .asyncFunction, unit.kind != .comprehension {
        throw failure("'await' outside async function", span)
      }
    }
    let result: Int = scratch(target) ?? unit.temp()
    let iterator = unit.temp()
    let source = try operand(expression, reuse: iterator)
    emitAwait(source, 0, iterator: iterator, into: result, span)
    if result != target { emit(.move, target, result, span) }
  }

  var isTopLevelAwait: Bool { options.allowTopLevelAwait && unit.kind == .module }

  /// Awaits what is in `source`; both other registers are temporaries, and differ.
  func emitAwait(_ source: Int, _ context: Int, iterator: Int, into result: Int, _ span: Span) {
    emit(.getAwaitable, iterator, source, context, span)
    delegate(to: iterator, into: result, span)
  }

  func delegate(to iterator: Int, into result: Int, _ span: Span) {
    emit(.loadNone, result, span)
    emit(.yieldFrom, result, iterator, span)
  }
}
