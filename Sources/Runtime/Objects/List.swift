// list: a count and a storage cell that grows by an eighth.

public struct ListFields: BitwiseCopyable {
  var header: Header
  public var count: Int
  public var capacity: Int
  /// Storage of `capacity` Values (see `Thread.allocateBytes`), of which `count` are meaningful; no storage while capacity is 0.
  public var items: UnsafeMutablePointer<Value>
}

public struct List: Handle {
  public let fields: UnsafeMutablePointer<ListFields>
  @inline(__always) public init(fields: UnsafeMutablePointer<ListFields>) { self.fields = fields }
  @inline(__always) public var count: Int { fields.pointee.count }
  /// Not to be held across anything that takes a thread: the list may be resized.
  @inline(__always) public var items: UnsafeMutablePointer<Value> { fields.pointee.items }
  /// Unchecked.
  @inline(__always) public subscript(_ i: Int) -> Value { fields.pointee.items[i] }
  /// Stores item i, unchecked.
  @inline(__always) public func set(_ i: Int, _ value: Value) {
    barrier(storing: value)
    fields.pointee.items[i] = value
  }

  /// Trace: the storage cell and its first `count` Values.
  static var layout: Layout {
    Layout(values: 0, trace: { object, visitor in
      let list = List(object)
      if list.fields.pointee.capacity == 0 { return }
      Visitor(visitor).visit(Raw(list.items) - 8)
      Visitor(visitor).visit(list.items, count: list.count)
    })
  }

  /// An empty list with room for `capacity` items.
  @inline(__always) public static func make(_ thread: Thread, capacity: Int = 0) throws(Raised) -> List {
    // The storage first: then nothing is allocated while the list has none, and no barrier is needed.
    if capacity > 0, capacity < 48 {
      let storage = thread.allocate(8 &+ capacity &* 8, .bytes, TypeID.storage)
      let l = List(thread.allocate(MemoryLayout<ListFields>.size, .list, TypeID.list))
      l.fields.pointee.count = 0
      l.fields.pointee.capacity = capacity
      l.fields.pointee.items = storage.at(8)
      return l
    }
    return try makeLarge(thread, capacity)
  }
  @inline(never) private static func makeLarge(_ thread: Thread, _ capacity: Int) throws(Raised) -> List {
    let l = List(thread.allocate(MemoryLayout<ListFields>.size, .list, TypeID.list))
    l.initialize()
    if capacity > 0 { try l.reserve(thread, capacity) }
    return l
  }
  public static func make(_ thread: Thread, _ items: UnsafePointer<Value>, count: Int) throws(Raised) -> List {
    let l = try make(thread, capacity: count)
    if count > 0 { l.items.update(from: items, count: count) }
    l.fields.pointee.count = count
    return l
  }
  /// Fields of an empty list; for subclasses' instances.
  @inline(__always) public func initialize() {
    fields.pointee.count = 0
    fields.pointee.capacity = 0
    fields.pointee.items = UnsafeMutablePointer(bitPattern: 16).unsafelyUnwrapped
  }

  @inline(__always) public func append(_ thread: Thread, _ value: Value) throws(Raised) {
    let n = count
    if _slowPath(n == fields.pointee.capacity) { try grow(thread, n &+ 1) }
    barrier(storing: value)
    fields.pointee.items[n] = value
    fields.pointee.count = n &+ 1
  }

