// A collection: finish the old sweep, mark, weak references, finalizers, begin the new sweep.

import CProbes
import CRuntime
import Glibc

/// Bits of the event flag (see CProbes.h), which share the guard of the markers.
public enum Events {
  /// A signal has arrived.
  public static let signal: UInt16 = 1
  /// Another thread wants the interpreter lock.
  public static let lockRequest: UInt16 = 2
  /// Functions wait to be called by the main thread.
  public static let pendingCalls: UInt16 = 4
  /// Finalizers and callbacks of weak references wait.
  public static let finalizers: UInt16 = 8
  /// An allocation was served from the reserve: MemoryError.
  public static let memoryError: UInt16 = 16
  /// An exception was set for a thread from outside.
  public static let asyncException: UInt16 = 32
  /// sys.settrace, sys.setprofile.
  public static let tracing: UInt16 = 64
  /// Something inside the process listens to a marker of the guard word; kept by CProbes (MINIPY_EVENT_LISTENER).
  public static let listener: UInt16 = 128
  /// Calls are traced from inside; stands as long as that is so.
  public static let trace: UInt16 = 256
  /// A sample is due.
  public static let sample: UInt16 = 512
  /// Somebody wants to attach, or has a trace to begin.
  public static let control: UInt16 = 1024
  /// Lines are traced from inside; stands.
  public static let traceLines: UInt16 = 2048
}

extension Heap {
  /// Layouts by kind.
  @inline(__always) static var layouts: UnsafeMutablePointer<Layout> {
    (minipy_machine().unsafelyUnwrapped + 112 * 1024).assumingMemoryBound(to: Layout.self)
  }

  static var shouldBeMajor: Bool {
    let s = state
    return s.pointee.live > s.pointee.liveAfterMajor &+ max(2 << 20, s.pointee.liveAfterMajor / 2)
  }

  /// Collects while views of a buffer are open, since those that nothing refers to are in nobody's way: most are young.
  static func endViews(_ thread: Thread, _ areOpen: () -> Bool) {
    for major in [false, true] where areOpen() { collect(thread, major: major) }
  }

  /// Runs a collection from an allocation or on demand. Does not run Python code: finalizers and callbacks are queued, and run at the next
  /// guard (`Finalizers.run`). Marker gc__start names the generation: what `gc.collect` was asked for, else 0 for a minor collection, 2 for a major one.
  @inline(never) static func collect(_ thread: Thread, major: Bool, generation: Int? = nil) {
    let s = state
    if s.pointee.isCollecting { return }
    s.pointee.isCollecting = true
    if _slowPath(minipy_probe_gc_start_enabled()) { minipy_probe_gc_start(Int32(truncatingIfNeeded: generation ?? (major ? 2 : 0))) }
    let counts = countsCycles || minipy_probe_gc_done_enabled()
    if major || counts || Options.gcVerify { finishSweep() }
    if Options.gcVerify { HeapVerifier.check("before") }

    let number = generation ?? (major ? 2 : 0)
    s.pointee.isMajor = major
    if major { clearMarks() }
    s.pointee.marked = 0
    if _slowPath(minipy_probe_gc_phase_begin_enabled()) { firePhase(true, "mark", number) }
    Roots.visit(thread, major: major)
    if !major { traceRemembered() } else { s.pointee.remembered.count = 0 }
    drain()
    if counts { cyclicGarbage = countCycles() }
    if _slowPath(minipy_probe_gc_phase_end_enabled()) { firePhase(false, "mark", number) }
    if _slowPath(minipy_probe_gc_phase_begin_enabled()) { firePhase(true, "clear", number) }
    Finalizers.keepUnreachable()
    drain()
    WeakReferences.clearDead()
    MemoryView.closeDead()
    let dead = major ? machine.pointee.interned.removeDead() : machine.pointee.interned.removeYoungDead(s.pointee.youngInterned)
    s.pointee.youngInterned.count = 0
    if major || s.pointee.youngTypes > 0 { SubclassTable.prune { isMarked($0) } }
    // A row of the cache is known by the addresses of a name and by a class's version.
    if major || dead > 0 || s.pointee.youngTypes > 0 { AttributeCache.clear() }
    s.pointee.youngTypes = 0
    s.pointee.youngDefinitions = 0

    if _slowPath(minipy_probe_gc_phase_end_enabled()) { firePhase(false, "clear", number) }
    if _slowPath(minipy_probe_gc_phase_begin_enabled()) { firePhase(true, "sweep", number) }
    s.pointee.live = major ? s.pointee.marked : s.pointee.live &+ s.pointee.marked
    if major { s.pointee.liveAfterMajor = s.pointee.live }
    beginSweep()
    sweepLarge()
    // The live bytes hold what was marked by now.
    s.pointee.marked = major ? s.pointee.marked : 0
    if _slowPath(minipy_probe_gc_phase_end_enabled()) { firePhase(false, "sweep", number) }
    s.pointee.budget = max(1 << 20, min(s.pointee.live / 4, 64 << 20))
    if Options.gcVerify {
      finishSweep()
      HeapVerifier.check("after")
    }
    if _slowPath(minipy_probe_gc_done_enabled()) { minipy_probe_gc_done(cyclicGarbage) }
    if major { s.pointee.statistics.2.collections &+= 1 } else { s.pointee.statistics.0.collections &+= 1 }
    if counts, major { s.pointee.statistics.2.collected &+= cyclicGarbage }
    if counts, !major { s.pointee.statistics.0.collected &+= cyclicGarbage }
    s.pointee.isCollecting = false
  }

