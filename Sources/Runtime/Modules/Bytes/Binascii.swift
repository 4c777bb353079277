// The module binascii: bytes as ASCII text and back (Library Reference, "binascii").

import Glibc

enum BinasciiModule {
  static let error = Root()
  private static let incomplete = Root()
  static func raise(_ t: Thread, _ message: String) -> Raised { t.raise(error.value, message) }

  static func define(_ m: ModuleBuilder) throws(Raised) {
    m.doc("Bytes as text and back: hexadecimal, base64, quoted-printable, uuencode; checksums.")
    try m.exception(error, "Error", module: "binascii", base: Type[.valueError].value)
    try m.exception(incomplete, "Incomplete", module: "binascii", base: Type[.exception].value)
    m.function("a2b_uu(data, /)", "The bytes that a line of uuencoded text stands for.") { native($0, $1, $2, $3, BinasciiModule.fromUU) }
    m.function("b2a_uu(data, /, *, backtick=False)", "Uuencode line of data.") { native($0, $1, $2, $3, BinasciiModule.toUU) }
    m.function("a2b_base64(data, /, *, strict_mode=False)", "The bytes that a base64 text stands for.") {
      native($0, $1, $2, $3, BinasciiModule.fromBase64)
    }
    m.function("b2a_base64(data, /, *, newline=True)", "Base64-code line of data.") { native($0, $1, $2, $3, BinasciiModule.toBase64) }
    m.function("a2b_qp(data, header=False)", "The bytes that a quoted-printable text stands for.") { native($0, $1, $2, $3, BinasciiModule.fromQuoted) }
    m.function("b2a_qp(data, quotetabs=False, istext=True, header=False)", "Bytes as quoted-printable text.") {
      native($0, $1, $2, $3, BinasciiModule.toQuoted)
    }
    m.function("hexlify(data, sep=None, bytes_per_sep=1)", "Bytes as hexadecimal digits.") {
      native($0, $1, $2, $3, BinasciiModule.toHex)
    }
    m.function("b2a_hex(data, sep=None, bytes_per_sep=1)", "Bytes as hexadecimal digits.") {
      native($0, $1, $2, $3, BinasciiModule.toHex)
    }
    m.function("unhexlify(hexstr, /)", "The bytes that hexadecimal digits stand for.") { native($0, $1, $2, $3, BinasciiModule.fromHex) }
    m.function("a2b_hex(hexstr, /)", "The bytes that hexadecimal digits stand for.") { native($0, $1, $2, $3, BinasciiModule.fromHex) }
    m.function("crc32(data, crc=0, /)", "The CRC-32 checksum, going on from one of the bytes before.") {
      native($0, $1, $2, $3) { t, a throws(Raised) in
        let view = try BufferView.contiguous(t, a[0])
        defer { view.close() }
        let start = a[1].isEmpty ? 0 : UInt32(truncatingIfNeeded: Int.lowBits(try t.index(a[1])))
        return .int(Int(BinasciiModule.crc32(view.bytes, start)))
      }
    }
    m.function("crc_hqx(data, crc, /)", "The CRC-CCITT checksum, going on from one of the bytes before.") {
      native($0, $1, $2, $3) { t, a throws(Raised) in
        let view = try BufferView.contiguous(t, a[0])
        defer { view.close() }
        var crc = UInt16(truncatingIfNeeded: Int.lowBits(try t.index(a[1])))
        for byte in view.bytes {
          crc ^= UInt16(byte) << 8
          for _ in 0..<8 { crc = crc & 0x8000 != 0 ? crc << 1 ^ 0x1021 : crc << 1 }
        }
        return .int(Int(crc))
      }
    }
  }

