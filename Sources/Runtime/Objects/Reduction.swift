// How objects are taken apart for pickle and copy: object.__reduce_ex__ (Library Reference, "Pickling Class Instances").

enum Reduction {
  static func reduceEx(_ thread: Thread, _ args: Args) throws(Raised) -> Value {
    let v = args[0]
    let protocolNumber = try thread.indexInt(args[1], overflow: .overflowError)
    let reduce = try thread.getAttributeOrEmpty(v, .__reduce__)
    if !reduce.isEmpty {
      // A class that overrides `__reduce__` but not `__reduce_ex__` is asked.
      let found = v.type.lookup(.__reduce__)
      let instanceOwn = v.ownAttribute(Name.__reduce__.str)
      if found != Type[.object].lookup(.__reduce__) || !instanceOwn.isEmpty { return try thread.call(reduce) }
    }
    return try self.reduce(thread, v, protocolNumber)
  }

  static func reduce(_ thread: Thread, _ v: Value, _ protocolNumber: Int) throws(Raised) -> Value {
    let copyreg = try Importer.module(thread, Str.intern(thread, "copyreg"))
    if protocolNumber < 2 {
      let f = try thread.getAttribute(copyreg, Str.intern(thread, "_reduce_ex"))
      return try thread.call(f, v, .int(protocolNumber))
    }
    return try reduceNew(thread, v, copyreg)
  }

  /// Protocol 2 and later: (copyreg.__newobj__, (cls, …), state, list items, dict items)
  private static func reduceNew(_ thread: Thread, _ v: Value, _ copyreg: Value) throws(Raised) -> Value {
    let type = v.type
    if v.isKind(.code) { throw thread.raise(.typeError, "cannot pickle code objects") }
    if type.slots.pointee.new == nil { throw thread.raise(.typeError, "cannot pickle '\(type.displayName)' object") }
    var arguments = Value.empty
    var keywords = Value.empty
    var hasArguments = true
    let getEx = try thread.lookupSpecial(v, .__getnewargs_ex__)
    if !getEx.isEmpty {
      let r = try thread.call(getEx)
      guard r.isKind(.tuple) else {
        throw thread.raise(.typeError, "__getnewargs_ex__ should return a tuple, not '\(r.type.displayName)'")
      }
      if Tuple(r).count != 2 {
        throw thread.raise(.valueError, "__getnewargs_ex__ should return a tuple of length 2, not \(Tuple(r).count)")
      }
      arguments = Tuple(r)[0]
      keywords = Tuple(r)[1]
      guard arguments.isKind(.tuple) else {
        throw thread.raise(
          .typeError, "first item of the tuple returned by __getnewargs_ex__ must be a tuple, not '\(arguments.type.displayName)'")
      }
      guard keywords.isKind(.dict) else {
        throw thread.raise(
          .typeError, "second item of the tuple returned by __getnewargs_ex__ must be a dict, not '\(keywords.type.displayName)'")
      }
    } else {
      let get = try thread.lookupSpecial(v, .__getnewargs__)
      if !get.isEmpty {
        arguments = try thread.call(get)
        guard arguments.isKind(.tuple) else {
          throw thread.raise(.typeError, "__getnewargs__ should return a tuple, not '\(arguments.type.displayName)'")
        }
      } else {
        arguments = machine.pointee.emptyTuple
        hasArguments = false
      }
    }
    var items: [Value] = []
    if keywords.isEmpty || Dict(keywords).count == 0 {
      items.append(try thread.getAttribute(copyreg, Str.intern(thread, "__newobj__")))
      var newArguments: [Value] = [type.value]
      for i in 0..<Tuple(arguments).count { newArguments.append(Tuple(arguments)[i]) }
      items.append(try Tuple.make(thread, newArguments).value)
    } else {
      items.append(try thread.getAttribute(copyreg, Str.intern(thread, "__newobj_ex__")))
      items.append(try Tuple.make(thread, [type.value, arguments, keywords]).value)
    }
    let keep = try Tuple.make(thread, items)
    let isContainer = type.isSubclass(of: .list) || type.isSubclass(of: .dict)
    let state = try getState(thread, v, required: !hasArguments && !isContainer)
    let listItems: Value = type.isSubclass(of: .list) ? try thread.iterator(v) : .none
    var dictItems: Value = .none
    if type.isSubclass(of: .dict) { dictItems = try thread.iterator(try thread.callMethod(v, .items)) }
    return try Tuple.make(thread, [keep[0], keep[1], state, listItems, dictItems]).value
  }

  private static func getState(_ thread: Thread, _ v: Value, required: Bool) throws(Raised) -> Value {
    let own = v.type.lookup(.__getstate__)
    if own == Type[.object].lookup(.__getstate__), v.ownAttribute(Name.__getstate__.str).isEmpty {
      return try state(thread, v, required: required)
    }
    return try thread.call(try thread.getAttribute(v, .__getstate__))
  }

  /// object.__getstate__: the dict, and values of `__slots__`.
  static func state(_ thread: Thread, _ v: Value, required: Bool) throws(Raised) -> Value {
    let type = v.type
    let slotNames = try self.slotNames(thread, type)
    if required, type.fields.pointee.itemSize != 0 { throw thread.raise(.typeError, "cannot pickle \(type.displayName) objects") }
    if required, hasHiddenState(type, slotNames) {
      throw thread.raise(.typeError, "cannot pickle '\(type.displayName)' object")
    }
    var state = try thread.getAttributeOrEmpty(v, .__dict__)
    if state.isEmpty { state = .none }
    if state.isKind(.dict), Dict(state).count == 0 { state = .none }
    if slotNames.isEmpty { return state }
    let slots = Dict.make(thread)
    for name in slotNames {
      let value = try thread.getAttributeOrEmpty(v, Str(name))
      if !value.isEmpty { try slots.set(thread, name, value) }
    }
    if slots.count == 0 { return state }
    return Tuple.pair(thread, state, slots.value)
  }

  /// Fields that neither the dict nor `__slots__` shows: of built-in types that do not say how they are pickled.
  private static func hasHiddenState(_ type: Type, _ slotNames: [Value]) -> Bool {
    let base = type.builtinBase
    return base != Type[.object]
  }

  private static func slotNames(_ thread: Thread, _ type: Type) throws(Raised) -> [Value] {
    if !type.has(.heap) || type.fields.pointee.memberSlots == 0 && type.builtinBase == Type[.object] { return [] }
    let copyreg = try Importer.module(thread, Str.intern(thread, "copyreg"))
    let r = try thread.call(try thread.getAttribute(copyreg, Str.intern(thread, "_slotnames")), type.value)
    var names: [Value] = []
    if r.isNone { return names }
    guard r.isKind(.list) else { throw thread.raise(.typeError, "copyreg._slotnames didn't return a list or None") }
    for i in 0..<List(r).count where List(r)[i].isKind(.str) { names.append(Str.intern(try Str.exact(thread, Str(List(r)[i]))).value) }
    return names
  }
}
