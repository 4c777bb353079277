// What bytes and bytearray have in common: padding, case, translation, hexadecimal.

import Glibc

extension ByteMethods {
  // MARK: Padding

  private static func fill(_ thread: Thread, _ v: Value, _ name: StaticString) throws(Raised) -> UInt8 {
    if v.isEmpty { return 0x20 }
    if v.isKind(.byteString) || v.isKind(.byteArray), span(v).count == 1 { return span(v)[0] }
    throw Arguments.wrongType(thread, v, "\(name)() argument 2 must be a byte string of length 1")
  }
  private static func padded(_ thread: Thread, _ v: Value, _ left: Int, _ right: Int, _ fill: UInt8) throws(Raised) -> Value {
    let n = span(v).count
    if left <= 0, right <= 0 { return try make(thread, like: v, span(v), 0, n) }
    let (a, o1) = n.addingReportingOverflow(left)
    let (_, o2) = a.addingReportingOverflow(right)
    if o1 || o2 { throw thread.raiseMemoryError() }
    var out = try ByteBuilder(thread, capacity: n &+ left &+ right)
    try out.append(fill, times: left)
    if let p = span(v).baseAddress { try out.append(p, n) }
    try out.append(fill, times: right)
    return try finish(thread, like: v, &out)
  }
  static func ljust(_ thread: Thread, _ args: Args) throws(Raised) -> Value {
    let width = try Arguments.size(thread, args[1], 0)
    let fill = try fill(thread, args[2], "ljust")
    let n = span(args[0]).count
    return try padded(thread, args[0], 0, max(width, n) &- n, fill)
  }
  static func rjust(_ thread: Thread, _ args: Args) throws(Raised) -> Value {
    let width = try Arguments.size(thread, args[1], 0)
    let fill = try fill(thread, args[2], "rjust")
    let n = span(args[0]).count
    return try padded(thread, args[0], max(width, n) &- n, 0, fill)
  }
  static func center(_ thread: Thread, _ args: Args) throws(Raised) -> Value {
    let width = try Arguments.size(thread, args[1], 0)
    let fill = try fill(thread, args[2], "center")
    let n = span(args[0]).count
    let room = max(width, n) &- n
    let left = room / 2 &+ (room & width & 1)
    return try padded(thread, args[0], left, room &- left, fill)
  }
  static func zfill(_ thread: Thread, _ args: Args) throws(Raised) -> Value {
    let width = try Arguments.size(thread, args[1], 0)
    let n = span(args[0]).count
    let room = max(width, n) &- n
    let v = try padded(thread, args[0], room, 0, 0x30)
    if room > 0, n > 0 {
      let p = UnsafeMutablePointer(mutating: span(v).baseAddress.unsafelyUnwrapped)
      if p[room] == 0x2B || p[room] == 0x2D {
        p[0] = p[room]
        p[room] = 0x30
      }
    }
    return v
  }
  static func expandTabs(_ thread: Thread, _ args: Args) throws(Raised) -> Value {
    let size = try Arguments.int32(thread, args[1], 8)
    var out = try ByteBuilder(thread, capacity: span(args[0]).count &+ 16)
    var column = 0
    for c in span(args[0]) {
      if c == 9 {
        if size > 0 {
          let n = size &- column % size
          column &+= n
          if out.count > 1 << 42 { throw thread.raise(.overflowError, "result too long") }
          try out.append(0x20, times: n)
        }
      } else {
        column = c == 0x0A || c == 0x0D ? 0 : column &+ 1
        try out.append(c)
      }
    }
    return try finish(thread, like: args[0], &out)
  }

  // MARK: Case, of ASCII letters only

  @inline(__always) static func isLower(_ c: UInt8) -> Bool { c &- 0x61 < 26 }
  @inline(__always) static func isUpper(_ c: UInt8) -> Bool { c &- 0x41 < 26 }
  @inline(__always) static func isLetter(_ c: UInt8) -> Bool { (c | 0x20) &- 0x61 < 26 }
  @inline(__always) static func isDigit(_ c: UInt8) -> Bool { c &- 0x30 < 10 }

