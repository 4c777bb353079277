// pyexpat.xmlparser: a parser of libexpat with the Python functions that it calls.
//
// The library's "user data" is the address of the object: objects do not move, and one that parses is on the native stack.

import Glibc

struct ExpatParserFields: BitwiseCopyable {
  var header: Header
  /// See ForeignFields
  var address: Value
  var release: Value
  /// dict of the names that were seen, or none
  var intern: Value
  /// The exception that a handler raised, to be raised when the library has come back; or empty
  var pending: Value
  /// The parser that this one was made from, which has to outlive it; or none
  var parent: Value
  /// bytes of `bufferSize` that collect character data; none without buffer_text
  var buffer: Value
  /// ints
  var bufferUsed: Value
  var bufferSize: Value
  /// True or False
  var orderedAttributes: Value
  var specifiedAttributes: Value
  var namespacePrefixes: Value
  var isInCallback: Value
  var isParsing: Value
  var hasBegun: Value
}

struct ExpatParser: Handle {
  let fields: UnsafeMutablePointer<ExpatParserFields>
  @inline(__always) init(fields: UnsafeMutablePointer<ExpatParserFields>) { self.fields = fields }
  static let type = Root()

  /// The handlers follow the fields, one Value each, in the order of ExpatHandler.
  @inline(__always) var handlers: UnsafeMutablePointer<Value> { raw.at(MemoryLayout<ExpatParserFields>.size) }
  @inline(__always) func handler(_ h: ExpatHandler) -> Value { handlers[h.rawValue] }
  private static var size: Int { MemoryLayout<ExpatParserFields>.size + 8 * ExpatHandler.allCases.count }

  static func make(_ t: Thread, _ parser: OpaquePointer, intern: Value) throws(Raised) -> ExpatParser {
    let p = ExpatParser(t.allocate(size, .foreign, Type(type.value).fields.pointee.shape))
    let h = p.fields.pointee.header
    p.fields.pointee = ExpatParserFields(
      header: h, address: .raw(nil), release: .none, intern: intern, pending: .empty, parent: .none, buffer: .none, bufferUsed: .int(0),
      bufferSize: .int(8192), orderedAttributes: .no, specifiedAttributes: .no, namespacePrefixes: .no, isInCallback: .no, isParsing: .no,
      hasBegun: .no)
    for i in 0..<ExpatHandler.allCases.count { p.handlers[i] = .none }
    let expat = try LibExpat.open(t)
    Foreign(p.raw).set(parser, release: expat.pointee.free)
    expat.pointee.setUserData(parser, UnsafeRawPointer(p.raw))
    ExpatEncoding.install(expat, parser, p)
    return p
  }
  func parser(_ t: Thread) throws(Raised) -> OpaquePointer {
    guard let p = Foreign(raw).address else { throw t.raise(.runtimeError, "the parser is gone") }
    return p
  }

  // MARK: Parsing

  /// ExpatError with the place of the library's error.
  func raiseError(_ t: Thread, code: Int32) -> Raised {
    do throws(Raised) {
      let expat = try LibExpat.open(t)
      let p = try parser(t)
      let (line, column) = (expat.pointee.line(p), expat.pointee.column(p))
      let words = expat.pointee.errorText(code).map { String(cString: $0) } ?? "unknown error"
      let e = try t.call(PyExpatModule.error.value, Str.make(t, "\(words): line \(line), column \(column)").value)
      try t.setAttribute(e, Str.intern(t, "code"), .int(Int(code)))
      try t.setAttribute(e, Str.intern(t, "offset"), .int(Int(truncatingIfNeeded: column)))
      try t.setAttribute(e, Str.intern(t, "lineno"), .int(Int(truncatingIfNeeded: line)))
      return t.raise(e)
    } catch { return error }
  }
  /// What the library answered, as Parse returns it; raises what a handler raised.
  private func finish(_ t: Thread, _ status: Int32) throws(Raised) -> Value {
    let pending = fields.pointee.pending
    if !pending.isEmpty {
      fields.pointee.pending = .empty
      throw t.reraise(pending)
    }
    if status == 0 { throw raiseError(t, code: try LibExpat.open(t).pointee.errorCode(try parser(t))) }
    try flush(t)
    return .int(Int(status))
  }
  /// A handler must not feed the parser that called it: the library would lose its place.
  private func begin(_ t: Thread) throws(Raised) {
    if fields.pointee.isParsing.isTrue { throw t.raise(.runtimeError, "the parser is already parsing") }
    fields.pointee.isParsing = .yes
    fields.pointee.hasBegun = .yes
  }

