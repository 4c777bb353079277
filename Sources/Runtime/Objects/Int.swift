// int: small ones are unboxed (62 bits), larger ones are BigInts, an instance of a subclass is an object that holds one of these.

import Glibc

/// An instance of a subclass of int, float or complex: the plain number, then what the subclass adds (a dict word, slots).
/// Their kinds differ (`.intInstance`, `.floatInstance`, `.complexInstance`), the layout is the same.
public struct NumberInstanceFields: BitwiseCopyable {
  var header: Header
  /// A plain int, float or complex.
  public var plain: Value
}

public struct NumberInstance: Handle {
  public let fields: UnsafeMutablePointer<NumberInstanceFields>
  @inline(__always) public init(fields: UnsafeMutablePointer<NumberInstanceFields>) { self.fields = fields }
  @inline(__always) public var plain: Value { fields.pointee.plain }
  static var layout: Layout { Layout(values: -1) }

  /// A new instance of a subclass of a number type.
  static func make(_ thread: Thread, _ type: Type, _ plain: Value) throws(Raised) -> Value {
    let o = NumberInstance(try type.allocateInstance(thread))
    o.fields.pointee.plain = plain
    return o.value
  }
}

extension Int {
  /// The plain int (small or big, never bool or an instance of a subclass) that `v` is, or empty when it is no int at all.
  @inline(__always) public static func plain(_ v: Value) -> Value {
    if v.isInt { return v }
    return plainSlow(v)
  }
  @inline(never) private static func plainSlow(_ v: Value) -> Value {
    if v.isObject {
      switch v.object.kind {
      case .bigInt: return v
      case .intInstance: return NumberInstance(v).plain
      default: return .empty
      }
    }
    if v.isBool { return .int(v.isTrue ? 1 : 0) }
    return .empty
  }
  /// Whether `v` is an int, a bool or an instance of a subclass.
  @inline(__always) public static func isAny(_ v: Value) -> Bool { !plain(v).isEmpty }

  /// The number as a machine word; nil when it does not fit in 64 bits or `v` is no int (nor bool).
  @inline(__always) public static func word(_ v: Value) -> Int? {
    if v.isInt { return v.asInt }
    return wordSlow(v)
  }
  @inline(never) private static func wordSlow(_ v: Value) -> Int? {
    let p = plain(v)
    if p.isInt { return p.asInt }
    if p.isEmpty { return nil }
    let b = BigInt(p)
    if b.count != 1 { return nil }
    let limb = b.limbs[0]
    if b.isNegative { return limb <= 1 << 63 ? Int(bitPattern: 0 &- limb) : nil }
    return limb < 1 << 63 ? Int(bitPattern: limb) : nil
  }
  /// The number as an unsigned machine word; nil when it is negative, does not fit, or `v` is no int.
  public static func unsignedWord(_ v: Value) -> UInt64? {
    let p = plain(v)
    if p.isInt { return p.asInt >= 0 ? UInt64(p.asInt) : nil }
    if p.isEmpty { return nil }
    let b = BigInt(p)
    return b.fields.pointee.size == 1 ? UInt64(b.limbs[0]) : nil
  }
  /// The lowest 64 bits in two's complement; `p` is a plain int.
  static func lowBits(_ p: Value) -> UInt64 {
    if p.isInt { return UInt64(bitPattern: Int64(p.asInt)) }
    let b = BigInt(p)
    return UInt64(b.isNegative ? 0 &- b.limbs[0] : b.limbs[0])
  }
  /// -1, 0 or 1; `p` is a plain int.
  @inline(__always) static func sign(_ p: Value) -> Int {
    p.isInt ? p.asInt.signum() : BigInt(p).isNegative ? -1 : 1
  }

  /// Order of two plain ints: -1, 0, 1.
  @inline(__always) public static func compare(_ a: Value, _ b: Value) -> Int {
    if Value.bothInt(a, b) { return a == b ? 0 : Value.lessInt(a, b) ? -1 : 1 }
    return compareBig(a, b)
  }
  @inline(never) private static func compareBig(_ a: Value, _ b: Value) -> Int {
    // A small int's magnitude is below any big one's.
    if a.isInt { return BigInt(b).isNegative ? 1 : -1 }
    if b.isInt { return BigInt(a).isNegative ? -1 : 1 }
    let x = BigInt(a)
    let y = BigInt(b)
    if x.isNegative != y.isNegative { return x.isNegative ? -1 : 1 }
    return Limbs.read(a) { m in Limbs.read(b) { n in Limbs.compare(m, n) } } * (x.isNegative ? -1 : 1)
  }

  @inline(__always) static func isTrue(_ order: Int, _ op: CompareOp) -> Bool {
    switch op {
    case .lt: order < 0
    case .le: order <= 0
    case .eq: order == 0
    case .ne: order != 0
    case .gt: order > 0
    case .ge: order >= 0
    }
  }

