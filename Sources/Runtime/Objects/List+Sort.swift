// list.sort: a stable adaptive merge sort. Ascending (or strictly descending) stretches are found as they are; short ones are
// extended by binary insertion; the order of merges follows Munro and Wild, "Nearly-Optimal Mergesorts" (powersort, 2018),
// which needs close to the fewest comparisons for the runs that are present. Before a merge, what already is in its place is
// skipped by exponential search, and a merge that takes from one side again and again does the same.
//
// The comparison is chosen once: lists of small ints, of unboxed floats or of strs only are sorted in place without a call that could
// run Python code. Otherwise the list is empty while it is being sorted, so that a comparison cannot damage it.

import Glibc

/// What is sorted: a Value, or a key with its value.
protocol SortElement: BitwiseCopyable {
  var sortKey: Value { get }
}
extension Value: SortElement {
  @inline(__always) var sortKey: Value { self }
}
struct KeyedValue: SortElement {
  var key: Value
  var value: Value
  @inline(__always) var sortKey: Value { key }
}

/// How keys compare.
protocol SortOrder: BitwiseCopyable {
  func less(_ a: Value, _ b: Value) throws(Raised) -> Bool
}
struct IntOrder: SortOrder {
  @inline(__always) func less(_ a: Value, _ b: Value) throws(Raised) -> Bool { Value.lessInt(a, b) }
}
struct FloatOrder: SortOrder {
  @inline(__always) func less(_ a: Value, _ b: Value) throws(Raised) -> Bool { a.asFloat < b.asFloat }
}
struct StrOrder: SortOrder {
  @inline(__always) func less(_ a: Value, _ b: Value) throws(Raised) -> Bool { Str.precedes(Str(a), Str(b)) }
}
struct AnyOrder: SortOrder {
  let thread: Thread
  @inline(__always) func less(_ a: Value, _ b: Value) throws(Raised) -> Bool { try thread.less(a, b) }
}

extension Thread {
  /// a < b as a bool, with short ways for ints, strs and tuples.
  @inline(__always) func less(_ a: Value, _ b: Value) throws(Raised) -> Bool {
    if Value.bothInt(a, b) { return Value.lessInt(a, b) }
    if a.isObject, b.isObject, a.object.shape == b.object.shape {
      if a.object.shape == TypeID.str.rawValue { return Str.precedes(Str(a), Str(b)) }
      if a.object.shape == TypeID.tuple.rawValue { return try Tuple.precedes(self, Tuple(a), Tuple(b)) }
    }
    return try compareBool(a, b, .lt)
  }
}

extension Str {
  /// a < b by code points.
  @inline(__always) static func precedes(_ a: Str, _ b: Str) -> Bool {
    if a.width == 0, b.width == 0 {
      let n = min(a.length, b.length)
      let x = a.data.assumingMemoryBound(to: UInt8.self)
      let y = b.data.assumingMemoryBound(to: UInt8.self)
      if n >= 8 {
        let p = UInt64(bigEndian: UnsafeRawPointer(x).loadUnaligned(as: UInt64.self))
        let q = UInt64(bigEndian: UnsafeRawPointer(y).loadUnaligned(as: UInt64.self))
        if p != q { return p < q }
        let order = memcmp(x + 8, y + 8, n &- 8)
        return order != 0 ? order < 0 : a.length < b.length
      }
      var i = 0
      while i < n {
        if x[i] != y[i] { return x[i] < y[i] }
        i &+= 1
      }
      return a.length < b.length
    }
    return precedesWide(a, b)
  }
  @inline(never) private static func precedesWide(_ a: Str, _ b: Str) -> Bool {
    let n = min(a.length, b.length)
    var i = 0
    while i < n {
      let c = a[i]
      let d = b[i]
      if c != d { return c < d }
      i &+= 1
    }
    return a.length < b.length
  }
}

extension List {
  static func sort(_ thread: Thread, _ args: Args) throws(Raised) -> Value {
    let key = args.keyword(0)
    let reverse = args.keyword(1)
    try List(args[0]).sort(thread, key: key.isEmpty ? .none : key, reverse: reverse.isEmpty ? false : try thread.sortFlag(reverse))
    return .none
  }

  /// Sorts in place; `key` is a function or none.
  public func sort(_ thread: Thread, key: Value, reverse: Bool) throws(Raised) {
    if key.isNone {
      try sortPlain(thread, reverse)
    } else {
      try sortKeyed(thread, key, reverse)
    }
  }

