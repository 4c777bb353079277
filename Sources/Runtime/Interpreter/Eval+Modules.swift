// Imports (langref 7.11), and the interactive expression statement.

@inline(__always) func op_importName(_ pc: PC, _ fp: Raw, _ t: Raw, _ w: UInt64, _ table: Raw) { slow_importName(pc, fp, t, w, table) }
@inline(never) func slow_importName(_ pc: PC, _ fp: Raw, _ t: Raw, _ w: UInt64, _ table: Raw) {
  produce(pc, fp, t, w, table, skip: 2) { thread throws(Raised) in try thread.importName(fp, Value(bits: pc[0]), fromList: Value(bits: pc[1]), level: B(w)) }
}
@inline(__always) func op_importFrom(_ pc: PC, _ fp: Raw, _ t: Raw, _ w: UInt64, _ table: Raw) { slow_importFrom(pc, fp, t, w, table) }
@inline(never) func slow_importFrom(_ pc: PC, _ fp: Raw, _ t: Raw, _ w: UInt64, _ table: Raw) {
  produce(pc, fp, t, w, table, skip: 1) { thread throws(Raised) in try thread.importFrom(fp[B(w)], Str(Value(bits: pc[0]))) }
}
@inline(__always) func op_importStar(_ pc: PC, _ fp: Raw, _ t: Raw, _ w: UInt64, _ table: Raw) { slow_importStar(pc, fp, t, w, table) }
@inline(never) func slow_importStar(_ pc: PC, _ fp: Raw, _ t: Raw, _ w: UInt64, _ table: Raw) {
  perform(pc, fp, t, w, table) { thread throws(Raised) in try thread.importStar(fp[A(w)], into: fp[0]) }
}
@inline(__always) func op_printExpr(_ pc: PC, _ fp: Raw, _ t: Raw, _ w: UInt64, _ table: Raw) { slow_printExpr(pc, fp, t, w, table) }
@inline(never) func slow_printExpr(_ pc: PC, _ fp: Raw, _ t: Raw, _ w: UInt64, _ table: Raw) {
  perform(pc, fp, t, w, table) { thread throws(Raised) in
    let hook = Module(machine.pointee.sys).dict.get(Name.displayhook.str)
    if hook.isEmpty { throw thread.raise(.runtimeError, "lost sys.displayhook") }
    _ = try thread.call(hook, fp[A(w)])
  }
}

extension Thread {
  /// `import` calls what `__import__` means in the builtins of the running function.
  func importName(_ fp: Raw, _ name: Value, fromList: Value, level: Int) throws(Raised) -> Value {
    let function = Function(fp[-3])
    let callee = function.builtins.get(Name.__import__.str)
    if callee.isEmpty { throw raise(.importError, "__import__ not found") }
    let globals = function.fields.pointee.globals
    if callee == machine.pointee.importFunction {
      return try Importer.importName(self, name, globals: globals, fromList: fromList, level: level)
    }
    let locals: Value = function.code.fields.pointee.usesNamespace ? fp[0] : .none
    let args = try Tuple.make(self, [name, globals, locals, fromList, .int(level)])
    return try call(callee, tuple: args.value, kwargs: .empty)
  }

  /// `from module import name`
  func importFrom(_ module: Value, _ name: Str) throws(Raised) -> Value {
    let found = try getAttributeOrEmpty(module, name)
    if !found.isEmpty { return found }
    let package = try getAttributeOrEmpty(module, Name.__name__.str)
    if package.isKind(.str) {
      let full = Str.intern(self, Str(package).string + "." + name.string)
      if machine.pointee.modules.isKind(.dict) {
        let loaded = try Dict(machine.pointee.modules).get(self, full.value)
        if !loaded.isEmpty { return loaded }
      }
    }
    let packageName: String = package.isKind(.str) ? Str(package).string : "<unknown module name>"
    let file = try getAttributeOrEmpty(module, Name.__file__.str)
    var text: String
    let moduleName: Value = package.isKind(.str) ? package : .none
    if !file.isKind(.str) {
      text = "cannot import name '\(name.string)' from '\(packageName)' (unknown location)"
    } else if try isInitializing(module) {
      text = "cannot import name '\(name.string)' from partially initialized module '\(packageName)' (most likely due to a circular import) (\(Str(file).string))"
    } else {
      text = "cannot import name '\(name.string)' from '\(packageName)' (\(Str(file).string))"
    }
    throw raiseImportError(text, type: .importError, name: moduleName, path: file.isKind(.str) ? file : .none)
  }
  private func isInitializing(_ module: Value) throws(Raised) -> Bool {
    let spec = try getAttributeOrEmpty(module, Name.__spec__.str)
    if !spec.isObject { return false }
    let flag = try getAttributeOrEmpty(spec, Name._initializing.str)
    return flag.isEmpty ? false : try truth(flag)
  }

  /// `from module import *`
  func importStar(_ module: Value, into namespace: Value) throws(Raised) {
    let all = try getAttributeOrEmpty(module, Name.__all__.str)
    let names: List
    let isExplicit: Bool = !all.isEmpty
    if isExplicit {
      names = try List.make(self, of: all)
    } else {
      let dict = try getAttributeOrEmpty(module, Name.__dict__.str)
      if dict.isEmpty { throw raise(.importError, "from-import-* object has no __dict__ and no __all__") }
      names = try List.make(self, of: dict)
    }
    for i in 0..<names.count {
      let name = names[i]
      if !name.isKind(.str) {
        let moduleName = try getAttributeOrEmpty(module, Name.__name__.str)
        let text: String = moduleName.isKind(.str) ? Str(moduleName).string : "?"
        let place: String = isExplicit ? "Item in \(text).__all__" : "Key in \(text).__dict__"
        throw raise(.typeError, "\(place) must be str, not \(name.type.displayName)")
      }
      if !isExplicit, Str(name).length > 0, Str(name)[0] == 0x5F { continue }
      let value = try getAttribute(module, Str.intern(try exactStr(name)))
      if namespace.isExactly(.dict) {
        Dict(namespace).set(self, Str.intern(try exactStr(name)), value)
      } else {
        try setItem(namespace, name, value)
      }
    }
  }
}
