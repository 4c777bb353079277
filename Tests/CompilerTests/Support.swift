import Bytecode
import Compiler
import Syntax

/// Compiles a source text.
func code(_ source: String, options: CompileOptions = CompileOptions()) throws(SyntaxFailure) -> Code {
  try result(source, options: options).code
}

func result(_ source: String, options: CompileOptions = CompileOptions()) throws(SyntaxFailure) -> CompileResult {
  let bytes = Array(source.utf8)
  let buffer = UnsafeMutableBufferPointer<UInt8>.allocate(capacity: max(1, bytes.count))
  defer { buffer.deallocate() }
  _ = buffer.initialize(from: bytes)
  let text = UnsafeBufferPointer(rebasing: buffer[..<bytes.count])
  let module = try parse(text, filename: "test.py", mode: .exec)
  return try compile(module, filename: "test.py", options: options)
}

/// The first code object among the constants: the function that `source` defines.
func function(_ source: String) throws -> Code {
  let module = try code(source)
  for case .code(let inner) in module.constants { return inner }
  return module
}

/// Opcode and operands of each instruction, without words and lines.
func instructions(_ code: Code) -> [String] {
  Disassembler.items(of: code).map { item in
    let operands = Disassembler.operands(item, code)
    return operands.isEmpty ? "\(item.opcode)" : "\(item.opcode) \(operands)"
  }
}

/// The message of the error that compiling `source` gives, with its position.
func failure(_ source: String) -> String {
  do throws(SyntaxFailure) {
    _ = try code(source)
    return "no error"
  } catch {
    return "\(error.line):\(error.offset): \(error.message)"
  }
}
