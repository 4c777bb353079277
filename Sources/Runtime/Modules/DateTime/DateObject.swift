// date, and the named tuple that isocalendar gives.

struct DateObject: Handle {
  struct Fields: BitwiseCopyable {
    var header: Header
    /// int: CivilDate.packed
    var packed: Value
    /// int, or empty until asked for
    var hash: Value
  }
  let fields: UnsafeMutablePointer<Fields>
  @inline(__always) init(fields: UnsafeMutablePointer<Fields>) { self.fields = fields }
  var date: CivilDate { CivilDate(packed: fields.pointee.packed.asInt) }

  static func make(_ t: Thread, _ d: CivilDate) -> DateObject {
    let o = DateObject(t.allocate(MemoryLayout<Fields>.size, .record, TypeID.date))
    o.fields.pointee.packed = .int(d.packed)
    o.fields.pointee.hash = .empty
    return o
  }
  /// An object of the class itself, without its `__init__`.
  static func plain(_ t: Thread, _ cls: Type, _ d: CivilDate) throws(Raised) -> Value {
    if cls == Type[.date] { return make(t, d).value }
    let o = DateObject(try cls.allocateInstance(t))
    o.fields.pointee.packed = .int(d.packed)
    return o.value
  }
  /// cls(year, month, day)
  static func make(_ t: Thread, _ cls: Value, _ d: CivilDate) throws(Raised) -> Value {
    if cls == Type[.date].value { return make(t, d).value }
    if cls == Type[.dateTime].value { return DateTime.make(t, d, 0, .none, fold: 0).value }
    return try t.call(cls, .int(d.year), .int(d.month), .int(d.day))
  }
  static func checked(_ t: Thread, ordinal: Int) throws(Raised) -> CivilDate {
    if ordinal < 1 || ordinal > CivilDate.lastOrdinal { throw t.raise(.overflowError, "date value out of range") }
    return CivilDate(ordinal: ordinal)
  }

