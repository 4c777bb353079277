// Making bytes, and the bytes that other objects hold.

import Glibc

extension Bytes {
  /// The bytes are in a storage cell (instances of subclasses).
  @inline(__always) static var storedFlag: UInt16 { 1 }
  @inline(__always) static var empty: Bytes { Bytes(machine.pointee.emptyBytes) }
  @inline(__always) var isExact: Bool { raw.shape == TypeID.bytes.rawValue }

  static func one(_ byte: UInt8) -> Bytes { Bytes(machine.pointee.oneBytes[Int(byte)]) }

  /// A copy of `count` bytes; the empty and the one-byte objects are shared.
  static func make(_ thread: Thread, _ p: UnsafePointer<UInt8>, _ count: Int) throws(Raised) -> Bytes {
    if count <= 0 { return empty }
    if count == 1 { return one(p[0]) }
    let b = try uninitialized(thread, count: count)
    memcpy(b.data, p, count)
    return b
  }
  /// The Latin-1 characters of a str (none above U+00FF) as bytes.
  static func latin1(_ thread: Thread, _ s: Str) throws(Raised) -> Bytes {
    if s.length == 0 { return empty }
    let b = try uninitialized(thread, count: s.length)
    s.copy(0, s.length, into: Raw(b.data), 0)
    return s.length == 1 ? one(b.data[0]) : b
  }
  /// The bytes of a bytes-like object as Latin-1 characters.
  static func text(_ thread: Thread, _ v: Value) throws(Raised) -> Str {
    let view = try BufferView.get(thread, v)
    defer { view.close() }
    if view.length == 0 { return Str.empty }
    let bytes = try view.toBytes(thread)
    return try Str.latin1(thread, bytes.data, bytes.count)
  }
  /// Exactly bytes: itself or a copy.
  func exact(_ thread: Thread) throws(Raised) -> Bytes { isExact ? self : try Bytes.make(thread, data, count) }

  static func makeSubclassInstance(_ thread: Thread, _ type: Type, _ b: Bytes) throws(Raised) -> Value {
    let storage = try thread.allocateBytes(b.count &+ 1)
    memcpy(storage, b.data, b.count &+ 1)
    let copy = Bytes(try type.allocateInstance(thread))
    copy.header.pointee.flags = storedFlag
    copy.fields.pointee.hash = 0
    copy.fields.pointee.count = b.count
    copy.fields.pointee.data = storage
    return copy.value
  }

  /// An int 0 … 255; ValueError `range` otherwise, TypeError when it is no int.
  static func byte(_ thread: Thread, _ v: Value, _ range: StaticString = "byte must be in range(0, 256)") throws(Raised) -> UInt8 {
    let i = v.isInt ? v : try thread.index(v)
    if !i.isInt || i.asInt < 0 || i.asInt > 255 { throw thread.raise(.valueError, "\(range)") }
    return UInt8(truncatingIfNeeded: i.asInt)
  }

  /// What bytes(x) or bytearray(x) is filled with, when x is not a str. `name` is the type's name.
  static func contents(_ thread: Thread, _ v: Value, _ name: StaticString) throws(Raised) -> ByteBuilder {
    var out = try ByteBuilder(thread)
    if BufferView.isSupported(by: v) {
      let view = try BufferView.get(thread, v)
      defer { view.close() }
      try out.append(view)
      return out
    }
    let message: StaticString = name.utf8CodeUnitCount == 5 ? "bytes must be in range(0, 256)" : "byte must be in range(0, 256)"
    if v.isExactly(.list) {
      var i = 0
      while i < List(v).count {
        try out.append(try byte(thread, List(v)[i], message))
        i &+= 1
      }
      return out
    }
    if v.isExactly(.tuple) {
      for i in 0..<Tuple(v).count { try out.append(try byte(thread, Tuple(v)[i], message)) }
      return out
    }
    if v.isKind(.str) || !v.isObject || !Iteration.isIterable(v) {
      throw thread.raise(.typeError, "cannot convert '\(v.type.displayName)' object to \(name)")
    }
    let iterator: Value
    do throws(Raised) { iterator = try thread.iterator(v) } catch {
      if !thread.isRaising(.typeError) { throw error }
      _ = thread.takeRaised()
      throw thread.raise(.typeError, "cannot convert '\(v.type.displayName)' object to \(name)")
    }
    while true {
      let item = try thread.next(iterator)
      if item.isEmpty { return out }
      try out.append(try byte(thread, item, message))
    }
  }
}

/// Collects bytes; they lie in a storage cell of the collector, so that nothing has to be given back when an append raises.
struct ByteBuilder {
  let thread: Thread
  private(set) var data: UnsafeMutablePointer<UInt8>
  private(set) var capacity: Int
  private(set) var count = 0

  init(_ thread: Thread, capacity: Int = 64) throws(Raised) {
    self.thread = thread
    self.capacity = max(capacity, 16)
    data = try thread.allocateBytes(self.capacity)
  }
  @inline(never) private mutating func grow(_ extra: Int) throws(Raised) {
    let (needed, overflow) = count.addingReportingOverflow(extra)
    if overflow || needed > 1 << 45 { throw thread.raiseMemoryError() }
    let room = needed &+ needed &>> 1
    let fresh = try thread.allocateBytes(room)
    memcpy(fresh, data, count)
    thread.free(storage: Raw(data))
    data = fresh
    capacity = room
  }
  @inline(__always) mutating func append(_ byte: UInt8) throws(Raised) {
    if _slowPath(count == capacity) { try grow(1) }
    data[count] = byte
    count &+= 1
  }
  mutating func append(_ p: UnsafePointer<UInt8>, _ n: Int) throws(Raised) {
    if n <= 0 { return }
    if n > capacity &- count { try grow(n) }
    memcpy(data + count, p, n)
    count &+= n
  }
  mutating func append(_ byte: UInt8, times n: Int) throws(Raised) {
    if n <= 0 { return }
    if n > capacity &- count { try grow(n) }
    memset(data + count, Int32(byte), n)
    count &+= n
  }
  mutating func append(_ text: StaticString) throws(Raised) { try append(text.utf8Start, text.utf8CodeUnitCount) }
  /// All items of a view in C order.
  mutating func append(_ view: BufferView) throws(Raised) {
    if view.length > capacity &- count { try grow(view.length) }
    view.copyItems(to: Raw(data + count))
    count &+= view.length
  }
  /// Room for `n` more bytes behind `data + count`, which the caller writes, then `advance`s.
  mutating func reserve(_ n: Int) throws(Raised) { if n > capacity &- count { try grow(n) } }
  mutating func advance(_ n: Int) { count &+= n }
  mutating func removeLast(_ n: Int) { count = max(0, count &- n) }

  /// The bytes object; the builder can be used no more.
  mutating func finish() throws(Raised) -> Bytes {
    let b = try Bytes.make(thread, data, count)
    thread.free(storage: Raw(data))
    capacity = 0
    return b
  }
}
