// Finding a text in a text: memmem and memchr over units of equal width.

import CRuntime
import Glibc

enum Search {
  /// The first place of `needle` in hay[from ..< to], in items of `width`; -1: none. The needle is of the same width and not empty.
  static func first(_ hay: UnsafeRawPointer, _ from: Int, _ to: Int, _ needle: UnsafeRawPointer, _ count: Int, _ width: Int) -> Int {
    if to &- from < count { return -1 }
    if count == 1 { return firstUnit(hay, from, to, needle, width) }
    let end = to &<< width
    let size = count &<< width
    var at = from &<< width
    if width == 0 {
      // memmem prepares a table at each call: the next places of the first byte are tried before.
      let c = Int32(needle.load(as: UInt8.self))
      var tries = 0
      while tries < 12, end &- at >= size {
        guard let p = memchr(hay + at, c, end &- at &- size &+ 1) else { return -1 }
        let i = UnsafeRawPointer(p) - hay
        if memcmp(p, needle, size) == 0 { return i }
        at = i &+ 1
        tries &+= 1
      }
    }
    while end &- at >= size {
      guard let p = minipy_memmem(hay + at, end &- at, needle, size) else { return -1 }
      let offset = UnsafeRawPointer(p) - hay
      if offset & ((1 &<< width) &- 1) == 0 { return offset &>> width }
      // Found between two units: go on at the next one.
      at = ((offset &>> width) &+ 1) &<< width
    }
    return -1
  }
  private static func firstUnit(_ hay: UnsafeRawPointer, _ from: Int, _ to: Int, _ needle: UnsafeRawPointer, _ width: Int) -> Int {
    switch width {
    case 0:
      guard let p = memchr(hay + from, Int32(needle.load(as: UInt8.self)), to &- from) else { return -1 }
      return UnsafeRawPointer(p) - hay
    case 1:
      let c = needle.loadUnaligned(as: UInt16.self)
      let p = hay.assumingMemoryBound(to: UInt16.self)
      var i = from
      while i < to {
        if p[i] == c { return i }
        i &+= 1
      }
      return -1
    default:
      let p = hay.assumingMemoryBound(to: UInt32.self)
      guard let q = minipy_find_u32(p + from, needle.loadUnaligned(as: UInt32.self), to &- from) else { return -1 }
      return q - p
    }
  }
  /// The last place.
  static func last(_ hay: UnsafeRawPointer, _ from: Int, _ to: Int, _ needle: UnsafeRawPointer, _ count: Int, _ width: Int) -> Int {
    if to &- from < count { return -1 }
    if width == 0 {
      let c = Int32(needle.load(as: UInt8.self))
      var end = to &- count &+ 1
      while end > from {
        guard let p = minipy_memrchr(hay + from, c, end &- from) else { return -1 }
        if memcmp(p, needle, count) == 0 { return UnsafeRawPointer(p) - hay }
        end = UnsafeRawPointer(p) - hay
      }
      return -1
    }
    let size = count &<< width
    var i = to &- count
    while i >= from {
      if memcmp(hay + (i &<< width), needle, size) == 0 { return i }
      i &-= 1
    }
    return -1
  }
  /// How often it occurs without overlapping, at most `limit` times.
  static func occurrences(
    _ hay: UnsafeRawPointer, _ from: Int, _ to: Int, _ needle: UnsafeRawPointer, _ count: Int, _ width: Int, limit: Int
  ) -> Int {
    var n = 0
    if count == 1, width == 0, limit == Int.max {
      let c = needle.load(as: UInt8.self)
      let p = hay.assumingMemoryBound(to: UInt8.self)
      var i = from
      while i < to {
        if p[i] == c { n &+= 1 }
        i &+= 1
      }
      return n
    }
    var at = from
    while n < limit {
      let i = first(hay, at, to, needle, count, width)
      if i < 0 { break }
      n &+= 1
      at = i &+ count
    }
    return n
  }
}

