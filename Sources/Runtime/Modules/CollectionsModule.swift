// _collections: deque, defaultdict, OrderedDict, and what namedtuple and Counter are made with.

enum CollectionsModule {
  static func define(_ m: ModuleBuilder) throws(Raised) {
    m.doc("The native part of collections.")
    try m.type(.deque)
    try m.type(.defaultdict)
    try m.type(.orderedDict)
    try m.type(.dequeIterator)
    try m.type(.dequeReverseIterator)
    try m.type(.tupleGetter)
    // Made now, because their objects come up without being named.
    let hidden: [TypeID] = [.orderedDictKeys, .orderedDictValues, .orderedDictItems, .orderedDictIterator]
    for id in hidden { _ = try BuiltinTypes.make(m.thread, id) }
    m.function("_count_elements(mapping, iterable, /)", "Adds one to mapping[x] for each x of an iterable.") { native($0, $1, $2, $3, CollectionsModule.count) }
  }

  /// What Counter(iterable) does for each element.
  static func count(_ thread: Thread, _ args: Args) throws(Raised) -> Value {
    let mapping = args[0]
    let it = try thread.iterator(args[1])
    if mapping.isKind(.dict), isPlain(mapping.type) {
      let d = Dict(mapping)
      while true {
        let key = try thread.next(it)
        if key.isEmpty { return .none }
        let hash = try Dict.hash(thread, key)
        guard let e = try d.find(thread, key, hash) else {
          try d.append(thread, hash, key, .int(1))
          continue
        }
        let old = e.pointee.value
        if old.isInt, Value.fits(old.asInt &+ 1) {
          e.pointee.value = .int(old.asInt &+ 1)
        } else {
          try d.set(thread, key, hash, try thread.add(old, .int(1)))
        }
      }
    }
    let get = try thread.getAttribute(mapping, Name.get)
    while true {
      let key = try thread.next(it)
      if key.isEmpty { return .none }
      let old = try thread.call(get, key, .int(0))
      try thread.setItem(mapping, key, try thread.add(old, .int(1)))
    }
  }
  /// Neither `get` nor `__setitem__` of dict is overridden.
  private static func isPlain(_ type: Type) -> Bool {
    let dict = Type[.dict]
    if type == dict { return true }
    return type.lookup(Name.get.str) == dict.lookup(Name.get.str) && type.lookup(Name.__setitem__.str) == dict.lookup(Name.__setitem__.str)
  }
}

// MARK: _tuplegetter: a field of a named tuple

struct TupleGetterFields: BitwiseCopyable {
  var header: Header
  /// A small int.
  var index: Value
  var doc: Value
}

struct TupleGetter: Handle {
  let fields: UnsafeMutablePointer<TupleGetterFields>
  @inline(__always) init(fields: UnsafeMutablePointer<TupleGetterFields>) { self.fields = fields }

  static func define(_ type: TypeBuilder) {
    type.record(2)
    type.new("_tuplegetter(index, doc, /)") { native($0, $1, $2, $3, TupleGetter.new) }
    type.slots.pointee.repr = { unary($0, $1, TupleGetter.repr) }
    type.slots.pointee.descriptorGet = { ternary($0, $1, $2, $3, TupleGetter.get) }
    type.slots.pointee.descriptorSet = { ternary($0, $1, $2, $3, TupleGetter.set) }
    type.member("__doc__", "The field's documentation.", offset: 16, writable: true)
    type.method("__reduce__()", "For pickle.") { native($0, $1, $2, $3, TupleGetter.reduce) }
  }
  static func new(_ thread: Thread, _ args: Args) throws(Raised) -> Value {
    let index = try thread.indexInt(args[1], overflow: .overflowError)
    let g = TupleGetter(thread.allocate(24, .record, TypeID.tupleGetter))
    g.fields.pointee.index = .int(max(-1, min(index, 1 << 40)))
    g.fields.pointee.doc = args[2]
    return g.value
  }
  static func get(_ thread: Thread, _ v: Value, _ instance: Value, _ owner: Value) throws(Raised) -> Value {
    if instance.isEmpty { return v }
    let index = TupleGetter(v).fields.pointee.index.asInt
    guard instance.isKind(.tuple) else {
      if instance.isNone { return v }
      throw thread.raise(
        .typeError, "descriptor for index '\(index)' for tuple subclasses doesn't apply to '\(instance.type.displayName)' object")
    }
    if index < 0 || index >= Tuple(instance).count { throw thread.raise(.indexError, "tuple index out of range") }
    return Tuple(instance)[index]
  }
  static func set(_ thread: Thread, _ v: Value, _ instance: Value, _ value: Value) throws(Raised) -> Value {
    throw thread.raise(.attributeError, value.isEmpty ? "can't delete attribute" : "can't set attribute")
  }
  static func repr(_ thread: Thread, _ v: Value) throws(Raised) -> Value {
    let f = TupleGetter(v).fields.pointee
    var pieces = try Pieces(thread, "\(v.type.shortName)(\(f.index.asInt), ")
    try pieces.add(repr: f.doc)
    try pieces.add(")")
    return try pieces.joined()
  }
  static func reduce(_ thread: Thread, _ args: Args) throws(Raised) -> Value {
    let f = TupleGetter(args[0]).fields.pointee
    return Tuple.pair(thread, args[0].type.value, Tuple.pair(thread, f.index, f.doc))
  }
}
