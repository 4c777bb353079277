// tuple: the items follow the count.

public struct TupleFields: BitwiseCopyable {
  var header: Header
  /// Items. 32 bits count 32 GiB of them.
  var length: UInt32
  /// `hash()` when it is known and cannot change; else 0.
  var knownHash: UInt32
}

public struct Tuple: Handle {
  public let fields: UnsafeMutablePointer<TupleFields>
  @inline(__always) public init(fields: UnsafeMutablePointer<TupleFields>) { self.fields = fields }
  @inline(__always) public var count: Int { Int(fields.pointee.length) }
  /// Of a new tuple, whose hash nobody has asked for.
  @inline(__always) func setCount(_ n: Int) {
    fields.pointee.length = UInt32(truncatingIfNeeded: n)
    fields.pointee.knownHash = 0
  }
  @inline(__always) public var items: UnsafeMutablePointer<Value> { raw.at(16) }
  /// Unchecked.
  @inline(__always) public subscript(_ i: Int) -> Value { items[i] }

  /// Header flag: a struct sequence, whose items beyond `count` are reached by name only.
  @inline(__always) public static var hiddenItemsFlag: UInt16 { 1 }

  /// Trace: the items, hidden ones and the dict word after the last one included: all words to the end of the cell.
  static var layout: Layout {
    Layout(values: 0, trace: { object, visitor in
      let tuple = Tuple(object)
      let words = (Heap.cellSize(of: object) &- 16) / 8
      Visitor(visitor).visit(tuple.items, count: words)
    })
  }

  /// A tuple of `count` items, all empty: to be filled before any program can see it.
  public static func make(_ thread: Thread, count: Int) throws(Raised) -> Tuple {
    if count == 0, machine.pointee.emptyTuple.isObject { return Tuple(machine.pointee.emptyTuple) }
    if count >> 32 != 0 { throw thread.raiseMemoryError() }
    let t = Tuple(try thread.allocate(checked: 16 &+ count &* 8, .tuple, TypeID.tuple.rawValue))
    t.setCount(count)
    t.items.initialize(repeating: .empty, count: count)
    return t
  }
  public static func make(_ thread: Thread, _ items: UnsafePointer<Value>, count: Int) throws(Raised) -> Tuple {
    // Small tuples cannot fail, and are written once.
    if _fastPath(count > 0 && count <= 16) {
      let t = Tuple(thread.allocate(16 &+ count &* 8, .tuple, TypeID.tuple))
      t.setCount(count)
      let to = t.items
      var i = 0
      repeat {
        to[i] = items[i]
        i &+= 1
      } while i < count
      return t
    }
    let t = try make(thread, count: count)
    if count > 0 { t.items.update(from: items, count: count) }
    return t
  }
  public static func make(_ thread: Thread, _ items: [Value]) throws(Raised) -> Tuple {
    // The array may be all that refers to the items.
    let t = try Heap.withoutCollection { () throws(Raised) in try make(thread, count: items.count) }
    for (i, v) in items.enumerated() { t.items[i] = v }
    return t
  }
  /// Whether the items are the very same objects, so that nothing has to be asked.
  @inline(__always) func hasItems(of other: Tuple) -> Bool {
    let n = count
    if n != other.count { return false }
    var i = 0
    while i < n {
      if self[i] != other[i] { return false }
      i &+= 1
    }
    return true
  }
  /// Small tuples cannot fail.
  @inline(__always) public static func pair(_ thread: Thread, _ a: Value, _ b: Value) -> Value {
    let t = Tuple(thread.allocate(32, .tuple, TypeID.tuple))
    t.setCount(2)
    t.items[0] = a
    t.items[1] = b
    return t.value
  }
}
