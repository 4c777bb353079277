// Reserving the heap's addresses. Memory is made usable a MiB at a time, so that reaching a limit of the process, or of a system with
// overcommit off, is a MemoryError.

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

    // What is left is for threads' stacks, libraries that are loaded later, and malloc.
    let available = AddressSpace.available
    let range = AddressSpace.reserve(available.map { max(4 << 20, min(64 << 30, $0 / 4 * 3) & ~0xFFFFF) } ?? 64 << 30, least: 4 << 20, PROT_NONE)
    let base = UInt(bitPattern: range.base)
    let size = range.size
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
