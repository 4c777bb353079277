// The modules _multibytecodec and _codecs_cn … _codecs_tw: what the package `encodings` makes the codecs of Chinese, Japanese and Korean from
// (Library Reference, "codecs": incremental and stream codecs).

/// _multibytecodec.MultibyteCodec and the four classes of converters, which remember what they have not converted yet.
struct MultibyteConverter: Handle {
  struct Fields: BitwiseCopyable {
    var header: Header
    /// int: the raw value of a MultibyteEncoding
    var encoding: Value
    /// str
    var errors: Value
    /// bytes that are not decoded yet, or str that is not encoded yet
    var pending: Value
    /// Two ints: the halves of a CodecState
    var low: Value
    var high: Value
    var stream: Value
  }
  let fields: UnsafeMutablePointer<Fields>
  @inline(__always) init(fields: UnsafeMutablePointer<Fields>) { self.fields = fields }

  var encoding: MultibyteEncoding { MultibyteEncoding(rawValue: fields.pointee.encoding.asInt) ?? .gb2312 }
  var state: CodecState {
    get { CodecState(bits: UInt64(UInt32(truncatingIfNeeded: fields.pointee.low.asInt)) | UInt64(UInt32(truncatingIfNeeded: fields.pointee.high.asInt)) << 32) }
    nonmutating set {
      fields.pointee.low = .int(Int(newValue.bits & 0xFFFF_FFFF))
      fields.pointee.high = .int(Int(newValue.bits >> 32))
    }
  }
  func setPending(_ v: Value) {
    barrier()
    fields.pointee.pending = v
  }

  static func make(_ t: Thread, _ cls: Value, _ encoding: MultibyteEncoding) throws(Raised) -> MultibyteConverter {
    // Before the object is made: nothing may be allocated until its fields are set.
    let strict = Str.intern(t, "strict").value
    let c = MultibyteConverter(try Type(cls).allocateInstance(t))
    let h = c.fields.pointee.header
    c.fields.pointee = Fields(
      header: h, encoding: .int(encoding.rawValue), errors: strict, pending: .none, low: .int(0), high: .int(0), stream: .none)
    return c
  }
  /// An instance of a class whose attribute `codec` says which encoding it is for.
  static func make(_ t: Thread, _ cls: Value, errors: Value, _ name: StaticString, _ place: Int, decoding: Bool) throws(Raised) -> MultibyteConverter {
    if !errors.isEmpty, !errors.isKind(.str) { throw Arguments.wrongType(t, errors, "\(name)() argument \(place) must be str") }
    let codec = try t.getAttribute(cls, Str.intern(t, "codec"))
    guard codec.isObject, codec.type.value == MultibyteCodecModule.codecType.value else { throw t.raise(.typeError, "codec is unexpected type") }
    let encoding = MultibyteConverter(codec).encoding
    let c = try make(t, cls, encoding)
    c.state = .initial(encoding, decoding: decoding)
    c.barrier()
    c.fields.pointee.pending = decoding ? Bytes.empty.value : Str.empty.value
    if !errors.isEmpty { c.fields.pointee.errors = errors }
    return c
  }

  // MARK: Encoding

  /// Encodes what is pending and `input`; on an error all is as it was.
  func encode(_ t: Thread, _ input: Value, final: Bool) throws(Raised) -> Bytes {
    let input = input.isKind(.str) ? Str(input) : try t.str(input)
    let text = Str(fields.pointee.pending).length == 0 ? input : try Str.concatenate(t, Str(fields.pointee.pending), input)
    var e = try MultibyteEncoder(t, encoding, Str(fields.pointee.errors), state, capacity: text.length &* 2 &+ 8)
    let taken = try e.encode(text, final: final)
    if final { try e.reset() }
    let rest = try text.substring(t, taken, text.length)
    let bytes = try e.out.finish()
    state = e.state
    setPending(rest.value)
    return bytes
  }
  func resetEncoder(_ t: Thread) {
    state = .initial(encoding, decoding: false)
    setPending(Str.empty.value)
  }

  // MARK: Decoding

