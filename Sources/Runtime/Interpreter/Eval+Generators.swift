// Making, resuming and suspending generators and coroutines (langref 6.2.9, PEP 380, 492, 525). See Generator.swift.

import Bytecode
import CProbes

@inline(__always) func op_returnGenerator(_ pc: PC, _ fp: Raw, _ t: Raw, _ w: UInt64, _ table: Raw) { slow_returnGenerator(pc, fp, t, w, table) }
@inline(never) func slow_returnGenerator(_ pc: PC, _ fp: Raw, _ t: Raw, _ w: UInt64, _ table: Raw) {
  let thread = enter(pc, fp, t)
  let generator: Generator
  do throws(Raised) {
    generator = try Generator.make(thread, fp, pc)
    if generator.isCoroutine { try generator.recordOrigin(thread) }
    if _slowPath(minipy_probe_generator_create_enabled()) { thread.fireGenerator(made: generator) }
  } catch {
    raise(pc, fp, t, w, table)
    return
  }
  fp[-3] = generator.value
  dispatch(fp[-1].linkedPC, fp[-2].linkedFrame, t, table)
}

/// Goes on in the frame of a generator whose linkage is set.
@inline(__always) func resumeFrame(_ generator: Generator, _ t: Raw, _ w: UInt64, _ table: Raw) {
  if _slowPath(minipy_guard_word() != 0) {
    guard_resume(generator.fields.pointee.resumePC, generator.frame, t, w, table)
    return
  }
  dispatch(generator.fields.pointee.resumePC, generator.frame, t, table)
}
@inline(never) func guard_resume(_ pc: PC, _ fp: Raw, _ t: Raw, _ w: UInt64, _ table: Raw) {
  let thread = enter(pc + 1, fp, t)
  do throws(Raised) {
    thread.resume(fp, pc)
    if minipy_events() & ~Trace.standing != 0 { try thread.checkEvents() }
    if thread.hasHooks { try thread.traceCall(fp, pc + 1) }
  } catch {
    raise(pc + 1, fp, t, w, table)
    return
  }
  dispatch(pc, fp, t, thread.chooseTable())
}

/// `forIter` on a generator: the fast path of `for x in generator`.
@inline(__always) func forGenerator(_ pc: PC, _ fp: Raw, _ t: Raw, _ w: UInt64, _ table: Raw) {
  let generator = Generator(fp[B(w)])
  let state = generator.fields.pointee.state
  let thread = Thread(t)
  if _fastPath(state == .suspended || state == .created),
    _fastPath(thread.state.pointee.resumeDepth < thread.state.pointee.recursionLimit), _fastPath(thread.hasRoom(fp, 0))
  {
    let frame = generator.frame
    frame[-2] = .link(fp)
    frame[-1] = .link(pc)
    generator.begin(thread, anchor: fp)
    resumeFrame(generator, t, w, table)
    return
  }
  slow_forGenerator(pc, fp, t, w, table)
}
@inline(never) func slow_forGenerator(_ pc: PC, _ fp: Raw, _ t: Raw, _ w: UInt64, _ table: Raw) {
  let thread = enter(pc, fp, t)
  let generator = Generator(fp[B(w)])
  if generator.isFinished {
    dispatch(pc, fp, t, table)
    return
  }
  if !generator.isRunning, thread.state.pointee.resumeDepth < thread.state.pointee.recursionLimit {
    generator.frame[-2] = .link(fp)
    generator.frame[-1] = .link(pc)
    generator.begin(thread, anchor: thread.isOnStack(fp) ? fp : Generator(frame: fp).fields.pointee.anchor)
    resumeFrame(generator, t, w, table)
    return
  }
  if generator.isRunning {
    _ = thread.raise(.valueError, "generator already executing")
  } else {
    _ = thread.raiseRecursion()
  }
  raise(pc, fp, t, w, table)
}

