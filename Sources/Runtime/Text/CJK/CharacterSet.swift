// The C library's character sets of Chinese, Japanese and Korean (iconv), one character at a time.

import CRuntime

/// One character in an encoding: one to four bytes, the first in the highest place.
struct CharacterCode: BitwiseCopyable {
  var value: UInt32
  var length: Int

  @inline(__always) init(_ value: UInt32, _ length: Int) {
    self.value = value
    self.length = length
  }
  init(_ p: UnsafePointer<UInt8>, _ n: Int) {
    value = 0
    length = n
    for i in 0..<n { value = value &<< 8 | UInt32(p[i]) }
  }
  /// Byte i from the front.
  func byte(_ i: Int) -> UInt8 { UInt8(truncatingIfNeeded: value &>> UInt32(truncatingIfNeeded: (length &- 1 &- i) &* 8)) }
}

/// One or two code points; `second` is 0 for one.
struct CharacterText: BitwiseCopyable {
  var first: UInt32
  var second: UInt32 = 0
}

enum CharacterSet: Int {
  case eucCN, gbk, gb18030, big5HKSCS, cp932, shiftJIS, eucJP, eucJISX0213, shiftJISX0213, uhc, eucKR, johab, big5, greek

  private var name: StaticString {
    switch self {
    case .eucCN: "EUC-CN"
    case .gbk: "GBK"
    case .gb18030: "GB18030"
    case .big5HKSCS: "BIG5-HKSCS"
    case .cp932: "CP932"
    case .shiftJIS: "SJIS"
    case .eucJP: "EUC-JP"
    case .eucJISX0213: "EUC-JISX0213"
    case .shiftJISX0213: "SHIFT_JISX0213"
    case .uhc: "UHC"
    case .eucKR: "EUC-KR"
    case .johab: "JOHAB"
    case .big5: "BIG5"
    case .greek: "ISO-8859-7"
    }
  }

  /// Two descriptors for each set, opened when first used: to Unicode, and from it. Conversions are begun anew for each character and hold
  /// the interpreter lock.
  nonisolated(unsafe) private static var descriptors: [UnsafeMutableRawPointer?] = Array(repeating: nil, count: 32)

  private func descriptor(encoding: Bool) -> UnsafeMutableRawPointer? {
    let i = rawValue &* 2 &+ (encoding ? 1 : 0)
    if let d = CharacterSet.descriptors[i] { return d }
    let d = name.utf8Start.withMemoryRebound(to: CChar.self, capacity: name.utf8CodeUnitCount &+ 1) { (own) -> UnsafeMutableRawPointer? in
      encoding ? minipy_iconv_open(own, "UTF-32LE") : minipy_iconv_open("UTF-32LE", own)
    }
    CharacterSet.descriptors[i] = d
    return d
  }
  /// Whether the C library has it.
  var isKnown: Bool { descriptor(encoding: false) != nil && descriptor(encoding: true) != nil }

  /// What this code stands for; nil: nothing.
  func decode(_ code: CharacterCode) -> CharacterText? {
    guard let d = descriptor(encoding: false) else { return nil }
    var bytes = (code.byte(0), code.byte(1), code.byte(2), code.byte(3))
    var out: (UInt32, UInt32, UInt32) = (0, 0, 0)
    let n = withUnsafePointer(to: &bytes) { from in
      withUnsafeMutablePointer(to: &out) { to in
        minipy_iconv(d, UnsafeRawPointer(from).assumingMemoryBound(to: UInt8.self), code.length, UnsafeMutableRawPointer(to).assumingMemoryBound(to: UInt8.self), 12)
      }
    }
    return n == 4 || n == 8 ? CharacterText(first: out.0, second: out.1) : nil
  }
  /// The code of a character, or of two that have one code together; nil: there is none.
  func encode(_ c: UInt32, _ second: UInt32 = 0) -> CharacterCode? {
    guard let d = descriptor(encoding: true) else { return nil }
    var points = (c, second)
    var out: (UInt64, UInt64) = (0, 0)
    let n = withUnsafePointer(to: &points) { from in
      withUnsafeMutablePointer(to: &out) { to in
        minipy_iconv(d, UnsafeRawPointer(from).assumingMemoryBound(to: UInt8.self), second == 0 ? 4 : 8, UnsafeMutableRawPointer(to).assumingMemoryBound(to: UInt8.self), 16)
      }
    }
    if n < 1 || n > 4 { return nil }
    return withUnsafePointer(to: &out) { CharacterCode(UnsafeRawPointer($0).assumingMemoryBound(to: UInt8.self), Int(n)) }
  }
}
