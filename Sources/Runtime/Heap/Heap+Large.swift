// Large objects: whole pages from the upper end of the reserved range, best fit, neighbours joined when freed. Pages are numbered from
// the top downwards, so that small and large objects share the addresses between them.

import Glibc

/// A run of pages.
struct PageRun: BitwiseCopyable {
  var first: UInt32
  var count: UInt32
}

struct LargeObject: BitwiseCopyable {
  var address: UInt
  var size: Int
  var isMarked: Bool
  /// The row is not in use.
  var isFree: Bool
}

struct LargeSpace: BitwiseCopyable {
  var objects: UnsafeMutablePointer<LargeObject>?
  var count: Int
  var capacity: Int
  /// Head of the rows not in use, linked by `size`; -1: none.
  var freeRow: Int
  /// Page -> row + 1, for pages below `nextPage`.
  var owners: UnsafeMutablePointer<UInt32>?
  var ownerCapacity: Int
  /// First page never used, and first page that cannot be written yet.
  var nextPage: Int
  var committedPages: Int
  var runs: UnsafeMutablePointer<PageRun>?
  var runCount: Int
  var runCapacity: Int
  /// Bytes of big objects' pages that were freed and are kept for the next ones, at most; pages that are taken count as those.
  var idle: Int
}

extension Heap {
  private static var pageSize: Int { 4096 }
  /// Lowest address that large objects may use now.
  static var largeBottom: UInt { state.pointee.largeEnd &- UInt(state.pointee.large.committedPages &* pageSize) }

  /// An object of more than `smallLimit` bytes, or nil; may collect. All of its bytes beyond `size` are zero.
  @inline(never) static func allocateLarge(_ thread: Thread, _ size: Int) -> Raw? {
    let s = state
    if size > 1 << 46 { return nil }
    if s.pointee.budget <= size / 2 || Options.gcStress > 0 && Stress.isDue { collect(thread, major: shouldBeMajor) }
    let pages = (size &+ pageSize &- 1) / pageSize
    var first = takePages(pages)
    if first == nil {
      collect(thread, major: true)
      finishSweep()
      first = takePages(pages)
    }
    guard let first, let row = newRow() else { return nil }
    let address = s.pointee.largeEnd &- UInt((first &+ pages) &* pageSize)
    s.pointee.large.objects.unsafelyUnwrapped[row] = LargeObject(
      address: address, size: pages &* pageSize, isMarked: false, isFree: false)
    var i = 0
    while i < pages {
      s.pointee.large.owners.unsafelyUnwrapped[first &+ i] = UInt32(row &+ 1)
      i &+= 1
    }
    s.pointee.budget &-= pages &* pageSize
    let p = Raw(bitPattern: address).unsafelyUnwrapped
    let tail = size & ~7
    (p + tail).initializeMemory(as: UInt8.self, repeating: 0, count: pages &* pageSize &- tail)
    return p
  }

  private static func newRow() -> Int? {
    let s = state
    if s.pointee.large.freeRow >= 0 {
      let row = s.pointee.large.freeRow
      s.pointee.large.freeRow = s.pointee.large.objects.unsafelyUnwrapped[row].size
      return row
    }
    if s.pointee.large.count == s.pointee.large.capacity {
      let larger = max(256, s.pointee.large.capacity &* 2)
      guard let p = realloc(s.pointee.large.objects, larger &* MemoryLayout<LargeObject>.stride) else { return nil }
      s.pointee.large.objects = p.assumingMemoryBound(to: LargeObject.self)
      s.pointee.large.capacity = larger
    }
    s.pointee.large.count &+= 1
    return s.pointee.large.count &- 1
  }

  /// First of `pages` consecutive free pages.
  private static func takePages(_ pages: Int) -> Int? {
    let s = state
    var best = -1
    var i = 0
    while i < s.pointee.large.runCount {
      let run = s.pointee.large.runs.unsafelyUnwrapped[i]
      if Int(run.count) >= pages, best < 0 || run.count < s.pointee.large.runs.unsafelyUnwrapped[best].count { best = i }
      i &+= 1
    }
    if best >= 0 {
      s.pointee.large.idle = max(0, s.pointee.large.idle &- pages &* pageSize)
      let runs = s.pointee.large.runs.unsafelyUnwrapped
      let first = Int(runs[best].first)
      if Int(runs[best].count) == pages {
        s.pointee.large.runCount &-= 1
        runs[best] = runs[s.pointee.large.runCount]
      } else {
        runs[best].first &+= UInt32(pages)
        runs[best].count &-= UInt32(pages)
      }
      return first
    }
    let first = s.pointee.large.nextPage
    let end = first &+ pages
    let limit = Int(s.pointee.largeEnd &- s.pointee.smallCommitted &- s.pointee.reserveSize) / pageSize
    if end > limit { return nil }
    if end > s.pointee.large.committedPages {
      let committed = min((end &+ 255) & ~255, limit)
      let from = s.pointee.largeEnd &- UInt(committed &* pageSize)
      let bytes = (committed &- s.pointee.large.committedPages) &* pageSize
      if mprotect(Raw(bitPattern: from), bytes, PROT_READ | PROT_WRITE) != 0 { return nil }
      s.pointee.large.committedPages = committed
    }
    if end > s.pointee.large.ownerCapacity {
      let larger = max(end, s.pointee.large.ownerCapacity &* 2, 4096)
      guard let p = realloc(s.pointee.large.owners, larger &* 4) else { return nil }
      s.pointee.large.owners = p.assumingMemoryBound(to: UInt32.self)
      s.pointee.large.ownerCapacity = larger
    }
    s.pointee.large.nextPage = end
    return first
  }

