// From objects of the module `ast` back to a tree that can be compiled: `compile(tree, filename, mode)`.
//
// Whatever hangs in the objects' attributes is checked while it is read, since anybody can have put it there: its class, that nothing
// required is missing (TypeError), and what the grammar of the parser guarantees otherwise, such as contexts and lists that are not
// empty (ValueError). The rest (`return` outside a function …) is the compiler's to find, as for source text.

import Syntax

/// Reads one tree. Fields are looked up as attributes, so a subclass of a node's class is as good as the class.
struct ASTReader {
  let thread: Thread
  /// The namespace of `_ast`.
  let classes: Dict

  /// The root, which `mode` asks for.
  func module(_ root: Value, mode: String) throws(Raised) -> Syntax.Module {
    let wanted = ASTReader.root(ofMode: mode)
    let name = className(root)
    guard name == wanted else {
      throw thread.raise(.typeError, "expected \(wanted) node, got \(root.type.displayName)")
    }
    switch name {
    case "Expression":
      return Syntax.Module(root: .expression(try expr(root, "Expression", "body")))
    case "Interactive":
      return Syntax.Module(root: .interactive(try body(root, "Interactive", "body", mayBeEmpty: true)))
    case "FunctionType":
      return Syntax.Module(
        root: .functionType(
          arguments: try exprs(root, "FunctionType", "argtypes"), returns: try expr(root, "FunctionType", "returns")))
    default:
      let statements = try body(root, "Module", "body", mayBeEmpty: true)
      try list(root, "Module", "type_ignores", "type_ignore") { (item) throws(Raised) in
        guard className(item) == "TypeIgnore" else { throw unexpected("type_ignore", item) }
        _ = try integer(item, "TypeIgnore", "lineno")
        _ = try string(try required(item, "TypeIgnore", "tag"))
      }
      return Syntax.Module(root: .module(statements))
    }
  }
  private static func root(ofMode mode: String) -> String {
    switch mode {
    case "eval": "Expression"
    case "single": "Interactive"
    case "func_type": "FunctionType"
    default: "Module"
    }
  }

  // MARK: Fields

  /// The name of the class of the grammar that the object is an instance of; empty for anything else.
  func className(_ v: Value) -> String {
    guard v.isObject, v.type.fields.pointee.mro.isObject else { return "" }
    let mro = Tuple(v.type.fields.pointee.mro)
    for i in 0..<mro.count where mro[i].isKind(.type) {
      let name = Type(mro[i]).fields.pointee.name
      if name.isKind(.str), classes.get(Str.intern(Str(name))) == mro[i] { return Str(name).string }
    }
    return ""
  }
  func unexpected(_ what: String, _ v: Value) -> Raised {
    do throws(Raised) {
      return thread.raise(.typeError, "expected some sort of \(what), but got \(try thread.repr(v).string)")
    } catch { return error }
  }
  func invalid(_ message: String) -> Raised { thread.raise(.valueError, message) }

