// The tree as Python's `ast` module sees it: nodes with a class name and named fields. One walk serves all who need no
// more than that: the dump below, and the module `ast`.

/// A field's value in Python's view of the tree.
public indirect enum ASTValue {
  /// `span` is nil for the classes without positions (`Load`, `arguments`, …).
  case node(name: String, fields: [ASTField], span: Span?)
  case list([ASTValue])
  case identifier(String)
  case constant(Literal)
  case int(Int)
  /// An optional field that is absent.
  case none
}

/// A named field of a node.
public struct ASTField {
  public var name: String
  public var value: ASTValue

  public init(_ name: String, _ value: ASTValue) {
    self.name = name
    self.value = value
  }
}

private typealias Field = ASTField

/// What happens to the value of a name, attribute, subscript, star, list or tuple: `ast.expr_context`.
public enum ExprContext: Sendable {
  case load, store, del
}

extension Module {
  /// Python's view of the whole tree.
  public var reflected: ASTValue {
    switch root {
    case .module(let body):
      return .node(name: "Module", fields: [Field("body", list(body)), Field("type_ignores", .list([]))], span: nil)
    case .interactive(let body):
      return .node(name: "Interactive", fields: [Field("body", list(body))], span: nil)
    case .expression(let value):
      return .node(name: "Expression", fields: [Field("body", value.reflected(.load))], span: nil)
    case .functionType(let arguments, let returns):
      return .node(
        name: "FunctionType", fields: [Field("argtypes", list(arguments)), Field("returns", returns.reflected(.load))],
        span: nil)
    }
  }
}

// MARK: Parts

private func list(_ body: [Stmt]) -> ASTValue { .list(body.map { $0.reflected }) }

private func list(_ exprs: [Expr], _ context: ExprContext = .load) -> ASTValue {
  .list(exprs.map { $0.reflected(context) })
}

private func optional(_ expr: Expr?, _ context: ExprContext = .load) -> ASTValue {
  expr.map { $0.reflected(context) } ?? .none
}

private func optional(_ name: String?) -> ASTValue { name.map { .identifier($0) } ?? .none }

private func list(_ names: [String]) -> ASTValue { .list(names.map { .identifier($0) }) }

private func bare(_ name: String) -> ASTValue { .node(name: name, fields: [], span: nil) }

extension ExprContext {
  fileprivate var reflected: ASTValue {
    switch self {
    case .load: return bare("Load")
    case .store: return bare("Store")
    case .del: return bare("Del")
    }
  }
}

extension Operator {
  /// The name of the class in `ast`.
  public var name: String {
    switch self {
    case .add: return "Add"
    case .sub: return "Sub"
    case .mult: return "Mult"
    case .matMult: return "MatMult"
    case .div: return "Div"
    case .mod: return "Mod"
    case .pow: return "Pow"
    case .lShift: return "LShift"
    case .rShift: return "RShift"
    case .bitOr: return "BitOr"
    case .bitXor: return "BitXor"
    case .bitAnd: return "BitAnd"
    case .floorDiv: return "FloorDiv"
    }
  }
}

extension CompareOperator {
  /// The name of the class in `ast`.
  public var name: String {
    switch self {
    case .eq: return "Eq"
    case .notEq: return "NotEq"
    case .lt: return "Lt"
    case .ltE: return "LtE"
    case .gt: return "Gt"
    case .gtE: return "GtE"
    case .is: return "Is"
    case .isNot: return "IsNot"
    case .in: return "In"
    case .notIn: return "NotIn"
    }
  }
}

extension UnaryOperator {
  /// The name of the class in `ast`.
  public var name: String {
    switch self {
    case .invert: return "Invert"
    case .not: return "Not"
    case .uAdd: return "UAdd"
    case .uSub: return "USub"
    }
  }
}

extension Arguments {
  fileprivate var reflected: ASTValue {
    .node(
      name: "arguments",
      fields: [
        Field("posonlyargs", .list(posonlyargs.map { $0.reflected })), Field("args", .list(args.map { $0.reflected })),
        Field("vararg", vararg.map { $0.reflected } ?? .none),
        Field("kwonlyargs", .list(kwonlyargs.map { $0.reflected })),
        Field("kw_defaults", .list(kwDefaults.map { optional($0) })),
        Field("kwarg", kwarg.map { $0.reflected } ?? .none),
        Field("defaults", list(defaults)),
      ], span: nil)
  }
}

