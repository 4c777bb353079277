// What is used of libsqlite3: opened when _sqlite3 is imported. Functions that are called seldom are looked up when they are.

import Glibc

typealias SQLiteText = UnsafePointer<CChar>?

struct LibSQLite {
  typealias P = OpaquePointer
  typealias Destroy = @convention(c) (Raw?) -> Void
  let openV2: @convention(c) (SQLiteText, UnsafeMutablePointer<P?>, Int32, SQLiteText) -> Int32
  let close: @convention(c) (P?) -> Void
  let busyTimeout: @convention(c) (P, Int32) -> Int32
  let errorText: @convention(c) (P) -> SQLiteText
  let errorCode: @convention(c) (P) -> Int32
  let extendedCode: @convention(c) (P) -> Int32
  let prepare: @convention(c) (P, SQLiteText, Int32, UnsafeMutablePointer<P?>, UnsafeMutablePointer<SQLiteText>) -> Int32
  let step: @convention(c) (P) -> Int32
  let reset: @convention(c) (P) -> Int32
  let finalize: @convention(c) (P?) -> Void
  let next: @convention(c) (P, P?) -> P?
  let isReadOnly: @convention(c) (P) -> Int32
  let autocommit: @convention(c) (P) -> Int32
  let changes: @convention(c) (P) -> Int32
  let totalChanges: @convention(c) (P) -> Int32
  let lastRow: @convention(c) (P) -> Int64
  let parameterCount: @convention(c) (P) -> Int32
  let parameterName: @convention(c) (P, Int32) -> SQLiteText
  let bindNull: @convention(c) (P, Int32) -> Int32
  let bindInt: @convention(c) (P, Int32, Int64) -> Int32
  let bindDouble: @convention(c) (P, Int32, Double) -> Int32
  let bindText: @convention(c) (P, Int32, UnsafeRawPointer?, Int32, Int) -> Int32
  let bindBlob: @convention(c) (P, Int32, UnsafeRawPointer?, Int32, Int) -> Int32
  let columnCount: @convention(c) (P) -> Int32
  let columnName: @convention(c) (P, Int32) -> SQLiteText
  let columnDeclaration: @convention(c) (P, Int32) -> SQLiteText
  let columnType: @convention(c) (P, Int32) -> Int32
  let columnInt: @convention(c) (P, Int32) -> Int64
  let columnDouble: @convention(c) (P, Int32) -> Double
  let columnText: @convention(c) (P, Int32) -> UnsafePointer<UInt8>?
  let columnBlob: @convention(c) (P, Int32) -> UnsafePointer<UInt8>?
  let columnBytes: @convention(c) (P, Int32) -> Int32
  let userData: @convention(c) (P) -> Raw?
  let aggregateContext: @convention(c) (P, Int32) -> Raw?
  let valueType: @convention(c) (P) -> Int32
  let valueInt: @convention(c) (P) -> Int64
  let valueDouble: @convention(c) (P) -> Double
  let valueText: @convention(c) (P) -> UnsafePointer<UInt8>?
  let valueBlob: @convention(c) (P) -> UnsafePointer<UInt8>?
  let valueBytes: @convention(c) (P) -> Int32
  let resultNull: @convention(c) (P) -> Void
  let resultInt: @convention(c) (P, Int64) -> Void
  let resultDouble: @convention(c) (P, Double) -> Void
  let resultText: @convention(c) (P, UnsafeRawPointer?, Int32, Int) -> Void
  let resultBlob: @convention(c) (P, UnsafeRawPointer?, Int32, Int) -> Void
  let resultError: @convention(c) (P, SQLiteText, Int32) -> Void
  let resultTooBig: @convention(c) (P) -> Void
  let resultNoMemory: @convention(c) (P) -> Void
  let limit: @convention(c) (P, Int32, Int32) -> Int32
  let library: SharedLibrary

