// Code objects in marshal's bytes. The letter is CPython's, what follows is not: the instructions are another machine's.
//
//   c  7 numbers | name, qualname, filename, constants, names, variables, cells, free variables | registers of the cells | words |
//      exception rows | line rows | checksum of all numbers
//
// Numbers have 7 bits a byte, the lowest first; those that may be negative have their sign in the lowest bit. The checksum tells damaged data from
// what `dumps` has written; what it lets through is verified like the compiler's own result, since the loop trusts its instructions.

import Bytecode

/// FNV-1a over the numbers of a code object.
private struct Checksum {
  var value: UInt64 = 0xCBF2_9CE4_8422_2325
  mutating func add(_ n: UInt64) { value = (value ^ n ^ n >> 32) &* 0x0000_0100_0000_01B3 }
}

extension MarshalWriter {
  mutating func code(_ c: CodeObject, _ flag: UInt8, _ depth: Int) throws(Raised) {
    try out.append(UInt8(ascii: "c") | flag)
    let source = c.source
    var sum = Checksum()
    let bits: Int = (source.usesNamespace ? 1 : 0) | (source.hasDocstring ? 2 : 0)
    for n in [source.argCount, source.posOnlyCount, source.kwOnlyCount, Int(source.flags.rawValue), source.registerCount, source.firstLine, bits] {
      try number(signed: n, &sum)
    }
    let f = c.fields
    for part in [f.pointee.name, f.pointee.qualname, f.pointee.filename, f.pointee.constants, f.pointee.names, f.pointee.varNames, f.pointee.cellVars,
      f.pointee.freeVars]
    {
      try write(part, depth - 1)
    }
    for register in source.cellRegisters { try number(UInt64(register), &sum) }
    try number(UInt64(source.words.count), &sum)
    for word in source.words { try number(word, &sum) }
    try number(UInt64(source.exceptionRows.count), &sum)
    for row in source.exceptionRows {
      for n in [row.start, row.end, row.handler, Int32(row.register)] { try number(signed: Int(n), &sum) }
    }
    try number(UInt64(source.lineTable.rows.count), &sum)
    var before = LineTable.Row(start: 0, startsLine: false, position: LineTable.Position(line: 0, endLine: 0, column: 0, endColumn: 0))
    for row in source.lineTable.rows {
      let p = row.position
      try number(signed: Int(row.start - before.start) << 1 | (row.startsLine ? 1 : 0), &sum)
      for n in [p.line - before.position.line, p.endLine - p.line, p.column, p.endColumn - p.column] { try number(signed: Int(n), &sum) }
      before = row
    }
    let checksum = sum.value
    try number(checksum, &sum)
  }
  private mutating func number(_ n: UInt64, _ sum: inout Checksum) throws(Raised) {
    sum.add(n)
    var n = n
    while n >= 0x80 {
      try out.append(UInt8(truncatingIfNeeded: n) | 0x80)
      n >>= 7
    }
    try out.append(UInt8(truncatingIfNeeded: n))
  }
  private mutating func number(signed n: Int, _ sum: inout Checksum) throws(Raised) {
    try number(UInt64(bitPattern: Int64(n << 1 ^ n >> 63)), &sum)
  }
}

