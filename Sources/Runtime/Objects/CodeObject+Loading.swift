// Loading code: from the compiler's result, or from marshal's bytes, which hold the same tables ready-made (MarshalModule+Code.swift).

import Bytecode
import Glibc

/// The numbers of a code object; see the fields of `Code`.
struct CodeHead {
  var argCount = 0
  var posOnlyCount = 0
  var kwOnlyCount = 0
  var flags: UInt32 = 0
  var registerCount = 0
  var firstLine = 0
  var usesNamespace = false
  var hasDocstring = false
}

/// The objects of a code object. Strs are interned, but for the file name.
struct CodeParts {
  var name: Str
  var qualname: Str
  var filename: Str
  var constants: Tuple
  var names: Tuple
  var varNames: Tuple
  var cellVars: Tuple
  var freeVars: Tuple
}

/// The block of memory that a code object owns: exception rows, registers of the cells, packed line table, packed words.
struct CodeMemory {
  let wordCount: Int
  let rows: UnsafeMutablePointer<Code.ExceptionRow>
  let rowCount: Int
  let cellRegisters: UnsafeMutablePointer<UInt16>
  let lineTable: UnsafeMutableBufferPointer<UInt8>
  let packedWords: UnsafeMutableBufferPointer<UInt8>

  /// Of these counts; MemoryError.
  init(_ thread: Thread, words: Int, rows: Int, cells: Int, lineTable: Int, packedWords: Int) throws(Raised) {
    let cellsAt = rows * MemoryLayout<Code.ExceptionRow>.stride
    let linesAt = cellsAt + cells * 2
    let packedAt = linesAt + lineTable
    guard let memory = malloc(packedAt + packedWords) else { throw thread.raiseMemoryError() }
    wordCount = words
    self.rows = memory.bindMemory(to: Code.ExceptionRow.self, capacity: rows)
    rowCount = rows
    cellRegisters = memory.at(cellsAt)
    self.lineTable = UnsafeMutableBufferPointer(start: memory.at(linesAt), count: lineTable)
    self.packedWords = UnsafeMutableBufferPointer(start: memory.at(packedAt), count: packedWords)
  }
}

extension CodeObject {
  // MARK: Making

  /// Loads compiled code. Raises when memory is out or a constant cannot be made.
  public static func make(_ thread: Thread, _ source: Code) throws(Raised) -> CodeObject {
    try make(thread, source, Str.make(thread, source.filename))
  }
  private static func make(_ thread: Thread, _ source: Code, _ filename: Str) throws(Raised) -> CodeObject {
    let constants = try load(thread, .tuple(source.constants), filename)
    return try make(thread, source, filename: filename, constants: constants)
  }
  /// The same with these objects for the constants: a tuple of their number.
  static func make(_ thread: Thread, _ source: Code, constants: Value) throws(Raised) -> CodeObject {
    try make(thread, source, filename: Str.make(thread, source.filename), constants: constants)
  }
  private static func make(_ thread: Thread, _ source: Code, filename: Str, constants: Value) throws(Raised) -> CodeObject {
    let head = CodeHead(
      argCount: source.argCount, posOnlyCount: source.posOnlyCount, kwOnlyCount: source.kwOnlyCount, flags: source.flags.rawValue,
      registerCount: source.registerCount, firstLine: source.firstLine, usesNamespace: source.usesNamespace, hasDocstring: source.hasDocstring)
    let parts = CodeParts(
      name: Str.intern(thread, source.name), qualname: Str.intern(thread, source.qualname), filename: filename, constants: Tuple(constants),
      names: try strs(thread, source.names), varNames: try strs(thread, source.varNames), cellVars: try strs(thread, source.cellVars),
      freeVars: try strs(thread, source.freeVars))
    let lineTable = source.lineTable.packed
    let packedWords = PackedWords.pack(source.words)
    let memory = try CodeMemory(
      thread, words: source.words.count, rows: source.exceptionRows.count, cells: source.cellRegisters.count, lineTable: lineTable.count,
      packedWords: packedWords.count)
    for (i, row) in source.exceptionRows.enumerated() { (memory.rows + i).initialize(to: row) }
    for (i, register) in source.cellRegisters.enumerated() { memory.cellRegisters[i] = register }
    _ = memory.lineTable.update(from: lineTable)
    _ = memory.packedWords.update(from: packedWords)
    return make(thread, head, parts, memory)
  }

