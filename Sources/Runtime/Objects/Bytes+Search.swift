// What bytes and bytearray have in common: searching, replacing, taking apart.

import Glibc

/// Methods of bytes and bytearray alike; results are of the kind of the object that they are called on.
enum ByteMethods {
  /// The bytes of an instance of bytes or bytearray. Not to be held across anything that takes a thread.
  @inline(__always) static func span(_ v: Value) -> UnsafeBufferPointer<UInt8> {
    if v.isKind(.byteString) { return Bytes(v).buffer }
    return UnsafeBufferPointer(start: ByteArray(v).data, count: ByteArray(v).count)
  }
  /// A new object of the kind of `like`.
  static func make(_ thread: Thread, like v: Value, _ p: UnsafePointer<UInt8>?, _ count: Int) throws(Raised) -> Value {
    if v.isKind(.byteString) {
      guard let p else { return Bytes.empty.value }
      return try Bytes.make(thread, p, count).value
    }
    return try ByteArray.make(thread, p, count).value
  }
  static func make(_ thread: Thread, like v: Value, _ span: UnsafeBufferPointer<UInt8>, _ from: Int, _ to: Int) throws(Raised) -> Value {
    if v.isExactly(.bytes), from == 0, to == span.count { return v }
    guard let p = span.baseAddress, to > from else { return try make(thread, like: v, nil, 0) }
    return try make(thread, like: v, p + from, to &- from)
  }
  static func finish(_ thread: Thread, like v: Value, _ out: inout ByteBuilder) throws(Raised) -> Value {
    if v.isKind(.byteString) { return try out.finish().value }
    return try ByteArray.make(thread, out.data, out.count).value
  }

  // MARK: Search

  /// Holds the bytes to search for: a view, or one byte.
  struct Needle {
    var view = BufferView()
    var byte: UInt8 = 0
    var isByte = false

    init(_ thread: Thread, _ v: Value) throws(Raised) {
      if BufferView.isSupported(by: v) {
        view = try BufferView.contiguous(thread, v)
      } else if Arguments.isIndex(v) {
        byte = try Bytes.byte(thread, v)
        isByte = true
      } else {
        throw thread.raise(.typeError, "argument should be integer or bytes-like object, not '\(v.type.displayName)'")
      }
    }
    @inline(__always) func with<R>(_ body: (UnsafeRawPointer, Int) -> R) -> R {
      if isByte {
        return withUnsafeBytes(of: byte) { body($0.baseAddress.unsafelyUnwrapped, 1) }
      }
      return body(UnsafeRawPointer(view.data), view.length)
    }
    func close() { if !isByte { view.close() } }
  }
  enum Direction { case first, last, count }

  private static func search(_ thread: Thread, _ args: Args, _ direction: Direction) throws(Raised) -> Int {
    let needle = try Needle(thread, args[1])
    defer { needle.close() }
    let (from, to) = try Arguments.range(thread, args[2], args[3], span(args[0]).count)
    let hay = span(args[0])
    let end = min(to, hay.count)
    return needle.with { (p, n) -> Int in
      if from > end || end &- from < n { return direction == .count ? 0 : -1 }
      if n == 0 {
        switch direction {
        case .first: return from
        case .last: return end
        case .count: return end &- from &+ 1
        }
      }
      guard let h = hay.baseAddress else { return direction == .count ? 0 : -1 }
      switch direction {
      case .first: return Search.first(h, from, end, p, n, 0)
      case .last: return Search.last(h, from, end, p, n, 0)
      case .count: return Search.occurrences(h, from, end, p, n, 0, limit: Int.max)
      }
    }
  }
  static func find(_ thread: Thread, _ args: Args) throws(Raised) -> Value { .int(try search(thread, args, .first)) }
  static func rfind(_ thread: Thread, _ args: Args) throws(Raised) -> Value { .int(try search(thread, args, .last)) }
  static func count(_ thread: Thread, _ args: Args) throws(Raised) -> Value { .int(try search(thread, args, .count)) }
  static func index(_ thread: Thread, _ args: Args) throws(Raised) -> Value {
    let i = try search(thread, args, .first)
    if i < 0 { throw thread.raise(.valueError, "subsection not found") }
    return .int(i)
  }
  static func rindex(_ thread: Thread, _ args: Args) throws(Raised) -> Value {
    let i = try search(thread, args, .last)
    if i < 0 { throw thread.raise(.valueError, "subsection not found") }
    return .int(i)
  }
  static func contains(_ thread: Thread, _ v: Value, _ item: Value) throws(Raised) -> Value {
    if Arguments.isIndex(item), !BufferView.isSupported(by: item) {
      let byte = try Bytes.byte(thread, item)
      let s = span(v)
      return .bool(s.count > 0 && memchr(s.baseAddress.unsafelyUnwrapped, Int32(byte), s.count) != nil)
    }
    let view = try BufferView.contiguous(thread, item)
    defer { view.close() }
    let s = span(v)
    if view.length == 0 { return .yes }
    guard let p = s.baseAddress else { return .no }
    return .bool(Search.first(p, 0, s.count, view.data, view.length, 0) >= 0)
  }

