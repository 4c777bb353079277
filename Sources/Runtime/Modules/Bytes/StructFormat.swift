// Formats of the module struct: what a format text says, compiled to a row an item (Library Reference, "Format Strings").

/// One item of a format, or a run of items of the same code.
struct StructItem: BitwiseCopyable {
  /// The format character.
  var code: UInt8
  /// Where the first lies, in bytes from the beginning.
  var offset: Int
  /// Bytes of one; for `s` and `p` of the whole text.
  var size: Int
  /// How many follow each other; 1 for `s` and `p`.
  var count: Int
}

struct StructFormat {
  var items: [StructItem] = []
  /// Bytes of all items and the gaps between them.
  var size = 0
  /// Values that are packed.
  var count = 0
  var isBigEndian = false

  /// Why a text is no format: the words of the error.
  struct Failure: Error { var message: String }

  init(_ text: UnsafeBufferPointer<UInt8>) throws(Failure) {
    var i = 0
    var isNative = true
    switch text.first {
    case UInt8(ascii: "<"), UInt8(ascii: "="):
      isNative = false
      i = 1
    case UInt8(ascii: ">"), UInt8(ascii: "!"):
      isNative = false
      isBigEndian = true
      i = 1
    case UInt8(ascii: "@"): i = 1
    default: break
    }
    while i < text.count {
      var c = text[i]
      i += 1
      if StructFormat.isSpace(c) { continue }
      var n = 1
      let hasCount = c >= 0x30 && c <= 0x39
      if hasCount {
        n = Int(c & 15)
        while i < text.count, text[i] >= 0x30, text[i] <= 0x39 {
          let (m, o) = n.multipliedReportingOverflow(by: 10)
          let (s, p) = m.addingReportingOverflow(Int(text[i] & 15))
          if o || p { throw StructFormat.tooLong }
          n = s
          i += 1
        }
        if i >= text.count { throw Failure(message: "repeat count given without format specifier") }
        c = text[i]
        i += 1
      }
      guard let (width, alignment) = StructFormat.width(c, isNative: isNative) else {
        throw Failure(message: "bad char in struct format")
      }
      if isNative, alignment > 1 {
        let (aligned, o) = size.addingReportingOverflow(alignment - 1)
        if o { throw StructFormat.tooLong }
        size = aligned & ~(alignment - 1)
      }
      let (bytes, o) = n.multipliedReportingOverflow(by: width)
      let (end, p) = size.addingReportingOverflow(bytes)
      if o || p { throw StructFormat.tooLong }
      switch c {
      case UInt8(ascii: "x"): break
      case UInt8(ascii: "s"), UInt8(ascii: "p"):
        items.append(StructItem(code: c, offset: size, size: n, count: 1))
        count += 1
      default:
        if n > 0 { items.append(StructItem(code: c, offset: size, size: width, count: n)) }
        count += n
      }
      size = end
    }
  }
  private static var tooLong: Failure { Failure(message: "total struct size too long") }
  private static func isSpace(_ c: UInt8) -> Bool { c == 0x20 || (c >= 9 && c <= 13) }

  /// Size and alignment; nil for what is no format character.
  static func width(_ c: UInt8, isNative: Bool) -> (Int, Int)? {
    switch c {
    case UInt8(ascii: "x"), UInt8(ascii: "b"), UInt8(ascii: "B"), UInt8(ascii: "c"), UInt8(ascii: "s"), UInt8(ascii: "p"), UInt8(ascii: "?"):
      (1, 1)
    case UInt8(ascii: "h"), UInt8(ascii: "H"), UInt8(ascii: "e"): (2, 2)
    case UInt8(ascii: "i"), UInt8(ascii: "I"), UInt8(ascii: "f"): (4, 4)
    case UInt8(ascii: "l"), UInt8(ascii: "L"): isNative ? (8, 8) : (4, 4)
    case UInt8(ascii: "q"), UInt8(ascii: "Q"), UInt8(ascii: "d"): (8, 8)
    case UInt8(ascii: "n"), UInt8(ascii: "N"), UInt8(ascii: "P"): isNative ? (8, 8) : nil
    default: nil
    }
  }
}

// MARK: One item

