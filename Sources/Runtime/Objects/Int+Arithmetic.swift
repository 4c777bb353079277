// int's arithmetic: the fast paths are the loop's; what comes here overflowed, or is a big int, a bool or an instance of a subclass.
// Each function is a slot: NotImplemented when an operand is no int.

import CGMP
import Glibc

extension Int {
  public static func add(_ thread: Thread, _ a: Value, _ b: Value) throws(Raised) -> Value {
    if Value.bothInt(a, b) { return thread.int(a.asInt &+ b.asInt) }
    return try addSlow(thread, a, b, subtracting: false)
  }
  public static func subtract(_ thread: Thread, _ a: Value, _ b: Value) throws(Raised) -> Value {
    if Value.bothInt(a, b) { return thread.int(a.asInt &- b.asInt) }
    return try addSlow(thread, a, b, subtracting: true)
  }
  @inline(never) private static func addSlow(
    _ thread: Thread, _ a: Value, _ b: Value, subtracting: Bool
  ) throws(Raised) -> Value {
    let x = plain(a)
    let y = plain(b)
    if x.isEmpty || y.isEmpty { return .notImplemented }
    if Value.bothInt(x, y) { return thread.int(subtracting ? x.asInt &- y.asInt : x.asInt &+ y.asInt) }
    return try Limbs.with(x, y) { (m: Limbs, n: Limbs) throws(Raised) -> Value in
      try BigInt.add(thread, m, n, subtracting: subtracting)
    }
  }

  public static func multiply(_ thread: Thread, _ a: Value, _ b: Value) throws(Raised) -> Value {
    let x = plain(a)
    let y = plain(b)
    if x.isEmpty || y.isEmpty { return .notImplemented }
    if Value.bothInt(x, y) {
      let (r, overflow) = x.asInt.multipliedReportingOverflow(by: y.asInt)
      if !overflow { return thread.int(r) }
      let (high, low) = x.asInt.magnitude.multipliedFullWidth(by: y.asInt.magnitude)
      return thread.int(high: high, low: low, negative: (x.asInt < 0) != (y.asInt < 0))
    }
    return try Limbs.with(x, y) { (m: Limbs, n: Limbs) throws(Raised) -> Value in
      try BigInt.multiply(thread, m, n)
    }
  }

  static func zeroDivision(_ thread: Thread, _ message: String = "integer division or modulo by zero") -> Raised {
    thread.raise(.zeroDivisionError, message)
  }

  public static func floorDivide(_ thread: Thread, _ a: Value, _ b: Value) throws(Raised) -> Value {
    let x = plain(a)
    let y = plain(b)
    if x.isEmpty || y.isEmpty { return .notImplemented }
    if y == .int(0) { throw zeroDivision(thread) }
    if Value.bothInt(x, y) { return thread.int(floorQuotient(x.asInt, y.asInt)) }
    return try Limbs.with(x, y) { (m: Limbs, n: Limbs) throws(Raised) -> Value in
      try BigInt.divide(thread, m, n, remainder: false).quotient
    }
  }
  /// Words of at most 62 bits; b is not zero.
  @inline(__always) static func floorQuotient(_ a: Int, _ b: Int) -> Int {
    let q = a / b
    return (a % b != 0 && (a < 0) != (b < 0)) ? q &- 1 : q
  }
  @inline(__always) static func floorRemainder(_ a: Int, _ b: Int) -> Int {
    let r = a % b
    return (r != 0 && (r < 0) != (b < 0)) ? r &+ b : r
  }

