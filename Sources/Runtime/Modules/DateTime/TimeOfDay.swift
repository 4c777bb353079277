// time: a time of day, perhaps with a zone.

struct TimeOfDay: Handle {
  struct Fields: BitwiseCopyable {
    var header: Header
    /// int: microseconds since midnight
    var time: Value
    var hash: Value
    /// tzinfo or None
    var zone: Value
    /// int: 0 or 1 (PEP 495)
    var fold: Value
  }
  let fields: UnsafeMutablePointer<Fields>
  @inline(__always) init(fields: UnsafeMutablePointer<Fields>) { self.fields = fields }
  var time: Int { fields.pointee.time.asInt }

  static func make(_ t: Thread, _ time: Int, _ zone: Value, fold: Int) -> TimeOfDay {
    let o = TimeOfDay(t.allocate(MemoryLayout<Fields>.size, .record, TypeID.timeOfDay))
    o.fields.pointee.time = .int(time)
    o.fields.pointee.hash = .empty
    o.fields.pointee.zone = zone
    o.fields.pointee.fold = .int(fold)
    return o
  }
  static func plain(_ t: Thread, _ cls: Type, _ time: Int, _ zone: Value, fold: Int) throws(Raised) -> Value {
    if cls == Type[.timeOfDay] { return make(t, time, zone, fold: fold).value }
    let o = TimeOfDay(try cls.allocateInstance(t))
    o.fields.pointee.time = .int(time)
    o.fields.pointee.zone = zone
    o.fields.pointee.fold = .int(fold)
    return o.value
  }

