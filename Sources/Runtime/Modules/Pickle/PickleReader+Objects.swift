// Unpickling classes, functions and instances.

extension PickleReader {
  // MARK: By name

  func find(_ module: Value, _ name: Value) throws(Raised) -> Value {
    if !unpickler.isEmpty, unpickler.type != Type[.unpickler] {
      return try thread.callMethod(unpickler, Str.intern(thread, "find_class"), [module, name])
    }
    return try PickleReader.find(thread, module, name, number: number, fixesImports: fixesImports)
  }
  static func find(_ thread: Thread, _ module: Value, _ name: Value, number: Int, fixesImports: Bool) throws(Raised) -> Value {
    try thread.audit("pickle.find_class", module, name)
    var module = module
    var name = name
    if number < 3, fixesImports {
      let mapped = try Dict(PickleModule.nameTo3.value).get(thread, Tuple.pair(thread, module, name))
      if !mapped.isEmpty {
        guard mapped.isKind(.tuple), Tuple(mapped).count == 2 else {
          throw thread.raise(.runtimeError, "_compat_pickle.NAME_MAPPING values should be 2-tuples, not \(mapped.type.displayName)")
        }
        module = Tuple(mapped)[0]
        name = Tuple(mapped)[1]
      } else {
        let renamed = try Dict(PickleModule.importTo3.value).get(thread, module)
        if !renamed.isEmpty { module = renamed }
      }
    }
    guard module.isKind(.str), name.isKind(.str) else {
      throw thread.raise(.typeError, "attribute name must be string, not '\((module.isKind(.str) ? name : module).type.displayName)'")
    }
    let loaded = try Importer.module(thread, try thread.exactStr(module))
    let path = Str(name)
    if number >= 4 {
      if PickleModule.isLocal(path) {
        throw thread.raise(
          .attributeError, "Can't get local attribute \(try PickleModule.shown(thread, name)) on \(try PickleModule.shown(thread, loaded))")
      }
      if let place = try PickleModule.follow(thread, loaded, path) { return place.object }
    } else {
      let found = try thread.getAttributeOrEmpty(loaded, Str.intern(try path.exact(thread)))
      if !found.isEmpty { return found }
    }
    throw thread.raise(
      .attributeError, "Can't get attribute \(try PickleModule.shown(thread, name)) on \(try PickleModule.shown(thread, loaded))")
  }
  mutating func loadStackGlobal() throws(Raised) {
    let name = try pop()
    let module = try pop()
    guard name.isExactly(.str), module.isExactly(.str) else { throw raise("STACK_GLOBAL requires str") }
    try push(try find(module, name))
  }
  mutating func load(extensionCode code: Int) throws(Raised) {
    if code <= 0 { throw raise("EXT specifies code <= 0") }
    let cached = try Dict(PickleModule.extensionCache.value).get(thread, .int(code))
    if !cached.isEmpty { return try push(cached) }
    let pair = try Dict(PickleModule.extensionNames.value).get(thread, .int(code))
    if pair.isEmpty { throw thread.raise(.valueError, "unregistered extension code \(code)") }
    guard pair.isKind(.tuple), Tuple(pair).count == 2, Tuple(pair)[0].isKind(.str), Tuple(pair)[1].isKind(.str) else {
      throw thread.raise(.valueError, "_inverted_registry[\(code)] isn't a 2-tuple of strings")
    }
    let found = try find(Tuple(pair)[0], Tuple(pair)[1])
    try Dict(PickleModule.extensionCache.value).set(thread, .int(code), found)
    try push(found)
  }

  // MARK: By persistent identity

  func noPersistentLoad() -> Raised {
    raise("A load persistent id instruction was encountered,\nbut no persistent_load function was specified.")
  }
  mutating func loadPersistentID() throws(Raised) {
    if persistentLoad.isEmpty { throw noPersistentLoad() }
    let l = try line()
    if l.count < 1 { throw truncated() }
    let n = l[l.count - 1] == 0x0A ? l.count - 1 : l.count
    for i in 0..<n where l[i] >= 0x80 { throw raise("persistent IDs in protocol 0 must be ASCII strings") }
    let id = try Str.ascii(thread, UnsafeBufferPointer(rebasing: l[0..<n]))
    try push(try thread.call(persistentLoad, id.value))
  }

