// traceback: one entry for each frame that an exception has passed, the outermost first.

public struct TracebackFields: BitwiseCopyable {
  var header: Header
  /// The next inner entry, or none.
  public var next: Value
  /// FrameObject
  public var frame: Value
  /// Line, an int; none: not known; empty: the line of `word`, which is looked up when somebody asks.
  public var line: Value
  /// Word of the instruction, an int.
  public var word: Value
}

/// Kind `.record`.
public struct Traceback: Handle {
  public let fields: UnsafeMutablePointer<TracebackFields>
  public init(fields: UnsafeMutablePointer<TracebackFields>) { self.fields = fields }

  static func make(_ thread: Thread, next: Value, frame: Value, word: Int, line: Value) -> Traceback {
    let tb = Traceback(thread.allocate(MemoryLayout<TracebackFields>.size, .record, TypeID.traceback))
    tb.fields.pointee.next = next
    tb.fields.pointee.frame = frame
    tb.fields.pointee.line = line
    tb.fields.pointee.word = .int(word)
    return tb
  }

  /// Puts an entry for a frame in front of the traceback of the exception that is being raised.
  static func add(_ thread: Thread, _ frame: Thread.FrameReference) {
    let exception = thread.state.pointee.raised
    let object = FrameObject.of(thread, frame)
    let code = frame.function.code
    let word = code.word(at: frame.pc)
    let tb = make(thread, next: Exceptions.traceback(exception), frame: object.value, word: word, line: .empty)
    Exceptions.setTraceback(exception, tb.value)
  }

  static func define(_ type: TypeBuilder) {
    type.record(4)
    type.doc("An entry of a traceback.")
    type.new("traceback(tb_next, tb_frame, tb_lasti, tb_lineno)") { native($0, $1, $2, $3, Traceback.new) }
    type.property("tb_next", "Next inner entry.", { unary($0, $1, Traceback.getNext) }, set: { binary($0, $1, $2, Traceback.setNext) })
    type.member("tb_frame", "The frame.", offset: 16)
    type.property("tb_lineno", "Line.", { unary($0, $1, Traceback.getLine) })
    type.property("tb_lasti", "Instruction.", { unary($0, $1, Traceback.getLast) })
    type.method("__dir__()", "Names of the attributes.") { native($0, $1, $2, $3, Traceback.dir) }
  }

  static func new(_ thread: Thread, _ args: Args) throws(Raised) -> Value {
    if !args[1].isNone, !args[1].isExactly(.traceback) {
      throw thread.raise(.typeError, "expected traceback object or None, got '\(args[1].type.displayName)'")
    }
    if !args[2].isExactly(.frame) {
      throw thread.raise(.typeError, "traceback() argument 'tb_frame' must be frame, not \(args[2].type.displayName)")
    }
    let last = try thread.indexInt(args[3], overflow: .overflowError)
    let line = try thread.indexInt(args[4], overflow: .overflowError)
    return make(thread, next: args[1], frame: args[2], word: last / 2, line: line == 0 ? .none : .int(line)).value
  }
  /// The line, an int, or none.
  var line: Value {
    if !fields.pointee.line.isEmpty { return fields.pointee.line }
    let line: Int = FrameObject(fields.pointee.frame).code.lineTable.line(at: fields.pointee.word.asInt)
    return line == 0 ? .none : .int(line)
  }
  static func getNext(_ thread: Thread, _ v: Value) throws(Raised) -> Value { Traceback(v).fields.pointee.next }
  static func setNext(_ thread: Thread, _ v: Value, _ w: Value) throws(Raised) -> Value {
    if w.isEmpty { throw thread.raise(.typeError, "can't delete tb_next attribute") }
    if !w.isNone, !w.isExactly(.traceback) {
      throw thread.raise(.typeError, "expected traceback object, got '\(w.type.displayName)'")
    }
    var cursor = w
    while cursor.isObject {
      if cursor == v { throw thread.raise(.valueError, "traceback loop detected") }
      cursor = Traceback(cursor).fields.pointee.next
    }
    Traceback(v).barrier()
    Traceback(v).fields.pointee.next = w
    return .none
  }
  static func getLine(_ thread: Thread, _ v: Value) throws(Raised) -> Value { Traceback(v).line }
  static func getLast(_ thread: Thread, _ v: Value) throws(Raised) -> Value {
    .int(Traceback(v).fields.pointee.word.asInt &* 2)
  }
  static func dir(_ thread: Thread, _ args: Args) throws(Raised) -> Value {
    let list = try List.make(thread)
    for name in ["tb_frame", "tb_next", "tb_lasti", "tb_lineno"] { try list.append(thread, Str.intern(thread, name).value) }
    return list.value
  }
}

// MARK: What the loop reads and writes of exceptions

extension Exceptions {
  static func traceback(_ e: Value) -> Value { Exception(e).fields.pointee.traceback }
  static func setTraceback(_ e: Value, _ traceback: Value) { Exception(e).setTraceback(traceback) }
  static func cause(_ e: Value) -> Value { Exception(e).fields.pointee.cause }
  static func setCause(_ e: Value, _ cause: Value) { Exception(e).setCause(cause) }
  static func context(_ e: Value) -> Value { Exception(e).fields.pointee.context }
  static func setContext(_ e: Value, _ context: Value) { Exception(e).setContext(context) }
  /// The value of a StopIteration.
  static func stopValue(_ e: Value) -> Value { Exception(e).extra(0).pointee.orNil ?? .none }
  /// StopIteration(value); without argument for None.
  static func raiseStop(_ thread: Thread, _ value: Value) -> Raised {
    value.isNone ? thread.raise(.stopIteration) : thread.raise(.stopIteration, arguments: value)
  }
}
