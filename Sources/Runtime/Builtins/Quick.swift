// Quick answers of the built-in functions and methods that programs call most (see `QuickBody`): for the usual types only.

enum Quick {
  static func length(_ v: Value) -> Value {
    guard v.isObject else { return .empty }
    switch v.object.shape {
    case TypeID.list.rawValue: return .int(List(v).count)
    case TypeID.tuple.rawValue: return .int(Tuple(v).count)
    case TypeID.str.rawValue: return .int(Str(v).length)
    case TypeID.dict.rawValue: return .int(Dict(v).count)
    case TypeID.set.rawValue, TypeID.frozenset.rawValue: return .int(SetObject(v).count)
    case TypeID.bytes.rawValue: return .int(Bytes(v).count)
    default: return .empty
    }
  }

  static func isInstance(_ v: Value, _ c: Value) -> Value {
    guard c.isObject else { return .empty }
    let type = v.type
    if c.object.shape == TypeID.type.rawValue {
      if type.value == c || type.isSubclass(of: Type(c)) { return .yes }
      // Objects of classes in Python may have a `__class__` of their own.
      return !v.isObject || !type.has(.heap) && type.has(.genericGetAttribute) ? .no : .empty
    }
    if c.object.shape == TypeID.tuple.rawValue {
      let classes = Tuple(c)
      var i = 0
      while i < classes.count {
        guard classes[i].isObject, classes[i].object.shape == TypeID.type.rawValue else { return .empty }
        let answer = isInstance(v, classes[i])
        if answer != .no { return answer }
        i &+= 1
      }
      return .no
    }
    return .empty
  }

  static func absolute(_ v: Value) -> Value {
    // The least small int has no opposite that is one.
    if v.isInt, Value.fits(0 &- v.asInt) { return v.asInt < 0 ? .int(0 &- v.asInt) : v }
    return .empty
  }

  static func codePoint(_ v: Value) -> Value { v.isExactly(.str) && Str(v).length == 1 ? .int(Int(Str(v)[0])) : .empty }

  static func lesser(_ v: Value, _ w: Value) -> Value {
    if Value.bothInt(v, w) { return Value.lessInt(w, v) ? w : v }
    if Value.bothFloat(v, w) { return w.asFloat < v.asFloat ? w : v }
    return .empty
  }
  static func greater(_ v: Value, _ w: Value) -> Value {
    if Value.bothInt(v, w) { return Value.lessInt(v, w) ? w : v }
    if Value.bothFloat(v, w) { return w.asFloat > v.asFloat ? w : v }
    return .empty
  }

  static func append(_ v: Value, _ item: Value) -> Value {
    let list = List(v)
    let n = list.count
    if n == list.fields.pointee.capacity || Heap.needsBarrier(list.raw, storing: item) { return .empty }
    list.fields.pointee.items[n] = item
    list.fields.pointee.count = n &+ 1
    return .none
  }
  static func pop(_ v: Value) -> Value {
    let list = List(v)
    let n = list.count &- 1
    // A list that gets much shorter gives memory back.
    if n <= 0 || n < list.fields.pointee.capacity &>> 2 { return .empty }
    list.fields.pointee.count = n
    return list[n]
  }

  static func get(_ v: Value, _ key: Value) -> Value { v.isExactly(.dict) ? Dict(v).findIdentical(key)?.pointee.value ?? .empty : .empty }
}
