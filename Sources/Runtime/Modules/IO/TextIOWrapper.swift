// TextIOWrapper: a text stream over a buffered binary one.
//
// UTF-8, ASCII and Latin-1 (`isDirect`) keep what was read ahead as bytes: a newline is found in the bytes, only the line that is asked for is
// decoded, and tell() is the buffer's position less the bytes that are left. Every other encoding goes through its incremental
// decoder; what was read ahead then is text (`decoded`).

import Glibc

struct TextIOFields: BitwiseCopyable {
  var header: Header
  var dictWord: Value
  /// The binary stream, or none: detached
  var buffer: Value
  /// str
  var encoding: Value
  var errors: Value
  /// str or empty: attribute `mode`
  var mode: Value
  /// NewlineMode
  var newline: Value
  var seen: Value
  var lineBuffering: Value
  var writeThrough: Value
  /// Bytes read ahead (isDirect): ahead[position ..< its count]; a bytes object
  var ahead: Value
  var position: Value
  /// Text read ahead (not isDirect): a str, used from `position` on
  var decoded: Value
  /// Incremental decoder and encoder (not isDirect), or none
  var decoder: Value
  var encoder: Value
  /// bytearray of what waits to be written
  var pending: Value
  var isDirect: Value
  /// Before `decoded` was read: (decoder state, input bytes), or none: for tell
  var snapshot: Value
  /// False after __next__, until the iteration ends: tell is disabled
  var canTell: Value
  var chunkSize: Value
  /// What the buffer said when it was wrapped
  var readable: Value
  var writable: Value
}

struct TextIOWrapper: Handle {
  let fields: UnsafeMutablePointer<TextIOFields>
  init(fields: UnsafeMutablePointer<TextIOFields>) { self.fields = fields }

  var mode: NewlineMode { NewlineMode(rawValue: fields.pointee.newline.asInt) ?? .universal }
  var isDirect: Bool { fields.pointee.isDirect.isTrue }
  var position: Int {
    get { fields.pointee.position.asInt }
    nonmutating set { fields.pointee.position = .int(newValue) }
  }
  var ahead: Bytes { Bytes(fields.pointee.ahead) }
  var aheadCount: Int { ahead.count &- position }
  var pending: ByteArray { ByteArray(fields.pointee.pending) }
  var chunkSize: Int { fields.pointee.chunkSize.asInt }

  func buffer(_ t: Thread) throws(Raised) -> Value {
    if fields.pointee.buffer.isEmpty { throw t.raise(.valueError, "I/O operation on uninitialized object") }
    if fields.pointee.buffer.isNone { throw t.raise(.valueError, "underlying buffer has been detached") }
    return fields.pointee.buffer
  }
  /// The buffer when it is exactly one of ours, whose methods may be called directly.
  var ownBuffer: Buffered? { TextIOWrapper.ownBuffer(fields.pointee.buffer) }
  private static func ownBuffer(_ b: Value) -> Buffered? {
    guard b.isExactly(.bufferedReader) || b.isExactly(.bufferedWriter) || b.isExactly(.bufferedRandom) else { return nil }
    return Buffered(b)
  }
  func isClosed(_ t: Thread) throws(Raised) -> Bool {
    if let native = ownBuffer { return try native.isClosed(t) }
    return try IOBase.isClosed(t, try buffer(t))
  }
  func checkOpen(_ t: Thread) throws(Raised) {
    _ = try buffer(t)
    if try isClosed(t) { throw IOModule.raiseClosed(t) }
  }

  // MARK: Making

  static func allocate(_ t: Thread, _ type: Type) throws(Raised) -> TextIOWrapper {
    let pending = try t.call(Type[.bytearray].value)
    let w = TextIOWrapper(try type.allocateInstance(t))
    let p = w.fields
    p.pointee.buffer = .empty
    p.pointee.encoding = .none
    p.pointee.errors = .none
    p.pointee.mode = .empty
    p.pointee.newline = .int(0)
    p.pointee.seen = .int(0)
    p.pointee.lineBuffering = .no
    p.pointee.writeThrough = .no
    p.pointee.ahead = machine.pointee.emptyBytes
    p.pointee.position = .int(0)
    p.pointee.decoded = machine.pointee.emptyString
    p.pointee.decoder = .none
    p.pointee.encoder = .none
    p.pointee.pending = pending
    p.pointee.isDirect = .yes
    p.pointee.snapshot = .none
    p.pointee.canTell = .yes
    p.pointee.chunkSize = .int(8192)
    p.pointee.readable = .no
    p.pointee.writable = .no
    Finalizers.register(w.raw)
    return w
  }

