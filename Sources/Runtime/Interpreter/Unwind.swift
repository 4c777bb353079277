// Raising: from the instruction that failed to the handler that takes the exception, frame by frame.
//
// Zero-cost tables: a `try` costs nothing until something is raised; then the code's exception rows say where to go on.

import Bytecode
import CProbes

/// The thread's `raised` is set: goes on at the handler, or leaves the loop.
@inline(never) func raise(_ pc: PC, _ fp: Raw, _ t: Raw, _ w: UInt64, _ table: Raw) {
  let thread = Thread(t)
  guard let next = thread.unwind(pc, fp) else { return }
  dispatch(next.pc, next.fp, t, thread.state.pointee.table)
}

extension Thread {
  /// Finds the handler of the exception in `state.raised`, which the instruction at `pc` (behind its opcode word) of frame `fp` raised, and leaves
  /// the frames below it. nil: no Python frame up to the next native caller handles it.
  @inline(never)
  func unwind(_ pc: PC, _ fp: Raw) -> NextFrame? {
    var fp = fp
    var pc = pc
    // `reraise` and a bare `raise` go on raising: the frame has its traceback entry already.
    var isContinued = isReraise(pc, fp)
    while true {
      if !fp[-3].isExactly(.function) {
        let isNative: Bool = pc == Internal.entry.returnPC || pc == Internal.resumed.returnPC
        if isNative {
          state.pointee.result = .error
          return nil
        }
        pc = returnPC(of: fp)
        fp = fp[-2].linkedFrame
        continue
      }
      let code = Function(fp[-3]).code
      let word = code.word(at: pc)
      state.pointee.fp = fp.assumingMemoryBound(to: Value.self)
      state.pointee.pc = pc
      if isContinued {
        isContinued = false
        if hasHooks { monitorException(.reraise, fp, pc) }
      } else {
        if _slowPath(minipy_probe_exception_raise_enabled()), isRaised(pc) { fireRaise(fp, pc) }
        Traceback.add(self, FrameReference(fp: fp, pc: pc))
        if _slowPath(state.pointee.nativeCalls.count > 0) { fireNativeReturn(fp, pc) }
        if hasHooks { traceException(fp, pc) }
      }
      if let row = code.exceptionRow(at: word) {
        if _slowPath(minipy_probe_exception_catch_enabled()) { fireCatch(fp, handler: Int(row.handler)) }
        if hasHooks { monitorException(.exceptionHandled, fp, code.fields.pointee.words + Int(row.handler) + 1) }
        fp[Int(row.register)] = takeRaised()
        return NextFrame(pc: code.fields.pointee.words + Int(row.handler), fp: fp)
      }
      if hasHooks { traceUnwinding(fp, pc) }
      if _slowPath(minipy_probe_exception_unwind_enabled()) { fireUnwind(fp, pc) }
      leave(fp, pc, .none)
      let back = returnPC(of: fp)
      let caller = fp[-2].linkedFrame
      if !isOnStack(fp) {
        if _slowPath(minipy_probe_generator_close_enabled()) { fireClose(fp, pc) }
        let generator = Generator(frame: fp)
        generator.failed(self)
        if generator.header.pointee.shape == TypeID.asyncGenerator.rawValue,
          UInt16(truncatingIfNeeded: back.previous) == Opcode.yieldFrom.rawValue
        {
          AsyncGenSend(caller[B(back.previous)]).end()
          generator.stepFailed(self)
        }
        if UInt16(truncatingIfNeeded: back.previous) == Opcode.yieldFrom.rawValue { Generator(frame: caller).rejoin(self, from: generator) }
      } else if fp[-1].linkedPC == Internal.frameExit.returnPC {
        FrameObject.detach(self, fp, pc)
      }
      pc = back
      fp = caller
    }
  }

  /// Whether the exception in `raised` comes to its first frame: native code has just made it, or a `raise` statement raises it.
  private func isRaised(_ pc: PC) -> Bool {
    let opcode = UInt16(truncatingIfNeeded: pc.previous)
    return Exceptions.traceback(state.pointee.raised).isNone || opcode == Opcode.raise.rawValue || opcode == Opcode.raiseFrom.rawValue
  }

