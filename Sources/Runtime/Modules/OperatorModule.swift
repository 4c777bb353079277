// _operator: the operators as functions.

enum OperatorModule {
  static func define(_ m: ModuleBuilder) throws(Raised) {
    m.doc("Operator interface.\n\nThis module exports a set of functions implemented in Swift corresponding\nto the intrinsic operators of Python.")
    try m.type(.itemGetter)
    try m.type(.attributeGetter)
    try m.type(.methodCaller)
    arithmetic(m)
    inPlace(m)
    comparisons(m)
    containers(m)
  }

  @inline(__always) private static func two(
    _ t: Raw, _ b: Raw, _ n: Int, _ k: Raw?, _ op: BinaryOperator
  ) -> UInt64 {
    native(t, b, n, k) { (thread: Thread, args: Args) throws(Raised) -> Value in try thread.binary(args[0], args[1], op) }
  }
  @inline(__always) private static func twoInPlace(
    _ t: Raw, _ b: Raw, _ n: Int, _ k: Raw?, _ op: BinaryOperator
  ) -> UInt64 {
    native(t, b, n, k) { (thread: Thread, args: Args) throws(Raised) -> Value in try thread.inPlace(args[0], args[1], op) }
  }
  @inline(__always) private static func order(_ t: Raw, _ b: Raw, _ n: Int, _ k: Raw?, _ op: CompareOp) -> UInt64 {
    native(t, b, n, k) { (thread: Thread, args: Args) throws(Raised) -> Value in try thread.compare(args[0], args[1], op) }
  }

