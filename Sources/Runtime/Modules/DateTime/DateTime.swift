// datetime: a date and a time of day, perhaps with a zone. The beginning of its fields is a date's.

struct DateTime: Handle {
  struct Fields: BitwiseCopyable {
    var header: Header
    /// int: CivilDate.packed
    var packed: Value
    var hash: Value
    /// int: microseconds since midnight
    var time: Value
    /// tzinfo or None
    var zone: Value
    /// int: 0 or 1 (PEP 495)
    var fold: Value
  }
  let fields: UnsafeMutablePointer<Fields>
  @inline(__always) init(fields: UnsafeMutablePointer<Fields>) { self.fields = fields }
  var date: CivilDate { CivilDate(packed: fields.pointee.packed.asInt) }
  var time: Int { fields.pointee.time.asInt }
  var zone: Value { fields.pointee.zone }
  var fold: Int { fields.pointee.fold.asInt }
  /// Microseconds since 0001-01-01, as its own calendar and clock count.
  var count: Int { date.ordinal * CivilTime.day + time }

  static func make(_ t: Thread, _ d: CivilDate, _ time: Int, _ zone: Value, fold: Int) -> DateTime {
    let o = DateTime(t.allocate(MemoryLayout<Fields>.size, .record, TypeID.dateTime))
    o.fields.pointee.packed = .int(d.packed)
    o.fields.pointee.hash = .empty
    o.fields.pointee.time = .int(time)
    o.fields.pointee.zone = zone
    o.fields.pointee.fold = .int(fold)
    return o
  }
  static func plain(_ t: Thread, _ cls: Type, _ d: CivilDate, _ time: Int, _ zone: Value, fold: Int) throws(Raised) -> Value {
    if cls == Type[.dateTime] { return make(t, d, time, zone, fold: fold).value }
    let o = DateTime(try cls.allocateInstance(t))
    o.fields.pointee.packed = .int(d.packed)
    o.fields.pointee.time = .int(time)
    o.fields.pointee.zone = zone
    o.fields.pointee.fold = .int(fold)
    return o.value
  }
  /// cls(year, month, …, tzinfo), and the fold.
  static func make(_ t: Thread, _ cls: Value, _ d: CivilDate, _ time: Int, _ zone: Value, fold: Int) throws(Raised) -> Value {
    if cls == Type[.dateTime].value { return make(t, d, time, zone, fold: fold).value }
    let parts: [Value] = [
      .int(d.year), .int(d.month), .int(d.day), .int(time / 3_600_000_000), .int(time / 60_000_000 % 60), .int(time / 1_000_000 % 60),
      .int(time % 1_000_000), zone,
    ]
    let r = try t.call(cls, tuple: try Tuple.make(t, parts).value, kwargs: .empty)
    if fold != 0, r.isInstance(of: .dateTime) { DateTime(r).fields.pointee.fold = .int(fold) }
    return r
  }
  static func checked(_ t: Thread, _ cls: Value, count: Int, _ zone: Value, fold: Int = 0) throws(Raised) -> Value {
    let ordinal = count >= 0 ? count / CivilTime.day : -1
    if ordinal < 1 || ordinal > CivilDate.lastOrdinal { throw t.raise(.overflowError, "date value out of range") }
    return try make(t, cls, CivilDate(ordinal: ordinal), count % CivilTime.day, zone, fold: fold)
  }
  func offset(_ t: Thread) throws(Raised) -> TimeDelta? { try DateTimeModule.offset(t, zone, "utcoffset", value) }

  static func new(_ t: Thread, _ a: Args) throws(Raised) -> Value {
    if a[3].isEmpty, let p = try DateObject.state(t, a[1], 10), p[2] & 0x7F >= 1, p[2] & 0x7F <= 12 {
      let zone: Value = a[2].isEmpty ? .none : a[2]
      if !zone.isNone, !zone.isInstance(of: .tzInfo) { throw t.raise(.typeError, "bad tzinfo state arg") }
      return try plain(t, Type(a[0]), DateObject.load(p, month: p[2] & 0x7F), TimeOfDay.load(p + 4, hour: p[4]), zone, fold: p[2] >= 0x80 ? 1 : 0)
    }
    let d = try DateObject.parts(t, a)
    let time = try TimeOfDay.parts(t, a, 4, 0)
    let fold = try CivilTime.fold(t, a.keyword(0))
    let zone: Value = a[8].isEmpty ? .none : a[8]
    try DateTimeModule.checkZone(t, zone)
    return try plain(t, Type(a[0]), d, time, zone, fold: fold)
  }

