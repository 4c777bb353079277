// Declarations that are being replaced by their owners; every body here is temporary.
import Bytecode
import Compiler

extension Thread {
  // MARK: calls (Interpreter/, owner: loop)
  public func call(_ f: Value) throws(Raised) -> Value { fatalError() }
  public func call(_ f: Value, _ a: Value) throws(Raised) -> Value { fatalError() }
  public func call(_ f: Value, _ a: Value, _ b: Value) throws(Raised) -> Value { fatalError() }
  public func call(_ f: Value, _ a: Value, _ b: Value, _ c: Value) throws(Raised) -> Value { fatalError() }
  /// `args`: positional, then values of the keywords that the tuple `names` names (empty: none). `count` positional ones.
  public func call(_ f: Value, _ args: UnsafePointer<Value>, count: Int, names: Value) throws(Raised) -> Value { fatalError() }
  /// f(*args, **kwargs); kwargs a Dict or empty
  public func call(_ f: Value, tuple args: Value, kwargs: Value) throws(Raised) -> Value { fatalError() }
  public func callMethod(_ v: Value, _ name: Name, _ args: Value...) throws(Raised) -> Value { fatalError() }
  public func callMethod(_ v: Value, _ name: Str, _ args: [Value]) throws(Raised) -> Value { fatalError() }
  // MARK: numbers (owner: numbers, binary operators' dispatch: model)
  /// operator.index(v): an int Value (small or big); TypeError "'x' object cannot be interpreted as an integer"
  public func index(_ v: Value) throws(Raised) -> Value { fatalError() }
  /// The same as a machine word; IndexError/OverflowError "cannot fit 'int' into an index-sized integer" (`overflow` names the type)
  public func indexInt(_ v: Value, overflow: TypeID) throws(Raised) -> Int { fatalError() }
  /// As for slices: clipped to the word's range instead of overflowing.
  public func indexClipped(_ v: Value) throws(Raised) -> Int { fatalError() }
  /// float(v) for arguments of math functions: float, int, __float__, __index__; TypeError "must be real number, not str"
  public func double(_ v: Value) throws(Raised) -> Double { fatalError() }
  /// A Value of any Int (small or big).
  public func int(_ i: Int) -> Value { fatalError() }
  public func int(unsigned i: UInt64) -> Value { fatalError() }
  /// A Value of any Double: unboxed where possible.
  public func float(_ d: Double) -> Value { fatalError() }
}


public struct FunctionFields: BitwiseCopyable { var header: Header }
public struct Function: Handle {
  public let fields: UnsafeMutablePointer<FunctionFields>
  public init(fields: UnsafeMutablePointer<FunctionFields>) { self.fields = fields }
  static var layout: Layout { Layout(values: 0) }
}

public struct CodeObjectFields: BitwiseCopyable { var header: Header }
public struct CodeObject: Handle {
  public let fields: UnsafeMutablePointer<CodeObjectFields>
  public init(fields: UnsafeMutablePointer<CodeObjectFields>) { self.fields = fields }
  static var layout: Layout { Layout(values: 0) }
}

public struct FrameObjectFields: BitwiseCopyable { var header: Header }
public struct FrameObject: Handle {
  public let fields: UnsafeMutablePointer<FrameObjectFields>
  public init(fields: UnsafeMutablePointer<FrameObjectFields>) { self.fields = fields }
  static var layout: Layout { Layout(values: 0) }
}

public struct GeneratorFields: BitwiseCopyable { var header: Header }
public struct Generator: Handle {
  public let fields: UnsafeMutablePointer<GeneratorFields>
  public init(fields: UnsafeMutablePointer<GeneratorFields>) { self.fields = fields }
  static var layout: Layout { Layout(values: 0) }
}

// Wanted by builtins, importer and sys.
extension Thread {
  // loop: namespaces of the innermost Python frame (the caller of a native function)
  func callerGlobals() -> Dict { fatalError() }
  func callerLocals() throws(Raised) -> Value { fatalError() }
  /// what `__builtins__` is for that frame: dict or module
  func callerBuiltins() -> Value { fatalError() }
  /// CO_FUTURE_* bits of the calling code
  func callerFutureFlags() -> Int { fatalError() }
  /// Runs a module, class or eval code: its result.
  func run(_ code: CodeObject, globals: Dict, locals: Value, closure: Value = .empty) throws(Raised) -> Value { fatalError() }
  /// Takes care of pending events (signals, finalizers, lock requests …); raises what a handler raised.
  func checkEvents() throws(Raised) { fatalError() }
  /// Runs a system call that may wait, without the interpreter lock; keeps errno.
  func blocking<R>(_ body: () -> R) -> R { body() }
  func setRecursionLimit(_ limit: Int) throws(Raised) { fatalError() }
  /// The return value with which this generator has just ended (its `next` slot gave empty), else none; forgets it.
  func takeGeneratorResult(_ iterator: Value) -> Value { fatalError() }
  // text: an exact str with the text of a str subclass' instance (itself if exact)
  func exactStr(_ v: Value) throws(Raised) -> Str { fatalError() }
}
extension Thread {
  /// What super() without arguments means in the running frame: the class cell's content and the first argument (loop);
  /// RuntimeError "super(): no arguments" and its like.
  func superArguments() throws(Raised) -> (type: Value, object: Value) { fatalError() }
}
extension Thread {
  /// End of the part of the VM stack that is in use: behind the running frame's registers (where a generator's frame was resumed, if it runs).
  var stackTop: Registers { fatalError() }
}
extension CodeObject {
  static func make(_ thread: Thread, _ code: Code) throws(Raised) -> CodeObject { fatalError() }
  var freeVariableCount: Int { fatalError() }
}
// numbers
extension Int {
  static var maximumDigits: Int { get { fatalError() } set { fatalError() } }
}
// loop: traceback text of an uncaught exception, chain and notes included, to sys.stderr
enum TracebackPrinter {
  static func display(_ thread: Thread, _ exception: Value) throws(Raised) { fatalError() }
}

public struct CellFields: BitwiseCopyable {
  var header: Header
  public var content: Value
}
public struct Cell: Handle {
  public let fields: UnsafeMutablePointer<CellFields>
  public init(fields: UnsafeMutablePointer<CellFields>) { self.fields = fields }
}
