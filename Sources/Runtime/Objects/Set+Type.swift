// The types set, frozenset and set_iterator. Library Reference, "Set Types".

extension SetObject {
  static func define(_ type: TypeBuilder) {
    type.doc("set(iterable=(), /)\n\nA set: each item is in it once, in no order.")
    type.new("set(*args, **kwargs)") { native($0, $1, $2, $3, SetObject.new) }
    type.initialize("set(iterable=(), /)") { native($0, $1, $2, $3, SetObject.initializeSet) }
    shared(type)
    type.flags(.weakReferenceable)
    type.slots.pointee.hash = { unary($0, $1, List.unhashable) }
    type.attribute("__hash__", .none)
    type.slots.pointee.inPlaceAnd = { binary($0, $1, $2, SetObject.inPlaceAnd) }
    type.slots.pointee.inPlaceOr = { binary($0, $1, $2, SetObject.inPlaceOr) }
    type.slots.pointee.inPlaceSubtract = { binary($0, $1, $2, SetObject.inPlaceSubtract) }
    type.slots.pointee.inPlaceXor = { binary($0, $1, $2, SetObject.inPlaceXor) }
    type.method("add(item, /)", "Puts an item in, unless it is there.") { native($0, $1, $2, $3, SetObject.addMethod) }
    type.method("remove(item, /)", "Takes an item out; KeyError if it is not there.") {
      native($0, $1, $2, $3, SetObject.removeMethod)
    }
    type.method("discard(item, /)", "Takes an item out if it is there.") { native($0, $1, $2, $3, SetObject.discard) }
    type.method("pop()", "Takes any item out; KeyError if there is none.") { native($0, $1, $2, $3, SetObject.pop) }
    type.method("clear()", "Takes all items out.") { native($0, $1, $2, $3, SetObject.clearMethod) }
    type.method("update(*others)", "Puts all items of the others in.") { native($0, $1, $2, $3, SetObject.updateMethod) }
    type.method("intersection_update(*others)", "Takes out what is not in all the others.") { native($0, $1, $2, $3, SetObject.intersectionUpdate) }
    type.method("difference_update(*others)", "Takes out what is in the others.") { native($0, $1, $2, $3, SetObject.differenceUpdate) }
    type.method("symmetric_difference_update(other, /)", "Keeps what is in one of the two only.") {
      native($0, $1, $2, $3, SetObject.symmetricDifferenceUpdate)
    }
  }
  static func defineFrozen(_ type: TypeBuilder) {
    type.doc("frozenset(iterable=(), /)\n\nA set that cannot be changed and can be hashed.")
    type.flags(.weakReferenceable)
    type.new("frozenset(iterable=(), /)") { native($0, $1, $2, $3, SetObject.newFrozen) }
    shared(type)
    type.slots.pointee.hash = { unary($0, $1, SetObject.hashFrozen) }
  }
  private static func shared(_ type: TypeBuilder) {
    type.layout(.set, size: MemoryLayout<SetFields>.size)
    type.flags(.subclassable)
    type.slots.pointee.repr = { unary($0, $1, SetObject.repr) }
    type.slots.pointee.richCompare = { compare($0, $1, $2, $3, SetObject.compareSets) }
    type.slots.pointee.iter = { unary($0, $1, SetObject.iterate) }
    type.slots.pointee.length = { unary($0, $1, SetObject.length) }
    type.slots.pointee.contains = { binary($0, $1, $2, SetObject.containsItem) }
    type.slots.pointee.and = { binary($0, $1, $2, SetObject.and) }
    type.slots.pointee.or = { binary($0, $1, $2, SetObject.or) }
    type.slots.pointee.subtract = { binary($0, $1, $2, SetObject.minus) }
    type.slots.pointee.xor = { binary($0, $1, $2, SetObject.xor) }
    type.method("copy()", "A shallow copy.") { native($0, $1, $2, $3, SetObject.copyMethod) }
    type.method("union(*others)", "A new set of what is in any of them.") { native($0, $1, $2, $3, SetObject.unionMethod) }
    type.method("intersection(*others)", "A new set of what is in all of them.") { native($0, $1, $2, $3, SetObject.intersectionMethod) }
    type.method("difference(*others)", "A new set of what is not in the others.") { native($0, $1, $2, $3, SetObject.differenceMethod) }
    type.method("symmetric_difference(other, /)", "A new set of what is in one of the two only.") {
      native($0, $1, $2, $3, SetObject.symmetricDifferenceMethod)
    }
    type.method("isdisjoint(other, /)", "Whether no item is in both.") { native($0, $1, $2, $3, SetObject.isDisjointMethod) }
    type.method("issubset(other, /)", "Whether all items of this set are in the other.") { native($0, $1, $2, $3, SetObject.isSubsetMethod) }
    type.method("issuperset(other, /)", "Whether all items of another set are in this one.") { native($0, $1, $2, $3, SetObject.isSupersetMethod) }
    type.method("__reduce__()", "For pickle.") { native($0, $1, $2, $3, SetObject.reduce) }
    type.method("__sizeof__()", "Bytes of memory.") { native($0, $1, $2, $3, SetObject.sizeOf) }
    type.classMethod("__class_getitem__(item, /)", "See PEP 585") { native($0, $1, $2, $3, GenericAlias.classGetItem) }
  }

