// The memory layouts of heap objects, and how the collector reads each.

/// A layout. Built-in types whose fields are all Values share `.record`: its words are all traced, from the header
/// to the end of the object (ints, also raw addresses disguised by `Value.raw`, are passed over by their tag).
public enum Kind: UInt8, CaseIterable, BitwiseCopyable {
  /// Not an object: a cell on a free list.
  case free = 0
  /// Bytes that hold no Value: the storage of a str, bytes, bytearray, index of a dict.
  case bytes
  /// Values only, from the header to the end; storage that belongs to one owner (a list's items).
  case values
  /// A built-in type's object whose fields are Values only.
  case record
  /// An instance of a class written in Python: `InstanceFields`, then the attributes.
  case instance
  case type
  case float
  case complex
  case bigInt
  case str
  case byteString
  case byteArray
  case tuple
  case list
  case dict
  case set
  case function
  case code
  case frame
  case generator
  case native
  case module
  /// Instances of subclasses of int, float and complex: the plain number, then what the class adds.
  case intInstance
  case floatInstance
  case complexInstance
  /// The state of a Mersenne Twister; a subclass' instance has Values behind it.
  case randomGenerator
  case array
  /// Values; the first names memory of a library, which is given back when the object dies (Foreign).
  case foreign
}

/// How the collector treats a layout.
public struct Layout {
  /// Visits what the object refers to beyond its plain Values.
  public typealias Trace = @convention(c) (_ object: Raw, _ visitor: Raw) -> Void
  /// Runs when the object's memory is about to be reused. May not allocate, raise or reach other objects.
  public typealias Finalize = @convention(c) (_ object: Raw) -> Void

  /// Number of Value fields that directly follow the header; -1: all words to the end of the cell.
  public var valueCount: Int
  public var trace: Trace?
  public var finalize: Finalize?

  public init(values: Int, trace: Trace? = nil, finalize: Finalize? = nil) {
    valueCount = values
    self.trace = trace
    self.finalize = finalize
  }
}

extension Kind {
  /// The one list of layouts; the collector reads it into a table at start.
  var layout: Layout {
    switch self {
    case .free, .bytes, .float, .complex, .bigInt: Layout(values: 0)
    case .values, .record: Layout(values: -1)
    case .instance: Instance.layout
    case .type: Type.layout
    case .str: Str.layout
    case .byteString: Bytes.layout
    case .byteArray: ByteArray.layout
    case .tuple: Tuple.layout
    case .list: List.layout
    case .dict: Dict.layout
    case .set: SetObject.layout
    case .function: Function.layout
    case .code: CodeObject.layout
    case .frame: FrameObject.layout
    case .generator: Generator.layout
    case .native: NativeFunction.layout
    case .module: Module.layout
    case .intInstance, .floatInstance, .complexInstance: NumberInstance.layout
    case .randomGenerator: RandomGenerator.layout
    case .array: ArrayObject.layout
    case .foreign: Foreign.layout
    }
  }
}

/// Handed to `Layout.trace`: marks what it is shown.
public struct Visitor: BitwiseCopyable {
  public let context: Raw
  @inline(__always) public init(_ context: Raw) { self.context = context }
  /// An object, or any other Value, which is passed over.
  @inline(__always) public func visit(_ value: Value) { if value.isObject { Heap.mark(value.object, context) } }
  /// A cell that belongs to the object that is being traced (its storage), or nil.
  @inline(__always) public func visit(_ cell: Raw?) { if let cell { Heap.mark(cell, context) } }
  @inline(__always) public func visit(_ values: UnsafePointer<Value>, count: Int) {
    var i = 0
    while i < count { visit(values[i]); i &+= 1 }
  }
}
