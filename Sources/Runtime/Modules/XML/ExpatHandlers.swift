// The handlers of an XML parser: what the library calls, and how it becomes a call of a Python function.

import Glibc

enum ExpatHandler: Int, CaseIterable {
  case startElement, endElement, processingInstruction, characterData, unparsedEntityDecl, notationDecl, startNamespaceDecl
  case endNamespaceDecl, comment, startCdataSection, endCdataSection, defaultText, defaultExpand, notStandalone, externalEntityRef
  case startDoctypeDecl, endDoctypeDecl, entityDecl, xmlDecl, elementDecl, attlistDecl, skippedEntity

  var name: StaticString {
    switch self {
    case .startElement: "StartElementHandler"
    case .endElement: "EndElementHandler"
    case .processingInstruction: "ProcessingInstructionHandler"
    case .characterData: "CharacterDataHandler"
    case .unparsedEntityDecl: "UnparsedEntityDeclHandler"
    case .notationDecl: "NotationDeclHandler"
    case .startNamespaceDecl: "StartNamespaceDeclHandler"
    case .endNamespaceDecl: "EndNamespaceDeclHandler"
    case .comment: "CommentHandler"
    case .startCdataSection: "StartCdataSectionHandler"
    case .endCdataSection: "EndCdataSectionHandler"
    case .defaultText: "DefaultHandler"
    case .defaultExpand: "DefaultHandlerExpand"
    case .notStandalone: "NotStandaloneHandler"
    case .externalEntityRef: "ExternalEntityRefHandler"
    case .startDoctypeDecl: "StartDoctypeDeclHandler"
    case .endDoctypeDecl: "EndDoctypeDeclHandler"
    case .entityDecl: "EntityDeclHandler"
    case .xmlDecl: "XmlDeclHandler"
    case .elementDecl: "ElementDeclHandler"
    case .attlistDecl: "AttlistDeclHandler"
    case .skippedEntity: "SkippedEntityHandler"
    }
  }
  static func named(_ name: Str) -> ExpatHandler? { allCases.first { name.equals($0.name) } }

  /// The library's function that installs it.
  var setter: StaticString {
    switch self {
    case .startElement: "XML_SetStartElementHandler"
    case .endElement: "XML_SetEndElementHandler"
    case .processingInstruction: "XML_SetProcessingInstructionHandler"
    case .characterData: "XML_SetCharacterDataHandler"
    case .unparsedEntityDecl: "XML_SetUnparsedEntityDeclHandler"
    case .notationDecl: "XML_SetNotationDeclHandler"
    case .startNamespaceDecl: "XML_SetStartNamespaceDeclHandler"
    case .endNamespaceDecl: "XML_SetEndNamespaceDeclHandler"
    case .comment: "XML_SetCommentHandler"
    case .startCdataSection: "XML_SetStartCdataSectionHandler"
    case .endCdataSection: "XML_SetEndCdataSectionHandler"
    case .defaultText: "XML_SetDefaultHandler"
    case .defaultExpand: "XML_SetDefaultHandlerExpand"
    case .notStandalone: "XML_SetNotStandaloneHandler"
    case .externalEntityRef: "XML_SetExternalEntityRefHandler"
    case .startDoctypeDecl: "XML_SetStartDoctypeDeclHandler"
    case .endDoctypeDecl: "XML_SetEndDoctypeDeclHandler"
    case .entityDecl: "XML_SetEntityDeclHandler"
    case .xmlDecl: "XML_SetXmlDeclHandler"
    case .elementDecl: "XML_SetElementDeclHandler"
    case .attlistDecl: "XML_SetAttlistDeclHandler"
    case .skippedEntity: "XML_SetSkippedEntityHandler"
    }
  }
  private typealias Names1 = @convention(c) (Raw?, ExpatText) -> Void
  private typealias Names2 = @convention(c) (Raw?, ExpatText, ExpatText) -> Void
  private typealias Plain = @convention(c) (Raw?) -> Void
  private typealias Text = @convention(c) (Raw?, ExpatText, Int32) -> Void

