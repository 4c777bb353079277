// types.GenericAlias: list[int] (PEP 585), with substitution of type variables (PEP 612, 646).

public struct GenericAliasFields: BitwiseCopyable {
  var header: Header
  public var origin: Value
  /// tuple
  public var args: Value
  /// tuple, or empty until it is asked for
  public var parameters: Value
  /// True for *tuple[int]
  public var starred: Value
}

/// Kind `.record`.
public struct GenericAlias: Handle {
  public let fields: UnsafeMutablePointer<GenericAliasFields>
  public init(fields: UnsafeMutablePointer<GenericAliasFields>) { self.fields = fields }
  var origin: Value { fields.pointee.origin }
  var args: Tuple { Tuple(fields.pointee.args) }

  /// origin[item]
  public static func make(_ thread: Thread, _ origin: Value, _ item: Value) throws(Raised) -> Value {
    let args = item.isKind(.tuple) ? Tuple(item) : try Tuple.make(thread, [item])
    return make(thread, origin, args, starred: false)
  }
  private static func make(_ thread: Thread, _ origin: Value, _ args: Tuple, starred: Bool) -> Value {
    let g = GenericAlias(thread.allocate(MemoryLayout<GenericAliasFields>.size, .record, .genericAlias))
    g.fields.pointee.origin = origin
    g.fields.pointee.args = args.value
    g.fields.pointee.parameters = .empty
    g.fields.pointee.starred = .bool(starred)
    return g.value
  }

  static func define(_ type: TypeBuilder) {
    type.record(4)
    type.doc("Represent a PEP 585 generic type\n\nE.g. for t = list[int], t.__origin__ is list and t.__args__ is (int,).")
    type.flags(.weakReferenceable)
    type.new("GenericAlias(origin, args, /)") { native($0, $1, $2, $3) { t, a throws(Raised) in
      let made = GenericAlias(try Type(a[0]).allocateInstance(t))
      made.fields.pointee.origin = a[1]
      made.fields.pointee.starred = .no
      made.fields.pointee.args = machine.pointee.emptyTuple
      let args = a[2].isKind(.tuple) ? a[2] : try Tuple.make(t, [a[2]]).value
      made.barrier()
      made.fields.pointee.args = args
      return made.value
    } }
    type.member("__origin__", "", offset: 8)
    type.member("__args__", "", offset: 16)
    type.member("__unpacked__", "", offset: 32)
    type.property("__parameters__", "Type variables in the GenericAlias.") { unary($0, $1) { t, v throws(Raised) in try GenericAlias(v).parameters(t).value } }
    type.property("__typing_unpacked_tuple_args__", "") { unary($0, $1) { t, v throws(Raised) in
      let g = GenericAlias(v)
      return g.fields.pointee.starred.isTrue && g.origin == Type[.tuple].value ? g.args.value : .none
    } }
    type.method("__mro_entries__(bases, /)", "") { native($0, $1, $2, $3) { t, a throws(Raised) in try Tuple.make(t, [GenericAlias(a[0]).origin]).value } }
    type.method("__instancecheck__(instance, /)", "") { native($0, $1, $2, $3) { t, _ throws(Raised) in
      throw t.raise(.typeError, "isinstance() argument 2 cannot be a parameterized generic")
    } }
    type.method("__subclasscheck__(subclass, /)", "") { native($0, $1, $2, $3) { t, _ throws(Raised) in
      throw t.raise(.typeError, "issubclass() argument 2 cannot be a parameterized generic")
    } }
    type.method("__reduce__()", "") { native($0, $1, $2, $3) { t, a throws(Raised) in
      let g = GenericAlias(a[0])
      if g.fields.pointee.starred.isTrue {
        let plain = GenericAlias.make(t, g.origin, g.args, starred: false)
        let next = Module(machine.pointee.builtins).dict.get(Str.intern(t, "next"))
        let iterator = try t.iterator(plain)
        return Tuple.pair(t, next.isEmpty ? .none : next, try Tuple.make(t, [iterator]).value)
      }
      return Tuple.pair(t, Type[.genericAlias].value, Tuple.pair(t, g.origin, g.args.value))
    } }
    type.method("__dir__()", "") { native($0, $1, $2, $3) { t, a throws(Raised) in
      let names = Dict.make(t)
      try t.forEach(try t.callMethod(GenericAlias(a[0]).origin.type == Type[.type] ? GenericAlias(a[0]).origin : a[0], Str.intern(t, "__dir__"), [])) { v throws(Raised) in
        try names.set(t, v, .none)
        return true
      }
      for name in GenericAlias.own { names.set(t, name.str, .none) }
      return try Type.list(t, names)
    } }
    let slots = type.slots
    slots.pointee.repr = { unary($0, $1, GenericAlias.repr) }
    slots.pointee.hash = { unary($0, $1) { t, v throws(Raised) in
      let g = GenericAlias(v)
      return .int(try t.hash(g.origin) ^ (try t.hash(g.args.value)))
    } }
    slots.pointee.richCompare = { compare($0, $1, $2, $3) { t, a, b, op throws(Raised) in
      guard a.type.isSubclass(of: .genericAlias), b.type.isSubclass(of: .genericAlias), op == .eq || op == .ne else { return .notImplemented }
      let x = GenericAlias(a)
      let y = GenericAlias(b)
      var same = x.fields.pointee.starred == y.fields.pointee.starred
      if same { same = try t.equal(x.origin, y.origin) }
      if same { same = try t.equal(x.args.value, y.args.value) }
      return .bool(same == (op == .eq))
    } }
    slots.pointee.getAttribute = { binary($0, $1, $2, GenericAlias.getAttribute) }
    slots.pointee.call = { callable($0, $1, $2, $3, GenericAlias.call) }
    slots.pointee.getItem = { binary($0, $1, $2) { t, v, item throws(Raised) in
      let g = GenericAlias(v)
      let args = try TypeVariables.substitute(t, v, g.args, try g.parameters(t), item)
      return GenericAlias.make(t, g.origin, args, starred: g.fields.pointee.starred.isTrue)
    } }
    slots.pointee.or = { binary($0, $1, $2, UnionType.or) }
    slots.pointee.iter = { unary($0, $1) { t, v throws(Raised) in
      let g = GenericAlias(v)
      let starred = GenericAlias.make(t, g.origin, g.args, starred: true)
      return try t.iterator(try Tuple.make(t, [starred]).value)
    } }
  }