  static func make(
    _ t: Thread, _ type: Type, _ buffer: Value, encoding: Value, errors: Value, newline: Value, lineBuffering: Bool, writeThrough: Bool
  ) throws(Raised) -> Value {
    let w = try allocate(t, type)
    try w.attach(
      t, buffer, encoding: encoding, errors: errors, newline: try NewlineMode.parse(t, newline), lineBuffering: lineBuffering,
      writeThrough: writeThrough)
    return w.value
  }

  func attach(
    _ t: Thread, _ buffer: Value, encoding: Value, errors: Value, newline: NewlineMode, lineBuffering: Bool, writeThrough: Bool
  ) throws(Raised) {
    var name = encoding
    if name.isEmpty || name.isNone || Str(name).equals("locale") {
      name = Str.intern(t, Options.utf8Mode ? "utf-8" : "UTF-8").value
    }
    let handler = errors.isEmpty || errors.isNone ? Str.intern(t, "strict").value : errors
    // Until all is well, nothing works.
    fields.pointee.buffer = .empty
    func can(_ method: StaticString, _ known: (BufferedFields) -> Value) throws(Raised) -> Value {
      if let own = TextIOWrapper.ownBuffer(buffer) { return known(own.fields.pointee) }
      return .bool(try t.truth(try t.callMethod(buffer, Str.intern(t, method), [])))
    }
    let readable = try can("readable") { $0.readable }
    let writable = try can("writable") { $0.writable }
    barrier()
    fields.pointee.readable = readable
    fields.pointee.writable = writable
    let p = fields
    p.pointee.encoding = name
    p.pointee.errors = handler
    p.pointee.newline = .int(newline.rawValue)
    p.pointee.lineBuffering = .bool(lineBuffering)
    p.pointee.writeThrough = .bool(writeThrough)
    switch StandardEncoding(Str(name)) {
    case .utf8, .ascii, .latin1: p.pointee.isDirect = .yes
    default:
      p.pointee.isDirect = .no
      let codecs = try Importer.module(t, Str.intern(t, "codecs"))
      let info = try t.call(try t.getAttribute(codecs, Str.intern(t, "lookup")), name)
      if !(try t.truth(try t.getAttributeOrEmpty(info, Str.intern(t, "_is_text_encoding")).orNil ?? .yes)) {
        throw t.raise(
          .lookupError, "'\(Str(name).string)' is not a text encoding; use codecs.open() to handle arbitrary codecs")
      }
      let decoder = try t.call(try t.getAttribute(info, Str.intern(t, "incrementaldecoder")), handler)
      let encoder = try t.call(try t.getAttribute(info, Str.intern(t, "incrementalencoder")), handler)
      barrier()
      p.pointee.decoder = decoder
      p.pointee.encoder = encoder
      // Text that is appended to a file has no byte order mark in the middle.
      let seekable = try t.callMethod(buffer, Str.intern(t, "seekable"), [])
      if seekable.isTrue, try t.callMethod(buffer, Str.intern(t, "writable"), []).isTrue {
        let at = try t.callMethod(buffer, Str.intern(t, "tell"), [])
        if at.isInt, at.asInt != 0 { _ = try t.callMethod(encoder, Str.intern(t, "setstate"), [.int(0)]) }
      }
    }
    barrier()
    p.pointee.buffer = buffer
  }

  // MARK: Reading bytes ahead (isDirect)

  /// Appends a chunk to what is ahead; false at the end.
  private func readAhead(_ t: Thread) throws(Raised) -> Bool {
    let chunk: Value
    if !fields.pointee.readable.isTrue { throw IOModule.raiseUnsupported(t, "not readable") }
    if let native = ownBuffer {
      chunk = try native.read1(t, chunkSize)
    } else {
      let b = try buffer(t)
      let read1 = try t.getAttributeOrEmpty(b, Str.intern(t, "read1"))
      let data = try t.call(read1.isEmpty ? try t.getAttribute(b, Name.read) : read1, .int(chunkSize))
      if data.isNone { return false }
      guard BufferView.isSupported(by: data) else {
        throw t.raise(.typeError, "underlying read1() should have returned a bytes-like object, not '\(data.type.displayName)'")
      }
      chunk = data.isKind(.byteString) ? data : try t.call(Type[.bytes].value, data)
    }
    let more = Bytes(chunk)
    if more.count == 0 { return false }
    let left = aheadCount
    if left == 0 {
      barrier()
      fields.pointee.ahead = chunk
    } else {
      let joined = try Bytes.uninitialized(t, count: left &+ more.count)
      memcpy(joined.data, ahead.data + position, left)
      memcpy(joined.data + left, more.data, more.count)
      barrier()
      fields.pointee.ahead = joined.value
    }
    position = 0
    return true
  }

