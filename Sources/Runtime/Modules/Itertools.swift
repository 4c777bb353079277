// itertools. All iterators are records of Values; each type's comment says what its fields hold. Library Reference, "itertools".

struct ItertoolsFields: BitwiseCopyable {
  var header: Header
  var first: Value
}

/// An iterator of this module: field i is a Value; all are empty at first.
struct ItertoolsObject: Handle {
  let fields: UnsafeMutablePointer<ItertoolsFields>
  @inline(__always) init(fields: UnsafeMutablePointer<ItertoolsFields>) { self.fields = fields }
  @inline(__always) subscript(_ i: Int) -> Value { raw.at(8, as: Value.self)[i] }
  @inline(__always) func set(_ i: Int, _ value: Value) {
    barrier()
    raw.at(8, as: Value.self)[i] = value
  }

  static func make(_ thread: Thread, _ id: TypeID, _ type: Value, _ values: Value...) throws(Raised) -> ItertoolsObject {
    let type = Type(type)
    let size = Int(Type[id].fields.pointee.basicSize)
    let object = type == Type[id] ? thread.allocate(size, .record, id) : try type.allocateInstance(thread)
    let words = (size &- 8) / 8
    var i = 0
    while i < words {
      object.at(8, as: Value.self)[i] = i < values.count ? values[i] : .empty
      i &+= 1
    }
    return ItertoolsObject(object)
  }
  /// What all types of this module have.
  static func define(_ type: TypeBuilder, _ words: Int, _ next: @escaping UnarySlot) {
    type.record(words)
    type.flags(.subclassable)
    type.slots.pointee.iter = { $1 }
    type.slots.pointee.next = next
  }
}

typealias It = ItertoolsObject

enum ItertoolsModule {
  static func define(_ m: ModuleBuilder) throws(Raised) {
    m.doc("Iterators made of other iterators.")
    let types: [TypeID] = [
      .itAccumulate, .itChain, .itCombinations, .itCombinationsWithReplacement, .itCompress, .itCount, .itCycle, .itDropWhile, .itFilterFalse,
      .itGroupBy, .itGrouper, .itIslice, .itPairwise, .itPermutations, .itProduct, .itRepeat, .itStarmap, .itTakeWhile, .itTee, .itTeeData,
      .itZipLongest,
    ]
    for id in types { try m.type(id) }
    m.function("tee(iterable, n=2, /)", "n iterators that each give the iterable's items.") { native($0, $1, $2, $3, Tee.tee) }
  }
  /// (type, arguments, state) for pickling; state may be left out.
  static func reduced(_ thread: Thread, _ v: Value, _ arguments: [Value], _ state: Value = .empty) throws(Raised) -> Value {
    let args = try Tuple.make(thread, arguments)
    if state.isEmpty { return Tuple.pair(thread, v.type.value, args.value) }
    return try Tuple.make(thread, [v.type.value, args.value, state]).value
  }
  static func empty(_ thread: Thread) throws(Raised) -> Value { try Tuple.make(thread, count: 0).value }
}

/// count: next number, step.
enum Count {
  static func define(_ type: TypeBuilder) {
    type.doc("Numbers from `start` on, `step` apart.")
    ItertoolsObject.define(type, 2) { unary($0, $1, Count.next) }
    type.new("count(start=0, step=1)") { native($0, $1, $2, $3, Count.new) }
    type.slots.pointee.repr = { unary($0, $1, Count.repr) }
    type.method("__reduce__()", "For pickle.") { native($0, $1, $2, $3, Count.reduce) }
  }
  private static func isNumber(_ v: Value) -> Bool {
    let slots = v.type.slots
    return slots.pointee.index != nil || slots.pointee.int != nil || slots.pointee.float != nil || v.isInstance(of: .complex)
  }
  static func new(_ thread: Thread, _ args: Args) throws(Raised) -> Value {
    let start = args[1].orNil ?? .int(0)
    let step = args[2].orNil ?? .int(1)
    if !isNumber(start) || !isNumber(step) { throw thread.raise(.typeError, "a number is required") }
    return try It.make(thread, .itCount, args[0], start, step).value
  }
  static func next(_ thread: Thread, _ v: Value) throws(Raised) -> Value {
    let it = It(v)
    let n = it[0]
    it.set(0, try Range.sum(thread, n, it[1]))
    return n
  }
  static func repr(_ thread: Thread, _ v: Value) throws(Raised) -> Value {
    var pieces = try Pieces(thread, "\(v.type.shortName)(")
    try pieces.add(repr: It(v)[0])
    if It(v)[1] != .int(1) {
      try pieces.add(", ")
      try pieces.add(repr: It(v)[1])
    }
    try pieces.add(")")
    return try pieces.joined()
  }
  static func reduce(_ thread: Thread, _ args: Args) throws(Raised) -> Value {
    let it = It(args[0])
    return try ItertoolsModule.reduced(thread, args[0], it[1] == .int(1) ? [it[0]] : [it[0], it[1]])
  }
}

