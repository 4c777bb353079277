// Async generators (PEP 525): a generator whose `yield`s and `await`s share one frame, and the awaitables that step it.
//
// `yield v` in the body wraps v (AsyncGenWrapped); what an `await` in the body yields is not wrapped. So the awaitable of `asend` can tell
// them apart: a wrapped value is the step's result (StopIteration(v)), any other goes on to the event loop.

import Bytecode

public struct AsyncGenWrappedFields: BitwiseCopyable {
  var header: Header
  public var value: Value
}

/// Kind `.record`.
public struct AsyncGenWrapped: Handle {
  public let fields: UnsafeMutablePointer<AsyncGenWrappedFields>
  public init(fields: UnsafeMutablePointer<AsyncGenWrappedFields>) { self.fields = fields }
  static func make(_ thread: Thread, _ value: Value) -> Value {
    let w = AsyncGenWrapped(thread.allocate(MemoryLayout<AsyncGenWrappedFields>.size, .record, TypeID.asyncGenWrappedValue))
    w.fields.pointee.value = value
    return w.value
  }
  static func define(_ type: TypeBuilder) {
    type.record(1)
    type.flags([.noNew])
  }
}

/// What an awaitable of an async generator is up to.
private enum Phase {
  static let initial = Value.int(0)
  static let iterating = Value.int(1)
  static let closed = Value.int(2)
}

extension Generator {
  static func defineAsync(_ type: TypeBuilder) {
    type.layout(.generator, size: frameOffset)
    type.flags([.weakReferenceable, .hasFinalizer, .noNew])
    type.doc("An asynchronous iterator whose values an `async def` function yields.")
    type.slots.pointee.repr = { unary($0, $1, Generator.repr) }
    type.slots.pointee.finalize = { unary($0, $1, Generator.finalize) }
    type.slots.pointee.aiter = { unary($0, $1) { _, v throws(Raised) in v } }
    type.slots.pointee.anext = { unary($0, $1, Generator.asyncNext) }
    type.property("__name__", "Name.", { unary($0, $1) { _, v throws(Raised) in Generator(v).fields.pointee.name } }, set: { binary($0, $1, $2, Generator.setName) })
    type.property(
      "__qualname__", "Qualified name.", { unary($0, $1) { _, v throws(Raised) in Generator(v).fields.pointee.qualname } },
      set: { binary($0, $1, $2, Generator.setQualname) })
    type.property("ag_frame", "The frame, or None when it is finished.", { unary($0, $1, Generator.getFrame) })
    type.property("ag_running", "Whether it is running.", { unary($0, $1) { _, v throws(Raised) in .bool(Generator(v).fields.pointee.isRunningAsync) } })
    type.property("ag_code", "The code.", { unary($0, $1, Generator.getCode) })
    type.property("ag_await", "What it waits for, or None.", { unary($0, $1, Generator.getYieldFrom) })
    type.method("asend(value, /)", "An awaitable that resumes with a value.") {
      native($0, $1, $2, $3) { thread, args throws(Raised) in
        try Generator(args[0]).callHooks(thread)
        return AsyncGenSend.make(thread, args[0], args[1])
      }
    }
    type.method("athrow(type, value=None, traceback=None, /)", "An awaitable that raises an exception in the generator.") {
      native($0, $1, $2, $3) { thread, args throws(Raised) in
        try Generator(args[0]).callHooks(thread)
        let parts = try Tuple.make(thread, [args[1], args[2], args[3]])
        return AsyncGenThrow.make(thread, args[0], parts.value)
      }
    }
    type.method("aclose()", "An awaitable that closes the generator.") {
      native($0, $1, $2, $3) { thread, args throws(Raised) in
        try Generator(args[0]).callHooks(thread)
        return AsyncGenThrow.make(thread, args[0], .empty)
      }
    }
    type.classMethod("__class_getitem__(item, /)", "See PEP 585.") {
      native($0, $1, $2, $3) { thread, args throws(Raised) in try GenericAlias.make(thread, args[0], args[1]) }
    }
  }