  /// Decodes `count` bytes that are ahead and moves on; newlines are translated.
  private func take(_ t: Thread, _ count: Int) throws(Raised) -> Value {
    let start = position
    let slice = start == 0 && count == ahead.count
      ? ahead : try Bytes.make(t, UnsafeBufferPointer(start: ahead.data + start, count: count))
    let text = try Codecs.decodeObject(t, slice.value, Str(fields.pointee.encoding), Str(fields.pointee.errors))
    position = start &+ count
    if !mode.readsUniversal { return text.value }
    let r = try SeenNewlines.scan(t, text, translate: mode == .universal)
    if r.bits != 0 { fields.pointee.seen = .int(fields.pointee.seen.asInt | r.bits) }
    return r.text.value
  }

  /// Number of bytes to the end of the line that is next, its newline included; reads as far as needed. `limit` in characters.
  private func directLine(_ t: Thread) throws(Raised) -> Value {
    var searched = 0
    while true {
      let start = ahead.data + position
      let count = aheadCount
      let mode = self.mode
      var end = -1
      if mode == .both {
        var i = max(0, searched &- 1)
        while i < count, let p = memchr(start + i, 0x0A, count &- i) {
          let at = p - Raw(start)
          if at > 0, start[at &- 1] == 0x0D {
            end = at &+ 1
            break
          }
          i = at &+ 1
        }
      } else {
        let first: Int32 = mode == .carriageReturn ? 0x0D : 0x0A
        let stop = memchr(start + searched, first, count &- searched).map { $0 - Raw(start) }
        if mode.readsUniversal {
          let bound = stop ?? count
          if let cr = memchr(start + searched, 0x0D, bound &- searched).map({ $0 - Raw(start) }) {
            // A \r at the end of what is known may have its \n in the next chunk.
            if cr &+ 1 < count { end = start[cr &+ 1] == 0x0A ? cr &+ 2 : cr &+ 1 } else {
              if try readAhead(t) {
                searched = cr
                continue
              }
              end = cr &+ 1
            }
          } else if let stop {
            end = stop &+ 1
          }
        } else if let stop {
          end = stop &+ 1
        }
      }
      if end >= 0 { return try take(t, end) }
      searched = count
      if try !readAhead(t) { return aheadCount == 0 ? machine.pointee.emptyString : try take(t, aheadCount) }
    }
  }

