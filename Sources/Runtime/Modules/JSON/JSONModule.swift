// The module _json: what makes the library's `json` fast.

enum JSONModule {
  static func define(_ m: ModuleBuilder) throws(Raised) {
    m.doc("Scanning and writing of JSON.")
    m.function("scanstring(string, end, strict=True, /)", "(text, end) of the JSON string whose opening quote is before end.") {
      native($0, $1, $2, $3) { (t, a) throws(Raised) in
        guard a[0].isKind(.str) else {
          throw t.raise(.typeError, "first argument must be a string, not \(a[0].type.displayName)")
        }
        let strict = a[2].isEmpty ? true : try t.truth(a[2])
        var scanner = JSONText(t, Str(a[0]), strict: strict)
        let begin = try Arguments.size(t, a[1], 0)
        if begin < 0 || begin > Str(a[0]).length { throw t.raise(.valueError, "end is out of bounds") }
        let text = try scanner.string(begin)
        return Tuple.pair(t, text.value, .int(scanner.at))
      }
    }
    m.function("encode_basestring(string, /)", "The JSON string of a text.") {
      native($0, $1, $2, $3) { (t, a) throws(Raised) in try JSONModule.quoted(t, a[0], ascii: false) }
    }
    m.function("encode_basestring_ascii(string, /)", "The JSON string of a text, ASCII only.") {
      native($0, $1, $2, $3) { (t, a) throws(Raised) in try JSONModule.quoted(t, a[0], ascii: true) }
    }
    m.set("make_scanner", try BuiltinTypes.make(m.thread, .jsonScanner).value)
    m.set("make_encoder", try BuiltinTypes.make(m.thread, .jsonEncoder).value)
  }
  private static func quoted(_ thread: Thread, _ v: Value, ascii: Bool) throws(Raised) -> Value {
    guard v.isKind(.str) else {
      throw thread.raise(.typeError, "first argument must be a string, not \(v.type.displayName)")
    }
    var out = try StrBuilder(thread, capacity: Str(v).length &+ 16)
    try appendQuoted(&out, Str(v), ascii: ascii)
    return try out.finish().value
  }

  /// The JSON string of `s`.
  static func appendQuoted(_ out: inout StrBuilder, _ s: Str, ascii: Bool) throws(Raised) {
    try out.append(0x22)
    var plainFrom = 0
    var i = 0
    while i < s.length {
      let c = s[i]
      if c >= 0x20, c != 0x22, c != 0x5C, c < 0x7F || !ascii {
        i &+= 1
        continue
      }
      try out.append(s, plainFrom, i)
      i &+= 1
      plainFrom = i
      switch c {
      case 0x22: try out.append("\\\"")
      case 0x5C: try out.append("\\\\")
      case 0x0A: try out.append("\\n")
      case 0x0D: try out.append("\\r")
      case 0x09: try out.append("\\t")
      case 0x08: try out.append("\\b")
      case 0x0C: try out.append("\\f")
      default:
        if c >= 0x10000 {
          try appendUnit(&out, 0xD800 &+ ((c &- 0x10000) >> 10))
          try appendUnit(&out, 0xDC00 | (c &- 0x10000) & 0x3FF)
        } else {
          try appendUnit(&out, c)
        }
      }
    }
    try out.append(s, plainFrom, s.length)
    try out.append(0x22)
  }
  private static func appendUnit(_ out: inout StrBuilder, _ u: UInt32) throws(Raised) {
    try out.append("\\u")
    var shift: UInt32 = 16
    while shift > 0 {
      shift &-= 4
      try out.append(Str.hexDigit(u >> shift & 15))
    }
  }

  /// json.decoder.JSONDecodeError(message, document, position)
  static func error(_ thread: Thread, _ message: StaticString, _ document: Str, _ position: Int) -> Raised {
    do throws(Raised) {
      let module = try Importer.module(thread, Str.intern(thread, "json.decoder"))
      let cls = try thread.getAttribute(module, Str.intern(thread, "JSONDecodeError"))
      return thread.raise(try thread.call(cls, Str.make(thread, message).value, document.value, .int(position)))
    } catch { return error }
  }
}

/// Reads strings and numbers of a JSON text.
struct JSONText {
  let thread: Thread
  let text: Str
  let strict: Bool
  /// Where the last token ended.
  var at = 0

  init(_ thread: Thread, _ text: Str, strict: Bool) {
    self.thread = thread
    self.text = text
    self.strict = strict
  }
  /// The string whose contents begin at `begin`; leaves `at` behind the closing quote.
  mutating func string(_ begin: Int) throws(Raised) -> Str {
    let n = text.length
    var i = begin
    // Most strings have no escapes: they are substrings.
    while i < n {
      let c = text[i]
      if c == 0x22 {
        at = i &+ 1
        return try text.substring(thread, begin, i)
      }
      if c == 0x5C || c < 0x20 { break }
      i &+= 1
    }
    var out = try StrBuilder(thread, capacity: i &- begin &+ 32)
    var plainFrom = begin
    while i < n {
      let c = text[i]
      if c == 0x22 {
        try out.append(text, plainFrom, i)
        at = i &+ 1
        return try out.finish()
      }
      if c < 0x20, strict { throw JSONModule.error(thread, "Invalid control character at", text, i) }
      if c != 0x5C {
        i &+= 1
        continue
      }
      try out.append(text, plainFrom, i)
      i = try escape(i &+ 1, begin, &out)
      plainFrom = i
    }
    throw JSONModule.error(thread, "Unterminated string starting at", text, begin &- 1)
  }
  /// The escape whose letter is at i; where it ends.
  private func escape(_ i: Int, _ begin: Int, _ out: inout StrBuilder) throws(Raised) -> Int {
    if i >= text.length { throw JSONModule.error(thread, "Unterminated string starting at", text, begin &- 1) }
    switch text[i] {
    case 0x22, 0x5C, 0x2F: try out.append(text[i])
    case 0x62: try out.append(8)
    case 0x66: try out.append(0x0C)
    case 0x6E: try out.append(0x0A)
    case 0x72: try out.append(0x0D)
    case 0x74: try out.append(9)
    case 0x75:
      guard var c = unit(i &+ 1) else { throw JSONModule.error(thread, "Invalid \\uXXXX escape", text, i) }
      var next = i &+ 5
      if c >= 0xD800, c < 0xDC00, next &+ 1 < text.length, text[next] == 0x5C, text[next &+ 1] == 0x75,
        let low = unit(next &+ 2), low >= 0xDC00, low < 0xE000
      {
        c = 0x10000 &+ ((c & 0x3FF) << 10 | low & 0x3FF)
        next &+= 6
      }
      try out.append(c)
      return next
    default: throw JSONModule.error(thread, "Invalid \\escape", text, i &- 1)
    }
    return i &+ 1
  }
  private func unit(_ i: Int) -> UInt32? {
    if i &+ 4 > text.length { return nil }
    var v: UInt32 = 0
    for k in 0..<4 {
      let h = ByteMethods.hexValue(text[i &+ k])
      if h > 15 { return nil }
      v = v << 4 | h
    }
    return v
  }
}
