// range: start, stop, step and length, ints of any size. Library Reference, "Ranges".
//
// Where all numbers are small, words do the work (`words`); else the general operations of ints do.

public struct RangeFields: BitwiseCopyable {
  var header: Header
  public var start: Value
  public var stop: Value
  public var step: Value
  public var length: Value
}

public struct Range: Handle {
  public let fields: UnsafeMutablePointer<RangeFields>
  @inline(__always) public init(fields: UnsafeMutablePointer<RangeFields>) { self.fields = fields }
  @inline(__always) var start: Value { fields.pointee.start }
  @inline(__always) var stop: Value { fields.pointee.stop }
  @inline(__always) var step: Value { fields.pointee.step }
  @inline(__always) var length: Value { fields.pointee.length }

  private static func allocate(_ thread: Thread, _ start: Value, _ stop: Value, _ step: Value, _ length: Value) -> Range {
    let r = Range(thread.allocate(MemoryLayout<RangeFields>.size, .record, TypeID.range))
    r.fields.pointee.start = start
    r.fields.pointee.stop = stop
    r.fields.pointee.step = step
    r.fields.pointee.length = length
    return r
  }
  /// range(start, stop, step); ints, step not 0.
  public static func make(_ thread: Thread, _ start: Value, _ stop: Value, _ step: Value) throws(Raised) -> Range {
    allocate(thread, start, stop, step, try count(thread, start, stop, step))
  }

  /// How many numbers there are.
  private static func count(_ thread: Thread, _ start: Value, _ stop: Value, _ step: Value) throws(Raised) -> Value {
    if Value.bothInt(start, stop), step.isInt {
      let a = start.asInt
      let b = stop.asInt
      let s = step.asInt
      // Small ints have 62 bits: differences cannot overflow a word.
      if s > 0 { return thread.int(a < b ? (b &- a &- 1) / s &+ 1 : 0) }
      return thread.int(b < a ? (a &- b &- 1) / -s &+ 1 : 0)
    }
    let backward = try thread.compareBool(step, .int(0), .lt)
    let low = backward ? stop : start
    let high = backward ? start : stop
    if !(try thread.compareBool(low, high, .lt)) { return .int(0) }
    let stride = backward ? try thread.subtract(.int(0), step) : step
    let distance = try thread.subtract(try thread.subtract(high, low), .int(1))
    return try thread.add(try thread.floorDivide(distance, stride), .int(1))
  }

  /// start + i * step: number i, if there are that many.
  func item(_ thread: Thread, _ i: Value) throws(Raised) -> Value {
    if step == .int(1) { return try Range.sum(thread, start, i) }
    return try Range.sum(thread, start, try Range.product(thread, i, step))
  }
  @inline(__always) static func sum(_ thread: Thread, _ a: Value, _ b: Value) throws(Raised) -> Value {
    if Value.bothInt(a, b) { return thread.int(a.asInt &+ b.asInt) }
    return try thread.add(a, b)
  }
  @inline(__always) static func product(_ thread: Thread, _ a: Value, _ b: Value) throws(Raised) -> Value {
    if Value.bothInt(a, b) {
      let (r, overflow) = a.asInt.multipliedReportingOverflow(by: b.asInt)
      if !overflow { return thread.int(r) }
    }
    return try thread.multiply(a, b)
  }

  // MARK: Iterators

  func iterator(_ thread: Thread) throws(Raised) -> Value { try Range.iterator(thread, start, step, length) }
  private static func iterator(_ thread: Thread, _ start: Value, _ step: Value, _ length: Value) throws(Raised) -> Value {
    if Value.bothInt(start, step), length.isInt {
      let (span, overflow) = step.asInt.multipliedReportingOverflow(by: length.asInt)
      if !overflow, Value.fits(span), Value.fits(start.asInt &+ span) {
        let it = RangeIterator(thread.allocate(MemoryLayout<RangeIteratorFields>.size, .record, TypeID.rangeIterator))
        it.fields.pointee.next = start
        it.fields.pointee.remaining = length
        it.fields.pointee.step = step
        it.fields.pointee.length = length
        return it.value
      }
    }
    let it = LongRangeIterator(thread.allocate(MemoryLayout<LongRangeIteratorFields>.size, .record, TypeID.longRangeIterator))
    it.fields.pointee.start = start
    it.fields.pointee.step = step
    it.fields.pointee.length = length
    it.fields.pointee.index = .int(0)
    return it.value
  }
  func reversedIterator(_ thread: Thread) throws(Raised) -> Value {
    let last = length == .int(0) ? start : try item(thread, try thread.subtract(length, .int(1)))
    return try Range.iterator(thread, last, try thread.subtract(.int(0), step), length)
  }
}