  static func asyncNext(_ thread: Thread, _ v: Value) throws(Raised) -> Value {
    try Generator(v).callHooks(thread)
    return AsyncGenSend.make(thread, v, .none)
  }

  /// sys.set_asyncgen_hooks: the first iteration is announced, and the finalizer remembered.
  func callHooks(_ thread: Thread) throws(Raised) {
    if fields.pointee.hooksInited { return }
    fields.pointee.hooksInited = true
    let finalizer = thread.state.pointee.asyncGenFinalizer
    if finalizer.isObject {
      barrier()
      fields.pointee.origin = finalizer
    }
    let first = thread.state.pointee.asyncGenFirstIter
    if first.isObject { _ = try thread.call(first, value) }
  }

  /// One step's result as `asend` reports it: a wrapped value ends the step.
  func unwrap(_ thread: Thread, _ outcome: Outcome) throws(Raised) -> Outcome {
    switch outcome {
    case .yielded(let v):
      if v.isExactly(.asyncGenWrappedValue) {
        fields.pointee.isRunningAsync = false
        return .returned(AsyncGenWrapped(v).fields.pointee.value)
      }
      return outcome
    case .returned:
      fields.pointee.isRunningAsync = false
      fields.pointee.isClosed = true
      throw thread.raise(.stopAsyncIteration)
    }
  }
  /// The step has raised: bookkeeping.
  func stepFailed(_ thread: Thread) {
    fields.pointee.isRunningAsync = false
    if thread.isRaising(.stopAsyncIteration) || thread.isRaising(.generatorExit) { fields.pointee.isClosed = true }
  }
}

// MARK: asend() and __anext__()

public struct AsyncGenSendFields: BitwiseCopyable {
  var header: Header
  public var generator: Value
  public var sent: Value
  public var phase: Value
}

/// Kind `.record`.
public struct AsyncGenSend: Handle {
  public let fields: UnsafeMutablePointer<AsyncGenSendFields>
  public init(fields: UnsafeMutablePointer<AsyncGenSendFields>) { self.fields = fields }
  var generator: Generator { Generator(fields.pointee.generator) }

  static func make(_ thread: Thread, _ generator: Value, _ sent: Value) -> Value {
    let s = AsyncGenSend(thread.allocate(MemoryLayout<AsyncGenSendFields>.size, .record, TypeID.asyncGenSend))
    s.fields.pointee.generator = generator
    s.fields.pointee.sent = sent
    s.fields.pointee.phase = Phase.initial
    return s.value
  }

  /// For `await` in the loop: if the generator can be resumed at once, it gets the value, and is handed back. Its frame then runs as one that
  /// `yieldFrom` has resumed; `end` is called when the step is over.
  func begin(_ thread: Thread, _ value: Value) -> Generator? {
    let g = generator
    let phase = fields.pointee.phase
    let isFirst: Bool = phase == Phase.initial
    if !isFirst, phase != Phase.iterating || !g.fields.pointee.isRunningAsync { return nil }
    if isFirst, g.fields.pointee.isRunningAsync { return nil }
    if thread.state.pointee.resumeDepth >= thread.state.pointee.recursionLimit { return nil }
    let sent: Value = isFirst && value.isNone ? fields.pointee.sent : value
    switch g.fields.pointee.state {
    case .suspended: g.frame[A(g.resumeWord(g.fields.pointee.resumePC))] = sent
    case .created: if !sent.isNone { return nil }
    default: return nil
    }
    fields.pointee.phase = Phase.iterating
    g.fields.pointee.isRunningAsync = true
    return g
  }
  /// The step has given its value, or has raised.
  func end() {
    fields.pointee.phase = Phase.closed
    generator.fields.pointee.isRunningAsync = false
  }

