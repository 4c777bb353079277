// asyncio.Future: a result that will be there later. What a task adds follows in the same record, so that both are used through one handle.

struct AsyncFutureFields: BitwiseCopyable {
  var header: Header
  /// empty until `__init__` has run
  var loop: Value
  /// The first callback and its context; empty: there is none. Most futures have one.
  var callback: Value
  var context: Value
  /// Further callbacks: a list of (callback, context), or empty
  var callbacks: Value
  var result: Value
  /// The exception and its traceback when it was set; none
  var exception: Value
  var traceback: Value
  /// list of FrameSummary in debug mode, or none
  var source: Value
  var cancelMessage: Value
  /// The CancelledError that ended a task, until it is handed on; none
  var cancelledError: Value
  /// int: AsyncFuture.Bits
  var bits: Value
  /// See Instance.swift.
  var dictWord: Value
}

struct AsyncFuture: Handle {
  let fields: UnsafeMutablePointer<AsyncFutureFields>
  @inline(__always) init(fields: UnsafeMutablePointer<AsyncFutureFields>) { self.fields = fields }

  struct Bits: OptionSet, BitwiseCopyable {
    let rawValue: Int
    /// Neither: pending.
    static var finished: Bits { Bits(rawValue: 1) }
    static var cancelled: Bits { Bits(rawValue: 2) }
    /// It is about to be awaited: `_asyncio_future_blocking`.
    static var blocking: Bits { Bits(rawValue: 4) }
    /// Nobody has seen the exception.
    static var logsTraceback: Bits { Bits(rawValue: 8) }
    // Of a task:
    static var mustCancel: Bits { Bits(rawValue: 16) }
    static var logsDestroyed: Bits { Bits(rawValue: 32) }
    static var registered: Bits { Bits(rawValue: 64) }
  }
  @inline(__always) func has(_ bit: Bits) -> Bool { fields.pointee.bits.asInt & bit.rawValue != 0 }
  @inline(__always) func set(_ bit: Bits, _ on: Bool) {
    let bits = fields.pointee.bits.asInt
    fields.pointee.bits = .int(on ? bits | bit.rawValue : bits & ~bit.rawValue)
  }
  @inline(__always) var isPending: Bool { fields.pointee.bits.asInt & 3 == 0 }
  @inline(__always) var isInitialized: Bool { !fields.pointee.loop.isEmpty }
  /// An exact Future or Task: nothing that native code does with it can have been overridden.
  @inline(__always) static func isExact(_ v: Value) -> Bool { v.isExactly(.asyncFuture) || v.isExactly(.asyncTask) }

  /// The fields of one that is not initialized.
  func clear() {
    let h = fields.pointee.header
    let dict = fields.pointee.dictWord
    fields.pointee = AsyncFutureFields(
      header: h, loop: .empty, callback: .empty, context: .empty, callbacks: .empty, result: .none, exception: .none, traceback: .none,
      source: .none, cancelMessage: .none, cancelledError: .none, bits: .int(0), dictWord: dict)
  }
  static func new(_ t: Thread, _ a: Args) throws(Raised) -> Value {
    let f = AsyncFuture(try Type(a[0]).allocateInstance(t))
    f.clear()
    return f.value
  }
  func initialize(_ t: Thread, loop given: Value) throws(Raised) {
    let loop: Value = given.isEmpty || given.isNone ? try AsyncIOModule.eventLoop(t) : given
    clear()
    barrier()
    fields.pointee.loop = loop
    if try t.truth(try t.callMethod(loop, .get_debug)) {
      let stack = try AsyncIOModule.extractStack(t)
      barrier()
      fields.pointee.source = stack
    }
  }
  func check(_ t: Thread) throws(Raised) {
    if _slowPath(!isInitialized) { throw t.raise(.runtimeError, "Future object is not initialized.") }
  }

  // MARK: Callbacks

