// The finder of files: `PathFinder` of the library, one object. For each folder of the path, in order:
//   folder/name/__init__.py   a package
//   folder/name.py            a module
//   folder/name.pyc           a module without its source
//   folder/name/              a portion of a namespace package (PEP 420), if nothing else is found anywhere
// Entries that are no folders (zip files …) are given to sys.path_hooks.

import Glibc

enum PathFinder {
  static let object = Root()

  /// What was found for a name.
  struct Found {
    var file: String
    var isPackage: Bool
    var folder: String
  }
  enum Result {
    case source(Found)
    case namespace([String])
    case spec(Value)
  }

  static func define(_ type: TypeBuilder) {
    type.doc("Finds modules and packages on sys.path and on the path of packages.")
    type.record(1)
    type.method("find_spec(fullname, path=None, target=None)", "The spec of a module on the path, or None.") {
      native($0, $1, $2, $3) { (thread, args) throws(Raised) in
        guard args[1].isKind(.str) else { throw thread.raise(.typeError, "expected str, not \(args[1].type.displayName)") }
        let name = Str.intern(try thread.exactStr(args[1]))
        guard let result = try PathFinder.find(thread, name, path: args[2].isEmpty ? .none : args[2]) else { return .none }
        return try PathFinder.spec(thread, name, result)
      }
    }
    type.method("invalidate_caches()", "Nothing: there is no cache of folders.") {
      native($0, $1, $2, $3) { (thread, args) throws(Raised) in .none }
    }
    type.method("find_distributions(*args, **kwargs)", "Installed distributions, as importlib.metadata finds them.") {
      native($0, $1, $2, $3) { (thread, args) throws(Raised) in
        let metadata = try Importer.module(thread, Str.intern(thread, "importlib.metadata"))
        let finder = try thread.getAttribute(metadata, Str.intern(thread, "MetadataPathFinder"))
        let method = try thread.getAttribute(finder, Str.intern(thread, "find_distributions"))
        return try thread.call(method, tuple: Tuple.make(thread, args.base + 1, count: args.count - 1).value, kwargs: args.keyword(0))
      }
    }
    type.slots.pointee.repr = {
      unary($0, $1) { (thread, v) throws(Raised) in
        Str.make(thread, "<class '_frozen_importlib_external.PathFinder'>").value
      }
    }
  }

  static func make(_ thread: Thread) -> Value {
    let p = thread.allocate(16, .record, TypeID.pathFinder)
    p.at(8, as: Value.self).pointee = .none
    object.value = Value(p)
    return object.value
  }

  /// Finds, makes and runs the module; nil when the path does not have it.
  static func load(_ thread: Thread, _ name: Str, path: Value) throws(Raised) -> Value? {
    guard let result = try find(thread, name, path: path) else { return nil }
    let spec = try spec(thread, name, result)
    guard case .source(let found) = result, spec.isExactly(.moduleSpec) else { return try Specs.load(thread, spec, name) }
    let module = Specs.module(thread, Spec(spec))
    let modules = try Importer.modules(thread)
    try modules.set(thread, name.value, module.value)
    Spec(spec).fields.pointee.initializing = .yes
    do throws(Raised) {
      try SourceLoader.execute(thread, module.value, file: found.file)
      Spec(spec).fields.pointee.initializing = .no
    } catch {
      let e = thread.takeRaised()
      Spec(spec).fields.pointee.initializing = .no
      _ = try? modules.remove(thread, name.value)
      throw thread.reraise(e)
    }
    // The body may have replaced the module.
    let final = try modules.get(thread, name.value)
    if final.isEmpty { throw thread.raise(.keyError, arguments: name.value) }
    return final
  }

  private static func spec(_ thread: Thread, _ name: Str, _ result: Result) throws(Raised) -> Value {
    switch result {
    case .spec(let v): return v
    case .source(let found):
      let file = try OSText.decode(thread, found.file)
      var locations = Value.none
      if found.isPackage {
        let list = try List.make(thread)
        try list.append(thread, try OSText.decode(thread, found.folder).value)
        locations = list.value
      }
      let loader = SourceLoader.make(thread, name, file)
      let spec = Spec.make(thread, name, loader: loader, origin: file.value, searchLocations: locations, hasLocation: true)
      if let cached = BytecodeCache.path(thread, source: found.file) {
        let text = try OSText.decode(thread, cached)
        spec.barrier()
        spec.fields.pointee.cached = text.value
      }
      return spec.value
    case .namespace(let folders):
      let list = try List.make(thread)
      for folder in folders { try list.append(thread, try OSText.decode(thread, folder).value) }
      return Spec.make(
        thread, name, loader: NamespaceLoader.make(thread), origin: .none, searchLocations: list.value, hasLocation: false
      ).value
    }
  }

