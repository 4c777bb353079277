// itertools: product, permutations, combinations, combinations_with_replacement.
//
// Fields of all: pool (product: tuple of pools), indices (List of small ints), r or cycles, state. The indices are those of
// the tuple that was given last.

enum Combinatorics {
  /// State of an iterator: nothing was given yet; under way; at its end.
  private static var fresh: Value { .int(0) }
  private static var running: Value { .int(1) }
  private static var ended: Value { .int(2) }

  private static func define(_ type: TypeBuilder, _ next: @escaping UnarySlot) {
    ItertoolsObject.define(type, 5, next)
    type.method("__reduce__()", "For pickle.") { native($0, $1, $2, $3, Combinatorics.reduce) }
    type.method("__setstate__(state, /)", "For pickle.") { native($0, $1, $2, $3, Combinatorics.setState) }
  }
  static func defineProduct(_ type: TypeBuilder) {
    type.doc("product(*iterables, repeat=1)\n\nThe ways to take one item of each iterable, the last one changing fastest.")
    define(type) { unary($0, $1, Combinatorics.nextProduct) }
    type.new("product(*iterables, repeat=1)") { native($0, $1, $2, $3, Combinatorics.newProduct) }
    type.method("__sizeof__()", "Bytes of memory.") { native($0, $1, $2, $3, Combinatorics.sizeOf) }
  }
  static func definePermutations(_ type: TypeBuilder) {
    type.doc("The ways to put r items in a row.")
    define(type) { unary($0, $1, Combinatorics.nextPermutation) }
    type.new("permutations(iterable, r=None)") { native($0, $1, $2, $3, Combinatorics.newPermutations) }
    type.method("__sizeof__()", "Bytes of memory.") { native($0, $1, $2, $3, Combinatorics.sizeOf) }
  }
  static func defineCombinations(_ type: TypeBuilder) {
    type.doc("The ways to choose r items, in their order.")
    define(type) { unary($0, $1, Combinatorics.nextCombination) }
    type.new("combinations(iterable, r)") { native($0, $1, $2, $3, Combinatorics.newCombinations) }
    type.method("__sizeof__()", "Bytes of memory.") { native($0, $1, $2, $3, Combinatorics.sizeOf) }
  }
  static func defineWithReplacement(_ type: TypeBuilder) {
    type.doc("The ways to choose r items, in their order, each as often as you like.")
    define(type) { unary($0, $1, Combinatorics.nextWithReplacement) }
    type.new("combinations_with_replacement(iterable, r)") { native($0, $1, $2, $3, Combinatorics.newWithReplacement) }
    type.method("__sizeof__()", "Bytes of memory.") { native($0, $1, $2, $3, Combinatorics.sizeOf) }
  }

  // MARK: Making

