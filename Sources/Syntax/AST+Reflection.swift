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

/// What happens to the value of a name, attribute, subscript, star, list or tuple: `ast.expr_context`.
public enum ExprContext: Sendable {
  case load, store, del
}

extension Module {
  /// Python's view of the whole tree.
  public var reflected: ASTValue {
    switch root {
    case .module(let body):
      return .node(name: "Module", fields: [ASTField("body", list(body)), ASTField("type_ignores", .list([]))], span: nil)
    case .interactive(let body):
      return .node(name: "Interactive", fields: [ASTField("body", list(body))], span: nil)
    case .expression(let value):
      return .node(name: "Expression", fields: [ASTField("body", value.reflected(.load))], span: nil)
    case .functionType(let arguments, let returns):
      return .node(
        name: "FunctionType", fields: [ASTField("argtypes", list(arguments)), ASTField("returns", returns.reflected(.load))],
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
        ASTField("posonlyargs", .list(posonlyargs.map { $0.reflected })), ASTField("args", .list(args.map { $0.reflected })),
        ASTField("vararg", vararg.map { $0.reflected } ?? .none), ASTField("kwonlyargs", .list(kwonlyargs.map { $0.reflected })),
        ASTField("kw_defaults", .list(kwDefaults.map { optional($0) })), ASTField("kwarg", kwarg.map { $0.reflected } ?? .none),
        ASTField("defaults", list(defaults)),
      ], span: nil)
  }
}

extension Arg {
  fileprivate var reflected: ASTValue {
    .node(
      name: "arg",
      fields: [ASTField("arg", .identifier(name)), ASTField("annotation", optional(annotation)), ASTField("type_comment", .none)],
      span: span)
  }
}

extension Keyword {
  fileprivate var reflected: ASTValue {
    .node(name: "keyword", fields: [ASTField("arg", optional(name)), ASTField("value", value.reflected(.load))], span: span)
  }
}

extension Alias {
  fileprivate var reflected: ASTValue {
    .node(name: "alias", fields: [ASTField("name", .identifier(name)), ASTField("asname", optional(asname))], span: span)
  }
}

extension WithItem {
  fileprivate var reflected: ASTValue {
    .node(
      name: "withitem",
      fields: [ASTField("context_expr", context.reflected(.load)), ASTField("optional_vars", optional(target, .store))], span: nil)
  }
}

extension ExceptHandler {
  fileprivate var reflected: ASTValue {
    .node(
      name: "ExceptHandler", fields: [ASTField("type", optional(type)), ASTField("name", optional(name)), ASTField("body", list(body))],
      span: span)
  }
}

extension MatchCase {
  fileprivate var reflected: ASTValue {
    .node(
      name: "match_case",
      fields: [ASTField("pattern", pattern.reflected), ASTField("guard", optional(guardTest)), ASTField("body", list(body))], span: nil)
  }
}

