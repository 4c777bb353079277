@testable import Syntax

func parsed(_ source: String, _ mode: ParseMode = .exec, _ flags: ParseFlags = []) throws(SyntaxFailure) -> Module {
  let bytes: [UInt8] = Array(source.utf8)
  let result: Result<Module, SyntaxFailure> = bytes.withUnsafeBufferPointer { buffer in
    do throws(SyntaxFailure) {
      return .success(try parse(buffer, filename: "<test>", mode: mode, flags: flags))
    } catch {
      return .failure(error)
    }
  }
  return try result.get()
}

/// `ast.dump(ast.parse(source, mode="eval").body)`, or with positions.
func tree(_ source: String, attributes: Bool = false) throws -> String {
  let text: String = dump(try parsed(source, .eval), attributes: attributes)
  return String(text.dropFirst("Expression(body=".utf8.count).dropLast())
}

/// `ast.dump(ast.parse(source))`, only the statements.
func statements(_ source: String) throws -> String {
  let text: String = dump(try parsed(source), attributes: false)
  return String(text.dropFirst("Module(body=[".utf8.count).dropLast("], type_ignores=[])".utf8.count))
}

/// The error of a text as `message (line, offset, end line, end offset)`.
func failure(_ source: String, _ mode: ParseMode = .exec, _ flags: ParseFlags = []) -> String {
  do {
    _ = try parsed(source, mode, flags)
    return "no error"
  } catch {
    return "\(error.message) (\(error.line), \(error.offset), \(error.endLine), \(error.endOffset))"
  }
}
