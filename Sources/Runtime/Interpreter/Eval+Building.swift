// Building and filling containers, strings and slices (langref 6.2.4 to 6.2.7, 2.4.3).

import Glibc

@inline(__always) func op_buildTuple(_ pc: PC, _ fp: Raw, _ t: Raw, _ w: UInt64, _ table: Raw) { slow_buildTuple(pc, fp, t, w, table) }
@inline(never) func slow_buildTuple(_ pc: PC, _ fp: Raw, _ t: Raw, _ w: UInt64, _ table: Raw) {
  if C(w) == 2 {
    fp[A(w)] = Tuple.pair(enter(pc, fp, t), fp[B(w)], fp[B(w) &+ 1])
    dispatch(pc, fp, t, table)
    return
  }
  produce(pc, fp, t, w, table) { thread throws(Raised) in     try Tuple.make(thread, fp.register(B(w)).assumingMemoryBound(to: Value.self), count: C(w)).value }
}
@inline(__always) func op_buildList(_ pc: PC, _ fp: Raw, _ t: Raw, _ w: UInt64, _ table: Raw) { slow_buildList(pc, fp, t, w, table) }
@inline(never) func slow_buildList(_ pc: PC, _ fp: Raw, _ t: Raw, _ w: UInt64, _ table: Raw) {
  produce(pc, fp, t, w, table) { thread throws(Raised) in     try List.make(thread, fp.register(B(w)).assumingMemoryBound(to: Value.self), count: C(w)).value }
}
@inline(__always) func op_buildSet(_ pc: PC, _ fp: Raw, _ t: Raw, _ w: UInt64, _ table: Raw) { slow_buildSet(pc, fp, t, w, table) }
@inline(never) func slow_buildSet(_ pc: PC, _ fp: Raw, _ t: Raw, _ w: UInt64, _ table: Raw) {
  produce(pc, fp, t, w, table) { thread throws(Raised) in
    let set = try SetObject.make(thread)
    for i in 0..<C(w) { try set.add(thread, fp[B(w) &+ i]) }
    return set.value
  }
}
@inline(__always) func op_buildString(_ pc: PC, _ fp: Raw, _ t: Raw, _ w: UInt64, _ table: Raw) { slow_buildString(pc, fp, t, w, table) }
@inline(never) func slow_buildString(_ pc: PC, _ fp: Raw, _ t: Raw, _ w: UInt64, _ table: Raw) {
  produce(pc, fp, t, w, table) { thread throws(Raised) in     try thread.concatenate(fp.register(B(w)).assumingMemoryBound(to: Value.self), count: C(w)).value }
}
@inline(__always) func op_buildDict(_ pc: PC, _ fp: Raw, _ t: Raw, _ w: UInt64, _ table: Raw) { slow_buildDict(pc, fp, t, w, table) }
@inline(never) func slow_buildDict(_ pc: PC, _ fp: Raw, _ t: Raw, _ w: UInt64, _ table: Raw) {
  produce(pc, fp, t, w, table) { thread throws(Raised) in
    let dict = Dict.make(thread)
    for i in 0..<C(w) { try dict.set(thread, fp[B(w) &+ 2 &* i], fp[B(w) &+ 2 &* i &+ 1]) }
    return dict.value
  }
}
@inline(__always) func op_buildConstKeyDict(_ pc: PC, _ fp: Raw, _ t: Raw, _ w: UInt64, _ table: Raw) { slow_buildConstKeyDict(pc, fp, t, w, table) }
@inline(never) func slow_buildConstKeyDict(_ pc: PC, _ fp: Raw, _ t: Raw, _ w: UInt64, _ table: Raw) {
  produce(pc, fp, t, w, table, skip: 1) { thread throws(Raised) in
    let dict = Dict.make(thread)
    let keys = Tuple(Value(bits: pc[0]))
    for i in 0..<min(C(w), keys.count) { try dict.set(thread, keys[i], fp[B(w) &+ i]) }
    return dict.value
  }
}
@inline(__always) func op_buildSlice(_ pc: PC, _ fp: Raw, _ t: Raw, _ w: UInt64, _ table: Raw) { slow_buildSlice(pc, fp, t, w, table) }
@inline(never) func slow_buildSlice(_ pc: PC, _ fp: Raw, _ t: Raw, _ w: UInt64, _ table: Raw) {
  produce(pc, fp, t, w, table) { thread throws(Raised) in     Slice.make(thread, fp[B(w)], fp[B(w) &+ 1], C(w) == 3 ? fp[B(w) &+ 2] : .none) }
}
@inline(__always) func op_formatValue(_ pc: PC, _ fp: Raw, _ t: Raw, _ w: UInt64, _ table: Raw) { slow_formatValue(pc, fp, t, w, table) }
@inline(never) func slow_formatValue(_ pc: PC, _ fp: Raw, _ t: Raw, _ w: UInt64, _ table: Raw) {
  produce(pc, fp, t, w, table) { thread throws(Raised) in
    var value = fp[B(w)]
    switch C(w) & 3 {
    case 1: value = try thread.str(value).value
    case 2: value = try thread.repr(value).value
    case 3: value = try thread.ascii(value).value
    default: break
    }
    if C(w) & 4 == 0 {
      if value.isExactly(.str) { return value }
      if value.isInt { return try thread.str(value).value }
      return try thread.format(value, Str(machine.pointee.emptyString)).value
    }
    return try thread.format(value, Str(fp[B(w) &+ 1])).value
  }
}
@inline(__always) func op_listAppend(_ pc: PC, _ fp: Raw, _ t: Raw, _ w: UInt64, _ table: Raw) {
  let list = List(fp[A(w)])
  let n = list.count
  let item = fp[B(w)]
  if _fastPath(n < list.fields.pointee.capacity), _fastPath(!Heap.needsBarrier(list.raw, storing: item)) {
    list.fields.pointee.items[n] = item
    list.fields.pointee.count = n &+ 1
    dispatch(pc, fp, t, table)
    return
  }
  slow_listAppend(pc, fp, t, w, table)
}
@inline(never) func slow_listAppend(_ pc: PC, _ fp: Raw, _ t: Raw, _ w: UInt64, _ table: Raw) {
  perform(pc, fp, t, w, table) { thread throws(Raised) in try List(fp[A(w)]).append(thread, fp[B(w)]) }
}
@inline(__always) func op_setAdd(_ pc: PC, _ fp: Raw, _ t: Raw, _ w: UInt64, _ table: Raw) { slow_setAdd(pc, fp, t, w, table) }
@inline(never) func slow_setAdd(_ pc: PC, _ fp: Raw, _ t: Raw, _ w: UInt64, _ table: Raw) {
  perform(pc, fp, t, w, table) { thread throws(Raised) in try SetObject(fp[A(w)]).add(thread, fp[B(w)]) }
}
@inline(__always) func op_dictSet(_ pc: PC, _ fp: Raw, _ t: Raw, _ w: UInt64, _ table: Raw) { slow_dictSet(pc, fp, t, w, table) }
@inline(never) func slow_dictSet(_ pc: PC, _ fp: Raw, _ t: Raw, _ w: UInt64, _ table: Raw) {
  perform(pc, fp, t, w, table) { thread throws(Raised) in try Dict(fp[A(w)]).set(thread, fp[B(w)], fp[C(w)]) }
}
@inline(__always) func op_listExtend(_ pc: PC, _ fp: Raw, _ t: Raw, _ w: UInt64, _ table: Raw) { slow_listExtend(pc, fp, t, w, table) }
@inline(never) func slow_listExtend(_ pc: PC, _ fp: Raw, _ t: Raw, _ w: UInt64, _ table: Raw) {
  perform(pc, fp, t, w, table) { thread throws(Raised) in
    let source = fp[B(w)]
    if source.isObject, source.type.slots.pointee.iter != nil || source.type.slots.pointee.getItem != nil {
      try List(fp[A(w)]).extend(thread, source)
      return
    }
    throw thread.raise(.typeError, "Value after * must be an iterable, not \(source.type.displayName)")
  }
}
@inline(__always) func op_setUpdate(_ pc: PC, _ fp: Raw, _ t: Raw, _ w: UInt64, _ table: Raw) { slow_setUpdate(pc, fp, t, w, table) }
@inline(never) func slow_setUpdate(_ pc: PC, _ fp: Raw, _ t: Raw, _ w: UInt64, _ table: Raw) {
  perform(pc, fp, t, w, table) { thread throws(Raised) in try SetObject(fp[A(w)]).update(thread, fp[B(w)]) }
}
@inline(__always) func op_dictUpdate(_ pc: PC, _ fp: Raw, _ t: Raw, _ w: UInt64, _ table: Raw) { slow_dictUpdate(pc, fp, t, w, table) }
@inline(never) func slow_dictUpdate(_ pc: PC, _ fp: Raw, _ t: Raw, _ w: UInt64, _ table: Raw) {
  perform(pc, fp, t, w, table) { thread throws(Raised) in try thread.updateDict(Dict(fp[A(w)]), fp[B(w)]) }
}
@inline(__always) func op_dictMerge(_ pc: PC, _ fp: Raw, _ t: Raw, _ w: UInt64, _ table: Raw) { slow_dictMerge(pc, fp, t, w, table) }
@inline(never) func slow_dictMerge(_ pc: PC, _ fp: Raw, _ t: Raw, _ w: UInt64, _ table: Raw) {
  perform(pc, fp, t, w, table) { thread throws(Raised) in try thread.mergeKeywords(Dict(fp[A(w)]), fp[B(w)], callee: fp[C(w)]) }
}
@inline(__always) func op_listToTuple(_ pc: PC, _ fp: Raw, _ t: Raw, _ w: UInt64, _ table: Raw) { slow_listToTuple(pc, fp, t, w, table) }
@inline(never) func slow_listToTuple(_ pc: PC, _ fp: Raw, _ t: Raw, _ w: UInt64, _ table: Raw) {
  produce(pc, fp, t, w, table) { thread throws(Raised) in
    let list = List(fp[B(w)])
    return try Tuple.make(thread, list.items, count: list.count).value
  }
}

