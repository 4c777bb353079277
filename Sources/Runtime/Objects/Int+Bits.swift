// int as an endless row of bits in two's complement: shifts, and, or, xor, invert (Language Reference 6.8, 6.9).

import CGMP
import Glibc

extension Int {
  public static func lshift(_ thread: Thread, _ a: Value, _ b: Value) throws(Raised) -> Value {
    let x = plain(a)
    let y = plain(b)
    if x.isEmpty || y.isEmpty { return .notImplemented }
    if sign(y) < 0 { throw thread.raise(.valueError, "negative shift count") }
    if x == .int(0) { return x }
    guard y.isInt else {
      // CPython counts digits of 30 bits: their number fits into 63 bits, or does not.
      let fits = try Limbs.with(y) { (m: Limbs) throws(Raised) -> Bool in m.count == 1 || m.count == 2 && m.limbs[1] < 15 }
      throw fits ? thread.raiseMemoryError() : thread.raise(.overflowError, "too many digits in integer")
    }
    let n = y.asInt
    if x.isInt {
      let i = x.asInt
      if n < 62, (i << n) >> n == i { return thread.int(i << n) }
    }
    return try Limbs.with(x) { (m: Limbs) throws(Raised) -> Value in try shiftLeft(thread, m, n) }
  }
  /// m * 2**n
  static func shiftLeft(_ thread: Thread, _ m: Limbs, _ n: Int) throws(Raised) -> Value {
    if m.isZero { return .int(0) }
    let whole = n >> 6
    if whole >= BigInt.limbLimit { throw thread.raiseMemoryError() }
    let r = try BigInt.uninitialized(thread, m.count &+ whole &+ 1)
    if whole > 0 { memset(r.limbs, 0, whole &* 8) }
    let at = r.limbs + whole
    if n & 63 == 0 {
      memcpy(at, m.limbs, m.count &* 8)
      at[m.count] = 0
    } else {
      at[m.count] = __gmpn_lshift(at, m.limbs, m.count, UInt32(n & 63))
    }
    return r.finish(m.count &+ whole &+ 1, negative: m.negative)
  }

  public static func rshift(_ thread: Thread, _ a: Value, _ b: Value) throws(Raised) -> Value {
    let x = plain(a)
    let y = plain(b)
    if x.isEmpty || y.isEmpty { return .notImplemented }
    if sign(y) < 0 { throw thread.raise(.valueError, "negative shift count") }
    guard y.isInt else { return .int(sign(x) < 0 ? -1 : 0) }
    let n = y.asInt
    if x.isInt { return .int(x.asInt >> Swift.min(n, 63)) }
    return try Limbs.with(x) { (m: Limbs) throws(Raised) -> Value in try shiftRight(thread, m, n) }
  }
  /// m // 2**n: rounds down, so a negative number that loses bits goes one further from zero.
  static func shiftRight(_ thread: Thread, _ m: Limbs, _ n: Int) throws(Raised) -> Value {
    let whole = n >> 6
    if whole >= m.count { return .int(m.negative ? -1 : 0) }
    let rest = m.count &- whole
    let r = try BigInt.uninitialized(thread, rest &+ 1)
    if n & 63 == 0 {
      memcpy(r.limbs, m.limbs + whole, rest &* 8)
    } else {
      _ = __gmpn_rshift(r.limbs, m.limbs + whole, rest, UInt32(n & 63))
    }
    r.limbs[rest] = 0
    if m.negative, m.hasBits(below: n) { _ = __gmpn_add_1(r.limbs, r.limbs, rest &+ 1, 1) }
    return r.finish(rest &+ 1, negative: m.negative)
  }

  public static func and(_ thread: Thread, _ a: Value, _ b: Value) throws(Raised) -> Value { try bitwise(thread, a, b) { $0 & $1 } }
  public static func or(_ thread: Thread, _ a: Value, _ b: Value) throws(Raised) -> Value { try bitwise(thread, a, b) { $0 | $1 } }
  public static func xor(_ thread: Thread, _ a: Value, _ b: Value) throws(Raised) -> Value { try bitwise(thread, a, b) { $0 ^ $1 } }

