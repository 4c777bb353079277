// code: a compiled body, loaded: its words with constants and names patched in, in memory that the object owns and the loop runs from.

import Bytecode
import Glibc

public struct CodeObjectFields: BitwiseCopyable {
  var header: Header
  public var name: Value
  public var qualname: Value
  public var filename: Value
  /// tuple, as `co_consts`; the words refer to its items.
  public var constants: Value
  /// tuples of interned strs
  public var names: Value
  public var varNames: Value
  public var cellVars: Value
  public var freeVars: Value
  /// The globals that the words' caches of global variables were filled from: a Dict; empty before the first function is made;
  /// none: several, nothing is cached.
  public var cacheGlobals: Value
  // End of the Values.
  /// The words that run: in memory of their own from the first run on, since most functions of a module never run.
  public var words: ProgramCounter
  /// `PackedLineTable`, `PackedWords` (as the compiler made them) and `Code.cellRegisters`, of which there are as many as `cellVars`; the block of
  /// memory that they and the exception rows are in begins with `tables`.
  var tables: UnsafeMutableRawPointer
  public var lineTableBytes: UnsafePointer<UInt8>
  public var sourceWordBytes: UnsafePointer<UInt8>
  public var cellRegisters: UnsafeMutablePointer<UInt16>
  public var wordCount: Int
  public var registerCount: Int
  public var argCount: Int32
  public var posOnlyCount: Int32
  public var kwOnlyCount: Int32
  /// R[0] is the mapping that holds the names.
  public var usesNamespace: Bool
  /// The first constant is the docstring.
  public var hasDocstring: Bool
  /// What `Function.plainCount` is for functions of this code.
  public var plainCount: Int32
  public var flags: UInt32
  /// Registers that a caller fills.
  public var parameterCount: Int
  /// NUL-terminated UTF-8 for the tracing markers; alive as long as the object: the texts of the strs themselves, or copies that the
  /// object owns (`ownedTextFlags`).
  public var filenameText: UnsafeMutablePointer<CChar>
  public var nameText: UnsafeMutablePointer<CChar>
  public var qualnameText: UnsafeMutablePointer<CChar>
  /// Larger inline caches that words refer to: a linked list, freed with the object (see InlineCache.swift).
  public var sideTables: UnsafeMutableRawPointer?
  public var firstLine: Int
  /// The rows of `Code.exceptionRows`, and how many.
  public var exceptionRows: UnsafeMutablePointer<Code.ExceptionRow>?
  public var exceptionRowCount: Int
  /// See CodeObject+Assigned.swift; nil: nobody has asked yet.
  public var assigned: UnsafeMutablePointer<UInt64>?
  /// One for each word; nil: no instruction of it was ever traced.
  public var traced: UnsafeMutablePointer<TracedInstruction>?
  /// See Monitoring.swift; nil: no tool has wanted anything of this code in particular.
  var monitored: UnsafeMutablePointer<Int>?
  /// Its TraceRow's number; 0: no trace has seen it yet.
  public var traceNumber: UInt32
}

public struct CodeObject: Handle {
  public let fields: UnsafeMutablePointer<CodeObjectFields>
  @inline(__always) public init(fields: UnsafeMutablePointer<CodeObjectFields>) { self.fields = fields }

  // Header flags
  /// The texts for the markers that are copies.
  static var filenameCopyFlag: UInt16 { 1 }
  static var nameCopyFlag: UInt16 { 2 }
  static var qualnameCopyFlag: UInt16 { 4 }