extension Thread {
  /// `{**mapping}`
  func updateDict(_ dict: Dict, _ mapping: Value) throws(Raised) {
    if mapping.isExactly(.dict) {
      try dict.merge(self, Dict(mapping))
      return
    }
    if try getAttributeOrEmpty(mapping, Name.keys.str).isEmpty {
      throw raise(.typeError, "'\(mapping.type.displayName)' object is not a mapping")
    }
    try dict.update(self, mapping: mapping)
  }

  /// `f(**mapping)`: as an update, but every key is new and a str.
  func mergeKeywords(_ dict: Dict, _ mapping: Value, callee: Value) throws(Raised) {
    if !mapping.isKind(.dict), try getAttributeOrEmpty(mapping, Name.keys.str).isEmpty {
      throw raise(.typeError, "\(try calleeName(callee)) argument after ** must be a mapping, not \(mapping.type.displayName)")
    }
    if mapping.isExactly(.dict), dict.count == 0, Dict(mapping).hasStrKeysOnly {
      try dict.merge(self, Dict(mapping))
      return
    }
    let keys: Value
    if mapping.isExactly(.dict) {
      keys = try List.make(self, of: mapping).value
    } else {
      keys = try List.make(self, of: try keyView(of: mapping)).value
    }
    for i in 0..<List(keys).count {
      let key = List(keys)[i]
      if !key.isKind(.str) { throw raise(.typeError, "keywords must be strings") }
      if !(try dict.get(self, key)).isEmpty {
        throw raise(
          .typeError, "\(try calleeName(callee)) got multiple values for keyword argument '\(Str(key).string)'")
      }
      try dict.set(self, key, try getItem(mapping, key))
    }
  }

  /// The concatenation of exact strs.
  func concatenate(_ parts: UnsafeMutablePointer<Value>, count: Int) throws(Raised) -> Str {
    var length = 0
    var width = 0
    var isASCII = true
    var i = 0
    while i < count {
      let part = Str(parts[i])
      length &+= part.length
      width = max(width, part.width)
      isASCII = isASCII && part.isASCII
      i &+= 1
    }
    let result = try Str.uninitialized(self, length: length, width: width, ascii: isASCII)
    var at = 0
    i = 0
    while i < count {
      let part = Str(parts[i])
      if part.width == width {
        memcpy(result.data + at &<< width, part.data, part.byteCount)
      } else {
        var k = 0
        while k < part.length {
          result.store(part[k], at: at &+ k)
          k &+= 1
        }
      }
      at &+= part.length
      i &+= 1
    }
    return result
  }
}
