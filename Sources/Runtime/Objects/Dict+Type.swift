// The type dict. Library Reference, "Mapping Types".

extension Dict {
  static func define(_ type: TypeBuilder) {
    type.doc("dict(), dict(mapping), dict(iterable), dict(**kwargs)\n\nKeys with values, in the order in which they were put in: those of a mapping, of pairs, or of keyword arguments.")
    type.layout(.dict, size: MemoryLayout<DictFields>.size)
    type.flags([.subclassable, .mapping])
    type.new("dict(*args, **kwargs)") { native($0, $1, $2, $3, Dict.new) }
    type.initialize("dict(*args, **kwargs)") { native($0, $1, $2, $3, Dict.initializeDict) }
    type.slots.pointee.repr = { unary($0, $1, Dict.repr) }
    type.slots.pointee.hash = { unary($0, $1, List.unhashable) }
    type.attribute("__hash__", .none)
    type.slots.pointee.richCompare = { compare($0, $1, $2, $3, Dict.compareDicts) }
    type.slots.pointee.iter = { unary($0, $1, Dict.iterate) }
    type.slots.pointee.length = { unary($0, $1, Dict.length) }
    type.slots.pointee.getItem = { binary($0, $1, $2, Dict.getItem) }
    type.slots.pointee.setItem = { ternary($0, $1, $2, $3, Dict.setItem) }
    type.slots.pointee.contains = { binary($0, $1, $2, Dict.containsKey) }
    type.slots.pointee.or = { binary($0, $1, $2, Dict.union) }
    type.slots.pointee.inPlaceOr = { binary($0, $1, $2, Dict.inPlaceUnion) }
    type.method("get(key, default=None, /)", "The key's value, or `default` if there is none.") { native($0, $1, $2, $3, Dict.getMethod) }
    type.quick(2) { Quick.get(Value(bits: $0), Value(bits: $1)).bits }
    type.method("setdefault(key, default=None, /)", "The key's value; if there is none, `default`, which becomes its value.") {
      native($0, $1, $2, $3, Dict.setDefault)
    }
    type.method("pop(key, default=<unrepresentable>, /)", "Takes a key out; its value, or `default` if there is none, or KeyError.") {
      native($0, $1, $2, $3, Dict.pop)
    }
    type.method("popitem()", "Remove and return a (key, value) pair as a 2-tuple: the one that was added last.\nRaises KeyError if the dict is empty.") {
      native($0, $1, $2, $3, Dict.popItem)
    }
    type.method("keys()", "A set-like object that shows the keys.") { native($0, $1, $2, $3, Dict.keys) }
    type.method("values()", "An object that shows the values.") { native($0, $1, $2, $3, Dict.values) }
    type.method("items()", "A set-like object that shows the items.") { native($0, $1, $2, $3, Dict.items) }
    type.method("update(*args, **kwargs)", "Update the dict from a mapping or an iterable of pairs, and from keyword arguments.") { native($0, $1, $2, $3, Dict.updateMethod) }
    type.method("clear()", "Remove all items.") { native($0, $1, $2, $3, Dict.clearMethod) }
    type.method("copy()", "A shallow copy.") { native($0, $1, $2, $3, Dict.copyMethod) }
    type.method("__reversed__()", "The keys, last one first.") { native($0, $1, $2, $3, Dict.reversed) }
    type.method("__sizeof__()", "Size in memory, in bytes.") { native($0, $1, $2, $3, Dict.sizeOf) }
    type.classMethod("fromkeys(iterable, value=None, /)", "A new dict with these keys, each with the same value.") {
      native($0, $1, $2, $3, Dict.fromKeys)
    }
    type.classMethod("__class_getitem__(item, /)", "See PEP 585") { native($0, $1, $2, $3, GenericAlias.classGetItem) }
  }

