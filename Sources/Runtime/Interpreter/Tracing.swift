// Line events, and tracing by the program itself: sys.settrace, sys.setprofile.

import Bytecode
import CProbes
import Glibc

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

/// What tracing asks of an instruction: its line (0: none), whether a line begins with it, and its opcode as it was compiled; the word that runs
/// may be a specialised form.
public struct TracedInstruction: BitwiseCopyable {
  let line: Int32
  let startsLine: Bool
  let opcode: UInt16
}

extension CodeObject {
  /// `word` is one of the code's. The first question unpacks the tables, whose look-ups would cost more than all else that an event does.
  @inline(__always) func traced(at word: Int) -> TracedInstruction {
    if let unpacked = fields.pointee.traced { return unpacked[word] }
    return unpack(word)
  }
  @inline(never) private func unpack(_ word: Int) -> TracedInstruction {
    let count = fields.pointee.wordCount
    func entry(_ at: Int, _ row: LineTable.Row?, _ word: UInt64) -> TracedInstruction {
      TracedInstruction(
        line: row?.position.line ?? 0, startsLine: row.map { $0.startsLine && Int($0.start) == at } ?? false, opcode: UInt16(truncatingIfNeeded: word))
    }
    guard let memory = malloc(count &* MemoryLayout<TracedInstruction>.stride) else { return entry(word, lineTable.row(at: word), sourceWords[word]) }
    let unpacked = memory.bindMemory(to: TracedInstruction.self, capacity: count)
    var rows = lineTable.rows.makeIterator()
    var row: LineTable.Row? = nil
    var next = rows.next()
    for (at, word) in sourceWords.unpacked.enumerated() {
      while let following = next, Int(following.start) <= at {
        row = following
        next = rows.next()
      }
      (unpacked + at).initialize(to: entry(at, row, word))
    }
    fields.pointee.traced = unpacked
    return unpacked[word]
  }
}

extension Thread {
  /// Before an instruction of the traced table.
  @inline(never)
  func traceInstruction(_ fp: Raw, _ pc: PC) throws(Raised) {
    guard fp[-3].isExactly(.function) else { return }
    let code = Function(fp[-3]).code
    let word = code.word(at: pc)
    guard word >= 0, word < code.fields.pointee.wordCount else { return }
    // A line begins where its first instruction says so, unless the frame is on that line already; a jump back begins it again.
    let previous = state.pointee.traced
    let place = code.traced(at: word)
    let line = Int(place.line)
    let isSameFrame = previous.fp == fp
    if state.pointee.profiledCalls.isObject { try profileNativeReturn(fp, pc, "c_return") }
    if state.pointee.nativeCalls.count > 0 { fireNativeReturn(fp, pc) }
    if isSameFrame, monitors(.jump) || monitors(.branch) { try monitorJump(fp, previous.pc, pc, code) }
    var isNewLine: Bool = place.startsLine && !(isSameFrame && line == previous.line)
    if isSameFrame, line != 0 {
      if place.opcode == Opcode.forIter.rawValue {
        // It lies behind the loop's body: coming from there is the jump back. For the first time it is reached from in front of the loop.
        let body = UInt(bitPattern: pc + signedC(pc.previous))
        if previous.pc > body { isNewLine = true }
      } else if UInt(bitPattern: pc) <= previous.pc, !isForIter(PC(bitPattern: previous.pc), code) {
        isNewLine = true
      }
    }
    // Instructions without a line, which the compiler adds, belong to the line before them.
    state.pointee.traced = TracedPlace(fp: fp, pc: pc, line: line == 0 && isSameFrame ? previous.line : line)
    if isNewLine {
      if Trace.wantsLines { Trace.record(.line, Function(fp[-3]), word + 1) }
      if minipy_probe_line_enabled() {
        minipy_probe_line(code.fields.pointee.filenameText, code.fields.pointee.nameText, Int32(truncatingIfNeeded: line))
      }
      if isTraced { try traceLine(fp, pc) }
      if monitors(.line) { try monitor(.line, fp, pc, number: line) }
    }
    if isTraced { try traceOpcode(fp, pc) }
    if monitors(.instruction) { try monitor(.instruction, fp, pc) }
    if monitors(.call) { try monitorCall(fp, pc, code) }
    if isProfiled || monitors(.call) { try profileNativeCall(fp, pc) }
    if firesNativeCalls { fireNativeEntry(fp, pc) }
  }

  /// Whether `pc` is behind the opcode word of a `forIter` of this code.
  @inline(__always) private func isForIter(_ pc: PC?, _ code: CodeObject) -> Bool {
    guard let pc else { return false }
    let word = code.word(at: pc)
    return word >= 0 && word < code.fields.pointee.wordCount && code.traced(at: word).opcode == Opcode.forIter.rawValue
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
    state.pointee.profiledCalls = .empty
    updateTracingEvent()
  }
  func updateTracingEvent() {
    if hasHooks {
      minipy_events_set(Events.tracing)
    } else {
      _ = minipy_events_clear(Events.tracing)
    }
    _ = chooseTable()
  }

