// tzinfo, the abstract class of time zones, and timezone, a fixed offset from UTC.

struct TimeZone: Handle {
  struct Fields: BitwiseCopyable {
    var header: Header
    /// Unused: tzinfo has one field, so that its instances are no smaller than a cell.
    var reserved: Value
    /// timedelta
    var offset: Value
    /// str, or empty
    var name: Value
  }
  let fields: UnsafeMutablePointer<Fields>
  @inline(__always) init(fields: UnsafeMutablePointer<Fields>) { self.fields = fields }

  static func make(_ t: Thread, _ offset: Value, _ name: Value) -> TimeZone {
    let z = TimeZone(t.allocate(MemoryLayout<Fields>.size, .record, TypeID.timeZone))
    z.fields.pointee.reserved = .empty
    z.fields.pointee.offset = offset
    z.fields.pointee.name = name
    return z
  }
  /// timezone(offset): the one `utc` for 0.
  static func of(_ t: Thread, _ offset: TimeDelta, _ name: Value = .empty) throws(Raised) -> Value {
    if offset.isZero, name.isEmpty { return DateTimeModule.utc.value }
    if !offset.isOffset {
      throw t.raise(
        .valueError, "offset must be a timedelta strictly between -timedelta(hours=24) and timedelta(hours=24), not \(try t.repr(offset.value).string).")
    }
    return make(t, offset.value, name).value
  }

  static func defineInfo(_ type: TypeBuilder) {
    type.doc("What time zones derive from.")
    type.record(1)
    type.new("tzinfo(*args, **kwargs)") { native($0, $1, $2, $3) { (t, a) throws(Raised) in Value(try Type(a[0]).allocateInstance(t)) } }
    type.method("tzname(dt, /)", "The zone's name; a subclass has to say.") {
      native($0, $1, $2, $3) { (t, a) throws(Raised) in throw t.raise(.notImplementedError, "a tzinfo subclass must implement tzname()") }
    }
    type.method("utcoffset(dt, /)", "How far local time is ahead of UTC; a subclass has to say.") {
      native($0, $1, $2, $3) { (t, a) throws(Raised) in throw t.raise(.notImplementedError, "a tzinfo subclass must implement utcoffset()") }
    }
    type.method("dst(dt, /)", "How much of the offset is daylight saving; a subclass has to say.") {
      native($0, $1, $2, $3) { (t, a) throws(Raised) in throw t.raise(.notImplementedError, "a tzinfo subclass must implement dst()") }
    }
    type.method("fromutc(dt, /)", "The local datetime for one that is in UTC.") { native($0, $1, $2, $3, TimeZone.fromUTC) }
    type.method("__reduce__()", "-> (cls, state)") {
      native($0, $1, $2, $3) { (t, a) throws(Raised) in
        let get = try t.getAttributeOrEmpty(a[0], Str.intern(t, "__getinitargs__"))
        let arguments = get.isEmpty ? machine.pointee.emptyTuple : try t.call(get)
        let state = try t.callMethod(a[0], .__getstate__)
        return try Tuple.make(t, [a[0].type.value, arguments, state]).value
      }
    }
  }
  /// The offset that is left when daylight saving time is taken out, applied; then daylight saving time there (PEP 495 changes nothing).
  private static func fromUTC(_ t: Thread, _ a: Args) throws(Raised) -> Value {
    let v = try checkOwn(t, a)
    guard let offset = try DateTimeModule.offset(t, a[0], "utcoffset", v) else {
      throw t.raise(.valueError, "fromutc: non-None utcoffset() result required")
    }
    guard let saving = try DateTimeModule.offset(t, a[0], "dst", v) else {
      throw t.raise(.valueError, "fromutc: non-None dst() result required")
    }
    var result = try t.add(v, try TimeDelta.make(t, offset.total - saving.total))
    guard let there = try DateTimeModule.offset(t, a[0], "dst", result) else {
      throw t.raise(.valueError, "fromutc: tz.dst() gave inconsistent results; cannot convert")
    }
    if !there.isZero { result = try t.add(result, there.value) }
    return result
  }
  private static func checkOwn(_ t: Thread, _ a: Args) throws(Raised) -> Value {
    guard a[1].isInstance(of: .dateTime) else { throw t.raise(.typeError, "fromutc: argument must be a datetime") }
    if DateTime(a[1]).fields.pointee.zone != a[0] { throw t.raise(.valueError, "fromutc: dt.tzinfo is not self") }
    return a[1]
  }

