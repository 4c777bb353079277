// The module _datetime: date, time, datetime, timedelta, tzinfo, timezone (Library Reference, "datetime").
//
// A date is one small int that orders as dates do (year, month, day in 9 + 4 + 5 bits), a time of day is the number of its
// microseconds, a timedelta is days, seconds and microseconds. Arithmetic goes by the ordinal of the proleptic Gregorian calendar.

import Glibc

enum DateTimeModule {
  /// timezone.utc
  static let utc = Root()

  static func define(_ m: ModuleBuilder) throws(Raised) {
    m.doc("Dates, times, durations and time zones: the native part of datetime.")
    let t = m.thread
    try m.type(.timeDelta)
    try m.type(.tzInfo)
    try m.type(.timeZone)
    try m.type(.date)
    try m.type(.timeOfDay)
    try m.type(.dateTime)
    _ = try BuiltinTypes.make(t, .isoCalendarDate)
    m.set("MINYEAR", .int(1))
    m.set("MAXYEAR", .int(9999))
    func attribute(_ id: TypeID, _ name: StaticString, _ value: Value) {
      Dict(Type[id].fields.pointee.dict).set(t, Str.intern(t, name), value)
    }
    let zero = TimeDelta.make(t, days: 0, seconds: 0, microseconds: 0)
    utc.value = TimeZone.make(t, zero.value, .empty).value
    m.set("UTC", utc.value)
    attribute(.timeZone, "utc", utc.value)
    attribute(.timeZone, "min", TimeZone.make(t, TimeDelta.make(t, days: -1, seconds: 60, microseconds: 0).value, .empty).value)
    attribute(.timeZone, "max", TimeZone.make(t, TimeDelta.make(t, days: 0, seconds: 86340, microseconds: 0).value, .empty).value)
    attribute(.timeDelta, "min", TimeDelta.make(t, days: -999_999_999, seconds: 0, microseconds: 0).value)
    attribute(.timeDelta, "max", TimeDelta.make(t, days: 999_999_999, seconds: 86399, microseconds: 999_999).value)
    let microsecond = TimeDelta.make(t, days: 0, seconds: 0, microseconds: 1).value
    attribute(.timeDelta, "resolution", microsecond)
    attribute(.date, "min", DateObject.make(t, CivilDate(1, 1, 1)).value)
    attribute(.date, "max", DateObject.make(t, CivilDate(9999, 12, 31)).value)
    attribute(.date, "resolution", TimeDelta.make(t, days: 1, seconds: 0, microseconds: 0).value)
    let last = CivilTime.day &- 1
    attribute(.timeOfDay, "min", TimeOfDay.make(t, 0, .none, fold: 0).value)
    attribute(.timeOfDay, "max", TimeOfDay.make(t, last, .none, fold: 0).value)
    attribute(.timeOfDay, "resolution", microsecond)
    attribute(.dateTime, "min", DateTime.make(t, CivilDate(1, 1, 1), 0, .none, fold: 0).value)
    attribute(.dateTime, "max", DateTime.make(t, CivilDate(9999, 12, 31), last, .none, fold: 0).value)
    attribute(.dateTime, "resolution", microsecond)
  }

  // MARK: What the classes share

