// The class int. Library Reference, "Numeric Types" and "Additional Methods on Integer Types".

import Glibc

extension Int {
  static func define(_ type: TypeBuilder) {
    type.doc("""
      int([x]) -> integer
      int(x, base=10) -> integer

      The integer that a number or a text stands for; 0 without arguments. Numbers are cut off towards zero.
      With a base (2 to 36, or 0 to take it from the text's prefix), x is a Int.str, bytes or bytearray.
      >>> int('0b100', base=0)
      4
      """)
    type.layout(.intInstance, size: 16)
    type.flags(.subclassable)
    type.new("int(x=0, /, base=10)") { native($0, $1, $2, $3, Int.new) }
    defineSlots(type.slots)
    type.method("as_integer_ratio()", "Return a pair of ints whose ratio is this number: itself and 1.") {
      native($0, $1, $2, $3) { thread, args throws(Raised) in Tuple.pair(thread, Int.plain(args[0]), .int(1)) }
    }
    type.method("bit_length()", "Number of bits that |self| needs in binary.") {
      native($0, $1, $2, $3) { thread, args throws(Raised) in .int(Int.bitLength(Int.plain(args[0]))) }
    }
    type.method("bit_count()", "Number of ones in the binary representation of |self|.") {
      native($0, $1, $2, $3) { thread, args throws(Raised) in .int(Int.bitCount(Int.plain(args[0]))) }
    }
    type.method("to_bytes(length=1, byteorder='big', *, signed=False)", "Return the bytes that represent this int.") {
      native($0, $1, $2, $3, Int.toBytes)
    }
    type.classMethod("from_bytes(bytes, byteorder='big', *, signed=False)", "Return the int that the bytes represent.") {
      native($0, $1, $2, $3, Int.fromBytes)
    }
    defineRounding(type)
    type.method("__format__(format_spec, /)", "Format by a specification of the mini-language.") {
      native($0, $1, $2, $3) { thread, args throws(Raised) in try NumberFormat.format(thread, args[0], args[1], Int.formatted) }
    }
    type.method("__getnewargs__()", "Arguments for __new__ when unpickling.") {
      native($0, $1, $2, $3) { thread, args throws(Raised) in try Tuple.make(thread, [Int.plain(args[0])]).value }
    }
    type.method("__sizeof__()", "Size in memory, in bytes, as CPython would have it.") {
      native($0, $1, $2, $3) { thread, args throws(Raised) in .int(24 &+ (Int.bitLength(Int.plain(args[0])) &+ 29) / 30 &* 4) }
    }
    type.property("real", "The number itself.", { unary($0, $1, Int.positive) })
    type.property("imag", "0: the imaginary part.", { unary($0, $1) { _, _ throws(Raised) in .int(0) } })
    type.property("numerator", "The number itself.", { unary($0, $1, Int.positive) })
    type.property("denominator", "1: the denominator in lowest terms.", { unary($0, $1) { _, _ throws(Raised) in .int(1) } })
  }

  private static func defineRounding(_ type: TypeBuilder) {
    type.method("conjugate()", "Return self: an int has no imaginary part.") {
      native($0, $1, $2, $3) { thread, args throws(Raised) in Int.plain(args[0]) }
    }
    type.method("__trunc__()", "Return self as an int.") {
      native($0, $1, $2, $3) { thread, args throws(Raised) in Int.plain(args[0]) }
    }
    type.method("__floor__()", "Return self as an int.") {
      native($0, $1, $2, $3) { thread, args throws(Raised) in Int.plain(args[0]) }
    }
    type.method("__ceil__()", "Return self as an int.") {
      native($0, $1, $2, $3) { thread, args throws(Raised) in Int.plain(args[0]) }
    }
    type.method("__round__(*args)", "Round to 10**-ndigits, half to even; ndigits >= 0 changes nothing.") {
      native($0, $1, $2, $3, Int.round)
    }
  }

