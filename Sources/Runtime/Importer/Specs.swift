// Module specs and the loading protocol (PEP 451).

/// `ModuleSpec`: what a finder knows of a module, with the attributes of the library's class.
struct SpecFields: BitwiseCopyable {
  var header: Header
  var name: Value
  var loader: Value
  var origin: Value
  /// list or none
  var searchLocations: Value
  var loaderState: Value
  var cached: Value
  /// True: `origin` is a place that loaders can read from.
  var hasLocation: Value
  var initializing: Value
  /// list: names of submodules that are being imported
  var uninitializedSubmodules: Value
}

struct Spec: Handle {
  let fields: UnsafeMutablePointer<SpecFields>
  init(fields: UnsafeMutablePointer<SpecFields>) { self.fields = fields }

  static func make(_ thread: Thread, _ name: Str, loader: Value, origin: Value, searchLocations: Value, hasLocation: Bool) -> Spec {
    let s = Spec(thread.allocate(MemoryLayout<SpecFields>.size, .record, TypeID.moduleSpec))
    s.fields.pointee.name = name.value
    s.fields.pointee.loader = loader
    s.fields.pointee.origin = origin
    s.fields.pointee.searchLocations = searchLocations
    s.fields.pointee.loaderState = .none
    s.fields.pointee.cached = .none
    s.fields.pointee.hasLocation = .bool(hasLocation)
    s.fields.pointee.initializing = .no
    s.fields.pointee.uninitializedSubmodules = .none
    if let list = try? List.make(thread) {
      s.barrier()
      s.fields.pointee.uninitializedSubmodules = list.value
    }
    return s
  }

  static func define(_ type: TypeBuilder) {
    type.doc("The specification of a module: see the library's importlib.machinery.ModuleSpec.")
    type.record(9)
    let fields: [(StaticString, Int)] = [
      ("name", 8), ("loader", 16), ("origin", 24), ("submodule_search_locations", 32), ("loader_state", 40), ("cached", 48),
      ("has_location", 56), ("_initializing", 64),
    ]
    for (name, offset) in fields { type.member(name, "spec attribute", offset: offset, writable: true) }
    type.attribute("_set_fileattr", .no)
    type.member("_uninitialized_submodules", "spec attribute", offset: 72, writable: true)
    type.property(
      "parent", "The name of the package that a relative import in the module starts from.",
      { t, a in
        unary(t, a) { (thread, v) throws(Raised) in
          let spec = Spec(v)
          guard spec.fields.pointee.searchLocations.isNone else { return spec.fields.pointee.name }
          guard spec.fields.pointee.name.isKind(.str) else { return machine.pointee.emptyString }
          let name = Str(spec.fields.pointee.name)
          guard let dot = Importer.lastDot(name) else { return machine.pointee.emptyString }
          return try Importer.prefix(thread, name, dot).value
        }
      })
    type.slots.pointee.repr = {
      unary($0, $1) { (thread, v) throws(Raised) in
        let s = Spec(v).fields.pointee
        var text = "ModuleSpec(name=\(try thread.repr(s.name).string), loader=\(try thread.repr(s.loader).string)"
        if !s.origin.isNone { text += ", origin=\(try thread.repr(s.origin).string)" }
        if !s.searchLocations.isNone {
          text += ", submodule_search_locations=\(try thread.repr(s.searchLocations).string)"
        }
        return Str.make(thread, text + ")").value
      }
    }
  }
}

enum Specs {
  /// A new module with the attributes that its spec gives it.
  static func module(_ thread: Thread, _ spec: Spec) -> Module {
    let module = Module.make(thread, Str(spec.fields.pointee.name))
    set(thread, module.dict, spec)
    return module
  }
  private static func set(_ thread: Thread, _ dict: Dict, _ spec: Spec) {
    let s = spec.fields.pointee
    dict.set(thread, Name.__loader__.str, s.loader)
    dict.set(thread, Name.__spec__.str, spec.value)
    let name = Str(s.name)
    var package = s.name
    if s.searchLocations.isNone {
      package = machine.pointee.emptyString
      if let dot = Importer.lastDot(name), let p = try? Importer.prefix(thread, name, dot) { package = p.value }
    } else {
      dict.set(thread, Name.__path__.str, s.searchLocations)
    }
    dict.set(thread, Name.__package__.str, package)
    if s.hasLocation.isTrue {
      dict.set(thread, Name.__file__.str, s.origin)
      if !s.cached.isNone { dict.set(thread, Name.__cached__.str, s.cached) }
    }
  }

  /// Loads what a finder of the program found: create_module, sys.modules, exec_module.
  static func load(_ thread: Thread, _ spec: Value, _ name: Str) throws(Raised) -> Value {
    func attribute(_ text: StaticString) throws(Raised) -> Value {
      try thread.getAttributeOrEmpty(spec, Str.intern(thread, text)).orNil ?? .none
    }
    let loader = try attribute("loader")
    let locations = try attribute("submodule_search_locations")
    var module = Value.none
    if !loader.isNone {
      let create = try thread.getAttributeOrEmpty(loader, Str.intern(thread, "create_module"))
      if !create.isEmpty { module = try thread.call(create, spec) }
    }
    if module.isNone { module = Module.make(thread, name).value }
    func set(_ n: Name, _ v: Value) throws(Raised) {
      _ = try thread.ignoring(.attributeError) { () throws(Raised) in try thread.setAttribute(module, n.str, v) }
    }
    try set(.__name__, name.value)
    try set(.__loader__, loader)
    try set(.__package__, try attribute("parent"))
    try set(.__spec__, spec)
    if !locations.isNone {
      try set(.__path__, locations)
      if loader.isNone || loader.isExactly(.namespaceLoader) { try set(.__file__, .none) }
    }
    if try thread.truth(try attribute("has_location")) {
      try set(.__file__, try attribute("origin"))
      let cached = try attribute("cached")
      if !cached.isNone { try set(.__cached__, cached) }
    }
    let modules = try Importer.modules(thread)
    try modules.set(thread, name.value, module)
    if loader.isNone { return module }
    do throws(Raised) {
      let exec = try thread.getAttributeOrEmpty(loader, Str.intern(thread, "exec_module"))
      if exec.isEmpty {
        _ = try thread.callMethod(loader, Str.intern(thread, "load_module"), [name.value])
      } else {
        _ = try thread.call(exec, module)
      }
    } catch {
      let e = thread.takeRaised()
      _ = try? modules.remove(thread, name.value)
      throw thread.reraise(e)
    }
    // The body may have replaced the module.
    let final = try modules.get(thread, name.value)
    if final.isEmpty { throw thread.raise(.importError, "module \(try thread.repr(name.value).string) not in sys.modules") }
    return final
  }
}