  /// What the library calls.
  var callback: UnsafeRawPointer {
    switch self {
    case .startElement:
      let f: @convention(c) (Raw?, ExpatText, UnsafePointer<ExpatText>?) -> Void = { data, name, attributes in
        _ = ExpatCall.run(data, .startElement) { (t, p, f) throws(Raised) in
          try t.call(f, try p.name(t, name), try p.attributes(t, attributes))
        }
      }
      return unsafeBitCast(f, to: UnsafeRawPointer.self)
    case .endElement:
      let f: Names1 = { data, name in _ = ExpatCall.run(data, .endElement) { (t, p, f) throws(Raised) in try t.call(f, try p.name(t, name)) } }
      return unsafeBitCast(f, to: UnsafeRawPointer.self)
    case .processingInstruction:
      let f: Names2 = { data, target, text in
        _ = ExpatCall.run(data, .processingInstruction) { (t, p, f) throws(Raised) in
          try t.call(f, try p.name(t, target), try PyExpatModule.string(t, text))
        }
      }
      return unsafeBitCast(f, to: UnsafeRawPointer.self)
    case .characterData:
      let f: Text = { data, text, count in
        _ = ExpatCall.run(data, .characterData) { (t, p, f) throws(Raised) in
          try p.collect(t, ExpatCall.bytes(text, count))
          return .none
        }
      }
      return unsafeBitCast(f, to: UnsafeRawPointer.self)
    case .startNamespaceDecl:
      let f: Names2 = { data, prefix, uri in
        _ = ExpatCall.run(data, .startNamespaceDecl) { (t, p, f) throws(Raised) in try t.call(f, try p.name(t, prefix), try p.name(t, uri)) }
      }
      return unsafeBitCast(f, to: UnsafeRawPointer.self)
    case .endNamespaceDecl:
      let f: Names1 = { data, prefix in
        _ = ExpatCall.run(data, .endNamespaceDecl) { (t, p, f) throws(Raised) in try t.call(f, try p.name(t, prefix)) }
      }
      return unsafeBitCast(f, to: UnsafeRawPointer.self)
    case .comment:
      let f: Names1 = { data, text in
        _ = ExpatCall.run(data, .comment) { (t, p, f) throws(Raised) in try t.call(f, try PyExpatModule.string(t, text)) }
      }
      return unsafeBitCast(f, to: UnsafeRawPointer.self)
    case .startCdataSection:
      let f: Plain = { data in _ = ExpatCall.run(data, .startCdataSection) { (t, p, f) throws(Raised) in try t.call(f) } }
      return unsafeBitCast(f, to: UnsafeRawPointer.self)
    case .endCdataSection:
      let f: Plain = { data in _ = ExpatCall.run(data, .endCdataSection) { (t, p, f) throws(Raised) in try t.call(f) } }
      return unsafeBitCast(f, to: UnsafeRawPointer.self)
    case .endDoctypeDecl:
      let f: Plain = { data in _ = ExpatCall.run(data, .endDoctypeDecl) { (t, p, f) throws(Raised) in try t.call(f) } }
      return unsafeBitCast(f, to: UnsafeRawPointer.self)
    case .defaultText:
      let f: Text = { data, text, count in
        _ = ExpatCall.run(data, .defaultText) { (t, p, f) throws(Raised) in
          try t.call(f, try Str.decodeUTF8(t, ExpatCall.bytes(text, count)).value)
        }
      }
      return unsafeBitCast(f, to: UnsafeRawPointer.self)
    case .defaultExpand:
      let f: Text = { data, text, count in
        _ = ExpatCall.run(data, .defaultExpand) { (t, p, f) throws(Raised) in
          try t.call(f, try Str.decodeUTF8(t, ExpatCall.bytes(text, count)).value)
        }
      }
      return unsafeBitCast(f, to: UnsafeRawPointer.self)
    default: return declarationCallback
    }
  }

