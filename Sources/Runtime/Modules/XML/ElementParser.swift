// xml.etree.ElementTree.XMLParser: libexpat's events go straight into a TreeBuilder, or to the methods of another target.

import Glibc

struct ElementParserFields: BitwiseCopyable {
  var header: Header
  /// See ForeignFields: the library's parser
  var address: Value
  var release: Value
  /// An exact TreeBuilder, or any object
  var target: Value
  /// dict: the program's own entities
  var entities: Value
  /// Methods of a target that is no TreeBuilder; empty: it has none
  var start: Value
  var end: Value
  var data: Value
  var comment: Value
  var instruction: Value
  var close: Value
  var startNamespace: Value
  var endNamespace: Value
  var doctype: Value
  /// What a handler raised; empty
  var pending: Value
  /// Names seen of late: a tuple of strs, by hash
  var names: Value
  /// bytearray: text that has come in and was not handed over yet
  var text: Value
  var isParsing: Value
}

struct ElementParser: Handle {
  let fields: UnsafeMutablePointer<ElementParserFields>
  @inline(__always) init(fields: UnsafeMutablePointer<ElementParserFields>) { self.fields = fields }
  private static let type = Root(), parseError = Root()
  private static var cacheSize: Int { 256 }
  private typealias Names = UnsafePointer<ExpatText>

  private func parser(_ t: Thread) throws(Raised) -> OpaquePointer {
    guard let p = Foreign(raw).address else { throw t.raise(.runtimeError, "parser is not initialized") }
    return p
  }
  /// The builder, when the target is one that nobody has changed.
  @inline(__always) private var builder: ElementBuilder? {
    fields.pointee.target.isExactly(.xmlTreeBuilder) ? ElementBuilder(fields.pointee.target) : nil
  }

  // MARK: Texts of the library

  private static func bytes(_ text: ExpatText) -> UnsafeBufferPointer<UInt8> {
    guard let text else { return UnsafeBufferPointer(start: nil, count: 0) }
    return UnsafeBufferPointer(start: UnsafeRawPointer(text).assumingMemoryBound(to: UInt8.self), count: strlen(text))
  }
  private static func string(_ t: Thread, _ text: ExpatText) throws(Raised) -> Value { try Str.decodeUTF8(t, bytes(text)).value }
  /// A name: "uri}local" becomes "{uri}local". The same name is mostly the same object.
  private func name(_ t: Thread, _ text: ExpatText) throws(Raised) -> Value {
    let b = ElementParser.bytes(text)
    var hash: UInt64 = 5381
    var hasNamespace = false
    for c in b {
      hash = hash &* 33 ^ UInt64(c)
      if c == 0x7D { hasNamespace = true }
    }
    let slot = Int(truncatingIfNeeded: hash ^ hash &>> 17) & (ElementParser.cacheSize &- 1)
    let cache = Tuple(fields.pointee.names)
    let known = cache.items[slot]
    let extra = hasNamespace ? 1 : 0
    if known.isObject {
      let s = Str(known)
      if s.width == 0, s.length == b.count &+ extra, let p = b.baseAddress,
        memcmp(s.data + extra, p, b.count) == 0 { return known }
    }
    let made: Value
    if hasNamespace {
      var whole: [UInt8] = [0x7B]
      whole.append(contentsOf: b)
      made = try whole.withUnsafeBufferPointerTyped { (w) throws(Raised) in try Str.decodeUTF8(t, w).value }
    } else {
      made = try Str.decodeUTF8(t, b).value
    }
    if Str(made).width == 0, Str(made).length == b.count &+ extra {
      cache.barrier()
      cache.items[slot] = made
    }
    return made
  }
  private func flushText(_ t: Thread) throws(Raised) {
    let buffer = ByteArray(fields.pointee.text)
    if buffer.count == 0 { return }
    let text = try Str.decodeUTF8(t, UnsafeBufferPointer(start: buffer.data, count: buffer.count)).value
    try buffer.resize(t, 0)
    try give(t, text: text)
  }
  private func give(_ t: Thread, text: Value) throws(Raised) {
    if let builder { try builder.data(t, text) } else if fields.pointee.data.isObject { _ = try t.call(fields.pointee.data, text) }
  }

  // MARK: Handlers

