// What happens to bytes that cannot be decoded and characters that cannot be encoded (PEP 293).

/// The error handlers that are done without asking the registry.
enum ErrorMode {
  case strict, ignore, replace, surrogateEscape, backslashReplace, xmlReplace, other

  init(_ name: Str?) {
    guard let name else {
      self = .strict
      return
    }
    if name.equals("strict") { self = .strict } else if name.equals("ignore") { self = .ignore } else if name.equals("replace") {
      self = .replace
    } else if name.equals("surrogateescape") {
      self = .surrogateEscape
    } else if name.equals("backslashreplace") {
      self = .backslashReplace
    } else if name.equals("xmlcharrefreplace") {
      self = .xmlReplace
    } else {
      self = .other
    }
  }
}

/// A decoding under way.
struct Decoding {
  let thread: Thread
  let encoding: StaticString
  let errors: Str?
  let mode: ErrorMode
  var out: StrBuilder
  /// What is being decoded; an error handler may put something else in its place.
  var input: UnsafeBufferPointer<UInt8>
  /// The input as a bytes object, made when an exception needs it; or empty.
  var object: Value
  /// A position of an error handler that does not fit a word is out of bounds, not an OverflowError.
  var clipsPosition = false
  private var handler: Value = .empty

  init(_ thread: Thread, _ view: BufferView, _ encoding: StaticString, _ errors: Str?) throws(Raised) {
    self.thread = thread
    self.encoding = encoding
    self.errors = errors
    mode = ErrorMode(errors)
    input = view.bytes
    object = view.object.isObject && view.object.isExactly(.bytes) && Bytes(view.object).count == view.length
      && Raw(Bytes(view.object).data) == view.data ? view.object : .empty
    out = try StrBuilder(thread, capacity: view.length &+ 16)
  }

  private mutating func exception(_ reason: StaticString, _ start: Int, _ end: Int) throws(Raised) -> Value {
    if object.isEmpty {
      let p = input.baseAddress
      object = p == nil ? Bytes.empty.value : try Bytes.make(thread, p.unsafelyUnwrapped, input.count).value
    }
    let arguments = try Tuple.make(
      thread, [Str.make(thread, encoding).value, object, .int(start), .int(end), Str.make(thread, reason).value])
    return try Exceptions.make(thread, Type[.unicodeDecodeError], arguments)
  }

  /// Bytes start ..< end cannot be decoded: where to go on.
  mutating func fail(_ reason: StaticString, _ start: Int, _ end: Int) throws(Raised) -> Int {
    switch mode {
    case .strict, .xmlReplace: break
    case .ignore: return end
    case .replace:
      try out.append(0xFFFD)
      return end
    case .backslashReplace:
      for i in start..<end { try Str.appendEscape(&out, UInt32(input[i])) }
      return end
    case .surrogateEscape:
      var i = start
      while i < end, i < start &+ 4, input[i] >= 0x80 {
        try out.append(0xDC00 | UInt32(input[i]))
        i &+= 1
      }
      if i > start { return i }
    case .other:
      return try call(reason, start, end)
    }
    if mode == .xmlReplace { return try call(reason, start, end) }
    throw thread.raise(try exception(reason, start, end))
  }

  private mutating func call(_ reason: StaticString, _ start: Int, _ end: Int) throws(Raised) -> Int {
    if handler.isEmpty { handler = try CodecRegistry.errorHandler(thread, errors) }
    let error = try exception(reason, start, end)
    let result = try thread.call(handler, error)
    guard result.isKind(.tuple), Tuple(result).count == 2, Tuple(result)[0].isKind(.str), Arguments.isIndex(Tuple(result)[1]) else {
      throw thread.raise(.typeError, "decoding error handler must return (str, int) tuple")
    }
    let replaced = try thread.getAttribute(error, Str.intern(thread, "object"))
    guard replaced.isKind(.byteString) else { throw thread.raise(.typeError, "object attribute must be bytes") }
    object = replaced
    input = Bytes(replaced).buffer
    if clipsPosition {
      let at = try MultibyteEncoder.position(thread, Tuple(result)[1], input.count)
      try out.append(Str(Tuple(result)[0]))
      return at
    }
    var at = try Arguments.size(thread, Tuple(result)[1], 0)
    let asked = at
    if at < 0 { at &+= input.count }
    if at < 0 || at > input.count {
      throw thread.raise(.indexError, "position \(asked) from error handler out of bounds")
    }
    try out.append(Str(Tuple(result)[0]))
    return at
  }
}

/// An encoding under way.
struct Encoding {
  enum Target {
    case utf8, latin1, ascii, utf16le, utf16be, utf32le, utf32be
    /// A mapping from code points to bytes.
    case charmap
  }
  let thread: Thread
  let text: Str
  let name: StaticString
  let errors: Str?
  let mode: ErrorMode
  let target: Target
  /// For `charmap`.
  var mapping: Value = .empty
  var out: ByteBuilder
  private var handler: Value = .empty

  init(_ thread: Thread, _ text: Str, _ name: StaticString, _ target: Target, _ errors: Str?, capacity: Int) throws(Raised) {
    self.thread = thread
    self.text = text
    self.name = name
    self.target = target
    self.errors = errors
    mode = ErrorMode(errors)
    out = try ByteBuilder(thread, capacity: capacity)
  }

