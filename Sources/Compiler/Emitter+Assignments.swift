import Bytecode
import Syntax

extension Emitter {
  // MARK: Targets

  /// Stores a register in a target (langref 7.2). The register is read only.
  func assign(_ source: Int, to target: Expr) throws(SyntaxFailure) {
    let mark = unit.nextTemp
    defer { unit.nextTemp = mark }
    let span = target.span
    switch target.kind {
    case .name(let name):
      try checkAssignable(name, span)
      store(source, name, span)
    case .attribute(let object, let name):
      try checkAssignable(name, span)
      let object = try operand(object)
      emit(.setAttr, object, source, word0: unit.nameIndex(mangled(name)), attributeSpan(span, name))
    case .subscript(let object, let index):
      let object = try operand(object)
      if let number = immediate(index) {
        emit(.setItemImm, object, number, source, span)
      } else if case .slice(let lower, let upper, nil) = index.kind {
        let bounds = try self.bounds(lower, upper, nil, index.span)
        emit(.setSlice, object, bounds, source, span)
      } else {
        let key = try operand(index)
        emit(.setItem, object, key, source, span)
      }
    case .tuple(let elements), .list(let elements):
      try unpack(source, elements, span)
    case .starred:
      throw failure("starred assignment target must be in a list or tuple", span)
    default: throw failure("cannot assign to expression", span)
    }
  }

  /// The targets of a loop, from the register in which `forIter` leaves each value.
  func assignItem(_ source: Int, to target: Expr) throws(SyntaxFailure) {
    switch target.kind {
    case .tuple(let elements), .list(let elements):
      let mark = unit.nextTemp
      defer { unit.nextTemp = mark }
      try unpack(source, elements, target.span, .unpackItem)
    default: try assign(source, to: target)
    }
  }

  private func unpack(
    _ source: Int, _ elements: [Expr], _ span: Span, _ opcode: Opcode = .unpack
  ) throws(SyntaxFailure) {
    var star = -1
    for (index, element) in elements.enumerated() {
      guard case .starred = element.kind else { continue }
      if star >= 0 { throw failure("multiple starred expressions in assignment", span) }
      if index >= 256 || elements.count - index - 1 >= 1 << 23 {
        throw failure("too many expressions in star-unpacking assignment", span)
      }
      star = index
    }
    try depth.enter()
    defer { depth.leave() }
    let targets: [Expr] = elements.map { element in
      if case .starred(let inner) = element.kind { return inner }
      return element
    }
    let direct = try adjacentTargets(targets)
    let first: Int = direct ?? unit.temps(elements.count)
    if star >= 0 {
      emit(.unpackEx, first, source, star, word0: elements.count - star - 1, span)
    } else {
      emit(opcode, first, source, elements.count, span)
    }
    if direct != nil {
      for register in first..<(first + elements.count) { markBound(register) }
      return
    }
    for (index, target) in targets.enumerated() { try assign(first + index, to: target) }
  }

  /// The first register if the targets are variables whose registers lie side by side.
  private func adjacentTargets(_ targets: [Expr]) throws(SyntaxFailure) -> Int? {
    var first = -1
    for (index, target) in targets.enumerated() {
      guard case .name(let name) = target.kind, let register = register(ofVariable: name) else { return nil }
      try checkAssignable(name, target.span)
      if index == 0 { first = register } else if register != first + index { return nil }
    }
    return first >= 0 ? first : nil
  }

  // MARK: Assignment statements

  func assignment(_ targets: [Expr], _ expression: Expr) throws(SyntaxFailure) {
    if targets.count == 1 {
      let target = targets[0]
      if case .name(let name) = target.kind, let register = register(ofVariable: name) {
        try checkAssignable(name, target.span)
        try value(expression, into: register)
        markBound(register)
        return
      }
      if try parallelAssignment(target, expression) { return }
    }
    let source = try operand(expression)
    for target in targets { try assign(source, to: target) }
  }

  /// `a, b = x, y` without a tuple. Values are evaluated in order, then stored in order; a value that is a variable stays where it
  /// is if no earlier store changes it.
  private func parallelAssignment(_ target: Expr, _ expression: Expr) throws(SyntaxFailure) -> Bool {
    let targets: [Expr]
    switch target.kind {
    case .tuple(let elements), .list(let elements): targets = elements
    default: return false
    }
    let values: [Expr]
    switch expression.kind {
    case .tuple(let elements): values = elements
    case .list(let elements): values = elements
    default: return false
    }
    guard targets.count == values.count, !targets.isEmpty, targets.count <= 16 else { return false }
    for element in targets + values {
      switch element.kind {
      case .starred, .tuple, .list: return false
      default: continue
      }
    }
    var written: [Int] = []
    var allPlain = true
    for element in targets {
      if case .name(let name) = element.kind, let register = register(ofVariable: name) {
        written.append(register)
      } else {
        written.append(-1)
        allPlain = false
      }
    }
    var sources: [Int] = []
    for (index, element) in values.enumerated() {
      var source = -1
      if case .name(let name) = element.kind, let register = register(ofVariable: name), !mayChangeInExpression(name) {
        checkBound(register, element.span)
        if !written[..<index].contains(register) { source = register }
      }
      if source < 0 {
        let isLast = index == values.count - 1
        let own = written[index]
        // The last value may go to its variable at once, if nothing reads or stores that variable in between.
        if isLast, allPlain, own >= 0, !sources.contains(own), !written[..<index].contains(own) {
          source = own
        } else {
          source = unit.temp()
        }
        try value(element, into: source)
      }
      sources.append(source)
    }
    for index in targets.indices { try assign(sources[index], to: targets[index]) }
    return true
  }