  /// Runs a handler unless one has raised: then the library is to stop.
  @inline(__always) private static func run(_ data: Raw?, _ body: (Thread, ElementParser) throws(Raised) -> Void) {
    guard let data else { return }
    let p = ElementParser(data)
    if _slowPath(!p.fields.pointee.pending.isEmpty) { return }
    let t = machine.pointee.current
    do throws(Raised) { try body(t, p) } catch {
      let e = t.takeRaised()
      p.barrier()
      p.fields.pointee.pending = e
      if let parser = Foreign(p.raw).address, let expat = try? LibExpat.open(t) { _ = expat.pointee.stop(parser, 0) }
    }
  }
  private func start(_ t: Thread, _ tag: ExpatText, _ row: Names?) throws(Raised) {
    try flushText(t)
    let name = try self.name(t, tag)
    var attributes: Value = .empty
    if var p = row, p.pointee != nil {
      let d = Dict.make(t)
      while let key = p.pointee {
        let value = try ElementParser.string(t, p[1])
        try d.set(t, try self.name(t, key), value)
        p += 2
      }
      attributes = d.value
    }
    if let builder {
      _ = try builder.start(t, name, attributes)
    } else if fields.pointee.start.isObject {
      _ = try t.call(fields.pointee.start, name, attributes.isEmpty ? Dict.make(t).value : attributes)
    }
  }
  private func end(_ t: Thread, _ tag: ExpatText) throws(Raised) {
    try flushText(t)
    if let builder { _ = try builder.end(t) } else if fields.pointee.end.isObject { _ = try t.call(fields.pointee.end, try name(t, tag)) }
  }
  /// What no other handler wants: among it "&name;" of an entity that the document does not declare.
  private func other(_ t: Thread, _ text: UnsafeBufferPointer<UInt8>) throws(Raised) {
    if text.count < 2 || text[0] != 0x26 { return }
    try flushText(t)
    let name = try Str.decodeUTF8(t, UnsafeBufferPointer(rebasing: text[1..<(text.count - 1)])).value
    let value = fields.pointee.entities.isKind(.dict) ? try Dict(fields.pointee.entities).get(t, name) : .empty
    if !value.isEmpty { return try give(t, text: value) }
    throw try raise(t, code: 11, words: "undefined entity &\(Str(name).string);")
  }