/// cycle: iterator (empty: the first round is over), saved list, index of the next saved one.
enum Cycle {
  static func define(_ type: TypeBuilder) {
    type.doc("The items of an iterable, again and again.")
    ItertoolsObject.define(type, 3) { unary($0, $1, Cycle.next) }
    type.new("cycle(iterable, /)") { native($0, $1, $2, $3, Cycle.new) }
    type.method("__reduce__()", "For pickle.") { native($0, $1, $2, $3, Cycle.reduce) }
    type.method("__setstate__(state, /)", "For pickle.") { native($0, $1, $2, $3, Cycle.setState) }
  }
  static func new(_ thread: Thread, _ args: Args) throws(Raised) -> Value {
    let iterator = try thread.iterator(args[1])
    let saved = try List.make(thread)
    return try It.make(thread, .itCycle, args[0], iterator, saved.value, .int(0)).value
  }
  static func next(_ thread: Thread, _ v: Value) throws(Raised) -> Value {
    let it = It(v)
    let saved = List(it[1])
    if !it[0].isEmpty {
      let item = try thread.next(it[0])
      if !item.isEmpty {
        try saved.append(thread, item)
        return item
      }
      it.set(0, .empty)
    }
    if saved.count == 0 { return .empty }
    let i = it[2].asInt < saved.count ? it[2].asInt : 0
    it.set(2, .int(i &+ 1 >= saved.count ? 0 : i &+ 1))
    return saved[i]
  }
  static func reduce(_ thread: Thread, _ args: Args) throws(Raised) -> Value {
    let it = It(args[0])
    if !it[0].isEmpty { return try ItertoolsModule.reduced(thread, args[0], [it[0]], Tuple.pair(thread, it[1], .int(0))) }
    let rest = IndexedIterator.make(thread, .listIterator, it[1], index: it[2].asInt)
    return try ItertoolsModule.reduced(thread, args[0], [rest], Tuple.pair(thread, it[1], .int(1)))
  }
  static func setState(_ thread: Thread, _ args: Args) throws(Raised) -> Value {
    guard args[1].isKind(.tuple) else { throw thread.raise(.typeError, "state is not a tuple") }
    let state = Tuple(args[1])
    guard state.count == 2, state[0].isKind(.list) else { throw thread.raise(.typeError, "function takes exactly 2 arguments (\(state.count) given)") }
    // The saved items already contain what the iterator will give once more in a later round.
    _ = try thread.indexInt(state[1], overflow: .overflowError)
    let it = It(args[0])
    it.set(1, try state[1] == .int(0) ? state[0] : savedOnce(thread, it, state[0]))
    return .none
  }
  /// After the first round: the rest of the iterator ends this round, then the saved ones come.
  private static func savedOnce(_ thread: Thread, _ it: ItertoolsObject, _ saved: Value) throws(Raised) -> Value {
    let rest = try List.make(thread, of: it[0])
    it.set(0, .empty)
    let all = List(saved)
    it.set(2, .int(max(0, all.count &- rest.count) % max(1, all.count)))
    return saved
  }
}

