// The interpreter lock: of all threads one runs Python code at a time.
//
// A thread gives the lock up around system calls that may wait (`blocking`), while it waits for a lock of the program, and at a guard when
// another thread has asked for it: the one that waits sets the event `lockRequest` after 5 ms, as CPython's switch interval is. Whoever has given it up
// has left the registers' content on its native stack and said where (`nativeTop`), so that the collector can read it.
//
// Who waits for a lock, a queue or the like of the program stands in the list `waiters` under its address: whoever frees it wakes the first that
// waits for just that. The list is changed with the interpreter lock held, `isCalled` and the conditions with the mutex.

import CProbes
import CRuntime
import Glibc

struct InterpreterLockState {
  var mutex = pthread_mutex_t()
  /// Signalled when the interpreter lock becomes free.
  var isFreed = pthread_cond_t()
  /// Signalled when the interpreter lock changes hands while `yielding` says that somebody wants to know.
  var isSwitched = pthread_cond_t()
  var yielding = 0
  /// The first of those who wait.
  var waiters: UnsafeMutablePointer<Waiter>?
  var isHeld = false
  var waiting = 0
  /// How often the lock has changed hands.
  var switches = 0
  /// Threads of the program that run, beside the main one.
  var threads = 0
}

/// A thread that waits for something of the program.
struct Waiter {
  /// The address of what it waits for.
  let key: Raw
  /// Signalled when `isCalled` is set.
  var called = pthread_cond_t()
  /// It may be free now.
  var isCalled = false
  var next: UnsafeMutablePointer<Waiter>?
}

enum InterpreterLock {
  nonisolated(unsafe) static let state: UnsafeMutablePointer<InterpreterLockState> = {
    let s = UnsafeMutablePointer<InterpreterLockState>.allocate(capacity: 1)
    s.initialize(to: InterpreterLockState())
    pthread_mutex_init(&s.pointee.mutex, nil)
    InterpreterLock.prepare(&s.pointee.isFreed)
    InterpreterLock.prepare(&s.pointee.isSwitched)
    return s
  }()
  /// Seconds: sys.setswitchinterval
  nonisolated(unsafe) static var switchInterval = 0.005

