// collections.OrderedDict: dicts keep their order anyway, so what it adds is moving entries, and comparing with the order.
//
// Moving to the end removes and appends. Moving to the front needs a free entry before the first: a resize leaves a gap there that
// is as long as the dict, so that the cost of many moves stays constant on average.

enum OrderedDict {
  /// Instances have a `__dict__`: its word follows the dict's fields.
  private static var dictWord: Int { MemoryLayout<DictFields>.size }

  static func define(_ type: TypeBuilder) {
    type.doc("A dict whose order of keys can be changed and counts in comparisons.")
    type.layout(.dict, size: dictWord + 8)
    type.type.fields.pointee.dictOffset = Int32(dictWord)
    type.flags([.subclassable, .weakReferenceable])
    type.new("OrderedDict(*args, **kwargs)") { native($0, $1, $2, $3, OrderedDict.new) }
    type.initialize("OrderedDict(*args, **kwargs)") { native($0, $1, $2, $3, OrderedDict.initialize) }
    type.slots.pointee.repr = { unary($0, $1, OrderedDict.repr) }
    type.slots.pointee.hash = { unary($0, $1, List.unhashable) }
    type.attribute("__hash__", .none)
    type.slots.pointee.richCompare = { compare($0, $1, $2, $3, OrderedDict.compareDicts) }
    type.slots.pointee.iter = { unary($0, $1, OrderedDict.iterate) }
    type.slots.pointee.or = { binary($0, $1, $2, OrderedDict.union) }
    type.slots.pointee.inPlaceOr = { binary($0, $1, $2, OrderedDict.inPlaceUnion) }
    type.method("popitem(last=True)", "Takes the last (key, value) out, or the first if `last` is false.") {
      native($0, $1, $2, $3, OrderedDict.popItem)
    }
    type.method("move_to_end(key, last=True)", "Moves a key to the end, or to the beginning if `last` is false; KeyError if there is none.") {
      native($0, $1, $2, $3, OrderedDict.moveToEnd)
    }
    type.method("pop(key, default=<unrepresentable>)", "Remove the key and return the corresponding value, or the default; otherwise, raise a KeyError.") {
      native($0, $1, $2, $3, OrderedDict.pop)
    }
    type.method("setdefault(key, default=None)", "The key's value; if there is none, `default`, which becomes its value.") {
      native($0, $1, $2, $3, OrderedDict.setDefault)
    }
    type.method("update(*args, **kwargs)", "Update the dict from a mapping or an iterable of pairs, and from keyword arguments.") {
      native($0, $1, $2, $3, OrderedDict.update)
    }
    type.method("clear()", "Remove all items.") { native($0, $1, $2, $3, Dict.clearMethod) }
    type.method("copy()", "A shallow copy.") { native($0, $1, $2, $3, OrderedDict.copy) }
    type.method("keys()", "A set-like object that shows the keys.") { native($0, $1, $2, $3, OrderedDict.keys) }
    type.method("values()", "An object that shows the values.") { native($0, $1, $2, $3, OrderedDict.values) }
    type.method("items()", "A set-like object that shows the items.") { native($0, $1, $2, $3, OrderedDict.items) }
    type.method("__reversed__()", "The keys, last one first.") { native($0, $1, $2, $3, OrderedDict.reversed) }
    type.method("__reduce__()", "For pickle.") { native($0, $1, $2, $3, OrderedDict.reduce) }
    type.method("__sizeof__()", "Size in memory, in bytes.") { native($0, $1, $2, $3, Dict.sizeOf) }
    type.classMethod("fromkeys(iterable, value=None)", "A new one with these keys, each with the same value.") {
      native($0, $1, $2, $3, OrderedDict.fromKeys)
    }
  }

