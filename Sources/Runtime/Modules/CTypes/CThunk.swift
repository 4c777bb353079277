// Python functions that C can call: closures of libffi.

import CFFI
import Glibc

struct CThunkFields: BitwiseCopyable {
  var header: Header
  /// See ForeignFields: a CThunk.Block
  var address: Value
  var release: Value
  var callable: Value
  /// tuple of argument classes
  var types: Value
  var result: Value
  var flags: Value
  /// Results that C may still look at: list
  var kept: Value
}

struct CThunk: Handle {
  let fields: UnsafeMutablePointer<CThunkFields>
  init(fields: UnsafeMutablePointer<CThunkFields>) { self.fields = fields }

  /// What libffi needs as long as the closure is there.
  struct Block {
    var closure: UnsafeMutableRawPointer?
    var code: UnsafeMutableRawPointer?
    var cif: ffi_cif
    var types: UnsafeMutablePointer<UnsafeMutablePointer<ffi_type>?>
    var thunk: Raw
    var free: @convention(c) (OpaquePointer?) -> Void
  }
  var code: Raw? { Foreign(raw).address.flatMap { UnsafeMutableRawPointer($0).assumingMemoryBound(to: Block.self).pointee.code } }

  static func make(_ t: Thread, _ callable: Value, _ info: CType) throws(Raised) -> CThunk {
    let ffi = try LibFFI.open(t)
    let types = try List.make(t, of: info.fields.pointee.arguments)
    let result = info.fields.pointee.result
    var resultType = ffi.pointee.void
    if !result.isNone {
      guard result.isKind(.type), let its = CType.of(Type(result)), its.kind == .simple else {
        throw t.raise(.typeError, "invalid result type for callback function")
      }
      resultType = ffi.pointee.type(code: its.code)
    }
    let rows = UnsafeMutablePointer<UnsafeMutablePointer<ffi_type>?>.allocate(capacity: max(types.count, 1))
    for i in 0..<types.count {
      guard types[i].isKind(.type), let its = CType.of(Type(types[i])) else {
        rows.deallocate()
        throw t.raise(.typeError, "item \(i + 1) in _argtypes_ has no from_param method")
      }
      do throws(Raised) { rows[i] = its.kind == .array ? ffi.pointee.pointer : try its.ffiType(t, ffi) } catch {
        rows.deallocate()
        throw error
      }
    }
    let thunk = CThunk(t.allocate(MemoryLayout<CThunkFields>.size, .foreign, Type(CTypes.thunkType.value).fields.pointee.shape))
    thunk.fields.pointee.address = .raw(nil)
    thunk.fields.pointee.release = .none
    thunk.fields.pointee.callable = callable
    thunk.fields.pointee.types = types.value
    thunk.fields.pointee.result = result
    thunk.fields.pointee.flags = info.fields.pointee.functionFlags
    thunk.fields.pointee.kept = .none
    let block = UnsafeMutablePointer<Block>.allocate(capacity: 1)
    block.initialize(to: Block(closure: nil, code: nil, cif: ffi_cif(), types: rows, thunk: thunk.raw, free: ffi.pointee.freeClosure))
    Foreign(thunk.raw).set(OpaquePointer(block), release: { p in
      guard let p else { return }
      let block = UnsafeMutableRawPointer(p).assumingMemoryBound(to: Block.self)
      if let closure = block.pointee.closure { block.pointee.free(OpaquePointer(closure)) }
      block.pointee.types.deallocate()
      block.deallocate()
    })
    block.pointee.closure = ffi.pointee.allocateClosure(MemoryLayout<ffi_closure>.size, &block.pointee.code)
    guard let closure = block.pointee.closure, let code = block.pointee.code else { throw t.raiseMemoryError() }
    if ffi.pointee.prepare(&block.pointee.cif, FFI_DEFAULT_ABI, UInt32(types.count), resultType, rows) != 0
      || ffi.pointee.prepareClosure(closure, &block.pointee.cif, { CThunk.enter($1, $2, $3) }, block, code) != 0
    {
      throw t.raise(.runtimeError, "ffi_prep_cif failed")
    }
    return thunk
  }