  static func parse(_ t: Thread, _ a: Args) throws(Raised) -> Value {
    let p = ExpatParser(a[0])
    let isFinal: Bool = a[2].isEmpty ? false : try t.truth(a[2])
    let isText = a[1].isKind(.str)
    let data = isText ? try Codecs.encodeUTF8(t, Str(a[1]), nil).value : a[1]
    let expat = try LibExpat.open(t)
    let parser = try p.parser(t)
    let view = try BufferView.contiguous(t, data)
    defer { view.close() }
    try p.begin(t)
    defer { p.fields.pointee.isParsing = .no }
    if isText { _ = expat.pointee.setEncoding(parser, "utf-8") }
    var at = 0
    var status: Int32 = 1
    while true {
      let n = min(view.length - at, 1 << 30)
      let isLast = at + n == view.length
      status = expat.pointee.parse(parser, (view.data + at).assumingMemoryBound(to: CChar.self), Int32(n), isLast && isFinal ? 1 : 0)
      at += n
      if isLast || status == 0 || !p.fields.pointee.pending.isEmpty { break }
    }
    return try p.finish(t, status)
  }
  static func parseFile(_ t: Thread, _ a: Args) throws(Raised) -> Value {
    let p = ExpatParser(a[0])
    let read = try t.getAttributeOrEmpty(a[1], Str.intern(t, "read"))
    if read.isEmpty { throw t.raise(.typeError, "argument must have 'read' attribute") }
    let expat = try LibExpat.open(t)
    let parser = try p.parser(t)
    var status: Int32
    while true {
      let piece = try t.call(read, .int(2048))
      if !piece.isKind(.byteString), !piece.isKind(.byteArray) {
        throw t.raise(.typeError, "read() did not return a bytes object (type=\(piece.type.displayName))")
      }
      let view = try BufferView.contiguous(t, piece)
      defer { view.close() }
      if view.length > 2048 { throw t.raise(.valueError, "read() returned too much data: 2048 bytes requested, \(view.length) returned") }
      try p.begin(t)
      defer { p.fields.pointee.isParsing = .no }
      status = expat.pointee.parse(parser, view.data.assumingMemoryBound(to: CChar.self), Int32(view.length), view.length == 0 ? 1 : 0)
      if status == 0 || view.length == 0 || !p.fields.pointee.pending.isEmpty { break }
    }
    return try p.finish(t, status)
  }

  // MARK: Character data

  /// Gives the collected character data to its handler.
  func flush(_ t: Thread) throws(Raised) {
    guard fields.pointee.buffer.isKind(.byteString), fields.pointee.bufferUsed.asInt > 0 else { return }
    let n = min(fields.pointee.bufferUsed.asInt, Bytes(fields.pointee.buffer).count)
    fields.pointee.bufferUsed = .int(0)
    let f = handler(.characterData)
    if f.isNone { return }
    let text = try Str.decodeUTF8(t, UnsafeBufferPointer(start: UnsafePointer(Bytes(fields.pointee.buffer).data), count: n))
    _ = try t.call(f, text.value)
  }
  func collect(_ t: Thread, _ text: UnsafeBufferPointer<UInt8>) throws(Raised) {
    guard fields.pointee.buffer.isKind(.byteString) else { return try give(t, text) }
    if fields.pointee.bufferUsed.asInt + text.count > Bytes(fields.pointee.buffer).count {
      try flush(t)
      if handler(.characterData).isNone { return }
      guard fields.pointee.buffer.isKind(.byteString), text.count <= Bytes(fields.pointee.buffer).count else { return try give(t, text) }
    }
    guard let start = text.baseAddress else { return }
    memcpy(Bytes(fields.pointee.buffer).data + fields.pointee.bufferUsed.asInt, start, text.count)
    fields.pointee.bufferUsed = .int(fields.pointee.bufferUsed.asInt + text.count)
  }
  private func give(_ t: Thread, _ text: UnsafeBufferPointer<UInt8>) throws(Raised) {
    _ = try t.call(handler(.characterData), try Str.decodeUTF8(t, text).value)
  }
  private func setBuffer(_ t: Thread, _ isWanted: Bool) throws(Raised) {
    let fresh: Value = isWanted ? try Bytes.uninitialized(t, count: fields.pointee.bufferSize.asInt).value : .none
    barrier()
    fields.pointee.buffer = fresh
    fields.pointee.bufferUsed = .int(0)
  }

  // MARK: Attributes