  private static func defineSlots(_ slots: UnsafeMutablePointer<Slots>) {
    slots.pointee.repr = { unary($0, $1) { thread, v throws(Raised) in try Int.decimal(thread, Int.plain(v)).value } }
    slots.pointee.hash = { unary($0, $1) { thread, v throws(Raised) in .int(Int.hash(Int.plain(v))) } }
    slots.pointee.richCompare = { Runtime.compare($0, $1, $2, $3, Int.richCompare) }
    slots.pointee.bool = { unary($0, $1, Int.truth) }
    slots.pointee.add = { binary($0, $1, $2, Int.add) }
    slots.pointee.subtract = { binary($0, $1, $2, Int.subtract) }
    slots.pointee.multiply = { binary($0, $1, $2, Int.multiply) }
    slots.pointee.trueDivide = { binary($0, $1, $2, Int.trueDivide) }
    slots.pointee.floorDivide = { binary($0, $1, $2, Int.floorDivide) }
    slots.pointee.remainder = { binary($0, $1, $2, Int.remainder) }
    slots.pointee.divmod = { binary($0, $1, $2, Int.divmod) }
    slots.pointee.lshift = { binary($0, $1, $2, Int.lshift) }
    slots.pointee.rshift = { binary($0, $1, $2, Int.rshift) }
    slots.pointee.and = { binary($0, $1, $2, Int.and) }
    slots.pointee.xor = { binary($0, $1, $2, Int.xor) }
    slots.pointee.or = { binary($0, $1, $2, Int.or) }
    slots.pointee.power = { ternary($0, $1, $2, $3, Int.power) }
    slots.pointee.negative = { unary($0, $1, Int.negative) }
    slots.pointee.positive = { unary($0, $1, Int.positive) }
    slots.pointee.absolute = { unary($0, $1) { thread, v throws(Raised) in try Int.absolute(thread, Int.plain(v)) } }
    slots.pointee.invert = { unary($0, $1, Int.invert) }
    slots.pointee.int = { unary($0, $1, Int.positive) }
    slots.pointee.index = { unary($0, $1, Int.positive) }
    slots.pointee.float = { unary($0, $1) { thread, v throws(Raised) in thread.float(try Int.toDouble(thread, Int.plain(v))) } }
  }

  // MARK: Making

  /// int(x=0, /, base=10)
  static func new(_ thread: Thread, _ args: Args) throws(Raised) -> Value {
    let v = try converted(thread, args[1], args[2])
    let type = Type(args[0])
    if type == Type[.int] { return v }
    return try NumberInstance.make(thread, type, v)
  }
  private static func converted(_ thread: Thread, _ x: Value, _ base: Value) throws(Raised) -> Value {
    if x.isEmpty {
      if base.isEmpty { return .int(0) }
      throw thread.raise(.typeError, "int() missing string argument")
    }
    if base.isEmpty { return try from(thread, x) }
    let b = try thread.indexClipped(base)
    if b != 0 && (b < 2 || b > 36) { throw thread.raise(.valueError, "int() base must be >= 2 and <= 36, or 0") }
    if x.isKind(.str) { return try parse(thread, Str(x), base: b) }
    if x.isKind(.byteString) || x.isInstance(of: .bytearray) { return try fromText(thread, x, base: b) }
    throw thread.raise(.typeError, "int() can't convert non-string with explicit base")
  }
  /// int(x): a plain int.
  static func from(_ thread: Thread, _ x: Value) throws(Raised) -> Value {
    if x.isInt || x.isExactly(.int) { return x }
    if x.isFloat { return try fromDouble(thread, x.asFloat) }
    if x.isExactly(.str) { return try parse(thread, Str(x), base: 10) }
    let slots = x.type.slots
    if let slot = slots.pointee.int {
      return try thread.checkedInt(try slot(thread.raw, x.bits).orThrow(), "__int__")
    }
    if slots.pointee.index != nil { return try thread.index(x) }
    let method = try thread.lookupSpecial(x, .__trunc__)
    if !method.isEmpty {
      try thread.warn(.deprecationWarning, "The delegation of int() to __trunc__ is deprecated.", stackLevel: 1)
      let r = try thread.call(method)
      let p = plain(r)
      if !p.isEmpty { return p }
      if r.type.slots.pointee.index != nil { return try thread.index(r) }
      throw thread.raise(.typeError, "__trunc__ returned non-Integral (type \(r.type.displayName))")
    }
    if x.isKind(.str) { return try parse(thread, Str(x), base: 10) }
    if BufferView.isSupported(by: x) { return try fromText(thread, x, base: 10) }
    let what = "int() argument must be a string, a bytes-like object or a real number"
    throw thread.raise(.typeError, "\(what), not '\(x.type.displayName)'")
  }
  /// int(x, base) of a bytes-like object.
  private static func fromText(_ thread: Thread, _ x: Value, base: Int) throws(Raised) -> Value {
    let view = try BufferView.contiguous(thread, x)
    defer { view.close() }
    if let v = try parse(thread, view.bytes, base: base) { return v }
    throw try invalidLiteral(thread, try Bytes.make(thread, view.bytes).value, base)
  }

