// The type list. Library Reference, "Sequence Types".

extension List {
  static func define(_ type: TypeBuilder) {
    type.doc("list(iterable=(), /)\n\nA sequence that can be changed.")
    type.layout(.list, size: MemoryLayout<ListFields>.size)
    type.flags([.subclassable, .sequence])
    type.new("list(*args, **kwargs)") { native($0, $1, $2, $3, List.new) }
    type.initialize("list(iterable=(), /)") { native($0, $1, $2, $3, List.initializeList) }
    type.slots.pointee.repr = { unary($0, $1, List.repr) }
    type.slots.pointee.hash = { unary($0, $1, List.unhashable) }
    type.attribute("__hash__", .none)
    type.slots.pointee.richCompare = { compare($0, $1, $2, $3, List.compareLists) }
    type.slots.pointee.iter = { unary($0, $1, List.iterate) }
    type.slots.pointee.length = { unary($0, $1, List.length) }
    type.slots.pointee.getItem = { binary($0, $1, $2, List.getItem) }
    type.slots.pointee.setItem = { ternary($0, $1, $2, $3, List.setItem) }
    type.slots.pointee.contains = { binary($0, $1, $2, List.containsItem) }
    type.slots.pointee.concat = { binary($0, $1, $2, List.concat) }
    type.slots.pointee.repeat_ = { binary($0, $1, $2, List.repeatList) }
    type.slots.pointee.inPlaceConcat = { binary($0, $1, $2, List.inPlaceConcat) }
    type.slots.pointee.inPlaceRepeat = { binary($0, $1, $2, List.inPlaceRepeat) }
    type.method("append(object, /)", "Adds an item at the end.") { native($0, $1, $2, $3, List.append) }
    type.quick(2) { Quick.append(Value(bits: $0), Value(bits: $1)).bits }
    type.method("extend(iterable, /)", "Adds the items of an iterable at the end.") { native($0, $1, $2, $3, List.extend) }
    type.method("insert(index, object, /)", "Puts an item in front of the one at `index`.") { native($0, $1, $2, $3, List.insert) }
    type.method("pop(index=-1, /)", "Takes the item at `index` out, the last one without; IndexError if there is none.") {
      native($0, $1, $2, $3, List.pop)
    }
    type.quick(1) { a, _ in Quick.pop(Value(bits: a)).bits }
    type.method("remove(value, /)", "Takes out the first item that equals `value`; ValueError if there is none.") { native($0, $1, $2, $3, List.remove) }
    type.method("clear()", "Takes all items out.") { native($0, $1, $2, $3, List.clear) }
    type.method("copy()", "A shallow copy.") { native($0, $1, $2, $3, List.copy) }
    type.method("count(value, /)", "How many items equal `value`.") { native($0, $1, $2, $3, List.countOf) }
    type.method("index(value, start=0, stop=9223372036854775807, /)", "Where the first item is that equals `value`; ValueError if there is none.") {
      native($0, $1, $2, $3, List.indexOf)
    }
    type.method("reverse()", "Reverse *IN PLACE*.") { native($0, $1, $2, $3, List.reverse) }
    type.method("sort(*, key=None, reverse=False)", "Sort the list in ascending order and return None.\n\nThe sort is in-place and stable. If a key function is given, it is applied once to each item.\nThe reverse flag can be set to sort in descending order.") {
      native($0, $1, $2, $3, List.sort)
    }
    type.method("__reversed__()", "The items, last one first.") { native($0, $1, $2, $3, List.reversedIterator) }
    type.method("__sizeof__()", "Bytes of memory.") { native($0, $1, $2, $3, List.sizeOf) }
    type.classMethod("__class_getitem__(item, /)", "See PEP 585") { native($0, $1, $2, $3, GenericAlias.classGetItem) }
  }

  static func new(_ thread: Thread, _ args: Args) throws(Raised) -> Value {
    let type = Type(args[0])
    if type == Type[.list] { return try make(thread).value }
    let list = List(try type.allocateInstance(thread))
    list.initialize()
    return list.value
  }
  static func initializeList(_ thread: Thread, _ args: Args) throws(Raised) -> Value {
    let list = List(args[0])
    if list.count > 0 { list.clear(thread) }
    if !args[1].isEmpty { try list.extend(thread, args[1]) }
    return .none
  }

  // MARK: Slots

