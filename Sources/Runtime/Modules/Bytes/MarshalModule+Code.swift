// Code objects in marshal's bytes. The letter is CPython's, what follows is not: the instructions are another machine's.
//
//   c | 7 numbers, sizes of the tables | name, qualname, filename, constants, names, variables, cells, free variables |
//   registers of the cells, exception rows, packed line table, packed words, checksum of these four
//
// Numbers have 7 bits a byte, the lowest first. The tables are those of a code object in memory, so that nothing is done for each instruction
// before it runs. The checksum tells damaged data from what `dumps` has written; what it lets through is
// verified like the compiler's own result, since the loop trusts its instructions. Only what this binary has written for itself is not
// (BytecodeCache.swift).

import Bytecode
import Glibc

/// A sum over bytes that tells damaged ones from others; no protection against intent.
enum Checksum {
  static func of(_ bytes: UnsafeRawBufferPointer) -> UInt64 {
    var sum: UInt64 = 0xCBF2_9CE4_8422_2325 ^ UInt64(truncatingIfNeeded: bytes.count)
    var i = 0
    while i &+ 8 <= bytes.count {
      sum = Hashing.mix(sum ^ bytes.loadUnaligned(fromByteOffset: i, as: UInt64.self), 0x9E37_79B9_7F4A_7C15)
      i &+= 8
    }
    while i < bytes.count {
      sum = Hashing.mix(sum ^ UInt64(bytes[i]), 0x9E37_79B9_7F4A_7C15)
      i &+= 1
    }
    return sum
  }
}

/// An exception row as its four 32-bit numbers.
private let rowSize = 16

extension MarshalWriter {
  mutating func code(_ c: CodeObject, _ flag: UInt8, _ depth: Int) throws(Raised) {
    try out.append(UInt8(ascii: "c") | flag)
    let source = c.source
    let lineTable = source.lineTable.packed
    let words = PackedWords.pack(source.words)
    let bits: Int = (source.usesNamespace ? 1 : 0) | (source.hasDocstring ? 2 : 0)
    for n in [
      source.argCount, source.posOnlyCount, source.kwOnlyCount, Int(source.flags.rawValue), source.registerCount, source.firstLine, bits,
      source.words.count, source.exceptionRows.count, lineTable.count, words.count,
    ] {
      try number(n)
    }
    let f = c.fields
    for part in [
      f.pointee.name, f.pointee.qualname, f.pointee.filename, f.pointee.constants, f.pointee.names, f.pointee.varNames, f.pointee.cellVars,
      f.pointee.freeVars,
    ] {
      try write(part, depth - 1)
    }
    var tables: [UInt8] = []
    for register in source.cellRegisters { MarshalWriter.append(UInt32(register), 2, &tables) }
    for row in source.exceptionRows {
      for n in [row.start, row.end, row.handler, Int32(row.register)] { MarshalWriter.append(UInt32(bitPattern: n), 4, &tables) }
    }
    tables += lineTable
    tables += words
    let sum = tables.withUnsafeBytes { Checksum.of($0) }
    MarshalWriter.append(UInt32(truncatingIfNeeded: sum), 4, &tables)
    MarshalWriter.append(UInt32(truncatingIfNeeded: sum >> 32), 4, &tables)
    try out.append(tables, tables.count)
  }
  private static func append(_ n: UInt32, _ size: UInt32, _ bytes: inout [UInt8]) {
    for k in 0..<size { bytes.append(UInt8(truncatingIfNeeded: n >> (8 * k))) }
  }
  private mutating func number(_ n: Int) throws(Raised) {
    var n = UInt64(n)
    while n >= 0x80 {
      try out.append(UInt8(truncatingIfNeeded: n) | 0x80)
      n >>= 7
    }
    try out.append(UInt8(truncatingIfNeeded: n))
  }
}

