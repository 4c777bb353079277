// Pickling what is found by its name (classes, functions), and what a reducer takes apart (Library Reference, "Pickling Class Instances").

extension PickleWriter {
  mutating func saveReduced(_ v: Value) throws(Raised) {
    let type = v.type
    var reduced = Value.empty
    if !override.isEmpty {
      let r = try thread.call(override, v)
      if !r.isNotImplemented { reduced = r }
    }
    if reduced.isEmpty {
      if type == Type[.type] { return try save(type: v) }
      if type == Type[.function] { return try save(global: v, name: .empty) }
      guard let r = try askReducer(v, type) else { return try save(global: v, name: .empty) }
      reduced = r
    }
    if reduced.isKind(.str) { return try save(global: v, name: reduced) }
    guard reduced.isKind(.tuple) else { throw raise("__reduce__ must return a string or tuple") }
    try save(reduction: Tuple(reduced), of: v)
  }
  /// What the reducer of v says; nil: v is a class, to be saved by name.
  private func askReducer(_ v: Value, _ type: Type) throws(Raised) -> Value? {
    var reducer = Value.empty
    if dispatchTable.isEmpty {
      reducer = try Dict(PickleModule.dispatchTable.value).get(thread, type.value)
    } else {
      do throws(Raised) { reducer = try thread.getItem(dispatchTable, type.value) } catch {
        if !thread.isRaising(.keyError) { throw error }
        _ = thread.takeRaised()
      }
    }
    if !reducer.isEmpty { return try thread.call(reducer, v) }
    if type.isSubclass(of: .type) { return nil }
    if let plain = try plainReduction(v, type) { return plain }
    reducer = try thread.getAttributeOrEmpty(v, .__reduce_ex__)
    if !reducer.isEmpty { return try thread.call(reducer, .int(number)) }
    reducer = try thread.getAttributeOrEmpty(v, .__reduce__)
    if !reducer.isEmpty { return try thread.call(reducer) }
    throw raise("can't pickle '\(type.displayName)' object: \(try PickleModule.shown(thread, v))")
  }
  /// What object.__reduce_ex__ gives for an instance that has attributes, none of the methods for pickling, and no `__dict__` that a
  /// program has seen: (copyreg.__newobj__, (class,), attributes). nil for others.
  private func plainReduction(_ v: Value, _ type: Type) throws(Raised) -> Value? {
    guard number >= 2, v.isKind(.instance), type.has(.genericGetAttribute), type.fields.pointee.memberSlots == 0 else { return nil }
    let shape = Shape.table[Int(v.object.shape)]
    if shape.count == 0 || shape.flags & (Shape.dictionaryMode | Shape.closed) != 0 { return nil }
    guard inherits(v, type, .__reduce_ex__), inherits(v, type, .__reduce__), inherits(v, type, .__getstate__) else { return nil }
    guard inherits(v, type, .__getnewargs_ex__), inherits(v, type, .__getnewargs__), inherits(v, type, .__slots__) else { return nil }
    let state = Instance(v).copyAttributes(thread)
    let arguments = try Tuple.make(thread, count: 1)
    arguments.items[0] = type.value
    let r = try Tuple.make(thread, count: 3)
    r.items[0] = PickleModule.newObject.value
    r.items[1] = arguments.value
    r.items[2] = state.value
    return r.value
  }
  /// Neither the class nor the object has an attribute of this name that object does not have.
  private func inherits(_ v: Value, _ type: Type, _ name: Name) -> Bool {
    type.lookup(name.str) == Type[.object].lookup(name.str) && v.ownAttribute(name.str).isEmpty
  }
  private mutating func save(type v: Value) throws(Raised) {
    let singleton: Value
    if v == Type[.none].value {
      singleton = .none
    } else if v == Type[.ellipsis].value {
      singleton = .ellipsis
    } else if v == Type[.notImplementedType].value {
      singleton = .notImplemented
    } else {
      return try save(global: v, name: .empty)
    }
    let arguments = try Tuple.make(thread, [singleton])
    try save(reduction: Tuple(Tuple.pair(thread, Type[.type].value, arguments.value)), of: v)
  }

  // MARK: By name

