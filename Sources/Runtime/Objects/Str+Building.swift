// Building strs: units of three widths, substrings, concatenation, and a builder for texts of unknown length.

import Glibc

/// One unit of a str's text.
protocol CodeUnit: FixedWidthInteger, UnsignedInteger, BitwiseCopyable {}
extension UInt8: CodeUnit {}
extension UInt16: CodeUnit {}
extension UInt32: CodeUnit {}

/// What stands before the text in a storage cell that strs share: see `Str.concatenate`.
struct StrStorage {
  /// Bytes of the longest str in the cell.
  var used: Int
  /// Bytes of room.
  var capacity: Int
  static var size: Int { 16 }
}

extension Str {
  /// The str is the result of a concatenation: growing it once more makes a storage cell.
  @inline(__always) static var grownFlag: UInt16 { 32 }

  @inline(__always) var u8: UnsafeMutablePointer<UInt8> { data.assumingMemoryBound(to: UInt8.self) }
  @inline(__always) var u16: UnsafeMutablePointer<UInt16> { data.assumingMemoryBound(to: UInt16.self) }
  @inline(__always) var u32: UnsafeMutablePointer<UInt32> { data.assumingMemoryBound(to: UInt32.self) }
  @inline(__always) var isExact: Bool { raw.shape == TypeID.str.rawValue }
  @inline(__always) static var empty: Str { Str(machine.pointee.emptyString) }

  /// log2 of the unit that code points need whose bits are all in `bits`.
  @inline(__always) static func width(for bits: UInt32) -> Int { bits < 0x100 ? 0 : bits < 0x10000 ? 1 : 2 }

  /// All bits that occur in code points from ..< to: tells the width and whether they are ASCII.
  func bits(_ from: Int, _ to: Int) -> UInt32 {
    switch width {
    case 0:
      if isASCII { return 0x7F }
      return Str.bits(u8 + from, to &- from)
    case 1: return Str.bits(u16 + from, to &- from)
    default: return Str.bits(u32 + from, to &- from)
    }
  }
  /// The same for the whole text, known without looking (as far as it matters).
  @inline(__always) var bits: UInt32 { isASCII ? 0x7F : width == 0 ? 0xFF : width == 1 ? 0xFFFF : 0x1F_FFFF }

  static func bits<U: CodeUnit>(_ p: UnsafePointer<U>, _ count: Int) -> UInt32 {
    var r: U = 0
    var i = 0
    while i < count {
      r |= p[i]
      i &+= 1
    }
    return UInt32(truncatingIfNeeded: r)
  }
  @inline(__always) static func bits<U: CodeUnit>(_ p: UnsafeMutablePointer<U>, _ count: Int) -> UInt32 { bits(UnsafePointer(p), count) }

  /// Copies `count` units from one width to another.
  static func copyUnits(_ source: Raw, _ sourceWidth: Int, _ target: Raw, _ targetWidth: Int, _ count: Int) {
    if sourceWidth == targetWidth {
      memcpy(target, source, count &<< sourceWidth)
      return
    }
    switch (sourceWidth, targetWidth) {
    case (0, 1): convert(source.at(0, as: UInt8.self), target.at(0, as: UInt16.self), count)
    case (0, _): convert(source.at(0, as: UInt8.self), target.at(0, as: UInt32.self), count)
    case (1, 0): convert(source.at(0, as: UInt16.self), target.at(0, as: UInt8.self), count)
    case (1, _): convert(source.at(0, as: UInt16.self), target.at(0, as: UInt32.self), count)
    case (_, 0): convert(source.at(0, as: UInt32.self), target.at(0, as: UInt8.self), count)
    default: convert(source.at(0, as: UInt32.self), target.at(0, as: UInt16.self), count)
    }
  }
  @inline(__always) private static func convert<A: CodeUnit, B: CodeUnit>(_ a: UnsafeMutablePointer<A>, _ b: UnsafeMutablePointer<B>, _ count: Int) {
    var i = 0
    while i < count {
      b[i] = B(truncatingIfNeeded: a[i])
      i &+= 1
    }
  }
  /// Copies code points from ..< to of this str to `target`, whose units are at least as wide as these need.
  @inline(__always) func copy(_ from: Int, _ to: Int, into target: Raw, _ targetWidth: Int) {
    Str.copyUnits(data + (from &<< width), width, target, targetWidth, to &- from)
  }

  /// Exactly a str with this text: itself, or a copy of a subclass's instance.
  @inline(__always) func exact(_ thread: Thread) throws(Raised) -> Str { isExact ? self : try substring(thread, 0, length) }

  /// Code points from ..< to, which must be in range.
  func substring(_ thread: Thread, _ from: Int, _ to: Int) throws(Raised) -> Str {
    let n = to &- from
    if n <= 0 { return Str.empty }
    if n == 1 { return Str.character(thread, self[from]) }
    if n == length, isExact { return self }
    let bits = self.bits(from, to)
    let s = try Str.uninitialized(thread, length: n, width: Str.width(for: bits), ascii: bits < 0x80)
    copy(from, to, into: s.data, s.width)
    return s
  }

