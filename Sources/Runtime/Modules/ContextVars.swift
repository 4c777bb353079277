// _contextvars (PEP 567): a context's variables are in a dict that is never changed once another context may share it: setting
// a variable makes a changed copy.

struct ContextFields: BitwiseCopyable {
  var header: Header
  /// Dict: ContextVar -> value.
  var variables: Value
  /// While entered: the context before, or None. Else empty.
  var previous: Value
}

struct Context: Handle {
  let fields: UnsafeMutablePointer<ContextFields>
  @inline(__always) init(fields: UnsafeMutablePointer<ContextFields>) { self.fields = fields }
  @inline(__always) var variables: Dict { Dict(fields.pointee.variables) }

  static func make(_ thread: Thread, _ variables: Value) -> Context {
    let c = Context(thread.allocate(MemoryLayout<ContextFields>.size, .record, TypeID.context))
    c.fields.pointee.variables = variables
    c.fields.pointee.previous = .empty
    return c
  }
  static func current(_ thread: Thread) -> Context {
    if !thread.state.pointee.context.isObject { thread.state.pointee.context = make(thread, Dict.make(thread).value).value }
    return Context(thread.state.pointee.context)
  }
  /// Sets a variable, or unsets it (`value` empty).
  func set(_ thread: Thread, _ variable: Value, _ value: Value) throws(Raised) {
    let copy = try variables.copy(thread)
    if value.isEmpty { try copy.remove(thread, variable) } else { try copy.set(thread, variable, value) }
    barrier()
    fields.pointee.variables = copy.value
  }

  static func define(_ type: TypeBuilder) {
    type.doc("The values of all context variables.")
    type.record(2)
    type.flags([.mapping, .weakReferenceable])
    type.new("Context()") { native($0, $1, $2, $3) { t, a throws(Raised) in Context.make(t, Dict.make(t).value).value } }
    type.slots.pointee.iter = { unary($0, $1) { t, v throws(Raised) in try t.iterator(Context(v).variables.value) } }
    type.slots.pointee.length = { unary($0, $1) { t, v throws(Raised) in .int(Context(v).variables.count) } }
    type.slots.pointee.hash = { unary($0, $1, List.unhashable) }
    type.attribute("__hash__", .none)
    type.slots.pointee.contains = { binary($0, $1, $2) { t, v, key throws(Raised) in
      try Context.check(t, key)
      return .bool(try Context(v).variables.find(t, key) != nil)
    } }
    type.slots.pointee.getItem = { binary($0, $1, $2) { t, v, key throws(Raised) in
      try Context.check(t, key)
      guard let e = try Context(v).variables.find(t, key) else { throw t.raise(.keyError, arguments: key) }
      return e.pointee.value
    } }
    type.slots.pointee.richCompare = { compare($0, $1, $2, $3) { t, a, b, op throws(Raised) in
      guard a.isExactly(.context), b.isExactly(.context), op == .eq || op == .ne else { return .notImplemented }
      return .bool(try Dict.same(t, Context(a).variables, Context(b).variables) == (op == .eq))
    } }
    type.method("get(key, default=None, /)", "The variable's value here, or `default`.") {
      native($0, $1, $2, $3) { t, a throws(Raised) in
        try Context.check(t, a[1])
        return try Context(a[0]).variables.find(t, a[1])?.pointee.value ?? (a[2].orNil ?? .none)
      }
    }
    type.method("keys()", "The variables that have a value here.") {
      native($0, $1, $2, $3) { t, a throws(Raised) in DictView.make(t, .dictKeys, Context(a[0]).variables.value) }
    }
    type.method("values()", "The variables' values.") {
      native($0, $1, $2, $3) { t, a throws(Raised) in DictView.make(t, .dictValues, Context(a[0]).variables.value) }
    }
    type.method("items()", "The variables with their values.") {
      native($0, $1, $2, $3) { t, a throws(Raised) in DictView.make(t, .dictItems, Context(a[0]).variables.value) }
    }
    type.method("copy()", "A shallow copy.") {
      native($0, $1, $2, $3) { t, a throws(Raised) in Context.make(t, Context(a[0]).variables.value).value }
    }
    type.method("run(callable, /, *args, **kwargs)", "Call callable(*args, **kwargs) in this context.") { native($0, $1, $2, $3, Context.run) }
  }
  private static func check(_ thread: Thread, _ key: Value) throws(Raised) {
    if !key.isExactly(.contextVar) {
      throw thread.raise(.typeError, "a ContextVar key was expected, got \(try thread.repr(key).string)")
    }
  }
  static func run(_ thread: Thread, _ args: Args) throws(Raised) -> Value {
    let c = Context(args[0])
    if !c.fields.pointee.previous.isEmpty {
      throw thread.raise(.runtimeError, "cannot enter context: \(try thread.repr(args[0]).string) is already entered")
    }
    let arguments = try Tuple.make(thread, args.base + 2, count: max(0, args.count &- 2))
    c.barrier()
    c.fields.pointee.previous = thread.state.pointee.context.isObject ? thread.state.pointee.context : .none
    thread.state.pointee.context = c.value
    defer {
      let previous = c.fields.pointee.previous
      thread.state.pointee.context = previous.isObject ? previous : .empty
      c.fields.pointee.previous = .empty
    }
    return try thread.call(args[1], tuple: arguments.value, kwargs: args.keyword(0))
  }
}

