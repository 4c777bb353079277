// code: what a Python program sees of it (langref 3.2, "Code objects"; PEP 626, PEP 657).

import Bytecode

extension CodeObject {
  static func define(_ type: TypeBuilder) {
    type.layout(.code, size: MemoryLayout<CodeObjectFields>.size)
    type.flags([.weakReferenceable])
    type.doc("A compiled body.")
    type.slots.pointee.repr = { unary($0, $1, CodeObject.repr) }
    type.slots.pointee.hash = { unary($0, $1, CodeObject.hash) }
    type.slots.pointee.richCompare = { compare($0, $1, $2, $3, CodeObject.richCompare) }
    type.member("co_name", "Name.", offset: 8)
    type.member("co_qualname", "Name with the classes and functions around it.", offset: 16)
    type.member("co_filename", "Where it was compiled from.", offset: 24)
    type.member("co_consts", "Constants.", offset: 32)
    type.member("co_names", "Global and attribute names.", offset: 40)
    type.member("co_cellvars", "Variables that nested functions use.", offset: 56)
    type.member("co_freevars", "Variables of enclosing functions.", offset: 64)
    type.property("co_varnames", "Parameters and local variables.", { unary($0, $1, CodeObject.varNames) })
    type.property("co_argcount", "Number of positional parameters.", { unary($0, $1, CodeObject.argCount) })
    type.property("co_posonlyargcount", "Number of positional-only parameters.", { unary($0, $1, CodeObject.posOnlyCount) })
    type.property("co_kwonlyargcount", "Number of keyword-only parameters.", { unary($0, $1, CodeObject.kwOnlyCount) })
    type.property("co_nlocals", "Number of local variables.", { unary($0, $1, CodeObject.localCount) })
    type.property("co_stacksize", "Registers behind the local variables.", { unary($0, $1, CodeObject.stackSize) })
    type.property("co_flags", "CO_* bits.", { unary($0, $1, CodeObject.flagBits) })
    type.property("co_firstlineno", "First line.", { unary($0, $1, CodeObject.firstLine) })
    type.property("co_code", "The instructions' words.", { unary($0, $1, CodeObject.codeBytes) })
    type.property("_co_code_adaptive", "The instructions' words.", { unary($0, $1, CodeObject.codeBytes) })
    type.property("co_lnotab", "Line numbers, coded.", { unary($0, $1, CodeObject.lineNotes) })
    type.property("co_linetable", "Line numbers, coded.", { unary($0, $1, CodeObject.lineNotes) })
    type.property("co_exceptiontable", "Exception handlers, coded.", { unary($0, $1, CodeObject.exceptionTable) })
    type.method("co_lines()", "(start, end, line) of each run of instructions.") { native($0, $1, $2, $3, CodeObject.lines) }
    type.method("co_positions()", "(line, end line, column, end column) of each instruction.") { native($0, $1, $2, $3, CodeObject.positions) }
    type.method(
      "replace(*, co_argcount=None, co_posonlyargcount=None, co_kwonlyargcount=None, co_nlocals=None, co_stacksize=None, co_flags=None, co_firstlineno=None, co_code=None, co_consts=None, co_names=None, co_varnames=None, co_freevars=None, co_cellvars=None, co_filename=None, co_name=None, co_qualname=None, co_linetable=None, co_exceptiontable=None)",
      "A copy with other attributes."
    ) { native($0, $1, $2, $3, CodeObject.replace) }
  }

