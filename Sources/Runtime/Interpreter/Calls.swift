// Calling anything: from the loop (`beginCall`), and from native code (`Thread.call`).

import Bytecode
import CProbes
import Glibc

/// Where the loop goes on: in the callee's frame, or behind a call that is done.
struct NextFrame {
  var pc: PC
  var fp: Raw
}

extension Thread {
  // MARK: From the loop

  /// Calls R[a] of frame `fp` with `count` positional arguments from R[a+3] on, behind which lie the values of the keywords that the tuple
  /// `names` names (empty: none). The result goes to R[a], and the program goes on at `pc`: either both has happened when this returns
  /// (`fp` itself is handed back), or the frame of a Python function is handed back.
  @inline(never)
  func beginCall(_ fp: Raw, _ pc: PC, _ a: Int, _ count: Int, _ names: Value) throws(Raised) -> NextFrame {
    let callee = fp[a]
    if callee.isObject {
      switch callee.object.shape {
      case TypeID.function.rawValue:
        let frame = fp.register(a &+ 3)
        return try pushFunction(fp, pc, a, frame.assumingMemoryBound(to: Value.self), count, names)
      case TypeID.boundMethod.rawValue:
        return try callBound(fp, pc, a, count, names)
      case TypeID.type.rawValue:
        let type = Type(callee)
        if type.has(.plainNew), !type.has(.abstract) {
          let initialize = type.lookup(Name.__init__.str)
          if initialize.isExactly(.function) { return try callClass(fp, pc, a, count, names, initialize) }
        }
      default: break
      }
    }
    fp[a &+ 2] = callee
    fp[a] = try callNative(callee, fp.register(a &+ 2), count &+ 1, names)
    return NextFrame(pc: pc, fp: fp)
  }

  /// A call through the type's slot: base[0] = callee, counted in `count`.
  @inline(__always)
  private func callNative(_ callee: Value, _ base: Raw, _ count: Int, _ names: Value) throws(Raised) -> Value {
    guard let slot = callee.type.slots.pointee.call else {
      throw raise(.typeError, "'\(callee.type.displayName)' object is not callable")
    }
    if names.isEmpty, callee.isExactly(.builtinFunction), let answer = NativeFunction(callee).quickAnswer(base + 8, count &- 1) { return answer }
    let end = base.register(names.isEmpty ? count : count &+ Tuple(names).count)
    if _fastPath(end <= stackEndInUse || !isOnStack(base)) { return try slot(raw, base, count, names.bits).orThrow() }
    let guardian = protect(end)
    let result = slot(raw, base, count, names.bits)
    unprotect(guardian)
    return try result.orThrow()
  }

  /// Makes the part of the VM stack below `end` count as used, where values lie for a call that is being made: they must not be overwritten by
  /// calls from native code, and the collector has to see them. To be undone by `unprotect`. Arguments may still move up by a few
  /// registers (a bound method's receiver, the bridge of an instance), so some lie between.
  @inline(__always) func protect(_ end: Raw, slack: Int = Thread.minimalSlack) -> Guardian {
    var i = 0
    while i < slack {
      end[i] = .empty
      i &+= 1
    }
    let fp = end + 24 + 8 &* slack
    let guardian = Guardian(fp: state.pointee.fp, pc: state.pointee.pc)
    fp[-3] = .int(0)
    fp[-2] = .link(Raw(guardian.fp))
    fp[-1] = .link(guardian.pc)
    state.pointee.fp = fp.assumingMemoryBound(to: Value.self)
    state.pointee.pc = Internal.entry.returnPC
    return guardian
  }
  @inline(__always) func unprotect(_ guardian: Guardian) {
    state.pointee.fp = guardian.fp
    state.pointee.pc = guardian.pc
  }
  static var minimalSlack: Int { 10 }
  /// How many words behind its arguments a call of `callee` may write while it is being made: a Python function that is called in its
  /// place has its parameters bound there, which may collect.
  private func slack(of callee: Value) -> Int {
    var function = Value.empty
    if callee.isExactly(.boundMethod) {
      function = BoundMethod(callee).function
    } else if callee.isExactly(.type) {
      function = Type(callee).lookup(Name.__init__.str)
    }
    if !function.isExactly(.function) { return Thread.minimalSlack }
    return Thread.minimalSlack &+ Function(function).fields.pointee.frameBytes &>> 3
  }
  /// Where the thread was before `protect`. (Its frame may be overwritten by the callee's before `unprotect`.)
  struct Guardian {
    var fp: Registers
    var pc: PC
  }

