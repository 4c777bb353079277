// Looking a name up through the mro, with a cache for all classes.
//
// A row of the cache says what `version` (unique over all classes and all times) and name (interned) give. A class's version changes
// when its dict or the dict of a class in its mro changes, so rows never need to be taken out one by one; the collector empties
// the cache, because a dead name's address may come back as another name.

import Glibc

public struct AttributeCacheRow: BitwiseCopyable {
  var version: UInt64
  var name: UInt64
  /// What the mro's dicts have, or empty.
  var value: Value
  /// The class in whose dict it is.
  var owner: Value
}

public enum AttributeCache {
  static var size: Int { 4096 }
  static func reserve() {
    let rows = UnsafeMutablePointer<AttributeCacheRow>.allocate(capacity: size)
    machine.pointee.attributeCache = rows
    clear()
  }
  static func clear() {
    machine.pointee.attributeCache.initialize(
      repeating: AttributeCacheRow(version: 0, name: 0, value: .empty, owner: .empty), count: size)
  }
  @inline(__always) static func row(_ version: UInt64, _ name: Str) -> UnsafeMutablePointer<AttributeCacheRow> {
    let bits = UInt64(UInt(bitPattern: name.raw))
    let at = (bits &>> 4) ^ (bits &>> 12) ^ (version &* 0x9E37_79B1)
    return machine.pointee.attributeCache + Int(at & UInt64(size &- 1))
  }
}

extension Type {
  /// What the dicts of the mro have under `name` (interned), unbound; empty when none has it.
  @inline(__always) public func lookup(_ name: Str) -> Value {
    let version = fields.pointee.version
    let row = AttributeCache.row(version, name)
    if _fastPath(row.pointee.version == version && row.pointee.name == name.value.bits) { return row.pointee.value }
    return search(name, row).value
  }
  @inline(__always) public func lookup(_ name: Name) -> Value { lookup(name.str) }
  /// The same, and the class that has it.
  func lookupWithOwner(_ name: Str) -> (value: Value, owner: Value) {
    let version = fields.pointee.version
    let row = AttributeCache.row(version, name)
    if row.pointee.version == version, row.pointee.name == name.value.bits { return (row.pointee.value, row.pointee.owner) }
    return search(name, row)
  }
  @inline(never) private func search(_ name: Str, _ row: UnsafeMutablePointer<AttributeCacheRow>) -> (value: Value, owner: Value) {
    if !fields.pointee.mro.isObject {
      let value = Dict(fields.pointee.dict).get(name)
      return (value, self.value)
    }
    let mro = Tuple(fields.pointee.mro)
    var found = Value.empty
    var owner = Value.empty
    var i = 0
    while i < mro.count {
      let type = Type(mro.items[i])
      found = Dict(type.fields.pointee.dict).get(name)
      if !found.isEmpty {
        owner = type.value
        break
      }
      i &+= 1
    }
    row.pointee = AttributeCacheRow(version: fields.pointee.version, name: name.value.bits, value: found, owner: owner)
    return (found, owner)
  }

  /// The dict's own entry, or empty.
  func own(_ name: Name) -> Value { Dict(fields.pointee.dict).get(name.str) }

  /// What look-ups through this class give may have changed: new versions for it and for all that inherit from it.
  func modified() {
    machine.pointee.nextTypeVersion &+= 1
    fields.pointee.version = machine.pointee.nextTypeVersion
    forEachSubclass { $0.modified() }
  }

  /// Calls `body` for each direct subclass that is alive.
  func forEachSubclass(_ body: (Type) -> Void) {
    guard let table = SubclassTable.of(self) else { return }
    var i = 0
    while i < table.pointee.count {
      body(Type(table.pointee.rows[i]))
      i &+= 1
    }
  }
}

/// The direct subclasses of a class, in the order in which they were made. They are not kept alive by it: after marking, the
/// collector has the dead ones taken out.
struct SubclassTable {
  var rows: UnsafeMutablePointer<Raw>
  var count: Int
  var capacity: Int

  @inline(__always) static func of(_ type: Type) -> UnsafeMutablePointer<SubclassTable>? {
    let word = type.fields.pointee.subclasses
    return word.isEmpty ? nil : word.asRaw?.assumingMemoryBound(to: SubclassTable.self)
  }
  static func add(_ type: Type, to base: Type) {
    let table: UnsafeMutablePointer<SubclassTable>
    if let old = of(base) {
      table = old
    } else {
      table = UnsafeMutablePointer<SubclassTable>.allocate(capacity: 1)
      table.initialize(to: SubclassTable(rows: UnsafeMutablePointer<Raw>.allocate(capacity: 4), count: 0, capacity: 4))
      base.fields.pointee.subclasses = .raw(table)
    }
    for i in 0..<table.pointee.count where table.pointee.rows[i] == type.raw { return }
    if table.pointee.count == table.pointee.capacity {
      let capacity = table.pointee.capacity &* 2
      let rows = UnsafeMutablePointer<Raw>.allocate(capacity: capacity)
      rows.update(from: table.pointee.rows, count: table.pointee.count)
      table.pointee.rows.deallocate()
      table.pointee.rows = rows
      table.pointee.capacity = capacity
    }
    table.pointee.rows[table.pointee.count] = type.raw
    table.pointee.count &+= 1
  }
  static func remove(_ type: Type, from base: Type) { keep(base) { $0 != type.raw } }
  static func keep(_ base: Type, where keeps: (Raw) -> Bool) {
    guard let table = of(base) else { return }
    var kept = 0
    for i in 0..<table.pointee.count where keeps(table.pointee.rows[i]) {
      table.pointee.rows[kept] = table.pointee.rows[i]
      kept &+= 1
    }
    table.pointee.count = kept
  }
  static func free(_ type: Type) {
    guard let table = of(type) else { return }
    table.pointee.rows.deallocate()
    table.deallocate()
    type.fields.pointee.subclasses = .empty
  }
  /// For the collector, between marking and sweeping: takes classes that `isLive` denies out of the tables of live ones, beginning
  /// at object, of which all inherit.
  static func prune(_ isLive: (Raw) -> Bool) {
    if !Type[.object].fields.pointee.mro.isObject { return }
    prune(Type[.object], isLive)
  }
  private static func prune(_ type: Type, _ isLive: (Raw) -> Bool) {
    guard let table = of(type) else { return }
    keep(type, where: isLive)
    for i in 0..<table.pointee.count { prune(Type(table.pointee.rows[i]), isLive) }
  }
}

extension Dict {
  /// Calls `body` with each key and value; a body that changes the dict may see entries twice or not at all, nothing worse.
  func forEach(_ body: (_ key: Value, _ value: Value) throws(Raised) -> Void) throws(Raised) {
    var i = first
    while i < used {
      let e = entries[i]
      if !e.key.isEmpty { try body(e.key, e.value) }
      i = max(i &+ 1, first)
    }
  }
}
