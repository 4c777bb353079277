// property (Library Reference, "Built-in Functions"; data descriptors: Language Reference 3.3.2.2).

public struct PropertyFields: BitwiseCopyable {
  var header: Header
  public var getter: Value
  public var setter: Value
  public var deleter: Value
  public var doc: Value
  /// str, from `__set_name__`; or none
  public var name: Value
  /// True when the doc is the getter's.
  var hasGetterDoc: Value
}

/// Kind `.record`.
public struct Property: Handle {
  public let fields: UnsafeMutablePointer<PropertyFields>
  public init(fields: UnsafeMutablePointer<PropertyFields>) { self.fields = fields }

  static func define(_ type: TypeBuilder) {
    type.record(6)
    type.doc("Property attribute: functions that get, set and delete it.")
    type.new("property(*args, **kwargs)") { native($0, $1, $2, $3, Property.new) }
    type.initialize("property(fget=None, fset=None, fdel=None, doc=None)") { native($0, $1, $2, $3, Property.initialize) }
    type.member("fget", "", offset: 8)
    type.member("fset", "", offset: 16)
    type.member("fdel", "", offset: 24)
    type.property("__doc__", "", { _, v in Property(Value(bits: v)).fields.pointee.doc.bits }, set: { binary($0, $1, $2) { t, v, doc throws(Raised) in
      Property(v).barrier()
      Property(v).fields.pointee.doc = doc.isEmpty ? .none : doc
      return .none
    } })
    type.property("__isabstractmethod__", "") { unary($0, $1) { t, v throws(Raised) in
      let p = Property(v).fields.pointee
      if try t.isAbstract(p.getter) { return .yes }
      if try t.isAbstract(p.setter) { return .yes }
      return .bool(try t.isAbstract(p.deleter))
    } }
    type.method("getter(object, /)", "A copy with another function for reading.") {
      native($0, $1, $2, $3) { t, a throws(Raised) in try Property.copy(t, a[0], a[1], .empty, .empty) }
    }
    type.method("setter(object, /)", "A copy with another function for assigning.") {
      native($0, $1, $2, $3) { t, a throws(Raised) in try Property.copy(t, a[0], .empty, a[1], .empty) }
    }
    type.method("deleter(object, /)", "A copy with another function for deleting.") {
      native($0, $1, $2, $3) { t, a throws(Raised) in try Property.copy(t, a[0], .empty, .empty, a[1]) }
    }
    type.method("__set_name__(*args)", "Tells the descriptor the name that it has in its class.") {
      native($0, $1, $2, $3) { t, a throws(Raised) in
        if a.count != 3 {
          throw t.raise(.typeError, "__set_name__() takes 2 positional arguments but \(a.count &- 1) were given")
        }
        Property(a[0]).barrier()
        Property(a[0]).fields.pointee.name = a[2]
        return .none
      }
    }
    type.slots.pointee.descriptorGet = { ternary($0, $1, $2, $3, Property.get) }
    type.slots.pointee.descriptorSet = { ternary($0, $1, $2, $3, Property.set) }
  }

  static func new(_ thread: Thread, _ args: Args) throws(Raised) -> Value {
    let p = Property(try Type(args[0]).allocateInstance(thread))
    p.fields.pointee.getter = .none
    p.fields.pointee.setter = .none
    p.fields.pointee.deleter = .none
    p.fields.pointee.doc = .none
    p.fields.pointee.name = .none
    p.fields.pointee.hasGetterDoc = .no
    return p.value
  }
  static func initialize(_ thread: Thread, _ args: Args) throws(Raised) -> Value {
    let p = Property(args[0])
    p.barrier()
    p.fields.pointee.getter = args[1].isEmpty ? .none : args[1]
    p.fields.pointee.setter = args[2].isEmpty ? .none : args[2]
    p.fields.pointee.deleter = args[3].isEmpty ? .none : args[3]
    p.fields.pointee.doc = args[4].isEmpty ? .none : args[4]
    p.fields.pointee.hasGetterDoc = .no
    if p.fields.pointee.doc.isNone, !p.fields.pointee.getter.isNone {
      let doc = try thread.getAttributeOrEmpty(p.fields.pointee.getter, .__doc__)
      if !doc.isEmpty, !doc.isNone {
        p.barrier()
        p.fields.pointee.hasGetterDoc = .yes
        p.fields.pointee.doc = doc
        if !args[0].isExactly(.property) { try thread.setAttribute(args[0], Name.__doc__.str, doc) }
      }
    } else if !args[0].isExactly(.property), !p.fields.pointee.doc.isNone {
      try thread.setAttribute(args[0], Name.__doc__.str, p.fields.pointee.doc)
    }
    return .none
  }

  private static func copy(_ thread: Thread, _ v: Value, _ getter: Value, _ setter: Value, _ deleter: Value) throws(Raised) -> Value {
    let p = Property(v)
    let get = getter.isEmpty || getter.isNone ? p.fields.pointee.getter : getter
    let set = setter.isEmpty || setter.isNone ? p.fields.pointee.setter : setter
    let delete = deleter.isEmpty || deleter.isNone ? p.fields.pointee.deleter : deleter
    let doc: Value = p.fields.pointee.hasGetterDoc.isTrue && !get.isNone ? .none : p.fields.pointee.doc
    let args = try Tuple.make(thread, [get, set, delete, doc])
    let fresh = try thread.call(v.type.value, tuple: args.value, kwargs: .empty)
    if fresh.isKind(.record), fresh.type.isSubclass(of: .property) {
      Property(fresh).barrier()
      Property(fresh).fields.pointee.name = p.fields.pointee.name
    }
    return fresh
  }

  static func get(_ thread: Thread, _ d: Value, _ v: Value, _ owner: Value) throws(Raised) -> Value {
    if v.isEmpty || v.isNone && owner.isKind(.type) && Type(owner) != Type[.none] { return d }
    let p = Property(d)
    if p.fields.pointee.getter.isNone { throw missing(thread, p, v, "getter") }
    return try thread.call(p.fields.pointee.getter, v)
  }
  static func set(_ thread: Thread, _ d: Value, _ v: Value, _ value: Value) throws(Raised) -> Value {
    let p = Property(d)
    if value.isEmpty {
      if p.fields.pointee.deleter.isNone { throw missing(thread, p, v, "deleter") }
      _ = try thread.call(p.fields.pointee.deleter, v)
    } else {
      if p.fields.pointee.setter.isNone { throw missing(thread, p, v, "setter") }
      _ = try thread.call(p.fields.pointee.setter, v, value)
    }
    return .none
  }
  private static func missing(_ thread: Thread, _ p: Property, _ v: Value, _ what: String) -> Raised {
    let qualname = Str(v.type.fields.pointee.qualname).string
    let name = p.fields.pointee.name
    if name.isNone || name.isEmpty { return thread.raise(.attributeError, "property of '\(qualname)' object has no \(what)") }
    let text = (try? thread.repr(name))?.string ?? "?"
    return thread.raise(.attributeError, "property \(text) of '\(qualname)' object has no \(what)")
  }
}
