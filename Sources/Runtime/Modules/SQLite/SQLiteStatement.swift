// A prepared statement: parameters in, rows out.

import Glibc

struct SQLiteStatement: Handle {
  struct Fields: BitwiseCopyable {
    var header: Header
    /// See ForeignFields: an sqlite3_stmt; nil for text without a statement
    var address: Value
    var release: Value
    /// True or False: INSERT, UPDATE, DELETE, REPLACE
    var isModifying: Value
    /// str
    var sql: Value
    /// Its functions live as long as the connection
    var connection: Value
  }
  let fields: UnsafeMutablePointer<Fields>
  @inline(__always) init(fields: UnsafeMutablePointer<Fields>) { self.fields = fields }
  static let type = Root()
  var pointer: OpaquePointer? { Foreign(raw).address }

  static func define(_ type: TypeBuilder) {
    type.layout(.foreign, size: MemoryLayout<Fields>.size)
    type.flags(.noNew)
  }

  /// The first statement of a text; an error if there is more than one.
  static func make(_ t: Thread, _ connection: SQLiteConnection, _ sql: Value) throws(Raised) -> SQLiteStatement {
    let s = try LibSQLite.open(t)
    let db = try connection.database(t)
    let text = try Codecs.encodeUTF8(t, Str(sql), nil)
    if text.count > Int(s.pointee.limit(db, 1, -1)) { throw t.raise(SQLiteModule.dataError.value, "query string is too large") }
    if text.buffer.contains(0) { throw t.raise(SQLiteModule.programmingError.value, "the query contains a null character") }
    let start = UnsafeRawPointer(text.data).assumingMemoryBound(to: CChar.self)
    var made: OpaquePointer?
    var tail: SQLiteText = nil
    let code = try connection.running(t) { s.pointee.prepare(db, start, Int32(text.count + 1), &made, &tail) }
    if code != 0 { throw try connection.failure(t) }
    if let tail, skip(UnsafeBufferPointer(start: UnsafeRawPointer(tail).assumingMemoryBound(to: UInt8.self), count: strlen(tail))) != nil {
      s.pointee.finalize(made)
      throw t.raise(SQLiteModule.programmingError.value, "You can only execute one statement at a time.")
    }
    let v = SQLiteStatement(t.allocate(MemoryLayout<Fields>.size, .foreign, Type(type.value).fields.pointee.shape))
    v.fields.pointee.address = .raw(nil)
    v.fields.pointee.release = .none
    v.fields.pointee.isModifying = .no
    v.fields.pointee.sql = sql
    v.fields.pointee.connection = connection.value
    Foreign(v.raw).set(made) { p in
      // The library may tell an aggregate that it ends: nobody is to be called then.
      SQLiteCallbacks.isSilent += 1
      LibSQLite.opened?.pointee.finalize(p)
      SQLiteCallbacks.isSilent -= 1
    }
    if let rest = skip(text.buffer) {
      let word = text.buffer[rest...].prefix(7).map { UInt8($0 | 0x20) }
      for verb in ["insert", "update", "delete", "replace"] where word.starts(with: Array(verb.utf8)) { v.fields.pointee.isModifying = .yes }
    }
    return v
  }
  /// Where SQL begins behind white space and comments; nil: nowhere.
  private static func skip(_ b: UnsafeBufferPointer<UInt8>) -> Int? {
    var i = 0
    while i < b.count {
      let c = b[i]
      if c == 0x20 || c == 9 || c == 10 || c == 13 || c == 12 {
        i += 1
      } else if c == 0x2D, i + 1 < b.count, b[i + 1] == 0x2D {
        while i < b.count, b[i] != 10 { i += 1 }
      } else if c == 0x2F, i + 1 < b.count, b[i + 1] == 0x2A {
        i += 2
        while i + 1 < b.count, !(b[i] == 0x2A && b[i + 1] == 0x2F) { i += 1 }
        if i + 1 >= b.count { return nil }
        i += 2
      } else {
        return i
      }
    }
    return nil
  }