  // MARK: Timestamps

  static func from(_ t: Thread, _ cls: Value, seconds: Int, microseconds: Int, _ zone: Value, utc: Bool) throws(Raised) -> Value {
    let here = try DateTimeModule.broken(t, seconds, utc: utc || !zone.isNone)
    let time = here.seconds * 1_000_000 + microseconds
    if !zone.isNone {
      let v = try make(t, cls, here.date, time, zone, fold: 0)
      return try t.callMethod(zone, Str.intern(t, "fromutc"), [v])
    }
    var fold = 0
    // Did the clock show this before? Only if it was set back within the last day (PEP 495).
    if !utc, seconds > 86400 - DateTimeModule.epoch {
      let before = try DateTimeModule.broken(t, seconds - 86400, utc: false).count
      let change = here.count - before - 86400
      if change < 0, try DateTimeModule.broken(t, seconds + change, utc: false).count == here.count { fold = 1 }
    }
    return try make(t, cls, here.date, time, .none, fold: fold)
  }
  /// Seconds since the epoch when the local clock showed this.
  func localSeconds(_ t: Thread) throws(Raised) -> Int {
    let shown = date.ordinal * 86400 + time / 1_000_000 - DateTimeModule.epoch
    let day = 86400
    let a = try DateTimeModule.local(t, shown) - shown
    let first = shown - a
    let firstShown = try DateTimeModule.local(t, first)
    var b = a
    if firstShown == shown {
      // One solution; another one may be on the other side of a change of the clock.
      let other = first + (fold == 0 ? -day : day)
      b = try DateTimeModule.local(t, other) - other
      if a == b { return first }
    } else {
      b = firstShown - first
    }
    let second = shown - b
    if try DateTimeModule.local(t, second) == shown { return second }
    if firstShown == shown { return first }
    // The clock never showed it: it was set forward over it.
    return fold == 0 ? max(first, second) : min(first, second)
  }
  static func timestamp(_ t: Thread, _ a: Args) throws(Raised) -> Value {
    let v = DateTime(a[0])
    if !v.zone.isNone {
      let offset = try v.offset(t)?.total ?? 0
      let us = Int128(v.count - DateTimeModule.epoch * 1_000_000) - offset
      return try t.trueDivide(TimeDelta.int(t, us), .int(1_000_000))
    }
    let seconds = try v.localSeconds(t)
    return t.float(Double(seconds) + Double(v.time % 1_000_000) / 1e6)
  }
  /// The zone of the local clock at an instant.
  private static func localZone(_ t: Thread, _ seconds: Int) throws(Raised) -> Value {
    let here = try DateTimeModule.broken(t, seconds, utc: false)
    let offset = TimeDelta(try TimeDelta.make(t, Int128(here.offset) * 1_000_000))
    return TimeZone.make(t, offset.value, Str.make(t, here.zone).value).value
  }
  static func astimezone(_ t: Thread, _ a: Args) throws(Raised) -> Value {
    let v = DateTime(a[0])
    var zone: Value = a[1].isEmpty ? .none : a[1]
    try DateTimeModule.checkZone(t, zone)
    if v.zone == zone, !zone.isNone { return a[0] }
    let offset: Int128
    if !v.zone.isNone, let d = try v.offset(t) {
      offset = d.total
    } else {
      let seconds = try v.localSeconds(t)
      let mine = try localZone(t, seconds)
      if zone.isNone, v.zone.isNone {
        zone = mine
        return try make(t, a[0].type.value, v.date, v.time, zone, fold: v.fold)
      }
      offset = TimeDelta(TimeZone(mine).fields.pointee.offset).total
    }
    let utc = v.count - Int(offset)
    if zone.isNone { zone = try localZone(t, (utc >= 0 ? utc / 1_000_000 : -1) - DateTimeModule.epoch) }
    let moved = try checked(t, a[0].type.value, count: utc, zone)
    return try t.callMethod(zone, Str.intern(t, "fromutc"), [moved])
  }

