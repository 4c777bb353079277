// set and frozenset: open addressing over pairs of key and hash, in one storage cell.
//
// Probing looks at up to ten neighbours first, then jumps to a place that depends on all bits of the hash; tables are powers of two and grow
// by four (by two when large), at 3/5 full. The order of a set of small ints is thereby CPython's, which programs' outputs show.

public struct SetEntry: BitwiseCopyable {
  /// empty: never used (hash 0), or removed (hash -1, which no key has).
  var key: Value
  var hash: Int
}

public struct SetFields: BitwiseCopyable {
  var header: Header
  /// Keys.
  public var count: Int
  /// Entries that are not unused: keys and removed ones.
  var fill: Int
  /// Rows of the table minus 1; -1: there is no table yet.
  var mask: Int
  /// Table (see `Thread.allocateBytes`).
  var entries: UnsafeMutablePointer<SetEntry>
  /// Changes with every change of the table.
  var version: Int
  /// frozenset: its hash; 0: not computed.
  var hash: Int
  /// set: where pop goes on searching.
  var finger: Int
}

public struct SetObject: Handle {
  public let fields: UnsafeMutablePointer<SetFields>
  @inline(__always) public init(fields: UnsafeMutablePointer<SetFields>) { self.fields = fields }
  @inline(__always) public var count: Int { fields.pointee.count }
  @inline(__always) var entries: UnsafeMutablePointer<SetEntry> { fields.pointee.entries }
  @inline(__always) var mask: Int { fields.pointee.mask }

  /// Trace: the table and its keys.
  static var layout: Layout {
    Layout(values: 0, trace: { object, visitor in
      let set = SetObject(object)
      if set.mask < 0 { return }
      let visitor = Visitor(visitor)
      visitor.visit(Raw(set.entries) - 8)
      var i = 0
      while i <= set.mask {
        visitor.visit(set.entries[i].key)
        i &+= 1
      }
    })
  }

  // MARK: Making

  /// An empty set.
  public static func make(_ thread: Thread) throws(Raised) -> SetObject { allocate(thread, .set) }
  static func allocate(_ thread: Thread, _ id: TypeID) -> SetObject {
    let s = SetObject(thread.allocate(MemoryLayout<SetFields>.size, .set, id))
    s.initialize()
    return s
  }
  /// The fields of an empty set.
  @inline(__always) func initialize() {
    fields.pointee.count = 0
    fields.pointee.fill = 0
    fields.pointee.mask = -1
    fields.pointee.entries = UnsafeMutablePointer(bitPattern: 16).unsafelyUnwrapped
    fields.pointee.version = 0
    fields.pointee.hash = 0
    fields.pointee.finger = 0
  }
  /// set(iterable)
  public static func make(_ thread: Thread, of iterable: Value) throws(Raised) -> SetObject {
    let s = try make(thread)
    try s.update(thread, iterable)
    return s
  }
  /// A set or frozenset with the keys of this one.
  func copy(_ thread: Thread, _ id: TypeID = .set) throws(Raised) -> SetObject {
    let s = SetObject.allocate(thread, id)
    try s.merge(thread, self)
    return s
  }

  // MARK: Look-up

  /// Number of neighbours that are looked at before a jump.
  @inline(__always) private static var neighbours: Int { 9 }

