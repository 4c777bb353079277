// Functions and methods written in Swift, as objects: builtin_function_or_method, method_descriptor, classmethod_descriptor.

public struct NativeFunctionFields: BitwiseCopyable {
  var header: Header
  /// What a bound method is bound to; the module of a module's function; the class of `__new__`; empty for descriptors.
  public var receiver: Value
  /// `__module__`: str or none.
  public var module: Value
  public var definition: UnsafeMutablePointer<NativeDefinition>
}

public struct NativeFunction: Handle {
  public let fields: UnsafeMutablePointer<NativeFunctionFields>
  @inline(__always) public init(fields: UnsafeMutablePointer<NativeFunctionFields>) { self.fields = fields }
  @inline(__always) public var definition: UnsafeMutablePointer<NativeDefinition> { fields.pointee.definition }
  static var layout: Layout { Layout(values: 2) }

  /// Header flag: `receiver` is passed as the first argument.
  @inline(__always) static var boundFlag: UInt16 { 1 }
  @inline(__always) var isBound: Bool { header.pointee.flags & NativeFunction.boundFlag != 0 }

  static func make(
    _ thread: Thread, _ id: TypeID, _ definition: UnsafeMutablePointer<NativeDefinition>, receiver: Value, bound: Bool
  ) -> NativeFunction {
    let f = NativeFunction(thread.allocate(MemoryLayout<NativeFunctionFields>.size, .native, id))
    f.header.pointee.flags = bound ? boundFlag : 0
    f.fields.pointee.receiver = receiver
    f.fields.pointee.module = definition.pointee.module
    f.fields.pointee.definition = definition
    return f
  }

  /// What a class's dict holds for a method: method_descriptor, classmethod_descriptor or staticmethod, by kind.
  static func descriptor(_ thread: Thread, _ definition: UnsafeMutablePointer<NativeDefinition>) -> Value {
    switch definition.pointee.kind {
    case .method: make(thread, .methodDescriptor, definition, receiver: .empty, bound: false).value
    case .classMethod: make(thread, .classMethodDescriptor, definition, receiver: .empty, bound: false).value
    case .staticMethod, .function, .new, .initialize:
      StaticMethod.make(thread, make(thread, .builtinFunction, definition, receiver: definition.pointee.owner, bound: false).value)
    }
  }
  /// builtin_function_or_method of a module.
  static func function(_ thread: Thread, _ definition: UnsafeMutablePointer<NativeDefinition>) -> Value {
    make(thread, .builtinFunction, definition, receiver: definition.pointee.owner, bound: false).value
  }
  /// The method bound to `receiver`.
  @inline(__always) static func bind(_ thread: Thread, _ f: NativeFunction, _ receiver: Value) -> Value {
    make(thread, .builtinFunction, f.definition, receiver: receiver, bound: true).value
  }

  /// `new` and `initialize` rows: a slot that binds its arguments by the signature, and `__new__` itself.
  static func defineCallSlot(
    _ type: TypeBuilder, _ signature: StaticString, _ slot: WritableKeyPath<Slots, CallSlot?>, _ name: StaticString,
    _ body: @escaping NativeBody
  ) {
    let thread = type.thread
    let isNew = name.utf8CodeUnitCount == 7
    let definition = NativeDefinition.make(
      thread, signature, "", isNew ? .new : .initialize, owner: type.type.value, module: .none, body)
    type.type.fields.pointee.textSignature = definition
    if isNew {
      type.type.fields.pointee.newDefinition = definition
      type.slots.pointee.new = { Type.definedNew($0, $1, $2, $3) }
      addNew(type.type, thread, definition)
    } else {
      type.type.fields.pointee.initializeDefinition = definition
      type.slots.pointee.initialize = { Type.definedInitialize($0, $1, $2, $3) }
    }
  }
  /// `__new__` in the class's dict.
  static func addNew(_ type: Type, _ thread: Thread, _ definition: UnsafeMutablePointer<NativeDefinition>) {
    let function = make(thread, .builtinFunction, definition, receiver: type.value, bound: false)
    function.fields.pointee.module = .none
    Dict(type.fields.pointee.dict).set(thread, Name.__new__.str, function.value)
  }

  // MARK: Calling

  /// What `QuickBody` answers to a call with these arguments; nil: nothing, or there is none.
  @inline(__always) func quickAnswer(_ args: Raw, _ count: Int) -> Value? {
    if definition.pointee.quickCount != count || isBound { return nil }
    let answer = Value(bits: definition.pointee.quick(args[0].bits, args[1].bits))
    return answer.isEmpty ? nil : answer
  }

