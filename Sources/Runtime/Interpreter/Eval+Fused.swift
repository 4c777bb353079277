// Fused instructions: pairs and a longer sequence that numeric loops consist of, done by one handler.
//
// When a code object is loaded, the first instruction's opcode is replaced by a fused form; the second one stays where it is, and may be jumped
// to. A fused handler does its own instruction, then looks at the operands of the next; if these are of the kind that it
// knows too, it does that as well and goes on behind it. If not, the next instruction is dispatched as if nothing were fused, so that each fused form
// means just what its first instruction means. A form whose first operands are of another kind goes back to the plain opcode, for good.
//
// What that saves is a dispatch, and for floats the way of the intermediate result through a register: about ten cycles a pair.
// A tracer sees each instruction: the traced table takes the plain handlers.

import Bytecode

enum Fusion {
  /// Replaces opcodes in `count` loaded words.
  static func apply(_ words: ProgramCounter, _ count: Int) {
    var at = 0
    while at < count {
      guard let opcode = Instruction(word: words[at]).opcode else { return }
      let next = at &+ 1 &+ opcode.shape.inline.count
      if next < count, let fused = form(opcode, words, at, count) {
        words[at] = words[at] & ~0xFFFF | UInt64(fused.rawValue)
        // The other instructions have no inline words either. They are done with the first one, so there is no use in fusing them.
        at = next &+ (fused == .itemAddProduct || fused == .itemSubProduct ? 3 : 1)
      } else {
        at = next
      }
    }
  }

  /// The fused form of the instruction at `at`, which has no inline words, and the following ones.
  private static func form(_ opcode: Opcode, _ words: ProgramCounter, _ at: Int, _ count: Int) -> Internal? {
    let first = Instruction(word: words[at])
    let second = Instruction(word: words[at &+ 1])
    guard let following = second.opcode else { return nil }
    switch opcode {
    case .move: return following == .move ? .moveMove : nil
    case .getItem: return following == .getItem && second.b == first.a ? .getItemItem : nil
    case .getItemImm:
      if at &+ 3 < count, following == .mul {
        let third = Instruction(word: words[at &+ 2])
        let fourth = Instruction(word: words[at &+ 3])
        if fourth.opcode == .setItemImm, fourth.a == first.b, fourth.b == first.c, fourth.c == first.a, third.a == first.a, third.b == first.a,
          third.c == second.a, second.a != first.a, first.signedC >= 0
        {
          if third.opcode == .iadd { return .itemAddProduct }
          if third.opcode == .isub { return .itemSubProduct }
        }
      }
      return nil
    case .add, .sub, .mul:
      let isLeft: Bool = second.b == first.a
      if !isLeft, second.c != first.a { return nil }
      switch (opcode, following) {
      case (.add, .add), (.add, .iadd): return isLeft ? .addAddLeft : .addAddRight
      case (.add, .sub), (.add, .isub): return isLeft ? .addSubLeft : .addSubRight
      case (.add, .mul), (.add, .imul): return isLeft ? .addMulLeft : .addMulRight
      case (.sub, .add), (.sub, .iadd): return isLeft ? .subAddLeft : .subAddRight
      case (.sub, .sub), (.sub, .isub): return isLeft ? .subSubLeft : .subSubRight
      case (.sub, .mul), (.sub, .imul): return isLeft ? .subMulLeft : .subMulRight
      case (.mul, .add), (.mul, .iadd): return isLeft ? .mulAddLeft : .mulAddRight
      case (.mul, .sub), (.mul, .isub): return isLeft ? .mulSubLeft : .mulSubRight
      case (.mul, .mul), (.mul, .imul): return isLeft ? .mulMulLeft : .mulMulRight
      default: return nil
      }
    default: return nil
    }
  }

  /// What the first instruction of a fused form is.
  static func plain(_ form: Internal) -> Opcode? {
    switch form {
    case .moveMove: return .move
    case .getItemItem: return .getItem
    case .itemAddProduct, .itemSubProduct: return .getItemImm
    case .addAddLeft, .addAddRight, .addSubLeft, .addSubRight, .addMulLeft, .addMulRight: return .add
    case .subAddLeft, .subAddRight, .subSubLeft, .subSubRight, .subMulLeft, .subMulRight: return .sub
    case .mulAddLeft, .mulAddRight, .mulSubLeft, .mulSubRight, .mulMulLeft, .mulMulRight: return .mul
    default: return nil
    }
  }
}

