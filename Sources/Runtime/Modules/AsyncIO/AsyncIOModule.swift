// The module _asyncio: what asyncio (PEP 3156) has natively. Futures and tasks, the running loop of each thread, the current task of each loop.
//
// asyncio's own modules are looked up when they are first needed: importing them from here would import this module again.

enum AsyncIOModule {
  /// Dict: loop -> the task that it is running
  static let currentTasks = Root()
  /// AsyncTasks
  static let allTasks = Root()
  private static let contextNames = Root(), cancelledErrorClass = Root(), invalidStateClass = Root(), policyGetter = Root()
  private static let extractStack = Root(), futureRepr = Root(), taskRepr = Root(), isCoroutine = Root(), taskStack = Root(), taskPrintStack = Root()

  /// A function or class of a module that is written in Python.
  private static func find(_ t: Thread, _ root: Root, _ module: StaticString, _ name: StaticString) throws(Raised) -> Value {
    if root.value.isObject { return root.value }
    let v = try t.getAttribute(try Importer.module(t, Str.intern(t, module)), Str.intern(t, name))
    root.value = v
    return v
  }
  static func cancelledError(_ t: Thread) throws(Raised) -> Value { try find(t, cancelledErrorClass, "asyncio.exceptions", "CancelledError") }
  static func isCancelledError(_ t: Thread, _ e: Value) throws(Raised) -> Bool {
    let c = try cancelledError(t)
    return c.isKind(.type) && e.isObject && e.type.isSubclass(of: Type(c))
  }
  static func invalidState(_ t: Thread, _ text: String) -> Raised {
    do throws(Raised) { return t.raise(try find(t, invalidStateClass, "asyncio.exceptions", "InvalidStateError"), text) } catch { return error }
  }
  static func repr(_ t: Thread, future v: Value) throws(Raised) -> Value {
    try t.call(try find(t, futureRepr, "asyncio.base_futures", "_future_repr"), v)
  }
  static func repr(_ t: Thread, task v: Value) throws(Raised) -> Value { try t.call(try find(t, taskRepr, "asyncio.base_tasks", "_task_repr"), v) }
  static func isCoroutine(_ t: Thread, _ v: Value) throws(Raised) -> Bool {
    if v.isExactly(.coroutine) || v.isExactly(.generator) { return true }
    return try t.truth(try t.call(try find(t, isCoroutine, "asyncio.coroutines", "iscoroutine"), v))
  }
  static func stack(_ t: Thread, _ task: Value, _ limit: Value) throws(Raised) -> Value {
    try t.call(try find(t, taskStack, "asyncio.base_tasks", "_task_get_stack"), task, limit)
  }
  static func printStack(_ t: Thread, _ task: Value, _ limit: Value, _ file: Value) throws(Raised) -> Value {
    try t.call(try find(t, taskPrintStack, "asyncio.base_tasks", "_task_print_stack"), task, limit, file)
  }
  /// traceback.extract_stack() of the running Python frame
  static func extractStack(_ t: Thread) throws(Raised) -> Value { try t.call(try find(t, extractStack, "traceback", "extract_stack")) }

  // MARK: The loop

  static func runningLoop(_ t: Thread) -> Value { t.state.pointee.runningLoop.orNil ?? .none }
  static func eventLoop(_ t: Thread) throws(Raised) -> Value {
    let running = runningLoop(t)
    if !running.isNone { return running }
    let policy = try t.call(try find(t, policyGetter, "asyncio.events", "get_event_loop_policy"))
    return try t.callMethod(policy, Str.intern(t, "get_event_loop"), [])
  }

