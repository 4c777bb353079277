// sqlite3.Cursor: executes statements and fetches their rows.

import Glibc

struct SQLiteCursor: Handle {
  struct Fields: BitwiseCopyable {
    var header: Header
    var connection: Value
    var description: Value
    var arraySize: Value
    var lastRow: Value
    var rowCount: Value
    var rowFactory: Value
    /// The statement whose rows are fetched, or none
    var statement: Value
    /// list of converters, None for columns without; or none
    var converters: Value
    /// True or False
    var isClosed: Value
    var isLocked: Value
    var isReady: Value
  }
  let fields: UnsafeMutablePointer<Fields>
  @inline(__always) init(fields: UnsafeMutablePointer<Fields>) { self.fields = fields }
  static let type = Root()
  var connection: SQLiteConnection { SQLiteConnection(fields.pointee.connection) }

  private static func new(_ t: Thread, _ a: Args) throws(Raised) -> Value {
    let c = SQLiteCursor(try Type(a[0]).allocateInstance(t))
    let h = c.fields.pointee.header
    c.fields.pointee = Fields(
      header: h, connection: .none, description: .none, arraySize: .int(1), lastRow: .none, rowCount: .int(-1), rowFactory: .none,
      statement: .none, converters: .none, isClosed: .no, isLocked: .no, isReady: .no)
    return c.value
  }
  private func checkLock(_ t: Thread) throws(Raised) {
    if fields.pointee.isLocked.isTrue { throw t.raise(SQLiteModule.programmingError.value, "Recursive use of cursors not allowed.") }
  }
  private func check(_ t: Thread) throws(Raised) {
    if !fields.pointee.isReady.isTrue { throw t.raise(SQLiteModule.programmingError.value, "Base Cursor.__init__ not called.") }
    if fields.pointee.isClosed.isTrue { throw t.raise(SQLiteModule.programmingError.value, "Cannot operate on a closed cursor.") }
    try checkLock(t)
    try connection.checkThread(t)
    _ = try connection.database(t)
  }
  private func drop(_ t: Thread) throws(Raised) {
    let s = fields.pointee.statement
    if s.isNone { return }
    fields.pointee.statement = .none
    try SQLiteStatement(s).reset(t)
    try connection.giveBack(t, SQLiteStatement(s))
  }

  /// What of a column's name is shown, and what in brackets names a converter.
  private func columnName(_ t: Thread, _ text: SQLiteText) throws(Raised) -> Value {
    guard let text else { return .none }
    if connection.fields.pointee.detectTypes.asInt & 2 == 0 { return try SQLiteModule.string(t, text) }
    var n = 0
    while text[n] != 0 {
      if text[n] == 0x5B {
        if n > 0, text[n - 1] == 0x20 { n -= 1 }
        break
      }
      n += 1
    }
    return try OSText.decode(t, bytes: UnsafeBufferPointer(start: UnsafeRawPointer(text).assumingMemoryBound(to: UInt8.self), count: n)).value
  }
  private func converter(_ t: Thread, _ name: ArraySlice<UInt8>) throws(Raised) -> Value {
    let key = Str.make(t, String(decoding: name, as: UTF8.self).uppercased())
    let found = try Dict(SQLiteModule.converters.value).get(t, key.value)
    return found.isEmpty ? .none : found
  }
  private func findConverters(_ t: Thread, _ s: UnsafeMutablePointer<LibSQLite>, _ p: OpaquePointer, _ n: Int) throws(Raised) -> Value {
    let detect = connection.fields.pointee.detectTypes.asInt
    if detect & 3 == 0 { return .none }
    let list = try List.make(t)
    for i in 0..<n {
      var found = Value.none
      if detect & 2 != 0, let text = s.pointee.columnName(p, Int32(i)) {
        let name = Array(String(cString: text).utf8)
        if let open = name.firstIndex(of: 0x5B), let end = name[open...].firstIndex(of: 0x5D) { found = try converter(t, name[(open + 1)..<end]) }
      }
      if found.isNone, detect & 1 != 0, let text = s.pointee.columnDeclaration(p, Int32(i)) {
        let name = Array(String(cString: text).utf8)
        found = try converter(t, name.prefix { $0 != 0x20 && $0 != 0x28 })
      }
      try list.append(t, found)
    }
    return list.value
  }

