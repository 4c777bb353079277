// Sums, products, quotients.

extension DecimalMath {
  @inline(__always) mutating func add(_ a: DecimalNumber, _ b: DecimalNumber) throws(Raised) -> DecimalNumber {
    if (a.bits | b.bits) & 14 == 0, a.exponent == b.exponent, Value.bothInt(a.coefficient, b.coefficient) {
      let x = a.isNegative ? 0 &- a.coefficient.asInt : a.coefficient.asInt
      let y = b.isNegative ? 0 &- b.coefficient.asInt : b.coefficient.asInt
      let s = x &+ y
      if s != 0, Value.fits(s.magnitude > UInt(Int.max) ? Int.max : Int(s.magnitude)) {
        return try finalize(DecimalNumber(.int(Int(s.magnitude)), a.exponent, negative: s < 0))
      }
    }
    return try addSlow(a, b)
  }
  @inline(never) private mutating func addSlow(_ a: DecimalNumber, _ b: DecimalNumber) throws(Raised) -> DecimalNumber {
    if (a.bits | b.bits) & 14 == 0, let r = try addWords(a, b) { return r }
    if let n = try nan(a, b) { return n }
    if a.isInfinite || b.isInfinite {
      if a.isInfinite, b.isInfinite, a.isNegative != b.isNegative { return invalid() }
      return .infinity(negative: a.isInfinite ? a.isNegative : b.isNegative)
    }
    return try finalize(try exactSum(a, b))
  }
  /// a + b of finite numbers, exact as far as `finalize` can tell.
  func exactSum(_ a: DecimalNumber, _ b: DecimalNumber) throws(Raised) -> DecimalNumber {
    if a.isZero || b.isZero {
      let e = min(a.exponent, b.exponent)
      if a.isZero, b.isZero {
        let negative = a.isNegative == b.isNegative ? a.isNegative : rounding == .floor
        return DecimalNumber(.int(0), e, negative: negative)
      }
      var r = a.isZero ? b : a
      if r.exponent == e { return r }
      let n = try Digits.count(t, r.coefficient)
      let target = max(e, r.exponent &+ n &- precision &- 1)
      if target >= r.exponent { return r }
      r.coefficient = try Digits.shiftLeft(t, r.coefficient, r.exponent &- target)
      r.exponent = target
      return r
    }
    var x = a
    var y = b
    if x.exponent < y.exponent { (x, y) = (b, a) }
    let shift = x.exponent &- y.exponent
    if shift > 38 {
      // y may be too small to matter: then any number below the last digit that counts does as well.
      let n = try Digits.count(t, x.coefficient)
      let target = min(x.exponent, x.exponent &+ n &- precision) &- 3
      if try y.adjusted(t) < target {
        y.coefficient = .int(1)
        y.exponent = target
      }
    }
    let left = try Digits.shiftLeft(t, x.coefficient, x.exponent &- y.exponent)
    if x.isNegative == y.isNegative { return DecimalNumber(try Int.add(t, left, y.coefficient), y.exponent, negative: x.isNegative) }
    let d = try Int.subtract(t, left, y.coefficient)
    if d == .int(0) { return DecimalNumber(d, y.exponent, negative: rounding == .floor) }
    let negative = Int.sign(d) < 0
    return DecimalNumber(negative ? try Int.negative(t, d) : d, y.exponent, negative: x.isNegative != negative)
  }

  @inline(__always) mutating func multiply(_ a: DecimalNumber, _ b: DecimalNumber) throws(Raised) -> DecimalNumber {
    if (a.bits | b.bits) & 14 != 0 { return try multiplySpecial(a, b) }
    if let r = try multiplyWords(a, b) { return r }
    let negative = a.isNegative != b.isNegative
    return try finalize(DecimalNumber(try Int.multiply(t, a.coefficient, b.coefficient), a.exponent &+ b.exponent, negative: negative))
  }
  @inline(never) private mutating func multiplySpecial(_ a: DecimalNumber, _ b: DecimalNumber) throws(Raised) -> DecimalNumber {
    if let n = try nan(a, b) { return n }
    if a.isZero || b.isZero { return invalid() }
    return .infinity(negative: a.isNegative != b.isNegative)
  }
  /// a * b + c, rounded once.
  mutating func fma(_ a: DecimalNumber, _ b: DecimalNumber, _ c: DecimalNumber) throws(Raised) -> DecimalNumber {
    if let n = try nan(a, b) {
      if !n.isNaN || (a.bits | b.bits) & 8 != 0 { return n }
      if c.isSignaling { return try nan(c, c) ?? n }
      return n
    }
    if a.isInfinite || b.isInfinite {
      if c.isNaN, c.isSignaling { return try nan(c, c) ?? c }
      if a.isZero || b.isZero { return invalid() }
      return try add(.infinity(negative: a.isNegative != b.isNegative), c)
    }
    let product = DecimalNumber(
      try Int.multiply(t, a.coefficient, b.coefficient), a.exponent &+ b.exponent, negative: a.isNegative != b.isNegative)
    if c.isSpecial { return try add(product, c) }
    return try finalize(try exactSum(product, c))
  }