  func add(_ t: Thread, callback: Value, context: Value) throws(Raised) {
    if !isPending { return try AsyncIOModule.callSoon(t, fields.pointee.loop, callback, value, context) }
    if fields.pointee.callback.isEmpty, fields.pointee.callbacks.isEmpty {
      barrier()
      fields.pointee.callback = callback
      fields.pointee.context = context
      return
    }
    if fields.pointee.callbacks.isEmpty {
      let list = try List.make(t)
      barrier()
      fields.pointee.callbacks = list.value
    }
    try List(fields.pointee.callbacks).append(t, Tuple.pair(t, callback, context))
  }
  /// Hands all callbacks to the loop.
  private func schedule(_ t: Thread) throws(Raised) {
    let callback = fields.pointee.callback
    let context = fields.pointee.context
    let more = fields.pointee.callbacks
    let loop = fields.pointee.loop
    fields.pointee.callback = .empty
    fields.pointee.context = .empty
    if !callback.isEmpty { try AsyncIOModule.callSoon(t, loop, callback, value, context) }
    if !more.isObject { return }
    defer { fields.pointee.callbacks = .empty }
    var i = 0
    while i < List(more).count {
      let row = Tuple(List(more)[i])
      try AsyncIOModule.callSoon(t, loop, row[0], value, row[1])
      i &+= 1
    }
  }
  /// list of (callback, context), or None
  func callbackList(_ t: Thread) throws(Raised) -> Value {
    let first = fields.pointee.callback
    let more = fields.pointee.callbacks
    if first.isEmpty, more.isEmpty { return .none }
    let list = try List.make(t)
    if !first.isEmpty { try list.append(t, Tuple.pair(t, first, fields.pointee.context)) }
    if more.isObject { try list.extend(t, more) }
    return list.count == 0 ? .none : list.value
  }
  /// How many there were.
  func remove(_ t: Thread, callback: Value) throws(Raised) -> Int {
    var removed = 0
    let first = fields.pointee.callback
    if !first.isEmpty, try t.equal(first, callback) {
      fields.pointee.callback = .empty
      fields.pointee.context = .empty
      removed = 1
    }
    let more = fields.pointee.callbacks
    if !more.isObject { return removed }
    let kept = try List.make(t)
    // A comparison may run a program that changes the list.
    var i = 0
    while i < List(more).count {
      let row = List(more)[i]
      i &+= 1
      if try t.equal(Tuple(row)[0], callback) { removed &+= 1 } else { try kept.append(t, row) }
    }
    barrier()
    fields.pointee.callbacks = kept.count == 0 ? .empty : kept.value
    return removed
  }

  // MARK: The end

  func set(_ t: Thread, result: Value) throws(Raised) {
    try check(t)
    if !isPending { throw AsyncIOModule.invalidState(t, "invalid state") }
    barrier()
    fields.pointee.result = result
    set(.finished, true)
    try schedule(t)
  }
  func set(_ t: Thread, exception given: Value) throws(Raised) {
    try check(t)
    if !isPending { throw AsyncIOModule.invalidState(t, "invalid state") }
    let e: Value = given.isKind(.type) && Type(given).has(.exception) ? try t.call(given) : given
    guard e.isObject, e.type.has(.exception) else { throw t.raise(.typeError, "invalid exception object") }
    if e.type == Type[.stopIteration] {
      throw t.raise(.typeError, "StopIteration interacts badly with generators and cannot be raised into a Future")
    }
    barrier()
    fields.pointee.exception = e
    fields.pointee.traceback = Exception(e).fields.pointee.traceback
    set(.finished, true)
    set(.logsTraceback, true)
    // Only this one has something to say when it dies.
    Finalizers.register(raw)
    try schedule(t)
  }
  func cancel(_ t: Thread, message: Value) throws(Raised) -> Bool {
    try check(t)
    set(.logsTraceback, false)
    if !isPending { return false }
    set(.cancelled, true)
    barrier()
    fields.pointee.cancelMessage = message
    try schedule(t)
    return true
  }
  /// The CancelledError to be raised; the one that ended a task only once.
  func makeCancelledError(_ t: Thread) throws(Raised) -> Value {
    let stored = fields.pointee.cancelledError
    if stored.isObject {
      fields.pointee.cancelledError = .none
      return stored
    }
    let type = try AsyncIOModule.cancelledError(t)
    let message = fields.pointee.cancelMessage
    return message.isNone ? try t.call(type) : try t.call(type, message)
  }
  /// What `result()` raises for one that is done, or none: the exception, with the traceback that it was set with.
  func failure(_ t: Thread) throws(Raised) -> Value {
    if has(.cancelled) { return try makeCancelledError(t) }
    set(.logsTraceback, false)
    let e = fields.pointee.exception
    if e.isObject { Exception(e).setTraceback(fields.pointee.traceback) }
    return e
  }
  func getResult(_ t: Thread) throws(Raised) -> Value {
    if isPending { throw AsyncIOModule.invalidState(t, isInitialized ? "Result is not set." : "Future object is not initialized.") }
    let e = try failure(t)
    if e.isObject { throw t.raise(e) }
    return fields.pointee.result
  }
}

