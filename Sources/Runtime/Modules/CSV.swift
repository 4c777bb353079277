// The module _csv: readers and writers of comma-separated values (PEP 305).

enum CSVModule {
  /// The class _csv.Error
  static let error = Root()
  /// dict: name -> Dialect
  static let dialects = Root()
  nonisolated(unsafe) static var fieldLimit = 131072

  static func define(_ m: ModuleBuilder) throws(Raised) {
    let t = m.thread
    m.doc("CSV parsing and writing.")
    m.set("__version__", Str.make(t, "1.0").value)
    m.set("QUOTE_MINIMAL", .int(0))
    m.set("QUOTE_ALL", .int(1))
    m.set("QUOTE_NONNUMERIC", .int(2))
    m.set("QUOTE_NONE", .int(3))
    let namespace = Dict.make(t)
    namespace.set(t, Name.__module__.str, Str.intern(t, "_csv").value)
    let bases = try Tuple.make(t, [Type[.exception].value])
    error.value = try t.call(Type[.type].value, Str.intern(t, "Error").value, bases.value, namespace.value)
    m.set("Error", error.value)
    dialects.value = Dict.make(t).value
    m.set("_dialects", dialects.value)
    m.set("Dialect", try BuiltinTypes.make(t, .csvDialect).value)
    m.set("Reader", try BuiltinTypes.make(t, .csvReader).value)
    m.set("Writer", try BuiltinTypes.make(t, .csvWriter).value)
    m.function("reader(iterable, /, dialect='excel', **kwargs)", "An iterator over the rows of lines of text.") { native($0, $1, $2, $3, CSVReader.make) }
    m.function("writer(fileobj, /, dialect='excel', **kwargs)", "Writes rows to a file.") { native($0, $1, $2, $3, CSVWriter.make) }
    m.function("register_dialect(name, /, dialect=None, **kwargs)", "Name a dialect.") {
      native($0, $1, $2, $3) { (t, a) throws(Raised) in
        guard a[0].isKind(.str) else { throw t.raise(.typeError, "dialect name must be a string") }
        try Dict(CSVModule.dialects.value).set(t, a[0], try CSVDialect.make(t, a[1], a.keyword(0)).value)
        return .none
      }
    }
    m.function("unregister_dialect(name, /)", "Forget a dialect.") {
      native($0, $1, $2, $3) { (t, a) throws(Raised) in
        let old = try Dict(CSVModule.dialects.value).remove(t, a[0])
        if old.isEmpty { throw CSVModule.raise(t, "unknown dialect") }
        return .none
      }
    }
    m.function("get_dialect(name, /)", "The dialect of this name.") {
      native($0, $1, $2, $3) { (t, a) throws(Raised) in try CSVModule.dialect(t, a[0]) }
    }
    m.function("list_dialects()", "The names of all dialects.") {
      native($0, $1, $2, $3) { (t, _) throws(Raised) in
        let list = try List.make(t)
        let d = Dict(CSVModule.dialects.value)
        for i in 0..<Int(d.fields.pointee.used) where !d.entries[i].key.isEmpty { try list.append(t, d.entries[i].key) }
        return list.value
      }
    }
    m.function("field_size_limit(limit=None, /)", "The longest field; sets it if given.") {
      native($0, $1, $2, $3) { (t, a) throws(Raised) in
        let old = CSVModule.fieldLimit
        if !a[0].isEmpty {
          guard a[0].isInt || a[0].isBool else { throw t.raise(.typeError, "limit must be an integer") }
          CSVModule.fieldLimit = try Arguments.size(t, a[0], 0)
        }
        return .int(old)
      }
    }
  }
  static func raise(_ thread: Thread, _ message: String) -> Raised {
    do throws(Raised) { return thread.raise(try thread.call(error.value, Str.make(thread, message).value)) } catch { return error }
  }
  static func dialect(_ thread: Thread, _ name: Value) throws(Raised) -> Value {
    let found = try Dict(dialects.value).get(thread, name)
    if found.isEmpty { throw raise(thread, "unknown dialect") }
    return found
  }
}

