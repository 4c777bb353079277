// StringIO: a text stream in memory. Code points lie in a bytearray, in units of 1, 2 or 4 bytes: the narrowest that held all that was written.

import Glibc

struct StringIOFields: BitwiseCopyable {
  var header: Header
  var dictWord: Value
  /// bytearray of units, or none: closed
  var storage: Value
  /// Position in code points.
  var position: Value
  /// NewlineMode
  var newline: Value
  /// Bits of SeenNewlines
  var seen: Value
  /// log2 of the bytes of a unit, an int.
  var width: Value
}

struct StringIO: Handle {
  let fields: UnsafeMutablePointer<StringIOFields>
  init(fields: UnsafeMutablePointer<StringIOFields>) { self.fields = fields }

  var position: Int {
    get { fields.pointee.position.asInt }
    nonmutating set { fields.pointee.position = .int(newValue) }
  }
  var mode: NewlineMode { NewlineMode(rawValue: fields.pointee.newline.asInt) ?? .lineFeed }
  func storage(_ t: Thread) throws(Raised) -> ByteArray {
    if fields.pointee.storage.isNone { throw t.raise(.valueError, "I/O operation on closed file") }
    return ByteArray(fields.pointee.storage)
  }
  private var width: Int { fields.pointee.width.asInt }
  /// Code points in the storage.
  private func length(_ s: ByteArray) -> Int { s.count &>> width }
  @inline(__always) private func point(_ s: ByteArray, _ i: Int) -> UInt32 {
    let p = Raw(s.data)
    switch width {
    case 0: return UInt32(p.at(0, as: UInt8.self)[i])
    case 1: return UInt32(p.at(0, as: UInt16.self)[i])
    default: return p.at(0, as: UInt32.self)[i]
    }
  }
  /// Makes the units wide enough for those of `needed`.
  private func widen(_ t: Thread, _ needed: Int) throws(Raised) {
    if needed <= width { return }
    let old = try storage(t)
    let count = length(old)
    let fresh = ByteArray(try t.call(Type[.bytearray].value))
    try fresh.resize(t, count &<< needed)
    if count > 0 { Str.copyUnits(Raw(old.data), width, Raw(fresh.data), needed, count) }
    barrier()
    fields.pointee.storage = fresh.value
    fields.pointee.width = .int(needed)
  }

  private func text(_ t: Thread, from: Int, to: Int) throws(Raised) -> Value {
    let s = try storage(t)
    let count = length(s)
    let from = min(from, count)
    let to = max(from, min(to, count))
    return try Str.make(t, units: Raw(s.data) + (from &<< width), width: width, count: to &- from).value
  }

  /// Where the line that begins at the position ends.
  private func lineEnd(_ t: Thread, _ limit: Int) throws(Raised) -> Int {
    let s = try storage(t)
    let count = length(s)
    let start = min(position, count)
    let stop = limit < 0 ? count : min(count, start &+ min(limit, count))
    var i = start
    while i < stop {
      let c = point(s, i)
      i &+= 1
      switch mode {
      case .untranslated:
        if c == 0x0A { return i }
        if c == 0x0D {
          if i < stop, point(s, i) == 0x0A { return i &+ 1 }
          return i
        }
      case .carriageReturn: if c == 0x0D { return i }
      case .both: if c == 0x0D, i < stop, point(s, i) == 0x0A { return i &+ 1 }
      default: if c == 0x0A { return i }
      }
    }
    return stop
  }

  func write(_ t: Thread, _ v: Value) throws(Raised) {
    guard v.isKind(.str) else { throw t.raise(.typeError, "string argument expected, got '\(v.type.displayName)'") }
    _ = try storage(t)
    var s = Str(v)
    switch mode {
    case .universal:
      let r = try SeenNewlines.scan(t, try t.exactStr(v), translate: true)
      fields.pointee.seen = .int(fields.pointee.seen.asInt | r.bits)
      s = r.text
    case .untranslated:
      fields.pointee.seen = .int(fields.pointee.seen.asInt | (try SeenNewlines.scan(t, try t.exactStr(v), translate: false)).bits)
    case .carriageReturn, .both:
      let replaced = try t.callMethod(
        v, Str.intern(t, "replace"), [Str.character(t, 0x0A).value, Str.intern(t, mode.written ?? "\n").value])
      s = Str(replaced)
    case .lineFeed: break
    }
    let n = s.length
    if n == 0 { return }
    try widen(t, s.width)
    let target = try storage(t)
    let had = length(target)
    let width = self.width
    let end = position &+ n
    if end > had {
      if end &<< width >= target.fields.pointee.capacity, had > 64, end < 1 << 40 {
        // Room for more: a stream is mostly written piece by piece.
        try target.resize(t, (end &+ end &>> 2) &<< width)
      }
      try target.resize(t, end &<< width)
    }
    let p = Raw(target.data)
    if position > had { memset(p + (had &<< width), 0, (position &- had) &<< width) }
    s.copy(0, n, into: p + (position &<< width), width)
    position = end
  }

