// The module `_lsprof`: how often Python functions are called and how long they take (Library Reference, profile). The profiler is a profile
// function as `sys.setprofile` takes it. A native function goes by a text that describes it, a Python function by its code.

struct ProfilerFields: BitwiseCopyable {
  var header: Header
  /// A callable that gives the time, or none: the monotonic clock in seconds.
  var timer: Value
  /// Seconds that one step of an int timer stands for; 0: the timer gives seconds.
  var unit: Value
  var subcalls: Value
  /// Whether native functions are listed.
  var builtins: Value
  /// dict: code object or text -> row, see `Row`.
  var rows: Value
  /// list of running calls, each [code, begin, time in callees].
  var running: Value
}

struct Profiler: Handle {
  let fields: UnsafeMutablePointer<ProfilerFields>
  init(fields: UnsafeMutablePointer<ProfilerFields>) { self.fields = fields }

  private static let entryType = Root()
  private static let subentryType = Root()

  /// Places in a row, which is a list.
  private enum Row {
    static let calls = 0, recursive = 1, total = 2, inline = 3, depth = 4, callees = 5
  }

  static func define(_ m: ModuleBuilder) throws(Raised) {
    m.doc("Fast profiler")
    try m.type(.profiler)
    let names: [StaticString] = ["code", "callcount", "reccallcount", "totaltime", "inlinetime"]
    entryType.value = try StructSequence.makeType(
      m.thread, "_lsprof.profiler_entry", doc: "A function's calls and times.", fields: names + ["calls"], visible: 6).value
    subentryType.value = try StructSequence.makeType(
      m.thread, "_lsprof.profiler_subentry", doc: "Calls of a function by another.", fields: names, visible: 5).value
    m.set("profiler_entry", entryType.value)
    m.set("profiler_subentry", subentryType.value)
  }

  static func define(_ type: TypeBuilder) {
    type.doc("Profiler(timer=None, timeunit=0.0, subcalls=True, builtins=True)\n\nBuilds a profiler object using the specified timer function.")
    type.record(6)
    type.flags(.subclassable)
    type.new("Profiler(*args, **kwargs)") {
      native($0, $1, $2, $3) { (t, args) throws(Raised) in
        let p = Profiler(try Type(args[0]).allocateInstance(t))
        p.fields.pointee.timer = .none
        p.fields.pointee.unit = .none
        p.fields.pointee.subcalls = .yes
        p.fields.pointee.builtins = .yes
        p.fields.pointee.rows = .none
        p.fields.pointee.running = .none
        try p.clear(t)
        return p.value
      }
    }
    type.initialize("Profiler(timer=None, timeunit=0.0, subcalls=True, builtins=True)") {
      native($0, $1, $2, $3) { (t, args) throws(Raised) in
        let p = Profiler(args[0])
        let unit = t.float(args[2].isEmpty ? 0 : try t.double(args[2]))
        let subcalls = args[3].isEmpty ? true : try t.truth(args[3])
        let builtins = args[4].isEmpty ? true : try t.truth(args[4])
        p.barrier()
        p.fields.pointee.timer = args[1].isEmpty ? .none : args[1]
        p.fields.pointee.unit = unit
        p.fields.pointee.subcalls = .bool(subcalls)
        p.fields.pointee.builtins = .bool(builtins)
        return .none
      }
    }
    type.method("enable(subcalls=True, builtins=True)", "Start collecting profiling information.") {
      native($0, $1, $2, $3) { (t, args) throws(Raised) in
        let p = Profiler(args[0])
        if !args[1].isEmpty { p.fields.pointee.subcalls = .bool(try t.truth(args[1])) }
        if !args[2].isEmpty { p.fields.pointee.builtins = .bool(try t.truth(args[2])) }
        try t.audit("sys.setprofile")
        t.setProfile(args[0])
        return .none
      }
    }
    type.method("disable()", "Stops counting.") {
      native($0, $1, $2, $3) { (t, args) throws(Raised) in
        let p = Profiler(args[0])
        try t.audit("sys.setprofile")
        t.setProfile(.none)
        let now = try p.now(t)
        while List(p.fields.pointee.running).count > 0 { try p.leave(t, now) }
        return .none
      }
    }
    type.method("clear()", "Forgets what was counted.") {
      native($0, $1, $2, $3) { (t, args) throws(Raised) in
        try Profiler(args[0]).clear(t)
        return .none
      }
    }
    type.method("getstats()", "A list of profiler_entry objects.") { native($0, $1, $2, $3) { (t, args) throws(Raised) in try Profiler(args[0]).statistics(t) } }
    type.slots.pointee.call = { callable($0, $1, $2, $3) { t, base, count, names throws(Raised) in
      if count == 4, base[1].isExactly(.frame), base[2].isKind(.str) { try Profiler(base[0]).take(t, FrameObject(base[1]), Str(base[2]), base[3]) }
      return .none
    } }
  }

