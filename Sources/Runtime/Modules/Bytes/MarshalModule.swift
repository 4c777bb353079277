// The module marshal: values of built-in types as bytes (Library Reference, "marshal").
//
// The format is CPython 3.11's, version 4, so that data goes from one to the other, except for code objects (MarshalModule+Code.swift).
//
//   writing: each value that is met the first time gets a number (bit 7 of its letter is set), and is a reference to it afterwards
//   reading: the same numbers, in the order in which flagged values begin

import Glibc

enum MarshalModule {
  static let version = 4
  /// Deeper nesting is refused.
  static let depthLimit = 2000

  static func define(_ m: ModuleBuilder) throws(Raised) {
    m.doc("Values as bytes and back, in the format of this interpreter's version.")
    m.set("version", .int(version))
    m.function("dumps(value, version=4, /)", "The bytes that stand for a value.") {
      native($0, $1, $2, $3) { t, a throws(Raised) in try MarshalModule.dumps(t, a[0], a[1]).value }
    }
    m.function("dump(value, file, version=4, /)", "Writes a value to a file.") {
      native($0, $1, $2, $3) { t, a throws(Raised) in
        try t.callMethod(a[1], Name.write, try MarshalModule.dumps(t, a[0], a[2]).value)
      }
    }
    m.function("loads(bytes, /)", "The value that bytes stand for.") {
      native($0, $1, $2, $3) { t, a throws(Raised) in
        try t.audit("marshal.loads", a[0])
        let view = try BufferView.contiguous(t, a[0])
        defer { view.close() }
        var reader = try MarshalReader(t, data: view.bytes)
        return try reader.whole()
      }
    }
    m.function("load(file, /)", "The value that a file's next bytes stand for.") {
      native($0, $1, $2, $3) { t, a throws(Raised) in
        try t.audit("marshal.load")
        let nothing = try t.callMethod(a[0], Str.intern(t, "read"), [.int(0)])
        guard nothing.isKind(.byteString) else {
          throw t.raise(.typeError, "file.read() returned not bytes but \(nothing.type.displayName)")
        }
        var reader = try MarshalReader(t, data: UnsafeBufferPointer(start: nil, count: 0), file: a[0])
        return try reader.whole()
      }
    }
  }

  private static func dumps(_ t: Thread, _ v: Value, _ version: Value) throws(Raised) -> Bytes {
    let version = version.isEmpty ? MarshalModule.version : try t.int32(version)
    try t.audit("marshal.dumps", v, .int(version))
    var writer = MarshalWriter(t, try ByteBuilder(t), version)
    try writer.write(v, MarshalModule.depthLimit)
    return try writer.out.finish()
  }
}

struct MarshalWriter {
  let t: Thread
  var out: ByteBuilder
  private let version: Int
  /// Numbers of the values that were written; the values live as long as the one that holds them.
  private var numbers: [UInt64: Int] = [:]

  init(_ t: Thread, _ out: ByteBuilder, _ version: Int) {
    self.t = t
    self.out = out
    self.version = version
  }

  private mutating func int32(_ i: Int) throws(Raised) {
    for k in 0..<4 { try out.append(UInt8(truncatingIfNeeded: i >> (8 * k))) }
  }
  private mutating func size(_ n: Int) throws(Raised) {
    if n > Int(Int32.max) { throw unmarshallable() }
    try int32(n)
  }
  private func unmarshallable() -> Raised { t.raise(.valueError, "unmarshallable object") }
  private mutating func double(_ d: Double) throws(Raised) {
    for k in 0..<8 { try out.append(UInt8(truncatingIfNeeded: d.bitPattern >> UInt64(8 * k))) }
  }
  /// Version 0 and 1: as text of 17 digits.
  private mutating func doubleText(_ d: Double) throws(Raised) {
    var buffer = [CChar](repeating: 0, count: 64)
    let n = withVaList([d]) { vsnprintf(&buffer, 64, "%.17g", $0) }
    try out.append(UInt8(truncatingIfNeeded: n))
    for i in 0..<Int(n) { try out.append(UInt8(bitPattern: buffer[i])) }
  }

