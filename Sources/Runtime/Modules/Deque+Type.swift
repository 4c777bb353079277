// The type collections.deque and its iterators. Library Reference, "deque objects".

extension Deque {
  static func define(_ type: TypeBuilder) {
    type.doc("deque(iterable=(), maxlen=None)\n\nA queue with two ends: adding and taking are fast at both. With `maxlen`, adding at one end drops what is too much at the other.")
    type.record(6)
    type.flags([.subclassable, .sequence, .weakReferenceable])
    type.new("deque(*args, **kwargs)") { native($0, $1, $2, $3, Deque.new) }
    type.initialize("deque(iterable=(), maxlen=None)") { native($0, $1, $2, $3, Deque.initializeDeque) }
    type.slots.pointee.repr = { unary($0, $1, Deque.repr) }
    type.slots.pointee.hash = { unary($0, $1, List.unhashable) }
    type.attribute("__hash__", .none)
    type.slots.pointee.richCompare = { compare($0, $1, $2, $3, Deque.compareDeques) }
    type.slots.pointee.iter = { unary($0, $1, Deque.iterate) }
    type.slots.pointee.length = { unary($0, $1, Deque.length) }
    type.slots.pointee.getItem = { binary($0, $1, $2, Deque.getItem) }
    type.slots.pointee.setItem = { ternary($0, $1, $2, $3, Deque.setItem) }
    type.slots.pointee.contains = { binary($0, $1, $2, Deque.containsItem) }
    type.slots.pointee.concat = { binary($0, $1, $2, Deque.concat) }
    type.slots.pointee.repeat_ = { binary($0, $1, $2, Deque.repeatDeque) }
    type.slots.pointee.inPlaceConcat = { binary($0, $1, $2, Deque.inPlaceConcat) }
    type.slots.pointee.inPlaceRepeat = { binary($0, $1, $2, Deque.inPlaceRepeat) }
    type.member("maxlen", "The most items that it keeps, or None.", offset: 48)
    type.method("append(item, /)", "Adds an item at the right.") { native($0, $1, $2, $3, Deque.append) }
    type.method("appendleft(item, /)", "Adds an item at the left.") { native($0, $1, $2, $3, Deque.appendLeft) }
    type.method("pop()", "Takes the item at the right out.") { native($0, $1, $2, $3, Deque.pop) }
    type.method("popleft()", "Takes the item at the left out.") { native($0, $1, $2, $3, Deque.popLeft) }
    type.method("extend(iterable, /)", "Adds items at the right.") { native($0, $1, $2, $3, Deque.extend) }
    type.method("extendleft(iterable, /)", "Adds items at the left, one after the other, so that they end up in reverse order.") { native($0, $1, $2, $3, Deque.extendLeft) }
    type.method("clear()", "Takes all items out.") { native($0, $1, $2, $3, Deque.clearMethod) }
    type.method("copy()", "A shallow copy.") { native($0, $1, $2, $3, Deque.copyMethod) }
    type.method("__copy__()", "A shallow copy.") { native($0, $1, $2, $3, Deque.copyMethod) }
    type.method("count(value, /)", "How many items equal `value`.") { native($0, $1, $2, $3, Deque.countOf) }
    type.method("index(value, start=0, stop=9223372036854775807, /)", "Where the first item is that equals `value`; ValueError if there is none.") {
      native($0, $1, $2, $3, Deque.indexOf)
    }
    type.method("insert(index, object, /)", "Puts an item in front of the one at `index`; IndexError if the deque is full.") { native($0, $1, $2, $3, Deque.insert) }
    type.method("remove(value, /)", "Takes out the first item that equals `value`; ValueError if there is none.") { native($0, $1, $2, $3, Deque.removeMethod) }
    type.method("reverse()", "Reverses the order of the items.") { native($0, $1, $2, $3, Deque.reverse) }
    type.method("rotate(n=1, /)", "Moves the last item to the front, n times; the other way for a negative n.") { native($0, $1, $2, $3, Deque.rotateMethod) }
    type.method("__reversed__()", "The items from right to left.") { native($0, $1, $2, $3, Deque.reversed) }
    type.method("__reduce__()", "For pickle.") { native($0, $1, $2, $3, Deque.reduce) }
    type.method("__sizeof__()", "Bytes of memory.") { native($0, $1, $2, $3, Deque.sizeOf) }
    type.classMethod("__class_getitem__(item, /)", "See PEP 585") { native($0, $1, $2, $3, GenericAlias.classGetItem) }
  }