@inline(__always) func op_yield(_ pc: PC, _ fp: Raw, _ t: Raw, _ w: UInt64, _ table: Raw) {
  let back = fp[-1].linkedPC
  let resumer = back.previous
  let generator = Generator(frame: fp)
  if _fastPath(minipy_guard_word() == 0) {
    if _fastPath(UInt16(truncatingIfNeeded: resumer) == Opcode.forIter.rawValue), _fastPath(!Heap.needsBarrier(generator.raw)) {
      let caller = fp[-2].linkedFrame
      let value = fp[B(w)]
      fp[A(w)] = .none
      generator.suspend(Thread(t), pc)
      caller[A(resumer)] = value
      dispatch(back + signedC(resumer), caller, t, table)
      return
    }
    if generator.fields.pointee.root != nil {
      yieldPast(pc, fp, t, w, table)
      return
    }
  }
  slow_yield(pc, fp, t, w, table)
}
/// `yield` in the leaf of a chain: see Generator+Delegation.swift.
@inline(never) func yieldPast(_ pc: PC, _ fp: Raw, _ t: Raw, _ w: UInt64, _ table: Raw) {
  let thread = Thread(t)
  let generator = Generator(frame: fp)
  let root = Generator(generator.fields.pointee.root.unsafelyUnwrapped)
  let value = fp[B(w)]
  fp[A(w)] = .none
  generator.suspend(thread, pc, with: root)
  let back = root.frame[-1].linkedPC
  let resumer = back.previous
  if _fastPath(UInt16(truncatingIfNeeded: resumer) == Opcode.forIter.rawValue) {
    let caller = root.frame[-2].linkedFrame
    caller[A(resumer)] = value
    dispatch(back + signedC(resumer), caller, t, table)
    return
  }
  guard let next = thread.deliver(root.frame, value) else { return }
  dispatch(next.pc, next.fp, t, table)
}
@inline(never) func slow_yield(_ pc: PC, _ fp: Raw, _ t: Raw, _ w: UInt64, _ table: Raw) {
  let thread = enter(pc, fp, t)
  let value = fp[B(w)]
  var table = table
  if minipy_guard_word() != 0 {
    do throws(Raised) {
      if minipy_events() & ~Trace.standing != 0 { try thread.checkEvents() }
      if thread.hasHooks { try thread.traceReturn(fp, pc, value) }
    } catch {
      raise(pc, fp, t, w, table)
      return
    }
    thread.fireYield(fp, pc)
    thread.leave(fp, pc, value)
    table = thread.chooseTable()
  }
  fp[A(w)] = .none
  Generator(frame: fp).suspend(thread, pc)
  guard let next = thread.deliver(fp, value) else { return }
  dispatch(next.pc, next.fp, t, table)
}

@inline(__always) func op_yieldFrom(_ pc: PC, _ fp: Raw, _ t: Raw, _ w: UInt64, _ table: Raw) {
  let receiver = fp[B(w)]
  if _fastPath(receiver.isKind(.generator)), _fastPath(receiver.object.shape != TypeID.asyncGenerator.rawValue) {
    let outer = Generator(frame: fp)
    let sub = Generator(receiver)
    let thread = Thread(t)
    // The others are out of line: they would need more registers than a handler has.
    if _fastPath(minipy_guard_word() == 0), _fastPath(sub.fields.pointee.state == .created), _fastPath(fp[A(w)].isNone),
      _fastPath(outer.fields.pointee.handled.isNone), _fastPath(!Heap.needsBarrier(outer.raw)),
      _fastPath(thread.state.pointee.resumeDepth < thread.state.pointee.recursionLimit)
    {
      let frame = sub.frame
      frame[-2] = .link(fp)
      frame[-1] = .link(pc)
      outer.delegate(pc)
      sub.begin(thread, behind: outer)
      dispatch(sub.fields.pointee.resumePC, frame, t, table)
      return
    }
    yieldFromGenerator(pc, fp, t, w, table)
    return
  }
  slow_yieldFrom(pc, fp, t, w, table)
}
/// The other ways to resume the generator or coroutine in `fp[B(w)]`: past the generators that it delegates to, and step by step.
@inline(never) func yieldFromGenerator(_ pc: PC, _ fp: Raw, _ t: Raw, _ w: UInt64, _ table: Raw) {
  let outer = Generator(frame: fp)
  let sub = Generator(fp[B(w)])
  let thread = Thread(t)
  let isPassedBy: Bool = minipy_guard_word() == 0 && outer.fields.pointee.handled.isNone
  let state = sub.fields.pointee.state
  if state == .delegating {
    if isPassedBy, let leaf = outer.resumableLeaf(thread) {
      leaf.frame[A(leaf.resumeWord(leaf.fields.pointee.resumePC))] = fp[A(w)]
      fp[A(w)] = .none
      outer.delegate(pc)
      outer.barrier()
      leaf.goOn(thread, anchor: outer.fields.pointee.anchor)
      dispatch(leaf.fields.pointee.resumePC, leaf.frame, t, table)
      return
    }
  } else if thread.state.pointee.resumeDepth < thread.state.pointee.recursionLimit, state == .suspended || state == .created && fp[A(w)].isNone {
    let frame = sub.frame
    if state == .suspended { frame[A(sub.resumeWord(sub.fields.pointee.resumePC))] = fp[A(w)] }
    frame[-2] = .link(fp)
    frame[-1] = .link(pc)
    if isPassedBy {
      fp[A(w)] = .none
      outer.delegate(pc)
      outer.barrier()
      sub.begin(thread, behind: outer)
    } else {
      sub.begin(thread, anchor: outer.fields.pointee.anchor)
    }
    resumeFrame(sub, t, w, table)
    return
  }
  slow_yieldFrom(pc, fp, t, w, table)
}
@inline(never) func slow_yieldFrom(_ pc: PC, _ fp: Raw, _ t: Raw, _ w: UInt64, _ table: Raw) {
  let thread = enter(pc, fp, t)
  var table = table
  if fp[B(w)].isExactly(.asyncGenSend), minipy_guard_word() == 0, let generator = AsyncGenSend(fp[B(w)]).begin(thread, fp[A(w)]) {
    generator.frame[-2] = .link(fp)
    generator.frame[-1] = .link(pc)
    generator.begin(thread, anchor: Generator(frame: fp).fields.pointee.anchor)
    resumeFrame(generator, t, w, table)
    return
  }
  let outcome: Generator.Outcome
  do throws(Raised) {
    outcome = try thread.send(fp[B(w)], fp[A(w)])
    if case .yielded(let value) = outcome, minipy_guard_word() != 0 {
      if minipy_events() & ~Trace.standing != 0 { try thread.checkEvents() }
      if thread.hasHooks { try thread.traceReturn(fp, pc, value) }
    }
  } catch {
    raise(pc, fp, t, w, table)
    return
  }
  switch outcome {
  case .returned(let value):
    fp[A(w)] = value
    dispatch(pc, fp, t, table)
  case .yielded(let value):
    if minipy_guard_word() != 0 {
      thread.fireYield(fp, pc)
      thread.leave(fp, pc, value)
      table = thread.chooseTable()
    }
    fp[A(w)] = .none
    Generator(frame: fp).suspend(thread, pc - 1)
    guard let next = thread.deliver(fp, value) else { return }
    dispatch(next.pc, next.fp, t, table)
  }
}

