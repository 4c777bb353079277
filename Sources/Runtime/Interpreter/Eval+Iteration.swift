// Loops and unpacking (langref 8.3, 7.2).

import Bytecode

@inline(__always) func op_getIter(_ pc: PC, _ fp: Raw, _ t: Raw, _ w: UInt64, _ table: Raw) { slow_getIter(pc, fp, t, w, table) }
@inline(never) func slow_getIter(_ pc: PC, _ fp: Raw, _ t: Raw, _ w: UInt64, _ table: Raw) {
  let source = fp[B(w)]
  if source.isExactly(.generator) {
    fp[A(w)] = source
    dispatch(pc, fp, t, table)
    return
  }
  produce(pc, fp, t, w, table) { thread throws(Raised) in
    if source.isExactly(.list) { return IndexedIterator.make(thread, .listIterator, source) }
    if source.isExactly(.tuple) { return IndexedIterator.make(thread, .tupleIterator, source) }
    return try thread.iterator(source)
  }
}

/// Ranges, lists, tuples and generators here; other iterators through their type's `next`.
@inline(__always) func op_forIter(_ pc: PC, _ fp: Raw, _ t: Raw, _ w: UInt64, _ table: Raw) {
  let iterator = fp[B(w)]
  if _fastPath(iterator.isObject) {
    let object = iterator.object
    let shape = object.shape
    if _fastPath(shape == TypeID.rangeIterator.rawValue) {
      let f = RangeIterator(object).fields
      let remaining = f.pointee.remaining.bits
      if _fastPath(remaining != 0) {
        let value = f.pointee.next
        f.pointee.remaining = Value(bits: remaining &- Value.int(1).bits)
        f.pointee.next = Value(bits: value.bits &+ f.pointee.step.bits)
        fp[A(w)] = value
        jump(pc + signedC(w), fp, t, w, table)
        return
      }
      dispatch(pc, fp, t, table)
      return
    }
    if _fastPath(shape == TypeID.listIterator.rawValue) {
      let it = IndexedIterator(object)
      let source = it.source
      if _fastPath(source.isObject) {
        let list = List(source)
        let i = it.index
        if _fastPath(UInt(bitPattern: i) < UInt(bitPattern: list.count)) {
          it.set(index: i &+ 1)
          fp[A(w)] = list[i]
          jump(pc + signedC(w), fp, t, w, table)
          return
        }
        it.exhaust()
      }
      dispatch(pc, fp, t, table)
      return
    }
    if _fastPath(shape == TypeID.generator.rawValue) {
      forGenerator(pc, fp, t, w, table)
      return
    }
    if _fastPath(shape == TypeID.tupleIterator.rawValue) {
      let it = IndexedIterator(object)
      let source = it.source
      if _fastPath(source.isObject) {
        let tuple = Tuple(source)
        let i = it.index
        if _fastPath(UInt32(truncatingIfNeeded: i) < tuple.fields.pointee.length) {
          it.set(index: i &+ 1)
          fp[A(w)] = tuple[i]
          jump(pc + signedC(w), fp, t, w, table)
          return
        }
        it.exhaust()
      }
      dispatch(pc, fp, t, table)
      return
    }
  }
  slow_forIter(pc, fp, t, w, table)
}
@inline(never) func slow_forIter(_ pc: PC, _ fp: Raw, _ t: Raw, _ w: UInt64, _ table: Raw) {
  let iterator = fp[B(w)]
  let thread = enter(pc, fp, t)
  var value = Value.empty
  do throws(Raised) {
    switch iterator.isObject ? iterator.object.shape : TypeID.none.rawValue {
    case TypeID.enumerate.rawValue:
      let e = Enumerate(iterator)
      let item = try thread.quickNext(e.fields.pointee.iterator)
      if !item.isEmpty {
        forPair(pc, fp, t, w, table, try e.count(thread), item)
        return
      }
    case TypeID.zip.rawValue:
      let zip = Zip(iterator)
      let iterators = Tuple(zip.fields.pointee.iterators)
      if iterators.count == 2, zip.fields.pointee.function.isFalse {
        let first = try thread.quickNext(iterators[0])
        if !first.isEmpty {
          let second = try thread.quickNext(iterators[1])
          if !second.isEmpty {
            forPair(pc, fp, t, w, table, first, second)
            return
          }
        }
      } else {
        value = try Zip.next(thread, iterator)
      }
    case TypeID.dictItemIterator.rawValue:
      if let e = try DictIterator(iterator).advance(thread, backward: false) {
        forPair(pc, fp, t, w, table, e.pointee.key, e.pointee.value)
        return
      }
    case TypeID.dictKeyIterator.rawValue:
      value = try DictIterator(iterator).advance(thread, backward: false)?.pointee.key ?? .empty
    case TypeID.dictValueIterator.rawValue:
      value = try DictIterator(iterator).advance(thread, backward: false)?.pointee.value ?? .empty
    case TypeID.setIterator.rawValue: value = try SetIterator.next(thread, iterator)
    case TypeID.reversed.rawValue: value = try Reversed.next(thread, iterator)
    case TypeID.strIterator.rawValue:
      if let character = StrIterator(iterator).nextOfLatin1() { value = character } else { value = try thread.next(iterator) }
    default:
      if iterator.isObject, let next = Shape.table[Int(iterator.object.shape)].type.slots.pointee.next {
        value = try next(t, iterator.bits).orThrow()
      } else {
        value = try thread.next(iterator)
      }
    }
  } catch {
    raise(pc, fp, t, w, table)
    return
  }
  if value.isEmpty {
    dispatch(pc, fp, t, table)
  } else {
    fp[A(w)] = value
    jump(pc + signedC(w), fp, t, w, table)
  }
}
/// Two values that an iterator gives as a pair: if the loop's body begins by unpacking it, there is none. A tracer sees each instruction.
@inline(__always) private func forPair(_ pc: PC, _ fp: Raw, _ t: Raw, _ w: UInt64, _ table: Raw, _ first: Value, _ second: Value) {
  let body = pc + signedC(w)
  let head = body.pointee
  if _fastPath(UInt16(truncatingIfNeeded: head) == Opcode.unpackItem.rawValue), _fastPath(C(head) == 2),
    _fastPath(table == machine.pointee.plainTable)
  {
    fp[A(head)] = first
    fp[A(head) &+ 1] = second
    jump(body + 1, fp, t, w, table)
    return
  }
  fp[A(w)] = Tuple.pair(Thread(t), first, second)
  jump(body, fp, t, w, table)
}

