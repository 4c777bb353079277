// Letting others of the same user watch: `minipy --attach PID`.
//
//   1. who attaches sends SIGURG with a value (sigqueue). Its default action is to do nothing, so that it cannot hurt a process which is not meant.
//   2. the handler wakes the service thread, which opens the socket PID.trace in a folder of mode 0700 of this user, $XDG_RUNTIME_DIR/minipy or
//      /tmp/minipy-UID, and takes connections for 5 seconds, from processes of this user or of root (SO_PEERCRED). The socket is gone after that.
//   3. who attaches says what to trace, in the options of the command line; the answer is messages (TraceMessage), and data in the format asked for.
//   4. when the connection ends, or the other side has no more to say, tracing is off again.
//
// Whoever attaches can see, and nothing else: nothing that arrives is run or stored. `MINIPY_ATTACH=0` or `--no-attach` turns it off; then the signal
// has no handler.

import CProbes
import CRuntime
import Glibc

/// Kind, length, content: what is sent to who has attached.
enum TraceMessage: UInt8 {
  case accepted = 0x41, refused = 0x52, data = 0x44, end = 0x45

  /// false, with errno: the other side does not take it.
  @discardableResult
  static func send(_ socket: Int32, _ kind: TraceMessage, _ bytes: UnsafePointer<UInt8>?, _ count: Int) -> Bool {
    var head: (UInt8, UInt8, UInt8, UInt8, UInt8) = (
      kind.rawValue, UInt8(truncatingIfNeeded: count), UInt8(truncatingIfNeeded: count >> 8), UInt8(truncatingIfNeeded: count >> 16),
      UInt8(truncatingIfNeeded: count >> 24)
    )
    func all(_ start: UnsafeRawPointer, _ length: Int) -> Bool {
      var at = 0
      while at < length {
        let n = Glibc.send(socket, start + at, length - at, Int32(MSG_NOSIGNAL))
        if n < 0, errno == EINTR { continue }
        if n <= 0 { return false }
        at += n
      }
      return true
    }
    guard withUnsafeBytes(of: &head, { all($0.baseAddress.unsafelyUnwrapped, 5) }) else { return false }
    guard let bytes else { return true }
    return all(bytes, count)
  }
  @discardableResult
  static func send(_ socket: Int32, _ kind: TraceMessage, _ text: String) -> Bool {
    let bytes = Array(text.utf8)
    return bytes.withUnsafeBufferPointer { send(socket, kind, $0.baseAddress, $0.count) }
  }
}

enum TraceControl {
  static let signal = SIGURG
  /// What a signal carries that means us.
  static let word: Int32 = 0x6D69_7079
  /// Longest request in bytes.
  static let longest = 1 << 14

  nonisolated(unsafe) private static var isAsked = false
  nonisolated(unsafe) private static var listening: Int32 = -1
  nonisolated(unsafe) private static var path = ""
  nonisolated(unsafe) private static var deadline: UInt64 = 0
  /// Who has attached, while the trace goes on.
  nonisolated(unsafe) private static var peer: Int32 = -1
  nonisolated(unsafe) private static var nudges = 0

  static var isOpen: Bool { listening >= 0 || peer >= 0 || isAsked }

  // MARK: The signal

  /// The handler, which does nothing but ask for attention.
  static let handler: @convention(c) (Int32, UnsafeMutablePointer<siginfo_t>?, UnsafeMutableRawPointer?) -> Void = { _, info, _ in
    let code = errno
    if minipy_signal_value(info) == TraceControl.word {
      TraceControl.isAsked = true
      TraceService.wake()
      // Where there is no service yet, the program has to start it.
      if !TraceService.isRunning { minipy_events_set(Events.control) }
    }
    errno = code
  }
  static var action: sigaction {
    var action = sigaction()
    action.__sigaction_handler.sa_sigaction = handler
    sigemptyset(&action.sa_mask)
    action.sa_flags = SA_SIGINFO
    return action
  }
  /// At start, and when the program wants the signal's default action back.
  static func install() {
    guard isAllowed else { return }
    var action = action
    sigaction(signal, &action, nil)
  }
  /// A process that has rights which its user has not lets nobody look.
  static let isAllowed: Bool = {
    if Options.noAttach || getuid() != geteuid() || getgid() != getegid() { return false }
    if let text = getenv("MINIPY_ATTACH"), strcmp(text, "0") == 0 { return false }
    return true
  }()

  // MARK: The folder

  static func folders(runtime: String?) -> [String] {
    var all: [String] = []
    if let runtime, runtime.hasPrefix("/") { all.append("\(runtime)/minipy") }
    all.append("/tmp/minipy-\(geteuid())")
    return all
  }
  /// Nobody but this user may have anything to do with it.
  static func isPrivate(_ folder: String, user: uid_t) -> Bool {
    var status = stat()
    guard lstat(folder, &status) == 0 else { return false }
    return status.st_mode & S_IFMT == S_IFDIR && status.st_uid == user && status.st_mode & 0o077 == 0
  }
  static func address(_ path: String) -> (sockaddr_un, Bool) {
    var address = sockaddr_un()
    address.sun_family = sa_family_t(AF_UNIX)
    let bytes = Array(path.utf8)
    let fits = bytes.count < MemoryLayout.size(ofValue: address.sun_path)
    withUnsafeMutableBytes(of: &address.sun_path) { room in
      for (i, byte) in bytes.enumerated() where i < room.count - 1 { room[i] = byte }
    }
    return (address, fits)
  }

  // MARK: The service thread's part

