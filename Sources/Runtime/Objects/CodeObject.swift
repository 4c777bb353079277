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
  /// The words that run, and behind them in the same memory the tables below.
  public var words: ProgramCounter
  /// `PackedLineTable`, `PackedWords` (as the compiler made them) and `Code.cellRegisters`, of which there are as many as `cellVars`.
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
  /// The compiler's result that this was loaded from, made anew, with None for each constant.
  var source: Code {
    let f = fields.pointee
    func texts(_ tuple: Value) -> [String] { (0..<Tuple(tuple).count).map { Str(Tuple(tuple)[$0]).string } }
    return Code(
      name: Str(f.name).string, qualname: Str(f.qualname).string, filename: Str(f.filename).string, firstLine: f.firstLine,
      argCount: Int(f.argCount), posOnlyCount: Int(f.posOnlyCount), kwOnlyCount: Int(f.kwOnlyCount), flags: Code.Flags(rawValue: f.flags),
      registerCount: f.registerCount, varNames: texts(f.varNames), cellVars: texts(f.cellVars), cellRegisters: Array(cellRegisters),
      freeVars: texts(f.freeVars), names: texts(f.names), constants: Array(repeating: .none, count: Tuple(f.constants).count),
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
        free(f.pointee.words)
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

  // MARK: Loading

  /// Loads compiled code. Raises when memory is out or a constant cannot be made.
  public static func make(_ thread: Thread, _ source: Code) throws(Raised) -> CodeObject {
    let filename = Str.make(thread, source.filename)
    return try make(thread, source, filename)
  }

  private static func make(_ thread: Thread, _ source: Code, _ filename: Str) throws(Raised) -> CodeObject {
    let constants = try load(thread, .tuple(source.constants), filename)
    return try make(thread, source, filename: filename, constants: constants)
  }

  /// The same with these objects for the constants: a tuple of their number.
  static func make(_ thread: Thread, _ source: Code, constants: Value) throws(Raised) -> CodeObject {
    try make(thread, source, filename: Str.make(thread, source.filename), constants: constants)
  }

  private static func make(
    _ thread: Thread, _ source: Code, filename: Str, constants constantsTuple: Value
  ) throws(Raised) -> CodeObject {
    let constants = Tuple(constantsTuple)
    let names = try strs(thread, source.names)
    let count = source.words.count
    let lineTable = source.lineTable.packed
    let sourceWords = PackedWords.pack(source.words)
    let rowCount = source.exceptionRows.count
    let rowsAt = (count + 1) * 8
    let cellsAt = rowsAt + rowCount * MemoryLayout<Code.ExceptionRow>.stride
    let linesAt = cellsAt + source.cellRegisters.count * 2
    let wordsAt = linesAt + lineTable.count
    guard let memory = malloc(wordsAt + sourceWords.count) else { throw thread.raiseMemoryError() }
    let words = memory.assumingMemoryBound(to: UInt64.self)
    source.words.withUnsafeBufferPointer { words.update(from: $0.baseAddress.unsafelyUnwrapped, count: count) }
    words[count] = Instruction(.nop).word
    let rows = (memory + rowsAt).bindMemory(to: Code.ExceptionRow.self, capacity: rowCount)
    for (i, row) in source.exceptionRows.enumerated() { (rows + i).initialize(to: row) }
    let cells: UnsafeMutablePointer<UInt16> = memory.at(cellsAt)
    for (i, register) in source.cellRegisters.enumerated() { cells[i] = register }
    (memory + linesAt).copyMemory(from: lineTable, byteCount: lineTable.count)
    (memory + wordsAt).copyMemory(from: sourceWords, byteCount: sourceWords.count)
    patch(words, count, constants, names)
    Fusion.apply(words, count)

    let name = Str.intern(thread, source.name)
    let qualname = Str.intern(thread, source.qualname)
    let varNames = try strs(thread, source.varNames)
    let cellVars = try strs(thread, source.cellVars)
    let freeVars = try strs(thread, source.freeVars)
    let code = CodeObject(thread.allocate(MemoryLayout<CodeObjectFields>.size, .code, TypeID.code))
    code.fields.pointee.name = name.value
    code.fields.pointee.qualname = qualname.value
    code.fields.pointee.filename = filename.value
    code.fields.pointee.constants = constants.value
    code.fields.pointee.names = names.value
    code.fields.pointee.varNames = varNames.value
    code.fields.pointee.cellVars = cellVars.value
    code.fields.pointee.freeVars = freeVars.value
    code.fields.pointee.cacheGlobals = .empty
    code.fields.pointee.words = words
    code.fields.pointee.lineTableBytes = UnsafePointer(memory.at(linesAt, as: UInt8.self))
    code.fields.pointee.sourceWordBytes = UnsafePointer(memory.at(wordsAt, as: UInt8.self))
    code.fields.pointee.cellRegisters = cells
    code.fields.pointee.wordCount = count
    code.fields.pointee.registerCount = source.registerCount
    code.fields.pointee.argCount = Int32(source.argCount)
    code.fields.pointee.posOnlyCount = Int32(source.posOnlyCount)
    code.fields.pointee.kwOnlyCount = Int32(source.kwOnlyCount)
    code.fields.pointee.usesNamespace = source.usesNamespace
    code.fields.pointee.hasDocstring = source.hasDocstring
    let needsBinding = source.kwOnlyCount > 0 || source.flags.contains(.varArgs) || source.flags.contains(.varKeywords)
    code.fields.pointee.plainCount = source.usesNamespace ? 1 : needsBinding ? -1 : Int32(source.argCount)
    code.fields.pointee.flags = source.flags.rawValue
    code.fields.pointee.parameterCount = source.parameterCount
    var flags: UInt16 = 0
    code.fields.pointee.filenameText = text(filename, filenameCopyFlag, &flags)
    code.fields.pointee.nameText = text(name, nameCopyFlag, &flags)
    code.fields.pointee.qualnameText = text(qualname, qualnameCopyFlag, &flags)
    code.fields.pointee.header.flags = flags
    code.fields.pointee.sideTables = nil
    code.fields.pointee.firstLine = source.firstLine
    code.fields.pointee.assigned = nil
    code.fields.pointee.traced = nil
    code.fields.pointee.monitored = nil
    code.fields.pointee.traceNumber = 0
    code.fields.pointee.exceptionRows = rowCount > 0 ? rows : nil
    code.fields.pointee.exceptionRowCount = rowCount
    return code
  }

  /// Puts references into the inline words.
  private static func patch(_ words: ProgramCounter, _ count: Int, _ constants: Tuple, _ names: Tuple) {
    var at = 0
    while at < count {
      guard let opcode = Instruction(word: words[at]).opcode else { return }
      at &+= 1
      for kind in opcode.shape.inline where at < count {
        let index = Int(truncatingIfNeeded: words[at])
        switch kind {
        case .constant: if index >= 0, index < constants.count { words[at] = constants[index].bits }
        case .name: if index >= 0, index < names.count { words[at] = names[index].bits }
        case .cache, .number: break
        }
        at &+= 1
      }
    }
  }

  /// A C string of a str that the code object refers to: an ASCII str is one; of another `flag` says that it is a copy.
  private static func text(_ s: Str, _ flag: UInt16, _ flags: inout UInt16) -> UnsafeMutablePointer<CChar> {
    if s.isASCII, s.header.pointee.flags & Str.storedFlag == 0 { return s.data.assumingMemoryBound(to: CChar.self) }
    flags |= flag
    return strdup(s.string) ?? UnsafeMutablePointer<CChar>.allocate(capacity: 1)
  }

  static func strs(_ thread: Thread, _ texts: [String]) throws(Raised) -> Tuple {
    let tuple = try Tuple.make(thread, count: texts.count)
    for (i, text) in texts.enumerated() {
      let s = Str.intern(thread, text)
      tuple.barrier()
      tuple.items[i] = s.value
    }
    return tuple
  }

  /// A constant as an object.
  static func load(_ thread: Thread, _ constant: Constant, _ filename: Str) throws(Raised) -> Value {
    switch constant {
    case .none: return .none
    case .true: return .yes
    case .false: return .no
    case .ellipsis: return .ellipsis
    case .int(let i): return thread.int(i)
    case .bigInt(let digits, let radix, let negative): return try Constants.bigInt(thread, digits, radix, negative)
    case .float(let d): return thread.float(d)
    case .complex(let real, let imaginary): return Constants.complex(thread, real, imaginary)
    case .string(let bytes):
      let s = try decode(thread, bytes)
      return isIdentifierLike(bytes) ? Str.intern(s).value : s.value
    case .bytes(let bytes): return try copy(thread, bytes)
    case .tuple(let items):
      let tuple = try Tuple.make(thread, count: items.count)
      for (i, item) in items.enumerated() {
        let v = try load(thread, item, filename)
        tuple.barrier()
        tuple.items[i] = v
      }
      return tuple.value
    case .frozenset(let items):
      let tuple = Tuple(try load(thread, .tuple(items), filename))
      return try SetObject.make(thread, of: tuple.value).copy(thread, .frozenset).value
    case .code(let code): return try make(thread, code, filename).value
    }
  }
  private static func decode(_ thread: Thread, _ bytes: [UInt8]) throws(Raised) -> Str {
    var result: Result<Str, Raised> = .failure(Raised())
    bytes.withUnsafeBufferPointer { buffer in
      do throws(Raised) { result = .success(try Str.decodeUTF8(thread, buffer)) } catch { result = .failure(error) }
    }
    return try result.get()
  }
  private static func copy(_ thread: Thread, _ bytes: [UInt8]) throws(Raised) -> Value {
    var result: Result<Value, Raised> = .failure(Raised())
    bytes.withUnsafeBufferPointer { buffer in
      do throws(Raised) { result = .success(try Bytes.make(thread, buffer).value) } catch { result = .failure(error) }
    }
    return try result.get()
  }
  /// Such strs may name attributes (getattr, dict keys): they are worth interning, as CPython does.
  private static func isIdentifierLike(_ bytes: [UInt8]) -> Bool {
    for b in bytes {
      let isWord: Bool = b == 0x5F || (b >= 0x30 && b <= 0x39) || (b | 0x20 >= 0x61 && b | 0x20 <= 0x7A)
      if !isWord { return false }
    }
    return true
  }
}
