// Reserving the heap's addresses. People run programs under `ulimit -v`, in small containers and with overcommit off: the range shrinks
// until the system agrees, and memory is made usable a MiB at a time, so that reaching a limit is a MemoryError.

import CRuntime
import Glibc

extension Heap {
  static func bootFinished() { state.pointee.isCollecting = false }

  static func boot() {
    precondition(MemoryLayout<MachineState>.size <= 64 * 1024 && MemoryLayout<HeapState>.size <= 8192, "fixed places are too small")
    precondition(SizeClass.count * 8 <= 16 * 1024 && MemoryLayout<Layout>.stride * 256 <= 144 * 1024, "fixed places are too small")
    let s = state
    machine.pointee.numberedShapes = UInt32(TypeID.allCases.count)
    Raw(s).initializeMemory(as: UInt8.self, repeating: 0, count: 32 * 1024)
    for kind in Kind.allCases { (layouts + Int(kind.rawValue)).initialize(to: kind.layout) }

    var limit = rlimit()
    var size: Int = 64 << 30
    if getrlimit(__rlimit_resource_t(RLIMIT_AS.rawValue), &limit) == 0, limit.rlim_cur < UInt(size) * 2 {
      // What is left is for threads' stacks, libraries that are loaded later, and malloc.
      size = max(16 << 20, (Int(limit.rlim_cur) &- Int(minipy_address_space())) / 4 * 3 & ~0xFFFFF)
    }
    var base: UInt = 0
    while size >= 16 << 20 {
      if let p = mmap(nil, size, PROT_NONE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0), p != MAP_FAILED {
        base = UInt(bitPattern: p)
        break
      }
      size /= 2
    }
    if base == 0 { fatalOutOfMemory() }
    let blockMask = UInt(Block.size) &- 1
    s.pointee.smallBase = (base &+ blockMask) & ~blockMask
    s.pointee.smallNext = s.pointee.smallBase
    s.pointee.smallCommitted = s.pointee.smallBase
    s.pointee.largeEnd = (base &+ UInt(size)) & ~4095
    s.pointee.reserveSize = UInt(size / 8) & ~0xFFFFF
    s.pointee.large.freeRow = -1
    s.pointee.classes = UnsafeMutablePointer<SizeClass>.allocate(capacity: SizeClass.count)
    for row in 0..<SizeClass.count {
      (s.pointee.classes + row).initialize(to: SizeClass(cellSize: SizeClass.cellSize(row: row), blocks: nil, unswept: nil, growing: nil))
    }
    s.pointee.budget = 2 << 20
    // Until the machine is up there are roots without a value: `bootFinished` opens the gate.
    s.pointee.isCollecting = true
  }
}
