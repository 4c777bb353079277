// The module `_weakref`: weak references and proxies (Library Reference, weakref). The table behind them is in Heap/WeakReferences.swift.

import Glibc

extension WeakReference {
  /// `weakref.ref(object[, callback])`; a plain reference without callback is shared, as CPython does.
  static func make(_ thread: Thread, _ type: Type, _ object: Value, _ callback: Value) throws(Raised) -> Value {
    try checkReferent(thread, object)
    let callback = callback.isEmpty ? Value.none : callback
    if callback.isNone, let shared = existing(object, type) { return shared.value }
    let p = type == Type[.weakReference] ? thread.allocate(48, .record, TypeID.weakReference) : try type.allocateInstance(thread)
    return initialize(p, object, callback)
  }
  private static func initialize(_ p: Raw, _ object: Value, _ callback: Value) -> Value {
    let r = WeakReference(p)
    r.fields.pointee.referent = .raw(object.object)
    r.fields.pointee.callback = callback
    r.fields.pointee.hash = .none
    r.fields.pointee.next = .none
    if p.shape == TypeID.weakReference.rawValue { r.fields.pointee.dictWord = .empty }
    WeakReferences.register(r)
    return r.value
  }
  private static func existing(_ object: Value, _ type: Type) -> WeakReference? {
    var found: WeakReference? = nil
    WeakReferences.forEach(object) { r in
      if r.value.type == type, !type.has(.heap), r.fields.pointee.callback.isNone { found = r }
    }
    return found
  }
  static func checkReferent(_ thread: Thread, _ object: Value) throws(Raised) {
    if object.isObject, object.type.has(.weakReferenceable) { return }
    throw thread.raise(.typeError, "cannot create weak reference to '\(object.type.displayName)' object")
  }

  static func define(_ type: TypeBuilder) {
    type.doc("A reference that does not keep its object alive.")
    type.layout(.record, size: 48)
    type.type.fields.pointee.dictOffset = 40
    type.flags(.subclassable)
    type.new("ReferenceType(*args)") {
      native($0, $1, $2, $3) { (thread, args) throws(Raised) in
        if args.count < 2 { throw thread.raise(.typeError, "__new__ expected at least 1 argument, got 0") }
        if args.count > 3 { throw thread.raise(.typeError, "__new__ expected at most 2 arguments, got \(args.count - 1)") }
        return try WeakReference.make(thread, Type(args[0]), args[1], args.count > 2 ? args[2] : .empty)
      }
    }
    type.initialize("ReferenceType(object, callback=None, /)") {
      native($0, $1, $2, $3) { (thread, args) throws(Raised) in .none }
    }
    type.slots.pointee.call = {
      callable($0, $1, $2, $3) { (thread, base, count, names) throws(Raised) in
        if !names.isEmpty, Tuple(names).count > 0 { throw thread.raise(.typeError, "weakref() takes no keyword arguments") }
        if count != 1 { throw thread.raise(.typeError, "weakref expected at most 0 arguments, got \(count - 1)") }
        return WeakReference(base[0]).target.orNil ?? .none
      }
    }
    type.slots.pointee.hash = {
      unary($0, $1) { (thread, v) throws(Raised) in
        let r = WeakReference(v)
        if r.fields.pointee.hash.isInt { return r.fields.pointee.hash }
        let target = r.target
        if target.isEmpty { throw thread.raise(.typeError, "weak object has gone away") }
        let h = Value.int(try thread.hash(target))
        r.fields.pointee.hash = h
        return h
      }
    }
    type.slots.pointee.richCompare = {
      compare($0, $1, $2, $3) { (thread, a, b, op) throws(Raised) in
        guard op == .eq || op == .ne, a.isInstance(of: .weakReference), b.isInstance(of: .weakReference) else { return .notImplemented }
        let x = WeakReference(a).target
        let y = WeakReference(b).target
        if x.isEmpty || y.isEmpty { return .bool((a == b) == (op == .eq)) }
        return try thread.compare(x, y, op)
      }
    }
    type.slots.pointee.repr = {
      unary($0, $1) { (thread, v) throws(Raised) in
        let target = WeakReference(v).target
        let at = "0x" + String(UInt(bitPattern: v.object), radix: 16)
        if target.isEmpty { return Str.make(thread, "<weakref at \(at); dead>").value }
        var text = "<weakref at \(at); to '\(target.type.displayName)' at 0x\(String(UInt(bitPattern: target.object), radix: 16))"
        let name = try thread.getAttributeOrEmpty(target, Name.__name__.str)
        if name.isKind(.str) { text += " (\(Str(name).string))" }
        return Str.make(thread, text + ">").value
      }
    }
    type.member("__callback__", "The function that is called when the object has died, or None.", offset: 16)
    type.classMethod("__class_getitem__(item, /)", "See PEP 585.") {
      native($0, $1, $2, $3) { (thread, args) throws(Raised) in try GenericAlias.make(thread, args[0], args[1]) }
    }
  }
}

