import Bytecode
import Syntax

extension Emitter {
  /// Evaluates `expression` and gives the register that holds its value: a variable's own one, else `reuse` or a new temporary.
  func operand(_ expression: Expr, reuse: Int? = nil) throws(SyntaxFailure) -> Int {
    if case .name(let name) = expression.kind, name != "__debug__", let register = register(ofVariable: name) {
      if !mayChangeInExpression(name) {
        checkBound(register, expression.span)
        return register
      }
    }
    let register: Int = reuse ?? unit.temp()
    try value(expression, into: register)
    return register
  }

  /// Evaluates `expression` into a register. A variable's register is written by the last instruction only.
  func value(_ expression: Expr, into target: Int) throws(SyntaxFailure) {
    if let constant = constant(expression) {
      loadConstant(constant, into: target, expression.span)
      return
    }
    try depth.enter()
    defer { depth.leave() }
    let mark = unit.nextTemp
    defer { unit.nextTemp = mark }
    let span = expression.span
    switch expression.kind {
    case .constant: break
    case .name(let name): load(name, into: target, span)
    case .binOp: try binary(expression, into: target)
    case .unaryOp(let operation, let operand): try unary(operation, operand, into: target, span)
    case .boolOp(let operation, let values): try boolean(operation, values, into: target, span)
    case .compare(let left, let operators, let comparators):
      try comparison(left, operators, comparators, into: target, span)
    case .ifExp: try conditional(expression, into: target)
    case .namedExpr(let name, let value): try namedExpression(name, value, into: target, span)
    case .call(let function, let args, let keywords):
      try call(function, args, keywords, into: target, span)
    case .attribute(let object, let name):
      if try superAttribute(object, name, into: target, span) { return }
      let source = try operand(object, reuse: scratch(target))
      emit(.getAttr, target, source, word0: unit.nameIndex(mangled(name)), attributeSpan(expression.span, name))
    case .subscript(let object, let index): try subscription(object, index, into: target, span)
    case .list(let elements): try sequence(elements, .list, into: target, span)
    case .tuple(let elements): try sequence(elements, .tuple, into: target, span)
    case .set(let elements): try sequence(elements, .set, into: target, span)
    case .dict(let keys, let values): try dictionary(keys, values, into: target, span)
    case .lambda(let arguments, let body): try lambda(expression, arguments, body, into: target)
    case .listComp, .setComp, .dictComp, .generatorExp: try comprehension(expression, into: target)
    case .await(let awaited): try awaiting(awaited, into: target, span)
    case .yield(let yielded): try yield(yielded, into: target, span)
    case .yieldFrom(let iterable): try yieldFrom(iterable, into: target, span)
    case .joinedStr(let parts): try joinedString(parts, into: target, span)
    case .formattedValue: try formattedValue(expression, into: target)
    case .slice(let lower, let upper, let step): try slice(lower, upper, step, into: target, span)
    case .starred: throw failure("can't use starred expression here", span)
    }
  }

  /// Evaluates an expression for what it does.
  func effect(_ expression: Expr) throws(SyntaxFailure) {
    let mark = unit.nextTemp
    defer { unit.nextTemp = mark }
    switch expression.kind {
    case .constant: return
    case .boolOp(let operation, let values):
      let end = newLabel()
      for value in values.dropLast() { try jumpIf(value, end, operation == .or) }
      if let last = values.last { try effect(last) }
      place(end)
    default: _ = try operand(expression)
    }
  }

  /// `target` if partial results may lie in it.
  func scratch(_ target: Int) -> Int? { unit.isTemporary(target) ? target : nil }

  /// An attribute on a later line than its object is reported on its own line.
  func attributeSpan(_ expression: Span, _ name: String) -> Span {
    var span = expression
    if span.line != span.endLine {
      let length = Int32(name.utf8.count)
      span.line = span.endLine
      span.column = max(0, span.endColumn - length)
    }
    return span
  }

  // MARK: Operators

  /// A small int constant that an immediate operand can hold.
  func immediate(_ expression: Expr) -> Int? {
    guard case .int(let value)? = constant(expression), value >= -32768, value <= 32767 else { return nil }
    return value
  }

  static func opcode(_ operation: Operator) -> Opcode {
    switch operation {
    case .add: return .add
    case .sub: return .sub
    case .mult: return .mul
    case .matMult: return .matMul
    case .div: return .trueDiv
    case .mod: return .mod
    case .pow: return .pow
    case .lShift: return .lshift
    case .rShift: return .rshift
    case .bitOr: return .bitOr
    case .bitXor: return .bitXor
    case .bitAnd: return .bitAnd
    case .floorDiv: return .floorDiv
    }
  }

