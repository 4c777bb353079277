// The module `_io`: files and streams (Library Reference, io). The class hierarchy is the documented one; the abstract classes' mixin
// methods work on any subclass that a program writes, and the concrete classes call each other directly where both are ours.

import Glibc

enum IOModule {
  static let defaultBufferSize = 8192
  private static let unsupported = Root()

  static func define(_ m: ModuleBuilder) throws(Raised) {
    let t = m.thread
    m.doc("Core of the io module.")
    m.set("DEFAULT_BUFFER_SIZE", .int(defaultBufferSize))
    for id in [
      TypeID.ioBase, .rawIOBase, .bufferedIOBase, .textIOBase, .fileIO, .bytesIO, .stringIO, .bufferedReader, .bufferedWriter,
      .bufferedRandom, .bufferedRWPair, .textIOWrapper, .incrementalNewlineDecoder,
    ] { try m.type(id) }
    m.set("BlockingIOError", Type[.blockingIOError].value)
    // class UnsupportedOperation(OSError, ValueError)
    let namespace = Dict.make(t)
    namespace.set(t, Name.__module__.str, Str.intern(t, "io").value)
    let bases = Tuple.pair(t, Type[.osError].value, Type[.valueError].value)
    let made = try t.call(Type[.type].value, Str.intern(t, "UnsupportedOperation").value, bases, namespace.value)
    unsupported.value = made
    m.set("UnsupportedOperation", made)
    m.function(
      "open(file, mode='r', buffering=-1, encoding=None, errors=None, newline=None, closefd=True, opener=None)",
      "Opens a file and gives a stream."
    ) { native($0, $1, $2, $3, IOModule.open) }
    m.function("open_code(path)", "Opens a file whose contents will be run.") {
      native($0, $1, $2, $3) { (t, args) throws(Raised) in
        guard args[0].isKind(.str) else {
          throw t.raise(.typeError, "open_code() argument 'path' must be str, not \(args[0].type.displayName)")
        }
        return try IOModule.open(t, file: args[0], mode: "rb", buffering: -1)
      }
    }
    m.function("text_encoding(encoding, stacklevel=2, /)", "The encoding, or 'locale' for None.") {
      native($0, $1, $2, $3) { (t, args) throws(Raised) in
        args[0].isNone ? Str.intern(t, Options.utf8Mode ? "utf-8" : "locale").value : args[0]
      }
    }
  }

  /// The functions that `builtins` shares.
  static func openFunction(_ thread: Thread) throws(Raised) -> Value {
    try thread.getAttribute(try Importer.module(thread, Str.intern(thread, "_io")), Str.intern(thread, "open"))
  }

  static func raiseUnsupported(_ t: Thread, _ what: String) -> Raised {
    do throws(Raised) {
      if unsupported.value.isEmpty { _ = try Importer.module(t, Str.intern(t, "_io")) }
      return t.raise(try t.call(unsupported.value, Str.make(t, what).value))
    } catch { return error }
  }
  static func raiseClosed(_ t: Thread) -> Raised { t.raise(.valueError, "I/O operation on closed file.") }

  // MARK: open

