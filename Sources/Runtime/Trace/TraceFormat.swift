// What the formats have in common. Each has a file of its own beside this one.

import CProbes
import Glibc

class TraceFormat {
  let output: TraceOutput
  let request: TraceRequest
  /// Events that the format had to leave out, because it keeps everything in memory until the end.
  var excess = 0
  /// Imports and collections come as spans; otherwise as marks.
  var showsSpansOfMarkers: Bool { true }

  init(_ request: TraceRequest, _ output: TraceOutput) {
    self.request = request
    self.output = output
  }

  static func make(_ request: TraceRequest, _ output: TraceOutput) -> TraceFormat {
    switch request.format {
    case .text:
      if request.hertz > 0 { return TraceProfileText(request, output) }
      return request.onlyImports ? TraceImportText(request, output) : TraceText(request, output)
    case .folded: return TraceFolded(request, output)
    case .svg: return TraceFlameGraph(request, output)
    case .speedscope: return TraceSpeedscope(request, output)
    case .chrome: return TraceChrome(request, output)
    case .pprof: return TracePprof(request, output)
    }
  }

  // Times are nanoseconds of CLOCK_MONOTONIC and never go back.
  func begin(time: UInt64) {}
  /// What follows happens on this thread.
  func select(_ thread: TraceThread) {}
  /// `thread.depth` is the depth outside of the span, here and in `leave`.
  func enter(_ thread: TraceThread, _ row: TraceRow.Reference, _ line: Int, _ time: UInt64) {}
  func leave(_ thread: TraceThread, _ row: TraceRow.Reference, _ line: Int, _ time: UInt64) {}
  /// A span that had begun before the trace.
  func present(_ thread: TraceThread, _ row: TraceRow.Reference, _ line: Int, _ time: UInt64) { enter(thread, row, line, time) }
  func line(_ thread: TraceThread, _ row: TraceRow.Reference, _ line: Int, _ time: UInt64) {}
  func mark(_ thread: TraceThread, _ mark: TraceMark, _ time: UInt64) {}
  /// A sample that stands for `weight` periods: rows and their lines, outermost first. Of samples that follow each other spans are made: a frame
  /// lasts from the first sample that shows it to the first that does not.
  func sample(
    _ thread: TraceThread, _ rows: ContiguousArray<TraceRow.Reference>, _ lines: ContiguousArray<Int>, weight: Int, _ time: UInt64
  ) {
    var same = 0
    while same < rows.count, same < thread.sampled.count, rows[same] == thread.sampled[same] { same += 1 }
    closeSampled(thread, to: same, time)
    for i in same..<rows.count {
      enter(thread, rows[i], lines[i], time)
      thread.depth += 1
    }
    thread.sampled = rows
  }
  func closeSampled(_ thread: TraceThread, to depth: Int, _ time: UInt64) {
    while thread.sampled.count > depth, let row = thread.sampled.popLast() {
      thread.depth -= 1
      leave(thread, row, row.pointee.firstLine, time)
    }
  }
  func lost(_ count: Int, _ time: UInt64) {}
  /// What has come so far is to be read now.
  func flush() {}
  /// The process may end here, or go on.
  func pause(time: UInt64, _ threads: [TraceThread]) { output.flush() }
  func resume() {}
  func end(time: UInt64, _ threads: [TraceThread], lost: Int) {}

  /// Ends what is open: of threads that go on, or of a trace that ends before the program.
  func closeAll(_ threads: [TraceThread], _ time: UInt64) {
    for thread in threads {
      closeSampled(thread, to: 0, time)
      while let span = thread.spans.popLast() {
        if !span.isShown { continue }
        thread.depth -= 1
        leave(thread, span.row, span.row.pointee.firstLine, time)
      }
    }
  }
}

/// A marker's name and its parameters' as texts.
struct TraceMarkerName {
  let name: String
  let parameters: [String]

  private init(_ row: Int) {
    guard row >= 0, let marker = minipy_marker_at(row) else {
      name = ""
      parameters = []
      return
    }
    name = String(cString: marker.pointee.name).split(separator: "_", omittingEmptySubsequences: true).joined(separator: "-")
    parameters = (0..<Int(marker.pointee.parameter_count)).map { String(cString: marker.pointee.parameters[$0].name) }
  }
  static let entry = TraceRequest.marker("python:function__entry") ?? -1
  static let leave = TraceRequest.marker("python:function__return") ?? -1
  static let line = TraceRequest.marker("python:line") ?? -1
  static let importStart = TraceRequest.marker("python:import__find__load__start") ?? -1
  static let importDone = TraceRequest.marker("python:import__find__load__done") ?? -1
  static let gcStart = TraceRequest.marker("python:gc__start") ?? -1
  static let gcDone = TraceRequest.marker("python:gc__done") ?? -1
  /// As DTrace shows it: `gc__start` is `gc-start`.
  static let all: [TraceMarkerName] = (0..<Int(minipy_marker_count())).map { TraceMarkerName($0) }
}

