// array.array as a type, and the module array.

import Glibc

extension ArrayObject {
  static func define(_ type: TypeBuilder) {
    type.doc("array(typecode, initializer=(), /)\n\nA list of numbers of one type, side by side in memory.")
    type.layout(.array, size: MemoryLayout<ArrayFields>.size)
    type.flags([.subclassable, .weakReferenceable, .sequence])
    let slots = type.slots
    slots.pointee.repr = { unary($0, $1, ArrayObject.repr) }
    slots.pointee.richCompare = { compare($0, $1, $2, $3, ArrayObject.richCompare) }
    slots.pointee.iter = { unary($0, $1, ArrayIterator.make) }
    slots.pointee.length = { unary($0, $1) { t, v throws(Raised) in .int(ArrayObject(v).count) } }
    slots.pointee.getItem = { binary($0, $1, $2, ArrayObject.getItem) }
    slots.pointee.setItem = { ternary($0, $1, $2, $3, ArrayObject.setItem) }
    slots.pointee.contains = { binary($0, $1, $2) { t, v, x throws(Raised) in .bool(try ArrayObject(v).find(t, x, 0, Int.max) >= 0) } }
    slots.pointee.concat = { binary($0, $1, $2, ArrayObject.concat) }
    slots.pointee.repeat_ = { binary($0, $1, $2, ArrayObject.repeated) }
    slots.pointee.inPlaceConcat = { binary($0, $1, $2, ArrayObject.inPlaceConcat) }
    slots.pointee.inPlaceRepeat = { binary($0, $1, $2, ArrayObject.inPlaceRepeat) }
    slots.pointee.buffer = { binary($0, $1, $2, ArrayObject.buffer) }
    type.new("array(*args, **kwargs)") { native($0, $1, $2, $3, ArrayObject.new) }
    type.property("typecode", "The letter of the items' type.", {
      unary($0, $1) { t, v throws(Raised) in Str.character(t, UInt32(ArrayObject(v).letter)).value }
    })
    type.property("itemsize", "Bytes of one item.", { unary($0, $1) { t, v throws(Raised) in .int(ArrayObject(v).itemSize) } })
    defineItems(type)
    defineConversions(type)
    type.classMethod("__class_getitem__(object, /)", "See PEP 585") {
      native($0, $1, $2, $3) { t, a throws(Raised) in try GenericAlias.make(t, a[0], a[1]) }
    }
  }

