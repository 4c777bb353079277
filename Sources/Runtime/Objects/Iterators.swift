// Layouts of the iterators over built-in sequences. The loop's `forIter` reads these fields directly, so they are few and plain.
// All are records: every field is a Value; indices and counts are small ints.

/// list_iterator, list_reverseiterator, tuple_iterator, and those of str, bytes, bytearray and memoryview, `iterator` (`__getitem__` protocol).
public struct IndexedIteratorFields: BitwiseCopyable {
  var header: Header
  /// What is iterated over; empty once the end was reached.
  public var source: Value
  /// Index of the next item. A small int.
  public var index: Value
}

public struct IndexedIterator: Handle {
  public let fields: UnsafeMutablePointer<IndexedIteratorFields>
  @inline(__always) public init(fields: UnsafeMutablePointer<IndexedIteratorFields>) { self.fields = fields }
  @inline(__always) public var source: Value { fields.pointee.source }
  @inline(__always) public var index: Int { fields.pointee.index.asInt }
  @inline(__always) public func set(index: Int) { fields.pointee.index = .int(index) }
  /// The end was reached: it stays the end, and the source is let go.
  @inline(__always) public func exhaust() { fields.pointee.source = .empty }

  @inline(__always) public static func make(_ thread: Thread, _ id: TypeID, _ source: Value, index: Int = 0) -> Value {
    let i = IndexedIterator(thread.allocate(MemoryLayout<IndexedIteratorFields>.size, .record, id))
    i.fields.pointee.source = source
    i.fields.pointee.index = .int(index)
    return i.value
  }
}

/// range_iterator: all its numbers are small ints, the one behind the last, too. Others: longrange_iterator.
///
/// Its next value: nothing if `remaining` is 0; else `next`, and `next` grows by `step`, `remaining` shrinks by 1.
public struct RangeIteratorFields: BitwiseCopyable {
  var header: Header
  public var next: Value
  public var remaining: Value
  public var step: Value
  /// Number of items of the whole range.
  public var length: Value
}

public struct RangeIterator: Handle {
  public let fields: UnsafeMutablePointer<RangeIteratorFields>
  @inline(__always) public init(fields: UnsafeMutablePointer<RangeIteratorFields>) { self.fields = fields }
}
