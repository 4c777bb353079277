// The module `sys`: the interpreter's own state, as far as it lives here. Hooks and tracing functions are in Sys+Hooks.swift.

import Bytecode
import CProbes
import Glibc

enum SysModule {
  /// The language level that the library and programs see.
  static let version = (major: 3, minor: 11, micro: 2)

  static func define(_ m: ModuleBuilder) throws(Raised) {
    machine.pointee.sys = m.module.value
    m.doc("The interpreter's state and settings.")
    try defineIdentity(m)
    try defineNumbers(m)
    try definePlaces(m)
    try defineState(m)
    defineHooks(m)
    defineThreads(m)
    defineFrames(m)
    try defineMonitoring(m)
  }

  private static func text(_ m: ModuleBuilder, _ s: String) -> Value { Str.make(m.thread, s).value }

  private static func defineIdentity(_ m: ModuleBuilder) throws(Raised) {
    let t = m.thread
    let number = "\(version.major).\(version.minor).\(version.micro)"
    m.set("version", text(m, "\(number) (minipy) [Swift]"))
    let info = try StructSequence.makeType(
      t, "sys.version_info", doc: "Version as a named tuple.", fields: ["major", "minor", "micro", "releaselevel", "serial"],
      visible: 5, canMake: false)
    let final = Str.intern(t, "final").value
    let versionInfo = try StructSequence.make(
      t, info, [.int(version.major), .int(version.minor), .int(version.micro), final, .int(0)])
    m.set("version_info", versionInfo)
    let hex = version.major << 24 | version.minor << 16 | version.micro << 8 | 0xF0
    m.set("hexversion", .int(hex))
    m.set("api_version", .int(1013))
    m.set("copyright", text(m, "Copyright (c) the minipy developers."))
    m.set("platform", text(m, "linux"))
    m.set("byteorder", text(m, "little"))
    m.set("platlibdir", text(m, "lib"))
    m.set("abiflags", text(m, ""))
    m.set("_git", try Tuple.make(t, [text(m, "minipy"), text(m, ""), text(m, "")]).value)
    m.set("_framework", text(m, ""))
    m.set(
      "implementation",
      try SimpleNamespace.make(
        t,
        [
          ("name", text(m, "minipy")), ("cache_tag", text(m, BytecodeCache.tag)), ("version", versionInfo), ("hexversion", .int(hex)),
          ("_multiarch", text(m, "x86_64-linux-gnu")),
        ]))
    let flags = try StructSequence.makeType(
      t, "sys.flags", doc: "Command line options.",
      fields: [
        "debug", "inspect", "interactive", "optimize", "dont_write_bytecode", "no_user_site", "no_site", "ignore_environment", "verbose",
        "bytes_warning", "quiet", "hash_randomization", "isolated", "dev_mode", "utf8_mode", "warn_default_encoding", "safe_path",
        "int_max_str_digits",
      ], visible: 18, canMake: false)
    func bit(_ b: Bool) -> Value { .int(b ? 1 : 0) }
    m.set(
      "flags",
      try StructSequence.make(
        t, flags,
        [
          .int(Options.debug), bit(Options.inspect), bit(Options.inspect), .int(Options.optimize), bit(Options.dontWriteBytecode),
          bit(Options.noUserSite), bit(Options.noSite), bit(Options.ignoreEnvironment), .int(Options.verbose),
          .int(Options.bytesWarning), bit(Options.quiet), bit(!Options.hashSeedIsZero), bit(Options.isolated), .bool(Options.devMode),
          bit(Options.utf8Mode), .int(0), .bool(Options.safePath), .int(4300),
        ]))
    let builtin = try Tuple.make(t, NativeModules.names.map { Str.intern(t, $0).value })
    m.set("builtin_module_names", builtin.value)
    m.set("stdlib_module_names", try StandardLibraryNames.make(t))
    m.set("dont_write_bytecode", .bool(Options.dontWriteBytecode))
    let prefix: String? = Options.xOptions.last { $0.hasPrefix("pycache_prefix=") }.map { String($0.dropFirst(15)) } ?? (Options.ignoreEnvironment ? nil : getenv("PYTHONPYCACHEPREFIX").map { String(cString: $0) })
    m.set("pycache_prefix", prefix.map { $0.isEmpty ? .none : text(m, $0) } ?? .none)
  }

