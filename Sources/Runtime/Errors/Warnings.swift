// Warnings that native code issues. Filters, registries and printing are the library's module `warnings`; it is imported
// by the first warning that its initial filters would not drop anyway.

import Glibc

enum Warnings {
  /// Categories that the default filters ignore outside of `__main__`.
  private static func isIgnoredByDefault(_ category: TypeID) -> Bool {
    switch category {
    case .deprecationWarning, .pendingDeprecationWarning, .importWarning, .resourceWarning: true
    default: false
    }
  }

  /// The module `warnings` if it is imported, or if the warning could be shown; nil if it would be dropped.
  private static func module(_ thread: Thread, _ category: TypeID, inMain: Bool) throws(Raised) -> Value? {
    let name = Str.intern(thread, "warnings")
    let loaded = Dict(machine.pointee.modules).get(name)
    if loaded.isObject { return loaded }
    if Options.warnOptions.isEmpty, !Options.devMode, isIgnoredByDefault(category), !(inMain && category == .deprecationWarning) {
      return nil
    }
    // Without a library the text goes to standard error as it is.
    return try thread.ignoring(.importError) { () throws(Raised) in try Importer.module(thread, name) } ?? .none
  }

  static func warn(_ thread: Thread, _ category: TypeID, _ message: String, stackLevel: Int) throws(Raised) {
    if machine.pointee.isFinalizing { return }
    let inMain = thread.callerGlobals().get(Name.__name__).isKind(.str)
      && Str(thread.callerGlobals().get(Name.__name__)).equals("__main__")
    guard let warnings = try module(thread, category, inMain: inMain) else { return }
    if warnings.isNone { return write("\(Type[category].displayName): \(message)\n") }
    _ = try thread.callMethod(
      warnings, Str.intern(thread, "warn"), [Str.make(thread, message).value, Type[category].value, .int(stackLevel)])
  }

  /// The same, for a place in a source text.
  static func warnExplicit(_ thread: Thread, _ category: TypeID, _ message: String, filename: Str, line: Int) throws(Raised) {
    guard let warnings = try module(thread, category, inMain: false) else { return }
    if warnings.isNone { return write("\(filename.string):\(line): \(Type[category].displayName): \(message)\n") }
    _ = try thread.callMethod(
      warnings, Str.intern(thread, "warn_explicit"),
      [Str.make(thread, message).value, Type[category].value, filename.value, .int(line)])
  }

  private static func write(_ text: String) {
    var text = text
    text.withUTF8 { (b: UnsafeBufferPointer<UInt8>) in _ = Glibc.write(2, b.baseAddress, b.count) }
  }
}

extension Thread {
  /// warnings.warn(message, category, stacklevel)
  public func warn(_ category: TypeID, _ message: String, stackLevel: Int) throws(Raised) {
    try Warnings.warn(self, category, message, stackLevel: stackLevel)
  }
}