  static func new(_ thread: Thread, _ args: Args) throws(Raised) -> Value {
    let type = Type(args[0])
    if type == Type[.deque] { return make(thread, maxlen: .none).value }
    let d = Deque(try type.allocateInstance(thread))
    d.initialize(.none)
    return d.value
  }
  static func initializeDeque(_ thread: Thread, _ args: Args) throws(Raised) -> Value {
    let d = Deque(args[0])
    let maxlen = args[2].orNil ?? .none
    if !maxlen.isNone {
      if !maxlen.isInt, !maxlen.isBool, !maxlen.isKind(.bigInt) { throw thread.raise(.typeError, "an integer is required") }
      let n = try thread.indexInt(maxlen, overflow: .overflowError)
      if n < 0 { throw thread.raise(.valueError, "maxlen must be non-negative") }
      d.fields.pointee.maxlen = .int(min(n, Int.max &>> 2))
    } else {
      d.fields.pointee.maxlen = .none
    }
    if d.count > 0 { d.clear(thread) }
    if !args[1].isEmpty { try d.extend(thread, args[1]) }
    return .none
  }

  // MARK: Slots

  static func repr(_ thread: Thread, _ v: Value) throws(Raised) -> Value {
    try thread.containerRepr(v, cyclic: "[...]") { (pieces: inout Pieces) throws(Raised) in
      try pieces.add(v.type.shortName)
      try pieces.add("(")
      try pieces.add(repr: try List.make(thread, of: v).value)
      if Deque(v).fields.pointee.maxlen.isInt { try pieces.add(", maxlen=\(Deque(v).maxlen)") }
      try pieces.add(")")
    }
  }
  static func compareDeques(_ thread: Thread, _ a: Value, _ b: Value, _ op: CompareOp) throws(Raised) -> Value {
    guard a.type.isSubclass(of: .deque), b.type.isSubclass(of: .deque) else { return .notImplemented }
    let d = Deque(a)
    let e = Deque(b)
    if a == b, op == .eq || op == .ne { return .bool(op == .eq) }
    if d.count != e.count, op == .eq || op == .ne { return .bool(op == .ne) }
    try thread.checkNativeStack()
    let i = try thread.iterator(a)
    let j = try thread.iterator(b)
    while true {
      let x = try thread.next(i)
      let y = try thread.next(j)
      if x.isEmpty || y.isEmpty { return .bool(op.holds(x.isEmpty ? 0 : 1, y.isEmpty ? 0 : 1)) }
      if !(try thread.same(x, y)) {
        if op == .eq { return .no }
        if op == .ne { return .yes }
        return try thread.compare(x, y, op)
      }
    }
  }
  static func iterate(_ thread: Thread, _ v: Value) throws(Raised) -> Value { DequeIterator.make(thread, .dequeIterator, Deque(v)) }
  static func reversed(_ thread: Thread, _ args: Args) throws(Raised) -> Value { DequeIterator.make(thread, .dequeReverseIterator, Deque(args[0])) }
  static func length(_ thread: Thread, _ v: Value) throws(Raised) -> Value { .int(Deque(v).count) }
  private static func position(_ thread: Thread, _ d: Deque, _ key: Value) throws(Raised) -> Int {
    if !key.isInt, key.type.slots.pointee.index == nil {
      throw thread.raise(.typeError, "sequence index must be integer, not '\(key.type.displayName)'")
    }
    let i = try thread.position(key) { d.count }
    if i < 0 || i >= d.count { throw thread.raise(.indexError, "deque index out of range") }
    return i
  }
  static func getItem(_ thread: Thread, _ v: Value, _ key: Value) throws(Raised) -> Value {
    Deque(v)[try position(thread, Deque(v), key)]
  }
  static func setItem(_ thread: Thread, _ v: Value, _ key: Value, _ item: Value) throws(Raised) -> Value {
    let i = try position(thread, Deque(v), key)
    if item.isEmpty { Deque(v).remove(at: i) } else { Deque(v).set(i, item) }
    return .none
  }
  /// Index of the first item from `start` on that equals `value`, or nil.
  private func find(_ thread: Thread, _ wanted: Value, _ start: Int, _ stop: Int) throws(Raised) -> Int? {
    let version = fields.pointee.version
    var i = start
    while i < stop, i < count {
      let same = try thread.same(self[i], wanted)
      if fields.pointee.version != version { throw thread.raise(.runtimeError, "deque mutated during iteration") }
      if same { return i }
      i &+= 1
    }
    return nil
  }
  static func containsItem(_ thread: Thread, _ v: Value, _ item: Value) throws(Raised) -> Value {
    .bool(try Deque(v).find(thread, item, 0, Int.max) != nil)
  }
  static func concat(_ thread: Thread, _ a: Value, _ b: Value) throws(Raised) -> Value {
    if !b.type.isSubclass(of: .deque) {
      throw thread.raise(.typeError, "can only concatenate deque (not \"\(b.type.displayName)\") to deque")
    }
    let d = try copyOf(thread, a)
    try Deque(d).extend(thread, b)
    return d
  }
  static func repeatDeque(_ thread: Thread, _ v: Value, _ times: Value) throws(Raised) -> Value {
    try inPlaceRepeat(thread, try copyOf(thread, v), times)
  }
  static func inPlaceConcat(_ thread: Thread, _ v: Value, _ other: Value) throws(Raised) -> Value {
    try Deque(v).extend(thread, other)
    return v
  }
  static func inPlaceRepeat(_ thread: Thread, _ v: Value, _ times: Value) throws(Raised) -> Value {
    let n = try thread.indexInt(times, overflow: .overflowError)
    let d = Deque(v)
    if d.count == 0 || n == 1 { return v }
    if n <= 0 {
      d.clear(thread)
      return v
    }
    let size = d.count
    let items = try List.make(thread, of: v)
    // A bounded deque keeps the end of the repetition: more than that many rounds change nothing.
    let rounds = d.fields.pointee.maxlen.isInt ? min(n, d.maxlen / size &+ 2) : n
    let (total, overflow) = size.multipliedReportingOverflow(by: rounds)
    if overflow || total > 1 << 42 { throw thread.raiseMemoryError() }
    var i = size
    while i < total {
      try d.append(thread, items[i % size])
      i &+= 1
    }
    return v
  }