  /// A code object of these, which it owns from then on.
  static func make(_ thread: Thread, _ head: CodeHead, _ parts: CodeParts, _ memory: CodeMemory) -> CodeObject {
    let code = CodeObject(thread.allocate(MemoryLayout<CodeObjectFields>.size, .code, TypeID.code))
    code.fields.pointee.name = parts.name.value
    code.fields.pointee.qualname = parts.qualname.value
    code.fields.pointee.filename = parts.filename.value
    code.fields.pointee.constants = parts.constants.value
    code.fields.pointee.names = parts.names.value
    code.fields.pointee.varNames = parts.varNames.value
    code.fields.pointee.cellVars = parts.cellVars.value
    code.fields.pointee.freeVars = parts.freeVars.value
    code.fields.pointee.cacheGlobals = .empty
    code.fields.pointee.words = Internal.packedCode
    code.fields.pointee.tables = UnsafeMutableRawPointer(memory.rows)
    code.fields.pointee.lineTableBytes = memory.lineTable.baseAddress.map { UnsafePointer($0) }.unsafelyUnwrapped
    code.fields.pointee.sourceWordBytes = memory.packedWords.baseAddress.map { UnsafePointer($0) }.unsafelyUnwrapped
    code.fields.pointee.cellRegisters = memory.cellRegisters
    code.fields.pointee.wordCount = memory.wordCount
    code.fields.pointee.registerCount = head.registerCount
    code.fields.pointee.argCount = Int32(head.argCount)
    code.fields.pointee.posOnlyCount = Int32(head.posOnlyCount)
    code.fields.pointee.kwOnlyCount = Int32(head.kwOnlyCount)
    code.fields.pointee.usesNamespace = head.usesNamespace
    code.fields.pointee.hasDocstring = head.hasDocstring
    let extra = (head.flags & Code.Flags.varArgs.rawValue).nonzeroBitCount + (head.flags & Code.Flags.varKeywords.rawValue).nonzeroBitCount
    code.fields.pointee.plainCount = head.usesNamespace ? 1 : head.kwOnlyCount + extra > 0 ? -1 : Int32(head.argCount)
    code.fields.pointee.flags = head.flags
    code.fields.pointee.parameterCount = head.usesNamespace ? 1 : head.argCount + head.kwOnlyCount + extra
    var flags: UInt16 = 0
    code.fields.pointee.filenameText = text(parts.filename, filenameCopyFlag, &flags)
    code.fields.pointee.nameText = text(parts.name, nameCopyFlag, &flags)
    code.fields.pointee.qualnameText = text(parts.qualname, qualnameCopyFlag, &flags)
    code.fields.pointee.header.flags = flags
    code.fields.pointee.sideTables = nil
    code.fields.pointee.firstLine = head.firstLine
    code.fields.pointee.assigned = nil
    code.fields.pointee.traced = nil
    code.fields.pointee.monitored = nil
    code.fields.pointee.traceNumber = 0
    code.fields.pointee.exceptionRows = memory.rowCount > 0 ? memory.rows : nil
    code.fields.pointee.exceptionRowCount = memory.rowCount
    return code
  }

  /// The words that run, unpacked if they are not yet.
  var unpackedWords: ProgramCounter {
    if fields.pointee.words != Internal.packedCode { return fields.pointee.words }
    let count = fields.pointee.wordCount
    guard let memory = malloc((count + 1) * 8) else { Heap.fatalOutOfMemory() }
    let words = memory.bindMemory(to: UInt64.self, capacity: count + 1)
    sourceWords.unpack(to: words)
    words[count] = Instruction(.nop).word
    CodeObject.patch(words, count, Tuple(fields.pointee.constants), Tuple(fields.pointee.names))
    Fusion.apply(words, count)
    fields.pointee.words = words
    return words
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