  mutating func divide(_ a: DecimalNumber, _ b: DecimalNumber) throws(Raised) -> DecimalNumber {
    let negative = a.isNegative != b.isNegative
    if (a.bits | b.bits) & 14 != 0 {
      if let n = try nan(a, b) { return n }
      if a.isInfinite { return b.isInfinite ? invalid() : .infinity(negative: negative) }
      // x / infinity
      status |= DecimalStatus.clamped
      return DecimalNumber(.int(0), tiny, negative: negative)
    }
    if b.coefficient == .int(0) {
      if a.coefficient == .int(0) { return invalid(DecimalStatus.divisionUndefined) }
      status |= DecimalStatus.divisionByZero
      return .infinity(negative: negative)
    }
    let ideal = a.exponent &- b.exponent
    if a.coefficient == .int(0) { return try finalize(DecimalNumber(.int(0), ideal, negative: negative)) }
    if let r = try divideWords(a, b) { return r }
    if precision > DecimalMath.absurdPrecision {
      // Only an exact quotient can be had: 10^bits has all the factors that its divisor may have.
      let k = Int.bitLength(b.coefficient)
      let (q, r) = try Int.divide(t, try Digits.shiftLeft(t, a.coefficient, k), b.coefficient)
      if r == .int(0) {
        let (c, zeros) = try Digits.strip(t, q, limit: k)
        return try finalize(DecimalNumber(c, ideal &- k &+ zeros, negative: negative))
      }
    }
    let shift = (try Digits.count(t, b.coefficient)) &- (try Digits.count(t, a.coefficient)) &+ precision &+ 1
    let top = shift > 0 ? try Digits.shiftLeft(t, a.coefficient, shift) : a.coefficient
    let bottom = shift < 0 ? try Digits.shiftLeft(t, b.coefficient, 0 &- shift) : b.coefficient
    let (q, r) = try Int.divide(t, top, bottom)
    if r != .int(0) { return try finalize(DecimalNumber(q, ideal &- shift, negative: negative), sticky: true) }
    let (c, zeros) = try Digits.strip(t, q, limit: max(shift, 0))
    return try finalize(DecimalNumber(c, ideal &- shift &+ zeros, negative: negative))
  }

  /// Beyond this many digits an exact result is looked for first.
  static var absurdPrecision: Int { 50_000_000 }

