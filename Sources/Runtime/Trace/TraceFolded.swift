// Folded stacks: `outer;inner;innermost 1234`, a line for each stack, the number in nanoseconds or samples. What flamegraph.pl, inferno, speedscope
// and many others read.

import Glibc

final class TraceFolded: TraceTreeFormat {
  override func write(time: UInt64, lost: Int) {
    var names: [String] = []
    var open: [(node: Int, depth: Int)] = [(0, 0)]
    while let place = open.popLast() {
      names.removeLast(max(0, names.count - max(0, place.depth - 1)))
      let node = tree.nodes[place.node]
      if place.depth > 0 { names.append(TraceFolded.name(node.row)) }
      if node.own > 0, !names.isEmpty {
        output.put(names.joined(separator: ";"))
        output.put(" \(node.own)\n")
      }
      for child in tree.children(of: place.node).sorted(by: { TraceFolded.name(tree.nodes[$0].row) > TraceFolded.name(tree.nodes[$1].row) }) {
        open.append((child, place.depth + 1))
      }
    }
  }
  /// Semicolons and line ends would read as something else.
  static func name(_ row: TraceRow.Reference?) -> String {
    guard let row else { return "" }
    return String(row.pointee.title.map { $0 == ";" ? ":" : $0 == "\n" ? " " : $0 })
  }
}