extension MarshalReader {
  mutating func code(_ flagged: Bool, _ depth: Int) throws(Raised) -> Value {
    let place = references.count
    if flagged { try references.append(t, .empty) }
    let registers = Int(UInt16.max)
    var head = CodeHead()
    head.argCount = try number(atMost: registers)
    head.posOnlyCount = try number(atMost: head.argCount)
    head.kwOnlyCount = try number(atMost: registers)
    head.flags = UInt32(truncatingIfNeeded: try number(atMost: Int(UInt32.max)))
    head.registerCount = try number(atMost: registers)
    head.firstLine = try number(atMost: Int(Int32.max))
    let bits = try number(atMost: 3)
    head.usesNamespace = bits & 1 != 0
    head.hasDocstring = bits & 2 != 0
    let mostBytes = 1 << 28
    let wordCount = try number(atMost: mostBytes)
    let rowCount = try number(atMost: mostBytes / rowSize)
    let lineTableSize = try number(atMost: mostBytes)
    let packedSize = try number(atMost: mostBytes)
    let parts = CodeParts(
      name: try name(depth), qualname: try name(depth), filename: try text(depth), constants: try tuple(depth), names: try names(depth),
      varNames: try names(depth), cellVars: try names(depth), freeVars: try names(depth))
    let cellsSize = parts.cellVars.count * 2
    let size = cellsSize + rowCount * rowSize + lineTableSize + packedSize
    let (bytes, owner) = try take(size + 8)
    let isSound =
      isTrusted
      || Checksum.of(UnsafeRawBufferPointer(start: bytes, count: size)) == (bytes + size).loadNumber(UInt64.self)
        && PackedLineTable.isSound(UnsafeBufferPointer(start: bytes + (size - packedSize - lineTableSize), count: lineTableSize))
        && PackedWords.isSound(UnsafeBufferPointer(start: bytes + (size - packedSize), count: packedSize), count: wordCount)
    if !isSound { throw bad("code object") }

    let memory = try CodeMemory(
      t, words: wordCount, rows: rowCount, cells: parts.cellVars.count, lineTable: lineTableSize, packedWords: packedSize)
    memcpy(memory.cellRegisters, bytes, cellsSize)
    var at = bytes + cellsSize
    for i in 0..<rowCount {
      let row = Code.ExceptionRow(
        start: at.loadNumber(Int32.self), end: (at + 4).loadNumber(Int32.self), handler: (at + 8).loadNumber(Int32.self),
        register: UInt16(truncatingIfNeeded: (at + 12).loadNumber(UInt32.self)))
      (memory.rows + i).initialize(to: row)
      at += rowSize
    }
    _ = memory.lineTable.update(fromContentsOf: UnsafeBufferPointer(start: at, count: lineTableSize))
    _ = memory.packedWords.update(fromContentsOf: UnsafeBufferPointer(start: at + lineTableSize, count: packedSize))
    _ = owner
    let result = CodeObject.make(t, head, parts, memory)
    if !isTrusted, !result.isSound { throw bad("code object") }
    if flagged { references.set(place, result.value) }
    return result.value
  }

  private mutating func number(atMost limit: Int) throws(Raised) -> Int {
    var n = 0
    var shift = 0
    while true {
      let b = Int(try byte())
      n |= (b & 0x7F) << shift
      if b < 0x80 { break }
      shift += 7
      if shift > 35 { throw bad("code object") }
    }
    if n > limit { throw bad("code object") }
    return n
  }
  private mutating func text(_ depth: Int) throws(Raised) -> Str {
    let v = try element(depth, "code object")
    if !v.isExactly(.str) { throw bad("code object") }
    return Str(v)
  }
  private mutating func name(_ depth: Int) throws(Raised) -> Str { Str.intern(try text(depth)) }
  private mutating func tuple(_ depth: Int) throws(Raised) -> Tuple {
    let v = try element(depth, "code object")
    if !v.isExactly(.tuple) { throw bad("code object") }
    return Tuple(v)
  }
  private mutating func names(_ depth: Int) throws(Raised) -> Tuple {
    let names = try tuple(depth)
    for i in 0..<names.count {
      if !names[i].isExactly(.str) { throw bad("code object") }
      if Str(names[i]).isInterned { continue }
      let name = Str.intern(Str(names[i]))
      names.barrier()
      names.items[i] = name.value
    }
    return names
  }
}

extension UnsafePointer<UInt8> {
  fileprivate func loadNumber<T: FixedWidthInteger & BitwiseCopyable>(_ type: T.Type) -> T { UnsafeRawPointer(self).loadUnaligned(as: T.self) }
}

extension CodeObject {
  /// Whether the loop may run it, whatever its bytes were.
  fileprivate var isSound: Bool {
    let constants = Tuple(fields.pointee.constants)
    let source = source(constants: (0..<constants.count).map { constants[$0].isExactly(.code) ? .code(CodeObject(constants[$0]).outline) : .none })
    return source.parameterCount <= (source.usesNamespace ? 1 : source.varNames.count) && Verifier.problems(of: source).isEmpty
      && CodeObject.suits(source, constants, freeVariables: { CodeObject(constants[$0]).freeVariableCount })
  }
  /// What the verifier has to know of a code object that is another's constant.
  private var outline: Code {
    Code(
      name: "", qualname: "", filename: "", firstLine: 1, argCount: 0, posOnlyCount: 0, kwOnlyCount: 0, flags: [], registerCount: 0, varNames: [],
      cellVars: [], cellRegisters: [], freeVars: Array(repeating: "", count: freeVariableCount), names: [], constants: [], words: [], exceptionRows: [],
      lineTable: LineTable(rows: []), usesNamespace: false, hasDocstring: false)
  }
}
