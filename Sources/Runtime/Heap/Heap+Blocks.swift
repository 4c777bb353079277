// Small objects: blocks, size classes, the lazy sweep.

import CProbes
import Glibc

/// The head of a block of 64 KiB; its cells follow.
struct Block: BitwiseCopyable {
  var next: UnsafeMutablePointer<Block>?
  var cellSize: UInt32
  /// Cells that exist so far: a block becomes cells piece by piece, so that a class with few objects uses few pages.
  var cellCount: UInt32
  /// Cells that have room.
  var capacity: UInt32
  /// ceil(2^32 / cellSize): multiplying replaces the division of an interior address.
  var reciprocal: UInt64
  /// Row in the table of size classes; -1: a free block.
  var row: Int32
  /// Has not been swept since the last marking.
  var needsSweep: Bool
  /// Free cells were handed out since the last collection: only then can it hold young objects.
  var hasYoung: Bool
  /// Mark bits: one for each 16 bytes of the block, at the first 16 of a cell.
  var marks: InlineArray<64, UInt64>

  static var size: Int { 65536 }
  static var headSize: Int { 640 }
}

/// A size class.
struct SizeClass: BitwiseCopyable {
  var cellSize: Int
  /// All blocks of the class, linked by `Block.next`.
  var blocks: UnsafeMutablePointer<Block>?
  /// Next block to be swept by the allocator.
  var unswept: UnsafeMutablePointer<Block>?
  /// The block that still has room for more cells.
  var growing: UnsafeMutablePointer<Block>?

  /// Classes 1 … 32 have cells of 16 … 512 bytes; then four classes for each power of two.
  static var count: Int { 33 + 16 }

  static func coarseRow(_ size: Int) -> Int {
    // 512 < size <= 8192: the power of two below, and which quarter of it.
    let log = Int.bitWidth &- 1 &- (size &- 1).leadingZeroBitCount
    let quarter = (size &- 1) &>> (log &- 2) & 3
    return 33 &+ (log &- 9) &* 4 &+ quarter
  }
  static func cellSize(row: Int) -> Int {
    if row <= 32 { return row &* 16 }
    let log = (row &- 33) / 4 &+ 9
    let quarter = (row &- 33) & 3
    return (1 << log) &+ (quarter &+ 1) &* (1 << (log &- 2))
  }
}

extension UnsafeMutablePointer<Block> {
  @inline(__always) var firstCell: Raw { Raw(self) + Block.headSize }
  @inline(__always) func cell(_ i: Int) -> Raw { Raw(self) + (Block.headSize &+ i &* Int(pointee.cellSize)) }
  @inline(__always) var marks: UnsafeMutablePointer<UInt64> {
    (Raw(self) + MemoryLayout<Block>.offset(of: \Block.marks).unsafelyUnwrapped).assumingMemoryBound(to: UInt64.self)
  }
  @inline(__always) func isMarked(_ cell: Raw) -> Bool {
    let bit = UInt(bitPattern: cell) &>> 4 & 4095
    return marks[Int(bit &>> 6)] &>> UInt64(bit & 63) & 1 != 0
  }
}

extension Heap {
  @inline(__always) static func block(of cell: Raw) -> UnsafeMutablePointer<Block> {
    UnsafeMutablePointer(bitPattern: UInt(bitPattern: cell) & ~0xFFFF).unsafelyUnwrapped
  }
  @inline(__always) static func isSmall(_ cell: Raw) -> Bool {
    UInt(bitPattern: cell) &- state.pointee.smallBase < state.pointee.smallNext &- state.pointee.smallBase
  }

  /// A cell of a class whose free list is empty; may collect.
  @inline(never) static func refill(_ thread: Thread, _ row: Int) -> Raw {
    if _slowPath(seesAllocations) { return refillStressed(thread, row) }
    if state.pointee.budget <= 0 { collect(thread, major: shouldBeMajor) }
    fill(thread, row)
    let p = freeLists[row].unsafelyUnwrapped
    freeLists[row] = p.load(fromByteOffset: 8, as: Raw?.self)
    return p
  }