  func parameters(_ thread: Thread) throws(Raised) -> Tuple {
    if fields.pointee.parameters.isObject { return Tuple(fields.pointee.parameters) }
    let found = try TypeVariables.collect(thread, args)
    barrier()
    fields.pointee.parameters = found.value
    return found
  }

  private static var own: [Name] { [.__origin__, .__args__, .__parameters__, .__mro_entries__, .__reduce_ex__, .__reduce__, .__copy__, .__deepcopy__, .__unpacked__, .__class__] }

  /// What is not the alias's own is the origin's.
  static func getAttribute(_ thread: Thread, _ v: Value, _ name: Value) throws(Raised) -> Value {
    let name = try thread.interned(try thread.attributeName(name))
    let text = name.string
    let isOwn = own.contains { $0.value == name.value } || text == "__typing_unpacked_tuple_args__" || text == "__instancecheck__" || text == "__subclasscheck__"
    if !isOwn { return try thread.getAttribute(GenericAlias(v).origin, name) }
    return try thread.genericGetAttribute(v, name)
  }

  static func call(_ thread: Thread, _ base: UnsafeMutablePointer<Value>, _ count: Int, _ names: Value) throws(Raised) -> Value {
    let alias = base[0]
    let made = try thread.call(GenericAlias(alias).origin, base + 1, count: count &- 1, names: names)
    do throws(Raised) { try thread.setAttribute(made, Name.__orig_class__.str, alias) } catch {
      if !thread.isRaising(.attributeError) && !thread.isRaising(.typeError) { throw error }
      _ = thread.takeRaised()
    }
    return made
  }

  static func repr(_ thread: Thread, _ v: Value) throws(Raised) -> Value {
    try thread.checkNativeStack()
    let g = GenericAlias(v)
    var text = g.fields.pointee.starred.isTrue ? "*" : ""
    text += try TypeVariables.repr(thread, g.origin) + "["
    for i in 0..<g.args.count {
      if i > 0 { text += ", " }
      let item = g.args[i]
      if item.isExactly(.list) {
        text += "["
        for k in 0..<List(item).count {
          if k > 0 { text += ", " }
          text += try TypeVariables.repr(thread, List(item)[k])
        }
        text += "]"
      } else {
        text += try TypeVariables.repr(thread, item)
      }
    }
    if g.args.count == 0 { text += "()" }
    return Str.make(thread, text + "]").value
  }
}

/// What generic aliases and unions know about type variables.
enum TypeVariables {
  /// How a class or another argument is shown inside of brackets.
  static func repr(_ thread: Thread, _ v: Value) throws(Raised) -> String {
    if v == .ellipsis { return "..." }
    if !(try thread.getAttributeOrEmpty(v, .__origin__)).isEmpty, !(try thread.getAttributeOrEmpty(v, .__args__)).isEmpty {
      return try thread.repr(v).string
    }
    let qualname = try thread.getAttributeOrEmpty(v, .__qualname__)
    let module = try thread.getAttributeOrEmpty(v, .__module__)
    if qualname.isEmpty || module.isEmpty || module.isNone { return try thread.repr(v).string }
    let name = try thread.str(qualname).string
    if module.isKind(.str), Str(module).equals("builtins") { return name }
    return try thread.str(module).string + "." + name
  }