  static func startsWith(_ thread: Thread, _ args: Args) throws(Raised) -> Value { try tail(thread, args, false, "startswith") }
  static func endsWith(_ thread: Thread, _ args: Args) throws(Raised) -> Value { try tail(thread, args, true, "endswith") }
  private static func tail(_ thread: Thread, _ args: Args, _ atEnd: Bool, _ name: StaticString) throws(Raised) -> Value {
    let (from, to) = try Arguments.range(thread, args[2], args[3], span(args[0]).count)
    let v = args[1]
    func test(_ part: Value) throws(Raised) -> Bool {
      let view = try BufferView.contiguous(thread, part)
      defer { view.close() }
      let s = span(args[0])
      let end = min(to, s.count)
      if from > end || end &- from < view.length { return false }
      guard let p = s.baseAddress else { return view.length == 0 }
      return memcmp(p + (atEnd ? end &- view.length : from), view.data, view.length) == 0
    }
    if v.isKind(.tuple) {
      for i in 0..<Tuple(v).count where try test(Tuple(v)[i]) { return .yes }
      return .no
    }
    guard BufferView.isSupported(by: v) else {
      throw Arguments.wrongType(thread, v, "\(name) first arg must be bytes or a tuple of bytes")
    }
    return .bool(try test(v))
  }
  private static func sameBytes(_ s: UnsafeBufferPointer<UInt8>, _ p: Raw, _ n: Int) -> Bool {
    guard let q = s.baseAddress else { return n == 0 }
    return memcmp(q, p, n) == 0
  }
  static func removePrefix(_ thread: Thread, _ args: Args) throws(Raised) -> Value {
    let view = try BufferView.contiguous(thread, args[1])
    defer { view.close() }
    let s = span(args[0])
    let n = view.length
    let has = n > 0 && n <= s.count && sameBytes(s, view.data, n)
    return try make(thread, like: args[0], s, has ? n : 0, s.count)
  }
  static func removeSuffix(_ thread: Thread, _ args: Args) throws(Raised) -> Value {
    let view = try BufferView.contiguous(thread, args[1])
    defer { view.close() }
    let s = span(args[0])
    let n = view.length
    guard n > 0, n <= s.count, let p = s.baseAddress, memcmp(p + (s.count &- n), view.data, n) == 0 else {
      return try make(thread, like: args[0], s, 0, s.count)
    }
    return try make(thread, like: args[0], s, 0, s.count &- n)
  }

  static func replace(_ thread: Thread, _ args: Args) throws(Raised) -> Value {
    let old = try BufferView.contiguous(thread, args[1])
    defer { old.close() }
    let new = try BufferView.contiguous(thread, args[2])
    defer { new.close() }
    var limit = try Arguments.size(thread, args[3], -1)
    if limit < 0 { limit = Int.max }
    let s = span(args[0])
    guard let p = s.baseAddress, limit > 0 else {
      if s.count == 0, old.length == 0, limit > 0 { return try make(thread, like: args[0], new.bytes.baseAddress, new.length) }
      return try make(thread, like: args[0], s, 0, s.count)
    }
    if old.length > 0, Search.first(p, 0, s.count, old.data, old.length, 0) < 0 {
      return try make(thread, like: args[0], s, 0, s.count)
    }
    var out = try ByteBuilder(thread, capacity: s.count &+ 32)
    let replacement = UnsafePointer(new.data.assumingMemoryBound(to: UInt8.self))
    var at = 0
    while limit > 0 {
      limit &-= 1
      if old.length == 0 {
        try out.append(replacement, new.length)
        if at >= s.count { break }
        try out.append(p[at])
        at &+= 1
        continue
      }
      let i = Search.first(p, at, s.count, old.data, old.length, 0)
      if i < 0 { break }
      try out.append(p + at, i &- at)
      try out.append(replacement, new.length)
      at = i &+ old.length
    }
    try out.append(p + at, s.count &- at)
    return try finish(thread, like: args[0], &out)
  }

