// array.array: numbers of one type, packed (Library Reference, "array").

import Glibc

struct ArrayFields: BitwiseCopyable {
  var header: Header
  /// Items.
  var count: Int
  /// Storage (see `Thread.allocateBytes`); meaningless while capacity is 0.
  var data: UnsafeMutableRawPointer
  /// Bytes of room.
  var capacity: Int
  /// Views that are open: the array may not be resized.
  var exports: Int
  /// The type code, an ASCII letter.
  var letter: Int
}

struct ArrayObject: Handle {
  let fields: UnsafeMutablePointer<ArrayFields>
  @inline(__always) init(fields: UnsafeMutablePointer<ArrayFields>) { self.fields = fields }
  @inline(__always) var count: Int { fields.pointee.count }
  @inline(__always) var letter: UInt8 { UInt8(truncatingIfNeeded: fields.pointee.letter) }
  @inline(__always) var itemSize: Int { ArrayObject.size(of: letter) ?? 1 }
  var byteCount: Int { count &* itemSize }
  /// Not to be held across anything that takes a thread.
  @inline(__always) func place(_ i: Int) -> Raw { fields.pointee.data + i &* itemSize }

  static var layout: Layout {
    Layout(values: 0, trace: { object, visitor in
      let a = ArrayObject(object)
      if a.fields.pointee.capacity > 0 { Visitor(visitor).visit(a.fields.pointee.data - 8) }
      let size = MemoryLayout<ArrayFields>.size
      let end = Int(Shape.table[Int(object.shape)].type.fields.pointee.basicSize)
      if end > size { Visitor(visitor).visit(object.at(size), count: (end - size) / 8) }
    })
  }

  static func size(of letter: UInt8) -> Int? {
    switch letter {
    case UInt8(ascii: "b"), UInt8(ascii: "B"): 1
    case UInt8(ascii: "h"), UInt8(ascii: "H"): 2
    case UInt8(ascii: "i"), UInt8(ascii: "I"), UInt8(ascii: "f"), UInt8(ascii: "u"): 4
    case UInt8(ascii: "l"), UInt8(ascii: "L"), UInt8(ascii: "q"), UInt8(ascii: "Q"), UInt8(ascii: "d"): 8
    default: nil
    }
  }

  static func make(_ t: Thread, _ type: Type, _ letter: UInt8) throws(Raised) -> ArrayObject {
    let a = ArrayObject(try type.allocateInstance(t))
    a.fields.pointee.count = 0
    a.fields.pointee.data = Raw(bitPattern: 16).unsafelyUnwrapped
    a.fields.pointee.capacity = 0
    a.fields.pointee.exports = 0
    a.fields.pointee.letter = Int(letter)
    return a
  }
  /// An array of the plain type with the same type code.
  func similar(_ t: Thread) throws(Raised) -> ArrayObject { try ArrayObject.make(t, Type[.array], letter) }

  // MARK: Size

  func checkResizable(_ t: Thread) throws(Raised) {
    Heap.endViews(t) { fields.pointee.exports > 0 }
    if fields.pointee.exports > 0 {
      throw t.raise(.bufferError, "cannot resize an array that is exporting buffers")
    }
  }
  /// Changes the number of items; new ones at the end are undefined.
  func resize(_ t: Thread, _ n: Int) throws(Raised) {
    if n == count { return }
    try checkResizable(t)
    if n < 0 || n > 1 << 42 { throw t.raiseMemoryError() }
    let needed = n &* itemSize
    if needed > fields.pointee.capacity || needed < fields.pointee.capacity / 4 {
      let capacity = n == 0 ? 0 : (n < 8 || n < count ? needed : needed &+ needed >> 4 &+ 8 &* itemSize)
      let old = fields.pointee.data
      let had = fields.pointee.capacity > 0
      let fresh = capacity > 0 ? Raw(try t.allocateBytes(capacity)) : Raw(bitPattern: 16).unsafelyUnwrapped
      if had, capacity > 0 { memcpy(fresh, old, min(needed, byteCount)) }
      barrier()
      fields.pointee.data = fresh
      fields.pointee.capacity = capacity
      if had { t.free(storage: old) }
    }
    fields.pointee.count = n
  }
  /// Makes room for n items at i, undefined.
  func open(_ t: Thread, _ i: Int, _ n: Int) throws(Raised) {
    let tail = count &- i
    try resize(t, count &+ n)
    if tail > 0 { memmove(place(i &+ n), place(i), tail &* itemSize) }
  }
  func remove(_ t: Thread, _ i: Int, _ n: Int) throws(Raised) {
    if n == 0 { return }
    try checkResizable(t)
    let tail = count &- i &- n
    if tail > 0 { memmove(place(i), place(i &+ n), tail &* itemSize) }
    try resize(t, count &- n)
  }
  func append(_ t: Thread, bytes: UnsafeRawPointer, _ n: Int) throws(Raised) {
    let old = count
    try resize(t, old &+ n)
    if n > 0 { memcpy(place(old), bytes, n &* itemSize) }
  }

