// Calls and returns.
//
// A call of a plain Python function (fixed positional parameters, all given) is made in the handler: two linkage words, and on at the callee's
// first word. Everything else goes through `Thread.beginCall` (Calls.swift), which either finishes the call (native code) or hands back the
// frame to go on in, so that no call of a Python function from Python recurses natively.

import Bytecode
import CProbes

/// Goes on at a function's first instruction.
@inline(__always) func enterFunction(_ pc: PC, _ fp: Raw, _ t: Raw, _ w: UInt64, _ table: Raw) {
  if _slowPath(minipy_guard_word() != 0) {
    guard_entry(pc, fp, t, w, table)
    return
  }
  dispatch(pc, fp, t, table)
}

/// Goes on where `beginCall` says; `fp` is the frame that calls.
@inline(__always) func proceed(_ next: NextFrame, _ fp: Raw, _ t: Raw, _ w: UInt64, _ table: Raw) {
  if next.fp != fp {
    enterFunction(next.pc, next.fp, t, w, table)
    return
  }
  dispatch(next.pc, next.fp, t, table)
}

/// Calls R[A] from a slow handler. The result is known to be in R[A] when the handler goes on at `pc`.
@inline(__always) func callRegister(
  _ pc: PC, _ fp: Raw, _ t: Raw, _ w: UInt64, _ table: Raw, _ positional: Int, _ names: Value, skip: Int
) {
  let thread = enter(pc, fp, t)
  let next: NextFrame
  do throws(Raised) {
    next = try thread.beginCall(fp, pc + skip, A(w), positional, names)
  } catch {
    raise(pc, fp, t, w, table)
    return
  }
  proceed(next, fp, t, w, table)
}

// MARK: f(…)

@inline(__always) func op_call(_ pc: PC, _ fp: Raw, _ t: Raw, _ w: UInt64, _ table: Raw) {
  let frame = fp.register(A(w) &+ 3)
  let callee = frame[-3]
  if _fastPath(callee.isExactly(.function)) {
    let f = Function(callee).fields
    if _fastPath(f.pointee.plainCount == B(w)), _fastPath(Thread(t).hasRoom(frame, f.pointee.frameBytes)) {
      frame[-2] = .link(fp)
      frame[-1] = .link(pc)
      enterFunction(f.pointee.entry, frame, t, w, table)
      return
    }
  }
  slow_call(pc, fp, t, w, table)
}
@inline(never) func slow_call(_ pc: PC, _ fp: Raw, _ t: Raw, _ w: UInt64, _ table: Raw) {
  callPositional(pc, fp, t, w, table, B(w), skip: 0)
}
/// A method that a cache has put into R[A].
@inline(never) func slow_callKnown(_ pc: PC, _ fp: Raw, _ t: Raw, _ w: UInt64, _ table: Raw) {
  callPositional(pc, fp, t, w, table, B(w), skip: 3)
}

