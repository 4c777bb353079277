// Iteration over any object (Language Reference 3.3.7, PEP 234).

import CProbes

extension Thread {
  /// iter(v)
  public func iterator(_ v: Value) throws(Raised) -> Value {
    if v.isObject {
      switch v.object.shape {
      case TypeID.list.rawValue: return IndexedIterator.make(self, .listIterator, v)
      case TypeID.tuple.rawValue: return IndexedIterator.make(self, .tupleIterator, v)
      default: break
      }
    }
    let type = v.type
    if let f = type.slots.pointee.iter {
      let r = try f(raw, v.bits).orThrow()
      if _slowPath(r.type.slots.pointee.next == nil) {
        throw raise(.typeError, "iter() returned non-iterator of type '\(r.type.displayName)'")
      }
      return r
    }
    if type.slots.pointee.getItem != nil, type.isSequenceLike { return IndexedIterator.make(self, .sequenceIterator, v) }
    throw raise(.typeError, "'\(type.displayName)' object is not iterable")
  }

  /// The iterator's next value, or empty at its end: a StopIteration is consumed. Handlers of signals that have arrived are called, so that
  /// Ctrl-C ends a native loop over an endless iterator.
  @inline(__always) public func next(_ iterator: Value) throws(Raised) -> Value {
    guard let f = iterator.type.slots.pointee.next else {
      throw raise(.typeError, "'\(iterator.type.displayName)' object is not an iterator")
    }
    let r = Value(bits: f(raw, iterator.bits))
    if _slowPath(r.isError) { return try endOrThrow() }
    if _slowPath(minipy_events() & Events.signal != 0) { try checkEvents() }
    return r
  }
  /// A native `next` may also raise StopIteration.
  @inline(never) private func endOrThrow() throws(Raised) -> Value {
    if isRaising(.stopIteration) {
      _ = takeRaised()
      return .empty
    }
    throw Raised()
  }

  /// For each value of an iterable; `body` hands back false to stop.
  public func forEach(_ iterable: Value, _ body: (Value) throws(Raised) -> Bool) throws(Raised) {
    if iterable.isExactly(.list) {
      let list = List(iterable)
      var i = 0
      while i < list.count {
        if !(try body(list[i])) { return }
        i &+= 1
      }
      return
    }
    if iterable.isExactly(.tuple) {
      let tuple = Tuple(iterable)
      var i = 0
      while i < tuple.count {
        if !(try body(tuple[i])) { return }
        i &+= 1
      }
      return
    }
    let iterator = try self.iterator(iterable)
    if iterator.isExactly(.setIterator) {
      while true {
        let v = try SetIterator.next(self, iterator)
        if v.isEmpty { return }
        if !(try body(v)) { return }
      }
    }
    while true {
      let v = try next(iterator)
      if v.isEmpty { return }
      if !(try body(v)) { return }
    }
  }
}

extension Type {
  /// Whether instances without `__iter__` can be iterated by `__getitem__` from 0 on: classes written in Python that define it, and
  /// built-in sequences.
  var isSequenceLike: Bool {
    if has(.sequence) { return true }
    if isSubclass(of: .dict) { return false }
    return has(.heap) && slots.pointee.getItem != nil
  }
}