  /// loop.call_soon(callback, context=context), with `argument` behind the callback unless it is empty.
  static func callSoon(_ t: Thread, _ loop: Value, _ callback: Value, _ argument: Value, _ context: Value) throws(Raised) {
    if contextNames.value.isEmpty { contextNames.value = try Tuple.make(t, [Name.context.value]).value }
    let found = try t.findMethod(loop, Name.call_soon.str)
    var values = (loop, callback, argument, context)
    if argument.isEmpty { values.2 = context }
    let count = argument.isEmpty ? 2 : 3
    let result: Result<Value, Raised> = withUnsafeBytes(of: &values) { bytes in
      let p = bytes.baseAddress.unsafelyUnwrapped.assumingMemoryBound(to: Value.self)
      do throws(Raised) {
        return .success(
          try found.hasSelf
            ? t.call(found.callee, p, count: count, names: contextNames.value) : t.call(found.callee, p + 1, count: count &- 1, names: contextNames.value))
      } catch { return .failure(error) }
    }
    _ = try result.get()
  }
  /// loop.call_exception_handler(a dict of these)
  static func report(_ t: Thread, _ loop: Value, _ message: String, _ rows: KeyValuePairs<StaticString, Value>) throws(Raised) {
    let d = Dict.make(t)
    d.set(t, Str.intern(t, "message"), Str.make(t, message).value)
    for (key, value) in rows where !value.isEmpty { d.set(t, Str.intern(t, key), value) }
    _ = try t.callMethod(loop, Str.intern(t, "call_exception_handler"), [d.value])
  }

  // MARK: The current task

  static func enter(_ t: Thread, _ loop: Value, _ task: Value) throws(Raised) {
    let tasks = Dict(currentTasks.value)
    let hash = try t.hash(loop)
    if let row = try tasks.find(t, loop, hash) {
      throw t.raise(
        .runtimeError,
        "Cannot enter into task \(try t.repr(task).string) while another task \(try t.repr(row.pointee.value).string) is being executed.")
    }
    try tasks.set(t, loop, hash, task)
  }
  static func leave(_ t: Thread, _ loop: Value, _ task: Value) throws(Raised) {
    let tasks = Dict(currentTasks.value)
    let current = try tasks.find(t, loop)
    if current == nil || current?.pointee.value != task {
      let shown = try t.repr(current?.pointee.value ?? .none).string
      throw t.raise(.runtimeError, "Leaving task \(try t.repr(task).string) does not match the current task \(shown).")
    }
    try tasks.remove(t, loop)
  }

  static func define(_ m: ModuleBuilder) throws(Raised) {
    m.doc("Futures, tasks and the running loop: the native part of asyncio.")
    try m.type(.asyncFuture)
    try m.type(.asyncTask)
    for id in [.asyncFutureIterator, .asyncStep, .asyncWakeup, .asyncTasks] as [TypeID] { _ = try BuiltinTypes.make(m.thread, id) }
    if !currentTasks.value.isObject {
      currentTasks.value = Dict.make(m.thread).value
      allTasks.value = AsyncTasks.make(m.thread)
    }
    m.set("_current_tasks", currentTasks.value)
    m.set("_all_tasks", allTasks.value)
    m.function("get_running_loop()", "The event loop that this thread runs; RuntimeError without one.") {
      native($0, $1, $2, $3) { t, _ throws(Raised) in
        let loop = AsyncIOModule.runningLoop(t)
        if loop.isNone { throw t.raise(.runtimeError, "no running event loop") }
        return loop
      }
    }
    m.function("_get_running_loop()", "The event loop that this thread runs, or None.") { native($0, $1, $2, $3) { t, _ throws(Raised) in AsyncIOModule.runningLoop(t) } }
    m.function("_set_running_loop(loop, /)", "Says which event loop this thread runs.") {
      native($0, $1, $2, $3) { t, a throws(Raised) in
        t.state.pointee.runningLoop = a[0].isNone ? .empty : a[0]
        return .none
      }
    }
    m.function("get_event_loop()", "The running event loop, or the policy's.") { native($0, $1, $2, $3) { t, _ throws(Raised) in try AsyncIOModule.eventLoop(t) } }
    m.function("_get_event_loop(stacklevel=3)", "") {
      native($0, $1, $2, $3) { t, a throws(Raised) in
        if !a[0].isEmpty { _ = try t.int32(a[0]) }
        return try AsyncIOModule.eventLoop(t)
      }
    }
    m.function("_register_task(task)", "Adds a task to those that `all_tasks` lists.") {
      native($0, $1, $2, $3) { t, a throws(Raised) in
        try AsyncTasks(AsyncIOModule.allTasks.value).add(t, a[0])
        return .none
      }
    }
    m.function("_unregister_task(task)", "Unregister a task.") {
      native($0, $1, $2, $3) { t, a throws(Raised) in
        try AsyncTasks(AsyncIOModule.allTasks.value).discard(t, a[0])
        return .none
      }
    }
    m.function("_enter_task(loop, task)", "The task is about to make a step.") {
      native($0, $1, $2, $3) { t, a throws(Raised) in
        try AsyncIOModule.enter(t, a[0], a[1])
        return .none
      }
    }
    m.function("_leave_task(loop, task)", "The task has made its step.") {
      native($0, $1, $2, $3) { t, a throws(Raised) in
        try AsyncIOModule.leave(t, a[0], a[1])
        return .none
      }
    }
  }
}

