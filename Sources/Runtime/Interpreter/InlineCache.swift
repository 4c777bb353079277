// Inline caches of attributes: an instruction that has seen one kind of object is rewritten to a quicker form, whose two cache words say
// for which objects it holds.
//
// The key of most forms is the object's shape with the machine's `attributeEpoch` above it. A shape says which class the object has and which
// attribute lies where; the epoch changes when a class's attribute is stored or deleted in a way that could change what a
// method call or an access to a slot means: a new name, or a descriptor or function before or after. Storing over plain data in a class (a
// counter) does not change it, so what a cache knows of a class's data hangs on the class's version instead.
//
//   getAttrSlot       key, byte offset in the object
//   getAttrOverflow   key, byte offset in the storage that the dict word refers to
//   getAttrClass      shape and the low half of the class's version, value
//   getAttrType       the class's version, value: `C.x`
//   getAttrModule     the module, record {globalsVersion, address of the value}
//   getAttrProperty   key, property whose getter is a Python function
//   getAttrFallback   key, the class's `__getattr__`, a Python function: neither object nor class has the attribute
//   getAttrDictionary key (a shape of dictionary mode), index of the entry in the object's dict
//   getAttrSites      unused, record of several kinds of objects (InlineCache+Sites.swift)
//   setAttrSlot       key, byte offset
//   setAttrOverflow   key, byte offset in the storage that the dict word refers to
//   setAttrAdd        key, byte offset and (upper half) the shape that the object gets
//   setAttrSites      as getAttrSites
//   callMethodPython  key, function
//   callMethodNative  key, method_descriptor
//   callMethodAppend  the same, of list.append with an argument
//   callMethodModule  as getAttrModule
//   callMethodSites   as getAttrSites
//   callMethodStatic, callMethodClass  key, staticmethod or classmethod of a Python function
//   callTypeStatic    the class's version, function or staticmethod: `C.f(…)`
//   callTypeClass     the class's version, classmethod
//   callSuperCached   key, record of what `super` is and which function comes next
//   loadMethodCached  key, function or method_descriptor
//   loadMethodSites   as getAttrSites
//   loadMethodHolder  as callMethodStatic and callMethodClass
//   loadTypeHolder    as callTypeStatic and callTypeClass
//
// A form that does not hold goes to the general handler, which rewrites the instruction again.

import Bytecode
import Glibc

extension MachineState {
  @inline(__always) static func attributeKey(_ object: Raw) -> UInt64 { UInt64(object.shape) | machine.pointee.attributeEpoch }
}

/// What `getAttrModule` and `callMethodModule` refer to; owned by the code object, freed with it.
struct ModuleRecord {
  var next: UnsafeMutableRawPointer?
  var version: UInt64
  var address: UnsafeMutablePointer<Value>
}

enum InlineCache {
  @inline(__always) static func rewrite(_ pc: PC, _ form: Internal) {
    pc.previous = pc.previous & ~0xFFFF | UInt64(form.rawValue)
  }
  @inline(__always) static func rewrite(_ pc: PC, _ form: Opcode) {
    pc.previous = pc.previous & ~0xFFFF | UInt64(form.rawValue)
  }