  static func repr(_ thread: Thread, _ v: Value) throws(Raised) -> Value {
    let list = List(v)
    if list.count == 0 { return Str.intern(thread, "[]").value }
    return try thread.containerRepr(v, cyclic: "[...]") { (pieces: inout Pieces) throws(Raised) in
      try pieces.add("[")
      var i = 0
      while i < list.count {
        if i > 0 { try pieces.add(", ") }
        try pieces.add(repr: list[i])
        i &+= 1
      }
      try pieces.add("]")
    }
  }
  static func unhashable(_ thread: Thread, _ v: Value) throws(Raised) -> Value {
    throw thread.raise(.typeError, "unhashable type: '\(v.type.displayName)'")
  }
  static func iterate(_ thread: Thread, _ v: Value) throws(Raised) -> Value { IndexedIterator.make(thread, .listIterator, v) }
  static func length(_ thread: Thread, _ v: Value) throws(Raised) -> Value { .int(List(v).count) }
  static func containsItem(_ thread: Thread, _ v: Value, _ item: Value) throws(Raised) -> Value {
    let list = List(v)
    var i = 0
    while i < list.count {
      if try thread.same(list[i], item) { return .yes }
      i &+= 1
    }
    return .no
  }
  static func compareLists(_ thread: Thread, _ a: Value, _ b: Value, _ op: CompareOp) throws(Raised) -> Value {
    guard a.isKind(.list), b.isKind(.list) else { return .notImplemented }
    let l = List(a)
    let m = List(b)
    if l.count != m.count, op == .eq || op == .ne { return .bool(op == .ne) }
    try thread.enterComparison()
    defer { thread.leaveComparison() }
    var i = 0
    while i < l.count, i < m.count {
      let x = l[i]
      let y = m[i]
      if !(try thread.same(x, y)) {
        // The comparison may have emptied a list.
        if i >= l.count || i >= m.count { break }
        if op == .eq { return .no }
        if op == .ne { return .yes }
        return try thread.compare(x, y, op)
      }
      i &+= 1
    }
    return .bool(op.holds(l.count, m.count))
  }

  // MARK: Methods

  static func append(_ thread: Thread, _ args: Args) throws(Raised) -> Value {
    try List(args[0]).append(thread, args[1])
    return .none
  }
  static func extend(_ thread: Thread, _ args: Args) throws(Raised) -> Value {
    try List(args[0]).extend(thread, args[1])
    return .none
  }
  static func insert(_ thread: Thread, _ args: Args) throws(Raised) -> Value {
    let list = List(args[0])
    var i = try thread.indexInt(args[1], overflow: .overflowError)
    if i < 0 { i = max(i &+ list.count, 0) }
    try list.insert(thread, args[2], at: min(i, list.count))
    return .none
  }
  static func pop(_ thread: Thread, _ args: Args) throws(Raised) -> Value {
    let list = List(args[0])
    if args.count == 1 {
      let n = list.count &- 1
      if n < 0 { throw thread.raise(.indexError, "pop from empty list") }
      let v = list[n]
      if n == 0 || n < list.fields.pointee.capacity &>> 2 { list.truncate(thread, n) } else { list.fields.pointee.count = n }
      return v
    }
    let wanted = try thread.indexInt(args[1], overflow: .indexError)
    if list.count == 0 { throw thread.raise(.indexError, "pop from empty list") }
    let i = wanted < 0 ? wanted &+ list.count : wanted
    if i < 0 || i >= list.count { throw thread.raise(.indexError, "pop index out of range") }
    return list.remove(thread, at: i)
  }
  static func remove(_ thread: Thread, _ args: Args) throws(Raised) -> Value {
    let list = List(args[0])
    var i = 0
    while i < list.count {
      if try thread.same(list[i], args[1]) {
        if i < list.count { list.remove(thread, at: i) }
        return .none
      }
      i &+= 1
    }
    throw thread.raise(.valueError, "list.remove(x): x not in list")
  }
  static func clear(_ thread: Thread, _ args: Args) throws(Raised) -> Value {
    List(args[0]).clear(thread)
    return .none
  }
  static func copy(_ thread: Thread, _ args: Args) throws(Raised) -> Value {
    let list = List(args[0])
    let result = try make(thread)
    try result.reserve(thread, list.count)
    result.items.update(from: list.items, count: list.count)
    result.fields.pointee.count = list.count
    return result.value
  }
  static func countOf(_ thread: Thread, _ args: Args) throws(Raised) -> Value {
    let list = List(args[0])
    var n = 0
    var i = 0
    while i < list.count {
      if try thread.same(list[i], args[1]) { n &+= 1 }
      i &+= 1
    }
    return .int(n)
  }
  static func indexOf(_ thread: Thread, _ args: Args) throws(Raised) -> Value {
    let list = List(args[0])
    let (start, stop) = try thread.searchBounds(args[2], args[3]) { list.count }
    var i = start
    while i < stop, i < list.count {
      if try thread.same(list[i], args[1]) { return .int(i) }
      i &+= 1
    }
    throw thread.raise(.valueError, "\(try thread.repr(args[1]).string) is not in list")
  }
  static func reverse(_ thread: Thread, _ args: Args) throws(Raised) -> Value {
    let list = List(args[0])
    reverse(list.items, list.count)
    return .none
  }
  static func reverse(_ items: UnsafeMutablePointer<Value>, _ count: Int) {
    var low = 0
    var high = count &- 1
    while low < high {
      let v = items[low]
      items[low] = items[high]
      items[high] = v
      low &+= 1
      high &-= 1
    }
  }
  static func reversedIterator(_ thread: Thread, _ args: Args) throws(Raised) -> Value {
    IndexedIterator.make(thread, .listReverseIterator, args[0], index: List(args[0]).count &- 1)
  }
  static func sizeOf(_ thread: Thread, _ args: Args) throws(Raised) -> Value {
    .int(Int(args[0].type.fields.pointee.basicSize) &+ List(args[0]).fields.pointee.capacity &* 8)
  }
}

extension CompareOp {
  /// What the operator says of two numbers.
  @inline(__always) func holds(_ a: Int, _ b: Int) -> Bool {
    switch self {
    case .lt: a < b
    case .le: a <= b
    case .eq: a == b
    case .ne: a != b
    case .gt: a > b
    case .ge: a >= b
    }
  }
}
