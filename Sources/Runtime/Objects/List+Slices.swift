// Subscripts of lists, and `+`, `*`.

extension List {
  static func getItem(_ thread: Thread, _ v: Value, _ key: Value) throws(Raised) -> Value {
    let list = List(v)
    if key.isInt {
      var i = key.asInt
      if i < 0 { i &+= list.count }
      if i < 0 || i >= list.count { throw thread.raise(.indexError, "list index out of range") }
      return list[i]
    }
    if key.isExactly(.slice) {
      let b = try Slice(key).bounds(thread) { list.count }
      return try list.slice(thread, b).value
    }
    if key.type.slots.pointee.index == nil {
      throw thread.raise(.typeError, "list indices must be integers or slices, not \(key.type.displayName)")
    }
    let i = try thread.position(key) { list.count }
    if i < 0 || i >= list.count { throw thread.raise(.indexError, "list index out of range") }
    return list[i]
  }
  func slice(_ thread: Thread, _ b: SliceBounds) throws(Raised) -> List {
    let result = try List.make(thread, capacity: b.count)
    if b.count == 0 { return result }
    let from = items
    let to = result.items
    if b.step == 1 {
      if b.count <= 8 {
        var i = 0
        repeat {
          to[i] = from[b.start &+ i]
          i &+= 1
        } while i < b.count
      } else {
        to.update(from: from + b.start, count: b.count)
      }
    } else {
      var i = 0
      var at = b.start
      while i < b.count {
        to[i] = from[at]
        at &+= b.step
        i &+= 1
      }
    }
    result.fields.pointee.count = b.count
    return result
  }

  static func setItem(_ thread: Thread, _ v: Value, _ key: Value, _ item: Value) throws(Raised) -> Value {
    let list = List(v)
    if key.isExactly(.slice) {
      try list.setSlice(thread, Slice(key), item)
      return .none
    }
    if !key.isInt, key.type.slots.pointee.index == nil {
      throw thread.raise(.typeError, "list indices must be integers or slices, not \(key.type.displayName)")
    }
    let i = try thread.position(key) { list.count }
    if i < 0 || i >= list.count { throw thread.raise(.indexError, "list assignment index out of range") }
    if item.isEmpty { list.remove(thread, at: i) } else { list.set(i, item) }
    return .none
  }
  /// `self[slice] = item`; `item` empty: `del self[slice]`.
  private func setSlice(_ thread: Thread, _ slice: Slice, _ item: Value) throws(Raised) {
    var b = try slice.words(thread)
    if item.isEmpty {
      b.clip(count)
      deleteSlice(thread, b)
      return
    }
    if b.step == 1 {
      let source = try values(thread, item, "can only assign an iterable")
      b.clip(count)
      try replace(thread, b.start, max(b.start, b.stop), with: source.items, count: source.count)
      return
    }
    let source = try values(thread, item, "must assign iterable to extended slice")
    b.clip(count)
    if source.count != b.count {
      throw thread.raise(.valueError, "attempt to assign sequence of size \(source.count) to extended slice of size \(b.count)")
    }
    barrier()
    var at = b.start
    var i = 0
    while i < b.count {
      items[at] = source[i]
      at &+= b.step
      i &+= 1
    }
  }
  /// The values of an iterable as a list with its own storage.
  private func values(_ thread: Thread, _ iterable: Value, _ message: StaticString) throws(Raised) -> List {
    if iterable.isKind(.list), iterable != value { return List(iterable) }
    do throws(Raised) { return try List.make(thread, of: iterable) } catch {
      if thread.isRaising(.typeError), !iterable.isIterable {
        _ = thread.takeRaised()
        throw thread.raise(.typeError, "\(message)")
      }
      throw error
    }
  }
  private func deleteSlice(_ thread: Thread, _ b: SliceBounds) {
    if b.count == 0 { return }
    let n = count
    let first = b.step > 0 ? b.start : b.start &+ (b.count &- 1) &* b.step
    let step = abs(b.step)
    let items = self.items
    if step == 1 {
      (items + first).update(from: items + first + b.count, count: n &- first &- b.count)
    } else {
      var to = first
      var next = first
      var left = b.count
      var i = first
      while i < n {
        if left > 0, i == next {
          left &-= 1
          next &+= step
        } else {
          items[to] = items[i]
          to &+= 1
        }
        i &+= 1
      }
    }
    truncate(thread, n &- b.count)
  }

  // MARK: + and *

  static func concat(_ thread: Thread, _ a: Value, _ b: Value) throws(Raised) -> Value {
    guard b.isKind(.list) else {
      throw thread.raise(.typeError, "can only concatenate list (not \"\(b.type.displayName)\") to list")
    }
    let l = List(a)
    let m = List(b)
    let result = try make(thread, capacity: l.count &+ m.count)
    result.items.update(from: l.items, count: l.count)
    (result.items + l.count).update(from: m.items, count: m.count)
    result.fields.pointee.count = l.count &+ m.count
    return result.value
  }
  static func repeatList(_ thread: Thread, _ v: Value, _ times: Value) throws(Raised) -> Value {
    let n = max(0, try thread.indexInt(times, overflow: .overflowError))
    let list = List(v)
    let result = try make(thread)
    if n == 0 || list.count == 0 { return result.value }
    let (total, overflow) = list.count.multipliedReportingOverflow(by: n)
    if overflow { throw thread.raiseMemoryError() }
    try result.reserve(thread, total)
    fill(result.items, list.items, list.count, total)
    result.fields.pointee.count = total
    return result.value
  }
  /// Writes the `count` values at `from` again and again until `total` stand at `to`; `from` may be `to`.
  static func fill(_ to: UnsafeMutablePointer<Value>, _ from: UnsafeMutablePointer<Value>, _ count: Int, _ total: Int) {
    if count == 1 {
      to.update(repeating: from[0], count: total)
      return
    }
    if to != from { to.update(from: from, count: count) }
    var done = count
    while done < total {
      let n = min(done, total &- done)
      (to + done).update(from: to, count: n)
      done &+= n
    }
  }
  static func inPlaceConcat(_ thread: Thread, _ v: Value, _ other: Value) throws(Raised) -> Value {
    try List(v).extend(thread, other)
    return v
  }
  static func inPlaceRepeat(_ thread: Thread, _ v: Value, _ times: Value) throws(Raised) -> Value {
    let n = try thread.indexInt(times, overflow: .overflowError)
    let list = List(v)
    if list.count == 0 || n == 1 { return v }
    if n <= 0 {
      list.clear(thread)
      return v
    }
    let (total, overflow) = list.count.multipliedReportingOverflow(by: n)
    if overflow { throw thread.raiseMemoryError() }
    try list.reserve(thread, total)
    fill(list.items, list.items, list.count, total)
    list.fields.pointee.count = total
    return v
  }
}

extension Value {
  /// Whether iter() has a chance: the class has `__iter__`, or `__getitem__`.
  var isIterable: Bool {
    let slots = type.slots
    return slots.pointee.iter != nil || slots.pointee.getItem != nil
  }
}
