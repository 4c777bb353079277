// Expressions and parameters of trees that are made of objects.

import Syntax

extension ASTReader {
  func expr(_ node: Value, _ owner: String, _ field: String, _ context: ExprContext = .load) throws(Raised) -> Expr {
    let v = try required(node, owner, field)
    if v.isNone { throw invalid("field '\(field)' is required for \(owner)") }
    return try expr(v, context)
  }
  func optionalExpr(_ node: Value, _ field: String, _ context: ExprContext = .load) throws(Raised) -> Expr? {
    guard let v = try optional(node, field) else { return nil }
    return try expr(v, context)
  }
  func exprs(_ node: Value, _ owner: String, _ field: String, _ context: ExprContext = .load) throws(Raised) -> [Expr] {
    var exprs: [Expr] = []
    try list(node, owner, field, "expression") { (item) throws(Raised) in exprs.append(try expr(item, context)) }
    return exprs
  }
  /// A list in which None stands for what is left out.
  private func optionalExprs(_ node: Value, _ owner: String, _ field: String) throws(Raised) -> [Expr?] {
    var exprs: [Expr?] = []
    try list(node, owner, field, "expression", allowsNone: true) { (item) throws(Raised) in
      exprs.append(item.isNone ? nil : try expr(item, .load))
    }
    return exprs
  }

  func expr(_ node: Value, _ context: ExprContext) throws(Raised) -> Expr {
    try thread.checkNativeStack()
    let span = try self.span(node, "expr")
    let name = className(node)
    switch name {
    case "Attribute", "Subscript", "Starred", "Name", "List", "Tuple":
      let own = try self.context(try required(node, name, "ctx"))
      if own != context { throw invalid("expression must have \(context.title) context but has \(own.title) instead") }
    case "": break
    default:
      if context != .load { throw invalid("expression which can't be assigned to in \(context.title) context") }
    }
    return Expr(try exprKind(node, name, context), span)
  }
  private func context(_ v: Value) throws(Raised) -> ExprContext {
    switch className(v) {
    case "Load": return .load
    case "Store": return .store
    case "Del": return .del
    default: throw unexpected("expr_context", v)
    }
  }

  private func exprKind(_ node: Value, _ name: String, _ context: ExprContext) throws(Raised) -> Expr.Kind {
    switch name {
    case "Name":
      let id = try identifier(node, name, "id")
      try checkName(id)
      return .name(id)
    case "Constant": return .constant(try constant(node))
    case "Attribute": return .attribute(try expr(node, name, "value"), try identifier(node, name, "attr"))
    case "Subscript": return .subscript(try expr(node, name, "value"), try expr(node, name, "slice"))
    case "Starred": return .starred(try expr(node, name, "value", context))
    case "List": return .list(try exprs(node, name, "elts", context))
    case "Tuple": return .tuple(try exprs(node, name, "elts", context))
    case "Call":
      return .call(try expr(node, name, "func"), args: try exprs(node, name, "args"), keywords: try keywords(node, name))
    case "BinOp":
      return .binOp(
        try expr(node, name, "left"), try binaryOperator(try required(node, name, "op")), try expr(node, name, "right"))
    case "BoolOp":
      let op = try required(node, name, "op")
      let kind = className(op)
      guard kind == "And" || kind == "Or" else { throw unexpected("boolop", op) }
      let values = try exprs(node, name, "values")
      if values.count < 2 { throw invalid("BoolOp with less than 2 values") }
      return .boolOp(kind == "And" ? .and : .or, values)
    case "UnaryOp": return .unaryOp(try unaryOperator(try required(node, name, "op")), try expr(node, name, "operand"))
    case "Compare": return try comparison(node)
    case "NamedExpr": return .namedExpr(target: try namedTarget(node), value: try expr(node, name, "value"))
    case "Lambda": return .lambda(try arguments(try required(node, name, "args")), body: try expr(node, name, "body"))
    case "IfExp":
      return .ifExp(test: try expr(node, name, "test"), body: try expr(node, name, "body"), orelse: try expr(node, name, "orelse"))
    case "Slice":
      return .slice(lower: try optionalExpr(node, "lower"), upper: try optionalExpr(node, "upper"), step: try optionalExpr(node, "step"))
    default: return try otherExprKind(node, name)
    }
  }

