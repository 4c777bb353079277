// Global variables, and names in a namespace (langref 4.2.2).
//
// A global's inline cache holds the machine's `globalsVersion` and the address of the variable's value in its dict: it is right as long as no
// dict that any cache was filled from has changed its layout. The code's `cacheGlobals` says for which globals its caches speak.

extension Thread {
  /// A global name, else a builtin one, in the function of frame `fp`; NameError.
  func globalName(_ fp: Raw, _ name: Str) throws(Raised) -> Value {
    let function = Function(fp[-3])
    let global = function.globals.get(name)
    if !global.isEmpty { return global }
    return try builtinName(fp, name)
  }
  func builtinName(_ fp: Raw, _ name: Str) throws(Raised) -> Value {
    let found = Function(fp[-3]).builtins.get(name)
    if !found.isEmpty { return found }
    throw raiseName(name)
  }
  @inline(never) func raiseName(_ name: Str) -> Raised {
    let raised = raise(.nameError, "name '\(name.string)' is not defined")
    let exception = state.pointee.raised
    if exception.isObject, exception.isInstance(of: .nameError) { Exception(exception).setExtra(0, name.value) }
    return raised
  }

  /// Fills the cache at `pc` for a global of frame `fp`, if its dict entries can be relied on.
  func cacheGlobal(_ pc: PC, _ fp: Raw, _ name: Str) {
    let function = Function(fp[-3])
    if function.code.fields.pointee.cacheGlobals != function.fields.pointee.globals { return }
    let globals = function.globals
    if let entry = globals.find(name) {
      globals.watch()
      pc[1] = machine.pointee.globalsVersion
      pc[2] = UInt64(UInt(bitPattern: Dict.valueAddress(entry)))
    } else if let entry = function.builtins.find(name) {
      globals.watch()
      function.builtins.watch()
      pc[1] = machine.pointee.globalsVersion
      pc[2] = UInt64(UInt(bitPattern: Dict.valueAddress(entry)))
    }
  }
}

extension Dict {
  /// An inline cache refers to an entry: a change of the layout is to change `globalsVersion`.
  func watch() { fields.pointee.header.flags |= Dict.watchedFlag }
  static func valueAddress(_ entry: UnsafeMutablePointer<DictEntry>) -> Raw {
    Raw(entry) + (MemoryLayout<DictEntry>.offset(of: \DictEntry.value) ?? 0)
  }
}

/// The names of module, class, `exec` and `eval` bodies: any mapping.
enum Namespace {
  /// empty: no such name.
  static func get(_ thread: Thread, _ mapping: Value, _ name: Str) throws(Raised) -> Value {
    if mapping.isExactly(.dict) { return Dict(mapping).get(name) }
    do throws(Raised) {
      return try thread.getItem(mapping, name.value)
    } catch {
      if thread.isRaising(.keyError) {
        _ = thread.takeRaised()
        return .empty
      }
      throw error
    }
  }
}

@inline(__always) func op_loadGlobal(_ pc: PC, _ fp: Raw, _ t: Raw, _ w: UInt64, _ table: Raw) {
  if _fastPath(pc[1] == machine.pointee.globalsVersion) {
    fp[A(w)] = Raw(bitPattern: UInt(pc[2])).unsafelyUnwrapped.load(as: Value.self)
    dispatch(pc + 3, fp, t, table)
    return
  }
  slow_loadGlobal(pc, fp, t, w, table)
}
@inline(never) func slow_loadGlobal(_ pc: PC, _ fp: Raw, _ t: Raw, _ w: UInt64, _ table: Raw) {
  produce(pc, fp, t, w, table, skip: 3) { thread throws(Raised) in
    let name = Str(Value(bits: pc[0]))
    let value = try thread.globalName(fp, name)
    thread.cacheGlobal(pc, fp, name)
    return value
  }
}

@inline(__always) func op_storeGlobal(_ pc: PC, _ fp: Raw, _ t: Raw, _ w: UInt64, _ table: Raw) {
  let globals = Function(fp[-3]).globals
  if _fastPath(pc[1] == machine.pointee.globalsVersion), _fastPath(!Heap.needsBarrier(globals.raw)) {
    Raw(bitPattern: UInt(pc[2])).unsafelyUnwrapped.storeBytes(of: fp[A(w)], as: Value.self)
    dispatch(pc + 3, fp, t, table)
    return
  }
  slow_storeGlobal(pc, fp, t, w, table)
}
@inline(never) func slow_storeGlobal(_ pc: PC, _ fp: Raw, _ t: Raw, _ w: UInt64, _ table: Raw) {
  let thread = enter(pc, fp, t)
  let name = Str(Value(bits: pc[0]))
  let globals = Function(fp[-3]).globals
  globals.set(thread, name, fp[A(w)])
  if globals.find(name) != nil { thread.cacheGlobal(pc, fp, name) }
  dispatch(pc + 3, fp, t, table)
}

