// Making a class: type.__new__ and type.__init__ (Language Reference 3.3.3.6).

extension Type {
  /// type(name, bases, namespace, **keywords), and what a class statement ends in. args[0] is the metaclass.
  static func new(_ thread: Thread, _ args: UnsafeMutablePointer<Value>, _ count: Int, _ names: Value) throws(Raised) -> Value {
    if count != 4 {
      if Type(args[0]) == Type[.type] { throw thread.raise(.typeError, "type() takes 1 or 3 arguments") }
      throw thread.raise(.typeError, "type.__new__() takes exactly 3 arguments (\(count &- 1) given)")
    }
    let name = args[1]
    guard name.isKind(.str) else { throw wrongArgument(thread, 1, "str", name) }
    guard args[2].isKind(.tuple) else { throw wrongArgument(thread, 2, "tuple", args[2]) }
    guard args[3].isKind(.dict) else { throw wrongArgument(thread, 3, "dict", args[3]) }
    var bases = Tuple(args[2])
    for i in 0..<bases.count where !bases[i].isKind(.type) {
      if !(try thread.getAttributeOrEmpty(bases[i], .__mro_entries__)).isEmpty {
        throw thread.raise(.typeError, "type() doesn't support MRO entry resolution; use types.new_class()")
      }
    }
    let metaclass = try winner(thread, Type(args[0]), bases)
    if metaclass != Type(args[0]), let new = metaclass.slots.pointee.new,
      SlotTable.words(metaclass)[SlotID.new.rawValue] != SlotTable.words(Type[.type])[SlotID.new.rawValue] {
      args[0] = metaclass.value
      return try new(thread.raw, Raw(args), count, names.bits).orThrow()
    }
    if bases.count == 0 { bases = try Tuple.make(thread, [Type[.object].value]) }
    let base = try bestBase(thread, bases)
    var builder = ClassMaking(thread: thread, metaclass: metaclass, name: try Str.exact(thread, Str(name)), bases: bases, base: base)
    let type = try builder.make(namespace: Dict(args[3]))
    try setNames(thread, type)
    try initSubclass(thread, type, args + 4, names)
    return type.value
  }
  private static func wrongArgument(_ thread: Thread, _ i: Int, _ wanted: String, _ v: Value) -> Raised {
    thread.raise(.typeError, "type.__new__() argument \(i) must be \(wanted), not \(v.type.displayName)")
  }

  /// The most derived metaclass of the bases (3.3.3.3).
  static func winner(_ thread: Thread, _ metaclass: Type, _ bases: Tuple) throws(Raised) -> Type {
    var winner = metaclass
    for i in 0..<bases.count {
      let theirs = bases[i].type
      if winner.isSubclass(of: theirs) { continue }
      if theirs.isSubclass(of: winner) {
        winner = theirs
        continue
      }
      throw thread.raise(
        .typeError,
        "metaclass conflict: the metaclass of a derived class must be a (non-strict) subclass of the metaclasses of all its bases")
    }
    return winner
  }

  /// The base whose layout the new class extends.
  static func bestBase(_ thread: Thread, _ bases: Tuple) throws(Raised) -> Type {
    var best: Type?
    var solid: Type?
    for i in 0..<bases.count {
      guard bases[i].isKind(.type) else {
        throw thread.raise(.typeError, "bases must be types")
      }
      let candidate = Type(bases[i])
      if !candidate.has(.subclassable) {
        throw thread.raise(.typeError, "type '\(candidate.displayName)' is not an acceptable base type")
      }
      let theirs = candidate.solidBase
      guard let mine = solid else {
        best = candidate
        solid = theirs
        continue
      }
      if mine.isSubclass(of: theirs) { continue }
      if theirs.isSubclass(of: mine) {
        best = candidate
        solid = theirs
        continue
      }
      throw thread.raise(.typeError, "multiple bases have instance lay-out conflict")
    }
    return best ?? Type[.object]
  }

