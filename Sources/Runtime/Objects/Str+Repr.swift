// repr(str) and ascii(): quotes and escapes.

extension Str {
  /// The str's literal: in single quotes, unless it contains such and no double ones; what is not printable (or, for
  /// `ascii()`, not ASCII) is escaped.
  static func repr(_ thread: Thread, _ s: Str, asciiOnly: Bool = false) throws(Raised) -> Str {
    let n = s.length
    var single = 0
    var double = 0
    var plain = s.isASCII
    var i = 0
    while i < n {
      let c = s[i]
      if c == 0x27 { single &+= 1 } else if c == 0x22 { double &+= 1 } else if c < 0x20 || c == 0x5C || c >= 0x7F { plain = false }
      i &+= 1
    }
    let quote: UInt32 = single > 0 && double == 0 ? 0x22 : 0x27
    if plain, single == 0 || double == 0 {
      let r = try uninitialized(thread, length: n &+ 2, width: 0, ascii: true)
      r.u8[0] = UInt8(quote)
      s.copy(0, n, into: r.data + 1, 0)
      r.u8[n &+ 1] = UInt8(quote)
      return r
    }
    let characters = Characters.shared
    var out = try StrBuilder(thread, capacity: n &+ 16)
    try out.append(quote)
    i = 0
    while i < n {
      let c = s[i]
      if c == quote || c == 0x5C {
        try out.append(0x5C)
        try out.append(c)
      } else if c == 0x0A {
        try out.append("\\n")
      } else if c == 0x0D {
        try out.append("\\r")
      } else if c == 0x09 {
        try out.append("\\t")
      } else if c < 0x20 || c == 0x7F {
        try appendEscape(&out, c)
      } else if c < 0x7F || (!asciiOnly && characters[c].hasAny(.printable)) {
        try out.append(c)
      } else {
        try appendEscape(&out, c)
      }
      i &+= 1
    }
    try out.append(quote)
    return try out.finish()
  }
  /// \xNN, \uNNNN or \UNNNNNNNN.
  static func appendEscape(_ out: inout StrBuilder, _ c: UInt32) throws(Raised) {
    try out.append(0x5C)
    var digits = 8
    if c < 0x100 {
      try out.append(0x78)
      digits = 2
    } else if c < 0x10000 {
      try out.append(0x75)
      digits = 4
    } else {
      try out.append(0x55)
    }
    while digits > 0 {
      digits &-= 1
      try out.append(hexDigit(c &>> UInt32(digits &* 4) & 15))
    }
  }
  @inline(__always) static func hexDigit(_ d: UInt32) -> UInt32 { d < 10 ? 0x30 &+ d : 0x57 &+ d }

  /// Non-ASCII characters of a repr escaped: what `ascii()` makes of any object's repr.
  static func escapingNonASCII(_ thread: Thread, _ s: Str) throws(Raised) -> Str {
    if s.isASCII { return s }
    var out = try StrBuilder(thread, capacity: s.length &+ 16)
    var i = 0
    while i < s.length {
      if s[i] < 0x80 { try out.append(s[i]) } else { try appendEscape(&out, s[i]) }
      i &+= 1
    }
    return try out.finish()
  }
}
