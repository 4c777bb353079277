// collections.deque: a ring of Values.

struct DequeFields: BitwiseCopyable {
  var header: Header
  /// The ring: a cell of Values, a power of two of them; unused ones are empty. empty: there is none yet.
  var ring: Value
  /// The fields below are small ints.
  var capacity: Value
  /// Index of the first item.
  var head: Value
  var count: Value
  /// Changes with every change of the items' places: iterators compare it.
  var version: Value
  /// None: unbounded.
  var maxlen: Value
}

struct Deque: Handle {
  let fields: UnsafeMutablePointer<DequeFields>
  @inline(__always) init(fields: UnsafeMutablePointer<DequeFields>) { self.fields = fields }
  @inline(__always) var count: Int { fields.pointee.count.asInt }
  @inline(__always) private var capacity: Int { fields.pointee.capacity.asInt }
  @inline(__always) private var head: Int { fields.pointee.head.asInt }
  @inline(__always) private var ring: UnsafeMutablePointer<Value> { fields.pointee.ring.object.at(8) }
  @inline(__always) var maxlen: Int { fields.pointee.maxlen.isInt ? fields.pointee.maxlen.asInt : Int.max }
  @inline(__always) private func place(_ i: Int) -> Int { (head &+ i) & (capacity &- 1) }
  /// Item i, unchecked.
  @inline(__always) subscript(_ i: Int) -> Value { ring[place(i)] }
  @inline(__always) func set(_ i: Int, _ value: Value) {
    Heap.barrier(fields.pointee.ring.object)
    ring[place(i)] = value
  }
  @inline(__always) private func changed() { fields.pointee.version.bits &+= Value.int(1).bits }

  static func make(_ thread: Thread, maxlen: Value) -> Deque {
    let d = Deque(thread.allocate(MemoryLayout<DequeFields>.size, .record, TypeID.deque))
    d.initialize(maxlen)
    return d
  }
  func initialize(_ maxlen: Value) {
    fields.pointee.ring = .empty
    fields.pointee.capacity = .int(0)
    fields.pointee.head = .int(0)
    fields.pointee.count = .int(0)
    fields.pointee.version = .int(0)
    fields.pointee.maxlen = maxlen
  }

  private func grow(_ thread: Thread) throws(Raised) {
    let n = count
    let larger = max(8, capacity &* 2)
    let fresh = try thread.allocateValues(larger)
    var i = 0
    while i < n {
      fresh[i] = self[i]
      i &+= 1
    }
    let old: Raw? = fields.pointee.ring.isObject ? Raw(ring) : nil
    barrier()
    fields.pointee.ring = Value(Raw(fresh) - 8)
    fields.pointee.capacity = .int(larger)
    fields.pointee.head = .int(0)
    thread.free(storage: old)
  }
  func append(_ thread: Thread, _ value: Value) throws(Raised) {
    if count >= maxlen {
      if maxlen == 0 { return }
      _ = popFirst()
    }
    if count == capacity { try grow(thread) }
    Heap.barrier(fields.pointee.ring.object)
    ring[place(count)] = value
    fields.pointee.count = .int(count &+ 1)
    changed()
  }
  func prepend(_ thread: Thread, _ value: Value) throws(Raised) {
    if count >= maxlen {
      if maxlen == 0 { return }
      _ = popLast()
    }
    if count == capacity { try grow(thread) }
    let at = (head &- 1) & (capacity &- 1)
    Heap.barrier(fields.pointee.ring.object)
    ring[at] = value
    fields.pointee.head = .int(at)
    fields.pointee.count = .int(count &+ 1)
    changed()
  }
  /// The first item, removed; there is one.
  func popFirst() -> Value {
    let at = head
    let v = ring[at]
    ring[at] = .empty
    fields.pointee.head = .int((at &+ 1) & (capacity &- 1))
    fields.pointee.count = .int(count &- 1)
    changed()
    return v
  }
  func popLast() -> Value {
    let at = place(count &- 1)
    let v = ring[at]
    ring[at] = .empty
    fields.pointee.count = .int(count &- 1)
    changed()
    return v
  }
  func clear(_ thread: Thread) {
    let old: Raw? = fields.pointee.ring.isObject ? Raw(ring) : nil
    fields.pointee.ring = .empty
    fields.pointee.capacity = .int(0)
    fields.pointee.head = .int(0)
    fields.pointee.count = .int(0)
    changed()
    thread.free(storage: old)
  }
  /// Turns n places to the right, 0 <= n < count.
  func rotate(_ n: Int) {
    let total = count
    if n == 0 || total < 2 { return }
    Heap.barrier(fields.pointee.ring.object)
    let mask = capacity &- 1
    var i = 0
    if n <= total / 2 {
      while i < n {
        let last = (head &+ total &- 1) & mask
        let v = ring[last]
        ring[last] = .empty
        let first = (head &- 1) & mask
        ring[first] = v
        fields.pointee.head = .int(first)
        i &+= 1
      }
    } else {
      while i < total &- n {
        let first = head
        let v = ring[first]
        ring[first] = .empty
        fields.pointee.head = .int((first &+ 1) & mask)
        ring[(first &+ total) & mask] = v
        i &+= 1
      }
    }
    changed()
  }
  /// Removes item i, unchecked.
  func remove(at i: Int) {
    let n = count
    Heap.barrier(fields.pointee.ring.object)
    if i < n / 2 {
      var k = i
      while k > 0 {
        ring[place(k)] = ring[place(k &- 1)]
        k &-= 1
      }
      _ = popFirst()
    } else {
      var k = i
      while k &+ 1 < n {
        ring[place(k)] = ring[place(k &+ 1)]
        k &+= 1
      }
      _ = popLast()
    }
  }
  func extend(_ thread: Thread, _ iterable: Value, front: Bool = false) throws(Raised) {
    // A deque that is extended by itself gets a copy of its items.
    let source = iterable == value ? try List.make(thread, of: iterable).value : iterable
    let it = try thread.iterator(source)
    while true {
      let v = try thread.next(it)
      if v.isEmpty { return }
      if front { try prepend(thread, v) } else { try append(thread, v) }
    }
  }
  func copy(_ thread: Thread) throws(Raised) -> Deque {
    let d = Deque.make(thread, maxlen: fields.pointee.maxlen)
    var i = 0
    while i < count {
      try d.append(thread, self[i])
      i &+= 1
    }
    return d
  }
}