  private func run(_ t: Thread, _ sql: Value, _ parameters: Value, many: Bool) throws(Raised) {
    let s = try LibSQLite.open(t)
    let c = connection
    fields.pointee.isLocked = .yes
    defer { fields.pointee.isLocked = .no }
    let rows = many ? try t.iterator(parameters) : .none
    try drop(t)
    fields.pointee.description = .none
    let statement = try c.statement(t, sql)
    let isModifying = statement.fields.pointee.isModifying.isTrue
    fields.pointee.rowCount = .int(isModifying ? 0 : -1)
    guard let p = statement.pointer else { return }
    if many, s.pointee.isReadOnly(p) != 0 {
      throw t.raise(SQLiteModule.programmingError.value, "executemany() can only execute DML statements.")
    }
    // A new statement and one that was given back are at their beginning.
    barrier()
    fields.pointee.statement = statement.value
    do throws(Raised) {
      if isModifying, !c.fields.pointee.isolation.isNone, !(try c.isInTransaction(t)) { try c.begin(t) }
      while true {
        let row = many ? try t.next(rows) : parameters
        if row.isEmpty, many { break }
        // All parameters get a value here, so that the old ones need not be cleared.
        if !row.isEmpty { try statement.bind(t, row) } else { try statement.bind(t, machine.pointee.emptyTuple) }
        let code = try c.stepping(t, s, p)
        if code != 100, code != 101 { throw try c.failure(t) }
        let n = Int(s.pointee.columnCount(p))
        if n > 0, fields.pointee.description.isNone {
          let all = try Tuple.make(t, count: n)
          for i in 0..<n {
            let one = try Tuple.make(t, [.none, .none, .none, .none, .none, .none, .none])
            one.fill(0, try columnName(t, s.pointee.columnName(p, Int32(i))))
            all.fill(i, one.value)
          }
          let converters = try findConverters(t, s, p, n)
          barrier()
          fields.pointee.description = all.value
          fields.pointee.converters = converters
        }
        if code == 101 {
          if isModifying { fields.pointee.rowCount = .int(fields.pointee.rowCount.asInt + Int(s.pointee.changes(try c.database(t)))) }
          // Alone, it is reset when it is given back.
          if many { _ = try c.running(t) { s.pointee.reset(p) } }
        } else if many {
          throw t.raise(SQLiteModule.programmingError.value, "executemany() can only execute DML statements.")
        }
        if !many {
          fields.pointee.lastRow = t.int(Int(s.pointee.lastRow(try c.database(t))))
          if code == 100 { return }
          break
        }
      }
      try drop(t)
    } catch {
      let e = t.takeRaised()
      fields.pointee.rowCount = .int(-1)
      do throws(Raised) { try drop(t) } catch { _ = t.takeRaised() }
      throw t.reraise(e)
    }
  }
  private static func execute(_ t: Thread, _ a: Args, many: Bool) throws(Raised) -> Value {
    let c = SQLiteCursor(a[0])
    guard a[1].isKind(.str) else { throw Arguments.wrongType(t, a[1], many ? "executemany() argument 1 must be str" : "execute() argument 1 must be str") }
    try c.check(t)
    try c.run(t, a[1], a[2], many: many)
    return a[0]
  }
  private static func executeScript(_ t: Thread, _ a: Args) throws(Raised) -> Value {
    let cursor = SQLiteCursor(a[0])
    guard a[1].isKind(.str) else { throw Arguments.wrongType(t, a[1], "executescript() argument must be str") }
    let text = try Codecs.encodeUTF8(t, Str(a[1]), nil)
    if text.buffer.contains(0) { throw t.raise(.valueError, "embedded null character") }
    try cursor.check(t)
    let s = try LibSQLite.open(t)
    let c = cursor.connection
    if text.count > Int(s.pointee.limit(try c.database(t), 1, -1)) { throw t.raise(SQLiteModule.dataError.value, "query string is too large") }
    try c.commit(t)
    var at: SQLiteText = UnsafeRawPointer(text.data).assumingMemoryBound(to: CChar.self)
    while let here = at, here.pointee != 0 {
      let db = try c.database(t)
      var p: OpaquePointer?
      var tail: SQLiteText = nil
      var code = try c.running(t) { s.pointee.prepare(db, here, -1, &p, &tail) }
      if code != 0 { throw SQLiteModule.raise(t, db) }
      if let p {
        do throws(Raised) {
          repeat { code = try c.running(t) { s.pointee.step(p) } } while code == 100
        } catch {
          s.pointee.finalize(p)
          throw error
        }
        if code != 101 {
          let raised = SQLiteModule.raise(t, db)
          s.pointee.finalize(p)
          throw raised
        }
        s.pointee.finalize(p)
      }
      at = tail
    }
    return a[0]
  }

