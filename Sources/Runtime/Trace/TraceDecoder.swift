// From records to spans (what begins and ends, one inside the other) and marks (what happens at one moment).

import CProbes
import CRuntime
import Glibc

/// A frame, an import or a collection that has begun.
struct TraceSpan: BitwiseCopyable {
  var row: TraceRow.Reference
  /// The filters leave it in.
  var isShown: Bool
}

/// A thread's open spans, in memory of its own: every call pushes and pops one.
final class TraceStack {
  private(set) var count = 0
  private var capacity = 256
  private var items = UnsafeMutablePointer<TraceSpan>.allocate(capacity: 256)
  deinit { items.deallocate() }

  var isEmpty: Bool { count == 0 }
  @inline(__always) var last: TraceSpan? { count == 0 ? nil : items[count - 1] }
  @inline(__always) func append(_ span: TraceSpan) {
    if _slowPath(count == capacity) { grow() }
    items[count] = span
    count += 1
  }
  @inline(__always) func popLast() -> TraceSpan? {
    if count == 0 { return nil }
    count -= 1
    return items[count]
  }
  @inline(never) private func grow() {
    let larger = UnsafeMutablePointer<TraceSpan>.allocate(capacity: capacity * 2)
    larger.update(from: items, count: count)
    items.deallocate()
    items = larger
    capacity *= 2
  }
  func has(_ row: TraceRow.Reference) -> Bool { (0..<count).contains { items[$0].row == row } }
}

final class TraceThread {
  /// The system's number.
  let number: Int
  /// 0 for the thread that was first seen.
  let index: Int
  let spans = TraceStack()
  /// How many of them are shown.
  var depth = 0
  /// The last sample's rows, outermost first, for formats that make spans of samples.
  var sampled: ContiguousArray<TraceRow.Reference> = []

  init(_ number: Int, _ index: Int) {
    self.number = number
    self.index = index
  }
  var title: String { index == 0 ? "main thread" : "thread \(number)" }
}

/// A marker that has fired.
struct TraceMark {
  enum Argument { case text(String?), integer(Int), address(UInt) }
  var row: Int
  var arguments: [Argument] = []
  func text(_ i: Int) -> String {
    if i < arguments.count, case .text(let text?) = arguments[i] { return text }
    return ""
  }
  func integer(_ i: Int) -> Int {
    if i < arguments.count, case .integer(let number) = arguments[i] { return number }
    return 0
  }
}

final class TraceDecoder {
  enum End { case finished, detached }

  let request: TraceRequest
  let format: TraceFormat
  /// Records that did not arrive; samples for which no guard came, or markers of waiting threads for which there was no room.
  var lost = 0
  var missed = 0

  private var rows = UnsafeMutablePointer<TraceRow.Reference?>.allocate(capacity: 1)
  private var rowCount = 0
  private var rowCapacity = 0
  /// For each of `rows`: 0 unknown, 1 shown, 2 hidden.
  private var shown: ContiguousArray<UInt8> = []
  private var threads: [Int: TraceThread] = [:]
  private var thread: TraceThread
  private var pending: TraceMark?
  private var pendingTime: UInt64 = 0
  private var missing = 0
  private var frames: ContiguousArray<TraceRow.Reference> = []
  private var lines: ContiguousArray<Int> = []
  private var titles: [String: TraceRow.Reference] = [:]
  private var last: UInt64 = 0
  private let showsSpansOfMarkers: Bool
  private let depthLimit: Int
  private let filters: Bool

  init(_ request: TraceRequest, _ format: TraceFormat) {
    self.request = request
    self.format = format
    showsSpansOfMarkers = format.showsSpansOfMarkers
    depthLimit = request.depth == 0 ? Int.max : request.depth
    filters = request.filters
    thread = TraceThread(0, 0)
  }

  func begin(time: UInt64) {
    last = time
    format.begin(time: time)
  }
  func flush() { format.flush() }
  func pause(time: UInt64) { format.pause(time: max(last, time), Array(threads.values)) }
  func resume() { format.resume() }
  func end(time: UInt64, _ reason: End) {
    last = max(last, time)
    format.end(time: last, threads.values.sorted { $0.index < $1.index }, lost: lost + missed)
  }
  /// What is to be said about losses; nil: nothing was lost.
  func report(_ output: TraceOutput) -> String? {
    var parts: [String] = []
    if output.failure != 0 {
      let what = String(cString: strerror(output.failure))
      parts.append(request.format.isStream ? "\(lost + output.unwritten) events lost: \(what)" : "\(request.output ?? "output") not written: \(what)")
    } else if lost > 0 {
      parts.append("\(lost) events lost: they came faster than they were read")
    }
    if format.excess > 0 { parts.append("\(format.excess) events lost: more than \(request.format.rawValue) keeps in memory") }
    if missed > 0 { parts.append(request.hertz > 0 ? "\(missed) samples lost" : "\(missed) events lost: too many threads waited") }
    return parts.isEmpty ? nil : parts.joined(separator: "; ")
  }