  // MARK: Marking

  /// Marks a live object, and remembers to trace it. `context` is unused: the state has a constant address.
  @inline(__always) static func mark(_ object: Raw, _ context: Raw) { mark(object) }

  /// `gc.get_referents` and the count of cycles listen to a trace instead of marking.
  nonisolated(unsafe) static var isListening = false
  nonisolated(unsafe) static var countsCycles = false
  nonisolated(unsafe) static var cyclicGarbage = 0

  @inline(__always) static func mark(_ object: Raw) {
    let s = state
    if _slowPath(isListening) { return heard(object) }
    if _fastPath(isSmall(object)) {
      let block = block(of: object)
      let bit = UInt(bitPattern: object) &>> 4 & 4095
      let word = block.marks + Int(bit &>> 6)
      let mask: UInt64 = 1 &<< UInt64(bit & 63)
      if word.pointee & mask != 0 { return }
      word.pointee |= mask
      s.pointee.marked &+= Int(block.pointee.cellSize)
    } else {
      guard let row = largeRow(UInt(bitPattern: object)) else { return }
      let record = s.pointee.large.objects.unsafelyUnwrapped + row
      if record.pointee.isMarked { return }
      record.pointee.isMarked = true
      s.pointee.marked &+= record.pointee.size
    }
    object.header.pointee.gc |= GCBits.barrier
    s.pointee.markStack.push(object)
  }

  @inline(__always) static func isMarked(_ object: Raw) -> Bool {
    if isSmall(object) { return block(of: object).isMarked(object) }
    guard let row = largeRow(UInt(bitPattern: object)) else { return true }
    return state.pointee.large.objects.unsafelyUnwrapped[row].isMarked
  }

  /// Traces until nothing is left to trace.
  static func drain() {
    let s = state
    while let object = s.pointee.markStack.pop() { trace(object) }
  }

  @inline(__always) static func trace(_ object: Raw) {
    let shape = object.shape
    if shape >= machine.pointee.numberedShapes {
      let type = Shape.table[Int(shape)].type
      mark(type.raw)
      if object.kind != .instance, object.kind != .record { type.traceAdded(object) }
    }
    let layout = layouts + Int(object.kind.rawValue)
    var count = layout.pointee.valueCount
    if count != 0 {
      if count < 0 { count = (cellSize(of: object) &- 8) / 8 }
      let values: UnsafeMutablePointer<Value> = object.at(8)
      var i = 0
      while i < count {
        let v = values[i]
        if v.isObject { mark(v.object) }
        i &+= 1
      }
    }
    if let trace = layout.pointee.trace { trace(object, object) }
  }

  /// Old objects that were written to since the last collection.
  private static func traceRemembered() {
    let s = state
    while let object = s.pointee.remembered.pop() {
      object.header.pointee.gc |= GCBits.barrier
      trace(object)
      // Slots beyond the inline ones lie in a storage that is old itself; the barrier was the instance's.
      if object.kind == .instance {
        let word = Instance(object).fields.pointee.dictWord
        if word.isObject, word.object.kind == .values { trace(word.object) }
      }
    }
  }

