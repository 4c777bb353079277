// What Python sees of asyncio.Future.

extension AsyncFuture {
  static func define(_ type: TypeBuilder) {
    type.doc("Future(*, loop=None)\n\nA result that is not there yet, for the event loop's thread alone.")
    type.layout(.record, size: MemoryLayout<AsyncFutureFields>.size)
    type.type.fields.pointee.dictOffset = Int32(MemoryLayout<AsyncFutureFields>.offset(of: \AsyncFutureFields.dictWord) ?? 0)
    type.flags([.subclassable, .weakReferenceable, .hasFinalizer])
    type.new("Future(*args, **kwargs)") { native($0, $1, $2, $3, AsyncFuture.new) }
    type.initialize("Future(*, loop=None)") {
      native($0, $1, $2, $3) { t, a throws(Raised) in
        try AsyncFuture(a[0]).initialize(t, loop: a.keyword(0))
        return .none
      }
    }
    type.slots.pointee.repr = { unary($0, $1) { t, v throws(Raised) in
      try AsyncFuture(v).check(t)
      return try AsyncIOModule.repr(t, future: v)
    } }
    type.slots.pointee.iter = { unary($0, $1, AsyncFutureIterator.make) }
    type.slots.pointee.await = { unary($0, $1, AsyncFutureIterator.make) }
    type.slots.pointee.finalize = { unary($0, $1, AsyncFuture.finalize) }
    type.classMethod("__class_getitem__(item, /)", "See PEP 585") { native($0, $1, $2, $3, GenericAlias.classGetItem) }
    defineMethods(type)
    defineAttributes(type)
  }

  static func finalize(_ t: Thread, _ v: Value) throws(Raised) -> Value {
    let f = AsyncFuture(v)
    if !f.isInitialized || !f.has(.logsTraceback) { return .none }
    f.set(.logsTraceback, false)
    let source = f.fields.pointee.source
    try AsyncIOModule.report(
      t, f.fields.pointee.loop, "\(v.type.shortName) exception was never retrieved",
      ["exception": f.fields.pointee.exception, "future": v, "source_traceback": source.isNone ? .empty : source])
    return .none
  }

  private static func defineMethods(_ type: TypeBuilder) {
    type.method("result()", "The result, or raises the exception; InvalidStateError as long as it is not done.") {
      native($0, $1, $2, $3) { t, a throws(Raised) in try AsyncFuture(a[0]).getResult(t) }
    }
    type.method("exception()", "The exception, or None; InvalidStateError as long as it is not done.") {
      native($0, $1, $2, $3) { t, a throws(Raised) in
        let f = AsyncFuture(a[0])
        if f.isPending { throw AsyncIOModule.invalidState(t, f.isInitialized ? "Exception is not set." : "Future object is not initialized.") }
        if f.has(.cancelled) { throw t.raise(try f.makeCancelledError(t)) }
        f.set(.logsTraceback, false)
        return f.fields.pointee.exception
      }
    }
    type.method("set_result(result, /)", "Makes it done, with a result.") {
      native($0, $1, $2, $3) { t, a throws(Raised) in
        try AsyncFuture(a[0]).set(t, result: a[1])
        return .none
      }
    }
    type.method("set_exception(exception, /)", "Makes it done, with an exception.") {
      native($0, $1, $2, $3) { t, a throws(Raised) in
        try AsyncFuture(a[0]).set(t, exception: a[1])
        return .none
      }
    }
    type.method("add_done_callback(fn, /, *, context=<unrepresentable>)", "Has `fn` called with the future when it is done, in `context`.") {
      native($0, $1, $2, $3) { t, a throws(Raised) in
        let f = AsyncFuture(a[0])
        if !f.isInitialized { throw t.raise(.runtimeError, "uninitialized Future object") }
        let context: Value = a.keyword(0).isEmpty ? Context.make(t, Context.current(t).variables.value).value : a.keyword(0)
        try f.add(t, callback: a[1], context: context)
        return .none
      }
    }
    type.method("remove_done_callback(fn, /)", "Takes a callback out, as often as it is there; how often that was.") {
      native($0, $1, $2, $3) { t, a throws(Raised) in
        try AsyncFuture(a[0]).check(t)
        return .int(try AsyncFuture(a[0]).remove(t, callback: a[1]))
      }
    }
    type.method("cancel(msg=None)", "Cancels the future, unless it is done; whether it did.") {
      native($0, $1, $2, $3) { t, a throws(Raised) in .bool(try AsyncFuture(a[0]).cancel(t, message: a[1].orNil ?? .none)) }
    }
    type.method("cancelled()", "Whether it was cancelled.") {
      native($0, $1, $2, $3) { _, a throws(Raised) in .bool(AsyncFuture(a[0]).has(.cancelled)) }
    }
    type.method("done()", "Whether there is a result or an exception, or it was cancelled.") {
      native($0, $1, $2, $3) { _, a throws(Raised) in .bool(!AsyncFuture(a[0]).isPending) }
    }
    type.method("get_loop()", "Its event loop.") {
      native($0, $1, $2, $3) { t, a throws(Raised) in
        try AsyncFuture(a[0]).check(t)
        return AsyncFuture(a[0]).fields.pointee.loop
      }
    }
    type.method("_make_cancelled_error()", "The CancelledError that a cancelled future raises.") {
      native($0, $1, $2, $3) { t, a throws(Raised) in try AsyncFuture(a[0]).makeCancelledError(t) }
    }
  }

