// Comparisons as values and fused with jumps, and the other jumps (langref 6.10).

import CProbes

// MARK: Fast paths that several opcodes share

@inline(__always) private func comparison(
  _ pc: PC, _ fp: Raw, _ t: Raw, _ w: UInt64, _ table: Raw, _ slow: Slow,
  _ int: (Int64, Int64) -> Bool, _ float: (Double, Double) -> Bool
) {
  let a = fp[B(w)]
  let b = fp[C(w)]
  if _fastPath(Value.bothInt(a, b)) {
    fp[A(w)] = .bool(int(Int64(bitPattern: a.bits), Int64(bitPattern: b.bits)))
    dispatch(pc, fp, t, table)
    return
  }
  if _fastPath(Value.bothFloat(a, b)) {
    fp[A(w)] = .bool(float(a.asFloat, b.asFloat))
    dispatch(pc, fp, t, table)
    return
  }
  slow(pc, fp, t, w, table)
}

@inline(__always) private func branch(_ condition: Bool, _ pc: PC, _ fp: Raw, _ t: Raw, _ w: UInt64, _ table: Raw, _ offset: Int) {
  if _fastPath(condition) {
    jump(pc + offset, fp, t, w, table)
    return
  }
  dispatch(pc, fp, t, table)
}

@inline(__always) private func compareJump(
  _ pc: PC, _ fp: Raw, _ t: Raw, _ w: UInt64, _ table: Raw, _ slow: Slow,
  _ int: (Int64, Int64) -> Bool, _ float: (Double, Double) -> Bool
) {
  let a = fp[A(w)]
  let b = fp[B(w)]
  if _fastPath(Value.bothInt(a, b)) {
    branch(int(Int64(bitPattern: a.bits), Int64(bitPattern: b.bits)), pc, fp, t, w, table, signedC(w))
    return
  }
  if _fastPath(Value.bothFloat(a, b)) {
    branch(float(a.asFloat, b.asFloat), pc, fp, t, w, table, signedC(w))
    return
  }
  slow(pc, fp, t, w, table)
}

@inline(__always) private func compareJumpImmediate(
  _ pc: PC, _ fp: Raw, _ t: Raw, _ w: UInt64, _ table: Raw, _ slow: Slow, _ int: (Int64, Int64) -> Bool, _ float: (Double, Double) -> Bool
) {
  let a = fp[A(w)]
  if _fastPath(a.isInt) {
    branch(int(Int64(bitPattern: a.bits), Int64(bitPattern: immediateB(w).bits)), pc, fp, t, w, table, signedC(w))
    return
  }
  if _fastPath(a.isFloat) {
    branch(float(a.asFloat, Double(signedB(w))), pc, fp, t, w, table, signedC(w))
    return
  }
  slow(pc, fp, t, w, table)
}

// MARK: As values

