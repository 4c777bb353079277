// What every heap object begins with, and the handle through which native code uses one.

/// The first eight bytes of a heap object.
public struct Header: BitwiseCopyable {
  /// Index into the machine's table of shapes. A shape names the object's class, and where its attributes lie.
  /// A built-in type's exact instances have the shape whose number is the type's `TypeID`.
  public var shape: UInt32
  /// The memory layout, which a subclass shares with its built-in base.
  public var kind: Kind
  /// The collector's bits: see Heap.swift.
  public var gc: UInt8
  /// Bits whose meaning belongs to the kind.
  public var flags: UInt16
}

extension Raw {
  @inline(__always) public var header: UnsafeMutablePointer<Header> { assumingMemoryBound(to: Header.self) }
  @inline(__always) public var shape: UInt32 { load(as: UInt32.self) }
  @inline(__always) public var kind: Kind { load(fromByteOffset: 4, as: Kind.self) }
  @inline(__always) public func at<T: BitwiseCopyable>(_ offset: Int, as type: T.Type = T.self) -> UnsafeMutablePointer<T> {
    (self + offset).assumingMemoryBound(to: type)
  }
}

extension Value {
  /// An object whose class is exactly the built-in type `id` (no subclass). False for unboxed ints, floats and constants.
  @inline(__always) public func isExactly(_ id: TypeID) -> Bool { isObject && object.shape == id.rawValue }
  /// An object of this layout: an instance of the built-in type or of a subclass.
  @inline(__always) public func isKind(_ kind: Kind) -> Bool { isObject && object.kind == kind }
}

/// A handle: a trivial struct around the address of an object of one layout. Copying it costs nothing, and the
/// collector finds it wherever it lies (VM stack, native stack, registers), so it needs no registration.
public protocol Handle: BitwiseCopyable {
  associatedtype Fields: BitwiseCopyable
  var fields: UnsafeMutablePointer<Fields> { get }
  init(fields: UnsafeMutablePointer<Fields>)
}

extension Handle {
  /// Only when the caller has made sure that the value is an object of this layout.
  @inline(__always) public init(_ value: Value) { self.init(fields: value.object.assumingMemoryBound(to: Fields.self)) }
  @inline(__always) public init(_ object: Raw) { self.init(fields: object.assumingMemoryBound(to: Fields.self)) }
  @inline(__always) public var raw: Raw { Raw(fields) }
  @inline(__always) public var value: Value { Value(Raw(fields)) }
  @inline(__always) public var header: UnsafeMutablePointer<Header> { Raw(fields).header }
  /// The collector's write barrier: to be called when a Value is stored in a field of this object, with nothing allocated between the two
  /// (`barrier(); field = try make(…)` would be wrong: the collection that `make` runs makes the object old again).
  @inline(__always) public func barrier() { Heap.barrier(Raw(fields)) }
  /// The same where `value` is what is stored: numbers and constants are nothing that a collection has to find, and a large old list of
  /// numbers is not traced again because one more was appended.
  @inline(__always) public func barrier(storing value: Value) { if value.isObject { Heap.barrier(Raw(fields)) } }
}
