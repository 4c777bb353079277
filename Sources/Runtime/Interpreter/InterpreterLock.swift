// The interpreter lock: of all threads one runs Python code at a time.
//
// A thread gives the lock up around system calls that may wait (`blocking`), while it waits for a lock of the program, and at a guard when
// another thread has asked for it: the one that waits sets the event `lockRequest` after 5 ms, as CPython's switch interval is. Whoever has given it up
// has left the registers' content on its native stack and said where (`nativeTop`), so that the collector can read it.

import CProbes
import CRuntime
import Glibc

struct InterpreterLockState {
  var mutex = pthread_mutex_t()
  /// Signalled when the interpreter lock becomes free.
  var isFreed = pthread_cond_t()
  /// Signalled when a lock of the program becomes free.
  var lockReleased = pthread_cond_t()
  var isHeld = false
  var waiting = 0
  /// How often the lock has changed hands.
  var switches = 0
  /// Threads of the program that run, beside the main one.
  var threads = 0
}

enum InterpreterLock {
  nonisolated(unsafe) static let state: UnsafeMutablePointer<InterpreterLockState> = {
    let s = UnsafeMutablePointer<InterpreterLockState>.allocate(capacity: 1)
    s.initialize(to: InterpreterLockState())
    pthread_mutex_init(&s.pointee.mutex, nil)
    pthread_cond_init(&s.pointee.isFreed, nil)
    pthread_cond_init(&s.pointee.lockReleased, nil)
    return s
  }()
  /// Seconds: sys.setswitchinterval
  nonisolated(unsafe) static var switchInterval = 0.005

  static func acquire(_ thread: Thread) {
    pthread_mutex_lock(&state.pointee.mutex)
    acquireLocked(thread)
    pthread_mutex_unlock(&state.pointee.mutex)
  }
  static func release() {
    pthread_mutex_lock(&state.pointee.mutex)
    releaseLocked()
    pthread_mutex_unlock(&state.pointee.mutex)
  }
  /// With the mutex held.
  private static func acquireLocked(_ thread: Thread) {
    if _slowPath(minipy_probe_lock_wait_enabled()), state.pointee.isHeld { minipy_probe_lock_wait(nil) }
    state.pointee.waiting += 1
    while state.pointee.isHeld {
      var until = deadline(switchInterval)
      if pthread_cond_timedwait(&state.pointee.isFreed, &state.pointee.mutex, &until) == ETIMEDOUT {
        minipy_events_set(Events.lockRequest)
      }
    }
    state.pointee.waiting -= 1
    state.pointee.isHeld = true
    state.pointee.switches += 1
    machine.pointee.current = thread
    if _slowPath(Trace.isOn) { Trace.threadChanged() }
    if _slowPath(minipy_probe_lock_acquired_enabled()) { minipy_probe_lock_acquired(nil) }
  }
  /// For a native thread that only looks: takes the lock if whoever holds it gives it up within `seconds`. Then `release` it.
  static func borrow(seconds: Double) -> Bool {
    pthread_mutex_lock(&state.pointee.mutex)
    defer { pthread_mutex_unlock(&state.pointee.mutex) }
    state.pointee.waiting += 1
    defer { state.pointee.waiting -= 1 }
    var until = deadline(seconds)
    while state.pointee.isHeld {
      minipy_events_set(Events.lockRequest)
      if pthread_cond_timedwait(&state.pointee.isFreed, &state.pointee.mutex, &until) == ETIMEDOUT { return false }
    }
    state.pointee.isHeld = true
    state.pointee.switches += 1
    return true
  }
  private static func releaseLocked() {
    if _slowPath(minipy_probe_lock_release_enabled()) { minipy_probe_lock_release(nil) }
    state.pointee.isHeld = false
    pthread_cond_signal(&state.pointee.isFreed)
  }

  /// The time `seconds` from now, for a timed wait.
  static func deadline(_ seconds: Double) -> timespec {
    var now = timespec()
    clock_gettime(CLOCK_REALTIME, &now)
    let nanoseconds: Double = Double(now.tv_nsec) + (seconds - seconds.rounded(.down)) * 1e9
    let carry: Int = nanoseconds >= 1e9 ? 1 : 0
    return timespec(
      tv_sec: now.tv_sec + Int(min(seconds, 1e9).rounded(.down)) + carry, tv_nsec: Int(nanoseconds) - carry * 1_000_000_000)
  }

