// Arithmetic: small ints and unboxed floats here, everything else in the operators' general form (Operations/).

import Glibc

/// `slow` is where a handler goes with operands that it does not know.
typealias Slow = (_ pc: PC, _ fp: Raw, _ thread: Raw, _ word: UInt64, _ table: Raw) -> Void

// MARK: Fast paths that several opcodes share

@inline(__always) private func arithmetic(
  _ pc: PC, _ fp: Raw, _ t: Raw, _ w: UInt64, _ table: Raw, _ slow: Slow,
  _ int: (Value, Value) -> (value: Value, overflow: Bool), _ float: (Double, Double) -> Double
) {
  let a = fp[B(w)]
  let b = fp[C(w)]
  if _fastPath(Value.bothInt(a, b)) {
    let r = int(a, b)
    if _fastPath(!r.overflow) {
      fp[A(w)] = r.value
      dispatch(pc, fp, t, table)
      return
    }
    slow(pc, fp, t, w, table)
    return
  }
  if _fastPath(Value.bothFloat(a, b)) {
    let r = Value.unboxed(float(a.asFloat, b.asFloat))
    if _fastPath(r.isFloat) {
      fp[A(w)] = r
      dispatch(pc, fp, t, table)
      return
    }
    slow(pc, fp, t, w, table)
    return
  }
  if let (x, y) = mixed(a, b) {
    let r = Value.unboxed(float(x, y))
    if _fastPath(r.isFloat) {
      fp[A(w)] = r
      dispatch(pc, fp, t, table)
      return
    }
  }
  slow(pc, fp, t, w, table)
}

/// An int at the right of an int or a float.
@inline(__always) private func arithmeticImmediate(
  _ pc: PC, _ fp: Raw, _ t: Raw, _ w: UInt64, _ table: Raw, _ slow: Slow,
  _ int: (Value, Value) -> (value: Value, overflow: Bool), _ float: (Double, Double) -> Double
) {
  let a = fp[B(w)]
  if _fastPath(a.isInt) {
    let r = int(a, immediateC(w))
    if _fastPath(!r.overflow) {
      fp[A(w)] = r.value
      dispatch(pc, fp, t, table)
      return
    }
    slow(pc, fp, t, w, table)
    return
  }
  if _fastPath(a.isFloat) {
    let r = Value.unboxed(float(a.asFloat, Double(signedC(w))))
    if _fastPath(r.isFloat) {
      fp[A(w)] = r
      dispatch(pc, fp, t, table)
      return
    }
  }
  slow(pc, fp, t, w, table)
}

/// Two ints, `int` says whether it can do them.
@inline(__always) private func integers(
  _ pc: PC, _ fp: Raw, _ t: Raw, _ w: UInt64, _ table: Raw, _ b: Value, _ slow: Slow, _ int: (Value, Value) -> Value
) {
  let a = fp[B(w)]
  if _fastPath(Value.bothInt(a, b)) {
    let r = int(a, b)
    if _fastPath(!r.isEmpty) {
      fp[A(w)] = r
      dispatch(pc, fp, t, table)
      return
    }
  }
  slow(pc, fp, t, w, table)
}

/// a // b of small ints, or empty (division by zero, or the one overflow).
@inline(__always) private func floorDivide(_ a: Value, _ b: Value) -> Value {
  let x = a.asInt
  let y = b.asInt
  if _slowPath(y <= 0) { return .empty }
  // A division takes ten times as long as a shift.
  if y & (y &- 1) == 0 { return .int(x &>> y.trailingZeroBitCount) }
  var q = x / y
  if q &* y > x { q &-= 1 }
  return .int(q)
}
/// a % b of small ints with b positive, or empty.
@inline(__always) private func remainder(_ a: Value, _ b: Value) -> Value {
  let x = a.asInt
  let y = b.asInt
  if _slowPath(y <= 0) { return .empty }
  if y & (y &- 1) == 0 { return .int(x & (y &- 1)) }
  let r = x % y
  return .int(r < 0 ? r &+ y : r)
}
@inline(__always) private func shiftLeft(_ a: Value, _ b: Value) -> Value {
  let n = b.asInt
  if UInt(bitPattern: n) > 60 { return .empty }
  let x = Int64(bitPattern: a.bits)
  let r = x &<< Int64(n)
  return r &>> Int64(n) == x ? Value(bits: UInt64(bitPattern: r)) : .empty
}
@inline(__always) private func shiftRight(_ a: Value, _ b: Value) -> Value {
  let n = b.asInt
  if n < 0 { return .empty }
  return .int(a.asInt &>> min(n, 62))
}

// MARK: R[A] = R[B] op R[C]