  static func make(_ thread: Thread) -> Dict {
    let d = Dict(thread.allocate(dictWord &+ 8, .dict, TypeID.orderedDict))
    d.initialize()
    d.raw.at(dictWord, as: Value.self).pointee = .empty
    return d
  }
  static func new(_ thread: Thread, _ args: Args) throws(Raised) -> Value {
    let type = Type(args[0])
    if type == Type[.orderedDict] { return make(thread).value }
    let d = Dict(try type.allocateInstance(thread))
    d.initialize()
    d.raw.at(dictWord, as: Value.self).pointee = .empty
    return d.value
  }
  static func initialize(_ thread: Thread, _ args: Args) throws(Raised) -> Value {
    if args.count > 2 { throw thread.raise(.typeError, "expected at most 1 arguments, got \(args.count - 1)") }
    try update(thread, args[0], args[1], args.keyword(0))
    return .none
  }
  static func update(_ thread: Thread, _ args: Args) throws(Raised) -> Value {
    if args.count > 2 { throw thread.raise(.typeError, "update() takes at most 1 positional argument (\(args.count - 1) given)") }
    try update(thread, args[0], args[1], args.keyword(0))
    return .none
  }
  private static func isPlain(_ v: Value) -> Bool {
    if v.isExactly(.orderedDict) { return true }
    guard let mine = v.type.slots.pointee.setItem, let plain = Type[.dict].slots.pointee.setItem else { return false }
    return unsafeBitCast(mine, to: UInt.self) == unsafeBitCast(plain, to: UInt.self)
  }
  /// As MutableMapping.update: a subclass's `__setitem__` is called for each key.
  static func update(_ thread: Thread, _ v: Value, _ source: Value, _ keywords: Value) throws(Raised) {
    if !source.isEmpty {
      if isPlain(v), source.isExactly(.dict) || source.isExactly(.orderedDict) {
        try Dict(v).merge(thread, Dict(source))
      } else {
        try updateEach(thread, v, source)
      }
    }
    if keywords.isKind(.dict) {
      if isPlain(v) { try Dict(v).merge(thread, Dict(keywords)) } else { try updateEach(thread, v, keywords) }
    }
  }
  private static func updateEach(_ thread: Thread, _ v: Value, _ source: Value) throws(Raised) {
    let isMapping = try source.isKind(.dict) ? true : !thread.getAttributeOrEmpty(source, Name.keys.str).isEmpty
    if isMapping {
      let it = try thread.iterator(try thread.callMethod(source, .keys))
      while true {
        let key = try thread.next(it)
        if key.isEmpty { return }
        try thread.setItem(v, key, try thread.getItem(source, key))
      }
    }
    let it = try thread.iterator(source)
    while true {
      let item = try thread.next(it)
      if item.isEmpty { return }
      let pair = try Tuple.make(thread, of: item)
      if pair.count < 2 {
        throw thread.raise(.valueError, "need more than \(pair.count) value\(pair.count == 1 ? "" : "s") to unpack")
      }
      if pair.count > 2 { throw thread.raise(.valueError, "too many values to unpack (expected 2)") }
      try thread.setItem(v, pair[0], pair[1])
    }
  }

  // MARK: Order

  /// Moves the entry of `key` to one end; KeyError when there is none.
  static func move(_ thread: Thread, _ d: Dict, _ key: Value, last: Bool) throws(Raised) {
    let hash = try Dict.hash(thread, key)
    guard let e = try d.find(thread, key, hash) else { throw thread.raise(.keyError, arguments: key) }
    if last ? e == d.lastEntry : e == d.firstEntry { return }
    let entry = e.pointee
    d.remove(e)
    if last { try d.append(thread, hash, entry.key, entry.value) } else { try d.prepend(thread, hash, entry.key, entry.value) }
  }
  static func moveToEnd(_ thread: Thread, _ args: Args) throws(Raised) -> Value {
    let last = args[2].isEmpty ? true : try thread.truth(args[2])
    try move(thread, Dict(args[0]), args[1], last: last)
    return .none
  }
  static func popItem(_ thread: Thread, _ args: Args) throws(Raised) -> Value {
    let last = args[1].isEmpty ? true : try thread.truth(args[1])
    let d = Dict(args[0])
    guard let e = last ? d.lastEntry : d.firstEntry else {
      throw thread.raise(.keyError, arguments: Str.make(thread, "dictionary is empty").value)
    }
    let pair = Tuple.pair(thread, e.pointee.key, e.pointee.value)
    d.remove(e)
    return pair
  }

  // MARK: The rest