  private static func numbers(_ thread: Thread, _ count: Int, _ value: (Int) -> Int) throws(Raised) -> List {
    let list = try List.make(thread, capacity: count)
    var i = 0
    while i < count {
      try list.append(thread, .int(value(i)))
      i &+= 1
    }
    return list
  }
  static func newProduct(_ thread: Thread, _ args: Args) throws(Raised) -> Value {
    let times = args.keyword(0).isEmpty ? 1 : try thread.indexInt(args.keyword(0), overflow: .overflowError)
    if times < 0 { throw thread.raise(.valueError, "repeat argument cannot be negative") }
    let given = args.count &- 1
    let (total, overflow) = given.multipliedReportingOverflow(by: times)
    if overflow || total > 1 << 40 { throw thread.raise(.overflowError, "repeat argument too large") }
    let pools = try Tuple.make(thread, count: total)
    var i = 0
    while i < min(given, total) {
      let pool = try Tuple.make(thread, of: args[i &+ 1])
      pools.barrier()
      pools.items[i] = pool.value
      i &+= 1
    }
    while i < total {
      pools.items[i] = pools[i &- given]
      i &+= 1
    }
    let indices = try numbers(thread, total) { _ in 0 }
    return try It.make(thread, .itProduct, args[0], pools.value, indices.value, .int(total), fresh).value
  }
  private static func length(_ thread: Thread, _ v: Value) throws(Raised) -> Int {
    let r = try thread.indexInt(v, overflow: .overflowError)
    if r < 0 { throw thread.raise(.valueError, "r must be non-negative") }
    if r > 1 << 40 { throw thread.raiseMemoryError() }
    return r
  }
  static func newPermutations(_ thread: Thread, _ args: Args) throws(Raised) -> Value {
    let pool = try Tuple.make(thread, of: args[1])
    var r = pool.count
    if !args[2].isEmpty, !args[2].isNone {
      if !args[2].isInt, !args[2].isBool, !args[2].isKind(.bigInt) { throw thread.raise(.typeError, "Expected int as r") }
      r = try length(thread, args[2])
    }
    let n = pool.count
    let indices = try numbers(thread, n) { $0 }
    let cycles = try numbers(thread, min(r, n &+ 1)) { n &- $0 }
    return try It.make(thread, .itPermutations, args[0], pool.value, indices.value, .int(r), r > n ? ended : fresh, cycles.value).value
  }
  static func newCombinations(_ thread: Thread, _ args: Args) throws(Raised) -> Value {
    let pool = try Tuple.make(thread, of: args[1])
    let r = try length(thread, args[2])
    let indices = try numbers(thread, r > pool.count ? 0 : r) { $0 }
    return try It.make(thread, .itCombinations, args[0], pool.value, indices.value, .int(r), r > pool.count ? ended : fresh).value
  }
  static func newWithReplacement(_ thread: Thread, _ args: Args) throws(Raised) -> Value {
    let pool = try Tuple.make(thread, of: args[1])
    let r = try length(thread, args[2])
    let indices = try numbers(thread, r) { _ in 0 }
    let none = pool.count == 0 && r > 0
    return try It.make(thread, .itCombinationsWithReplacement, args[0], pool.value, indices.value, .int(r), none ? ended : fresh).value
  }

  // MARK: The next one

  /// The tuple that the first r indices name.
  private static func pick(_ thread: Thread, _ it: ItertoolsObject, _ r: Int) throws(Raised) -> Value {
    let pool = Tuple(it[0])
    let result = try Tuple.make(thread, count: r)
    let indices = List(it[1])
    var i = 0
    while i < r {
      result.items[i] = pool[indices[i].asInt]
      i &+= 1
    }
    return result.value
  }
  static func nextProduct(_ thread: Thread, _ v: Value) throws(Raised) -> Value {
    let it = It(v)
    if it[3] == ended { return .empty }
    let pools = Tuple(it[0])
    let indices = List(it[1])
    let n = pools.count
    if it[3] == fresh {
      it.set(3, running)
      var i = 0
      while i < n {
        if Tuple(pools[i]).count == 0 {
          it.set(3, ended)
          return .empty
        }
        i &+= 1
      }
    } else {
      var i = n &- 1
      while i >= 0 {
        let k = indices[i].asInt &+ 1
        if k < Tuple(pools[i]).count {
          indices.items[i] = .int(k)
          break
        }
        indices.items[i] = .int(0)
        i &-= 1
      }
      if i < 0 {
        it.set(3, ended)
        return .empty
      }
    }
    let result = try Tuple.make(thread, count: n)
    var i = 0
    while i < n {
      result.items[i] = Tuple(pools[i])[indices[i].asInt]
      i &+= 1
    }
    return result.value
  }
  static func nextPermutation(_ thread: Thread, _ v: Value) throws(Raised) -> Value {
    let it = It(v)
    if it[3] == ended { return .empty }
    let r = it[2].asInt
    if it[3] == fresh {
      it.set(3, running)
      return try pick(thread, it, r)
    }
    let n = Tuple(it[0]).count
    let indices = List(it[1]).items
    let cycles = List(it[4]).items
    var i = r &- 1
    while i >= 0 {
      let left = cycles[i].asInt &- 1
      if left == 0 {
        // Index i goes to the end, those behind it move up.
        let index = indices[i]
        var k = i
        while k < n &- 1 {
          indices[k] = indices[k &+ 1]
          k &+= 1
        }
        indices[n &- 1] = index
        cycles[i] = .int(n &- i)
        i &-= 1
      } else {
        cycles[i] = .int(left)
        let index = indices[i]
        indices[i] = indices[n &- left]
        indices[n &- left] = index
        return try pick(thread, it, r)
      }
    }
    it.set(3, ended)
    return .empty
  }
  static func nextCombination(_ thread: Thread, _ v: Value) throws(Raised) -> Value {
    let it = It(v)
    if it[3] == ended { return .empty }
    let r = it[2].asInt
    if it[3] == fresh {
      it.set(3, running)
      return try pick(thread, it, r)
    }
    let n = Tuple(it[0]).count
    let indices = List(it[1]).items
    var i = r &- 1
    while i >= 0, indices[i].asInt == i &+ n &- r { i &-= 1 }
    if i < 0 {
      it.set(3, ended)
      return .empty
    }
    var k = indices[i].asInt &+ 1
    while i < r {
      indices[i] = .int(k)
      k &+= 1
      i &+= 1
    }
    return try pick(thread, it, r)
  }
  static func nextWithReplacement(_ thread: Thread, _ v: Value) throws(Raised) -> Value {
    let it = It(v)
    if it[3] == ended { return .empty }
    let r = it[2].asInt
    if it[3] == fresh {
      it.set(3, running)
      return try pick(thread, it, r)
    }
    let n = Tuple(it[0]).count
    let indices = List(it[1]).items
    var i = r &- 1
    while i >= 0, indices[i].asInt == n &- 1 { i &-= 1 }
    if i < 0 {
      it.set(3, ended)
      return .empty
    }
    let k = indices[i].asInt &+ 1
    while i < r {
      indices[i] = .int(k)
      i &+= 1
    }
    return try pick(thread, it, r)
  }

