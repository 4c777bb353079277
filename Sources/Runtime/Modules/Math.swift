// The module math.

import Glibc

enum MathModule {
  static func define(_ m: ModuleBuilder) throws(Raised) {
    m.doc("Mathematical functions of real numbers.")
    m.set("pi", m.thread.float(Double.pi))
    m.set("e", m.thread.float(M_E))
    m.set("tau", m.thread.float(2 * Double.pi))
    m.set("inf", m.thread.float(.infinity))
    m.set("nan", m.thread.float(.nan))
    defineElementary(m)
    defineExponential(m)
    defineRounding(m)
    defineSums(m)
    defineIntegers(m)
  }

  static func domainError(_ t: Thread) -> Raised { t.raise(.valueError, "math domain error") }
  static func rangeError(_ t: Thread) -> Raised { t.raise(.overflowError, "math range error") }

  /// A function of one number: nan from a number is a domain error; infinity from a finite one an overflow, or a pole.
  static func apply(_ t: Thread, _ a: Args, overflows: Bool = false, _ f: (Double) -> Double) throws(Raised) -> Value {
    let x = try t.double(a[0])
    let r = f(x)
    if !r.isFinite {
      if r.isNaN, !x.isNaN { throw domainError(t) }
      if r.isInfinite, x.isFinite { throw overflows ? rangeError(t) : domainError(t) }
    }
    return t.float(r)
  }

  private static func defineElementary(_ m: ModuleBuilder) {
    m.function("acos(x, /)", "Arc cosine, in radians.") { native($0, $1, $2, $3) { t, a throws(Raised) in try MathModule.apply(t, a, acos) } }
    m.function("asin(x, /)", "Arc sine, in radians.") { native($0, $1, $2, $3) { t, a throws(Raised) in try MathModule.apply(t, a, asin) } }
    m.function("atan(x, /)", "Arc tangent, in radians.") { native($0, $1, $2, $3) { t, a throws(Raised) in try MathModule.apply(t, a, atan) } }
    m.function("acosh(x, /)", "Inverse hyperbolic cosine.") { native($0, $1, $2, $3) { t, a throws(Raised) in try MathModule.apply(t, a, acosh) } }
    m.function("asinh(x, /)", "Inverse hyperbolic sine.") { native($0, $1, $2, $3) { t, a throws(Raised) in try MathModule.apply(t, a, asinh) } }
    m.function("atanh(x, /)", "Inverse hyperbolic tangent.") { native($0, $1, $2, $3) { t, a throws(Raised) in try MathModule.apply(t, a, atanh) } }
    m.function("sin(x, /)", "Sine of x radians.") { native($0, $1, $2, $3) { t, a throws(Raised) in try MathModule.apply(t, a, sin) } }
    m.function("cos(x, /)", "Cosine of x radians.") { native($0, $1, $2, $3) { t, a throws(Raised) in try MathModule.apply(t, a, cos) } }
    m.function("tan(x, /)", "Tangent of x radians.") { native($0, $1, $2, $3) { t, a throws(Raised) in try MathModule.apply(t, a, tan) } }
    m.function("sinh(x, /)", "Hyperbolic sine.") { native($0, $1, $2, $3) { t, a throws(Raised) in try MathModule.apply(t, a, overflows: true, sinh) } }
    m.function("cosh(x, /)", "Hyperbolic cosine.") { native($0, $1, $2, $3) { t, a throws(Raised) in try MathModule.apply(t, a, overflows: true, cosh) } }
    m.function("tanh(x, /)", "Hyperbolic tangent.") { native($0, $1, $2, $3) { t, a throws(Raised) in try MathModule.apply(t, a, tanh) } }
    m.function("sqrt(x, /)", "Square root.") { native($0, $1, $2, $3) { t, a throws(Raised) in try MathModule.apply(t, a) { $0.squareRoot() } } }
    m.function("cbrt(x, /)", "Cube root.") { native($0, $1, $2, $3) { t, a throws(Raised) in try MathModule.apply(t, a, cbrt) } }
    m.function("fabs(x, /)", "Absolute value as a float.") { native($0, $1, $2, $3) { t, a throws(Raised) in try MathModule.apply(t, a) { $0.magnitude } } }
    m.function("erf(x, /)", "Error function.") { native($0, $1, $2, $3) { t, a throws(Raised) in try MathModule.apply(t, a, erf) } }
    m.function("erfc(x, /)", "1 - erf(x), without losing digits.") { native($0, $1, $2, $3) { t, a throws(Raised) in try MathModule.apply(t, a, erfc) } }
    m.function("degrees(x, /)", "Radians as degrees.") {
      native($0, $1, $2, $3) { t, a throws(Raised) in t.float(try t.double(a[0]) * (180 / Double.pi)) }
    }
    m.function("radians(x, /)", "Degrees as radians.") {
      native($0, $1, $2, $3) { t, a throws(Raised) in t.float(try t.double(a[0]) * (Double.pi / 180)) }
    }
    m.function("atan2(y, x, /)", "Arc tangent of y/x in the quadrant of the point.") {
      native($0, $1, $2, $3) { t, a throws(Raised) in
        let y = try t.double(a[0])
        return t.float(atan2(y, try t.double(a[1])))
      }
    }
    m.function("copysign(x, y, /)", "The size of x with the sign of y.") {
      native($0, $1, $2, $3) { t, a throws(Raised) in
        let x = try t.double(a[0])
        return t.float(copysign(x, try t.double(a[1])))
      }
    }
    m.function("nextafter(x, y, /)", "The next float after x towards y.") {
      native($0, $1, $2, $3) { t, a throws(Raised) in
        let x = try t.double(a[0])
        return t.float(nextafter(x, try t.double(a[1])))
      }
    }
    m.function("ulp(x, /)", "The value of the lowest bit of x.") {
      native($0, $1, $2, $3) { t, a throws(Raised) in
        let x = try t.double(a[0]).magnitude
        if !x.isFinite { return t.float(x) }
        let above = x.nextUp
        return t.float(above.isInfinite ? x - x.nextDown : above - x)
      }
    }
  }

