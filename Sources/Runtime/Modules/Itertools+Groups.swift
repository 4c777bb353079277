// itertools: groupby, tee, zip_longest.

/// groupby: iterator, key function or none, key of the group that was given last, current key, current value, current group.
enum GroupBy {
  static func define(_ type: TypeBuilder) {
    type.doc("(key, items) for each run of items with the same key.")
    ItertoolsObject.define(type, 6) { unary($0, $1, GroupBy.next) }
    type.new("groupby(iterable, key=None)") { native($0, $1, $2, $3, GroupBy.new) }
    type.method("__reduce__()", "For pickle.") { native($0, $1, $2, $3, GroupBy.reduce) }
    type.method("__setstate__(state, /)", "For pickle.") { native($0, $1, $2, $3, GroupBy.setState) }
  }
  static func new(_ thread: Thread, _ args: Args) throws(Raised) -> Value {
    try It.make(thread, .itGroupBy, args[0], try thread.iterator(args[1]), args[2].orNil ?? .none).value
  }
  /// Takes the next value and its key; false at the end.
  private static func step(_ thread: Thread, _ g: ItertoolsObject) throws(Raised) -> Bool {
    let value = try thread.next(g[0])
    if value.isEmpty { return false }
    let key = g[1].isNone ? value : try thread.call(g[1], value)
    g.set(4, value)
    g.set(3, key)
    return true
  }
  static func next(_ thread: Thread, _ v: Value) throws(Raised) -> Value {
    let g = It(v)
    g.set(5, .empty)
    while true {
      if !g[3].isEmpty {
        if g[2].isEmpty { break }
        if !(try thread.same(g[2], g[3])) { break }
      }
      if !(try step(thread, g)) { return .empty }
    }
    g.set(2, g[3])
    let key = g[3]
    let group = try It.make(thread, .itGrouper, Type[.itGrouper].value, v, key)
    g.set(5, group.value)
    return Tuple.pair(thread, key, group.value)
  }
  static func reduce(_ thread: Thread, _ args: Args) throws(Raised) -> Value {
    let g = It(args[0])
    if g[2].isEmpty || g[3].isEmpty || g[4].isEmpty { return try ItertoolsModule.reduced(thread, args[0], [g[0], g[1]]) }
    return try ItertoolsModule.reduced(thread, args[0], [g[0], g[1]], try Tuple.make(thread, [g[3], g[4], g[2]]).value)
  }
  static func setState(_ thread: Thread, _ args: Args) throws(Raised) -> Value {
    guard args[1].isKind(.tuple), Tuple(args[1]).count == 3 else { throw thread.raise(.typeError, "state is not a tuple") }
    let state = Tuple(args[1])
    let g = It(args[0])
    g.set(3, state[0])
    g.set(4, state[1])
    g.set(2, state[2])
    return .none
  }

  // MARK: _grouper: groupby object, key

  static func defineGrouper(_ type: TypeBuilder) {
    ItertoolsObject.define(type, 2) { unary($0, $1, GroupBy.nextOfGroup) }
    type.new("_grouper(parent, tgtkey, /)") { native($0, $1, $2, $3, GroupBy.newGrouper) }
    type.method("__reduce__()", "For pickle.") { native($0, $1, $2, $3, GroupBy.reduceGrouper) }
  }
  static func newGrouper(_ thread: Thread, _ args: Args) throws(Raised) -> Value {
    if !args[1].type.isSubclass(of: .itGroupBy) {
      throw thread.raise(.typeError, "argument 1 must be itertools.groupby, not \(args[1].type.displayName)")
    }
    let group = try It.make(thread, .itGrouper, args[0], args[1], args[2])
    It(args[1]).set(5, group.value)
    return group.value
  }
  static func nextOfGroup(_ thread: Thread, _ v: Value) throws(Raised) -> Value {
    let g = It(It(v)[0])
    if g[5] != v { return .empty }
    if g[4].isEmpty, !(try step(thread, g)) { return .empty }
    if g[5] != v { return .empty }
    if !(try thread.same(It(v)[1], g[3])) { return .empty }
    let value = g[4]
    g.set(4, .empty)
    return value
  }
  static func reduceGrouper(_ thread: Thread, _ args: Args) throws(Raised) -> Value {
    let g = It(It(args[0])[0])
    if g[5] != args[0] { return try IndexedIterator.reduceEmpty(thread, true) }
    return try ItertoolsModule.reduced(thread, args[0], [g.value, It(args[0])[1]])
  }
}

