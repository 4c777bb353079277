// The class complex: making, text, attributes.

import Glibc

extension Complex {
  static func define(_ type: TypeBuilder) {
    type.doc("Create a complex number from a real part and an optional imaginary part: real + imag*1j.")
    type.layout(.complexInstance, size: 16)
    type.flags(.subclassable)
    type.new("complex(real=0, imag=0)") { native($0, $1, $2, $3, Complex.new) }
    defineSlots(type.slots)
    type.method("conjugate()", "Return the complex conjugate.") {
      native($0, $1, $2, $3) { thread, args throws(Raised) in
        let z = Complex.number(known: args[0])
        return Complex.make(thread, ComplexNumber(z.real, -z.imaginary))
      }
    }
    type.method("__complex__()", "Convert to exactly complex.") {
      native($0, $1, $2, $3) { thread, args throws(Raised) in Complex.exact(thread, args[0]) }
    }
    type.method("__format__(format_spec, /)", "Format by a specification of the mini-language.") {
      native($0, $1, $2, $3) { thread, args throws(Raised) in try NumberFormat.format(thread, args[0], args[1], Complex.formatted) }
    }
    type.method("__getnewargs__()", "Arguments for __new__ when unpickling.") {
      native($0, $1, $2, $3) { thread, args throws(Raised) in
        let z = Complex.number(known: args[0])
        let real = thread.float(z.real)
        return Tuple.pair(thread, real, thread.float(z.imaginary))
      }
    }
    type.property("real", "The real part.", { unary($0, $1) { t, v throws(Raised) in t.float(Complex.number(known: v).real) } })
    type.property("imag", "The imaginary part.", { unary($0, $1) { t, v throws(Raised) in t.float(Complex.number(known: v).imaginary) } })
  }

  private static func defineSlots(_ slots: UnsafeMutablePointer<Slots>) {
    slots.pointee.repr = { unary($0, $1) { t, v throws(Raised) in try NumberText.str(t, Complex.text(Complex.number(known: v))).value } }
    slots.pointee.hash = { unary($0, $1) { t, v throws(Raised) in t.int(Complex.hash(v)) } }
    slots.pointee.richCompare = { Runtime.compare($0, $1, $2, $3, Complex.richCompare) }
    slots.pointee.bool = { unary($0, $1) { t, v throws(Raised) in
      let z = Complex.number(known: v)
      return .bool(z.real != 0 || z.imaginary != 0)
    } }
    slots.pointee.add = { binary($0, $1, $2, Complex.add) }
    slots.pointee.subtract = { binary($0, $1, $2, Complex.subtract) }
    slots.pointee.multiply = { binary($0, $1, $2, Complex.multiply) }
    slots.pointee.trueDivide = { binary($0, $1, $2, Complex.trueDivide) }
    slots.pointee.power = { ternary($0, $1, $2, $3, Complex.power) }
    slots.pointee.negative = { unary($0, $1) { t, v throws(Raised) in
      let z = Complex.number(known: v)
      return Complex.make(t, ComplexNumber(-z.real, -z.imaginary))
    } }
    slots.pointee.positive = { unary($0, $1, Complex.exact) }
    slots.pointee.absolute = { unary($0, $1, Complex.absolute) }
  }

  /// The plain complex of a complex or of an instance of a subclass.
  private static func exact(_ thread: Thread, _ v: Value) -> Value {
    v.isExactly(.complex) ? v : make(thread, number(known: v))
  }

  // MARK: Text

  /// "(1+2j)", or "2j" when the real part is a positive zero.
  static func text(_ z: ComplexNumber) -> [UInt8] {
    let imaginary = Float.text(z.imaginary, addPointZero: false)
    if z.real == 0 && z.real.sign == .plus { return imaginary + [0x6A] }
    var out: [UInt8] = [0x28]
    out += Float.text(z.real, addPointZero: false)
    if imaginary.first != 0x2D { out.append(0x2B) }
    return out + imaginary + [0x6A, 0x29]
  }

  static func formatted(_ thread: Thread, _ object: Value, _ spec: FormatSpec) throws(Raised) -> Str {
    let z = number(known: object)
    switch spec.type {
    case 0, 0x65, 0x45, 0x66, 0x46, 0x67, 0x47, 0x6E: break
    default: throw spec.unknownCode(thread, object)
    }
    if spec.fill == 0x30 { throw thread.raise(.valueError, "Zero padding is not allowed in complex format specifier") }
    if spec.align == 0x3D { throw thread.raise(.valueError, "'=' alignment flag is not allowed in complex format specifier") }
    // Without a type: as str() would write it, with parentheses unless the real part is a positive zero.
    var part = spec
    part.width = -1
    let plain = spec.type == 0
    let skipsReal = plain && z.real == 0 && z.real.sign == .plus
    var body: [UInt8] = plain && !skipsReal ? [0x28] : []
    if !skipsReal { body += try partText(thread, object, z.real, part) }
    if !skipsReal { part.sign = 0x2B }
    body += try partText(thread, object, z.imaginary, part)
    body.append(0x6A)
    if plain, !skipsReal { body.append(0x29) }
    return try NumberFormat.pad(thread, [], body, NumberFormat.characters(body), spec, defaultAlign: 0x3E)
  }
  private static func partText(_ thread: Thread, _ object: Value, _ d: Double, _ spec: FormatSpec) throws(Raised) -> [UInt8] {
    var parts = try Float.parts(thread, object, d, spec)
    // The empty type has no ".0" here.
    if spec.type == 0, parts.rest == [0x2E, 0x30] { parts.rest = [] }
    if d.isFinite, let grouping = NumberFormat.grouping(spec) { parts.digits = grouping.apply(parts.digits, minimum: 0) }
    return NumberFormat.head(parts, spec) + parts.digits + parts.rest
  }

