// The VM stack: where frames lie, and the frames that are not a Python function's.
//
// A bridge frame is one whose fp[-3] is no function. It stands between a Python frame and whoever called it from outside of the ordinary
// call sequence, and its return address (an `Internal` word) says what to do with the result, which it finds in its R[0]:
//
//   entry     native code waits for the result: leave the loop. fp[-2], fp[-1] = where the thread was.
//   onward    a call from a generator's frame, which lies in the heap, so that its callee cannot lie behind it: fp[-3] is the
//             address that the result goes to, fp[-2], fp[-1] = the generator's frame and where it goes on.
//   instance  `C(…)`: the frame of C.__init__ was called for its effect. R[0] = the instance, which becomes the result, R[1] is what
//             __init__ returned.
//   (none)    a built-in function that takes what a generator yields: see Eval+Consuming.swift. Its result goes where `onward`'s goes.
//   operated  a binary operator's method was called: as onward, but NotImplemented asks for the other operand's.
//
// Registers above a frame's live ones hold old values; those stay valid objects, because the collector scans the whole used part of the
// stack, and clears what lies above it.

import Bytecode
import Glibc

/// Opcodes that only the loop itself makes: instructions that it returns to, and quicker forms that it rewrites an instruction to.
enum Internal: UInt16, CaseIterable {
  /// Returned to by the frame that native code called: leaves the loop.
  case entry = 320
  /// Returned to by a generator that native code resumed.
  case resumed
  case onward
  case instance
  /// Returned to by a frame that has a FrameObject.
  case frameExit
  case operated
  /// The only instruction of code that has not run yet.
  case firstRun
  // Quicker forms: see InlineCache.swift.
  case getAttrSlot
  case getAttrOverflow
  case getAttrClass
  case getAttrType
  case getAttrModule
  case getAttrProperty
  case getAttrFallback
  case getAttrDictionary
  case getAttrSites
  case setAttrSlot
  case setAttrOverflow
  case setAttrAdd
  case setAttrSites
  case callMethodPython
  case callMethodNative
  case callMethodAppend
  case callMethodModule
  case callMethodSites
  case callMethodStatic
  case callMethodClass
  case callTypeStatic
  case callTypeClass
  case callSuperCached
  case loadMethodCached
  case loadMethodSites
  case loadMethodHolder
  case loadTypeHolder
  // Steps of built-in functions over generators: see Eval+Consuming.swift.
  case consumeAppend, consumeAdd, consumeSum, consumeExtreme, consumeTruth, consumeEnd
  // Fused forms: see Eval+Fused.swift.
  case moveMove, getItemItem, itemAddProduct, itemSubProduct
  case addAddLeft, addAddRight, addSubLeft, addSubRight, addMulLeft, addMulRight
  case subAddLeft, subAddRight, subSubLeft, subSubRight, subMulLeft, subMulRight
  case mulAddLeft, mulAddRight, mulSubLeft, mulSubRight, mulMulLeft, mulMulRight
}

extension Internal {
  /// Two words for each: a callee goes on at the second, the first is there to be found before its return address. R[A] is R[0].
  static let words: PC = {
    let words = PC.allocate(capacity: 2 * 16)
    for op in Internal.returnPoints {
      let i = Int(op.rawValue - Internal.entry.rawValue)
      words[i * 2] = UInt64(op.rawValue)
      words[i * 2 + 1] = UInt64(op.rawValue)
    }
    return words
  }()
  static let returnPoints: [Internal] = [.entry, .resumed, .onward, .instance, .frameExit, .operated, .firstRun]
  /// Instructions of bridge frames, which no tracer sees.
  static let ofBridges: [Internal] =
    returnPoints + [.consumeAppend, .consumeAdd, .consumeSum, .consumeExtreme, .consumeTruth, .consumeEnd]
  /// Where a callee returns to.
  @inline(__always) var returnPC: PC {
    machine.pointee.internalWords + (Int(rawValue &- Internal.entry.rawValue) &* 2 &+ 1)
  }
  /// What `CodeObjectFields.words` is until the code runs for the first time.
  @inline(__always) static var packedCode: PC { Internal.firstRun.returnPC - 1 }
}

extension Thread {
  /// The default limit of `sys.setrecursionlimit`.
  static var defaultRecursionLimit: Int { 1000 }
  /// Least distance of a frame from its caller's, in bytes: the three words of linkage.
  static var leastFrameBytes: Int { 24 }
  /// Words behind the limit that no check is needed for: calls' arguments and bridge frames.
  static var redZone: Int { 1 << 17 }

