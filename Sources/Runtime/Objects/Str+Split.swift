// Taking strs apart and putting them together: strip, split, partition, splitlines, join.

import Glibc

extension Str {
  // MARK: strip

  static func strip(_ thread: Thread, _ args: Args) throws(Raised) -> Value { try stripped(thread, args, true, true, "strip") }
  static func lstrip(_ thread: Thread, _ args: Args) throws(Raised) -> Value { try stripped(thread, args, true, false, "lstrip") }
  static func rstrip(_ thread: Thread, _ args: Args) throws(Raised) -> Value { try stripped(thread, args, false, true, "rstrip") }

  private static func stripped(_ thread: Thread, _ args: Args, _ left: Bool, _ right: Bool, _ name: StaticString) throws(Raised) -> Value {
    let s = Str(args[0])
    var from = 0
    var to = s.length
    if args[1].isEmpty || args[1].isNone {
      let characters = Characters.shared
      if left { while from < to, isSpace(s[from], characters) { from &+= 1 } }
      if right { while to > from, isSpace(s[to &- 1], characters) { to &-= 1 } }
    } else {
      guard args[1].isKind(.str) else { throw thread.raise(.typeError, "\(name) arg must be None or str") }
      let set = Str(args[1])
      if left { while from < to, set.has(s[from]) { from &+= 1 } }
      if right { while to > from, set.has(s[to &- 1]) { to &-= 1 } }
    }
    return try s.substring(thread, from, to).value
  }
  @inline(__always) static func isSpace(_ c: UInt32, _ characters: Characters) -> Bool {
    if c < 0x80 { return c == 0x20 || (c >= 9 && c <= 13) || (c >= 0x1C && c <= 0x1F) }
    return characters[c].hasAny(.space)
  }
  @inline(__always) func has(_ c: UInt32) -> Bool {
    var i = 0
    while i < length {
      if self[i] == c { return true }
      i &+= 1
    }
    return false
  }

  // MARK: split

  private static func separator(_ thread: Thread, _ v: Value) throws(Raised) -> Str? {
    if v.isEmpty || v.isNone { return nil }
    guard v.isKind(.str) else { throw Arguments.wrongType(thread, v, "must be str or None") }
    if Str(v).length == 0 { throw thread.raise(.valueError, "empty separator") }
    return Str(v)
  }

  static func split(_ thread: Thread, _ args: Args) throws(Raised) -> Value {
    let s = Str(args[0])
    var limit = try Arguments.size(thread, args[2], -1)
    if limit < 0 { limit = Int.max }
    let list = try List.make(thread, capacity: 4)
    guard let separator = try separator(thread, args[1]) else {
      let characters = Characters.shared
      var i = 0
      let n = s.length
      while true {
        while i < n, isSpace(s[i], characters) { i &+= 1 }
        if i >= n { break }
        if limit == 0 {
          try list.append(thread, try s.substring(thread, i, n).value)
          break
        }
        limit &-= 1
        let start = i
        while i < n, !isSpace(s[i], characters) { i &+= 1 }
        try list.append(thread, try s.substring(thread, start, i).value)
      }
      return list.value
    }
    var at = 0
    if separator.length == 1, s.width == 0, separator.width == 0 {
      let n = s.length
      while limit > 0, at < n, let p = memchr(s.data + at, Int32(separator[0]), n &- at) {
        let i: Int = UnsafeRawPointer(p) - UnsafeRawPointer(s.data)
        try list.append(thread, try s.substring(thread, at, i).value)
        at = i &+ 1
        limit &-= 1
      }
      limit = 0
    }
    while limit > 0 {
      let i = s.find(separator, at, s.length)
      if i < 0 { break }
      try list.append(thread, try s.substring(thread, at, i).value)
      at = i &+ separator.length
      limit &-= 1
    }
    try list.append(thread, try s.substring(thread, at, s.length).value)
    return list.value
  }

  static func rsplit(_ thread: Thread, _ args: Args) throws(Raised) -> Value {
    let s = Str(args[0])
    var limit = try Arguments.size(thread, args[2], -1)
    if limit < 0 { limit = Int.max }
    let list = try List.make(thread, capacity: 4)
    guard let separator = try separator(thread, args[1]) else {
      let characters = Characters.shared
      var i = s.length
      while true {
        while i > 0, isSpace(s[i &- 1], characters) { i &-= 1 }
        if i <= 0 { break }
        if limit == 0 {
          try list.append(thread, try s.substring(thread, 0, i).value)
          break
        }
        limit &-= 1
        let end = i
        while i > 0, !isSpace(s[i &- 1], characters) { i &-= 1 }
        try list.append(thread, try s.substring(thread, i, end).value)
      }
      reverse(list)
      return list.value
    }
    var end = s.length
    while limit > 0 {
      let i = s.findLast(separator, 0, end)
      if i < 0 { break }
      try list.append(thread, try s.substring(thread, i &+ separator.length, end).value)
      end = i
      limit &-= 1
    }
    try list.append(thread, try s.substring(thread, 0, end).value)
    reverse(list)
    return list.value
  }
  static func reverse(_ list: List) {
    var i = 0
    var j = list.count &- 1
    while i < j {
      let v = list.items[i]
      list.items[i] = list.items[j]
      list.items[j] = v
      i &+= 1
      j &-= 1
    }
  }