  // MARK: Records

  func consume(_ batch: TraceBatch) {
    learnRows()
    // Between the two moments ticks and nanoseconds run in proportion.
    let ticks = batch.until.ticks &- batch.since.ticks
    let scale: Double = ticks == 0 ? 1 : Double(batch.until.nanoseconds &- batch.since.nanoseconds) / Double(ticks)
    let hasFailed = format.output.failure != 0
    // Whatever was written meanwhile, none of the batch is missing in the count.
    defer { if !hasFailed { format.output.unwritten += batch.count } }
    let isPlain = !hasFailed && !filters && depthLimit == Int.max
    var i = 0
    while i < batch.count {
      let record = batch.records[i]
      i += 1
      let kind = record.what >> TraceKind.shift
      let count = record.what & TraceKind.countMask
      // Nearly all there is: calls and returns without filters.
      if _fastPath(isPlain && kind & ~2 == 0) {
        let passed = Double(Int64(bitPattern: record.time &- batch.since.ticks)) * scale
        let time = max(last, batch.since.nanoseconds &+ UInt64(max(0, passed)))
        last = time
        call(thread, Int(record.id), count, isEntry: kind == 0, time)
        continue
      }
      if kind == TraceKind.argument.rawValue {
        argument(record.time, record.id)
        continue
      }
      if hasFailed {
        if kind != TraceKind.thread.rawValue { lost += 1 }
        continue
      }
      let passed = Double(Int64(bitPattern: record.time &- batch.since.ticks)) * scale
      let time = kind == TraceKind.lost.rawValue ? last : max(last, batch.since.nanoseconds &+ UInt64(max(0, passed)))
      last = time
      switch TraceKind(rawValue: kind) {
      case .entry: enter(row(record.id), count, time, isShown(record.id))
      case .leave: leave(row(record.id), count, time)
      case .line:
        if let row = row(record.id), isShown(record.id), thread.depth <= depthLimit { format.line(thread, row, row.pointee.line(count), time) }
      case .present: present(row(record.id), count, time, isShown(record.id))
      case .thread: select(Int(record.id))
      case .restart: restart(time)
      case .marker:
        pending = TraceMark(row: Int(record.id))
        pendingTime = time
        missing = Int(count)
        if missing == 0 { markIsComplete() }
      case .frame:
        if let row = row(record.id), isShown(record.id) {
          frames.append(row)
          lines.append(row.pointee.line(count))
        }
      case .sample:
        sample(weight: Int(count), isCut: record.id == 1, time)
      case .lost:
        lost += Int(truncatingIfNeeded: record.time)
        pending = nil
        frames.removeAll(keepingCapacity: true)
        lines.removeAll(keepingCapacity: true)
        format.lost(Int(truncatingIfNeeded: record.time), time)
      case .argument, nil: break
      }
    }
  }

  /// Of threads without the interpreter lock. They come a little before or behind their place among the others.
  func consume(_ aside: [TraceAside.Row]) {
    if aside.isEmpty { return }
    let current = thread
    for row in aside {
      if format.output.failure != 0 {
        lost += 1
        continue
      }
      select(row.thread)
      last = max(last, row.time)
      format.mark(thread, row.mark, last)
    }
    if current.number != 0 { select(current.number) }
  }

  /// Entry or return of the code with that number.
  @inline(__always) private func call(_ thread: TraceThread, _ number: Int, _ position: UInt32, isEntry: Bool, _ time: UInt64) {
    guard number < rowCount, let row = rows[number] else { return }
    if isEntry {
      format.enter(thread, row, row.pointee.line(position), time)
      thread.depth += 1
      thread.spans.append(TraceSpan(row: row, isShown: true))
    } else if _fastPath(thread.spans.last?.row == row) {
      pop(row.pointee.line(position), time)
    } else {
      leaveOuter(row, position, time)
    }
  }
  private func learnRows() {
    let fresh = TraceRows.copy(from: rowCount)
    if fresh.isEmpty { return }
    if rowCount + fresh.count > rowCapacity {
      rowCapacity = max(1024, (rowCount + fresh.count) * 2)
      let larger = UnsafeMutablePointer<TraceRow.Reference?>.allocate(capacity: rowCapacity)
      larger.initialize(repeating: nil, count: rowCapacity)
      if rowCount > 0 { larger.update(from: rows, count: rowCount) }
      rows.deallocate()
      rows = larger
    }
    for row in fresh {
      rows[rowCount] = row
      rowCount += 1
      shown.append(0)
    }
  }
  deinit { rows.deallocate() }
  @inline(__always) private func row(_ number: UInt32) -> TraceRow.Reference? { Int(number) < rowCount ? rows[Int(number)] : nil }

