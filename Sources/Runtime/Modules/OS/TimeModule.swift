// The module `time`.

import Glibc

/// Between numbers of seconds and the system's structures.
enum Clock {
  /// seconds as int or float; ValueError for nan, OverflowError beyond time_t.
  static func spec(_ t: Thread, _ v: Value) throws(Raised) -> Glibc.timespec {
    if v.isInt { return Glibc.timespec(tv_sec: v.asInt, tv_nsec: 0) }
    if v.type.slots.pointee.index != nil {
      return Glibc.timespec(tv_sec: try seconds(t, v), tv_nsec: 0)
    }
    let d = try real(t, v)
    if d.isNaN { throw t.raise(.valueError, "Invalid value NaN (not a number)") }
    let whole = d.rounded(.down)
    if !(whole > -9.2e18 && whole < 9.2e18) { throw t.raise(.overflowError, "timestamp out of range for platform time_t") }
    let nanoseconds = Int((d - whole) * 1e9)
    return Glibc.timespec(tv_sec: Int(whole), tv_nsec: max(0, min(999_999_999, nanoseconds)))
  }
  /// A time as float or int; any other object is asked for an int, as its error says.
  static func real(_ t: Thread, _ v: Value) throws(Raised) -> Double {
    if let d = Float.number(of: v) { return d }
    return try t.double(try t.index(v))
  }
  static func seconds(_ t: Thread, _ v: Value) throws(Raised) -> Int {
    if v.isInt { return v.asInt }
    if v.type.slots.pointee.index != nil {
      let i = try t.index(v)
      guard i.isInt else { throw t.raise(.overflowError, "timestamp out of range for platform time_t") }
      return i.asInt
    }
    let d = try real(t, v)
    if d.isNaN { throw t.raise(.valueError, "Invalid value NaN (not a number)") }
    let whole = d.rounded(.down)
    if !(whole > -9.2e18 && whole < 9.2e18) { throw t.raise(.overflowError, "timestamp out of range for platform time_t") }
    return Int(whole)
  }
  static func read(_ id: Int32) -> Int {
    var ts = Glibc.timespec()
    clock_gettime(id, &ts)
    return ts.tv_sec &* 1_000_000_000 &+ ts.tv_nsec
  }
}

enum TimeModule {
  private static let structTime = Root()

  static func define(_ m: ModuleBuilder) throws(Raised) {
    let t = m.thread
    m.doc("Clocks and conversions of times.")
    structTime.value = try StructSequence.makeType(
      t, "time.struct_time", doc: "A time as year, month, day, hour …",
      fields: ["tm_year", "tm_mon", "tm_mday", "tm_hour", "tm_min", "tm_sec", "tm_wday", "tm_yday", "tm_isdst", "tm_zone", "tm_gmtoff"],
      visible: 9
    ).value
    m.set("struct_time", structTime.value)
    m.set("_STRUCT_TM_ITEMS", .int(11))
    let clocks: [(StaticString, Int)] = [
      ("CLOCK_REALTIME", 0), ("CLOCK_MONOTONIC", 1), ("CLOCK_PROCESS_CPUTIME_ID", 2), ("CLOCK_THREAD_CPUTIME_ID", 3),
      ("CLOCK_MONOTONIC_RAW", 4), ("CLOCK_BOOTTIME", 7), ("CLOCK_TAI", 11),
    ]
    for (name, value) in clocks { m.set(name, .int(value)) }
    defineClocks(m)
    defineCalendar(m)
    try setZone(t, m.module)
  }

