import Glibc
import Runtime

/// The command line: chooses what to run and turns its end into an exit status (Library Reference, "Command line and environment").
public enum Driver {
  /// Runs the interpreter on a native thread with a large stack: Python programs recurse through native code, too.
  public static func main() -> Never {
    var attributes = pthread_attr_t()
    pthread_attr_init(&attributes)
    AddressSpace.limitArenas()
    var size = AddressSpace.sized(64 << 20, share: 8, least: 1 << 20)
    while pthread_attr_setstacksize(&attributes, size) != 0, size > 1 << 20 { size /= 2 }
    var thread = pthread_t()
    TraceService.prepare()
    // This thread only waits: signals go to the one that runs Python code, at once when it sends them itself, and held back when it says so.
    var all = sigset_t()
    sigfillset(&all)
    pthread_sigmask(SIG_SETMASK, &all, &inheritedSignals)
    let started = pthread_create(&thread, &attributes, { _ in
      pthread_sigmask(SIG_SETMASK, &Driver.inheritedSignals, nil)
      exit(Driver.run())
    }, nil)
    if started != 0 {
      pthread_sigmask(SIG_SETMASK, &Driver.inheritedSignals, nil)
      TraceService.isMissing()
      exit(run())
    }
    TraceService.run()
  }

  /// The signals that whoever started the process wants held back.
  nonisolated(unsafe) private static var inheritedSignals = sigset_t()

  private static func run() -> Int32 {
    let arguments = Arguments(CommandLine.arguments)
    switch arguments.action {
    case .version:
      print(Session.versionText)
      return 0
    case .help:
      print(Arguments.usage)
      return 0
    case .probes:
      print(Probes.listing)
      return 0
    case .bad(let message):
      complain(message)
      return 2
    case .attach(let process): return TraceAttach.run(process, arguments.trace)
    case .file, .command, .module, .standardInput: break
    }
    if !arguments.trace.isEmpty {
      do throws(TraceRequest.Mistake) { Options.trace = try TraceRequest(arguments.trace) } catch {
        complain(error.text)
        return 2
      }
    }
    arguments.apply()
    Options.readPythonVariables()
    return Session.run(arguments.action.program, arguments: arguments.rest == 0 ? [] : bytes(from: arguments.rest), disassemble: arguments.disassemble)
  }

  /// The command line's arguments from one on, as the system gave them: they need not be UTF-8.
  private static func bytes(from first: Int) -> [[UInt8]] {
    (first..<max(first, Int(CommandLine.argc))).map { i in
      CommandLine.unsafeArgv[i].map { Array(UnsafeRawBufferPointer(start: $0, count: strlen($0))) } ?? []
    }
  }

  private static func complain(_ message: String) {
    for line in [message, "usage: minipy [option] ... [-c cmd | -m mod | file | -] [arg] ...", "Try `minipy -h' for more information."] {
      let text = line + "\n"
      _ = text.withCString { Glibc.write(2, $0, strlen($0)) }
    }
  }
}

extension Arguments.Action {
  var program: Program {
    switch self {
    case .file(let path): .file(path)
    case .command(let text): .command(text)
    case .module(let name): .module(name)
    default: .standardInput
    }
  }
}
