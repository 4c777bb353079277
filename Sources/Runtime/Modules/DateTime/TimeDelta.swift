// timedelta: a duration, exact to the microsecond.

struct TimeDelta: Handle {
  struct Fields: BitwiseCopyable {
    var header: Header
    /// ints: -999999999 … 999999999, 0 … 86399, 0 … 999999
    var days: Value
    var seconds: Value
    var microseconds: Value
    /// int, or empty until asked for
    var hash: Value
  }
  let fields: UnsafeMutablePointer<Fields>
  @inline(__always) init(fields: UnsafeMutablePointer<Fields>) { self.fields = fields }

  var days: Int { fields.pointee.days.asInt }
  var seconds: Int { fields.pointee.seconds.asInt }
  var microseconds: Int { fields.pointee.microseconds.asInt }
  /// All of it in microseconds.
  var total: Int128 { (Int128(days) * 86400 + Int128(seconds)) * 1_000_000 + Int128(microseconds) }
  /// Shorter than a day: may be an offset from UTC.
  var isOffset: Bool { days == 0 || days == -1 && (seconds > 0 || microseconds > 0) }
  var isZero: Bool { days == 0 && seconds == 0 && microseconds == 0 }

  static func make(_ t: Thread, days: Int, seconds: Int, microseconds: Int) -> TimeDelta {
    let d = TimeDelta(t.allocate(MemoryLayout<Fields>.size, .record, TypeID.timeDelta))
    d.fields.pointee.days = .int(days)
    d.fields.pointee.seconds = .int(seconds)
    d.fields.pointee.microseconds = .int(microseconds)
    d.fields.pointee.hash = .empty
    return d
  }
  static func make(_ t: Thread, _ total: Int128, _ cls: Type? = nil) throws(Raised) -> Value {
    var seconds = total / 1_000_000
    var us = Int(total % 1_000_000)
    if us < 0 {
      us += 1_000_000
      seconds -= 1
    }
    var days = seconds / 86400
    var rest = Int(seconds % 86400)
    if rest < 0 {
      rest += 86400
      days -= 1
    }
    if days < Int128(Int32.min) || days > Int128(Int32.max) { throw t.raise(.overflowError, "Python int too large to convert to C int") }
    if days < -999_999_999 || days > 999_999_999 {
      throw t.raise(.overflowError, "days=\(Int(days)); must have magnitude <= 999999999")
    }
    guard let cls, cls != Type[.timeDelta] else { return make(t, days: Int(days), seconds: rest, microseconds: us).value }
    let d = TimeDelta(try cls.allocateInstance(t))
    d.fields.pointee.days = .int(Int(days))
    d.fields.pointee.seconds = .int(rest)
    d.fields.pointee.microseconds = .int(us)
    return d.value
  }
  /// From an int of microseconds.
  static func make(_ t: Thread, microseconds v: Value, _ cls: Type? = nil) throws(Raised) -> Value {
    if v.isInt { return try make(t, Int128(v.asInt), cls) }
    let p = Int.plain(v)
    if p.isInt { return try make(t, Int128(p.asInt), cls) }
    let wide: Int128? = p.isEmpty ? nil : Limbs.read(p) { (m: Limbs) -> Int128? in
      if m.count > 2 || m.count == 2 && m.limbs[1] >> 62 != 0 { return nil }
      let magnitude = Int128(m.limbs[0]) | (m.count > 1 ? Int128(m.limbs[1]) << 64 : 0)
      return m.negative ? -magnitude : magnitude
    }
    guard let wide else { throw t.raise(.overflowError, "Python int too large to convert to C int") }
    return try make(t, wide, cls)
  }
  static func int(_ t: Thread, _ i: Int128) -> Value {
    if let word = Int(exactly: i) { return t.int(word) }
    let m = i.magnitude
    return t.int(high: UInt(m >> 64), low: UInt(truncatingIfNeeded: m), negative: i < 0)
  }
  func total(_ t: Thread) -> Value { TimeDelta.int(t, total) }

