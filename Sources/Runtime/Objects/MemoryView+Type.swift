// The type memoryview: Library Reference, "Memory Views".

import Glibc

extension MemoryView {
  static func define(_ type: TypeBuilder) {
    type.doc("A view of the memory of an object that has the buffer protocol.")
    type.record(12)
    type.flags([.sequence, .weakReferenceable])
    let slots = type.slots
    slots.pointee.repr = { unary($0, $1, MemoryView.repr) }
    slots.pointee.hash = { unary($0, $1, MemoryView.hash) }
    slots.pointee.richCompare = { compare($0, $1, $2, $3, MemoryView.richCompare) }
    slots.pointee.length = { unary($0, $1, MemoryView.count) }
    slots.pointee.getItem = { binary($0, $1, $2, MemoryView.getItem) }
    slots.pointee.setItem = { ternary($0, $1, $2, $3, MemoryView.setItem) }
    slots.pointee.iter = { unary($0, $1, MemoryViewIterator.make) }
    slots.pointee.buffer = { binary($0, $1, $2, MemoryView.buffer) }
    type.new("memoryview(object)") { native($0, $1, $2, $3, MemoryView.new) }
    type.method("release()", "End the view of the object's memory.") {
      native($0, $1, $2, $3) { (t, a) throws(Raised) in
        try MemoryView(a[0]).release(t)
        return .none
      }
    }
    type.method("tobytes(order='C')", "The items as bytes.") { native($0, $1, $2, $3, MemoryView.toBytes) }
    type.method("tolist()", "The items as a list (of lists).") {
      native($0, $1, $2, $3) { (t, a) throws(Raised) in
        try MemoryView(a[0]).checkAlive(t)
        return try MemoryView(a[0]).list(t, MemoryView(a[0]).data, 0)
      }
    }
    type.method("hex(sep=None, bytes_per_sep=1)", "Two hexadecimal digits a byte.") {
      native($0, $1, $2, $3) { (t, a) throws(Raised) in
        try MemoryView(a[0]).checkAlive(t)
        let b = try MemoryView(a[0]).view.toBytes(t)
        return try ByteMethods.hex(t, b.buffer, a[1], a[2])
      }
    }
    type.method("cast(format, shape=None)", "The memory with another format or shape.") {
      native($0, $1, $2, $3) { (t, a) throws(Raised) in
        try MemoryView(a[0]).checkAlive(t)
        return try MemoryView(a[0]).cast(t, a[1], a[2].isNone ? .empty : a[2]).value
      }
    }
    type.method("toreadonly()", "A view that cannot be written through.") {
      native($0, $1, $2, $3) { (t, a) throws(Raised) in
        try MemoryView(a[0]).checkAlive(t)
        return MemoryView(a[0]).toReadOnly(t).value
      }
    }
    type.method("__enter__()", "The view itself.") {
      native($0, $1, $2, $3) { (t, a) throws(Raised) in
        try MemoryView(a[0]).checkAlive(t)
        return a[0]
      }
    }
    type.method("__exit__(*args)", "Release the view.") {
      native($0, $1, $2, $3) { (t, a) throws(Raised) in
        try MemoryView(a[0]).release(t)
        return .none
      }
    }
    defineAttributes(type)
  }
  private static func defineAttributes(_ type: TypeBuilder) {
    type.property("obj", "The object whose memory is seen.") { unary($0, $1) { (t, v) throws(Raised) in try MemoryView.alive(t, v).fields.pointee.object } }
    type.property("nbytes", "Bytes of all items together.") { unary($0, $1) { (t, v) throws(Raised) in try MemoryView.alive(t, v).fields.pointee.length } }
    type.property("itemsize", "Bytes of an item.") { unary($0, $1) { (t, v) throws(Raised) in try MemoryView.alive(t, v).fields.pointee.itemSize } }
    type.property("format", "Format of an item, as in the module struct.") { unary($0, $1) { (t, v) throws(Raised) in try MemoryView.alive(t, v).fields.pointee.format } }
    type.property("ndim", "Number of dimensions.") { unary($0, $1) { (t, v) throws(Raised) in .int(try MemoryView.alive(t, v).dimensions) } }
    type.property("shape", "Lengths of the dimensions.") { unary($0, $1) { (t, v) throws(Raised) in try MemoryView.alive(t, v).fields.pointee.shape } }
    type.property("strides", "Bytes from item to item in each dimension.") { unary($0, $1) { (t, v) throws(Raised) in try MemoryView.alive(t, v).fields.pointee.strides } }
    type.property("suboffsets", "Used by indirect arrays only: empty.") {
      unary($0, $1) { (t, v) throws(Raised) in
        _ = try MemoryView.alive(t, v)
        return machine.pointee.emptyTuple
      }
    }
    type.property("readonly", "Whether the memory cannot be written.") { unary($0, $1) { (t, v) throws(Raised) in try MemoryView.alive(t, v).fields.pointee.readOnly } }
    type.property("c_contiguous", "Whether the items follow each other in C order.") { unary($0, $1) { (t, v) throws(Raised) in .bool(try MemoryView.alive(t, v).view.isContiguous) } }
    type.property("f_contiguous", "Whether the items follow each other in Fortran order.") {
      unary($0, $1) { (t, v) throws(Raised) in .bool(try MemoryView.alive(t, v).view.isFortranContiguous) }
    }
    type.property("contiguous", "Whether the items follow each other.") {
      unary($0, $1) { (t, v) throws(Raised) in
        let view = try MemoryView.alive(t, v).view
        return .bool(view.isContiguous || view.isFortranContiguous)
      }
    }
  }
  static func alive(_ thread: Thread, _ v: Value) throws(Raised) -> MemoryView {
    try MemoryView(v).checkAlive(thread)
    return MemoryView(v)
  }

