// Newlines of text streams: what `newline=` means for reading and writing, and IncrementalNewlineDecoder.

/// The argument `newline` of open, TextIOWrapper and StringIO.
enum NewlineMode: Int {
  /// None: any newline ends a line and is read as \n; \n is written as the system's (\n).
  case universal
  /// '': any newline ends a line, and is kept.
  case untranslated
  case lineFeed, carriageReturn, both

  init?(_ v: Value) {
    if v.isEmpty || v.isNone { self = .universal; return }
    let s = Str(v)
    if s.length == 0 { self = .untranslated } else if s.equals("\n") { self = .lineFeed } else if s.equals("\r") { self = .carriageReturn }
    else if s.equals("\r\n") { self = .both } else { return nil }
  }
  static func parse(_ t: Thread, _ v: Value, quotes: Bool = false) throws(Raised) -> NewlineMode {
    if !v.isEmpty, !v.isNone, !v.isKind(.str) {
      throw t.raise(.typeError, "newline must be str or None, not \(v.type.displayName)")
    }
    guard let mode = NewlineMode(v) else { throw t.raise(.valueError, "illegal newline value: \(quotes ? try t.repr(v).string : Str(v).string)") }
    return mode
  }
  var readsUniversal: Bool { self == .universal || self == .untranslated }
  /// What \n is written as.
  var written: StaticString? { self == .carriageReturn ? "\r" : self == .both ? "\r\n" : nil }
}

/// Which newlines have been seen: bits 1 = \r, 2 = \n, 4 = \r\n.
enum SeenNewlines {
  static func value(_ t: Thread, _ bits: Int) throws(Raised) -> Value {
    let texts: [(Int, StaticString)] = [(1, "\r"), (2, "\n"), (4, "\r\n")]
    var found: [Value] = []
    for (bit, text) in texts where bits & bit != 0 { found.append(Str.intern(t, text).value) }
    if found.isEmpty { return .none }
    return found.count == 1 ? found[0] : try Tuple.make(t, found).value
  }
  /// Bits for a text; with `translate` also the text with \n for each newline.
  static func scan(_ t: Thread, _ s: Str, translate: Bool) throws(Raised) -> (bits: Int, text: Str) {
    var bits = 0
    var extra = 0
    var i = 0
    while i < s.length {
      let c = s[i]
      if c == 0x0A { bits |= 2 } else if c == 0x0D {
        if i + 1 < s.length, s[i + 1] == 0x0A {
          bits |= 4
          extra += 1
          i += 1
        } else {
          bits |= 1
        }
      }
      i += 1
    }
    if !translate || bits & 5 == 0 { return (bits, s) }
    let out = try Str.uninitialized(t, length: s.length - extra, width: s.width, ascii: s.isASCII)
    var at = 0
    i = 0
    while i < s.length {
      let c = s[i]
      if c == 0x0D {
        out.store(0x0A, at: at)
        if i + 1 < s.length, s[i + 1] == 0x0A { i += 1 }
      } else {
        out.store(c, at: at)
      }
      at += 1
      i += 1
    }
    return (bits, out)
  }
}

struct NewlineDecoderFields: BitwiseCopyable {
  var header: Header
  var dictWord: Value
  var decoder: Value
  var translate: Value
  /// True: a \r stands at the end of what was decoded, held back.
  var pendingCR: Value
  var seen: Value
  var errors: Value
}

struct NewlineDecoder: Handle {
  let fields: UnsafeMutablePointer<NewlineDecoderFields>
  init(fields: UnsafeMutablePointer<NewlineDecoderFields>) { self.fields = fields }

  func decode(_ t: Thread, _ input: Value, final: Bool) throws(Raised) -> Value {
    var text = input
    if !fields.pointee.decoder.isNone {
      let decode = try t.getAttribute(fields.pointee.decoder, Name.decode)
      text = try t.call(decode, input, .bool(final))
    }
    guard text.isKind(.str) else {
      throw t.raise(.typeError, "decoder should return a string result, not '\(text.type.displayName)'")
    }
    if fields.pointee.pendingCR.isTrue, final || Str(text).length > 0 {
      text = try t.add(Str.character(t, 0x0D).value, text)
      fields.pointee.pendingCR = .no
    }
    let n = Str(text).length
    if !final, n > 0, Str(text)[n - 1] == 0x0D {
      text = try t.getItem(text, Slice.make(t, .none, .int(n - 1), .none))
      fields.pointee.pendingCR = .yes
    }
    let r = try SeenNewlines.scan(t, try t.exactStr(text), translate: fields.pointee.translate.isTrue)
    fields.pointee.seen = .int(fields.pointee.seen.asInt | r.bits)
    return r.text.value
  }

