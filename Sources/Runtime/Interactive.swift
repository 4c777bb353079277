// Interactive mode: reads statements from standard input, runs each in `__main__`, and shows what an expression gives
// (Tutorial, "Invoking the Interpreter"; Library Reference, sys.ps1, sys.displayhook).
//
// Whether what has been typed is a whole statement is decided by the library's codeop, the same way as in `code.interact`.

import Glibc

enum Interactive {
  /// Whether a program from standard input is typed by somebody.
  static var isWanted: Bool { isatty(0) != 0 || Options.inspect }

  static let banner = """
    Python \(SysModule.version.major).\(SysModule.version.minor).\(SysModule.version.micro) (minipy) [Swift] on linux
    Type "help", "copyright", "credits" or "license" for more information.

    """

  /// Names that interactive users expect (`help`, `exit`, completion at a terminal) come from the library's `site`.
  private static func prepare(_ t: Thread) {
    let sys = Module(machine.pointee.sys).dict
    for (name, text) in [("ps1", ">>> "), ("ps2", "... ")] where sys.get(Str.intern(t, name)).isEmpty {
      sys.set(t, Str.intern(t, name), Str.make(t, text).value)
    }
    if Options.noSite { return }
    do throws(Raised) {
      _ = try Importer.module(t, Str.intern(t, "site"))
      let hook = sys.get(Str.intern(t, "__interactivehook__"))
      if !hook.isEmpty, !Options.isolated { _ = try t.call(hook) }
    } catch { _ = t.takeRaised() }
  }

  /// Reads and runs until the end of input; nil, or the exit status that a SystemExit asked for.
  ///
  /// - Parameter report: shows an exception; nil, or the exit status when it is SystemExit.
  static func run(_ t: Thread, _ main: Module, report: (Value) -> Int32?) -> Int32? {
    prepare(t)
    let compiler: Value
    do throws(Raised) {
      compiler = try t.call(try t.getAttribute(try Importer.module(t, Str.intern(t, "codeop")), Str.intern(t, "CommandCompiler")))
    } catch { return report(t.takeRaised()) ?? 1 }
    var lines: [[UInt8]] = []
    while true {
      do throws(Raised) {
        try flush(t)
        guard let line = try readLine(t, prompt(t, lines.isEmpty ? "ps1" : "ps2")) else {
          if lines.isEmpty {
            TracebackPrinter.writeDescriptor(2, "\n")
            return nil
          }
          // The end of input ends an unfinished statement, too.
          lines.append([])
          try step(t, main, compiler, &lines, atEnd: true)
          lines = []
          continue
        }
        if lines.isEmpty, line.allSatisfy({ $0 == 0x20 || $0 == 0x09 || $0 == 0x0C }) { continue }
        lines.append(line)
        try step(t, main, compiler, &lines, atEnd: false)
      } catch {
        lines = []
        let exception = t.takeRaised()
        if exception.isObject, exception.isInstance(of: .keyboardInterrupt), Exceptions.traceback(exception).isNone {
          try? flush(t)
          TracebackPrinter.writeDescriptor(2, "\nKeyboardInterrupt\n")
          continue
        }
        if let status = report(exception) { return status }
      }
    }
  }

  private static func flush(_ t: Thread) throws(Raised) { _ = StandardStreams.flush(t) }

  /// str(sys.ps1); nothing when that fails.
  private static func prompt(_ t: Thread, _ name: StaticString) -> [UInt8] {
    let v = Module(machine.pointee.sys).dict.get(Str.intern(t, name))
    if v.isEmpty { return [] }
    do throws(Raised) { return try t.str(v).utf8 } catch {
      _ = t.takeRaised()
      return []
    }
  }

  /// Compiles what has been typed, and runs it when it is whole.
  private static func step(_ t: Thread, _ main: Module, _ compiler: Value, _ lines: inout [[UInt8]], atEnd: Bool) throws(Raised) {
    let text = lines.joined(separator: [0x0A]).map { $0 }
    let source = try text[...].withUnsafeBufferPointerRaised { (b) throws(Raised) in try OSText.decode(t, bytes: b).value }
    let code: Value
    do throws(Raised) {
      code = try t.call(compiler, source, Str.intern(t, "<stdin>").value, Str.intern(t, "single").value)
    } catch {
      // The compiler's own frames are no part of the user's error; and a line that is wrong, however it goes on, is not "incomplete".
      var exception = t.takeRaised()
      if exception.isObject, exception.isInstance(of: .syntaxError) {
        do throws(Raised) {
          let whole = try t.add(source, Str.character(t, 0x0A).value)
          _ = try t.call(compiler, whole, Str.intern(t, "<stdin>").value, Str.intern(t, "single").value)
        } catch { exception = t.takeRaised() }
      }
      if exception.isObject, exception.isInstance(of: .syntaxError) { Exception(exception).setTraceback(.none) }
      throw t.reraise(exception)
    }
    if code.isNone, !atEnd { return }
    lines = []
    if code.isKind(.code) { _ = try t.run(CodeObject(code), globals: main.dict, locals: main.dict.value) }
  }

  /// A line of standard input without its end; nil at the end of input.
  private static func readLine(_ t: Thread, _ prompt: [UInt8]) throws(Raised) -> [UInt8]? {
    prompt.withUnsafeBytes { _ = write(2, $0.baseAddress, $0.count) }
    var line: [UInt8] = []
    while true {
      var byte: UInt8 = 0
      let n = t.blocking { read(0, &byte, 1) }
      if n < 0, errno == EINTR {
        try t.checkEvents()
        continue
      }
      if n <= 0 { return line.isEmpty ? nil : line }
      if byte == 0x0A {
        if line.last == 0x0D { line.removeLast() }
        return line
      }
      line.append(byte)
    }
  }
}