/// Makes the instruction a plain one again, and does it.
@inline(never) func slow_unfuse(_ pc: PC, _ fp: Raw, _ t: Raw, _ w: UInt64, _ table: Raw) {
  let form = Internal(rawValue: UInt16(truncatingIfNeeded: w)) ?? .moveMove
  let word = w & ~0xFFFF | UInt64((Fusion.plain(form) ?? .nop).rawValue)
  pc.previous = word
  (machine.pointee.plainTable + Int(UInt16(truncatingIfNeeded: word)) &* 8).load(as: Handler.self)(pc, fp, t, word, table)
}

// MARK: Moves and items

@inline(__always) func op_moveMove(_ pc: PC, _ fp: Raw, _ t: Raw, _ w: UInt64, _ table: Raw) {
  let next = pc.pointee
  fp[A(w)] = fp[B(w)]
  fp[A(next)] = fp[B(next)]
  dispatch(pc + 1, fp, t, table)
}

/// a[i][j] of lists
@inline(__always) func op_getItemItem(_ pc: PC, _ fp: Raw, _ t: Raw, _ w: UInt64, _ table: Raw) {
  let outer = fp[B(w)]
  let i = fp[C(w)]
  if _fastPath(outer.isExactly(.list)), _fastPath(i.isInt), _fastPath(UInt(bitPattern: i.asInt) < UInt(bitPattern: List(outer).count)) {
    let inner = List(outer)[i.asInt]
    fp[A(w)] = inner
    let next = pc.pointee
    let j = fp[C(next)]
    if _fastPath(inner.isExactly(.list)), _fastPath(j.isInt), _fastPath(UInt(bitPattern: j.asInt) < UInt(bitPattern: List(inner).count)) {
      fp[A(next)] = List(inner)[j.asInt]
      dispatch(pc + 1, fp, t, table)
      return
    }
    dispatch(pc, fp, t, table)
    return
  }
  slow_unfuse(pc, fp, t, w, table)
}

/// a[const] += x * y and a[const] -= x * y of floats in a list: four instructions.
@inline(__always) private func updateItem(
  _ pc: PC, _ fp: Raw, _ t: Raw, _ w: UInt64, _ table: Raw, _ operation: (Double, Double) -> Double
) {
  let container = fp[B(w)]
  if _fastPath(container.isExactly(.list)), _fastPath(signedC(w) < List(container).count) {
    let place = List(container).items + signedC(w)
    let item = place.pointee
    let x = fp[B(pc.pointee)]
    let y = fp[C(pc.pointee)]
    if _fastPath(item.isFloat), _fastPath(x.isFloat), _fastPath(y.isFloat) {
      let p = x.asFloat * y.asFloat
      let product = Value.unboxed(p)
      let result = Value.unboxed(operation(item.asFloat, p))
      if _fastPath(product.isFloat), _fastPath(result.isFloat) {
        fp[A(pc.pointee)] = product
        fp[A(w)] = result
        // No object, so no barrier.
        place.pointee = result
        dispatch(pc + 3, fp, t, table)
        return
      }
    }
  }
  slow_unfuse(pc, fp, t, w, table)
}
@inline(__always) func op_itemAddProduct(_ pc: PC, _ fp: Raw, _ t: Raw, _ w: UInt64, _ table: Raw) {
  updateItem(pc, fp, t, w, table) { $0 + $1 }
}
@inline(__always) func op_itemSubProduct(_ pc: PC, _ fp: Raw, _ t: Raw, _ w: UInt64, _ table: Raw) {
  updateItem(pc, fp, t, w, table) { $0 - $1 }
}

// MARK: Floats: R[A] = R[B] op R[C], then an operation with that at its left or right side

