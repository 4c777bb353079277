// The functions in the slots of classes that define special methods in Python: each looks the method up and calls it.

extension Thread {
  /// v's special method, unbound, with a mark whether self is to be passed; empty when the class has none.
  @inline(__always) func findSpecial(_ v: Value, _ name: Name) throws(Raised) -> (function: Value, takesSelf: Bool) {
    let type = v.type
    let f = type.lookup(name.str)
    if f.isEmpty { return (f, false) }
    let kind = f.type
    if kind.has(.methodDescriptor) { return (f, true) }
    if let get = kind.slots.pointee.descriptorGet { return (try get(raw, f.bits, v.bits, type.value.bits).orThrow(), false) }
    return (f, false)
  }
  /// Calls v's special method; empty when its class has none.
  func callSpecial(_ v: Value, _ name: Name) throws(Raised) -> Value {
    let f = try findSpecial(v, name)
    if f.function.isEmpty { return .empty }
    return f.takesSelf ? try call(f.function, v) : try call(f.function)
  }
  func callSpecial(_ v: Value, _ name: Name, _ a: Value) throws(Raised) -> Value {
    let f = try findSpecial(v, name)
    if f.function.isEmpty { return .empty }
    return f.takesSelf ? try call(f.function, v, a) : try call(f.function, a)
  }
  func callSpecial(_ v: Value, _ name: Name, _ a: Value, _ b: Value) throws(Raised) -> Value {
    let f = try findSpecial(v, name)
    if f.function.isEmpty { return .empty }
    return f.takesSelf ? try call(f.function, v, a, b) : try call(f.function, a, b)
  }
  /// What a slot that has to exist found missing: the method was deleted meanwhile.
  func missingSpecial(_ v: Value, _ name: Name) -> Raised {
    raiseAttributeError(v, name.str, "'\(v.type.displayName)' object has no attribute '\(name.str.string)'")
  }
}

enum PythonSlot {
  @inline(never) static func unary(_ t: Raw, _ v: UInt64, _ name: Name) -> UInt64 {
    let thread = Thread(t)
    do throws(Raised) {
      let r = try thread.callSpecial(Value(bits: v), name)
      if r.isEmpty { throw thread.missingSpecial(Value(bits: v), name) }
      return r.bits
    } catch { return Value.error.bits }
  }
  @inline(never) static func binary(_ t: Raw, _ v: UInt64, _ a: UInt64, _ name: Name) -> UInt64 {
    let thread = Thread(t)
    do throws(Raised) {
      let r = try thread.callSpecial(Value(bits: v), name, Value(bits: a))
      if r.isEmpty { throw thread.missingSpecial(Value(bits: v), name) }
      return r.bits
    } catch { return Value.error.bits }
  }

  static func hash(_ thread: Thread, _ v: Value) throws(Raised) -> Value {
    let f = try thread.findSpecial(v, .__hash__)
    if f.function.isEmpty || f.function.isNone {
      throw thread.raise(.typeError, "unhashable type: '\(v.type.displayName)'")
    }
    let r = f.takesSelf ? try thread.call(f.function, v) : try thread.call(f.function)
    if r.isInt {
      let n = r.asInt
      return n == -1 ? .int(-2) : r
    }
    if r.isBool { return .int(r.isTrue ? 1 : 0) }
    if r.isKind(.bigInt) { return .int(try thread.hash(r)) }
    if r.isInstance(of: .int) { return .int(try thread.hash(try thread.index(r))) }
    throw thread.raise(.typeError, "__hash__ method should return an integer")
  }

  static func call(_ thread: Thread, _ base: UnsafeMutablePointer<Value>, _ count: Int, _ names: Value) throws(Raised) -> Value {
    let f = try thread.findSpecial(base[0], .__call__)
    if f.function.isEmpty { throw thread.raise(.typeError, "'\(base[0].type.displayName)' object is not callable") }
    // Without the check, a class whose `__call__` is an instance of itself would recurse for ever.
    try thread.checkNativeStack()
    if f.takesSelf { return try thread.call(f.function, base, count: count, names: names) }
    return try thread.call(f.function, base + 1, count: count &- 1, names: names)
  }