/// Calls put together by their callers.
final class TraceTree {
  struct Node: BitwiseCopyable {
    var row: TraceRow.Reference?
    var parent: Int
    var firstChild = -1
    var nextSibling = -1
    /// Nanoseconds or samples, without the children's.
    var own = 0
    var calls = 0
  }
  /// Node 0 is the root, which stands for no function.
  private(set) var nodes = UnsafeMutablePointer<Node>.allocate(capacity: 1024)
  private(set) var count = 1
  private var capacity = 1024

  init() { nodes[0] = Node(row: nil, parent: -1) }
  deinit { nodes.deallocate() }

  @inline(__always) func child(of parent: Int, _ row: TraceRow.Reference) -> Int {
    let first = nodes[parent].firstChild
    if _fastPath(first >= 0 && nodes[first].row == row) { return first }
    return find(parent, row)
  }
  @inline(never) private func find(_ parent: Int, _ row: TraceRow.Reference) -> Int {
    var before = -1
    var at = nodes[parent].firstChild
    while at >= 0 {
      if nodes[at].row == row {
        // What was called last comes first, so that loops find it at once.
        if before >= 0 {
          nodes[before].nextSibling = nodes[at].nextSibling
          nodes[at].nextSibling = nodes[parent].firstChild
          nodes[parent].firstChild = at
        }
        return at
      }
      before = at
      at = nodes[at].nextSibling
    }
    if count == capacity {
      let larger = UnsafeMutablePointer<Node>.allocate(capacity: capacity * 2)
      larger.update(from: nodes, count: count)
      nodes.deallocate()
      nodes = larger
      capacity *= 2
    }
    var node = Node(row: row, parent: parent)
    node.nextSibling = nodes[parent].firstChild
    nodes[count] = node
    nodes[parent].firstChild = count
    count += 1
    return count - 1
  }

  func children(of node: Int) -> [Int] {
    var all: [Int] = []
    var at = nodes[node].firstChild
    while at >= 0 {
      all.append(at)
      at = nodes[at].nextSibling
    }
    return all
  }
  /// For each node what it and its children have. A child's number is always above its parent's.
  var totals: [Int] {
    var all = (0..<count).map { nodes[$0].own }
    for i in stride(from: count - 1, to: 0, by: -1) { all[nodes[i].parent] += all[i] }
    return all
  }
}

/// A format which is made of a tree when the trace is over.
class TraceTreeFormat: TraceFormat {
  let tree = TraceTree()
  private(set) var started: UInt64 = 0
  /// Where each thread is, and since when.
  private struct Place {
    var node = 0
    var since: UInt64 = 0
    /// Open calls deeper than the tree is: their time belongs to the deepest node.
    var beyond = 0
    var depth = 0
  }
  private static let deepest = 1000
  private var places: [Int: Place] = [:]
  private var place = Place()
  private var placed = -1

  var unit: String { request.hertz > 0 ? "samples" : "nanoseconds" }

  override func begin(time: UInt64) {
    started = time
    place.since = time
  }
  override func select(_ thread: TraceThread) {
    if placed >= 0 { places[placed] = place }
    placed = thread.number
    place = places[placed] ?? Place()
    place.since = max(place.since, started)
  }
  override func enter(_ thread: TraceThread, _ row: TraceRow.Reference, _ line: Int, _ time: UInt64) {
    advance(time)
    if place.depth >= TraceTreeFormat.deepest {
      place.beyond += 1
      return
    }
    place.depth += 1
    place.node = tree.child(of: place.node, row)
    tree.nodes[place.node].calls += 1
  }
  override func leave(_ thread: TraceThread, _ row: TraceRow.Reference, _ line: Int, _ time: UInt64) {
    advance(time)
    if place.beyond > 0 {
      place.beyond -= 1
      return
    }
    if place.node > 0 {
      place.node = tree.nodes[place.node].parent
      place.depth -= 1
    }
  }
  @inline(__always) private func advance(_ time: UInt64) {
    if place.node > 0, time > place.since { tree.nodes[place.node].own += Int(truncatingIfNeeded: time - place.since) }
    place.since = max(place.since, time)
  }
  override func sample(
    _ thread: TraceThread, _ rows: ContiguousArray<TraceRow.Reference>, _ lines: ContiguousArray<Int>, weight: Int, _ time: UInt64
  ) {
    var node = 0
    for row in rows { node = tree.child(of: node, row) }
    tree.nodes[node].own += weight
    tree.nodes[node].calls += weight
  }
  override func end(time: UInt64, _ threads: [TraceThread], lost: Int) {
    for thread in threads where !thread.spans.isEmpty {
      select(thread)
      closeAll([thread], time)
    }
    write(time: time, lost: lost)
    output.flush()
  }
  func write(time: UInt64, lost: Int) {}
}