  static func repr(_ thread: Thread, _ v: Value) throws(Raised) -> Value {
    let address = "0x" + String(UInt(bitPattern: v.object), radix: 16)
    return Str.make(thread, "<\(MemoryView(v).isReleased ? "released memory" : "memory") at \(address)>").value
  }
  static func hash(_ thread: Thread, _ v: Value) throws(Raised) -> Value {
    let m = try alive(thread, v)
    if m.fields.pointee.hash != .int(0) { return m.fields.pointee.hash }
    if !m.fields.pointee.readOnly.isTrue { throw thread.raise(.valueError, "cannot hash writable memoryview object") }
    guard m.letter == 0x42 || m.letter == 0x62 || m.letter == 0x63 else {
      throw thread.raise(.valueError, "memoryview: hashing is restricted to formats 'B', 'b' or 'c'")
    }
    _ = try thread.hash(m.fields.pointee.object)
    let h = Value.int(try m.view.toBytes(thread).hash)
    m.fields.pointee.hash = h
    return h
  }
  static func count(_ thread: Thread, _ v: Value) throws(Raised) -> Value {
    let m = try alive(thread, v)
    return m.dimensions == 0 ? .int(1) : m.shape[0]
  }
  static func toBytes(_ thread: Thread, _ args: Args) throws(Raised) -> Value {
    let m = try alive(thread, args[0])
    var fortran = false
    if !args[1].isEmpty, !args[1].isNone {
      let order = args[1].isKind(.str) ? Str(args[1]).string : ""
      switch order {
      case "C": break
      case "F": fortran = true
      case "A": fortran = !m.view.isContiguous && m.view.isFortranContiguous
      default: throw thread.raise(.valueError, "order must be 'C', 'F' or 'A'")
      }
    }
    return try m.view.toBytes(thread, fortran: fortran && m.dimensions > 1).value
  }
  /// Items of dimension d and on as nested lists.
  func list(_ thread: Thread, _ from: Raw, _ d: Int) throws(Raised) -> Value {
    if d >= dimensions { return try unpack(thread, from) }
    let n = shape[d].asInt
    let step = strides[d].asInt
    let list = try List.make(thread, capacity: max(1, n))
    for i in 0..<max(0, n) { try list.append(thread, try self.list(thread, from + i &* step, d &+ 1)) }
    return list.value
  }

  // MARK: Indexing

