// sys.monitoring (PEP 669, Library Reference of Python 3.12): up to six tools, each with a set of events and a callback for each event.
//
// It rides on what sys.settrace uses: while some tool wants some event, guards, the traced table and the unwinder call the functions of Tracing.swift
// (`hasHooks`), which ask here. While none does, there is nothing to ask.
//
// What a tool has disabled at a place is a bit in a table of the code object: 10 local events of 6 tools fit a word for each instruction.

import Bytecode
import CProbes
import Glibc

/// In the order of their bits in event sets; those that a tool can want of one code object, or disable at a place, come first.
enum MonitoringEvent: Int, CaseIterable {
  case pyStart, pyResume, pyReturn, pyYield, call, line, instruction, jump, branch, stopIteration
  case raise, exceptionHandled, pyUnwind, pyThrow, reraise, cReturn, cRaise

  static let localCount = 10
  @inline(__always) var bit: Int { 1 << rawValue }
  var isLocal: Bool { rawValue < MonitoringEvent.localCount }
  var name: StaticString {
    switch self {
    case .pyStart: "PY_START"
    case .pyResume: "PY_RESUME"
    case .pyReturn: "PY_RETURN"
    case .pyYield: "PY_YIELD"
    case .call: "CALL"
    case .line: "LINE"
    case .instruction: "INSTRUCTION"
    case .jump: "JUMP"
    case .branch: "BRANCH"
    case .stopIteration: "STOP_ITERATION"
    case .raise: "RAISE"
    case .exceptionHandled: "EXCEPTION_HANDLED"
    case .pyUnwind: "PY_UNWIND"
    case .pyThrow: "PY_THROW"
    case .reraise: "RERAISE"
    case .cReturn: "C_RETURN"
    case .cRaise: "C_RAISE"
    }
  }
}

enum Monitoring {
  static let toolCount = 6
  /// Events that some tool wants, of all code or of some.
  nonisolated(unsafe) private(set) static var wanted = 0
  /// How many times a tool wants events of one code object.
  nonisolated(unsafe) private static var localUses = 0
  /// Raised by `restart_events`: what was disabled before is not any more.
  nonisolated(unsafe) private static var era = 1
  nonisolated(unsafe) private static var globalEvents = InlineArray<6, Int>(repeating: 0)
  /// The tools' names (none: not in use), then their callbacks (none: no callback), a row of all events for each tool.
  private static let table = Root()
  static let disable = Root()
  static let missing = Root()

  /// For `import sys`.
  static func prepare(_ thread: Thread) throws(Raised) {
    disable.value = try thread.call(Type[.object].value)
    missing.value = try thread.call(Type[.object].value)
    let rows = try List.make(thread, capacity: toolCount * (1 + MonitoringEvent.allCases.count))
    for _ in 0..<toolCount * (1 + MonitoringEvent.allCases.count) { try rows.append(thread, .none) }
    table.value = rows.value
  }

  static func name(_ tool: Int) -> Value { List(table.value)[tool] }
  static func setName(_ tool: Int, _ name: Value) { store(tool, name) }
  static func callback(_ tool: Int, _ event: MonitoringEvent) -> Value { List(table.value)[place(tool, event)] }
  static func setCallback(_ tool: Int, _ event: MonitoringEvent, _ function: Value) { store(place(tool, event), function) }
  private static func place(_ tool: Int, _ event: MonitoringEvent) -> Int {
    toolCount + tool * MonitoringEvent.allCases.count + event.rawValue
  }
  private static func store(_ i: Int, _ value: Value) {
    let rows = List(table.value)
    rows.barrier(storing: value)
    rows.fields.pointee.items[i] = value
  }

