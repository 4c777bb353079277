// dict: insertion-ordered and compact. Entries (key and value) lie in the order of insertion in one storage cell; before them, in the
// same cell, an open-addressing index of 1, 2 or 4 bytes a row maps hashes to entries (row r ends r rows before the first entry),
// and behind them lie the hashes. strs and small ints carry their hash, so that a dict with such keys only, the usual
// one, has no hashes: 16 bytes an entry.
//
// Up to eight entries need no index: one byte of each hash stands in a word of the dict itself, and one compare of that word
// gives the candidates. Most small dicts are asked for an interned name, which is found by its address.
//
// Every change of the layout (a key more or less, a new storage) gives the dict a new `version`, which is what inline caches
// and iterators compare; storing a new value under a present key does not.

public struct DictEntry: BitwiseCopyable {
  /// empty: deleted.
  public var key: Value
  public var value: Value
}

public struct DictFields: BitwiseCopyable {
  var header: Header
  /// Live entries.
  public var count: UInt32
  /// Entries in use, deleted ones included.
  public var used: UInt32
  /// How many entries may be in use before the storage has to be renewed; 0: there is no storage.
  public var limit: UInt32
  /// Entries before this one are all deleted: where iteration begins, so that a dict can serve as a queue.
  public var first: UInt32
  /// Inside of the storage; meaningless while limit is 0.
  public var entries: UnsafeMutablePointer<DictEntry>
  /// `indexedFlag`: rows of the index minus 1. Else byte i is the low byte of entry i's hash.
  public var index: UInt64
  public var version: UInt64
}

public struct Dict: Handle {
  public let fields: UnsafeMutablePointer<DictFields>
  @inline(__always) public init(fields: UnsafeMutablePointer<DictFields>) { self.fields = fields }
  @inline(__always) public var count: Int { Int(fields.pointee.count) }
  @inline(__always) public var used: Int { Int(fields.pointee.used) }
  /// Room for entries in the storage.
  private var capacity: Int { isIndexed ? (Int(fields.pointee.index) &+ 1) &* 2 / 3 : Int(fields.pointee.limit) }
  /// The storage as `Thread.allocateBytes` gave it, or nil.
  private var storage: Raw? {
    if fields.pointee.limit == 0 { return nil }
    return Raw(entries) - (isIndexed ? Dict.indexBytes(rows: Int(fields.pointee.index) &+ 1) : 0)
  }
  @inline(__always) public var first: Int { Int(fields.pointee.first) }
  /// Not to be held across anything that takes a thread.
  @inline(__always) public var entries: UnsafeMutablePointer<DictEntry> { fields.pointee.entries }
  @inline(__always) public var version: UInt64 { fields.pointee.version }

  // Header flags
  /// A global's inline cache was filled from this dict: a new layout must change `globalsVersion`.
  @inline(__always) public static var watchedFlag: UInt16 { 1 }
  /// There are keys other than strs and small ints: the storage ends with the hashes.
  @inline(__always) public static var hashesFlag: UInt16 { 2 }
  /// There is an index, because there are, or were, more than eight entries.
  @inline(__always) public static var indexedFlag: UInt16 { 8 }
  @inline(__always) var isIndexed: Bool { fields.pointee.header.flags & Dict.indexedFlag != 0 }
  /// One more Value follows the fields (`defaultdict`'s factory).
  @inline(__always) public static var extraFlag: UInt16 { 4 }
  /// Offset of that Value, and size of a plain dict.
  @inline(__always) public static var extraOffset: Int { MemoryLayout<DictFields>.size }

  /// Trace: the storage and its entries; the extra Value.
  static var layout: Layout {
    Layout(values: 0, trace: { object, visitor in
      let dict = Dict(object)
      let visitor = Visitor(visitor)
      if object.header.pointee.flags & Dict.extraFlag != 0 { visitor.visit(object.at(Dict.extraOffset, as: Value.self).pointee) }
      guard let storage = dict.storage else { return }
      visitor.visit(storage - 8)
      var e = dict.entries + dict.first
      let end = dict.entries + dict.used
      while e < end {
        visitor.visit(e.pointee.key)
        visitor.visit(e.pointee.value)
        e += 1
      }
    })
  }