/// Calls R[A] with positional arguments: built-in functions, functions with defaults and methods of Python functions here.
@inline(__always) func callPositional(_ pc: PC, _ fp: Raw, _ t: Raw, _ w: UInt64, _ table: Raw, _ count: Int, skip: Int) {
  let frame = fp.register(A(w) &+ 3)
  let callee = frame[-3]
  if callee.isExactly(.builtinFunction) {
    if let answer = NativeFunction(callee).quickAnswer(frame, count) {
      fp[A(w)] = answer
      dispatch(pc + skip, fp, t, table)
      return
    }
    if _slowPath(NativeFunction(callee).definition.pointee.consumer != .none), count == 1, frame[0].isExactly(.generator),
      Consumer.begin(enter(pc + skip, fp, t), fp.register(A(w)), NativeFunction(callee).definition.pointee.consumer)
    {
      resumeConsumer(t, table)
      return
    }
    _ = enter(pc, fp, t)
    // The register before the arguments is scratch for the call: nothing has to move.
    let base = fp.register(A(w) &+ 2).assumingMemoryBound(to: Value.self)
    let result = NativeFunction.call(t, NativeFunction(callee), base, count &+ 1, .empty)
    if _fastPath(!Value(bits: result).isError) {
      fp[A(w)] = Value(bits: result)
      dispatch(pc + skip, fp, t, table)
      return
    }
    raise(pc, fp, t, w, table)
    return
  }
  if callee.isExactly(.function) {
    let f = Function(callee).fields
    let missing = f.pointee.plainCount &- count
    if missing == 0, Thread(t).hasRoom(frame, f.pointee.frameBytes) {
      frame[-2] = .link(fp)
      frame[-1] = .link(pc + skip)
      enterFunction(f.pointee.entry, frame, t, w, table)
      return
    }
    // From a generator's frame the callee's frame would have to lie elsewhere; but a generator function only makes a generator.
    if missing == 0, UInt16(truncatingIfNeeded: f.pointee.entry.pointee) == Opcode.returnGenerator.rawValue, minipy_guard_word() == 0,
      Thread(t).state.pointee.originTrackingDepth == 0
    {
      produce(pc, fp, t, w, table, skip: skip) { thread throws(Raised) in
        try Generator.make(thread, frame, f.pointee.entry + 1).value
      }
      return
    }
    if missing > 0, f.pointee.defaults.isObject, Thread(t).hasRoom(frame, f.pointee.frameBytes) {
      let defaults = Tuple(f.pointee.defaults)
      let first = defaults.count &- missing
      if first >= 0 {
        var i = 0
        while i < missing {
          frame[count &+ i] = defaults[first &+ i]
          i &+= 1
        }
        frame[-2] = .link(fp)
        frame[-1] = .link(pc + skip)
        enterFunction(f.pointee.entry, frame, t, w, table)
        return
      }
    }
  } else if callee.isExactly(.boundMethod), BoundMethod(callee).function.isExactly(.function) {
    let bound = BoundMethod(callee)
    let f = Function(bound.function).fields
    if f.pointee.plainCount == count &+ 1, Thread(t).hasRoom(frame, f.pointee.frameBytes) {
      var i = count
      while i > 0 {
        frame[i] = frame[i &- 1]
        i &-= 1
      }
      frame[0] = bound.receiver
      frame[-3] = bound.function
      frame[-2] = .link(fp)
      frame[-1] = .link(pc + skip)
      enterFunction(f.pointee.entry, frame, t, w, table)
      return
    }
  } else if callee.isExactly(.type), count == 1, frame[0].isExactly(.generator) {
    let consumer = Consumer(type: callee)
    if consumer != .none, Consumer.begin(enter(pc + skip, fp, t), fp.register(A(w)), consumer) {
      resumeConsumer(t, table)
      return
    }
  }
  callRegister(pc, fp, t, w, table, count, .empty, skip: skip)
}

@inline(__always) func op_callKw(_ pc: PC, _ fp: Raw, _ t: Raw, _ w: UInt64, _ table: Raw) { slow_callKw(pc, fp, t, w, table) }
@inline(never) func slow_callKw(_ pc: PC, _ fp: Raw, _ t: Raw, _ w: UInt64, _ table: Raw) {
  let names = Value(bits: pc[0])
  callRegister(pc, fp, t, w, table, B(w) &- Tuple(names).count, names, skip: 1)
}

@inline(__always) func op_callEx(_ pc: PC, _ fp: Raw, _ t: Raw, _ w: UInt64, _ table: Raw) { slow_callEx(pc, fp, t, w, table) }
@inline(never) func slow_callEx(_ pc: PC, _ fp: Raw, _ t: Raw, _ w: UInt64, _ table: Raw) {
  let thread = enter(pc, fp, t)
  let next: NextFrame
  do throws(Raised) {
    next = try thread.beginCallEx(fp, pc, A(w))
  } catch {
    raise(pc, fp, t, w, table)
    return
  }
  proceed(next, fp, t, w, table)
}

// MARK: obj.name(…)

@inline(__always) func op_callMethod(_ pc: PC, _ fp: Raw, _ t: Raw, _ w: UInt64, _ table: Raw) { slow_callMethod(pc, fp, t, w, table) }
@inline(never) func slow_callMethod(_ pc: PC, _ fp: Raw, _ t: Raw, _ w: UInt64, _ table: Raw) {
  let thread = enter(pc, fp, t)
  let next: NextFrame
  do throws(Raised) {
    let object = fp[A(w) &+ 3]
    let name = Str(Value(bits: pc[0]))
    let count = try thread.loadMethod(fp.register(A(w)), name, B(w))
    if count == B(w) {
      InlineCache.fillMethod(pc, fp, object, fp[A(w)], isCall: true)
    } else if !InlineCache.has(pc, .callMethodSites) {
      if object.isExactly(.module) {
        InlineCache.fillModule(pc, fp, object, name, .callMethodModule)
      } else {
        InlineCache.fillHolder(pc, object, name, isCall: true)
      }
    }
    next = try thread.beginCall(fp, pc + 3, A(w), count, .empty)
  } catch {
    raise(pc, fp, t, w, table)
    return
  }
  proceed(next, fp, t, w, table)
}