struct CSVDialectFields: BitwiseCopyable {
  var header: Header
  /// ints: code points, -1 for none
  var delimiter: Value
  var quote: Value
  var escape: Value
  /// True or False
  var doubleQuote: Value
  var skipSpace: Value
  var strict: Value
  /// str
  var terminator: Value
  /// int
  var quoting: Value
}

struct CSVDialect: Handle {
  let fields: UnsafeMutablePointer<CSVDialectFields>
  @inline(__always) init(fields: UnsafeMutablePointer<CSVDialectFields>) { self.fields = fields }

  static func define(_ type: TypeBuilder) {
    type.doc("CSV dialect: how rows are written.")
    type.record(8)
    type.new("Dialect(dialect=None, **kwargs)") {
      native($0, $1, $2, $3) { (t, a) throws(Raised) in
        let plain = try CSVDialect.make(t, a[1], a.keyword(0))
        let cls = Type(a[0])
        if cls.fields == Type[.csvDialect].fields { return plain.value }
        let d = CSVDialect(try cls.allocateInstance(t))
        let header = d.fields.pointee.header
        d.fields.pointee = plain.fields.pointee
        d.fields.pointee.header = header
        return d.value
      }
    }
    type.property("delimiter", "Between fields.") { unary($0, $1) { (t, v) throws(Raised) in CSVDialect.shown(t, CSVDialect(v).fields.pointee.delimiter) } }
    type.property("quotechar", "Around fields.") { unary($0, $1) { (t, v) throws(Raised) in CSVDialect.shown(t, CSVDialect(v).fields.pointee.quote) } }
    type.property("escapechar", "Before characters that are to be taken as they are.") { unary($0, $1) { (t, v) throws(Raised) in CSVDialect.shown(t, CSVDialect(v).fields.pointee.escape) } }
    type.member("doublequote", "Whether a doubled quote stands for one.", offset: 32)
    type.member("skipinitialspace", "Whether space after a delimiter is left out.", offset: 40)
    type.member("strict", "Whether bad input is an error.", offset: 48)
    type.member("lineterminator", "Behind each row.", offset: 56)
    type.member("quoting", "Which fields are quoted.", offset: 64)
  }
  private static func shown(_ thread: Thread, _ v: Value) -> Value { v.asInt < 0 ? .none : Str.character(thread, UInt32(v.asInt)).value }

  /// A dialect from a name, an object with attributes or nothing, and keywords that override.
  static func make(_ thread: Thread, _ base: Value, _ keywords: Value) throws(Raised) -> CSVDialect {
    var base = base
    if base.isKind(.str) { base = try CSVModule.dialect(thread, base) }
    let hasKeywords = keywords.isKind(.dict) && Dict(keywords).count > 0
    if base.isExactly(.csvDialect), !hasKeywords { return CSVDialect(base) }
    var taken = 0
    func option(_ name: StaticString) throws(Raised) -> Value {
      let key = Str.intern(thread, name)
      if hasKeywords {
        let v = Dict(keywords).get(key)
        if !v.isEmpty {
          taken &+= 1
          return v
        }
      }
      if base.isEmpty || base.isNone { return .empty }
      return try thread.getAttributeOrEmpty(base, key)
    }
    func character(_ name: StaticString, _ fallback: Int, optional: Bool) throws(Raised) -> Value {
      let v = try option(name)
      if v.isEmpty { return .int(fallback) }
      if optional, v.isNone { return .int(-1) }
      guard v.isKind(.str) else {
        throw thread.raise(.typeError, "\"\(name)\" must be string\(optional ? " or None" : ""), not \(v.type.displayName)")
      }
      if Str(v).length != 1 { throw thread.raise(.typeError, "\"\(name)\" must be a 1-character string") }
      return .int(Int(Str(v)[0]))
    }
    func flag(_ name: StaticString, _ fallback: Bool) throws(Raised) -> Value {
      let v = try option(name)
      return .bool(v.isEmpty ? fallback : try thread.truth(v))
    }
    let delimiter = try character("delimiter", 0x2C, optional: false)
    let doubleQuote = try flag("doublequote", true)
    let escape = try character("escapechar", -1, optional: true)
    let terminator = try option("lineterminator")
    if !terminator.isEmpty, !terminator.isKind(.str) {
      throw thread.raise(.typeError, terminator.isNone ? "lineterminator must be set" : "\"lineterminator\" must be a string")
    }
    let quote = try character("quotechar", 0x22, optional: true)
    let quotingOption = try option("quoting")
    var quoting = 0
    if !quotingOption.isEmpty {
      guard quotingOption.isInt else { throw thread.raise(.typeError, "\"quoting\" must be an integer") }
      quoting = quotingOption.asInt
    }
    let skipSpace = try flag("skipinitialspace", false)
    let strict = try flag("strict", false)
    if hasKeywords, taken < Dict(keywords).count {
      let known = ["delimiter", "doublequote", "escapechar", "lineterminator", "quotechar", "quoting", "skipinitialspace", "strict"]
      let d = Dict(keywords)
      for i in 0..<Int(d.fields.pointee.used) where d.entries[i].key.isKind(.str) && !known.contains(Str(d.entries[i].key).string) {
        throw thread.raise(.typeError, "'\(Str(d.entries[i].key).string)' is an invalid keyword argument for this function")
      }
    }
    if quoting < 0 || quoting > 3 { throw thread.raise(.typeError, "bad \"quoting\" value") }
    if quote == .int(-1), quotingOption.isEmpty { quoting = 3 }
    if quoting != 3, quote == .int(-1) { throw thread.raise(.typeError, "quotechar must be set if quoting enabled") }
    let d = CSVDialect(thread.allocate(MemoryLayout<CSVDialectFields>.size, .record, TypeID.csvDialect))
    d.fields.pointee.delimiter = delimiter
    d.fields.pointee.quote = quote
    d.fields.pointee.escape = escape
    d.fields.pointee.doubleQuote = doubleQuote
    d.fields.pointee.skipSpace = skipSpace
    d.fields.pointee.strict = strict
    d.fields.pointee.terminator = .none
    d.fields.pointee.quoting = .int(quoting)
    let text = terminator.isEmpty ? Str.make(thread, "\r\n").value : terminator
    d.barrier()
    d.fields.pointee.terminator = text
    return d
  }
}

