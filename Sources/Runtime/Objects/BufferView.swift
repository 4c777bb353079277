// The buffer protocol (PEP 3118): how bytes, bytearray, memoryview, array … show their memory to each other.
//
// An exporter fills a view in its `Slots.buffer`; whoever asked closes the view when done, which lets a bytearray be resized again:
//
//   let view = try BufferView.get(thread, value)
//   defer { view.close() }

public struct BufferView: BitwiseCopyable {
  /// The exporter: keeps the memory alive.
  public var object: Value = .empty
  /// The first item.
  public var data = Raw(bitPattern: 16).unsafelyUnwrapped
  /// Bytes of all items together.
  public var length = 0
  public var itemSize = 1
  public var dimensions = 1
  public var isReadOnly = true
  /// The format of an item as in the module struct: a str, or empty for "B".
  public var format: Value = .empty
  /// Tuple of the dimensions' lengths; empty: one dimension of `length / itemSize`.
  public var shape: Value = .empty
  /// Tuple of bytes from item to item in each dimension; empty: the items follow each other in C order.
  public var strides: Value = .empty
  /// Called once for each view, when it is closed.
  public var release: (@convention(c) (_ object: UInt64) -> Void)? = nil

  public init() {}

  /// The view that `v` gives; TypeError "a bytes-like object is required, not 'int'" if it has none.
  @inline(__always) public static func get(_ thread: Thread, _ v: Value) throws(Raised) -> BufferView {
    if v.isKind(.byteString) {
      var view = BufferView()
      view.object = v
      view.data = Raw(Bytes(v).data)
      view.length = Bytes(v).count
      return view
    }
    return try slowGet(thread, v, "a bytes-like object is required")
  }
  @inline(never) static func slowGet(_ thread: Thread, _ v: Value, _ message: StaticString) throws(Raised) -> BufferView {
    guard v.isObject, let slot = v.type.slots.pointee.buffer else {
      throw thread.raise(.typeError, "\(message), not '\(v.type.displayName)'")
    }
    var view = BufferView()
    let result = withUnsafeMutablePointer(to: &view) { slot(thread.raw, v.bits, UInt64(UInt(bitPattern: Raw($0)))) }
    _ = try result.orThrow()
    return view
  }
  /// A view whose items follow each other in C order: as `get`, but BufferError for others.
  public static func contiguous(_ thread: Thread, _ v: Value) throws(Raised) -> BufferView {
    let view = try get(thread, v)
    if !view.isContiguous {
      view.close()
      throw thread.raise(.bufferError, "memoryview: underlying buffer is not C-contiguous")
    }
    return view
  }
  /// A contiguous view whose memory may be written; TypeError "<what> must be read-write bytes-like object, not bytes".
  public static func writable(_ thread: Thread, _ v: Value, _ what: StaticString) throws(Raised) -> BufferView {
    guard isSupported(by: v) else {
      throw thread.raise(.typeError, "\(what) must be read-write bytes-like object, not \(v.isNone ? "None" : v.type.displayName)")
    }
    let view = try contiguous(thread, v)
    if view.isReadOnly {
      view.close()
      throw thread.raise(.typeError, "\(what) must be read-write bytes-like object, not \(v.type.displayName)")
    }
    return view
  }
  public static func isSupported(by v: Value) -> Bool { v.isObject && v.type.slots.pointee.buffer != nil }

  @inline(__always) public func close() { if let release { release(object.bits) } }

  public var bytes: UnsafeBufferPointer<UInt8> {
    UnsafeBufferPointer(start: data.assumingMemoryBound(to: UInt8.self), count: length)
  }

  // MARK: Shape

  @inline(__always) func extent(_ dimension: Int) -> Int {
    if shape.isEmpty { return itemSize > 0 ? length / itemSize : 0 }
    let t = Tuple(shape)
    return dimension < t.count && t[dimension].isInt ? t[dimension].asInt : 0
  }
  /// Bytes from item to item.
  @inline(__always) func stride(_ dimension: Int) -> Int {
    if !strides.isEmpty {
      let t = Tuple(strides)
      return dimension < t.count && t[dimension].isInt ? t[dimension].asInt : 0
    }
    var s = itemSize
    var d = dimensions &- 1
    while d > dimension {
      s &*= extent(d)
      d &-= 1
    }
    return s
  }
  /// Items follow each other in C order.
  var isContiguous: Bool {
    if strides.isEmpty { return true }
    var s = itemSize
    var d = dimensions &- 1
    while d >= 0 {
      let n = extent(d)
      if n == 0 { return true }
      if n > 1, stride(d) != s { return false }
      s &*= n
      d &-= 1
    }
    return true
  }
  /// Items follow each other in Fortran order: the first index runs fastest.
  var isFortranContiguous: Bool {
    if dimensions <= 1 { return isContiguous }
    var s = itemSize
    var d = 0
    while d < dimensions {
      let n = extent(d)
      if n == 0 { return true }
      if n > 1, stride(d) != s { return false }
      s &*= n
      d &+= 1
    }
    return true
  }
  /// Copies all items to `target` (`length` bytes) in C order, or in Fortran order.
  func copyItems(to target: Raw, fortran: Bool = false) {
    if !fortran, isContiguous {
      target.copyMemory(from: data, byteCount: length)
      return
    }
    var out = target
    if fortran { copyFortran(data, dimensions &- 1, &out) } else { copyDimension(data, 0, &out) }
  }
  private func copyDimension(_ from: Raw, _ d: Int, _ out: inout Raw) {
    if d >= dimensions {
      out.copyMemory(from: from, byteCount: itemSize)
      out += itemSize
      return
    }
    let n = extent(d)
    let s = stride(d)
    var i = 0
    while i < n {
      copyDimension(from + i &* s, d &+ 1, &out)
      i &+= 1
    }
  }
  private func copyFortran(_ from: Raw, _ d: Int, _ out: inout Raw) {
    if d < 0 {
      out.copyMemory(from: from, byteCount: itemSize)
      out += itemSize
      return
    }
    let n = extent(d)
    let s = stride(d)
    var i = 0
    while i < n {
      copyFortran(from + i &* s, d &- 1, &out)
      i &+= 1
    }
  }

  /// All items' bytes in C order as a bytes object.
  func toBytes(_ thread: Thread, fortran: Bool = false) throws(Raised) -> Bytes {
    if length == 0 { return Bytes.empty }
    let b = try Bytes.uninitialized(thread, count: length)
    copyItems(to: Raw(b.data), fortran: fortran)
    return b
  }
}
