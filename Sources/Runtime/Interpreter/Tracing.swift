// Line events, and tracing by the program itself: sys.settrace, sys.setprofile.

import Bytecode
import CProbes

/// Where the traced table's last instruction was.
public struct TracedPlace: BitwiseCopyable {
  var fp: Raw? = nil
  /// Behind the opcode word; 0 before the first.
  var pc: UInt = 0
  var line = 0

  init() {}
  init(fp: Raw, pc: PC, line: Int) {
    self.fp = fp
    self.pc = UInt(bitPattern: pc)
    self.line = line
  }
}

extension Thread {
  /// Before an instruction of the traced table.
  @inline(never)
  func traceInstruction(_ fp: Raw, _ pc: PC) throws(Raised) {
    guard fp[-3].isExactly(.function) else { return }
    let code = Function(fp[-3]).code
    let word = code.word(at: pc)
    let table = code.source.lineTable
    guard word >= 0, word < code.fields.pointee.wordCount else { return }
    // A line begins where its first instruction says so, unless the frame is on that line already; a jump back begins it again.
    let previous = state.pointee.traced
    let line = table.line(at: word)
    let isSameFrame = previous.fp == fp
    // Instructions without a line, which the compiler adds, belong to the line before them.
    state.pointee.traced = TracedPlace(fp: fp, pc: pc, line: line == 0 && isSameFrame ? previous.line : line)
    if isSameFrame, UInt(bitPattern: pc) <= previous.pc {
      if line == 0 { return }
    } else if !table.startsLine(at: word) || isSameFrame && line == previous.line {
      return
    }
    if minipy_probe_line_enabled() {
      minipy_probe_line(code.fields.pointee.filenameText, code.fields.pointee.nameText, Int32(truncatingIfNeeded: line))
    }
    if hasTraceFunction { try traceLine(fp, pc) }
  }

  // MARK: sys.settrace

  /// Sets the function that sees calls from now on; none: nobody does.
  func setTrace(_ function: Value) {
    state.pointee.traceFunction = function.isNone ? .empty : function
    updateTracingEvent()
  }
  /// `sys.setprofile`
  func setProfile(_ function: Value) {
    state.pointee.profileFunction = function.isNone ? .empty : function
    updateTracingEvent()
  }
  private func updateTracingEvent() {
    if state.pointee.traceFunction.isObject || state.pointee.profileFunction.isObject {
      minipy_events_set(Events.tracing)
    } else {
      _ = minipy_events_clear(Events.tracing)
    }
    _ = chooseTable()
  }

  var isTraced: Bool { state.pointee.traceFunction.isObject && !state.pointee.isInTraceFunction }

  func traceCall(_ fp: Raw, _ pc: PC) throws(Raised) {
    try profile(fp, pc, "call", .none)
    if !isTraced { return }
    let frame = FrameObject.of(self, FrameReference(fp: fp, pc: pc))
    let local = try callTrace(state.pointee.traceFunction, frame, "call", .none)
    frame.barrier()
    frame.fields.pointee.trace = local.isNone ? .empty : local
  }
  func traceLine(_ fp: Raw, _ pc: PC) throws(Raised) {
    if !isTraced { return }
    try traceLocal(fp, pc, "line", .none)
  }
  func traceReturn(_ fp: Raw, _ pc: PC, _ result: Value) throws(Raised) {
    if isTraced { try traceLocal(fp, pc, "return", result) }
    try profile(fp, pc, "return", result)
  }
  /// An exception is passing through a frame. The trace function's own exception takes its place.
  func traceException(_ fp: Raw, _ pc: PC) {
    if !isTraced { return }
    let exception = takeRaised()
    do throws(Raised) {
      let arg = try Tuple.make(self, [exception.type.value, exception, Exceptions.traceback(exception)])
      try traceLocal(fp, pc, "exception", arg.value)
      _ = reraise(exception)
    } catch {}
  }

  /// A frame is left by an exception: the profile function sees a return of None.
  func profileFailure(_ fp: Raw, _ pc: PC) {
    if !state.pointee.profileFunction.isObject { return }
    let exception = takeRaised()
    do throws(Raised) {
      try profile(fp, pc, "return", .none)
      _ = reraise(exception)
    } catch {}
  }

  private func traceLocal(_ fp: Raw, _ pc: PC, _ event: StaticString, _ arg: Value) throws(Raised) {
    let frame = FrameObject.of(self, FrameReference(fp: fp, pc: pc))
    let local = frame.fields.pointee.trace
    if !local.isObject { return }
    let next = try callTrace(local, frame, event, arg)
    if !next.isNone {
      frame.barrier()
      frame.fields.pointee.trace = next
    }
  }

  private func callTrace(_ function: Value, _ frame: FrameObject, _ event: StaticString, _ arg: Value) throws(Raised) -> Value {
    state.pointee.isInTraceFunction = true
    defer { state.pointee.isInTraceFunction = false }
    do throws(Raised) {
      return try call(function, frame.value, Str.intern(self, event).value, arg)
    } catch {
      state.pointee.traceFunction = .empty
      updateTracingEvent()
      throw error
    }
  }

  // MARK: sys.setprofile

  func profile(_ fp: Raw, _ pc: PC, _ event: StaticString, _ arg: Value) throws(Raised) {
    if !state.pointee.profileFunction.isObject || state.pointee.isInTraceFunction { return }
    let frame = FrameObject.of(self, FrameReference(fp: fp, pc: pc))
    state.pointee.isInTraceFunction = true
    defer { state.pointee.isInTraceFunction = false }
    do throws(Raised) {
      _ = try call(state.pointee.profileFunction, frame.value, Str.intern(self, event).value, arg)
    } catch {
      state.pointee.profileFunction = .empty
      updateTracingEvent()
      throw error
    }
  }
}
