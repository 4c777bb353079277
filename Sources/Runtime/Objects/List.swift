// list: a count and a storage cell that grows by an eighth.

public struct ListFields: BitwiseCopyable {
  var header: Header
  public var count: Int
  public var capacity: Int
  /// Storage of `capacity` Values (see `Thread.allocateValues`); meaningless while capacity is 0.
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
    barrier()
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
  public static func make(_ thread: Thread, capacity: Int = 0) throws(Raised) -> List {
    let l = List(thread.allocate(32, .list, TypeID.list))
    l.fields.pointee.count = 0
    l.fields.pointee.capacity = 0
    l.fields.pointee.items = UnsafeMutablePointer(bitPattern: 16).unsafelyUnwrapped
    if capacity > 0 {
      l.fields.pointee.items = try thread.allocateValues(capacity)
      l.fields.pointee.capacity = capacity
    }
    return l
  }
  public static func make(_ thread: Thread, _ items: UnsafePointer<Value>, count: Int) throws(Raised) -> List {
    let l = try make(thread, capacity: count)
    if count > 0 { l.items.update(from: items, count: count) }
    l.fields.pointee.count = count
    return l
  }

  @inline(__always) public func append(_ thread: Thread, _ value: Value) throws(Raised) {
    let n = count
    if _slowPath(n == fields.pointee.capacity) { try grow(thread, n &+ 1) }
    barrier()
    fields.pointee.items[n] = value
    fields.pointee.count = n &+ 1
  }

  /// Makes room for at least `needed` items.
  @inline(never) public func grow(_ thread: Thread, _ needed: Int) throws(Raised) {
    let capacity = (needed &+ needed &>> 3 &+ 6) & ~3
    let fresh = try thread.allocateValues(capacity)
    let old = fields.pointee.items
    let had = fields.pointee.capacity > 0
    fresh.update(from: old, count: count)
    barrier()
    fields.pointee.items = fresh
    fields.pointee.capacity = capacity
    if had { thread.free(storage: Raw(old)) }
  }
}
