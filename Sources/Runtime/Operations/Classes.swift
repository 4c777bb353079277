// isinstance() and issubclass(), with the protocols by which classes answer for themselves (PEP 3119).

extension Thread {
  /// isinstance(v, c): c a class, a union, or a tuple of such.
  public func isInstance(_ v: Value, _ c: Value) throws(Raised) -> Bool {
    if c.isObject, v.type.value == c { return true }
    if c.isObject, c.type == Type[.type] { return try plainIsInstance(v, c) }
    if c.isKind(.tuple) {
      try checkNativeStack()
      let tuple = Tuple(c)
      for i in 0..<tuple.count where try isInstance(v, tuple[i]) { return true }
      return false
    }
    if c.isExactly(.unionType) { return try UnionType.isInstance(self, v, c) }
    let check = try findSpecial(c, .__instancecheck__)
    if !check.function.isEmpty {
      try checkNativeStack()
      let r = check.takesSelf ? try call(check.function, c, v) : try call(check.function, v)
      return try truth(r)
    }
    return try plainIsInstance(v, c)
  }

  /// type.__instancecheck__: by the mro, then by what `__class__` says.
  func plainIsInstance(_ v: Value, _ c: Value) throws(Raised) -> Bool {
    if c.isKind(.type) {
      let type = v.type
      if type.isSubclass(of: Type(c)) { return true }
      // Numbers and constants do not claim to be anything else.
      if !v.isObject { return false }
      if type.has(.genericGetAttribute), type.lookup(.__class__) == Type[.object].lookup(.__class__) { return false }
      let claimed = try getAttributeOrEmpty(v, .__class__)
      return claimed.isKind(.type) && claimed != v.type.value && Type(claimed).isSubclass(of: Type(c))
    }
    if try bases(c).isEmpty {
      throw raise(.typeError, "isinstance() arg 2 must be a type, a tuple of types, or a union")
    }
    let claimed = try getAttributeOrEmpty(v, .__class__)
    return claimed.isEmpty ? false : try isAbstractSubclass(claimed, c)
  }

  /// issubclass(d, c)
  public func isSubclass(_ d: Value, _ c: Value) throws(Raised) -> Bool {
    if c.isObject, c.type == Type[.type] {
      if d == c { return true }
      return try plainIsSubclass(d, c)
    }
    if c.isKind(.tuple) {
      try checkNativeStack()
      let tuple = Tuple(c)
      for i in 0..<tuple.count where try isSubclass(d, tuple[i]) { return true }
      return false
    }
    if c.isExactly(.unionType) { return try UnionType.isSubclass(self, d, c) }
    let check = try findSpecial(c, .__subclasscheck__)
    if !check.function.isEmpty {
      try checkNativeStack()
      let r = check.takesSelf ? try call(check.function, c, d) : try call(check.function, d)
      return try truth(r)
    }
    return try plainIsSubclass(d, c)
  }

  /// type.__subclasscheck__
  func plainIsSubclass(_ d: Value, _ c: Value) throws(Raised) -> Bool {
    if d.isKind(.type), c.isKind(.type) { return Type(d).isSubclass(of: Type(c)) }
    if try bases(d).isEmpty { throw raise(.typeError, "issubclass() arg 1 must be a class") }
    if try bases(c).isEmpty {
      throw raise(.typeError, "issubclass() arg 2 must be a class, a tuple of classes, or a union")
    }
    return try isAbstractSubclass(d, c)
  }

  /// `__bases__` of anything that has a tuple of that name; empty otherwise.
  private func bases(_ c: Value) throws(Raised) -> Value {
    let b = try getAttributeOrEmpty(c, .__bases__)
    return b.isKind(.tuple) ? b : .empty
  }
  private func isAbstractSubclass(_ d: Value, _ c: Value) throws(Raised) -> Bool {
    if d == c { return true }
    try checkNativeStack()
    let b = try bases(d)
    if b.isEmpty { return false }
    let tuple = Tuple(b)
    for i in 0..<tuple.count where try isAbstractSubclass(tuple[i], c) { return true }
    return false
  }
}
