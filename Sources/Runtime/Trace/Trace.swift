// The trace of this process, of which there is one at a time: on, off, and around forks, execs and the end.

import Bytecode
import CProbes
import CRuntime
import Glibc

/// A trace under way. Only who holds `Trace`'s mutex looks inside.
final class TraceSession {
  let request: TraceRequest
  let output: TraceOutput
  let decoder: TraceDecoder
  /// It is counted as listener of its markers.
  var isListening = false

  init(_ request: TraceRequest, _ output: TraceOutput) {
    self.request = request
    self.output = output
    decoder = TraceDecoder(request, TraceFormat.make(request, output))
  }
}

enum Trace {
  /// Held while records are drained and while a session begins or ends.
  nonisolated(unsafe) private static let mutex: UnsafeMutablePointer<pthread_mutex_t> = {
    let m = UnsafeMutablePointer<pthread_mutex_t>.allocate(capacity: 1)
    pthread_mutex_init(m, nil)
    return m
  }()
  nonisolated(unsafe) private static var session: TraceSession?
  /// Waits for the holder of the interpreter lock to begin it, because it has been asked for from outside.
  nonisolated(unsafe) private static var requested: TraceSession?

  // What the interpreter asks for each event.
  nonisolated(unsafe) static var wantsCalls = false
  nonisolated(unsafe) static var wantsLines = false
  /// Something is recorded: other threads' turns are, too.
  nonisolated(unsafe) static var isOn = false
  /// The guard word when calls are traced and nothing else is wanted.
  @inline(__always) static var onlyCalls: UInt64 { UInt64(Events.trace) << 48 }
  /// Bits of the event flag that stand while somebody listens, and are not to be dealt with.
  @inline(__always) static var standing: UInt16 { Events.trace | Events.traceLines | Events.tracing | Events.listener }

  // MARK: Recording

  /// A function's frame begins, ends, or is on another line. `position` is a TraceKind's.
  @inline(__always) static func record(_ kind: TraceKind, _ function: Function, _ position: Int) {
    var number = function.code.fields.pointee.traceNumber
    if _slowPath(number == 0) { number = TraceRows.add(function) }
    if _slowPath(minipy_trace_push(number, kind.with(position))) { TraceQueue.turn() }
  }
  /// The same for a function that has a number; true: `isFull` is to be called.
  @inline(__always) static func push(_ kind: TraceKind, _ function: Function, _ position: Int) -> Bool {
    minipy_trace_push(function.code.fields.pointee.traceNumber, kind.with(position))
  }
  @inline(never) static func isFull(_ thread: Thread) { TraceQueue.turn() }
  @inline(__always) private static func push(_ id: UInt32, _ what: UInt32) {
    if _slowPath(minipy_trace_push(id, what)) { TraceQueue.turn() }
  }
  private static func push(value: UInt64, _ id: UInt32, _ what: UInt32) {
    if _slowPath(minipy_trace_push_value(value, id, what)) { TraceQueue.turn() }
  }
  /// The calling thread has the interpreter lock now.
  @inline(never) static func threadChanged() {
    if isOn { push(UInt32(truncatingIfNeeded: machine.pointee.current.state.pointee.nativeNumber), TraceKind.thread.with(0)) }
  }

  /// Every thread's open frames, outermost first.
  static func pushFrames() {
    push(0, TraceKind.restart.with(0))
    let current = machine.pointee.current
    var state: UnsafeMutablePointer<ThreadState>? = machine.pointee.mainThread.state
    while let s = state {
      if s != current.state, s.pointee.nativeNumber != 0 { pushFrames(Thread(s), UInt32(truncatingIfNeeded: s.pointee.nativeNumber)) }
      state = s.pointee.next
    }
    pushFrames(current, UInt32(truncatingIfNeeded: current.state.pointee.nativeNumber))
  }
  private static func pushFrames(_ thread: Thread, _ number: UInt32) {
    push(number, TraceKind.thread.with(0))
    var frames: [Thread.FrameReference] = []
    var frame = thread.innermostFrame
    while let f = frame {
      frames.append(f)
      frame = thread.caller(of: f)
    }
    for f in frames.reversed() { record(.present, f.function, f.function.code.word(at: f.pc) + 1) }
  }