  static func pop(_ thread: Thread, _ args: Args) throws(Raised) -> Value {
    let d = Dict(args[0])
    if let e = try d.find(thread, args[1]) { return d.remove(e) }
    if args[2].isEmpty { throw thread.raise(.keyError, arguments: args[1]) }
    return args[2]
  }
  static func setDefault(_ thread: Thread, _ args: Args) throws(Raised) -> Value {
    if let e = try Dict(args[0]).find(thread, args[1]) { return e.pointee.value }
    let value = args[2].orNil ?? .none
    try thread.setItem(args[0], args[1], value)
    return value
  }
  static func copy(_ thread: Thread, _ args: Args) throws(Raised) -> Value {
    if args[0].isExactly(.orderedDict) {
      let d = make(thread)
      try d.merge(thread, Dict(args[0]))
      if args[0].object.at(dictWord, as: Value.self).pointee.isObject {
        let attributes = try Dict(args[0].object.at(dictWord, as: Value.self).pointee).copy(thread)
        d.raw.at(dictWord, as: Value.self).pointee = attributes.value
      }
      return d.value
    }
    let result = try thread.call(args[0].type.value)
    let it = try thread.iterator(args[0])
    while true {
      let key = try thread.next(it)
      if key.isEmpty { return result }
      try thread.setItem(result, key, try thread.getItem(args[0], key))
    }
  }
  static func fromKeys(_ thread: Thread, _ args: Args) throws(Raised) -> Value {
    let value = args[2].orNil ?? .none
    let result = try thread.call(args[0])
    let it = try thread.iterator(args[1])
    while true {
      let key = try thread.next(it)
      if key.isEmpty { return result }
      try thread.setItem(result, key, value)
    }
  }
  static func repr(_ thread: Thread, _ v: Value) throws(Raised) -> Value {
    let d = Dict(v)
    if d.count == 0 { return Str.make(thread, "\(v.type.shortName)()").value }
    return try thread.containerRepr(v, cyclic: "...") { (pieces: inout Pieces) throws(Raised) in
      try pieces.add(v.type.shortName)
      try pieces.add("(")
      let items = v.isExactly(.orderedDict)
        ? try d.list(thread, .item) : try List.make(thread, of: try thread.callMethod(v, .items))
      try pieces.add(repr: items.value)
      try pieces.add(")")
    }
  }
  static func compareDicts(_ thread: Thread, _ a: Value, _ b: Value, _ op: CompareOp) throws(Raised) -> Value {
    guard a.isKind(.dict), b.isKind(.dict), op == .eq || op == .ne else { return .notImplemented }
    var same = try Dict.same(thread, Dict(a), Dict(b))
    if same, a.type.isSubclass(of: .orderedDict), b.type.isSubclass(of: .orderedDict) {
      let left = try Dict(a).list(thread, .key)
      let right = try Dict(b).list(thread, .key)
      same = try List.compareLists(thread, left.value, right.value, .eq).isTrue
    }
    return .bool(same == (op == .eq))
  }
  static func union(_ thread: Thread, _ a: Value, _ b: Value) throws(Raised) -> Value {
    let main = a.isKind(.dict) && a.type.isSubclass(of: .orderedDict) ? a : b
    guard a.isKind(.dict), b.isKind(.dict) else { return .notImplemented }
    let result = try thread.call(main.type.value, a)
    try update(thread, result, b, .empty)
    return result
  }
  static func inPlaceUnion(_ thread: Thread, _ a: Value, _ b: Value) throws(Raised) -> Value {
    try update(thread, a, b, .empty)
    return a
  }
  static func reduce(_ thread: Thread, _ args: Args) throws(Raised) -> Value {
    let state = try thread.callMethod(args[0], .__getstate__)
    let items = try thread.iterator(try thread.callMethod(args[0], .items))
    return try Tuple.make(thread, [args[0].type.value, try Tuple.make(thread, count: 0).value, state, .none, items]).value
  }
  static func keys(_ thread: Thread, _ args: Args) throws(Raised) -> Value { DictView.make(thread, .orderedDictKeys, args[0]) }
  static func values(_ thread: Thread, _ args: Args) throws(Raised) -> Value { DictView.make(thread, .orderedDictValues, args[0]) }
  static func items(_ thread: Thread, _ args: Args) throws(Raised) -> Value { DictView.make(thread, .orderedDictItems, args[0]) }
  static func iterate(_ thread: Thread, _ v: Value) throws(Raised) -> Value { OrderedDictIterator.make(thread, Dict(v), .key) }
  static func reversed(_ thread: Thread, _ args: Args) throws(Raised) -> Value { OrderedDictIterator.make(thread, Dict(args[0]), .key, backward: true) }

  // MARK: Views: those of dict, with this iterator