  private func install(_ t: Thread) throws(Raised) {
    let expat = try LibExpat.open(t)
    let p = try parser(t)
    expat.pointee.setUserData(p, raw)
    let start: @convention(c) (Raw?, ExpatText, Names?) -> Void = { data, tag, row in
      ElementParser.run(data) { (t, p) throws(Raised) in try p.start(t, tag, row) }
    }
    let end: @convention(c) (Raw?, ExpatText) -> Void = { data, tag in ElementParser.run(data) { (t, p) throws(Raised) in try p.end(t, tag) } }
    let text: @convention(c) (Raw?, UnsafePointer<UInt8>?, Int32) -> Void = { data, text, n in
      ElementParser.run(data) { (t, p) throws(Raised) in
        guard let text, n > 0 else { return }
        let buffer = ByteArray(p.fields.pointee.text)
        let before = buffer.count
        try buffer.resize(t, before &+ Int(n))
        memcpy(buffer.data + before, text, Int(n))
        _ = buffer.count
      }
    }
    let other: @convention(c) (Raw?, UnsafePointer<UInt8>?, Int32) -> Void = { data, text, n in
      ElementParser.run(data) { (t, p) throws(Raised) in try p.other(t, UnsafeBufferPointer(start: text, count: max(0, Int(n)))) }
    }
    func set(_ name: StaticString, _ f: UnsafeRawPointer) throws(Raised) { try expat.pointee.setter(t, name)(p, f) }
    try set("XML_SetStartElementHandler", unsafeBitCast(start, to: UnsafeRawPointer.self))
    try set("XML_SetEndElementHandler", unsafeBitCast(end, to: UnsafeRawPointer.self))
    try set("XML_SetCharacterDataHandler", unsafeBitCast(text, to: UnsafeRawPointer.self))
    try set("XML_SetDefaultHandlerExpand", unsafeBitCast(other, to: UnsafeRawPointer.self))
    try installRare(t, expat, p)
    ExpatEncoding.install(expat, p, self)
  }
  /// Handlers that are only set when somebody listens: each costs the library a call.
  private func installRare(_ t: Thread, _ expat: UnsafeMutablePointer<LibExpat>, _ p: OpaquePointer) throws(Raised) {
    let f = fields.pointee
    if builder.map({ $0.fields.pointee.insertsComments.isTrue || !$0.fields.pointee.commentEvent.isNone }) ?? f.comment.isObject {
      let comment: @convention(c) (Raw?, ExpatText) -> Void = { data, text in
        ElementParser.run(data) { (t, p) throws(Raised) in
          try p.flushText(t)
          let s = try ElementParser.string(t, text)
          if let b = p.builder { _ = try b.comment(t, s) } else { _ = try t.call(p.fields.pointee.comment, s) }
        }
      }
      try expat.pointee.setter(t, "XML_SetCommentHandler")(p, unsafeBitCast(comment, to: UnsafeRawPointer.self))
    }
    if builder.map({ $0.fields.pointee.insertsInstructions.isTrue || !$0.fields.pointee.instructionEvent.isNone }) ?? f.instruction.isObject {
      let instruction: @convention(c) (Raw?, ExpatText, ExpatText) -> Void = { data, target, text in
        ElementParser.run(data) { (t, p) throws(Raised) in
          try p.flushText(t)
          let name = try ElementParser.string(t, target)
          let s = try ElementParser.string(t, text)
          if let b = p.builder { _ = try b.instruction(t, name, s) } else { _ = try t.call(p.fields.pointee.instruction, name, s) }
        }
      }
      try expat.pointee.setter(t, "XML_SetProcessingInstructionHandler")(p, unsafeBitCast(instruction, to: UnsafeRawPointer.self))
    }
    if builder.map({ !$0.fields.pointee.startNamespaceEvent.isNone }) ?? f.startNamespace.isObject {
      let startNamespace: @convention(c) (Raw?, ExpatText, ExpatText) -> Void = { data, prefix, uri in
        ElementParser.run(data) { (t, p) throws(Raised) in
          try p.flushText(t)
          let name = try ElementParser.string(t, prefix)
          let s = try ElementParser.string(t, uri)
          if let b = p.builder { try b.startNamespace(t, name, s) } else { _ = try t.call(p.fields.pointee.startNamespace, name, s) }
        }
      }
      try expat.pointee.setter(t, "XML_SetStartNamespaceDeclHandler")(p, unsafeBitCast(startNamespace, to: UnsafeRawPointer.self))
    }
    if builder.map({ !$0.fields.pointee.endNamespaceEvent.isNone }) ?? f.endNamespace.isObject {
      let endNamespace: @convention(c) (Raw?, ExpatText) -> Void = { data, prefix in
        ElementParser.run(data) { (t, p) throws(Raised) in
          try p.flushText(t)
          if let b = p.builder { try b.endNamespace(t) } else { _ = try t.call(p.fields.pointee.endNamespace, try ElementParser.string(t, prefix)) }
        }
      }
      try expat.pointee.setter(t, "XML_SetEndNamespaceDeclHandler")(p, unsafeBitCast(endNamespace, to: UnsafeRawPointer.self))
    }
    if f.doctype.isObject {
      let doctype: @convention(c) (Raw?, ExpatText, ExpatText, ExpatText, Int32) -> Void = { data, name, system, pub, _ in
        ElementParser.run(data) { (t, p) throws(Raised) in
          try p.flushText(t)
          let a = try ElementParser.string(t, name)
          let b = pub == nil ? Value.none : try ElementParser.string(t, pub)
          let c = system == nil ? Value.none : try ElementParser.string(t, system)
          _ = try t.call(p.fields.pointee.doctype, a, b, c)
        }
      }
      try expat.pointee.setter(t, "XML_SetStartDoctypeDeclHandler")(p, unsafeBitCast(doctype, to: UnsafeRawPointer.self))
    }
  }

  // MARK: Parsing

