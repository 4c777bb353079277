// _heapq: heap queues in lists (Library Reference, "heapq").
//
// A comparison may run Python code that changes the list, so each one is followed by a look at the count; items are read again after it.

enum HeapQueueModule {
  static func define(_ m: ModuleBuilder) throws(Raised) {
    m.doc("Heaps in lists: the smallest item comes first.")
    m.function("heappush(heap, item, /)", "Puts an item into a heap.") { native($0, $1, $2, $3, HeapQueueModule.push) }
    m.function("heappop(heap, /)", "Takes the smallest item out of a heap.") {
      native($0, $1, $2, $3) { (thread, args) throws(Raised) in try HeapQueueModule.pop(thread, args, "heappop", largestFirst: false) }
    }
    m.function("heappushpop(heap, item, /)", "Puts an item in, then takes the smallest out.") {
      native($0, $1, $2, $3, HeapQueueModule.pushPop)
    }
    m.function("heapreplace(heap, item, /)", "Takes the smallest item out, then puts one in.") {
      native($0, $1, $2, $3) { (thread, args) throws(Raised) in try HeapQueueModule.replace(thread, args, "heapreplace", largestFirst: false) }
    }
    m.function("heapify(heap, /)", "Makes a heap of a list, in linear time.") {
      native($0, $1, $2, $3) { (thread, args) throws(Raised) in try HeapQueueModule.order(thread, args, "heapify", largestFirst: false) }
    }
    m.function("_heappop_max(heap, /)", "heappop with the largest item on top.") {
      native($0, $1, $2, $3) { (thread, args) throws(Raised) in try HeapQueueModule.pop(thread, args, "_heappop_max", largestFirst: true) }
    }
    m.function("_heapreplace_max(heap, item, /)", "heapreplace with the largest item on top.") {
      native($0, $1, $2, $3) { (thread, args) throws(Raised) in try HeapQueueModule.replace(thread, args, "_heapreplace_max", largestFirst: true) }
    }
    m.function("_heapify_max(heap, /)", "heapify with the largest item on top.") {
      native($0, $1, $2, $3) { (thread, args) throws(Raised) in try HeapQueueModule.order(thread, args, "_heapify_max", largestFirst: true) }
    }
  }

  /// The heap of a call: any list. `prefix` names its parameter in the TypeError of functions of more than one.
  private static func heap(_ thread: Thread, _ v: Value, _ function: StaticString, _ parameter: StaticString = "argument") throws(Raised) -> List {
    if v.isKind(.list) { return List(v) }
    throw thread.raise(.typeError, "\(function)() \(parameter) must be list, not \(v.type.displayName)")
  }

  private static func push(_ thread: Thread, _ args: Args) throws(Raised) -> Value {
    let list = try heap(thread, args[0], "heappush", "argument 1")
    try list.append(thread, args[1])
    try rise(thread, list, 0, list.count &- 1, largestFirst: false)
    return .none
  }
  private static func pop(_ thread: Thread, _ args: Args, _ name: StaticString, largestFirst: Bool) throws(Raised) -> Value {
    let list = try heap(thread, args[0], name)
    if list.count == 0 { throw thread.raise(.indexError, "index out of range") }
    let last = list.remove(thread, at: list.count &- 1)
    if list.count == 0 { return last }
    let first = list[0]
    list.set(0, last)
    try sink(thread, list, 0, largestFirst: largestFirst)
    return first
  }
  private static func pushPop(_ thread: Thread, _ args: Args) throws(Raised) -> Value {
    let list = try heap(thread, args[0], "heappushpop", "argument 1")
    let item = args[1]
    if list.count == 0 { return item }
    if !(try thread.compareBool(list[0], item, .lt)) { return item }
    if list.count == 0 { throw thread.raise(.indexError, "index out of range") }
    let first = list[0]
    list.set(0, item)
    try sink(thread, list, 0, largestFirst: false)
    return first
  }
  private static func replace(_ thread: Thread, _ args: Args, _ name: StaticString, largestFirst: Bool) throws(Raised) -> Value {
    let list = try heap(thread, args[0], name, "argument 1")
    if list.count == 0 { throw thread.raise(.indexError, "index out of range") }
    let first = list[0]
    list.set(0, args[1])
    try sink(thread, list, 0, largestFirst: largestFirst)
    return first
  }
  private static func order(_ thread: Thread, _ args: Args, _ name: StaticString, largestFirst: Bool) throws(Raised) -> Value {
    let list = try heap(thread, args[0], name)
    var i = list.count / 2
    while i > 0 {
      i &-= 1
      try sink(thread, list, i, largestFirst: largestFirst)
    }
    return .none
  }

  /// Whether `a` has to be nearer to the root than `b`.
  @inline(__always)
  private static func precedes(_ thread: Thread, _ list: List, _ a: Value, _ b: Value, _ count: Int, largestFirst: Bool) throws(Raised) -> Bool {
    let r: Bool
    if _fastPath(Value.bothInt(a, b)) {
      return largestFirst ? Value.lessInt(b, a) : Value.lessInt(a, b)
    }
    if largestFirst { r = try thread.compareBool(b, a, .lt) } else { r = try thread.compareBool(a, b, .lt) }
    if _slowPath(list.count != count) { throw thread.raise(.runtimeError, "list changed size during iteration") }
    return r
  }

  /// Moves item `from` towards the root, not beyond `top`, until its parent precedes it.
  private static func rise(_ thread: Thread, _ list: List, _ top: Int, _ from: Int, largestFirst: Bool) throws(Raised) {
    let count = list.count
    if from >= count { throw thread.raise(.indexError, "index out of range") }
    var i = from
    while i > top {
      let parent = (i &- 1) / 2
      let item = list[i]
      if !(try precedes(thread, list, item, list[parent], count, largestFirst: largestFirst)) { return }
      // Read again: a comparison may have stored other items.
      let child = list[i]
      list.set(i, list[parent])
      list.set(parent, child)
      i = parent
    }
  }
  /// Moves item `top` down to where a leaf was, always changing places with the preceding child, and then up again to its place: most items that
  /// come to the root belong near the leaves, so this asks fewer questions.
  private static func sink(_ thread: Thread, _ list: List, _ top: Int, largestFirst: Bool) throws(Raised) {
    let count = list.count
    if top >= count { throw thread.raise(.indexError, "index out of range") }
    let inner = count / 2
    var i = top
    while i < inner {
      var child = 2 &* i &+ 1
      if child &+ 1 < count, !(try precedes(thread, list, list[child], list[child &+ 1], count, largestFirst: largestFirst)) {
        child &+= 1
      }
      let item = list[i]
      list.set(i, list[child])
      list.set(child, item)
      i = child
    }
    try rise(thread, list, top, i, largestFirst: largestFirst)
  }
}