  @inline(__always) private func isShown(_ number: UInt32) -> Bool {
    if !filters { return true }
    guard Int(number) < shown.count, let row = rows[Int(number)] else { return false }
    if shown[Int(number)] == 0 { shown[Int(number)] = matches(row) ? 1 : 2 }
    return shown[Int(number)] == 1
  }
  private func matches(_ row: TraceRow.Reference) -> Bool {
    func match(_ globs: [String], _ texts: String...) -> Bool {
      globs.isEmpty || globs.contains { glob in texts.contains { fnmatch(glob, $0, 0) == 0 } }
    }
    let r = row.pointee
    return match(request.modules, r.module) && match(request.functions, r.name, r.qualname) && match(request.files, r.file, r.baseName)
  }

  private func select(_ number: Int) {
    if thread.number == number { return }
    if let known = threads[number] {
      thread = known
    } else {
      thread = TraceThread(number, threads.count)
      threads[number] = thread
    }
    format.select(thread)
  }

  @inline(__always) private func enter(_ row: TraceRow.Reference?, _ position: UInt32, _ time: UInt64, _ passes: Bool) {
    guard let row else { return }
    let isShown = passes && thread.depth < depthLimit
    if isShown {
      format.enter(thread, row, row.pointee.line(position), time)
      thread.depth += 1
    }
    thread.spans.append(TraceSpan(row: row, isShown: isShown))
  }
  private func present(_ row: TraceRow.Reference?, _ position: UInt32, _ time: UInt64, _ passes: Bool) {
    guard let row, request.calls else { return }
    let isShown = passes && thread.depth < depthLimit
    if isShown {
      format.present(thread, row, row.pointee.line(position), time)
      thread.depth += 1
    }
    thread.spans.append(TraceSpan(row: row, isShown: isShown))
  }
  @inline(__always) private func leave(_ row: TraceRow.Reference?, _ position: UInt32, _ time: UInt64) {
    guard let row else { return }
    if _fastPath(thread.spans.last?.row == row) {
      pop(row.pointee.line(position), time)
      return
    }
    leaveOuter(row, position, time)
  }
  /// Events in between were lost: what is inside ends as well.
  @inline(never) private func leaveOuter(_ row: TraceRow.Reference, _ position: UInt32, _ time: UInt64) {
    if !thread.spans.has(row) { return }
    while let top = thread.spans.last, top.row != row { pop(top.row.pointee.firstLine, time) }
    pop(row.pointee.line(position), time)
  }
  @inline(__always) private func pop(_ line: Int, _ time: UInt64) {
    guard let span = thread.spans.popLast() else { return }
    if span.isShown {
      thread.depth -= 1
      format.leave(thread, span.row, line, time)
    }
  }
  private func restart(_ time: UInt64) {
    let current = thread
    for other in threads.values.sorted(by: { $0.index < $1.index }) {
      thread = other
      while let top = other.spans.last { pop(top.row.pointee.firstLine, time) }
    }
    thread = current
  }

  // MARK: Markers

  private func argument(_ value: UInt64, _ id: UInt32) {
    let raw = id == 1 ? UnsafeMutablePointer<CChar>(bitPattern: UInt(value)) : nil
    defer { free(raw) }
    guard pending != nil else { return }
    switch id {
    case 1: pending?.arguments.append(.text(raw.map { String(cString: $0) }))
    case 2: pending?.arguments.append(.integer(Int(Int64(bitPattern: value))))
    default: pending?.arguments.append(.address(UInt(value)))
    }
    missing -= 1
    if missing <= 0 { markIsComplete() }
  }
  private func markIsComplete() {
    guard let mark = pending else { return }
    pending = nil
    let time = pendingTime
    guard showsSpansOfMarkers else { return format.mark(thread, mark, time) }
    switch mark.row {
    case TraceMarkerName.importStart: enter(span(.importing, "import \(mark.text(0))"), 0, time, true)
    case TraceMarkerName.importDone: leave(span(.importing, "import \(mark.text(0))"), 0, time)
    case TraceMarkerName.gcStart: enter(span(.collecting, "gc generation \(mark.integer(0))"), 0, time, true)
    case TraceMarkerName.gcDone:
      if let top = thread.spans.last, top.row.pointee.sort == .collecting { leave(top.row, 0, time) }
    default: format.mark(thread, mark, time)
    }
  }
  private func span(_ sort: TraceRow.Sort, _ title: String) -> TraceRow.Reference {
    if let known = titles[title] { return known }
    let made = TraceRow.span(sort, title)
    titles[title] = made
    return made
  }

  // MARK: Samples

  private func sample(weight: Int, isCut: Bool, _ time: UInt64) {
    if isCut {
      frames.append(span(.importing, "[more frames]"))
      lines.append(0)
    }
    frames.reverse()
    lines.reverse()
    let count = min(frames.count, depthLimit)
    if count < frames.count {
      frames.removeLast(frames.count - count)
      lines.removeLast(lines.count - count)
    }
    format.sample(thread, frames, lines, weight: weight, time)
    frames.removeAll(keepingCapacity: true)
    lines.removeAll(keepingCapacity: true)
  }
}
