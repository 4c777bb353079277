// Decimal numbers (the General Decimal Arithmetic Specification; Library Reference, "decimal"), as the arithmetic sees them.

import CRuntime

/// What happened in an operation. The signals come in the order in which `Context.flags` shows them; the conditions below are kinds of
/// InvalidOperation.
enum DecimalStatus {
  static var invalid: UInt32 { 1 }
  static var floatOperation: UInt32 { 2 }
  static var divisionByZero: UInt32 { 4 }
  static var overflow: UInt32 { 8 }
  static var underflow: UInt32 { 16 }
  static var subnormal: UInt32 { 32 }
  static var inexact: UInt32 { 64 }
  static var rounded: UInt32 { 128 }
  static var clamped: UInt32 { 256 }
  static var conversionSyntax: UInt32 { 512 }
  static var divisionImpossible: UInt32 { 1024 }
  static var divisionUndefined: UInt32 { 2048 }
  static var anyInvalid: UInt32 { 1 | 512 | 1024 | 2048 }
  static var signals: UInt32 { 511 }
  static var signalCount: Int { 9 }
}

enum DecimalRounding: Int, BitwiseCopyable {
  case up, down, ceiling, floor, halfUp, halfDown, halfEven, zeroFiveUp

  var name: StaticString {
    switch self {
    case .up: "ROUND_UP"
    case .down: "ROUND_DOWN"
    case .ceiling: "ROUND_CEILING"
    case .floor: "ROUND_FLOOR"
    case .halfUp: "ROUND_HALF_UP"
    case .halfDown: "ROUND_HALF_DOWN"
    case .halfEven: "ROUND_HALF_EVEN"
    case .zeroFiveUp: "ROUND_05UP"
    }
  }
  init?(_ v: Value) {
    guard v.isKind(.str) else { return nil }
    for i in 0..<8 {
      guard let r = DecimalRounding(rawValue: i) else { continue }
      if Str(v).equals(r.name) {
        self = r
        return
      }
    }
    return nil
  }
}

/// A number: sign, coefficient and exponent; or an infinity, or a NaN whose coefficient is the payload.
struct DecimalNumber: BitwiseCopyable {
  /// A plain int, not negative.
  var coefficient: Value
  var exponent: Int
  /// 1: negative, 2: infinite, 4: quiet NaN, 8: signaling NaN
  var bits: Int

  @inline(__always) init(_ coefficient: Value, _ exponent: Int, negative: Bool) {
    self.coefficient = coefficient
    self.exponent = exponent
    bits = negative ? 1 : 0
  }
  @inline(__always) init(coefficient: Value, exponent: Int, bits: Int) {
    self.coefficient = coefficient
    self.exponent = exponent
    self.bits = bits
  }
  static func infinity(negative: Bool) -> DecimalNumber { DecimalNumber(coefficient: .int(0), exponent: 0, bits: negative ? 3 : 2) }
  static var nan: DecimalNumber { DecimalNumber(coefficient: .int(0), exponent: 0, bits: 4) }
  static func small(_ i: Int) -> DecimalNumber { DecimalNumber(.int(i.magnitude > 1 << 60 ? 0 : Int(i.magnitude)), 0, negative: i < 0) }

  @inline(__always) var isNegative: Bool { bits & 1 != 0 }
  @inline(__always) var isSpecial: Bool { bits & 14 != 0 }
  @inline(__always) var isInfinite: Bool { bits & 2 != 0 }
  @inline(__always) var isNaN: Bool { bits & 12 != 0 }
  @inline(__always) var isSignaling: Bool { bits & 8 != 0 }
  @inline(__always) var isQuiet: Bool { bits & 4 != 0 }
  /// A finite zero.
  @inline(__always) var isZero: Bool { bits & 14 == 0 && coefficient == .int(0) }
  @inline(__always) func with(negative: Bool) -> DecimalNumber {
    DecimalNumber(coefficient: coefficient, exponent: exponent, bits: bits & ~1 | (negative ? 1 : 0))
  }
  @inline(__always) var negated: DecimalNumber { DecimalNumber(coefficient: coefficient, exponent: exponent, bits: bits ^ 1) }
  /// Exponent of the most significant digit.
  func adjusted(_ t: Thread) throws(Raised) -> Int { exponent &+ (try Digits.count(t, coefficient)) &- 1 }
}