  private func isReraise(_ pc: PC, _ fp: Raw) -> Bool {
    if !fp[-3].isExactly(.function) { return false }
    let code = Function(fp[-3]).code
    let word = code.word(at: pc)
    if word < 0 || word >= code.fields.pointee.wordCount { return false }
    let opcode = UInt16(truncatingIfNeeded: pc.previous)
    if opcode == Opcode.raiseAgain.rawValue { return !Exceptions.traceback(state.pointee.raised).isNone }
    return opcode == Opcode.reraise.rawValue || opcode == Opcode.endAsyncFor.rawValue
  }
}

// MARK: Instructions

@inline(__always) func op_pushHandled(_ pc: PC, _ fp: Raw, _ t: Raw, _ w: UInt64, _ table: Raw) {
  let thread = Thread(t)
  let exception = fp[B(w)]
  if _slowPath(!thread.isOnStack(fp)) {
    slow_pushHandled(pc, fp, t, w, table)
    return
  }
  fp[A(w)] = thread.state.pointee.handled
  thread.state.pointee.handled = exception
  dispatch(pc, fp, t, table)
}
/// In a generator: its own handled slot, under which its resumer's one shows.
@inline(never) func slow_pushHandled(_ pc: PC, _ fp: Raw, _ t: Raw, _ w: UInt64, _ table: Raw) {
  let thread = Thread(t)
  let generator = Generator(frame: fp)
  let exception = fp[B(w)]
  fp[A(w)] = generator.fields.pointee.handled
  generator.barrier()
  generator.fields.pointee.handled = exception
  thread.state.pointee.handled = exception
  dispatch(pc, fp, t, table)
}

@inline(__always) func op_popHandled(_ pc: PC, _ fp: Raw, _ t: Raw, _ w: UInt64, _ table: Raw) {
  let thread = Thread(t)
  if _slowPath(!thread.isOnStack(fp)) {
    slow_popHandled(pc, fp, t, w, table)
    return
  }
  thread.state.pointee.handled = fp[A(w)]
  dispatch(pc, fp, t, table)
}
@inline(never) func slow_popHandled(_ pc: PC, _ fp: Raw, _ t: Raw, _ w: UInt64, _ table: Raw) {
  let thread = Thread(t)
  let generator = Generator(frame: fp)
  let previous = fp[A(w)]
  generator.barrier()
  generator.fields.pointee.handled = previous
  thread.state.pointee.handled = previous.isNone ? generator.fields.pointee.outerHandled : previous
  dispatch(pc, fp, t, table)
}

@inline(__always) func op_jumpIfNotExcMatch(_ pc: PC, _ fp: Raw, _ t: Raw, _ w: UInt64, _ table: Raw) { slow_jumpIfNotExcMatch(pc, fp, t, w, table) }
@inline(never) func slow_jumpIfNotExcMatch(_ pc: PC, _ fp: Raw, _ t: Raw, _ w: UInt64, _ table: Raw) {
  jumpIf(pc, fp, t, w, table, signedC(w)) { thread throws(Raised) in !(try thread.matches(fp[A(w)], fp[B(w)])) }
}

@inline(__always) func op_raise(_ pc: PC, _ fp: Raw, _ t: Raw, _ w: UInt64, _ table: Raw) { slow_raise(pc, fp, t, w, table) }
@inline(never) func slow_raise(_ pc: PC, _ fp: Raw, _ t: Raw, _ w: UInt64, _ table: Raw) {
  enter(pc, fp, t).raiseStatement(fp[A(w)], cause: .empty)
  raise(pc, fp, t, w, table)
}
@inline(__always) func op_raiseFrom(_ pc: PC, _ fp: Raw, _ t: Raw, _ w: UInt64, _ table: Raw) { slow_raiseFrom(pc, fp, t, w, table) }
@inline(never) func slow_raiseFrom(_ pc: PC, _ fp: Raw, _ t: Raw, _ w: UInt64, _ table: Raw) {
  enter(pc, fp, t).raiseStatement(fp[A(w)], cause: fp[B(w)])
  raise(pc, fp, t, w, table)
}
@inline(__always) func op_raiseAgain(_ pc: PC, _ fp: Raw, _ t: Raw, _ w: UInt64, _ table: Raw) { slow_raiseAgain(pc, fp, t, w, table) }
@inline(never) func slow_raiseAgain(_ pc: PC, _ fp: Raw, _ t: Raw, _ w: UInt64, _ table: Raw) {
  let thread = enter(pc, fp, t)
  let handled = thread.state.pointee.handled
  if handled.isNone {
    _ = thread.raise(.runtimeError, "No active exception to reraise")
  } else {
    _ = thread.reraise(handled)
  }
  raise(pc, fp, t, w, table)
}
@inline(__always) func op_reraise(_ pc: PC, _ fp: Raw, _ t: Raw, _ w: UInt64, _ table: Raw) { slow_reraise(pc, fp, t, w, table) }
@inline(never) func slow_reraise(_ pc: PC, _ fp: Raw, _ t: Raw, _ w: UInt64, _ table: Raw) {
  _ = enter(pc, fp, t).reraise(fp[A(w)])
  raise(pc, fp, t, w, table)
}