  static func setAttribute(_ t: Thread, _ v: Value, _ n: Value, _ value: Value) throws(Raised) -> Value {
    let p = ExpatParser(v)
    let name = try t.attributeName(n)
    func given() throws(Raised) -> Value {
      if value.isEmpty { throw t.raise(.runtimeError, "Cannot delete attribute") }
      return value
    }
    if let h = ExpatHandler.named(name) {
      // What was collected belongs to the handler that was there.
      let f = try given()
      if h == .characterData { try p.flush(t) }
      try p.install(t, h, f)
    } else if name.equals("buffer_text") {
      let isWanted = try t.truth(try given())
      if isWanted == p.fields.pointee.buffer.isKind(.byteString) { return .none }
      if !isWanted { try p.flush(t) }
      try p.setBuffer(t, isWanted)
    } else if name.equals("buffer_size") {
      guard try given().isInt || value.isBool || value.isKind(.bigInt) else { throw t.raise(.typeError, "buffer_size must be an integer") }
      let size = value.isKind(.bigInt) ? Int.max : try t.indexInt(value, overflow: .overflowError)
      if size <= 0 { throw t.raise(.valueError, "buffer_size must be greater than zero") }
      if size == p.fields.pointee.bufferSize.asInt { return .none }
      if size > Int(Int32.max) { throw t.raise(.valueError, "buffer_size must not be greater than \(Int32.max)") }
      try p.flush(t)
      p.fields.pointee.bufferSize = .int(size)
      if p.fields.pointee.buffer.isKind(.byteString) { try p.setBuffer(t, true) }
    } else if name.equals("ordered_attributes") {
      p.fields.pointee.orderedAttributes = .bool(try t.truth(try given()))
    } else if name.equals("specified_attributes") {
      p.fields.pointee.specifiedAttributes = .bool(try t.truth(try given()))
    } else if name.equals("namespace_prefixes") {
      p.fields.pointee.namespacePrefixes = .bool(try t.truth(try given()))
      try LibExpat.open(t).pointee.setTriplets(try p.parser(t), p.fields.pointee.namespacePrefixes.isTrue ? 1 : 0)
    } else {
      try t.genericSetAttribute(v, name, value)
    }
    return .none
  }
  func install(_ t: Thread, _ h: ExpatHandler, _ f: Value) throws(Raised) {
    let set = try LibExpat.open(t).pointee.setter(t, h.setter)
    barrier()
    handlers[h.rawValue] = f
    // The library may be in the middle of a run of character data that it gives to the function it has.
    if f.isNone, h == .characterData, fields.pointee.isInCallback.isTrue { return }
    set(try parser(t), f.isNone ? nil : h.callback)
  }