  /// Makes room for at least `needed` items, and some more.
  @inline(never) public func grow(_ thread: Thread, _ needed: Int) throws(Raised) {
    if needed < 0 || needed > 1 << 42 { throw thread.raiseMemoryError() }
    try move(thread, capacity: (needed &+ needed &>> 3 &+ 6) & ~3)
  }
  /// Makes room for `needed` items.
  public func reserve(_ thread: Thread, _ needed: Int) throws(Raised) {
    if needed <= fields.pointee.capacity { return }
    if needed > 1 << 42 { throw thread.raiseMemoryError() }
    try move(thread, capacity: needed)
  }
  private func move(_ thread: Thread, capacity: Int) throws(Raised) {
    let fresh = Raw(try thread.allocateBytes(capacity &* 8)).assumingMemoryBound(to: Value.self)
    let old = fields.pointee.items
    let had = fields.pointee.capacity > 0
    fresh.update(from: old, count: count)
    barrier()
    fields.pointee.items = fresh
    fields.pointee.capacity = capacity
    if had { thread.free(storage: Raw(old)) }
  }
  /// Sets the count to `n`, which is at most the present one; gives memory back when much of it lies idle.
  func truncate(_ thread: Thread, _ n: Int) {
    fields.pointee.count = n
    let capacity = fields.pointee.capacity
    if n == 0, capacity > 0 {
      let old = Raw(items)
      initialize()
      thread.free(storage: old)
    } else if capacity > 32, n < capacity &>> 2 {
      try? move(thread, capacity: n &+ n &>> 3 &+ 6)
    }
  }
  public func clear(_ thread: Thread) { truncate(thread, 0) }

  /// Replaces items start ..< stop by `count` others. `start <= stop`, both in range; `values` is not in this list's storage.
  func replace(_ thread: Thread, _ start: Int, _ stop: Int, with values: UnsafePointer<Value>?, count inserted: Int) throws(Raised) {
    let n = count
    let total = n &- (stop &- start) &+ inserted
    if total > fields.pointee.capacity { try grow(thread, total) }
    barrier()
    let items = self.items
    if inserted != stop &- start, stop < n { (items + start + inserted).update(from: items + stop, count: n &- stop) }
    if let values, inserted > 0 { (items + start).update(from: values, count: inserted) }
    if total < n { truncate(thread, total) } else { fields.pointee.count = total }
  }
  public func insert(_ thread: Thread, _ value: Value, at i: Int) throws(Raised) {
    var value = value
    try replace(thread, i, i, with: &value, count: 1)
  }
  /// Removes item i, unchecked.
  @discardableResult public func remove(_ thread: Thread, at i: Int) -> Value {
    let value = self[i]
    let n = count &- 1
    if i < n { (items + i).update(from: items + i + 1, count: n &- i) }
    truncate(thread, n)
    return value
  }

  /// Appends the values of an iterable.
  public func extend(_ thread: Thread, _ iterable: Value) throws(Raised) {
    if iterable.isExactly(.list) || iterable.isExactly(.tuple) {
      let n: Int = iterable.isExactly(.list) ? List(iterable).count : Tuple(iterable).count
      if n == 0 { return }
      if count &+ n > fields.pointee.capacity {
        if count == 0 { try reserve(thread, n) } else { try grow(thread, count &+ n) }
      }
      barrier()
      let source = iterable.isExactly(.list) ? List(iterable).items : Tuple(iterable).items
      (items + count).update(from: source, count: n)
      fields.pointee.count &+= n
      return
    }
    let iterator = try thread.iterator(iterable)
    let hint = try thread.lengthHint(iterable, 8)
    let (wanted, overflow) = count.addingReportingOverflow(hint)
    // A hint that cannot be satisfied may be wrong: then memory runs out when it really does.
    if !overflow, wanted > fields.pointee.capacity, hint > 8 { try reserve(thread, wanted) }
    if iterator.isExactly(.rangeIterator) {
      let range = RangeIterator(iterator)
      while range.fields.pointee.remaining.bits != 0 { try append(thread, range.take()) }
      return
    }
    while true {
      let v = try thread.next(iterator)
      if v.isEmpty { break }
      try append(thread, v)
    }
    if count &+ 64 < fields.pointee.capacity &>> 1 { truncate(thread, count) }
  }
  /// A new list of the values of an iterable.
  public static func make(_ thread: Thread, of iterable: Value) throws(Raised) -> List {
    let list = try make(thread)
    try list.extend(thread, iterable)
    return list
  }
}

extension RangeIterator {
  /// The next value; only while some remain.
  @inline(__always) public func take() -> Value {
    let v = fields.pointee.next
    fields.pointee.next.bits &+= fields.pointee.step.bits
    fields.pointee.remaining.bits &-= Value.int(1).bits
    return v
  }
}
