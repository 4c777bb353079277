// The modules that are written in Swift: the one list. A row makes `import name` work.

enum NativeModules {
  typealias Define = (ModuleBuilder) throws(Raised) -> Void

  /// Name and what fills the module, or nil. One row a module.
  static func define(named name: String) -> Define? {
    switch name {
    case "builtins": Builtins.define
    case "sys": SysModule.define
    case "_abc": ABCModule.define
    case "itertools": ItertoolsModule.define
    case "_imp": ImpModule.define
    case "_io": IOModule.define
    case "_ast": ASTModule.define
    case "_codecs": CodecsModule.define
    case "_collections": CollectionsModule.define
    case "_contextvars": ContextVarsModule.define
    case "_functools": FunctoolsModule.define
    case "_operator": OperatorModule.define
    case "_string": StringModule.define
    case "_sre": RegexModule.define
    case "_json": JSONModule.define
    case "_csv": CSVModule.define
    case "unicodedata": UnicodeData.define
    case "_thread": ThreadModule.define
    case "_signal": SignalModule.define
    case "atexit": AtExitModule.define
    case "_weakref": WeakRefModule.define
    case "_random": RandomModule.define
    case "math": MathModule.define
    case "errno": ErrnoModule.define
    case "gc": GCModule.define
    case "posix": PosixModule.define
    case "time": TimeModule.define
    default: nil
    }
  }

  /// `sys.builtin_module_names`
  static let names: [StaticString] = [
    "_abc",
    "_ast",
    "_codecs",
    "_csv",
    "_collections",
    "_contextvars",
    "_functools",
    "_operator",
    "_imp",
    "_io",
    "_json",
    "_random",
    "_sre",
    "_string",
    "_thread",
    "_signal",
    "atexit",
    "_weakref",
    "builtins",
    "errno",
    "gc",
    "itertools",
    "math",
    "posix",
    "time",
    "sys",
    "unicodedata",
  ]
}
