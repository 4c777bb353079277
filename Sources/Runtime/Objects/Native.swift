// Functions written in Swift, as Python sees them: a row (signature, doc, body) beside the function.
//
//   type.method("pop(index=-1, /)", "Remove and return item at index (default last).") { native($0, $1, $2, $3, pop) }
//   static func pop(_ thread: Thread, _ args: Args) throws(Raised) -> Value { … args[1].orNil … }
//
// The signature is Python's own, without the `self`/`cls` of methods ("$self" is implied): names, `/`, `*`, `*args`, `**kwargs`; a default says
// that the parameter may be left out, in which case the body sees `empty` (the default's text is for `help()` only).
// The caller checks the number of arguments and binds keywords before the body runs, with CPython's messages.

/// What a native body is called with.
public struct Args: BitwiseCopyable {
  public let base: UnsafeMutablePointer<Value>
  /// Number of positional arguments, self included for methods.
  public let count: Int
  private let keywords: UnsafeMutablePointer<Value>?

  @inline(__always) public init(_ base: Raw, _ count: Int, _ keywords: Raw?) {
    self.base = base.assumingMemoryBound(to: Value.self)
    self.count = count
    self.keywords = keywords?.assumingMemoryBound(to: Value.self)
  }
  /// Positional parameter i (0 is self for methods); `empty` when it was left out.
  @inline(__always) public subscript(_ i: Int) -> Value { i < count ? base[i] : .empty }
  /// Keyword-only parameter k, in the order of the signature; `empty` when left out. `**kwargs` comes after the last: a dict, or `empty`.
  @inline(__always) public func keyword(_ k: Int) -> Value {
    if let keywords { return keywords[k] }
    return .empty
  }
}

/// One function written in Swift; never freed.
public struct NativeDefinition {
  public var body: NativeBody
  /// Function or method name: an interned str.
  public var name: Value
  /// The row's texts: NUL-terminated.
  public var signature: UnsafePointer<UInt8>
  public var doc: UnsafePointer<UInt8>
  /// The class that defines it, or empty for a module's function.
  public var owner: Value
  /// Module name: str or none.
  public var module: Value
  public var kind: NativeKind
  /// Below: filled from the signature when the function is first called (`isParsed`).
  public var isParsed: Bool
  /// The body needs `keywords`: some keyword-only parameter must be given.
  public var needsBinding: Bool
  public var hasVarargs: Bool
  public var hasKwargs: Bool
  /// Positional parameters, self included.
  public var minimum: UInt16
  public var maximum: UInt16
  public var positionalOnly: UInt16
  /// Positional parameters that the signature names: without self and *args.
  public var namedPositional: UInt16 = 0
  public var keywordOnly: UInt16
  /// Bit k: keyword-only parameter k has no default.
  public var requiredKeywords: UInt64
  /// Names of all parameters but self: positional, then keyword-only; interned strs. Owned, and shown to the collector as roots.
  public var names: UnsafeMutablePointer<Value>?
  /// What it does with a generator as its only argument, where the loop can do that.
  var consumer: Consumer = .none
  /// How many arguments (self included) a call has that `quick` may answer; -1: there is none.
  var quickCount = -1
  var quick: QuickBody = { _, _ in Value.empty.bits }
  /// The definition made before: all are linked for the collector.
  public var next: UnsafeMutablePointer<NativeDefinition>?
}

/// The answer of a function of up to two arguments where it follows from them at once: nothing is raised, nothing allocated, no program code runs.
/// Empty: `body` has to be called. With fewer arguments the others are undefined.
typealias QuickBody = @convention(c) (_ a: UInt64, _ b: UInt64) -> UInt64

public enum NativeKind: UInt8, BitwiseCopyable {
  case function, method, classMethod, staticMethod
  /// `__new__` (args[0] is the class) and `__init__` (args[0] is the object) of a built-in type
  case new, initialize
}

// MARK: From Swift bodies with typed throws to C functions

public typealias NativeFunctionBody = (_ thread: Thread, _ args: Args) throws(Raised) -> Value

@inline(__always) public func native(_ t: Raw, _ base: Raw, _ count: Int, _ keywords: Raw?, _ body: NativeFunctionBody) -> UInt64 {
  do throws(Raised) { return try body(Thread(t), Args(base, count, keywords)).bits } catch { return Value.error.bits }
}
@inline(__always) public func unary(_ t: Raw, _ a: UInt64, _ body: (Thread, Value) throws(Raised) -> Value) -> UInt64 {
  do throws(Raised) { return try body(Thread(t), Value(bits: a)).bits } catch { return Value.error.bits }
}
@inline(__always) public func binary(_ t: Raw, _ a: UInt64, _ b: UInt64, _ body: (Thread, Value, Value) throws(Raised) -> Value) -> UInt64 {
  do throws(Raised) { return try body(Thread(t), Value(bits: a), Value(bits: b)).bits } catch { return Value.error.bits }
}
@inline(__always) public func ternary(
  _ t: Raw, _ a: UInt64, _ b: UInt64, _ c: UInt64, _ body: (Thread, Value, Value, Value) throws(Raised) -> Value
) -> UInt64 {
  do throws(Raised) { return try body(Thread(t), Value(bits: a), Value(bits: b), Value(bits: c)).bits } catch { return Value.error.bits }
}
@inline(__always) public func compare(
  _ t: Raw, _ a: UInt64, _ b: UInt64, _ op: Int, _ body: (Thread, Value, Value, CompareOp) throws(Raised) -> Value
) -> UInt64 {
  do throws(Raised) {
    return try body(Thread(t), Value(bits: a), Value(bits: b), CompareOp(rawValue: op) ?? .eq).bits
  } catch { return Value.error.bits }
}
/// For `call`, `new` and `initialize` slots whose parameters a signature describes: see `TypeBuilder.new`.
@inline(__always) public func callable(
  _ t: Raw, _ base: Raw, _ count: Int, _ names: UInt64,
  _ body: (_ thread: Thread, _ base: UnsafeMutablePointer<Value>, _ count: Int, _ names: Value) throws(Raised) -> Value
) -> UInt64 {
  do throws(Raised) {
    return try body(Thread(t), base.assumingMemoryBound(to: Value.self), count, Value(bits: names)).bits
  } catch { return Value.error.bits }
}