  /// Calls `f` with the positional arguments base[1 ..< count] and the values of the keywords `names`, which follow them. base[0] is
  /// scratch: it takes the receiver of a bound method, so that no argument has to move.
  @inline(__always) public static func call(
    _ t: Raw, _ f: NativeFunction, _ base: UnsafeMutablePointer<Value>, _ count: Int, _ names: Value
  ) -> UInt64 {
    let definition = f.definition
    if f.isBound {
      base[0] = f.fields.pointee.receiver
      return invoke(t, definition, base, count, names)
    }
    if _slowPath(definition.pointee.kind == .new) { return callNew(t, definition, base + 1, count &- 1, names) }
    return invoke(t, definition, base + 1, count &- 1, names)
  }
  @inline(never) private static func callNew(
    _ t: Raw, _ definition: UnsafeMutablePointer<NativeDefinition>, _ args: UnsafeMutablePointer<Value>, _ count: Int, _ names: Value
  ) -> UInt64 {
    do throws(Raised) { return try Type.callNew(Thread(t), definition, args, count, names).bits } catch { return Value.error.bits }
  }

  /// Calls the body with all positional parameters at args[0 ..< count] (self first for methods).
  @inline(__always) public static func invoke(
    _ t: Raw, _ definition: UnsafeMutablePointer<NativeDefinition>, _ args: UnsafeMutablePointer<Value>, _ count: Int, _ names: Value
  ) -> UInt64 {
    let d = definition.pointee
    if _fastPath(d.isParsed && names.isEmpty && count >= Int(d.minimum) && count <= Int(d.maximum) && !d.needsBinding) {
      return d.body(t, Raw(args), count, nil)
    }
    return slowInvoke(t, definition, args, count, names)
  }
  @inline(never) private static func slowInvoke(
    _ t: Raw, _ definition: UnsafeMutablePointer<NativeDefinition>, _ args: UnsafeMutablePointer<Value>, _ count: Int, _ names: Value
  ) -> UInt64 {
    let thread = Thread(t)
    do throws(Raised) { return try definition.bindAndCall(thread, args, count, names).bits } catch { return Value.error.bits }
  }

  /// `slots.call` of builtin_function_or_method.
  static func callFunction(_ t: Raw, _ base: Raw, _ count: Int, _ names: UInt64) -> UInt64 {
    let args = base.assumingMemoryBound(to: Value.self)
    return call(t, NativeFunction(args[0]), args, count, Value(bits: names))
  }
  /// `slots.call` of method_descriptor: base[1] is self.
  static func callMethod(_ t: Raw, _ base: Raw, _ count: Int, _ names: UInt64) -> UInt64 {
    let args = base.assumingMemoryBound(to: Value.self)
    let f = NativeFunction(args[0])
    if _slowPath(count < 2 || !args[1].isInstance(of: Type(f.definition.pointee.owner))) {
      return unsuitable(Thread(t), f, count < 2 ? .empty : args[1])
    }
    return invoke(t, f.definition, args + 1, count &- 1, Value(bits: names))
  }
  /// Calls a method_descriptor with self at args[0], whose class has not been checked.
  @inline(__always) public static func callDescriptor(
    _ t: Raw, _ f: NativeFunction, _ args: UnsafeMutablePointer<Value>, _ count: Int, _ names: Value
  ) -> UInt64 {
    if _slowPath(count < 1 || !args[0].isInstance(of: Type(f.definition.pointee.owner))) {
      return unsuitable(Thread(t), f, count < 1 ? .empty : args[0])
    }
    return invoke(t, f.definition, args, count, names)
  }
  @inline(never) private static func unsuitable(_ thread: Thread, _ f: NativeFunction, _ receiver: Value) -> UInt64 {
    let owner = Type(f.definition.pointee.owner).displayName
    let name = Str(f.definition.pointee.name).string
    let raised: Raised
    if receiver.isEmpty {
      raised = thread.raise(.typeError, "unbound method \(owner).\(name)() needs an argument")
    } else {
      raised = thread.raise(
        .typeError, "descriptor '\(name)' for '\(owner)' objects doesn't apply to a '\(receiver.type.displayName)' object")
    }
    _ = raised
    return Value.error.bits
  }
  /// `slots.call` of classmethod_descriptor: base[1] is the class.
  static func callClassMethod(_ thread: Thread, _ args: UnsafeMutablePointer<Value>, _ count: Int, _ names: Value) throws(Raised) -> Value {
    let f = NativeFunction(args[0])
    let owner = Type(f.definition.pointee.owner)
    let name = Str(f.definition.pointee.name).string
    if count < 2 { throw thread.raise(.typeError, "descriptor '\(name)' of '\(owner.displayName)' object needs an argument") }
    if !args[1].isKind(.type) {
      throw thread.raise(
        .typeError,
        "descriptor '\(name)' for type '\(owner.displayName)' needs a type, not a '\(args[1].type.displayName)' as arg 2")
    }
    if !Type(args[1]).isSubclass(of: owner) {
      throw thread.raise(
        .typeError, "descriptor '\(name)' requires a subtype of '\(owner.displayName)' but received '\(Type(args[1]).displayName)'")
    }
    return try invoke(thread.raw, f.definition, args + 1, count &- 1, names).orThrow()
  }
}