  public static func remainder(_ thread: Thread, _ a: Value, _ b: Value) throws(Raised) -> Value {
    let x = plain(a)
    let y = plain(b)
    if x.isEmpty || y.isEmpty { return .notImplemented }
    if y == .int(0) { throw zeroDivision(thread, "integer modulo by zero") }
    if Value.bothInt(x, y) { return .int(floorRemainder(x.asInt, y.asInt)) }
    return try Limbs.with(x, y) { (m: Limbs, n: Limbs) throws(Raised) -> Value in
      try BigInt.divide(thread, m, n, quotient: false).remainder
    }
  }
  public static func divmod(_ thread: Thread, _ a: Value, _ b: Value) throws(Raised) -> Value {
    let x = plain(a)
    let y = plain(b)
    if x.isEmpty || y.isEmpty { return .notImplemented }
    if y == .int(0) { throw zeroDivision(thread) }
    if Value.bothInt(x, y) {
      return Tuple.pair(thread, thread.int(floorQuotient(x.asInt, y.asInt)), .int(floorRemainder(x.asInt, y.asInt)))
    }
    let r = try divide(thread, x, y)
    return Tuple.pair(thread, r.quotient, r.remainder)
  }
  /// Floor division of plain ints; y is not zero.
  static func divide(_ thread: Thread, _ x: Value, _ y: Value) throws(Raised) -> (quotient: Value, remainder: Value) {
    if Value.bothInt(x, y) { return (thread.int(floorQuotient(x.asInt, y.asInt)), .int(floorRemainder(x.asInt, y.asInt))) }
    return try Limbs.with(x, y) { (m: Limbs, n: Limbs) throws(Raised) -> (quotient: Value, remainder: Value) in
      try BigInt.divide(thread, m, n)
    }
  }

  public static func negative(_ thread: Thread, _ a: Value) throws(Raised) -> Value {
    let x = plain(a)
    if x.isInt { return thread.int(0 &- x.asInt) }
    return try Limbs.with(x) { (m: Limbs) throws(Raised) -> Value in try m.toInt(thread, negative: !m.negative) }
  }
  /// +x, and also the plain int that `int(x)`, `x.__index__()` and the like give.
  public static func positive(_ thread: Thread, _ a: Value) throws(Raised) -> Value { plain(a) }
  public static func absolute(_ thread: Thread, _ a: Value) throws(Raised) -> Value {
    let x = plain(a)
    return sign(x) < 0 ? try negative(thread, x) : x
  }
  public static func truth(_ thread: Thread, _ a: Value) throws(Raised) -> Value { .bool(plain(a) != .int(0)) }

  /// Hash of a magnitude.
  static func hash(limbs: UnsafePointer<UInt>, _ count: Int) -> UInt { __gmpn_mod_1(limbs, count, hashModulus) }

  // MARK: Power

  /// a ** b, and pow(a, b, c) for c other than None.
  public static func power(_ thread: Thread, _ a: Value, _ b: Value, _ c: Value) throws(Raised) -> Value {
    let x = plain(a)
    let y = plain(b)
    if x.isEmpty || y.isEmpty { return .notImplemented }
    if !c.isNone {
      let z = plain(c)
      if z.isEmpty { return .notImplemented }
      return try modularPower(thread, x, y, z)
    }
    if sign(y) < 0 {
      return try Float.power(thread, thread.float(try toDouble(thread, x)), thread.float(try toDouble(thread, y)), .none)
    }
    if Value.bothInt(x, y), let r = smallPower(x.asInt, y.asInt) { return thread.int(r) }
    return try largePower(thread, x, y)
  }

  /// nil when it overflows.
  private static func smallPower(_ base: Int, _ exponent: Int) -> Int? {
    var result = 1
    var factor = base
    var e = exponent
    while true {
      if e & 1 != 0 {
        let (r, overflow) = result.multipliedReportingOverflow(by: factor)
        if overflow { return nil }
        result = r
      }
      e >>= 1
      if e == 0 { return result }
      let (f, overflow) = factor.multipliedReportingOverflow(by: factor)
      if overflow { return nil }
      factor = f
    }
  }

