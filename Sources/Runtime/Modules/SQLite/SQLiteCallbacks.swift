// Python functions that the library calls: SQL functions, aggregates, collations, the authorizer, progress and trace.
//
// The library gets the address of a tuple (connection, function), which the connection keeps alive.

import Glibc

enum SQLiteCallbacks {
  /// While objects die, no Python code may run.
  nonisolated(unsafe) static var isSilent = 0

  private static func pair(_ data: Raw?) -> (Thread, SQLiteConnection, Value)? {
    guard let data, isSilent == 0 else { return nil }
    let pair = Tuple(data)
    return (machine.pointee.current, SQLiteConnection(pair[0]), pair[1])
  }
  private static func forget(_ t: Thread, _ f: Value) {
    if SQLiteModule.showsCallbackErrors { Unraisable.report(t, message: nil, object: f) } else { _ = t.takeRaised() }
  }
  private static func keep(_ t: Thread, _ c: SQLiteConnection, _ key: String, _ f: Value) throws(Raised) -> Raw {
    let pair = Tuple.pair(t, c.value, f)
    try Dict(c.fields.pointee.functions).set(t, Str.make(t, key).value, pair)
    return pair.object
  }
  private static func arguments(_ t: Thread, _ count: Int32, _ values: UnsafePointer<OpaquePointer?>?) throws(Raised) -> Tuple {
    let s = try LibSQLite.open(t)
    let n = max(0, Int(count))
    let all = try Tuple.make(t, count: n)
    for i in 0..<n { all.fill(i, .none) }
    for i in 0..<n {
      guard let v = values?[i] else { continue }
      switch s.pointee.valueType(v) {
      case 1: all.fill(i, t.int(Int(s.pointee.valueInt(v))))
      case 2: all.fill(i, t.float(s.pointee.valueDouble(v)))
      case 3:
        let p = s.pointee.valueText(v)
        let text = UnsafeBufferPointer(start: p, count: p == nil ? 0 : Int(s.pointee.valueBytes(v)))
        if text.allSatisfy({ $0 < 0x80 }) {
          all.fill(i, try Str.ascii(t, text).value)
          continue
        }
        let bytes = try SQLiteStatement.bytes(t, text)
        all.fill(i, try t.callMethod(bytes, Str.intern(t, "decode"), []))
      case 4:
        let p = s.pointee.valueBlob(v)
        all.fill(i, try SQLiteStatement.bytes(t, UnsafeBufferPointer(start: p, count: p == nil ? 0 : Int(s.pointee.valueBytes(v)))))
      default: break
      }
    }
    return all
  }
  /// False: no such value in SQL; the caller says so.
  private static func answer(_ t: Thread, _ context: OpaquePointer, _ v: Value) throws(Raised) -> Bool {
    let s = try LibSQLite.open(t)
    if v.isNone {
      s.pointee.resultNull(context)
    } else if v.isInt || v.isBool || v.isInstance(of: .int) {
      guard let w = Int.word(try t.index(v)) else {
        s.pointee.resultTooBig(context)
        return true
      }
      s.pointee.resultInt(context, Int64(w))
    } else if v.isFloat || v.isInstance(of: .float) {
      s.pointee.resultDouble(context, try t.double(v))
    } else if v.isKind(.str) {
      let b = try Codecs.encodeUTF8(t, Str(v), nil)
      if b.count > Int(Int32.max) { s.pointee.resultTooBig(context) } else { s.pointee.resultText(context, b.data, Int32(b.count), LibSQLite.copies) }
    } else if BufferView.isSupported(by: v) {
      let view = try BufferView.contiguous(t, v)
      defer { view.close() }
      if view.length > Int(Int32.max) {
        s.pointee.resultTooBig(context)
      } else {
        s.pointee.resultBlob(context, UnsafeRawPointer(view.data), Int32(view.length), LibSQLite.copies)
      }
    } else {
      return false
    }
    return true
  }
  private static func fail(_ t: Thread, _ context: OpaquePointer, _ f: Value, _ message: String) {
    guard let s = LibSQLite.opened else { return }
    if t.isRaising(.memoryError) {
      s.pointee.resultNoMemory(context)
    } else if t.isRaising(.overflowError) {
      s.pointee.resultTooBig(context)
    } else {
      s.pointee.resultError(context, message, -1)
    }
    if t.state.pointee.raised.isObject { forget(t, f) }
  }

  // MARK: Functions and aggregates

  private typealias Call = @convention(c) (OpaquePointer?, Int32, UnsafePointer<OpaquePointer?>?) -> Void
  private typealias End = @convention(c) (OpaquePointer?) -> Void