  // MARK: Methods

  /// int.__round__(ndigits=None)
  static func round(_ thread: Thread, _ args: Args) throws(Raised) -> Value {
    if args.count > 2 { throw thread.raise(.typeError, "__round__ expected at most 1 argument, got \(args.count - 1)") }
    let p = plain(args[0])
    if args[1].isEmpty { return p }
    let digits = try thread.index(args[1])
    if sign(digits) >= 0 { return p }
    // Nothing is left of a number far below half of 10**n.
    guard digits.isInt, 0 &- digits.asInt <= bitLength(p) else { return .int(0) }
    let unit = try power(thread, .int(10), .int(0 &- digits.asInt), .none)
    let (q, r) = try divide(thread, p, unit)
    let order = compare(try add(thread, r, r), unit)
    let up = order > 0 || (order == 0 && lowBits(q) & 1 != 0)
    let rounded = try subtract(thread, p, r)
    return up ? try add(thread, rounded, unit) : rounded
  }

  private static func isBigEndian(_ thread: Thread, _ v: Value, _ function: StaticString) throws(Raised) -> Bool {
    if v.isEmpty { return true }
    guard v.isKind(.str) else {
      throw thread.raise(.typeError, "\(function)() argument 'byteorder' must be str, not \(v.isNone ? "None" : v.type.displayName)")
    }
    if Str(v).equals("big") { return true }
    if Str(v).equals("little") { return false }
    throw thread.raise(.valueError, "byteorder must be either 'little' or 'big'")
  }

  static func toBytes(_ thread: Thread, _ args: Args) throws(Raised) -> Value {
    let p = plain(args[0])
    let length = args[1].isEmpty ? 1 : try thread.indexInt(args[1], overflow: .overflowError)
    let big = try isBigEndian(thread, args[2], "to_bytes")
    let signed = args.keyword(0).isEmpty ? false : try thread.truth(args.keyword(0))
    if length < 0 { throw thread.raise(.valueError, "length argument must be non-negative") }
    if !signed, sign(p) < 0 { throw thread.raise(.overflowError, "can't convert negative int to unsigned") }
    let bytes = try Bytes.uninitialized(thread, count: length)
    if !store(p, bytes.data, length, bigEndian: big, signed: signed) { throw thread.raise(.overflowError, "int too big to convert") }
    return bytes.value
  }

  static func fromBytes(_ thread: Thread, _ args: Args) throws(Raised) -> Value {
    let big = try isBigEndian(thread, args[2], "from_bytes")
    let signed = args.keyword(0).isEmpty ? false : try thread.truth(args.keyword(0))
    var source = args[1]
    if !source.isKind(.byteString) {
      if isAny(source) || source.isKind(.str) {
        throw thread.raise(.typeError, "cannot convert '\(source.type.displayName)' object to bytes")
      }
      source = try thread.call(Type[.bytes].value, source)
    }
    guard source.isKind(.byteString) else {
      throw thread.raise(.typeError, "__bytes__ returned non-bytes (type \(source.type.displayName))")
    }
    let v = try load(thread, Bytes(source).data, Bytes(source).count, bigEndian: big, signed: signed)
    return args[0] == Type[.int].value ? v : try thread.call(args[0], v)
  }
}