/// repeat: object, how often yet (empty: for ever).
enum Repeat {
  static func define(_ type: TypeBuilder) {
    type.doc("repeat(object, times)\n\nThe object, `times` times, or for ever.")
    ItertoolsObject.define(type, 2) { unary($0, $1, Repeat.next) }
    type.new("repeat(object, times=<unrepresentable>)") { native($0, $1, $2, $3, Repeat.new) }
    type.slots.pointee.repr = { unary($0, $1, Repeat.repr) }
    type.method("__length_hint__()", "How many items are left, about.") { native($0, $1, $2, $3, Repeat.hint) }
    type.method("__reduce__()", "For pickle.") { native($0, $1, $2, $3, Repeat.reduce) }
  }
  static func new(_ thread: Thread, _ args: Args) throws(Raised) -> Value {
    var times: Value = .empty
    if !args[2].isEmpty { times = .int(min(Int.max &>> 2, max(0, try thread.indexInt(args[2], overflow: .overflowError)))) }
    return try It.make(thread, .itRepeat, args[0], args[1], times).value
  }
  static func next(_ thread: Thread, _ v: Value) throws(Raised) -> Value {
    let it = It(v)
    if !it[1].isEmpty {
      if it[1].asInt <= 0 { return .empty }
      it.set(1, .int(it[1].asInt &- 1))
    }
    return it[0]
  }
  static func repr(_ thread: Thread, _ v: Value) throws(Raised) -> Value {
    var pieces = try Pieces(thread, "\(v.type.shortName)(")
    try pieces.add(repr: It(v)[0])
    if !It(v)[1].isEmpty { try pieces.add(", \(It(v)[1].asInt)") }
    try pieces.add(")")
    return try pieces.joined()
  }
  static func hint(_ thread: Thread, _ args: Args) throws(Raised) -> Value {
    if It(args[0])[1].isEmpty { throw thread.raise(.typeError, "len() of unsized object") }
    return It(args[0])[1]
  }
  static func reduce(_ thread: Thread, _ args: Args) throws(Raised) -> Value {
    let it = It(args[0])
    return try ItertoolsModule.reduced(thread, args[0], it[1].isEmpty ? [it[0]] : [it[0], it[1]])
  }
}

/// accumulate: iterator, function or none, total or empty, initial or none.
enum Accumulate {
  static func define(_ type: TypeBuilder) {
    type.doc("Return series of accumulated sums.")
    ItertoolsObject.define(type, 4) { unary($0, $1, Accumulate.next) }
    type.new("accumulate(iterable, func=None, *, initial=None)") { native($0, $1, $2, $3, Accumulate.new) }
    type.method("__reduce__()", "For pickle.") { native($0, $1, $2, $3, Accumulate.reduce) }
    type.method("__setstate__(state, /)", "For pickle.") { native($0, $1, $2, $3, Accumulate.setState) }
  }
  static func new(_ thread: Thread, _ args: Args) throws(Raised) -> Value {
    let iterator = try thread.iterator(args[1])
    return try It.make(thread, .itAccumulate, args[0], iterator, args[2].orNil ?? .none, .empty, args.keyword(0).orNil ?? .none).value
  }
  static func next(_ thread: Thread, _ v: Value) throws(Raised) -> Value {
    let it = It(v)
    if !it[3].isNone {
      let initial = it[3]
      it.set(2, initial)
      it.set(3, .none)
      return initial
    }
    let item = try thread.next(it[0])
    if item.isEmpty { return .empty }
    let total = it[2].isEmpty ? item : it[1].isNone ? try thread.add(it[2], item) : try thread.call(it[1], it[2], item)
    it.set(2, total)
    return total
  }
  static func reduce(_ thread: Thread, _ args: Args) throws(Raised) -> Value {
    let it = It(args[0])
    if !it[3].isNone {
      let first = try Tuple.make(thread, [it[3]]).value
      let both = try thread.iterator(Tuple.pair(thread, first, it[0]))
      let chain = try It.make(thread, .itChain, Type[.itChain].value, both)
      return try ItertoolsModule.reduced(thread, args[0], [chain.value, it[1]], .none)
    }
    if it[2].isNone {
      // A total of None would not be seen as one: it goes before the rest, and is skipped.
      let first = try Tuple.make(thread, [Value.none]).value
      let both = try thread.iterator(Tuple.pair(thread, first, it[0]))
      let chain = try It.make(thread, .itChain, Type[.itChain].value, both)
      let inner = try It.make(thread, .itAccumulate, args[0].type.value, chain.value, it[1], .empty, .none)
      let islice = try It.make(thread, .itIslice, Type[.itIslice].value, inner.value, .int(1), .none, .int(1), .int(0))
      return try Islice.reduce(thread, islice.value)
    }
    return try ItertoolsModule.reduced(thread, args[0], [it[0], it[1]], it[2].orNil ?? .none)
  }
  static func setState(_ thread: Thread, _ args: Args) throws(Raised) -> Value {
    It(args[0]).set(2, args[1].isNone ? .empty : args[1])
    return .none
  }
}

