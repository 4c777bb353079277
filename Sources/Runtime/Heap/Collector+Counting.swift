// What gc.collect() and the marker gc__done report: how many objects a collection has found that reference counts would not have
// freed at once. An object that has died without being part of a cycle is not counted: other Pythons free it when its last reference goes.

import Glibc

extension Heap {
  /// While set, `mark` reports to it what it is shown and marks nothing.
  nonisolated(unsafe) private static var listener: ((Raw) -> Void)? = nil

  /// Calls `body` with each object that `object` directly refers to.
  static func listen(_ object: Raw, _ body: @escaping (Raw) -> Void) {
    listener = body
    isListening = true
    trace(object)
    isListening = false
    listener = nil
  }
  static func heard(_ object: Raw) {
    if references.base != nil { references.hear(object) } else { listener?(object) }
  }

  /// A collection on demand, and the number of cyclic dead objects.
  static func collectCounting(_ thread: Thread, generation: Int) -> Int {
    cyclicGarbage = 0
    countsCycles = true
    collect(thread, major: generation == 2, generation: generation)
    countsCycles = false
    finishSweep()
    return cyclicGarbage
  }

  /// Among the unmarked objects: takes away, again and again, those that no other unmarked one refers to; what remains is cyclic garbage.
  static func countCycles() -> Int {
    var dead = RawStack(base: nil, count: 0, capacity: 0)
    defer { Glibc.free(dead.base) }
    forEachObject { object in
      if !isMarked(object), object.shape != TypeID.storage.rawValue { dead.push(object) }
    }
    guard dead.count > 0, references.begin(dead) else { return 0 }
    isListening = true
    var i = 0
    while i < dead.count {
      trace(dead.base.unsafelyUnwrapped[i])
      i &+= 1
    }
    references.collectUnreferred(dead)
    references.change = -1
    while let object = references.unreferred.pop() { trace(object) }
    isListening = false
    var cyclic = 0
    i = 0
    while i < dead.count {
      let object = dead.base.unsafelyUnwrapped[i]
      if references.row(of: object).pointee.count > 0, GCModule.isTracked(Value(object)) { cyclic &+= 1 }
      i &+= 1
    }
    references.end()
    return cyclic
  }
  nonisolated(unsafe) private static var references = ReferenceCounts()
}

/// How many of some objects refer to each of them: a hash table by address, which lives while `Heap.countCycles` runs.
private struct ReferenceCounts {
  struct Row {
    var object: Raw?
    var count: Int
  }
  var base: UnsafeMutablePointer<Row>? = nil
  var mask = 0
  /// What each reference that is heard of adds.
  var change = 1
  /// Objects whose count has come down to 0.
  var unreferred = RawStack(base: nil, count: 0, capacity: 0)

  /// A row for each object; false when there is no memory.
  mutating func begin(_ objects: RawStack) -> Bool {
    var rows = 64
    while rows < objects.count &* 2 { rows &*= 2 }
    guard let memory = calloc(rows, MemoryLayout<Row>.stride) else { return false }
    base = memory.bindMemory(to: Row.self, capacity: rows)
    mask = rows &- 1
    change = 1
    var i = 0
    while i < objects.count {
      let object = objects.base.unsafelyUnwrapped[i]
      row(of: object).pointee.object = object
      i &+= 1
    }
    return true
  }
  mutating func end() {
    Glibc.free(base)
    base = nil
    Glibc.free(unreferred.base)
    unreferred = RawStack(base: nil, count: 0, capacity: 0)
  }
  /// The object's row, or an unused one.
  @inline(__always) func row(of object: Raw) -> UnsafeMutablePointer<Row> {
    let rows = base.unsafelyUnwrapped
    var i = Int(truncatingIfNeeded: (UInt(bitPattern: object) &>> 4) &* 0x9E37_79B9_7F4A_7C15 &>> 20) & mask
    while let other = rows[i].object, other != object { i = (i &+ 1) & mask }
    return rows + i
  }
  @inline(__always) mutating func hear(_ object: Raw) {
    if object.shape == TypeID.storage.rawValue { return }
    let row = row(of: object)
    if row.pointee.object == nil { return }
    row.pointee.count &+= change
    if row.pointee.count == 0 { unreferred.push(object) }
  }
  mutating func collectUnreferred(_ objects: RawStack) {
    var i = 0
    while i < objects.count {
      let object = objects.base.unsafelyUnwrapped[i]
      if row(of: object).pointee.count == 0 { unreferred.push(object) }
      i &+= 1
    }
  }
}
