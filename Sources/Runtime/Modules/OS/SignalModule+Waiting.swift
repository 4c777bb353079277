// _signal: waiting for a signal and what came with it.

import Glibc

extension SignalModule {
  private static let infoType = Root()

  /// The fields that siginfo_t has for every signal; the union behind the first three begins at byte 16.
  private static func info(_ t: Thread, _ bytes: UnsafeRawPointer) throws(Raised) -> Value {
    func word(_ offset: Int) -> Value { .int(Int(bytes.load(fromByteOffset: offset, as: Int32.self))) }
    return try StructSequence.make(
      t, Type(infoType.value),
      [
        word(0), word(8), word(4), word(16), .int(Int(bytes.load(fromByteOffset: 20, as: UInt32.self))), word(24),
        t.int(bytes.load(fromByteOffset: 16, as: Int.self)),
      ])
  }
  /// Waits `seconds` (nil: for ever); nil when that is over. A handler that another signal runs may raise.
  private static func wait(_ t: Thread, _ signals: Value, _ seconds: Double?) throws(Raised) -> Value? {
    var mask = try SignalModule.set(t, signals)
    let place = UnsafeMutableRawPointer.allocate(byteCount: 128, alignment: 16)
    defer { place.deallocate() }
    place.initializeMemory(as: UInt8.self, repeating: 0, count: 128)
    let found = place.assumingMemoryBound(to: siginfo_t.self)
    var now = timespec()
    clock_gettime(CLOCK_MONOTONIC, &now)
    let end: Double = Double(now.tv_sec) + Double(now.tv_nsec) / 1e9 + (seconds ?? 0)
    while true {
      var code: Int32 = 0
      if seconds != nil {
        clock_gettime(CLOCK_MONOTONIC, &now)
        let left: Double = max(0, min(1e9, end - Double(now.tv_sec) - Double(now.tv_nsec) / 1e9))
        var span = timespec(tv_sec: Int(left), tv_nsec: Int((left - left.rounded(.down)) * 1e9))
        code = t.blocking { Glibc.sigtimedwait(&mask, found, &span) }
      } else {
        code = t.blocking { Glibc.sigwaitinfo(&mask, found) }
      }
      if code >= 0 { return try info(t, place) }
      if errno == EAGAIN, seconds != nil { return nil }
      if errno != EINTR { throw t.raiseOSError(errno) }
      try t.checkEvents()
    }
  }

  static func defineWaiting(_ m: ModuleBuilder) throws(Raised) {
    if !infoType.value.isObject {
      infoType.value = try StructSequence.makeType(
        m.thread, "signal.struct_siginfo", doc: "struct_siginfo: what sigwaitinfo and sigtimedwait give.",
        fields: ["si_signo", "si_code", "si_errno", "si_pid", "si_uid", "si_status", "si_band"], visible: 7
      ).value
    }
    m.set("struct_siginfo", infoType.value)
    m.function("sigwaitinfo(sigset, /)", "Waits for one of the signals; what is known about it.") {
      native($0, $1, $2, $3) { t, a throws(Raised) in try SignalModule.wait(t, a[0], nil) ?? .none }
    }
    m.function("sigtimedwait(sigset, timeout, /)", "As sigwaitinfo, for a time at most; None when it is over.") {
      native($0, $1, $2, $3) { t, a throws(Raised) in
        let seconds = try t.double(a[1])
        if seconds < 0 { throw t.raise(.valueError, "timeout must be non-negative") }
        return try SignalModule.wait(t, a[0], seconds.isNaN ? 0 : seconds) ?? .none
      }
    }
    m.function("pidfd_send_signal(pidfd, signalnum, siginfo=None, flags=0, /)", "Sends a signal to the process of a descriptor.") {
      native($0, $1, $2, $3) { t, a throws(Raised) in
        let fd = try t.int32(a[0]), number = try t.int32(a[1])
        if !a[2].isEmpty, !a[2].isNone { throw t.raise(.typeError, "siginfo must be None") }
        let flags: Int = a[3].isEmpty ? 0 : try t.int32(a[3])
        guard let p = dlsym(nil, "syscall") else { throw t.raiseOSError(ENOSYS) }
        let call = unsafeBitCast(p, to: (@convention(c) (Int, Int, Int, Int, Int) -> Int).self)
        // pidfd_send_signal is number 424 on every architecture.
        if call(424, fd, number, 0, flags) < 0 { throw t.raiseOSError(errno) }
        return .none
      }
    }
  }
}
