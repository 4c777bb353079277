// The module _codecs: what the library's `codecs` and `encodings` are made from.

enum CodecsModule {
  static func define(_ m: ModuleBuilder) throws(Raised) {
    m.doc("The registry of codecs, and the codecs that are built in.")
    m.function("register(search_function, /)", "Add a function that is asked for codecs by name.") { native($0, $1, $2, $3, CodecsModule.register) }
    m.function("unregister(search_function, /)", "Remove a search function.") { native($0, $1, $2, $3, CodecsModule.unregister) }
    m.function("lookup(encoding, /)", "The codec of this name.") { native($0, $1, $2, $3, CodecsModule.lookup) }
    m.function("encode(obj, encoding='utf-8', errors='strict')", "Encode by the codec of this name.") { native($0, $1, $2, $3, CodecsModule.encode) }
    m.function("decode(obj, encoding='utf-8', errors='strict')", "Decode by the codec of this name.") { native($0, $1, $2, $3, CodecsModule.decode) }
    m.function("register_error(errors, handler, /)", "Name an error handler.") { native($0, $1, $2, $3, CodecsModule.registerError) }
    m.function("lookup_error(name, /)", "The error handler of this name.") { native($0, $1, $2, $3, CodecsModule.lookupError) }
    m.function("_forget_codec(encoding, /)", "Drop a codec from the cache.") { native($0, $1, $2, $3, CodecsModule.forget) }
    defineEncoders(m)
    defineDecoders(m)
  }

  // MARK: Registry

  static func register(_ thread: Thread, _ args: Args) throws(Raised) -> Value {
    try CodecRegistry.register(thread, args[0])
    return .none
  }
  static func unregister(_ thread: Thread, _ args: Args) throws(Raised) -> Value {
    try CodecRegistry.unregister(thread, args[0])
    return .none
  }
  static func lookup(_ thread: Thread, _ args: Args) throws(Raised) -> Value {
    try CodecRegistry.lookup(thread, try Arguments.str(thread, args[0], "lookup() argument")).value
  }
  static func forget(_ thread: Thread, _ args: Args) throws(Raised) -> Value { .none }
  static func encode(_ thread: Thread, _ args: Args) throws(Raised) -> Value {
    let encoding = try Arguments.codecName(thread, args[1], "encode", "encoding") ?? Str.make(thread, "utf-8")
    let errors = try Arguments.codecName(thread, args[2], "encode", "errors")
    return try CodecRegistry.run(thread, args[0], encoding, errors, .encode, textOnly: false)
  }
  static func decode(_ thread: Thread, _ args: Args) throws(Raised) -> Value {
    let encoding = try Arguments.codecName(thread, args[1], "decode", "encoding") ?? Str.make(thread, "utf-8")
    let errors = try Arguments.codecName(thread, args[2], "decode", "errors")
    return try CodecRegistry.run(thread, args[0], encoding, errors, .decode, textOnly: false)
  }
  static func registerError(_ thread: Thread, _ args: Args) throws(Raised) -> Value {
    let name = try Arguments.str(thread, args[0], "register_error() argument 1")
    if args[1].type.slots.pointee.call == nil { throw thread.raise(.typeError, "handler must be callable") }
    CodecRegistry.errorTable(thread).set(thread, try name.exact(thread), args[1])
    return .none
  }
  static func lookupError(_ thread: Thread, _ args: Args) throws(Raised) -> Value {
    try CodecRegistry.errorHandler(thread, try Arguments.str(thread, args[0], "lookup_error() argument"))
  }

  // MARK: Encoders: (bytes, number of characters)

