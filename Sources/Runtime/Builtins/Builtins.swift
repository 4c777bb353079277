// The module `builtins`: its functions (Library Reference, "Built-in Functions") and the names of the built-in types.

enum Builtins {
  static func define(_ m: ModuleBuilder) throws(Raised) {
    m.doc("Built-in functions, types, exceptions, and other objects.")
    defineObjectFunctions(m)
    defineIterationFunctions(m)
    defineNumberFunctions(m)
    defineCodeFunctions(m)
    defineInputOutput(m)
    defineBuildClass(m)
    defineAsync(m)
    m.set("None", .none)
    m.set("True", .yes)
    m.set("False", .no)
    m.set("NotImplemented", .notImplemented)
    m.set("Ellipsis", .ellipsis)
    m.set("__debug__", .bool(Options.optimize == 0))
    for id in publicTypes { m.set(id) }
    for id in TypeID.allCases where Exceptions.row(id) != nil { m.set(id) }
    if !Options.noSite { try SiteBuiltins.define(m) }
    m.set("EnvironmentError", Type[.osError].value)
    m.set("IOError", Type[.osError].value)
  }

  private static let publicTypes: [TypeID] = [
    .object, .type, .int, .bool, .float, .complex, .str, .bytes, .bytearray, .memoryview, .tuple, .list, .dict, .set, .frozenset,
    .range, .slice, .classmethod, .staticmethod, .property, .superType, .enumerate, .reversed, .zip, .map, .filter,
  ]
}

extension ModuleBuilder {
  /// A built-in type that exists already, under its own name.
  func set(_ id: TypeID) { module.dict.set(thread, Str.intern(Str(Type[id].fields.pointee.name)), Type[id].value) }
}
