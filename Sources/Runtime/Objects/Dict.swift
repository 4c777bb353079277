// dict: insertion-ordered and compact. Entries lie in the order of insertion in one storage cell; behind them, in the same cell,
// an open-addressing index of 1, 2 or 4 bytes a row maps hashes to entries. Up to eight entries need no index: scanning them is faster.
//
// Every change of the layout (a key more or less, a new storage) gives the dict a new `version`, which is what inline caches
// and iterators compare; storing a new value under a present key does not.

public struct DictEntry: BitwiseCopyable {
  public var hash: Int
  /// empty: deleted.
  public var key: Value
  public var value: Value
}

public struct DictFields: BitwiseCopyable {
  var header: Header
  /// Live entries.
  public var count: Int
  /// Entries in use, deleted ones included.
  public var used: Int
  /// Room for entries in the storage.
  public var capacity: Int
  /// Storage (see `Thread.allocateBytes`); meaningless while capacity is 0.
  public var entries: UnsafeMutablePointer<DictEntry>
  /// Rows of the index minus 1; 0: no index.
  public var indexMask: Int
  public var version: UInt64
}

public struct Dict: Handle {
  public let fields: UnsafeMutablePointer<DictFields>
  @inline(__always) public init(fields: UnsafeMutablePointer<DictFields>) { self.fields = fields }
  @inline(__always) public var count: Int { fields.pointee.count }
  /// Not to be held across anything that takes a thread.
  @inline(__always) public var entries: UnsafeMutablePointer<DictEntry> { fields.pointee.entries }

  /// A global's inline cache was filled from this dict: a new layout must change `globalsVersion`.
  @inline(__always) public static var watchedFlag: UInt16 { 1 }

  static var layout: Layout {
    Layout(values: 0, trace: { object, visitor in
      let dict = Dict(object)
      if dict.fields.pointee.capacity == 0 { return }
      let visitor = Visitor(visitor)
      visitor.visit(Raw(dict.entries) - 8)
      var i = 0
      while i < dict.fields.pointee.used {
        let e = dict.entries + i
        visitor.visit(e.pointee.key)
        visitor.visit(e.pointee.value)
        i &+= 1
      }
    })
  }

  /// An empty dict.
  @inline(__always) public static func make(_ thread: Thread) -> Dict {
    let d = Dict(thread.allocate(MemoryLayout<DictFields>.size, .dict, TypeID.dict))
    d.initialize()
    return d
  }
  /// Fields of an empty dict; for subclasses' instances.
  @inline(__always) public func initialize() {
    fields.pointee.count = 0
    fields.pointee.used = 0
    fields.pointee.capacity = 0
    fields.pointee.entries = UnsafeMutablePointer(bitPattern: 16).unsafelyUnwrapped
    fields.pointee.indexMask = 0
    fields.pointee.version = 0
  }

  // MARK: Look-up by an exact str: cannot raise

  /// The entry of an exact str key, or nil.
  @inline(__always) public func find(_ key: Str) -> UnsafeMutablePointer<DictEntry>? { find(key, key.hash) }
  @inline(never) public func find(_ key: Str, _ hash: Int) -> UnsafeMutablePointer<DictEntry>? {
    let entries = self.entries
    if fields.pointee.indexMask == 0 {
      var i = 0
      let used = fields.pointee.used
      while i < used {
        let e = entries + i
        if e.pointee.key == key.value { return e }
        if e.pointee.hash == hash, Dict.sameStr(e.pointee.key, key) { return e }
        i &+= 1
      }
      return nil
    }
    var row = hash & fields.pointee.indexMask
    while true {
      let i = indexAt(row)
      if i == 0 { return nil }
      let e = entries + (i &- 1)
      if e.pointee.key == key.value { return e }
      if e.pointee.hash == hash, Dict.sameStr(e.pointee.key, key) { return e }
      row = (row &+ 1) & fields.pointee.indexMask
    }
  }
  @inline(__always) static func sameStr(_ a: Value, _ b: Str) -> Bool {
    a.isKind(.str) && Str.equal(Str(a), b)
  }
  /// The value of an exact str key, or empty.
  @inline(__always) public func get(_ key: Str) -> Value { find(key)?.pointee.value ?? .empty }
  public func get(_ name: Name) -> Value { get(name.str) }