  private static func defineEncoders(_ m: ModuleBuilder) {
    m.function("utf_8_encode(str, errors=None, /)", "To UTF-8.") { native($0, $1, $2, $3) { (t, a) throws(Raised) in try CodecsModule.encode(t, a, "utf_8_encode", .utf8) } }
    m.function("latin_1_encode(str, errors=None, /)", "To Latin-1.") { native($0, $1, $2, $3) { (t, a) throws(Raised) in try CodecsModule.encode(t, a, "latin_1_encode", .latin1) } }
    m.function("ascii_encode(str, errors=None, /)", "To ASCII.") { native($0, $1, $2, $3) { (t, a) throws(Raised) in try CodecsModule.encode(t, a, "ascii_encode", .ascii) } }
    m.function("utf_16_encode(str, errors=None, byteorder=0, /)", "To UTF-16.") { native($0, $1, $2, $3) { (t, a) throws(Raised) in try CodecsModule.encode(t, a, "utf_16_encode", .utf16) } }
    m.function("utf_16_le_encode(str, errors=None, /)", "To UTF-16, little-endian.") { native($0, $1, $2, $3) { (t, a) throws(Raised) in try CodecsModule.encode(t, a, "utf_16_le_encode", .utf16le) } }
    m.function("utf_16_be_encode(str, errors=None, /)", "To UTF-16, big-endian.") { native($0, $1, $2, $3) { (t, a) throws(Raised) in try CodecsModule.encode(t, a, "utf_16_be_encode", .utf16be) } }
    m.function("utf_32_encode(str, errors=None, byteorder=0, /)", "To UTF-32.") { native($0, $1, $2, $3) { (t, a) throws(Raised) in try CodecsModule.encode(t, a, "utf_32_encode", .utf32) } }
    m.function("utf_32_le_encode(str, errors=None, /)", "To UTF-32, little-endian.") { native($0, $1, $2, $3) { (t, a) throws(Raised) in try CodecsModule.encode(t, a, "utf_32_le_encode", .utf32le) } }
    m.function("utf_32_be_encode(str, errors=None, /)", "To UTF-32, big-endian.") { native($0, $1, $2, $3) { (t, a) throws(Raised) in try CodecsModule.encode(t, a, "utf_32_be_encode", .utf32be) } }
    m.function("utf_7_encode(str, errors=None, /)", "To UTF-7.") {
      native($0, $1, $2, $3) { (t, a) throws(Raised) in
        let s = try Arguments.str(t, a[0], "utf_7_encode() argument 1")
        return Tuple.pair(t, try Codecs.encodeUTF7(t, s).value, .int(s.length))
      }
    }
    m.function("unicode_escape_encode(str, errors=None, /)", "To backslash escapes.") {
      native($0, $1, $2, $3) { (t, a) throws(Raised) in
        let s = try Arguments.str(t, a[0], "unicode_escape_encode() argument 1")
        return Tuple.pair(t, try Codecs.encodeUnicodeEscape(t, s).value, .int(s.length))
      }
    }
    m.function("raw_unicode_escape_encode(str, errors=None, /)", "To \\u escapes above Latin-1.") {
      native($0, $1, $2, $3) { (t, a) throws(Raised) in
        let s = try Arguments.str(t, a[0], "raw_unicode_escape_encode() argument 1")
        return Tuple.pair(t, try Codecs.encodeRawUnicodeEscape(t, s).value, .int(s.length))
      }
    }
    m.function("charmap_encode(str, errors=None, mapping=None, /)", "By a mapping.") {
      native($0, $1, $2, $3) { (t, a) throws(Raised) in
        let s = try Arguments.str(t, a[0], "charmap_encode() argument 1")
        let b = try Codecs.encodeCharmap(t, s, try CodecsModule.errors(t, a[1], "charmap_encode"), a[2])
        return Tuple.pair(t, b.value, .int(s.length))
      }
    }
    m.function("charmap_build(map, /)", "The inverse of a decoding table.") {
      native($0, $1, $2, $3) { (t, a) throws(Raised) in
        try Codecs.buildCharmap(t, try Arguments.str(t, a[0], "charmap_build() argument"))
      }
    }
    m.function("escape_encode(data, errors=None, /)", "As in a bytes literal.") {
      native($0, $1, $2, $3) { (t, a) throws(Raised) in
        guard a[0].isKind(.byteString) else {
          throw Arguments.wrongType(t, a[0], "escape_encode() argument 1 must be bytes")
        }
        return Tuple.pair(t, try Codecs.encodeByteEscapes(t, Bytes(a[0])).value, .int(Bytes(a[0]).count))
      }
    }
    m.function("readbuffer_encode(data, errors=None, /)", "The bytes of a buffer.") {
      native($0, $1, $2, $3) { (t, a) throws(Raised) in
        let b = a[0].isKind(.str) ? try Codecs.encodeUTF8(t, Str(a[0]), nil) : try CodecsModule.bytes(t, a[0])
        return Tuple.pair(t, b.value, .int(b.count))
      }
    }
  }
  private static func errors(_ thread: Thread, _ v: Value, _ function: StaticString) throws(Raised) -> Str? {
    if v.isEmpty || v.isNone { return nil }
    guard v.isKind(.str) else { throw Arguments.wrongType(thread, v, "\(function)() argument 2 must be str or None") }
    return Str(v)
  }
  private static func encode(_ thread: Thread, _ args: Args, _ name: StaticString, _ encoding: StandardEncoding) throws(Raised) -> Value {
    guard args[0].isKind(.str) else { throw Arguments.wrongType(thread, args[0], "\(name)() argument 1 must be str") }
    let s = Str(args[0])
    let errors = try errors(thread, args[1], name)
    var encoding = encoding
    if !args[2].isEmpty, encoding == .utf16 || encoding == .utf32 {
      let order = try Arguments.int32(thread, args[2], 0)
      if order < 0 { encoding = encoding == .utf16 ? .utf16le : .utf32le }
      if order > 0 { encoding = encoding == .utf16 ? .utf16be : .utf32be }
    }
    let b: Bytes
    switch encoding {
    case .utf8: b = try Codecs.encodeUTF8(thread, s, errors)
    case .latin1: b = try Codecs.encodeNarrow(thread, s, errors, ascii: false)
    case .ascii: b = try Codecs.encodeNarrow(thread, s, errors, ascii: true)
    default: b = try Codecs.encodeWide(thread, s, errors, encoding)
    }
    return Tuple.pair(thread, b.value, .int(s.length))
  }

