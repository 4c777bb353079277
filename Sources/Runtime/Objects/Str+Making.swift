// Making strs, and what native code reads out of them.

import Glibc

extension Str {
  @inline(__always) static var inlineOffset: Int { MemoryLayout<StrFields>.size }

  /// A str whose text is yet to be written (all of it, before anything else is allocated); the caller must keep the rule that
  /// `width` is the narrowest and `ascii` true exactly if all code points are below 128.
  public static func uninitialized(_ thread: Thread, length: Int, width: Int, ascii: Bool) throws(Raised) -> Str {
    if length < 0 || length > 1 << 43 { throw thread.raiseMemoryError() }
    let size = inlineOffset &+ (length &+ 1) &<< width
    let s = Str(try thread.allocate(checked: size, .str, TypeID.str.rawValue))
    s.fields.pointee.header.flags = UInt16(width) | (ascii ? asciiFlag : 0)
    s.fields.pointee.hash = 0
    s.fields.pointee.length = length
    let data = s.raw + inlineOffset
    s.fields.pointee.data = data
    switch width {
    case 0: data.storeBytes(of: 0, toByteOffset: length, as: UInt8.self)
    case 1: data.storeBytes(of: 0, toByteOffset: length &* 2, as: UInt16.self)
    default: data.storeBytes(of: 0, toByteOffset: length &* 4, as: UInt32.self)
    }
    return s
  }

  /// The str of one code point (0 … 0x10FFFF).
  public static func character(_ thread: Thread, _ codePoint: UInt32) -> Str {
    if codePoint < 256 { return Str(machine.pointee.characters[Int(codePoint)]) }
    return (try? copy(thread, codePoints: [codePoint])) ?? Str(machine.pointee.emptyString)
  }
  static func copy(_ thread: Thread, codePoints: [UInt32]) throws(Raised) -> Str {
    var largest: UInt32 = 0
    for c in codePoints { largest |= c }
    let width = largest < 0x100 ? 0 : largest < 0x10000 ? 1 : 2
    let s = try uninitialized(thread, length: codePoints.count, width: width, ascii: largest < 0x80)
    for (i, c) in codePoints.enumerated() { s.store(c, at: i) }
    return s
  }
  /// Writes code point i of a new str.
  @inline(__always) public func store(_ c: UInt32, at i: Int) {
    switch width {
    case 0: data.storeBytes(of: UInt8(truncatingIfNeeded: c), toByteOffset: i, as: UInt8.self)
    case 1: data.storeBytes(of: UInt16(truncatingIfNeeded: c), toByteOffset: i &* 2, as: UInt16.self)
    default: data.storeBytes(of: c, toByteOffset: i &* 4, as: UInt32.self)
    }
  }

  /// A str of Swift text; for messages and other cold uses. Falls back to the empty str when memory is out.
  @inline(never) public static func make(_ thread: Thread, _ text: String) -> Str {
    var text = text
    return text.withUTF8 { (utf8: UnsafeBufferPointer<UInt8>) -> Str in
      (try? decodeUTF8(thread, utf8)) ?? Str(machine.pointee.emptyString)
    }
  }
  @inline(never) public static func make(_ thread: Thread, _ text: StaticString) -> Str {
    (try? decodeUTF8(thread, UnsafeBufferPointer(start: text.utf8Start, count: text.utf8CodeUnitCount)))
      ?? Str(machine.pointee.emptyString)
  }

  /// A str of bytes that are all below 128.
  public static func ascii(_ thread: Thread, _ bytes: UnsafeBufferPointer<UInt8>) throws(Raised) -> Str {
    let s = try uninitialized(thread, length: bytes.count, width: 0, ascii: true)
    if let p = bytes.baseAddress { memcpy(s.data, p, bytes.count) }
    return s
  }

  /// Trusted UTF-8 in which surrogates may stand as three bytes each (as the compiler's string constants do).
  public static func decodeUTF8(_ thread: Thread, _ utf8: UnsafeBufferPointer<UInt8>) throws(Raised) -> Str {
    var count = 0
    var largest: UInt8 = 0
    for byte in utf8 {
      if byte & 0xC0 != 0x80 { count &+= 1 }
      largest = max(largest, byte)
    }
    if largest < 0x80 { return try ascii(thread, utf8) }
    let width = largest < 0xC4 ? 0 : largest < 0xF0 ? 1 : 2
    let s = try uninitialized(thread, length: count, width: width, ascii: false)
    var i = 0
    var at = 0
    while i < utf8.count, at < count {
      let (c, n) = decodeScalar(utf8, i)
      s.store(c, at: at)
      i &+= n
      at &+= 1
    }
    return s
  }
  /// The code point that begins at utf8[i], and its number of bytes; trusted input.
  static func decodeScalar(_ utf8: UnsafeBufferPointer<UInt8>, _ i: Int) -> (UInt32, Int) {
    let b0 = UInt32(utf8[i])
    func next(_ k: Int) -> UInt32 { i &+ k < utf8.count ? UInt32(utf8[i &+ k]) & 0x3F : 0 }
    if b0 < 0x80 { return (b0, 1) }
    if b0 < 0xE0 { return ((b0 & 0x1F) << 6 | next(1), 2) }
    if b0 < 0xF0 { return ((b0 & 0x0F) << 12 | next(1) << 6 | next(2), 3) }
    return (((b0 & 0x07) << 18 | next(1) << 12 | next(2) << 6 | next(3)) & 0x1FFFFF, 4)
  }

