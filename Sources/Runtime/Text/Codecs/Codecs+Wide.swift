// UTF-16 and UTF-32.

extension Codecs {
  /// `utf16` and `utf32` write a byte order mark, then little-endian.
  static func encodeWide(_ thread: Thread, _ s: Str, _ errors: Str?, _ encoding: StandardEncoding) throws(Raised) -> Bytes {
    let name: StaticString
    let target: Encoding.Target
    var mark = false
    switch encoding {
    case .utf16be: (name, target) = ("utf-16-be", .utf16be)
    case .utf16le: (name, target) = ("utf-16-le", .utf16le)
    case .utf32be: (name, target) = ("utf-32-be", .utf32be)
    case .utf32le: (name, target) = ("utf-32-le", .utf32le)
    case .utf32:
      (name, target) = ("utf-32", .utf32le)
      mark = true
    default:
      (name, target) = ("utf-16", .utf16le)
      mark = true
    }
    var e = try Encoding(thread, s, name, target, errors, capacity: s.length &* 4 &+ 8)
    if mark { _ = try e.put(0xFEFF) }
    var i = 0
    while i < s.length {
      if try e.put(s[i]) {
        i &+= 1
        continue
      }
      var end = i &+ 1
      while end < s.length, s[end] >= 0xD800, s[end] < 0xE000 { end &+= 1 }
      i = try e.fail("surrogates not allowed", i, end)
    }
    return try e.out.finish()
  }

  /// `order`: -1 little-endian, 1 big-endian, 0: as the byte order mark says, little-endian without one. The order that was
  /// found comes back.
  static func decodeUTF16(
    _ thread: Thread, _ view: BufferView, _ errors: Str?, order: Int, final: Bool
  ) throws(Raised) -> (result: (text: Str, consumed: Int), order: Int) {
    var order = order
    var at = 0
    if order == 0, view.length >= 2 {
      let mark = UInt32(view.bytes[0]) | UInt32(view.bytes[1]) << 8
      if mark == 0xFEFF || mark == 0xFFFE {
        order = mark == 0xFEFF ? -1 : 1
        at = 2
      }
    }
    let big = order > 0
    var d = try Decoding(thread, view, big ? "utf-16-be" : "utf-16-le", errors)
    func unit(_ i: Int) -> UInt32 {
      let a = UInt32(d.input[i])
      let b = UInt32(d.input[i &+ 1])
      return big ? a << 8 | b : b << 8 | a
    }
    while at < d.input.count {
      let left = d.input.count &- at
      if left < 2 {
        if !final { break }
        at = try d.fail("truncated data", at, d.input.count)
        continue
      }
      let u = unit(at)
      if u < 0xD800 || u >= 0xE000 {
        try d.out.append(u)
        at &+= 2
      } else if u >= 0xDC00 {
        at = try d.fail("illegal encoding", at, at &+ 2)
      } else if left < 4 {
        if !final { break }
        at = try d.fail("unexpected end of data", at, d.input.count)
      } else {
        let low = unit(at &+ 2)
        if low >= 0xDC00, low < 0xE000 {
          try d.out.append(0x10000 &+ ((u & 0x3FF) << 10 | low & 0x3FF))
          at &+= 4
        } else {
          at = try d.fail("illegal UTF-16 surrogate", at, at &+ 2)
        }
      }
    }
    return ((try d.out.finish(), at), order)
  }

  static func decodeUTF32(
    _ thread: Thread, _ view: BufferView, _ errors: Str?, order: Int, final: Bool
  ) throws(Raised) -> (result: (text: Str, consumed: Int), order: Int) {
    var order = order
    var at = 0
    if order == 0, view.length >= 4 {
      let b = view.bytes
      let mark = UInt32(b[0]) | UInt32(b[1]) << 8 | UInt32(b[2]) << 16 | UInt32(b[3]) << 24
      if mark == 0xFEFF || mark == 0xFFFE_0000 {
        order = mark == 0xFEFF ? -1 : 1
        at = 4
      }
    }
    let big = order > 0
    var d = try Decoding(thread, view, big ? "utf-32-be" : "utf-32-le", errors)
    while at < d.input.count {
      if d.input.count &- at < 4 {
        if !final { break }
        at = try d.fail("truncated data", at, d.input.count)
        continue
      }
      var c: UInt32 = 0
      for k in 0..<4 { c |= UInt32(d.input[at &+ k]) << UInt32(big ? 24 &- 8 &* k : 8 &* k) }
      if c >= 0xD800, c < 0xE000 {
        at = try d.fail("code point in surrogate code point range(0xd800, 0xe000)", at, at &+ 4)
      } else if c > 0x10FFFF {
        at = try d.fail("code point not in range(0x110000)", at, at &+ 4)
      } else {
        try d.out.append(c)
        at &+= 4
      }
    }
    return ((try d.out.finish(), at), order)
  }
}