  func reset(_ t: Thread) throws(Raised) {
    guard let p = pointer else { return }
    let s = try LibSQLite.open(t)
    let connection = SQLiteConnection(fields.pointee.connection)
    if Foreign(connection.raw).address == nil { return }
    _ = try connection.running(t) { s.pointee.reset(p) }
  }

  // MARK: Parameters

  func bind(_ t: Thread, _ parameters: Value) throws(Raised) {
    guard let p = pointer else { return }
    let s = try LibSQLite.open(t)
    let needed = Int(s.pointee.parameterCount(p))
    let isPlain = parameters.isKind(.tuple) || parameters.isKind(.list)
    let slots = parameters.type.slots
    let isSequence = isPlain || (!parameters.isKind(.dict) && parameters.isObject && slots.pointee.getItem != nil)
    if isSequence {
      let n = try t.length(parameters)
      if n != needed {
        throw t.raise(
          SQLiteModule.programmingError.value,
          "Incorrect number of bindings supplied. The current statement uses \(needed), and there are \(n) supplied.")
      }
      for i in 0..<needed { try bind(t, s, p, i + 1, try adapted(t, try t.getItem(parameters, .int(i)))) }
    } else if parameters.isKind(.dict) {
      for i in 0..<needed {
        guard let name = s.pointee.parameterName(p, Int32(i + 1)) else {
          throw t.raise(
            SQLiteModule.programmingError.value, "Binding \(i + 1) has no name, but you supplied a dictionary (which has only names).")
        }
        let key = try SQLiteModule.string(t, name + 1)
        guard let v = try t.ignoring(.lookupError, { () throws(Raised) in try t.getItem(parameters, key) }) else {
          throw t.raise(SQLiteModule.programmingError.value, "You did not supply a value for binding parameter :\(Str(key).string).")
        }
        try bind(t, s, p, i + 1, try adapted(t, v))
      }
    } else {
      throw t.raise(SQLiteModule.programmingError.value, "parameters are of unsupported type")
    }
  }
  private func adapted(_ t: Thread, _ v: Value) throws(Raised) -> Value {
    let isBasic = v.isInt || v.isFloat || v.isExactly(.int) || v.isExactly(.float) || v.isExactly(.str) || v.isExactly(.bytearray)
    if isBasic, !SQLiteModule.adaptsPlainTypes { return v }
    if v.isNone { return v }
    return try SQLiteModule.adapt(t, v, SQLiteModule.prepareProtocol.value, v)
  }
  private func bind(_ t: Thread, _ s: UnsafeMutablePointer<LibSQLite>, _ p: OpaquePointer, _ i: Int, _ v: Value) throws(Raised) {
    let at = Int32(i)
    let code: Int32
    if v.isNone {
      code = s.pointee.bindNull(p, at)
    } else if v.isInt || v.isBool || v.isKind(.bigInt) || v.isInstance(of: .int) {
      guard let w = Int.word(try t.index(v)) else { throw t.raise(.overflowError, "Python int too large to convert to SQLite INTEGER") }
      code = s.pointee.bindInt(p, at, Int64(w))
    } else if v.isFloat || v.isInstance(of: .float) {
      code = s.pointee.bindDouble(p, at, try t.double(v))
    } else if v.isKind(.str), Str(v).isASCII, Str(v).length <= Int(Int32.max) {
      code = s.pointee.bindText(p, at, UnsafeRawPointer(Str(v).data), Int32(Str(v).length), LibSQLite.copies)
    } else if v.isKind(.str) {
      let b = try Codecs.encodeUTF8(t, Str(v), nil)
      if b.count > Int(Int32.max) { throw t.raise(.overflowError, "string longer than INT_MAX bytes") }
      code = s.pointee.bindText(p, at, b.data, Int32(b.count), LibSQLite.copies)
    } else if BufferView.isSupported(by: v) {
      let view = try BufferView.contiguous(t, v)
      defer { view.close() }
      if view.length > Int(Int32.max) { throw t.raise(.overflowError, "BLOB longer than INT_MAX bytes") }
      code = s.pointee.bindBlob(p, at, UnsafeRawPointer(view.data), Int32(view.length), LibSQLite.copies)
    } else {
      throw t.raise(SQLiteModule.programmingError.value, "Error binding parameter \(i): type '\(v.type.displayName)' is not supported")
    }
    if code != 0 { throw try SQLiteConnection(fields.pointee.connection).failure(t) }
  }

