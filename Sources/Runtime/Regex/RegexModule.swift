// The module _sre: what the library's `re` is made from.

enum RegexModule {
  static func define(_ m: ModuleBuilder) throws(Raised) {
    m.doc("The engine of regular expressions.")
    m.set("MAGIC", .int(SRE.magic))
    m.set("CODESIZE", .int(4))
    m.set("MAXREPEAT", .int(SRE.maxRepeat))
    m.set("MAXGROUPS", .int(1_073_741_823))
    m.function("compile(pattern, flags, code, groups, groupindex, indexgroup)", "A Pattern of code words.") { native($0, $1, $2, $3, RegexModule.compile) }
    m.function("getcodesize()", "Bytes of a code word.") { native($0, $1, $2, $3) { (_, _) throws(Raised) in .int(4) } }
    m.function("ascii_iscased(character, /)", "Whether it is an ASCII letter.") {
      native($0, $1, $2, $3) { (t, a) throws(Raised) in
        let c = try Arguments.int32(t, a[0], 0)
        return .bool((c | 0x20) >= 0x61 && (c | 0x20) <= 0x7A && c < 0x80)
      }
    }
    m.function("unicode_iscased(character, /)", "Whether it has another case.") {
      native($0, $1, $2, $3) { (t, a) throws(Raised) in
        let c = UInt32(truncatingIfNeeded: try Arguments.int32(t, a[0], 0))
        let characters = Characters.shared
        return .bool(c <= 0x10FFFF && (characters.simple(c, .lower) != c || characters.simple(c, .upper) != c))
      }
    }
    m.function("ascii_tolower(character, /)", "In lower case, ASCII letters only.") {
      native($0, $1, $2, $3) { (t, a) throws(Raised) in
        let c = try Arguments.int32(t, a[0], 0)
        return .int(c >= 0x41 && c <= 0x5A ? c | 0x20 : c)
      }
    }
    m.function("unicode_tolower(character, /)", "In lower case.") {
      native($0, $1, $2, $3) { (t, a) throws(Raised) in
        let c = try Arguments.int32(t, a[0], 0)
        return c >= 0 && c <= 0x10FFFF ? .int(Int(Characters.shared.simple(UInt32(c), .lower))) : .int(c)
      }
    }
    // The classes are made now, so that patterns find them.
    _ = try BuiltinTypes.make(m.thread, .regexPattern)
    _ = try BuiltinTypes.make(m.thread, .regexMatch)
    _ = try BuiltinTypes.make(m.thread, .regexScanner)
    _ = try BuiltinTypes.make(m.thread, .regexIterator)
  }

  static func compile(_ thread: Thread, _ args: Args) throws(Raised) -> Value {
    func wrong(_ what: String, _ wanted: String, _ v: Value) -> Raised {
      Arguments.wrongType(thread, v, "compile() argument '\(what)' must be \(wanted)")
    }
    let flags = try Arguments.int32(thread, args[1], 0)
    guard args[2].isKind(.list) else { throw wrong("code", "list", args[2]) }
    let groups = try Arguments.size(thread, args[3], 0)
    guard args[4].isKind(.dict) else { throw wrong("groupindex", "dict", args[4]) }
    guard args[5].isKind(.tuple) else { throw wrong("indexgroup", "tuple", args[5]) }
    if groups < 0 || groups > 1_073_741_823 / 2 { throw thread.raise(.runtimeError, "invalid SRE code") }
    let list = List(args[2])
    var code: [Int] = []
    code.reserveCapacity(list.count)
    var i = 0
    while i < list.count {
      let v = list[i]
      guard v.isInt || v.isKind(.bigInt) || Arguments.isIndex(v) else { throw thread.raise(.typeError, "an integer is required") }
      let word = try thread.index(v)
      guard word.isInt, word.asInt >= 0, word.asInt <= 0xFFFF_FFFF else {
        throw thread.raise(.overflowError, "regular expression code size limit exceeded")
      }
      code.append(word.asInt)
      i &+= 1
    }
    let words: [Int32]
    do { words = try RegexTranslator.program(code, groups: groups) } catch {
      throw thread.raise(.runtimeError, "invalid SRE code")
    }
    let program = try Bytes.uninitialized(thread, count: words.count &* 4)
    words.withUnsafeBytes { w in
      if let p = w.baseAddress { Raw(program.data).copyMemory(from: p, byteCount: w.count) }
    }
    let p = Pattern(thread.allocate(MemoryLayout<PatternFields>.size, .record, TypeID.regexPattern))
    p.fields.pointee.pattern = args[0]
    p.fields.pointee.flags = .int(flags)
    p.fields.pointee.groups = .int(groups)
    p.fields.pointee.groupIndex = args[4]
    p.fields.pointee.indexGroup = args[5]
    p.fields.pointee.program = program.value
    return p.value
  }
}
