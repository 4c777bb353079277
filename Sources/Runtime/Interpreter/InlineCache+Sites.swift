// Inline caches with room for more than one kind of object, and those of static and class methods and of `super().name(…)`.
//
// A place of the program that has met a second kind of object gets a record of four entries, found by the same key as the simple
// forms. The record belongs to the code object. A place with a record keeps it: what does not fit goes to the general handler.

import Bytecode
import Glibc

/// next record | number of the entry to be replaced next | four entries of four words:
///
///     key      shape and `attributeEpoch`; 0: unused
///     place    getAttr: byte offset in the object, or negative in the overflow storage, or 0: `value`, of the class
///              setAttr: byte offset, or negative in the overflow storage; callMethod: 1 = Python function, 2 = method_descriptor; loadMethod: 1
///     value    of the class; callMethod: the callee
///     version  getAttr: the class's version, which `value` hangs on; setAttr: the shape that the object gets, or 0
enum SiteRecord {
  static var entries: Int { 4 }
  static var entrySize: Int { 32 }
  static var first: Int { 16 }

  /// The entry with that key, of the record at `pc`.
  @inline(__always) static func find(_ pc: PC, _ key: UInt64) -> Raw? {
    let record = Raw(bitPattern: UInt(pc[2])).unsafelyUnwrapped
    if record.load(fromByteOffset: 16, as: UInt64.self) == key { return record + 16 }
    if record.load(fromByteOffset: 48, as: UInt64.self) == key { return record + 48 }
    if record.load(fromByteOffset: 80, as: UInt64.self) == key { return record + 80 }
    if record.load(fromByteOffset: 112, as: UInt64.self) == key { return record + 112 }
    return nil
  }
  @inline(__always) static func place(_ entry: Raw) -> Int { entry.load(fromByteOffset: 8, as: Int.self) }
  @inline(__always) static func value(_ entry: Raw) -> Value { entry.load(fromByteOffset: 16, as: Value.self) }
  @inline(__always) static func version(_ entry: Raw) -> UInt64 { entry.load(fromByteOffset: 24, as: UInt64.self) }

  /// Notes one more kind of object at `pc`, if the instruction has a record or now needs one: it holds for another kind already. False: a
  /// simple form will do.
  static func add(_ pc: PC, _ fp: Raw, _ key: UInt64, _ place: Int, _ value: Value, _ version: UInt64, _ form: Internal) -> Bool {
    if !InlineCache.has(pc, form) {
      guard isTaken(pc, key), let memory = calloc(1, first &+ entries &* entrySize) else { return false }
      let code = Function(fp[-3]).code
      memory.storeBytes(of: code.fields.pointee.sideTables, as: UnsafeMutableRawPointer?.self)
      code.fields.pointee.sideTables = memory
      keepSimple(pc, memory)
      pc[1] = 0
      pc[2] = UInt64(UInt(bitPattern: memory))
      InlineCache.rewrite(pc, form)
    }
    let record = Raw(bitPattern: UInt(pc[2])).unsafelyUnwrapped
    var at = -1
    var i = 0
    while i < entries {
      let old = (record + (first &+ i &* entrySize)).load(as: UInt64.self)
      if old == key {
        at = i
        break
      }
      if at < 0, old &>> 32 != machine.pointee.attributeEpoch &>> 32 { at = i }
      i &+= 1
    }
    if at < 0 {
      let turn = record.load(fromByteOffset: 8, as: Int.self)
      at = turn & 3
      record.storeBytes(of: turn &+ 1, toByteOffset: 8, as: Int.self)
    }
    store(record, at, key, place, value, version)
    return true
  }
  private static func store(_ record: Raw, _ i: Int, _ key: UInt64, _ place: Int, _ value: Value, _ version: UInt64) {
    let entry = record + (first &+ i &* entrySize)
    entry.storeBytes(of: key, as: UInt64.self)
    entry.storeBytes(of: place, toByteOffset: 8, as: Int.self)
    entry.storeBytes(of: value, toByteOffset: 16, as: Value.self)
    entry.storeBytes(of: version, toByteOffset: 24, as: UInt64.self)
  }