  static func richCompare(_ thread: Thread, _ a: Value, _ b: Value, _ op: CompareOp) throws(Raised) -> Value {
    let x = plain(a)
    let y = plain(b)
    if x.isEmpty || y.isEmpty { return .notImplemented }
    return .bool(isTrue(compare(x, y), op))
  }

  /// The modulus of numeric hashes: equal numbers of all types have equal hashes (Library Reference, "Hashing of numeric types").
  @inline(__always) static var hashModulus: UInt { 1 << 61 &- 1 }

  /// hash() of a plain int.
  public static func hash(_ p: Value) -> Int {
    if p.isInt {
      let i = p.asInt
      if i.magnitude < hashModulus { return i == -1 ? -2 : i }
      // 2**61 - 1 and its negative, and -2**61.
      return i.magnitude == hashModulus ? 0 : -2
    }
    let b = BigInt(p)
    let h = Int(bitPattern: hash(limbs: b.limbs, b.count))
    return b.isNegative ? (h == 1 ? -2 : -h) : h
  }
}

extension Thread {
  /// A Value of any Int (small or big).
  @inline(__always) public func int(_ i: Int) -> Value {
    if _fastPath(Value.fits(i)) { return .int(i) }
    return bigInt(i.magnitude, negative: i < 0)
  }
  @inline(__always) public func int(unsigned i: UInt64) -> Value {
    if _fastPath(i < 1 << 61) { return .int(Int(i)) }
    return bigInt(UInt(i), negative: false)
  }
  /// Only for magnitudes that need a big int.
  @inline(never) private func bigInt(_ limb: UInt, negative: Bool) -> Value {
    let b = BigInt(allocate(24, .bigInt, TypeID.int.rawValue))
    b.fields.pointee.size = negative ? -1 : 1
    b.limbs[0] = limb
    return b.value
  }
  /// high * 2**64 + low, negated when `negative`.
  func int(high: UInt, low: UInt, negative: Bool) -> Value {
    let b = BigInt(allocate(32, .bigInt, TypeID.int.rawValue))
    b.limbs[0] = low
    b.limbs[1] = high
    return b.finish(2, negative: negative)
  }

  /// operator.index(v): a plain int, small or big; TypeError "'x' object cannot be interpreted as an integer"
  @inline(__always) public func index(_ v: Value) throws(Raised) -> Value {
    if v.isInt { return v }
    return try indexSlow(v)
  }
  @inline(never) private func indexSlow(_ v: Value) throws(Raised) -> Value {
    let p = Int.plain(v)
    if !p.isEmpty { return p }
    guard let slot = v.type.slots.pointee.index else {
      throw raise(.typeError, "'\(v.type.displayName)' object cannot be interpreted as an integer")
    }
    let r = try slot(raw, v.bits).orThrow()
    return try checkedInt(r, "__index__")
  }
  /// What `__index__` or `__int__` gave, as a plain int; DeprecationWarning for an instance of a subclass, TypeError for anything else.
  func checkedInt(_ r: Value, _ method: StaticString) throws(Raised) -> Value {
    if r.isInt || r.isExactly(.int) { return r }
    let p = Int.plain(r)
    if p.isEmpty { throw raise(.typeError, "\(method) returned non-int (type \(r.type.displayName))") }
    let text = "\(method) returned non-int (type \(r.type.displayName)).  The ability to return an instance of a strict subclass of int "
    try warn(.deprecationWarning, text + "is deprecated, and may not be supported in a future version of Python.", stackLevel: 1)
    return p
  }
  /// The same as a machine word; IndexError or OverflowError "cannot fit 'int' into an index-sized integer" (`overflow` names the type).
  @inline(__always) public func indexInt(_ v: Value, overflow: TypeID) throws(Raised) -> Int {
    if v.isInt { return v.asInt }
    return try indexIntSlow(v, overflow)
  }
  @inline(never) private func indexIntSlow(_ v: Value, _ overflow: TypeID) throws(Raised) -> Int {
    if let i = Int.word(try index(v)) { return i }
    throw raise(overflow, "cannot fit '\(v.type.displayName)' into an index-sized integer")
  }
  /// As for slices: clipped to the word's range instead of overflowing.
  public func indexClipped(_ v: Value) throws(Raised) -> Int {
    let p = try index(v)
    if let i = Int.word(p) { return i }
    return Int.sign(p) < 0 ? Int.min : Int.max
  }
  /// An argument that C would take as `int`: OverflowError "Python int too large to convert to C int" and its like.
  func int32(_ v: Value) throws(Raised) -> Int {
    let p = try index(v)
    guard let i = Int.word(p) else { throw raise(.overflowError, "Python int too large to convert to C int") }
    if i > Int(Int32.max) { throw raise(.overflowError, "signed integer is greater than maximum") }
    if i < Int(Int32.min) { throw raise(.overflowError, "signed integer is less than minimum") }
    return i
  }
}