  // MARK: Making

  static func new(_ thread: Thread, _ args: Args) throws(Raised) -> Value {
    let type = Type(args[0])
    if type == Type[.set] { return try make(thread).value }
    let s = SetObject(try type.allocateInstance(thread))
    s.initialize()
    return s.value
  }
  static func initializeSet(_ thread: Thread, _ args: Args) throws(Raised) -> Value {
    let s = SetObject(args[0])
    if s.mask >= 0 { s.clear(thread) }
    if !args[1].isEmpty { try s.update(thread, args[1]) }
    return .none
  }
  static func newFrozen(_ thread: Thread, _ args: Args) throws(Raised) -> Value {
    let type = Type(args[0])
    if type == Type[.frozenset] {
      if args[1].isExactly(.frozenset) { return args[1] }
      let s = allocate(thread, .frozenset)
      if !args[1].isEmpty { try s.update(thread, args[1]) }
      return s.value
    }
    let s = SetObject(try type.allocateInstance(thread))
    s.initialize()
    if !args[1].isEmpty { try s.update(thread, args[1]) }
    return s.value
  }
  /// set or frozenset: what the result of an operation on `v` is.
  @inline(__always) static func resultType(_ v: Value) -> TypeID { isFrozen(v) ? .frozenset : .set }
  @inline(__always) static func isFrozen(_ v: Value) -> Bool {
    v.isExactly(.frozenset) || !v.isExactly(.set) && v.type.isSubclass(of: .frozenset)
  }

  // MARK: Slots

