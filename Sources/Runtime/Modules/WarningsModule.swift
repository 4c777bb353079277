// The module _warnings: what the library's `warnings` is built on, and what native code warns by (Library Reference, "warnings").
//
// A warning is looked up in the registry of the module that it is attributed to (`__warningregistry__`), then matched against the filters, and
// shown by the library's `warnings._showwarnmsg` if that is imported, else written to sys.stderr as that would. Filters, default action and
// registry are those of the module `warnings` as far as a program has replaced them there.

enum WarningsModule {
  /// list of (action, message, category, module, line)
  private static let initialFilters = Root()
  /// dict: (text, category) -> True
  private static let onceRegistry = Root()
  /// A registry that was filled under other filters is out of date.
  nonisolated(unsafe) private static var version = 1

  static func define(_ m: ModuleBuilder) throws(Raised) {
    let t = m.thread
    m.doc("Issuing and filtering warnings: the native part of warnings.")
    m.set("filters", try filters(t))
    m.set("_onceregistry", once(t))
    m.set("_defaultaction", Str.intern(t, "default").value)
    m.function("_filters_mutated()", "To be called after a change of the filters.") {
      native($0, $1, $2, $3) { t, a throws(Raised) in
        WarningsModule.version &+= 1
        return .none
      }
    }
    m.function("warn(message, category=None, stacklevel=1, source=None)", "Issues a warning, which filters may drop or turn into an exception.") {
      native($0, $1, $2, $3) { t, a throws(Raised) in
        let level = a[2].isEmpty ? 1 : try t.indexInt(a[2], overflow: .overflowError)
        try WarningsModule.warn(t, a[0], try WarningsModule.category(t, a[0], a[1]), stackLevel: level, source: a[3].orNil ?? .none)
        return .none
      }
    }
    m.function(
      "warn_explicit(message, category, filename, lineno, module=None, registry=None, module_globals=None, source=None)",
      "Issue a warning for a place that is given."
    ) {
      native($0, $1, $2, $3, WarningsModule.explicit)
    }
  }

  private static func explicit(_ t: Thread, _ a: Args) throws(Raised) -> Value {
    guard a[2].isKind(.str) else { throw Arguments.wrongType(t, a[2], "warn_explicit() argument 3 must be str") }
    let line = try t.int32(a[3])
    let globals = a[6].orNil ?? .none
    var sourceLine = Value.none
    if !globals.isNone {
      guard globals.isKind(.dict) else {
        throw t.raise(.typeError, "module_globals must be a dict, not '\(globals.type.displayName)'")
      }
      sourceLine = try self.sourceLine(t, Dict(globals), line)
    }
    try warnExplicit(
      t, a[0], a[1], Str(a[2]), line, module: a[4].orNil ?? .none, registry: a[5].orNil ?? .none, source: a[7].orNil ?? .none,
      sourceLine: sourceLine)
    return .none
  }
  /// The line as the loader of a module gives it (PEP 302), or none.
  private static func sourceLine(_ t: Thread, _ globals: Dict, _ line: Int) throws(Raised) -> Value {
    let loader = globals.get(Name.__loader__)
    let name = globals.get(Name.__name__)
    if loader.isEmpty || loader.isNone || name.isEmpty { return .none }
    let get = try t.getAttributeOrEmpty(loader, Str.intern(t, "get_source"))
    if get.isEmpty { return .none }
    let text = try t.call(get, name)
    if !text.isKind(.str) { return .none }
    let lines = SourceLines.lines(of: Array(Str(text).string.utf8))
    return line >= 1 && line <= lines.count ? Str.make(t, lines[line - 1]).value : .none
  }

  // MARK: State

  private static func filters(_ t: Thread) throws(Raised) -> Value {
    if initialFilters.value.isObject { return initialFilters.value }
    let list = try List.make(t)
    func add(_ action: StaticString, _ category: TypeID, _ module: Value) throws(Raised) {
      let row = try Tuple.make(t, [Str.intern(t, action).value, .none, Type[category].value, module, .int(0)])
      try list.append(t, row.value)
    }
    if !Options.devMode {
      try add("default", .deprecationWarning, Str.intern(t, "__main__").value)
      for category in [.deprecationWarning, .pendingDeprecationWarning, .importWarning, .resourceWarning] as [TypeID] {
        try add("ignore", category, .none)
      }
    }
    initialFilters.value = list.value
    return list.value
  }
  private static func once(_ t: Thread) -> Value {
    if !onceRegistry.value.isObject { onceRegistry.value = Dict.make(t).value }
    return onceRegistry.value
  }
  /// The library's module `warnings` if it is imported, else empty.
  private static func library(_ t: Thread) throws(Raised) -> Value {
    Dict(machine.pointee.modules).get(Str.intern(t, "warnings"))
  }
  private static func setting(_ t: Thread, _ name: StaticString, _ fallback: Value) throws(Raised) -> Value {
    let module = try library(t)
    if !module.isObject { return fallback }
    return try t.getAttributeOrEmpty(module, Str.intern(t, name)).orNil ?? fallback
  }

