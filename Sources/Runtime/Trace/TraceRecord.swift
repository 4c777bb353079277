// Tracing from inside: the markers' events written down by the interpreter itself, for whoever has neither root nor a tracer.
//
// The way of an event:
//
//   1. a guard, or a marker that has a listener, pushes records of 16 bytes (TraceBuffer.h): ticks, whose, what. Nothing is looked up, formatted or
//      allocated there. Only the thread that holds the interpreter lock pushes, so there is one buffer, in the order in which things happened.
//   2. full buffers ("chunks") queue up (TraceQueue). The service thread (TraceService: the native main thread, which has nothing else to do) drains them,
//      20 ms later at the latest. When too many wait, the program waits for a local output, and events are dropped and counted for an attached one.
//   3. TraceDecoder makes spans and marks of records: it knows each thread's open frames, and what the filters leave.
//   4. a TraceFormat writes them: one file a format.
//   5. a TraceOutput takes the bytes: a file, a pipe, or the socket of who has attached (TraceControl).
//
// Laws: nothing is lost silently (what does not arrive is counted, and said at the end); what is drained by a fork, an exec or the program's end is
// everything before it; a traced program prints, returns and fails as an untraced one.

import CRuntime

typealias TraceRecord = minipy_trace_record

/// What a record says. In the upper 4 bits of `what`; the lower 28 hold a position, which is 0 for a function's first line and otherwise
/// one more than a word of its code, or a count.
enum TraceKind: UInt32 {
  /// A frame begins or is resumed. id: its row.
  case entry
  /// A frame that was there when the trace began, or after events were dropped.
  case present
  /// A frame ends or is suspended.
  case leave
  case line
  /// What follows happened on the thread with this system's number.
  case thread
  /// All frames that are known are forgotten: frames that are `present` follow.
  case restart
  /// A marker fired. id: its row in Markers.def; the count: how many arguments follow.
  case marker
  /// An argument in place of the time. id 1: a C string which the reader frees; 2: an integer; 3: an address.
  case argument
  /// A frame of a sample, innermost first.
  case frame
  /// The sample is complete: the count is how many periods it stands for. id 1: frames further out were left out.
  case sample
  /// As many records as the time says were dropped here.
  case lost

  static let shift: UInt32 = 28
  static let countMask: UInt32 = (1 << 28) - 1
  @inline(__always) func with(_ count: Int) -> UInt32 { rawValue << TraceKind.shift | UInt32(truncatingIfNeeded: count) & TraceKind.countMask }
}

/// The same moment by two clocks.
struct TraceMoment: BitwiseCopyable {
  var ticks: UInt64
  /// CLOCK_MONOTONIC
  var nanoseconds: UInt64
  static var now: TraceMoment { TraceMoment(ticks: minipy_trace_ticks(), nanoseconds: minipy_trace_nanoseconds()) }
}

/// Records that were pushed between two moments, in a row of memory.
struct TraceBatch: BitwiseCopyable {
  /// The chunk they lie in, which is free afterwards; nil: it is being filled still.
  var chunk: UnsafeMutablePointer<TraceRecord>?
  var records: UnsafeMutablePointer<TraceRecord>
  var count: Int
  var since: TraceMoment
  var until: TraceMoment
}
