// operator.itemgetter, attrgetter, methodcaller: callables that are records: a tuple of what to get, and more.

struct GetterFields: BitwiseCopyable {
  var header: Header
  /// itemgetter: tuple of keys. attrgetter: tuple of names. methodcaller: the name.
  var what: Value
  /// attrgetter: tuple of tuples, the names between the dots. methodcaller: tuple of arguments. itemgetter: empty.
  var parts: Value
  /// methodcaller: Dict of keyword arguments, or empty.
  var keywords: Value
}

struct Getter: Handle {
  let fields: UnsafeMutablePointer<GetterFields>
  @inline(__always) init(fields: UnsafeMutablePointer<GetterFields>) { self.fields = fields }
  static func make(_ thread: Thread, _ id: TypeID, _ type: Value, _ what: Value, _ parts: Value, _ keywords: Value) throws(Raised) -> Value {
    let g = Getter(Type(type) == Type[id] ? thread.allocate(32, .record, id) : try Type(type).allocateInstance(thread))
    g.fields.pointee.what = what
    g.fields.pointee.parts = parts
    g.fields.pointee.keywords = keywords
    return g.value
  }
  /// The one argument of a call.
  static func argument(
    _ thread: Thread, _ name: StaticString, _ base: UnsafeMutablePointer<Value>, _ count: Int, _ names: Value
  ) throws(Raised) -> Value {
    if !names.isEmpty, Tuple(names).count > 0 { throw thread.raise(.typeError, "\(name)() takes no keyword arguments") }
    if count != 2 { throw thread.raise(.typeError, "\(name) expected 1 argument, got \(count - 1)") }
    return base[1]
  }
  static func repr(_ thread: Thread, _ v: Value, _ items: Value, _ keywords: Value) throws(Raised) -> Value {
    try thread.containerRepr(v, cyclic: "...") { (pieces: inout Pieces) throws(Raised) in
      try pieces.add(v.type.displayName)
      try pieces.add("(")
      let t = Tuple(items)
      var i = 0
      while i < t.count {
        if i > 0 { try pieces.add(", ") }
        try pieces.add(repr: t[i])
        i &+= 1
      }
      if keywords.isKind(.dict) {
        let named = try Dict(keywords).list(thread, .item)
        i = 0
        while i < named.count {
          try pieces.add(", ")
          try pieces.add(try thread.str(Tuple(named[i])[0]))
          try pieces.add("=")
          try pieces.add(repr: Tuple(named[i])[1])
          i &+= 1
        }
      }
      try pieces.add(")")
    }
  }
}

enum ItemGetter {
  static func define(_ type: TypeBuilder) {
    type.doc("itemgetter(item, /, *items)\n\nA function that gives the item of its argument with this key, or the tuple of several.")
    type.record(3)
    type.new("itemgetter(*items)") { native($0, $1, $2, $3, ItemGetter.new) }
    type.slots.pointee.call = { callable($0, $1, $2, $3, ItemGetter.call) }
    type.slots.pointee.repr = { unary($0, $1, ItemGetter.repr) }
    type.method("__reduce__()", "For pickle.") { native($0, $1, $2, $3, ItemGetter.reduce) }
  }
  static func new(_ thread: Thread, _ args: Args) throws(Raised) -> Value {
    if args.count < 2 { throw thread.raise(.typeError, "itemgetter expected 1 argument, got 0") }
    let keys = try Tuple.make(thread, args.base + 1, count: args.count &- 1)
    return try Getter.make(thread, .itemGetter, args[0], keys.value, .empty, .empty)
  }
  static func call(_ thread: Thread, _ base: UnsafeMutablePointer<Value>, _ count: Int, _ names: Value) throws(Raised) -> Value {
    let v = try Getter.argument(thread, "itemgetter", base, count, names)
    let keys = Tuple(Getter(base[0]).fields.pointee.what)
    if keys.count == 1 {
      let key = keys[0]
      if key.isInt, v.isExactly(.tuple), key.asInt >= 0, key.asInt < Tuple(v).count { return Tuple(v)[key.asInt] }
      return try thread.getItem(v, key)
    }
    let result = try Tuple.make(thread, count: keys.count)
    var i = 0
    while i < keys.count {
      let item = try thread.getItem(v, keys[i])
      result.barrier()
      result.items[i] = item
      i &+= 1
    }
    return result.value
  }
  static func repr(_ thread: Thread, _ v: Value) throws(Raised) -> Value { try Getter.repr(thread, v, Getter(v).fields.pointee.what, .empty) }
  static func reduce(_ thread: Thread, _ args: Args) throws(Raised) -> Value {
    Tuple.pair(thread, args[0].type.value, Getter(args[0]).fields.pointee.what)
  }
}

