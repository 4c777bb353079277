// Finalizers: `__del__` (PEP 442), generators that are suspended inside of a `try`, files that are not closed.
//
// An object with a finalizer is listed when it is made. When a marking does not reach it, it is moved to the queue and kept alive, with all
// it refers to, for one more collection; the finalizer runs at the next guard, once. If it has made the object reachable
// again, the object simply lives on.

import CProbes

enum Finalizers {
  struct State: BitwiseCopyable {
    var listed: RawStack
    /// Unreachable, finalizer not run yet; a queue read from `next`.
    var queue: RawStack
    var next: Int
    var isRunning: Bool
  }
  @inline(__always) static var state: UnsafeMutablePointer<State> {
    (Raw(Heap.state) + 8192).assumingMemoryBound(to: State.self)
  }

  /// To be called when an object with a finalizer has been made: `TypeFields.slots.finalize` will be called when it dies.
  static func register(_ object: Raw) {
    if object.header.pointee.gc & GCBits.finalizable != 0 { return }
    object.header.pointee.gc |= GCBits.finalizable
    state.pointee.listed.push(object)
  }

  /// After marking: unreachable listed objects are marked and queued.
  static func keepUnreachable() {
    let s = state
    var kept = 0
    var i = 0
    guard let listed = s.pointee.listed.base else { return }
    let count = s.pointee.listed.count
    // First decide for all, then mark: an object that is reachable only from another dead one is finalized in the same round.
    while i < count {
      let object = listed[i]
      i &+= 1
      if Heap.isMarked(object) {
        listed[kept] = object
        kept &+= 1
      } else {
        object.header.pointee.gc &= ~GCBits.finalizable
        // A generator or coroutine that has ended has nothing left to do: its memory can be reused at once.
        if object.kind == .generator, Generator(object).isFinished { continue }
        if object.shape == TypeID.asyncTask.rawValue, AsyncTask(object).isSilent { continue }
        s.pointee.queue.push(object)
      }
    }
    s.pointee.listed.count = kept
    if s.pointee.queue.count > s.pointee.next {
      i = s.pointee.next
      while i < s.pointee.queue.count {
        Heap.mark(s.pointee.queue.base.unsafelyUnwrapped[i])
        i &+= 1
      }
      minipy_events_set(Events.finalizers)
    }
  }

  static func visitPending() {
    let s = state
    var i = s.pointee.next
    while i < s.pointee.queue.count {
      Heap.mark(s.pointee.queue.base.unsafelyUnwrapped[i])
      i &+= 1
    }
  }

  /// Runs what is queued: at a guard, after gc.collect(), at exit. Exceptions go to sys.unraisablehook.
  static func run(_ thread: Thread) {
    let s = state
    if s.pointee.isRunning { return }
    s.pointee.isRunning = true
    let raised = thread.state.pointee.raised
    thread.state.pointee.raised = .empty
    WeakReferences.runCallbacks(thread)
    while s.pointee.next < s.pointee.queue.count {
      let object = s.pointee.queue.base.unsafelyUnwrapped[s.pointee.next]
      s.pointee.next &+= 1
      finalize(thread, object)
    }
    s.pointee.queue.count = 0
    s.pointee.next = 0
    thread.state.pointee.raised = raised
    s.pointee.isRunning = false
  }

  private static func finalize(_ thread: Thread, _ object: Raw) {
    if object.header.pointee.gc & GCBits.finalized != 0 { return }
    object.header.pointee.gc |= GCBits.finalized
    let v = Value(object)
    guard let slot = v.type.slots.pointee.finalize else { return }
    do throws(Raised) { _ = try slot(thread.raw, v.bits).orThrow() } catch {
      Unraisable.report(thread, message: nil, object: Finalizers.name(thread, v))
    }
  }
  /// What the report names: the `__del__` function for a class written in Python, else the object.
  private static func name(_ thread: Thread, _ v: Value) -> Value {
    let mro = Tuple(v.type.fields.pointee.mro)
    for i in 0..<mro.count {
      let found = Dict(Type(mro[i]).fields.pointee.dict).get(Name.__del__)
      if !found.isEmpty { return found }
    }
    return v
  }

  /// At exit: the finalizers of everything that is still listed.
  static func runAll(_ thread: Thread) {
    let s = state
    run(thread)
    while let object = s.pointee.listed.pop() {
      object.header.pointee.gc &= ~GCBits.finalizable
      s.pointee.queue.push(object)
      run(thread)
    }
  }
}