  // MARK: Instances

  /// What INST and OBJ make: a call, or for a class without arguments its `__new__` alone.
  func instantiate(_ cls: Value, _ arguments: Value) throws(Raised) -> Value {
    if Tuple(arguments).count == 0, cls.isKind(.type) {
      let initial = try thread.getAttributeOrEmpty(cls, Str.intern(thread, "__getinitargs__"))
      if initial.isEmpty { return try thread.call(try thread.getAttribute(cls, .__new__), cls) }
    }
    return try thread.call(cls, tuple: arguments, kwargs: .empty)
  }
  func loadReduce() throws(Raised) {
    let arguments = try pop()
    let callable = try top()
    guard arguments.isKind(.tuple) else { throw thread.raise(.typeError, "argument list must be a tuple") }
    let result = try thread.call(callable, tuple: arguments, kwargs: .empty)
    replaceTop(result)
  }
  func loadNewObject(withKeywords: Bool) throws(Raised) {
    let op: StaticString = withKeywords ? "NEWOBJ_EX" : "NEWOBJ"
    let keywords = withKeywords ? try pop() : .empty
    let arguments = try pop()
    let cls = try pop()
    guard cls.isKind(.type) else { throw raise("\(op) class argument must be a type, not \(cls.type.displayName)") }
    if Type(cls).slots.pointee.new == nil { throw raise("\(op) class argument '\(Type(cls).displayName)' doesn't have __new__") }
    guard arguments.isKind(.tuple) else { throw raise("\(op) args argument must be a tuple, not \(arguments.type.displayName)") }
    if withKeywords, !keywords.isKind(.dict) {
      throw raise("\(op) kwargs argument must be a dict, not \(keywords.type.displayName)")
    }
    let type = Type(cls)
    if type.has(.plainNew), !type.has(.abstract), type.fields.pointee.kind == .instance, Tuple(arguments).count == 0, keywords.isEmpty {
      return try push(Value(try type.allocateInstance(thread)))
    }
    let count = Tuple(arguments).count
    let all = try Tuple.make(thread, count: count &+ 1)
    all.items[0] = cls
    (all.items + 1).update(from: Tuple(arguments).items, count: count)
    let new = try thread.getAttribute(cls, .__new__)
    try push(try thread.call(new, tuple: all.value, kwargs: keywords))
  }
  func loadBuild() throws(Raised) {
    if stack.count &- 2 < fence { throw underflow() }
    var state = try pop()
    let instance = try top()
    let set = try thread.getAttributeOrEmpty(instance, .__setstate__)
    if !set.isEmpty {
      _ = try thread.call(set, state)
      return
    }
    var slots = Value.none
    if state.isKind(.tuple), Tuple(state).count == 2 {
      slots = Tuple(state)[1]
      state = Tuple(state)[0]
    }
    if !state.isNone {
      guard state.isKind(.dict) else { throw raise("state is not a dictionary") }
      try restore(instance, Dict(state))
    }
    if !slots.isNone {
      guard slots.isKind(.dict) else { throw raise("slot state is not a dictionary") }
      let pairs = try Dict(slots).list(thread, .item)
      for i in 0..<pairs.count {
        let name = Tuple(pairs[i])[0]
        guard name.isKind(.str) else { throw thread.raise(.typeError, "attribute name must be string, not '\(name.type.displayName)'") }
        try thread.setAttribute(instance, Str(name), Tuple(pairs[i])[1])
      }
    }
  }
  /// instance.__dict__[name] = value for each; names are interned.
  private func restore(_ instance: Value, _ state: Dict) throws(Raised) {
    let isPlain = instance.isKind(.instance) && instance.type.has(.genericGetAttribute) && instance.hasDictionary
    var target = Value.empty
    var i = state.first
    while i < state.used {
      let e = state.entries[i]
      i &+= 1
      if e.key.isEmpty { continue }
      if isPlain, e.key.isExactly(.str) {
        _ = try instance.setOwnAttribute(thread, Str.intern(Str(e.key)), e.value)
        continue
      }
      if target.isEmpty { target = try thread.getAttribute(instance, .__dict__) }
      let key = e.key.isExactly(.str) ? Str.intern(Str(e.key)).value : e.key
      try thread.setItem(target, key, e.value)
    }
  }
}