  static func repr(_ thread: Thread, _ v: Value) throws(Raised) -> Value {
    let s = SetObject(v)
    let name = v.type.shortName
    if s.count == 0 { return Str.make(thread, "\(name)()").value }
    if !(try thread.enterRepr(v)) { return Str.make(thread, "\(name)(...)").value }
    defer { thread.leaveRepr(v) }
    let plain = v.isExactly(.set)
    let items = try List.make(thread, capacity: s.count)
    var row = 0
    while let e = s.next(&row) { try items.append(thread, e.key) }
    var pieces = try Pieces(thread)
    if !plain {
      try pieces.add(name)
      try pieces.add("(")
    }
    try pieces.add("{")
    var i = 0
    while i < items.count {
      if i > 0 { try pieces.add(", ") }
      try pieces.add(repr: items[i])
      i &+= 1
    }
    try pieces.add(plain ? "}" : "})")
    return try pieces.joined()
  }
  static func hashFrozen(_ thread: Thread, _ v: Value) throws(Raised) -> Value {
    let s = SetObject(v)
    if s.fields.pointee.hash != 0 { return .int(s.fields.pointee.hash) }
    // Independent of the order: the mixed hashes are xored.
    var h: UInt64 = 0
    var row = 0
    while let e = s.next(&row) {
      let x = UInt64(bitPattern: Int64(e.hash))
      h ^= (x ^ 89_869_747 ^ x &<< 16) &* 3_644_798_167
    }
    h ^= UInt64(s.count &+ 1) &* 1_927_868_237
    h ^= h &>> 11 ^ h &>> 25
    let r = Dict.fold(h &* 69069 &+ 907_133_923)
    s.fields.pointee.hash = r == 0 ? 1 : r
    return .int(s.fields.pointee.hash)
  }
  static func compareSets(_ thread: Thread, _ a: Value, _ b: Value, _ op: CompareOp) throws(Raised) -> Value {
    guard a.isKind(.set), b.isKind(.set) else { return .notImplemented }
    let s = SetObject(a)
    let t = SetObject(b)
    switch op {
    case .eq, .ne:
      var same = s.count == t.count
      if same, s.fields.pointee.hash != 0, t.fields.pointee.hash != 0 { same = s.fields.pointee.hash == t.fields.pointee.hash }
      if same { same = try s.isSubset(thread, of: t) }
      return .bool(same == (op == .eq))
    case .le: return .bool(try s.isSubset(thread, of: t))
    case .ge: return .bool(try t.isSubset(thread, of: s))
    case .lt: return .bool(s.count < t.count ? try s.isSubset(thread, of: t) : false)
    case .gt: return .bool(t.count < s.count ? try t.isSubset(thread, of: s) : false)
    }
  }
  static func iterate(_ thread: Thread, _ v: Value) throws(Raised) -> Value { SetIterator.make(thread, SetObject(v)) }
  static func length(_ thread: Thread, _ v: Value) throws(Raised) -> Value { .int(SetObject(v).count) }
  static func containsItem(_ thread: Thread, _ v: Value, _ key: Value) throws(Raised) -> Value {
    .bool(try withKey(thread, key) { (key: Value, hash: Int) throws(Raised) in try SetObject(v).find(thread, key, hash) != nil })
  }
  /// A set is no key, but asked for as one it stands for the frozenset with its members.
  private static func withKey<T>(_ thread: Thread, _ key: Value, _ body: (Value, Int) throws(Raised) -> T) throws(Raised) -> T {
    if !key.isKind(.set) || isFrozen(key) { return try body(key, try Dict.hash(thread, key)) }
    do throws(Raised) { return try body(key, try Dict.hash(thread, key)) } catch {
      if !thread.isRaising(.typeError) { throw error }
      _ = thread.takeRaised()
    }
    let frozen = try SetObject(key).copy(thread, .frozenset)
    return try body(frozen.value, try Dict.hash(thread, frozen.value))
  }
  static func and(_ thread: Thread, _ a: Value, _ b: Value) throws(Raised) -> Value {
    guard a.isKind(.set), b.isKind(.set) else { return .notImplemented }
    return try SetObject(a).intersection(thread, b, resultType(a)).value
  }
  static func or(_ thread: Thread, _ a: Value, _ b: Value) throws(Raised) -> Value {
    guard a.isKind(.set), b.isKind(.set) else { return .notImplemented }
    let s = try SetObject(a).copy(thread, resultType(a))
    if a != b { try s.merge(thread, SetObject(b)) }
    return s.value
  }
  static func minus(_ thread: Thread, _ a: Value, _ b: Value) throws(Raised) -> Value {
    guard a.isKind(.set), b.isKind(.set) else { return .notImplemented }
    return try SetObject(a).difference(thread, b, resultType(a)).value
  }
  static func xor(_ thread: Thread, _ a: Value, _ b: Value) throws(Raised) -> Value {
    guard a.isKind(.set), b.isKind(.set) else { return .notImplemented }
    return try symmetricDifference(thread, a, b)
  }
  private static func symmetricDifference(_ thread: Thread, _ a: Value, _ b: Value) throws(Raised) -> Value {
    // The keys of b first, then a's: the order of CPython's result.
    let s = allocate(thread, resultType(a))
    try s.update(thread, b)
    try s.toggle(thread, a)
    return s.value
  }
  static func inPlaceAnd(_ thread: Thread, _ a: Value, _ b: Value) throws(Raised) -> Value {
    guard b.isKind(.set) else { return .notImplemented }
    let result = try SetObject(a).intersection(thread, b)
    SetObject(a).exchange(with: result)
    return a
  }
  static func inPlaceOr(_ thread: Thread, _ a: Value, _ b: Value) throws(Raised) -> Value {
    guard b.isKind(.set) else { return .notImplemented }
    try SetObject(a).merge(thread, SetObject(b))
    return a
  }
  static func inPlaceSubtract(_ thread: Thread, _ a: Value, _ b: Value) throws(Raised) -> Value {
    guard b.isKind(.set) else { return .notImplemented }
    try SetObject(a).subtract(thread, b)
    return a
  }
  static func inPlaceXor(_ thread: Thread, _ a: Value, _ b: Value) throws(Raised) -> Value {
    guard b.isKind(.set) else { return .notImplemented }
    try SetObject(a).toggle(thread, b)
    return a
  }

  // MARK: Methods of both types