// MARK: The type

extension Range {
  static func define(_ type: TypeBuilder) {
    type.doc("range(stop) -> range object\nrange(start, stop[, step]) -> range object\n\nThe integers from start (inclusive) to stop (exclusive) by step.")
    type.record(4)
    type.flags(.sequence)
    type.new("range(*args)") { native($0, $1, $2, $3, Range.new) }
    type.member("start", "First number.", offset: 8)
    type.member("stop", "Where it ends.", offset: 16)
    type.member("step", "Distance between two numbers.", offset: 24)
    type.slots.pointee.repr = { unary($0, $1, Range.repr) }
    type.slots.pointee.hash = { unary($0, $1, Range.hash) }
    type.slots.pointee.richCompare = { compare($0, $1, $2, $3, Range.compareRanges) }
    type.slots.pointee.bool = { unary($0, $1, Range.isTrue) }
    type.slots.pointee.iter = { unary($0, $1, Range.iterate) }
    type.slots.pointee.length = { unary($0, $1, Range.lengthOf) }
    type.slots.pointee.getItem = { binary($0, $1, $2, Range.getItem) }
    type.slots.pointee.contains = { binary($0, $1, $2, Range.containsItem) }
    type.method("count(value, /)", "How often `value` is in the range: 0 or 1 for an int.") { native($0, $1, $2, $3, Range.countOf) }
    type.method("index(value, /)", "Where `value` is in the range; ValueError if it is not.") {
      native($0, $1, $2, $3, Range.indexOf)
    }
    type.method("__reversed__()", "The numbers, last one first.") { native($0, $1, $2, $3, Range.reversed) }
    type.method("__reduce__()", "For pickle.") { native($0, $1, $2, $3, Range.reduce) }
  }

  static func new(_ thread: Thread, _ args: Args) throws(Raised) -> Value {
    switch args.count {
    case 2: return try make(thread, .int(0), try thread.index(args[1]), .int(1)).value
    case 3, 4:
      let start = try thread.index(args[1])
      let stop = try thread.index(args[2])
      let step: Value = args.count == 4 ? try thread.index(args[3]) : .int(1)
      if step == .int(0) { throw thread.raise(.valueError, "range() arg 3 must not be zero") }
      return try make(thread, start, stop, step).value
    case 1: throw thread.raise(.typeError, "range expected at least 1 argument, got 0")
    default: throw thread.raise(.typeError, "range expected at most 3 arguments, got \(args.count - 1)")
    }
  }
  static func repr(_ thread: Thread, _ v: Value) throws(Raised) -> Value {
    let r = Range(v)
    var pieces = try Pieces(thread, "range(")
    try pieces.add(repr: r.start)
    try pieces.add(", ")
    try pieces.add(repr: r.stop)
    if r.step != .int(1) {
      try pieces.add(", ")
      try pieces.add(repr: r.step)
    }
    try pieces.add(")")
    return try pieces.joined()
  }
  /// What equality compares: (length, start or None, step or None).
  private func identity(_ thread: Thread) throws(Raised) -> Tuple {
    let start: Value = length == .int(0) ? .none : self.start
    let step: Value = length == .int(0) || length == .int(1) ? .none : self.step
    return try Tuple.make(thread, [length, start, step])
  }
  static func hash(_ thread: Thread, _ v: Value) throws(Raised) -> Value {
    .int(try Tuple.hash(thread, try Range(v).identity(thread)))
  }
  static func compareRanges(_ thread: Thread, _ a: Value, _ b: Value, _ op: CompareOp) throws(Raised) -> Value {
    guard a.isExactly(.range), b.isExactly(.range), op == .eq || op == .ne else { return .notImplemented }
    if a == b { return .bool(op == .eq) }
    return try Tuple.compareTuples(thread, try Range(a).identity(thread).value, try Range(b).identity(thread).value, op)
  }
  static func isTrue(_ thread: Thread, _ v: Value) throws(Raised) -> Value { .bool(Range(v).length != .int(0)) }
  static func iterate(_ thread: Thread, _ v: Value) throws(Raised) -> Value { try Range(v).iterator(thread) }
  static func lengthOf(_ thread: Thread, _ v: Value) throws(Raised) -> Value {
    let n = Range(v).length
    if n.isInt { return n }
    if let wide = Int.word(n) { return thread.int(wide) }
    throw thread.raise(.overflowError, "Python int too large to convert to C ssize_t")
  }
  static func getItem(_ thread: Thread, _ v: Value, _ key: Value) throws(Raised) -> Value {
    let r = Range(v)
    if key.isExactly(.slice) { return try r.slice(thread, Slice(key)) }
    if !key.isInt, key.type.slots.pointee.index == nil {
      throw thread.raise(.typeError, "range indices must be integers or slices, not \(key.type.displayName)")
    }
    var i = try thread.index(key)
    if try thread.compareBool(i, .int(0), .lt) { i = try sum(thread, i, r.length) }
    let tooSmall = try thread.compareBool(i, .int(0), .lt)
    let tooLarge = try thread.compareBool(i, r.length, .ge)
    if tooSmall || tooLarge { throw thread.raise(.indexError, "range object index out of range") }
    return try r.item(thread, i)
  }
  private func slice(_ thread: Thread, _ slice: Slice) throws(Raised) -> Value {
    let parts = Tuple(try slice.indices(thread, length))
    let start = try item(thread, parts[0])
    let stop = try item(thread, parts[1])
    return try Range.make(thread, start, stop, try Range.product(thread, step, parts[2])).value
  }
  /// The index of an exact int, or nil if it is not one of the numbers.
  private func find(_ thread: Thread, _ v: Value) throws(Raised) -> Value? {
    if Value.bothInt(v, start), Value.bothInt(step, stop) {
      let offset = v.asInt &- start.asInt
      let s = step.asInt
      let inside = s > 0 ? v.asInt >= start.asInt && v.asInt < stop.asInt : v.asInt <= start.asInt && v.asInt > stop.asInt
      return inside && offset % s == 0 ? thread.int(offset / s) : nil
    }
    let backward = try thread.compareBool(step, .int(0), .lt)
    let low: CompareOp = backward ? .le : .ge
    if !(try thread.compareBool(v, start, low)) { return nil }
    if !(try thread.compareBool(v, stop, backward ? .gt : .lt)) { return nil }
    let offset = try thread.subtract(v, start)
    if try thread.remainder(offset, step) != .int(0) { return nil }
    return try thread.floorDivide(offset, step)
  }
  private static func isPlainInt(_ v: Value) -> Bool { v.isInt || v.isBool || v.isExactly(.int) }
  /// An exact int or a bool as an int.
  private static func plain(_ v: Value) -> Value { v.isBool ? .int(v.isTrue ? 1 : 0) : v }

