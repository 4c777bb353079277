// super (Library Reference, "Built-in Functions").

public struct SuperFields: BitwiseCopyable {
  var header: Header
  /// The class after which the look-up begins.
  public var type: Value
  /// What methods are bound to: an instance, a class, or empty for an unbound super.
  public var object: Value
  /// The class whose mro is searched, or empty.
  public var objectType: Value
}

/// Kind `.record`.
public struct Super: Handle {
  public let fields: UnsafeMutablePointer<SuperFields>
  public init(fields: UnsafeMutablePointer<SuperFields>) { self.fields = fields }

  static func define(_ type: TypeBuilder) {
    type.record(3)
    type.doc("super(), super(type), super(type, object_or_type)\n\nAttributes as the classes behind `type` in the order of lookup have them; without arguments, behind the class whose method it is.")
    type.new("super(*args, **kwargs)") { native($0, $1, $2, $3) { t, a throws(Raised) in Value(try Type(a[0]).allocateInstance(t)) } }
    type.slots.pointee.initialize = { callable($0, $1, $2, $3, Super.initialize) }
    type.member("__thisclass__", "The class behind which the search begins.", offset: 8)
    type.member("__self__", "The instance, or None.", offset: 16)
    type.member("__self_class__", "The instance's class, or None.", offset: 24)
    type.slots.pointee.repr = { unary($0, $1) { t, v throws(Raised) in
      let s = Super(v)
      let name = s.fields.pointee.type.isKind(.type) ? Type(s.fields.pointee.type).displayName : "NULL"
      guard s.fields.pointee.objectType.isKind(.type) else { return Str.make(t, "<super: <class '\(name)'>, NULL>").value }
      return Str.make(t, "<super: <class '\(name)'>, <\(Type(s.fields.pointee.objectType).displayName) object>>").value
    } }
    type.slots.pointee.getAttribute = { binary($0, $1, $2, Super.getAttribute) }
    type.slots.pointee.descriptorGet = { ternary($0, $1, $2, $3, Super.get) }
  }

  static func initialize(_ thread: Thread, _ base: UnsafeMutablePointer<Value>, _ count: Int, _ names: Value) throws(Raised) -> Value {
    if !names.isEmpty, Tuple(names).count > 0 { throw thread.raise(.typeError, "super() takes no keyword arguments") }
    if count > 3 { throw thread.raise(.typeError, "super expected at most 2 arguments, got \(count &- 1)") }
    var type: Value = count > 1 ? base[1] : .empty
    var object: Value = count > 2 ? base[2] : .empty
    if type.isEmpty {
      let frame = try thread.superArguments()
      type = frame.type
      object = frame.object
    }
    guard type.isKind(.type) else {
      throw thread.raise(.typeError, "super() argument 1 must be a type, not \(type.type.displayName)")
    }
    if object.isNone { object = .empty }
    let s = Super(base[0])
    var objectType = Value.empty
    if !object.isEmpty { objectType = try check(thread, Type(type), object).value }
    s.barrier()
    s.fields.pointee.type = type
    s.fields.pointee.object = object
    s.fields.pointee.objectType = objectType
    return .none
  }

  /// The class whose mro super(type, object) searches.
  static func check(_ thread: Thread, _ type: Type, _ object: Value) throws(Raised) -> Type {
    if object.isKind(.type), Type(object).isSubclass(of: type) { return Type(object) }
    if object.type.isSubclass(of: type) { return object.type }
    let claimed = try thread.getAttributeOrEmpty(object, .__class__)
    if claimed.isKind(.type), Type(claimed) != object.type, Type(claimed).isSubclass(of: type) { return Type(claimed) }
    throw thread.raise(.typeError, "super(type, obj): obj must be an instance or subtype of type")
  }

  /// super(type, object).name: empty when the mro has none after `type`. For the loop, which makes no super object.
  static func find(_ thread: Thread, _ type: Type, _ object: Value, _ name: Str) throws(Raised) -> Value {
    let start = try check(thread, type, object)
    return try find(thread, type, object, start, name)
  }
  static func find(_ thread: Thread, _ type: Type, _ object: Value, _ start: Type, _ name: Str) throws(Raised) -> Value {
    let found = lookup(type, start, name)
    if found.isEmpty { return found }
    guard let get = found.type.slots.pointee.descriptorGet else { return found }
    let instance: Value = object == start.value ? .empty : object
    return try get(thread.raw, found.bits, instance.bits, start.value.bits).orThrow()
  }
  /// What the mro of `start` has under `name` behind `type`, unbound; or empty.
  public static func lookup(_ type: Type, _ start: Type, _ name: Str) -> Value {
    if !start.fields.pointee.mro.isObject { return .empty }
    let mro = Tuple(start.fields.pointee.mro)
    var i = 0
    while i < mro.count, mro.items[i] != type.value { i &+= 1 }
    i &+= 1
    while i < mro.count {
      let found = Dict(Type(mro.items[i]).fields.pointee.dict).get(name)
      if !found.isEmpty { return found }
      i &+= 1
    }
    return .empty
  }

  static func getAttribute(_ thread: Thread, _ v: Value, _ name: Value) throws(Raised) -> Value {
    let name = try thread.interned(try thread.attributeName(name))
    let s = Super(v)
    if s.fields.pointee.objectType.isKind(.type), name.value != Name.__class__.value {
      let found = try find(thread, Type(s.fields.pointee.type), s.fields.pointee.object, Type(s.fields.pointee.objectType), name)
      if !found.isEmpty { return found }
    }
    return try thread.genericGetAttribute(v, name)
  }

  /// An unbound super as a class attribute.
  static func get(_ thread: Thread, _ d: Value, _ v: Value, _ owner: Value) throws(Raised) -> Value {
    let s = Super(d)
    if v.isEmpty || v.isNone || !s.fields.pointee.object.isEmpty { return d }
    if !d.isExactly(.superType) { return try thread.call(d.type.value, s.fields.pointee.type, v) }
    let start = try check(thread, Type(s.fields.pointee.type), v)
    let fresh = Super(thread.allocate(MemoryLayout<SuperFields>.size, .record, .superType))
    fresh.fields.pointee.type = s.fields.pointee.type
    fresh.fields.pointee.object = v
    fresh.fields.pointee.objectType = start.value
    return fresh.value
  }
}
