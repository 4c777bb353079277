// The import system (Language Reference, chapter 5): what `import a.b` does, from sys.modules to the last submodule.
//
//  1. sys.modules has the name: done (waiting for a module that another thread is initialising is the lock's matter).
//  2. Otherwise the parent package is imported, and its `__path__` is where to look (sys.path for a top-level name).
//  3. sys.meta_path is asked in order. Our own two finders stand there first and answer in native code: the modules that are
//     written in Swift (NativeModules), then files and packages on the path (PathFinder). A finder that the program put there is
//     asked through `find_spec`, and what it finds is loaded by the protocol of PEP 451.
//  4. The module is put into sys.modules before its body runs, so that circular imports see it, and taken out if the body raises.
//
// The library's own importlib is not needed for any of this; when a program imports it, it works on the same sys.modules,
// sys.meta_path, specs and loaders, because ours have the attributes and methods of its classes.
//
// Markers: import__find__load__start and …__done around steps 2 to 4.

import CProbes
import Glibc

enum Importer {
  /// `__import__(name, globals, None, fromList, level)`
  static func importName(
    _ thread: Thread, _ name: Value, globals: Value, fromList: Value, level: Int
  ) throws(Raised) -> Value {
    guard name.isKind(.str) else { throw thread.raise(.typeError, "module name must be a string") }
    if level < 0 { throw thread.raise(.valueError, "level must be >= 0") }
    var absolute = Str.intern(try thread.exactStr(name))
    if level > 0 {
      absolute = try resolve(thread, absolute, globals: globals, level: level)
    } else if absolute.length == 0 {
      throw thread.raise(.valueError, "Empty module name")
    }
    let found = try module(thread, absolute)
    let wantsNames = fromList.isNone ? false : try thread.truth(fromList)
    if wantsNames {
      let path = try thread.getAttributeOrEmpty(found, Name.__path__.str)
      if !path.isEmpty { try importNames(thread, found, fromList, recursive: false) }
      return found
    }
    // `import a.b.c` binds a; `from . import x` without names has none to bind.
    if level == 0 {
      guard let dot = firstDot(absolute) else { return found }
      return try module(thread, try prefix(thread, absolute, dot))
    }
    if Str(name).length == 0 { return found }
    guard let dot = firstDot(try thread.exactStr(name)) else { return found }
    let cut = Str(name).length - dot
    let parent = try prefix(thread, absolute, absolute.length - cut)
    let loaded = Dict(machine.pointee.modules).get(parent)
    if loaded.isEmpty {
      throw thread.raise(.keyError, "\(try thread.repr(parent.value).string) not in sys.modules as expected")
    }
    return loaded
  }

  /// The module `name` (absolute, dotted), imported if need be.
  static func module(_ thread: Thread, _ name: Str) throws(Raised) -> Value {
    let name = Str.intern(name)
    let loaded = try modules(thread).get(thread, name.value)
    if !loaded.isEmpty, !loaded.isNone { return loaded }
    if loaded.isNone {
      throw thread.raiseImportError("import of \(name.string) halted; None in sys.modules", type: .moduleNotFoundError, name: name.value)
    }
    let traced =
      minipy_probe_import_find_load_start_enabled() || minipy_probe_import_find_load_done_enabled() || minipy_probe_import_loaded_enabled()
    let began: Int = _slowPath(traced) ? monotonicNanoseconds() : 0
    if _slowPath(traced) { fireStart(name) }
    do throws(Raised) {
      let module = try findAndLoad(thread, name)
      if _slowPath(traced) {
        fireDone(name, true)
        if minipy_probe_import_loaded_enabled() { fireLoaded(thread, name, module, monotonicNanoseconds() &- began) }
      }
      return module
    } catch {
      if _slowPath(traced) { fireDone(name, false) }
      throw error
    }
  }

  static func modules(_ thread: Thread) throws(Raised) -> Dict {
    let modules = machine.pointee.modules
    if modules.isKind(.dict) { return Dict(modules) }
    throw thread.raise(.runtimeError, "unable to get sys.modules")
  }

