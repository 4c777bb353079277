// generator and coroutine: their methods and attributes (langref 6.2.9.1, 3.4.2).

import Bytecode

extension Generator {
  static func define(_ type: TypeBuilder) {
    type.doc("An iterator whose values a function yields.")
    defineCommon(type, prefix: "gi")
    type.slots.pointee.iter = { unary($0, $1) { _, v throws(Raised) in v } }
    type.slots.pointee.next = { unary($0, $1, Generator.next) }
    type.property("gi_yieldfrom", "What it delegates to, or None.", { unary($0, $1, Generator.getYieldFrom) })
    type.property("gi_suspended", "Whether it is suspended at a yield.", { unary($0, $1, Generator.getSuspended) })
  }

  static func defineCoroutine(_ type: TypeBuilder) {
    type.doc("What calling an `async def` function gives.")
    defineCommon(type, prefix: "cr")
    type.slots.pointee.await = { unary($0, $1, Generator.makeWrapper) }
    type.property("cr_await", "What it waits for, or None.", { unary($0, $1, Generator.getYieldFrom) })
    type.property("cr_suspended", "Whether it is suspended.", { unary($0, $1, Generator.getSuspended) })
    type.property("cr_origin", "Where it was made, if that is tracked.", { unary($0, $1) { _, v throws(Raised) in Generator(v).fields.pointee.origin } })
  }

  private static func defineCommon(_ type: TypeBuilder, prefix: String) {
    type.layout(.generator, size: frameOffset)
    type.flags([.weakReferenceable, .hasFinalizer, .noNew])
    type.slots.pointee.repr = { unary($0, $1, Generator.repr) }
    type.slots.pointee.finalize = { unary($0, $1, Generator.finalize) }
    type.property("__name__", "Name.", { unary($0, $1) { _, v throws(Raised) in Generator(v).fields.pointee.name } }, set: { binary($0, $1, $2, Generator.setName) })
    type.property(
      "__qualname__", "Qualified name.", { unary($0, $1) { _, v throws(Raised) in Generator(v).fields.pointee.qualname } },
      set: { binary($0, $1, $2, Generator.setQualname) })
    if prefix == "gi" {
      type.property("gi_frame", "The frame, or None when it is finished.", { unary($0, $1, Generator.getFrame) })
      type.property("gi_running", "Whether it is running.", { unary($0, $1, Generator.getRunning) })
      type.property("gi_code", "The code.", { unary($0, $1, Generator.getCode) })
    } else {
      type.property("cr_frame", "The frame, or None when it is finished.", { unary($0, $1, Generator.getFrame) })
      type.property("cr_running", "Whether it is running.", { unary($0, $1, Generator.getRunning) })
      type.property("cr_code", "The code.", { unary($0, $1, Generator.getCode) })
    }
    type.method("send(value, /)", "Resumes with a value; gives the next one that is yielded.") { native($0, $1, $2, $3, Generator.send) }
    type.method("throw(type, value=None, traceback=None, /)", "Raises an exception where it is suspended.") { native($0, $1, $2, $3, Generator.`throw`) }
    type.method("close()", "Raises GeneratorExit where it is suspended.") { native($0, $1, $2, $3, Generator.closeMethod) }
  }

  static func repr(_ thread: Thread, _ v: Value) throws(Raised) -> Value {
    let g = Generator(v)
    let kind: String
    switch g.header.pointee.shape {
    case TypeID.coroutine.rawValue: kind = "coroutine"
    case TypeID.asyncGenerator.rawValue: kind = "async_generator"
    default: kind = "generator"
    }
    return Str.make(thread, "<\(kind) object \(Str(g.fields.pointee.qualname).string) at \(hexAddress(v))>").value
  }