  static func define(_ type: TypeBuilder) {
    type.doc("A time zone with one offset all the time.")
    type.record(3)
    type.type.fields.pointee.flags.remove(.subclassable)
    type.new("timezone(offset, name=None)") {
      native($0, $1, $2, $3) { (t, a) throws(Raised) in
        guard a[1].isInstance(of: .timeDelta) else {
          throw t.raise(.typeError, "timezone() argument 1 must be datetime.timedelta, not \(a[1].isNone ? "None" : a[1].type.displayName)")
        }
        guard a[2].isEmpty || a[2].isKind(.str) else {
          throw t.raise(.typeError, "timezone() argument 2 must be str, not \(a[2].isNone ? "None" : a[2].type.displayName)")
        }
        return try TimeZone.of(t, TimeDelta(a[1]), a[2])
      }
    }
    type.method("utcoffset(dt, /)", "The offset.") {
      native($0, $1, $2, $3) { (t, a) throws(Raised) in
        try TimeZone.check(t, a[1], "utcoffset")
        return TimeZone(a[0]).fields.pointee.offset
      }
    }
    type.method("tzname(dt, /)", "The name that it was made with, or UTC±HH:MM.") {
      native($0, $1, $2, $3) { (t, a) throws(Raised) in
        try TimeZone.check(t, a[1], "tzname")
        return try TimeZone.str(t, a[0])
      }
    }
    type.method("dst(dt, /)", "None: the offset is the same all year.") {
      native($0, $1, $2, $3) { (t, a) throws(Raised) in
        try TimeZone.check(t, a[1], "dst")
        return .none
      }
    }
    type.method("fromutc(dt, /)", "The local datetime for one that is in UTC.") {
      native($0, $1, $2, $3) { (t, a) throws(Raised) in try t.add(try TimeZone.checkOwn(t, a), TimeZone(a[0]).fields.pointee.offset) }
    }
    type.method("__getinitargs__()", "pickle support") {
      native($0, $1, $2, $3) { (t, a) throws(Raised) in
        let f = TimeZone(a[0]).fields.pointee
        return try Tuple.make(t, f.name.isEmpty ? [f.offset] : [f.offset, f.name]).value
      }
    }
    type.slots.pointee.repr = { unary($0, $1) { (t, v) throws(Raised) in
      if v == DateTimeModule.utc.value { return Str.make(t, "datetime.timezone.utc").value }
      let f = TimeZone(v).fields.pointee
      let name = f.name.isEmpty ? "" : ", " + (try t.repr(f.name).string)
      return Str.make(t, "\(v.type.displayName)(\(try t.repr(f.offset).string)\(name))").value
    } }
    type.slots.pointee.str = { unary($0, $1, TimeZone.str) }
    type.slots.pointee.hash = { unary($0, $1) { (t, v) throws(Raised) in .int(try t.hash(TimeZone(v).fields.pointee.offset)) } }
    type.slots.pointee.richCompare = { compare($0, $1, $2, $3) { (t, a, b, op) throws(Raised) in
      guard op == .eq || op == .ne, b.isInstance(of: .timeZone), a.isInstance(of: .timeZone) else { return .notImplemented }
      let same = TimeDelta(TimeZone(a).fields.pointee.offset).total == TimeDelta(TimeZone(b).fields.pointee.offset).total
      return .bool(same == (op == .eq))
    } }
  }
  private static func check(_ t: Thread, _ v: Value, _ method: StaticString) throws(Raised) {
    if v.isNone || v.isInstance(of: .dateTime) { return }
    throw t.raise(.typeError, "\(method)(dt) argument must be a datetime instance or None, not \(v.type.displayName)")
  }
  private static func str(_ t: Thread, _ v: Value) throws(Raised) -> Value {
    let f = TimeZone(v).fields.pointee
    if !f.name.isEmpty { return f.name }
    let offset = TimeDelta(f.offset)
    if offset.isZero { return Str.make(t, "UTC").value }
    return Str.make(t, "UTC" + DateTimeModule.text(offset: offset, separator: ":")).value
  }
}