  /// A copy in which `body` gives each byte from the byte and its predecessor (0 at the start).
  @inline(__always) private static func mapped(_ thread: Thread, _ v: Value, _ body: (UInt8, UInt8) -> UInt8) throws(Raised) -> Value {
    let n = span(v).count
    if n == 0 { return try make(thread, like: v, nil, 0) }
    let room = try thread.allocateBytes(n)
    let s = span(v)
    var before: UInt8 = 0
    for i in 0..<n {
      room[i] = body(s[i], before)
      before = s[i]
    }
    let r = try make(thread, like: v, room, n)
    thread.free(storage: Raw(room))
    return r
  }
  static func lower(_ thread: Thread, _ args: Args) throws(Raised) -> Value {
    try mapped(thread, args[0]) { c, _ in isUpper(c) ? c ^ 0x20 : c }
  }
  static func upper(_ thread: Thread, _ args: Args) throws(Raised) -> Value {
    try mapped(thread, args[0]) { c, _ in isLower(c) ? c ^ 0x20 : c }
  }
  static func swapCase(_ thread: Thread, _ args: Args) throws(Raised) -> Value {
    try mapped(thread, args[0]) { c, _ in isLetter(c) ? c ^ 0x20 : c }
  }
  static func title(_ thread: Thread, _ args: Args) throws(Raised) -> Value {
    try mapped(thread, args[0]) { c, before in
      if !isLetter(c) { return c }
      return isLetter(before) ? c | 0x20 : c & ~0x20
    }
  }
  static func capitalize(_ thread: Thread, _ args: Args) throws(Raised) -> Value {
    var isFirst = true
    return try mapped(thread, args[0]) { c, _ in
      let first = isFirst
      isFirst = false
      if !isLetter(c) { return c }
      return first ? c & ~0x20 : c | 0x20
    }
  }
  private static func all(_ v: Value, _ test: (UInt8) -> Bool) -> Value {
    let s = span(v)
    if s.count == 0 { return .no }
    for c in s where !test(c) { return .no }
    return .yes
  }
  static func isAlpha(_ thread: Thread, _ args: Args) throws(Raised) -> Value { all(args[0], isLetter) }
  static func isAlnum(_ thread: Thread, _ args: Args) throws(Raised) -> Value { all(args[0]) { isLetter($0) || isDigit($0) } }
  static func isDigit(_ thread: Thread, _ args: Args) throws(Raised) -> Value { all(args[0], isDigit) }
  static func isSpace(_ thread: Thread, _ args: Args) throws(Raised) -> Value { all(args[0], isSpace) }
  static func isASCII(_ thread: Thread, _ args: Args) throws(Raised) -> Value {
    let s = span(args[0])
    guard let p = s.baseAddress else { return .yes }
    return .bool(Str.bits(p, s.count) < 0x80)
  }
  static func isLower(_ thread: Thread, _ args: Args) throws(Raised) -> Value {
    var seen = false
    for c in span(args[0]) {
      if isUpper(c) { return .no }
      if isLower(c) { seen = true }
    }
    return .bool(seen)
  }
  static func isUpper(_ thread: Thread, _ args: Args) throws(Raised) -> Value {
    var seen = false
    for c in span(args[0]) {
      if isLower(c) { return .no }
      if isUpper(c) { seen = true }
    }
    return .bool(seen)
  }
  static func isTitle(_ thread: Thread, _ args: Args) throws(Raised) -> Value {
    var seen = false
    var inWord = false
    for c in span(args[0]) {
      if isUpper(c) {
        if inWord { return .no }
        inWord = true
        seen = true
      } else if isLower(c) {
        if !inWord { return .no }
        seen = true
      } else {
        inWord = false
      }
    }
    return .bool(seen)
  }

