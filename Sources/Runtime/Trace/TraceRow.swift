// What a record's number stands for: names and lines of a code object, kept longer than the object itself.

import Bytecode
import CRuntime
import Glibc

/// A code object as traces show it, or something else that takes time: an import, a collection.
struct TraceRow {
  enum Sort { case code, importing, collecting }
  let sort: Sort
  let file: String
  let name: String
  let qualname: String
  let module: String
  let firstLine: Int
  /// `file.py:name:` in UTF-8: what the text format writes for every event.
  let label: UnsafeBufferPointer<UInt8>
  private let table: LineTable
  private let wordCount: Int
  /// The line of each position, made when the first is asked for.
  private var lines: UnsafeMutablePointer<Int32>?

  var baseName: String { file.split(separator: "/", omittingEmptySubsequences: true).last.map { String($0) } ?? file }
  /// `qualname (file.py:line)`; an import's or a collection's name.
  var title: String { sort == .code ? "\(qualname) (\(baseName):\(firstLine))" : qualname }

  /// The line of a position (TraceKind). Code that the compiler adds has none: then the last one before it.
  @inline(__always) mutating func line(_ position: UInt32) -> Int {
    if position == 0 { return firstLine }
    if let lines { return Int(lines[min(Int(position), wordCount)]) }
    return makeLines(position)
  }
  @inline(never) private mutating func makeLines(_ position: UInt32) -> Int {
    if wordCount == 0 { return firstLine }
    if lines == nil {
      let made = UnsafeMutablePointer<Int32>.allocate(capacity: wordCount + 1)
      var last = Int32(truncatingIfNeeded: firstLine)
      made[0] = last
      for word in 0..<wordCount {
        let line = Int32(truncatingIfNeeded: table.line(at: word))
        if line != 0 { last = line }
        made[word + 1] = last
      }
      lines = made
    }
    guard let lines else { return firstLine }
    return Int(lines[min(Int(position), wordCount)])
  }

  typealias Reference = UnsafeMutablePointer<TraceRow>

  private static func make(_ row: TraceRow) -> Reference {
    let reference = Reference.allocate(capacity: 1)
    reference.initialize(to: row)
    return reference
  }
  static func span(_ sort: Sort, _ title: String) -> Reference {
    make(
      TraceRow(
        sort: sort, file: "", name: title, qualname: title, module: "", firstLine: 0, label: UnsafeBufferPointer(start: nil, count: 0),
        table: LineTable(), wordCount: 0, lines: nil))
  }
  static func code(_ code: CodeObject, module: String) -> Reference {
    let file = String(cString: code.fields.pointee.filenameText)
    let name = String(cString: code.fields.pointee.nameText)
    let base = file.utf8.lastIndex(of: 0x2F).map { String(file[file.index(after: $0)...]) } ?? file
    let text = Array("\(base):\(name):".utf8)
    let label = UnsafeMutableBufferPointer<UInt8>.allocate(capacity: text.count)
    _ = label.initialize(from: text)
    return make(
      TraceRow(
        sort: .code, file: file, name: name, qualname: String(cString: code.fields.pointee.qualnameText), module: module,
        firstLine: code.fields.pointee.firstLine, label: UnsafeBufferPointer(label), table: LineTable(rows: code.lineTable.rows),
        wordCount: code.fields.pointee.wordCount, lines: nil))
  }
}

/// All rows that records of this process refer to. They are added by whoever holds the interpreter lock, and read by whoever drains.
enum TraceRows {
  nonisolated(unsafe) private static let mutex: UnsafeMutablePointer<pthread_mutex_t> = {
    let m = UnsafeMutablePointer<pthread_mutex_t>.allocate(capacity: 1)
    pthread_mutex_init(m, nil)
    return m
  }()
  /// Number 0 means that a code object has none yet.
  nonisolated(unsafe) private static var all: [TraceRow.Reference?] = [nil]

  /// Gives the code of a function its number.
  @inline(never) static func add(_ function: Function) -> UInt32 {
    let module = function.fields.pointee.module
    let row = TraceRow.code(function.code, module: module.isKind(.str) ? Str(module).string : "")
    pthread_mutex_lock(mutex)
    all.append(row)
    let number = UInt32(truncatingIfNeeded: all.count - 1)
    pthread_mutex_unlock(mutex)
    function.code.fields.pointee.traceNumber = number
    return number
  }
  /// Rows that a reader does not know yet: those from number `known` on.
  static func copy(from known: Int) -> [TraceRow.Reference?] {
    pthread_mutex_lock(mutex)
    defer { pthread_mutex_unlock(mutex) }
    return known >= all.count ? [] : Array(all[known...])
  }
  /// In the child of a fork: the mutex is nobody's, though a thread that is not there any more may have held it.
  static func becomeChild() { pthread_mutex_init(mutex, nil) }
}
