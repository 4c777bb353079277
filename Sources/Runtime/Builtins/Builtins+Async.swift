// aiter and anext (PEP 525; Library Reference, "Built-in Functions").

extension Builtins {
  static func defineAsync(_ m: ModuleBuilder) {
    m.function("aiter(async_iterable, /)", "The iterator of an asynchronous iterable.") {
      native($0, $1, $2, $3) { thread, args throws(Raised) in
        let v = args[0]
        guard let slot = v.type.slots.pointee.aiter else {
          throw thread.raise(.typeError, "'\(v.type.displayName)' object is not an async iterable")
        }
        let result = try slot(thread.raw, v.bits).orThrow()
        if result.type.slots.pointee.anext == nil {
          throw thread.raise(.typeError, "aiter() returned not an async iterator of type '\(result.type.displayName)'")
        }
        return result
      }
    }
    m.function("anext(async_iterator, default=<missing>, /)", "An awaitable of the next value.") {
      native($0, $1, $2, $3) { thread, args throws(Raised) in
        let v = args[0]
        guard let slot = v.type.slots.pointee.anext else {
          throw thread.raise(.typeError, "'\(v.type.displayName)' object is not an async iterator")
        }
        let awaitable = try slot(thread.raw, v.bits).orThrow()
        if args[1].isEmpty { return awaitable }
        return try AnextAwaitable.make(thread, awaitable, args[1])
      }
    }
  }
}

struct AnextAwaitableFields: BitwiseCopyable {
  var header: Header
  /// What `__anext__` gave.
  var awaitable: Value
  var fallback: Value
  /// The awaitable's iterator, once it is awaited; else empty.
  var iterator: Value
}

/// What `anext` with a default gives: the end of the iterator becomes the default. Kind `.record`.
struct AnextAwaitable: Handle {
  let fields: UnsafeMutablePointer<AnextAwaitableFields>
  init(fields: UnsafeMutablePointer<AnextAwaitableFields>) { self.fields = fields }
  private static let type = Root()

  private static func define(_ builder: TypeBuilder) {
    builder.record(3)
    builder.slots.pointee.iter = { $1 }
    builder.slots.pointee.await = { $1 }
    builder.slots.pointee.next = {
      unary($0, $1) { thread, v throws(Raised) in try AnextAwaitable(v).step(thread, .none, throwing: .empty) }
    }
    builder.method("send(value, /)", "Resumes the step.") {
      native($0, $1, $2, $3) { thread, args throws(Raised) in
        try AnextAwaitable(args[0]).step(thread, args[1], throwing: .empty)
      }
    }
    builder.method("throw(type, value=None, traceback=None, /)", "Raises an exception in the step.") {
      native($0, $1, $2, $3) { thread, args throws(Raised) in
        let exception = try Generator.thrown(thread, args[1], args[2], args[3])
        return try AnextAwaitable(args[0]).step(thread, .none, throwing: exception)
      }
    }
    builder.method("close()", "Gives the step up.") {
      native($0, $1, $2, $3) { thread, args throws(Raised) in
        try Generator.closeReceiver(thread, try AnextAwaitable(args[0]).inner(thread))
        return .none
      }
    }
  }

  static func make(_ thread: Thread, _ awaitable: Value, _ fallback: Value) throws(Raised) -> Value {
    if type.value.isEmpty {
      type.value = try BuiltinTypes.makeUnnumbered(thread, name: "anext_awaitable", base: Type[.object], define: define).value
    }
    let a = AnextAwaitable(thread.allocate(MemoryLayout<AnextAwaitableFields>.size, .record, Type(type.value).fields.pointee.shape))
    a.fields.pointee.awaitable = awaitable
    a.fields.pointee.fallback = fallback
    a.fields.pointee.iterator = .empty
    return a.value
  }

  private func inner(_ thread: Thread) throws(Raised) -> Value {
    if fields.pointee.iterator.isEmpty {
      let iterator = try thread.awaitable(fields.pointee.awaitable, context: 0)
      barrier()
      fields.pointee.iterator = iterator
    }
    return fields.pointee.iterator
  }
  private func step(_ thread: Thread, _ value: Value, throwing exception: Value) throws(Raised) -> Value {
    let iterator = try inner(thread)
    let outcome: Generator.Outcome
    do throws(Raised) {
      if exception.isEmpty {
        outcome = try thread.send(iterator, value)
      } else {
        guard let thrown = try Generator.throwInto(thread, iterator, exception) else { throw thread.reraise(exception) }
        outcome = thrown
      }
    } catch {
      if !thread.isRaising(.stopAsyncIteration) { throw error }
      _ = thread.takeRaised()
      throw Exceptions.raiseStop(thread, fields.pointee.fallback)
    }
    switch outcome {
    case .yielded(let v): return v
    case .returned(let v): throw Exceptions.raiseStop(thread, v)
    }
  }
}