  /// An attribute; TypeError when it is missing.
  func required(_ node: Value, _ owner: String, _ field: String) throws(Raised) -> Value {
    let v = try thread.getAttributeOrEmpty(node, Str.intern(thread, field))
    if v.isEmpty { throw thread.raise(.typeError, "required field \"\(field)\" missing from \(owner)") }
    return v
  }
  /// An attribute that may be missing or None.
  func optional(_ node: Value, _ field: String) throws(Raised) -> Value? {
    let v = try thread.getAttributeOrEmpty(node, Str.intern(thread, field))
    return v.isEmpty || v.isNone ? nil : v
  }
  func integer(_ node: Value, _ owner: String, _ field: String) throws(Raised) -> Int {
    try integer(try required(node, owner, field))
  }
  private func integer(_ v: Value) throws(Raised) -> Int {
    guard Int.isAny(v) else { throw thread.raise(.valueError, "invalid integer value: \(try thread.repr(v).string)") }
    return try thread.int32(v)
  }
  func identifier(_ v: Value) throws(Raised) -> String {
    guard v.isExactly(.str) else { throw thread.raise(.typeError, "AST identifier must be of type str") }
    return Str(v).string
  }
  func identifier(_ node: Value, _ owner: String, _ field: String) throws(Raised) -> String {
    let v = try required(node, owner, field)
    if v.isNone { throw invalid("field '\(field)' is required for \(owner)") }
    return try identifier(v)
  }
  func optionalIdentifier(_ node: Value, _ field: String) throws(Raised) -> String? {
    guard let v = try optional(node, field) else { return nil }
    return try identifier(v)
  }
  func string(_ v: Value) throws(Raised) -> Str {
    guard v.isExactly(.str) || v.isExactly(.bytes) else { throw thread.raise(.typeError, "AST string must be of type str") }
    return v.isExactly(.str) ? Str(v) : Str.make(thread, "")
  }
  /// Names that are constants stand for themselves only.
  func checkName(_ name: String) throws(Raised) {
    if name == "None" || name == "True" || name == "False" { throw invalid("identifier field can't represent '\(name)' constant") }
  }

  /// Each item of a field that is a list; one that is changed meanwhile is a RuntimeError.
  func list(
    _ node: Value, _ owner: String, _ field: String, _ what: String, allowsNone: Bool = false, _ body: (Value) throws(Raised) -> Void
  ) throws(Raised) {
    let v = try required(node, owner, field)
    guard v.isKind(.list) else {
      throw thread.raise(.typeError, "\(owner) field \"\(field)\" must be a list, not a \(v.type.displayName)")
    }
    let count = List(v).count
    for i in 0..<count {
      let item = List(v)[i]
      if item.isNone, !allowsNone, what == "expression" || what == "statement" { throw invalid("None disallowed in \(what) list") }
      try body(item)
      if List(v).count != count {
        throw thread.raise(.runtimeError, "\(owner) field \"\(field)\" changed size during iteration")
      }
    }
  }
  func names(_ node: Value, _ owner: String, _ field: String) throws(Raised) -> [String] {
    var names: [String] = []
    try list(node, owner, field, "identifier") { (item) throws(Raised) in names.append(try identifier(item)) }
    return names
  }

  /// Where the node stands; an end that is left out is the start.
  func span(_ node: Value, _ what: String) throws(Raised) -> Span {
    let line = try integer(node, what, "lineno")
    let column = try integer(node, what, "col_offset")
    var endLine = line
    var endColumn = column
    if let v = try optional(node, "end_lineno") { endLine = try integer(v) }
    if let v = try optional(node, "end_col_offset") { endColumn = try integer(v) }
    if line > endLine { throw invalid("AST node line range (\(line), \(endLine)) is not valid") }
    if (line < 0 && endLine != line) || (column < 0 && endColumn != column) {
      throw invalid("AST node column range (\(column), \(endColumn)) for line range (\(line), \(endLine)) is not valid")
    }
    if line == endLine, column > endColumn { throw invalid("line \(line), column \(column)-\(endColumn) is not a valid range") }
    return Span(line: Int32(line), column: Int32(column), endLine: Int32(endLine), endColumn: Int32(endColumn))
  }

  // MARK: Parts of statements

  func body(_ node: Value, _ owner: String, _ field: String, mayBeEmpty: Bool = false) throws(Raised) -> [Stmt] {
    var statements: [Stmt] = []
    try list(node, owner, field, "statement") { (item) throws(Raised) in statements.append(try statement(item)) }
    if statements.isEmpty, !mayBeEmpty { throw invalid("empty \(field) on \(owner)") }
    return statements
  }
  private func typeComment(_ node: Value) throws(Raised) {
    if let v = try optional(node, "type_comment") { _ = try string(v) }
  }
  private func exprsNotEmpty(_ node: Value, _ owner: String, _ field: String, _ context: ExprContext) throws(Raised) -> [Expr] {
    let exprs = try exprs(node, owner, field, context)
    if exprs.isEmpty { throw invalid("empty \(field) on \(owner)") }
    return exprs
  }
  private func namesNotEmpty(_ node: Value, _ owner: String) throws(Raised) -> [String] {
    let names = try names(node, owner, "names")
    if names.isEmpty { throw invalid("empty names on \(owner)") }
    return names
  }