/// chain: iterator of iterables (empty at the end), iterator of the current one or empty.
enum Chain {
  static func define(_ type: TypeBuilder) {
    type.doc("chain(*iterables)\n\nThe items of the first iterable, then those of the next, and so on.")
    ItertoolsObject.define(type, 2) { unary($0, $1, Chain.next) }
    type.new("chain(*iterables)") { native($0, $1, $2, $3, Chain.new) }
    type.classMethod("from_iterable(iterable, /)", "chain of the iterables that an iterable gives, taken as they are needed.") {
      native($0, $1, $2, $3, Chain.fromIterable)
    }
    type.method("__reduce__()", "For pickle.") { native($0, $1, $2, $3, Chain.reduce) }
    type.method("__setstate__(state, /)", "For pickle.") { native($0, $1, $2, $3, Chain.setState) }
    type.classMethod("__class_getitem__(item, /)", "See PEP 585") { native($0, $1, $2, $3, GenericAlias.classGetItem) }
  }
  static func new(_ thread: Thread, _ args: Args) throws(Raised) -> Value {
    let all = try Tuple.make(thread, args.base + 1, count: args.count &- 1)
    return try It.make(thread, .itChain, args[0], try thread.iterator(all.value)).value
  }
  static func fromIterable(_ thread: Thread, _ args: Args) throws(Raised) -> Value {
    try It.make(thread, .itChain, args[0], try thread.iterator(args[1])).value
  }
  static func next(_ thread: Thread, _ v: Value) throws(Raised) -> Value {
    let it = It(v)
    while !it[0].isEmpty {
      if it[1].isEmpty {
        let following = try thread.next(it[0])
        if following.isEmpty {
          it.set(0, .empty)
          return .empty
        }
        do throws(Raised) { it.set(1, try thread.iterator(following)) } catch {
          it.set(0, .empty)
          throw error
        }
      }
      let item = try thread.next(it[1])
      if !item.isEmpty { return item }
      it.set(1, .empty)
    }
    return .empty
  }
  static func reduce(_ thread: Thread, _ args: Args) throws(Raised) -> Value {
    let it = It(args[0])
    if it[0].isEmpty { return try ItertoolsModule.reduced(thread, args[0], []) }
    let state = it[1].isEmpty ? try Tuple.make(thread, [it[0]]).value : Tuple.pair(thread, it[0], it[1])
    return try ItertoolsModule.reduced(thread, args[0], [], state)
  }
  static func setState(_ thread: Thread, _ args: Args) throws(Raised) -> Value {
    guard args[1].isKind(.tuple) else { throw thread.raise(.typeError, "state is not a tuple") }
    let state = Tuple(args[1])
    if state.count < 1 || state.count > 2 {
      throw thread.raise(.typeError, "function takes at \(state.count < 1 ? "least 1" : "most 2") argument\(state.count < 1 ? "" : "s") (\(state.count) given)")
    }
    for i in 0..<state.count where state[i].type.slots.pointee.next == nil { throw thread.raise(.typeError, "Arguments must be iterators.") }
    It(args[0]).set(0, state[0])
    It(args[0]).set(1, state.count == 2 ? state[1] : .empty)
    return .none
  }
}