  /// Up to `count` characters (isDirect).
  private func directRead(_ t: Thread, _ count: Int) throws(Raised) -> Value {
    let parts = try List.make(t)
    var total = 0
    let isUTF8 = StandardEncoding(Str(fields.pointee.encoding)) == .utf8
    while total < count {
      if aheadCount == 0, try !readAhead(t) { break }
      // As many bytes as characters are wanted, cut where a character and a \r\n pair begins.
      var n = min(aheadCount, count - total)
      func byte(_ i: Int) -> UInt8 { ahead.data[position + i] }
      func inside(_ i: Int) -> Bool { (isUTF8 && byte(i) & 0xC0 == 0x80) || (mode == .universal && byte(i) == 0x0A && i > 0 && byte(i - 1) == 0x0D) }
      while n < aheadCount, inside(n) { n += 1 }
      if n == aheadCount, isIncomplete(n, isUTF8), try readAhead(t) { continue }
      let text = try take(t, n)
      try parts.append(t, text)
      total += Str(text).length
    }
    if parts.count == 1 { return parts[0] }
    return try t.callMethod(machine.pointee.emptyString, Name.join, parts.value)
  }
  /// Whether the first n bytes end inside of a character or between \r and \n.
  private func isIncomplete(_ n: Int, _ isUTF8: Bool) -> Bool {
    if n == 0 { return false }
    let p = ahead.data + position
    if mode == .universal, p[n - 1] == 0x0D { return true }
    if !isUTF8 { return false }
    var back = 1
    while back <= min(3, n) {
      let b = p[n - back]
      if b & 0xC0 != 0x80 { return (b >= 0xF0 && back < 4) || (b >= 0xE0 && back < 3) || (b >= 0xC0 && back < 2) }
      back += 1
    }
    return false
  }
  private func directReadAll(_ t: Thread) throws(Raised) -> Value {
    let rest: Value
    if !fields.pointee.readable.isTrue { throw IOModule.raiseUnsupported(t, "not readable") }
    if let native = ownBuffer {
      rest = try native.read(t, -1)
    } else {
      rest = try t.callMethod(try buffer(t), Name.read)
      if !rest.isNone, !rest.isKind(.byteString) {
        throw t.raise(.typeError, "underlying read() should have returned a bytes-like object, not '\(rest.type.displayName)'")
      }
    }
    if rest.isKind(.byteString), Bytes(rest).count > 0 {
      let left = aheadCount
      let joined = try Bytes.uninitialized(t, count: left &+ Bytes(rest).count)
      memcpy(joined.data, ahead.data + position, left)
      memcpy(joined.data + left, Bytes(rest).data, Bytes(rest).count)
      barrier()
      fields.pointee.ahead = joined.value
      position = 0
    }
    return aheadCount == 0 ? machine.pointee.emptyString : try take(t, aheadCount)
  }

  // MARK: Reading through a decoder

  private var decodedLeft: Int { Str(fields.pointee.decoded).length &- position }

  /// Decodes a chunk more and appends it to `decoded`; false at the end.
  private func decodeMore(_ t: Thread) throws(Raised) -> Bool {
    let b = try buffer(t)
    if !fields.pointee.readable.isTrue { throw IOModule.raiseUnsupported(t, "not readable") }
    let state = try t.callMethod(fields.pointee.decoder, Str.intern(t, "getstate"), [])
    let read1 = try t.getAttributeOrEmpty(b, Str.intern(t, "read1"))
    let data = try t.call(read1.isEmpty ? try t.getAttribute(b, Name.read) : read1, .int(chunkSize))
    if data.isNone { return false }
    let isEnd = try t.length(data) == 0
    var text = try t.call(try t.getAttribute(fields.pointee.decoder, Name.decode), data, .bool(isEnd))
    guard text.isKind(.str) else {
      throw t.raise(.typeError, "decoder should return a string result, not '\(text.type.displayName)'")
    }
    if mode.readsUniversal {
      // A \r at the end waits for what follows it.
      var s = try t.exactStr(text)
      if !isEnd, s.length > 0, s[s.length - 1] == 0x0D {
        let more = try t.callMethod(b, Name.read, .int(4))
        let extra = try t.call(try t.getAttribute(fields.pointee.decoder, Name.decode), more, .bool(try t.length(more) == 0))
        s = try t.exactStr(try t.add(s.value, extra))
      }
      let r = try SeenNewlines.scan(t, s, translate: mode == .universal)
      fields.pointee.seen = .int(fields.pointee.seen.asInt | r.bits)
      text = r.text.value
    }
    let left = try t.getItem(fields.pointee.decoded, Slice.make(t, .int(position), .none, .none))
    let joined = try t.add(left, text)
    let snapshot = Tuple.pair(t, state, data)
    barrier()
    fields.pointee.snapshot = Str(left).length == 0 ? snapshot : .none
    fields.pointee.decoded = joined
    position = 0
    return !isEnd || Str(text).length > 0
  }
  private func takeDecoded(_ t: Thread, _ count: Int) throws(Raised) -> Value {
    let v = try t.getItem(fields.pointee.decoded, Slice.make(t, .int(position), .int(position + count), .none))
    position += count
    return v
  }
  private func decodedLine(_ t: Thread) throws(Raised) -> Value {
    var searched = 0
    while true {
      let s = Str(fields.pointee.decoded)
      var i = position + searched
      while i < s.length {
        let c = s[i]
        i += 1
        switch mode {
        case .carriageReturn: if c == 0x0D { return try takeDecoded(t, i - position) }
        case .both: if c == 0x0A, i >= position + 2, s[i - 2] == 0x0D { return try takeDecoded(t, i - position) }
        case .untranslated:
          if c == 0x0A { return try takeDecoded(t, i - position) }
          if c == 0x0D { return try takeDecoded(t, (i < s.length && s[i] == 0x0A ? i + 1 : i) - position) }
        default: if c == 0x0A { return try takeDecoded(t, i - position) }
        }
      }
      searched = decodedLeft
      if try !decodeMore(t) { return try takeDecoded(t, decodedLeft) }
    }
  }