  // MARK: Methods

  static func append(_ thread: Thread, _ args: Args) throws(Raised) -> Value {
    try Deque(args[0]).append(thread, args[1])
    return .none
  }
  static func appendLeft(_ thread: Thread, _ args: Args) throws(Raised) -> Value {
    try Deque(args[0]).prepend(thread, args[1])
    return .none
  }
  static func pop(_ thread: Thread, _ args: Args) throws(Raised) -> Value {
    if Deque(args[0]).count == 0 { throw thread.raise(.indexError, "pop from an empty deque") }
    return Deque(args[0]).popLast()
  }
  static func popLeft(_ thread: Thread, _ args: Args) throws(Raised) -> Value {
    if Deque(args[0]).count == 0 { throw thread.raise(.indexError, "pop from an empty deque") }
    return Deque(args[0]).popFirst()
  }
  static func extend(_ thread: Thread, _ args: Args) throws(Raised) -> Value {
    try Deque(args[0]).extend(thread, args[1])
    return .none
  }
  static func extendLeft(_ thread: Thread, _ args: Args) throws(Raised) -> Value {
    try Deque(args[0]).extend(thread, args[1], front: true)
    return .none
  }
  static func clearMethod(_ thread: Thread, _ args: Args) throws(Raised) -> Value {
    Deque(args[0]).clear(thread)
    return .none
  }
  static func copyMethod(_ thread: Thread, _ args: Args) throws(Raised) -> Value { try copyOf(thread, args[0]) }
  private static func copyOf(_ thread: Thread, _ v: Value) throws(Raised) -> Value {
    if v.isExactly(.deque) { return try Deque(v).copy(thread).value }
    let d = Deque(v)
    let result = d.fields.pointee.maxlen.isInt
      ? try thread.call(v.type.value, v, d.fields.pointee.maxlen) : try thread.call(v.type.value, v)
    if !result.type.isSubclass(of: .deque) {
      throw thread.raise(.typeError, "\(v.type.displayName)() must return a deque, not \(result.type.displayName)")
    }
    return result
  }
  static func countOf(_ thread: Thread, _ args: Args) throws(Raised) -> Value {
    let d = Deque(args[0])
    let version = d.fields.pointee.version
    var n = 0
    var i = 0
    while i < d.count {
      let same = try thread.same(d[i], args[1])
      if d.fields.pointee.version != version { throw thread.raise(.runtimeError, "deque mutated during iteration") }
      if same { n &+= 1 }
      i &+= 1
    }
    return .int(n)
  }
  static func indexOf(_ thread: Thread, _ args: Args) throws(Raised) -> Value {
    let d = Deque(args[0])
    let (start, stop) = try thread.searchBounds(args[2], args[3]) { d.count }
    if let i = try d.find(thread, args[1], start, stop) { return .int(i) }
    throw thread.raise(.valueError, "\(try thread.repr(args[1]).string) is not in deque")
  }
  static func insert(_ thread: Thread, _ args: Args) throws(Raised) -> Value {
    let d = Deque(args[0])
    let i = try thread.indexInt(args[1], overflow: .overflowError)
    if d.count >= d.maxlen { throw thread.raise(.indexError, "deque already at its maximum size") }
    let n = d.count
    let at = max(0, min(n, i < 0 ? i &+ n : i))
    if at >= n {
      try d.append(thread, args[2])
    } else if at == 0 {
      try d.prepend(thread, args[2])
    } else if at < n / 2 {
      try d.prepend(thread, args[2])
      var k = 0
      while k < at {
        d.set(k, d[k &+ 1])
        k &+= 1
      }
      d.set(at, args[2])
    } else {
      try d.append(thread, args[2])
      var k = n
      while k > at {
        d.set(k, d[k &- 1])
        k &-= 1
      }
      d.set(at, args[2])
    }
    return .none
  }
  static func removeMethod(_ thread: Thread, _ args: Args) throws(Raised) -> Value {
    let d = Deque(args[0])
    let version = d.fields.pointee.version
    var i = 0
    while i < d.count {
      let same = try thread.same(d[i], args[1])
      if d.fields.pointee.version != version { throw thread.raise(.indexError, "deque mutated during remove().") }
      if same {
        d.remove(at: i)
        return .none
      }
      i &+= 1
    }
    throw thread.raise(.valueError, "\(try thread.repr(args[1]).string) is not in deque")
  }
  static func reverse(_ thread: Thread, _ args: Args) throws(Raised) -> Value {
    let d = Deque(args[0])
    var low = 0
    var high = d.count &- 1
    while low < high {
      let v = d[low]
      d.set(low, d[high])
      d.set(high, v)
      low &+= 1
      high &-= 1
    }
    return .none
  }
  static func rotateMethod(_ thread: Thread, _ args: Args) throws(Raised) -> Value {
    let n = args[1].isEmpty ? 1 : try thread.indexInt(args[1], overflow: .overflowError)
    let d = Deque(args[0])
    if d.count < 2 { return .none }
    let turn = n % d.count
    d.rotate(turn < 0 ? turn &+ d.count : turn)
    return .none
  }
  static func reduce(_ thread: Thread, _ args: Args) throws(Raised) -> Value {
    let d = Deque(args[0])
    let state = try thread.callMethod(args[0], .__getstate__)
    let nothing = try Tuple.make(thread, count: 0).value
    let bounded = d.fields.pointee.maxlen.isInt
    let arguments = bounded ? Tuple.pair(thread, nothing, d.fields.pointee.maxlen) : nothing
    return try Tuple.make(thread, [args[0].type.value, arguments, state, try thread.iterator(args[0])]).value
  }
  static func sizeOf(_ thread: Thread, _ args: Args) throws(Raised) -> Value {
    .int(Int(args[0].type.fields.pointee.basicSize) &+ Deque(args[0]).fields.pointee.capacity.asInt &* 8)
  }
}

