// Functions over iterables.

import CProbes

extension Builtins {
  static func defineIterationFunctions(_ m: ModuleBuilder) {
    m.function("iter(*args)", "An iterator over an object, or over a function's results up to a sentinel.") {
      native($0, $1, $2, $3) { (thread, args) throws(Raised) in
        if args.count == 0 { throw thread.raise(.typeError, "iter expected at least 1 argument, got 0") }
        if args.count > 2 { throw thread.raise(.typeError, "iter expected at most 2 arguments, got \(args.count)") }
        if args.count == 1 { return try thread.iterator(args[0]) }
        guard args[0].type.slots.pointee.call != nil else { throw thread.raise(.typeError, "iter(v, w): v must be callable") }
        return CallableIterator.make(thread, args[0], args[1])
      }
    }
    m.function("next(*args)", "The next item of an iterator, or the default at its end.") { native($0, $1, $2, $3, Builtins.next) }
    m.function("aiter(async_iterable, /)", "An asynchronous iterator over an object.") {
      native($0, $1, $2, $3) { (thread, args) throws(Raised) in
        guard let slot = args[0].type.slots.pointee.aiter else {
          throw thread.raise(.typeError, "'\(args[0].type.displayName)' object is not an async iterable")
        }
        let it = try slot(thread.raw, args[0].bits).orThrow()
        if it.type.slots.pointee.anext == nil {
          throw thread.raise(.typeError, "aiter() returned not an async iterator of type '\(it.type.displayName)'")
        }
        return it
      }
    }
    m.function("all(iterable, /)", "Whether every item is true.", consumer: .all) {
      native($0, $1, $2, $3) { (thread, args) throws(Raised) in
        var result = true
        try thread.forEach(args[0]) { (v) throws(Raised) in
          result = try thread.truth(v)
          return result
        }
        return .bool(result)
      }
    }
    m.function("any(iterable, /)", "Whether some item is true.", consumer: .any) {
      native($0, $1, $2, $3) { (thread, args) throws(Raised) in
        var result = false
        try thread.forEach(args[0]) { (v) throws(Raised) in
          result = try thread.truth(v)
          return !result
        }
        return .bool(result)
      }
    }
    m.function("sorted(iterable, /, *, key=None, reverse=False)", "A new sorted list of the items.", consumer: .sorted) {
      native($0, $1, $2, $3) { (thread, args) throws(Raised) in
        let list = try thread.call(Type[.list].value, args[0])
        let sort = try thread.getAttribute(list, Str.intern(thread, "sort"))
        let key = args.keyword(0)
        let reverse = args.keyword(1)
        if key.isEmpty && reverse.isEmpty {
          _ = try thread.call(sort)
        } else {
          let names = Tuple.pair(thread, Name.key.value, Name.reverse.value)
          let values = try Tuple.make(thread, [key.isEmpty ? .none : key, reverse.isEmpty ? .no : reverse])
          _ = try thread.call(sort, values.items, count: 0, names: names)
        }
        return list
      }
    }
    m.function("sum(iterable, /, start=0)", "The sum of the items.", consumer: .sum) { native($0, $1, $2, $3, Builtins.sum) }
    m.function("max(*args, key=None, default=None)", "The largest item or argument.", consumer: .max) {
      native($0, $1, $2, $3) { (thread, args) throws(Raised) in try Builtins.extreme(thread, args, "max", .gt) }
    }
    m.quick(2) { Quick.greater(Value(bits: $0), Value(bits: $1)).bits }
    m.function("min(*args, key=None, default=None)", "The smallest item or argument.", consumer: .min) {
      native($0, $1, $2, $3) { (thread, args) throws(Raised) in try Builtins.extreme(thread, args, "min", .lt) }
    }
    m.quick(2) { Quick.lesser(Value(bits: $0), Value(bits: $1)).bits }
  }

