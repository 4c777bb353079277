// The encodings that shift between character sets by escape sequences: ISO 2022 (RFC 1468, 1554, 1557, 2237) and HZ (RFC 1843).

/// What an encoding remembers between characters, in the eight bytes that `getstate()` shows.
struct CodecState: BitwiseCopyable {
  var bits: UInt64 = 0

  subscript(_ i: UInt64) -> UInt8 {
    get { UInt8(truncatingIfNeeded: bits &>> (i &* 8)) }
    set { bits = bits & ~(0xFF &<< (i &* 8)) | UInt64(newValue) &<< (i &* 8) }
  }
  /// ISO 2022: what is designated to G0, G1 and G2: the final byte of the escape sequence, with 0x80 for a set of two-byte characters.
  var g0: UInt8 { get { self[0] } set { self[0] = newValue } }
  var g1: UInt8 { get { self[1] } set { self[1] = newValue } }
  var g2: UInt8 { get { self[2] } set { self[2] = newValue } }
  /// ISO 2022: G1 is shifted in.
  var isShifted: Bool { get { self[4] & 1 != 0 } set { self[4] = newValue ? 1 : 0 } }
  /// HZ: between ~{ and ~}
  var isDouble: Bool { get { self[0] != 0 } set { self[0] = newValue ? 1 : 0 } }

  static func initial(_ e: MultibyteEncoding, decoding: Bool) -> CodecState {
    e.family == .iso2022 ? CodecState(bits: decoding ? 0x42_42_42 : 0x42_42) : CodecState()
  }
}

/// A character set that ISO 2022 designates.
struct Designation: BitwiseCopyable {
  /// See CodecState.g0
  let mark: UInt8
  static let ascii: UInt8 = 0x42

  static func list(_ e: MultibyteEncoding) -> [UInt8] {
    switch e {
    case .iso2022JP: [0xC2, 0x4A, 0xC0]
    case .iso2022JP1: [0xC2, 0xC4, 0x4A, 0xC0]
    case .iso2022JP2: [0xC2, 0xC4, 0xC3, 0xC1, 0x4A, 0xC0, 0x41, 0x46]
    case .iso2022JP2004: [0xC2, 0xD1, 0xD0]
    case .iso2022JP3: [0xC2, 0xCF, 0xD0]
    case .iso2022JPExt: [0xC2, 0xC4, 0x4A, 0x49, 0xC0]
    case .iso2022KR: [0xC3]
    default: []
    }
  }
  var isDouble: Bool { mark & 0x80 != 0 }

  /// Two bytes below 0x80, or one (b is 0).
  func decode(_ a: UInt8, _ b: UInt8) -> CharacterText? {
    if isDouble, a < 0x21 || a > 0x7E || b < 0x21 || b > 0x7E { return nil }
    let pair = CharacterCode((UInt32(a) << 8 | UInt32(b)) | 0x8080, 2)
    let triple = CharacterCode(pair.value | 0x8F0000, 3)
    switch mark {
    case 0xC2, 0xC0: return MultibyteEncoding.eucJP.decode(pair)
    case 0xC4: return MultibyteEncoding.eucJP.decode(triple)
    case 0xC3: return MultibyteEncoding.eucKR.decode(pair)
    case 0xC1: return MultibyteEncoding.gb2312.decode(pair)
    case 0xD1: return MultibyteEncoding.eucJIS2004.decode(pair)
    case 0xCF: return MultibyteEncoding.eucJISX0213.decode(pair)
    case 0xD0: return CharacterSet.eucJISX0213.decode(triple)
    case 0x4A: return CharacterText(first: a == 0x5C ? 0xA5 : a == 0x7E ? 0x203E : UInt32(a))
    case 0x49: return a >= 0x21 && a <= 0x5F ? CharacterText(first: 0xFF40 &+ UInt32(a)) : nil
    case 0x41: return CharacterText(first: UInt32(a) | 0x80)
    case 0x46: return CharacterSet.greek.decode(CharacterCode(UInt32(a) | 0x80, 1))
    default: return nil
    }
  }
  /// The bytes of a character, below 0x80; nil: the set does not have it.
  func encode(_ c: UInt32) -> CharacterCode? {
    func low(_ code: CharacterCode?, _ length: Int) -> CharacterCode? {
      guard let code, code.length == length, length == 3 || code.value >> 8 != 0x8E else { return nil }
      return CharacterCode(code.value & 0x7F7F, 2)
    }
    switch mark {
    case 0xC2, 0xC0: return low(MultibyteEncoding.eucJP.encode(c), 2)
    case 0xC4: return low(MultibyteEncoding.eucJP.encode(c), 3)
    case 0xC3: return low(MultibyteEncoding.eucKR.encode(c), 2)
    case 0xC1: return low(MultibyteEncoding.gb2312.encode(c), 2)
    case 0xD1: return low(MultibyteEncoding.eucJIS2004.encode(c), 2)
    case 0xCF: return low(MultibyteEncoding.eucJISX0213.encode(c), 2)
    case 0xD0: return low(CharacterSet.eucJISX0213.encode(c), 3)
    case 0x4A: return c == 0xA5 ? CharacterCode(0x5C, 1) : c == 0x203E ? CharacterCode(0x7E, 1) : nil
    case 0x49: return c >= 0xFF61 && c <= 0xFF9F ? CharacterCode(c &- 0xFF40, 1) : nil
    default: return nil
    }
  }
}