extension Comprehension {
  fileprivate var reflected: ASTValue {
    .node(
      name: "comprehension",
      fields: [
        ASTField("target", target.reflected(.store)), ASTField("iter", iterable.reflected(.load)), ASTField("ifs", list(conditions)),
        ASTField("is_async", .int(isAsync ? 1 : 0)),
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
          ASTField("name", .identifier(definition.name)), ASTField("bases", list(definition.bases)),
          ASTField("keywords", .list(definition.keywords.map { $0.reflected })), ASTField("body", list(definition.body)),
          ASTField("decorator_list", list(definition.decorators)),
        ])
    case .return(let value): return node("Return", [ASTField("value", optional(value))])
    case .delete(let targets): return node("Delete", [ASTField("targets", list(targets, .del))])
    case .assign(let targets, let value):
      return node(
        "Assign",
        [ASTField("targets", list(targets, .store)), ASTField("value", value.reflected(.load)), ASTField("type_comment", .none)])
    case .augAssign(let target, let op, let value):
      return node(
        "AugAssign",
        [ASTField("target", target.reflected(.store)), ASTField("op", bare(op.name)), ASTField("value", value.reflected(.load))])
    case .annAssign(let target, let annotation, let value, let simple):
      return node(
        "AnnAssign",
        [
          ASTField("target", target.reflected(.store)), ASTField("annotation", annotation.reflected(.load)),
          ASTField("value", optional(value)), ASTField("simple", .int(simple ? 1 : 0)),
        ])
    case .for(let loop): return reflect("For", loop)
    case .asyncFor(let loop): return reflect("AsyncFor", loop)
    case .while(let test, let body, let orelse):
      return node("While", [ASTField("test", test.reflected(.load)), ASTField("body", list(body)), ASTField("orelse", list(orelse))])
    case .if(let test, let body, let orelse):
      return node("If", [ASTField("test", test.reflected(.load)), ASTField("body", list(body)), ASTField("orelse", list(orelse))])
    case .with(let items, let body): return reflect("With", items, body)
    case .asyncWith(let items, let body): return reflect("AsyncWith", items, body)
    default: return reflectedSimple
    }
  }

  private var reflectedSimple: ASTValue {
    switch kind {
    case .match(let subject, let cases):
      return node("Match", [ASTField("subject", subject.reflected(.load)), ASTField("cases", .list(cases.map { $0.reflected }))])
    case .raise(let exception, let cause):
      return node("Raise", [ASTField("exc", optional(exception)), ASTField("cause", optional(cause))])
    case .try(let parts): return reflect("Try", parts)
    case .tryStar(let parts): return reflect("TryStar", parts)
    case .assert(let test, let message):
      return node("Assert", [ASTField("test", test.reflected(.load)), ASTField("msg", optional(message))])
    case .import(let names): return node("Import", [ASTField("names", .list(names.map { $0.reflected }))])
    case .importFrom(let module, let names, let level):
      return node(
        "ImportFrom",
        [ASTField("module", optional(module)), ASTField("names", .list(names.map { $0.reflected })), ASTField("level", .int(level))])
    case .global(let names): return node("Global", [ASTField("names", list(names))])
    case .nonlocal(let names): return node("Nonlocal", [ASTField("names", list(names))])
    case .expr(let value): return node("Expr", [ASTField("value", value.reflected(.load))])
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
        ASTField("name", .identifier(function.name)), ASTField("args", function.arguments.reflected), ASTField("body", list(function.body)),
        ASTField("decorator_list", list(function.decorators)), ASTField("returns", optional(function.returns)),
        ASTField("type_comment", .none),
      ])
  }

  private func reflect(_ name: String, _ loop: For) -> ASTValue {
    node(
      name,
      [
        ASTField("target", loop.target.reflected(.store)), ASTField("iter", loop.iterable.reflected(.load)),
        ASTField("body", list(loop.body)), ASTField("orelse", list(loop.orelse)), ASTField("type_comment", .none),
      ])
  }

  private func reflect(_ name: String, _ items: [WithItem], _ body: [Stmt]) -> ASTValue {
    node(name, [ASTField("items", .list(items.map { $0.reflected })), ASTField("body", list(body)), ASTField("type_comment", .none)])
  }

  private func reflect(_ name: String, _ parts: Try) -> ASTValue {
    node(
      name,
      [
        ASTField("body", list(parts.body)), ASTField("handlers", .list(parts.handlers.map { $0.reflected })),
        ASTField("orelse", list(parts.orelse)), ASTField("finalbody", list(parts.finalbody)),
      ])
  }
}

// MARK: Expressions

extension Expr {
  /// Python's view of the expression, which stands in this context.
  public func reflected(_ context: ExprContext) -> ASTValue {
    switch kind {
    case .boolOp(let op, let values):
      return node("BoolOp", [ASTField("op", bare(op == .and ? "And" : "Or")), ASTField("values", list(values))])
    case .namedExpr(let target, let value):
      return node("NamedExpr", [ASTField("target", target.reflected(.store)), ASTField("value", value.reflected(.load))])
    case .binOp(let left, let op, let right):
      return node(
        "BinOp", [ASTField("left", left.reflected(.load)), ASTField("op", bare(op.name)), ASTField("right", right.reflected(.load))])
    case .unaryOp(let op, let operand):
      return node("UnaryOp", [ASTField("op", bare(op.name)), ASTField("operand", operand.reflected(.load))])
    case .lambda(let arguments, let body):
      return node("Lambda", [ASTField("args", arguments.reflected), ASTField("body", body.reflected(.load))])
    case .ifExp(let test, let body, let orelse):
      return node(
        "IfExp",
        [ASTField("test", test.reflected(.load)), ASTField("body", body.reflected(.load)), ASTField("orelse", orelse.reflected(.load))])
    case .dict(let keys, let values):
      return node("Dict", [ASTField("keys", .list(keys.map { optional($0) })), ASTField("values", list(values))])
    case .set(let elements): return node("Set", [ASTField("elts", list(elements))])
    case .listComp(let element, let generators): return comprehension("ListComp", element, generators)
    case .setComp(let element, let generators): return comprehension("SetComp", element, generators)
    case .generatorExp(let element, let generators): return comprehension("GeneratorExp", element, generators)
    case .dictComp(let key, let value, let generators):
      return node(
        "DictComp",
        [
          ASTField("key", key.reflected(.load)), ASTField("value", value.reflected(.load)),
          ASTField("generators", .list(generators.map { $0.reflected })),
        ])
    case .await(let value): return node("Await", [ASTField("value", value.reflected(.load))])
    case .yield(let value): return node("Yield", [ASTField("value", optional(value))])
    case .yieldFrom(let value): return node("YieldFrom", [ASTField("value", value.reflected(.load))])
    default: return reflectedPrimary(context)
    }
  }