  static func copyMethod(_ thread: Thread, _ args: Args) throws(Raised) -> Value {
    if args[0].isExactly(.frozenset) { return args[0] }
    return try SetObject(args[0]).copy(thread, resultType(args[0])).value
  }
  static func unionMethod(_ thread: Thread, _ args: Args) throws(Raised) -> Value {
    let s = try SetObject(args[0]).copy(thread, resultType(args[0]))
    var i = 1
    while i < args.count {
      if args[i] != args[0] { try s.update(thread, args[i]) }
      i &+= 1
    }
    return s.value
  }
  static func intersectionMethod(_ thread: Thread, _ args: Args) throws(Raised) -> Value {
    if args.count == 1 { return try copyMethod(thread, args) }
    var s = SetObject(args[0])
    var i = 1
    while i < args.count {
      s = try s.intersection(thread, args[i], resultType(args[0]))
      i &+= 1
    }
    return s.value
  }
  static func differenceMethod(_ thread: Thread, _ args: Args) throws(Raised) -> Value {
    if args.count == 1 { return try SetObject(args[0]).copy(thread, resultType(args[0])).value }
    let s = try SetObject(args[0]).difference(thread, args[1], resultType(args[0]))
    var i = 2
    while i < args.count {
      try s.subtract(thread, args[i])
      i &+= 1
    }
    return s.value
  }
  static func symmetricDifferenceMethod(_ thread: Thread, _ args: Args) throws(Raised) -> Value {
    try symmetricDifference(thread, args[0], args[1])
  }
  static func isDisjointMethod(_ thread: Thread, _ args: Args) throws(Raised) -> Value {
    .bool(try SetObject(args[0]).isDisjoint(thread, with: args[1]))
  }
  static func isSubsetMethod(_ thread: Thread, _ args: Args) throws(Raised) -> Value {
    if args[1].isKind(.set) { return .bool(try SetObject(args[0]).isSubset(thread, of: SetObject(args[1]))) }
    let common = try SetObject(args[0]).intersection(thread, args[1])
    return .bool(common.count == SetObject(args[0]).count)
  }
  static func isSupersetMethod(_ thread: Thread, _ args: Args) throws(Raised) -> Value {
    if args[1].isKind(.set) { return .bool(try SetObject(args[1]).isSubset(thread, of: SetObject(args[0]))) }
    let s = SetObject(args[0])
    let it = try thread.iterator(args[1])
    while true {
      let v = try thread.next(it)
      if v.isEmpty { return .yes }
      if !(try s.contains(thread, v)) { return .no }
    }
  }
  static func reduce(_ thread: Thread, _ args: Args) throws(Raised) -> Value {
    let s = SetObject(args[0])
    let keys = try List.make(thread, capacity: s.count)
    var row = 0
    while let e = s.next(&row) { try keys.append(thread, e.key) }
    let state = try thread.callMethod(args[0], .__getstate__)
    return try Tuple.make(thread, [args[0].type.value, try Tuple.make(thread, [keys.value]).value, state]).value
  }
  static func sizeOf(_ thread: Thread, _ args: Args) throws(Raised) -> Value {
    .int(Int(args[0].type.fields.pointee.basicSize) &+ (SetObject(args[0]).mask &+ 1) &* 16)
  }

  // MARK: Methods of set

  static func addMethod(_ thread: Thread, _ args: Args) throws(Raised) -> Value {
    try SetObject(args[0]).add(thread, args[1])
    return .none
  }
  static func removeMethod(_ thread: Thread, _ args: Args) throws(Raised) -> Value {
    let s = SetObject(args[0])
    let removed = try withKey(thread, args[1]) { (key: Value, hash: Int) throws(Raised) in try s.remove(thread, key, hash) }
    if !removed { throw thread.raise(.keyError, arguments: args[1]) }
    return .none
  }
  static func discard(_ thread: Thread, _ args: Args) throws(Raised) -> Value {
    let s = SetObject(args[0])
    _ = try withKey(thread, args[1]) { (key: Value, hash: Int) throws(Raised) in try s.remove(thread, key, hash) }
    return .none
  }
  static func pop(_ thread: Thread, _ args: Args) throws(Raised) -> Value {
    let s = SetObject(args[0])
    if s.count == 0 { throw thread.raise(.keyError, arguments: Str.make(thread, "pop from an empty set").value) }
    var row = s.fields.pointee.finger & s.mask
    while s.entries[row].key.isEmpty { row = (row &+ 1) & s.mask }
    let key = s.entries[row].key
    s.remove(row: row)
    s.fields.pointee.finger = row &+ 1
    return key
  }
  static func clearMethod(_ thread: Thread, _ args: Args) throws(Raised) -> Value {
    SetObject(args[0]).clear(thread)
    return .none
  }
  static func updateMethod(_ thread: Thread, _ args: Args) throws(Raised) -> Value {
    var i = 1
    while i < args.count {
      try SetObject(args[0]).update(thread, args[i])
      i &+= 1
    }
    return .none
  }
  static func intersectionUpdate(_ thread: Thread, _ args: Args) throws(Raised) -> Value {
    let s = SetObject(args[0])
    var result = try s.copy(thread)
    var i = 1
    while i < args.count {
      result = try result.intersection(thread, args[i])
      i &+= 1
    }
    s.exchange(with: result)
    return .none
  }
  static func differenceUpdate(_ thread: Thread, _ args: Args) throws(Raised) -> Value {
    var i = 1
    while i < args.count {
      try SetObject(args[0]).subtract(thread, args[i])
      i &+= 1
    }
    return .none
  }
  static func symmetricDifferenceUpdate(_ thread: Thread, _ args: Args) throws(Raised) -> Value {
    try SetObject(args[0]).toggle(thread, args[1])
    return .none
  }
}