@inline(__always) func op_matchExcGroup(_ pc: PC, _ fp: Raw, _ t: Raw, _ w: UInt64, _ table: Raw) { slow_matchExcGroup(pc, fp, t, w, table) }
@inline(never) func slow_matchExcGroup(_ pc: PC, _ fp: Raw, _ t: Raw, _ w: UInt64, _ table: Raw) {
  perform(pc, fp, t, w, table) { thread throws(Raised) in
    let (match, rest) = try thread.splitGroup(fp[B(w)], fp[C(w)])
    fp[A(w)] = match
    fp[A(w) &+ 1] = rest
  }
}
@inline(__always) func op_prepReraiseStar(_ pc: PC, _ fp: Raw, _ t: Raw, _ w: UInt64, _ table: Raw) { slow_prepReraiseStar(pc, fp, t, w, table) }
@inline(never) func slow_prepReraiseStar(_ pc: PC, _ fp: Raw, _ t: Raw, _ w: UInt64, _ table: Raw) {
  produce(pc, fp, t, w, table) { thread throws(Raised) in try thread.remainder(ofGroup: fp[B(w)], fp[C(w)]) }
}

@inline(__always) func op_loadAssertionError(_ pc: PC, _ fp: Raw, _ t: Raw, _ w: UInt64, _ table: Raw) {
  fp[A(w)] = Type[.assertionError].value
  dispatch(pc, fp, t, table)
}

// MARK: with (langref 8.5; PEP 343, 492)

@inline(__always) func op_withEnter(_ pc: PC, _ fp: Raw, _ t: Raw, _ w: UInt64, _ table: Raw) { slow_withEnter(pc, fp, t, w, table) }
@inline(never) func slow_withEnter(_ pc: PC, _ fp: Raw, _ t: Raw, _ w: UInt64, _ table: Raw) {
  perform(pc, fp, t, w, table) { thread throws(Raised) in
    try thread.enterContext(fp, A(w), fp[B(w)], .__enter__, .__exit__, "context manager")
  }
}
@inline(__always) func op_asyncWithEnter(_ pc: PC, _ fp: Raw, _ t: Raw, _ w: UInt64, _ table: Raw) { slow_asyncWithEnter(pc, fp, t, w, table) }
@inline(never) func slow_asyncWithEnter(_ pc: PC, _ fp: Raw, _ t: Raw, _ w: UInt64, _ table: Raw) {
  perform(pc, fp, t, w, table) { thread throws(Raised) in
    try thread.enterContext(fp, A(w), fp[B(w)], .__aenter__, .__aexit__, "asynchronous context manager")
  }
}

@inline(__always) func op_withExit(_ pc: PC, _ fp: Raw, _ t: Raw, _ w: UInt64, _ table: Raw) { slow_withExit(pc, fp, t, w, table) }
@inline(never) func slow_withExit(_ pc: PC, _ fp: Raw, _ t: Raw, _ w: UInt64, _ table: Raw) {
  let site = fp.register(A(w))
  site[0] = fp[B(w)]
  site[3] = .none
  site[4] = .none
  site[5] = .none
  callRegister(pc, fp, t, w, table, 3, .empty, skip: 0)
}
@inline(__always) func op_withExitError(_ pc: PC, _ fp: Raw, _ t: Raw, _ w: UInt64, _ table: Raw) { slow_withExitError(pc, fp, t, w, table) }
@inline(never) func slow_withExitError(_ pc: PC, _ fp: Raw, _ t: Raw, _ w: UInt64, _ table: Raw) {
  let site = fp.register(A(w))
  let exception = fp[C(w)]
  let exit = fp[B(w)]
  site[0] = exit
  site[3] = exception.type.value
  site[4] = exception
  site[5] = Exceptions.traceback(exception)
  callRegister(pc, fp, t, w, table, 3, .empty, skip: 0)
}