  private static func defineItems(_ type: TypeBuilder) {
    type.method("append(v, /)", "Adds an item at the end.") {
      native($0, $1, $2, $3) { t, a throws(Raised) in
        try ArrayObject(a[0]).append(t, a[1])
        return .none
      }
    }
    type.method("extend(bb, /)", "Adds items at the end.") {
      native($0, $1, $2, $3) { t, a throws(Raised) in
        try ArrayObject(a[0]).extend(t, a[1])
        return .none
      }
    }
    type.method("insert(i, v, /)", "Puts an item in front of position i.") {
      native($0, $1, $2, $3) { t, a throws(Raised) in
        let array = ArrayObject(a[0])
        var i = try Arguments.size(t, a[1], 0)
        let word = try array.encode(t, a[2])
        if i < 0 { i = max(0, i &+ array.count) }
        i = min(i, array.count)
        try array.open(t, i, 1)
        array.store(word, at: i)
        return .none
      }
    }
    type.method("pop(i=-1, /)", "Takes the item at i out.") {
      native($0, $1, $2, $3) { t, a throws(Raised) in
        let array = ArrayObject(a[0])
        var i = try Arguments.size(t, a[1], -1)
        if array.count == 0 { throw t.raise(.indexError, "pop from empty array") }
        if i < 0 { i &+= array.count }
        if i < 0 || i >= array.count { throw t.raise(.indexError, "pop index out of range") }
        let v = array.item(t, i)
        try array.remove(t, i, 1)
        return v
      }
    }
    type.method("remove(v, /)", "Takes out the first item that equals v; ValueError if there is none.") {
      native($0, $1, $2, $3) { t, a throws(Raised) in
        let array = ArrayObject(a[0])
        let i = try array.find(t, a[1], 0, Int.max)
        if i < 0 || i >= array.count { throw t.raise(.valueError, "array.remove(x): x not in array") }
        try array.remove(t, i, 1)
        return .none
      }
    }
    type.method("index(v, start=0, stop=9223372036854775807, /)", "Where the first item is that equals v; ValueError if there is none.") {
      native($0, $1, $2, $3) { t, a throws(Raised) in
        let array = ArrayObject(a[0])
        var from = try Arguments.bound(t, a[2], 0)
        var to = try Arguments.bound(t, a[3], Int.max)
        if from < 0 { from = max(0, from &+ array.count) }
        if to < 0 { to = to &+ array.count }
        let i = try array.find(t, a[1], from, to)
        if i < 0 { throw t.raise(.valueError, "array.index(x): x not in array") }
        return .int(i)
      }
    }
    type.method("count(v, /)", "How many items equal v.") {
      native($0, $1, $2, $3) { t, a throws(Raised) in
        let array = ArrayObject(a[0])
        var n = 0
        var i = 0
        while i < array.count {
          if try t.equal(array.item(t, i), a[1]) { n &+= 1 }
          i &+= 1
        }
        return .int(n)
      }
    }
    type.method("reverse()", "Reverses the order of the items.") {
      native($0, $1, $2, $3) { t, a throws(Raised) in
        let array = ArrayObject(a[0])
        let size = array.itemSize
        var spare: UInt64 = 0
        var i = 0
        var j = array.count &- 1
        while i < j {
          withUnsafeMutableBytes(of: &spare) { p in
            guard let s = p.baseAddress else { return }
            memcpy(s, array.place(i), size)
            memcpy(array.place(i), array.place(j), size)
            memcpy(array.place(j), s, size)
          }
          i &+= 1
          j &-= 1
        }
        return .none
      }
    }
    type.method("byteswap()", "Reverses the bytes of each item.") {
      native($0, $1, $2, $3) { t, a throws(Raised) in
        let array = ArrayObject(a[0])
        let size = array.itemSize
        for i in 0..<array.count {
          let p = array.place(i)
          switch size {
          case 2: p.storeBytes(of: p.load(as: UInt16.self).byteSwapped, as: UInt16.self)
          case 4: p.storeBytes(of: p.load(as: UInt32.self).byteSwapped, as: UInt32.self)
          case 8: p.storeBytes(of: p.load(as: UInt64.self).byteSwapped, as: UInt64.self)
          default: break
          }
        }
        return .none
      }
    }
    type.method("buffer_info()", "(address of the memory, number of items)") {
      native($0, $1, $2, $3) { t, a throws(Raised) in
        let array = ArrayObject(a[0])
        return Tuple.pair(t, t.int(Int(bitPattern: array.fields.pointee.data)), .int(array.count))
      }
    }
  }