  private func otherExprKind(_ node: Value, _ name: String) throws(Raised) -> Expr.Kind {
    switch name {
    case "Dict":
      let keys = try optionalExprs(node, name, "keys")
      let values = try exprs(node, name, "values")
      if keys.count != values.count { throw invalid("Dict doesn't have the same number of keys as values") }
      return .dict(keys: keys, values: values)
    case "Set": return .set(try exprs(node, name, "elts"))
    case "ListComp", "SetComp", "GeneratorExp", "DictComp":
      // Its generators are checked first.
      let clauses = try generators(node, name)
      switch name {
      case "ListComp": return .listComp(try expr(node, name, "elt"), clauses)
      case "SetComp": return .setComp(try expr(node, name, "elt"), clauses)
      case "GeneratorExp": return .generatorExp(try expr(node, name, "elt"), clauses)
      default: return .dictComp(key: try expr(node, name, "key"), value: try expr(node, name, "value"), clauses)
      }
    case "Await": return .await(try expr(node, name, "value"))
    case "Yield": return .yield(try optionalExpr(node, "value"))
    case "YieldFrom": return .yieldFrom(try expr(node, name, "value"))
    case "JoinedStr": return .joinedStr(try exprs(node, name, "values"))
    case "FormattedValue":
      let value = try expr(node, name, "value")
      let code = try integer(node, name, "conversion")
      guard let conversion = Conversion(rawValue: code) else {
        throw thread.raise(.systemError, "Unrecognized conversion character \(code)")
      }
      return .formattedValue(value, conversion, format: try optionalExpr(node, "format_spec"))
    default: throw unexpected("expr", node)
    }
  }

  private func comparison(_ node: Value) throws(Raised) -> Expr.Kind {
    let left = try expr(node, "Compare", "left")
    var ops: [CompareOperator] = []
    try list(node, "Compare", "ops", "cmpop") { (item) throws(Raised) in
      let name = className(item)
      guard let op = CompareOperator.allCases.first(where: { $0.name == name }) else { throw unexpected("cmpop", item) }
      ops.append(op)
    }
    let comparators = try exprs(node, "Compare", "comparators")
    if comparators.isEmpty { throw invalid("Compare with no comparators") }
    if ops.count != comparators.count { throw invalid("Compare has a different number of comparators and operands") }
    return .compare(left, ops, comparators)
  }
  /// The name that `:=` binds. CPython does not look at its context.
  private func namedTarget(_ node: Value) throws(Raised) -> Expr {
    let v = try required(node, "NamedExpr", "target")
    if v.isNone { throw invalid("field 'target' is required for NamedExpr") }
    let own = className(v) == "Name" ? try context(try required(v, "Name", "ctx")) : .store
    let target = try expr(v, own)
    guard case .name = target.kind else { throw thread.raise(.typeError, "NamedExpr target must be a Name") }
    return target
  }
  func binaryOperator(_ v: Value) throws(Raised) -> Operator {
    let name = className(v)
    guard let op = Operator.allCases.first(where: { $0.name == name }) else { throw unexpected("operator", v) }
    return op
  }
  private func unaryOperator(_ v: Value) throws(Raised) -> UnaryOperator {
    switch className(v) {
    case "Invert": return .invert
    case "Not": return .not
    case "UAdd": return .uAdd
    case "USub": return .uSub
    default: throw unexpected("unaryop", v)
    }
  }
  private func generators(_ node: Value, _ owner: String) throws(Raised) -> [Comprehension] {
    var clauses: [Comprehension] = []
    try list(node, owner, "generators", "comprehension") { (item) throws(Raised) in
      guard className(item) == "comprehension" else { throw unexpected("comprehension", item) }
      clauses.append(
        Comprehension(
          target: try expr(item, "comprehension", "target", .store), iterable: try expr(item, "comprehension", "iter"),
          conditions: try exprs(item, "comprehension", "ifs"), isAsync: try integer(item, "comprehension", "is_async") != 0))
    }
    if clauses.isEmpty { throw invalid("comprehension with no generators") }
    return clauses
  }
  func keywords(_ node: Value, _ owner: String) throws(Raised) -> [Keyword] {
    var keywords: [Keyword] = []
    try list(node, owner, "keywords", "keyword") { (item) throws(Raised) in
      let span = try self.span(item, "keyword")
      guard className(item) == "keyword" else { throw unexpected("keyword", item) }
      keywords.append(
        Keyword(name: try optionalIdentifier(item, "arg"), value: try expr(item, "keyword", "value"), span: span))
    }
    return keywords
  }