  static func define(_ type: TypeBuilder) {
    type.doc("date(year, month, day)\n\nA day of the Gregorian calendar.")
    type.layout(.record, size: MemoryLayout<Fields>.size)
    type.new("date(year=None, month=None, day=None)") { native($0, $1, $2, $3, DateObject.new) }
    type.property("year", "") { unary($0, $1) { (t, v) throws(Raised) in .int(DateObject(v).date.year) } }
    type.property("month", "") { unary($0, $1) { (t, v) throws(Raised) in .int(DateObject(v).date.month) } }
    type.property("day", "") { unary($0, $1) { (t, v) throws(Raised) in .int(DateObject(v).date.day) } }
    defineMaking(type)
    type.method("ctime()", "The date as C's ctime writes it.") {
      native($0, $1, $2, $3) { (t, a) throws(Raised) in
        let time = a[0].isInstance(of: .dateTime) ? DateTime(a[0]).time : 0
        return Str.make(t, DateObject.ctime(DateObject(a[0]).date, time)).value
      }
    }
    type.method("strftime(format)", "The text that C's strftime makes of it.") {
      native($0, $1, $2, $3) { (t, a) throws(Raised) in
        let isDateTime = a[0].isInstance(of: .dateTime)
        let zone: Value = isDateTime ? DateTime(a[0]).fields.pointee.zone : .none
        return try DateTimeModule.strftime(t, a[0], a[1], (DateObject(a[0]).date, isDateTime ? DateTime(a[0]).time : 0), zone: zone, of: a[0])
      }
    }
    type.method("__format__(spec, /)", "The text that strftime makes for the format, or str(self) for an empty one.") { native($0, $1, $2, $3, DateTimeModule.format) }
    type.method("isoformat()", "YYYY-MM-DD") {
      native($0, $1, $2, $3) { (t, a) throws(Raised) in Str.make(t, DateObject(a[0]).date.text).value }
    }
    type.method("isoweekday()", "1 for Monday to 7 for Sunday.") {
      native($0, $1, $2, $3) { (t, a) throws(Raised) in .int(DateObject(a[0]).date.weekday + 1) }
    }
    type.method("weekday()", "0 for Monday to 6 for Sunday.") {
      native($0, $1, $2, $3) { (t, a) throws(Raised) in .int(DateObject(a[0]).date.weekday) }
    }
    type.method("isocalendar()", "(ISO year, week, weekday), with names.") {
      native($0, $1, $2, $3) { (t, a) throws(Raised) in
        let iso = DateObject(a[0]).date.iso
        let r = try t.allocate(checked: 48, .tuple, TypeID.isoCalendarDate.rawValue)
        Tuple(r).setCount(3)
        Tuple(r).items[0] = .int(iso.year)
        Tuple(r).items[1] = .int(iso.week)
        Tuple(r).items[2] = .int(iso.weekday)
        Tuple(r).items[3] = .empty
        return Value(r)
      }
    }
    type.method("timetuple()", "A time.struct_time of local time.") {
      native($0, $1, $2, $3) { (t, a) throws(Raised) in try DateTimeModule.structTime(t, DateObject(a[0]).date, 0, daylight: -1) }
    }
    type.method("toordinal()", "The day's number: 1 January of year 1 has number 1.") {
      native($0, $1, $2, $3) { (t, a) throws(Raised) in .int(DateObject(a[0]).date.ordinal) }
    }
    type.method("replace(year=None, month=None, day=None)", "A copy with other values for the parts that are named.") {
      native($0, $1, $2, $3) { (t, a) throws(Raised) in
        let d = DateObject(a[0]).date
        let y = try Arguments.int32(t, a[1], d.year)
        let m = try Arguments.int32(t, a[2], d.month)
        return try DateObject.plain(t, a[0].type, try CivilDate.checked(t, y, m, try Arguments.int32(t, a[3], d.day)))
      }
    }
    type.method("__reduce__()", "For pickle.") {
      native($0, $1, $2, $3) { (t, a) throws(Raised) in
        let b = try Bytes.uninitialized(t, count: 4)
        DateObject.store(DateObject(a[0]).date, b.data)
        return Tuple.pair(t, a[0].type.value, try Tuple.make(t, [b.value]).value)
      }
    }
    let slots = type.slots
    slots.pointee.repr = { unary($0, $1) { (t, v) throws(Raised) in
      let d = DateObject(v).date
      let name = v.type.has(.heap) ? v.type.shortName : "datetime.date"
      return Str.make(t, "\(name)(\(d.year), \(d.month), \(d.day))").value
    } }
    slots.pointee.str = { unary($0, $1) { (t, v) throws(Raised) in try t.callMethod(v, Str.intern(t, "isoformat"), []) } }
    slots.pointee.hash = { unary($0, $1) { (t, v) throws(Raised) in
      .int(withUnsafeBytes(of: DateObject(v).fields.pointee.packed.bits) { Hashing.bytes($0, empty: 0) })
    } }
    slots.pointee.richCompare = { compare($0, $1, $2, $3) { (t, a, b, op) throws(Raised) in
      guard a.isInstance(of: .date), b.isInstance(of: .date) else { return .notImplemented }
      return .bool(Int.isTrue((DateObject(a).fields.pointee.packed.asInt - DateObject(b).fields.pointee.packed.asInt).signum(), op))
    } }
    slots.pointee.add = { binary($0, $1, $2) { (t, a, b) throws(Raised) in
      let (d, delta) = a.isInstance(of: .date) ? (a, b) : (b, a)
      guard d.isInstance(of: .date), delta.isInstance(of: .timeDelta) else { return .notImplemented }
      let ordinal = DateObject(d).date.ordinal + TimeDelta(delta).days
      return try DateObject.make(t, d.type.value, try DateObject.checked(t, ordinal: ordinal))
    } }
    slots.pointee.subtract = { binary($0, $1, $2) { (t, a, b) throws(Raised) in
      guard a.isInstance(of: .date), !b.isInstance(of: .dateTime), !a.isInstance(of: .dateTime) else { return .notImplemented }
      if b.isInstance(of: .date) {
        let days = DateObject(a).date.ordinal - DateObject(b).date.ordinal
        return TimeDelta.make(t, days: days, seconds: 0, microseconds: 0).value
      }
      guard b.isInstance(of: .timeDelta) else { return .notImplemented }
      let ordinal = DateObject(a).date.ordinal - TimeDelta(b).days
      return try DateObject.make(t, a.type.value, try DateObject.checked(t, ordinal: ordinal))
    } }
  }
  private static func defineMaking(_ type: TypeBuilder) {
    type.classMethod("fromtimestamp(timestamp, /)", "The local date at a POSIX timestamp.") {
      native($0, $1, $2, $3) { (t, a) throws(Raised) in
        let seconds: Int
        if let d = Float.number(of: a[1]) {
          if d.isNaN { throw t.raise(.valueError, "Invalid value NaN (not a number)") }
          let floor = d.rounded(.down)
          if !(floor >= -0x1p63 && floor < 0x1p63) { throw t.raise(.overflowError, "timestamp out of range for platform time_t") }
          seconds = Int(floor)
        } else {
          seconds = try DateTimeModule.split(t, a[1]).seconds
        }
        return try DateObject.make(t, a[0], try DateTimeModule.broken(t, seconds, utc: false).date)
      }
    }
    type.classMethod("today()", "The local date now.") {
      native($0, $1, $2, $3) { (t, a) throws(Raised) in
        let time = try Importer.module(t, Str.intern(t, "time"))
        let now = try t.call(try t.getAttribute(time, Str.intern(t, "time")))
        return try t.call(try t.getAttribute(a[0], Str.intern(t, "fromtimestamp")), now)
      }
    }
    type.classMethod("fromordinal(ordinal, /)", "The date with a number; 1 January of year 1 has number 1.") {
      native($0, $1, $2, $3) { (t, a) throws(Raised) in
        let n = try Arguments.int32(t, a[1], 0)
        if n < 1 { throw t.raise(.valueError, "ordinal must be >= 1") }
        if n > CivilDate.lastOrdinal { throw t.raise(.valueError, "year \(CivilDate(ordinal: n).year) is out of range") }
        return try DateObject.make(t, a[0], CivilDate(ordinal: n))
      }
    }
    type.classMethod("fromisoformat(string, /)", "The date that an ISO 8601 text names.") {
      native($0, $1, $2, $3) { (t, a) throws(Raised) in
        guard a[1].isKind(.str) else { throw t.raise(.typeError, "fromisoformat: argument must be str") }
        var p = ISOParser(Str(a[1]))
        let n = p.count
        guard n == 7 || n == 8 || n == 10, let d = p.date(n), p.isAtEnd else { throw try ISOParser.invalid(t, a[1]) }
        return try DateObject.make(t, a[0], try d.resolved(t, a[1]))
      }
    }
    type.classMethod("fromisocalendar(year, week, day)", "The date of an ISO year, week and weekday.") {
      native($0, $1, $2, $3) { (t, a) throws(Raised) in
        func component(_ v: Value) throws(Raised) -> Int {
          do throws(Raised) { return try Arguments.int32(t, v, 0) } catch {
            if !t.isRaising(.overflowError) { throw error }
            _ = t.takeRaised()
            throw t.raise(.valueError, "ISO calendar component out of range")
          }
        }
        let y = try component(a[1])
        let week = try component(a[2])
        let day = try component(a[3])
        if y < 1 || y > 9999 { throw t.raise(.valueError, "Year is out of range: \(y)") }
        let (ordinal, badWeek) = CivilDate.isoOrdinal(y, week, day)
        guard let ordinal else {
          throw t.raise(.valueError, badWeek ? "Invalid week: \(week)" : "Invalid day: \(day) (range is [1, 7])")
        }
        if ordinal < 1 || ordinal > CivilDate.lastOrdinal {
          let year = ordinal < 1 ? 0 : 10000
          throw t.raise(.valueError, "year \(year) is out of range")
        }
        return try DateObject.make(t, a[0], CivilDate(ordinal: ordinal))
      }
    }
  }
  private static func new(_ t: Thread, _ a: Args) throws(Raised) -> Value {
    if a[2].isEmpty, let bytes = try state(t, a[1], 4), bytes[2] >= 1, bytes[2] <= 12 { return try plain(t, Type(a[0]), load(bytes)) }
    return try plain(t, Type(a[0]), try parts(t, a))
  }
  /// year, month, day from args[1] on; they are converted before the next is missed.
  static func parts(_ t: Thread, _ a: Args) throws(Raised) -> CivilDate {
    func part(_ i: Int, _ name: StaticString) throws(Raised) -> Int {
      if a[i].isEmpty { throw t.raise(.typeError, "function missing required argument '\(name)' (pos \(i))") }
      return try Arguments.int32(t, a[i], 0)
    }
    let y = try part(1, "year")
    let m = try part(2, "month")
    return try CivilDate.checked(t, y, m, try part(3, "day"))
  }
  /// The bytes of a pickled state (of Python 2: a str), or nil.
  static func state(_ t: Thread, _ v: Value, _ n: Int) throws(Raised) -> UnsafePointer<UInt8>? {
    if v.isKind(.byteString) { return Bytes(v).count == n ? UnsafePointer(Bytes(v).data) : nil }
    guard v.isKind(.str), Str(v).length == n, Str(v).width == 0 else { return nil }
    return UnsafePointer(Str(v).data.assumingMemoryBound(to: UInt8.self))
  }
  static func load(_ p: UnsafePointer<UInt8>, month: UInt8? = nil) -> CivilDate { CivilDate(Int(p[0]) << 8 | Int(p[1]), Int(month ?? p[2]), Int(p[3])) }
  static func store(_ d: CivilDate, _ p: UnsafeMutablePointer<UInt8>) {
    p[0] = UInt8(truncatingIfNeeded: d.year >> 8)
    p[1] = UInt8(truncatingIfNeeded: d.year)
    p[2] = UInt8(truncatingIfNeeded: d.month)
    p[3] = UInt8(truncatingIfNeeded: d.day)
  }
  static func ctime(_ d: CivilDate, _ us: Int) -> String {
    let days = ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"]
    let months = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"]
    let day = d.day < 10 ? " \(d.day)" : "\(d.day)"
    let s = us / 1_000_000
    let time = CivilTime.digits(s / 3600, 2) + ":" + CivilTime.digits(s / 60 % 60, 2) + ":" + CivilTime.digits(s % 60, 2)
    return "\(days[d.weekday % 7]) \(months[max(0, min(11, d.month - 1))]) \(day) \(time) \(CivilTime.digits(d.year, 4))"
  }

  static func defineISO(_ type: TypeBuilder) {
    type.flags(.noNew)
    type.property("year", "") { unary($0, $1) { (t, v) throws(Raised) in Tuple(v)[0] } }
    type.property("week", "") { unary($0, $1) { (t, v) throws(Raised) in Tuple(v)[1] } }
    type.property("weekday", "") { unary($0, $1) { (t, v) throws(Raised) in Tuple(v)[2] } }
    type.method("__reduce__()", "") {
      native($0, $1, $2, $3) { (t, a) throws(Raised) in
        let plain = try Tuple.make(t, UnsafePointer(Tuple(a[0]).items), count: 3).value
        return Tuple.pair(t, Type[.tuple].value, try Tuple.make(t, [plain]).value)
      }
    }
    type.slots.pointee.repr = { unary($0, $1) { (t, v) throws(Raised) in
      let x = Tuple(v)
      return Str.make(t, "\(v.type.displayName)(year=\(x[0].asInt), week=\(x[1].asInt), weekday=\(x[2].asInt))").value
    } }
  }
}
