// The type datetime.

extension DateTime {
  static func define(_ type: TypeBuilder) {
    type.doc("datetime(year, month, day, hour=0, minute=0, second=0, microsecond=0, tzinfo=None, *, fold=0)\n\nA day with a time of day, perhaps in a time zone.")
    type.layout(.record, size: MemoryLayout<Fields>.size)
    type.new("datetime(year=None, month=None, day=None, hour=0, minute=0, second=0, microsecond=0, tzinfo=None, *, fold=0)") {
      native($0, $1, $2, $3, DateTime.new)
    }
    type.property("hour", "") { unary($0, $1) { (t, v) throws(Raised) in .int(DateTime(v).time / 3_600_000_000) } }
    type.property("minute", "") { unary($0, $1) { (t, v) throws(Raised) in .int(DateTime(v).time / 60_000_000 % 60) } }
    type.property("second", "") { unary($0, $1) { (t, v) throws(Raised) in .int(DateTime(v).time / 1_000_000 % 60) } }
    type.property("microsecond", "") { unary($0, $1) { (t, v) throws(Raised) in .int(DateTime(v).time % 1_000_000) } }
    type.property("tzinfo", "") { unary($0, $1) { (t, v) throws(Raised) in DateTime(v).zone } }
    type.property("fold", "") { unary($0, $1) { (t, v) throws(Raised) in DateTime(v).fields.pointee.fold } }
    defineMaking(type)
    defineParts(type)
    let slots = type.slots
    slots.pointee.repr = { unary($0, $1) { (t, v) throws(Raised) in
      let d = DateTime(v)
      let name = v.type.has(.heap) ? v.type.shortName : "datetime.datetime"
      var text = "\(name)(\(d.date.year), \(d.date.month), \(d.date.day), \(CivilTime.shown(d.time))"
      if d.fold != 0 { text += ", fold=1" }
      if !d.zone.isNone { text += ", tzinfo=" + (try t.repr(d.zone).string) }
      return Str.make(t, text + ")").value
    } }
    slots.pointee.str = { unary($0, $1) { (t, v) throws(Raised) in try t.callMethod(v, Str.intern(t, "isoformat"), [Str.character(t, 0x20).value]) } }
    slots.pointee.hash = { unary($0, $1, DateTime.hash) }
    slots.pointee.richCompare = { compare($0, $1, $2, $3, DateTime.order) }
    slots.pointee.add = { binary($0, $1, $2, DateTime.add) }
    slots.pointee.subtract = { binary($0, $1, $2, DateTime.subtract) }
  }