@inline(__always) func op_add(_ pc: PC, _ fp: Raw, _ t: Raw, _ w: UInt64, _ table: Raw) {
  arithmetic(pc, fp, t, w, table, slow_add, Value.addInt) { $0 + $1 }
}
@inline(never) func slow_add(_ pc: PC, _ fp: Raw, _ t: Raw, _ w: UInt64, _ table: Raw) {
  if let frame = operatorFrame(pc, fp, t, w, .add) {
    enterFunction(Function(frame[-3]).fields.pointee.entry, frame, t, w, table)
    return
  }
  produce(pc, fp, t, w, table) { thread throws(Raised) in
    let a = fp[B(w)]
    let b = fp[C(w)]
    if a.isObject, b.isObject, a.object.shape == b.object.shape {
      switch a.object.shape {
      case TypeID.str.rawValue: return try Str.concatenate(thread, Str(a), Str(b)).value
      case TypeID.list.rawValue: return try List.concat(thread, a, b)
      case TypeID.bytes.rawValue: return try Bytes.concatenate(thread, Bytes(a), Bytes(b)).value
      default: break
      }
    }
    return try thread.binary(a, b, .add)
  }
}

@inline(__always) func op_sub(_ pc: PC, _ fp: Raw, _ t: Raw, _ w: UInt64, _ table: Raw) {
  arithmetic(pc, fp, t, w, table, slow_sub, Value.subInt) { $0 - $1 }
}
@inline(never) func slow_sub(_ pc: PC, _ fp: Raw, _ t: Raw, _ w: UInt64, _ table: Raw) {
  if let frame = operatorFrame(pc, fp, t, w, .subtract) {
    enterFunction(Function(frame[-3]).fields.pointee.entry, frame, t, w, table)
    return
  }
  produce(pc, fp, t, w, table) { thread throws(Raised) in try thread.binary(fp[B(w)], fp[C(w)], .subtract) }
}

@inline(__always) func op_mul(_ pc: PC, _ fp: Raw, _ t: Raw, _ w: UInt64, _ table: Raw) {
  arithmetic(pc, fp, t, w, table, slow_mul, Value.mulInt) { $0 * $1 }
}
@inline(never) func slow_mul(_ pc: PC, _ fp: Raw, _ t: Raw, _ w: UInt64, _ table: Raw) {
  if let frame = operatorFrame(pc, fp, t, w, .multiply) {
    enterFunction(Function(frame[-3]).fields.pointee.entry, frame, t, w, table)
    return
  }
  produce(pc, fp, t, w, table) { thread throws(Raised) in try thread.binary(fp[B(w)], fp[C(w)], .multiply) }
}

@inline(__always) func op_matMul(_ pc: PC, _ fp: Raw, _ t: Raw, _ w: UInt64, _ table: Raw) {
  slow_matMul(pc, fp, t, w, table)
}
@inline(never) func slow_matMul(_ pc: PC, _ fp: Raw, _ t: Raw, _ w: UInt64, _ table: Raw) {
  produce(pc, fp, t, w, table) { thread throws(Raised) in try thread.binary(fp[B(w)], fp[C(w)], .matrixMultiply) }
}

@inline(__always) func op_trueDiv(_ pc: PC, _ fp: Raw, _ t: Raw, _ w: UInt64, _ table: Raw) {
  let a = fp[B(w)]
  let b = fp[C(w)]
  if _fastPath(Value.bothFloat(a, b)) {
    let y = b.asFloat
    let r = Value.unboxed(a.asFloat / y)
    if _fastPath(y != 0), _fastPath(r.isFloat) {
      fp[A(w)] = r
      dispatch(pc, fp, t, table)
      return
    }
  } else if let (x, y) = mixed(a, b) ?? exactInts(a, b) {
    let r = Value.unboxed(x / y)
    if _fastPath(y != 0), _fastPath(r.isFloat) {
      fp[A(w)] = r
      dispatch(pc, fp, t, table)
      return
    }
  }
  slow_trueDiv(pc, fp, t, w, table)
}
@inline(never) func slow_trueDiv(_ pc: PC, _ fp: Raw, _ t: Raw, _ w: UInt64, _ table: Raw) {
  if let frame = operatorFrame(pc, fp, t, w, .trueDivide) {
    enterFunction(Function(frame[-3]).fields.pointee.entry, frame, t, w, table)
    return
  }
  produce(pc, fp, t, w, table) { thread throws(Raised) in try thread.binary(fp[B(w)], fp[C(w)], .trueDivide) }
}

@inline(__always) func op_floorDiv(_ pc: PC, _ fp: Raw, _ t: Raw, _ w: UInt64, _ table: Raw) {
  integers(pc, fp, t, w, table, fp[C(w)], slow_floorDiv, floorDivide)
}
@inline(never) func slow_floorDiv(_ pc: PC, _ fp: Raw, _ t: Raw, _ w: UInt64, _ table: Raw) {
  produce(pc, fp, t, w, table) { thread throws(Raised) in try thread.binary(fp[B(w)], fp[C(w)], .floorDivide) }
}