  private static func defineClocks(_ m: ModuleBuilder) {
    m.function("time()", "Seconds since 1970.") { native($0, $1, $2, $3) { (t, args) throws(Raised) in t.float(Double(Clock.read(0)) * 1e-9) } }
    m.function("time_ns()", "Nanoseconds since 1970.") { native($0, $1, $2, $3) { (t, args) throws(Raised) in t.int(Clock.read(0)) } }
    m.function("monotonic()", "Seconds of a clock that never goes back.") { native($0, $1, $2, $3) { (t, args) throws(Raised) in t.float(Double(Clock.read(1)) * 1e-9) } }
    m.function("monotonic_ns()", "Nanoseconds of a clock that never goes back.") { native($0, $1, $2, $3) { (t, args) throws(Raised) in t.int(Clock.read(1)) } }
    m.function("perf_counter()", "Seconds for measuring short times.") { native($0, $1, $2, $3) { (t, args) throws(Raised) in t.float(Double(Clock.read(1)) * 1e-9) } }
    m.function("perf_counter_ns()", "Nanoseconds for measuring short times.") { native($0, $1, $2, $3) { (t, args) throws(Raised) in t.int(Clock.read(1)) } }
    m.function("process_time()", "Processor time of the process in seconds.") { native($0, $1, $2, $3) { (t, args) throws(Raised) in t.float(Double(Clock.read(2)) * 1e-9) } }
    m.function("process_time_ns()", "Processor time of the process in nanoseconds.") { native($0, $1, $2, $3) { (t, args) throws(Raised) in t.int(Clock.read(2)) } }
    m.function("thread_time()", "Processor time of the thread in seconds.") { native($0, $1, $2, $3) { (t, args) throws(Raised) in t.float(Double(Clock.read(3)) * 1e-9) } }
    m.function("thread_time_ns()", "Processor time of the thread in nanoseconds.") { native($0, $1, $2, $3) { (t, args) throws(Raised) in t.int(Clock.read(3)) } }
    m.function("clock_gettime(clk_id, /)", "Seconds of a clock.") {
      native($0, $1, $2, $3) { (t, args) throws(Raised) in
        var ts = timespec()
        let id = Int32(truncatingIfNeeded: try PosixModule.number(t, args[0]))
        try PosixModule.check(t) { Glibc.clock_gettime(id, &ts) }
        return t.float(Double(ts.tv_sec) + Double(ts.tv_nsec) * 1e-9)
      }
    }
    m.function("clock_gettime_ns(clk_id, /)", "Nanoseconds of a clock.") {
      native($0, $1, $2, $3) { (t, args) throws(Raised) in
        var ts = timespec()
        let id = Int32(truncatingIfNeeded: try PosixModule.number(t, args[0]))
        try PosixModule.check(t) { Glibc.clock_gettime(id, &ts) }
        return t.int(ts.tv_sec &* 1_000_000_000 &+ ts.tv_nsec)
      }
    }
    m.function("clock_getres(clk_id, /)", "Resolution of a clock in seconds.") {
      native($0, $1, $2, $3) { (t, args) throws(Raised) in
        var ts = timespec()
        let id = Int32(truncatingIfNeeded: try PosixModule.number(t, args[0]))
        try PosixModule.check(t) { Glibc.clock_getres(id, &ts) }
        return t.float(Double(ts.tv_sec) + Double(ts.tv_nsec) * 1e-9)
      }
    }
    m.function("clock_settime(clk_id, time, /)", "Sets a clock, in seconds.") {
      native($0, $1, $2, $3) { (t, args) throws(Raised) in
        let id = Int32(truncatingIfNeeded: try PosixModule.number(t, args[0]))
        let seconds = try t.double(args[1])
        guard seconds.isFinite, abs(seconds) < 9e18 else { throw t.raise(.overflowError, "timestamp out of range for platform time_t") }
        let whole = seconds.rounded(.down)
        var ts = timespec(tv_sec: Int(whole), tv_nsec: Int((seconds - whole) * 1e9))
        try PosixModule.check(t) { Glibc.clock_settime(id, &ts) }
        return .none
      }
    }
    m.function("clock_settime_ns(clk_id, time, /)", "Sets a clock, in nanoseconds.") {
      native($0, $1, $2, $3) { (t, args) throws(Raised) in
        let id = Int32(truncatingIfNeeded: try PosixModule.number(t, args[0]))
        let n = try t.indexInt(args[1], overflow: .overflowError)
        let rest = n % 1_000_000_000
        let whole = n / 1_000_000_000 &- (rest < 0 ? 1 : 0)
        var ts = timespec(tv_sec: whole, tv_nsec: n &- whole &* 1_000_000_000)
        try PosixModule.check(t) { Glibc.clock_settime(id, &ts) }
        return .none
      }
    }
    m.function("pthread_getcpuclockid(thread_id, /)", "The clock of a thread's CPU time.") {
      native($0, $1, $2, $3) { (t, args) throws(Raised) in
        guard let n = Int.unsignedWord(try t.index(args[0])) else { throw t.raise(.overflowError, "can't convert negative int to unsigned") }
        // The C library would read a thread that does not exist: only those that we know.
        var state: UnsafeMutablePointer<ThreadState>? = machine.pointee.mainThread.state
        while let s = state {
          if UInt64(s.pointee.ident) == n {
            var id: clockid_t = 0
            let code = Glibc.pthread_getcpuclockid(pthread_t(n), &id)
            if code != 0 { throw t.raiseOSError(code) }
            return .int(Int(id))
          }
          state = s.pointee.next
        }
        throw t.raiseOSError(ESRCH)
      }
    }
    m.function("sleep(seconds, /)", "Waits.") { native($0, $1, $2, $3, TimeModule.sleep) }
    m.function("get_clock_info(name, /)", "What a clock is.") {
      native($0, $1, $2, $3) { (t, args) throws(Raised) in
        guard args[0].isKind(.str) else { throw t.raise(.typeError, "get_clock_info() argument 1 must be str, not \(args[0].type.displayName)") }
        let name = Str(args[0]).string
        let rows: [(String, String, Bool, Bool)] = [
          ("time", "clock_gettime(CLOCK_REALTIME)", false, true), ("monotonic", "clock_gettime(CLOCK_MONOTONIC)", true, false),
          ("perf_counter", "clock_gettime(CLOCK_MONOTONIC)", true, false),
          ("process_time", "clock_gettime(CLOCK_PROCESS_CPUTIME_ID)", true, false),
          ("thread_time", "clock_gettime(CLOCK_THREAD_CPUTIME_ID)", true, false),
        ]
        guard let row = rows.first(where: { $0.0 == name }) else { throw t.raise(.valueError, "unknown clock") }
        return try SimpleNamespace.make(
          t,
          [
            ("implementation", Str.make(t, row.1).value), ("monotonic", .bool(row.2)), ("adjustable", .bool(row.3)),
            ("resolution", t.float(1e-9)),
          ])
      }
    }
  }

