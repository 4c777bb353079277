import Bytecode
import Syntax

/// What `compile` is asked for beside the tree.
public struct CompileOptions: Sendable {
  /// `-O` level: 1 drops `assert` and makes `__debug__` False, 2 drops docstrings too.
  public var optimize: Int
  /// Future features that are in force already (inherited, or given to `compile()`).
  public var futures: Code.Flags
  /// `ast.PyCF_ALLOW_TOP_LEVEL_AWAIT`: the module may await, and becomes a coroutine if it does.
  public var allowTopLevelAwait: Bool

  public init(optimize: Int = 0, futures: Code.Flags = [], allowTopLevelAwait: Bool = false) {
    self.optimize = optimize
    self.futures = futures
    self.allowTopLevelAwait = allowTopLevelAwait
  }
}

/// A compiled module, and what deserves a SyntaxWarning (the parser's warnings are in `Module.warnings`).
public struct CompileResult: Sendable {
  public var code: Code
  public var warnings: [SyntaxNotice]
}

/// Compiles a tree: finds the scopes, emits instructions, assembles them.
///
/// - Parameters:
///   - module: a file, an interactive statement or an expression. A `functionType` has no code.
///   - filename: becomes `co_filename`.
/// - Throws: a failure whose `text` is nil: the compiler sees the tree only. Offsets count bytes of UTF-8 from 1, as CPython's compiler
///   reports them. Deep nesting is a `recursionError`.
public func compile(
  _ module: Module, filename: String, options: CompileOptions = CompileOptions()
) throws(SyntaxFailure) -> CompileResult {
  var futures: Code.Flags = options.futures.intersection(.futures)
  if case .module(let body) = module.root { try collectFutures(body, into: &futures) }
  if case .interactive(let body) = module.root { try collectFutures(body, into: &futures) }
  let builder = ScopeBuilder(futureAnnotations: futures.contains(.futureAnnotations))
  try builder.build(module.root)
  let emitter = Emitter(filename: filename, builder: builder, futures: futures, options: options)
  let code = try emitter.compile(module.root)
  return CompileResult(code: code, warnings: emitter.warnings)
}

/// A SyntaxError at a node.
func compileFailure(_ message: String, _ span: Span) -> SyntaxFailure {
  SyntaxFailure(
    kind: .syntaxError, message: message, line: Int(span.line), offset: Int(span.column) + 1,
    endLine: Int(span.endLine), endOffset: Int(span.endColumn) + 1, text: nil)
}

/// `from __future__ import …` (langref 7.11.1): allowed behind the docstring, before everything else.
func collectFutures(_ body: [Stmt], into futures: inout Code.Flags) throws(SyntaxFailure) {
  var isOver = false
  for (index, statement) in body.enumerated() {
    if case .importFrom("__future__", let names, 0) = statement.kind {
      if isOver {
        throw compileFailure("from __future__ imports must occur at the beginning of the file", statement.span)
      }
      for alias in names { try addFuture(alias.name, statement.span, to: &futures) }
      continue
    }
    if index == 0, docstring(of: body) != nil { continue }
    isOver = true
  }
}

private func addFuture(_ name: String, _ span: Span, to futures: inout Code.Flags) throws(SyntaxFailure) {
  switch name {
  case "nested_scopes", "generators", "division", "absolute_import", "with_statement", "print_function", "unicode_literals",
    "generator_stop":
    break  // Always on in Python 3.
  case "annotations": futures.insert(.futureAnnotations)
  case "barry_as_FLUFL": futures.insert(.futureBarryAsBDFL)
  case "braces": throw futureFailure("not a chance", span)
  default: throw futureFailure("future feature \(name) is not defined", span)
  }
}

/// These errors know their line only.
private func futureFailure(_ message: String, _ span: Span) -> SyntaxFailure {
  let line = Int(span.line)
  return SyntaxFailure(
    kind: .syntaxError, message: message, line: line, offset: 1, endLine: line, endOffset: -1, text: nil)
}

/// The bytes of the docstring that `body` begins with.
func docstring(of body: [Stmt]) -> [UInt8]? {
  guard let first = body.first, case .expr(let value) = first.kind, case .constant(.string(let text, _)) = value.kind
  else { return nil }
  return text
}
