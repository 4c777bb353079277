// object: what all classes inherit (Language Reference 3.3.1).

enum ObjectType {
  static func define(_ type: TypeBuilder) {
    type.layout(.instance, size: Instance.slotsOffset)
    type.doc("The base class of the class hierarchy: an instance has no attributes of its own.")
    let slots = type.slots
    slots.pointee.new = { ObjectType.newSlot($0, $1, $2, $3) }
    slots.pointee.initialize = { callable($0, $1, $2, $3, ObjectType.initialize) }
    slots.pointee.repr = { unary($0, $1) { t, v throws(Raised) in Str.make(t, t.defaultRepr(v)).value } }
    slots.pointee.str = { unary($0, $1) { t, v throws(Raised) in try t.repr(v).value } }
    slots.pointee.hash = { _, v in Value.int(identityHash(Value(bits: v))).bits }
    slots.pointee.richCompare = { compare($0, $1, $2, $3, ObjectType.richCompare) }
    slots.pointee.getAttribute = { binary($0, $1, $2) { t, v, name throws(Raised) in
      try t.genericGetAttribute(v, try t.attributeName(name))
    } }
    slots.pointee.setAttribute = { ternary($0, $1, $2, $3) { t, v, name, value throws(Raised) in
      try t.genericSetAttribute(v, try t.attributeName(name), value)
      return .none
    } }
    type.property("__class__", "the object's class", { _, v in Value(bits: v).type.value.bits }, set: { binary($0, $1, $2, ObjectType.setClass) })
    type.method("__dir__()", "The names of the object's attributes, its class's and their bases'.") { native($0, $1, $2, $3) { t, a throws(Raised) in try ObjectType.dir(t, a[0]) } }
    type.method("__format__(format_spec, /)", "Default object formatter.") { native($0, $1, $2, $3, ObjectType.format) }
    type.method("__sizeof__()", "Bytes of memory.") { native($0, $1, $2, $3, ObjectType.size) }
    type.method("__reduce__()", "Helper for pickle.") { native($0, $1, $2, $3) { t, a throws(Raised) in try Reduction.reduce(t, a[0], 0) } }
    type.method("__reduce_ex__(protocol, /)", "Helper for pickle.") { native($0, $1, $2, $3, Reduction.reduceEx) }
    type.method("__getstate__()", "Helper for pickle.") { native($0, $1, $2, $3) { t, a throws(Raised) in try Reduction.state(t, a[0], required: false) } }
    type.classMethod("__init_subclass__()", "A class that is derived from this one calls it.") { native($0, $1, $2, $3) { _, _ throws(Raised) in .none } }
    type.classMethod("__subclasshook__(*args)", "What an abstract class says to issubclass; NotImplemented: nothing.") {
      native($0, $1, $2, $3) { _, _ throws(Raised) in .notImplemented }
    }
  }

  // MARK: Making and initialising

  static func newSlot(_ t: Raw, _ base: Raw, _ count: Int, _ names: UInt64) -> UInt64 {
    let args = base.assumingMemoryBound(to: Value.self)
    let type = Type(args[0])
    let thread = Thread(t)
    do throws(Raised) {
      if _slowPath(count > 1 || !Value(bits: names).isEmpty) { try checkNoArguments(thread, type, isNew: true) }
      if _slowPath(type.has(.abstract)) { throw abstractError(thread, type) }
      return Value(try type.allocateInstance(thread)).bits
    } catch { return Value.error.bits }
  }
  /// Arguments are an error unless the other of `__new__` and `__init__` is overridden and may want them.
  private static func checkNoArguments(_ thread: Thread, _ type: Type, isNew: Bool) throws(Raised) {
    let plainNew = type.has(.plainNew)
    let plainInitialize = type.has(.plainInitialize)
    if isNew {
      if !plainNew {
        throw thread.raise(.typeError, "object.__new__() takes exactly one argument (the type to instantiate)")
      }
      if plainInitialize { throw thread.raise(.typeError, "\(type.displayName)() takes no arguments") }
      return
    }
    if !plainInitialize {
      throw thread.raise(.typeError, "object.__init__() takes exactly one argument (the instance to initialize)")
    }
    if plainNew {
      throw thread.raise(.typeError, "\(type.displayName).__init__() takes exactly one argument (the instance to initialize)")
    }
  }
  private static func abstractError(_ thread: Thread, _ type: Type) -> Raised {
    do throws(Raised) {
      var names: [String] = []
      let methods = try thread.getAttribute(type.value, .__abstractmethods__)
      try thread.forEach(methods) { v throws(Raised) in
        names.append(v.isKind(.str) ? Str(v).string : try thread.repr(v).string)
        return true
      }
      names.sort()
      var list = ""
      for (i, name) in names.enumerated() { list += (i == 0 ? "" : ", ") + name }
      let s = names.count > 1 ? "s" : ""
      return thread.raise(.typeError, "Can't instantiate abstract class \(type.displayName) with abstract method\(s) \(list)")
    } catch { return error }
  }
  static func initialize(_ thread: Thread, _ base: UnsafeMutablePointer<Value>, _ count: Int, _ names: Value) throws(Raised) -> Value {
    if _slowPath(count > 1 || !names.isEmpty) { try checkNoArguments(thread, base[0].type, isNew: false) }
    return .none
  }

  static func richCompare(_ thread: Thread, _ a: Value, _ b: Value, _ op: CompareOp) throws(Raised) -> Value {
    switch op {
    case .eq: return a == b ? .yes : .notImplemented
    case .ne:
      // By default `!=` is the opposite of `==`.
      guard let f = a.type.slots.pointee.richCompare else { return .notImplemented }
      let r = try f(thread.raw, a.bits, b.bits, CompareOp.eq.rawValue).orThrow()
      return r.isNotImplemented ? r : .bool(!(try thread.truth(r)))
    default: return .notImplemented
    }
  }