  /// Whether the simple form at `pc` holds for objects of another shape.
  private static func isTaken(_ pc: PC, _ key: UInt64) -> Bool {
    let epoch = machine.pointee.attributeEpoch &>> 32
    switch UInt16(truncatingIfNeeded: pc.previous) {
    case Internal.getAttrSlot.rawValue, Internal.getAttrOverflow.rawValue, Internal.setAttrSlot.rawValue, Internal.setAttrAdd.rawValue,
      Internal.setAttrOverflow.rawValue,
      Internal.callMethodPython.rawValue, Internal.callMethodNative.rawValue, Internal.callMethodAppend.rawValue,
      Internal.loadMethodCached.rawValue:
      return pc[1] != key && pc[1] &>> 32 == epoch
    case Internal.getAttrClass.rawValue: return UInt32(truncatingIfNeeded: pc[1]) != UInt32(truncatingIfNeeded: key)
    default: return false
    }
  }
  /// Takes over what the simple form at `pc` knows. (A class's data is noted again when it is met again.)
  private static func keepSimple(_ pc: PC, _ record: Raw) {
    switch UInt16(truncatingIfNeeded: pc.previous) {
    case Internal.getAttrSlot.rawValue: store(record, 0, pc[1], Int(truncatingIfNeeded: pc[2]), .empty, 0)
    case Internal.getAttrOverflow.rawValue: store(record, 0, pc[1], 0 &- Int(truncatingIfNeeded: pc[2]), .empty, 0)
    case Internal.setAttrSlot.rawValue, Internal.setAttrAdd.rawValue:
      store(record, 0, pc[1], Int(UInt32(truncatingIfNeeded: pc[2])), .empty, pc[2] &>> 32)
    case Internal.setAttrOverflow.rawValue: store(record, 0, pc[1], 0 &- Int(truncatingIfNeeded: pc[2]), .empty, 0)
    case Internal.callMethodPython.rawValue, Internal.loadMethodCached.rawValue: store(record, 0, pc[1], 1, Value(bits: pc[2]), 0)
    case Internal.callMethodNative.rawValue, Internal.callMethodAppend.rawValue: store(record, 0, pc[1], 2, Value(bits: pc[2]), 0)
    default: break
    }
  }
}

// MARK: Several kinds of objects

@inline(__always) func op_getAttrSites(_ pc: PC, _ fp: Raw, _ t: Raw, _ w: UInt64, _ table: Raw) {
  let v = fp[B(w)]
  if _fastPath(v.isObject), let entry = SiteRecord.find(pc, MachineState.attributeKey(v.object)) {
    let place = SiteRecord.place(entry)
    if _fastPath(place > 0) {
      let value = (v.object + place).load(as: Value.self)
      if _fastPath(!value.isEmpty) {
        fp[A(w)] = value
        dispatch(pc + 3, fp, t, table)
        return
      }
    }
  }
  slow_getAttrSites(pc, fp, t, w, table)
}
/// What lies in the overflow storage or in the class, or is not in the record.
@inline(never) func slow_getAttrSites(_ pc: PC, _ fp: Raw, _ t: Raw, _ w: UInt64, _ table: Raw) {
  let v = fp[B(w)]
  if v.isObject, let entry = SiteRecord.find(pc, MachineState.attributeKey(v.object)) {
    let place = SiteRecord.place(entry)
    var value = Value.empty
    if place < 0 {
      value = (Instance(v).fields.pointee.dictWord.object - place).load(as: Value.self)
    } else if place == 0, v.type.fields.pointee.version == SiteRecord.version(entry) {
      value = SiteRecord.value(entry)
    }
    if _fastPath(!value.isEmpty) {
      fp[A(w)] = value
      dispatch(pc + 3, fp, t, table)
      return
    }
  }
  slow_getAttr(pc, fp, t, w, table)
}

@inline(__always) func op_setAttrSites(_ pc: PC, _ fp: Raw, _ t: Raw, _ w: UInt64, _ table: Raw) {
  let v = fp[A(w)]
  if _fastPath(v.isObject), let entry = SiteRecord.find(pc, MachineState.attributeKey(v.object)) {
    let value = fp[B(w)]
    if _slowPath(Heap.needsBarrier(v.object, storing: value)) {
      slow_remember(pc, fp, t, w, table)
      return
    }
    let place = SiteRecord.place(entry)
    if _slowPath(place < 0) {
      (Instance(v).fields.pointee.dictWord.object - place).storeBytes(of: value, as: Value.self)
      dispatch(pc + 3, fp, t, table)
      return
    }
    (v.object + place).storeBytes(of: value, as: Value.self)
    let shape = UInt32(truncatingIfNeeded: SiteRecord.version(entry))
    if shape != 0 { v.object.storeBytes(of: shape, as: UInt32.self) }
    dispatch(pc + 3, fp, t, table)
    return
  }
  slow_setAttr(pc, fp, t, w, table)
}