  private static func defineConversions(_ type: TypeBuilder) {
    type.method("tolist()", "The items as a list.") {
      native($0, $1, $2, $3) { t, a throws(Raised) in try ArrayObject(a[0]).list(t).value }
    }
    type.method("fromlist(list, /)", "Adds a list's items at the end: all or, on an error, none.") {
      native($0, $1, $2, $3) { t, a throws(Raised) in
        guard a[1].isKind(.list) else { throw t.raise(.typeError, "arg must be list") }
        let array = ArrayObject(a[0])
        let old = array.count
        let n = List(a[1]).count
        // All or nothing.
        let fresh = try array.similar(t)
        var i = 0
        while i < List(a[1]).count {
          try fresh.append(t, List(a[1])[i])
          if List(a[1]).count != n { throw t.raise(.runtimeError, "list changed size during iteration") }
          i &+= 1
        }
        if array.count == old { try array.append(t, bytes: fresh.fields.pointee.data, fresh.count) }
        return .none
      }
    }
    type.method("tobytes()", "The items as bytes, as the machine has them.") {
      native($0, $1, $2, $3) { t, a throws(Raised) in try ArrayObject(a[0]).bytes(t).value }
    }
    type.method("frombytes(buffer, /)", "Adds the items that bytes hold as the machine has them.") {
      native($0, $1, $2, $3) { t, a throws(Raised) in
        let view = try BufferView.contiguous(t, a[1])
        defer { view.close() }
        if view.itemSize != 1 { throw t.raise(.typeError, "a bytes-like object is required") }
        try ArrayObject(a[0]).extend(t, bytesOf: view)
        return .none
      }
    }
    type.method("tounicode()", "Adds a text's characters; only for type 'u'.") {
      native($0, $1, $2, $3) { t, a throws(Raised) in
        guard ArrayObject(a[0]).letter == UInt8(ascii: "u") else {
          throw t.raise(.valueError, "tounicode() may only be called on unicode type arrays")
        }
        return try ArrayObject(a[0]).text(t).value
      }
    }
    type.method("fromunicode(ustr, /)", "Adds a text's characters; only for type 'u'.") {
      native($0, $1, $2, $3) { t, a throws(Raised) in
        guard a[1].isKind(.str) else { throw Arguments.wrongType(t, a[1], "fromunicode() argument must be str") }
        guard ArrayObject(a[0]).letter == UInt8(ascii: "u") else {
          throw t.raise(.valueError, "fromunicode() may only be called on unicode type arrays")
        }
        try ArrayObject(a[0]).extend(t, text: Str(a[1]))
        return .none
      }
    }
    type.method("tofile(f, /)", "Writes the items to a file as the machine has them.") {
      native($0, $1, $2, $3) { t, a throws(Raised) in
        let array = ArrayObject(a[0])
        let all = try array.bytes(t)
        var i = 0
        while i < all.count {
          let n = min(65536, all.count - i)
          _ = try t.callMethod(a[1], Name.write, try Bytes.make(t, all.data + i, n).value)
          i += n
        }
        return .none
      }
    }
    type.method("fromfile(f, n, /)", "Reads n items from a file and adds them at the end; EOFError if there are fewer.") {
      native($0, $1, $2, $3) { t, a throws(Raised) in
        let array = ArrayObject(a[0])
        let n = try Arguments.size(t, a[2], 0)
        if n < 0 { throw t.raise(.valueError, "negative count") }
        let (wanted, overflow) = n.multipliedReportingOverflow(by: array.itemSize)
        if overflow { throw t.raiseMemoryError() }
        let read = try t.callMethod(a[1], Str.intern(t, "read"), [t.int(wanted)])
        guard read.isKind(.byteString) else { throw t.raise(.typeError, "read() didn't return bytes") }
        let view = try BufferView.get(t, read)
        try array.extend(t, bytesOf: view)
        if view.length != wanted { throw t.raise(.eofError, "read() didn't return enough bytes") }
        return .none
      }
    }
    type.method("__copy__()", "A copy.") {
      native($0, $1, $2, $3) { t, a throws(Raised) in try ArrayObject(a[0]).copy(t).value }
    }
    type.method("__deepcopy__(unused, /)", "A copy.") {
      native($0, $1, $2, $3) { t, a throws(Raised) in try ArrayObject(a[0]).copy(t).value }
    }
    type.method("__sizeof__()", "Bytes of memory.") {
      native($0, $1, $2, $3) { t, a throws(Raised) in
        .int(MemoryLayout<ArrayFields>.size &+ ArrayObject(a[0]).fields.pointee.capacity)
      }
    }
    type.method("__reduce_ex__(value, /)", "For pickle.") { native($0, $1, $2, $3, ArrayObject.reduce) }
  }

  // MARK: Making

  static func new(_ t: Thread, _ a: Args) throws(Raised) -> Value {
    let type = Type(a[0])
    if type == Type[.array], a.keyword(0).isObject, Dict(a.keyword(0)).count > 0 {
      throw t.raise(.typeError, "array.array() takes no keyword arguments")
    }
    if a.count < 2 { throw t.raise(.typeError, "array() takes at least 1 argument (0 given)") }
    if a.count > 3 { throw t.raise(.typeError, "array() takes at most 2 arguments (\(a.count - 1) given)") }
    guard a[1].isKind(.str), Str(a[1]).length == 1 else {
      throw t.raise(.typeError, "array() argument 1 must be a unicode character, not \(a[1].type.displayName)")
    }
    let code = Str(a[1])[0]
    let initial = a[2]
    let letter = UInt8(truncatingIfNeeded: min(code, 255))
    if initial.isObject, letter != UInt8(ascii: "u") {
      if initial.isKind(.str) {
        throw t.raise(.typeError, "cannot use a str to initialize an array with typecode '\(Str(a[1]).string)'")
      }
      if initial.isInstance(of: .array), ArrayObject(initial).letter == UInt8(ascii: "u") {
        throw t.raise(.typeError, "cannot use a unicode array to initialize an array with typecode '\(Str(a[1]).string)'")
      }
    }
    guard code < 128, size(of: letter) != nil else {
      throw t.raise(.valueError, "bad typecode (must be b, B, u, h, H, i, I, l, L, q, Q, f or d)")
    }
    let array = try make(t, type, letter)
    if initial.isEmpty { return array.value }
    if initial.isKind(.byteString) || initial.isKind(.byteArray) {
      let view = try BufferView.contiguous(t, initial)
      defer { view.close() }
      try array.extend(t, bytesOf: view)
    } else if initial.isKind(.str) {
      try array.extend(t, text: Str(initial))
    } else if initial.isInstance(of: .array), ArrayObject(initial).letter != letter {
      try array.extend(t, try ArrayObject(initial).list(t).value)
    } else {
      try array.extend(t, initial)
    }
    return array.value
  }
  func copy(_ t: Thread) throws(Raised) -> ArrayObject {
    let result = try similar(t)
    try result.append(t, bytes: fields.pointee.data, count)
    return result
  }