  /// Decodes what is pending and `data`; on an error all is as it was.
  func decode(_ t: Thread, _ data: Value, final: Bool) throws(Raised) -> Str {
    let view = try BufferView.contiguous(t, data)
    defer { view.close() }
    let all = try CompressedInput.join(t, fields.pointee.pending, view.bytes)
    var state = state
    let joined = try BufferView.get(t, all.value)
    let r = try encoding.decode(t, joined, Str(fields.pointee.errors), &state, final: final)
    let rest = r.consumed < all.count ? try Bytes.make(t, UnsafePointer(all.data) + r.consumed, all.count - r.consumed) : Bytes.empty
    if rest.count > 8 { throw t.raise(.unicodeError, "pending buffer overflow") }
    self.state = state
    setPending(rest.value)
    return r.text
  }
  func resetDecoder() {
    state = .initial(encoding, decoding: true)
    setPending(Bytes.empty.value)
  }

  /// Text of the stream's method `name`; a size below 0 is all there is.
  func read(_ t: Thread, _ name: StaticString, _ size: Value) throws(Raised) -> Str {
    var n = -1
    if !size.isEmpty, !size.isNone {
      guard Arguments.isIndex(size) else { throw t.raise(.typeError, "arg 1 must be an integer") }
      n = try Arguments.size(t, size, -1)
    }
    if n == 0 { return Str.empty }
    while true {
      let data = try t.callMethod(fields.pointee.stream, Str.intern(t, name), n < 0 ? [] : [.int(n)])
      guard data.isKind(.byteString) else {
        throw t.raise(.typeError, "stream function returned a non-bytes object (\(data.type.displayName))")
      }
      let isEnd = Bytes(data).count == 0 || n < 0
      let text = try decode(t, data, final: isEnd)
      if isEnd || text.length > 0 { return text }
      n = 1
    }
  }
}

enum MultibyteCodecModule {
  static let codecType = Root(), incrementalEncoder = Root(), incrementalDecoder = Root(), streamReader = Root(), streamWriter = Root()

  static func define(_ m: ModuleBuilder) throws(Raised) {
    try makeTypes(m.thread)
    m.set("MultibyteIncrementalEncoder", incrementalEncoder.value)
    m.set("MultibyteIncrementalDecoder", incrementalDecoder.value)
    m.set("MultibyteStreamReader", streamReader.value)
    m.set("MultibyteStreamWriter", streamWriter.value)
  }
  private static func makeTypes(_ t: Thread) throws(Raised) {
    if codecType.value.isObject { return }
    let object = Type[.object]
    codecType.value = try BuiltinTypes.makeUnnumbered(t, name: "_multibytecodec.MultibyteCodec", base: object, define: defineCodec).value
    incrementalEncoder.value =
      try BuiltinTypes.makeUnnumbered(t, name: "_multibytecodec.MultibyteIncrementalEncoder", base: object, define: defineEncoder).value
    incrementalDecoder.value =
      try BuiltinTypes.makeUnnumbered(t, name: "_multibytecodec.MultibyteIncrementalDecoder", base: object, define: defineDecoder).value
    streamReader.value = try BuiltinTypes.makeUnnumbered(t, name: "_multibytecodec.MultibyteStreamReader", base: object, define: defineReader).value
    streamWriter.value = try BuiltinTypes.makeUnnumbered(t, name: "_multibytecodec.MultibyteStreamWriter", base: object, define: defineWriter).value
  }

  // MARK: _codecs_cn and its siblings