  private var declarationCallback: UnsafeRawPointer {
    switch self {
    case .notStandalone:
      let f: @convention(c) (Raw?) -> Int32 = { data in ExpatCall.run(data, .notStandalone, needsAnswer: true) { (t, p, f) throws(Raised) in try t.call(f) } }
      return unsafeBitCast(f, to: UnsafeRawPointer.self)
    case .externalEntityRef:
      // This one gets the library's parser, which begins with the user data.
      let f: @convention(c) (UnsafePointer<Raw?>?, ExpatText, ExpatText, ExpatText, ExpatText) -> Int32 = { parser, context, base, system, pub in
        ExpatCall.run(parser?.pointee, .externalEntityRef, needsAnswer: true) { (t, p, f) throws(Raised) in
          let args = try Tuple.make(t, [.none, .none, .none, .none])
          args.fill(0, try PyExpatModule.string(t, context))
          args.fill(1, try p.name(t, base))
          args.fill(2, try p.name(t, system))
          args.fill(3, try p.name(t, pub))
          return try t.call(f, tuple: args.value, kwargs: .empty)
        }
      }
      return unsafeBitCast(f, to: UnsafeRawPointer.self)
    case .unparsedEntityDecl:
      let f: @convention(c) (Raw?, ExpatText, ExpatText, ExpatText, ExpatText, ExpatText) -> Void = { data, name, base, system, pub, notation in
        _ = ExpatCall.run(data, .unparsedEntityDecl) { (t, p, f) throws(Raised) in
          let args = try Tuple.make(t, [.none, .none, .none, .none, .none])
          args.fill(0, try p.name(t, name))
          args.fill(1, try p.name(t, base))
          args.fill(2, try p.name(t, system))
          args.fill(3, try p.name(t, pub))
          args.fill(4, try p.name(t, notation))
          return try t.call(f, tuple: args.value, kwargs: .empty)
        }
      }
      return unsafeBitCast(f, to: UnsafeRawPointer.self)
    case .notationDecl:
      let f: @convention(c) (Raw?, ExpatText, ExpatText, ExpatText, ExpatText) -> Void = { data, name, base, system, pub in
        _ = ExpatCall.run(data, .notationDecl) { (t, p, f) throws(Raised) in
          let args = try Tuple.make(t, [.none, .none, .none, .none])
          args.fill(0, try p.name(t, name))
          args.fill(1, try p.name(t, base))
          args.fill(2, try p.name(t, system))
          args.fill(3, try p.name(t, pub))
          return try t.call(f, tuple: args.value, kwargs: .empty)
        }
      }
      return unsafeBitCast(f, to: UnsafeRawPointer.self)
    case .startDoctypeDecl:
      let f: @convention(c) (Raw?, ExpatText, ExpatText, ExpatText, Int32) -> Void = { data, name, system, pub, hasSubset in
        _ = ExpatCall.run(data, .startDoctypeDecl) { (t, p, f) throws(Raised) in
          let args = try Tuple.make(t, [.none, .none, .none, .int(Int(hasSubset))])
          args.fill(0, try p.name(t, name))
          args.fill(1, try p.name(t, system))
          args.fill(2, try p.name(t, pub))
          return try t.call(f, tuple: args.value, kwargs: .empty)
        }
      }
      return unsafeBitCast(f, to: UnsafeRawPointer.self)
    case .entityDecl:
      let f: @convention(c) (Raw?, ExpatText, Int32, ExpatText, Int32, ExpatText, ExpatText, ExpatText, ExpatText) -> Void = {
        data, name, isParameter, value, count, base, system, pub, notation in
        _ = ExpatCall.run(data, .entityDecl) { (t, p, f) throws(Raised) in
          let args = try Tuple.make(t, [.none, .int(Int(isParameter)), .none, .none, .none, .none, .none])
          args.fill(0, try p.name(t, name))
          if value != nil { args.fill(2, try Str.decodeUTF8(t, ExpatCall.bytes(value, count)).value) }
          args.fill(3, try p.name(t, base))
          args.fill(4, try p.name(t, system))
          args.fill(5, try p.name(t, pub))
          args.fill(6, try p.name(t, notation))
          return try t.call(f, tuple: args.value, kwargs: .empty)
        }
      }
      return unsafeBitCast(f, to: UnsafeRawPointer.self)
    case .xmlDecl:
      let f: @convention(c) (Raw?, ExpatText, ExpatText, Int32) -> Void = { data, version, encoding, standalone in
        _ = ExpatCall.run(data, .xmlDecl) { (t, p, f) throws(Raised) in
          try t.call(f, try PyExpatModule.string(t, version), try PyExpatModule.string(t, encoding), .int(Int(standalone)))
        }
      }
      return unsafeBitCast(f, to: UnsafeRawPointer.self)
    case .elementDecl:
      let f: @convention(c) (Raw?, ExpatText, Raw?) -> Void = { data, name, model in
        _ = ExpatCall.run(data, .elementDecl) { (t, p, f) throws(Raised) in
          try t.call(f, try p.name(t, name), try p.model(t, model?.assumingMemoryBound(to: ExpatModel.self)))
        }
        if let data, let model, let parser = Foreign(data).address, let expat = try? LibExpat.open(machine.pointee.current) {
          expat.pointee.freeModel(parser, model)
        }
      }
      return unsafeBitCast(f, to: UnsafeRawPointer.self)
    case .attlistDecl:
      let f: @convention(c) (Raw?, ExpatText, ExpatText, ExpatText, ExpatText, Int32) -> Void = { data, element, name, type, value, isRequired in
        _ = ExpatCall.run(data, .attlistDecl) { (t, p, f) throws(Raised) in
          let args = try Tuple.make(t, [.none, .none, .none, .none, .int(Int(isRequired))])
          args.fill(0, try p.name(t, element))
          args.fill(1, try p.name(t, name))
          args.fill(2, try PyExpatModule.string(t, type))
          args.fill(3, try PyExpatModule.string(t, value))
          return try t.call(f, tuple: args.value, kwargs: .empty)
        }
      }
      return unsafeBitCast(f, to: UnsafeRawPointer.self)
    default:
      let f: @convention(c) (Raw?, ExpatText, Int32) -> Void = { data, name, isParameter in
        _ = ExpatCall.run(data, .skippedEntity) { (t, p, f) throws(Raised) in try t.call(f, try p.name(t, name), .int(Int(isParameter))) }
      }
      return unsafeBitCast(f, to: UnsafeRawPointer.self)
    }
  }
}

