// _abc: what the class ABCMeta of module abc is made of (PEP 3119): registries of virtual subclasses, and caches of what
// issubclass() found out. Both hold classes weakly.

enum ABCModule {
  /// Number of registrations so far: a negative answer holds until the next one.
  private static let counter = Root()
  private static let dataName = Root()

  static func define(_ m: ModuleBuilder) throws(Raised) {
    m.doc("What `abc.ABCMeta` asks natively: registries and caches of subclass tests.")
    counter.value = .int(0)
    dataName.value = Str.intern(m.thread, "_abc_impl").value
    _ = try BuiltinTypes.make(m.thread, .abcData)
    m.function("get_cache_token()", "The current ABC cache token.") { native($0, $1, $2, $3) { _, _ throws(Raised) in ABCModule.counter.value } }
    m.function("_abc_init(self, /)", "Internal ABC helper for class set-up.") { native($0, $1, $2, $3, ABCModule.initialize) }
    m.function("_abc_register(self, subclass, /)", "Internal ABC helper for subclass registration.") { native($0, $1, $2, $3, ABCModule.register) }
    m.function("_abc_instancecheck(self, instance, /)", "Internal ABC helper for instance checks.") { native($0, $1, $2, $3, ABCModule.instanceCheck) }
    m.function("_abc_subclasscheck(self, subclass, /)", "Internal ABC helper for subclass checks.") {
      native($0, $1, $2, $3) { t, a throws(Raised) in .bool(try ABCModule.subclassCheck(t, a[0], a[1])) }
    }
    m.function("_reset_registry(self, /)", "Internal ABC helper to reset registry.") { native($0, $1, $2, $3) { t, a throws(Raised) in
      ABCModule.clear(try ABCModule.data(t, a[0]), [ABCData.registry])
      return .none
    } }
    m.function("_reset_caches(self, /)", "Forgets the results of subclass tests.") { native($0, $1, $2, $3) { t, a throws(Raised) in
      ABCModule.clear(try ABCModule.data(t, a[0]), [ABCData.positive, ABCData.negative])
      return .none
    } }
    m.function("_get_dump(self, /)", "What is registered and cached, for debugging.") { native($0, $1, $2, $3, ABCModule.dump) }
  }

  // MARK: The data of a class

  private static func data(_ thread: Thread, _ type: Value) throws(Raised) -> ABCData {
    let found = try thread.getAttribute(type, Str(dataName.value))
    guard found.isExactly(.abcData) else { throw thread.raise(.typeError, "_abc_impl is set to a wrong type") }
    return ABCData(found)
  }
  private static func clear(_ data: ABCData, _ fields: [Int]) {
    for k in fields { data.field(k).pointee = .none }
  }
  private static func dump(_ thread: Thread, _ args: Args) throws(Raised) -> Value {
    let data = try data(thread, args[0])
    var items: [Value] = []
    for k in [ABCData.registry, ABCData.positive, ABCData.negative] {
      let set = try thread.call(Type[.set].value)
      let keep = data.field(k).pointee
      if keep.isKind(.dict) {
        try Dict(keep).forEach { _, value throws(Raised) in
          _ = try thread.callMethod(set, .add, value)
        }
      }
      items.append(set)
    }
    items.append(data.field(ABCData.version).pointee)
    return try Tuple.make(thread, items).value
  }