  /// Writes one code point; false when the target has no bytes for it.
  mutating func put(_ c: UInt32) throws(Raised) -> Bool {
    switch target {
    case .utf8:
      if c >= 0xD800, c < 0xE000 { return false }
      try putUTF8(c)
    case .latin1:
      if c > 0xFF { return false }
      try out.append(UInt8(c))
    case .ascii:
      if c > 0x7F { return false }
      try out.append(UInt8(c))
    case .utf16le, .utf16be:
      if c >= 0xD800, c < 0xE000 { return false }
      try putUTF16(c)
    case .utf32le:
      if c >= 0xD800, c < 0xE000 { return false }
      var shift: UInt32 = 0
      while shift < 32 {
        try out.append(UInt8(truncatingIfNeeded: c >> shift))
        shift &+= 8
      }
    case .utf32be:
      if c >= 0xD800, c < 0xE000 { return false }
      var shift: UInt32 = 32
      while shift > 0 {
        shift &-= 8
        try out.append(UInt8(truncatingIfNeeded: c >> shift))
      }
    case .charmap: return try putMapped(c)
    }
    return true
  }
  @inline(__always) mutating func putUTF8(_ c: UInt32) throws(Raised) {
    if c < 0x80 { return try out.append(UInt8(c)) }
    if c < 0x800 {
      try out.append(UInt8(0xC0 | c >> 6))
    } else {
      if c < 0x10000 {
        try out.append(UInt8(0xE0 | c >> 12))
      } else {
        try out.append(UInt8(0xF0 | c >> 18 & 7))
        try out.append(UInt8(0x80 | c >> 12 & 0x3F))
      }
      try out.append(UInt8(0x80 | c >> 6 & 0x3F))
    }
    try out.append(UInt8(0x80 | c & 0x3F))
  }
  private mutating func putUTF16(_ c: UInt32) throws(Raised) {
    if c < 0x10000 { return try putUnit(c) }
    try putUnit(0xD800 &+ ((c &- 0x10000) >> 10))
    try putUnit(0xDC00 | (c &- 0x10000) & 0x3FF)
  }
  private mutating func putUnit(_ u: UInt32) throws(Raised) {
    let low = UInt8(truncatingIfNeeded: u)
    let high = UInt8(truncatingIfNeeded: u >> 8)
    try out.append(target == .utf16le ? low : high)
    try out.append(target == .utf16le ? high : low)
  }

  private func exception(_ reason: StaticString, _ start: Int, _ end: Int) throws(Raised) -> Value {
    let arguments = try Tuple.make(
      thread, [Str.make(thread, name).value, text.value, .int(start), .int(end), Str.make(thread, reason).value])
    return try Exceptions.make(thread, Type[.unicodeEncodeError], arguments)
  }
  /// Writes text of the handler's; raises the error itself when that cannot be encoded either.
  private mutating func put(ascii s: String, _ reason: StaticString, _ start: Int, _ end: Int) throws(Raised) {
    for c in s.unicodeScalars where try !put(c.value) { throw thread.raise(try exception(reason, start, end)) }
  }

  /// Code points start ..< end cannot be encoded: where to go on.
  mutating func fail(_ reason: StaticString, _ start: Int, _ end: Int) throws(Raised) -> Int {
    switch mode {
    case .strict: break
    case .ignore: return end
    case .replace:
      for _ in start..<end { try put(ascii: "?", reason, start, end) }
      return end
    case .backslashReplace:
      for i in start..<end { try put(ascii: Codecs.backslashed(text[i]), reason, start, end) }
      return end
    case .xmlReplace:
      for i in start..<end { try put(ascii: "&#\(text[i]);", reason, start, end) }
      return end
    case .surrogateEscape:
      if target == .utf8 || target == .ascii || target == .latin1 {
        var i = start
        while i < end, text[i] >= 0xDC80, text[i] <= 0xDCFF {
          try out.append(UInt8(truncatingIfNeeded: text[i]))
          i &+= 1
        }
        if i > start { return i }
      } else {
        return try call(reason, start, end)
      }
    case .other: return try call(reason, start, end)
    }
    throw thread.raise(try exception(reason, start, end))
  }

  private mutating func call(_ reason: StaticString, _ start: Int, _ end: Int) throws(Raised) -> Int {
    if handler.isEmpty { handler = try CodecRegistry.errorHandler(thread, errors) }
    let error = try exception(reason, start, end)
    let result = try thread.call(handler, error)
    guard result.isKind(.tuple), Tuple(result).count == 2, Arguments.isIndex(Tuple(result)[1]),
      Tuple(result)[0].isKind(.str) || Tuple(result)[0].isKind(.byteString)
    else { throw thread.raise(.typeError, "encoding error handler must return (str/bytes, int) tuple") }
    let replacement = Tuple(result)[0]
    var at = try Arguments.size(thread, Tuple(result)[1], 0)
    let asked = at
    if at < 0 { at &+= text.length }
    if at < 0 || at > text.length {
      throw thread.raise(.indexError, "position \(asked) from error handler out of bounds")
    }
    if replacement.isKind(.byteString) {
      let unit = target == .utf16le || target == .utf16be ? 2 : target == .utf32le || target == .utf32be ? 4 : 1
      if Bytes(replacement).count % unit != 0 { throw thread.raise(try exception(reason, start, end)) }
      try out.append(Bytes(replacement).data, Bytes(replacement).count)
      return at
    }
    let s = Str(replacement)
    for i in 0..<s.length where try !put(s[i]) { throw thread.raise(try exception(reason, start, end)) }
    return at
  }
}

extension Codecs {
  /// \xNN, \uNNNN or \UNNNNNNNN
  static func backslashed(_ c: UInt32) -> String {
    let digits = c < 0x100 ? 2 : c < 0x10000 ? 4 : 8
    let hex = String(c, radix: 16)
    let letter = digits == 2 ? "x" : digits == 4 ? "u" : "U"
    return "\\" + letter + String(repeating: "0", count: max(0, digits - hex.utf8.count)) + hex
  }
}
