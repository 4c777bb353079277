// Calling a class: `__new__`, then `__init__` (Language Reference 3.3.1).

extension Type {
  /// `slots.call` of type; base[0] is the class.
  static func callSlot(_ t: Raw, _ base: Raw, _ count: Int, _ names: UInt64) -> UInt64 {
    let args = base.assumingMemoryBound(to: Value.self)
    let type = Type(args[0])
    if _slowPath(type == Type[.type]), count == 2, Value(bits: names).isEmpty { return args[1].type.value.bits }
    return type.instantiate(t, args, count, names)
  }

  /// Makes an instance of this class with the arguments args[1 ..< count]; args[0] is the class.
  @inline(__always) func instantiate(_ t: Raw, _ args: UnsafeMutablePointer<Value>, _ count: Int, _ names: UInt64) -> UInt64 {
    guard let new = slots.pointee.new else {
      _ = Thread(t).raise(.typeError, "cannot create '\(displayName)' instances")
      return Value.error.bits
    }
    let made = Value(bits: new(t, Raw(args), count, names))
    if _slowPath(made.isError) { return made.bits }
    let type = made.type
    if _slowPath(type != self && !type.isSubclass(of: self)) { return made.bits }
    guard let initialize = type.slots.pointee.initialize else { return made.bits }
    args[0] = made
    let r = initialize(t, Raw(args), count, names)
    if _slowPath(Value(bits: r).isError) { return r }
    return made.bits
  }

  /// `slots.new` of built-in types whose `__new__` a signature describes.
  static func definedNew(_ t: Raw, _ base: Raw, _ count: Int, _ names: UInt64) -> UInt64 {
    let args = base.assumingMemoryBound(to: Value.self)
    let type = Type(args[0])
    guard let definition = type.fields.pointee.newDefinition else { return ObjectType.newSlot(t, base, count, names) }
    return NativeFunction.invoke(t, definition, args, count, Value(bits: names))
  }
  /// `slots.initialize` of built-in types whose `__init__` a signature describes.
  static func definedInitialize(_ t: Raw, _ base: Raw, _ count: Int, _ names: UInt64) -> UInt64 {
    let args = base.assumingMemoryBound(to: Value.self)
    guard let definition = args[0].type.fields.pointee.initializeDefinition else { return Value.none.bits }
    return NativeFunction.invoke(t, definition, args, count, Value(bits: names))
  }

  /// `__new__` in the dict of a type that fills `slots.new` itself.
  static func addPlainNew(_ thread: Thread, _ type: Type) {
    let definition = NativeDefinition.make(
      thread, "__new__(*args, **kwargs)", "", .new, owner: type.value, module: .none) { _, _, _, _ in Value.none.bits }
    NativeFunction.addNew(type, thread, definition)
  }

  /// Calls `__new__` of a built-in type, found in its dict: T.__new__(S, …). base[0] is S.
  static func callNew(
    _ thread: Thread, _ definition: UnsafeMutablePointer<NativeDefinition>, _ args: UnsafeMutablePointer<Value>, _ count: Int, _ names: Value
  ) throws(Raised) -> Value {
    let owner = Type(definition.pointee.owner)
    let name = owner.displayName
    if count < 1 { throw thread.raise(.typeError, "\(name).__new__(): not enough arguments") }
    if !args[0].isKind(.type) {
      throw thread.raise(.typeError, "\(name).__new__(X): X is not a type object (\(args[0].type.displayName))")
    }
    let type = Type(args[0])
    if !type.isSubclass(of: owner) {
      throw thread.raise(.typeError, "\(name).__new__(\(type.displayName)): \(type.displayName) is not a subtype of \(name)")
    }
    // The layout's own `__new__` has to run, or fields would stay undefined.
    let nearest = type.builtinBase
    if nearest != owner, SlotTable.words(nearest)[SlotID.new.rawValue] != SlotTable.words(owner)[SlotID.new.rawValue]
      || nearest.fields.pointee.newDefinition != owner.fields.pointee.newDefinition {
      throw thread.raise(.typeError, "\(name).__new__(\(type.displayName)) is not safe, use \(nearest.displayName).__new__()")
    }
    if owner.fields.pointee.newDefinition == definition {
      return try NativeFunction.invoke(thread.raw, definition, args, count, names).orThrow()
    }
    guard let new = owner.slots.pointee.new else {
      throw thread.raise(.typeError, "cannot create '\(type.displayName)' instances")
    }
    return try new(thread.raw, Raw(args), count, names.bits).orThrow()
  }
}
