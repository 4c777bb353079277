// Subscripts, lengths and membership for any object (Language Reference 6.3.2, 6.10.2, 3.3.7).

extension Thread {
  /// len(v)
  public func length(_ v: Value) throws(Raised) -> Int {
    if v.isObject {
      switch v.object.shape {
      case TypeID.list.rawValue: return List(v).count
      case TypeID.str.rawValue: return Str(v).length
      case TypeID.tuple.rawValue: return Tuple(v).count
      case TypeID.dict.rawValue: return Dict(v).count
      case TypeID.set.rawValue, TypeID.frozenset.rawValue: return SetObject(v).count
      default: break
      }
    }
    guard let f = v.type.slots.pointee.length else {
      throw raise(.typeError, "object of type '\(v.type.displayName)' has no len()")
    }
    let n = try f(raw, v.bits).orThrow()
    return n.isInt ? n.asInt : try indexInt(n, overflow: .overflowError)
  }

  /// PEP 424: len(v), or what `__length_hint__` says, or `fallback`.
  public func lengthHint(_ v: Value, _ fallback: Int) throws(Raised) -> Int {
    if v.type.slots.pointee.length != nil {
      if let n = try ignoring(.typeError, { () throws(Raised) -> Int in try length(v) }) { return n }
    }
    let hint = try lookupSpecial(v, .__length_hint__)
    if hint.isEmpty { return fallback }
    guard let r = try ignoring(.typeError, { () throws(Raised) -> Value in try call(hint) }) else { return fallback }
    if r.isNotImplemented { return fallback }
    if !r.isInt && !r.isKind(.bigInt) {
      throw raise(.typeError, "__length_hint__ must be an integer, not \(r.type.displayName)")
    }
    let n = try indexInt(r, overflow: .overflowError)
    if n < 0 { throw raise(.valueError, "__length_hint__() should return >= 0") }
    return n
  }

  /// v[key]
  public func getItem(_ v: Value, _ key: Value) throws(Raised) -> Value {
    if v.isExactly(.list), key.isInt {
      let list = List(v)
      var i = key.asInt
      if i < 0 { i &+= list.count }
      if _fastPath(i >= 0 && i < list.count) { return list[i] }
    } else if v.isExactly(.tuple), key.isInt {
      let tuple = Tuple(v)
      var i = key.asInt
      if i < 0 { i &+= tuple.count }
      if _fastPath(i >= 0 && i < tuple.count) { return tuple[i] }
    }
    if let f = v.type.slots.pointee.getItem { return try f(raw, v.bits, key.bits).orThrow() }
    if v.isKind(.type) { return try classItem(Type(v), key) }
    throw raise(.typeError, "'\(v.type.displayName)' object is not subscriptable")
  }
  /// C[key]: `__class_getitem__` (PEP 560)
  private func classItem(_ type: Type, _ key: Value) throws(Raised) -> Value {
    if type == Type[.type] { return try GenericAlias.make(self, type.value, key) }
    let f = try getAttributeOrEmpty(type.value, .__class_getitem__)
    if !f.isEmpty, !f.isNone { return try call(f, key) }
    throw raise(.typeError, "type '\(type.displayName)' is not subscriptable")
  }

  /// v[start:stop]
  public func getSlice(_ v: Value, _ start: Value, _ stop: Value) throws(Raised) -> Value {
    if v.isObject, start.isInt || start.isNone, stop.isInt || stop.isNone {
      var b = SliceBounds(start: start.isInt ? start.asInt : 0, stop: stop.isInt ? stop.asInt : Int.max, step: 1, count: 0)
      switch v.object.shape {
      case TypeID.list.rawValue:
        b.clip(List(v).count)
        return try List(v).slice(self, b).value
      case TypeID.str.rawValue:
        b.clip(Str(v).length)
        return try Str(v).substring(self, b.start, max(b.start, b.stop)).value
      case TypeID.tuple.rawValue:
        let tuple = Tuple(v)
        b.clip(tuple.count)
        if b.count == tuple.count { return v }
        return try Tuple.make(self, tuple.items + b.start, count: b.count).value
      default: break
      }
    }
    return try getItem(v, Slice.make(self, start, stop, .none))
  }

  /// v[key] = item
  public func setItem(_ v: Value, _ key: Value, _ item: Value) throws(Raised) {
    if v.isExactly(.list), key.isInt {
      let list = List(v)
      var i = key.asInt
      if i < 0 { i &+= list.count }
      if _fastPath(i >= 0 && i < list.count) { return list.set(i, item) }
    } else if v.isExactly(.dict) {
      return try Dict(v).set(self, key, item)
    }
    guard let f = v.type.slots.pointee.setItem else {
      throw raise(.typeError, "'\(v.type.displayName)' object does not support item assignment")
    }
    _ = try f(raw, v.bits, key.bits, item.bits).orThrow()
  }

  /// del v[key]
  public func deleteItem(_ v: Value, _ key: Value) throws(Raised) {
    guard let f = v.type.slots.pointee.setItem else {
      // Sequences that cannot be changed and what is no container at all are told apart.
      let verb = v.type.slots.pointee.getItem == nil ? "does not" : "doesn't"
      throw raise(.typeError, "'\(v.type.displayName)' object \(verb) support item deletion")
    }
    _ = try f(raw, v.bits, key.bits, Value.empty.bits).orThrow()
  }

  /// item in container
  public func contains(_ container: Value, _ item: Value) throws(Raised) -> Bool {
    if container.isObject {
      switch container.object.shape {
      case TypeID.dict.rawValue: return try Dict(container).find(self, item) != nil
      case TypeID.set.rawValue, TypeID.frozenset.rawValue:
        if !item.isKind(.set) { return try SetObject(container).contains(self, item) }
      case TypeID.list.rawValue:
        let list = List(container)
        var i = 0
        while i < list.count {
          if try same(list[i], item) { return true }
          i &+= 1
        }
        return false
      case TypeID.tuple.rawValue:
        let tuple = Tuple(container)
        var i = 0
        while i < tuple.count {
          if try same(tuple[i], item) { return true }
          i &+= 1
        }
        return false
      default: break
      }
    }
    if let f = container.type.slots.pointee.contains {
      let r = try f(raw, container.bits, item.bits).orThrow()
      return r.isBool ? r.isTrue : try truth(r)
    }
    return try containsByIteration(container, item)
  }
  func containsByIteration(_ container: Value, _ item: Value) throws(Raised) -> Bool {
    let slots = container.type.slots
    if slots.pointee.iter == nil, slots.pointee.getItem == nil {
      throw raise(.typeError, "argument of type '\(container.type.displayName)' is not iterable")
    }
    let iterator: Value
    do throws(Raised) { iterator = try self.iterator(container) } catch {
      if isRaising(.typeError) {
        _ = takeRaised()
        throw raise(.typeError, "argument of type '\(container.type.displayName)' is not iterable")
      }
      throw error
    }
    while true {
      let v = try next(iterator)
      if v.isEmpty { return false }
      if try equal(v, item) { return true }
    }
  }
}
