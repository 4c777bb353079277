import Bytecode
import Syntax

/// Third pass: turns a unit's draft into words. Threads jumps, drops what became useless, chooses short or long jumps, and writes
/// the exception and line tables.
struct Assembler {
  private let unit: Unit
  private let filename: String
  private let flags: Code.Flags
  private var instructions: [DraftInstruction]
  /// Instruction index of each label.
  private var targets: [Int32]
  /// Not laid down.
  private var isDropped: [Bool] = []
  /// Some jump or handler leads here.
  private var isTarget: [Bool] = []
  /// Jumps whose offset does not fit into 16 bits: laid down as a short jump over a long one.
  private var isLong: [Bool] = []
  /// First word of each instruction, and behind the last one.
  private var offsets: [Int32] = []

  /// Most registers of a frame.
  private static let maxRegisters = 65_000
  /// Words of a relaxed jump: the test over `jump`, `jump` past the next one, `jump` to the target.
  private static let longJumpWords: Int32 = 3

  init(unit: Unit, filename: String, flags: Code.Flags) {
    self.unit = unit
    self.filename = filename
    self.flags = flags
    instructions = unit.instructions
    targets = unit.labels.map { $0.instruction }
  }

  mutating func assemble() throws(SyntaxFailure) -> Code {
    if unit.registerCount > Assembler.maxRegisters {
      let line = Int32(unit.firstLine)
      throw compileFailure(
        "too many local variables or too large an expression in '\(unit.name)'",
        Span(line: line, column: 0, endLine: line, endColumn: 0))
    }
    insertPrologue()
    isDropped = [Bool](repeating: false, count: instructions.count)
    threadJumps()
    spreadReturns()
    markTargets()
    dropUseless()
    layOut()
    let words = self.words()
    let code = Code(
      name: unit.name, qualname: unit.qualname, filename: filename, firstLine: unit.firstLine,
      argCount: unit.positionalCount, posOnlyCount: unit.posOnlyCount, kwOnlyCount: unit.kwOnlyCount, flags: flags,
      registerCount: unit.registerCount, varNames: unit.varNames, cellVars: unit.cellVars, cellRegisters: unit.cellRegisters,
      freeVars: unit.freeVars, names: unit.names, constants: unit.constants, words: words, exceptionRows: exceptionRows(),
      lineTable: lineTable(), usesNamespace: unit.usesNamespace, hasDocstring: unit.hasDocstring)
    #if DEBUG
      if let problem = Verifier.problems(of: code).first {
        let line = Int32(unit.firstLine)
        throw compileFailure(
          "bad code for '\(unit.qualname)': \(problem)\n\(Disassembler.text(of: code, recursive: false))",
          Span(line: line, column: 0, endLine: line, endColumn: 0))
      }
    #endif
    return code
  }

  // MARK: Prologue

  /// Empties the variables that may be looked at while they have no value.
  private mutating func insertPrologue() {
    let parameters = unit.scope.parameters.count
    guard unit.scope.kind == .function, unit.varNames.count > parameters else { return }
    var first = -1
    var last = -1
    for register in parameters..<unit.varNames.count where unit.unsure.contains(register) {
      if first < 0 { first = register }
      last = register
    }
    if first < 0 { return }
    var index = 0
    while index < instructions.count {
      switch instructions[index].opcode {
      case .returnGenerator, .makeCell, .makeEmptyCell: index += 1
      default:
        insertClear(first, count: last - first + 1, at: index)
        return
      }
    }
  }

  private mutating func insertClear(_ register: Int, count: Int, at index: Int) {
    let clear = DraftInstruction(
      opcode: .clear, a: Int32(register), b: 0, c: Int32(count), word0: 0, word1: 0, label: -1, handler: -1, position: .none)
    instructions.insert(clear, at: index)
    for label in targets.indices where targets[label] >= Int32(index) { targets[label] += 1 }
  }

  // MARK: Jumps

  private mutating func threadJumps() {
    for index in instructions.indices where instructions[index].label >= 0 {
      var label = instructions[index].label
      var hops = 0
      while hops < 32, let next = thread(instructions[index], to: Int(targets[Int(label)])) {
        label = next
        hops += 1
      }
      instructions[index].label = label
    }
  }