/// `XML_Content` as expat.h lays it out.
struct ExpatModel {
  var type: Int32
  var quantifier: Int32
  var name: ExpatText
  var count: UInt32
  var children: UnsafeMutablePointer<ExpatModel>?
}

enum ExpatCall {
  static func bytes(_ text: ExpatText, _ count: Int32) -> UnsafeBufferPointer<UInt8> {
    UnsafeBufferPointer(start: text.map { UnsafeRawPointer($0).assumingMemoryBound(to: UInt8.self) }, count: text == nil ? 0 : max(0, Int(count)))
  }

  /// Runs a handler unless one has raised: after that the parser stops, and all handlers are gone. The answer is 0 then.
  static func run(
    _ data: Raw?, _ h: ExpatHandler, needsAnswer: Bool = false, _ body: (Thread, ExpatParser, Value) throws(Raised) -> Value
  ) -> Int32 {
    guard let data else { return 0 }
    let p = ExpatParser(data)
    let t = machine.pointee.current
    if !p.fields.pointee.pending.isEmpty { return 0 }
    do throws(Raised) {
      if h != .characterData { try p.flush(t) }
      let f = p.handler(h)
      if f.isNone { return needsAnswer ? 1 : 0 }
      p.fields.pointee.isInCallback = .yes
      defer { p.fields.pointee.isInCallback = .no }
      try t.checkNativeStack()
      let answer = try body(t, p, f)
      return needsAnswer ? Int32(truncatingIfNeeded: try t.int32(answer)) : 0
    } catch {
      let e = t.takeRaised()
      p.barrier()
      p.fields.pointee.pending = e
      for i in 0..<ExpatHandler.allCases.count { p.handlers[i] = .none }
      if let parser = Foreign(p.raw).address, let expat = try? LibExpat.open(t) { _ = expat.pointee.stop(parser, 0) }
      return 0
    }
  }
}

extension Tuple {
  /// Sets an item of a tuple that nobody has seen yet.
  func fill(_ i: Int, _ v: Value) {
    barrier()
    items[i] = v
  }
}

