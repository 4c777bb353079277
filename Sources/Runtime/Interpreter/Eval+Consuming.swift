// Built-in functions that take all that a generator yields: `sum(x for x in …)`, `list(…)`, `any(…)`, `", ".join(…)`.
//
// Called natively they would resume the generator from native code, which costs a loop within the loop for each item. Here the call gets a
// bridge frame (Frames.swift), and the generator is resumed by that frame as it is by a `for` loop:
//
//     fp[-3]  where the result goes;  fp[-2], fp[-1]  the caller's frame and where it goes on
//     R[0]  the generator   R[1]  what it has yielded   R[2]  the sum, the extreme, the set, or join's str   R[3]  the list
//
// The frame's code is three words: `forIter`, which is only there to be found by `yield` and is never dispatched; what follows when the
// generator has ended; and the step, which `yield` jumps to. An exception passes through as through any bridge.

import Bytecode
import CProbes

/// What a function does with a generator's items.
enum Consumer: UInt8, BitwiseCopyable {
  case none
  case list, tuple, sorted, join
  case set
  case sum
  case min, max
  case any, all

  /// Of a class that is called.
  @inline(__always) init(type: Value) {
    if type == Type[.tuple].value {
      self = .tuple
    } else if type == Type[.list].value {
      self = .list
    } else if type == Type[.set].value {
      self = .set
    } else {
      self = .none
    }
  }

  static var wordCount: Int { 3 }
  /// The words of all consumers, one behind the other.
  static func makeWords() -> ProgramCounter {
    let words = ProgramCounter.allocate(capacity: wordCount * 16)
    words.initialize(repeating: 0, count: wordCount * 16)
    for consumer in [Consumer.list, .tuple, .sorted, .join, .set, .sum, .min, .max, .any, .all] {
      let at = words + Int(consumer.rawValue) * wordCount
      // forIter R[1] = R[0], to 1 word further; the others have the consumer as their A.
      at[0] = UInt64(Opcode.forIter.rawValue) | 1 << 16 | 1 << 48
      at[1] = UInt64(Internal.consumeEnd.rawValue) | UInt64(consumer.rawValue) << 16
      at[2] = UInt64(consumer.step.rawValue) | UInt64(consumer.rawValue) << 16
    }
    return words
  }
  private var step: Internal {
    switch self {
    case .none, .list, .tuple, .sorted, .join: .consumeAppend
    case .set: .consumeAdd
    case .sum: .consumeSum
    case .min, .max: .consumeExtreme
    case .any, .all: .consumeTruth
    }
  }
  /// Behind its `forIter`.
  @inline(__always) var pc: ProgramCounter { machine.pointee.consumerWords + (Int(rawValue) &* Consumer.wordCount &+ 1) }

  /// Makes the bridge frame for the call at `site`, whose last argument is a generator, and lets the thread be there. False: nothing has been
  /// done, and the function is to be called natively (a tracer wants to see it, or the generator cannot be resumed).
  @inline(never)
  static func begin(_ thread: Thread, _ site: Raw, _ consumer: Consumer) -> Bool {
    let generator = Generator(site[consumer == .join ? 4 : 3])
    let state = generator.fields.pointee.state
    if state != .created && state != .suspended || minipy_guard_word() != 0 { return false }
    if thread.state.pointee.resumeDepth >= thread.state.pointee.recursionLimit { return false }
    var list = Value.none
    var result = Value.none
    switch consumer {
    case .list, .tuple, .sorted, .join:
      do throws(Raised) {
        list = try List.make(thread).value
      } catch {
        _ = thread.takeRaised()
        return false
      }
      if consumer == .join { result = site[3] }
    case .set: result = SetObject.allocate(thread, .set).value
    case .sum: result = .int(0)
    case .min, .max: result = .empty
    case .any: result = .no
    case .all: result = .yes
    case .none: return false
    }
    let bridge = thread.stackEndInUse + 24
    if !thread.hasRoom(bridge, 256) { return false }
    bridge[-3] = .link(site)
    bridge[-2] = .link(Raw(thread.state.pointee.fp))
    bridge[-1] = .link(thread.state.pointee.pc)
    bridge[0] = generator.value
    bridge[1] = .none
    bridge[2] = result
    bridge[3] = list
    thread.state.pointee.fp = bridge.assumingMemoryBound(to: Value.self)
    thread.state.pointee.pc = consumer.pc
    return true
  }
}

/// Runs the generator of the bridge frame that `Consumer.begin` has made.
@inline(__always) func resumeConsumer(_ t: Raw, _ table: Raw) {
  let state = Thread(t).state
  let bridge = Raw(state.pointee.fp)
  let pc = state.pointee.pc
  forGenerator(pc, bridge, t, pc.previous, table)
}
/// The next item; `pc` is behind the step's word.
@inline(__always) private func consumeNext(_ pc: PC, _ fp: Raw, _ t: Raw, _ table: Raw) {
  let next = pc - 2
  forGenerator(next, fp, t, next.previous, table)
}
/// Gives the caller its result.
@inline(__always) private func consumed(_ fp: Raw, _ t: Raw, _ table: Raw, _ result: Value) {
  fp[-3].linkedFrame[0] = result
  dispatch(fp[-1].linkedPC, fp[-2].linkedFrame, t, table)
}

