// The module _random: the Mersenne Twister MT19937 of Matsumoto and Nishimura.

import Glibc

struct RandomFields: BitwiseCopyable {
  var header: Header
  /// Next word of the state to hand out.
  var index: Int
}

struct RandomGenerator: Handle {
  let fields: UnsafeMutablePointer<RandomFields>
  init(fields: UnsafeMutablePointer<RandomFields>) { self.fields = fields }
  static var words: Int { 624 }
  /// The state: 624 words of 32 bits.
  var state: UnsafeMutablePointer<UInt32> { raw.at(16) }

  static var size: Int { 16 + words * 4 }

  /// Trace: what a subclass adds behind the state (dict word, slots).
  static var layout: Layout {
    Layout(values: 0, trace: { object, visitor in
      let end = Int(Shape.table[Int(object.shape)].type.fields.pointee.basicSize)
      if end > RandomGenerator.size { Visitor(visitor).visit(object.at(RandomGenerator.size), count: (end - RandomGenerator.size) / 8) }
    })
  }

  static func define(_ type: TypeBuilder) {
    type.doc("Random() -> a generator of random numbers with its own state.")
    type.layout(.randomGenerator, size: size)
    type.flags(.subclassable)
    type.new("Random(*args, **kwargs)") {
      native($0, $1, $2, $3) { t, a throws(Raised) in
        let g = RandomGenerator(try Type(a[0]).allocateInstance(t))
        g.fields.pointee.index = RandomGenerator.words
        g.state.update(repeating: 0, count: RandomGenerator.words)
        try g.seed(t, a.count > 1 ? a[1] : .none)
        return g.value
      }
    }
    type.method("random()", "The next random float in [0, 1).") {
      native($0, $1, $2, $3) { t, a throws(Raised) in t.float(RandomGenerator(a[0]).nextDouble()) }
    }
    type.method("seed(n=None, /)", "Start anew from an int, the hash of an object, or (None) the system's randomness.") {
      native($0, $1, $2, $3) { t, a throws(Raised) in
        try RandomGenerator(a[0]).seed(t, a[1].isEmpty ? .none : a[1])
        return .none
      }
    }
    type.method("getrandbits(k, /)", "An int of k random bits.") {
      native($0, $1, $2, $3) { t, a throws(Raised) in try RandomGenerator(a[0]).bits(t, a[1]) }
    }
    type.method("getstate()", "The state as a tuple of 625 ints.") {
      native($0, $1, $2, $3) { t, a throws(Raised) in
        let g = RandomGenerator(a[0])
        let tuple = try Tuple.make(t, count: RandomGenerator.words + 1)
        for i in 0..<RandomGenerator.words { tuple.items[i] = .int(Int(g.state[i])) }
        tuple.items[RandomGenerator.words] = .int(g.fields.pointee.index)
        return tuple.value
      }
    }
    type.method("setstate(state, /)", "Go on from what getstate gave.") {
      native($0, $1, $2, $3) { t, a throws(Raised) in try RandomGenerator(a[0]).restore(t, a[1]) }
    }
  }

  private func restore(_ t: Thread, _ v: Value) throws(Raised) -> Value {
    guard v.isKind(.tuple) else { throw t.raise(.typeError, "state vector must be a tuple") }
    let tuple = Tuple(v)
    guard tuple.count == Self.words + 1 else { throw t.raise(.valueError, "state vector is the wrong size") }
    var fresh: [UInt32] = []
    for i in 0..<Self.words {
      guard let w = Int.unsignedWord(try t.index(tuple[i])) else { throw t.raise(.overflowError, "can't convert negative value to unsigned int") }
      fresh.append(UInt32(truncatingIfNeeded: w))
    }
    guard let i = Int.word(tuple[Self.words]), i >= 0, i <= Self.words else { throw t.raise(.valueError, "invalid state") }
    for k in 0..<Self.words { state[k] = fresh[k] }
    fields.pointee.index = i
    return .none
  }

  // MARK: The generator

