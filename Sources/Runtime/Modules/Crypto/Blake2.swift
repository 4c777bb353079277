// The module _blake2: BLAKE2b and BLAKE2s (RFC 7693), with all parameters of the parameter block, which libcrypto does not offer.

import Glibc

/// The two functions differ in the word, the number of rounds, and the rotations.
protocol Blake2Word: FixedWidthInteger, UnsignedInteger, BitwiseCopyable {
  static var iv: (Self, Self, Self, Self, Self, Self, Self, Self) { get }
  static var rounds: Int { get }
  static var rotations: (Self, Self, Self, Self) { get }
}
extension UInt64: Blake2Word {
  static var iv: (UInt64, UInt64, UInt64, UInt64, UInt64, UInt64, UInt64, UInt64) {
    (
      0x6A09_E667_F3BC_C908, 0xBB67_AE85_84CA_A73B, 0x3C6E_F372_FE94_F82B, 0xA54F_F53A_5F1D_36F1, 0x510E_527F_ADE6_82D1,
      0x9B05_688C_2B3E_6C1F, 0x1F83_D9AB_FB41_BD6B, 0x5BE0_CD19_137E_2179
    )
  }
  static var rounds: Int { 12 }
  static var rotations: (UInt64, UInt64, UInt64, UInt64) { (32, 24, 16, 63) }
}
extension UInt32: Blake2Word {
  static var iv: (UInt32, UInt32, UInt32, UInt32, UInt32, UInt32, UInt32, UInt32) {
    (0x6A09_E667, 0xBB67_AE85, 0x3C6E_F372, 0xA54F_F53A, 0x510E_527F, 0x9B05_688C, 0x1F83_D9AB, 0x5BE0_CD19)
  }
  static var rounds: Int { 10 }
  static var rotations: (UInt32, UInt32, UInt32, UInt32) { (16, 12, 8, 7) }
}

/// The state in memory: eight words of hash, two of the byte counter, the number of bytes in the buffer, flags, then the buffer of 16 words.
struct Blake2State<W: Blake2Word> {
  let words: UnsafeMutablePointer<W>
  static var width: Int { MemoryLayout<W>.size }
  static var block: Int { 16 * width }
  static var size: Int { 12 * width + block }
  init(_ p: Raw) { words = p.assumingMemoryBound(to: W.self) }

  private var buffer: UnsafeMutablePointer<UInt8> { Raw(words + 12).assumingMemoryBound(to: UInt8.self) }
  private var filled: Int {
    get { Int(words[10]) }
    nonmutating set { words[10] = W(newValue) }
  }
  var isLastNode: Bool {
    get { words[11] != 0 }
    nonmutating set { words[11] = newValue ? 1 : 0 }
  }

  /// `parameters`: 8 words
  func begin(_ parameters: [UInt8]) {
    Raw(words).initializeMemory(as: UInt8.self, repeating: 0, count: Self.size)
    withUnsafeBytes(of: W.iv) { memcpy(words, $0.baseAddress.unsafelyUnwrapped, 8 * Self.width) }
    parameters.withUnsafeBytes { p in
      for i in 0..<8 { words[i] ^= p.loadUnaligned(fromByteOffset: i * Self.width, as: W.self) }
    }
  }
  func update(_ data: UnsafeRawPointer, _ count: Int) {
    var p = data
    var n = count
    while n > 0 {
      // A full buffer waits for more: the last block is compressed differently.
      if filled == Self.block {
        advance(Self.block)
        compress(last: false)
        filled = 0
      }
      let take = min(n, Self.block - filled)
      memcpy(buffer + filled, p, take)
      filled += take
      p += take
      n -= take
    }
  }
  /// Writes `count` bytes of the digest; the state can be used no more.
  func finish(_ target: UnsafeMutablePointer<UInt8>, _ count: Int) {
    advance(filled)
    memset(buffer + filled, 0, Self.block - filled)
    compress(last: true)
    memcpy(target, words, count)
  }
  private func advance(_ n: Int) {
    let (low, carry) = words[8].addingReportingOverflow(W(n))
    words[8] = low
    if carry { words[9] &+= 1 }
  }