  // MARK: Items

  func item(_ t: Thread, _ i: Int) -> Value {
    let p = place(i)
    switch letter {
    case UInt8(ascii: "b"): return .int(Int(p.load(as: Int8.self)))
    case UInt8(ascii: "B"): return .int(Int(p.load(as: UInt8.self)))
    case UInt8(ascii: "u"): return Str.character(t, p.load(as: UInt32.self)).value
    case UInt8(ascii: "h"): return .int(Int(p.load(as: Int16.self)))
    case UInt8(ascii: "H"): return .int(Int(p.load(as: UInt16.self)))
    case UInt8(ascii: "i"): return .int(Int(p.load(as: Int32.self)))
    case UInt8(ascii: "I"): return .int(Int(p.load(as: UInt32.self)))
    case UInt8(ascii: "l"), UInt8(ascii: "q"): return t.int(p.load(as: Int.self))
    case UInt8(ascii: "L"), UInt8(ascii: "Q"): return t.int(unsigned: p.load(as: UInt64.self))
    case UInt8(ascii: "f"): return t.float(Double(p.load(as: Float.self)))
    default: return t.float(p.load(as: Double.self))
    }
  }

  /// Item i, unchecked, of the types that need no call; empty for others and where the value has to be made on the heap.
  @inline(__always) func quickItem(_ i: Int) -> Value {
    let data = fields.pointee.data
    switch letter {
    case UInt8(ascii: "d"):
      let v = Value.unboxed((data + i &* 8).load(as: Double.self))
      return v.isFloat ? v : .empty
    case UInt8(ascii: "l"), UInt8(ascii: "q"):
      let n = (data + i &* 8).load(as: Int.self)
      return Value.fits(n) ? .int(n) : .empty
    case UInt8(ascii: "i"): return .int(Int((data + i &* 4).load(as: Int32.self)))
    case UInt8(ascii: "I"): return .int(Int((data + i &* 4).load(as: UInt32.self)))
    case UInt8(ascii: "B"): return .int(Int((data + i).load(as: UInt8.self)))
    case UInt8(ascii: "b"): return .int(Int((data + i).load(as: Int8.self)))
    case UInt8(ascii: "H"): return .int(Int((data + i &* 2).load(as: UInt16.self)))
    case UInt8(ascii: "h"): return .int(Int((data + i &* 2).load(as: Int16.self)))
    default: return .empty
    }
  }
  /// Stores item i, unchecked, if the value is a small int or unboxed float that the type holds.
  @inline(__always) func quickStore(_ v: Value, at i: Int) -> Bool {
    let data = fields.pointee.data
    if v.isFloat {
      if letter != UInt8(ascii: "d") { return false }
      (data + i &* 8).storeBytes(of: v.asFloat, as: Double.self)
      return true
    }
    if !v.isInt { return false }
    let n = v.asInt
    switch letter {
    case UInt8(ascii: "d"): (data + i &* 8).storeBytes(of: Double(n), as: Double.self)
    case UInt8(ascii: "l"), UInt8(ascii: "q"): (data + i &* 8).storeBytes(of: n, as: Int.self)
    case UInt8(ascii: "i"):
      guard let small = Int32(exactly: n) else { return false }
      (data + i &* 4).storeBytes(of: small, as: Int32.self)
    case UInt8(ascii: "I"):
      guard let small = UInt32(exactly: n) else { return false }
      (data + i &* 4).storeBytes(of: small, as: UInt32.self)
    case UInt8(ascii: "B"):
      guard let small = UInt8(exactly: n) else { return false }
      (data + i).storeBytes(of: small, as: UInt8.self)
    case UInt8(ascii: "H"):
      guard let small = UInt16(exactly: n) else { return false }
      (data + i &* 2).storeBytes(of: small, as: UInt16.self)
    default: return false
    }
    return true
  }

