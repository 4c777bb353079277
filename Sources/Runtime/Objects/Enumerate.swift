// enumerate, reversed, filter. Library Reference, "Built-in Functions".

struct EnumerateFields: BitwiseCopyable {
  var header: Header
  var iterator: Value
  /// The next number: an int of any size.
  var index: Value
}

struct Enumerate: Handle {
  let fields: UnsafeMutablePointer<EnumerateFields>
  @inline(__always) init(fields: UnsafeMutablePointer<EnumerateFields>) { self.fields = fields }

  static func define(_ type: TypeBuilder) {
    type.doc("enumerate(iterable, start=0)\n\n(number, item) for each item of an iterable.")
    type.record(2)
    type.flags(.subclassable)
    type.new("enumerate(iterable, start=0)") { native($0, $1, $2, $3, Enumerate.new) }
    type.slots.pointee.iter = { $1 }
    type.slots.pointee.next = { unary($0, $1, Enumerate.next) }
    type.method("__reduce__()", "For pickle.") { native($0, $1, $2, $3, Enumerate.reduce) }
    type.classMethod("__class_getitem__(item, /)", "See PEP 585") { native($0, $1, $2, $3, GenericAlias.classGetItem) }
  }
  static func new(_ thread: Thread, _ args: Args) throws(Raised) -> Value {
    let start: Value = args[2].isEmpty ? .int(0) : try thread.index(args[2])
    let iterator = try thread.iterator(args[1])
    let type = Type(args[0])
    let e = Enumerate(type == Type[.enumerate] ? thread.allocate(24, .record, TypeID.enumerate) : try type.allocateInstance(thread))
    e.fields.pointee.iterator = iterator
    e.fields.pointee.index = start
    return e.value
  }
  static func next(_ thread: Thread, _ v: Value) throws(Raised) -> Value {
    let e = Enumerate(v)
    let item = try thread.quickNext(e.fields.pointee.iterator)
    if item.isEmpty { return .empty }
    return Tuple.pair(thread, try e.count(thread), item)
  }
  /// The next number.
  @inline(__always) func count(_ thread: Thread) throws(Raised) -> Value {
    let i = fields.pointee.index
    if _fastPath(i.isInt) {
      let (following, overflow) = Value.addInt(i, .int(1))
      if _fastPath(!overflow) {
        fields.pointee.index = following
        return i
      }
    }
    let following = try Range.sum(thread, i, .int(1))
    barrier()
    fields.pointee.index = following
    return i
  }
  static func reduce(_ thread: Thread, _ args: Args) throws(Raised) -> Value {
    let e = Enumerate(args[0]).fields.pointee
    return Tuple.pair(thread, args[0].type.value, Tuple.pair(thread, e.iterator, e.index))
  }
}