  /// Rewrites the instruction at `pc` to `form`, for the variable `name` of a module. Its record serves again when the module has only
  /// got a new layout.
  static func fillModule(_ pc: PC, _ fp: Raw, _ module: Value, _ name: Str, _ form: Internal) {
    let dict = Module(module).dict
    guard let entry = dict.find(name) else { return }
    let address = Dict.valueAddress(entry).assumingMemoryBound(to: Value.self)
    let record: UnsafeMutablePointer<ModuleRecord>
    if UInt16(truncatingIfNeeded: pc.previous) == form.rawValue, let old = UnsafeMutablePointer<ModuleRecord>(bitPattern: UInt(pc[2])) {
      record = old
    } else {
      guard let memory = malloc(MemoryLayout<ModuleRecord>.size) else { return }
      let code = Function(fp[-3]).code
      record = memory.assumingMemoryBound(to: ModuleRecord.self)
      record.initialize(to: ModuleRecord(next: code.fields.pointee.sideTables, version: 0, address: address))
      code.fields.pointee.sideTables = memory
    }
    dict.watch()
    record.pointee.version = machine.pointee.globalsVersion
    record.pointee.address = address
    pc[1] = module.bits
    pc[2] = UInt64(UInt(bitPattern: record))
    rewrite(pc, form)
  }
  /// The module's variable that a record refers to, if the record still holds; empty otherwise.
  @inline(__always) static func moduleValue(_ pc: PC) -> Value {
    let record = UnsafeMutablePointer<ModuleRecord>(bitPattern: UInt(pc[2])).unsafelyUnwrapped
    return record.pointee.version == machine.pointee.globalsVersion ? record.pointee.address.pointee : .empty
  }

  /// Rewrites `getAttr` at `pc` for an object like `v`, if there is a form for it.
  static func fillGet(_ pc: PC, _ fp: Raw, _ v: Value, _ name: Str) {
    if !v.isObject { return }
    let object = v.object
    let hasSites: Bool = has(pc, .getAttrSites)
    if object.kind == .module {
      if v.type == Type[.module], !hasSites { fillModule(pc, fp, v, name, .getAttrModule) }
      return
    }
    if object.kind == .type {
      if !hasSites { fillType(pc, v, name) }
      return
    }
    let type = v.type
    if !type.has(.genericGetAttribute) {
      if !hasSites { fillFallback(pc, object, type, name) }
      return
    }
    let found = type.lookup(name)
    let isSet: Bool = found.isObject && found.type.slots.pointee.descriptorSet != nil
    if isSet, found.isExactly(.property) {
      if !hasSites, Property(found).fields.pointee.getter.isExactly(.function) {
        pc[1] = MachineState.attributeKey(object)
        pc[2] = found.bits
        rewrite(pc, .getAttrProperty)
      }
      return
    }
    // Where the value lies, as in the entries of a `SiteRecord`; 0: in the class.
    var place = 0
    if isSet {
      place = memberOffset(type, found, isStore: false)
      if place == 0 { return }
    } else if object.kind == .instance {
      let shape = Shape.table + Int(object.shape)
      if shape.pointee.flags & Shape.dictionaryMode != 0 {
        if !hasSites { fillDictionary(pc, object, name) }
        return
      }
      let i = Shape.slot(object.shape, name)
      let inline = Int(shape.pointee.inlineCapacity)
      if i >= 0 { place = i < inline ? Instance.slotsOffset &+ i &* 8 : -(8 &+ (i &- inline) &* 8) }
    } else if Type.dictWord(object) != nil {
      return
    }
    // Of the class: data only, which needs no binding.
    if place == 0, found.isEmpty || found.isObject && found.type.slots.pointee.descriptorGet != nil { return }
    let key = MachineState.attributeKey(object)
    if SiteRecord.add(pc, fp, key, place, place == 0 ? found : .empty, type.fields.pointee.version, .getAttrSites) { return }
    if place > 0 {
      pc[1] = key
      pc[2] = UInt64(place)
      rewrite(pc, .getAttrSlot)
    } else if place < 0 {
      pc[1] = key
      pc[2] = UInt64(-place)
      rewrite(pc, .getAttrOverflow)
    } else {
      pc[1] = classKey(object, type)
      pc[2] = found.bits
      rewrite(pc, .getAttrClass)
    }
  }
  @inline(__always) static func has(_ pc: PC, _ form: Internal) -> Bool { UInt16(truncatingIfNeeded: pc.previous) == form.rawValue }

