// The state of the interpreter, and the order in which it comes up.
//
// There is one machine in a process; threads take turns under its lock. The state lies at a constant address (CRuntime), so
// that native code reaches a field in one instruction.

import CRuntime

public struct MachineState: BitwiseCopyable {
  /// All shapes; row = `Header.shape`.
  public var shapes: UnsafeMutablePointer<Shape>
  public var shapeCount: UInt32
  public var shapeLimit: UInt32
  /// Head of the list of reusable shape rows, linked by nextSibling; 0: none.
  public var freeShapes: UInt32
  /// Shapes below are those of the types with a TypeID, which never die.
  public var numberedShapes: UInt32
  /// Changes when a dict that a global's inline cache was filled from changes its layout.
  public var globalsVersion: UInt64
  /// Source of unique numbers for `TypeFields.version`.
  public var nextTypeVersion: UInt64
  /// The thread that holds the interpreter lock.
  public var current: Thread
  public var mainThread: Thread
  /// Dict: sys.modules
  public var modules: Value
  /// Module objects
  public var builtins: Value
  public var sys: Value
  /// Dict of the builtins module
  public var builtinsDict: Value
  /// Tables and empties that are made once
  public var emptyTuple: Value
  public var emptyString: Value
  public var emptyBytes: Value
  /// 256 one-character strs, U+0000 … U+00FF, and 256 one-byte bytes.
  public var characters: UnsafeMutablePointer<Value>
  public var oneBytes: UnsafeMutablePointer<Value>
  /// See AttributeCache.
  public var attributeCache: UnsafeMutablePointer<AttributeCacheRow>
  /// Head of the list of all native functions' definitions.
  public var definitions: UnsafeMutablePointer<NativeDefinition>?
  /// See SlotTable: its rows, and for each Name the first row that has it, or -1.
  var slotRows: UnsafeMutablePointer<SlotRow>
  var slotRowCount: Int
  var slotRowOfName: UnsafeMutablePointer<Int16>
  public var names: Names
  public var interned: InternTable
  /// Named values that native code keeps between calls and the collector must see (see Roots).
  public var roots: RootTable
  public var hashSeed: (UInt64, UInt64)
  public var isFinalizing: Bool
  /// `builtins.__import__` as it was at start: an import statement need not call it through Python's protocol.
  public var importFunction: Value
  /// The loop's handlers, and the words of its return points (Frames.swift).
  public var plainTable: Raw
  public var tracedTable: Raw
  public var internalWords: ProgramCounter
  /// `Internal.onward.returnPC`
  public var onwardReturn: ProgramCounter
  /// `Consumer.makeWords`.
  public var consumerWords: ProgramCounter
  /// One byte a signal: it arrived. nil: before the handlers are installed.
  public var pendingSignals: UnsafeMutablePointer<UInt8>?
  /// List of what `signal.signal` was given for each number (none: the default), or empty.
  public var signalHandlers: Value
  /// Changes, in its upper 32 bits, when what inline caches know of the attributes of a shape may have become wrong (InlineCache.swift).
  public var attributeEpoch: UInt64
}

@inline(__always) public var machine: UnsafeMutablePointer<MachineState> {
  minipy_machine().unsafelyUnwrapped.assumingMemoryBound(to: MachineState.self)
}

/// Places for values that native code keeps for the whole run (a module's cached class, a registry …): each is a root.
public struct RootTable: BitwiseCopyable {
  public var rows: UnsafeMutablePointer<Value>
  public var count: Int
  public static var capacity: Int { 1024 }
}

/// The index of a value in the machine's root table. `static let cache = Root()` at file scope of a native module.
public struct Root: Sendable {
  private let index: Int
  public init() {
    let m = machine
    precondition(m.pointee.roots.count < RootTable.capacity, "RootTable.capacity is too small")
    index = m.pointee.roots.count
    m.pointee.roots.rows[index] = .empty
    m.pointee.roots.count += 1
  }
  /// empty until set.
  public var value: Value {
    get { machine.pointee.roots.rows[index] }
    nonmutating set { machine.pointee.roots.rows[index] = newValue }
  }
}