  /// A str of `count` units of this width (they need not be the narrowest).
  static func make(_ thread: Thread, units: Raw, width: Int, count: Int) throws(Raised) -> Str {
    if count == 0 { return Str.empty }
    let bits: UInt32
    switch width {
    case 0: bits = Str.bits(units.at(0, as: UInt8.self), count)
    case 1: bits = Str.bits(units.at(0, as: UInt16.self), count)
    default: bits = Str.bits(units.at(0, as: UInt32.self), count)
    }
    return try make(thread, units: units, width: width, count: count, bits: bits)
  }
  static func make(_ thread: Thread, units: Raw, width: Int, count: Int, bits: UInt32) throws(Raised) -> Str {
    if count == 0 { return Str.empty }
    if count == 1, bits < 0x100 {
      let c: UInt32
      switch width {
      case 0: c = UInt32(units.load(as: UInt8.self))
      case 1: c = UInt32(units.load(as: UInt16.self))
      default: c = units.load(as: UInt32.self)
      }
      return Str.character(thread, c)
    }
    let s = try Str.uninitialized(thread, length: count, width: Str.width(for: bits), ascii: bits < 0x80)
    copyUnits(units, width, s.data, s.width, count)
    return s
  }
  /// Latin-1 bytes.
  static func latin1(_ thread: Thread, _ bytes: UnsafePointer<UInt8>, _ count: Int) throws(Raised) -> Str {
    try make(thread, units: Raw(mutating: bytes), width: 0, count: count)
  }

  /// a + b. A result that grows again moves to a storage cell with room behind it; appending to the longest str in such a cell
  /// writes behind it and shares the cell.
  static func concatenate(_ thread: Thread, _ a: Str, _ b: Str) throws(Raised) -> Str {
    if b.length == 0, a.isExact { return a }
    if a.length == 0, b.isExact { return b }
    let (total, overflow) = a.length.addingReportingOverflow(b.length)
    if overflow || total > 1 << 43 { throw thread.raise(.overflowError, "strings are too large to concat") }
    let width = max(a.width, b.width)
    let ascii = a.isASCII && b.isASCII
    let flags = a.header.pointee.flags
    let bytes = total &<< width
    if flags & (storedFlag | grownFlag) != 0, bytes >= 256 {
      if flags & storedFlag != 0, a.width == width {
        let storage = (a.data - StrStorage.size).assumingMemoryBound(to: StrStorage.self)
        if storage.pointee.used == a.byteCount, bytes <= storage.pointee.capacity {
          b.copy(0, b.length, into: a.data + a.byteCount, width)
          storage.pointee.used = bytes
          return sharing(thread, a.data, length: total, width: width, ascii: ascii)
        }
      }
      let data = try allocateStorage(thread, bytes, capacity: bytes &+ bytes &>> 1)
      a.copy(0, a.length, into: data, width)
      b.copy(0, b.length, into: data + (a.length &<< width), width)
      return sharing(thread, data, length: total, width: width, ascii: ascii)
    }
    let s = try uninitialized(thread, length: total, width: width, ascii: ascii)
    a.copy(0, a.length, into: s.data, width)
    b.copy(0, b.length, into: s.data + (a.length &<< width), width)
    s.header.pointee.flags |= grownFlag
    return s
  }
  /// A cell for a stored text; where the text begins.
  static func allocateStorage(_ thread: Thread, _ used: Int, capacity: Int) throws(Raised) -> Raw {
    let cell = Raw(try thread.allocateBytes(StrStorage.size &+ capacity))
    cell.storeBytes(of: StrStorage(used: used, capacity: capacity), as: StrStorage.self)
    return cell + StrStorage.size
  }
  private static func sharing(_ thread: Thread, _ data: Raw, length: Int, width: Int, ascii: Bool) -> Str {
    let s = Str(thread.allocate(inlineOffset, .str, TypeID.str))
    s.fields.pointee.header.flags = UInt16(width) | (ascii ? asciiFlag : 0) | storedFlag
    s.fields.pointee.hash = 0
    s.fields.pointee.length = length
    s.fields.pointee.data = data
    return s
  }

  /// s * n
  static func repeated(_ thread: Thread, _ s: Str, _ n: Int) throws(Raised) -> Str {
    if n <= 0 || s.length == 0 { return Str.empty }
    if n == 1 { return try s.exact(thread) }
    let (total, overflow) = s.length.multipliedReportingOverflow(by: n)
    if overflow { throw thread.raise(.overflowError, "repeated string is too long") }
    let r = try uninitialized(thread, length: total, width: s.width, ascii: s.isASCII)
    let unit = s.byteCount
    let bytes = r.byteCount
    if unit == 1 {
      memset(r.data, Int32(s.u8[0]), bytes)
      return r
    }
    memcpy(r.data, s.data, unit)
    var done = unit
    while done < bytes {
      let step = min(done, bytes &- done)
      memcpy(r.data + done, r.data, step)
      done &+= step
    }
    return r
  }

