// The module `_imp`: what the library's importlib asks of the interpreter.

enum ImpModule {
  static func define(_ m: ModuleBuilder) throws(Raised) {
    m.doc("The import machinery's door to the interpreter.")
    m.set("check_hash_based_pycs", Str.make(m.thread, "default").value)
    m.function("lock_held()", "Whether the import lock is held: there is none.") { native($0, $1, $2, $3) { (t, args) throws(Raised) in .no } }
    m.function("acquire_lock()", "Nothing.") { native($0, $1, $2, $3) { (t, args) throws(Raised) in .none } }
    m.function("release_lock()", "Nothing.") { native($0, $1, $2, $3) { (t, args) throws(Raised) in .none } }
    m.function("extension_suffixes()", "No modules are loaded from shared objects.") {
      native($0, $1, $2, $3) { (t, args) throws(Raised) in try List.make(t).value }
    }
    m.function("is_builtin(name, /)", "1 for a native module, else 0.") {
      native($0, $1, $2, $3) { (t, args) throws(Raised) in
        guard args[0].isKind(.str) else { throw t.raise(.typeError, "is_builtin() argument must be str, not \(args[0].type.displayName)") }
        return .int(NativeModules.define(named: Str(args[0])) == nil ? 0 : 1)
      }
    }
    m.function("is_frozen(name, /)", "False.") { native($0, $1, $2, $3) { (t, args) throws(Raised) in .no } }
    m.function("is_frozen_package(name, /)", "False.") { native($0, $1, $2, $3) { (t, args) throws(Raised) in .no } }
    m.function("init_frozen(name, /)", "None: there are no frozen modules.") { native($0, $1, $2, $3) { (t, args) throws(Raised) in .none } }
    m.function("find_frozen(name, /, *, withdata=False)", "None.") { native($0, $1, $2, $3) { (t, args) throws(Raised) in .none } }
    m.function("get_frozen_object(name, data=None, /)", "There are no frozen modules.") {
      native($0, $1, $2, $3) { (t, args) throws(Raised) in
        throw t.raiseImportError("No such frozen object named \(try t.str(args[0]).string)", name: args[0])
      }
    }
    m.function("_frozen_module_names()", "An empty list.") { native($0, $1, $2, $3) { (t, args) throws(Raised) in try List.make(t).value } }
    m.function("_override_frozen_modules_for_tests(override, /)", "Nothing.") {
      native($0, $1, $2, $3) { (t, args) throws(Raised) in .none }
    }
    m.function("create_builtin(spec, /)", "The native module of a spec.") {
      native($0, $1, $2, $3) { (t, args) throws(Raised) in
        let name = try t.getAttribute(args[0], Name.name)
        guard name.isKind(.str), let module = try NativeFinder.load(t, Str.intern(Str(name))) else { return .none }
        return module
      }
    }
    m.function("exec_builtin(mod, /)", "Nothing: create_builtin has filled it.") {
      native($0, $1, $2, $3) { (t, args) throws(Raised) in .int(0) }
    }
    m.function("_fix_co_filename(code, path, /)", "Nothing: a compiled module of another name is compiled anew.") {
      native($0, $1, $2, $3) { (t, args) throws(Raised) in .none }
    }
    m.function("source_hash(key, source)", "A hash of source text for hash-based bytecode files.") {
      native($0, $1, $2, $3) { (t, args) throws(Raised) in
        guard args[1].isKind(.byteString) else { throw t.raise(.typeError, "a bytes-like object is required, not '\(args[1].type.displayName)'") }
        // FNV-1a: only this interpreter reads what it writes.
        var h: UInt64 = 0xCBF2_9CE4_8422_2325
        for b in Bytes(args[1]).buffer { h = (h ^ UInt64(b)) &* 0x100_0000_01B3 }
        let out = try Bytes.uninitialized(t, count: 8)
        for i in 0..<8 { out.data[i] = UInt8(truncatingIfNeeded: h >> UInt64(8 * i)) }
        return out.value
      }
    }
  }

  /// Under the names of CPython's frozen importlib, the library's own modules. While importlib itself is imported there is no such module:
  /// then it takes its sources.
  static func defineFrozen(_ m: ModuleBuilder, _ source: StaticString) throws(Raised) {
    let t = m.thread
    let modules = try Importer.modules(t)
    let alias = try t.getAttribute(m.module.value, Name.__name__)
    // The empty module must not be taken for it.
    _ = try modules.remove(t, alias)
    let isStarting = !(try modules.get(t, Str.intern(t, "importlib").value)).isEmpty
    if !isStarting { _ = try Importer.module(t, Str.intern(t, "importlib")) }
    let own = try modules.get(t, Str.intern(t, source).value)
    // Its two modules are complete when the package has taken names from them.
    let package = try modules.get(t, Str.intern(t, "importlib").value)
    let isComplete = package.isKind(.module) && !Module(package).dict.get(Str.intern(t, "_unpack_uint32")).isEmpty
    if own.isEmpty || !isComplete {
      throw t.raiseImportError("No module named \(try t.repr(alias).string)", type: .moduleNotFoundError, name: alias)
    }
    try modules.set(t, alias, own)
  }
}
