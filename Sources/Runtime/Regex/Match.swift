// re.Match: what a search found.

struct MatchFields: BitwiseCopyable {
  var header: Header
  var re: Value
  /// What was searched.
  var string: Value
  /// ints
  var pos: Value
  var endpos: Value
  /// int, 0: none
  var lastIndex: Value
  // Then two ints a group, group 0 first: start and end, -1 for a group that took no part.
}

struct Match: Handle {
  let fields: UnsafeMutablePointer<MatchFields>
  @inline(__always) init(fields: UnsafeMutablePointer<MatchFields>) { self.fields = fields }
  @inline(__always) private var spans: UnsafeMutablePointer<Value> { raw.at(MemoryLayout<MatchFields>.size) }
  @inline(__always) var pattern: Pattern { Pattern(fields.pointee.re) }
  @inline(__always) func start(_ g: Int) -> Int { spans[g &* 2].asInt }
  @inline(__always) func end(_ g: Int) -> Int { spans[g &* 2 &+ 1].asInt }

  static func make(_ thread: Thread, _ run: RegexRun, _ range: (Int, Int)) throws(Raised) -> Value {
    let groups = run.pattern.groupCount
    let size = MemoryLayout<MatchFields>.size &+ (groups &+ 1) &* 16
    let m = Match(try thread.allocate(checked: size, .record, TypeID.regexMatch.rawValue))
    m.fields.pointee.re = run.pattern.value
    m.fields.pointee.string = run.string
    m.fields.pointee.pos = .int(run.start)
    m.fields.pointee.endpos = .int(run.end)
    m.fields.pointee.lastIndex = .int(max(0, run.state[groups &* 2]))
    m.spans[0] = .int(range.0)
    m.spans[1] = .int(range.1)
    var g = 1
    while g <= groups {
      let from = run.state[g &* 2 &- 2]
      let to = run.state[g &* 2 &- 1]
      let isSet = from >= 0 && to >= from
      m.spans[g &* 2] = .int(isSet ? from : -1)
      m.spans[g &* 2 &+ 1] = .int(isSet ? to : -1)
      g &+= 1
    }
    return m.value
  }

  static func define(_ type: TypeBuilder) {
    type.doc("The result of re.match() and re.search(). Match objects always have a boolean value of True.")
    type.record(5)
    type.flags(.noNew)
    type.slots.pointee.repr = { unary($0, $1, Match.repr) }
    type.slots.pointee.getItem = { binary($0, $1, $2) { (t, m, k) throws(Raised) in try Match(m).get(t, try Match(m).number(t, k), .none) } }
    type.member("re", "The regular expression object.", offset: 8)
    type.member("string", "The string passed to match() or search().", offset: 16)
    type.member("pos", "The index into the string at which the RE engine started looking for a match.", offset: 24)
    type.member("endpos", "The index into the string beyond which the RE engine will not go.", offset: 32)
    type.property("lastindex", "The integer index of the last matched capturing group.") {
      unary($0, $1) { (_, m) throws(Raised) in
        let i = Match(m).fields.pointee.lastIndex
        return i.asInt > 0 ? i : .none
      }
    }
    type.property("lastgroup", "The name of the last matched capturing group.") {
      unary($0, $1) { (_, m) throws(Raised) in
        let i = Match(m).fields.pointee.lastIndex.asInt
        let names = Match(m).pattern.fields.pointee.indexGroup
        return i > 0 && names.isKind(.tuple) && i < Tuple(names).count ? Tuple(names)[i] : .none
      }
    }
    type.property("regs", "All spans, group 0 first.") { unary($0, $1, Match.regs) }
    type.method("group(*args)", "One or more groups by number or name; 0 is the whole match.") { native($0, $1, $2, $3, Match.group) }
    type.method("groups(default=None)", "A tuple of all groups, from 1 on.") { native($0, $1, $2, $3, Match.groups) }
    type.method("groupdict(default=None)", "A dict of all named groups.") { native($0, $1, $2, $3, Match.groupDict) }
    type.method("start(group=0, /)", "Where the group begins; -1 if it took no part.") {
      native($0, $1, $2, $3) { (t, a) throws(Raised) in .int(Match(a[0]).start(try Match(a[0]).number(t, a[1]))) }
    }
    type.method("end(group=0, /)", "Where the group ends; -1 if it took no part.") {
      native($0, $1, $2, $3) { (t, a) throws(Raised) in .int(Match(a[0]).end(try Match(a[0]).number(t, a[1]))) }
    }
    type.method("span(group=0, /)", "(start, end) of the group.") {
      native($0, $1, $2, $3) { (t, a) throws(Raised) in
        let g = try Match(a[0]).number(t, a[1])
        return Tuple.pair(t, .int(Match(a[0]).start(g)), .int(Match(a[0]).end(g)))
      }
    }
    type.method("expand(template)", "The template with its references to groups replaced.") { native($0, $1, $2, $3, Match.expand) }
    type.method("__copy__()", "The match itself.") { native($0, $1, $2, $3) { (_, a) throws(Raised) in a[0] } }
    type.method("__deepcopy__(memo, /)", "The match itself.") { native($0, $1, $2, $3) { (_, a) throws(Raised) in a[0] } }
    type.classMethod("__class_getitem__(item, /)", "See PEP 585") { native($0, $1, $2, $3, GenericAlias.classGetItem) }
  }

