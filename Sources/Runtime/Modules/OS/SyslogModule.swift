// The modules `syslog` and `_posixshmem`.

import CRuntime
import Glibc

enum SyslogModule {
  /// What openlog was given; the C library keeps the pointer.
  nonisolated(unsafe) private static var name: UnsafeMutablePointer<CChar>?
  nonisolated(unsafe) private static var isOpen = false

  static func define(_ m: ModuleBuilder) throws(Raised) {
    m.doc("Messages to the system's log.")
    let numbers: [(StaticString, Int)] = [
      ("LOG_EMERG", 0), ("LOG_ALERT", 1), ("LOG_CRIT", 2), ("LOG_ERR", 3), ("LOG_WARNING", 4), ("LOG_NOTICE", 5), ("LOG_INFO", 6),
      ("LOG_DEBUG", 7), ("LOG_PID", 1), ("LOG_CONS", 2), ("LOG_NDELAY", 8), ("LOG_ODELAY", 4), ("LOG_NOWAIT", 16), ("LOG_PERROR", 32),
      ("LOG_KERN", 0), ("LOG_USER", 8), ("LOG_MAIL", 16), ("LOG_DAEMON", 24), ("LOG_AUTH", 32), ("LOG_SYSLOG", 40), ("LOG_LPR", 48),
      ("LOG_NEWS", 56), ("LOG_UUCP", 64), ("LOG_CRON", 72), ("LOG_AUTHPRIV", 80), ("LOG_LOCAL0", 128), ("LOG_LOCAL1", 136),
      ("LOG_LOCAL2", 144), ("LOG_LOCAL3", 152), ("LOG_LOCAL4", 160), ("LOG_LOCAL5", 168), ("LOG_LOCAL6", 176), ("LOG_LOCAL7", 184),
    ]
    for (name, value) in numbers { m.set(name, .int(value)) }
    m.function("openlog(ident=None, logoption=0, facility=8)", "Begins to log under a name.") {
      native($0, $1, $2, $3) { (t, args) throws(Raised) in
        try SyslogModule.open(t, args[0], args[1].isEmpty ? 0 : try t.int32(args[1]), args[2].isEmpty ? 8 : try t.int32(args[2]))
        return .none
      }
    }
    m.function("syslog(*args)", "syslog([priority,] message): logs a message.") {
      native($0, $1, $2, $3) { (t, args) throws(Raised) in
        guard args.count == 1 || args.count == 2 else { throw t.raise(.typeError, "syslog() requires 1 to 2 arguments") }
        let priority: Int = args.count == 2 ? try t.int32(args[0]) : 6
        let message = args[args.count - 1]
        guard message.isKind(.str) else { throw t.raise(.typeError, "syslog() argument \(args.count) must be str, not \(message.type.displayName)") }
        let text = try OSText.encode(bytes: t, try t.exactStr(message)).map { CChar(bitPattern: $0) } + [0]
        try t.audit("syslog.syslog", .int(priority), message)
        if !SyslogModule.isOpen { try SyslogModule.open(t, .empty, 0, 8) }
        t.blocking { minipy_syslog(Int32(truncatingIfNeeded: priority), text) }
        return .none
      }
    }
    m.function("closelog()", "Ends logging.") {
      native($0, $1, $2, $3) { (t, args) throws(Raised) in
        Glibc.closelog()
        SyslogModule.isOpen = false
        return .none
      }
    }
    m.function("setlogmask(maskpri, /)", "Sets which priorities are logged; those before.") {
      native($0, $1, $2, $3) { (t, args) throws(Raised) in .int(Int(Glibc.setlogmask(Int32(try t.int32(args[0]))))) }
    }
    m.function("LOG_MASK(pri, /)", "The mask of one priority.") {
      native($0, $1, $2, $3) { (t, args) throws(Raised) in .int(1 << (try t.int32(args[0]) & 31)) }
    }
    m.function("LOG_UPTO(pri, /)", "The mask of all priorities up to one.") {
      native($0, $1, $2, $3) { (t, args) throws(Raised) in .int((1 << ((try t.int32(args[0]) & 31) + 1)) - 1) }
    }
  }
  private static func open(_ t: Thread, _ ident: Value, _ option: Int, _ facility: Int) throws(Raised) {
    var bytes = Array("minipy".utf8)
    if ident.isKind(.str) {
      bytes = try OSText.encode(bytes: t, try t.exactStr(ident))
    } else if let argv = try? List(Module(machine.pointee.sys).dict.get(Str.intern(t, "argv"))), argv.count > 0, argv[0].isKind(.str) {
      bytes = try OSText.encode(bytes: t, try t.exactStr(argv[0]))
      if let slash = bytes.lastIndex(of: 0x2F) { bytes.removeFirst(slash + 1) }
    }
    let fresh = UnsafeMutablePointer<CChar>.allocate(capacity: bytes.count + 1)
    for (i, b) in bytes.enumerated() { fresh[i] = CChar(bitPattern: b) }
    fresh[bytes.count] = 0
    Glibc.openlog(fresh, Int32(truncatingIfNeeded: option), Int32(truncatingIfNeeded: facility))
    name?.deallocate()
    name = fresh
    isOpen = true
  }
}

enum SharedMemoryModule {
  static func define(_ m: ModuleBuilder) throws(Raised) {
    m.doc("POSIX shared memory module")
    m.function("shm_open(path, flags, mode=511)", "Opens shared memory; its descriptor.") {
      native($0, $1, $2, $3) { (t, args) throws(Raised) in
        let p = try PosixModule.path(t, args[0], "shm_open")
        let flags = Int32(try t.int32(args[1]))
        let mode = mode_t(truncatingIfNeeded: args[2].isEmpty ? 511 : try t.int32(args[2]))
        return .int(Int(try PosixModule.check(t, args[0]) { p.withCString { Glibc.shm_open($0, flags, mode) } }))
      }
    }
    m.function("shm_unlink(path)", "Removes shared memory.") {
      native($0, $1, $2, $3) { (t, args) throws(Raised) in
        let p = try PosixModule.path(t, args[0], "shm_unlink")
        try PosixModule.check(t, args[0]) { p.withCString { Glibc.shm_unlink($0) } }
        return .none
      }
    }
  }
}
