// Iterators over built-in sequences; see Iterators.swift for their layouts. `iter(callable, sentinel)`.

extension IndexedIterator {
  static func defineList(_ type: TypeBuilder) { define(type) { unary($0, $1, IndexedIterator.nextOfList) } }
  static func defineTuple(_ type: TypeBuilder) { define(type) { unary($0, $1, IndexedIterator.nextOfTuple) } }
  /// What all iterators of this layout have in common, whose sources have a length.
  static func define(_ type: TypeBuilder, next: @escaping UnarySlot) {
    type.record(2)
    type.flags(.noNew)
    type.slots.pointee.iter = { $1 }
    type.slots.pointee.next = next
    type.method("__length_hint__()", "How many items are left, about.") { native($0, $1, $2, $3, IndexedIterator.lengthHint) }
    type.method("__reduce__()", "For pickle.") { native($0, $1, $2, $3, IndexedIterator.reduce) }
    type.method("__setstate__(state, /)", "For pickle.") { native($0, $1, $2, $3, IndexedIterator.setState) }
  }

  static func nextOfList(_ thread: Thread, _ v: Value) throws(Raised) -> Value {
    let it = IndexedIterator(v)
    let source = it.source
    if source.isEmpty { return .empty }
    let list = List(source)
    let i = it.index
    if i < list.count {
      it.set(index: i &+ 1)
      return list[i]
    }
    it.exhaust()
    return .empty
  }
  static func nextOfTuple(_ thread: Thread, _ v: Value) throws(Raised) -> Value {
    let it = IndexedIterator(v)
    let source = it.source
    if source.isEmpty { return .empty }
    let tuple = Tuple(source)
    let i = it.index
    if i < tuple.count {
      it.set(index: i &+ 1)
      return tuple[i]
    }
    it.exhaust()
    return .empty
  }

  static func lengthHint(_ thread: Thread, _ args: Args) throws(Raised) -> Value {
    let it = IndexedIterator(args[0])
    if it.source.isEmpty { return .int(0) }
    return .int(max(0, try thread.length(it.source) &- it.index))
  }
  static func reduce(_ thread: Thread, _ args: Args) throws(Raised) -> Value {
    let it = IndexedIterator(args[0])
    if it.source.isEmpty { return try reduceEmpty(thread, args[0].isExactly(.tupleIterator)) }
    let arguments = try Tuple.make(thread, [it.source])
    return try Tuple.make(thread, [try thread.builtin("iter"), arguments.value, .int(it.index)]).value
  }
  /// `iter([])` or `iter(())`, as __reduce__ says it.
  static func reduceEmpty(_ thread: Thread, _ tuple: Bool) throws(Raised) -> Value {
    let nothing: Value = tuple ? try Tuple.make(thread, count: 0).value : try List.make(thread).value
    return Tuple.pair(thread, try thread.builtin("iter"), try Tuple.make(thread, [nothing]).value)
  }
  static func setState(_ thread: Thread, _ args: Args) throws(Raised) -> Value {
    let it = IndexedIterator(args[0])
    let index = try thread.indexInt(args[1], overflow: .overflowError)
    if it.source.isEmpty { return .none }
    var i = max(0, index)
    if it.source.isKind(.tuple) { i = min(i, Tuple(it.source).count) }
    it.set(index: min(i, Int.max &>> 2))
    return .none
  }

  // MARK: list_reverseiterator

  static func defineListReverse(_ type: TypeBuilder) {
    type.record(2)
    type.flags(.noNew)
    type.slots.pointee.iter = { $1 }
    type.slots.pointee.next = { unary($0, $1, IndexedIterator.nextOfListReverse) }
    type.method("__length_hint__()", "How many items are left, about.") { native($0, $1, $2, $3, IndexedIterator.reverseHint) }
    type.method("__reduce__()", "For pickle.") { native($0, $1, $2, $3, IndexedIterator.reduceReverse) }
    type.method("__setstate__(state, /)", "For pickle.") { native($0, $1, $2, $3, IndexedIterator.setStateReverse) }
  }
  static func nextOfListReverse(_ thread: Thread, _ v: Value) throws(Raised) -> Value {
    let it = IndexedIterator(v)
    if it.source.isEmpty { return .empty }
    let list = List(it.source)
    let i = it.index
    if i >= 0, i < list.count {
      it.set(index: i &- 1)
      return list[i]
    }
    it.set(index: -1)
    it.exhaust()
    return .empty
  }
  static func reverseHint(_ thread: Thread, _ args: Args) throws(Raised) -> Value {
    let it = IndexedIterator(args[0])
    if it.source.isEmpty { return .int(0) }
    let n = it.index &+ 1
    return .int(List(it.source).count < n ? 0 : n)
  }
  static func reduceReverse(_ thread: Thread, _ args: Args) throws(Raised) -> Value {
    let it = IndexedIterator(args[0])
    if it.source.isEmpty { return try reduceEmpty(thread, false) }
    let arguments = try Tuple.make(thread, [it.source])
    return try Tuple.make(thread, [try thread.builtin("reversed"), arguments.value, .int(it.index)]).value
  }
  static func setStateReverse(_ thread: Thread, _ args: Args) throws(Raised) -> Value {
    let it = IndexedIterator(args[0])
    let index = try thread.indexInt(args[1], overflow: .overflowError)
    if it.source.isEmpty { return .none }
    it.set(index: max(-1, min(index, List(it.source).count &- 1)))
    return .none
  }

