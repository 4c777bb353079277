// Full buffers on their way from the thread that pushes to the one that drains.

import CProbes
import CRuntime
import Glibc

/// Markers that fire on threads which do not hold the interpreter lock: while they wait for it, above all. They are few.
enum TraceAside {
  struct Row {
    var time: UInt64
    var thread: Int
    var mark: TraceMark
  }
  nonisolated(unsafe) private static let mutex: UnsafeMutablePointer<pthread_mutex_t> = {
    let m = UnsafeMutablePointer<pthread_mutex_t>.allocate(capacity: 1)
    pthread_mutex_init(m, nil)
    return m
  }()
  nonisolated(unsafe) private static var rows: [Row] = []
  /// So many may wait to be drained.
  private static let most = 100_000

  static func add(_ row: Int, _ marker: UnsafePointer<minipy_marker>, _ arguments: UnsafePointer<UInt64>) {
    var mark = TraceMark(row: row)
    for i in 0..<Int(marker.pointee.parameter_count) {
      let value = arguments[i]
      switch marker.pointee.parameters[i].type[0] {
      case 0x63: mark.arguments.append(.text(UnsafePointer<CChar>(bitPattern: UInt(value)).map { String(cString: $0) }))
      case 0x76: mark.arguments.append(.address(UInt(value)))
      default: mark.arguments.append(.integer(Int(Int64(bitPattern: value))))
      }
    }
    let made = Row(time: minipy_trace_nanoseconds(), thread: Int(minipy_native_id()), mark: mark)
    pthread_mutex_lock(mutex)
    if rows.count < most { rows.append(made) } else { TraceSampler.missMarker() }
    pthread_mutex_unlock(mutex)
  }
  static func take() -> [Row] {
    pthread_mutex_lock(mutex)
    let taken = rows
    rows = []
    pthread_mutex_unlock(mutex)
    return taken
  }
  static func becomeChild() {
    pthread_mutex_init(mutex, nil)
    rows = []
  }
}

enum TraceQueue {
  /// Records in a chunk: 128 KiB, about 0.2 ms of nothing but calls.
  private static let chunkCount = 8192
  /// Chunks that may wait, 32 MiB of them.
  private static let mostWaiting = 256

  private struct State {
    var mutex = pthread_mutex_t()
    var hasRoom = pthread_cond_t()
    var waiting: [TraceBatch] = []
    var free: [UnsafeMutablePointer<TraceRecord>] = []
    /// The chunk that is being filled, how many of its records are drained, and the moment before the first that is not.
    var current: UnsafeMutablePointer<TraceRecord>?
    var drained = 0
    var since = TraceMoment(ticks: 0, nanoseconds: 0)
    /// Records dropped since somebody was told.
    var dropped = 0
    /// Nobody waits for room: events are dropped instead.
    var mayDrop = false
    /// Of a failed output: nobody reads, everything is dropped.
    var isAbandoned = false
  }
  nonisolated(unsafe) private static let state: UnsafeMutablePointer<State> = {
    let s = UnsafeMutablePointer<State>.allocate(capacity: 1)
    s.initialize(to: State())
    pthread_mutex_init(&s.pointee.mutex, nil)
    pthread_cond_init(&s.pointee.hasRoom, nil)
    return s
  }()

  /// Makes everything empty; by the holder of the interpreter lock, before the first record is pushed.
  static func begin(mayDrop: Bool) {
    let s = state
    pthread_mutex_lock(&s.pointee.mutex)
    minipy_trace_choose_clock()
    for batch in s.pointee.waiting { if let chunk = batch.chunk { s.pointee.free.append(chunk) } }
    s.pointee.waiting.removeAll()
    s.pointee.mayDrop = mayDrop
    s.pointee.isAbandoned = false
    s.pointee.dropped = 0
    fill(s.pointee.current ?? take())
    pthread_mutex_unlock(&s.pointee.mutex)
  }
  /// In the child of a fork.
  static func becomeChild() {
    pthread_mutex_init(&state.pointee.mutex, nil)
    pthread_cond_init(&state.pointee.hasRoom, nil)
  }
  /// Nobody will drain any more.
  static func abandon() {
    pthread_mutex_lock(&state.pointee.mutex)
    state.pointee.isAbandoned = true
    pthread_cond_broadcast(&state.pointee.hasRoom)
    pthread_mutex_unlock(&state.pointee.mutex)
  }