  /// A call site on the VM stack: that of `fp` itself, or of a bridge frame to which the call of a generator's frame is moved.
  private func moveToStack(_ fp: Raw, _ pc: PC, _ a: Int, _ count: Int) throws(Raised) -> (fp: Raw, pc: PC, a: Int) {
    let bytes = (count &+ 8) &* 8
    if isOnStack(fp) {
      if !hasRoom(fp.register(a &+ 3), bytes), !makeRoom(fp.register(a &+ 3), bytes) { throw raiseRecursion() }
      return (fp, pc, a)
    }
    let bridge = try pushOnward(fp, pc, a, bytes)
    bridge[0] = fp[a]
    var i = 3
    while i < count &+ 3 {
      bridge[i] = fp[a &+ i]
      i &+= 1
    }
    return (bridge, Internal.onward.returnPC, 0)
  }
  /// A bridge for a call at R[a] of a generator's frame, with room for `bytes` behind it.
  private func pushOnward(_ fp: Raw, _ pc: PC, _ a: Int, _ bytes: Int) throws(Raised) -> Raw {
    let bridge = stackEndInUse + 24
    if !hasRoom(bridge, bytes), !makeRoom(bridge, bytes) { throw raiseRecursion() }
    bridge[-3] = .link(fp.register(a))
    bridge[-2] = .link(fp)
    bridge[-1] = .link(pc)
    return bridge
  }

  private func callBound(_ fp: Raw, _ pc: PC, _ a: Int, _ count: Int, _ names: Value) throws(Raised) -> NextFrame {
    let bound = BoundMethod(fp[a])
    if bound.function.isExactly(.boundMethod) {
      // A method of a method: only one step is taken in place.
      fp[a &+ 2] = bound.value
      fp[a] = try callNative(bound.value, fp.register(a &+ 2), count &+ 1, names)
      return NextFrame(pc: pc, fp: fp)
    }
    let total = names.isEmpty ? count : count &+ Tuple(names).count
    let site = try moveToStack(fp, pc, a, total)
    var i = total &- 1
    while i >= 0 {
      site.fp[site.a &+ 4 &+ i] = site.fp[site.a &+ 3 &+ i]
      i &-= 1
    }
    site.fp[site.a &+ 3] = bound.receiver
    site.fp[site.a] = bound.function
    let next = try beginCall(site.fp, site.pc, site.a, count &+ 1, names)
    if next.fp == site.fp, site.fp != fp {
      fp[a] = site.fp[0]
      return NextFrame(pc: pc, fp: fp)
    }
    return next
  }

  /// `C(…)` for a class whose `__new__` is object's and whose `__init__` is the Python function `initialize`.
  private func callClass(
    _ fp: Raw, _ pc: PC, _ a: Int, _ count: Int, _ names: Value, _ initialize: Value
  ) throws(Raised) -> NextFrame {
    let instance = Value(try Type(fp[a]).allocateInstance(self))
    let total = names.isEmpty ? count : count &+ Tuple(names).count
    let site = try moveToStack(fp, pc, a, total &+ 8)
    // The bridge's R[0] is the instance, R[1] … R[3] the linkage of __init__, R[4] its self.
    let bridge = site.fp.register(site.a &+ 3)
    var i = total &- 1
    while i >= 0 {
      bridge[5 &+ i] = bridge[i]
      i &-= 1
    }
    bridge[-2] = .link(site.fp)
    bridge[-1] = .link(site.pc)
    bridge[0] = instance
    bridge[1] = initialize
    bridge[4] = instance
    return try pushFunction(
      bridge, Internal.instance.returnPC, 1, bridge.register(4).assumingMemoryBound(to: Value.self), count &+ 1, names)
  }

