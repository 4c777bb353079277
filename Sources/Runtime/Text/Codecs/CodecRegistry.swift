// The registries of codecs and of error handlers (PEP 100, PEP 293).

enum CodecRegistry {
  /// list of search functions
  private static let searchFunctions = Root()
  /// dict: normalised name -> the 4-tuple of a search function
  private static let cache = Root()
  /// dict: name -> error handler
  private static let handlers = Root()

  enum Operation: Int {
    case encode, decode
    var name: StaticString { self == .encode ? "encoding" : "decoding" }
    var role: StaticString { self == .encode ? "encoder" : "decoder" }
  }

  // MARK: Codecs

  static func functions(_ thread: Thread) throws(Raised) -> List {
    if searchFunctions.value.isEmpty {
      searchFunctions.value = try List.make(thread).value
      cache.value = Dict.make(thread).value
    }
    return List(searchFunctions.value)
  }
  static func register(_ thread: Thread, _ function: Value) throws(Raised) {
    if function.type.slots.pointee.call == nil { throw thread.raise(.typeError, "argument must be callable") }
    try prepare(thread)
    try functions(thread).append(thread, function)
  }
  static func unregister(_ thread: Thread, _ function: Value) throws(Raised) {
    let list = try functions(thread)
    for i in 0..<list.count where list[i] == function {
      for j in i..<(list.count &- 1) { list.set(j, list[j &+ 1]) }
      list.fields.pointee.count &-= 1
      Dict(cache.value).clear(thread)
      return
    }
  }
  /// The library's package `encodings` registers the first search function when it is imported.
  private static func prepare(_ thread: Thread) throws(Raised) {
    let list = try functions(thread)
    if list.count > 0 || isPreparing { return }
    isPreparing = true
    defer { isPreparing = false }
    _ = try Importer.module(thread, Str.make(thread, "encodings"))
  }
  nonisolated(unsafe) private static var isPreparing = false

  /// Lower case; runs of what is no letter, digit or dot become one underscore.
  static func normalized(_ name: Str) -> String {
    var text = ""
    var gap = false
    for i in 0..<name.length {
      let c = name[i]
      if c < 0x80, ByteMethods.isLetter(UInt8(c)) || ByteMethods.isDigit(UInt8(c)) || c == 0x2E {
        if gap, !text.isEmpty { text += "_" }
        gap = false
        text.unicodeScalars.append(Unicode.Scalar(ByteMethods.isUpper(UInt8(c)) ? UInt8(c | 0x20) : UInt8(c)))
      } else {
        gap = true
      }
    }
    return text
  }

  /// The codec's 4-tuple; LookupError "unknown encoding: …".
  static func lookup(_ thread: Thread, _ name: Str) throws(Raised) -> Tuple {
    try prepare(thread)
    let list = try functions(thread)
    let key = Str.make(thread, normalized(name))
    let known = Dict(cache.value).get(key)
    if !known.isEmpty { return Tuple(known) }
    var i = 0
    while i < list.count {
      let found = try thread.call(list[i], key.value)
      i &+= 1
      if found.isNone { continue }
      guard found.isKind(.tuple), Tuple(found).count == 4 else {
        throw thread.raise(.typeError, "codec search functions must return 4-tuples")
      }
      Dict(cache.value).set(thread, key, found)
      return Tuple(found)
    }
    throw thread.raise(.lookupError, "unknown encoding: \(name.string)")
  }

  /// What the codec's encoder or decoder makes of `v`.
  static func run(
    _ thread: Thread, _ v: Value, _ encoding: Str, _ errors: Str?, _ operation: Operation, textOnly: Bool
  ) throws(Raised) -> Value {
    let codec = try lookup(thread, encoding)
    if textOnly, !codec.value.isExactly(.tuple) {
      let isText = try thread.getAttributeOrEmpty(codec.value, Str.intern(thread, "_is_text_encoding"))
      if !isText.isEmpty, try !thread.truth(isText) {
        let way = operation == .encode ? "codecs.encode()" : "codecs.decode()"
        throw thread.raise(.lookupError, "'\(encoding.string)' is not a text encoding; use \(way) to handle arbitrary codecs")
      }
    }
    let function = codec[operation.rawValue]
    let result: Value
    do throws(Raised) {
      if let errors { result = try thread.call(function, v, errors.value) } else { result = try thread.call(function, v) }
    } catch {
      try explain(thread, operation, encoding)
      throw error
    }
    guard result.isKind(.tuple), Tuple(result).count == 2 else {
      throw thread.raise(.typeError, "\(operation.role) must return a tuple (object, integer)")
    }
    return Tuple(result)[0]
  }