  /// The row of `key`, or nil. `__eq__` may run; should it change this set, the search begins anew.
  @inline(__always) func find(_ thread: Thread, _ key: Value, _ hash: Int) throws(Raised) -> Int? {
    if count == 0 { return nil }
    // Most keys are in their first row, and most that are not present would come into a first row that is unused.
    let home = hash & mask
    if entries[home].key == key { return home }
    if entries[home].key.isEmpty, entries[home].hash == 0 { return nil }
    if key.isInt || key.isExactly(.str) {
      let row = findPlain(key, hash)
      if row >= 0 { return row }
      if row != -1 { return nil }
    }
    return try search(thread, key, hash)
  }
  /// The row of a small int or exact str, in a table; -1: to know it, some key's `__eq__` has to be asked; otherwise it is not present,
  /// and its place is row -2 - result.
  @inline(never) private func findPlain(_ key: Value, _ hash: Int) -> Int {
    let table = entries
    let mask = self.mask
    let isInt = key.isInt
    var i = hash & mask
    var rest = UInt(bitPattern: hash)
    var removed = -1
    while true {
      var row = i
      let last = i &+ SetObject.neighbours <= mask ? i &+ SetObject.neighbours : i
      while row <= last {
        let e = table[row]
        if e.key == key { return row }
        if e.hash == hash {
          if e.key.isEmpty {
            if hash == 0 { return -2 &- (removed >= 0 ? removed : row) }
          } else if isInt {
            if !e.key.isInt { return -1 }
          } else if e.key.isExactly(.str) {
            if Str.equal(Str(e.key), Str(key)) { return row }
          } else {
            return -1
          }
        } else if e.key.isEmpty {
          if e.hash == 0 { return -2 &- (removed >= 0 ? removed : row) }
          removed = row
        }
        row &+= 1
      }
      rest &>>= 5
      i = (i &* 5 &+ 1 &+ Int(bitPattern: rest)) & mask
    }
  }
  @inline(never) private func search(_ thread: Thread, _ key: Value, _ hash: Int) throws(Raised) -> Int? {
    restart: while true {
      if mask < 0 { return nil }
      let version = fields.pointee.version
      let table = entries
      let mask = self.mask
      var i = hash & mask
      var rest = UInt(bitPattern: hash)
      while true {
        var row = i
        let last = i &+ SetObject.neighbours <= mask ? i &+ SetObject.neighbours : i
        while row <= last {
          let e = table[row]
          if e.key.isEmpty {
            if e.hash == 0 { return nil }
          } else if e.hash == hash {
            if e.key == key { return row }
            let same = try thread.same(e.key, key)
            if fields.pointee.version != version { continue restart }
            if same { return row }
          }
          row &+= 1
        }
        rest &>>= 5
        i = (i &* 5 &+ 1 &+ Int(bitPattern: rest)) & mask
      }
    }
  }
  public func contains(_ thread: Thread, _ key: Value) throws(Raised) -> Bool {
    try find(thread, key, try Dict.hash(thread, key)) != nil
  }

  // MARK: Changing

  public func add(_ thread: Thread, _ key: Value) throws(Raised) { try add(thread, key, try Dict.hash(thread, key)) }
  func add(_ thread: Thread, _ key: Value, _ hash: Int) throws(Raised) {
    if mask < 0 { try resize(thread, 0) }
    var place = -1
    if key.isInt || key.isExactly(.str) {
      place = findPlain(key, hash)
      if place >= 0 { return }
    }
    if place == -1, count > 0, try search(thread, key, hash) != nil { return }
    // `__eq__` may have cleared the set.
    if mask < 0 { try resize(thread, 0) }
    barrier(storing: key)
    if place < -1 { store(key, hash, -2 &- place) } else { insert(key, hash) }
    changed()
    if fields.pointee.fill &* 5 >= mask &* 3 { try resize(thread, count > 50000 ? count &* 2 : count &* 4) }
  }
  /// Adds a key that is known not to be present.
  private func addAbsent(_ thread: Thread, _ key: Value, _ hash: Int) throws(Raised) {
    if mask < 0 { try resize(thread, 0) }
    barrier(storing: key)
    insert(key, hash)
    changed()
    if fields.pointee.fill &* 5 >= mask &* 3 { try resize(thread, count > 50000 ? count &* 2 : count &* 4) }
  }
  @inline(__always) private func changed() { fields.pointee.version &+= 1 }
  @inline(__always) private func store(_ key: Value, _ hash: Int, _ row: Int) {
    if entries[row].hash == 0 { fields.pointee.fill &+= 1 }
    entries[row] = SetEntry(key: key, hash: hash)
    fields.pointee.count &+= 1
  }
  /// Stores a key that is not present in the last row of a removed key before the first unused one, or in that; there is one.
  private func insert(_ key: Value, _ hash: Int) {
    let table = entries
    let mask = self.mask
    var i = hash & mask
    var rest = UInt(bitPattern: hash)
    var removed = -1
    while true {
      var row = i
      let last = i &+ SetObject.neighbours <= mask ? i &+ SetObject.neighbours : i
      while row <= last {
        if table[row].key.isEmpty {
          if table[row].hash == 0 {
            store(key, hash, removed >= 0 ? removed : row)
            return
          }
          removed = row
        }
        row &+= 1
      }
      rest &>>= 5
      i = (i &* 5 &+ 1 &+ Int(bitPattern: rest)) & mask
    }
  }
  /// A new table of more than `needed` rows.
  func resize(_ thread: Thread, _ needed: Int) throws(Raised) {
    var rows = 8
    while rows <= needed { rows &*= 2 }
    if rows > 1 << 40 { throw thread.raiseMemoryError() }
    // The usual small tables cannot fail.
    let storage = rows <= 16 ? Raw(thread.allocate(8 &+ rows &* 16, .bytes, TypeID.storage) + 8) : Raw(try thread.allocateBytes(rows &* 16))
    let fresh = storage.assumingMemoryBound(to: SetEntry.self)
    fresh.initialize(repeating: SetEntry(key: .empty, hash: 0), count: rows)
    let old = entries
    let oldMask = mask
    barrier()
    fields.pointee.entries = fresh
    fields.pointee.mask = rows &- 1
    fields.pointee.count = 0
    fields.pointee.fill = 0
    changed()
    if oldMask < 0 { return }
    var i = 0
    while i <= oldMask {
      if !old[i].key.isEmpty { insert(old[i].key, old[i].hash) }
      i &+= 1
    }
    thread.free(storage: Raw(old))
  }
  func remove(row: Int) {
    entries[row] = SetEntry(key: .empty, hash: -1)
    fields.pointee.count &-= 1
    changed()
  }
  /// Removes `key`; whether it was present.
  public func remove(_ thread: Thread, _ key: Value) throws(Raised) -> Bool { try remove(thread, key, try Dict.hash(thread, key)) }
  func remove(_ thread: Thread, _ key: Value, _ hash: Int) throws(Raised) -> Bool {
    guard let row = try find(thread, key, hash) else { return false }
    remove(row: row)
    return true
  }
  public func clear(_ thread: Thread) {
    let old = mask >= 0 ? Raw(entries) : nil
    let version = fields.pointee.version
    let hash = fields.pointee.hash
    initialize()
    fields.pointee.version = version &+ 1
    fields.pointee.hash = hash
    thread.free(storage: old)
  }
  /// Exchanges the tables of two sets.
  func exchange(with other: SetObject) {
    barrier()
    other.barrier()
    let mine = fields.pointee
    let theirs = other.fields.pointee
    fields.pointee.count = theirs.count
    fields.pointee.fill = theirs.fill
    fields.pointee.mask = theirs.mask
    fields.pointee.entries = theirs.entries
    other.fields.pointee.count = mine.count
    other.fields.pointee.fill = mine.fill
    other.fields.pointee.mask = mine.mask
    other.fields.pointee.entries = mine.entries
    changed()
    other.changed()
  }
  /// The next key at row `row` or behind it, or nil; `row` moves behind it.
  @inline(__always) func next(_ row: inout Int) -> SetEntry? {
    while row <= mask {
      let e = entries[row]
      row &+= 1
      if !e.key.isEmpty { return e }
    }
    return nil
  }