extension ExpatParser {
  /// A name as a str, the same object for the same name; None for none.
  func name(_ t: Thread, _ text: ExpatText) throws(Raised) -> Value {
    let s = try PyExpatModule.string(t, text)
    guard fields.pointee.intern.isKind(.dict) else { return s }
    let names = Dict(fields.pointee.intern)
    let known = try names.get(t, s)
    if !known.isEmpty { return known }
    try names.set(t, s, s)
    return s
  }
  /// dict of the attributes, or the list of names and values.
  func attributes(_ t: Thread, _ row: UnsafePointer<ExpatText>?) throws(Raised) -> Value {
    let isList = fields.pointee.orderedAttributes.isTrue
    var most = Int.max
    if fields.pointee.specifiedAttributes.isTrue { most = Int(try LibExpat.open(t).pointee.specifiedAttributes(try parser(t))) }
    let list = isList ? try List.make(t) : nil
    let dict = isList ? nil : Dict.make(t)
    guard let row else { return list?.value ?? dict?.value ?? .none }
    var i = 0
    while i < most, row[i] != nil {
      let key = try name(t, row[i])
      let value = try PyExpatModule.string(t, row[i + 1])
      if let list {
        try list.append(t, key)
        try list.append(t, value)
      } else {
        try dict?.set(t, key, value)
      }
      i += 2
    }
    return list?.value ?? dict?.value ?? .none
  }
  /// (type, quantifier, name, children) of a content model.
  func model(_ t: Thread, _ m: UnsafeMutablePointer<ExpatModel>?) throws(Raised) -> Value {
    guard let m else { return .none }
    try t.checkNativeStack()
    let n = m.pointee.children == nil ? 0 : Int(m.pointee.count)
    let children = try Tuple.make(t, count: n)
    for i in 0..<n { children.fill(i, try model(t, m.pointee.children.map { $0 + i })) }
    let result = try Tuple.make(t, [.int(Int(m.pointee.type)), .int(Int(m.pointee.quantifier)), .none, children.value])
    result.fill(2, try name(t, m.pointee.name))
    return result.value
  }
}

/// Encodings that the library does not know: those of one byte a character, by Python's codecs.
enum ExpatEncoding {
  /// Writes the 256 characters of an encoding.
  private static func fill(_ t: Thread, _ name: ExpatText, _ map: UnsafeMutablePointer<Int32>) throws(Raised) {
    let all = try Bytes.uninitialized(t, count: 256)
    for i in 0..<256 { all.data[i] = UInt8(i) }
    let text = try t.callMethod(all.value, Name.decode, try PyExpatModule.string(t, name), Str.make(t, "replace").value)
    if !text.isKind(.str) || Str(text).length != 256 { throw t.raise(.valueError, "multi-byte encodings are not supported") }
    for i in 0..<256 {
      let c = Str(text)[i]
      map[i] = c == 0xFFFD ? -1 : Int32(truncatingIfNeeded: c)
    }
    // data, convert and release follow the map: none.
    memset(map + 256, 0, 24)
    _ = text.bits
  }
  static func install(_ expat: UnsafeMutablePointer<LibExpat>, _ parser: OpaquePointer, _ p: ExpatParser) {
    let f: @convention(c) (Raw?, ExpatText, UnsafeMutablePointer<Int32>?) -> Int32 = { data, name, map in
      guard let data, let name, let map else { return 0 }
      let p = ExpatParser(data)
      let t = machine.pointee.current
      if !p.fields.pointee.pending.isEmpty { return 0 }
      do throws(Raised) { try ExpatEncoding.fill(t, name, map) } catch {
        let e = t.takeRaised()
        p.barrier()
        p.fields.pointee.pending = e
        return 0
      }
      return 1
    }
    expat.pointee.setUnknownEncodingHandler(parser, unsafeBitCast(f, to: UnsafeRawPointer.self), p.raw)
  }
  static func install(_ expat: UnsafeMutablePointer<LibExpat>, _ parser: OpaquePointer, _ p: ElementParser) {
    let f: @convention(c) (Raw?, ExpatText, UnsafeMutablePointer<Int32>?) -> Int32 = { data, name, map in
      guard let data, let name, let map else { return 0 }
      let p = ElementParser(data)
      let t = machine.pointee.current
      if !p.fields.pointee.pending.isEmpty { return 0 }
      do throws(Raised) { try ExpatEncoding.fill(t, name, map) } catch {
        let e = t.takeRaised()
        p.barrier()
        p.fields.pointee.pending = e
        return 0
      }
      return 1
    }
    expat.pointee.setUnknownEncodingHandler(parser, unsafeBitCast(f, to: UnsafeRawPointer.self), p.raw)
  }
}