  @inline(never) private static func fireStart(_ name: Str) {
    if minipy_probe_import_find_load_start_enabled() {
      name.withCString { minipy_probe_import_find_load_start($0) }
    }
  }
  @inline(never) private static func fireDone(_ name: Str, _ found: Bool) {
    if minipy_probe_import_find_load_done_enabled() {
      name.withCString { minipy_probe_import_find_load_done($0, found ? 1 : 0) }
    }
  }

  /// `path` is the module's `__file__`; NULL for one that is written in Swift.
  @inline(never) private static func fireLoaded(_ thread: Thread, _ name: Str, _ module: Value, _ nanoseconds: Int) {
    let file = module.isKind(.module) ? Module(module).dict.get(Str.intern(thread, "__file__")) : .empty
    MarkerText.with(name.value) { name in MarkerText.with(file) { minipy_probe_import_loaded(name, $0, nanoseconds) } }
  }
  private static func monotonicNanoseconds() -> Int {
    var now = timespec()
    clock_gettime(CLOCK_MONOTONIC, &now)
    return now.tv_sec &* 1_000_000_000 &+ now.tv_nsec
  }

  // MARK: Names

  private static func firstDot(_ s: Str) -> Int? {
    for i in 0..<s.length where s[i] == 0x2E { return i }
    return nil
  }
  static func lastDot(_ s: Str) -> Int? {
    var i = s.length - 1
    while i >= 0 {
      if s[i] == 0x2E { return i }
      i -= 1
    }
    return nil
  }
  static func prefix(_ thread: Thread, _ s: Str, _ count: Int) throws(Raised) -> Str {
    try part(thread, s, 0, count)
  }
  static func part(_ thread: Thread, _ s: Str, _ from: Int, _ to: Int) throws(Raised) -> Str {
    var points: [UInt32] = []
    for i in from..<max(from, to) { points.append(s[i]) }
    return Str.intern(try Str.copy(thread, codePoints: points))
  }

  /// The package that a relative import starts from, `level` dots up, with `name` behind it (Language Reference 5.7).
  private static func resolve(_ thread: Thread, _ name: Str, globals: Value, level: Int) throws(Raised) -> Str {
    guard globals.isKind(.dict) else { throw thread.raise(.keyError, "'__name__' not in globals") }
    let package = try packageName(thread, Dict(globals))
    if package.length == 0 {
      throw thread.raise(.importError, "attempted relative import with no known parent package")
    }
    var end = package.length
    var up = 1
    while up < level {
      guard let dot = lastDot(try prefix(thread, package, end)) else {
        throw thread.raise(.importError, "attempted relative import beyond top-level package")
      }
      end = dot
      up += 1
    }
    let base = try prefix(thread, package, end)
    if name.length == 0 { return base }
    return Str.intern(thread, base.string + "." + name.string)
  }

  private static func packageName(_ thread: Thread, _ globals: Dict) throws(Raised) -> Str {
    let package = globals.get(Name.__package__)
    let spec = globals.get(Name.__spec__)
    if !package.isEmpty, !package.isNone {
      guard package.isKind(.str) else { throw thread.raise(.typeError, "package must be a string") }
      return Str(package)
    }
    if !spec.isEmpty, !spec.isNone {
      let parent = try thread.getAttribute(spec, Str.intern(thread, "parent"))
      guard parent.isKind(.str) else { throw thread.raise(.typeError, "__spec__.parent must be a string") }
      return Str(parent)
    }
    try thread.warn(
      .importWarning, "can't resolve package from __spec__ or __package__, falling back on __name__ and __path__", stackLevel: 1)
    let name = globals.get(Name.__name__)
    if name.isEmpty { throw thread.raise(.keyError, "'__name__' not in globals") }
    guard name.isKind(.str) else { throw thread.raise(.typeError, "__name__ must be a string") }
    if !globals.get(Name.__path__).isEmpty { return Str(name) }
    guard let dot = lastDot(Str(name)) else { return Str(machine.pointee.emptyString) }
    return try prefix(thread, Str(name), dot)
  }