// MARK: Reader

struct CSVReader: Handle {
  struct Fields: BitwiseCopyable {
    var header: Header
    var lines: Value
    var dialect: Value
    /// int
    var lineNumber: Value
  }
  let fields: UnsafeMutablePointer<Fields>
  @inline(__always) init(fields: UnsafeMutablePointer<Fields>) { self.fields = fields }

  static func define(_ type: TypeBuilder) {
    type.doc("Iterator over the rows of a CSV text.")
    type.record(3)
    type.flags(.noNew)
    type.slots.pointee.iter = { _, a in a }
    type.slots.pointee.next = { unary($0, $1, CSVReader.next) }
    type.member("dialect", "The dialect.", offset: 16)
    type.member("line_num", "Lines read so far.", offset: 24)
  }
  static func make(_ thread: Thread, _ args: Args) throws(Raised) -> Value {
    let lines = try thread.iterator(args[0])
    let dialect = try CSVDialect.make(thread, args[1], args.keyword(0))
    let r = CSVReader(thread.allocate(32, .record, TypeID.csvReader))
    r.fields.pointee.lines = lines
    r.fields.pointee.dialect = dialect.value
    r.fields.pointee.lineNumber = .int(0)
    return r.value
  }

  private enum State {
    case startRecord, startField, escaped, inField, quoted, escapedQuoted, quoteInQuoted, endOfLine, afterEscapedEnd
  }