  /// Another thread wants to run: lets it.
  static func yield(_ thread: Thread) {
    _ = minipy_events_clear(Events.lockRequest)
    outside(thread) {
      pthread_mutex_lock(&state.pointee.mutex)
      if state.pointee.waiting > 0 {
        let before = state.pointee.switches
        releaseLocked()
        while state.pointee.switches == before, state.pointee.waiting > 0 {
          var until = deadline(switchInterval)
          pthread_cond_timedwait(&state.pointee.lockReleased, &state.pointee.mutex, &until)
        }
        acquireLocked(thread)
      }
      pthread_mutex_unlock(&state.pointee.mutex)
    }
  }

  /// Waits until `isFree` says so or `seconds` (negative: for ever) are over, without the interpreter lock; `isFree` is asked with it. Wakes now and
  /// then for signals.
  static func wait(_ thread: Thread, seconds: Double, until isFree: () -> Bool) throws(Raised) -> Bool {
    if isFree() { return true }
    var now = timespec()
    clock_gettime(CLOCK_MONOTONIC, &now)
    let start: Double = Double(now.tv_sec) + Double(now.tv_nsec) / 1e9
    while !isFree() {
      clock_gettime(CLOCK_MONOTONIC, &now)
      let passed: Double = Double(now.tv_sec) + Double(now.tv_nsec) / 1e9 - start
      if seconds >= 0, passed >= seconds { return false }
      let slice: Double = seconds < 0 ? 0.05 : min(0.05, seconds - passed)
      outside(thread) {
        pthread_mutex_lock(&state.pointee.mutex)
        releaseLocked()
        var until = deadline(slice)
        pthread_cond_timedwait(&state.pointee.lockReleased, &state.pointee.mutex, &until)
        acquireLocked(thread)
        pthread_mutex_unlock(&state.pointee.mutex)
      }
      if minipy_events() != 0 { try thread.checkEvents() }
    }
    return true
  }
  /// In the child of a fork, where only the calling thread goes on: it is the main thread now, and holds the interpreter lock.
  static func becomeChild(_ thread: Thread) {
    pthread_mutex_init(&state.pointee.mutex, nil)
    pthread_cond_init(&state.pointee.isFreed, nil)
    pthread_cond_init(&state.pointee.lockReleased, nil)
    state.pointee.isHeld = true
    state.pointee.waiting = 0
    state.pointee.threads = 0
    _ = minipy_events_clear(Events.lockRequest)
    machine.pointee.mainThread = thread
    machine.pointee.current = thread
    thread.state.pointee.next = nil
    FaultHandler.becomeChild()
    thread.state.pointee.runningLoop = .empty
  }

  /// A lock of the program became free.
  static func announce() {
    // Alone, there is nobody who waits.
    if state.pointee.threads == 0 { return }
    pthread_mutex_lock(&state.pointee.mutex)
    pthread_cond_broadcast(&state.pointee.lockReleased)
    pthread_mutex_unlock(&state.pointee.mutex)
  }

  /// Runs `body` with the registers on the native stack, for the collector that may run meanwhile.
  static func outside(_ thread: Thread, _ body: () -> Void) {
    withoutActuallyEscaping(body) { (escaping: @escaping () -> Void) in
      var call = (thread, escaping)
      withUnsafeMutablePointer(to: &call) { context in
        minipy_scan_native_stack(
          0,
          { context, low, _ in
            guard let context else { return }
            let call = context.assumingMemoryBound(to: (Thread, () -> Void).self)
            call.pointee.0.state.pointee.nativeTop = low
            call.pointee.1()
          }, context)
      }
    }
  }
}

extension Thread {
  /// Runs a system call that may wait, without the interpreter lock; keeps errno.
  func blocking<R>(_ body: () -> R) -> R {
    // Alone, there is nobody to give the lock to.
    if InterpreterLock.state.pointee.threads == 0 { return body() }
    var result: R?
    var error: Int32 = 0
    InterpreterLock.outside(self) {
      InterpreterLock.release()
      result = body()
      error = errno
      InterpreterLock.acquire(self)
    }
    errno = error
    guard let result else { return body() }
    return result
  }
}