  private func raise(_ t: Thread, code: Int32, words: String?) throws(Raised) -> Raised {
    let expat = try LibExpat.open(t)
    let p = try parser(t)
    let line = Int(truncatingIfNeeded: expat.pointee.line(p)), column = Int(truncatingIfNeeded: expat.pointee.column(p))
    let text = words ?? expat.pointee.errorText(code).map { String(cString: $0) } ?? "unknown error"
    let e = try t.call(ElementParser.parseError.value, Str.make(t, "\(text): line \(line), column \(column)").value)
    try t.setAttribute(e, Str.intern(t, "code"), .int(Int(code)))
    try t.setAttribute(e, Str.intern(t, "position"), Tuple.pair(t, .int(line), .int(column)))
    return t.raise(e)
  }
  private func feed(_ t: Thread, _ bytes: UnsafeBufferPointer<UInt8>, isFinal: Bool) throws(Raised) {
    let expat = try LibExpat.open(t)
    let p = try parser(t)
    // A handler must not feed the parser that called it: the library would lose its place.
    if fields.pointee.isParsing.isTrue { throw t.raise(.runtimeError, "the parser is already parsing") }
    fields.pointee.isParsing = .yes
    defer { fields.pointee.isParsing = .no }
    var at = 0
    while true {
      let n = min(bytes.count - at, 1 << 30)
      let isLast: Bool = at + n == bytes.count
      let start = bytes.baseAddress.map { UnsafeRawPointer($0 + at).assumingMemoryBound(to: CChar.self) }
      let status = expat.pointee.parse(p, start, Int32(n), isFinal && isLast ? 1 : 0)
      let pending = fields.pointee.pending
      if !pending.isEmpty {
        fields.pointee.pending = .empty
        throw t.reraise(pending)
      }
      if status == 0 { throw try raise(t, code: expat.pointee.errorCode(p), words: nil) }
      at += n
      if isLast { break }
    }
    if isFinal { try flushText(t) }
  }
  private func feed(_ t: Thread, _ v: Value) throws(Raised) {
    if v.isKind(.str) {
      let data = try Codecs.encodeUTF8(t, Str(v), nil)
      _ = try LibExpat.open(t).pointee.setEncoding(try parser(t), "utf-8")
      return try feed(t, data.buffer, isFinal: false)
    }
    let view = try BufferView.contiguous(t, v)
    defer { view.close() }
    try feed(t, view.bytes, isFinal: false)
  }
  private func finish(_ t: Thread) throws(Raised) -> Value {
    try feed(t, UnsafeBufferPointer(start: nil, count: 0), isFinal: true)
    if let builder { return builder.fields.pointee.root }
    return .empty
  }

  // MARK: The type

  private static func new(_ t: Thread, _ a: Args) throws(Raised) -> Value {
    let p = ElementParser(try Type(a[0]).allocateInstance(t))
    let h = p.header.pointee
    p.fields.pointee = ElementParserFields(
      header: h, address: .raw(nil), release: .none, target: .none, entities: .none, start: .empty, end: .empty, data: .empty, comment: .empty,
      instruction: .empty, close: .empty, startNamespace: .empty, endNamespace: .empty, doctype: .empty, pending: .empty, names: .none, text: .none,
      isParsing: .no)
    return p.value
  }
  private static func initialize(_ t: Thread, _ a: Args) throws(Raised) -> Value {
    let p = ElementParser(a[0])
    if p.fields.pointee.isParsing.isTrue { throw t.raise(.runtimeError, "the parser is already parsing") }
    let given = a.keyword(1)
    var encoding: [CChar]?
    if !given.isEmpty, !given.isNone {
      guard given.isKind(.str) else { throw t.raise(.typeError, "XMLParser() argument 'encoding' must be str or None, not \(given.type.displayName)") }
      encoding = try PyExpatModule.text(t, given)
    }
    var target = a.keyword(0).orNil ?? .none
    if target.isNone { target = try ElementBuilder.make(t, Type[.xmlTreeBuilder]).value }
    let entities = Dict.make(t)
    let names = try Tuple.make(t, count: cacheSize)
    for i in 0..<cacheSize { names.items[i] = .none }
    let text = try ByteArray.make(t, nil, 0)
    let expat = try LibExpat.open(t)
    Foreign(p.raw).release()
    guard let parser = encoding?.withUnsafeBufferPointer({ expat.pointee.create($0.baseAddress, nil, "}") }) ?? (encoding == nil ? expat.pointee.create(nil, nil, "}") : nil)
    else { throw t.raiseMemoryError() }
    Foreign(p.raw).set(parser, release: expat.pointee.free)
    p.barrier()
    p.fields.pointee.target = target
    p.fields.pointee.entities = entities.value
    p.fields.pointee.names = names.value
    p.fields.pointee.text = text.value
    p.fields.pointee.pending = .empty
    if p.builder == nil {
      func method(_ name: StaticString) throws(Raised) -> Value { try t.getAttributeOrEmpty(target, Str.intern(t, name)) }
      let start = try method("start"), end = try method("end"), data = try method("data"), comment = try method("comment")
      let instruction = try method("pi"), close = try method("close"), doctype = try method("doctype")
      let startNamespace = try method("start_ns"), endNamespace = try method("end_ns")
      p.barrier()
      p.fields.pointee.start = start
      p.fields.pointee.end = end
      p.fields.pointee.data = data
      p.fields.pointee.comment = comment
      p.fields.pointee.instruction = instruction
      p.fields.pointee.close = close
      p.fields.pointee.startNamespace = startNamespace
      p.fields.pointee.endNamespace = endNamespace
      p.fields.pointee.doctype = doctype
    }
    try p.install(t)
    return .none
  }

