// complex: two doubles.

import Glibc

public struct ComplexFields: BitwiseCopyable {
  var header: Header
  public var real: Double
  public var imaginary: Double
}

/// The number itself, as arithmetic sees it.
struct ComplexNumber: BitwiseCopyable {
  var real: Double
  var imaginary: Double
  init(_ real: Double, _ imaginary: Double = 0) {
    self.real = real
    self.imaginary = imaginary
  }
  var isFinite: Bool { real.isFinite && imaginary.isFinite }
  static func + (a: ComplexNumber, b: ComplexNumber) -> ComplexNumber {
    ComplexNumber(a.real + b.real, a.imaginary + b.imaginary)
  }
  static func - (a: ComplexNumber, b: ComplexNumber) -> ComplexNumber {
    ComplexNumber(a.real - b.real, a.imaginary - b.imaginary)
  }
  static func * (a: ComplexNumber, b: ComplexNumber) -> ComplexNumber {
    ComplexNumber(a.real * b.real - a.imaginary * b.imaginary, a.real * b.imaginary + a.imaginary * b.real)
  }
  /// Smith's method: scales by the larger part of the divisor, which is not zero.
  static func / (a: ComplexNumber, b: ComplexNumber) -> ComplexNumber {
    if b.real.magnitude >= b.imaginary.magnitude {
      let ratio = b.imaginary / b.real
      let scale = b.real + b.imaginary * ratio
      return ComplexNumber((a.real + a.imaginary * ratio) / scale, (a.imaginary - a.real * ratio) / scale)
    }
    if b.imaginary.magnitude >= b.real.magnitude {
      let ratio = b.real / b.imaginary
      let scale = b.real * ratio + b.imaginary
      return ComplexNumber((a.real * ratio + a.imaginary) / scale, (a.imaginary * ratio - a.real) / scale)
    }
    return ComplexNumber(.nan, .nan)
  }
}

public struct Complex: Handle {
  public let fields: UnsafeMutablePointer<ComplexFields>
  @inline(__always) public init(fields: UnsafeMutablePointer<ComplexFields>) { self.fields = fields }

  static func make(_ thread: Thread, _ z: ComplexNumber) -> Value {
    let c = Complex(thread.allocate(24, .complex, TypeID.complex))
    c.fields.pointee.real = z.real
    c.fields.pointee.imaginary = z.imaginary
    return c.value
  }
  /// The number of a complex or of an instance of a subclass; nil for anything else.
  static func number(of v: Value) -> ComplexNumber? {
    if !v.isObject { return nil }
    switch v.object.kind {
    case .complex:
      let c = Complex(v)
      return ComplexNumber(c.fields.pointee.real, c.fields.pointee.imaginary)
    case .complexInstance: return number(of: NumberInstance(v).plain)
    default: return nil
    }
  }
  static func number(known v: Value) -> ComplexNumber { number(of: v) ?? ComplexNumber(0) }
  /// An operand of complex arithmetic: complex, float or int.
  static func operand(_ thread: Thread, _ v: Value) throws(Raised) -> ComplexNumber? {
    if let z = number(of: v) { return z }
    guard let d = try Float.operand(thread, v) else { return nil }
    return ComplexNumber(d)
  }

  // MARK: Slots

  private static func arithmetic(
    _ thread: Thread, _ a: Value, _ b: Value, _ op: (ComplexNumber, ComplexNumber) throws(Raised) -> ComplexNumber
  ) throws(Raised) -> Value {
    guard let x = try operand(thread, a), let y = try operand(thread, b) else { return .notImplemented }
    return make(thread, try op(x, y))
  }
  static func add(_ thread: Thread, _ a: Value, _ b: Value) throws(Raised) -> Value {
    try arithmetic(thread, a, b) { (x, y) throws(Raised) in x + y }
  }
  static func subtract(_ thread: Thread, _ a: Value, _ b: Value) throws(Raised) -> Value {
    try arithmetic(thread, a, b) { (x, y) throws(Raised) in x - y }
  }
  static func multiply(_ thread: Thread, _ a: Value, _ b: Value) throws(Raised) -> Value {
    try arithmetic(thread, a, b) { (x, y) throws(Raised) in x * y }
  }
  static func trueDivide(_ thread: Thread, _ a: Value, _ b: Value) throws(Raised) -> Value {
    try arithmetic(thread, a, b) { (x, y) throws(Raised) in
      if y.real == 0 && y.imaginary == 0 { throw thread.raise(.zeroDivisionError, "complex division by zero") }
      return x / y
    }
  }