  static func defineKeys(_ type: TypeBuilder) {
    type.slots.pointee.iter = { unary($0, $1, OrderedDict.iterateKeys) }
    type.method("__reversed__()", "Return a reverse iterator over the keys.") { native($0, $1, $2, $3, OrderedDict.reversedKeys) }
  }
  static func defineValues(_ type: TypeBuilder) {
    type.slots.pointee.iter = { unary($0, $1, OrderedDict.iterateValues) }
    type.method("__reversed__()", "Return a reverse iterator over the values.") { native($0, $1, $2, $3, OrderedDict.reversedValues) }
  }
  static func defineItems(_ type: TypeBuilder) {
    type.slots.pointee.iter = { unary($0, $1, OrderedDict.iterateItems) }
    type.method("__reversed__()", "Return a reverse iterator over the items.") { native($0, $1, $2, $3, OrderedDict.reversedItems) }
  }
  static func iterateKeys(_ thread: Thread, _ v: Value) throws(Raised) -> Value { OrderedDictIterator.make(thread, DictView(v).dict, .key) }
  static func iterateValues(_ thread: Thread, _ v: Value) throws(Raised) -> Value { OrderedDictIterator.make(thread, DictView(v).dict, .value) }
  static func iterateItems(_ thread: Thread, _ v: Value) throws(Raised) -> Value { OrderedDictIterator.make(thread, DictView(v).dict, .item) }
  static func reversedKeys(_ thread: Thread, _ args: Args) throws(Raised) -> Value {
    OrderedDictIterator.make(thread, DictView(args[0]).dict, .key, backward: true)
  }
  static func reversedValues(_ thread: Thread, _ args: Args) throws(Raised) -> Value {
    OrderedDictIterator.make(thread, DictView(args[0]).dict, .value, backward: true)
  }
  static func reversedItems(_ thread: Thread, _ args: Args) throws(Raised) -> Value {
    OrderedDictIterator.make(thread, DictView(args[0]).dict, .item, backward: true)
  }
}

// MARK: odict_iterator

struct OrderedDictIteratorFields: BitwiseCopyable {
  var header: Header
  /// empty once the end was reached.
  var dict: Value
  /// The fields below are small ints: entry to look at next, the dict's version, DictPart (+ 4: backward).
  var index: Value
  var version: Value
  var part: Value
}

struct OrderedDictIterator: Handle {
  let fields: UnsafeMutablePointer<OrderedDictIteratorFields>
  @inline(__always) init(fields: UnsafeMutablePointer<OrderedDictIteratorFields>) { self.fields = fields }

  static func make(_ thread: Thread, _ dict: Dict, _ part: DictPart, backward: Bool = false) -> Value {
    let it = OrderedDictIterator(thread.allocate(MemoryLayout<OrderedDictIteratorFields>.size, .record, TypeID.orderedDictIterator))
    it.fields.pointee.dict = dict.value
    it.fields.pointee.index = .int(backward ? dict.used &- 1 : dict.first)
    it.fields.pointee.version = it.stamp(dict)
    it.fields.pointee.part = .int(part.rawValue &+ (backward ? 4 : 0))
    return it.value
  }
  private func stamp(_ dict: Dict) -> Value { .int(Int(truncatingIfNeeded: dict.version & 0xFFFF_FFFF_FFFF)) }

  static func define(_ type: TypeBuilder) {
    type.record(4)
    type.flags(.noNew)
    type.slots.pointee.iter = { $1 }
    type.slots.pointee.next = { unary($0, $1, OrderedDictIterator.next) }
    type.method("__reduce__()", "For pickle.") { native($0, $1, $2, $3, OrderedDictIterator.reduce) }
  }
  static func next(_ thread: Thread, _ v: Value) throws(Raised) -> Value {
    let it = OrderedDictIterator(v)
    let f = it.fields
    if f.pointee.dict.isEmpty { return .empty }
    let dict = Dict(f.pointee.dict)
    if f.pointee.version != it.stamp(dict) { throw thread.raise(.runtimeError, "OrderedDict mutated during iteration") }
    let backward = f.pointee.part.asInt >= 4
    var i = f.pointee.index.asInt
    while i >= 0, i < dict.used, dict.entries[i].key.isEmpty { i &+= backward ? -1 : 1 }
    if i < 0 || i >= dict.used {
      f.pointee.dict = .empty
      return .empty
    }
    f.pointee.index = .int(backward ? i &- 1 : i &+ 1)
    let part = DictPart(rawValue: f.pointee.part.asInt & 3) ?? .key
    return part.pick(thread, dict.entries[i])
  }
  static func reduce(_ thread: Thread, _ args: Args) throws(Raised) -> Value {
    let f = OrderedDictIterator(args[0]).fields
    let copy = OrderedDictIterator(thread.allocate(MemoryLayout<OrderedDictIteratorFields>.size, .record, TypeID.orderedDictIterator))
    copy.fields.pointee.dict = f.pointee.dict
    copy.fields.pointee.index = f.pointee.index
    copy.fields.pointee.version = f.pointee.version
    copy.fields.pointee.part = f.pointee.part
    let rest = try List.make(thread, of: copy.value)
    return Tuple.pair(thread, try thread.builtin("iter"), try Tuple.make(thread, [rest.value]).value)
  }
}