  public var lineTable: PackedLineTable { PackedLineTable(fields.pointee.lineTableBytes) }
  /// The words as the compiler made them: those that run are specialised in place.
  public var sourceWords: PackedWords { PackedWords(fields.pointee.sourceWordBytes, count: fields.pointee.wordCount) }
  var cellRegisters: UnsafeBufferPointer<UInt16> {
    UnsafeBufferPointer(start: fields.pointee.cellRegisters, count: Tuple(fields.pointee.cellVars).count)
  }
  /// Name of the variable whose cell is in `register`.
  func cellName(register: Int) -> String? {
    guard let index = cellRegisters.firstIndex(of: UInt16(truncatingIfNeeded: register)) else { return nil }
    return Str(Tuple(fields.pointee.cellVars)[index]).string
  }
  /// The compiler's result that this was loaded from, made anew, with these constants, or None for each.
  var source: Code { source(constants: Array(repeating: .none, count: Tuple(fields.pointee.constants).count)) }
  func source(constants: [Constant]) -> Code {
    let f = fields.pointee
    func texts(_ tuple: Value) -> [String] { (0..<Tuple(tuple).count).map { Str(Tuple(tuple)[$0]).string } }
    return Code(
      name: Str(f.name).string, qualname: Str(f.qualname).string, filename: Str(f.filename).string, firstLine: f.firstLine,
      argCount: Int(f.argCount), posOnlyCount: Int(f.posOnlyCount), kwOnlyCount: Int(f.kwOnlyCount), flags: Code.Flags(rawValue: f.flags),
      registerCount: f.registerCount, varNames: texts(f.varNames), cellVars: texts(f.cellVars), cellRegisters: Array(cellRegisters),
      freeVars: texts(f.freeVars), names: texts(f.names), constants: constants,
      words: sourceWords.unpacked, exceptionRows: Array(UnsafeBufferPointer(start: f.exceptionRows, count: f.exceptionRowCount)),
      lineTable: LineTable(rows: lineTable.rows), usesNamespace: f.usesNamespace, hasDocstring: f.hasDocstring)
  }
  @inline(__always) public func hasFlag(_ flag: Code.Flags) -> Bool { fields.pointee.flags & flag.rawValue != 0 }
  @inline(__always) public var isResumable: Bool { fields.pointee.flags & 0x2A0 != 0 }

  static var layout: Layout {
    Layout(
      values: 9,
      finalize: { object in
        let f = CodeObject(object).fields
        if f.pointee.words != Internal.packedCode { free(f.pointee.words) }
        free(f.pointee.tables)
        let flags = f.pointee.header.flags
        if flags & CodeObject.filenameCopyFlag != 0 { free(f.pointee.filenameText) }
        if flags & CodeObject.nameCopyFlag != 0 { free(f.pointee.nameText) }
        if flags & CodeObject.qualnameCopyFlag != 0 { free(f.pointee.qualnameText) }
        free(f.pointee.assigned)
        free(f.pointee.traced)
        if let rows = f.pointee.monitored { Monitoring.free(rows) }
        var table = f.pointee.sideTables
        while let t = table {
          table = t.load(as: UnsafeMutableRawPointer?.self)
          free(t)
        }
      })
  }

  var freeVariableCount: Int { Tuple(fields.pointee.freeVars).count }

  /// Word number of the instruction behind whose opcode word `pc` points, or of its last word if `pc` is a return address.
  @inline(__always) public func word(at pc: ProgramCounter) -> Int { pc - fields.pointee.words &- 1 }
  /// The exception row that covers a word; `Code.exceptionRow(at:)` without counting references to the source.
  func exceptionRow(at word: Int) -> Code.ExceptionRow? {
    guard let rows = fields.pointee.exceptionRows else { return nil }
    var low = 0
    var high = fields.pointee.exceptionRowCount
    while low < high {
      let middle = (low &+ high) &>> 1
      if Int(rows[middle].start) <= word { low = middle &+ 1 } else { high = middle }
    }
    if low == 0 || word >= Int(rows[low &- 1].end) { return nil }
    return rows[low &- 1]
  }
  /// Line of the instruction at `pc`.
  public func line(at pc: ProgramCounter) -> Int { lineTable.line(at: word(at: pc)) }
}