struct ContextVarFields: BitwiseCopyable {
  var header: Header
  /// str
  var name: Value
  /// empty: none.
  var fallback: Value
}

struct ContextVar: Handle {
  let fields: UnsafeMutablePointer<ContextVarFields>
  @inline(__always) init(fields: UnsafeMutablePointer<ContextVarFields>) { self.fields = fields }

  static func define(_ type: TypeBuilder) {
    type.doc("A context variable.")
    type.record(2)
    type.flags(.weakReferenceable)
    type.new("ContextVar(name, /, *, default=<unrepresentable>)") { native($0, $1, $2, $3, ContextVar.new) }
    type.member("name", "", offset: 8)
    type.slots.pointee.repr = { unary($0, $1, ContextVar.repr) }
    type.method("get(default=<unrepresentable>, /)", "The value in the current context, or a default; LookupError without both.") { native($0, $1, $2, $3, ContextVar.get) }
    type.method("set(value, /)", "Sets the value in the current context; a token with which `reset` undoes that.") { native($0, $1, $2, $3, ContextVar.set) }
    type.method("reset(token, /)", "Gives the variable the value back that it had before the `set` that made the token.") { native($0, $1, $2, $3, ContextVar.reset) }
    type.classMethod("__class_getitem__(item, /)", "See PEP 585") { native($0, $1, $2, $3, GenericAlias.classGetItem) }
  }
  static func new(_ thread: Thread, _ args: Args) throws(Raised) -> Value {
    guard args[1].isKind(.str) else { throw thread.raise(.typeError, "context variable name must be a str") }
    let v = ContextVar(thread.allocate(24, .record, TypeID.contextVar))
    v.fields.pointee.name = args[1]
    v.fields.pointee.fallback = args.keyword(0)
    return v.value
  }
  static func repr(_ thread: Thread, _ v: Value) throws(Raised) -> Value {
    let f = ContextVar(v).fields.pointee
    var text = "<ContextVar name=\(try thread.repr(f.name).string)"
    if !f.fallback.isEmpty { text += " default=\(try thread.repr(f.fallback).string)" }
    return Str.make(thread, text + " at \(address(v))>").value
  }
  static func get(_ thread: Thread, _ args: Args) throws(Raised) -> Value {
    if let e = try Context.current(thread).variables.find(thread, args[0]) { return e.pointee.value }
    if !args[1].isEmpty { return args[1] }
    let fallback = ContextVar(args[0]).fields.pointee.fallback
    if fallback.isEmpty { throw thread.raise(.lookupError, arguments: args[0]) }
    return fallback
  }
  static func set(_ thread: Thread, _ args: Args) throws(Raised) -> Value {
    let context = Context.current(thread)
    let old = try context.variables.get(thread, args[0])
    try context.set(thread, args[0], args[1])
    let token = ContextToken(thread.allocate(MemoryLayout<ContextTokenFields>.size, .record, TypeID.contextToken))
    token.fields.pointee.context = context.value
    token.fields.pointee.variable = args[0]
    token.fields.pointee.old = old
    token.fields.pointee.isUsed = .no
    return token.value
  }
  static func reset(_ thread: Thread, _ args: Args) throws(Raised) -> Value {
    guard args[1].isExactly(.contextToken) else {
      throw thread.raise(.typeError, "expected an instance of Token, got \(try thread.repr(args[1]).string)")
    }
    let f = ContextToken(args[1]).fields
    let shown = try thread.repr(args[1]).string
    if f.pointee.isUsed.isTrue { throw thread.raise(.runtimeError, "\(shown) has already been used once") }
    if f.pointee.variable != args[0] { throw thread.raise(.valueError, "\(shown) was created by a different ContextVar") }
    let context = Context.current(thread)
    if f.pointee.context != context.value { throw thread.raise(.valueError, "\(shown) was created in a different Context") }
    f.pointee.isUsed = .yes
    try context.set(thread, args[0], f.pointee.old)
    return .none
  }
}

