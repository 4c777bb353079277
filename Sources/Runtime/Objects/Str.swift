// str: a sequence of code points (surrogates included), stored with 1, 2 or 4 bytes each: the narrowest that holds its largest,
// so that equal strs have equal bytes and indexing takes constant time.
//
// The text follows the object's fields, or lies in a storage cell with room behind it, which `a + b` makes when it grows
// a str for the second time: appending to the latest str in such a cell goes on in place, so `s += t` in a loop is linear.
// One more unit, zero, stands after an inline text, so that an ASCII str is a C string.

public struct StrFields: BitwiseCopyable {
  var header: Header
  /// 0: not computed yet.
  public var hash: Int
  /// In code points.
  public var length: Int
  /// Where the text is: after these fields, or inside of `storage`.
  public var data: Raw
}

public struct Str: Handle {
  public let fields: UnsafeMutablePointer<StrFields>
  @inline(__always) public init(fields: UnsafeMutablePointer<StrFields>) { self.fields = fields }

  // Header flags
  /// log2 of the bytes of a code point: 0, 1 or 2.
  @inline(__always) public static var widthMask: UInt16 { 3 }
  /// All code points are below 128 (width 0).
  @inline(__always) public static var asciiFlag: UInt16 { 4 }
  /// In the intern table: equal interned strs are identical.
  @inline(__always) public static var internedFlag: UInt16 { 8 }
  /// The text is in a storage cell: `data` points into it.
  @inline(__always) public static var storedFlag: UInt16 { 16 }

  @inline(__always) public var length: Int { fields.pointee.length }
  @inline(__always) public var data: Raw { fields.pointee.data }
  /// log2 of bytes a code point.
  @inline(__always) public var width: Int { Int(fields.pointee.header.flags & Str.widthMask) }
  @inline(__always) public var isASCII: Bool { fields.pointee.header.flags & Str.asciiFlag != 0 }
  @inline(__always) public var isInterned: Bool { fields.pointee.header.flags & Str.internedFlag != 0 }
  @inline(__always) public var byteCount: Int { length &<< width }
  /// Code point i, 0 ..< length, unchecked.
  @inline(__always) public subscript(_ i: Int) -> UInt32 {
    switch width {
    case 0: UInt32(data.load(fromByteOffset: i, as: UInt8.self))
    case 1: UInt32(data.load(fromByteOffset: i &* 2, as: UInt16.self))
    default: data.load(fromByteOffset: i &* 4, as: UInt32.self)
    }
  }

  static var layout: Layout {
    Layout(values: 0, trace: { object, visitor in
      if object.header.pointee.flags & Str.storedFlag != 0 {
        // The cell begins with its header, then `StrStorage`.
        Visitor(visitor).visit(Str(object).data - StrStorage.size - 8)
      }
    })
  }
}