  private func sortPlain(_ thread: Thread, _ reverse: Bool) throws(Raised) {
    let n = count
    if n < 2 { return }
    let order = List.order(items, n, stride: 1)
    if order != .any {
      try List.run(thread, items, n, order, reverse)
      return
    }
    let work = try thread.allocateValues(n)
    work.update(from: items, count: n)
    try whileEmpty(thread, n, { () throws(Raised) in try List.run(thread, work, n, .any, reverse) }) { $0.update(from: work, count: n) }
    thread.free(storage: Raw(work))
  }

  private func sortKeyed(_ thread: Thread, _ key: Value, _ reverse: Bool) throws(Raised) {
    let n = count
    if n == 0 { return }
    let work = try thread.allocateValues(2 &* n)
    let pairs = Raw(work).assumingMemoryBound(to: KeyedValue.self)
    var i = 0
    while i < n {
      work[2 &* i &+ 1] = self[i]
      i &+= 1
    }
    try whileEmpty(thread, n, { () throws(Raised) in
      var i = 0
      while i < n {
        // The storage cell is new, so that no barrier is needed unless a collection has made it old meanwhile.
        let k = try thread.call(key, pairs[i].value)
        Heap.barrier(Raw(work) - 8)
        pairs[i].key = k
        i &+= 1
      }
      try List.run(thread, pairs, n, List.order(work, n, stride: 2), reverse)
    }) { items in
      var i = 0
      while i < n {
        items[i] = pairs[i].value
        i &+= 1
      }
    }
    thread.free(storage: Raw(work))
  }

  /// Takes the items out of this list while `body` runs, and puts back what `restore` writes, whether or not it raises.
  private func whileEmpty(
    _ thread: Thread, _ n: Int, _ body: () throws(Raised) -> Void, _ restore: (UnsafeMutablePointer<Value>) -> Void
  ) throws(Raised) {
    let storage = items
    let capacity = fields.pointee.capacity
    initialize()
    var failed = false
    do throws(Raised) { try body() } catch { failed = true }
    let modified = fields.pointee.capacity > 0
    restore(storage)
    barrier()
    Heap.barrier(Raw(storage) - 8)
    fields.pointee.items = storage
    fields.pointee.capacity = capacity
    fields.pointee.count = n
    if failed { throw thread.reraise(thread.takeRaised()) }
    if modified { throw thread.raise(.valueError, "list modified during sort") }
  }

  enum Order { case int, float, str, any }

  /// The comparison that fits all keys: items 0, stride, 2 stride …
  static func order(_ keys: UnsafeMutablePointer<Value>, _ n: Int, stride: Int) -> Order {
    let first = keys[0]
    let end = keys + n &* stride
    var p = keys
    if first.isInt {
      while p < end { if !p.pointee.isInt { return .any }; p += stride }
      return .int
    }
    if first.isFloat {
      while p < end { if !p.pointee.isFloat { return .any }; p += stride }
      return .float
    }
    if first.isExactly(.str) {
      while p < end { if !p.pointee.isExactly(.str) { return .any }; p += stride }
      return .str
    }
    return .any
  }

  static func run<E: SortElement>(_ thread: Thread, _ items: UnsafeMutablePointer<E>, _ n: Int, _ order: Order, _ reverse: Bool) throws(Raised) {
    // Stability in reverse: equal items keep their order, so the list is turned around before and after.
    if reverse { turn(items, n) }
    defer { if reverse { turn(items, n) } }
    switch order {
    case .int: try MergeSort.sort(thread, items, n, IntOrder())
    case .float: try MergeSort.sort(thread, items, n, FloatOrder())
    case .str: try MergeSort.sort(thread, items, n, StrOrder())
    case .any: try MergeSort.sort(thread, items, n, AnyOrder(thread: thread))
    }
  }
  static func turn<E: SortElement>(_ items: UnsafeMutablePointer<E>, _ n: Int) {
    var low = 0
    var high = n &- 1
    while low < high {
      let v = items[low]
      items[low] = items[high]
      items[high] = v
      low &+= 1
      high &-= 1
    }
  }
}

extension Thread {
  /// `reverse=` of sort: any int, as its truth.
  func sortFlag(_ v: Value) throws(Raised) -> Bool {
    if v.isBool { return v.isTrue }
    return try indexInt(v, overflow: .overflowError) != 0
  }
}