  static func splitLines(_ thread: Thread, _ args: Args) throws(Raised) -> Value {
    let s = Str(args[0])
    let keep = args[1].isEmpty ? false : try Arguments.int32(thread, args[1], 0) != 0
    let list = try List.make(thread, capacity: 4)
    let characters = Characters.shared
    let n = s.length
    var i = 0
    while i < n {
      let start = i
      while i < n, !isLineBreak(s[i], characters) { i &+= 1 }
      var end = i
      if i < n {
        i &+= s[i] == 0x0D && i &+ 1 < n && s[i &+ 1] == 0x0A ? 2 : 1
        if keep { end = i }
      }
      try list.append(thread, try s.substring(thread, start, end).value)
    }
    return list.value
  }
  @inline(__always) static func isLineBreak(_ c: UInt32, _ characters: Characters) -> Bool {
    if c < 0x80 { return (c >= 0x0A && c <= 0x0D) || (c >= 0x1C && c <= 0x1E) }
    return characters[c].hasAny(.lineBreak)
  }

  // MARK: partition

  static func partition(_ thread: Thread, _ args: Args) throws(Raised) -> Value {
    let s = Str(args[0])
    let sep = try partitionSeparator(thread, args[1])
    let i = s.find(sep, 0, s.length)
    if i < 0 { return try Tuple.make(thread, [try s.exact(thread).value, Str.empty.value, Str.empty.value]).value }
    return try parts(thread, s, sep, i)
  }
  static func rpartition(_ thread: Thread, _ args: Args) throws(Raised) -> Value {
    let s = Str(args[0])
    let sep = try partitionSeparator(thread, args[1])
    let i = s.findLast(sep, 0, s.length)
    if i < 0 { return try Tuple.make(thread, [Str.empty.value, Str.empty.value, try s.exact(thread).value]).value }
    return try parts(thread, s, sep, i)
  }
  private static func partitionSeparator(_ thread: Thread, _ v: Value) throws(Raised) -> Str {
    guard v.isKind(.str) else { throw Arguments.wrongType(thread, v, "must be str") }
    if Str(v).length == 0 { throw thread.raise(.valueError, "empty separator") }
    return Str(v)
  }
  private static func parts(_ thread: Thread, _ s: Str, _ sep: Str, _ i: Int) throws(Raised) -> Value {
    let head = try s.substring(thread, 0, i)
    let tail = try s.substring(thread, i &+ sep.length, s.length)
    let t = try Tuple.make(thread, count: 3)
    t.items[0] = head.value
    t.items[1] = sep.value
    t.items[2] = tail.value
    return t.value
  }

  // MARK: join

  static func join(_ thread: Thread, _ args: Args) throws(Raised) -> Value {
    let separator = Str(args[0])
    let v = args[1]
    if v.isExactly(.list) {
      return try join(thread, separator, List(v).items, List(v).count).value
    }
    if v.isExactly(.tuple) {
      return try join(thread, separator, Tuple(v).items, Tuple(v).count).value
    }
    if v.isInt || v.isFloat || (!v.isKind(.list) && !v.isKind(.tuple) && !Iteration.isIterable(v)) {
      throw thread.raise(.typeError, "can only join an iterable")
    }
    let list = try List.make(thread)
    try thread.forEach(v) { (item: Value) throws(Raised) -> Bool in
      try list.append(thread, item)
      return true
    }
    return try join(thread, separator, list.items, list.count).value
  }
  /// The items must not change meanwhile: nothing here runs Python code.
  static func join(_ thread: Thread, _ separator: Str, _ items: UnsafeMutablePointer<Value>, _ count: Int) throws(Raised) -> Str {
    if count == 0 { return Str.empty }
    var total = 0
    var width = 0
    var ascii = true
    var i = 0
    while i < count {
      let v = items[i]
      guard v.isKind(.str) else {
        throw thread.raise(.typeError, "sequence item \(i): expected str instance, \(v.type.displayName) found")
      }
      let s = Str(v)
      total &+= s.length
      let flags = s.header.pointee.flags
      width = max(width, Int(flags & widthMask))
      if flags & asciiFlag == 0 { ascii = false }
      if total > 1 << 43 { throw thread.raiseMemoryError() }
      i &+= 1
    }
    if count == 1 { return try Str(items[0]).exact(thread) }
    let n = separator.length
    if n > 0 {
      let (gaps, overflow) = n.multipliedReportingOverflow(by: count &- 1)
      if overflow || gaps > 1 << 43 { throw thread.raise(.overflowError, "join() result is too long for a Python string") }
      total &+= gaps
      width = max(width, separator.width)
      if !separator.isASCII { ascii = false }
    }
    if total == 0 { return Str.empty }
    let r = try uninitialized(thread, length: total, width: width, ascii: ascii)
    var out = r.data
    i = 0
    while i < count {
      if i > 0, n > 0 {
        if n == 1, width == 0 {
          out.storeBytes(of: separator.u8[0], as: UInt8.self)
        } else {
          separator.copy(0, n, into: out, width)
        }
        out += n &<< width
      }
      let s = Str(items[i])
      s.copy(0, s.length, into: out, width)
      out += s.length &<< width
      i &+= 1
    }
    return total == 1 ? Str.character(thread, r[0]) : r
  }
}

/// What can be iterated over at all, asked before an error of `iter()` would say so in other words.
enum Iteration {
  static func isIterable(_ v: Value) -> Bool {
    let slots = v.type.slots
    return slots.pointee.iter != nil || slots.pointee.getItem != nil
  }
}
