// Checks every edge of the heap (MINIPY_DEBUG=verify): what an object refers to is an object, its header makes sense, and an
// old object that refers to a young one is remembered. A violation ends the process with a message: the heap cannot be trusted any more.

import Glibc

enum HeapVerifier {
  nonisolated(unsafe) private static var holder: Raw? = nil
  nonisolated(unsafe) private static var phase = ""

  /// Storages of old instances that are remembered: what was stored in them went with the instance's barrier (Collector.traceRemembered).
  nonisolated(unsafe) private static var coveredStorages: Set<UInt> = []

  static func check(_ name: String) {
    phase = name
    coveredStorages = []
    Heap.forEachObject { object in
      guard object.kind == .instance, object.header.pointee.gc & GCBits.barrier == 0 else { return }
      let word = Instance(object).fields.pointee.dictWord
      if word.isObject, word.object.kind == .values { coveredStorages.insert(UInt(bitPattern: word.object)) }
    }
    Heap.forEachObject { object in
      holder = object
      if object.shape >= machine.pointee.shapeCount { fail("has no shape") }
      let layout = Heap.layouts[Int(object.kind.rawValue)]
      var count = layout.valueCount
      if count < 0 { count = (Heap.cellSize(of: object) &- 8) / 8 }
      let values: UnsafeMutablePointer<Value> = object.at(8)
      for i in 0..<count { check(values[i]) }
    }
  }

  private static func check(_ v: Value) {
    guard v.isObject else { return }
    guard let target = Heap.resolve(UInt(v.bits &- 1)), Value(target) == v else { return fail("refers to no object: \(v.bits)") }
    guard let holder else { return }
    let isOld = Heap.isMarked(holder)
    let isRemembered = holder.header.pointee.gc & GCBits.barrier == 0 || coveredStorages.contains(UInt(bitPattern: holder))
    if phase == "before", isOld, !isRemembered, !Heap.isMarked(target) {
      fail("is old, refers to a young object of kind \(target.kind), and is not remembered: a write without barrier")
    }
  }

  /// The frame that the thread was left in is neither on the VM stack nor a living generator's.
  static func failStale(_ fp: Raw) {
    var text = "heap verifier: the thread's frame \(fp) is no frame any more: a handler allocates without having set it\n"
    text.withUTF8 { (b: UnsafeBufferPointer<UInt8>) in _ = write(2, b.baseAddress, b.count) }
    abort()
  }

  private static func fail(_ what: String) {
    guard let holder else { return }
    // A storage has no class.
    let hasType = holder.shape != TypeID.storage.rawValue && holder.shape < machine.pointee.shapeCount
    let type = hasType ? Shape.table[Int(holder.shape)].type.displayName : "storage"
    var text = "heap verifier, \(phase) a collection: object \(holder) of kind \(holder.kind) (\(type)) \(what)\n"
    text.withUTF8 { (b: UnsafeBufferPointer<UInt8>) in _ = write(2, b.baseAddress, b.count) }
    abort()
  }
}

/// What `MINIPY_DEBUG=gcstress` needs: when the next collection is due, and the free lists, which lie here so that every allocation comes
/// to `Heap.refill`.
enum Stress {
  nonisolated(unsafe) private static var allocations = 0
  nonisolated(unsafe) private static var collections = 0
  nonisolated(unsafe) static let lists: UnsafeMutablePointer<Raw?> = {
    let lists = UnsafeMutablePointer<Raw?>.allocate(capacity: SizeClass.count)
    lists.initialize(repeating: nil, count: SizeClass.count)
    return lists
  }()

  static var isDue: Bool {
    allocations &+= 1
    return allocations % Options.gcStress == 0
  }
  /// Minor collections find what is not reachable; now and then a major one finds what only a mark has kept.
  static var isMajorDue: Bool {
    collections &+= 1
    return collections & 15 == 0
  }
  static func dropLists() { for row in 0..<SizeClass.count { lists[row] = nil } }
}