  // MARK: From other containers

  /// Adds the keys of another set.
  func merge(_ thread: Thread, _ other: SetObject) throws(Raised) {
    if other.fields == fields || other.count == 0 { return }
    if (fields.pointee.fill &+ other.count) &* 5 >= mask &* 3 { try resize(thread, (count &+ other.count) &* 2) }
    if fields.pointee.fill == 0, mask == other.mask, other.fields.pointee.fill == other.count {
      barrier()
      entries.update(from: other.entries, count: mask &+ 1)
      fields.pointee.fill = other.count
      fields.pointee.count = other.count
      changed()
      return
    }
    var row = 0
    if fields.pointee.fill == 0 {
      barrier()
      while let e = other.next(&row) { insert(e.key, e.hash) }
      changed()
      return
    }
    while let e = other.next(&row) { try add(thread, e.key, e.hash) }
  }
  /// set.update with one iterable.
  public func update(_ thread: Thread, _ iterable: Value) throws(Raised) {
    if iterable.isKind(.set) {
      try merge(thread, SetObject(iterable))
      return
    }
    if iterable.isExactly(.dict) {
      let dict = Dict(iterable)
      let expected = (fields.pointee.fill &+ dict.count) &* 5
      if expected >= mask &* 3, dict.count > 0 { try resize(thread, (count &+ dict.count) &* 2) }
      try forEachKey(thread, dict) { (key: Value, hash: Int) throws(Raised) in try add(thread, key, hash) }
      return
    }
    if iterable.isExactly(.list) {
      let list = List(iterable)
      var i = 0
      while i < list.count {
        try add(thread, list[i])
        i &+= 1
      }
      return
    }
    let it = try thread.iterator(iterable)
    while true {
      let v = try thread.next(it)
      if v.isEmpty { return }
      try add(thread, v)
    }
  }
  /// The keys of a dict with their hashes, while it is not changed.
  private func forEachKey(_ thread: Thread, _ dict: Dict, _ body: (Value, Int) throws(Raised) -> Void) throws(Raised) {
    var i = dict.first
    while i < dict.used {
      let key = dict.entries[i].key
      if !key.isEmpty { try body(key, dict.hash(at: i)) }
      i &+= 1
    }
  }
  /// set.difference_update with one iterable.
  public func subtract(_ thread: Thread, _ iterable: Value) throws(Raised) {
    if iterable.isKind(.set) {
      let other = SetObject(iterable)
      if other.fields == fields {
        clear(thread)
        return
      }
      var row = 0
      while let e = other.next(&row) { _ = try remove(thread, e.key, e.hash) }
    } else {
      let it = try thread.iterator(iterable)
      while true {
        let v = try thread.next(it)
        if v.isEmpty { break }
        _ = try remove(thread, v)
      }
    }
    // When mostly removed entries are left, they are dropped.
    if (fields.pointee.fill &- count) &* 4 > mask { try resize(thread, count > 50000 ? count &* 2 : count &* 4) }
  }
  /// set.symmetric_difference_update with one iterable: what is in both leaves, the rest comes.
  public func toggle(_ thread: Thread, _ iterable: Value) throws(Raised) {
    if iterable.isKind(.set), SetObject(iterable).fields == fields {
      clear(thread)
      return
    }
    if iterable.isExactly(.dict) {
      try forEachKey(thread, Dict(iterable)) { (key: Value, hash: Int) throws(Raised) in
        if !(try remove(thread, key, hash)) { try add(thread, key, hash) }
      }
      return
    }
    let other = iterable.isKind(.set) ? SetObject(iterable) : try SetObject.make(thread, of: iterable)
    var row = 0
    while let e = other.next(&row) {
      if !(try remove(thread, e.key, e.hash)) { try add(thread, e.key, e.hash) }
    }
  }
  /// The keys that are also in `iterable`: a new set.
  func intersection(_ thread: Thread, _ iterable: Value, _ id: TypeID = .set) throws(Raised) -> SetObject {
    if iterable.isKind(.set), SetObject(iterable).fields == fields { return try copy(thread, id) }
    let result = SetObject.allocate(thread, id)
    if iterable.isKind(.set) {
      var small = SetObject(iterable)
      var large = self
      if small.count > large.count { swap(&small, &large) }
      var row = 0
      var left = small.count
      while left > 0, let e = small.next(&row) {
        if try large.find(thread, e.key, e.hash) != nil { try result.addAbsent(thread, e.key, e.hash) }
        left &-= 1
      }
      return result
    }
    let it = try thread.iterator(iterable)
    while true {
      let v = try thread.next(it)
      if v.isEmpty { return result }
      let hash = try Dict.hash(thread, v)
      if try find(thread, v, hash) != nil { try result.add(thread, v, hash) }
    }
  }
  /// The keys that are not in `iterable`: a new set.
  func difference(_ thread: Thread, _ iterable: Value, _ id: TypeID = .set) throws(Raised) -> SetObject {
    let isSet = iterable.isKind(.set)
    let otherCount: Int = isSet ? SetObject(iterable).count : iterable.isKind(.dict) ? Dict(iterable).count : 0
    if !isSet && !iterable.isKind(.dict) || count &>> 2 > otherCount {
      let result = try copy(thread, id)
      try result.subtract(thread, iterable)
      return result
    }
    let result = SetObject.allocate(thread, id)
    var row = 0
    while let e = next(&row) {
      let present = isSet ? try SetObject(iterable).find(thread, e.key, e.hash) != nil : try Dict(iterable).find(thread, e.key, e.hash) != nil
      if !present { try result.addAbsent(thread, e.key, e.hash) }
    }
    return result
  }
  func isDisjoint(_ thread: Thread, with iterable: Value) throws(Raised) -> Bool {
    if iterable.isKind(.set) {
      var small = SetObject(iterable)
      var large = self
      if small.fields == large.fields { return count == 0 }
      if small.count > large.count { swap(&small, &large) }
      var row = 0
      while let e = small.next(&row) {
        if try large.find(thread, e.key, e.hash) != nil { return false }
      }
      return true
    }
    let it = try thread.iterator(iterable)
    while true {
      let v = try thread.next(it)
      if v.isEmpty { return true }
      if try contains(thread, v) { return false }
    }
  }
  /// Whether all keys are in `other`.
  func isSubset(_ thread: Thread, of other: SetObject) throws(Raised) -> Bool {
    var left = count
    if left > other.count { return false }
    // The table's empty rows behind the last key are not looked at.
    var row = 0
    while left > 0, let e = next(&row) {
      if try other.find(thread, e.key, e.hash) == nil { return false }
      left &-= 1
    }
    return true
  }
}
