// `format % values`, for str and for bytes. Library Reference, "printf-style String Formatting".
//
// A bytes format is worked on as a str of the same Latin-1 characters; the differences are few, and marked by `isBytes`.

import Glibc

struct PercentFormat {
  private let thread: Thread
  private let format: Str
  private let isBytes: Bool
  private var out: StrBuilder
  /// The tuple, or the one value.
  private let values: Value
  /// Next item of the tuple; for a single value -1 before its use, 0 after.
  private var next: Int
  /// Number of items; -1: a single value.
  private let count: Int
  /// The mapping for `%(key)s`, or empty.
  private let mapping: Value
  /// The value that a key gave, or empty.
  private var keyed: Value = .empty
  private var at = 0

  // The specifier under way.
  private var leftAligned = false
  private var plus = false
  private var blank = false
  private var alternate = false
  private var zeros = false
  private var width = 0
  private var precision = -1

  /// str % values
  static func format(_ thread: Thread, _ format: Str, _ values: Value) throws(Raised) -> Str {
    var f = try PercentFormat(thread, format, values, isBytes: false)
    return try f.run()
  }
  /// bytes % values: the result's characters are the bytes.
  static func format(_ thread: Thread, bytes: UnsafeBufferPointer<UInt8>, _ values: Value) throws(Raised) -> Str {
    var format = Str.empty
    if let p = bytes.baseAddress { format = try Str.latin1(thread, p, bytes.count) }
    var f = try PercentFormat(thread, format, values, isBytes: true)
    return try f.run()
  }

  private init(_ thread: Thread, _ format: Str, _ values: Value, isBytes: Bool) throws(Raised) {
    self.thread = thread
    self.format = format
    self.values = values
    self.isBytes = isBytes
    out = try StrBuilder(thread, capacity: format.length &+ 32)
    if values.isKind(.tuple) {
      count = Tuple(values).count
      next = 0
      mapping = .empty
    } else {
      count = -1
      next = -1
      let excluded = values.isKind(.str) || (isBytes && (values.isKind(.byteString) || values.isKind(.byteArray)))
      mapping = !excluded && values.isObject && values.type.slots.pointee.getItem != nil ? values : .empty
    }
  }

  private mutating func run() throws(Raised) -> Str {
    let n = format.length
    while at < n {
      var i = at
      if format.width == 0 {
        let p = memchr(format.data + at, 0x25, n &- at)
        i = p.map { UnsafeRawPointer($0) - UnsafeRawPointer(format.data) } ?? n
      } else {
        while i < n, format[i] != 0x25 { i &+= 1 }
      }
      if i > at { try out.append(format, at, i) }
      if i >= n { break }
      at = i &+ 1
      try specifier()
    }
    if mapping.isEmpty, count < 0 ? next < 0 : next < count {
      let kind: StaticString = isBytes ? "bytes" : "string"
      throw thread.raise(.typeError, "not all arguments converted during \(kind) formatting")
    }
    return try out.finish()
  }

  private mutating func take() throws(Raised) -> Value {
    if !keyed.isEmpty {
      let v = keyed
      keyed = .empty
      return v
    }
    if count < 0 {
      if next < 0 {
        next = 0
        return values
      }
    } else if next < count {
      next &+= 1
      return Tuple(values)[next &- 1]
    }
    throw thread.raise(.typeError, "not enough arguments for format string")
  }
  private mutating func character() throws(Raised) -> UInt32 {
    if at >= format.length { throw thread.raise(.valueError, "incomplete format") }
    at &+= 1
    return format[at &- 1]
  }

  private mutating func specifier() throws(Raised) {
    leftAligned = false
    plus = false
    blank = false
    alternate = false
    zeros = false
    width = 0
    precision = -1
    if at < format.length, format[at] == 0x28 { try key() }
    var c = try character()
    flags: while true {
      switch c {
      case 0x2D: leftAligned = true
      case 0x2B: plus = true
      case 0x20: blank = true
      case 0x23: alternate = true
      case 0x30: zeros = true
      default: break flags
      }
      c = try character()
    }
    if c == 0x2A {
      width = try star()
      if width < 0 {
        leftAligned = true
        width = 0 &- max(width, -Int.max)
      }
      c = try character()
    } else {
      while c >= 0x30, c <= 0x39 {
        if width > (Int.max &- 9) / 10 { throw thread.raise(.valueError, "width too big") }
        width = width &* 10 &+ Int(c &- 0x30)
        c = try character()
      }
    }
    if c == 0x2E {
      precision = 0
      c = try character()
      if c == 0x2A {
        precision = max(0, try star())
        if precision > Int(Int32.max) { throw thread.raise(.overflowError, "Python int too large to convert to C int") }
        c = try character()
      } else {
        while c >= 0x30, c <= 0x39 {
          if precision > (Int(Int32.max) &- 9) / 10 {
            throw thread.raise(.valueError, isBytes ? "prec too big" : "precision too big")
          }
          precision = precision &* 10 &+ Int(c &- 0x30)
          c = try character()
        }
      }
    }
    if c == 0x68 || c == 0x6C || c == 0x4C { c = try character() }
    if c == 0x25 {
      try out.append(0x25)
      keyed = .empty
      return
    }
    let v = try take()
    try convert(c, v)
  }

