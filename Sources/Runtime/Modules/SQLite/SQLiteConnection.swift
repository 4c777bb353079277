// sqlite3.Connection: a database, its transactions and its prepared statements.

import Glibc

struct SQLiteConnection: Handle {
  struct Fields: BitwiseCopyable {
    var header: Header
    /// See ForeignFields: an sqlite3; nil when closed
    var address: Value
    var release: Value
    var rowFactory: Value
    var textFactory: Value
    /// str, or None for no transactions of its own
    var isolation: Value
    /// int: PARSE_DECLTYPES, PARSE_COLNAMES
    var detectTypes: Value
    /// identity of the thread that alone may use it, or none
    var owner: Value
    /// dict: text -> Statement
    var cache: Value
    /// int
    var cacheSize: Value
    /// dict: what the library calls -> (connection, function); keeps them alive
    var functions: Value
    /// dict: aggregate's place -> instance
    var instances: Value
    /// An exception that a callback raised and that is to be raised when the library is back; or empty
    var pending: Value
    /// int: calls of the library that are under way, and the thread that makes them. The library locks the connection
    /// meanwhile, so that another thread has to wait before it calls, not in the library with the interpreter lock in hand.
    var depth: Value
    var runner: Value
    /// True or False
    var isReady: Value
  }
  let fields: UnsafeMutablePointer<Fields>
  @inline(__always) init(fields: UnsafeMutablePointer<Fields>) { self.fields = fields }
  static let type = Root()

  // MARK: Checks

  func database(_ t: Thread) throws(Raised) -> OpaquePointer {
    if !fields.pointee.isReady.isTrue { throw t.raise(SQLiteModule.programmingError.value, "Base Connection.__init__ not called.") }
    guard let p = Foreign(raw).address else { throw t.raise(SQLiteModule.programmingError.value, "Cannot operate on a closed database.") }
    return p
  }
  func checkThread(_ t: Thread) throws(Raised) {
    if !fields.pointee.isReady.isTrue { throw t.raise(SQLiteModule.programmingError.value, "Base Connection.__init__ not called.") }
    let owner = fields.pointee.owner
    if owner.isNone || owner == ThreadModule.identity(t) { return }
    throw t.raise(
      SQLiteModule.programmingError.value,
      "SQLite objects created in a thread can only be used in that same thread. The object was created in thread id \(UInt(bitPattern: owner.asInt)) and this is thread id \(UInt(bitPattern: ThreadModule.identity(t).asInt)).")
  }
  func failure(_ t: Thread) throws(Raised) -> Raised { SQLiteModule.raise(t, try database(t)) }

  /// Calls the library, alone on this connection; raises what a callback raised.
  func running<R>(_ t: Thread, _ body: () -> R) throws(Raised) -> R {
    let me = ThreadModule.identity(t)
    if fields.pointee.depth.asInt > 0, fields.pointee.runner != me {
      _ = try InterpreterLock.wait(t, seconds: -1, for: raw) { fields.pointee.depth.asInt == 0 }
    }
    fields.pointee.depth = .int(fields.pointee.depth.asInt + 1)
    fields.pointee.runner = me
    let r = body()
    fields.pointee.depth = .int(fields.pointee.depth.asInt - 1)
    if fields.pointee.depth.asInt == 0 { InterpreterLock.announce(raw) }
    let e = fields.pointee.pending
    if !e.isEmpty {
      fields.pointee.pending = .empty
      throw t.reraise(e)
    }
    return r
  }

  /// Calls the library again when statements of cursors that nobody can reach any more were in the way (SQLITE_BUSY, SQLITE_LOCKED):
  /// they end when the collector finds them.
  func retrying(_ t: Thread, _ body: () -> Int32) throws(Raised) -> Int32 {
    let code = try running(t, body)
    if code != 5, code != 6 { return code }
    Heap.collect(t, major: true)
    Heap.finishSweep()
    return try running(t, body)
  }

