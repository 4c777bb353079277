// Memory for objects: a non-moving, generational, mark-and-sweep heap.
//
// The shape is that of JavaScriptCore's Riptide and of Sticky Immix: objects never move, so native code may hold their addresses in
// plain locals; mark bits stay set between minor collections, so "marked" means "old".
//
//   1. Small objects (up to 8 KiB) lie in cells of blocks of 64 KiB, one size class a block, on a free list a class. Larger ones take
//      whole pages (Heap+Large.swift). Both come from one range of addresses that is reserved once: "is this word one of ours?" is one
//      subtraction and one comparison.
//   2. A collection starts when the bytes handed out since the last one exceed a budget that follows the live size: it begins small, so
//      that a small program stays small and its young objects stay in the cache. It marks from the roots, looks after weak references
//      and finalizers, and leaves the sweep to the allocator, which takes block after block as its free lists run dry.
//   3. A minor collection keeps the mark bits: only objects that were made since the last one can die. What an old object was
//      made to refer to meanwhile is found through the remembered set, which the write barrier fills: a setter tests one bit of the
//      header, which is set exactly while the object is old and not yet remembered. Only blocks that handed out cells are swept
//      again, and a block that the allocator has not come to stays unswept: in it, unmarked means dead.
//   4. A major collection finishes the sweep and clears all mark bits first.
//   5. Roots: the machine's fields and root table, each thread's fields and VM stack, and each thread's native stack with the registers,
//      read conservatively: every word that could be a Value or an address inside of an object keeps that object.
//
// Measured for objects of 32 to 64 bytes: a free list 1.0 to 1.8 ns, malloc and free 5 to 7, fresh memory 12 and more; so memory is used
// again early and given back late.
//
// Laws for native code:
//  - a new object's fields are all written before anything else is allocated;
//  - a Value stored in an object goes with `barrier()` on that object;
//  - storage may be freed explicitly only by its single owner.

import CProbes
import CRuntime
import Glibc

/// Bits of `Header.gc`.
enum GCBits {
  /// Old, and not in the remembered set: the write barrier has to see stores.
  static let barrier: UInt8 = 1
  /// Its finalizer has run (PEP 442: once).
  static let finalized: UInt8 = 2
  /// Something weakly refers to it: it is in the table of weak references.
  static let weaklyReferenced: UInt8 = 4
  /// It is in the list of finalizable objects.
  static let finalizable: UInt8 = 8
}

struct HeapState: BitwiseCopyable {
  // Addresses
  var smallBase: UInt
  /// First small address not handed out as a block yet.
  var smallNext: UInt
  /// End of the part that can be read and written.
  var smallCommitted: UInt
  /// Large objects lie below, and grow towards the small ones.
  var largeEnd: UInt

  // Small objects: a row a size class
  var classes: UnsafeMutablePointer<SizeClass>
  /// Blocks without a live object, linked by `Block.next`.
  var freeBlocks: UnsafeMutablePointer<Block>?
  var freeBlockCount: Int
  /// Bytes of addresses that are kept for the moment when memory runs out, and blocks of it that are in use: as many free
  /// blocks are left alone later.
  var reserveSize: UInt
  var reserveUsed: Int
  /// Blocks that the last marking found empty have been given to `freeBlocks`.
  var hasTakenEmpty: Bool

  var large: LargeSpace

  // When to collect
  /// Bytes that may still be handed out before the next collection.
  var budget: Int
  /// Bytes of marked objects after the last collection.
  var live: Int
  /// The same after the last major one.
  var liveAfterMajor: Int
  var isCollecting: Bool
  var isMajor: Bool
  /// Between marking and the end of the lazy sweep.
  var isSweeping: Bool

  // Marking
  var markStack: RawStack
  var remembered: RawStack
  /// Objects that live as long as the machine: built-in types.
  var permanent: RawStack
  /// Live bytes found by the marking that is under way.
  var marked: Int
  /// strs that were interned since the last collection.
  var youngInterned: RawStack
  /// Classes that were made, and definitions of native functions that got new names, since then: a minor collection passes over their
  /// tables when there are none.
  var youngTypes: Int
  var youngDefinitions: Int