  private static func sleep(_ t: Thread, _ args: Args) throws(Raised) -> Value {
    let d = args[0].isInstance(of: .float) ? try t.double(args[0]) : try t.double(try t.index(args[0]))
    if d.isNaN { throw t.raise(.valueError, "Invalid value NaN (not a number)") }
    if d < 0 { throw t.raise(.valueError, "sleep length must be non-negative") }
    if d > 9.2e9 { throw t.raise(.overflowError, "timestamp too large to convert to C _PyTime_t") }
    let deadline = Clock.read(1) &+ Int(d * 1e9)
    while true {
      let left = deadline &- Clock.read(1)
      if left <= 0, d > 0 { break }
      var ts = timespec(tv_sec: max(0, left) / 1_000_000_000, tv_nsec: max(0, left) % 1_000_000_000)
      if t.blocking({ nanosleep(&ts, nil) }) == 0 { break }
      if errno != EINTR { throw t.raiseOSError(errno) }
      try t.checkEvents()
    }
    return .none
  }

  // MARK: Calendar

  private static func make(_ t: Thread, _ tm: tm) throws(Raised) -> Value {
    let zone = tm.tm_zone.map { String(cString: $0) } ?? "UTC"
    return try StructSequence.make(
      t, Type(structTime.value),
      [
        .int(Int(tm.tm_year) + 1900), .int(Int(tm.tm_mon) + 1), .int(Int(tm.tm_mday)), .int(Int(tm.tm_hour)), .int(Int(tm.tm_min)),
        .int(Int(tm.tm_sec)), .int((Int(tm.tm_wday) + 6) % 7), .int(Int(tm.tm_yday) + 1), .int(Int(tm.tm_isdst)),
        Str.make(t, zone).value, .int(tm.tm_gmtoff),
      ])
  }
  /// The nine numbers of a struct_time or tuple; range errors as the library words them.
  private static func take(_ t: Thread, _ v: Value, _ function: String) throws(Raised) -> tm {
    guard v.isKind(.tuple) else { throw t.raise(.typeError, "Tuple or struct_time argument required") }
    let tuple = Tuple(v)
    if tuple.count != 9 { throw t.raise(.typeError, "\(function)(): illegal time tuple argument") }
    var n: [Int] = []
    for i in 0..<9 { n.append(try t.indexInt(tuple[i], overflow: .overflowError)) }
    if n[0] < Int(Int32.min) + 1900 || n[0] > Int(Int32.max) { throw t.raise(.overflowError, "year out of range") }
    var r = tm()
    r.tm_year = Int32(n[0] - 1900)
    r.tm_mon = Int32(truncatingIfNeeded: n[1] - 1)
    r.tm_mday = Int32(truncatingIfNeeded: n[2])
    r.tm_hour = Int32(truncatingIfNeeded: n[3])
    r.tm_min = Int32(truncatingIfNeeded: n[4])
    r.tm_sec = Int32(truncatingIfNeeded: n[5])
    r.tm_wday = Int32(truncatingIfNeeded: (n[6] + 1) % 7)
    r.tm_yday = Int32(truncatingIfNeeded: n[7] - 1)
    r.tm_isdst = Int32(truncatingIfNeeded: n[8])
    if v.type.value == structTime.value {
      if tuple.items[10].isInt { r.tm_gmtoff = tuple.items[10].asInt }
    }
    return r
  }
  private static func checked(_ t: Thread, _ v: Value, _ function: String) throws(Raised) -> tm {
    var r = try take(t, v, function)
    if r.tm_mon == -1 { r.tm_mon = 0 } else if r.tm_mon < 0 || r.tm_mon > 11 { throw t.raise(.valueError, "month out of range") }
    if r.tm_mday == 0 { r.tm_mday = 1 } else if r.tm_mday < 0 || r.tm_mday > 31 { throw t.raise(.valueError, "day of month out of range") }
    if r.tm_hour < 0 || r.tm_hour > 23 { throw t.raise(.valueError, "hour out of range") }
    if r.tm_min < 0 || r.tm_min > 59 { throw t.raise(.valueError, "minute out of range") }
    if r.tm_sec < 0 || r.tm_sec > 61 { throw t.raise(.valueError, "seconds out of range") }
    if r.tm_wday < 0 { throw t.raise(.valueError, "day of week out of range") }
    if r.tm_yday == -1 { r.tm_yday = 0 } else if r.tm_yday < 0 || r.tm_yday > 365 { throw t.raise(.valueError, "day of year out of range") }
    return r
  }
  private static func broken(_ t: Thread, _ v: Value, local: Bool) throws(Raised) -> tm {
    var seconds = v.isEmpty || v.isNone ? Glibc.time(nil) : try Clock.seconds(t, v)
    var r = tm()
    if (local ? localtime_r(&seconds, &r) : gmtime_r(&seconds, &r)) == nil { throw t.raiseOSError(errno) }
    return r
  }
  private static func text(_ tm: tm) -> String {
    let days = ["Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"]
    let months = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"]
    func two(_ n: Int32) -> String { n < 10 ? "0\(n)" : "\(n)" }
    let day = tm.tm_mday < 10 ? " \(tm.tm_mday)" : "\(tm.tm_mday)"
    return
      "\(days[Int(tm.tm_wday)]) \(months[Int(tm.tm_mon)]) \(day) \(two(tm.tm_hour)):\(two(tm.tm_min)):\(two(tm.tm_sec)) \(Int(tm.tm_year) + 1900)"
  }