  static func immediateOpcode(_ operation: Operator) -> Opcode? {
    switch operation {
    case .add: return .addImm
    case .sub: return .subImm
    case .mult: return .mulImm
    case .div: return .trueDivImm
    case .mod: return .modImm
    case .pow: return .powImm
    case .lShift: return .lshiftImm
    case .rShift: return .rshiftImm
    case .bitAnd: return .bitAndImm
    case .floorDiv: return .floorDivImm
    case .matMult, .bitOr, .bitXor: return nil
    }
  }

  /// A chain `a + b * c - d …`, walked from its leftmost operand in a loop: thousands of terms do not nest.
  private func binary(_ expression: Expr, into target: Int) throws(SyntaxFailure) {
    var steps: [(operation: Operator, right: Expr, span: Span)] = []
    var leftmost = expression
    while case .binOp(let left, let operation, let right) = leftmost.kind {
      steps.append((operation, right, leftmost.span))
      leftmost = left
    }
    steps.reverse()
    var first = 0
    var folded: Constant? = constant(leftmost)
    while let value = folded, first < steps.count, let right = constant(steps[first].right),
      let result = Emitter.fold(value, steps[first].operation, right)
    {
      folded = result
      first += 1
    }
    let accumulator: Int = scratch(target) ?? unit.temp()
    var left: Int
    if let value = folded {
      if first == steps.count {
        loadConstant(value, into: target, expression.span)
        return
      }
      let step = steps[first]
      if case .int(let number) = value, number >= -32768, number <= 32767, let opcode = leftImmediateOpcode(step.operation),
        constant(step.right) == nil
      {
        let result = first == steps.count - 1 ? target : accumulator
        let right = try operand(step.right, reuse: accumulator)
        emit(opcode, result, right, number, step.span)
        left = result
        first += 1
      } else {
        loadConstant(value, into: accumulator, leftmost.span)
        left = accumulator
      }
    } else {
      left = try operand(leftmost, reuse: accumulator)
    }
    let mark = unit.nextTemp
    while first < steps.count {
      let step = steps[first]
      first += 1
      let result = first == steps.count ? target : accumulator
      if let number = immediate(step.right), let opcode = Emitter.immediateOpcode(step.operation) {
        emit(opcode, result, left, number, step.span)
      } else {
        // Where the left operand is a variable, the accumulator is free for the right one.
        let right = try operand(step.right, reuse: left == accumulator ? nil : accumulator)
        emit(Emitter.opcode(step.operation), result, left, right, step.span)
      }
      unit.nextTemp = mark
      left = result
    }
  }

  private func leftImmediateOpcode(_ operation: Operator) -> Opcode? {
    switch operation {
    case .add: return .immAdd
    case .sub: return .immSub
    case .mult: return .immMul
    default: return nil
    }
  }

  private func unary(
    _ operation: UnaryOperator, _ expression: Expr, into target: Int, _ span: Span
  ) throws(SyntaxFailure) {
    if operation == .not, case .compare(let left, let operators, let comparators) = expression.kind, operators.count == 1 {
      let opposite: CompareOperator?
      switch operators[0] {
      case .is: opposite = .isNot
      case .isNot: opposite = .is
      case .in: opposite = .notIn
      case .notIn: opposite = .in
      default: opposite = nil
      }
      if let opposite = opposite { return try comparison(left, [opposite], comparators, into: target, span) }
    }
    let source = try operand(expression, reuse: scratch(target))
    let opcode: Opcode
    switch operation {
    case .invert: opcode = .invert
    case .not: opcode = .not
    case .uAdd: opcode = .pos
    case .uSub: opcode = .neg
    }
    emit(opcode, target, source, span)
  }

  private func boolean(
    _ operation: BoolOperator, _ values: [Expr], into target: Int, _ span: Span
  ) throws(SyntaxFailure) {
    let end = newLabel()
    let jumpOpcode: Opcode = operation == .or ? .jumpIfTrue : .jumpIfFalse
    let result: Int = scratch(target) ?? unit.temp()
    for item in values.dropLast() {
      if let known = constant(item) {
        if Emitter.truth(known) != (operation == .or) { continue }
        loadConstant(known, into: result, item.span)
        jump(end, span)
        continue
      }
      try value(item, into: result)
      emit(jumpOpcode, result, label: end, span)
    }
    if let last = values.last { try value(last, into: result) }
    place(end)
    if result != target { emit(.move, target, result, span) }
  }