enum StructCodec {
  /// The item at p as a Value.
  static func unpack(_ t: Thread, _ item: StructItem, _ p: Raw, isBigEndian: Bool) throws(Raised) -> Value {
    @inline(__always) func load<T: FixedWidthInteger & BitwiseCopyable>(_ type: T.Type) -> T {
      let w = p.loadUnaligned(as: T.self)
      return isBigEndian ? w.byteSwapped : w
    }
    switch item.code {
    case UInt8(ascii: "b"): return .int(Int(p.load(as: Int8.self)))
    case UInt8(ascii: "B"): return .int(Int(p.load(as: UInt8.self)))
    case UInt8(ascii: "c"): return Bytes.one(p.load(as: UInt8.self)).value
    case UInt8(ascii: "?"): return .bool(p.load(as: UInt8.self) != 0)
    case UInt8(ascii: "h"): return .int(Int(load(Int16.self)))
    case UInt8(ascii: "H"): return .int(Int(load(UInt16.self)))
    case UInt8(ascii: "i"): return .int(Int(load(Int32.self)))
    case UInt8(ascii: "I"): return .int(Int(load(UInt32.self)))
    case UInt8(ascii: "l"), UInt8(ascii: "q"), UInt8(ascii: "n"):
      return item.size == 4 ? .int(Int(load(Int32.self))) : t.int(load(Int.self))
    case UInt8(ascii: "L"), UInt8(ascii: "Q"), UInt8(ascii: "N"), UInt8(ascii: "P"):
      return item.size == 4 ? .int(Int(load(UInt32.self))) : t.int(unsigned: load(UInt64.self))
    case UInt8(ascii: "e"): return t.float(Float16Bits.value(load(UInt16.self)))
    case UInt8(ascii: "f"): return t.float(Double(Float(bitPattern: load(UInt32.self))))
    case UInt8(ascii: "d"): return t.float(Double(bitPattern: load(UInt64.self)))
    case UInt8(ascii: "s"): return try Bytes.make(t, p.assumingMemoryBound(to: UInt8.self), item.size).value
    default:
      // `p`: the first byte says how many follow.
      if item.size == 0 { return Bytes.empty.value }
      let n = min(Int(p.load(as: UInt8.self)), item.size - 1)
      return try Bytes.make(t, (p + 1).assumingMemoryBound(to: UInt8.self), n).value
    }
  }

  /// Stores a Value as the item at p; the bytes there are zero.
  static func pack(_ t: Thread, _ item: StructItem, _ v: Value, _ p: Raw, isBigEndian: Bool) throws(Raised) {
    @inline(__always) func store<T: FixedWidthInteger & BitwiseCopyable>(_ w: T) {
      p.storeBytes(of: isBigEndian ? w.byteSwapped : w, as: T.self)
    }
    switch item.code {
    case UInt8(ascii: "b"): store(Int8(truncatingIfNeeded: try signed(t, v, -128, 127, item.code)))
    case UInt8(ascii: "B"): store(UInt8(truncatingIfNeeded: try signed(t, v, 0, 255, item.code)))
    case UInt8(ascii: "h"): store(Int16(truncatingIfNeeded: try signed(t, v, -32768, 32767, item.code, isBigEndian: isBigEndian)))
    case UInt8(ascii: "H"):
      // The two byte orders complain in different words.
      if isBigEndian {
        store(UInt16(truncatingIfNeeded: try unsigned(t, v, 65535, item.code)))
      } else {
        store(UInt16(truncatingIfNeeded: try signed(t, v, 0, 65535, item.code)))
      }
    case UInt8(ascii: "i"): store(Int32(truncatingIfNeeded: try signed(t, v, Int(Int32.min), Int(Int32.max), item.code)))
    case UInt8(ascii: "I"): store(UInt32(truncatingIfNeeded: try unsigned(t, v, UInt64(UInt32.max), item.code)))
    case UInt8(ascii: "l"), UInt8(ascii: "q"), UInt8(ascii: "n"):
      if item.size == 4 {
        store(Int32(truncatingIfNeeded: try signed(t, v, Int(Int32.min), Int(Int32.max), item.code)))
      } else {
        store(try signed(t, v, Int.min, Int.max, item.code, isBigEndian: isBigEndian))
      }
    case UInt8(ascii: "L"), UInt8(ascii: "Q"), UInt8(ascii: "N"):
      if item.size == 4 {
        store(UInt32(truncatingIfNeeded: try unsigned(t, v, UInt64(UInt32.max), item.code)))
      } else {
        store(try unsigned(t, v, UInt64.max, item.code, isBigEndian: isBigEndian))
      }
    case UInt8(ascii: "P"):
      let i = try integer(t, v)
      if let w = Int.unsignedWord(i) { store(w) } else {
        guard let w = Int.word(i) else { throw StructModule.raise(t, "int too large to convert") }
        store(w)
      }
    case UInt8(ascii: "?"): store(try t.truth(v) ? UInt8(1) : UInt8(0))
    case UInt8(ascii: "c"):
      guard v.isKind(.byteString), Bytes(v).count == 1 else {
        throw StructModule.raise(t, "char format requires a bytes object of length 1")
      }
      store(Bytes(v).data[0])
    case UInt8(ascii: "e"), UInt8(ascii: "f"), UInt8(ascii: "d"):
      let d = try double(t, v)
      if item.code == UInt8(ascii: "d") { return store(d.bitPattern) }
      if item.code == UInt8(ascii: "f") {
        let f = Float(d)
        if f.isInfinite, !d.isInfinite { throw t.raise(.overflowError, "float too large to pack with f format") }
        return store(f.bitPattern)
      }
      let bits = Float16Bits.bits(d)
      if bits & 0x7FFF == 0x7C00, !d.isInfinite { throw t.raise(.overflowError, "float too large to pack with e format") }
      store(bits)
    default:
      // s, p
      let letter: StaticString = item.code == UInt8(ascii: "s") ? "s" : "p"
      let source: UnsafeMutablePointer<UInt8>
      var n: Int
      if v.isKind(.byteString) {
        source = Bytes(v).data
        n = Bytes(v).count
      } else if v.isKind(.byteArray) {
        source = ByteArray(v).data
        n = ByteArray(v).count
      } else {
        throw StructModule.raise(t, "argument for '\(letter)' must be a bytes object")
      }
      if item.size == 0 { return }
      if item.code == UInt8(ascii: "s") {
        p.copyMemory(from: source, byteCount: min(n, item.size))
      } else {
        n = min(n, item.size - 1)
        (p + 1).copyMemory(from: source, byteCount: n)
        p.storeBytes(of: UInt8(min(n, 255)), as: UInt8.self)
      }
    }
  }

