// Attributes and items (langref 6.3.1 to 6.3.3).

@inline(__always) func op_delAttr(_ pc: PC, _ fp: Raw, _ t: Raw, _ w: UInt64, _ table: Raw) { slow_delAttr(pc, fp, t, w, table) }
@inline(never) func slow_delAttr(_ pc: PC, _ fp: Raw, _ t: Raw, _ w: UInt64, _ table: Raw) {
  perform(pc, fp, t, w, table, skip: 1) { thread throws(Raised) in try thread.setAttribute(fp[A(w)], Str(Value(bits: pc[0])), .empty) }
}

// MARK: Items

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

/// Character i of a str, if it is one of those that always exist (below 256). empty: not so simple.
@inline(__always) private func quickCharacter(_ container: Value, _ index: Value) -> Value {
  if container.isExactly(.str), index.isInt {
    let s = Str(container)
    var i = index.asInt
    if i < 0 { i &+= s.length }
    if UInt(bitPattern: i) < UInt(bitPattern: s.length) {
      let c = s[i]
      if c < 256 { return machine.pointee.characters[Int(c)] }
    }
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
/// Items of strs and dicts that are found without a call.
@inline(never) func slow_getOtherItem(_ pc: PC, _ fp: Raw, _ t: Raw, _ w: UInt64, _ table: Raw) {
  let container = fp[B(w)]
  if container.isExactly(.dict) {
    if let found = Dict(container).findIdentical(fp[C(w)]) {
      fp[A(w)] = found.pointee.value
      dispatch(pc, fp, t, table)
      return
    }
  } else {
    let character = quickCharacter(container, fp[C(w)])
    if !character.isEmpty {
      fp[A(w)] = character
      dispatch(pc, fp, t, table)
      return
    }
  }
  slow_getItem(pc, fp, t, w, table)
}
@inline(never) func slow_getItem(_ pc: PC, _ fp: Raw, _ t: Raw, _ w: UInt64, _ table: Raw) {
  let container = fp[B(w)]
  let key = fp[C(w)]
  produce(pc, fp, t, w, table) { thread throws(Raised) in
    if container.isExactly(.dict), let found = try Dict(container).find(thread, key) { return found.pointee.value }
    return try thread.getItem(container, key)
  }
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
  let container = fp[B(w)]
  if container.isExactly(.dict) {
    if let found = Dict(container).findIdentical(immediateC(w)) {
      fp[A(w)] = found.pointee.value
      dispatch(pc, fp, t, table)
      return
    }
  } else {
    let character = quickCharacter(container, immediateC(w))
    if !character.isEmpty {
      fp[A(w)] = character
      dispatch(pc, fp, t, table)
      return
    }
  }
  slow_getItemImm(pc, fp, t, w, table)
}
@inline(never) func slow_getItemImm(_ pc: PC, _ fp: Raw, _ t: Raw, _ w: UInt64, _ table: Raw) {
  produce(pc, fp, t, w, table) { thread throws(Raised) in try thread.getItem(fp[B(w)], immediateC(w)) }
}

@inline(__always) func op_setItem(_ pc: PC, _ fp: Raw, _ t: Raw, _ w: UInt64, _ table: Raw) {
  let container = fp[A(w)]
  let key = fp[B(w)]
  if _fastPath(container.isExactly(.list)), _fastPath(key.isInt) {
    let list = List(container)
    if _fastPath(UInt(bitPattern: key.asInt) < UInt(bitPattern: list.count)), _fastPath(!Heap.needsBarrier(list.raw)) {
      list.fields.pointee.items[key.asInt] = fp[C(w)]
      dispatch(pc, fp, t, table)
      return
    }
  }
  slow_setDictItem(pc, fp, t, w, table)
}
/// A new value under a key that a dict has.
@inline(never) func slow_setDictItem(_ pc: PC, _ fp: Raw, _ t: Raw, _ w: UInt64, _ table: Raw) {
  let container = fp[A(w)]
  if container.isExactly(.dict), !Heap.needsBarrier(container.object), let found = Dict(container).findIdentical(fp[B(w)]) {
    found.pointee.value = fp[C(w)]
    dispatch(pc, fp, t, table)
    return
  }
  slow_setItem(pc, fp, t, w, table)
}
@inline(never) func slow_setItem(_ pc: PC, _ fp: Raw, _ t: Raw, _ w: UInt64, _ table: Raw) {
  perform(pc, fp, t, w, table) { thread throws(Raised) in
    let container = fp[A(w)]
    if container.isExactly(.dict) {
      try Dict(container).set(thread, fp[B(w)], fp[C(w)])
    } else {
      try thread.setItem(container, fp[B(w)], fp[C(w)])
    }
  }
}
@inline(__always) func op_getSlice(_ pc: PC, _ fp: Raw, _ t: Raw, _ w: UInt64, _ table: Raw) { slow_getSlice(pc, fp, t, w, table) }
@inline(never) func slow_getSlice(_ pc: PC, _ fp: Raw, _ t: Raw, _ w: UInt64, _ table: Raw) {
  produce(pc, fp, t, w, table) { thread throws(Raised) in try thread.getSlice(fp[B(w)], fp[C(w)], fp[C(w) &+ 1]) }
}
@inline(__always) func op_setItemImm(_ pc: PC, _ fp: Raw, _ t: Raw, _ w: UInt64, _ table: Raw) {
  let container = fp[A(w)]
  if _fastPath(container.isExactly(.list)) {
    let list = List(container)
    if _fastPath(UInt(bitPattern: signedB(w)) < UInt(bitPattern: list.count)), _fastPath(!Heap.needsBarrier(list.raw)) {
      list.fields.pointee.items[signedB(w)] = fp[C(w)]
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
