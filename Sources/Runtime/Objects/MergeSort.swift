// The merge sort behind list.sort; see List+Sort.swift.

struct MergeSort<E: SortElement, O: SortOrder> {
  private let thread: Thread
  private let items: UnsafeMutablePointer<E>
  private let order: O
  /// Room for the shorter run of a merge; a cell of Values, so that the collector sees what lies in it.
  private var buffer: UnsafeMutablePointer<Value>?
  private var room: Int = 0

  @inline(__always) private func less(_ a: E, _ b: E) throws(Raised) -> Bool { try order.less(a.sortKey, b.sortKey) }

  @inline(never) static func sort(_ thread: Thread, _ items: UnsafeMutablePointer<E>, _ n: Int, _ order: O) throws(Raised) {
    if n < 2 { return }
    var sorter = MergeSort(thread: thread, items: items, order: order)
    defer { if let buffer = sorter.buffer { thread.free(storage: Raw(buffer)) } }
    try sorter.sort(n)
  }

  private struct Run: BitwiseCopyable {
    var start: Int
    var count: Int
    /// Depth of the boundary behind it in a nearly optimal merge tree.
    var power: Int
  }

  private mutating func sort(_ n: Int) throws(Raised) {
    let shortest = MergeSort.shortestRun(n)
    // Powers on the stack increase strictly, and are at most 63.
    let runs = UnsafeMutablePointer<Run>.allocate(capacity: 80)
    defer { runs.deallocate() }
    var depth = 0
    var start = 0
    while start < n {
      var count = try naturalRun(start, n)
      if count < shortest {
        let forced = min(shortest, n &- start)
        try insertionSort(start, sorted: count, count: forced)
        count = forced
      }
      if depth > 0 {
        let power = MergeSort.power(runs[depth &- 1].start, runs[depth &- 1].count, count, n)
        while depth > 1, runs[depth &- 2].power > power {
          try merge(&runs[depth &- 2], runs[depth &- 1])
          depth &-= 1
        }
        runs[depth &- 1].power = power
      }
      runs[depth] = Run(start: start, count: count, power: 0)
      depth &+= 1
      start &+= count
    }
    while depth > 1 {
      try merge(&runs[depth &- 2], runs[depth &- 1])
      depth &-= 1
    }
  }

  /// Between 32 and 64, such that n divided by it is a power of two or a little less.
  private static func shortestRun(_ n: Int) -> Int {
    var n = n
    var rest = 0
    while n >= 64 {
      rest |= n & 1
      n &>>= 1
    }
    return n &+ rest
  }
  /// The first bit in which the middles of two neighbouring runs differ, as binary fractions of n.
  private static func power(_ start: Int, _ count: Int, _ next: Int, _ n: Int) -> Int {
    var a = 2 &* start &+ count
    var b = a &+ count &+ next
    var power = 0
    while true {
      power &+= 1
      if a >= n {
        a &-= n
        b &-= n
      } else if b >= n {
        return power
      }
      a &<<= 1
      b &<<= 1
    }
  }

  /// Length of the ascending stretch at `start`; a strictly descending one is turned around.
  private func naturalRun(_ start: Int, _ n: Int) throws(Raised) -> Int {
    var i = start &+ 1
    if i >= n { return 1 }
    if try less(items[i], items[start]) {
      i &+= 1
      while i < n, try less(items[i], items[i &- 1]) { i &+= 1 }
      List.turn(items + start, i &- start)
    } else {
      i &+= 1
      while i < n, !(try less(items[i], items[i &- 1])) { i &+= 1 }
    }
    return i &- start
  }

  private func insertionSort(_ start: Int, sorted: Int, count: Int) throws(Raised) {
    var i = start &+ sorted
    let end = start &+ count
    while i < end {
      let pivot = items[i]
      var low = start
      var high = i
      while low < high {
        let middle = (low &+ high) &>> 1
        if try less(pivot, items[middle]) { high = middle } else { low = middle &+ 1 }
      }
      (items + low + 1).update(from: items + low, count: i &- low)
      items[low] = pivot
      i &+= 1
    }
  }

  // MARK: Merging

  private mutating func merge(_ left: inout Run, _ right: Run) throws(Raised) {
    let a = left.start
    let middle = right.start
    let end = right.start &+ right.count
    left.count &+= right.count
    left.power = right.power
    // What precedes all of the right run, and what follows all of the left one, stays.
    let low = a &+ (try upperBound(items[middle], items + a, middle &- a, fromEnd: false))
    if low == middle { return }
    let high = middle &+ (try lowerBound(items[middle &- 1], items + middle, end &- middle, fromEnd: true))
    if high == middle { return }
    if middle &- low <= high &- middle {
      try mergeForward(low, middle, high)
    } else {
      try mergeBackward(low, middle, high)
    }
  }

  private mutating func buffer(_ n: Int) throws(Raised) -> UnsafeMutablePointer<E> {
    let words = n &* MemoryLayout<E>.size / 8
    if words > room {
      if let buffer { thread.free(storage: Raw(buffer)) }
      buffer = nil
      room = 0
      buffer = try thread.allocateValues(words)
      room = words
    }
    return Raw(buffer.unsafelyUnwrapped).assumingMemoryBound(to: E.self)
  }

