// Between text and the encodings of Chinese, Japanese and Korean, a stretch at a time, with error handlers (PEP 293).

/// What the next bytes are.
enum DecodingStep {
  case text(CharacterText, Int)
  /// A shift or a line break that is not in the text.
  case nothing(Int)
  /// That many bytes are wrong.
  case illegal(Int)
  /// The character ends behind the input.
  case incomplete
}

extension MultibyteEncoding {
  /// The character at p, of which n bytes are there (one at least).
  private func step(_ p: UnsafePointer<UInt8>, _ n: Int, _ state: inout CodecState) -> DecodingStep {
    let c = p[0]
    var length = 2
    switch family {
    case .iso2022: return ISO2022.decode(self, p, n, &state)
    case .hz: return HZ.decode(p, n, &state)
    case .pairs:
      if c < 0x80 { return .text(CharacterText(first: UInt32(c)), 1) }
      if n < 2 { return .incomplete }
      if c == 0x80 || c == 0xFF { return .illegal(1) }
    case .eucKR:
      if c < 0x80 { return .text(CharacterText(first: UInt32(c)), 1) }
      if n < 2 { return .incomplete }
      if c < 0xA1 || c == 0xFF { return .illegal(1) }
      if HangulSpelling.begins(c, p[1]) {
        if n < 8 { return .incomplete }
        return HangulSpelling.decode(p).map { .text(CharacterText(first: $0), 8) } ?? .illegal(1)
      }
    case .eucJP:
      if c < 0x80 { return .text(CharacterText(first: UInt32(c)), 1) }
      if n < 2 { return .incomplete }
      if c == 0x8F { length = 3 } else if c != 0x8E, c < 0xA1 || c == 0xFF { return .illegal(1) }
    case .gb18030:
      if c < 0x80 { return .text(CharacterText(first: UInt32(c)), 1) }
      if n < 2 { return .incomplete }
      if p[1] >= 0x30, p[1] <= 0x39 {
        length = 4
        if n < 4 { return .incomplete }
      }
      if c == 0x80 || c == 0xFF { return .illegal(1) }
    case .shiftJIS:
      if isIdentity(UInt32(c)) { return .text(CharacterText(first: UInt32(c)), 1) }
      if c < 0x80 || c >= 0xA1 && c <= 0xDF || self == .cp932 && (c == 0x80 || c == 0xA0 || c > 0xFC) {
        length = 1
      } else if c == 0x80 || c == 0xA0 || c > (self == .shiftJIS ? 0xEA : 0xFC) {
        return .illegal(1)
      }
    }
    if n < length { return .incomplete }
    let code = CharacterCode(p, length)
    if let text = decode(code) { return .text(text, length) }
    // What the later edition of JIS X 0213 has is known to be a character.
    return .illegal((self == .eucJISX0213 || self == .shiftJISX0213) && CodecDifferences.isExcluded(self, code) ? 2 : 1)
  }

  /// Decodes; `final` false: an incomplete character at the end is left, and `consumed` tells so.
  func decode(_ thread: Thread, _ view: BufferView, _ errors: Str?, _ state: inout CodecState, final: Bool) throws(Raised) -> (text: Str, consumed: Int) {
    var d = try Decoding(thread, view, name, errors)
    d.clipsPosition = true
    var at = 0
    loop: while at < d.input.count, let start = d.input.baseAddress {
      switch step(start + at, d.input.count &- at, &state) {
      case .text(let text, let n):
        try d.out.append(text.first)
        if text.second != 0 { try d.out.append(text.second) }
        at &+= n
      case .nothing(let n): at &+= n
      case .illegal(let n): at = try d.fail("illegal multibyte sequence", at, min(at &+ n, d.input.count))
      case .incomplete:
        if !final { break loop }
        at = try d.fail("incomplete multibyte sequence", at, d.input.count)
      }
    }
    return (try d.out.finish(), at)
  }
}

/// An encoding under way.
struct MultibyteEncoder {
  let thread: Thread
  let encoding: MultibyteEncoding
  let errors: Str?
  var state: CodecState
  var out: ByteBuilder
  private var handler: Value = .empty

