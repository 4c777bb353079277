// _functools: reduce, partial, cmp_to_key, the wrapper of lru_cache.

enum FunctoolsModule {
  static func define(_ m: ModuleBuilder) throws(Raised) {
    m.doc("The native part of functools.")
    try m.type(.partial)
    try m.type(.lruCache)
    _ = try BuiltinTypes.make(m.thread, .keyWrapper)
    m.function("reduce(function, iterable, initial=<unrepresentable>, /)", "Apply a function of two arguments cumulatively to the items of an iterable, from left to right.") {
      native($0, $1, $2, $3, FunctoolsModule.reduce)
    }
    m.function("cmp_to_key(mycmp)", "A key function of a function that compares two values (negative, 0, positive).") { native($0, $1, $2, $3, KeyWrapper.fromComparison) }
  }

  static func reduce(_ thread: Thread, _ args: Args) throws(Raised) -> Value {
    let iterator: Value
    do throws(Raised) { iterator = try thread.iterator(args[1]) } catch {
      if thread.isRaising(.typeError), !args[1].isIterable {
        _ = thread.takeRaised()
        throw thread.raise(.typeError, "reduce() arg 2 must support iteration")
      }
      throw error
    }
    var total = args[2]
    while true {
      let item = try thread.next(iterator)
      if item.isEmpty { break }
      total = total.isEmpty ? item : try thread.call(args[0], total, item)
    }
    if total.isEmpty { throw thread.raise(.typeError, "reduce() of empty iterable with no initial value") }
    return total
  }
}

// MARK: partial

struct PartialFields: BitwiseCopyable {
  var header: Header
  var function: Value
  /// tuple
  var arguments: Value
  /// Dict
  var keywords: Value
  var dictWord: Value
}

struct Partial: Handle {
  let fields: UnsafeMutablePointer<PartialFields>
  @inline(__always) init(fields: UnsafeMutablePointer<PartialFields>) { self.fields = fields }