  func next() -> UInt32 {
    if fields.pointee.index >= Self.words { refill() }
    var y = state[fields.pointee.index]
    fields.pointee.index &+= 1
    y ^= y >> 11
    y ^= (y << 7) & 0x9D2C_5680
    y ^= (y << 15) & 0xEFC6_0000
    return y ^ (y >> 18)
  }
  private func refill() {
    let s = state
    func twist(_ i: Int, _ j: Int, _ k: Int) {
      let y = (s[i] & 0x8000_0000) | (s[j] & 0x7FFF_FFFF)
      s[i] = s[k] ^ (y >> 1) ^ (y & 1 != 0 ? 0x9908_B0DF : 0)
    }
    for i in 0..<227 { twist(i, i &+ 1, i &+ 397) }
    for i in 227..<623 { twist(i, i &+ 1, i &- 227) }
    twist(623, 0, 396)
    fields.pointee.index = 0
  }
  /// 53 random bits.
  func nextDouble() -> Double {
    let a = next() >> 5
    let b = next() >> 6
    return (Double(a) * 67108864 + Double(b)) * (1 / 9007199254740992)
  }

  private func initialize(_ seed: UInt32) {
    state[0] = seed
    for i in 1..<Self.words { state[i] = 1812433253 &* (state[i &- 1] ^ (state[i &- 1] >> 30)) &+ UInt32(i) }
    fields.pointee.index = Self.words
  }
  private func initialize(_ key: [UInt32]) {
    initialize(19650218)
    let n = Self.words
    var i = 1
    var j = 0
    for _ in 0..<Swift.max(n, key.count) {
      state[i] = (state[i] ^ ((state[i &- 1] ^ (state[i &- 1] >> 30)) &* 1664525)) &+ key[j] &+ UInt32(truncatingIfNeeded: j)
      i &+= 1
      j &+= 1
      if i >= n {
        state[0] = state[n &- 1]
        i = 1
      }
      if j >= key.count { j = 0 }
    }
    for _ in 1..<n {
      state[i] = (state[i] ^ ((state[i &- 1] ^ (state[i &- 1] >> 30)) &* 1566083941)) &- UInt32(i)
      i &+= 1
      if i >= n {
        state[0] = state[n &- 1]
        i = 1
      }
    }
    state[0] = 0x8000_0000
  }

  func seed(_ t: Thread, _ v: Value) throws(Raised) {
    var key: [UInt32] = []
    if v.isNone {
      key = [UInt32](repeating: 0, count: Self.words)
      _ = key.withUnsafeMutableBytes { getentropy($0.baseAddress, 256) }
    } else {
      var p = Int.plain(v)
      if p.isEmpty { p = t.int(unsigned: UInt64(bitPattern: Int64(try t.hash(v)))) }
      Limbs.read(p) { m in
        for i in 0..<m.count {
          key.append(UInt32(truncatingIfNeeded: m.limbs[i]))
          key.append(UInt32(truncatingIfNeeded: m.limbs[i] >> 32))
        }
      }
      while let last = key.last, last == 0 { key.removeLast() }
      if key.isEmpty { key = [0] }
    }
    initialize(key)
  }

  private func bits(_ t: Thread, _ v: Value) throws(Raised) -> Value {
    let k = try t.indexInt(v, overflow: .overflowError)
    if k < 0 { throw t.raise(.valueError, "number of bits must be non-negative") }
    if k == 0 { return .int(0) }
    if k <= 32 { return .int(Int(next() >> UInt32(32 &- k))) }
    let words = (k &- 1) / 32 &+ 1
    let r = try BigInt.uninitialized(t, (words &+ 1) / 2)
    var left = k
    for i in 0..<words {
      var w = next()
      if left < 32 { w >>= UInt32(32 &- left) }
      if i & 1 == 0 { r.limbs[i >> 1] = UInt(w) } else { r.limbs[i >> 1] |= UInt(w) << 32 }
      left &-= 32
    }
    return r.finish((words &+ 1) / 2, negative: false)
  }
}

enum RandomModule {
  static func define(_ m: ModuleBuilder) throws(Raised) {
    m.doc("The Mersenne Twister.")
    try m.type(.random)
  }
}
