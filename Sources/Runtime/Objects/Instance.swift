// An instance of a class written in Python: attributes lie in slots that follow the object's fields; which attribute in which
// slot, the shape says (Shape.swift).
//
//   header | dictWord | slot 0 … slot inlineCapacity-1
//
// dictWord: empty; or a storage cell of Values (`raw` payload address): the slots beyond the inline ones; or, in dictionary mode, the Dict.
// Instances of subclasses of built-in types have no inline slots; their dict word lies at `TypeFields.dictOffset`.

public struct InstanceFields: BitwiseCopyable {
  var header: Header
  public var dictWord: Value
}

public struct Instance: Handle {
  public let fields: UnsafeMutablePointer<InstanceFields>
  @inline(__always) public init(fields: UnsafeMutablePointer<InstanceFields>) { self.fields = fields }
  @inline(__always) public static var slotsOffset: Int { 16 }
  @inline(__always) public var slots: UnsafeMutablePointer<Value> { raw.at(Instance.slotsOffset) }

  /// Trace: dict word, then inline slots up to the end of the cell.
  static var layout: Layout { Layout(values: -1) }
}
