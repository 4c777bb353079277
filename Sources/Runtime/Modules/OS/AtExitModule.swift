// The module `atexit`: functions to be called at the end of the program, last registered first.

enum AtExitModule {
  private static let callbacks = Root()

  static func define(_ m: ModuleBuilder) throws(Raised) {
    m.doc("Functions that are called when the program ends.")
    AtExitModule.callbacks.value = try List.make(m.thread).value
    m.function("register(func, /, *args, **kwargs)", "Registers a function; gives it back.") {
      native($0, $1, $2, $3) { (t, args) throws(Raised) in
        if args[0].type.slots.pointee.call == nil { throw t.raise(.typeError, "the first argument must be callable") }
        let rest = try Tuple.make(t, UnsafePointer(args.base + 1), count: max(0, args.count - 1))
        try List(AtExitModule.callbacks.value).append(t, try Tuple.make(t, [args[0], rest.value, args.keyword(0).orNil ?? .none]).value)
        return args[0]
      }
    }
    m.function("unregister(func, /)", "Forgets a function, however often it was registered.") {
      native($0, $1, $2, $3) { (t, args) throws(Raised) in
        var i = 0
        while i < List(AtExitModule.callbacks.value).count {
          let row = List(AtExitModule.callbacks.value)[i]
          let isSame = try t.truth(try t.compare(Tuple(row)[0], args[0], .eq))
          if isSame, i < List(AtExitModule.callbacks.value).count, List(AtExitModule.callbacks.value)[i] == row {
            List(AtExitModule.callbacks.value).remove(t, at: i)
          } else {
            i += 1
          }
        }
        return .none
      }
    }
    m.function("_clear()", "Forgets all.") {
      native($0, $1, $2, $3) { (t, args) throws(Raised) in
        List(AtExitModule.callbacks.value).clear(t)
        return .none
      }
    }
    m.function("_ncallbacks()", "How many are registered.") {
      native($0, $1, $2, $3) { (t, args) throws(Raised) in .int(List(AtExitModule.callbacks.value).count) }
    }
    m.function("_run_exitfuncs()", "Calls them all.") {
      native($0, $1, $2, $3) { (t, args) throws(Raised) in
        while List(AtExitModule.callbacks.value).count > 0 {
          let list = List(AtExitModule.callbacks.value)
          let row = Tuple(list.remove(t, at: list.count - 1))
          do throws(Raised) {
            _ = try t.call(row[0], tuple: row[1], kwargs: row[2].isNone ? .empty : row[2])
          } catch { Unraisable.report(t, message: "Exception ignored in atexit callback", object: row[0]) }
        }
        return .none
      }
    }
  }
}