extension Type {
  /// `__name__` as text.
  var shortName: String { fields.pointee.name.isKind(.str) ? Str(fields.pointee.name).string : "?" }
}

// MARK: set_iterator

public struct SetIteratorFields: BitwiseCopyable {
  var header: Header
  /// set or frozenset; empty once the end was reached.
  public var set: Value
  /// Row to look at next. A small int.
  public var row: Value
  /// The set's count at the start: another one now is an error. -1: that error was raised.
  public var count: Value
  /// How many keys should still come.
  public var remaining: Value
}

public struct SetIterator: Handle {
  public let fields: UnsafeMutablePointer<SetIteratorFields>
  @inline(__always) public init(fields: UnsafeMutablePointer<SetIteratorFields>) { self.fields = fields }

  static func make(_ thread: Thread, _ set: SetObject) -> Value {
    let it = SetIterator(thread.allocate(MemoryLayout<SetIteratorFields>.size, .record, TypeID.setIterator))
    it.fields.pointee.set = set.value
    it.fields.pointee.row = .int(0)
    it.fields.pointee.count = .int(set.count)
    it.fields.pointee.remaining = .int(set.count)
    return it.value
  }
  static func define(_ type: TypeBuilder) {
    type.record(4)
    type.flags(.noNew)
    type.slots.pointee.iter = { $1 }
    type.slots.pointee.next = { unary($0, $1, SetIterator.next) }
    type.method("__length_hint__()", "How many items are left, about.") { native($0, $1, $2, $3, SetIterator.lengthHint) }
    type.method("__reduce__()", "For pickle.") { native($0, $1, $2, $3, SetIterator.reduce) }
  }
  static func next(_ thread: Thread, _ v: Value) throws(Raised) -> Value {
    let f = SetIterator(v).fields
    if f.pointee.set.isEmpty { return .empty }
    let set = SetObject(f.pointee.set)
    if f.pointee.count != .int(set.count) {
      f.pointee.count = .int(-1)
      throw thread.raise(.runtimeError, "Set changed size during iteration")
    }
    var row = f.pointee.row.asInt
    guard let e = set.next(&row) else {
      f.pointee.set = .empty
      return .empty
    }
    f.pointee.row = .int(row)
    f.pointee.remaining = .int(f.pointee.remaining.asInt &- 1)
    return e.key
  }
  static func lengthHint(_ thread: Thread, _ args: Args) throws(Raised) -> Value {
    let f = SetIterator(args[0]).fields
    if f.pointee.set.isEmpty || f.pointee.count != .int(SetObject(f.pointee.set).count) { return .int(0) }
    return f.pointee.remaining
  }
  /// iter(list of what is left); this iterator stays where it is.
  static func reduce(_ thread: Thread, _ args: Args) throws(Raised) -> Value {
    let f = SetIterator(args[0]).fields
    let rest = try List.make(thread)
    if !f.pointee.set.isEmpty {
      let set = SetObject(f.pointee.set)
      if f.pointee.count != .int(set.count) { throw thread.raise(.runtimeError, "Set changed size during iteration") }
      var row = f.pointee.row.asInt
      while let e = set.next(&row) { try rest.append(thread, e.key) }
    }
    return Tuple.pair(thread, try thread.builtin("iter"), try Tuple.make(thread, [rest.value]).value)
  }
}