  mutating func write(_ v: Value, _ depth: Int) throws(Raised) {
    if depth <= 0 { throw t.raise(.valueError, "object too deeply nested to marshal") }
    try t.checkNativeStack()
    switch v {
    case .none: return try out.append(UInt8(ascii: "N"))
    case .no: return try out.append(UInt8(ascii: "F"))
    case .yes: return try out.append(UInt8(ascii: "T"))
    case .ellipsis: return try out.append(UInt8(ascii: "."))
    case Type[.stopIteration].value: return try out.append(UInt8(ascii: "S"))
    default: break
    }
    var flag: UInt8 = 0
    if version >= 3 {
      if let number = numbers[v.bits] {
        try out.append(UInt8(ascii: "r"))
        return try int32(number)
      }
      numbers[v.bits] = numbers.count
      flag = 0x80
    }
    if v.isInt || v.isExactly(.int) { return try integer(v, flag) }
    if let d = v.isFloat ? v.asFloat : v.isExactly(.float) ? Float.number(known: v) : nil {
      try out.append((version > 1 ? UInt8(ascii: "g") : UInt8(ascii: "f")) | flag)
      return version > 1 ? try double(d) : try doubleText(d)
    }
    if v.isExactly(.complex) {
      let z = Complex(v).fields.pointee
      try out.append((version > 1 ? UInt8(ascii: "y") : UInt8(ascii: "x")) | flag)
      for part in [z.real, z.imaginary] { if version > 1 { try double(part) } else { try doubleText(part) } }
    } else if v.isExactly(.str) {
      try text(Str(v), flag)
    } else if v.isExactly(.tuple) {
      let tuple = Tuple(v)
      if version >= 4, tuple.count < 256 {
        try out.append(UInt8(ascii: ")") | flag)
        try out.append(UInt8(tuple.count))
      } else {
        try out.append(UInt8(ascii: "(") | flag)
        try size(tuple.count)
      }
      for i in 0..<tuple.count { try write(tuple[i], depth - 1) }
    } else if v.isExactly(.list) {
      try out.append(UInt8(ascii: "[") | flag)
      let n = List(v).count
      try size(n)
      for i in 0..<n {
        if i >= List(v).count { throw unmarshallable() }
        try write(List(v)[i], depth - 1)
      }
    } else if v.isExactly(.dict) {
      try out.append(UInt8(ascii: "{") | flag)
      let items = try List.make(t, of: try t.callMethod(v, .items))
      for i in 0..<items.count {
        guard items[i].isKind(.tuple), Tuple(items[i]).count == 2 else { throw unmarshallable() }
        try write(Tuple(items[i])[0], depth - 1)
        try write(Tuple(items[i])[1], depth - 1)
      }
      try out.append(UInt8(ascii: "0"))
    } else if v.isExactly(.set) || v.isExactly(.frozenset) {
      try set(v, flag, depth)
    } else if v.isExactly(.code) {
      try code(CodeObject(v), flag, depth)
    } else if BufferView.isSupported(by: v) {
      let view = try BufferView.contiguous(t, v)
      defer { view.close() }
      try out.append(UInt8(ascii: "s") | flag)
      try size(view.length)
      try out.append(view)
    } else {
      throw unmarshallable()
    }
  }

  private mutating func integer(_ v: Value, _ flag: UInt8) throws(Raised) {
    if v.isInt, v.asInt >= Int(Int32.min), v.asInt <= Int(Int32.max) {
      try out.append(UInt8(ascii: "i") | flag)
      return try int32(v.asInt)
    }
    // Digits of 15 bits, lowest first.
    try out.append(UInt8(ascii: "l") | flag)
    let count = (Int.bitLength(v) + 14) / 15
    try size(count)
    out.removeLast(4)
    try int32(Int.sign(v) < 0 ? -count : count)
    try out.reserve(2 * count)
    let target = out.data + out.count
    Limbs.read(v) { m in
      for i in 0..<count {
        let digit = m.bits(from: i * 15) & 0x7FFF
        target[2 * i] = UInt8(truncatingIfNeeded: digit)
        target[2 * i + 1] = UInt8(truncatingIfNeeded: digit >> 8)
      }
    }
    out.advance(2 * count)
  }

