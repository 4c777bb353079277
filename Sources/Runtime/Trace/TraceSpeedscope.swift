// Speedscope's file format (https://www.speedscope.app/file-format-schema.json): an "evented" profile for each thread, whose events open and close
// frames by their number in a shared list.

import Glibc

final class TraceSpeedscope: TraceFormat {
  private struct Event {
    var time: UInt64
    /// Its number, and bit 31 if it closes.
    var frame: UInt32
  }
  private static let closes: UInt32 = 1 << 31
  /// Events that are kept: 512 MiB.
  private static let most = 32 << 20

  private var numbers: [TraceRow.Reference: UInt32] = [:]
  private var frames: [TraceRow.Reference] = []
  private var events: [Int: ContiguousArray<Event>] = [:]
  private var current: ContiguousArray<Event> = []
  private var selected = -1
  private var kept = 0
  /// Spans whose beginning was left out: their ends are, too.
  private var omitted: [Int: Int] = [:]
  private var started: UInt64 = 0

  override func begin(time: UInt64) { started = time }
  override func select(_ thread: TraceThread) {
    if selected == thread.number { return }
    if selected >= 0 { events[selected] = current }
    selected = thread.number
    current = events.removeValue(forKey: selected) ?? []
  }
  private func number(_ row: TraceRow.Reference) -> UInt32 {
    if let known = numbers[row] { return known }
    let number = UInt32(frames.count)
    frames.append(row)
    numbers[row] = number
    return number
  }
  override func enter(_ thread: TraceThread, _ row: TraceRow.Reference, _ line: Int, _ time: UInt64) {
    if kept >= TraceSpeedscope.most {
      excess += 1
      omitted[thread.number, default: 0] += 1
      return
    }
    kept += 2
    current.append(Event(time: time, frame: number(row)))
  }
  override func leave(_ thread: TraceThread, _ row: TraceRow.Reference, _ line: Int, _ time: UInt64) {
    if let count = omitted[thread.number], count > 0 {
      omitted[thread.number] = count - 1
      excess += 1
      return
    }
    current.append(Event(time: time, frame: number(row) | TraceSpeedscope.closes))
  }
  override func end(time: UInt64, _ threads: [TraceThread], lost: Int) {
    for thread in threads {
      select(thread)
      closeAll([thread], time)
    }
    if selected >= 0 { events[selected] = current }
    output.put("{\"$schema\":\"https://www.speedscope.app/file-format-schema.json\",\"exporter\":\"minipy\",\"activeProfileIndex\":0,\"name\":")
    output.putJSON(CommandLine.arguments.joined(separator: " "))
    output.put(",\"shared\":{\"frames\":[")
    for (i, row) in frames.enumerated() {
      output.put(i == 0 ? "\n{\"name\":" : ",\n{\"name\":")
      output.putJSON(row.pointee.qualname)
      if row.pointee.sort == .code {
        output.put(",\"file\":")
        output.putJSON(row.pointee.file)
        output.put(",\"line\":")
        output.put(row.pointee.firstLine)
      }
      output.put("}")
    }
    output.put("]},\"profiles\":[")
    for (i, thread) in threads.enumerated() {
      output.put(i == 0 ? "\n{\"type\":\"evented\",\"name\":" : ",\n{\"type\":\"evented\",\"name\":")
      output.putJSON(thread.title)
      output.put(",\"unit\":\"nanoseconds\",\"startValue\":0,\"endValue\":")
      output.put(Int(truncatingIfNeeded: time - min(time, started)))
      output.put(",\"events\":[")
      for (j, event) in (events[thread.number] ?? []).enumerated() {
        output.put(j == 0 ? "\n" : ",\n")
        output.put(event.frame & TraceSpeedscope.closes != 0 ? "{\"type\":\"C\",\"frame\":" : "{\"type\":\"O\",\"frame\":")
        output.put(Int(event.frame & ~TraceSpeedscope.closes))
        output.put(",\"at\":")
        output.put(Int(truncatingIfNeeded: event.time - min(event.time, started)))
        output.put("}")
      }
      output.put("]}")
    }
    output.put("]}\n")
    output.flush()
  }
}