  static func repr(_ t: Thread, _ v: Value) throws(Raised) -> Value {
    let array = ArrayObject(v)
    let name = v.type.shortName
    let code = String(UnicodeScalar(array.letter))
    if array.count == 0 { return Str.make(t, "\(name)('\(code)')").value }
    var pieces = try Pieces(t, "\(name)('\(code)', ")
    try pieces.add(repr: array.letter == UInt8(ascii: "u") ? try array.text(t).value : try array.list(t).value)
    try pieces.add(")")
    return try pieces.joined()
  }

  // MARK: Comparison and search

  static func richCompare(_ t: Thread, _ a: Value, _ b: Value, _ op: CompareOp) throws(Raised) -> Value {
    guard a.isInstance(of: .array), b.isInstance(of: .array) else { return .notImplemented }
    let x = ArrayObject(a)
    let y = ArrayObject(b)
    if x.count != y.count, op == .eq || op == .ne { return .bool(op == .ne) }
    var i = 0
    while i < x.count, i < y.count {
      let v = x.item(t, i)
      let w = y.item(t, i)
      if !(try t.equal(v, w)) {
        if op == .eq || op == .ne { return .bool(op == .ne) }
        return try t.compare(v, w, op)
      }
      i &+= 1
    }
    return .bool(Int.isTrue((x.count &- y.count).signum(), op))
  }
  func find(_ t: Thread, _ v: Value, _ from: Int, _ to: Int) throws(Raised) -> Int {
    var i = from
    while i < count, i < to {
      if try t.equal(item(t, i), v) { return i }
      i &+= 1
    }
    return -1
  }

  // MARK: Subscripts

  private func index(_ t: Thread, _ key: Value, _ message: StaticString) throws(Raised) -> Int {
    guard Arguments.isIndex(key) else { throw t.raise(.typeError, "array indices must be integers") }
    var i = try t.indexInt(key, overflow: .indexError)
    if i < 0 { i &+= count }
    if i < 0 || i >= count { throw t.raise(.indexError, "\(message)") }
    return i
  }
  static func getItem(_ t: Thread, _ v: Value, _ key: Value) throws(Raised) -> Value {
    let array = ArrayObject(v)
    if !key.isExactly(.slice) { return array.item(t, try array.index(t, key, "array index out of range")) }
    let r = try SliceRange(t, key, array.count)
    let result = try array.similar(t)
    if r.count == 0 { return result.value }
    try result.resize(t, r.count)
    if r.step == 1 { memcpy(result.place(0), array.place(r.start), r.count &* array.itemSize) } else {
      for i in 0..<r.count { memcpy(result.place(i), array.place(r.start &+ i &* r.step), array.itemSize) }
    }
    return result.value
  }
  static func setItem(_ t: Thread, _ v: Value, _ key: Value, _ item: Value) throws(Raised) -> Value {
    let array = ArrayObject(v)
    if !key.isExactly(.slice) {
      var i = try array.index(t, key, "array assignment index out of range")
      if item.isEmpty {
        try array.remove(t, i, 1)
      } else {
        let word = try array.encode(t, item)
        // The item's __index__ may have changed the array.
        if i >= array.count { i = try array.index(t, key, "array assignment index out of range") }
        array.store(word, at: i)
      }
      return .none
    }
    var source: ArrayObject?
    if !item.isEmpty {
      guard item.isInstance(of: .array) else {
        throw t.raise(.typeError, "can only assign array (not \"\(item.type.displayName)\") to array slice")
      }
      let other = ArrayObject(item)
      if other.letter != array.letter { throw t.raise(.typeError, "bad argument type for built-in operation") }
      source = item == v ? try other.copy(t) : other
    }
    let r = try SliceRange(t, key, array.count)
    let n = source?.count ?? 0
    let start = min(r.start, array.count)
    if r.step == 1 {
      let kept = min(r.count, array.count &- start)
      if n != kept { try array.checkResizable(t) }
      if n > kept { try array.open(t, start &+ kept, n &- kept) } else { try array.remove(t, start &+ n, kept &- n) }
      if let source, n > 0 { memcpy(array.place(start), source.place(0), n &* array.itemSize) }
      return .none
    }
    if source == nil || (n == 0 && r.count == 0) {
      if r.count == 0 { return .none }
      try array.checkResizable(t)
      let step = abs(r.step)
      let first = r.step > 0 ? r.start : r.start &+ (r.count &- 1) &* r.step
      var out = 0
      for i in 0..<array.count {
        let d = i &- first
        if d >= 0, d % step == 0, d / step < r.count { continue }
        if out != i { memcpy(array.place(out), array.place(i), array.itemSize) }
        out &+= 1
      }
      try array.resize(t, out)
      return .none
    }
    if n != r.count { throw t.raise(.valueError, "attempt to assign array of size \(n) to extended slice of size \(r.count)") }
    if let source {
      for i in 0..<n { memcpy(array.place(r.start &+ i &* r.step), source.place(i), array.itemSize) }
    }
    return .none
  }