  private mutating func text(_ s: Str, _ flag: UInt8) throws(Raised) {
    if version >= 4, s.isASCII {
      let short = s.length < 256
      let letter = s.isInterned ? (short ? UInt8(ascii: "Z") : UInt8(ascii: "A")) : (short ? UInt8(ascii: "z") : UInt8(ascii: "a"))
      try out.append(letter | flag)
      if short { try out.append(UInt8(s.length)) } else { try size(s.length) }
      return try out.append(UnsafePointer(s.u8), s.length)
    }
    let bytes = try Codecs.encodeUTF8(t, s, Str.intern(t, "surrogatepass"))
    try out.append((version >= 3 && s.isInterned ? UInt8(ascii: "t") : UInt8(ascii: "u")) | flag)
    try size(bytes.count)
    try out.append(UnsafePointer(bytes.data), bytes.count)
  }

  /// Elements in the order of their own bytes, so that equal sets are written alike.
  private mutating func set(_ v: Value, _ flag: UInt8, _ depth: Int) throws(Raised) {
    try out.append((v.isExactly(.set) ? UInt8(ascii: "<") : UInt8(ascii: ">")) | flag)
    let items = try List.make(t, of: v)
    try size(items.count)
    var order: [(bytes: [UInt8], index: Int)] = []
    for i in 0..<items.count {
      var single = MarshalWriter(t, try ByteBuilder(t), version)
      try single.write(items[i], depth - 1)
      order.append((Array(UnsafeBufferPointer(start: single.out.data, count: single.out.count)), i))
    }
    order.sort { $0.bytes.lexicographicallyPrecedes($1.bytes) }
    for entry in order { try write(items[entry.index], depth - 1) }
  }
}

struct MarshalReader {
  let t: Thread
  /// Values that may be referred to; empty stands for one that is being read.
  let references: List
  /// Items of the tuples that are being read.
  private let pending: List
  private let data: UnsafeBufferPointer<UInt8>
  /// Where the bytes come from when not from `data`.
  private let file: Value
  /// This binary has written the data for itself: code objects are not verified.
  let isTrusted: Bool
  private var position = 0

  /// Of `data`, or, if not empty, of what the method `read` of `file` answers.
  init(_ t: Thread, data: UnsafeBufferPointer<UInt8>, file: Value = .empty, isTrusted: Bool = false) throws(Raised) {
    self.t = t
    references = try List.make(t)
    pending = try List.make(t)
    self.data = data
    self.file = file
    self.isTrusted = isTrusted
  }

  mutating func whole() throws(Raised) -> Value {
    let v = try value(0)
    if v.isEmpty { throw t.raise(.typeError, "NULL object in marshal data for object") }
    return v
  }

  func bad(_ why: StaticString) -> Raised { t.raise(.valueError, "bad marshal data (\(why))") }

