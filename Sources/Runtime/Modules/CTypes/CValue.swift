// Reading and writing C values of the simple types, by their letter.

import Glibc

enum CValue {
  /// The unsigned word of `size` bytes at p.
  private static func word(_ p: Raw, _ size: Int, _ swapped: Bool) -> UInt64 {
    switch size {
    case 1: return UInt64(p.loadUnaligned(as: UInt8.self))
    case 2:
      let v = p.loadUnaligned(as: UInt16.self)
      return UInt64(swapped ? v.byteSwapped : v)
    case 4:
      let v = p.loadUnaligned(as: UInt32.self)
      return UInt64(swapped ? v.byteSwapped : v)
    default:
      let v = p.loadUnaligned(as: UInt64.self)
      return swapped ? v.byteSwapped : v
    }
  }
  private static func put(_ p: Raw, _ size: Int, _ swapped: Bool, _ v: UInt64) {
    switch size {
    case 1: p.storeBytes(of: UInt8(truncatingIfNeeded: v), as: UInt8.self)
    case 2:
      let w = UInt16(truncatingIfNeeded: v)
      p.storeBytes(of: swapped ? w.byteSwapped : w, as: UInt16.self)
    case 4:
      let w = UInt32(truncatingIfNeeded: v)
      p.storeBytes(of: swapped ? w.byteSwapped : w, as: UInt32.self)
    default: p.storeBytes(of: swapped ? v.byteSwapped : v, as: UInt64.self)
    }
  }
  private static func signed(_ t: Thread, _ v: UInt64, _ bits: Int) -> Value {
    let shift = UInt64(64 &- bits)
    return t.int(Int(Int64(bitPattern: v &<< shift) &>> Int64(shift)))
  }

  /// A bit field: `low` is the number of its lowest bit in the word.
  static func load(_ t: Thread, _ code: UInt8, _ p: Raw, swapped: Bool, low: Int, bits: Int) -> Value {
    let v = word(p, CType.size(of: code), swapped) &>> UInt64(low)
    if CType.isSigned(code) { return signed(t, v, bits) }
    return t.int(unsigned: bits >= 64 ? v : v & ((1 &<< UInt64(bits)) &- 1))
  }
  static func store(_ t: Thread, _ code: UInt8, _ p: Raw, _ value: Value, swapped: Bool, low: Int, bits: Int) throws(Raised) {
    let given = Int.lowBits(Int.plain(try t.index(value)))
    let mask: UInt64 = (bits >= 64 ? UInt64.max : (1 &<< UInt64(bits)) &- 1) &<< UInt64(low)
    let size = CType.size(of: code)
    put(p, size, swapped, word(p, size, swapped) & ~mask | given &<< UInt64(low) & mask)
  }

  static func load(_ t: Thread, _ code: UInt8, _ p: Raw, swapped: Bool = false) throws(Raised) -> Value {
    let size = CType.size(of: code)
    switch code {
    case UInt8(ascii: "c"): return try Bytes.make(t, UnsafeBufferPointer(start: p.assumingMemoryBound(to: UInt8.self), count: 1)).value
    case UInt8(ascii: "?"): return .bool(p.loadUnaligned(as: UInt8.self) != 0)
    case UInt8(ascii: "v"): return .bool(p.loadUnaligned(as: UInt16.self) != 0)
    case UInt8(ascii: "f"): return t.float(Double(Float(bitPattern: UInt32(truncatingIfNeeded: word(p, 4, swapped)))))
    case UInt8(ascii: "d"): return t.float(Double(bitPattern: word(p, 8, swapped)))
    case UInt8(ascii: "g"): return t.float(Double(p.loadUnaligned(as: Float80.self)))
    case UInt8(ascii: "u"):
      let c = p.loadUnaligned(as: UInt32.self)
      if c > 0x10FFFF { throw t.raise(.valueError, "character U+\(String(c, radix: 16)) is not in range [U+0000; U+10ffff]") }
      return try Str.copy(t, codePoints: [c]).value
    case CType.Code.object:
      guard let v = object(p.loadUnaligned(as: UInt64.self)) else { throw t.raise(.valueError, "PyObject is NULL") }
      return v
    case CType.Code.text:
      guard let s = p.loadUnaligned(as: UnsafeMutableRawPointer?.self) else { return .none }
      return try bytes(t, s, -1)
    case CType.Code.wideText:
      guard let s = p.loadUnaligned(as: UnsafeMutableRawPointer?.self) else { return .none }
      return try wide(t, s, -1)
    case CType.Code.pointer, UInt8(ascii: "X"):
      let v = word(p, 8, swapped)
      return v == 0 ? .none : t.int(unsigned: v)
    default:
      let v = word(p, size, swapped)
      return CType.isSigned(code) ? signed(t, v, size &* 8) : t.int(unsigned: v)
    }
  }

