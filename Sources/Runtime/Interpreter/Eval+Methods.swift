// Special methods written in Python, entered like any call: subscripts and binary operators do not recurse natively (langref 3.3.7, 3.3.8).

import Bytecode

/// A frame for the special method `name` of the object `a`, if that is a Python function of `count` plain parameters: behind this frame and a
/// bridge between them, so that the result goes to `destination` (nil: nowhere) and the program goes on at `pc`. `a` is its first argument,
/// the others are the caller's to store. nil: the operators' general form has to look.
@inline(__always) func methodFrame(
  _ pc: PC, _ fp: Raw, _ t: Raw, _ a: Value, _ name: Name, count: Int, to destination: Raw?, through point: Internal = .onward
) -> Raw? {
  let method = a.type.lookup(name)
  if !method.isExactly(.function) { return nil }
  let thread = enter(pc, fp, t)
  let bridge = thread.stackEndInUse + 24
  let frame = bridge + 24
  let f = Function(method).fields
  if f.pointee.plainCount != count || !thread.hasRoom(frame, f.pointee.frameBytes) { return nil }
  bridge[-3] = .link(destination ?? bridge)
  bridge[-2] = .link(fp)
  bridge[-1] = .link(pc)
  frame[-3] = method
  frame[-2] = .link(bridge)
  frame[-1] = .link(point.returnPC)
  frame[0] = a
  return frame
}

// MARK: Binary operators

/// A frame for the left operand's method of R[A] = a op b, if it is the one to ask first. nil: the operators' general form has to look.
@inline(__always) func operatorFrame(
  _ pc: PC, _ fp: Raw, _ t: Raw, _ w: UInt64, _ op: BinaryOperator, inPlace: Bool = false
) -> Raw? {
  let a = fp[B(w)]
  let b = fp[C(w)]
  if !a.isKind(.instance) { return nil }
  let left = a.type
  if b.isObject, b.object.shape != a.object.shape, b.type != left, b.type.isSubclass(of: left) { return nil }
  if inPlace, SlotTable.words(left)[op.inPlaceSlot.rawValue] != 0 { return nil }
  guard let frame = methodFrame(pc, fp, t, a, op.name, count: 2, to: fp.register(A(w)), through: .operated) else { return nil }
  frame[1] = b
  return frame
}

/// The method of the left operand is done.
@inline(__always) func op_operated(_ pc: PC, _ fp: Raw, _ t: Raw, _ w: UInt64, _ table: Raw) {
  let result = fp[0]
  if _fastPath(!result.isNotImplemented) {
    fp[-3].linkedFrame[0] = result
    dispatch(fp[-1].linkedPC, fp[-2].linkedFrame, t, table)
    return
  }
  slow_operated(pc, fp, t, w, table)
}
/// It does not know the right operand, which may know the left one.
@inline(never) func slow_operated(_ pc: PC, _ fp: Raw, _ t: Raw, _ w: UInt64, _ table: Raw) {
  let caller = fp[-2].linkedFrame
  let back = fp[-1].linkedPC
  let word = back.previous
  produce(back, caller, t, word, table) { thread throws(Raised) in
    let a = caller[B(word)]
    let b = caller[C(word)]
    switch Opcode(rawValue: UInt16(truncatingIfNeeded: word)) {
    case .add: return try thread.binaryByRight(a, b, .add, inPlace: false)
    case .sub: return try thread.binaryByRight(a, b, .subtract, inPlace: false)
    case .mul: return try thread.binaryByRight(a, b, .multiply, inPlace: false)
    case .trueDiv: return try thread.binaryByRight(a, b, .trueDivide, inPlace: false)
    case .iadd: return try thread.binaryByRight(a, b, .add, inPlace: true)
    case .isub: return try thread.binaryByRight(a, b, .subtract, inPlace: true)
    case .imul: return try thread.binaryByRight(a, b, .multiply, inPlace: true)
    default: return try thread.binaryByRight(a, b, .trueDivide, inPlace: true)
    }
  }
}
