// functools.lru_cache: the wrapper. The results lie in a dict in the order of their last use, so that the oldest is its first entry:
// a hit moves its entry to the end.

struct LRUCacheFields: BitwiseCopyable {
  var header: Header
  var function: Value
  /// Dict
  var cache: Value
  /// Small int, or None: unbounded.
  var maxsize: Value
  var typed: Value
  /// Class of cache_info's result.
  var infoType: Value
  var hits: Value
  var misses: Value
  var dictWord: Value
}

struct LRUCache: Handle {
  let fields: UnsafeMutablePointer<LRUCacheFields>
  @inline(__always) init(fields: UnsafeMutablePointer<LRUCacheFields>) { self.fields = fields }

  static func define(_ type: TypeBuilder) {
    type.doc("A function that remembers results: what `functools.lru_cache` makes. It is called with the function, the number of results to keep (None: all), whether 1 and 1.0 are different arguments, and the type of `cache_info()`.")
    type.record(8)
    type.type.fields.pointee.dictOffset = 64
    type.flags([.subclassable, .weakReferenceable, .methodDescriptor])
    type.new("_lru_cache_wrapper(user_function, maxsize, typed, cache_info_type)") { native($0, $1, $2, $3, LRUCache.new) }
    type.slots.pointee.call = { callable($0, $1, $2, $3, LRUCache.call) }
    type.slots.pointee.descriptorGet = { ternary($0, $1, $2, $3, LRUCache.bind) }
    type.property("__dict__", "", { unary($0, $1, LRUCache.dictionary) })
    type.method("cache_info()", "Report cache statistics") { native($0, $1, $2, $3, LRUCache.info) }
    type.method("cache_clear()", "Clear the cache and cache statistics") { native($0, $1, $2, $3, LRUCache.clear) }
    type.method("__reduce__()", "") { native($0, $1, $2, $3, LRUCache.reduce) }
    type.method("__copy__()", "") { native($0, $1, $2, $3, LRUCache.copy) }
    type.method("__deepcopy__(memo, /)", "") { native($0, $1, $2, $3, LRUCache.copy) }
  }
  static func new(_ thread: Thread, _ args: Args) throws(Raised) -> Value {
    if args[1].type.slots.pointee.call == nil { throw thread.raise(.typeError, "the first argument must be callable") }
    var maxsize: Value = .none
    if !args[2].isNone {
      if args[2].type.slots.pointee.index == nil { throw thread.raise(.typeError, "maxsize should be integer or None") }
      maxsize = .int(max(0, min(1 << 40, try thread.indexInt(args[2], overflow: .overflowError))))
    }
    let typed = try thread.truth(args[3])
    let cache = Dict.make(thread)
    let type = Type(args[0])
    let size = MemoryLayout<LRUCacheFields>.size
    let w = LRUCache(type == Type[.lruCache] ? thread.allocate(size, .record, TypeID.lruCache) : try type.allocateInstance(thread))
    w.fields.pointee.function = args[1]
    w.fields.pointee.cache = cache.value
    w.fields.pointee.maxsize = maxsize
    w.fields.pointee.typed = .bool(typed)
    w.fields.pointee.infoType = args[4]
    w.fields.pointee.hits = .int(0)
    w.fields.pointee.misses = .int(0)
    w.fields.pointee.dictWord = .empty
    return w.value
  }

  /// What the arguments are remembered under. A lone int or str stands for itself; else a tuple: the arguments, a mark, names and values, types.
  private func key(_ thread: Thread, _ base: UnsafeMutablePointer<Value>, _ count: Int, _ names: Value) throws(Raised) -> Value {
    let typed = fields.pointee.typed.isTrue
    let named = names.isEmpty ? 0 : Tuple(names).count
    if named == 0, !typed, count == 2, base[1].isInt || base[1].isExactly(.str) { return base[1] }
    let positional = count &- 1
    let marked = named > 0 ? 1 &+ 2 &* named : 0
    let total = positional &+ marked &+ (typed ? positional &+ named : 0)
    let t = try Tuple.make(thread, count: total)
    var at = 0
    while at < positional {
      t.items[at] = base[at &+ 1]
      at &+= 1
    }
    if named > 0 {
      // No argument can be this type object and be followed by names as these are.
      t.items[at] = Type[.lruCache].value
      at &+= 1
      var i = 0
      while i < named {
        t.items[at] = Tuple(names)[i]
        t.items[at &+ 1] = base[count &+ i]
        at &+= 2
        i &+= 1
      }
    }
    if typed {
      var i = 1
      while i < count &+ named {
        t.items[at] = base[i].type.value
        at &+= 1
        i &+= 1
      }
    }
    return t.value
  }
  private static func increment(_ v: inout Value) { v.bits &+= Value.int(1).bits }

  static func call(_ thread: Thread, _ base: UnsafeMutablePointer<Value>, _ count: Int, _ names: Value) throws(Raised) -> Value {
    let w = LRUCache(base[0])
    let f = w.fields
    if f.pointee.maxsize == .int(0) {
      increment(&f.pointee.misses)
      return try thread.call(f.pointee.function, base + 1, count: count &- 1, names: names)
    }
    let key = try w.key(thread, base, count, names)
    let hash = try Dict.hash(thread, key)
    let cache = Dict(f.pointee.cache)
    if let e = try cache.find(thread, key, hash) {
      let entry = e.pointee
      increment(&f.pointee.hits)
      if f.pointee.maxsize.isInt, e != cache.entries + (cache.used &- 1) {
        cache.remove(e)
        try cache.append(thread, hash, entry.key, entry.value)
      }
      return entry.value
    }
    increment(&f.pointee.misses)
    let result = try thread.call(f.pointee.function, base + 1, count: count &- 1, names: names)
    // The call may have remembered this very result, or cleared the cache.
    let now = Dict(f.pointee.cache)
    if try now.find(thread, key, hash) == nil {
      if f.pointee.maxsize.isInt, now.count >= f.pointee.maxsize.asInt, let oldest = now.firstEntry { now.remove(oldest) }
      try now.append(thread, hash, key, result)
    }
    return result
  }
  static func bind(_ thread: Thread, _ v: Value, _ instance: Value, _ owner: Value) throws(Raised) -> Value {
    instance.isEmpty || instance.isNone ? v : BoundMethod.make(thread, v, instance)
  }
  static func dictionary(_ thread: Thread, _ v: Value) throws(Raised) -> Value { try v.dictionary(thread) }
  static func info(_ thread: Thread, _ args: Args) throws(Raised) -> Value {
    let f = LRUCache(args[0]).fields.pointee
    let arguments = try Tuple.make(thread, [f.hits, f.misses, f.maxsize, .int(Dict(f.cache).count)])
    return try thread.call(f.infoType, tuple: arguments.value, kwargs: .empty)
  }
  static func clear(_ thread: Thread, _ args: Args) throws(Raised) -> Value {
    let f = LRUCache(args[0]).fields
    f.pointee.hits = .int(0)
    f.pointee.misses = .int(0)
    Dict(f.pointee.cache).clear(thread)
    return .none
  }
  static func reduce(_ thread: Thread, _ args: Args) throws(Raised) -> Value { try thread.getAttribute(args[0], Name.__qualname__) }
  static func copy(_ thread: Thread, _ args: Args) throws(Raised) -> Value { args[0] }
}
