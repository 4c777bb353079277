// Pickling tuples, lists, dicts and sets: an empty container, then its items in batches of 1000, which the reader adds together.

extension PickleWriter {
  mutating func save(tuple t: Tuple) throws(Raised) {
    let n = t.count
    if n == 0 {
      if isBinary { return try put(PickleOp.emptyTuple) }
      try put(PickleOp.mark)
      return try put(PickleOp.tuple)
    }
    let isShort = n <= 3 && number >= 2
    if !isShort { try put(PickleOp.mark) }
    var i = 0
    while i < n {
      try save(t[i])
      i &+= 1
    }
    // A tuple that is part of itself has been written by now: what is on the stack is dropped.
    let index = known(t.value)
    if index >= 0 {
      if !isShort, isBinary {
        try put(PickleOp.popMark)
      } else {
        i = isShort ? 0 : -1
        while i < n {
          try put(PickleOp.pop)
          i &+= 1
        }
      }
      return try recall(index)
    }
    if isShort {
      try put(n == 1 ? PickleOp.tuple1 : n == 2 ? PickleOp.tuple2 : PickleOp.tuple3)
    } else {
      try put(PickleOp.tuple)
    }
    try memoize(t.value)
  }

  mutating func save(list: List) throws(Raised) {
    if isBinary {
      try put(PickleOp.emptyList)
    } else {
      try put(PickleOp.mark)
      try put(PickleOp.list)
    }
    try memoize(list.value)
    if list.count == 0 { return }
    if !isBinary { return try append(items: try thread.iterator(list.value)) }
    if list.count == 1 {
      try save(list[0])
      return try put(PickleOp.append)
    }
    var i = 0
    repeat {
      let end = i &+ PickleWriter.batch
      try put(PickleOp.mark)
      while i < list.count, i < end {
        try save(list[i])
        i &+= 1
      }
      try put(PickleOp.appends)
    } while i < list.count
  }
  /// The items of an iterator, to be appended to the object on the stack.
  mutating func append(items: Value) throws(Raised) {
    if !isBinary {
      while true {
        let v = try thread.next(items)
        if v.isEmpty { return }
        try save(v)
        try put(PickleOp.append)
      }
    }
    var n = 0
    repeat {
      n = 0
      let first = try thread.next(items)
      if first.isEmpty { return }
      var v = try thread.next(items)
      if v.isEmpty {
        try save(first)
        return try put(PickleOp.append)
      }
      try put(PickleOp.mark)
      try save(first)
      n = 1
      while !v.isEmpty {
        try save(v)
        n &+= 1
        if n == PickleWriter.batch { break }
        v = try thread.next(items)
      }
      try put(PickleOp.appends)
    } while n == PickleWriter.batch
  }

  mutating func save(dict: Dict) throws(Raised) {
    if isBinary {
      try put(PickleOp.emptyDict)
    } else {
      try put(PickleOp.mark)
      try put(PickleOp.dict)
    }
    try memoize(dict.value)
    if dict.count == 0 { return }
    if !isBinary { return try setItems(try thread.iterator(try thread.callMethod(dict.value, .items))) }
    let size = dict.count
    var i = dict.first
    if size == 1 {
      while i < dict.used, dict.entries[i].key.isEmpty { i &+= 1 }
      if i >= dict.used { return }
      let e = dict.entries[i]
      try save(e.key)
      try save(e.value)
      return try put(PickleOp.setItem)
    }
    var n = 0
    repeat {
      n = 0
      try put(PickleOp.mark)
      while i < dict.used {
        let e = dict.entries[i]
        i &+= 1
        if e.key.isEmpty { continue }
        try save(e.key)
        try save(e.value)
        n &+= 1
        if n == PickleWriter.batch { break }
      }
      try put(PickleOp.setItems)
      if dict.count != size { throw thread.raise(.runtimeError, "dictionary changed size during iteration") }
    } while n == PickleWriter.batch
  }
  /// The pairs of an iterator, to be stored in the object on the stack.
  mutating func setItems(_ pairs: Value) throws(Raised) {
    if !isBinary {
      while true {
        let pair = try thread.next(pairs)
        if pair.isEmpty { return }
        try save(pair: pair)
        try put(PickleOp.setItem)
      }
    }
    var n = 0
    repeat {
      n = 0
      let first = try thread.next(pairs)
      if first.isEmpty { return }
      try checkPair(first)
      var pair = try thread.next(pairs)
      if pair.isEmpty {
        try save(pair: first)
        return try put(PickleOp.setItem)
      }
      try put(PickleOp.mark)
      try save(pair: first)
      n = 1
      while !pair.isEmpty {
        try save(pair: pair)
        n &+= 1
        if n == PickleWriter.batch { break }
        pair = try thread.next(pairs)
      }
      try put(PickleOp.setItems)
    } while n == PickleWriter.batch
  }
  private func checkPair(_ pair: Value) throws(Raised) {
    if !pair.isKind(.tuple) || Tuple(pair).count != 2 {
      throw thread.raise(.typeError, "dict items iterator must return 2-tuples")
    }
  }
  private mutating func save(pair: Value) throws(Raised) {
    try checkPair(pair)
    try save(Tuple(pair)[0])
    try save(Tuple(pair)[1])
  }

  mutating func save(set v: Value) throws(Raised) {
    let set = SetObject(v)
    if number < 4 {
      let items = try List.make(thread, of: v)
      let arguments = try Tuple.make(thread, [items.value])
      return try save(reduction: Tuple(Tuple.pair(thread, Type[.set].value, arguments.value)), of: v)
    }
    try put(PickleOp.emptySet)
    try memoize(v)
    let size = set.count
    if size == 0 { return }
    var row = 0
    var n = 0
    repeat {
      n = 0
      try put(PickleOp.mark)
      while n < PickleWriter.batch, let e = set.next(&row) {
        try save(e.key)
        n &+= 1
      }
      try put(PickleOp.addItems)
      if set.count != size { throw thread.raise(.runtimeError, "set changed size during iteration") }
    } while n == PickleWriter.batch
  }
  mutating func save(frozenset v: Value) throws(Raised) {
    if number < 4 {
      let items = try List.make(thread, of: v)
      let arguments = try Tuple.make(thread, [items.value])
      return try save(reduction: Tuple(Tuple.pair(thread, Type[.frozenset].value, arguments.value)), of: v)
    }
    try put(PickleOp.mark)
    var row = 0
    while let e = SetObject(v).next(&row) { try save(e.key) }
    let index = known(v)
    if index >= 0 {
      try put(PickleOp.popMark)
      return try recall(index)
    }
    try put(PickleOp.frozenSet)
    try memoize(v)
  }
}
