// sys: what all threads are doing.

import Glibc

extension SysModule {
  nonisolated(unsafe) private static var openFlags = 2

  static func defineThreads(_ m: ModuleBuilder) {
    m.set("_home", .none)
    m.function("_current_frames()", "Return a dict mapping each thread's thread id to its current stack frame.") {
      native($0, $1, $2, $3) { t, _ throws(Raised) in
        try t.audit("sys._current_frames")
        let d = Dict.make(t)
        var state: UnsafeMutablePointer<ThreadState>? = machine.pointee.mainThread.state
        while let s = state {
          let other = Thread(s)
          // One that has not begun to run has no frame.
          if s == t.state, let frame = t.innermostFrame {
            try d.set(t, t.int(unsigned: UInt64(s.pointee.ident)), FrameObject.of(t, frame).value)
          } else if s.pointee.nativeBase != 0, let frame = FrameObject.snapshot(t, of: other) {
            try d.set(t, t.int(unsigned: UInt64(s.pointee.ident)), frame.value)
          }
          state = s.pointee.next
        }
        return d.value
      }
    }
    m.function("_current_exceptions()", "Return a dict mapping each thread's identifier to its current raised exception.") {
      native($0, $1, $2, $3) { t, _ throws(Raised) in
        try t.audit("sys._current_exceptions")
        let d = Dict.make(t)
        var state: UnsafeMutablePointer<ThreadState>? = machine.pointee.mainThread.state
        while let s = state {
          let e = s.pointee.handled
          let row: Value
          if e.isObject {
            row = try Tuple.make(t, [e.type.value, e, Exception(e).fields.pointee.traceback]).value
          } else {
            row = try Tuple.make(t, [.none, .none, .none]).value
          }
          if s.pointee.nativeBase != 0 { try d.set(t, t.int(unsigned: UInt64(s.pointee.ident)), row) }
          state = s.pointee.next
        }
        return d.value
      }
    }
    m.function("getdlopenflags()", "Return the current value of the flags that are used for dlopen calls.") {
      native($0, $1, $2, $3) { _, _ throws(Raised) in .int(SysModule.openFlags) }
    }
    m.function("setdlopenflags(flags, /)", "Set the flags used by the interpreter for dlopen calls.") {
      native($0, $1, $2, $3) { t, a throws(Raised) in
        SysModule.openFlags = try t.int32(a[0])
        return .none
      }
    }
  }
}
