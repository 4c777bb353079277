/// A compiled body: module, class, function, lambda or comprehension. Plain data: nothing here is a runtime object.
/// The loader of the runtime turns it into a code object, patching constants and names into `words`.
public final class Code: Sendable {
  /// CPython's `co_flags` bits (inspect module, "Code Objects Bit Flags").
  public struct Flags: OptionSet, Sendable {
    public let rawValue: UInt32
    public init(rawValue: UInt32) { self.rawValue = rawValue }
    /// Local variables live in registers.
    public static let optimized = Flags(rawValue: 0x1)
    /// A call makes a new local namespace.
    public static let newLocals = Flags(rawValue: 0x2)
    /// Has `*args`.
    public static let varArgs = Flags(rawValue: 0x4)
    /// Has `**kwargs`.
    public static let varKeywords = Flags(rawValue: 0x8)
    /// Defined inside another function.
    public static let nested = Flags(rawValue: 0x10)
    public static let generator = Flags(rawValue: 0x20)
    public static let coroutine = Flags(rawValue: 0x80)
    /// A generator that may be awaited (`types.coroutine`); never set by the compiler.
    public static let iterableCoroutine = Flags(rawValue: 0x100)
    public static let asyncGenerator = Flags(rawValue: 0x200)
    public static let futureDivision = Flags(rawValue: 0x20000)
    public static let futureAbsoluteImport = Flags(rawValue: 0x40000)
    public static let futureWithStatement = Flags(rawValue: 0x80000)
    public static let futurePrintFunction = Flags(rawValue: 0x100000)
    public static let futureUnicodeLiterals = Flags(rawValue: 0x200000)
    public static let futureBarryAsBDFL = Flags(rawValue: 0x400000)
    public static let futureGeneratorStop = Flags(rawValue: 0x800000)
    public static let futureAnnotations = Flags(rawValue: 0x1000000)
    /// All bits that a `from __future__` statement sets and `compile()` inherits.
    public static let futures = Flags(rawValue: 0x1fe0000)
    /// A body that is resumed: generator, coroutine or async generator.
    public static let resumable: Flags = [.generator, .coroutine, .asyncGenerator]
  }

  /// One row of the exception table. Rows do not overlap and are sorted by `start`.
  public struct ExceptionRow: Equatable, Sendable {
    /// First word of the protected range.
    public var start: Int32
    /// First word behind the protected range.
    public var end: Int32
    /// Word of the handler's first instruction.
    public var handler: Int32
    /// Register that receives the exception object.
    public var register: UInt16

    public init(start: Int32, end: Int32, handler: Int32, register: UInt16) {
      self.start = start
      self.end = end
      self.handler = handler
      self.register = register
    }
  }

  public let name: String
  public let qualname: String
  public let filename: String
  /// Line of the `def`, `class`, `lambda` (of the first decorator, if any); 1 for a module.
  public let firstLine: Int
  /// Positional parameters, positional-only ones included.
  public let argCount: Int
  public let posOnlyCount: Int
  public let kwOnlyCount: Int
  public let flags: Flags
  /// Registers of a frame; parameters are R[0]….
  public let registerCount: Int
  /// Parameters, then other locals. Local i lives in R[i], unless it is a cell variable: then R[i] holds its cell (for parameters),
  /// or `cellRegisters` says where. Includes captured locals where CPython's `co_varnames` does: parameters only.
  public let varNames: [String]
  /// Captured variables, in the order of `co_cellvars`.
  public let cellVars: [String]
  /// For each of `cellVars` the register that holds its cell.
  public let cellRegisters: [UInt16]
  public let freeVars: [String]
  /// Global, attribute and module names, as `co_names`.
  public let names: [String]
  public let constants: [Constant]
  public let words: [UInt64]
  /// Sorted by start, without overlap: the row that covers a word names the innermost handler.
  public let exceptionRows: [ExceptionRow]
  public let lineTable: LineTable
  /// Names are kept in the mapping R[0] (module, class, `exec`, `eval` body) and not in registers.
  public let usesNamespace: Bool
  /// The body begins with a docstring, which is `constants[0]`. Without one, a function's constants[0] is None.
  public let hasDocstring: Bool

