// Copies and merges of dicts.

extension Dict {
  /// A dict of its own with the same entries.
  public func copy(_ thread: Thread) throws(Raised) -> Dict {
    let d = Dict.make(thread)
    try d.take(thread, copyOf: self)
    return d
  }
  /// Makes this empty dict a copy of another one.
  private func take(_ thread: Thread, copyOf other: Dict) throws(Raised) {
    if other.count == 0 { return }
    if other.count == other.used, let block = other.block {
      // No entry was deleted: the storage is copied as it is.
      let bytes = Raw(try thread.allocateBytes(block.size))
      guard let source = other.block else { return }
      bytes.copyMemory(from: source.start, byteCount: block.size)
      adopt(bytes, likeStorageOf: other)
    } else {
      fields.pointee.header.flags |= other.fields.pointee.header.flags & Dict.hashesFlag
      try resize(thread, other.count)
      var i = other.first
      while i < other.used {
        let e = other.entries[i]
        if !e.key.isEmpty { try append(thread, other.hash(at: i), e.key, e.value) }
        i &+= 1
      }
    }
  }

  /// Adds the entries of another dict: `override` says whether a present key gets the new value.
  public func merge(_ thread: Thread, _ other: Dict, override: Bool = true) throws(Raised) {
    if other.fields == fields || other.count == 0 { return }
    if count == 0 {
      if fields.pointee.limit > 0 { clear(thread) }
      try take(thread, copyOf: other)
      return
    }
    let version = other.version
    var i = other.first
    while i < other.used {
      let e = other.entries[i]
      if !e.key.isEmpty {
        let hash = other.hash(at: i)
        if let present = try find(thread, e.key, hash) {
          if override {
            barrier()
            present.pointee.value = e.value
          }
        } else {
          try append(thread, hash, e.key, e.value)
        }
        if other.version != version { throw thread.raise(.runtimeError, "dict mutated during update") }
      }
      i &+= 1
    }
  }

  /// dict.update's one argument: a mapping (it has `keys`) or an iterable of pairs. Raises what dict(argument) raises.
  public func update(_ thread: Thread, _ argument: Value, override: Bool = true) throws(Raised) {
    if argument.isExactly(.dict) {
      try merge(thread, Dict(argument), override: override)
    } else if !(try thread.getAttributeOrEmpty(argument, Name.keys.str)).isEmpty {
      try update(thread, mapping: argument, override: override)
    } else {
      try update(thread, pairs: argument, override: override)
    }
  }
  /// From any mapping: a dict's subclass that iterates as a dict does is read directly.
  public func update(_ thread: Thread, mapping: Value, override: Bool = true) throws(Raised) {
    if mapping.isKind(.dict), mapping.iteratesAsDict {
      try merge(thread, Dict(mapping), override: override)
      return
    }
    let iterator = try thread.iterator(try thread.keyView(of: mapping))
    while true {
      let key = try thread.next(iterator)
      if key.isEmpty { return }
      let hash = try Dict.hash(thread, key)
      if !override, try find(thread, key, hash) != nil { continue }
      try set(thread, key, hash, try thread.getItem(mapping, key))
    }
  }
  private func update(_ thread: Thread, pairs: Value, override: Bool) throws(Raised) {
    let iterator = try thread.iterator(pairs)
    var i = 0
    while true {
      let item = try thread.next(iterator)
      if item.isEmpty { return }
      let pair: Tuple
      if item.isExactly(.tuple) {
        pair = Tuple(item)
      } else {
        do throws(Raised) { pair = try Tuple.make(thread, of: item) } catch {
          if thread.isRaising(.typeError) {
            _ = thread.takeRaised()
            throw thread.raise(.typeError, "cannot convert dictionary update sequence element #\(i) to a sequence")
          }
          throw error
        }
      }
      if pair.count != 2 {
        throw thread.raise(.valueError, "dictionary update sequence element #\(i) has length \(pair.count); 2 is required")
      }
      let hash = try Dict.hash(thread, pair[0])
      let isNew = try find(thread, pair[0], hash) == nil
      if override || isNew { try set(thread, pair[0], hash, pair[1]) }
      i &+= 1
    }
  }

  /// A snapshot in order: what a list of the keys, the values, or the pairs holds.
  func list(_ thread: Thread, _ what: DictPart) throws(Raised) -> List {
    let result = try List.make(thread, capacity: count)
    var i = first
    while i < used {
      let e = entries[i]
      if !e.key.isEmpty { try result.append(thread, what.pick(thread, e)) }
      i &+= 1
    }
    return result
  }
}

/// What of an entry an iterator or a view shows.
enum DictPart: Int {
  case key, value, item
  @inline(__always) func pick(_ thread: Thread, _ e: DictEntry) -> Value {
    switch self {
    case .key: e.key
    case .value: e.value
    case .item: Tuple.pair(thread, e.key, e.value)
    }
  }
}

extension Value {
  /// A dict (or a subclass's instance) whose `__iter__` is dict's own.
  var iteratesAsDict: Bool {
    if isExactly(.dict) { return true }
    guard let mine = type.slots.pointee.iter, let plain = Type[.dict].slots.pointee.iter else { return false }
    return unsafeBitCast(mine, to: UInt.self) == unsafeBitCast(plain, to: UInt.self)
  }
}

extension Thread {
  /// `mapping.keys()`, which must be iterable.
  func keyView(of mapping: Value) throws(Raised) -> Value {
    let keys = try callMethod(mapping, .keys)
    if keys.isIterable { return keys }
    throw raise(.typeError, "\(mapping.type.displayName).keys() returned a non-iterable (type \(keys.type.displayName))")
  }
}