  static func new(_ thread: Thread, _ base: UnsafeMutablePointer<Value>, _ count: Int, _ names: Value) throws(Raised) -> Value {
    let type = Type(base[0])
    var f = type.lookup(.__new__)
    if f.isEmpty { throw thread.raise(.typeError, "cannot create '\(type.displayName)' instances") }
    if f.isExactly(.staticmethod) {
      f = StaticMethod(f).fields.pointee.function
    } else if let get = f.type.slots.pointee.descriptorGet, !f.isExactly(.builtinFunction) {
      f = try get(thread.raw, f.bits, Value.empty.bits, type.value.bits).orThrow()
    }
    return try thread.call(f, base, count: count, names: names)
  }

  static func initialize(_ thread: Thread, _ base: UnsafeMutablePointer<Value>, _ count: Int, _ names: Value) throws(Raised) -> Value {
    let f = try thread.findSpecial(base[0], .__init__)
    if f.function.isEmpty { throw thread.missingSpecial(base[0], .__init__) }
    let r = f.takesSelf
      ? try thread.call(f.function, base, count: count, names: names)
      : try thread.call(f.function, base + 1, count: count &- 1, names: names)
    if !r.isNone { throw thread.raise(.typeError, "__init__() should return None, not '\(r.type.displayName)'") }
    return .none
  }

  static func setAttribute(_ thread: Thread, _ v: Value, _ name: Value, _ value: Value) throws(Raised) -> Value {
    let r = value.isEmpty ? try thread.callSpecial(v, .__delattr__, name) : try thread.callSpecial(v, .__setattr__, name, value)
    if r.isEmpty { throw thread.missingSpecial(v, value.isEmpty ? .__delattr__ : .__setattr__) }
    return .none
  }

  @inline(never) static func compare(_ t: Raw, _ a: UInt64, _ b: UInt64, _ op: Int) -> UInt64 {
    let thread = Thread(t)
    let v = Value(bits: a)
    var f: (function: Value, takesSelf: Bool) = (.empty, false)
    // A method that cannot be fetched (a property that raises) counts as one that is not there.
    do throws(Raised) { f = try thread.findSpecial(v, (CompareOp(rawValue: op) ?? .eq).name) } catch { _ = thread.takeRaised() }
    do throws(Raised) {
      if f.function.isEmpty { return Value.notImplemented.bits }
      if f.takesSelf { return try thread.call(f.function, v, Value(bits: b)).bits }
      return try thread.call(f.function, Value(bits: b)).bits
    } catch { return Value.error.bits }
  }

  static func iter(_ thread: Thread, _ v: Value) throws(Raised) -> Value {
    let f = try thread.findSpecial(v, .__iter__)
    if f.function.isNone || f.function.isEmpty {
      throw thread.raise(.typeError, "'\(v.type.displayName)' object is not iterable")
    }
    return f.takesSelf ? try thread.call(f.function, v) : try thread.call(f.function)
  }
  static func next(_ thread: Thread, _ v: Value) throws(Raised) -> Value {
    do throws(Raised) {
      let r = try thread.callSpecial(v, .__next__)
      if r.isEmpty { throw thread.missingSpecial(v, .__next__) }
      return r
    } catch {
      if !thread.isRaising(.stopIteration) { throw error }
      _ = thread.takeRaised()
      return .empty
    }
  }

  static func get(_ thread: Thread, _ v: Value, _ instance: Value, _ owner: Value) throws(Raised) -> Value {
    let r = try thread.callSpecial(v, .__get__, instance.isEmpty ? .none : instance, owner.isEmpty ? .none : owner)
    return r.isEmpty ? v : r
  }
  static func set(_ thread: Thread, _ v: Value, _ instance: Value, _ value: Value) throws(Raised) -> Value {
    let name: Name = value.isEmpty ? .__delete__ : .__set__
    let r = value.isEmpty ? try thread.callSpecial(v, name, instance) : try thread.callSpecial(v, name, instance, value)
    if r.isEmpty { throw thread.raise(.attributeError, name.str.string) }
    return .none
  }