@inline(__always) func op_callMethodSites(_ pc: PC, _ fp: Raw, _ t: Raw, _ w: UInt64, _ table: Raw) {
  let frame = fp.register(A(w) &+ 3)
  let v = frame[0]
  if _fastPath(v.isObject), let entry = SiteRecord.find(pc, MachineState.attributeKey(v.object)) {
    let callee = SiteRecord.value(entry)
    frame[-3] = callee
    if _fastPath(SiteRecord.place(entry) == 1) {
      let f = Function(callee).fields
      if _fastPath(f.pointee.plainCount == B(w)), _fastPath(Thread(t).hasRoom(frame, f.pointee.frameBytes)) {
        frame[-2] = .link(fp)
        frame[-1] = .link(pc + 3)
        enterFunction(f.pointee.entry, frame, t, w, table)
        return
      }
      slow_callKnown(pc, fp, t, w, table)
      return
    }
    slow_callKnownNative(pc, fp, t, w, table)
    return
  }
  slow_callMethod(pc, fp, t, w, table)
}
/// R[A] is a method_descriptor, and the receiver an instance of its class.
@inline(never) func slow_callKnownNative(_ pc: PC, _ fp: Raw, _ t: Raw, _ w: UInt64, _ table: Raw) {
  _ = enter(pc, fp, t)
  let definition = NativeFunction(fp[A(w)]).definition
  let result = NativeFunction.invoke(t, definition, fp.register(A(w) &+ 3).assumingMemoryBound(to: Value.self), B(w), .empty)
  if _fastPath(!Value(bits: result).isError) {
    fp[A(w)] = Value(bits: result)
    dispatch(pc + 3, fp, t, table)
    return
  }
  raise(pc, fp, t, w, table)
}

@inline(__always) func op_loadMethodSites(_ pc: PC, _ fp: Raw, _ t: Raw, _ w: UInt64, _ table: Raw) {
  let v = fp[B(w)]
  if _fastPath(v.isObject), let entry = SiteRecord.find(pc, MachineState.attributeKey(v.object)) {
    fp[A(w)] = SiteRecord.value(entry)
    fp[A(w) &+ 3] = v
    dispatch(pc + 3, fp, t, table)
    return
  }
  slow_loadMethod(pc, fp, t, w, table)
}

// MARK: Dictionary mode and __getattr__

@inline(__always) func op_getAttrDictionary(_ pc: PC, _ fp: Raw, _ t: Raw, _ w: UInt64, _ table: Raw) {
  let v = fp[B(w)]
  if _fastPath(v.isObject), _fastPath(MachineState.attributeKey(v.object) == pc[1]) {
    let word = Instance(v).fields.pointee.dictWord
    let i = Int(truncatingIfNeeded: pc[2])
    if _fastPath(word.isExactly(.dict)), _fastPath(i < Dict(word).fields.pointee.used) {
      let entry = Dict(word).entries + i
      if _fastPath(entry.pointee.key.bits == pc[0]) {
        fp[A(w)] = entry.pointee.value
        dispatch(pc + 3, fp, t, table)
        return
      }
    }
  }
  slow_getAttr(pc, fp, t, w, table)
}

/// As `getAttrProperty`: the callee's frame lies behind this one and an `onward` bridge.
@inline(__always) func op_getAttrFallback(_ pc: PC, _ fp: Raw, _ t: Raw, _ w: UInt64, _ table: Raw) { slow_getAttrFallback(pc, fp, t, w, table) }
@inline(never) func slow_getAttrFallback(_ pc: PC, _ fp: Raw, _ t: Raw, _ w: UInt64, _ table: Raw) {
  let v = fp[B(w)]
  if _fastPath(v.isObject), _fastPath(MachineState.attributeKey(v.object) == pc[1]) {
    let fallback = Value(bits: pc[2])
    let thread = Thread(t)
    if _fastPath(thread.isOnStack(fp)) {
      let f = Function(fallback).fields
      let bridge = fp + (Function(fp[-3]).fields.pointee.frameBytes &+ 24)
      let frame = bridge + 24
      if _fastPath(f.pointee.plainCount == 2), _fastPath(thread.hasRoom(frame, f.pointee.frameBytes)) {
        bridge[-3] = .link(fp.register(A(w)))
        bridge[-2] = .link(fp)
        bridge[-1] = .link(pc + 3)
        frame[-3] = fallback
        frame[-2] = .link(bridge)
        frame[-1] = .link(machine.pointee.onwardReturn)
        frame[0] = v
        frame[1] = Value(bits: pc[0])
        enterFunction(f.pointee.entry, frame, t, w, table)
        return
      }
    }
  }
  slow_getAttr(pc, fp, t, w, table)
}

