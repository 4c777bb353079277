// asyncio.Task: a future that runs a coroutine, a step at each turn of the loop.

struct AsyncTaskFields: BitwiseCopyable {
  var future: AsyncFutureFields
  /// What the coroutine waits for; none
  var waiter: Value
  var coroutine: Value
  /// str; or the number in "Task-1", which becomes one when it is asked for
  var name: Value
  var context: Value
  /// int
  var cancelRequests: Value
}

struct AsyncTask: Handle {
  let fields: UnsafeMutablePointer<AsyncTaskFields>
  @inline(__always) init(fields: UnsafeMutablePointer<AsyncTaskFields>) { self.fields = fields }
  @inline(__always) var future: AsyncFuture { AsyncFuture(raw) }
  @inline(__always) func has(_ bit: AsyncFuture.Bits) -> Bool { future.has(bit) }
  @inline(__always) func set(_ bit: AsyncFuture.Bits, _ on: Bool) { future.set(bit, on) }
  @inline(__always) var loop: Value { fields.pointee.future.loop }
  nonisolated(unsafe) private static var count = 0

  /// A Task or an instance of a subclass.
  @inline(__always) static func isTask(_ v: Value) -> Bool {
    v.isExactly(.asyncTask) || BuiltinTypes.isMade(.asyncTask) && v.isKind(.record) && v.type.isSubclass(of: .asyncTask)
  }
  /// Nothing is to be reported when it dies.
  @inline(__always) var isSilent: Bool { !has(.logsTraceback) && (!future.isPending || !has(.logsDestroyed)) }

  static func new(_ t: Thread, _ a: Args) throws(Raised) -> Value {
    let task = AsyncTask(try Type(a[0]).allocateInstance(t))
    task.future.clear()
    task.fields.pointee.waiter = .none
    task.fields.pointee.coroutine = .none
    task.fields.pointee.name = .none
    task.fields.pointee.context = .none
    task.fields.pointee.cancelRequests = .int(0)
    Finalizers.register(task.raw)
    return task.value
  }
  func initialize(_ t: Thread, _ coroutine: Value, loop: Value, name: Value, context: Value) throws(Raised) {
    try future.initialize(t, loop: loop)
    if !(try AsyncIOModule.isCoroutine(t, coroutine)) {
      throw t.raise(.typeError, "a coroutine was expected, got \(try t.repr(coroutine).string)")
    }
    let context: Value = context.isEmpty || context.isNone ? Context.make(t, Context.current(t).variables.value).value : context
    let shown: Value
    if name.isEmpty || name.isNone {
      AsyncTask.count &+= 1
      shown = .int(AsyncTask.count)
    } else {
      shown = name.isKind(.str) ? name : try t.str(name).value
    }
    barrier()
    fields.pointee.waiter = .none
    fields.pointee.coroutine = coroutine
    fields.pointee.context = context
    fields.pointee.name = shown
    fields.pointee.cancelRequests = .int(0)
    set(.logsDestroyed, true)
    try callStep(t, .none)
    set(.registered, true)
  }
  func name(_ t: Thread) -> Value {
    if fields.pointee.name.isInt {
      let text = Str.make(t, "Task-\(fields.pointee.name.asInt)").value
      barrier()
      fields.pointee.name = text
    }
    return fields.pointee.name
  }

  /// Asks the loop for a step, which raises `exception` in the coroutine unless that is none.
  func callStep(_ t: Thread, _ exception: Value) throws(Raised) {
    try AsyncIOModule.callSoon(t, loop, AsyncStep.make(t, self, exception), .empty, fields.pointee.context)
  }
  private func callStep(_ t: Thread, error: String) throws(Raised) {
    try callStep(t, try t.call(Type[.runtimeError].value, Str.make(t, error).value))
  }