@inline(__always) func op_mod(_ pc: PC, _ fp: Raw, _ t: Raw, _ w: UInt64, _ table: Raw) {
  integers(pc, fp, t, w, table, fp[C(w)], slow_mod, remainder)
}
@inline(never) func slow_mod(_ pc: PC, _ fp: Raw, _ t: Raw, _ w: UInt64, _ table: Raw) {
  produce(pc, fp, t, w, table) { thread throws(Raised) in try thread.binary(fp[B(w)], fp[C(w)], .remainder) }
}

@inline(__always) func op_pow(_ pc: PC, _ fp: Raw, _ t: Raw, _ w: UInt64, _ table: Raw) {
  slow_pow(pc, fp, t, w, table)
}
@inline(never) func slow_pow(_ pc: PC, _ fp: Raw, _ t: Raw, _ w: UInt64, _ table: Raw) {
  produce(pc, fp, t, w, table) { thread throws(Raised) in
    let a = fp[B(w)]
    let b = fp[C(w)]
    if Value.bothFloat(a, b), a.asFloat > 0 {
      let r = Value.unboxed(pow(a.asFloat, b.asFloat))
      if _fastPath(r.isFloat) { return r }
    }
    return try thread.power(a, b, .none)
  }
}

@inline(__always) func op_lshift(_ pc: PC, _ fp: Raw, _ t: Raw, _ w: UInt64, _ table: Raw) {
  integers(pc, fp, t, w, table, fp[C(w)], slow_lshift, shiftLeft)
}
@inline(never) func slow_lshift(_ pc: PC, _ fp: Raw, _ t: Raw, _ w: UInt64, _ table: Raw) {
  produce(pc, fp, t, w, table) { thread throws(Raised) in try thread.binary(fp[B(w)], fp[C(w)], .lshift) }
}

@inline(__always) func op_rshift(_ pc: PC, _ fp: Raw, _ t: Raw, _ w: UInt64, _ table: Raw) {
  integers(pc, fp, t, w, table, fp[C(w)], slow_rshift, shiftRight)
}
@inline(never) func slow_rshift(_ pc: PC, _ fp: Raw, _ t: Raw, _ w: UInt64, _ table: Raw) {
  produce(pc, fp, t, w, table) { thread throws(Raised) in try thread.binary(fp[B(w)], fp[C(w)], .rshift) }
}

@inline(__always) func op_bitAnd(_ pc: PC, _ fp: Raw, _ t: Raw, _ w: UInt64, _ table: Raw) {
  integers(pc, fp, t, w, table, fp[C(w)], slow_bitAnd) { Value(bits: $0.bits & $1.bits) }
}
@inline(never) func slow_bitAnd(_ pc: PC, _ fp: Raw, _ t: Raw, _ w: UInt64, _ table: Raw) {
  produce(pc, fp, t, w, table) { thread throws(Raised) in try thread.binary(fp[B(w)], fp[C(w)], .and) }
}

@inline(__always) func op_bitOr(_ pc: PC, _ fp: Raw, _ t: Raw, _ w: UInt64, _ table: Raw) {
  integers(pc, fp, t, w, table, fp[C(w)], slow_bitOr) { Value(bits: $0.bits | $1.bits) }
}
@inline(never) func slow_bitOr(_ pc: PC, _ fp: Raw, _ t: Raw, _ w: UInt64, _ table: Raw) {
  produce(pc, fp, t, w, table) { thread throws(Raised) in try thread.binary(fp[B(w)], fp[C(w)], .or) }
}

@inline(__always) func op_bitXor(_ pc: PC, _ fp: Raw, _ t: Raw, _ w: UInt64, _ table: Raw) {
  integers(pc, fp, t, w, table, fp[C(w)], slow_bitXor) { Value(bits: $0.bits ^ $1.bits) }
}
@inline(never) func slow_bitXor(_ pc: PC, _ fp: Raw, _ t: Raw, _ w: UInt64, _ table: Raw) {
  produce(pc, fp, t, w, table) { thread throws(Raised) in try thread.binary(fp[B(w)], fp[C(w)], .xor) }
}

@inline(__always) func op_addImm(_ pc: PC, _ fp: Raw, _ t: Raw, _ w: UInt64, _ table: Raw) {
  arithmeticImmediate(pc, fp, t, w, table, slow_addImm, Value.addInt) { $0 + $1 }
}
@inline(never) func slow_addImm(_ pc: PC, _ fp: Raw, _ t: Raw, _ w: UInt64, _ table: Raw) {
  produce(pc, fp, t, w, table) { thread throws(Raised) in try thread.binary(fp[B(w)], immediateC(w), .add) }
}

@inline(__always) func op_subImm(_ pc: PC, _ fp: Raw, _ t: Raw, _ w: UInt64, _ table: Raw) {
  arithmeticImmediate(pc, fp, t, w, table, slow_subImm, Value.subInt) { $0 - $1 }
}
@inline(never) func slow_subImm(_ pc: PC, _ fp: Raw, _ t: Raw, _ w: UInt64, _ table: Raw) {
  produce(pc, fp, t, w, table) { thread throws(Raised) in try thread.binary(fp[B(w)], immediateC(w), .subtract) }
}