extension Arg {
  fileprivate var reflected: ASTValue {
    .node(
      name: "arg",
      fields: [
        Field("arg", .identifier(name)), Field("annotation", optional(annotation)), Field("type_comment", .none),
      ],
      span: span)
  }
}

extension Keyword {
  fileprivate var reflected: ASTValue {
    .node(name: "keyword", fields: [Field("arg", optional(name)), Field("value", value.reflected(.load))], span: span)
  }
}

extension Alias {
  fileprivate var reflected: ASTValue {
    .node(name: "alias", fields: [Field("name", .identifier(name)), Field("asname", optional(asname))], span: span)
  }
}

extension WithItem {
  fileprivate var reflected: ASTValue {
    .node(
      name: "withitem",
      fields: [Field("context_expr", context.reflected(.load)), Field("optional_vars", optional(target, .store))],
      span: nil)
  }
}

extension ExceptHandler {
  fileprivate var reflected: ASTValue {
    .node(
      name: "ExceptHandler",
      fields: [Field("type", optional(type)), Field("name", optional(name)), Field("body", list(body))],
      span: span)
  }
}

extension MatchCase {
  fileprivate var reflected: ASTValue {
    .node(
      name: "match_case",
      fields: [Field("pattern", pattern.reflected), Field("guard", optional(guardTest)), Field("body", list(body))],
      span: nil)
  }
}

extension Comprehension {
  fileprivate var reflected: ASTValue {
    .node(
      name: "comprehension",
      fields: [
        Field("target", target.reflected(.store)), Field("iter", iterable.reflected(.load)),
        Field("ifs", list(conditions)),
        Field("is_async", .int(isAsync ? 1 : 0)),
      ], span: nil)
  }
}

// MARK: Statements

extension Stmt {
  /// Python's view of the statement.
  public var reflected: ASTValue {
    switch kind {
    case .functionDef(let function): return reflect("FunctionDef", function)
    case .asyncFunctionDef(let function): return reflect("AsyncFunctionDef", function)
    case .classDef(let definition):
      return node(
        "ClassDef",
        [
          Field("name", .identifier(definition.name)), Field("bases", list(definition.bases)),
          Field("keywords", .list(definition.keywords.map { $0.reflected })), Field("body", list(definition.body)),
          Field("decorator_list", list(definition.decorators)),
        ])
    case .return(let value): return node("Return", [Field("value", optional(value))])
    case .delete(let targets): return node("Delete", [Field("targets", list(targets, .del))])
    case .assign(let targets, let value):
      return node(
        "Assign",
        [Field("targets", list(targets, .store)), Field("value", value.reflected(.load)), Field("type_comment", .none)])
    case .augAssign(let target, let op, let value):
      return node(
        "AugAssign",
        [Field("target", target.reflected(.store)), Field("op", bare(op.name)), Field("value", value.reflected(.load))])
    case .annAssign(let target, let annotation, let value, let simple):
      return node(
        "AnnAssign",
        [
          Field("target", target.reflected(.store)), Field("annotation", annotation.reflected(.load)),
          Field("value", optional(value)), Field("simple", .int(simple ? 1 : 0)),
        ])
    case .for(let loop): return reflect("For", loop)
    case .asyncFor(let loop): return reflect("AsyncFor", loop)
    case .while(let test, let body, let orelse):
      return node(
        "While", [Field("test", test.reflected(.load)), Field("body", list(body)), Field("orelse", list(orelse))])
    case .if(let test, let body, let orelse):
      return node(
        "If", [Field("test", test.reflected(.load)), Field("body", list(body)), Field("orelse", list(orelse))])
    case .with(let items, let body): return reflect("With", items, body)
    case .asyncWith(let items, let body): return reflect("AsyncWith", items, body)
    default: return reflectedSimple
    }
  }