  /// An empty dict.
  @inline(__always) public static func make(_ thread: Thread) -> Dict {
    let d = Dict(thread.allocate(MemoryLayout<DictFields>.size, .dict, TypeID.dict))
    d.initialize()
    return d
  }
  /// An empty dict with room for `count` entries.
  public static func make(_ thread: Thread, capacity count: Int) throws(Raised) -> Dict {
    let d = make(thread)
    if count > 0 { try d.resize(thread, count) }
    return d
  }
  /// Fields of an empty dict; for subclasses' instances.
  @inline(__always) public func initialize() {
    fields.pointee.count = 0
    fields.pointee.used = 0
    fields.pointee.limit = 0
    fields.pointee.first = 0
    fields.pointee.header.flags &= ~(Dict.hashesFlag | Dict.indexedFlag)
    fields.pointee.entries = UnsafeMutablePointer(bitPattern: 16).unsafelyUnwrapped
    fields.pointee.index = 0
    fields.pointee.version = 0
  }

  // MARK: Hashes

  /// The hash of a small int: its value modulo 2^61 - 1, and never -1.
  @inline(__always) public static func hash(ofSmallInt i: Int) -> Int {
    let modulus = 1 << 61 - 1
    if _fastPath(i > -modulus && i < modulus) { return i == -1 ? -2 : i }
    return i < -modulus ? -2 : 0
  }
  /// The hash of a key that carries it: an exact str or a small int.
  @inline(__always) static func carriedHash(_ key: Value) -> Int {
    key.isInt ? hash(ofSmallInt: key.asInt) : Str(key).hash
  }
  @inline(__always) static func carriesHash(_ key: Value) -> Bool { key.isInt || key.isExactly(.str) }
  /// The hash of any key.
  @inline(__always) public static func hash(_ thread: Thread, _ key: Value) throws(Raised) -> Int {
    if key.isExactly(.str) { return Str(key).hash }
    if key.isInt { return hash(ofSmallInt: key.asInt) }
    return try thread.hash(key)
  }
  @inline(__always) var hasHashes: Bool { fields.pointee.header.flags & Dict.hashesFlag != 0 }
  /// Where the hashes are; only when `hasHashes`.
  @inline(__always) private var hashes: UnsafeMutablePointer<Int> {
    Raw(entries + capacity).assumingMemoryBound(to: Int.self)
  }
  /// Whether all keys are exact strs.
  var hasStrKeysOnly: Bool {
    if hasHashes { return false }
    var i = first
    while i < used {
      if entries[i].key.isInt { return false }
      i &+= 1
    }
    return true
  }
  /// The hash of entry i, which is not deleted.
  @inline(__always) public func hash(at i: Int) -> Int { hasHashes ? hashes[i] : Dict.carriedHash(entries[i].key) }

  // MARK: Look-up by an exact str: cannot raise

