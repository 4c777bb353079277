// `minipy --attach PID …`: the other side of TraceControl.

import CRuntime
import Glibc

public enum TraceAttach {
  nonisolated(unsafe) private static var isInterrupted = false

  /// Traces a running minipy until it ends, Ctrl-C is pressed or the time is over; the exit status.
  public static func run(_ process: String, _ arguments: [String]) -> Int32 {
    guard let pid = Int32(process), pid > 0 else { return fail("--attach wants the number of a process, not '\(process)'") }
    let request: TraceRequest
    do throws(TraceRequest.Mistake) { request = try TraceRequest(arguments) } catch { return fail(error.text) }
    if let obstacle = obstacle(pid) { return fail(obstacle) }
    signal(SIGPIPE, SIG_IGN)
    guard let socket = connect(pid) else { return fail("process \(pid) does not answer: \(String(cString: strerror(errno)))") }
    // Nothing but what concerns the trace itself goes over.
    let sent = arguments.filter { !$0.hasPrefix("--trace-output=") && !$0.hasPrefix("--seconds=") && !$0.hasPrefix("--trace-format=") }
      + ["--trace-format=\(request.format.rawValue)"]
    var bytes: [UInt8] = []
    for option in sent {
      bytes += Array(option.utf8)
      bytes.append(0)
    }
    bytes.append(0)
    var at = 0
    while at < bytes.count {
      let n = bytes.withUnsafeBytes { send(socket, $0.baseAddress.unsafelyUnwrapped + at, bytes.count - at, Int32(MSG_NOSIGNAL)) }
      if n <= 0 { return fail("process \(pid) does not answer") }
      at += n
    }
    return receive(pid, socket, request)
  }
  private static func fail(_ text: String) -> Int32 {
    TracebackPrinter.writeDescriptor(2, "minipy: \(text)\n")
    return 1
  }

  // MARK: Before

  /// Why the process cannot be traced; it must not get a signal that it does not expect.
  private static func obstacle(_ pid: Int32) -> String? {
    var status = stat()
    if stat("/proc/\(pid)", &status) != 0 { return "there is no process \(pid)" }
    if status.st_uid != geteuid(), geteuid() != 0 { return "process \(pid) belongs to another user" }
    var own = stat()
    var other = stat()
    let isSame = stat("/proc/self/exe", &own) == 0 && stat("/proc/\(pid)/exe", &other) == 0 && own.st_dev == other.st_dev && own.st_ino == other.st_ino
    var link = [CChar](repeating: 0, count: 4096)
    let length = readlink("/proc/\(pid)/exe", &link, link.count - 1)
    if length < 0 { return "process \(pid): \(String(cString: strerror(errno)))" }
    let name = String(cString: link).split(separator: "/").last ?? ""
    if !isSame, !name.hasPrefix("minipy") { return "process \(pid) is no minipy" }
    // Bit n - 1 of SigCgt: signal n has a handler.
    let caught = lines("/proc/\(pid)/status").first { $0.hasPrefix("SigCgt:") }.flatMap {
      UInt64($0.dropFirst(7).drop { $0 == " " || $0 == "\t" }, radix: 16)
    }
    guard let caught, caught & 1 << UInt64(TraceControl.signal - 1) != 0 else { return "process \(pid) does not let itself be traced" }
    return nil
  }
  private static func content(_ path: String) -> [UInt8] {
    let fd = open(path, O_RDONLY | O_CLOEXEC)
    if fd < 0 { return [] }
    defer { close(fd) }
    var all: [UInt8] = []
    var piece = [UInt8](repeating: 0, count: 4096)
    while all.count < 1 << 20 {
      let n = read(fd, &piece, piece.count)
      if n <= 0 { break }
      all += piece[..<n]
    }
    return all
  }
  private static func lines(_ path: String) -> [String] { content(path).split(separator: 0x0A).map { String(decoding: $0, as: UTF8.self) } }