  /// A value in the machine's representation, in the low bytes of a word.
  func encode(_ t: Thread, _ v: Value) throws(Raised) -> UInt64 {
    func ranged(_ low: Int, _ high: Int, _ what: StaticString) throws(Raised) -> UInt64 {
      let p = try t.index(v)
      guard let i = Int.word(p) else { throw t.raise(.overflowError, "Python int too large to convert to C long") }
      if i < low { throw t.raise(.overflowError, "\(what) is less than minimum") }
      if i > high { throw t.raise(.overflowError, "\(what) is greater than maximum") }
      return UInt64(bitPattern: Int64(i))
    }
    switch letter {
    case UInt8(ascii: "b"): return try ranged(-128, 127, "signed char")
    case UInt8(ascii: "B"): return try ranged(0, 255, "unsigned byte integer")
    case UInt8(ascii: "h"): return try ranged(-32768, 32767, "signed short integer")
    case UInt8(ascii: "H"): return try ranged(0, 65535, "unsigned short")
    case UInt8(ascii: "i"): return try ranged(Int(Int32.min), Int(Int32.max), "signed integer")
    case UInt8(ascii: "I"), UInt8(ascii: "L"):
      let p = try t.index(v)
      if Int.sign(p) < 0 { throw t.raise(.overflowError, "can't convert negative value to unsigned int") }
      guard let w = Int.unsignedWord(p) else { throw t.raise(.overflowError, "Python int too large to convert to C unsigned long") }
      if letter == UInt8(ascii: "I"), w > UInt64(UInt32.max) { throw t.raise(.overflowError, "unsigned int is greater than maximum") }
      return w
    case UInt8(ascii: "l"), UInt8(ascii: "q"):
      guard let i = Int.word(try t.index(v)) else {
        throw t.raise(.overflowError, letter == UInt8(ascii: "q") ? "int too big to convert" : "Python int too large to convert to C long")
      }
      return UInt64(bitPattern: Int64(i))
    case UInt8(ascii: "Q"):
      let p = try t.index(v)
      if Int.sign(p) < 0 { throw t.raise(.overflowError, "can't convert negative int to unsigned") }
      guard let w = Int.unsignedWord(p) else { throw t.raise(.overflowError, "int too big to convert") }
      return w
    case UInt8(ascii: "u"):
      guard v.isKind(.str), Str(v).length == 1 else {
        throw t.raise(.typeError, "array item must be a unicode character, not \(v.type.displayName)")
      }
      return UInt64(Str(v)[0])
    case UInt8(ascii: "f"): return UInt64(Float(try t.double(v)).bitPattern)
    default: return try t.double(v).bitPattern
    }
  }
  func store(_ word: UInt64, at i: Int) {
    let p = place(i)
    switch itemSize {
    case 1: p.storeBytes(of: UInt8(truncatingIfNeeded: word), as: UInt8.self)
    case 2: p.storeBytes(of: UInt16(truncatingIfNeeded: word), as: UInt16.self)
    case 4: p.storeBytes(of: UInt32(truncatingIfNeeded: word), as: UInt32.self)
    default: p.storeBytes(of: word, as: UInt64.self)
    }
  }
  func append(_ t: Thread, _ v: Value) throws(Raised) {
    let word = try encode(t, v)
    let n = count
    try resize(t, n &+ 1)
    store(word, at: n)
  }
  func extend(_ t: Thread, _ v: Value) throws(Raised) {
    if v.isInstance(of: .array) {
      let other = ArrayObject(v)
      if other.letter != letter { throw t.raise(.typeError, "can only extend with array of same kind") }
      let n = other.count
      let old = count
      try resize(t, old &+ n)
      // After the resize: the other may be this array itself.
      if n > 0 { memcpy(place(old), other.place(0), n &* itemSize) }
      return
    }
    try t.forEach(v) { item throws(Raised) in
      try append(t, item)
      return true
    }
  }
  func list(_ t: Thread) throws(Raised) -> List {
    let list = try List.make(t, capacity: max(1, count))
    var i = 0
    while i < count {
      try list.append(t, item(t, i))
      i &+= 1
    }
    return list
  }
  func bytes(_ t: Thread) throws(Raised) -> Bytes { try Bytes.make(t, fields.pointee.data.assumingMemoryBound(to: UInt8.self), byteCount) }
  func extend(_ t: Thread, bytesOf view: BufferView) throws(Raised) {
    if view.length % itemSize != 0 { throw t.raise(.valueError, "bytes length not a multiple of item size") }
    try append(t, bytes: view.data, view.length / itemSize)
  }
  func extend(_ t: Thread, text: Str) throws(Raised) {
    let old = count
    try resize(t, old &+ text.length)
    for i in 0..<text.length { store(UInt64(text[i]), at: old &+ i) }
  }
  /// The text of an array of characters; ValueError for what is none.
  func text(_ t: Thread) throws(Raised) -> Str {
    var out = try StrBuilder(t, capacity: count &+ 1)
    for i in 0..<count {
      let c = place(i).load(as: UInt32.self)
      if c > 0x10FFFF {
        throw t.raise(.valueError, "character U+\(String(c, radix: 16)) is not in range [U+0000; U+10ffff]")
      }
      try out.append(c)
    }
    return try out.finish()
  }
}