/// Decimal digits of plain ints that are not negative.
enum Digits {
  /// 10^k for k in 0 ... 18
  @inline(__always) static func smallPower(_ k: Int) -> Int { Int(truncatingIfNeeded: minipy_power_of_ten_low(k & 31)) }

  /// A tuple of powers that have been needed.
  private static let cache = Root()
  private static var cacheSize: Int { 256 }

  /// 10^k, k >= 0; MemoryError when that is absurd.
  static func power(_ t: Thread, _ k: Int) throws(Raised) -> Value {
    if k < 19 { return t.int(smallPower(max(k, 0))) }
    if k > 2_000_000_000 { throw t.raiseMemoryError() }
    if k >= cacheSize { return try Int.power(t, .int(10), .int(k), .none) }
    if !cache.value.isObject {
      let rows = try Tuple.make(t, count: cacheSize)
      for i in 0..<cacheSize { rows.items[i] = .none }
      cache.value = rows.value
    }
    let rows = Tuple(cache.value)
    if rows.items[k].isObject { return rows.items[k] }
    let p = try Int.power(t, .int(10), .int(k), .none)
    rows.barrier()
    rows.items[k] = p
    return p
  }
  /// Number of digits; 1 for zero.
  @inline(__always) static func count(_ t: Thread, _ c: Value) throws(Raised) -> Int {
    if c.isInt { return count(small: c.asInt) }
    return try countLarge(t, c)
  }
  @inline(__always) static func count(small i: Int) -> Int {
    let bits = 64 &- (i | 1).leadingZeroBitCount
    let n = (bits &* 1233) >> 12
    return i >= smallPower(n) ? n &+ 1 : max(n, 1)
  }
  private static var log2: Double { 0.301029995663981195 }
  @inline(never) private static func countLarge(_ t: Thread, _ c: Value) throws(Raised) -> Int {
    let bits = Int.bitLength(c)
    let low = Int(Double(bits &- 1) * log2) &+ 1
    let high = Int(Double(bits) * log2) &+ 1
    // Near a whole number the doubles cannot tell.
    if low == high, bits < 1 << 40 {
      let x = Double(bits) * log2
      if x - x.rounded(.down) > 1e-4 && x - x.rounded(.down) < 0.9999 { return low }
    }
    let n = max(low &- 1, 1)
    if Int.compare(c, try power(t, n &+ 1)) >= 0 { return n &+ 2 }
    return Int.compare(c, try power(t, n)) >= 0 ? n &+ 1 : n
  }
  /// No fewer than there are, at most two more.
  @inline(__always) static func upperBound(_ c: Value) -> Int {
    if c.isInt { return count(small: c.asInt) }
    return Int(Double(Int.bitLength(c)) * log2) &+ 2
  }
  /// Upper limit of the number of factors 10: that of factors 2.
  static func twos(_ c: Value) -> Int {
    if c.isInt { return c.asInt == 0 ? 0 : c.asInt.trailingZeroBitCount }
    return Limbs.read(c) { m in
      var i = 0
      while i < m.count, m.limbs[i] == 0 { i &+= 1 }
      return i < m.count ? i &* 64 &+ m.limbs[i].trailingZeroBitCount : 0
    }
  }
  /// c without its trailing zeros, at most `limit` of them, and how many went.
  static func strip(_ t: Thread, _ c: Value, limit: Int) throws(Raised) -> (Value, Int) {
    var c = c
    var left = min(limit, twos(c))
    if left <= 0 { return (c, 0) }
    var done = 0
    if !c.isInt {
      var step = 1
      while step &* 2 <= left { step &*= 2 }
      while step > 0 {
        while step <= left {
          let (q, r) = try Int.divide(t, c, try power(t, step))
          if r != .int(0) { break }
          c = q
          done &+= step
          left &-= step
        }
        step /= 2
      }
      return (c, done)
    }
    var i = c.asInt
    while left > 0, i % 10 == 0 {
      i /= 10
      done &+= 1
      left &-= 1
    }
    return (.int(i), done)
  }
  /// c * 10^k, k >= 0
  @inline(__always) static func shiftLeft(_ t: Thread, _ c: Value, _ k: Int) throws(Raised) -> Value {
    if k == 0 || c == .int(0) { return c }
    return try Int.multiply(t, c, try power(t, k))
  }
}