  private static func defineExponential(_ m: ModuleBuilder) {
    m.function("exp(x, /)", "e to the power of x.") { native($0, $1, $2, $3) { t, a throws(Raised) in try MathModule.apply(t, a, overflows: true, exp) } }
    m.function("exp2(x, /)", "2 to the power of x.") { native($0, $1, $2, $3) { t, a throws(Raised) in try MathModule.apply(t, a, overflows: true, exp2) } }
    m.function("expm1(x, /)", "exp(x) - 1, exact near zero.") { native($0, $1, $2, $3) { t, a throws(Raised) in try MathModule.apply(t, a, overflows: true, expm1) } }
    m.function("log1p(x, /)", "log(1 + x), exact near zero.") { native($0, $1, $2, $3) { t, a throws(Raised) in try MathModule.apply(t, a, log1p) } }
    m.function("log2(x, /)", "Logarithm to base 2.") { native($0, $1, $2, $3) { t, a throws(Raised) in t.float(try MathModule.logarithm(t, a[0], log2, 1)) } }
    m.function("log10(x, /)", "Logarithm to base 10.") {
      native($0, $1, $2, $3) { t, a throws(Raised) in t.float(try MathModule.logarithm(t, a[0], log10, 0.301029995663981195)) }
    }
    m.function("log(x, base=math.e, /)", "Logarithm, to base e unless another is given.") {
      native($0, $1, $2, $3) { t, a throws(Raised) in
        let n = try MathModule.logarithm(t, a[0], log, 0.693147180559945309)
        if a[1].isEmpty { return t.float(n) }
        let d = try MathModule.logarithm(t, a[1], log, 0.693147180559945309)
        if d == 0 { throw t.raise(.zeroDivisionError, "float division by zero") }
        return t.float(n / d)
      }
    }
    m.function("pow(x, y, /)", "x to the power of y, as floats.") { native($0, $1, $2, $3, MathModule.power) }
    m.function("gamma(x, /)", "The gamma function.") {
      native($0, $1, $2, $3) { t, a throws(Raised) in
        let x = try t.double(a[0])
        if x == 0 || (x < 0 && x == x.rounded(.down)) { throw MathModule.domainError(t) }
        // Whole arguments have exact factorials.
        if x == x.rounded(.down), x <= 23 {
          var r = 1.0
          for i in 1..<Swift.max(2, Int(x)) { r *= Double(i) }
          return t.float(r)
        }
        let r = tgamma(x)
        if r.isInfinite, x.isFinite { throw MathModule.rangeError(t) }
        return t.float(r)
      }
    }
    m.function("lgamma(x, /)", "Logarithm of the absolute value of the gamma function.") {
      native($0, $1, $2, $3) { t, a throws(Raised) in
        let x = try t.double(a[0])
        if x.isInfinite { return t.float(.infinity) }
        if x <= 0, x == x.rounded(.down) { throw MathModule.domainError(t) }
        var sign: Int32 = 0
        let r = lgamma_r(x, &sign)
        if r.isInfinite { throw MathModule.rangeError(t) }
        return t.float(r)
      }
    }
    m.function("ldexp(x, i, /)", "x * 2**i") { native($0, $1, $2, $3, MathModule.loadExponent) }
    m.function("frexp(x, /)", "Mantissa and exponent: x == m * 2**e, 0.5 <= abs(m) < 1.") {
      native($0, $1, $2, $3) { t, a throws(Raised) in
        let x = try t.double(a[0])
        if x == 0 || !x.isFinite { return Tuple.pair(t, t.float(x), .int(0)) }
        let e = x.exponent + 1
        return Tuple.pair(t, t.float(scalbn(scalbn(x, Int32(-(e / 2))), Int32(-(e - e / 2)))), .int(Int(e)))
      }
    }
    m.function("modf(x, /)", "Fraction and whole part, both with the sign of x.") {
      native($0, $1, $2, $3) { t, a throws(Raised) in
        let x = try t.double(a[0])
        if x.isInfinite { return Tuple.pair(t, t.float(copysign(0, x)), t.float(x)) }
        let whole = x.rounded(.towardZero)
        let fraction = t.float(copysign(x - whole, x))
        return Tuple.pair(t, fraction, t.float(whole))
      }
    }
  }