  static func define(_ type: TypeBuilder) {
    type.doc("timedelta(days=0, seconds=0, microseconds=0, milliseconds=0, minutes=0, hours=0, weeks=0)\n\nA duration: the sum of its arguments, to the microsecond; they may be ints or floats, and negative.")
    type.layout(.record, size: MemoryLayout<Fields>.size)
    type.new("timedelta(days=0, seconds=0, microseconds=0, milliseconds=0, minutes=0, hours=0, weeks=0)") { native($0, $1, $2, $3, TimeDelta.new) }
    type.property("days", "Number of days.") { unary($0, $1) { (t, v) throws(Raised) in TimeDelta(v).fields.pointee.days } }
    type.property("seconds", "Seconds, from 0 to 86399.") { unary($0, $1) { (t, v) throws(Raised) in TimeDelta(v).fields.pointee.seconds } }
    type.property("microseconds", "Microseconds, from 0 to 999999.") {
      unary($0, $1) { (t, v) throws(Raised) in TimeDelta(v).fields.pointee.microseconds }
    }
    type.method("total_seconds()", "The whole duration in seconds, as a float.") {
      native($0, $1, $2, $3) { (t, a) throws(Raised) in try t.trueDivide(TimeDelta(a[0]).total(t), .int(1_000_000)) }
    }
    type.method("__reduce__()", "For pickle.") {
      native($0, $1, $2, $3) { (t, a) throws(Raised) in
        let f = TimeDelta(a[0]).fields.pointee
        return Tuple.pair(t, a[0].type.value, try Tuple.make(t, [f.days, f.seconds, f.microseconds]).value)
      }
    }
    defineSlots(type.slots)
  }
  private static func defineSlots(_ slots: UnsafeMutablePointer<Slots>) {
    slots.pointee.repr = { unary($0, $1, TimeDelta.repr) }
    slots.pointee.str = { unary($0, $1, TimeDelta.str) }
    slots.pointee.hash = { unary($0, $1, TimeDelta.hash) }
    slots.pointee.richCompare = { compare($0, $1, $2, $3, TimeDelta.order) }
    slots.pointee.bool = { unary($0, $1) { (t, v) throws(Raised) in .bool(!TimeDelta(v).isZero) } }
    slots.pointee.add = { binary($0, $1, $2) { (t, a, b) throws(Raised) in
      guard TimeDelta.both(a, b) else { return .notImplemented }
      return try TimeDelta.make(t, TimeDelta(a).total + TimeDelta(b).total)
    } }
    slots.pointee.subtract = { binary($0, $1, $2) { (t, a, b) throws(Raised) in
      guard TimeDelta.both(a, b) else { return .notImplemented }
      return try TimeDelta.make(t, TimeDelta(a).total - TimeDelta(b).total)
    } }
    slots.pointee.negative = { unary($0, $1) { (t, v) throws(Raised) in try TimeDelta.make(t, -TimeDelta(v).total) } }
    slots.pointee.positive = { unary($0, $1) { (t, v) throws(Raised) in try TimeDelta.make(t, TimeDelta(v).total) } }
    slots.pointee.absolute = { unary($0, $1) { (t, v) throws(Raised) in
      let us = TimeDelta(v).total
      return try TimeDelta.make(t, us < 0 ? -us : us)
    } }
    slots.pointee.multiply = { binary($0, $1, $2) { (t, a, b) throws(Raised) in
      let (delta, factor) = a.isInstance(of: .timeDelta) ? (a, b) : (b, a)
      guard delta.isInstance(of: .timeDelta) else { return .notImplemented }
      if Int.isAny(factor) { return try TimeDelta.make(t, microseconds: try t.multiply(TimeDelta(delta).total(t), factor)) }
      if Float.number(of: factor) != nil { return try TimeDelta.scaled(t, delta, factor, dividing: false) }
      return .notImplemented
    } }
    slots.pointee.trueDivide = { binary($0, $1, $2) { (t, a, b) throws(Raised) in
      guard a.isInstance(of: .timeDelta) else { return .notImplemented }
      if b.isInstance(of: .timeDelta) { return try t.trueDivide(TimeDelta(a).total(t), TimeDelta(b).total(t)) }
      if Int.isAny(b) { return try TimeDelta.make(t, microseconds: try TimeDelta.nearest(t, TimeDelta(a).total(t), b)) }
      if Float.number(of: b) != nil { return try TimeDelta.scaled(t, a, b, dividing: true) }
      return .notImplemented
    } }
    slots.pointee.floorDivide = { binary($0, $1, $2) { (t, a, b) throws(Raised) in
      guard a.isInstance(of: .timeDelta) else { return .notImplemented }
      if b.isInstance(of: .timeDelta) { return try t.floorDivide(TimeDelta(a).total(t), TimeDelta(b).total(t)) }
      if Int.isAny(b) { return try TimeDelta.make(t, microseconds: try t.floorDivide(TimeDelta(a).total(t), b)) }
      return .notImplemented
    } }
    slots.pointee.remainder = { binary($0, $1, $2) { (t, a, b) throws(Raised) in
      guard TimeDelta.both(a, b) else { return .notImplemented }
      if TimeDelta(b).isZero { throw t.raise(.zeroDivisionError, "integer modulo by zero") }
      return try TimeDelta.make(t, microseconds: try t.remainder(TimeDelta(a).total(t), TimeDelta(b).total(t)))
    } }
    slots.pointee.divmod = { binary($0, $1, $2) { (t, a, b) throws(Raised) in
      guard TimeDelta.both(a, b) else { return .notImplemented }
      let r = try t.divmod(TimeDelta(a).total(t), TimeDelta(b).total(t))
      return Tuple.pair(t, Tuple(r)[0], try TimeDelta.make(t, microseconds: Tuple(r)[1]))
    } }
  }
  static func both(_ a: Value, _ b: Value) -> Bool { a.isInstance(of: .timeDelta) && b.isInstance(of: .timeDelta) }