@inline(__always) func op_callMethodKw(_ pc: PC, _ fp: Raw, _ t: Raw, _ w: UInt64, _ table: Raw) { slow_callMethodKw(pc, fp, t, w, table) }
@inline(never) func slow_callMethodKw(_ pc: PC, _ fp: Raw, _ t: Raw, _ w: UInt64, _ table: Raw) {
  let thread = enter(pc, fp, t)
  let next: NextFrame
  do throws(Raised) {
    let names = Value(bits: pc[3])
    let count = try thread.loadMethod(fp.register(A(w)), Str(Value(bits: pc[0])), B(w))
    next = try thread.beginCall(fp, pc + 4, A(w), count &- Tuple(names).count, names)
  } catch {
    raise(pc, fp, t, w, table)
    return
  }
  proceed(next, fp, t, w, table)
}

@inline(__always) func op_loadMethod(_ pc: PC, _ fp: Raw, _ t: Raw, _ w: UInt64, _ table: Raw) { slow_loadMethod(pc, fp, t, w, table) }
@inline(never) func slow_loadMethod(_ pc: PC, _ fp: Raw, _ t: Raw, _ w: UInt64, _ table: Raw) {
  perform(pc, fp, t, w, table, skip: 3) { thread throws(Raised) in
    let object = fp[B(w)]
    let found = try thread.findMethod(object, Str(Value(bits: pc[0])))
    fp[A(w)] = found.callee
    fp[A(w) &+ 3] = found.hasSelf ? object : .empty
    if found.hasSelf {
      InlineCache.fillMethod(pc, fp, object, found.callee, isCall: false)
    } else if !InlineCache.has(pc, .loadMethodSites) {
      InlineCache.fillHolder(pc, object, Str(Value(bits: pc[0])), isCall: false)
    }
  }
}

@inline(__always) func op_callLoaded(_ pc: PC, _ fp: Raw, _ t: Raw, _ w: UInt64, _ table: Raw) {
  let frame = fp.register(A(w) &+ 3)
  let callee = frame[-3]
  if _fastPath(callee.isExactly(.function)), _fastPath(!frame[0].isEmpty) {
    let f = Function(callee).fields
    if _fastPath(f.pointee.plainCount == B(w)), _fastPath(Thread(t).hasRoom(frame, f.pointee.frameBytes)) {
      frame[-2] = .link(fp)
      frame[-1] = .link(pc)
      enterFunction(f.pointee.entry, frame, t, w, table)
      return
    }
  }
  slow_callLoaded(pc, fp, t, w, table)
}
@inline(never) func slow_callLoaded(_ pc: PC, _ fp: Raw, _ t: Raw, _ w: UInt64, _ table: Raw) {
  var count = B(w)
  if fp[A(w) &+ 3].isEmpty {
    Thread(t).dropSelf(fp.register(A(w)), count)
    count &-= 1
  } else if fp[A(w)].isExactly(.methodDescriptor) {
    _ = enter(pc, fp, t)
    let base = fp.register(A(w) &+ 3).assumingMemoryBound(to: Value.self)
    let result = NativeFunction.callDescriptor(t, NativeFunction(fp[A(w)]), base, count, .empty)
    if _fastPath(!Value(bits: result).isError) {
      fp[A(w)] = Value(bits: result)
      dispatch(pc, fp, t, table)
      return
    }
    raise(pc, fp, t, w, table)
    return
  }
  callPositional(pc, fp, t, w, table, count, skip: 0)
}

@inline(__always) func op_callLoadedKw(_ pc: PC, _ fp: Raw, _ t: Raw, _ w: UInt64, _ table: Raw) { slow_callLoadedKw(pc, fp, t, w, table) }
@inline(never) func slow_callLoadedKw(_ pc: PC, _ fp: Raw, _ t: Raw, _ w: UInt64, _ table: Raw) {
  let names = Value(bits: pc[0])
  var count = B(w)
  if fp[A(w) &+ 3].isEmpty {
    Thread(t).dropSelf(fp.register(A(w)), count)
    count &-= 1
  }
  callRegister(pc, fp, t, w, table, count &- Tuple(names).count, names, skip: 1)
}