@inline(__always) func op_returnFromGenerator(_ pc: PC, _ fp: Raw, _ t: Raw, _ w: UInt64, _ table: Raw) { slow_returnFromGenerator(pc, fp, t, w, table) }
@inline(never) func slow_returnFromGenerator(_ pc: PC, _ fp: Raw, _ t: Raw, _ w: UInt64, _ table: Raw) {
  let thread = enter(pc, fp, t)
  let value = fp[A(w)]
  var table = table
  if minipy_guard_word() != 0 {
    do throws(Raised) {
      if minipy_events() & ~Trace.standing != 0 { try thread.checkEvents() }
      if thread.hasHooks { try thread.traceReturn(fp, pc, value) }
    } catch {
      raise(pc, fp, t, w, table)
      return
    }
    thread.fireClose(fp, pc)
    thread.leave(fp, pc, value)
    table = thread.chooseTable()
  }
  let generator = Generator(frame: fp)
  generator.fields.pointee.resumePC = pc
  generator.finish(thread)
  let back = fp[-1].linkedPC
  let resumer = back.previous
  switch UInt16(truncatingIfNeeded: resumer) {
  case Opcode.forIter.rawValue:
    let caller = fp[-2].linkedFrame
    if _slowPath(thread.hasHooks) {
      do throws(Raised) { try thread.traceStop(caller, back, value) } catch {
        raise(back, caller, t, w, table)
        return
      }
    }
    dispatch(back, caller, t, table)
  case Opcode.yieldFrom.rawValue:
    let caller = fp[-2].linkedFrame
    if generator.header.pointee.shape == TypeID.asyncGenerator.rawValue {
      generator.fields.pointee.isClosed = true
      AsyncGenSend(caller[B(resumer)]).end()
      _ = enter(back, caller, t).raise(.stopAsyncIteration)
      raise(back, caller, t, w, table)
      return
    }
    Generator(frame: caller).rejoin(thread, from: generator)
    if _slowPath(thread.hasHooks) {
      do throws(Raised) { try thread.traceStop(caller, back, value) } catch {
        raise(back, caller, t, w, table)
        return
      }
    }
    caller[A(resumer)] = value
    dispatch(back, caller, t, table)
  default:
    thread.state.pointee.result = value
  }
}