  // MARK: What the methods do

  func prepareToRead(_ t: Thread) throws(Raised) {
    try checkOpen(t)
    if pending.count > 0 { try flushPending(t) }
  }
  func read(_ t: Thread, _ count: Int) throws(Raised) -> Value {
    try prepareToRead(t)
    if isDirect { return count < 0 ? try directReadAll(t) : try directRead(t, count) }
    while count < 0 || decodedLeft < count { if try !decodeMore(t) { break } }
    return try takeDecoded(t, count < 0 ? decodedLeft : min(count, decodedLeft))
  }
  func readLine(_ t: Thread, _ limit: Int) throws(Raised) -> Value {
    try prepareToRead(t)
    if limit < 0 { return isDirect ? try directLine(t) : try decodedLine(t) }
    // With a limit: character by character over small pieces, which is rare.
    let list = try List.make(t)
    while list.count < limit {
      let c = try read(t, 1)
      if Str(c).length == 0 { break }
      try list.append(t, c)
      let code = Str(c)[0]
      if code == 0x0A, mode != .carriageReturn { break }
      if code == 0x0D, mode == .carriageReturn || mode == .untranslated { break }
    }
    return try t.callMethod(machine.pointee.emptyString, Name.join, list.value)
  }

  func write(_ t: Thread, _ v: Value) throws(Raised) {
    try checkOpen(t)
    guard v.isKind(.str) else { throw t.raise(.typeError, "write() argument must be str, not \(v.type.displayName)") }
    var text = v
    let s = Str(v)
    var hasNewline = false
    if fields.pointee.lineBuffering.isTrue || mode.written != nil {
      var i = 0
      while i < s.length {
        let c = s[i]
        if c == 0x0A || c == 0x0D {
          hasNewline = true
          break
        }
        i &+= 1
      }
    }
    if hasNewline, let written = mode.written {
      text = try t.callMethod(v, Str.intern(t, "replace"), [Str.character(t, 0x0A).value, Str.intern(t, written).value])
    }
    // What was read ahead is given back first: writing goes on where reading was.
    if aheadCount > 0 || Str(fields.pointee.decoded).length > 0 { try forgetAhead(t) }
    if !fields.pointee.writable.isTrue { throw IOModule.raiseUnsupported(t, "not writable") }
    let p = pending
    let plain = Str(text)
    // Large texts do not wait together with what waits already.
    if p.count > 0, p.count &+ plain.length > chunkSize { try flushPending(t) }
    if isDirect, plain.isASCII {
      let had = p.count
      try p.resize(t, had &+ plain.length)
      memcpy(p.data + had, plain.data, plain.length)
    } else {
      let bytes: Value
      if isDirect {
        bytes = try Codecs.encode(t, try t.exactStr(text), Str(fields.pointee.encoding), Str(fields.pointee.errors)).value
      } else {
        bytes = try t.callMethod(fields.pointee.encoder, Name.encode, text)
        guard bytes.isKind(.byteString) else {
          throw t.raise(.typeError, "encoder should return a bytes object, not '\(bytes.type.displayName)'")
        }
      }
      let had = p.count
      try p.resize(t, had &+ Bytes(bytes).count)
      memcpy(p.data + had, Bytes(bytes).data, Bytes(bytes).count)
    }
    if p.count > chunkSize || fields.pointee.writeThrough.isTrue { try flushPending(t) }
    if hasNewline, fields.pointee.lineBuffering.isTrue {
      try flushPending(t)
      if let native = ownBuffer {
        if native.pending > 0 { try native.flushPending(t) }
      } else {
        _ = try t.callMethod(try buffer(t), Name.flush)
      }
    }
  }

  /// Gives what waits to the buffer.
  func flushPending(_ t: Thread) throws(Raised) {
    let p = pending
    let count = p.count
    if count == 0 { return }
    let b = try buffer(t)
    if let native = ownBuffer, native.fields.pointee.writable.isTrue {
      let bytes = try Bytes.make(t, UnsafeBufferPointer(start: p.data, count: count))
      try p.resize(t, 0)
      try native.write(t, bytes.data, count)
      return
    }
    let bytes = try Bytes.make(t, UnsafeBufferPointer(start: p.data, count: count))
    try p.resize(t, 0)
    _ = try t.callMethod(b, Name.write, bytes.value)
  }

