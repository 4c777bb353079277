// How a built-in type is defined: `static func define(_ type: TypeBuilder)`, one row a method, beside the method.
// `BuiltinTypes.swift` lists the types.

public struct TypeBuilder: BitwiseCopyable {
  public let thread: Thread
  public let type: Type
  public init(_ thread: Thread, _ type: Type) {
    self.thread = thread
    self.type = type
  }

  @inline(__always) public var slots: UnsafeMutablePointer<Slots> { type.slots }

  /// `__doc__` of the class.
  public func doc(_ text: StaticString) {
    let doc = Str.make(thread, text)
    type.barrier()
    type.fields.pointee.doc = doc.value
  }

  /// Layout of the instances: their kind and size in bytes, header included (the fixed part; `item` bytes for each item of a
  /// variable-size object). Inherited from the base when not called.
  public func layout(_ kind: Kind, size: Int, item: Int = 0) {
    type.fields.pointee.kind = kind
    type.fields.pointee.basicSize = UInt32(size)
    type.fields.pointee.itemSize = UInt32(item)
  }
  /// Layout `.record`: a header and this many Values.
  public func record(_ words: Int) { layout(.record, size: 8 + 8 * words) }

  public func flags(_ flags: TypeFlags) { type.fields.pointee.flags.formUnion(flags) }

  /// A method; args[0] is self, an instance of this type (checked by the caller).
  public func method(_ signature: StaticString, _ doc: StaticString, _ body: @escaping NativeBody) { add(signature, doc, .method, body) }
  func method(_ signature: StaticString, _ doc: StaticString, consumer: Consumer, _ body: @escaping NativeBody) {
    add(signature, doc, .method, body)
    machine.pointee.definitions.unsafelyUnwrapped.pointee.consumer = consumer
  }
  /// The method defined last has a quick answer for calls with `count` arguments, self included.
  func quick(_ count: Int, _ body: @escaping QuickBody) { NativeDefinition.setQuick(count, body) }
  /// args[0] is the class.
  public func classMethod(_ signature: StaticString, _ doc: StaticString, _ body: @escaping NativeBody) { add(signature, doc, .classMethod, body) }
  public func staticMethod(_ signature: StaticString, _ doc: StaticString, _ body: @escaping NativeBody) { add(signature, doc, .staticMethod, body) }

  /// `__new__` with this signature ("list(iterable=(), /)"); args[0] is the class. Also what `__text_signature__` says.
  public func new(_ signature: StaticString, _ body: @escaping NativeBody) { addSlot(signature, \.new, "__new__", body) }
  /// `__init__`; args[0] is the object.
  public func initialize(_ signature: StaticString, _ body: @escaping NativeBody) { addSlot(signature, \.initialize, "__init__", body) }

  /// An attribute computed by `get` (b is unused) and set by `set` (b is the new value, empty for deletion).
  public func property(_ name: StaticString, _ doc: StaticString, _ get: @escaping UnarySlot, set: BinarySlot? = nil) {
    let descriptor = GetSetDescriptor.make(thread, type, name, doc, get, set)
    attribute(name, descriptor)
  }
  /// Attribute that is a Value field of the object, at this byte offset; empty reads as None, and deleting stores empty.
  public func member(_ name: StaticString, _ doc: StaticString, offset: Int, writable: Bool = false) {
    attribute(name, MemberDescriptor.make(thread, type, name, doc, offset: offset, writable: writable))
  }
  /// A class attribute.
  public func attribute(_ name: StaticString, _ value: Value) {
    Dict(type.fields.pointee.dict).set(thread, Str.intern(thread, name), value)
  }

  private func add(_ signature: StaticString, _ doc: StaticString, _ kind: NativeKind, _ body: @escaping NativeBody) {
    let definition = NativeDefinition.make(thread, signature, doc, kind, owner: type.value, module: .none, body)
    Dict(type.fields.pointee.dict).set(thread, Str(definition.pointee.name), NativeFunction.descriptor(thread, definition))
  }
  private func addSlot(_ signature: StaticString, _ slot: WritableKeyPath<Slots, CallSlot?>, _ name: StaticString, _ body: @escaping NativeBody) {
    NativeFunction.defineCallSlot(self, signature, slot, name, body)
  }
}

/// How a native module fills itself: `static func define(_ module: ModuleBuilder) throws(Raised)`. `NativeModules.swift` lists them.
public struct ModuleBuilder: BitwiseCopyable {
  public let thread: Thread
  public let module: Module
  public init(_ thread: Thread, _ module: Module) {
    self.thread = thread
    self.module = module
  }
  public func doc(_ text: StaticString) { set("__doc__", Str.make(thread, text).value) }
  func function(_ signature: StaticString, _ doc: StaticString, consumer: Consumer, _ body: @escaping NativeBody) {
    function(signature, doc, body)
    machine.pointee.definitions.unsafelyUnwrapped.pointee.consumer = consumer
  }
  public func function(_ signature: StaticString, _ doc: StaticString, _ body: @escaping NativeBody) {
    let definition = NativeDefinition.make(
      thread, signature, doc, .function, owner: module.value, module: module.name, body)
    module.dict.set(thread, Str(definition.pointee.name), NativeFunction.function(thread, definition))
  }
  /// The function defined last has a quick answer for calls with `count` arguments.
  func quick(_ count: Int, _ body: @escaping QuickBody) { NativeDefinition.setQuick(count, body) }
  public func set(_ name: StaticString, _ value: Value) { module.dict.set(thread, Str.intern(thread, name), value) }
  /// A built-in type that belongs to this module: made now, and stored under its name.
  public func type(_ id: TypeID) throws(Raised) {
    let type = try BuiltinTypes.make(thread, id)
    module.dict.set(thread, Str(type.fields.pointee.name), type.value)
  }
}

extension NativeDefinition {
  fileprivate static func setQuick(_ count: Int, _ body: @escaping QuickBody) {
    let definition = machine.pointee.definitions.unsafelyUnwrapped
    definition.pointee.quickCount = count
    definition.pointee.quick = body
  }
}