  static func define(_ type: TypeBuilder) {
    type.doc("Decodes text and translates newlines, however they are cut into pieces.")
    type.layout(.record, size: MemoryLayout<NewlineDecoderFields>.size)
    type.type.fields.pointee.dictOffset = 8
    type.flags(.subclassable)
    type.new("IncrementalNewlineDecoder(*args, **kwargs)") {
      native($0, $1, $2, $3) { (t, args) throws(Raised) in
        let d = NewlineDecoder(try Type(args[0]).allocateInstance(t))
        d.fields.pointee.decoder = .none
        d.fields.pointee.translate = .no
        d.fields.pointee.pendingCR = .no
        d.fields.pointee.seen = .int(0)
        d.fields.pointee.errors = .none
        return d.value
      }
    }
    type.initialize("IncrementalNewlineDecoder(decoder, translate, errors='strict')") {
      native($0, $1, $2, $3) { (t, args) throws(Raised) in
        let d = NewlineDecoder(args[0])
        let translate = Value.bool(try t.truth(args[2]))
        let errors = args[3].isEmpty ? Str.intern(t, "strict").value : args[3]
        d.barrier()
        d.fields.pointee.decoder = args[1]
        d.fields.pointee.translate = translate
        d.fields.pointee.errors = errors
        return .none
      }
    }
    type.method("decode(input, final=False)", "The decoded text.") {
      native($0, $1, $2, $3) { (t, args) throws(Raised) in
        try NewlineDecoder(args[0]).decode(t, args[1], final: args[2].isEmpty ? false : try t.truth(args[2]))
      }
    }
    type.method("getstate()", "(bytes not decoded yet, number).") {
      native($0, $1, $2, $3) { (t, args) throws(Raised) in
        let d = NewlineDecoder(args[0]).fields.pointee
        var bytes = machine.pointee.emptyBytes
        var flag = Value.int(0)
        if !d.decoder.isNone {
          let state = try t.callMethod(d.decoder, Str.intern(t, "getstate"), [])
          guard state.isKind(.tuple), Tuple(state).count == 2 else { throw t.raise(.typeError, "illegal decoder state") }
          bytes = Tuple(state)[0]
          flag = Tuple(state)[1]
        }
        flag = try t.multiply(flag, .int(2))
        return Tuple.pair(t, bytes, try t.add(flag, .int(d.pendingCR.isTrue ? 1 : 0)))
      }
    }
    type.method("setstate(state, /)", "Restores a state.") {
      native($0, $1, $2, $3) { (t, args) throws(Raised) in
        let d = NewlineDecoder(args[0])
        guard args[1].isKind(.tuple), Tuple(args[1]).count == 2 else { throw t.raise(.typeError, "state argument must be a tuple") }
        let flag = Tuple(args[1])[1]
        d.fields.pointee.pendingCR = .bool(try t.truth(try t.remainder(flag, .int(2))))
        if !d.fields.pointee.decoder.isNone {
          let rest = Tuple.pair(t, Tuple(args[1])[0], try t.floorDivide(flag, .int(2)))
          _ = try t.callMethod(d.fields.pointee.decoder, Str.intern(t, "setstate"), [rest])
        }
        return .none
      }
    }
    type.method("reset()", "Forgets everything.") {
      native($0, $1, $2, $3) { (t, args) throws(Raised) in
        let d = NewlineDecoder(args[0])
        d.fields.pointee.seen = .int(0)
        d.fields.pointee.pendingCR = .no
        if !d.fields.pointee.decoder.isNone { _ = try t.callMethod(d.fields.pointee.decoder, Str.intern(t, "reset"), []) }
        return .none
      }
    }
    type.property(
      "newlines", "The kinds of newline seen so far.",
      { t, v in unary(t, v) { (t, v) throws(Raised) in try SeenNewlines.value(t, NewlineDecoder(v).fields.pointee.seen.asInt) } })
  }
}
