// sys.monitoring (Library Reference of Python 3.12): see Interpreter/Monitoring.swift.

extension SysModule {
  static func defineMonitoring(_ m: ModuleBuilder) throws(Raised) {
    let t = m.thread
    try Monitoring.prepare(t)
    let monitoring = ModuleBuilder(t, Module.make(t, Str.intern(t, "sys.monitoring")))
    monitoring.set("DISABLE", Monitoring.disable.value)
    monitoring.set("MISSING", Monitoring.missing.value)
    monitoring.set("DEBUGGER_ID", .int(0))
    monitoring.set("COVERAGE_ID", .int(1))
    monitoring.set("PROFILER_ID", .int(2))
    monitoring.set("OPTIMIZER_ID", .int(5))
    var events: [(String, Value)] = MonitoringEvent.allCases.map { ("\($0.name)", .int($0.bit)) }
    events.append(("NO_EVENTS", .int(0)))
    monitoring.set("events", try SimpleNamespace.make(t, events))
    defineTools(monitoring)
    defineEvents(monitoring)
    m.set("monitoring", monitoring.module.value)
  }

  private static func defineTools(_ m: ModuleBuilder) {
    m.function("use_tool_id(tool_id, name, /)", "Takes a tool id (0 to 5); ValueError if it is taken.") {
      native($0, $1, $2, $3) { (t, args) throws(Raised) in
        let tool = try SysModule.toolID(t, args[0])
        guard args[1].isKind(.str) else { throw t.raise(.valueError, "tool name must be a str") }
        if !Monitoring.name(tool).isNone { throw t.raise(.valueError, "tool \(tool) is already in use") }
        Monitoring.setName(tool, args[1])
        return .none
      }
    }
    m.function("free_tool_id(tool_id, /)", "Gives a tool id back. Its events and callbacks stay as they are.") {
      native($0, $1, $2, $3) { (t, args) throws(Raised) in
        Monitoring.setName(try SysModule.toolID(t, args[0]), .none)
        return .none
      }
    }
    m.function("get_tool(tool_id, /)", "The name of the tool that has this id, or None.") {
      native($0, $1, $2, $3) { (t, args) throws(Raised) in Monitoring.name(try SysModule.toolID(t, args[0])) }
    }
    m.function("register_callback(tool_id, event, func, /)", "Sets the function for one event, None for no function; the one before.") {
      native($0, $1, $2, $3) { (t, args) throws(Raised) in
        let tool = try SysModule.toolID(t, args[0])
        let set = try t.int32(args[1])
        if set <= 0 || set & (set - 1) != 0 { throw t.raise(.valueError, "The callback can only be set for one event at a time") }
        guard let event = MonitoringEvent(rawValue: set.trailingZeroBitCount) else { throw t.raise(.valueError, "invalid event \(set)") }
        try t.audit("sys.monitoring.register_callback", args[2])
        let before = Monitoring.callback(tool, event)
        Monitoring.setCallback(tool, event, args[2])
        return before
      }
    }
  }

  private static func defineEvents(_ m: ModuleBuilder) {
    m.function("get_events(tool_id, /)", "The events that a tool gets of all code.") {
      native($0, $1, $2, $3) { (t, args) throws(Raised) in .int(Monitoring.events(try SysModule.toolInUse(t, args[0]))) }
    }
    m.function("set_events(tool_id, event_set, /)", "Which events a tool gets of all code.") {
      native($0, $1, $2, $3) { (t, args) throws(Raised) in
        let tool = try SysModule.toolInUse(t, args[0])
        Monitoring.setEvents(t, tool, try SysModule.eventSet(t, args[1], MonitoringEvent.allCases.count, "invalid event set"))
        return .none
      }
    }
    m.function("get_local_events(tool_id, code, /)", "The events that a tool gets of this code object only.") {
      native($0, $1, $2, $3) { (t, args) throws(Raised) in
        let tool = try SysModule.toolInUse(t, args[0])
        return .int(Monitoring.localEvents(tool, try SysModule.code(t, args[1])))
      }
    }
    m.function("set_local_events(tool_id, code, event_set, /)", "Which events a tool gets of this code object, besides those of all code.") {
      native($0, $1, $2, $3) { (t, args) throws(Raised) in
        let tool = try SysModule.toolInUse(t, args[0])
        let code = try SysModule.code(t, args[1])
        let set = try SysModule.eventSet(t, args[2], MonitoringEvent.localCount, "invalid local event set")
        if !Monitoring.setLocalEvents(t, tool, code, set) { throw t.raiseMemoryError() }
        return .none
      }
    }
    m.function("restart_events()", "Enables again what callbacks have disabled, for all tools.") {
      native($0, $1, $2, $3) { (t, _) throws(Raised) in
        Monitoring.restart()
        return .none
      }
    }
  }

  private static func toolID(_ t: Thread, _ v: Value) throws(Raised) -> Int {
    let tool = try t.int32(v)
    if tool < 0 || tool >= Monitoring.toolCount { throw t.raise(.valueError, "invalid tool \(tool) (must be between 0 and 5)") }
    return tool
  }
  private static func toolInUse(_ t: Thread, _ v: Value) throws(Raised) -> Int {
    let tool = try SysModule.toolID(t, v)
    if Monitoring.name(tool).isNone { throw t.raise(.valueError, "tool \(tool) is not in use") }
    return tool
  }
  private static func code(_ t: Thread, _ v: Value) throws(Raised) -> CodeObject {
    guard v.isExactly(.code) else { throw t.raise(.typeError, "code must be a code object") }
    return CodeObject(v)
  }
  /// A set of the first `count` events. C_RETURN and C_RAISE come with CALL.
  private static func eventSet(_ t: Thread, _ v: Value, _ count: Int, _ text: String) throws(Raised) -> Int {
    let set = try t.int32(v)
    let returns = MonitoringEvent.cReturn.bit | MonitoringEvent.cRaise.bit
    let calls = returns | MonitoringEvent.call.bit
    if set < 0 || set >= 1 << MonitoringEvent.allCases.count { throw t.raise(.valueError, "\(text) 0x\(String(UInt32(truncatingIfNeeded: set), radix: 16))") }
    if set & returns != 0, set & calls != calls { throw t.raise(.valueError, "cannot set C_RETURN or C_RAISE events independently") }
    let rest = set & ~returns
    if rest >= 1 << count { throw t.raise(.valueError, "\(text) 0x\(String(rest, radix: 16))") }
    return rest
  }
}