  /// The first step of a statement that is at its beginning.
  func stepping(_ t: Thread, _ s: UnsafeMutablePointer<LibSQLite>, _ p: OpaquePointer) throws(Raised) -> Int32 {
    var isFirst = true
    return try retrying(t) {
      if !isFirst { _ = s.pointee.reset(p) }
      isFirst = false
      return s.pointee.step(p)
    }
  }

  // MARK: Life

  private static func new(_ t: Thread, _ a: Args) throws(Raised) -> Value {
    let c = SQLiteConnection(try Type(a[0]).allocateInstance(t))
    let h = c.fields.pointee.header
    c.fields.pointee = Fields(
      header: h, address: .raw(nil), release: .none, rowFactory: .none, textFactory: Type[.str].value, isolation: .none, detectTypes: .int(0),
      owner: .none, cache: .none, cacheSize: .int(128), functions: .none, instances: .none, pending: .empty, depth: .int(0), runner: .none,
      isReady: .no)
    return c.value
  }
  private static func isolation(_ t: Thread, _ v: Value) throws(Raised) -> Value {
    if v.isNone { return v }
    guard v.isKind(.str) else { throw t.raise(.typeError, "isolation_level must be str or None") }
    let text = Str(v).string.uppercased()
    if !["", "DEFERRED", "IMMEDIATE", "EXCLUSIVE"].contains(text) {
      throw t.raise(.valueError, "isolation_level string must be '', 'DEFERRED', 'IMMEDIATE', or 'EXCLUSIVE'")
    }
    return Str.make(t, text).value
  }
  private static func path(_ t: Thread, _ v: Value) throws(Raised) -> [CChar] {
    var v = v
    if !v.isKind(.str), !v.isKind(.byteString) {
      let method = try t.lookupSpecial(v, .__fspath__)
      if method.isEmpty { throw t.raise(.typeError, "expected str, bytes or os.PathLike object, not \(v.type.displayName)") }
      v = try t.call(method)
    }
    if v.isKind(.byteString) { v = try OSText.decode(t, bytes: Bytes(v).buffer).value }
    return try OSText.encode(bytes: t, Str(v)).map { CChar(bitPattern: $0) } + [0]
  }
  private static func initialize(_ t: Thread, _ a: Args) throws(Raised) -> Value {
    let c = SQLiteConnection(a[0])
    let s = try LibSQLite.open(t)
    try t.audit("sqlite3.connect", a[1])
    let path = try path(t, a[1])
    let timeout: Double = a[2].isEmpty ? 5 : try t.double(a[2])
    let detect: Int = a[3].isEmpty ? 0 : try t.int32(a[3])
    let level = a[4].isEmpty ? Str.empty.value : try isolation(t, a[4])
    let isChecked: Bool = a[5].isEmpty ? true : try t.truth(a[5])
    let cached: Int = a[7].isEmpty ? 128 : try t.int32(a[7])
    let isURI: Bool = a[8].isEmpty ? false : try t.truth(a[8])
    if c.fields.pointee.isReady.isTrue { try c.close(t) }
    c.fields.pointee.isReady = .no
    let (cache, functions, instances) = (Dict.make(t), Dict.make(t), Dict.make(t))
    c.barrier()
    c.fields.pointee.cache = cache.value
    c.fields.pointee.functions = functions.value
    c.fields.pointee.instances = instances.value
    c.fields.pointee.isolation = level
    c.fields.pointee.detectTypes = .int(detect)
    c.fields.pointee.cacheSize = .int(max(0, cached))
    c.fields.pointee.owner = isChecked ? ThreadModule.identity(t) : .none
    var db: OpaquePointer?
    let code = t.blocking { s.pointee.openV2(path, &db, isURI ? 0x46 : 6, nil) }
    guard let db else { throw t.raiseMemoryError() }
    if code != 0 {
      let raised = SQLiteModule.raise(t, db)
      s.pointee.close(db)
      throw raised
    }
    Foreign(c.raw).set(db) { p in
      SQLiteCallbacks.isSilent += 1
      LibSQLite.opened?.pointee.close(p)
      SQLiteCallbacks.isSilent -= 1
    }
    _ = s.pointee.busyTimeout(db, Int32(clamping: Int(max(0, min(timeout, 2e6)) * 1000)))
    c.fields.pointee.isReady = .yes
    try t.audit("sqlite3.connect/handle", c.value)
    return .none
  }
  func close(_ t: Thread) throws(Raised) {
    if !fields.pointee.isReady.isTrue { throw t.raise(SQLiteModule.programmingError.value, "Base Connection.__init__ not called.") }
    guard let db = Foreign(raw).address else { return }
    if fields.pointee.depth.asInt > 0 { throw t.raise(SQLiteModule.programmingError.value, "Cannot close a connection that is in use.") }
    let s = try LibSQLite.open(t)
    // What cursors still hold keeps no locks, and dies with them.
    var p = s.pointee.next(db, nil)
    while let statement = p {
      _ = try running(t) { s.pointee.reset(statement) }
      p = s.pointee.next(db, statement)
    }
    try t.forEach(try t.callMethod(fields.pointee.cache, Name.values)) { (v) throws(Raised) in
      Foreign(v.object).release()
      return true
    }
    Dict(fields.pointee.cache).clear(t)
    Foreign(raw).release()
  }