  /// Bytes of a buffer or of an ASCII str, copied unless they are immutable: decoding may not see them change.
  private static func text(_ t: Thread, _ v: Value) throws(Raised) -> Bytes {
    if v.isKind(.str) {
      if !Str(v).isASCII { throw t.raise(.valueError, "string argument should contain only ASCII characters") }
      return try Bytes.latin1(t, Str(v))
    }
    if !BufferView.isSupported(by: v) {
      throw t.raise(.typeError, "argument should be bytes, buffer or ASCII string, not '\(v.type.displayName)'")
    }
    return try bytes(t, v)
  }
  private static func bytes(_ t: Thread, _ v: Value) throws(Raised) -> Bytes {
    if v.isKind(.byteString) { return Bytes(v) }
    let view = try BufferView.contiguous(t, v)
    defer { view.close() }
    return try view.toBytes(t)
  }
  private static func flag(_ t: Thread, _ v: Value, _ fallback: Bool) throws(Raised) -> Bool {
    v.isEmpty ? fallback : try t.truth(v)
  }

  // MARK: CRC-32 (ISO 3309, reflected polynomial 0xEDB88320)

  private static let crcTable: [UInt32] = (0..<256).map { (n: Int) -> UInt32 in
    var c = UInt32(n)
    for _ in 0..<8 { c = c & 1 != 0 ? 0xEDB8_8320 ^ c >> 1 : c >> 1 }
    return c
  }
  static func crc32(_ bytes: UnsafeBufferPointer<UInt8>, _ start: UInt32) -> UInt32 {
    crcTable.withUnsafeBufferPointer { table in
      var c = ~start
      for b in bytes { c = table[Int((c ^ UInt32(b)) & 0xFF)] ^ c >> 8 }
      return ~c
    }
  }

  // MARK: Hexadecimal

  static func toHex(_ t: Thread, _ a: Args) throws(Raised) -> Value {
    let data = try bytes(t, a[0])
    if a[1].isEmpty {
      if data.count > 1 << 44 { throw t.raiseMemoryError() }
      let result = try Bytes.uninitialized(t, count: data.count &* 2)
      let digits: StaticString = "0123456789abcdef"
      let letters = digits.utf8Start
      let from = data.data
      let to = result.data
      var i = 0
      while i < data.count {
        to[2 &* i] = letters[Int(from[i] >> 4)]
        to[2 &* i &+ 1] = letters[Int(from[i] & 15)]
        i &+= 1
      }
      return result.value
    }
    var arguments: [Value] = [a[1]]
    if !a[2].isEmpty { arguments.append(a[2]) }
    if !a[1].isKind(.str), !a[1].isKind(.byteString) { _ = try t.length(a[1]) }
    let hex = try t.callMethod(data.value, Str.intern(t, "hex"), arguments)
    return try Bytes.latin1(t, Str(hex)).value
  }
  /// The value of each hexadecimal digit; 255 for other bytes.
  private nonisolated(unsafe) static let digits: UnsafeMutablePointer<UInt8> = {
    let table = UnsafeMutablePointer<UInt8>.allocate(capacity: 256)
    for c in 0..<256 { table[c] = digit(UInt8(c)) ?? 255 }
    return table
  }()
  static func fromHex(_ t: Thread, _ a: Args) throws(Raised) -> Value {
    let data = try text(t, a[0])
    if data.count & 1 != 0 { throw raise(t, "Odd-length string") }
    let result = try Bytes.uninitialized(t, count: data.count / 2)
    let values = digits
    let from = data.data
    let to = result.data
    let n = result.count
    var i = 0
    while i < n {
      let high = values[Int(from[2 &* i])]
      let low = values[Int(from[2 &* i &+ 1])]
      if _slowPath((high | low) > 15) { throw raise(t, "Non-hexadecimal digit found") }
      to[i] = high << 4 | low
      i &+= 1
    }
    return result.value
  }
  private static func digit(_ c: UInt8) -> UInt8? {
    switch c {
    case 0x30...0x39: c - 0x30
    case 0x41...0x46: c - 0x37
    case 0x61...0x66: c - 0x57
    default: nil
    }
  }

  // MARK: Base 64 (RFC 4648)