extension Thread {
  /// `raise what from cause`; `cause` empty: no `from`. Always sets `raised`.
  @inline(never)
  func raiseStatement(_ what: Value, cause: Value) {
    do throws(Raised) {
      let exception = try exceptionObject(what)
      if !cause.isEmpty {
        if cause.isNone {
          Exceptions.setCause(exception, .none)
        } else if cause.isKind(.type) && Type(cause).has(.exception) {
          let made = try call(cause)
          if !made.type.has(.exception) {
            throw raise(
              .typeError,
              "calling \(Type(cause).displayName) should have returned an instance of BaseException, not \(made.type.displayName)")
          }
          Exceptions.setCause(exception, made)
        } else if cause.type.has(.exception) {
          Exceptions.setCause(exception, cause)
        } else {
          throw raise(.typeError, "exception causes must derive from BaseException")
        }
      }
      _ = raise(exception)
    } catch {}
  }

  /// The exception that `raise what` raises: an instance, or what calling the class gives.
  func exceptionObject(_ what: Value) throws(Raised) -> Value {
    if what.isKind(.type), Type(what).has(.exception) {
      let made = try call(what)
      if !made.type.has(.exception) {
        let repr: String = try repr(what).string
        throw raise(
          .typeError, "calling \(repr) should have returned an instance of BaseException, not \(made.type.displayName)")
      }
      return made
    }
    if what.isObject, what.type.has(.exception) { return what }
    throw raise(.typeError, "exceptions must derive from BaseException")
  }

  /// Whether an `except` clause for `pattern` (a class, or a tuple of classes) takes the exception.
  func matches(_ exception: Value, _ pattern: Value) throws(Raised) -> Bool {
    if pattern.isKind(.tuple) {
      let tuple = Tuple(pattern)
      for i in 0..<tuple.count { try checkPattern(tuple[i]) }
      for i in 0..<tuple.count where exception.type.isSubclass(of: Type(tuple[i])) { return true }
      return false
    }
    try checkPattern(pattern)
    return exception.type.isSubclass(of: Type(pattern))
  }
  private func checkPattern(_ pattern: Value) throws(Raised) {
    if !pattern.isKind(.type) || !Type(pattern).has(.exception) {
      throw raise(.typeError, "catching classes that do not inherit from BaseException is not allowed")
    }
  }

  /// `with`: R[a] = bound exit method, R[a+1] = what the enter method returns.
  func enterContext(_ fp: Raw, _ a: Int, _ manager: Value, _ enter: Name, _ exit: Name, _ kind: StaticString) throws(Raised) {
    let enterMethod = try lookupSpecial(manager, enter)
    if enterMethod.isEmpty { throw raise(.typeError, "'\(manager.type.displayName)' object does not support the \(kind) protocol") }
    let exitMethod = try lookupSpecial(manager, exit)
    if exitMethod.isEmpty {
      let type: String = manager.type.displayName
      throw raise(.typeError, "'\(type)' object does not support the \(kind) protocol (missed \(exit) method)")
    }
    let result = try call(enterMethod)
    fp[a] = exitMethod
    fp[a &+ 1] = result
  }

  // MARK: except* (PEP 654)

  /// The part of an exception or group that matches, and the rest; each may be none.
  func splitGroup(_ exception: Value, _ pattern: Value) throws(Raised) -> (Value, Value) {
    let patterns: [Value] = pattern.isKind(.tuple) ? (0..<Tuple(pattern).count).map { Tuple(pattern)[$0] } : [pattern]
    for p in patterns {
      try checkStarPattern(p)
    }
    if exception.isNone { return (.none, .none) }
    if try matches(exception, pattern) {
      if exception.isInstance(of: .baseExceptionGroup) { return (exception, .none) }
      // A naked exception is wrapped.
      let tuple = try Tuple.make(self, [exception])
      let group = try call(Type[.baseExceptionGroup].value, machine.pointee.emptyString, tuple.value)
      Exceptions.setTraceback(group, Exceptions.traceback(exception))
      return (group, .none)
    }
    if exception.isInstance(of: .baseExceptionGroup) {
      let split = try callMethod(exception, Str.intern(self, "split"), [pattern])
      if !split.isKind(.tuple) {
        throw raise(.typeError, "\(exception.type.displayName).split must return a tuple, not \(split.type.displayName)")
      }
      if Tuple(split).count < 2 {
        throw raise(
          .typeError, "\(exception.type.displayName).split must return a 2-tuple, got tuple of size \(Tuple(split).count)")
      }
      return (Tuple(split)[0], Tuple(split)[1])
    }
    return (.none, exception)
  }
  private func checkStarPattern(_ p: Value) throws(Raised) {
    if !p.isKind(.type) || !Type(p).has(.exception) {
      throw raise(.typeError, "catching classes that do not inherit from BaseException is not allowed")
    }
    if Type(p).isSubclass(of: .baseExceptionGroup) {
      throw raise(.typeError, "catching ExceptionGroup with except* is not allowed. Use except instead.")
    }
  }