  /// The class in the line of bases that last added to the layout (dict word and weak references do not count).
  var solidBase: Type {
    var type = self
    while type.fields.pointee.base.isObject {
      let base = Type(type.fields.pointee.base)
      if type.has(.heap) {
        if type.fields.pointee.slotNames.isObject, Tuple(type.fields.pointee.slotNames).count > 0 { return type }
      } else if type.fields.pointee.kind != base.fields.pointee.kind || type.fields.pointee.basicSize != base.fields.pointee.basicSize {
        return type
      }
      type = base
    }
    return type
  }

  /// Whether an object of one class may become one of the other.
  static func haveSameLayout(_ a: Type, _ b: Type) -> Bool {
    let f = a.fields
    let g = b.fields
    if f.pointee.kind != g.pointee.kind || f.pointee.basicSize != g.pointee.basicSize || f.pointee.dictOffset != g.pointee.dictOffset { return false }
    if a.builtinBase != b.builtinBase || f.pointee.memberSlots != g.pointee.memberSlots { return false }
    if a.has(.weakReferenceable) != b.has(.weakReferenceable) { return false }
    let solidA = a.solidBase
    let solidB = b.solidBase
    if solidA == solidB { return true }
    // The same slots on top of the same base are the same layout.
    let x = solidA.fields.pointee
    let y = solidB.fields.pointee
    guard x.slotNames.isObject, y.slotNames.isObject, x.base.isObject, y.base.isObject else { return false }
    if Type(x.base).solidBase != Type(y.base).solidBase { return false }
    let s = Tuple(x.slotNames)
    let t = Tuple(y.slotNames)
    if s.count != t.count { return false }
    for i in 0..<s.count where !Str.equal(Str(s[i]), Str(t[i])) { return false }
    return true
  }

  /// Calls `__set_name__` of what the namespace holds (PEP 487).
  private static func setNames(_ thread: Thread, _ type: Type) throws(Raised) {
    let dict = Dict(type.fields.pointee.dict)
    var pairs: [(Value, Value)] = []
    try dict.forEach { key, value throws(Raised) in
      if !value.type.lookup(.__set_name__).isEmpty { pairs.append((key, value)) }
    }
    if pairs.isEmpty { return }
    let keep = try Tuple.make(thread, pairs.flatMap { [$0.0, $0.1] })
    for (key, value) in pairs {
      do throws(Raised) { _ = try thread.callSpecial(value, .__set_name__, type.value, key) } catch {
        let cause = thread.takeRaised()
        let name = (try? thread.repr(key).string) ?? "?"
        _ = thread.raise(
          .runtimeError, "Error calling __set_name__ on '\(value.type.displayName)' instance \(name) in '\(type.displayName)'")
        let exception = thread.takeRaised()
        Exception(exception).setCause(cause)
        Exception(exception).setContext(cause)
        throw thread.reraise(exception)
      }
    }
    withExtendedLifetime(keep) {}
  }

  /// super(type, type).__init_subclass__(**keywords)
  private static func initSubclass(_ thread: Thread, _ type: Type, _ keywords: UnsafeMutablePointer<Value>, _ names: Value) throws(Raised) {
    let found = try Super.find(thread, type, type.value, Name.__init_subclass__.str)
    if found.isEmpty { return }
    if names.isEmpty, found.isExactly(.builtinFunction), NativeFunction(found).definition.pointee.owner == Type[.object].value { return }
    _ = try thread.call(found, keywords, count: 0, names: names)
  }

  /// type.__init__: only counts its arguments.
  static func initialize(_ thread: Thread, _ args: UnsafeMutablePointer<Value>, _ count: Int, _ names: Value) throws(Raised) -> Value {
    let given = names.isEmpty ? 0 : Tuple(names).count
    if count == 2, given > 0 { throw thread.raise(.typeError, "type.__init__() takes no keyword arguments") }
    if count != 2, count != 4 { throw thread.raise(.typeError, "type.__init__() takes 1 or 3 arguments") }
    return .none
  }
}