@inline(__always) func op_lt(_ pc: PC, _ fp: Raw, _ t: Raw, _ w: UInt64, _ table: Raw) {
  comparison(pc, fp, t, w, table, slow_lt, { $0 < $1 }) { $0 < $1 }
}
@inline(never) func slow_lt(_ pc: PC, _ fp: Raw, _ t: Raw, _ w: UInt64, _ table: Raw) {
  produce(pc, fp, t, w, table) { thread throws(Raised) in try thread.compare(fp[B(w)], fp[C(w)], .lt) }
}
@inline(__always) func op_le(_ pc: PC, _ fp: Raw, _ t: Raw, _ w: UInt64, _ table: Raw) {
  comparison(pc, fp, t, w, table, slow_le, { $0 <= $1 }) { $0 <= $1 }
}
@inline(never) func slow_le(_ pc: PC, _ fp: Raw, _ t: Raw, _ w: UInt64, _ table: Raw) {
  produce(pc, fp, t, w, table) { thread throws(Raised) in try thread.compare(fp[B(w)], fp[C(w)], .le) }
}
@inline(__always) func op_gt(_ pc: PC, _ fp: Raw, _ t: Raw, _ w: UInt64, _ table: Raw) {
  comparison(pc, fp, t, w, table, slow_gt, { $0 > $1 }) { $0 > $1 }
}
@inline(never) func slow_gt(_ pc: PC, _ fp: Raw, _ t: Raw, _ w: UInt64, _ table: Raw) {
  produce(pc, fp, t, w, table) { thread throws(Raised) in try thread.compare(fp[B(w)], fp[C(w)], .gt) }
}
@inline(__always) func op_ge(_ pc: PC, _ fp: Raw, _ t: Raw, _ w: UInt64, _ table: Raw) {
  comparison(pc, fp, t, w, table, slow_ge, { $0 >= $1 }) { $0 >= $1 }
}
@inline(never) func slow_ge(_ pc: PC, _ fp: Raw, _ t: Raw, _ w: UInt64, _ table: Raw) {
  produce(pc, fp, t, w, table) { thread throws(Raised) in try thread.compare(fp[B(w)], fp[C(w)], .ge) }
}
@inline(__always) func op_eq(_ pc: PC, _ fp: Raw, _ t: Raw, _ w: UInt64, _ table: Raw) {
  comparison(pc, fp, t, w, table, slow_eq, { $0 == $1 }) { $0 == $1 }
}
@inline(never) func slow_eq(_ pc: PC, _ fp: Raw, _ t: Raw, _ w: UInt64, _ table: Raw) {
  produce(pc, fp, t, w, table) { thread throws(Raised) in try thread.compare(fp[B(w)], fp[C(w)], .eq) }
}
@inline(__always) func op_ne(_ pc: PC, _ fp: Raw, _ t: Raw, _ w: UInt64, _ table: Raw) {
  comparison(pc, fp, t, w, table, slow_ne, { $0 != $1 }) { $0 != $1 }
}
@inline(never) func slow_ne(_ pc: PC, _ fp: Raw, _ t: Raw, _ w: UInt64, _ table: Raw) {
  produce(pc, fp, t, w, table) { thread throws(Raised) in try thread.compare(fp[B(w)], fp[C(w)], .ne) }
}
@inline(__always) func op_isSame(_ pc: PC, _ fp: Raw, _ t: Raw, _ w: UInt64, _ table: Raw) {
  fp[A(w)] = .bool((fp[B(w)] == fp[C(w)]))
  dispatch(pc, fp, t, table)
}
@inline(__always) func op_isNotSame(_ pc: PC, _ fp: Raw, _ t: Raw, _ w: UInt64, _ table: Raw) {
  fp[A(w)] = .bool(!(fp[B(w)] == fp[C(w)]))
  dispatch(pc, fp, t, table)
}
@inline(__always) func op_contains(_ pc: PC, _ fp: Raw, _ t: Raw, _ w: UInt64, _ table: Raw) { slow_contains(pc, fp, t, w, table) }
@inline(never) func slow_contains(_ pc: PC, _ fp: Raw, _ t: Raw, _ w: UInt64, _ table: Raw) {
  produce(pc, fp, t, w, table) { thread throws(Raised) in .bool((try thread.contains(fp[C(w)], fp[B(w)]))) }
}
@inline(__always) func op_notContains(_ pc: PC, _ fp: Raw, _ t: Raw, _ w: UInt64, _ table: Raw) { slow_notContains(pc, fp, t, w, table) }
@inline(never) func slow_notContains(_ pc: PC, _ fp: Raw, _ t: Raw, _ w: UInt64, _ table: Raw) {
  produce(pc, fp, t, w, table) { thread throws(Raised) in .bool(!(try thread.contains(fp[C(w)], fp[B(w)]))) }
}

// MARK: Fused with a jump

