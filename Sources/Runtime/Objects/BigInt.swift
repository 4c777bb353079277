// int beyond 62 bits: sign and magnitude, the limbs (64 bits each, lowest first) after the fields.
//
// Arithmetic on limbs is GMP's `mpn` layer, which works in memory that it is given: results are objects of our heap, and scratch is freed
// on every path. A big int is normalised: its highest limb is not zero, and it does not fit in a small int, so that every number
// has one representation. Big ints are immutable once `finish` has handed them out.

import CGMP
import Glibc

public struct BigIntFields: BitwiseCopyable {
  var header: Header
  /// Number of limbs; negative for a negative number.
  public var size: Int
}

public struct BigInt: Handle {
  public let fields: UnsafeMutablePointer<BigIntFields>
  @inline(__always) public init(fields: UnsafeMutablePointer<BigIntFields>) { self.fields = fields }
  @inline(__always) public var limbs: UnsafeMutablePointer<UInt> { raw.at(16) }
  @inline(__always) public var count: Int { abs(fields.pointee.size) }
  @inline(__always) public var isNegative: Bool { fields.pointee.size < 0 }

  /// Numbers with more limbs are a MemoryError: 2 GiB. GMP aborts the process when it cannot get memory, so it is never asked for absurd sizes.
  static var limbLimit: Int { 1 << 28 }

  /// A number whose limbs are yet to be written: `finish` makes a Value of it.
  @inline(__always) static func uninitialized(_ thread: Thread, _ count: Int) throws(Raised) -> BigInt {
    if count <= 64 { return BigInt(thread.allocate(16 &+ count &* 8, .bigInt, TypeID.int.rawValue)).sized(count) }
    return try large(thread, count)
  }
  @inline(never) private static func large(_ thread: Thread, _ count: Int) throws(Raised) -> BigInt {
    if count > limbLimit { throw thread.raiseMemoryError() }
    return BigInt(try thread.allocate(checked: 16 &+ count &* 8, .bigInt, TypeID.int.rawValue)).sized(count)
  }
  @inline(__always) private func sized(_ count: Int) -> BigInt {
    fields.pointee.size = count
    return self
  }

  /// The number that the first `count` limbs are: a small int if it fits.
  @inline(__always) func finish(_ count: Int, negative: Bool) -> Value {
    var n = count
    while n > 0, limbs[n &- 1] == 0 { n &-= 1 }
    if n <= 1 {
      if n == 0 { return .int(0) }
      let limb = limbs[0]
      if limb < 1 << 61 { return .int(negative ? -Int(bitPattern: limb) : Int(bitPattern: limb)) }
      if negative, limb == 1 << 61 { return .int(-(1 << 61)) }
    }
    fields.pointee.size = negative ? -n : n
    return value
  }
}

/// Sign and magnitude of an int, small or big: how the algorithms see an operand. The limbs belong to a heap object or to the caller's stack.
struct Limbs: BitwiseCopyable {
  var limbs: UnsafePointer<UInt>
  /// The highest limb is not zero; 0 limbs for zero.
  var count: Int
  var negative: Bool

  /// `spare` holds the limb of a small int.
  @inline(__always) init(_ v: Value, _ spare: UnsafeMutablePointer<UInt>) {
    if v.isInt {
      let i = v.asInt
      spare.pointee = i.magnitude
      limbs = UnsafePointer(spare)
      count = i == 0 ? 0 : 1
      negative = i < 0
    } else {
      let b = BigInt(v)
      limbs = UnsafePointer(b.limbs)
      count = b.count
      negative = b.isNegative
    }
  }
  init(limbs: UnsafePointer<UInt>, count: Int, negative: Bool) {
    self.limbs = limbs
    self.count = count
    self.negative = negative
  }

  @inline(__always) var isZero: Bool { count == 0 }
  /// Number of bits of the magnitude; 0 for zero.
  @inline(__always) var bitLength: Int { count == 0 ? 0 : count &* 64 &- limbs[count &- 1].leadingZeroBitCount }

  /// Order of the magnitudes: -1, 0, 1.
  static func compare(_ a: Limbs, _ b: Limbs) -> Int {
    if a.count != b.count { return a.count < b.count ? -1 : 1 }
    if a.count == 0 { return 0 }
    return Int(__gmpn_cmp(a.limbs, b.limbs, a.count)).signum()
  }
  /// Bits `at ..< at + 64` of the magnitude.
  @inline(__always) func bits(from at: Int) -> UInt {
    let i = at >> 6
    let s = UInt(bitPattern: at & 63)
    let low: UInt = i < count ? limbs[i] : 0
    if s == 0 { return low }
    let high: UInt = i &+ 1 < count ? limbs[i &+ 1] : 0
    return low &>> s | high &<< (64 &- s)
  }
  /// Whether any of the lowest `n` bits is set.
  func hasBits(below n: Int) -> Bool {
    let whole = min(n >> 6, count)
    var i = 0
    while i < whole {
      if limbs[i] != 0 { return true }
      i &+= 1
    }
    if n & 63 == 0 || whole == count { return false }
    return limbs[whole] & (1 &<< UInt(bitPattern: n & 63) &- 1) != 0
  }

