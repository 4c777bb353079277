// The text format: a line an event, as the call hierarchy of CPython's HOWTO "Instrumenting CPython with DTrace and SystemTap" prints it: time in
// nanoseconds, event, and indented by the depth of calls `file:function:line`.

import CProbes
import Glibc

final class TraceText: TraceFormat {
  override var showsSpansOfMarkers: Bool { false }
  private var selected = -1
  private var hasThreads = false
  // The time's digits but for the last six, which change rarely.
  private var prefix: (high: UInt64, length: Int) = (UInt64.max, 0)
  private let prefixText = UnsafeMutablePointer<UInt8>.allocate(capacity: 32)
  deinit { prefixText.deallocate() }

  private static let pairs: UnsafePointer<UInt8> = {
    let p = UnsafeMutablePointer<UInt8>.allocate(capacity: 200)
    for i in 0..<100 {
      p[2 * i] = 0x30 + UInt8(i / 10)
      p[2 * i + 1] = 0x30 + UInt8(i % 10)
    }
    return UnsafePointer(p)
  }()
  private let pairs = TraceText.pairs

  override func select(_ thread: TraceThread) {
    if selected >= 0, selected != thread.number {
      hasThreads = true
    }
    if hasThreads, selected != thread.number { output.put("# \(thread.title)\n") }
    selected = thread.number
  }
  override func enter(_ thread: TraceThread, _ row: TraceRow.Reference, _ line: Int, _ time: UInt64) {
    write(" function-entry:", thread.depth, row, line, time)
  }
  override func leave(_ thread: TraceThread, _ row: TraceRow.Reference, _ line: Int, _ time: UInt64) {
    write("function-return:", thread.depth, row, line, time)
  }
  override func present(_ thread: TraceThread, _ row: TraceRow.Reference, _ line: Int, _ time: UInt64) {
    write("        present:", thread.depth, row, line, time)
  }
  override func line(_ thread: TraceThread, _ row: TraceRow.Reference, _ line: Int, _ time: UInt64) {
    write("           line:", thread.depth, row, line, time)
  }

  @inline(__always) private func put(_ time: UInt64, at p: UnsafeMutablePointer<UInt8>) -> UnsafeMutablePointer<UInt8> {
    let (high, low) = time.quotientAndRemainder(dividingBy: 1_000_000)
    if high != prefix.high { prefix = (high, TraceDigits.write(Int(truncatingIfNeeded: high), at: prefixText) - prefixText) }
    p.update(from: prefixText, count: prefix.length)
    let q = p + prefix.length
    let n = UInt32(truncatingIfNeeded: low)
    let a = Int(n / 10000)
    let b = Int(n / 100 % 100)
    let c = Int(n % 100)
    q[0] = pairs[2 * a]
    q[1] = pairs[2 * a + 1]
    q[2] = pairs[2 * b]
    q[3] = pairs[2 * b + 1]
    q[4] = pairs[2 * c]
    q[5] = pairs[2 * c + 1]
    q[6] = 0x09
    return q + 7
  }
  @inline(__always) private func write(_ event: StaticString, _ depth: Int, _ row: TraceRow.Reference, _ line: Int, _ time: UInt64) {
    // Deeper than this and the text would be nothing but spaces.
    let indent = min(depth, 1000)
    let label = row.pointee.label
    let length = min(label.count, 2500)
    output.reserve(4096) { p in
      var p = put(time, at: p)
      p.update(from: event.utf8Start, count: event.utf8CodeUnitCount)
      p += event.utf8CodeUnitCount
      p.update(repeating: 0x20, count: indent)
      p += indent
      if let base = label.baseAddress { p.update(from: base, count: length) }
      p = TraceDigits.write(line, at: p + length)
      p[0] = 0x0A
      return p + 1
    }
  }
  override func mark(_ thread: TraceThread, _ mark: TraceMark, _ time: UInt64) {
    guard mark.row < TraceMarkerName.all.count else { return }
    let marker = TraceMarkerName.all[mark.row]
    output.reserve(64) { put(time, at: $0) }
    for _ in 0..<max(0, 15 - marker.name.utf8.count) { output.put(byte: 0x20) }
    output.put(marker.name)
    output.put(":")
    for _ in 0..<min(thread.depth, 1000) { output.put(byte: 0x20) }
    for (i, argument) in mark.arguments.enumerated() where i < marker.parameters.count {
      if i > 0 { output.put(" ") }
      output.put(marker.parameters[i])
      output.put("=")
      switch argument {
      case .text(let text): output.put(TraceText.quoted(text))
      case .integer(let number): output.put(number)
      case .address(let address): output.put("0x" + String(address, radix: 16))
      }
    }
    output.put("\n")
  }
  /// A text with spaces or control characters in quotes, so that a line is a line and an argument an argument.
  static func quoted(_ text: String?) -> String {
    guard let text else { return "NULL" }
    if !text.isEmpty, !text.utf8.contains(where: { $0 <= 0x20 || $0 == 0x22 || $0 == 0x5C || $0 == 0x7F }) { return text }
    var result = "\""
    for scalar in text.unicodeScalars {
      switch scalar.value {
      case 0x22, 0x5C: result += "\\\(scalar)"
      case 0x0A: result += "\\n"
      case 0x09: result += "\\t"
      case 0..<0x20, 0x7F: result += "\\x" + (scalar.value < 16 ? "0" : "") + String(scalar.value, radix: 16)
      default: result.unicodeScalars.append(scalar)
      }
    }
    return result + "\""
  }
  override func lost(_ count: Int, _ time: UInt64) { output.put("# \(count) events lost\n") }
  override func flush() { output.flush() }
  override func end(time: UInt64, _ threads: [TraceThread], lost: Int) {
    for thread in threads where thread.depth > 0 { output.put("# \(thread.title): \(thread.depth) calls not over\n") }
    output.flush()
  }
}

