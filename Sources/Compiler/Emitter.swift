import Bytecode
import Syntax

/// Second pass: walks the tree and drafts instructions.
///
/// Registers: a frame holds parameters, other locals, cells, then temporaries that are used as a stack (`mark`, `release`). An
/// expression is evaluated *into* a register that its user chose (`value(_:into:)`), so `x = a + b` is one instruction; or *as an
/// operand* (`operand(_:)`), which for a local variable is the variable's own register, without a move. Two laws keep Python's order of
/// evaluation visible to programs:
///
/// 1. A variable's register is written by the last instruction of its expression only, because an exception before that must leave the old
///    value. Temporaries may be written at any time.
/// 2. A variable that some `:=` assigns (`f(x, x := 2)`) is never used in place.
///
/// Unbound variables: each label carries the set of variables that are bound on every path to it (`BoundSet`); a read of another variable
/// is preceded by `checkBound`. `del` and `except … as` are the only ways to lose a value, so at a loop's head
/// those variables alone are taken for unbound. A variable that has a value on some of the paths to a place only is emptied in the prologue.
///
/// Code that cannot be reached is walked (for its errors, names and constants), but not emitted.
final class Emitter {
  let filename: String
  let scopes: [ObjectIdentifier: Scope]
  let moduleScope: Scope
  let futures: Code.Flags
  let options: CompileOptions
  var warnings: [SyntaxNotice] = []
  var unit: Unit
  var depth = NestingGuard()
  /// Statements of the root are printed (`single` mode).
  var isInteractive = false
  /// The comparison that decided a condition last: a failing `assert` is reported there.
  var lastComparison: Span?

  init(filename: String, builder: ScopeBuilder, futures: Code.Flags, options: CompileOptions) {
    self.filename = filename
    self.scopes = builder.scopes
    self.moduleScope = builder.module
    self.futures = futures
    self.options = options
    unit = Unit(scope: builder.module, kind: .module, name: "<module>", qualname: "<module>", firstLine: 1, outer: nil)
  }

  func compile(_ root: Module.Root) throws(SyntaxFailure) -> Code {
    if isResumable { emit(.returnGenerator, .artificial) }
    switch root {
    case .module(let body):
      try moduleBody(body)
    case .interactive(let body):
      isInteractive = true
      if containsAnnotation(body) { emit(.setupAnnotations, .artificial) }
      try statements(body)
    case .expression(let expression):
      let result = try operand(expression)
      emitReturn(result, expression.span)
    case .functionType: break
    }
    return try finish()
  }

  private func moduleBody(_ body: [Stmt]) throws(SyntaxFailure) {
    if containsAnnotation(body) { emit(.setupAnnotations, .artificial) }
    var rest = body[...]
    if let text = docstring(of: body), let first = body.first {
      rest = body.dropFirst()
      if options.optimize < 2 {
        unit.hasDocstring = true
        let mark = unit.nextTemp
        let register = unit.temp()
        loadConstant(.string(text), into: register, first.span)
        store(register, "__doc__", first.span)
        unit.nextTemp = mark
      }
    }
    try statements(Array(rest))
  }

  // MARK: Instructions

  private static let ends: [Bool] = Opcode.allCases.map { $0.shape.endsBlock }

  func emit(_ opcode: Opcode, word0: Int = 0, word1: Int = 0, label: Int = -1, _ span: Span) {
    append(opcode, 0, 0, 0, word0, word1, label, span)
  }

  func emit(_ opcode: Opcode, _ a: Int, word0: Int = 0, word1: Int = 0, label: Int = -1, _ span: Span) {
    append(opcode, a, 0, 0, word0, word1, label, span)
  }

  func emit(_ opcode: Opcode, _ a: Int, _ b: Int, word0: Int = 0, word1: Int = 0, label: Int = -1, _ span: Span) {
    append(opcode, a, b, 0, word0, word1, label, span)
  }

  func emit(_ opcode: Opcode, _ a: Int, _ b: Int, _ c: Int, word0: Int = 0, word1: Int = 0, _ span: Span) {
    append(opcode, a, b, c, word0, word1, -1, span)
  }