  mutating func save(global v: Value, name given: Value) throws(Raised) {
    var name = given
    if name.isEmpty { name = try thread.getAttributeOrEmpty(v, .__qualname__) }
    if name.isEmpty { name = try thread.getAttribute(v, .__name__) }
    guard name.isKind(.str) else { throw thread.raise(.typeError, "attribute name must be string, not '\(name.type.displayName)'") }
    // The name of a built-in class is a new str each time it is asked for: never what has been pickled before.
    if v.isKind(.type), !Type(v).has(.heap), given.isEmpty { name = Str.make(thread, Str(name).string).value }
    let path = Str(name)
    if PickleModule.isLocal(path) {
      throw thread.raise(.attributeError, "Can't pickle local object \(try PickleModule.shown(thread, name))")
    }
    let moduleName = try self.module(of: v, path)
    let module: Value
    do throws(Raised) { module = try importedModule(moduleName) } catch {
      _ = thread.takeRaised()
      throw raise("Can't pickle \(try PickleModule.shown(thread, v)): import of module \(try PickleModule.shown(thread, moduleName)) failed")
    }
    let place: (object: Value, parent: Value)?
    do throws(Raised) { place = try PickleModule.follow(thread, module, path) } catch {
      _ = thread.takeRaised()
      place = nil
    }
    guard let (found, parent) = place else {
      throw raise("Can't pickle \(try PickleModule.shown(thread, v)): attribute lookup \(path.string) on \(try thread.str(moduleName).string) failed")
    }
    if found != v {
      throw raise("Can't pickle \(try PickleModule.shown(thread, v)): it's not the same object as \(try thread.str(moduleName).string).\(path.string)")
    }
    if number >= 2, try save(extensionOf: moduleName, name, v) { return }
    if number >= 4 {
      try save(moduleName)
      try save(name)
      try put(PickleOp.stackGlobal)
    } else if parent != module {
      let last = Str.intern(thread, String(path.string.split(separator: ".", omittingEmptySubsequences: false).last ?? ""))
      let arguments = Tuple.pair(thread, parent, last.value)
      try save(reduction: Tuple(Tuple.pair(thread, PickleModule.getattr.value, arguments)), of: .empty)
    } else {
      try saveText(moduleName, name)
    }
    try memoize(v)
  }
  private func importedModule(_ name: Value) throws(Raised) -> Value {
    guard name.isKind(.str) else { throw thread.raise(.typeError, "__import__() argument 1 must be str") }
    return try Importer.module(thread, try thread.exactStr(name))
  }
  /// GLOBAL with the names as lines of text.
  private mutating func saveText(_ module: Value, _ name: Value) throws(Raised) {
    var module = module
    var name = name
    if fixesImports {
      let mapped = try Dict(PickleModule.nameTo2.value).get(thread, Tuple.pair(thread, module, name))
      if !mapped.isEmpty {
        guard mapped.isKind(.tuple), Tuple(mapped).count == 2, Tuple(mapped)[0].isKind(.str), Tuple(mapped)[1].isKind(.str) else {
          throw thread.raise(.runtimeError, "_compat_pickle.REVERSE_NAME_MAPPING values should be 2-tuples, not \(mapped.type.displayName)")
        }
        module = Tuple(mapped)[0]
        name = Tuple(mapped)[1]
      } else {
        let renamed = try Dict(PickleModule.importTo2.value).get(thread, module)
        if !renamed.isEmpty {
          guard renamed.isKind(.str) else {
            throw thread.raise(.runtimeError, "_compat_pickle.REVERSE_IMPORT_MAPPING values should be strings, not \(renamed.type.displayName)")
          }
          module = renamed
        }
      }
    }
    if number < 3, !Str(module).isASCII || !Str(name).isASCII {
      throw raise("can't pickle global identifier '\(Str(module).string).\(Str(name).string)' using pickle protocol \(number)")
    }
    try put(PickleOp.global)
    for part in [module, name] {
      let utf8 = try Codecs.encodeUTF8(thread, Str(part), nil)
      try put(utf8.data, utf8.count)
      try put(0x0A)
    }
  }
  /// The module that v says it is from, or one that has it under this name, or `__main__`.
  private func module(of v: Value, _ path: Str) throws(Raised) -> Value {
    let own = try thread.getAttributeOrEmpty(v, .__module__)
    if !own.isEmpty, !own.isNone { return own }
    let modules = try Importer.modules(thread)
    let names = try modules.list(thread, .key)
    for i in 0..<names.count {
      let name = names[i]
      if name.isKind(.str), Str(name).equals("__main__") { continue }
      let module = try modules.get(thread, name)
      if module.isEmpty || module.isNone { continue }
      let place: (object: Value, parent: Value)?
      do throws(Raised) { place = try PickleModule.follow(thread, module, path) } catch {
        _ = thread.takeRaised()
        place = nil
      }
      if let place, place.object == v { return name }
    }
    return Name.__main__.value
  }
  /// A number that copyreg.add_extension gave the name.
  private mutating func save(extensionOf module: Value, _ name: Value, _ v: Value) throws(Raised) -> Bool {
    let codes = Dict(PickleModule.extensionCodes.value)
    if codes.count == 0 { return false }
    let code = try codes.get(thread, Tuple.pair(thread, module, name))
    if code.isEmpty { return false }
    guard code.isInt || code.isKind(.bigInt) else {
      throw raise("Can't pickle \(try PickleModule.shown(thread, v)): extension code \(try PickleModule.shown(thread, code)) isn't an integer")
    }
    guard code.isInt, code.asInt > 0, code.asInt <= 0x7FFF_FFFF else {
      throw thread.raise(.runtimeError, "Can't pickle \(try PickleModule.shown(thread, v)): extension code \(try thread.str(code).string) is out of range")
    }
    let n = UInt64(code.asInt)
    if n <= 0xFF {
      try put(PickleOp.extension1, n, bytes: 1)
    } else if n <= 0xFFFF {
      try put(PickleOp.extension2, n, bytes: 2)
    } else {
      try put(PickleOp.extension4, n, bytes: 4)
    }
    return true
  }

