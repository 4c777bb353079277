// The class float. Library Reference, "Additional Methods on Float".

import Glibc

extension Float {
  static func define(_ type: TypeBuilder) {
    type.doc("The float that a number or a text stands for.")
    type.layout(.floatInstance, size: 16)
    type.flags(.subclassable)
    type.new("float(x=0, /)") { native($0, $1, $2, $3, Float.new) }
    defineSlots(type.slots)
    defineRounding(type)
    type.method("conjugate()", "Return self: a float has no imaginary part.") {
      native($0, $1, $2, $3) { thread, args throws(Raised) in thread.float(Float.number(known: args[0])) }
    }
    type.method("as_integer_ratio()", "Return a pair of ints whose ratio is exactly this number, in lowest terms.") {
      native($0, $1, $2, $3) { thread, args throws(Raised) in try Float.integerRatio(thread, Float.number(known: args[0])) }
    }
    type.method("is_integer()", "Whether the number is finite and whole.") {
      native($0, $1, $2, $3) { thread, args throws(Raised) in
        let d = Float.number(known: args[0])
        return .bool(d.isFinite && d == d.rounded(.towardZero))
      }
    }
    type.method("hex()", "Return the number as exact hexadecimal text.") {
      native($0, $1, $2, $3) { thread, args throws(Raised) in Str.make(thread, Float.hexadecimal(Float.number(known: args[0]))).value }
    }
    type.classMethod("fromhex(string, /)", "Make a float from hexadecimal text.") { native($0, $1, $2, $3, Float.fromHex) }
    type.classMethod("__getformat__(typestr, /)", "How the platform stores 'double' or 'float'.") { native($0, $1, $2, $3, Float.getFormat) }
    type.method("__format__(format_spec, /)", "Format by a specification of the mini-language.") {
      native($0, $1, $2, $3) { thread, args throws(Raised) in try NumberFormat.format(thread, args[0], args[1], Float.formatted) }
    }
    type.method("__getnewargs__()", "Arguments for __new__ when unpickling.") {
      native($0, $1, $2, $3) { thread, args throws(Raised) in try Tuple.make(thread, [thread.float(Float.number(known: args[0]))]).value }
    }
    type.property("real", "The number itself.", { unary($0, $1) { t, v throws(Raised) in t.float(Float.number(known: v)) } })
    type.property("imag", "0.0: the imaginary part.", { unary($0, $1) { t, _ throws(Raised) in t.float(0) } })
  }

  private static func defineRounding(_ type: TypeBuilder) {
    type.method("__trunc__()", "Return the int nearest to self towards zero.") {
      native($0, $1, $2, $3) { t, args throws(Raised) in try Int.fromAnyDouble(t, Float.number(known: args[0])) }
    }
    type.method("__floor__()", "Return the largest int that is not above self.") {
      native($0, $1, $2, $3) { t, args throws(Raised) in try Int.fromAnyDouble(t, Float.number(known: args[0]).rounded(.down)) }
    }
    type.method("__ceil__()", "Return the smallest int that is not below self.") {
      native($0, $1, $2, $3) { t, args throws(Raised) in try Int.fromAnyDouble(t, Float.number(known: args[0]).rounded(.up)) }
    }
    type.method("__round__(ndigits=None, /)", "Round to ndigits decimals, half to even; to an int when ndigits is left out.") {
      native($0, $1, $2, $3, Float.round)
    }
  }

  private static func defineSlots(_ slots: UnsafeMutablePointer<Slots>) {
    slots.pointee.repr = { unary($0, $1) { t, v throws(Raised) in try Float.repr(t, Float.number(known: v)).value } }
    slots.pointee.hash = { unary($0, $1) { t, v throws(Raised) in .int(Float.hash(Float.number(known: v), v)) } }
    slots.pointee.richCompare = { Runtime.compare($0, $1, $2, $3, Float.richCompare) }
    slots.pointee.bool = { unary($0, $1) { t, v throws(Raised) in .bool(Float.number(known: v) != 0) } }
    slots.pointee.add = { binary($0, $1, $2, Float.add) }
    slots.pointee.subtract = { binary($0, $1, $2, Float.subtract) }
    slots.pointee.multiply = { binary($0, $1, $2, Float.multiply) }
    slots.pointee.trueDivide = { binary($0, $1, $2, Float.trueDivide) }
    slots.pointee.floorDivide = { binary($0, $1, $2, Float.floorDivide) }
    slots.pointee.remainder = { binary($0, $1, $2, Float.remainder) }
    slots.pointee.divmod = { binary($0, $1, $2, Float.divmod) }
    slots.pointee.power = { ternary($0, $1, $2, $3, Float.power) }
    slots.pointee.negative = { unary($0, $1) { t, v throws(Raised) in t.float(-Float.number(known: v)) } }
    slots.pointee.positive = { unary($0, $1) { t, v throws(Raised) in t.float(Float.number(known: v)) } }
    slots.pointee.absolute = { unary($0, $1) { t, v throws(Raised) in t.float(Float.number(known: v).magnitude) } }
    slots.pointee.int = { unary($0, $1) { t, v throws(Raised) in try Int.fromAnyDouble(t, Float.number(known: v)) } }
    slots.pointee.float = { unary($0, $1) { t, v throws(Raised) in v.isExactly(.float) ? v : t.float(Float.number(known: v)) } }
  }