  private static func isVariable(_ thread: Thread, _ v: Value) throws(Raised) -> Bool {
    if v.isKind(.type) { return false }
    return !v.type.lookup(.__typing_subst__).isEmpty
  }

  /// The type variables among the arguments, each once, in order.
  static func collect(_ thread: Thread, _ args: Tuple) throws(Raised) -> Tuple {
    var found: [Value] = []
    for i in 0..<args.count {
      let v = args[i]
      if v.isKind(.type) { continue }
      if try isVariable(thread, v) {
        if !found.contains(v) { found.append(v) }
        continue
      }
      let inner = try thread.getAttributeOrEmpty(v, .__parameters__)
      if inner.isKind(.tuple) {
        for k in 0..<Tuple(inner).count where !found.contains(Tuple(inner)[k]) { found.append(Tuple(inner)[k]) }
      }
    }
    return try Tuple.make(thread, found)
  }

  /// The arguments with `item` put for the type variables.
  static func substitute(_ thread: Thread, _ alias: Value, _ args: Tuple, _ parameters: Tuple, _ item: Value) throws(Raised) -> Tuple {
    if parameters.count == 0 {
      throw thread.raise(.typeError, "\(try thread.repr(alias).string) is not a generic class")
    }
    var given = item.isKind(.tuple) ? Tuple(item) : try Tuple.make(thread, [item])
    given = try unpack(thread, given)
    for i in 0..<parameters.count {
      let prepare = try thread.getAttributeOrEmpty(parameters[i], .__typing_prepare_subst__)
      if prepare.isEmpty || prepare.isNone { continue }
      let r = try thread.call(prepare, alias, given.value)
      given = r.isKind(.tuple) ? Tuple(r) : try Tuple.make(thread, [r])
    }
    if given.count != parameters.count {
      let many = given.count > parameters.count
      throw thread.raise(.typeError, "Too \(many ? "many" : "few") arguments for \(try thread.repr(alias).string)")
    }
    var result: [Value] = []
    for i in 0..<args.count {
      let v = args[i]
      if v.isKind(.type) {
        result.append(v)
        continue
      }
      let substitute = v.type.lookup(.__typing_subst__)
      if !substitute.isEmpty {
        let at = (0..<parameters.count).first { parameters[$0] == v } ?? 0
        let r = try thread.call(try thread.getAttribute(v, .__typing_subst__), given[at])
        if r.isKind(.tuple), isUnpacked(thread, v) { for k in 0..<Tuple(r).count { result.append(Tuple(r)[k]) } } else { result.append(r) }
        continue
      }
      let inner = try thread.getAttributeOrEmpty(v, .__parameters__)
      guard inner.isKind(.tuple), Tuple(inner).count > 0 else {
        result.append(v)
        continue
      }
      var items: [Value] = []
      for k in 0..<Tuple(inner).count {
        let at = (0..<parameters.count).first { parameters[$0] == Tuple(inner)[k] } ?? 0
        let parameter = Tuple(inner)[k]
        // Only a TypeVarTuple can be iterated: it stands for several arguments.
        if given[at].isKind(.tuple), parameter.type.slots.pointee.iter != nil {
          for m in 0..<Tuple(given[at]).count { items.append(Tuple(given[at])[m]) }
        } else {
          items.append(given[at])
        }
      }
      let keep = try Tuple.make(thread, items)
      let r = try thread.getItem(v, keep.value)
      let unpacked = try thread.getAttributeOrEmpty(v, Str.intern(thread, "__typing_is_unpacked_typevartuple__"))
      if r.isKind(.tuple), !unpacked.isEmpty, try thread.truth(unpacked) {
        for k in 0..<Tuple(r).count { result.append(Tuple(r)[k]) }
      } else {
        result.append(r)
      }
    }
    return try Tuple.make(thread, result)
  }
  private static func isUnpacked(_ thread: Thread, _ v: Value) -> Bool {
    ((try? thread.getAttributeOrEmpty(v, .__typing_prepare_subst__))?.isEmpty == false) && v.type.displayName == "TypeVarTuple"
  }
  /// *tuple[int, str] among the arguments gives its own.
  private static func unpack(_ thread: Thread, _ items: Tuple) throws(Raised) -> Tuple {
    var result: [Value] = []
    var isChanged = false
    for i in 0..<items.count {
      let v = items[i]
      var inner = Value.empty
      if !v.isKind(.type) { inner = try thread.getAttributeOrEmpty(v, Str.intern(thread, "__typing_unpacked_tuple_args__")) }
      if inner.isKind(.tuple), !(Tuple(inner).count > 0 && Tuple(inner)[Tuple(inner).count &- 1] == .ellipsis) {
        isChanged = true
        for k in 0..<Tuple(inner).count { result.append(Tuple(inner)[k]) }
      } else {
        result.append(v)
      }
    }
    return isChanged ? try Tuple.make(thread, result) : items
  }
}
