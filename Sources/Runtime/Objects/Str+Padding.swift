// Padding, tabs, translation tables.

import Glibc

extension Str {
  /// A fill character parameter.
  private static func fill(_ thread: Thread, _ v: Value) throws(Raised) -> UInt32 {
    if v.isEmpty { return 0x20 }
    guard v.isKind(.str) else {
      throw Arguments.wrongType(thread, v, "The fill character must be a unicode character")
    }
    if Str(v).length != 1 { throw thread.raise(.typeError, "The fill character must be exactly one character long") }
    return Str(v)[0]
  }
  func padded(_ thread: Thread, _ left: Int, _ right: Int, _ fill: UInt32) throws(Raised) -> Str {
    if left <= 0 && right <= 0 { return try exact(thread) }
    let (a, o1) = length.addingReportingOverflow(max(left, 0))
    let (total, o2) = a.addingReportingOverflow(max(right, 0))
    if o1 || o2 { throw thread.raise(.overflowError, "padded string is too long") }
    let bits = self.bits | fill
    let s = try Str.uninitialized(thread, length: total, width: Str.width(for: bits), ascii: bits < 0x80)
    s.fill(0, left, fill)
    copy(0, length, into: s.data + (max(left, 0) &<< s.width), s.width)
    s.fill(max(left, 0) &+ length, right, fill)
    return s
  }
  /// Writes `count` times the same code point into a new str.
  func fill(_ at: Int, _ count: Int, _ c: UInt32) {
    if count <= 0 { return }
    if width == 0 {
      memset(data + at, Int32(c), count)
      return
    }
    var i = at
    while i < at &+ count {
      store(c, at: i)
      i &+= 1
    }
  }

  static func ljust(_ thread: Thread, _ args: Args) throws(Raised) -> Value {
    let s = Str(args[0])
    let n = try Arguments.size(thread, args[1], 0)
    return try s.padded(thread, 0, max(n, s.length) &- s.length, try fill(thread, args[2])).value
  }
  static func rjust(_ thread: Thread, _ args: Args) throws(Raised) -> Value {
    let s = Str(args[0])
    let n = try Arguments.size(thread, args[1], 0)
    return try s.padded(thread, max(n, s.length) &- s.length, 0, try fill(thread, args[2])).value
  }
  static func center(_ thread: Thread, _ args: Args) throws(Raised) -> Value {
    let s = Str(args[0])
    let n = try Arguments.size(thread, args[1], 0)
    let fill = try fill(thread, args[2])
    let room = max(n, s.length) &- s.length
    let left = room / 2 &+ (room & n & 1)
    return try s.padded(thread, left, room &- left, fill).value
  }
  static func zfill(_ thread: Thread, _ args: Args) throws(Raised) -> Value {
    let s = Str(args[0])
    let n = try Arguments.size(thread, args[1], 0)
    if n <= s.length { return try s.exact(thread).value }
    let room = n &- s.length
    let r = try s.padded(thread, room, 0, 0x30)
    if s.length > 0, s[0] == 0x2B || s[0] == 0x2D {
      r.store(s[0], at: 0)
      r.store(0x30, at: room)
    }
    return r.value
  }

  static func expandTabs(_ thread: Thread, _ args: Args) throws(Raised) -> Value {
    let s = Str(args[0])
    let size = try Arguments.int32(thread, args[1], 8)
    var out = try StrBuilder(thread, capacity: s.length &+ 16)
    var column = 0
    var i = 0
    while i < s.length {
      let c = s[i]
      if c == 9 {
        if size > 0 {
          let n = size &- column % size
          column &+= n
          if out.count > 1 << 42 { throw thread.raise(.overflowError, "new string is too long") }
          try out.append(0x20, times: n)
        }
      } else {
        column = c == 0x0A || c == 0x0D ? 0 : column &+ 1
        try out.append(c)
      }
      i &+= 1
    }
    return try out.finish().value
  }

  // MARK: translate

