// sqlite3.Blob: a file-like view of one value.

import Glibc

struct SQLiteBlob: Handle {
  struct Fields: BitwiseCopyable {
    var header: Header
    /// See ForeignFields: an sqlite3_blob; nil when closed
    var address: Value
    var release: Value
    var connection: Value
    /// int
    var offset: Value
  }
  let fields: UnsafeMutablePointer<Fields>
  @inline(__always) init(fields: UnsafeMutablePointer<Fields>) { self.fields = fields }
  static let type = Root()
  private typealias Transfer = @convention(c) (OpaquePointer, UnsafeMutableRawPointer?, Int32, Int32) -> Int32

  static func open(_ t: Thread, _ a: Args) throws(Raised) -> Value {
    let c = SQLiteConnection(a[0])
    for i in 1...2 where !a[i].isKind(.str) { throw Arguments.wrongType(t, a[i], "blobopen() argument \(i) must be str") }
    let table = try PyExpatModule.text(t, a[1])
    let column = try PyExpatModule.text(t, a[2])
    guard let row = Int.word(try t.index(a[3])) else { throw t.raise(.overflowError, "Python int too large to convert to SQLite INTEGER") }
    let isReadOnly: Bool = a.keyword(0).isEmpty ? false : try t.truth(a.keyword(0))
    let name: [CChar] = a.keyword(1).isKind(.str) ? try PyExpatModule.text(t, a.keyword(1)) : [0x6D, 0x61, 0x69, 0x6E, 0]
    try c.checkThread(t)
    let db = try c.database(t)
    let l = try LibSQLite.open(t).pointee.library
    let open: @convention(c) (OpaquePointer, SQLiteText, SQLiteText, SQLiteText, Int64, Int32, UnsafeMutablePointer<OpaquePointer?>) -> Int32 =
      try l.function(t, "sqlite3_blob_open")
    let close: @convention(c) (OpaquePointer?) -> Void = try l.function(t, "sqlite3_blob_close")
    var p: OpaquePointer?
    let code = try c.running(t) { open(db, name, table, column, Int64(row), isReadOnly ? 0 : 1, &p) }
    if code != 0 { throw SQLiteModule.raise(t, db) }
    let b = SQLiteBlob(t.allocate(MemoryLayout<Fields>.size, .foreign, Type(type.value).fields.pointee.shape))
    b.fields.pointee.connection = c.value
    b.fields.pointee.offset = .int(0)
    Foreign(b.raw).set(p, release: close)
    return b.value
  }
  private func blob(_ t: Thread) throws(Raised) -> OpaquePointer {
    let c = SQLiteConnection(fields.pointee.connection)
    try c.checkThread(t)
    _ = try c.database(t)
    guard let p = Foreign(raw).address else { throw t.raise(SQLiteModule.programmingError.value, "Cannot operate on a closed blob.") }
    return p
  }
  private func size(_ t: Thread) throws(Raised) -> Int {
    let f: @convention(c) (OpaquePointer) -> Int32 = try LibSQLite.open(t).pointee.library.function(t, "sqlite3_blob_bytes")
    return Int(f(try blob(t)))
  }
  private func read(_ t: Thread, _ offset: Int, _ n: Int) throws(Raised) -> Bytes {
    if n <= 0 { return Bytes.empty }
    let f: Transfer = try LibSQLite.open(t).pointee.library.function(t, "sqlite3_blob_read")
    let b = try Bytes.uninitialized(t, count: n)
    let p = try blob(t)
    let code = try SQLiteConnection(fields.pointee.connection).running(t) { f(p, b.data, Int32(n), Int32(offset)) }
    if code != 0 { throw try failure(t, code) }
    return b
  }
  private func write(_ t: Thread, _ offset: Int, _ data: UnsafeMutableRawPointer?, _ n: Int) throws(Raised) {
    let f: Transfer = try LibSQLite.open(t).pointee.library.function(t, "sqlite3_blob_write")
    let p = try blob(t)
    let code = try SQLiteConnection(fields.pointee.connection).running(t) { f(p, data, Int32(n), Int32(offset)) }
    if code != 0 { throw try failure(t, code) }
  }
  private func failure(_ t: Thread, _ code: Int32) throws(Raised) -> Raised {
    // SQLITE_ABORT: the row was changed or deleted.
    if code == 4 { return t.raise(SQLiteModule.operationalError.value, "Cannot operate on an expired blob.") }
    return try SQLiteConnection(fields.pointee.connection).failure(t)
  }
  private func index(_ t: Thread, _ key: Value) throws(Raised) -> Int {
    let n = try size(t)
    var i = try t.indexClipped(key)
    if i < 0 { i = i &+ n }
    if i < 0 || i >= n { throw t.raise(.indexError, "Blob index out of range") }
    return i
  }
  private func all(_ t: Thread) throws(Raised) -> Bytes { try read(t, 0, try size(t)) }

