// Every switch of a run, one row each: what the command line and the environment decide.

import Glibc

public enum Options {
  /// -O: 1, -OO: 2
  nonisolated(unsafe) public static var optimize = 0
  /// -v
  nonisolated(unsafe) public static var verbose = 0
  /// -i
  nonisolated(unsafe) public static var inspect = false
  /// -q
  nonisolated(unsafe) public static var quiet = false
  /// -u
  nonisolated(unsafe) public static var unbuffered = false
  /// -B; minipy itself writes no bytecode files
  nonisolated(unsafe) public static var dontWriteBytecode = false
  /// -E, -I
  nonisolated(unsafe) public static var ignoreEnvironment = false
  /// -s, -I
  nonisolated(unsafe) public static var noUserSite = false
  /// -S
  nonisolated(unsafe) public static var noSite = false
  /// -I
  nonisolated(unsafe) public static var isolated = false
  /// -P, -I: sys.path does not begin with the script's folder
  nonisolated(unsafe) public static var safePath = false
  /// -b, -bb
  nonisolated(unsafe) public static var bytesWarning = 0
  /// -d
  nonisolated(unsafe) public static var debug = 0
  /// -X dev
  nonisolated(unsafe) public static var devMode = false
  /// -X utf8
  nonisolated(unsafe) public static var utf8Mode = false
  /// -W arguments, in order
  nonisolated(unsafe) public static var warnOptions: [String] = []
  /// -X arguments, in order
  nonisolated(unsafe) public static var xOptions: [String] = []
  /// --trace and --profile
  nonisolated(unsafe) public static var trace: TraceRequest?
  /// -X importtime, PYTHONPROFILEIMPORTTIME: `--trace=imports`, unless another trace is wanted
  nonisolated(unsafe) public static var showsImportTimes = false
  /// --no-attach: nobody may trace this process from another one
  nonisolated(unsafe) public static var noAttach = false
  /// MINIPY_LIBRARY or `--library`: where the pure-Python standard library is; nil: where the distribution keeps it
  nonisolated(unsafe) public static var library: String? = nil
  /// MINIPY_DEBUG=gcstress or gcstress=N: collect at every allocation, or at every n-th; 0: no
  nonisolated(unsafe) public static var gcStress = 0
  /// MINIPY_DEBUG=verify: check every edge of the heap before and after each collection
  nonisolated(unsafe) public static var gcVerify = false
  /// Either of them: dead objects are overwritten
  nonisolated(unsafe) public static var poisons = false
  /// MINIPY_DEBUG=heap: say at exit what the heap holds
  nonisolated(unsafe) public static var reportsHeap = false
  /// MINIPY_DEBUG=verifycode: check each code object before it runs
  nonisolated(unsafe) public static var verifyCode = false

  /// PYTHONHASHSEED=0: sys.flags.hash_randomization is 0.
  nonisolated(unsafe) static var hashSeedIsZero = false
  /// -X faulthandler, PYTHONFAULTHANDLER, -X dev: fatal signals are reported on standard error.
  nonisolated(unsafe) public static var handlesFaults = false
  /// PYTHONINSPECT, which a program may set while it runs: statements are typed after its end.
  static var asksForInspection: Bool { !ignoreEnvironment && variable("PYTHONINSPECT") != nil }

  /// The value of an environment variable; nil when it is not set or empty.
  private static func variable(_ name: String) -> String? {
    guard let p = getenv(name), p.pointee != 0 else { return nil }
    return String(cString: p)
  }
  /// Takes over what PYTHON… variables say, where an option does not say more (Command line and environment). To be called when the
  /// options are known.
  public static func readPythonVariables() {
    if !ignoreEnvironment {
      func level(_ name: String) -> Int { variable(name).map { max(1, Int($0) ?? 1) } ?? 0 }
      optimize = max(optimize, level("PYTHONOPTIMIZE"))
      verbose = max(verbose, level("PYTHONVERBOSE"))
      debug = max(debug, level("PYTHONDEBUG"))
      if variable("PYTHONINSPECT") != nil { inspect = true }
      if variable("PYTHONUNBUFFERED") != nil { unbuffered = true }
      if variable("PYTHONDONTWRITEBYTECODE") != nil { dontWriteBytecode = true }
      if variable("PYTHONNOUSERSITE") != nil { noUserSite = true }
      if variable("PYTHONSAFEPATH") != nil { safePath = true }
      if variable("PYTHONDEVMODE") != nil { devMode = true }
      if variable("PYTHONFAULTHANDLER") != nil { handlesFaults = true }
      if variable("PYTHONPROFILEIMPORTTIME") != nil { showsImportTimes = true }
      if variable("PYTHONUTF8") == "1" { utf8Mode = true }
      if let filters = variable("PYTHONWARNINGS") { warnOptions = filters.split(separator: ",").map { String($0) } + warnOptions }
    }
    if showsImportTimes, trace == nil { trace = try? TraceRequest(["--trace=imports"]) }
    if handlesFaults || devMode { FaultHandler.enable(2, allThreads: true) }
    if devMode { warnOptions.insert("default", at: 0) }
    if bytesWarning > 0 { warnOptions.append(bytesWarning > 1 ? "error::BytesWarning" : "default::BytesWarning") }
  }

  /// Reads MINIPY_DEBUG: names of debug switches with commas between them. They are for this project's own tests, so an unknown name is said.
  static func readEnvironment() {
    guard let text = getenv("MINIPY_DEBUG") else { return }
    for name in String(cString: text).split(separator: ",") {
      switch name {
      case "gcstress": gcStress = 1
      case let name where name.hasPrefix("gcstress="): gcStress = max(1, Int(name.dropFirst(9)) ?? 1)
      case "verify": gcVerify = true
      case "heap": reportsHeap = true
      case "verifycode": verifyCode = true
      default: TracebackPrinter.writeDescriptor(2, "minipy: MINIPY_DEBUG: no such switch: \(name)\n")
      }
    }
    poisons = gcStress > 0 || gcVerify
    if gcStress > 0 { Heap.seesAllocations = true }
  }
}
