// Shapes (hidden classes): which class an object has, and which attribute lies in which of its slots.
//
// A class has a root shape without attributes. Storing an attribute that a shape does not have leads to the child
// shape that has it, so that instances which are initialised alike share their shape, and an inline cache needs one
// compare of 32 bits. The slots of `__slots__` are the first attributes of a class's root shape.

public struct Shape {
  /// The class. For the storage shape and unused rows: meaningless.
  public var type: Type
  public var parent: UInt32
  /// Number of attributes.
  public var count: UInt32
  /// How many slots lie in the object itself; the others are in the overflow storage.
  public var inlineCapacity: UInt32
  public var flags: UInt32
  /// The attribute that this shape adds to its parent: an interned str, or empty.
  public var name: Value
  /// First child and next sibling in the tree of shapes; 0 is none (row 0 is object's own shape, nobody's child).
  public var firstChild: UInt32
  public var nextSibling: UInt32
  /// Open-addressing index name -> slot, made when a shape is first searched, or nil. Owned, malloc'd.
  public var index: UnsafeMutablePointer<UInt64>?
  public var indexMask: UInt32
  public var reserved: UInt32

  /// The attributes are in a dict, which was asked for (`__dict__`) or became too large for a shape.
  public static var dictionaryMode: UInt32 { 1 }
  /// Instances take no further attributes (`__slots__` without `__dict__`).
  public static var closed: UInt32 { 2 }

  /// All shapes, in address space that was reserved once, so that a row never moves.
  @inline(__always) public static var table: UnsafeMutablePointer<Shape> { machine.pointee.shapes }
}