  static func length(_ thread: Thread, _ v: Value) throws(Raised) -> Value {
    let r = try thread.callSpecial(v, .__len__)
    if r.isEmpty { throw thread.missingSpecial(v, .__len__) }
    let n = r.isInt ? r : try thread.index(r)
    if n.isInt ? n.asInt < 0 : try thread.compareBool(n, .int(0), .lt) {
      throw thread.raise(.valueError, "__len__() should return >= 0")
    }
    return try thread.int(thread.indexInt(n, overflow: .overflowError))
  }
  static func setItem(_ thread: Thread, _ v: Value, _ key: Value, _ value: Value) throws(Raised) -> Value {
    let name: Name = value.isEmpty ? .__delitem__ : .__setitem__
    let r = value.isEmpty ? try thread.callSpecial(v, name, key) : try thread.callSpecial(v, name, key, value)
    if r.isEmpty { throw thread.raiseAttributeError(v, name.str, name.str.string) }
    return .none
  }
  static func contains(_ thread: Thread, _ v: Value, _ item: Value) throws(Raised) -> Value {
    let f = try thread.findSpecial(v, .__contains__)
    if f.function.isNone { throw thread.raise(.typeError, "'\(v.type.displayName)' object is not a container") }
    if f.function.isEmpty { return .bool(try thread.containsByIteration(v, item)) }
    let r = f.takesSelf ? try thread.call(f.function, v, item) : try thread.call(f.function, item)
    return .bool(try thread.truth(r))
  }
  static func bool(_ thread: Thread, _ v: Value) throws(Raised) -> Value {
    let r = try thread.callSpecial(v, .__bool__)
    if r.isEmpty { return .bool(try thread.truthByLength(v)) }
    if r.isBool { return r }
    throw thread.raise(.typeError, "__bool__ should return bool, returned \(r.type.displayName)")
  }

  /// The slot of a binary operator: called for either operand, in source order. The reflected method of a subclass that overrides
  /// it goes first (Language Reference 3.3.8).
  @inline(never) static func operation(_ t: Raw, _ a: UInt64, _ b: UInt64, _ op: BinaryOperator) -> UInt64 {
    let thread = Thread(t)
    do throws(Raised) { return try operation(thread, Value(bits: a), Value(bits: b), op).bits } catch { return Value.error.bits }
  }
  private static func operation(_ thread: Thread, _ a: Value, _ b: Value, _ op: BinaryOperator) throws(Raised) -> Value {
    let left = a.type
    let right = b.type
    let mine = pythonWord(op)
    let slot = op.slot.rawValue
    var tryRight = left != right && SlotTable.words(right)[slot] == mine
    if SlotTable.words(left)[slot] == mine {
      if tryRight, right.isSubclass(of: left), isOverridden(op, left, right) {
        let r = try thread.callSpecial(b, op.reflected, a)
        if !r.isNotImplemented && !r.isEmpty { return r }
        tryRight = false
      }
      let r = try thread.callSpecial(a, op.name, b)
      if !r.isNotImplemented && !r.isEmpty { return r }
      if left == right { return .notImplemented }
    }
    if tryRight {
      let r = try thread.callSpecial(b, op.reflected, a)
      return r.isEmpty ? .notImplemented : r
    }
    return .notImplemented
  }
  private static func pythonWord(_ op: BinaryOperator) -> UInt {
    let row = SlotTable.rows + Int(machine.pointee.slotRowOfName[op.name.rawValue])
    return UInt(bitPattern: row.pointee.python)
  }
  private static func isOverridden(_ op: BinaryOperator, _ left: Type, _ right: Type) -> Bool {
    let theirs = right.lookup(op.reflected)
    return !theirs.isEmpty && theirs != left.lookup(op.reflected)
  }
  static func power(_ thread: Thread, _ a: Value, _ b: Value, _ modulus: Value) throws(Raised) -> Value {
    if modulus.isNone || modulus.isEmpty { return try operation(thread, a, b, .power) }
    // The ternary form has no reflected method: only the first operand's own `__pow__` is asked.
    if SlotTable.words(a.type)[SlotID.power.rawValue] == pythonWord(.power) {
      let r = try thread.callSpecial(a, .__pow__, b, modulus)
      return r.isEmpty ? .notImplemented : r
    }
    return .notImplemented
  }
  static func inPlacePower(_ thread: Thread, _ a: Value, _ b: Value, _ modulus: Value) throws(Raised) -> Value {
    let r = try thread.callSpecial(a, .__ipow__, b)
    return r.isEmpty ? .notImplemented : r
  }
}

extension CompareOp {
  var name: Name {
    switch self {
    case .lt: .__lt__
    case .le: .__le__
    case .eq: .__eq__
    case .ne: .__ne__
    case .gt: .__gt__
    case .ge: .__ge__
    }
  }
}