  private static func defineAttributes(_ type: TypeBuilder) {
    type.property("_state", "", { unary($0, $1) { t, v throws(Raised) in
      let f = AsyncFuture(v)
      try f.check(t)
      return Str.intern(t, f.has(.cancelled) ? "CANCELLED" : f.has(.finished) ? "FINISHED" : "PENDING" as StaticString).value
    } })
    type.property("_asyncio_future_blocking", "", { unary($0, $1) { _, v throws(Raised) in
      .bool(AsyncFuture(v).isInitialized && AsyncFuture(v).has(.blocking))
    } }, set: { binary($0, $1, $2) { t, v, on throws(Raised) in
      try AsyncFuture(v).check(t)
      if on.isEmpty { throw t.raise(.attributeError, "cannot delete attribute") }
      AsyncFuture(v).set(.blocking, try t.truth(on))
      return .none
    } })
    type.property("_loop", "", { unary($0, $1) { _, v throws(Raised) in AsyncFuture(v).fields.pointee.loop.orNil ?? .none } })
    type.property("_callbacks", "", { unary($0, $1) { t, v throws(Raised) in
      try AsyncFuture(v).check(t)
      return try AsyncFuture(v).callbackList(t)
    } })
    type.property("_result", "", { unary($0, $1) { t, v throws(Raised) in
      try AsyncFuture(v).check(t)
      return AsyncFuture(v).fields.pointee.result
    } })
    type.property("_exception", "", { unary($0, $1) { t, v throws(Raised) in
      try AsyncFuture(v).check(t)
      return AsyncFuture(v).fields.pointee.exception
    } })
    type.property("_log_traceback", "", { unary($0, $1) { t, v throws(Raised) in
      try AsyncFuture(v).check(t)
      return .bool(AsyncFuture(v).has(.logsTraceback))
    } }, set: { binary($0, $1, $2) { t, v, on throws(Raised) in
      if on.isEmpty { throw t.raise(.attributeError, "cannot delete attribute") }
      if try t.truth(on) { throw t.raise(.valueError, "_log_traceback can only be set to False") }
      AsyncFuture(v).set(.logsTraceback, false)
      return .none
    } })
    type.property("_source_traceback", "", { unary($0, $1) { _, v throws(Raised) in AsyncFuture(v).fields.pointee.source } })
    type.property("_cancel_message", "", { unary($0, $1) { _, v throws(Raised) in AsyncFuture(v).fields.pointee.cancelMessage } }, set: {
      binary($0, $1, $2) { t, v, message throws(Raised) in
        if message.isEmpty { throw t.raise(.attributeError, "cannot delete attribute") }
        AsyncFuture(v).barrier()
        AsyncFuture(v).fields.pointee.cancelMessage = message
        return .none
      }
    })
  }
}
