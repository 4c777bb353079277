// print, input, open.

import Glibc

extension Builtins {
  static func defineInputOutput(_ m: ModuleBuilder) {
    m.function("print(*args, sep=' ', end='\\n', file=None, flush=False)", "Writes values to a stream.") {
      native($0, $1, $2, $3, Builtins.print)
    }
    m.function("input(prompt='', /)", "A line from standard input, without its newline.") { native($0, $1, $2, $3, Builtins.input) }
  }

  static func stream(_ thread: Thread, _ name: Name) -> Value {
    machine.pointee.sys.isObject ? Module(machine.pointee.sys).dict.get(name) : .empty
  }

  private static func separator(_ thread: Thread, _ v: Value, _ name: String) throws(Raised) -> Value {
    if v.isEmpty || v.isNone { return .empty }
    if !v.isKind(.str) { throw thread.raise(.typeError, "\(name) must be None or a string, not \(v.type.displayName)") }
    return v
  }

  private static func print(_ thread: Thread, _ args: Args) throws(Raised) -> Value {
    let sep = try separator(thread, args.keyword(0), "sep")
    let end = try separator(thread, args.keyword(1), "end")
    var file = args.keyword(2)
    if file.isEmpty || file.isNone {
      file = stream(thread, .stdout)
      if file.isEmpty { throw thread.raise(.runtimeError, "lost sys.stdout") }
      if file.isNone { return .none }
    }
    let write = try thread.getAttribute(file, Name.write)
    for i in 0..<args.count {
      if i > 0 { _ = try thread.call(write, sep.isEmpty ? Str.character(thread, 0x20).value : sep) }
      _ = try thread.call(write, try thread.str(args[i]).value)
    }
    _ = try thread.call(write, end.isEmpty ? Str.character(thread, 0x0A).value : end)
    if !args.keyword(3).isEmpty, try thread.truth(args.keyword(3)) { _ = try thread.callMethod(file, Name.flush) }
    return .none
  }

  private static func input(_ thread: Thread, _ args: Args) throws(Raised) -> Value {
    let stdin = stream(thread, .stdin)
    let stdout = stream(thread, .stdout)
    let stderr = stream(thread, .stderr)
    for (v, name) in [(stdin, "stdin"), (stdout, "stdout"), (stderr, "stderr")] where v.isEmpty || v.isNone {
      throw thread.raise(.runtimeError, "input(): lost sys.\(name)")
    }
    try thread.audit("builtins.input", args[0].isEmpty ? .none : args[0])
    // A stream that cannot be flushed is no obstacle.
    func flush(_ stream: Value) {
      do throws(Raised) { _ = try thread.callMethod(stream, Name.flush) } catch { _ = thread.takeRaised() }
    }
    flush(stderr)
    if !args[0].isEmpty { _ = try thread.callMethod(stdout, Name.write, try thread.str(args[0]).value) }
    flush(stdout)
    let line = try thread.callMethod(stdin, Name.readline)
    guard line.isKind(.str) else {
      throw thread.raise(.typeError, "object.readline() returned non-string")
    }
    let text = Str(line)
    if text.length == 0 { throw thread.raise(.eofError, "EOF when reading a line") }
    try thread.audit("builtins.input/result", line)
    if text[text.length - 1] != 0x0A { return line }
    return try thread.getItem(line, Slice.make(thread, .none, .int(-1), .none))
  }
}