  // MARK: iterator: the `__getitem__` protocol

  static func defineSequence(_ type: TypeBuilder) {
    type.record(2)
    type.flags(.noNew)
    type.slots.pointee.iter = { $1 }
    type.slots.pointee.next = { unary($0, $1, IndexedIterator.nextOfSequence) }
    type.method("__length_hint__()", "How many items are left, about.") { native($0, $1, $2, $3, IndexedIterator.sequenceHint) }
    type.method("__reduce__()", "For pickle.") { native($0, $1, $2, $3, IndexedIterator.reduceSequence) }
    type.method("__setstate__(state, /)", "For pickle.") { native($0, $1, $2, $3, IndexedIterator.setState) }
  }
  static func nextOfSequence(_ thread: Thread, _ v: Value) throws(Raised) -> Value {
    let it = IndexedIterator(v)
    if it.source.isEmpty { return .empty }
    let i = it.index
    do throws(Raised) {
      let item = try thread.getItem(it.source, .int(i))
      it.set(index: i &+ 1)
      return item
    } catch {
      if thread.isRaising(.indexError) || thread.isRaising(.stopIteration) {
        _ = thread.takeRaised()
        it.exhaust()
        return .empty
      }
      throw error
    }
  }
  static func sequenceHint(_ thread: Thread, _ args: Args) throws(Raised) -> Value {
    let it = IndexedIterator(args[0])
    if it.source.isEmpty { return .int(0) }
    if it.source.type.slots.pointee.length == nil { return .notImplemented }
    return .int(max(0, try thread.length(it.source) &- it.index))
  }
  static func reduceSequence(_ thread: Thread, _ args: Args) throws(Raised) -> Value {
    let it = IndexedIterator(args[0])
    if it.source.isEmpty { return try reduceEmpty(thread, true) }
    return try reduce(thread, args)
  }
}

enum SequenceIterator {
  /// iter() of an object with `__getitem__` only.
  static func make(_ thread: Thread, _ source: Value) -> Value { IndexedIterator.make(thread, .sequenceIterator, source) }
}

extension Thread {
  /// A function or class of the builtins module, as the program sees it now.
  func builtin(_ name: StaticString) throws(Raised) -> Value {
    let v = Dict(machine.pointee.builtinsDict).get(Str.intern(self, name))
    if v.isEmpty { throw raise(.attributeError, "\(name)") }
    return v
  }
}

// MARK: iter(callable, sentinel)

public struct CallableIteratorFields: BitwiseCopyable {
  var header: Header
  /// empty once the sentinel was seen.
  var callable: Value
  var sentinel: Value
}

struct CallableIterator: Handle {
  let fields: UnsafeMutablePointer<CallableIteratorFields>
  @inline(__always) init(fields: UnsafeMutablePointer<CallableIteratorFields>) { self.fields = fields }

  static func make(_ thread: Thread, _ callable: Value, _ sentinel: Value) -> Value {
    let it = CallableIterator(thread.allocate(24, .record, TypeID.callableIterator))
    it.fields.pointee.callable = callable
    it.fields.pointee.sentinel = sentinel
    return it.value
  }
  static func define(_ type: TypeBuilder) {
    type.record(2)
    type.flags(.noNew)
    type.slots.pointee.iter = { $1 }
    type.slots.pointee.next = { unary($0, $1, CallableIterator.next) }
    type.method("__reduce__()", "For pickle.") { native($0, $1, $2, $3, CallableIterator.reduce) }
  }
  static func next(_ thread: Thread, _ v: Value) throws(Raised) -> Value {
    let it = CallableIterator(v)
    if it.fields.pointee.callable.isEmpty { return .empty }
    let result: Value
    do throws(Raised) { result = try thread.call(it.fields.pointee.callable) } catch {
      if thread.isRaising(.stopIteration) {
        _ = thread.takeRaised()
        it.exhaust()
        return .empty
      }
      throw error
    }
    // The call may have exhausted this iterator.
    if it.fields.pointee.callable.isEmpty { return .empty }
    if try thread.equal(it.fields.pointee.sentinel, result) {
      it.exhaust()
      return .empty
    }
    return result
  }
  private func exhaust() {
    fields.pointee.callable = .empty
    fields.pointee.sentinel = .empty
  }
  static func reduce(_ thread: Thread, _ args: Args) throws(Raised) -> Value {
    let it = CallableIterator(args[0])
    if it.fields.pointee.callable.isEmpty { return try IndexedIterator.reduceEmpty(thread, true) }
    return Tuple.pair(thread, try thread.builtin("iter"), Tuple.pair(thread, it.fields.pointee.callable, it.fields.pointee.sentinel))
  }
}