  private static func arithmetic(_ m: ModuleBuilder) {
    m.function("add(a, b, /)", "Same as a + b.") { OperatorModule.two($0, $1, $2, $3, .add) }
    m.function("sub(a, b, /)", "Same as a - b.") { OperatorModule.two($0, $1, $2, $3, .subtract) }
    m.function("mul(a, b, /)", "Same as a * b.") { OperatorModule.two($0, $1, $2, $3, .multiply) }
    m.function("matmul(a, b, /)", "Same as a @ b.") { OperatorModule.two($0, $1, $2, $3, .matrixMultiply) }
    m.function("truediv(a, b, /)", "Same as a / b.") { OperatorModule.two($0, $1, $2, $3, .trueDivide) }
    m.function("floordiv(a, b, /)", "Same as a // b.") { OperatorModule.two($0, $1, $2, $3, .floorDivide) }
    m.function("mod(a, b, /)", "Same as a % b.") { OperatorModule.two($0, $1, $2, $3, .remainder) }
    m.function("lshift(a, b, /)", "Same as a << b.") { OperatorModule.two($0, $1, $2, $3, .lshift) }
    m.function("rshift(a, b, /)", "Same as a >> b.") { OperatorModule.two($0, $1, $2, $3, .rshift) }
    m.function("and_(a, b, /)", "Same as a & b.") { OperatorModule.two($0, $1, $2, $3, .and) }
    m.function("xor(a, b, /)", "Same as a ^ b.") { OperatorModule.two($0, $1, $2, $3, .xor) }
    m.function("or_(a, b, /)", "Same as a | b.") { OperatorModule.two($0, $1, $2, $3, .or) }
    m.function("pow(a, b, /)", "Same as a ** b.") { native($0, $1, $2, $3) { t, a throws(Raised) in try t.power(a[0], a[1], .none) } }
    m.function("neg(a, /)", "Same as -a.") { native($0, $1, $2, $3) { t, a throws(Raised) in try t.negative(a[0]) } }
    m.function("pos(a, /)", "Same as +a.") { native($0, $1, $2, $3) { t, a throws(Raised) in try t.positive(a[0]) } }
    m.function("invert(a, /)", "Same as ~a.") { native($0, $1, $2, $3) { t, a throws(Raised) in try t.invert(a[0]) } }
    m.function("inv(a, /)", "Same as ~a.") { native($0, $1, $2, $3) { t, a throws(Raised) in try t.invert(a[0]) } }
    m.function("abs(a, /)", "Same as abs(a).") { native($0, $1, $2, $3) { t, a throws(Raised) in try t.absolute(a[0]) } }
    m.function("index(a, /)", "Same as a.__index__()") { native($0, $1, $2, $3) { t, a throws(Raised) in try t.index(a[0]) } }
    m.function("truth(a, /)", "Whether a is true.") {
      native($0, $1, $2, $3) { t, a throws(Raised) in .bool(try t.truth(a[0])) }
    }
    m.function("not_(a, /)", "Same as not a.") { native($0, $1, $2, $3) { t, a throws(Raised) in .bool(!(try t.truth(a[0]))) } }
    m.function("is_(a, b, /)", "Same as a is b.") { native($0, $1, $2, $3) { t, a throws(Raised) in .bool(t.isIdentical(a[0], a[1])) } }
    m.function("is_not(a, b, /)", "Same as a is not b.") { native($0, $1, $2, $3) { t, a throws(Raised) in .bool(!t.isIdentical(a[0], a[1])) } }
  }
  private static func inPlace(_ m: ModuleBuilder) {
    m.function("iadd(a, b, /)", "Same as a += b.") { OperatorModule.twoInPlace($0, $1, $2, $3, .add) }
    m.function("isub(a, b, /)", "Same as a -= b.") { OperatorModule.twoInPlace($0, $1, $2, $3, .subtract) }
    m.function("imul(a, b, /)", "Same as a *= b.") { OperatorModule.twoInPlace($0, $1, $2, $3, .multiply) }
    m.function("imatmul(a, b, /)", "Same as a @= b.") { OperatorModule.twoInPlace($0, $1, $2, $3, .matrixMultiply) }
    m.function("itruediv(a, b, /)", "Same as a /= b.") { OperatorModule.twoInPlace($0, $1, $2, $3, .trueDivide) }
    m.function("ifloordiv(a, b, /)", "Same as a //= b.") { OperatorModule.twoInPlace($0, $1, $2, $3, .floorDivide) }
    m.function("imod(a, b, /)", "Same as a %= b.") { OperatorModule.twoInPlace($0, $1, $2, $3, .remainder) }
    m.function("ilshift(a, b, /)", "Same as a <<= b.") { OperatorModule.twoInPlace($0, $1, $2, $3, .lshift) }
    m.function("irshift(a, b, /)", "Same as a >>= b.") { OperatorModule.twoInPlace($0, $1, $2, $3, .rshift) }
    m.function("iand(a, b, /)", "Same as a &= b.") { OperatorModule.twoInPlace($0, $1, $2, $3, .and) }
    m.function("ixor(a, b, /)", "Same as a ^= b.") { OperatorModule.twoInPlace($0, $1, $2, $3, .xor) }
    m.function("ior(a, b, /)", "Same as a |= b.") { OperatorModule.twoInPlace($0, $1, $2, $3, .or) }
    m.function("ipow(a, b, /)", "Same as a **= b.") { OperatorModule.twoInPlace($0, $1, $2, $3, .power) }
    m.function("iconcat(a, b, /)", "a += b of two sequences") { native($0, $1, $2, $3, OperatorModule.inPlaceConcat) }
  }
  private static func comparisons(_ m: ModuleBuilder) {
    m.function("lt(a, b, /)", "Same as a < b.") { OperatorModule.order($0, $1, $2, $3, .lt) }
    m.function("le(a, b, /)", "Same as a <= b.") { OperatorModule.order($0, $1, $2, $3, .le) }
    m.function("eq(a, b, /)", "Same as a == b.") { OperatorModule.order($0, $1, $2, $3, .eq) }
    m.function("ne(a, b, /)", "Same as a != b.") { OperatorModule.order($0, $1, $2, $3, .ne) }
    m.function("gt(a, b, /)", "Same as a > b.") { OperatorModule.order($0, $1, $2, $3, .gt) }
    m.function("ge(a, b, /)", "Same as a >= b.") { OperatorModule.order($0, $1, $2, $3, .ge) }
    m.function("_compare_digest(a, b, /)", "Return 'a == b', in a time that does not depend on the contents.") { native($0, $1, $2, $3, OperatorModule.compareDigest) }
  }
  private static func containers(_ m: ModuleBuilder) {
    m.function("concat(a, b, /)", "a + b of two sequences") { native($0, $1, $2, $3, OperatorModule.concat) }
    m.function("contains(a, b, /)", "b in a") {
      native($0, $1, $2, $3) { t, a throws(Raised) in .bool(try t.contains(a[0], a[1])) }
    }
    m.function("getitem(a, b, /)", "Same as a[b].") { native($0, $1, $2, $3) { t, a throws(Raised) in try t.getItem(a[0], a[1]) } }
    m.function("setitem(a, b, c, /)", "Same as a[b] = c.") {
      native($0, $1, $2, $3) { t, a throws(Raised) in
        try t.setItem(a[0], a[1], a[2])
        return .none
      }
    }
    m.function("delitem(a, b, /)", "Same as del a[b].") {
      native($0, $1, $2, $3) { t, a throws(Raised) in
        try t.deleteItem(a[0], a[1])
        return .none
      }
    }
    m.function("countOf(a, b, /)", "How many items of a are or equal b.") { native($0, $1, $2, $3, OperatorModule.countOf) }
    m.function("indexOf(a, b, /)", "Where in a the first item is that is or equals b; ValueError if there is none.") { native($0, $1, $2, $3, OperatorModule.indexOf) }
    m.function("length_hint(obj, default=0, /)", "How many items obj has, about (PEP 424).") { native($0, $1, $2, $3, OperatorModule.lengthHint) }
    m.function("call(obj, /, *args, **kwargs)", "obj(*args, **kwargs)") { native($0, $1, $2, $3, OperatorModule.call) }
  }

