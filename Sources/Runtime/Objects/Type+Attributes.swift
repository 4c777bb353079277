// type: attribute access on classes, and the attributes that classes have (Language Reference 3.3.3, Library Reference "Special
// Attributes").

extension Type {
  static func define(_ type: TypeBuilder) {
    type.layout(.type, size: MemoryLayout<TypeFields>.size, item: 40)
    type.type.fields.pointee.dictOffset = Int32(MemoryLayout<TypeFields>.offset(of: \TypeFields.dict) ?? 0)
    type.doc("type(object), type(name, bases, dict, **kwds)\n\nThe class of an object; with three arguments, a new class.")
    type.flags([.typeSubclass, .weakReferenceable])
    let slots = type.slots
    slots.pointee.new = { callable($0, $1, $2, $3, Type.new) }
    slots.pointee.initialize = { callable($0, $1, $2, $3, Type.initialize) }
    slots.pointee.call = { Type.callSlot($0, $1, $2, $3) }
    slots.pointee.repr = { unary($0, $1, Type.repr) }
    slots.pointee.getAttribute = { binary($0, $1, $2) { t, v, name throws(Raised) in
      try Type(v).getAttribute(t, try t.interned(try t.attributeName(name)))
    } }
    slots.pointee.setAttribute = { ternary($0, $1, $2, $3) { t, v, name, value throws(Raised) in
      try Type(v).setAttribute(t, try t.interned(try t.attributeName(name)), value)
      return .none
    } }
    slots.pointee.or = { binary($0, $1, $2, UnionType.or) }
    type.property("__name__", "", { unary($0, $1) { t, v throws(Raised) in Type(v).fields.pointee.name } }, set: { binary($0, $1, $2, Type.setName) })
    type.property("__qualname__", "", { unary($0, $1) { t, v throws(Raised) in Type(v).fields.pointee.qualname } }, set: { binary($0, $1, $2, Type.setQualname) })
    type.property("__module__", "", { unary($0, $1, Type.getModule) }, set: { binary($0, $1, $2, Type.setModule) })
    type.property("__bases__", "", { unary($0, $1) { t, v throws(Raised) in Type(v).fields.pointee.bases } }, set: { binary($0, $1, $2, Type.setBases) })
    type.member("__base__", "", offset: MemoryLayout<TypeFields>.offset(of: \TypeFields.base) ?? 0)
    type.member("__mro__", "", offset: MemoryLayout<TypeFields>.offset(of: \TypeFields.mro) ?? 0)
    type.property("__dict__", "") { unary($0, $1) { t, v throws(Raised) in MappingProxy.make(t, Type(v).fields.pointee.dict) } }
    type.property("__doc__", "", { unary($0, $1, Type.getDoc) }, set: { binary($0, $1, $2, Type.setDoc) })
    type.property("__text_signature__", "") { unary($0, $1) { t, v throws(Raised) in
      guard let d = Type(v).fields.pointee.textSignature else {
        return Type(v) == Type[.object] ? Str.make(t, "()").value : .none
      }
      return Str.make(t, d.textSignature).value
    } }
    type.property("__abstractmethods__", "", { unary($0, $1, Type.getAbstractMethods) }, set: { binary($0, $1, $2, Type.setAbstractMethods) })
    type.property("__annotations__", "", { unary($0, $1, Type.getAnnotations) }, set: { binary($0, $1, $2, Type.setAnnotations) })
    type.property("__basicsize__", "") { _, v in Value.int(Int(Type(Value(bits: v)).fields.pointee.basicSize)).bits }
    type.property("__itemsize__", "") { _, v in Value.int(Int(Type(Value(bits: v)).fields.pointee.itemSize)).bits }
    type.property("__dictoffset__", "") { _, v in Value.int(Int(Type(Value(bits: v)).fields.pointee.dictOffset)).bits }
    type.property("__weakrefoffset__", "") { _, v in Value.int(Type(Value(bits: v)).has(.weakReferenceable) ? 8 : 0).bits }
    type.property("__flags__", "") { _, v in Value.int(Type(Value(bits: v)).publicFlags).bits }
    type.method("mro()", "The order in which attributes are looked for.") { native($0, $1, $2, $3) { t, a throws(Raised) in
      let mro = try Type(a[0]).c3(t)
      return try List.make(t, mro.items, count: mro.count).value
    } }
    type.method("__subclasses__()", "The classes that name this one as a base.") { native($0, $1, $2, $3) { t, a throws(Raised) in
      var found: [Value] = []
      Type(a[0]).forEachSubclass { found.append($0.value) }
      let keep = try Tuple.make(t, found)
      return try List.make(t, keep.items, count: keep.count).value
    } }
    type.method("__instancecheck__(instance, /)", "Whether an object is an instance of the class.") { native($0, $1, $2, $3) { t, a throws(Raised) in
      .bool(try t.plainIsInstance(a[1], a[0]))
    } }
    type.method("__subclasscheck__(subclass, /)", "Whether a class derives from this one.") { native($0, $1, $2, $3) { t, a throws(Raised) in
      .bool(try t.plainIsSubclass(a[1], a[0]))
    } }
    type.classMethod("__prepare__(*args, **kwargs)", "Create the namespace for the class statement.") {
      native($0, $1, $2, $3) { t, _ throws(Raised) in Dict.make(t).value }
    }
    type.method("__dir__()", "The names of the class's attributes and its bases'.") { native($0, $1, $2, $3) { t, a throws(Raised) in
      let names = Dict.make(t)
      try Type.mergeClass(t, names, a[0])
      return try Type.list(t, names)
    } }
    type.method("__sizeof__()", "Bytes of memory.") { native($0, $1, $2, $3) { t, a throws(Raised) in
      .int(Type(a[0]).has(.heap) ? 1064 : MemoryLayout<TypeFields>.size)
    } }
  }