  var statistics: (GenerationStatistics, GenerationStatistics, GenerationStatistics)
}

struct GenerationStatistics: BitwiseCopyable {
  var collections: Int
  var collected: Int
  var uncollectable: Int
}

/// A growable stack of addresses outside of the heap.
struct RawStack: BitwiseCopyable {
  var base: UnsafeMutablePointer<Raw>?
  var count: Int
  var capacity: Int

  @inline(__always) mutating func push(_ p: Raw) {
    if _slowPath(count == capacity) { grow() }
    base.unsafelyUnwrapped[count] = p
    count &+= 1
  }
  @inline(__always) mutating func pop() -> Raw? {
    if count == 0 { return nil }
    count &-= 1
    return base.unsafelyUnwrapped[count]
  }
  @inline(never) private mutating func grow() {
    let larger = max(1024, capacity &* 2)
    guard let p = realloc(base, larger &* 8) else { Heap.fatalOutOfMemory() }
    base = p.assumingMemoryBound(to: Raw.self)
    capacity = larger
  }
}

public enum Heap {
  /// Objects up to this size come from blocks of their size class, and allocating one cannot fail visibly: when memory runs
  /// out, a reserve serves it and MemoryError is raised at the next guard. Larger ones raise at once.
  @inline(__always) public static var smallLimit: Int { 8192 }
  /// Sizes up to this have a class for each multiple of 16.
  @inline(__always) static var fineLimit: Int { 512 }

  @inline(__always) static var state: UnsafeMutablePointer<HeapState> {
    (minipy_machine().unsafelyUnwrapped + 64 * 1024).assumingMemoryBound(to: HeapState.self)
  }
  /// Heads of the free lists, a row a class, at a constant address: allocation reads and writes one word of it.
  @inline(__always) static var freeLists: UnsafeMutablePointer<Raw?> {
    (minipy_machine().unsafelyUnwrapped + 96 * 1024).assumingMemoryBound(to: Raw?.self)
  }

  /// The write barrier: a Value is stored in `object`.
  @inline(__always) public static func barrier(_ object: Raw) {
    if _slowPath(object.load(fromByteOffset: 5, as: UInt8.self) & GCBits.barrier != 0) { remember(object) }
  }
  @inline(never) static func remember(_ object: Raw) {
    object.header.pointee.gc &= ~GCBits.barrier
    state.pointee.remembered.push(object)
  }

  /// Runs `body`, in which no allocation collects: for a few objects that native code keeps where the collector does not look.
  @inline(__always) static func withoutCollection<T, E: Error>(_ body: () throws(E) -> T) throws(E) -> T {
    let s = state
    let was = s.pointee.isCollecting
    s.pointee.isCollecting = true
    defer { s.pointee.isCollecting = was }
    return try body()
  }

  /// An object that is never collected.
  static func makePermanent(_ v: Value) { if v.isObject { state.pointee.permanent.push(v.object) } }

  static func fatalOutOfMemory() -> Never {
    let text: StaticString = "Fatal Python error: out of memory\n"
    _ = write(2, text.utf8Start, text.utf8CodeUnitCount)
    _exit(1)
  }
}

extension Thread {
  /// A new object of `size` bytes (at most `Heap.smallLimit`), its header written. The other bytes are undefined: store every field
  /// before anything else is allocated.
  @inline(__always) public func allocate(_ size: Int, _ kind: Kind, _ shape: UInt32) -> Raw {
    if size > Heap.fineLimit { return allocateCoarse(size, kind, shape) }
    let row = (size &+ 15) &>> 4
    guard let p = Heap.freeLists[row] else { return allocateSlow(size, row, kind, shape) }
    Heap.freeLists[row] = p.load(fromByteOffset: 8, as: Raw?.self)
    // Layouts that are traced to the end of the cell must find no old word there.
    if size & 15 != 0 { p.storeBytes(of: 0, toByteOffset: row &* 16 &- 8, as: UInt64.self) }
    p.storeBytes(of: Header(shape: shape, kind: kind, gc: 0, flags: 0), as: Header.self)
    return p
  }
  @inline(__always) public func allocate(_ size: Int, _ kind: Kind, _ id: TypeID) -> Raw { allocate(size, kind, id.rawValue) }