  static func define(_ type: TypeBuilder) {
    type.doc("XML parser")
    type.layout(.foreign, size: size)
    type.flags(.noNew)
    type.slots.pointee.setAttribute = { ternary($0, $1, $2, $3, ExpatParser.setAttribute) }
    for h in ExpatHandler.allCases {
      type.member(h.name, "", offset: MemoryLayout<ExpatParserFields>.size + 8 * h.rawValue)
    }
    type.member("intern", "", offset: 24)
    type.property("buffer_text", "") { unary($0, $1) { (_, v) throws(Raised) in .bool(ExpatParser(v).fields.pointee.buffer.isKind(.byteString)) } }
    type.property("buffer_size", "") { unary($0, $1) { (_, v) throws(Raised) in ExpatParser(v).fields.pointee.bufferSize } }
    type.property("buffer_used", "") { unary($0, $1) { (_, v) throws(Raised) in ExpatParser(v).fields.pointee.bufferUsed } }
    type.property("ordered_attributes", "") { unary($0, $1) { (_, v) throws(Raised) in ExpatParser(v).fields.pointee.orderedAttributes } }
    type.property("specified_attributes", "") { unary($0, $1) { (_, v) throws(Raised) in ExpatParser(v).fields.pointee.specifiedAttributes } }
    type.property("namespace_prefixes", "") { unary($0, $1) { (_, v) throws(Raised) in ExpatParser(v).fields.pointee.namespacePrefixes } }
    for name in ["ErrorLineNumber", "CurrentLineNumber"] as [StaticString] {
      type.property(name, "") {
        unary($0, $1) { (t, v) throws(Raised) in t.int(unsigned: UInt64(try LibExpat.open(t).pointee.line(try ExpatParser(v).parser(t)))) }
      }
    }
    for name in ["ErrorColumnNumber", "CurrentColumnNumber"] as [StaticString] {
      type.property(name, "") {
        unary($0, $1) { (t, v) throws(Raised) in t.int(unsigned: UInt64(try LibExpat.open(t).pointee.column(try ExpatParser(v).parser(t)))) }
      }
    }
    for name in ["ErrorByteIndex", "CurrentByteIndex"] as [StaticString] {
      type.property(name, "") {
        unary($0, $1) { (t, v) throws(Raised) in .int(try LibExpat.open(t).pointee.byteIndex(try ExpatParser(v).parser(t))) }
      }
    }
    type.property("ErrorCode", "") {
      unary($0, $1) { (t, v) throws(Raised) in .int(Int(try LibExpat.open(t).pointee.errorCode(try ExpatParser(v).parser(t)))) }
    }
    defineMethods(type)
  }
  private static func defineMethods(_ type: TypeBuilder) {
    type.method("Parse(data, isfinal=False, /)", "Parses a piece of XML; `isfinal` says that it is the last.") {
      native($0, $1, $2, $3, ExpatParser.parse)
    }
    type.method("ParseFile(file, /)", "Parses a file.") { native($0, $1, $2, $3, ExpatParser.parseFile) }
    type.method("SetBase(base, /)", "Sets the base that relative addresses count from.") {
      native($0, $1, $2, $3) { (t, a) throws(Raised) in
        guard a[1].isKind(.str) else { throw t.raise(.typeError, "SetBase() argument must be str, not \(a[1].isNone ? "None" : a[1].type.displayName)") }
        let text = try PyExpatModule.text(t, a[1])
        if try LibExpat.open(t).pointee.setBase(try ExpatParser(a[0]).parser(t), text) == 0 { throw t.raiseMemoryError() }
        return .none
      }
    }
    type.method("GetBase()", "The base that relative addresses count from.") {
      native($0, $1, $2, $3) { (t, a) throws(Raised) in try PyExpatModule.string(t, try LibExpat.open(t).pointee.base(try ExpatParser(a[0]).parser(t))) }
    }
    type.method("GetInputContext()", "The input around the current event, as it is, or None.") {
      native($0, $1, $2, $3) { (t, a) throws(Raised) in
        let p = ExpatParser(a[0])
        if !p.fields.pointee.isInCallback.isTrue { return .none }
        var (offset, size): (Int32, Int32) = (0, 0)
        guard let text = try LibExpat.open(t).pointee.inputContext(try p.parser(t), &offset, &size), size >= offset, offset >= 0 else { return .none }
        return try Bytes.make(t, UnsafeRawPointer(text + Int(offset)).assumingMemoryBound(to: UInt8.self), Int(size - offset)).value
      }
    }
    type.method("SetParamEntityParsing(flag, /)", "Sets when parameter entities and the external DTD are read; whether that was possible.") {
      native($0, $1, $2, $3) { (t, a) throws(Raised) in
        let flag = Int32(truncatingIfNeeded: try t.int32(a[1]))
        return .int(Int(try LibExpat.open(t).pointee.setParamEntityParsing(try ExpatParser(a[0]).parser(t), flag)))
      }
    }
    type.method("UseForeignDTD(flag=True, /)", "Has the program asked for a DTD when the document names none.") {
      native($0, $1, $2, $3) { (t, a) throws(Raised) in
        let isWanted: Bool = a[1].isEmpty ? true : try t.truth(a[1])
        let code = try LibExpat.open(t).pointee.useForeignDTD(try ExpatParser(a[0]).parser(t), isWanted ? 1 : 0)
        if code != 0 { throw ExpatParser(a[0]).raiseError(t, code: code) }
        return .none
      }
    }
    type.method("ExternalEntityParserCreate(context, encoding=None, /)", "A parser for the external entity that an ExternalEntityRefHandler was told of.") {
      native($0, $1, $2, $3, ExpatParser.makeExternal)
    }
  }
  private static func makeExternal(_ t: Thread, _ a: Args) throws(Raised) -> Value {
    if !a[1].isNone, !a[1].isKind(.str) {
      throw t.raise(.typeError, "ExternalEntityParserCreate() argument 1 must be str or None, not \(a[1].type.displayName)")
    }
    if !a[2].isEmpty, !a[2].isKind(.str) {
      throw t.raise(.typeError, "ExternalEntityParserCreate() argument 2 must be str, not \(a[2].isNone ? "None" : a[2].type.displayName)")
    }
    let context: [CChar]? = a[1].isNone ? nil : try PyExpatModule.text(t, a[1])
    let encoding: [CChar]? = a[2].isEmpty ? nil : try PyExpatModule.text(t, a[2])
    let parent = ExpatParser(a[0])
    let expat = try LibExpat.open(t)
    let made: OpaquePointer? = PyExpatModule.with(context, encoding) { expat.pointee.createExternal($2, $0, $1) }(try parent.parser(t))
    guard let made else { throw t.raiseMemoryError() }
    let p = try make(t, made, intern: parent.fields.pointee.intern)
    p.barrier()
    p.fields.pointee.parent = parent.value
    p.fields.pointee.bufferSize = parent.fields.pointee.bufferSize
    p.fields.pointee.orderedAttributes = parent.fields.pointee.orderedAttributes
    p.fields.pointee.specifiedAttributes = parent.fields.pointee.specifiedAttributes
    p.fields.pointee.namespacePrefixes = parent.fields.pointee.namespacePrefixes
    if parent.fields.pointee.buffer.isKind(.byteString) { try p.setBuffer(t, true) }
    for h in ExpatHandler.allCases where !parent.handler(h).isNone { try p.install(t, h, parent.handler(h)) }
    return p.value
  }
}
