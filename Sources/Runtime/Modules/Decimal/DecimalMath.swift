// An operation under way: the limits that it works under, and what happened so far.

struct DecimalMath {
  let t: Thread
  var precision: Int
  var emin: Int
  var emax: Int
  var rounding: DecimalRounding
  var clamps: Bool
  var status: UInt32 = 0

  static var maximum: Int { 999_999_999_999_999_999 }
  static var minimumTiny: Int { -1_999_999_999_999_999_997 }

  init(_ t: Thread, precision: Int = DecimalMath.maximum, rounding: DecimalRounding = .halfEven) {
    self.t = t
    self.precision = precision
    emin = 0 &- DecimalMath.maximum
    emax = DecimalMath.maximum
    self.rounding = rounding
    clamps = false
  }
  @inline(__always) var tiny: Int { emin &- precision &+ 1 }
  @inline(__always) var top: Int { emax &- precision &+ 1 }

  @inline(__always) mutating func invalid(_ condition: UInt32 = DecimalStatus.invalid) -> DecimalNumber {
    status |= condition
    return .nan
  }

  // MARK: NaN

  /// The NaN that an operation with a NaN gives, or nil when none is one.
  @inline(__always) mutating func nan(_ a: DecimalNumber, _ b: DecimalNumber) throws(Raised) -> DecimalNumber? {
    if (a.bits | b.bits) & 12 == 0 { return nil }
    return try chooseNaN(a, b)
  }
  @inline(never) private mutating func chooseNaN(_ a: DecimalNumber, _ b: DecimalNumber) throws(Raised) -> DecimalNumber {
    if (a.bits | b.bits) & 8 != 0 { status |= DecimalStatus.invalid }
    var r = a.isSignaling ? a : b.isSignaling ? b : a.isNaN ? a : b
    r.bits = r.bits & 1 | 4
    return try payload(r)
  }
  /// The NaN with as much of its payload as the context has room for.
  func payload(_ x: DecimalNumber) throws(Raised) -> DecimalNumber {
    if x.coefficient == .int(0) { return x }
    let room = precision &- (clamps ? 1 : 0)
    if Digits.upperBound(x.coefficient) <= room { return x }
    if try Digits.count(t, x.coefficient) <= room { return x }
    var r = x
    r.coefficient = try Int.remainder(t, x.coefficient, try Digits.power(t, room))
    return r
  }

  // MARK: Rounding

  /// c / 10^k as an int by the rounding mode; `sticky`: the number is a little more than c.
  func drop(_ c: Value, _ k: Int, negative: Bool, sticky: Bool = false) throws(Raised) -> (value: Value, exact: Bool) {
    var q: Value
    // 0: nothing was cut off, 1: less than half, 2: half, 3: more
    var rest: Int
    if c.isInt {
      if k >= 19 {
        q = .int(0)
        rest = c == .int(0) ? 0 : 1
      } else {
        let p = Digits.smallPower(k)
        let i = c.asInt
        let r = i % p
        q = .int(i / p)
        rest = r == 0 ? 0 : r < p &- r ? 1 : r == p &- r ? 2 : 3
      }
    } else if k > Digits.upperBound(c) {
      q = .int(0)
      rest = 1
    } else {
      let p = try Digits.power(t, k)
      let (quotient, r) = try Int.divide(t, c, p)
      q = quotient
      rest = r == .int(0) ? 0 : Int.compare(try Int.add(t, r, r), p) &+ 2
    }
    if sticky, rest & 1 == 0 { rest &+= 1 }
    if rest == 0 { return (q, true) }
    let last = rounding != .zeroFiveUp ? 0 : q.isInt ? q.asInt % 10 : try Int.remainder(t, q, .int(10)).asInt
    if roundsUp(rest, negative: negative, isOdd: DecimalMath.isOdd(q), lastDigit: last) { q = try Int.add(t, q, .int(1)) }
    return (q, false)
  }
  /// Whether a quotient from which `rest` was cut off (1: less than half, 2: half, 3: more) becomes one more. `lastDigit` matters for ROUND_05UP only.
  @inline(__always) func roundsUp(_ rest: Int, negative: Bool, isOdd: Bool, lastDigit: Int) -> Bool {
    switch rounding {
    case .down: false
    case .up: true
    case .ceiling: !negative
    case .floor: negative
    case .halfUp: rest >= 2
    case .halfDown: rest == 3
    case .halfEven: rest == 3 || rest == 2 && isOdd
    case .zeroFiveUp: lastDigit == 0 || lastDigit == 5
    }
  }
  @inline(__always) static func isOdd(_ c: Value) -> Bool { c.isInt ? c.asInt & 1 != 0 : BigInt(c).limbs[0] & 1 != 0 }

