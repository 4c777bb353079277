// Calling a slot as a method: what `int.__add__(1, 2)` does.

enum Wrapper {
  /// Calls the slot of `d` with self at args[0].
  static func call(
    _ thread: Thread, _ d: WrapperDescriptor, _ args: UnsafeMutablePointer<Value>, _ count: Int, _ names: Value
  ) throws(Raised) -> Value {
    let row = d.row
    let owner = Type(d.fields.pointee.owner)
    let word = SlotTable.words(owner)[row.pointee.slot.rawValue]
    guard let address = UnsafeRawPointer(bitPattern: word) else {
      throw thread.raise(.typeError, "'\(owner.displayName)' has no \(row.pointee.name.str.string)")
    }
    let t = thread.raw
    switch row.pointee.kind {
    case .call:
      return try unsafeBitCast(address, to: CallSlot.self)(t, Raw(args), count, names.bits).orThrow()
    case .initialize:
      if let definition = owner.fields.pointee.initializeDefinition {
        _ = try NativeFunction.invoke(t, definition, args, count, names).orThrow()
      } else {
        _ = try unsafeBitCast(address, to: CallSlot.self)(t, Raw(args), count, names.bits).orThrow()
      }
      return .none
    default: break
    }
    if !names.isEmpty, Tuple(names).count > 0 {
      throw thread.raise(.typeError, "wrapper \(row.pointee.name.str.string)() takes no keyword arguments")
    }
    let v = args[0]
    let n = count &- 1
    let a: Value = n > 0 ? args[1] : .empty
    let b: Value = n > 1 ? args[2] : .empty
    switch row.pointee.kind {
    case .unary, .length, .boolean, .finalize:
      try check(thread, n, 0)
      return try unsafeBitCast(address, to: UnarySlot.self)(t, v.bits).orThrow()
    case .next:
      try check(thread, n, 0)
      let r = try unsafeBitCast(address, to: UnarySlot.self)(t, v.bits).orThrow()
      if r.isEmpty { throw thread.raise(.stopIteration) }
      return r
    case .binary, .number, .repeated:
      try check(thread, n, 1)
      if row.pointee.slot == .inPlacePower {
        return try unsafeBitCast(address, to: TernarySlot.self)(t, v.bits, a.bits, Value.none.bits).orThrow()
      }
      return try unsafeBitCast(address, to: BinarySlot.self)(t, v.bits, a.bits).orThrow()
    case .contains:
      try check(thread, n, 1)
      return try unsafeBitCast(address, to: BinarySlot.self)(t, v.bits, a.bits).orThrow()
    case .reflected, .reflectedNumber:
      try check(thread, n, 1)
      return try unsafeBitCast(address, to: BinarySlot.self)(t, a.bits, v.bits).orThrow()
    case .power, .reflectedPower:
      if n < 1 { throw thread.raise(.typeError, " expected at least 1 argument, got \(n)") }
      if n > 2 { throw thread.raise(.typeError, " expected at most 2 arguments, got \(n)") }
      let modulus: Value = b.isEmpty ? .none : b
      let f = unsafeBitCast(address, to: TernarySlot.self)
      if row.pointee.kind == .power { return try f(t, v.bits, a.bits, modulus.bits).orThrow() }
      return try f(t, a.bits, v.bits, modulus.bits).orThrow()
    case .lt: return try compare(thread, address, v, a, n, .lt)
    case .le: return try compare(thread, address, v, a, n, .le)
    case .eq: return try compare(thread, address, v, a, n, .eq)
    case .ne: return try compare(thread, address, v, a, n, .ne)
    case .gt: return try compare(thread, address, v, a, n, .gt)
    case .ge: return try compare(thread, address, v, a, n, .ge)
    case .getAttribute:
      try check(thread, n, 1)
      return try unsafeBitCast(address, to: BinarySlot.self)(t, v.bits, a.bits).orThrow()
    case .setAttribute, .deleteAttribute:
      try check(thread, n, row.pointee.kind == .setAttribute ? 2 : 1)
      try checkAttributeWrapper(thread, owner, v, row.pointee.name)
      _ = try unsafeBitCast(address, to: TernarySlot.self)(t, v.bits, a.bits, b.bits).orThrow()
      return .none
    case .get:
      if n < 1 { throw thread.raise(.typeError, " expected at least 1 argument, got \(n)") }
      if n > 2 { throw thread.raise(.typeError, " expected at most 2 arguments, got \(n)") }
      let instance: Value = a.isNone ? .empty : a
      let type: Value = b.isNone ? .empty : b
      if instance.isEmpty && type.isEmpty { throw thread.raise(.typeError, "__get__(None, None) is invalid") }
      return try unsafeBitCast(address, to: TernarySlot.self)(t, v.bits, instance.bits, type.bits).orThrow()
    case .set, .setItem:
      try check(thread, n, 2)
      _ = try unsafeBitCast(address, to: TernarySlot.self)(t, v.bits, a.bits, b.bits).orThrow()
      return .none
    case .deleteDescriptor, .delete:
      try check(thread, n, 1)
      _ = try unsafeBitCast(address, to: TernarySlot.self)(t, v.bits, a.bits, Value.empty.bits).orThrow()
      return .none
    case .call, .initialize, .none:
      return .none
    }
  }

  private static func compare(
    _ thread: Thread, _ address: UnsafeRawPointer, _ v: Value, _ a: Value, _ n: Int, _ op: CompareOp
  ) throws(Raised) -> Value {
    try check(thread, n, 1)
    return try unsafeBitCast(address, to: CompareSlot.self)(thread.raw, v.bits, a.bits, op.rawValue).orThrow()
  }
  private static func check(_ thread: Thread, _ given: Int, _ wanted: Int) throws(Raised) {
    if given != wanted {
      throw thread.raise(.typeError, "expected \(wanted) argument\(wanted == 1 ? "" : "s"), got \(given)")
    }
  }
  /// `object.__setattr__(cls, …)` must not go round what a class's metaclass does.
  private static func checkAttributeWrapper(_ thread: Thread, _ owner: Type, _ v: Value, _ name: Name) throws(Raised) {
    let theirs = SlotTable.words(v.type)[SlotID.setAttribute.rawValue]
    if theirs == SlotTable.words(owner)[SlotID.setAttribute.rawValue] { return }
    // The nearest built-in class decides how attributes are set.
    var type = v.type
    while type.has(.heap), type.fields.pointee.base.isObject { type = Type(type.fields.pointee.base) }
    if SlotTable.words(type)[SlotID.setAttribute.rawValue] != SlotTable.words(owner)[SlotID.setAttribute.rawValue] {
      throw thread.raise(.typeError, "can't apply this \(name.str.string) to \(type.displayName) object")
    }
  }
}

extension WrapperKind {
  var textSignature: StaticString {
    switch self {
    case .unary, .length, .boolean, .next, .finalize, .none: "($self, /)"
    case .binary, .reflected, .number, .reflectedNumber, .repeated, .lt, .le, .eq, .ne, .gt, .ge: "($self, value, /)"
    case .contains, .delete: "($self, key, /)"
    case .power, .reflectedPower: "($self, value, mod=None, /)"
    case .call, .initialize: "($self, /, *args, **kwargs)"
    case .getAttribute, .deleteAttribute: "($self, name, /)"
    case .setAttribute: "($self, name, value, /)"
    case .get: "($self, instance, owner=None, /)"
    case .set: "($self, instance, value, /)"
    case .deleteDescriptor: "($self, instance, /)"
    case .setItem: "($self, key, value, /)"
    }
  }
}