  private static func defineNumbers(_ m: ModuleBuilder) throws(Raised) {
    let t = m.thread
    m.set("maxsize", t.int(Int.max))
    m.set("maxunicode", .int(0x10FFFF))
    let float = try StructSequence.makeType(
      t, "sys.float_info", doc: "Limits of the float type.",
      fields: ["max", "max_exp", "max_10_exp", "min", "min_exp", "min_10_exp", "dig", "mant_dig", "epsilon", "radix", "rounds"],
      visible: 11, canMake: false)
    m.set(
      "float_info",
      try StructSequence.make(
        t, float,
        [
          t.float(Double.greatestFiniteMagnitude), .int(1024), .int(308), t.float(Double.leastNormalMagnitude), .int(-1021),
          .int(-307), .int(15), .int(53), t.float(Double.ulpOfOne), .int(2), .int(1),
        ]))
    m.set("float_repr_style", text(m, "short"))
    let int = try StructSequence.makeType(
      t, "sys.int_info", doc: "Representation of ints.",
      fields: ["bits_per_digit", "sizeof_digit", "default_max_str_digits", "str_digits_check_threshold"], visible: 4, canMake: false)
    m.set("int_info", try StructSequence.make(t, int, [.int(64), .int(8), .int(4300), .int(640)]))
    let hash = try StructSequence.makeType(
      t, "sys.hash_info", doc: "Parameters of hashes.",
      fields: ["width", "modulus", "inf", "nan", "imag", "algorithm", "hash_bits", "seed_bits", "cutoff"], visible: 9, canMake: false)
    m.set(
      "hash_info",
      try StructSequence.make(
        t, hash,
        [.int(64), t.int((1 << 61) - 1), .int(314159), .int(0), .int(1_000_003), text(m, "wyhash"), .int(64), .int(128), .int(0)]))
    let thread = try StructSequence.makeType(
      t, "sys.thread_info", doc: "How threads are made.", fields: ["name", "lock", "version"], visible: 3, canMake: false)
    m.set("thread_info", try StructSequence.make(t, thread, [text(m, "pthread"), text(m, "mutex+cond"), .none]))
  }

  /// Paths: what the driver and the importer begin with.
  private static func definePlaces(_ m: ModuleBuilder) throws(Raised) {
    let t = m.thread
    m.set("executable", try OSText.decode(t, Places.executable).value)
    m.set("_base_executable", try OSText.decode(t, Places.executable).value)
    for name in ["prefix", "exec_prefix", "base_prefix", "base_exec_prefix"] {
      m.module.dict.set(t, Str.intern(t, name), text(m, "/usr"))
    }
    m.set("_stdlib_dir", try Places.library.map { (p) throws(Raised) in try OSText.decode(t, p).value } ?? .none)
    let path = try List.make(t)
    for p in Places.searchPath { try path.append(t, try OSText.decode(t, p).value) }
    m.set("path", path.value)
    let argv = try List.make(t)
    try argv.append(t, machine.pointee.emptyString)
    m.set("argv", argv.value)
    m.set("orig_argv", try List.make(t).value)
    let warnings = try List.make(t)
    for w in Options.warnOptions { try warnings.append(t, text(m, w)) }
    m.set("warnoptions", warnings.value)
    let x = Dict.make(t)
    for option in Options.xOptions {
      let parts = option.split(separator: "=", maxSplits: 1)
      guard let key = parts.first else { continue }
      x.set(t, Str.intern(t, String(key)), parts.count > 1 ? text(m, String(parts[1])) : .yes)
    }
    m.set("_xoptions", x.value)
    for id in [TypeID.moduleSpec, .nativeFinder, .pathFinder, .sourceLoader, .namespaceLoader] { _ = try BuiltinTypes.make(t, id) }
    let finders = try List.make(t)
    try finders.append(t, NativeFinder.make(t))
    try finders.append(t, PathFinder.make(t))
    m.set("meta_path", finders.value)
    m.function("path_hook_for_FileFinder(path, /)", "The library's finder for a folder, for those who ask by sys.path_hooks.") {
      native($0, $1, $2, $3) { (t, args) throws(Raised) in try SysModule.finder(t, args[0]) }
    }
    m.function("path_hook_for_zipimporter(path, /)", "The library's importer for an archive.") {
      native($0, $1, $2, $3) { (t, args) throws(Raised) in
        // The module is only needed for files, and for what an archive has inside: most paths are neither.
        var file: String = args[0].isKind(.str) ? try OSText.encode(t, Str(args[0])) : ""
        while !file.isEmpty, access(file, F_OK) != 0, let slash = file.utf8.lastIndex(of: 0x2F) { file = String(file[..<slash]) }
        if !PathFinder.isFile(file) { throw t.raise(.importError, "not a Zip file: \(try t.repr(args[0]).string)") }
        let zipimport = try Importer.module(t, Str.intern(t, "zipimport"))
        return try t.call(try t.getAttribute(zipimport, Str.intern(t, "zipimporter")), args[0])
      }
    }
    let hooks = try List.make(t)
    for name in ["path_hook_for_zipimporter", "path_hook_for_FileFinder"] {
      let hookName = Str.intern(t, name)
      try hooks.append(t, m.module.dict.get(hookName))
      _ = try m.module.dict.remove(t, hookName.value)
    }
    m.set("path_hooks", hooks.value)
    m.set("path_importer_cache", Dict.make(t).value)
    m.set("modules", machine.pointee.modules)
  }