  var isTraced: Bool { state.pointee.traceFunction.isObject && !state.pointee.isInTraceFunction }
  var isProfiled: Bool { state.pointee.profileFunction.isObject && !state.pointee.isInTraceFunction }

  /// A frame is entered, or a generator's is resumed: to raise `exception`, if that is not empty.
  func traceCall(_ fp: Raw, _ behind: PC, throwing exception: Value = .empty) throws(Raised) {
    // A frame that begins is on the line of its `def`, before the first instruction; a resumed one is where it was.
    let code = Function(fp[-3]).code
    let isResumed = code.word(at: behind) > 0 && UInt16(truncatingIfNeeded: (behind - 1).previous) != Opcode.returnGenerator.rawValue
    let isInYieldFrom = UInt16(truncatingIfNeeded: behind.previous) == Opcode.yieldFrom.rawValue
    let pc = !isResumed ? code.fields.pointee.words : isInYieldFrom ? behind : behind - 1
    state.pointee.pc = pc
    defer { state.pointee.pc = behind }
    if isTraced {
      let frame = FrameObject.of(self, FrameReference(fp: fp, pc: pc))
      let local = try callTrace(state.pointee.traceFunction, frame, "call", .none)
      frame.barrier()
      frame.fields.pointee.trace = local.isNone ? .empty : local
    }
    try profile(fp, pc, "call", .none)
    try monitor(!exception.isEmpty ? .pyThrow : isResumed ? .pyResume : .pyStart, fp, pc, exception)
  }
  func traceLine(_ fp: Raw, _ pc: PC) throws(Raised) {
    let frame = FrameObject.of(self, FrameReference(fp: fp, pc: pc))
    if frame.fields.pointee.traceLines == .yes { try traceLocal(frame, "line", .none) }
  }
  /// Only frames that were asked to (`f_trace_opcodes`) tell each instruction, so a frame without an object does not get one.
  func traceOpcode(_ fp: Raw, _ pc: PC) throws(Raised) {
    if isOnStack(fp), fp[-1].linkedPC != Internal.frameExit.returnPC { return }
    let frame = FrameObject.of(self, FrameReference(fp: fp, pc: pc))
    if frame.fields.pointee.traceOpcodes == .yes { try traceLocal(frame, "opcode", .none) }
  }
  /// A frame is left by a return, or suspended by a yield.
  func traceReturn(_ fp: Raw, _ pc: PC, _ result: Value) throws(Raised) {
    if state.pointee.profiledCalls.isObject { try profileNativeReturn(fp, pc, "c_return") }
    if isTraced { try traceLocal(FrameObject.of(self, FrameReference(fp: fp, pc: pc)), "return", result) }
    try profile(fp, pc, "return", result)
    let opcode = UInt16(truncatingIfNeeded: pc.previous)
    try monitor(opcode == Opcode.yield.rawValue || opcode == Opcode.yieldFrom.rawValue ? .pyYield : .pyReturn, fp, pc, result)
  }
  /// A generator that a loop or delegation of frame `fp` resumed has returned, which takes the place of a StopIteration.
  func traceStop(_ fp: Raw, _ pc: PC, _ result: Value) throws(Raised) {
    if !monitors(.stopIteration) || !fp[-3].isExactly(.function) { return }
    try monitor(.stopIteration, fp, pc, result.isNone ? try call(Type[.stopIteration].value) : try call(Type[.stopIteration].value, result))
  }
  /// An exception is passing through a frame. The trace function's own exception takes its place.
  func traceException(_ fp: Raw, _ pc: PC) {
    let exception = takeRaised()
    do throws(Raised) {
      if state.pointee.profiledCalls.isObject { try profileNativeReturn(fp, pc, "c_exception") }
      if isTraced {
        let arg = try Tuple.make(self, [exception.type.value, exception, Exceptions.traceback(exception)])
        try traceLocal(FrameObject.of(self, FrameReference(fp: fp, pc: pc)), "exception", arg.value)
      }
      try monitor(.raise, fp, pc, exception)
      _ = reraise(exception)
    } catch {}
  }
  /// An exception leaves a frame: a return that gives None.
  func traceUnwinding(_ fp: Raw, _ pc: PC) {
    let exception = takeRaised()
    do throws(Raised) {
      if isTraced { try traceLocal(FrameObject.of(self, FrameReference(fp: fp, pc: pc)), "return", .none) }
      try profile(fp, pc, "return", .none)
      try monitor(.pyUnwind, fp, pc, exception)
      _ = reraise(exception)
    } catch {}
  }