@inline(__always) func op_mulImm(_ pc: PC, _ fp: Raw, _ t: Raw, _ w: UInt64, _ table: Raw) {
  arithmeticImmediate(pc, fp, t, w, table, slow_mulImm, Value.mulInt) { $0 * $1 }
}
@inline(never) func slow_mulImm(_ pc: PC, _ fp: Raw, _ t: Raw, _ w: UInt64, _ table: Raw) {
  produce(pc, fp, t, w, table) { thread throws(Raised) in try thread.binary(fp[B(w)], immediateC(w), .multiply) }
}

@inline(__always) func op_trueDivImm(_ pc: PC, _ fp: Raw, _ t: Raw, _ w: UInt64, _ table: Raw) {
  let a = fp[B(w)]
  let y = Double(signedC(w))
  if _fastPath(a.isFloat), _fastPath(y != 0) {
    let r = Value.unboxed(a.asFloat / y)
    if _fastPath(r.isFloat) {
      fp[A(w)] = r
      dispatch(pc, fp, t, table)
      return
    }
  }
  slow_trueDivImm(pc, fp, t, w, table)
}
@inline(never) func slow_trueDivImm(_ pc: PC, _ fp: Raw, _ t: Raw, _ w: UInt64, _ table: Raw) {
  if let (x, y) = exactInts(fp[B(w)], immediateC(w)), y != 0 {
    let r = Value.unboxed(x / y)
    if _fastPath(r.isFloat) {
      fp[A(w)] = r
      dispatch(pc, fp, t, table)
      return
    }
  }
  produce(pc, fp, t, w, table) { thread throws(Raised) in try thread.binary(fp[B(w)], immediateC(w), .trueDivide) }
}

@inline(__always) func op_floorDivImm(_ pc: PC, _ fp: Raw, _ t: Raw, _ w: UInt64, _ table: Raw) {
  integers(pc, fp, t, w, table, immediateC(w), slow_floorDivImm, floorDivide)
}
@inline(never) func slow_floorDivImm(_ pc: PC, _ fp: Raw, _ t: Raw, _ w: UInt64, _ table: Raw) {
  produce(pc, fp, t, w, table) { thread throws(Raised) in try thread.binary(fp[B(w)], immediateC(w), .floorDivide) }
}

@inline(__always) func op_modImm(_ pc: PC, _ fp: Raw, _ t: Raw, _ w: UInt64, _ table: Raw) {
  integers(pc, fp, t, w, table, immediateC(w), slow_modImm, remainder)
}
@inline(never) func slow_modImm(_ pc: PC, _ fp: Raw, _ t: Raw, _ w: UInt64, _ table: Raw) {
  produce(pc, fp, t, w, table) { thread throws(Raised) in try thread.binary(fp[B(w)], immediateC(w), .remainder) }
}

@inline(__always) func op_powImm(_ pc: PC, _ fp: Raw, _ t: Raw, _ w: UInt64, _ table: Raw) {
  let a = fp[B(w)]
  if signedC(w) == 2 {
    if a.isInt {
      let r = Value.mulInt(a, a)
      if _fastPath(!r.overflow) {
        fp[A(w)] = r.value
        dispatch(pc, fp, t, table)
        return
      }
    } else if a.isFloat {
      let r = Value.unboxed(a.asFloat * a.asFloat)
      if _fastPath(r.isFloat) {
        fp[A(w)] = r
        dispatch(pc, fp, t, table)
        return
      }
    }
  }
  slow_powImm(pc, fp, t, w, table)
}
@inline(never) func slow_powImm(_ pc: PC, _ fp: Raw, _ t: Raw, _ w: UInt64, _ table: Raw) {
  produce(pc, fp, t, w, table) { thread throws(Raised) in try thread.power(fp[B(w)], immediateC(w), .none) }
}

@inline(__always) func op_lshiftImm(_ pc: PC, _ fp: Raw, _ t: Raw, _ w: UInt64, _ table: Raw) {
  integers(pc, fp, t, w, table, immediateC(w), slow_lshiftImm, shiftLeft)
}
@inline(never) func slow_lshiftImm(_ pc: PC, _ fp: Raw, _ t: Raw, _ w: UInt64, _ table: Raw) {
  produce(pc, fp, t, w, table) { thread throws(Raised) in try thread.binary(fp[B(w)], immediateC(w), .lshift) }
}

@inline(__always) func op_rshiftImm(_ pc: PC, _ fp: Raw, _ t: Raw, _ w: UInt64, _ table: Raw) {
  integers(pc, fp, t, w, table, immediateC(w), slow_rshiftImm, shiftRight)
}
@inline(never) func slow_rshiftImm(_ pc: PC, _ fp: Raw, _ t: Raw, _ w: UInt64, _ table: Raw) {
  produce(pc, fp, t, w, table) { thread throws(Raised) in try thread.binary(fp[B(w)], immediateC(w), .rshift) }
}

