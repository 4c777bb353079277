// float: most are unboxed (see Value.swift); infinities, nans and extreme exponents are objects; an instance of a subclass is an object that
// holds one of these (NumberInstance).

import Glibc

public struct FloatFields: BitwiseCopyable {
  var header: Header
  public var number: Double
}

public struct BoxedFloat: Handle {
  public let fields: UnsafeMutablePointer<FloatFields>
  @inline(__always) public init(fields: UnsafeMutablePointer<FloatFields>) { self.fields = fields }
}

extension Float {
  /// The number of a float or of an instance of a subclass; nil for anything else, ints included.
  @inline(__always) public static func number(of v: Value) -> Double? {
    if v.isFloat { return v.asFloat }
    return boxedNumber(v)
  }
  @inline(never) private static func boxedNumber(_ v: Value) -> Double? {
    if !v.isObject { return nil }
    switch v.object.kind {
    case .float: return BoxedFloat(v).fields.pointee.number
    case .floatInstance: return number(of: NumberInstance(v).plain)
    default: return nil
    }
  }
  /// The number of what is known to be a float.
  @inline(__always) static func number(known v: Value) -> Double { number(of: v) ?? 0 }

  /// An operand of float arithmetic: float or int; nil for anything else. OverflowError for an int that is too large.
  @inline(__always) static func operand(_ thread: Thread, _ v: Value) throws(Raised) -> Double? {
    if v.isFloat { return v.asFloat }
    if v.isInt { return Double(v.asInt) }
    return try operandSlow(thread, v)
  }
  @inline(never) private static func operandSlow(_ thread: Thread, _ v: Value) throws(Raised) -> Double? {
    if let d = boxedNumber(v) { return d }
    let p = Int.plain(v)
    return p.isEmpty ? nil : try Int.toDouble(thread, p)
  }

  /// hash() of a number; equal ints and floats agree. `v` is the float itself: nans hash by identity.
  static func hash(_ d: Double, _ v: Value) -> Int {
    if d.magnitude < 0x1p60 {
      let i = Int(d)
      if Double(i) == d { return i == -1 ? -2 : i }
    } else if !d.isFinite {
      if d.isNaN { return v.isObject ? Int(bitPattern: v.object) >> 4 : 0 }
      return d > 0 ? 314159 : -314159
    }
    // mantissa * 2**exponent modulo 2**61 - 1: multiplying by a power of two rotates 61 bits.
    var mantissa = UInt64(d.significandBitPattern)
    var exponent = -1074
    if d.isNormal {
      mantissa |= 1 << 52
      exponent = Int(d.exponent) - 52
    }
    let turn = UInt64(((exponent % 61) + 61) % 61)
    let modulus: UInt64 = 1 << 61 - 1
    let rotated = turn == 0 ? mantissa : (mantissa << turn & modulus) | mantissa >> (61 - turn)
    let h = rotated == modulus ? 0 : Int(rotated)
    let signed = d < 0 ? -h : h
    return signed == -1 ? -2 : signed
  }
}

extension Thread {
  /// A Value of any Double: unboxed where possible.
  @inline(__always) public func float(_ d: Double) -> Value {
    let v = Value.unboxed(d)
    if _fastPath(v.isFloat) { return v }
    return boxedFloat(d)
  }
  @inline(never) private func boxedFloat(_ d: Double) -> Value {
    let f = BoxedFloat(allocate(16, .float, TypeID.float))
    f.fields.pointee.number = d
    return f.value
  }

  /// float(v) for arguments of math functions: float, int, `__float__`, `__index__`; TypeError "must be real number, not str"
  @inline(__always) public func double(_ v: Value) throws(Raised) -> Double {
    if v.isFloat { return v.asFloat }
    if v.isInt { return Double(v.asInt) }
    return try doubleSlow(v)
  }
  @inline(never) private func doubleSlow(_ v: Value) throws(Raised) -> Double {
    if let d = try realNumber(v) { return d }
    throw raise(.typeError, "must be real number, not \(v.type.displayName)")
  }
  /// The double of a float, of an object with `__float__` or with `__index__`; nil for others.
  func realNumber(_ v: Value) throws(Raised) -> Double? {
    if v.isFloat { return v.asFloat }
    if v.isInt { return Double(v.asInt) }
    if v.isExactly(.float) { return Float.number(known: v) }
    let slots = v.type.slots
    if let slot = slots.pointee.float {
      let r = try slot(raw, v.bits).orThrow()
      if r.isFloat { return r.asFloat }
      guard let d = Float.number(of: r) else {
        throw raise(.typeError, "\(v.type.displayName).__float__ returned non-float (type \(r.type.displayName))")
      }
      if !r.isExactly(.float) {
        let text = "\(v.type.displayName).__float__ returned non-float (type \(r.type.displayName)).  "
        let more = "The ability to return an instance of a strict subclass of float is deprecated, "
        try warn(.deprecationWarning, text + more + "and may not be supported in a future version of Python.", stackLevel: 1)
      }
      return d
    }
    if slots.pointee.index != nil { return try Int.toDouble(self, try index(v)) }
    return nil
  }
}
