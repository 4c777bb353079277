// From source text to a code object, with every failure as the Python exception that it is.

import Bytecode
import CProbes
import Compiler
import Syntax

/// Source text as the parser takes it: UTF-8, and what decoding found out about it.
struct Source {
  var bytes: [UInt8]
  var flags: ParseFlags = []
}

enum SourceText {
  /// The source argument of compile, eval and exec: a str, or bytes with a PEP 263 cookie.
  static func take(_ thread: Thread, _ v: Value, function: String, what: String) throws(Raised) -> Source {
    if v.isKind(.str) {
      let s = Str(v)
      try s.requireUTF8(thread)
      return Source(bytes: s.utf8)
    }
    if v.isKind(.byteString) { return try decode(thread, Array(Bytes(v).buffer), filename: "<string>", isFile: false) }
    if v.isKind(.byteArray) || v.isExactly(.memoryview) {
      let bytes = try thread.call(Type[.bytes].value, v)
      return try decode(thread, Array(Bytes(bytes).buffer), filename: "<string>", isFile: false)
    }
    throw thread.raise(.typeError, "\(function)() arg 1 must be a \(what) object")
  }

  /// Undoes an encoding. `isFile`: the script or a module, whose errors are worded otherwise than those of `compile`.
  static func decode(_ thread: Thread, _ bytes: [UInt8], filename: String, isFile: Bool) throws(Raised) -> Source {
    let decoding: SourceDecoding
    do throws(SyntaxFailure) {
      decoding = try bytes.withUnsafeBufferPointer { (b: UnsafeBufferPointer<UInt8>) throws(SyntaxFailure) -> SourceDecoding in
        try decodeSource(b, filename: filename, isFile: isFile)
      }
    } catch { throw raise(thread, error, filename: Str.make(thread, filename)) }
    switch decoding {
    case .utf8(let start, let flags): return Source(bytes: start == 0 ? bytes : Array(bytes[start...]), flags: flags)
    case .converted(let utf8): return Source(bytes: utf8)
    case .needsCodec(let name):
      let object = try bytes.withUnsafeBufferPointer { (b: UnsafeBufferPointer<UInt8>) throws(Raised) -> Value in
        try Bytes.make(thread, b).value
      }
      do throws(Raised) {
        let text = try thread.callMethod(object, Name.decode, Str.make(thread, name).value)
        guard text.isKind(.str) else { throw thread.raise(.typeError, "decoder did not give a str") }
        return Source(bytes: Str(text).utf8)
      } catch {
        if thread.isRaising(.lookupError) {
          _ = thread.takeRaised()
          throw thread.raise(.syntaxError, isFile ? "encoding problem: \(name)" : "unknown encoding: \(name)")
        }
        throw error
      }
    }
  }

  /// Lexes, parses, compiles and loads UTF-8 source.
  static func compile(
    _ thread: Thread, _ text: Source, filename: Str, mode: String, flags: Int, optimize: Int
  ) throws(Raised) -> CodeObject {
    try CodeObject.make(thread, try code(thread, text, filename: filename, mode: mode, flags: flags, optimize: optimize))
  }
  /// The same without loading.
  static func code(
    _ thread: Thread, _ text: Source, filename: Str, mode: String, flags: Int, optimize: Int
  ) throws(Raised) -> Code {
    let name = filename.string
    let source = text.bytes
    var parseFlags = text.flags
    if flags & Builtins.dontImplyDedent != 0 { parseFlags.insert(.dontImplyDedent) }
    if flags & Builtins.allowIncompleteInput != 0 { parseFlags.insert(.allowIncompleteInput) }
    if flags & 0x400000 != 0 { parseFlags.insert(.barryAsFLUFL) }
    let parseMode: ParseMode = mode == "eval" ? .eval : mode == "single" ? .single : .exec
    let code: Code
    let notices: [SyntaxNotice]
    let module: Syntax.Module
    do throws(SyntaxFailure) {
      compileBegin(name, "parse", source.count)
      module = try source.withUnsafeBufferPointer { (b: UnsafeBufferPointer<UInt8>) throws(SyntaxFailure) -> Syntax.Module in
        try parse(b, filename: name, mode: parseMode, flags: parseFlags)
      }
      compileEnd(name, "parse", source.count)
    } catch {
      compileEnd(name, "parse", source.count)
      var failure = error
      if failure.text == nil, failure.line > 0 { failure.text = line(failure.line, of: source) }
      throw raise(thread, failure, filename: filename)
    }
    do throws(SyntaxFailure) {
      compileBegin(name, "compile", source.count)
      let result = try Compiler.compile(module, filename: name, options: options(flags, optimize))
      compileEnd(name, "compile", source.count)
      code = result.code
      notices = module.warnings + result.warnings
    } catch {
      compileEnd(name, "compile", source.count)
      // As CPython does, which then has the tree only: the line is shown when the file can be read.
      var failure = error
      if failure.line > 0, let lines = SourceLines.read(thread, name), failure.line <= lines.count { failure.text = lines[failure.line - 1] + "\n" }
      throw raise(thread, failure, filename: filename)
    }
    try warn(thread, notices, filename, source)
    return code
  }

