// Chrome's trace event format, which ui.perfetto.dev, chrome://tracing and Firefox's profiler open ("Trace Event Format", in its JSON array form, whose
// closing bracket may be missing, so that a killed program leaves a readable file): B and E for what begins and ends, i for a moment,
// M for names. Times are in microseconds.

import CProbes
import Glibc

final class TraceChrome: TraceFormat {
  private var isFirst = true
  private var marked: off_t = -1
  private let pid = Int(getpid())
  /// `"name":"…","cat":"…","args":{"file":"…","line":` of a row.
  private var heads: [TraceRow.Reference: [UInt8]] = [:]
  private var lastHead: (row: TraceRow.Reference, text: [UInt8])?

  override func begin(time: UInt64) {
    output.put("[\n")
    head("M", 0, time)
    output.put(",\"name\":\"process_name\",\"args\":{\"name\":")
    output.putJSON(CommandLine.arguments.joined(separator: " "))
    output.put("}}")
  }
  override func select(_ thread: TraceThread) {
    if !thread.spans.isEmpty || named.contains(thread.number) { return }
    named.insert(thread.number)
    head("M", thread.number, 0)
    output.put(",\"name\":\"thread_name\",\"args\":{\"name\":")
    output.putJSON(thread.title)
    output.put("}}")
  }
  private var named: Set<Int> = []

  private func head(_ phase: StaticString, _ thread: Int, _ time: UInt64) {
    output.put(isFirst ? "{\"ph\":\"" : ",\n{\"ph\":\"")
    isFirst = false
    output.put(phase)
    output.put("\",\"pid\":")
    output.put(pid)
    output.put(",\"tid\":")
    output.put(thread)
    output.put(",\"ts\":")
    output.putMicroseconds(time)
  }
  private func text(_ row: TraceRow.Reference) -> [UInt8] {
    if let lastHead, lastHead.row == row { return lastHead.text }
    if let known = heads[row] {
      lastHead = (row, known)
      return known
    }
    func quoted(_ text: String) -> String {
      var result = "\""
      for scalar in text.unicodeScalars {
        switch scalar.value {
        case 0x22, 0x5C: result += "\\\(scalar)"
        case 0..<0x20: result += "\\u00" + (scalar.value < 16 ? "0" : "") + String(scalar.value, radix: 16)
        default: result.unicodeScalars.append(scalar)
        }
      }
      return result + "\""
    }
    let r = row.pointee
    let made: String
    switch r.sort {
    case .code:
      made = ",\"name\":\(quoted(r.qualname)),\"cat\":\"call\",\"args\":{\"file\":\(quoted(r.file)),\"module\":\(quoted(r.module)),\"line\":"
    case .importing: made = ",\"name\":\(quoted(r.qualname)),\"cat\":\"import\"}"
    case .collecting: made = ",\"name\":\(quoted(r.qualname)),\"cat\":\"gc\"}"
    }
    heads[row] = Array(made.utf8)
    return Array(made.utf8)
  }
  override func enter(_ thread: TraceThread, _ row: TraceRow.Reference, _ line: Int, _ time: UInt64) {
    head("B", thread.number, time)
    output.put(text(row))
    if row.pointee.sort == .code {
      output.put(line)
      output.put("}}")
    }
  }
  override func leave(_ thread: TraceThread, _ row: TraceRow.Reference, _ line: Int, _ time: UInt64) {
    head("E", thread.number, time)
    output.put("}")
  }
  override func line(_ thread: TraceThread, _ row: TraceRow.Reference, _ line: Int, _ time: UInt64) {
    head("i", thread.number, time)
    output.put(",\"s\":\"t\",\"name\":")
    output.putJSON("\(row.pointee.baseName):\(line)")
    output.put(",\"cat\":\"line\"}")
  }
  override func mark(_ thread: TraceThread, _ mark: TraceMark, _ time: UInt64) {
    guard mark.row < TraceMarkerName.all.count else { return }
    let marker = TraceMarkerName.all[mark.row]
    head("i", thread.number, time)
    output.put(",\"s\":\"t\",\"name\":")
    output.putJSON(marker.name)
    output.put(",\"cat\":\"marker\",\"args\":{")
    for (i, argument) in mark.arguments.enumerated() where i < marker.parameters.count {
      if i > 0 { output.put(",") }
      output.putJSON(marker.parameters[i])
      output.put(":")
      switch argument {
      case .text(let text?): output.putJSON(text)
      case .text(nil): output.put("null")
      case .integer(let number): output.put(number)
      case .address(let address): output.putJSON("0x" + String(address, radix: 16))
      }
    }
    output.put("}}")
  }
  override func lost(_ count: Int, _ time: UInt64) {
    head("i", 0, time)
    output.put(",\"s\":\"p\",\"name\":\"events lost\",\"cat\":\"minipy\",\"args\":{\"count\":")
    output.put(count)
    output.put("}}")
  }
  override func flush() { output.flush() }
  override func pause(time: UInt64, _ threads: [TraceThread]) {
    marked = output.mark()
    if marked >= 0 { output.put("\n]\n") }
    output.flush()
  }
  override func resume() {
    output.goBack(to: marked)
    marked = -1
  }
  override func end(time: UInt64, _ threads: [TraceThread], lost: Int) {
    closeAll(threads, time)
    output.put("\n]\n")
    output.flush()
  }
}