  func annotatedAssignment(
    _ target: Expr, _ annotation: Expr, _ value: Expr?, simple: Bool, _ span: Span
  ) throws(SyntaxFailure) {
    let isEvaluated = unit.scope.kind != .function
    if let value = value { try assignment([target], value) }
    switch target.kind {
    case .name(let name):
      try checkAssignable(name, span)
      if simple, isEvaluated {
        let register = unit.temps(3)
        try self.annotation(annotation, into: register)
        emit(.loadName, register + 1, word0: unit.nameIndex("__annotations__"), span)
        loadString(mangled(name), into: register + 2, span)
        emit(.setItem, register + 1, register + 2, register, span)
        return
      }
    case .attribute(let object, let name):
      try checkAssignable(name, target.span)
      if value == nil { try effect(object) }
    case .subscript(let object, let index):
      if value == nil {
        try effect(object)
        try effectOfIndex(index)
      }
    default: break
    }
    if !simple, isEvaluated, !futures.contains(.futureAnnotations) { try effect(annotation) }
  }

  /// Evaluates what stands between the brackets, without making slices.
  private func effectOfIndex(_ index: Expr) throws(SyntaxFailure) {
    switch index.kind {
    case .slice(let lower, let upper, let step):
      if let lower = lower { try effect(lower) }
      if let upper = upper { try effect(upper) }
      if let step = step { try effect(step) }
    case .tuple(let elements):
      for element in elements { try effectOfIndex(element) }
    default: try effect(index)
    }
  }

  // MARK: Augmented assignment

  private static func inPlaceOpcode(_ operation: Operator) -> Opcode {
    switch operation {
    case .add: return .iadd
    case .sub: return .isub
    case .mult: return .imul
    case .matMult: return .imatMul
    case .div: return .itrueDiv
    case .mod: return .imod
    case .pow: return .ipow
    case .lShift: return .ilshift
    case .rShift: return .irshift
    case .bitOr: return .ibitOr
    case .bitXor: return .ibitXor
    case .bitAnd: return .ibitAnd
    case .floorDiv: return .ifloorDiv
    }
  }

  private static func inPlaceImmediateOpcode(_ operation: Operator) -> Opcode? {
    switch operation {
    case .add: return .iaddImm
    case .sub: return .isubImm
    case .mult: return .imulImm
    case .floorDiv: return .ifloorDivImm
    case .mod: return .imodImm
    case .lShift: return .ilshiftImm
    case .rShift: return .irshiftImm
    case .bitAnd: return .ibitAndImm
    default: return nil
    }
  }

  /// result = left op= expression
  private func inPlace(
    _ operation: Operator, _ left: Int, _ expression: Expr, into result: Int, _ span: Span
  ) throws(SyntaxFailure) {
    if let number = immediate(expression), let opcode = Emitter.inPlaceImmediateOpcode(operation) {
      emit(opcode, result, left, number, span)
      return
    }
    let right = try operand(expression)
    emit(Emitter.inPlaceOpcode(operation), result, left, right, span)
  }

  func augmentedAssignment(
    _ target: Expr, _ operation: Operator, _ expression: Expr, _ span: Span
  ) throws(SyntaxFailure) {
    switch target.kind {
    case .name(let name):
      try checkAssignable(name, target.span)
      if let register = register(ofVariable: name), !mayChangeInExpression(name) {
        checkBound(register, target.span)
        try inPlace(operation, register, expression, into: register, span)
        markBound(register)
      } else {
        let left = unit.temp()
        load(name, into: left, target.span)
        try inPlace(operation, left, expression, into: left, span)
        store(left, name, span)
      }
    case .attribute(let object, let name):
      try checkAssignable(name, target.span)
      let object = try operand(object)
      let left = unit.temp()
      let attribute = unit.nameIndex(mangled(name))
      let position = attributeSpan(target.span, name)
      emit(.getAttr, left, object, word0: attribute, position)
      try inPlace(operation, left, expression, into: left, span)
      emit(.setAttr, object, left, word0: attribute, position)
    case .subscript(let object, let index):
      let object = try operand(object)
      if let number = immediate(index) {
        let left = unit.temp()
        emit(.getItemImm, left, object, number, target.span)
        try inPlace(operation, left, expression, into: left, span)
        emit(.setItemImm, object, number, left, target.span)
        return
      }
      let key = try operand(index)
      let left = unit.temp()
      emit(.getItem, left, object, key, target.span)
      try inPlace(operation, left, expression, into: left, span)
      emit(.setItem, object, key, left, target.span)
    default: throw failure("illegal expression for augmented assignment", span)
    }
  }

  // MARK: del

  func delete(_ target: Expr) throws(SyntaxFailure) {
    let mark = unit.nextTemp
    defer { unit.nextTemp = mark }
    switch target.kind {
    case .name(let name):
      try checkAssignable(name, target.span, delete: true)
      delete(name, target.span)
    case .attribute(let object, let name):
      try checkAssignable(name, target.span, delete: true)
      emit(.delAttr, try operand(object), word0: unit.nameIndex(mangled(name)), attributeSpan(target.span, name))
    case .subscript(let object, let index):
      let object = try operand(object)
      let key = try operand(index)
      emit(.delItem, object, key, target.span)
    case .tuple(let elements), .list(let elements):
      for element in elements { try delete(element) }
    default: throw failure("cannot delete expression", target.span)
    }
  }
}