  /// The `next` slot: empty at the end.
  static func next(_ thread: Thread, _ v: Value) throws(Raised) -> Value {
    switch try Generator(v).resume(thread, .none) {
    case .yielded(let value): return value
    case .returned(let value):
      if !value.isNone {
        Generator(v).barrier()
        Generator(v).fields.pointee.result = value
      }
      return .empty
    }
  }
  static func send(_ thread: Thread, _ args: Args) throws(Raised) -> Value {
    try Generator(args[0]).valueOrStop(thread, try Generator(args[0]).resume(thread, args[1]))
  }
  /// What methods hand back: the yielded value; a return is StopIteration.
  func valueOrStop(_ thread: Thread, _ outcome: Outcome) throws(Raised) -> Value {
    switch outcome {
    case .yielded(let value): return value
    case .returned(let value): throw Exceptions.raiseStop(thread, value)
    }
  }

  static func `throw`(_ thread: Thread, _ args: Args) throws(Raised) -> Value {
    let exception = try thrown(thread, args[1], args[2], args[3])
    return try Generator(args[0]).valueOrStop(thread, try Generator(args[0]).throwing(thread, exception))
  }
  /// The exception object of `throw(type, value, traceback)`.
  static func thrown(_ thread: Thread, _ type: Value, _ value: Value, _ traceback: Value) throws(Raised) -> Value {
    if !traceback.isEmpty, !traceback.isNone, !traceback.isExactly(.traceback) {
      throw thread.raise(.typeError, "throw() third argument must be a traceback object")
    }
    let exception: Value
    if type.isKind(.type), Type(type).has(.exception) {
      // What goes wrong in making the exception is thrown in its place.
      var made: Value
      do throws(Raised) {
        if value.isEmpty || value.isNone {
          made = try thread.call(type)
        } else if value.isObject, value.type.isSubclass(of: Type(type)) {
          made = value
        } else if value.isKind(.tuple) {
          made = try thread.call(type, tuple: value, kwargs: .empty)
        } else {
          made = try thread.call(type, value)
        }
        if !made.isObject || !made.type.has(.exception) {
          throw thread.raise(
            .typeError,
            "calling \(try thread.repr(type).string) should have returned an instance of BaseException, not \(made.type.displayName)")
        }
      } catch { made = thread.takeRaised() }
      exception = made
    } else if type.isObject, type.type.has(.exception) {
      if !value.isEmpty, !value.isNone {
        throw thread.raise(.typeError, "instance exception may not have a separate value")
      }
      exception = type
    } else {
      throw thread.raise(
        .typeError, "exceptions must be classes or instances deriving from BaseException, not \(type.type.displayName)")
    }
    if traceback.isExactly(.traceback) { Exceptions.setTraceback(exception, traceback) }
    return exception
  }