// MARK: Awaiting one

struct AsyncFutureIteratorFields: BitwiseCopyable {
  var header: Header
  /// The future; none at the end.
  var future: Value
}

struct AsyncFutureIterator: Handle {
  let fields: UnsafeMutablePointer<AsyncFutureIteratorFields>
  @inline(__always) init(fields: UnsafeMutablePointer<AsyncFutureIteratorFields>) { self.fields = fields }

  static func make(_ t: Thread, _ v: Value) throws(Raised) -> Value {
    try AsyncFuture(v).check(t)
    let it = AsyncFutureIterator(t.allocate(MemoryLayout<AsyncFutureIteratorFields>.size, .record, TypeID.asyncFutureIterator))
    it.fields.pointee.future = v
    return it.value
  }
  func step(_ t: Thread) throws(Raised) -> Generator.Outcome {
    let v = fields.pointee.future
    if v.isNone { return .returned(.none) }
    let f = AsyncFuture(v)
    if f.isPending {
      if f.has(.blocking) { throw t.raise(.runtimeError, "await wasn't used with future") }
      f.set(.blocking, true)
      return .yielded(v)
    }
    fields.pointee.future = .none
    return .returned(try f.getResult(t))
  }

  static func define(_ type: TypeBuilder) {
    type.record(1)
    type.flags(.noNew)
    type.slots.pointee.iter = { $1 }
    type.slots.pointee.next = { unary($0, $1) { t, v throws(Raised) in
      switch try AsyncFutureIterator(v).step(t) {
      case .yielded(let value): return value
      case .returned(let value):
        if value.isNone { return .empty }
        throw Exceptions.raiseStop(t, value)
      }
    } }
    type.method("send(value, /)", "") {
      native($0, $1, $2, $3) { t, a throws(Raised) in
        switch try AsyncFutureIterator(a[0]).step(t) {
        case .yielded(let value): return value
        case .returned(let value): throw Exceptions.raiseStop(t, value)
        }
      }
    }
    type.method("throw(type, value=None, traceback=None, /)", "") {
      native($0, $1, $2, $3) { t, a throws(Raised) in
        let isException: Bool = a[1].isKind(.type) && Type(a[1]).has(.exception) || a[1].isObject && a[1].type.has(.exception)
        if !a[3].isEmpty, !a[3].isNone, !a[3].isExactly(.traceback) { throw t.raise(.typeError, "throw() third argument must be a traceback") }
        if !isException { throw t.raise(.typeError, "exceptions must be classes deriving BaseException or instances of such a class") }
        let e = try Generator.thrown(t, a[1], a[2], a[3])
        AsyncFutureIterator(a[0]).fields.pointee.future = .none
        throw t.raise(e)
      }
    }
    type.method("close()", "") {
      native($0, $1, $2, $3) { _, a throws(Raised) in
        AsyncFutureIterator(a[0]).fields.pointee.future = .none
        return .none
      }
    }
  }
}
