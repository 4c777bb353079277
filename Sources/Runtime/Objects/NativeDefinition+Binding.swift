// The signature of a native function: parsing it, binding arguments to it, and what is wrong when they do not fit.
//
// CPython words its complaints by the calling convention of the C function; the shape of the signature tells which one it is:
//   no parameter, or one that is required and positional-only   "list.append() takes exactly one argument (2 given)"
//   positional-only parameters                                  "pop expected at most 1 argument, got 2"
//   parameters that can be named                                "split() takes at most 2 arguments (3 given)"

extension NativeDefinition {
  static func make(
    _ thread: Thread, _ signature: StaticString, _ doc: StaticString, _ kind: NativeKind, owner: Value, module: Value,
    _ body: @escaping NativeBody
  ) -> UnsafeMutablePointer<NativeDefinition> {
    let text = signature.utf8Start
    var length = 0
    while length < signature.utf8CodeUnitCount, text[length] != UInt8(ascii: "(") { length &+= 1 }
    let name: Str
    switch kind {
    case .new: name = Name.__new__.str
    case .initialize: name = Name.__init__.str
    default: name = Str.intern(thread, UnsafeBufferPointer(start: text, count: length))
    }
    let d = UnsafeMutablePointer<NativeDefinition>.allocate(capacity: 1)
    d.initialize(to: NativeDefinition(
      body: body, name: name.value, signature: text, doc: doc.utf8Start, owner: owner, module: module, kind: kind,
      isParsed: false, needsBinding: false, hasVarargs: false, hasKwargs: false, minimum: 0, maximum: 0, positionalOnly: 0, keywordOnly: 0,
      requiredKeywords: 0, names: nil, next: machine.pointee.definitions))
    machine.pointee.definitions = d
    Heap.state.pointee.youngDefinitions &+= 1
    return d
  }

  /// Shows the collector what definitions keep: all of them live for ever.
  static func visitAll(_ visitor: Visitor) {
    var d = machine.pointee.definitions
    while let definition = d {
      visitor.visit(definition.pointee.name)
      visitor.visit(definition.pointee.owner)
      visitor.visit(definition.pointee.module)
      if let names = definition.pointee.names { visitor.visit(names, count: definition.parameterCount) }
      d = definition.pointee.next
    }
  }
}

extension Str {
  static func intern(_ thread: Thread, _ bytes: UnsafeBufferPointer<UInt8>) -> Str {
    intern((try? decodeUTF8(thread, bytes)) ?? Str(machine.pointee.emptyString))
  }
}

extension UnsafeMutablePointer<NativeDefinition> {
  /// 1 when args[0] is self, the class or the object, which no name in the signature stands for.
  @inline(__always) var implied: Int {
    switch pointee.kind {
    case .method, .classMethod, .new, .initialize: 1
    case .function, .staticMethod: 0
    }
  }
  var parameterCount: Int { positionalCount &+ Int(pointee.keywordOnly) }
  /// Named positional parameters, without self.
  var positionalCount: Int { Int(pointee.namedPositional) }

  /// Fills the fields below `isParsed`.
  func parse(_ thread: Thread) {
    if !pointee.isParsed { Heap.withoutCollection { parseSignature(thread) } }
  }
  private func parseSignature(_ thread: Thread) {
    var names: [Value] = []
    var required = 0
    var positional = 0
    var positionalOnly = 0
    var keywordOnly = 0
    var afterStar = false
    for parameter in parameters() {
      let text = parameter.name
      if text == "/" {
        positionalOnly = positional
      } else if text == "*" {
        afterStar = true
      } else if text.hasPrefix("**") {
        pointee.hasKwargs = true
      } else if text.hasPrefix("*") {
        pointee.hasVarargs = true
        afterStar = true
      } else {
        names.append(Str.intern(thread, text).value)
        if afterStar {
          if parameter.defaultText == nil { pointee.requiredKeywords |= 1 << UInt64(keywordOnly & 63) }
          keywordOnly &+= 1
        } else {
          positional &+= 1
          if parameter.defaultText == nil { required = positional }
        }
      }
    }
    if !names.isEmpty {
      let rows = UnsafeMutablePointer<Value>.allocate(capacity: names.count)
      for (i, name) in names.enumerated() { (rows + i).initialize(to: name) }
      pointee.names = rows
      Heap.state.pointee.youngDefinitions &+= 1
    }
    pointee.minimum = UInt16(required &+ implied)
    pointee.maximum = pointee.hasVarargs ? UInt16.max : UInt16(positional &+ implied)
    pointee.positionalOnly = UInt16(positionalOnly &+ implied)
    pointee.namedPositional = UInt16(positional)
    pointee.keywordOnly = UInt16(keywordOnly)
    pointee.needsBinding = pointee.requiredKeywords != 0
    pointee.isParsed = true
  }

