// Iterators over dicts: keys, values, items, each forward and backward.

public struct DictIteratorFields: BitwiseCopyable {
  var header: Header
  /// Dict; empty once the end was reached.
  public var dict: Value
  /// Number of the entry to look at next (deleted ones are skipped). A small int.
  public var index: Value
  /// The dict's count at the start: another one now is an error. -1: that error was raised.
  public var count: Value
  /// How many entries should still come.
  public var remaining: Value
}

public struct DictIterator: Handle {
  public let fields: UnsafeMutablePointer<DictIteratorFields>
  @inline(__always) public init(fields: UnsafeMutablePointer<DictIteratorFields>) { self.fields = fields }

  public static func make(_ thread: Thread, _ id: TypeID, _ dict: Dict) -> Value {
    let it = DictIterator(thread.allocate(MemoryLayout<DictIteratorFields>.size, .record, id))
    it.fields.pointee.dict = dict.value
    it.fields.pointee.count = .int(dict.count)
    it.fields.pointee.remaining = .int(dict.count)
    switch id {
    case .dictReverseKeyIterator, .dictReverseValueIterator, .dictReverseItemIterator: it.fields.pointee.index = .int(dict.used &- 1)
    default: it.fields.pointee.index = .int(dict.first)
    }
    return it.value
  }

  /// The next entry, or nil at the end.
  @inline(__always) func advance(_ thread: Thread, backward: Bool) throws(Raised) -> UnsafeMutablePointer<DictEntry>? {
    if fields.pointee.dict.isEmpty { return nil }
    let dict = Dict(fields.pointee.dict)
    if _slowPath(fields.pointee.count != .int(dict.count)) {
      fields.pointee.count = .int(-1)
      throw thread.raise(.runtimeError, "dictionary changed size during iteration")
    }
    let entries = dict.entries
    var i = fields.pointee.index.asInt
    if backward {
      if i >= dict.used { i = dict.used &- 1 }
      while i >= 0, entries[i].key.isEmpty { i &-= 1 }
    } else {
      while i < dict.used, entries[i].key.isEmpty { i &+= 1 }
    }
    if i < 0 || i >= dict.used {
      fields.pointee.dict = .empty
      return nil
    }
    if _slowPath(fields.pointee.remaining == .int(0)) {
      throw thread.raise(.runtimeError, "dictionary keys changed during iteration")
    }
    fields.pointee.index = .int(backward ? i &- 1 : i &+ 1)
    fields.pointee.remaining.bits &-= Value.int(1).bits
    return entries + i
  }

  // MARK: The types

  static func define(_ type: TypeBuilder, _ next: @escaping UnarySlot) {
    type.record(4)
    type.flags(.noNew)
    type.slots.pointee.iter = { $1 }
    type.slots.pointee.next = next
    type.method("__length_hint__()", "How many items are left, about.") { native($0, $1, $2, $3, DictIterator.lengthHint) }
    type.method("__reduce__()", "For pickle.") { native($0, $1, $2, $3, DictIterator.reduce) }
  }
  static func defineKey(_ type: TypeBuilder) { define(type) { unary($0, $1, DictIterator.nextKey) } }
  static func defineValue(_ type: TypeBuilder) { define(type) { unary($0, $1, DictIterator.nextValue) } }
  static func defineItem(_ type: TypeBuilder) { define(type) { unary($0, $1, DictIterator.nextItem) } }
  static func defineReverseKey(_ type: TypeBuilder) { define(type) { unary($0, $1, DictIterator.previousKey) } }
  static func defineReverseValue(_ type: TypeBuilder) { define(type) { unary($0, $1, DictIterator.previousValue) } }
  static func defineReverseItem(_ type: TypeBuilder) { define(type) { unary($0, $1, DictIterator.previousItem) } }

  static func nextKey(_ thread: Thread, _ v: Value) throws(Raised) -> Value {
    try DictIterator(v).advance(thread, backward: false)?.pointee.key ?? .empty
  }
  static func nextValue(_ thread: Thread, _ v: Value) throws(Raised) -> Value {
    try DictIterator(v).advance(thread, backward: false)?.pointee.value ?? .empty
  }
  static func nextItem(_ thread: Thread, _ v: Value) throws(Raised) -> Value {
    guard let e = try DictIterator(v).advance(thread, backward: false) else { return .empty }
    return Tuple.pair(thread, e.pointee.key, e.pointee.value)
  }
  static func previousKey(_ thread: Thread, _ v: Value) throws(Raised) -> Value {
    try DictIterator(v).advance(thread, backward: true)?.pointee.key ?? .empty
  }
  static func previousValue(_ thread: Thread, _ v: Value) throws(Raised) -> Value {
    try DictIterator(v).advance(thread, backward: true)?.pointee.value ?? .empty
  }
  static func previousItem(_ thread: Thread, _ v: Value) throws(Raised) -> Value {
    guard let e = try DictIterator(v).advance(thread, backward: true) else { return .empty }
    return Tuple.pair(thread, e.pointee.key, e.pointee.value)
  }

  static func lengthHint(_ thread: Thread, _ args: Args) throws(Raised) -> Value {
    let f = DictIterator(args[0]).fields
    if f.pointee.dict.isEmpty || f.pointee.count != .int(Dict(f.pointee.dict).count) { return .int(0) }
    return f.pointee.remaining
  }
  /// iter(list of what is left); this iterator stays where it is.
  static func reduce(_ thread: Thread, _ args: Args) throws(Raised) -> Value {
    let f = DictIterator(args[0]).fields
    let copy = DictIterator(thread.allocate(MemoryLayout<DictIteratorFields>.size, .record, TypeID(rawValue: args[0].shapeID) ?? .dictKeyIterator))
    copy.fields.pointee.dict = f.pointee.dict
    copy.fields.pointee.index = f.pointee.index
    copy.fields.pointee.count = f.pointee.count
    copy.fields.pointee.remaining = f.pointee.remaining
    let rest = try List.make(thread, of: copy.value)
    return Tuple.pair(thread, try thread.builtin("iter"), try Tuple.make(thread, [rest.value]).value)
  }
}