// MARK: Static and class methods (with `slow_` handlers, because they need more registers than a frameless one has)

extension InlineCache {
  /// Rewrites `callMethod` at `pc` where the attribute is a static or class method of a Python function, or a function of a class that is
  /// called through the class. (Its holder stands in the cache and not the function: a holder may be initialised again.)
  static func fillHolder(_ pc: PC, _ v: Value, _ name: Str, isCall: Bool) {
    if !v.isObject { return }
    let object = v.object
    if object.kind == .type {
      let type = Type(v)
      if v.type != Type[.type] || !Type[.type].lookup(name).isEmpty { return }
      let found = type.lookup(name)
      if found.isExactly(.function) || found.isExactly(.staticmethod) {
        rewrite(pc, isCall ? .callTypeStatic : .loadTypeHolder)
      } else if found.isExactly(.classmethod) {
        rewrite(pc, isCall ? .callTypeClass : .loadTypeHolder)
      } else {
        return
      }
      pc[1] = type.fields.pointee.version
      pc[2] = found.bits
      return
    }
    let type = v.type
    if object.kind != .instance || !type.has(.genericGetAttribute) { return }
    if Shape.table[Int(object.shape)].flags & Shape.dictionaryMode != 0 || Shape.slot(object.shape, name) >= 0 { return }
    let found = type.lookup(name)
    if found.isExactly(.staticmethod) {
      rewrite(pc, isCall ? .callMethodStatic : .loadMethodHolder)
    } else if found.isExactly(.classmethod) {
      rewrite(pc, isCall ? .callMethodClass : .loadMethodHolder)
    } else {
      return
    }
    pc[1] = MachineState.attributeKey(object)
    pc[2] = found.bits
  }
}

/// Calls `callee` without the receiver in R[A+3], if it is a Python function with parameters for just the arguments; false: it has done nothing.
@inline(__always) private func enterStatic(_ pc: PC, _ fp: Raw, _ t: Raw, _ w: UInt64, _ callee: Value) -> Bool {
  if _slowPath(!callee.isExactly(.function)) { return false }
  let frame = fp.register(A(w) &+ 3)
  let f = Function(callee).fields
  let count = B(w) &- 1
  if _slowPath(f.pointee.plainCount != count || !Thread(t).hasRoom(frame, f.pointee.frameBytes)) { return false }
  var i = 0
  while i < count {
    frame[i] = frame[i &+ 1]
    i &+= 1
  }
  frame[-3] = callee
  frame[-2] = .link(fp)
  frame[-1] = .link(pc + 3)
  return true
}
/// Calls `callee` with the receiver `first`; false: it has done nothing.
@inline(__always) private func enterClass(_ pc: PC, _ fp: Raw, _ t: Raw, _ w: UInt64, _ callee: Value, _ first: Value) -> Bool {
  if _slowPath(!callee.isExactly(.function)) { return false }
  let frame = fp.register(A(w) &+ 3)
  let f = Function(callee).fields
  if _slowPath(f.pointee.plainCount != B(w) || !Thread(t).hasRoom(frame, f.pointee.frameBytes)) { return false }
  frame[0] = first
  frame[-3] = callee
  frame[-2] = .link(fp)
  frame[-1] = .link(pc + 3)
  return true
}

@inline(__always) func op_callMethodStatic(_ pc: PC, _ fp: Raw, _ t: Raw, _ w: UInt64, _ table: Raw) { slow_callMethodStatic(pc, fp, t, w, table) }
@inline(never) func slow_callMethodStatic(_ pc: PC, _ fp: Raw, _ t: Raw, _ w: UInt64, _ table: Raw) {
  let v = fp[A(w) &+ 3]
  if _fastPath(v.isObject), _fastPath(MachineState.attributeKey(v.object) == pc[1]) {
    let callee = StaticMethod(Value(bits: pc[2])).fields.pointee.function
    if _fastPath(enterStatic(pc, fp, t, w, callee)) {
      enterFunction(Function(callee).fields.pointee.entry, fp.register(A(w) &+ 3), t, w, table)
      return
    }
  }
  slow_callMethod(pc, fp, t, w, table)
}

