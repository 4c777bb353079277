// Declarations that are being replaced by their owners; every body here is temporary.
import Bytecode
import Compiler

extension Thread {
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

extension Thread {
  // text: an exact str with the text of a str subclass' instance (itself if exact)
  func exactStr(_ v: Value) throws(Raised) -> Str { fatalError() }
}
// numbers
extension Int {
  static var maximumDigits: Int { get { fatalError() } set { fatalError() } }
}
enum Constants {
  static func bigInt(_ thread: Thread, _ digits: String, _ radix: Int, _ negative: Bool) throws(Raised) -> Value { fatalError() }
  static func complex(_ thread: Thread, _ real: Double, _ imaginary: Double) -> Value { fatalError() }
}