  /// The next n bytes; they stay valid until the next call.
  mutating func take(_ n: Int) throws(Raised) -> (UnsafePointer<UInt8>, Value) {
    if file.isEmpty {
      guard n <= data.count &- position, let base = data.baseAddress else {
        if n == 0 { return (UnsafePointer(Bytes.empty.data), .empty) }
        throw t.raise(.eofError, "marshal data too short")
      }
      position &+= n
      return (base + (position &- n), .empty)
    }
    let read = try t.callMethod(file, Str.intern(t, "read"), [.int(n)])
    guard read.isKind(.byteString) else {
      throw t.raise(.typeError, "file.read() returned not bytes but \(read.type.displayName)")
    }
    let count = Bytes(read).count
    if count > n { throw t.raise(.valueError, "read() returned too much data: \(n) bytes requested, \(count) returned") }
    if count < n { throw t.raise(.eofError, "EOF read where not expected") }
    return (UnsafePointer(Bytes(read).data), read)
  }
  mutating func byte() throws(Raised) -> UInt8 {
    if _fastPath(position < data.count) {
      position &+= 1
      return data[position &- 1]
    }
    return try take(1).0[0]
  }
  private mutating func number<T: FixedWidthInteger & BitwiseCopyable>(_ type: T.Type) throws(Raised) -> T {
    let (p, owner) = try take(MemoryLayout<T>.size)
    return withExtendedLifetime(owner) { UnsafeRawPointer(p).loadUnaligned(as: T.self) }
  }
  private mutating func size(_ what: StaticString) throws(Raised) -> Int {
    let n = Int(try number(Int32.self))
    if n < 0 { throw bad(what) }
    return n
  }
  private mutating func doubleText() throws(Raised) -> Double {
    let n = Int(try byte())
    let (p, owner) = try take(n)
    let text = try Str.latin1(t, p, n)
    _ = owner
    return try t.double(try t.call(Type[.float].value, text.value))
  }
  private func note(_ flagged: Bool, _ v: Value) throws(Raised) -> Value {
    if flagged { try references.append(t, v) }
    return v
  }

