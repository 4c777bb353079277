// bytearray: a growing array of bytes. Deleting from the front only moves `data`, so that it can serve as a queue.

import Glibc

public struct ByteArrayFields: BitwiseCopyable {
  var header: Header
  public var count: Int
  /// The first byte: inside of the storage. A NUL stands behind the last.
  public var data: UnsafeMutablePointer<UInt8>
  /// Storage (see `Thread.allocateBytes`); meaningless while capacity is 0.
  public var storage: UnsafeMutablePointer<UInt8>
  public var capacity: Int
  /// Views that are open: the array may not be resized.
  public var exports: Int
}

public struct ByteArray: Handle {
  public let fields: UnsafeMutablePointer<ByteArrayFields>
  @inline(__always) public init(fields: UnsafeMutablePointer<ByteArrayFields>) { self.fields = fields }
  @inline(__always) public var count: Int { fields.pointee.count }
  /// Not to be held across anything that takes a thread.
  @inline(__always) public var data: UnsafeMutablePointer<UInt8> { fields.pointee.data }
  static var layout: Layout {
    Layout(values: 0, trace: { object, visitor in
      let b = ByteArray(object)
      if b.fields.pointee.capacity > 0 { Visitor(visitor).visit(Raw(b.fields.pointee.storage) - 8) }
    })
  }
  private static var nowhere: UnsafeMutablePointer<UInt8> { UnsafeMutablePointer(bitPattern: 16).unsafelyUnwrapped }

  @inline(__always) func initialize() {
    fields.pointee.count = 0
    fields.pointee.data = ByteArray.nowhere
    fields.pointee.storage = ByteArray.nowhere
    fields.pointee.capacity = 0
    fields.pointee.exports = 0
  }
  /// A copy of `count` bytes.
  public static func make(_ thread: Thread, _ p: UnsafePointer<UInt8>?, _ count: Int) throws(Raised) -> ByteArray {
    let b = ByteArray(thread.allocate(MemoryLayout<ByteArrayFields>.size, .byteArray, TypeID.bytearray))
    b.initialize()
    if let p, count > 0 {
      try b.resize(thread, count)
      memcpy(b.data, p, count)
    }
    return b
  }

  /// BufferError while a view is open: one that is still reachable, since a collection ends the others.
  func checkResizable(_ thread: Thread) throws(Raised) {
    Heap.endViews(thread) { fields.pointee.exports > 0 }
    if fields.pointee.exports > 0 {
      throw thread.raise(.bufferError, "Existing exports of data: object cannot be re-sized")
    }
  }
  /// Changes the number of bytes; new ones at the end are undefined.
  public func resize(_ thread: Thread, _ n: Int) throws(Raised) {
    if n == count { return }
    try checkResizable(thread)
    if n < 0 || n > 1 << 45 { throw thread.raiseMemoryError() }
    let offset = fields.pointee.capacity > 0 ? fields.pointee.data - fields.pointee.storage : 0
    let room = fields.pointee.capacity &- offset &- 1
    if n > room || (fields.pointee.capacity > 256 && n < fields.pointee.capacity / 4) {
      // Growing a second time leaves room for more.
      let capacity = n > count && count > 0 ? n &+ n &>> 3 &+ 8 : n &+ 1
      let fresh = try thread.allocateBytes(max(capacity, n &+ 1))
      memcpy(fresh, data, min(n, count))
      let had = fields.pointee.capacity > 0
      let old = fields.pointee.storage
      barrier()
      fields.pointee.storage = fresh
      fields.pointee.data = fresh
      fields.pointee.capacity = max(capacity, n &+ 1)
      if had { thread.free(storage: Raw(old)) }
    }
    fields.pointee.count = n
    data[n] = 0
  }
  /// Replaces bytes from ..< to by `count` bytes at p, which are not this array's own.
  func replace(_ thread: Thread, _ from: Int, _ to: Int, _ p: UnsafePointer<UInt8>?, _ n: Int) throws(Raised) {
    let growth = n &- (to &- from)
    let tail = count &- to
    if growth < 0 {
      try checkResizable(thread)
      if from == 0, n == 0 {
        // From the front: only the beginning moves.
        fields.pointee.data += to
        fields.pointee.count = tail
        if tail == 0 { try resize(thread, 0) }
        return
      }
      memmove(data + from + n, data + to, tail)
      try resize(thread, count &+ growth)
    } else if growth > 0 {
      try resize(thread, count &+ growth)
      memmove(data + from + n, data + to, tail)
    }
    if let p, n > 0 { memcpy(data + from, p, n) }
  }
  @inline(__always) func append(_ thread: Thread, _ byte: UInt8) throws(Raised) {
    let n = count
    try resize(thread, n &+ 1)
    data[n] = byte
  }
}