  static func concat(_ thread: Thread, _ args: Args) throws(Raised) -> Value {
    try checkSequences(thread, args)
    return try thread.add(args[0], args[1])
  }
  static func inPlaceConcat(_ thread: Thread, _ args: Args) throws(Raised) -> Value {
    try checkSequences(thread, args)
    return try thread.inPlace(args[0], args[1], .add)
  }
  private static func checkSequences(_ thread: Thread, _ args: Args) throws(Raised) {
    let slots = args[0].type.slots
    if slots.pointee.concat == nil, slots.pointee.getItem == nil {
      throw thread.raise(.typeError, "'\(args[0].type.displayName)' object can't be concatenated")
    }
  }
  private static func iterator(_ thread: Thread, _ v: Value) throws(Raised) -> Value {
    if !v.isIterable { throw thread.raise(.typeError, "argument of type '\(v.type.displayName)' is not iterable") }
    return try thread.iterator(v)
  }
  static func countOf(_ thread: Thread, _ args: Args) throws(Raised) -> Value {
    let it = try iterator(thread, args[0])
    var n = 0
    while true {
      let v = try thread.next(it)
      if v.isEmpty { return .int(n) }
      if try thread.same(v, args[1]) { n &+= 1 }
    }
  }
  static func indexOf(_ thread: Thread, _ args: Args) throws(Raised) -> Value {
    let it = try iterator(thread, args[0])
    var n = 0
    while true {
      let v = try thread.next(it)
      if v.isEmpty { throw thread.raise(.valueError, "sequence.index(x): x not in sequence") }
      if try thread.same(v, args[1]) { return .int(n) }
      n &+= 1
    }
  }
  static func lengthHint(_ thread: Thread, _ args: Args) throws(Raised) -> Value {
    if !args[1].isEmpty, args[1].type.slots.pointee.index == nil {
      throw thread.raise(.typeError, "'\(args[1].type.displayName)' object cannot be interpreted as an integer")
    }
    let fallback = args[1].isEmpty ? 0 : try thread.indexInt(args[1], overflow: .overflowError)
    return thread.int(try thread.lengthHint(args[0], fallback))
  }
  static func call(_ thread: Thread, _ args: Args) throws(Raised) -> Value {
    let arguments = try Tuple.make(thread, args.base + 1, count: args.count &- 1)
    return try thread.call(args[0], tuple: arguments.value, kwargs: args.keyword(0))
  }
  static func compareDigest(_ thread: Thread, _ args: Args) throws(Raised) -> Value {
    let a = args[0]
    let b = args[1]
    if a.isKind(.str), b.isKind(.str) {
      if !Str(a).isASCII || !Str(b).isASCII { throw thread.raise(.typeError, "comparing strings with non-ASCII characters is not supported") }
      return .bool(sameBytes(Str(a).data, Str(a).length, Str(b).data, Str(b).length))
    }
    for v in [a, b] where v.type.slots.pointee.buffer == nil {
      if a.type.slots.pointee.buffer == nil, b.type.slots.pointee.buffer == nil {
        throw thread.raise(.typeError, "unsupported operand types(s) or combination of types: '\(a.type.displayName)' and '\(b.type.displayName)'")
      }
      throw thread.raise(.typeError, "a bytes-like object is required, not '\(v.type.displayName)'")
    }
    let x = try thread.call(Type[.bytes].value, a)
    let y = try thread.call(Type[.bytes].value, b)
    return .bool(sameBytes(Raw(Bytes(x).data), Bytes(x).count, Raw(Bytes(y).data), Bytes(y).count))
  }
  /// Looks at all of `b`, whatever `a` holds.
  private static func sameBytes(_ a: Raw, _ n: Int, _ b: Raw, _ m: Int) -> Bool {
    var difference: UInt8 = n == m ? 0 : 1
    let left = n == m ? a : b
    var i = 0
    while i < m {
      difference |= left.load(fromByteOffset: i, as: UInt8.self) ^ b.load(fromByteOffset: i, as: UInt8.self)
      i &+= 1
    }
    return difference == 0
  }
}
