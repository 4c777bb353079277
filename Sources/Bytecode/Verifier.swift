/// Checks what the loop relies on: every word decodes, jumps and handlers land on instructions, registers and indices are in range, control
/// never runs past the end.
public enum Verifier {
  /// The words that instructions begin at.
  private struct Starts {
    var isStart: [Bool]
    init(_ count: Int) { isStart = Array(repeating: false, count: count) }
    func contains(_ word: Int) -> Bool { word >= 0 && word < isStart.count && isStart[word] }
  }

  /// What is wrong with `code` itself (its nested code objects were checked when they were made); empty if nothing is.
  public static func problems(of code: Code) -> [String] {
    var problems: [String] = []
    let items = Disassembler.items(of: code)
    var starts = Starts(code.words.count)
    for item in items { starts.isStart[item.word] = true }
    let end: Int = items.last.map { $0.word + 1 + $0.inline.count } ?? 0
    if end != code.words.count { problems.append("word \(end) does not decode") }
    if let last = items.last, !last.opcode.shape.endsBlock { problems.append("control runs past the end") }
    if items.isEmpty { problems.append("no instructions") }
    for item in items { check(item, code, starts, &problems) }
    checkTables(code, starts, &problems)
    return problems
  }

  private static func check(_ item: Disassembler.Item, _ code: Code, _ starts: Starts, _ problems: inout [String]) {
    let shape = item.opcode.shape
    let instruction = item.instruction
    // Most have no problem, and their names are not cheap.
    var place: String { "\(item.opcode) at \(item.word)" }
    let fields: [(Operand, Int)] = [(shape.a, instruction.a), (shape.b, instruction.b), (shape.c, instruction.c)]
    for (kind, value) in fields {
      if kind == .none {
        // B…C or A…C may be one wide field.
        if value != 0, shape.b != .immediate32, shape.jump == nil || shape.jump == .jump16 { problems.append("\(place): unused field is \(value)") }
      } else if kind == .free {
        if value >= code.freeVars.count { problems.append("\(place): no free variable \(value)") }
      } else {
        let width = self.width(kind, item, code)
        if width > 0, value + width > code.registerCount { problems.append("\(place): register \(value + width - 1)") }
      }
    }
    if let target = item.target {
      if !starts.contains(target) { problems.append("\(place): jump into the middle, to \(target)") }
      if target <= item.word, !shape.mayJumpBack { problems.append("\(place): jumps back") }
    }
    for (index, kind) in shape.inline.enumerated() {
      let value = item.inline[index]
      switch kind {
      case .constant where value >= UInt64(code.constants.count): problems.append("\(place): no constant \(value)")
      case .name where value >= UInt64(code.names.count): problems.append("\(place): no name \(value)")
      case .cache where value != 0: problems.append("\(place): cache is not empty")
      default: break
      }
    }
  }

  /// How many registers the operand covers.
  private static func width(_ kind: Operand, _ item: Disassembler.Item, _ code: Code) -> Int {
    let c = item.instruction.c
    switch kind {
    case .none, .count, .immediate, .immediate32, .free, .jump16, .jump32, .jump48: return 0
    case .read, .write, .readWrite: return 1
    case .readPair, .writePair: return 2
    case .readTriple: return 3
    case .writeRun:
      return item.opcode == .unpackEx ? c + 1 + Int(truncatingIfNeeded: item.inline.first ?? 0) : c
    case .readRun: return c
    case .readPairs: return 2 * c
    case .callBase: return 3 + item.instruction.b
    case .callExBase: return 5
    case .callWrite: return 6
    case .writeMethod: return 4
    case .readFlagged:
      if item.opcode == .formatValue { return c & 4 != 0 ? 2 : 1 }
      let parts = (c & 1) + (c >> 1 & 1) + (c >> 2 & 1)
      guard c & 8 != 0, let index = item.inline.first, index < UInt64(code.constants.count),
        case .code(let inner) = code.constants[Int(index)]
      else { return parts }
      return parts + inner.freeVars.count
    }
  }

  private static func checkTables(_ code: Code, _ starts: Starts, _ problems: inout [String]) {
    var end: Int32 = 0
    for row in code.exceptionRows {
      if row.start < end || row.end <= row.start { problems.append("exception rows out of order at \(row.start)") }
      if !starts.contains(Int(row.start)) || !starts.contains(Int(row.handler)) {
        problems.append("exception row at \(row.start) is not on an instruction")
      }
      if Int(row.register) >= code.registerCount { problems.append("exception register \(row.register)") }
      end = row.end
    }
    if Int(end) > code.words.count { problems.append("exception row past the end") }
    var previous: Int32 = -1
    for row in code.lineTable.rows {
      if row.start <= previous { problems.append("line rows out of order at \(row.start)") }
      if !starts.contains(Int(row.start)) { problems.append("line row at \(row.start) is not on an instruction") }
      previous = row.start
    }
    if code.cellRegisters.count != code.cellVars.count { problems.append("cells without registers") }
    if code.parameterCount > code.registerCount { problems.append("fewer registers than parameters") }
  }
}
