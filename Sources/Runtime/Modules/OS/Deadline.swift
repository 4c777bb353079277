// When a wait has to end.

import Glibc

struct Deadline {
  /// Monotonic seconds; nil: never.
  private let end: Double?

  /// - Parameter seconds: from now; nil or negative: never.
  init(_ seconds: Double?) { end = seconds.flatMap { $0 >= 0 ? Deadline.now + $0 : nil } }

  static var now: Double {
    var t = timespec()
    clock_gettime(CLOCK_MONOTONIC, &t)
    return Double(t.tv_sec) + Double(t.tv_nsec) / 1e9
  }
  /// What is left, in seconds, not below 0; nil: for ever.
  var seconds: Double? { end.map { max(0, $0 - Deadline.now) } }
  /// What is left in milliseconds, rounded up, for poll and epoll_wait; -1: for ever.
  var milliseconds: Int32 { seconds.map { Int32(min(($0 * 1000).rounded(.up), 2_147_483_000)) } ?? -1 }
  /// In microseconds; -1: for ever.
  var microseconds: Int64 { seconds.map { Int64(min(($0 * 1e6).rounded(.up), 9e15)) } ?? -1 }
}