@inline(__always) func op_deleteGlobal(_ pc: PC, _ fp: Raw, _ t: Raw, _ w: UInt64, _ table: Raw) { slow_deleteGlobal(pc, fp, t, w, table) }
@inline(never) func slow_deleteGlobal(_ pc: PC, _ fp: Raw, _ t: Raw, _ w: UInt64, _ table: Raw) {
  perform(pc, fp, t, w, table, skip: 1) { thread throws(Raised) in
    let name = Str(Value(bits: pc[0]))
    if Function(fp[-3]).globals.remove(name).isEmpty { throw thread.raiseName(name) }
  }
}

/// In a module's body the names are the globals, and cached like them.
@inline(__always) func op_loadName(_ pc: PC, _ fp: Raw, _ t: Raw, _ w: UInt64, _ table: Raw) {
  if _fastPath(pc[1] == machine.pointee.globalsVersion), _fastPath(fp[0] == Function(fp[-3]).fields.pointee.globals) {
    fp[A(w)] = Raw(bitPattern: UInt(pc[2])).unsafelyUnwrapped.load(as: Value.self)
    dispatch(pc + 3, fp, t, table)
    return
  }
  slow_loadName(pc, fp, t, w, table)
}
@inline(never) func slow_loadName(_ pc: PC, _ fp: Raw, _ t: Raw, _ w: UInt64, _ table: Raw) {
  produce(pc, fp, t, w, table, skip: 3) { thread throws(Raised) in
    let name = Str(Value(bits: pc[0]))
    let found = try Namespace.get(thread, fp[0], name)
    let value = found.isEmpty ? try thread.globalName(fp, name) : found
    if fp[0] == Function(fp[-3]).fields.pointee.globals { thread.cacheGlobal(pc, fp, name) }
    return value
  }
}

@inline(__always) func op_storeName(_ pc: PC, _ fp: Raw, _ t: Raw, _ w: UInt64, _ table: Raw) {
  let globals = Function(fp[-3]).fields.pointee.globals
  if _fastPath(pc[1] == machine.pointee.globalsVersion), _fastPath(fp[0] == globals), _fastPath(!Heap.needsBarrier(globals.object)) {
    Raw(bitPattern: UInt(pc[2])).unsafelyUnwrapped.storeBytes(of: fp[A(w)], as: Value.self)
    dispatch(pc + 3, fp, t, table)
    return
  }
  slow_storeName(pc, fp, t, w, table)
}
@inline(never) func slow_storeName(_ pc: PC, _ fp: Raw, _ t: Raw, _ w: UInt64, _ table: Raw) {
  perform(pc, fp, t, w, table, skip: 3) { thread throws(Raised) in
    let name = Str(Value(bits: pc[0]))
    let mapping = fp[0]
    if mapping.isExactly(.dict) {
      Dict(mapping).set(thread, name, fp[A(w)])
      if mapping == Function(fp[-3]).fields.pointee.globals { thread.cacheGlobal(pc, fp, name) }
      return
    }
    try thread.setItem(mapping, name.value, fp[A(w)])
  }
}

@inline(__always) func op_deleteName(_ pc: PC, _ fp: Raw, _ t: Raw, _ w: UInt64, _ table: Raw) { slow_deleteName(pc, fp, t, w, table) }
@inline(never) func slow_deleteName(_ pc: PC, _ fp: Raw, _ t: Raw, _ w: UInt64, _ table: Raw) {
  perform(pc, fp, t, w, table, skip: 1) { thread throws(Raised) in
    let name = Str(Value(bits: pc[0]))
    if fp[0].isExactly(.dict) {
      if Dict(fp[0]).remove(name).isEmpty { throw thread.raiseName(name) }
      return
    }
    do throws(Raised) {
      try thread.deleteItem(fp[0], name.value)
    } catch {
      if thread.isRaising(.keyError) {
        _ = thread.takeRaised()
        throw thread.raiseName(name)
      }
      throw error
    }
  }
}

@inline(__always) func op_setupAnnotations(_ pc: PC, _ fp: Raw, _ t: Raw, _ w: UInt64, _ table: Raw) { slow_setupAnnotations(pc, fp, t, w, table) }
@inline(never) func slow_setupAnnotations(_ pc: PC, _ fp: Raw, _ t: Raw, _ w: UInt64, _ table: Raw) {
  perform(pc, fp, t, w, table) { thread throws(Raised) in
    let name = Name.__annotations__.str
    if try Namespace.get(thread, fp[0], name).isEmpty { try thread.setItem(fp[0], name.value, Dict.make(thread).value) }
  }
}
