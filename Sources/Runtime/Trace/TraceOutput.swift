// Where a trace's bytes go: a file, standard error, or the socket of who has attached.

import CRuntime
import Glibc

final class TraceOutput {
  enum Target {
    /// Written while the program runs.
    case stream
    /// Written to a file beside it, which takes the name when it is complete: a document is there whole or not at all.
    case document(temporary: String, name: String)
    /// In messages (TraceControl).
    case socket
  }
  let target: Target
  private(set) var descriptor: Int32
  /// errno of the first write that failed; from then on nothing is written.
  private(set) var failure: Int32 = 0
  private let identity: (dev_t, ino_t)
  /// Pieces end with a line and are written in one go, so that several processes can write to one pipe.
  private let isPipe: Bool

  private static let capacity = 1 << 16
  private let buffer = UnsafeMutablePointer<UInt8>.allocate(capacity: TraceOutput.capacity)
  private var count = 0
  /// Events of which bytes may be in the buffer, or were when a write failed.
  var unwritten = 0

  private init(_ descriptor: Int32, _ target: Target, isOwned: Bool) {
    // Far from the numbers that the program's own files get.
    let far = minipy_fcntl_long(descriptor, F_DUPFD_CLOEXEC, 200)
    let moved = far >= 0 ? far : minipy_fcntl_long(descriptor, F_DUPFD_CLOEXEC, 3)
    if isOwned { close(descriptor) }
    self.descriptor = moved
    self.target = target
    var status = stat()
    fstat(moved, &status)
    identity = (status.st_dev, status.st_ino)
    isPipe = status.st_mode & S_IFMT == S_IFIFO
  }
  deinit {
    if descriptor >= 0 { close(descriptor) }
    buffer.deallocate()
  }

  /// nil, with errno set: it cannot be opened.
  static func open(_ file: String?, standard: Int32 = 2, isStream: Bool) -> TraceOutput? {
    guard let file else { return TraceOutput(standard, .stream, isOwned: false) }
    var status = stat()
    let isPlain = stat(file, &status) != 0 || status.st_mode & S_IFMT == S_IFREG
    if isStream || !isPlain {
      let fd = Glibc.open(file, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0o666)
      return fd < 0 ? nil : TraceOutput(fd, .stream, isOwned: true)
    }
    let temporary = "\(file).\(getpid()).tmp"
    let fd = Glibc.open(temporary, O_WRONLY | O_CREAT | O_TRUNC | O_NOFOLLOW | O_CLOEXEC, 0o666)
    return fd < 0 ? nil : TraceOutput(fd, .document(temporary: temporary, name: file), isOwned: true)
  }
  static func socket(_ descriptor: Int32) -> TraceOutput { TraceOutput(descriptor, .socket, isOwned: true) }

  // MARK: Bytes

  /// Room for `most` bytes (at most 4096), which `body` fills; it answers where it has ended.
  @inline(__always) func reserve(_ most: Int, _ body: (UnsafeMutablePointer<UInt8>) -> UnsafeMutablePointer<UInt8>) {
    if count + most > TraceOutput.capacity { flush() }
    count = body(buffer + count) - buffer
  }
  func put(byte: UInt8) {
    if count == TraceOutput.capacity { flush() }
    buffer[count] = byte
    count += 1
  }
  func put(_ bytes: UnsafePointer<UInt8>, _ length: Int) {
    var at = 0
    while at < length {
      if count == TraceOutput.capacity { flush() }
      let n = min(length - at, TraceOutput.capacity - count)
      (buffer + count).update(from: bytes + at, count: n)
      count += n
      at += n
    }
  }
  func put(_ text: StaticString) { put(text.utf8Start, text.utf8CodeUnitCount) }
  func put(_ text: String) {
    var text = text
    text.withUTF8 { if let base = $0.baseAddress { put(base, $0.count) } }
  }
  func put(_ bytes: [UInt8]) { bytes.withUnsafeBufferPointer { if let base = $0.baseAddress { put(base, $0.count) } } }
  func put(_ number: Int) { reserve(24) { TraceDigits.write(number, at: $0) } }
  /// Nanoseconds as microseconds with three digits behind the point.
  func putMicroseconds(_ nanoseconds: UInt64) {
    reserve(32) { p in
      var p = TraceDigits.write(Int(truncatingIfNeeded: nanoseconds / 1000), at: p)
      let rest = nanoseconds % 1000
      p[0] = 0x2E
      p[1] = 0x30 + UInt8(rest / 100)
      p[2] = 0x30 + UInt8(rest / 10 % 10)
      p[3] = 0x30 + UInt8(rest % 10)
      p += 4
      return p
    }
  }
  /// A JSON string with its quotes (RFC 8259, section 7).
  func putJSON(_ text: String) {
    put(byte: 0x22)
    for byte in text.utf8 {
      switch byte {
      case 0x22, 0x5C:
        put(byte: 0x5C)
        put(byte: byte)
      case 0..<0x20:
        put("\\u00")
        put(String(UInt16(byte) + 256, radix: 16).dropFirst().description)
      default: put(byte: byte)
      }
    }
    put(byte: 0x22)
  }

