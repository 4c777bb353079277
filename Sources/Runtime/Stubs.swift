// Declarations that are being replaced by their owners; every body here is temporary.
import Bytecode
import Compiler

extension Thread {
  // MARK: object protocol (Operations/, owner: model)
  public func repr(_ v: Value) throws(Raised) -> Str { fatalError() }
  public func str(_ v: Value) throws(Raised) -> Str { fatalError() }
  public func ascii(_ v: Value) throws(Raised) -> Str { fatalError() }
  public func format(_ v: Value, _ spec: Str) throws(Raised) -> Str { fatalError() }
  /// hash(v), a 62-bit int; TypeError "unhashable type: 'list'"
  public func hash(_ v: Value) throws(Raised) -> Int { fatalError() }
  /// v == w as bool, identical objects are equal without asking (as containers compare)
  public func equal(_ v: Value, _ w: Value) throws(Raised) -> Bool { fatalError() }
  /// Rich comparison, any object
  public func compare(_ v: Value, _ w: Value, _ op: CompareOp) throws(Raised) -> Value { fatalError() }
  public func compareBool(_ v: Value, _ w: Value, _ op: CompareOp) throws(Raised) -> Bool { fatalError() }
  public func truth(_ v: Value) throws(Raised) -> Bool { fatalError() }
  public func length(_ v: Value) throws(Raised) -> Int { fatalError() }
  /// PEP 424; `fallback` when there is no hint
  public func lengthHint(_ v: Value, _ fallback: Int) throws(Raised) -> Int { fatalError() }
  public func getItem(_ v: Value, _ key: Value) throws(Raised) -> Value { fatalError() }
  public func setItem(_ v: Value, _ key: Value, _ item: Value) throws(Raised) { fatalError() }
  public func deleteItem(_ v: Value, _ key: Value) throws(Raised) { fatalError() }
  public func contains(_ container: Value, _ item: Value) throws(Raised) -> Bool { fatalError() }
  /// iter(v)
  public func iterator(_ v: Value) throws(Raised) -> Value { fatalError() }
  /// The iterator's next value, or empty at its end (StopIteration is consumed).
  public func next(_ iterator: Value) throws(Raised) -> Value { fatalError() }
  /// For each value of an iterable; `body` hands back false to stop.
  public func forEach(_ iterable: Value, _ body: (Value) throws(Raised) -> Bool) throws(Raised) { fatalError() }
  // MARK: attributes
  public func getAttribute(_ v: Value, _ name: Str) throws(Raised) -> Value { fatalError() }
  public func getAttribute(_ v: Value, _ name: Name) throws(Raised) -> Value { fatalError() }
  /// empty when AttributeError
  public func getAttributeOrEmpty(_ v: Value, _ name: Str) throws(Raised) -> Value { fatalError() }
  /// `value` empty: deletes
  public func setAttribute(_ v: Value, _ name: Str, _ value: Value) throws(Raised) { fatalError() }
  /// Special method looked up on the type, bound to v; empty when the type has none.
  public func lookupSpecial(_ v: Value, _ name: Name) throws(Raised) -> Value { fatalError() }
  /// Default behaviours: object.__getattribute__, object.__setattr__
  public func genericGetAttribute(_ v: Value, _ name: Str) throws(Raised) -> Value { fatalError() }
  public func genericSetAttribute(_ v: Value, _ name: Str, _ value: Value) throws(Raised) { fatalError() }
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
  public func add(_ a: Value, _ b: Value) throws(Raised) -> Value { fatalError() }
  public func subtract(_ a: Value, _ b: Value) throws(Raised) -> Value { fatalError() }
  public func multiply(_ a: Value, _ b: Value) throws(Raised) -> Value { fatalError() }
  public func trueDivide(_ a: Value, _ b: Value) throws(Raised) -> Value { fatalError() }
  public func floorDivide(_ a: Value, _ b: Value) throws(Raised) -> Value { fatalError() }
  public func remainder(_ a: Value, _ b: Value) throws(Raised) -> Value { fatalError() }
  public func power(_ a: Value, _ b: Value, _ c: Value) throws(Raised) -> Value { fatalError() }
}
extension BuiltinTypes {
  /// Makes the built-in type `id` (once) from its definition.
  static func make(_ thread: Thread, _ id: TypeID) throws(Raised) -> Type { fatalError() }
}
extension NativeDefinition {
  static func make(_ thread: Thread, _ signature: StaticString, _ doc: StaticString, _ kind: NativeKind, owner: Value, module: Value, _ body: @escaping NativeBody) -> UnsafeMutablePointer<NativeDefinition> { fatalError() }
}
extension NativeFunction {
  /// method_descriptor, classmethod_descriptor or staticmethod, by kind
  static func descriptor(_ thread: Thread, _ definition: UnsafeMutablePointer<NativeDefinition>) -> Value { fatalError() }
  /// builtin_function_or_method of a module
  static func function(_ thread: Thread, _ definition: UnsafeMutablePointer<NativeDefinition>) -> Value { fatalError() }
  static func defineCallSlot(_ type: TypeBuilder, _ signature: StaticString, _ slot: WritableKeyPath<Slots, CallSlot?>, _ name: StaticString, _ body: @escaping NativeBody) { fatalError() }
}
extension GetSetDescriptor {
  static func make(_ thread: Thread, _ type: Type, _ name: StaticString, _ doc: StaticString, _ get: @escaping UnarySlot, _ set: BinarySlot?) -> Value { fatalError() }
}
extension MemberDescriptor {
  static func make(_ thread: Thread, _ type: Type, _ name: StaticString, _ doc: StaticString, offset: Int, writable: Bool) -> Value { fatalError() }
}
extension Shape {
  static func visitNames(of type: Type, _ visitor: Visitor) { fatalError() }
  static func release(of type: Type) { fatalError() }
}