  /// Whether a format may show the time zone: finding its name reads the zone's file again.
  private static func mayShowZone(_ format: Str) -> Bool {
    var i = 0
    while i < format.length {
      switch format[i] {
      case 0x5A, 0x7A, 0x63, 0x58, 0x78, 0x72, 0x73, 0x2B: return true  // Z z c X x r s +
      default: i &+= 1
      }
    }
    return false
  }
  /// strftime of a short ASCII format, when the result is short and ASCII too; else nil.
  private static func shortTime(_ t: Thread, _ format: Str, _ r: inout tm) throws(Raised) -> Str? {
    let length = format.length
    if !format.isASCII || length == 0 || length > 100 || memchr(format.data, 0, length) != nil { return nil }
    var time = r
    var room = InlineArray<512, UInt8>(repeating: 0)
    var span = room.mutableSpan
    return try span.withUnsafeMutableBufferPointer { (b: UnsafeMutableBufferPointer<UInt8>) throws(Raised) -> Str? in
      guard let base = b.baseAddress else { return nil }
      memcpy(base, format.data, length)
      base[length] = 0
      let text = base + 128
      let n = UnsafeMutableRawPointer(base).withMemoryRebound(to: CChar.self, capacity: 512) { Glibc.strftime($0 + 128, 384, $0, &time) }
      if n == 0 { return nil }
      for i in 0..<n where text[i] >= 0x80 { return nil }
      return try Str.ascii(t, UnsafeBufferPointer(start: text, count: n))
    }
  }