  private static let alphabet: StaticString = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/"
  /// The two letters that stand for 12 bits, the first in the low byte.
  private nonisolated(unsafe) static let pairs: UnsafeMutablePointer<UInt16> = {
    let table = UnsafeMutablePointer<UInt16>.allocate(capacity: 4096)
    let letters = alphabet.utf8Start
    for i in 0..<4096 { table[i] = UInt16(letters[i >> 6]) | UInt16(letters[i & 63]) << 8 }
    return table
  }()
  static func toBase64(_ t: Thread, _ a: Args) throws(Raised) -> Value {
    let newline = try flag(t, a.keyword(0), true)
    let data = try bytes(t, a[0])
    let letters = alphabet.utf8Start
    let result = try Bytes.uninitialized(t, count: (data.count + 2) / 3 * 4 + (newline ? 1 : 0))
    let pairs = pairs
    var out = Raw(result.data)
    let p = data.data
    let n = data.count
    var i = 0
    while i &+ 3 <= n {
      let w = Int(p[i]) << 16 | Int(p[i &+ 1]) << 8 | Int(p[i &+ 2])
      out.storeBytes(of: UInt32(pairs[w >> 12]) | UInt32(pairs[w & 4095]) << 16, as: UInt32.self)
      out += 4
      i &+= 3
    }
    if i < n {
      let w = Int(p[i]) << 16 | (i &+ 1 < n ? Int(p[i &+ 1]) << 8 : 0)
      let end = out.assumingMemoryBound(to: UInt8.self)
      end[0] = letters[w >> 18]
      end[1] = letters[w >> 12 & 63]
      end[2] = i &+ 1 < n ? letters[w >> 6 & 63] : UInt8(ascii: "=")
      end[3] = UInt8(ascii: "=")
      out += 4
    }
    if newline { out.storeBytes(of: 0x0A, as: UInt8.self) }
    return result.value
  }
  /// The six bits of each letter; 255 for other bytes.
  private nonisolated(unsafe) static let sextets: UnsafeMutablePointer<UInt8> = {
    let table = UnsafeMutablePointer<UInt8>.allocate(capacity: 256)
    for c in 0..<256 { table[c] = sextet(UInt8(c)) ?? 255 }
    return table
  }()
  /// Decodes groups of four letters until one is no letter, or until fewer than four bytes are left.
  /// - Returns: how many bytes were read: 4 for every 3 that were written.
  private static func decodeGroups(_ from: UnsafePointer<UInt8>, _ n: Int, _ to: UnsafeMutablePointer<UInt8>) -> Int {
    let bits = sextets
    var out = to
    var i = 0
    while i &+ 4 <= n {
      let (x, y, z, w) = (bits[Int(from[i])], bits[Int(from[i &+ 1])], bits[Int(from[i &+ 2])], bits[Int(from[i &+ 3])])
      if (x | y | z | w) > 63 { break }
      out[0] = x << 2 | y >> 4
      out[1] = y << 4 | z >> 2
      out[2] = z << 6 | w
      out += 3
      i &+= 4
    }
    return i
  }
  private static func sextet(_ c: UInt8) -> UInt8? {
    switch c {
    case 0x41...0x5A: c - 0x41
    case 0x61...0x7A: c - 0x61 + 26
    case 0x30...0x39: c - 0x30 + 52
    case 0x2B: 62
    case 0x2F: 63
    default: nil
    }
  }
  static func fromBase64(_ t: Thread, _ a: Args) throws(Raised) -> Value {
    let data = try text(t, a[0])
    let strict = try flag(t, a.keyword(0), false)
    // Whole groups without a break are decoded in place.
    if data.count >= 4, data.count & 3 == 0 {
      let pads = data.data[data.count - 1] != UInt8(ascii: "=") ? 0 : data.data[data.count - 2] != UInt8(ascii: "=") ? 1 : 2
      let result = try Bytes.uninitialized(t, count: data.count / 4 * 3 - pads)
      let whole = pads == 0 ? data.count : data.count - 4
      if decodeGroups(data.data, whole, result.data) == whole {
        if pads == 0 { return result.value }
        let last = data.data + whole
        let (x, y, z) = (sextets[Int(last[0])], sextets[Int(last[1])], pads == 2 ? 0 : sextets[Int(last[2])])
        if (x | y | z) <= 63 {
          result.data[result.count - 3 + pads] = x << 2 | y >> 4
          if pads == 1 { result.data[result.count - 1] = y << 4 | z >> 2 }
          return result.value
        }
      }
    }
    var out = try ByteBuilder(t, capacity: data.count / 4 * 3 + 3)
    var quad = 0
    var pads = 0
    var leftover: UInt8 = 0
    var padded = false
    if strict, data.count > 0, data.data[0] == UInt8(ascii: "=") { throw raise(t, "Leading padding not allowed") }
    var i = 0
    while i < data.count {
      if quad == 0, !padded {
        let used = decodeGroups(data.data + i, data.count &- i, out.data + out.count)
        if used > 0 {
          out.advance(used / 4 * 3)
          pads = 0
          i &+= used
          continue
        }
      }
      let c = data.data[i]
      i += 1
      if c == UInt8(ascii: "=") {
        padded = true
        if quad >= 2 {
          pads += 1
          if quad + pads >= 4 {
            if strict, i < data.count { throw raise(t, "Excess data after padding") }
            return try out.finish().value
          }
        }
        continue
      }
      guard let v = sextet(c) else {
        if strict { throw raise(t, "Only base64 data is allowed") }
        continue
      }
      if strict, padded { throw raise(t, "Discontinuous padding not allowed") }
      pads = 0
      switch quad {
      case 0: leftover = v
      case 1:
        try out.append(leftover << 2 | v >> 4)
        leftover = v & 15
      case 2:
        try out.append(leftover << 4 | v >> 2)
        leftover = v & 3
      default: try out.append(leftover << 6 | v)
      }
      quad = (quad + 1) & 3
    }
    if quad == 1 {
      let n = out.count / 3 * 4 + 1
      throw raise(t, "Invalid base64-encoded string: number of data characters (\(n)) cannot be 1 more than a multiple of 4")
    }
    if quad != 0 { throw raise(t, "Incorrect padding") }
    return try out.finish().value
  }

