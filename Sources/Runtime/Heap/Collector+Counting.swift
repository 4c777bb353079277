// What gc.collect() and the marker gc__done report: how many objects a collection has found that reference counts would not have
// freed at once. An object that has died without being part of a cycle is not counted: other Pythons free it when its last reference goes.

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
  static func heard(_ object: Raw) { listener?(object) }

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
    var references: [UInt: Int] = [:]
    var dead: [Raw] = []
    forEachObject { object in
      if isMarked(object) || object.shape == TypeID.storage.rawValue { return }
      dead.append(object)
      references[UInt(bitPattern: object)] = 0
    }
    func count(_ object: Raw, _ change: Int, _ zero: ((Raw) -> Void)?) {
      listen(object) { target in
        visitThroughStorage(target) { p in
          guard let n = references[UInt(bitPattern: p)] else { return }
          references[UInt(bitPattern: p)] = n + change
          if n + change == 0 { zero?(p) }
        }
      }
    }
    for object in dead { count(object, 1, nil) }
    var free = dead.filter { references[UInt(bitPattern: $0)] == 0 }
    while let object = free.popLast() {
      references[UInt(bitPattern: object)] = nil
      var fresh: [Raw] = []
      count(object, -1) { fresh.append($0) }
      free += fresh
    }
    return dead.reduce(0) { $0 + (references[UInt(bitPattern: $1)] != nil && GCModule.isTracked(Value($1)) ? 1 : 0) }
  }
  private static func visitThroughStorage(_ p: Raw, _ body: (Raw) -> Void) {
    if p.shape != TypeID.storage.rawValue { body(p) }
  }
}