extension Str {
  /// Runs `body` with the units of `needle` widened to `width`, or gives nil when it cannot occur in a text of that width.
  @inline(__always) static func widened<R>(_ needle: Str, to width: Int, _ body: (UnsafeRawPointer) -> R) -> R? {
    if needle.width > width { return nil }
    if needle.width == width { return body(UnsafeRawPointer(needle.data)) }
    return withUnsafeTemporaryAllocation(byteCount: max(needle.length &<< width, 4), alignment: 4) { room in
      guard let base = room.baseAddress else { return nil }
      needle.copy(0, needle.length, into: base, width)
      return body(UnsafeRawPointer(base))
    }
  }
  /// The first place of `needle` in code points from ..< to, or -1.
  func find(_ needle: Str, _ from: Int, _ to: Int) -> Int {
    if from > to || to &- from < needle.length { return -1 }
    if needle.length == 0 { return from }
    let data = UnsafeRawPointer(self.data)
    return Str.widened(needle, to: width) { Search.first(data, from, to, $0, needle.length, width) } ?? -1
  }
  func findLast(_ needle: Str, _ from: Int, _ to: Int) -> Int {
    if from > to || to &- from < needle.length { return -1 }
    if needle.length == 0 { return to }
    let data = UnsafeRawPointer(self.data)
    return Str.widened(needle, to: width) { Search.last(data, from, to, $0, needle.length, width) } ?? -1
  }
  func count(of needle: Str, _ from: Int, _ to: Int, limit: Int = Int.max) -> Int {
    if from > to || to &- from < needle.length { return 0 }
    if needle.length == 0 { return min(limit, to &- from &+ 1) }
    let data = UnsafeRawPointer(self.data)
    return Str.widened(needle, to: width) { Search.occurrences(data, from, to, $0, needle.length, width, limit: limit) } ?? 0
  }
  /// Whether `other` stands at code point `at`.
  func matches(_ other: Str, at: Int) -> Bool {
    let n = other.length
    if at < 0 || n > length &- at || other.width > width { return false }
    if other.width == width { return memcmp(data + (at &<< width), other.data, n &<< width) == 0 }
    var i = 0
    while i < n {
      if self[at &+ i] != other[i] { return false }
      i &+= 1
    }
    return true
  }
  /// -1, 0 or 1: order by code points.
  static func order(_ a: Str, _ b: Str) -> Int {
    let n = min(a.length, b.length)
    if a.width == 0, b.width == 0 {
      let r = Int(memcmp(a.data, b.data, n))
      if r != 0 { return r < 0 ? -1 : 1 }
    } else {
      var i = 0
      while i < n {
        let x = a[i]
        let y = b[i]
        if x != y { return x < y ? -1 : 1 }
        i &+= 1
      }
    }
    return a.length == b.length ? 0 : a.length < b.length ? -1 : 1
  }

  // MARK: Rows

  static func find(_ thread: Thread, _ args: Args) throws(Raised) -> Value { .int(try search(thread, args, { $0.find($1, $2, $3) })) }
  static func rfind(_ thread: Thread, _ args: Args) throws(Raised) -> Value { .int(try search(thread, args, { $0.findLast($1, $2, $3) })) }
  static func index(_ thread: Thread, _ args: Args) throws(Raised) -> Value {
    let i = try search(thread, args, { $0.find($1, $2, $3) })
    if i < 0 { throw thread.raise(.valueError, "substring not found") }
    return .int(i)
  }
  static func rindex(_ thread: Thread, _ args: Args) throws(Raised) -> Value {
    let i = try search(thread, args, { $0.findLast($1, $2, $3) })
    if i < 0 { throw thread.raise(.valueError, "substring not found") }
    return .int(i)
  }
  static func count(_ thread: Thread, _ args: Args) throws(Raised) -> Value { .int(try search(thread, args, { $0.count(of: $1, $2, $3) })) }

  @inline(__always) private static func search(
    _ thread: Thread, _ args: Args, _ body: (Str, Str, Int, Int) -> Int
  ) throws(Raised) -> Int {
    let s = Str(args[0])
    guard args[1].isKind(.str) else { throw Arguments.wrongType(thread, args[1], "must be str") }
    let (from, to) = try Arguments.range(thread, args[2], args[3], s.length)
    return body(s, Str(args[1]), from, to)
  }

  static func startsWith(_ thread: Thread, _ args: Args) throws(Raised) -> Value { try tail(thread, args, atEnd: false, "startswith") }
  static func endsWith(_ thread: Thread, _ args: Args) throws(Raised) -> Value { try tail(thread, args, atEnd: true, "endswith") }
  private static func tail(_ thread: Thread, _ args: Args, atEnd: Bool, _ name: StaticString) throws(Raised) -> Value {
    let s = Str(args[0])
    let (from, to) = try Arguments.range(thread, args[2], args[3], s.length)
    let v = args[1]
    if v.isKind(.str) { return .bool(s.tail(Str(v), from, to, atEnd)) }
    guard v.isKind(.tuple) else {
      throw Arguments.wrongType(thread, v, "\(name) first arg must be str or a tuple of str")
    }
    let tuple = Tuple(v)
    var i = 0
    while i < tuple.count {
      guard tuple[i].isKind(.str) else {
        throw Arguments.wrongType(thread, tuple[i], "tuple for \(name) must only contain str")
      }
      if s.tail(Str(tuple[i]), from, to, atEnd) { return .yes }
      i &+= 1
    }
    return .no
  }
  private func tail(_ t: Str, _ from: Int, _ to: Int, _ atEnd: Bool) -> Bool {
    if to &- from < t.length { return false }
    return matches(t, at: atEnd ? to &- t.length : from)
  }

