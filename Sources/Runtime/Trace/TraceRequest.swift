// What a trace shall show and where: `--trace…` and `--profile` on the command line, and the same options from who attaches.

import CProbes
import Glibc

public struct TraceRequest {
  enum Format: String, CaseIterable {
    case text, folded, svg, speedscope, chrome, pprof

    /// By the file's suffix; nil: it says nothing.
    static func of(_ file: String) -> Format? {
      let suffixes: [(String, Format)] = [
        (".txt", .text), (".log", .text), (".folded", .folded), (".collapsed", .folded), (".svg", .svg), (".speedscope.json", .speedscope),
        (".speedscope", .speedscope), (".json", .chrome), (".pb.gz", .pprof), (".pb", .pprof), (".pprof", .pprof),
      ]
      return suffixes.first { file.hasSuffix($0.0) }?.1
    }
    /// Written event by event; the others are written when the trace is over.
    var isStream: Bool { self == .text || self == .chrome }
    /// Shows what takes time, and no single moments.
    var showsOnlySpans: Bool { self != .text && self != .chrome }
  }

  /// The kinds that have a name of their own, in the order of the help text.
  static let kinds = ["calls", "lines", "imports", "gc", "audit", "exceptions"]

  var calls = false
  var lines = false
  /// Rows of Markers.def that are listened to.
  var markers: [Int] = []
  /// Nothing but `imports`: as text, a tree with times.
  var onlyImports = false
  /// Samples a second; 0: no samples.
  var hertz = 0
  var output: String?
  var format = Format.text
  /// Globs; empty: everything.
  var modules: [String] = []
  var functions: [String] = []
  var files: [String] = []
  /// How many levels of the functions that are shown; 0: all.
  var depth = 0
  /// Seconds after which who has attached lets go; 0: when told to.
  public var seconds = 0.0

  var filters: Bool { !modules.isEmpty || !functions.isEmpty || !files.isEmpty }

  /// What is wrong with a request.
  public struct Mistake: Error {
    public let text: String
  }

  /// Whether an argument of the command line belongs to a request.
  public static func takes(_ argument: String) -> Bool {
    argument == "--profile"
      || ["--trace=", "--trace-output=", "--trace-format=", "--trace-module=", "--trace-function=", "--trace-file=", "--trace-depth=", "--profile=",
        "--seconds="].contains { argument.hasPrefix($0) }
  }

  public init(_ arguments: [String]) throws(Mistake) {
    var format: String?
    var names: [String] = []
    for argument in arguments {
      let option: String
      let value: String
      if let equals = argument.utf8.firstIndex(of: 0x3D) {
        option = String(argument[..<equals])
        value = String(argument[argument.index(after: equals)...])
      } else {
        option = argument
        value = ""
      }
      let list = value.split(separator: ",").map { String($0) }
      switch option {
      case "--trace": names += list
      case "--trace-output": output = value
      case "--trace-format": format = value
      case "--trace-module": modules += list
      case "--trace-function": functions += list
      case "--trace-file": files += list
      case "--trace-depth":
        guard let n = Int(value), n > 0, n < 1 << 30 else { throw Mistake(text: "--trace-depth wants a number above 0, not '\(value)'") }
        depth = n
      case "--profile":
        guard let n = value.isEmpty ? 1000 : Int(value), n > 0, n <= 10000 else {
          throw Mistake(text: "--profile wants samples a second from 1 to 10000, not '\(value)'")
        }
        hertz = n
      case "--seconds":
        guard let n = Double(value), n > 0, n < 1e9 else { throw Mistake(text: "--seconds wants a number above 0, not '\(value)'") }
        seconds = n
      default: throw Mistake(text: "unknown option \(argument)")
      }
    }
    if minipy_marker_at(0)?.pointee.listeners == nil { throw Mistake(text: "this minipy is built without markers") }
    if names.isEmpty, hertz == 0 { throw Mistake(text: "--trace or --profile must say what to trace") }
    if !names.isEmpty, hertz != 0 { throw Mistake(text: "--trace and --profile cannot be combined") }
    for name in names { try add(name) }
    onlyImports = !names.isEmpty && names.allSatisfy { $0 == "imports" }
    if let output, output.isEmpty { throw Mistake(text: "--trace-output wants a file") }
    if let format {
      guard let f = Format(rawValue: format) else {
        throw Mistake(text: "--trace-format wants one of \(Format.allCases.map { $0.rawValue }.joined(separator: ", ")), not '\(format)'")
      }
      self.format = f
    } else if let output {
      self.format = Format.of(output) ?? .text
    }
    if self.format.showsOnlySpans, hertz == 0 {
      let spans = ["calls", "imports", "gc"]
      if let name = names.first(where: { !spans.contains($0) }) {
        throw Mistake(text: "\(self.format.rawValue) shows what takes time: \(spans.joined(separator: ", ")); \(name) needs text or chrome")
      }
    }
  }

  /// A kind, or the name of a marker, with its provider before it if there may be doubt.
  private mutating func add(_ name: String) throws(Mistake) {
    switch name {
    case "calls": calls = true
    case "lines": lines = true
    case "imports": try listen("python:import__find__load__start", "python:import__find__load__done")
    case "gc": try listen("python:gc__start", "python:gc__done")
    case "audit": try listen("python:audit")
    case "exceptions": try listen("minipy:exception__raise", "minipy:exception__catch", "minipy:exception__unwind")
    default:
      switch TraceRequest.marker(name) {
      case nil: throw Mistake(text: "there is neither a kind nor a marker '\(name)': kinds are \(TraceRequest.kinds.joined(separator: ", ")); minipy --probes lists the markers")
      case .some(TraceMarkerName.entry), .some(TraceMarkerName.leave): calls = true
      case .some(TraceMarkerName.line): lines = true
      case .some(let row): markers.append(row)
      }
    }
  }
  private mutating func listen(_ names: String...) throws(Mistake) {
    for name in names {
      guard let row = TraceRequest.marker(name) else { throw Mistake(text: "this minipy has no marker \(name)") }
      if !markers.contains(row) { markers.append(row) }
    }
  }
  static func marker(_ name: String) -> Int? {
    for row in 0..<minipy_marker_count() {
      guard let marker = minipy_marker_at(row) else { break }
      let short = String(cString: marker.pointee.name)
      let long = "\(String(cString: marker.pointee.provider)):\(short)"
      if name == long || name == short || name == short.split(separator: "_", omittingEmptySubsequences: true).joined(separator: "-") { return Int(row) }
    }
    return nil
  }

  /// The output of a forked child: `trace.json` becomes `trace.PID.json`.
  func childOutput(_ pid: Int32) -> String? {
    guard let output else { return nil }
    let start = output.utf8.lastIndex(of: 0x2F).map { output.utf8.index(after: $0) } ?? output.startIndex
    guard let dot = output[start...].utf8.firstIndex(of: 0x2E), dot > start else { return "\(output).\(pid)" }
    return "\(output[..<dot]).\(pid)\(output[dot...])"
  }
}
