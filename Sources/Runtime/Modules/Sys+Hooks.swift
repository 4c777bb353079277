// sys: functions that the interpreter calls and programs may replace, audit hooks, hooks of generators.

import CProbes
import Glibc

extension SysModule {
  static func defineHooks(_ m: ModuleBuilder) {
    m.function("displayhook(object, /)", "Prints what an interactive expression gave, and keeps it as builtins._.") {
      native($0, $1, $2, $3, SysModule.displayHook)
    }
    m.module.dict.set(m.thread, Str.intern(m.thread, "__displayhook__"), m.module.dict.get(Name.displayhook))
    m.function("excepthook(exctype, value, traceback, /)", "Prints an exception that nothing has caught.") {
      native($0, $1, $2, $3) { (t, args) throws(Raised) in
        if args[1].isObject, args[1].isInstance(of: .baseException) { try TracebackPrinter.display(t, args[1]) }
        return .none
      }
    }
    m.module.dict.set(m.thread, Str.intern(m.thread, "__excepthook__"), m.module.dict.get(Name.excepthook))
    m.function("unraisablehook(unraisable, /)", "Prints an exception that could not be raised.") {
      native($0, $1, $2, $3) { (t, args) throws(Raised) in
        func field(_ name: StaticString) throws(Raised) -> Value { try t.getAttribute(args[0], Str.intern(t, name)) }
        try Unraisable.show(
          t, try field("exc_value"), message: try field("err_msg"), object: try field("object"))
        return .none
      }
    }
    m.module.dict.set(m.thread, Str.intern(m.thread, "__unraisablehook__"), m.module.dict.get(Name.unraisablehook))
    m.function("breakpointhook(*args, **kwargs)", "Enters the debugger that PYTHONBREAKPOINT names, pdb by default.") {
      native($0, $1, $2, $3, SysModule.breakpointHook)
    }
    m.set("__breakpointhook__", m.module.dict.get(Str.intern(m.thread, "breakpointhook")))
    m.function("audit(*args)", "Raises an audit event (PEP 578).") {
      native($0, $1, $2, $3) { (t, args) throws(Raised) in
        if args.count == 0 { throw t.raise(.typeError, "audit() missing 1 required positional argument: 'event'") }
        guard args[0].isKind(.str) else { throw t.raise(.typeError, "expected str for argument 'event', not \(args[0].type.displayName)") }
        if !Audit.isWanted { return .none }
        let tuple = try Tuple.make(t, args.base + 1, count: args.count - 1)
        try Audit.fire(t, Str(args[0]), tuple)
        return .none
      }
    }
    m.function("addaudithook(hook)", "Adds a function that sees every audit event.") {
      native($0, $1, $2, $3) { (t, args) throws(Raised) in
        // A hook may veto the next one by an exception that is no BaseException beyond Exception.
        do throws(Raised) { try t.audit("sys.addaudithook") } catch {
          if !t.isRaising(.exception) { throw error }
          _ = t.takeRaised()
          return .none
        }
        try Audit.add(t, args[0])
        return .none
      }
    }
    m.function("get_asyncgen_hooks()", "The hooks of asynchronous generators.") {
      native($0, $1, $2, $3) { (t, args) throws(Raised) in
        func shown(_ v: Value) -> Value { v.isEmpty ? .none : v }
        return try StructSequence.make(
          t, try SysModule.asyncGenHooksType(t), [shown(t.state.pointee.asyncGenFirstIter), shown(t.state.pointee.asyncGenFinalizer)])
      }
    }
    m.function("set_asyncgen_hooks(firstiter=None, finalizer=None)", "Sets the hooks of asynchronous generators.") {
      native($0, $1, $2, $3) { (t, args) throws(Raised) in
        for (v, name) in [(args[0], "firstiter"), (args[1], "finalizer")] where !v.isEmpty && !v.isNone {
          if v.type.slots.pointee.call == nil {
            throw t.raise(.typeError, "callable \(name) expected, got \(v.type.displayName)")
          }
        }
        if !args[1].isEmpty { t.state.pointee.asyncGenFinalizer = args[1].isNone ? .empty : args[1] }
        if !args[0].isEmpty { t.state.pointee.asyncGenFirstIter = args[0].isNone ? .empty : args[0] }
        return .none
      }
    }
    m.function("get_coroutine_origin_tracking_depth()", "How many frames a coroutine remembers of its making.") {
      native($0, $1, $2, $3) { (t, args) throws(Raised) in .int(t.state.pointee.originTrackingDepth) }
    }
    m.function("set_coroutine_origin_tracking_depth(depth)", "Sets how many frames a coroutine remembers of its making.") {
      native($0, $1, $2, $3) { (t, args) throws(Raised) in
        let depth = try t.indexInt(args[0], overflow: .overflowError)
        if depth < 0 { throw t.raise(.valueError, "depth must be >= 0") }
        t.state.pointee.originTrackingDepth = depth
        return .none
      }
    }
  }

  private static let asyncGenHooks = Root()
  private static func asyncGenHooksType(_ t: Thread) throws(Raised) -> Type {
    if asyncGenHooks.value.isEmpty {
      asyncGenHooks.value = try StructSequence.makeType(
        t, "sys.asyncgen_hooks", doc: "Hooks of asynchronous generators.", fields: ["firstiter", "finalizer"], visible: 2,
        canMake: false
      ).value
    }
    return Type(asyncGenHooks.value)
  }