  /// Whether `frame` lies on the VM stack (not in a generator).
  @inline(__always) func isOnStack(_ frame: Raw) -> Bool {
    UInt(bitPattern: frame) &- UInt(bitPattern: state.pointee.stackBase)
      < UInt(bitPattern: state.pointee.stackEnd) &- UInt(bitPattern: state.pointee.stackBase)
  }
  /// Whether a frame of `bytes` bytes at `frame` lies on the VM stack and is certainly within the recursion limit: one compare for both. When
  /// it says no, `makeRoom` decides.
  @inline(__always) func hasRoom(_ frame: Raw, _ bytes: Int) -> Bool {
    UInt(bitPattern: frame) &+ UInt(bitPattern: bytes) &- UInt(bitPattern: state.pointee.stackBase) <= state.pointee.stackRoom
  }

  /// The first free word of the VM stack: behind the registers of the innermost frame that lies there.
  var stackTop: Registers { stackEndInUse.assumingMemoryBound(to: Value.self) }
  var stackEndInUse: Raw {
    var fp = Raw(state.pointee.fp)
    if !isOnStack(fp) { fp = Generator(frame: fp).fields.pointee.anchor }
    let function = fp[-3]
    // A bridge frame is only the innermost one while native code or a generator runs; it has its result and little else.
    return function.isExactly(.function) ? fp + Function(function).fields.pointee.frameBytes : fp + 8 * 4
  }

  /// Allocates the VM stack and sets the recursion limit; false when there is no room. Address space only: pages are used as calls get deep.
  func makeStack() -> Bool {
    let least = Thread.redZone * 2 * 8
    let size = AddressSpace.sized(64 << 20, share: 8, least: least)
    guard let range = AddressSpace.tryReserve(size, least: least, PROT_READ | PROT_WRITE) else { return false }
    let base = range.base.assumingMemoryBound(to: Value.self)
    let count = range.size / 8
    state.pointee.stackBase = base
    state.pointee.stackEnd = base + count
    limitRecursion(Thread.defaultRecursionLimit)
    // The outermost frame: a bridge that nothing returns to.
    let fp = Raw(base + 3)
    fp[-3] = .int(0)
    fp[-2] = .int(0)
    fp[-1] = .int(0)
    for i in 0..<4 { fp[i] = .empty }
    state.pointee.fp = base + 3
    state.pointee.pc = Internal.entry.returnPC
    return true
  }

  /// `sys.setrecursionlimit`: bounded by the stack's size.
  func setRecursionLimit(_ limit: Int) throws(Raised) {
    // The call of this function counts too.
    let depth: Int = recursionDepth + 1
    if depth >= limit {
      throw raise(.recursionError, "cannot set the recursion limit to \(limit) at the recursion depth \(depth): the limit is too low")
    }
    limitRecursion(limit)
  }
  private func limitRecursion(_ limit: Int) {
    state.pointee.recursionLimit = limit
    limitRoom(behind: 0, calls: limit)
  }
  /// Opens the stack as far as `calls` calls certainly reach, however small their frames are, behind its first `bytes` bytes.
  private func limitRoom(behind bytes: Int, calls: Int) {
    let most: Int = (state.pointee.stackEnd - state.pointee.stackBase - Thread.redZone) * 8
    let (needed, overflow) = max(0, calls).multipliedReportingOverflow(by: Thread.leastFrameBytes)
    let room: Int = overflow || needed > most - bytes ? most : bytes + needed
    state.pointee.stackRoom = UInt(max(0, room))
  }
  /// Calls count, not bytes, but counting at each call would cost; so the stack is open only as far as it takes no counting, and whoever comes to
  /// that end counts (`hasRoom`, then this). False when the limit is reached, or the stack's own end. After an error counting begins anew,
  /// because smaller frames may follow where large ones were.
  @inline(never) func makeRoom(_ frame: Raw, _ bytes: Int) -> Bool {
    guard isOnStack(frame) else { return false }
    let depth = recursionDepth
    let used: Int = frame - Raw(state.pointee.stackBase)
    if depth >= state.pointee.recursionLimit {
      limitRoom(behind: 0, calls: state.pointee.recursionLimit)
      return false
    }
    limitRoom(behind: used + bytes, calls: state.pointee.recursionLimit &- depth &- 1)
    return used + bytes <= Int(state.pointee.stackRoom)
  }
  /// Calls that are under way: Python frames, classes whose `__init__` runs, and native functions that have called back. What an operator calls
  /// counts as one.
  var recursionDepth: Int {
    var depth = 0
    var fp = Raw(state.pointee.fp)
    while fp[-2] != .int(0) {
      if fp[-3].isExactly(.function) || fp[-1].linkedPC == Internal.instance.returnPC || isCalled(fp[-1].linkedPC) { depth &+= 1 }
      fp = fp[-2].linkedFrame
    }
    return depth
  }
  /// Whether the instruction before `pc` is a call: then the bridge frame that goes on there was made by a native function.
  private func isCalled(_ pc: PC) -> Bool {
    switch UInt16(truncatingIfNeeded: pc[-1]) {
    case Opcode.call.rawValue, Opcode.callKw.rawValue, Opcode.callMethod.rawValue, Opcode.callMethodKw.rawValue, Opcode.callEx.rawValue,
      Opcode.callLoaded.rawValue, Opcode.callLoadedKw.rawValue, Internal.callMethodNative.rawValue, Internal.callMethodAppend.rawValue,
      Internal.callMethodModule.rawValue:
      return true
    default: return false
    }
  }