  // MARK: Statements and transactions

  /// A statement that nobody uses: one that was used before leaves the cache meanwhile, so that it dies with a cursor that is dropped.
  func statement(_ t: Thread, _ sql: Value) throws(Raised) -> SQLiteStatement {
    let known = try Dict(fields.pointee.cache).remove(t, sql)
    return known.isEmpty ? try SQLiteStatement.make(t, self, sql) : SQLiteStatement(known)
  }
  /// Keeps a statement for the next time; the one that was not used for longest makes room.
  func giveBack(_ t: Thread, _ statement: SQLiteStatement) throws(Raised) {
    let cache = Dict(fields.pointee.cache)
    let most = fields.pointee.cacheSize.asInt
    if most <= 0 || Foreign(raw).address == nil { return }
    if cache.count >= most {
      var oldest = Value.empty
      try t.forEach(cache.value) { (k) throws(Raised) in
        oldest = k
        return false
      }
      if !oldest.isEmpty { try cache.remove(t, oldest) }
    }
    try cache.set(t, statement.fields.pointee.sql, statement.value)
  }
  func isInTransaction(_ t: Thread) throws(Raised) -> Bool { try LibSQLite.open(t).pointee.autocommit(try database(t)) == 0 }
  /// Runs a statement without parameters or rows.
  func execute(_ t: Thread, _ sql: String) throws(Raised) {
    let s = try LibSQLite.open(t)
    let db = try database(t)
    var p: OpaquePointer?
    var tail: SQLiteText = nil
    var code = try running(t) { s.pointee.prepare(db, sql, -1, &p, &tail) }
    if code == 0, let p {
      code = try stepping(t, s, p)
      s.pointee.finalize(p)
    }
    if code != 0, code != 100, code != 101 { throw SQLiteModule.raise(t, db) }
  }
  func commit(_ t: Thread) throws(Raised) { if try isInTransaction(t) { try execute(t, "COMMIT") } }
  func rollback(_ t: Thread) throws(Raised) { if try isInTransaction(t) { try execute(t, "ROLLBACK") } }
  func begin(_ t: Thread) throws(Raised) {
    if fields.pointee.isolation.isNone { return }
    let level = Str(fields.pointee.isolation).string
    try execute(t, level.isEmpty ? "BEGIN " : "BEGIN \(level)")
  }
  private static func check(_ t: Thread, _ v: Value) throws(Raised) -> SQLiteConnection {
    let c = SQLiteConnection(v)
    try c.checkThread(t)
    _ = try c.database(t)
    return c
  }
  func cursor(_ t: Thread, _ factory: Value) throws(Raised) -> Value {
    try checkThread(t)
    _ = try database(t)
    let cursor = try t.call(factory.isEmpty ? SQLiteCursor.type.value : factory, value)
    if !cursor.isObject || !cursor.isInstance(of: Type(SQLiteCursor.type.value)) {
      throw t.raise(.typeError, "factory must return a cursor, not \(cursor.type.displayName)")
    }
    if !fields.pointee.rowFactory.isNone {
      SQLiteCursor(cursor).barrier()
      SQLiteCursor(cursor).fields.pointee.rowFactory = fields.pointee.rowFactory
    }
    return cursor
  }
  private static func withCursor(_ t: Thread, _ a: Args, _ method: StaticString) throws(Raised) -> Value {
    let cursor = try SQLiteConnection(a[0]).cursor(t, .empty)
    let f = try t.getAttribute(cursor, Str.intern(t, method))
    return a.count > 2 ? try t.call(f, a[1], a[2]) : try t.call(f, a[1])
  }