enum ISO2022 {
  static func decode(_ e: MultibyteEncoding, _ p: UnsafePointer<UInt8>, _ n: Int, _ state: inout CodecState) -> DecodingStep {
    let c = p[0]
    switch c {
    case 0x1B:
      if n < 2 { return .incomplete }
      if p[1] == 0x4E, e == .iso2022JP2 {
        if n < 3 { return .incomplete }
        if p[2] >= 0x80 { return .illegal(3) }
        if state.g2 == Designation.ascii { return .text(CharacterText(first: UInt32(p[2])), 3) }
        return Designation(mark: state.g2).decode(p[2], 0).map { .text($0, 3) } ?? .illegal(3)
      }
      switch p[1] {
      case 0x28, 0x29, 0x24, 0x2E, 0x26: return designate(e, p, n, &state)
      default: return .text(CharacterText(first: 0x1B), 1)
      }
    case 0x0E where e == .iso2022KR:
      state.isShifted = true
      return .nothing(1)
    case 0x0F where e == .iso2022KR:
      state.isShifted = false
      return .nothing(1)
    case 0x0A:
      state.isShifted = false
      return .text(CharacterText(first: 0x0A), 1)
    case 0x00..<0x20: return .text(CharacterText(first: UInt32(c)), 1)
    case 0x80...: return .illegal(1)
    default:
      let set = Designation(mark: state.isShifted ? state.g1 : state.g0)
      if set.mark == Designation.ascii { return .text(CharacterText(first: UInt32(c)), 1) }
      let length = set.isDouble ? 2 : 1
      if n < length { return .incomplete }
      return set.decode(c, length == 2 ? p[1] : 0).map { .text($0, length) } ?? .illegal(length)
    }
  }

  private static func designate(_ e: MultibyteEncoding, _ p: UnsafePointer<UInt8>, _ n: Int, _ state: inout CodecState) -> DecodingStep {
    var length = 0
    var i = 1
    while i < min(n, 16) {
      if p[i] == 0x26, i + 1 < n, p[i + 1] == 0x40 {
        i += 2
        continue
      }
      if p[i] == 0x40 || p[i] >= 0x41 && p[i] <= 0x5A {
        length = i + 1
        break
      }
      i += 1
    }
    if length == 0 { return n >= 16 ? .illegal(1) : .incomplete }
    var mark: UInt8
    var set = 0
    switch length {
    case 3:
      mark = p[2] | (p[1] == 0x24 ? 0x80 : 0)
      switch p[1] {
      case 0x28, 0x24: set = 0
      case 0x29: set = 1
      case 0x2E: set = 2
      default: return .illegal(3)
      }
    case 4:
      if p[1] != 0x24 || p[2] != 0x28 && p[2] != 0x29 { return .illegal(4) }
      mark = p[3] | 0x80
      set = p[2] == 0x28 ? 0 : 1
    case 6:
      if p[1] != 0x26 || p[3] != 0x1B || p[4] != 0x24 || p[5] != 0x42 { return .illegal(6) }
      mark = 0xC2
    default: return .illegal(length)
    }
    if mark != Designation.ascii, !Designation.list(e).contains(mark) { return .illegal(length) }
    if set == 0 { state.g0 = mark } else if set == 1 { state.g1 = mark } else { state.g2 = mark }
    return .nothing(length)
  }