  private static func open(_ t: Thread, _ args: Args) throws(Raised) -> Value {
    var mode = "r"
    if !args[1].isEmpty {
      guard args[1].isKind(.str) else { throw t.raise(.typeError, "open() argument 'mode' must be str, not \(args[1].type.displayName)") }
      mode = Str(args[1]).string
    }
    let buffering = args[2].isEmpty ? -1 : try t.indexInt(args[2], overflow: .overflowError)
    func text(_ v: Value, _ name: String) throws(Raised) -> Value {
      if v.isEmpty || v.isNone { return .none }
      if !v.isKind(.str) { throw t.raise(.typeError, "open() argument '\(name)' must be str or None, not \(v.type.displayName)") }
      return v
    }
    let encoding = try text(args[3], "encoding")
    let errors = try text(args[4], "errors")
    let newline = try text(args[5], "newline")
    var file = args[0]
    if file.isObject, !file.isKind(.str), !file.isKind(.byteString) {
      let method = try t.lookupSpecial(file, .__fspath__)
      if !method.isEmpty {
        let path = try t.call(method)
        guard path.isKind(.str) || path.isKind(.byteString) else {
          throw t.raise(.typeError, "expected \(file.type.displayName).__fspath__() to return str or bytes, not \(path.type.displayName)")
        }
        file = path
      }
    }
    let closefd = args[6].isEmpty ? true : try t.truth(args[6])
    return try open(
      t, file: file, mode: mode, buffering: buffering, encoding: encoding, errors: errors, newline: newline, closefd: closefd,
      opener: args[7].isEmpty ? .none : args[7])
  }

  static func open(
    _ t: Thread, file: Value, mode: String, buffering: Int, encoding: Value = .none, errors: Value = .none, newline: Value = .none,
    closefd: Bool = true, opener: Value = .none
  ) throws(Raised) -> Value {
    var seen = Set<Character>()
    for c in mode {
      if !"axrwb+tU".contains(c) || !seen.insert(c).inserted || c == "U" {
        throw t.raise(.valueError, "invalid mode: '\(mode)'")
      }
    }
    let binary = seen.contains("b")
    if binary && seen.contains("t") { throw t.raise(.valueError, "can't have text and binary mode at once") }
    let actions = ["x", "r", "w", "a"].filter { seen.contains(Character($0)) }
    if actions.count != 1 {
      throw t.raise(.valueError, actions.isEmpty && !seen.contains("+")
        ? "Must have exactly one of create/read/write/append mode and at most one plus"
        : "must have exactly one of create/read/write/append mode")
    }
    if binary {
      if !encoding.isNone { throw t.raise(.valueError, "binary mode doesn't take an encoding argument") }
      if !errors.isNone { throw t.raise(.valueError, "binary mode doesn't take an errors argument") }
      if !newline.isNone { throw t.raise(.valueError, "binary mode doesn't take a newline argument") }
      if buffering == 1 {
        try t.warn(
          .runtimeWarning, "line buffering (buffering=1) isn't supported in binary mode, the default buffer size will be used",
          stackLevel: 1)
      }
    }
    let rawMode = (actions.first ?? "r") + (seen.contains("+") ? "+" : "")
    let raw = try FileIO.open(t, Type[.fileIO], file, rawMode, closefd: closefd, opener: opener)
    do throws(Raised) {
      var isTerminal = false
      var size = buffering
      var lineBuffering = false
      let fd = FileIO(raw).descriptor
      if buffering < 0 || buffering == 1 { isTerminal = isatty(Int32(truncatingIfNeeded: fd)) != 0 }
      if buffering == 1 || (buffering < 0 && isTerminal) {
        size = -1
        lineBuffering = true
      }
      if size < 0 { size = FileIO(raw).blockSize }
      if size == 0 {
        if !binary { throw t.raise(.valueError, "can't have unbuffered text I/O") }
        return raw
      }
      let id: TypeID
      if seen.contains("+") { id = .bufferedRandom } else if seen.contains("r") { id = .bufferedReader } else { id = .bufferedWriter }
      let buffer = try Buffered.make(t, id, raw, size)
      if binary { return buffer }
      let wrapper = try TextIOWrapper.make(
        t, Type[.textIOWrapper], buffer, encoding: encoding, errors: errors, newline: newline, lineBuffering: lineBuffering,
        writeThrough: false)
      TextIOWrapper(wrapper).fields.pointee.mode = Str.make(t, mode).value
      TextIOWrapper(wrapper).barrier()
      return wrapper
    } catch {
      let e = t.takeRaised()
      FileIO(raw).closeQuietly()
      throw t.reraise(e)
    }
  }
}