  private func conditional(_ expression: Expr, into target: Int) throws(SyntaxFailure) {
    let end = newLabel()
    var last = expression
    while case .ifExp(let test, let body, let orelse) = last.kind {
      let next = newLabel()
      try jumpIf(test, next, false)
      try value(body, into: target)
      jump(end, .artificial)
      place(next)
      last = orelse
    }
    try value(last, into: target)
    place(end)
  }

  private func namedExpression(
    _ name: Expr, _ expression: Expr, into target: Int, _ span: Span
  ) throws(SyntaxFailure) {
    guard case .name(let text) = name.kind else { return }
    try checkAssignable(text, name.span)
    if let register = register(ofVariable: text) {
      try value(expression, into: register)
      markBound(register)
      if register != target { emit(.move, target, register, span) }
      return
    }
    let source: Int = scratch(target) ?? unit.temp()
    try value(expression, into: source)
    store(source, text, name.span)
    if source != target { emit(.move, target, source, span) }
  }

  // MARK: Comparisons

  private static func opcode(_ operation: CompareOperator) -> Opcode {
    switch operation {
    case .eq: return .eq
    case .notEq: return .ne
    case .lt: return .lt
    case .ltE: return .le
    case .gt: return .gt
    case .gtE: return .ge
    case .is: return .isSame
    case .isNot: return .isNotSame
    case .in: return .contains
    case .notIn: return .notContains
    }
  }

  private func comparison(
    _ left: Expr, _ operators: [CompareOperator], _ comparators: [Expr], into target: Int, _ span: Span
  ) throws(SyntaxFailure) {
    warnAboutIdentity(left, operators, comparators, span)
    guard operators.count > 1 else {
      let first = try operand(left, reuse: scratch(target))
      let second = try container(operators[0], comparators[0], reuse: first == target ? nil : scratch(target))
      emit(Emitter.opcode(operators[0]), target, first, second, span)
      return
    }
    let end = newLabel()
    let result: Int = scratch(target) ?? unit.temp()
    var first = try operand(left)
    for index in operators.indices {
      let second = try container(operators[index], comparators[index], reuse: nil)
      emit(Emitter.opcode(operators[index]), result, first, second, span)
      if index < operators.count - 1 { emit(.jumpIfFalse, result, label: end, span) }
      first = second
    }
    place(end)
    if result != target { emit(.move, target, result, span) }
  }

  /// The right side of a comparison: a list or set of constants behind `in` is a constant itself.
  private func container(_ operation: CompareOperator, _ expression: Expr, reuse: Int?) throws(SyntaxFailure) -> Int {
    if operation == .in || operation == .notIn, let constant = constantContainer(expression) {
      let register: Int = reuse ?? unit.temp()
      loadConstant(constant, into: register, expression.span)
      return register
    }
    return try operand(expression, reuse: reuse)
  }

  /// The constant that stands for a list or set display of constants that nobody can change.
  func constantContainer(_ expression: Expr) -> Constant? {
    switch expression.kind {
    case .list(let elements): return constantItems(elements).map { .tuple($0) }
    case .set(let elements): return constantItems(elements).map { .frozenset($0) }
    default: return nil
    }
  }

  private func warnAboutIdentity(
    _ left: Expr, _ operators: [CompareOperator], _ comparators: [Expr], _ span: Span
  ) {
    var previous = left
    for index in operators.indices {
      let operation = operators[index]
      let next = comparators[index]
      if operation == .is || operation == .isNot, isSuspiciousLiteral(previous) || isSuspiciousLiteral(next) {
        let shown = operation == .is ? "\"is\" with a literal. Did you mean \"==\"?" : "\"is not\" with a literal. Did you mean \"!=\"?"
        warn(shown, span)
        return
      }
      previous = next
    }
  }

  /// Identity of numbers, texts and tuples depends on the implementation.
  private func isSuspiciousLiteral(_ expression: Expr) -> Bool {
    switch constant(expression) {
    case .int, .bigInt, .float, .complex, .string, .bytes, .tuple, .frozenset: return true
    default: return false
    }
  }

  // MARK: Conditions