  // MARK: Decoders: (text, number of bytes)

  private static func defineDecoders(_ m: ModuleBuilder) {
    m.function("utf_8_decode(data, errors=None, final=False, /)", "From UTF-8.") { native($0, $1, $2, $3) { (t, a) throws(Raised) in try CodecsModule.decode(t, a, "utf_8_decode", .utf8) } }
    m.function("latin_1_decode(data, errors=None, /)", "From Latin-1.") { native($0, $1, $2, $3) { (t, a) throws(Raised) in try CodecsModule.decode(t, a, "latin_1_decode", .latin1) } }
    m.function("ascii_decode(data, errors=None, /)", "From ASCII.") { native($0, $1, $2, $3) { (t, a) throws(Raised) in try CodecsModule.decode(t, a, "ascii_decode", .ascii) } }
    m.function("utf_16_decode(data, errors=None, final=False, /)", "From UTF-16.") { native($0, $1, $2, $3) { (t, a) throws(Raised) in try CodecsModule.decode(t, a, "utf_16_decode", .utf16) } }
    m.function("utf_16_le_decode(data, errors=None, final=False, /)", "From UTF-16, little-endian.") { native($0, $1, $2, $3) { (t, a) throws(Raised) in try CodecsModule.decode(t, a, "utf_16_le_decode", .utf16le) } }
    m.function("utf_16_be_decode(data, errors=None, final=False, /)", "From UTF-16, big-endian.") { native($0, $1, $2, $3) { (t, a) throws(Raised) in try CodecsModule.decode(t, a, "utf_16_be_decode", .utf16be) } }
    m.function("utf_32_decode(data, errors=None, final=False, /)", "From UTF-32.") { native($0, $1, $2, $3) { (t, a) throws(Raised) in try CodecsModule.decode(t, a, "utf_32_decode", .utf32) } }
    m.function("utf_32_le_decode(data, errors=None, final=False, /)", "From UTF-32, little-endian.") { native($0, $1, $2, $3) { (t, a) throws(Raised) in try CodecsModule.decode(t, a, "utf_32_le_decode", .utf32le) } }
    m.function("utf_32_be_decode(data, errors=None, final=False, /)", "From UTF-32, big-endian.") { native($0, $1, $2, $3) { (t, a) throws(Raised) in try CodecsModule.decode(t, a, "utf_32_be_decode", .utf32be) } }
    m.function("utf_16_ex_decode(data, errors=None, byteorder=0, final=False, /)", "From UTF-16; also gives the byte order.") {
      native($0, $1, $2, $3) { (t, a) throws(Raised) in try CodecsModule.decodeEx(t, a, "utf_16_ex_decode", wide: false) }
    }
    m.function("utf_32_ex_decode(data, errors=None, byteorder=0, final=False, /)", "From UTF-32; also gives the byte order.") {
      native($0, $1, $2, $3) { (t, a) throws(Raised) in try CodecsModule.decodeEx(t, a, "utf_32_ex_decode", wide: true) }
    }
    m.function("utf_7_decode(data, errors=None, final=False, /)", "From UTF-7.") {
      native($0, $1, $2, $3) { (t, a) throws(Raised) in
        try CodecsModule.withView(t, a, "utf_7_decode") { (view, errors, final) throws(Raised) in try Codecs.decodeUTF7(t, view, errors, final: final) }
      }
    }
    m.function("unicode_escape_decode(data, errors=None, final=True, /)", "From backslash escapes.") {
      native($0, $1, $2, $3) { (t, a) throws(Raised) in
        try CodecsModule.withView(t, a, "unicode_escape_decode", textAllowed: true, final: true) { (view, errors, final) throws(Raised) in
          try Codecs.decodeUnicodeEscape(t, view, errors, final: final)
        }
      }
    }
    m.function("raw_unicode_escape_decode(data, errors=None, final=True, /)", "From \\u escapes.") {
      native($0, $1, $2, $3) { (t, a) throws(Raised) in
        try CodecsModule.withView(t, a, "raw_unicode_escape_decode", textAllowed: true, final: true) { (view, errors, final) throws(Raised) in
          try Codecs.decodeRawUnicodeEscape(t, view, errors, final: final)
        }
      }
    }
    m.function("charmap_decode(data, errors=None, mapping=None, /)", "By a mapping.") {
      native($0, $1, $2, $3) { (t, a) throws(Raised) in
        let view = try BufferView.contiguous(t, a[0])
        defer { view.close() }
        let s = try Codecs.decodeCharmap(t, view, try CodecsModule.errors(t, a[1], "charmap_decode"), a[2])
        return Tuple.pair(t, s.value, .int(view.length))
      }
    }
    m.function("escape_decode(data, errors=None, /)", "As in a bytes literal.") {
      native($0, $1, $2, $3) { (t, a) throws(Raised) in
        let source = a[0].isKind(.str) ? try Codecs.encodeUTF8(t, Str(a[0]), nil) : try CodecsModule.bytes(t, a[0])
        let b = try Codecs.decodeByteEscapes(t, source.buffer, try CodecsModule.errors(t, a[1], "escape_decode"))
        return Tuple.pair(t, b.value, .int(source.count))
      }
    }
  }
  private static func bytes(_ thread: Thread, _ v: Value) throws(Raised) -> Bytes {
    let view = try BufferView.get(thread, v)
    defer { view.close() }
    return try view.toBytes(thread)
  }
  private static func withView(
    _ thread: Thread, _ args: Args, _ name: StaticString, textAllowed: Bool = false, final: Bool = false,
    _ body: (BufferView, Str?, Bool) throws(Raised) -> (text: Str, consumed: Int)
  ) throws(Raised) -> Value {
    let errors = try errors(thread, args[1], name)
    let final = args[2].isEmpty ? final : try thread.truth(args[2])
    let source = textAllowed && args[0].isKind(.str) ? try Codecs.encodeUTF8(thread, Str(args[0]), nil).value : args[0]
    let view = try BufferView.contiguous(thread, source)
    defer { view.close() }
    let r = try body(view, errors, final)
    return Tuple.pair(thread, r.text.value, .int(r.consumed))
  }
  private static func decode(_ thread: Thread, _ args: Args, _ name: StaticString, _ encoding: StandardEncoding) throws(Raised) -> Value {
    try withView(thread, args, name) { (view, errors, final) throws(Raised) in
      try Codecs.decode(thread, view, encoding, errors, final: final)
    }
  }
  private static func decodeEx(_ thread: Thread, _ args: Args, _ name: StaticString, wide: Bool) throws(Raised) -> Value {
    let errors = try errors(thread, args[1], name)
    let order = try Arguments.int32(thread, args[2], 0)
    let final = args[3].isEmpty ? false : try thread.truth(args[3])
    let view = try BufferView.contiguous(thread, args[0])
    defer { view.close() }
    let r = wide
      ? try Codecs.decodeUTF32(thread, view, errors, order: order, final: final)
      : try Codecs.decodeUTF16(thread, view, errors, order: order, final: final)
    return try Tuple.make(thread, [r.result.text.value, .int(r.result.consumed), .int(r.order)]).value
  }
}