  /// A condition whose timed waits end by the clock that nobody sets.
  private static func prepare(_ condition: inout pthread_cond_t) {
    var attributes = pthread_condattr_t()
    pthread_condattr_init(&attributes)
    pthread_condattr_setclock(&attributes, CLOCK_MONOTONIC)
    pthread_cond_init(&condition, &attributes)
    pthread_condattr_destroy(&attributes)
  }

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
    state.pointee.switches &+= 1
    // Who still waits asks again when its time is up.
    if minipy_events() & Events.lockRequest != 0 { _ = minipy_events_clear(Events.lockRequest) }
    if state.pointee.yielding > 0 { pthread_cond_broadcast(&state.pointee.isSwitched) }
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
    clock_gettime(CLOCK_MONOTONIC, &now)
    let nanoseconds: Double = Double(now.tv_nsec) + (seconds - seconds.rounded(.down)) * 1e9
    let carry: Int = nanoseconds >= 1e9 ? 1 : 0
    return timespec(
      tv_sec: now.tv_sec + Int(min(seconds, 1e9).rounded(.down)) + carry, tv_nsec: Int(nanoseconds) - carry * 1_000_000_000)
  }

  /// Seconds of the clock that nobody sets.
  private static func now() -> Double {
    var now = timespec()
    clock_gettime(CLOCK_MONOTONIC, &now)
    return Double(now.tv_sec) + Double(now.tv_nsec) / 1e9
  }

  /// Another thread wants to run: lets it.
  static func yield(_ thread: Thread) {
    _ = minipy_events_clear(Events.lockRequest)
    outside(thread) {
      pthread_mutex_lock(&state.pointee.mutex)
      if state.pointee.waiting > 0 {
        let before = state.pointee.switches
        releaseLocked()
        state.pointee.yielding += 1
        while state.pointee.switches == before, state.pointee.waiting > 0 {
          var until = deadline(switchInterval)
          pthread_cond_timedwait(&state.pointee.isSwitched, &state.pointee.mutex, &until)
        }
        state.pointee.yielding -= 1
        acquireLocked(thread)
      }
      pthread_mutex_unlock(&state.pointee.mutex)
    }
  }

  /// Seconds after which the main thread looks whether a signal has come.
  private static var signalInterval: Double { 0.05 }

  /// Waits until `isFree` says so or `seconds` (negative: for ever) are over, without the interpreter lock; `isFree` is asked with it. Whoever may
  /// have made `key` free calls `announce`. The main thread wakes now and then for signals.
  static func wait(_ thread: Thread, seconds: Double, for key: Raw, until isFree: () -> Bool) throws(Raised) -> Bool {
    if isFree() { return true }
    if seconds == 0 { return false }
    let end = seconds < 0 ? Double.infinity : now() + seconds
    let isMain = thread.state == machine.pointee.mainThread.state
    let me = UnsafeMutablePointer<Waiter>.allocate(capacity: 1)
    me.initialize(to: Waiter(key: key))
    prepare(&me.pointee.called)
    enqueue(me)
    defer {
      dequeue(me)
      pthread_cond_destroy(&me.pointee.called)
      me.deallocate()
    }
    while !isFree() {
      let left = end - now()
      if left <= 0 { return false }
      outside(thread) {
        pthread_mutex_lock(&state.pointee.mutex)
        me.pointee.isCalled = false
        releaseLocked()
        while !me.pointee.isCalled {
          if !isMain, end == .infinity {
            pthread_cond_wait(&me.pointee.called, &state.pointee.mutex)
            continue
          }
          let left = end - now()
          if left <= 0 || (isMain && minipy_events() & Events.signal != 0) { break }
          var until = deadline(isMain ? min(left, signalInterval) : left)
          pthread_cond_timedwait(&me.pointee.called, &state.pointee.mutex, &until)
        }
        acquireLocked(thread)
        pthread_mutex_unlock(&state.pointee.mutex)
      }
      if minipy_events() != 0 {
        do throws(Raised) { try thread.checkEvents() } catch {
          // Somebody else has to take what this thread was called for.
          if me.pointee.isCalled { announce(key) }
          throw error
        }
      }
    }
    return true
  }
  /// Who came first is called first.
  private static func enqueue(_ me: UnsafeMutablePointer<Waiter>) {
    guard var at = state.pointee.waiters else {
      state.pointee.waiters = me
      return
    }
    while let next = at.pointee.next { at = next }
    at.pointee.next = me
  }
  private static func dequeue(_ me: UnsafeMutablePointer<Waiter>) {
    if state.pointee.waiters == me {
      state.pointee.waiters = me.pointee.next
      return
    }
    var at = state.pointee.waiters
    while let here = at, here.pointee.next != me { at = here.pointee.next }
    at?.pointee.next = me.pointee.next
  }

  /// In the child of a fork, where only the calling thread goes on: it is the main thread now, and holds the interpreter lock.
  static func becomeChild(_ thread: Thread) {
    pthread_mutex_init(&state.pointee.mutex, nil)
    prepare(&state.pointee.isFreed)
    prepare(&state.pointee.isSwitched)
    state.pointee.isHeld = true
    state.pointee.waiting = 0
    state.pointee.threads = 0
    state.pointee.waiters = nil
    state.pointee.yielding = 0
    _ = minipy_events_clear(Events.lockRequest)
    machine.pointee.mainThread = thread
    machine.pointee.current = thread
    thread.state.pointee.next = nil
    FaultHandler.becomeChild()
    thread.state.pointee.runningLoop = .empty
  }

  /// Something of the program may have become free: calls the first that waits for it.
  @inline(__always) static func announce(_ key: Raw) {
    if state.pointee.waiters != nil { callWaiter(key) }
  }
  @inline(never) private static func callWaiter(_ key: Raw) {
    var at = state.pointee.waiters
    while let here = at {
      if here.pointee.key == key, !here.pointee.isCalled {
        pthread_mutex_lock(&state.pointee.mutex)
        here.pointee.isCalled = true
        pthread_cond_signal(&here.pointee.called)
        pthread_mutex_unlock(&state.pointee.mutex)
        return
      }
      at = here.pointee.next
    }
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