  static func checkZone(_ t: Thread, _ v: Value) throws(Raised) {
    if v.isNone || v.isInstance(of: .tzInfo) { return }
    throw t.raise(.typeError, "tzinfo argument must be None or of a tzinfo subclass, not type '\(v.type.displayName)'")
  }
  /// zone.utcoffset(of) or zone.dst(of): a TimeDelta, or nil for None.
  static func offset(_ t: Thread, _ zone: Value, _ method: StaticString, _ of: Value) throws(Raised) -> TimeDelta? {
    if zone.isNone { return nil }
    if zone.isExactly(.timeZone) {
      return method.utf8CodeUnitCount == 9 ? TimeDelta(TimeZone(zone).fields.pointee.offset) : nil
    }
    let r = try t.callMethod(zone, Str.intern(t, method), [of])
    if r.isNone { return nil }
    guard r.isInstance(of: .timeDelta) else {
      throw t.raise(.typeError, "tzinfo.\(method)() must return None or timedelta, not '\(r.type.displayName)'")
    }
    let d = TimeDelta(r)
    if !d.isOffset {
      throw t.raise(.valueError, "offset must be a timedelta strictly between -timedelta(hours=24) and timedelta(hours=24).")
    }
    return d
  }
  static func name(_ t: Thread, _ zone: Value, _ of: Value) throws(Raised) -> Value {
    if zone.isNone { return .none }
    let r = try t.callMethod(zone, Str.intern(t, "tzname"), [of])
    if r.isNone || r.isKind(.str) { return r }
    throw t.raise(.typeError, "tzinfo.tzname() must return None or a string, not '\(r.type.displayName)'")
  }
  /// "+HH:MM", and seconds and microseconds where there are some.
  static func text(offset d: TimeDelta, separator: String) -> String {
    var us = d.total
    let sign = us < 0 ? "-" : "+"
    if us < 0 { us = -us }
    let seconds = Int(us / 1_000_000)
    let rest = Int(us % 1_000_000)
    var text = sign + CivilTime.digits(seconds / 3600, 2) + separator + CivilTime.digits(seconds / 60 % 60, 2)
    if seconds % 60 != 0 || rest != 0 { text += separator + CivilTime.digits(seconds % 60, 2) }
    if rest != 0 { text += "." + CivilTime.digits(rest, 6) }
    return text
  }
  /// `v.strftime(format)`: what `time.strftime` does not know is put into the format: %z, %Z, %f.
  static func strftime(
    _ t: Thread, _ v: Value, _ format: Value, _ fields: (CivilDate, Int), zone: Value, of: Value
  ) throws(Raised) -> Value {
    guard format.isKind(.str) else {
      throw t.raise(.typeError, "strftime() argument 1 must be str, not \(format.isNone ? "None" : format.type.displayName)")
    }
    let source = Str(format)
    var out = try StrBuilder(t, capacity: source.length &+ 16)
    var i = 0
    while i < source.length {
      let c = source[i]
      if c != 0x25 || i &+ 1 >= source.length {
        try out.append(c)
        i &+= 1
        continue
      }
      switch source[i &+ 1] {
      case 0x7A:
        if let d = try offset(t, zone, "utcoffset", of) { try out.append(text: text(offset: d, separator: "")) }
      case 0x5A:
        let name = try name(t, zone, of)
        if name.isKind(.str) {
          for k in 0..<Str(name).length {
            if Str(name)[k] == 0x25 { try out.append(0x25) }
            try out.append(Str(name)[k])
          }
        }
      case 0x66: try out.append(text: CivilTime.digits(fields.1 % 1_000_000, 6))
      default:
        try out.append(c)
        try out.append(source[i &+ 1])
      }
      i &+= 2
    }
    let time = try Importer.module(t, Str.intern(t, "time"))
    let tuple = v.isInstance(of: .timeOfDay)
      ? try structTime(t, fields.0, fields.1, daylight: -1) : try t.callMethod(v, Str.intern(t, "timetuple"), [])
    let rewritten = try out.finish().value
    return try t.call(try t.getAttribute(time, Str.intern(t, "strftime")), rewritten, tuple)
  }
  static func structTime(_ t: Thread, _ d: CivilDate, _ time: Int, daylight: Int) throws(Raised) -> Value {
    let module = try Importer.module(t, Str.intern(t, "time"))
    let s = time / 1_000_000
    let items: [Value] = [
      .int(d.year), .int(d.month), .int(d.day), .int(s / 3600), .int(s / 60 % 60), .int(s % 60), .int(d.weekday), .int(d.dayOfYear), .int(daylight),
    ]
    return try t.call(try t.getAttribute(module, Str.intern(t, "struct_time")), try Tuple.make(t, items).value)
  }
  /// `__format__`
  static func format(_ t: Thread, _ a: Args) throws(Raised) -> Value {
    guard a[1].isKind(.str) else {
      throw t.raise(.typeError, "__format__() argument 1 must be str, not \(a[1].isNone ? "None" : a[1].type.displayName)")
    }
    if Str(a[1]).length == 0 { return try t.str(a[0]).value }
    return try t.callMethod(a[0], Str.intern(t, "strftime"), [a[1]])
  }

  // MARK: Timestamps

