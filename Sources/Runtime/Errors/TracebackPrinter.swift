// What an uncaught exception looks like on sys.stderr: the traceback with marked source (PEP 657), the chain of causes and contexts, notes
// (PEP 678), groups (PEP 654), the forms of SyntaxError, and suggestions for misspelt names.

import Glibc

enum TracebackPrinter {
  /// Writes an exception with all that belongs to it to sys.stderr; to file descriptor 2 if there is no such stream.
  static func display(_ thread: Thread, _ exception: Value) throws(Raised) {
    let text = try render(thread, exception)
    try write(thread, text)
  }

  static func write(_ thread: Thread, _ text: String) throws(Raised) {
    let stream = Builtins.stream(thread, .stderr)
    if stream.isNone { return }
    if stream.isEmpty {
      writeDescriptor(2, text)
      return
    }
    _ = try thread.callMethod(stream, Name.write, Str.make(thread, text).value)
    do throws(Raised) { _ = try thread.callMethod(stream, Name.flush) } catch { _ = thread.takeRaised() }
  }
  static func writeDescriptor(_ descriptor: Int32, _ text: String) {
    var bytes = Array(text.utf8)[...]
    while !bytes.isEmpty {
      let n = bytes.withUnsafeBytes { Glibc.write(descriptor, $0.baseAddress, $0.count) }
      if n <= 0 { return }
      bytes = bytes.dropFirst(n)
    }
  }

  /// The whole text.
  static func render(_ thread: Thread, _ exception: Value) throws(Raised) -> String {
    var printer = Printer(thread: thread)
    try printer.print(exception)
    return printer.text
  }

  /// Source lines, read once.
  struct Printer {
    let thread: Thread
    var text = ""
    /// Before each line: indentation and the bar of a group.
    private var margin = ""
    private var groupDepth = 0
    private var needsClosing = false
    private var seen: [Value] = []
    private var files: [String: [String]] = [:]

    init(thread: Thread) { self.thread = thread }

    private mutating func line(_ s: String) {
      for part in s.split(separator: "\n", omittingEmptySubsequences: false) { text += margin + part + "\n" }
    }

    // MARK: One exception with what led to it

    mutating func print(_ exception: Value) throws(Raised) {
      try thread.checkNativeStack()
      seen.append(exception)
      let fields = Exception(exception).fields
      let cause = fields.pointee.cause
      let context = fields.pointee.context
      if cause.isObject, !seen.contains(cause) {
        try print(cause)
        line("")
        line("The above exception was the direct cause of the following exception:")
        line("")
      } else if !cause.isObject, context.isObject, !fields.pointee.suppressContext.isTrue, !seen.contains(context) {
        try print(context)
        line("")
        line("During handling of the above exception, another exception occurred:")
        line("")
      }
      if exception.isInstance(of: .baseExceptionGroup) {
        try printGroup(exception)
      } else {
        try printTraceback(exception, "Traceback (most recent call last):")
        try printException(exception)
      }
    }

    private mutating func printTraceback(_ exception: Value, _ heading: String) throws(Raised) {
      let traceback = Exception(exception).fields.pointee.traceback
      if !traceback.isExactly(.traceback) { return }
      line(heading)
      try printEntries(traceback)
    }

    // MARK: Groups

    private static let maxGroupWidth = 15
    private static let maxGroupDepth = 10

    private mutating func printGroup(_ group: Value) throws(Raised) {
      if groupDepth > Printer.maxGroupDepth {
        line("... (max_group_depth is \(Printer.maxGroupDepth))")
        return
      }
      let outer = margin
      let isTop: Bool = groupDepth == 0
      if isTop {
        margin += "  "
        let bar = margin
        margin = bar + "| "
        groupDepth = 1
        let traceback = Exception(group).fields.pointee.traceback
        if traceback.isExactly(.traceback) {
          text += bar + "+ Exception Group Traceback (most recent call last):\n"
          try printEntries(traceback)
        }
      } else {
        try printTraceback(group, "Exception Group Traceback (most recent call last):")
      }
      try printException(group)
      let bar = String(margin.dropLast(2))
      let parts = try thread.getAttribute(group, Str.intern(thread, "exceptions"))
      let count: Int = parts.isKind(.tuple) ? Tuple(parts).count : 0
      for i in 0..<count {
        let isOver: Bool = i >= Printer.maxGroupWidth
        let label: String = isOver ? "..." : "\(i + 1)"
        text += bar + (i == 0 ? "+-" : "  ") + "+---------------- \(label) ----------------\n"
        margin = bar + "  | "
        groupDepth += 1
        needsClosing = true
        if isOver {
          let more: Int = count - Printer.maxGroupWidth
          line("and \(more) more exception\(more == 1 ? "" : "s")")
        } else {
          try print(Tuple(parts)[i])
        }
        groupDepth -= 1
        margin = bar + "| "
        let isLast: Bool = i == count - 1 || isOver
        if isLast, needsClosing {
          text += bar + "  +------------------------------------\n"
          needsClosing = false
        }
        if isOver { break }
      }
      if isTop {
        groupDepth = 0
        margin = outer
      }
    }

