// ctypes.Structure and ctypes.Union: the layout that `_fields_` asks for (Library Reference, "ctypes", "Structure/union alignment and byte order").

enum CStructure {
  /// Metaclass: `class C(Structure): …`
  static func new(_ t: Thread, _ args: UnsafeMutablePointer<Value>, _ count: Int, _ names: Value) throws(Raised) -> Value {
    let type = Type(try Type.new(t, args, count, names))
    let isUnion = type.isSubclass(of: Type(CTypes.union.value))
    let info = CType.make(t, isUnion ? .union : .structure, for: type)
    info.setFormat(t, "B")
    if isUnion { info.set(.hasUnion) }
    // The base's fields come first, and the base's layout is settled now.
    if let base = CType.of(Type(type.fields.pointee.base)) {
      base.set(.final)
      let theirs = base.fields.pointee
      info.barrier()
      info.fields.pointee.size = theirs.size
      info.fields.pointee.alignment = theirs.alignment
      info.fields.pointee.fields = theirs.fields
      info.fields.pointee.format = theirs.format
      info.fields.pointee.flags = .int(theirs.flags.asInt & ~CType.Flags.final.rawValue)
    }
    let own = Dict(type.fields.pointee.dict).get(Str.intern(t, "_fields_"))
    if !own.isEmpty { try t.setAttribute(type.value, Str.intern(t, "_fields_"), own) }
    return type.value
  }
  /// Metaclass: an assignment to `_fields_` lays the type out.
  static func setAttribute(_ t: Thread, _ v: Value, _ name: Value, _ value: Value) throws(Raised) -> Value {
    let s = try t.interned(try t.attributeName(name))
    let isFields: Bool = s.equals("_fields_")
    if isFields, let info = CType.of(Type(v)), info.has(.final) { throw t.raise(.attributeError, "_fields_ is final") }
    try Type(v).setAttribute(t, s, value)
    if isFields, !value.isEmpty { try layOut(t, Type(v), value) }
    return .none
  }

  private struct State {
    var size = 0, alignment = 1
    /// The word that the last bit field lies in: bits, and how many of them are taken
    var wordBits = 0, taken = 0
  }