  /// Stores under an exact str key.
  public func set(_ thread: Thread, _ key: Str, _ value: Value) {
    let hash = key.hash
    barrier()
    if let e = find(key, hash) { e.pointee.value = value } else { try? append(thread, hash, key.value, value) }
  }
  /// Removes an exact str key; its value, or empty when there was none.
  @discardableResult public func remove(_ key: Str) -> Value {
    guard let e = find(key) else { return .empty }
    return remove(e)
  }

  // MARK: Look-up by any key

  /// The entry of `key`, or nil. TypeError for an unhashable key; runs `__hash__` and `__eq__`.
  public func find(_ thread: Thread, _ key: Value) throws(Raised) -> UnsafeMutablePointer<DictEntry>? {
    if key.isExactly(.str) { return find(Str(key)) }
    return try find(thread, key, try thread.hash(key))
  }
  public func find(_ thread: Thread, _ key: Value, _ hash: Int) throws(Raised) -> UnsafeMutablePointer<DictEntry>? {
    if key.isExactly(.str) { return find(Str(key), hash) }
    restart: while true {
      let version = fields.pointee.version
      var row = hash & fields.pointee.indexMask
      var i = 0
      while true {
        let e: UnsafeMutablePointer<DictEntry>
        if fields.pointee.indexMask == 0 {
          if i >= fields.pointee.used { return nil }
          e = entries + i
          i &+= 1
        } else {
          let at = indexAt(row)
          if at == 0 { return nil }
          e = entries + (at &- 1)
          row = (row &+ 1) & fields.pointee.indexMask
        }
        if e.pointee.hash != hash { continue }
        let found = e.pointee.key
        if found.isEmpty { continue }
        if found == key { return e }
        if found.isInt, key.isInt { continue }
        let same = try thread.equal(found, key)
        if fields.pointee.version != version || e.pointee.key != found { continue restart }
        if same { return e }
      }
    }
  }
  /// The value of `key`, or empty.
  public func get(_ thread: Thread, _ key: Value) throws(Raised) -> Value { try find(thread, key)?.pointee.value ?? .empty }

  public func set(_ thread: Thread, _ key: Value, _ value: Value) throws(Raised) {
    let hash = key.isExactly(.str) ? Str(key).hash : try thread.hash(key)
    try set(thread, key, hash, value)
  }
  public func set(_ thread: Thread, _ key: Value, _ hash: Int, _ value: Value) throws(Raised) {
    if let e = try find(thread, key, hash) {
      barrier()
      e.pointee.value = value
    } else {
      try append(thread, hash, key, value)
    }
  }
  /// Removes `key`; its value, or empty when there was none.
  @discardableResult public func remove(_ thread: Thread, _ key: Value) throws(Raised) -> Value {
    guard let e = try find(thread, key) else { return .empty }
    return remove(e)
  }

  // MARK: Changing the layout

  /// Adds an entry for a key that is not present.
  @inline(never) public func append(_ thread: Thread, _ hash: Int, _ key: Value, _ value: Value) throws(Raised) {
    if fields.pointee.used == fields.pointee.capacity { try resize(thread, fields.pointee.count &+ 1) }
    let i = fields.pointee.used
    barrier()
    (entries + i).initialize(to: DictEntry(hash: hash, key: key, value: value))
    fields.pointee.used = i &+ 1
    fields.pointee.count &+= 1
    if fields.pointee.indexMask != 0 { insertIndex(hash, i) }
    changed()
  }

  /// Deletes an entry; its value.
  @discardableResult public func remove(_ e: UnsafeMutablePointer<DictEntry>) -> Value {
    let value = e.pointee.value
    e.pointee.key = .empty
    e.pointee.value = .empty
    fields.pointee.count &-= 1
    if fields.pointee.count == 0 {
      // Nothing is left: entries start anew, so that a dict used as a queue does not grow.
      fields.pointee.used = 0
      if fields.pointee.indexMask != 0 { clearIndex() }
    } else if e == entries + (fields.pointee.used &- 1), fields.pointee.indexMask == 0 {
      fields.pointee.used &-= 1
    }
    changed()
    return value
  }