  // MARK: uuencode

  static func toUU(_ t: Thread, _ a: Args) throws(Raised) -> Value {
    let data = try bytes(t, a[0])
    let backtick = try flag(t, a.keyword(0), false)
    if data.count > 45 { throw raise(t, "At most 45 bytes at once") }
    var out = try ByteBuilder(t, capacity: 64)
    func letter(_ v: UInt8) -> UInt8 { v == 0 && backtick ? 0x60 : v &+ 0x20 }
    try out.append(letter(UInt8(data.count)))
    var i = 0
    while i < data.count {
      func at(_ k: Int) -> UInt8 { k < data.count ? data.data[k] : 0 }
      let (x, y, z) = (at(i), at(i + 1), at(i + 2))
      try out.append(letter(x >> 2))
      try out.append(letter((x & 3) << 4 | y >> 4))
      try out.append(letter((y & 15) << 2 | z >> 6))
      try out.append(letter(z & 63))
      i += 3
    }
    try out.append(0x0A)
    return try out.finish().value
  }
  static func fromUU(_ t: Thread, _ a: Args) throws(Raised) -> Value {
    let data = try text(t, a[0])
    let wanted = Int(((data.count > 0 ? data.data[0] : 0) &- 0x20) & 63)
    var out = try ByteBuilder(t, capacity: 64)
    var i = 1
    var bits: UInt32 = 0
    var have = 0
    while out.count < wanted {
      let c = i < data.count ? data.data[i] : 0x0A
      i += 1
      var v: UInt8 = 0
      // What is missing at the end of a line counts as spaces.
      if c != 0x0A, c != 0x0D {
        if c < 0x20 || c > 0x60 { throw raise(t, "Illegal char") }
        v = (c - 0x20) & 63
      }
      bits = bits << 6 | UInt32(v)
      have += 6
      if have >= 8 {
        have -= 8
        try out.append(UInt8(truncatingIfNeeded: bits >> UInt32(have)))
        bits &= (1 << UInt32(have)) - 1
      }
    }
    while i < data.count {
      let c = data.data[i]
      i += 1
      if c != 0x20, c != 0x60, c != 0x0A, c != 0x0D { throw raise(t, "Trailing garbage") }
    }
    return try out.finish().value
  }