  static func repr(_ thread: Thread, _ v: Value) throws(Raised) -> Value {
    let code = CodeObject(v)
    let name: String = Str(code.fields.pointee.name).string
    let file: String = Str(code.fields.pointee.filename).string
    let line: Int = code.fields.pointee.firstLine
    return Str.make(thread, "<code object \(name) at \(hexAddress(v)), file \"\(file)\", line \(line)>").value
  }
  static func hash(_ thread: Thread, _ v: Value) throws(Raised) -> Value {
    let code = CodeObject(v)
    let h: Int = Str(code.fields.pointee.name).hash ^ (code.fields.pointee.wordCount &* 31) ^ code.fields.pointee.firstLine
    return .int(h &>> 3)
  }
  static func richCompare(_ thread: Thread, _ v: Value, _ w: Value, _ op: CompareOp) throws(Raised) -> Value {
    if !w.isExactly(.code) || (op != .eq && op != .ne) { return .notImplemented }
    var same: Bool = v == w
    let a = CodeObject(v)
    let b = CodeObject(w)
    if !same, a.fields.pointee.wordCount == b.fields.pointee.wordCount, a.fields.pointee.firstLine == b.fields.pointee.firstLine,
      a.fields.pointee.flags == b.fields.pointee.flags, CodeObject.sameWords(a, b)
    {
      same = try thread.equal(a.fields.pointee.name, b.fields.pointee.name)
      if same { same = try thread.equal(a.fields.pointee.constants, b.fields.pointee.constants) }
      if same { same = try thread.equal(a.fields.pointee.names, b.fields.pointee.names) }
      if same { same = try thread.equal(a.fields.pointee.varNames, b.fields.pointee.varNames) }
    }
    return .bool(same == (op == .eq))
  }

  private static func sameWords(_ a: CodeObject, _ b: CodeObject) -> Bool { a.sourceWords.unpacked == b.sourceWords.unpacked }

  static func varNames(_ thread: Thread, _ v: Value) throws(Raised) -> Value { CodeObject(v).fields.pointee.varNames }
  static func argCount(_ thread: Thread, _ v: Value) throws(Raised) -> Value { .int(Int(CodeObject(v).fields.pointee.argCount)) }
  static func posOnlyCount(_ thread: Thread, _ v: Value) throws(Raised) -> Value { .int(Int(CodeObject(v).fields.pointee.posOnlyCount)) }
  static func kwOnlyCount(_ thread: Thread, _ v: Value) throws(Raised) -> Value { .int(Int(CodeObject(v).fields.pointee.kwOnlyCount)) }
  static func localCount(_ thread: Thread, _ v: Value) throws(Raised) -> Value { .int(Tuple(CodeObject(v).fields.pointee.varNames).count) }
  static func stackSize(_ thread: Thread, _ v: Value) throws(Raised) -> Value {
    let code = CodeObject(v)
    return .int(max(1, code.fields.pointee.registerCount &- Tuple(code.fields.pointee.varNames).count))
  }
  static func flagBits(_ thread: Thread, _ v: Value) throws(Raised) -> Value { .int(Int(CodeObject(v).fields.pointee.flags)) }
  static func firstLine(_ thread: Thread, _ v: Value) throws(Raised) -> Value { .int(CodeObject(v).fields.pointee.firstLine) }

  /// Two bytes a word, so that the offsets that `co_lines`, `tb_lasti` and `f_lasti` speak of index it: the word's opcode.
  static func codeBytes(_ thread: Thread, _ v: Value) throws(Raised) -> Value {
    let words = CodeObject(v).sourceWords.unpacked
    let bytes = try Bytes.uninitialized(thread, count: words.count * 2)
    for (i, word) in words.enumerated() {
      bytes.data[i &* 2] = UInt8(truncatingIfNeeded: word)
      bytes.data[i &* 2 &+ 1] = UInt8(truncatingIfNeeded: word >> 8)
    }
    return bytes.value
  }

