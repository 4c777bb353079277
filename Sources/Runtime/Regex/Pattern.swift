// re.Pattern: a compiled regular expression.

import Glibc

struct PatternFields: BitwiseCopyable {
  var header: Header
  /// str, bytes, or none
  var pattern: Value
  /// ints
  var flags: Value
  var groups: Value
  /// dict: name -> number
  var groupIndex: Value
  /// tuple: number -> name or None
  var indexGroup: Value
  /// bytes: the words of the program
  var program: Value
}

struct Pattern: Handle {
  let fields: UnsafeMutablePointer<PatternFields>
  @inline(__always) init(fields: UnsafeMutablePointer<PatternFields>) { self.fields = fields }

  @inline(__always) var groupCount: Int { fields.pointee.groups.asInt }
  @inline(__always) var program: UnsafePointer<Int32> {
    UnsafeRawPointer(Bytes(fields.pointee.program).data).assumingMemoryBound(to: Int32.self)
  }

  static func define(_ type: TypeBuilder) {
    type.doc("Compiled regular expression object.")
    type.record(6)
    type.flags(.noNew)
    type.flags(.weakReferenceable)
    type.slots.pointee.repr = { unary($0, $1, Pattern.repr) }
    type.slots.pointee.hash = { unary($0, $1, Pattern.hash) }
    type.slots.pointee.richCompare = { compare($0, $1, $2, $3, Pattern.richCompare) }
    type.member("pattern", "The pattern string from which the RE object was compiled.", offset: 8)
    type.member("flags", "The regex matching flags.", offset: 16)
    type.member("groups", "The number of capturing groups in the pattern.", offset: 24)
    type.property("groupindex", "A dictionary mapping group names to group numbers.") {
      unary($0, $1) { (t, v) throws(Raised) in MappingProxy.make(t, Pattern(v).fields.pointee.groupIndex) }
    }
    type.method("match(string, pos=0, endpos=sys.maxsize)", "Matches zero or more characters at the beginning of the string.") {
      native($0, $1, $2, $3) { (t, a) throws(Raised) in try Pattern.find(t, a, .match) }
    }
    type.method("fullmatch(string, pos=0, endpos=sys.maxsize)", "Matches against all of the string.") {
      native($0, $1, $2, $3) { (t, a) throws(Raised) in try Pattern.find(t, a, .fullMatch) }
    }
    type.method("search(string, pos=0, endpos=sys.maxsize)", "Scan through string looking for a match, and return it, or None.") {
      native($0, $1, $2, $3) { (t, a) throws(Raised) in try Pattern.find(t, a, .search) }
    }
    type.method("findall(string, pos=0, endpos=sys.maxsize)", "What matches, one behind the other, as a list of texts or of groups.") {
      native($0, $1, $2, $3, Pattern.findAll)
    }
    type.method("finditer(string, pos=0, endpos=sys.maxsize)", "A match object for each match, one behind the other.") {
      native($0, $1, $2, $3) { (t, a) throws(Raised) in try RegexScanner.make(t, a, .regexIterator) }
    }
    type.method("scanner(string, pos=0, endpos=sys.maxsize)", "A scanner, whose match() and search() go on where the last one ended.") {
      native($0, $1, $2, $3) { (t, a) throws(Raised) in try RegexScanner.make(t, a, .regexScanner) }
    }
    type.method("split(string, maxsplit=0)", "Split string by the occurrences of pattern.") { native($0, $1, $2, $3, Pattern.split) }
    type.method("sub(repl, string, count=0)", "The string with the leftmost matches replaced.") {
      native($0, $1, $2, $3) { (t, a) throws(Raised) in try RegexSubstitution.run(t, a).text }
    }
    type.method("subn(repl, string, count=0)", "(new string, number of substitutions)") {
      native($0, $1, $2, $3) { (t, a) throws(Raised) in
        let r = try RegexSubstitution.run(t, a)
        return Tuple.pair(t, r.text, .int(r.count))
      }
    }
    type.method("__copy__()", "The pattern itself.") { native($0, $1, $2, $3) { (_, a) throws(Raised) in a[0] } }
    type.method("__deepcopy__(memo, /)", "The pattern itself.") { native($0, $1, $2, $3) { (_, a) throws(Raised) in a[0] } }
    type.classMethod("__class_getitem__(item, /)", "See PEP 585") { native($0, $1, $2, $3, GenericAlias.classGetItem) }
  }