  static func events(_ tool: Int) -> Int { globalEvents[tool] }
  static func setEvents(_ thread: Thread, _ tool: Int, _ set: Int) {
    globalEvents[tool] = set
    update(thread)
  }
  static func localEvents(_ tool: Int, _ code: CodeObject) -> Int { code.fields.pointee.monitored?[1 + tool] ?? 0 }
  /// False when there is no memory.
  static func setLocalEvents(_ thread: Thread, _ tool: Int, _ code: CodeObject, _ set: Int) -> Bool {
    guard let rows = rows(of: code) else { return false }
    localUses += (set != 0 ? 1 : 0) - (rows[1 + tool] != 0 ? 1 : 0)
    rows[1 + tool] = set
    update(thread)
    return true
  }
  static func restart() { era += 1 }

  private static func update(_ thread: Thread) {
    // Which events the code objects' tools want is not summed up: each is asked.
    wanted = localUses > 0 ? 1 << MonitoringEvent.localCount - 1 : 0
    for tool in 0..<toolCount { wanted |= globalEvents[tool] }
    // A call's outcome is told to those who are told of the call.
    if wanted & MonitoringEvent.call.bit != 0 { wanted |= MonitoringEvent.cReturn.bit | MonitoringEvent.cRaise.bit }
    thread.updateTracingEvent()
  }

  // MARK: Code objects

  /// A code object's: the era of what is disabled; the local events of each tool; for each word what is disabled there.
  private static func rows(of code: CodeObject) -> UnsafeMutablePointer<Int>? {
    if let rows = code.fields.pointee.monitored { return rows }
    guard let memory = calloc(1 + toolCount + code.fields.pointee.wordCount, MemoryLayout<Int>.stride) else { return nil }
    let rows = memory.bindMemory(to: Int.self, capacity: 1 + toolCount + code.fields.pointee.wordCount)
    code.fields.pointee.monitored = rows
    return rows
  }
  /// The code object is no more.
  static func free(_ rows: UnsafeMutablePointer<Int>) {
    for tool in 0..<toolCount where rows[1 + tool] != 0 { localUses -= 1 }
    Glibc.free(rows)
  }
  private static func bit(_ tool: Int, _ event: MonitoringEvent) -> Int { 1 << (tool * MonitoringEvent.localCount + event.rawValue) }

  static func wants(_ tool: Int, _ event: MonitoringEvent, _ code: CodeObject, _ word: Int) -> Bool {
    let events = globalEvents[tool]
    guard let rows = code.fields.pointee.monitored else { return events & event.bit != 0 }
    if (events | rows[1 + tool]) & event.bit == 0 { return false }
    return !event.isLocal || rows[0] != era || rows[1 + toolCount + word] & bit(tool, event) == 0
  }
  static func disable(_ tool: Int, _ event: MonitoringEvent, _ code: CodeObject, _ word: Int) {
    // Without memory it goes on being told.
    guard let rows = rows(of: code) else { return }
    if rows[0] != era {
      rows[0] = era
      for i in 0..<code.fields.pointee.wordCount { rows[1 + toolCount + i] = 0 }
    }
    rows[1 + toolCount + word] |= bit(tool, event)
  }
}

extension Thread {
  /// Whether a tool may want `event`, and none is at work on this thread.
  @inline(__always) func monitors(_ event: MonitoringEvent) -> Bool { Monitoring.wanted & event.bit != 0 && !state.pointee.isInTraceFunction }

  /// Tells the tools that want to know of `event` at `pc` of frame `fp`. `number` is what stands for the place (default: the instruction's offset).
  func monitor(
    _ event: MonitoringEvent, _ fp: Raw, _ pc: PC, number: Int? = nil, _ first: Value = .empty, _ second: Value = .empty
  ) throws(Raised) {
    if !monitors(event) { return }
    let code = Function(fp[-3]).code
    let word = min(max(code.word(at: pc), 0), code.fields.pointee.wordCount - 1)
    // Calls of native functions end where they began to be told.
    let asked: MonitoringEvent = event == .cReturn || event == .cRaise ? .call : event
    for tool in 0..<Monitoring.toolCount where Monitoring.wants(tool, asked, code, word) {
      let callback = Monitoring.callback(tool, event)
      if callback.isNone { continue }
      let arguments = try Tuple.make(self, count: first.isEmpty ? 2 : second.isEmpty ? 3 : 4)
      arguments.items[0] = code.value
      arguments.items[1] = .int(number ?? word * 2)
      if !first.isEmpty { arguments.items[2] = first }
      if !second.isEmpty { arguments.items[3] = second }
      let place = state.pointee.traced
      state.pointee.isInTraceFunction = true
      defer {
        state.pointee.isInTraceFunction = false
        state.pointee.traced = place
      }
      if try call(callback, tuple: arguments.value, kwargs: .empty) != Monitoring.disable.value { continue }
      if !event.isLocal {
        Monitoring.setCallback(tool, event, .none)
        throw raise(.valueError, "Cannot disable \(event.name) events. Callback removed.")
      }
      Monitoring.disable(tool, event, code, word)
    }
  }

