// What a pickler has written before: object -> number, by identity.
//
// Open addressing over pairs (object, number) in one storage cell, which the collector traces: an object that is memoized
// stays alive, so that no other can get its address.

struct PickleMemo: BitwiseCopyable {
  /// `mask + 1` pairs; see `Thread.allocateValues`.
  var rows: UnsafeMutablePointer<Value>
  var mask: Int
  var count: Int

  init(_ thread: Thread, rows n: Int = 32) throws(Raised) {
    rows = try thread.allocateValues(n &* 2)
    mask = n &- 1
    count = 0
  }
  @inline(__always) private func home(_ v: Value) -> Int {
    Int(truncatingIfNeeded: (v.bits &* 0x9E37_79B9_7F4A_7C15) &>> 32) & mask
  }
  /// The number of `v`, or -1.
  @inline(__always) func find(_ v: Value) -> Int {
    var i = home(v)
    while true {
      let key = rows[i &* 2]
      if key == v { return rows[i &* 2 &+ 1].asInt }
      if key.isEmpty { return -1 }
      i = (i &+ 1) & mask
    }
  }
  /// Notes `v` under this number; an old number is replaced.
  @inline(__always) mutating func set(_ thread: Thread, _ v: Value, _ number: Int) throws(Raised) {
    if _slowPath(count &* 3 > mask &* 2) { try grow(thread) }
    store(v, number)
  }
  @inline(__always) private mutating func store(_ v: Value, _ number: Int) {
    var i = home(v)
    while !rows[i &* 2].isEmpty, rows[i &* 2] != v { i = (i &+ 1) & mask }
    if rows[i &* 2].isEmpty { count &+= 1 }
    Heap.barrier(Raw(rows) - 8)
    rows[i &* 2] = v
    rows[i &* 2 &+ 1] = .int(number)
  }
  @inline(never) private mutating func grow(_ thread: Thread) throws(Raised) {
    var larger = try PickleMemo(thread, rows: (mask &+ 1) &* (mask < 1 << 15 ? 4 : 2))
    for i in 0...mask where !rows[i &* 2].isEmpty { larger.store(rows[i &* 2], rows[i &* 2 &+ 1].asInt) }
    self = larger
  }
}
