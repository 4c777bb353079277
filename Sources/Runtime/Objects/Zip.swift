// zip and map. Library Reference, "Built-in Functions".

struct ZipFields: BitwiseCopyable {
  var header: Header
  /// zip: True or False (`strict`). map: the function.
  var function: Value
  /// tuple
  var iterators: Value
}

struct Zip: Handle {
  let fields: UnsafeMutablePointer<ZipFields>
  @inline(__always) init(fields: UnsafeMutablePointer<ZipFields>) { self.fields = fields }

  static func make(_ thread: Thread, _ id: TypeID, _ type: Type, _ function: Value, _ iterators: Value) throws(Raised) -> Value {
    let z = Zip(type == Type[id] ? thread.allocate(24, .record, id) : try type.allocateInstance(thread))
    z.fields.pointee.function = function
    z.fields.pointee.iterators = iterators
    return z.value
  }
  /// iter() of each argument from `first` on.
  static func iterators(_ thread: Thread, _ args: Args, from first: Int) throws(Raised) -> Value {
    let n = args.count &- first
    let result = try Tuple.make(thread, count: max(n, 0))
    var i = 0
    while i < n {
      let it = try thread.iterator(args[first &+ i])
      result.barrier()
      result.items[i] = it
      i &+= 1
    }
    return result.value
  }

  static func define(_ type: TypeBuilder) {
    type.doc("zip(*iterables, strict=False) --> Yield tuples until an input is exhausted.\n\nThe i-th element in every tuple comes from the i-th iterable argument.\n\nIf strict is true and one of the arguments is exhausted before the others,\nraise a ValueError.")
    type.record(2)
    type.flags(.subclassable)
    type.new("zip(*iterables, strict=False)") { native($0, $1, $2, $3, Zip.new) }
    type.slots.pointee.iter = { $1 }
    type.slots.pointee.next = { unary($0, $1, Zip.next) }
    type.method("__reduce__()", "For pickle.") { native($0, $1, $2, $3, Zip.reduce) }
    type.method("__setstate__(state, /)", "For pickle.") { native($0, $1, $2, $3, Zip.setState) }
  }
  static func new(_ thread: Thread, _ args: Args) throws(Raised) -> Value {
    let strict = args.keyword(0).isEmpty ? false : try thread.truth(args.keyword(0))
    return try make(thread, .zip, Type(args[0]), .bool(strict), try iterators(thread, args, from: 1))
  }
  static func next(_ thread: Thread, _ v: Value) throws(Raised) -> Value {
    let z = Zip(v)
    let iterators = Tuple(z.fields.pointee.iterators)
    let n = iterators.count
    if n == 0 { return .empty }
    if n == 2, z.fields.pointee.function.isFalse {
      let a = try thread.quickNext(iterators[0])
      if a.isEmpty { return .empty }
      let b = try thread.quickNext(iterators[1])
      return b.isEmpty ? .empty : Tuple.pair(thread, a, b)
    }
    let result = try Tuple.make(thread, count: n)
    var i = 0
    while i < n {
      let item = try thread.next(iterators[i])
      if item.isEmpty {
        if z.fields.pointee.function.isTrue { try checkAtEnd(thread, iterators, i) }
        return .empty
      }
      result.barrier()
      result.items[i] = item
      i &+= 1
    }
    return result.value
  }
  /// strict: iterator `i` has ended; all before it must not have given a value, all behind it must end too.
  private static func checkAtEnd(_ thread: Thread, _ iterators: Tuple, _ i: Int) throws(Raised) {
    func others(_ k: Int) -> String { k == 1 ? " 1" : "s 1-\(k)" }
    if i > 0 { throw thread.raise(.valueError, "zip() argument \(i + 1) is shorter than argument\(others(i))") }
    var k = 1
    while k < iterators.count {
      if !(try thread.next(iterators[k])).isEmpty {
        throw thread.raise(.valueError, "zip() argument \(k + 1) is longer than argument\(others(k))")
      }
      k &+= 1
    }
  }
  static func reduce(_ thread: Thread, _ args: Args) throws(Raised) -> Value {
    let z = Zip(args[0]).fields.pointee
    if z.function.isTrue { return try Tuple.make(thread, [args[0].type.value, z.iterators, .yes]).value }
    return Tuple.pair(thread, args[0].type.value, z.iterators)
  }
  static func setState(_ thread: Thread, _ args: Args) throws(Raised) -> Value {
    let strict = try thread.truth(args[1])
    Zip(args[0]).fields.pointee.function = .bool(strict)
    return .none
  }

  // MARK: map

  static func defineMap(_ type: TypeBuilder) {
    type.doc("map(function, /, *iterables)\n\nThe results of the function for the iterables' items side by side, until the shortest one ends.")
    type.record(2)
    type.flags(.subclassable)
    type.new("map(*args)") { native($0, $1, $2, $3, Zip.newMap) }
    type.slots.pointee.iter = { $1 }
    type.slots.pointee.next = { unary($0, $1, Zip.nextOfMap) }
    type.method("__reduce__()", "For pickle.") { native($0, $1, $2, $3, Zip.reduceMap) }
  }
  static func newMap(_ thread: Thread, _ args: Args) throws(Raised) -> Value {
    if args.count < 3 { throw thread.raise(.typeError, "map() must have at least two arguments.") }
    return try make(thread, .map, Type(args[0]), args[1], try iterators(thread, args, from: 2))
  }
  static func nextOfMap(_ thread: Thread, _ v: Value) throws(Raised) -> Value {
    let z = Zip(v).fields
    let iterators = Tuple(z.pointee.iterators)
    if iterators.count == 1 {
      let a = try thread.next(iterators[0])
      return a.isEmpty ? .empty : try thread.call(z.pointee.function, a)
    }
    if iterators.count == 2 {
      let a = try thread.next(iterators[0])
      if a.isEmpty { return .empty }
      let b = try thread.next(iterators[1])
      return b.isEmpty ? .empty : try thread.call(z.pointee.function, a, b)
    }
    let arguments = try Tuple.make(thread, count: iterators.count)
    var i = 0
    while i < iterators.count {
      let item = try thread.next(iterators[i])
      if item.isEmpty { return .empty }
      arguments.barrier()
      arguments.items[i] = item
      i &+= 1
    }
    return try thread.call(z.pointee.function, tuple: arguments.value, kwargs: .empty)
  }
  static func reduceMap(_ thread: Thread, _ args: Args) throws(Raised) -> Value {
    let z = Zip(args[0]).fields.pointee
    let iterators = Tuple(z.iterators)
    let arguments = try Tuple.make(thread, count: iterators.count &+ 1)
    arguments.items[0] = z.function
    var i = 0
    while i < iterators.count {
      arguments.items[i &+ 1] = iterators[i]
      i &+= 1
    }
    return Tuple.pair(thread, args[0].type.value, arguments.value)
  }
}