extension Thread {
  /// `next`, without a call for the iterators of lists, tuples and ranges.
  @inline(__always) func quickNext(_ iterator: Value) throws(Raised) -> Value {
    let shape = iterator.object.shape
    if shape == TypeID.listIterator.rawValue {
      let it = IndexedIterator(iterator)
      let i = it.index
      if _fastPath(it.source.isObject), _fastPath(UInt(bitPattern: i) < UInt(bitPattern: List(it.source).count)) {
        it.set(index: i &+ 1)
        return List(it.source)[i]
      }
    } else if shape == TypeID.rangeIterator.rawValue {
      let range = RangeIterator(iterator)
      return range.fields.pointee.remaining.bits != 0 ? range.take() : .empty
    } else if shape == TypeID.tupleIterator.rawValue {
      let it = IndexedIterator(iterator)
      let i = it.index
      if _fastPath(it.source.isObject), _fastPath(UInt(bitPattern: i) < UInt(bitPattern: Tuple(it.source).count)) {
        it.set(index: i &+ 1)
        return Tuple(it.source)[i]
      }
    }
    return try next(iterator)
  }
}

/// Two or three items. The source may be one of the destinations.
@inline(__always) private func unpackFew(_ pc: PC, _ fp: Raw, _ t: Raw, _ w: UInt64, _ table: Raw, _ items: UnsafeMutablePointer<Value>) {
  let first = items[0]
  let second = items[1]
  if C(w) == 3 { fp[A(w) &+ 2] = items[2] }
  fp[A(w)] = first
  fp[A(w) &+ 1] = second
  dispatch(pc, fp, t, table)
}

