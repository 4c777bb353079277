// The module _sqlite3 over the system's libsqlite3 (Library Reference, "sqlite3"; PEP 249).

import Glibc

enum SQLiteModule {
  static let warning = Root(), error = Root(), interfaceError = Root(), databaseError = Root(), internalError = Root(), operationalError = Root()
  static let programmingError = Root(), integrityError = Root(), dataError = Root(), notSupportedError = Root()
  static let prepareProtocol = Root()
  /// dicts
  static let adapters = Root(), converters = Root()
  /// An adapter for int, float, str or bytearray was registered: such values have to be looked up too.
  nonisolated(unsafe) static var adaptsPlainTypes = false
  nonisolated(unsafe) static var showsCallbackErrors = false

  static func string(_ t: Thread, _ text: SQLiteText) throws(Raised) -> Value {
    guard let text else { return .none }
    return try OSText.decode(t, text).value
  }
  /// The exception for the library's last error.
  static func raise(_ t: Thread, _ db: OpaquePointer) -> Raised {
    do throws(Raised) {
      let s = try LibSQLite.open(t)
      let code = s.pointee.errorCode(db)
      let type: Root
      switch code & 0xFF {
      case 2, 12: type = internalError
      case 7: return t.raiseMemoryError()
      case 1, 3, 4, 5, 6, 8, 9, 10, 13, 14, 15, 16, 17: type = operationalError
      case 11: type = databaseError
      case 18: type = dataError
      case 19, 20: type = integrityError
      case 21, 25: type = interfaceError
      default: type = databaseError
      }
      let e = try t.call(type.value, try string(t, s.pointee.errorText(db)))
      let extended = Int(s.pointee.extendedCode(db))
      try t.setAttribute(e, Str.intern(t, "sqlite_errorcode"), .int(extended))
      try t.setAttribute(e, Str.intern(t, "sqlite_errorname"), Str.make(t, SQLiteConstants.errorName(extended)).value)
      return t.raise(e)
    } catch { return error }
  }