  /// The frame of a call of the function in R[a] with arguments that lie at `source` (positional, then keyword values), in registers
  /// or elsewhere.
  @inline(__always)
  func pushFunction(
    _ fp: Raw, _ pc: PC, _ a: Int, _ source: UnsafeMutablePointer<Value>, _ count: Int, _ names: Value
  ) throws(Raised) -> NextFrame {
    let function = Function(fp[a])
    var frame = fp.register(a &+ 3)
    var back = fp
    var backPC = pc
    if _slowPath(!hasRoom(frame, function.fields.pointee.frameBytes)) {
      if isOnStack(fp) {
        if !makeRoom(frame, function.fields.pointee.frameBytes) { throw raiseRecursion() }
      } else {
        back = try pushOnward(fp, pc, a, function.fields.pointee.frameBytes &+ 64)
        backPC = Internal.onward.returnPC
        frame = back.register(3)
      }
    }
    if names.isEmpty, count == function.fields.pointee.plainCount {
      if Raw(source) != frame {
        let registers = frame.assumingMemoryBound(to: Value.self)
        var i = 0
        while i < count {
          registers[i] = source[i]
          i &+= 1
        }
      }
    } else {
      try bindArguments(function, frame, source, count, names)
    }
    frame[-3] = function.value
    frame[-2] = .link(back)
    frame[-1] = .link(backPC)
    return NextFrame(pc: function.fields.pointee.entry, fp: frame)
  }

  /// `f(*args, **kwargs)`: R[a+3] an iterable, R[a+4] a dict or empty.
  func beginCallEx(_ fp: Raw, _ pc: PC, _ a: Int) throws(Raised) -> NextFrame {
    var positional = fp[a &+ 3]
    let keywords = fp[a &+ 4]
    let callee = fp[a]
    if !positional.isExactly(.tuple) {
      if !positional.isExactly(.list) {
        let list = try List.make(self)
        if positional.type.slots.pointee.iter == nil, positional.type.slots.pointee.getItem == nil {
          let name = try calleeName(callee)
          throw raise(.typeError, "\(name) argument after * must be an iterable, not \(positional.type.displayName)")
        }
        try list.extend(self, positional)
        positional = list.value
      }
      positional = try Tuple.make(self, List(positional).items, count: List(positional).count).value
    }
    let args = Tuple(positional)
    let hasKeywords = !keywords.isEmpty && Dict(keywords).count > 0
    if args.count &+ (hasKeywords ? Dict(keywords).count : 0) > 4096 {
      // Too many for registers: native code calls, and binds them from where they are.
      fp[a] = try call(callee, tuple: positional, kwargs: keywords)
      return NextFrame(pc: pc, fp: fp)
    }
    var names = Value.empty
    let total = args.count &+ (hasKeywords ? Dict(keywords).count : 0)
    fp[a &+ 3] = positional
    var site = (fp: fp, pc: pc, a: a)
    let bytes = (total &+ 8) &* 8
    if isOnStack(fp) {
      if !hasRoom(fp.register(a &+ 3), bytes), !makeRoom(fp.register(a &+ 3), bytes) { throw raiseRecursion() }
    } else {
      let bridge = try pushOnward(fp, pc, a, bytes)
      bridge[0] = callee
      site = (bridge, Internal.onward.returnPC, 0)
    }
    let first = site.fp.register(site.a &+ 3)
    if hasKeywords { names = try spread(Dict(keywords), first.register(args.count)) }
    var i = 0
    while i < args.count {
      first[i] = args[i]
      i &+= 1
    }
    let next = try beginCall(site.fp, site.pc, site.a, args.count, names)
    if next.fp == site.fp, site.fp != fp {
      fp[a] = site.fp[0]
      return NextFrame(pc: pc, fp: fp)
    }
    return next
  }