  /// Quotient, cut off, and remainder; nil when the quotient has more digits than the precision. Both finite, b not zero.
  private func integerDivision(_ a: DecimalNumber, _ b: DecimalNumber) throws(Raised) -> (q: Value, r: DecimalNumber, divisor: Value)? {
    let e = min(a.exponent, b.exponent)
    if a.coefficient == .int(0) { return (.int(0), DecimalNumber(.int(0), e, negative: a.isNegative), b.coefficient) }
    let difference = (try a.adjusted(t)) &- (try b.adjusted(t))
    if difference > precision { return nil }
    let x = try Digits.shiftLeft(t, a.coefficient, a.exponent &- e)
    if difference <= -2 { return (.int(0), DecimalNumber(x, e, negative: a.isNegative), .empty) }
    let y = try Digits.shiftLeft(t, b.coefficient, b.exponent &- e)
    let (q, r) = try Int.divide(t, x, y)
    return (q, DecimalNumber(r, e, negative: a.isNegative), y)
  }
  private func fits(_ q: Value) throws(Raised) -> Bool {
    if Digits.upperBound(q) <= precision { return true }
    return try Digits.count(t, q) <= precision
  }
  mutating func divideInteger(_ a: DecimalNumber, _ b: DecimalNumber) throws(Raised) -> DecimalNumber {
    if let n = try nan(a, b) { return n }
    let negative = a.isNegative != b.isNegative
    if a.isInfinite { return b.isInfinite ? invalid() : .infinity(negative: negative) }
    if b.isInfinite { return DecimalNumber(.int(0), 0, negative: negative) }
    if b.isZero {
      if a.isZero { return invalid(DecimalStatus.divisionUndefined) }
      status |= DecimalStatus.divisionByZero
      return .infinity(negative: negative)
    }
    guard let (q, _, _) = try integerDivision(a, b), try fits(q) else { return invalid(DecimalStatus.divisionImpossible) }
    return try finalize(DecimalNumber(q, 0, negative: negative))
  }
  mutating func remainder(_ a: DecimalNumber, _ b: DecimalNumber) throws(Raised) -> DecimalNumber {
    if let n = try nan(a, b) { return n }
    if a.isInfinite { return invalid() }
    if b.isInfinite { return try finalize(a) }
    if b.isZero { return invalid(a.isZero ? DecimalStatus.divisionUndefined : DecimalStatus.invalid) }
    guard let (q, r, _) = try integerDivision(a, b), try fits(q) else { return invalid(DecimalStatus.divisionImpossible) }
    return try finalize(r)
  }
  mutating func divmod(_ a: DecimalNumber, _ b: DecimalNumber) throws(Raised) -> (DecimalNumber, DecimalNumber) {
    if let n = try nan(a, b) { return (n, n) }
    let negative = a.isNegative != b.isNegative
    if a.isInfinite {
      let q = b.isInfinite ? DecimalNumber.nan : .infinity(negative: negative)
      return (q, invalid())
    }
    if b.isInfinite { return (DecimalNumber(.int(0), 0, negative: negative), try finalize(a)) }
    if b.isZero {
      if a.isZero {
        let n = invalid(DecimalStatus.divisionUndefined)
        return (n, n)
      }
      status |= DecimalStatus.divisionByZero
      return (.infinity(negative: negative), invalid())
    }
    guard let (q, r, _) = try integerDivision(a, b), try fits(q) else {
      let n = invalid(DecimalStatus.divisionImpossible)
      return (n, n)
    }
    return (try finalize(DecimalNumber(q, 0, negative: negative)), try finalize(r))
  }
  mutating func remainderNear(_ a: DecimalNumber, _ b: DecimalNumber) throws(Raised) -> DecimalNumber {
    if let n = try nan(a, b) { return n }
    if a.isInfinite { return invalid() }
    if b.isInfinite { return try finalize(a) }
    if b.isZero { return invalid(a.isZero ? DecimalStatus.divisionUndefined : DecimalStatus.invalid) }
    guard var (q, r, y) = try integerDivision(a, b) else { return invalid(DecimalStatus.divisionImpossible) }
    if !y.isEmpty {
      let order = Int.compare(try Int.add(t, r.coefficient, r.coefficient), y)
      if order > 0 || order == 0 && DecimalMath.isOdd(q) {
        r = DecimalNumber(try Int.subtract(t, y, r.coefficient), r.exponent, negative: !r.isNegative)
        q = try Int.add(t, q, .int(1))
      }
    }
    if !(try fits(q)) { return invalid(DecimalStatus.divisionImpossible) }
    return try finalize(r)
  }

  // MARK: The exponent

  /// x with this exponent, rounded if need be; the precision does not count.
  func rescale(_ x: DecimalNumber, _ e: Int) throws(Raised) -> (DecimalNumber, exact: Bool) {
    if x.coefficient == .int(0) { return (DecimalNumber(x.coefficient, e, negative: x.isNegative), true) }
    if x.exponent >= e {
      return (DecimalNumber(try Digits.shiftLeft(t, x.coefficient, x.exponent &- e), e, negative: x.isNegative), true)
    }
    let (c, exact) = try drop(x.coefficient, e &- x.exponent, negative: x.isNegative)
    return (DecimalNumber(c, e, negative: x.isNegative), exact)
  }
  mutating func quantize(_ a: DecimalNumber, _ b: DecimalNumber) throws(Raised) -> DecimalNumber {
    if (a.bits | b.bits) & 14 != 0 {
      if let n = try nan(a, b) { return n }
      return a.isInfinite && b.isInfinite ? a : invalid()
    }
    let e = b.exponent
    if e < tiny || e > emax { return invalid() }
    if a.coefficient == .int(0) { return try finalize(DecimalNumber(.int(0), e, negative: a.isNegative)) }
    if a.exponent > e, (try a.adjusted(t)) &- e &+ 1 > precision { return invalid() }
    let (r, exact) = try rescale(a, e)
    if r.coefficient != .int(0) {
      let n = try Digits.count(t, r.coefficient)
      if n > precision || e &+ n &- 1 > emax { return invalid() }
      if e &+ n &- 1 < emin { status |= DecimalStatus.subnormal }
    }
    if e > a.exponent {
      status |= DecimalStatus.rounded
      if !exact { status |= DecimalStatus.inexact }
    }
    let before = status
    let result = try finalize(r)
    status = before | status & ~DecimalStatus.underflow
    return result
  }
  /// Rounded to an integer; `exact` signals Inexact and Rounded.
  mutating func toIntegral(_ a: DecimalNumber, exact signals: Bool) throws(Raised) -> DecimalNumber {
    if let n = try nan(a, a) { return n }
    if a.isInfinite || a.exponent >= 0 { return a }
    if a.coefficient == .int(0) { return DecimalNumber(.int(0), 0, negative: a.isNegative) }
    let (r, exact) = try rescale(a, 0)
    if signals { status |= DecimalStatus.rounded | (exact ? 0 : DecimalStatus.inexact) }
    return r
  }
  mutating func normalize(_ a: DecimalNumber) throws(Raised) -> DecimalNumber {
    if let n = try nan(a, a) { return n }
    if a.isInfinite { return a }
    let x = try finalize(a)
    if x.isInfinite { return x }
    if x.coefficient == .int(0) { return DecimalNumber(.int(0), 0, negative: x.isNegative) }
    let limit = (clamps ? top : emax) &- x.exponent
    let (c, zeros) = try Digits.strip(t, x.coefficient, limit: max(limit, 0))
    return DecimalNumber(c, x.exponent &+ zeros, negative: x.isNegative)
  }
  mutating func plus(_ a: DecimalNumber) throws(Raised) -> DecimalNumber {
    if let n = try nan(a, a) { return n }
    if a.isZero { return try finalize(a.with(negative: a.isNegative && rounding == .floor)) }
    return try finalize(a)
  }
  mutating func minus(_ a: DecimalNumber) throws(Raised) -> DecimalNumber {
    if let n = try nan(a, a) { return n }
    if a.isZero { return try finalize(a.with(negative: !a.isNegative && rounding == .floor)) }
    return try finalize(a.negated)
  }
  mutating func absolute(_ a: DecimalNumber) throws(Raised) -> DecimalNumber {
    if let n = try nan(a, a) { return n }
    return try a.isNegative ? minus(a) : plus(a)
  }

