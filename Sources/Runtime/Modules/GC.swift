// The module `gc` (Library Reference, gc). Memory is always collected here, by tracing; what `disable` turns off is only what a program
// can see of automatic collections: callbacks and counts.

import CProbes
import CRuntime

enum GCModule {
  private static let callbacks = Root()
  private static let garbage = Root()
  nonisolated(unsafe) private static var isEnabled = true
  nonisolated(unsafe) private static var debugFlags = 0
  nonisolated(unsafe) private static var thresholds = (700, 10, 10)

  static func define(_ m: ModuleBuilder) throws(Raised) {
    let t = m.thread
    m.doc("The garbage collector.")
    callbacks.value = try List.make(t).value
    garbage.value = try List.make(t).value
    m.set("callbacks", callbacks.value)
    m.set("garbage", garbage.value)
    m.set("DEBUG_STATS", .int(1))
    m.set("DEBUG_COLLECTABLE", .int(2))
    m.set("DEBUG_UNCOLLECTABLE", .int(4))
    m.set("DEBUG_SAVEALL", .int(32))
    m.set("DEBUG_LEAK", .int(38))
    m.function("enable()", "Lets automatic collections be seen.") {
      native($0, $1, $2, $3) { (t, args) throws(Raised) in
        GCModule.isEnabled = true
        return .none
      }
    }
    m.function("disable()", "Hides automatic collections.") {
      native($0, $1, $2, $3) { (t, args) throws(Raised) in
        GCModule.isEnabled = false
        return .none
      }
    }
    m.function("isenabled()", "Whether automatic collections are seen.") {
      native($0, $1, $2, $3) { (t, args) throws(Raised) in .bool(GCModule.isEnabled) }
    }
    m.function("collect(generation=2)", "Collects now; the number of unreachable objects.") {
      native($0, $1, $2, $3) { (t, args) throws(Raised) in
        let generation = args[0].isEmpty ? 2 : try t.indexInt(args[0], overflow: .overflowError)
        if generation < 0 || generation > 2 { throw t.raise(.valueError, "invalid generation") }
        return .int(try GCModule.collect(t, generation))
      }
    }
    // What the program has dropped should not live on because its address is in an unused word of the frames from the loop to the collector.
    m.quick(0) { _, _ in
      minipy_clear_stack()
      return Value.empty.bits
    }
    m.function("get_threshold()", "The thresholds of the generations.") {
      native($0, $1, $2, $3) { (t, args) throws(Raised) in
        try Tuple.make(t, [.int(GCModule.thresholds.0), .int(GCModule.thresholds.1), .int(GCModule.thresholds.2)]).value
      }
    }
    m.function("set_threshold(*args)", "Sets the thresholds of the generations.") {
      native($0, $1, $2, $3) { (t, args) throws(Raised) in
        if args.count == 0 || args.count > 3 {
          throw t.raise(.typeError, args.count == 0 ? "set_threshold() takes at least 1 argument (0 given)" : "set_threshold() takes at most 3 arguments (\(args.count) given)")
        }
        let first = try t.indexInt(args[0], overflow: .overflowError)
        let second = args.count > 1 ? try t.indexInt(args[1], overflow: .overflowError) : GCModule.thresholds.1
        let third = args.count > 2 ? try t.indexInt(args[2], overflow: .overflowError) : GCModule.thresholds.2
        GCModule.thresholds = (first, second, third)
        return .none
      }
    }
    m.function("get_count()", "Bytes handed out since the last collection in units of a small object, and collections of each generation.") {
      native($0, $1, $2, $3) { (t, args) throws(Raised) in
        let s = Heap.state.pointee.statistics
        return try Tuple.make(t, [.int(0), .int(s.0.collections % 10), .int(s.1.collections % 10)]).value
      }
    }
    m.function("get_stats()", "Collections and collected objects of each generation.") {
      native($0, $1, $2, $3) { (t, args) throws(Raised) in
        let list = try List.make(t)
        let s = Heap.state.pointee.statistics
        for g in [s.0, s.1, s.2] {
          let d = Dict.make(t)
          d.set(t, Str.intern(t, "collections"), .int(g.collections))
          d.set(t, Str.intern(t, "collected"), .int(g.collected))
          d.set(t, Str.intern(t, "uncollectable"), .int(g.uncollectable))
          try list.append(t, d.value)
        }
        return list.value
      }
    }
    m.function("get_debug()", "The debugging flags.") { native($0, $1, $2, $3) { (t, args) throws(Raised) in .int(GCModule.debugFlags) } }
    m.function("set_debug(flags, /)", "Sets the debugging flags.") {
      native($0, $1, $2, $3) { (t, args) throws(Raised) in
        GCModule.debugFlags = try t.indexInt(args[0], overflow: .overflowError)
        return .none
      }
    }
    m.function("freeze()", "Makes all present objects old.") {
      native($0, $1, $2, $3) { (t, args) throws(Raised) in
        Heap.collect(t, major: false)
        return .none
      }
    }
    m.function("unfreeze()", "Nothing: old objects are always looked at by a major collection.") {
      native($0, $1, $2, $3) { (t, args) throws(Raised) in .none }
    }
    m.function("get_freeze_count()", "0.") { native($0, $1, $2, $3) { (t, args) throws(Raised) in .int(0) } }
    m.function("is_tracked(obj, /)", "Whether an object can refer to others.") {
      native($0, $1, $2, $3) { (t, args) throws(Raised) in .bool(GCModule.isTracked(args[0])) }
    }
    m.function("is_finalized(obj, /)", "Whether an object's finalizer has run.") {
      native($0, $1, $2, $3) { (t, args) throws(Raised) in
        .bool(args[0].isObject && args[0].object.header.pointee.gc & GCBits.finalized != 0)
      }
    }
    m.function("get_objects(generation=None)", "All container objects.") {
      native($0, $1, $2, $3) { (t, args) throws(Raised) in
        Heap.collect(t, major: true)
        Heap.finishSweep()
        var found: [Value] = []
        Heap.forEachObject { if GCModule.isTracked(Value($0)) { found.append(Value($0)) } }
        return try GCModule.list(t, found)
      }
    }
    m.function("get_referents(*objs)", "What objects directly refer to.") {
      native($0, $1, $2, $3) { (t, args) throws(Raised) in
        var found: [Value] = []
        for i in 0..<args.count where args[i].isObject { found += Referents.of(args[i].object) }
        return try GCModule.list(t, found)
      }
    }
    m.function("get_referrers(*objs)", "Which container objects directly refer to one of these.") {
      native($0, $1, $2, $3) { (t, args) throws(Raised) in
        Heap.collect(t, major: true)
        Heap.finishSweep()
        var found: [Value] = []
        Heap.forEachObject { object in
          if !GCModule.isTracked(Value(object)) { return }
          for v in Referents.of(object) {
            for i in 0..<args.count where args[i] == v {
              found.append(Value(object))
              return
            }
          }
        }
        return try GCModule.list(t, found)
      }
    }
  }