  private static func layOut(_ t: Thread, _ type: Type, _ rows: Value) throws(Raised) {
    guard let info = CType.of(type) else { return }
    let isUnion = info.kind == .union
    let packValue = try t.getAttributeOrEmpty(type.value, Str.intern(t, "_pack_"))
    var pack = 0
    if !packValue.isEmpty {
      guard let n = Int.word(packValue), n >= 0, n <= Int32.max else { throw t.raise(.valueError, "_pack_ must be a non-negative integer") }
      pack = n
    }
    let length: Int
    do throws(Raised) { length = try t.length(rows) } catch {
      _ = t.takeRaised()
      throw t.raise(.typeError, "'_fields_' must be a sequence of pairs")
    }
    var state = State()
    var format = isUnion ? "B" : "T{"
    let fields = try List.make(t)
    info.fields.pointee.flags = .int(isUnion ? CType.Flags.hasUnion.rawValue : 0)
    if let base = CType.of(Type(type.fields.pointee.base)) {
      state.size = base.size
      state.alignment = max(base.alignment, 1)
      base.set(.final)
      if base.fields.pointee.fields.isKind(.list) { try fields.extend(t, base.fields.pointee.fields) }
      if !isUnion, base.fields.pointee.fields.isKind(.list), base.format.hasPrefix("T{") { format = String(base.format.dropLast()) }
      for f in [CType.Flags.hasPointer, .hasUnion, .hasBitField] where base.has(f) { info.set(f) }
    }
    var largest = isUnion ? state.size : 0
    for i in 0..<length {
      let row = try t.getItem(rows, .int(i))
      guard row.isKind(.tuple), Tuple(row).count == 2 || Tuple(row).count == 3, Tuple(row)[0].isKind(.str) else {
        throw t.raise(.typeError, "'_fields_' must be a sequence of (name, C type) pairs")
      }
      let name = Str.intern(try Str(Tuple(row)[0]).exact(t))
      guard Tuple(row)[1].isKind(.type), let item = CType.of(Type(Tuple(row)[1])) else {
        throw t.raise(.typeError, "second item in _fields_ tuple (index \(i)) must be a C type")
      }
      let itemType = Type(Tuple(row)[1])
      item.set(.final)
      for f in [CType.Flags.hasPointer, .hasUnion, .hasBitField] where item.has(f) { info.set(f) }
      if item.kind == .pointer || item.kind == .function || item.kind == .simple && CType.isPointer(item.code) { info.set(.hasPointer) }
      var bits = 0
      if Tuple(row).count == 3 {
        guard item.kind == .simple, CType.isInteger(item.code) || item.code == UInt8(ascii: "?") else {
          throw t.raise(.typeError, "bit fields not allowed for type \(itemType.shortName)")
        }
        bits = try t.int32(Tuple(row)[2])
        if bits <= 0 || bits > item.size * 8 { throw t.raise(.valueError, "number of bits invalid for bit field") }
        info.set(.hasBitField)
      }
      if isUnion {
        state.size = 0
        state.wordBits = 0
      }
      let (offset, low) = place(item, bits, pack, &state)
      if state.size > 1 << 45 { throw t.raiseMemoryError() }
      let shownLow = bits > 0 && item.has(.swapped) ? item.size * 8 - low - bits : low
      let field = CField.make(
        t, name: name, type: itemType, offset: offset, size: item.size, bits: bits, low: shownLow, index: fields.count)
      try fields.append(t, field.value)
      try type.setAttribute(t, name, field.value)
      largest = max(largest, state.size)
      if !isUnion {
        format += CTypes.format(item) + ":\(name.string):"
      }
    }
    if isUnion { state.size = largest }
    let alignment = max(state.alignment, 1)
    let total = (state.size + alignment - 1) / alignment * alignment
    if !isUnion { format += "}" }
    info.barrier()
    info.fields.pointee.fields = fields.value
    info.fields.pointee.size = .int(total)
    info.fields.pointee.alignment = .int(alignment)
    info.setFormat(t, format)
    info.set(.final)
    try makeAnonymous(t, type)
  }

  /// Where the next field goes, as GCC has it: byte offset, and the lowest bit of a bit field.
  private static func place(_ item: CType, _ bits: Int, _ pack: Int, _ s: inout State) -> (Int, Int) {
    let word = item.size * 8
    if bits > 0, s.wordBits > 0 {
      // Into the word of the bit field before, or into that word made wider.
      // A narrower word is its last part, whatever is taken of that: CPython's layout.
      if word <= s.wordBits, s.taken + bits <= s.wordBits {
        defer { s.taken += bits }
        return (s.size - item.size, s.taken)
      }
      if word >= s.wordBits, s.taken + bits <= word {
        s.size += item.size - s.wordBits / 8
        s.wordBits = word
        defer { s.taken += bits }
        return (s.size - item.size, s.taken)
      }
    }
    let alignment = max(pack > 0 ? min(pack, item.alignment) : item.alignment, 1)
    s.size = (s.size + alignment - 1) / alignment * alignment
    s.alignment = max(s.alignment, alignment)
    let offset = s.size
    s.size += item.size
    s.wordBits = bits > 0 ? word : 0
    s.taken = bits
    return (offset, 0)
  }