/// Iterator over an array.
struct ArrayIterator: Handle {
  struct Fields: BitwiseCopyable {
    var header: Header
    /// The array, or empty at the end.
    var array: Value
    /// int
    var position: Value
  }
  let fields: UnsafeMutablePointer<Fields>
  @inline(__always) init(fields: UnsafeMutablePointer<Fields>) { self.fields = fields }

  static func define(_ type: TypeBuilder) {
    type.record(2)
    type.slots.pointee.iter = { _, a in a }
    type.slots.pointee.next = { unary($0, $1, ArrayIterator.next) }
    type.method("__reduce__()", "For pickle.") {
      native($0, $1, $2, $3) { t, a throws(Raised) in
        let f = ArrayIterator(a[0]).fields.pointee
        let iter = Dict(machine.pointee.builtinsDict).get(Str.intern(t, "iter"))
        if f.array.isEmpty {
          let nothing = try Tuple.make(t, [machine.pointee.emptyTuple])
          return Tuple.pair(t, iter, nothing.value)
        }
        return try Tuple.make(t, [iter, try Tuple.make(t, [f.array]).value, f.position]).value
      }
    }
    type.method("__setstate__(state, /)", "For pickle.") {
      native($0, $1, $2, $3) { t, a throws(Raised) in
        let it = ArrayIterator(a[0])
        let i = try t.indexInt(a[1], overflow: .overflowError)
        if !it.fields.pointee.array.isEmpty { it.fields.pointee.position = .int(max(0, min(i, ArrayObject(it.fields.pointee.array).count))) }
        return .none
      }
    }
  }
  static func make(_ t: Thread, _ v: Value) throws(Raised) -> Value {
    let i = ArrayIterator(t.allocate(24, .record, TypeID.arrayIterator))
    i.fields.pointee.array = v
    i.fields.pointee.position = .int(0)
    return i.value
  }
  static func next(_ t: Thread, _ v: Value) throws(Raised) -> Value {
    let it = ArrayIterator(v)
    if it.fields.pointee.array.isEmpty { return .empty }
    let a = ArrayObject(it.fields.pointee.array)
    let i = it.fields.pointee.position.asInt
    if i >= a.count {
      it.fields.pointee.array = .empty
      return .empty
    }
    it.fields.pointee.position = .int(i &+ 1)
    return a.item(t, i)
  }
}