  // MARK: Pickling

  static func sizeOf(_ thread: Thread, _ args: Args) throws(Raised) -> Value {
    .int(Int(args[0].type.fields.pointee.basicSize) &+ List(It(args[0])[1]).fields.pointee.capacity &* 8)
  }
  static func reduce(_ thread: Thread, _ args: Args) throws(Raised) -> Value {
    let it = It(args[0])
    let isProduct = args[0].type.isSubclass(of: .itProduct)
    let nothing = try ItertoolsModule.empty(thread)
    if it[3] == ended { return try ItertoolsModule.reduced(thread, args[0], isProduct ? [nothing] : [nothing, it[2]]) }
    let arguments: Value = isProduct ? it[0] : Tuple.pair(thread, it[0], it[2])
    if it[3] == fresh { return Tuple.pair(thread, args[0].type.value, arguments) }
    var state = try Tuple.make(thread, of: it[1]).value
    if args[0].type.isSubclass(of: .itPermutations) { state = Tuple.pair(thread, state, try Tuple.make(thread, of: it[4]).value) }
    return try Tuple.make(thread, [args[0].type.value, arguments, state]).value
  }
  /// Indices of a state, each brought into 0 ... its largest.
  private static func restore(_ thread: Thread, _ list: List, _ state: Value, _ largest: (Int) -> Int) throws(Raised) {
    guard state.isKind(.tuple), Tuple(state).count == list.count else { throw thread.raise(.valueError, "invalid arguments") }
    let values = Tuple(state)
    var i = 0
    while i < list.count, i < values.count {
      let k = try thread.indexInt(values[i], overflow: .overflowError)
      list.set(i, .int(max(0, min(k, largest(i)))))
      i &+= 1
    }
  }
  static func setState(_ thread: Thread, _ args: Args) throws(Raised) -> Value {
    let it = It(args[0])
    let state = args[1]
    if args[0].type.isSubclass(of: .itProduct) {
      let pools = Tuple(it[0])
      var i = 0
      while i < pools.count {
        if Tuple(pools[i]).count == 0 {
          it.set(3, ended)
          return .none
        }
        i &+= 1
      }
      try restore(thread, List(it[1]), state) { Tuple(pools[$0]).count &- 1 }
    } else {
      let n = Tuple(it[0]).count
      if it[3] == ended { return .none }
      if args[0].type.isSubclass(of: .itPermutations) {
        guard state.isKind(.tuple), Tuple(state).count == 2 else { throw thread.raise(.valueError, "invalid arguments") }
        try restore(thread, List(it[1]), Tuple(state)[0]) { _ in n &- 1 }
        try restore(thread, List(it[4]), Tuple(state)[1]) { n &- $0 }
        let cycles = List(it[4])
        var i = 0
        while i < cycles.count {
          if cycles[i].asInt < 1 { cycles.set(i, .int(1)) }
          i &+= 1
        }
      } else {
        try restore(thread, List(it[1]), state) { _ in n &- 1 }
      }
    }
    it.set(3, running)
    return .none
  }
}