  /// Puts the values of a dict of keyword arguments at `destination`; the tuple of their names.
  private func spread(_ keywords: Dict, _ destination: Raw) throws(Raised) -> Value {
    let names = try Tuple.make(self, count: keywords.count)
    var n = 0
    var i = 0
    while i < keywords.fields.pointee.used, n < names.count {
      let e = keywords.entries + i
      i &+= 1
      if e.pointee.key.isEmpty { continue }
      if !e.pointee.key.isKind(.str) { throw raise(.typeError, "keywords must be strings") }
      names.items[n] = e.pointee.key
      destination[n] = e.pointee.value
      n &+= 1
    }
    return names.value
  }

  /// What an error text calls a callee: "f()".
  func calleeName(_ callee: Value) throws(Raised) -> String {
    if callee.isExactly(.function) {
      let f = Function(callee).fields
      let module: String = f.pointee.module.isKind(.str) ? Str(f.pointee.module).string + "." : ""
      return module + Str(f.pointee.qualname).string + "()"
    }
    if callee.isExactly(.boundMethod) { return try calleeName(BoundMethod(callee).function) }
    let qualname = try getAttributeOrEmpty(callee, Name.__qualname__.str)
    if !qualname.isKind(.str) { return try str(callee).string }
    let module = try getAttributeOrEmpty(callee, Name.__module__.str)
    if module.isKind(.str), !Str(module).equals("builtins") { return Str(module).string + "." + Str(qualname).string + "()" }
    return Str(qualname).string + "()"
  }

  // MARK: Methods

  /// `obj.name(…)` with obj in R[3] of the call layout `site` and `count` arguments, obj included: puts the callee into R[0]. The number of
  /// arguments to call it with: obj is one of them if the attribute is a method of its class, else it is dropped.
  @inline(never)
  func loadMethod(_ site: Raw, _ name: Str, _ count: Int) throws(Raised) -> Int {
    let found = try findMethod(site[3], name)
    site[0] = found.callee
    if found.hasSelf { return count }
    dropSelf(site, count)
    return count &- 1
  }
  /// The attribute `name` of an object, to be called: a method of its class unbound (`hasSelf`), anything else as attribute access gives it.
  @inline(__always)
  func findMethod(_ object: Value, _ name: Str) throws(Raised) -> (callee: Value, hasSelf: Bool) {
    let type = object.type
    if type.has(.genericGetAttribute) {
      let found = type.lookup(name)
      if found.isObject, found.type.has(.methodDescriptor), object.ownAttribute(name).isEmpty { return (found, true) }
    }
    return (try getAttribute(object, name), false)
  }
  /// Moves the arguments behind R[3] down by one.
  func dropSelf(_ site: Raw, _ count: Int) {
    var i = 3
    while i < count &+ 2 {
      site[i] = site[i &+ 1]
      i &+= 1
    }
  }

  /// `super().name(…)`, see `callSuperMethod`.
  func loadSuperMethod(_ fp: Raw, _ a: Int, _ name: Str, _ count: Int) throws(Raised) -> Int {
    let site = fp.register(a)
    let object = site[3]
    if try isBuiltinSuper(fp) {
      let owner = try superOwner(site[1])
      let start = try Super.check(self, owner, object)
      let found = Super.lookup(owner, start, name)
      if found.isObject, found.type.has(.methodDescriptor), object != start.value {
        site[0] = found
        return count
      }
    }
    site[0] = try superAttribute(fp, cell: site[1], object: object, name)
    dropSelf(site, count)
    return count &- 1
  }

  /// `super().name`; `super` is looked up as a global, since a program may have its own.
  func superAttribute(_ fp: Raw, cell: Value, object: Value, _ name: Str) throws(Raised) -> Value {
    if try isBuiltinSuper(fp) {
      let owner = try superOwner(cell)
      let found = try Super.find(self, owner, object, name)
      if !found.isEmpty { return found }
      return try getAttribute(try call(Type[.superType].value, owner.value, object), name)
    }
    let callee = try globalName(fp, Str.intern(self, "super"))
    return try getAttribute(try call(callee), name)
  }
  private func isBuiltinSuper(_ fp: Raw) throws(Raised) -> Bool {
    let found = try globalName(fp, Str(Type[.superType].fields.pointee.name))
    return found == Type[.superType].value
  }
  private func superOwner(_ cell: Value) throws(Raised) -> Type {
    let owner = cell.isExactly(.cell) ? Cell(cell).content : cell
    if owner.isEmpty { throw raise(.runtimeError, "super(): empty __class__ cell") }
    if !owner.isKind(.type) {
      throw raise(.runtimeError, "super(): __class__ is not a type (\(owner.type.displayName))")
    }
    return Type(owner)
  }

