// bytes: immutable; the bytes follow the fields, with a NUL after the last.

import Glibc

public struct BytesFields: BitwiseCopyable {
  var header: Header
  /// 0: not computed yet.
  public var hash: Int
  public var count: Int
  public var data: UnsafeMutablePointer<UInt8>
}

public struct Bytes: Handle {
  public let fields: UnsafeMutablePointer<BytesFields>
  @inline(__always) public init(fields: UnsafeMutablePointer<BytesFields>) { self.fields = fields }
  @inline(__always) public var count: Int { fields.pointee.count }
  @inline(__always) public var data: UnsafeMutablePointer<UInt8> { fields.pointee.data }
  @inline(__always) public var buffer: UnsafeBufferPointer<UInt8> { UnsafeBufferPointer(start: data, count: count) }
  static var layout: Layout {
    Layout(values: 0, trace: { object, visitor in
      if object.header.pointee.flags & Bytes.storedFlag != 0 { Visitor(visitor).visit(Raw(Bytes(object).data) - 8) }
    })
  }

  /// Bytes that are yet to be written.
  public static func uninitialized(_ thread: Thread, count: Int) throws(Raised) -> Bytes {
    if count < 0 || count > 1 << 45 { throw thread.raiseMemoryError() }
    let offset = MemoryLayout<BytesFields>.size
    let b = Bytes(try thread.allocate(checked: offset &+ count &+ 1, .byteString, TypeID.bytes.rawValue))
    b.fields.pointee.hash = 0
    b.fields.pointee.count = count
    b.fields.pointee.data = b.raw.at(offset)
    b.data[count] = 0
    return b
  }
  public static func make(_ thread: Thread, _ bytes: UnsafeBufferPointer<UInt8>) throws(Raised) -> Bytes {
    let b = try uninitialized(thread, count: bytes.count)
    if let p = bytes.baseAddress { memcpy(b.data, p, bytes.count) }
    return b
  }
  /// a + b
  static func concatenate(_ thread: Thread, _ a: Bytes, _ b: Bytes) throws(Raised) -> Bytes {
    let n = a.count
    if n == 0 { return b }
    if b.count == 0 { return a }
    let r = try uninitialized(thread, count: n &+ b.count)
    memcpy(r.data, a.data, n)
    memcpy(r.data + n, b.data, b.count)
    return r
  }
  @inline(__always) static func equal(_ a: Bytes, _ b: Bytes) -> Bool {
    a.count == b.count && memcmp(a.data, b.data, a.count) == 0
  }
}