  private static func integer(_ t: Thread, _ v: Value) throws(Raised) -> Value {
    if v.isInt { return v }
    guard Arguments.isIndex(v) else { throw StructModule.raise(t, "required argument is not an integer") }
    return try t.index(v)
  }
  private static func name(_ code: UInt8) -> String { String(UnicodeScalar(code)) }
  private static func signed(
    _ t: Thread, _ v: Value, _ low: Int, _ high: Int, _ code: UInt8, isBigEndian: Bool = false
  ) throws(Raised) -> Int {
    guard let i = Int.word(try integer(t, v)) else {
      let isWide = isBigEndian && high == Int.max
      throw StructModule.raise(t, isWide ? "int too large to convert" : "argument out of range")
    }
    if i >= low, i <= high { return i }
    switch isBigEndian ? 0 : code {
    case UInt8(ascii: "b"): throw StructModule.raise(t, "byte format requires -128 <= number <= 127")
    case UInt8(ascii: "B"): throw StructModule.raise(t, "ubyte format requires 0 <= number <= 255")
    case UInt8(ascii: "h"): throw StructModule.raise(t, "short format requires -32768 <= number <= 32767")
    case UInt8(ascii: "H"): throw StructModule.raise(t, "ushort format requires 0 <= number <= 65535")
    default: throw StructModule.raise(t, "'\(name(code))' format requires \(low) <= number <= \(high)")
    }
  }
  private static func unsigned(
    _ t: Thread, _ v: Value, _ high: UInt64, _ code: UInt8, isBigEndian: Bool = false
  ) throws(Raised) -> UInt64 {
    guard let i = Int.unsignedWord(try integer(t, v)) else {
      throw StructModule.raise(t, isBigEndian && high == UInt64.max ? "int too large to convert" : "argument out of range")
    }
    if i > high { throw StructModule.raise(t, "'\(name(code))' format requires 0 <= number <= \(high)") }
    return i
  }
  private static func double(_ t: Thread, _ v: Value) throws(Raised) -> Double {
    do throws(Raised) { return try t.double(v) } catch {
      _ = t.takeRaised()
      throw StructModule.raise(t, "required argument is not a float")
    }
  }
}
