// dict_keys, dict_values, dict_items: windows on a dict. Library Reference, "Dictionary view objects".

public struct DictViewFields: BitwiseCopyable {
  var header: Header
  /// Dict
  public var dict: Value
}

public struct DictView: Handle {
  public let fields: UnsafeMutablePointer<DictViewFields>
  @inline(__always) public init(fields: UnsafeMutablePointer<DictViewFields>) { self.fields = fields }
  @inline(__always) public var dict: Dict { Dict(fields.pointee.dict) }

  public static func make(_ thread: Thread, _ id: TypeID, _ dict: Value) -> Value {
    let view = DictView(thread.allocate(MemoryLayout<DictViewFields>.size, .record, id))
    view.fields.pointee.dict = dict
    return view.value
  }

  // MARK: The types

  private static func define(_ type: TypeBuilder, _ iterate: @escaping UnarySlot) {
    type.record(1)
    type.flags(.noNew)
    type.slots.pointee.iter = iterate
    type.slots.pointee.length = { unary($0, $1, DictView.length) }
    type.slots.pointee.repr = { unary($0, $1, DictView.repr) }
    type.property("mapping", "dictionary that this view refers to") { unary($0, $1, DictView.mapping) }
  }
  static func defineKeys(_ type: TypeBuilder) {
    define(type) { unary($0, $1, DictView.iterateKeys) }
    defineSet(type) { binary($0, $1, $2, DictView.containsKey) }
    type.method("__reversed__()", "The keys, last one first.") { native($0, $1, $2, $3, DictView.reversedKeys) }
  }
  static func defineValues(_ type: TypeBuilder) {
    define(type) { unary($0, $1, DictView.iterateValues) }
    type.method("__reversed__()", "The values, last one first.") { native($0, $1, $2, $3, DictView.reversedValues) }
  }
  static func defineItems(_ type: TypeBuilder) {
    define(type) { unary($0, $1, DictView.iterateItems) }
    defineSet(type) { binary($0, $1, $2, DictView.containsItem) }
    type.method("__reversed__()", "The items, last one first.") { native($0, $1, $2, $3, DictView.reversedItems) }
  }
  private static func defineSet(_ type: TypeBuilder, _ contains: @escaping BinarySlot) {
    type.slots.pointee.contains = contains
    type.slots.pointee.hash = { unary($0, $1, List.unhashable) }
    type.attribute("__hash__", .none)
    type.slots.pointee.richCompare = { compare($0, $1, $2, $3, DictView.compareViews) }
    type.slots.pointee.and = { binary($0, $1, $2, DictView.intersection) }
    type.slots.pointee.or = { binary($0, $1, $2, DictView.union) }
    type.slots.pointee.subtract = { binary($0, $1, $2, DictView.difference) }
    type.slots.pointee.xor = { binary($0, $1, $2, DictView.symmetricDifference) }
    type.method("isdisjoint(other, /)", "Whether no item is in both.") { native($0, $1, $2, $3, DictView.isDisjoint) }
  }

  static func length(_ thread: Thread, _ v: Value) throws(Raised) -> Value { .int(DictView(v).dict.count) }
  static func repr(_ thread: Thread, _ v: Value) throws(Raised) -> Value {
    try thread.containerRepr(v, cyclic: "...") { (pieces: inout Pieces) throws(Raised) in
      try pieces.add(v.type.displayName)
      try pieces.add("(")
      try pieces.add(repr: try List.make(thread, of: v).value)
      try pieces.add(")")
    }
  }
  static func mapping(_ thread: Thread, _ v: Value) throws(Raised) -> Value { MappingProxy.make(thread, DictView(v).fields.pointee.dict) }
  static func iterateKeys(_ thread: Thread, _ v: Value) throws(Raised) -> Value { DictIterator.make(thread, .dictKeyIterator, DictView(v).dict) }
  static func iterateValues(_ thread: Thread, _ v: Value) throws(Raised) -> Value { DictIterator.make(thread, .dictValueIterator, DictView(v).dict) }
  static func iterateItems(_ thread: Thread, _ v: Value) throws(Raised) -> Value { DictIterator.make(thread, .dictItemIterator, DictView(v).dict) }
  static func reversedKeys(_ thread: Thread, _ args: Args) throws(Raised) -> Value {
    DictIterator.make(thread, .dictReverseKeyIterator, DictView(args[0]).dict)
  }
  static func reversedValues(_ thread: Thread, _ args: Args) throws(Raised) -> Value {
    DictIterator.make(thread, .dictReverseValueIterator, DictView(args[0]).dict)
  }
  static func reversedItems(_ thread: Thread, _ args: Args) throws(Raised) -> Value {
    DictIterator.make(thread, .dictReverseItemIterator, DictView(args[0]).dict)
  }