  static func defineCN(_ m: ModuleBuilder) throws(Raised) {
    m.function("getcodec(encoding, /)", "") { native($0, $1, $2, $3) { t, a throws(Raised) in try MultibyteCodecModule.get(t, a[0], .gb2312, .hz) } }
  }
  static func defineHK(_ m: ModuleBuilder) throws(Raised) {
    m.function("getcodec(encoding, /)", "") { native($0, $1, $2, $3) { t, a throws(Raised) in try MultibyteCodecModule.get(t, a[0], .big5hkscs, .big5hkscs) } }
  }
  static func defineJP(_ m: ModuleBuilder) throws(Raised) {
    m.function("getcodec(encoding, /)", "") { native($0, $1, $2, $3) { t, a throws(Raised) in try MultibyteCodecModule.get(t, a[0], .shiftJIS, .shiftJISX0213) } }
  }
  static func defineKR(_ m: ModuleBuilder) throws(Raised) {
    m.function("getcodec(encoding, /)", "") { native($0, $1, $2, $3) { t, a throws(Raised) in try MultibyteCodecModule.get(t, a[0], .eucKR, .johab) } }
  }
  static func defineTW(_ m: ModuleBuilder) throws(Raised) {
    m.function("getcodec(encoding, /)", "") { native($0, $1, $2, $3) { t, a throws(Raised) in try MultibyteCodecModule.get(t, a[0], .big5, .cp950) } }
  }
  static func defineISO2022(_ m: ModuleBuilder) throws(Raised) {
    m.function("getcodec(encoding, /)", "") { native($0, $1, $2, $3) { t, a throws(Raised) in try MultibyteCodecModule.get(t, a[0], .iso2022JP, .iso2022KR) } }
  }
  private static func get(_ t: Thread, _ name: Value, _ first: MultibyteEncoding, _ last: MultibyteEncoding) throws(Raised) -> Value {
    guard name.isKind(.str) else { throw t.raise(.typeError, "encoding name must be a string.") }
    try makeTypes(t)
    for i in first.rawValue...last.rawValue {
      if let e = MultibyteEncoding(rawValue: i), Str(name).equals(e.name), e.characterSet.isKnown {
        return try MultibyteConverter.make(t, codecType.value, e).value
      }
    }
    throw t.raise(.lookupError, "no such codec is supported.")
  }

  // MARK: The types

  private static func defineCodec(_ type: TypeBuilder) {
    type.record(6)
    type.method("encode(input, errors=None)", "Return an encoded string version of `input'.") {
      native($0, $1, $2, $3) { t, a throws(Raised) in
        let encoding = MultibyteConverter(a[0]).encoding
        let errors = try MultibyteCodecModule.errors(t, a[2], "encode")
        let text = a[1].isKind(.str) ? Str(a[1]) : try t.str(a[1])
        var e = try MultibyteEncoder(t, encoding, errors, .initial(encoding, decoding: false), capacity: text.length &* 2 &+ 8)
        _ = try e.encode(text, final: true)
        try e.reset()
        return Tuple.pair(t, try e.out.finish().value, .int(text.length))
      }
    }
    type.method("decode(input, errors=None)", "Decodes 'input'.") {
      native($0, $1, $2, $3) { t, a throws(Raised) in
        let encoding = MultibyteConverter(a[0]).encoding
        let errors = try MultibyteCodecModule.errors(t, a[2], "decode")
        let view = try BufferView.contiguous(t, a[1])
        defer { view.close() }
        var state = CodecState.initial(encoding, decoding: true)
        let r = try encoding.decode(t, view, errors, &state, final: true)
        return Tuple.pair(t, r.text.value, .int(view.length))
      }
    }
  }
  private static func errors(_ t: Thread, _ v: Value, _ function: StaticString) throws(Raised) -> Str? {
    if v.isEmpty || v.isNone { return nil }
    guard v.isKind(.str) else { throw Arguments.wrongType(t, v, "\(function)() argument 'errors' must be str or None") }
    return Str(v)
  }

  private static func defineCommon(_ type: TypeBuilder) {
    type.record(6)
    type.flags([.subclassable, .weakReferenceable])
    type.property("errors", "how to treat errors", { unary($0, $1) { (_, v) throws(Raised) in MultibyteConverter(v).fields.pointee.errors } }, set: {
      binary($0, $1, $2) { (t, v, new) throws(Raised) in
        if new.isEmpty { throw t.raise(.attributeError, "cannot delete attribute") }
        guard new.isKind(.str) else { throw t.raise(.typeError, "errors must be a string") }
        MultibyteConverter(v).barrier()
        MultibyteConverter(v).fields.pointee.errors = new
        return .none
      }
    })
  }
  /// The int of some bytes, the lowest first.
  private static func int(_ t: Thread, _ bytes: Bytes) throws(Raised) -> Value {
    try t.callMethod(Type[.int].value, Str.intern(t, "from_bytes"), [bytes.value, Str.intern(t, "little").value])
  }
  private static func bytes(_ t: Thread, _ v: Value, _ count: Int) throws(Raised) -> Bytes {
    let b = try t.callMethod(v, Str.intern(t, "to_bytes"), [.int(count), Str.intern(t, "little").value])
    guard b.isKind(.byteString), Bytes(b).count == count else { throw t.raise(.valueError, "to_bytes() returned something else") }
    return Bytes(b)
  }

