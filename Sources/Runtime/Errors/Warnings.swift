// Warnings that native code issues: by the same filters and registries as a program's (WarningsModule.swift).

enum Warnings {
  /// The -W options and PYTHONWARNINGS are read by the library's module `warnings`, which has to be there before the first warning.
  private static func prepare(_ thread: Thread) throws(Raised) {
    if Options.warnOptions.isEmpty { return }
    _ = try thread.ignoring(.importError) { () throws(Raised) in try Importer.module(thread, Str.intern(thread, "warnings")) }
  }

  static func warn(_ thread: Thread, _ category: TypeID, _ message: String, stackLevel: Int) throws(Raised) {
    if machine.pointee.isFinalizing { return }
    try prepare(thread)
    try WarningsModule.warn(thread, Str.make(thread, message).value, Type[category].value, stackLevel: stackLevel, source: .none)
  }

  /// The same, for a place in a source text.
  static func warnExplicit(_ thread: Thread, _ category: TypeID, _ message: String, filename: Str, line: Int) throws(Raised) {
    if machine.pointee.isFinalizing { return }
    try prepare(thread)
    try WarningsModule.warnExplicit(
      thread, Str.make(thread, message).value, Type[category].value, filename, line, module: .none, registry: .none, source: .none,
      sourceLine: .none)
  }
}

extension Thread {
  /// warnings.warn(message, category, stacklevel)
  public func warn(_ category: TypeID, _ message: String, stackLevel: Int) throws(Raised) {
    try Warnings.warn(self, category, message, stackLevel: stackLevel)
  }
}