struct ContextTokenFields: BitwiseCopyable {
  var header: Header
  var context: Value
  var variable: Value
  /// empty: the variable had no value.
  var old: Value
  var isUsed: Value
}

struct ContextToken: Handle {
  let fields: UnsafeMutablePointer<ContextTokenFields>
  @inline(__always) init(fields: UnsafeMutablePointer<ContextTokenFields>) { self.fields = fields }

  static func define(_ type: TypeBuilder) {
    type.doc("What ContextVar.set returns, for ContextVar.reset.")
    type.record(4)
    type.flags(.noNew)
    type.member("var", "", offset: 16)
    type.property("old_value", "", { unary($0, $1) { t, v throws(Raised) in
      let old = ContextToken(v).fields.pointee.old
      return old.isEmpty ? ContextVarsModule.missing.value : old
    } })
    type.slots.pointee.repr = { unary($0, $1) { t, v throws(Raised) in
      let f = ContextToken(v).fields.pointee
      let used = f.isUsed.isTrue ? " used" : ""
      return Str.make(t, "<Token\(used) var=\(try t.repr(f.variable).string) at \(address(v))>").value
    } }
    type.slots.pointee.hash = { unary($0, $1, List.unhashable) }
    type.attribute("__hash__", .none)
    type.classMethod("__class_getitem__(item, /)", "See PEP 585") { native($0, $1, $2, $3, GenericAlias.classGetItem) }
  }
}

enum ContextVarsModule {
  /// Token.MISSING
  static let missing = Root()

  static func define(_ m: ModuleBuilder) throws(Raised) {
    m.doc("Context Variables")
    try m.type(.context)
    try m.type(.contextVar)
    try m.type(.contextToken)
    _ = try BuiltinTypes.make(m.thread, .contextMissing)
    if !missing.value.isObject { missing.value = Value(m.thread.allocate(16, .record, TypeID.contextMissing)) }
    missing.value.object.at(8, as: Value.self).pointee = .none
    TypeBuilder(m.thread, Type[.contextToken]).attribute("MISSING", missing.value)
    m.function("copy_context()", "Return a copy of the current Context object.") {
      native($0, $1, $2, $3) { t, a throws(Raised) in Context.make(t, Context.current(t).variables.value).value }
    }
  }
  static func defineMissing(_ type: TypeBuilder) {
    type.record(1)
    type.flags(.noNew)
    type.slots.pointee.repr = { unary($0, $1) { t, v throws(Raised) in Str.make(t, "<Token.MISSING>").value } }
  }
}