  /// Writes a value; gives what has to be kept alive with the memory, or none.
  static func store(_ t: Thread, _ code: UInt8, _ p: Raw, _ v: Value, swapped: Bool = false) throws(Raised) -> Value {
    let size = CType.size(of: code)
    switch code {
    case UInt8(ascii: "c"):
      if v.isKind(.byteString), Bytes(v).count == 1 {
        p.storeBytes(of: Bytes(v).data[0], as: UInt8.self)
      } else if v.isKind(.byteArray), ByteArray(v).count == 1 {
        p.storeBytes(of: ByteArray(v).data[0], as: UInt8.self)
      } else if let n = Int.word(v), n >= 0, n < 256 {
        p.storeBytes(of: UInt8(n), as: UInt8.self)
      } else {
        throw t.raise(.typeError, "one character bytes, bytearray or integer expected")
      }
    case UInt8(ascii: "?"): p.storeBytes(of: try t.truth(v) ? 1 : 0, as: UInt8.self)
    case UInt8(ascii: "v"): p.storeBytes(of: try t.truth(v) ? -1 : 0, as: Int16.self)
    case UInt8(ascii: "f"): put(p, 4, swapped, UInt64(Float(try t.double(v)).bitPattern))
    case UInt8(ascii: "d"): put(p, 8, swapped, try t.double(v).bitPattern)
    case UInt8(ascii: "g"):
      let n = Float80(try t.double(v))
      p.initializeMemory(as: UInt8.self, repeating: 0, count: 16)
      withUnsafeBytes(of: n) { p.copyMemory(from: $0.baseAddress.unsafelyUnwrapped, byteCount: 10) }
      return .none
    case UInt8(ascii: "u"):
      guard v.isKind(.str) else { throw t.raise(.typeError, "unicode string expected instead of \(v.type.displayName) instance") }
      if Str(v).length != 1 { throw t.raise(.typeError, "one character unicode string expected") }
      p.storeBytes(of: Str(v)[0], as: UInt32.self)
    case CType.Code.object:
      p.storeBytes(of: word(of: v), as: UInt64.self)
      return v
    case CType.Code.text:
      if v.isNone {
        p.storeBytes(of: 0, as: UInt64.self)
      } else if v.isKind(.byteString) {
        p.storeBytes(of: Raw(Bytes(v).data), as: Raw.self)
        return v
      } else if v.isInt || v.isBool || v.isKind(.bigInt) || v.isKind(.intInstance) {
        p.storeBytes(of: Int.lowBits(Int.plain(v)), as: UInt64.self)
      } else {
        throw t.raise(.typeError, "bytes or integer address expected instead of \(v.type.displayName) instance")
      }
    case CType.Code.wideText:
      if v.isNone {
        p.storeBytes(of: 0, as: UInt64.self)
      } else if v.isKind(.str) {
        let cell = try wideCopy(t, Str(v))
        p.storeBytes(of: cell.address, as: Raw.self)
        return cell.value
      } else if v.isInt || v.isBool || v.isKind(.bigInt) || v.isKind(.intInstance) {
        p.storeBytes(of: Int.lowBits(Int.plain(v)), as: UInt64.self)
      } else {
        throw t.raise(.typeError, "unicode string or integer address expected instead of \(v.type.displayName) instance")
      }
    case CType.Code.pointer, UInt8(ascii: "X"):
      if v.isNone {
        p.storeBytes(of: 0, as: UInt64.self)
      } else if v.isInt || v.isBool || v.isKind(.bigInt) || v.isKind(.intInstance) {
        put(p, 8, swapped, Int.lowBits(Int.plain(v)))
      } else {
        throw t.raise(.typeError, "cannot be converted to pointer")
      }
    default: put(p, size, swapped, Int.lowBits(Int.plain(try t.index(v))))
    }
    return .none
  }