  /// The next row, or empty.
  private func next(_ t: Thread) throws(Raised) -> Value {
    try check(t)
    let v = fields.pointee.statement
    guard !v.isNone, let p = SQLiteStatement(v).pointer else { return .empty }
    let s = try LibSQLite.open(t)
    fields.pointee.isLocked = .yes
    let c = connection
    var row: Value
    do throws(Raised) {
      row = try SQLiteStatement(v).row(t, converters: fields.pointee.converters).value
      fields.pointee.isLocked = .no
    } catch {
      fields.pointee.isLocked = .no
      throw error
    }
    fields.pointee.isLocked = .yes
    do throws(Raised) {
      let code = try c.running(t) { s.pointee.step(p) }
      fields.pointee.isLocked = .no
      if code == 101 {
        if SQLiteStatement(v).fields.pointee.isModifying.isTrue { fields.pointee.rowCount = .int(Int(s.pointee.changes(try c.database(t)))) }
        try drop(t)
      } else if code != 100 {
        let raised = try c.failure(t)
        let e = t.takeRaised()
        try drop(t)
        _ = raised
        throw t.reraise(e)
      }
    } catch {
      fields.pointee.isLocked = .no
      throw error
    }
    if !fields.pointee.rowFactory.isNone { row = try t.call(fields.pointee.rowFactory, value, row) }
    return row
  }

  static func define(_ type: TypeBuilder) {
    type.doc("Runs statements and gives their rows.")
    type.record(11)
    type.flags([.subclassable, .weakReferenceable])
    type.new("Cursor(*args, **kwargs)") { native($0, $1, $2, $3, SQLiteCursor.new) }
    type.initialize("Cursor(connection, /)") {
      native($0, $1, $2, $3) { t, a throws(Raised) in
        if !a[1].isObject || !a[1].isInstance(of: Type(SQLiteConnection.type.value)) {
          throw t.raise(.typeError, "Cursor() argument 1 must be sqlite3.Connection, not \(a[1].isNone ? "None" : a[1].type.displayName)")
        }
        let c = SQLiteCursor(a[0])
        try c.checkLock(t)
        try c.drop(t)
        c.barrier()
        c.fields.pointee.connection = a[1]
        c.fields.pointee.description = .none
        c.fields.pointee.converters = .none
        c.fields.pointee.isClosed = .no
        try SQLiteConnection(a[1]).checkThread(t)
        c.fields.pointee.isReady = .yes
        return .none
      }
    }
    type.member("connection", "", offset: 8)
    type.member("description", "", offset: 16)
    type.member("arraysize", "", offset: 24, writable: true)
    type.member("lastrowid", "", offset: 32)
    type.member("rowcount", "", offset: 40)
    type.member("row_factory", "", offset: 48, writable: true)
    type.slots.pointee.iter = { _, a in a }
    type.slots.pointee.next = { unary($0, $1) { (t, v) throws(Raised) in try SQLiteCursor(v).next(t) } }
    type.method("execute(sql, parameters=(), /)", "Runs a statement.") { native($0, $1, $2, $3) { t, a throws(Raised) in try SQLiteCursor.execute(t, a, many: false) } }
    type.method("executemany(sql, seq_of_parameters, /)", "Runs a statement once for each of several parameters.") {
      native($0, $1, $2, $3) { t, a throws(Raised) in try SQLiteCursor.execute(t, a, many: true) }
    }
    type.method("executescript(sql_script, /)", "Runs the statements of a text, after a COMMIT.") { native($0, $1, $2, $3, SQLiteCursor.executeScript) }
    type.method("fetchone()", "The next row, or None.") {
      native($0, $1, $2, $3) { t, a throws(Raised) in
        let row = try SQLiteCursor(a[0]).next(t)
        return row.isEmpty ? .none : row
      }
    }
    type.method("fetchall()", "All rows that are left.") { native($0, $1, $2, $3) { t, a throws(Raised) in try SQLiteCursor(a[0]).fetch(t, most: 0) } }
    type.method("fetchmany(size=1)", "The next rows, up to `size`.") {
      native($0, $1, $2, $3) { t, a throws(Raised) in
        let size = a[1].isEmpty ? SQLiteCursor(a[0]).fields.pointee.arraySize : a[1]
        return try SQLiteCursor(a[0]).fetch(t, most: try t.int32(size))
      }
    }
    type.method("close()", "Closes the cursor.") {
      native($0, $1, $2, $3) { t, a throws(Raised) in
        let c = SQLiteCursor(a[0])
        try c.checkLock(t)
        if !c.fields.pointee.isReady.isTrue { throw t.raise(SQLiteModule.programmingError.value, "Base Cursor.__init__ not called.") }
        try c.connection.checkThread(t)
        _ = try c.connection.database(t)
        try c.drop(t)
        c.fields.pointee.isClosed = .yes
        return .none
      }
    }
    type.method("setinputsizes(sizes, /)", "Nothing: the DB API wants it (PEP 249).") { native($0, $1, $2, $3) { _, _ in .none } }
    type.method("setoutputsize(size, column=None, /)", "Nothing: the DB API wants it (PEP 249).") { native($0, $1, $2, $3) { _, _ in .none } }
  }
  private func fetch(_ t: Thread, most: Int) throws(Raised) -> Value {
    let list = try List.make(t)
    while true {
      let row = try next(t)
      if row.isEmpty { break }
      try list.append(t, row)
      if list.count == most { break }
    }
    return list.value
  }
}