  private func append(
    _ opcode: Opcode, _ a: Int, _ b: Int, _ c: Int, _ word0: Int, _ word1: Int, _ label: Int, _ span: Span
  ) {
    guard let bound = unit.bound else { return }
    let position = LineTable.Position(
      line: span.line, endLine: span.endLine, column: span.column, endColumn: span.endColumn)
    unit.instructions.append(
      DraftInstruction(
        opcode: opcode, a: Int32(truncatingIfNeeded: a), b: Int32(truncatingIfNeeded: b), c: Int32(truncatingIfNeeded: c),
        word0: Int32(truncatingIfNeeded: word0), word1: Int32(truncatingIfNeeded: word1), label: Int32(truncatingIfNeeded: label),
        handler: Int32(truncatingIfNeeded: unit.handler), position: position))
    if label >= 0 { merge(bound, into: label) }
    if Emitter.ends[Int(opcode.rawValue)] { unit.bound = nil }
  }

  // MARK: Labels

  func newLabel() -> Int {
    unit.labels.append(DraftLabel())
    return unit.labels.count - 1
  }

  private func merge(_ bound: BoundSet, into label: Int) {
    guard let known = unit.labels[label].bound else {
      unit.labels[label].bound = bound
      return
    }
    if known == bound { return }
    unit.unsure = unit.unsure.union(known.difference(bound))
    // The state of a placed label (a loop's head) was chosen when it was placed.
    if unit.labels[label].instruction < 0 { unit.labels[label].bound = known.intersection(bound) }
  }

  /// The label stands before the next instruction. For the target of forward jumps.
  func place(_ label: Int) {
    if let bound = unit.bound { merge(bound, into: label) }
    unit.labels[label].instruction = Int32(unit.instructions.count)
    unit.bound = unit.labels[label].bound
  }

  /// The label stands before the next instruction, and jumps from behind will come.
  func placeLoopHead(_ label: Int) {
    if let bound = unit.bound { merge(bound, into: label) }
    let bound = unit.labels[label].bound?.subtracting(unit.deletable)
    unit.labels[label].bound = bound
    unit.labels[label].instruction = Int32(unit.instructions.count)
    unit.bound = bound
  }

  func jump(_ label: Int, _ span: Span) { emit(.jump, label: label, span) }

  var isReachable: Bool { unit.bound != nil }

  // MARK: Finishing

  /// Ends the body of the current unit and assembles it.
  func finish() throws(SyntaxFailure) -> Code {
    if isReachable { emitReturnNone(.artificial) }
    var assembler = Assembler(unit: unit, filename: filename, flags: flags(of: unit))
    return try assembler.assemble()
  }

  private func flags(of unit: Unit) -> Code.Flags {
    var flags: Code.Flags = futures
    let scope = unit.scope
    if scope.kind == .function {
      flags.formUnion([.optimized, .newLocals])
      if scope.isNested { flags.insert(.nested) }
      if scope.isGenerator { flags.insert(scope.isCoroutine ? .asyncGenerator : .generator) }
      if scope.isCoroutine, !scope.isGenerator { flags.insert(.coroutine) }
      if scope.hasVarArgs { flags.insert(.varArgs) }
      if scope.hasVarKeywords { flags.insert(.varKeywords) }
    } else if scope.kind == .module, options.allowTopLevelAwait, scope.isCoroutine {
      flags.insert(scope.isGenerator ? .asyncGenerator : .coroutine)
    }
    return flags
  }

  func emitReturn(_ register: Int, _ span: Span) {
    emit(isResumable ? .returnFromGenerator : .returnValue, register, span)
  }

  func emitReturnNone(_ span: Span) {
    guard isResumable else { return emit(.returnNone, span) }
    let mark = unit.nextTemp
    let register = unit.temp()
    emit(.loadNone, register, span)
    emit(.returnFromGenerator, register, span)
    unit.nextTemp = mark
  }

  /// The unit's body is suspended and resumed.
  var isResumable: Bool {
    unit.isResumable || (unit.kind == .module && options.allowTopLevelAwait && unit.scope.isCoroutine)
  }

  // MARK: Constants and names

  func loadConstant(_ constant: Constant, into register: Int, _ span: Span) {
    switch constant {
    case .none: emit(.loadNone, register, span)
    case .true: emit(.loadTrue, register, span)
    case .false: emit(.loadFalse, register, span)
    case .int(let value) where Int(Int32(truncatingIfNeeded: value)) == value:
      // The low half is B, the high half C.
      emit(.loadInt, register, value & 0xffff, (value >> 16) & 0xffff, span)
    default:
      emit(.loadConst, register, word0: unit.constantIndex(constant), span)
    }
  }