  private func function(_ node: Value, _ owner: String) throws(Raised) -> FunctionDef {
    let name = try identifier(node, owner, "name")
    let arguments = try self.arguments(try required(node, owner, "args"))
    let body = try self.body(node, owner, "body")
    let decorators = try exprs(node, owner, "decorator_list")
    let returns = try optionalExpr(node, "returns")
    try typeComment(node)
    return FunctionDef(name: name, arguments: arguments, body: body, decorators: decorators, returns: returns)
  }
  private func loop(_ node: Value, _ owner: String) throws(Raised) -> For {
    let target = try expr(node, owner, "target", .store)
    let iterable = try expr(node, owner, "iter")
    let body = try self.body(node, owner, "body")
    let orelse = try self.body(node, owner, "orelse", mayBeEmpty: true)
    try typeComment(node)
    return For(target: target, iterable: iterable, body: body, orelse: orelse)
  }
  private func items(_ node: Value, _ owner: String) throws(Raised) -> [WithItem] {
    var items: [WithItem] = []
    try list(node, owner, "items", "withitem") { (item) throws(Raised) in
      guard className(item) == "withitem" else { throw unexpected("withitem", item) }
      items.append(
        WithItem(context: try expr(item, "withitem", "context_expr"), target: try optionalExpr(item, "optional_vars", .store)))
    }
    if items.isEmpty { throw invalid("empty items on \(owner)") }
    try typeComment(node)
    return items
  }
  private func attempt(_ node: Value, _ owner: String) throws(Raised) -> Try {
    let body = try self.body(node, owner, "body")
    var handlers: [ExceptHandler] = []
    try list(node, owner, "handlers", "excepthandler") { (item) throws(Raised) in
      let span = try self.span(item, "excepthandler")
      guard className(item) == "ExceptHandler" else { throw unexpected("excepthandler", item) }
      handlers.append(
        ExceptHandler(
          type: try optionalExpr(item, "type"), name: try optionalIdentifier(item, "name"),
          body: try self.body(item, "ExceptHandler", "body"), span: span))
    }
    let orelse = try self.body(node, owner, "orelse", mayBeEmpty: true)
    let finalbody = try self.body(node, owner, "finalbody", mayBeEmpty: true)
    if handlers.isEmpty, finalbody.isEmpty { throw invalid("\(owner) has neither except handlers nor finalbody") }
    if handlers.isEmpty, !orelse.isEmpty { throw invalid("\(owner) has orelse but no except handlers") }
    return Try(body: body, handlers: handlers, orelse: orelse, finalbody: finalbody)
  }
  private func aliases(_ node: Value, _ owner: String) throws(Raised) -> [Alias] {
    var aliases: [Alias] = []
    try list(node, owner, "names", "alias") { (item) throws(Raised) in
      let span = try self.span(item, "alias")
      guard className(item) == "alias" else { throw unexpected("alias", item) }
      aliases.append(
        Alias(name: try identifier(item, "alias", "name"), asname: try optionalIdentifier(item, "asname"), span: span))
    }
    if aliases.isEmpty { throw invalid("empty names on \(owner)") }
    return aliases
  }
  private func cases(_ node: Value) throws(Raised) -> [MatchCase] {
    var cases: [MatchCase] = []
    try list(node, "Match", "cases", "match_case") { (item) throws(Raised) in
      guard className(item) == "match_case" else { throw unexpected("match_case", item) }
      cases.append(
        MatchCase(
          pattern: try pattern(try required(item, "match_case", "pattern")), guardTest: try optionalExpr(item, "guard"),
          body: try body(item, "match_case", "body")))
    }
    if cases.isEmpty { throw invalid("empty cases on Match") }
    return cases
  }