  // MARK: + and *

  static func concat(_ t: Thread, _ a: Value, _ b: Value) throws(Raised) -> Value {
    guard b.isInstance(of: .array) else {
      throw t.raise(.typeError, "can only append array (not \"\(b.type.displayName)\") to array")
    }
    if ArrayObject(a).letter != ArrayObject(b).letter { throw t.raise(.typeError, "bad argument type for built-in operation") }
    let result = try ArrayObject(a).copy(t)
    try result.append(t, bytes: ArrayObject(b).fields.pointee.data, ArrayObject(b).count)
    return result.value
  }
  static func inPlaceConcat(_ t: Thread, _ a: Value, _ b: Value) throws(Raised) -> Value {
    guard b.isInstance(of: .array) else {
      throw t.raise(.typeError, "can only extend with array (not \"\(b.type.displayName)\")")
    }
    try ArrayObject(a).extend(t, b)
    return a
  }
  /// The items n times over.
  private func multiply(_ t: Thread, _ n: Int) throws(Raised) {
    let old = count
    let (total, overflow) = old.multipliedReportingOverflow(by: n)
    if overflow { throw t.raiseMemoryError() }
    try resize(t, total)
    let unit = old &* itemSize
    var i = 1
    while i < n, unit > 0 {
      memcpy(place(old &* i), place(0), unit)
      i &+= 1
    }
  }
  static func repeated(_ t: Thread, _ v: Value, _ factor: Value) throws(Raised) -> Value {
    let n = max(0, try Arguments.factor(t, factor))
    let result = try ArrayObject(v).copy(t)
    try result.multiply(t, n)
    return result.value
  }
  static func inPlaceRepeat(_ t: Thread, _ v: Value, _ factor: Value) throws(Raised) -> Value {
    try ArrayObject(v).multiply(t, max(0, try Arguments.factor(t, factor)))
    return v
  }

  static func buffer(_ t: Thread, _ v: Value, _ address: Value) throws(Raised) -> Value {
    guard let view = UnsafeMutablePointer<BufferView>(bitPattern: UInt(address.bits)) else { return .none }
    let array = ArrayObject(v)
    view.pointee.object = v
    view.pointee.data = array.fields.pointee.data
    view.pointee.length = array.byteCount
    view.pointee.itemSize = array.itemSize
    view.pointee.isReadOnly = false
    view.pointee.format = Str.character(t, array.letter == UInt8(ascii: "u") ? 0x77 : UInt32(array.letter)).value
    view.pointee.release = { ArrayObject(Value(bits: $0)).fields.pointee.exports &-= 1 }
    array.fields.pointee.exports &+= 1
    return .none
  }

  // MARK: Pickling

