// collections.defaultdict: a dict whose extra Value is the factory.

enum DefaultDict {
  static func define(_ type: TypeBuilder) {
    type.doc("defaultdict(default_factory=None, /, *args, **kwargs)\n\nA dict that calls the factory for the value of a key that is missing.")
    type.layout(.dict, size: Dict.extraOffset + 8)
    type.flags(.subclassable)
    type.new("defaultdict(*args, **kwargs)") { native($0, $1, $2, $3, DefaultDict.new) }
    type.initialize("defaultdict(*args, **kwargs)") { native($0, $1, $2, $3, DefaultDict.initialize) }
    type.slots.pointee.repr = { unary($0, $1, DefaultDict.repr) }
    type.slots.pointee.getItem = { binary($0, $1, $2, DefaultDict.getItem) }
    type.slots.pointee.or = { binary($0, $1, $2, DefaultDict.union) }
    type.property("default_factory", "What makes the value of a key that is missing, or None.", { unary($0, $1, DefaultDict.factory) }) {
      binary($0, $1, $2, DefaultDict.setFactory)
    }
    type.method("__missing__(key, /)", "Makes, keeps and gives the value of a key that is missing; KeyError without a factory.") {
      native($0, $1, $2, $3, DefaultDict.missingMethod)
    }
    type.method("copy()", "A shallow copy with the same factory.") { native($0, $1, $2, $3, DefaultDict.copy) }
    type.method("__copy__()", "A shallow copy with the same factory.") { native($0, $1, $2, $3, DefaultDict.copy) }
    type.method("__reduce__()", "For pickle.") { native($0, $1, $2, $3, DefaultDict.reduce) }
    type.classMethod("__class_getitem__(item, /)", "See PEP 585") { native($0, $1, $2, $3, GenericAlias.classGetItem) }
  }
  @inline(__always) private static func slot(_ v: Value) -> UnsafeMutablePointer<Value> { v.object.at(Dict.extraOffset) }

  static func new(_ thread: Thread, _ args: Args) throws(Raised) -> Value {
    let type = Type(args[0])
    let d = Dict(
      type == Type[.defaultdict] ? thread.allocate(Dict.extraOffset &+ 8, .dict, TypeID.defaultdict) : try type.allocateInstance(thread))
    d.initialize()
    d.fields.pointee.header.flags |= Dict.extraFlag
    slot(d.value).pointee = .none
    return d.value
  }
  static func initialize(_ thread: Thread, _ args: Args) throws(Raised) -> Value {
    let factory: Value = args.count > 1 ? args[1] : .none
    if !factory.isNone, factory.type.slots.pointee.call == nil {
      throw thread.raise(.typeError, "first argument must be callable or None")
    }
    let d = Dict(args[0])
    d.barrier()
    slot(args[0]).pointee = factory
    if args.count > 3 { throw thread.raise(.typeError, "dict expected at most 1 argument, got \(args.count - 2)") }
    if args.count == 3 { try d.update(thread, args[2]) }
    if args.keyword(0).isKind(.dict) { try d.merge(thread, Dict(args.keyword(0))) }
    return .none
  }
  static func factory(_ thread: Thread, _ v: Value) throws(Raised) -> Value { slot(v).pointee }
  static func setFactory(_ thread: Thread, _ v: Value, _ factory: Value) throws(Raised) -> Value {
    Dict(v).barrier()
    slot(v).pointee = factory.orNil ?? .none
    return .none
  }
  static func missing(_ thread: Thread, _ v: Value, _ key: Value) throws(Raised) -> Value {
    let factory = slot(v).pointee
    if factory.isNone { throw thread.raise(.keyError, arguments: key) }
    let value = try thread.call(factory)
    try thread.setItem(v, key, value)
    return value
  }
  static func missingMethod(_ thread: Thread, _ args: Args) throws(Raised) -> Value { try missing(thread, args[0], args[1]) }
  static func getItem(_ thread: Thread, _ v: Value, _ key: Value) throws(Raised) -> Value {
    if !v.isExactly(.defaultdict) { return try Dict.getItem(thread, v, key) }
    if let e = try Dict(v).find(thread, key) { return e.pointee.value }
    return try missing(thread, v, key)
  }
  static func repr(_ thread: Thread, _ v: Value) throws(Raised) -> Value {
    var pieces = try Pieces(thread, v.type.shortName)
    try pieces.add("(")
    let factory = slot(v).pointee
    // A factory may refer back to this dict.
    if try thread.enterRepr(factory) {
      defer { thread.leaveRepr(factory) }
      try pieces.add(repr: factory)
    } else {
      try pieces.add("...")
    }
    try pieces.add(", ")
    try pieces.add(Str(try Dict.repr(thread, v)))
    try pieces.add(")")
    return try pieces.joined()
  }
  static func copy(_ thread: Thread, _ args: Args) throws(Raised) -> Value {
    try thread.call(args[0].type.value, slot(args[0]).pointee, args[0])
  }
  static func union(_ thread: Thread, _ a: Value, _ b: Value) throws(Raised) -> Value {
    guard a.isKind(.dict), b.isKind(.dict) else { return .notImplemented }
    let main = a.type.isSubclass(of: .defaultdict) ? a : b
    let result = try thread.call(main.type.value, slot(main).pointee, a)
    guard result.isKind(.dict) else { throw thread.raise(.typeError, "defaultdict expected") }
    try Dict(result).update(thread, b)
    return result
  }
  static func reduce(_ thread: Thread, _ args: Args) throws(Raised) -> Value {
    let factory = slot(args[0]).pointee
    let arguments = factory.isNone ? try Tuple.make(thread, count: 0) : try Tuple.make(thread, [factory])
    let items = try thread.iterator(try thread.callMethod(args[0], .items))
    return try Tuple.make(thread, [args[0].type.value, arguments.value, .none, .none, items]).value
  }
}