  private static func count(_ t: Thread, _ v: Value) throws(Raised) -> Int {
    v.isEmpty || v.isNone ? -1 : try t.indexInt(v, overflow: .overflowError)
  }

  static func define(_ type: TypeBuilder) {
    type.doc("A text stream in memory.")
    type.layout(.record, size: MemoryLayout<StringIOFields>.size)
    type.flags(.subclassable)
    type.new("StringIO(*args, **kwargs)") {
      native($0, $1, $2, $3) { (t, args) throws(Raised) in
        let storage = try t.call(Type[.bytearray].value)
        let s = StringIO(try Type(args[0]).allocateInstance(t))
        s.fields.pointee.storage = storage
        s.fields.pointee.position = .int(0)
        s.fields.pointee.newline = .int(NewlineMode.lineFeed.rawValue)
        s.fields.pointee.seen = .int(0)
        s.fields.pointee.width = .int(0)
        return s.value
      }
    }
    type.initialize("StringIO(initial_value='', newline='\\n')") {
      native($0, $1, $2, $3) { (t, args) throws(Raised) in
        let s = StringIO(args[0])
        let mode = args[2].isEmpty ? NewlineMode.lineFeed : try NewlineMode.parse(t, args[2], quotes: true)
        let storage = try t.call(Type[.bytearray].value)
        s.barrier()
        s.fields.pointee.storage = storage
        s.fields.pointee.newline = .int(mode.rawValue)
        s.fields.pointee.seen = .int(0)
        s.fields.pointee.width = .int(0)
        s.position = 0
        if !args[1].isEmpty, !args[1].isNone {
          guard args[1].isKind(.str) else {
            throw t.raise(.typeError, "initial_value must be str or None, not \(args[1].type.displayName)")
          }
          try s.write(t, args[1])
          s.position = 0
        }
        return .none
      }
    }
    type.method("read(size=-1, /)", "Text from the position on.") {
      native($0, $1, $2, $3) { (t, args) throws(Raised) in
        let s = StringIO(args[0])
        let n = try StringIO.count(t, args[1])
        let count = s.length(try s.storage(t))
        let start = min(s.position, count)
        let end = n < 0 ? count : min(count, start &+ min(n, count))
        let v = try s.text(t, from: start, to: end)
        if end > start { s.position = end }
        return v
      }
    }
    type.method("readline(size=-1, /)", "A line, with its newline.") {
      native($0, $1, $2, $3) { (t, args) throws(Raised) in
        let s = StringIO(args[0])
        let end = try s.lineEnd(t, try StringIO.count(t, args[1]))
        let v = try s.text(t, from: s.position, to: end)
        s.position = max(s.position, end)
        return v
      }
    }
    type.slots.pointee.next = {
      unary($0, $1) { (t, v) throws(Raised) in
        let s = StringIO(v)
        let end = try s.lineEnd(t, -1)
        if end <= s.position { return .empty }
        let line = try s.text(t, from: s.position, to: end)
        s.position = end
        return line
      }
    }
    type.method("write(s, /)", "Writes text at the position.") {
      native($0, $1, $2, $3) { (t, args) throws(Raised) in
        try StringIO(args[0]).write(t, args[1])
        return .int(Str(args[1]).length)
      }
    }
    type.method("getvalue()", "The whole text.") {
      native($0, $1, $2, $3) { (t, args) throws(Raised) in try StringIO(args[0]).text(t, from: 0, to: Int.max) }
    }
    type.method("seek(pos, whence=0, /)", "Moves the position.") {
      native($0, $1, $2, $3) { (t, args) throws(Raised) in
        let s = StringIO(args[0])
        let count = s.length(try s.storage(t))
        let pos = try t.indexInt(args[1], overflow: .overflowError)
        let whence = args[2].isEmpty ? 0 : try t.indexInt(args[2], overflow: .overflowError)
        if whence < 0 || whence > 2 { throw t.raise(.valueError, "Invalid whence (\(whence), should be 0, 1 or 2)") }
        if whence == 0, pos < 0 { throw t.raise(.valueError, "Negative seek position \(pos)") }
        if whence != 0, pos != 0 { throw t.raise(.osError, "Can't do nonzero cur-relative seeks") }
        if whence == 0 { s.position = min(pos, 1 << 40) } else if whence == 2 { s.position = count }
        return .int(s.position)
      }
    }
    type.method("tell()", "The position.") {
      native($0, $1, $2, $3) { (t, args) throws(Raised) in
        _ = try StringIO(args[0]).storage(t)
        return .int(StringIO(args[0]).position)
      }
    }
    type.method("truncate(pos=None, /)", "Cuts the text.") {
      native($0, $1, $2, $3) { (t, args) throws(Raised) in
        let s = StringIO(args[0])
        let storage = try s.storage(t)
        let size = args[1].isEmpty || args[1].isNone ? s.position : try t.indexInt(args[1], overflow: .overflowError)
        if size < 0 { throw t.raise(.valueError, "Negative size value \(size)") }
        if size < s.length(storage) { try storage.resize(t, size &<< s.width) }
        return .int(size)
      }
    }
    type.method("close()", "Drops the text.") {
      native($0, $1, $2, $3) { (t, args) throws(Raised) in
        StringIO(args[0]).fields.pointee.storage = .none
        return .none
      }
    }
    type.property("closed", "Whether the stream is closed.", { t, v in Value.bool(StringIO(Value(bits: v)).fields.pointee.storage.isNone).bits })
    type.property("line_buffering", "False.", { _, _ in Value.no.bits })
    type.property(
      "newlines", "The kinds of newline seen so far.",
      { t, v in
        unary(t, v) { (t, v) throws(Raised) in
          _ = try StringIO(v).storage(t)
          return try SeenNewlines.value(t, StringIO(v).fields.pointee.seen.asInt)
        }
      })
    type.method("readable()", "True.") { native($0, $1, $2, $3) { (t, args) throws(Raised) in try StringIO.answer(t, args) } }
    type.method("writable()", "True.") { native($0, $1, $2, $3) { (t, args) throws(Raised) in try StringIO.answer(t, args) } }
    type.method("seekable()", "True.") { native($0, $1, $2, $3) { (t, args) throws(Raised) in try StringIO.answer(t, args) } }
    type.method("__getstate__()", "Support for pickle.") {
      native($0, $1, $2, $3) { (t, args) throws(Raised) in
        let s = StringIO(args[0])
        let newline: Value
        switch s.mode {
        case .universal: newline = .none
        case .untranslated: newline = machine.pointee.emptyString
        case .lineFeed: newline = Str.intern(t, "\n").value
        case .carriageReturn: newline = Str.intern(t, "\r").value
        case .both: newline = Str.intern(t, "\r\n").value
        }
        let dict = try t.getAttributeOrEmpty(args[0], Name.__dict__.str)
        return try Tuple.make(
          t, [try s.text(t, from: 0, to: Int.max), newline, .int(s.position), dict.isEmpty ? .none : dict]).value
      }
    }
    type.method("__setstate__(state, /)", "Support for pickle.") {
      native($0, $1, $2, $3) { (t, args) throws(Raised) in
        guard args[1].isKind(.tuple), Tuple(args[1]).count >= 3, Tuple(args[1])[2].isInt, Tuple(args[1])[2].asInt >= 0 else {
          throw t.raise(.typeError, "\(args[0].type.displayName).__setstate__ argument should be 4-tuple, got \(args[1].type.displayName)")
        }
        let initialize = try t.getAttribute(args[0], Name.__init__)
        _ = try t.call(initialize, Tuple(args[1])[0], Tuple(args[1])[1])
        StringIO(args[0]).position = Tuple(args[1])[2].asInt
        return .none
      }
    }
  }
  private static func answer(_ t: Thread, _ args: Args) throws(Raised) -> Value {
    _ = try StringIO(args[0]).storage(t)
    return .yes
  }
}