  private static func next(_ thread: Thread, _ args: Args) throws(Raised) -> Value {
    if args.count == 0 { throw thread.raise(.typeError, "next expected at least 1 argument, got 0") }
    if args.count > 2 { throw thread.raise(.typeError, "next expected at most 2 arguments, got \(args.count)") }
    guard let slot = args[0].type.slots.pointee.next else {
      throw thread.raise(.typeError, "'\(args[0].type.displayName)' object is not an iterator")
    }
    if args.count == 1 {
      let value = try slot(thread.raw, args[0].bits).orThrow()
      if value.isEmpty { throw thread.raiseEndOfIteration(args[0]) }
      return value
    }
    do throws(Raised) {
      let value = try slot(thread.raw, args[0].bits).orThrow()
      return value.isEmpty ? args[1] : value
    } catch {
      if !thread.isRaising(.stopIteration) { throw error }
      _ = thread.takeRaised()
      return args[1]
    }
  }

  private static func sum(_ thread: Thread, _ args: Args) throws(Raised) -> Value {
    var total: Value = args[1].isEmpty ? .int(0) : args[1]
    if total.isKind(.str) { throw thread.raise(.typeError, "sum() can't sum strings [use ''.join(seq) instead]") }
    if total.isKind(.byteString) { throw thread.raise(.typeError, "sum() can't sum bytes [use b''.join(seq) instead]") }
    if total.isKind(.byteArray) { throw thread.raise(.typeError, "sum() can't sum bytearray [use b''.join(seq) instead]") }
    try thread.forEach(args[0]) { (v) throws(Raised) in
      if Value.bothInt(total, v) {
        let (r, overflow) = Value.addInt(total, v)
        if !overflow {
          total = r
          return true
        }
      } else if Value.bothFloat(total, v) {
        total = thread.float(total.asFloat + v.asFloat)
        return true
      }
      total = try thread.add(total, v)
      return true
    }
    return total
  }

  private static func extreme(_ thread: Thread, _ args: Args, _ name: String, _ op: CompareOp) throws(Raised) -> Value {
    let key = args.keyword(0).isNone ? Value.empty : args.keyword(0)
    let fallback = args.keyword(1)
    if args.count == 0 { throw thread.raise(.typeError, "\(name) expected at least 1 argument, got 0") }
    if args.count > 1, !fallback.isEmpty {
      throw thread.raise(.typeError, "Cannot specify a default for \(name)() with multiple positional arguments")
    }
    var search = ExtremeSearch(key: key, op: op)
    if args.count > 1 {
      for i in 0..<args.count { try search.consider(thread, args[i]) }
      return search.best
    }
    try thread.forEach(args[0]) { (v) throws(Raised) in
      try search.consider(thread, v)
      return true
    }
    if search.best.isEmpty {
      if fallback.isEmpty { throw thread.raise(.valueError, "\(name)() arg is an empty sequence") }
      return fallback
    }
    return search.best
  }
}

/// What `min` and `max` have found so far. A struct on the native stack, where the collector sees it: variables that a local function
/// captures may lie in a box elsewhere.
private struct ExtremeSearch {
  let key: Value
  let op: CompareOp
  var best: Value = .empty
  var bestKey: Value = .empty

  mutating func consider(_ thread: Thread, _ v: Value) throws(Raised) {
    if key.isEmpty, Value.bothInt(v, bestKey) {
      let isBetter: Bool = op == .lt ? Value.lessInt(v, bestKey) : Value.lessInt(bestKey, v)
      if isBetter {
        best = v
        bestKey = v
      }
      return
    }
    let k = key.isEmpty ? v : try thread.call(key, v)
    if !best.isEmpty, !(try thread.compareBool(k, bestKey, op)) { return }
    best = v
    bestKey = k
  }
}

extension Thread {
  /// The StopIteration for an iterator's end, with the return value when it is a generator.
  @inline(never) func raiseEndOfIteration(_ iterator: Value) -> Raised {
    raiseStopIteration(takeGeneratorResult(iterator))
  }
}
