// UTF-8, ASCII and Latin-1.

import Glibc

extension Codecs {
  /// The number of bytes below 128 at the beginning.
  static func asciiPrefix(_ p: UnsafePointer<UInt8>, _ count: Int) -> Int {
    var i = 0
    let raw = UnsafeRawPointer(p)
    while i &+ 8 <= count, raw.loadUnaligned(fromByteOffset: i, as: UInt64.self) & 0x8080_8080_8080_8080 == 0 { i &+= 8 }
    while i < count, p[i] < 0x80 { i &+= 1 }
    return i
  }

  // MARK: UTF-8

  static func encodeUTF8(_ thread: Thread, _ s: Str, _ errors: Str?) throws(Raised) -> Bytes {
    if s.isASCII { return try Bytes.make(thread, s.u8, s.length) }
    if s.width == 0 { return try encodeLatin1(thread, s) }
    var e = try Encoding(thread, s, "utf-8", .utf8, errors, capacity: s.length &* 3 &+ 8)
    var i = 0
    let n = s.length
    while i < n {
      let c = s[i]
      if c < 0xD800 || c >= 0xE000 {
        try e.putUTF8(c)
        i &+= 1
        continue
      }
      var end = i &+ 1
      while end < n, s[end] >= 0xD800, s[end] < 0xE000 { end &+= 1 }
      i = try e.fail("surrogates not allowed", i, end)
    }
    return try e.out.finish()
  }

  /// Characters below 256 take one or two bytes: the size is known beforehand.
  private static func encodeLatin1(_ thread: Thread, _ s: Str) throws(Raised) -> Bytes {
    let n = s.length
    let p = s.u8
    var wide = 0
    var i = 0
    while i < n {
      wide &+= Int(p[i] &>> 7)
      i &+= 1
    }
    let b = try Bytes.uninitialized(thread, count: n &+ wide)
    var out = 0
    i = 0
    while i < n {
      let run = asciiPrefix(p + i, n &- i)
      if run > 0 {
        memcpy(b.data + out, p + i, run)
        out &+= run
        i &+= run
      }
      if i < n {
        b.data[out] = 0xC0 | p[i] &>> 6
        b.data[out &+ 1] = 0x80 | p[i] & 0x3F
        out &+= 2
        i &+= 1
      }
    }
    return b
  }

  /// What stands at p: a code point and its length, or a length 0 … and the reason of the failure.
  enum Sequence {
    case scalar(UInt32, Int)
    /// `length` bytes are wrong.
    case invalid(StaticString, Int)
    /// The input ends within a sequence that is right so far.
    case incomplete
  }
  @inline(__always) static func sequence(_ p: UnsafePointer<UInt8>, _ left: Int) -> Sequence {
    let b0 = UInt32(p[0])
    if b0 < 0x80 { return .scalar(b0, 1) }
    if b0 < 0xC2 || b0 > 0xF4 { return .invalid("invalid start byte", 1) }
    if left < 2 { return .incomplete }
    let b1 = UInt32(p[1])
    if b0 < 0xE0 {
      if b1 & 0xC0 != 0x80 { return .invalid("invalid continuation byte", 1) }
      return .scalar((b0 & 0x1F) << 6 | b1 & 0x3F, 2)
    }
    let low: UInt32 = b0 == 0xE0 ? 0xA0 : b0 == 0xF0 ? 0x90 : 0x80
    let high: UInt32 = b0 == 0xED ? 0x9F : b0 == 0xF4 ? 0x8F : 0xBF
    if b1 < low || b1 > high { return .invalid("invalid continuation byte", 1) }
    if left < 3 { return .incomplete }
    let b2 = UInt32(p[2])
    if b2 & 0xC0 != 0x80 { return .invalid("invalid continuation byte", 2) }
    if b0 < 0xF0 { return .scalar((b0 & 0x0F) << 12 | (b1 & 0x3F) << 6 | b2 & 0x3F, 3) }
    if left < 4 { return .incomplete }
    let b3 = UInt32(p[3])
    if b3 & 0xC0 != 0x80 { return .invalid("invalid continuation byte", 3) }
    return .scalar((b0 & 0x07) << 18 | (b1 & 0x3F) << 12 | (b2 & 0x3F) << 6 | b3 & 0x3F, 4)
  }