  /// The parameters as they are written: name with its stars, and the default's text.
  func parameters() -> [(name: String, defaultText: String?)] {
    var result: [(name: String, defaultText: String?)] = []
    var p = pointee.signature
    while p.pointee != 0, p.pointee != UInt8(ascii: "(") { p += 1 }
    if p.pointee == 0 { return result }
    p += 1
    var name: [UInt8] = []
    var value: [UInt8]? = nil
    var depth = 0
    var quote: UInt8 = 0
    func flush() {
      let text = String(decoding: name, as: UTF8.self)
      if !text.isEmpty { result.append((text, value.map { String(decoding: $0, as: UTF8.self) })) }
      name = []
      value = nil
    }
    while p.pointee != 0 {
      let c = p.pointee
      p += 1
      if quote != 0 {
        value?.append(c)
        if c == quote { quote = 0 }
        continue
      }
      switch c {
      case UInt8(ascii: "'"), UInt8(ascii: "\""):
        quote = c
        value?.append(c)
      case UInt8(ascii: "("), UInt8(ascii: "["), UInt8(ascii: "{"):
        depth &+= 1
        value?.append(c)
      case UInt8(ascii: ")"), UInt8(ascii: "]"), UInt8(ascii: "}"):
        if depth == 0 {
          flush()
          return result
        }
        depth &-= 1
        value?.append(c)
      case UInt8(ascii: ",") where depth == 0: flush()
      case UInt8(ascii: "=") where depth == 0 && value == nil: value = []
      case UInt8(ascii: " ") where value == nil: break
      default: if value != nil { value?.append(c) } else { name.append(c) }
      }
    }
    flush()
    return result
  }

  // MARK: Binding

  /// Binds what the fast path could not, and calls the body.
  func bindAndCall(_ thread: Thread, _ args: UnsafeMutablePointer<Value>, _ count: Int, _ names: Value) throws(Raised) -> Value {
    parse(thread)
    let given = names.isEmpty ? 0 : Tuple(names).count
    let d = pointee
    if given == 0 {
      try checkCount(thread, args, count, 0)
      if d.requiredKeywords != 0 { throw missingKeyword(thread, 0) }
      return try d.body(thread.raw, Raw(args), count, nil).orThrow()
    }
    let implied = self.implied
    let takesNames = Int(d.namedPositional) &+ implied > Int(d.positionalOnly) || d.keywordOnly > 0
    if !takesNames && !d.hasKwargs {
      // `__new__` leaves the keywords to an `__init__` that a subclass adds.
      if d.kind == .new, count > 0, args[0].isKind(.type), Type(args[0]).has(.heap),
        Type(args[0]).lookup(.__init__) != Type(d.owner).lookup(.__init__)
      {
        return try bindAndCall(thread, args, count, .empty)
      }
      throw thread.raise(.typeError, "\(nameInCalls(args, count))() takes no keyword arguments")
    }
    let positional = Int(d.namedPositional) &+ implied
    if !d.hasKwargs { try checkCount(thread, args, count, given) }
    // Room for all positional parameters (or more positional arguments than that), keyword-only ones, **kwargs.
    let wide = Swift.max(positional, count)
    let room = wide &+ Int(d.keywordOnly) &+ 1
    let cell = try Tuple.make(thread, count: room)
    let bound = cell.items
    bound.update(from: args, count: count)
    let keywords = bound + wide
    var extra: Value = .empty
    var last = count
    var i = 0
    while i < given {
      let name = Tuple(names)[i]
      let value = args[count &+ i]
      i &+= 1
      let at = parameter(named: name)
      if at < 0 {
        if !d.hasKwargs {
          let who = shortName == "sorted" ? "sort" : shortName
          throw thread.raise(.typeError, "'\(Str(name).string)' is an invalid keyword argument for \(who)()")
        }
        if extra.isEmpty {
          extra = Dict.make(thread).value
          keywords[Int(d.keywordOnly)] = extra
        }
        Dict(extra).set(thread, Str(name), value)
        continue
      }
      if at >= Int(d.namedPositional) {
        keywords[at &- Int(d.namedPositional)] = value
        continue
      }
      let position = at &+ implied
      if position < count {
        throw thread.raise(
          .typeError, "argument for \(shortName)() given by name ('\(Str(name).string)') and position (\(at &+ 1))")
      }
      bound[position] = value
      last = Swift.max(last, position &+ 1)
    }
    i = count
    while i < Int(d.minimum) {
      if bound[i].isEmpty {
        if i < Int(d.positionalOnly) { throw tooFewPositional(thread, count) }
        throw missing(thread, i &- implied)
      }
      i &+= 1
    }
    if count < implied { throw tooFewPositional(thread, count) }
    var k = 0
    while k < Int(d.keywordOnly) {
      if d.requiredKeywords & (1 << UInt64(k & 63)) != 0, keywords[k].isEmpty { throw missingKeyword(thread, k) }
      k &+= 1
    }
    let result = d.body(thread.raw, Raw(bound), last, Raw(keywords))
    return try withExtendedLifetime(cell) { () throws(Raised) -> Value in try result.orThrow() }
  }