  // MARK: By parts

  /// A reducer's tuple: callable, arguments, state, list items, dict items, function that sets the state. `object` empty: not to be memoized.
  mutating func save(reduction r: Tuple, of object: Value) throws(Raised) {
    if r.count < 2 || r.count > 6 { throw raise("tuple returned by __reduce__ must contain 2 through 6 elements") }
    func part(_ i: Int) -> Value { i < r.count && !r[i].isNone ? r[i] : .empty }
    let callable = r[0]
    let arguments = r[1]
    let state = part(2)
    let listItems = part(3)
    let dictItems = part(4)
    let setter = part(5)
    if callable.type.slots.pointee.call == nil { throw raise("first item of the tuple returned by __reduce__ must be callable") }
    guard arguments.isKind(.tuple) else { throw raise("second item of the tuple returned by __reduce__ must be a tuple") }
    if !listItems.isEmpty, listItems.type.slots.pointee.next == nil {
      throw raise("fourth element of the tuple returned by __reduce__ must be an iterator, not \(listItems.type.displayName)")
    }
    if !dictItems.isEmpty, dictItems.type.slots.pointee.next == nil {
      throw raise("fifth element of the tuple returned by __reduce__ must be an iterator, not \(dictItems.type.displayName)")
    }
    if !setter.isEmpty, setter.type.slots.pointee.call == nil {
      throw raise("sixth element of the tuple returned by __reduce__ must be a function, not \(setter.type.displayName)")
    }
    var form: StaticString = ""
    if number >= 2 {
      let name = try thread.getAttributeOrEmpty(callable, .__name__)
      if name.isKind(.str) {
        if Str(name).equals("__newobj__") { form = "__newobj__" }
        if Str(name).equals("__newobj_ex__") { form = "__newobj_ex__" }
      }
    }
    switch form.utf8CodeUnitCount {
    case 10: try save(newObject: Tuple(arguments), of: object)
    case 13: try save(newObjectEx: Tuple(arguments))
    default:
      try save(callable)
      try save(arguments)
      try put(PickleOp.reduce)
    }
    if !object.isEmpty {
      // Known by now: it is part of a tuple among its own arguments.
      let index = known(object)
      if index >= 0 {
        try put(PickleOp.pop)
        try recall(index)
      } else {
        try memoize(object)
      }
    }
    if !listItems.isEmpty { try append(items: listItems) }
    if !dictItems.isEmpty { try setItems(dictItems) }
    if state.isEmpty { return }
    if setter.isEmpty {
      try save(state)
      return try put(PickleOp.build)
    }
    try save(setter)
    try save(object)
    try save(state)
    try put(PickleOp.tuple2)
    try put(PickleOp.reduce)
    try put(PickleOp.pop)
  }
  private mutating func save(newObject arguments: Tuple, of object: Value) throws(Raised) {
    if arguments.count < 1 { throw raise("__newobj__ arglist is empty") }
    let cls = arguments[0]
    if !cls.isKind(.type) { throw raise("args[0] from __newobj__ args is not a type") }
    if !object.isEmpty {
      let own = object.isKind(.instance) ? object.type.value : try thread.getAttribute(object, .__class__)
      if own != cls { throw raise("args[0] from __newobj__ args has the wrong class") }
    }
    try save(cls)
    try save(try Tuple.make(thread, UnsafePointer(arguments.items + 1), count: arguments.count &- 1).value)
    try put(PickleOp.newObject)
  }
  private mutating func save(newObjectEx arguments: Tuple) throws(Raised) {
    if arguments.count != 3 {
      throw raise("length of the NEWOBJ_EX argument tuple must be exactly 3, not \(arguments.count)")
    }
    let (cls, positional, keywords) = (arguments[0], arguments[1], arguments[2])
    if !cls.isKind(.type) {
      throw raise("first item from NEWOBJ_EX argument tuple must be a class, not \(cls.type.displayName)")
    }
    if !positional.isKind(.tuple) {
      throw raise("second item from NEWOBJ_EX argument tuple must be a tuple, not \(positional.type.displayName)")
    }
    if !keywords.isKind(.dict) {
      throw raise("third item from NEWOBJ_EX argument tuple must be a dict, not \(keywords.type.displayName)")
    }
    if number >= 4 {
      try save(cls)
      try save(positional)
      try save(keywords)
      return try put(PickleOp.newObjectEx)
    }
    // Older protocols know no keywords: functools.partial(cls.__new__, cls, *positional, **keywords)()
    let count = Tuple(positional).count &+ 2
    let all = try Tuple.make(thread, count: count)
    let new = try thread.getAttribute(cls, .__new__)
    all.items[0] = new
    all.items[1] = cls
    for i in 2..<max(2, count) { all.items[i] = Tuple(positional)[i &- 2] }
    try save(try thread.call(PickleModule.partial.value, tuple: all.value, kwargs: keywords))
    try save(machine.pointee.emptyTuple)
    try put(PickleOp.reduce)
  }
}