  /// The byte offset of the field that `descriptor` gives in objects of this class: a slot of `__slots__` or, where it is only read, a field of a
  /// built-in type (while it is empty the general handler answers). 0: it is something else.
  private static func memberOffset(_ type: Type, _ descriptor: Value, isStore: Bool) -> Int {
    if !descriptor.isExactly(.memberDescriptor) { return 0 }
    let member = MemberDescriptor(descriptor)
    if isStore && member.access != .slot || !type.isSubclass(of: Type(member.fields.pointee.owner)) { return 0 }
    return member.fields.pointee.offset.asInt
  }

  /// An attribute that only the class's `__getattr__` gives.
  private static func fillFallback(_ pc: PC, _ object: Raw, _ type: Type, _ name: Str) {
    if object.kind != .instance || Shape.table[Int(object.shape)].flags & Shape.dictionaryMode != 0 { return }
    let fallback = type.lookup(Name.__getattr__.str)
    if !fallback.isExactly(.function) || !type.lookup(name).isEmpty || Shape.slot(object.shape, name) >= 0 { return }
    if type.lookup(Name.__getattribute__.str) != Type[.object].lookup(Name.__getattribute__.str) { return }
    pc[1] = MachineState.attributeKey(object)
    pc[2] = fallback.bits
    rewrite(pc, .getAttrFallback)
  }

  private static func fillDictionary(_ pc: PC, _ object: Raw, _ name: Str) {
    let word = Instance(object).fields.pointee.dictWord
    if !word.isExactly(.dict) { return }
    guard let entry = Dict(word).find(name) else { return }
    pc[1] = MachineState.attributeKey(object)
    pc[2] = UInt64(entry - Dict(word).entries)
    rewrite(pc, .getAttrDictionary)
  }

  @inline(__always) static func classKey(_ object: Raw, _ type: Type) -> UInt64 {
    UInt64(object.shape) | type.fields.pointee.version &<< 32
  }

  /// `C.x` where C is of metaclass `type`, and x a function, a static method or data.
  private static func fillType(_ pc: PC, _ v: Value, _ name: Str) {
    if v.type != Type[.type] || !Type[.type].lookup(name).isEmpty { return }
    let type = Type(v)
    let found = type.lookup(name)
    if found.isEmpty { return }
    if found.isObject, !found.isExactly(.function), found.type.slots.pointee.descriptorGet != nil { return }
    pc[1] = type.fields.pointee.version
    pc[2] = found.bits
    rewrite(pc, .getAttrType)
  }

  /// Rewrites `setAttr` at `pc` for an object that had shape `old` before the store, and has been stored into since.
  static func fillSet(_ pc: PC, _ fp: Raw, _ v: Value, _ old: UInt32, _ name: Str) {
    if !v.isObject || v.object.kind != .instance { return }
    let object = v.object
    let type = v.type
    if !type.has(.genericSetAttribute) { return }
    let found = type.lookup(name)
    var offset = 0
    if found.isObject, found.type.slots.pointee.descriptorSet != nil {
      offset = memberOffset(type, found, isStore: true)
      if offset == 0 || old != object.shape { return }
    } else {
      let shape = Shape.table + Int(object.shape)
      if shape.pointee.flags & Shape.dictionaryMode != 0 { return }
      let i = Shape.slot(object.shape, name)
      let inline = Int(shape.pointee.inlineCapacity)
      if i < 0 || i >= inline && old != object.shape { return }
      if old != object.shape, shape.pointee.parent != old || i != Int(shape.pointee.count) &- 1 { return }
      offset = i < inline ? Instance.slotsOffset &+ i &* 8 : -(8 &+ (i &- inline) &* 8)
    }
    let key = UInt64(old) | machine.pointee.attributeEpoch
    let next: UInt32 = old == object.shape ? 0 : object.shape
    if SiteRecord.add(pc, fp, key, offset, .empty, UInt64(next), .setAttrSites) { return }
    pc[1] = key
    pc[2] = UInt64(abs(offset)) | UInt64(next) &<< 32
    rewrite(pc, offset < 0 ? .setAttrOverflow : next == 0 ? .setAttrSlot : .setAttrAdd)
  }