  static func next(_ thread: Thread, _ v: Value) throws(Raised) -> Value {
    let reader = CSVReader(v)
    let d = CSVDialect(reader.fields.pointee.dialect).fields.pointee
    let delimiter = d.delimiter.asInt
    let quote = d.quote.asInt
    let escape = d.escape.asInt
    let strict = d.strict.isTrue
    let quoting = d.quoting.asInt
    let row = try List.make(thread)
    var field = try StrBuilder(thread, capacity: 64)
    var isNumeric = false
    var state = State.startRecord

    func save() throws(Raised) {
      let text = try field.finish()
      field = try StrBuilder(thread, capacity: 64)
      if isNumeric {
        isNumeric = false
        try row.append(thread, try thread.call(Type[.float].value, text.value))
      } else {
        try row.append(thread, text.value)
      }
    }
    func add(_ c: Int) throws(Raised) {
      if field.count >= CSVModule.fieldLimit {
        throw CSVModule.raise(thread, "field larger than field limit (\(CSVModule.fieldLimit))")
      }
      try field.append(UInt32(c))
    }
    let newLineError = "new-line character seen in unquoted field - do you need to open the file in universal-newline mode?"
    /// c: a code point, or -2 at the end of the line.
    func process(_ c: Int) throws(Raised) {
      let isEnd = c == 0x0A || c == 0x0D || c == -2
      switch state {
      case .startRecord where c == -2: return
      case .startRecord where isEnd: state = .endOfLine
      case .startRecord, .startField:
        if isEnd {
          try save()
          state = c == -2 ? .startRecord : .endOfLine
        } else if c == quote, quoting != 3 {
          state = .quoted
        } else if c == escape {
          state = .escaped
        } else if c == 0x20, d.skipSpace.isTrue {
          state = .startField
        } else if c == delimiter {
          try save()
          state = .startField
        } else {
          if quoting == 2 { isNumeric = true }
          try add(c)
          state = .inField
        }
      case .escaped:
        if c == 0x0A || c == 0x0D {
          try add(c)
          state = .afterEscapedEnd
        } else {
          try add(c == -2 ? 0x0A : c)
          state = .inField
        }
      case .afterEscapedEnd where c == -2: return
      case .inField, .afterEscapedEnd:
        if isEnd {
          try save()
          state = c == -2 ? .startRecord : .endOfLine
        } else if c == escape {
          state = .escaped
        } else if c == delimiter {
          try save()
          state = .startField
        } else {
          try add(c)
          state = .inField
        }
      case .quoted:
        if c == -2 { return }
        if c == escape {
          state = .escapedQuoted
        } else if c == quote, quoting != 3 {
          state = d.doubleQuote.isTrue ? .quoteInQuoted : .inField
        } else {
          try add(c)
        }
      case .escapedQuoted:
        try add(c == -2 ? 0x0A : c)
        state = .quoted
      case .quoteInQuoted:
        if quoting != 3, c == quote {
          try add(c)
          state = .quoted
        } else if c == delimiter {
          try save()
          state = .startField
        } else if isEnd {
          try save()
          state = c == -2 ? .startRecord : .endOfLine
        } else if !strict {
          try add(c)
          state = .inField
        } else {
          throw CSVModule.raise(
            thread, "'\(String(Unicode.Scalar(UInt32(delimiter)).map(Character.init) ?? "?"))' expected after '\(String(Unicode.Scalar(UInt32(max(quote, 0))).map(Character.init) ?? "?"))'")
        }
      case .endOfLine:
        if c == 0x0A || c == 0x0D { return }
        if c == -2 {
          state = .startRecord
          return
        }
        throw CSVModule.raise(thread, newLineError)
      }
    }

    repeat {
      let line = try thread.next(reader.fields.pointee.lines)
      if line.isEmpty {
        if field.count > 0 || state == .quoted || state == .escapedQuoted || state == .escaped {
          if strict { throw CSVModule.raise(thread, "unexpected end of data") }
          try save()
          return row.value
        }
        return .empty
      }
      guard line.isKind(.str) else {
        throw CSVModule.raise(
          thread, "iterator should return strings, not \(line.type.displayName) (the file should be opened in text mode)")
      }
      reader.fields.pointee.lineNumber = .int(reader.fields.pointee.lineNumber.asInt &+ 1)
      let s = Str(line)
      var i = 0
      while i < s.length {
        try process(Int(s[i]))
        i &+= 1
      }
      try process(-2)
    } while state != .startRecord
    return row.value
  }
}

// MARK: Writer

struct CSVWriter: Handle {
  struct Fields: BitwiseCopyable {
    var header: Header
    /// The file's `write`
    var write: Value
    var dialect: Value
  }
  let fields: UnsafeMutablePointer<Fields>
  @inline(__always) init(fields: UnsafeMutablePointer<Fields>) { self.fields = fields }