  /// Puts an exception in place of the one under way that names the codec, when its class takes just a message.
  private static func explain(_ thread: Thread, _ operation: Operation, _ encoding: Str) throws(Raised) {
    let cause = thread.state.pointee.raised
    guard cause.isObject, cause.isInstance(of: .baseException) else { return }
    let e = Exception(cause)
    let cls = cause.type
    // Classes with fields or an initialiser of their own may need other arguments.
    let plain = Type[.baseException]
    guard cls.fields.pointee.basicSize == plain.fields.pointee.basicSize,
      cls.slots.pointee.initialize.map({ unsafeBitCast($0, to: UInt.self) })
        == plain.slots.pointee.initialize.map({ unsafeBitCast($0, to: UInt.self) })
    else { return }
    guard e.args.count == 0 || (e.args.count == 1 && e.args[0].isExactly(.str)) else { return }
    _ = thread.takeRaised()
    let text = e.args.count == 0 ? "" : Str(e.args[0]).string
    let message = Str.make(
      thread, "\(operation.name) with '\(encoding.string)' codec failed (\(cls.displayName): \(text))")
    let wrapped = try thread.call(cls.value, message.value)
    let raised = thread.raise(wrapped)
    if wrapped.isInstance(of: .baseException) {
      Exception(wrapped).setCause(cause)
      Exception(wrapped).setContext(cause)
    }
    throw raised
  }

  // MARK: Error handlers

  static func errorTable(_ thread: Thread) -> Dict {
    if handlers.value.isEmpty {
      let table = Dict.make(thread)
      handlers.value = table.value
      CodecErrorHandlers.define(thread, table)
    }
    return Dict(handlers.value)
  }
  /// LookupError "unknown error handler name '…'".
  static func errorHandler(_ thread: Thread, _ name: Str?) throws(Raised) -> Value {
    let name = try name?.exact(thread) ?? Str.make(thread, "strict")
    let found = errorTable(thread).get(name)
    if found.isEmpty { throw thread.raise(.lookupError, "unknown error handler name '\(name.string)'") }
    return found
  }
}

/// The built-in error handlers as functions.
enum CodecErrorHandlers {
  static func define(_ thread: Thread, _ table: Dict) {
    let module = Str.intern(thread, "_codecs").value
    func add(_ name: StaticString, _ signature: StaticString, _ doc: StaticString, _ body: @escaping NativeBody) {
      let d = NativeDefinition.make(thread, signature, doc, .function, owner: .empty, module: module, body)
      table.set(thread, Str.intern(thread, name), NativeFunction.function(thread, d))
    }
    add("strict", "strict_errors(exception, /)", "Raise the exception.") { native($0, $1, $2, $3, CodecErrorHandlers.strict) }
    add("ignore", "ignore_errors(exception, /)", "Leave out what is wrong.") { native($0, $1, $2, $3, CodecErrorHandlers.ignore) }
    add("replace", "replace_errors(exception, /)", "A replacement character instead of what is wrong.") {
      native($0, $1, $2, $3, CodecErrorHandlers.replace)
    }
    add("xmlcharrefreplace", "xmlcharrefreplace_errors(exception, /)", "XML character references.") {
      native($0, $1, $2, $3, CodecErrorHandlers.xmlReplace)
    }
    add("backslashreplace", "backslashreplace_errors(exception, /)", "Backslash escapes.") {
      native($0, $1, $2, $3, CodecErrorHandlers.backslashReplace)
    }
    add("namereplace", "namereplace_errors(exception, /)", "\\N{…} escapes.") { native($0, $1, $2, $3, CodecErrorHandlers.nameReplace) }
    add("surrogatepass", "surrogatepass(exception, /)", "Surrogates as if they were characters.") {
      native($0, $1, $2, $3, CodecErrorHandlers.surrogatePass)
    }
    add("surrogateescape", "surrogateescape(exception, /)", "Bytes as lone surrogates (PEP 383).") {
      native($0, $1, $2, $3, CodecErrorHandlers.surrogateEscape)
    }
  }