  /// Rewrites `callMethod` or `loadMethod` at `pc` for an object like `v`, whose attribute is the method `callee` of its class.
  static func fillMethod(_ pc: PC, _ fp: Raw, _ v: Value, _ callee: Value, isCall: Bool) {
    if !v.isObject { return }
    let object = v.object
    // The shape has to tell that the object has no attribute of that name itself.
    if object.kind == .instance {
      if Shape.table[Int(object.shape)].flags & Shape.dictionaryMode != 0 { return }
    } else if object.kind == .module || object.kind == .type || Type.dictWord(object) != nil {
      return
    }
    if isCall {
      let isFunction: Bool = callee.isExactly(.function)
      if !isFunction, !callee.isExactly(.methodDescriptor) { return }
      if SiteRecord.add(pc, fp, MachineState.attributeKey(object), isFunction ? 1 : 2, callee, 0, .callMethodSites) { return }
      if isFunction {
        rewrite(pc, .callMethodPython)
      } else {
        let isAppend: Bool = v.isExactly(.list) && B(pc.previous) == 2 && Str(NativeFunction(callee).definition.pointee.name).string == "append"
        rewrite(pc, isAppend ? .callMethodAppend : .callMethodNative)
      }
    } else {
      if SiteRecord.add(pc, fp, MachineState.attributeKey(object), 1, callee, 0, .loadMethodSites) { return }
      rewrite(pc, .loadMethodCached)
    }
    pc[1] = MachineState.attributeKey(object)
    pc[2] = callee.bits
  }
}

// MARK: obj.name

@inline(__always) func op_getAttr(_ pc: PC, _ fp: Raw, _ t: Raw, _ w: UInt64, _ table: Raw) { slow_getAttr(pc, fp, t, w, table) }
@inline(never) func slow_getAttr(_ pc: PC, _ fp: Raw, _ t: Raw, _ w: UInt64, _ table: Raw) {
  produce(pc, fp, t, w, table, skip: 3) { thread throws(Raised) in
    let object = fp[B(w)]
    let name = Str(Value(bits: pc[0]))
    let value = try thread.getAttribute(object, name)
    InlineCache.fillGet(pc, fp, object, name)
    return value
  }
}

@inline(__always) func op_getAttrSlot(_ pc: PC, _ fp: Raw, _ t: Raw, _ w: UInt64, _ table: Raw) {
  let v = fp[B(w)]
  if _fastPath(v.isObject), _fastPath(MachineState.attributeKey(v.object) == pc[1]) {
    let value = (v.object + Int(truncatingIfNeeded: pc[2])).load(as: Value.self)
    if _fastPath(!value.isEmpty) {
      fp[A(w)] = value
      dispatch(pc + 3, fp, t, table)
      return
    }
  }
  slow_getAttr(pc, fp, t, w, table)
}

@inline(__always) func op_getAttrOverflow(_ pc: PC, _ fp: Raw, _ t: Raw, _ w: UInt64, _ table: Raw) {
  let v = fp[B(w)]
  if _fastPath(v.isObject), _fastPath(MachineState.attributeKey(v.object) == pc[1]) {
    let storage = Instance(v).fields.pointee.dictWord
    let value = (storage.object + Int(truncatingIfNeeded: pc[2])).load(as: Value.self)
    if _fastPath(!value.isEmpty) {
      fp[A(w)] = value
      dispatch(pc + 3, fp, t, table)
      return
    }
  }
  slow_getAttr(pc, fp, t, w, table)
}

@inline(__always) func op_getAttrClass(_ pc: PC, _ fp: Raw, _ t: Raw, _ w: UInt64, _ table: Raw) {
  let v = fp[B(w)]
  if _fastPath(v.isObject), _fastPath(InlineCache.classKey(v.object, v.type) == pc[1]) {
    fp[A(w)] = Value(bits: pc[2])
    dispatch(pc + 3, fp, t, table)
    return
  }
  slow_getAttr(pc, fp, t, w, table)
}