  // MARK: Bridge frames

  /// An entry frame behind the innermost frame; its registers are free from R[0] on. Native code that makes one has to set the thread's fp and pc
  /// back to `fp[-2]`, `fp[-1]` when it is done.
  @inline(__always) func pushEntry() throws(Raised) -> Raw {
    let fp = stackEndInUse + 24
    if _slowPath(!hasRoom(fp, 64)), !makeRoom(fp, 64) { throw raiseRecursion() }
    try checkNativeStack()
    fp[-3] = .int(0)
    fp[-2] = .link(Raw(state.pointee.fp))
    fp[-1] = .link(state.pointee.pc)
    fp[0] = .none
    return fp
  }
  /// Takes the entry frame off.
  @inline(__always) func popEntry(_ fp: Raw) {
    state.pointee.fp = fp[-2].linkedFrame.assumingMemoryBound(to: Value.self)
    state.pointee.pc = fp[-1].linkedPC
  }

  @inline(never) func raiseRecursion() -> Raised {
    raise(.recursionError, "maximum recursion depth exceeded")
  }

  // MARK: Walking

  /// A Python frame, while it is alive: registers and instruction.
  struct FrameReference {
    var fp: Raw
    /// Behind the opcode word (innermost frame) or behind the whole instruction (its callers).
    var pc: PC
    var function: Function { Function(fp[-3]) }
    var line: Int { function.code.line(at: pc) }
  }

  /// The innermost Python frame.
  var innermostFrame: FrameReference? { pythonFrame(Raw(state.pointee.fp), state.pointee.pc) }

  /// The frame at `fp`, or the first Python frame that called it.
  func pythonFrame(_ fp: Raw, _ pc: PC) -> FrameReference? {
    var fp = fp
    var pc = pc
    while !fp[-3].isExactly(.function) {
      if fp[-2] == .int(0) { return nil }
      pc = returnPC(of: fp)
      fp = fp[-2].linkedFrame
    }
    return FrameReference(fp: fp, pc: pc)
  }
  /// The Python frame that called `frame`.
  func caller(of frame: FrameReference) -> FrameReference? {
    if frame.fp[-2] == .int(0) { return nil }
    return pythonFrame(frame.fp[-2].linkedFrame, returnPC(of: frame.fp))
  }
  /// Where the caller of a live frame goes on, also when a FrameObject stands in between.
  func returnPC(of fp: Raw) -> PC {
    let pc = fp[-1].linkedPC
    return pc == Internal.frameExit.returnPC ? FrameObject.hookedReturn(self, fp) : pc
  }
}

// MARK: Handlers of return points

/// Native code's call is done: its result is in R[0].
@inline(__always) func op_entry(_ pc: PC, _ fp: Raw, _ t: Raw, _ w: UInt64, _ table: Raw) {
  let thread = Thread(t)
  thread.state.pointee.result = fp[0]
}

/// A function runs for the first time.
@inline(__always) func op_firstRun(_ pc: PC, _ fp: Raw, _ t: Raw, _ w: UInt64, _ table: Raw) { slow_firstRun(pc, fp, t, w, table) }
@inline(never) func slow_firstRun(_ pc: PC, _ fp: Raw, _ t: Raw, _ w: UInt64, _ table: Raw) {
  dispatch(Function(fp[-3]).unpackedEntry, fp, t, table)
}

/// A generator's callee is done.
@inline(__always) func op_onward(_ pc: PC, _ fp: Raw, _ t: Raw, _ w: UInt64, _ table: Raw) {
  let destination = fp[-3].linkedFrame
  destination[0] = fp[0]
  dispatch(fp[-1].linkedPC, fp[-2].linkedFrame, t, table)
}

/// `__init__` is done.
@inline(__always) func op_instance(_ pc: PC, _ fp: Raw, _ t: Raw, _ w: UInt64, _ table: Raw) {
  if _fastPath(fp[1].isNone) {
    fp[-3] = fp[0]
    dispatch(fp[-1].linkedPC, fp[-2].linkedFrame, t, table)
    return
  }
  slow_instance(pc, fp, t, w, table)
}
@inline(never) func slow_instance(_ pc: PC, _ fp: Raw, _ t: Raw, _ w: UInt64, _ table: Raw) {
  let thread = enter(fp[-1].linkedPC, fp[-2].linkedFrame, t)
  _ = thread.raise(.typeError, "__init__() should return None, not '\(fp[1].type.displayName)'")
  raise(fp[-1].linkedPC, fp[-2].linkedFrame, t, w, table)
}