  // MARK: Taking apart

  @inline(__always) static func isSpace(_ c: UInt8) -> Bool { c == 0x20 || (c >= 9 && c <= 13) }

  static func strip(_ thread: Thread, _ args: Args) throws(Raised) -> Value { try stripped(thread, args, true, true) }
  static func lstrip(_ thread: Thread, _ args: Args) throws(Raised) -> Value { try stripped(thread, args, true, false) }
  static func rstrip(_ thread: Thread, _ args: Args) throws(Raised) -> Value { try stripped(thread, args, false, true) }
  private static func stripped(_ thread: Thread, _ args: Args, _ left: Bool, _ right: Bool) throws(Raised) -> Value {
    var from = 0
    if args[1].isEmpty || args[1].isNone {
      let s = span(args[0])
      var to = s.count
      if left { while from < to, isSpace(s[from]) { from &+= 1 } }
      if right { while to > from, isSpace(s[to &- 1]) { to &-= 1 } }
      return try make(thread, like: args[0], s, from, to)
    }
    let view = try BufferView.contiguous(thread, args[1])
    defer { view.close() }
    let s = span(args[0])
    var to = s.count
    let n = view.length
    if left { while from < to, memchr(view.data, Int32(s[from]), n) != nil { from &+= 1 } }
    if right { while to > from, memchr(view.data, Int32(s[to &- 1]), n) != nil { to &-= 1 } }
    return try make(thread, like: args[0], s, from, to)
  }