extension Thread {
  /// Gives a value that the suspended frame `fp` has yielded to whoever resumed it. nil: native code.
  func deliver(_ fp: Raw, _ value: Value) -> NextFrame? {
    var fp = fp
    while true {
      let back = fp[-1].linkedPC
      let resumer = back.previous
      let caller = fp[-2].linkedFrame
      switch UInt16(truncatingIfNeeded: resumer) {
      case Opcode.forIter.rawValue:
        caller[A(resumer)] = value
        return NextFrame(pc: back + signedC(resumer), fp: caller)
      case Opcode.yieldFrom.rawValue:
        if value.isExactly(.asyncGenWrappedValue), Generator(frame: fp).header.pointee.shape == TypeID.asyncGenerator.rawValue {
          AsyncGenSend(caller[B(resumer)]).end()
          caller[A(resumer)] = AsyncGenWrapped(value).fields.pointee.value
          return NextFrame(pc: back, fp: caller)
        }
        if _slowPath(hasHooks) {
          do throws(Raised) { try traceReturn(caller, back, value) } catch { return unwind(back, caller) }
        }
        Generator(frame: caller).rejoin(self, from: Generator(frame: fp))
        caller[A(resumer)] = .none
        if minipy_guard_word() != 0 { fireYield(caller, back) }
        leave(caller, back, value)
        Generator(frame: caller).suspend(self, back - 1)
        fp = caller
      default:
        state.pointee.result = value
        return nil
      }
    }
  }

  /// One step of `yield from` and `await`: sends to any iterator.
  func send(_ receiver: Value, _ value: Value) throws(Raised) -> Generator.Outcome {
    if receiver.isKind(.generator), !receiver.isExactly(.asyncGenerator) {
      if state.pointee.resumeDepth >= state.pointee.recursionLimit { throw raiseRecursion() }
      return try Generator(receiver).resume(self, value)
    }
    if receiver.isObject {
      switch receiver.object.shape {
      case TypeID.coroutineWrapper.rawValue:
        return try Generator(CoroutineWrapper(receiver).fields.pointee.coroutine).resume(self, value)
      case TypeID.asyncFutureIterator.rawValue: return try AsyncFutureIterator(receiver).step(self)
      case TypeID.asyncGenSend.rawValue: return try AsyncGenSend(receiver).send(self, value)
      case TypeID.asyncGenThrow.rawValue: return try AsyncGenThrow(receiver).send(self, value)
      default: break
      }
    }
    do throws(Raised) {
      if !value.isNone { return .yielded(try callMethod(receiver, .send, value)) }
      let type = receiver.type
      if type.has(.heap) {
        let method = try lookupSpecial(receiver, .__next__)
        if !method.isEmpty { return .yielded(try call(method)) }
      }
      // The slot itself: a StopIteration that it raises carries the result.
      let next: Value
      if let slot = type.slots.pointee.next {
        next = try slot(raw, receiver.bits).orThrow()
      } else {
        next = try self.next(receiver)
      }
      return next.isEmpty ? .returned(.none) : .yielded(next)
    } catch {
      if isRaising(.stopIteration) { return .returned(Exceptions.stopValue(takeRaised())) }
      throw error
    }
  }

  // MARK: Awaiting

  /// `await v`; context: 0 = expression, 1 = result of `__aenter__`, 2 = result of `__aexit__`.
  func awaitable(_ v: Value, context: Int) throws(Raised) -> Value {
    if v.isExactly(.coroutine) {
      if Generator(v).isAtYieldFrom { throw raise(.runtimeError, "coroutine is being awaited already") }
      return v
    }
    if v.isExactly(.generator), Generator(v).function.code.hasFlag(.iterableCoroutine) { return v }
    guard let slot = v.type.slots.pointee.await else {
      let name: String = v.type.displayName
      switch context {
      case 1:
        throw raise(
          .typeError, "'async with' received an object from __aenter__ that does not implement __await__: \(name)")
      case 2:
        throw raise(
          .typeError, "'async with' received an object from __aexit__ that does not implement __await__: \(name)")
      default: throw raise(.typeError, "object \(name) can't be used in 'await' expression")
      }
    }
    let result = try slot(raw, v.bits).orThrow()
    if result.isExactly(.coroutine) || result.isExactly(.generator) && Generator(result).function.code.hasFlag(.iterableCoroutine) {
      throw raise(.typeError, "__await__() returned a coroutine")
    }
    if result.type.slots.pointee.next == nil {
      throw raise(.typeError, "__await__() returned non-iterator of type '\(result.type.displayName)'")
    }
    return result
  }

