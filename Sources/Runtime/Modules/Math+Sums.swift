// math: sums, products, lengths; functions of ints.

import CGMP
import Glibc

extension MathModule {
  static func defineSums(_ m: ModuleBuilder) {
    m.function("fsum(seq, /)", "Exact sum of floats, rounded once.") { native($0, $1, $2, $3, MathModule.exactSum) }
    m.function("prod(iterable, /, *, start=1)", "Product of all items.") {
      native($0, $1, $2, $3) { t, a throws(Raised) in
        var r: Value = a.keyword(0).isEmpty ? .int(1) : a.keyword(0)
        try t.forEach(a[0]) { (v: Value) throws(Raised) -> Bool in
          r = try t.multiply(r, v)
          return true
        }
        return r
      }
    }
    m.function("hypot(*coordinates)", "Length of a vector.") {
      native($0, $1, $2, $3) { t, a throws(Raised) in
        var numbers: [Double] = []
        for i in 0..<a.count { numbers.append(try t.double(a[i])) }
        return t.float(MathModule.norm(numbers))
      }
    }
    m.function("dist(p, q, /)", "Distance of two points.") {
      native($0, $1, $2, $3) { t, a throws(Raised) in
        let p = try MathModule.point(t, a[0])
        let q = try MathModule.point(t, a[1])
        if p.count != q.count { throw t.raise(.valueError, "both points must have the same number of dimensions") }
        return t.float(MathModule.norm(zip(p, q).map { $0 - $1 }))
      }
    }
  }
  static func point(_ t: Thread, _ v: Value) throws(Raised) -> [Double] {
    var numbers: [Double] = []
    try t.forEach(v) { (x: Value) throws(Raised) -> Bool in
      numbers.append(try t.double(x))
      return true
    }
    return numbers
  }
  /// Square root of the sum of squares: scaled by a power of two, squares and sum in double-double, the root corrected once.
  static func norm(_ numbers: [Double]) -> Double {
    var largest = 0.0
    var isNaN = false
    for x in numbers {
      if x.isNaN { isNaN = true }
      largest = Swift.max(largest, x.magnitude)
      if x.isInfinite { return .infinity }
    }
    if isNaN { return .nan }
    if largest == 0 || numbers.count == 1 { return largest }
    let exponent = Int32(largest.exponent)
    var high = 0.0
    var low = 0.0
    for n in numbers {
      let x = scalbn(n, -exponent)
      let square = x * x
      let error = fma(x, x, -square)
      let sum = high + square
      let back = sum - high
      low += (high - (sum - back)) + (square - back) + error
      high = sum
    }
    let root = (high + low).squareRoot()
    let square = root * root
    let error = fma(root, root, -square)
    let rest = (high - square) - error + low
    return scalbn(root + rest / (2 * root), exponent)
  }

  /// Shewchuk's method: partial sums that do not overlap.
  static func exactSum(_ t: Thread, _ a: Args) throws(Raised) -> Value {
    var partials: [Double] = []
    var special = 0.0
    var infinities = 0.0
    try t.forEach(a[0]) { (v: Value) throws(Raised) -> Bool in
      let original = try t.double(v)
      var x = original
      var kept = 0
      for i in 0..<partials.count {
        var y = partials[i]
        if x.magnitude < y.magnitude { swap(&x, &y) }
        let high = x + y
        let low = y - (high - x)
        if low != 0 {
          partials[kept] = low
          kept += 1
        }
        x = high
      }
      partials.removeSubrange(kept...)
      if !x.isFinite {
        if original.isFinite { throw t.raise(.overflowError, "intermediate overflow in fsum") }
        if original.isInfinite { infinities += original }
        special += original
        partials.removeAll()
      } else if x != 0 {
        partials.append(x)
      }
      return true
    }
    if special != 0 || special.isNaN {
      if infinities.isNaN { throw t.raise(.valueError, "-inf + inf in fsum") }
      return t.float(special)
    }
    guard var high = partials.popLast() else { return t.float(0) }
    var low = 0.0
    while let y = partials.popLast() {
      let x = high
      high = x + y
      low = y - (high - x)
      if low != 0 { break }
    }
    // Half-way cases go the way that the remaining partials point.
    if let next = partials.last, (low < 0 && next < 0) || (low > 0 && next > 0) {
      let y = low * 2
      let x = high + y
      if y == x - high { high = x }
    }
    return t.float(high)
  }

  // MARK: Ints