@inline(__always) func op_jumpIfLt(_ pc: PC, _ fp: Raw, _ t: Raw, _ w: UInt64, _ table: Raw) {
  compareJump(pc, fp, t, w, table, slow_jumpIfLt, { $0 < $1 }) { $0 < $1 }
}
@inline(never) func slow_jumpIfLt(_ pc: PC, _ fp: Raw, _ t: Raw, _ w: UInt64, _ table: Raw) {
  jumpIf(pc, fp, t, w, table, signedC(w)) { thread throws(Raised) in (try thread.compareBool(fp[A(w)], fp[B(w)], .lt)) }
}
@inline(__always) func op_jumpIfLtImm(_ pc: PC, _ fp: Raw, _ t: Raw, _ w: UInt64, _ table: Raw) {
  compareJumpImmediate(pc, fp, t, w, table, slow_jumpIfLtImm, { $0 < $1 }) { $0 < $1 }
}
@inline(never) func slow_jumpIfLtImm(_ pc: PC, _ fp: Raw, _ t: Raw, _ w: UInt64, _ table: Raw) {
  jumpIf(pc, fp, t, w, table, signedC(w)) { thread throws(Raised) in (try thread.compareBool(fp[A(w)], immediateB(w), .lt)) }
}
@inline(__always) func op_jumpIfNotLt(_ pc: PC, _ fp: Raw, _ t: Raw, _ w: UInt64, _ table: Raw) {
  compareJump(pc, fp, t, w, table, slow_jumpIfNotLt, { !($0 < $1) }) { !($0 < $1) }
}
@inline(never) func slow_jumpIfNotLt(_ pc: PC, _ fp: Raw, _ t: Raw, _ w: UInt64, _ table: Raw) {
  jumpIf(pc, fp, t, w, table, signedC(w)) { thread throws(Raised) in !(try thread.compareBool(fp[A(w)], fp[B(w)], .lt)) }
}
@inline(__always) func op_jumpIfNotLtImm(_ pc: PC, _ fp: Raw, _ t: Raw, _ w: UInt64, _ table: Raw) {
  compareJumpImmediate(pc, fp, t, w, table, slow_jumpIfNotLtImm, { !($0 < $1) }) { !($0 < $1) }
}
@inline(never) func slow_jumpIfNotLtImm(_ pc: PC, _ fp: Raw, _ t: Raw, _ w: UInt64, _ table: Raw) {
  jumpIf(pc, fp, t, w, table, signedC(w)) { thread throws(Raised) in !(try thread.compareBool(fp[A(w)], immediateB(w), .lt)) }
}
@inline(__always) func op_jumpIfLe(_ pc: PC, _ fp: Raw, _ t: Raw, _ w: UInt64, _ table: Raw) {
  compareJump(pc, fp, t, w, table, slow_jumpIfLe, { $0 <= $1 }) { $0 <= $1 }
}
@inline(never) func slow_jumpIfLe(_ pc: PC, _ fp: Raw, _ t: Raw, _ w: UInt64, _ table: Raw) {
  jumpIf(pc, fp, t, w, table, signedC(w)) { thread throws(Raised) in (try thread.compareBool(fp[A(w)], fp[B(w)], .le)) }
}
@inline(__always) func op_jumpIfLeImm(_ pc: PC, _ fp: Raw, _ t: Raw, _ w: UInt64, _ table: Raw) {
  compareJumpImmediate(pc, fp, t, w, table, slow_jumpIfLeImm, { $0 <= $1 }) { $0 <= $1 }
}
@inline(never) func slow_jumpIfLeImm(_ pc: PC, _ fp: Raw, _ t: Raw, _ w: UInt64, _ table: Raw) {
  jumpIf(pc, fp, t, w, table, signedC(w)) { thread throws(Raised) in (try thread.compareBool(fp[A(w)], immediateB(w), .le)) }
}
@inline(__always) func op_jumpIfNotLe(_ pc: PC, _ fp: Raw, _ t: Raw, _ w: UInt64, _ table: Raw) {
  compareJump(pc, fp, t, w, table, slow_jumpIfNotLe, { !($0 <= $1) }) { !($0 <= $1) }
}
@inline(never) func slow_jumpIfNotLe(_ pc: PC, _ fp: Raw, _ t: Raw, _ w: UInt64, _ table: Raw) {
  jumpIf(pc, fp, t, w, table, signedC(w)) { thread throws(Raised) in !(try thread.compareBool(fp[A(w)], fp[B(w)], .le)) }
}
@inline(__always) func op_jumpIfNotLeImm(_ pc: PC, _ fp: Raw, _ t: Raw, _ w: UInt64, _ table: Raw) {
  compareJumpImmediate(pc, fp, t, w, table, slow_jumpIfNotLeImm, { !($0 <= $1) }) { !($0 <= $1) }
}
@inline(never) func slow_jumpIfNotLeImm(_ pc: PC, _ fp: Raw, _ t: Raw, _ w: UInt64, _ table: Raw) {
  jumpIf(pc, fp, t, w, table, signedC(w)) { thread throws(Raised) in !(try thread.compareBool(fp[A(w)], immediateB(w), .le)) }
}
@inline(__always) func op_jumpIfGt(_ pc: PC, _ fp: Raw, _ t: Raw, _ w: UInt64, _ table: Raw) {
  compareJump(pc, fp, t, w, table, slow_jumpIfGt, { $0 > $1 }) { $0 > $1 }
}
@inline(never) func slow_jumpIfGt(_ pc: PC, _ fp: Raw, _ t: Raw, _ w: UInt64, _ table: Raw) {
  jumpIf(pc, fp, t, w, table, signedC(w)) { thread throws(Raised) in (try thread.compareBool(fp[A(w)], fp[B(w)], .gt)) }
}
@inline(__always) func op_jumpIfGtImm(_ pc: PC, _ fp: Raw, _ t: Raw, _ w: UInt64, _ table: Raw) {
  compareJumpImmediate(pc, fp, t, w, table, slow_jumpIfGtImm, { $0 > $1 }) { $0 > $1 }
}
@inline(never) func slow_jumpIfGtImm(_ pc: PC, _ fp: Raw, _ t: Raw, _ w: UInt64, _ table: Raw) {
  jumpIf(pc, fp, t, w, table, signedC(w)) { thread throws(Raised) in (try thread.compareBool(fp[A(w)], immediateB(w), .gt)) }
}
@inline(__always) func op_jumpIfNotGt(_ pc: PC, _ fp: Raw, _ t: Raw, _ w: UInt64, _ table: Raw) {
  compareJump(pc, fp, t, w, table, slow_jumpIfNotGt, { !($0 > $1) }) { !($0 > $1) }
}
@inline(never) func slow_jumpIfNotGt(_ pc: PC, _ fp: Raw, _ t: Raw, _ w: UInt64, _ table: Raw) {
  jumpIf(pc, fp, t, w, table, signedC(w)) { thread throws(Raised) in !(try thread.compareBool(fp[A(w)], fp[B(w)], .gt)) }
}
@inline(__always) func op_jumpIfNotGtImm(_ pc: PC, _ fp: Raw, _ t: Raw, _ w: UInt64, _ table: Raw) {
  compareJumpImmediate(pc, fp, t, w, table, slow_jumpIfNotGtImm, { !($0 > $1) }) { !($0 > $1) }
}
@inline(never) func slow_jumpIfNotGtImm(_ pc: PC, _ fp: Raw, _ t: Raw, _ w: UInt64, _ table: Raw) {
  jumpIf(pc, fp, t, w, table, signedC(w)) { thread throws(Raised) in !(try thread.compareBool(fp[A(w)], immediateB(w), .gt)) }
}
@inline(__always) func op_jumpIfGe(_ pc: PC, _ fp: Raw, _ t: Raw, _ w: UInt64, _ table: Raw) {
  compareJump(pc, fp, t, w, table, slow_jumpIfGe, { $0 >= $1 }) { $0 >= $1 }
}
@inline(never) func slow_jumpIfGe(_ pc: PC, _ fp: Raw, _ t: Raw, _ w: UInt64, _ table: Raw) {
  jumpIf(pc, fp, t, w, table, signedC(w)) { thread throws(Raised) in (try thread.compareBool(fp[A(w)], fp[B(w)], .ge)) }
}
@inline(__always) func op_jumpIfGeImm(_ pc: PC, _ fp: Raw, _ t: Raw, _ w: UInt64, _ table: Raw) {
  compareJumpImmediate(pc, fp, t, w, table, slow_jumpIfGeImm, { $0 >= $1 }) { $0 >= $1 }
}
@inline(never) func slow_jumpIfGeImm(_ pc: PC, _ fp: Raw, _ t: Raw, _ w: UInt64, _ table: Raw) {
  jumpIf(pc, fp, t, w, table, signedC(w)) { thread throws(Raised) in (try thread.compareBool(fp[A(w)], immediateB(w), .ge)) }
}
@inline(__always) func op_jumpIfNotGe(_ pc: PC, _ fp: Raw, _ t: Raw, _ w: UInt64, _ table: Raw) {
  compareJump(pc, fp, t, w, table, slow_jumpIfNotGe, { !($0 >= $1) }) { !($0 >= $1) }
}
@inline(never) func slow_jumpIfNotGe(_ pc: PC, _ fp: Raw, _ t: Raw, _ w: UInt64, _ table: Raw) {
  jumpIf(pc, fp, t, w, table, signedC(w)) { thread throws(Raised) in !(try thread.compareBool(fp[A(w)], fp[B(w)], .ge)) }
}
@inline(__always) func op_jumpIfNotGeImm(_ pc: PC, _ fp: Raw, _ t: Raw, _ w: UInt64, _ table: Raw) {
  compareJumpImmediate(pc, fp, t, w, table, slow_jumpIfNotGeImm, { !($0 >= $1) }) { !($0 >= $1) }
}
@inline(never) func slow_jumpIfNotGeImm(_ pc: PC, _ fp: Raw, _ t: Raw, _ w: UInt64, _ table: Raw) {
  jumpIf(pc, fp, t, w, table, signedC(w)) { thread throws(Raised) in !(try thread.compareBool(fp[A(w)], immediateB(w), .ge)) }
}
@inline(__always) func op_jumpIfEq(_ pc: PC, _ fp: Raw, _ t: Raw, _ w: UInt64, _ table: Raw) {
  compareJump(pc, fp, t, w, table, slow_jumpIfEq, { $0 == $1 }) { $0 == $1 }
}
@inline(never) func slow_jumpIfEq(_ pc: PC, _ fp: Raw, _ t: Raw, _ w: UInt64, _ table: Raw) {
  jumpIf(pc, fp, t, w, table, signedC(w)) { thread throws(Raised) in (try thread.compareBool(fp[A(w)], fp[B(w)], .eq)) }
}
@inline(__always) func op_jumpIfEqImm(_ pc: PC, _ fp: Raw, _ t: Raw, _ w: UInt64, _ table: Raw) {
  compareJumpImmediate(pc, fp, t, w, table, slow_jumpIfEqImm, { $0 == $1 }) { $0 == $1 }
}
@inline(never) func slow_jumpIfEqImm(_ pc: PC, _ fp: Raw, _ t: Raw, _ w: UInt64, _ table: Raw) {
  jumpIf(pc, fp, t, w, table, signedC(w)) { thread throws(Raised) in (try thread.compareBool(fp[A(w)], immediateB(w), .eq)) }
}
@inline(__always) func op_jumpIfNotEq(_ pc: PC, _ fp: Raw, _ t: Raw, _ w: UInt64, _ table: Raw) {
  compareJump(pc, fp, t, w, table, slow_jumpIfNotEq, { !($0 == $1) }) { !($0 == $1) }
}
@inline(never) func slow_jumpIfNotEq(_ pc: PC, _ fp: Raw, _ t: Raw, _ w: UInt64, _ table: Raw) {
  jumpIf(pc, fp, t, w, table, signedC(w)) { thread throws(Raised) in !(try thread.compareBool(fp[A(w)], fp[B(w)], .eq)) }
}
@inline(__always) func op_jumpIfNotEqImm(_ pc: PC, _ fp: Raw, _ t: Raw, _ w: UInt64, _ table: Raw) {
  compareJumpImmediate(pc, fp, t, w, table, slow_jumpIfNotEqImm, { !($0 == $1) }) { !($0 == $1) }
}
@inline(never) func slow_jumpIfNotEqImm(_ pc: PC, _ fp: Raw, _ t: Raw, _ w: UInt64, _ table: Raw) {
  jumpIf(pc, fp, t, w, table, signedC(w)) { thread throws(Raised) in !(try thread.compareBool(fp[A(w)], immediateB(w), .eq)) }
}
@inline(__always) func op_jumpIfNe(_ pc: PC, _ fp: Raw, _ t: Raw, _ w: UInt64, _ table: Raw) {
  compareJump(pc, fp, t, w, table, slow_jumpIfNe, { $0 != $1 }) { $0 != $1 }
}
@inline(never) func slow_jumpIfNe(_ pc: PC, _ fp: Raw, _ t: Raw, _ w: UInt64, _ table: Raw) {
  jumpIf(pc, fp, t, w, table, signedC(w)) { thread throws(Raised) in (try thread.compareBool(fp[A(w)], fp[B(w)], .ne)) }
}
@inline(__always) func op_jumpIfNeImm(_ pc: PC, _ fp: Raw, _ t: Raw, _ w: UInt64, _ table: Raw) {
  compareJumpImmediate(pc, fp, t, w, table, slow_jumpIfNeImm, { $0 != $1 }) { $0 != $1 }
}
@inline(never) func slow_jumpIfNeImm(_ pc: PC, _ fp: Raw, _ t: Raw, _ w: UInt64, _ table: Raw) {
  jumpIf(pc, fp, t, w, table, signedC(w)) { thread throws(Raised) in (try thread.compareBool(fp[A(w)], immediateB(w), .ne)) }
}
@inline(__always) func op_jumpIfNotNe(_ pc: PC, _ fp: Raw, _ t: Raw, _ w: UInt64, _ table: Raw) {
  compareJump(pc, fp, t, w, table, slow_jumpIfNotNe, { !($0 != $1) }) { !($0 != $1) }
}
@inline(never) func slow_jumpIfNotNe(_ pc: PC, _ fp: Raw, _ t: Raw, _ w: UInt64, _ table: Raw) {
  jumpIf(pc, fp, t, w, table, signedC(w)) { thread throws(Raised) in !(try thread.compareBool(fp[A(w)], fp[B(w)], .ne)) }
}
@inline(__always) func op_jumpIfNotNeImm(_ pc: PC, _ fp: Raw, _ t: Raw, _ w: UInt64, _ table: Raw) {
  compareJumpImmediate(pc, fp, t, w, table, slow_jumpIfNotNeImm, { !($0 != $1) }) { !($0 != $1) }
}
@inline(never) func slow_jumpIfNotNeImm(_ pc: PC, _ fp: Raw, _ t: Raw, _ w: UInt64, _ table: Raw) {
  jumpIf(pc, fp, t, w, table, signedC(w)) { thread throws(Raised) in !(try thread.compareBool(fp[A(w)], immediateB(w), .ne)) }
}