  private enum Target {
    case item(Raw)
    case slice
  }
  private func target(_ thread: Thread, _ key: Value) throws(Raised) -> Target {
    if dimensions == 0 {
      if key.isKind(.tuple), Tuple(key).count == 0 { return .item(data) }
      throw thread.raise(.typeError, "invalid indexing of 0-dim memory")
    }
    if Arguments.isIndex(key) {
      if dimensions > 1 { throw thread.raise(.notImplementedError, "multi-dimensional sub-views are not implemented") }
      return .item(try place(thread, data, 0, key))
    }
    if key.isExactly(.slice) {
      if dimensions == 1 { return .slice }
      throw thread.raise(.notImplementedError, "multi-dimensional slicing is not implemented")
    }
    if key.isKind(.tuple) {
      let t = Tuple(key)
      var allIndices = true
      var allSlices = t.count > 0
      for i in 0..<t.count {
        if !Arguments.isIndex(t[i]) { allIndices = false }
        if !t[i].isExactly(.slice) { allSlices = false }
      }
      if allIndices {
        if t.count > dimensions {
          throw thread.raise(.typeError, "cannot index \(dimensions)-dimension view with \(t.count)-element tuple")
        }
        if t.count < dimensions { throw thread.raise(.notImplementedError, "sub-views are not implemented") }
        var p = data
        for d in 0..<t.count { p = try place(thread, p, d, t[d]) }
        return .item(p)
      }
      if allSlices { throw thread.raise(.notImplementedError, "multi-dimensional slicing is not implemented") }
    }
    throw thread.raise(.typeError, "memoryview: invalid slice key")
  }
  private func place(_ thread: Thread, _ from: Raw, _ d: Int, _ key: Value) throws(Raised) -> Raw {
    var i = key.isInt ? key.asInt : try thread.indexInt(key, overflow: .indexError)
    try checkAlive(thread)
    let n = shape[d].asInt
    if i < 0 { i &+= n }
    if i < 0 || i >= n { throw thread.raise(.indexError, "index out of bounds on dimension \(d &+ 1)") }
    return from + i &* strides[d].asInt
  }
  static func getItem(_ thread: Thread, _ v: Value, _ key: Value) throws(Raised) -> Value {
    let m = try alive(thread, v)
    switch try m.target(thread, key) {
    case .item(let p): return try m.unpack(thread, p)
    case .slice: return try m.slice(thread, key).value
    }
  }
  static func setItem(_ thread: Thread, _ v: Value, _ key: Value, _ item: Value) throws(Raised) -> Value {
    let m = try alive(thread, v)
    if m.fields.pointee.readOnly.isTrue { throw thread.raise(.typeError, "cannot modify read-only memory") }
    if item.isEmpty { throw thread.raise(.typeError, "cannot delete memory") }
    switch try m.target(thread, key) {
    case .item(let p): try m.pack(thread, p, item)
    case .slice:
      let source = try BufferView.get(thread, item)
      defer { source.close() }
      let r = try SliceRange(thread, key, m.shape[0].asInt)
      let sourceFormat = source.format.isEmpty ? Str.character(thread, 0x42) : Str(source.format)
      guard source.dimensions == 1, source.extent(0) == r.count, source.itemSize == m.itemSize,
        MemoryView.sameFormat(sourceFormat, Str(m.fields.pointee.format))
      else {
        throw thread.raise(.valueError, "memoryview assignment: lvalue and rvalue have different structures")
      }
      if r.count == 0 { return .none }
      // Through a copy: the two may overlap.
      let copy = try source.toBytes(thread)
      let step = m.strides[0].asInt
      var p = m.data + r.start &* step
      for i in 0..<r.count {
        memcpy(p, copy.data + i &* m.itemSize, m.itemSize)
        p += step &* r.step
      }
    }
    return .none
  }
  private static func sameFormat(_ a: Str, _ b: Str) -> Bool {
    func bare(_ s: Str) -> String {
      let t = s.string
      return t.hasPrefix("@") ? String(t.dropFirst()) : t
    }
    return bare(a) == bare(b)
  }

  // MARK: Comparison