  private var reflectedSimple: ASTValue {
    switch kind {
    case .match(let subject, let cases):
      return node(
        "Match", [Field("subject", subject.reflected(.load)), Field("cases", .list(cases.map { $0.reflected }))])
    case .raise(let exception, let cause):
      return node("Raise", [Field("exc", optional(exception)), Field("cause", optional(cause))])
    case .try(let parts): return reflect("Try", parts)
    case .tryStar(let parts): return reflect("TryStar", parts)
    case .assert(let test, let message):
      return node("Assert", [Field("test", test.reflected(.load)), Field("msg", optional(message))])
    case .import(let names): return node("Import", [Field("names", .list(names.map { $0.reflected }))])
    case .importFrom(let module, let names, let level):
      return node(
        "ImportFrom",
        [
          Field("module", optional(module)), Field("names", .list(names.map { $0.reflected })),
          Field("level", .int(level)),
        ])
    case .global(let names): return node("Global", [Field("names", list(names))])
    case .nonlocal(let names): return node("Nonlocal", [Field("names", list(names))])
    case .expr(let value): return node("Expr", [Field("value", value.reflected(.load))])
    case .break: return node("Break", [])
    case .continue: return node("Continue", [])
    default: return node("Pass", [])
    }
  }

  private func node(_ name: String, _ fields: [ASTField]) -> ASTValue {
    .node(name: name, fields: fields, span: span)
  }

  private func reflect(_ name: String, _ function: FunctionDef) -> ASTValue {
    node(
      name,
      [
        Field("name", .identifier(function.name)), Field("args", function.arguments.reflected),
        Field("body", list(function.body)),
        Field("decorator_list", list(function.decorators)), Field("returns", optional(function.returns)),
        Field("type_comment", .none),
      ])
  }

  private func reflect(_ name: String, _ loop: For) -> ASTValue {
    node(
      name,
      [
        Field("target", loop.target.reflected(.store)), Field("iter", loop.iterable.reflected(.load)),
        Field("body", list(loop.body)), Field("orelse", list(loop.orelse)), Field("type_comment", .none),
      ])
  }

  private func reflect(_ name: String, _ items: [WithItem], _ body: [Stmt]) -> ASTValue {
    node(
      name,
      [Field("items", .list(items.map { $0.reflected })), Field("body", list(body)), Field("type_comment", .none)])
  }

  private func reflect(_ name: String, _ parts: Try) -> ASTValue {
    node(
      name,
      [
        Field("body", list(parts.body)), Field("handlers", .list(parts.handlers.map { $0.reflected })),
        Field("orelse", list(parts.orelse)), Field("finalbody", list(parts.finalbody)),
      ])
  }
}

// MARK: Expressions

extension Expr {
  /// Python's view of the expression, which stands in this context.
  public func reflected(_ context: ExprContext) -> ASTValue {
    switch kind {
    case .boolOp(let op, let values):
      return node("BoolOp", [Field("op", bare(op == .and ? "And" : "Or")), Field("values", list(values))])
    case .namedExpr(let target, let value):
      return node("NamedExpr", [Field("target", target.reflected(.store)), Field("value", value.reflected(.load))])
    case .binOp(let left, let op, let right):
      return node(
        "BinOp",
        [Field("left", left.reflected(.load)), Field("op", bare(op.name)), Field("right", right.reflected(.load))])
    case .unaryOp(let op, let operand):
      return node("UnaryOp", [Field("op", bare(op.name)), Field("operand", operand.reflected(.load))])
    case .lambda(let arguments, let body):
      return node("Lambda", [Field("args", arguments.reflected), Field("body", body.reflected(.load))])
    case .ifExp(let test, let body, let orelse):
      return node(
        "IfExp",
        [
          Field("test", test.reflected(.load)), Field("body", body.reflected(.load)),
          Field("orelse", orelse.reflected(.load)),
        ])
    case .dict(let keys, let values):
      return node("Dict", [Field("keys", .list(keys.map { optional($0) })), Field("values", list(values))])
    case .set(let elements): return node("Set", [Field("elts", list(elements))])
    case .listComp(let element, let generators): return comprehension("ListComp", element, generators)
    case .setComp(let element, let generators): return comprehension("SetComp", element, generators)
    case .generatorExp(let element, let generators): return comprehension("GeneratorExp", element, generators)
    case .dictComp(let key, let value, let generators):
      return node(
        "DictComp",
        [
          Field("key", key.reflected(.load)), Field("value", value.reflected(.load)),
          Field("generators", .list(generators.map { $0.reflected })),
        ])
    case .await(let value): return node("Await", [Field("value", value.reflected(.load))])
    case .yield(let value): return node("Yield", [Field("value", optional(value))])
    case .yieldFrom(let value): return node("YieldFrom", [Field("value", value.reflected(.load))])
    default: return reflectedPrimary(context)
    }
  }