/// `weakref.proxy(object)`: forwards everything to its object.
enum WeakProxy {
  static func target(_ thread: Thread, _ v: Value) throws(Raised) -> Value {
    let t = WeakReference(v).target
    if t.isEmpty { throw thread.raise(.referenceError, "weakly-referenced object no longer exists") }
    return t
  }
  /// The object behind a proxy, or any other value itself.
  static func unwrap(_ thread: Thread, _ v: Value) throws(Raised) -> Value {
    v.isExactly(.weakProxy) || v.isExactly(.weakCallableProxy) ? try target(thread, v) : v
  }

  static func make(_ thread: Thread, _ object: Value, _ callback: Value) throws(Raised) -> Value {
    try WeakReference.checkReferent(thread, object)
    let id: TypeID = object.type.slots.pointee.call == nil ? .weakProxy : .weakCallableProxy
    let callback = callback.isEmpty ? Value.none : callback
    if callback.isNone {
      var found: Value = .empty
      WeakReferences.forEach(object) { if $0.value.isExactly(id), $0.fields.pointee.callback.isNone { found = $0.value } }
      if !found.isEmpty { return found }
    }
    let r = WeakReference(thread.allocate(48, .record, id))
    r.fields.pointee.referent = .raw(object.object)
    r.fields.pointee.callback = callback
    r.fields.pointee.hash = .none
    r.fields.pointee.next = .none
    r.fields.pointee.dictWord = .empty
    WeakReferences.register(r)
    return r.value
  }

  static func define(_ type: TypeBuilder) {
    type.layout(.record, size: 48)
    type.flags(.noNew)
    let s = type.slots
    s.pointee.getAttribute = {
      binary($0, $1, $2) { (t, v, name) throws(Raised) in try t.getAttribute(try WeakProxy.target(t, v), Str(name)) }
    }
    s.pointee.setAttribute = {
      ternary($0, $1, $2, $3) { (t, v, name, value) throws(Raised) in
        try t.setAttribute(try WeakProxy.target(t, v), Str(name), value)
        return .none
      }
    }
    s.pointee.repr = {
      unary($0, $1) { (t, v) throws(Raised) in
        let target = WeakReference(v).target
        let at = "0x" + String(UInt(bitPattern: v.object), radix: 16)
        if target.isEmpty { return Str.make(t, "<weakproxy at \(at) to NoneType>").value }
        return Str.make(
          t, "<weakproxy at \(at) to \(target.type.displayName) at 0x\(String(UInt(bitPattern: target.object), radix: 16))>").value
      }
    }
    s.pointee.str = { unary($0, $1) { (t, v) throws(Raised) in try t.str(try WeakProxy.target(t, v)).value } }
    s.pointee.richCompare = {
      compare($0, $1, $2, $3) { (t, a, b, op) throws(Raised) in
        try t.compare(try WeakProxy.unwrap(t, a), try WeakProxy.unwrap(t, b), op)
      }
    }
    s.pointee.hash = { unary($0, $1) { (t, v) throws(Raised) in throw t.raise(.typeError, "unhashable type: 'weakref.ProxyType'") } }
    s.pointee.bool = { unary($0, $1) { (t, v) throws(Raised) in .bool(try t.truth(try WeakProxy.target(t, v))) } }
    s.pointee.length = { unary($0, $1) { (t, v) throws(Raised) in .int(try t.length(try WeakProxy.target(t, v))) } }
    s.pointee.iter = { unary($0, $1) { (t, v) throws(Raised) in try t.iterator(try WeakProxy.target(t, v)) } }
    s.pointee.next = {
      unary($0, $1) { (t, v) throws(Raised) in
        let target = try WeakProxy.target(t, v)
        if target.type.slots.pointee.next == nil {
          throw t.raise(.typeError, "Weakref proxy referenced a non-iterator '\(target.type.displayName)' object")
        }
        return try t.next(target)
      }
    }
    s.pointee.contains = { binary($0, $1, $2) { (t, v, i) throws(Raised) in .bool(try t.contains(try WeakProxy.target(t, v), i)) } }
    s.pointee.getItem = { binary($0, $1, $2) { (t, v, k) throws(Raised) in try t.getItem(try WeakProxy.target(t, v), k) } }
    s.pointee.setItem = {
      ternary($0, $1, $2, $3) { (t, v, k, x) throws(Raised) in
        let target = try WeakProxy.target(t, v)
        if x.isEmpty { try t.deleteItem(target, k) } else { try t.setItem(target, k, x) }
        return .none
      }
    }
    s.pointee.add = { binary($0, $1, $2) { (t, a, b) throws(Raised) in try t.add(try WeakProxy.unwrap(t, a), try WeakProxy.unwrap(t, b)) } }
    s.pointee.subtract = {
      binary($0, $1, $2) { (t, a, b) throws(Raised) in try t.subtract(try WeakProxy.unwrap(t, a), try WeakProxy.unwrap(t, b)) }
    }
    s.pointee.multiply = {
      binary($0, $1, $2) { (t, a, b) throws(Raised) in try t.multiply(try WeakProxy.unwrap(t, a), try WeakProxy.unwrap(t, b)) }
    }
    s.pointee.trueDivide = {
      binary($0, $1, $2) { (t, a, b) throws(Raised) in try t.trueDivide(try WeakProxy.unwrap(t, a), try WeakProxy.unwrap(t, b)) }
    }
    s.pointee.floorDivide = {
      binary($0, $1, $2) { (t, a, b) throws(Raised) in try t.floorDivide(try WeakProxy.unwrap(t, a), try WeakProxy.unwrap(t, b)) }
    }
    s.pointee.remainder = {
      binary($0, $1, $2) { (t, a, b) throws(Raised) in try t.remainder(try WeakProxy.unwrap(t, a), try WeakProxy.unwrap(t, b)) }
    }
    s.pointee.index = { unary($0, $1) { (t, v) throws(Raised) in try t.index(try WeakProxy.target(t, v)) } }
    s.pointee.float = { unary($0, $1) { (t, v) throws(Raised) in t.float(try t.double(try WeakProxy.target(t, v))) } }
    WeakProxy.defineNumbers(type)
    type.method("__bytes__()", "bytes(object)") {
      native($0, $1, $2, $3) { (t, args) throws(Raised) in try t.callMethod(try WeakProxy.target(t, args[0]), Name.__bytes__) }
    }
    type.method("__reversed__()", "reversed(object)") {
      native($0, $1, $2, $3) { (t, args) throws(Raised) in try t.callMethod(try WeakProxy.target(t, args[0]), Name.__reversed__) }
    }
  }
  /// The proxy of an object that can be called.
  static func defineCallable(_ type: TypeBuilder) {
    define(type)
    type.slots.pointee.call = {
      callable($0, $1, $2, $3) { (t, base, count, names) throws(Raised) in
        try t.call(try WeakProxy.target(t, base[0]), base + 1, count: count - 1, names: names)
      }
    }
  }
}