  private mutating func key() throws(Raised) {
    if mapping.isEmpty { throw thread.raise(.typeError, "format requires a mapping") }
    at &+= 1
    let start = at
    var depth = 1
    while depth > 0, at < format.length {
      let c = format[at]
      if c == 0x28 { depth &+= 1 } else if c == 0x29 { depth &-= 1 }
      at &+= 1
    }
    if depth > 0 { throw thread.raise(.valueError, "incomplete format key") }
    let text = try format.substring(thread, start, at &- 1)
    var name = text.value
    if isBytes { name = try Bytes.latin1(thread, text).value }
    keyed = try thread.getItem(mapping, name)
    next = 0
  }
  private mutating func star() throws(Raised) -> Int {
    let v = try take()
    if v.isBool { return v.isTrue ? 1 : 0 }
    if v.isInt { return v.asInt }
    if !v.isKind(.bigInt) { throw thread.raise(.typeError, "* wants int") }
    return try Arguments.size(thread, v, 0)
  }

  private mutating func convert(_ c: UInt32, _ v: Value) throws(Raised) {
    switch c {
    case 0x73 where !isBytes:
      if v.isExactly(.str) { try text(Str(v)) } else { try text(try thread.str(v)) }
    case 0x73, 0x62:
      if !isBytes { throw unsupported(c) }
      try text(try bytesLike(v))
    case 0x72:
      try text(isBytes ? try thread.ascii(v) : try thread.repr(v))
    case 0x61: try text(try thread.ascii(v))
    case 0x63: try oneCharacter(v)
    case 0x64, 0x69, 0x75: try decimal(v, c)
    case 0x6F, 0x78, 0x58: try radix(v, c)
    case 0x65, 0x45, 0x66, 0x46, 0x67, 0x47: try floating(v, c)
    default: throw unsupported(c)
    }
  }
  private func unsupported(_ c: UInt32) -> Raised {
    let shown = c >= 31 && c <= 126 ? String(Character(Unicode.Scalar(UInt8(c)))) : "?"
    return thread.raise(
      .valueError, "unsupported format character '\(shown)' (0x\(String(c, radix: 16))) at index \(at &- 1)")
  }

  // MARK: Output

  private mutating func text(_ s: Str) throws(Raised) {
    let n = precision >= 0 ? min(precision, s.length) : s.length
    let room = width &- n
    if room > 0, !leftAligned { try out.append(0x20, times: room) }
    if n == s.length { try out.append(s) } else { try out.append(s, 0, n) }
    if room > 0, leftAligned { try out.append(0x20, times: room) }
  }
  /// A number: its sign (0: none), prefix and digits, which begin at `from`.
  private mutating func number(_ sign: UInt32, _ prefix: StaticString, _ digits: Str, _ from: Int, leadingZeros: Int = 0) throws(Raised) {
    let used = (sign != 0 ? 1 : 0) &+ prefix.utf8CodeUnitCount &+ leadingZeros &+ digits.length &- from
    let room = width &- used
    if room > 0, !leftAligned, !zeros { try out.append(0x20, times: room) }
    if sign != 0 { try out.append(sign) }
    try out.append(prefix)
    if room > 0, !leftAligned, zeros { try out.append(0x30, times: room) }
    try out.append(0x30, times: leadingZeros)
    try out.append(digits, from, digits.length)
    if room > 0, leftAligned { try out.append(0x20, times: room) }
  }
  private func sign(_ negative: Bool) -> UInt32 { negative ? 0x2D : plus ? 0x2B : blank ? 0x20 : 0 }