  private func reflectedPrimary(_ context: ExprContext) -> ASTValue {
    switch kind {
    case .compare(let left, let ops, let comparators):
      return node(
        "Compare",
        [
          Field("left", left.reflected(.load)), Field("ops", .list(ops.map { bare($0.name) })),
          Field("comparators", list(comparators)),
        ])
    case .call(let function, let args, let keywords):
      return node(
        "Call",
        [
          Field("func", function.reflected(.load)), Field("args", list(args)),
          Field("keywords", .list(keywords.map { $0.reflected })),
        ])
    case .formattedValue(let value, let conversion, let format):
      return node(
        "FormattedValue",
        [
          Field("value", value.reflected(.load)), Field("conversion", .int(conversion.rawValue)),
          Field("format_spec", optional(format)),
        ])
    case .joinedStr(let values): return node("JoinedStr", [Field("values", list(values))])
    case .constant(let literal):
      var kind: ASTValue = .none
      if case .string(_, isUnicode: true) = literal { kind = .identifier("u") }
      return node("Constant", [Field("value", .constant(literal)), Field("kind", kind)])
    case .attribute(let value, let attribute):
      return node(
        "Attribute",
        [
          Field("value", value.reflected(.load)), Field("attr", .identifier(attribute)),
          Field("ctx", context.reflected),
        ])
    case .subscript(let value, let index):
      return node(
        "Subscript",
        [
          Field("value", value.reflected(.load)), Field("slice", index.reflected(.load)),
          Field("ctx", context.reflected),
        ])
    case .starred(let value):
      return node("Starred", [Field("value", value.reflected(context)), Field("ctx", context.reflected)])
    case .name(let name): return node("Name", [Field("id", .identifier(name)), Field("ctx", context.reflected)])
    case .list(let elements):
      return node("List", [Field("elts", list(elements, context)), Field("ctx", context.reflected)])
    case .tuple(let elements):
      return node("Tuple", [Field("elts", list(elements, context)), Field("ctx", context.reflected)])
    case .slice(let lower, let upper, let step):
      return node(
        "Slice", [Field("lower", optional(lower)), Field("upper", optional(upper)), Field("step", optional(step))])
    default:
      return .none
    }
  }

  private func node(_ name: String, _ fields: [ASTField]) -> ASTValue {
    .node(name: name, fields: fields, span: span)
  }

  private func comprehension(_ name: String, _ element: Expr, _ generators: [Comprehension]) -> ASTValue {
    node(name, [Field("elt", element.reflected(.load)), Field("generators", .list(generators.map { $0.reflected }))])
  }
}

// MARK: Patterns

extension Pattern {
  /// Python's view of the pattern.
  public var reflected: ASTValue {
    switch kind {
    case .matchValue(let value): return node("MatchValue", [Field("value", value.reflected(.load))])
    case .matchSingleton(let literal): return node("MatchSingleton", [Field("value", .constant(literal))])
    case .matchSequence(let patterns): return node("MatchSequence", [Field("patterns", list(patterns))])
    case .matchMapping(let keys, let patterns, let rest):
      return node(
        "MatchMapping",
        [
          Field("keys", .list(keys.map { $0.reflected(.load) })), Field("patterns", list(patterns)),
          Field("rest", optional(rest)),
        ])
    case .matchClass(let cls, let patterns, let attributes, let keywordPatterns):
      return node(
        "MatchClass",
        [
          Field("cls", cls.reflected(.load)), Field("patterns", list(patterns)),
          Field("kwd_attrs", .list(attributes.map { .identifier($0) })), Field("kwd_patterns", list(keywordPatterns)),
        ])
    case .matchStar(let name): return node("MatchStar", [Field("name", optional(name))])
    case .matchAs(let pattern, let name):
      return node("MatchAs", [Field("pattern", pattern.map { $0.reflected } ?? .none), Field("name", optional(name))])
    case .matchOr(let patterns): return node("MatchOr", [Field("patterns", list(patterns))])
    }
  }

  private func list(_ patterns: [Pattern]) -> ASTValue { .list(patterns.map { $0.reflected }) }

  private func node(_ name: String, _ fields: [ASTField]) -> ASTValue {
    .node(name: name, fields: fields, span: span)
  }
}