/// reversed(sequence): fields as in IndexedIterator, from the last index down.
enum Reversed {
  static func define(_ type: TypeBuilder) {
    type.doc("The items of a sequence, last one first.")
    type.record(2)
    type.flags(.subclassable)
    type.new("reversed(sequence, /)") { native($0, $1, $2, $3, Reversed.new) }
    type.slots.pointee.iter = { $1 }
    type.slots.pointee.next = { unary($0, $1, Reversed.next) }
    type.method("__length_hint__()", "How many items are left, about.") { native($0, $1, $2, $3, Reversed.lengthHint) }
    type.method("__reduce__()", "For pickle.") { native($0, $1, $2, $3, Reversed.reduce) }
    type.method("__setstate__(state, /)", "For pickle.") { native($0, $1, $2, $3, Reversed.setState) }
  }
  static func new(_ thread: Thread, _ args: Args) throws(Raised) -> Value {
    let source = args[1]
    let method = try thread.lookupSpecial(source, .__reversed__)
    if method.isNone { throw thread.raise(.typeError, "'\(source.type.displayName)' object is not reversible") }
    if !method.isEmpty { return try thread.call(method) }
    let slots = source.type.slots
    if source.isKind(.dict) || slots.pointee.length == nil || slots.pointee.getItem == nil {
      throw thread.raise(.typeError, "'\(source.type.displayName)' object is not reversible")
    }
    let n = try thread.length(source)
    let type = Type(args[0])
    if type == Type[.reversed] { return IndexedIterator.make(thread, .reversed, source, index: n &- 1) }
    let it = IndexedIterator(try type.allocateInstance(thread))
    it.fields.pointee.source = source
    it.fields.pointee.index = .int(n &- 1)
    return it.value
  }
  static func next(_ thread: Thread, _ v: Value) throws(Raised) -> Value {
    let it = IndexedIterator(v)
    if it.source.isEmpty { return .empty }
    let i = it.index
    if i < 0 {
      it.exhaust()
      return .empty
    }
    do throws(Raised) {
      let item = try thread.getItem(it.source, .int(i))
      it.set(index: i &- 1)
      return item
    } catch {
      if thread.isRaising(.indexError) || thread.isRaising(.stopIteration) {
        _ = thread.takeRaised()
        it.set(index: -1)
        it.exhaust()
        return .empty
      }
      throw error
    }
  }
  static func lengthHint(_ thread: Thread, _ args: Args) throws(Raised) -> Value {
    let it = IndexedIterator(args[0])
    if it.source.isEmpty { return .int(0) }
    let n = it.index &+ 1
    return .int(try thread.length(it.source) < n ? 0 : n)
  }
  static func reduce(_ thread: Thread, _ args: Args) throws(Raised) -> Value {
    let it = IndexedIterator(args[0])
    let nothing = try Tuple.make(thread, count: 0).value
    let arguments = try Tuple.make(thread, [it.source.orNil ?? nothing])
    if it.source.isEmpty { return Tuple.pair(thread, args[0].type.value, arguments.value) }
    return try Tuple.make(thread, [args[0].type.value, arguments.value, .int(it.index)]).value
  }
  static func setState(_ thread: Thread, _ args: Args) throws(Raised) -> Value {
    let it = IndexedIterator(args[0])
    let index = try thread.indexInt(args[1], overflow: .overflowError)
    if it.source.isEmpty { return .none }
    it.set(index: max(-1, min(index, try thread.length(it.source) &- 1)))
    return .none
  }
}

struct FilterFields: BitwiseCopyable {
  var header: Header
  var function: Value
  var iterator: Value
}

struct Filter: Handle {
  let fields: UnsafeMutablePointer<FilterFields>
  @inline(__always) init(fields: UnsafeMutablePointer<FilterFields>) { self.fields = fields }

  static func define(_ type: TypeBuilder) {
    type.doc("filter(function, iterable)\n\nThe items for which `function(item)` is true; with None, the items that are true.")
    type.record(2)
    type.flags(.subclassable)
    type.new("filter(function, iterable, /)") { native($0, $1, $2, $3, Filter.new) }
    type.slots.pointee.iter = { $1 }
    type.slots.pointee.next = { unary($0, $1, Filter.next) }
    type.method("__reduce__()", "For pickle.") { native($0, $1, $2, $3, Filter.reduce) }
  }
  static func new(_ thread: Thread, _ args: Args) throws(Raised) -> Value {
    let iterator = try thread.iterator(args[2])
    let type = Type(args[0])
    let f = Filter(type == Type[.filter] ? thread.allocate(24, .record, TypeID.filter) : try type.allocateInstance(thread))
    f.fields.pointee.function = args[1]
    f.fields.pointee.iterator = iterator
    return f.value
  }
  static func next(_ thread: Thread, _ v: Value) throws(Raised) -> Value {
    let f = Filter(v).fields
    let plain = f.pointee.function.isNone || f.pointee.function == Type[.bool].value
    while true {
      let item = try thread.next(f.pointee.iterator)
      if item.isEmpty { return .empty }
      let verdict = plain ? item : try thread.call(f.pointee.function, item)
      if try thread.truth(verdict) { return item }
    }
  }
  static func reduce(_ thread: Thread, _ args: Args) throws(Raised) -> Value {
    let f = Filter(args[0]).fields.pointee
    return Tuple.pair(thread, args[0].type.value, Tuple.pair(thread, f.function, f.iterator))
  }
}