  /// float(x=0, /)
  static func new(_ thread: Thread, _ args: Args) throws(Raised) -> Value {
    let x = args[1]
    let type = Type(args[0])
    if type == Type[.float] { return try from(thread, x) }
    return try NumberInstance.make(thread, type, try from(thread, x))
  }
  /// A plain float.
  static func from(_ thread: Thread, _ x: Value) throws(Raised) -> Value {
    if x.isFloat || x.isExactly(.float) { return x }
    if x.isEmpty { return thread.float(0) }
    if x.isKind(.str) {
      // A subclass of str may have a __float__.
      if x.isExactly(.str) || x.type.slots.pointee.float == nil { return thread.float(try parse(thread, Str(x))) }
    }
    if let d = try thread.realNumber(x) { return thread.float(d) }
    if BufferView.isSupported(by: x) {
      let view = try BufferView.contiguous(thread, x)
      let d = parse(view.bytes)
      view.close()
      if let d { return thread.float(d) }
      throw try notANumber(thread, x)
    }
    throw thread.raise(.typeError, "float() argument must be a string or a real number, not '\(x.type.displayName)'")
  }

  static func integerRatio(_ thread: Thread, _ d: Double) throws(Raised) -> Value {
    if d.isNaN { throw thread.raise(.valueError, "cannot convert NaN to integer ratio") }
    if d.isInfinite { throw thread.raise(.overflowError, "cannot convert Infinity to integer ratio") }
    if d == 0 { return Tuple.pair(thread, .int(0), .int(1)) }
    var mantissa = Int(d.significandBitPattern)
    var exponent = -1074
    if d.isNormal {
      mantissa |= 1 << 52
      exponent = Int(d.exponent) - 52
    }
    let zeros = mantissa.trailingZeroBitCount
    mantissa >>= zeros
    exponent += zeros
    if d < 0 { mantissa = -mantissa }
    if exponent >= 0 { return Tuple.pair(thread, try Int.lshift(thread, .int(mantissa), .int(exponent)), .int(1)) }
    return Tuple.pair(thread, .int(mantissa), try Int.lshift(thread, .int(1), .int(-exponent)))
  }

  static func round(_ thread: Thread, _ args: Args) throws(Raised) -> Value {
    let d = number(known: args[0])
    if args[1].isEmpty || args[1].isNone { return try Int.fromAnyDouble(thread, d.rounded(.toNearestOrEven)) }
    let r = rounded(d, try thread.indexClipped(args[1]))
    if r.isInfinite, d.isFinite { throw thread.raise(.overflowError, "rounded value too large to represent") }
    return thread.float(r)
  }

  private static func fromHex(_ thread: Thread, _ args: Args) throws(Raised) -> Value {
    guard args[1].isKind(.str) else { throw thread.raise(.typeError, "bad argument type for built-in operation") }
    let d = thread.float(try fromHexadecimal(thread, Str(args[1]).utf8))
    return args[0] == Type[.float].value ? d : try thread.call(args[0], d)
  }
  private static func getFormat(_ thread: Thread, _ args: Args) throws(Raised) -> Value {
    guard args[1].isKind(.str) else {
      throw thread.raise(.typeError, "__getformat__() argument must be str, not \(args[1].type.displayName)")
    }
    let name = Str(args[1])
    if name.equals("double") || name.equals("float") { return Str.make(thread, "IEEE, little-endian" as StaticString).value }
    throw thread.raise(.valueError, "__getformat__() argument 1 must be 'double' or 'float'")
  }
}
