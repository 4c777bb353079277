// Dates and times as ISO 8601 writes them, in the forms that Python 3.11 reads (Library Reference, "datetime.fromisoformat").

struct ISOParser {
  private let text: Str
  private(set) var at = 0
  /// One behind the last character that is to be read.
  var end: Int
  init(_ text: Str) {
    self.text = text
    end = text.length
  }
  var count: Int { text.length }
  var isAtEnd: Bool { at == end }
  private func peek(_ i: Int) -> UInt32 { i >= 0 && i < text.length ? text[i] : 0 }
  private func isDigit(_ i: Int) -> Bool { peek(i) >= 0x30 && peek(i) <= 0x39 }

  static func invalid(_ t: Thread, _ v: Value) throws(Raised) -> Raised {
    t.raise(.valueError, "Invalid isoformat string: \(try t.repr(v).string)")
  }

  /// n digits.
  private mutating func number(_ n: Int) -> Int? {
    if at + n > end { return nil }
    var v = 0
    for i in at..<(at + n) {
      guard isDigit(i) else { return nil }
      v = v * 10 + Int(peek(i)) - 0x30
    }
    at += n
    return v
  }
  private mutating func take(_ c: UInt32) -> Bool {
    if at < end, peek(at) == c {
      at += 1
      return true
    }
    return false
  }

  /// What a text says about a day.
  struct Day {
    var year: Int
    var month: Int
    var day: Int
    var isWeek: Bool
    func resolved(_ t: Thread, _ source: Value) throws(Raised) -> CivilDate {
      if !isWeek { return try CivilDate.checked(t, year, month, day) }
      guard year >= 1, let ordinal = CivilDate.isoOrdinal(year, month, day).ordinal, ordinal >= 1, ordinal <= CivilDate.lastOrdinal else {
        throw try ISOParser.invalid(t, source)
      }
      return CivilDate(ordinal: ordinal)
    }
  }
  /// YYYY-MM-DD, YYYYMMDD, YYYY-Www, YYYYWww, YYYY-Www-D or YYYYWwwD in the next n characters.
  mutating func date(_ n: Int) -> Day? {
    let last = end
    end = min(end, at + n)
    defer { end = last }
    guard let year = number(4) else { return nil }
    let dashed = take(0x2D)
    if take(0x57) {
      guard let week = number(2) else { return nil }
      if at == end { return Day(year: year, month: week, day: 1, isWeek: true) }
      if dashed != take(0x2D) { return nil }
      guard let day = number(1) else { return nil }
      return at == end ? Day(year: year, month: week, day: day, isWeek: true) : nil
    }
    guard let month = number(2) else { return nil }
    if dashed != take(0x2D) { return nil }
    guard let day = number(2), at == end else { return nil }
    return Day(year: year, month: month, day: day, isWeek: false)
  }
  /// How many characters the date before a time takes.
  var dateLength: Int {
    let n = count
    if n == 7 { return 7 }
    if peek(4) == 0x2D {
      if peek(5) != 0x57 { return 10 }
      if n < 8 { return n }
      // YYYY-Www-D, or YYYY-Www and a time that "-" separates.
      if n > 8, peek(8) == 0x2D { return n > 10 && isDigit(10) ? 8 : n == 9 ? 9 : 10 }
      return 8
    }
    if peek(4) == 0x57 {
      // Two digits of the week and perhaps one of the day, before an even number of the time.
      var i = 7
      while i < n, isDigit(i) { i += 1 }
      if i < 9 { return i }
      return i % 2 == 0 ? 7 : 8
    }
    return 8
  }
  mutating func skip() { at += 1 }

  struct Clock {
    var hour = 0
    var minute = 0
    var second = 0
    var microsecond = 0
  }
  /// HH[:MM[:SS[.f…]]] or without colons, up to `end`. As CPython 3.11 reads it: a fraction may follow any part, and belongs to the second.
  private mutating func clock() -> Clock? {
    var parts = [0, 0, 0]
    let separated = at + 2 < end && peek(at + 2) == 0x3A
    for i in 0..<3 {
      guard let n = number(2) else { return nil }
      parts[i] = n
      if at == end { break }
      if take(0x2E) || take(0x2C) {
        if at == end { return nil }
        break
      }
      if separated ? !take(0x3A) || at == end : i == 2 { return nil }
    }
    var c = Clock(hour: parts[0], minute: parts[1], second: parts[2])
    var scale = 100_000
    while at < end {
      guard let d = number(1) else { return nil }
      c.microsecond += d * scale
      scale /= 10
    }
    return c
  }
  /// A time with its zone, up to the end. ValueErrors of parts that are out of range are raised; nil: it is no time at all.
  mutating func time(_ t: Thread) throws(Raised) -> (microseconds: Int, zone: Value)? {
    var sign = at
    while sign < end, peek(sign) != 0x2B, peek(sign) != 0x2D, peek(sign) != 0x5A { sign += 1 }
    let last = end
    end = sign
    guard let c = clock() else { return nil }
    end = last
    var zone = Value.none
    if at < end {
      let letter = peek(at)
      at += 1
      if letter == 0x5A {
        if at != end { return nil }
        zone = DateTimeModule.utc.value
      } else {
        guard let o = clock() else { return nil }
        let us = Int128(((o.hour * 60 + o.minute) * 60 + o.second) * 1_000_000 + o.microsecond)
        let offset = TimeDelta(try TimeDelta.make(t, letter == 0x2D ? -us : us))
        zone = try TimeZone.of(t, offset)
      }
    }
    return (try CivilTime.checked(t, c.hour, c.minute, c.second, c.microsecond), zone)
  }
}