  private static func list(_ t: Thread, _ found: [Value]) throws(Raised) -> Value {
    try Heap.withoutCollection { () throws(Raised) in
      let list = try List.make(t, capacity: found.count)
      for v in found { try list.append(t, v) }
      return list.value
    }
  }

  static func isTracked(_ v: Value) -> Bool {
    guard v.isObject, v.object.shape != TypeID.storage.rawValue else { return false }
    switch v.object.kind {
    case .free, .bytes, .values, .float, .complex, .bigInt, .str, .byteString, .byteArray: return false
    default: return true
    }
  }

  /// gc.collect(): callbacks, the collection, finalizers. The number of objects that only a tracing collector finds dead: those that are in
  /// a reference cycle, or that only a cycle refers to.
  private static func collect(_ t: Thread, _ generation: Int) throws(Raised) -> Int {
    try callBack(t, "start", generation, 0)
    let count = Heap.collectCounting(t, generation: generation)
    Finalizers.run(t)
    try callBack(t, "stop", generation, count)
    return count
  }

  private static func callBack(_ t: Thread, _ phase: StaticString, _ generation: Int, _ collected: Int) throws(Raised) {
    let list = List(callbacks.value)
    if list.count == 0 { return }
    let info = Dict.make(t)
    info.set(t, Str.intern(t, "generation"), .int(generation))
    info.set(t, Str.intern(t, "collected"), .int(collected))
    info.set(t, Str.intern(t, "uncollectable"), .int(0))
    var i = 0
    while i < list.count {
      do throws(Raised) { _ = try t.call(list[i], Str.intern(t, phase).value, info.value) } catch {
        Unraisable.report(t, message: nil, object: i < list.count ? list[i] : .none)
      }
      i += 1
    }
  }
}

/// What one object directly refers to: the collector's trace, listened to.
enum Referents {
  nonisolated(unsafe) private static var found: [Value] = []

  static func of(_ object: Raw) -> [Value] {
    found = []
    Heap.listen(object) { p in
      // Storage belongs to its owner; what it holds, the owner's trace shows too.
      if p.shape != TypeID.storage.rawValue { Referents.found.append(Value(p)) }
    }
    return found
  }
}