  // MARK: translate

  static func translate(_ thread: Thread, _ args: Args) throws(Raised) -> Value {
    var table = BufferView()
    let hasTable = !args[1].isNone
    if hasTable {
      table = try BufferView.contiguous(thread, args[1])
      if table.length != 256 {
        table.close()
        throw thread.raise(.valueError, "translation table must be 256 characters long")
      }
    }
    defer { if hasTable { table.close() } }
    var deleted = BufferView()
    let hasDeleted = !args[2].isEmpty
    if hasDeleted { deleted = try BufferView.contiguous(thread, args[2]) }
    defer { if hasDeleted { deleted.close() } }
    if hasTable, !hasDeleted, args[0].isKind(.byteString) {
      let from = Bytes(args[0])
      if from.count == 0 { return Bytes.empty.value }
      let result = try Bytes.uninitialized(thread, count: from.count)
      let letters = table.bytes.baseAddress.unsafelyUnwrapped
      let (source, target, n) = (from.data, result.data, from.count)
      var i = 0
      while i < n {
        target[i] = letters[Int(source[i])]
        i &+= 1
      }
      return result.value
    }
    var out = try ByteBuilder(thread, capacity: span(args[0]).count)
    for c in span(args[0]) {
      if hasDeleted, deleted.length > 0, memchr(deleted.data, Int32(c), deleted.length) != nil { continue }
      try out.append(hasTable ? table.bytes[Int(c)] : c)
    }
    return try finish(thread, like: args[0], &out)
  }
  static func makeTrans(_ thread: Thread, _ args: Args) throws(Raised) -> Value {
    let from = try BufferView.contiguous(thread, args[0])
    defer { from.close() }
    let to = try BufferView.contiguous(thread, args[1])
    defer { to.close() }
    if from.length != to.length { throw thread.raise(.valueError, "maketrans arguments must have same length") }
    let table = try Bytes.uninitialized(thread, count: 256)
    let letters = table.data
    for i in 0..<256 { letters[i] = UInt8(truncatingIfNeeded: i) }
    for i in 0..<from.length { letters[Int(from.bytes[i])] = to.bytes[i] }
    return table.value
  }

  // MARK: Hexadecimal