  // MARK: Making

  /// complex(real=0, imag=0)
  static func new(_ thread: Thread, _ args: Args) throws(Raised) -> Value {
    let type = Type(args[0])
    let r = args[1]
    let i = args[2]
    if r.isExactly(.complex), i.isEmpty, type == Type[.complex] { return r }
    let z: ComplexNumber
    if r.isKind(.str) {
      if !i.isEmpty { throw thread.raise(.typeError, "complex() can't take second arg if first is a string") }
      z = try parse(thread, Str(r))
    } else {
      if i.isKind(.str) { throw thread.raise(.typeError, "complex() second arg can't be a string") }
      z = try combined(thread, r, i)
    }
    let v = make(thread, z)
    return type == Type[.complex] ? v : try NumberInstance.make(thread, type, v)
  }
  private static func combined(_ thread: Thread, _ r: Value, _ i: Value) throws(Raised) -> ComplexNumber {
    var real = ComplexNumber(0)
    if !r.isEmpty {
      if let z = try fromMethod(thread, r) {
        real = z
      } else {
        guard isNumber(r) else {
          throw thread.raise(.typeError, "complex() first argument must be a string or a number, not '\(r.type.displayName)'")
        }
        real = ComplexNumber(try thread.double(r))
      }
    }
    if i.isEmpty { return real }
    var imaginary = ComplexNumber(0)
    if let z = number(of: i) {
      imaginary = z
    } else {
      guard isNumber(i) else {
        throw thread.raise(.typeError, "complex() second argument must be a number, not '\(i.type.displayName)'")
      }
      imaginary = ComplexNumber(try thread.double(i))
    }
    // real + imaginary * 1j, where a zero that no part contributes keeps the other's sign.
    let re = number(of: i) == nil ? real.real : real.real - imaginary.imaginary
    let im = r.isEmpty || (number(of: r) == nil && real.imaginary == 0) ? imaginary.real : real.imaginary + imaginary.real
    return ComplexNumber(re, im)
  }
  private static func isNumber(_ v: Value) -> Bool {
    let slots = v.type.slots
    return slots.pointee.float != nil || slots.pointee.index != nil
  }
  /// The number of a complex, or what `__complex__` gives; nil when there is no such method.
  static func fromMethod(_ thread: Thread, _ v: Value) throws(Raised) -> ComplexNumber? {
    if v.isExactly(.complex) { return number(of: v) }
    if !v.isObject || v.isExactly(.int) { return nil }
    let method = try thread.lookupSpecial(v, .__complex__)
    if method.isEmpty { return number(of: v) }
    let z = try thread.call(method)
    guard let n = number(of: z) else {
      throw thread.raise(.typeError, "\(v.type.displayName).__complex__ returned non-complex (type \(z.type.displayName))")
    }
    if !z.isExactly(.complex) {
      let text = "\(v.type.displayName).__complex__ returned non-complex (type \(z.type.displayName)).  "
      let more = "The ability to return an instance of a strict subclass of complex is deprecated, "
      try thread.warn(.deprecationWarning, text + more + "and may not be supported in a future version of Python.", stackLevel: 1)
    }
    return n
  }

  /// complex(text): "1+2j", "(1+2j)", "2j", "1", "j" …
  private static func parse(_ thread: Thread, _ s: Str) throws(Raised) -> ComplexNumber {
    if let z = NumberText.normalized(s).withUnsafeBufferPointer(parse) { return z }
    throw thread.raise(.valueError, "complex() arg is a malformed string")
  }
  private static func parse(_ text: UnsafeBufferPointer<UInt8>) -> ComplexNumber? {
    var at = 0
    var end = text.count
    func trim() {
      while at < end, NumberText.isSpace(text[at]) { at += 1 }
      while end > at, NumberText.isSpace(text[end - 1]) { end -= 1 }
    }
    trim()
    if end - at >= 2, text[at] == 0x28, text[end - 1] == 0x29 {
      at += 1
      end -= 1
      trim()
    }
    if at >= end { return nil }
    let isImaginary = text[end - 1] | 0x20 == 0x6A
    if isImaginary { end -= 1 }
    /// The imaginary part is what is left: a number, or a sign alone, or nothing (only at the beginning).
    func imaginary(mayBeEmpty: Bool) -> Double? {
      if at == end { return mayBeEmpty ? 1 : nil }
      if end - at == 1, text[at] == 0x2B || text[at] == 0x2D { return text[at] == 0x2D ? -1 : 1 }
      guard let (d, stop) = NumberText.scanDouble(text, at, end), stop == end else { return nil }
      return d
    }
    guard let (first, stop) = NumberText.scanDouble(text, at, end) else {
      return isImaginary ? imaginary(mayBeEmpty: true).map { ComplexNumber(0, $0) } : nil
    }
    if stop == end { return isImaginary ? ComplexNumber(0, first) : ComplexNumber(first) }
    at = stop
    guard isImaginary, text[at] == 0x2B || text[at] == 0x2D, let second = imaginary(mayBeEmpty: false) else { return nil }
    return ComplexNumber(first, second)
  }
}
