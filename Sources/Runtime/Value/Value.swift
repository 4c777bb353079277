// The representation of every Python value: one 64-bit word that tags itself.
//
//   low bits       meaning
//   x00            int, 62 bits, stored as i << 2: adding two is one `add` and one `jo`
//   001            address of a heap object, plus 1: the -1 folds into the displacement of each access
//   011, 111       constants: None, False, True, NotImplemented, Ellipsis, and the two internal marks below
//   010, 101, 110  float: rotateLeft(bits, 4) + 2; covers 0.0 and magnitudes of about 2^±255
//
// Floats outside that range (infinities, nan, extreme exponents) are boxed. Against NaN-boxing with 49-bit
// ints this was 15 to 20 % faster in int loops and 5 to 15 % slower in float loops, and it keeps Python's
// hashes, generators of random numbers and 64-bit mixing out of big integers.
//
// Only this file knows the bits.

public struct Value: BitwiseCopyable, Equatable {
  public var bits: UInt64

  @inline(__always) public init(bits: UInt64) { self.bits = bits }

  /// Identity, the meaning of Python's `is` for everything but big ints and boxed floats.
  @inline(__always) public static func == (a: Value, b: Value) -> Bool { a.bits == b.bits }
}

// MARK: Constants

extension Value {
  @inline(__always) public static var none: Value { Value(bits: 0x03) }
  @inline(__always) public static var no: Value { Value(bits: 0x07) }
  @inline(__always) public static var notImplemented: Value { Value(bits: 0x0B) }
  @inline(__always) public static var yes: Value { Value(bits: 0x0F) }
  @inline(__always) public static var ellipsis: Value { Value(bits: 0x13) }
  /// No value: an unbound variable, a missing argument, an unused slot. Never seen by a Python program.
  @inline(__always) public static var empty: Value { Value(bits: 0x17) }
  /// What a native body or a slot hands back when it has raised. Never stored anywhere.
  @inline(__always) public static var error: Value { Value(bits: 0x1B) }

  @inline(__always) public var isNone: Bool { bits == 0x03 }
  @inline(__always) public var isEmpty: Bool { bits == 0x17 }
  @inline(__always) public var isError: Bool { bits == 0x1B }
  @inline(__always) public var isNotImplemented: Bool { bits == 0x0B }
  @inline(__always) public var isTrue: Bool { bits == 0x0F }
  @inline(__always) public var isFalse: Bool { bits == 0x07 }
  /// True or False, nothing else.
  @inline(__always) public var isBool: Bool { bits & ~0x08 == 0x07 }
  @inline(__always) public static func bool(_ b: Bool) -> Value { Value(bits: b ? 0x0F : 0x07) }
  /// nil for `empty`, itself otherwise.
  @inline(__always) public var orNil: Value? { isEmpty ? nil : self }
}

// MARK: Small ints

extension Value {
  @inline(__always) public var isInt: Bool { bits & 3 == 0 }
  @inline(__always) public static func bothInt(_ a: Value, _ b: Value) -> Bool { (a.bits | b.bits) & 3 == 0 }
  /// The number; only when `isInt`.
  @inline(__always) public var asInt: Int { Int(Int64(bitPattern: bits) >> 2) }
  /// Whether `i` needs no big int: -2^61 ..< 2^61.
  @inline(__always) public static func fits(_ i: Int) -> Bool { (i << 2) >> 2 == i }
  /// Only when `fits(i)`.
  @inline(__always) public static func int(_ i: Int) -> Value { Value(bits: UInt64(bitPattern: Int64(i << 2))) }

  @inline(__always) public static func addInt(_ a: Value, _ b: Value) -> (value: Value, overflow: Bool) {
    let (r, o) = Int64(bitPattern: a.bits).addingReportingOverflow(Int64(bitPattern: b.bits))
    return (Value(bits: UInt64(bitPattern: r)), o)
  }
  @inline(__always) public static func subInt(_ a: Value, _ b: Value) -> (value: Value, overflow: Bool) {
    let (r, o) = Int64(bitPattern: a.bits).subtractingReportingOverflow(Int64(bitPattern: b.bits))
    return (Value(bits: UInt64(bitPattern: r)), o)
  }
  @inline(__always) public static func mulInt(_ a: Value, _ b: Value) -> (value: Value, overflow: Bool) {
    let (r, o) = (Int64(bitPattern: a.bits) >> 2).multipliedReportingOverflow(by: Int64(bitPattern: b.bits))
    return (Value(bits: UInt64(bitPattern: r)), o)
  }
  /// Order of two small ints without untagging them.
  @inline(__always) public static func lessInt(_ a: Value, _ b: Value) -> Bool { Int64(bitPattern: a.bits) < Int64(bitPattern: b.bits) }
}

// MARK: Unboxed floats

extension Value {
  /// An unboxed float. A boxed one is a heap object of kind `.float`: use `Float.number(of:)` for both.
  @inline(__always) public var isFloat: Bool { (0x6464_6464 as UInt32) &>> UInt32(truncatingIfNeeded: bits) & 1 != 0 }
  @inline(__always) public static func bothFloat(_ a: Value, _ b: Value) -> Bool { a.isFloat && b.isFloat }
  @inline(__always) public var asFloat: Double {
    let b = bits &- 2
    return Double(bitPattern: b &>> 4 | b &<< 60)
  }
  /// The unboxed form of `d`; nothing meaningful when the result is not `isFloat`: then it has to be boxed.
  @inline(__always) public static func unboxed(_ d: Double) -> Value {
    let b = d.bitPattern
    return Value(bits: (b &<< 4 | b &>> 60) &+ 2)
  }
}

// MARK: Heap objects

/// The address of a heap object or of one of its parts.
public typealias Raw = UnsafeMutableRawPointer

extension Value {
  @inline(__always) public var isObject: Bool { bits & 7 == 1 }
  /// The object's address; only when `isObject`.
  @inline(__always) public var object: Raw { Raw(bitPattern: UInt(bits &- 1)).unsafelyUnwrapped }
  @inline(__always) public init(_ object: Raw) { bits = UInt64(UInt(bitPattern: object)) &+ 1 }
  /// An address that is not a Python value, in a field that the collector reads as a Value: it looks like an int.
  @inline(__always) public static func raw(_ address: UnsafeRawPointer?) -> Value { Value(bits: UInt64(UInt(bitPattern: address)) &<< 2) }
  @inline(__always) public var asRaw: Raw? { Raw(bitPattern: UInt(bits &>> 2)) }
}