  private static let function: Call = { context, count, values in
    guard let context, let s = LibSQLite.opened, let (t, _, f) = pair(s.pointee.userData(context)) else { return }
    let message = "user-defined function raised exception"
    do throws(Raised) {
      let v = try t.call(f, tuple: try arguments(t, count, values).value, kwargs: .empty)
      if !(try answer(t, context, v)) { fail(t, context, f, message) }
    } catch { fail(t, context, f, message) }
  }
  /// step and inverse
  private static func feed(_ context: OpaquePointer?, _ count: Int32, _ values: UnsafePointer<OpaquePointer?>?, _ method: StaticString) {
    guard let context, let s = LibSQLite.opened, let (t, c, f) = pair(s.pointee.userData(context)) else { return }
    guard let place = s.pointee.aggregateContext(context, 8) else { return s.pointee.resultNoMemory(context) }
    let key = Value.int(Int(bitPattern: place) >> 3)
    let state = place.assumingMemoryBound(to: Int.self)
    do throws(Raised) {
      if state.pointee == 0 {
        let made = try t.call(f)
        try Dict(c.fields.pointee.instances).set(t, key, made)
        state.pointee = 1
      }
    } catch { return fail(t, context, f, "user-defined aggregate's '__init__' method raised error") }
    do throws(Raised) {
      let instance = try Dict(c.fields.pointee.instances).get(t, key)
      let g = try t.getAttributeOrEmpty(instance.isEmpty ? .none : instance, Str.intern(t, method))
      if g.isEmpty { return fail(t, context, f, "user-defined aggregate's '\(method)' method not defined") }
      _ = try t.call(g, tuple: try arguments(t, count, values).value, kwargs: .empty)
    } catch { fail(t, context, f, "user-defined aggregate's '\(method)' method raised error") }
  }
  /// value and finalize
  private static func result(_ context: OpaquePointer?, _ method: StaticString, isLast: Bool) {
    guard let context, let s = LibSQLite.opened, let (t, c, f) = pair(s.pointee.userData(context)) else { return }
    guard let place = s.pointee.aggregateContext(context, 0), place.load(as: Int.self) != 0 else { return }
    let key = Value.int(Int(bitPattern: place) >> 3)
    do throws(Raised) {
      let instance = try Dict(c.fields.pointee.instances).get(t, key)
      if isLast { try Dict(c.fields.pointee.instances).remove(t, key) }
      let g = try t.getAttributeOrEmpty(instance.isEmpty ? .none : instance, Str.intern(t, method))
      if g.isEmpty { return fail(t, context, f, "user-defined aggregate's '\(method)' method not defined") }
      if !(try answer(t, context, try t.call(g))) { fail(t, context, f, "user-defined aggregate's '\(method)' method raised error") }
    } catch { fail(t, context, f, "user-defined aggregate's '\(method)' method raised error") }
  }
  private static let step: Call = { feed($0, $1, $2, "step") }
  private static let inverse: Call = { feed($0, $1, $2, "inverse") }
  private static let finalize: End = { result($0, "finalize", isLast: true) }
  private static let value: End = { result($0, "value", isLast: false) }

  private static func name(_ t: Thread, _ v: Value, _ what: StaticString) throws(Raised) -> [CChar] {
    guard v.isKind(.str) else { throw Arguments.wrongType(t, v, "\(what) must be str") }
    return try PyExpatModule.text(t, v)
  }
  private static func checked(_ t: Thread, _ v: Value) throws(Raised) -> (SQLiteConnection, OpaquePointer) {
    try SQLiteConnection(v).checkThread(t)
    return (SQLiteConnection(v), try SQLiteConnection(v).database(t))
  }
  private typealias CreateFunction = @convention(c) (OpaquePointer, SQLiteText, Int32, Int32, Raw?, Call?, Call?, End?, Raw?) -> Int32
  private typealias CreateWindow = @convention(c) (OpaquePointer, SQLiteText, Int32, Int32, Raw?, Call?, End?, End?, Call?, Raw?) -> Int32
  private typealias Collate = @convention(c) (Raw?, Int32, UnsafePointer<UInt8>?, Int32, UnsafePointer<UInt8>?) -> Int32
  private typealias Authorize = @convention(c) (Raw?, Int32, SQLiteText, SQLiteText, SQLiteText, SQLiteText) -> Int32
  private typealias Progress = @convention(c) (Raw?) -> Int32
  private typealias Trace = @convention(c) (UInt32, Raw?, OpaquePointer?, Raw?) -> Int32