  static func define(_ type: TypeBuilder) {
    type.layout(.foreign, size: MemoryLayout<ElementParserFields>.size)
    type.flags([.subclassable, .weakReferenceable])
    type.new("XMLParser(*args, **kwargs)") { native($0, $1, $2, $3, ElementParser.new) }
    type.initialize("XMLParser(*, target=None, encoding=None)") { native($0, $1, $2, $3, ElementParser.initialize) }
    type.member("entity", "", offset: 32)
    type.member("target", "", offset: 24)
    type.property("version", "", { unary($0, $1) { t, _ throws(Raised) in
      let version = try LibExpat.open(t).pointee.version().map { String(cString: $0) } ?? "expat"
      return Str.make(t, "Expat " + version.drop { !$0.isNumber }).value
    } })
    type.method("feed(data, /)", "") {
      native($0, $1, $2, $3) { t, a throws(Raised) in
        try ElementParser(a[0]).feed(t, a[1])
        return .none
      }
    }
    type.method("close()", "") {
      native($0, $1, $2, $3) { t, a throws(Raised) in
        let p = ElementParser(a[0])
        let root = try p.finish(t)
        if !root.isEmpty { return root }
        return p.fields.pointee.close.isObject ? try t.call(p.fields.pointee.close) : .none
      }
    }
    type.method("_parse_whole(file, /)", "") {
      native($0, $1, $2, $3) { t, a throws(Raised) in
        let p = ElementParser(a[0])
        let read = try t.getAttribute(a[1], .read)
        while true {
          let chunk = try t.call(read, .int(64 * 1024))
          if chunk.isKind(.str) ? Str(chunk).length == 0 : !chunk.isKind(.byteString) || Bytes(chunk).count == 0 { break }
          try p.feed(t, chunk)
        }
        return try p.finish(t).orNil ?? .none
      }
    }
    type.method("_setevents(events_queue, events_to_report=None, /)", "") {
      native($0, $1, $2, $3) { t, a throws(Raised) in
        let p = ElementParser(a[0])
        guard let builder = p.builder else {
          throw t.raise(.typeError, "event handling only supported for ElementTree.TreeBuilder targets")
        }
        try builder.setEvents(t, a[1], a[2].orNil ?? .none)
        try p.installRare(t, try LibExpat.open(t), try p.parser(t))
        return .none
      }
    }
  }

  static func defineModule(_ m: ModuleBuilder) throws(Raised) {
    let t = m.thread
    _ = try LibExpat.open(t)
    try m.exception(parseError, "ParseError", module: "xml.etree.ElementTree", base: Type[.syntaxError].value)
    try m.type(.xmlElement)
    try m.type(.xmlTreeBuilder)
    _ = try BuiltinTypes.make(t, .xmlElementIterator)
    if !type.value.isObject {
      type.value = try BuiltinTypes.makeUnnumbered(t, name: "xml.etree.ElementTree.XMLParser", base: Type[.object], define: ElementParser.define).value
    }
    m.set("XMLParser", type.value)
    m.function("SubElement(*args, **kwargs)", "") {
      native($0, $1, $2, $3) { t, a throws(Raised) in
        if a.count < 2 { throw t.raise(.typeError, "SubElement() takes at least 2 arguments (\(a.count) given)") }
        if a.count > 3 { throw t.raise(.typeError, "SubElement() takes at most 3 arguments (\(a.count) given)") }
        try Element.check(t, a[0], "SubElement() argument 1")
        let attributes = try Element.attributes(t, a[2], a.keyword(0), "SubElement() argument 3")
        let e = Element.make(t, a[1], attributes).value
        try Element(a[0]).append(t, e)
        return e
      }
    }
    m.function("_set_factories(comment_factory, pi_factory, /)", "Sets what makes comments and processing instructions.") {
      native($0, $1, $2, $3) { t, a throws(Raised) in
        if !a[0].isNone, a[0].type.slots.pointee.call == nil { throw t.raise(.typeError, "Comment factory must be callable, not \(a[0].type.displayName)") }
        if !a[1].isNone, a[1].type.slots.pointee.call == nil { throw t.raise(.typeError, "PI factory must be callable, not \(a[1].type.displayName)") }
        let old = Tuple.pair(t, ElementBuilder.commentFactory.value.orNil ?? .none, ElementBuilder.instructionFactory.value.orNil ?? .none)
        ElementBuilder.commentFactory.value = a[0].isNone ? .empty : a[0]
        ElementBuilder.instructionFactory.value = a[1].isNone ? .empty : a[1]
        return old
      }
    }
  }
}
