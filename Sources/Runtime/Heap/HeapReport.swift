// What the heap holds when the program ends (MINIPY_DEBUG=heap): a row for each kind and type, the largest first, then what the blocks and
// pages that the objects lie in take.

import CRuntime
import Glibc

enum HeapReport {
  private struct Row {
    var cells = 0
    var bytes = 0
  }

  /// Collects what is dead, and writes the report to standard error.
  static func write(_ thread: Thread) {
    Heap.finishSweep()
    let before = total()
    Heap.collect(thread, major: true)
    Heap.finishSweep()
    let after = total()
    let rows = after.rows.sorted { $0.value.bytes > $1.value.bytes }
    var text = "heap at exit: \(before.bytes / 1024) KiB in \(before.cells) cells, after a collection \(after.bytes / 1024) KiB in \(after.cells)\n"
    for (name, row) in rows.prefix(24) { text += "\(pad(String(row.bytes / 1024), 9)) KiB \(pad(String(row.cells), 9))  \(name)\n" }
    let s = Heap.state.pointee
    text += "small objects have used \((s.smallNext &- s.smallBase) / 1024) KiB, of which \(s.freeBlockCount * Block.size / 1024) KiB are free blocks; "
    text += "large ones end at page \(s.large.nextPage); collections \(s.statistics.0.collections) minor, \(s.statistics.2.collections) major; "
    text += "malloc \(minipy_malloc_used() / 1024) KiB used of \(minipy_malloc_held() / 1024) KiB\n"
    text.withUTF8 { (b: UnsafeBufferPointer<UInt8>) in _ = Glibc.write(2, b.baseAddress, b.count) }
  }

  private static func total() -> (rows: [String: Row], cells: Int, bytes: Int) {
    var rows: [String: Row] = [:]
    var cells = 0
    var bytes = 0
    Heap.forEachObject { object in
      let size = Heap.cellSize(of: object)
      let name = object.shape == TypeID.storage.rawValue ? "storage" : Shape.table[Int(object.shape)].type.displayName
      rows["\(object.kind) \(name)", default: Row()].cells += 1
      rows["\(object.kind) \(name)", default: Row()].bytes += size
      cells += 1
      bytes += size
    }
    return (rows, cells, bytes)
  }
  private static func pad(_ text: String, _ width: Int) -> String { String(repeating: " ", count: max(0, width - text.count)) + text }
}