    // MARK: Entries

    private mutating func printEntries(_ first: Value) throws(Raised) {
      var cursor = first
      var limit = Int.max
      var entries: [Value] = []
      if let n = try tracebackLimit() { limit = n }
      while cursor.isExactly(.traceback) {
        entries.append(cursor)
        cursor = Traceback(cursor).fields.pointee.next
      }
      if limit <= 0 { return }
      if entries.count > limit { entries.removeFirst(entries.count - limit) }
      var last: (file: String, line: Int, name: String)?
      var repeats = 0
      for entry in entries {
        let tb = Traceback(entry)
        let code = FrameObject(tb.fields.pointee.frame).code
        let file: String = Str(code.fields.pointee.filename).string
        let name: String = Str(code.fields.pointee.name).string
        let found = tb.line
        let number: Int = found.isInt ? found.asInt : 0
        if let l = last, l.file == file, l.line == number, l.name == name {
          repeats += 1
        } else {
          closeRepeats(repeats)
          repeats = 1
          last = (file, number, name)
        }
        if repeats > 3 { continue }
        let shown: String = found.isInt ? "\(number)" : "None"
        line("  File \"\(file)\", line \(shown), in \(name)")
        printSource(file, code.lineTable.position(at: tb.fields.pointee.word.asInt), number)
      }
      closeRepeats(repeats)
    }
    private mutating func closeRepeats(_ repeats: Int) {
      if repeats <= 3 { return }
      let more: Int = repeats - 3
      line("  [Previous line repeated \(more) more time\(more == 1 ? "" : "s")]")
    }
    private func tracebackLimit() throws(Raised) -> Int? {
      if !machine.pointee.sys.isObject { return nil }
      let v = Module(machine.pointee.sys).dict.get(Str.intern(thread, "tracebacklimit"))
      if v.isKind(.bigInt) { return Int.sign(v) < 0 ? 0 : nil }
      return v.isInt ? v.asInt : nil
    }

    /// Line `number` of a file, with its indentation and without its end.
    private mutating func source(_ file: String, _ number: Int) -> String? {
      if files[file] == nil { files[file] = SourceLines.read(thread, file) }
      guard let lines = files[file], number >= 1, number <= lines.count else { return nil }
      return lines[number - 1]
    }

    private mutating func printSource(_ file: String, _ position: LineTablePosition, _ number: Int) {
      guard let original = source(file, number) else { return }
      let characters = Array(original.unicodeScalars)
      var start = 0
      while start < characters.count, SourceLines.isSpace(characters[start]) { start += 1 }
      var end = characters.count
      while end > start, SourceLines.isSpace(characters[end - 1]) { end -= 1 }
      if start == end { return }
      let stripped = characters[start..<end]
      line("    " + SourceLines.string(stripped))
      if Int(position.line) != number || position.column < 0 { return }
      let bytes = Array(original.utf8)
      let from = SourceLines.characterOffset(bytes, Int(position.column))
      var to = end
      var anchors: SourceAnchors?
      if position.endLine == position.line {
        to = SourceLines.characterOffset(bytes, Int(position.endColumn))
        if from < to, to <= characters.count { anchors = SourceAnchors.find(SourceLines.string(characters[from..<to])) }
      }
      if to <= from || from < start { return }
      if to - from >= stripped.count, anchors == nil { return }
      var marks = String(repeating: " ", count: from - start)
      if let a = anchors {
        marks += String(repeating: "~", count: a.left)
        marks += String(repeating: "^", count: a.right - a.left)
        marks += String(repeating: "~", count: max(0, to - from - a.right))
      } else {
        marks += String(repeating: "^", count: to - from)
      }
      line("    " + marks)
    }

    // MARK: The exception itself

    private mutating func printException(_ exception: Value) throws(Raised) {
      let name = try qualifiedName(exception.type)
      if exception.isInstance(of: .syntaxError) { try printSyntaxLocation(exception) }
      var message: String
      if exception.isInstance(of: .syntaxError), Exception(exception).extra(0).pointee.isKind(.str) {
        message = Str(Exception(exception).extra(0).pointee).string
      } else {
        message = attempt { () throws(Raised) in try thread.str(exception).string } ?? "<exception str() failed>"
      }
      if let suggestion = Suggestions.find(thread, exception) { message += suggestion }
      line(message.isEmpty ? name : "\(name): \(message)")
      try printNotes(exception)
    }