@inline(__always) func op_bitAndImm(_ pc: PC, _ fp: Raw, _ t: Raw, _ w: UInt64, _ table: Raw) {
  integers(pc, fp, t, w, table, immediateC(w), slow_bitAndImm) { Value(bits: $0.bits & $1.bits) }
}
@inline(never) func slow_bitAndImm(_ pc: PC, _ fp: Raw, _ t: Raw, _ w: UInt64, _ table: Raw) {
  produce(pc, fp, t, w, table) { thread throws(Raised) in try thread.binary(fp[B(w)], immediateC(w), .and) }
}

// MARK: R[A] = int op R[B]

@inline(__always) func op_immAdd(_ pc: PC, _ fp: Raw, _ t: Raw, _ w: UInt64, _ table: Raw) {
  arithmeticImmediate(pc, fp, t, w, table, slow_immAdd, { Value.addInt($1, $0) }) { $1 + $0 }
}
@inline(never) func slow_immAdd(_ pc: PC, _ fp: Raw, _ t: Raw, _ w: UInt64, _ table: Raw) {
  produce(pc, fp, t, w, table) { thread throws(Raised) in try thread.binary(immediateC(w), fp[B(w)], .add) }
}

@inline(__always) func op_immSub(_ pc: PC, _ fp: Raw, _ t: Raw, _ w: UInt64, _ table: Raw) {
  arithmeticImmediate(pc, fp, t, w, table, slow_immSub, { Value.subInt($1, $0) }) { $1 - $0 }
}
@inline(never) func slow_immSub(_ pc: PC, _ fp: Raw, _ t: Raw, _ w: UInt64, _ table: Raw) {
  produce(pc, fp, t, w, table) { thread throws(Raised) in try thread.binary(immediateC(w), fp[B(w)], .subtract) }
}

@inline(__always) func op_immMul(_ pc: PC, _ fp: Raw, _ t: Raw, _ w: UInt64, _ table: Raw) {
  arithmeticImmediate(pc, fp, t, w, table, slow_immMul, { Value.mulInt($1, $0) }) { $1 * $0 }
}
@inline(never) func slow_immMul(_ pc: PC, _ fp: Raw, _ t: Raw, _ w: UInt64, _ table: Raw) {
  produce(pc, fp, t, w, table) { thread throws(Raised) in try thread.binary(immediateC(w), fp[B(w)], .multiply) }
}

// MARK: In-place: R[A] = R[B] op= R[C]

@inline(__always) func op_iadd(_ pc: PC, _ fp: Raw, _ t: Raw, _ w: UInt64, _ table: Raw) {
  arithmetic(pc, fp, t, w, table, slow_iadd, Value.addInt) { $0 + $1 }
}
@inline(never) func slow_iadd(_ pc: PC, _ fp: Raw, _ t: Raw, _ w: UInt64, _ table: Raw) {
  if let frame = operatorFrame(pc, fp, t, w, .add, inPlace: true) {
    enterFunction(Function(frame[-3]).fields.pointee.entry, frame, t, w, table)
    return
  }
  produce(pc, fp, t, w, table) { thread throws(Raised) in
    let a = fp[B(w)]
    let b = fp[C(w)]
    if a.isExactly(.str), b.isExactly(.str) { return try Str.concatenate(thread, Str(a), Str(b)).value }
    if a.isExactly(.list), b.isExactly(.list) || b.isExactly(.tuple) {
      try List(a).extend(thread, b)
      return a
    }
    return try thread.inPlace(a, b, .add)
  }
}

@inline(__always) func op_isub(_ pc: PC, _ fp: Raw, _ t: Raw, _ w: UInt64, _ table: Raw) {
  arithmetic(pc, fp, t, w, table, slow_isub, Value.subInt) { $0 - $1 }
}
@inline(never) func slow_isub(_ pc: PC, _ fp: Raw, _ t: Raw, _ w: UInt64, _ table: Raw) {
  if let frame = operatorFrame(pc, fp, t, w, .subtract, inPlace: true) {
    enterFunction(Function(frame[-3]).fields.pointee.entry, frame, t, w, table)
    return
  }
  produce(pc, fp, t, w, table) { thread throws(Raised) in try thread.inPlace(fp[B(w)], fp[C(w)], .subtract) }
}

@inline(__always) func op_imul(_ pc: PC, _ fp: Raw, _ t: Raw, _ w: UInt64, _ table: Raw) {
  arithmetic(pc, fp, t, w, table, slow_imul, Value.mulInt) { $0 * $1 }
}
@inline(never) func slow_imul(_ pc: PC, _ fp: Raw, _ t: Raw, _ w: UInt64, _ table: Raw) {
  if let frame = operatorFrame(pc, fp, t, w, .multiply, inPlace: true) {
    enterFunction(Function(frame[-3]).fields.pointee.entry, frame, t, w, table)
    return
  }
  produce(pc, fp, t, w, table) { thread throws(Raised) in try thread.inPlace(fp[B(w)], fp[C(w)], .multiply) }
}

