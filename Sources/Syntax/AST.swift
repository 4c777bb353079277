// The tree that the parser builds: Python 3.11's abstract grammar, with the names of Python's `ast` module
// (https://docs.python.org/3.11/library/ast.html#abstract-grammar).
//
// A node is one final class with an enum as payload: one allocation for each node, identity for whoever keys tables by
// node (scopes, caches), and `switch node.kind` to match on. `expr_context` is not stored: whether a target is loaded,
// stored or deleted follows from where it stands, and everybody who walks the tree knows where he is.

/// Where a node stands in the source: lines count from 1, columns from 0 in bytes of UTF-8, the end is exclusive.
public struct Span: Equatable, Sendable {
  public var line: Int32
  public var column: Int32
  public var endLine: Int32
  public var endColumn: Int32

  @inlinable
  public init(line: Int32, column: Int32, endLine: Int32, endColumn: Int32) {
    self.line = line
    self.column = column
    self.endLine = endLine
    self.endColumn = endColumn
  }

  /// From the start of this span to the end of another.
  @inlinable
  public func to(_ other: Span) -> Span {
    Span(line: line, column: column, endLine: other.endLine, endColumn: other.endColumn)
  }
}

/// What `parse` hands back: the root of the tree, and what deserves a warning.
public struct Module {
  public enum Root {
    /// `exec`: a file, a module (`ast.Module`).
    case module([Stmt])
    /// `single`: one interactive statement (`ast.Interactive`).
    case interactive([Stmt])
    /// `eval`: one expression (`ast.Expression`).
    case expression(Expr)
    /// `func_type`: a PEP 484 signature comment (`ast.FunctionType`).
    case functionType(arguments: [Expr], returns: Expr)
  }

  public var root: Root
  /// In the order of the source; the caller passes them to `warnings.warn_explicit`.
  public var warnings: [SyntaxNotice]

  public init(root: Root, warnings: [SyntaxNotice] = []) {
    self.root = root
    self.warnings = warnings
  }
}

// MARK: Statements

/// A statement (`ast.stmt`).
public final class Stmt {
  public let kind: Kind
  public let span: Span

  public init(_ kind: Kind, _ span: Span) {
    self.kind = kind
    self.span = span
  }

  public enum Kind {
    case functionDef(FunctionDef)
    case asyncFunctionDef(FunctionDef)
    case classDef(ClassDef)
    case `return`(Expr?)
    case delete([Expr])
    /// `a = b = value` has two targets.
    case assign(targets: [Expr], value: Expr)
    case augAssign(target: Expr, op: Operator, value: Expr)
    /// `simple` is true for a bare name without parentheses: only that declares a local and fills `__annotations__`.
    case annAssign(target: Expr, annotation: Expr, value: Expr?, simple: Bool)
    case `for`(For)
    case asyncFor(For)
    case `while`(test: Expr, body: [Stmt], orelse: [Stmt])
    /// `elif` is an `if` alone in `orelse`.
    case `if`(test: Expr, body: [Stmt], orelse: [Stmt])
    case with(items: [WithItem], body: [Stmt])
    case asyncWith(items: [WithItem], body: [Stmt])
    case match(subject: Expr, cases: [MatchCase])
    case raise(exception: Expr?, cause: Expr?)
    case `try`(Try)
    /// `except*` (PEP 654).
    case tryStar(Try)
    case assert(test: Expr, message: Expr?)
    case `import`([Alias])
    /// `level` counts the leading dots; `module` is nil in `from . import x`; `from m import *` has the one name `*`.
    case importFrom(module: String?, names: [Alias], level: Int)
    case global([String])
    case nonlocal([String])
    case expr(Expr)
    case pass
    case `break`
    case `continue`
  }
}

/// `def` and `async def`.
public final class FunctionDef {
  public let name: String
  public let arguments: Arguments
  public let body: [Stmt]
  public let decorators: [Expr]
  public let returns: Expr?

  public init(name: String, arguments: Arguments, body: [Stmt], decorators: [Expr], returns: Expr?) {
    self.name = name
    self.arguments = arguments
    self.body = body
    self.decorators = decorators
    self.returns = returns
  }
}

/// `class`.
public final class ClassDef {
  public let name: String
  public let bases: [Expr]
  public let keywords: [Keyword]
  public let body: [Stmt]
  public let decorators: [Expr]

  public init(name: String, bases: [Expr], keywords: [Keyword], body: [Stmt], decorators: [Expr]) {
    self.name = name
    self.bases = bases
    self.keywords = keywords
    self.body = body
    self.decorators = decorators
  }
}

/// `for` and `async for`.
public final class For {
  public let target: Expr
  public let iterable: Expr
  public let body: [Stmt]
  public let orelse: [Stmt]

  public init(target: Expr, iterable: Expr, body: [Stmt], orelse: [Stmt]) {
    self.target = target
    self.iterable = iterable
    self.body = body
    self.orelse = orelse
  }
}

/// `try` with `except` or `except*`.
public final class Try {
  public let body: [Stmt]
  public let handlers: [ExceptHandler]
  public let orelse: [Stmt]
  public let finalbody: [Stmt]

  public init(body: [Stmt], handlers: [ExceptHandler], orelse: [Stmt], finalbody: [Stmt]) {
    self.body = body
    self.handlers = handlers
    self.orelse = orelse
    self.finalbody = finalbody
  }
}

/// One `except` clause; without a type it catches everything.
public struct ExceptHandler {
  public var type: Expr?
  public var name: String?
  public var body: [Stmt]
  public var span: Span

  public init(type: Expr?, name: String?, body: [Stmt], span: Span) {
    self.type = type
    self.name = name
    self.body = body
    self.span = span
  }
}

/// One manager of a `with` statement.
public struct WithItem {
  public var context: Expr
  public var target: Expr?

  public init(context: Expr, target: Expr?) {
    self.context = context
    self.target = target
  }
}

/// One name of an import: `name as asname`.
public struct Alias {
  public var name: String
  public var asname: String?
  public var span: Span

  public init(name: String, asname: String?, span: Span) {
    self.name = name
    self.asname = asname
    self.span = span
  }
}

/// The parameters of a function or lambda, in the order `posonlyargs / args * vararg kwonlyargs ** kwarg`.
public final class Arguments {
  public let posonlyargs: [Arg]
  public let args: [Arg]
  public let vararg: Arg?
  public let kwonlyargs: [Arg]
  /// As many as `kwonlyargs`; nil where a default is missing.
  public let kwDefaults: [Expr?]
  public let kwarg: Arg?
  /// Belong to the last of `posonlyargs + args`.
  public let defaults: [Expr]

  public init(
    posonlyargs: [Arg] = [], args: [Arg] = [], vararg: Arg? = nil, kwonlyargs: [Arg] = [],
    kwDefaults: [Expr?] = [], kwarg: Arg? = nil, defaults: [Expr] = []
  ) {
    self.posonlyargs = posonlyargs
    self.args = args
    self.vararg = vararg
    self.kwonlyargs = kwonlyargs
    self.kwDefaults = kwDefaults
    self.kwarg = kwarg
    self.defaults = defaults
  }
}

/// One parameter.
public struct Arg {
  public var name: String
  public var annotation: Expr?
  public var span: Span

  public init(name: String, annotation: Expr?, span: Span) {
    self.name = name
    self.annotation = annotation
    self.span = span
  }
}
