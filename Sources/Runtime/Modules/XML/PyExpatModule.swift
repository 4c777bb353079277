// The module pyexpat over the system's libexpat (Library Reference, "xml.parsers.expat").

import Glibc

enum PyExpatModule {
  /// ExpatError
  static let error = Root()

  /// A str of the library's UTF-8, None for nil.
  static func string(_ t: Thread, _ text: ExpatText) throws(Raised) -> Value {
    guard let text else { return .none }
    return try Str.decodeUTF8(t, UnsafeBufferPointer(start: UnsafeRawPointer(text).assumingMemoryBound(to: UInt8.self), count: strlen(text))).value
  }
  /// A C string of a str.
  static func text(_ t: Thread, _ v: Value) throws(Raised) -> [CChar] {
    let b = try Codecs.encodeUTF8(t, Str(v), nil)
    if b.buffer.contains(0) { throw t.raise(.valueError, "embedded null character") }
    return b.buffer.map { CChar(bitPattern: $0) } + [0]
  }
  /// A function of a third argument with two C strings, either of which may be absent.
  static func with<T, R>(_ a: [CChar]?, _ b: [CChar]?, _ body: @escaping (ExpatText, ExpatText, T) -> R) -> (T) -> R {
    { last in
      func second(_ first: ExpatText) -> R {
        if let b { return b.withUnsafeBufferPointer { body(first, $0.baseAddress, last) } }
        return body(first, nil, last)
      }
      if let a { return a.withUnsafeBufferPointer { second($0.baseAddress) } }
      return second(nil)
    }
  }

