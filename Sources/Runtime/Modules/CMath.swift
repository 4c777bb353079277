// The module cmath: functions of complex numbers (Library Reference, "cmath"), by the C library's.

import CRuntime
import Glibc

enum CMathModule {
  static func define(_ m: ModuleBuilder) throws(Raised) {
    let t = m.thread
    m.doc("Functions of complex numbers.")
    m.set("pi", t.float(Double.pi))
    m.set("e", t.float(M_E))
    m.set("tau", t.float(2 * Double.pi))
    m.set("inf", t.float(.infinity))
    m.set("nan", t.float(.nan))
    m.set("infj", Complex.make(t, ComplexNumber(0, .infinity)))
    m.set("nanj", Complex.make(t, ComplexNumber(0, .nan)))
    defineFunctions(m)
    defineLogarithms(m)
    definePolar(m)
    defineTests(m)
  }

  private static func number(_ t: Thread, _ v: Value) throws(Raised) -> ComplexNumber {
    if let z = try Complex.fromMethod(t, v) { return z }
    return ComplexNumber(try t.double(v))
  }

  /// Applies a function of the C library. nan from a number is a domain error; infinity from a finite one an overflow, or a pole.
  private static func apply(
    _ t: Thread, _ v: Value, isPole: Bool = false, _ f: (Double, Double, UnsafeMutablePointer<Double>) -> Void
  ) throws(Raised) -> Value {
    Complex.make(t, try result(t, try number(t, v), isPole: isPole, f))
  }
  private static func result(
    _ t: Thread, _ z: ComplexNumber, isPole: Bool, _ f: (Double, Double, UnsafeMutablePointer<Double>) -> Void
  ) throws(Raised) -> ComplexNumber {
    var out = (0.0, 0.0)
    withUnsafeMutableBytes(of: &out) { p in
      if let base = p.baseAddress { f(z.real, z.imaginary, base.assumingMemoryBound(to: Double.self)) }
    }
    let r = ComplexNumber(out.0, out.1)
    if !r.isFinite {
      let isNumber = !z.real.isNaN && !z.imaginary.isNaN
      if isNumber, r.real.isNaN || r.imaginary.isNaN { throw MathModule.domainError(t) }
      if z.isFinite { throw isPole ? MathModule.domainError(t) : MathModule.rangeError(t) }
    }
    return r
  }

  private static func defineFunctions(_ m: ModuleBuilder) {
    m.function("acos(z, /)", "Arc cosine.") {
      native($0, $1, $2, $3) { t, a throws(Raised) in try CMathModule.apply(t, a[0], minipy_cacos) }
    }
    m.function("acosh(z, /)", "Inverse hyperbolic cosine.") {
      native($0, $1, $2, $3) { t, a throws(Raised) in try CMathModule.apply(t, a[0], minipy_cacosh) }
    }
    m.function("asin(z, /)", "Return the arc sine of z.") {
      native($0, $1, $2, $3) { t, a throws(Raised) in try CMathModule.apply(t, a[0], minipy_casin) }
    }
    m.function("asinh(z, /)", "Inverse hyperbolic sine.") {
      native($0, $1, $2, $3) { t, a throws(Raised) in try CMathModule.apply(t, a[0], minipy_casinh) }
    }
    m.function("atan(z, /)", "Arc tangent.") {
      native($0, $1, $2, $3) { t, a throws(Raised) in try CMathModule.apply(t, a[0], isPole: true, minipy_catan) }
    }
    m.function("atanh(z, /)", "Inverse hyperbolic tangent.") {
      native($0, $1, $2, $3) { t, a throws(Raised) in try CMathModule.apply(t, a[0], isPole: true, minipy_catanh) }
    }
    m.function("cos(z, /)", "Return the cosine of z.") {
      native($0, $1, $2, $3) { t, a throws(Raised) in try CMathModule.apply(t, a[0], minipy_ccos) }
    }
    m.function("cosh(z, /)", "Hyperbolic cosine.") {
      native($0, $1, $2, $3) { t, a throws(Raised) in try CMathModule.apply(t, a[0], minipy_ccosh) }
    }
    m.function("exp(z, /)", "e to the power z.") {
      native($0, $1, $2, $3) { t, a throws(Raised) in try CMathModule.apply(t, a[0], minipy_cexp) }
    }
    m.function("sin(z, /)", "Return the sine of z.") {
      native($0, $1, $2, $3) { t, a throws(Raised) in try CMathModule.apply(t, a[0], minipy_csin) }
    }
    m.function("sinh(z, /)", "Hyperbolic sine.") {
      native($0, $1, $2, $3) { t, a throws(Raised) in try CMathModule.apply(t, a[0], minipy_csinh) }
    }
    m.function("sqrt(z, /)", "Square root.") {
      native($0, $1, $2, $3) { t, a throws(Raised) in try CMathModule.apply(t, a[0], minipy_csqrt) }
    }
    m.function("tan(z, /)", "Return the tangent of z.") {
      native($0, $1, $2, $3) { t, a throws(Raised) in try CMathModule.apply(t, a[0], minipy_ctan) }
    }
    m.function("tanh(z, /)", "Hyperbolic tangent.") {
      native($0, $1, $2, $3) { t, a throws(Raised) in try CMathModule.apply(t, a[0], minipy_ctanh) }
    }
  }