  /// An event, as `sys.setprofile` has them.
  private func take(_ t: Thread, _ frame: FrameObject, _ event: Str, _ argument: Value) throws(Raised) {
    if event.equals("call") {
      try enter(t, frame.function.code.value)
    } else if event.equals("return") {
      try leave(t, try now(t))
    } else if fields.pointee.builtins.isTrue {
      if event.equals("c_call") { try enter(t, try Profiler.describe(t, argument)) } else { try leave(t, try now(t)) }
    }
  }
  /// What stands for a native function: `<built-in method builtins.max>`, `<method 'append' of 'list' objects>`.
  private static func describe(_ t: Thread, _ function: Value) throws(Raised) -> Value {
    let name = try t.getAttributeOrEmpty(function, Name.__name__.str)
    let owner = try t.getAttributeOrEmpty(function, Str.intern(t, "__self__"))
    guard name.isKind(.str) else { return try t.repr(function).value }
    if owner.isEmpty { return try t.repr(function).value }
    if !owner.isNone, !owner.isKind(.module) {
      let method = owner.type.lookup(Str.intern(Str(name)))
      if !method.isEmpty { return try t.repr(method).value }
    }
    let module = owner.isKind(.module) ? try t.getAttributeOrEmpty(function, Name.__module__.str) : .none
    let prefix: String = module.isKind(.str) ? Str(module).string + "." : ""
    return Str.make(t, "<built-in method \(prefix)\(Str(name).string)>").value
  }

  private func clear(_ t: Thread) throws(Raised) {
    let rows = Dict.make(t)
    barrier()
    fields.pointee.rows = rows.value
    let running = try List.make(t)
    barrier()
    fields.pointee.running = running.value
  }
  /// Seconds.
  private func now(_ t: Thread) throws(Raised) -> Double {
    if fields.pointee.timer.isNone { return Double(Clock.read(1)) / 1e9 }
    let v: Double
    do throws(Raised) { v = try t.double(try t.call(fields.pointee.timer)) } catch {
      // The profiled program is not to blame.
      Unraisable.report(t, message: nil, object: fields.pointee.timer)
      return 0
    }
    let unit = try t.double(fields.pointee.unit)
    return unit == 0 ? v : v * unit
  }

  private func row(_ t: Thread, _ rows: Value, _ code: Value) throws(Raised) -> List {
    let known = try Dict(rows).get(t, code)
    if known.isKind(.list) { return List(known) }
    let callees = Dict.make(t)
    let row = try List.make(t)
    for v in [Value.int(0), .int(0), t.float(0), t.float(0), .int(0), callees.value] { try row.append(t, v) }
    try Dict(rows).set(t, code, row.value)
    return row
  }
  private func enter(_ t: Thread, _ code: Value) throws(Raised) {
    let running = List(fields.pointee.running)
    let own = try row(t, fields.pointee.rows, code)
    own.set(Row.depth, .int(own[Row.depth].asInt &+ 1))
    if fields.pointee.subcalls.isTrue, running.count > 0 {
      let caller = try row(t, fields.pointee.rows, List(running[running.count - 1])[0])
      let sub = try row(t, caller[Row.callees], code)
      sub.set(Row.depth, .int(sub[Row.depth].asInt &+ 1))
    }
    let call = try List.make(t)
    try call.append(t, code)
    try call.append(t, t.float(try now(t)))
    try call.append(t, t.float(0))
    try running.append(t, call.value)
  }
  /// The innermost running call ends.
  private func leave(_ t: Thread, _ now: Double) throws(Raised) {
    let running = List(fields.pointee.running)
    guard running.count > 0 else { return }
    let call = List(running[running.count - 1])
    running.fields.pointee.count &-= 1
    let code = call[0]
    let total = now - (try t.double(call[1]))
    let inline = total - (try t.double(call[2]))
    try end(t, try row(t, fields.pointee.rows, code), total, inline)
    guard running.count > 0 else { return }
    let outer = List(running[running.count - 1])
    outer.set(2, t.float(try t.double(outer[2]) + total))
    if fields.pointee.subcalls.isTrue {
      let caller = try row(t, fields.pointee.rows, outer[0])
      try end(t, try row(t, caller[Row.callees], code), total, inline)
    }
  }
  /// A recursive call's time is part of the outermost one's.
  private func end(_ t: Thread, _ row: List, _ total: Double, _ inline: Double) throws(Raised) {
    row.set(Row.depth, .int(row[Row.depth].asInt &- 1))
    row.set(Row.calls, .int(row[Row.calls].asInt &+ 1))
    row.set(Row.inline, t.float(try t.double(row[Row.inline]) + inline))
    if row[Row.depth].asInt <= 0 {
      row.set(Row.total, t.float(try t.double(row[Row.total]) + total))
    } else {
      row.set(Row.recursive, .int(row[Row.recursive].asInt &+ 1))
    }
  }

  private func statistics(_ t: Thread) throws(Raised) -> Value {
    let list = try List.make(t)
    try t.forEach(try t.callMethod(fields.pointee.rows, Str.intern(t, "items"), [])) { (pair) throws(Raised) in
      let row = List(Tuple(pair)[1])
      if row[Row.calls].asInt == 0 { return true }
      let calls = try List.make(t)
      try t.forEach(try t.callMethod(row[Row.callees], Str.intern(t, "items"), [])) { (pair) throws(Raised) in
        let sub = List(Tuple(pair)[1])
        if sub[Row.calls].asInt > 0 {
          try calls.append(t, try StructSequence.make(t, Type(Profiler.subentryType.value), [Tuple(pair)[0], sub[0], sub[1], sub[2], sub[3]]))
        }
        return true
      }
      try list.append(
        t,
        try StructSequence.make(
          t, Type(Profiler.entryType.value),
          [Tuple(pair)[0], row[0], row[1], row[2], row[3], calls.count > 0 ? calls.value : .none]))
      return true
    }
    return list.value
  }
}