  static func containsItem(_ thread: Thread, _ v: Value, _ item: Value) throws(Raised) -> Value {
    if isPlainInt(item) { return .bool(try Range(v).find(thread, plain(item)) != nil) }
    let it = try Range(v).iterator(thread)
    while true {
      let x = try thread.next(it)
      if x.isEmpty { return .no }
      if try thread.equal(x, item) { return .yes }
    }
  }
  static func countOf(_ thread: Thread, _ args: Args) throws(Raised) -> Value {
    let r = Range(args[0])
    if isPlainInt(args[1]) { return .int(try r.find(thread, plain(args[1])) != nil ? 1 : 0) }
    let it = try r.iterator(thread)
    var n = 0
    while true {
      let x = try thread.next(it)
      if x.isEmpty { return .int(n) }
      if try thread.equal(x, args[1]) { n &+= 1 }
    }
  }
  static func indexOf(_ thread: Thread, _ args: Args) throws(Raised) -> Value {
    let r = Range(args[0])
    if isPlainInt(args[1]) {
      if let i = try r.find(thread, plain(args[1])) { return i }
      throw thread.raise(.valueError, "\(try thread.repr(args[1]).string) is not in range")
    }
    let it = try r.iterator(thread)
    var n = 0
    while true {
      let x = try thread.next(it)
      if x.isEmpty { throw thread.raise(.valueError, "sequence.index(x): x not in sequence") }
      if try thread.equal(x, args[1]) { return .int(n) }
      n &+= 1
    }
  }
  static func reversed(_ thread: Thread, _ args: Args) throws(Raised) -> Value { try Range(args[0]).reversedIterator(thread) }
  static func reduce(_ thread: Thread, _ args: Args) throws(Raised) -> Value {
    let r = Range(args[0])
    return Tuple.pair(thread, Type[.range].value, try Tuple.make(thread, [r.start, r.stop, r.step]).value)
  }
}

// MARK: range_iterator