  func cancel(_ t: Thread, message: Value) throws(Raised) -> Bool {
    set(.logsTraceback, false)
    if !future.isPending { return false }
    fields.pointee.cancelRequests = .int(fields.pointee.cancelRequests.asInt &+ 1)
    let waiter = fields.pointee.waiter
    if !waiter.isNone, try AsyncTask.cancel(t, waiter, message) { return true }
    set(.mustCancel, true)
    barrier()
    fields.pointee.future.cancelMessage = message
    return true
  }
  /// Cancels whatever a task waits for.
  private static func cancel(_ t: Thread, _ v: Value, _ message: Value) throws(Raised) -> Bool {
    if v.isExactly(.asyncTask) { return try AsyncTask(v).cancel(t, message: message) }
    if v.isExactly(.asyncFuture) { return try AsyncFuture(v).cancel(t, message: message) }
    return try t.truth(try t.callMethod(v, .cancel, message))
  }

  // MARK: A step

  func step(_ t: Thread, _ exception: Value) throws(Raised) {
    if !future.isPending {
      throw AsyncIOModule.invalidState(t, "_step(): already done: \(try t.repr(value).string) \(try t.repr(exception).string)")
    }
    try t.checkNativeStack()
    var e = exception
    if has(.mustCancel) {
      if !(try AsyncIOModule.isCancelledError(t, e)) { e = try future.makeCancelledError(t) }
      set(.mustCancel, false)
    }
    fields.pointee.waiter = .none
    let loop = self.loop
    try AsyncIOModule.enter(t, loop, value)
    do throws(Raised) {
      try run(t, e)
    } catch {
      let e = t.takeRaised()
      try AsyncIOModule.leave(t, loop, value)
      throw t.reraise(e)
    }
    try AsyncIOModule.leave(t, loop, value)
  }

  private func run(_ t: Thread, _ exception: Value) throws(Raised) {
    let coroutine = fields.pointee.coroutine
    let outcome: Generator.Outcome
    do throws(Raised) {
      if exception.isNone {
        outcome = try t.send(coroutine, .none)
      } else if let thrown = try Generator.throwInto(t, coroutine, exception) {
        outcome = thrown
      } else {
        throw t.raiseNoAttribute(coroutine, Name.throw.str)
      }
    } catch {
      return try failed(t)
    }
    switch outcome {
    case .returned(let value):
      if has(.mustCancel) {
        set(.mustCancel, false)
        _ = try future.cancel(t, message: fields.pointee.future.cancelMessage)
      } else {
        try future.set(t, result: value)
      }
    case .yielded(let value): try wait(t, value)
    }
  }
  /// The coroutine has raised.
  private func failed(_ t: Thread) throws(Raised) {
    let e = t.takeRaised()
    if try AsyncIOModule.isCancelledError(t, e) {
      barrier()
      fields.pointee.future.cancelledError = e
      _ = try future.cancel(t, message: .none)
      return
    }
    try future.set(t, exception: e)
    if e.isInstance(of: .keyboardInterrupt) || e.isInstance(of: .systemExit) { throw t.reraise(e) }
  }

  /// The coroutine has yielded something to wait for.
  private func wait(_ t: Thread, _ v: Value) throws(Raised) {
    if v == value { return try callStep(t, error: "Task cannot await on itself: \(try t.repr(value).string)") }
    if AsyncFuture.isExact(v) {
      let f = AsyncFuture(v)
      if f.fields.pointee.loop != loop { return try callStep(t, error: try otherLoop(t, v)) }
      if !f.has(.blocking) { return try callStep(t, error: try plainYield(t, v)) }
      f.set(.blocking, false)
      try f.add(t, callback: AsyncWakeup.make(t, self), context: fields.pointee.context)
      return try waits(t, v)
    }
    if v.isNone { return try callStep(t, .none) }
    let blocking = try t.getAttributeOrEmpty(v, Name._asyncio_future_blocking.str)
    if blocking.isEmpty || blocking.isNone {
      if v.isExactly(.generator) {
        return try callStep(
          t,
          error: "yield was used instead of yield from for generator in task \(try t.repr(value).string) with \(try t.repr(v).string)")
      }
      return try callStep(t, error: "Task got bad yield: \(try t.repr(v).string)")
    }
    let isBlocking: Bool = try t.truth(blocking)
    let getLoop = try t.getAttributeOrEmpty(v, Name.get_loop.str)
    let other = getLoop.isEmpty ? try t.getAttribute(v, ._loop) : try t.call(getLoop)
    if other != loop { return try callStep(t, error: try otherLoop(t, v)) }
    if !isBlocking { return try callStep(t, error: try plainYield(t, v)) }
    try t.setAttribute(v, Name._asyncio_future_blocking.str, .no)
    let add = try t.getAttribute(v, .add_done_callback)
    let names = try Tuple.make(t, [Name.context.value])
    let values = Tuple.pair(t, AsyncWakeup.make(t, self), fields.pointee.context)
    _ = try t.call(add, UnsafePointer(Tuple(values).items), count: 1, names: names.value)
    try waits(t, v)
  }
  private func waits(_ t: Thread, _ v: Value) throws(Raised) {
    barrier()
    fields.pointee.waiter = v
    if has(.mustCancel), try AsyncTask.cancel(t, v, fields.pointee.future.cancelMessage) { set(.mustCancel, false) }
  }
  private func otherLoop(_ t: Thread, _ v: Value) throws(Raised) -> String {
    "Task \(try t.repr(value).string) got Future \(try t.repr(v).string) attached to a different loop"
  }
  private func plainYield(_ t: Thread, _ v: Value) throws(Raised) -> String {
    "yield was used instead of yield from in task \(try t.repr(value).string) with \(try t.repr(v).string)"
  }