// MARK: _all_tasks

struct AsyncTasksFields: BitwiseCopyable {
  var header: Header
  /// A weakref.WeakSet of the tasks that are no AsyncTask, or empty.
  var others: Value
}

/// All tasks that are alive, held weakly. Native ones need no table: the list of objects with finalizers has them all.
struct AsyncTasks: Handle {
  let fields: UnsafeMutablePointer<AsyncTasksFields>
  @inline(__always) init(fields: UnsafeMutablePointer<AsyncTasksFields>) { self.fields = fields }

  static func make(_ t: Thread) -> Value {
    let s = AsyncTasks(t.allocate(MemoryLayout<AsyncTasksFields>.size, .record, TypeID.asyncTasks))
    s.fields.pointee.others = .empty
    return s.value
  }
  private func others(_ t: Thread) throws(Raised) -> Value {
    if fields.pointee.others.isEmpty {
      let set = try t.call(try t.getAttribute(try Importer.module(t, Str.intern(t, "weakref")), Str.intern(t, "WeakSet")))
      barrier()
      fields.pointee.others = set
    }
    return fields.pointee.others
  }
  func add(_ t: Thread, _ task: Value) throws(Raised) {
    if AsyncTask.isTask(task) {
      AsyncTask(task).set(.registered, true)
    } else {
      _ = try t.callMethod(try others(t), .add, task)
    }
  }
  func discard(_ t: Thread, _ task: Value) throws(Raised) {
    if AsyncTask.isTask(task) {
      AsyncTask(task).set(.registered, false)
    } else {
      _ = try t.callMethod(try others(t), .discard, task)
    }
  }
  func contains(_ t: Thread, _ task: Value) throws(Raised) -> Bool {
    if AsyncTask.isTask(task) { return AsyncTask(task).has(.registered) }
    return fields.pointee.others.isEmpty ? false : try t.contains(fields.pointee.others, task)
  }
  func list(_ t: Thread) throws(Raised) -> List {
    let list = try List.make(t)
    var i = 0
    // An append may collect, which shortens the list of finalizers.
    while i < Finalizers.state.pointee.listed.count, let rows = Finalizers.state.pointee.listed.base {
      let v = Value(rows[i])
      i &+= 1
      if AsyncTask.isTask(v), AsyncTask(v).has(.registered) { try list.append(t, v) }
    }
    if !fields.pointee.others.isEmpty { try list.extend(t, fields.pointee.others) }
    return list
  }

  static func define(_ type: TypeBuilder) {
    type.doc("The tasks that are alive, held weakly.")
    type.record(1)
    type.flags(.noNew)
    type.slots.pointee.iter = { unary($0, $1) { t, v throws(Raised) in try t.iterator(try AsyncTasks(v).list(t).value) } }
    type.slots.pointee.length = { unary($0, $1) { t, v throws(Raised) in .int(try AsyncTasks(v).list(t).count) } }
    type.slots.pointee.contains = { binary($0, $1, $2) { t, v, task throws(Raised) in .bool(try AsyncTasks(v).contains(t, task)) } }
    type.method("add(item, /)", "Adds a task.") {
      native($0, $1, $2, $3) { t, a throws(Raised) in
        try AsyncTasks(a[0]).add(t, a[1])
        return .none
      }
    }
    type.method("discard(item, /)", "Removes a task, if it is there.") {
      native($0, $1, $2, $3) { t, a throws(Raised) in
        try AsyncTasks(a[0]).discard(t, a[1])
        return .none
      }
    }
    type.method("remove(item, /)", "Removes a task.") {
      native($0, $1, $2, $3) { t, a throws(Raised) in
        if !(try AsyncTasks(a[0]).contains(t, a[1])) { throw t.raise(.keyError, arguments: a[1]) }
        try AsyncTasks(a[0]).discard(t, a[1])
        return .none
      }
    }
  }
}