  // MARK: Warning

  static func category(_ t: Thread, _ message: Value, _ category: Value) throws(Raised) -> Value {
    if message.isInstance(of: .warning) { return message.type.value }
    if category.isEmpty || category.isNone { return Type[.userWarning].value }
    guard category.isKind(.type), Type(category).isSubclass(of: .warning) else {
      throw t.raise(.typeError, "category must be a Warning subclass, not '\(category.type.displayName)'")
    }
    return category
  }

  /// warnings.warn(message, category, stacklevel, source)
  static func warn(_ t: Thread, _ message: Value, _ category: Value, stackLevel: Int, source: Value) throws(Raised) {
    var frame = t.innermostFrame
    var level = stackLevel
    let skipsImporter = level > 0 && !(frame.map(isImporter) ?? false)
    while level > 1, let f = frame {
      frame = t.caller(of: f)
      while skipsImporter, let g = frame, isImporter(g) { frame = t.caller(of: g) }
      level &-= 1
    }
    let globals = frame.map { $0.function.globals } ?? Module(machine.pointee.sys).dict
    let filename = frame.map { Str($0.function.code.fields.pointee.filename) } ?? Name.sys.str
    let line = frame?.line ?? 1
    let name = Str.intern(t, "__warningregistry__")
    var registry = globals.get(name)
    if registry.isEmpty {
      registry = Dict.make(t).value
      globals.set(t, name, registry)
    }
    let module = globals.get(Name.__name__)
    try warnExplicit(
      t, message, category, filename, line, module: module.isKind(.str) || module.isNone ? module : Str.intern(t, "<string>").value,
      registry: registry, source: source, sourceLine: .none)
  }
  private static func isImporter(_ frame: Thread.FrameReference) -> Bool {
    let filename = Str(frame.function.code.fields.pointee.filename).string
    return filename.hasPrefix("<frozen importlib") && filename.contains("_bootstrap")
  }

  static func warnExplicit(
    _ t: Thread, _ message: Value, _ category: Value, _ filename: Str, _ line: Int, module: Value, registry: Value, source: Value,
    sourceLine: Value
  ) throws(Raised) {
    var module = module
    if module.isNone || module.isEmpty {
      var n = filename.length
      if n >= 3, filename[n - 3] == 0x2E, filename[n - 2] == 0x70, filename[n - 1] == 0x79 { n -= 3 }
      module = filename.length == 0 ? Str.intern(t, "<unknown>").value : try filename.substring(t, 0, n).value
    }
    if !registry.isNone, !registry.isKind(.dict) {
      throw t.raise(.typeError, "'registry' must be a dict or None, not '\(registry.type.displayName)'")
    }
    var message = message
    var category = category
    let text: Value
    if message.isInstance(of: .warning) {
      text = try t.str(message).value
      category = message.type.value
    } else {
      text = message
      message = try t.call(category, message)
    }
    let key = try Tuple.make(t, [text, category, t.int(line)]).value
    if try isKnown(t, registry, key) { return }
    let action = try self.action(t, category, text, line, module)
    switch action.isKind(.str) ? Str(action).string : "" {
    case "error": throw t.raise(message)
    case "ignore": return
    case "always": break
    case "default": try note(t, registry, key)
    case "once":
      try note(t, registry, key)
      let book = registry.isNone ? try setting(t, "onceregistry", once(t)) : registry
      guard book.isKind(.dict) else {
        throw t.raise(.typeError, "_warnings._onceregistry must be a dict, not '\(book.type.displayName)'")
      }
      if try isNoted(t, book, Tuple.pair(t, text, category)) { return }
    case "module":
      try note(t, registry, key)
      if try isNoted(t, registry, try Tuple.make(t, [text, category, .int(0)]).value) { return }
    default:
      throw t.raise(
        .runtimeError, "Unrecognized action (\(try t.repr(action).string)) in warnings.filters:\n \(try t.repr(try setting(t, "filters", try filters(t))).string)")
    }
    try show(t, message, text, category, filename, line, source, sourceLine)
  }