  /// The old form of the line table: pairs (bytes of code, lines), as `dis` and older tools read it.
  static func lineNotes(_ thread: Thread, _ v: Value) throws(Raised) -> Value {
    let code = CodeObject(v)
    var out: [UInt8] = []
    var line = code.fields.pointee.firstLine
    var at = 0
    for row in code.lineTable.rows where row.position.line > 0 {
      var bytes: Int = Int(row.start) * 2 - at
      var lines: Int = Int(row.position.line) - line
      if lines == 0 { continue }
      at = Int(row.start) * 2
      line = Int(row.position.line)
      while bytes > 254 {
        out.append(254)
        out.append(0)
        bytes -= 254
      }
      while lines > 127 || lines < -128 {
        let step: Int = lines > 0 ? 127 : -128
        out.append(UInt8(bytes))
        out.append(UInt8(bitPattern: Int8(step)))
        bytes = 0
        lines -= step
      }
      out.append(UInt8(bytes))
      out.append(UInt8(bitPattern: Int8(lines)))
    }
    return try bytesValue(thread, out)
  }
  static func exceptionTable(_ thread: Thread, _ v: Value) throws(Raised) -> Value {
    var out: [UInt8] = []
    for row in UnsafeBufferPointer(start: CodeObject(v).fields.pointee.exceptionRows, count: CodeObject(v).fields.pointee.exceptionRowCount) {
      for number in [row.start, row.end - row.start, row.handler, Int32(row.register)] {
        var n: UInt32 = UInt32(bitPattern: number)
        while n >= 0x80 {
          out.append(UInt8(n & 0x7F | 0x80))
          n >>= 7
        }
        out.append(UInt8(n))
      }
    }
    return try bytesValue(thread, out)
  }
  private static func bytesValue(_ thread: Thread, _ out: [UInt8]) throws(Raised) -> Value {
    let bytes = try Bytes.uninitialized(thread, count: out.count)
    for (i, b) in out.enumerated() { bytes.data[i] = b }
    return bytes.value
  }

  static func lines(_ thread: Thread, _ args: Args) throws(Raised) -> Value {
    let code = CodeObject(args[0])
    let rows = code.lineTable.rows
    let list = try List.make(thread)
    var i = 0
    while i < rows.count {
      var next = i + 1
      while next < rows.count, rows[next].position.line == rows[i].position.line { next += 1 }
      let end: Int = next < rows.count ? Int(rows[next].start) : code.fields.pointee.wordCount
      let line: Int = Int(rows[i].position.line)
      let item = try Tuple.make(thread, [.int(Int(rows[i].start) * 2), .int(end * 2), line == 0 ? .none : .int(line)])
      try list.append(thread, item.value)
      i = next
    }
    return try thread.iterator(list.value)
  }

  /// One tuple for each word, as CPython has one for each code unit.
  static func positions(_ thread: Thread, _ args: Args) throws(Raised) -> Value {
    let code = CodeObject(args[0])
    let rows = code.lineTable.rows
    let list = try List.make(thread)
    for (i, row) in rows.enumerated() {
      let end: Int = i + 1 < rows.count ? Int(rows[i + 1].start) : code.fields.pointee.wordCount
      let p = row.position
      let hasLine: Bool = p.line > 0
      let hasColumn: Bool = hasLine && p.column >= 0
      let item = try Tuple.make(
        thread,
        [
          hasLine ? .int(Int(p.line)) : .none, hasLine ? .int(Int(p.endLine)) : .none,
          hasColumn ? .int(Int(p.column)) : .none, hasColumn ? .int(Int(p.endColumn)) : .none,
        ])
      var word = Int(row.start)
      while word < end {
        try list.append(thread, item.value)
        word += 1
      }
    }
    return try thread.iterator(list.value)
  }