/// tee: a position in a list of chunks that all copies share. _tee: chunk, index in it. _tee_dataobject: the source iterator, list of
/// up to 57 values, the next chunk or empty, whether the source is being asked.
enum Tee {
  private static var chunk: Int { 57 }

  static func tee(_ thread: Thread, _ args: Args) throws(Raised) -> Value {
    let n = args[1].isEmpty ? 2 : try thread.indexInt(args[1], overflow: .overflowError)
    if n < 0 { throw thread.raise(.valueError, "n must be >= 0") }
    let result = try Tuple.make(thread, count: n)
    if n == 0 { return result.value }
    let iterator = try thread.iterator(args[0])
    let copier = try thread.getAttributeOrEmpty(iterator, Name.__copy__.str)
    var one = iterator
    if copier.isEmpty { one = try make(thread, Type[.itTee].value, iterator) }
    let copy = try thread.getAttribute(one, Name.__copy__)
    result.barrier()
    result.items[0] = one
    var i = 1
    while i < n {
      let another = try thread.call(copy)
      result.barrier()
      result.items[i] = another
      i &+= 1
    }
    return result.value
  }
  private static func make(_ thread: Thread, _ type: Value, _ iterable: Value) throws(Raised) -> Value {
    let iterator = try thread.iterator(iterable)
    if iterator.type.isSubclass(of: .itTee) { return try copyOf(thread, iterator) }
    let values = try List.make(thread)
    let data = try It.make(thread, .itTeeData, Type[.itTeeData].value, iterator, values.value, .empty, .no)
    return try It.make(thread, .itTee, type, data.value, .int(0)).value
  }
  private static func copyOf(_ thread: Thread, _ v: Value) throws(Raised) -> Value {
    try It.make(thread, .itTee, Type[.itTee].value, It(v)[0], It(v)[1]).value
  }

  static func define(_ type: TypeBuilder) {
    type.doc("One of the iterators that tee makes.")
    ItertoolsObject.define(type, 2) { unary($0, $1, Tee.next) }
    type.flags(.weakReferenceable)
    type.new("_tee(iterable, /)") { native($0, $1, $2, $3, Tee.new) }
    type.method("__copy__()", "An iterator of its own at the same place.") { native($0, $1, $2, $3, Tee.copy) }
    type.method("__reduce__()", "For pickle.") { native($0, $1, $2, $3, Tee.reduce) }
    type.method("__setstate__(state, /)", "For pickle.") { native($0, $1, $2, $3, Tee.setState) }
  }
  static func new(_ thread: Thread, _ args: Args) throws(Raised) -> Value { try make(thread, args[0], args[1]) }
  static func copy(_ thread: Thread, _ args: Args) throws(Raised) -> Value { try copyOf(thread, args[0]) }
  static func next(_ thread: Thread, _ v: Value) throws(Raised) -> Value {
    let it = It(v)
    if it[1].asInt >= chunk {
      it.set(0, try following(thread, It(it[0])))
      it.set(1, .int(0))
    }
    let data = It(it[0])
    let values = List(data[1])
    let i = it[1].asInt
    if i < values.count {
      it.set(1, .int(i &+ 1))
      return values[i]
    }
    if data[3].isTrue { throw thread.raise(.runtimeError, "cannot re-enter the tee iterator") }
    data.set(3, .yes)
    defer { data.set(3, .no) }
    let item = try thread.next(data[0])
    if item.isEmpty { return .empty }
    try values.append(thread, item)
    it.set(1, .int(i &+ 1))
    return item
  }
  private static func following(_ thread: Thread, _ data: ItertoolsObject) throws(Raised) -> Value {
    if data[2].isEmpty {
      let values = try List.make(thread)
      data.set(2, try It.make(thread, .itTeeData, Type[.itTeeData].value, data[0], values.value, .empty, .no).value)
    }
    return data[2]
  }
  static func reduce(_ thread: Thread, _ args: Args) throws(Raised) -> Value {
    let nothing = try ItertoolsModule.empty(thread)
    return try ItertoolsModule.reduced(thread, args[0], [nothing], Tuple.pair(thread, It(args[0])[0], It(args[0])[1]))
  }
  static func setState(_ thread: Thread, _ args: Args) throws(Raised) -> Value {
    guard args[1].isKind(.tuple), Tuple(args[1]).count == 2 else { throw thread.raise(.typeError, "state is not a tuple") }
    let state = Tuple(args[1])
    guard state[0].isExactly(.itTeeData) else {
      throw thread.raise(.typeError, "argument 1 must be itertools._tee_dataobject, not \(state[0].type.displayName)")
    }
    let index = try thread.indexInt(state[1], overflow: .overflowError)
    if index < 0 || index > chunk { throw thread.raise(.valueError, "Index out of range") }
    It(args[0]).set(0, state[0])
    It(args[0]).set(1, .int(index))
    return .none
  }