@inline(__always) func op_getAttrType(_ pc: PC, _ fp: Raw, _ t: Raw, _ w: UInt64, _ table: Raw) {
  let v = fp[B(w)]
  if _fastPath(v.isKind(.type)), _fastPath(Type(v).fields.pointee.version == pc[1]) {
    fp[A(w)] = Value(bits: pc[2])
    dispatch(pc + 3, fp, t, table)
    return
  }
  slow_getAttr(pc, fp, t, w, table)
}

@inline(__always) func op_getAttrModule(_ pc: PC, _ fp: Raw, _ t: Raw, _ w: UInt64, _ table: Raw) {
  if _fastPath(fp[B(w)].bits == pc[1]) {
    let value = InlineCache.moduleValue(pc)
    if _fastPath(!value.isEmpty) {
      fp[A(w)] = value
      dispatch(pc + 3, fp, t, table)
      return
    }
  }
  slow_getAttr(pc, fp, t, w, table)
}

/// The getter's frame lies behind this one, and an `onward` bridge between them brings the result to R[A].
@inline(__always) func op_getAttrProperty(_ pc: PC, _ fp: Raw, _ t: Raw, _ w: UInt64, _ table: Raw) {
  let v = fp[B(w)]
  if _fastPath(v.isObject), _fastPath(MachineState.attributeKey(v.object) == pc[1]) {
    let getter = Property(Value(bits: pc[2])).fields.pointee.getter
    let thread = Thread(t)
    if _fastPath(getter.isExactly(.function)), _fastPath(thread.isOnStack(fp)) {
      let f = Function(getter).fields
      let bridge = fp + (Function(fp[-3]).fields.pointee.frameBytes &+ 24)
      let frame = bridge + 24
      if _fastPath(f.pointee.plainCount == 1), _fastPath(thread.hasRoom(frame, f.pointee.frameBytes)) {
        bridge[-3] = .link(fp.register(A(w)))
        bridge[-2] = .link(fp)
        bridge[-1] = .link(pc + 3)
        frame[-3] = getter
        frame[-2] = .link(bridge)
        frame[-1] = .link(machine.pointee.onwardReturn)
        frame[0] = v
        enterFunction(f.pointee.entry, frame, t, w, table)
        return
      }
    }
  }
  slow_getAttr(pc, fp, t, w, table)
}

// MARK: obj.name = value

@inline(__always) func op_setAttr(_ pc: PC, _ fp: Raw, _ t: Raw, _ w: UInt64, _ table: Raw) { slow_setAttr(pc, fp, t, w, table) }
@inline(never) func slow_setAttr(_ pc: PC, _ fp: Raw, _ t: Raw, _ w: UInt64, _ table: Raw) {
  perform(pc, fp, t, w, table, skip: 3) { thread throws(Raised) in
    let object = fp[A(w)]
    let name = Str(Value(bits: pc[0]))
    let old = object.shapeID
    try thread.setAttribute(object, name, fp[B(w)])
    InlineCache.fillSet(pc, fp, object, old, name)
  }
}

@inline(__always) func op_setAttrSlot(_ pc: PC, _ fp: Raw, _ t: Raw, _ w: UInt64, _ table: Raw) {
  let v = fp[A(w)]
  if _fastPath(v.isObject), _fastPath(MachineState.attributeKey(v.object) == pc[1]) {
    let value = fp[B(w)]
    if _slowPath(Heap.needsBarrier(v.object, storing: value)) {
      slow_remember(pc, fp, t, w, table)
      return
    }
    (v.object + Int(truncatingIfNeeded: pc[2])).storeBytes(of: value, as: Value.self)
    dispatch(pc + 3, fp, t, table)
    return
  }
  slow_setAttr(pc, fp, t, w, table)
}