  /// The bits of CPython's tp_flags that programs look at.
  private var publicFlags: Int {
    var bits = 1 << 12
    if has(.heap) { bits |= 1 << 9 } else { bits |= 1 << 8 }
    if has(.subclassable) { bits |= 1 << 10 }
    if has(.sequence) { bits |= 1 << 5 }
    if has(.mapping) { bits |= 1 << 6 }
    if has(.abstract) { bits |= 1 << 20 }
    if isSubclass(of: .int) { bits |= 1 << 24 }
    if isSubclass(of: .list) { bits |= 1 << 25 }
    if isSubclass(of: .tuple) { bits |= 1 << 26 }
    if isSubclass(of: .bytes) { bits |= 1 << 27 }
    if isSubclass(of: .str) { bits |= 1 << 28 }
    if isSubclass(of: .dict) { bits |= 1 << 29 }
    if has(.exception) { bits |= 1 << 30 }
    if has(.typeSubclass) { bits |= 1 << 31 }
    return bits
  }

  // MARK: Attribute access

  /// type.__getattribute__
  func getAttribute(_ thread: Thread, _ name: Str) throws(Raised) -> Value {
    let r = try findAttribute(thread, name)
    if _fastPath(!r.isEmpty) { return r }
    throw thread.raiseNoAttribute(value, name)
  }
  /// The attribute of the class, bound; empty when there is none.
  func findAttribute(_ thread: Thread, _ name: Str) throws(Raised) -> Value {
    let metaclass = value.type
    let meta = metaclass.lookup(name)
    if !meta.isEmpty {
      let slots = meta.type.slots
      if slots.pointee.descriptorSet != nil, let get = slots.pointee.descriptorGet {
        return try get(thread.raw, meta.bits, value.bits, metaclass.value.bits).orThrow()
      }
    }
    let found = lookup(name)
    if !found.isEmpty {
      guard let get = found.type.slots.pointee.descriptorGet else { return found }
      return try get(thread.raw, found.bits, Value.empty.bits, value.bits).orThrow()
    }
    if meta.isEmpty { return .empty }
    return try thread.bind(meta, value, metaclass)
  }