  /// The number of a group given by number or name; IndexError "no such group".
  func number(_ thread: Thread, _ v: Value) throws(Raised) -> Int {
    if v.isEmpty { return 0 }
    var i = -1
    if v.isInt {
      i = v.asInt
    } else if v.isKind(.str) || v.isKind(.byteString) {
      let found = try Dict(pattern.fields.pointee.groupIndex).get(thread, v)
      if found.isInt { i = found.asInt }
    } else if Arguments.isIndex(v) {
      i = try thread.indexClipped(v)
    }
    if i < 0 || i > pattern.groupCount { throw thread.raise(.indexError, "no such group") }
    return i
  }
  /// The text of a group, or `fallback` when it took no part.
  func get(_ thread: Thread, _ g: Int, _ fallback: Value) throws(Raised) -> Value {
    let from = start(g)
    if from < 0 { return fallback }
    return try slice(thread, from, end(g))
  }
  func slice(_ thread: Thread, _ from: Int, _ to: Int) throws(Raised) -> Value {
    let s = fields.pointee.string
    if s.isKind(.str) {
      let text = Str(s)
      return try text.substring(thread, min(from, text.length), min(to, text.length)).value
    }
    let view = try BufferView.contiguous(thread, s)
    defer { view.close() }
    // A mutable buffer may have shrunk since.
    let low = min(from, view.length)
    let high = max(low, min(to, view.length))
    if s.isExactly(.bytes), low == 0, high == view.length { return s }
    return try Bytes.make(thread, view.data.assumingMemoryBound(to: UInt8.self) + low, high &- low).value
  }