  static func define(_ type: TypeBuilder) {
    type.doc("A connection to a database.")
    type.layout(.foreign, size: MemoryLayout<Fields>.size)
    type.flags([.subclassable])
    type.new("Connection(*args, **kwargs)") { native($0, $1, $2, $3, SQLiteConnection.new) }
    type.initialize(
      "Connection(database, timeout=5.0, detect_types=0, isolation_level='', check_same_thread=True, factory=ConnectionType, cached_statements=128, uri=False)"
    ) { native($0, $1, $2, $3, SQLiteConnection.initialize) }
    let errors: [(StaticString, Root)] = [
      ("Warning", SQLiteModule.warning), ("Error", SQLiteModule.error), ("InterfaceError", SQLiteModule.interfaceError),
      ("DatabaseError", SQLiteModule.databaseError), ("DataError", SQLiteModule.dataError), ("OperationalError", SQLiteModule.operationalError),
      ("IntegrityError", SQLiteModule.integrityError), ("InternalError", SQLiteModule.internalError),
      ("ProgrammingError", SQLiteModule.programmingError), ("NotSupportedError", SQLiteModule.notSupportedError),
    ]
    for (name, root) in errors { type.attribute(name, root.value) }
    type.member("row_factory", "", offset: 24, writable: true)
    type.member("text_factory", "", offset: 32, writable: true)
    type.property("isolation_level", "", { unary($0, $1) { (t, v) throws(Raised) in
      _ = try SQLiteConnection(v).database(t)
      return SQLiteConnection(v).fields.pointee.isolation
    } }, set: { binary($0, $1, $2) { (t, v, level) throws(Raised) in
      if level.isEmpty { throw t.raise(.attributeError, "cannot delete attribute") }
      let c = SQLiteConnection(v)
      if level.isNone { try c.commit(t) }
      let checked = try SQLiteConnection.isolation(t, level)
      c.barrier()
      c.fields.pointee.isolation = checked
      return .none
    } })
    type.property("total_changes", "") { unary($0, $1) { (t, v) throws(Raised) in
      .int(Int(try LibSQLite.open(t).pointee.totalChanges(try SQLiteConnection(v).database(t))))
    } }
    type.property("in_transaction", "") { unary($0, $1) { (t, v) throws(Raised) in .bool(try SQLiteConnection(v).isInTransaction(t)) } }
    type.slots.pointee.call = {
      callable($0, $1, $2, $3) { (t, base, count, names) throws(Raised) in
        let c = try SQLiteConnection.check(t, base[0])
        if count != 2 { throw t.raise(.typeError, "function takes exactly 1 argument (\(count - 1) given)") }
        guard base[1].isKind(.str) else { throw Arguments.wrongType(t, base[1], "argument 1 must be str") }
        return try SQLiteStatement.make(t, c, base[1]).value
      }
    }
    type.method("cursor(factory=None)", "A new cursor.") { native($0, $1, $2, $3) { t, a throws(Raised) in try SQLiteConnection(a[0]).cursor(t, a[1]) } }
    type.method("execute(sql, parameters=(), /)", "Runs a statement.") { native($0, $1, $2, $3) { t, a throws(Raised) in try SQLiteConnection.withCursor(t, a, "execute") } }
    type.method("executemany(sql, parameters, /)", "Runs a statement once for each of several parameters.") {
      native($0, $1, $2, $3) { t, a throws(Raised) in try SQLiteConnection.withCursor(t, a, "executemany") }
    }
    type.method("executescript(sql_script, /)", "Runs the statements of a text, after a COMMIT.") {
      native($0, $1, $2, $3) { t, a throws(Raised) in try SQLiteConnection.withCursor(t, a, "executescript") }
    }
    type.method("close()", "Closes the connection; what is not committed is lost.") {
      native($0, $1, $2, $3) { t, a throws(Raised) in
        try SQLiteConnection(a[0]).checkThread(t)
        try SQLiteConnection(a[0]).close(t)
        return .none
      }
    }
    type.method("commit()", "Ends the transaction and keeps its changes.") {
      native($0, $1, $2, $3) { t, a throws(Raised) in
        try SQLiteConnection.check(t, a[0]).commit(t)
        return .none
      }
    }
    type.method("rollback()", "Ends the transaction and drops its changes.") {
      native($0, $1, $2, $3) { t, a throws(Raised) in
        try SQLiteConnection.check(t, a[0]).rollback(t)
        return .none
      }
    }
    type.method("__enter__()", "The connection.") {
      native($0, $1, $2, $3) { t, a throws(Raised) in try SQLiteConnection.check(t, a[0]).value }
    }
    type.method("__exit__(type, value, traceback, /)", "Commits, or rolls back if there was an exception.") {
      native($0, $1, $2, $3) { t, a throws(Raised) in
        let c = SQLiteConnection(a[0])
        if !a[1].isNone {
          try c.rollback(t)
          return .no
        }
        do throws(Raised) { try c.commit(t) } catch {
          let e = t.takeRaised()
          try c.rollback(t)
          throw t.reraise(e)
        }
        return .no
      }
    }
    defineMore(type)
    SQLiteCallbacks.define(type)
  }
  private static func defineMore(_ type: TypeBuilder) {
    type.method("interrupt()", "Ends what another thread's call is doing.") {
      native($0, $1, $2, $3) { t, a throws(Raised) in
        let f: @convention(c) (OpaquePointer) -> Void = try LibSQLite.open(t).pointee.library.function(t, "sqlite3_interrupt")
        f(try SQLiteConnection(a[0]).database(t))
        return .none
      }
    }
    type.method("iterdump()", "The SQL statements that make the database again.") {
      native($0, $1, $2, $3) { t, a throws(Raised) in
        _ = try SQLiteConnection(a[0]).database(t)
        let module = try Importer.module(t, Str.intern(t, "sqlite3.dump"))
        return try t.call(try t.getAttribute(module, Str.intern(t, "_iterdump")), a[0])
      }
    }
    type.method("setlimit(category, limit, /)", "Sets one of the connection's limits; the one before.") {
      native($0, $1, $2, $3) { t, a throws(Raised) in try SQLiteConnection.limit(t, a[0], a[1], Int32(truncatingIfNeeded: try t.int32(a[2]))) }
    }
    type.method("getlimit(category, /)", "One of the connection's limits.") {
      native($0, $1, $2, $3) { t, a throws(Raised) in try SQLiteConnection.limit(t, a[0], a[1], -1) }
    }
    type.method("enable_load_extension(enable, /)", "Allows loading extensions, or forbids it.") {
      native($0, $1, $2, $3) { t, a throws(Raised) in
        let f: @convention(c) (OpaquePointer, Int32) -> Int32 = try LibSQLite.open(t).pointee.library.function(t, "sqlite3_enable_load_extension")
        let isOn = try t.truth(a[1])
        try t.audit("sqlite3.enable_load_extension", a[0], .bool(isOn))
        if f(try SQLiteConnection.check(t, a[0]).database(t), isOn ? 1 : 0) != 0 {
          throw t.raise(SQLiteModule.operationalError.value, "Error enabling load extension")
        }
        return .none
      }
    }
    type.method("load_extension(name, /)", "Loads an extension from a shared library.") {
      native($0, $1, $2, $3) { t, a throws(Raised) in
        guard a[1].isKind(.str) else { throw Arguments.wrongType(t, a[1], "load_extension() argument must be str") }
        try t.audit("sqlite3.load_extension", a[0], a[1])
        let name = try PyExpatModule.text(t, a[1])
        let f: @convention(c) (OpaquePointer, SQLiteText, SQLiteText, UnsafeMutablePointer<SQLiteText>) -> Int32 =
          try LibSQLite.open(t).pointee.library.function(t, "sqlite3_load_extension")
        var message: SQLiteText = nil
        if f(try SQLiteConnection.check(t, a[0]).database(t), name, nil, &message) != 0 {
          throw t.raise(SQLiteModule.operationalError.value, message.map { String(cString: $0) } ?? "not authorized")
        }
        return .none
      }
    }
    type.method("serialize(*, name='main')", "The database as bytes.") {
      native($0, $1, $2, $3) { t, a throws(Raised) in
        let c = try SQLiteConnection.check(t, a[0])
        let name: [CChar] = a.keyword(0).isKind(.str) ? try PyExpatModule.text(t, a.keyword(0)) : [0x6D, 0x61, 0x69, 0x6E, 0]
        let l = try LibSQLite.open(t).pointee.library
        let f: @convention(c) (OpaquePointer, SQLiteText, UnsafeMutablePointer<Int64>, UInt32) -> UnsafeMutablePointer<UInt8>? =
          try l.function(t, "sqlite3_serialize")
        let free: @convention(c) (Raw?) -> Void = try l.function(t, "sqlite3_free")
        var size: Int64 = 0
        guard let p = f(try c.database(t), name, &size, 0) else {
          throw t.raise(SQLiteModule.operationalError.value, "unable to serialize '\(String(decoding: name.dropLast().map { UInt8(bitPattern: $0) }, as: UTF8.self))'")
        }
        defer { free(Raw(p)) }
        return try SQLiteStatement.bytes(t, UnsafeBufferPointer(start: p, count: Int(size)))
      }
    }
    type.method("deserialize(data, /, *, name='main')", "Takes a database from bytes.") { native($0, $1, $2, $3, SQLiteConnection.deserialize) }
    type.method("blobopen(table, column, row, /, *, readonly=False, name='main')", "A blob of a row, to read and write in place.") {
      native($0, $1, $2, $3, SQLiteBlob.open)
    }
    type.method("backup(target, *, pages=-1, progress=None, name='main', sleep=0.25)", "Copies the database to another connection's.") {
      native($0, $1, $2, $3, SQLiteConnection.backup)
    }
  }
  private static func limit(_ t: Thread, _ v: Value, _ category: Value, _ limit: Int32) throws(Raised) -> Value {
    let kind = try t.int32(category)
    let old = try LibSQLite.open(t).pointee.limit(try check(t, v).database(t), Int32(truncatingIfNeeded: kind), limit)
    if old < 0 { throw t.raise(SQLiteModule.programmingError.value, "'category' is out of bounds") }
    return .int(Int(old))
  }
  private static func deserialize(_ t: Thread, _ a: Args) throws(Raised) -> Value {
    let c = try check(t, a[0])
    let name: [CChar] = a.keyword(0).isKind(.str) ? try PyExpatModule.text(t, a.keyword(0)) : [0x6D, 0x61, 0x69, 0x6E, 0]
    let view = try BufferView.contiguous(t, a[1])
    defer { view.close() }
    let l = try LibSQLite.open(t).pointee.library
    let allocate: @convention(c) (UInt64) -> UnsafeMutableRawPointer? = try l.function(t, "sqlite3_malloc64")
    let load: @convention(c) (OpaquePointer, SQLiteText, UnsafeMutableRawPointer?, Int64, Int64, UInt32) -> Int32 = try l.function(t, "sqlite3_deserialize")
    guard let copy = allocate(UInt64(view.length)) ?? allocate(1) else { throw t.raiseMemoryError() }
    memcpy(copy, view.data, view.length)
    let db = try c.database(t)
    // The library owns the copy: it frees it, and may make it longer.
    if try c.running(t, { load(db, name, copy, Int64(view.length), Int64(view.length), 3) }) != 0 { throw SQLiteModule.raise(t, db) }
    return .none
  }
  private static func backup(_ t: Thread, _ a: Args) throws(Raised) -> Value {
    let c = try check(t, a[0])
    if !a[1].isObject || !a[1].isInstance(of: Type(type.value)) {
      throw t.raise(.typeError, "backup() argument 'target' must be sqlite3.Connection, not \(a[1].isNone ? "None" : a[1].type.displayName)")
    }
    let target = SQLiteConnection(a[1])
    let pages: Int = a.keyword(0).isEmpty ? -1 : try t.int32(a.keyword(0))
    let progress = a.keyword(1)
    let name: [CChar] = a.keyword(2).isKind(.str) ? try PyExpatModule.text(t, a.keyword(2)) : [0x6D, 0x61, 0x69, 0x6E, 0]
    let sleep: Double = a.keyword(3).isEmpty ? 0.25 : try t.double(a.keyword(3))
    try target.checkThread(t)
    let to = try target.database(t)
    if target.fields == c.fields { throw t.raise(.valueError, "target cannot be the same connection instance") }
    if !progress.isEmpty, !progress.isNone, progress.type.slots.pointee.call == nil {
      throw t.raise(.typeError, "progress argument must be a callable")
    }
    let l = try LibSQLite.open(t).pointee.library
    let start: @convention(c) (OpaquePointer, SQLiteText, OpaquePointer, SQLiteText) -> OpaquePointer? = try l.function(t, "sqlite3_backup_init")
    let step: @convention(c) (OpaquePointer, Int32) -> Int32 = try l.function(t, "sqlite3_backup_step")
    let finish: @convention(c) (OpaquePointer) -> Int32 = try l.function(t, "sqlite3_backup_finish")
    let remaining: @convention(c) (OpaquePointer) -> Int32 = try l.function(t, "sqlite3_backup_remaining")
    let total: @convention(c) (OpaquePointer) -> Int32 = try l.function(t, "sqlite3_backup_pagecount")
    guard let b = start(to, "main", try c.database(t), name) else { throw SQLiteModule.raise(t, to) }
    var code: Int32
    repeat {
      code = step(b, pages == 0 ? -1 : Int32(truncatingIfNeeded: pages))
      do throws(Raised) {
        if !progress.isEmpty, !progress.isNone { _ = try t.call(progress, .int(Int(code)), .int(Int(remaining(b))), .int(Int(total(b)))) }
        if code == 5 || code == 6 { t.blocking { _ = usleep(UInt32(clamping: Int(max(0, min(sleep, 3600)) * 1e6))) } }
        try t.checkEvents()
      } catch {
        _ = finish(b)
        throw error
      }
    } while code == 0 || code == 5 || code == 6
    if finish(b) != 0 || code != 101 { throw SQLiteModule.raise(t, to) }
    return .none
  }
}
