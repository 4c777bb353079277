// What waits behind the guard word: tracing markers, in-process tracing, signals and other asynchronous events.
//
// Function entry, return and loop back-edge test one word (CProbes.h). When it is not 0 they come here: what is wanted is done, and the
// program goes on. A tracer of lines needs more: the traced table, whose every handler asks for the line first. It is switched to at a guard,
// and left by any of its handlers when nobody listens any more.

import Bytecode
import CProbes

extension Thread {
  /// Whether each instruction has to be looked at: for lines, and for calls of native functions.
  var isTracingLines: Bool { minipy_probe_line_enabled() || hasHooks || firesNativeCalls || Trace.wantsLines }
  /// `sys.settrace` or `sys.setprofile` has set a function, or a tool of `sys.monitoring` wants events.
  var hasHooks: Bool { state.pointee.traceFunction.isObject || state.pointee.profileFunction.isObject || Monitoring.wanted != 0 }

  /// The table to go on with. Guards and the traced table's handlers come here, so that it is also where other ways of looking begin.
  func chooseTable() -> Raw {
    let isTracing = isTracingLines
    if !isTracing { state.pointee.nativeCalls.count = 0 }
    if minipy_probe_object_create_enabled() { Heap.watchAllocations() }
    let table = isTracing ? machine.pointee.tracedTable : machine.pointee.plainTable
    state.pointee.table = table
    return table
  }

  /// The frame at `fp` goes on at `pc`, where it was suspended or begins.
  func resume(_ fp: Raw, _ pc: PC) {
    if Trace.wantsCalls { Trace.record(.entry, Function(fp[-3]), wordOfResuming(fp, pc) + 1) }
    if minipy_probe_function_entry_enabled() { fireEntry(fp, line: lineOfResuming(fp, pc)) }
    if minipy_probe_generator_resume_enabled() { fireResume(fp, pc) }
  }
  /// Fires `function__entry` for the frame at `fp`.
  func fireEntry(_ fp: Raw, line: Int) {
    if !minipy_probe_function_entry_enabled() { return }
    let code = Function(fp[-3]).code.fields
    minipy_probe_function_entry(
      code.pointee.filenameText, code.pointee.nameText, Int32(truncatingIfNeeded: line), fp, code.pointee.qualnameText,
      moduleText(Function(fp[-3])))
  }
  /// Fires `function__return`.
  func fireReturn(_ fp: Raw, line: Int) {
    if !minipy_probe_function_return_enabled() { return }
    let code = Function(fp[-3]).code.fields
    minipy_probe_function_return(
      code.pointee.filenameText, code.pointee.nameText, Int32(truncatingIfNeeded: line), fp, code.pointee.qualnameText,
      moduleText(Function(fp[-3])))
  }
  /// The module's name as a C string: strs that are ASCII end in a NUL.
  private func moduleText(_ function: Function) -> UnsafePointer<CChar>? {
    let module = function.fields.pointee.module
    guard module.isKind(.str), Str(module).isASCII, Str(module).header.pointee.flags & Str.storedFlag == 0 else { return nil }
    return UnsafePointer(Str(module).data.assumingMemoryBound(to: CChar.self))
  }

  /// A frame is left, by a return, a suspension or an exception (`result` none): markers and the profile function.
  func leave(_ fp: Raw, _ pc: PC, _ result: Value) {
    if _fastPath(minipy_guard_word() == 0) { return }
    if Trace.wantsCalls { Trace.record(.leave, Function(fp[-3]), Function(fp[-3]).code.word(at: pc) + 1) }
    if minipy_probe_function_return_enabled() { fireReturn(fp, line: lineOfLeaving(fp, pc)) }
  }
  /// The line being executed. Clean-up code of the compiler has none: then the last line before it.
  func lineOfLeaving(_ fp: Raw, _ pc: PC) -> Int {
    let code = Function(fp[-3]).code
    var word = code.word(at: pc)
    var line = code.line(at: pc)
    while line == 0, word > 0 {
      word -= 1
      line = code.lineTable.line(at: word)
    }
    return line
  }
  /// Where a frame that is about to be resumed at `pc` is: on its yield or await, or on its first line when it is new.
  func lineOfResuming(_ fp: Raw, _ pc: PC) -> Int {
    let code = Function(fp[-3]).code
    let word = wordOfResuming(fp, pc)
    return word < 0 ? code.fields.pointee.firstLine : code.lineTable.line(at: word)
  }
  /// The same as a word of its code; -1: its first line.
  private func wordOfResuming(_ fp: Raw, _ pc: PC) -> Int {
    if UInt16(truncatingIfNeeded: pc.previous) == Opcode.returnGenerator.rawValue { return -1 }
    let isYieldFrom = UInt16(truncatingIfNeeded: pc.pointee) == Opcode.yieldFrom.rawValue
    return Function(fp[-3]).code.word(at: isYieldFrom ? pc + 1 : pc)
  }

  /// What is due at a function's first instruction.
  func enterGuarded(_ fp: Raw, _ pc: PC) throws(Raised) {
    let code = Function(fp[-3]).code
    // The call of a generator function only makes the generator; its frame is entered when it is resumed for the first time.
    if minipy_events() & Events.sample != 0 { Trace.takeSample(self, isEntered: true) }
    if !code.isResumable {
      if Trace.wantsCalls { Trace.record(.entry, Function(fp[-3]), 0) }
      fireEntry(fp, line: code.fields.pointee.firstLine)
    }
    if minipy_events() & ~Trace.standing != 0 { try checkEvents() }
    if hasHooks, !code.isResumable { try traceCall(fp, pc) }
  }