@inline(__always) func op_unpackItem(_ pc: PC, _ fp: Raw, _ t: Raw, _ w: UInt64, _ table: Raw) { op_unpack(pc, fp, t, w, table) }
/// Exact tuples and lists of the right length here.
@inline(__always) func op_unpack(_ pc: PC, _ fp: Raw, _ t: Raw, _ w: UInt64, _ table: Raw) {
  let source = fp[B(w)]
  if _fastPath(source.isObject) {
    let shape = source.object.shape
    if _fastPath(shape == TypeID.tuple.rawValue) {
      if _fastPath(Tuple(source).count == C(w)), _fastPath(UInt(bitPattern: C(w) &- 2) < 2) {
        unpackFew(pc, fp, t, w, table, Tuple(source).items)
        return
      }
    } else if _fastPath(shape == TypeID.list.rawValue) {
      if _fastPath(List(source).count == C(w)), _fastPath(UInt(bitPattern: C(w) &- 2) < 2) {
        unpackFew(pc, fp, t, w, table, List(source).items)
        return
      }
    }
  }
  slow_unpack(pc, fp, t, w, table)
}
@inline(never) func slow_unpack(_ pc: PC, _ fp: Raw, _ t: Raw, _ w: UInt64, _ table: Raw) {
  let source = fp[B(w)]
  let count = C(w)
  let first = A(w)
  if source.isExactly(.tuple), Tuple(source).count == count {
    let items = Tuple(source).items
    for i in 0..<count { fp[first &+ i] = items[i] }
    dispatch(pc, fp, t, table)
    return
  }
  if source.isExactly(.list), List(source).count == count {
    let items = List(source).items
    for i in 0..<count { fp[first &+ i] = items[i] }
    dispatch(pc, fp, t, table)
    return
  }
  perform(pc, fp, t, w, table) { thread throws(Raised) in
    let values = try thread.unpackExactly(source, count)
    for i in 0..<count { fp[first &+ i] = values[i] }
  }
}

@inline(__always) func op_unpackEx(_ pc: PC, _ fp: Raw, _ t: Raw, _ w: UInt64, _ table: Raw) { slow_unpackEx(pc, fp, t, w, table) }
@inline(never) func slow_unpackEx(_ pc: PC, _ fp: Raw, _ t: Raw, _ w: UInt64, _ table: Raw) {
  perform(pc, fp, t, w, table, skip: 1) { thread throws(Raised) in
    let before = C(w)
    let after = Int(pc[0])
    let first = A(w)
    let values = try thread.listForUnpacking(fp[B(w)])
    let count = values.count
    if count < before &+ after {
      throw thread.raise(
        .valueError, "not enough values to unpack (expected at least \(before &+ after), got \(count))")
    }
    let middle = try List.make(thread, values.items + before, count: count &- before &- after)
    for i in 0..<before { fp[first &+ i] = values[i] }
    fp[first &+ before] = middle.value
    for i in 0..<after { fp[first &+ before &+ 1 &+ i] = values[count &- after &+ i] }
  }
}

extension Thread {
  private func iteratorForUnpacking(_ v: Value) throws(Raised) -> Value {
    if !v.isObject || v.type.slots.pointee.iter == nil && v.type.slots.pointee.getItem == nil {
      throw raise(.typeError, "cannot unpack non-iterable \(v.type.displayName) object")
    }
    return try iterator(v)
  }
  /// Exactly `count` values of an iterable.
  func unpackExactly(_ v: Value, _ count: Int) throws(Raised) -> List {
    let iterator = try iteratorForUnpacking(v)
    let values = try List.make(self, capacity: count)
    while values.count < count {
      let value = try next(iterator)
      if value.isEmpty {
        throw raise(.valueError, "not enough values to unpack (expected \(count), got \(values.count))")
      }
      try values.append(self, value)
    }
    if !(try next(iterator)).isEmpty { throw raise(.valueError, "too many values to unpack (expected \(count))") }
    return values
  }
  func listForUnpacking(_ v: Value) throws(Raised) -> List {
    let iterator = try iteratorForUnpacking(v)
    let values = try List.make(self)
    while true {
      let value = try next(iterator)
      if value.isEmpty { return values }
      try values.append(self, value)
    }
  }
}