@inline(__always) func op_consumeAppend(_ pc: PC, _ fp: Raw, _ t: Raw, _ w: UInt64, _ table: Raw) { slow_consumeAppend(pc, fp, t, w, table) }
@inline(never) func slow_consumeAppend(_ pc: PC, _ fp: Raw, _ t: Raw, _ w: UInt64, _ table: Raw) {
  let thread = enter(pc, fp, t)
  do throws(Raised) {
    try List(fp[3]).append(thread, fp[1])
  } catch {
    raise(pc, fp, t, w, table)
    return
  }
  consumeNext(pc, fp, t, table)
}

@inline(__always) func op_consumeAdd(_ pc: PC, _ fp: Raw, _ t: Raw, _ w: UInt64, _ table: Raw) { slow_consumeAdd(pc, fp, t, w, table) }
@inline(never) func slow_consumeAdd(_ pc: PC, _ fp: Raw, _ t: Raw, _ w: UInt64, _ table: Raw) {
  let thread = enter(pc, fp, t)
  do throws(Raised) {
    try SetObject(fp[2]).add(thread, fp[1])
  } catch {
    raise(pc, fp, t, w, table)
    return
  }
  consumeNext(pc, fp, t, table)
}

@inline(__always) func op_consumeSum(_ pc: PC, _ fp: Raw, _ t: Raw, _ w: UInt64, _ table: Raw) { slow_consumeSum(pc, fp, t, w, table) }
@inline(never) func slow_consumeSum(_ pc: PC, _ fp: Raw, _ t: Raw, _ w: UInt64, _ table: Raw) {
  let total = fp[2]
  let item = fp[1]
  if Value.bothInt(total, item) {
    let (sum, overflow) = Value.addInt(total, item)
    if _fastPath(!overflow) {
      fp[2] = sum
      consumeNext(pc, fp, t, table)
      return
    }
  }
  let thread = enter(pc, fp, t)
  do throws(Raised) {
    fp[2] = Value.bothFloat(total, item) ? thread.float(total.asFloat + item.asFloat) : try thread.add(total, item)
  } catch {
    raise(pc, fp, t, w, table)
    return
  }
  consumeNext(pc, fp, t, table)
}

@inline(__always) func op_consumeExtreme(_ pc: PC, _ fp: Raw, _ t: Raw, _ w: UInt64, _ table: Raw) { slow_consumeExtreme(pc, fp, t, w, table) }
@inline(never) func slow_consumeExtreme(_ pc: PC, _ fp: Raw, _ t: Raw, _ w: UInt64, _ table: Raw) {
  let best = fp[2]
  let item = fp[1]
  let isMin: Bool = A(w) == Int(Consumer.min.rawValue)
  if best.isEmpty {
    fp[2] = item
    consumeNext(pc, fp, t, table)
    return
  }
  let thread = enter(pc, fp, t)
  do throws(Raised) {
    let isBetter: Bool
    if Value.bothInt(best, item) {
      isBetter = isMin ? Value.lessInt(item, best) : Value.lessInt(best, item)
    } else {
      isBetter = try thread.compareBool(item, best, isMin ? .lt : .gt)
    }
    if isBetter { fp[2] = item }
  } catch {
    raise(pc, fp, t, w, table)
    return
  }
  consumeNext(pc, fp, t, table)
}

/// `any` ends with the first true item, `all` with the first that is not.
@inline(__always) func op_consumeTruth(_ pc: PC, _ fp: Raw, _ t: Raw, _ w: UInt64, _ table: Raw) { slow_consumeTruth(pc, fp, t, w, table) }
@inline(never) func slow_consumeTruth(_ pc: PC, _ fp: Raw, _ t: Raw, _ w: UInt64, _ table: Raw) {
  let thread = enter(pc, fp, t)
  let isTrue: Bool
  do throws(Raised) {
    isTrue = try thread.truth(fp[1])
  } catch {
    raise(pc, fp, t, w, table)
    return
  }
  if isTrue == (A(w) == Int(Consumer.any.rawValue)) {
    consumed(fp, t, table, .bool(isTrue))
    return
  }
  consumeNext(pc, fp, t, table)
}

/// The generator has ended.
@inline(__always) func op_consumeEnd(_ pc: PC, _ fp: Raw, _ t: Raw, _ w: UInt64, _ table: Raw) { slow_consumeEnd(pc, fp, t, w, table) }
@inline(never) func slow_consumeEnd(_ pc: PC, _ fp: Raw, _ t: Raw, _ w: UInt64, _ table: Raw) {
  let thread = enter(pc, fp, t)
  var result = fp[2]
  do throws(Raised) {
    switch UInt8(truncatingIfNeeded: A(w)) {
    case Consumer.list.rawValue: result = fp[3]
    case Consumer.tuple.rawValue: result = try Tuple.make(thread, List(fp[3]).items, count: List(fp[3]).count).value
    case Consumer.sorted.rawValue:
      try List(fp[3]).sort(thread, key: .none, reverse: false)
      result = fp[3]
    case Consumer.join.rawValue: result = try Str.join(thread, Str(result), List(fp[3]).items, List(fp[3]).count).value
    case Consumer.min.rawValue: if result.isEmpty { throw thread.raise(.valueError, "min() arg is an empty sequence") }
    case Consumer.max.rawValue: if result.isEmpty { throw thread.raise(.valueError, "max() arg is an empty sequence") }
    default: break
    }
  } catch {
    raise(pc, fp, t, w, table)
    return
  }
  consumed(fp, t, table, result)
}