  /// One value; empty for NULL.
  private mutating func value(_ depth: Int) throws(Raised) -> Value {
    if depth > 2000 { throw t.raise(.valueError, "recursion limit exceeded") }
    try t.checkNativeStack()
    let letter: UInt8
    do throws(Raised) { letter = try byte() } catch {
      if t.isRaising(.eofError) {
        _ = t.takeRaised()
        throw t.raise(.eofError, "EOF read where object expected")
      }
      throw error
    }
    let flagged = letter & 0x80 != 0
    switch letter & 0x7F {
    case UInt8(ascii: "0"): return .empty
    case UInt8(ascii: "N"): return .none
    case UInt8(ascii: "F"): return .no
    case UInt8(ascii: "T"): return .yes
    case UInt8(ascii: "."): return .ellipsis
    case UInt8(ascii: "S"): return Type[.stopIteration].value
    case UInt8(ascii: "i"): return try note(flagged, .int(Int(try number(Int32.self))))
    case UInt8(ascii: "I"): return try note(flagged, t.int(Int(try number(Int64.self))))
    case UInt8(ascii: "l"): return try note(flagged, try long())
    case UInt8(ascii: "g"): return try note(flagged, t.float(Double(bitPattern: try number(UInt64.self))))
    case UInt8(ascii: "f"): return try note(flagged, t.float(try doubleText()))
    case UInt8(ascii: "y"):
      let real = Double(bitPattern: try number(UInt64.self))
      return try note(flagged, Complex.make(t, ComplexNumber(real, Double(bitPattern: try number(UInt64.self)))))
    case UInt8(ascii: "x"):
      let real = try doubleText()
      return try note(flagged, Complex.make(t, ComplexNumber(real, try doubleText())))
    case UInt8(ascii: "s"):
      let n = try size("bytes object size out of range")
      let (p, owner) = try take(n)
      let b = try Bytes.make(t, p, n).value
      _ = owner
      return try note(flagged, b)
    case UInt8(ascii: "a"), UInt8(ascii: "A"):
      return try note(flagged, try latin(try size("string size out of range"), interned: letter & 0x7F == UInt8(ascii: "A")))
    case UInt8(ascii: "z"), UInt8(ascii: "Z"):
      return try note(flagged, try latin(Int(try byte()), interned: letter & 0x7F == UInt8(ascii: "Z")))
    case UInt8(ascii: "u"), UInt8(ascii: "t"):
      let n = try size("string size out of range")
      let (p, owner) = try take(n)
      let bytes = try Bytes.make(t, p, n)
      _ = owner
      let s = try Codecs.decodeObject(t, bytes.value, Str.intern(t, "utf-8"), Str.intern(t, "surrogatepass"))
      return try note(flagged, letter & 0x7F == UInt8(ascii: "t") ? Str.intern(s).value : s.value)
    case UInt8(ascii: "r"):
      let i = Int(try number(Int32.self))
      if i < 0 || i >= references.count { throw bad("invalid reference") }
      let v = references[i]
      if v.isEmpty { throw bad("invalid reference") }
      return v
    case UInt8(ascii: "("): return try tuple(try size("tuple size out of range"), flagged, depth)
    case UInt8(ascii: ")"): return try tuple(Int(try byte()), flagged, depth)
    case UInt8(ascii: "["):
      let n = try size("list size out of range")
      let list = try List.make(t)
      _ = try note(flagged, list.value)
      for _ in 0..<n { try list.append(t, try element(depth, "list")) }
      return list.value
    case UInt8(ascii: "{"):
      let dict = Dict.make(t)
      _ = try note(flagged, dict.value)
      while true {
        let key = try value(depth + 1)
        if key.isEmpty { break }
        let item = try value(depth + 1)
        if item.isEmpty { break }
        try dict.set(t, key, item)
      }
      return dict.value
    case UInt8(ascii: "c"): return try code(flagged, depth)
    case UInt8(ascii: "<"), UInt8(ascii: ">"): return try set(letter & 0x7F == UInt8(ascii: ">"), flagged, depth)
    default: throw bad("unknown type code")
    }
  }
  mutating func element(_ depth: Int, _ what: StaticString) throws(Raised) -> Value {
    let v = try value(depth + 1)
    if v.isEmpty { throw t.raise(.typeError, "NULL object in marshal data for \(what)") }
    return v
  }
  private mutating func tuple(_ n: Int, _ flagged: Bool, _ depth: Int) throws(Raised) -> Value {
    // A tuple of that size is made only when its items are there.
    let place = references.count
    if flagged { try references.append(t, .empty) }
    let first = pending.count
    for _ in 0..<n { try pending.append(t, try element(depth, "tuple")) }
    let result = try Tuple.make(t, UnsafePointer(pending.items + first), count: n).value
    pending.fields.pointee.count = first
    if flagged { references.set(place, result) }
    return result
  }
  private mutating func set(_ frozen: Bool, _ flagged: Bool, _ depth: Int) throws(Raised) -> Value {
    let n = try size("set size out of range")
    if !frozen {
      let set = try SetObject.make(t)
      _ = try note(flagged, set.value)
      for _ in 0..<n { try set.add(t, try element(depth, "set")) }
      return set.value
    }
    let place = references.count
    if flagged { try references.append(t, .empty) }
    let list = try List.make(t)
    for _ in 0..<n { try list.append(t, try element(depth, "set")) }
    let result = try t.call(Type[.frozenset].value, list.value)
    if flagged { references.set(place, result) }
    return result
  }
  private mutating func latin(_ n: Int, interned: Bool) throws(Raised) -> Value {
    let (p, owner) = try take(n)
    if interned, let known = machine.pointee.interned.find(latin1: UnsafeBufferPointer(start: p, count: n)) { return known.value }
    let s = try Str.latin1(t, p, n)
    _ = owner
    return interned ? Str.intern(s).value : s.value
  }
  private mutating func long() throws(Raised) -> Value {
    let signed = Int(try number(Int32.self))
    if signed == Int(Int32.min) { throw bad("long size out of range") }
    let count = abs(signed)
    if count == 0 { return .int(0) }
    let (p, owner) = try take(2 * count)
    let limbs = (count * 15 + 63) / 64
    let r = try BigInt.uninitialized(t, limbs)
    for i in 0..<limbs { r.limbs[i] = 0 }
    for i in 0..<count {
      let digit = UInt(p[2 * i]) | UInt(p[2 * i + 1]) << 8
      if digit > 0x7FFF { throw bad("digit out of range in long") }
      if digit == 0, i == count - 1 { throw bad("unnormalized long data") }
      let at = i * 15
      r.limbs[at >> 6] |= digit << UInt(at & 63)
      if at & 63 > 49, at >> 6 + 1 < limbs { r.limbs[at >> 6 + 1] |= digit >> UInt(64 - at & 63) }
    }
    _ = owner
    return r.finish(limbs, negative: signed < 0)
  }
}