extension RangeIterator {
  static func define(_ type: TypeBuilder) {
    type.record(4)
    type.flags(.noNew)
    type.slots.pointee.iter = { $1 }
    type.slots.pointee.next = { unary($0, $1, RangeIterator.next) }
    type.method("__length_hint__()", "How many items are left, about.") { native($0, $1, $2, $3, RangeIterator.lengthHint) }
    type.method("__reduce__()", "For pickle.") { native($0, $1, $2, $3, RangeIterator.reduce) }
    type.method("__setstate__(state, /)", "For pickle.") { native($0, $1, $2, $3, RangeIterator.setState) }
  }
  static func next(_ thread: Thread, _ v: Value) throws(Raised) -> Value {
    let it = RangeIterator(v)
    return it.fields.pointee.remaining.bits == 0 ? .empty : it.take()
  }
  static func lengthHint(_ thread: Thread, _ args: Args) throws(Raised) -> Value { RangeIterator(args[0]).fields.pointee.remaining }
  private var index: Int { fields.pointee.length.asInt &- fields.pointee.remaining.asInt }
  static func reduce(_ thread: Thread, _ args: Args) throws(Raised) -> Value {
    let it = RangeIterator(args[0])
    let f = it.fields.pointee
    let start = f.next.asInt &- it.index &* f.step.asInt
    let stop = start &+ f.length.asInt &* f.step.asInt
    let range = try Range.make(thread, thread.int(start), thread.int(stop), f.step)
    let arguments = try Tuple.make(thread, [range.value])
    return try Tuple.make(thread, [try thread.builtin("iter"), arguments.value, .int(it.index)]).value
  }
  static func setState(_ thread: Thread, _ args: Args) throws(Raised) -> Value {
    let it = RangeIterator(args[0])
    let wanted = try thread.indexInt(args[1], overflow: .overflowError)
    let length = it.fields.pointee.length.asInt
    let i = max(0, min(wanted, length))
    let start = it.fields.pointee.next.asInt &- it.index &* it.fields.pointee.step.asInt
    it.fields.pointee.next = .int(start &+ i &* it.fields.pointee.step.asInt)
    it.fields.pointee.remaining = .int(length &- i)
    return .none
  }
}

// MARK: longrange_iterator

struct LongRangeIteratorFields: BitwiseCopyable {
  var header: Header
  var start: Value
  var step: Value
  var length: Value
  var index: Value
}

struct LongRangeIterator: Handle {
  let fields: UnsafeMutablePointer<LongRangeIteratorFields>
  @inline(__always) init(fields: UnsafeMutablePointer<LongRangeIteratorFields>) { self.fields = fields }

  static func define(_ type: TypeBuilder) {
    type.record(4)
    type.flags(.noNew)
    type.slots.pointee.iter = { $1 }
    type.slots.pointee.next = { unary($0, $1, LongRangeIterator.next) }
    type.method("__length_hint__()", "How many items are left, about.") { native($0, $1, $2, $3, LongRangeIterator.lengthHint) }
    type.method("__reduce__()", "For pickle.") { native($0, $1, $2, $3, LongRangeIterator.reduce) }
    type.method("__setstate__(state, /)", "For pickle.") { native($0, $1, $2, $3, LongRangeIterator.setState) }
  }
  static func next(_ thread: Thread, _ v: Value) throws(Raised) -> Value {
    let it = LongRangeIterator(v)
    let f = it.fields.pointee
    if !(try thread.compareBool(f.index, f.length, .lt)) { return .empty }
    let value = try Range.sum(thread, f.start, try Range.product(thread, f.index, f.step))
    let index = try Range.sum(thread, f.index, .int(1))
    it.barrier()
    it.fields.pointee.index = index
    return value
  }
  static func lengthHint(_ thread: Thread, _ args: Args) throws(Raised) -> Value {
    let f = LongRangeIterator(args[0]).fields.pointee
    return try thread.subtract(f.length, f.index)
  }
  static func reduce(_ thread: Thread, _ args: Args) throws(Raised) -> Value {
    let f = LongRangeIterator(args[0]).fields.pointee
    let stop = try thread.add(f.start, try thread.multiply(f.length, f.step))
    let arguments = try Tuple.make(thread, [try Range.make(thread, f.start, stop, f.step).value])
    return try Tuple.make(thread, [try thread.builtin("iter"), arguments.value, f.index]).value
  }
  static func setState(_ thread: Thread, _ args: Args) throws(Raised) -> Value {
    let it = LongRangeIterator(args[0])
    if !args[1].isInt, !args[1].isKind(.bigInt) {
      throw thread.raise(.typeError, "state must be an int, not \(args[1].type.displayName)")
    }
    var index = args[1]
    if try thread.compareBool(index, .int(0), .lt) { index = .int(0) }
    if try thread.compareBool(index, it.fields.pointee.length, .gt) { index = it.fields.pointee.length }
    it.barrier()
    it.fields.pointee.index = index
    return .none
  }
}