  func send(_ thread: Thread, _ value: Value) throws(Raised) -> Generator.Outcome {
    if fields.pointee.phase == Phase.closed {
      throw thread.raise(.runtimeError, "cannot reuse already awaited __anext__()/asend()")
    }
    var value = value
    if fields.pointee.phase == Phase.initial {
      if generator.fields.pointee.isRunningAsync {
        throw thread.raise(.runtimeError, "anext(): asynchronous generator is already running")
      }
      if value.isNone { value = fields.pointee.sent }
      fields.pointee.phase = Phase.iterating
    }
    generator.fields.pointee.isRunningAsync = true
    do throws(Raised) {
      let outcome = try generator.unwrap(thread, try generator.resume(thread, value))
      if case .returned = outcome { fields.pointee.phase = Phase.closed }
      return outcome
    } catch {
      fields.pointee.phase = Phase.closed
      generator.stepFailed(thread)
      throw error
    }
  }
  func throwing(_ thread: Thread, _ exception: Value) throws(Raised) -> Generator.Outcome {
    if fields.pointee.phase == Phase.closed {
      throw thread.raise(.runtimeError, "cannot reuse already awaited __anext__()/asend()")
    }
    do throws(Raised) {
      let outcome = try generator.unwrap(thread, try generator.throwing(thread, exception))
      if case .returned = outcome { fields.pointee.phase = Phase.closed }
      return outcome
    } catch {
      fields.pointee.phase = Phase.closed
      generator.stepFailed(thread)
      throw error
    }
  }

  static func define(_ type: TypeBuilder) {
    type.record(3)
    type.flags([.noNew])
    type.slots.pointee.iter = { unary($0, $1) { _, v throws(Raised) in v } }
    type.slots.pointee.await = { unary($0, $1) { _, v throws(Raised) in v } }
    type.slots.pointee.next = {
      unary($0, $1) { thread, v throws(Raised) in
        let s = AsyncGenSend(v)
        return try s.generator.valueOrStop(thread, try s.send(thread, .none))
      }
    }
    type.method("send(value, /)", "Resumes the step.") {
      native($0, $1, $2, $3) { thread, args throws(Raised) in
        let s = AsyncGenSend(args[0])
        return try s.generator.valueOrStop(thread, try s.send(thread, args[1]))
      }
    }
    type.method("throw(type, value=None, traceback=None, /)", "Raises an exception in the step.") {
      native($0, $1, $2, $3) { thread, args throws(Raised) in
        let s = AsyncGenSend(args[0])
        let exception = try Generator.thrown(thread, args[1], args[2], args[3])
        return try s.generator.valueOrStop(thread, try s.throwing(thread, exception))
      }
    }
    type.method("close()", "Gives the step up.") {
      native($0, $1, $2, $3) { thread, args throws(Raised) in
        AsyncGenSend(args[0]).fields.pointee.phase = Phase.closed
        return .none
      }
    }
  }
}

// MARK: athrow() and aclose()

public struct AsyncGenThrowFields: BitwiseCopyable {
  var header: Header
  public var generator: Value
  /// tuple (type, value, traceback); empty: `aclose`.
  public var arguments: Value
  public var phase: Value
}

/// Kind `.record`.
public struct AsyncGenThrow: Handle {
  public let fields: UnsafeMutablePointer<AsyncGenThrowFields>
  public init(fields: UnsafeMutablePointer<AsyncGenThrowFields>) { self.fields = fields }
  var generator: Generator { Generator(fields.pointee.generator) }
  private var isClose: Bool { fields.pointee.arguments.isEmpty }

  static func make(_ thread: Thread, _ generator: Value, _ arguments: Value) -> Value {
    let s = AsyncGenThrow(thread.allocate(MemoryLayout<AsyncGenThrowFields>.size, .record, TypeID.asyncGenThrow))
    s.fields.pointee.generator = generator
    s.fields.pointee.arguments = arguments
    s.fields.pointee.phase = Phase.initial
    return s.value
  }