  /// Computes `__abstractmethods__`, and gives the class its data.
  private static func initialize(_ thread: Thread, _ args: Args) throws(Raised) -> Value {
    let type = args[0]
    let abstract = try thread.call(Type[.set].value)
    let namespace = try thread.getAttribute(type, .__dict__)
    let items = try thread.callMethod(namespace, .items)
    try thread.forEach(items) { pair throws(Raised) in
      guard pair.isKind(.tuple), Tuple(pair).count == 2 else { throw thread.raise(.typeError, "Iteration over dict.items() returned non-tuple") }
      if try thread.isAbstract(Tuple(pair)[1]) { _ = try thread.callMethod(abstract, .add, Tuple(pair)[0]) }
      return true
    }
    let bases = try thread.getAttribute(type, .__bases__)
    guard bases.isKind(.tuple) else { throw thread.raise(.typeError, "__bases__ is not tuple") }
    for i in 0..<Tuple(bases).count {
      let inherited = try thread.getAttributeOrEmpty(Tuple(bases)[i], .__abstractmethods__)
      if inherited.isEmpty { continue }
      try thread.forEach(inherited) { name throws(Raised) in
        guard name.isKind(.str) else { return true }
        if try thread.isAbstract(try thread.getAttributeOrEmpty(type, Str(name))) { _ = try thread.callMethod(abstract, .add, name) }
        return true
      }
    }
    try thread.setAttribute(type, Name.__abstractmethods__.str, try thread.call(Type[.frozenset].value, abstract))
    let data = ABCData.make(thread)
    try thread.setAttribute(type, Str(dataName.value), data.value)
    if type.isKind(.type) { try inheritMatchFlags(thread, Type(type)) }
    return .none
  }
  /// `__abc_tpflags__`: whether `match` takes instances for sequences or mappings.
  private static func inheritMatchFlags(_ thread: Thread, _ type: Type) throws(Raised) {
    let name = Str.intern(thread, "__abc_tpflags__")
    let flags = Dict(type.fields.pointee.dict).get(name)
    guard flags.isInt else { return }
    if flags.asInt & 1 << 5 != 0 { type.fields.pointee.flags.insert(.sequence) }
    if flags.asInt & 1 << 6 != 0 { type.fields.pointee.flags.insert(.mapping) }
    try type.setOwn(thread, name, .empty)
  }

  // MARK: Weak sets: dicts from a class's identity to a weak reference

  private static func contains(_ thread: Thread, _ set: Value, _ v: Value) throws(Raised) -> Bool {
    guard set.isKind(.dict), v.isObject else { return false }
    let found = try Dict(set).get(thread, .int(identityHash(v)))
    return found.isEmpty ? false : WeakReference(found).target == v
  }
  private static func add(_ thread: Thread, _ data: ABCData, _ field: Int, _ v: Value) throws(Raised) {
    if !data.field(field).pointee.isKind(.dict) {
      let fresh = Dict.make(thread)
      data.barrier()
      data.field(field).pointee = fresh.value
    }
    let reference = try WeakReference.make(thread, Type[.weakReference], v, .none)
    try Dict(data.field(field).pointee).set(thread, .int(identityHash(v)), reference)
  }

  // MARK: Registering and asking

  private static func register(_ thread: Thread, _ args: Args) throws(Raised) -> Value {
    let type = args[0]
    let subclass = args[1]
    guard subclass.isKind(.type) else { throw thread.raise(.typeError, "Can only register classes") }
    if try thread.isSubclass(subclass, type) { return subclass }
    // A cycle would make both check the other for ever.
    if try thread.isSubclass(type, subclass) {
      throw thread.raise(.runtimeError, "Refusing to create an inheritance cycle")
    }
    try add(thread, try data(thread, type), ABCData.registry, subclass)
    counter.value = .int(counter.value.asInt &+ 1)
    if type.isKind(.type) {
      let flags = Type(type).fields.pointee.flags.intersection([.sequence, .mapping])
      if !flags.isEmpty { setMatchFlags(Type(subclass), flags) }
    }
    return subclass
  }
  private static func setMatchFlags(_ type: Type, _ flags: TypeFlags) {
    if !type.has(.heap) { return }
    type.fields.pointee.flags.formUnion(flags)
    type.forEachSubclass { setMatchFlags($0, flags) }
  }