  private static func take() -> UnsafeMutablePointer<TraceRecord> {
    state.pointee.free.popLast() ?? UnsafeMutablePointer<TraceRecord>.allocate(capacity: chunkCount)
  }
  private static func fill(_ chunk: UnsafeMutablePointer<TraceRecord>) {
    state.pointee.current = chunk
    state.pointee.drained = 0
    state.pointee.since = .now
    minipy_trace_buffer.end = chunk + chunkCount
    minipy_trace_buffer.next = chunk
  }

  /// The chunk is full: goes on with another. By the holder of the interpreter lock.
  @inline(never) static func turn() {
    let s = state
    pthread_mutex_lock(&s.pointee.mutex)
    guard let chunk = s.pointee.current else {
      pthread_mutex_unlock(&s.pointee.mutex)
      return
    }
    while s.pointee.waiting.count >= mostWaiting, !s.pointee.mayDrop, !s.pointee.isAbandoned {
      TraceService.wake()
      if !TraceService.isRunning {
        pthread_mutex_unlock(&s.pointee.mutex)
        Trace.drain()
        pthread_mutex_lock(&s.pointee.mutex)
        continue
      }
      pthread_cond_wait(&s.pointee.hasRoom, &s.pointee.mutex)
    }
    if s.pointee.isAbandoned || s.pointee.waiting.count >= mostWaiting {
      let fresh = chunk + s.pointee.drained
      drop(fresh, chunkCount - s.pointee.drained)
      s.pointee.dropped += chunkCount - s.pointee.drained
      // What is drained already may still be read: the same chunk is filled from where that ends, or another one.
      if s.pointee.drained == 0 { fill(chunk) } else {
        s.pointee.waiting.append(TraceBatch(chunk: chunk, records: chunk, count: 0, since: s.pointee.since, until: .now))
        fill(take())
      }
      pthread_mutex_unlock(&s.pointee.mutex)
      return
    }
    let drained = s.pointee.drained
    s.pointee.waiting.append(
      TraceBatch(chunk: chunk, records: chunk + drained, count: chunkCount - drained, since: s.pointee.since, until: .now))
    let dropped = s.pointee.dropped
    s.pointee.dropped = 0
    fill(take())
    pthread_mutex_unlock(&s.pointee.mutex)
    TraceService.wake()
    if dropped > 0 {
      _ = minipy_trace_push_value(UInt64(dropped), 0, TraceKind.lost.with(0))
      Trace.pushFrames()
    }
  }
  /// Records dropped that no record has told about.
  static var untold: Int {
    pthread_mutex_lock(&state.pointee.mutex)
    defer { pthread_mutex_unlock(&state.pointee.mutex) }
    return state.pointee.dropped
  }

  /// Hands over everything that is complete, in order; the memory is valid until `body` is over. One thread at a time.
  static func drain(_ body: (TraceBatch) -> Void) {
    let s = state
    pthread_mutex_lock(&s.pointee.mutex)
    var batches = s.pointee.waiting
    s.pointee.waiting.removeAll(keepingCapacity: true)
    if let chunk = s.pointee.current {
      let count = minipy_trace_next() - chunk
      let now = TraceMoment.now
      if count > s.pointee.drained {
        batches.append(
          TraceBatch(chunk: nil, records: chunk + s.pointee.drained, count: count - s.pointee.drained, since: s.pointee.since, until: now))
        s.pointee.drained = count
        s.pointee.since = now
      }
    }
    pthread_cond_broadcast(&s.pointee.hasRoom)
    pthread_mutex_unlock(&s.pointee.mutex)
    for batch in batches { body(batch) }
    pthread_mutex_lock(&s.pointee.mutex)
    for batch in batches { if let chunk = batch.chunk { s.pointee.free.append(chunk) } }
    pthread_mutex_unlock(&s.pointee.mutex)
  }
  private static func drop(_ records: UnsafeMutablePointer<TraceRecord>, _ count: Int) {
    for i in 0..<count where records[i].what >> TraceKind.shift == TraceKind.argument.rawValue && records[i].id == 1 {
      free(UnsafeMutableRawPointer(bitPattern: UInt(records[i].time)))
    }
  }
}