  /// Also of ints that are too large for a float; `two` is the logarithm of 2.
  static func logarithm(_ t: Thread, _ v: Value, _ f: (Double) -> Double, _ two: Double) throws(Raised) -> Double {
    let p = Int.plain(v)
    if !p.isEmpty {
      if Int.sign(p) <= 0 { throw domainError(t) }
      let d = Int.rounded(p)
      if d.isFinite { return f(d) }
      let (mantissa, exponent) = Limbs.read(p) { $0.leading }
      return f(Double(mantissa)) + two * Double(exponent)
    }
    let x = try t.double(v)
    if x <= 0 { throw domainError(t) }
    return f(x)
  }

  static func power(_ t: Thread, _ a: Args) throws(Raised) -> Value {
    let x = try t.double(a[0])
    let y = try t.double(a[1])
    let r = pow(x, y)
    if !r.isFinite {
      if r.isNaN, !x.isNaN, !y.isNaN { throw domainError(t) }
      if r.isInfinite, x.isFinite, y.isFinite { throw x == 0 ? domainError(t) : rangeError(t) }
    }
    return t.float(r)
  }

  static func loadExponent(_ t: Thread, _ a: Args) throws(Raised) -> Value {
    let x = try t.double(a[0])
    let p = Int.plain(a[1])
    if p.isEmpty { throw t.raise(.typeError, "Expected an int as second argument to ldexp.") }
    if x == 0 || !x.isFinite { return t.float(x) }
    let e = Int.word(p) ?? (Int.sign(p) < 0 ? Int.min : Int.max)
    let r = scalbn(x, Int32(clamping: e))
    if r.isInfinite { throw rangeError(t) }
    return t.float(r)
  }

