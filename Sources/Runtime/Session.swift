// A whole run of the interpreter: machine up, program, exceptions that nothing caught, end.

import Bytecode
import Glibc

/// What to run.
public enum Program {
  case file(String), command(String), module(String), standardInput
}

public enum Session {
  /// What `minipy -V` says.
  public static var versionText: String {
    "Python \(SysModule.version.major).\(SysModule.version.minor).\(SysModule.version.micro) (minipy)"
  }

  /// Runs a program; its exit status.
  ///
  /// - Parameters:
  ///   - arguments: sys.argv[1:], in the system's bytes.
  ///   - disassemble: shows the program's instructions instead.
  public static func run(_ program: Program, arguments: [[UInt8]], disassemble: Bool) -> Int32 {
    let thread: Thread
    do throws(Raised) { thread = try MachineState.boot() } catch {
      TracebackPrinter.writeDescriptor(2, "minipy: the machine did not start\n")
      return 1
    }
    do throws(Raised) {
      try setArguments(thread, program, arguments)
      try StandardStreams.make(thread)
      if disassemble {
        try showInstructions(thread, program)
        return 0
      }
    } catch { return finish(thread, report(thread)) }
    if let request = Options.trace, let obstacle = Trace.begin(thread, request) {
      TracebackPrinter.writeDescriptor(2, "minipy: trace: \(obstacle)\n")
      return 2
    }
    var status: Int32 = 0
    do throws(Raised) { status = try runProgram(thread, program) } catch {
      let exception = thread.state.pointee.raised
      status = Options.inspect && exception.isObject ? show(thread, thread.takeRaised(), exits: false) ?? 1 : report(thread)
    }
    if Options.inspect || Options.asksForInspection, !isInteractive(program) {
      let main = Dict(machine.pointee.modules).get(Name.__main__)
      if main.isKind(.module) { status = Interactive.run(thread, Module(main)) { show(thread, $0, exits: true) } ?? 0 }
    }
    return finish(thread, status)
  }
  /// Whether statements are typed, instead of read from a file.
  private static func isInteractive(_ program: Program) -> Bool {
    if case .standardInput = program { return Interactive.isWanted }
    return false
  }
  /// Shows an exception, after which an interactive session goes on; the exit status when it is SystemExit and `exits`.
  private static func show(_ thread: Thread, _ exception: Value, exits: Bool) -> Int32? {
    if !exception.isObject { return nil }
    let isExit = exception.isInstance(of: .systemExit)
    if isExit, !exits {
      do throws(Raised) { try TracebackPrinter.display(thread, exception) } catch { _ = thread.takeRaised() }
      return nil
    }
    _ = thread.reraise(exception)
    let status = report(thread)
    diesOfInterrupt = false
    return isExit ? status : nil
  }
  /// PYTHONSTARTUP: a file that runs before the first prompt.
  private static func runStartup(_ thread: Thread, _ main: Module) {
    guard !Options.ignoreEnvironment, let p = getenv("PYTHONSTARTUP"), p.pointee != 0 else { return }
    let path = String(cString: p)
    if access(path, R_OK) != 0 {
      TracebackPrinter.writeDescriptor(2, "Could not open PYTHONSTARTUP\nFileNotFoundError: [Errno \(errno)] \(String(cString: strerror(errno))): '\(path)'\n")
      return
    }
    do throws(Raised) {
      let code = try load(thread, .file(path))
      _ = try thread.run(code, globals: main.dict, locals: main.dict.value)
    } catch { _ = show(thread, thread.takeRaised(), exits: false) }
  }

  // MARK: Before

  private static func setArguments(_ thread: Thread, _ program: Program, _ arguments: [[UInt8]]) throws(Raised) {
    let sys = Module(machine.pointee.sys).dict
    let first: String
    var folder: String? = ""
    switch program {
    case .file(let path):
      first = path
      folder = Session.folder(of: path)
    case .command: first = "-c"
    case .module:
      first = "-m"
      folder = PathFinder.currentFolder()
    case .standardInput: first = arguments.isEmpty ? "" : "-"
    }
    let argv = try List.make(thread)
    try argv.append(thread, try OSText.decode(thread, first).value)
    for argument in arguments { try argv.append(thread, try OSText.decode(thread, array: argument).value) }
    sys.set(thread, Str.intern(thread, "argv"), argv.value)
    let original = try List.make(thread)
    for i in 0..<Int(CommandLine.argc) { try original.append(thread, try OSText.decode(thread, CommandLine.unsafeArgv[i]).value) }
    sys.set(thread, Str.intern(thread, "orig_argv"), original.value)
    if Options.safePath { folder = nil }
    let path = sys.get(Name.path.str)
    if let folder, path.isKind(.list) {
      let entries = try List.make(thread)
      try entries.append(thread, try OSText.decode(thread, folder).value)
      for i in 0..<List(path).count { try entries.append(thread, List(path)[i]) }
      sys.set(thread, Name.path.str, entries.value)
    }
  }
  /// The folder of the script, links followed; what sys.path begins with.
  private static func folder(of path: String) -> String {
    var resolved = path
    if let real = realpath(path, nil) {
      resolved = String(cString: real)
      free(real)
    }
    guard let slash = resolved.utf8.lastIndex(of: 0x2F) else { return "" }
    return slash == resolved.startIndex ? "/" : String(resolved[..<slash])
  }