enum AttributeGetter {
  static func define(_ type: TypeBuilder) {
    type.doc("attrgetter(name, /, *names)\n\nA function that gives an attribute of its argument, or the tuple of several; a name may have dots.")
    type.record(3)
    type.new("attrgetter(*attrs)") { native($0, $1, $2, $3, AttributeGetter.new) }
    type.slots.pointee.call = { callable($0, $1, $2, $3, AttributeGetter.call) }
    type.slots.pointee.repr = { unary($0, $1, AttributeGetter.repr) }
    type.method("__reduce__()", "For pickle.") { native($0, $1, $2, $3, AttributeGetter.reduce) }
  }
  static func new(_ thread: Thread, _ args: Args) throws(Raised) -> Value {
    if args.count < 2 { throw thread.raise(.typeError, "attrgetter expected 1 argument, got 0") }
    let names = try Tuple.make(thread, args.base + 1, count: args.count &- 1)
    let parts = try Tuple.make(thread, count: names.count)
    var i = 0
    while i < names.count {
      guard names[i].isKind(.str) else { throw thread.raise(.typeError, "attribute name must be a string") }
      let path = try split(thread, Str(names[i]))
      parts.barrier()
      parts.items[i] = path
      i &+= 1
    }
    return try Getter.make(thread, .attributeGetter, args[0], names.value, parts.value, .empty)
  }
  /// The names between the dots, interned.
  private static func split(_ thread: Thread, _ name: Str) throws(Raised) -> Value {
    let list = try List.make(thread)
    var piece: [UInt32] = []
    var i = 0
    while i <= name.length {
      if i == name.length || name[i] == 0x2E {
        try list.append(thread, Str.intern(try Str.copy(thread, codePoints: piece)).value)
        piece = []
      } else {
        piece.append(name[i])
      }
      i &+= 1
    }
    return try Tuple.make(thread, of: list.value).value
  }
  private static func get(_ thread: Thread, _ v: Value, _ path: Value) throws(Raised) -> Value {
    var v = v
    let names = Tuple(path)
    var i = 0
    while i < names.count {
      v = try thread.getAttribute(v, Str(names[i]))
      i &+= 1
    }
    return v
  }
  static func call(_ thread: Thread, _ base: UnsafeMutablePointer<Value>, _ count: Int, _ names: Value) throws(Raised) -> Value {
    let v = try Getter.argument(thread, "attrgetter", base, count, names)
    let parts = Tuple(Getter(base[0]).fields.pointee.parts)
    if parts.count == 1 { return try get(thread, v, parts[0]) }
    let result = try Tuple.make(thread, count: parts.count)
    var i = 0
    while i < parts.count {
      let item = try get(thread, v, parts[i])
      result.barrier()
      result.items[i] = item
      i &+= 1
    }
    return result.value
  }
  static func repr(_ thread: Thread, _ v: Value) throws(Raised) -> Value { try Getter.repr(thread, v, Getter(v).fields.pointee.what, .empty) }
  static func reduce(_ thread: Thread, _ args: Args) throws(Raised) -> Value {
    Tuple.pair(thread, args[0].type.value, Getter(args[0]).fields.pointee.what)
  }
}

enum MethodCaller {
  static func define(_ type: TypeBuilder) {
    type.doc("methodcaller(name, /, *args, **kwargs)\n\nA function that calls the method `name` of its argument with these arguments.")
    type.record(3)
    type.new("methodcaller(*args, **kwargs)") { native($0, $1, $2, $3, MethodCaller.new) }
    type.slots.pointee.call = { callable($0, $1, $2, $3, MethodCaller.call) }
    type.slots.pointee.repr = { unary($0, $1, MethodCaller.repr) }
    type.method("__reduce__()", "For pickle.") { native($0, $1, $2, $3, MethodCaller.reduce) }
  }
  static func new(_ thread: Thread, _ args: Args) throws(Raised) -> Value {
    if args.count < 2 { throw thread.raise(.typeError, "methodcaller needs at least one argument, the method name") }
    guard args[1].isKind(.str) else { throw thread.raise(.typeError, "method name must be a string") }
    let arguments = try Tuple.make(thread, args.base + 2, count: args.count &- 2)
    let given = args.keyword(0)
    let keywords: Value = given.isKind(.dict) && Dict(given).count > 0 ? try Dict(given).copy(thread).value : .empty
    return try Getter.make(thread, .methodCaller, args[0], args[1], arguments.value, keywords)
  }
  static func call(_ thread: Thread, _ base: UnsafeMutablePointer<Value>, _ count: Int, _ names: Value) throws(Raised) -> Value {
    let v = try Getter.argument(thread, "methodcaller", base, count, names)
    let g = Getter(base[0]).fields.pointee
    let method = try thread.getAttribute(v, Str(g.what))
    if g.keywords.isEmpty { return try thread.call(method, Tuple(g.parts).items, count: Tuple(g.parts).count, names: .empty) }
    return try thread.call(method, tuple: g.parts, kwargs: g.keywords)
  }
  private static func withName(_ thread: Thread, _ g: GetterFields) throws(Raised) -> Value {
    try Tuple.concat(thread, try Tuple.make(thread, [g.what]).value, g.parts)
  }
  static func repr(_ thread: Thread, _ v: Value) throws(Raised) -> Value {
    let g = Getter(v).fields.pointee
    return try Getter.repr(thread, v, try withName(thread, g), g.keywords)
  }
  static func reduce(_ thread: Thread, _ args: Args) throws(Raised) -> Value {
    let g = Getter(args[0]).fields.pointee
    if g.keywords.isEmpty { return Tuple.pair(thread, args[0].type.value, try withName(thread, g)) }
    // Keywords travel in a partial of the class.
    _ = try BuiltinTypes.make(thread, .partial)
    let maker = try thread.call(
      Type[.partial].value, tuple: Tuple.pair(thread, args[0].type.value, g.what), kwargs: g.keywords)
    return Tuple.pair(thread, maker, g.parts)
  }
}