  private static func finder(_ t: Thread, _ path: Value) throws(Raised) -> Value {
    guard path.isKind(.str), let folder = try? OSText.encode(t, Str(path)), PathFinder.isFolder(folder.isEmpty ? "." : folder) else {
      throw t.raise(.importError, "only directories are supported")
    }
    let machinery = try Importer.module(t, Str.intern(t, "importlib.machinery"))
    func get(_ name: StaticString) throws(Raised) -> Value { try t.getAttribute(machinery, Str.intern(t, name)) }
    let details = Tuple.pair(t, try get("SourceFileLoader"), try get("SOURCE_SUFFIXES"))
    return try t.call(try get("FileFinder"), path, details)
  }

  private static func defineState(_ m: ModuleBuilder) throws(Raised) {
    m.function("getdefaultencoding()", "'utf-8'") { native($0, $1, $2, $3) { (t, args) throws(Raised) in Str.make(t, "utf-8").value } }
    m.function("getfilesystemencoding()", "'utf-8'") { native($0, $1, $2, $3) { (t, args) throws(Raised) in Str.make(t, "utf-8").value } }
    m.function("getfilesystemencodeerrors()", "'surrogateescape'") {
      native($0, $1, $2, $3) { (t, args) throws(Raised) in Str.make(t, "surrogateescape").value }
    }
    m.function("intern(string, /)", "The one interned str with this text.") {
      native($0, $1, $2, $3) { (t, args) throws(Raised) in
        guard args[0].isKind(.str) else {
          throw t.raise(.typeError, "intern() argument must be str, not \(args[0].type.displayName)")
        }
        guard args[0].isExactly(.str) else { throw t.raise(.typeError, "can't intern \(args[0].type.displayName)") }
        return Str.intern(Str(args[0])).value
      }
    }
    m.function("exit(status=None, /)", "Raises SystemExit(status).") {
      native($0, $1, $2, $3) { (t, args) throws(Raised) in
        // As when an exception is made from its argument: a tuple is the arguments, None is none.
        let status = args[0]
        if status.isEmpty || status.isNone { throw t.raise(.systemExit) }
        if status.isKind(.tuple) { throw t.raise(try t.call(Type[.systemExit].value, tuple: status, kwargs: .empty)) }
        throw t.raise(.systemExit, arguments: status)
      }
    }
    m.function("getrecursionlimit()", "How deep calls may nest.") {
      native($0, $1, $2, $3) { (t, args) throws(Raised) in .int(t.state.pointee.recursionLimit) }
    }
    m.function("setrecursionlimit(limit, /)", "Sets how deep calls may nest.") {
      native($0, $1, $2, $3) { (t, args) throws(Raised) in
        let limit = try t.indexInt(args[0], overflow: .overflowError)
        if limit < 1 { throw t.raise(.valueError, "recursion limit must be greater or equal than 1") }
        try t.setRecursionLimit(limit)
        return .none
      }
    }
    m.function("exc_info()", "Class, exception and traceback that are being handled.") {
      native($0, $1, $2, $3) { (t, args) throws(Raised) in
        let e = t.state.pointee.handled
        if !e.isObject { return try Tuple.make(t, [.none, .none, .none]).value }
        return try Tuple.make(t, [e.type.value, e, Exception(e).fields.pointee.traceback]).value
      }
    }
    m.function("exception()", "The exception that is being handled, or None.") {
      native($0, $1, $2, $3) { (t, args) throws(Raised) in t.state.pointee.handled.isObject ? t.state.pointee.handled : .none }
    }
    m.function("getrefcount(object, /)", "A constant: objects are not counted here, a collector finds the dead ones.") {
      native($0, $1, $2, $3) { (t, args) throws(Raised) in .int(1) }
    }
    m.function("getswitchinterval()", "Seconds after which another thread may run.") {
      native($0, $1, $2, $3) { (t, args) throws(Raised) in t.float(InterpreterLock.switchInterval) }
    }
    m.function("setswitchinterval(interval, /)", "Sets after how many seconds another thread may run.") {
      native($0, $1, $2, $3) { (t, args) throws(Raised) in
        let seconds = try t.double(args[0])
        if !(seconds > 0) { throw t.raise(.valueError, "switch interval must be strictly positive") }
        InterpreterLock.switchInterval = min(seconds, 3600)
        return .none
      }
    }
    m.function("is_finalizing()", "Whether the interpreter is shutting down.") {
      native($0, $1, $2, $3) { (t, args) throws(Raised) in .bool(machine.pointee.isFinalizing) }
    }
    m.function("getsizeof(*args, default=None)", "Size of an object in bytes.") {
      native($0, $1, $2, $3) { (t, args) throws(Raised) in
        if args.count == 0 { throw t.raise(.typeError, "getsizeof() missing required argument 'object' (pos 1)") }
        let fallback = args.count > 1 ? args[1] : args.keyword(0)
        let method = try t.lookupSpecial(args[0], .__sizeof__)
        if method.isEmpty {
          if !fallback.isEmpty { return fallback }
          throw t.raise(.typeError, "Type \(args[0].type.displayName) doesn't define __sizeof__")
        }
        let size = try t.call(method)
        guard size.isInt else { throw t.raise(.typeError, "'\(size.type.displayName)' object cannot be interpreted as an integer") }
        if size.asInt < 0 { throw t.raise(.valueError, "__sizeof__() should return >= 0") }
        return size
      }
    }
    m.function("getallocatedblocks()", "How many objects there are.") {
      native($0, $1, $2, $3) { (t, args) throws(Raised) in t.int(Heap.objectCount) }
    }
    m.function("_clear_type_cache()", "Forgets cached look-ups of attributes.") {
      native($0, $1, $2, $3) { (t, args) throws(Raised) in
        machine.pointee.nextTypeVersion &+= 1
        return .none
      }
    }
    m.function("get_int_max_str_digits()", "Limit of int <-> str conversions.") {
      native($0, $1, $2, $3) { (t, args) throws(Raised) in .int(Int.maximumDigits) }
    }
    m.function("set_int_max_str_digits(maxdigits)", "Sets the limit of int <-> str conversions; 0: none.") {
      native($0, $1, $2, $3) { (t, args) throws(Raised) in
        let limit = try t.indexInt(args[0], overflow: .overflowError)
        if limit != 0 && limit < 640 { throw t.raise(.valueError, "maxdigits must be 0 or larger than 640") }
        Int.maximumDigits = limit
        return .none
      }
    }
  }
}