  func asyncIterator(_ v: Value) throws(Raised) -> Value {
    guard let slot = v.type.slots.pointee.aiter else {
      throw raise(.typeError, "'async for' requires an object with __aiter__ method, got \(v.type.displayName)")
    }
    let result = try slot(raw, v.bits).orThrow()
    if result.type.slots.pointee.anext == nil {
      throw raise(
        .typeError,
        "'async for' received an object from __aiter__ that does not implement __anext__: \(result.type.displayName)")
    }
    return result
  }
  func asyncNext(_ v: Value) throws(Raised) -> Value {
    guard let slot = v.type.slots.pointee.anext else {
      throw raise(.typeError, "'async for' requires an iterator with __anext__ method, got \(v.type.displayName)")
    }
    let result = try slot(raw, v.bits).orThrow()
    if v.isExactly(.asyncGenerator) { return result }
    do throws(Raised) {
      return try awaitable(result, context: 0)
    } catch {
      let cause = takeRaised()
      let text: String = "'async for' received an invalid object from __anext__: \(result.type.displayName)"
      let raised = raise(.typeError, text)
      Exceptions.setCause(state.pointee.raised, cause)
      throw raised
    }
  }
}

@inline(__always) func op_getYieldFromIter(_ pc: PC, _ fp: Raw, _ t: Raw, _ w: UInt64, _ table: Raw) { slow_getYieldFromIter(pc, fp, t, w, table) }
@inline(never) func slow_getYieldFromIter(_ pc: PC, _ fp: Raw, _ t: Raw, _ w: UInt64, _ table: Raw) {
  produce(pc, fp, t, w, table) { thread throws(Raised) in
    let v = fp[B(w)]
    if v.isExactly(.generator) { return v }
    if v.isExactly(.coroutine) {
      let code = Function(fp[-3]).code
      if code.hasFlag(.coroutine) || code.hasFlag(.iterableCoroutine) { return v }
      throw thread.raise(.typeError, "cannot 'yield from' a coroutine object in a non-coroutine generator")
    }
    return try thread.iterator(v)
  }
}
@inline(__always) func op_getAwaitable(_ pc: PC, _ fp: Raw, _ t: Raw, _ w: UInt64, _ table: Raw) { slow_getAwaitable(pc, fp, t, w, table) }
@inline(never) func slow_getAwaitable(_ pc: PC, _ fp: Raw, _ t: Raw, _ w: UInt64, _ table: Raw) {
  produce(pc, fp, t, w, table) { thread throws(Raised) in try thread.awaitable(fp[B(w)], context: C(w)) }
}
@inline(__always) func op_getAIter(_ pc: PC, _ fp: Raw, _ t: Raw, _ w: UInt64, _ table: Raw) { slow_getAIter(pc, fp, t, w, table) }
@inline(never) func slow_getAIter(_ pc: PC, _ fp: Raw, _ t: Raw, _ w: UInt64, _ table: Raw) {
  produce(pc, fp, t, w, table) { thread throws(Raised) in try thread.asyncIterator(fp[B(w)]) }
}
@inline(__always) func op_getANext(_ pc: PC, _ fp: Raw, _ t: Raw, _ w: UInt64, _ table: Raw) { slow_getANext(pc, fp, t, w, table) }
@inline(never) func slow_getANext(_ pc: PC, _ fp: Raw, _ t: Raw, _ w: UInt64, _ table: Raw) {
  produce(pc, fp, t, w, table) { thread throws(Raised) in try thread.asyncNext(fp[B(w)]) }
}
@inline(__always) func op_endAsyncFor(_ pc: PC, _ fp: Raw, _ t: Raw, _ w: UInt64, _ table: Raw) { slow_endAsyncFor(pc, fp, t, w, table) }
@inline(never) func slow_endAsyncFor(_ pc: PC, _ fp: Raw, _ t: Raw, _ w: UInt64, _ table: Raw) {
  let exception = fp[A(w)]
  if exception.isInstance(of: .stopAsyncIteration) {
    dispatch(pc, fp, t, table)
    return
  }
  _ = enter(pc, fp, t).reraise(exception)
  raise(pc, fp, t, w, table)
}
@inline(__always) func op_asyncGenWrap(_ pc: PC, _ fp: Raw, _ t: Raw, _ w: UInt64, _ table: Raw) { slow_asyncGenWrap(pc, fp, t, w, table) }
@inline(never) func slow_asyncGenWrap(_ pc: PC, _ fp: Raw, _ t: Raw, _ w: UInt64, _ table: Raw) {
  produce(pc, fp, t, w, table) { thread throws(Raised) in AsyncGenWrapped.make(thread, fp[B(w)]) }
}