  /// type.__setattr__, type.__delattr__ (`value` empty)
  func setAttribute(_ thread: Thread, _ name: Str, _ newValue: Value) throws(Raised) {
    if !has(.heap) {
      throw thread.raise(.typeError, "cannot set '\(name.string)' attribute of immutable type '\(displayName)'")
    }
    let meta = value.type.lookup(name)
    if !meta.isEmpty, let set = meta.type.slots.pointee.descriptorSet {
      _ = try set(thread.raw, meta.bits, value.bits, newValue.bits).orThrow()
      changed(thread, name)
      return
    }
    try setOwn(thread, name, newValue)
  }
  /// Stores into the class's own dict (`newValue` empty: removes), and tells everybody whom it concerns.
  func setOwn(_ thread: Thread, _ name: Str, _ newValue: Value) throws(Raised) {
    let dict = Dict(fields.pointee.dict)
    if AttributeCache.concernsShapes(dict.get(name), newValue) { AttributeCache.invalidateShapes() }
    if newValue.isEmpty {
      if dict.remove(name).isEmpty { throw thread.raiseNoAttribute(value, name) }
    } else {
      dict.set(thread, name, newValue)
    }
    changed(thread, name)
  }
  private func changed(_ thread: Thread, _ name: Str) {
    modified()
    SlotTable.updateTree(self, name)
  }

  static func repr(_ thread: Thread, _ v: Value) throws(Raised) -> Value {
    let type = Type(v)
    let qualname = type.fields.pointee.qualname.isKind(.str) ? Str(type.fields.pointee.qualname).string : type.displayName
    if let module = type.moduleName, module != "builtins" { return Str.make(thread, "<class '\(module).\(qualname)'>").value }
    return Str.make(thread, "<class '\(qualname)'>").value
  }

  // MARK: Special attributes

