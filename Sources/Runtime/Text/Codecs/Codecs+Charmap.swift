// Encodings given by a table: most single-byte ones of the package `encodings`.

extension Codecs {
  /// `mapping`: a str, indexed by the byte; or anything indexed by the byte that gives a code point, a str or None; or None: Latin-1.
  static func decodeCharmap(_ thread: Thread, _ view: BufferView, _ errors: Str?, _ mapping: Value) throws(Raised) -> Str {
    if mapping.isEmpty || mapping.isNone {
      return try Str.latin1(thread, view.data.assumingMemoryBound(to: UInt8.self), view.length)
    }
    var d = try Decoding(thread, view, "charmap", errors)
    var at = 0
    while at < d.input.count {
      let byte = d.input[at]
      if mapping.isKind(.str) {
        let table = Str(mapping)
        let c: UInt32 = Int(byte) < table.length ? table[Int(byte)] : 0xFFFE
        if c == 0xFFFE {
          at = try d.fail("character maps to <undefined>", at, at &+ 1)
        } else {
          try d.out.append(c)
          at &+= 1
        }
        continue
      }
      if try decodeMapped(thread, mapping, byte, &d.out) {
        at &+= 1
      } else {
        at = try d.fail("character maps to <undefined>", at, at &+ 1)
      }
    }
    return try d.out.finish()
  }
  private static func decodeMapped(_ thread: Thread, _ mapping: Value, _ byte: UInt8, _ out: inout StrBuilder) throws(Raised) -> Bool {
    let found: Value
    do throws(Raised) { found = try thread.getItem(mapping, .int(Int(byte))) } catch {
      if !thread.isRaising(.lookupError) { throw error }
      _ = thread.takeRaised()
      return false
    }
    if found.isNone { return false }
    if found.isKind(.str) {
      let s = Str(found)
      if s.length == 1, s[0] == 0xFFFE { return false }
      try out.append(s)
      return true
    }
    guard found.isInt || found.isBool || found.isKind(.bigInt) else {
      throw thread.raise(.typeError, "character mapping must return integer, None or str")
    }
    let i = try thread.index(found)
    if !i.isInt || i.asInt < 0 || i.asInt > 0x10FFFF {
      throw thread.raise(.typeError, "character mapping must be in range(0x110000)")
    }
    if i.asInt == 0xFFFE { return false }
    try out.append(UInt32(i.asInt))
    return true
  }

  static func encodeCharmap(_ thread: Thread, _ s: Str, _ errors: Str?, _ mapping: Value) throws(Raised) -> Bytes {
    if mapping.isEmpty || mapping.isNone { return try encodeNarrow(thread, s, errors, ascii: false) }
    var e = try Encoding(thread, s, "charmap", .charmap, errors, capacity: s.length &+ 8)
    e.mapping = mapping
    var i = 0
    while i < s.length {
      if try e.put(s[i]) {
        i &+= 1
        continue
      }
      // The longest run of unencodable characters is handled at once.
      var end = i &+ 1
      while end < s.length, try !e.canMap(s[end]) { end &+= 1 }
      i = try e.fail("character maps to <undefined>", i, end)
    }
    return try e.out.finish()
  }

  /// The inverse of a decoding table.
  static func buildCharmap(_ thread: Thread, _ table: Str) throws(Raised) -> Value {
    let map = Dict.make(thread)
    for i in 0..<min(table.length, 256) where table[i] != 0xFFFE {
      try map.set(thread, .int(Int(table[i])), .int(i))
    }
    return map.value
  }
}

extension Encoding {
  private func mapped(_ c: UInt32) throws(Raised) -> Value {
    if mapping.isExactly(.dict) {
      let v = try Dict(mapping).get(thread, .int(Int(c)))
      return v.isEmpty ? .none : v
    }
    do throws(Raised) { return try thread.getItem(mapping, .int(Int(c))) } catch {
      if !thread.isRaising(.lookupError) { throw error }
      _ = thread.takeRaised()
      return .none
    }
  }
  func canMap(_ c: UInt32) throws(Raised) -> Bool { try !mapped(c).isNone }

  mutating func putMapped(_ c: UInt32) throws(Raised) -> Bool {
    let v = try mapped(c)
    if v.isNone { return false }
    if v.isInt {
      if v.asInt < 0 || v.asInt > 255 { throw thread.raise(.typeError, "character mapping must be in range(256)") }
      try out.append(UInt8(v.asInt))
      return true
    }
    if v.isKind(.byteString) {
      try out.append(Bytes(v).data, Bytes(v).count)
      return true
    }
    if v.isKind(.bigInt) { throw thread.raise(.typeError, "character mapping must be in range(256)") }
    throw thread.raise(
      .typeError, "character mapping must return integer, bytes or None, not \(v.type.displayName)")
  }
}