  init(_ thread: Thread, _ encoding: MultibyteEncoding, _ errors: Str?, _ state: CodecState, capacity: Int) throws(Raised) {
    self.thread = thread
    self.encoding = encoding
    self.errors = errors
    self.state = state
    out = try ByteBuilder(thread, capacity: capacity)
  }

  /// How many characters from i on were written; 0: none can be; -1: what follows may change the code of this one.
  private mutating func put(_ text: Str, _ i: Int, final: Bool) throws(Raised) -> Int {
    let c = text[i]
    switch encoding.family {
    case .iso2022: return try ISO2022.encode(encoding, c, &state, &out) ? 1 : 0
    case .hz: return try HZ.encode(c, &state, &out) ? 1 : 0
    default: break
    }
    if encoding.isIdentity(c) {
      try out.append(UInt8(c))
      return 1
    }
    if c >= 0xD800 && c < 0xE000 { return 0 }
    var count = 1
    var code: CharacterCode?
    if encoding.combines, i &+ 1 < text.length { code = encoding.encode(c, with: text[i &+ 1]) }
    if code != nil {
      count = 2
    } else {
      if encoding.combines, !final, i &+ 1 == text.length, encoding.canCombine(c) { return -1 }
      code = encoding.encode(c)
    }
    if let code {
      for k in 0..<code.length { try out.append(code.byte(k)) }
      return count
    }
    if encoding == .eucKR, c >= 0xAC00, c <= 0xD7A3 {
      try HangulSpelling.encode(c, &out)
      return 1
    }
    return 0
  }

  /// Encodes; the number of characters that were taken, all but those at the end on whose successor it depends (if not `final`).
  mutating func encode(_ text: Str, final: Bool) throws(Raised) -> Int {
    var i = 0
    while i < text.length {
      let n = try put(text, i, final: final)
      if n < 0 { break }
      i = n > 0 ? i &+ n : try fail(text, i)
    }
    return i
  }
  /// Writes what leads back to the initial state.
  mutating func reset() throws(Raised) {
    if encoding.family == .iso2022 { try ISO2022.reset(&state, &out) }
    if encoding.family == .hz { try HZ.reset(&state, &out) }
  }

  private func exception(_ text: Str, _ i: Int) throws(Raised) -> Value {
    let arguments = try Tuple.make(
      thread, [Str.make(thread, encoding.name).value, text.value, .int(i), .int(i &+ 1), Str.make(thread, "illegal multibyte sequence").value])
    return try Exceptions.make(thread, Type[.unicodeEncodeError], arguments)
  }
  /// Character i cannot be encoded: where to go on.
  private mutating func fail(_ text: Str, _ i: Int) throws(Raised) -> Int {
    switch ErrorMode(errors) {
    case .strict: throw thread.raise(try exception(text, i))
    case .ignore: return i &+ 1
    case .replace:
      if try put(Str.character(thread, 0x3F), 0, final: true) == 0 { try out.append(0x3F) }
      return i &+ 1
    default: break
    }
    if handler.isEmpty { handler = try CodecRegistry.errorHandler(thread, errors) }
    let result = try thread.call(handler, try exception(text, i))
    guard result.isKind(.tuple), Tuple(result).count == 2, Arguments.isIndex(Tuple(result)[1]),
      Tuple(result)[0].isKind(.str) || Tuple(result)[0].isKind(.byteString)
    else { throw thread.raise(.typeError, "encoding error handler must return (str, int) tuple") }
    let replacement = Tuple(result)[0]
    if replacement.isKind(.byteString) {
      try out.append(Bytes(replacement).data, Bytes(replacement).count)
    } else {
      let s = Str(replacement)
      var k = 0
      while k < s.length {
        let n = try put(s, k, final: true)
        if n <= 0 { throw thread.raise(try exception(s, k)) }
        k &+= n
      }
    }
    return try MultibyteEncoder.position(thread, Tuple(result)[1], text.length)
  }
  /// Where an error handler wants to go on.
  static func position(_ thread: Thread, _ v: Value, _ count: Int) throws(Raised) -> Int {
    let asked = try thread.indexClipped(try thread.index(v))
    let at = asked < 0 ? asked &+ count : asked
    if at < 0 || at > count { throw thread.raise(.indexError, "position \(asked) from error handler out of bounds") }
    return at
  }
}