  /// A period of the sampler is over. `isEntered`: the innermost frame has only just begun, so that the time was its caller's.
  @inline(never) static func takeSample(_ thread: Thread, isEntered: Bool) {
    _ = minipy_events_clear(Events.sample)
    let weight = TraceSampler.take()
    if weight == 0 || !isOn { return }
    var frame = thread.innermostFrame
    if isEntered, let f = frame { frame = thread.caller(of: f) }
    var depth = 0
    while let f = frame, depth < 1000 {
      record(.frame, f.function, f.function.code.word(at: f.pc) + 1)
      frame = thread.caller(of: f)
      depth += 1
    }
    push(frame == nil ? 0 : 1, TraceKind.sample.with(weight))
  }

  /// What the markers call. Texts are copied: they are valid only now.
  private static let sink: @convention(c) (UInt32, UnsafePointer<UInt64>?) -> Void = { row, arguments in
    guard Trace.isOn, let arguments, let marker = minipy_marker_at(Int(row)) else { return }
    let count = Int(marker.pointee.parameter_count)
    // Only the holder of the interpreter lock may push.
    if machine.pointee.current.state.pointee.ident != UInt(pthread_self()) || !InterpreterLock.state.pointee.isHeld {
      TraceAside.add(Int(row), marker, arguments)
      return
    }
    Trace.push(UInt32(row), TraceKind.marker.with(count))
    for i in 0..<count {
      // `char *`, `void *`, `int` or `long`.
      let type = marker.pointee.parameters[i].type[0]
      var value = arguments[i]
      var id: UInt32 = type == 0x76 ? 3 : 2
      if type == 0x63 {
        id = 1
        value = UInt64(UInt(bitPattern: UnsafePointer<CChar>(bitPattern: UInt(value)).flatMap { strdup($0) }))
      }
      Trace.push(value: value, id, TraceKind.argument.with(0))
    }
  }

  // MARK: On and off

  /// Begins the trace that the command line asks for; what is wrong, if it cannot.
  static func begin(_ thread: Thread, _ request: TraceRequest) -> String? {
    guard let output = TraceOutput.open(request.output, isStream: request.format.isStream) else {
      return "\(request.output ?? "standard error"): \(String(cString: strerror(errno)))"
    }
    begin(thread, TraceSession(request, output))
    return nil
  }
  /// By the holder of the interpreter lock.
  private static func begin(_ thread: Thread, _ fresh: TraceSession) {
    pthread_mutex_lock(mutex)
    install(fresh)
    pthread_mutex_unlock(mutex)
    activate(fresh)
  }
  /// Everything is ready for records. With the mutex held.
  private static func install(_ fresh: TraceSession) {
    session = fresh
    var mayDrop = false
    if case .socket = fresh.output.target { mayDrop = true }
    TraceQueue.begin(mayDrop: mayDrop)
    TraceSampler.begin(hertz: fresh.request.hertz)
    isOn = true
    fresh.decoder.begin(time: minipy_trace_nanoseconds())
  }
  /// Records come. Without the mutex, because somebody has to drain if they are many.
  private static func activate(_ fresh: TraceSession) {
    pushFrames()
    pthread_mutex_lock(mutex)
    // Who has attached may have gone in between.
    if session === fresh {
      wantsCalls = fresh.request.calls
      wantsLines = fresh.request.lines
      minipy_sink_set(sink)
      for row in fresh.request.markers { _ = minipy_listener_add(row) }
      minipy_events_set((wantsCalls ? Events.trace : 0) | (wantsLines ? Events.traceLines : 0))
      fresh.isListening = true
    }
    pthread_mutex_unlock(mutex)
    if !TraceService.isRunning, isForkedChild { TraceService.startThread() }
    TraceService.wake()
  }
  /// In the child of a fork the native main thread is the program's: there is no service yet.
  nonisolated(unsafe) static var isForkedChild = false

  /// From the service thread: a trace for who has attached. false: there is one already.
  static func request(_ request: TraceRequest, _ output: TraceOutput) -> Bool {
    pthread_mutex_lock(mutex)
    defer { pthread_mutex_unlock(mutex) }
    if session != nil || requested != nil { return false }
    requested = TraceSession(request, output)
    minipy_events_set(Events.control)
    return true
  }
  /// A trace that has been asked for has not begun.
  static var isWaiting: Bool { requested != nil }
  static var isActive: Bool { session != nil || requested != nil }