  // MARK: As sets

  static func containsKey(_ thread: Thread, _ v: Value, _ key: Value) throws(Raised) -> Value {
    .bool(try DictView(v).dict.find(thread, key) != nil)
  }
  static func containsItem(_ thread: Thread, _ v: Value, _ item: Value) throws(Raised) -> Value {
    guard item.isKind(.tuple), Tuple(item).count == 2 else { return .no }
    let pair = Tuple(item)
    guard let e = try DictView(v).dict.find(thread, pair[0]) else { return .no }
    return .bool(try thread.same(e.pointee.value, pair[1]))
  }
  /// A set, a frozenset, or a view that is like one.
  static func isSetLike(_ v: Value) -> Bool { v.isKind(.set) || isSetView(v) }
  static func isSetView(_ v: Value) -> Bool {
    v.isObject && v.object.kind == .record && (v.type.isSubclass(of: .dictKeys) || v.type.isSubclass(of: .dictItems))
  }

  static func compareViews(_ thread: Thread, _ a: Value, _ b: Value, _ op: CompareOp) throws(Raised) -> Value {
    guard isSetLike(b), isSetView(a) else { return .notImplemented }
    let n = DictView(a).dict.count
    let m = try thread.length(b)
    switch op {
    case .eq: return .bool(n == m ? try all(thread, of: a, areIn: b) : false)
    case .ne: return .bool(n == m ? !(try all(thread, of: a, areIn: b)) : true)
    case .lt: return .bool(n < m ? try all(thread, of: a, areIn: b) : false)
    case .le: return .bool(n <= m ? try all(thread, of: a, areIn: b) : false)
    case .gt: return .bool(n > m ? try all(thread, of: b, areIn: a) : false)
    case .ge: return .bool(n >= m ? try all(thread, of: b, areIn: a) : false)
    }
  }
  static func all(_ thread: Thread, of a: Value, areIn b: Value) throws(Raised) -> Bool {
    let it = try thread.iterator(a)
    while true {
      let v = try thread.next(it)
      if v.isEmpty { return true }
      if !(try thread.contains(b, v)) { return false }
    }
  }

  static func union(_ thread: Thread, _ a: Value, _ b: Value) throws(Raised) -> Value {
    let result = try SetObject.make(thread, of: a)
    try result.update(thread, b)
    return result.value
  }
  static func difference(_ thread: Thread, _ a: Value, _ b: Value) throws(Raised) -> Value {
    let result = try SetObject.make(thread, of: a)
    try result.subtract(thread, b)
    return result.value
  }
  static func symmetricDifference(_ thread: Thread, _ a: Value, _ b: Value) throws(Raised) -> Value {
    let result = try SetObject.make(thread, of: a)
    try result.toggle(thread, b)
    return result.value
  }
  static func intersection(_ thread: Thread, _ a: Value, _ b: Value) throws(Raised) -> Value {
    // The view is asked; whichever it is.
    var view = isSetView(a) ? a : b
    var other = isSetView(a) ? b : a
    if isSetView(other), DictView(other).dict.count > DictView(view).dict.count { swap(&view, &other) }
    if other.isKind(.set), SetObject(other).count > DictView(view).dict.count { swap(&view, &other) }
    let result = try SetObject.make(thread)
    let it = try thread.iterator(other)
    while true {
      let v = try thread.next(it)
      if v.isEmpty { return result.value }
      if try thread.contains(view, v) { try result.add(thread, v) }
    }
  }
  static func isDisjoint(_ thread: Thread, _ args: Args) throws(Raised) -> Value {
    var view = args[0]
    var other = args[1]
    if view == other { return .bool(DictView(view).dict.count == 0) }
    if isSetLike(other), try thread.length(other) > DictView(view).dict.count { swap(&view, &other) }
    let it = try thread.iterator(other)
    while true {
      let v = try thread.next(it)
      if v.isEmpty { return .yes }
      if try thread.contains(view, v) { return .no }
    }
  }
}