  /// `from package import a, b`: those that are no attributes yet are imported as submodules.
  private static func importNames(_ thread: Thread, _ package: Value, _ names: Value, recursive: Bool) throws(Raised) {
    let packageName = try thread.getAttribute(package, Name.__name__)
    try thread.forEach(names) { (item) throws(Raised) in
      guard item.isKind(.str) else {
        let place = recursive ? "\(try thread.str(packageName).string).__all__" : "``from list''"
        throw thread.raise(.typeError, "Item in \(place) must be str, not \(item.type.displayName)")
      }
      let name = Str.intern(try thread.exactStr(item))
      if name.equals("*") {
        if !recursive {
          let all = try thread.getAttributeOrEmpty(package, Name.__all__.str)
          if !all.isEmpty { try importNames(thread, package, all, recursive: true) }
        }
        return true
      }
      if !(try thread.getAttributeOrEmpty(package, name)).isEmpty { return true }
      let full = Str.intern(thread, try thread.str(packageName).string + "." + name.string)
      do throws(Raised) { _ = try module(thread, full) } catch {
        let modules = try modules(thread)
        // A name that is no submodule is for `importFrom` to report; an import that fails inside of the submodule is not.
        guard thread.isRaising(.moduleNotFoundError) else { throw error }
        let missing = Exception(thread.state.pointee.raised).extra(1).pointee
        guard missing.isKind(.str), Str.equal(Str(missing), full),
          try modules.get(thread, full.value).isNone == false
        else { throw error }
        _ = thread.takeRaised()
      }
      return true
    }
  }

  // MARK: Finding and loading

  private static func findAndLoad(_ thread: Thread, _ name: Str) throws(Raised) -> Value {
    try thread.checkNativeStack()
    var path = Value.none
    var parent = Value.empty
    if let dot = lastDot(name), dot > 0 {
      let parentName = try prefix(thread, name, dot)
      parent = try module(thread, parentName)
      // The parent's body may have imported us.
      let loaded = try modules(thread).get(thread, name.value)
      if !loaded.isEmpty { return loaded }
      path = try thread.getAttributeOrEmpty(parent, Name.__path__.str)
      if path.isEmpty {
        throw thread.raiseImportError("No module named \(try thread.repr(name.value).string); \(try thread.repr(parentName.value).string) is not a package", type: .moduleNotFoundError, name: name.value)
      }
    }
    if Audit.isWanted {
      let sys = Module(machine.pointee.sys).dict
      func attribute(_ n: Name) -> Value { sys.get(n).orNil ?? .none }
      try thread.audit(
        "import", name.value, .none, sys.get(Name.path).orNil ?? .none, attribute(.meta_path), attribute(.path_hooks))
    }
    guard let module = try find(thread, name, path: path) else {
      throw thread.raiseImportError("No module named \(try thread.repr(name.value).string)", type: .moduleNotFoundError, name: name.value)
    }
    if !parent.isEmpty, let dot = lastDot(name) {
      let short = try part(thread, name, dot + 1, name.length)
      _ = try thread.ignoring(.attributeError) { () throws(Raised) in try thread.setAttribute(parent, short, module) }
    }
    return module
  }

  /// Asks the finders in order; nil when none knows the module.
  private static func find(_ thread: Thread, _ name: Str, path: Value) throws(Raised) -> Value? {
    let finders = Module(machine.pointee.sys).dict.get(Name.meta_path)
    if finders.isEmpty || finders.isNone {
      throw thread.raise(.importError, "sys.meta_path is None, Python is likely shutting down")
    }
    guard finders.isKind(.list) else {
      if let module = try NativeFinder.load(thread, name) { return module }
      return try PathFinder.load(thread, name, path: path)
    }
    var i = 0
    while i < List(finders).count {
      let finder = List(finders)[i]
      i += 1
      if finder.isExactly(.nativeFinder) {
        if let module = try NativeFinder.load(thread, name) { return module }
      } else if finder.isExactly(.pathFinder) {
        if let module = try PathFinder.load(thread, name, path: path) { return module }
      } else {
        let findSpec = try thread.getAttributeOrEmpty(finder, Str.intern(thread, "find_spec"))
        if findSpec.isEmpty { continue }
        let spec = try thread.call(findSpec, name.value, path, .none)
        if !spec.isNone { return try Specs.load(thread, spec, name) }
      }
    }
    return nil
  }
}