  /// After this many values in a row from one side, the next stretch is searched instead of compared one by one.
  private static var patience: Int { 8 }

  /// A call of its own: where `memmove` is the last thing that a throwing function does, Swift 6.3 jumps to it with the register
  /// undefined in which the caller looks for an error.
  @inline(never) private static func putBack(_ to: UnsafeMutablePointer<E>, _ from: UnsafeMutablePointer<E>, _ n: Int) {
    to.update(from: from, count: n)
  }

  /// Left run to the buffer, then merged from the front.
  private mutating func mergeForward(_ low: Int, _ middle: Int, _ high: Int) throws(Raised) {
    let n = middle &- low
    let left = try buffer(n)
    left.update(from: items + low, count: n)
    Heap.barrier(Raw(left) - 8)
    var i = 0
    var j = middle
    var to = low
    // Whatever happens, what is left in the buffer goes back: the items remain a permutation of the original ones.
    defer { MergeSort.putBack(items + to, left + i, n &- i) }
    var inRow = 0
    while i < n, j < high {
      if try less(items[j], left[i]) {
        items[to] = items[j]
        j &+= 1
        inRow = inRow > 0 ? inRow &+ 1 : 1
        to &+= 1
        if inRow >= MergeSort.patience, j < high {
          let k = try lowerBound(left[i], items + j, high &- j, fromEnd: false)
          (items + to).update(from: items + j, count: k)
          to &+= k
          j &+= k
          inRow = 0
        }
      } else {
        items[to] = left[i]
        i &+= 1
        inRow = inRow < 0 ? inRow &- 1 : -1
        to &+= 1
        if inRow <= -MergeSort.patience, i < n {
          let k = try upperBound(items[j], left + i, n &- i, fromEnd: false)
          (items + to).update(from: left + i, count: k)
          to &+= k
          i &+= k
          inRow = 0
        }
      }
    }
  }

  /// Right run to the buffer, then merged from the back.
  private mutating func mergeBackward(_ low: Int, _ middle: Int, _ high: Int) throws(Raised) {
    let n = high &- middle
    let right = try buffer(n)
    right.update(from: items + middle, count: n)
    Heap.barrier(Raw(right) - 8)
    // One past the next to be taken, and one past the next place.
    var i = middle
    var j = n
    var to = high
    defer { MergeSort.putBack(items + (to &- j), right, j) }
    var inRow = 0
    while j > 0, i > low {
      if try less(right[j &- 1], items[i &- 1]) {
        to &-= 1
        i &-= 1
        items[to] = items[i]
        inRow = inRow > 0 ? inRow &+ 1 : 1
        if inRow >= MergeSort.patience, i > low {
          let k = try upperBound(right[j &- 1], items + low, i &- low, fromEnd: true)
          let n = i &- low &- k
          (items + (to &- n)).update(from: items + (i &- n), count: n)
          to &-= n
          i &-= n
          inRow = 0
        }
      } else {
        to &-= 1
        j &-= 1
        items[to] = right[j]
        inRow = inRow < 0 ? inRow &- 1 : -1
        if inRow <= -MergeSort.patience, j > 0 {
          let k = try lowerBound(items[i &- 1], right, j, fromEnd: true)
          let n = j &- k
          (items + (to &- n)).update(from: right + k, count: n)
          to &-= n
          j &-= n
          inRow = 0
        }
      }
    }
  }

  /// How many of `run` are not greater than `key`; the exponential search begins at either end.
  private func upperBound(_ key: E, _ run: UnsafeMutablePointer<E>, _ n: Int, fromEnd: Bool) throws(Raised) -> Int {
    var low = 0
    var high = n
    var step = 1
    if fromEnd {
      while low < high {
        let at = max(low, high &- step)
        if try less(key, run[at]) { high = at } else {
          low = at &+ 1
          break
        }
        step &<<= 1
      }
    } else {
      while low < high {
        let at = min(high, low &+ step) &- 1
        if try less(key, run[at]) {
          high = at
          break
        }
        low = at &+ 1
        step &<<= 1
      }
    }
    while low < high {
      let middle = (low &+ high) &>> 1
      if try less(key, run[middle]) { high = middle } else { low = middle &+ 1 }
    }
    return low
  }
  /// How many of `run` are less than `key`.
  private func lowerBound(_ key: E, _ run: UnsafeMutablePointer<E>, _ n: Int, fromEnd: Bool) throws(Raised) -> Int {
    var low = 0
    var high = n
    var step = 1
    if fromEnd {
      while low < high {
        let at = max(low, high &- step)
        if try less(run[at], key) {
          low = at &+ 1
          break
        }
        high = at
        step &<<= 1
      }
    } else {
      while low < high {
        let at = min(high, low &+ step) &- 1
        if try less(run[at], key) { low = at &+ 1 } else {
          high = at
          break
        }
        step &<<= 1
      }
    }
    while low < high {
      let middle = (low &+ high) &>> 1
      if try less(run[middle], key) { low = middle &+ 1 } else { high = middle }
    }
    return low
  }
}