  static func define(_ type: TypeBuilder) {
    type.doc("Writes rows as CSV text.")
    type.record(2)
    type.flags(.noNew)
    type.member("dialect", "The dialect.", offset: 16)
    type.method("writerow(row, /)", "Write one row.") {
      native($0, $1, $2, $3) { (t, a) throws(Raised) in try CSVWriter(a[0]).writeRow(t, a[1]) }
    }
    type.method("writerows(rows, /)", "Write several rows.") {
      native($0, $1, $2, $3) { (t, a) throws(Raised) in
        try t.forEach(a[1]) { (row: Value) throws(Raised) -> Bool in
          _ = try CSVWriter(a[0]).writeRow(t, row)
          return true
        }
        return .none
      }
    }
  }
  static func make(_ thread: Thread, _ args: Args) throws(Raised) -> Value {
    let write = try thread.getAttributeOrEmpty(args[0], Name.write.str)
    if write.isEmpty || write.type.slots.pointee.call == nil {
      throw thread.raise(.typeError, "argument 1 must have a \"write\" method")
    }
    let dialect = try CSVDialect.make(thread, args[1], args.keyword(0))
    let w = CSVWriter(thread.allocate(24, .record, TypeID.csvWriter))
    w.fields.pointee.write = write
    w.fields.pointee.dialect = dialect.value
    return w.value
  }
  private func writeRow(_ thread: Thread, _ row: Value) throws(Raised) -> Value {
    if !row.isObject || !Iteration.isIterable(row) {
      throw CSVModule.raise(thread, "iterable expected, not \(row.type.displayName)")
    }
    let d = CSVDialect(fields.pointee.dialect).fields.pointee
    let quoting = d.quoting.asInt
    var out = try StrBuilder(thread, capacity: 128)
    var n = 0
    var lastWasEmpty = false
    try thread.forEach(row) { (v: Value) throws(Raised) -> Bool in
      if n > 0 { try out.append(UInt32(d.delimiter.asInt)) }
      n &+= 1
      let isNumber = !Int.plain(v).isEmpty || Float.number(of: v) != nil
      let text = v.isNone ? Str.empty : v.isKind(.str) ? Str(v) : try thread.str(v)
      lastWasEmpty = text.length == 0
      try appendField(thread, &out, text, d, quoted: quoting == 1 || (quoting == 2 && !isNumber))
      return true
    }
    if n == 1, lastWasEmpty, quoting != 1, quoting != 2 || out.count == 0 {
      if quoting == 3 { throw CSVModule.raise(thread, "single empty field record must be quoted") }
      try out.append(UInt32(max(0, d.quote.asInt)))
      try out.append(UInt32(max(0, d.quote.asInt)))
    }
    try out.append(Str(d.terminator))
    return try thread.call(fields.pointee.write, try out.finish().value)
  }
  private func appendField(_ thread: Thread, _ out: inout StrBuilder, _ s: Str, _ d: CSVDialectFields, quoted: Bool) throws(Raised) {
    let quoting = d.quoting.asInt
    let delimiter = d.delimiter.asInt
    let quote = d.quote.asInt
    let escape = d.escape.asInt
    let terminator = Str(d.terminator)
    func isSpecial(_ c: Int) -> Bool {
      c == delimiter || c == escape || c == quote || terminator.has(UInt32(c))
    }
    // First whether quotes are needed, then the text.
    var quoted = quoted
    if !quoted, quoting != 3 {
      for i in 0..<s.length {
        let c = Int(s[i])
        if !isSpecial(c) { continue }
        if c == quote {
          if d.doubleQuote.isTrue { quoted = true }
        } else if c != escape {
          quoted = true
        }
      }
    }
    if quoted { try out.append(UInt32(max(0, quote))) }
    for i in 0..<s.length {
      let c = Int(s[i])
      if isSpecial(c) {
        var wantsEscape = false
        if quoting == 3 {
          wantsEscape = true
        } else if c == quote {
          if d.doubleQuote.isTrue { try out.append(UInt32(c)) } else { wantsEscape = true }
        } else if c == escape {
          wantsEscape = true
        }
        if wantsEscape {
          if escape < 0 { throw CSVModule.raise(thread, "need to escape, but no escapechar set") }
          try out.append(UInt32(escape))
        }
      }
      try out.append(UInt32(c))
    }
    if quoted { try out.append(UInt32(max(0, quote))) }
  }
}