/// What a class is made from, step by step.
struct ClassMaking {
  let thread: Thread
  let metaclass: Type
  let name: Str
  let bases: Tuple
  let base: Type
  var addsDict = false
  var addsWeak = false
  var slotNames: [Str] = []

  init(thread: Thread, metaclass: Type, name: Str, bases: Tuple, base: Type) {
    self.thread = thread
    self.metaclass = metaclass
    self.name = name
    self.bases = bases
    self.base = base
  }

  mutating func make(namespace: Dict) throws(Raised) -> Type {
    try Type.checkName(thread, name)
    let dict = try namespace.copy(thread)
    try readSlots(dict)
    let type = try allocate(dict)
    try fillNames(type, dict)
    try wrapFunctions(dict)
    let cell = dict.remove(Name.__classcell__.str)
    try layOut(type, dict)
    if !cell.isEmpty {
      guard cell.isExactly(.cell) else {
        throw thread.raise(.typeError, "__classcell__ must be a nonlocal cell, not <class '\(cell.type.displayName)'>")
      }
      Cell(cell).barrier()
      Cell(cell).fields.pointee.content = type.value
    }
    type.fields.pointee.mro = try type.computeMRO(thread).value
    type.barrier()
    type.fields.pointee.flags.remove(.incomplete)
    machine.pointee.nextTypeVersion &+= 1
    type.fields.pointee.version = machine.pointee.nextTypeVersion
    for i in 0..<bases.count { SubclassTable.add(type, to: Type(bases[i])) }
    if dict.find(Name.__eq__.str) != nil, dict.find(Name.__hash__.str) == nil { dict.set(thread, Name.__hash__.str, .none) }
    inheritFlags(type)
    try inheritSlots(type, dict)
    return type
  }

  /// `__slots__`: which members, and whether instances get a dict and weak references (3.3.2.4).
  private mutating func readSlots(_ dict: Dict) throws(Raised) {
    let mayAddDict = base.fields.pointee.dictOffset == 0
    // Items (an int's are its digits) leave no room for members behind them.
    let hasItems = base.fields.pointee.itemSize != 0 || base.isSubclass(of: .int)
    let mayAddWeak = !base.has(.weakReferenceable) && !hasItems
    let declared = dict.get(Name.__slots__.str)
    if declared.isEmpty {
      addsDict = mayAddDict
      addsWeak = mayAddWeak
      return
    }
    let names = try List.make(thread)
    if declared.isKind(.str) {
      try names.append(thread, declared)
    } else {
      try thread.forEach(declared) { v throws(Raised) in
        try names.append(thread, v)
        return true
      }
    }
    if names.count > 0, hasItems {
      throw thread.raise(.typeError, "nonempty __slots__ not supported for subtype of '\(base.displayName)'")
    }
    for i in 0..<names.count {
      let v = names[i]
      guard v.isKind(.str) else { throw thread.raise(.typeError, "__slots__ items must be strings, not '\(v.type.displayName)'") }
      let slot = Str.intern(try Str.exact(thread, Str(v)))
      if !slot.isIdentifier { throw thread.raise(.typeError, "__slots__ must be identifiers") }
      if slot.value == Name.__dict__.value {
        if !mayAddDict || addsDict { throw thread.raise(.typeError, "__dict__ slot disallowed: we already got one") }
        addsDict = true
        continue
      }
      if slot.value == Name.__weakref__.value {
        if !mayAddWeak || addsWeak { throw thread.raise(.typeError, "__weakref__ slot disallowed: either we already got one, or __itemsize__ != 0") }
        addsWeak = true
        continue
      }
      let mangled = mangle(slot)
      if dict.find(mangled) != nil, slot.value != Name.__qualname__.value, slot.value != Name.__classcell__.value {
        throw thread.raise(.valueError, "'\(slot.string)' in __slots__ conflicts with class variable")
      }
      slotNames.append(mangled)
    }
    withExtendedLifetime(names) {}
    slotNames.sort { $0.string < $1.string }
    for i in 0..<bases.count where Type(bases[i]) != base {
      let other = Type(bases[i])
      if mayAddDict, other.fields.pointee.dictOffset != 0 { addsDict = true }
      if mayAddWeak, other.has(.weakReferenceable) { addsWeak = true }
    }
  }
  /// `__x` in class C is `_C__x`.
  private func mangle(_ slot: Str) -> Str {
    let text = slot.string
    if !text.hasPrefix("__") || text.hasSuffix("__") { return slot }
    var owner = name.string
    while owner.hasPrefix("_") { owner.removeFirst() }
    return owner.isEmpty ? slot : Str.intern(thread, "_" + owner + text)
  }

