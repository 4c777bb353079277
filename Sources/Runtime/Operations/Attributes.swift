// Attribute access: `v.name`, `v.name = x`, `del v.name` (Language Reference 3.3.2).

extension Thread {
  /// v.name
  @inline(__always) public func getAttribute(_ v: Value, _ name: Str) throws(Raised) -> Value {
    let type = v.type
    if _fastPath(type.has(.genericGetAttribute)) { return try genericGetAttribute(v, name) }
    return try customGetAttribute(v, name)
  }
  public func getAttribute(_ v: Value, _ name: Name) throws(Raised) -> Value { try getAttribute(v, name.str) }

  @inline(never) func customGetAttribute(_ v: Value, _ name: Str) throws(Raised) -> Value {
    let slots = v.type.slots
    guard let get = slots.pointee.getAttribute else { throw raiseNoAttribute(v, name) }
    if let fallback = slots.pointee.getAttr, v.type.lookup(Name.__getattribute__) == Type[.object].lookup(Name.__getattribute__) {
      // No exception is made only to be dropped.
      let found = try findAttribute(v, name, orEmpty: true)
      return found.isEmpty ? try fallback(raw, v.bits, name.value.bits).orThrow() : found
    }
    let r = Value(bits: get(raw, v.bits, name.value.bits))
    if !r.isError { return r }
    if let fallback = slots.pointee.getAttr, isRaising(.attributeError) {
      _ = takeRaised()
      return try fallback(raw, v.bits, name.value.bits).orThrow()
    }
    throw Raised()
  }

  /// v.name, or empty where that raises AttributeError.
  public func getAttributeOrEmpty(_ v: Value, _ name: Str) throws(Raised) -> Value {
    let type = v.type
    if type.has(.genericGetAttribute) { return try findAttribute(v, name, orEmpty: true) }
    do throws(Raised) { return try customGetAttribute(v, name) } catch {
      if !isRaising(.attributeError) { throw error }
      _ = takeRaised()
      return .empty
    }
  }
  public func getAttributeOrEmpty(_ v: Value, _ name: Name) throws(Raised) -> Value { try getAttributeOrEmpty(v, name.str) }

  /// v.name = value; `value` empty: del v.name
  public func setAttribute(_ v: Value, _ name: Str, _ value: Value) throws(Raised) {
    let type = v.type
    if _fastPath(type.has(.genericSetAttribute)) { return try genericSetAttribute(v, name, value) }
    guard let set = type.slots.pointee.setAttribute else { throw raiseNoAttribute(v, name) }
    _ = try set(raw, v.bits, name.value.bits, value.bits).orThrow()
  }

  /// Special method looked up on the class, bound to v; empty when the class has none.
  public func lookupSpecial(_ v: Value, _ name: Name) throws(Raised) -> Value {
    let type = v.type
    let f = type.lookup(name.str)
    if f.isEmpty { return f }
    return try bind(f, v, type)
  }
  /// What a class attribute gives when it is read through the instance v.
  func bind(_ f: Value, _ v: Value, _ type: Type) throws(Raised) -> Value {
    guard let get = f.type.slots.pointee.descriptorGet else { return f }
    return try get(raw, f.bits, v.bits, type.value.bits).orThrow()
  }

  /// object.__getattribute__
  public func genericGetAttribute(_ v: Value, _ name: Str) throws(Raised) -> Value {
    try findAttribute(v, name, orEmpty: false)
  }

  private func findAttribute(_ v: Value, _ name: Str, orEmpty: Bool) throws(Raised) -> Value {
    let name = try interned(name)
    let type = v.type
    let found = type.lookup(name)
    if found.isEmpty {
      let own = v.ownAttribute(name)
      if _fastPath(!own.isEmpty) { return own }
      if orEmpty { return .empty }
      throw raiseNoAttribute(v, name)
    }
    let slots = found.type.slots
    guard let get = slots.pointee.descriptorGet else {
      let own = v.ownAttribute(name)
      return own.isEmpty ? found : own
    }
    if slots.pointee.descriptorSet == nil {
      let own = v.ownAttribute(name)
      if !own.isEmpty { return own }
    }
    let r = Value(bits: get(raw, found.bits, v.bits, type.value.bits))
    if _fastPath(!r.isError) { return r }
    if orEmpty, isRaising(.attributeError) {
      _ = takeRaised()
      return .empty
    }
    throw Raised()
  }

