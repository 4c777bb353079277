// A thread of the program: its VM stack, where it is, and what it is raising.
//
// Law: a function that takes a `Thread` may allocate, collect, run Python code and raise; one that does not take it can do
// none of these. Native code holds objects in plain locals: the collector scans the native stack conservatively.

import CRuntime
import Glibc

public typealias Registers = UnsafeMutablePointer<Value>
public typealias ProgramCounter = UnsafeMutablePointer<UInt64>

public struct ThreadState: BitwiseCopyable {
  /// The running frame and its instruction, stored by a handler before it calls anything that takes the thread.
  public var fp: Registers
  public var pc: ProgramCounter
  public var stackBase: Registers
  public var stackEnd: Registers
  /// Bytes behind stackBase that frames may take without being counted (`Thread.makeRoom`).
  public var stackRoom: UInt
  /// The exception that is being raised, or empty. Set exactly while a `Raised` is under way or an error sentinel is handed back.
  public var raised: Value
  /// The exception that is being handled (`sys.exc_info()`), or none.
  public var handled: Value
  /// Native stack: lowest address that recursion may reach, and its base for the collector.
  public var nativeLimit: UInt
  public var nativeBase: UInt
  /// Where the thread left its native stack when it gave up the interpreter lock.
  public var nativeTop: UInt
  /// Depth of calls from native code into the interpreter.
  public var entryDepth: Int
  /// Result of the frame that an entry from native code waits for.
  public var result: Value
  /// Handler table in use: plain or traced.
  public var table: Raw
  /// Debug builds: where the trampoline goes on.
  public var nextPC: ProgramCounter?
  public var nextFP: Registers?
  /// Next thread of the machine.
  public var next: UnsafeMutablePointer<ThreadState>?
  public var ident: UInt
  /// The system's number of the thread; 0: it has not started.
  public var nativeNumber: Int32
  /// Containers whose repr is under way (a list of objects), or empty: `[...]`.
  public var reprStack: Value
  /// Value of `_contextvars`' current context, or empty.
  public var context: Value
  /// sys.settrace / setprofile functions, or empty.
  public var traceFunction: Value
  public var profileFunction: Value
  /// Native functions under way that a profile function has seen called: a list of frame, function, frame, function, …; or empty.
  public var profiledCalls: Value
  /// The same for markers native__entry and native__return: frame, definition, frame, definition, …
  var nativeCalls: RawStack
  /// asynchronous exception to raise (`PyThreadState_SetAsyncExc`), or empty.
  public var asyncException: Value
  /// sys.set_asyncgen_hooks
  public var asyncGenFirstIter: Value
  public var asyncGenFinalizer: Value
  /// asyncio: the loop that runs in this thread, or empty.
  public var runningLoop: Value
  /// sys.set_coroutine_origin_tracking_depth
  public var originTrackingDepth: Int
  public var recursionLimit: Int
  /// Generators that are running, one resumed by the other.
  public var resumeDepth: Int
  /// Comparisons of containers that are under way, one within the other.
  public var comparisonDepth: Int
  /// FrameObjects of frames that live on the VM stack, innermost first: linked by `nextLive`; empty at the end.
  public var liveFrames: Value
  /// A trace or profile function is running: it is not traced itself.
  public var isInTraceFunction: Bool
  /// The last instruction that ran by the traced table.
  public var traced: TracedPlace
  /// `_thread._set_sentinel`: a lock to be released when the thread ends, or empty.
  public var sentinel: Value
}

public struct Thread: BitwiseCopyable {
  public let state: UnsafeMutablePointer<ThreadState>
  @inline(__always) public init(_ state: UnsafeMutablePointer<ThreadState>) { self.state = state }
  @inline(__always) public init(_ raw: Raw) { state = raw.assumingMemoryBound(to: ThreadState.self) }
  @inline(__always) public var raw: Raw { Raw(state) }

  /// Raises RecursionError when the native stack is nearly used up. To be called by every native function that can
  /// recurse through Python objects (repr, comparison, the parser …).
  @inline(__always) public func checkNativeStack() throws(Raised) {
    if _slowPath(currentStackAddress() < state.pointee.nativeLimit) {
      throw raise(.recursionError, "maximum recursion depth exceeded")
    }
  }
}

/// An address in the caller's native frame.
@inline(__always) func currentStackAddress() -> UInt {
  UInt(bitPattern: minipy_frame_address())
}