  /// The exception in `raised` is where `event` says. What a callback raises takes its place.
  func monitorException(_ event: MonitoringEvent, _ fp: Raw, _ pc: PC) {
    if !monitors(event) { return }
    let exception = takeRaised()
    do throws(Raised) {
      try monitor(event, fp, pc, exception)
      _ = reraise(exception)
    } catch {}
  }

  /// The frame's instruction before led to the one at `pc`: was it a jump?
  func monitorJump(_ fp: Raw, _ previous: UInt, _ pc: PC, _ code: CodeObject) throws(Raised) {
    guard let from = PC(bitPattern: previous) else { return }
    let word = code.word(at: from)
    guard word >= 0, word < code.fields.pointee.wordCount, let opcode = Opcode(rawValue: code.traced(at: word).opcode), opcode.shape.jump != nil else { return }
    try monitor(opcode == .jump ? .jump : .branch, fp, from, .int(code.word(at: pc) * 2))
  }

  /// The next instruction, at `pc`, is a call.
  func monitorCall(_ fp: Raw, _ pc: PC, _ code: CodeObject) throws(Raised) {
    guard let call = callAt(fp, pc, code) else { return }
    try monitor(.call, fp, pc, call.function, call.first)
  }
  /// What the instruction at `pc` is about to call, and the first argument. nil: it calls nothing, or only running the program would tell what.
  func callAt(_ fp: Raw, _ pc: PC, _ code: CodeObject) -> (function: Value, first: Value)? {
    let word = pc.previous
    let site = fp.register(A(word))
    let missing = Monitoring.missing.value
    switch Opcode(rawValue: code.traced(at: code.word(at: pc)).opcode) {
    case .call, .callKw: return (site[0], B(word) > 0 ? site[3] : missing)
    case .callEx:
      let positional = site[3]
      let first: Value = positional.isExactly(.tuple) && Tuple(positional).count > 0 ? Tuple(positional)[0] : missing
      return (site[0], first)
    case .callLoaded, .callLoadedKw: return (site[0], !site[3].isEmpty ? site[3] : B(word) > 1 ? site[4] : missing)
    case .callMethod, .callMethodKw:
      let object = site[3]
      let name = Str(Value(bits: pc[0]))
      let next: Value = B(word) > 1 ? site[4] : missing
      if object.isExactly(.module) {
        let function = Module(object).dict.get(name)
        return function.isEmpty ? nil : (function, next)
      }
      if object.isKind(.type), object.type == Type[.type] {
        let found = Type(object).lookup(name)
        if found.isExactly(.staticmethod) { return (StaticMethod(found).fields.pointee.function, next) }
        if found.isExactly(.classmethod) { return (StaticMethod(found).fields.pointee.function, object) }
        return found.isExactly(.function) || found.isExactly(.methodDescriptor) ? (found, next) : nil
      }
      guard object.type.has(.genericGetAttribute) else { return nil }
      let own = object.ownAttribute(name)
      if !own.isEmpty { return (own, next) }
      let found = object.type.lookup(name)
      if found.isExactly(.staticmethod) { return (StaticMethod(found).fields.pointee.function, next) }
      if found.isExactly(.classmethod) { return (StaticMethod(found).fields.pointee.function, object.type.value) }
      return found.isExactly(.function) || found.isExactly(.methodDescriptor) ? (found, object) : nil
    default: return nil
    }
  }
}