  /// object.__setattr__, object.__delattr__ (`value` empty)
  public func genericSetAttribute(_ v: Value, _ name: Str, _ value: Value) throws(Raised) {
    let name = try interned(name)
    let type = v.type
    let found = type.lookup(name)
    if !found.isEmpty, let set = found.type.slots.pointee.descriptorSet {
      _ = try set(raw, found.bits, v.bits, value.bits).orThrow()
      return
    }
    if try v.setOwnAttribute(self, name, value) { return }
    if !found.isEmpty, !v.hasDictionary {
      throw raiseAttributeError(v, name, "'\(type.displayName)' object attribute '\(name.string)' is read-only")
    }
    throw raiseNoAttribute(v, name)
  }

  /// The interned str with this text, which attribute look-ups compare by identity.
  @inline(__always) func interned(_ name: Str) throws(Raised) -> Str {
    if _fastPath(name.isInterned) { return name }
    return try internCopy(name)
  }
  @inline(never) private func internCopy(_ name: Str) throws(Raised) -> Str {
    if name.value.isExactly(.str) { return Str.intern(name) }
    return Str.intern(try Str.exact(self, name))
  }

  /// A name that Python code hands over, for getattr() and its like: TypeError unless it is a str.
  func attributeName(_ name: Value) throws(Raised) -> Str {
    if name.isKind(.str) { return Str(name) }
    throw raise(.typeError, "attribute name must be string, not '\(name.type.displayName)'")
  }

  // MARK: AttributeError

  @inline(never) func raiseNoAttribute(_ v: Value, _ name: Str) -> Raised {
    if v.isKind(.type) {
      return raiseAttributeError(v, name, "type object '\(Type(v).displayName)' has no attribute '\(name.string)'")
    }
    let type = v.type
    if type.has(.heap), type.fields.pointee.name.isKind(.str) {
      do throws(Raised) {
        var text = try StrBuilder(self, capacity: 80)
        try text.append("'")
        try text.append(Str(type.fields.pointee.name))
        try text.append("' object has no attribute '")
        try text.append(name)
        try text.append("'")
        return raiseAttributeError(v, name, text: try text.finish())
      } catch { return error }
    }
    return raiseAttributeError(v, name, "'\(type.displayName)' object has no attribute '\(name.string)'")
  }
  /// Gives `name` and `obj` to a raised AttributeError that Python code made without them.
  @inline(never) func completeAttributeError(_ v: Value, _ name: Str) {
    let exception = state.pointee.raised
    guard exception.isExactly(.attributeError), !Exception(exception).extra(0).pointee.isKind(.str) else { return }
    Exception(exception).setExtra(0, name.value)
    Exception(exception).setExtra(1, v)
  }
  /// AttributeError with its `name` and `obj`.
  @inline(never) func raiseAttributeError(_ v: Value, _ name: Str, _ message: String) -> Raised {
    raiseAttributeError(v, name, text: Str.make(self, message))
  }
  private func raiseAttributeError(_ v: Value, _ name: Str, text: Str) -> Raised {
    let raised = raise(.attributeError, arguments: text.value)
    let exception = state.pointee.raised
    if exception.isObject, exception.isExactly(.attributeError) {
      Exception(exception).setExtra(0, name.value)
      Exception(exception).setExtra(1, v)
    }
    return raised
  }
}

extension Str {
  /// An exact str with the text of an instance of a subclass.
  static func exact(_ thread: Thread, _ s: Str) throws(Raised) -> Str {
    if s.value.isExactly(.str) { return s }
    let copy = try uninitialized(thread, length: s.length, width: s.width, ascii: s.isASCII)
    copy.data.copyMemory(from: s.data, byteCount: s.byteCount)
    return copy
  }
}