  static func richCompare(_ thread: Thread, _ a: Value, _ b: Value, _ op: CompareOp) throws(Raised) -> Value {
    guard op == .eq || op == .ne, a.isExactly(.memoryview) else { return .notImplemented }
    let m = MemoryView(a)
    if m.isReleased || (b.isExactly(.memoryview) && MemoryView(b).isReleased) {
      let same = a == b
      return .bool(same == (op == .eq))
    }
    guard BufferView.isSupported(by: b) else { return .notImplemented }
    let other = try make(thread, b)
    let same = try m.isEqual(thread, other)
    try? other.release(thread)
    return .bool(same == (op == .eq))
  }
  private func isEqual(_ thread: Thread, _ other: MemoryView) throws(Raised) -> Bool {
    if dimensions != other.dimensions { return false }
    for d in 0..<dimensions where shape[d] != other.shape[d] { return false }
    if MemoryView.sameFormat(Str(fields.pointee.format), Str(other.fields.pointee.format)), letter != 0x66, letter != 0x64, letter != 0x65 {
      let x = try view.toBytes(thread)
      let y = try other.view.toBytes(thread)
      return ByteMethods.order(x.buffer, y.buffer) == 0
    }
    // Formats that nothing here can read compare unequal.
    if letter == 0 || other.letter == 0 { return false }
    return try thread.equal(try list(thread, data, 0), try other.list(thread, other.data, 0))
  }
}

/// Iterator over the first dimension of a memoryview.
struct MemoryViewIterator: Handle {
  struct Fields: BitwiseCopyable {
    var header: Header
    /// The view, or empty at the end.
    var view: Value
    /// int
    var position: Value
  }
  let fields: UnsafeMutablePointer<Fields>
  @inline(__always) init(fields: UnsafeMutablePointer<Fields>) { self.fields = fields }

  static func define(_ type: TypeBuilder) {
    type.record(2)
    type.slots.pointee.iter = { _, a in a }
    type.slots.pointee.next = { unary($0, $1, MemoryViewIterator.next) }
  }
  static func make(_ thread: Thread, _ v: Value) throws(Raised) -> Value {
    let m = try MemoryView.alive(thread, v)
    if m.dimensions == 0 { throw thread.raise(.typeError, "invalid indexing of 0-dim memory") }
    if m.dimensions > 1 { throw thread.raise(.notImplementedError, "multi-dimensional sub-views are not implemented") }
    let i = MemoryViewIterator(thread.allocate(24, .record, TypeID.memoryviewIterator))
    i.fields.pointee.view = v
    i.fields.pointee.position = .int(0)
    return i.value
  }
  static func next(_ thread: Thread, _ v: Value) throws(Raised) -> Value {
    let it = MemoryViewIterator(v)
    if it.fields.pointee.view.isEmpty { return .empty }
    let m = try MemoryView.alive(thread, it.fields.pointee.view)
    let i = it.fields.pointee.position.asInt
    if i >= m.shape[0].asInt {
      it.fields.pointee.view = .empty
      return .empty
    }
    it.fields.pointee.position = .int(i &+ 1)
    return try m.unpack(thread, m.data + i &* m.strides[0].asInt)
  }
}

/// Half-precision floats (IEEE 754 binary16), which Swift has no type for on this machine.
enum Float16Bits {
  static func value(_ bits: UInt16) -> Double {
    let sign: Double = bits >> 15 != 0 ? -1 : 1
    let exponent = Int(bits >> 10 & 31)
    let fraction = Double(bits & 1023)
    if exponent == 0 { return sign * fraction * 0x1p-24 }
    if exponent == 31 { return fraction == 0 ? sign * Double.infinity : Double.nan }
    return sign * (1024 + fraction) * Double(sign: .plus, exponent: exponent - 25, significand: 1)
  }
  static func bits(_ d: Double) -> UInt16 {
    let sign: UInt16 = d.sign == .minus ? 0x8000 : 0
    if d.isNaN { return sign | 0x7E00 }
    let m = d.magnitude
    if m >= 65520 { return sign | 0x7C00 }
    if m < 0x1p-14 { return sign | UInt16((m * 0x1p24).rounded(.toNearestOrEven)) }
    let e = Int(m.exponent)
    let f = (m * Double(sign: .plus, exponent: 10 - e, significand: 1)).rounded(.toNearestOrEven)
    return sign &+ UInt16(e + 15) << 10 &+ UInt16(f - 1024)
  }
}