  private static func shiftIn(_ state: inout CodecState, _ out: inout ByteBuilder) throws(Raised) {
    if !state.isShifted { return }
    try out.append(0x0F)
    state.isShifted = false
  }
  /// Back to ASCII.
  static func reset(_ state: inout CodecState, _ out: inout ByteBuilder) throws(Raised) {
    try shiftIn(&state, &out)
    if state.g0 == Designation.ascii { return }
    try out.append("\u{1B}(B")
    state.g0 = Designation.ascii
  }
  /// Writes one character; false: no set of this encoding has it.
  static func encode(_ e: MultibyteEncoding, _ c: UInt32, _ state: inout CodecState, _ out: inout ByteBuilder) throws(Raised) -> Bool {
    if c < 0x80 {
      try reset(&state, &out)
      try out.append(UInt8(c))
      return true
    }
    for mark in Designation.list(e) {
      guard let code = Designation(mark: mark).encode(c) else { continue }
      if e == .iso2022KR {
        if state.g1 != mark {
          try out.append("\u{1B}$)C")
          state.g1 = mark
        }
        if !state.isShifted { try out.append(0x0E) }
        state.isShifted = true
      } else if state.g0 != mark {
        try out.append(0x1B)
        if mark & 0x80 != 0 { try out.append(0x24) }
        if mark != 0xC0, mark != 0xC2 { try out.append(0x28) }
        try out.append(mark & 0x7F)
        state.g0 = mark
      }
      for i in 0..<code.length { try out.append(code.byte(i)) }
      return true
    }
    return false
  }
}

enum HZ {
  static func decode(_ p: UnsafePointer<UInt8>, _ n: Int, _ state: inout CodecState) -> DecodingStep {
    if p[0] == 0x7E {
      if n < 2 { return .incomplete }
      switch p[1] {
      case 0x7E where !state.isDouble: return .text(CharacterText(first: 0x7E), 2)
      case 0x7B where !state.isDouble: state.isDouble = true
      case 0x7D where state.isDouble: state.isDouble = false
      case 0x0A where !state.isDouble: break
      default: return .illegal(1)
      }
      return .nothing(2)
    }
    if p[0] >= 0x80 { return .illegal(1) }
    if !state.isDouble { return .text(CharacterText(first: UInt32(p[0])), 1) }
    if n < 2 { return .incomplete }
    return Designation(mark: 0xC1).decode(p[0], p[1]).map { .text($0, 2) } ?? .illegal(1)
  }
  static func reset(_ state: inout CodecState, _ out: inout ByteBuilder) throws(Raised) {
    if state.isDouble { try out.append("~}") }
    state.isDouble = false
  }
  static func encode(_ c: UInt32, _ state: inout CodecState, _ out: inout ByteBuilder) throws(Raised) -> Bool {
    if c < 0x80 {
      try reset(&state, &out)
      if c == 0x7E { try out.append(0x7E) }
      try out.append(UInt8(c))
      return true
    }
    guard let code = Designation(mark: 0xC1).encode(c) else { return false }
    if !state.isDouble { try out.append("~{") }
    state.isDouble = true
    try out.append(code.byte(0))
    try out.append(code.byte(1))
    return true
  }
}