  // MARK: Methods

  static func format(_ thread: Thread, _ args: Args) throws(Raised) -> Value {
    guard args[1].isKind(.str) else {
      throw thread.raise(.typeError, "__format__() argument must be str, not \(args[1].type.displayName)")
    }
    if Str(args[1]).length > 0 {
      throw thread.raise(.typeError, "unsupported format string passed to \(args[0].type.displayName).__format__")
    }
    return try thread.str(args[0]).value
  }
  static func size(_ thread: Thread, _ args: Args) throws(Raised) -> Value {
    let type = args[0].type
    var bytes = Int(type.fields.pointee.basicSize)
    if type.fields.pointee.itemSize > 0, let f = type.slots.pointee.length {
      bytes &+= try f(thread.raw, args[0].bits).orThrow().asInt &* Int(type.fields.pointee.itemSize)
    }
    return .int(bytes)
  }
  /// Names of the object's own attributes, its class's and its bases'.
  static func dir(_ thread: Thread, _ v: Value) throws(Raised) -> Value {
    let names = Dict.make(thread)
    let own = try thread.getAttributeOrEmpty(v, .__dict__)
    if own.isKind(.dict) { try Type.mergeNames(thread, names, own) }
    let type = try thread.getAttributeOrEmpty(v, .__class__)
    if !type.isEmpty { try Type.mergeClass(thread, names, type) }
    return try Type.list(thread, names)
  }

  // MARK: __class__ and __dict__

  static func setClass(_ thread: Thread, _ v: Value, _ value: Value) throws(Raised) -> Value {
    if value.isEmpty { throw thread.raise(.typeError, "can't delete __class__ attribute") }
    guard value.isKind(.type) else {
      throw thread.raise(.typeError, "__class__ must be set to a class, not '\(value.type.displayName)' object")
    }
    let old = v.type
    let new = Type(value)
    if old == new { return .none }
    let bothModules = v.isKind(.module) && new.isSubclass(of: .module)
    if !bothModules, !v.isObject || !new.has(.heap) || !old.has(.heap) {
      throw thread.raise(.typeError, "__class__ assignment only supported for mutable types or ModuleType subclasses")
    }
    if !Type.haveSameLayout(old, new) {
      throw thread.raise(
        .typeError, "__class__ assignment: '\(new.displayName)' object layout differs from '\(old.displayName)'")
    }
    try change(thread, v, to: new)
    return .none
  }
  private static func change(_ thread: Thread, _ v: Value, to new: Type) throws(Raised) {
    let object = v.object
    Heap.barrier(object)
    if object.kind != .instance {
      object.header.pointee.shape = new.fields.pointee.shape
      return
    }
    let instance = Instance(object)
    let shape = Shape.table + Int(object.shape)
    if shape.pointee.flags & Shape.dictionaryMode == 0 {
      // The same attributes in the other class's tree, where its roots have the same inline capacity.
      var root = new.fields.pointee.shape
      while root != 0, Shape.table[Int(root)].inlineCapacity != shape.pointee.inlineCapacity { root = Shape.table[Int(root)].nextSibling }
      for name in Shape.names(object.shape) where root != 0 { root = Shape.child(root, Str(name)) }
      if root != 0 {
        object.header.pointee.shape = root
        return
      }
    }
    let target = Shape.dictionaryRow(new)
    if target == 0 { throw thread.raiseMemoryError() }
    let dict = shape.pointee.flags & Shape.dictionaryMode == 0 ? instance.copyAttributes(thread).value : instance.fields.pointee.dictWord
    if dict.isObject {
      instance.enterDictionaryMode(Dict(dict), target)
    } else {
      object.header.pointee.shape = target
    }
  }

  /// `__dict__` of instances: the descriptor of a class that gives them attributes.
  static func addDictionary(_ thread: Thread, _ type: Type, _ dict: Dict) {
    let get: UnarySlot = {
      unary($0, $1) { thread, v throws(Raised) in
        let d = try v.dictionary(thread)
        if d.isEmpty { throw thread.raiseAttributeError(v, Name.__dict__.str, "This object has no __dict__") }
        return d
      }
    }
    dict.set(thread, Name.__dict__.str, GetSetDescriptor.make(
      thread, type, "__dict__", "The instance's attributes.", get, { binary($0, $1, $2, ObjectType.setDictionary) }))
  }
  /// `__weakref__`: the first weak reference to the object, or None.
  static func getWeakReference(_ thread: Thread, _ v: Value) throws(Raised) -> Value {
    var first = Value.none
    WeakReferences.forEach(v) { reference in if first.isNone { first = reference.value } }
    return first
  }
  static func setDictionary(_ thread: Thread, _ v: Value, _ value: Value) throws(Raised) -> Value {
    // Where the built-in base has a `__dict__` of its own, which cannot be set.
    if v.isKind(.type) { throw thread.raise(.attributeError, "attribute '__dict__' of 'type' objects is not writable") }
    if v.isKind(.module) { throw thread.raise(.attributeError, "readonly attribute") }
    if !value.isEmpty, !value.isKind(.dict) {
      throw thread.raise(.typeError, "__dict__ must be set to a dictionary, not a '\(value.type.displayName)'")
    }
    if !v.hasDictionary { throw thread.raise(.attributeError, "This object has no __dict__") }
    try v.replaceDictionary(thread, value)
    return .none
  }
}