/// compress: data iterator, selector iterator.
enum Compress {
  static func define(_ type: TypeBuilder) {
    type.doc("The items whose selector is true.")
    ItertoolsObject.define(type, 2) { unary($0, $1, Compress.next) }
    type.new("compress(data, selectors)") { native($0, $1, $2, $3, Compress.new) }
    type.method("__reduce__()", "For pickle.") { native($0, $1, $2, $3, Compress.reduce) }
  }
  static func new(_ thread: Thread, _ args: Args) throws(Raised) -> Value {
    let data = try thread.iterator(args[1])
    let selectors = try thread.iterator(args[2])
    return try It.make(thread, .itCompress, args[0], data, selectors).value
  }
  static func next(_ thread: Thread, _ v: Value) throws(Raised) -> Value {
    while true {
      let item = try thread.next(It(v)[0])
      if item.isEmpty { return .empty }
      let selector = try thread.next(It(v)[1])
      if selector.isEmpty { return .empty }
      if try thread.truth(selector) { return item }
    }
  }
  static func reduce(_ thread: Thread, _ args: Args) throws(Raised) -> Value {
    try ItertoolsModule.reduced(thread, args[0], [It(args[0])[0], It(args[0])[1]])
  }
}

/// dropwhile, takewhile, filterfalse, starmap: function, iterator, and for the first two whether the turning point was passed.
enum WhileIterators {
  static func defineDropWhile(_ type: TypeBuilder) {
    type.doc("The items from the first one on for which the predicate is false.")
    ItertoolsObject.define(type, 3) { unary($0, $1, WhileIterators.dropWhile) }
    type.new("dropwhile(predicate, iterable, /)") { native($0, $1, $2, $3, WhileIterators.newDropWhile) }
    state(type)
  }
  static func defineTakeWhile(_ type: TypeBuilder) {
    type.doc("The items up to the first one for which the predicate is false.")
    ItertoolsObject.define(type, 3) { unary($0, $1, WhileIterators.takeWhile) }
    type.new("takewhile(predicate, iterable, /)") { native($0, $1, $2, $3, WhileIterators.newTakeWhile) }
    state(type)
  }
  static func defineFilterFalse(_ type: TypeBuilder) {
    type.doc("The items for which the function is false; with None, those that are false.")
    ItertoolsObject.define(type, 2) { unary($0, $1, WhileIterators.filterFalse) }
    type.new("filterfalse(function, iterable, /)") { native($0, $1, $2, $3, WhileIterators.newFilterFalse) }
    type.method("__reduce__()", "For pickle.") { native($0, $1, $2, $3, WhileIterators.reducePlain) }
  }
  static func defineStarmap(_ type: TypeBuilder) {
    type.doc("The results of a function whose arguments are the iterable's tuples.")
    ItertoolsObject.define(type, 2) { unary($0, $1, WhileIterators.starmap) }
    type.new("starmap(function, iterable, /)") { native($0, $1, $2, $3, WhileIterators.newStarmap) }
    type.method("__reduce__()", "For pickle.") { native($0, $1, $2, $3, WhileIterators.reducePlain) }
  }
  private static func state(_ type: TypeBuilder) {
    type.method("__reduce__()", "For pickle.") { native($0, $1, $2, $3, WhileIterators.reduce) }
    type.method("__setstate__(state, /)", "For pickle.") { native($0, $1, $2, $3, WhileIterators.setState) }
  }
  static func newDropWhile(_ thread: Thread, _ args: Args) throws(Raised) -> Value {
    try It.make(thread, .itDropWhile, args[0], args[1], try thread.iterator(args[2]), .no).value
  }
  static func newTakeWhile(_ thread: Thread, _ args: Args) throws(Raised) -> Value {
    try It.make(thread, .itTakeWhile, args[0], args[1], try thread.iterator(args[2]), .no).value
  }
  static func newFilterFalse(_ thread: Thread, _ args: Args) throws(Raised) -> Value {
    try It.make(thread, .itFilterFalse, args[0], args[1], try thread.iterator(args[2])).value
  }
  static func newStarmap(_ thread: Thread, _ args: Args) throws(Raised) -> Value {
    try It.make(thread, .itStarmap, args[0], args[1], try thread.iterator(args[2])).value
  }
  static func dropWhile(_ thread: Thread, _ v: Value) throws(Raised) -> Value {
    let it = It(v)
    while true {
      let item = try thread.next(it[1])
      if item.isEmpty || it[2].isTrue { return item }
      if !(try thread.truth(try thread.call(it[0], item))) {
        it.set(2, .yes)
        return item
      }
    }
  }
  static func takeWhile(_ thread: Thread, _ v: Value) throws(Raised) -> Value {
    let it = It(v)
    if it[2].isTrue { return .empty }
    let item = try thread.next(it[1])
    if item.isEmpty { return .empty }
    if try thread.truth(try thread.call(it[0], item)) { return item }
    it.set(2, .yes)
    return .empty
  }
  static func filterFalse(_ thread: Thread, _ v: Value) throws(Raised) -> Value {
    let it = It(v)
    let plain = it[0].isNone || it[0] == Type[.bool].value
    while true {
      let item = try thread.next(it[1])
      if item.isEmpty { return .empty }
      if !(try thread.truth(plain ? item : try thread.call(it[0], item))) { return item }
    }
  }
  static func starmap(_ thread: Thread, _ v: Value) throws(Raised) -> Value {
    let it = It(v)
    let item = try thread.next(it[1])
    if item.isEmpty { return .empty }
    let arguments = try Tuple.make(thread, of: item)
    return try thread.call(it[0], tuple: arguments.value, kwargs: .empty)
  }
  static func reduce(_ thread: Thread, _ args: Args) throws(Raised) -> Value {
    let it = It(args[0])
    return try ItertoolsModule.reduced(thread, args[0], [it[0], it[1]], .int(it[2].isTrue ? 1 : 0))
  }
  static func reducePlain(_ thread: Thread, _ args: Args) throws(Raised) -> Value {
    try ItertoolsModule.reduced(thread, args[0], [It(args[0])[0], It(args[0])[1]])
  }
  static func setState(_ thread: Thread, _ args: Args) throws(Raised) -> Value {
    It(args[0]).set(2, .bool(try thread.truth(args[1])))
    return .none
  }
}