  // MARK: Statements

  func statement(_ node: Value) throws(Raised) -> Stmt {
    try thread.checkNativeStack()
    let span = try self.span(node, "stmt")
    return Stmt(try statementKind(node, className(node)), span)
  }

  private func statementKind(_ node: Value, _ name: String) throws(Raised) -> Stmt.Kind {
    switch name {
    case "FunctionDef": return .functionDef(try function(node, name))
    case "AsyncFunctionDef": return .asyncFunctionDef(try function(node, name))
    case "ClassDef":
      return .classDef(
        ClassDef(
          name: try identifier(node, name, "name"), bases: try exprs(node, name, "bases"), keywords: try keywords(node, name),
          body: try body(node, name, "body"), decorators: try exprs(node, name, "decorator_list")))
    case "Return": return .return(try optionalExpr(node, "value"))
    case "Delete": return .delete(try exprsNotEmpty(node, name, "targets", .del))
    case "Assign":
      try typeComment(node)
      return .assign(targets: try exprsNotEmpty(node, name, "targets", .store), value: try expr(node, name, "value"))
    case "AugAssign":
      return .augAssign(
        target: try expr(node, name, "target", .store), op: try binaryOperator(try required(node, name, "op")),
        value: try expr(node, name, "value"))
    case "AnnAssign":
      let target = try expr(node, name, "target", .store)
      let isSimple = try integer(node, name, "simple") != 0
      var isName = false
      if case .name = target.kind { isName = true }
      if isSimple, !isName { throw thread.raise(.typeError, "AnnAssign with simple non-Name target") }
      return .annAssign(
        target: target, annotation: try expr(node, name, "annotation"), value: try optionalExpr(node, "value"), simple: isSimple)
    case "For": return .for(try loop(node, name))
    case "AsyncFor": return .asyncFor(try loop(node, name))
    case "While":
      return .while(
        test: try expr(node, name, "test"), body: try body(node, name, "body"),
        orelse: try body(node, name, "orelse", mayBeEmpty: true))
    case "If":
      return .if(
        test: try expr(node, name, "test"), body: try body(node, name, "body"),
        orelse: try body(node, name, "orelse", mayBeEmpty: true))
    case "With": return .with(items: try items(node, name), body: try body(node, name, "body"))
    case "AsyncWith": return .asyncWith(items: try items(node, name), body: try body(node, name, "body"))
    case "Match": return .match(subject: try expr(node, name, "subject"), cases: try cases(node))
    default: return try simpleStatementKind(node, name)
    }
  }

  private func simpleStatementKind(_ node: Value, _ name: String) throws(Raised) -> Stmt.Kind {
    switch name {
    case "Raise":
      let exception = try optionalExpr(node, "exc")
      let cause = try optionalExpr(node, "cause")
      if exception == nil, cause != nil { throw invalid("Raise with cause but no exception") }
      return .raise(exception: exception, cause: cause)
    case "Try": return .try(try attempt(node, name))
    case "TryStar": return .tryStar(try attempt(node, name))
    case "Assert": return .assert(test: try expr(node, name, "test"), message: try optionalExpr(node, "msg"))
    case "Import": return .import(try aliases(node, name))
    case "ImportFrom":
      var level = 0
      if let v = try optional(node, "level") { level = try integer(v) }
      if level < 0 { throw invalid("Negative ImportFrom level") }
      return .importFrom(module: try optionalIdentifier(node, "module"), names: try aliases(node, name), level: level)
    case "Global": return .global(try namesNotEmpty(node, name))
    case "Nonlocal": return .nonlocal(try namesNotEmpty(node, name))
    case "Expr": return .expr(try expr(node, name, "value"))
    case "Pass": return .pass
    case "Break": return .break
    case "Continue": return .continue
    default: throw unexpected("stmt", node)
    }
  }
}