  // MARK: Quoted-printable (RFC 1521, header form RFC 1522)

  static func fromQuoted(_ t: Thread, _ a: Args) throws(Raised) -> Value {
    let data = try text(t, a[0])
    let header = try flag(t, a[1], false)
    var out = try ByteBuilder(t, capacity: data.count)
    let p = data.data
    let n = data.count
    var i = 0
    while i < n {
      let c = p[i]
      i += 1
      if c != UInt8(ascii: "=") {
        try out.append(header && c == UInt8(ascii: "_") ? 0x20 : c)
        continue
      }
      if i >= n { break }
      if p[i] == 0x0A || p[i] == 0x0D {
        // A soft line break.
        while i < n, p[i] != 0x0A { i += 1 }
        if i < n { i += 1 }
      } else if p[i] == UInt8(ascii: "=") {
        try out.append(UInt8(ascii: "="))
        i += 1
      } else if i + 1 < n, let high = digit(p[i]), let low = digit(p[i + 1]) {
        try out.append(high << 4 | low)
        i += 2
      } else {
        try out.append(UInt8(ascii: "="))
      }
    }
    return try out.finish().value
  }

  static func toQuoted(_ t: Thread, _ a: Args) throws(Raised) -> Value {
    let data = try bytes(t, a[0])
    let quoteTabs = try flag(t, a[1], false)
    let isText = try flag(t, a[2], true)
    let header = try flag(t, a[3], false)
    var out = try ByteBuilder(t, capacity: data.count + data.count / 8 + 16)
    let p = data.data
    let n = data.count
    // Lines end as the first one does.
    var crlf = false
    if n > 0, let first = memchr(p, 0x0A, n) {
      let at = UnsafeRawPointer(first) - UnsafeRawPointer(p)
      crlf = at > 0 && p[at - 1] == 0x0D
    }
    func newline() throws(Raised) {
      if crlf { try out.append(0x0D) }
      try out.append(0x0A)
    }
    func quoted(_ c: UInt8) throws(Raised) {
      let digits: StaticString = "0123456789ABCDEF"
      try out.append(UInt8(ascii: "="))
      try out.append(digits.utf8Start[Int(c >> 4)])
      try out.append(digits.utf8Start[Int(c & 15)])
    }
    // Characters in the line so far; one may have at most 76, the `=` of a soft break included.
    var column = 0
    var i = 0
    while i < n {
      let c = p[i]
      let isLast = i + 1 == n
      let isBlank = c == 0x20 || c == 0x09
      let isBreak = c == 0x0D || c == 0x0A
      let loneDot = c == 0x2E && column == 0 && (isLast || p[i + 1] == 0x0A || p[i + 1] == 0x0D || p[i + 1] == 0)
      if c > 126 || c == UInt8(ascii: "=") || (header && c == UInt8(ascii: "_")) || loneDot || (!isText && isBreak)
        || (isBlank && isLast) || (c < 33 && !isBreak && (quoteTabs || !isBlank))
      {
        if column + 3 >= 76 {
          try out.append(UInt8(ascii: "="))
          try newline()
          column = 0
        }
        try quoted(c)
        column += 3
        i += 1
      } else if isText, c == 0x0A || (c == 0x0D && !isLast && p[i + 1] == 0x0A) {
        column = 0
        // A blank at the end of a line would be lost on the way.
        if out.count > 0 {
          let last = out.data[out.count - 1]
          if last == 0x20 || last == 0x09 {
            out.removeLast(1)
            try quoted(last)
          }
        }
        try newline()
        i += c == 0x0D ? 2 : 1
      } else {
        if !isLast, p[i + 1] != 0x0A, column + 1 >= 76 {
          try out.append(UInt8(ascii: "="))
          try newline()
          column = 0
        }
        column += 1
        try out.append(header && c == 0x20 ? UInt8(ascii: "_") : c)
        i += 1
      }
    }
    return try out.finish().value
  }
}
