// The method resolution order: C3 linearisation (Language Reference 3.3.3.1).

extension Type {
  /// The mro of this class from its bases; a metaclass may compute it itself by a method `mro`.
  func computeMRO(_ thread: Thread) throws(Raised) -> Tuple {
    let metaclass = value.type
    if metaclass == Type[.type] || metaclass.lookup(.mro) == Type[.type].lookup(.mro) { return try c3(thread) }
    let result = try thread.callSpecial(value, .mro)
    if result.isEmpty { return try c3(thread) }
    let items = try List.make(thread, of: result)
    for i in 0..<items.count {
      let v = items[i]
      guard v.isKind(.type) else {
        throw thread.raise(.typeError, "mro() returned a non-class ('\(v.type.displayName)')")
      }
      if !solidBase.isSubclass(of: Type(v).solidBase) {
        throw thread.raise(.typeError, "mro() returned base with unsuitable layout ('\(Type(v).displayName)')")
      }
    }
    return try Tuple.make(thread, items.items, count: items.count)
  }

  /// type.mro
  func c3(_ thread: Thread) throws(Raised) -> Tuple {
    let bases = Tuple(fields.pointee.bases)
    for i in 0..<bases.count where !Type(bases[i]).fields.pointee.mro.isObject {
      throw thread.raise(.typeError, "Cannot extend an incomplete type '\(Type(bases[i]).displayName)'")
    }
    var items: [Value] = [value]
    if bases.count == 1 {
      let inherited = Tuple(Type(bases[0]).fields.pointee.mro)
      for i in 0..<inherited.count { items.append(inherited[i]) }
      return try Tuple.make(thread, items)
    }
    var lists: [[Value]] = []
    var direct: [Value] = []
    for i in 0..<bases.count {
      if direct.contains(bases[i]) {
        throw thread.raise(.typeError, "duplicate base class \(Type(bases[i]).displayName)")
      }
      direct.append(bases[i])
      var line: [Value] = []
      let mro = Type(bases[i]).fields.pointee.mro
      if mro.isObject { for k in 0..<Tuple(mro).count { line.append(Tuple(mro)[k]) } }
      lists.append(line)
    }
    lists.append(direct)
    var heads: [Int] = Array(repeating: 0, count: lists.count)
    while true {
      var isDone = true
      var next: Value = .empty
      for (i, list) in lists.enumerated() where heads[i] < list.count {
        isDone = false
        let candidate = list[heads[i]]
        var isBlocked = false
        for (k, other) in lists.enumerated() where heads[k] < other.count {
          if other[(heads[k] &+ 1)...].contains(candidate) {
            isBlocked = true
            break
          }
        }
        if !isBlocked {
          next = candidate
          break
        }
      }
      if isDone { return try Tuple.make(thread, items) }
      if next.isEmpty { throw inconsistent(thread, lists, heads) }
      items.append(next)
      for i in 0..<lists.count where heads[i] < lists[i].count && lists[i][heads[i]] == next { heads[i] &+= 1 }
    }
  }
  private func inconsistent(_ thread: Thread, _ lists: [[Value]], _ heads: [Int]) -> Raised {
    var names: [String] = []
    for (i, list) in lists.enumerated() where heads[i] < list.count {
      let name = Type(list[heads[i]]).displayName
      if !names.contains(name) { names.append(name) }
    }
    var text = ""
    for (i, name) in names.enumerated() { text += (i == 0 ? " " : ", ") + name }
    return thread.raise(.typeError, "Cannot create a consistent method resolution\norder (MRO) for bases\(text)")
  }
}