  /// Calls the body with two ints' magnitudes; a and b have to be plain ints.
  @inline(__always) static func with<R>(
    _ a: Value, _ b: Value, _ body: (Limbs, Limbs) throws(Raised) -> R
  ) throws(Raised) -> R {
    var spare: (UInt, UInt) = (0, 0)
    return try withUnsafeMutablePointer(to: &spare) { (p: UnsafeMutablePointer<(UInt, UInt)>) throws(Raised) -> R in
      let q = UnsafeMutableRawPointer(p).assumingMemoryBound(to: UInt.self)
      return try body(Limbs(a, q), Limbs(b, q + 1))
    }
  }
  @inline(__always) static func with<R>(_ a: Value, _ body: (Limbs) throws(Raised) -> R) throws(Raised) -> R {
    var spare: UInt = 0
    return try withUnsafeMutablePointer(to: &spare) { (p: UnsafeMutablePointer<UInt>) throws(Raised) -> R in
      try body(Limbs(a, p))
    }
  }
  /// The same for what cannot raise.
  @inline(__always) static func read<R>(_ a: Value, _ body: (Limbs) -> R) -> R {
    var spare: UInt = 0
    return withUnsafeMutablePointer(to: &spare) { (p: UnsafeMutablePointer<UInt>) -> R in body(Limbs(a, p)) }
  }

  /// The int with these limbs, copied.
  func toInt(_ thread: Thread, negative: Bool) throws(Raised) -> Value {
    let r = try BigInt.uninitialized(thread, max(count, 1))
    r.limbs[0] = 0
    if count > 0 { memcpy(r.limbs, limbs, count &* 8) }
    return r.finish(count, negative: negative)
  }
}

// MARK: Sum, product, quotient of magnitudes

extension BigInt {
  /// a + b, or a - b when `subtracting`.
  static func add(_ thread: Thread, _ a: Limbs, _ b: Limbs, subtracting: Bool) throws(Raised) -> Value {
    let negativeB = b.negative != subtracting
    if b.isZero { return try a.toInt(thread, negative: a.negative) }
    if a.isZero { return try b.toInt(thread, negative: negativeB) }
    if a.negative == negativeB {
      let (x, y) = a.count >= b.count ? (a, b) : (b, a)
      let r = try uninitialized(thread, x.count &+ 1)
      r.limbs[x.count] = __gmpn_add(r.limbs, x.limbs, x.count, y.limbs, y.count)
      return r.finish(x.count &+ 1, negative: a.negative)
    }
    let order = Limbs.compare(a, b)
    if order == 0 { return .int(0) }
    let (x, y) = order > 0 ? (a, b) : (b, a)
    let r = try uninitialized(thread, x.count)
    _ = __gmpn_sub(r.limbs, x.limbs, x.count, y.limbs, y.count)
    return r.finish(x.count, negative: order > 0 ? a.negative : negativeB)
  }

  static func multiply(_ thread: Thread, _ a: Limbs, _ b: Limbs) throws(Raised) -> Value {
    if a.isZero || b.isZero { return .int(0) }
    let (x, y) = a.count >= b.count ? (a, b) : (b, a)
    let negative = a.negative != b.negative
    let n = x.count &+ y.count
    let r = try uninitialized(thread, n)
    if y.count == 1 {
      r.limbs[x.count] = __gmpn_mul_1(r.limbs, x.limbs, x.count, y.limbs[0])
    } else if x.limbs == y.limbs {
      __gmpn_sqr(r.limbs, x.limbs, x.count)
    } else {
      _ = __gmpn_mul(r.limbs, x.limbs, x.count, y.limbs, y.count)
    }
    return r.finish(n, negative: negative)
  }

  /// Quotient and remainder of floor division; b is not zero. What is not wanted is not made.
  static func divide(
    _ thread: Thread, _ a: Limbs, _ b: Limbs, quotient: Bool = true, remainder: Bool = true
  ) throws(Raised) -> (quotient: Value, remainder: Value) {
    let differ = a.negative != b.negative
    if Limbs.compare(a, b) < 0 {
      if a.isZero { return (.int(0), .int(0)) }
      if !differ { return (.int(0), remainder ? try a.toInt(thread, negative: a.negative) : .int(0)) }
      return (.int(-1), remainder ? try add(thread, a, b, subtracting: false) : .int(0))
    }
    let n = a.count &- b.count &+ 1
    let q = try uninitialized(thread, n &+ 1)
    let r = try uninitialized(thread, b.count)
    if b.count == 1 {
      r.limbs[0] = __gmpn_divrem_1(q.limbs, 0, a.limbs, a.count, b.limbs[0])
    } else {
      __gmpn_tdiv_qr(q.limbs, r.limbs, 0, a.limbs, a.count, b.limbs, b.count)
    }
    q.limbs[n] = 0
    if differ, __gmpn_zero_p(r.limbs, b.count) == 0 {
      _ = __gmpn_add_1(q.limbs, q.limbs, n &+ 1, 1)
      _ = __gmpn_sub_n(r.limbs, b.limbs, r.limbs, b.count)
    }
    return (q.finish(n &+ 1, negative: differ), r.finish(b.count, negative: b.negative))
  }
}

// MARK: Numbers for GMP's `mpz` layer, which is used where `mpn` has no function

/// An operand of a `mpz` function: reads limbs where they are.
@inline(__always) func withInteger<R>(_ m: Limbs, _ body: (UnsafePointer<__mpz_struct>) -> R) -> R {
  var z = __mpz_struct()
  _ = __gmpz_roinit_n(&z, m.limbs, m.negative ? -m.count : m.count)
  return body(&z)
}

/// A result of `mpz` functions, with memory of GMP's own: `release` frees it on every path.
struct IntegerResult {
  var z = __mpz_struct()
  init() { __gmpz_init(&z) }
  mutating func release() { __gmpz_clear(&z) }
  /// The int, copied into our heap.
  func toInt(_ thread: Thread) throws(Raised) -> Value {
    let n = Int(abs(z._mp_size))
    if n == 0 { return .int(0) }
    return try Limbs(limbs: UnsafePointer(z._mp_d), count: n, negative: false).toInt(thread, negative: z._mp_size < 0)
  }
}