  /// Every allocation comes here, since the free list is kept elsewhere. Under stress each n-th one collects.
  private static func refillStressed(_ thread: Thread, _ row: Int) -> Raw {
    if Options.gcStress > 0 {
      if Stress.isDue { collect(thread, major: Stress.isMajorDue) }
    } else if state.pointee.budget <= 0 {
      collect(thread, major: shouldBeMajor)
    }
    let lists = Stress.lists
    if lists[row] == nil {
      fill(thread, row)
      lists[row] = freeLists[row]
      freeLists[row] = nil
    }
    let p = lists[row].unsafelyUnwrapped
    lists[row] = p.load(fromByteOffset: 8, as: Raw?.self)
    return p
  }

  /// Puts cells on the free list of a class: swept ones first, then fresh ones, at last from the reserve.
  private static func fill(_ thread: Thread, _ row: Int) {
    let s = state
    while let block = s.pointee.classes[row].unswept {
      s.pointee.classes[row].unswept = block.pointee.next
      if block.pointee.needsSweep {
        let freed = sweep(block)
        s.pointee.budget &-= freed &* Int(block.pointee.cellSize)
        if freed > 0 { return }
      }
    }
    if grow(row) || addBlock(row) { return }
    collect(thread, major: true)
    finishSweep()
    if freeLists[row] != nil || addBlock(row) { return }
    useReserve(row)
  }

  /// Frees the unmarked cells of a block and puts all free ones on the class's free list, in the order of addresses. Their number.
  static func sweep(_ block: UnsafeMutablePointer<Block>) -> Int {
    block.pointee.needsSweep = false
    let size = Int(block.pointee.cellSize)
    let row = Int(block.pointee.row)
    var head: Raw? = freeLists[row]
    var freed = 0
    var i = Int(block.pointee.cellCount)
    var cell = block.cell(i)
    while i > 0 {
      i &-= 1
      cell -= size
      if block.isMarked(cell) { continue }
      if cell.kind != .free { release(cell, size) }
      cell.storeBytes(of: head, toByteOffset: 8, as: Raw?.self)
      head = cell
      freed &+= 1
    }
    freeLists[row] = head
    if freed > 0 { block.pointee.hasYoung = true }
    return freed
  }

  /// What a dead object leaves behind.
  @inline(__always) static func release(_ cell: Raw, _ size: Int) {
    if let finalize = layouts[Int(cell.kind.rawValue)].finalize { finalize(cell) }
    cell.storeBytes(of: 0, as: UInt64.self)
    if _slowPath(Options.poisons) { poison(cell, size) }
  }
  /// Whoever still uses a dead object is to fail at once.
  private static func poison(_ cell: Raw, _ size: Int) {
    (cell + 16).initializeMemory(as: UInt8.self, repeating: 0xDB, count: max(0, size &- 16))
  }

  /// A block more for a class; false when there is no memory.
  private static func addBlock(_ row: Int) -> Bool {
    guard let block = newBlock() else { return false }
    setUp(block, row)
    return grow(row)
  }
  private static func useReserve(_ row: Int) {
    guard let block = reserveBlock() else { fatalOutOfMemory() }
    minipy_events_set(Events.memoryError)
    setUp(block, row)
    _ = grow(row)
  }
  private static func setUp(_ block: UnsafeMutablePointer<Block>, _ row: Int) {
    let s = state
    let size = s.pointee.classes[row].cellSize
    Raw(block).initializeMemory(as: UInt8.self, repeating: 0, count: Block.headSize)
    block.pointee.cellSize = UInt32(size)
    block.pointee.capacity = UInt32((Block.size &- Block.headSize) / size)
    block.pointee.reciprocal = (1 << 32 &+ UInt64(size) &- 1) / UInt64(size)
    block.pointee.row = Int32(row)
    block.pointee.next = s.pointee.classes[row].blocks
    s.pointee.classes[row].blocks = block
    s.pointee.classes[row].growing = block
  }