  // MARK: From native code

  public func call(_ f: Value) throws(Raised) -> Value { try callDirect(f, 0, .empty, .empty, .empty) }
  public func call(_ f: Value, _ a: Value) throws(Raised) -> Value { try callDirect(f, 1, a, .empty, .empty) }
  public func call(_ f: Value, _ a: Value, _ b: Value) throws(Raised) -> Value { try callDirect(f, 2, a, b, .empty) }
  public func call(_ f: Value, _ a: Value, _ b: Value, _ c: Value) throws(Raised) -> Value { try callDirect(f, 3, a, b, c) }

  @inline(never)
  private func callDirect(_ f: Value, _ count: Int, _ a: Value, _ b: Value, _ c: Value) throws(Raised) -> Value {
    let entry = try pushEntry()
    entry[0] = f
    entry[3] = a
    entry[4] = b
    entry[5] = c
    return try finish(entry, count, .empty)
  }

  /// `args`: positional, then values of the keywords that the tuple `names` names (empty: none). `count` positional ones.
  @inline(never)
  public func call(_ f: Value, _ args: UnsafePointer<Value>, count: Int, names: Value) throws(Raised) -> Value {
    let entry = try pushEntry()
    let total = names.isEmpty ? count : count &+ Tuple(names).count
    entry[0] = f
    if total <= 4096 {
      var i = 0
      while i < total {
        entry[3 &+ i] = args[i]
        i &+= 1
      }
      return try finish(entry, count, names)
    }
    if f.isExactly(.function) {
      let source = UnsafeMutablePointer(mutating: args)
      return try finish(entry, try pushFunction(entry, Internal.entry.returnPC, 0, source, count, names))
    }
    // base[0] = callee: a copy in the collector's memory.
    let base = try allocateValues(total &+ 1)
    base[0] = f
    (base + 1).update(from: args, count: total)
    return try callNative(f, Raw(base), count &+ 1, names)
  }

  /// Calls R[0] of an entry frame with the arguments from R[3] on.
  @inline(__always)
  private func finish(_ entry: Raw, _ count: Int, _ names: Value) throws(Raised) -> Value {
    let next: NextFrame
    if entry[0].isExactly(.function) {
      next = try pushFunction(
        entry, Internal.entry.returnPC, 0, entry.register(3).assumingMemoryBound(to: Value.self), count, names)
    } else {
      let total = names.isEmpty ? count : count &+ Tuple(names).count
      let end = entry.register(total &+ 3)
      let slack = self.slack(of: entry[0])
      if _slowPath(slack > Thread.minimalSlack && !hasRoom(end, (slack &+ 16) &* 8) && !makeRoom(end, (slack &+ 16) &* 8)) {
        throw raiseRecursion()
      }
      let guardian = protect(end, slack: slack)
      do throws(Raised) {
        next = try beginCall(entry, Internal.entry.returnPC, 0, count, names)
      } catch {
        unprotect(guardian)
        throw error
      }
      unprotect(guardian)
      if next.fp == entry { return entry[0] }
    }
    return try finish(entry, next)
  }
  /// Runs a Python frame that was pushed behind an entry frame.
  @inline(__always)
  func finish(_ entry: Raw, _ next: NextFrame) throws(Raised) -> Value {
    state.pointee.entryDepth &+= 1
    if _slowPath(minipy_guard_word() != 0) {
      runGuarded(next)
    } else {
      runLoop(next.pc, next.fp, self)
    }
    state.pointee.entryDepth &-= 1
    popEntry(entry)
    let result = state.pointee.result
    state.pointee.result = .none
    if _slowPath(result.isError) { throw Raised() }
    return result
  }