  private func compress(last: Bool) {
    let m = words + 12
    withUnsafeTemporaryAllocation(of: W.self, capacity: 16) { v in
      for i in 0..<8 { v[i] = words[i] }
      withUnsafeBytes(of: W.iv) { p in
        for i in 0..<8 { v[8 + i] = p.load(fromByteOffset: i * Self.width, as: W.self) }
      }
      v[12] ^= words[8]
      v[13] ^= words[9]
      if last { v[14] = ~v[14] }
      if last, isLastNode { v[15] = ~v[15] }
      let (r1, r2, r3, r4) = W.rotations
      let bits = W(Self.width * 8)
      @inline(__always) func turn(_ x: W, _ n: W) -> W { x &>> n | x &<< (bits &- n) }
      @inline(__always) func mix(_ a: Int, _ b: Int, _ c: Int, _ d: Int, _ x: W, _ y: W) {
        v[a] = v[a] &+ v[b] &+ x
        v[d] = turn(v[d] ^ v[a], r1)
        v[c] = v[c] &+ v[d]
        v[b] = turn(v[b] ^ v[c], r2)
        v[a] = v[a] &+ v[b] &+ y
        v[d] = turn(v[d] ^ v[a], r3)
        v[c] = v[c] &+ v[d]
        v[b] = turn(v[b] ^ v[c], r4)
      }
      let sigma = Blake2.sigma.utf8Start
      for round in 0..<W.rounds {
        // Letters a … p stand for 0 … 15.
        let s = sigma + (round % 10) * 16
        @inline(__always) func word(_ i: Int) -> W { m[Int(s[i] &- 0x61)] }
        mix(0, 4, 8, 12, word(0), word(1))
        mix(1, 5, 9, 13, word(2), word(3))
        mix(2, 6, 10, 14, word(4), word(5))
        mix(3, 7, 11, 15, word(6), word(7))
        mix(0, 5, 10, 15, word(8), word(9))
        mix(1, 6, 11, 12, word(10), word(11))
        mix(2, 7, 8, 13, word(12), word(13))
        mix(3, 4, 9, 14, word(14), word(15))
      }
      for i in 0..<8 { words[i] ^= v[i] ^ v[8 + i] }
    }
  }
}

/// An object of either type.
struct Blake2: Handle {
  struct Fields: BitwiseCopyable {
    var header: Header
    /// bytes that hold the state
    var state: Value
    /// int: bytes of a digest
    var size: Value
    /// True: BLAKE2b
    var isWide: Value
  }
  let fields: UnsafeMutablePointer<Fields>
  @inline(__always) init(fields: UnsafeMutablePointer<Fields>) { self.fields = fields }

  /// The message schedule (RFC 7693, 2.7): ten rows of 16.
  static let sigma: StaticString =
    "abcdefghijklmnopokeijpngbmaclhfdlimafcpnkodghbjehjdbnmlocgfkeapijafhcekpoblmgidncmgkalidenhfpobjmfbponekahgdjcilnlhombdjfapeigckgpojldaimcnhbekfkciehgbfpljodmna"