@inline(__always) func op_imatMul(_ pc: PC, _ fp: Raw, _ t: Raw, _ w: UInt64, _ table: Raw) {
  slow_imatMul(pc, fp, t, w, table)
}
@inline(never) func slow_imatMul(_ pc: PC, _ fp: Raw, _ t: Raw, _ w: UInt64, _ table: Raw) {
  produce(pc, fp, t, w, table) { thread throws(Raised) in try thread.inPlace(fp[B(w)], fp[C(w)], .matrixMultiply) }
}

@inline(__always) func op_itrueDiv(_ pc: PC, _ fp: Raw, _ t: Raw, _ w: UInt64, _ table: Raw) {
  let a = fp[B(w)]
  let b = fp[C(w)]
  if _fastPath(Value.bothFloat(a, b)) {
    let y = b.asFloat
    let r = Value.unboxed(a.asFloat / y)
    if _fastPath(y != 0), _fastPath(r.isFloat) {
      fp[A(w)] = r
      dispatch(pc, fp, t, table)
      return
    }
  } else if let (x, y) = mixed(a, b) ?? exactInts(a, b) {
    let r = Value.unboxed(x / y)
    if _fastPath(y != 0), _fastPath(r.isFloat) {
      fp[A(w)] = r
      dispatch(pc, fp, t, table)
      return
    }
  }
  slow_itrueDiv(pc, fp, t, w, table)
}
@inline(never) func slow_itrueDiv(_ pc: PC, _ fp: Raw, _ t: Raw, _ w: UInt64, _ table: Raw) {
  if let frame = operatorFrame(pc, fp, t, w, .trueDivide, inPlace: true) {
    enterFunction(Function(frame[-3]).fields.pointee.entry, frame, t, w, table)
    return
  }
  produce(pc, fp, t, w, table) { thread throws(Raised) in try thread.inPlace(fp[B(w)], fp[C(w)], .trueDivide) }
}

@inline(__always) func op_ifloorDiv(_ pc: PC, _ fp: Raw, _ t: Raw, _ w: UInt64, _ table: Raw) {
  integers(pc, fp, t, w, table, fp[C(w)], slow_ifloorDiv, floorDivide)
}
@inline(never) func slow_ifloorDiv(_ pc: PC, _ fp: Raw, _ t: Raw, _ w: UInt64, _ table: Raw) {
  produce(pc, fp, t, w, table) { thread throws(Raised) in try thread.inPlace(fp[B(w)], fp[C(w)], .floorDivide) }
}

@inline(__always) func op_imod(_ pc: PC, _ fp: Raw, _ t: Raw, _ w: UInt64, _ table: Raw) {
  integers(pc, fp, t, w, table, fp[C(w)], slow_imod, remainder)
}
@inline(never) func slow_imod(_ pc: PC, _ fp: Raw, _ t: Raw, _ w: UInt64, _ table: Raw) {
  produce(pc, fp, t, w, table) { thread throws(Raised) in try thread.inPlace(fp[B(w)], fp[C(w)], .remainder) }
}

@inline(__always) func op_ipow(_ pc: PC, _ fp: Raw, _ t: Raw, _ w: UInt64, _ table: Raw) {
  slow_ipow(pc, fp, t, w, table)
}
@inline(never) func slow_ipow(_ pc: PC, _ fp: Raw, _ t: Raw, _ w: UInt64, _ table: Raw) {
  produce(pc, fp, t, w, table) { thread throws(Raised) in try thread.inPlace(fp[B(w)], fp[C(w)], .power) }
}

@inline(__always) func op_ilshift(_ pc: PC, _ fp: Raw, _ t: Raw, _ w: UInt64, _ table: Raw) {
  integers(pc, fp, t, w, table, fp[C(w)], slow_ilshift, shiftLeft)
}
@inline(never) func slow_ilshift(_ pc: PC, _ fp: Raw, _ t: Raw, _ w: UInt64, _ table: Raw) {
  produce(pc, fp, t, w, table) { thread throws(Raised) in try thread.inPlace(fp[B(w)], fp[C(w)], .lshift) }
}

@inline(__always) func op_irshift(_ pc: PC, _ fp: Raw, _ t: Raw, _ w: UInt64, _ table: Raw) {
  integers(pc, fp, t, w, table, fp[C(w)], slow_irshift, shiftRight)
}
@inline(never) func slow_irshift(_ pc: PC, _ fp: Raw, _ t: Raw, _ w: UInt64, _ table: Raw) {
  produce(pc, fp, t, w, table) { thread throws(Raised) in try thread.inPlace(fp[B(w)], fp[C(w)], .rshift) }
}