  static func split(_ thread: Thread, _ args: Args) throws(Raised) -> Value {
    var limit = try Arguments.size(thread, args[2], -1)
    if limit < 0 { limit = Int.max }
    let list = try List.make(thread)
    let v = args[0]
    if args[1].isEmpty || args[1].isNone {
      let s = span(v)
      var i = 0
      while true {
        while i < s.count, isSpace(s[i]) { i &+= 1 }
        if i >= s.count { break }
        if limit == 0 {
          try list.append(thread, try make(thread, like: v, s, i, s.count))
          break
        }
        limit &-= 1
        let start = i
        while i < s.count, !isSpace(s[i]) { i &+= 1 }
        try list.append(thread, try make(thread, like: v, s, start, i))
      }
      return list.value
    }
    let separator = try self.separator(thread, args[1])
    defer { separator.close() }
    let s = span(v)
    var at = 0
    if let p = s.baseAddress {
      while limit > 0 {
        let i = Search.first(p, at, s.count, separator.data, separator.length, 0)
        if i < 0 { break }
        try list.append(thread, try make(thread, like: v, s, at, i))
        at = i &+ separator.length
        limit &-= 1
      }
    }
    try list.append(thread, try make(thread, like: v, s, at, s.count))
    return list.value
  }
  static func rsplit(_ thread: Thread, _ args: Args) throws(Raised) -> Value {
    var limit = try Arguments.size(thread, args[2], -1)
    if limit < 0 { limit = Int.max }
    let list = try List.make(thread)
    let v = args[0]
    if args[1].isEmpty || args[1].isNone {
      let s = span(v)
      var i = s.count
      while true {
        while i > 0, isSpace(s[i &- 1]) { i &-= 1 }
        if i <= 0 { break }
        if limit == 0 {
          try list.append(thread, try make(thread, like: v, s, 0, i))
          break
        }
        limit &-= 1
        let end = i
        while i > 0, !isSpace(s[i &- 1]) { i &-= 1 }
        try list.append(thread, try make(thread, like: v, s, i, end))
      }
      Str.reverse(list)
      return list.value
    }
    let separator = try self.separator(thread, args[1])
    defer { separator.close() }
    let s = span(v)
    var end = s.count
    if let p = s.baseAddress {
      while limit > 0 {
        let i = Search.last(p, 0, end, separator.data, separator.length, 0)
        if i < 0 { break }
        try list.append(thread, try make(thread, like: v, s, i &+ separator.length, end))
        end = i
        limit &-= 1
      }
    }
    try list.append(thread, try make(thread, like: v, s, 0, end))
    Str.reverse(list)
    return list.value
  }
  private static func separator(_ thread: Thread, _ v: Value) throws(Raised) -> BufferView {
    let view = try BufferView.contiguous(thread, v)
    if view.length == 0 {
      view.close()
      throw thread.raise(.valueError, "empty separator")
    }
    return view
  }
  static func splitLines(_ thread: Thread, _ args: Args) throws(Raised) -> Value {
    let keep = args[1].isEmpty ? false : try Arguments.int32(thread, args[1], 0) != 0
    let list = try List.make(thread)
    let s = span(args[0])
    var i = 0
    while i < s.count {
      let start = i
      while i < s.count, s[i] != 0x0A, s[i] != 0x0D { i &+= 1 }
      var end = i
      if i < s.count {
        i &+= s[i] == 0x0D && i &+ 1 < s.count && s[i &+ 1] == 0x0A ? 2 : 1
        if keep { end = i }
      }
      try list.append(thread, try make(thread, like: args[0], s, start, end))
    }
    return list.value
  }
  static func partition(_ thread: Thread, _ args: Args) throws(Raised) -> Value { try partition(thread, args, .first) }
  static func rpartition(_ thread: Thread, _ args: Args) throws(Raised) -> Value { try partition(thread, args, .last) }
  private static func partition(_ thread: Thread, _ args: Args, _ direction: Direction) throws(Raised) -> Value {
    let separator = try self.separator(thread, args[1])
    defer { separator.close() }
    let v = args[0]
    let s = span(v)
    var i = -1
    if let p = s.baseAddress {
      i = direction == .first
        ? Search.first(p, 0, s.count, separator.data, separator.length, 0)
        : Search.last(p, 0, s.count, separator.data, separator.length, 0)
    }
    let whole = i < 0
    let n = separator.length
    let headEnd = whole ? (direction == .first ? s.count : 0) : i
    let head = try make(thread, like: v, s, 0, headEnd)
    let tail = try make(thread, like: v, s, whole ? headEnd : i &+ n, s.count)
    var middle = try make(thread, like: v, nil, 0)
    if !whole {
      middle = v.isKind(.byteString) && args[1].isKind(.byteString)
        ? args[1] : try make(thread, like: v, separator.bytes.baseAddress, n)
    }
    return try Tuple.make(thread, [head, middle, tail]).value
  }

  static func join(_ thread: Thread, _ args: Args) throws(Raised) -> Value {
    var list = args[1]
    if !list.isExactly(.list), !list.isExactly(.tuple) {
      if !list.isObject || !Iteration.isIterable(list) { throw thread.raise(.typeError, "can only join an iterable") }
      let items = try List.make(thread)
      try thread.forEach(list) { (item: Value) throws(Raised) -> Bool in
        try items.append(thread, item)
        return true
      }
      list = items.value
    }
    let isList = list.isKind(.list)
    var out = try ByteBuilder(thread, capacity: 256)
    let gap = span(args[0])
    var i = 0
    while i < (isList ? List(list).count : Tuple(list).count) {
      let v = isList ? List(list)[i] : Tuple(list)[i]
      if i > 0, let p = gap.baseAddress { try out.append(p, gap.count) }
      if v.isKind(.byteString) {
        try out.append(Bytes(v).data, Bytes(v).count)
      } else {
        guard BufferView.isSupported(by: v) else {
          throw thread.raise(.typeError, "sequence item \(i): expected a bytes-like object, \(v.type.displayName) found")
        }
        let view = try BufferView.get(thread, v)
        defer { view.close() }
        try out.append(view)
      }
      i &+= 1
    }
    if i == 1, isList, args[0].isKind(.byteString), List(list)[0].isExactly(.bytes) { return List(list)[0] }
    return try finish(thread, like: args[0], &out)
  }
}