  /// The int nearest to x / y, ties to the even one.
  private static func nearest(_ t: Thread, _ x: Value, _ y: Value) throws(Raised) -> Value {
    let pair = try t.divmod(x, y)
    let q = Tuple(pair)[0]
    let twice = try t.multiply(Tuple(pair)[1], .int(2))
    let negative = try t.compareBool(y, .int(0), .lt)
    let beyond = try t.compareBool(twice, y, negative ? .lt : .gt)
    let isTie = try t.equal(twice, y)
    let isOdd = try t.truth(try t.remainder(q, .int(2)))
    return beyond || isTie && isOdd ? try t.add(q, .int(1)) : q
  }
  /// delta * f or delta / f, by the ratio of ints that f is.
  private static func scaled(_ t: Thread, _ delta: Value, _ f: Value, dividing: Bool) throws(Raised) -> Value {
    let ratio = try t.callMethod(f, Str.intern(t, "as_integer_ratio"), [])
    guard ratio.isKind(.tuple), Tuple(ratio).count == 2 else {
      throw t.raise(.typeError, "unexpected return type from as_integer_ratio(): expected tuple, not '\(ratio.type.displayName)'")
    }
    guard Int.isAny(Tuple(ratio)[0]), Int.isAny(Tuple(ratio)[1]) else { throw t.raise(.typeError, "non-integer arguments in division") }
    let (top, bottom) = dividing ? (Tuple(ratio)[1], Tuple(ratio)[0]) : (Tuple(ratio)[0], Tuple(ratio)[1])
    return try make(t, microseconds: try nearest(t, try t.multiply(TimeDelta(delta).total(t), top), bottom))
  }

  private static func new(_ t: Thread, _ a: Args) throws(Raised) -> Value {
    let units: [(argument: Int, factor: Int, name: StaticString)] = [
      (3, 1, "microseconds"), (4, 1000, "milliseconds"), (2, 1_000_000, "seconds"), (5, 60_000_000, "minutes"), (6, 3_600_000_000, "hours"),
      (1, 86_400_000_000, "days"), (7, 604_800_000_000, "weeks"),
    ]
    var sum = Value.int(0)
    // Parts of a microsecond.
    var left = 0.0
    for unit in units {
      let v = a[unit.argument]
      if v.isEmpty { continue }
      if Int.isAny(v) {
        sum = try t.add(sum, try t.multiply(v, .int(unit.factor)))
      } else if let d = Float.number(of: v) {
        let whole = d.rounded(.towardZero)
        sum = try t.add(sum, try t.multiply(try Int.fromAnyDouble(t, whole), .int(unit.factor)))
        let part = (d - whole) * Double(unit.factor)
        let wholePart = part.rounded(.towardZero)
        sum = try t.add(sum, try Int.fromAnyDouble(t, wholePart))
        left += part - wholePart
      } else {
        throw t.raise(.typeError, "unsupported type for timedelta \(unit.name) component: \(v.type.displayName)")
      }
    }
    if left != 0 {
      var whole = left.rounded(.toNearestOrAwayFromZero)
      if (whole - left).magnitude == 0.5 {
        // A tie: the sum shall be even.
        let odd = try t.truth(try t.remainder(sum, .int(2))) ? 1.0 : 0.0
        whole = 2 * ((left + odd) * 0.5).rounded(.toNearestOrAwayFromZero) - odd
      }
      sum = try t.add(sum, try Int.fromAnyDouble(t, whole))
    }
    return try make(t, microseconds: sum, Type(a[0]))
  }

  private static func order(_ t: Thread, _ a: Value, _ b: Value, _ op: CompareOp) throws(Raised) -> Value {
    guard both(a, b) else { return .notImplemented }
    let x = TimeDelta(a).total
    let y = TimeDelta(b).total
    return .bool(Int.isTrue(x < y ? -1 : x > y ? 1 : 0, op))
  }
  private static func hash(_ t: Thread, _ v: Value) throws(Raised) -> Value {
    let f = TimeDelta(v).fields
    if f.pointee.hash.isEmpty {
      f.pointee.hash = .int(try t.hash(try Tuple.make(t, [f.pointee.days, f.pointee.seconds, f.pointee.microseconds]).value))
    }
    return f.pointee.hash
  }
  private static func repr(_ t: Thread, _ v: Value) throws(Raised) -> Value {
    let d = TimeDelta(v)
    var parts: [String] = []
    if d.days != 0 { parts.append("days=\(d.days)") }
    if d.seconds != 0 { parts.append("seconds=\(d.seconds)") }
    if d.microseconds != 0 { parts.append("microseconds=\(d.microseconds)") }
    let name = v.type.has(.heap) ? v.type.shortName : "datetime.timedelta"
    return Str.make(t, "\(name)(\(parts.isEmpty ? "0" : parts.joined(separator: ", ")))").value
  }
  private static func str(_ t: Thread, _ v: Value) throws(Raised) -> Value {
    let d = TimeDelta(v)
    var text = d.days == 0 ? "" : "\(d.days) day\(d.days == 1 || d.days == -1 ? "" : "s"), "
    text += "\(d.seconds / 3600):" + CivilTime.digits(d.seconds / 60 % 60, 2) + ":" + CivilTime.digits(d.seconds % 60, 2)
    if d.microseconds != 0 { text += "." + CivilTime.digits(d.microseconds, 6) }
    return Str.make(t, text).value
  }
}