    private func attempt(_ body: () throws(Raised) -> String) -> String? {
      do throws(Raised) { return try body() } catch {
        _ = thread.takeRaised()
        return nil
      }
    }

    private func qualifiedName(_ type: Type) throws(Raised) -> String {
      let qualname = try thread.getAttributeOrEmpty(type.value, Name.__qualname__.str)
      let module = try thread.getAttributeOrEmpty(type.value, Name.__module__.str)
      let text: String = qualname.isKind(.str) ? Str(qualname).string : type.displayName
      if module.isEmpty || !module.isKind(.str) { return "<unknown>." + text }
      let m: String = Str(module).string
      return m == "builtins" || m == "__main__" ? text : m + "." + text
    }

    private mutating func printNotes(_ exception: Value) throws(Raised) {
      let notes: Value
      do throws(Raised) { notes = try thread.getAttributeOrEmpty(exception, Name.__notes__.str) } catch {
        _ = thread.takeRaised()
        return
      }
      if notes.isEmpty { return }
      if !notes.isKind(.list), !notes.isKind(.tuple) {
        line(attempt { () throws(Raised) in try thread.repr(notes).string } ?? "<__notes__ repr() failed>")
        return
      }
      let count: Int = notes.isKind(.list) ? List(notes).count : Tuple(notes).count
      for i in 0..<count {
        let note: Value
        if notes.isKind(.list) {
          if i >= List(notes).count { break }
          note = List(notes)[i]
        } else {
          note = Tuple(notes)[i]
        }
        line(attempt { () throws(Raised) in try thread.str(note).string } ?? "<note str() failed>")
      }
    }

    /// `File …, line …` and the marked source of a SyntaxError.
    private mutating func printSyntaxLocation(_ exception: Value) throws(Raised) {
      func field(_ name: StaticString) throws(Raised) -> Value {
        let v = try thread.getAttributeOrEmpty(exception, Str.intern(thread, name))
        return v.isEmpty ? .none : v
      }
      let lineNumber = try field("lineno")
      if lineNumber.isNone { return }
      let filename = try field("filename")
      let file: String = filename.isNone ? "<string>" : try thread.str(filename).string
      line("  File \"\(file)\", line \(try thread.str(lineNumber).string)")
      let source = try field("text")
      guard source.isKind(.str) else { return }
      var text = Array(Str(source).string.unicodeScalars)[...]
      let offsetValue = try field("offset")
      var offset = offsetValue.isInt ? offsetValue.asInt : 0
      // Of a class derived from SyntaxError, CPython marks the first character only.
      let isRange = exception.type == Type[.syntaxError]
      let endOffsetValue = isRange ? try field("end_offset") : .none
      let endLine = isRange ? try field("end_lineno") : .none
      var endOffset: Int = endOffsetValue.isInt && endOffsetValue.asInt != 0 ? endOffsetValue.asInt : offset
      // Of several lines, the one in which the offset lies.
      while let newline = text.firstIndex(of: "\n"), offset - 1 > newline - text.startIndex {
        let length = newline + 1 - text.startIndex
        text = text[(newline + 1)...]
        offset -= length
        endOffset -= min(endOffset, length)
      }
      if endLine.isInt, lineNumber.isInt, endLine.asInt > lineNumber.asInt { endOffset = text.count }
      let limit = text.count
      let characters = Array(text)
      var end = characters.count
      while end > 0, characters[end - 1] == "\n" || characters[end - 1] == "\r" { end -= 1 }
      var start = 0
      while start < end, characters[start] == " " || characters[start] == "\t" || characters[start] == "\u{0C}" { start += 1 }
      let shown = characters[start..<end]
      line("    " + SourceLines.string(shown))
      if offset < 1 { return }
      if endOffset == offset || endOffset < 0 { endOffset = offset + 1 }
      offset = min(offset, end + 1)
      let column: Int = offset - 1 - start
      let endColumn: Int = max(endOffset - 1 - start, column + 1)
      if column < 0 { return }
      var marks = ""
      for i in 0..<column {
        let c: Unicode.Scalar = start + i < end ? characters[start + i] : " "
        marks.unicodeScalars.append(SourceLines.isSpace(c) ? c : " ")
      }
      let width: Int = max(1, min(endColumn, max(limit - start, column + 1)) - column)
      line("    " + marks + String(repeating: "^", count: width))
    }
  }
}