  public init(
    name: String, qualname: String, filename: String, firstLine: Int,
    argCount: Int, posOnlyCount: Int, kwOnlyCount: Int, flags: Flags, registerCount: Int,
    varNames: [String], cellVars: [String], cellRegisters: [UInt16], freeVars: [String], names: [String],
    constants: [Constant], words: [UInt64], exceptionRows: [ExceptionRow], lineTable: LineTable,
    usesNamespace: Bool, hasDocstring: Bool
  ) {
    self.name = name
    self.qualname = qualname
    self.filename = filename
    self.firstLine = firstLine
    self.argCount = argCount
    self.posOnlyCount = posOnlyCount
    self.kwOnlyCount = kwOnlyCount
    self.flags = flags
    self.registerCount = registerCount
    self.varNames = varNames
    self.cellVars = cellVars
    self.cellRegisters = cellRegisters
    self.freeVars = freeVars
    self.names = names
    self.constants = constants
    self.words = words
    self.exceptionRows = exceptionRows
    self.lineTable = lineTable
    self.usesNamespace = usesNamespace
    self.hasDocstring = hasDocstring
  }

  /// Registers R[0]… that a caller fills: the parameters with `*args` and `**kwargs`, or the namespace.
  public var parameterCount: Int {
    if usesNamespace { return 1 }
    let extra: Int = (flags.contains(.varArgs) ? 1 : 0) + (flags.contains(.varKeywords) ? 1 : 0)
    return argCount + kwOnlyCount + extra
  }

  /// Name of the variable whose cell is in `register`.
  public func cellName(register: Int) -> String? {
    guard let index = cellRegisters.firstIndex(of: UInt16(truncatingIfNeeded: register)) else { return nil }
    return cellVars[index]
  }

  /// The row that handles an exception raised by the instruction that contains word `word`, if any.
  public func exceptionRow(at word: Int) -> ExceptionRow? {
    var low = 0
    var high = exceptionRows.count
    while low < high {
      let middle = (low + high) / 2
      if Int(exceptionRows[middle].start) <= word { low = middle + 1 } else { high = middle }
    }
    guard low > 0, word < Int(exceptionRows[low - 1].end) else { return nil }
    return exceptionRows[low - 1]
  }
}

/// A constant of a code object.
public indirect enum Constant: Sendable {
  case none
  case `true`
  case `false`
  case ellipsis
  case int(Int)
  /// Digits without sign or prefix in radix 2, 8, 10 or 16; `negative` only arises from constant folding.
  case bigInt(digits: String, radix: Int, negative: Bool)
  case float(Double)
  case complex(real: Double, imaginary: Double)
  /// UTF-8 in which lone surrogates are encoded too (WTF-8).
  case string([UInt8])
  case bytes([UInt8])
  case tuple([Constant])
  case frozenset([Constant])
  case code(Code)
}

/// Source positions of instructions (PEP 626, PEP 657): rows sorted by word; a row holds up to the next one's start.
public struct LineTable: Sendable {
  /// A range of source text: lines count from 1, columns from 0 in UTF-8 bytes. Line 0 means "no line" (artificial code), column -1
  /// means unknown.
  public struct Position: Equatable, Sendable {
    public var line: Int32
    public var endLine: Int32
    public var column: Int32
    public var endColumn: Int32

    public init(line: Int32, endLine: Int32, column: Int32, endColumn: Int32) {
      self.line = line
      self.endLine = endLine
      self.column = column
      self.endColumn = endColumn
    }

    /// Artificial code.
    public static let none = Position(line: 0, endLine: 0, column: -1, endColumn: -1)
  }

  public struct Row: Equatable, Sendable {
    /// First word of the row.
    public var start: Int32
    /// A `line` event fires before the instruction at `start`, also when it is reached from an instruction of the same line by a backward jump.
    public var startsLine: Bool
    public var position: Position

    public init(start: Int32, startsLine: Bool, position: Position) {
      self.start = start
      self.startsLine = startsLine
      self.position = position
    }
  }

  public var rows: [Row]

  public init(rows: [Row] = []) { self.rows = rows }

  /// Index of the row that covers `word`, by binary search.
  public func rowIndex(at word: Int) -> Int? {
    var low = 0
    var high = rows.count
    while low < high {
      let middle = (low + high) / 2
      if Int(rows[middle].start) <= word { low = middle + 1 } else { high = middle }
    }
    return low == 0 ? nil : low - 1
  }

  /// Position of the instruction that contains `word`.
  public func position(at word: Int) -> Position {
    guard let index = rowIndex(at: word) else { return .none }
    return rows[index].position
  }

  /// Line of the instruction that contains `word`; 0 if it has none.
  public func line(at word: Int) -> Int { Int(position(at: word).line) }

  /// Whether a `line` event fires before the instruction at `word`.
  public func startsLine(at word: Int) -> Bool {
    guard let index = rowIndex(at: word) else { return false }
    return rows[index].startsLine && Int(rows[index].start) == word
  }
}