  /// The fields of a UnicodeError.
  private struct Failure {
    var kind: TypeID
    var encoding: Str
    var object: Value
    var start: Int
    var end: Int
    var length: Int
  }
  private static func failure(_ thread: Thread, _ v: Value) throws(Raised) -> Failure {
    for kind in [TypeID.unicodeEncodeError, .unicodeDecodeError, .unicodeTranslateError] where v.isObject && v.isInstance(of: kind) {
      let object = try thread.getAttribute(v, Str.intern(thread, "object"))
      let bytes = kind == .unicodeDecodeError
      guard bytes ? object.isKind(.byteString) : object.isKind(.str) else {
        throw thread.raise(.typeError, bytes ? "object attribute must be bytes" : "object attribute must be unicode")
      }
      let n = bytes ? Bytes(object).count : Str(object).length
      let start = try Arguments.size(thread, try thread.getAttribute(v, Str.intern(thread, "start")), 0)
      let end = try Arguments.size(thread, try thread.getAttribute(v, Str.intern(thread, "end")), 0)
      var encoding = Str.empty
      if kind != .unicodeTranslateError {
        let e = try thread.getAttribute(v, Str.intern(thread, "encoding"))
        if e.isKind(.str) { encoding = Str(e) }
      }
      let from = max(0, min(start, n &- 1))
      let to = min(max(end, 1), n)
      return Failure(kind: kind, encoding: encoding, object: object, start: from, end: max(from, to), length: n)
    }
    throw thread.raise(.typeError, "don't know how to handle \(v.type.displayName) in error callback")
  }
  private static func pair(_ thread: Thread, _ text: Value, _ at: Int) -> Value { Tuple.pair(thread, text, .int(at)) }
  private static func raiseAgain(_ thread: Thread, _ v: Value) -> Raised { thread.raise(v) }

  static func strict(_ thread: Thread, _ args: Args) throws(Raised) -> Value {
    if args[0].isObject, args[0].isInstance(of: .baseException) { throw thread.raise(args[0]) }
    throw thread.raise(.typeError, "codec must pass exception instance")
  }
  static func ignore(_ thread: Thread, _ args: Args) throws(Raised) -> Value {
    pair(thread, Str.empty.value, try failure(thread, args[0]).end)
  }
  static func replace(_ thread: Thread, _ args: Args) throws(Raised) -> Value {
    let f = try failure(thread, args[0])
    if f.kind == .unicodeDecodeError { return pair(thread, Str.character(thread, 0xFFFD).value, f.end) }
    let c = Str.character(thread, f.kind == .unicodeEncodeError ? 0x3F : 0xFFFD)
    return pair(thread, try Str.repeated(thread, c, f.end &- f.start).value, f.end)
  }
  private static func only(_ thread: Thread, _ v: Value, _ kind: TypeID) throws(Raised) -> Failure {
    let f = try failure(thread, v)
    if f.kind == kind { return f }
    throw thread.raise(.typeError, "don't know how to handle \(v.type.displayName) in error callback")
  }
  static func xmlReplace(_ thread: Thread, _ args: Args) throws(Raised) -> Value {
    let f = try only(thread, args[0], .unicodeEncodeError)
    var out = try StrBuilder(thread)
    for i in f.start..<f.end { try out.append(text: "&#\(Str(f.object)[i]);") }
    return pair(thread, try out.finish().value, f.end)
  }
  static func backslashReplace(_ thread: Thread, _ args: Args) throws(Raised) -> Value {
    let f = try failure(thread, args[0])
    var out = try StrBuilder(thread)
    for i in f.start..<f.end {
      let c = f.kind == .unicodeDecodeError ? UInt32(Bytes(f.object).data[i]) : Str(f.object)[i]
      try Str.appendEscape(&out, c)
    }
    return pair(thread, try out.finish().value, f.end)
  }
  static func nameReplace(_ thread: Thread, _ args: Args) throws(Raised) -> Value {
    let f = try only(thread, args[0], .unicodeEncodeError)
    var out = try StrBuilder(thread)
    for i in f.start..<f.end {
      let c = Str(f.object)[i]
      if let name = CharacterNames.name(c) {
        try out.append(text: "\\N{\(name)}")
      } else {
        try Str.appendEscape(&out, c)
      }
    }
    return pair(thread, try out.finish().value, f.end)
  }