  /// The same for any size; MemoryError when there is none.
  public func allocate(checked size: Int, _ kind: Kind, _ shape: UInt32) throws(Raised) -> Raw {
    if size <= Heap.smallLimit { return allocate(size, kind, shape) }
    if _slowPath(Heap.seesAllocations) { allocating(size, shape) }
    guard let p = Heap.allocateLarge(self, size) else { throw raiseMemoryError() }
    p.storeBytes(of: Header(shape: shape, kind: kind, gc: 0, flags: 0), as: Header.self)
    return p
  }

  @inline(never) private func allocateSlow(_ size: Int, _ row: Int, _ kind: Kind, _ shape: UInt32) -> Raw {
    if _slowPath(Heap.seesAllocations) { allocating(size, shape) }
    let p = Heap.refill(self, row)
    p.storeBytes(of: 0, toByteOffset: Heap.state.pointee.classes[row].cellSize &- 8, as: UInt64.self)
    p.storeBytes(of: Header(shape: shape, kind: kind, gc: 0, flags: 0), as: Header.self)
    return p
  }
  @inline(never) private func allocateCoarse(_ size: Int, _ kind: Kind, _ shape: UInt32) -> Raw {
    let row = SizeClass.coarseRow(size)
    let p: Raw
    if let head = Heap.freeLists[row] {
      p = head
      Heap.freeLists[row] = p.load(fromByteOffset: 8, as: Raw?.self)
    } else {
      if _slowPath(Heap.seesAllocations) { allocating(size, shape) }
      p = Heap.refill(self, row)
    }
    let cell = Heap.state.pointee.classes[row].cellSize
    (p + (size & ~7)).initializeMemory(as: UInt8.self, repeating: 0, count: cell &- size & ~7)
    p.storeBytes(of: Header(shape: shape, kind: kind, gc: 0, flags: 0), as: Header.self)
    return p
  }

  /// Marker object__create, before there is anything that a collection could find half-made.
  @inline(never) private func allocating(_ size: Int, _ shape: UInt32) {
    if minipy_probe_object_create_enabled() { fireCreate(size, shape) } else { Heap.leaveAllocations() }
  }

  /// A storage cell for `count` Values, all empty: they begin 8 bytes after its address.
  public func allocateValues(_ count: Int) throws(Raised) -> UnsafeMutablePointer<Value> {
    if count < 0 || count > 1 << 42 { throw raiseMemoryError() }
    let p = try allocate(checked: 8 &+ count &* 8, .values, TypeID.storage.rawValue)
    let values: UnsafeMutablePointer<Value> = p.at(8)
    values.initialize(repeating: .empty, count: count)
    return values
  }
  /// A storage cell for `count` bytes, undefined: they begin 8 bytes after its address.
  public func allocateBytes(_ count: Int) throws(Raised) -> UnsafeMutablePointer<UInt8> {
    if count < 0 || count > 1 << 45 { throw raiseMemoryError() }
    return try allocate(checked: 8 &+ count, .bytes, TypeID.storage.rawValue).at(8)
  }
  /// Gives a storage cell back before the collector finds it dead: only when nothing else can refer to it. `payload` is what
  /// `allocateValues` or `allocateBytes` handed out.
  public func free(storage payload: Raw?) {
    guard let payload else { return }
    Heap.free(payload - 8)
  }

  public func raiseMemoryError() -> Raised { raise(.memoryError) }
}
