// Text that the operating system gives and takes: bytes, which are UTF-8 by custom. What is not becomes lone surrogates U+DC80 …
// U+DCFF and comes back as it was (PEP 383, "surrogateescape"). In Swift code such text is a String of those bytes only where they
// are UTF-8; bytes that are not go through the array forms.

import Glibc

enum OSText {
  /// A str of the system's bytes.
  static func decode(_ thread: Thread, bytes: UnsafeBufferPointer<UInt8>) throws(Raised) -> Str {
    var ascii = true
    for b in bytes where b >= 0x80 { ascii = false }
    if ascii { return try Str.ascii(thread, bytes) }
    var points: [UInt32] = []
    points.reserveCapacity(bytes.count)
    var i = 0
    while i < bytes.count {
      let n = validLength(bytes, i)
      if n == 0 {
        points.append(0xDC00 | UInt32(bytes[i]))
        i += 1
      } else {
        points.append(Str.decodeScalar(bytes, i).0)
        i += n
      }
    }
    return try Str.copy(thread, codePoints: points)
  }
  /// Length of the well-formed UTF-8 sequence at i, or 0.
  private static func validLength(_ b: UnsafeBufferPointer<UInt8>, _ i: Int) -> Int {
    let first = b[i]
    if first < 0x80 { return 1 }
    func tail(_ k: Int, _ low: UInt8 = 0x80, _ high: UInt8 = 0xBF) -> Bool { i + k < b.count && b[i + k] >= low && b[i + k] <= high }
    switch first {
    case 0xC2...0xDF: return tail(1) ? 2 : 0
    case 0xE0: return tail(1, 0xA0) && tail(2) ? 3 : 0
    case 0xED: return tail(1, 0x80, 0x9F) && tail(2) ? 3 : 0
    case 0xE1...0xEF: return tail(1) && tail(2) ? 3 : 0
    case 0xF0: return tail(1, 0x90) && tail(2) && tail(3) ? 4 : 0
    case 0xF1...0xF3: return tail(1) && tail(2) && tail(3) ? 4 : 0
    case 0xF4: return tail(1, 0x80, 0x8F) && tail(2) && tail(3) ? 4 : 0
    default: return 0
    }
  }
  static func decode(_ thread: Thread, _ text: String) throws(Raised) -> Str { try decode(thread, array: Array(text.utf8)) }
  static func decode(_ thread: Thread, array: [UInt8]) throws(Raised) -> Str {
    try array.withUnsafeBufferPointer { (b) throws(Raised) in try decode(thread, bytes: b) }
  }
  /// A str of a C string of the system; the empty str for nil.
  static func decode(_ thread: Thread, _ text: UnsafePointer<CChar>?) throws(Raised) -> Str {
    guard let text else { return Str(machine.pointee.emptyString) }
    return try UnsafeRawPointer(text).withMemoryRebound(to: UInt8.self, capacity: strlen(text)) { (p) throws(Raised) in
      try decode(thread, bytes: UnsafeBufferPointer(start: p, count: strlen(text)))
    }
  }

  /// The system's bytes of a str, without a closing zero; UnicodeEncodeError for surrogates that stand for no byte, ValueError for
  /// an embedded null character.
  static func encode(bytes thread: Thread, _ s: Str) throws(Raised) -> [UInt8] {
    if s.isASCII, s.length > 0 {
      if memchr(s.u8, 0, s.length) != nil { throw thread.raise(.valueError, "embedded null byte") }
      return Array(UnsafeBufferPointer(start: s.u8, count: s.length))
    }
    var bytes: [UInt8] = []
    bytes.reserveCapacity(s.length)
    for i in 0..<s.length {
      let c = s[i]
      if c == 0 { throw thread.raise(.valueError, "embedded null byte") }
      if c >= 0xDC80, c <= 0xDCFF {
        bytes.append(UInt8(c & 0xFF))
      } else if c >= 0xD800, c <= 0xDFFF {
        throw thread.raise(
          .unicodeEncodeError, arguments: Str.make(thread, "utf-8").value, s.value, .int(i), .int(i + 1),
          Str.make(thread, "surrogates not allowed").value)
      } else if c < 0x80 {
        bytes.append(UInt8(c))
      } else {
        bytes.append(contentsOf: String(Unicode.Scalar(c) ?? "?").utf8)
      }
    }
    return bytes
  }
  /// The same as a Swift String.
  static func encode(_ thread: Thread, _ s: Str) throws(Raised) -> String {
    String(decoding: try encode(bytes: thread, s), as: UTF8.self)
  }

  /// A path argument (str, bytes, os.PathLike) as a str.
  static func path(_ thread: Thread, _ v: Value, function: String) throws(Raised) -> Str {
    if v.isKind(.str) { return try thread.exactStr(v) }
    if v.isKind(.byteString) { return try decode(thread, bytes: Bytes(v).buffer) }
    let method = try thread.lookupSpecial(v, .__fspath__)
    if method.isEmpty {
      throw thread.raise(.typeError, "expected str, bytes or os.PathLike object, not \(v.type.displayName)")
    }
    let p = try thread.call(method)
    if p.isKind(.str) { return try thread.exactStr(p) }
    if p.isKind(.byteString) { return try decode(thread, bytes: Bytes(p).buffer) }
    throw thread.raise(
      .typeError, "expected \(v.type.displayName).__fspath__() to return str or bytes, not \(p.type.displayName)")
  }
}

extension Str {
  /// UnicodeEncodeError when the text has a surrogate.
  func requireUTF8(_ thread: Thread) throws(Raised) {
    for i in 0..<length where self[i] & 0xFFFFF800 == 0xD800 {
      throw thread.raise(
        .unicodeEncodeError, arguments: Str.make(thread, "utf-8").value, value, .int(i), .int(i + 1),
        Str.make(thread, "surrogates not allowed").value)
    }
  }
  /// Calls `body` with the text as a C string; surrogates as three bytes.
  func withCString<R>(_ body: (UnsafePointer<CChar>) -> R) -> R {
    var bytes = utf8
    bytes.append(0)
    return bytes.withUnsafeBufferPointer { (b: UnsafeBufferPointer<UInt8>) -> R in
      b.withMemoryRebound(to: CChar.self) { body($0.baseAddress.unsafelyUnwrapped) }
    }
  }
}