  /// Where a jump to instruction `target` can go at once, as a label; nil if it stays.
  private mutating func thread(_ jump: DraftInstruction, to target: Int) -> Int32? {
    guard instructions.indices.contains(target) else { return nil }
    let next = instructions[target]
    let sameLine = next.position.line == 0 || next.position.line == jump.position.line
    guard sameLine else { return nil }
    if next.opcode == .jump { return next.label == jump.label ? nil : next.label }
    // A test of the register that was tested just now is decided.
    let tests: (Opcode) -> Bool = { $0 == .jumpIfTrue || $0 == .jumpIfFalse }
    guard tests(jump.opcode), tests(next.opcode), jump.a == next.a else { return nil }
    if jump.opcode == next.opcode { return next.label == jump.label ? nil : next.label }
    targets.append(Int32(target + 1))
    return Int32(targets.count - 1)
  }

  /// The `return None` at the end of a body stands for no line. Each jump to it gets a copy for its own line, so that a tracer
  /// does not see the line of other code there.
  private mutating func spreadReturns() {
    guard let last = instructions.last, last.position.line == 0 else { return }
    var first = instructions.count - 1
    if last.opcode == .returnFromGenerator, first > 0, instructions[first - 1].opcode == .loadNone { first -= 1 }
    guard last.opcode == .returnNone || last.opcode == .returnFromGenerator, instructions[first].position.line == 0 else { return }
    let body = Array(instructions[first...])
    let end = instructions.count
    var line: LineTable.Position = .none
    var copies: [Int32: Int32] = [:]
    for index in 0..<end {
      if instructions[index].position.line > 0 { line = instructions[index].position }
      let label = instructions[index].label
      guard label >= 0, targets[Int(label)] == Int32(first) else { continue }
      if instructions[index].opcode == .jump, body.count == 1 {
        instructions[index] = body[0]
        instructions[index].position = line
        continue
      }
      if let known = copies[line.line] {
        instructions[index].label = known
        continue
      }
      targets.append(Int32(instructions.count))
      let copy = Int32(targets.count - 1)
      copies[line.line] = copy
      instructions[index].label = copy
      for var item in body {
        item.position = line
        instructions.append(item)
        isDropped.append(false)
      }
    }
    // What falls through to the original belongs to the line before it; if nothing does, it is not needed.
    if first == 0 {
      let line = Int32(unit.firstLine)
      let start = LineTable.Position(line: line, endLine: line, column: 0, endColumn: 0)
      for index in first..<end { instructions[index].position = start }
    } else if !instructions[first - 1].opcode.shape.endsBlock {
      for index in first..<end { instructions[index].position = instructions[first - 1].position }
    } else if !isLabelled(first) {
      for index in first..<end { isDropped[index] = true }
    }
  }

  private func isLabelled(_ index: Int) -> Bool {
    for instruction in instructions where instruction.label >= 0 && targets[Int(instruction.label)] == Int32(index) { return true }
    for handler in unit.handlers where targets[handler.label] == Int32(index) { return true }
    return false
  }

  private mutating func markTargets() {
    isTarget = [Bool](repeating: false, count: instructions.count + 1)
    for (index, instruction) in instructions.enumerated() where instruction.label >= 0 && !isDropped[index] {
      isTarget[Int(targets[Int(instruction.label)])] = true
    }
    for handler in unit.handlers where targets[handler.label] >= 0 { isTarget[Int(targets[handler.label])] = true }
  }

  /// Drops jumps to the next instruction, jumps that nothing reaches, and `nop`s whose line is seen anyway.
  private mutating func dropUseless() {
    var previousEnds = false
    var previousLine: Int32 = -1
    for index in instructions.indices where !isDropped[index] {
      let instruction = instructions[index]
      if previousEnds, !isTarget[index], instruction.opcode == .jump {
        isDropped[index] = true
        continue
      }
      if instruction.label >= 0, instruction.opcode == .jump, leadsToNext(index),
        instruction.position.line == 0 || instruction.position.line == previousLine
      {
        isDropped[index] = true
        continue
      }
      if instruction.opcode == .nop, !previousEnds || isTarget[index] {
        let line = instruction.position.line
        if !isTarget[index], line == previousLine || line == 0 {
          isDropped[index] = true
          continue
        }
        if index + 1 < instructions.count, !isTarget[index + 1], instructions[index + 1].position.line == line,
          !isDropped[index + 1]
        {
          isDropped[index] = true
          // A jump to the dropped instruction goes to the next one.
          isTarget[index + 1] = isTarget[index]
          continue
        }
      }
      previousEnds = instruction.opcode.shape.endsBlock
      previousLine = instruction.position.line
    }
  }