  private static func find(_ thread: Thread, _ args: Args, _ mode: RegexMode) throws(Raised) -> Value {
    var run = try RegexRun(thread, args[0], args[1], args[2], args[3])
    defer { run.close() }
    guard let range = try run.find(run.start, mode) else { return .none }
    return try Match.make(thread, run, range)
  }

  /// What findall gives for a match: the group, or a tuple of several.
  static func findAll(_ thread: Thread, _ args: Args) throws(Raised) -> Value {
    var run = try RegexRun(thread, args[0], args[1], args[2], args[3])
    defer { run.close() }
    let list = try List.make(thread)
    let groups = run.pattern.groupCount
    var at = run.start
    while let (from, to) = try run.find(at, .search) {
      if groups == 0 {
        try list.append(thread, try run.slice(from, to))
      } else if groups == 1 {
        try list.append(thread, try run.group(1))
      } else {
        let t = try Tuple.make(thread, count: groups)
        for g in 1...groups {
          let s = try run.group(g)
          t.barrier()
          t.items[g &- 1] = s
        }
        try list.append(thread, t.value)
      }
      run.advance(from, to)
      at = to
    }
    return list.value
  }

  static func split(_ thread: Thread, _ args: Args) throws(Raised) -> Value {
    let limit = try Arguments.size(thread, args[2], 0)
    var run = try RegexRun(thread, args[0], args[1], .empty, .empty)
    defer { run.close() }
    let list = try List.make(thread)
    let groups = run.pattern.groupCount
    var last = 0
    var n = 0
    while limit <= 0 || n < limit, let (from, to) = try run.find(last, .search) {
      try list.append(thread, try run.slice(last, from))
      if groups > 0 {
        for g in 1...groups { try list.append(thread, try run.groupOrNone(g)) }
      }
      n &+= 1
      last = to
      run.advance(from, to)
    }
    try list.append(thread, try run.slice(last, run.end))
    return list.value
  }

  // MARK: Operations

  static func repr(_ thread: Thread, _ v: Value) throws(Raised) -> Value {
    let p = Pattern(v)
    let text = try thread.repr(p.fields.pointee.pattern)
    var out = try StrBuilder(thread)
    try out.append("re.compile(")
    try out.append(text, 0, min(text.length, 200))
    var flags = p.fields.pointee.flags.asInt
    if p.fields.pointee.pattern.isKind(.str), flags & (4 | 32 | 256) == 32 { flags &= ~32 }
    var names: [String] = []
    let known = [
      (1, "TEMPLATE"), (2, "IGNORECASE"), (4, "LOCALE"), (8, "MULTILINE"), (16, "DOTALL"), (32, "UNICODE"), (64, "VERBOSE"),
      (128, "DEBUG"), (256, "ASCII"),
    ]
    for (bit, name) in known where flags & bit != 0 {
      names.append("re." + name)
      flags &= ~bit
    }
    if flags != 0 { names.append("0x" + String(flags, radix: 16)) }
    if !names.isEmpty { try out.append(text: ", " + names.joined(separator: "|")) }
    try out.append(")")
    return try out.finish().value
  }
  static func hash(_ thread: Thread, _ v: Value) throws(Raised) -> Value {
    let p = Pattern(v).fields.pointee
    let a = try thread.hash(p.pattern)
    let b = Bytes(p.program).hash
    let h = (a ^ (b &* 31) ^ p.flags.asInt) >> 3
    return .int(h == -1 ? -2 : h)
  }
  static func richCompare(_ thread: Thread, _ a: Value, _ b: Value, _ op: CompareOp) throws(Raised) -> Value {
    guard op == .eq || op == .ne, a.isExactly(.regexPattern), b.isExactly(.regexPattern) else { return .notImplemented }
    if a == b { return .bool(op == .eq) }
    let x = Pattern(a).fields.pointee
    let y = Pattern(b).fields.pointee
    var same = x.flags == y.flags && x.pattern.type == y.pattern.type
      && ByteMethods.order(Bytes(x.program).buffer, Bytes(y.program).buffer) == 0
    if same { same = try thread.equal(x.pattern, y.pattern) }
    return .bool(same == (op == .eq))
  }
}