  func send(_ thread: Thread, _ value: Value) throws(Raised) -> Generator.Outcome {
    if fields.pointee.phase == Phase.closed {
      throw thread.raise(.runtimeError, "cannot reuse already awaited aclose()/athrow()")
    }
    let g = generator
    let isFirst: Bool = fields.pointee.phase == Phase.initial
    if isFirst {
      if g.fields.pointee.isRunningAsync {
        fields.pointee.phase = Phase.closed
        let name: String = isClose ? "aclose" : "athrow"
        throw thread.raise(.runtimeError, "\(name)(): asynchronous generator is already running")
      }
      if g.fields.pointee.isClosed || g.isFinished {
        fields.pointee.phase = Phase.closed
        if isClose { return .returned(.none) }
        throw thread.raise(.stopAsyncIteration)
      }
      if !value.isNone {
        throw thread.raise(.runtimeError, "can't send non-None value to a just-started coroutine")
      }
      fields.pointee.phase = Phase.iterating
      g.fields.pointee.isRunningAsync = true
    }
    do throws(Raised) {
      let outcome: Generator.Outcome
      if isFirst {
        let exception: Value
        if isClose {
          g.fields.pointee.isClosed = true
          exception = try thread.call(Type[.generatorExit].value)
        } else {
          let parts = Tuple(fields.pointee.arguments)
          exception = try Generator.thrown(thread, parts[0], parts[1], parts[2])
        }
        outcome = try g.throwing(thread, exception)
      } else {
        outcome = try g.resume(thread, value)
      }
      return try step(thread, outcome)
    } catch {
      return try failed(thread, error)
    }
  }
  func throwing(_ thread: Thread, _ exception: Value) throws(Raised) -> Generator.Outcome {
    if fields.pointee.phase == Phase.closed {
      throw thread.raise(.runtimeError, "cannot reuse already awaited aclose()/athrow()")
    }
    do throws(Raised) {
      return try step(thread, try generator.throwing(thread, exception))
    } catch {
      return try failed(thread, error)
    }
  }
  private func step(_ thread: Thread, _ outcome: Generator.Outcome) throws(Raised) -> Generator.Outcome {
    if isClose {
      switch outcome {
      case .yielded(let v):
        if v.isExactly(.asyncGenWrappedValue) {
          generator.fields.pointee.isRunningAsync = false
          fields.pointee.phase = Phase.closed
          throw thread.raise(.runtimeError, "async generator ignored GeneratorExit")
        }
        return outcome
      case .returned:
        generator.fields.pointee.isRunningAsync = false
        fields.pointee.phase = Phase.closed
        return .returned(.none)
      }
    }
    let result = try generator.unwrap(thread, outcome)
    if case .returned = result { fields.pointee.phase = Phase.closed }
    return result
  }
  private func failed(_ thread: Thread, _ error: Raised) throws(Raised) -> Generator.Outcome {
    fields.pointee.phase = Phase.closed
    generator.stepFailed(thread)
    if isClose, thread.isRaising(.stopAsyncIteration) || thread.isRaising(.generatorExit) {
      _ = thread.takeRaised()
      return .returned(.none)
    }
    throw error
  }

  static func define(_ type: TypeBuilder) {
    type.record(3)
    type.flags([.noNew])
    type.slots.pointee.iter = { unary($0, $1) { _, v throws(Raised) in v } }
    type.slots.pointee.await = { unary($0, $1) { _, v throws(Raised) in v } }
    type.slots.pointee.next = {
      unary($0, $1) { thread, v throws(Raised) in
        let s = AsyncGenThrow(v)
        return try s.generator.valueOrStop(thread, try s.send(thread, .none))
      }
    }
    type.method("send(value, /)", "Resumes the step.") {
      native($0, $1, $2, $3) { thread, args throws(Raised) in
        let s = AsyncGenThrow(args[0])
        return try s.generator.valueOrStop(thread, try s.send(thread, args[1]))
      }
    }
    type.method("throw(type, value=None, traceback=None, /)", "Raises an exception in the step.") {
      native($0, $1, $2, $3) { thread, args throws(Raised) in
        let s = AsyncGenThrow(args[0])
        let exception = try Generator.thrown(thread, args[1], args[2], args[3])
        return try s.generator.valueOrStop(thread, try s.throwing(thread, exception))
      }
    }
    type.method("close()", "Gives the step up.") {
      native($0, $1, $2, $3) { thread, args throws(Raised) in
        AsyncGenThrow(args[0]).fields.pointee.phase = Phase.closed
        return .none
      }
    }
  }
}