extension MarshalReader {
  mutating func code(_ flagged: Bool, _ depth: Int) throws(Raised) -> Value {
    let place = references.count
    if flagged { try references.append(t, .empty) }
    var sum = Checksum()
    var head: [Int] = []
    for _ in 0..<7 { head.append(try signed(&sum)) }
    // Held by a list while the rest is read.
    let parts = try List.make(t)
    for _ in 0..<8 { try parts.append(t, try element(depth, "code object")) }
    for i in 0..<3 where !parts[i].isExactly(.str) { throw bad("code object") }
    for i in 3..<8 where !parts[i].isExactly(.tuple) { throw bad("code object") }
    let cells = try texts(parts[6])
    var cellRegisters: [UInt16] = []
    for _ in 0..<cells.count { cellRegisters.append(UInt16(truncatingIfNeeded: try number(&sum))) }
    var words: [UInt64] = []
    for _ in 0..<(try count(&sum)) { words.append(try number(&sum)) }
    var exceptionRows: [Code.ExceptionRow] = []
    for _ in 0..<(try count(&sum)) {
      let start = try int32(&sum)
      let end = try int32(&sum)
      let handler = try int32(&sum)
      exceptionRows.append(Code.ExceptionRow(start: start, end: end, handler: handler, register: UInt16(truncatingIfNeeded: try int32(&sum))))
    }
    var rows: [LineTable.Row] = []
    var start: Int32 = 0
    var line: Int32 = 0
    for _ in 0..<(try count(&sum)) {
      let step = try signed(&sum)
      start &+= Int32(truncatingIfNeeded: step >> 1)
      line &+= try int32(&sum)
      let endLine = line &+ (try int32(&sum))
      let column = try int32(&sum)
      let position = LineTable.Position(line: line, endLine: endLine, column: column, endColumn: column &+ (try int32(&sum)))
      rows.append(LineTable.Row(start: start, startsLine: step & 1 != 0, position: position))
    }
    let expected = sum.value
    if try number(&sum) != expected { throw bad("code object") }

    let constants = Tuple(parts[3])
    let source = Code(
      name: Str(parts[0]).string, qualname: Str(parts[1]).string, filename: Str(parts[2]).string, firstLine: head[5], argCount: head[0],
      posOnlyCount: head[1], kwOnlyCount: head[2], flags: Code.Flags(rawValue: UInt32(truncatingIfNeeded: head[3])), registerCount: head[4],
      varNames: try texts(parts[5]), cellVars: cells, cellRegisters: cellRegisters, freeVars: try texts(parts[7]), names: try texts(parts[4]),
      constants: (0..<constants.count).map { constants[$0].isExactly(.code) ? .code(CodeObject(constants[$0]).outline) : .none }, words: words,
      exceptionRows: exceptionRows, lineTable: LineTable(rows: rows), usesNamespace: head[6] & 1 != 0, hasDocstring: head[6] & 2 != 0)
    let isSound: Bool =
      head[0] >= 0 && head[1] >= 0 && head[1] <= head[0] && head[2] >= 0 && head[4] >= 0 && head[4] <= Int(UInt16.max) && head[5] >= 0
      && source.parameterCount <= (source.usesNamespace ? 1 : source.varNames.count) && Verifier.problems(of: source).isEmpty
      && CodeObject.suits(source, constants, freeVariables: { CodeObject(constants[$0]).freeVariableCount })
    if !isSound { throw bad("code object") }
    let result = try CodeObject.make(t, source, constants: parts[3]).value
    if flagged { references.set(place, result) }
    return result
  }

  private func texts(_ v: Value) throws(Raised) -> [String] {
    var texts: [String] = []
    for i in 0..<Tuple(v).count {
      if !Tuple(v)[i].isExactly(.str) { throw bad("code object") }
      texts.append(Str(Tuple(v)[i]).string)
    }
    return texts
  }
  private mutating func number(_ sum: inout Checksum) throws(Raised) -> UInt64 {
    var n: UInt64 = 0
    var shift: UInt64 = 0
    while true {
      let b = try byte()
      if shift == 63, b > 1 { throw bad("code object") }
      n |= UInt64(b & 0x7F) << shift
      if b < 0x80 { break }
      shift += 7
      if shift > 63 { throw bad("code object") }
    }
    sum.add(n)
    return n
  }
  private mutating func signed(_ sum: inout Checksum) throws(Raised) -> Int {
    let n = try number(&sum)
    return Int(Int64(bitPattern: n >> 1) ^ (0 - Int64(n & 1)))
  }
  private mutating func int32(_ sum: inout Checksum) throws(Raised) -> Int32 { Int32(truncatingIfNeeded: try signed(&sum)) }
  /// Of things of at least one byte each.
  private mutating func count(_ sum: inout Checksum) throws(Raised) -> Int {
    let n = try number(&sum)
    if n > 1 << 28 { throw bad("code object") }
    return Int(n)
  }
}

extension CodeObject {
  /// What the verifier has to know of a code object that is another's constant.
  fileprivate var outline: Code {
    Code(
      name: "", qualname: "", filename: "", firstLine: 1, argCount: 0, posOnlyCount: 0, kwOnlyCount: 0, flags: [], registerCount: 0, varNames: [],
      cellVars: [], cellRegisters: [], freeVars: Array(repeating: "", count: freeVariableCount), names: [], constants: [], words: [], exceptionRows: [],
      lineTable: LineTable(rows: []), usesNamespace: false, hasDocstring: false)
  }
}
