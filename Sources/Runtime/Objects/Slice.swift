// slice: start, stop, step, each of any type. Language Reference 3.2, "Slice objects".

public struct SliceFields: BitwiseCopyable {
  var header: Header
  public var start: Value
  public var stop: Value
  public var step: Value
}

/// Which items of a sequence a slice names: `count` of them, from `start` on, `step` apart.
public struct SliceBounds: BitwiseCopyable {
  public var start: Int
  public var stop: Int
  public var step: Int
  public var count: Int
}

public struct Slice: Handle {
  public let fields: UnsafeMutablePointer<SliceFields>
  @inline(__always) public init(fields: UnsafeMutablePointer<SliceFields>) { self.fields = fields }

  public static func make(_ thread: Thread, _ start: Value, _ stop: Value, _ step: Value) -> Value {
    let s = Slice(thread.allocate(MemoryLayout<SliceFields>.size, .record, TypeID.slice))
    s.fields.pointee.start = start
    s.fields.pointee.stop = stop
    s.fields.pointee.step = step
    return s.value
  }

  /// An index clipped to the word's range; None is not allowed.
  static func clipped(_ thread: Thread, _ v: Value) throws(Raised) -> Int {
    if v.isInt { return v.asInt }
    if v.type.slots.pointee.index == nil {
      throw thread.raise(.typeError, "slice indices must be integers or have an __index__ method")
    }
    return try thread.indexClipped(v)
  }

  /// `start`, `stop` and `step` clipped to words. They may run Python code: the sequence's length is to be read after this.
  public func words(_ thread: Thread) throws(Raised) -> SliceBounds {
    let step = fields.pointee.step.isNone ? 1 : try Slice.clippedOrNone(thread, fields.pointee.step)
    if step == 0 { throw thread.raise(.valueError, "slice step cannot be zero") }
    let s = max(step, -Int.max)
    let start = fields.pointee.start.isNone ? (s < 0 ? Int.max : 0) : try Slice.clippedOrNone(thread, fields.pointee.start)
    let stop = fields.pointee.stop.isNone ? (s < 0 ? Int.min : Int.max) : try Slice.clippedOrNone(thread, fields.pointee.stop)
    return SliceBounds(start: start, stop: stop, step: s, count: 0)
  }
  private static func clippedOrNone(_ thread: Thread, _ v: Value) throws(Raised) -> Int {
    if v.isInt { return v.asInt }
    if v.type.slots.pointee.index == nil {
      throw thread.raise(.typeError, "slice indices must be integers or None or have an __index__ method")
    }
    return try thread.indexClipped(v)
  }
  /// The items that this slice names in a sequence of `length()` items.
  @inline(__always) public func bounds(_ thread: Thread, _ length: () -> Int) throws(Raised) -> SliceBounds {
    var b = try words(thread)
    b.clip(length())
    return b
  }
}

extension SliceBounds {
  /// Of ints and None only, not yet fitted to a sequence; nil for anything else, and for a step of 0.
  @inline(__always) init?(_ start: Value, _ stop: Value, _ step: Value) {
    if !(start.isInt || start.isNone) || !(stop.isInt || stop.isNone) || !(step.isInt || step.isNone) { return nil }
    let s: Int = step.isInt ? step.asInt : 1
    if s == 0 { return nil }
    self.init(
      start: start.isInt ? start.asInt : s < 0 ? Int.max : 0, stop: stop.isInt ? stop.asInt : s < 0 ? Int.min : Int.max, step: s,
      count: 0)
  }
  /// Fits start and stop to a sequence of `length` items, and counts.
  @inline(__always) mutating func clip(_ length: Int) {
    func fit(_ i: Int) -> Int {
      if i < 0 {
        let j = i &+ length
        return j < 0 ? (step < 0 ? -1 : 0) : j
      }
      return i >= length ? (step < 0 ? length &- 1 : length) : i
    }
    start = fit(start)
    stop = fit(stop)
    // The usual steps without a division.
    if step == 1 {
      count = max(stop &- start, 0)
    } else if step == -1 {
      count = max(start &- stop, 0)
    } else {
      divide()
    }
  }
  @inline(never) private mutating func divide() {
    if step < 0 {
      count = stop < start ? (start &- stop &- 1) / -step &+ 1 : 0
    } else {
      count = start < stop ? (stop &- start &- 1) / step &+ 1 : 0
    }
  }
}

extension Thread {
  /// The optional `start` and `stop` of `index(value, start, stop)`, fitted to `length` items.
  func searchBounds(_ start: Value, _ stop: Value, _ length: () -> Int) throws(Raised) -> (start: Int, stop: Int) {
    var low = start.isEmpty ? 0 : try Slice.clipped(self, start)
    var high = stop.isEmpty ? Int.max : try Slice.clipped(self, stop)
    let n = length()
    if low < 0 { low = max(low &+ n, 0) }
    if high < 0 { high = max(high &+ n, 0) }
    return (low, min(high, n))
  }
  /// `i` of a subscript, counted from the end if negative; not checked against `length`.
  @inline(__always) func position(_ i: Value, _ length: () -> Int) throws(Raised) -> Int {
    let n: Int = i.isInt ? i.asInt : try indexInt(i, overflow: .indexError)
    return n < 0 ? n &+ length() : n
  }
  /// Equality as containers use it: identical objects are equal. Ints, strs and bytes are compared without a call.
  @inline(__always) func same(_ a: Value, _ b: Value) throws(Raised) -> Bool {
    if a == b { return true }
    if Value.bothInt(a, b) { return false }
    if a.isObject, b.isObject, a.object.shape == b.object.shape {
      if a.object.shape == TypeID.str.rawValue { return Str.equal(Str(a), Str(b)) }
      if a.object.shape == TypeID.bytes.rawValue { return Bytes.equal(Bytes(a), Bytes(b)) }
      if a.object.shape == TypeID.tuple.rawValue, Tuple(a).hasItems(of: Tuple(b)) { return true }
    }
    return try equal(a, b)
  }
}

