// The type tuple. Library Reference, "Sequence Types".

extension Tuple {
  static func define(_ type: TypeBuilder) {
    type.doc("tuple(iterable=(), /)\n\nA sequence that cannot be changed.")
    type.layout(.tuple, size: 16, item: 8)
    type.flags([.subclassable, .sequence])
    type.new("tuple(iterable=(), /)") { native($0, $1, $2, $3, Tuple.new) }
    type.slots.pointee.repr = { unary($0, $1, Tuple.repr) }
    type.slots.pointee.hash = { unary($0, $1, Tuple.hash) }
    type.slots.pointee.richCompare = { compare($0, $1, $2, $3, Tuple.compareTuples) }
    type.slots.pointee.iter = { unary($0, $1, Tuple.iterate) }
    type.slots.pointee.length = { unary($0, $1, Tuple.length) }
    type.slots.pointee.getItem = { binary($0, $1, $2, Tuple.getItem) }
    type.slots.pointee.contains = { binary($0, $1, $2, Tuple.containsItem) }
    type.slots.pointee.concat = { binary($0, $1, $2, Tuple.concat) }
    type.slots.pointee.repeat_ = { binary($0, $1, $2, Tuple.repeatTuple) }
    type.method("count(value, /)", "How many items equal `value`.") { native($0, $1, $2, $3, Tuple.countOf) }
    type.method("index(value, start=0, stop=9223372036854775807, /)", "Where the first item is that equals `value`; ValueError if there is none.") {
      native($0, $1, $2, $3, Tuple.indexOf)
    }
    type.method("__getnewargs__()", "Arguments for __new__ when unpickled.") { native($0, $1, $2, $3, Tuple.newArguments) }
    type.classMethod("__class_getitem__(item, /)", "See PEP 585") { native($0, $1, $2, $3, GenericAlias.classGetItem) }
  }

  static func new(_ thread: Thread, _ args: Args) throws(Raised) -> Value {
    let type = Type(args[0])
    let source = args[1]
    if type == Type[.tuple] {
      if source.isEmpty { return try make(thread, count: 0).value }
      return try Tuple.make(thread, of: source).value
    }
    let items = source.isEmpty ? try make(thread, count: 0) : try Tuple.make(thread, of: source)
    let result = Tuple(try type.allocateInstance(thread, extra: items.count &* 8))
    result.setCount(items.count)
    result.items.update(from: items.items, count: items.count)
    // What the class adds lies behind the items.
    var rest = 16
    while rest < Int(type.fields.pointee.basicSize) {
      result.items[items.count &+ (rest &- 16) / 8] = .empty
      rest &+= 8
    }
    return result.value
  }

  /// tuple(iterable): an exact tuple is handed back itself.
  public static func make(_ thread: Thread, of iterable: Value) throws(Raised) -> Tuple {
    if iterable.isExactly(.tuple) { return Tuple(iterable) }
    if iterable.isExactly(.list) { return try make(thread, List(iterable).items, count: List(iterable).count) }
    let list = try List.make(thread, of: iterable)
    return try make(thread, list.items, count: list.count)
  }

  // MARK: Slots