  /// Whether the registry, if it is of the present filters, has the key; an outdated one is cleared.
  private static func isKnown(_ t: Thread, _ registry: Value, _ key: Value) throws(Raised) -> Bool {
    guard registry.isKind(.dict) else { return false }
    let d = Dict(registry)
    let name = Str.intern(t, "version")
    if d.get(name) != .int(version) {
      d.clear(t)
      d.set(t, name, .int(version))
      return false
    }
    let found = try d.get(t, key)
    return found.isEmpty ? false : try t.truth(found)
  }
  private static func note(_ t: Thread, _ registry: Value, _ key: Value) throws(Raised) {
    if registry.isKind(.dict) { try Dict(registry).set(t, key, .yes) }
  }
  /// Notes the key; whether it was there before.
  private static func isNoted(_ t: Thread, _ registry: Value, _ key: Value) throws(Raised) -> Bool {
    if try isKnown(t, registry, key) { return true }
    try note(t, registry, key)
    return false
  }

  /// The action of the first filter that matches.
  private static func action(_ t: Thread, _ category: Value, _ text: Value, _ line: Int, _ module: Value) throws(Raised) -> Value {
    let list = try setting(t, "filters", try filters(t))
    guard list.isKind(.list) else { throw t.raise(.valueError, "_warnings.filters must be a list") }
    var i = 0
    while i < List(list).count {
      let row = List(list)[i]
      guard row.isKind(.tuple), Tuple(row).count == 5 else { throw t.raise(.valueError, "_warnings.filters item \(i) isn't a 5-tuple") }
      i &+= 1
      let f = Tuple(row)
      guard f[0].isKind(.str) else { throw t.raise(.typeError, "action must be a string, not '\(f[0].type.displayName)'") }
      if !(try matches(t, f[1], text)) { continue }
      if !(try t.isSubclass(category, f[2])) { continue }
      if !(try matches(t, f[3], module)) { continue }
      let wanted = try t.indexInt(f[4], overflow: .overflowError)
      if wanted == 0 || wanted == line { return f[0] }
    }
    let action = try setting(t, "defaultaction", Str.intern(t, "default").value)
    guard action.isKind(.str) else { throw t.raise(.typeError, "_warnings.defaultaction must be a string, not '\(action.type.displayName)'") }
    return action
  }
  /// A filter's message or module: None, a str, or a compiled pattern.
  private static func matches(_ t: Thread, _ pattern: Value, _ text: Value) throws(Raised) -> Bool {
    if pattern.isNone { return true }
    if pattern.isExactly(.str) { return try t.equal(pattern, text) }
    return try t.truth(try t.callMethod(pattern, Str.intern(t, "match"), [text]))
  }

  // MARK: Showing

  private static func show(
    _ t: Thread, _ message: Value, _ text: Value, _ category: Value, _ filename: Str, _ line: Int, _ source: Value, _ sourceLine: Value
  ) throws(Raised) {
    var module = try library(t)
    if !module.isObject, !source.isNone {
      module = try t.ignoring(.importError) { () throws(Raised) in try Importer.module(t, Str.intern(t, "warnings")) } ?? .empty
    }
    let function = module.isObject ? try t.getAttributeOrEmpty(module, Str.intern(t, "_showwarnmsg")) : .empty
    if function.isEmpty { return try print(t, text, category, filename, line, sourceLine) }
    let make = try t.getAttribute(module, Str.intern(t, "WarningMessage"))
    let arguments = try Tuple.make(t, [message, category, filename.value, t.int(line), .none, .none, source])
    _ = try t.call(function, try t.call(make, tuple: arguments.value, kwargs: .empty))
  }
  private static func print(
    _ t: Thread, _ text: Value, _ category: Value, _ filename: Str, _ line: Int, _ sourceLine: Value
  ) throws(Raised) {
    var output = "\(filename.string):\(line): \(try t.str(try t.getAttribute(category, Name.__name__)).string): \(try t.str(text).string)\n"
    var shown: String?
    if sourceLine.isKind(.str) { shown = Str(sourceLine).string } else {
      let lines = SourceLines.read(t, filename.string) ?? []
      if line >= 1, line <= lines.count { shown = lines[line - 1] }
    }
    if let shown {
      let characters = Array(shown.unicodeScalars)
      if let first = characters.firstIndex(where: { !SourceLines.isSpace($0) }),
        let last = characters.lastIndex(where: { !SourceLines.isSpace($0) })
      {
        output += "  " + SourceLines.string(characters[first...last]) + "\n"
      }
    }
    try TracebackPrinter.write(t, output)
  }
}
