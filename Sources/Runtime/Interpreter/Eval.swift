// The loop: threaded code by tail calls.
//
// Each opcode has a handler, a function of five arguments which live in registers for as long as the loop runs: pc (behind the opcode word), fp (register
// R[i] is the word fp[i]), the thread, the opcode word and the table of handlers. A handler ends by jumping to the next
// instruction's handler, so that there is no central switch, and the processor predicts each opcode's successor by itself.
//
// The laws, which a check of the release binary's disassembly enforces:
//  1. A handler is frameless. What needs a real call (it allocates, raises, calls Python) is a second function, `slow_…`, of the same
//     signature, marked @inline(never) and reached by a tail call: there a frame costs nothing that matters.
//  2. Branches are real: `if _fastPath(condition) { …; dispatch; return }`. Computing pc by `condition ? a : b` becomes a conditional
//     move, and the next dispatch then waits for the data instead of running ahead on the prediction.
//  3. The compiler may not merge functions of equal bodies (Package.swift has the flag): the merged one is called, not jumped to.
//  4. The language does not promise tail calls; the optimiser makes them. `tools/check-hot` looks for each call, retain, release.
//  5. Without optimisation there are none, and the native stack would overflow: debug builds hand pc and fp back to a loop.
//
// Frames lie on the thread's VM stack, one behind the other: the callee's R[0] is the caller's R[A+3].
//
//     fp[-3]  the running function (any other value: a bridge frame, see Frames.swift); a return puts its value here
//     fp[-2]  the caller's fp
//     fp[-1]  where the caller goes on
//
// A generator's frame has the same form inside of its heap object, and is never moved.

import Bytecode
import CProbes

typealias PC = ProgramCounter

/// An instruction's code: pc points behind the opcode word `word`.
typealias Handler = @convention(c) (_ pc: PC, _ fp: Raw, _ thread: Raw, _ word: UInt64, _ table: Raw) -> Void

// MARK: Operands

@inline(__always) func A(_ word: UInt64) -> Int { Int(UInt16(truncatingIfNeeded: word &>> 16)) }
@inline(__always) func B(_ word: UInt64) -> Int { Int(UInt16(truncatingIfNeeded: word &>> 32)) }
@inline(__always) func C(_ word: UInt64) -> Int { Int(word &>> 48) }
/// C as a signed immediate or a 16-bit jump offset.
@inline(__always) func signedC(_ word: UInt64) -> Int { Int(Int64(bitPattern: word) &>> 48) }
@inline(__always) func signedB(_ word: UInt64) -> Int { Int(Int16(truncatingIfNeeded: word &>> 32)) }
@inline(__always) func signedBC(_ word: UInt64) -> Int { Int(Int64(bitPattern: word) &>> 32) }
@inline(__always) func signedABC(_ word: UInt64) -> Int { Int(Int64(bitPattern: word) &>> 16) }
/// C as a signed immediate in the form of an int Value.
@inline(__always) func immediateC(_ word: UInt64) -> Value {
  Value(bits: UInt64(bitPattern: (Int64(bitPattern: word) &>> 46) & ~3))
}
@inline(__always) func immediateB(_ word: UInt64) -> Value { Value.int(signedB(word)) }

extension Raw {
  /// Register i of the frame at this address. Through a raw address and not a typed pointer, because Swift 6.3's optimiser takes a store at a constant
  /// negative index for one at index 0, and drops it when another follows.
  @inline(__always) subscript(_ i: Int) -> Value {
    get { (self + i &* 8).load(as: Value.self) }
    nonmutating set { (self + i &* 8).storeBytes(of: newValue, as: Value.self) }
  }
  @inline(__always) func register(_ i: Int) -> Raw { self + i &* 8 }
  @inline(__always) var address: UInt64 { UInt64(UInt(bitPattern: self)) }
}

extension UnsafeMutablePointer where Pointee == UInt64 {
  /// The word before: of a handler's pc its own opcode word. (See `Raw`'s subscript for why it is no `self[-1]`.)
  @inline(__always) var previous: UInt64 {
    get { (Raw(self) - 8).load(as: UInt64.self) }
    nonmutating set { (Raw(self) - 8).storeBytes(of: newValue, as: UInt64.self) }
  }
}

extension Value {
  /// A raw, 8-byte aligned address in a linkage word: to the collector it looks like an int.
  @inline(__always) static func link(_ address: Raw) -> Value { Value(bits: address.address) }
  @inline(__always) static func link(_ address: PC) -> Value { Value(bits: UInt64(UInt(bitPattern: address))) }
  @inline(__always) var linkedFrame: Raw { Raw(bitPattern: UInt(bits)).unsafelyUnwrapped }
  @inline(__always) var linkedPC: PC { PC(bitPattern: UInt(bits)).unsafelyUnwrapped }
}

