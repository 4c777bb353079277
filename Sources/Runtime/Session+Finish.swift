// The end of a run.

enum Finish {
  /// The end of a program: its threads are waited for, then what `atexit` has registered runs, then the finalizers of all objects that
  /// still have one. False when standard output could not be flushed.
  static func run(_ thread: Thread) -> Bool {
    call(thread, "threading", "_shutdown")
    call(thread, "atexit", "_run_exitfuncs")
    machine.pointee.isFinalizing = true
    if Options.reportsHeap { HeapReport.write(thread) }
    var flushed = StandardStreams.flush(thread)
    Finalizers.runAll(thread)
    if !StandardStreams.flush(thread) { flushed = false }
    return flushed
  }
  private static func call(_ thread: Thread, _ module: String, _ function: String) {
    guard machine.pointee.modules.isKind(.dict) else { return }
    let found = Dict(machine.pointee.modules).get(Str.intern(thread, module))
    if !found.isObject { return }
    do throws(Raised) {
      let f = try thread.getAttributeOrEmpty(found, Str.intern(thread, function))
      if !f.isEmpty { _ = try thread.call(f) }
    } catch { Unraisable.report(thread, message: nil, object: found) }
  }
}