  static func removePrefix(_ thread: Thread, _ args: Args) throws(Raised) -> Value {
    let s = Str(args[0])
    let prefix = try Arguments.str(thread, args[1], "removeprefix() argument")
    if s.matches(prefix, at: 0) { return try s.substring(thread, prefix.length, s.length).value }
    return try s.exact(thread).value
  }
  static func removeSuffix(_ thread: Thread, _ args: Args) throws(Raised) -> Value {
    let s = Str(args[0])
    let suffix = try Arguments.str(thread, args[1], "removesuffix() argument")
    if suffix.length > 0, s.matches(suffix, at: s.length &- suffix.length) {
      return try s.substring(thread, 0, s.length &- suffix.length).value
    }
    return try s.exact(thread).value
  }

  static func replace(_ thread: Thread, _ args: Args) throws(Raised) -> Value {
    let s = Str(args[0])
    let old = try Arguments.str(thread, args[1], "replace() argument 1")
    let new = try Arguments.str(thread, args[2], "replace() argument 2")
    let limit = try Arguments.size(thread, args[3], -1)
    return try s.replacing(thread, old, new, limit < 0 ? Int.max : limit).value
  }

  /// This ASCII text with one character for another.
  private func replacingByte(_ thread: Thread, _ old: UInt8, _ new: UInt8) throws(Raised) -> Str {
    guard old != new, let found = memchr(data, Int32(old), length) else { return try exact(thread) }
    let first = UnsafeRawPointer(found) - UnsafeRawPointer(data)
    let result = try Str.uninitialized(thread, length: length, width: 0, ascii: true)
    memcpy(result.data, data, first)
    let from = u8
    let to = result.u8
    var i = first
    while i < length {
      let c = from[i]
      to[i] = c == old ? new : c
      i &+= 1
    }
    return result
  }
  /// This text with the first `limit` occurrences of `old` replaced.
  func replacing(_ thread: Thread, _ old: Str, _ new: Str, _ limit: Int) throws(Raised) -> Str {
    if limit == 0 || old.length > length { return try exact(thread) }
    if limit < 0 || limit >= length, isASCII, old.length == 1, new.length == 1, old.isASCII, new.isASCII {
      return try replacingByte(thread, old.u8[0], new.u8[0])
    }
    let n = count(of: old, 0, length, limit: limit)
    if n == 0 || Str.equal(old, new) { return try exact(thread) }
    let (grown, o1) = n.multipliedReportingOverflow(by: new.length &- old.length)
    let (total, o2) = grown.addingReportingOverflow(length)
    if o1 || o2 || total > 1 << 43 { throw thread.raise(.overflowError, "replace string is too long") }
    if total == 0 { return Str.empty }
    // A width that is sure to hold the result; a narrower one may do when the only wide code points were replaced.
    let width = max(self.width, new.width)
    let narrower = !old.isASCII
    let result: Raw
    var built: Str? = nil
    if narrower {
      result = Raw(try thread.allocateBytes(total &<< width))
    } else {
      let s = try Str.uninitialized(thread, length: total, width: width, ascii: isASCII && new.isASCII)
      built = s
      result = s.data
    }
    var at = 0
    var out = 0
    func put(_ s: Str, _ from: Int, _ to: Int) {
      s.copy(from, to, into: result + (out &<< width), width)
      out &+= to &- from
    }
    var left = n
    if old.length == 0 {
      while left > 0 {
        put(new, 0, new.length)
        if at < length { put(self, at, at &+ 1) }
        at &+= 1
        left &-= 1
      }
    } else {
      while left > 0 {
        let i = find(old, at, length)
        if i < 0 { break }
        put(self, at, i)
        put(new, 0, new.length)
        at = i &+ old.length
        left &-= 1
      }
    }
    if at < length { put(self, at, length) }
    if let built { return built }
    let s = try Str.make(thread, units: result, width: width, count: out)
    thread.free(storage: result)
    return s
  }
}
