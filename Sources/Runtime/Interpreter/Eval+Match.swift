// Structural pattern matching (langref 8.6, PEP 634).

@inline(__always) func op_jumpIfNotSequence(_ pc: PC, _ fp: Raw, _ t: Raw, _ w: UInt64, _ table: Raw) { slow_jumpIfNotSequence(pc, fp, t, w, table) }
@inline(never) func slow_jumpIfNotSequence(_ pc: PC, _ fp: Raw, _ t: Raw, _ w: UInt64, _ table: Raw) {
  dispatch(fp[A(w)].type.has(.sequence) ? pc : pc + signedBC(w), fp, t, table)
}
@inline(__always) func op_jumpIfNotMapping(_ pc: PC, _ fp: Raw, _ t: Raw, _ w: UInt64, _ table: Raw) { slow_jumpIfNotMapping(pc, fp, t, w, table) }
@inline(never) func slow_jumpIfNotMapping(_ pc: PC, _ fp: Raw, _ t: Raw, _ w: UInt64, _ table: Raw) {
  dispatch(fp[A(w)].type.has(.mapping) ? pc : pc + signedBC(w), fp, t, table)
}
@inline(__always) func op_getLen(_ pc: PC, _ fp: Raw, _ t: Raw, _ w: UInt64, _ table: Raw) { slow_getLen(pc, fp, t, w, table) }
@inline(never) func slow_getLen(_ pc: PC, _ fp: Raw, _ t: Raw, _ w: UInt64, _ table: Raw) {
  produce(pc, fp, t, w, table) { thread throws(Raised) in thread.int(try thread.length(fp[B(w)])) }
}
@inline(__always) func op_matchKeys(_ pc: PC, _ fp: Raw, _ t: Raw, _ w: UInt64, _ table: Raw) { slow_matchKeys(pc, fp, t, w, table) }
@inline(never) func slow_matchKeys(_ pc: PC, _ fp: Raw, _ t: Raw, _ w: UInt64, _ table: Raw) {
  produce(pc, fp, t, w, table) { thread throws(Raised) in try thread.matchKeys(fp[B(w)], Tuple(fp[C(w)])) }
}
@inline(__always) func op_matchClass(_ pc: PC, _ fp: Raw, _ t: Raw, _ w: UInt64, _ table: Raw) { slow_matchClass(pc, fp, t, w, table) }
@inline(never) func slow_matchClass(_ pc: PC, _ fp: Raw, _ t: Raw, _ w: UInt64, _ table: Raw) {
  produce(pc, fp, t, w, table, skip: 2) { thread throws(Raised) in try thread.matchClass(fp[B(w)], fp[C(w)], Tuple(Value(bits: pc[0])), positional: Int(pc[1])) }
}
@inline(__always) func op_copyWithoutKeys(_ pc: PC, _ fp: Raw, _ t: Raw, _ w: UInt64, _ table: Raw) { slow_copyWithoutKeys(pc, fp, t, w, table) }
@inline(never) func slow_copyWithoutKeys(_ pc: PC, _ fp: Raw, _ t: Raw, _ w: UInt64, _ table: Raw) {
  produce(pc, fp, t, w, table) { thread throws(Raised) in
    let dict = Dict.make(thread)
    try dict.update(thread, mapping: fp[B(w)])
    let keys = Tuple(fp[C(w)])
    for i in 0..<keys.count { try dict.remove(thread, keys[i]) }
    return dict.value
  }
}

extension Thread {
  /// The values of a mapping for `keys`, or none if one is missing.
  func matchKeys(_ mapping: Value, _ keys: Tuple) throws(Raised) -> Value {
    let seen = try SetObject.make(self)
    let values = try Tuple.make(self, count: keys.count)
    let get = try getAttribute(mapping, Name.get.str)
    let marker = try call(Type[.object].value)
    for i in 0..<keys.count {
      let count = seen.count
      try seen.add(self, keys[i])
      if seen.count == count {
        throw raise(.valueError, "mapping pattern checks duplicate key (\(try repr(keys[i]).string))")
      }
      let value = try call(get, keys[i], marker)
      if value == marker { return .none }
      values.barrier()
      values.items[i] = value
    }
    return values.value
  }

  /// The attributes of `subject` that a class pattern names, or none.
  func matchClass(_ subject: Value, _ pattern: Value, _ names: Tuple, positional: Int) throws(Raised) -> Value {
    if !pattern.isKind(.type) { throw raise(.typeError, "called match pattern must be a type") }
    if !(try isInstance(subject, pattern)) { return .none }
    let type = Type(pattern)
    let values = try List.make(self)
    let seen = try SetObject.make(self)
    func take(_ name: Value) throws(Raised) -> Bool {
      let count = seen.count
      try seen.add(self, name)
      if seen.count == count {
        throw raise(.typeError, "\(type.displayName)() got multiple sub-patterns for attribute \(try repr(name).string)")
      }
      let value = try getAttributeOrEmpty(subject, Str.intern(try exactStr(name)))
      if value.isEmpty { return false }
      try values.append(self, value)
      return true
    }
    if positional > 0 {
      let args = try getAttributeOrEmpty(pattern, Name.__match_args__.str)
      var allowed = 0
      if args.isEmpty {
        allowed = matchesSelf(type) ? 1 : 0
      } else {
        if !args.isExactly(.tuple) {
          throw raise(.typeError, "\(type.displayName).__match_args__ must be a tuple (got \(args.type.displayName))")
        }
        allowed = Tuple(args).count
      }
      if allowed < positional {
        let plural: String = allowed == 1 ? "" : "s"
        throw raise(
          .typeError, "\(type.displayName)() accepts \(allowed) positional sub-pattern\(plural) (\(positional) given)")
      }
      if args.isEmpty {
        try values.append(self, subject)
      } else {
        for i in 0..<positional {
          let name = Tuple(args)[i]
          if !name.isKind(.str) {
            throw raise(.typeError, "__match_args__ elements must be strings (got \(name.type.displayName))")
          }
          if !(try take(name)) { return .none }
        }
      }
    }
    for i in 0..<names.count where !(try take(names[i])) { return .none }
    return try Tuple.make(self, values.items, count: values.count).value
  }
  /// Built-in classes (and subclasses) whose single positional sub-pattern matches the whole object.
  private func matchesSelf(_ type: Type) -> Bool {
    let whole: [TypeID] = [.bool, .bytearray, .bytes, .dict, .float, .frozenset, .int, .list, .set, .str, .tuple]
    for id in whole where type.isSubclass(of: id) { return true }
    return false
  }
}