  static func replace(_ thread: Thread, _ args: Args) throws(Raised) -> Value {
    let code = CodeObject(args[0])
    let old = code.source
    func number(_ k: Int, _ value: Int) throws(Raised) -> Int {
      let v = args.keyword(k)
      if v.isEmpty { return value }
      return try thread.indexInt(v, overflow: .overflowError)
    }
    func text(_ k: Int, _ value: String, _ name: String) throws(Raised) -> String {
      let v = args.keyword(k)
      if v.isEmpty { return value }
      if !v.isKind(.str) {
        throw thread.raise(.typeError, "replace() argument '\(name)' must be str, not \(v.type.displayName)")
      }
      return Str(v).string
    }
    func texts(_ k: Int, _ value: [String], _ name: String) throws(Raised) -> [String] {
      let v = args.keyword(k)
      if v.isEmpty { return value }
      if !v.isKind(.tuple) {
        throw thread.raise(.typeError, "replace() argument '\(name)' must be tuple, not \(v.type.displayName)")
      }
      var result: [String] = []
      for i in 0..<Tuple(v).count {
        if !Tuple(v)[i].isKind(.str) { throw thread.raise(.typeError, "name tuples must contain only strings, not '\(Tuple(v)[i].type.displayName)'") }
        result.append(Str(Tuple(v)[i]).string)
      }
      return result
    }
    // Instructions refer to registers, constants and names by number: a copy keeps their counts.
    func same(_ fresh: [String], _ old: [String], _ name: String) throws(Raised) -> [String] {
      if fresh.count != old.count { throw thread.raise(.valueError, "code: \(name) is inconsistent with the instructions") }
      return fresh
    }
    for k in [0, 1, 2] where !args.keyword(k).isEmpty {
      let n = try number(k, 0)
      if n < 0 { throw thread.raise(.valueError, "code: parameter counts must be positive") }
    }
    let argCount = try number(0, old.argCount)
    let posOnly = try number(1, old.posOnlyCount)
    let kwOnly = try number(2, old.kwOnlyCount)
    if argCount + kwOnly != old.argCount + old.kwOnlyCount || posOnly > argCount {
      throw thread.raise(.valueError, "code: co_varnames is too small")
    }
    let flags = try number(5, Int(old.flags.rawValue))
    let firstLine = try number(6, old.firstLine)
    let names = try same(try texts(9, old.names, "co_names"), old.names, "co_names")
    let varNames = try same(try texts(10, old.varNames, "co_varnames"), old.varNames, "co_varnames")
    let freeVars = try same(try texts(11, old.freeVars, "co_freevars"), old.freeVars, "co_freevars")
    let cellVars = try same(try texts(12, old.cellVars, "co_cellvars"), old.cellVars, "co_cellvars")
    let filename = try text(13, old.filename, "co_filename")
    let name = try text(14, old.name, "co_name")
    let qualname = try text(15, old.qualname, "co_qualname")
    let consts = args.keyword(8)
    if !consts.isEmpty {
      if !consts.isKind(.tuple) {
        throw thread.raise(.typeError, "replace() argument 'co_consts' must be tuple, not \(consts.type.displayName)")
      }
      if Tuple(consts).count != old.constants.count {
        throw thread.raise(.valueError, "code: co_consts is inconsistent with the instructions")
      }
      let before = Tuple(code.fields.pointee.constants)
      let isSuitable = CodeObject.suits(old, Tuple(consts)) { before[$0].isExactly(.code) ? CodeObject(before[$0]).freeVariableCount : -1 }
      if !isSuitable { throw thread.raise(.valueError, "code: co_consts is inconsistent with the instructions") }
    }
    let parameterBits: UInt32 = Code.Flags.varArgs.rawValue | Code.Flags.varKeywords.rawValue
    let resumableBits: UInt32 = Code.Flags.resumable.rawValue
    let fixed: UInt32 = parameterBits | resumableBits
    let bits: UInt32 = UInt32(truncatingIfNeeded: flags) & ~fixed | old.flags.rawValue & fixed
    let fresh = Code(
      name: name, qualname: qualname, filename: filename, firstLine: firstLine, argCount: argCount, posOnlyCount: posOnly,
      kwOnlyCount: kwOnly, flags: Code.Flags(rawValue: bits), registerCount: old.registerCount, varNames: varNames,
      cellVars: cellVars, cellRegisters: old.cellRegisters, freeVars: freeVars, names: names, constants: old.constants,
      words: old.words, exceptionRows: old.exceptionRows, lineTable: old.lineTable, usesNamespace: old.usesNamespace,
      hasDocstring: old.hasDocstring)
    return try make(thread, fresh, constants: consts.isEmpty ? code.fields.pointee.constants : consts).value
  }
}
