// The roots, by name.

import Bytecode
import CRuntime

enum Roots {
  static func visit(_ current: Thread, major: Bool) {
    let m = machine
    mark(m.pointee.modules)
    mark(m.pointee.builtins)
    mark(m.pointee.sys)
    mark(m.pointee.builtinsDict)
    mark(m.pointee.emptyTuple)
    mark(m.pointee.importFunction)
    mark(m.pointee.signalHandlers)
    mark(m.pointee.emptyString)
    mark(m.pointee.emptyBytes)
    mark(m.pointee.characters, 256)
    mark(m.pointee.oneBytes, 256)
    mark(m.pointee.names.rows, Name.allCases.count)
    mark(m.pointee.roots.rows, m.pointee.roots.count)
    let permanent = Heap.state.pointee.permanent
    var i = 0
    while i < permanent.count {
      Heap.mark(permanent.base.unsafelyUnwrapped[i])
      i &+= 1
    }
    BuiltinTypes.visit()
    if major || Heap.state.pointee.youngDefinitions > 0 { NativeDefinition.visitAll(Visitor(Raw(m))) }
    WeakReferences.visitPending()
    Finalizers.visitPending()
    var thread: UnsafeMutablePointer<ThreadState>? = m.pointee.mainThread.state
    while let t = thread {
      visit(thread: Thread(t), isCurrent: t == current.state)
      thread = t.pointee.next
    }
  }

  private static func visit(thread: Thread, isCurrent: Bool) {
    let t = thread.state.pointee
    mark(t.raised)
    mark(t.handled)
    mark(t.result)
    mark(t.reprStack)
    mark(t.context)
    mark(t.traceFunction)
    mark(t.profileFunction)
    mark(t.profiledCalls)
    mark(t.asyncException)
    mark(t.asyncGenFirstIter)
    mark(t.asyncGenFinalizer)
    mark(t.runningLoop)
    mark(t.liveFrames)
    mark(t.sentinel)
    // The VM stack up to the end of the running frame. Words there are Values or aligned addresses, which look like ints; a register
    // that the frame has not written yet may hold an old Value, so each is looked up before it is believed.
    var p = t.stackBase
    let (top, link) = liveEnd(thread)
    while p < top {
      // The two words for a callee's linkage, which native code does not write.
      if p == link { p += 2 }
      let v = p.pointee
      if v.isObject, let object = Heap.resolve(UInt(v.bits &- 1)), Value(object) == v { Heap.mark(object) }
      p += 1
    }
    visitRunningGenerators(thread)
    if isCurrent {
      minipy_scan_native_stack(t.nativeBase, { _, low, high in Roots.scan(low, high) }, nil)
    } else {
      scan(t.nativeTop, t.nativeBase)
    }
  }

  /// Frames of generators that are running lie in the generators, to which nothing else need refer: `next(g for …)`. Registers of a
  /// running frame are written without barrier, so an old one is traced as if it were remembered.
  private static func visitRunningGenerators(_ thread: Thread) {
    var fp = Raw(thread.state.pointee.fp)
    while true {
      if !thread.isOnStack(fp) {
        // The frame that was left last may be dead: then nothing runs above it.
        guard let object = Heap.resolve(UInt(bitPattern: fp)), object.kind == .generator else {
          if Options.gcVerify { HeapVerifier.failStale(fp) }
          return
        }
        Heap.mark(object)
        if !Heap.state.pointee.isMajor { Heap.barrier(object) }
      }
      if fp[-2] == .int(0) { return }
      fp = fp[-2].linkedFrame
    }
  }

  /// End of the live part of the VM stack. When the innermost frame is at a call of native code, what lies behind that call's arguments is
  /// dead, and so are the words for the callee's linkage, at `link` (see "call layout" in Opcode.swift).
  private static func liveEnd(_ thread: Thread) -> (end: Registers, link: Registers?) {
    let top = thread.stackTop
    let fp = thread.state.pointee.fp
    guard thread.isOnStack(Raw(fp)), fp[-3].isExactly(.function) else { return (top, nil) }
    let word = thread.state.pointee.pc[-1]
    let a = Int(UInt16(truncatingIfNeeded: word >> 16))
    let arguments = Int(UInt16(truncatingIfNeeded: word >> 32))
    switch UInt16(truncatingIfNeeded: word) {
    case Opcode.call.rawValue, Opcode.callKw.rawValue, Opcode.callMethod.rawValue, Opcode.callMethodKw.rawValue,
      Opcode.callLoaded.rawValue, Opcode.callLoadedKw.rawValue, Internal.callMethodNative.rawValue, Internal.callMethodAppend.rawValue,
      Internal.callMethodModule.rawValue:
      return (min(top, fp + (a + 3 + arguments)), fp + (a + 1))
    case Opcode.callEx.rawValue: return (min(top, fp + (a + 5)), fp + (a + 1))
    default: return (top, nil)
    }
  }

  /// Conservative: a word is a tagged Value, an object's address, or an address inside of one.
  private static func scan(_ low: UInt, _ high: UInt) {
    var p = low
    while p < high {
      let word = UnsafePointer<UInt>(bitPattern: p).unsafelyUnwrapped.pointee
      if let object = Heap.resolve(word) { Heap.mark(object) }
      p &+= 8
    }
  }

  @inline(__always) private static func mark(_ v: Value) { if v.isObject { Heap.mark(v.object) } }
  private static func mark(_ rows: UnsafeMutablePointer<Value>, _ count: Int) {
    var i = 0
    while i < count {
      mark(rows[i])
      i &+= 1
    }
  }
}