  /// Runs a frame that native code has pushed, while the guard word is not 0.
  @inline(never)
  func runGuarded(_ next: NextFrame) {
    let pc = unpacked(next.pc, next.fp)
    state.pointee.fp = next.fp.assumingMemoryBound(to: Value.self)
    state.pointee.pc = pc + 1
    do throws(Raised) {
      try enterGuarded(next.fp, pc + 1)
      _ = chooseTable()
      runLoop(pc, next.fp, self)
    } catch {
      if let handler = unwind(pc + 1, next.fp) { runLoop(handler.pc, handler.fp, self) }
    }
  }
}

/// The first instruction of a frame, of which a tracer is about to be told.
@inline(__always) private func unpacked(_ pc: PC, _ fp: Raw) -> PC { pc == Internal.packedCode ? Function(fp[-3]).unpackedEntry : pc }

// MARK: Handlers

/// At a function's first instruction.
@inline(never) func guard_entry(_ entry: PC, _ fp: Raw, _ t: Raw, _ w: UInt64, _ table: Raw) {
  let pc = unpacked(entry, fp)
  // Calls traced from inside, and nothing else: that is to cost little.
  if minipy_guard_word() == Trace.onlyCalls {
    let function = Function(fp[-3])
    if function.code.fields.pointee.traceNumber != 0, !function.code.isResumable {
      if _fastPath(!Trace.push(.entry, function, 0)) {
        dispatch(pc, fp, t, table)
        return
      }
      Trace.isFull(enter(pc + 1, fp, t))
      dispatch(pc, fp, t, table)
      return
    }
  }
  let thread = enter(pc + 1, fp, t)
  do throws(Raised) {
    try thread.enterGuarded(fp, pc + 1)
  } catch {
    raise(pc + 1, fp, t, w, table)
    return
  }
  dispatch(pc, fp, t, thread.chooseTable())
}

/// At the target of a jump.
@inline(never) func guard_jump(_ pc: PC, _ fp: Raw, _ t: Raw, _ w: UInt64, _ table: Raw) {
  if minipy_guard_word() == Trace.onlyCalls {
    dispatch(pc, fp, t, table)
    return
  }
  let thread = enter(pc + 1, fp, t)
  if minipy_events() & ~Trace.standing != 0 {
    do throws(Raised) {
      try thread.checkEvents()
    } catch {
      raise(pc + 1, fp, t, w, table)
      return
    }
  }
  dispatch(pc, fp, t, thread.chooseTable())
}

/// Before a return.
@inline(never) func guard_return(_ pc: PC, _ fp: Raw, _ t: Raw, _ w: UInt64, _ table: Raw) {
  if minipy_guard_word() == Trace.onlyCalls, Function(fp[-3]).code.fields.pointee.traceNumber != 0 {
    let function = Function(fp[-3])
    if _slowPath(Trace.push(.leave, function, function.code.word(at: pc) + 1)) { Trace.isFull(enter(pc, fp, t)) }
    fp[-3] = fp[A(w)]
    dispatch(fp[-1].linkedPC, fp[-2].linkedFrame, t, table)
    return
  }
  let thread = enter(pc, fp, t)
  let result = fp[A(w)]
  do throws(Raised) {
    if minipy_events() & ~Trace.standing != 0 { try thread.checkEvents() }
    if thread.hasHooks { try thread.traceReturn(fp, pc, result) }
  } catch {
    raise(pc, fp, t, w, table)
    return
  }
  thread.leave(fp, pc, result)
  fp[-3] = result
  dispatch(fp[-1].linkedPC, fp[-2].linkedFrame, t, thread.chooseTable())
}
@inline(never) func guard_returnNone(_ pc: PC, _ fp: Raw, _ t: Raw, _ w: UInt64, _ table: Raw) {
  if minipy_guard_word() == Trace.onlyCalls, Function(fp[-3]).code.fields.pointee.traceNumber != 0 {
    let function = Function(fp[-3])
    if _slowPath(Trace.push(.leave, function, function.code.word(at: pc) + 1)) { Trace.isFull(enter(pc, fp, t)) }
    fp[-3] = .none
    dispatch(fp[-1].linkedPC, fp[-2].linkedFrame, t, table)
    return
  }
  let thread = enter(pc, fp, t)
  do throws(Raised) {
    if minipy_events() & ~Trace.standing != 0 { try thread.checkEvents() }
    if thread.hasHooks { try thread.traceReturn(fp, pc, .none) }
  } catch {
    raise(pc, fp, t, w, table)
    return
  }
  thread.leave(fp, pc, .none)
  fp[-3] = .none
  dispatch(fp[-1].linkedPC, fp[-2].linkedFrame, t, thread.chooseTable())
}

/// The handler of every opcode in the traced table: line events, then the plain handler with the traced table going on.
@inline(never) func traced(_ pc: PC, _ fp: Raw, _ t: Raw, _ w: UInt64, _ table: Raw) {
  let thread = enter(pc, fp, t)
  do throws(Raised) {
    try thread.traceInstruction(fp, pc)
  } catch {
    raise(pc, fp, t, w, table)
    return
  }
  let table = machine.pointee.tracedTable
  let handler = (table + HandlerTable.count &* 8 + Int(UInt16(truncatingIfNeeded: w)) &* 8).load(as: Handler.self)
  handler(pc, fp, t, w, thread.isTracingLines ? table : thread.chooseTable())
}