  static func repr(_ thread: Thread, _ v: Value) throws(Raised) -> Value {
    let t = Tuple(v)
    if t.count == 0 { return Str.intern(thread, "()").value }
    return try thread.containerRepr(v, cyclic: "(...)") { (pieces: inout Pieces) throws(Raised) in
      try pieces.add("(")
      var i = 0
      while i < t.count {
        if i > 0 { try pieces.add(", ") }
        try pieces.add(repr: t[i])
        i &+= 1
      }
      try pieces.add(t.count == 1 ? ",)" : ")")
    }
  }
  static func hash(_ thread: Thread, _ v: Value) throws(Raised) -> Value { .int(try hash(thread, Tuple(v))) }
  /// 32 bits, so that they can stay with the tuple: nested tuples are keys again and again. They stay when all items are of built-in types, whose
  /// hashes cannot change.
  @inline(__always) static func hash(_ thread: Thread, _ t: Tuple) throws(Raised) -> Int {
    let known = t.fields.pointee.knownHash
    return _fastPath(known != 0) ? Int(known) : try computeHash(thread, t)
  }
  @inline(never) private static func computeHash(_ thread: Thread, _ t: Tuple) throws(Raised) -> Int {
    try thread.checkNativeStack()
    var h: UInt64 = 0x27D4_EB2F_1656_67C5
    var i = 0
    var isFixed = true
    while i < t.count {
      let item = t[i]
      let itemHash: Int
      if _fastPath(item.isInt && item.bits >> 62 == 0) {
        itemHash = item.asInt
      } else if item.isKind(.tuple), item.isExactly(.tuple) || item.type.hashesAsTuple {
        itemHash = try hash(thread, Tuple(item))
        if Tuple(item).fields.pointee.knownHash == 0 { isFixed = false }
      } else {
        itemHash = try Dict.hash(thread, item)
        if !item.isExactly(.str), !item.isInt, !item.isFloat, !item.isNone, !item.isBool { isFixed = false }
      }
      h &+= UInt64(bitPattern: Int64(itemHash)) &* 0xC2B2_AE3D_27D4_EB4F
      h = h &<< 31 | h &>> 33
      h = h &* 0x9E37_79B1_85EB_CA87
      i &+= 1
    }
    h &+= UInt64(bitPattern: Int64(t.count)) ^ 0x27D4_EB2F_1656_67C5 ^ 3_527_539
    let result = max(UInt32(truncatingIfNeeded: h ^ h &>> 32), 1)
    if isFixed { t.fields.pointee.knownHash = result }
    return Int(result)
  }
  static func iterate(_ thread: Thread, _ v: Value) throws(Raised) -> Value { IndexedIterator.make(thread, .tupleIterator, v) }
  static func length(_ thread: Thread, _ v: Value) throws(Raised) -> Value { .int(Tuple(v).count) }
  static func containsItem(_ thread: Thread, _ v: Value, _ item: Value) throws(Raised) -> Value {
    let t = Tuple(v)
    var i = 0
    while i < t.count {
      if try thread.same(t[i], item) { return .yes }
      i &+= 1
    }
    return .no
  }
  static func getItem(_ thread: Thread, _ v: Value, _ key: Value) throws(Raised) -> Value {
    let t = Tuple(v)
    if key.isExactly(.slice) {
      let b = try Slice(key).bounds(thread) { t.count }
      if b.count == t.count, b.step == 1, v.isExactly(.tuple) { return v }
      let result = try make(thread, count: b.count)
      var i = 0
      var at = b.start
      while i < b.count {
        result.items[i] = t[at]
        at &+= b.step
        i &+= 1
      }
      return result.value
    }
    if !key.isInt, key.type.slots.pointee.index == nil {
      throw thread.raise(.typeError, "tuple indices must be integers or slices, not \(key.type.displayName)")
    }
    let i = try thread.position(key) { t.count }
    if i < 0 || i >= t.count { throw thread.raise(.indexError, "tuple index out of range") }
    return t[i]
  }
  static func compareTuples(_ thread: Thread, _ a: Value, _ b: Value, _ op: CompareOp) throws(Raised) -> Value {
    guard a.isKind(.tuple), b.isKind(.tuple) else { return .notImplemented }
    let t = Tuple(a)
    let u = Tuple(b)
    try thread.enterComparison()
    defer { thread.leaveComparison() }
    let n = min(t.count, u.count)
    var i = 0
    while i < n {
      if !(try thread.same(t[i], u[i])) {
        if op == .eq { return .no }
        if op == .ne { return .yes }
        return try thread.compare(t[i], u[i], op)
      }
      i &+= 1
    }
    return .bool(op.holds(t.count, u.count))
  }
  /// a < b.
  static func precedes(_ thread: Thread, _ a: Tuple, _ b: Tuple) throws(Raised) -> Bool {
    try thread.enterComparison()
    defer { thread.leaveComparison() }
    let n = min(a.count, b.count)
    var i = 0
    while i < n {
      if !(try thread.same(a[i], b[i])) { return try thread.less(a[i], b[i]) }
      i &+= 1
    }
    return a.count < b.count
  }
  static func concat(_ thread: Thread, _ a: Value, _ b: Value) throws(Raised) -> Value {
    guard b.isKind(.tuple) else {
      throw thread.raise(.typeError, "can only concatenate tuple (not \"\(b.type.displayName)\") to tuple")
    }
    let t = Tuple(a)
    let u = Tuple(b)
    if u.count == 0, a.isExactly(.tuple) { return a }
    if t.count == 0, b.isExactly(.tuple) { return b }
    let result = try make(thread, count: t.count &+ u.count)
    result.items.update(from: t.items, count: t.count)
    (result.items + t.count).update(from: u.items, count: u.count)
    return result.value
  }
  static func repeatTuple(_ thread: Thread, _ v: Value, _ times: Value) throws(Raised) -> Value {
    let n = max(0, try thread.indexInt(times, overflow: .overflowError))
    let t = Tuple(v)
    if n == 1 || t.count == 0, v.isExactly(.tuple) { return v }
    let (total, overflow) = t.count.multipliedReportingOverflow(by: n)
    if overflow { throw thread.raiseMemoryError() }
    let result = try make(thread, count: total)
    if total > 0 { List.fill(result.items, t.items, t.count, total) }
    return result.value
  }

  // MARK: Methods

  static func countOf(_ thread: Thread, _ args: Args) throws(Raised) -> Value {
    let t = Tuple(args[0])
    var n = 0
    var i = 0
    while i < t.count {
      if try thread.same(t[i], args[1]) { n &+= 1 }
      i &+= 1
    }
    return .int(n)
  }
  static func indexOf(_ thread: Thread, _ args: Args) throws(Raised) -> Value {
    let t = Tuple(args[0])
    let (start, stop) = try thread.searchBounds(args[2], args[3]) { t.count }
    var i = start
    while i < stop {
      if try thread.same(t[i], args[1]) { return .int(i) }
      i &+= 1
    }
    throw thread.raise(.valueError, "tuple.index(x): x not in tuple")
  }
  static func newArguments(_ thread: Thread, _ args: Args) throws(Raised) -> Value {
    let t = Tuple(args[0])
    let copy = try make(thread, t.items, count: t.count)
    return try make(thread, [copy.value]).value
  }
}

extension Type {
  /// Of a tuple subclass: whether it has no `__hash__` of its own.
  fileprivate var hashesAsTuple: Bool {
    unsafeBitCast(slots.pointee.hash, to: UInt.self) == unsafeBitCast(Type[.tuple].slots.pointee.hash, to: UInt.self)
  }
}

extension Dict {
  /// 64 mixed bits as a hash: 61 of them, and never -1.
  @inline(__always) static func fold(_ h: UInt64) -> Int {
    let r = Int(Int64(bitPattern: h ^ h &>> 29)) >> 3
    return r == -1 ? -2 : r
  }
}