  /// At a guard.
  @inline(never) static func beginRequested(_ thread: Thread) {
    _ = minipy_events_clear(Events.control)
    if !TraceService.isRunning, isForkedChild { TraceService.startThread() }
    pthread_mutex_lock(mutex)
    let fresh = requested
    requested = nil
    if let fresh { install(fresh) }
    pthread_mutex_unlock(mutex)
    if let fresh { activate(fresh) }
  }

  /// Nothing is recorded from now on. Safe from any thread.
  private static func stopRecording(_ ended: TraceSession) {
    _ = minipy_events_clear(Events.trace | Events.traceLines | Events.sample)
    wantsCalls = false
    wantsLines = false
    if ended.isListening { for row in ended.request.markers { _ = minipy_listener_remove(row) } }
    ended.isListening = false
    TraceSampler.end()
    isOn = false
  }

  /// Formats what there is.
  static func drain() {
    pthread_mutex_lock(mutex)
    if let session { drain(session) }
    pthread_mutex_unlock(mutex)
  }
  private static func drain(_ session: TraceSession) {
    session.decoder.consume(TraceAside.take())
    TraceQueue.drain { session.decoder.consume($0) }
    session.decoder.flush()
    if session.output.failure != 0 { TraceQueue.abandon() }
  }

  /// Ends the trace, from any thread: drains, completes the output and reports what was lost. false: not everything has arrived.
  @discardableResult
  static func finish(_ reason: TraceDecoder.End = .finished) -> Bool {
    pthread_mutex_lock(mutex)
    defer { pthread_mutex_unlock(mutex) }
    if let cancelled = requested {
      requested = nil
      cancelled.decoder.begin(time: minipy_trace_nanoseconds())
      return complete(cancelled, reason)
    }
    guard let ended = session else { return true }
    stopRecording(ended)
    drain(ended)
    session = nil
    return complete(ended, reason)
  }
  private static func complete(_ ended: TraceSession, _ reason: TraceDecoder.End) -> Bool {
    let decoder = ended.decoder
    decoder.lost += TraceQueue.untold
    decoder.missed = TraceSampler.untold
    decoder.end(time: minipy_trace_nanoseconds(), reason)
    ended.output.finish(isComplete: true)
    if case .socket = ended.output.target {
      TraceMessage.send(ended.output.descriptor, .end, decoder.report(ended.output) ?? "")
      return true
    }
    guard let report = decoder.report(ended.output) else { return true }
    TracebackPrinter.writeDescriptor(2, "minipy: trace: \(report)\n")
    return ended.output.failure == 0 && decoder.lost == 0
  }

  // MARK: Fork and exec

  /// Before a fork: everything so far is the parent's, and nobody is in the middle of something.
  static func prepareFork() {
    pthread_mutex_lock(mutex)
    if let session { drain(session) }
  }
  static func parentForked() { pthread_mutex_unlock(mutex) }
  /// The child goes on with a trace of its own: in the same stream if that is standard error and text, in a file with its number if the
  /// parent's is a file, and without one if somebody has attached to the parent.
  static func becomeChild(_ thread: Thread, goesOn: Bool) {
    pthread_mutex_init(mutex, nil)
    TraceQueue.becomeChild()
    TraceAside.becomeChild()
    TraceRows.becomeChild()
    TraceService.becomeChild()
    isForkedChild = true
    let before = session ?? requested
    session = nil
    requested = nil
    guard let before else { return }
    thread.state.pointee.nativeNumber = minipy_native_id()
    stopRecording(before)
    before.output.abandon()
    guard goesOn else { return }
    if case .socket = before.output.target { return }
    var request = before.request
    if request.output == nil, request.format != .text { return }
    request.output = request.childOutput(getpid())
    guard let output = TraceOutput.open(request.output, isStream: request.format.isStream) else {
      TracebackPrinter.writeDescriptor(2, "minipy: trace: \(request.output ?? ""): \(String(cString: strerror(errno)))\n")
      return
    }
    begin(thread, TraceSession(request, output))
  }

  /// Before an exec: the output is complete. If the exec fails, `execFailed` takes that back.
  static func prepareExec() {
    pthread_mutex_lock(mutex)
    if let session {
      drain(session)
      session.decoder.pause(time: minipy_trace_nanoseconds())
    }
    pthread_mutex_unlock(mutex)
  }
  static func execFailed() {
    pthread_mutex_lock(mutex)
    session?.decoder.resume()
    pthread_mutex_unlock(mutex)
  }
}