  /// C calls.
  private static func enter(
    _ result: UnsafeMutableRawPointer?, _ arguments: UnsafeMutablePointer<UnsafeMutableRawPointer?>?, _ data: UnsafeMutableRawPointer?
  ) {
    guard let data else { return }
    let thunk = CThunk(data.assumingMemoryBound(to: Block.self).pointee.thunk)
    let size = Int(data.assumingMemoryBound(to: Block.self).pointee.cif.rtype.pointee.size)
    if let result, size > 0 { result.initializeMemory(as: UInt8.self, repeating: 0, count: max(size, 8)) }
    guard let known = pthread_getspecific(CFunction.key) else {
      // A thread that C has made: it is one of ours for the time of the call.
      guard let fresh = Thread.makeState() else { return }
      fresh.attach()
      InterpreterLock.acquire(fresh)
      fresh.state.pointee.next = machine.pointee.mainThread.state.pointee.next
      machine.pointee.mainThread.state.pointee.next = fresh.state
      InterpreterLock.state.pointee.threads += 1
      thunk.run(fresh, result, arguments)
      machine.pointee.current = machine.pointee.mainThread
      ThreadModule.remove(fresh)
      InterpreterLock.release()
      return
    }
    let activity = known.assumingMemoryBound(to: CFunction.Activity.self)
    let t = activity.pointee.thread
    if !activity.pointee.isOutside { return thunk.run(t, result, arguments) }
    let error = errno
    InterpreterLock.acquire(t)
    activity.pointee.isOutside = false
    errno = error
    thunk.run(t, result, arguments)
    activity.pointee.isOutside = true
    InterpreterLock.outside(t) { InterpreterLock.release() }
  }

  private func run(_ t: Thread, _ result: Raw?, _ arguments: UnsafeMutablePointer<UnsafeMutableRawPointer?>?) {
    let takesErrno: Bool = fields.pointee.flags.asInt & CFunction.takesErrno != 0
    if takesErrno { CFunction.swapErrno() }
    let pending = t.state.pointee.raised
    t.state.pointee.raised = .empty
    do throws(Raised) {
      try t.checkNativeStack()
      let types = List(fields.pointee.types)
      let values = try Tuple.make(t, count: types.count)
      for i in 0..<types.count { values.items[i] = .none }
      for i in 0..<types.count {
        guard let p = arguments?[i], let info = CType.of(Type(types[i])) else { continue }
        let v: Value
        if info.kind == .simple, CTypes.isPlainSimple(Type(types[i])) {
          v = try CValue.load(t, info.code, p, swapped: info.has(.swapped))
        } else {
          let d = try CData.make(t, Type(types[i]))
          d.address.copyMemory(from: info.kind == .array ? (p.load(as: Raw?.self) ?? p) : p, byteCount: info.size)
          v = d.value
        }
        values.fill(i, v)
      }
      let answer = try t.call(fields.pointee.callable, tuple: values.value, kwargs: .empty)
      try give(t, answer, result)
    } catch {
      Unraisable.report(t, message: "Exception ignored on calling ctypes callback function", object: fields.pointee.callable)
    }
    t.state.pointee.raised = pending
    if takesErrno { CFunction.swapErrno() }
  }
  /// Hands a result over to C.
  private func give(_ t: Thread, _ v: Value, _ place: Raw?) throws(Raised) {
    guard let place, fields.pointee.result.isKind(.type), let info = CType.of(Type(fields.pointee.result)) else { return }
    let kept: Value
    do throws(Raised) { kept = try CValue.store(t, info.code, place, v) } catch {
      Unraisable.report(t, message: "Exception ignored on converting result of ctypes callback function", object: fields.pointee.callable)
      return
    }
    // Small integers come back in a whole register.
    if info.size < 8, CType.isInteger(info.code) || info.code == UInt8(ascii: "?") {
      let n = Int.lowBits(Int.plain(try t.index(try CValue.load(t, info.code, place))))
      place.storeBytes(of: n, as: UInt64.self)
    }
    if kept.isNone { return }
    // Nobody says when C is done with it.
    if fields.pointee.kept.isNone {
      let list = try List.make(t)
      barrier()
      fields.pointee.kept = list.value
    }
    try List(fields.pointee.kept).append(t, kept)
    if info.code != CType.Code.object { try t.warn(.runtimeWarning, "memory leak in callback function.", stackLevel: 1) }
  }

  static func define(_ type: TypeBuilder) {
    type.doc("CThunkObject")
    type.layout(.foreign, size: MemoryLayout<CThunkFields>.size)
    type.flags(.noNew)
  }
}