  private static func connect(_ pid: Int32) -> Int32? {
    var status = stat()
    guard stat("/proc/\(pid)", &status) == 0 else { return nil }
    // The folder that the process itself chooses.
    let variable = "XDG_RUNTIME_DIR="
    let runtime = content("/proc/\(pid)/environ").split(separator: 0).map { String(decoding: $0, as: UTF8.self) }.first { $0.hasPrefix(variable) }
    var folders = ["/tmp/minipy-\(status.st_uid)"]
    if let runtime { folders.insert("\(runtime.dropFirst(variable.count))/minipy", at: 0) }
    if minipy_signal_send(pid, TraceControl.signal, TraceControl.word) != 0 { return nil }
    for round in 0..<400 {
      for folder in folders where TraceControl.isPrivate(folder, user: status.st_uid) {
        var (address, fits) = TraceControl.address("\(folder)/\(pid).trace")
        if !fits { continue }
        let fd = Glibc.socket(AF_UNIX, Int32(SOCK_STREAM.rawValue), 0)
        if fd < 0 { return nil }
        if withUnsafePointer(to: &address, { minipy_connect(fd, $0, UInt32(MemoryLayout<sockaddr_un>.size)) }) == 0 {
          var peer: Int32 = 0
          var uid: UInt32 = 0
          if minipy_peer(fd, &peer, &uid) == 0, uid == status.st_uid { return fd }
          close(fd)
          errno = EPERM
          return nil
        }
        close(fd)
      }
      usleep(round < 100 ? 1000 : 10000)
    }
    errno = ETIMEDOUT
    return nil
  }

  // MARK: While it goes on

  private static func receive(_ pid: Int32, _ socket: Int32, _ request: TraceRequest) -> Int32 {
    var action = sigaction()
    action.__sigaction_handler.sa_handler = { _ in TraceAttach.isInterrupted = true }
    sigaction(SIGINT, &action, nil)
    sigaction(SIGTERM, &action, nil)
    var output: TraceOutput?
    var until = request.seconds > 0 ? minipy_trace_nanoseconds() + UInt64(request.seconds * 1e9) : UInt64.max
    var isStopped = false
    func stop() {
      if isStopped { return }
      isStopped = true
      shutdown(socket, Int32(SHUT_WR))
      until = UInt64.max
    }
    var pending: [UInt8] = []
    var piece = [UInt8](repeating: 0, count: 1 << 16)
    while true {
      if isInterrupted { stop() }
      let now = minipy_trace_nanoseconds()
      if now >= until { stop() }
      var row = pollfd(fd: socket, events: Int16(POLLIN), revents: 0)
      let patience: Int32 = until == UInt64.max ? 200 : Int32(min(200, (until - min(until, now)) / 1_000_000 + 1))
      if poll(&row, 1, patience) <= 0 { continue }
      let n = recv(socket, &piece, piece.count, 0)
      if n < 0, errno == EINTR || errno == EAGAIN { continue }
      if n <= 0 {
        output?.finish(isComplete: request.format.isStream)
        return fail("process \(pid) has ended before its trace did: what it had not sent yet is lost")
      }
      pending += piece[..<n]
      var at = 0
      while pending.count - at >= 5 {
        let length = Int(pending[at + 1]) | Int(pending[at + 2]) << 8 | Int(pending[at + 3]) << 16 | Int(pending[at + 4]) << 24
        if pending.count - at - 5 < length { break }
        let content = pending[(at + 5)..<(at + 5 + length)]
        switch TraceMessage(rawValue: pending[at]) {
        case .accepted:
          output = TraceOutput.open(request.output, standard: 1, isStream: request.format.isStream)
          if output == nil { return fail("\(request.output ?? "standard output"): \(String(cString: strerror(errno)))") }
        case .refused: return fail("process \(pid): \(String(decoding: content, as: UTF8.self))")
        case .data: output?.put(Array(content))
        case .end:
          output?.finish(isComplete: true)
          if let failure = output?.failure, failure != 0 {
            return fail("\(request.output ?? "standard output"): \(String(cString: strerror(failure)))")
          }
          if !content.isEmpty { _ = fail("trace: \(String(decoding: content, as: UTF8.self))") }
          return 0
        case nil: return fail("process \(pid) does not speak this minipy's language")
        }
        at += 5 + length
      }
      pending.removeFirst(at)
      output?.flush()
      if let failure = output?.failure, failure != 0 {
        return fail("\(request.output ?? "standard output"): \(String(cString: strerror(failure)))")
      }
    }
  }
}