  private static func defineEncoder(_ type: TypeBuilder) {
    defineCommon(type)
    type.new("MultibyteIncrementalEncoder(errors='strict')") {
      native($0, $1, $2, $3) { t, a throws(Raised) in
        try MultibyteConverter.make(t, a[0], errors: a[1], "IncrementalEncoder", 1, decoding: false).value
      }
    }
    type.initialize("__init__(*args, **kwargs)") { native($0, $1, $2, $3) { _, _ in .none } }
    type.method("encode(input, final=False)", "") {
      native($0, $1, $2, $3) { t, a throws(Raised) in
        try MultibyteConverter(a[0]).encode(t, a[1], final: a[2].isEmpty ? false : try t.truth(a[2])).value
      }
    }
    type.method("reset()", "") {
      native($0, $1, $2, $3) { t, a throws(Raised) in
        MultibyteConverter(a[0]).resetEncoder(t)
        return .none
      }
    }
    type.method("getstate()", "") {
      native($0, $1, $2, $3) { t, a throws(Raised) in
        let c = MultibyteConverter(a[0])
        let pending = try Codecs.encodeUTF8(t, Str(c.fields.pointee.pending), nil)
        var b = try ByteBuilder(t)
        try b.append(UInt8(truncatingIfNeeded: pending.count))
        try b.append(UnsafePointer(pending.data), pending.count)
        for i in 0..<8 { try b.append(c.state[UInt64(i)]) }
        return try MultibyteCodecModule.int(t, try b.finish())
      }
    }
    type.method("setstate(state, /)", "") {
      native($0, $1, $2, $3) { t, a throws(Raised) in
        guard a[1].isKind(.bigInt) || a[1].isInt || a[1].isBool else { throw Arguments.wrongType(t, a[1], "setstate() argument must be int") }
        let b = try MultibyteCodecModule.bytes(t, a[1], 17)
        let n = Int(b.data[0])
        if n > 8 { throw t.raise(.unicodeError, "pending buffer too large") }
        let view = try BufferView.get(t, try Bytes.make(t, UnsafePointer(b.data) + 1, n).value)
        let pending = try Codecs.decode(t, view, .utf8, nil, final: true).text
        var state = CodecState()
        for i in 0..<8 { state[UInt64(i)] = b.data[1 + n + i] }
        MultibyteConverter(a[0]).state = state
        MultibyteConverter(a[0]).setPending(pending.value)
        return .none
      }
    }
  }

  private static func defineDecoder(_ type: TypeBuilder) {
    defineCommon(type)
    type.new("MultibyteIncrementalDecoder(errors='strict')") {
      native($0, $1, $2, $3) { t, a throws(Raised) in
        try MultibyteConverter.make(t, a[0], errors: a[1], "IncrementalDecoder", 1, decoding: true).value
      }
    }
    type.initialize("__init__(*args, **kwargs)") { native($0, $1, $2, $3) { _, _ in .none } }
    type.method("decode(input, final=False)", "") {
      native($0, $1, $2, $3) { t, a throws(Raised) in
        try MultibyteConverter(a[0]).decode(t, a[1], final: a[2].isEmpty ? false : try t.truth(a[2])).value
      }
    }
    type.method("reset()", "") {
      native($0, $1, $2, $3) { _, a in
        MultibyteConverter(a[0]).resetDecoder()
        return .none
      }
    }
    type.method("getstate()", "") {
      native($0, $1, $2, $3) { t, a throws(Raised) in
        let c = MultibyteConverter(a[0])
        var b = try ByteBuilder(t)
        for i in 0..<8 { try b.append(c.state[UInt64(i)]) }
        return Tuple.pair(t, c.fields.pointee.pending, try MultibyteCodecModule.int(t, try b.finish()))
      }
    }
    type.method("setstate(state, /)", "") {
      native($0, $1, $2, $3) { t, a throws(Raised) in
        guard a[1].isKind(.tuple) else { throw Arguments.wrongType(t, a[1], "setstate() argument must be tuple") }
        let tuple = Tuple(a[1])
        guard tuple.count == 2, tuple[0].isKind(.byteString), tuple[1].isInt || tuple[1].isBool || tuple[1].isKind(.bigInt) else {
          throw t.raise(.typeError, "setstate(): illegal state argument")
        }
        let b = try MultibyteCodecModule.bytes(t, tuple[1], 8)
        if Bytes(tuple[0]).count > 8 { throw t.raise(.unicodeError, "pending buffer too large") }
        var state = CodecState()
        for i in 0..<8 { state[UInt64(i)] = b.data[i] }
        MultibyteConverter(a[0]).state = state
        MultibyteConverter(a[0]).setPending(tuple[0])
        return .none
      }
    }
  }