@inline(__always) func op_callMethodClass(_ pc: PC, _ fp: Raw, _ t: Raw, _ w: UInt64, _ table: Raw) { slow_callMethodClass(pc, fp, t, w, table) }
@inline(never) func slow_callMethodClass(_ pc: PC, _ fp: Raw, _ t: Raw, _ w: UInt64, _ table: Raw) {
  let v = fp[A(w) &+ 3]
  if _fastPath(v.isObject), _fastPath(MachineState.attributeKey(v.object) == pc[1]) {
    let callee = StaticMethod(Value(bits: pc[2])).fields.pointee.function
    if _fastPath(enterClass(pc, fp, t, w, callee, v.type.value)) {
      enterFunction(Function(callee).fields.pointee.entry, fp.register(A(w) &+ 3), t, w, table)
      return
    }
  }
  slow_callMethod(pc, fp, t, w, table)
}

@inline(__always) func op_callTypeStatic(_ pc: PC, _ fp: Raw, _ t: Raw, _ w: UInt64, _ table: Raw) { slow_callTypeStatic(pc, fp, t, w, table) }
@inline(never) func slow_callTypeStatic(_ pc: PC, _ fp: Raw, _ t: Raw, _ w: UInt64, _ table: Raw) {
  let v = fp[A(w) &+ 3]
  if _fastPath(v.isKind(.type)), _fastPath(Type(v).fields.pointee.version == pc[1]) {
    let found = Value(bits: pc[2])
    let callee = found.isExactly(.function) ? found : StaticMethod(found).fields.pointee.function
    if _fastPath(enterStatic(pc, fp, t, w, callee)) {
      enterFunction(Function(callee).fields.pointee.entry, fp.register(A(w) &+ 3), t, w, table)
      return
    }
  }
  slow_callMethod(pc, fp, t, w, table)
}

@inline(__always) func op_callTypeClass(_ pc: PC, _ fp: Raw, _ t: Raw, _ w: UInt64, _ table: Raw) { slow_callTypeClass(pc, fp, t, w, table) }
@inline(never) func slow_callTypeClass(_ pc: PC, _ fp: Raw, _ t: Raw, _ w: UInt64, _ table: Raw) {
  let v = fp[A(w) &+ 3]
  if _fastPath(v.isKind(.type)), _fastPath(Type(v).fields.pointee.version == pc[1]) {
    let callee = StaticMethod(Value(bits: pc[2])).fields.pointee.function
    if _fastPath(enterClass(pc, fp, t, w, callee, v)) {
      enterFunction(Function(callee).fields.pointee.entry, fp.register(A(w) &+ 3), t, w, table)
      return
    }
  }
  slow_callMethod(pc, fp, t, w, table)
}

/// R[A] and R[A+3] for a call of what `holder`, found in class `type`, holds; false: it is no Python function.
@inline(__always) private func loadHeld(_ fp: Raw, _ w: UInt64, _ holder: Value, _ type: Value) -> Bool {
  if holder.isExactly(.function) {
    fp[A(w)] = holder
    fp[A(w) &+ 3] = .empty
    return true
  }
  let callee = StaticMethod(holder).fields.pointee.function
  if _slowPath(!callee.isExactly(.function)) { return false }
  fp[A(w)] = callee
  fp[A(w) &+ 3] = holder.isExactly(.classmethod) ? type : .empty
  return true
}
@inline(__always) func op_loadMethodHolder(_ pc: PC, _ fp: Raw, _ t: Raw, _ w: UInt64, _ table: Raw) { slow_loadMethodHolder(pc, fp, t, w, table) }
@inline(never) func slow_loadMethodHolder(_ pc: PC, _ fp: Raw, _ t: Raw, _ w: UInt64, _ table: Raw) {
  let v = fp[B(w)]
  if _fastPath(v.isObject), _fastPath(MachineState.attributeKey(v.object) == pc[1]),
    _fastPath(loadHeld(fp, w, Value(bits: pc[2]), v.type.value))
  {
    dispatch(pc + 3, fp, t, table)
    return
  }
  slow_loadMethod(pc, fp, t, w, table)
}
@inline(__always) func op_loadTypeHolder(_ pc: PC, _ fp: Raw, _ t: Raw, _ w: UInt64, _ table: Raw) { slow_loadTypeHolder(pc, fp, t, w, table) }
@inline(never) func slow_loadTypeHolder(_ pc: PC, _ fp: Raw, _ t: Raw, _ w: UInt64, _ table: Raw) {
  let v = fp[B(w)]
  if _fastPath(v.isKind(.type)), _fastPath(Type(v).fields.pointee.version == pc[1]),
    _fastPath(loadHeld(fp, w, Value(bits: pc[2]), v))
  {
    dispatch(pc + 3, fp, t, table)
    return
  }
  slow_loadMethod(pc, fp, t, w, table)
}

