// The finder and loader of modules that are written in Swift: `BuiltinImporter` of the library, one object.

enum NativeFinder {
  static let object = Root()

  static func define(_ type: TypeBuilder) {
    type.doc("Finds and loads the modules that are part of the interpreter.")
    type.record(1)
    type.method("find_spec(fullname, path=None, target=None)", "The spec of a native module, or None.") {
      native($0, $1, $2, $3) { (thread, args) throws(Raised) in
        guard args[1].isKind(.str), NativeModules.define(named: Str(args[1])) != nil else { return .none }
        return NativeFinder.spec(thread, Str(args[1])).value
      }
    }
    type.method("create_module(spec)", "The module of a spec, filled.") {
      native($0, $1, $2, $3) { (thread, args) throws(Raised) in
        let name = try thread.getAttribute(args[1], Name.name)
        guard name.isKind(.str), let module = try NativeFinder.load(thread, Str.intern(Str(name))) else {
          throw thread.raiseImportError("\(try thread.repr(name).string) is not a built-in module", name: name)
        }
        return module
      }
    }
    type.method("exec_module(module)", "Nothing: create_module has filled it.") {
      native($0, $1, $2, $3) { (thread, args) throws(Raised) in .none }
    }
    type.method("is_package(fullname)", "False.") { native($0, $1, $2, $3) { (thread, args) throws(Raised) in .no } }
    type.method("get_code(fullname)", "None.") { native($0, $1, $2, $3) { (thread, args) throws(Raised) in .none } }
    type.method("get_source(fullname)", "None.") { native($0, $1, $2, $3) { (thread, args) throws(Raised) in .none } }
    type.slots.pointee.repr = {
      unary($0, $1) { (thread, v) throws(Raised) in
        Str.make(thread, "<class '_frozen_importlib.BuiltinImporter'>").value
      }
    }
  }

  static func make(_ thread: Thread) -> Value {
    let p = thread.allocate(16, .record, TypeID.nativeFinder)
    p.at(8, as: Value.self).pointee = .none
    object.value = Value(p)
    return object.value
  }

  static func spec(_ thread: Thread, _ name: Str) -> Spec {
    Spec.make(
      thread, name, loader: object.value, origin: Str.intern(thread, "built-in").value, searchLocations: .none, hasLocation: false)
  }

  /// Makes the module and puts it into sys.modules; nil when no native module has the name.
  static func load(_ thread: Thread, _ name: Str) throws(Raised) -> Value? {
    guard let define = NativeModules.define(named: name) else { return nil }
    let module = Specs.module(thread, spec(thread, name))
    let modules = try Importer.modules(thread)
    try modules.set(thread, name.value, module.value)
    do throws(Raised) { try define(ModuleBuilder(thread, module)) } catch {
      let e = thread.takeRaised()
      _ = try? modules.remove(thread, name.value)
      throw thread.reraise(e)
    }
    // The definition may have put another object in its place.
    let final = try modules.get(thread, name.value)
    return final.isEmpty ? module.value : final
  }
}