  static func define(_ type: TypeBuilder) {
    type.doc("partial(func, /, *args, **keywords)\n\nA function that calls `func` with these arguments in front and these keywords beside those of the call.")
    type.record(4)
    type.type.fields.pointee.dictOffset = 32
    type.flags([.subclassable, .weakReferenceable])
    type.new("partial(*args, **keywords)") { native($0, $1, $2, $3, Partial.new) }
    type.slots.pointee.call = { callable($0, $1, $2, $3, Partial.call) }
    type.slots.pointee.repr = { unary($0, $1, Partial.repr) }
    type.member("func", "The function.", offset: 8)
    type.member("args", "The arguments in front.", offset: 16)
    type.member("keywords", "The keyword arguments.", offset: 24)
    type.property("__dict__", "", { unary($0, $1, Partial.dictionary) }, set: { binary($0, $1, $2) { t, v, dict throws(Raised) in
      if dict.isEmpty { throw t.raise(.typeError, "cannot delete __dict__") }
      return try ObjectType.setDictionary(t, v, dict)
    } })
    type.method("__reduce__()", "For pickle.") { native($0, $1, $2, $3, Partial.reduce) }
    type.method("__setstate__(state, /)", "For pickle.") { native($0, $1, $2, $3, Partial.setState) }
    type.classMethod("__class_getitem__(item, /)", "See PEP 585") { native($0, $1, $2, $3, GenericAlias.classGetItem) }
  }
  static func new(_ thread: Thread, _ args: Args) throws(Raised) -> Value {
    if args.count < 2 { throw thread.raise(.typeError, "type 'partial' takes at least one argument") }
    var function = args[1]
    if function.type.slots.pointee.call == nil { throw thread.raise(.typeError, "the first argument must be callable") }
    let given = args.keyword(0)
    let keywords = given.isKind(.dict) ? try Dict(given).copy(thread) : Dict.make(thread)
    var arguments = try Tuple.make(thread, args.base + 2, count: args.count &- 2)
    let type = Type(args[0])
    // A partial of a partial is one partial, unless it carries attributes of its own.
    if function.isExactly(.partial), type == Type[.partial], !Partial(function).fields.pointee.dictWord.isObject {
      let inner = Partial(function).fields.pointee
      arguments = Tuple(try Tuple.concat(thread, inner.arguments, arguments.value))
      let merged = try Dict(inner.keywords).copy(thread)
      try merged.merge(thread, keywords)
      try keywords.merge(thread, merged)
      let p = make(thread, inner.function, arguments.value, merged.value)
      return p.value
    }
    if type == Type[.partial] { return make(thread, function, arguments.value, keywords.value).value }
    let p = Partial(try type.allocateInstance(thread))
    p.fields.pointee.function = function
    p.fields.pointee.arguments = arguments.value
    p.fields.pointee.keywords = keywords.value
    function = .empty
    return p.value
  }
  private static func make(_ thread: Thread, _ function: Value, _ arguments: Value, _ keywords: Value) -> Partial {
    let p = Partial(thread.allocate(MemoryLayout<PartialFields>.size, .record, TypeID.partial))
    p.fields.pointee.function = function
    p.fields.pointee.arguments = arguments
    p.fields.pointee.keywords = keywords
    p.fields.pointee.dictWord = .empty
    return p
  }
  static func call(_ thread: Thread, _ base: UnsafeMutablePointer<Value>, _ count: Int, _ names: Value) throws(Raised) -> Value {
    let p = Partial(base[0]).fields.pointee
    let stored = Tuple(p.arguments)
    let named = names.isEmpty ? 0 : Tuple(names).count
    let plain = Dict(p.keywords).count == 0
    if plain, stored.count == 0 { return try thread.call(p.function, base + 1, count: count &- 1, names: names) }
    // All arguments side by side, in a tuple so that the collector sees them.
    let total = stored.count &+ count &- 1 &+ (plain ? named : 0)
    let all = try Tuple.make(thread, count: total)
    all.items.update(from: stored.items, count: stored.count)
    (all.items + stored.count).update(from: base + 1, count: total &- stored.count)
    if plain { return try thread.call(p.function, all.items, count: total &- named, names: names) }
    let keywords = try Dict(p.keywords).copy(thread)
    var i = 0
    while i < named {
      try keywords.set(thread, Tuple(names)[i], base[count &+ i])
      i &+= 1
    }
    return try thread.call(p.function, tuple: all.value, kwargs: keywords.value)
  }
  static func repr(_ thread: Thread, _ v: Value) throws(Raised) -> Value {
    let p = Partial(v)
    return try thread.containerRepr(v, cyclic: "...") { (pieces: inout Pieces) throws(Raised) in
      try pieces.add(v.isExactly(.partial) ? "functools.partial" : v.type.shortName)
      try pieces.add("(")
      try pieces.add(repr: p.fields.pointee.function)
      let arguments = Tuple(p.fields.pointee.arguments)
      var i = 0
      while i < arguments.count {
        try pieces.add(", ")
        try pieces.add(repr: arguments[i])
        i &+= 1
      }
      let keywords = try Dict(p.fields.pointee.keywords).list(thread, .item)
      i = 0
      while i < keywords.count {
        let pair = Tuple(keywords[i])
        try pieces.add(", ")
        try pieces.add(try thread.str(pair[0]))
        try pieces.add("=")
        try pieces.add(repr: pair[1])
        i &+= 1
      }
      try pieces.add(")")
    }
  }
  static func dictionary(_ thread: Thread, _ v: Value) throws(Raised) -> Value { try v.dictionary(thread) }
  static func reduce(_ thread: Thread, _ args: Args) throws(Raised) -> Value {
    let p = Partial(args[0]).fields.pointee
    let attributes: Value = p.dictWord.isObject ? p.dictWord : .none
    let state = try Tuple.make(thread, [p.function, p.arguments, p.keywords, attributes])
    return try Tuple.make(thread, [args[0].type.value, try Tuple.make(thread, [p.function]).value, state.value]).value
  }
  static func setState(_ thread: Thread, _ args: Args) throws(Raised) -> Value {
    guard args[1].isKind(.tuple), Tuple(args[1]).count == 4 else { throw thread.raise(.typeError, "invalid partial state") }
    let state = Tuple(args[1])
    guard state[0].type.slots.pointee.call != nil, state[1].isKind(.tuple), state[2].isNone || state[2].isKind(.dict),
      state[3].isNone || state[3].isKind(.dict)
    else { throw thread.raise(.typeError, "invalid partial state") }
    let arguments = state[1].isExactly(.tuple) ? Tuple(state[1]) : try Tuple.make(thread, Tuple(state[1]).items, count: Tuple(state[1]).count)
    let keywords = state[2].isNone ? Dict.make(thread) : state[2].isExactly(.dict) ? Dict(state[2]) : try Dict(state[2]).copy(thread)
    let p = Partial(args[0])
    p.barrier()
    p.fields.pointee.function = state[0]
    p.fields.pointee.arguments = arguments.value
    p.fields.pointee.keywords = keywords.value
    p.fields.pointee.dictWord = state[3].isNone ? .empty : state[3]
    return .none
  }
}