  /// `_anonymous_`: the fields of these fields are fields, too.
  private static func makeAnonymous(_ t: Thread, _ type: Type) throws(Raised) {
    let names = try t.getAttributeOrEmpty(type.value, Str.intern(t, "_anonymous_"))
    if names.isEmpty { return }
    let count: Int
    do throws(Raised) { count = try t.length(names) } catch {
      _ = t.takeRaised()
      throw t.raise(.typeError, "_anonymous_ must be a sequence")
    }
    for i in 0..<count {
      let name = try t.getItem(names, .int(i))
      guard name.isKind(.str) else { throw t.raise(.typeError, "attribute name must be string, not '\(name.type.displayName)'") }
      let v = try t.getAttribute(type.value, Str.intern(try Str(name).exact(t)))
      guard v.isObject, v.type == Type(CTypes.fieldType.value) else {
        throw t.raise(.attributeError, "'\(Str(name).string)' is specified in _anonymous_ but not in _fields_")
      }
      try take(t, type, CField(v), offset: 0, index: 0)
    }
  }
  /// Makes what an anonymous field has fields of the type.
  private static func take(_ t: Thread, _ type: Type, _ outer: CField, offset: Int, index: Int) throws(Raised) {
    try t.checkNativeStack()
    // A type without fields has no such attribute.
    let rows = try t.getAttribute(outer.type.value, Str.intern(t, "_fields_"))
    let hidden = try t.getAttributeOrEmpty(outer.type.value, Str.intern(t, "_anonymous_"))
    let at = offset &+ outer.offset
    let number = index &+ outer.fields.pointee.index.asInt
    for k in 0..<(try t.length(rows)) {
      let name = try t.getItem(try t.getItem(rows, .int(k)), .int(0))
      guard name.isKind(.str) else { continue }
      let found = try t.getAttribute(outer.type.value, Str.intern(try Str(name).exact(t)))
      guard found.isObject, found.type == Type(CTypes.fieldType.value) else { throw t.raise(.typeError, "unexpected type") }
      let f = CField(found)
      if !hidden.isEmpty, try t.contains(hidden, name) {
        try take(t, type, f, offset: at, index: number)
        continue
      }
      let moved = CField.make(
        t, name: Str(name), type: f.type, offset: at &+ f.offset, size: f.fields.pointee.size.asInt, bits: f.bits,
        low: f.fields.pointee.low.asInt, index: number &+ f.fields.pointee.index.asInt)
      try type.setAttribute(t, Str.intern(try Str(name).exact(t)), moved.value)
    }
  }

  /// `__init__(*args, **kwargs)`: values of the fields, in their order and by name.
  static func initialize(_ t: Thread, _ base: UnsafeMutablePointer<Value>, _ count: Int, _ names: Value) throws(Raised) -> Value {
    let v = base[0]
    let type = v.type
    var place = 1
    if count > 1 {
      try initialize(t, v, type, base, count, &place, names)
      if place < count { throw t.raise(.typeError, "too many initializers") }
    }
    if !names.isEmpty {
      for i in 0..<Tuple(names).count { try t.setAttribute(v, Str(Tuple(names)[i]), base[count + i]) }
    }
    return .none
  }
  private static func initialize(
    _ t: Thread, _ v: Value, _ type: Type, _ args: UnsafeMutablePointer<Value>, _ count: Int, _ place: inout Int, _ names: Value
  ) throws(Raised) {
    let parent = Type(type.fields.pointee.base)
    if CType.of(parent) != nil { try initialize(t, v, parent, args, count, &place, names) }
    let rows = Dict(type.fields.pointee.dict).get(Str.intern(t, "_fields_"))
    if rows.isEmpty { return }
    let n = try t.length(rows)
    var i = 0
    while i < n, place < count {
      let name = try t.getItem(try t.getItem(rows, .int(i)), .int(0))
      guard name.isKind(.str) else { throw t.raise(.typeError, "'_fields_' must be a sequence of (name, C type) pairs") }
      if !names.isEmpty {
        for k in 0..<Tuple(names).count where Str.equal(Str(Tuple(names)[k]), Str(name)) {
          throw t.raise(.typeError, "duplicate values for field \(try t.repr(name).string)")
        }
      }
      try t.setAttribute(v, Str(name), args[place])
      place += 1
      i += 1
    }
  }

  static func define(_ type: TypeBuilder) {
    type.flags([.subclassable])
    type.slots.pointee.new = { callable($0, $1, $2, $3) { t, base, _, _ throws(Raised) in try CData.make(t, Type(base[0])).value } }
    type.slots.pointee.initialize = { callable($0, $1, $2, $3, CStructure.initialize) }
  }
}