  static func define(_ type: TypeBuilder) {
    type.layout(.foreign, size: MemoryLayout<Fields>.size)
    type.flags(.noNew)
    type.slots.pointee.length = { unary($0, $1) { (t, v) throws(Raised) in .int(try SQLiteBlob(v).size(t)) } }
    type.slots.pointee.getItem = { binary($0, $1, $2) { (t, v, key) throws(Raised) in
      let b = SQLiteBlob(v)
      _ = try b.blob(t)
      if Arguments.isIndex(key) { return .int(Int(try b.read(t, try b.index(t, key), 1).data[0])) }
      if key.isExactly(.slice) { return try t.getItem(try b.all(t).value, key) }
      throw t.raise(.typeError, "Blob indices must be integers")
    } }
    type.slots.pointee.setItem = { ternary($0, $1, $2, $3) { (t, v, key, value) throws(Raised) in try SQLiteBlob(v).assign(t, key, value) } }
    type.method("close()", "Close the blob.") {
      native($0, $1, $2, $3) { t, a throws(Raised) in
        let c = SQLiteConnection(SQLiteBlob(a[0]).fields.pointee.connection)
        try c.checkThread(t)
        _ = try c.database(t)
        Foreign(SQLiteBlob(a[0]).raw).release()
        return .none
      }
    }
    type.method("read(length=-1, /)", "Bytes from the position on.") {
      native($0, $1, $2, $3) { t, a throws(Raised) in
        let b = SQLiteBlob(a[0])
        let most: Int = a[1].isEmpty ? -1 : try t.int32(a[1])
        let at = b.fields.pointee.offset.asInt
        let left = max(0, try b.size(t) - at)
        let data = try b.read(t, at, most < 0 ? left : min(most, left))
        b.fields.pointee.offset = .int(at + data.count)
        return data.value
      }
    }
    type.method("write(data, /)", "Writes bytes at the position.") {
      native($0, $1, $2, $3) { t, a throws(Raised) in
        let b = SQLiteBlob(a[0])
        let view = try BufferView.contiguous(t, a[1])
        defer { view.close() }
        let at = b.fields.pointee.offset.asInt
        if view.length > (try b.size(t)) - at { throw t.raise(.valueError, "data longer than blob length") }
        try b.write(t, at, view.data, view.length)
        b.fields.pointee.offset = .int(at + view.length)
        return .none
      }
    }
    type.method("seek(offset, origin=0, /)", "Moves the position.") {
      native($0, $1, $2, $3) { t, a throws(Raised) in
        let b = SQLiteBlob(a[0])
        let n = try b.size(t)
        var at = try t.int32(a[1])
        let origin: Int = a[2].isEmpty ? 0 : try t.int32(a[2])
        switch origin {
        case 0: break
        case 1: at += b.fields.pointee.offset.asInt
        case 2: at += n
        default: throw t.raise(.valueError, "'origin' should be os.SEEK_SET, os.SEEK_CUR, or os.SEEK_END")
        }
        if at < 0 || at > n { throw t.raise(.valueError, "offset out of blob range") }
        b.fields.pointee.offset = .int(at)
        return .none
      }
    }
    type.method("tell()", "The position.") {
      native($0, $1, $2, $3) { t, a throws(Raised) in
        _ = try SQLiteBlob(a[0]).blob(t)
        return SQLiteBlob(a[0]).fields.pointee.offset
      }
    }
    type.method("__enter__()", "The blob.") {
      native($0, $1, $2, $3) { t, a throws(Raised) in
        _ = try SQLiteBlob(a[0]).blob(t)
        return a[0]
      }
    }
    type.method("__exit__(type, val, tb, /)", "Closes the blob.") {
      native($0, $1, $2, $3) { t, a throws(Raised) in
        _ = try SQLiteBlob(a[0]).blob(t)
        Foreign(SQLiteBlob(a[0]).raw).release()
        return .no
      }
    }
  }
  private func assign(_ t: Thread, _ key: Value, _ value: Value) throws(Raised) -> Value {
    _ = try blob(t)
    if value.isEmpty { throw t.raise(.typeError, "Blob doesn't support item deletion") }
    if Arguments.isIndex(key) {
      let i = try index(t, key)
      guard Arguments.isIndex(value) else { throw t.raise(.typeError, "'\(value.type.displayName)' object cannot be interpreted as an integer") }
      let n = try t.indexClipped(value)
      if n < 0 || n > 255 { throw t.raise(.valueError, "byte must be in range(0, 256)") }
      var byte = UInt8(n)
      try write(t, i, &byte, 1)
      return .none
    }
    guard key.isExactly(.slice) else { throw t.raise(.typeError, "Blob indices must be integers") }
    // A copy takes the slice, so that any step is the bytearray's affair; its length must stay.
    let old = try all(t)
    let copy = try t.call(Type[.bytearray].value, old.value)
    let part = try t.getItem(copy, key)
    if try t.length(part) != (try t.length(value)) { throw t.raise(.indexError, "Blob slice assignment is wrong size") }
    try t.setItem(copy, key, value)
    let view = try BufferView.contiguous(t, copy)
    defer { view.close() }
    if view.length == old.count { try write(t, 0, view.data, view.length) }
    return .none
  }
}
