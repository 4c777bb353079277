// frame: a Python frame as an object, made when somebody asks for it: sys._getframe(), a traceback, a trace function.
//
// While the frame runs, its registers are where they always are, on the VM stack or in the generator, and the object refers to them. To learn of the
// frame's end, the object puts itself into the return path: fp[-1] leads to the internal instruction `frameExit`, which copies the
// variables into the object and goes on at the real return address. The thread's objects for live frames form a list, innermost first.

import Bytecode

public struct FrameObjectFields: BitwiseCopyable {
  var header: Header
  public var function: Value
  /// The generator whose frame this is, or empty.
  public var generator: Value
  /// The caller's FrameObject, once the frame is left; none: it had none. While the frame is live: empty.
  public var back: Value
  /// Dict that `f_locals` gives, or empty.
  public var locals: Value
  /// f_trace: a callable, or empty.
  public var trace: Value
  /// Storage cell with the variables of a frame that is left: an object Value of the cell, or empty.
  public var saved: Value
  /// Next object of the thread's list.
  public var nextLive: Value
  public var traceLines: Value
  public var traceOpcodes: Value
  // End of the Values.
  /// Registers of the live frame; nil: it is left.
  public var fp: Raw?
  /// Live frame: its real return address.
  public var returnPC: ProgramCounter?
  /// Frame that is left: its last instruction.
  public var lastPC: ProgramCounter
}

public struct FrameObject: Handle {
  public let fields: UnsafeMutablePointer<FrameObjectFields>
  public init(fields: UnsafeMutablePointer<FrameObjectFields>) { self.fields = fields }
  static var layout: Layout { Layout(values: 9) }

  var function: Function { Function(fields.pointee.function) }
  var code: CodeObject { function.code }

  // MARK: Making

  /// The object of a live frame.
  static func of(_ thread: Thread, _ frame: Thread.FrameReference) -> FrameObject {
    let fp = frame.fp
    if !thread.isOnStack(fp) {
      let generator = Generator(frame: fp)
      return generator.frameObject(thread, running: fp)
    }
    if fp[-1].linkedPC == Internal.frameExit.returnPC, let found = find(thread, fp) {
      found.fields.pointee.lastPC = frame.pc
      return found
    }
    let object = allocate(thread, fp[-3], pc: frame.pc)
    object.fields.pointee.fp = fp
    object.fields.pointee.returnPC = fp[-1].linkedPC
    fp[-1] = .link(Internal.frameExit.returnPC)
    // Into the list, which is ordered from the top of the stack downward.
    var previous: FrameObject?
    var cursor = thread.state.pointee.liveFrames
    while cursor.isObject, let other = FrameObject(cursor).fields.pointee.fp, other > fp {
      previous = FrameObject(cursor)
      cursor = FrameObject(cursor).fields.pointee.nextLive
    }
    object.fields.pointee.nextLive = cursor
    if let previous {
      previous.barrier()
      previous.fields.pointee.nextLive = object.value
    } else {
      thread.state.pointee.liveFrames = object.value
    }
    return object
  }
  static func allocate(_ thread: Thread, _ function: Value, pc: PC) -> FrameObject {
    let object = FrameObject(thread.allocate(MemoryLayout<FrameObjectFields>.size, .frame, TypeID.frame))
    object.fields.pointee.function = function
    object.fields.pointee.generator = .empty
    object.fields.pointee.back = .empty
    object.fields.pointee.locals = .empty
    object.fields.pointee.trace = .empty
    object.fields.pointee.saved = .empty
    object.fields.pointee.nextLive = .empty
    object.fields.pointee.traceLines = .yes
    object.fields.pointee.traceOpcodes = .no
    object.fields.pointee.fp = nil
    object.fields.pointee.returnPC = nil
    object.fields.pointee.lastPC = pc
    return object
  }
  /// What the frames of another thread, which has given up the interpreter lock, look like now: copies, since that thread goes on by itself.
  static func snapshot(_ thread: Thread, of other: Thread) -> FrameObject? {
    var first: FrameObject?
    var last: FrameObject?
    var walker = other.innermostFrame
    while let f = walker {
      let object = allocate(thread, f.fp[-3], pc: f.pc)
      object.save(thread, f.fp)
      if let last {
        last.barrier()
        last.fields.pointee.back = object.value
      } else {
        first = object
      }
      last = object
      walker = other.caller(of: f)
    }
    return first
  }
  private static func find(_ thread: Thread, _ fp: Raw) -> FrameObject? {
    var cursor = thread.state.pointee.liveFrames
    while cursor.isObject {
      if FrameObject(cursor).fields.pointee.fp == fp { return FrameObject(cursor) }
      cursor = FrameObject(cursor).fields.pointee.nextLive
    }
    return nil
  }
  /// The real return address of a live frame that has an object.
  static func hookedReturn(_ thread: Thread, _ fp: Raw) -> PC {
    find(thread, fp)?.fields.pointee.returnPC ?? Internal.entry.returnPC
  }