  static func find(_ thread: Thread, _ name: Str, path: Value) throws(Raised) -> Result? {
    let sys = Module(machine.pointee.sys).dict
    let entries = path.isNone ? sys.get(Name.path) : path
    if entries.isEmpty || entries.isNone { return nil }
    var short = name.string
    if let dot = Importer.lastDot(name) { short = try Importer.part(thread, name, dot + 1, name.length).string }
    // A name with a slash or a null names no file of this folder.
    if short.isEmpty || short.utf8.contains(0x2F) || short.utf8.contains(0) { return nil }
    var portions: [String] = []
    var result: Result? = nil
    try thread.forEach(entries) { (entry) throws(Raised) in
      guard entry.isKind(.str) || entry.isKind(.byteString) else { return true }
      guard entry.isKind(.str), var folder = try? OSText.encode(thread, Str(entry)) else { return true }
      if folder.isEmpty { folder = "." }
      if !isFolder(folder) {
        guard let spec = try hooked(thread, entry, name) else { return true }
        if try thread.getAttribute(spec, Str.intern(thread, "loader")).isNone {
          // Nothing to run: a portion of a namespace package.
          let locations = try thread.getAttribute(spec, Str.intern(thread, "submodule_search_locations"))
          if locations.isKind(.list) {
            for i in 0..<List(locations).count where List(locations)[i].isKind(.str) { portions.append(try OSText.encode(thread, Str(List(locations)[i]))) }
          }
          return true
        }
        result = .spec(spec)
        return false
      }
      if folder == "." { folder = currentFolder() } else if !folder.hasPrefix("/") { folder = currentFolder() + "/" + folder }
      let base = folder.hasSuffix("/") ? folder + short : folder + "/" + short
      if isFolder(base) {
        let initFile = base + "/__init__.py"
        if isFile(initFile) {
          result = .source(Found(file: initFile, isPackage: true, folder: base))
          return false
        }
        if isFile(base + ".py") {
          result = .source(Found(file: base + ".py", isPackage: false, folder: folder))
          return false
        }
        portions.append(base)
      } else if isFile(base + ".py") {
        result = .source(Found(file: base + ".py", isPackage: false, folder: folder))
        return false
      } else if isFile(base + ".pyc") {
        result = .spec(try compiled(thread, name, base + ".pyc"))
        return false
      }
      return true
    }
    if result == nil, !portions.isEmpty { result = .namespace(portions) }
    return result
  }

  /// A module whose source is not there: the library's own loader does it.
  private static func compiled(_ thread: Thread, _ name: Str, _ file: String) throws(Raised) -> Value {
    let util = try Importer.module(thread, Str.intern(thread, "importlib.util"))
    let make = try thread.getAttribute(util, Str.intern(thread, "spec_from_file_location"))
    return try thread.call(make, name.value, try OSText.decode(thread, file).value)
  }

  /// A path entry that is no folder: the first of sys.path_hooks that takes it (remembered in sys.path_importer_cache).
  private static func hooked(_ thread: Thread, _ entry: Value, _ name: Str) throws(Raised) -> Value? {
    let sys = Module(machine.pointee.sys).dict
    let cache = sys.get(Str.intern(thread, "path_importer_cache"))
    var finder: Value = .empty
    if cache.isKind(.dict) { finder = try Dict(cache).get(thread, entry) }
    if finder.isEmpty {
      finder = .none
      // A hook may import what it needs, for which this entry has nothing.
      if cache.isKind(.dict) { try Dict(cache).set(thread, entry, .none) }
      let hooks = sys.get(Name.path_hooks)
      if hooks.isKind(.list) {
        var i = 0
        while i < List(hooks).count, finder.isNone {
          let hook = List(hooks)[i]
          i += 1
          finder = try thread.ignoring(.importError) { () throws(Raised) in try thread.call(hook, entry) } ?? .none
        }
      }
      if cache.isKind(.dict) { try Dict(cache).set(thread, entry, finder) }
    }
    if finder.isNone { return nil }
    let spec = try thread.callMethod(finder, Str.intern(thread, "find_spec"), [name.value])
    return spec.isNone ? nil : spec
  }

  static func isFolder(_ path: String) -> Bool { mode(path) & S_IFMT == S_IFDIR }
  static func isFile(_ path: String) -> Bool { mode(path) & S_IFMT == S_IFREG }
  private static func mode(_ path: String) -> mode_t {
    var s = stat()
    return stat(path, &s) == 0 ? s.st_mode : 0
  }
  static func currentFolder() -> String {
    guard let p = getcwd(nil, 0) else { return "." }
    defer { free(p) }
    return String(cString: p)
  }
}