/// sqlite3.Row: a tuple whose items have the names of the columns.
struct SQLiteRow: Handle {
  struct Fields: BitwiseCopyable {
    var header: Header
    /// tuple
    var data: Value
    /// The cursor's description
    var description: Value
  }
  let fields: UnsafeMutablePointer<Fields>
  @inline(__always) init(fields: UnsafeMutablePointer<Fields>) { self.fields = fields }
  static let type = Root()

  static func define(_ type: TypeBuilder) {
    type.record(2)
    type.flags([.subclassable])
    type.new("Row(cursor, data, /)") {
      native($0, $1, $2, $3) { t, a throws(Raised) in
        if !a[1].isObject || !a[1].isInstance(of: Type(SQLiteCursor.type.value)) {
          throw t.raise(.typeError, "Row() argument 1 must be sqlite3.Cursor, not \(a[1].isNone ? "None" : a[1].type.displayName)")
        }
        if !a[2].isKind(.tuple) { throw t.raise(.typeError, "Row() argument 2 must be tuple, not \(a[2].isNone ? "None" : a[2].type.displayName)") }
        let r = SQLiteRow(try Type(a[0]).allocateInstance(t))
        r.barrier()
        r.fields.pointee.data = a[2]
        r.fields.pointee.description = SQLiteCursor(a[1]).fields.pointee.description
        return r.value
      }
    }
    type.slots.pointee.length = { unary($0, $1) { (t, v) throws(Raised) in .int(try t.length(SQLiteRow(v).fields.pointee.data)) } }
    type.slots.pointee.iter = { unary($0, $1) { (t, v) throws(Raised) in try t.iterator(SQLiteRow(v).fields.pointee.data) } }
    type.slots.pointee.hash = { unary($0, $1) { (t, v) throws(Raised) in
      .int((try t.hash(SQLiteRow(v).fields.pointee.data) ^ (try t.hash(SQLiteRow(v).fields.pointee.description))) >> 3)
    } }
    type.slots.pointee.richCompare = { compare($0, $1, $2, $3) { (t, v, w, op) throws(Raised) in
      guard op == .eq || op == .ne, w.isObject, w.isInstance(of: Type(SQLiteRow.type.value)) else { return .notImplemented }
      let (a, b) = (SQLiteRow(v).fields, SQLiteRow(w).fields)
      let same: Bool = try t.equal(a.pointee.description, b.pointee.description) ? try t.equal(a.pointee.data, b.pointee.data) : false
      return .bool(same == (op == .eq))
    } }
    type.slots.pointee.getItem = { binary($0, $1, $2) { (t, v, key) throws(Raised) in
      let r = SQLiteRow(v)
      if key.isInt || key.isBool || key.isKind(.bigInt) || key.isExactly(.slice) { return try t.getItem(r.fields.pointee.data, key) }
      guard key.isKind(.str) else { throw t.raise(.indexError, "Index must be int or string") }
      let names = r.fields.pointee.description
      if names.isKind(.tuple) {
        let wanted = Str(key).string.lowercased()
        for i in 0..<Tuple(names).count {
          let name = Tuple(Tuple(names)[i])[0]
          if name == key || (name.isKind(.str) && Str(name).string.lowercased() == wanted) { return try t.getItem(r.fields.pointee.data, .int(i)) }
        }
      }
      throw t.raise(.indexError, "No item with that key")
    } }
    type.method("keys()", "The columns' names.") {
      native($0, $1, $2, $3) { t, a throws(Raised) in
        let list = try List.make(t)
        let names = SQLiteRow(a[0]).fields.pointee.description
        if names.isKind(.tuple) { for i in 0..<Tuple(names).count { try list.append(t, Tuple(Tuple(names)[i])[0]) } }
        return list.value
      }
    }
  }
}
