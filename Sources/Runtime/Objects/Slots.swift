// What an operation does for the instances of a class: one function pointer an operation, nil where the class has none.
//
// A built-in type fills its slots in its `define`; a subclass inherits what it does not override; a dunder method that is
// written in Python (or stored in a class later) puts a function here that looks the method up and calls it. The reverse
// way, each filled slot of a built-in type appears in its dict as a wrapper (`int.__add__`): `SlotTable.rows` is the one list that
// ties slot and name.
//
// C functions, because they are plain addresses in constant data: no closure context, no retain. A Swift body with typed
// throws is adapted by `unary`, `binary`, … in Native.swift: `slots.add = { binary($0, $1, $2, Float.add) }`.

public typealias UnarySlot = @convention(c) (_ thread: Raw, _ a: UInt64) -> UInt64
public typealias BinarySlot = @convention(c) (_ thread: Raw, _ a: UInt64, _ b: UInt64) -> UInt64
public typealias TernarySlot = @convention(c) (_ thread: Raw, _ a: UInt64, _ b: UInt64, _ c: UInt64) -> UInt64
/// richCompare: c is a `CompareOp`.
public typealias CompareSlot = @convention(c) (_ thread: Raw, _ a: UInt64, _ b: UInt64, _ op: Int) -> UInt64
/// A native body: `base[0 ..< count]` are the positional arguments (self first for methods), `keywords` what the
/// signature's keyword-only parameters are bound to, then `**kwargs`. See Args.
public typealias NativeBody = @convention(c) (_ thread: Raw, _ base: UnsafeMutableRawPointer, _ count: Int, _ keywords: UnsafeMutableRawPointer?) -> UInt64
/// call, new, init as slots: positional arguments at base, then the values of the keywords that the tuple `names` names (empty: none).
/// base[0] is the callee (call), the class (new), the object (init); `count` is the number of positional arguments, base[0]
/// included. A callee may overwrite base[0]: it is scratch for the call.
public typealias CallSlot = @convention(c) (_ thread: Raw, _ base: UnsafeMutableRawPointer, _ count: Int, _ names: UInt64) -> UInt64

public enum CompareOp: Int, BitwiseCopyable {
  case lt, le, eq, ne, gt, ge
  /// The operator for swapped operands.
  public var swapped: CompareOp {
    switch self {
    case .lt: .gt
    case .le: .ge
    case .gt: .lt
    case .ge: .le
    case .eq: .eq
    case .ne: .ne
    }
  }
  public var symbol: StaticString {
    switch self {
    case .lt: "<"
    case .le: "<="
    case .eq: "=="
    case .ne: "!="
    case .gt: ">"
    case .ge: ">="
    }
  }
}

public struct Slots: BitwiseCopyable {
  // Object protocol
  public var repr: UnarySlot?
  public var str: UnarySlot?
  /// An int Value (any 62-bit int).
  public var hash: UnarySlot?
  public var call: CallSlot?
  public var new: CallSlot?
  public var initialize: CallSlot?
  public var getAttribute: BinarySlot?
  /// `__getattr__`, called when getAttribute raises AttributeError; used by classes written in Python only.
  public var getAttr: BinarySlot?
  /// c is empty for deletion.
  public var setAttribute: TernarySlot?
  public var richCompare: CompareSlot?
  public var iter: UnarySlot?
  /// The next value, or `empty` (and no exception) at the end: no StopIteration object is made.
  public var next: UnarySlot?
  /// True or False.
  public var bool: UnarySlot?
  // Descriptors: b the instance or empty, c the class; set: c is empty for deletion.
  public var descriptorGet: TernarySlot?
  public var descriptorSet: TernarySlot?
  /// `__del__`
  public var finalize: UnarySlot?
  // Containers
  public var length: UnarySlot?
  public var getItem: BinarySlot?
  /// c is empty for deletion.
  public var setItem: TernarySlot?
  public var contains: BinarySlot?
  /// `+`, `*` of sequences, tried after the numbers' slots. repeat's b is any object with __index__.
  public var concat: BinarySlot?
  public var repeat_: BinarySlot?
  public var inPlaceConcat: BinarySlot?
  public var inPlaceRepeat: BinarySlot?
  // Numbers. Each gets both operands in source order and gives NotImplemented when it cannot; it is tried for either operand's type.
  public var add: BinarySlot?
  public var subtract: BinarySlot?
  public var multiply: BinarySlot?
  public var matrixMultiply: BinarySlot?
  public var trueDivide: BinarySlot?
  public var floorDivide: BinarySlot?
  public var remainder: BinarySlot?
  public var divmod: BinarySlot?
  public var lshift: BinarySlot?
  public var rshift: BinarySlot?
  public var and: BinarySlot?
  public var xor: BinarySlot?
  public var or: BinarySlot?
  /// c is none without modulus.
  public var power: TernarySlot?
  public var inPlaceAdd: BinarySlot?
  public var inPlaceSubtract: BinarySlot?
  public var inPlaceMultiply: BinarySlot?
  public var inPlaceMatrixMultiply: BinarySlot?
  public var inPlaceTrueDivide: BinarySlot?
  public var inPlaceFloorDivide: BinarySlot?
  public var inPlaceRemainder: BinarySlot?
  public var inPlaceLshift: BinarySlot?
  public var inPlaceRshift: BinarySlot?
  public var inPlaceAnd: BinarySlot?
  public var inPlaceXor: BinarySlot?
  public var inPlaceOr: BinarySlot?
  public var inPlacePower: TernarySlot?
  public var negative: UnarySlot?
  public var positive: UnarySlot?
  public var absolute: UnarySlot?
  public var invert: UnarySlot?
  public var int: UnarySlot?
  public var float: UnarySlot?
  public var index: UnarySlot?
  // Coroutines (PEP 492, 525)
  public var await: UnarySlot?
  public var aiter: UnarySlot?
  public var anext: UnarySlot?
  /// Fills a `BufferView` (b is its address as a raw word); nil: no buffer protocol.
  public var buffer: BinarySlot?

  public init() {}
}