enum BuiltinTypes {}
enum GetSetDescriptor {}
enum MemberDescriptor {}


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

public struct NativeFunctionFields: BitwiseCopyable { var header: Header }
public struct NativeFunction: Handle {
  public let fields: UnsafeMutablePointer<NativeFunctionFields>
  public init(fields: UnsafeMutablePointer<NativeFunctionFields>) { self.fields = fields }
  static var layout: Layout { Layout(values: 0) }
}

extension Type {
  /// `tp_name`: what error messages call the class.
  public var displayName: String { fatalError() }
  /// A new instance: header, dict word and slots; `extra` bytes follow the fixed part.
  public func allocateInstance(_ thread: Thread, extra: Int = 0) throws(Raised) -> Raw { fatalError() }
}

enum MappingProxy {
  static func make(_ thread: Thread, _ mapping: Value) -> Value { fatalError() }
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
  func setRecursionLimit(_ limit: Int) throws(Raised) { fatalError() }
  /// The return value with which this generator has just ended (its `next` slot gave empty), else none; forgets it.
  func takeGeneratorResult(_ iterator: Value) -> Value { fatalError() }
  // model
  func isInstance(_ v: Value, _ classes: Value) throws(Raised) -> Bool { fatalError() }
  func isSubclass(_ v: Value, _ classes: Value) throws(Raised) -> Bool { fatalError() }
  func divmod(_ a: Value, _ b: Value) throws(Raised) -> Value { fatalError() }
  // text: an exact str with the text of a str subclass' instance (itself if exact)
  func exactStr(_ v: Value) throws(Raised) -> Str { fatalError() }
}
extension Thread {
  /// End of the part of the VM stack that is in use: behind the running frame's registers (where a generator's frame was resumed, if it runs).
  var stackTop: Registers { fatalError() }
}
extension CodeObject {
  static func make(_ thread: Thread, _ code: Code) throws(Raised) -> CodeObject { fatalError() }
  var freeVariableCount: Int { fatalError() }
}
enum GenericAlias {
  static func make(_ thread: Thread, _ origin: Value, _ args: Value) throws(Raised) -> Value { fatalError() }
}
enum SimpleNamespace {
  static func make(_ thread: Thread, _ items: [(String, Value)]) throws(Raised) -> Value { fatalError() }
}
extension BuiltinTypes {
  /// A built-in (static, not heap) type with a new shape and no TypeID; "time.struct_time" as name sets __module__ too.
  static func makeUnnumbered(_ thread: Thread, name: StaticString, base: Type) throws(Raised) -> Type { fatalError() }
}
// numbers
extension Int {
  static var maximumDigits: Int { get { fatalError() } set { fatalError() } }
}
// loop: traceback text of an uncaught exception, chain and notes included, to sys.stderr
enum TracebackPrinter {
  static func display(_ thread: Thread, _ exception: Value) throws(Raised) { fatalError() }
}