  @inline(__always) private static func bitwise(
    _ thread: Thread, _ a: Value, _ b: Value, _ op: (UInt, UInt) -> UInt
  ) throws(Raised) -> Value {
    let x = plain(a)
    let y = plain(b)
    if x.isEmpty || y.isEmpty { return .notImplemented }
    if Value.bothInt(x, y) { return .int(Int(bitPattern: op(UInt(bitPattern: x.asInt), UInt(bitPattern: y.asInt)))) }
    return try Limbs.with(x, y) { (m: Limbs, n: Limbs) throws(Raised) -> Value in
      let count = Swift.max(m.count, n.count) &+ 1
      let r = try BigInt.uninitialized(thread, count)
      let negative = op(m.negative ? 1 : 0, n.negative ? 1 : 0) != 0
      // Negative numbers are turned into two's complement limb by limb, and a negative result back: ~limb + carry.
      var carryM: UInt = m.negative ? 1 : 0
      var carryN: UInt = n.negative ? 1 : 0
      var carry: UInt = negative ? 1 : 0
      var i = 0
      while i < count {
        var p: UInt = i < m.count ? m.limbs[i] : 0
        var q: UInt = i < n.count ? n.limbs[i] : 0
        if m.negative {
          let (s, o) = (~p).addingReportingOverflow(carryM)
          p = s
          carryM = o ? 1 : 0
        }
        if n.negative {
          let (s, o) = (~q).addingReportingOverflow(carryN)
          q = s
          carryN = o ? 1 : 0
        }
        var limb = op(p, q)
        if negative {
          let (s, o) = (~limb).addingReportingOverflow(carry)
          limb = s
          carry = o ? 1 : 0
        }
        r.limbs[i] = limb
        i &+= 1
      }
      return r.finish(count, negative: negative)
    }
  }

  public static func invert(_ thread: Thread, _ a: Value) throws(Raised) -> Value {
    let x = plain(a)
    if x.isInt { return .int(~x.asInt) }
    return try subtract(thread, .int(-1), x)
  }

  /// Number of bits of |p|; p is a plain int.
  static func bitLength(_ p: Value) -> Int {
    if p.isInt { return 64 &- p.asInt.magnitude.leadingZeroBitCount }
    return Limbs.read(p) { $0.bitLength }
  }
  /// Number of ones in |p|.
  static func bitCount(_ p: Value) -> Int {
    if p.isInt { return p.asInt.magnitude.nonzeroBitCount }
    return Limbs.read(p) { Int(__gmpn_popcount($0.limbs, $0.count)) }
  }

  // MARK: Bytes

  /// `int.to_bytes` into `bytes`, which has `count` bytes. False when the number does not fit.
  static func store(_ p: Value, _ bytes: UnsafeMutablePointer<UInt8>, _ count: Int, bigEndian: Bool, signed: Bool) -> Bool {
    Limbs.read(p) { (m: Limbs) -> Bool in
      let bits = m.bitLength
      if signed {
        // -2**(8n-1) is the one number of 8n bits that fits.
        let limit = count &* 8
        let isLowest = m.negative && bits == limit && !m.hasBits(below: bits &- 1)
        if bits >= limit && !isLowest && !m.isZero { return false }
      } else if bits > count &* 8 {
        return false
      }
      var carry: UInt = m.negative ? 1 : 0
      var limb: UInt = 0
      var i = 0
      while i < count {
        if i & 7 == 0 {
          limb = i >> 3 < m.count ? m.limbs[i >> 3] : 0
          if m.negative {
            let (s, o) = (~limb).addingReportingOverflow(carry)
            limb = s
            carry = o ? 1 : 0
          }
        }
        bytes[bigEndian ? count &- 1 &- i : i] = UInt8(truncatingIfNeeded: limb)
        limb >>= 8
        i &+= 1
      }
      return true
    }
  }

  /// `int.from_bytes`
  static func load(
    _ thread: Thread, _ bytes: UnsafePointer<UInt8>, _ count: Int, bigEndian: Bool, signed: Bool
  ) throws(Raised) -> Value {
    if count == 0 { return .int(0) }
    let negative = signed && (bigEndian ? bytes[0] : bytes[count &- 1]) >= 0x80
    if count <= 8 {
      var word: UInt64 = negative ? UInt64.max : 0
      var i = 0
      while i < count {
        word = word &<< 8 | UInt64(bytes[bigEndian ? i : count &- 1 &- i])
        i &+= 1
      }
      return signed ? thread.int(Int(Int64(bitPattern: word))) : thread.int(unsigned: word)
    }
    let n = (count &+ 7) / 8
    let r = try BigInt.uninitialized(thread, n)
    var carry: UInt = 1
    var i = 0
    while i < n {
      var limb: UInt = negative ? UInt.max : 0
      var k = Swift.min(count &- i &* 8, 8)
      while k > 0 {
        k &-= 1
        let at = i &* 8 &+ k
        limb = limb &<< 8 | UInt(bytes[bigEndian ? count &- 1 &- at : at])
      }
      if negative {
        let (s, o) = (~limb).addingReportingOverflow(carry)
        limb = s
        carry = o ? 1 : 0
      }
      r.limbs[i] = limb
      i &+= 1
    }
    return r.finish(n, negative: negative)
  }
}