/// The barrier of the object serves for its storage, too.
@inline(__always) func op_setAttrOverflow(_ pc: PC, _ fp: Raw, _ t: Raw, _ w: UInt64, _ table: Raw) {
  let v = fp[A(w)]
  if _fastPath(v.isObject), _fastPath(MachineState.attributeKey(v.object) == pc[1]) {
    let value = fp[B(w)]
    if _slowPath(Heap.needsBarrier(v.object, storing: value)) {
      slow_remember(pc, fp, t, w, table)
      return
    }
    let storage = Instance(v).fields.pointee.dictWord
    (storage.object + Int(truncatingIfNeeded: pc[2])).storeBytes(of: value, as: Value.self)
    dispatch(pc + 3, fp, t, table)
    return
  }
  slow_setAttr(pc, fp, t, w, table)
}

/// The attribute is new to the object, which moves on to the next shape.
@inline(__always) func op_setAttrAdd(_ pc: PC, _ fp: Raw, _ t: Raw, _ w: UInt64, _ table: Raw) {
  let v = fp[A(w)]
  if _fastPath(v.isObject), _fastPath(MachineState.attributeKey(v.object) == pc[1]) {
    let cache = pc[2]
    let value = fp[B(w)]
    if _slowPath(Heap.needsBarrier(v.object, storing: value)) {
      slow_remember(pc, fp, t, w, table)
      return
    }
    (v.object + Int(UInt32(truncatingIfNeeded: cache))).storeBytes(of: value, as: Value.self)
    v.object.storeBytes(of: UInt32(truncatingIfNeeded: cache &>> 32), as: UInt32.self)
    dispatch(pc + 3, fp, t, table)
    return
  }
  slow_setAttr(pc, fp, t, w, table)
}

// MARK: obj.name(…)

@inline(__always) func op_callMethodPython(_ pc: PC, _ fp: Raw, _ t: Raw, _ w: UInt64, _ table: Raw) {
  let frame = fp.register(A(w) &+ 3)
  let v = frame[0]
  if _fastPath(v.isObject), _fastPath(MachineState.attributeKey(v.object) == pc[1]) {
    let callee = Value(bits: pc[2])
    let f = Function(callee).fields
    if _fastPath(f.pointee.plainCount == B(w)), _fastPath(Thread(t).hasRoom(frame, f.pointee.frameBytes)) {
      frame[-3] = callee
      frame[-2] = .link(fp)
      frame[-1] = .link(pc + 3)
      enterFunction(f.pointee.entry, frame, t, w, table)
      return
    }
    frame[-3] = callee
    slow_callKnown(pc, fp, t, w, table)
    return
  }
  slow_callMethod(pc, fp, t, w, table)
}

