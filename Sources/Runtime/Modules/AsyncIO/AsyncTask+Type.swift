// What Python sees of asyncio.Task.

extension AsyncTask {
  static func define(_ type: TypeBuilder) {
    type.doc("Task(coro, *, loop=None, name=None, context=None)\n\nRuns a coroutine in the event loop; it is the future of its result.")
    type.layout(.record, size: MemoryLayout<AsyncTaskFields>.size)
    type.flags([.subclassable, .weakReferenceable, .hasFinalizer])
    type.new("Task(*args, **kwargs)") { native($0, $1, $2, $3, AsyncTask.new) }
    type.initialize("Task(coro, *, loop=None, name=None, context=None)") {
      native($0, $1, $2, $3) { t, a throws(Raised) in
        try AsyncTask(a[0]).initialize(t, a[1], loop: a.keyword(0), name: a.keyword(1), context: a.keyword(2))
        return .none
      }
    }
    type.slots.pointee.repr = { unary($0, $1) { t, v throws(Raised) in
      try AsyncTask(v).future.check(t)
      return try AsyncIOModule.repr(t, task: v)
    } }
    type.slots.pointee.finalize = { unary($0, $1, AsyncTask.finalize) }
    type.classMethod("__class_getitem__(item, /)", "See PEP 585") { native($0, $1, $2, $3, GenericAlias.classGetItem) }
    type.method("set_result(result, /)", "") {
      native($0, $1, $2, $3) { t, _ throws(Raised) in throw t.raise(.runtimeError, "Task does not support set_result operation") }
    }
    type.method("set_exception(exception, /)", "") {
      native($0, $1, $2, $3) { t, _ throws(Raised) in throw t.raise(.runtimeError, "Task does not support set_exception operation") }
    }
    type.method("cancel(msg=None)", "Has CancelledError raised in the coroutine at its next step.") {
      native($0, $1, $2, $3) { t, a throws(Raised) in .bool(try AsyncTask(a[0]).cancel(t, message: a[1].orNil ?? .none)) }
    }
    type.method("cancelling()", "How many cancellations have been asked for and not taken back.") {
      native($0, $1, $2, $3) { _, a throws(Raised) in AsyncTask(a[0]).fields.pointee.cancelRequests }
    }
    type.method("uncancel()", "Takes one cancellation back; how many are left.") {
      native($0, $1, $2, $3) { _, a throws(Raised) in
        let task = AsyncTask(a[0])
        task.fields.pointee.cancelRequests = .int(max(0, task.fields.pointee.cancelRequests.asInt &- 1))
        return task.fields.pointee.cancelRequests
      }
    }
    type.method("get_stack(*, limit=None)", "The coroutine's frames, outermost first.") {
      native($0, $1, $2, $3) { t, a throws(Raised) in try AsyncIOModule.stack(t, a[0], a.keyword(0).orNil ?? .none) }
    }
    type.method("print_stack(*, limit=None, file=None)", "Prints the coroutine's frames as a traceback.") {
      native($0, $1, $2, $3) { t, a throws(Raised) in try AsyncIOModule.printStack(t, a[0], a.keyword(0).orNil ?? .none, a.keyword(1).orNil ?? .none) }
    }
    type.method("get_name()", "") { native($0, $1, $2, $3) { t, a throws(Raised) in AsyncTask(a[0]).name(t) } }
    type.method("set_name(value, /)", "") {
      native($0, $1, $2, $3) { t, a throws(Raised) in
        let name = a[1].isKind(.str) ? a[1] : try t.str(a[1]).value
        AsyncTask(a[0]).barrier()
        AsyncTask(a[0]).fields.pointee.name = name
        return .none
      }
    }
    type.method("get_coro()", "") { native($0, $1, $2, $3) { _, a throws(Raised) in AsyncTask(a[0]).fields.pointee.coroutine } }
    type.property("_log_destroy_pending", "", { unary($0, $1) { _, v throws(Raised) in .bool(AsyncTask(v).has(.logsDestroyed)) } }, set: {
      binary($0, $1, $2) { t, v, on throws(Raised) in
        if on.isEmpty { throw t.raise(.attributeError, "cannot delete attribute") }
        AsyncTask(v).set(.logsDestroyed, try t.truth(on))
        return .none
      }
    })
    type.property("_must_cancel", "", { unary($0, $1) { _, v throws(Raised) in .bool(AsyncTask(v).has(.mustCancel)) } })
    type.property("_coro", "", { unary($0, $1) { _, v throws(Raised) in AsyncTask(v).fields.pointee.coroutine } })
    type.property("_fut_waiter", "", { unary($0, $1) { _, v throws(Raised) in AsyncTask(v).fields.pointee.waiter } })
  }

  static func finalize(_ t: Thread, _ v: Value) throws(Raised) -> Value {
    let task = AsyncTask(v)
    if task.future.isInitialized, task.future.isPending, task.has(.logsDestroyed) {
      let source = task.fields.pointee.future.source
      try AsyncIOModule.report(
        t, task.loop, "Task was destroyed but it is pending!", ["task": v, "source_traceback": source.isNone ? .empty : source])
    }
    return try AsyncFuture.finalize(t, v)
  }
}
