// Which variables' registers may have been written when an instruction runs. The others hold whatever was there before the frame: the compiler
// clears only variables that the program itself may look at too early, so whoever shows a frame's variables has to ask.
//
// The answer for all instructions comes from one pass over the code, when first asked, and stays with the code object: each exception that leaves a frame asks.
// The table is a row of bits for each word, and in front of the rows the number of registers that hold variables.

import Bytecode
import Glibc

extension CodeObject {
  /// Registers that hold variables or their cells.
  var variableRegisterCount: Int { Int(truncatingIfNeeded: assignedTable[0]) }

  /// Whether register `i` may have been written when the instruction at word `word` runs.
  @inline(__always) func mayBeAssigned(_ i: Int, at word: Int) -> Bool {
    let table = assignedTable
    let count = Int(truncatingIfNeeded: table[0])
    if i < 0 || i >= count { return false }
    let row = min(max(word, 0), fields.pointee.wordCount)
    return table[1 &+ row &* ((count &+ 63) / 64) &+ i / 64] >> UInt64(i % 64) & 1 != 0
  }

  private var assignedTable: UnsafeMutablePointer<UInt64> {
    @inline(__always) get { fields.pointee.assigned ?? makeAssignedTable() }
  }

  @inline(never) private func makeAssignedTable() -> UnsafeMutablePointer<UInt64> {
    let source = self.source
    var count: Int = source.usesNamespace ? 1 : source.varNames.count
    for register in source.cellRegisters { count = max(count, Int(register) + 1) }
    let chunks: Int = (count + 63) / 64
    let words: Int = source.words.count
    let total: Int = 1 + (words + 1) * chunks
    guard let memory = calloc(total, 8) else { fatalError("no memory for the table of a code object") }
    let table = memory.bindMemory(to: UInt64.self, capacity: total)
    table[0] = UInt64(count)
    fields.pointee.assigned = table
    let rows = table + 1
    if source.usesNamespace {
      for at in 0...words { rows[at * chunks] = 1 }
      return table
    }
    if count == 0 { return table }
    // For each word that begins an instruction: the registers written on some way to it.
    var isReached: [Bool] = Array(repeating: false, count: words + 1)
    var work: [Int] = [0]
    var state: [UInt64] = Array(repeating: 0, count: chunks)
    func write(_ first: Int, _ n: Int) {
      if n > 0, first < count { for r in first..<min(first + n, count) { state[r / 64] |= 1 << UInt64(r % 64) } }
    }
    func reach(_ at: Int) {
      guard at >= 0, at < words else { return }
      var changed: Bool = !isReached[at]
      isReached[at] = true
      let row = rows + at * chunks
      for i in 0..<chunks where row[i] | state[i] != row[i] {
        row[i] |= state[i]
        changed = true
      }
      if changed { work.append(at) }
    }
    write(0, source.parameterCount)
    for i in 0..<chunks { rows[i] = state[i] }
    isReached[0] = true
    while let at = work.popLast() {
      for i in 0..<chunks { state[i] = rows[at * chunks + i] }
      let instruction = Instruction(word: source.words[at])
      guard let opcode = instruction.opcode else { continue }
      let shape = opcode.shape
      let end: Int = at + 1 + shape.inline.count
      if let row = exceptionRow(at: at) {
        let before = state
        write(Int(row.register), 1)
        reach(Int(row.handler))
        state = before
      }
      let a = instruction.a
      switch shape.a {
      case .write, .readWrite, .callBase, .callExBase, .callWrite: write(a, 1)
      case .writePair: write(a, 2)
      case .writeRun:
        let extra: Int = opcode == .unpackEx && at + 1 < words ? 1 + Int(truncatingIfNeeded: source.words[at + 1]) : 0
        write(a, instruction.c + extra)
      default: break
      }
      switch shape.jump {
      case .jump16: reach(end + instruction.signedC)
      case .jump32: reach(end + instruction.signedBC)
      case .jump48: reach(end + instruction.signedABC)
      default: break
      }
      if !shape.endsBlock { reach(end) }
    }
    // The inline words of an instruction, and what is never reached, answer as the instruction before.
    for at in 1...max(words, 1) where at <= words && !isReached[at] {
      for i in 0..<chunks { rows[at * chunks + i] = rows[(at - 1) * chunks + i] }
    }
    return table
  }
}