enum WeakRefModule {
  static func define(_ m: ModuleBuilder) throws(Raised) {
    m.doc("Weak references.")
    m.module.dict.set(m.thread, Str.intern(m.thread, "ref"), Type[.weakReference].value)
    m.module.dict.set(m.thread, Str.intern(m.thread, "ReferenceType"), Type[.weakReference].value)
    m.module.dict.set(m.thread, Str.intern(m.thread, "ProxyType"), try BuiltinTypes.make(m.thread, .weakProxy).value)
    m.module.dict.set(m.thread, Str.intern(m.thread, "CallableProxyType"), try BuiltinTypes.make(m.thread, .weakCallableProxy).value)
    m.function("proxy(object, callback=None, /)", "A proxy that forwards to the object.") {
      native($0, $1, $2, $3) { (t, args) throws(Raised) in try WeakProxy.make(t, args[0], args[1]) }
    }
    m.function("getweakrefcount(object, /)", "How many weak references an object has.") {
      native($0, $1, $2, $3) { (t, args) throws(Raised) in
        var n = 0
        WeakReferences.forEach(args[0]) { _ in n += 1 }
        return .int(n)
      }
    }
    m.function("getweakrefs(object, /)", "The weak references of an object.") {
      native($0, $1, $2, $3) { (t, args) throws(Raised) in
        var found: [Value] = []
        WeakReferences.forEach(args[0]) { found.append($0.value) }
        // The list is made last: making it may collect, and clears references that die.
        let list = try List.make(t, capacity: found.count)
        for v in found { try list.append(t, v) }
        return list.value
      }
    }
    m.function("_remove_dead_weakref(dct, key, /)", "Deletes dct[key] if it is a dead weak reference.") {
      native($0, $1, $2, $3) { (t, args) throws(Raised) in
        guard args[0].isKind(.dict) else {
          throw t.raise(.typeError, "_remove_dead_weakref() argument 1 must be dict, not \(args[0].type.displayName)")
        }
        let v = try Dict(args[0]).get(t, args[1])
        if !v.isEmpty, v.isInstance(of: .weakReference), WeakReference(v).target.isEmpty { try Dict(args[0]).remove(t, args[1]) }
        return .none
      }
    }
  }
}