  /// Raises an exception where the frame is suspended; in `yield from`, what it delegates to gets it first.
  func throwing(_ thread: Thread, _ exception: Value) throws(Raised) -> Outcome {
    if isRunning { throw thread.raise(.valueError, "\(kindName) already executing") }
    if isFinished {
      if isCoroutine { throw thread.raise(.runtimeError, "cannot reuse already awaited coroutine") }
      throw thread.reraise(exception)
    }
    if isAtYieldFrom {
      try thread.checkNativeStack()
      let word = fields.pointee.resumePC.pointee
      let receiver = frame[B(word)]
      if exception.isInstance(of: .generatorExit) {
        do throws(Raised) {
          try running(thread) { () throws(Raised) in try Generator.closeReceiver(thread, receiver) }
        } catch {
          return try resume(thread, .none, throwing: thread.takeRaised())
        }
        return try resume(thread, .none, throwing: exception)
      }
      let outcome: Outcome
      do throws(Raised) {
        let inner = try running(thread) { () throws(Raised) -> Outcome? in try Generator.throwInto(thread, receiver, exception) }
        guard let inner else { return try resume(thread, .none, throwing: exception) }
        outcome = inner
      } catch {
        return try resume(thread, .none, throwing: thread.takeRaised())
      }
      switch outcome {
      case .yielded: return outcome
      case .returned(let value):
        // The delegation is over: on behind it, with its result.
        fields.pointee.resumePC += 1
        return try resume(thread, value)
      }
    }
    return try resume(thread, .none, throwing: exception)
  }
  /// While the receiver of a delegation works, this generator counts as running.
  private func running<T>(_ thread: Thread, _ body: () throws(Raised) -> T) throws(Raised) -> T {
    fields.pointee.state = .running
    do throws(Raised) {
      let result = try body()
      fields.pointee.state = .suspended
      return result
    } catch {
      fields.pointee.state = .suspended
      throw error
    }
  }
  /// nil: the receiver has no `throw`.
  static func throwInto(_ thread: Thread, _ receiver: Value, _ exception: Value) throws(Raised) -> Outcome? {
    if receiver.isKind(.generator), !receiver.isExactly(.asyncGenerator) {
      return try Generator(receiver).throwing(thread, exception)
    }
    do throws(Raised) {
      if receiver.isExactly(.coroutineWrapper) {
        return try Generator(CoroutineWrapper(receiver).fields.pointee.coroutine).throwing(thread, exception)
      }
      let method = try thread.getAttributeOrEmpty(receiver, Name.throw.str)
      if method.isEmpty { return nil }
      return .yielded(try thread.call(method, exception))
    } catch {
      if thread.isRaising(.stopIteration) {
        let stop = thread.takeRaised()
        if stop == exception { throw thread.reraise(stop) }
        return .returned(Exceptions.stopValue(stop))
      }
      throw error
    }
  }
  static func closeReceiver(_ thread: Thread, _ receiver: Value) throws(Raised) {
    if receiver.isKind(.generator), !receiver.isExactly(.asyncGenerator) {
      _ = try Generator(receiver).close(thread)
      return
    }
    let method = try thread.getAttributeOrEmpty(receiver, Name.close.str)
    if !method.isEmpty { _ = try thread.call(method) }
  }

  static func closeMethod(_ thread: Thread, _ args: Args) throws(Raised) -> Value { try Generator(args[0]).close(thread) }
  func close(_ thread: Thread) throws(Raised) -> Value {
    if isRunning { throw thread.raise(.valueError, "\(kindName) already executing") }
    if isFinished { return .none }
    if fields.pointee.state == .created {
      finishUnstarted()
      if minipy_guard_word() != 0 { thread.fireClose(frame, fields.pointee.resumePC) }
      return .none
    }
    let exit = try thread.call(Type[.generatorExit].value)
    do throws(Raised) {
      switch try throwing(thread, exit) {
      case .yielded: break
      case .returned: return .none
      }
    } catch {
      if thread.isRaising(.generatorExit) || thread.isRaising(.stopIteration) {
        _ = thread.takeRaised()
        return .none
      }
      throw error
    }
    throw thread.raise(.runtimeError, "\(kindName) ignored GeneratorExit")
  }
  func finishUnstarted() { fields.pointee.state = .finished }

  /// `__del__`: an abandoned generator runs its `finally` blocks; a coroutine that was never awaited is reported.
  static func finalize(_ thread: Thread, _ v: Value) throws(Raised) -> Value {
    let g = Generator(v)
    if g.isFinished || g.isRunning { return .none }
    if g.isCoroutine, g.fields.pointee.state == .created {
      g.finishUnstarted()
      try thread.warn(.runtimeWarning, "coroutine '\(Str(g.fields.pointee.qualname).string)' was never awaited", stackLevel: 1)
      return .none
    }
    if g.header.pointee.shape == TypeID.asyncGenerator.rawValue, g.fields.pointee.origin.isObject {
      _ = try thread.call(g.fields.pointee.origin, v)
      return .none
    }
    return try g.close(thread)
  }

  /// sys.set_coroutine_origin_tracking_depth: (file, line, function) of the frames that made it.
  func recordOrigin(_ thread: Thread) throws(Raised) {
    let depth = thread.state.pointee.originTrackingDepth
    if depth <= 0 { return }
    let list = try List.make(thread)
    var frame = thread.innermostFrame.flatMap { thread.caller(of: $0) }
    while let f = frame, list.count < depth {
      let code = f.function.code
      let item = try Tuple.make(thread, [code.fields.pointee.filename, .int(f.line), code.fields.pointee.name])
      try list.append(thread, item.value)
      frame = thread.caller(of: f)
    }
    let origin = try Tuple.make(thread, list.items, count: list.count)
    barrier()
    fields.pointee.origin = origin.value
  }