// MARK: Going on

/// Goes on at `pc`. Has to be the last thing that a handler does.
@inline(__always) func dispatch(_ pc: PC, _ fp: Raw, _ thread: Raw, _ table: Raw) {
  #if DEBUG
    let state = thread.assumingMemoryBound(to: ThreadState.self)
    state.pointee.nextPC = pc
    state.pointee.nextFP = fp.assumingMemoryBound(to: Value.self)
    state.pointee.table = table
  #else
    let word = pc.pointee
    (table + Int(UInt16(truncatingIfNeeded: word)) &* 8).load(as: Handler.self)(pc + 1, fp, thread, word, table)
  #endif
}

/// Dispatches the instruction `word`, whose operands were changed, through its handler.
@inline(__always) func dispatch(word: UInt64, _ pc: PC, _ fp: Raw, _ thread: Raw, _ table: Raw) {
  (table + Int(UInt16(truncatingIfNeeded: word)) &* 8).load(as: Handler.self)(pc, fp, thread, word, table)
}

/// Runs from `pc` until a `halt` hands back control.
@inline(never) func runLoop(_ pc: PC, _ fp: Raw, _ thread: Thread) {
  #if DEBUG
    let state = thread.state
    state.pointee.nextPC = pc
    state.pointee.nextFP = fp.assumingMemoryBound(to: Value.self)
    while let pc = state.pointee.nextPC {
      state.pointee.nextPC = nil
      let word = pc.pointee
      let table = state.pointee.table
      let handler = (table + Int(UInt16(truncatingIfNeeded: word)) &* 8).load(as: Handler.self)
      handler(pc + 1, Raw(state.pointee.nextFP.unsafelyUnwrapped), Raw(state), word, table)
    }
  #else
    dispatch(pc, fp, thread.raw, thread.state.pointee.table)
  #endif
}

/// To be called by a handler before anything that takes the thread: says where the program is.
@inline(__always) func enter(_ pc: PC, _ fp: Raw, _ thread: Raw) -> Thread {
  let thread = Thread(thread)
  thread.state.pointee.pc = pc
  thread.state.pointee.fp = fp.assumingMemoryBound(to: Value.self)
  return thread
}

/// R[A] = what `body` computes, then on behind `skip` inline words.
@inline(__always) func produce(
  _ pc: PC, _ fp: Raw, _ t: Raw, _ w: UInt64, _ table: Raw, skip: Int = 0, _ body: (Thread) throws(Raised) -> Value
) {
  let thread = enter(pc, fp, t)
  do throws(Raised) {
    fp[A(w)] = try body(thread)
  } catch {
    raise(pc, fp, t, w, table)
    return
  }
  dispatch(pc + skip, fp, t, table)
}

/// Runs `body` for its effect, then on behind `skip` inline words.
@inline(__always) func perform(
  _ pc: PC, _ fp: Raw, _ t: Raw, _ w: UInt64, _ table: Raw, skip: Int = 0, _ body: (Thread) throws(Raised) -> Void
) {
  let thread = enter(pc, fp, t)
  do throws(Raised) {
    try body(thread)
  } catch {
    raise(pc, fp, t, w, table)
    return
  }
  dispatch(pc + skip, fp, t, table)
}

/// Jumps by `offset` words if `body` says so. Guards a backward jump.
@inline(__always) func jumpIf(
  _ pc: PC, _ fp: Raw, _ t: Raw, _ w: UInt64, _ table: Raw, _ offset: Int, _ body: (Thread) throws(Raised) -> Bool
) {
  let thread = enter(pc, fp, t)
  let isTrue: Bool
  do throws(Raised) {
    isTrue = try body(thread)
  } catch {
    raise(pc, fp, t, w, table)
    return
  }
  if isTrue {
    jump(pc + offset, fp, t, w, table)
  } else {
    dispatch(pc, fp, t, table)
  }
}

/// Goes on at `pc`, to which a jump leads that may go backward: the loop's guard is checked.
@inline(__always) func jump(_ pc: PC, _ fp: Raw, _ t: Raw, _ w: UInt64, _ table: Raw) {
  if _slowPath(minipy_guard_word() != 0) {
    guard_jump(pc, fp, t, w, table)
    return
  }
  dispatch(pc, fp, t, table)
}

extension Heap {
  /// Whether a store of a Value into `object` has to go through `barrier` (handlers leave that to a slow one).
  @inline(__always) static func needsBarrier(_ object: Raw) -> Bool {
    object.load(fromByteOffset: 5, as: UInt8.self) & GCBits.barrier != 0
  }
  /// The same for a store of `value`: what is no object, no collection has to find.
  @inline(__always) static func needsBarrier(_ object: Raw, storing value: Value) -> Bool {
    needsBarrier(object) && value.isObject
  }
}