  /// Representations of items in pickles, independent of the machine: code and whether its type code is signed.
  private static func formatCode(_ letter: UInt8) -> Int {
    switch letter {
    case UInt8(ascii: "B"): 0
    case UInt8(ascii: "b"): 1
    case UInt8(ascii: "H"): 2
    case UInt8(ascii: "h"): 4
    case UInt8(ascii: "I"): 6
    case UInt8(ascii: "i"): 8
    case UInt8(ascii: "L"), UInt8(ascii: "Q"): 10
    case UInt8(ascii: "l"), UInt8(ascii: "q"): 12
    case UInt8(ascii: "f"): 14
    case UInt8(ascii: "d"): 16
    default: 20
    }
  }
  private static func reduce(_ t: Thread, _ a: Args) throws(Raised) -> Value {
    let array = ArrayObject(a[0])
    let proto = try t.indexInt(a[1], overflow: .overflowError)
    let state = try t.getAttributeOrEmpty(a[0], Name.__dict__.str).orNil ?? .none
    let code = Str.character(t, UInt32(array.letter)).value
    if proto < 3 {
      return try Tuple.make(t, [a[0].type.value, Tuple.pair(t, code, try array.list(t).value), state]).value
    }
    let module = try Importer.module(t, Str.intern(t, "array"))
    let make = try t.getAttribute(module, Str.intern(t, "_array_reconstructor"))
    let arguments = try Tuple.make(t, [a[0].type.value, code, .int(formatCode(array.letter)), try array.bytes(t).value])
    return try Tuple.make(t, [make, arguments.value, state]).value
  }
  static func reconstruct(_ t: Thread, _ a: Args) throws(Raised) -> Value {
    guard a[0].isKind(.type) else {
      throw t.raise(.typeError, "first argument must be a type object, not \(a[0].type.displayName)")
    }
    guard Type(a[0]).isSubclass(of: .array) else {
      throw t.raise(.typeError, "\(Type(a[0]).displayName) is not a subtype of array.array")
    }
    guard a[1].isKind(.str), Str(a[1]).length == 1 else {
      throw t.raise(.typeError, "_array_reconstructor() argument 2 must be a unicode character, not \(a[1].type.displayName)")
    }
    let code = Str(a[1])[0]
    guard code < 128, size(of: UInt8(code)) != nil else { throw t.raise(.valueError, "second argument must be a valid type code") }
    let format = try t.int32(a[2])
    guard format >= 0, format <= 21 else { throw t.raise(.valueError, "third argument must be a valid machine format code.") }
    guard a[3].isKind(.byteString) else { throw t.raise(.typeError, "fourth argument should be bytes, not \(a[3].type.displayName)") }
    if format == formatCode(UInt8(code)) { return try t.call(a[0], a[1], a[3]) }
    // Another machine's items become values, and these items of the wanted type.
    let data = Bytes(a[3])
    let list = try List.make(t)
    if format >= 18 {
      let names: [StaticString] = ["utf-16-le", "utf-16-be", "utf-32-le", "utf-32-be"]
      let text = try Codecs.decodeObject(t, a[3], Str.intern(t, names[format - 18]), nil)
      return try t.call(a[0], a[1], text.value)
    }
    let letters: StaticString = "BbHHhhIIiiQQqqffdd"
    let letter = letters.utf8Start[format]
    guard let (width, _) = StructFormat.width(letter, isNative: false) else { return .none }
    if data.count % width != 0 { throw t.raise(.valueError, "bytes length not a multiple of item size") }
    let row = StructItem(code: letter, offset: 0, size: width, count: 1)
    var i = 0
    while i < data.count {
      try list.append(t, try StructCodec.unpack(t, row, Raw(data.data + i), isBigEndian: format >= 2 && format & 1 == 1))
      i += width
    }
    return try t.call(a[0], a[1], list.value)
  }
}

enum ArrayModule {
  static func define(_ m: ModuleBuilder) throws(Raised) {
    m.doc("Arrays of numbers of one type, side by side in memory.")
    try m.type(.array)
    _ = try BuiltinTypes.make(m.thread, .arrayIterator)
    m.set("ArrayType", Type[.array].value)
    m.set("typecodes", Str.make(m.thread, "bBuhHiIlLqQfd").value)
    m.function("_array_reconstructor(arraytype, typecode, mformat_code, items, /)", "For pickle.") {
      native($0, $1, $2, $3, ArrayObject.reconstruct)
    }
    // A mutable sequence to isinstance(), if the library has such a class.
    let name = Str.intern(m.thread, "collections.abc")
    let abc = try m.thread.ignoring(.importError) { () throws(Raised) in try Importer.module(m.thread, name) } ?? .empty
    if abc.isObject {
      let sequence = try m.thread.getAttributeOrEmpty(abc, Str.intern(m.thread, "MutableSequence"))
      if sequence.isObject { _ = try m.thread.callMethod(sequence, Str.intern(m.thread, "register"), [Type[.array].value]) }
    }
  }
}