  /// More cells from the class's newest block: a page's worth in its first block, four in later ones. False when it is full.
  private static func grow(_ row: Int) -> Bool {
    let s = state
    guard let block = s.pointee.classes[row].growing else { return false }
    let size = Int(block.pointee.cellSize)
    let first = Int(block.pointee.cellCount)
    let piece = block.pointee.next == nil ? 4096 : 16384
    let end = min(Int(block.pointee.capacity), first &+ max(1, piece / size))
    var head = freeLists[row]
    var i = end
    while i > first {
      i &-= 1
      let cell = block.cell(i)
      cell.storeBytes(of: 0, as: UInt64.self)
      cell.storeBytes(of: head, toByteOffset: 8, as: Raw?.self)
      head = cell
    }
    freeLists[row] = head
    block.pointee.cellCount = UInt32(end)
    block.pointee.hasYoung = true
    if end == Int(block.pointee.capacity) { s.pointee.classes[row].growing = nil }
    s.pointee.budget &-= (end &- first) &* size
    return end > first
  }

  /// An unused block, leaving the reserve; nil when the address range or the system's memory is used up.
  private static func newBlock() -> UnsafeMutablePointer<Block>? {
    let s = state
    if s.pointee.freeBlockCount <= s.pointee.reserveUsed, s.pointee.isSweeping, !s.pointee.hasTakenEmpty { takeEmptyBlocks() }
    if let block = s.pointee.freeBlocks, s.pointee.freeBlockCount > s.pointee.reserveUsed {
      s.pointee.freeBlocks = block.pointee.next
      s.pointee.freeBlockCount &-= 1
      return block
    }
    if s.pointee.smallNext &+ UInt(Block.size) > s.pointee.smallCommitted {
      let step: UInt = 1 << 20
      if s.pointee.smallCommitted &+ step &+ s.pointee.reserveSize > largeBottom { return nil }
      if mprotect(Raw(bitPattern: s.pointee.smallCommitted), Int(step), PROT_READ | PROT_WRITE) != 0 { return nil }
      s.pointee.smallCommitted &+= step
    }
    let block = UnsafeMutablePointer<Block>(bitPattern: s.pointee.smallNext).unsafelyUnwrapped
    s.pointee.smallNext &+= UInt(Block.size)
    return block
  }

  /// A block when memory has run out: from what was kept for this, first blocks that were freed, then addresses. The first of these
  /// are writable already, for systems that do not overcommit.
  private static func reserveBlock() -> UnsafeMutablePointer<Block>? {
    let s = state
    if let block = s.pointee.freeBlocks {
      s.pointee.freeBlocks = block.pointee.next
      s.pointee.freeBlockCount &-= 1
      return block
    }
    if s.pointee.smallNext &+ UInt(Block.size) > s.pointee.smallCommitted {
      let step: UInt = 1 << 20
      if s.pointee.smallCommitted &+ step > largeBottom { return nil }
      if mprotect(Raw(bitPattern: s.pointee.smallCommitted), Int(step), PROT_READ | PROT_WRITE) != 0 { return nil }
      s.pointee.smallCommitted &+= step
    }
    let block = UnsafeMutablePointer<Block>(bitPattern: s.pointee.smallNext).unsafelyUnwrapped
    s.pointee.smallNext &+= UInt(Block.size)
    s.pointee.reserveUsed &+= 1
    return block
  }

  /// Before fresh memory is used: blocks in which the last marking found nothing leave their class. Once a collection.
  private static func takeEmptyBlocks() {
    let s = state
    s.pointee.hasTakenEmpty = true
    var row = 1
    while row < SizeClass.count {
      var link: UnsafeMutablePointer<Block>? = nil
      var at = s.pointee.classes[row].blocks
      while let block = at {
        at = block.pointee.next
        if block.pointee.needsSweep, isEmpty(block) {
          if s.pointee.classes[row].unswept == block { s.pointee.classes[row].unswept = at }
          if let link { link.pointee.next = at } else { s.pointee.classes[row].blocks = at }
          discard(block)
          continue
        }
        link = block
      }
      row &+= 1
    }
  }

