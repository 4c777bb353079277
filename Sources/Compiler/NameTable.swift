// Names and their numbers. A program is compiled on each start, and a dictionary of strings took a fifth of that: its hash resists
// attackers, which variables do not need.

/// Different names, numbered in the order in which they came: 0, 1, 2 …
struct NameTable {
  private(set) var names: [String] = []
  private var hashes: [UInt32] = []
  /// Open addressing: a name's number + 1, or 0. Empty as long as there are so few names that looking at all is quicker; a power of two, and
  /// at most half full.
  private var slots: [Int32] = []

  private static var fewNames: Int { 8 }

  private static func hash(_ name: String) -> UInt32 {
    var h: UInt64 = 0xcbf2_9ce4_8422_2325
    for byte in name.utf8 { h = (h ^ UInt64(byte)) &* 0x100_0000_01b3 }
    return UInt32(truncatingIfNeeded: h ^ h &>> 32)
  }

  func number(of name: String) -> Int? {
    if names.isEmpty { return nil }
    let n = find(name, NameTable.hash(name))
    return n < 0 ? nil : n
  }
  /// The number of a name, which is added if it is new.
  mutating func add(_ name: String) -> Int {
    let hash = NameTable.hash(name)
    let known = find(name, hash)
    if known >= 0 { return known }
    let n = names.count
    names.append(name)
    hashes.append(hash)
    if n >= NameTable.fewNames {
      if (n + 1) * 2 > slots.count { enlarge() } else { enter(n) }
    }
    return n
  }

  /// -1: it is not there.
  private func find(_ name: String, _ hash: UInt32) -> Int {
    if slots.isEmpty {
      for n in 0..<hashes.count where hashes[n] == hash && names[n] == name { return n }
      return -1
    }
    let mask = slots.count - 1
    var i = Int(hash) & mask
    while slots[i] != 0 {
      let n = Int(slots[i]) - 1
      if hashes[n] == hash, names[n] == name { return n }
      i = (i + 1) & mask
    }
    return -1
  }
  private mutating func enter(_ n: Int) {
    let mask = slots.count - 1
    var i = Int(hashes[n]) & mask
    while slots[i] != 0 { i = (i + 1) & mask }
    slots[i] = Int32(truncatingIfNeeded: n + 1)
  }
  private mutating func enlarge() {
    slots = [Int32](repeating: 0, count: max(32, slots.count * 4))
    for n in 0..<names.count { enter(n) }
  }
}
