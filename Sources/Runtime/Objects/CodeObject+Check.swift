// Whether constants that do not come from the compiler suit the instructions: those of `code.replace` and of `marshal.loads`.

import Bytecode

extension CodeObject {
  /// Whether every instruction of `source` that needs a constant of some kind finds it in `constants`, which has as many items as its own. Of a nested
  /// code object it counts how many variables it takes from outside: `freeVariables`, by index.
  static func suits(_ source: Code, _ constants: Tuple, freeVariables: (Int) -> Int) -> Bool {
    for item in Disassembler.items(of: source) {
      guard let operand = item.opcode.shape.inline.firstIndex(of: .constant) else { continue }
      let index = Int(truncatingIfNeeded: item.inline[operand])
      if index < 0 || index >= constants.count { return false }
      let v = constants[index]
      switch item.opcode {
      case .callKw, .callMethodKw, .callLoadedKw:
        if !areStrs(v) || Tuple(v).count > item.instruction.b { return false }
      case .buildConstKeyDict:
        if !v.isExactly(.tuple) || Tuple(v).count != item.instruction.c { return false }
      case .matchClass:
        if !areStrs(v) { return false }
      case .makeFunction:
        if !v.isExactly(.code) || CodeObject(v).freeVariableCount != freeVariables(index) { return false }
      default: break
      }
    }
    return !source.hasDocstring || constants.count > 0
  }
  private static func areStrs(_ v: Value) -> Bool {
    if !v.isExactly(.tuple) { return false }
    for i in 0..<Tuple(v).count where !Tuple(v)[i].isExactly(.str) { return false }
    return true
  }
}