  private func checkSettable(_ thread: Thread, _ name: String, _ value: Value) throws(Raised) {
    if !has(.heap) { throw thread.raise(.typeError, "cannot set '\(name)' attribute of immutable type '\(displayName)'") }
    if value.isEmpty { throw thread.raise(.typeError, "cannot delete '\(name)' attribute of immutable type '\(displayName)'") }
  }
  static func setName(_ thread: Thread, _ v: Value, _ value: Value) throws(Raised) -> Value {
    let type = Type(v)
    try type.checkSettable(thread, "__name__", value)
    guard value.isKind(.str) else {
      throw thread.raise(.typeError, "can only assign string to \(type.displayName).__name__, not '\(value.type.displayName)'")
    }
    try checkName(thread, Str(value))
    type.barrier()
    type.fields.pointee.name = value
    return .none
  }
  static func checkName(_ thread: Thread, _ name: Str) throws(Raised) {
    try name.requireUTF8(thread)
    for i in 0..<name.length where name[i] == 0 { throw thread.raise(.valueError, "type name must not contain null characters") }
  }
  static func setQualname(_ thread: Thread, _ v: Value, _ value: Value) throws(Raised) -> Value {
    let type = Type(v)
    try type.checkSettable(thread, "__qualname__", value)
    guard value.isKind(.str) else {
      throw thread.raise(.typeError, "can only assign string to \(type.displayName).__qualname__, not '\(value.type.displayName)'")
    }
    type.barrier()
    type.fields.pointee.qualname = value
    return .none
  }
  static func getModule(_ thread: Thread, _ v: Value) throws(Raised) -> Value {
    let type = Type(v)
    let own = Dict(type.fields.pointee.dict).get(Name.__module__.str)
    // A built-in type may have an attribute `__module__` of its instances in its dict.
    if type.has(.heap) {
      if own.isEmpty { throw thread.raiseAttributeError(v, Name.__module__.str, "__module__") }
      return own
    }
    return type.fields.pointee.module.isEmpty ? Name.builtins.value : type.fields.pointee.module
  }
  static func setModule(_ thread: Thread, _ v: Value, _ value: Value) throws(Raised) -> Value {
    let type = Type(v)
    try type.checkSettable(thread, "__module__", value)
    Dict(type.fields.pointee.dict).set(thread, Name.__module__.str, value)
    type.modified()
    return .none
  }
  static func getDoc(_ thread: Thread, _ v: Value) throws(Raised) -> Value {
    let type = Type(v)
    if !type.has(.heap) { return type.fields.pointee.doc.isEmpty ? .none : type.fields.pointee.doc }
    let doc = Dict(type.fields.pointee.dict).get(Name.__doc__.str)
    if doc.isEmpty { return .none }
    if let get = doc.type.slots.pointee.descriptorGet {
      return try get(thread.raw, doc.bits, Value.empty.bits, v.bits).orThrow()
    }
    return doc
  }
  static func setDoc(_ thread: Thread, _ v: Value, _ value: Value) throws(Raised) -> Value {
    let type = Type(v)
    try type.checkSettable(thread, "__doc__", value)
    Dict(type.fields.pointee.dict).set(thread, Name.__doc__.str, value)
    type.modified()
    return .none
  }
  static func getAbstractMethods(_ thread: Thread, _ v: Value) throws(Raised) -> Value {
    let type = Type(v)
    let own = type == Type[.type] ? Value.empty : Dict(type.fields.pointee.dict).get(Name.__abstractmethods__.str)
    if own.isEmpty { throw thread.raiseAttributeError(v, Name.__abstractmethods__.str, "__abstractmethods__") }
    return own
  }
  static func setAbstractMethods(_ thread: Thread, _ v: Value, _ value: Value) throws(Raised) -> Value {
    let type = Type(v)
    let dict = Dict(type.fields.pointee.dict)
    if value.isEmpty {
      if dict.remove(Name.__abstractmethods__.str).isEmpty {
        throw thread.raiseAttributeError(v, Name.__abstractmethods__.str, "__abstractmethods__")
      }
      type.fields.pointee.flags.remove(.abstract)
    } else {
      let isAbstract = try thread.truth(value)
      dict.set(thread, Name.__abstractmethods__.str, value)
      if isAbstract { type.fields.pointee.flags.insert(.abstract) } else { type.fields.pointee.flags.remove(.abstract) }
    }
    type.modified()
    return .none
  }
  static func getAnnotations(_ thread: Thread, _ v: Value) throws(Raised) -> Value {
    let type = Type(v)
    if !type.has(.heap) {
      throw thread.raiseAttributeError(v, Name.__annotations__.str, "type object '\(type.displayName)' has no attribute '__annotations__'")
    }
    let own = Dict(type.fields.pointee.dict).get(Name.__annotations__.str)
    if !own.isEmpty {
      if let get = own.type.slots.pointee.descriptorGet {
        return try get(thread.raw, own.bits, Value.empty.bits, v.bits).orThrow()
      }
      return own
    }
    let fresh = Dict.make(thread).value
    Dict(type.fields.pointee.dict).set(thread, Name.__annotations__.str, fresh)
    type.modified()
    return fresh
  }
  static func setAnnotations(_ thread: Thread, _ v: Value, _ value: Value) throws(Raised) -> Value {
    let type = Type(v)
    if !type.has(.heap) {
      throw thread.raise(.typeError, "cannot set '__annotations__' attribute of immutable type '\(type.displayName)'")
    }
    let dict = Dict(type.fields.pointee.dict)
    if value.isEmpty {
      if dict.remove(Name.__annotations__.str).isEmpty {
        throw thread.raiseAttributeError(v, Name.__annotations__.str, "__annotations__")
      }
    } else {
      dict.set(thread, Name.__annotations__.str, value)
    }
    type.modified()
    return .none
  }