@inline(__always) func op_ibitAnd(_ pc: PC, _ fp: Raw, _ t: Raw, _ w: UInt64, _ table: Raw) {
  integers(pc, fp, t, w, table, fp[C(w)], slow_ibitAnd) { Value(bits: $0.bits & $1.bits) }
}
@inline(never) func slow_ibitAnd(_ pc: PC, _ fp: Raw, _ t: Raw, _ w: UInt64, _ table: Raw) {
  produce(pc, fp, t, w, table) { thread throws(Raised) in try thread.inPlace(fp[B(w)], fp[C(w)], .and) }
}

@inline(__always) func op_ibitOr(_ pc: PC, _ fp: Raw, _ t: Raw, _ w: UInt64, _ table: Raw) {
  integers(pc, fp, t, w, table, fp[C(w)], slow_ibitOr) { Value(bits: $0.bits | $1.bits) }
}
@inline(never) func slow_ibitOr(_ pc: PC, _ fp: Raw, _ t: Raw, _ w: UInt64, _ table: Raw) {
  produce(pc, fp, t, w, table) { thread throws(Raised) in try thread.inPlace(fp[B(w)], fp[C(w)], .or) }
}

@inline(__always) func op_ibitXor(_ pc: PC, _ fp: Raw, _ t: Raw, _ w: UInt64, _ table: Raw) {
  integers(pc, fp, t, w, table, fp[C(w)], slow_ibitXor) { Value(bits: $0.bits ^ $1.bits) }
}
@inline(never) func slow_ibitXor(_ pc: PC, _ fp: Raw, _ t: Raw, _ w: UInt64, _ table: Raw) {
  produce(pc, fp, t, w, table) { thread throws(Raised) in try thread.inPlace(fp[B(w)], fp[C(w)], .xor) }
}

@inline(__always) func op_iaddImm(_ pc: PC, _ fp: Raw, _ t: Raw, _ w: UInt64, _ table: Raw) {
  arithmeticImmediate(pc, fp, t, w, table, slow_iaddImm, Value.addInt) { $0 + $1 }
}
@inline(never) func slow_iaddImm(_ pc: PC, _ fp: Raw, _ t: Raw, _ w: UInt64, _ table: Raw) {
  produce(pc, fp, t, w, table) { thread throws(Raised) in try thread.inPlace(fp[B(w)], immediateC(w), .add) }
}

@inline(__always) func op_isubImm(_ pc: PC, _ fp: Raw, _ t: Raw, _ w: UInt64, _ table: Raw) {
  arithmeticImmediate(pc, fp, t, w, table, slow_isubImm, Value.subInt) { $0 - $1 }
}
@inline(never) func slow_isubImm(_ pc: PC, _ fp: Raw, _ t: Raw, _ w: UInt64, _ table: Raw) {
  produce(pc, fp, t, w, table) { thread throws(Raised) in try thread.inPlace(fp[B(w)], immediateC(w), .subtract) }
}

@inline(__always) func op_imulImm(_ pc: PC, _ fp: Raw, _ t: Raw, _ w: UInt64, _ table: Raw) {
  arithmeticImmediate(pc, fp, t, w, table, slow_imulImm, Value.mulInt) { $0 * $1 }
}
@inline(never) func slow_imulImm(_ pc: PC, _ fp: Raw, _ t: Raw, _ w: UInt64, _ table: Raw) {
  produce(pc, fp, t, w, table) { thread throws(Raised) in try thread.inPlace(fp[B(w)], immediateC(w), .multiply) }
}

@inline(__always) func op_ifloorDivImm(_ pc: PC, _ fp: Raw, _ t: Raw, _ w: UInt64, _ table: Raw) {
  integers(pc, fp, t, w, table, immediateC(w), slow_ifloorDivImm, floorDivide)
}
@inline(never) func slow_ifloorDivImm(_ pc: PC, _ fp: Raw, _ t: Raw, _ w: UInt64, _ table: Raw) {
  produce(pc, fp, t, w, table) { thread throws(Raised) in try thread.inPlace(fp[B(w)], immediateC(w), .floorDivide) }
}

@inline(__always) func op_imodImm(_ pc: PC, _ fp: Raw, _ t: Raw, _ w: UInt64, _ table: Raw) {
  integers(pc, fp, t, w, table, immediateC(w), slow_imodImm, remainder)
}
@inline(never) func slow_imodImm(_ pc: PC, _ fp: Raw, _ t: Raw, _ w: UInt64, _ table: Raw) {
  produce(pc, fp, t, w, table) { thread throws(Raised) in try thread.inPlace(fp[B(w)], immediateC(w), .remainder) }
}

@inline(__always) func op_ilshiftImm(_ pc: PC, _ fp: Raw, _ t: Raw, _ w: UInt64, _ table: Raw) {
  integers(pc, fp, t, w, table, immediateC(w), slow_ilshiftImm, shiftLeft)
}
@inline(never) func slow_ilshiftImm(_ pc: PC, _ fp: Raw, _ t: Raw, _ w: UInt64, _ table: Raw) {
  produce(pc, fp, t, w, table) { thread throws(Raised) in try thread.inPlace(fp[B(w)], immediateC(w), .lshift) }
}