@inline(__always) func op_jumpIfSame(_ pc: PC, _ fp: Raw, _ t: Raw, _ w: UInt64, _ table: Raw) { branch(fp[A(w)] == fp[B(w)], pc, fp, t, w, table, signedC(w)) }
@inline(__always) func op_jumpIfNotSame(_ pc: PC, _ fp: Raw, _ t: Raw, _ w: UInt64, _ table: Raw) { branch(fp[A(w)] != fp[B(w)], pc, fp, t, w, table, signedC(w)) }
@inline(__always) func op_jumpIfIn(_ pc: PC, _ fp: Raw, _ t: Raw, _ w: UInt64, _ table: Raw) { slow_dictJumpIfIn(pc, fp, t, w, table) }
/// A key that is found without a call.
@inline(never) func slow_dictJumpIfIn(_ pc: PC, _ fp: Raw, _ t: Raw, _ w: UInt64, _ table: Raw) {
  let container = fp[B(w)]
  if container.isExactly(.dict), Dict(container).findIdentical(fp[A(w)]) != nil {
    jump(pc + signedC(w), fp, t, w, table)
    return
  }
  slow_jumpIfIn(pc, fp, t, w, table)
}
@inline(never) func slow_jumpIfIn(_ pc: PC, _ fp: Raw, _ t: Raw, _ w: UInt64, _ table: Raw) {
  jumpIf(pc, fp, t, w, table, signedC(w)) { thread throws(Raised) in try thread.contains(fp[B(w)], fp[A(w)]) }
}
@inline(__always) func op_jumpIfNotIn(_ pc: PC, _ fp: Raw, _ t: Raw, _ w: UInt64, _ table: Raw) { slow_dictJumpIfNotIn(pc, fp, t, w, table) }
/// A key that is found without a call.
@inline(never) func slow_dictJumpIfNotIn(_ pc: PC, _ fp: Raw, _ t: Raw, _ w: UInt64, _ table: Raw) {
  let container = fp[B(w)]
  if container.isExactly(.dict), Dict(container).findIdentical(fp[A(w)]) != nil {
    dispatch(pc, fp, t, table)
    return
  }
  slow_jumpIfNotIn(pc, fp, t, w, table)
}
@inline(never) func slow_jumpIfNotIn(_ pc: PC, _ fp: Raw, _ t: Raw, _ w: UInt64, _ table: Raw) {
  jumpIf(pc, fp, t, w, table, signedC(w)) { thread throws(Raised) in !(try thread.contains(fp[B(w)], fp[A(w)])) }
}