  private func leadsToNext(_ index: Int) -> Bool {
    let target = Int(targets[Int(instructions[index].label)])
    if target <= index { return false }
    for between in (index + 1)..<target where !isDropped[between] { return false }
    return true
  }

  // MARK: Layout

  private mutating func layOut() {
    isLong = [Bool](repeating: false, count: instructions.count)
    offsets = [Int32](repeating: 0, count: instructions.count + 1)
    while true {
      var offset: Int32 = 0
      for index in instructions.indices {
        offsets[index] = offset
        if isDropped[index] { continue }
        offset += isLong[index] ? Assembler.longJumpWords : 1 + Int32(instructions[index].opcode.shape.inline.count)
      }
      offsets[instructions.count] = offset
      if offset <= 0x7fff { return }
      var hasChanged = false
      for index in instructions.indices where instructions[index].label >= 0 && !isDropped[index] && !isLong[index] {
        guard instructions[index].opcode.shape.jump == .jump16 else { continue }
        let distance = target(of: index) - offsets[index] - 1
        if distance > 0x7fff || distance < -0x8000 {
          isLong[index] = true
          hasChanged = true
        }
      }
      if !hasChanged { return }
    }
  }

  private func target(of index: Int) -> Int32 { offsets[Int(targets[Int(instructions[index].label)])] }

  private func words() -> [UInt64] {
    var words: [UInt64] = []
    words.reserveCapacity(Int(offsets[instructions.count]))
    for index in instructions.indices where !isDropped[index] {
      let instruction = instructions[index]
      let shape = instruction.opcode.shape
      let (a, b, c) = (Int(instruction.a), Int(instruction.b), Int(instruction.c))
      guard instruction.label >= 0 else {
        words.append(Instruction(instruction.opcode, a, b, c).word)
        appendInline(shape, instruction, to: &words)
        continue
      }
      let offset = Int(target(of: index)) - Int(offsets[index]) - 1
      if isLong[index] {
        words.append(Instruction(instruction.opcode, a, b, 1).word)
        words.append(Assembler.jumpWord(1))
        words.append(Assembler.jumpWord(offset - 2))
        continue
      }
      switch shape.jump {
      case .jump48: words.append(Assembler.jumpWord(offset))
      case .jump32: words.append(Instruction(instruction.opcode, a, offset & 0xffff, (offset >> 16) & 0xffff).word)
      default: words.append(Instruction(instruction.opcode, a, b, offset).word)
      }
    }
    return words
  }

  private static func jumpWord(_ offset: Int) -> UInt64 {
    UInt64(Opcode.jump.rawValue) | UInt64(bitPattern: Int64(offset)) << 16
  }

  private func appendInline(_ shape: OpcodeShape, _ instruction: DraftInstruction, to words: inout [UInt64]) {
    var isFirst = true
    for kind in shape.inline {
      if kind == .cache {
        words.append(0)
      } else {
        words.append(UInt64(UInt32(bitPattern: isFirst ? instruction.word0 : instruction.word1)))
        isFirst = false
      }
    }
  }

  // MARK: Tables

  private func exceptionRows() -> [Code.ExceptionRow] {
    if unit.handlers.isEmpty { return [] }
    var rows: [Code.ExceptionRow] = []
    var current: Int32 = -1
    for index in instructions.indices where !isDropped[index] {
      let handler = instructions[index].handler
      if handler >= 0 {
        let end = offsets[index + 1]
        if handler == current, let last = rows.last, last.end == offsets[index] {
          rows[rows.count - 1].end = end
        } else {
          let draft = unit.handlers[Int(handler)]
          rows.append(
            Code.ExceptionRow(
              start: offsets[index], end: end, handler: offsets[Int(targets[draft.label])],
              register: UInt16(truncatingIfNeeded: draft.register)))
        }
      }
      current = handler
    }
    return rows
  }

  private func lineTable() -> LineTable {
    var table = LineTable()
    var line: Int32 = -1
    for index in instructions.indices where !isDropped[index] {
      let position = instructions[index].position
      let startsLine = position.line > 0 && position.line != line
      if !startsLine, let last = table.rows.last, last.position == position { continue }
      table.rows.append(LineTable.Row(start: offsets[index], startsLine: startsLine, position: position))
      line = position.line
    }
    return table
  }
}
