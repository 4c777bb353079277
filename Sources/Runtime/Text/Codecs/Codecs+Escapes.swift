// unicode_escape, raw_unicode_escape, and the escapes of bytes literals.

extension Codecs {
  static func decodeUnicodeEscape(
    _ thread: Thread, _ view: BufferView, _ errors: Str?, final: Bool
  ) throws(Raised) -> (text: Str, consumed: Int) {
    var d = try Decoding(thread, view, "unicodeescape", errors)
    var at = 0
    var warned = false
    while at < d.input.count {
      let c = d.input[at]
      if c != 0x5C {
        try d.out.append(UInt32(c))
        at &+= 1
        continue
      }
      let start = at
      guard at &+ 1 < d.input.count else {
        if !final { return (try d.out.finish(), start) }
        at = try d.fail("\\ at end of string", start, d.input.count)
        continue
      }
      let e = d.input[at &+ 1]
      at &+= 2
      if let plain = simpleEscape(e) {
        if plain >= 0 { try d.out.append(UInt32(plain)) }
        continue
      }
      switch e {
      case 0x30...0x37:
        var v = UInt32(e &- 0x30)
        var n = 1
        while n < 3, at < d.input.count, d.input[at] >= 0x30, d.input[at] <= 0x37 {
          v = v << 3 | UInt32(d.input[at] &- 0x30)
          at &+= 1
          n &+= 1
        }
        if v > 0o377, !warned {
          warned = true
          try thread.warn(.deprecationWarning, "invalid octal escape sequence '\\\(String(v, radix: 8))'", stackLevel: 1)
        }
        try d.out.append(v)
      case 0x78, 0x75, 0x55:
        let digits = e == 0x78 ? 2 : e == 0x75 ? 4 : 8
        let reason: StaticString =
          e == 0x78 ? "truncated \\xXX escape" : e == 0x75 ? "truncated \\uXXXX escape" : "truncated \\UXXXXXXXX escape"
        at = try number(&d, start, at, digits, reason, final) ?? -1
        if at < 0 { return (try d.out.finish(), start) }
      case 0x4E:
        at = try named(&d, start, at, final) ?? -1
        if at < 0 { return (try d.out.finish(), start) }
      default:
        if !warned {
          warned = true
          let shown = e < 0x80 ? String(Character(Unicode.Scalar(e))) : "\\x" + String(e, radix: 16)
          try thread.warn(.deprecationWarning, "invalid escape sequence '\\\(shown)'", stackLevel: 1)
        }
        try d.out.append(0x5C)
        try d.out.append(UInt32(e))
      }
    }
    return (try d.out.finish(), at)
  }
  /// What \e stands for; -1: nothing (a line's end); nil: no simple escape.
  static func simpleEscape(_ e: UInt8) -> Int? {
    switch e {
    case 0x0A: -1
    case 0x5C, 0x27, 0x22: Int(e)
    case 0x62: 8
    case 0x66: 0x0C
    case 0x74: 9
    case 0x6E: 0x0A
    case 0x72: 0x0D
    case 0x76: 0x0B
    case 0x61: 7
    default: nil
    }
  }
  /// The digits of \x, \u or \U; nil: more input is needed.
  private static func number(
    _ d: inout Decoding, _ start: Int, _ from: Int, _ digits: Int, _ reason: StaticString, _ final: Bool
  ) throws(Raised) -> Int? {
    var v: UInt32 = 0
    var at = from
    while at < from &+ digits {
      if at >= d.input.count {
        if !final { return nil }
        return try d.fail(reason, start, at)
      }
      let h = ByteMethods.hexValue(UInt32(d.input[at]))
      if h > 15 { return try d.fail(reason, start, at) }
      v = v << 4 | h
      at &+= 1
    }
    if v > 0x10FFFF { return try d.fail("illegal Unicode character", start, at) }
    try d.out.append(v)
    return at
  }
  private static func named(_ d: inout Decoding, _ start: Int, _ from: Int, _ final: Bool) throws(Raised) -> Int? {
    var at = from
    if at >= d.input.count, !final { return nil }
    if at < d.input.count, d.input[at] == 0x7B {
      at &+= 1
      var name = ""
      while at < d.input.count, d.input[at] != 0x7D {
        name.unicodeScalars.append(Unicode.Scalar(d.input[at]))
        at &+= 1
      }
      if at >= d.input.count, !final { return nil }
      if at < d.input.count, !name.isEmpty {
        at &+= 1
        if let c = CharacterNames.lookup(name) {
          try d.out.append(c)
          return at
        }
        return try d.fail("unknown Unicode character name", start, at)
      }
    }
    return try d.fail("malformed \\N character escape", start, at)
  }

  static func encodeUnicodeEscape(_ thread: Thread, _ s: Str) throws(Raised) -> Bytes {
    var out = try ByteBuilder(thread, capacity: s.length &* 2 &+ 16)
    for i in 0..<s.length {
      let c = s[i]
      switch c {
      case 0x5C: try out.append("\\\\")
      case 0x09: try out.append("\\t")
      case 0x0A: try out.append("\\n")
      case 0x0D: try out.append("\\r")
      case 0x20..<0x7F: try out.append(UInt8(c))
      default: for b in backslashed(c).utf8 { try out.append(b) }
      }
    }
    return try out.finish()
  }