  private static let collate: Collate = { data, n, a, m, b in
    guard let (t, c, f) = pair(data), c.fields.pointee.pending.isEmpty else { return 0 }
    do throws(Raised) {
      let x = try t.callMethod(try SQLiteStatement.bytes(t, UnsafeBufferPointer(start: a, count: Int(n))), Str.intern(t, "decode"), [])
      let y = try t.callMethod(try SQLiteStatement.bytes(t, UnsafeBufferPointer(start: b, count: Int(m))), Str.intern(t, "decode"), [])
      let r = try t.index(try t.call(f, x, y))
      return try t.compareBool(r, .int(0), .lt) ? -1 : try t.compareBool(r, .int(0), .gt) ? 1 : 0
    } catch {
      let e = t.takeRaised()
      c.barrier()
      c.fields.pointee.pending = e
      return 0
    }
  }
  private static let authorize: Authorize = { data, action, a, b, name, source in
    guard let (t, _, f) = pair(data) else { return 1 }
    do throws(Raised) {
      let args = try Tuple.make(t, [.int(Int(action)), .none, .none, .none, .none])
      args.fill(1, try SQLiteModule.string(t, a))
      args.fill(2, try SQLiteModule.string(t, b))
      args.fill(3, try SQLiteModule.string(t, name))
      args.fill(4, try SQLiteModule.string(t, source))
      let r = try t.call(f, tuple: args.value, kwargs: .empty)
      guard r.isInt || r.isInstance(of: .int) else { return 1 }
      return Int32(truncatingIfNeeded: try t.int32(r))
    } catch {
      forget(t, f)
      return 1
    }
  }
  private static let progress: Progress = { data in
    guard let (t, _, f) = pair(data) else { return 0 }
    do throws(Raised) { return try t.truth(try t.call(f)) ? 1 : 0 } catch {
      forget(t, f)
      return 1
    }
  }
  private static let trace: Trace = { kind, data, statement, sql in
    guard kind == 1, let statement, let (t, _, f) = pair(data) else { return 0 }
    do throws(Raised) {
      let l = try LibSQLite.open(t).pointee.library
      let expand: @convention(c) (OpaquePointer) -> UnsafeMutablePointer<CChar>? = try l.function(t, "sqlite3_expanded_sql")
      let free: @convention(c) (Raw?) -> Void = try l.function(t, "sqlite3_free")
      guard let text = expand(statement) else { return 0 }
      defer { free(Raw(text)) }
      _ = try t.call(f, try SQLiteModule.string(t, text))
    } catch { forget(t, f) }
    return 0
  }

