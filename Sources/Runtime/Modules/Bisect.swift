// _bisect: searching in sorted sequences (Library Reference, "bisect").

enum BisectModule {
  static func define(_ m: ModuleBuilder) throws(Raised) {
    m.doc("Bisection algorithms.")
    m.function("bisect_left(a, x, lo=0, hi=None, *, key=None)", "Where x belongs in the sorted list a: in front of the items that equal it.") {
      native($0, $1, $2, $3) { (thread, args) throws(Raised) in
        thread.int(try BisectModule.search(thread, args, try BisectModule.key(thread, args), args[1], left: true))
      }
    }
    m.function("bisect_right(a, x, lo=0, hi=None, *, key=None)", "Where x belongs in the sorted list a: in front of the items that equal it.") {
      native($0, $1, $2, $3) { (thread, args) throws(Raised) in
        thread.int(try BisectModule.search(thread, args, try BisectModule.key(thread, args), args[1], left: false))
      }
    }
    m.function("insort_left(a, x, lo=0, hi=None, *, key=None)", "Puts x into the sorted list a, in front of the items that equal it.") {
      native($0, $1, $2, $3) { (thread, args) throws(Raised) in try BisectModule.insert(thread, args, left: true) }
    }
    m.function("insort_right(a, x, lo=0, hi=None, *, key=None)", "Puts x into the sorted list a, in front of the items that equal it.") {
      native($0, $1, $2, $3) { (thread, args) throws(Raised) in try BisectModule.insert(thread, args, left: false) }
    }
  }

  /// The `key` argument, or empty.
  private static func key(_ thread: Thread, _ args: Args) throws(Raised) -> Value {
    let key = args.keyword(0)
    return key.isNone ? .empty : key
  }

  /// Where `x` belongs: before the items that equal it, or behind them. `x` is compared as it is, items by their key.
  private static func search(_ thread: Thread, _ args: Args, _ key: Value, _ x: Value, left: Bool) throws(Raised) -> Int {
    let sequence = args[0]
    var low: Int = args[2].isEmpty ? 0 : try thread.indexInt(args[2], overflow: .overflowError)
    var high = -1
    if !args[3].isEmpty, !args[3].isNone {
      if !args[3].isInt, args[3].type.slots.pointee.index == nil {
        throw thread.raise(.typeError, "argument should be integer or None, not '\(args[3].type.displayName)'")
      }
      high = try thread.indexInt(args[3], overflow: .overflowError)
    }
    if low < 0 { throw thread.raise(.valueError, "lo must be non-negative") }
    if high == -1 { high = try thread.length(sequence) }
    while low < high {
      let middle = low &+ (high &- low) / 2
      let item: Value
      if sequence.isExactly(.list), middle < List(sequence).count {
        item = List(sequence)[middle]
      } else {
        item = try thread.getItem(sequence, thread.int(middle))
      }
      let value: Value = key.isEmpty ? item : try thread.call(key, item)
      if left {
        if try thread.compareBool(value, x, .lt) { low = middle &+ 1 } else { high = middle }
      } else {
        if try thread.compareBool(x, value, .lt) { high = middle } else { low = middle &+ 1 }
      }
    }
    return low
  }
  private static func insert(_ thread: Thread, _ args: Args, left: Bool) throws(Raised) -> Value {
    let key = try key(thread, args)
    let x: Value = key.isEmpty ? args[1] : try thread.call(key, args[1])
    let at = try search(thread, args, key, x, left: left)
    if args[0].isExactly(.list) {
      let list = List(args[0])
      try list.insert(thread, args[1], at: min(at, list.count))
    } else {
      _ = try thread.callMethod(args[0], Name.insert, thread.int(at), args[1])
    }
    return .none
  }
}
