// Generators, coroutines and async generators: a Python frame that lives in a heap object and runs whenever it is resumed.
//
//   header | Values | raw fields | function, caller's fp, return pc | R[0] … R[n-1]
//
// Resuming sets fp to the registers in the object; nothing is copied. Calls that the body makes lie on the VM stack behind the frame of whoever
// resumed it, by way of an `onward` bridge (Frames.swift). A `yield` finds the resumer through its return address:
//
//   forIter      the loop that resumed it: value into R[A] of that instruction, and on in the loop's body
//   yieldFrom    an outer generator: it is suspended as well, and its resumer gets the value
//   resumed      native code (`send`, `next(…)`, `throw`): the loop is left

import Bytecode
import CProbes

public struct GeneratorFields: BitwiseCopyable {
  var header: Header
  public var name: Value
  public var qualname: Value
  /// The exception that the body is handling (`except`, `finally`), or none.
  public var handled: Value
  /// What the resumer was handling.
  public var outerHandled: Value
  /// FrameObject, or empty.
  public var frameObject: Value
  /// cr_origin: tuple or none. Async generator: the finalizer hook, or empty.
  public var origin: Value
  /// What it has returned, between the end that its `next` slot reported and `Thread.takeGeneratorResult`; else none.
  public var result: Value
  /// Where a value came from last that this generator passed on (Generator+Delegation.swift), or empty.
  var leaf: Value
  // End of the Values.
  public var state: GeneratorState
  /// Async generator: its hooks were called; an `aclose`, `athrow` or `asend` is under way; it was closed.
  public var hooksInited: Bool
  public var isRunningAsync: Bool
  public var isClosed: Bool
  /// While it runs: generators from the one that its values go through to it, both counted.
  var depth: Int32
  public var resumePC: ProgramCounter
  /// While it runs: the innermost frame on the VM stack that resumed it, through whatever other generators; its callees lie behind that one.
  var anchor: Raw
  /// The outermost of the generators that delegate to it, when its values go past the others; compared only, unless it runs.
  var root: Raw?
  public var registerCount: Int
}

public enum GeneratorState: UInt8, BitwiseCopyable {
  /// Not started.
  case created
  case suspended
  case running
  /// In `yield from` or `await`, while values go past it; runs if the generator at the end of the chain does. See Generator+Delegation.swift.
  case delegating
  /// Returned, raised or closed.
  case finished
}

public struct Generator: Handle {
  public let fields: UnsafeMutablePointer<GeneratorFields>
  @inline(__always) public init(fields: UnsafeMutablePointer<GeneratorFields>) { self.fields = fields }

  /// Byte offset of R[0].
  @inline(__always) static var frameOffset: Int { (MemoryLayout<GeneratorFields>.size &+ 7) / 8 &* 8 &+ 24 }
  @inline(__always) var frame: Raw { raw + Generator.frameOffset }
  /// The generator whose frame is at `frame`.
  @inline(__always) init(frame: Raw) { self.init(frame - Generator.frameOffset) }
  @inline(__always) var function: Function { Function(frame[-3]) }
  @inline(__always) public var isRunning: Bool {
    fields.pointee.state == .running || fields.pointee.state == .delegating && !isSettled()
  }
  @inline(__always) public var isFinished: Bool { fields.pointee.state == .finished }

  static var layout: Layout {
    Layout(
      values: 8,
      trace: { object, visitor in
        let generator = Generator(object)
        let visitor = Visitor(visitor)
        visitor.visit(generator.frame[-3])
        // A finished one's registers are only looked at through its frame object.
        if generator.isFinished, !generator.fields.pointee.frameObject.isObject { return }
        visitor.visit(
          UnsafePointer(generator.frame.assumingMemoryBound(to: Value.self)), count: generator.fields.pointee.registerCount)
      })
  }