  static func defineData(_ type: TypeBuilder) {
    type.doc("teedataobject(iterable, values, next, /)\n--\n\nWhat the iterators of one tee share.")
    type.record(4)
    type.new("_tee_dataobject(it, values, next, /)") { native($0, $1, $2, $3, Tee.newData) }
    type.method("__reduce__()", "For pickle.") { native($0, $1, $2, $3, Tee.reduceData) }
  }
  static func newData(_ thread: Thread, _ args: Args) throws(Raised) -> Value {
    guard args[2].isKind(.list) else { throw thread.raise(.typeError, "_tee_dataobject() argument 2 must be list, not \(args[2].type.displayName)") }
    let values = try List.make(thread, List(args[2]).items, count: List(args[2]).count)
    if values.count > chunk || !args[3].isNone && (values.count < chunk || !args[3].isExactly(.itTeeData)) {
      throw thread.raise(.valueError, "Invalid arguments")
    }
    return try It.make(thread, .itTeeData, args[0], args[1], values.value, args[3].isNone ? .empty : args[3], .no).value
  }
  static func reduceData(_ thread: Thread, _ args: Args) throws(Raised) -> Value {
    let data = It(args[0])
    let values = try List.make(thread, List(data[1]).items, count: List(data[1]).count)
    return try ItertoolsModule.reduced(thread, args[0], [data[0], values.value, data[2].orNil ?? .none])
  }
}

/// zip_longest: list of iterators (None: ended), how many have not ended, fill value.
enum ZipLongest {
  static func define(_ type: TypeBuilder) {
    type.doc("zip_longest(*iterables, fillvalue=None)\n\nThe iterables' items side by side, until the longest one ends.")
    ItertoolsObject.define(type, 3) { unary($0, $1, ZipLongest.next) }
    type.new("zip_longest(*iterables, fillvalue=None)") { native($0, $1, $2, $3, ZipLongest.new) }
    type.method("__reduce__()", "For pickle.") { native($0, $1, $2, $3, ZipLongest.reduce) }
    type.method("__setstate__(state, /)", "For pickle.") { native($0, $1, $2, $3, ZipLongest.setState) }
  }
  static func new(_ thread: Thread, _ args: Args) throws(Raised) -> Value {
    let iterators = try Zip.iterators(thread, args, from: 1)
    let list = try List.make(thread, of: iterators)
    return try It.make(thread, .itZipLongest, args[0], list.value, .int(list.count), args.keyword(0).orNil ?? .none).value
  }
  static func next(_ thread: Thread, _ v: Value) throws(Raised) -> Value {
    let z = It(v)
    let iterators = List(z[0])
    if iterators.count == 0 || z[1].asInt == 0 { return .empty }
    let result = try Tuple.make(thread, count: iterators.count)
    var i = 0
    while i < result.count, i < iterators.count {
      var item = z[2]
      if !iterators[i].isNone {
        let taken: Value
        do throws(Raised) { taken = try thread.next(iterators[i]) } catch {
          z.set(1, .int(0))
          throw error
        }
        if taken.isEmpty {
          z.set(1, .int(z[1].asInt &- 1))
          if z[1].asInt <= 0 { return .empty }
          iterators.set(i, .none)
        } else {
          item = taken
        }
      }
      result.barrier()
      result.items[i] = item
      i &+= 1
    }
    return result.value
  }
  static func reduce(_ thread: Thread, _ args: Args) throws(Raised) -> Value {
    let z = It(args[0])
    let nothing = try ItertoolsModule.empty(thread)
    let iterators = List(z[0])
    let arguments = try Tuple.make(thread, count: iterators.count)
    var i = 0
    while i < iterators.count {
      arguments.items[i] = iterators[i].isNone ? nothing : iterators[i]
      i &+= 1
    }
    return try Tuple.make(thread, [args[0].type.value, arguments.value, z[2]]).value
  }
  static func setState(_ thread: Thread, _ args: Args) throws(Raised) -> Value {
    It(args[0]).set(2, args[1])
    return .none
  }
}
