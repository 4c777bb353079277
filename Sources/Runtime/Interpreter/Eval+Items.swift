// Subscripts and slices (langref 6.3.2, 6.3.3).
//
// Three steps each: lists and tuples in the handler itself; what other built-in containers have and needs no call in a first
// slow handler; everything else in the operators' general form. A method `__getitem__` or `__setitem__` written in Python is entered like
// any call, so that it does not recurse natively.

// MARK: Loads

/// Item i of a list or tuple; negative indices count from the end. empty: not so simple.
@inline(__always) private func sequenceItem(_ container: Value, _ index: Value) -> Value {
  if _fastPath(container.isObject), _fastPath(index.isInt) {
    let object = container.object
    var i = index.asInt
    if object.shape == TypeID.list.rawValue {
      let list = List(object)
      if i < 0 { i &+= list.count }
      if _fastPath(UInt(bitPattern: i) < UInt(bitPattern: list.count)) { return list[i] }
    } else if object.shape == TypeID.tuple.rawValue {
      let tuple = Tuple(object)
      if i < 0 { i &+= tuple.count }
      if _fastPath(UInt(bitPattern: i) < UInt(bitPattern: tuple.count)) { return tuple[i] }
    }
  }
  return .empty
}

/// What a dict, str, array, bytes or bytearray has under `key`, if that is found without a call. empty: not so simple.
@inline(__always) private func quickItem(_ container: Value, _ key: Value) -> Value {
  if !container.isObject { return .empty }
  let object = container.object
  let shape = object.shape
  if shape == TypeID.dict.rawValue { return Dict(object).findIdentical(key)?.pointee.value ?? .empty }
  if !key.isInt { return .empty }
  var i = key.asInt
  switch shape {
  case TypeID.str.rawValue:
    let s = Str(object)
    if i < 0 { i &+= s.length }
    if UInt(bitPattern: i) < UInt(bitPattern: s.length) {
      // Characters below 256 always exist.
      let c = s[i]
      if c < 256 { return machine.pointee.characters[Int(c)] }
    }
  case TypeID.array.rawValue:
    let a = ArrayObject(object)
    if i < 0 { i &+= a.count }
    if UInt(bitPattern: i) < UInt(bitPattern: a.count) { return a.quickItem(i) }
  case TypeID.bytes.rawValue:
    let b = Bytes(object)
    if i < 0 { i &+= b.count }
    if UInt(bitPattern: i) < UInt(bitPattern: b.count) { return .int(Int(b.data[i])) }
  case TypeID.bytearray.rawValue:
    let b = ByteArray(object)
    if i < 0 { i &+= b.count }
    if UInt(bitPattern: i) < UInt(bitPattern: b.count) { return .int(Int(b.data[i])) }
  default: break
  }
  return .empty
}

@inline(__always) func op_getItem(_ pc: PC, _ fp: Raw, _ t: Raw, _ w: UInt64, _ table: Raw) {
  let item = sequenceItem(fp[B(w)], fp[C(w)])
  if _fastPath(!item.isEmpty) {
    fp[A(w)] = item
    dispatch(pc, fp, t, table)
    return
  }
  slow_getOtherItem(pc, fp, t, w, table)
}
@inline(never) func slow_getOtherItem(_ pc: PC, _ fp: Raw, _ t: Raw, _ w: UInt64, _ table: Raw) {
  let item = quickItem(fp[B(w)], fp[C(w)])
  if _fastPath(!item.isEmpty) {
    fp[A(w)] = item
    dispatch(pc, fp, t, table)
    return
  }
  slow_getItem(pc, fp, t, w, table)
}
@inline(never) func slow_getItem(_ pc: PC, _ fp: Raw, _ t: Raw, _ w: UInt64, _ table: Raw) {
  let container = fp[B(w)]
  let key = fp[C(w)]
  if container.isKind(.instance), let frame = methodFrame(pc, fp, t, container, .__getitem__, count: 2, to: fp.register(A(w))) {
    frame[1] = key
    enterFunction(Function(frame[-3]).fields.pointee.entry, frame, t, w, table)
    return
  }
  produce(pc, fp, t, w, table) { thread throws(Raised) in
    if container.isKind(.dict), container.isExactly(.dict) || sharesItems(container.type),
      let found = try Dict(container).find(thread, key)
    {
      return found.pointee.value
    }
    return try thread.getItem(container, key)
  }
}