  static func translate(_ thread: Thread, _ args: Args) throws(Raised) -> Value {
    let s = Str(args[0])
    let table = args[1]
    var out = try StrBuilder(thread, capacity: s.length &+ 16)
    // What the first 128 code points become, once it is known; UInt32.max: not asked yet; -2: deleted; -3: look it up each time.
    return try withUnsafeTemporaryAllocationOfWords(128) { (known: UnsafeMutablePointer<UInt32>) throws(Raised) -> Value in
      known.initialize(repeating: UInt32.max, count: 128)
      var i = 0
      while i < s.length {
        let c = s[i]
        if c < 128 {
          let k = known[Int(c)]
          if k < 0x110000 {
            try out.append(k)
            i &+= 1
            continue
          }
          if k == UInt32.max &- 1 {
            i &+= 1
            continue
          }
        }
        let r = try translation(thread, table, c)
        if r.isEmpty {
          try out.append(c)
          if c < 128 { known[Int(c)] = c }
        } else if r.isNone {
          if c < 128 { known[Int(c)] = UInt32.max &- 1 }
        } else if r.isInt {
          try out.append(UInt32(truncatingIfNeeded: r.asInt))
          if c < 128 { known[Int(c)] = UInt32(truncatingIfNeeded: r.asInt) }
        } else {
          try out.append(Str(r))
        }
        i &+= 1
      }
      return try out.finish().value
    }
  }
  /// empty: stays; none: deleted; an int: a code point; a str.
  private static func translation(_ thread: Thread, _ table: Value, _ c: UInt32) throws(Raised) -> Value {
    let found: Value
    do throws(Raised) { found = try thread.getItem(table, .int(Int(c))) } catch {
      if thread.isRaising(.lookupError) {
        _ = thread.takeRaised()
        return .empty
      }
      throw error
    }
    if found.isNone || found.isKind(.str) { return found }
    if found.isInt || found.isBool || found.isKind(.bigInt) {
      let i = found.isBool ? (found.isTrue ? 1 : 0) : found.isInt ? found.asInt : -1
      if i < 0 || i > 0x10FFFF { throw thread.raise(.valueError, "character mapping must be in range(0x110000)") }
      return .int(i)
    }
    throw thread.raise(.typeError, "character mapping must return integer, None or str")
  }

  static func makeTrans(_ thread: Thread, _ args: Args) throws(Raised) -> Value {
    let x = args[0]
    let result = Dict.make(thread)
    if args[1].isEmpty {
      guard x.isExactly(.dict) else {
        throw thread.raise(.typeError, "if you give only one argument to maketrans it must be a dict")
      }
      let source = Dict(x)
      var i = 0
      while i < source.fields.pointee.used {
        let e = source.entries[i]
        i &+= 1
        if e.key.isEmpty { continue }
        if e.key.isKind(.str) {
          if Str(e.key).length != 1 {
            throw thread.raise(.valueError, "string keys in translate table must be of length 1")
          }
          try result.set(thread, .int(Int(Str(e.key)[0])), e.value)
        } else if e.key.isInt || e.key.isBool || e.key.isKind(.bigInt) {
          try result.set(thread, e.key, e.value)
        } else {
          throw thread.raise(.typeError, "keys in translate table must be strings or integers")
        }
      }
      return result.value
    }
    guard x.isKind(.str) else {
      throw thread.raise(.typeError, "first maketrans argument must be a string if there is a second argument")
    }
    let from = Str(x)
    let to = try Arguments.str(thread, args[1], "maketrans() argument 2")
    if from.length != to.length {
      throw thread.raise(.valueError, "the first two maketrans arguments must have equal length")
    }
    var i = 0
    while i < from.length {
      try result.set(thread, .int(Int(from[i])), .int(Int(to[i])))
      i &+= 1
    }
    if !args[2].isEmpty {
      let deleted = try Arguments.str(thread, args[2], "maketrans() argument 3")
      i = 0
      while i < deleted.length {
        try result.set(thread, .int(Int(deleted[i])), .none)
        i &+= 1
      }
    }
    return result.value
  }
}

/// `count` words on the native stack.
func withUnsafeTemporaryAllocationOfWords<R>(
  _ count: Int, _ body: (UnsafeMutablePointer<UInt32>) throws(Raised) -> R
) throws(Raised) -> R {
  let room = UnsafeMutablePointer<UInt32>.allocate(capacity: count)
  defer { room.deallocate() }
  return try body(room)
}