@inline(__always) func op_irshiftImm(_ pc: PC, _ fp: Raw, _ t: Raw, _ w: UInt64, _ table: Raw) {
  integers(pc, fp, t, w, table, immediateC(w), slow_irshiftImm, shiftRight)
}
@inline(never) func slow_irshiftImm(_ pc: PC, _ fp: Raw, _ t: Raw, _ w: UInt64, _ table: Raw) {
  produce(pc, fp, t, w, table) { thread throws(Raised) in try thread.inPlace(fp[B(w)], immediateC(w), .rshift) }
}

@inline(__always) func op_ibitAndImm(_ pc: PC, _ fp: Raw, _ t: Raw, _ w: UInt64, _ table: Raw) {
  integers(pc, fp, t, w, table, immediateC(w), slow_ibitAndImm) { Value(bits: $0.bits & $1.bits) }
}
@inline(never) func slow_ibitAndImm(_ pc: PC, _ fp: Raw, _ t: Raw, _ w: UInt64, _ table: Raw) {
  produce(pc, fp, t, w, table) { thread throws(Raised) in try thread.inPlace(fp[B(w)], immediateC(w), .and) }
}


/// An int and a float, in either order, as floats; nil for other pairs.
@inline(__always) private func mixed(_ a: Value, _ b: Value) -> (Double, Double)? {
  if a.isInt {
    if b.isFloat { return (Double(a.asInt), b.asFloat) }
    return nil
  }
  if a.isFloat, b.isInt { return (a.asFloat, Double(b.asInt)) }
  return nil
}

/// Two ints that floats hold exactly, so that their quotient is rounded once; nil for other pairs.
@inline(__always) private func exactInts(_ a: Value, _ b: Value) -> (Double, Double)? {
  if !Value.bothInt(a, b) { return nil }
  let x = a.asInt
  let y = b.asInt
  if (x.magnitude | y.magnitude) >> 53 != 0 { return nil }
  return (Double(x), Double(y))
}

// MARK: Unary
@inline(__always) func op_neg(_ pc: PC, _ fp: Raw, _ t: Raw, _ w: UInt64, _ table: Raw) {
  let a = fp[B(w)]
  if _fastPath(a.isInt) {
    let r = Value.subInt(.int(0), a)
    if _fastPath(!r.overflow) {
      fp[A(w)] = r.value
      dispatch(pc, fp, t, table)
      return
    }
  } else if a.isFloat {
    let r = Value.unboxed(-a.asFloat)
    if _fastPath(r.isFloat) {
      fp[A(w)] = r
      dispatch(pc, fp, t, table)
      return
    }
  }
  slow_neg(pc, fp, t, w, table)
}
@inline(never) func slow_neg(_ pc: PC, _ fp: Raw, _ t: Raw, _ w: UInt64, _ table: Raw) {
  produce(pc, fp, t, w, table) { thread throws(Raised) in try thread.negative(fp[B(w)]) }
}

@inline(__always) func op_pos(_ pc: PC, _ fp: Raw, _ t: Raw, _ w: UInt64, _ table: Raw) {
  slow_pos(pc, fp, t, w, table)
}
@inline(never) func slow_pos(_ pc: PC, _ fp: Raw, _ t: Raw, _ w: UInt64, _ table: Raw) {
  produce(pc, fp, t, w, table) { thread throws(Raised) in try thread.positive(fp[B(w)]) }
}

@inline(__always) func op_invert(_ pc: PC, _ fp: Raw, _ t: Raw, _ w: UInt64, _ table: Raw) {
  let a = fp[B(w)]
  if _fastPath(a.isInt) {
    fp[A(w)] = Value(bits: ~a.bits & ~3)
    dispatch(pc, fp, t, table)
    return
  }
  slow_invert(pc, fp, t, w, table)
}
@inline(never) func slow_invert(_ pc: PC, _ fp: Raw, _ t: Raw, _ w: UInt64, _ table: Raw) {
  produce(pc, fp, t, w, table) { thread throws(Raised) in try thread.invert(fp[B(w)]) }
}

@inline(__always) func op_not(_ pc: PC, _ fp: Raw, _ t: Raw, _ w: UInt64, _ table: Raw) {
  let a = fp[B(w)]
  if _fastPath(a.isBool) {
    fp[A(w)] = Value(bits: a.bits ^ 0x08)
    dispatch(pc, fp, t, table)
    return
  }
  if _fastPath(a.isNone) {
    fp[A(w)] = .yes
    dispatch(pc, fp, t, table)
    return
  }
  slow_not(pc, fp, t, w, table)
}
@inline(never) func slow_not(_ pc: PC, _ fp: Raw, _ t: Raw, _ w: UInt64, _ table: Raw) {
  produce(pc, fp, t, w, table) { thread throws(Raised) in .bool(!(try quickTruth(thread, fp[B(w)]))) }
}