  // MARK: The end of a live frame

  /// The frame at `fp` is left at `pc`: its variables move into the object. Its real return address.
  @discardableResult
  static func detach(_ thread: Thread, _ fp: Raw, _ pc: PC?) -> PC {
    var previous: FrameObject?
    var cursor = thread.state.pointee.liveFrames
    while cursor.isObject, FrameObject(cursor).fields.pointee.fp != fp {
      previous = FrameObject(cursor)
      cursor = FrameObject(cursor).fields.pointee.nextLive
    }
    guard cursor.isObject else { return Internal.entry.returnPC }
    let object = FrameObject(cursor)
    let back = object.fields.pointee.returnPC ?? Internal.entry.returnPC
    // The caller's object keeps f_back right when nothing else does.
    let caller = thread.pythonFrame(fp[-2].linkedFrame, back)
    let below: Value = caller.map { of(thread, $0).value } ?? .none
    object.barrier()
    object.fields.pointee.back = below
    object.save(thread, fp)
    if let pc { object.fields.pointee.lastPC = pc }
    object.fields.pointee.fp = nil
    object.fields.pointee.returnPC = nil
    let next = object.fields.pointee.nextLive
    object.fields.pointee.nextLive = .empty
    // `of` may have put the caller's object into the list.
    previous = nil
    cursor = thread.state.pointee.liveFrames
    while cursor.isObject, cursor != object.value {
      previous = FrameObject(cursor)
      cursor = FrameObject(cursor).fields.pointee.nextLive
    }
    if let previous {
      previous.barrier()
      previous.fields.pointee.nextLive = next
    } else {
      thread.state.pointee.liveFrames = next
    }
    return back
  }

  /// Copies the variables out of the registers.
  func save(_ thread: Thread, _ fp: Raw) {
    let count = variableCount
    if count == 0 { return }
    guard let cell = try? thread.allocateValues(count) else {
      _ = thread.takeRaised()
      return
    }
    let code = self.code
    let word = lastWord
    for i in 0..<count { cell[i] = code.mayBeAssigned(i, at: word) ? fp[i] : .empty }
    barrier()
    fields.pointee.saved = Value(Raw(cell) - 8)
  }
  /// Registers that hold variables or their cells.
  var variableCount: Int { code.variableRegisterCount }

  /// Register i, live or saved.
  func register(_ i: Int) -> Value {
    if let fp = fields.pointee.fp { return fp[i] }
    if fields.pointee.saved.isObject { return fields.pointee.saved.object.at(8, as: Value.self)[i] }
    return .empty
  }
  func setRegister(_ i: Int, _ value: Value) {
    if let fp = fields.pointee.fp {
      fp[i] = value
    } else if fields.pointee.saved.isObject {
      Heap.barrier(fields.pointee.saved.object)
      fields.pointee.saved.object.at(8, as: Value.self)[i] = value
    }
  }

  /// Where the frame is: behind the opcode word of its current or last instruction.
  func pc(_ thread: Thread) -> PC {
    if fields.pointee.generator.isObject { return Generator(fields.pointee.generator).currentPC(thread) ?? fields.pointee.lastPC }
    guard let fp = fields.pointee.fp else { return fields.pointee.lastPC }
    var frame = thread.innermostFrame
    while let f = frame {
      if f.fp == fp { return f.pc }
      frame = thread.caller(of: f)
    }
    return fields.pointee.lastPC
  }
  private var lastWord: Int { code.word(at: fields.pointee.lastPC) }
}

/// A frame that has an object returns here: fp is its caller already, its own registers still lie on the stack.
@inline(never) func op_frameExit(_ pc: PC, _ fp: Raw, _ t: Raw, _ w: UInt64, _ table: Raw) {
  let thread = Thread(t)
  let object = FrameObject(thread.state.pointee.liveFrames)
  let frame = object.fields.pointee.fp.unsafelyUnwrapped
  // The result, in frame[-3], is where the caller wants it; the function is needed for the walk, so it is put back meanwhile.
  let result = frame[-3]
  frame[-3] = object.fields.pointee.function
  // The frames are walked from here: the thread's own place may be that of a callee which is gone.
  thread.state.pointee.fp = frame.assumingMemoryBound(to: Value.self)
  thread.state.pointee.pc = object.fields.pointee.lastPC
  let guardian = thread.protect(frame + object.function.fields.pointee.frameBytes)
  let back = FrameObject.detach(thread, frame, nil)
  thread.unprotect(guardian)
  frame[-3] = result
  dispatch(back, fp, t, table)
}
