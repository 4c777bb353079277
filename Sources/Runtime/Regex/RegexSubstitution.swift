// Pattern.sub and subn.

/// What replaces the matches.
private enum Replacement {
  /// The same text each time.
  case literal(Value)
  /// Called with each match.
  case function(Value)
  /// A template that the library took apart: list of (place, group), list of literals with None at those places.
  case template(groups: Value, literals: Value)
}

enum RegexSubstitution {
  static func run(_ thread: Thread, _ args: Args) throws(Raised) -> (text: Value, count: Int) {
    let limit = try Arguments.size(thread, args[3], 0)
    let replacement = try replacement(thread, args[0], args[1])
    var run = try RegexRun(thread, args[0], args[2], .empty, .empty)
    defer { run.close() }
    if run.isText {
      if case .literal(let v) = replacement, v.isKind(.str) { return try fill(&run, Str(v), limit) }
    }
    let items = try List.make(thread)
    var last = 0
    var n = 0
    while limit <= 0 || n < limit, let (from, to) = try run.find(last, .search) {
      if last < from { try items.append(thread, try run.slice(last, from)) }
      switch replacement {
      case .literal(let v): try items.append(thread, v)
      case .function(let f):
        let v = try thread.call(f, try Match.make(thread, run, (from, to)))
        if !v.isNone { try items.append(thread, v) }
      case .template(let groups, let literals): try expand(thread, run, (from, to), groups, literals, items)
      }
      last = to
      n &+= 1
      run.advance(from, to)
    }
    if n == 0 { return (try run.slice(0, run.end), 0) }
    if last < run.end { try items.append(thread, try run.slice(last, run.end)) }
    if run.isText { return (try Str.join(thread, Str.empty, items.items, items.count).value, n) }
    var base = [Bytes.empty.value, items.value]
    return try base.withUnsafeMutableBufferPointer { (b) throws(Raised) -> (text: Value, count: Int) in
      let joined = try ByteMethods.join(thread, Args(Raw(b.baseAddress.unsafelyUnwrapped), 2, nil))
      return (joined, n)
    }
  }

  /// Text with a fixed replacement: put together without the parts in between.
  private static func fill(_ run: inout RegexRun, _ replacement: Str, _ limit: Int) throws(Raised) -> (text: Value, count: Int) {
    let thread = run.thread
    let s = Str(run.string)
    var out: StrBuilder? = nil
    var last = 0
    var n = 0
    while limit <= 0 || n < limit, let (from, to) = try run.find(last, .search) {
      if out == nil { out = try StrBuilder(thread, capacity: s.length &+ 32) }
      try out?.append(s, last, from)
      try out?.append(replacement)
      last = to
      n &+= 1
      run.advance(from, to)
    }
    guard var out else { return (try run.slice(0, run.end), 0) }
    try out.append(s, last, run.end)
    return (try out.finish().value, n)
  }

  private static func replacement(_ thread: Thread, _ pattern: Value, _ v: Value) throws(Raised) -> Replacement {
    if v.isObject, v.type.slots.pointee.call != nil { return .function(v) }
    if v.isKind(.str) {
      if Str(v).find(Str.character(thread, 0x5C), 0, Str(v).length) < 0 { return .literal(v) }
    } else if v.isKind(.byteString) || v.isKind(.byteArray) {
      if !ByteMethods.span(v).contains(0x5C) { return .literal(v) }
    }
    // A template: the library takes it apart (and remembers the result).
    let module = try Importer.module(thread, Str.intern(thread, "re"))
    let compile = try thread.getAttribute(module, Str.intern(thread, "_compile_repl"))
    let parsed = try thread.call(compile, v, pattern)
    guard parsed.isKind(.tuple), Tuple(parsed).count == 2, Tuple(parsed)[0].isKind(.list), Tuple(parsed)[1].isKind(.list) else {
      let sub = try thread.getAttribute(module, Str.intern(thread, "_subx"))
      let filter = try thread.call(sub, pattern, v)
      return filter.isObject && filter.type.slots.pointee.call != nil ? .function(filter) : .literal(filter)
    }
    let groups = List(Tuple(parsed)[0])
    let literals = List(Tuple(parsed)[1])
    if groups.count == 0, literals.count == 1 { return .literal(literals[0]) }
    return .template(groups: groups.value, literals: literals.value)
  }

  private static func expand(
    _ thread: Thread, _ run: RegexRun, _ range: (Int, Int), _ groups: Value, _ literals: Value, _ items: List
  ) throws(Raised) {
    let places = List(groups)
    let texts = List(literals)
    var next = 0
    var i = 0
    while i < texts.count {
      var v = texts[i]
      if next < places.count, places[next].isKind(.tuple), Tuple(places[next]).count == 2, Tuple(places[next])[0] == .int(i) {
        let group = Tuple(places[next])[1]
        next &+= 1
        guard group.isInt, group.asInt >= 0, group.asInt <= run.pattern.groupCount else {
          let shown = group.isInt ? group.asInt : -1
          throw thread.raise(.indexError, "invalid group reference \(shown)")
        }
        v = group.asInt == 0 ? try run.slice(range.0, range.1) : try run.group(group.asInt)
      }
      if v.isNone { v = run.empty }
      try items.append(thread, v)
      i &+= 1
    }
  }
}
