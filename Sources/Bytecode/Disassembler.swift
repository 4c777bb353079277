/// Text of compiled code, one line an instruction:
///
///     12     7  add                 r3 = r1 (x), r2 (y)
///
/// Columns: source line where it begins, word, opcode, operands. Registers show the variable they hold. `>>` marks jump targets.
public enum Disassembler {
  /// One decoded instruction.
  public struct Item: Sendable {
    public var word: Int
    public var opcode: Opcode
    public var instruction: Instruction
    public var inline: [UInt64]
    /// Word that a jump leads to.
    public var target: Int?
  }

  /// Decodes all instructions; stops at a word that is none.
  public static func items(of code: Code) -> [Item] {
    var items: [Item] = []
    var word = 0
    while word < code.words.count {
      let instruction = Instruction(word: code.words[word])
      guard let opcode = instruction.opcode else { break }
      let shape = opcode.shape
      let next = word + 1 + shape.inline.count
      if next > code.words.count { break }
      var target: Int?
      switch shape.jump {
      case .jump48: target = next + instruction.signedABC
      case .jump32: target = next + instruction.signedBC
      case .jump16: target = next + instruction.signedC
      default: break
      }
      let inline = Array(code.words[(word + 1)..<next])
      items.append(Item(word: word, opcode: opcode, instruction: instruction, inline: inline, target: target))
      word = next
    }
    return items
  }

  /// The whole code object, then the code objects among its constants.
  public static func text(of code: Code, recursive: Bool = true) -> String {
    var lines: [String] = []
    lines.append("code \(code.qualname) (line \(code.firstLine), \(code.registerCount) registers)")
    let items = self.items(of: code)
    var targets: Set<Int> = []
    for item in items {
      if let target = item.target { targets.insert(target) }
    }
    for row in code.exceptionRows { targets.insert(Int(row.handler)) }
    for item in items {
      let line: String = code.lineTable.startsLine(at: item.word) ? String(code.lineTable.line(at: item.word)) : ""
      let mark = targets.contains(item.word) ? ">>" : "  "
      let name = pad("\(item.opcode)", 18)
      lines.append(trimmed("\(padLeft(line, 5)) \(mark) \(padLeft(String(item.word), 4))  \(name) \(operands(item, code))"))
    }
    if !code.exceptionRows.isEmpty {
      lines.append("exceptions:")
      for row in code.exceptionRows {
        lines.append("  \(row.start)..<\(row.end) -> \(row.handler), exception in \(register(Int(row.register), code))")
      }
    }
    var result = lines.joined(separator: "\n") + "\n"
    if recursive {
      for case .code(let inner) in code.constants { result += "\n" + text(of: inner) }
    }
    return result
  }

  /// Operands of one instruction, as text.
  public static func operands(_ item: Item, _ code: Code) -> String {
    let shape = item.opcode.shape
    let instruction = item.instruction
    var written: [String] = []
    var read: [String] = []
    let fields: [(Operand, Int, Int)] = [
      (shape.a, instruction.a, instruction.a), (shape.b, instruction.b, instruction.signedB),
      (shape.c, instruction.c, instruction.signedC),
    ]
    for (kind, value, signed) in fields {
      switch kind {
      case .none: break
      case .write: written.append(register(value, code))
      case .writePair: written.append("\(register(value, code))…\(register(value + 1, code))")
      case .writeRun: written.append("\(register(value, code))…")
      case .callWrite, .writeMethod: written.append("\(register(value, code))…")
      case .read, .readWrite: read.append(register(value, code))
      case .readPair, .readTriple, .readRun, .readPairs, .readFlagged: read.append("\(register(value, code))…")
      case .callBase, .callExBase: read.append(register(value, code))
      case .count: read.append("#\(value)")
      case .immediate: read.append(String(signed))
      case .immediate32: read.append(String(instruction.signedBC))
      case .free: read.append(code.freeVars.indices.contains(value) ? "free \(code.freeVars[value])" : "free \(value)")
      case .jump16, .jump32, .jump48: read.append("to \(item.target ?? -1)")
      }
    }
    for (index, kind) in shape.inline.enumerated() {
      let value = Int(truncatingIfNeeded: item.inline[index])
      switch kind {
      case .constant: read.append(code.constants.indices.contains(value) ? text(of: code.constants[value]) : "constant \(value)")
      case .name: read.append(code.names.indices.contains(value) ? code.names[value] : "name \(value)")
      case .number: read.append("#\(value)")
      case .cache: break
      }
    }
    let left = written.joined(separator: ", ")
    let right = read.joined(separator: ", ")
    if left.isEmpty { return right }
    return right.isEmpty ? left : "\(left) = \(right)"
  }

  private static func register(_ index: Int, _ code: Code) -> String {
    if code.usesNamespace { return "r\(index)" }
    if let cell = code.cellName(register: index) { return "r\(index)[\(cell)]" }
    return code.varNames.indices.contains(index) ? "r\(index):\(code.varNames[index])" : "r\(index)"
  }

  /// A constant as Python would show it, shortened.
  public static func text(of constant: Constant) -> String {
    switch constant {
    case .none: return "None"
    case .true: return "True"
    case .false: return "False"
    case .ellipsis: return "Ellipsis"
    case .int(let value): return String(value)
    case .bigInt(let digits, let radix, let negative):
      let prefix = radix == 16 ? "0x" : radix == 8 ? "0o" : radix == 2 ? "0b" : ""
      return (negative ? "-" : "") + prefix + digits
    case .float(let value): return value.description
    case .complex(let real, let imaginary): return "(\(real)+\(imaginary)j)"
    case .string(let bytes): return shown(bytes)
    case .bytes(let bytes): return "b" + shown(bytes)
    case .tuple(let items): return "(" + items.map { text(of: $0) }.joined(separator: ", ") + ")"
    case .frozenset(let items): return "{" + items.map { text(of: $0) }.joined(separator: ", ") + "}"
    case .code(let code): return "<code \(code.name)>"
    }
  }

  private static func shown(_ bytes: [UInt8]) -> String {
    let text = String(decoding: bytes.prefix(40), as: UTF8.self)
    let escaped = text.unicodeScalars.map { $0.value < 32 || $0 == "'" ? $0.escaped(asASCII: false) : String($0) }.joined()
    return "'\(escaped)'" + (bytes.count > 40 ? "…" : "")
  }

  private static func pad(_ text: String, _ width: Int) -> String {
    text.count >= width ? text : text + String(repeating: " ", count: width - text.count)
  }

  private static func padLeft(_ text: String, _ width: Int) -> String {
    text.count >= width ? text : String(repeating: " ", count: width - text.count) + text
  }

  private static func trimmed(_ text: String) -> String {
    guard let last = text.lastIndex(where: { $0 != " " }) else { return "" }
    return String(text[...last])
  }
}