  public func clear(_ thread: Thread) {
    let old = fields.pointee.capacity > 0 ? Raw(entries) : nil
    let version = fields.pointee.version
    initialize()
    fields.pointee.version = version
    changed()
    thread.free(storage: old)
  }

  /// A new storage with room for at least `needed` entries, without the deleted ones.
  @inline(never) public func resize(_ thread: Thread, _ needed: Int) throws(Raised) {
    var capacity = 4
    if needed > 4 { capacity = needed <= 8 ? 8 : needed &+ needed &>> 1 }
    if capacity > 1 << 31 { throw thread.raiseMemoryError() }
    var rows = 0
    if capacity > 8 {
      rows = 16
      while rows &* 2 < capacity &* 3 { rows &*= 2 }
      capacity = rows &* 2 / 3
    }
    let width = rows == 0 ? 0 : rows <= 256 ? 1 : rows <= 65536 ? 2 : 4
    let bytes = try thread.allocateBytes(capacity &* MemoryLayout<DictEntry>.size &+ rows &* width)
    let fresh = Raw(bytes).assumingMemoryBound(to: DictEntry.self)
    let old = entries
    let had = fields.pointee.capacity > 0
    var n = 0
    var i = 0
    while i < fields.pointee.used {
      if !old[i].key.isEmpty {
        fresh[n] = old[i]
        n &+= 1
      }
      i &+= 1
    }
    barrier()
    fields.pointee.entries = fresh
    fields.pointee.capacity = capacity
    fields.pointee.used = n
    fields.pointee.indexMask = rows == 0 ? 0 : rows &- 1
    if rows > 0 {
      clearIndex()
      i = 0
      while i < n {
        insertIndex(fresh[i].hash, i)
        i &+= 1
      }
    }
    changed()
    if had { thread.free(storage: Raw(old)) }
  }

  @inline(__always) public func changed() {
    fields.pointee.version &+= 1
    if _slowPath(fields.pointee.header.flags & Dict.watchedFlag != 0) {
      fields.pointee.header.flags &= ~Dict.watchedFlag
      machine.pointee.globalsVersion &+= 1
    }
  }

  // MARK: The index: row -> number of the entry + 1; 0 is free. A deleted entry keeps its row until the next resize.

  @inline(__always) private var index: Raw { Raw(entries + fields.pointee.capacity) }
  @inline(__always) private func indexAt(_ row: Int) -> Int {
    let mask = fields.pointee.indexMask
    if mask < 256 { return Int(index.load(fromByteOffset: row, as: UInt8.self)) }
    if mask < 65536 { return Int(index.load(fromByteOffset: row &* 2, as: UInt16.self)) }
    return Int(index.load(fromByteOffset: row &* 4, as: UInt32.self))
  }
  private func insertIndex(_ hash: Int, _ entry: Int) {
    let mask = fields.pointee.indexMask
    var row = hash & mask
    while indexAt(row) != 0 { row = (row &+ 1) & mask }
    let i = entry &+ 1
    if mask < 256 {
      index.storeBytes(of: UInt8(truncatingIfNeeded: i), toByteOffset: row, as: UInt8.self)
    } else if mask < 65536 {
      index.storeBytes(of: UInt16(truncatingIfNeeded: i), toByteOffset: row &* 2, as: UInt16.self)
    } else {
      index.storeBytes(of: UInt32(truncatingIfNeeded: i), toByteOffset: row &* 4, as: UInt32.self)
    }
  }
  private func clearIndex() {
    let rows = fields.pointee.indexMask &+ 1
    index.initializeMemory(as: UInt8.self, repeating: 0, count: rows &* (rows <= 256 ? 1 : rows <= 65536 ? 2 : 4))
  }
}
