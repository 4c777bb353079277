// float's arithmetic. Each function is a slot: NotImplemented when an operand is neither a float nor an int.

import Glibc

extension Float {
  @inline(__always) private static func arithmetic(
    _ thread: Thread, _ a: Value, _ b: Value, _ op: (Double, Double) throws(Raised) -> Double
  ) throws(Raised) -> Value {
    guard let x = try operand(thread, a), let y = try operand(thread, b) else { return .notImplemented }
    return thread.float(try op(x, y))
  }
  public static func add(_ thread: Thread, _ a: Value, _ b: Value) throws(Raised) -> Value {
    try arithmetic(thread, a, b) { (x, y) throws(Raised) in x + y }
  }
  public static func subtract(_ thread: Thread, _ a: Value, _ b: Value) throws(Raised) -> Value {
    try arithmetic(thread, a, b) { (x, y) throws(Raised) in x - y }
  }
  public static func multiply(_ thread: Thread, _ a: Value, _ b: Value) throws(Raised) -> Value {
    try arithmetic(thread, a, b) { (x, y) throws(Raised) in x * y }
  }
  public static func trueDivide(_ thread: Thread, _ a: Value, _ b: Value) throws(Raised) -> Value {
    try arithmetic(thread, a, b) { (x, y) throws(Raised) in
      if y == 0 { throw thread.raise(.zeroDivisionError, "float division by zero") }
      return x / y
    }
  }
  public static func remainder(_ thread: Thread, _ a: Value, _ b: Value) throws(Raised) -> Value {
    try arithmetic(thread, a, b) { (x, y) throws(Raised) in
      if y == 0 { throw thread.raise(.zeroDivisionError, "float modulo") }
      return floorDivision(x, y).remainder
    }
  }
  public static func floorDivide(_ thread: Thread, _ a: Value, _ b: Value) throws(Raised) -> Value {
    try arithmetic(thread, a, b) { (x, y) throws(Raised) in
      if y == 0 { throw thread.raise(.zeroDivisionError, "float floor division by zero") }
      return floorDivision(x, y).quotient
    }
  }
  public static func divmod(_ thread: Thread, _ a: Value, _ b: Value) throws(Raised) -> Value {
    guard let x = try operand(thread, a), let y = try operand(thread, b) else { return .notImplemented }
    if y == 0 { throw thread.raise(.zeroDivisionError, "float divmod()") }
    let r = floorDivision(x, y)
    let q = thread.float(r.quotient)
    return Tuple.pair(thread, q, thread.float(r.remainder))
  }
  /// The remainder has y's sign (also as a zero) and is exact, the quotient is the integer nearest to (x - remainder) / y.
  @inline(__always) static func floorDivision(_ x: Double, _ y: Double) -> (quotient: Double, remainder: Double) {
    var r = fmod(x, y)
    var q = (x - r) / y
    if r != 0 {
      if (y < 0) != (r < 0) {
        r += y
        q -= 1
      }
    } else {
      r = copysign(0, y)
    }
    if q == 0 { return (copysign(0, x / y), r) }
    var whole = q.rounded(.down)
    if q - whole > 0.5 { whole += 1 }
    return (whole, r)
  }

  public static func power(_ thread: Thread, _ a: Value, _ b: Value, _ c: Value) throws(Raised) -> Value {
    if !c.isNone { throw thread.raise(.typeError, "pow() 3rd argument not allowed unless all arguments are integers") }
    guard let x = try operand(thread, a), let y = try operand(thread, b) else { return .notImplemented }
    if let d = try power(thread, x, y) { return thread.float(d) }
    return try Complex.power(thread, a, b, .none)
  }
  /// IEEE 754 pow with Python's errors; nil when the result is complex.
  static func power(_ thread: Thread, _ x: Double, _ y: Double) throws(Raised) -> Double? {
    if y == 2, x.magnitude < 0x1p500 { return x * x }
    if x == 0, y < 0, y.isFinite { throw thread.raise(.zeroDivisionError, "0.0 cannot be raised to a negative power") }
    if x < 0, x.isFinite, y.isFinite, y != y.rounded(.down) { return nil }
    let r = pow(x, y)
    if r.isInfinite, x.isFinite, y.isFinite { throw rangeError(thread) }
    return r
  }
  static func rangeError(_ thread: Thread) -> Raised {
    let text = Str.make(thread, "Numerical result out of range" as StaticString)
    return thread.raise(.overflowError, arguments: .int(34), text.value)
  }

  static func richCompare(_ thread: Thread, _ a: Value, _ b: Value, _ op: CompareOp) throws(Raised) -> Value {
    guard let x = number(of: a) else { return .notImplemented }
    if let y = number(of: b) {
      switch op {
      case .lt: return .bool(x < y)
      case .le: return .bool(x <= y)
      case .eq: return .bool(x == y)
      case .ne: return .bool(x != y)
      case .gt: return .bool(x > y)
      case .ge: return .bool(x >= y)
      }
    }
    let i = Int.plain(b)
    if i.isEmpty { return .notImplemented }
    if x.isNaN { return .bool(op == .ne) }
    return .bool(Int.isTrue(0 &- Int.compare(i, x), op))
  }

  // MARK: Rounding

  /// The double nearest to `d` rounded to `digits` decimal places, half to even by the exact value; may be infinite.
  static func rounded(_ d: Double, _ digits: Int) -> Double {
    if digits > 323 || !d.isFinite || d == 0 { return d }
    if digits < -308 { return d * 0 }
    if digits >= 0, digits <= 22 {
      // Where 10**digits and the result times it are exact doubles and the product is not near a half, one division rounds correctly.
      let scaled = d * powersOfTen(digits)
      if scaled.magnitude < 0x1p45 {
        let whole = scaled.rounded(.toNearestOrEven)
        if ((scaled - whole).magnitude - 0.5).magnitude > 1e-2 { return whole == 0 ? copysign(0, d) : whole / powersOfTen(digits) }
      }
    }
    if digits >= 0 { return NumberText.double(NumberText.fixed(d, digits)) }
    return roundedToTens(d, -digits)
  }
  /// To a multiple of 10**places.
  private static func roundedToTens(_ d: Double, _ places: Int) -> Double {
    // d lies in 10**exponent ..< 10**(exponent + 1): 40 digits are enough to be sure, doubles do not come nearer to powers of ten.
    let exponent = NumberText.decimalExponent(d)
    let kept = exponent + 1 - places
    if kept < 0 { return copysign(0, d) }
    if kept > 0 { return NumberText.double(NumberText.scientific(d, kept - 1)) }
    // One digit above the first: up when beyond half of it; half itself goes to the even zero.
    let unit = NumberText.double(Array("1e\(places)".utf8))
    let half = NumberText.double(Array("5e\(places - 1)".utf8))
    return copysign(d.magnitude > half ? unit : 0, d)
  }
  private static func powersOfTen(_ n: Int) -> Double {
    let table: StaticBigTable = (
      1e0, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15, 1e16, 1e17, 1e18, 1e19, 1e20, 1e21, 1e22
    )
    return withUnsafeBytes(of: table) { $0.load(fromByteOffset: n &* 8, as: Double.self) }
  }
  private typealias StaticBigTable = (
    Double, Double, Double, Double, Double, Double, Double, Double, Double, Double, Double, Double, Double, Double, Double, Double,
    Double, Double, Double, Double, Double, Double, Double
  )
}