  // MARK: The program

  /// The module `__main__`.
  private static func makeMain(_ thread: Thread) throws(Raised) -> Module {
    let main = Module.make(thread, Name.__main__.str)
    main.dict.set(thread, Name.__annotations__.str, Dict.make(thread).value)
    main.dict.set(thread, Name.__builtins__.str, machine.pointee.builtins)
    Dict(machine.pointee.modules).set(thread, Name.__main__.str, main.value)
    return main
  }

  /// The program's code; a file that ends in .pyc has it already.
  private static func load(_ thread: Thread, _ program: Program) throws(Raised) -> CodeObject {
    guard case .file(let path) = program, path.hasSuffix(".pyc") else { return try CodeObject.make(thread, try compile(thread, program)) }
    let bytes = try SourceLoader.read(thread, path)
    if bytes.count < BytecodeCache.headerSize || Array(bytes[..<4]) != BytecodeCache.magic {
      throw thread.raise(.runtimeError, "Bad magic number in .pyc file")
    }
    return try BytecodeCache.load(thread, bytes)
  }
  private static func compile(_ thread: Thread, _ program: Program) throws(Raised) -> Code {
    switch program {
    case .file(let path):
      let bytes = try SourceLoader.read(thread, path)
      let source = try SourceText.decode(thread, bytes, filename: absolute(path), isFile: true)
      return try SourceText.code(
        thread, source, filename: try OSText.decode(thread, absolute(path)), mode: "exec", flags: 0, optimize: -1)
    case .command(let text):
      let source = try SourceText.decode(thread, Array((text + "\n").utf8), filename: "<string>", isFile: false)
      return try SourceText.code(
        thread, source, filename: Str.make(thread, "<string>"), mode: "exec", flags: 0, optimize: -1)
    case .module, .standardInput:
      let bytes = try SourceLoader.read(thread, "/dev/stdin")
      let source = try SourceText.decode(thread, bytes, filename: "<stdin>", isFile: true)
      return try SourceText.code(
        thread, source, filename: Str.make(thread, "<stdin>"), mode: "exec", flags: 0, optimize: -1)
    }
  }

  /// The exit status, when no exception gives another.
  private static func runProgram(_ thread: Thread, _ program: Program) throws(Raised) -> Int32 {
    if isInteractive(program) {
      let main = try makeMain(thread)
      if !Options.quiet { TracebackPrinter.writeDescriptor(2, Interactive.banner) }
      runStartup(thread, main)
      return Interactive.run(thread, main) { show(thread, $0, exits: true) } ?? 0
    }
    if case .module(let name) = program {
      _ = try makeMain(thread)
      let runpy = try Importer.module(thread, Str.intern(thread, "runpy"))
      _ = try thread.callMethod(
        runpy, Str.intern(thread, "_run_module_as_main"), [Str.make(thread, name).value])
      return 0
    }
    if case .file(let path) = program, try runsAsPackage(thread, path) { return 0 }
    if case .file(let path) = program, access(path, R_OK) != 0 {
      let reason = String(cString: strerror(errno))
      let executable = CommandLine.arguments.first ?? "minipy"
      TracebackPrinter.writeDescriptor(2, "\(executable): can't open file '\(absolute(path))': [Errno \(errno)] \(reason)\n")
      throw thread.raise(.systemExit, arguments: .int(2))
    }
    let main = try makeMain(thread)
    if case .file(let path) = program {
      main.dict.set(thread, Name.__file__.str, try OSText.decode(thread, absolute(path)).value)
      main.dict.set(thread, Name.__cached__.str, .none)
      main.dict.set(thread, Name.__loader__.str, SourceLoader.make(thread, Name.__main__.str, try OSText.decode(thread, absolute(path))))
    } else {
      let finders = Module(machine.pointee.sys).dict.get(Name.meta_path)
      if finders.isKind(.list), List(finders).count > 0 { main.dict.set(thread, Name.__loader__.str, List(finders)[0]) }
    }
    let code = try load(thread, program)
    _ = try thread.run(code, globals: main.dict, locals: main.dict.value)
    return 0
  }
  /// What `__file__` and tracebacks say of a script that the command line names.
  private static func absolute(_ path: String) -> String {
    path.hasPrefix("/") ? path : PathFinder.currentFolder() + "/" + path
  }
  /// Whether the file ends as zip archives do that have no comment.
  private static func isArchive(_ path: String) -> Bool {
    let fd = open(path, O_RDONLY | O_CLOEXEC)
    if fd < 0 { return false }
    defer { close(fd) }
    var end = [UInt8](repeating: 0, count: 22)
    let size = lseek(fd, 0, SEEK_END)
    return size >= 22 && pread(fd, &end, 22, size - 22) == 22 && Array(end[..<4]) == [0x50, 0x4B, 0x05, 0x06]
  }
  /// A folder or archive with a `__main__` inside.
  private static func runsAsPackage(_ thread: Thread, _ path: String) throws(Raised) -> Bool {
    if !PathFinder.isFolder(path), !isArchive(path) { return false }
    let entries = Module(machine.pointee.sys).dict.get(Name.path.str)
    if entries.isKind(.list), List(entries).count > 0 {
      List(entries).set(0, try OSText.decode(thread, absolute(path)).value)
    }
    _ = try makeMain(thread)
    let runpy = try Importer.module(thread, Str.intern(thread, "runpy"))
    _ = try thread.callMethod(runpy, Str.intern(thread, "_run_module_as_main"), [Name.__main__.value, .no])
    return true
  }