  private func allocate(_ dict: Dict) throws(Raised) -> Type {
    let size = Int(metaclass.fields.pointee.basicSize)
    let type = Type.allocate(thread, metaclass: metaclass.fields.pointee.shape, size: max(size, MemoryLayout<TypeFields>.size))
    let f = type.fields
    f.pointee.flags = [.heap, .subclassable, .incomplete]
    f.pointee.name = name.value
    f.pointee.qualname = name.value
    f.pointee.base = base.value
    f.pointee.bases = bases.value
    f.pointee.mro = .empty
    f.pointee.dict = dict.value
    f.pointee.kind = base.fields.pointee.kind
    return type
  }

  private func fillNames(_ type: Type, _ dict: Dict) throws(Raised) {
    let qualname = dict.get(Name.__qualname__.str)
    if !qualname.isEmpty {
      guard qualname.isKind(.str) else {
        throw thread.raise(.typeError, "type __qualname__ must be a str, not \(qualname.type.displayName)")
      }
      type.barrier()
      type.fields.pointee.qualname = qualname
      dict.remove(Name.__qualname__.str)
    }
    if dict.find(Name.__module__.str) == nil {
      let module = thread.callerGlobals().get(Name.__name__.str)
      if !module.isEmpty { dict.set(thread, Name.__module__.str, module) }
    }
    if dict.find(Name.__doc__.str) == nil { dict.set(thread, Name.__doc__.str, .none) }
  }

  /// `__new__` is a static method, `__init_subclass__` and `__class_getitem__` are class methods, without saying so.
  private func wrapFunctions(_ dict: Dict) throws(Raised) {
    let new = dict.get(Name.__new__.str)
    if new.isExactly(.function) { dict.set(thread, Name.__new__.str, try thread.call(Type[.staticmethod].value, new)) }
    let names: [Name] = [.__init_subclass__, .__class_getitem__]
    for name in names {
      let f = dict.get(name.str)
      if f.isExactly(.function) { dict.set(thread, name.str, try thread.call(Type[.classmethod].value, f)) }
    }
  }