// MARK: Plain jumps

@inline(__always) func op_jump(_ pc: PC, _ fp: Raw, _ t: Raw, _ w: UInt64, _ table: Raw) { jump(pc + signedABC(w), fp, t, w, table) }

@inline(__always) func op_jumpIfTrue(_ pc: PC, _ fp: Raw, _ t: Raw, _ w: UInt64, _ table: Raw) {
  let a = fp[A(w)]
  if _fastPath(a.isTrue) {
    jump(pc + signedBC(w), fp, t, w, table)
    return
  }
  if _fastPath(a.isFalse || a.isNone || a == .int(0)) {
    dispatch(pc, fp, t, table)
    return
  }
  if _fastPath(a.isInt) {
    jump(pc + signedBC(w), fp, t, w, table)
    return
  }
  slow_jumpIfTrue(pc, fp, t, w, table)
}
@inline(never) func slow_jumpIfTrue(_ pc: PC, _ fp: Raw, _ t: Raw, _ w: UInt64, _ table: Raw) {
  jumpIf(pc, fp, t, w, table, signedBC(w)) { thread throws(Raised) in try quickTruth(thread, fp[A(w)]) }
}

@inline(__always) func op_jumpIfFalse(_ pc: PC, _ fp: Raw, _ t: Raw, _ w: UInt64, _ table: Raw) {
  let a = fp[A(w)]
  if _fastPath(a.isTrue) {
    dispatch(pc, fp, t, table)
    return
  }
  if _fastPath(a.isFalse || a.isNone || a == .int(0)) {
    jump(pc + signedBC(w), fp, t, w, table)
    return
  }
  if _fastPath(a.isInt) {
    dispatch(pc, fp, t, table)
    return
  }
  slow_jumpIfFalse(pc, fp, t, w, table)
}
@inline(never) func slow_jumpIfFalse(_ pc: PC, _ fp: Raw, _ t: Raw, _ w: UInt64, _ table: Raw) {
  jumpIf(pc, fp, t, w, table, signedBC(w)) { thread throws(Raised) in !(try quickTruth(thread, fp[A(w)])) }
}

/// bool(v), the commonest types without a call.
@inline(__always) func quickTruth(_ thread: Thread, _ v: Value) throws(Raised) -> Bool {
  if v.isInt { return v.bits != 0 }
  if v.isNone { return false }
  if v.isObject {
    if v.object.kind == .instance {
      let slots = v.type.slots
      if slots.pointee.bool == nil, slots.pointee.length == nil { return true }
    }
    switch v.object.shape {
    case TypeID.str.rawValue: return Str(v).length != 0
    case TypeID.list.rawValue: return List(v).count != 0
    case TypeID.dict.rawValue: return Dict(v).count != 0
    case TypeID.tuple.rawValue: return Tuple(v).count != 0
    default: break
    }
  }
  return try thread.truth(v)
}

@inline(__always) func op_jumpIfNone(_ pc: PC, _ fp: Raw, _ t: Raw, _ w: UInt64, _ table: Raw) { branch(fp[A(w)].isNone, pc, fp, t, w, table, signedBC(w)) }
@inline(__always) func op_jumpIfNotNone(_ pc: PC, _ fp: Raw, _ t: Raw, _ w: UInt64, _ table: Raw) { branch(!fp[A(w)].isNone, pc, fp, t, w, table, signedBC(w)) }