  static func define(_ type: TypeBuilder, wide: Bool) {
    type.doc(wide ? "Return a new BLAKE2b hash object." : "Return a new BLAKE2s hash object.")
    type.record(3)
    type.flags(.subclassable)
    func limit(_ name: StaticString, _ n: Int) { type.attribute(name, .int(n)) }
    limit("SALT_SIZE", wide ? 16 : 8)
    limit("PERSON_SIZE", wide ? 16 : 8)
    limit("MAX_KEY_SIZE", wide ? 64 : 32)
    limit("MAX_DIGEST_SIZE", wide ? 64 : 32)
    type.method("update(data, /)", "Update this hash object's state with the provided bytes-like object.") {
      native($0, $1, $2, $3) { t, a throws(Raised) in
        try Blake2(a[0]).update(t, a[1])
        return .none
      }
    }
    type.method("digest()", "Return the digest value as a bytes object.") {
      native($0, $1, $2, $3) { t, a throws(Raised) in try Blake2(a[0]).digest(t).value }
    }
    type.method("hexdigest()", "Return the digest value as a string of hexadecimal digits.") {
      native($0, $1, $2, $3) { t, a throws(Raised) in try HashObject.hex(t, try Blake2(a[0]).digest(t)) }
    }
    type.method("copy()", "Return a copy of the hash object.") { native($0, $1, $2, $3) { t, a throws(Raised) in try Blake2(a[0]).copy(t) } }
    type.property("name", "algorithm name.", {
      unary($0, $1) { t, v throws(Raised) in Str.intern(t, Blake2(v).fields.pointee.isWide.isTrue ? "blake2b" : "blake2s").value }
    })
    type.property("digest_size", "Bytes of a digest.", { unary($0, $1) { t, v throws(Raised) in Blake2(v).fields.pointee.size } })
    type.property("block_size", "Bytes of a block.", {
      unary($0, $1) { t, v throws(Raised) in .int(Blake2(v).fields.pointee.isWide.isTrue ? 128 : 64) }
    })
  }
  static func defineWide(_ type: TypeBuilder) {
    define(type, wide: true)
    type.new(
      "blake2b(data=b'', /, *, digest_size=64, key=b'', salt=b'', person=b'', fanout=1, depth=1, leaf_size=0, node_offset=0, node_depth=0, inner_size=0, last_node=False, usedforsecurity=True)"
    ) {
      native($0, $1, $2, $3) { t, a throws(Raised) in try Blake2.make(t, a, wide: true) }
    }
  }
  static func defineNarrow(_ type: TypeBuilder) {
    define(type, wide: false)
    type.new(
      "blake2s(data=b'', /, *, digest_size=32, key=b'', salt=b'', person=b'', fanout=1, depth=1, leaf_size=0, node_offset=0, node_depth=0, inner_size=0, last_node=False, usedforsecurity=True)"
    ) {
      native($0, $1, $2, $3) { t, a throws(Raised) in try Blake2.make(t, a, wide: false) }
    }
  }

  static func make(_ t: Thread, _ a: Args, wide: Bool) throws(Raised) -> Value {
    let most = wide ? 64 : 32
    func small(_ k: Int, _ fallback: Int) throws(Raised) -> Int { a.keyword(k).isEmpty ? fallback : try Arguments.int32(t, a.keyword(k), 0) }
    func text(_ k: Int, _ most: Int, _ what: StaticString) throws(Raised) -> [UInt8] {
      if a.keyword(k).isEmpty { return [] }
      let view = try BufferView.contiguous(t, a.keyword(k))
      defer { view.close() }
      if view.length > most { throw t.raise(.valueError, "maximum \(what) length is \(most) bytes") }
      return Array(view.bytes)
    }
    let size = try small(0, most)
    if size < 1 || size > most { throw t.raise(.valueError, "digest_size must be between 1 and \(most) bytes") }
    let salt = try text(2, most / 4, "salt")
    let person = try text(3, most / 4, "person")
    let fanout = try small(4, 1)
    if fanout < 0 || fanout > 255 { throw t.raise(.valueError, "fanout must be between 0 and 255") }
    let depth = try small(5, 1)
    if depth < 1 || depth > 255 { throw t.raise(.valueError, "depth must be between 1 and 255") }
    func word(_ k: Int) throws(Raised) -> UInt64 {
      if a.keyword(k).isEmpty { return 0 }
      let p = try t.index(a.keyword(k))
      if Int.sign(p) < 0 { throw t.raise(.valueError, "value must be positive") }
      guard let w = Int.unsignedWord(p) else { throw t.raise(.overflowError, "int too big to convert") }
      return w
    }
    let leafSize = try word(6)
    if leafSize > UInt64(UInt32.max) { throw t.raise(.overflowError, "leaf_size is too large") }
    let offset = try word(7)
    if !wide, offset >= 1 << 48 { throw t.raise(.overflowError, "node_offset is too large") }
    let nodeDepth = try small(8, 0)
    if nodeDepth < 0 || nodeDepth > 255 { throw t.raise(.valueError, "node_depth must be between 0 and 255") }
    let inner = try small(9, 0)
    if inner < 0 || inner > most { throw t.raise(.valueError, "inner_size must be between 0 and is \(most)") }
    let key = try text(1, most, "key")
    let isLast = a.keyword(10).isEmpty ? false : try t.truth(a.keyword(10))

    var block: [UInt8] = [UInt8(size), UInt8(key.count), UInt8(fanout), UInt8(depth)]
    for k in 0..<4 { block.append(UInt8(truncatingIfNeeded: leafSize >> UInt64(8 * k))) }
    for k in 0..<(wide ? 8 : 6) { block.append(UInt8(truncatingIfNeeded: offset >> UInt64(8 * k))) }
    block += [UInt8(nodeDepth), UInt8(inner)]
    if wide { block += [UInt8](repeating: 0, count: 14) }
    for part in [salt, person] { block += part + [UInt8](repeating: 0, count: most / 4 - part.count) }

    let state = try Bytes.uninitialized(t, count: wide ? Blake2State<UInt64>.size : Blake2State<UInt32>.size)
    if wide {
      let s = Blake2State<UInt64>(Raw(state.data))
      s.begin(block)
      s.isLastNode = isLast
    } else {
      let s = Blake2State<UInt32>(Raw(state.data))
      s.begin(block)
      s.isLastNode = isLast
    }
    let h = Blake2(try Type(a[0]).allocateInstance(t))
    h.fields.pointee.state = state.value
    h.fields.pointee.size = .int(size)
    h.fields.pointee.isWide = .bool(wide)
    if !key.isEmpty {
      let padded = key + [UInt8](repeating: 0, count: (wide ? 128 : 64) - key.count)
      padded.withUnsafeBytes { p in if let base = p.baseAddress { h.add(base, p.count) } }
    }
    if a.count > 1 { try h.update(t, a[1]) }
    return h.value
  }