  // MARK: Objects

  /// How a `py_object` is written in memory: never all zeros, which means NULL.
  static func word(of v: Value) -> UInt64 { ~v.bits }
  static func object(_ word: UInt64) -> Value? {
    if word == 0 { return nil }
    let v = Value(bits: ~word)
    // What is no object of ours was not written by us.
    if v.isObject {
      guard let object = Heap.resolve(UInt(v.bits &- 1)), Value(object) == v else { return nil }
    }
    return v.isEmpty || v.isError ? nil : v
  }

  // MARK: Texts

  static func bytes(_ t: Thread, _ p: Raw, _ count: Int) throws(Raised) -> Value {
    let q = p.assumingMemoryBound(to: UInt8.self)
    let n = count < 0 ? strlen(p.assumingMemoryBound(to: CChar.self)) : count
    return try Bytes.make(t, UnsafeBufferPointer(start: q, count: n)).value
  }
  static func wide(_ t: Thread, _ p: Raw, _ count: Int) throws(Raised) -> Value {
    var n = count
    if n < 0 {
      n = 0
      while p.loadUnaligned(fromByteOffset: n &* 4, as: UInt32.self) != 0 { n &+= 1 }
    }
    if n > 1 << 40 { throw t.raiseMemoryError() }
    var points: [UInt32] = []
    points.reserveCapacity(n)
    for i in 0..<n {
      let c = p.loadUnaligned(fromByteOffset: i &* 4, as: UInt32.self)
      if c > 0x10FFFF { throw t.raise(.valueError, "character U+\(String(c, radix: 16)) is not in range [U+0000; U+10ffff]") }
      points.append(c)
    }
    return try Str.copy(t, codePoints: points).value
  }
  /// A str as wchar_t with a closing zero, and the cell that it is in.
  static func wideCopy(_ t: Thread, _ s: Str) throws(Raised) -> (address: Raw, value: Value) {
    let p = try t.allocateBytes(s.length &* 4 &+ 4)
    for i in 0..<s.length { Raw(p).storeBytes(of: s[i], toByteOffset: i &* 4, as: UInt32.self) }
    Raw(p).storeBytes(of: 0, toByteOffset: s.length &* 4, as: UInt32.self)
    // A program may see what is kept: a capsule, not the bare cell.
    return (Raw(p), CKeep.make(t, Value(Raw(p) - 8)))
  }
}

struct CKeepFields: BitwiseCopyable {
  var header: Header
  var cell: Value
}
/// Keeps memory alive for C in `_objects`.
struct CKeep: Handle {
  let fields: UnsafeMutablePointer<CKeepFields>
  init(fields: UnsafeMutablePointer<CKeepFields>) { self.fields = fields }
  static func make(_ t: Thread, _ cell: Value) -> Value {
    let k = CKeep(t.allocate(MemoryLayout<CKeepFields>.size, .record, Type(CTypes.keepType.value).fields.pointee.shape))
    k.fields.pointee.cell = cell
    return k.value
  }
  static func define(_ type: TypeBuilder) {
    type.record(1)
    type.flags(.noNew)
  }
}