/// A pattern applied to a text.
struct RegexRun {
  let thread: Thread
  let pattern: Pattern
  let string: Value
  let isText: Bool
  private let view: BufferView
  private let data: Raw
  private let width: Int
  /// Where to begin and to end.
  let start: Int
  let end: Int
  /// Marks and the number of the last group, then what the machine needs.
  let state: UnsafeMutablePointer<Int>
  private var mustAdvanceFrom = -1

  init(_ thread: Thread, _ pattern: Value, _ string: Value, _ pos: Value, _ endpos: Value) throws(Raised) {
    self.thread = thread
    self.pattern = Pattern(pattern)
    self.string = string
    var from = try Arguments.size(thread, pos, 0)
    var to = try Arguments.size(thread, endpos, Int.max)
    let source = self.pattern.fields.pointee.pattern
    isText = string.isKind(.str)
    let length: Int
    if isText {
      if !source.isNone, !source.isKind(.str) {
        throw thread.raise(.typeError, "cannot use a bytes pattern on a string-like object")
      }
      view = BufferView()
      data = Str(string).data
      width = Str(string).width
      length = Str(string).length
    } else {
      guard BufferView.isSupported(by: string) else {
        throw thread.raise(.typeError, "expected string or bytes-like object, got '\(string.type.displayName)'")
      }
      if source.isKind(.str) { throw thread.raise(.typeError, "cannot use a string pattern on a bytes-like object") }
      view = try BufferView.contiguous(thread, string)
      data = view.data
      width = 0
      length = view.length
    }
    from = max(0, min(from, length))
    to = max(0, min(to, length))
    start = from
    end = to
    state = UnsafeMutablePointer<Int>.allocate(capacity: Int(self.pattern.program[0]))
    state.initialize(repeating: -1, count: Int(self.pattern.program[0]))
  }
  func close() {
    view.close()
    state.deallocate()
  }

  /// The next match from `at` on: its range; the groups are in `state`.
  mutating func find(_ at: Int, _ mode: RegexMode) throws(Raised) -> (Int, Int)? {
    switch width {
    case 0: return try run(data.assumingMemoryBound(to: UInt8.self), at, mode)
    case 1: return try run(data.assumingMemoryBound(to: UInt16.self), at, mode)
    default: return try run(data.assumingMemoryBound(to: UInt32.self), at, mode)
    }
  }
  @inline(__always) private func run<U: CodeUnit>(_ text: UnsafeMutablePointer<U>, _ at: Int, _ mode: RegexMode) throws(Raised) -> (Int, Int)? {
    var machine = RegexMachine<U>(thread, pattern.program, UnsafePointer(text), end: end, state: state)
    machine.mustAdvanceFrom = mustAdvanceFrom
    do throws(Raised) {
      let r = try machine.run(at, mode)
      machine.close()
      return r
    } catch {
      machine.close()
      throw error
    }
  }
  /// After a match: an empty one may not be found again at its place.
  mutating func advance(_ from: Int, _ to: Int) { mustAdvanceFrom = from == to ? to : -1 }

  /// The part from ..< to of the text: str, or bytes.
  func slice(_ from: Int, _ to: Int) throws(Raised) -> Value {
    if isText { return try Str(string).substring(thread, from, to).value }
    if string.isExactly(.bytes), from == 0, to == Bytes(string).count { return string }
    return try Bytes.make(thread, data.assumingMemoryBound(to: UInt8.self) + from, max(0, to &- from)).value
  }
  var empty: Value { isText ? Str.empty.value : Bytes.empty.value }
  /// A group of the latest match, g >= 1; empty text when it took no part.
  func group(_ g: Int) throws(Raised) -> Value {
    let from = state[g &* 2 &- 2]
    let to = state[g &* 2 &- 1]
    return from < 0 || to < from ? empty : try slice(from, to)
  }
  func groupOrNone(_ g: Int) throws(Raised) -> Value {
    let from = state[g &* 2 &- 2]
    let to = state[g &* 2 &- 1]
    return from < 0 || to < from ? .none : try slice(from, to)
  }
}
