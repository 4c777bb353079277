// Reading and writing the attributes that an object itself has, whatever its layout.

extension Instance {
  /// The storage of slots beyond the inline ones: a cell of Values; the first Value is 8 bytes after its address.
  @inline(__always) static func overflow(_ word: Value) -> UnsafeMutablePointer<Value> { word.object.at(8) }

  /// Room that overflow storage has for `count` slots: 4, 8, 16 …
  static func overflowCapacity(_ count: Int) -> Int {
    var capacity = 4
    while capacity < count { capacity &*= 2 }
    return capacity
  }

  /// Slot i of an object in shape mode.
  @inline(__always) func slot(_ i: Int, _ shape: UnsafeMutablePointer<Shape>) -> UnsafeMutablePointer<Value> {
    let inline = Int(shape.pointee.inlineCapacity)
    return i < inline ? slots + i : Instance.overflow(fields.pointee.dictWord) + (i &- inline)
  }

  /// The attribute `name` (interned), or empty.
  @inline(__always) public func get(_ name: Str) -> Value {
    let row = header.pointee.shape
    let shape = Shape.table + Int(row)
    if _slowPath(shape.pointee.flags & Shape.dictionaryMode != 0) {
      return fields.pointee.dictWord.isObject ? Dict(fields.pointee.dictWord).get(name) : .empty
    }
    let i = Shape.slot(row, name)
    return i < 0 ? .empty : slot(i, shape).pointee
  }

  /// Stores the attribute `name` (interned). False when the class's instances take no attributes.
  @inline(__always) public func set(_ thread: Thread, _ name: Str, _ value: Value) throws(Raised) -> Bool {
    let row = header.pointee.shape
    let shape = Shape.table + Int(row)
    if shape.pointee.flags & Shape.dictionaryMode == 0 {
      let i = Shape.slot(row, name)
      if i >= 0 {
        barrier()
        slot(i, shape).pointee = value
        return true
      }
    }
    return try add(thread, name, value)
  }

  @inline(never) private func add(_ thread: Thread, _ name: Str, _ value: Value) throws(Raised) -> Bool {
    let row = header.pointee.shape
    let flags = Shape.table[Int(row)].flags
    if flags & Shape.closed != 0 { return false }
    if flags & Shape.dictionaryMode != 0 {
      (try dictionary(thread)).set(thread, name, value)
      return true
    }
    let child = Shape.child(row, name)
    if child == 0 {
      (try dictionary(thread)).set(thread, name, value)
      return true
    }
    try grow(thread, to: child)
    barrier()
    let shape = Shape.table + Int(child)
    slot(Int(shape.pointee.count) &- 1, shape).pointee = value
    header.pointee.shape = child
    return true
  }

  /// Makes room for the last slot of shape `row`, one attribute more than now.
  public func grow(_ thread: Thread, to row: UInt32) throws(Raised) {
    let shape = Shape.table + Int(row)
    let inline = Int(shape.pointee.inlineCapacity)
    let over = Int(shape.pointee.count) &- inline
    if over <= 0 { return }
    if over == 1 { Shape.learn(shape.pointee.type, shape.pointee.count) }
    let had = over == 1 ? 0 : Instance.overflowCapacity(over &- 1)
    let needs = Instance.overflowCapacity(over)
    if had == needs { return }
    let fresh = try thread.allocateValues(needs)
    let old = fields.pointee.dictWord
    if over > 1 { fresh.update(from: Instance.overflow(old), count: over &- 1) }
    barrier()
    fields.pointee.dictWord = Value(Raw(fresh) - 8)
    Instance.freeStorage(old)
  }
  /// Nothing else refers to a storage that its instance has left.
  private static func freeStorage(_ word: Value) {
    if word.isObject, word.object.kind == .values { Heap.free(word.object) }
  }

  /// Deletes the attribute `name` (interned). False when there is none.
  func delete(_ thread: Thread, _ name: Str) throws(Raised) -> Bool {
    let row = header.pointee.shape
    let shape = Shape.table + Int(row)
    if shape.pointee.flags & Shape.dictionaryMode != 0 {
      return fields.pointee.dictWord.isObject && !Dict(fields.pointee.dictWord).remove(name).isEmpty
    }
    let at = Shape.slot(row, name)
    if at < 0 { return false }
    let count = Int(shape.pointee.count)
    if at == count &- 1 {
      slot(at, shape).pointee = .empty
      header.pointee.shape = shape.pointee.parent
      return true
    }
    // In the middle: the order of the others has to stay, so the object leaves the tree.
    _ = try dictionary(thread).remove(name)
    return true
  }

  /// The dict of the attributes: the object enters dictionary mode.
  func dictionary(_ thread: Thread) throws(Raised) -> Dict {
    let row = header.pointee.shape
    let shape = Shape.table + Int(row)
    if shape.pointee.flags & Shape.dictionaryMode != 0 {
      if fields.pointee.dictWord.isObject { return Dict(fields.pointee.dictWord) }
      let dict = Dict.make(thread)
      barrier()
      fields.pointee.dictWord = dict.value
      return dict
    }
    let target = Shape.dictionaryRow(shape.pointee.type)
    if target == 0 { throw thread.raiseMemoryError() }
    let dict = copyAttributes(thread)
    enterDictionaryMode(dict, target)
    return dict
  }