  private static func instanceCheck(_ thread: Thread, _ args: Args) throws(Raised) -> Value {
    let type = args[0]
    let v = args[1]
    let data = try data(thread, type)
    let subclass = try thread.getAttribute(v, .__class__)
    if try contains(thread, data.field(ABCData.positive).pointee, subclass) { return .yes }
    let own = v.type.value
    if own == subclass {
      if data.field(ABCData.version).pointee == counter.value, try contains(thread, data.field(ABCData.negative).pointee, subclass) { return .no }
      return try thread.callMethod(type, .__subclasscheck__, subclass)
    }
    let first = try thread.callMethod(type, .__subclasscheck__, subclass)
    if try thread.truth(first) { return first }
    return try thread.callMethod(type, .__subclasscheck__, own)
  }

  private static func subclassCheck(_ thread: Thread, _ type: Value, _ subclass: Value) throws(Raised) -> Bool {
    guard subclass.isKind(.type) else { throw thread.raise(.typeError, "issubclass() arg 1 must be a class") }
    try thread.checkNativeStack()
    let data = try data(thread, type)
    if try contains(thread, data.field(ABCData.positive).pointee, subclass) { return true }
    if data.field(ABCData.version).pointee != counter.value {
      data.field(ABCData.negative).pointee = .none
      data.field(ABCData.version).pointee = counter.value
    } else if try contains(thread, data.field(ABCData.negative).pointee, subclass) {
      return false
    }
    let answer = try thread.callMethod(type, .__subclasshook__, subclass)
    if answer.isTrue {
      try add(thread, data, ABCData.positive, subclass)
      return true
    }
    if answer.isFalse {
      try add(thread, data, ABCData.negative, subclass)
      return false
    }
    if !answer.isNotImplemented {
      throw thread.raise(.assertionError, "__subclasshook__ must return either False, True, or NotImplemented")
    }
    if try decide(thread, type, Type(subclass), data) {
      try add(thread, data, ABCData.positive, subclass)
      return true
    }
    try add(thread, data, ABCData.negative, subclass)
    return false
  }
  /// By the mro, the registry, and the subclasses of the abstract class.
  private static func decide(_ thread: Thread, _ type: Value, _ subclass: Type, _ data: ABCData) throws(Raised) -> Bool {
    if type.isKind(.type), subclass.isSubclass(of: Type(type)) { return true }
    var candidates: [Value] = []
    let registry = data.field(ABCData.registry).pointee
    if registry.isKind(.dict) {
      try Dict(registry).forEach { _, reference throws(Raised) in
        let target = WeakReference(reference).target
        if !target.isEmpty { candidates.append(target) }
      }
    }
    let registered = try Tuple.make(thread, candidates)
    for i in 0..<registered.count where try thread.isSubclass(subclass.value, registered[i]) { return true }
    let direct = try thread.callMethod(type, .__subclasses__)
    guard direct.isKind(.list) else { throw thread.raise(.typeError, "__subclasses__() must return a list") }
    var i = 0
    while i < List(direct).count {
      if try thread.isSubclass(subclass.value, List(direct)[i]) { return true }
      i &+= 1
    }
    return false
  }
}

/// The registry and the caches of one abstract class. Kind `.record`: dicts or none, then the counter of the negative cache.
struct ABCData: Handle {
  let fields: UnsafeMutablePointer<HeaderOnly>
  init(fields: UnsafeMutablePointer<HeaderOnly>) { self.fields = fields }

  static var registry: Int { 0 }
  static var positive: Int { 1 }
  static var negative: Int { 2 }
  static var version: Int { 3 }
  func field(_ k: Int) -> UnsafeMutablePointer<Value> { raw.at(8 &+ 8 &* k) }

  static func make(_ thread: Thread) -> ABCData {
    let d = ABCData(thread.allocate(40, .record, .abcData))
    for k in 0..<3 { d.field(k).pointee = .none }
    d.field(version).pointee = .int(-1)
    return d
  }
  static func define(_ type: TypeBuilder) {
    type.record(4)
    type.flags(.noNew)
    type.doc("Internal state held by ABC machinery.")
  }
}
struct HeaderOnly: BitwiseCopyable { var header: Header }