  static func round() {
    if isAsked {
      isAsked = false
      if listening < 0 { open() }
      deadline = minipy_trace_nanoseconds() + 5_000_000_000
    }
    if listening >= 0 { accept() }
    if peer >= 0 { look() }
  }
  private static func open() {
    let runtime = getenv("XDG_RUNTIME_DIR").map { String(cString: $0) }
    for folder in folders(runtime: runtime) {
      if mkdir(folder, 0o700) != 0, errno != EEXIST { continue }
      if !isPrivate(folder, user: geteuid()) { continue }
      path = "\(folder)/\(getpid()).trace"
      var (address, fits) = address(path)
      if !fits { continue }
      removeLeft(folder)
      unlink(path)
      let plain = far(Glibc.socket(AF_UNIX, Int32(SOCK_STREAM.rawValue), 0))
      if plain < 0 || minipy_fcntl_long(plain, F_SETFL, Int(O_NONBLOCK)) < 0 { continue }
      let bound = withUnsafePointer(to: &address) { minipy_bind(plain, $0, UInt32(MemoryLayout<sockaddr_un>.size)) }
      if bound != 0 || chmod(path, 0o600) != 0 || listen(plain, 8) != 0 {
        Glibc.close(plain)
        unlink(path)
        continue
      }
      listening = plain
      return
    }
  }
  /// What processes have left that were killed while they listened.
  private static func removeLeft(_ folder: String) {
    guard let entries = opendir(folder) else { return }
    defer { closedir(entries) }
    while let entry = readdir(entries) {
      let name = withUnsafePointer(to: &entry.pointee.d_name) { $0.withMemoryRebound(to: CChar.self, capacity: 256) { String(cString: $0) } }
      guard name.hasSuffix(".trace"), let pid = Int32(name.dropLast(6)), pid > 0, kill(pid, 0) != 0, errno == ESRCH else { continue }
      unlink("\(folder)/\(name)")
    }
  }
  /// At the process's end.
  static func close() { stopListening() }
  /// The same under a number far from those of the program's files, not inherited by an exec.
  private static func far(_ descriptor: Int32) -> Int32 {
    if descriptor < 0 { return descriptor }
    let moved = minipy_fcntl_long(descriptor, F_DUPFD_CLOEXEC, 200)
    let result = moved >= 0 ? moved : minipy_fcntl_long(descriptor, F_DUPFD_CLOEXEC, 3)
    Glibc.close(descriptor)
    return result
  }
  private static func stopListening() {
    if listening >= 0 {
      Glibc.close(listening)
      unlink(path)
    }
    listening = -1
  }
  private static func accept() {
    let fd = far(Glibc.accept(listening, nil, nil))
    if fd < 0 {
      if minipy_trace_nanoseconds() > deadline { stopListening() }
      return
    }
    var pid: Int32 = 0
    var uid: UInt32 = 0
    if minipy_peer(fd, &pid, &uid) != 0 || uid != geteuid() && uid != 0 {
      Glibc.close(fd)
      return
    }
    // A peer that stops reading or writing does not hold up the service.
    var patience = timeval(tv_sec: 2, tv_usec: 0)
    setsockopt(fd, SOL_SOCKET, SO_RCVTIMEO, &patience, socklen_t(MemoryLayout<timeval>.size))
    setsockopt(fd, SOL_SOCKET, SO_SNDTIMEO, &patience, socklen_t(MemoryLayout<timeval>.size))
    serve(fd)
  }
  /// Options with a NUL behind each, and one more NUL.
  private static func serve(_ fd: Int32) {
    var bytes: [UInt8] = []
    var byte: UInt8 = 0
    // As if an empty option stood before the first.
    var last: UInt8 = 0
    while true {
      if bytes.count == longest || recv(fd, &byte, 1, 0) != 1 {
        TraceMessage.send(fd, .refused, "that is not a request")
        Glibc.close(fd)
        return
      }
      bytes.append(byte)
      if byte == 0, last == 0 { break }
      last = byte
    }
    let options = bytes.split(separator: 0).map { String(decoding: $0, as: UTF8.self) }
    let request: TraceRequest
    do throws(TraceRequest.Mistake) {
      var made = try TraceRequest(options)
      // Files are written by who has attached.
      made.output = nil
      request = made
    } catch {
      TraceMessage.send(fd, .refused, error.text)
      Glibc.close(fd)
      return
    }
    let copy = minipy_fcntl_long(fd, F_DUPFD_CLOEXEC, 3)
    guard Trace.request(request, TraceOutput.socket(fd)) else {
      TraceMessage.send(copy, .refused, "the process is being traced already")
      Glibc.close(copy)
      return
    }
    TraceMessage.send(copy, .accepted, nil, 0)
    peer = copy
    nudges = 0
  }
  /// Whether who has attached has had enough.
  private static func look() {
    if !Trace.isActive {
      Glibc.close(peer)
      peer = -1
      return
    }
    if Trace.isWaiting, nudges < 50 {
      // A program that waits in a system call comes to no guard by itself.
      nudges += 1
      let main = machine.pointee.mainThread.state.pointee.ident
      if nudges % 5 == 0, main != 0 { pthread_kill(pthread_t(main), signal) }
    }
    var row = pollfd(fd: peer, events: Int16(POLLIN), revents: 0)
    if poll(&row, 1, 0) > 0 {
      var byte: UInt8 = 0
      let n = recv(peer, &byte, 1, Int32(MSG_DONTWAIT))
      if n > 0 || n < 0 && (errno == EAGAIN || errno == EINTR) { return }
      Trace.finish(.detached)
      Glibc.close(peer)
      peer = -1
    }
  }
  static func becomeChild() {
    if listening >= 0 { Glibc.close(listening) }
    if peer >= 0 { Glibc.close(peer) }
    listening = -1
    peer = -1
    isAsked = false
  }
}