@inline(__always) func op_callSuperMethod(_ pc: PC, _ fp: Raw, _ t: Raw, _ w: UInt64, _ table: Raw) { slow_callSuperMethod(pc, fp, t, w, table) }
@inline(never) func slow_callSuperMethod(_ pc: PC, _ fp: Raw, _ t: Raw, _ w: UInt64, _ table: Raw) {
  let thread = enter(pc, fp, t)
  let next: NextFrame
  do throws(Raised) {
    let object = fp[A(w) &+ 3]
    let count = try thread.loadSuperMethod(fp, A(w), Str(Value(bits: pc[0])), B(w))
    if count == B(w) { InlineCache.fillSuper(pc, fp, A(w), object) }
    next = try thread.beginCall(fp, pc + 3, A(w), count, .empty)
  } catch {
    raise(pc, fp, t, w, table)
    return
  }
  proceed(next, fp, t, w, table)
}

@inline(__always) func op_loadSuperAttr(_ pc: PC, _ fp: Raw, _ t: Raw, _ w: UInt64, _ table: Raw) { slow_loadSuperAttr(pc, fp, t, w, table) }
@inline(never) func slow_loadSuperAttr(_ pc: PC, _ fp: Raw, _ t: Raw, _ w: UInt64, _ table: Raw) {
  produce(pc, fp, t, w, table, skip: 3) { thread throws(Raised) in
    try thread.superAttribute(fp, cell: fp[B(w)], object: fp[C(w)], Str(Value(bits: pc[0])))
  }
}

// MARK: Functions and classes

@inline(__always) func op_makeFunction(_ pc: PC, _ fp: Raw, _ t: Raw, _ w: UInt64, _ table: Raw) { slow_makeFunction(pc, fp, t, w, table) }
@inline(never) func slow_makeFunction(_ pc: PC, _ fp: Raw, _ t: Raw, _ w: UInt64, _ table: Raw) {
  produce(pc, fp, t, w, table, skip: 1) { thread throws(Raised) in
    let code = CodeObject(Value(bits: pc[0]))
    let maker = Function(fp[-3])
    let function = Function.make(thread, code, maker.globals, builtins: maker.builtins)
    let f = function.fields
    var at = B(w)
    let flags = C(w)
    if flags & 1 != 0 {
      f.pointee.defaults = fp[at]
      at &+= 1
    }
    if flags & 2 != 0 {
      f.pointee.keywordDefaults = fp[at]
      at &+= 1
    }
    if flags & 4 != 0 {
      f.pointee.annotations = fp[at]
      at &+= 1
    }
    if flags & 8 != 0 {
      let count = Tuple(code.fields.pointee.freeVars).count
      let cells = try Tuple.make(thread, fp.register(at).assumingMemoryBound(to: Value.self), count: count)
      function.barrier()
      f.pointee.closure = cells.value
    }
    return function.value
  }
}

@inline(__always) func op_loadBuildClass(_ pc: PC, _ fp: Raw, _ t: Raw, _ w: UInt64, _ table: Raw) { slow_loadBuildClass(pc, fp, t, w, table) }
@inline(never) func slow_loadBuildClass(_ pc: PC, _ fp: Raw, _ t: Raw, _ w: UInt64, _ table: Raw) {
  produce(pc, fp, t, w, table) { thread throws(Raised) in
    let found = Function(fp[-3]).builtins.get(Name.__build_class__)
    if found.isEmpty { throw thread.raise(.nameError, "__build_class__ not found") }
    return found
  }
}

// MARK: Returns

@inline(__always) func op_returnValue(_ pc: PC, _ fp: Raw, _ t: Raw, _ w: UInt64, _ table: Raw) {
  if _slowPath(minipy_guard_word() != 0) {
    guard_return(pc, fp, t, w, table)
    return
  }
  fp[-3] = fp[A(w)]
  dispatch(fp[-1].linkedPC, fp[-2].linkedFrame, t, table)
}

@inline(__always) func op_returnNone(_ pc: PC, _ fp: Raw, _ t: Raw, _ w: UInt64, _ table: Raw) {
  if _slowPath(minipy_guard_word() != 0) {
    guard_returnNone(pc, fp, t, w, table)
    return
  }
  fp[-3] = .none
  dispatch(fp[-1].linkedPC, fp[-2].linkedFrame, t, table)
}

@inline(__always) func op_halt(_ pc: PC, _ fp: Raw, _ t: Raw, _ w: UInt64, _ table: Raw) {
  Thread(t).state.pointee.result = fp[A(w)]
}