  /// Seconds and microseconds of a number of seconds, rounded half to even.
  static func split(_ t: Thread, _ v: Value) throws(Raised) -> (seconds: Int, microseconds: Int) {
    if let d = Float.number(of: v) {
      if d.isNaN { throw t.raise(.valueError, "Invalid value NaN (not a number)") }
      var whole = d.rounded(.towardZero)
      var us = ((d - whole) * 1e6).rounded(.toNearestOrEven)
      if us >= 1e6 {
        us -= 1e6
        whole += 1
      } else if us < 0 {
        us += 1e6
        whole -= 1
      }
      if !(whole >= -0x1p63 && whole < 0x1p63) { throw t.raise(.overflowError, "timestamp out of range for platform time_t") }
      return (Int(whole), Int(us))
    }
    let i = try t.index(v)
    guard let s = Int.word(i) else { throw t.raise(.overflowError, "timestamp out of range for platform time_t") }
    return (s, 0)
  }
  struct Broken {
    var date: CivilDate
    /// seconds of the day
    var seconds: Int
    var offset: Int
    var zone: String
    /// Seconds since 0001-01-01 as a calendar counts them.
    var count: Int { date.ordinal &* 86400 &+ seconds }
  }
  static let epoch = CivilDate(1970, 1, 1).ordinal * 86400
  /// What the clock showed, here or (utc) in Greenwich.
  static func broken(_ t: Thread, _ timestamp: Int, utc: Bool) throws(Raised) -> Broken {
    var time = time_t(timestamp)
    var parts = tm()
    let found = utc ? gmtime_r(&time, &parts) : localtime_r(&time, &parts)
    if found == nil { throw t.raise(.overflowError, "timestamp out of range for platform time_t") }
    let year = Int(parts.tm_year) + 1900
    if year < 1 || year > 9999 { throw t.raise(.valueError, "year \(year) is out of range") }
    let date = CivilDate(year, Int(parts.tm_mon) + 1, Int(parts.tm_mday))
    let seconds = Int(parts.tm_hour) * 3600 + Int(parts.tm_min) * 60 + min(Int(parts.tm_sec), 59)
    return Broken(date: date, seconds: seconds, offset: Int(parts.tm_gmtoff), zone: parts.tm_zone.map { String(cString: $0) } ?? "")
  }
  /// What the local clock shows at `u` seconds since the epoch, as such seconds.
  static func local(_ t: Thread, _ u: Int) throws(Raised) -> Int { try broken(t, u, utc: false).count &- epoch }
  static func now() -> (seconds: Int, microseconds: Int) {
    var ts = timespec()
    clock_gettime(CLOCK_REALTIME, &ts)
    return (ts.tv_sec, ts.tv_nsec / 1000)
  }
}

/// A day of the proleptic Gregorian calendar.
struct CivilDate: BitwiseCopyable, Equatable {
  var year: Int
  var month: Int
  var day: Int
  init(_ year: Int, _ month: Int, _ day: Int) {
    self.year = year
    self.month = month
    self.day = day
  }
  init(packed p: Int) { self.init(p >> 9, p >> 5 & 15, p & 31) }
  /// Orders as dates do.
  var packed: Int { year << 9 | month << 5 | day }

  static func isLeap(_ y: Int) -> Bool { y % 4 == 0 && (y % 100 != 0 || y % 400 == 0) }
  static func days(_ y: Int, _ m: Int) -> Int { m == 2 ? (isLeap(y) ? 29 : 28) : m == 4 || m == 6 || m == 9 || m == 11 ? 30 : 31 }
  static func daysBefore(year y: Int) -> Int { (y - 1) * 365 + (y - 1) / 4 - (y - 1) / 100 + (y - 1) / 400 }
  var dayOfYear: Int {
    var n = day
    var m = 1
    while m < month {
      n += CivilDate.days(year, m)
      m += 1
    }
    return n
  }
  /// 1 is 0001-01-01.
  var ordinal: Int { CivilDate.daysBefore(year: year) + dayOfYear }
  /// 0 is Monday.
  var weekday: Int { (ordinal + 6) % 7 }
  /// Only for 1 … 3652059 (9999-12-31).
  init(ordinal: Int) {
    var y = (ordinal - 1) * 400 / 146_097 + 1
    while y > 1, CivilDate.daysBefore(year: y) >= ordinal { y -= 1 }
    while CivilDate.daysBefore(year: y + 1) < ordinal { y += 1 }
    var rest = ordinal - CivilDate.daysBefore(year: y)
    var m = 1
    while rest > CivilDate.days(y, m) {
      rest -= CivilDate.days(y, m)
      m += 1
    }
    self.init(y, m, rest)
  }
  static var lastOrdinal: Int { 3_652_059 }

  static func checked(_ t: Thread, _ y: Int, _ m: Int, _ d: Int) throws(Raised) -> CivilDate {
    if y < 1 || y > 9999 { throw t.raise(.valueError, "year \(y) is out of range") }
    if m < 1 || m > 12 { throw t.raise(.valueError, "month must be in 1..12") }
    if d < 1 || d > days(y, m) { throw t.raise(.valueError, "day is out of range for month") }
    return CivilDate(y, m, d)
  }
  var text: String { CivilTime.digits(year, 4) + "-" + CivilTime.digits(month, 2) + "-" + CivilTime.digits(day, 2) }