  /// The entry of an exact str key, or nil.
  @inline(__always) public func find(_ key: Str) -> UnsafeMutablePointer<DictEntry>? { find(key, key.hash) }
  @inline(never) public func find(_ key: Str, _ hash: Int) -> UnsafeMutablePointer<DictEntry>? {
    let entries = self.entries
    let bits = key.value
    if !isIndexed {
      var found = candidates(hash)
      while found != 0 {
        let e = entries + found.trailingZeroBitCount &>> 3
        if e.pointee.key == bits || sameStr(e, key, hash) { return e }
        found &= found &- 1
      }
      return nil
    }
    var probe = Probe(hash, fields.pointee.index)
    while true {
      let i = Dict.indexAt(entries, probe.row, probe.mask)
      if i == 0 { return nil }
      let e = entries + (i &- 1)
      if e.pointee.key == bits || sameStr(e, key, hash) { return e }
      probe.advance()
    }
  }
  @inline(__always) private func sameStr(_ e: UnsafeMutablePointer<DictEntry>, _ key: Str, _ hash: Int) -> Bool {
    let other = e.pointee.key
    if !other.isObject { return false }
    if other.object.shape == TypeID.str.rawValue {
      let s = Str(other)
      // Two interned strs are equal only if they are the same one.
      if s.header.pointee.flags & key.header.pointee.flags & Str.internedFlag != 0 { return false }
      return s.hash == hash && Str.equal(s, key)
    }
    return false
  }
  /// The entry whose key is this very str or small int, found without a call; nil says nothing: ask `find`.
  @inline(__always) func findIdentical(_ key: Value) -> UnsafeMutablePointer<DictEntry>? {
    let hash: Int
    if key.isInt {
      hash = Dict.hash(ofSmallInt: key.asInt)
    } else if key.isExactly(.str) {
      hash = Str(key).fields.pointee.hash
      if hash == 0 { return nil }
    } else {
      return nil
    }
    let entries = self.entries
    if !isIndexed {
      var found = candidates(hash)
      while found != 0 {
        let e = entries + found.trailingZeroBitCount &>> 3
        if e.pointee.key == key { return e }
        found &= found &- 1
      }
      return nil
    }
    var probe = Probe(hash, fields.pointee.index)
    while true {
      let i = Dict.indexAt(entries, probe.row, probe.mask)
      if i == 0 { return nil }
      let e = entries + (i &- 1)
      if e.pointee.key == key { return e }
      probe.advance()
    }
  }
  /// The value of an exact str key, or empty.
  @inline(__always) public func get(_ key: Str) -> Value { find(key)?.pointee.value ?? .empty }
  public func get(_ name: Name) -> Value { get(name.str) }

  /// Stores under an exact str key. Only for dicts whose keys are exact strs: namespaces.
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
  @inline(__always) public func find(_ thread: Thread, _ key: Value) throws(Raised) -> UnsafeMutablePointer<DictEntry>? {
    try find(thread, key, try Dict.hash(thread, key))
  }
  @inline(__always) public func find(_ thread: Thread, _ key: Value, _ hash: Int) throws(Raised) -> UnsafeMutablePointer<DictEntry>? {
    if !hasHashes {
      // All keys are exact strs and small ints.
      if key.isExactly(.str) { return find(Str(key), hash) }
      if key.isInt { return find(int: key, hash) }
      if count == 0 { return nil }
    }
    return try search(thread, key, hash)
  }
  /// The entry of a small int in a dict with strs and small ints only.
  @inline(never) private func find(int key: Value, _ hash: Int) -> UnsafeMutablePointer<DictEntry>? {
    let entries = self.entries
    if !isIndexed {
      var found = candidates(hash)
      while found != 0 {
        let e = entries + found.trailingZeroBitCount &>> 3
        if e.pointee.key == key { return e }
        found &= found &- 1
      }
      return nil
    }
    var probe = Probe(hash, fields.pointee.index)
    while true {
      let i = Dict.indexAt(entries, probe.row, probe.mask)
      if i == 0 { return nil }
      let e = entries + (i &- 1)
      if e.pointee.key == key { return e }
      probe.advance()
    }
  }
  /// The general look-up: `__eq__` may change this dict, in which case it begins anew.
  @inline(never) private func search(_ thread: Thread, _ key: Value, _ hash: Int) throws(Raised) -> UnsafeMutablePointer<DictEntry>? {
    restart: while true {
      let version = fields.pointee.version
      let small = !isIndexed
      var found = small ? candidates(hash) : 0
      var probe = Probe(hash, fields.pointee.index)
      while true {
        let i: Int
        if small {
          if found == 0 { return nil }
          i = found.trailingZeroBitCount &>> 3
          found &= found &- 1
        } else {
          let at = Dict.indexAt(entries, probe.row, probe.mask)
          if at == 0 { return nil }
          i = at &- 1
          probe.advance()
        }
        let present = entries[i].key
        if present == key { return entries + i }
        if present.isEmpty || Value.bothInt(present, key) || self.hash(at: i) != hash { continue }
        let same = try thread.same(present, key)
        if fields.pointee.version != version || entries[i].key != present { continue restart }
        if same { return entries + i }
      }
    }
  }
  /// The value of `key`, or empty.
  @inline(__always) public func get(_ thread: Thread, _ key: Value) throws(Raised) -> Value {
    try find(thread, key)?.pointee.value ?? .empty
  }