@inline(__always) func op_callMethodNative(_ pc: PC, _ fp: Raw, _ t: Raw, _ w: UInt64, _ table: Raw) {
  let v = fp[A(w) &+ 3]
  if _fastPath(v.isObject), _fastPath(MachineState.attributeKey(v.object) == pc[1]) {
    slow_callMethodNative(pc, fp, t, w, table)
    return
  }
  slow_callMethod(pc, fp, t, w, table)
}
/// The method that programs call most. A list's own class cannot get another `append`.
@inline(__always) func op_callMethodAppend(_ pc: PC, _ fp: Raw, _ t: Raw, _ w: UInt64, _ table: Raw) {
  let site = fp.register(A(w))
  let v = site[3]
  if _fastPath(v.isExactly(.list)) {
    let list = List(v)
    let n = list.count
    if _fastPath(n != list.fields.pointee.capacity), _fastPath(!Heap.needsBarrier(list.raw)) {
      list.fields.pointee.items[n] = site[4]
      list.fields.pointee.count = n &+ 1
      site[0] = .none
      dispatch(pc + 3, fp, t, table)
      return
    }
  }
  slow_callMethodAppend(pc, fp, t, w, table)
}
@inline(never) func slow_callMethodAppend(_ pc: PC, _ fp: Raw, _ t: Raw, _ w: UInt64, _ table: Raw) { op_callMethodNative(pc, fp, t, w, table) }
/// The receiver is known to be an instance of the method's class.
@inline(never) func slow_callMethodNative(_ pc: PC, _ fp: Raw, _ t: Raw, _ w: UInt64, _ table: Raw) {
  let frame = fp.register(A(w) &+ 3)
  let definition = NativeFunction(Value(bits: pc[2])).definition
  if definition.pointee.quickCount == B(w) {
    let answer = Value(bits: definition.pointee.quick(frame[0].bits, frame[1].bits))
    if _fastPath(!answer.isEmpty) {
      fp[A(w)] = answer
      dispatch(pc + 3, fp, t, table)
      return
    }
  }
  _ = enter(pc, fp, t)
  if _slowPath(definition.pointee.consumer != .none), B(w) == 2, frame[1].isExactly(.generator),
    Consumer.begin(enter(pc + 3, fp, t), fp.register(A(w)), definition.pointee.consumer)
  {
    resumeConsumer(t, table)
    return
  }
  let result = NativeFunction.invoke(t, definition, frame.assumingMemoryBound(to: Value.self), B(w), .empty)
  if _fastPath(!Value(bits: result).isError) {
    fp[A(w)] = Value(bits: result)
    dispatch(pc + 3, fp, t, table)
    return
  }
  raise(pc, fp, t, w, table)
}

@inline(__always) func op_callMethodModule(_ pc: PC, _ fp: Raw, _ t: Raw, _ w: UInt64, _ table: Raw) {
  let frame = fp.register(A(w) &+ 3)
  if _fastPath(frame[0].bits == pc[1]) {
    let callee = InlineCache.moduleValue(pc)
    if _fastPath(!callee.isEmpty) {
      frame[-3] = callee
      slow_callMethodModule(pc, fp, t, w, table)
      return
    }
  }
  slow_callMethod(pc, fp, t, w, table)
}
@inline(never) func slow_callMethodModule(_ pc: PC, _ fp: Raw, _ t: Raw, _ w: UInt64, _ table: Raw) {
  let site = fp.register(A(w))
  let callee = site[0]
  let count = B(w) &- 1
  let thread = enter(pc, fp, t)
  if _fastPath(callee.isExactly(.builtinFunction)) {
    if let answer = NativeFunction(callee).quickAnswer(site.register(4), count) {
      fp[A(w)] = answer
      dispatch(pc + 3, fp, t, table)
      return
    }
    // The module's register is scratch for the call: nothing has to move.
    let base = fp.register(A(w) &+ 3).assumingMemoryBound(to: Value.self)
    let result = NativeFunction.call(t, NativeFunction(callee), base, count &+ 1, .empty)
    if _fastPath(!Value(bits: result).isError) {
      fp[A(w)] = Value(bits: result)
      dispatch(pc + 3, fp, t, table)
      return
    }
    raise(pc, fp, t, w, table)
    return
  }
  thread.dropSelf(site, B(w))
  let next: NextFrame
  do throws(Raised) {
    next = try thread.beginCall(fp, pc + 3, A(w), count, .empty)
  } catch {
    raise(pc, fp, t, w, table)
    return
  }
  proceed(next, fp, t, w, table)
}

@inline(__always) func op_loadMethodCached(_ pc: PC, _ fp: Raw, _ t: Raw, _ w: UInt64, _ table: Raw) {
  let v = fp[B(w)]
  if _fastPath(v.isObject), _fastPath(MachineState.attributeKey(v.object) == pc[1]) {
    fp[A(w)] = Value(bits: pc[2])
    fp[A(w) &+ 3] = v
    dispatch(pc + 3, fp, t, table)
    return
  }
  slow_loadMethod(pc, fp, t, w, table)
}