  static func encodeRawUnicodeEscape(_ thread: Thread, _ s: Str) throws(Raised) -> Bytes {
    if s.width == 0 { return try Bytes.make(thread, s.u8, s.length) }
    var out = try ByteBuilder(thread, capacity: s.length &* 2 &+ 16)
    for i in 0..<s.length {
      let c = s[i]
      if c < 0x100 { try out.append(UInt8(c)) } else { for b in backslashed(c).utf8 { try out.append(b) } }
    }
    return try out.finish()
  }
  static func decodeRawUnicodeEscape(
    _ thread: Thread, _ view: BufferView, _ errors: Str?, final: Bool
  ) throws(Raised) -> (text: Str, consumed: Int) {
    var d = try Decoding(thread, view, "rawunicodeescape", errors)
    var at = 0
    while at < d.input.count {
      let c = d.input[at]
      if c != 0x5C {
        try d.out.append(UInt32(c))
        at &+= 1
        continue
      }
      if at &+ 1 >= d.input.count {
        if !final { return (try d.out.finish(), at) }
        try d.out.append(0x5C)
        at &+= 1
        continue
      }
      let e = d.input[at &+ 1]
      if e != 0x75, e != 0x55 {
        try d.out.append(0x5C)
        try d.out.append(UInt32(e))
        at &+= 2
        continue
      }
      let start = at
      let reason: StaticString = e == 0x75 ? "truncated \\uXXXX escape" : "truncated \\UXXXXXXXX escape"
      guard let next = try rawNumber(&d, start, e == 0x75 ? 4 : 8, reason, final) else { return (try d.out.finish(), start) }
      at = next
    }
    return (try d.out.finish(), at)
  }
  private static func rawNumber(
    _ d: inout Decoding, _ start: Int, _ digits: Int, _ reason: StaticString, _ final: Bool
  ) throws(Raised) -> Int? {
    var v: UInt32 = 0
    var at = start &+ 2
    while at < start &+ 2 &+ digits {
      if at >= d.input.count {
        if !final { return nil }
        return try d.fail(reason, start, at)
      }
      let h = ByteMethods.hexValue(UInt32(d.input[at]))
      if h > 15 { return try d.fail(reason, start, at) }
      v = v << 4 | h
      at &+= 1
    }
    if v > 0x10FFFF { return try d.fail("\\Uxxxxxxxx out of range", start, at) }
    try d.out.append(v)
    return at
  }

  /// The escapes of a bytes literal.
  static func decodeByteEscapes(_ thread: Thread, _ input: UnsafeBufferPointer<UInt8>, _ errors: Str?) throws(Raised) -> Bytes {
    var out = try ByteBuilder(thread, capacity: input.count)
    let mode = ErrorMode(errors)
    var at = 0
    var warned = false
    while at < input.count {
      let c = input[at]
      at &+= 1
      if c != 0x5C {
        try out.append(c)
        continue
      }
      if at >= input.count { throw thread.raise(.valueError, "Trailing \\ in string") }
      let e = input[at]
      at &+= 1
      if let plain = simpleEscape(e) {
        if plain >= 0 { try out.append(UInt8(plain)) }
      } else if e >= 0x30, e <= 0x37 {
        var v = Int(e &- 0x30)
        var n = 1
        while n < 3, at < input.count, input[at] >= 0x30, input[at] <= 0x37 {
          v = v << 3 | Int(input[at] &- 0x30)
          at &+= 1
          n &+= 1
        }
        if v > 0o377, !warned {
          warned = true
          try thread.warn(.deprecationWarning, "invalid octal escape sequence '\\\(String(v, radix: 8))'", stackLevel: 1)
        }
        try out.append(UInt8(truncatingIfNeeded: v))
      } else if e == 0x78 {
        let high = at < input.count ? ByteMethods.hexValue(UInt32(input[at])) : 255
        let low = at &+ 1 < input.count ? ByteMethods.hexValue(UInt32(input[at &+ 1])) : 255
        if high < 16, low < 16 {
          try out.append(UInt8(high << 4 | low))
          at &+= 2
          continue
        }
        switch mode {
        case .strict: throw thread.raise(.valueError, "invalid \\x escape at position \(at &- 2)")
        case .replace: try out.append(0x3F)
        case .ignore: break
        default:
          let name = errors.map(\.string) ?? "strict"
          throw thread.raise(.valueError, "decoding error; unknown error handling code: \(name)")
        }
        if high < 16 { at &+= 1 }
      } else {
        if !warned {
          warned = true
          let shown = e < 0x80 ? String(Character(Unicode.Scalar(e))) : "\\x" + String(e, radix: 16)
          try thread.warn(.deprecationWarning, "invalid escape sequence '\\\(shown)'", stackLevel: 1)
        }
        try out.append(0x5C)
        try out.append(e)
      }
    }
    return try out.finish()
  }
  static func encodeByteEscapes(_ thread: Thread, _ b: Bytes) throws(Raised) -> Bytes {
    var out = try ByteBuilder(thread, capacity: b.count &* 2)
    for c in b.buffer {
      switch c {
      case 0x27: try out.append("\\'")
      case 0x5C: try out.append("\\\\")
      case 0x09: try out.append("\\t")
      case 0x0A: try out.append("\\n")
      case 0x0D: try out.append("\\r")
      case 0x20..<0x7F: try out.append(c)
      default: for x in backslashed(UInt32(c)).utf8 { try out.append(x) }
      }
    }
    return try out.finish()
  }
}