  static func hex(_ thread: Thread, _ args: Args) throws(Raised) -> Value {
    let view = try BufferView.get(thread, args[0])
    defer { view.close() }
    return try hex(thread, try view.toBytes(thread).buffer, args[1], args[2])
  }
  /// Two digits a byte, with a separator every `group` bytes (counted from the end, or from the start if negative).
  static func hex(_ thread: Thread, _ bytes: UnsafeBufferPointer<UInt8>, _ separator: Value, _ group: Value) throws(Raised) -> Value {
    var gap: UInt8 = 0
    var every = 0
    if !separator.isEmpty {
      let n = try thread.length(separator)
      if n != 1 { throw thread.raise(.valueError, "sep must be length 1.") }
      if separator.isKind(.str) {
        if !Str(separator).isASCII { throw thread.raise(.valueError, "sep must be ASCII.") }
        gap = UInt8(truncatingIfNeeded: Str(separator)[0])
      } else if separator.isKind(.byteString) {
        gap = Bytes(separator).data[0]
        if gap > 127 { throw thread.raise(.valueError, "sep must be ASCII.") }
      } else {
        throw thread.raise(.typeError, "sep must be str or bytes.")
      }
      every = group.isEmpty ? 1 : try Arguments.int32(thread, group, 1)
    }
    let n = bytes.count
    if n == 0 { return Str.empty.value }
    let size = every < 0 ? 0 &- every : every
    let gaps = size > 0 ? (n &- 1) / size : 0
    let s = try Str.uninitialized(thread, length: n &* 2 &+ gaps, width: 0, ascii: true)
    let out = s.u8
    var at = 0
    var i = 0
    while i < n {
      if size > 0, i > 0, (every > 0 ? n &- i : i) % size == 0 {
        out[at] = gap
        at &+= 1
      }
      let b = UInt32(bytes[i])
      out[at] = UInt8(truncatingIfNeeded: Str.hexDigit(b >> 4))
      out[at &+ 1] = UInt8(truncatingIfNeeded: Str.hexDigit(b & 15))
      at &+= 2
      i &+= 1
    }
    return s.value
  }
  /// The value of a hexadecimal digit, or 16 or more.
  @inline(__always) static func hexValue(_ c: UInt32) -> UInt32 {
    if c &- 0x30 < 10 { return c &- 0x30 }
    let letter = (c | 0x20) &- 0x61
    return c < 0x80 && letter < 6 ? letter &+ 10 : 255
  }
  static func fromHex(_ thread: Thread, _ v: Value) throws(Raised) -> ByteBuilder {
    let s = try Arguments.str(thread, v, "fromhex() argument")
    var out = try ByteBuilder(thread, capacity: s.length / 2 &+ 1)
    var i = 0
    while true {
      while i < s.length, s[i] < 0x80, isSpace(UInt8(truncatingIfNeeded: s[i])) { i &+= 1 }
      if i >= s.length { return out }
      let high = hexValue(s[i])
      let low = i &+ 1 < s.length ? hexValue(s[i &+ 1]) : 255
      if high > 15 || low > 15 {
        let at = high > 15 ? i : i &+ 1
        throw thread.raise(.valueError, "non-hexadecimal number found in fromhex() arg at position \(at)")
      }
      try out.append(UInt8(high << 4 | low))
      i &+= 2
    }
  }

  static func decode(_ thread: Thread, _ args: Args) throws(Raised) -> Value {
    let encoding = try Arguments.codecName(thread, args[1], "decode", "encoding")
    let errors = try Arguments.codecName(thread, args[2], "decode", "errors")
    return try Codecs.decodeObject(thread, args[0], encoding, errors).value
  }

  // MARK: Operations

  /// Order of two byte strings; `eq` and `ne` do not look at the contents of different lengths.
  static func order(_ a: UnsafeBufferPointer<UInt8>, _ b: UnsafeBufferPointer<UInt8>) -> Int {
    let n = min(a.count, b.count)
    if n > 0, let p = a.baseAddress, let q = b.baseAddress {
      let r = Int(memcmp(p, q, n))
      if r != 0 { return r }
    }
    return a.count &- b.count
  }
  static func richCompare(_ thread: Thread, _ a: Value, _ b: Value, _ op: CompareOp) throws(Raised) -> Value {
    if !a.isKind(.byteString), !a.isKind(.byteArray) { return .notImplemented }
    if a.isKind(.byteString), b.isKind(.byteString) { return answer(Bytes(a).buffer, Bytes(b).buffer, op) }
    guard BufferView.isSupported(by: b), !(a.isKind(.byteString) && !b.isKind(.byteArray)) else { return .notImplemented }
    let view = try BufferView.get(thread, b)
    defer { view.close() }
    if view.isContiguous { return answer(span(a), view.bytes, op) }
    return answer(span(a), try view.toBytes(thread).buffer, op)
  }
  private static func answer(_ a: UnsafeBufferPointer<UInt8>, _ b: UnsafeBufferPointer<UInt8>, _ op: CompareOp) -> Value {
    switch op {
    case .eq: return .bool(a.count == b.count && order(a, b) == 0)
    case .ne: return .bool(a.count != b.count || order(a, b) != 0)
    case .lt: return .bool(order(a, b) < 0)
    case .le: return .bool(order(a, b) <= 0)
    case .gt: return .bool(order(a, b) > 0)
    case .ge: return .bool(order(a, b) >= 0)
    }
  }

