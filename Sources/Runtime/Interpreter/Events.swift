// Asynchronous events: signals, calls that other threads ask for, exceptions that are thrown into a thread.
//
// Who wants attention sets a bit of the guard word's event lane, which is safe in a signal handler; the loop's next guard comes to `checkEvents`. The bits are
// `Events` (Collector.swift).

import CProbes
import Glibc

extension Thread {
  /// Does what is due. To be called now and then by native loops over much data, when the guard word is not 0.
  @inline(never)
  public func checkEvents() throws(Raised) {
    let events = minipy_events()
    if events & Events.sample != 0 { Trace.takeSample(self, isEntered: false) }
    if events & Events.control != 0 { Trace.beginRequested(self) }
    if events & Events.lockRequest != 0 { InterpreterLock.yield(self) }
    if events & Events.memoryError != 0 {
      _ = minipy_events_clear(Events.memoryError)
      throw raise(.memoryError)
    }
    if events & Events.finalizers != 0 {
      _ = minipy_events_clear(Events.finalizers)
      Finalizers.run(self)
    }
    if events & Events.signal != 0, state == machine.pointee.mainThread.state {
      _ = minipy_events_clear(Events.signal)
      try runSignalHandlers()
    }
    if events & Events.asyncException != 0, state.pointee.asyncException.isObject {
      let exception = state.pointee.asyncException
      state.pointee.asyncException = .empty
      _ = minipy_events_clear(Events.asyncException)
      throw raise(try exceptionObject(exception))
    }
  }

  func runSignalHandlers() throws(Raised) {
    FaultHandler.answer(self)
    guard let pending = machine.pointee.pendingSignals else { return }
    for number in 1..<65 where pending[number] != 0 {
      pending[number] = 0
      let handlers = machine.pointee.signalHandlers
      let handler: Value = handlers.isKind(.list) && number < List(handlers).count ? List(handlers)[number] : .none
      if handler.isObject {
        let frame: Value = innermostFrame.map { FrameObject.of(self, $0).value } ?? .none
        _ = try call(handler, .int(number), frame)
      } else if number == Int(SIGINT), handler.isNone {
        throw raise(.keyboardInterrupt)
      }
    }
  }
}

enum Signals {
  /// The process's handler of every signal that Python code handles: notes it, and asks for attention. A signal that another thread got goes to
  /// the main one, whose system call it shall interrupt.
  static let handler: @convention(c) (Int32) -> Void = { number in
    let main = pthread_t(machine.pointee.mainThread.state.pointee.ident)
    if pthread_equal(pthread_self(), main) == 0 {
      let code = errno
      pthread_kill(main, number)
      errno = code
      return
    }
    note(number)
  }
  static func note(_ number: Int32) {
    if let pending = machine.pointee.pendingSignals, number > 0, number < 65 { pending[Int(number)] = 1 }
    minipy_events_set(Events.signal)
    if wakeDescriptor >= 0 {
      let code = errno
      var byte = UInt8(truncatingIfNeeded: number)
      _ = write(wakeDescriptor, &byte, 1)
      errno = code
    }
  }
  /// What `signal.set_wakeup_fd` was given: each signal's number is written there; -1: nothing.
  nonisolated(unsafe) static var wakeDescriptor: Int32 = -1

  /// At start: SIGINT becomes KeyboardInterrupt, a broken pipe or a file that may not grow an error of `write`.
  static func install() {
    let pending = UnsafeMutablePointer<UInt8>.allocate(capacity: 65)
    pending.initialize(repeating: 0, count: 65)
    machine.pointee.pendingSignals = pending
    machine.pointee.signalHandlers = .empty
    var action = sigaction()
    sigaction(SIGINT, nil, &action)
    let isIgnored: Bool = unsafeBitCast(action.__sigaction_handler.sa_handler, to: Int.self) == 1
    if !isIgnored { catchSignal(SIGINT) }
    signal(SIGPIPE, SIG_IGN)
    TraceControl.install()
    signal(SIGXFSZ, SIG_IGN)
  }
  static func catchSignal(_ number: Int32) {
    var action = sigaction()
    action.__sigaction_handler.sa_handler = handler
    sigemptyset(&action.sa_mask)
    action.sa_flags = 0
    sigaction(number, &action, nil)
  }
}
