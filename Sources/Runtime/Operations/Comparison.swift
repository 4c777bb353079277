// Comparison, truth and hash of any object (Language Reference 6.10, 3.3.1).

extension Thread {
  /// v op w
  public func compare(_ v: Value, _ w: Value, _ op: CompareOp) throws(Raised) -> Value {
    if Value.bothInt(v, w) {
      switch op {
      case .lt: return .bool(Value.lessInt(v, w))
      case .le: return .bool(!Value.lessInt(w, v))
      case .eq: return .bool(v == w)
      case .ne: return .bool(v != w)
      case .gt: return .bool(Value.lessInt(w, v))
      case .ge: return .bool(!Value.lessInt(v, w))
      }
    }
    if Value.bothFloat(v, w) {
      return .bool(op.holds(v.asFloat, w.asFloat))
    }
    if v.isInt, w.isFloat, let d = v.exactDouble { return .bool(op.holds(d, w.asFloat)) }
    if v.isFloat, w.isInt, let d = w.exactDouble { return .bool(op.holds(v.asFloat, d)) }
    if v.isObject, w.isObject, v.object.shape == w.object.shape {
      switch v.object.shape {
      case TypeID.str.rawValue:
        if op == .eq { return .bool(Str.equal(Str(v), Str(w))) }
        if op == .ne { return .bool(!Str.equal(Str(v), Str(w))) }
      case TypeID.tuple.rawValue:
        if op == .eq, Tuple(v).count != Tuple(w).count { return .no }
        return try Tuple.compareTuples(self, v, w, op)
      case TypeID.bytes.rawValue:
        if op == .eq { return .bool(Bytes.equal(Bytes(v), Bytes(w))) }
        if op == .ne { return .bool(!Bytes.equal(Bytes(v), Bytes(w))) }
      case TypeID.set.rawValue, TypeID.frozenset.rawValue: return try SetObject.compareSets(self, v, w, op)
      default: break
      }
    } else if v.isNone || w.isNone, v.isInt || w.isInt, op == .eq || op == .ne {
      return .bool(op == .ne)
    }
    return try compareObjects(v, w, op)
  }

  /// The items of two containers are about to be compared: each level counts as a call. To be followed by `leaveComparison`, unless it raises.
  @inline(__always) func enterComparison() throws(Raised) {
    try checkNativeStack()
    let depth = state.pointee.comparisonDepth
    if _slowPath(depth > 100) { try checkComparisonDepth() }
    state.pointee.comparisonDepth = depth &+ 1
  }
  @inline(__always) func leaveComparison() { state.pointee.comparisonDepth &-= 1 }
  @inline(never) private func checkComparisonDepth() throws(Raised) {
    if state.pointee.comparisonDepth &+ recursionDepth > state.pointee.recursionLimit {
      throw raise(.recursionError, "maximum recursion depth exceeded in comparison")
    }
  }

  @inline(never) private func compareObjects(_ v: Value, _ w: Value, _ op: CompareOp) throws(Raised) -> Value {
    try checkNativeStack()
    let left = v.type
    let right = w.type
    var reflectedDone = false
    if left != right, let f = right.slots.pointee.richCompare, right.isSubclass(of: left) {
      reflectedDone = true
      let r = try f(raw, w.bits, v.bits, op.swapped.rawValue).orThrow()
      if !r.isNotImplemented { return r }
    }
    if let f = left.slots.pointee.richCompare {
      let r = try f(raw, v.bits, w.bits, op.rawValue).orThrow()
      if !r.isNotImplemented { return r }
    }
    if !reflectedDone, let f = right.slots.pointee.richCompare {
      let r = try f(raw, w.bits, v.bits, op.swapped.rawValue).orThrow()
      if !r.isNotImplemented { return r }
    }
    switch op {
    case .eq: return .bool(v == w)
    case .ne: return .bool(v != w)
    default:
      throw raise(
        .typeError, "'\(op.symbol)' not supported between instances of '\(left.displayName)' and '\(right.displayName)'")
    }
  }

  /// bool(v op w)
  public func compareBool(_ v: Value, _ w: Value, _ op: CompareOp) throws(Raised) -> Bool {
    let r = try compare(v, w, op)
    return r.isBool ? r.isTrue : try truth(r)
  }

  /// v == w as containers compare: an object equals itself without being asked.
  @inline(__always) public func equal(_ v: Value, _ w: Value) throws(Raised) -> Bool {
    if v == w { return true }
    if Value.bothInt(v, w) { return false }
    return try compareBool(v, w, .eq)
  }

  /// bool(v)
  @inline(__always) public func truth(_ v: Value) throws(Raised) -> Bool {
    if v.isBool { return v.isTrue }
    if v.isNone { return false }
    if v.isInt { return v.asInt != 0 }
    return try truthOfObject(v)
  }
  @inline(never) func truthOfObject(_ v: Value) throws(Raised) -> Bool {
    if v.isFloat { return v.asFloat != 0 }
    let slots = v.type.slots
    if let f = slots.pointee.bool { return try f(raw, v.bits).orThrow().isTrue }
    return try truthByLength(v)
  }
  func truthByLength(_ v: Value) throws(Raised) -> Bool {
    if let f = v.type.slots.pointee.length {
      let n = try f(raw, v.bits).orThrow()
      return n.isInt ? n.asInt != 0 : true
    }
    return true
  }

  /// hash(v), a 62-bit int; TypeError for what cannot be hashed.
  @inline(__always) public func hash(_ v: Value) throws(Raised) -> Int {
    if v.isExactly(.str) { return Str(v).hash }
    if v.isInt, v.asInt >= 0, v.asInt < 1 << 60 { return v.asInt }
    return try hashOfObject(v)
  }
  @inline(never) private func hashOfObject(_ v: Value) throws(Raised) -> Int {
    if v.isExactly(.tuple) { return try Tuple.hash(self, Tuple(v)) }
    if v.isExactly(.bytes) { return Bytes(v).hash }
    guard let f = v.type.slots.pointee.hash else {
      throw raise(.typeError, "unhashable type: '\(v.type.displayName)'")
    }
    let h = try f(raw, v.bits).orThrow()
    return h.isInt ? h.asInt : ((Int.word(h) ?? 0) << 2) >> 2
  }

  /// v is w: identity, except that equal numbers that have no identity of their own are one object.
  @inline(__always) public func isIdentical(_ v: Value, _ w: Value) -> Bool { v == w }
}

extension Value {
  /// This small int as a float, if a float holds it exactly.
  @inline(__always) fileprivate var exactDouble: Double? {
    let i = asInt
    return i.magnitude >> 53 == 0 ? Double(i) : nil
  }
}

extension CompareOp {
  @inline(__always) fileprivate func holds(_ a: Double, _ b: Double) -> Bool {
    switch self {
    case .lt: a < b
    case .le: a <= b
    case .eq: a == b
    case .ne: a != b
    case .gt: a > b
    case .ge: a >= b
    }
  }
}