  /// The literal b'…' of these bytes, behind `prefix`.
  static func appendRepr(_ out: inout StrBuilder, _ bytes: UnsafeBufferPointer<UInt8>) throws(Raised) {
    var single = false
    var double = false
    for c in bytes {
      if c == 0x27 { single = true } else if c == 0x22 { double = true }
    }
    let quote: UInt32 = single && !double ? 0x22 : 0x27
    try out.append(0x62)
    try out.append(quote)
    for byte in bytes {
      let c = UInt32(byte)
      if c == quote || c == 0x5C {
        try out.append(0x5C)
        try out.append(c)
      } else if c == 0x09 {
        try out.append("\\t")
      } else if c == 0x0A {
        try out.append("\\n")
      } else if c == 0x0D {
        try out.append("\\r")
      } else if c < 0x20 || c >= 0x7F {
        try Str.appendEscape(&out, c)
      } else {
        try out.append(c)
      }
    }
    try out.append(quote)
  }
  static func concat(_ thread: Thread, _ a: Value, _ b: Value) throws(Raised) -> Value {
    guard BufferView.isSupported(by: b) else {
      throw thread.raise(.typeError, "can't concat \(b.type.displayName) to \(a.type.displayName)")
    }
    let view = try BufferView.get(thread, b)
    defer { view.close() }
    let s = span(a)
    if a.isExactly(.bytes), view.length == 0 { return a }
    if a.isKind(.byteString), s.count == 0, b.isExactly(.bytes) { return b }
    if a.isKind(.byteString) {
      let r = try Bytes.uninitialized(thread, count: s.count &+ view.length)
      if let p = s.baseAddress { memcpy(r.data, p, s.count) }
      view.copyItems(to: Raw(r.data + s.count))
      return r.value
    }
    var out = try ByteBuilder(thread, capacity: s.count &+ view.length)
    if let p = s.baseAddress { try out.append(p, s.count) }
    try out.append(view)
    return try finish(thread, like: a, &out)
  }
  static func repeated(_ thread: Thread, _ v: Value, _ n: Value) throws(Raised) -> Value {
    let n = try Arguments.factor(thread, n)
    let s = span(v)
    if n == 1 || s.count == 0 { return try make(thread, like: v, s, 0, s.count) }
    if n <= 0 { return try make(thread, like: v, nil, 0) }
    let (total, overflow) = s.count.multipliedReportingOverflow(by: n)
    if overflow {
      if v.isKind(.byteString) { throw thread.raise(.overflowError, "repeated bytes are too long") }
      throw thread.raiseMemoryError()
    }
    let room: UnsafeMutablePointer<UInt8>
    let result: Value
    if v.isKind(.byteString) {
      let b = try Bytes.uninitialized(thread, count: total)
      room = b.data
      result = b.value
    } else {
      let b = try ByteArray.make(thread, nil, 0)
      try b.resize(thread, total)
      room = b.data
      result = b.value
    }
    guard let p = span(v).baseAddress else { return result }
    if s.count == 1 {
      memset(room, Int32(p[0]), total)
      return result
    }
    memcpy(room, p, s.count)
    var done = s.count
    while done < total {
      let step = min(done, total &- done)
      memcpy(room + done, room, step)
      done &+= step
    }
    return result
  }
  static func slice(_ thread: Thread, _ v: Value, _ key: Value) throws(Raised) -> Value {
    var r = try SliceRange(thread, key, span(v).count)
    if span(v).count < r.start &+ r.count { r = try SliceRange(thread, key, span(v).count) }
    let s = span(v)
    if r.step == 1 { return try make(thread, like: v, s, r.start, r.start &+ r.count) }
    var out = try ByteBuilder(thread, capacity: r.count)
    var at = r.start
    var i = 0
    while i < r.count, at >= 0, at < span(v).count {
      try out.append(span(v)[at])
      at &+= r.step
      i &+= 1
    }
    return try finish(thread, like: v, &out)
  }
}
