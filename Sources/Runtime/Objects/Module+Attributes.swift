// Modules as objects: types.ModuleType, attribute access with `__getattr__` and `__dir__` of the module itself (PEP 562).

extension Module {
  static func define(_ type: TypeBuilder) {
    type.layout(.module, size: MemoryLayout<ModuleFields>.size)
    type.type.fields.pointee.dictOffset = 8
    type.doc("Create a module object.")
    type.flags(.weakReferenceable)
    type.new("module(*args, **kwargs)") { native($0, $1, $2, $3) { t, a throws(Raised) in
      let m = Module(try Type(a[0]).allocateInstance(t))
      m.fields.pointee.dict = .none
      m.fields.pointee.name = .none
      let dict = Dict.make(t)
      m.barrier()
      m.fields.pointee.dict = dict.value
      return m.value
    } }
    type.initialize("module(name, doc=None)") { native($0, $1, $2, $3, Module.initialize) }
    type.slots.pointee.repr = { unary($0, $1, Module.repr) }
    type.slots.pointee.getAttribute = { binary($0, $1, $2) { t, v, name throws(Raised) in
      try Module(v).getAttribute(t, try t.interned(try t.attributeName(name)))
    } }
    type.property("__dict__", "", { _, v in Module(Value(bits: v)).fields.pointee.dict.bits })
    type.property("__annotations__", "", { unary($0, $1, Module.getAnnotations) }, set: { binary($0, $1, $2, Module.setAnnotations) })
    type.method("__dir__()", "__dir__() -> list\nspecialized dir() implementation") { native($0, $1, $2, $3) { t, a throws(Raised) in
      let attributes = try t.getAttribute(a[0], Name.__dict__)
      guard attributes.isKind(.dict) else { throw t.raise(.typeError, "<module>.__dict__ is not a dictionary") }
      let dict = Dict(attributes)
      let own = dict.get(Name.__dir__.str)
      if !own.isEmpty { return try t.call(own) }
      let names = Dict.make(t)
      try Type.mergeNames(t, names, dict.value)
      return try Type.list(t, names)
    } }
  }

  static func initialize(_ thread: Thread, _ args: Args) throws(Raised) -> Value {
    guard args[1].isKind(.str) else {
      throw thread.raise(.typeError, "module() argument 'name' must be str, not \(args[1].type.displayName)")
    }
    let m = Module(args[0])
    m.barrier()
    m.fields.pointee.name = args[1]
    let dict = m.dict
    dict.set(thread, Name.__name__.str, args[1])
    dict.set(thread, Name.__doc__.str, args[2].isEmpty ? .none : args[2])
    let names: [Name] = [.__package__, .__loader__, .__spec__]
    for name in names { dict.set(thread, name.str, .none) }
    return .none
  }

  func getAttribute(_ thread: Thread, _ name: Str) throws(Raised) -> Value {
    // What the class has goes first only when it is a data descriptor.
    let meta = value.type.lookup(name)
    if meta.isEmpty || meta.type.slots.pointee.descriptorSet == nil {
      let own = dict.get(name)
      if !own.isEmpty { return own }
    }
    if !meta.isEmpty { return try thread.bind(meta, value, value.type) }
    let fallback = dict.get(Name.__getattr__.str)
    if !fallback.isEmpty {
      do throws(Raised) { return try thread.call(fallback, name.value) } catch {
        thread.completeAttributeError(value, name)
        throw error
      }
    }
    throw try noAttribute(thread, name)
  }
  private func noAttribute(_ thread: Thread, _ name: Str) throws(Raised) -> Raised {
    let own = dict.get(Name.__name__.str)
    guard own.isKind(.str) else {
      return thread.raiseAttributeError(value, name, "module has no attribute '\(name.string)'")
    }
    let spec = dict.get(Name.__spec__.str)
    if !spec.isEmpty, !spec.isNone {
      let flag = try thread.getAttributeOrEmpty(spec, ._initializing)
      if !flag.isEmpty, try thread.truth(flag) {
        return thread.raiseAttributeError(
          value, name,
          "partially initialized module '\(Str(own).string)' has no attribute '\(name.string)' (most likely due to a circular import)")
      }
    }
    return thread.raiseAttributeError(value, name, "module '\(Str(own).string)' has no attribute '\(name.string)'")
  }

  /// <module 'x' from '…'>, as importlib words it.
  static func repr(_ thread: Thread, _ v: Value) throws(Raised) -> Value {
    let dict = Module(v).dict
    let spec = dict.get(Name.__spec__.str)
    var name = dict.get(Name.__name__.str)
    var origin = Value.empty
    var hasLocation = false
    if !spec.isEmpty, !spec.isNone {
      name = try thread.getAttributeOrEmpty(spec, .name)
      origin = try thread.getAttributeOrEmpty(spec, Str.intern(thread, "origin"))
      let located = try thread.getAttributeOrEmpty(spec, Str.intern(thread, "has_location"))
      hasLocation = located.isEmpty ? false : try thread.truth(located)
      let shown = name.isNone || name.isEmpty ? "?" : try thread.repr(name).string
      if origin.isEmpty || origin.isNone {
        let loader = try thread.getAttributeOrEmpty(spec, Str.intern(thread, "loader"))
        if loader.isEmpty || loader.isNone { return Str.make(thread, "<module \(shown)>").value }
        return Str.make(thread, "<module \(shown) (\(try thread.repr(loader).string))>").value
      }
      if hasLocation { return Str.make(thread, "<module \(shown) from \(try thread.repr(origin).string)>").value }
      return Str.make(thread, "<module \(shown) (\(try thread.str(origin).string))>").value
    }
    let shown = name.isEmpty ? "'?'" : try thread.repr(name).string
    let file = dict.get(Name.__file__.str)
    if !file.isEmpty { return Str.make(thread, "<module \(shown) from \(try thread.repr(file).string)>").value }
    let loader = dict.get(Name.__loader__.str)
    if loader.isEmpty || loader.isNone { return Str.make(thread, "<module \(shown)>").value }
    return Str.make(thread, "<module \(shown) (\(try thread.repr(loader).string))>").value
  }

  static func getAnnotations(_ thread: Thread, _ v: Value) throws(Raised) -> Value {
    let dict = Module(v).dict
    let own = dict.get(Name.__annotations__.str)
    if !own.isEmpty { return own }
    let fresh = Dict.make(thread).value
    dict.set(thread, Name.__annotations__.str, fresh)
    return fresh
  }
  static func setAnnotations(_ thread: Thread, _ v: Value, _ value: Value) throws(Raised) -> Value {
    let dict = Module(v).dict
    if value.isEmpty {
      if dict.remove(Name.__annotations__.str).isEmpty { throw thread.raiseAttributeError(v, Name.__annotations__.str, "__annotations__") }
    } else {
      dict.set(thread, Name.__annotations__.str, value)
    }
    return .none
  }
}
