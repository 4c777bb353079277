// The native main thread, which only waits for the program to end: meanwhile it drains traces, beats time for samples, and answers who attaches.
// Until one of these is wanted it sleeps, and costs nothing.

import CProbes
import CRuntime
import Glibc

public enum TraceService {
  nonisolated(unsafe) private static let semaphore: UnsafeMutablePointer<sem_t> = {
    let s = UnsafeMutablePointer<sem_t>.allocate(capacity: 1)
    sem_init(s, 0, 0)
    return s
  }()
  nonisolated(unsafe) private(set) static var isRunning = false
  /// Somebody has posted the semaphore since the last round.
  nonisolated(unsafe) private static var isWoken = false

  /// Between two rounds while something is traced, in nanoseconds.
  private static let pause: UInt64 = 20_000_000

  /// Before other threads exist.
  public static func prepare() {
    _ = semaphore
    isRunning = true
  }
  /// The program runs on the main thread after all.
  public static func isMissing() { isRunning = false }
  public static func run() -> Never {
    var drained = minipy_trace_nanoseconds()
    while true {
      var now = minipy_trace_nanoseconds()
      if Trace.isActive || TraceControl.isOpen {
        var until = now + (TraceControl.isOpen ? pause / 4 : pause)
        if let beat = TraceSampler.nextBeat { until = min(until, beat) }
        _ = minipy_semaphore_wait_until(semaphore, until)
      } else {
        while sem_wait(semaphore) != 0 {}
      }
      let isAsked = isWoken
      isWoken = false
      TraceSampler.beat()
      TraceControl.round()
      now = minipy_trace_nanoseconds()
      // A sampled program is drained rarely: its records are few.
      if isAsked || now > drained + (TraceSampler.nextBeat == nil ? pause : 5 * pause) {
        Trace.drain()
        drained = now
      }
    }
  }
  /// Safe in a signal handler.
  static func wake() {
    if isWoken { return }
    isWoken = true
    sem_post(semaphore)
  }

  // MARK: Children of a fork

  static func becomeChild() {
    isRunning = false
    isWoken = false
    sem_init(semaphore, 0, 0)
    TraceControl.becomeChild()
  }
  /// Where the main thread runs the program, the service needs one of its own.
  static func startThread() {
    var attributes = pthread_attr_t()
    pthread_attr_init(&attributes)
    pthread_attr_setdetachstate(&attributes, Int32(PTHREAD_CREATE_DETACHED))
    var all = sigset_t()
    var before = sigset_t()
    sigfillset(&all)
    pthread_sigmask(SIG_BLOCK, &all, &before)
    var thread = pthread_t()
    isRunning = pthread_create(&thread, &attributes, { _ in TraceService.run() }, nil) == 0
    pthread_sigmask(SIG_SETMASK, &before, nil)
    pthread_attr_destroy(&attributes)
  }
}

/// `--profile`: the service thread looks at each beat how much processor time the program has used, and asks for a sample at the next guard, which
/// stands for so many periods. So a call costs nothing, and a program that waits is not sampled.
enum TraceSampler {
  nonisolated(unsafe) private static var period: UInt64 = 0
  nonisolated(unsafe) private static var next: UInt64 = 0
  nonisolated(unsafe) private static var used: UInt64 = 0
  /// Periods that are due, counted by the service thread, and those taken, counted by the holder of the interpreter lock.
  nonisolated(unsafe) private static var due = 0
  nonisolated(unsafe) private static var taken = 0
  nonisolated(unsafe) private static var missedMarkers = 0

  static func begin(hertz: Int) {
    due = 0
    taken = 0
    missedMarkers = 0
    period = hertz == 0 ? 0 : 1_000_000_000 / UInt64(hertz)
    used = processorTime()
    next = minipy_trace_nanoseconds() + period
  }
  static func end() { period = 0 }
  static var nextBeat: UInt64? { period == 0 ? nil : next }

  static func beat() {
    let p = period
    if p == 0 { return }
    let now = minipy_trace_nanoseconds()
    if now < next { return }
    next = max(next + p, now + p / 2)
    let time = processorTime()
    // Half a period more or less evens out over the beats.
    let periods = time > used ? (time - used + p / 2) / p : 0
    if periods == 0 { return }
    used += periods * p
    due += Int(periods)
    minipy_events_set(Events.sample)
  }
  /// Periods that the sample at hand stands for.
  static func take() -> Int {
    let periods = due - taken
    taken += periods
    return max(0, periods)
  }
  /// Periods for which no guard came any more.
  static var untold: Int { max(0, due - taken) + missedMarkers }
  static func missMarker() { missedMarkers += 1 }

  private static func processorTime() -> UInt64 {
    var time = timespec()
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &time)
    return UInt64(time.tv_sec) * 1_000_000_000 + UInt64(time.tv_nsec)
  }
}