  private static func defineLogarithms(_ m: ModuleBuilder) {
    m.function("log(z, base=<unrepresentable>, /)", "Logarithm to a base, the natural one without.") {
      native($0, $1, $2, $3) { t, a throws(Raised) in
        let x = try CMathModule.result(t, try CMathModule.number(t, a[0]), isPole: true, minipy_clog)
        if a[1].isEmpty { return Complex.make(t, x) }
        let y = try CMathModule.result(t, try CMathModule.number(t, a[1]), isPole: true, minipy_clog)
        if y.real == 0, y.imaginary == 0 { throw MathModule.domainError(t) }
        return Complex.make(t, x / y)
      }
    }
    m.function("log10(z, /)", "Logarithm to base 10.") {
      native($0, $1, $2, $3) { t, a throws(Raised) in
        let x = try CMathModule.result(t, try CMathModule.number(t, a[0]), isPole: true, minipy_clog)
        return Complex.make(t, ComplexNumber(x.real / M_LN10, x.imaginary / M_LN10))
      }
    }
  }

  private static func definePolar(_ m: ModuleBuilder) {
    m.function("phase(z, /)", "The angle in polar coordinates, in radians.") {
      native($0, $1, $2, $3) { t, a throws(Raised) in
        let z = try CMathModule.number(t, a[0])
        return t.float(atan2(z.imaginary, z.real))
      }
    }
    m.function("polar(z, /)", "(distance from 0, angle)") {
      native($0, $1, $2, $3) { t, a throws(Raised) in
        let z = try CMathModule.number(t, a[0])
        let size = hypot(z.real, z.imaginary)
        if size.isInfinite, z.isFinite { throw MathModule.rangeError(t) }
        return Tuple.pair(t, t.float(size), t.float(atan2(z.imaginary, z.real)))
      }
    }
    m.function("rect(r, phi, /)", "The number with these polar coordinates.") {
      native($0, $1, $2, $3) { t, a throws(Raised) in
        let r = try t.double(a[0])
        let phi = try t.double(a[1])
        if phi.isInfinite, r != 0, !r.isNaN { throw MathModule.domainError(t) }
        if phi == 0 { return Complex.make(t, ComplexNumber(r, r * phi)) }
        if r == 0, !phi.isFinite { return Complex.make(t, ComplexNumber(0, 0)) }
        return Complex.make(t, ComplexNumber(r * cos(phi), r * sin(phi)))
      }
    }
  }

  private static func defineTests(_ m: ModuleBuilder) {
    m.function("isfinite(z, /)", "Whether both parts are finite.") {
      native($0, $1, $2, $3) { t, a throws(Raised) in .bool(try CMathModule.number(t, a[0]).isFinite) }
    }
    m.function("isinf(z, /)", "Whether one of the parts is infinite.") {
      native($0, $1, $2, $3) { t, a throws(Raised) in
        let z = try CMathModule.number(t, a[0])
        return .bool(z.real.isInfinite || z.imaginary.isInfinite)
      }
    }
    m.function("isnan(z, /)", "Whether one of the parts is no number.") {
      native($0, $1, $2, $3) { t, a throws(Raised) in
        let z = try CMathModule.number(t, a[0])
        return .bool(z.real.isNaN || z.imaginary.isNaN)
      }
    }
    m.function("isclose(a, b, *, rel_tol=1e-09, abs_tol=0.0)", "Whether two numbers differ by little.") {
      native($0, $1, $2, $3, CMathModule.isClose)
    }
  }
  private static func isClose(_ t: Thread, _ args: Args) throws(Raised) -> Value {
    let a = try number(t, args[0])
    let b = try number(t, args[1])
    let relative = args.keyword(0).isEmpty ? 1e-9 : try t.double(args.keyword(0))
    let absolute = args.keyword(1).isEmpty ? 0 : try t.double(args.keyword(1))
    if relative < 0 || absolute < 0 { throw t.raise(.valueError, "tolerances must be non-negative") }
    if a.real == b.real, a.imaginary == b.imaginary { return .yes }
    if a.real.isInfinite || a.imaginary.isInfinite || b.real.isInfinite || b.imaginary.isInfinite { return .no }
    func size(_ z: ComplexNumber) -> Double { hypot(z.real, z.imaginary) }
    let difference = size(a - b)
    return .bool(difference <= relative * size(b) || difference <= relative * size(a) || difference <= absolute)
  }
}