  // MARK: Order

  /// Of two numbers that are no NaN: -1, 0, 1.
  func order(_ a: DecimalNumber, _ b: DecimalNumber) throws(Raised) -> Int {
    let signA = a.isZero ? 0 : a.isNegative ? -1 : 1
    let signB = b.isZero ? 0 : b.isNegative ? -1 : 1
    if signA != signB { return signA < signB ? -1 : 1 }
    if signA == 0 { return 0 }
    return try orderMagnitude(a, b) &* signA
  }
  func orderMagnitude(_ a: DecimalNumber, _ b: DecimalNumber) throws(Raised) -> Int {
    if a.isInfinite || b.isInfinite { return (a.isInfinite ? 1 : 0) &- (b.isInfinite ? 1 : 0) }
    if a.exponent == b.exponent { return Int.compare(a.coefficient, b.coefficient) }
    if a.isZero || b.isZero { return (a.isZero ? 0 : 1) &- (b.isZero ? 0 : 1) }
    let x = try a.adjusted(t)
    let y = try b.adjusted(t)
    if x != y { return x < y ? -1 : 1 }
    let e = min(a.exponent, b.exponent)
    return Int.compare(
      try Digits.shiftLeft(t, a.coefficient, a.exponent &- e), try Digits.shiftLeft(t, b.coefficient, b.exponent &- e))
  }
  mutating func compare(_ a: DecimalNumber, _ b: DecimalNumber, signals: Bool = false) throws(Raised) -> DecimalNumber {
    if let n = try nan(a, b) {
      if signals { status |= DecimalStatus.invalid }
      return n
    }
    return .small(try order(a, b))
  }
  /// The total order of representations.
  func totalOrder(_ a: DecimalNumber, _ b: DecimalNumber) throws(Raised) -> Int {
    if a.isNegative != b.isNegative { return a.isNegative ? -1 : 1 }
    let sign = a.isNegative ? -1 : 1
    func rank(_ x: DecimalNumber) -> Int { x.isQuiet ? 2 : x.isSignaling ? 1 : 0 }
    if rank(a) != rank(b) { return rank(a) < rank(b) ? 0 &- sign : sign }
    if a.isNaN { return Int.compare(a.coefficient, b.coefficient) &* sign }
    let c = try orderMagnitude(a, b)
    if c != 0 { return c &* sign }
    return (a.exponent < b.exponent ? -1 : a.exponent > b.exponent ? 1 : 0) &* sign
  }
  mutating func extreme(_ a: DecimalNumber, _ b: DecimalNumber, largest: Bool, magnitude: Bool) throws(Raised) -> DecimalNumber {
    if a.isQuiet, !b.isNaN { return try finalize(b) }
    if b.isQuiet, !a.isNaN { return try finalize(a) }
    if let n = try nan(a, b) { return n }
    var c = try magnitude ? orderMagnitude(a, b) : order(a, b)
    if c == 0 { c = try totalOrder(a, b) }
    return try finalize((c < 0) == largest ? b : a)
  }
}