/// pairwise: iterator (empty at the end), the item before or empty.
enum Pairwise {
  static func define(_ type: TypeBuilder) {
    type.doc("Each item with the next one.")
    ItertoolsObject.define(type, 2) { unary($0, $1, Pairwise.next) }
    type.new("pairwise(iterable, /)") { native($0, $1, $2, $3, Pairwise.new) }
  }
  static func new(_ thread: Thread, _ args: Args) throws(Raised) -> Value {
    try It.make(thread, .itPairwise, args[0], try thread.iterator(args[1])).value
  }
  static func next(_ thread: Thread, _ v: Value) throws(Raised) -> Value {
    let it = It(v)
    if it[0].isEmpty { return .empty }
    if it[1].isEmpty {
      let first = try thread.next(it[0])
      if first.isEmpty || it[0].isEmpty {
        it.set(0, .empty)
        return .empty
      }
      it.set(1, first)
    }
    let old = it[1]
    let item = try thread.next(it[0])
    if item.isEmpty {
      it.set(0, .empty)
      it.set(1, .empty)
      return .empty
    }
    it.set(1, item)
    return Tuple.pair(thread, old, item)
  }
}

/// islice: iterator (empty at the end), index of the next item, stop or none, step, how many were taken.
enum Islice {
  static func define(_ type: TypeBuilder) {
    type.doc("islice(iterable, stop), islice(iterable, start, stop, step=1)\n\nThe items that such a slice of a list would have.")
    ItertoolsObject.define(type, 5) { unary($0, $1, Islice.next) }
    type.new("islice(*args)") { native($0, $1, $2, $3, Islice.new) }
    type.method("__reduce__()", "For pickle.") { native($0, $1, $2, $3, Islice.reduceMethod) }
    type.method("__setstate__(state, /)", "For pickle.") { native($0, $1, $2, $3, Islice.setState) }
  }
  private static func number(_ thread: Thread, _ v: Value, _ least: Int, _ message: StaticString) throws(Raised) -> Value {
    if v.isNone { return .none }
    var n = -1
    if v.isInt { n = v.asInt } else if v.type.slots.pointee.index != nil {
      do throws(Raised) { n = try thread.indexInt(v, overflow: .overflowError) } catch {
        if !thread.isRaising(.overflowError) { throw error }
        _ = thread.takeRaised()
      }
    }
    if n < least { throw thread.raise(.valueError, "\(message)") }
    return .int(min(n, Int.max &>> 2))
  }
  static func new(_ thread: Thread, _ args: Args) throws(Raised) -> Value {
    if args.count < 3 { throw thread.raise(.typeError, "islice expected at least 2 arguments, got \(args.count - 1)") }
    if args.count > 5 { throw thread.raise(.typeError, "islice expected at most 4 arguments, got \(args.count - 1)") }
    var start: Value = .int(0)
    let stop: Value
    var step: Value = .int(1)
    if args.count == 3 {
      stop = try number(thread, args[2], 0, "Stop argument for islice() must be None or an integer: 0 <= x <= sys.maxsize.")
    } else {
      stop = try number(thread, args[3], 0, "Stop argument for islice() must be None or an integer: 0 <= x <= sys.maxsize.")
      start = try number(thread, args[2], 0, "Indices for islice() must be None or an integer: 0 <= x <= sys.maxsize.")
      if args.count == 5 { step = try number(thread, args[4], 1, "Step for islice() must be a positive integer or None.") }
    }
    let iterator = try thread.iterator(args[1])
    return try It.make(
      thread, .itIslice, args[0], iterator, start.isNone ? .int(0) : start, stop, step.isNone ? .int(1) : step, .int(0)).value
  }
  static func next(_ thread: Thread, _ v: Value) throws(Raised) -> Value {
    let it = It(v)
    if it[0].isEmpty { return .empty }
    let stop = it[2].isNone ? Int.max : it[2].asInt
    let wanted = it[1].asInt
    var taken = it[4].asInt
    // Up to `stop` items are passed over at the end.
    while taken < min(wanted, stop) {
      if try thread.next(it[0]).isEmpty {
        it.set(0, .empty)
        return .empty
      }
      taken &+= 1
      it.set(4, .int(taken))
    }
    if taken >= stop {
      it.set(0, .empty)
      return .empty
    }
    let item = try thread.next(it[0])
    if item.isEmpty {
      it.set(0, .empty)
      return .empty
    }
    it.set(4, .int(taken &+ 1))
    let (following, overflow) = wanted.addingReportingOverflow(it[3].asInt)
    it.set(1, .int(overflow || following > stop ? min(stop, Int.max &>> 2) : min(following, Int.max &>> 2)))
    return item
  }
  static func reduceMethod(_ thread: Thread, _ args: Args) throws(Raised) -> Value { try reduce(thread, args[0]) }
  static func reduce(_ thread: Thread, _ v: Value) throws(Raised) -> Value {
    let it = It(v)
    if it[0].isEmpty {
      return try ItertoolsModule.reduced(thread, v, [try thread.iterator(try List.make(thread).value), .int(0)], .int(0))
    }
    return try ItertoolsModule.reduced(thread, v, [it[0], it[1], it[2], it[3]], it[4])
  }
  static func setState(_ thread: Thread, _ args: Args) throws(Raised) -> Value {
    It(args[0]).set(4, .int(max(0, min(Int.max &>> 2, try thread.indexInt(args[1], overflow: .overflowError)))))
    return .none
  }
}