  private static func defineMaking(_ type: TypeBuilder) {
    type.classMethod("now(tz=None)", "The datetime now, local or in time zone `tz`.") {
      native($0, $1, $2, $3) { (t, a) throws(Raised) in
        let zone: Value = a[1].isEmpty ? .none : a[1]
        try DateTimeModule.checkZone(t, zone)
        let now = DateTimeModule.now()
        return try DateTime.from(t, a[0], seconds: now.seconds, microseconds: now.microseconds, zone, utc: false)
      }
    }
    type.classMethod("utcnow()", "The datetime in UTC now, without a time zone.") {
      native($0, $1, $2, $3) { (t, a) throws(Raised) in
        let now = DateTimeModule.now()
        return try DateTime.from(t, a[0], seconds: now.seconds, microseconds: now.microseconds, .none, utc: true)
      }
    }
    type.classMethod("fromtimestamp(timestamp, tz=None)", "The datetime at a POSIX timestamp, local or in time zone `tz`.") {
      native($0, $1, $2, $3) { (t, a) throws(Raised) in
        let zone: Value = a[2].isEmpty ? .none : a[2]
        try DateTimeModule.checkZone(t, zone)
        let (seconds, us) = try DateTimeModule.split(t, a[1])
        return try DateTime.from(t, a[0], seconds: seconds, microseconds: us, zone, utc: false)
      }
    }
    type.classMethod("utcfromtimestamp(timestamp, /)", "The datetime in UTC at a POSIX timestamp, without a time zone.") {
      native($0, $1, $2, $3) { (t, a) throws(Raised) in
        let (seconds, us) = try DateTimeModule.split(t, a[1])
        return try DateTime.from(t, a[0], seconds: seconds, microseconds: us, .none, utc: true)
      }
    }
    type.classMethod("strptime(date_string, format, /)", "The datetime in a text that is laid out as `format` says (time.strptime).") {
      native($0, $1, $2, $3) { (t, a) throws(Raised) in
        for i in 1...2 where !a[i].isKind(.str) {
          throw t.raise(.typeError, "strptime() argument \(i) must be str, not \(a[i].isNone ? "None" : a[i].type.displayName)")
        }
        let module = try Importer.module(t, Str.intern(t, "_strptime"))
        return try t.call(try t.getAttribute(module, Str.intern(t, "_strptime_datetime")), a[0], a[1], a[2])
      }
    }
    type.classMethod("combine(date, time, tzinfo=None)", "A datetime of a date and a time.") {
      native($0, $1, $2, $3) { (t, a) throws(Raised) in
        guard a[1].isInstance(of: .date) else {
          throw t.raise(.typeError, "combine() argument 1 must be datetime.date, not \(a[1].isNone ? "None" : a[1].type.displayName)")
        }
        guard a[2].isInstance(of: .timeOfDay) else {
          throw t.raise(.typeError, "combine() argument 2 must be datetime.time, not \(a[2].isNone ? "None" : a[2].type.displayName)")
        }
        let f = TimeOfDay(a[2]).fields.pointee
        let zone = a[3].isEmpty ? f.zone : a[3]
        try DateTimeModule.checkZone(t, zone)
        return try DateTime.make(t, a[0], DateObject(a[1]).date, f.time.asInt, zone, fold: f.fold.asInt)
      }
    }
    type.classMethod("fromisoformat(string, /)", "The datetime that an ISO 8601 text names.") {
      native($0, $1, $2, $3) { (t, a) throws(Raised) in
        guard a[1].isKind(.str) else { throw t.raise(.typeError, "fromisoformat: argument must be str") }
        var p = ISOParser(Str(a[1]))
        if p.count < 7 { throw try ISOParser.invalid(t, a[1]) }
        guard let day = p.date(p.dateLength) else { throw try ISOParser.invalid(t, a[1]) }
        var time = 0
        var zone = Value.none
        if !p.isAtEnd {
          p.skip()
          guard let parsed = try p.time(t) else { throw try ISOParser.invalid(t, a[1]) }
          time = parsed.microseconds
          zone = parsed.zone
        }
        return try DateTime.make(t, a[0], try day.resolved(t, a[1]), time, zone, fold: 0)
      }
    }
  }