/// Whether subscripts of a subclass of dict are dict's own.
@inline(__always) private func sharesItems(_ type: Type) -> Bool {
  SlotTable.words(type)[SlotID.getItem.rawValue] == SlotTable.words(Type[.dict])[SlotID.getItem.rawValue]
}

@inline(__always) func op_getItemImm(_ pc: PC, _ fp: Raw, _ t: Raw, _ w: UInt64, _ table: Raw) {
  let item = sequenceItem(fp[B(w)], immediateC(w))
  if _fastPath(!item.isEmpty) {
    fp[A(w)] = item
    dispatch(pc, fp, t, table)
    return
  }
  slow_getOtherItemImm(pc, fp, t, w, table)
}
@inline(never) func slow_getOtherItemImm(_ pc: PC, _ fp: Raw, _ t: Raw, _ w: UInt64, _ table: Raw) {
  let item = quickItem(fp[B(w)], immediateC(w))
  if _fastPath(!item.isEmpty) {
    fp[A(w)] = item
    dispatch(pc, fp, t, table)
    return
  }
  slow_getItemImm(pc, fp, t, w, table)
}
@inline(never) func slow_getItemImm(_ pc: PC, _ fp: Raw, _ t: Raw, _ w: UInt64, _ table: Raw) {
  produce(pc, fp, t, w, table) { thread throws(Raised) in try thread.getItem(fp[B(w)], immediateC(w)) }
}

// MARK: Stores

/// A store of an object into the old object R[A], which is not in the remembered set: notes it there and starts again.
@inline(never) func slow_remember(_ pc: PC, _ fp: Raw, _ t: Raw, _ w: UInt64, _ table: Raw) {
  Heap.remember(fp[A(w)].object)
  (machine.pointee.plainTable + Int(UInt16(truncatingIfNeeded: w)) &* 8).load(as: Handler.self)(pc, fp, t, w, table)
}

@inline(__always) func op_setItem(_ pc: PC, _ fp: Raw, _ t: Raw, _ w: UInt64, _ table: Raw) {
  let container = fp[A(w)]
  let key = fp[B(w)]
  if _fastPath(container.isExactly(.list)), _fastPath(key.isInt) {
    let list = List(container)
    if _fastPath(UInt(bitPattern: key.asInt) < UInt(bitPattern: list.count)) {
      let item = fp[C(w)]
      if _slowPath(Heap.needsBarrier(list.raw, storing: item)) {
        slow_remember(pc, fp, t, w, table)
        return
      }
      list.fields.pointee.items[key.asInt] = item
      dispatch(pc, fp, t, table)
      return
    }
  }
  slow_setOtherItem(pc, fp, t, w, table)
}
/// A new value under a key that a dict has; items of arrays and bytearrays.
@inline(never) func slow_setOtherItem(_ pc: PC, _ fp: Raw, _ t: Raw, _ w: UInt64, _ table: Raw) {
  let container = fp[A(w)]
  let key = fp[B(w)]
  let item = fp[C(w)]
  if container.isExactly(.dict) {
    if let found = Dict(container).findIdentical(key) {
      if _slowPath(Heap.needsBarrier(container.object, storing: item)) {
        slow_remember(pc, fp, t, w, table)
        return
      }
      found.pointee.value = item
      dispatch(pc, fp, t, table)
      return
    }
  } else if container.isExactly(.array), key.isInt {
    let a = ArrayObject(container)
    var i = key.asInt
    if i < 0 { i &+= a.count }
    if UInt(bitPattern: i) < UInt(bitPattern: a.count), a.quickStore(item, at: i) {
      dispatch(pc, fp, t, table)
      return
    }
  } else if container.isExactly(.bytearray), key.isInt, item.bits & ~Value.int(255).bits == 0 {
    let b = ByteArray(container)
    var i = key.asInt
    if i < 0 { i &+= b.count }
    if UInt(bitPattern: i) < UInt(bitPattern: b.count) {
      b.data[i] = UInt8(truncatingIfNeeded: item.asInt)
      dispatch(pc, fp, t, table)
      return
    }
  }
  slow_setItem(pc, fp, t, w, table)
}
@inline(never) func slow_setItem(_ pc: PC, _ fp: Raw, _ t: Raw, _ w: UInt64, _ table: Raw) {
  let container = fp[A(w)]
  if container.isKind(.instance), let frame = methodFrame(pc, fp, t, container, .__setitem__, count: 3, to: nil) {
    frame[1] = fp[B(w)]
    frame[2] = fp[C(w)]
    enterFunction(Function(frame[-3]).fields.pointee.entry, frame, t, w, table)
    return
  }
  perform(pc, fp, t, w, table) { thread throws(Raised) in
    if container.isExactly(.dict) || container.isKind(.dict) && container.type.lookup(.__setitem__) == Type[.dict].lookup(.__setitem__) {
      // A subclass may have its own `__delitem__`, which shares the slot.
      try Dict(container).set(thread, fp[B(w)], fp[C(w)])
    } else {
      try thread.setItem(container, fp[B(w)], fp[C(w)])
    }
  }
}