  static func decodeUTF8(
    _ thread: Thread, _ view: BufferView, _ errors: Str?, final: Bool
  ) throws(Raised) -> (text: Str, consumed: Int) {
    let n = view.length
    if n == 0 { return (Str.empty, 0) }
    let p = UnsafePointer(view.data.assumingMemoryBound(to: UInt8.self))
    let prefix = asciiPrefix(p, n)
    if prefix == n { return (try Str.make(thread, units: view.data, width: 0, count: n, bits: 0x7F), n) }
    // Count first; text without errors is then written into its str at once.
    var at = prefix
    var count = prefix
    var bits: UInt32 = 0
    var isRight = true
    while at < n {
      if p[at] < 0x80 {
        let run = asciiPrefix(p + at, n &- at)
        count &+= run
        at &+= run
        continue
      }
      guard case .scalar(let c, let length) = sequence(p + at, n &- at) else {
        isRight = false
        break
      }
      bits |= c
      count &+= 1
      at &+= length
    }
    if isRight {
      let s = try Str.uninitialized(thread, length: count, width: Str.width(for: bits), ascii: false)
      if count == 1 { return (Str.character(thread, bits), n) }
      Str.copyUnits(view.data, 0, s.data, s.width, prefix)
      switch s.width {
      case 0: fill(s.u8, p, prefix, n)
      case 1: fill(s.u16, p, prefix, n)
      default: fill(s.u32, p, prefix, n)
      }
      return (s, n)
    }
    var d = try Decoding(thread, view, "utf-8", errors)
    at = 0
    while at < d.input.count {
      guard let base = d.input.baseAddress else { break }
      switch sequence(base + at, d.input.count &- at) {
      case .scalar(let c, let length):
        try d.out.append(c)
        at &+= length
      case .invalid(let reason, let length): at = try d.fail(reason, at, at &+ length)
      case .incomplete:
        if !final { return (try d.out.finish(), at) }
        at = try d.fail("unexpected end of data", at, d.input.count)
      }
    }
    return (try d.out.finish(), at)
  }
  @inline(__always) private static func fill<U: CodeUnit>(_ out: UnsafeMutablePointer<U>, _ p: UnsafePointer<UInt8>, _ from: Int, _ n: Int) {
    var i = from
    var k = from
    while i < n {
      while i < n, p[i] < 0x80 {
        out[k] = U(truncatingIfNeeded: p[i])
        k &+= 1
        i &+= 1
      }
      if i >= n { return }
      guard case .scalar(let c, let length) = sequence(p + i, n &- i) else { return }
      out[k] = U(truncatingIfNeeded: c)
      k &+= 1
      i &+= length
    }
  }

  // MARK: ASCII and Latin-1

  static func encodeNarrow(_ thread: Thread, _ s: Str, _ errors: Str?, ascii: Bool) throws(Raised) -> Bytes {
    if s.isASCII || (!ascii && s.width == 0) { return try Bytes.make(thread, s.u8, s.length) }
    let limit: UInt32 = ascii ? 0x80 : 0x100
    var e = try Encoding(thread, s, ascii ? "ascii" : "latin-1", ascii ? .ascii : .latin1, errors, capacity: s.length &+ 8)
    var i = 0
    while i < s.length {
      let c = s[i]
      if c < limit {
        try e.out.append(UInt8(c))
        i &+= 1
        continue
      }
      var end = i &+ 1
      while end < s.length, s[end] >= limit { end &+= 1 }
      i = try e.fail(ascii ? "ordinal not in range(128)" : "ordinal not in range(256)", i, end)
    }
    return try e.out.finish()
  }
  static func decodeASCII(_ thread: Thread, _ view: BufferView, _ errors: Str?) throws(Raised) -> Str {
    let n = view.length
    if n == 0 { return Str.empty }
    if asciiPrefix(view.data.assumingMemoryBound(to: UInt8.self), n) == n {
      return try Str.make(thread, units: view.data, width: 0, count: n, bits: 0x7F)
    }
    var d = try Decoding(thread, view, "ascii", errors)
    var at = 0
    while at < d.input.count {
      let c = d.input[at]
      if c < 0x80 {
        try d.out.append(UInt32(c))
        at &+= 1
      } else {
        at = try d.fail("ordinal not in range(128)", at, at &+ 1)
      }
    }
    return try d.out.finish()
  }
}
