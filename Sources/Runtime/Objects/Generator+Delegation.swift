// Values that go past the generators which delegate (`yield from`, `await`; PEP 380).
//
// A chain of generators, each of which is in a `yield from` of the next, would take a step of each one for every value, down and up again. Instead
// the innermost one, the leaf, hands its value to whoever resumed the outermost one, the root, and is resumed from there at once:
//
//   consumer  <->  root (delegating) -> … -> … (delegating) -> leaf
//
// A generator that delegates stays `delegating` from its `yieldFrom` until its receiver returns or raises (`rejoin`), whether the chain runs or is
// suspended; nothing is written to it meanwhile. Its frame stays linked, so tracebacks and frames are as ever. The root alone is suspended
// and resumed, and remembers the leaf; it is right as long as the leaf still has this root (it has another when somebody resumed part of the chain). Who
// looks at a delegating generator from outside asks `isRunning` first, which takes it out of a chain that does not run.
//
// Only generators that handle no exception delegate like that, and only while nobody traces: tracers see each step.

import Bytecode

extension Generator {
  /// This running generator's instruction before `pc` hands over to its receiver. A barrier is needed, as in `suspend`.
  @inline(__always) func delegate(_ pc: ProgramCounter) {
    fields.pointee.state = .delegating
    fields.pointee.resumePC = pc - 1
    fields.pointee.outerHandled = .none
  }
  /// Starts, or goes on, as the receiver of `outer`, which has just handed over.
  @inline(__always) func begin(_ thread: Thread, behind outer: Generator) {
    fields.pointee.root = outer.fields.pointee.root ?? outer.raw
    fields.pointee.depth = outer.fields.pointee.depth &+ 1
    enter(thread, anchor: outer.fields.pointee.anchor)
  }
  /// The leaf that can be resumed in the place of the receiver of this generator, which is about to delegate to it again.
  @inline(__always) func resumableLeaf(_ thread: Thread) -> Generator? {
    let value = fields.pointee.leaf
    if !value.isObject { return nil }
    let leaf = Generator(value)
    if leaf.fields.pointee.root != raw || leaf.fields.pointee.state != .suspended || fields.pointee.root != nil { return nil }
    return thread.state.pointee.resumeDepth &+ Int(leaf.fields.pointee.depth) <= thread.state.pointee.recursionLimit ? leaf : nil
  }
  /// This leaf goes on; its root has just handed over.
  @inline(__always) func goOn(_ thread: Thread, anchor: Raw) {
    // `enter` counts one level, and the root is counted.
    thread.state.pointee.resumeDepth &+= Int(fields.pointee.depth) &- 2
    enter(thread, anchor: anchor)
  }
  /// The chain of this leaf is suspended with it, which goes on at `pc`.
  @inline(__always) func suspend(_ thread: Thread, _ pc: ProgramCounter, with root: Generator) {
    suspend(thread, pc)
    thread.state.pointee.resumeDepth &-= Int(fields.pointee.depth) &- 1
    root.fields.pointee.state = .suspended
    if root.fields.pointee.leaf != value {
      root.barrier()
      root.fields.pointee.leaf = value
    }
  }
  /// The receiver is done; this generator goes on itself. Does nothing to one that has not handed over.
  @inline(__always) func rejoin(_ thread: Thread, from receiver: Generator) {
    if fields.pointee.state != .delegating { return }
    fields.pointee.state = .running
    fields.pointee.anchor = receiver.fields.pointee.anchor
    fields.pointee.outerHandled = thread.state.pointee.handled
  }

  /// Of a delegating generator: takes it out of its chain and answers true, unless the chain runs.
  @inline(never) func isSettled() -> Bool {
    var leaf = self
    while leaf.fields.pointee.state == .delegating { leaf = Generator(leaf.frame[B(leaf.fields.pointee.resumePC.pointee)]) }
    if leaf.fields.pointee.state == .running {
      // It may be that only a part of the chain runs, resumed by somebody else.
      var outer = leaf
      while UInt16(truncatingIfNeeded: outer.frame[-1].linkedPC.previous) == Opcode.yieldFrom.rawValue {
        outer = Generator(frame: outer.frame[-2].linkedFrame)
        if outer.raw == raw { return false }
      }
    } else {
      leaf.fields.pointee.root = nil
    }
    fields.pointee.state = .suspended
    return true
  }
}