@inline(__always) private func chain(
  _ pc: PC, _ fp: Raw, _ t: Raw, _ w: UInt64, _ table: Raw, isLeft: Bool,
  _ first: (Double, Double) -> Double, _ second: (Double, Double) -> Double
) {
  let a = fp[B(w)]
  let b = fp[C(w)]
  if _fastPath(Value.bothFloat(a, b)) {
    let x = first(a.asFloat, b.asFloat)
    let between = Value.unboxed(x)
    if _fastPath(between.isFloat) {
      fp[A(w)] = between
      let next = pc.pointee
      let other = fp[isLeft ? C(next) : B(next)]
      if _fastPath(other.isFloat) {
        let r = Value.unboxed(isLeft ? second(x, other.asFloat) : second(other.asFloat, x))
        if _fastPath(r.isFloat) {
          fp[A(next)] = r
          dispatch(pc + 1, fp, t, table)
          return
        }
      }
      dispatch(pc, fp, t, table)
      return
    }
  }
  slow_unfuse(pc, fp, t, w, table)
}
@inline(__always) func op_addAddLeft(_ pc: PC, _ fp: Raw, _ t: Raw, _ w: UInt64, _ table: Raw) {
  chain(pc, fp, t, w, table, isLeft: true, { $0 + $1 }) { $0 + $1 }
}
@inline(__always) func op_addAddRight(_ pc: PC, _ fp: Raw, _ t: Raw, _ w: UInt64, _ table: Raw) {
  chain(pc, fp, t, w, table, isLeft: false, { $0 + $1 }) { $0 + $1 }
}
@inline(__always) func op_addSubLeft(_ pc: PC, _ fp: Raw, _ t: Raw, _ w: UInt64, _ table: Raw) {
  chain(pc, fp, t, w, table, isLeft: true, { $0 + $1 }) { $0 - $1 }
}
@inline(__always) func op_addSubRight(_ pc: PC, _ fp: Raw, _ t: Raw, _ w: UInt64, _ table: Raw) {
  chain(pc, fp, t, w, table, isLeft: false, { $0 + $1 }) { $0 - $1 }
}
@inline(__always) func op_addMulLeft(_ pc: PC, _ fp: Raw, _ t: Raw, _ w: UInt64, _ table: Raw) {
  chain(pc, fp, t, w, table, isLeft: true, { $0 + $1 }) { $0 * $1 }
}
@inline(__always) func op_addMulRight(_ pc: PC, _ fp: Raw, _ t: Raw, _ w: UInt64, _ table: Raw) {
  chain(pc, fp, t, w, table, isLeft: false, { $0 + $1 }) { $0 * $1 }
}
@inline(__always) func op_subAddLeft(_ pc: PC, _ fp: Raw, _ t: Raw, _ w: UInt64, _ table: Raw) {
  chain(pc, fp, t, w, table, isLeft: true, { $0 - $1 }) { $0 + $1 }
}
@inline(__always) func op_subAddRight(_ pc: PC, _ fp: Raw, _ t: Raw, _ w: UInt64, _ table: Raw) {
  chain(pc, fp, t, w, table, isLeft: false, { $0 - $1 }) { $0 + $1 }
}
@inline(__always) func op_subSubLeft(_ pc: PC, _ fp: Raw, _ t: Raw, _ w: UInt64, _ table: Raw) {
  chain(pc, fp, t, w, table, isLeft: true, { $0 - $1 }) { $0 - $1 }
}
@inline(__always) func op_subSubRight(_ pc: PC, _ fp: Raw, _ t: Raw, _ w: UInt64, _ table: Raw) {
  chain(pc, fp, t, w, table, isLeft: false, { $0 - $1 }) { $0 - $1 }
}
@inline(__always) func op_subMulLeft(_ pc: PC, _ fp: Raw, _ t: Raw, _ w: UInt64, _ table: Raw) {
  chain(pc, fp, t, w, table, isLeft: true, { $0 - $1 }) { $0 * $1 }
}
@inline(__always) func op_subMulRight(_ pc: PC, _ fp: Raw, _ t: Raw, _ w: UInt64, _ table: Raw) {
  chain(pc, fp, t, w, table, isLeft: false, { $0 - $1 }) { $0 * $1 }
}
@inline(__always) func op_mulAddLeft(_ pc: PC, _ fp: Raw, _ t: Raw, _ w: UInt64, _ table: Raw) {
  chain(pc, fp, t, w, table, isLeft: true, { $0 * $1 }) { $0 + $1 }
}
@inline(__always) func op_mulAddRight(_ pc: PC, _ fp: Raw, _ t: Raw, _ w: UInt64, _ table: Raw) {
  chain(pc, fp, t, w, table, isLeft: false, { $0 * $1 }) { $0 + $1 }
}
@inline(__always) func op_mulSubLeft(_ pc: PC, _ fp: Raw, _ t: Raw, _ w: UInt64, _ table: Raw) {
  chain(pc, fp, t, w, table, isLeft: true, { $0 * $1 }) { $0 - $1 }
}
@inline(__always) func op_mulSubRight(_ pc: PC, _ fp: Raw, _ t: Raw, _ w: UInt64, _ table: Raw) {
  chain(pc, fp, t, w, table, isLeft: false, { $0 * $1 }) { $0 - $1 }
}
@inline(__always) func op_mulMulLeft(_ pc: PC, _ fp: Raw, _ t: Raw, _ w: UInt64, _ table: Raw) {
  chain(pc, fp, t, w, table, isLeft: true, { $0 * $1 }) { $0 * $1 }
}
@inline(__always) func op_mulMulRight(_ pc: PC, _ fp: Raw, _ t: Raw, _ w: UInt64, _ table: Raw) {
  chain(pc, fp, t, w, table, isLeft: false, { $0 * $1 }) { $0 * $1 }
}