  /// What the task waited for is done.
  func wakeUp(_ t: Thread, _ v: Value) throws(Raised) {
    if AsyncFuture.isExact(v), !AsyncFuture(v).isPending { return try step(t, try AsyncFuture(v).failure(t)) }
    do throws(Raised) {
      _ = AsyncFuture.isExact(v) ? try AsyncFuture(v).getResult(t) : try t.callMethod(v, .result)
    } catch {
      return try step(t, t.takeRaised())
    }
    try step(t, .none)
  }
}

// MARK: What the loop calls

struct AsyncStepFields: BitwiseCopyable {
  var header: Header
  var task: Value
  /// To be raised in the coroutine; none
  var exception: Value
}

/// The callback that makes a step.
struct AsyncStep: Handle {
  let fields: UnsafeMutablePointer<AsyncStepFields>
  @inline(__always) init(fields: UnsafeMutablePointer<AsyncStepFields>) { self.fields = fields }

  static func make(_ t: Thread, _ task: AsyncTask, _ exception: Value) -> Value {
    let s = AsyncStep(t.allocate(MemoryLayout<AsyncStepFields>.size, .record, TypeID.asyncStep))
    s.fields.pointee.task = task.value
    s.fields.pointee.exception = exception
    return s.value
  }
  static func define(_ type: TypeBuilder) {
    type.record(2)
    type.flags(.noNew)
    type.slots.pointee.call = {
      callable($0, $1, $2, $3) { t, base, count, names throws(Raised) in
        if !names.isEmpty, Tuple(names).count > 0 { throw t.raise(.typeError, "function takes no keyword arguments") }
        if count != 1 { throw t.raise(.typeError, "function takes no positional arguments") }
        let s = AsyncStep(base[0])
        try AsyncTask(s.fields.pointee.task).step(t, s.fields.pointee.exception)
        return .none
      }
    }
    type.property("__self__", "", { unary($0, $1) { _, v throws(Raised) in AsyncStep(v).fields.pointee.task } })
  }
}

/// The callback of what a task waits for. Named as what it stands for in messages, a bound method of the task.
enum AsyncWakeup {
  private static let definition = Root()

  static func make(_ t: Thread, _ task: AsyncTask) -> Value { NativeFunction.bind(t, NativeFunction(definition.value), task.value) }

  /// The class that has the method, which no program can reach.
  static func define(_ type: TypeBuilder) {
    let d = NativeDefinition.make(
      type.thread, "task_wakeup(fut, /)", "", .method, owner: Type[.asyncTask].value, module: .none,
      { native($0, $1, $2, $3) { t, a throws(Raised) in
        try AsyncTask(a[0]).wakeUp(t, a[1])
        return .none
      } })
    definition.value = NativeFunction.descriptor(type.thread, d)
  }
}