  private static func clearMarks() {
    let s = state
    forEachBlock { block in
      var i = 0
      while i < 64 {
        block.marks[i] = 0
        i &+= 1
      }
    }
    var row = 0
    while row < s.pointee.large.count {
      s.pointee.large.objects.unsafelyUnwrapped[row].isMarked = false
      row &+= 1
    }
  }

  private static func beginSweep() {
    let s = state
    let isMajor = s.pointee.isMajor
    var row = 1
    while row < SizeClass.count {
      freeLists[row] = nil
      s.pointee.classes[row].unswept = s.pointee.classes[row].blocks
      var at = s.pointee.classes[row].blocks
      while let block = at {
        if isMajor || block.pointee.hasYoung { block.pointee.needsSweep = true }
        block.pointee.hasYoung = false
        at = block.pointee.next
      }
      row &+= 1
    }
    if seesAllocations { Stress.dropLists() }
    s.pointee.isSweeping = true
    s.pointee.hasTakenEmpty = false
  }

  static func forEachBlock(_ body: (UnsafeMutablePointer<Block>) -> Void) {
    var row = 1
    while row < SizeClass.count {
      var at = state.pointee.classes[row].blocks
      while let block = at {
        at = block.pointee.next
        body(block)
      }
      row &+= 1
    }
  }

  /// Every live object (after a finished sweep: every cell that is not free), storage cells included.
  static func forEachObject(_ body: (Raw) -> Void) {
    forEachBlock { block in
      var i = 0
      while i < Int(block.pointee.cellCount) {
        let cell = block.cell(i)
        if cell.kind != .free { body(cell) }
        i &+= 1
      }
    }
    var row = 0
    while row < state.pointee.large.count {
      let object = state.pointee.large.objects.unsafelyUnwrapped[row]
      if !object.isFree, let p = Raw(bitPattern: object.address) { body(p) }
      row &+= 1
    }
  }

  /// Objects that a program can see; the sweep has to be finished.
  private static func countObjects() -> Int {
    var n = 0
    forEachObject { if $0.shape != TypeID.storage.rawValue { n &+= 1 } }
    return n
  }
  static var objectCount: Int {
    finishSweep()
    return countObjects()
  }
}

extension InternTable {
  /// Takes out strs that the marking has not reached.
  mutating func removeDead() -> Int {
    var dead = 0
    var i = 0
    while i <= mask {
      if rows[i].isObject, !Heap.isMarked(rows[i].object) {
        rows[i] = .empty
        dead &+= 1
      }
      i &+= 1
    }
    if dead == 0 { return 0 }
    // Open addressing: what stood behind a removed row has to move up.
    var kept = InternTable.make(capacity: mask &+ 1)
    i = 0
    while i <= mask {
      if rows[i].isObject { kept.insertKnown(Str(rows[i])) }
      i &+= 1
    }
    rows.deallocate()
    self = kept
    return dead
  }
  /// The same after a minor collection: only the youngest can be dead.
  mutating func removeYoungDead(_ young: RawStack) -> Int {
    var dead = 0
    for i in 0..<young.count {
      let s = young.base.unsafelyUnwrapped[i]
      if Heap.isMarked(s) { continue }
      remove(Str(s))
      dead &+= 1
    }
    return dead
  }
  private mutating func remove(_ s: Str) {
    var hole = s.fields.pointee.hash & mask
    while rows[hole] != s.value {
      if !rows[hole].isObject { return }
      hole = (hole &+ 1) & mask
    }
    count &-= 1
    // What stands behind moves up, unless its own place lies behind the hole.
    var i = (hole &+ 1) & mask
    while rows[i].isObject {
      let home = Str(rows[i]).fields.pointee.hash & mask
      if (i &- home) & mask >= (i &- hole) & mask {
        rows[hole] = rows[i]
        hole = i
      }
      i = (i &+ 1) & mask
    }
    rows[hole] = .empty
  }
  private mutating func insertKnown(_ s: Str) {
    var i = s.fields.pointee.hash & mask
    while rows[i].isObject { i = (i &+ 1) & mask }
    rows[i] = s.value
    count &+= 1
  }
}