  /// The object for a frame that has just been called: takes over its registers.
  static func make(_ thread: Thread, _ fp: Raw, _ pc: PC) throws(Raised) -> Generator {
    let function = Function(fp[-3])
    let code = function.code
    let count = code.fields.pointee.registerCount
    let flags = code.fields.pointee.flags
    let id: TypeID =
      flags & Code.Flags.asyncGenerator.rawValue != 0
      ? .asyncGenerator : flags & Code.Flags.coroutine.rawValue != 0 ? .coroutine : .generator
    let size = frameOffset &+ count &* 8
    let g = Generator(
      _fastPath(size <= Heap.fineLimit) ? thread.allocate(size, .generator, id) : try thread.allocate(checked: size, .generator, id.rawValue))
    g.fields.pointee.name = function.fields.pointee.name
    g.fields.pointee.qualname = function.fields.pointee.qualname
    g.fields.pointee.handled = .none
    g.fields.pointee.outerHandled = .none
    g.fields.pointee.frameObject = .empty
    g.fields.pointee.origin = id == .asyncGenerator ? .empty : .none
    g.fields.pointee.result = .none
    g.fields.pointee.leaf = .empty
    g.fields.pointee.state = .created
    g.fields.pointee.hooksInited = false
    g.fields.pointee.isRunningAsync = false
    g.fields.pointee.isClosed = false
    g.fields.pointee.depth = 1
    g.fields.pointee.resumePC = pc
    g.fields.pointee.anchor = fp
    g.fields.pointee.root = nil
    g.fields.pointee.registerCount = count
    let frame = g.frame
    frame[-3] = function.value
    frame[-2] = .int(0)
    frame[-1] = .int(0)
    let parameters = min(code.fields.pointee.parameterCount, count)
    var i = 0
    while i < parameters {
      frame[i] = fp[i]
      i &+= 1
    }
    while i < count {
      frame[i] = .empty
      i &+= 1
    }
    // Dropped half-way, it may have `finally` blocks to run; a coroutine warns when it was never awaited.
    if id != .generator || code.fields.pointee.exceptionRowCount > 0 { Finalizers.register(g.raw) }
    return g
  }

  // MARK: State changes

  /// The frame is about to run: whoever resumes it has set fp[-2] and fp[-1].
  /// `anchor`: see there.
  @inline(__always) func begin(_ thread: Thread, anchor: Raw) {
    fields.pointee.root = nil
    fields.pointee.depth = 1
    enter(thread, anchor: anchor)
  }
  @inline(__always) func enter(_ thread: Thread, anchor: Raw) {
    fields.pointee.state = .running
    fields.pointee.anchor = anchor
    thread.state.pointee.resumeDepth &+= 1
    let outer = thread.state.pointee.handled
    fields.pointee.outerHandled = outer
    let own = fields.pointee.handled
    if _slowPath(!own.isNone) { thread.state.pointee.handled = own }
  }
  /// The frame stops running; it goes on at `pc` when it is resumed.
  @inline(__always) func suspend(_ thread: Thread, _ pc: PC) {
    fields.pointee.state = .suspended
    fields.pointee.resumePC = pc
    thread.state.pointee.resumeDepth &-= 1
    thread.state.pointee.handled = fields.pointee.outerHandled
    fields.pointee.outerHandled = .none
    // The registers were written without barrier while it ran.
    barrier()
  }
  /// The frame is done.
  @inline(__always) func finish(_ thread: Thread) {
    fields.pointee.state = .finished
    thread.state.pointee.resumeDepth &-= 1
    thread.state.pointee.handled = fields.pointee.outerHandled
    fields.pointee.outerHandled = .none
    fields.pointee.handled = .none
    barrier()
  }

  /// The exception in `raised` leaves the frame (PEP 479: a StopIteration becomes a RuntimeError).
  @inline(never)
  func failed(_ thread: Thread) {
    finish(thread)
    let exception = thread.state.pointee.raised
    let isAsync: Bool = header.pointee.shape == TypeID.asyncGenerator.rawValue
    var text: String?
    if exception.isInstance(of: .stopIteration) {
      text = isAsync ? "async generator raised StopIteration" : isCoroutine ? "coroutine raised StopIteration" : "generator raised StopIteration"
    } else if isAsync, exception.isInstance(of: .stopAsyncIteration) {
      text = "async generator raised StopAsyncIteration"
    }
    guard let text else { return }
    let cause = thread.takeRaised()
    _ = thread.raise(.runtimeError, text)
    let error = thread.state.pointee.raised
    Exceptions.setCause(error, cause)
    Exceptions.setContext(error, cause)
  }

  @inline(__always) var isCoroutine: Bool { header.pointee.shape == TypeID.coroutine.rawValue }
  /// "generator", "coroutine", "async generator".
  var kindName: String {
    switch header.pointee.shape {
    case TypeID.coroutine.rawValue: "coroutine"
    case TypeID.asyncGenerator.rawValue: "async generator"
    default: "generator"
    }
  }

  // MARK: Resuming from native code

  enum Outcome {
    case yielded(Value)
    case returned(Value)
  }

