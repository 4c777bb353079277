// types.UnionType: int | str (PEP 604).

public struct UnionTypeFields: BitwiseCopyable {
  var header: Header
  /// tuple
  public var args: Value
  /// tuple, or empty until it is asked for
  public var parameters: Value
}

/// Kind `.record`.
public struct UnionType: Handle {
  public let fields: UnsafeMutablePointer<UnionTypeFields>
  public init(fields: UnsafeMutablePointer<UnionTypeFields>) { self.fields = fields }
  var args: Tuple { Tuple(fields.pointee.args) }

  static func define(_ type: TypeBuilder) {
    type.record(2)
    type.doc("Represent a PEP 604 union type\n\nE.g. for int | str")
    type.flags(.weakReferenceable)
    type.member("__args__", "", offset: 8)
    type.property("__parameters__", "Type variables in the types.UnionType.") { unary($0, $1) { t, v throws(Raised) in try UnionType(v).parameters(t).value } }
    type.method("__instancecheck__(instance, /)", "") { native($0, $1, $2, $3) { t, a throws(Raised) in .bool(try UnionType.isInstance(t, a[1], a[0])) } }
    type.method("__subclasscheck__(subclass, /)", "") { native($0, $1, $2, $3) { t, a throws(Raised) in .bool(try UnionType.isSubclass(t, a[1], a[0])) } }
    let slots = type.slots
    slots.pointee.or = { binary($0, $1, $2, UnionType.or) }
    slots.pointee.repr = { unary($0, $1) { t, v throws(Raised) in
      let args = UnionType(v).args
      var text = ""
      for i in 0..<args.count {
        let item = args[i] == Type[.none].value ? "None" : try TypeVariables.repr(t, args[i])
        text += (i == 0 ? "" : " | ") + item
      }
      return Str.make(t, text).value
    } }
    slots.pointee.hash = { unary($0, $1) { t, v throws(Raised) in
      var h = 0
      let args = UnionType(v).args
      for i in 0..<args.count { h ^= (try t.hash(args[i])) &* 0x9E37_79B1 }
      return .int(h & (1 << 60 &- 1))
    } }
    slots.pointee.richCompare = { compare($0, $1, $2, $3) { t, a, b, op throws(Raised) in
      guard a.isExactly(.unionType), b.isExactly(.unionType), op == .eq || op == .ne else { return .notImplemented }
      return .bool((try UnionType.sameItems(t, UnionType(a).args, UnionType(b).args)) == (op == .eq))
    } }
    slots.pointee.getItem = { binary($0, $1, $2) { t, v, item throws(Raised) in
      let u = UnionType(v)
      let args = try TypeVariables.substitute(t, v, u.args, try u.parameters(t), item)
      var r = args.count > 0 ? args[0] : .none
      for i in 1..<max(1, args.count) { r = try t.binary(r, args[i], .or) }
      return r
    } }
    slots.pointee.getAttribute = { binary($0, $1, $2) { t, v, name throws(Raised) in
      try t.genericGetAttribute(v, try t.attributeName(name))
    } }
  }

  func parameters(_ thread: Thread) throws(Raised) -> Tuple {
    if fields.pointee.parameters.isObject { return Tuple(fields.pointee.parameters) }
    let found = try TypeVariables.collect(thread, args)
    barrier()
    fields.pointee.parameters = found.value
    return found
  }

  private static func sameItems(_ thread: Thread, _ a: Tuple, _ b: Tuple) throws(Raised) -> Bool {
    for i in 0..<a.count where !(try has(thread, b, a[i])) { return false }
    for i in 0..<b.count where !(try has(thread, a, b[i])) { return false }
    return true
  }
  private static func has(_ thread: Thread, _ items: Tuple, _ v: Value) throws(Raised) -> Bool {
    for i in 0..<items.count where try thread.equal(items[i], v) { return true }
    return false
  }

  private static func isUnionable(_ v: Value) -> Bool {
    v.isNone || v.isKind(.type) || v.isExactly(.unionType) || v.isObject && v.type.isSubclass(of: .genericAlias)
  }

  /// a | b of classes, None, aliases and unions.
  static func or(_ thread: Thread, _ a: Value, _ b: Value) throws(Raised) -> Value {
    if !isUnionable(a) || !isUnionable(b) { return .notImplemented }
    var items: [Value] = []
    try add(thread, &items, a)
    try add(thread, &items, b)
    if items.count == 1 { return items[0] }
    let args = try Tuple.make(thread, items)
    let u = UnionType(thread.allocate(MemoryLayout<UnionTypeFields>.size, .record, .unionType))
    u.fields.pointee.args = args.value
    u.fields.pointee.parameters = .empty
    return u.value
  }
  private static func add(_ thread: Thread, _ items: inout [Value], _ v: Value) throws(Raised) {
    if v.isExactly(.unionType) {
      let args = UnionType(v).args
      for i in 0..<args.count { try add(thread, &items, args[i]) }
      return
    }
    let item = v.isNone ? Type[.none].value : v
    for other in items {
      if other == item { return }
      if other.isKind(.type) != item.isKind(.type) || other.isKind(.type) { continue }
      if try thread.equal(other, item) { return }
    }
    items.append(item)
  }

  static func isInstance(_ thread: Thread, _ v: Value, _ union: Value) throws(Raised) -> Bool {
    let args = UnionType(union).args
    for i in 0..<args.count where !args[i].isKind(.type) {
      throw thread.raise(.typeError, "isinstance() argument 2 cannot be a parameterized generic")
    }
    for i in 0..<args.count where try thread.isInstance(v, args[i]) { return true }
    return false
  }
  static func isSubclass(_ thread: Thread, _ d: Value, _ union: Value) throws(Raised) -> Bool {
    if !d.isKind(.type) { throw thread.raise(.typeError, "issubclass() arg 1 must be a class") }
    let args = UnionType(union).args
    for i in 0..<args.count where !args[i].isKind(.type) {
      throw thread.raise(.typeError, "issubclass() argument 2 cannot be a parameterized generic")
    }
    for i in 0..<args.count where try thread.isSubclass(d, args[i]) { return true }
    return false
  }
}