  /// Ordinal of the Monday with which the ISO year begins.
  static func isoStart(_ year: Int) -> Int {
    let first = daysBefore(year: year) + 1
    let weekday = (first + 6) % 7
    return weekday > 3 ? first + 7 - weekday : first - weekday
  }
  var iso: (year: Int, week: Int, weekday: Int) {
    var y = year
    let o = ordinal
    if o < CivilDate.isoStart(y) {
      y -= 1
    } else if o >= CivilDate.isoStart(y + 1) {
      y += 1
    }
    return (y, (o - CivilDate.isoStart(y)) / 7 + 1, weekday + 1)
  }
  /// nil when the week or the day does not exist; which, says the flag.
  static func isoOrdinal(_ y: Int, _ week: Int, _ day: Int) -> (ordinal: Int?, badWeek: Bool) {
    if week < 1 || week > 53 { return (nil, true) }
    if week == 53, (isoStart(y + 1) - isoStart(y)) / 7 < 53 { return (nil, true) }
    if day < 1 || day > 7 { return (nil, false) }
    return (isoStart(y) + (week - 1) * 7 + day - 1, false)
  }
}

/// Times of day are numbers of microseconds.
enum CivilTime {
  static var day: Int { 86_400_000_000 }
  static func digits(_ n: Int, _ width: Int) -> String {
    let s = String(n)
    return String(repeating: "0", count: max(0, width - s.utf8.count)) + s
  }
  static func checked(_ t: Thread, _ h: Int, _ m: Int, _ s: Int, _ us: Int) throws(Raised) -> Int {
    if h < 0 || h > 23 { throw t.raise(.valueError, "hour must be in 0..23") }
    if m < 0 || m > 59 { throw t.raise(.valueError, "minute must be in 0..59") }
    if s < 0 || s > 59 { throw t.raise(.valueError, "second must be in 0..59") }
    if us < 0 || us > 999_999 { throw t.raise(.valueError, "microsecond must be in 0..999999") }
    return ((h * 60 + m) * 60 + s) * 1_000_000 + us
  }
  static func fold(_ t: Thread, _ v: Value) throws(Raised) -> Int {
    let f = try Arguments.int32(t, v, 0)
    if f != 0 && f != 1 { throw t.raise(.valueError, "fold must be either 0 or 1") }
    return f
  }
  /// "HH:MM:SS.ffffff" as far as `timespec` says.
  static func text(_ t: Thread, _ us: Int, _ timespec: Value) throws(Raised) -> String {
    var spec = "auto"
    if !timespec.isEmpty {
      guard timespec.isKind(.str) else {
        throw t.raise(.typeError, "isoformat() argument 'timespec' must be str, not \(timespec.isNone ? "None" : timespec.type.displayName)")
      }
      spec = Str(timespec).string
    }
    let s = us / 1_000_000
    let hours = digits(s / 3600, 2)
    let minutes = hours + ":" + digits(s / 60 % 60, 2)
    let seconds = minutes + ":" + digits(s % 60, 2)
    switch spec {
    case "auto": return us % 1_000_000 == 0 ? seconds : seconds + "." + digits(us % 1_000_000, 6)
    case "hours": return hours
    case "minutes": return minutes
    case "seconds": return seconds
    case "milliseconds": return seconds + "." + digits(us % 1_000_000 / 1000, 3)
    case "microseconds": return seconds + "." + digits(us % 1_000_000, 6)
    default: throw t.raise(.valueError, "Unknown timespec value")
    }
  }
  /// The arguments of a repr: hour and minute, and the others where they are not 0.
  static func shown(_ us: Int) -> String {
    let s = us / 1_000_000
    var text = "\(s / 3600), \(s / 60 % 60)"
    if us % 60_000_000 != 0 { text += ", \(s % 60)" }
    if us % 1_000_000 != 0 { text += ", \(us % 1_000_000)" }
    return text
  }
  static func store(_ us: Int, _ p: UnsafeMutablePointer<UInt8>) {
    let s = us / 1_000_000
    p[0] = UInt8(truncatingIfNeeded: s / 3600)
    p[1] = UInt8(truncatingIfNeeded: s / 60 % 60)
    p[2] = UInt8(truncatingIfNeeded: s % 60)
    p[3] = UInt8(truncatingIfNeeded: (us % 1_000_000) >> 16)
    p[4] = UInt8(truncatingIfNeeded: (us % 1_000_000) >> 8)
    p[5] = UInt8(truncatingIfNeeded: us % 1_000_000)
  }
}