  /// Size of a unit and whether it is big-endian, for the encodings that can pass surrogates; size 0: another encoding.
  private static func unit(_ name: Str) -> (size: Int, big: Bool) {
    switch StandardEncoding(name) {
    case .utf8: (3, false)
    case .utf16, .utf16le: (2, false)
    case .utf16be: (2, true)
    case .utf32, .utf32le: (4, false)
    case .utf32be: (4, true)
    default: CodecRegistry.normalized(name) == "cp65001" ? (3, false) : (0, false)
    }
  }
  static func surrogatePass(_ thread: Thread, _ args: Args) throws(Raised) -> Value {
    let f = try failure(thread, args[0])
    let (size, big) = unit(f.encoding)
    if size == 0 { throw raiseAgain(thread, args[0]) }
    func shift(_ k: Int) -> UInt32 { UInt32(big ? (size &- 1 &- k) &* 8 : k &* 8) }
    if f.kind == .unicodeEncodeError {
      var out = try ByteBuilder(thread)
      for i in f.start..<f.end {
        let c = Str(f.object)[i]
        if c < 0xD800 || c > 0xDFFF { throw raiseAgain(thread, args[0]) }
        if size == 3 {
          try out.append(UInt8(0xE0 | c >> 12))
          try out.append(UInt8(0x80 | c >> 6 & 0x3F))
          try out.append(UInt8(0x80 | c & 0x3F))
        } else {
          for k in 0..<size { try out.append(UInt8(truncatingIfNeeded: c >> shift(k))) }
        }
      }
      return pair(thread, try out.finish().value, f.end)
    }
    guard f.kind == .unicodeDecodeError else {
      throw thread.raise(.typeError, "don't know how to handle \(args[0].type.displayName) in error callback")
    }
    let b = Bytes(f.object)
    guard b.count &- f.start >= size else { throw raiseAgain(thread, args[0]) }
    var c: UInt32 = 0
    if size == 3 {
      let (x, y, z) = (UInt32(b.data[f.start]), UInt32(b.data[f.start &+ 1]), UInt32(b.data[f.start &+ 2]))
      if x & 0xF0 == 0xE0, y & 0xC0 == 0x80, z & 0xC0 == 0x80 { c = (x & 0x0F) << 12 | (y & 0x3F) << 6 | z & 0x3F }
    } else {
      for k in 0..<size { c |= UInt32(b.data[f.start &+ k]) << shift(k) }
    }
    if c < 0xD800 || c > 0xDFFF { throw raiseAgain(thread, args[0]) }
    return pair(thread, Str.character(thread, c).value, f.start &+ size)
  }
  static func surrogateEscape(_ thread: Thread, _ args: Args) throws(Raised) -> Value {
    let f = try failure(thread, args[0])
    if f.kind == .unicodeEncodeError {
      var out = try ByteBuilder(thread)
      for i in f.start..<f.end {
        let c = Str(f.object)[i]
        if c < 0xDC80 || c > 0xDCFF { throw raiseAgain(thread, args[0]) }
        try out.append(UInt8(truncatingIfNeeded: c))
      }
      return pair(thread, try out.finish().value, f.end)
    }
    guard f.kind == .unicodeDecodeError else {
      throw thread.raise(.typeError, "don't know how to handle \(args[0].type.displayName) in error callback")
    }
    var out = try StrBuilder(thread)
    var i = f.start
    while i < f.end, i < f.start &+ 4, Bytes(f.object).data[i] >= 0x80 {
      try out.append(0xDC00 | UInt32(Bytes(f.object).data[i]))
      i &+= 1
    }
    if i == f.start { throw raiseAgain(thread, args[0]) }
    return pair(thread, try out.finish().value, i)
  }
}