  /// Index among the parameters that can be named, or -1.
  private func parameter(named name: Value) -> Int {
    guard let names = pointee.names, name.isKind(.str) else { return -1 }
    var i = Swift.max(0, Int(pointee.positionalOnly) &- implied)
    let end = parameterCount
    while i < end {
      if names[i] == name || Str.equal(Str(names[i]), Str(name)) { return i }
      i &+= 1
    }
    return -1
  }

  // MARK: Complaints

  /// "split", or the class's name for `__new__` and `__init__`.
  private var shortName: String {
    switch pointee.kind {
    case .new, .initialize: Type(pointee.owner).fields.pointee.name.isObject ? Str(Type(pointee.owner).fields.pointee.name).string : "type"
    default: Str(pointee.name).string
    }
  }
  /// "list.append", "math.sqrt", "len": how the function is called in complaints about METH_O-like calls.
  private func nameInCalls(_ args: UnsafeMutablePointer<Value>, _ count: Int) -> String {
    switch pointee.kind {
    case .classMethod where count > 0 && args[0].isKind(.type):
      return Str(Type(args[0]).fields.pointee.qualname).string + "." + shortName
    case .new, .initialize: return shortName
    case .function:
      if pointee.module.isKind(.str) {
        let module = Str(pointee.module).string
        return module == "builtins" ? shortName : module + "." + shortName
      }
      return shortName
    default: return Str(Type(pointee.owner).fields.pointee.qualname).string + "." + shortName
    }
  }
  private var hasNamed: Bool { Int(pointee.namedPositional) &+ implied > Int(pointee.positionalOnly) || pointee.keywordOnly > 0 }