  // MARK: Parameters

  func arguments(_ node: Value) throws(Raised) -> Syntax.Arguments {
    let name = "arguments"
    guard className(node) == name else { throw unexpected(name, node) }
    let positional = try parameters(node, "posonlyargs")
    let plain = try parameters(node, "args")
    let vararg = try optionalParameter(node, "vararg")
    let keywordOnly = try parameters(node, "kwonlyargs")
    let keywordDefaults = try optionalExprs(node, name, "kw_defaults")
    let kwarg = try optionalParameter(node, "kwarg")
    let defaults = try exprs(node, name, "defaults")
    if defaults.count > positional.count + plain.count { throw invalid("more positional defaults than args on arguments") }
    if keywordDefaults.count != keywordOnly.count {
      throw invalid("length of kwonlyargs is not the same as kw_defaults on arguments")
    }
    return Syntax.Arguments(
      posonlyargs: positional, args: plain, vararg: vararg, kwonlyargs: keywordOnly, kwDefaults: keywordDefaults, kwarg: kwarg,
      defaults: defaults)
  }
  private func parameters(_ node: Value, _ field: String) throws(Raised) -> [Arg] {
    var parameters: [Arg] = []
    try list(node, "arguments", field, "arg") { (item) throws(Raised) in parameters.append(try parameter(item)) }
    return parameters
  }
  private func optionalParameter(_ node: Value, _ field: String) throws(Raised) -> Arg? {
    guard let v = try optional(node, field) else { return nil }
    return try parameter(v)
  }
  private func parameter(_ node: Value) throws(Raised) -> Arg {
    let span = try self.span(node, "arg")
    guard className(node) == "arg" else { throw unexpected("arg", node) }
    return Arg(name: try identifier(node, "arg", "arg"), annotation: try optionalExpr(node, "annotation"), span: span)
  }

  // MARK: Constants

  private func constant(_ node: Value) throws(Raised) -> Literal {
    let value = try literal(try required(node, "Constant", "value"))
    guard let kind = try optional(node, "kind") else { return value }
    let text = try string(kind)
    if case .string(let bytes, _) = value { return .string(bytes, isUnicode: text.string == "u") }
    return value
  }
  /// A value that a code object can hold as a constant: of exactly one of the immutable types.
  func literal(_ v: Value) throws(Raised) -> Literal {
    if v.isNone { return .none }
    if v.isTrue { return .true }
    if v.isFalse { return .false }
    if v == .ellipsis { return .ellipsis }
    try thread.checkNativeStack()
    if v.isExactly(.tuple) { return .made(.tuple(try literals(Tuple(v)))) }
    if v.isExactly(.frozenset) { return .made(.frozenset(try literals(try Tuple.make(thread, of: v)))) }
    if v.isExactly(.str) { return .string(Str(v).utf8, isUnicode: false) }
    if v.isExactly(.bytes) { return .bytes(Array(Bytes(v).buffer)) }
    if v.type == Type[.int] {
      if let i = Int.word(v) { return .int(i) }
      var digits = try Int.decimalDigits(thread, v)
      let isNegative = digits.first == 0x2D
      if isNegative { digits.removeFirst() }
      let big = BigDigits(digits: digits, radix: 10)
      return isNegative ? .made(.negative(big)) : .bigInt(big)
    }
    if v.type == Type[.float] { return .float(Float.number(of: v) ?? 0) }
    if v.type == Type[.complex] {
      let z = Complex.number(of: v) ?? ComplexNumber(0)
      return .made(.complex(real: z.real, imaginary: z.imaginary))
    }
    throw thread.raise(.typeError, "got an invalid type in Constant: \(v.type.displayName)")
  }
  private func literals(_ items: Tuple) throws(Raised) -> [Literal] {
    var literals: [Literal] = []
    for i in 0..<items.count { literals.append(try literal(items[i])) }
    return literals
  }
}

extension ExprContext {
  fileprivate var title: String {
    switch self {
    case .load: "Load"
    case .store: "Store"
    case .del: "Del"
    }
  }
}