  static func define(_ type: TypeBuilder) {
    type.doc("time(hour=0, minute=0, second=0, microsecond=0, tzinfo=None, *, fold=0)\n\nA time of day.")
    type.layout(.record, size: MemoryLayout<Fields>.size)
    type.new("time(hour=0, minute=0, second=0, microsecond=0, tzinfo=None, *, fold=0)") { native($0, $1, $2, $3, TimeOfDay.new) }
    type.property("hour", "") { unary($0, $1) { (t, v) throws(Raised) in .int(TimeOfDay(v).time / 3_600_000_000) } }
    type.property("minute", "") { unary($0, $1) { (t, v) throws(Raised) in .int(TimeOfDay(v).time / 60_000_000 % 60) } }
    type.property("second", "") { unary($0, $1) { (t, v) throws(Raised) in .int(TimeOfDay(v).time / 1_000_000 % 60) } }
    type.property("microsecond", "") { unary($0, $1) { (t, v) throws(Raised) in .int(TimeOfDay(v).time % 1_000_000) } }
    type.property("tzinfo", "") { unary($0, $1) { (t, v) throws(Raised) in TimeOfDay(v).fields.pointee.zone } }
    type.property("fold", "") { unary($0, $1) { (t, v) throws(Raised) in TimeOfDay(v).fields.pointee.fold } }
    type.classMethod("fromisoformat(string, /)", "The time that an ISO 8601 text names.") {
      native($0, $1, $2, $3) { (t, a) throws(Raised) in
        guard a[1].isKind(.str) else { throw t.raise(.typeError, "fromisoformat: argument must be str") }
        var p = ISOParser(Str(a[1]))
        if p.count > 0, Str(a[1])[0] == 0x54 { p.skip() }
        guard let (time, zone) = try p.time(t) else { throw try ISOParser.invalid(t, a[1]) }
        if a[0] == Type[.timeOfDay].value { return TimeOfDay.make(t, time, zone, fold: 0).value }
        let parts: [Value] = [.int(time / 3_600_000_000), .int(time / 60_000_000 % 60), .int(time / 1_000_000 % 60), .int(time % 1_000_000), zone]
        return try t.call(a[0], tuple: try Tuple.make(t, parts).value, kwargs: .empty)
      }
    }
    type.method("isoformat(timespec='auto')", "The ISO 8601 text; `timespec` says how fine.") {
      native($0, $1, $2, $3) { (t, a) throws(Raised) in
        var text = try CivilTime.text(t, TimeOfDay(a[0]).time, a[1])
        if let d = try TimeOfDay(a[0]).offset(t) { text += DateTimeModule.text(offset: d, separator: ":") }
        return Str.make(t, text).value
      }
    }
    type.method("strftime(format)", "The text that C's strftime makes of it.") {
      native($0, $1, $2, $3) { (t, a) throws(Raised) in
        let f = TimeOfDay(a[0])
        return try DateTimeModule.strftime(t, a[0], a[1], (CivilDate(1900, 1, 1), f.time), zone: f.fields.pointee.zone, of: .none)
      }
    }
    type.method("__format__(spec, /)", "The text that strftime makes for the format, or str(self) for an empty one.") { native($0, $1, $2, $3, DateTimeModule.format) }
    type.method("utcoffset()", "How far local time is ahead of UTC, or None.") {
      native($0, $1, $2, $3) { (t, a) throws(Raised) in try TimeOfDay(a[0]).offset(t)?.value ?? .none }
    }
    type.method("dst()", "What the time zone says about daylight saving then, or None.") {
      native($0, $1, $2, $3) { (t, a) throws(Raised) in
        try DateTimeModule.offset(t, TimeOfDay(a[0]).fields.pointee.zone, "dst", .none)?.value ?? .none
      }
    }
    type.method("tzname()", "The time zone's name, or None.") {
      native($0, $1, $2, $3) { (t, a) throws(Raised) in try DateTimeModule.name(t, TimeOfDay(a[0]).fields.pointee.zone, .none) }
    }
    type.method("replace(hour=None, minute=None, second=None, microsecond=None, tzinfo=None, *, fold=None)", "A copy with other values for the parts that are named.") {
      native($0, $1, $2, $3) { (t, a) throws(Raised) in
        let f = TimeOfDay(a[0]).fields.pointee
        let zone = a[5].isEmpty ? f.zone : a[5]
        let time = try TimeOfDay.parts(t, a, 1, TimeOfDay(a[0]).time)
        try DateTimeModule.checkZone(t, zone)
        let fold = a.keyword(0).isEmpty ? f.fold.asInt : try CivilTime.fold(t, a.keyword(0))
        return try TimeOfDay.plain(t, a[0].type, time, zone, fold: fold)
      }
    }
    type.method("__reduce_ex__(proto, /)", "For pickle.") {
      native($0, $1, $2, $3) { (t, a) throws(Raised) in try TimeOfDay.reduce(t, a[0], try Arguments.int32(t, a[1], 0)) }
    }
    type.method("__reduce__()", "For pickle.") {
      native($0, $1, $2, $3) { (t, a) throws(Raised) in try TimeOfDay.reduce(t, a[0], 2) }
    }
    let slots = type.slots
    slots.pointee.repr = { unary($0, $1) { (t, v) throws(Raised) in
      let f = TimeOfDay(v).fields.pointee
      let name = v.type.has(.heap) ? v.type.shortName : "datetime.time"
      var text = "\(name)(\(CivilTime.shown(f.time.asInt))"
      if !f.zone.isNone { text += ", tzinfo=" + (try t.repr(f.zone).string) }
      if f.fold.asInt != 0 { text += ", fold=1" }
      return Str.make(t, text + ")").value
    } }
    slots.pointee.str = { unary($0, $1) { (t, v) throws(Raised) in try t.callMethod(v, Str.intern(t, "isoformat"), []) } }
    slots.pointee.hash = { unary($0, $1) { (t, v) throws(Raised) in
      let f = TimeOfDay(v).fields
      if f.pointee.hash.isEmpty {
        let unfolded: TimeOfDay = f.pointee.fold.asInt == 0 ? TimeOfDay(v) : TimeOfDay.make(t, f.pointee.time.asInt, f.pointee.zone, fold: 0)
        let offset = try unfolded.offset(t)?.total ?? 0
        let h = try t.hash(TimeDelta.int(t, Int128(f.pointee.time.asInt) - offset)) ^ 0x5A5A_1234
        f.pointee.hash = .int(h == -1 ? -2 : h)
      }
      return f.pointee.hash
    } }
    slots.pointee.richCompare = { compare($0, $1, $2, $3, TimeOfDay.order) }
  }
  private func offset(_ t: Thread) throws(Raised) -> TimeDelta? { try DateTimeModule.offset(t, fields.pointee.zone, "utcoffset", .none) }
  /// hour, minute, second, microsecond from args[first] on; those left out from `old`.
  static func parts(_ t: Thread, _ a: Args, _ first: Int, _ old: Int) throws(Raised) -> Int {
    let h = try Arguments.int32(t, a[first], old / 3_600_000_000)
    let m = try Arguments.int32(t, a[first + 1], old / 60_000_000 % 60)
    let s = try Arguments.int32(t, a[first + 2], old / 1_000_000 % 60)
    return try CivilTime.checked(t, h, m, s, try Arguments.int32(t, a[first + 3], old % 1_000_000))
  }
  static func new(_ t: Thread, _ a: Args) throws(Raised) -> Value {
    if !a[1].isEmpty, a[3].isEmpty, let p = try DateObject.state(t, a[1], 6), p[0] & 0x7F < 24 {
      let zone: Value = a[2].isEmpty ? .none : a[2]
      if !zone.isNone, !zone.isInstance(of: .tzInfo) { throw t.raise(.typeError, "bad tzinfo state arg") }
      return try plain(t, Type(a[0]), load(p, hour: p[0] & 0x7F), zone, fold: p[0] >= 0x80 ? 1 : 0)
    }
    let time = try parts(t, a, 1, 0)
    let fold = try CivilTime.fold(t, a.keyword(0))
    let zone: Value = a[5].isEmpty ? .none : a[5]
    try DateTimeModule.checkZone(t, zone)
    return try plain(t, Type(a[0]), time, zone, fold: fold)
  }
  static func load(_ p: UnsafePointer<UInt8>, hour: UInt8) -> Int {
    let us = Int(p[3]) << 16 | Int(p[4]) << 8 | Int(p[5])
    return ((Int(hour) * 60 + Int(p[1])) * 60 + Int(p[2])) * 1_000_000 + us
  }
  private static func reduce(_ t: Thread, _ v: Value, _ number: Int) throws(Raised) -> Value {
    let f = TimeOfDay(v).fields.pointee
    let b = try Bytes.uninitialized(t, count: 6)
    CivilTime.store(f.time.asInt, b.data)
    if number > 3, f.fold.asInt != 0 { b.data[0] |= 0x80 }
    return Tuple.pair(t, v.type.value, try Tuple.make(t, f.zone.isNone ? [b.value] : [b.value, f.zone]).value)
  }
  private static func order(_ t: Thread, _ a: Value, _ b: Value, _ op: CompareOp) throws(Raised) -> Value {
    guard a.isInstance(of: .timeOfDay), b.isInstance(of: .timeOfDay) else { return .notImplemented }
    let x = TimeOfDay(a)
    let y = TimeOfDay(b)
    if x.fields.pointee.zone == y.fields.pointee.zone { return .bool(Int.isTrue((x.time - y.time).signum(), op)) }
    let p = try x.offset(t)
    let q = try y.offset(t)
    if (p == nil) != (q == nil) {
      if op == .eq || op == .ne { return .bool(op == .ne) }
      throw t.raise(.typeError, "can't compare offset-naive and offset-aware times")
    }
    let i = Int128(x.time) - (p?.total ?? 0)
    let j = Int128(y.time) - (q?.total ?? 0)
    return .bool(Int.isTrue(i < j ? -1 : i > j ? 1 : 0, op))
  }
}