// MARK: Iterators

struct DequeIteratorFields: BitwiseCopyable {
  var header: Header
  /// empty once the end was reached.
  var deque: Value
  /// The fields below are small ints: how many items were given, how many are left, the deque's version.
  var index: Value
  var remaining: Value
  var version: Value
}

struct DequeIterator: Handle {
  let fields: UnsafeMutablePointer<DequeIteratorFields>
  @inline(__always) init(fields: UnsafeMutablePointer<DequeIteratorFields>) { self.fields = fields }

  static func make(_ thread: Thread, _ id: TypeID, _ deque: Deque) -> Value {
    let it = DequeIterator(thread.allocate(MemoryLayout<DequeIteratorFields>.size, .record, id))
    it.fields.pointee.deque = deque.value
    it.fields.pointee.index = .int(0)
    it.fields.pointee.remaining = .int(deque.count)
    it.fields.pointee.version = deque.fields.pointee.version
    return it.value
  }
  static func define(_ type: TypeBuilder) {
    shared(type)
    type.new("_deque_iterator(deque, index=0, /)") { native($0, $1, $2, $3, DequeIterator.new) }
    type.slots.pointee.next = { unary($0, $1, DequeIterator.next) }
  }
  static func defineReverse(_ type: TypeBuilder) {
    shared(type)
    type.new("_deque_reverse_iterator(deque, index=0, /)") { native($0, $1, $2, $3, DequeIterator.newReverse) }
    type.slots.pointee.next = { unary($0, $1, DequeIterator.previous) }
  }
  private static func shared(_ type: TypeBuilder) {
    type.record(4)
    type.slots.pointee.iter = { $1 }
    type.method("__length_hint__()", "How many items are left, about.") { native($0, $1, $2, $3, DequeIterator.lengthHint) }
    type.method("__reduce__()", "For pickle.") { native($0, $1, $2, $3, DequeIterator.reduce) }
  }
  static func new(_ thread: Thread, _ args: Args) throws(Raised) -> Value { try make(thread, .dequeIterator, args) }
  static func newReverse(_ thread: Thread, _ args: Args) throws(Raised) -> Value { try make(thread, .dequeReverseIterator, args) }
  private static func make(_ thread: Thread, _ id: TypeID, _ args: Args) throws(Raised) -> Value {
    if !args[1].type.isSubclass(of: .deque) {
      throw thread.raise(.typeError, "argument 1 must be collections.deque, not \(args[1].type.displayName)")
    }
    let index = args[2].isEmpty ? 0 : try thread.indexInt(args[2], overflow: .overflowError)
    let it = make(thread, id, Deque(args[1]))
    let skipped = max(0, min(index, Deque(args[1]).count))
    DequeIterator(it).fields.pointee.index = .int(skipped)
    DequeIterator(it).fields.pointee.remaining = .int(Deque(args[1]).count &- skipped)
    return it
  }
  /// The index of the next item, counted from the side where iteration began; nil at the end.
  private static func advance(_ thread: Thread, _ v: Value) throws(Raised) -> (deque: Deque, index: Int)? {
    let f = DequeIterator(v).fields
    if f.pointee.deque.isEmpty { return nil }
    let deque = Deque(f.pointee.deque)
    if f.pointee.version != deque.fields.pointee.version {
      f.pointee.remaining = .int(0)
      throw thread.raise(.runtimeError, "deque mutated during iteration")
    }
    if f.pointee.remaining == .int(0) {
      f.pointee.deque = .empty
      return nil
    }
    let i = f.pointee.index.asInt
    f.pointee.index = .int(i &+ 1)
    f.pointee.remaining = .int(f.pointee.remaining.asInt &- 1)
    return (deque, i)
  }
  static func next(_ thread: Thread, _ v: Value) throws(Raised) -> Value {
    guard let (deque, i) = try advance(thread, v) else { return .empty }
    return deque[i]
  }
  static func previous(_ thread: Thread, _ v: Value) throws(Raised) -> Value {
    guard let (deque, i) = try advance(thread, v) else { return .empty }
    return deque[deque.count &- 1 &- i]
  }
  static func lengthHint(_ thread: Thread, _ args: Args) throws(Raised) -> Value { DequeIterator(args[0]).fields.pointee.remaining }
  static func reduce(_ thread: Thread, _ args: Args) throws(Raised) -> Value {
    let f = DequeIterator(args[0]).fields.pointee
    let deque = f.deque.isEmpty ? Deque.make(thread, maxlen: .none).value : f.deque
    return Tuple.pair(thread, args[0].type.value, Tuple.pair(thread, deque, f.deque.isEmpty ? .int(0) : f.index))
  }
}