  /// A dict with the attributes of an object in shape mode.
  func copyAttributes(_ thread: Thread) -> Dict {
    let dict = Dict.make(thread)
    let shape = Shape.table + Int(header.pointee.shape)
    let names = Shape.names(header.pointee.shape)
    let first = Int(shape.pointee.count) &- names.count
    for (i, name) in names.enumerated() { dict.set(thread, Str(name), slot(first &+ i, shape).pointee) }
    return dict
  }

  /// The attributes are in `dict` from now on; `row` is the dictionary shape of the object's class.
  func enterDictionaryMode(_ dict: Dict, _ row: UInt32) {
    let old = Shape.table + Int(header.pointee.shape)
    if old.pointee.flags & Shape.dictionaryMode == 0 {
      let members = Int(old.pointee.type.fields.pointee.memberSlots)
      var i = members
      let end = min(Int(old.pointee.count), Int(old.pointee.inlineCapacity))
      while i < end {
        slots[i] = .empty
        i &+= 1
      }
    }
    let storage = fields.pointee.dictWord
    barrier()
    fields.pointee.dictWord = dict.value
    header.pointee.shape = row
    Instance.freeStorage(storage)
  }
}

// MARK: Any object

extension Type {
  /// Where the dict word of `object`, an instance that is not of kind `.instance`, lies; nil when it has none.
  @inline(__always) static func dictWord(_ object: Raw) -> UnsafeMutablePointer<Value>? {
    let offset = Int(Shape.table[Int(object.shape)].type.fields.pointee.dictOffset)
    if offset == 0 { return nil }
    return offset > 0 ? object.at(offset) : wordAfterItems(object)
  }
  private static func wordAfterItems(_ object: Raw) -> UnsafeMutablePointer<Value> {
    // Both layouts have the number of their 8-byte items at 8 (a big int's may be negative), and the items at 16.
    let count = object.load(fromByteOffset: 8, as: Int.self)
    return object.at(16 &+ abs(count) &* 8)
  }
}

extension Value {
  /// The object's own attribute `name` (interned), or empty; no descriptor is asked.
  @inline(__always) func ownAttribute(_ name: Str) -> Value {
    if !isObject { return .empty }
    let object = self.object
    if object.kind == .instance { return Instance(object).get(name) }
    if object.kind == .module { return Module(object).dict.get(name) }
    if let word = Type.dictWord(object), word.pointee.isObject { return Dict(word.pointee).get(name) }
    return .empty
  }

  /// Whether the object has attributes of its own.
  var hasDictionary: Bool {
    if !isObject { return false }
    if object.kind == .instance { return Shape.table[Int(object.shape)].flags & Shape.closed == 0 }
    return object.kind == .module || Type.dictWord(object) != nil
  }

  /// Stores or deletes (`value` empty) the object's own attribute; false: it takes none, or has none to delete.
  func setOwnAttribute(_ thread: Thread, _ name: Str, _ value: Value) throws(Raised) -> Bool {
    if !isObject { return false }
    if object.kind == .instance {
      return value.isEmpty ? try Instance(object).delete(thread, name) : try Instance(object).set(thread, name, value)
    }
    if object.kind == .module {
      if value.isEmpty { return !Module(object).dict.remove(name).isEmpty }
      Module(object).dict.set(thread, name, value)
      return true
    }
    guard let word = Type.dictWord(object) else { return false }
    if value.isEmpty { return word.pointee.isObject && !Dict(word.pointee).remove(name).isEmpty }
    ownDictionary(thread, word).set(thread, name, value)
    return true
  }

  private func ownDictionary(_ thread: Thread, _ word: UnsafeMutablePointer<Value>) -> Dict {
    if word.pointee.isObject { return Dict(word.pointee) }
    let dict = Dict.make(thread)
    Heap.barrier(object)
    word.pointee = dict.value
    return dict
  }

  /// `__dict__`: made when it is asked for the first time; empty when the object has none.
  func dictionary(_ thread: Thread) throws(Raised) -> Value {
    if !hasDictionary { return .empty }
    if object.kind == .instance { return try Instance(object).dictionary(thread).value }
    if object.kind == .module { return Module(object).dict.value }
    guard let word = Type.dictWord(object) else { return .empty }
    return ownDictionary(thread, word).value
  }

  /// Assigns `__dict__`; `dict` is a dict, or empty for deletion.
  func replaceDictionary(_ thread: Thread, _ dict: Value) throws(Raised) {
    let fresh = dict.isEmpty ? Dict.make(thread).value : dict
    if object.kind == .instance {
      _ = try Instance(object).dictionary(thread)
      Heap.barrier(object)
      Instance(object).fields.pointee.dictWord = fresh
    } else if let word = Type.dictWord(object) {
      Heap.barrier(object)
      word.pointee = fresh
    }
  }
}

extension Type {
  /// Shows the collector what this class, written in Python, adds to the objects of its built-in base: dict word and `__slots__`.
  func traceAdded(_ object: Raw) {
    let f = fields
    if f.pointee.dictOffset < 0 {
      if let word = Type.dictWord(object), word.pointee.isObject { Heap.mark(word.pointee.object) }
      return
    }
    var offset = Int(f.pointee.builtinSize)
    let end = Int(f.pointee.basicSize)
    while offset < end {
      let v = object.at(offset, as: Value.self).pointee
      if v.isObject { Heap.mark(v.object) }
      offset &+= 8
    }
  }
}