  private static func defineStream(_ type: TypeBuilder) {
    defineCommon(type)
    type.member("stream", "", offset: 48)
    type.initialize("__init__(*args, **kwargs)") { native($0, $1, $2, $3) { _, _ in .none } }
  }
  private static func defineReader(_ type: TypeBuilder) {
    defineStream(type)
    type.new("StreamReader(stream, errors='strict')") {
      native($0, $1, $2, $3) { t, a throws(Raised) in
        let c = try MultibyteConverter.make(t, a[0], errors: a[2], "StreamReader", 2, decoding: true)
        c.barrier()
        c.fields.pointee.stream = a[1]
        return c.value
      }
    }
    type.method("read(sizeobj=None, /)", "") {
      native($0, $1, $2, $3) { t, a throws(Raised) in try MultibyteConverter(a[0]).read(t, "read", a[1]).value }
    }
    type.method("readline(sizeobj=None, /)", "") {
      native($0, $1, $2, $3) { t, a throws(Raised) in try MultibyteConverter(a[0]).read(t, "readline", a[1]).value }
    }
    type.method("readlines(sizehintobj=None, /)", "") {
      native($0, $1, $2, $3) { t, a throws(Raised) in
        let text = try MultibyteConverter(a[0]).read(t, "read", a[1])
        return try t.callMethod(text.value, Str.intern(t, "splitlines"), [.yes])
      }
    }
    type.method("reset()", "") {
      native($0, $1, $2, $3) { _, a in
        MultibyteConverter(a[0]).resetDecoder()
        return .none
      }
    }
  }
  private static func defineWriter(_ type: TypeBuilder) {
    defineStream(type)
    type.new("StreamWriter(stream, errors='strict')") {
      native($0, $1, $2, $3) { t, a throws(Raised) in
        let c = try MultibyteConverter.make(t, a[0], errors: a[2], "StreamWriter", 2, decoding: false)
        c.barrier()
        c.fields.pointee.stream = a[1]
        return c.value
      }
    }
    type.method("write(strobj, /)", "") { native($0, $1, $2, $3) { t, a throws(Raised) in try MultibyteCodecModule.write(t, a[0], a[1]) } }
    type.method("writelines(lines, /)", "") {
      native($0, $1, $2, $3) { t, a throws(Raised) in
        try t.forEach(a[1]) { (line) throws(Raised) in
          _ = try MultibyteCodecModule.write(t, a[0], line)
          return true
        }
        return .none
      }
    }
    type.method("reset()", "") {
      native($0, $1, $2, $3) { t, a throws(Raised) in
        let c = MultibyteConverter(a[0])
        let b = try c.encode(t, Str.empty.value, final: true)
        c.resetEncoder(t)
        if b.count > 0 { _ = try t.callMethod(c.fields.pointee.stream, Str.intern(t, "write"), [b.value]) }
        return .none
      }
    }
  }
  private static func write(_ t: Thread, _ writer: Value, _ text: Value) throws(Raised) -> Value {
    let b = try MultibyteConverter(writer).encode(t, text, final: false)
    _ = try t.callMethod(MultibyteConverter(writer).fields.pointee.stream, Str.intern(t, "write"), [b.value])
    return .none
  }
}