  private func add(_ p: UnsafeRawPointer, _ n: Int) {
    let memory = Raw(Bytes(fields.pointee.state).data)
    if fields.pointee.isWide.isTrue { Blake2State<UInt64>(memory).update(p, n) } else { Blake2State<UInt32>(memory).update(p, n) }
  }
  private func update(_ t: Thread, _ data: Value) throws(Raised) {
    let view = try HashObject.buffer(t, data)
    defer { view.close() }
    add(UnsafeRawPointer(view.data), view.length)
  }
  private func stateCopy(_ t: Thread) throws(Raised) -> Bytes {
    let state = Bytes(fields.pointee.state)
    let copy = try Bytes.uninitialized(t, count: state.count)
    memcpy(copy.data, state.data, state.count)
    return copy
  }
  private func digest(_ t: Thread) throws(Raised) -> Bytes {
    let state = try stateCopy(t)
    let result = try Bytes.uninitialized(t, count: fields.pointee.size.asInt)
    let memory = Raw(state.data)
    if fields.pointee.isWide.isTrue {
      Blake2State<UInt64>(memory).finish(result.data, result.count)
    } else {
      Blake2State<UInt32>(memory).finish(result.data, result.count)
    }
    return result
  }
  private func copy(_ t: Thread) throws(Raised) -> Value {
    let state = try stateCopy(t)
    let h = Blake2(try value.type.allocateInstance(t))
    h.fields.pointee.state = state.value
    h.fields.pointee.size = fields.pointee.size
    h.fields.pointee.isWide = fields.pointee.isWide
    return h.value
  }
}

enum Blake2Module {
  static func define(_ m: ModuleBuilder) throws(Raised) {
    m.doc("_blake2b provides BLAKE2b for hashlib")
    try m.type(.blake2b)
    try m.type(.blake2s)
    m.set("BLAKE2B_SALT_SIZE", .int(16))
    m.set("BLAKE2B_PERSON_SIZE", .int(16))
    m.set("BLAKE2B_MAX_KEY_SIZE", .int(64))
    m.set("BLAKE2B_MAX_DIGEST_SIZE", .int(64))
    m.set("BLAKE2S_SALT_SIZE", .int(8))
    m.set("BLAKE2S_PERSON_SIZE", .int(8))
    m.set("BLAKE2S_MAX_KEY_SIZE", .int(32))
    m.set("BLAKE2S_MAX_DIGEST_SIZE", .int(32))
  }
}