  /// Sizes, offsets, the root shape, and descriptors of members, `__dict__` and `__weakref__`.
  private func layOut(_ type: Type, _ dict: Dict) throws(Raised) {
    let f = type.fields
    let b = base.fields
    f.pointee.itemSize = b.pointee.itemSize
    f.pointee.builtinSize = base.has(.heap) ? b.pointee.builtinSize : b.pointee.basicSize
    f.pointee.basicSize = b.pointee.basicSize
    f.pointee.dictOffset = b.pointee.dictOffset
    f.pointee.memberSlots = b.pointee.memberSlots
    var offset = 0
    if f.pointee.kind == .instance {
      if addsDict { f.pointee.dictOffset = 8 }
      offset = Instance.slotsOffset &+ Int(b.pointee.memberSlots) &* 8
      f.pointee.memberSlots &+= UInt32(slotNames.count)
      f.pointee.basicSize = UInt32(Instance.slotsOffset &+ Int(f.pointee.memberSlots) &* 8)
      let hasDict = f.pointee.dictOffset != 0
      var capacity = f.pointee.memberSlots
      if hasDict {
        capacity = max(capacity &+ 4, b.pointee.inlineSlots)
        capacity = (capacity &+ 1) & ~1
      }
      f.pointee.inlineSlots = capacity
      f.pointee.shape = Shape.makeRoot(type, inlineCapacity: capacity, flags: hasDict ? 0 : Shape.closed)
    } else {
      if addsDict {
        let afterItems = f.pointee.kind == .tuple || f.pointee.kind == .bigInt
        f.pointee.dictOffset = afterItems ? -1 : Int32(f.pointee.basicSize)
        f.pointee.basicSize &+= 8
      }
      offset = Int(f.pointee.basicSize)
      f.pointee.basicSize &+= UInt32(slotNames.count &* 8)
      f.pointee.shape = Shape.makeRoot(type, inlineCapacity: 0, flags: Shape.dictionaryMode)
    }
    if f.pointee.shape == 0 { throw thread.raiseMemoryError() }
    let slots = try Tuple.make(thread, slotNames.map { $0.value })
    f.pointee.slotNames = dict.find(Name.__slots__.str) == nil ? .empty : slots.value
    for (i, slot) in slotNames.enumerated() {
      dict.set(thread, slot, MemberDescriptor.make(thread, type, slot, .none, offset: offset &+ i &* 8, .slot))
    }
    if addsWeak { f.pointee.flags.insert(.weakReferenceable) }
    if addsDict, dict.find(Name.__dict__.str) == nil { ObjectType.addDictionary(thread, type, dict) }
    if addsWeak, dict.find(Name.__weakref__.str) == nil {
      let get: UnarySlot = { unary($0, $1, ObjectType.getWeakReference) }
      dict.set(thread, Name.__weakref__.str, GetSetDescriptor.make(
        thread, type, "__weakref__", "list of weak references to the object (if defined)", get, nil))
    }
    type.barrier()
  }

  private func inheritFlags(_ type: Type) {
    var flags = base.fields.pointee.flags.intersection(Type.inheritedFlags)
    if type.isSubclass(of: .type) { flags.insert(.typeSubclass) }
    for i in 0..<bases.count {
      let theirs = Type(bases[i]).fields.pointee.flags
      flags.formUnion(theirs.intersection([.sequence, .mapping, .weakReferenceable]))
    }
    type.fields.pointee.flags.formUnion(flags)
  }

  /// Slots of a single line of bases are the base's, but for what the class itself defines; otherwise all are looked for.
  private func inheritSlots(_ type: Type, _ dict: Dict) throws(Raised) {
    type.slots.pointee = base.slots.pointee
    type.fields.pointee.newDefinition = base.fields.pointee.newDefinition
    type.fields.pointee.initializeDefinition = base.fields.pointee.initializeDefinition
    type.fields.pointee.textSignature = nil
    if bases.count > 1 {
      SlotTable.updateAll(type)
      return
    }
    // Only names that look like special methods can decide slots.
    try dict.forEach { key, _ throws(Raised) in
      if key.isKind(.str) { SlotTable.update(type, Str(key)) }
    }
    type.updateFlags()
  }
}

extension SlotTable {
  /// Gives a class the slots that a name in its dict decides.
  static func update(_ type: Type, _ name: Str) {
    guard let known = row(named: name) else { return }
    update(type, known)
  }
  static func updateTree(_ type: Type, _ name: Str) {
    guard let known = row(named: name) else { return }
    updateTree(type, known)
  }
  /// The special method's name, for an interned str.
  static func row(named name: Str) -> Name? {
    if name.length < 5 || name.width != 0 { return nil }
    let bytes = name.data.assumingMemoryBound(to: UInt8.self)
    if bytes[0] != UInt8(ascii: "_") || bytes[1] != UInt8(ascii: "_") { return nil }
    let interned = name.isInterned ? name : Str.intern(name)
    var i = 0
    while i < count {
      if rows[i].name.value == interned.value { return rows[i].name }
      i &+= 1
    }
    return nil
  }
}