  /// f(*args, **kwargs); kwargs a Dict or empty
  public func call(_ f: Value, tuple args: Value, kwargs: Value) throws(Raised) -> Value {
    let tuple = Tuple(args)
    if kwargs.isEmpty || Dict(kwargs).count == 0 {
      return try call(f, UnsafePointer(tuple.items), count: tuple.count, names: .empty)
    }
    let total = tuple.count &+ Dict(kwargs).count
    let values = try allocateValues(total)
    values.update(from: tuple.items, count: tuple.count)
    let names = try spread(Dict(kwargs), Raw(values + tuple.count))
    return try call(f, UnsafePointer(values), count: tuple.count, names: names)
  }

  public func callMethod(_ v: Value, _ name: Name, _ args: Value...) throws(Raised) -> Value {
    try callMethod(v, name.str, args)
  }
  public func callMethod(_ v: Value, _ name: Str, _ args: [Value]) throws(Raised) -> Value {
    if args.count > 4096 {
      let list = try Tuple.make(self, args)
      return try call(try getAttribute(v, name), tuple: list.value, kwargs: .empty)
    }
    let entry = try pushEntry()
    entry[3] = v
    for i in 0..<args.count { entry[4 &+ i] = args[i] }
    // The look-up may run Python code.
    let guardian = protect(entry.register(args.count &+ 4))
    let count: Int
    do throws(Raised) {
      count = try loadMethod(entry, name, args.count &+ 1)
    } catch {
      unprotect(guardian)
      throw error
    }
    unprotect(guardian)
    return try finish(entry, count, .empty)
  }

  /// Runs code in namespaces: a module's body, `exec`, `eval`. `locals` is any mapping, for a module its dict; `closure` the cells of the code's
  /// free variables.
  func run(_ code: CodeObject, globals: Dict, locals: Value, closure: Value = .empty) throws(Raised) -> Value {
    let function = try Function.make(self, code, globals: globals)
    // Code that is run by itself goes by its plain name in errors about its arguments.
    function.barrier()
    function.fields.pointee.qualname = function.fields.pointee.name
    if code.freeVariableCount > 0 {
      if !closure.isKind(.tuple) || Tuple(closure).count != code.freeVariableCount {
        throw raise(.typeError, "code object requires a closure of exactly length \(code.freeVariableCount)")
      }
      function.barrier()
      function.fields.pointee.closure = closure
    }
    if code.fields.pointee.usesNamespace { return try call(function.value, locals) }
    return try call(function.value)
  }

  // MARK: The caller of a native function

  /// Namespaces of the innermost Python frame.
  func callerGlobals() -> Dict {
    innermostFrame.map { $0.function.globals } ?? Dict(machine.pointee.builtinsDict)
  }
  func callerLocals() throws(Raised) -> Value {
    guard let frame = innermostFrame else { return callerGlobals().value }
    if frame.function.code.fields.pointee.usesNamespace { return frame.fp[0] }
    return try FrameObject.of(self, frame).locals(self)
  }
  /// What `__builtins__` is for that frame: a dict or a module.
  func callerBuiltins() -> Value {
    guard let frame = innermostFrame else { return machine.pointee.builtins }
    let dict = frame.function.fields.pointee.builtins
    if dict == machine.pointee.builtinsDict { return machine.pointee.builtins }
    return dict
  }
  /// CO_FUTURE_* bits of the calling code.
  func callerFutureFlags() -> Int {
    guard let frame = innermostFrame else { return 0 }
    return Int(frame.function.code.fields.pointee.flags & Code.Flags.futures.rawValue)
  }
  /// The return value with which this generator has just ended (its `next` slot gave empty), else none; forgets it.
  func takeGeneratorResult(_ iterator: Value) -> Value {
    if !iterator.isKind(.generator) { return .none }
    let result = Generator(iterator).fields.pointee.result
    Generator(iterator).fields.pointee.result = .none
    return result
  }
}