  private static func defineCalendar(_ m: ModuleBuilder) {
    m.function("gmtime(seconds=None, /)", "A time in UTC.") {
      native($0, $1, $2, $3) { (t, args) throws(Raised) in try TimeModule.make(t, try TimeModule.broken(t, args[0], local: false)) }
    }
    m.function("localtime(seconds=None, /)", "A time in the local time zone.") {
      native($0, $1, $2, $3) { (t, args) throws(Raised) in try TimeModule.make(t, try TimeModule.broken(t, args[0], local: true)) }
    }
    m.function("asctime(tuple=None, /)", "A time as text.") {
      native($0, $1, $2, $3) { (t, args) throws(Raised) in
        let r = args[0].isEmpty ? try TimeModule.broken(t, .none, local: true) : try TimeModule.checked(t, args[0], "asctime")
        return Str.make(t, TimeModule.text(r)).value
      }
    }
    m.function("ctime(seconds=None, /)", "Seconds since 1970 as text.") {
      native($0, $1, $2, $3) { (t, args) throws(Raised) in
        Str.make(t, TimeModule.text(try TimeModule.broken(t, args[0], local: true))).value
      }
    }
    m.function("mktime(tuple, /)", "Seconds since 1970 of a local time.") {
      native($0, $1, $2, $3) { (t, args) throws(Raised) in
        var r = try TimeModule.take(t, args[0], "mktime")
        r.tm_wday = -1
        let seconds = Glibc.mktime(&r)
        if seconds == -1, r.tm_wday == -1 { throw t.raise(.overflowError, "mktime argument out of range") }
        return t.float(Double(seconds))
      }
    }
    m.function("strftime(format, tuple=None, /)", "A time in a format.") {
      native($0, $1, $2, $3) { (t, args) throws(Raised) in
        guard args[0].isKind(.str) else { throw t.raise(.typeError, "strftime() argument 1 must be str, not \(args[0].type.displayName)") }
        let asked = Str(args[0])
        for i in 0..<asked.length where asked[i] == 0 { throw t.raise(.valueError, "embedded null character") }
        var r = args[1].isEmpty ? try TimeModule.broken(t, .none, local: true) : try TimeModule.checked(t, args[1], "strftime")
        if r.tm_isdst < -1 { r.tm_isdst = -1 } else if r.tm_isdst > 1 { r.tm_isdst = 1 }
        if r.tm_zone == nil, TimeModule.mayShowZone(Str(args[0])) {
          // The zone's name goes with isdst.
          var copy = r
          _ = Glibc.mktime(&copy)
          r.tm_zone = copy.tm_zone
          if r.tm_gmtoff == 0 { r.tm_gmtoff = copy.tm_gmtoff }
        }
        if let text = try TimeModule.shortTime(t, Str(args[0]), &r) { return text.value }
        let format = Str(args[0]).utf8 + [0]
        if Str(args[0]).length == 0 { return machine.pointee.emptyString }
        var size = 1024
        while true {
          var buffer = [CChar](repeating: 0, count: size)
          let n = format.withUnsafeBufferPointer { (b: UnsafeBufferPointer<UInt8>) -> Int in
            b.withMemoryRebound(to: CChar.self) { Glibc.strftime(&buffer, size, $0.baseAddress.unsafelyUnwrapped, &r) }
          }
          if n > 0 || size > 256 * format.count { return try OSText.decode(t, buffer).value }
          size *= 2
        }
      }
    }
    m.function("strptime(string, format='%a %b %d %H:%M:%S %Y', /)", "Parses a time.") {
      native($0, $1, $2, $3) { (t, args) throws(Raised) in
        let module = try Importer.module(t, Str.intern(t, "_strptime"))
        let f = try t.getAttribute(module, Str.intern(t, "_strptime_time"))
        return args[1].isEmpty ? try t.call(f, args[0]) : try t.call(f, args[0], args[1])
      }
    }
    m.function("tzset()", "Reads the time zone anew from the environment.") {
      native($0, $1, $2, $3) { (t, args) throws(Raised) in
        Glibc.tzset()
        let module = try Importer.module(t, Str.intern(t, "time"))
        try TimeModule.setZone(t, Module(module))
        return .none
      }
    }
  }

  /// timezone, altzone, daylight, tzname: from the zone's offsets in January and July.
  private static func setZone(_ t: Thread, _ module: Module) throws(Raised) {
    Glibc.tzset()
    func sample(_ month: Int) -> (Int, String) {
      let year = 365 * 24 * 3600 + 6 * 3600
      var s = Glibc.time(nil) / year * year + month * 30 * 24 * 3600
      var r = tm()
      localtime_r(&s, &r)
      return (-r.tm_gmtoff, r.tm_zone.map { String(cString: $0) } ?? "UTC")
    }
    let january = sample(0)
    let july = sample(6)
    let (standard, daylight) = january.0 < july.0 ? (july, january) : (january, july)
    func set(_ name: StaticString, _ v: Value) { module.dict.set(t, Str.intern(t, name), v) }
    set("timezone", .int(standard.0))
    set("altzone", .int(daylight.0))
    set("daylight", .int(january.0 != july.0 ? 1 : 0))
    set("tzname", Tuple.pair(t, Str.make(t, standard.1).value, Str.make(t, daylight.1).value))
  }
}