  static func freeLarge(_ p: Raw) {
    let s = state
    guard let row = largeRow(UInt(bitPattern: p)) else { return }
    let object = s.pointee.large.objects.unsafelyUnwrapped[row]
    p.storeBytes(of: 0, as: UInt64.self)
    let count = object.size / pageSize
    let first = Int(s.pointee.largeEnd &- object.address) / pageSize &- count
    var i = 0
    while i < count {
      s.pointee.large.owners.unsafelyUnwrapped[first &+ i] = 0
      i &+= 1
    }
    s.pointee.large.objects.unsafelyUnwrapped[row] = LargeObject(
      address: 0, size: s.pointee.large.freeRow, isMarked: false, isFree: true)
    s.pointee.large.freeRow = row
    // Pages of a big object go back to the system, unless few are idle for the size of the heap: a program that makes one big object after the
    // other would pay for fresh pages each time. A smaller object's pages are soon used again.
    if object.size >= 1 << 20 {
      if s.pointee.large.idle &+ object.size <= s.pointee.live / 2 {
        s.pointee.large.idle &+= object.size
      } else {
        madvise(p, object.size, MADV_DONTNEED)
      }
    }
    giveBack(first, count)
    s.pointee.budget &+= object.size
  }

  private static func giveBack(_ first: Int, _ count: Int) {
    let s = state
    var first = first
    var count = count
    var i = 0
    while i < s.pointee.large.runCount {
      let runs = s.pointee.large.runs.unsafelyUnwrapped
      let run = runs[i]
      let isBefore = Int(run.first &+ run.count) == first
      let isAfter = Int(run.first) == first &+ count
      if isBefore || isAfter {
        if isBefore { first = Int(run.first) }
        count &+= Int(run.count)
        s.pointee.large.runCount &-= 1
        runs[i] = runs[s.pointee.large.runCount]
        continue
      }
      i &+= 1
    }
    if first &+ count == s.pointee.large.nextPage {
      s.pointee.large.nextPage = first
      return
    }
    if s.pointee.large.runCount == s.pointee.large.runCapacity {
      let larger = max(256, s.pointee.large.runCapacity &* 2)
      guard let p = realloc(s.pointee.large.runs, larger &* MemoryLayout<PageRun>.stride) else { return }
      s.pointee.large.runs = p.assumingMemoryBound(to: PageRun.self)
      s.pointee.large.runCapacity = larger
    }
    s.pointee.large.runs.unsafelyUnwrapped[s.pointee.large.runCount] = PageRun(first: UInt32(first), count: UInt32(count))
    s.pointee.large.runCount &+= 1
  }

  /// The row of the large object that an address lies in.
  @inline(__always) static func largeRow(_ address: UInt) -> Int? {
    let s = state
    let offset = s.pointee.largeEnd &- 1 &- address
    if offset >= UInt(s.pointee.large.nextPage &* pageSize) { return nil }
    let owner = s.pointee.large.owners.unsafelyUnwrapped[Int(offset) / pageSize]
    return owner == 0 ? nil : Int(owner) &- 1
  }
  static func largeSize(of object: Raw) -> Int {
    guard let row = largeRow(UInt(bitPattern: object)) else { return 0 }
    return state.pointee.large.objects.unsafelyUnwrapped[row].size
  }
  static func resolveLarge(_ address: UInt) -> Raw? {
    guard let row = largeRow(address) else { return nil }
    return Raw(bitPattern: state.pointee.large.objects.unsafelyUnwrapped[row].address)
  }

  /// Frees unmarked large objects: at once after marking, because their memory matters.
  static func sweepLarge() {
    let s = state
    var row = 0
    while row < s.pointee.large.count {
      let object = s.pointee.large.objects.unsafelyUnwrapped[row]
      if !object.isFree, !object.isMarked, let p = Raw(bitPattern: object.address) {
        if let finalize = layouts[Int(p.kind.rawValue)].finalize { finalize(p) }
        freeLarge(p)
      }
      row &+= 1
    }
  }
}