  /// Resumes with `sent` (none for the first time), or raises `exception` at the point where it is suspended (empty: does not).
  @inline(never)
  func resume(_ thread: Thread, _ sent: Value, throwing exception: Value = .empty) throws(Raised) -> Outcome {
    if isRunning { throw thread.raise(.valueError, "\(kindName) already executing") }
    if isFinished {
      if isCoroutine, exception.isEmpty { throw thread.raise(.runtimeError, "cannot reuse already awaited coroutine") }
      if !exception.isEmpty { throw thread.reraise(exception) }
      return .returned(.none)
    }
    let isNew: Bool = fields.pointee.state == .created
    if isNew, exception.isEmpty, !sent.isNone {
      throw thread.raise(.typeError, "can't send non-None value to a just-started \(kindName)")
    }
    let entry = try thread.pushEntry()
    let fp = frame
    fp[-2] = .link(entry)
    fp[-1] = .link(Internal.resumed.returnPC)
    begin(thread, anchor: entry)
    let pc = fields.pointee.resumePC
    if !isNew, exception.isEmpty {
      // The instruction that suspended: `yield` before the resume point, or `yieldFrom` at it.
      let word = resumeWord(pc)
      fp[A(word)] = sent
    }
    thread.state.pointee.entryDepth &+= 1
    if !exception.isEmpty {
      let at: PC = isAtYieldFrom || isNew ? pc + 1 : pc
      // What an `except` block of the frame handles is the context of what is thrown into it.
      if !fields.pointee.handled.isNone { Exceptions.setContext(thread, exception) }
      _ = thread.reraise(exception)
      if minipy_guard_word() != 0 { resumeThrowing(thread, pc, fp) }
      if let next = thread.unwind(at, fp) { runLoop(next.pc, next.fp, thread) }
    } else if _slowPath(minipy_guard_word() != 0) {
      runResumed(thread, pc, fp, isNew)
    } else {
      runLoop(pc, fp, thread)
    }
    thread.state.pointee.entryDepth &-= 1
    thread.popEntry(entry)
    let result = thread.state.pointee.result
    thread.state.pointee.result = .none
    if _slowPath(result.isError) { throw Raised() }
    return isFinished ? .returned(result) : .yielded(result)
  }
  /// The instruction word that gets the sent value.
  @inline(__always) func resumeWord(_ pc: PC) -> UInt64 {
    let at = pc.pointee
    return UInt16(truncatingIfNeeded: at) == Opcode.yieldFrom.rawValue ? at : pc.previous
  }
  /// Suspended in `yield from` or `await`.
  @inline(__always) var isAtYieldFrom: Bool {
    fields.pointee.state != .created && UInt16(truncatingIfNeeded: fields.pointee.resumePC.pointee) == Opcode.yieldFrom.rawValue
      && !isFinished
  }

  /// The frame is entered although it only gets an exception: markers and hooks see that.
  @inline(never)
  private func resumeThrowing(_ thread: Thread, _ pc: PC, _ fp: Raw) {
    thread.resume(fp, pc)
    if !thread.hasHooks { return }
    thread.state.pointee.fp = fp.assumingMemoryBound(to: Value.self)
    thread.state.pointee.pc = pc + 1
    let exception = thread.takeRaised()
    // What a hook raises takes its place.
    do throws(Raised) { try thread.traceCall(fp, pc + 1, throwing: exception) } catch { return }
    _ = thread.reraise(exception)
  }
  @inline(never)
  private func runResumed(_ thread: Thread, _ pc: PC, _ fp: Raw, _ isNew: Bool) {
    thread.state.pointee.fp = fp.assumingMemoryBound(to: Value.self)
    thread.state.pointee.pc = pc + 1
    thread.resume(fp, pc)
    do throws(Raised) {
      if minipy_events() & ~Trace.standing != 0 { try thread.checkEvents() }
      if thread.hasHooks { try thread.traceCall(fp, pc + 1) }
      _ = thread.chooseTable()
      runLoop(pc, fp, thread)
    } catch {
      if let next = thread.unwind(pc + 1, fp) { runLoop(next.pc, next.fp, thread) }
    }
  }

  // MARK: Frame object

  /// Where a suspended or running frame is; nil when it is finished.
  func currentPC(_ thread: Thread) -> PC? {
    switch fields.pointee.state {
    case .finished: return nil
    case .created: return fields.pointee.resumePC
    case .suspended, .delegating: return isAtYieldFrom ? fields.pointee.resumePC + 1 : fields.pointee.resumePC
    case .running:
      var walker = thread.innermostFrame
      while let f = walker {
        if f.fp == frame { return f.pc }
        walker = thread.caller(of: f)
      }
      return fields.pointee.resumePC
    }
  }
  func frameObject(_ thread: Thread, running fp: Raw? = nil) -> FrameObject {
    if fields.pointee.frameObject.isObject { return FrameObject(fields.pointee.frameObject) }
    let object = FrameObject.allocate(thread, frame[-3], pc: currentPC(thread) ?? fields.pointee.resumePC)
    object.fields.pointee.generator = value
    object.fields.pointee.fp = frame
    barrier()
    fields.pointee.frameObject = object.value
    return object
  }
}
