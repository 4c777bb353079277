// frame: what a Python program sees of it (langref 3.2, "Frame objects").

import Bytecode

extension FrameObject {
  static func define(_ type: TypeBuilder) {
    type.layout(.frame, size: MemoryLayout<FrameObjectFields>.size)
    type.flags([.noNew])
    type.doc("The frame of a running or finished call.")
    type.slots.pointee.repr = { unary($0, $1, FrameObject.repr) }
    type.property("f_back", "The caller's frame, or None.", { unary($0, $1, FrameObject.getBack) })
    type.property("f_code", "The code that runs.", { unary($0, $1, FrameObject.getCode) })
    type.property("f_globals", "The module's names.", { unary($0, $1, FrameObject.getGlobals) })
    type.property("f_builtins", "The names behind the module's.", { unary($0, $1, FrameObject.getBuiltins) })
    type.property("f_locals", "The local variables.", { unary($0, $1, FrameObject.getLocals) })
    type.property("f_lineno", "The current line.", { unary($0, $1, FrameObject.getLine) })
    type.property("f_lasti", "The current instruction.", { unary($0, $1, FrameObject.getLast) })
    type.property("f_trace", "Trace function of this frame.", { unary($0, $1, FrameObject.getTrace) }, set: { binary($0, $1, $2, FrameObject.setTrace) })
    type.member("f_trace_lines", "Whether line events are fired.", offset: 64, writable: true)
    type.member("f_trace_opcodes", "Whether opcode events are fired.", offset: 72, writable: true)
    type.method("clear()", "Drops the variables of a frame that is not running.") { native($0, $1, $2, $3, FrameObject.clear) }
  }

  static func repr(_ thread: Thread, _ v: Value) throws(Raised) -> Value {
    let frame = FrameObject(v)
    let file: String = try thread.repr(frame.code.fields.pointee.filename).string
    let name: String = Str(frame.code.fields.pointee.name).string
    let line: Int = frame.line(thread)
    return Str.make(thread, "<frame at \(hexAddress(v)), file \(file), line \(line), code \(name)>").value
  }

  /// Before the first instruction, where a call is traced, it is the line that the code begins at.
  func line(_ thread: Thread) -> Int {
    let line = code.line(at: pc(thread))
    return line == 0 && code.word(at: pc(thread)) <= 0 ? code.fields.pointee.firstLine : line
  }

  static func getBack(_ thread: Thread, _ v: Value) throws(Raised) -> Value { FrameObject(v).back(thread) }
  func back(_ thread: Thread) -> Value {
    if fields.pointee.generator.isObject {
      let generator = Generator(fields.pointee.generator)
      guard generator.isRunning else { return .none }
      let frame = Thread.FrameReference(fp: generator.frame, pc: generator.fields.pointee.resumePC)
      return thread.caller(of: frame).map { FrameObject.of(thread, $0).value } ?? .none
    }
    if let fp = fields.pointee.fp {
      let frame = Thread.FrameReference(fp: fp, pc: fields.pointee.lastPC)
      return thread.caller(of: frame).map { FrameObject.of(thread, $0).value } ?? .none
    }
    return fields.pointee.back.isEmpty ? .none : fields.pointee.back
  }
  static func getCode(_ thread: Thread, _ v: Value) throws(Raised) -> Value { FrameObject(v).code.value }
  static func getGlobals(_ thread: Thread, _ v: Value) throws(Raised) -> Value { FrameObject(v).function.globals.value }
  static func getBuiltins(_ thread: Thread, _ v: Value) throws(Raised) -> Value { FrameObject(v).function.builtins.value }
  static func getLocals(_ thread: Thread, _ v: Value) throws(Raised) -> Value { try FrameObject(v).locals(thread) }
  static func getLine(_ thread: Thread, _ v: Value) throws(Raised) -> Value {
    let line = FrameObject(v).line(thread)
    return line == 0 ? .none : .int(line)
  }
  static func getLast(_ thread: Thread, _ v: Value) throws(Raised) -> Value {
    let frame = FrameObject(v)
    return .int(frame.code.word(at: frame.pc(thread)) &* 2)
  }
  static func getTrace(_ thread: Thread, _ v: Value) throws(Raised) -> Value {
    let t = FrameObject(v).fields.pointee.trace
    return t.isEmpty ? .none : t
  }
  static func setTrace(_ thread: Thread, _ v: Value, _ w: Value) throws(Raised) -> Value {
    FrameObject(v).barrier()
    FrameObject(v).fields.pointee.trace = w.isNone ? .empty : w
    return .none
  }
  static func clear(_ thread: Thread, _ args: Args) throws(Raised) -> Value {
    let frame = FrameObject(args[0])
    if frame.fields.pointee.generator.isObject {
      let generator = Generator(frame.fields.pointee.generator)
      if generator.isRunning { throw thread.raise(.runtimeError, "cannot clear an executing frame") }
      _ = try generator.close(thread)
      return .none
    }
    if frame.fields.pointee.fp != nil { throw thread.raise(.runtimeError, "cannot clear an executing frame") }
    // `.none`: nothing is left, of the closure neither.
    frame.fields.pointee.saved = .none
    frame.fields.pointee.locals = .empty
    return .none
  }

  // MARK: Local variables

  /// What `locals()` and `f_locals` give: the mapping of a module or class body; else a dict that is brought up to date.
  func locals(_ thread: Thread) throws(Raised) -> Value {
    let cellRegisters = code.cellRegisters
    if code.fields.pointee.usesNamespace {
      let mapping = register(0)
      return mapping.isEmpty ? .none : mapping
    }
    if fields.pointee.locals.isEmpty {
      let dict = Dict.make(thread)
      barrier()
      fields.pointee.locals = dict.value
    }
    let dict = Dict(fields.pointee.locals)
    if fields.pointee.saved.isNone { return dict.value }
    let word: Int = code.word(at: pc(thread))
    // The saved variables of a frame that is left have been sifted already.
    let isLive: Bool = fields.pointee.fp != nil
    func assigned(_ i: Int) -> Bool { !isLive || code.mayBeAssigned(i, at: word) }
    let names = Tuple(code.fields.pointee.varNames)
    let cells = Tuple(code.fields.pointee.cellVars)
    for i in 0..<names.count where !cellRegisters.contains(UInt16(i)) {
      update(thread, dict, names[i], assigned(i) ? register(i) : .empty)
    }
    for i in 0..<cells.count where i < cellRegisters.count {
      let at = Int(cellRegisters[i])
      let value: Value = assigned(at) ? register(at) : .empty
      // Before `makeCell` has run, a parameter's register holds its value.
      update(thread, dict, cells[i], value.isExactly(.cell) ? Cell(value).content : value)
    }
    if function.fields.pointee.closure.isKind(.tuple) {
      let closure = Tuple(function.fields.pointee.closure)
      let free = Tuple(code.fields.pointee.freeVars)
      for i in 0..<min(closure.count, free.count) { update(thread, dict, free[i], Cell(closure[i]).content) }
    }
    return dict.value
  }
  private func update(_ thread: Thread, _ dict: Dict, _ name: Value, _ value: Value) {
    if value.isEmpty { dict.remove(Str(name)) } else { dict.set(thread, Str(name), value) }
  }
}