  /// Jumps to `label` if the truth of `expression` is `sense`.
  func jumpIf(_ expression: Expr, _ label: Int, _ sense: Bool) throws(SyntaxFailure) {
    if let known = constant(expression) {
      if Emitter.truth(known) == sense { jump(label, expression.span) }
      return
    }
    try depth.enter()
    defer { depth.leave() }
    let mark = unit.nextTemp
    defer { unit.nextTemp = mark }
    switch expression.kind {
    case .unaryOp(.not, let operand):
      try jumpIf(operand, label, !sense)
    case .boolOp(let operation, let values):
      // `or` jumps early when true, `and` when false.
      let early = operation == .or
      guard let last = values.last else { return }
      if early == sense {
        for value in values { try jumpIf(value, label, sense) }
      } else {
        let skip = newLabel()
        for value in values.dropLast() { try jumpIf(value, skip, early) }
        try jumpIf(last, label, sense)
        place(skip)
      }
    case .ifExp(let test, let body, let orelse):
      let other = newLabel()
      let end = newLabel()
      try jumpIf(test, other, false)
      try jumpIf(body, label, sense)
      jump(end, .artificial)
      place(other)
      try jumpIf(orelse, label, sense)
      place(end)
    case .compare(let left, let operators, let comparators):
      try compareAndJump(left, operators, comparators, label, sense, expression.span)
    default:
      let register = try operand(expression)
      emit(sense ? .jumpIfTrue : .jumpIfFalse, register, label: label, expression.span)
    }
  }

  private func compareAndJump(
    _ left: Expr, _ operators: [CompareOperator], _ comparators: [Expr], _ label: Int, _ sense: Bool, _ span: Span
  ) throws(SyntaxFailure) {
    defer { lastComparison = span }
    warnAboutIdentity(left, operators, comparators, span)
    var first = try operand(left)
    guard operators.count > 1 else {
      try compareAndJump(first, operators[0], comparators[0], label, sense, span)
      return
    }
    let skip = newLabel()
    for index in operators.indices {
      let isLast = index == operators.count - 1
      let second = try container(operators[index], comparators[index], reuse: nil)
      if isLast {
        emitJump(operators[index], first, second, label, sense, span)
      } else {
        emitJump(operators[index], first, second, sense ? skip : label, false, span)
      }
      first = second
    }
    place(skip)
  }

  private func compareAndJump(
    _ first: Int, _ operation: CompareOperator, _ right: Expr, _ label: Int, _ sense: Bool, _ span: Span
  ) throws(SyntaxFailure) {
    if operation == .is || operation == .isNot, case .constant(.none) = right.kind {
      let jumpsIfNone = (operation == .is) == sense
      emit(jumpsIfNone ? .jumpIfNone : .jumpIfNotNone, first, label: label, span)
      return
    }
    if let number = immediate(right), let opcode = Emitter.jumpOpcodes(operation)?.immediate {
      emit(sense ? opcode.0 : opcode.1, first, number, label: label, span)
      return
    }
    let second = try container(operation, right, reuse: nil)
    emitJump(operation, first, second, label, sense, span)
  }

  private func emitJump(
    _ operation: CompareOperator, _ first: Int, _ second: Int, _ label: Int, _ sense: Bool, _ span: Span
  ) {
    let opcode: Opcode
    switch operation {
    case .is: opcode = sense ? .jumpIfSame : .jumpIfNotSame
    case .isNot: opcode = sense ? .jumpIfNotSame : .jumpIfSame
    case .in: opcode = sense ? .jumpIfIn : .jumpIfNotIn
    case .notIn: opcode = sense ? .jumpIfNotIn : .jumpIfIn
    default:
      guard let opcodes = Emitter.jumpOpcodes(operation) else { return }
      opcode = sense ? opcodes.plain.0 : opcodes.plain.1
    }
    emit(opcode, first, second, label: label, span)
  }

  /// The fused compare-and-jump opcodes: for a true and for a false result, with a register or an int at the right.
  private static func jumpOpcodes(
    _ operation: CompareOperator
  ) -> (plain: (Opcode, Opcode), immediate: (Opcode, Opcode))? {
    switch operation {
    case .eq: return ((.jumpIfEq, .jumpIfNotEq), (.jumpIfEqImm, .jumpIfNotEqImm))
    case .notEq: return ((.jumpIfNe, .jumpIfNotNe), (.jumpIfNeImm, .jumpIfNotNeImm))
    case .lt: return ((.jumpIfLt, .jumpIfNotLt), (.jumpIfLtImm, .jumpIfNotLtImm))
    case .ltE: return ((.jumpIfLe, .jumpIfNotLe), (.jumpIfLeImm, .jumpIfNotLeImm))
    case .gt: return ((.jumpIfGt, .jumpIfNotGt), (.jumpIfGtImm, .jumpIfNotGtImm))
    case .gtE: return ((.jumpIfGe, .jumpIfNotGe), (.jumpIfGeImm, .jumpIfNotGeImm))
    case .is, .isNot, .in, .notIn: return nil
    }
  }
}