  private mutating func decimal(_ v: Value, _ c: UInt32) throws(Raised) {
    let i = v.isInt ? v : try integer(v, c)
    let digits = try thread.str(i)
    let negative = digits.length > 0 && digits[0] == 0x2D
    let from = negative ? 1 : 0
    try number(sign(negative), "", digits, from, leadingZeros: max(0, precision &- (digits.length &- from)))
  }
  private mutating func radix(_ v: Value, _ c: UInt32) throws(Raised) {
    var i = v
    if !v.isInt {
      let letter = String(Character(Unicode.Scalar(UInt8(c))))
      if !Arguments.isIndex(v) {
        throw thread.raise(.typeError, "%\(letter) format: an integer is required, not \(v.type.displayName)")
      }
      i = try thread.index(v)
    }
    var spec = FormatSpec()
    spec.type = c
    let digits = try Int.formatted(thread, i, spec)
    let negative = digits.length > 0 && digits[0] == 0x2D
    let from = negative ? 1 : 0
    let prefix: StaticString = !alternate ? "" : c == 0x6F ? "0o" : c == 0x78 ? "0x" : "0X"
    try number(sign(negative), prefix, digits, from, leadingZeros: max(0, precision &- (digits.length &- from)))
  }
  /// int(v) for %d.
  private func integer(_ v: Value, _ c: UInt32) throws(Raised) -> Value {
    if v.isBool { return .int(v.isTrue ? 1 : 0) }
    if v.isKind(.bigInt) { return try thread.index(v) }
    if let convert = v.type.slots.pointee.int {
      let i = try convert(thread.raw, v.bits).orThrow()
      if i.isInt || i.isBool || i.isKind(.bigInt) { return try thread.index(i) }
      throw thread.raise(.typeError, "__int__ returned non-int (type \(i.type.displayName))")
    }
    if Arguments.isIndex(v) { return try thread.index(v) }
    let letter = String(Character(Unicode.Scalar(UInt8(c))))
    throw thread.raise(.typeError, "%\(letter) format: a real number is required, not \(v.type.displayName)")
  }

  private mutating func floating(_ v: Value, _ c: UInt32) throws(Raised) {
    let d: Double
    if isBytes, !v.isFloat, !v.isInt, !v.isKind(.float) {
      do throws(Raised) { d = try thread.double(v) } catch {
        if !thread.isRaising(.typeError) { throw error }
        _ = thread.takeRaised()
        throw thread.raise(.typeError, "float argument required, not \(v.type.displayName)")
      }
    } else {
      d = try thread.double(v)
    }
    var spec = FormatSpec()
    spec.isAlternate = alternate
    spec.precision = precision < 0 ? 6 : precision
    spec.type = c
    let digits = try Float.formatted(thread, thread.float(d), spec)
    let negative = digits.length > 0 && digits[0] == 0x2D
    try number(sign(negative), "", digits, negative ? 1 : 0)
  }

  private mutating func oneCharacter(_ v: Value) throws(Raised) {
    precision = -1
    if isBytes {
      let wrong = "%c requires an integer in range(256) or a single byte"
      if v.isKind(.byteString) || v.isKind(.byteArray) {
        let s = try bytesLike(v)
        if s.length != 1 { throw thread.raise(.typeError, wrong) }
        return try text(s)
      }
      if !Arguments.isIndex(v) { throw thread.raise(.typeError, wrong) }
      let i = try thread.index(v)
      if !i.isInt || i.asInt < 0 || i.asInt > 255 { throw thread.raise(.overflowError, "%c arg not in range(256)") }
      return try text(Str.character(thread, UInt32(i.asInt)))
    }
    if v.isKind(.str) {
      if Str(v).length != 1 { throw thread.raise(.typeError, "%c requires int or char") }
      return try text(Str(v))
    }
    if !Arguments.isIndex(v) { throw thread.raise(.typeError, "%c requires int or char") }
    let i = try thread.index(v)
    if !i.isInt || i.asInt < 0 || i.asInt > 0x10FFFF { throw thread.raise(.overflowError, "%c arg not in range(0x110000)") }
    try text(Str.character(thread, UInt32(i.asInt)))
  }

  /// What %b writes: the bytes of a buffer or of `__bytes__`, as Latin-1 characters.
  private func bytesLike(_ v: Value) throws(Raised) -> Str {
    if v.isKind(.byteString) || v.isKind(.byteArray) { return try Bytes.text(thread, v) }
    let method = try thread.lookupSpecial(v, .__bytes__)
    if !method.isEmpty {
      let b = try thread.call(method)
      guard b.isKind(.byteString) else {
        throw thread.raise(.typeError, "__bytes__ returned non-bytes (type \(b.type.displayName))")
      }
      return try Bytes.text(thread, b)
    }
    if BufferView.isSupported(by: v) { return try Bytes.text(thread, v) }
    throw thread.raise(
      .typeError,
      "%b requires a bytes-like object, or an object that implements __bytes__, not '\(v.type.displayName)'")
  }
}