  private static func showInstructions(_ thread: Thread, _ program: Program) throws(Raised) {
    let code = try compile(thread, program)
    TracebackPrinter.writeDescriptor(1, Disassembler.text(of: code))
  }

  // MARK: After

  /// An exception that nothing caught: its text, and the exit status that it means.
  private static func report(_ thread: Thread) -> Int32 {
    let exception = thread.takeRaised()
    if !exception.isObject { return 1 }
    if exception.isInstance(of: .systemExit) { return status(thread, exception) }
    do throws(Raised) {
      let sys = Module(machine.pointee.sys).dict
      let traceback = Exceptions.traceback(exception)
      sys.set(thread, Name.last_type.str, exception.type.value)
      sys.set(thread, Name.last_value.str, exception)
      sys.set(thread, Name.last_traceback.str, traceback)
      let hook = sys.get(Name.excepthook.str)
      try thread.audit("sys.excepthook", hook.isEmpty ? .none : hook, exception.type.value, exception, traceback.isEmpty ? .none : traceback)
      if hook.isEmpty {
        try TracebackPrinter.display(thread, exception)
      } else {
        _ = try thread.call(hook, exception.type.value, exception, traceback)
      }
    } catch {
      let second = thread.takeRaised()
      if second.isObject, second.isInstance(of: .systemExit) { return status(thread, second) }
      do throws(Raised) {
        try TracebackPrinter.write(thread, "Error in sys.excepthook:\n")
        try TracebackPrinter.display(thread, second)
        try TracebackPrinter.write(thread, "\nOriginal exception was:\n")
        try TracebackPrinter.display(thread, exception)
      } catch { _ = thread.takeRaised() }
    }
    if exception.isInstance(of: .keyboardInterrupt) { diesOfInterrupt = true }
    return 1
  }
  /// A run that Ctrl-C ended ends as a shell expects it: by the signal.
  nonisolated(unsafe) private static var diesOfInterrupt = false

  /// SystemExit(code): None is 0, an int itself; anything else is printed.
  private static func status(_ thread: Thread, _ exception: Value) -> Int32 {
    var code = Exception(exception).extra(0).pointee
    if code.isEmpty { code = .none }
    if code.isNone { return 0 }
    if code.isBool { return code.isTrue ? 1 : 0 }
    if code.isInt { return Int32(truncatingIfNeeded: code.asInt) & 0xFF }
    if code.isKind(.bigInt) { return 255 }
    do throws(Raised) { try TracebackPrinter.write(thread, try thread.str(code).string + "\n") } catch { _ = thread.takeRaised() }
    return 1
  }

  /// Runs what is registered for the end, and flushes the streams.
  private static func finish(_ thread: Thread, _ status: Int32) -> Int32 {
    var status = status
    if !Finish.run(thread), status == 0 { status = 120 }
    if !Trace.finish(), status == 0 { status = 120 }
    TraceControl.close()
    if diesOfInterrupt {
      signal(SIGINT, SIG_DFL)
      kill(getpid(), SIGINT)
    }
    return status
  }
}