  private func reflectedPrimary(_ context: ExprContext) -> ASTValue {
    switch kind {
    case .compare(let left, let ops, let comparators):
      return node(
        "Compare",
        [
          ASTField("left", left.reflected(.load)), ASTField("ops", .list(ops.map { bare($0.name) })),
          ASTField("comparators", list(comparators)),
        ])
    case .call(let function, let args, let keywords):
      return node(
        "Call",
        [
          ASTField("func", function.reflected(.load)), ASTField("args", list(args)),
          ASTField("keywords", .list(keywords.map { $0.reflected })),
        ])
    case .formattedValue(let value, let conversion, let format):
      return node(
        "FormattedValue",
        [
          ASTField("value", value.reflected(.load)), ASTField("conversion", .int(conversion.rawValue)),
          ASTField("format_spec", optional(format)),
        ])
    case .joinedStr(let values): return node("JoinedStr", [ASTField("values", list(values))])
    case .constant(let literal):
      var kind: ASTValue = .none
      if case .string(_, isUnicode: true) = literal { kind = .identifier("u") }
      return node("Constant", [ASTField("value", .constant(literal)), ASTField("kind", kind)])
    case .attribute(let value, let attribute):
      return node(
        "Attribute",
        [ASTField("value", value.reflected(.load)), ASTField("attr", .identifier(attribute)), ASTField("ctx", context.reflected)])
    case .subscript(let value, let index):
      return node(
        "Subscript",
        [ASTField("value", value.reflected(.load)), ASTField("slice", index.reflected(.load)), ASTField("ctx", context.reflected)])
    case .starred(let value):
      return node("Starred", [ASTField("value", value.reflected(context)), ASTField("ctx", context.reflected)])
    case .name(let name): return node("Name", [ASTField("id", .identifier(name)), ASTField("ctx", context.reflected)])
    case .list(let elements):
      return node("List", [ASTField("elts", list(elements, context)), ASTField("ctx", context.reflected)])
    case .tuple(let elements):
      return node("Tuple", [ASTField("elts", list(elements, context)), ASTField("ctx", context.reflected)])
    case .slice(let lower, let upper, let step):
      return node("Slice", [ASTField("lower", optional(lower)), ASTField("upper", optional(upper)), ASTField("step", optional(step))])
    default:
      return .none
    }
  }

  private func node(_ name: String, _ fields: [ASTField]) -> ASTValue {
    .node(name: name, fields: fields, span: span)
  }

  private func comprehension(_ name: String, _ element: Expr, _ generators: [Comprehension]) -> ASTValue {
    node(name, [ASTField("elt", element.reflected(.load)), ASTField("generators", .list(generators.map { $0.reflected }))])
  }
}

// MARK: Patterns

extension Pattern {
  /// Python's view of the pattern.
  public var reflected: ASTValue {
    switch kind {
    case .matchValue(let value): return node("MatchValue", [ASTField("value", value.reflected(.load))])
    case .matchSingleton(let literal): return node("MatchSingleton", [ASTField("value", .constant(literal))])
    case .matchSequence(let patterns): return node("MatchSequence", [ASTField("patterns", list(patterns))])
    case .matchMapping(let keys, let patterns, let rest):
      return node(
        "MatchMapping",
        [ASTField("keys", .list(keys.map { $0.reflected(.load) })), ASTField("patterns", list(patterns)), ASTField("rest", optional(rest))])
    case .matchClass(let cls, let patterns, let attributes, let keywordPatterns):
      return node(
        "MatchClass",
        [
          ASTField("cls", cls.reflected(.load)), ASTField("patterns", list(patterns)),
          ASTField("kwd_attrs", .list(attributes.map { .identifier($0) })), ASTField("kwd_patterns", list(keywordPatterns)),
        ])
    case .matchStar(let name): return node("MatchStar", [ASTField("name", optional(name))])
    case .matchAs(let pattern, let name):
      return node("MatchAs", [ASTField("pattern", pattern.map { $0.reflected } ?? .none), ASTField("name", optional(name))])
    case .matchOr(let patterns): return node("MatchOr", [ASTField("patterns", list(patterns))])
    }
  }

  private func list(_ patterns: [Pattern]) -> ASTValue { .list(patterns.map { $0.reflected }) }

  private func node(_ name: String, _ fields: [ASTField]) -> ASTValue {
    .node(name: name, fields: fields, span: span)
  }
}