  private func checkCount(
    _ thread: Thread, _ args: UnsafeMutablePointer<Value>, _ count: Int, _ given: Int
  ) throws(Raised) {
    let d = pointee
    let n = count &- implied
    let least = Int(d.minimum) &- implied
    // sorted() hands its keywords on, and counts as a function of positional arguments does.
    if d.kind == .function, given == 0, n != 1, Str(d.name).equals("sorted") {
      throw thread.raise(.typeError, "sorted expected 1 argument, got \(n)")
    }
    if n < 0 { throw thread.raise(.typeError, "\(nameInCalls(args, count))(): not enough arguments") }
    if d.hasVarargs {
      if n < least && given == 0 { throw tooFewPositional(thread, count) }
      return
    }
    let most = Int(d.namedPositional)
    if !hasNamed {
      if n >= least && n <= most { return }
      let isCall = d.kind == .new || d.kind == .initialize
      if most == 0 {
        if isCall { throw thread.raise(.typeError, "\(shortName)() takes no arguments") }
        throw thread.raise(.typeError, "\(nameInCalls(args, count))() takes no arguments (\(n) given)")
      }
      if most == 1 && least == 1 && !isCall {
        throw thread.raise(.typeError, "\(nameInCalls(args, count))() takes exactly one argument (\(n) given)")
      }
      if isSearch { throw thread.raise(.typeError, "\(shortName)() takes at \(n < least ? "least 1 argument" : "most 3 arguments") (\(n) given)") }
      let wanted = n < least ? least : most
      let adverb = least == most ? "" : n < least ? "at least " : "at most "
      throw thread.raise(.typeError, "\(shortName) expected \(adverb)\(wanted) argument\(wanted == 1 ? "" : "s"), got \(n)")
    }
    // Parameters that can be named.
    let total = most &+ Int(d.keywordOnly)
    let onlyPositional = Int(d.positionalOnly) &- implied
    if n > most && most == 0 { throw thread.raise(.typeError, "\(shortName)() takes no positional arguments") }
    if n &+ given > total {
      let exact = least == total
      let what = n == 0 ? "keyword " : ""
      throw thread.raise(
        .typeError,
        "\(shortName)() takes \(exact ? "exactly" : "at most") \(total) \(what)argument\(total == 1 ? "" : "s") (\(n &+ given) given)")
    }
    if n > most {
      let exact = least == most
      throw thread.raise(
        .typeError,
        "\(shortName)() takes \(exact ? "exactly" : "at most") \(most) positional argument\(most == 1 ? "" : "s") (\(n) given)")
    }
    if given == 0, n < least {
      if n < onlyPositional, onlyPositional > 0, least <= onlyPositional || n < onlyPositional { throw tooFewPositional(thread, count) }
      throw missing(thread, n)
    }
  }
  /// Methods of str, bytes and bytearray that parse (sub, start, end) themselves, and word their complaints so.
  private var isSearch: Bool {
    if pointee.kind != .method || Int(pointee.namedPositional) != 3 || Int(pointee.minimum) &- implied != 1 { return false }
    return ["find", "index", "rfind", "rindex", "count", "startswith", "endswith"].contains(Str(pointee.name).string)
  }
  private func tooFewPositional(_ thread: Thread, _ count: Int) -> Raised {
    let n = Swift.max(0, count &- implied)
    let least = Int(pointee.minimum) &- implied
    if hasNamed && !pointee.hasVarargs {
      let only = Swift.min(Int(pointee.positionalOnly) &- implied, least)
      return thread.raise(
        .typeError, "\(shortName)() takes \(only == Int(pointee.namedPositional) ? "exactly" : "at least") \(only) positional argument\(only == 1 ? "" : "s") (\(n) given)")
    }
    return thread.raise(.typeError, "\(shortName) expected at least \(least) argument\(least == 1 ? "" : "s"), got \(n)")
  }
  private func missing(_ thread: Thread, _ i: Int) -> Raised {
    let name = pointee.names.map { Str($0[i]).string } ?? ""
    // enumerate() parses its arguments by itself, and does not say where the missing one stands.
    let place = pointee.kind == .new && Type(pointee.owner) == Type[.enumerate] ? "" : " (pos \(i &+ 1))"
    return thread.raise(.typeError, "\(shortName)() missing required argument '\(name)'\(place)")
  }
  private func missingKeyword(_ thread: Thread, _ from: Int) -> Raised {
    var k = from
    while k < 63, pointee.requiredKeywords & (1 << UInt64(k)) == 0 { k &+= 1 }
    let at = Int(pointee.namedPositional) &+ k
    let name = pointee.names.map { Str($0[at]).string } ?? ""
    return thread.raise(.typeError, "\(shortName)() missing required argument '\(name)' (pos \(at &+ 1))")
  }

  /// "($self, object, /)": what `__text_signature__` says.
  var textSignature: String {
    var parts: [String] = []
    var text = ""
    let all = parameters()
    let hasSlash = all.contains { $0.name == "/" }
    switch pointee.kind {
    case .method: parts.append("$self")
    case .classMethod: parts.append("$type")
    case .function: parts.append("$module")
    case .staticMethod, .new, .initialize: break
    }
    if !parts.isEmpty && !hasSlash { parts.append("/") }
    for parameter in all {
      if let value = parameter.defaultText { parts.append(parameter.name + "=" + value) } else { parts.append(parameter.name) }
    }
    text = "("
    for (i, part) in parts.enumerated() { text += (i == 0 ? "" : ", ") + part }
    return text + ")"
  }
}