  nonisolated(unsafe) static var opened: UnsafeMutablePointer<LibSQLite>?
  /// The library tells a copy to be made by this instead of a function that frees.
  static let copies = -1

  /// ImportError if the system has no libsqlite3.
  static func open(_ t: Thread) throws(Raised) -> UnsafeMutablePointer<LibSQLite> {
    if let opened { return opened }
    let l = try SharedLibrary.open(t, "_sqlite3", "libsqlite3.so.0")
    let sqlite = LibSQLite(
      openV2: try l.function(t, "sqlite3_open_v2"), close: try l.function(t, "sqlite3_close_v2"),
      busyTimeout: try l.function(t, "sqlite3_busy_timeout"), errorText: try l.function(t, "sqlite3_errmsg"),
      errorCode: try l.function(t, "sqlite3_errcode"), extendedCode: try l.function(t, "sqlite3_extended_errcode"),
      prepare: try l.function(t, "sqlite3_prepare_v2"), step: try l.function(t, "sqlite3_step"), reset: try l.function(t, "sqlite3_reset"),
      finalize: try l.function(t, "sqlite3_finalize"),
      next: try l.function(t, "sqlite3_next_stmt"), isReadOnly: try l.function(t, "sqlite3_stmt_readonly"),
      autocommit: try l.function(t, "sqlite3_get_autocommit"), changes: try l.function(t, "sqlite3_changes"),
      totalChanges: try l.function(t, "sqlite3_total_changes"), lastRow: try l.function(t, "sqlite3_last_insert_rowid"),
      parameterCount: try l.function(t, "sqlite3_bind_parameter_count"), parameterName: try l.function(t, "sqlite3_bind_parameter_name"),
      bindNull: try l.function(t, "sqlite3_bind_null"), bindInt: try l.function(t, "sqlite3_bind_int64"),
      bindDouble: try l.function(t, "sqlite3_bind_double"), bindText: try l.function(t, "sqlite3_bind_text"),
      bindBlob: try l.function(t, "sqlite3_bind_blob"), columnCount: try l.function(t, "sqlite3_column_count"),
      columnName: try l.function(t, "sqlite3_column_name"), columnDeclaration: try l.function(t, "sqlite3_column_decltype"),
      columnType: try l.function(t, "sqlite3_column_type"), columnInt: try l.function(t, "sqlite3_column_int64"),
      columnDouble: try l.function(t, "sqlite3_column_double"), columnText: try l.function(t, "sqlite3_column_text"),
      columnBlob: try l.function(t, "sqlite3_column_blob"), columnBytes: try l.function(t, "sqlite3_column_bytes"),
      userData: try l.function(t, "sqlite3_user_data"), aggregateContext: try l.function(t, "sqlite3_aggregate_context"),
      valueType: try l.function(t, "sqlite3_value_type"), valueInt: try l.function(t, "sqlite3_value_int64"),
      valueDouble: try l.function(t, "sqlite3_value_double"), valueText: try l.function(t, "sqlite3_value_text"),
      valueBlob: try l.function(t, "sqlite3_value_blob"), valueBytes: try l.function(t, "sqlite3_value_bytes"),
      resultNull: try l.function(t, "sqlite3_result_null"), resultInt: try l.function(t, "sqlite3_result_int64"),
      resultDouble: try l.function(t, "sqlite3_result_double"), resultText: try l.function(t, "sqlite3_result_text"),
      resultBlob: try l.function(t, "sqlite3_result_blob"), resultError: try l.function(t, "sqlite3_result_error"),
      resultTooBig: try l.function(t, "sqlite3_result_error_toobig"), resultNoMemory: try l.function(t, "sqlite3_result_error_nomem"),
      limit: try l.function(t, "sqlite3_limit"), library: l)
    let place = UnsafeMutablePointer<LibSQLite>.allocate(capacity: 1)
    place.initialize(to: sqlite)
    opened = place
    return place
  }
}