  private static func defineParts(_ type: TypeBuilder) {
    type.method("date()", "The date alone.") {
      native($0, $1, $2, $3) { (t, a) throws(Raised) in DateObject.make(t, DateTime(a[0]).date).value }
    }
    type.method("time()", "The time of day, without a time zone.") {
      native($0, $1, $2, $3) { (t, a) throws(Raised) in TimeOfDay.make(t, DateTime(a[0]).time, .none, fold: DateTime(a[0]).fold).value }
    }
    type.method("timetz()", "The time of day, with the time zone.") {
      native($0, $1, $2, $3) { (t, a) throws(Raised) in TimeOfDay.make(t, DateTime(a[0]).time, DateTime(a[0]).zone, fold: DateTime(a[0]).fold).value }
    }
    type.method("timetuple()", "A time.struct_time of local time.") {
      native($0, $1, $2, $3) { (t, a) throws(Raised) in
        let v = DateTime(a[0])
        let saving = try DateTimeModule.offset(t, v.zone, "dst", a[0])
        return try DateTimeModule.structTime(t, v.date, v.time, daylight: saving.map { $0.isZero ? 0 : 1 } ?? -1)
      }
    }
    type.method("utctimetuple()", "A time.struct_time in UTC.") {
      native($0, $1, $2, $3) { (t, a) throws(Raised) in
        let v = DateTime(a[0])
        let utc = v.count - Int(try v.offset(t)?.total ?? 0)
        let ordinal = utc >= 0 ? utc / CivilTime.day : -1
        if ordinal < 1 || ordinal > CivilDate.lastOrdinal { throw t.raise(.overflowError, "date value out of range") }
        return try DateTimeModule.structTime(t, CivilDate(ordinal: ordinal), utc % CivilTime.day, daylight: 0)
      }
    }
    type.method("timestamp()", "Seconds since 1970, as a float.") { native($0, $1, $2, $3, DateTime.timestamp) }
    type.method("astimezone(tz=None)", "The same moment in another time zone, the local one without `tz`.") { native($0, $1, $2, $3, DateTime.astimezone) }
    type.method("utcoffset()", "How far local time is ahead of UTC, or None.") {
      native($0, $1, $2, $3) { (t, a) throws(Raised) in try DateTime(a[0]).offset(t)?.value ?? .none }
    }
    type.method("dst()", "What the time zone says about daylight saving then, or None.") {
      native($0, $1, $2, $3) { (t, a) throws(Raised) in try DateTimeModule.offset(t, DateTime(a[0]).zone, "dst", a[0])?.value ?? .none }
    }
    type.method("tzname()", "The time zone's name, or None.") {
      native($0, $1, $2, $3) { (t, a) throws(Raised) in try DateTimeModule.name(t, DateTime(a[0]).zone, a[0]) }
    }
    type.method("isoformat(sep='T', timespec='auto')", "The ISO 8601 text, with `sep` between date and time; `timespec` says how fine.") {
      native($0, $1, $2, $3) { (t, a) throws(Raised) in
        var separator = UInt32(0x54)
        if !a[1].isEmpty {
          guard a[1].isKind(.str), Str(a[1]).length == 1 else {
            throw t.raise(.typeError, "isoformat() argument 1 must be a unicode character, not \(a[1].isNone ? "None" : a[1].type.displayName)")
          }
          separator = Str(a[1])[0]
        }
        let v = DateTime(a[0])
        var out = try StrBuilder(t, capacity: 32)
        try out.append(text: v.date.text)
        try out.append(separator)
        try out.append(text: try CivilTime.text(t, v.time, a[2]))
        if let d = try v.offset(t) { try out.append(text: DateTimeModule.text(offset: d, separator: ":")) }
        return try out.finish().value
      }
    }
    type.method(
      "replace(year=None, month=None, day=None, hour=None, minute=None, second=None, microsecond=None, tzinfo=None, *, fold=None)",
      "A copy with other values for the parts that are named."
    ) {
      native($0, $1, $2, $3) { (t, a) throws(Raised) in
        let v = DateTime(a[0])
        let y = try Arguments.int32(t, a[1], v.date.year)
        let m = try Arguments.int32(t, a[2], v.date.month)
        let d = try CivilDate.checked(t, y, m, try Arguments.int32(t, a[3], v.date.day))
        let time = try TimeOfDay.parts(t, a, 4, v.time)
        let fold = a.keyword(0).isEmpty ? v.fold : try CivilTime.fold(t, a.keyword(0))
        let zone = a[8].isEmpty ? v.zone : a[8]
        try DateTimeModule.checkZone(t, zone)
        return try DateTime.plain(t, a[0].type, d, time, zone, fold: fold)
      }
    }
    type.method("__reduce_ex__(proto, /)", "For pickle.") {
      native($0, $1, $2, $3) { (t, a) throws(Raised) in try DateTime.reduce(t, a[0], try Arguments.int32(t, a[1], 0)) }
    }
    type.method("__reduce__()", "For pickle.") {
      native($0, $1, $2, $3) { (t, a) throws(Raised) in try DateTime.reduce(t, a[0], 2) }
    }
  }
  private static func reduce(_ t: Thread, _ v: Value, _ number: Int) throws(Raised) -> Value {
    let d = DateTime(v)
    let b = try Bytes.uninitialized(t, count: 10)
    DateObject.store(d.date, b.data)
    CivilTime.store(d.time, b.data + 4)
    if number > 3, d.fold != 0 { b.data[2] |= 0x80 }
    return Tuple.pair(t, v.type.value, try Tuple.make(t, d.zone.isNone ? [b.value] : [b.value, d.zone]).value)
  }
}