  func forgetAhead(_ t: Thread) throws(Raised) {
    if isDirect, aheadCount > 0 {
      let seekable = try t.callMethod(try buffer(t), Str.intern(t, "seekable"), [])
      if seekable.isTrue { _ = try t.callMethod(try buffer(t), Str.intern(t, "seek"), [.int(-aheadCount), .int(1)]) }
    }
    fields.pointee.ahead = machine.pointee.emptyBytes
    fields.pointee.decoded = machine.pointee.emptyString
    fields.pointee.snapshot = .none
    position = 0
  }

  // MARK: Position

  func tell(_ t: Thread) throws(Raised) -> Value {
    try checkOpen(t)
    let b = try buffer(t)
    if !(try t.callMethod(b, Str.intern(t, "seekable"), [])).isTrue {
      throw IOModule.raiseUnsupported(t, "underlying stream is not seekable")
    }
    if !fields.pointee.canTell.isTrue { throw t.raise(.osError, "telling position disabled by next() call") }
    try flushPending(t)
    _ = try t.callMethod(value, Name.flush)
    let at = try t.callMethod(b, Str.intern(t, "tell"), [])
    if isDirect { return try t.subtract(at, .int(aheadCount)) }
    if decodedLeft == 0 { return at }
    guard fields.pointee.snapshot.isKind(.tuple) else { throw t.raise(.osError, "can't reconstruct logical file position") }
    // How many bytes of the chunk give the characters that have been used: the decoder is run again, byte by byte.
    let state = Tuple(fields.pointee.snapshot)[0]
    let data = Tuple(fields.pointee.snapshot)[1]
    let count = try t.length(data)
    let decoder = fields.pointee.decoder
    let saved = try t.callMethod(decoder, Str.intern(t, "getstate"), [])
    _ = try t.callMethod(decoder, Str.intern(t, "setstate"), [state])
    var characters = 0
    var used = 0
    while used < count, characters < position {
      let piece = try t.getItem(data, Slice.make(t, .int(used), .int(used + 1), .none))
      characters += Str(try t.callMethod(decoder, Name.decode, piece)).length
      used += 1
    }
    _ = try t.callMethod(decoder, Str.intern(t, "setstate"), [saved])
    return try t.subtract(at, .int(count - used))
  }

  func seek(_ t: Thread, _ cookie: Value, _ whence: Int) throws(Raised) -> Value {
    try checkOpen(t)
    let b = try buffer(t)
    if !(try t.callMethod(b, Str.intern(t, "seekable"), [])).isTrue {
      throw IOModule.raiseUnsupported(t, "underlying stream is not seekable")
    }
    var target = cookie
    var whence = whence
    switch whence {
    case 1:
      if try t.truth(cookie) { throw IOModule.raiseUnsupported(t, "can't do nonzero cur-relative seeks") }
      target = try tell(t)
      whence = 0
    case 2:
      if try t.truth(cookie) { throw IOModule.raiseUnsupported(t, "can't do nonzero end-relative seeks") }
    case 0:
      if try t.compareBool(cookie, .int(0), .lt) { throw t.raise(.valueError, "negative seek position \(try t.repr(cookie).string)") }
    default: throw t.raise(.valueError, "invalid whence (\(whence), should be 0, 1 or 2)")
    }
    _ = try t.callMethod(value, Name.flush)
    fields.pointee.ahead = machine.pointee.emptyBytes
    fields.pointee.decoded = machine.pointee.emptyString
    fields.pointee.snapshot = .none
    position = 0
    if !fields.pointee.decoder.isNone { _ = try t.callMethod(fields.pointee.decoder, Str.intern(t, "reset"), []) }
    let r = try t.callMethod(b, Str.intern(t, "seek"), [target, .int(whence)])
    if !fields.pointee.encoder.isNone {
      let atStart = r.isInt && r.asInt == 0
      _ = atStart
        ? try t.callMethod(fields.pointee.encoder, Str.intern(t, "reset"), [])
        : try t.callMethod(fields.pointee.encoder, Str.intern(t, "setstate"), [.int(0)])
    }
    return r
  }
}