  /// What an `except*` statement leaves to be raised: nothing (none), one exception, or a group. `list` holds what its clauses raised
  /// and what no clause took.
  func remainder(ofGroup original: Value, _ list: Value) throws(Raised) -> Value {
    let all = List(list)
    var raised: [Value] = []
    var again: [Value] = []
    for i in 0..<all.count {
      let e = all[i]
      if e.isNone { continue }
      if isSameMetadata(e, original) { again.append(e) } else { raised.append(e) }
    }
    if raised.isEmpty, again.isEmpty { return .none }
    if !original.isInstance(of: .baseExceptionGroup) {
      // A naked exception was caught and something else raised, or it goes on.
      if raised.isEmpty { return again[0] }
      if raised.count == 1, again.isEmpty { return raised[0] }
    }
    var parts = raised
    if !again.isEmpty {
      let projected = try project(original, again)
      if raised.isEmpty { return projected }
      if !projected.isNone { parts.append(projected) }
    }
    let list = try List.make(self)
    for part in parts { try list.append(self, part) }
    return try call(Type[.baseExceptionGroup].value, machine.pointee.emptyString, list.value)
  }
  /// Whether `part` was split off `whole` (same traceback, cause and context) and not raised anew.
  private func isSameMetadata(_ part: Value, _ whole: Value) -> Bool {
    if part == whole { return true }
    if !part.isInstance(of: .baseExceptionGroup) || !whole.isInstance(of: .baseExceptionGroup) { return false }
    return Exceptions.traceback(part) == Exceptions.traceback(whole) && Exceptions.cause(part) == Exceptions.cause(whole)
      && Exceptions.context(part) == Exceptions.context(whole)
  }
  /// The exceptions of `parts` in the nesting of `whole`.
  private func project(_ whole: Value, _ parts: [Value]) throws(Raised) -> Value {
    if parts.count == 1 { return parts[0] }
    if !whole.isInstance(of: .baseExceptionGroup) { return parts[0] }
    let leaves = try List.make(self)
    for part in parts { try collectLeaves(part, leaves) }
    return try keep(whole, leaves)
  }
  private func collectLeaves(_ e: Value, _ leaves: List) throws(Raised) {
    try checkNativeStack()
    if !e.isInstance(of: .baseExceptionGroup) {
      try leaves.append(self, e)
      return
    }
    let items = try getAttribute(e, Str.intern(self, "exceptions"))
    for i in 0..<Tuple(items).count { try collectLeaves(Tuple(items)[i], leaves) }
  }
  private func keep(_ group: Value, _ leaves: List) throws(Raised) -> Value {
    try checkNativeStack()
    let items = Tuple(try getAttribute(group, Str.intern(self, "exceptions")))
    let kept = try List.make(self)
    for i in 0..<items.count {
      let item = items[i]
      if item.isInstance(of: .baseExceptionGroup) {
        let part = try keep(item, leaves)
        if !part.isNone { try kept.append(self, part) }
      } else {
        for k in 0..<leaves.count where leaves[k] == item {
          try kept.append(self, item)
          break
        }
      }
    }
    if kept.count == 0 { return .none }
    if kept.count == items.count {
      var same = true
      for i in 0..<items.count where items[i] != kept[i] { same = false }
      if same { return group }
    }
    let derived = try callMethod(group, Str.intern(self, "derive"), [kept.value])
    Exceptions.setTraceback(derived, Exceptions.traceback(group))
    Exceptions.setCause(derived, Exceptions.cause(group))
    Exceptions.setContext(derived, Exceptions.context(group))
    return derived
  }
}