// MARK: cmp_to_key

struct KeyWrapperFields: BitwiseCopyable {
  var header: Header
  var comparison: Value
  /// empty: the key function itself, which has no object yet.
  var object: Value
}

struct KeyWrapper: Handle {
  let fields: UnsafeMutablePointer<KeyWrapperFields>
  @inline(__always) init(fields: UnsafeMutablePointer<KeyWrapperFields>) { self.fields = fields }

  private static func make(_ thread: Thread, _ comparison: Value, _ object: Value) -> Value {
    let k = KeyWrapper(thread.allocate(24, .record, TypeID.keyWrapper))
    k.fields.pointee.comparison = comparison
    k.fields.pointee.object = object
    return k.value
  }
  static func define(_ type: TypeBuilder) {
    type.record(2)
    type.flags(.noNew)
    type.slots.pointee.call = { callable($0, $1, $2, $3, KeyWrapper.call) }
    type.slots.pointee.richCompare = { compare($0, $1, $2, $3, KeyWrapper.compareKeys) }
    type.slots.pointee.hash = { unary($0, $1, List.unhashable) }
    type.attribute("__hash__", .none)
    type.member("obj", "Value wrapped by a key function.", offset: 16, writable: true)
  }
  static func fromComparison(_ thread: Thread, _ args: Args) throws(Raised) -> Value { make(thread, args[0], .empty) }
  static func call(_ thread: Thread, _ base: UnsafeMutablePointer<Value>, _ count: Int, _ names: Value) throws(Raised) -> Value {
    let named = names.isEmpty ? 0 : Tuple(names).count
    if count &- 1 &+ named > 1 { throw thread.raise(.typeError, "K() takes at most 1 argument (\(count - 1 + named) given)") }
    if named == 1, !(Tuple(names)[0].isKind(.str) && Str(Tuple(names)[0]).equals("obj")) {
      throw thread.raise(.typeError, "K() missing required argument 'obj' (pos 1)")
    }
    if count &- 1 &+ named == 0 { throw thread.raise(.typeError, "K() missing required argument 'obj' (pos 1)") }
    return make(thread, KeyWrapper(base[0]).fields.pointee.comparison, base[1])
  }
  static func compareKeys(_ thread: Thread, _ a: Value, _ b: Value, _ op: CompareOp) throws(Raised) -> Value {
    guard a.isExactly(.keyWrapper), b.isExactly(.keyWrapper) else { throw thread.raise(.typeError, "other argument must be K instance") }
    let x = KeyWrapper(a).fields.pointee
    let y = KeyWrapper(b).fields.pointee
    if x.object.isEmpty || y.object.isEmpty { throw thread.raise(.attributeError, "object") }
    let order = try thread.call(x.comparison, x.object, y.object)
    return try thread.compare(order, .int(0), op)
  }
}