  /// The text as a Swift String; lone surrogates become U+FFFD. Cold uses only (messages, file names have their own way).
  public var string: String {
    if isASCII { return String(decoding: UnsafeBufferPointer(start: data.assumingMemoryBound(to: UInt8.self), count: length), as: UTF8.self) }
    var text = ""
    for i in 0..<length { text.unicodeScalars.append(Unicode.Scalar(self[i]) ?? "\u{FFFD}") }
    return text
  }
  /// UTF-8; a surrogate as three bytes ("surrogatepass").
  public var utf8: [UInt8] {
    if isASCII { return Array(UnsafeBufferPointer(start: data.assumingMemoryBound(to: UInt8.self), count: length)) }
    var bytes: [UInt8] = []
    bytes.reserveCapacity(length &* 2)
    for i in 0..<length {
      let c = self[i]
      if c < 0x80 {
        bytes.append(UInt8(c))
      } else if c < 0x800 {
        bytes.append(UInt8(0xC0 | c >> 6))
        bytes.append(UInt8(0x80 | c & 0x3F))
      } else if c < 0x10000 {
        bytes.append(UInt8(0xE0 | c >> 12))
        bytes.append(UInt8(0x80 | c >> 6 & 0x3F))
        bytes.append(UInt8(0x80 | c & 0x3F))
      } else {
        bytes.append(UInt8(0xF0 | c >> 18 & 0x07))
        bytes.append(UInt8(0x80 | c >> 12 & 0x3F))
        bytes.append(UInt8(0x80 | c >> 6 & 0x3F))
        bytes.append(UInt8(0x80 | c & 0x3F))
      }
    }
    return bytes
  }

  /// Whether the text is exactly this ASCII text.
  public func equals(_ text: StaticString) -> Bool {
    isASCII && length == text.utf8CodeUnitCount && memcmp(data, text.utf8Start, length) == 0
  }

  /// Equality of two strs.
  @inline(__always) public static func equal(_ a: Str, _ b: Str) -> Bool {
    if a.fields == b.fields { return true }
    if a.length != b.length || (a.header.pointee.flags ^ b.header.pointee.flags) & widthMask != 0 { return false }
    return memcmp(a.data, b.data, a.byteCount) == 0
  }

  /// The hash that Python sees; computed once.
  @inline(__always) public var hash: Int {
    let h = fields.pointee.hash
    return h != 0 ? h : computeHash()
  }
  @inline(never) func computeHash() -> Int {
    let h = Hashing.bytes(UnsafeRawBufferPointer(start: data, count: byteCount), empty: 0)
    fields.pointee.hash = h
    return h
  }
}

/// Hashes of byte strings: keyed by the machine's random seed, so that a program's dicts cannot be attacked from outside.
public enum Hashing {
  /// Not -1, which Python reserves; 61 bits, so that it is a small int. `empty` for no bytes.
  public static func bytes(_ bytes: UnsafeRawBufferPointer, empty: Int) -> Int {
    if bytes.count == 0 { return empty }
    var h: UInt64 = machine.pointee.hashSeed.0 ^ (UInt64(truncatingIfNeeded: bytes.count) &* 0x9E37_79B9_7F4A_7C15)
    let k: UInt64 = machine.pointee.hashSeed.1 | 1
    var i = 0
    while i &+ 8 <= bytes.count {
      h = mix(h ^ bytes.loadUnaligned(fromByteOffset: i, as: UInt64.self), k ^ 0xA076_1D64_78BD_642F)
      i &+= 8
    }
    var tail: UInt64 = 0
    var shift: UInt64 = 0
    while i < bytes.count {
      tail |= UInt64(bytes[i]) &<< shift
      shift &+= 8
      i &+= 1
    }
    h = mix(h ^ tail, k ^ 0xE703_7ED1_A0B4_28DB)
    let r = Int(Int64(bitPattern: h)) >> 3
    return r == -1 ? -2 : r == 0 ? 1 : r
  }
  /// Folded 64 x 64 multiplication.
  @inline(__always) static func mix(_ a: UInt64, _ b: UInt64) -> UInt64 {
    let (high, low) = a.multipliedFullWidth(by: b)
    return high ^ low
  }
}

extension Thread {
  /// An exact str with the text of a str or of an instance of a subclass: itself where it is exact.
  func exactStr(_ v: Value) throws(Raised) -> Str {
    let s = Str(v)
    if v.isExactly(.str) { return s }
    let copy = try Str.uninitialized(self, length: s.length, width: s.width, ascii: s.isASCII)
    memcpy(copy.data, s.data, s.byteCount)
    return copy
  }
}
