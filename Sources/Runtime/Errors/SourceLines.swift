// Source lines for tracebacks, and which part of an expression to point at.

import Bytecode
import Syntax

typealias LineTablePosition = LineTable.Position

enum SourceLines {
  /// The lines of a source file, decoded; nil when it cannot be read.
  static func read(_ thread: Thread, _ file: String) -> [String]? {
    if file.hasPrefix("<"), file.hasSuffix(">") { return nil }
    do throws(Raised) {
      let bytes = try SourceLoader.read(thread, file)
      let source = try SourceText.decode(thread, bytes, filename: file, isFile: true)
      return lines(of: source.bytes)
    } catch {
      _ = thread.takeRaised()
      return nil
    }
  }
  static func lines(of bytes: [UInt8]) -> [String] {
    var result: [String] = []
    var start = 0
    var i = 0
    while i < bytes.count {
      if bytes[i] == 0x0A || bytes[i] == 0x0D {
        result.append(String(decoding: bytes[start..<i], as: UTF8.self))
        if bytes[i] == 0x0D, i + 1 < bytes.count, bytes[i + 1] == 0x0A { i += 1 }
        start = i + 1
      }
      i += 1
    }
    if start < bytes.count { result.append(String(decoding: bytes[start...], as: UTF8.self)) }
    return result
  }

  static func isSpace(_ c: Unicode.Scalar) -> Bool { c.properties.isWhitespace || (c.value >= 0x1C && c.value <= 0x1F) }
  static func string(_ characters: ArraySlice<Unicode.Scalar>) -> String {
    var text = String.UnicodeScalarView()
    text.append(contentsOf: characters)
    return String(text)
  }
  /// How many characters the first `offset` bytes of UTF-8 are.
  static func characterOffset(_ bytes: [UInt8], _ offset: Int) -> Int {
    var count = 0
    for i in 0..<min(offset, bytes.count) where bytes[i] & 0xC0 != 0x80 { count += 1 }
    return count
  }
}

/// The operator of a binary operation, the brackets of a subscript: characters of the expression's text.
struct SourceAnchors {
  var left: Int
  var right: Int

  /// nil: there is nothing to single out.
  static func find(_ segment: String) -> SourceAnchors? {
    let source = "(\n" + segment + "\n)"
    let bytes = Array(source.utf8)
    let module: Syntax.Module
    do throws(SyntaxFailure) {
      module = try bytes.withUnsafeBufferPointer { (b: UnsafeBufferPointer<UInt8>) throws(SyntaxFailure) -> Syntax.Module in
        try parse(b, filename: "", mode: .eval)
      }
    } catch { return nil }
    guard case .expression(let root) = module.root else { return nil }
    let characters = Array(segment.unicodeScalars)
    let utf8 = Array(segment.utf8)
    // The segment is line 2 of the text that was parsed.
    func offset(_ line: Int32, _ column: Int32) -> Int? {
      line == 2 ? SourceLines.characterOffset(utf8, Int(column)) : nil
    }
    switch root.kind {
    case .binOp(let left, _, let right):
      guard var at = offset(left.span.endLine, left.span.endColumn), let end = offset(right.span.line, right.span.column) else {
        return nil
      }
      while at < end, at < characters.count, SourceLines.isSpace(characters[at]) || characters[at] == ")" { at += 1 }
      if at >= characters.count { return nil }
      var stop = at + 1
      if stop < end, stop < characters.count, !SourceLines.isSpace(characters[stop]), characters[stop] != "(" { stop += 1 }
      return SourceAnchors(left: at, right: stop)
    case .subscript(let value, let index):
      guard var at = offset(value.span.endLine, value.span.endColumn), let end = offset(index.span.endLine, index.span.endColumn) else {
        return nil
      }
      while at < characters.count, characters[at] != "[" { at += 1 }
      return SourceAnchors(left: at, right: min(end + 1, characters.count))
    default: return nil
    }
  }
}