  static func new(_ thread: Thread, _ args: Args) throws(Raised) -> Value {
    let type = Type(args[0])
    if type == Type[.dict] { return make(thread).value }
    let d = Dict(try type.allocateInstance(thread))
    d.initialize()
    return d.value
  }
  static func initializeDict(_ thread: Thread, _ args: Args) throws(Raised) -> Value {
    try Dict(args[0]).update(thread, args, "dict")
    return .none
  }
  /// update(*args, **kwargs), also of dict().
  private func update(_ thread: Thread, _ args: Args, _ name: StaticString) throws(Raised) {
    if args.count > 2 { throw thread.raise(.typeError, "\(name) expected at most 1 argument, got \(args.count - 1)") }
    if args.count == 2 { try update(thread, args[1]) }
    let keywords = args.keyword(0)
    if keywords.isKind(.dict) { try merge(thread, Dict(keywords)) }
  }

  // MARK: Slots

  static func repr(_ thread: Thread, _ v: Value) throws(Raised) -> Value {
    let d = Dict(v)
    if d.count == 0 { return Str.intern(thread, "{}").value }
    return try thread.containerRepr(v, cyclic: "{...}") { (pieces: inout Pieces) throws(Raised) in
      try pieces.add("{")
      var isFirst = true
      var i = d.first
      while i < d.used {
        let e = d.entries[i]
        i &+= 1
        if e.key.isEmpty { continue }
        if !isFirst { try pieces.add(", ") }
        isFirst = false
        try pieces.add(repr: e.key)
        try pieces.add(": ")
        try pieces.add(repr: e.value)
      }
      try pieces.add("}")
    }
  }
  static func compareDicts(_ thread: Thread, _ a: Value, _ b: Value, _ op: CompareOp) throws(Raised) -> Value {
    guard a.isKind(.dict), b.isKind(.dict), op == .eq || op == .ne else { return .notImplemented }
    return .bool(try same(thread, Dict(a), Dict(b)) == (op == .eq))
  }
  static func same(_ thread: Thread, _ d: Dict, _ other: Dict) throws(Raised) -> Bool {
    if d.count != other.count { return false }
    try thread.enterComparison()
    defer { thread.leaveComparison() }
    var i = d.first
    while i < d.used {
      let e = d.entries[i]
      if !e.key.isEmpty {
        guard let found = try other.find(thread, e.key, d.hash(at: i)) else { return false }
        if !(try thread.same(e.value, found.pointee.value)) { return false }
      }
      i &+= 1
    }
    return true
  }
  static func iterate(_ thread: Thread, _ v: Value) throws(Raised) -> Value { DictIterator.make(thread, .dictKeyIterator, Dict(v)) }
  static func length(_ thread: Thread, _ v: Value) throws(Raised) -> Value { .int(Dict(v).count) }
  static func getItem(_ thread: Thread, _ v: Value, _ key: Value) throws(Raised) -> Value {
    if let e = try Dict(v).find(thread, key) { return e.pointee.value }
    if !v.isExactly(.dict) {
      let missing = try thread.lookupSpecial(v, .__missing__)
      if !missing.isEmpty { return try thread.call(missing, key) }
    }
    throw thread.raise(.keyError, arguments: key)
  }
  static func setItem(_ thread: Thread, _ v: Value, _ key: Value, _ value: Value) throws(Raised) -> Value {
    let d = Dict(v)
    if value.isEmpty {
      guard let e = try d.find(thread, key) else { throw thread.raise(.keyError, arguments: key) }
      d.remove(e)
    } else {
      try d.set(thread, key, value)
    }
    return .none
  }
  static func containsKey(_ thread: Thread, _ v: Value, _ key: Value) throws(Raised) -> Value { .bool(try Dict(v).find(thread, key) != nil) }
  static func union(_ thread: Thread, _ a: Value, _ b: Value) throws(Raised) -> Value {
    guard a.isKind(.dict), b.isKind(.dict) else { return .notImplemented }
    let d = try Dict(a).copy(thread)
    try d.update(thread, b)
    return d.value
  }
  static func inPlaceUnion(_ thread: Thread, _ a: Value, _ b: Value) throws(Raised) -> Value {
    try Dict(a).update(thread, b)
    return a
  }