  // MARK: Rounding and classification

  private static func defineRounding(_ m: ModuleBuilder) {
    m.function("floor(x, /)", "Largest int that is not above x.") {
      native($0, $1, $2, $3) { t, a throws(Raised) in try MathModule.whole(t, a[0], .__floor__, .down) }
    }
    m.function("ceil(x, /)", "Smallest int that is not below x.") {
      native($0, $1, $2, $3) { t, a throws(Raised) in try MathModule.whole(t, a[0], .__ceil__, .up) }
    }
    m.function("trunc(x, /)", "x cut off towards zero, by its __trunc__.") {
      native($0, $1, $2, $3) { t, a throws(Raised) in
        if a[0].isFloat { return try Int.fromDouble(t, a[0].asFloat) }
        let method = try t.lookupSpecial(a[0], .__trunc__)
        if method.isEmpty { throw t.raise(.typeError, "type \(a[0].type.displayName) doesn't define __trunc__ method") }
        return try t.call(method)
      }
    }
    m.function("isnan(x, /)", "Whether x is not a number.") { native($0, $1, $2, $3) { t, a throws(Raised) in .bool(try t.double(a[0]).isNaN) } }
    m.function("isinf(x, /)", "Whether x is infinite.") { native($0, $1, $2, $3) { t, a throws(Raised) in .bool(try t.double(a[0]).isInfinite) } }
    m.function("isfinite(x, /)", "Whether x is neither infinite nor nan.") { native($0, $1, $2, $3) { t, a throws(Raised) in .bool(try t.double(a[0]).isFinite) } }
    m.function("isclose(a, b, *, rel_tol=1e-09, abs_tol=0.0)", "Whether two numbers are near each other.") {
      native($0, $1, $2, $3, MathModule.isClose)
    }
    m.function("fmod(x, y, /)", "Remainder of division, with the sign of x.") {
      native($0, $1, $2, $3) { t, a throws(Raised) in
        let x = try t.double(a[0])
        let y = try t.double(a[1])
        let r = fmod(x, y)
        if r.isNaN, !x.isNaN, !y.isNaN { throw MathModule.domainError(t) }
        return t.float(r)
      }
    }
    m.function("remainder(x, y, /)", "Remainder of IEEE 754: x minus y times the nearest whole number.") {
      native($0, $1, $2, $3) { t, a throws(Raised) in
        let x = try t.double(a[0])
        let y = try t.double(a[1])
        let r = x.remainder(dividingBy: y)
        if r.isNaN, !x.isNaN, !y.isNaN { throw MathModule.domainError(t) }
        return t.float(r)
      }
    }
  }
  static func whole(_ t: Thread, _ v: Value, _ name: Name, _ rule: FloatingPointRoundingRule) throws(Raised) -> Value {
    if v.isFloat { return try Int.fromDouble(t, v.asFloat.rounded(rule)) }
    if v.isInt { return v }
    let method = try t.lookupSpecial(v, name)
    if !method.isEmpty { return try t.call(method) }
    return try Int.fromAnyDouble(t, try t.double(v).rounded(rule))
  }
  static func isClose(_ t: Thread, _ args: Args) throws(Raised) -> Value {
    let a = try t.double(args[0])
    let b = try t.double(args[1])
    let relative = args.keyword(0).isEmpty ? 1e-9 : try t.double(args.keyword(0))
    let absolute = args.keyword(1).isEmpty ? 0 : try t.double(args.keyword(1))
    if relative < 0 || absolute < 0 { throw t.raise(.valueError, "tolerances must be non-negative") }
    if a == b { return .yes }
    if a.isInfinite || b.isInfinite { return .no }
    let difference = (b - a).magnitude
    return .bool(difference <= relative * b.magnitude || difference <= relative * a.magnitude || difference <= absolute)
  }
}