  static func define(_ m: ModuleBuilder) throws(Raised) {
    let t = m.thread
    let sqlite = try LibSQLite.open(t)
    if sqlite.pointee.library.find("sqlite3_initialize") != nil {
      let start: @convention(c) () -> Int32 = try sqlite.pointee.library.function(t, "sqlite3_initialize")
      _ = start()
    }
    try m.exception(warning, "Warning", module: "sqlite3", base: Type[.exception].value)
    try m.exception(error, "Error", module: "sqlite3", base: Type[.exception].value)
    try m.exception(interfaceError, "InterfaceError", module: "sqlite3", base: error.value)
    try m.exception(databaseError, "DatabaseError", module: "sqlite3", base: error.value)
    try m.exception(internalError, "InternalError", module: "sqlite3", base: databaseError.value)
    try m.exception(operationalError, "OperationalError", module: "sqlite3", base: databaseError.value)
    try m.exception(programmingError, "ProgrammingError", module: "sqlite3", base: databaseError.value)
    try m.exception(integrityError, "IntegrityError", module: "sqlite3", base: databaseError.value)
    try m.exception(dataError, "DataError", module: "sqlite3", base: databaseError.value)
    try m.exception(notSupportedError, "NotSupportedError", module: "sqlite3", base: databaseError.value)
    if !adapters.value.isObject {
      adapters.value = Dict.make(t).value
      converters.value = Dict.make(t).value
      SQLiteStatement.type.value = try BuiltinTypes.makeUnnumbered(t, name: "sqlite3.Statement", base: Type[.object], define: SQLiteStatement.define).value
      SQLiteConnection.type.value = try BuiltinTypes.makeUnnumbered(t, name: "sqlite3.Connection", base: Type[.object], define: SQLiteConnection.define).value
      SQLiteCursor.type.value = try BuiltinTypes.makeUnnumbered(t, name: "sqlite3.Cursor", base: Type[.object], define: SQLiteCursor.define).value
      SQLiteRow.type.value = try BuiltinTypes.makeUnnumbered(t, name: "sqlite3.Row", base: Type[.object], define: SQLiteRow.define).value
      SQLiteBlob.type.value = try BuiltinTypes.makeUnnumbered(t, name: "sqlite3.Blob", base: Type[.object], define: SQLiteBlob.define).value
      prepareProtocol.value = try BuiltinTypes.makeUnnumbered(t, name: "sqlite3.PrepareProtocol", base: Type[.object]) { type in
        type.doc("The protocol by which values are adapted to SQL.")
        type.record(0)
      }.value
    }
    m.set("Connection", SQLiteConnection.type.value)
    m.set("Cursor", SQLiteCursor.type.value)
    m.set("Row", SQLiteRow.type.value)
    m.set("Blob", SQLiteBlob.type.value)
    m.set("PrepareProtocol", prepareProtocol.value)
    m.set("adapters", adapters.value)
    m.set("converters", converters.value)
    m.set("version", Str.make(t, "2.6.0").value)
    m.set("threadsafety", .int(3))
    let version: @convention(c) () -> SQLiteText = try sqlite.pointee.library.function(t, "sqlite3_libversion")
    m.set("sqlite_version", try string(t, version()))
    for (name, value) in SQLiteConstants.rows { m.set(name, .int(value)) }
    for (name, value) in SQLiteConstants.errors { m.set(name, .int(value)) }
    defineFunctions(m)
  }
  private static func defineFunctions(_ m: ModuleBuilder) {
    m.function("connect(*args, **kwargs)", "Opens a database file, or `:memory:`.") {
      native($0, $1, $2, $3) { t, a throws(Raised) in
        let all = try Tuple.make(t, UnsafePointer(a.base), count: a.count)
        var factory = SQLiteConnection.type.value
        if a.count > 5 { factory = a[5] }
        let kwargs = a.keyword(0)
        if kwargs.isKind(.dict) {
          let given = Dict(kwargs).get(Str.intern(t, "factory"))
          if !given.isEmpty { factory = given }
        }
        return try t.call(factory, tuple: all.value, kwargs: kwargs.isKind(.dict) ? kwargs : .empty)
      }
    }
    m.function("complete_statement(statement)", "Whether a text ends with a whole SQL statement.") {
      native($0, $1, $2, $3) { t, a throws(Raised) in
        guard a[0].isKind(.str) else { throw Arguments.wrongType(t, a[0], "complete_statement() argument 'statement' must be str") }
        let f: @convention(c) (SQLiteText) -> Int32 = try LibSQLite.open(t).pointee.library.function(t, "sqlite3_complete")
        return .bool(f(try PyExpatModule.text(t, a[0])) != 0)
      }
    }
    m.function("enable_callback_tracebacks(enable, /)", "Has exceptions in callbacks reported, or ignored.") {
      native($0, $1, $2, $3) { t, a throws(Raised) in
        SQLiteModule.showsCallbackErrors = try t.int32(a[0]) != 0
        return .none
      }
    }
    m.function("enable_shared_cache(do_enable)", "Has connections of the thread share their caches, or not.") {
      native($0, $1, $2, $3) { t, a throws(Raised) in
        let f: @convention(c) (Int32) -> Int32 = try LibSQLite.open(t).pointee.library.function(t, "sqlite3_enable_shared_cache")
        if f(Int32(truncatingIfNeeded: try t.int32(a[0]))) != 0 { throw t.raise(SQLiteModule.operationalError.value, "Changing the shared_cache flag failed") }
        return .none
      }
    }
    m.function("register_adapter(type, adapter, /)", "Has values of a type adapted by a function.") {
      native($0, $1, $2, $3) { t, a throws(Raised) in
        if a[0] == Type[.int].value || a[0] == Type[.float].value || a[0] == Type[.str].value || a[0] == Type[.bytearray].value {
          SQLiteModule.adaptsPlainTypes = true
        }
        try Dict(SQLiteModule.adapters.value).set(t, Tuple.pair(t, a[0], SQLiteModule.prepareProtocol.value), a[1])
        return .none
      }
    }
    m.function("register_converter(typename, converter, /)", "Has columns of a declared type converted by a function.") {
      native($0, $1, $2, $3) { t, a throws(Raised) in
        guard a[0].isKind(.str) else { throw Arguments.wrongType(t, a[0], "register_converter() argument 1 must be str") }
        let key = try t.callMethod(a[0], Str.intern(t, "upper"), [])
        try Dict(SQLiteModule.converters.value).set(t, key, a[1])
        return .none
      }
    }
    m.function("adapt(obj, proto=PrepareProtocolType, alt=None, /)", "The value that an adapter makes of an object.") {
      native($0, $1, $2, $3) { t, a throws(Raised) in
        try SQLiteModule.adapt(t, a[0], a[1].isEmpty ? SQLiteModule.prepareProtocol.value : a[1], a[2])
      }
    }
  }
  /// PEP 246: by a registered adapter, by the protocol, by the object; else `alternative`, or ProgrammingError if that is empty.
  static func adapt(_ t: Thread, _ v: Value, _ proto: Value, _ alternative: Value) throws(Raised) -> Value {
    let adapter = try Dict(adapters.value).get(t, Tuple.pair(t, v.type.value, proto))
    if !adapter.isEmpty { return try t.call(adapter, v) }
    let forwards = try t.getAttributeOrEmpty(proto, Str.intern(t, "__adapt__"))
    if !forwards.isEmpty, let r = try t.ignoring(.typeError, { () throws(Raised) in try t.call(forwards, v) }), !r.isNone { return r }
    let backwards = try t.getAttributeOrEmpty(v, Str.intern(t, "__conform__"))
    if !backwards.isEmpty, let r = try t.ignoring(.typeError, { () throws(Raised) in try t.call(backwards, proto) }), !r.isNone { return r }
    if !alternative.isEmpty { return alternative }
    throw t.raise(programmingError.value, "can't adapt")
  }
}