  private func traceLocal(_ frame: FrameObject, _ event: StaticString, _ arg: Value) throws(Raised) {
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
    if !isProfiled { return }
    let frame = FrameObject.of(self, FrameReference(fp: fp, pc: pc))
    // Its own instructions take the place of the one that is being watched.
    let place = state.pointee.traced
    state.pointee.isInTraceFunction = true
    defer {
      state.pointee.isInTraceFunction = false
      state.pointee.traced = place
    }
    do throws(Raised) {
      _ = try call(state.pointee.profileFunction, frame.value, Str.intern(self, event).value, arg)
    } catch {
      state.pointee.profileFunction = .empty
      updateTracingEvent()
      throw error
    }
  }

  /// The next instruction calls what is no Python function: a `c_call`, if it is a native one, and something to be told when it is done.
  private func profileNativeCall(_ fp: Raw, _ pc: PC) throws(Raised) {
    let code = Function(fp[-3]).code
    let native = try calledNative(fp, pc, code)
    if native.isObject { try profile(fp, pc, "c_call", native) }
    let told = monitors(.call) ? callAt(fp, pc, code) : nil
    if !native.isObject {
      guard let function = told?.function, function.isObject, !function.isExactly(.function), !function.isExactly(.boundMethod) else { return }
    }
    if state.pointee.profiledCalls.isEmpty { state.pointee.profiledCalls = try List.make(self).value }
    let calls = List(state.pointee.profiledCalls)
    try calls.append(self, .link(fp))
    // For the profile function, and for tools of sys.monitoring.
    try calls.append(self, native)
    try calls.append(self, told?.function ?? native)
    try calls.append(self, told?.first ?? Monitoring.missing.value)
  }
  /// What frame `fp` has called is done, if that was noted: `event` is a `c_return` or a `c_exception`.
  private func profileNativeReturn(_ fp: Raw, _ pc: PC, _ event: StaticString) throws(Raised) {
    let calls = List(state.pointee.profiledCalls)
    guard calls.count >= 4, calls[calls.count &- 4] == .link(fp) else { return }
    let native = calls[calls.count &- 3]
    let function = calls[calls.count &- 2]
    let first = calls[calls.count &- 1]
    calls.truncate(self, calls.count &- 4)
    if native.isObject { try profile(fp, pc, event, native) }
    if !monitors(.call) { return }
    // `pc` is behind the call already, unless that has raised.
    let place = state.pointee.traced.fp == fp ? PC(bitPattern: state.pointee.traced.pc) ?? pc : pc
    try monitor(event.utf8CodeUnitCount == 8 ? .cReturn : .cRaise, fp, place, function, first)
  }

  /// The builtin_function_or_method that the instruction at `pc` is about to call, or empty. A method descriptor is shown bound.
  private func calledNative(_ fp: Raw, _ pc: PC, _ code: CodeObject) throws(Raised) -> Value {
    guard let callee = nativeCallee(fp, pc, code) else { return .empty }
    return callee.receiver.isEmpty ? callee.function.value : NativeFunction.bind(self, callee.function, callee.receiver)
  }
  /// The native function that the instruction at `pc` is about to call, and what a method descriptor is called on (else empty). Nothing that runs
  /// Python code is asked, so a function that only `__getattr__` would give is not seen.
  func nativeCallee(_ fp: Raw, _ pc: PC, _ code: CodeObject) -> (function: NativeFunction, receiver: Value)? {
    func plain(_ v: Value) -> (function: NativeFunction, receiver: Value)? {
      v.isExactly(.builtinFunction) ? (NativeFunction(v), .empty) : nil
    }
    let word = code.word(at: pc)
    guard word >= 0, word < code.fields.pointee.wordCount else { return nil }
    let opcode = code.traced(at: word).opcode
    if opcode < Opcode.call.rawValue || opcode > Opcode.callLoadedKw.rawValue { return nil }
    let site = fp.register(A(pc.previous))
    switch Opcode(rawValue: opcode) {
    case .call, .callKw, .callEx:
      return plain(site[0])
    case .callLoaded, .callLoadedKw:
      return site[0].isExactly(.methodDescriptor) ? (NativeFunction(site[0]), site[3]) : plain(site[0])
    case .callMethod, .callMethodKw:
      let object = site[3]
      let name = Str(Value(bits: pc[0]))
      if object.isExactly(.module) {
        return plain(Module(object).dict.get(name))
      }
      guard object.type.has(.genericGetAttribute), object.ownAttribute(name).isEmpty else { return nil }
      let found = object.type.lookup(name)
      return found.isExactly(.methodDescriptor) ? (NativeFunction(found), object) : nil
    default: return nil
    }
  }
}