@inline(__always) func op_setItemImm(_ pc: PC, _ fp: Raw, _ t: Raw, _ w: UInt64, _ table: Raw) {
  let container = fp[A(w)]
  if _fastPath(container.isExactly(.list)) {
    let list = List(container)
    if _fastPath(UInt(bitPattern: signedB(w)) < UInt(bitPattern: list.count)) {
      let item = fp[C(w)]
      if _slowPath(Heap.needsBarrier(list.raw, storing: item)) {
        slow_remember(pc, fp, t, w, table)
        return
      }
      list.fields.pointee.items[signedB(w)] = item
      dispatch(pc, fp, t, table)
      return
    }
  }
  slow_setItemImm(pc, fp, t, w, table)
}
@inline(never) func slow_setItemImm(_ pc: PC, _ fp: Raw, _ t: Raw, _ w: UInt64, _ table: Raw) {
  perform(pc, fp, t, w, table) { thread throws(Raised) in try thread.setItem(fp[A(w)], immediateB(w), fp[C(w)]) }
}

@inline(__always) func op_delItem(_ pc: PC, _ fp: Raw, _ t: Raw, _ w: UInt64, _ table: Raw) { slow_delItem(pc, fp, t, w, table) }
@inline(never) func slow_delItem(_ pc: PC, _ fp: Raw, _ t: Raw, _ w: UInt64, _ table: Raw) {
  perform(pc, fp, t, w, table) { thread throws(Raised) in try thread.deleteItem(fp[A(w)], fp[B(w)]) }
}

// MARK: Slices

@inline(__always) func op_getSlice(_ pc: PC, _ fp: Raw, _ t: Raw, _ w: UInt64, _ table: Raw) { slow_getSlice(pc, fp, t, w, table) }
@inline(never) func slow_getSlice(_ pc: PC, _ fp: Raw, _ t: Raw, _ w: UInt64, _ table: Raw) {
  produce(pc, fp, t, w, table) { thread throws(Raised) in try thread.getSlice(fp[B(w)], fp[C(w)], fp[C(w) &+ 1]) }
}

@inline(__always) func op_getSliceStep(_ pc: PC, _ fp: Raw, _ t: Raw, _ w: UInt64, _ table: Raw) { slow_getSliceStep(pc, fp, t, w, table) }
@inline(never) func slow_getSliceStep(_ pc: PC, _ fp: Raw, _ t: Raw, _ w: UInt64, _ table: Raw) {
  produce(pc, fp, t, w, table) { thread throws(Raised) in
    let container = fp[B(w)]
    if container.isExactly(.list), var b = SliceBounds(fp[C(w)], fp[C(w) &+ 1], fp[C(w) &+ 2]) {
      b.clip(List(container).count)
      return try List(container).slice(thread, b).value
    }
    return try thread.getItem(container, Slice.make(thread, fp[C(w)], fp[C(w) &+ 1], fp[C(w) &+ 2]))
  }
}

@inline(__always) func op_setSlice(_ pc: PC, _ fp: Raw, _ t: Raw, _ w: UInt64, _ table: Raw) { slow_setSlice(pc, fp, t, w, table) }
@inline(never) func slow_setSlice(_ pc: PC, _ fp: Raw, _ t: Raw, _ w: UInt64, _ table: Raw) {
  perform(pc, fp, t, w, table) { thread throws(Raised) in
    let container = fp[A(w)]
    let source = fp[C(w)]
    if container.isExactly(.list), source.isExactly(.list), source != container,
      var b = SliceBounds(fp[B(w)], fp[B(w) &+ 1], .none)
    {
      let list = List(container)
      b.clip(list.count)
      try list.replace(thread, b.start, max(b.start, b.stop), with: List(source).items, count: List(source).count)
      return
    }
    try thread.setItem(container, Slice.make(thread, fp[B(w)], fp[B(w) &+ 1], .none), source)
  }
}