/// `--trace=imports` alone, and `-X importtime`: a module's line comes when it is done, behind those of the modules that it has imported, which are
/// indented more. Times in microseconds (Command line and environment, "-X importtime").
final class TraceImportText: TraceFormat {
  private struct Import {
    var start: UInt64
    var inner: UInt64 = 0
  }
  private var open: [Int: [Import]] = [:]
  private var hasHeader = false

  override func enter(_ thread: TraceThread, _ row: TraceRow.Reference, _ line: Int, _ time: UInt64) {
    open[thread.number, default: []].append(Import(start: time))
  }
  override func leave(_ thread: TraceThread, _ row: TraceRow.Reference, _ line: Int, _ time: UInt64) {
    guard let ended = open[thread.number]?.popLast() else { return }
    let total = time - ended.start
    let depth = open[thread.number]?.count ?? 0
    if depth > 0 { open[thread.number]?[depth - 1].inner += total }
    if !hasHeader { output.put("import time: self [us] | cumulative | imported package\n") }
    hasHeader = true
    output.put("import time: ")
    put(Int(truncatingIfNeeded: (total - min(total, ended.inner)) / 1000), width: 9)
    output.put(" | ")
    put(Int(truncatingIfNeeded: total / 1000), width: 10)
    output.put(" | ")
    for _ in 0..<min(depth, 500) { output.put("  ") }
    output.put(String(row.pointee.name.dropFirst("import ".count)))
    output.put("\n")
  }
  private func put(_ number: Int, width: Int) {
    let text = String(number)
    for _ in 0..<max(0, width - text.utf8.count) { output.put(byte: 0x20) }
    output.put(text)
  }
  override func flush() { output.flush() }
  override func end(time: UInt64, _ threads: [TraceThread], lost: Int) { output.flush() }
}

/// `--profile` as text: the functions by their share.
final class TraceProfileText: TraceTreeFormat {
  override func write(time: UInt64, lost: Int) {
    var own: [TraceRow.Reference: Int] = [:]
    var all: [TraceRow.Reference: Int] = [:]
    let totals = tree.totals
    for i in 1..<max(1, tree.count) {
      let node = tree.nodes[i]
      guard let row = node.row else { continue }
      own[row, default: 0] += node.own
      // A recursive function's samples count once.
      var outer = node.parent
      var isInside = false
      while outer > 0, !isInside {
        isInside = tree.nodes[outer].row == row
        outer = tree.nodes[outer].parent
      }
      if !isInside { all[row, default: 0] += totals[i] }
    }
    let sum = max(1, totals[0])
    output.put("\(totals[0]) samples at \(request.hertz) a second of processor time, \(lost) lost\n\n")
    output.put("    self             total          function\n")
    let order = all.keys.sorted {
      let (a, b) = (own[$0] ?? 0, own[$1] ?? 0)
      return a != b ? a > b : (all[$0] ?? 0) != (all[$1] ?? 0) ? (all[$0] ?? 0) > (all[$1] ?? 0) : $0.pointee.title < $1.pointee.title
    }
    for row in order {
      put(own[row] ?? 0, sum)
      put(all[row] ?? 0, sum)
      output.put("  \(row.pointee.title)\n")
    }
  }
  private func put(_ number: Int, _ sum: Int) {
    let text = String(number)
    let tenths = number * 1000 / sum
    let share = "\(tenths / 10).\(tenths % 10)%"
    output.put(String(repeating: " ", count: max(0, 8 - text.utf8.count)) + text + String(repeating: " ", count: max(0, 8 - share.utf8.count)) + share)
  }
}