// MARK: super().name(…)

/// What `callSuperCached` refers to: `super` is still the built-in one, the method belongs to `owner`, and `callee` comes behind it.
struct SuperRecord {
  var next: UnsafeMutableRawPointer?
  var version: UInt64
  /// Of `super` in the builtins.
  var address: UnsafeMutablePointer<Value>
  var owner: Value
  var callee: Value
}

extension InlineCache {
  /// Rewrites `callSuperMethod` at `pc`, whose look-up for `v` has just put a callee into R[a].
  static func fillSuper(_ pc: PC, _ fp: Raw, _ a: Int, _ v: Value) {
    let callee = fp[a]
    let cell = fp[a &+ 1]
    if !v.isObject || v.object.kind != .instance || !callee.isExactly(.function) || !cell.isExactly(.cell) { return }
    let owner = Cell(cell).content
    if !owner.isKind(.type) || !v.type.isSubclass(of: Type(owner)) { return }
    let function = Function(fp[-3])
    if function.code.fields.pointee.cacheGlobals != function.fields.pointee.globals { return }
    let name = Str(Type[.superType].fields.pointee.name)
    if !function.globals.get(name).isEmpty { return }
    guard let entry = function.builtins.find(name) else { return }
    let address = Dict.valueAddress(entry).assumingMemoryBound(to: Value.self)
    let record: UnsafeMutablePointer<SuperRecord>
    if has(pc, .callSuperCached), let old = UnsafeMutablePointer<SuperRecord>(bitPattern: UInt(pc[2])) {
      record = old
    } else {
      guard let memory = malloc(MemoryLayout<SuperRecord>.size) else { return }
      record = memory.assumingMemoryBound(to: SuperRecord.self)
      record.initialize(
        to: SuperRecord(next: function.code.fields.pointee.sideTables, version: 0, address: address, owner: owner, callee: callee))
      function.code.fields.pointee.sideTables = memory
    }
    function.globals.watch()
    function.builtins.watch()
    record.pointee.version = machine.pointee.globalsVersion
    record.pointee.address = address
    record.pointee.owner = owner
    record.pointee.callee = callee
    pc[1] = MachineState.attributeKey(v.object)
    pc[2] = UInt64(UInt(bitPattern: record))
    rewrite(pc, .callSuperCached)
  }
}

@inline(__always) func op_callSuperCached(_ pc: PC, _ fp: Raw, _ t: Raw, _ w: UInt64, _ table: Raw) { slow_callSuperCached(pc, fp, t, w, table) }
@inline(never) func slow_callSuperCached(_ pc: PC, _ fp: Raw, _ t: Raw, _ w: UInt64, _ table: Raw) {
  let frame = fp.register(A(w) &+ 3)
  let v = frame[0]
  let cell = frame[-2]
  if _fastPath(v.isObject), _fastPath(MachineState.attributeKey(v.object) == pc[1]), _fastPath(cell.isExactly(.cell)) {
    let record = UnsafeMutablePointer<SuperRecord>(bitPattern: UInt(pc[2])).unsafelyUnwrapped
    if _fastPath(record.pointee.version == machine.pointee.globalsVersion),
      _fastPath(record.pointee.owner == Cell(cell).content),
      _fastPath(record.pointee.address.pointee == Type[.superType].value)
    {
      let callee = record.pointee.callee
      frame[-3] = callee
      let f = Function(callee).fields
      if _fastPath(f.pointee.plainCount == B(w)), _fastPath(Thread(t).hasRoom(frame, f.pointee.frameBytes)) {
        frame[-2] = .link(fp)
        frame[-1] = .link(pc + 3)
        enterFunction(f.pointee.entry, frame, t, w, table)
        return
      }
      slow_callKnown(pc, fp, t, w, table)
      return
    }
  }
  slow_callSuperMethod(pc, fp, t, w, table)
}