  // MARK: Comparison

  /// The difference depends on the fold: such a time is equal to no time of another zone (PEP 495).
  private static func isProblematic(_ t: Thread, _ v: DateTime, _ offset: TimeDelta?) throws(Raised) -> Bool {
    let flipped = make(t, v.date, v.time, v.zone, fold: 1 - v.fold)
    let other = try flipped.offset(t)
    if (other == nil) != (offset == nil) { return true }
    return other?.total != offset?.total
  }
  static func order(_ t: Thread, _ a: Value, _ b: Value, _ op: CompareOp) throws(Raised) -> Value {
    guard a.isInstance(of: .dateTime), b.isInstance(of: .dateTime) else {
      let (mine, other) = a.isInstance(of: .dateTime) ? (a, b) : (b, a)
      guard mine.isInstance(of: .dateTime), other.isInstance(of: .date) else { return .notImplemented }
      if op == .eq || op == .ne { return .bool(op == .ne) }
      throw t.raise(.typeError, "can't compare \(mine.type.displayName) to \(other.type.displayName)")
    }
    let x = DateTime(a)
    let y = DateTime(b)
    if x.zone == y.zone { return .bool(Int.isTrue((x.count - y.count).signum(), op)) }
    let p = try x.offset(t)
    let q = try y.offset(t)
    if (p == nil) != (q == nil) {
      if op == .eq || op == .ne { return .bool(op == .ne) }
      throw t.raise(.typeError, "can't compare offset-naive and offset-aware datetimes")
    }
    if op == .eq || op == .ne {
      let px = try isProblematic(t, x, p)
      let py = try isProblematic(t, y, q)
      if px || py { return .bool(op == .ne) }
    }
    let i = Int128(x.count) - (p?.total ?? 0)
    let j = Int128(y.count) - (q?.total ?? 0)
    return .bool(Int.isTrue(i < j ? -1 : i > j ? 1 : 0, op))
  }
  static func hash(_ t: Thread, _ v: Value) throws(Raised) -> Value {
    let d = DateTime(v)
    if d.fields.pointee.hash.isEmpty {
      let unfolded: DateTime = d.fold == 0 ? d : make(t, d.date, d.time, d.zone, fold: 0)
      let offset = try unfolded.offset(t)?.total ?? 0
      d.fields.pointee.hash = .int(try t.hash(TimeDelta.int(t, Int128(d.count) - offset)))
    }
    return d.fields.pointee.hash
  }

  // MARK: Arithmetic

  static func add(_ t: Thread, _ a: Value, _ b: Value) throws(Raised) -> Value {
    let (v, delta) = a.isInstance(of: .dateTime) ? (a, b) : (b, a)
    guard v.isInstance(of: .dateTime), delta.isInstance(of: .timeDelta) else { return .notImplemented }
    return try checked(t, v.type.value, moved(DateTime(v), TimeDelta(delta).total), DateTime(v).zone)
  }
  private static func moved(_ v: DateTime, _ us: Int128) -> Int {
    let sum = Int128(v.count) + us
    return sum < 0 || sum > Int128(Int.max) ? -1 : Int(sum)
  }
  private static func checked(_ t: Thread, _ cls: Value, _ count: Int, _ zone: Value) throws(Raised) -> Value {
    try checked(t, cls, count: count, zone)
  }
  static func subtract(_ t: Thread, _ a: Value, _ b: Value) throws(Raised) -> Value {
    guard a.isInstance(of: .dateTime) else { return .notImplemented }
    let x = DateTime(a)
    if b.isInstance(of: .timeDelta) { return try checked(t, a.type.value, moved(x, -TimeDelta(b).total), x.zone) }
    guard b.isInstance(of: .dateTime) else { return .notImplemented }
    let y = DateTime(b)
    var us = Int128(x.count) - Int128(y.count)
    if x.zone != y.zone {
      let p = try x.offset(t)
      let q = try y.offset(t)
      if (p == nil) != (q == nil) { throw t.raise(.typeError, "can't subtract offset-naive and offset-aware datetimes") }
      us = us - (p?.total ?? 0) + (q?.total ?? 0)
    }
    return try TimeDelta.make(t, us)
  }
}