  static func power(_ thread: Thread, _ a: Value, _ b: Value, _ c: Value) throws(Raised) -> Value {
    guard let x = try operand(thread, a), let y = try operand(thread, b) else { return .notImplemented }
    if !c.isNone { throw thread.raise(.valueError, "complex modulo") }
    // A small whole exponent is multiplied out.
    let r: ComplexNumber
    if y.imaginary == 0, y.real == y.real.rounded(.down), y.real.magnitude <= 100 {
      let n = Int(y.real)
      if n < 0, x.real == 0, x.imaginary == 0 { throw zeroPower(thread) }
      r = n >= 0 ? power(x, n) : ComplexNumber(1) / power(x, -n)
    } else {
      r = try power(thread, x, y)
    }
    if r.real.isInfinite || r.imaginary.isInfinite, x.isFinite, y.isFinite { throw thread.raise(.overflowError, "complex exponentiation") }
    return make(thread, r)
  }
  private static func zeroPower(_ thread: Thread) -> Raised {
    thread.raise(.zeroDivisionError, "0.0 to a negative or complex power")
  }
  private static func power(_ x: ComplexNumber, _ n: Int) -> ComplexNumber {
    var result = ComplexNumber(1)
    var factor = x
    var mask = 1
    while mask > 0 && n >= mask {
      if n & mask != 0 { result = result * factor }
      mask <<= 1
      factor = factor * factor
    }
    return result
  }
  private static func power(_ thread: Thread, _ x: ComplexNumber, _ y: ComplexNumber) throws(Raised) -> ComplexNumber {
    if y.real == 0 && y.imaginary == 0 { return ComplexNumber(1) }
    if x.real == 0 && x.imaginary == 0 {
      if y.imaginary != 0 || y.real < 0 { throw zeroPower(thread) }
      return ComplexNumber(0)
    }
    let size = hypot(x.real, x.imaginary)
    var length = pow(size, y.real)
    let angle = atan2(x.imaginary, x.real)
    var phase = angle * y.real
    if y.imaginary != 0 {
      length *= exp(-angle * y.imaginary)
      phase += y.imaginary * log(size)
    }
    return ComplexNumber(length * cos(phase), length * sin(phase))
  }

  static func absolute(_ thread: Thread, _ v: Value) throws(Raised) -> Value {
    let z = number(known: v)
    let r = hypot(z.real, z.imaginary)
    if r.isInfinite, z.isFinite { throw thread.raise(.overflowError, "absolute value too large") }
    return thread.float(r)
  }

  static func richCompare(_ thread: Thread, _ a: Value, _ b: Value, _ op: CompareOp) throws(Raised) -> Value {
    guard op == .eq || op == .ne, let z = number(of: a) else { return .notImplemented }
    let same: Bool
    if let w = number(of: b) {
      same = z.real == w.real && z.imaginary == w.imaginary
    } else if let d = Float.number(of: b) {
      same = z.imaginary == 0 && z.real == d
    } else {
      let i = Int.plain(b)
      if i.isEmpty { return .notImplemented }
      same = z.imaginary == 0 && !z.real.isNaN && Int.compare(i, z.real) == 0
    }
    return .bool(same == (op == .eq))
  }

  static func hash(_ v: Value) -> Int {
    let z = number(known: v)
    let h = Float.hash(z.real, v) &+ 1_000_003 &* Float.hash(z.imaginary, v)
    return h == -1 ? -2 : h
  }
}
