/// Which registers of a frame have been written when control stands at an instruction.
///
/// The compiler does not clear variables that are assigned before every use, so a register may hold leftovers of an earlier call.
/// Whoever looks at a frame from outside (`locals()`, `f_locals`) asks here first. A register that counts as written may
/// still be empty (`clear`, `del`).
public enum Initialized {
  /// For each register whether it has been written on every path to the instruction at `word`. This is an analysis of the whole code,
  /// linear in its length for usual code: not for hot paths.
  public static func registers(of code: Code, at word: Int) -> [Bool] {
    let items = Disassembler.items(of: code)
    var indices: [Int: Int] = [:]
    for (index, item) in items.enumerated() { indices[item.word] = index }
    guard let wanted = indices[word] else { return [Bool](repeating: false, count: code.registerCount) }
    var states: [[Bool]?] = [[Bool]?](repeating: nil, count: items.count)
    var start = [Bool](repeating: false, count: code.registerCount)
    for register in 0..<min(code.parameterCount, code.registerCount) { start[register] = true }
    var work: [Int] = []

    func flow(_ state: [Bool], to index: Int) {
      guard index < items.count else { return }
      guard let known = states[index] else {
        states[index] = state
        work.append(index)
        return
      }
      var merged = known
      for register in merged.indices where merged[register] && !state[register] { merged[register] = false }
      if merged != known {
        states[index] = merged
        work.append(index)
      }
    }

    flow(start, to: 0)
    while let index = work.popLast() {
      guard let before = states[index] else { continue }
      let item = items[index]
      if let row = code.exceptionRow(at: item.word), let handler = indices[Int(row.handler)] {
        var state = before
        state[Int(row.register)] = true
        flow(state, to: handler)
      }
      var after = before
      for register in written(by: item) where register < after.count { after[register] = true }
      if let target = item.target, let next = indices[target] { flow(after, to: next) }
      if !item.opcode.shape.endsBlock { flow(after, to: index + 1) }
    }
    return states[wanted] ?? start
  }

  /// Registers that an instruction writes.
  private static func written(by item: Disassembler.Item) -> Range<Int> {
    let a = item.instruction.a
    switch item.opcode.shape.a {
    case .write, .readWrite, .callBase, .callExBase, .callWrite, .writeMethod: return a..<(a + 1)
    case .writePair: return a..<(a + 2)
    case .writeRun:
      let c = item.instruction.c
      return a..<(a + (item.opcode == .unpackEx ? c + 1 + Int(truncatingIfNeeded: item.inline.first ?? 0) : c))
    default: return a..<a
    }
  }
}
