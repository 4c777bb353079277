// UTF-7 (RFC 2152): ASCII, with other characters as UTF-16 in base64 between + and -.

extension Codecs {
  /// The value of a base64 digit, or -1.
  @inline(__always) private static func sextet(_ c: UInt8) -> Int {
    switch c {
    case 0x41...0x5A: Int(c) - 0x41
    case 0x61...0x7A: Int(c) - 0x61 + 26
    case 0x30...0x39: Int(c) - 0x30 + 52
    case 0x2B: 62
    case 0x2F: 63
    default: -1
    }
  }
  private static func digit(_ v: UInt32) -> UInt8 {
    switch v {
    case 0..<26: UInt8(v) + 0x41
    case 26..<52: UInt8(v) - 26 + 0x61
    case 52..<62: UInt8(v) - 52 + 0x30
    case 62: 0x2B
    default: 0x2F
    }
  }
  /// Characters that are written as they are: letters, digits, '(),-./:? and white space, and those of RFC 2152's set O.
  private static func isDirect(_ c: UInt32) -> Bool {
    if c >= 0x80 { return false }
    let b = UInt8(c)
    if ByteMethods.isLetter(b) || ByteMethods.isDigit(b) { return true }
    switch b {
    case 0x27, 0x28, 0x29, 0x2C, 0x2D, 0x2E, 0x2F, 0x3A, 0x3F, 0x20, 0x09, 0x0A, 0x0D: return true
    case 0x21...0x26, 0x2A, 0x3B...0x3E, 0x40, 0x5B, 0x5D...0x60, 0x7B...0x7D: return true
    default: return b == 0
    }
  }

  static func encodeUTF7(_ thread: Thread, _ s: Str) throws(Raised) -> Bytes {
    var out = try ByteBuilder(thread, capacity: s.length &* 2 &+ 16)
    var shifted = false
    var bits = 0
    var buffer: UInt32 = 0
    func flush(_ unit: UInt32) throws(Raised) {
      buffer = buffer << 16 | unit
      bits &+= 16
      while bits >= 6 {
        bits &-= 6
        try out.append(digit(buffer >> UInt32(bits) & 0x3F))
      }
      buffer &= (1 << UInt32(bits)) &- 1
    }
    for i in 0..<s.length {
      let c = s[i]
      if isDirect(c) {
        if shifted {
          if bits > 0 { try out.append(digit(buffer << UInt32(6 &- bits) & 0x3F)) }
          // A character that could be taken for base64 needs the closing minus.
          if sextet(UInt8(c)) >= 0 || c == 0x2D { try out.append(0x2D) }
          shifted = false
          bits = 0
          buffer = 0
        }
        try out.append(UInt8(c))
        continue
      }
      if !shifted {
        try out.append(0x2B)
        if c == 0x2B {
          try out.append(0x2D)
          continue
        }
        shifted = true
      }
      if c >= 0x10000 {
        try flush(0xD800 &+ ((c &- 0x10000) >> 10))
        try flush(0xDC00 | (c &- 0x10000) & 0x3FF)
      } else {
        try flush(c)
      }
    }
    if shifted {
      if bits > 0 { try out.append(digit(buffer << UInt32(6 &- bits) & 0x3F)) }
      try out.append(0x2D)
    }
    return try out.finish()
  }

  static func decodeUTF7(
    _ thread: Thread, _ view: BufferView, _ errors: Str?, final: Bool
  ) throws(Raised) -> (text: Str, consumed: Int) {
    var d = try Decoding(thread, view, "utf7", errors)
    var at = 0
    var shifted = false
    var bits = 0
    var buffer: UInt32 = 0
    var surrogate: UInt32 = 0
    /// Where the shift sequence began, and how many code points were out then.
    var shiftStart = 0
    var shiftCount = 0
    while at < d.input.count {
      let c = d.input[at]
      if shifted {
        let v = sextet(c)
        if v >= 0 {
          buffer = buffer << 6 | UInt32(v)
          bits &+= 6
          at &+= 1
          if bits >= 16 {
            bits &-= 16
            let unit = buffer >> UInt32(bits) & 0xFFFF
            buffer &= (1 << UInt32(bits)) &- 1
            if surrogate != 0 {
              if unit >= 0xDC00, unit < 0xE000 {
                try d.out.append(0x10000 &+ ((surrogate & 0x3FF) << 10 | unit & 0x3FF))
                surrogate = 0
                continue
              }
              try d.out.append(surrogate)
              surrogate = 0
            }
            if unit >= 0xD800, unit < 0xDC00 { surrogate = unit } else { try d.out.append(unit) }
          }
          continue
        }
        shifted = false
        if bits > 0 {
          let wrong: StaticString? = bits >= 6 ? "partial character in base64 sequence" : buffer != 0 ? "non-zero padding bits in base64 sequence" : nil
          bits = 0
          buffer = 0
          if let wrong {
            at = try d.fail(wrong, shiftStart, at &+ 1)
            continue
          }
        }
        if surrogate != 0, c < 0x80, c == 0x2D || isDirect(UInt32(c)) || c == 0x2B {
          try d.out.append(surrogate)
        }
        surrogate = 0
        if c == 0x2D { at &+= 1 }
        continue
      }
      if c == 0x2B {
        shiftStart = at
        at &+= 1
        if at < d.input.count, d.input[at] == 0x2D {
          at &+= 1
          try d.out.append(0x2B)
        } else if at < d.input.count, sextet(d.input[at]) < 0 {
          at = try d.fail("ill-formed sequence", shiftStart, at &+ 1)
        } else {
          shifted = true
          surrogate = 0
          shiftCount = d.out.count
          bits = 0
          buffer = 0
        }
      } else if c < 0x80 {
        try d.out.append(UInt32(c))
        at &+= 1
      } else {
        at = try d.fail("unexpected special character", at, at &+ 1)
      }
    }
    if shifted {
      if final {
        if surrogate != 0 || bits >= 6 || (bits > 0 && buffer != 0) {
          _ = try d.fail("unterminated shift sequence", shiftStart, d.input.count)
        }
      } else {
        // The whole sequence is to be decoded again when more has come.
        let text = try d.out.finish()
        return (try text.substring(thread, 0, min(shiftCount, text.length)), shiftStart)
      }
    }
    return (try d.out.finish(), at)
  }
}