  /// `C.__bases__ = (…)`: new mro and slots for the class and all that inherit from it, or none of it.
  static func setBases(_ thread: Thread, _ v: Value, _ value: Value) throws(Raised) -> Value {
    let type = Type(v)
    try type.checkSettable(thread, "__bases__", value)
    guard value.isKind(.tuple) else {
      throw thread.raise(.typeError, "can only assign tuple to \(type.displayName).__bases__, not \(value.type.displayName)")
    }
    let bases = Tuple(value)
    if bases.count == 0 {
      throw thread.raise(.typeError, "can only assign non-empty tuple to \(type.displayName).__bases__, not ()")
    }
    for i in 0..<bases.count {
      guard bases[i].isKind(.type) else {
        throw thread.raise(.typeError, "\(type.displayName).__bases__ must be tuple of classes, not '\(bases[i].type.displayName)'")
      }
      // The line of bases is asked too: a `mro` method that assigns bases itself can be under way.
      if Type(bases[i]).isSubclass(of: type) || Type(bases[i]).inherits(from: type) {
        throw thread.raise(.typeError, "a __bases__ item causes an inheritance cycle")
      }
    }
    let base = try bestBase(thread, bases)
    if base.builtinBase != type.builtinBase {
      throw thread.raise(
        .typeError,
        "__bases__ assignment: '\(base.displayName)' deallocator differs from '\(Type(type.fields.pointee.base).displayName)'")
    }
    if !haveSameLayout(base, Type(type.fields.pointee.base)) {
      throw thread.raise(
        .typeError,
        "__bases__ assignment: '\(base.displayName)' object layout differs from '\(Type(type.fields.pointee.base).displayName)'")
    }
    let oldBases = type.fields.pointee.bases
    let oldBase = type.fields.pointee.base
    type.barrier()
    type.fields.pointee.bases = value
    type.fields.pointee.base = base.value
    var changed: [(Type, Value)] = []
    do throws(Raised) { try type.recomputeMRO(thread, &changed) } catch {
      for (t, mro) in changed { t.fields.pointee.mro = mro }
      type.fields.pointee.bases = oldBases
      type.fields.pointee.base = oldBase
      throw error
    }
    // A `mro` method may have assigned the bases anew: then those hold, and have been seen to.
    if type.fields.pointee.bases != value { return .none }
    let old = Tuple(oldBases)
    for i in 0..<old.count { SubclassTable.remove(type, from: Type(old[i])) }
    for i in 0..<bases.count { SubclassTable.add(type, to: Type(bases[i])) }
    AttributeCache.invalidateShapes()
    type.modified()
    type.updateSlotsOfTree()
    return .none
  }
  private func recomputeMRO(_ thread: Thread, _ changed: inout [(Type, Value)]) throws(Raised) {
    let fresh = try computeMRO(thread)
    changed.append((self, fields.pointee.mro))
    barrier()
    fields.pointee.mro = fresh.value
    modified()
    var i = 0
    // The table is asked anew each time, since a `mro` method may change it.
    while let table = SubclassTable.of(self), i < table.pointee.count {
      try thread.checkNativeStack()
      try Type(table.pointee.rows[i]).recomputeMRO(thread, &changed)
      i &+= 1
    }
  }
  private func updateSlotsOfTree() {
    SlotTable.updateAll(self)
    forEachSubclass { $0.updateSlotsOfTree() }
  }

  // MARK: dir()

  static func mergeNames(_ thread: Thread, _ names: Dict, _ mapping: Value) throws(Raised) {
    if mapping.isKind(.dict) {
      return try Dict(mapping).forEach { key, _ throws(Raised) in try names.set(thread, key, .none) }
    }
    let keys = try thread.callMethod(mapping, .keys)
    try thread.forEach(keys) { key throws(Raised) in
      try names.set(thread, key, .none)
      return true
    }
  }
  static func mergeClass(_ thread: Thread, _ names: Dict, _ type: Value) throws(Raised) {
    try thread.checkNativeStack()
    if type.isKind(.type) { try mergeNames(thread, names, Type(type).fields.pointee.dict) } else {
      let own = try thread.getAttributeOrEmpty(type, .__dict__)
      if !own.isEmpty { try mergeNames(thread, names, own) }
    }
    let bases = try thread.getAttributeOrEmpty(type, .__bases__)
    if bases.isKind(.tuple) { for i in 0..<Tuple(bases).count { try mergeClass(thread, names, Tuple(bases)[i]) } }
  }
  static func list(_ thread: Thread, _ names: Dict) throws(Raised) -> Value {
    let list = try List.make(thread, capacity: names.count)
    try names.forEach { key, _ throws(Raised) in try list.append(thread, key) }
    return list.value
  }
}

extension AttributeCache {
  /// What inline caches know of shapes may be wrong now: a class has a new name, or another descriptor or function.
  static func invalidateShapes() { machine.pointee.attributeEpoch &+= 1 << 32 }

  /// Whether storing `new` over `old` (either may be empty) in a class can change more than the data that a look-up gives.
  static func concernsShapes(_ old: Value, _ new: Value) -> Bool {
    if old.isEmpty || new.isEmpty { return true }
    for v in [old, new] where v.isObject {
      let slots = v.type.slots
      if slots.pointee.descriptorGet != nil || slots.pointee.descriptorSet != nil { return true }
    }
    return false
  }
}