  // MARK: Rows

  /// The row the statement stands at. `converters`: a list, None for columns without; or none.
  func row(_ t: Thread, converters: Value) throws(Raised) -> Tuple {
    guard let p = pointer else { return try Tuple.make(t, count: 0) }
    let s = try LibSQLite.open(t)
    let connection = SQLiteConnection(fields.pointee.connection)
    let n = Int(s.pointee.columnCount(p))
    let row = try Tuple.make(t, count: n)
    for i in 0..<n { row.fill(i, .none) }
    for i in 0..<n {
      let at = Int32(i)
      if converters.isKind(.list), i < List(converters).count, !List(converters)[i].isNone {
        if s.pointee.columnType(p, at) == 5 { continue }
        let bytes = try blob(t, s, p, at)
        row.fill(i, try t.call(List(converters)[i], bytes))
        continue
      }
      switch s.pointee.columnType(p, at) {
      case 5: break
      case 1: row.fill(i, t.int(Int(s.pointee.columnInt(p, at))))
      case 2: row.fill(i, t.float(s.pointee.columnDouble(p, at)))
      case 3: row.fill(i, try text(t, s, p, at, connection.fields.pointee.textFactory))
      default: row.fill(i, try blob(t, s, p, at))
      }
    }
    return row
  }
  private func blob(_ t: Thread, _ s: UnsafeMutablePointer<LibSQLite>, _ p: OpaquePointer, _ i: Int32) throws(Raised) -> Value {
    let data = s.pointee.columnBlob(p, i)
    let n = Int(s.pointee.columnBytes(p, i))
    guard let data, n > 0 else { return Bytes.empty.value }
    return try Bytes.make(t, data, n).value
  }
  private func text(_ t: Thread, _ s: UnsafeMutablePointer<LibSQLite>, _ p: OpaquePointer, _ i: Int32, _ factory: Value) throws(Raised) -> Value {
    let data = s.pointee.columnText(p, i)
    let n = Int(s.pointee.columnBytes(p, i))
    let bytes = UnsafeBufferPointer(start: data, count: data == nil ? 0 : max(0, n))
    if factory == Type[.str].value {
      if bytes.allSatisfy({ $0 < 0x80 }) { return try Str.ascii(t, bytes).value }
      let object = try SQLiteStatement.bytes(t, bytes)
      if let s = try t.ignoring(.unicodeDecodeError, { () throws(Raised) in try t.callMethod(object, Str.intern(t, "decode"), []) }) { return s }
      let name = s.pointee.columnName(p, i).map { String(cString: $0) } ?? ""
      throw t.raise(
        SQLiteModule.operationalError.value, "Could not decode to UTF-8 column '\(name)' with text '\(String(decoding: bytes, as: UTF8.self))'")
    }
    let object = try SQLiteStatement.bytes(t, bytes)
    if factory == Type[.bytes].value { return object }
    return try t.call(factory, object)
  }
  static func bytes(_ t: Thread, _ b: UnsafeBufferPointer<UInt8>) throws(Raised) -> Value {
    guard let p = b.baseAddress, b.count > 0 else { return Bytes.empty.value }
    return try Bytes.make(t, p, b.count).value
  }
}