  /// The number as the context can hold it: rounded, clamped, or overflowed.
  @inline(__always) mutating func finalize(_ x: DecimalNumber, sticky: Bool = false) throws(Raised) -> DecimalNumber {
    if !sticky, x.bits & 14 == 0, x.coefficient.isInt, x.coefficient != .int(0) {
      let n = Digits.count(small: x.coefficient.asInt)
      let adjusted = x.exponent &+ n &- 1
      if n <= precision, adjusted <= emax, adjusted >= emin, !clamps { return x }
    }
    return try finalizeSlow(x, sticky)
  }
  @inline(never) private mutating func finalizeSlow(_ x: DecimalNumber, _ sticky: Bool) throws(Raised) -> DecimalNumber {
    if x.isSpecial { return x.isNaN ? try payload(x) : .infinity(negative: x.isNegative) }
    var r = x
    if x.coefficient == .int(0), !sticky {
      let high = clamps ? top : emax
      if x.exponent > high || x.exponent < tiny {
        status |= DecimalStatus.clamped
        r.exponent = x.exponent > high ? high : tiny
      }
      return r
    }
    let bound = Digits.upperBound(x.coefficient)
    if !sticky, bound <= precision, x.exponent &+ bound &- 1 <= emax, x.exponent &+ bound &- 4 >= emin, !clamps { return x }
    let n = try Digits.count(t, x.coefficient)
    let adjusted = x.exponent &+ n &- 1
    if adjusted > emax { return try overflow(negative: x.isNegative) }
    let isSubnormal = adjusted < emin
    let target = max(x.exponent &+ n &- precision, tiny)
    if x.exponent < target {
      status |= DecimalStatus.rounded
      let (c, exact) = try drop(x.coefficient, target &- x.exponent, negative: x.isNegative, sticky: sticky)
      r.coefficient = c
      r.exponent = target
      if !exact { status |= DecimalStatus.inexact }
      if Digits.upperBound(c) > precision, try Digits.count(t, c) > precision {
        r.coefficient = try Int.divide(t, c, .int(10)).quotient
        r.exponent &+= 1
        if r.exponent &+ precision &- 1 > emax { return try overflow(negative: x.isNegative) }
      }
      if isSubnormal {
        status |= DecimalStatus.subnormal
        if !exact { status |= DecimalStatus.underflow }
      }
      if r.coefficient == .int(0) {
        status |= DecimalStatus.clamped
        return r
      }
    } else {
      if sticky { status |= DecimalStatus.rounded | DecimalStatus.inexact }
      if isSubnormal { status |= DecimalStatus.subnormal }
    }
    if clamps, r.exponent > top {
      r.coefficient = try Digits.shiftLeft(t, r.coefficient, r.exponent &- top)
      r.exponent = top
      status |= DecimalStatus.clamped
    }
    return r
  }
  mutating func overflow(negative: Bool) throws(Raised) -> DecimalNumber {
    status |= DecimalStatus.overflow | DecimalStatus.inexact | DecimalStatus.rounded
    switch rounding {
    case .down, .zeroFiveUp: return try largest(negative)
    case .ceiling: return negative ? try largest(true) : .infinity(negative: false)
    case .floor: return negative ? .infinity(negative: true) : try largest(false)
    default: return .infinity(negative: negative)
    }
  }
  /// 99...9
  func largest(_ negative: Bool) throws(Raised) -> DecimalNumber {
    DecimalNumber(try Int.subtract(t, try Digits.power(t, precision), .int(1)), top, negative: negative)
  }
}