  static func group(_ thread: Thread, _ args: Args) throws(Raised) -> Value {
    let m = Match(args[0])
    if args.count <= 2 { return try m.get(thread, try m.number(thread, args[1]), .none) }
    let t = try Tuple.make(thread, count: args.count &- 1)
    for k in 1..<args.count {
      let v = try m.get(thread, try m.number(thread, args[k]), .none)
      t.barrier()
      t.items[k &- 1] = v
    }
    return t.value
  }
  static func groups(_ thread: Thread, _ args: Args) throws(Raised) -> Value {
    let m = Match(args[0])
    let n = m.pattern.groupCount
    let fallback = args[1].isEmpty ? Value.none : args[1]
    let t = try Tuple.make(thread, count: n)
    var g = 1
    while g <= n {
      let v = try m.get(thread, g, fallback)
      t.barrier()
      t.items[g &- 1] = v
      g &+= 1
    }
    return t.value
  }
  static func groupDict(_ thread: Thread, _ args: Args) throws(Raised) -> Value {
    let m = Match(args[0])
    let fallback = args[1].isEmpty ? Value.none : args[1]
    let result = Dict.make(thread)
    let index = Dict(m.pattern.fields.pointee.groupIndex)
    var i = 0
    while i < index.fields.pointee.used {
      let e = index.entries[i]
      i &+= 1
      if e.key.isEmpty { continue }
      try result.set(thread, e.key, try m.get(thread, try m.number(thread, e.key), fallback))
    }
    return result.value
  }
  static func regs(_ thread: Thread, _ v: Value) throws(Raised) -> Value {
    let m = Match(v)
    let t = try Tuple.make(thread, count: m.pattern.groupCount &+ 1)
    for g in 0..<t.count {
      let span = Tuple.pair(thread, .int(m.start(g)), .int(m.end(g)))
      t.barrier()
      t.items[g] = span
    }
    return t.value
  }
  static func expand(_ thread: Thread, _ args: Args) throws(Raised) -> Value {
    let module = try Importer.module(thread, Str.intern(thread, "re"))
    let function = try thread.getAttribute(module, Str.intern(thread, "_expand"))
    return try thread.call(function, Match(args[0]).fields.pointee.re, args[0], args[1])
  }
  static func repr(_ thread: Thread, _ v: Value) throws(Raised) -> Value {
    let m = Match(v)
    let text = try thread.repr(try m.get(thread, 0, .none))
    var out = try StrBuilder(thread)
    try out.append(text: "<re.Match object; span=(\(m.start(0)), \(m.end(0))), match=")
    try out.append(text, 0, min(text.length, 50))
    try out.append(">")
    return try out.finish().value
  }
}

/// The scanner of a pattern and a text; also what `finditer` gives.
struct RegexScanner: Handle {
  struct Fields: BitwiseCopyable {
    var header: Header
    var pattern: Value
    var string: Value
    /// ints: where to go on, the last position, where an empty match does not count (-1: nowhere), where it began
    var position: Value
    var end: Value
    var mustAdvance: Value
    var start: Value
  }
  let fields: UnsafeMutablePointer<Fields>
  @inline(__always) init(fields: UnsafeMutablePointer<Fields>) { self.fields = fields }

  static func make(_ thread: Thread, _ args: Args, _ id: TypeID) throws(Raised) -> Value {
    let run = try RegexRun(thread, args[0], args[1], args[2], args[3])
    defer { run.close() }
    let s = RegexScanner(thread.allocate(56, .record, id))
    s.fields.pointee.pattern = args[0]
    s.fields.pointee.string = args[1]
    s.fields.pointee.position = .int(run.start)
    s.fields.pointee.end = .int(run.end)
    s.fields.pointee.mustAdvance = .int(-1)
    s.fields.pointee.start = .int(run.start)
    return s.value
  }
  static func defineScanner(_ type: TypeBuilder) {
    type.record(6)
    type.flags(.noNew)
    type.member("pattern", "The pattern.", offset: 8)
    type.method("match()", "A match where the last one ended, or None.") {
      native($0, $1, $2, $3) { (t, a) throws(Raised) in try RegexScanner(a[0]).step(t, .match).orNil ?? .none }
    }
    type.method("search()", "The next match, or None.") {
      native($0, $1, $2, $3) { (t, a) throws(Raised) in try RegexScanner(a[0]).step(t, .search).orNil ?? .none }
    }
  }
  static func defineIterator(_ type: TypeBuilder) {
    type.record(6)
    type.flags(.noNew)
    type.slots.pointee.iter = { _, a in a }
    type.slots.pointee.next = { unary($0, $1) { (t, v) throws(Raised) in try RegexScanner(v).step(t, .search) } }
  }
  /// The next match, or empty.
  private func step(_ thread: Thread, _ mode: RegexMode) throws(Raised) -> Value {
    let f = fields.pointee
    if f.position.asInt < 0 { return .empty }
    var run = try RegexRun(thread, f.pattern, f.string, f.start, f.end)
    defer { run.close() }
    if f.mustAdvance.asInt >= 0 { run.advance(f.mustAdvance.asInt, f.mustAdvance.asInt) }
    guard let range = try run.find(f.position.asInt, mode) else {
      fields.pointee.position = .int(-1)
      return .empty
    }
    fields.pointee.position = .int(range.1)
    fields.pointee.mustAdvance = .int(range.0 == range.1 ? range.1 : -1)
    return try Match.make(thread, run, range)
  }
}