  // MARK: Methods

  static func getMethod(_ thread: Thread, _ args: Args) throws(Raised) -> Value {
    if let e = try Dict(args[0]).find(thread, args[1]) { return e.pointee.value }
    return args[2].orNil ?? .none
  }
  static func setDefault(_ thread: Thread, _ args: Args) throws(Raised) -> Value {
    let d = Dict(args[0])
    let hash = try Dict.hash(thread, args[1])
    if let e = try d.find(thread, args[1], hash) { return e.pointee.value }
    let value = args[2].orNil ?? .none
    try d.append(thread, hash, args[1], value)
    return value
  }
  static func pop(_ thread: Thread, _ args: Args) throws(Raised) -> Value {
    let d = Dict(args[0])
    if d.count > 0 {
      if let e = try d.find(thread, args[1]) { return d.remove(e) }
    } else if args[2].isEmpty {
      _ = try Dict.hash(thread, args[1])
    }
    if args[2].isEmpty { throw thread.raise(.keyError, arguments: args[1]) }
    return args[2]
  }
  /// The last live entry, or nil.
  var lastEntry: UnsafeMutablePointer<DictEntry>? {
    var i = used
    while i > first {
      i &-= 1
      if !entries[i].key.isEmpty { return entries + i }
    }
    return nil
  }
  /// The first live entry, or nil.
  var firstEntry: UnsafeMutablePointer<DictEntry>? {
    var i = first
    while i < used {
      if !entries[i].key.isEmpty { return entries + i }
      i &+= 1
    }
    return nil
  }
  static func popItem(_ thread: Thread, _ args: Args) throws(Raised) -> Value {
    let d = Dict(args[0])
    guard let e = d.lastEntry else {
      throw thread.raise(.keyError, arguments: Str.make(thread, "popitem(): dictionary is empty").value)
    }
    let pair = Tuple.pair(thread, e.pointee.key, e.pointee.value)
    d.remove(e)
    return pair
  }
  static func keys(_ thread: Thread, _ args: Args) throws(Raised) -> Value { DictView.make(thread, .dictKeys, args[0]) }
  static func values(_ thread: Thread, _ args: Args) throws(Raised) -> Value { DictView.make(thread, .dictValues, args[0]) }
  static func items(_ thread: Thread, _ args: Args) throws(Raised) -> Value { DictView.make(thread, .dictItems, args[0]) }
  static func updateMethod(_ thread: Thread, _ args: Args) throws(Raised) -> Value {
    try Dict(args[0]).update(thread, args, "update")
    return .none
  }
  static func clearMethod(_ thread: Thread, _ args: Args) throws(Raised) -> Value {
    Dict(args[0]).clear(thread)
    return .none
  }
  static func copyMethod(_ thread: Thread, _ args: Args) throws(Raised) -> Value { try Dict(args[0]).copy(thread).value }
  static func reversed(_ thread: Thread, _ args: Args) throws(Raised) -> Value { DictIterator.make(thread, .dictReverseKeyIterator, Dict(args[0])) }
  static func sizeOf(_ thread: Thread, _ args: Args) throws(Raised) -> Value {
    .int(Int(args[0].type.fields.pointee.basicSize) &+ (Dict(args[0]).block?.size ?? 0))
  }
  static func fromKeys(_ thread: Thread, _ args: Args) throws(Raised) -> Value {
    let value = args[2].orNil ?? .none
    let result: Value = args[0] == Type[.dict].value ? make(thread).value : try thread.call(args[0])
    let plain = result.isExactly(.dict)
    let iterator = try thread.iterator(args[1])
    while true {
      let key = try thread.next(iterator)
      if key.isEmpty { return result }
      if plain { try Dict(result).set(thread, key, value) } else { try thread.setItem(result, key, value) }
    }
  }
}
