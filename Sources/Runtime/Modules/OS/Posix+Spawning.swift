// posix.posix_spawn and posix_spawnp (Library Reference, os.posix_spawn).

import Glibc

extension PosixModule {
  /// The keyword arguments, as the C library takes them.
  private static func readAttributes(_ t: Thread, _ a: Args, _ attributes: inout posix_spawnattr_t, _ name: StaticString) throws(Raised) {
    var flags: Int32 = 0
    if !a.keyword(1).isEmpty {
      posix_spawnattr_setpgroup(&attributes, pid_t(truncatingIfNeeded: try t.int32(try t.index(a.keyword(1)))))
      flags |= 2
    }
    if !a.keyword(2).isEmpty {
      guard a.keyword(2).isInt || a.keyword(2).isBool || a.keyword(2).type.slots.pointee.index != nil else {
        throw t.raise(.typeError, "'\(a.keyword(2).type.displayName)' object cannot be interpreted as an integer")
      }
      if try t.truth(a.keyword(2)) { flags |= 1 }
    }
    if !a.keyword(3).isEmpty, try t.truth(a.keyword(3)) { flags |= 0x80 }
    if !a.keyword(4).isEmpty {
      var mask = try SignalModule.set(t, a.keyword(4))
      posix_spawnattr_setsigmask(&attributes, &mask)
      flags |= 8
    }
    if !a.keyword(5).isEmpty {
      var mask = try SignalModule.set(t, a.keyword(5))
      posix_spawnattr_setsigdefault(&attributes, &mask)
      flags |= 4
    }
    if !a.keyword(6).isEmpty, !a.keyword(6).isNone {
      guard a.keyword(6).isKind(.tuple), Tuple(a.keyword(6)).count == 2 else {
        throw t.raise(.typeError, "A scheduler tuple must have two elements")
      }
      let policy = Tuple(a.keyword(6))[0]
      var parameters = sched_param()
      parameters.sched_priority = Int32(truncatingIfNeeded: try t.int32(try t.getAttribute(Tuple(a.keyword(6))[1], Str.intern(t, "sched_priority"))))
      if !policy.isNone {
        posix_spawnattr_setschedpolicy(&attributes, Int32(truncatingIfNeeded: try t.int32(policy)))
        flags |= 0x20
      }
      posix_spawnattr_setschedparam(&attributes, &parameters)
      flags |= 0x10
    }
    posix_spawnattr_setflags(&attributes, Int16(truncatingIfNeeded: flags))
  }
  private static func readActions(_ t: Thread, _ v: Value, _ actions: inout posix_spawn_file_actions_t) throws(Raised) {
    if v.isEmpty || v.isNone { return }
    guard v.isKind(.list) || v.isKind(.tuple) || v.type.slots.pointee.getItem != nil else { throw t.raise(.typeError, "file_actions must be a sequence or None") }
    let list = try List.make(t, of: v)
    for i in 0..<list.count {
      guard list[i].isKind(.tuple), Tuple(list[i]).count > 0 else { throw t.raise(.typeError, "Each file_actions element must be a non-empty tuple") }
      let row = Tuple(list[i])
      func fd(_ k: Int) throws(Raised) -> Int32 { Int32(truncatingIfNeeded: try t.int32(row[k])) }
      var code: Int32 = 0
      switch try t.int32(row[0]) {
      case 0:
        if row.count != 5 { throw t.raise(.typeError, "A open file_action tuple must have 5 elements") }
        let path = try PosixModule.path(t, row[2], "posix_spawn")
        let target = try fd(1), flags = try fd(3), mode = try fd(4)
        code = path.withCString { posix_spawn_file_actions_addopen(&actions, target, $0, flags, mode_t(truncatingIfNeeded: mode)) }
      case 1:
        if row.count != 2 { throw t.raise(.typeError, "A close file_action tuple must have 2 elements") }
        code = posix_spawn_file_actions_addclose(&actions, try fd(1))
      case 2:
        if row.count != 3 { throw t.raise(.typeError, "A dup2 file_action tuple must have 3 elements") }
        code = posix_spawn_file_actions_adddup2(&actions, try fd(1), try fd(2))
      default: throw t.raise(.typeError, "Unknown file_actions identifier")
      }
      if code != 0 { throw t.raiseOSError(code) }
    }
  }
  private static func spawn(_ t: Thread, _ a: Args, _ name: StaticString, search: Bool) throws(Raised) -> Value {
    let path = try PosixModule.path(t, a[0], name)
    guard a[1].isKind(.list) || a[1].isKind(.tuple) else { throw t.raise(.typeError, "\(name): argv must be a tuple or list") }
    if try t.length(a[1]) == 0 { throw t.raise(.valueError, "\(name): argv must not be empty") }
    let argv = try PosixModule.strings(t, a[1], "\(name): argv must be a tuple or list")
    if argv.first?.isEmpty ?? true { throw t.raise(.valueError, "\(name): argv first element cannot be empty") }
    if !a[2].isKind(.dict), a[2].type.slots.pointee.getItem == nil { throw t.raise(.typeError, "\(name): environment must be a mapping object") }
    let environment = try PosixModule.environment(t, a[2])
    var actions = posix_spawn_file_actions_t()
    posix_spawn_file_actions_init(&actions)
    defer { posix_spawn_file_actions_destroy(&actions) }
    var attributes = posix_spawnattr_t()
    posix_spawnattr_init(&attributes)
    defer { posix_spawnattr_destroy(&attributes) }
    try readActions(t, a.keyword(0), &actions)
    try readAttributes(t, a, &attributes, name)
    try t.audit("os.posix_spawn", a[0], a[1], a[2])
    var pid: pid_t = 0
    var code: Int32 = 0
    CStrings(argv).use { arguments in
      CStrings(environment).use { variables in
        code = path.withCString {
          search
            ? Glibc.posix_spawnp(&pid, $0, &actions, &attributes, arguments, variables)
            : Glibc.posix_spawn(&pid, $0, &actions, &attributes, arguments, variables)
        }
      }
    }
    if code != 0 { throw t.raiseOSError(code, path.object) }
    return .int(Int(pid))
  }

  static func defineSpawning(_ m: ModuleBuilder) {
    m.set("POSIX_SPAWN_OPEN", .int(0))
    m.set("POSIX_SPAWN_CLOSE", .int(1))
    m.set("POSIX_SPAWN_DUP2", .int(2))
    m.function(
      "posix_spawn(path, argv, env, /, *, file_actions=(), setpgroup=<unrepresentable>, resetids=False, setsid=False, setsigmask=(), setsigdef=(), scheduler=<unrepresentable>)",
      "Starts a program in a new process; its number."
    ) { native($0, $1, $2, $3) { t, a throws(Raised) in try PosixModule.spawn(t, a, "posix_spawn", search: false) } }
    m.function(
      "posix_spawnp(path, argv, env, /, *, file_actions=(), setpgroup=<unrepresentable>, resetids=False, setsid=False, setsigmask=(), setsigdef=(), scheduler=<unrepresentable>)",
      "Starts a program in a new process; its number."
    ) { native($0, $1, $2, $3) { t, a throws(Raised) in try PosixModule.spawn(t, a, "posix_spawnp", search: true) } }
  }
}