  static func define(_ type: TypeBuilder) {
    type.method("create_function(name, narg, func, *, deterministic=False)", "Creates a new function.") {
      native($0, $1, $2, $3) { t, a throws(Raised) in
        let name = try SQLiteCallbacks.name(t, a[1], "create_function() argument 'name'")
        let n = Int32(truncatingIfNeeded: try t.int32(a[2]))
        let isDeterministic: Bool = a.keyword(0).isEmpty ? false : try t.truth(a.keyword(0))
        let flags: Int32 = isDeterministic ? 0x801 : 1
        let (c, db) = try SQLiteCallbacks.checked(t, a[0])
        let create: CreateFunction = try LibSQLite.open(t).pointee.library.function(t, "sqlite3_create_function_v2")
        let data = a[3].isNone ? nil : try SQLiteCallbacks.keep(t, c, "function \(Str(a[1]).string) \(n)", a[3])
        if try c.retrying(t, { create(db, name, n, flags, data, data == nil ? nil : SQLiteCallbacks.function, nil, nil, nil) }) != 0 {
          throw t.raise(SQLiteModule.operationalError.value, "Error creating function")
        }
        return .none
      }
    }
    type.method("create_aggregate(name, n_arg, aggregate_class)", "Creates a new aggregate.") {
      native($0, $1, $2, $3) { t, a throws(Raised) in
        let name = try SQLiteCallbacks.name(t, a[1], "create_aggregate() argument 'name'")
        let n = Int32(truncatingIfNeeded: try t.int32(a[2]))
        let (c, db) = try SQLiteCallbacks.checked(t, a[0])
        let create: CreateFunction = try LibSQLite.open(t).pointee.library.function(t, "sqlite3_create_function_v2")
        let data = a[3].isNone ? nil : try SQLiteCallbacks.keep(t, c, "function \(Str(a[1]).string) \(n)", a[3])
        let isNew = data != nil
        if try c.retrying(t, { create(db, name, n, 1, data, nil, isNew ? SQLiteCallbacks.step : nil, isNew ? SQLiteCallbacks.finalize : nil, nil) }) != 0 {
          throw t.raise(SQLiteModule.operationalError.value, "Error creating aggregate")
        }
        return .none
      }
    }
    type.method("create_window_function(name, num_params, aggregate_class, /)", "Makes a class a window function of SQL.") {
      native($0, $1, $2, $3) { t, a throws(Raised) in
        let name = try SQLiteCallbacks.name(t, a[1], "create_window_function() argument 1")
        let n = Int32(truncatingIfNeeded: try t.int32(a[2]))
        let (c, db) = try SQLiteCallbacks.checked(t, a[0])
        let create: CreateWindow = try LibSQLite.open(t).pointee.library.function(t, "sqlite3_create_window_function")
        let data = a[3].isNone ? nil : try SQLiteCallbacks.keep(t, c, "function \(Str(a[1]).string) \(n)", a[3])
        let code = try c.retrying(t) {
          data == nil
            ? create(db, name, n, 1, nil, nil, nil, nil, nil, nil)
            : create(db, name, n, 1, data, SQLiteCallbacks.step, SQLiteCallbacks.finalize, SQLiteCallbacks.value, SQLiteCallbacks.inverse, nil)
        }
        if code != 0 { throw t.raise(SQLiteModule.programmingError.value, "Error creating window function") }
        return .none
      }
    }
    type.method("create_collation(name, callback, /)", "Makes a function of two texts an order for SQL, or takes one away.") {
      native($0, $1, $2, $3) { t, a throws(Raised) in
        let name = try SQLiteCallbacks.name(t, a[1], "create_collation() argument 1")
        let (c, db) = try SQLiteCallbacks.checked(t, a[0])
        if !a[2].isNone, !SQLiteCallbacks.isCallable(a[2]) { throw t.raise(.typeError, "parameter must be callable") }
        let create: @convention(c) (OpaquePointer, SQLiteText, Int32, Raw?, Collate?) -> Int32 =
          try LibSQLite.open(t).pointee.library.function(t, "sqlite3_create_collation")
        let data = a[2].isNone ? nil : try SQLiteCallbacks.keep(t, c, "collation \(Str(a[1]).string)", a[2])
        if try c.retrying(t, { create(db, name, 1, data, data == nil ? nil : SQLiteCallbacks.collate) }) != 0 { throw SQLiteModule.raise(t, db) }
        return .none
      }
    }
    type.method("set_authorizer(authorizer_callback)", "Sets authorizer callback.") {
      native($0, $1, $2, $3) { t, a throws(Raised) in
        let (c, db) = try SQLiteCallbacks.checked(t, a[0])
        let set: @convention(c) (OpaquePointer, Authorize?, Raw?) -> Int32 = try LibSQLite.open(t).pointee.library.function(t, "sqlite3_set_authorizer")
        let data = a[1].isNone ? nil : try SQLiteCallbacks.keep(t, c, "authorizer", a[1])
        if set(db, data == nil ? nil : SQLiteCallbacks.authorize, data) != 0 {
          throw t.raise(SQLiteModule.operationalError.value, "Error setting authorizer callback")
        }
        return .none
      }
    }
    type.method("set_progress_handler(progress_handler, n)", "Has a function called after every n instructions of the database's machine.") {
      native($0, $1, $2, $3) { t, a throws(Raised) in
        let n = Int32(truncatingIfNeeded: try t.int32(a[2]))
        let (c, db) = try SQLiteCallbacks.checked(t, a[0])
        let set: @convention(c) (OpaquePointer, Int32, Progress?, Raw?) -> Void = try LibSQLite.open(t).pointee.library.function(t, "sqlite3_progress_handler")
        let data = a[1].isNone ? nil : try SQLiteCallbacks.keep(t, c, "progress", a[1])
        set(db, data == nil ? 0 : n, data == nil ? nil : SQLiteCallbacks.progress, data)
        return .none
      }
    }
    type.method("set_trace_callback(trace_callback)", "Has a function called with the text of each statement.") {
      native($0, $1, $2, $3) { t, a throws(Raised) in
        let (c, db) = try SQLiteCallbacks.checked(t, a[0])
        let set: @convention(c) (OpaquePointer, UInt32, Trace?, Raw?) -> Int32 = try LibSQLite.open(t).pointee.library.function(t, "sqlite3_trace_v2")
        let data = a[1].isNone ? nil : try SQLiteCallbacks.keep(t, c, "trace", a[1])
        _ = set(db, data == nil ? 0 : 1, data == nil ? nil : SQLiteCallbacks.trace, data)
        return .none
      }
    }
  }
  private static func isCallable(_ v: Value) -> Bool { v.isObject && v.type.slots.pointee.call != nil }
}
