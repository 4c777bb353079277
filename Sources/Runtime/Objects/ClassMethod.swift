// classmethod and staticmethod (Library Reference, "Built-in Functions").

public struct MethodHolderFields: BitwiseCopyable {
  var header: Header
  public var function: Value
  public var dict: Value
}

/// What classmethod and staticmethod share. Kind `.record`.
enum MethodHolder {
  static func define(_ type: TypeBuilder) {
    type.record(2)
    type.type.fields.pointee.dictOffset = 16
    type.flags(.weakReferenceable)
    type.member("__func__", "", offset: 8)
    type.member("__wrapped__", "", offset: 8)
    type.property("__isabstractmethod__", "") { unary($0, $1) { t, v throws(Raised) in .bool(try t.isAbstract(StaticMethod(v).fields.pointee.function)) } }
  }
  /// Takes over the function's name, doc and so on (functools.update_wrapper).
  static func initialize(_ thread: Thread, _ args: Args) throws(Raised) -> Value {
    let holder = StaticMethod(args[0])
    holder.barrier()
    holder.fields.pointee.function = args[1]
    let names: [Name] = [.__module__, .__name__, .__qualname__, .__doc__]
    for name in names { try copy(thread, args[1], args[0], name.str) }
    try copy(thread, args[1], args[0], Name.__annotations__.str)
    return .none
  }
  private static func copy(_ thread: Thread, _ from: Value, _ to: Value, _ name: Str) throws(Raised) {
    let value = try thread.getAttributeOrEmpty(from, name)
    if !value.isEmpty { _ = try to.setOwnAttribute(thread, name, value) }
  }
  static func repr(_ thread: Thread, _ v: Value, _ name: String) throws(Raised) -> Value {
    Str.make(thread, "<\(name)(\(try thread.repr(StaticMethod(v).fields.pointee.function).string))>").value
  }
  static func new(_ thread: Thread, _ args: Args) throws(Raised) -> Value {
    let object = try Type(args[0]).allocateInstance(thread)
    StaticMethod(object).fields.pointee.function = .none
    return Value(object)
  }
}

public struct StaticMethod: Handle {
  public let fields: UnsafeMutablePointer<MethodHolderFields>
  public init(fields: UnsafeMutablePointer<MethodHolderFields>) { self.fields = fields }

  /// Without the attributes that the class copies from its function: for native functions, which have no need.
  static func make(_ thread: Thread, _ function: Value) -> Value {
    let s = StaticMethod(thread.allocate(MemoryLayout<MethodHolderFields>.size, .record, .staticmethod))
    s.fields.pointee.function = function
    s.fields.pointee.dict = .empty
    return s.value
  }

  static func define(_ type: TypeBuilder) {
    MethodHolder.define(type)
    type.doc("A function that takes no self when it is called through its class or an instance.")
    type.new("staticmethod(*args, **kwargs)") { native($0, $1, $2, $3, MethodHolder.new) }
    type.initialize("staticmethod(function, /)") { native($0, $1, $2, $3, MethodHolder.initialize) }
    type.slots.pointee.repr = { unary($0, $1) { t, v throws(Raised) in try MethodHolder.repr(t, v, "staticmethod") } }
    type.slots.pointee.descriptorGet = { _, d, _, _ in StaticMethod(Value(bits: d)).fields.pointee.function.bits }
    type.slots.pointee.call = { callable($0, $1, $2, $3) { t, base, count, names throws(Raised) in
      try t.call(StaticMethod(base[0]).fields.pointee.function, base + 1, count: count &- 1, names: names)
    } }
  }
}

enum ClassMethod {
  static func define(_ type: TypeBuilder) {
    MethodHolder.define(type)
    type.doc("Convert a function to be a class method.")
    type.new("classmethod(*args, **kwargs)") { native($0, $1, $2, $3, MethodHolder.new) }
    type.initialize("classmethod(function, /)") { native($0, $1, $2, $3, MethodHolder.initialize) }
    type.slots.pointee.repr = { unary($0, $1) { t, v throws(Raised) in try MethodHolder.repr(t, v, "classmethod") } }
    type.slots.pointee.descriptorGet = { ternary($0, $1, $2, $3, ClassMethod.get) }
  }
  static func get(_ thread: Thread, _ d: Value, _ v: Value, _ owner: Value) throws(Raised) -> Value {
    let f = StaticMethod(d).fields.pointee.function
    let type = owner.isEmpty || owner.isNone ? v.type.value : owner
    // Another descriptor inside (a property, say) is asked for the class.
    if f.isExactly(.function) { return BoundMethod.make(thread, f, type) }
    if let get = f.type.slots.pointee.descriptorGet {
      return try get(thread.raw, f.bits, type.bits, type.bits).orThrow()
    }
    return BoundMethod.make(thread, f, type)
  }
}

extension Thread {
  /// Whether `__isabstractmethod__` says so.
  func isAbstract(_ v: Value) throws(Raised) -> Bool {
    if v.isEmpty || v.isNone { return false }
    let flag = try getAttributeOrEmpty(v, .__isabstractmethod__)
    return flag.isEmpty ? false : try truth(flag)
  }
}
