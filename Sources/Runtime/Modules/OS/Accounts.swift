// The modules `pwd` and `grp`: the system's tables of users and groups.

import Glibc

enum PwdModule {
  private static let rowType = Root()

  static func define(_ m: ModuleBuilder) throws(Raised) {
    m.doc("The database of users.")
    rowType.value = try StructSequence.makeType(
      m.thread, "pwd.struct_passwd", doc: "pwd.struct_passwd: what getpwnam and its like give.",
      fields: ["pw_name", "pw_passwd", "pw_uid", "pw_gid", "pw_gecos", "pw_dir", "pw_shell"], visible: 7
    ).value
    m.set("struct_passwd", rowType.value)
    m.function("getpwuid(uid, /)", "The row of a user's number.") {
      native($0, $1, $2, $3) { (t, args) throws(Raised) in
        guard args[0].isInt || args[0].isBool || args[0].isKind(.bigInt) || (args[0].isObject && args[0].type.slots.pointee.index != nil) else {
          throw t.raise(.typeError, "uid should be integer, not \(args[0].type.displayName)")
        }
        let n = Int.word(try t.index(args[0]))
        guard let n, let uid = n == -1 ? uid_t.max : uid_t(exactly: n) else {
          throw t.raise(.keyError, "getpwuid(): uid not found")
        }
        guard let row = getpwuid(uid) else { throw t.raise(.keyError, "getpwuid(): uid not found: \(n)") }
        return try PwdModule.row(t, row.pointee)
      }
    }
    m.function("getpwnam(name, /)", "The row of a user's name.") {
      native($0, $1, $2, $3) { (t, args) throws(Raised) in
        let name = try Accounts.name(t, args[0], "getpwnam")
        guard let row = name.withUnsafeBufferPointer({ getpwnam($0.baseAddress.unsafelyUnwrapped) }) else {
          throw t.raise(.keyError, "getpwnam(): name not found: \(try t.repr(args[0]).string)")
        }
        return try PwdModule.row(t, row.pointee)
      }
    }
    m.function("getpwall()", "All rows.") {
      native($0, $1, $2, $3) { (t, args) throws(Raised) in
        let list = try List.make(t)
        setpwent()
        while let row = getpwent() { try list.append(t, try PwdModule.row(t, row.pointee)) }
        endpwent()
        return list.value
      }
    }
  }
  private static func row(_ t: Thread, _ r: passwd) throws(Raised) -> Value {
    try StructSequence.make(
      t, Type(rowType.value),
      [
        try Accounts.text(t, r.pw_name), try Accounts.text(t, r.pw_passwd), .int(Int(r.pw_uid)), .int(Int(r.pw_gid)),
        try Accounts.text(t, r.pw_gecos), try Accounts.text(t, r.pw_dir), try Accounts.text(t, r.pw_shell),
      ])
  }
}

enum GrpModule {
  private static let rowType = Root()

  static func define(_ m: ModuleBuilder) throws(Raised) {
    m.doc("The database of groups.")
    rowType.value = try StructSequence.makeType(
      m.thread, "grp.struct_group", doc: "grp.struct_group: what getgrnam and its like give.",
      fields: ["gr_name", "gr_passwd", "gr_gid", "gr_mem"], visible: 4
    ).value
    m.set("struct_group", rowType.value)
    m.function("getgrgid(id)", "The row of a group's number.") {
      native($0, $1, $2, $3) { (t, args) throws(Raised) in
        guard args[0].isInt || args[0].isBool || args[0].isKind(.bigInt) || (args[0].isObject && args[0].type.slots.pointee.index != nil) else {
          throw t.raise(.typeError, "gid should be integer, not \(args[0].type.displayName)")
        }
        let n = Int.word(try t.index(args[0]))
        guard let n, let gid = n == -1 ? gid_t.max : gid_t(exactly: n), let row = getgrgid(gid) else {
          throw t.raise(.keyError, "getgrgid(): gid not found: \(try t.repr(args[0]).string)")
        }
        return try GrpModule.row(t, row.pointee)
      }
    }
    m.function("getgrnam(name)", "The row of a group's name.") {
      native($0, $1, $2, $3) { (t, args) throws(Raised) in
        let name = try Accounts.name(t, args[0], "getgrnam")
        guard let row = name.withUnsafeBufferPointer({ getgrnam($0.baseAddress.unsafelyUnwrapped) }) else {
          throw t.raise(.keyError, "getgrnam(): name not found: \(try t.repr(args[0]).string)")
        }
        return try GrpModule.row(t, row.pointee)
      }
    }
    m.function("getgrall()", "All rows.") {
      native($0, $1, $2, $3) { (t, args) throws(Raised) in
        let list = try List.make(t)
        setgrent()
        while let row = getgrent() { try list.append(t, try GrpModule.row(t, row.pointee)) }
        endgrent()
        return list.value
      }
    }
  }
  private static func row(_ t: Thread, _ r: group) throws(Raised) -> Value {
    let members = try List.make(t)
    var p = r.gr_mem
    while let q = p, let name = q.pointee {
      try members.append(t, try Accounts.text(t, name))
      p = q + 1
    }
    return try StructSequence.make(
      t, Type(rowType.value), [try Accounts.text(t, r.gr_name), try Accounts.text(t, r.gr_passwd), .int(Int(r.gr_gid)), members.value])
  }
}

private enum Accounts {
  static func text(_ t: Thread, _ p: UnsafePointer<CChar>?) throws(Raised) -> Value {
    guard let p else { return .none }
    return try OSText.decode(t, p).value
  }
  /// A str as a C string.
  static func name(_ t: Thread, _ v: Value, _ function: String) throws(Raised) -> [CChar] {
    guard v.isKind(.str) else { throw t.raise(.typeError, "\(function)() argument must be str, not \(v.isNone ? "None" : v.type.displayName)") }
    return try OSText.encode(bytes: t, try t.exactStr(v)).map { CChar(bitPattern: $0) } + [0]
  }
}
