import Runtime

/// The command line, taken apart.
struct Arguments {
  enum Action {
    case file(String), command(String), module(String), standardInput
    case version, help, probes
    case attach(String)
    case bad(String)
  }

  var action: Action = .standardInput
  /// Where in the command line sys.argv[1:] begins.
  var rest = 0
  var disassemble = false
  /// --trace…, --profile, --seconds
  var trace: [String] = []
  private var settings: [() -> Void] = []

  static let usage = """
    usage: minipy [option] ... [-c cmd | -m mod | file | -] [arg] ...
    Options:
    -b     : issue warnings about str(bytes_instance), str(bytearray_instance)
             and comparing bytes/bytearray with str. (-bb: issue errors)
    -B     : don't write .pyc files on import
    -c cmd : program passed in as string (terminates option list)
    -E     : ignore PYTHON* environment variables
    -h     : print this help message and exit
    -i     : inspect interactively after running script
    -I     : isolate from the user's environment
    -m mod : run library module as a script (terminates option list)
    -O     : remove assert statements; -OO: remove docstrings, too
    -P     : don't put the script's folder in front of sys.path
    -q     : don't print version and copyright messages on interactive startup
    -s     : don't add user site directory to sys.path
    -S     : don't imply 'import site' on initialization
    -u     : force the stdout and stderr streams to be unbuffered
    -v     : verbose (trace import statements)
    -V     : print the version number and exit
    -W arg : warning control; arg is action:message:category:module:lineno
    -X opt : set implementation-specific option
    --dis  : show the program's instructions instead of running it
    --probes : list the tracing markers and which are on
    --trace=KINDS : write down what the program does. KINDS, with commas between:
             calls, lines, imports, gc, audit, exceptions, or a marker's name
    --profile[=HZ] : sample the program's stack HZ times a second of its
             processor time (1000)
    --trace-output=FILE : where to; default: standard error
    --trace-format=FORMAT : text, folded, svg (a flame graph), speedscope,
             chrome (for ui.perfetto.dev) or pprof; default: as FILE's suffix
             says (.txt .folded .svg .speedscope.json .json .pb.gz), or text
    --trace-module=GLOB, --trace-function=GLOB, --trace-file=GLOB : only
             functions of these; GLOBs with commas between
    --trace-depth=N : only N levels of calls
    --attach PID : trace a running minipy of the same user, with the options
             above, until it ends, Ctrl-C, or --seconds=S are over
    --no-attach : nobody may attach to this process (also MINIPY_ATTACH=0)
    file   : program read from script file
    -      : program read from stdin
    arg ...: arguments passed to program in sys.argv[1:]
    """

  init(_ all: [String]) {
    var i = 1
    while i < all.count {
      let argument = all[i]
      if argument == "-" || !argument.hasPrefix("-") {
        action = argument == "-" ? .standardInput : .file(argument)
        rest = i + 1
        return
      }
      i += 1
      if argument == "--" { continue }
      if argument.hasPrefix("--") {
        switch argument {
        case "--version": action = .version
        case "--help": action = .help
        case "--probes": action = .probes
        case "--dis":
          disassemble = true
          continue
        case "--no-attach":
          settings.append { Options.noAttach = true }
          continue
        case "--attach":
          action = .attach(i < all.count ? all[i] : "")
          i += 1
          continue
        case let option where TraceRequest.takes(option):
          trace.append(option)
          continue
        default: action = .bad("unknown option \(argument)")
        }
        return
      }
      var letters = Array(argument.dropFirst())[...]
      while let letter = letters.popFirst() {
        if "cmWX".contains(letter) {
          let value: String
          if !letters.isEmpty {
            value = String(letters)
          } else if i < all.count {
            value = all[i]
            i += 1
          } else {
            action = .bad("Argument expected for the -\(letter) option")
            return
          }
          letters = []
          switch letter {
          case "c":
            action = .command(value)
            rest = i
            return
          case "m":
            action = .module(value)
            rest = i
            return
          case "W": settings.append { Options.warnOptions.append(value) }
          default: settings.append { Arguments.setX(value) }
          }
          continue
        }
        if !flag(letter) { return }
      }
    }
  }

  /// An option without a value. False: it decides the action.
  private mutating func flag(_ letter: Character) -> Bool {
    switch letter {
    case "b": settings.append { Options.bytesWarning += 1 }
    case "B": settings.append { Options.dontWriteBytecode = true }
    case "d": settings.append { Options.debug += 1 }
    case "E": settings.append { Options.ignoreEnvironment = true }
    case "i": settings.append { Options.inspect = true }
    case "I":
      settings.append {
        Options.isolated = true
        Options.ignoreEnvironment = true
        Options.noUserSite = true
        Options.safePath = true
      }
    case "O": settings.append { Options.optimize += 1 }
    case "P": settings.append { Options.safePath = true }
    case "q": settings.append { Options.quiet = true }
    case "R": break
    case "s": settings.append { Options.noUserSite = true }
    case "S": settings.append { Options.noSite = true }
    case "u": settings.append { Options.unbuffered = true }
    case "v": settings.append { Options.verbose += 1 }
    case "x": break
    case "V":
      action = .version
      return false
    case "h", "?":
      action = .help
      return false
    default:
      action = .bad("Unknown option: -\(letter)")
      return false
    }
    return true
  }

  private static func setX(_ value: String) {
    Options.xOptions.append(value)
    if value == "importtime" || value.hasPrefix("importtime=") { Options.showsImportTimes = true }
    if value == "faulthandler" { Options.handlesFaults = true }
    if value == "dev" { Options.devMode = true }
    if value == "utf8" || value == "utf8=1" { Options.utf8Mode = true }
  }

  /// Makes the options known to the machine.
  func apply() { for setting in settings { setting() } }
}