  static func defineIntegers(_ m: ModuleBuilder) {
    m.function("gcd(*integers)", "Greatest common divisor.") {
      native($0, $1, $2, $3) { t, a throws(Raised) in
        var r = Value.int(0)
        for i in 0..<a.count { r = try MathModule.gcd(t, r, try t.index(a[i])) }
        return r
      }
    }
    m.function("lcm(*integers)", "Least common multiple.") {
      native($0, $1, $2, $3) { t, a throws(Raised) in
        var r = Value.int(1)
        for i in 0..<a.count {
          let p = try t.index(a[i])
          if r == .int(0) || p == .int(0) {
            r = .int(0)
            continue
          }
          let g = try MathModule.gcd(t, r, p)
          let q = try Int.divide(t, r, g).quotient
          r = try Int.absolute(t, try Int.multiply(t, q, p))
        }
        return r
      }
    }
    m.function("factorial(n, /)", "n!") { native($0, $1, $2, $3, MathModule.factorial) }
    m.function("isqrt(n, /)", "Square root of an int, cut off.") {
      native($0, $1, $2, $3) { t, a throws(Raised) in
        let p = try t.index(a[0])
        if Int.sign(p) < 0 { throw t.raise(.valueError, "isqrt() argument must be nonnegative") }
        var r = IntegerResult()
        defer { r.release() }
        Limbs.read(p) { m in withInteger(m) { z in __gmpz_sqrt(&r.z, z) } }
        return try r.toInt(t)
      }
    }
    m.function("comb(n, k, /)", "Number of ways to choose k of n things.") { native($0, $1, $2, $3, MathModule.combinations) }
    m.function("perm(n, k=None, /)", "Number of ways to choose k of n things in order.") {
      native($0, $1, $2, $3, MathModule.permutations)
    }
  }

  static func gcd(_ t: Thread, _ a: Value, _ b: Value) throws(Raised) -> Value {
    if Value.bothInt(a, b) {
      var x = a.asInt.magnitude
      var y = b.asInt.magnitude
      while y != 0 { (x, y) = (y, x % y) }
      return t.int(Int(bitPattern: x))
    }
    var r = IntegerResult()
    defer { r.release() }
    Limbs.read(a) { m in Limbs.read(b) { n in withInteger(m) { m in withInteger(n) { n in __gmpz_gcd(&r.z, m, n) } } } }
    return try r.toInt(t)
  }
  static func factorial(_ t: Thread, _ a: Args) throws(Raised) -> Value {
    let p = try t.index(a[0])
    if Int.sign(p) < 0 { throw t.raise(.valueError, "factorial() not defined for negative values") }
    guard let n = Int.word(p) else {
      throw t.raise(.overflowError, "factorial() argument should not exceed 9223372036854775807")
    }
    if n > 400_000_000 { throw t.raiseMemoryError() }
    var r = IntegerResult()
    defer { r.release() }
    __gmpz_fac_ui(&r.z, UInt(n))
    return try r.toInt(t)
  }
  private static func nonNegative(_ t: Thread, _ v: Value, _ name: String) throws(Raised) -> Value {
    let p = try t.index(v)
    if Int.sign(p) < 0 { throw t.raise(.valueError, "\(name) must be a non-negative integer") }
    return p
  }
  static func combinations(_ t: Thread, _ a: Args) throws(Raised) -> Value {
    let n = try nonNegative(t, a[0], "n")
    var k = try nonNegative(t, a[1], "k")
    let other = try Int.subtract(t, n, k)
    if Int.sign(other) < 0 { return .int(0) }
    if Int.compare(other, k) < 0 { k = other }
    guard let count = Int.word(k) else {
      throw t.raise(.overflowError, "min(n - k, k) must not exceed 9223372036854775807")
    }
    if count > 1 << 32 { throw t.raiseMemoryError() }
    var r = IntegerResult()
    defer { r.release() }
    Limbs.read(n) { m in withInteger(m) { z in __gmpz_bin_ui(&r.z, z, UInt(count)) } }
    return try r.toInt(t)
  }
  static func permutations(_ t: Thread, _ a: Args) throws(Raised) -> Value {
    if a[1].isEmpty || a[1].isNone { return try factorial(t, a) }
    let n = try nonNegative(t, a[0], "n")
    let k = try nonNegative(t, a[1], "k")
    if Int.compare(n, k) < 0 { return .int(0) }
    guard let count = Int.word(k) else { throw t.raise(.overflowError, "k must not exceed 9223372036854775807") }
    var product = Value.int(1)
    var factor = n
    for _ in 0..<count {
      product = try Int.multiply(t, product, factor)
      factor = try Int.subtract(t, factor, .int(1))
    }
    return product
  }
}