  static func define(_ m: ModuleBuilder) throws(Raised) {
    let t = m.thread
    let expat = try LibExpat.open(t)
    m.doc("XML parsing by expat.")
    try m.exception(error, "ExpatError", module: "xml.parsers.expat", base: Type[.exception].value)
    m.set("error", error.value)
    if !ExpatParser.type.value.isObject {
      ExpatParser.type.value = try BuiltinTypes.makeUnnumbered(t, name: "pyexpat.xmlparser", base: Type[.object], define: ExpatParser.define).value
    }
    m.set("XMLParserType", ExpatParser.type.value)
    m.set("native_encoding", Str.make(t, "UTF-8").value)
    m.set("XML_PARAM_ENTITY_PARSING_NEVER", .int(0))
    m.set("XML_PARAM_ENTITY_PARSING_UNLESS_STANDALONE", .int(1))
    m.set("XML_PARAM_ENTITY_PARSING_ALWAYS", .int(2))
    m.set("EXPAT_VERSION", try string(t, expat.pointee.version()))
    let numbers = expat.pointee.version().map { String(cString: $0) } ?? ""
    let digits = numbers.split { $0 == "_" || $0 == "." }.compactMap { Int($0) }
    m.set("version_info", try Tuple.make(t, digits.map { Value.int($0) }).value)
    m.set("features", try features(t, expat))
    m.function("ParserCreate(encoding=None, namespace_separator=None, intern=None)", "A new parser.") {
      native($0, $1, $2, $3, PyExpatModule.create)
    }
    m.function("ErrorString(code, /)", "The text of an error's number.") {
      native($0, $1, $2, $3) { (t, a) throws(Raised) in
        guard let code = Int.word(try t.index(a[0])) else { throw t.raise(.overflowError, "Python int too large to convert to C long") }
        return try PyExpatModule.string(t, try LibExpat.open(t).pointee.errorText(Int32(truncatingIfNeeded: code)))
      }
    }
    try defineErrors(m, expat)
    try defineModel(m)
  }
  private static func create(_ t: Thread, _ a: Args) throws(Raised) -> Value {
    func text(_ v: Value, _ name: StaticString) throws(Raised) -> [CChar]? {
      if v.isEmpty || v.isNone { return nil }
      guard v.isKind(.str) else {
        throw t.raise(.typeError, "ParserCreate() argument '\(name)' must be str or None, not \(v.type.displayName)")
      }
      return try PyExpatModule.text(t, v)
    }
    let encoding = try text(a[0], "encoding")
    let separator = try text(a[1], "namespace_separator")
    if let separator, separator.count > 2 { throw t.raise(.valueError, "namespace_separator must be at most one character, omitted, or None") }
    var intern = a[2]
    if intern.isEmpty { intern = Dict.make(t).value }
    if !intern.isNone, !intern.isKind(.dict) { throw t.raise(.typeError, "intern must be a dictionary") }
    let expat = try LibExpat.open(t)
    guard let made = with(encoding, separator, { expat.pointee.create($0, $2, $1) })(nil as Raw?) else { throw t.raiseMemoryError() }
    return try ExpatParser.make(t, made, intern: intern).value
  }
  /// `XML_Feature`: an enum, a name, a long.
  private static func features(_ t: Thread, _ expat: UnsafeMutablePointer<LibExpat>) throws(Raised) -> Value {
    let list = try List.make(t)
    guard var p = expat.pointee.features() else { return list.value }
    while p.load(as: Int32.self) != 0 {
      let name = try string(t, p.load(fromByteOffset: 8, as: ExpatText.self))
      try list.append(t, Tuple.pair(t, name, .int(p.load(fromByteOffset: 16, as: Int.self))))
      p += 24
    }
    return list.value
  }
  private static func submodule(_ m: ModuleBuilder, _ name: StaticString, _ full: StaticString, doc: StaticString) -> ModuleBuilder {
    let module = Module.make(m.thread, Str.intern(m.thread, full))
    let builder = ModuleBuilder(m.thread, module)
    builder.doc(doc)
    m.set(name, module.value)
    Dict(machine.pointee.modules).set(m.thread, Str.intern(m.thread, full), module.value)
    return builder
  }
  private static func defineErrors(_ m: ModuleBuilder, _ expat: UnsafeMutablePointer<LibExpat>) throws(Raised) {
    let t = m.thread
    let errors = submodule(m, "errors", "pyexpat.errors", doc: "The numbers and texts of errors.")
    let names: [StaticString] = [
      "NO_MEMORY", "SYNTAX", "NO_ELEMENTS", "INVALID_TOKEN", "UNCLOSED_TOKEN", "PARTIAL_CHAR", "TAG_MISMATCH", "DUPLICATE_ATTRIBUTE",
      "JUNK_AFTER_DOC_ELEMENT", "PARAM_ENTITY_REF", "UNDEFINED_ENTITY", "RECURSIVE_ENTITY_REF", "ASYNC_ENTITY", "BAD_CHAR_REF",
      "BINARY_ENTITY_REF", "ATTRIBUTE_EXTERNAL_ENTITY_REF", "MISPLACED_XML_PI", "UNKNOWN_ENCODING", "INCORRECT_ENCODING",
      "UNCLOSED_CDATA_SECTION", "EXTERNAL_ENTITY_HANDLING", "NOT_STANDALONE", "UNEXPECTED_STATE", "ENTITY_DECLARED_IN_PE",
      "FEATURE_REQUIRES_XML_DTD", "CANT_CHANGE_FEATURE_ONCE_PARSING", "UNBOUND_PREFIX", "UNDECLARING_PREFIX", "INCOMPLETE_PE", "XML_DECL",
      "TEXT_DECL", "PUBLICID", "SUSPENDED", "NOT_SUSPENDED", "ABORTED", "FINISHED", "SUSPEND_PE", "RESERVED_PREFIX_XML",
      "RESERVED_PREFIX_XMLNS", "RESERVED_NAMESPACE_URI", "INVALID_ARGUMENT", "NO_BUFFER", "AMPLIFICATION_LIMIT_BREACH",
    ]
    let codes = Dict.make(t)
    let messages = Dict.make(t)
    for (i, name) in names.enumerated() {
      // An older library knows fewer.
      let words = try string(t, expat.pointee.errorText(Int32(i + 1)))
      if words.isNone { continue }
      errors.module.dict.set(t, Str.intern(Str.make(t, "XML_ERROR_\(name)")), words)
      try codes.set(t, words, .int(i + 1))
      try messages.set(t, .int(i + 1), words)
    }
    errors.set("codes", codes.value)
    errors.set("messages", messages.value)
  }
  private static func defineModel(_ m: ModuleBuilder) throws(Raised) {
    let model = submodule(m, "model", "pyexpat.model", doc: "What the numbers in content models mean.")
    let types: [StaticString] = ["XML_CTYPE_EMPTY", "XML_CTYPE_ANY", "XML_CTYPE_MIXED", "XML_CTYPE_NAME", "XML_CTYPE_CHOICE", "XML_CTYPE_SEQ"]
    for (i, name) in types.enumerated() { model.set(name, .int(i + 1)) }
    let quantifiers: [StaticString] = ["XML_CQUANT_NONE", "XML_CQUANT_OPT", "XML_CQUANT_REP", "XML_CQUANT_PLUS"]
    for (i, name) in quantifiers.enumerated() { model.set(name, .int(i)) }
  }
}
