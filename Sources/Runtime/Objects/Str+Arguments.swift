// What the methods of str, bytes and bytearray ask of their arguments, with CPython's messages.

enum Arguments {
  /// A str (or subclass); otherwise TypeError "<what> must be str, not <type>".
  @inline(__always) static func str(_ thread: Thread, _ v: Value, _ what: StaticString) throws(Raised) -> Str {
    if _fastPath(v.isKind(.str)) { return Str(v) }
    throw wrongType(thread, v, "\(what) must be str")
  }
  @inline(never) static func wrongType(_ thread: Thread, _ v: Value, _ text: String) -> Raised {
    thread.raise(.typeError, "\(text), not \(v.isNone ? "None" : v.type.displayName)")
  }

  /// A start or stop of a sequence, clipped to the word; `fallback` for None and for one that was left out.
  @inline(__always) static func bound(_ thread: Thread, _ v: Value, _ fallback: Int) throws(Raised) -> Int {
    if v.isInt { return v.asInt }
    if v.isEmpty || v.isNone { return fallback }
    return try slowBound(thread, v)
  }
  @inline(never) private static func slowBound(_ thread: Thread, _ v: Value) throws(Raised) -> Int {
    if v.isBool { return v.isTrue ? 1 : 0 }
    if v.isKind(.bigInt) || v.type.slots.pointee.index != nil { return try thread.indexClipped(v) }
    throw thread.raise(.typeError, "slice indices must be integers or None or have an __index__ method")
  }
  /// start and end of a search in `count` items, negative ones counted from the end, clipped; start may exceed end.
  @inline(__always) static func range(_ thread: Thread, _ start: Value, _ end: Value, _ count: Int) throws(Raised) -> (Int, Int) {
    var from = try bound(thread, start, 0)
    var to = try bound(thread, end, Int.max)
    if to > count { to = count } else if to < 0 { to = max(0, to &+ count) }
    if from < 0 { from = max(0, from &+ count) }
    return (from, to)
  }

  /// A `Py_ssize_t` parameter; `fallback` when left out.
  @inline(__always) static func size(_ thread: Thread, _ v: Value, _ fallback: Int) throws(Raised) -> Int {
    if v.isInt { return v.asInt }
    if v.isEmpty { return fallback }
    return try slowSize(thread, v)
  }
  @inline(never) private static func slowSize(_ thread: Thread, _ v: Value) throws(Raised) -> Int {
    let i = try thread.index(v)
    if i.isInt { return i.asInt }
    let clipped = try thread.indexClipped(i)
    if !(try thread.equal(thread.int(clipped), i)) {
      throw thread.raise(.overflowError, "Python int too large to convert to C ssize_t")
    }
    return clipped
  }
  /// A C `int` parameter.
  static func int32(_ thread: Thread, _ v: Value, _ fallback: Int) throws(Raised) -> Int {
    if v.isEmpty { return fallback }
    let i = try thread.index(v)
    if !i.isInt { throw thread.raise(.overflowError, "Python int too large to convert to C long") }
    if i.asInt > Int(Int32.max) { throw thread.raise(.overflowError, "signed integer is greater than maximum") }
    if i.asInt < Int(Int32.min) { throw thread.raise(.overflowError, "signed integer is less than minimum") }
    return i.asInt
  }
  /// A factor of a repetition.
  @inline(__always) static func factor(_ thread: Thread, _ v: Value) throws(Raised) -> Int {
    if v.isInt { return v.asInt }
    if !v.isBool, !v.isKind(.bigInt), v.type.slots.pointee.index == nil {
      throw thread.raise(.typeError, "can't multiply sequence by non-int of type '\(v.type.displayName)'")
    }
    return try thread.indexInt(v, overflow: .overflowError)
  }
  /// The text of an optional `encoding` or `errors` parameter.
  static func codecName(_ thread: Thread, _ v: Value, _ function: StaticString, _ name: StaticString) throws(Raised) -> Str? {
    if v.isEmpty { return nil }
    guard v.isKind(.str) else {
      throw wrongType(thread, v, "\(function)() argument '\(name)' must be str")
    }
    let s = Str(v)
    // Names are C strings in UTF-8.
    if !s.isASCII { _ = try Codecs.encodeUTF8(thread, s, nil) }
    for i in 0..<s.length where s[i] == 0 { throw thread.raise(.valueError, "embedded null character") }
    return s
  }
}

extension Arguments {
  /// An int, or an object with `__index__`.
  @inline(__always) static func isIndex(_ v: Value) -> Bool {
    v.isInt || v.isBool || v.isKind(.bigInt) || (v.isObject && v.type.slots.pointee.index != nil)
  }
}

/// A slice object applied to a sequence of a known length: `count` items from `start` in steps of `step`.
struct SliceRange: BitwiseCopyable {
  var start: Int
  var step: Int
  var count: Int

  init(_ thread: Thread, _ slice: Value, _ length: Int) throws(Raised) {
    let values: UnsafeMutablePointer<Value> = slice.object.at(8)
    step = try Arguments.bound(thread, values[2], 1)
    if step == 0 { throw thread.raise(.valueError, "slice step cannot be zero") }
    if step == Int.min { step = -Int.max }
    let backwards = step < 0
    var from = try Arguments.bound(thread, values[0], backwards ? Int.max : 0)
    var to = try Arguments.bound(thread, values[1], backwards ? Int.min : Int.max)
    let low = backwards ? -1 : 0
    let high = backwards ? length &- 1 : length
    let toIsOpen = values[1].isNone
    if from < 0 { from = max(low, from == Int.min ? low : from &+ length) } else { from = min(from, high) }
    if toIsOpen {
      to = backwards ? -1 : length
    } else if to < 0 {
      to = max(low, to == Int.min ? low : to &+ length)
    } else {
      to = min(to, high)
    }
    start = from
    if backwards {
      count = to < from ? (from &- to &- 1) / (0 &- step) &+ 1 : 0
    } else {
      count = from < to ? (to &- from &- 1) / step &+ 1 : 0
    }
  }
}