  /// Sweeps what the allocator has not got to; blocks without a live object leave their class.
  static func finishSweep() {
    let s = state
    if !s.pointee.isSweeping { return }
    var row = 1
    while row < SizeClass.count {
      var link: UnsafeMutablePointer<Block>? = nil
      var at = s.pointee.classes[row].blocks
      while let block = at {
        at = block.pointee.next
        if block.pointee.needsSweep, isEmpty(block) {
          // No mark at all: the whole block is free for any class.
          if let link { link.pointee.next = at } else { s.pointee.classes[row].blocks = at }
          discard(block)
          continue
        }
        if block.pointee.needsSweep { _ = sweep(block) }
        link = block
      }
      s.pointee.classes[row].unswept = nil
      row &+= 1
    }
    s.pointee.isSweeping = false
  }
  private static func isEmpty(_ block: UnsafeMutablePointer<Block>) -> Bool {
    var i = 0
    while i < 64 {
      if block.marks[i] != 0 { return false }
      i &+= 1
    }
    return true
  }
  private static func discard(_ block: UnsafeMutablePointer<Block>) {
    var i = 0
    let size = Int(block.pointee.cellSize)
    while i < Int(block.pointee.cellCount) {
      let cell = block.cell(i)
      if cell.kind != .free { release(cell, size) }
      i &+= 1
    }
    if state.pointee.classes[Int(block.pointee.row)].growing == block { state.pointee.classes[Int(block.pointee.row)].growing = nil }
    block.pointee.row = -1
    block.pointee.cellCount = 0
    block.pointee.needsSweep = false
    block.pointee.next = state.pointee.freeBlocks
    state.pointee.freeBlocks = block
    state.pointee.freeBlockCount &+= 1
    // A block that was large enough to matter is given back when many are free; its head stays readable.
    if state.pointee.freeBlockCount &* Block.size > max(4 << 20, state.pointee.live / 2) {
      let page = 4096
      madvise(Raw(block) + page, Block.size - page, MADV_DONTNEED)
    }
  }

  /// Frees a cell at once (a storage that its owner has replaced).
  static func free(_ cell: Raw) {
    // One in the remembered set has to stay an object until the next collection.
    if cell.header.pointee.gc & GCBits.barrier == 0, isMarked(cell) { return }
    if !isSmall(cell) { return freeLarge(cell) }
    let block = block(of: cell)
    let size = Int(block.pointee.cellSize)
    // In a block that is yet to be swept the sweep will find it; putting it on the list now would put it there twice.
    if block.pointee.needsSweep {
      let bit = UInt(bitPattern: cell) &>> 4 & 4095
      block.marks[Int(bit &>> 6)] &= ~(1 &<< UInt64(bit & 63))
      return
    }
    let bit = UInt(bitPattern: cell) &>> 4 & 4095
    block.marks[Int(bit &>> 6)] &= ~(1 &<< UInt64(bit & 63))
    cell.storeBytes(of: 0, as: UInt64.self)
    if _slowPath(Options.poisons) { poison(cell, size) }
    block.pointee.hasYoung = true
    let row = Int(block.pointee.row)
    // Its bytes were taken from the budget when it came on the list, and are not again when it is handed out anew: giving them back here
    // would let a program that frees and allocates in turn run without collections.
    let lists = seesAllocations ? Stress.lists : freeLists
    cell.storeBytes(of: lists[row], toByteOffset: 8, as: Raw?.self)
    lists[row] = cell
  }

  /// Size of the cell that an object lies in.
  @inline(__always) static func cellSize(of object: Raw) -> Int {
    isSmall(object) ? Int(block(of: object).pointee.cellSize) : largeSize(of: object)
  }

  /// The object that an address lies in, or nil: for conservative roots.
  static func resolve(_ address: UInt) -> Raw? {
    let s = state
    if address &- s.pointee.smallBase < s.pointee.smallNext &- s.pointee.smallBase {
      let block = UnsafeMutablePointer<Block>(bitPattern: address & ~0xFFFF).unsafelyUnwrapped
      let offset = Int(address & 0xFFFF) &- Block.headSize
      if offset < 0 || block.pointee.row < 0 { return nil }
      let index = Int((UInt64(offset) &* block.pointee.reciprocal) &>> 32)
      if index >= Int(block.pointee.cellCount) { return nil }
      let cell = block.cell(index)
      // In a block that is yet to be swept what the last marking has not reached is dead.
      return cell.kind == .free || block.pointee.needsSweep && !block.isMarked(cell) ? nil : cell
    }
    return resolveLarge(address)
  }
}
