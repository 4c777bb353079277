// sys.stdin, sys.stdout, sys.stderr, and the end of a run.

import Glibc

enum Streams {
  /// Opens the standard streams through `_io`; plain console streams where there is no such module.
  static func install(_ thread: Thread) throws(Raised) {
    let sys = Module(machine.pointee.sys).dict
    let hasIO: Bool = NativeModules.define(named: "_io") != nil
    for (name, descriptor) in [("stdin", 0), ("stdout", 1), ("stderr", 2)] as [(String, Int)] {
      let stream: Value
      if fcntl(Int32(descriptor), F_GETFD) < 0 {
        stream = .none
      } else if hasIO {
        stream = try open(thread, name, descriptor)
      } else {
        stream = try ConsoleStream.make(thread, descriptor)
      }
      sys.set(thread, Str.intern(thread, name), stream)
      sys.set(thread, Str.intern(thread, "__\(name)__"), stream)
    }
  }

  private static func open(_ thread: Thread, _ name: String, _ descriptor: Int) throws(Raised) -> Value {
    let io = try Importer.module(thread, Str.intern(thread, "_io"))
    let isOutput: Bool = descriptor != 0
    let mode = Str.make(thread, isOutput ? "wb" : "rb").value
    let unbuffered: Bool = Options.unbuffered && isOutput
    var raw = try callKeywords(
      thread, try thread.getAttribute(io, Str.intern(thread, "open")), [.int(descriptor), mode],
      [("buffering", .int(unbuffered ? 0 : -1)), ("closefd", .no)])
    let buffer = raw
    if !unbuffered { raw = try thread.getAttributeOrEmpty(buffer, Str.intern(thread, "raw")) }
    if raw.isObject { try thread.setAttribute(raw, Name.name.str, Str.make(thread, "<\(name)>").value) }
    let isTerminal: Bool = isatty(Int32(descriptor)) == 1
    let errors = descriptor == 2 ? "backslashreplace" : "strict"
    let lineBuffered: Bool = descriptor == 2 || isTerminal
    let text = try callKeywords(
      thread, try thread.getAttribute(io, Str.intern(thread, "TextIOWrapper")), [buffer],
      [
        ("encoding", Str.make(thread, "utf-8").value), ("errors", Str.make(thread, errors).value),
        ("newline", isOutput ? Str.make(thread, "\n").value : .none), ("line_buffering", .bool(lineBuffered)),
        ("write_through", .bool(unbuffered)),
      ])
    try thread.setAttribute(text, Str.intern(thread, "mode"), Str.make(thread, isOutput ? "w" : "r").value)
    return text
  }

  private static func callKeywords(
    _ thread: Thread, _ f: Value, _ args: [Value], _ keywords: [(String, Value)]
  ) throws(Raised) -> Value {
    let tuple = try Tuple.make(thread, args)
    let dict = Dict.make(thread)
    for (name, value) in keywords { dict.set(thread, Str.intern(thread, name), value) }
    return try thread.call(f, tuple: tuple.value, kwargs: dict.value)
  }
}

/// A stream that writes each text at once; what there is without `_io`.
enum ConsoleStream {
  private static let type = Root()

  static func make(_ thread: Thread, _ descriptor: Int) throws(Raised) -> Value {
    if type.value.isEmpty {
      let made = try BuiltinTypes.makeUnnumbered(thread, name: "console stream", base: Type[.object])
      type.value = made.value
      let builder = TypeBuilder(thread, made)
      builder.record(1)
      builder.method("write(text, /)", "Writes a str.") {
        native($0, $1, $2, $3) { thread, args throws(Raised) in
          guard args[1].isKind(.str) else {
            throw thread.raise(.typeError, "write() argument must be str, not \(args[1].type.displayName)")
          }
          let number = args[0].object.at(8, as: Value.self).pointee.asInt
          var bytes = Str(args[1]).utf8[...]
          while !bytes.isEmpty {
            let n = bytes.withUnsafeBytes { Glibc.write(Int32(number), $0.baseAddress, $0.count) }
            if n < 0, errno == EINTR { continue }
            if n <= 0 { throw thread.raiseOSError(errno, .none) }
            bytes = bytes.dropFirst(n)
          }
          return .int(Str(args[1]).length)
        }
      }
      builder.method("flush()", "Nothing is held back.") { _, _, _, _ in Value.none.bits }
      builder.method("fileno()", "The file descriptor.") {
        native($0, $1, $2, $3) { _, args throws(Raised) in args[0].object.at(8, as: Value.self).pointee }
      }
      builder.method("isatty()", "Whether it is a terminal.") {
        native($0, $1, $2, $3) { _, args throws(Raised) in
          .bool(Glibc.isatty(Int32(args[0].object.at(8, as: Value.self).pointee.asInt)) == 1)
        }
      }
    }
    let made = Type(type.value)
    let stream = thread.allocate(16, .record, made.fields.pointee.shape)
    stream.at(8, as: Value.self).pointee = .int(descriptor)
    return Value(stream)
  }
}

enum Finish {
  /// The end of a program: its threads are waited for, then what `atexit` has registered runs.
  static func run(_ thread: Thread) {
    call(thread, "threading", "_shutdown")
    call(thread, "atexit", "_run_exitfuncs")
    machine.pointee.isFinalizing = true
  }
  private static func call(_ thread: Thread, _ module: String, _ function: String) {
    guard machine.pointee.modules.isKind(.dict) else { return }
    let found = Dict(machine.pointee.modules).get(Str.intern(thread, module))
    if !found.isObject { return }
    do throws(Raised) {
      let f = try thread.getAttributeOrEmpty(found, Str.intern(thread, function))
      if !f.isEmpty { _ = try thread.call(f) }
    } catch { Unraisable.report(thread, message: nil, object: found) }
  }
}