  // MARK: Writing

  func flush() {
    var at = 0
    let end = count
    count = 0
    if failure != 0 { return }
    // The program may have closed all descriptors, and have something else under this number.
    var status = stat()
    if fstat(descriptor, &status) != 0 || status.st_dev != identity.0 || status.st_ino != identity.1 {
      failure = EBADF
      descriptor = -1
      return
    }
    while at < end {
      var n = end - at
      if isPipe, n > 4096 {
        n = 4096
        while n > 0, buffer[at + n - 1] != 0x0A { n -= 1 }
        if n == 0 { n = 4096 }
      }
      if case .socket = target {
        if !TraceMessage.send(descriptor, .data, buffer + at, n) {
          failure = errno == 0 ? EPIPE : errno
          return
        }
        at += n
        continue
      }
      let written = write(descriptor, buffer + at, n)
      if written < 0 {
        if errno == EINTR { continue }
        if errno == EAGAIN {
          var row = pollfd(fd: descriptor, events: Int16(POLLOUT), revents: 0)
          _ = poll(&row, 1, 1000)
          continue
        }
        failure = errno
        return
      }
      at += written
    }
    unwritten = 0
  }

  /// The document is complete, or there is none (`isComplete` false).
  func finish(isComplete: Bool) {
    if isComplete { flush() }
    if case .document(let temporary, let name) = target {
      if failure == 0, isComplete, close(descriptor) != 0 { failure = errno }
      else if failure != 0 || !isComplete { close(descriptor) }
      descriptor = -1
      if failure == 0, isComplete, rename(temporary, name) != 0 { failure = errno }
      if failure != 0 || !isComplete { unlink(temporary) }
    }
  }
  /// Where a stream to a file is now, so that its end can be taken back; -1: it cannot.
  func mark() -> off_t {
    flush()
    guard case .stream = target, !isPipe else { return -1 }
    return lseek(descriptor, 0, SEEK_CUR)
  }
  func goBack(to mark: off_t) {
    if mark >= 0, lseek(descriptor, mark, SEEK_SET) >= 0 { _ = ftruncate(descriptor, mark) }
  }
  /// In the child of a fork: what the parent has buffered is the parent's, and so is the file beside.
  func abandon() {
    count = 0
    if descriptor >= 0 { close(descriptor) }
    descriptor = -1
    failure = EBADF
  }
}

/// Decimal digits.
enum TraceDigits {
  static func write(_ number: Int, at p: UnsafeMutablePointer<UInt8>) -> UnsafeMutablePointer<UInt8> {
    var p = p
    var rest = number.magnitude
    if number < 0 {
      p[0] = 0x2D
      p += 1
    }
    var length = 1
    var bound: UInt = 10
    while length < 20, rest >= bound {
      length += 1
      let (next, overflow) = bound.multipliedReportingOverflow(by: 10)
      if overflow { break }
      bound = next
    }
    var i = length
    while i > 0 {
      i -= 1
      p[i] = 0x30 + UInt8(truncatingIfNeeded: rest % 10)
      rest /= 10
    }
    return p + length
  }
}