// MARK: The type

extension Slice {
  static func define(_ type: TypeBuilder) {
    type.doc("slice(stop)\nslice(start, stop[, step])\n\nA range of indices, as a[start:stop:step] makes it.")
    type.record(3)
    type.new("slice(*args)") { native($0, $1, $2, $3, Slice.new) }
    type.member("start", "Where it begins.", offset: 8)
    type.member("stop", "Where it ends.", offset: 16)
    type.member("step", "Distance between two indices.", offset: 24)
    type.method("indices(len, /)", "Return (start, stop, stride) for a sequence of this length.") { native($0, $1, $2, $3, Slice.indices) }
    type.method("__reduce__()", "For pickle.") { native($0, $1, $2, $3, Slice.reduce) }
    type.slots.pointee.repr = { unary($0, $1, Slice.repr) }
    type.slots.pointee.richCompare = { compare($0, $1, $2, $3, Slice.compareSlices) }
    type.slots.pointee.hash = { unary($0, $1, Slice.hash) }
  }

  static func new(_ thread: Thread, _ args: Args) throws(Raised) -> Value {
    switch args.count {
    case 2: return make(thread, .none, args[1], .none)
    case 3: return make(thread, args[1], args[2], .none)
    case 4: return make(thread, args[1], args[2], args[3])
    case 1: throw thread.raise(.typeError, "slice expected at least 1 argument, got 0")
    default: throw thread.raise(.typeError, "slice expected at most 3 arguments, got \(args.count - 1)")
    }
  }
  static func hash(_ thread: Thread, _ v: Value) throws(Raised) -> Value { throw thread.raise(.typeError, "unhashable type: 'slice'") }
  static func repr(_ thread: Thread, _ v: Value) throws(Raised) -> Value {
    let s = Slice(v)
    var pieces = try Pieces(thread, "slice(")
    try pieces.add(repr: s.fields.pointee.start)
    try pieces.add(", ")
    try pieces.add(repr: s.fields.pointee.stop)
    try pieces.add(", ")
    try pieces.add(repr: s.fields.pointee.step)
    try pieces.add(")")
    return try pieces.joined()
  }
  static func reduce(_ thread: Thread, _ args: Args) throws(Raised) -> Value {
    let s = Slice(args[0])
    let parts = try Tuple.make(thread, [s.fields.pointee.start, s.fields.pointee.stop, s.fields.pointee.step])
    return Tuple.pair(thread, Type[.slice].value, parts.value)
  }
  static func compareSlices(_ thread: Thread, _ a: Value, _ b: Value, _ op: CompareOp) throws(Raised) -> Value {
    if !b.isExactly(.slice) || !a.isExactly(.slice) { return .notImplemented }
    if a == b { return .bool(op == .eq || op == .le || op == .ge) }
    let s = Slice(a).fields
    let t = Slice(b).fields
    let left = try Tuple.make(thread, [s.pointee.start, s.pointee.stop, s.pointee.step])
    let right = try Tuple.make(thread, [t.pointee.start, t.pointee.stop, t.pointee.step])
    return try Tuple.compareTuples(thread, left.value, right.value, op)
  }

  /// Works on ints of any size.
  static func indices(_ thread: Thread, _ args: Args) throws(Raised) -> Value {
    let length = try thread.index(args[1])
    if try thread.compareBool(length, .int(0), .lt) { throw thread.raise(.valueError, "length should not be negative") }
    return try Slice(args[0]).indices(thread, length)
  }
  /// (start, stop, step) for a sequence of `length` items, an int of any size.
  func indices(_ thread: Thread, _ length: Value) throws(Raised) -> Value {
    let s = fields
    func part(_ v: Value) throws(Raised) -> Value {
      if v.type.slots.pointee.index == nil {
        throw thread.raise(.typeError, "slice indices must be integers or None or have an __index__ method")
      }
      return try thread.index(v)
    }
    let step: Value = s.pointee.step.isNone ? .int(1) : try part(s.pointee.step)
    if step == .int(0) { throw thread.raise(.valueError, "slice step cannot be zero") }
    let backward = try thread.compareBool(step, .int(0), .lt)
    let lower: Value = backward ? .int(-1) : .int(0)
    let upper = backward ? try thread.subtract(length, .int(1)) : length
    func fit(_ v: Value, _ absent: Value) throws(Raised) -> Value {
      if v.isNone { return absent }
      let i = try part(v)
      if try thread.compareBool(i, .int(0), .lt) {
        let j = try thread.add(i, length)
        return try thread.compareBool(j, lower, .lt) ? lower : j
      }
      return try thread.compareBool(i, upper, .gt) ? upper : i
    }
    let start = try fit(s.pointee.start, backward ? upper : lower)
    let stop = try fit(s.pointee.stop, backward ? lower : upper)
    return try Tuple.make(thread, [start, stop, step]).value
  }
}