  func loadString(_ text: String, into register: Int, _ span: Span) {
    loadConstant(.string(Array(text.utf8)), into: register, span)
  }

  /// Private names of the class around are mangled.
  func mangled(_ name: String) -> String {
    unit.privateName == nil ? name : mangle(name, in: unit.privateName)
  }

  func failure(_ message: String, _ span: Span) -> SyntaxFailure { compileFailure(message, span) }

  func warn(_ message: String, _ span: Span) {
    let line = Int(span.line)
    let offset = Int(span.column) + 1
    // A `finally` body is emitted more than once.
    for notice in warnings where notice.line == line && notice.offset == offset && notice.message == message { return }
    warnings.append(SyntaxNotice(category: .syntaxWarning, message: message, line: line, offset: offset))
  }

  // MARK: Variables

  /// Names that Python lets nobody bind or delete.
  func checkAssignable(_ name: String, _ span: Span, delete: Bool = false) throws(SyntaxFailure) {
    if name == "__debug__" { throw failure("cannot \(delete ? "delete" : "assign to") __debug__", span) }
  }

  /// Loads a variable into a register.
  func load(_ name: String, into register: Int, _ span: Span) {
    let name = mangled(name)
    switch unit.storage(name) {
    case .register(let source):
      checkBound(source, span)
      if source != register { emit(.move, register, source, span) }
    case .cell(let cell): emit(.loadCell, register, cell, span)
    case .free(let index): emit(.loadFree, register, index, span)
    case .classFree(let index): emit(.loadClassFree, register, index, span)
    case .global: emit(.loadGlobal, register, word0: unit.nameIndex(name), span)
    case .namespace: emit(.loadName, register, word0: unit.nameIndex(name), span)
    }
  }

  func checkBound(_ register: Int, _ span: Span) {
    guard let bound = unit.bound, !bound.contains(register) else { return }
    unit.unsure.insert(register)
    emit(.checkBound, register, span)
    unit.bound?.insert(register)
  }

  func markBound(_ register: Int) {
    unit.bound?.insert(register)
    unit.assigned.insert(register)
  }

  func markUnbound(_ register: Int) { unit.bound?.remove(register) }

  /// Stores a register in a variable.
  func store(_ source: Int, _ name: String, _ span: Span) {
    let name = mangled(name)
    switch unit.storage(name) {
    case .register(let target):
      if source != target { emit(.move, target, source, span) }
      markBound(target)
    case .cell(let cell): emit(.storeCell, cell, source, span)
    case .free(let index), .classFree(let index): emit(.storeFree, index, source, span)
    case .global: emit(.storeGlobal, source, word0: unit.nameIndex(name), span)
    case .namespace: emit(.storeName, source, word0: unit.nameIndex(name), span)
    }
  }

  func delete(_ name: String, _ span: Span) {
    let name = mangled(name)
    switch unit.storage(name) {
    case .register(let target):
      if let bound = unit.bound, bound.contains(target) {
        emit(.clear, target, 0, 1, span)
      } else {
        unit.unsure.insert(target)
        emit(.deleteLocal, target, span)
      }
      markUnbound(target)
    case .cell(let cell): emit(.deleteCell, cell, span)
    case .free(let index), .classFree(let index): emit(.deleteFree, index, span)
    case .global: emit(.deleteGlobal, word0: unit.nameIndex(name), span)
    case .namespace: emit(.deleteName, word0: unit.nameIndex(name), span)
    }
  }

  /// The register of a plain local variable that nothing else can change during an expression, or nil.
  func register(ofVariable name: String) -> Int? {
    let name = mangled(name)
    guard unit.scope.kind == .function, case .register(let register) = unit.storage(name) else { return nil }
    return register
  }

  /// Whether some `:=` of this scope assigns the variable, so that its register may change between two operands.
  func mayChangeInExpression(_ name: String) -> Bool {
    guard unit.scope.hasNamedExpressions, let symbol = unit.scope.symbol(mangled(name)) else { return false }
    return symbol.uses.contains(.assignedInExpression)
  }
}

extension Span {
  /// Code that stands for no text.
  static let artificial = Span(line: 0, column: -1, endLine: 0, endColumn: -1)
}