  // MARK: Attributes

  static func setName(_ thread: Thread, _ v: Value, _ w: Value) throws(Raised) -> Value {
    if w.isEmpty || !w.isKind(.str) { throw thread.raise(.typeError, "__name__ must be set to a string object") }
    Generator(v).barrier()
    Generator(v).fields.pointee.name = w
    return .none
  }
  static func setQualname(_ thread: Thread, _ v: Value, _ w: Value) throws(Raised) -> Value {
    if w.isEmpty || !w.isKind(.str) { throw thread.raise(.typeError, "__qualname__ must be set to a string object") }
    Generator(v).barrier()
    Generator(v).fields.pointee.qualname = w
    return .none
  }
  static func getFrame(_ thread: Thread, _ v: Value) throws(Raised) -> Value {
    Generator(v).isFinished ? .none : Generator(v).frameObject(thread).value
  }
  static func getRunning(_ thread: Thread, _ v: Value) throws(Raised) -> Value { .bool(Generator(v).isRunning) }
  static func getSuspended(_ thread: Thread, _ v: Value) throws(Raised) -> Value {
    .bool(!Generator(v).isRunning && Generator(v).fields.pointee.state == .suspended)
  }
  static func getCode(_ thread: Thread, _ v: Value) throws(Raised) -> Value { Generator(v).function.code.value }
  static func getYieldFrom(_ thread: Thread, _ v: Value) throws(Raised) -> Value {
    let g = Generator(v)
    if g.isRunning || !g.isAtYieldFrom { return .none }
    return g.frame[B(g.fields.pointee.resumePC.pointee)]
  }

  static func makeWrapper(_ thread: Thread, _ v: Value) throws(Raised) -> Value { CoroutineWrapper.make(thread, v) }
}

// MARK: What `coroutine.__await__()` gives

public struct CoroutineWrapperFields: BitwiseCopyable {
  var header: Header
  public var coroutine: Value
}

/// Kind `.record`.
public struct CoroutineWrapper: Handle {
  public let fields: UnsafeMutablePointer<CoroutineWrapperFields>
  public init(fields: UnsafeMutablePointer<CoroutineWrapperFields>) { self.fields = fields }

  static func make(_ thread: Thread, _ coroutine: Value) -> Value {
    let w = CoroutineWrapper(thread.allocate(MemoryLayout<CoroutineWrapperFields>.size, .record, TypeID.coroutineWrapper))
    w.fields.pointee.coroutine = coroutine
    return w.value
  }

  static func define(_ type: TypeBuilder) {
    type.record(1)
    type.flags([.noNew])
    type.doc("An iterator over a coroutine's steps.")
    type.slots.pointee.iter = { unary($0, $1) { _, v throws(Raised) in v } }
    type.slots.pointee.next = { unary($0, $1) { thread, v throws(Raised) in try Generator.next(thread, CoroutineWrapper(v).fields.pointee.coroutine) } }
    type.method("send(value, /)", "Resumes the coroutine.") {
      native($0, $1, $2, $3) { thread, args throws(Raised) in
        let g = Generator(CoroutineWrapper(args[0]).fields.pointee.coroutine)
        return try g.valueOrStop(thread, try g.resume(thread, args[1]))
      }
    }
    type.method("throw(type, value=None, traceback=None, /)", "Raises an exception in the coroutine.") {
      native($0, $1, $2, $3) { thread, args throws(Raised) in
        let g = Generator(CoroutineWrapper(args[0]).fields.pointee.coroutine)
        let exception = try Generator.thrown(thread, args[1], args[2], args[3])
        return try g.valueOrStop(thread, try g.throwing(thread, exception))
      }
    }
    type.method("close()", "Closes the coroutine.") {
      native($0, $1, $2, $3) { thread, args throws(Raised) in
        try Generator(CoroutineWrapper(args[0]).fields.pointee.coroutine).close(thread)
      }
    }
  }
}