  private static func displayHook(_ t: Thread, _ args: Args) throws(Raised) -> Value {
    if args[0].isNone { return .none }
    let builtins = Dict(machine.pointee.builtinsDict)
    let underscore = Str.intern(t, "_")
    builtins.set(t, underscore, .none)
    let out = Builtins.stream(t, .stdout)
    if out.isEmpty || out.isNone { throw t.raise(.runtimeError, "lost sys.stdout") }
    let text = try t.repr(args[0])
    do throws(Raised) { _ = try t.callMethod(out, Name.write, text.value) } catch {
      if !t.isRaising(.unicodeEncodeError) { throw error }
      _ = t.takeRaised()
      _ = try t.callMethod(out, Name.write, try t.ascii(args[0]).value)
    }
    _ = try t.callMethod(out, Name.write, Str.character(t, 0x0A).value)
    builtins.set(t, underscore, args[0])
    return .none
  }

  private static func breakpointHook(_ t: Thread, _ args: Args) throws(Raised) -> Value {
    var name = "pdb.set_trace"
    if !Options.ignoreEnvironment, let p = getenv("PYTHONBREAKPOINT") {
      name = String(cString: p)
      if name == "0" { return .none }
      if name.isEmpty { name = "pdb.set_trace" }
    }
    var function: Value = .empty
    let dot = name.lastIndex(of: ".")
    let moduleName = dot.map { String(name[..<$0]) } ?? "builtins"
    let attribute = dot.map { String(name[name.index(after: $0)...]) } ?? name
    do throws(Raised) {
      let module = try Importer.module(t, Str.intern(t, moduleName))
      function = try t.getAttribute(module, Str.intern(t, attribute))
    } catch {
      if !t.isRaising(.importError), !t.isRaising(.attributeError) { throw error }
      _ = t.takeRaised()
      try t.warn(.runtimeWarning, "Ignoring unimportable $PYTHONBREAKPOINT: \"\(name)\"", stackLevel: 1)
      return .none
    }
    let tuple = try Tuple.make(t, args.base, count: args.count)
    return try t.call(function, tuple: tuple.value, kwargs: args.keyword(0))
  }
}

/// Audit events (PEP 578): the marker, then the hooks that Python code has added.
enum Audit {
  /// List of hooks, or empty.
  private static let hooks = Root()
  nonisolated(unsafe) static var isActive = false

  /// Whether anybody is there to see an event: arguments are made only then.
  @inline(__always) static var isWanted: Bool { isActive || minipy_probe_audit_enabled() || minipy_probe_audit_args_enabled() }

  static func add(_ thread: Thread, _ hook: Value) throws(Raised) {
    if hooks.value.isEmpty { hooks.value = try List.make(thread).value }
    try List(hooks.value).append(thread, hook)
    isActive = true
  }

  static func fire(_ thread: Thread, _ event: Str, _ args: Tuple) throws(Raised) {
    if minipy_probe_audit_enabled() { event.withCString { minipy_probe_audit($0, args.raw) } }
    if minipy_probe_audit_args_enabled() {
      let rendered = MarkerText.plain(thread, args.value)
      MarkerText.with(event.value) { event in rendered.withCString { minipy_probe_audit_args(event, $0) } }
    }
    if !isActive { return }
    var i = 0
    while i < List(hooks.value).count {
      _ = try thread.call(List(hooks.value)[i], event.value, args.value)
      i += 1
    }
  }
}

extension Thread {
  /// sys.audit of a built-in event: marker, then Python hooks.
  @inline(__always) public func audit(_ event: StaticString, _ args: Value...) throws(Raised) {
    if _slowPath(Audit.isWanted) { try Audit.fire(self, Str.intern(self, event), try Tuple.make(self, args)) }
  }
}

/// Exceptions that cannot be raised where they happen (in `__del__`, in callbacks of the collector).
enum Unraisable {
  private static let argsType = Root()

  /// Gives the exception under way to sys.unraisablehook.
  static func report(_ thread: Thread, message: String?, object: Value) {
    let e = thread.takeRaised()
    if e.isEmpty { return }
    do throws(Raised) {
      if argsType.value.isEmpty {
        argsType.value = try StructSequence.makeType(
          thread, "UnraisableHookArgs", doc: "What sys.unraisablehook is called with.",
          fields: ["exc_type", "exc_value", "exc_traceback", "err_msg", "object"], visible: 5, canMake: false
        ).value
      }
      let text = message.map { Str.make(thread, $0).value } ?? .none
      let args = try StructSequence.make(
        thread, Type(argsType.value), [e.type.value, e, Exception(e).fields.pointee.traceback, text, object.isEmpty ? .none : object])
      let hook = Builtins.stream(thread, .unraisablehook)
      if hook.isEmpty || hook.isNone {
        try show(thread, e, message: text, object: object)
      } else {
        _ = try thread.call(hook, args)
      }
    } catch { _ = thread.takeRaised() }
  }

  static func show(_ thread: Thread, _ e: Value, message: Value, object: Value) throws(Raised) {
    let err = Builtins.stream(thread, .stderr)
    if err.isEmpty || err.isNone { return }
    var text = ""
    let heading = message.isNone ? "Exception ignored in" : try thread.str(message).string
    if !object.isNone, !object.isEmpty {
      let shown = (try? thread.repr(object).string) ?? "<object repr() failed>"
      if thread.state.pointee.raised.isObject { _ = thread.takeRaised() }
      text = "\(heading): \(shown)\n"
    } else if !message.isNone {
      text = "\(heading):\n"
    }
    if !text.isEmpty { _ = try thread.callMethod(err, Name.write, Str.make(thread, text).value) }
    try TracebackPrinter.display(thread, e)
  }
}