  @inline(__always) public func set(_ thread: Thread, _ key: Value, _ value: Value) throws(Raised) {
    try set(thread, key, try Dict.hash(thread, key), value)
  }
  public func set(_ thread: Thread, _ key: Value, _ hash: Int, _ value: Value) throws(Raised) {
    if let e = try find(thread, key, hash) {
      barrier(storing: value)
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
    if _slowPath(!hasHashes && !Dict.carriesHash(key)) {
      fields.pointee.header.flags |= Dict.hashesFlag
      do throws(Raised) { try resize(thread, count &+ 1, hadHashes: false) } catch {
        fields.pointee.header.flags &= ~Dict.hashesFlag
        throw error
      }
    } else if _slowPath(fields.pointee.used == fields.pointee.limit) {
      if count == 0, capacity > 0 { restart() } else { try resize(thread, count &+ 1) }
    }
    let i = used
    if key.isObject || value.isObject { barrier() }
    (entries + i).initialize(to: DictEntry(key: key, value: value))
    fields.pointee.used &+= 1
    fields.pointee.count &+= 1
    insertIndex(hash, i, isLast: true)
    if _slowPath(hasHashes) { hashes[i] = hash }
    changed()
  }

  /// Adds an entry for a key that is not present before all others.
  func prepend(_ thread: Thread, _ hash: Int, _ key: Value, _ value: Value) throws(Raised) {
    if !hasHashes, !Dict.carriesHash(key) {
      fields.pointee.header.flags |= Dict.hashesFlag
      do throws(Raised) { try resize(thread, count &+ 1, hadHashes: false, gap: count &+ 4) } catch {
        fields.pointee.header.flags &= ~Dict.hashesFlag
        throw error
      }
    } else if first == 0 || isIndexed && used >= Int(fields.pointee.limit) {
      try resize(thread, count &+ 1, gap: count &+ 4)
    }
    let i = first &- 1
    barrier()
    entries[i] = DictEntry(key: key, value: value)
    fields.pointee.first &-= 1
    fields.pointee.count &+= 1
    insertIndex(hash, i)
    if hasHashes { hashes[i] = hash }
    // The index has one more row in use.
    if isIndexed, used < Int(fields.pointee.limit) { fields.pointee.limit &-= 1 }
    changed()
  }

  /// Nothing is left: entries start anew in the same storage.
  private func restart() {
    fields.pointee.limit = UInt32(truncatingIfNeeded: capacity)
    fields.pointee.used = 0
    fields.pointee.first = 0
    clearIndex()
  }

  /// Deletes an entry; its value.
  @discardableResult public func remove(_ e: UnsafeMutablePointer<DictEntry>) -> Value {
    let value = e.pointee.value
    e.pointee.key = .empty
    e.pointee.value = .empty
    fields.pointee.count &-= 1
    let i = e - entries
    if i == first {
      var next = i &+ 1
      while next < used, entries[next].key.isEmpty { next &+= 1 }
      fields.pointee.first = UInt32(truncatingIfNeeded: next)
    } else if i == used &- 1 {
      // The next key takes the last one's place. In an index its row stays behind and goes on counting as in use.
      var last = i
      while last > first, entries[last &- 1].key.isEmpty { last &-= 1 }
      if isIndexed { fields.pointee.limit &-= UInt32(truncatingIfNeeded: used &- last) }
      fields.pointee.used = UInt32(truncatingIfNeeded: last)
    }
    changed()
    return value
  }

  public func clear(_ thread: Thread) {
    let old = storage
    let version = fields.pointee.version
    initialize()
    fields.pointee.version = version
    changed()
    thread.free(storage: old)
  }

  /// A new storage with room for at least `needed` entries, without the deleted ones; `gap` entries before the first are left free.
  @inline(never) public func resize(_ thread: Thread, _ needed: Int, hadHashes: Bool? = nil, gap: Int = 0) throws(Raised) {
    let needed = needed &+ gap
    var capacity = 4
    if needed > 4 { capacity = needed <= 8 ? 8 : needed &+ needed &>> 1 }
    if capacity > 1 << 30 { throw thread.raiseMemoryError() }
    var rows = 0
    if capacity > 8 {
      rows = 16
      while rows &* 2 < capacity &* 3 { rows &*= 2 }
      capacity = rows &* 2 / 3
    }
    let indexSize = Dict.indexBytes(rows: rows)
    let hashed = hasHashes
    let bytes = try thread.allocateBytes(capacity &* (hashed ? 24 : 16) &+ indexSize)
    let fresh = (Raw(bytes) + indexSize).assumingMemoryBound(to: DictEntry.self)
    let freshHashes = Raw(fresh + capacity).assumingMemoryBound(to: Int.self)
    let old = entries
    let oldStorage = storage
    let used = self.used
    var n = 0
    while n < gap {
      fresh[n] = DictEntry(key: .empty, value: .empty)
      n &+= 1
    }
    var i = first
    if hashed {
      let stored = hadHashes ?? true
      while i < used {
        let e = old[i]
        if !e.key.isEmpty {
          fresh[n] = e
          freshHashes[n] = stored ? hashes[i] : Dict.carriedHash(e.key)
          n &+= 1
        }
        i &+= 1
      }
    } else {
      while i < used {
        let e = old[i]
        if !e.key.isEmpty {
          fresh[n] = e
          n &+= 1
        }
        i &+= 1
      }
    }
    barrier()
    fields.pointee.entries = fresh
    fields.pointee.limit = UInt32(truncatingIfNeeded: capacity)
    if rows == 0 { fields.pointee.header.flags &= ~Dict.indexedFlag } else { fields.pointee.header.flags |= Dict.indexedFlag }
    fields.pointee.used = UInt32(truncatingIfNeeded: n)
    fields.pointee.first = UInt32(truncatingIfNeeded: gap)
    fields.pointee.index = rows == 0 ? 0 : UInt64(rows &- 1)
    clearIndex()
    i = gap
    while i < n {
      insertIndex(hashed ? freshHashes[i] : Dict.carriedHash(fresh[i].key), i)
      i &+= 1
    }
    changed()
    thread.free(storage: oldStorage)
  }

  /// The storage from its start, and its size in bytes.
  var block: (start: Raw, size: Int)? {
    guard let storage else { return nil }
    let indexSize = isIndexed ? Dict.indexBytes(rows: Int(fields.pointee.index) &+ 1) : 0
    return (storage, indexSize &+ capacity &* (hasHashes ? 24 : 16))
  }
  /// Makes `storage`, a copy of the other dict's, this dict's storage; this one has none.
  func adopt(_ storage: Raw, likeStorageOf other: Dict) {
    guard let block = other.block else { return }
    let distance = Raw(other.entries) - block.start
    barrier()
    let layoutFlags = Dict.hashesFlag | Dict.indexedFlag
    fields.pointee.header.flags = fields.pointee.header.flags & ~layoutFlags | other.fields.pointee.header.flags & layoutFlags
    fields.pointee.entries = (storage + distance).assumingMemoryBound(to: DictEntry.self)
    fields.pointee.count = other.fields.pointee.count
    fields.pointee.used = other.fields.pointee.used
    fields.pointee.limit = other.fields.pointee.limit
    fields.pointee.first = other.fields.pointee.first
    fields.pointee.index = other.fields.pointee.index
    changed()
  }

  @inline(__always) public func changed() {
    fields.pointee.version &+= 1
    if _slowPath(fields.pointee.header.flags & Dict.watchedFlag != 0) {
      fields.pointee.header.flags &= ~Dict.watchedFlag
      machine.pointee.globalsVersion &+= 1
    }
  }

  // MARK: The index: row -> number of the entry + 1; 0 is free. A deleted entry keeps its row until the next resize.

  /// The order in which rows are tried: the hash's low bits first, so that consecutive ints lie side by side; then all bits of the
  /// hash come in, so that hashes with equal low bits part soon.
  struct Probe {
    var row: Int
    let mask: Int
    private var rest: UInt
    @inline(__always) init(_ hash: Int, _ mask: UInt64) {
      self.mask = Int(truncatingIfNeeded: mask)
      row = hash & self.mask
      rest = UInt(bitPattern: hash)
    }
    @inline(__always) mutating func advance() {
      rest &>>= 5
      row = (row &* 5 &+ 1 &+ Int(bitPattern: rest)) & mask
    }
  }
  @inline(__always) private static func indexBytes(rows: Int) -> Int { rows &* (rows <= 256 ? 1 : rows <= 65536 ? 2 : 4) }
  @inline(__always) private static func indexAt(_ entries: UnsafeMutablePointer<DictEntry>, _ row: Int, _ mask: Int) -> Int {
    let end = Raw(entries)
    if mask < 256 { return Int(end.load(fromByteOffset: ~row, as: UInt8.self)) }
    if mask < 65536 { return Int(end.load(fromByteOffset: ~row &* 2, as: UInt16.self)) }
    return Int(end.load(fromByteOffset: ~row &* 4, as: UInt32.self))
  }
  @inline(__always) private func insertIndex(_ hash: Int, _ entry: Int, isLast: Bool = false) {
    if !isIndexed {
      let shift = UInt64(truncatingIfNeeded: entry &* 8)
      fields.pointee.index = fields.pointee.index & ~(0xFF &<< shift) | UInt64(truncatingIfNeeded: hash & 0xFF) &<< shift
      return
    }
    var probe = Probe(hash, fields.pointee.index)
    let entries = self.entries
    let i = entry &+ 1
    while true {
      let row = Dict.indexAt(entries, probe.row, probe.mask)
      if row == 0 { break }
      if isLast, row >= i {
        // Left behind by a last entry that was removed: in use again, so what `remove` took from the limit comes back.
        fields.pointee.limit &+= 1
        break
      }
      probe.advance()
    }
    let end = Raw(entries)
    if probe.mask < 256 {
      end.storeBytes(of: UInt8(truncatingIfNeeded: i), toByteOffset: ~probe.row, as: UInt8.self)
    } else if probe.mask < 65536 {
      end.storeBytes(of: UInt16(truncatingIfNeeded: i), toByteOffset: ~probe.row &* 2, as: UInt16.self)
    } else {
      end.storeBytes(of: UInt32(truncatingIfNeeded: i), toByteOffset: ~probe.row &* 4, as: UInt32.self)
    }
  }
  private func clearIndex() {
    if isIndexed {
      let size = Dict.indexBytes(rows: Int(fields.pointee.index) &+ 1)
      (Raw(entries) - size).initializeMemory(as: UInt8.self, repeating: 0, count: size)
    } else {
      fields.pointee.index = 0
    }
  }
  /// Entries in use (at most eight) whose hash has the same low byte: bit 7 of their byte. A byte above a match may show up wrongly.
  @inline(__always) private func candidates(_ hash: Int) -> UInt64 {
    let ones: UInt64 = 0x0101_0101_0101_0101
    let difference = fields.pointee.index ^ (UInt64(truncatingIfNeeded: hash & 0xFF) &* ones)
    let zeros = (difference &- ones) & ~difference & (ones &<< 7)
    let used = UInt64(fields.pointee.used)
    return used >= 8 ? zeros : zeros & ((1 &<< (used &* 8)) &- 1)
  }
}