  /// An instance of `type`, a subclass of str, with the text of `s`.
  static func makeSubclassInstance(_ thread: Thread, _ type: Type, _ s: Str) throws(Raised) -> Value {
    let data = try allocateStorage(thread, s.byteCount, capacity: s.byteCount)
    memcpy(data, s.data, s.byteCount)
    let copy = Str(try type.allocateInstance(thread))
    copy.fields.pointee.header.flags = s.header.pointee.flags & (widthMask | asciiFlag) | storedFlag
    copy.fields.pointee.hash = s.fields.pointee.hash
    copy.fields.pointee.length = s.length
    copy.fields.pointee.data = data
    return copy.value
  }
}

/// Collects a text of unknown length and width; the text lies in a storage cell of the collector, so that nothing has to be
/// given back when an append raises.
struct StrBuilder {
  let thread: Thread
  private(set) var data: Raw
  private var capacity: Int
  private(set) var count = 0
  private(set) var width = 0
  private(set) var bits: UInt32 = 0

  init(_ thread: Thread, capacity: Int = 64) throws(Raised) {
    self.thread = thread
    self.capacity = max(capacity, 16)
    data = Raw(try thread.allocateBytes(self.capacity))
  }

  /// Makes room for `extra` more units, of the width that `newBits` needs.
  @inline(never) private mutating func grow(_ extra: Int, _ newBits: UInt32) throws(Raised) {
    let newWidth = max(width, Str.width(for: newBits))
    let (needed, overflow) = count.addingReportingOverflow(extra)
    if overflow || needed > 1 << 43 { throw thread.raiseMemoryError() }
    var room = capacity
    if needed > room { room = needed &+ needed &>> 1 }
    let fresh = Raw(try thread.allocateBytes(room &<< newWidth))
    Str.copyUnits(data, width, fresh, newWidth, count)
    thread.free(storage: data)
    data = fresh
    capacity = room
    width = newWidth
  }
  @inline(__always) private mutating func reserve(_ extra: Int, _ newBits: UInt32) throws(Raised) {
    if _slowPath(extra > capacity &- count || Str.width(for: newBits) > width) { try grow(extra, newBits) }
    bits |= newBits
  }
  @inline(__always) mutating func append(_ c: UInt32) throws(Raised) {
    try reserve(1, c)
    switch width {
    case 0: data.storeBytes(of: UInt8(truncatingIfNeeded: c), toByteOffset: count, as: UInt8.self)
    case 1: data.storeBytes(of: UInt16(truncatingIfNeeded: c), toByteOffset: count &* 2, as: UInt16.self)
    default: data.storeBytes(of: c, toByteOffset: count &* 4, as: UInt32.self)
    }
    count &+= 1
  }
  mutating func append(_ c: UInt32, times n: Int) throws(Raised) {
    if n <= 0 { return }
    try reserve(n, c)
    var i = 0
    switch width {
    case 0: memset(data + count, Int32(c), n)
    case 1:
      let p: UnsafeMutablePointer<UInt16> = data.at(count &* 2)
      while i < n { p[i] = UInt16(truncatingIfNeeded: c); i &+= 1 }
    default:
      let p: UnsafeMutablePointer<UInt32> = data.at(count &* 4)
      while i < n { p[i] = c; i &+= 1 }
    }
    count &+= n
  }
  mutating func append(_ s: Str) throws(Raised) {
    // The str's own width may be more than what these bits say only if it is not the narrowest, which cannot be.
    try reserve(s.length, s.bits == 0x1F_FFFF ? 0x10_FFFF : s.bits)
    s.copy(0, s.length, into: data + (count &<< width), width)
    count &+= s.length
  }
  mutating func append(_ s: Str, _ from: Int, _ to: Int) throws(Raised) {
    if to <= from { return }
    try reserve(to &- from, s.bits(from, to))
    s.copy(from, to, into: data + (count &<< width), width)
    count &+= to &- from
  }
  /// ASCII text.
  mutating func append(_ text: StaticString) throws(Raised) { try append(ascii: text.utf8Start, text.utf8CodeUnitCount) }
  mutating func append(ascii p: UnsafePointer<UInt8>, _ n: Int) throws(Raised) {
    try reserve(n, 0)
    Str.copyUnits(Raw(mutating: p), 0, data + (count &<< width), width, n)
    count &+= n
    bits |= 0x7F
  }
  /// Any Swift text, for cold uses.
  mutating func append(text: String) throws(Raised) {
    for scalar in text.unicodeScalars { try append(scalar.value) }
  }
  mutating func removeAll() {
    count = 0
    bits = 0
  }
  /// The str; the builder can be used no more.
  mutating func finish() throws(Raised) -> Str {
    // `bits` of a whole str may name more than occurs in it, so the width is made sure of for texts that are not ASCII.
    let s: Str
    if bits < 0x80 {
      s = try Str.make(thread, units: data, width: width, count: count, bits: bits)
    } else {
      s = try Str.make(thread, units: data, width: width, count: count)
    }
    thread.free(storage: data)
    capacity = 0
    return s
  }
}