  /// The names of a text's blocks.
  static func symbols(_ thread: Thread, _ text: Source, filename: Str, mode: String) throws(Raised) -> SymbolTable {
    let name = filename.string
    let parseMode: ParseMode = mode == "eval" ? .eval : mode == "single" ? .single : .exec
    do throws(SyntaxFailure) {
      let module = try text.bytes.withUnsafeBufferPointer { (b: UnsafeBufferPointer<UInt8>) throws(SyntaxFailure) -> Syntax.Module in
        try parse(b, filename: name, mode: parseMode, flags: text.flags)
      }
      return try symbolTable(module)
    } catch {
      var failure = error
      if failure.text == nil, failure.line > 0 { failure.text = line(failure.line, of: text.bytes) }
      throw raise(thread, failure, filename: filename)
    }
  }

  /// Markers compile__begin and compile__end: `stage` is "parse" or "compile", `size` the bytes of source text.
  private static func compileBegin(_ filename: String, _ stage: StaticString, _ size: Int) {
    if _fastPath(!minipy_probe_compile_begin_enabled()) { return }
    filename.withCString { minipy_probe_compile_begin($0, UnsafeRawPointer(stage.utf8Start).assumingMemoryBound(to: CChar.self), size) }
  }
  private static func compileEnd(_ filename: String, _ stage: StaticString, _ size: Int) {
    if _fastPath(!minipy_probe_compile_end_enabled()) { return }
    filename.withCString { minipy_probe_compile_end($0, UnsafeRawPointer(stage.utf8Start).assumingMemoryBound(to: CChar.self), size) }
  }

  /// Compiles a tree that has no source text.
  static func compile(
    _ thread: Thread, _ tree: Syntax.Module, filename: Str, flags: Int, optimize: Int
  ) throws(Raised) -> CodeObject {
    let result: CompileResult
    do throws(SyntaxFailure) {
      result = try Compiler.compile(tree, filename: filename.string, options: options(flags, optimize))
    } catch { throw raise(thread, error, filename: filename) }
    try warn(thread, result.warnings, filename, [])
    return try CodeObject.make(thread, result.code)
  }
  private static func options(_ flags: Int, _ optimize: Int) -> CompileOptions {
    CompileOptions(
      optimize: optimize < 0 ? Options.optimize : optimize, futures: Code.Flags(rawValue: UInt32(truncatingIfNeeded: flags)),
      allowTopLevelAwait: flags & Builtins.allowTopLevelAwait != 0)
  }

  private static func line(_ number: Int, of source: [UInt8]) -> String? {
    var start = 0
    var at = 1
    while at < number {
      guard let end = source[start...].firstIndex(of: 0x0A) else { return nil }
      start = end + 1
      at += 1
    }
    if start >= source.count { return nil }
    let end = source[start...].firstIndex(of: 0x0A).map { $0 + 1 } ?? source.count
    return String(decoding: source[start..<end], as: UTF8.self)
  }

  static func raise(_ thread: Thread, _ failure: SyntaxFailure, filename: Str) -> Raised {
    let type: TypeID
    switch failure.kind {
    case .syntaxError: type = .syntaxError
    case .indentationError: type = .indentationError
    case .tabError: type = .tabError
    case .memoryError: return thread.raise(.memoryError, failure.message)
    case .recursionError: return thread.raise(.recursionError, failure.message)
    case .valueError: return thread.raise(.valueError, failure.message)
    case .unicodeDecodeError: return thread.raise(.syntaxError, failure.message)
    }
    let text = failure.text.map { Str.make(thread, $0).value } ?? Value.none
    do throws(Raised) {
      let message = Str.make(thread, failure.message).value
      if failure.line <= 0 && failure.text == nil { return thread.raise(type, arguments: message) }
      let details = try Tuple.make(
        thread,
        [
          filename.value, .int(failure.line), .int(failure.offset), text, .int(failure.endLine),
          .int(failure.endOffset),
        ])
      return thread.raise(type, arguments: message, details.value)
    } catch { return error }
  }

  /// Issues the compiler's warnings; one that a filter turns into an error becomes a SyntaxError.
  private static func warn(_ thread: Thread, _ notices: [SyntaxNotice], _ filename: Str, _ source: [UInt8]) throws(Raised) {
    for notice in notices {
      let category: TypeID = notice.category == .syntaxWarning ? .syntaxWarning : .deprecationWarning
      do throws(Raised) {
        try Warnings.warnExplicit(thread, category, notice.message, filename: filename, line: notice.line)
      } catch {
        if !thread.isRaising(category) { throw error }
        _ = thread.takeRaised()
        let failure = SyntaxFailure(
          kind: .syntaxError, message: notice.message, line: notice.line, offset: notice.offset, endLine: notice.line,
          endOffset: notice.offset, text: line(notice.line, of: source))
        throw raise(thread, failure, filename: filename)
      }
    }
  }
}
