// sys: frames, and the functions that watch a program run.

extension SysModule {
  static func defineFrames(_ m: ModuleBuilder) {
    m.function("_getframe(depth=0, /)", "The frame of the caller, or of one of its callers.") {
      native($0, $1, $2, $3) { (t, args) throws(Raised) in
        var depth = args[0].isEmpty ? 0 : try t.indexInt(args[0], overflow: .overflowError)
        var frame = t.innermostFrame
        while depth > 0, let f = frame {
          frame = t.caller(of: f)
          depth -= 1
        }
        guard let frame else { throw t.raise(.valueError, "call stack is not deep enough") }
        try t.audit("sys._getframe", FrameObject.of(t, frame).value)
        return FrameObject.of(t, frame).value
      }
    }
    m.function("settrace(function, /)", "Sets the function that sees calls, lines, returns and exceptions.") {
      native($0, $1, $2, $3) { (t, args) throws(Raised) in
        try t.audit("sys.settrace")
        t.setTrace(args[0])
        return .none
      }
    }
    m.function("gettrace()", "The function that settrace has set, or None.") {
      native($0, $1, $2, $3) { (t, args) throws(Raised) in t.state.pointee.traceFunction.orNil ?? .none }
    }
    m.function("setprofile(function, /)", "Sets the function that sees calls and returns.") {
      native($0, $1, $2, $3) { (t, args) throws(Raised) in
        try t.audit("sys.setprofile")
        t.setProfile(args[0])
        return .none
      }
    }
    m.function("getprofile()", "The function that setprofile has set, or None.") {
      native($0, $1, $2, $3) { (t, args) throws(Raised) in t.state.pointee.profileFunction.orNil ?? .none }
    }
    m.function("call_tracing(func, args, /)", "Calls a function with tracing on.") {
      native($0, $1, $2, $3) { (t, args) throws(Raised) in
        guard args[1].isKind(.tuple) else { throw t.raise(.typeError, "call_tracing() argument 2 must be tuple, not \(args[1].type.displayName)") }
        return try t.call(args[0], tuple: args[1], kwargs: .empty)
      }
    }
  }
}