  /// By squaring from the highest bit down, the base's factors of two set aside. The base is not 0 or ±1 (smallPower has done these,
  /// except for a big exponent).
  private static func largePower(_ thread: Thread, _ x: Value, _ y: Value) throws(Raised) -> Value {
    guard y.isInt else {
      if x == .int(0) || x == .int(1) { return x }
      if x == .int(-1) { return .int(lowBits(y) & 1 == 0 ? 1 : -1) }
      throw thread.raiseMemoryError()
    }
    let e = y.asInt
    return try Limbs.with(x) { (m: Limbs) throws(Raised) -> Value in
      let (bits, overflow) = m.bitLength.multipliedReportingOverflow(by: e)
      if overflow || bits >> 6 >= BigInt.limbLimit &- 4 { throw thread.raiseMemoryError() }
      var zeros = 0
      while m.limbs[zeros >> 6] == 0 { zeros &+= 64 }
      zeros &+= m.limbs[zeros >> 6].trailingZeroBitCount
      let room = bits >> 6 &+ m.count &+ 4
      guard let memory = malloc(room &* 24) else { throw thread.raiseMemoryError() }
      defer { Glibc.free(memory) }
      let base = memory.assumingMemoryBound(to: UInt.self)
      var current = base + room
      var next = base + 2 &* room
      // The odd part of the base.
      var n = m.count &- zeros >> 6
      if zeros & 63 == 0 {
        memcpy(base, m.limbs + zeros >> 6, n &* 8)
      } else {
        _ = __gmpn_rshift(base, m.limbs + zeros >> 6, n, UInt32(zeros & 63))
      }
      while n > 1, base[n &- 1] == 0 { n &-= 1 }
      let baseCount = n
      memcpy(current, base, n &* 8)
      var bit = 62 &- e.leadingZeroBitCount
      if baseCount == 1 && base[0] == 1 { bit = -1 }
      while bit >= 0 {
        __gmpn_sqr(next, current, n)
        n &*= 2
        if next[n &- 1] == 0 { n &-= 1 }
        swap(&current, &next)
        if e >> bit & 1 != 0 {
          if baseCount == 1 {
            let carry = __gmpn_mul_1(current, current, n, base[0])
            if carry != 0 {
              current[n] = carry
              n &+= 1
            }
          } else {
            _ = __gmpn_mul(next, current, n, base, baseCount)
            n &+= baseCount
            if next[n &- 1] == 0 { n &-= 1 }
            swap(&current, &next)
          }
        }
        bit &-= 1
        if n > 10000 { try thread.checkEvents() }
      }
      let power = Limbs(limbs: UnsafePointer(current), count: n, negative: m.negative && e & 1 != 0)
      return try shiftLeft(thread, power, zeros &* e)
    }
  }

  private static func modularPower(_ thread: Thread, _ x: Value, _ y: Value, _ z: Value) throws(Raised) -> Value {
    if z == .int(0) { throw thread.raise(.valueError, "pow() 3rd argument cannot be 0") }
    if z == .int(1) || z == .int(-1) { return .int(0) }
    if Value.bothInt(x, y), z.isInt, y.asInt >= 0 {
      let modulus = z.asInt.magnitude
      let r = wordPower(floorRemainder(x.asInt, Int(bitPattern: modulus)).magnitude, UInt(bitPattern: y.asInt), modulus)
      return .int(r != 0 && z.asInt < 0 ? Int(bitPattern: r) &+ z.asInt : Int(bitPattern: r))
    }
    var base = x
    var exponent = y
    if sign(y) < 0 {
      base = try inverse(thread, x, z)
      exponent = try negative(thread, y)
    }
    let b = try divide(thread, base, try absolute(thread, z)).remainder
    var r = IntegerResult()
    defer { r.release() }
    Limbs.read(b) { b in
      Limbs.read(exponent) { e in
        Limbs.read(z) { m in
          withInteger(b) { b in withInteger(e) { e in withInteger(m) { m in __gmpz_powm(&r.z, b, e, m) } } }
        }
      }
    }
    let power = try r.toInt(thread)
    return sign(z) < 0 && power != .int(0) ? try add(thread, power, z) : power
  }
  /// base < modulus
  private static func wordPower(_ base: UInt, _ exponent: UInt, _ modulus: UInt) -> UInt {
    var result: UInt = 1
    var factor = base
    var e = exponent
    if modulus < 1 << 32 {
      while e != 0 {
        if e & 1 != 0 { result = result &* factor % modulus }
        factor = factor &* factor % modulus
        e >>= 1
      }
      return result % modulus
    }
    while e != 0 {
      if e & 1 != 0 { result = modulus.dividingFullWidth(result.multipliedFullWidth(by: factor)).remainder }
      factor = modulus.dividingFullWidth(factor.multipliedFullWidth(by: factor)).remainder
      e >>= 1
    }
    return result
  }
  /// x ** -1 modulo |z|, not negative.
  static func inverse(_ thread: Thread, _ x: Value, _ z: Value) throws(Raised) -> Value {
    var r = IntegerResult()
    defer { r.release() }
    let found = Limbs.read(x) { m in
      Limbs.read(z) { n in
        withInteger(m) { m in withInteger(n) { n in __gmpz_invert(&r.z, m, n) } }
      }
    }
    if found == 0 { throw thread.raise(.valueError, "base is not invertible for the given modulus") }
    return try r.toInt(thread)
  }
}
