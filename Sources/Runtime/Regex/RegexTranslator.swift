// From the library's code words to a program: see RegexProgram.swift. The words may come from anywhere, so every one is checked.

/// Numbers of the library's code words (re/_constants.py, MAGIC 20220615).
enum SRE: Int {
  case failure, success, any, anyAll, assert, assertNot, at, branch, category, charset, bigCharset, groupRef, groupRefExists
  case `in`, info, jump, literal, mark, maxUntil, minUntil, notLiteral, negate, range, `repeat`, repeatOne, subpattern
  case minRepeatOne, atomicGroup, possessiveRepeat, possessiveRepeatOne
  case groupRefIgnore, inIgnore, literalIgnore, notLiteralIgnore
  case groupRefLocIgnore, inLocIgnore, literalLocIgnore, notLiteralLocIgnore
  case groupRefUniIgnore, inUniIgnore, literalUniIgnore, notLiteralUniIgnore, rangeUniIgnore

  static var magic: Int { 20_220_615 }
  static var maxRepeat: Int { 0xFFFF_FFFF }
}

struct RegexTranslator {
  /// The code list is not one that the library makes.
  struct Invalid: Error {}

  private let code: [Int]
  private let groups: Int
  private(set) var out: [Int32] = []
  private var registers: Int
  private var depth = 0
  private let characters = Characters.shared

  /// The words of a whole program.
  static func program(_ code: [Int], groups: Int) throws(Invalid) -> [Int32] {
    var t = RegexTranslator(code, groups)
    return try t.whole()
  }
  private init(_ code: [Int], _ groups: Int) {
    self.code = code
    self.groups = groups
    registers = groups * 2 + 1
  }

  private func word(_ i: Int) throws(Invalid) -> Int {
    if i < 0 || i >= code.count { throw Invalid() }
    return code[i]
  }
  private func character(_ i: Int) throws(Invalid) -> Int32 { Int32(truncatingIfNeeded: try word(i)) }
  /// Where the skip at `i` leads: behind it and not beyond `end`.
  private func target(_ i: Int, _ end: Int) throws(Invalid) -> Int {
    let skip = try word(i)
    if skip < 1 || skip > end - i { throw Invalid() }
    return i + skip
  }
  private mutating func emit(_ op: RegexOp, _ operands: Int32...) {
    out.append(op.rawValue)
    out.append(contentsOf: operands)
  }
  private mutating func takeRegisters(_ n: Int) -> Int32 {
    registers += n
    return Int32(registers - n)
  }
  private var pc: Int32 { Int32(out.count) }

  private mutating func whole() throws(Invalid) -> [Int32] {
    out = Array(repeating: 0, count: RegexHead.words)
    var i = 0
    var minimum = 0
    var prefix: [Int32] = []
    var isLiteral = false
    if try word(0) == SRE.info.rawValue {
      let next = try target(1, code.count)
      let flags = try word(2)
      minimum = min(try word(3), Int(Int32.max))
      if flags & 1 != 0 {
        let n = try word(5)
        if n < 0 || n > next { throw Invalid() }
        for k in 0..<n { prefix.append(try character(7 + k)) }
        isLiteral = flags & 2 != 0
      }
      i = next
    }
    let start = pc
    let (first, end) = try sequence(i, code.count)
    if end != code.count - 1 || code[end] != SRE.success.rawValue { throw Invalid() }
    emit(.success)
    let prefixStart = pc
    out.append(contentsOf: prefix)
    let hasFirst = !first.nullable && !first.isAll
    let head: [Int32] = [
      Int32(registers), Int32(groups), start, Int32(minimum), Int32(prefix.count), prefixStart, isLiteral ? 1 : 0,
      hasFirst ? 1 : 0, first.high ? 1 : 0, hasFirst ? first.only : -1,
    ]
    for (k, w) in head.enumerated() { out[k] = w }
    for (k, w) in first.words.enumerated() { out[RegexHead.firstStart + k] = w }
    if out.count > 1 << 26 { throw Invalid() }
    return out
  }

  /// Translates code words from `start` to the `success` or `jump` that ends them, or to `end`; where that is.
  private mutating func sequence(_ start: Int, _ end: Int) throws(Invalid) -> (RegexFirst, Int) {
    depth += 1
    defer { depth -= 1 }
    if depth > 2000 { throw Invalid() }
    var first = RegexFirst.empty
    var i = start
    loop: while i < end {
      guard let op = SRE(rawValue: code[i]) else { throw Invalid() }
      switch op {
      case .success, .jump, .maxUntil, .minUntil: break loop
      case .failure:
        emit(.fail)
        first.append(RegexFirst())
        i += 1
      case .any, .anyAll, .literal, .notLiteral, .literalIgnore, .notLiteralIgnore, .literalUniIgnore, .notLiteralUniIgnore,
        .literalLocIgnore, .notLiteralLocIgnore, .in, .inIgnore, .inUniIgnore, .inLocIgnore, .category:
        first.append(try single(op, &i, end))
      case .at:
        let position = try word(i + 1)
        if position < 0 || position > 11 { throw Invalid() }
        emit(.at, Int32(position))
        i += 2
      case .mark:
        let m = try word(i + 1)
        if m < 0 || m >= groups * 2 { throw Invalid() }
        emit(.mark, Int32(m))
        i += 2
      case .groupRef, .groupRefIgnore, .groupRefUniIgnore, .groupRefLocIgnore:
        let fold: RegexFold = op == .groupRef ? .none : op == .groupRefIgnore ? .ascii : op == .groupRefUniIgnore ? .unicode : .locale
        emit(.groupRef, try group(i + 1), fold.rawValue)
        first.append(.unknown)
        i += 2
      case .branch: first.append(try branch(&i, end))
      case .groupRefExists: first.append(try groupExists(&i, end))
      case .repeatOne, .minRepeatOne, .possessiveRepeatOne: first.append(try repeatOne(op, &i, end))
      case .repeat, .possessiveRepeat: first.append(try loop(op, &i, end))
      case .assert, .assertNot: try assertion(op, &i, end)
      case .atomicGroup:
        let next = try target(i + 1, end)
        let r = takeRegisters(1)
        emit(.atomicEnter, r)
        first.append(try body(i + 2, next - 1))
        emit(.atomicExit, r)
        i = next
      case .info: i = try target(i + 1, end)
      default: throw Invalid()
      }
    }
    return (first, i)
  }
  /// A part that ends with `success` at `last`.
  private mutating func body(_ start: Int, _ last: Int) throws(Invalid) -> RegexFirst {
    let (first, stop) = try sequence(start, last)
    let ending = try word(last)
    if stop != last || ending != SRE.success.rawValue { throw Invalid() }
    return first
  }
  private func group(_ i: Int) throws(Invalid) -> Int32 {
    let g = try word(i)
    if g < 0 || g >= groups { throw Invalid() }
    return Int32(g)
  }

  // MARK: One character

  private mutating func single(_ op: SRE, _ i: inout Int, _ end: Int) throws(Invalid) -> RegexFirst {
    var first = RegexFirst()
    switch op {
    case .any:
      emit(.any)
      i += 1
      first = .all
      first.bits.0 &= ~(1 << 10)
      return first
    case .anyAll:
      emit(.anyAll)
      i += 1
      return .all
    case .literal:
      let c = try character(i + 1)
      emit(.char, c)
      first.insert(UInt32(bitPattern: c))
    case .notLiteral:
      emit(.notChar, try character(i + 1))
      first = .all
    case .literalIgnore:
      let c = try character(i + 1)
      emit(.charIgnore, c)
      first.insert(UInt32(bitPattern: c))
      let u = UInt32(bitPattern: c)
      if u &- 0x61 < 26 { first.insert(u & ~0x20) }
    case .literalUniIgnore:
      let c = try character(i + 1)
      emit(.charIgnoreUnicode, c)
      for k: UInt32 in 0..<256 where characters.simple(k, .lower) == UInt32(bitPattern: c) { first.insert(k) }
      first.high = true
    case .notLiteralIgnore:
      emit(.notCharIgnore, try character(i + 1))
      first = .all
    case .notLiteralUniIgnore:
      emit(.notCharIgnoreUnicode, try character(i + 1))
      first = .all
    case .literalLocIgnore:
      emit(.charIgnoreLocale, try character(i + 1))
      first = .all
    case .notLiteralLocIgnore:
      emit(.notCharIgnoreLocale, try character(i + 1))
      first = .all
    case .category:
      first = try set([SRE.category.rawValue, try word(i + 1), SRE.failure.rawValue], .none)
    default:
      let next = try target(i + 1, end)
      let fold: RegexFold = op == .in ? .none : op == .inIgnore ? .ascii : op == .inUniIgnore ? .unicode : .locale
      first = try set(Array(code[(i + 2)..<next]), fold)
      i = next
      return first
    }
    i += 2
    return first
  }
  /// A set: its bitmap, and its own code for characters above 255.
  private mutating func set(_ words: [Int], _ fold: RegexFold) throws(Invalid) -> RegexFirst {
    try RegexSet.check(words)
    let at = out.count
    emit(.set, 0, fold.rawValue)
    let program = words.map { Int32(truncatingIfNeeded: $0) }
    var first = RegexFirst()
    program.withUnsafeBufferPointer { p in
      guard let base = p.baseAddress else { return }
      for c: UInt32 in 0..<256 where RegexSet.contains(base, fold.lower(c, characters), characters) { first.insert(c) }
    }
    out.append(contentsOf: first.words)
    out.append(contentsOf: program)
    out[at + 1] = pc
    if fold == .locale { return .all }
    first.high = true
    return first
  }

  // MARK: Repetition

  private func bounds(_ i: Int) throws(Invalid) -> (Int32, Int32) {
    let low = try word(i)
    let high = try word(i + 1)
    if low < 0 || low > high || high > SRE.maxRepeat { throw Invalid() }
    let most: Int32 = high == SRE.maxRepeat || high > Int(Int32.max) ? -1 : Int32(high)
    return (Int32(min(low, Int(Int32.max))), most)
  }
  private mutating func repeatOne(_ op: SRE, _ i: inout Int, _ end: Int) throws(Invalid) -> RegexFirst {
    let next = try target(i + 1, end)
    let (low, high) = try bounds(i + 2)
    let at = out.count
    emit(op == .repeatOne ? .repeatOne : op == .minRepeatOne ? .minRepeatOne : .possessiveRepeatOne, low, high, 0, -1)
    var k = i + 4
    guard let bodyOp = SRE(rawValue: try word(k)) else { throw Invalid() }
    switch bodyOp {
    case .any, .anyAll, .literal, .notLiteral, .literalIgnore, .notLiteralIgnore, .literalUniIgnore, .notLiteralUniIgnore,
      .literalLocIgnore, .notLiteralLocIgnore, .in, .inIgnore, .inUniIgnore, .inLocIgnore, .category: break
    default: throw Invalid()
    }
    var first = try single(bodyOp, &k, next)
    let ending = try word(k)
    if k != next - 1 || ending != SRE.success.rawValue { throw Invalid() }
    out[at + 3] = pc
    // A literal behind the repetition tells at which places it can end.
    if next + 1 < code.count, code[next] == SRE.literal.rawValue { out[at + 4] = Int32(truncatingIfNeeded: code[next + 1]) }
    i = next
    if low == 0 { first.nullable = true }
    return first
  }
  private mutating func loop(_ op: SRE, _ i: inout Int, _ end: Int) throws(Invalid) -> RegexFirst {
    let until = try target(i + 1, end)
    if until >= end { throw Invalid() }
    let (low, high) = try bounds(i + 2)
    let r = takeRegisters(3)
    var first: RegexFirst
    if op == .possessiveRepeat {
      let at = out.count
      emit(.possessiveEnter, r, pc + 4, 0)
      let start = pc
      first = try body(i + 4, until)
      out[at + 3] = pc
      emit(.possessiveUntil, r, low, high, start)
    } else {
      emit(.loopEnter, r)
      // The test stands behind the body; the first round goes to it at once.
      let jump = out.count
      emit(.jump, 0)
      let start = pc
      let (f, stop) = try sequence(i + 4, until)
      first = f
      if stop != until { throw Invalid() }
      let kind = try word(until)
      if kind != SRE.maxUntil.rawValue, kind != SRE.minUntil.rawValue { throw Invalid() }
      out[jump + 1] = pc
      emit(kind == SRE.maxUntil.rawValue ? .maxUntil : .minUntil, r, low, high, start)
    }
    i = until + 1
    if low == 0 { first.nullable = true }
    return first
  }

  // MARK: Choices and conditions

  private mutating func branch(_ i: inout Int, _ end: Int) throws(Invalid) -> RegexFirst {
    var first = RegexFirst()
    var nullable = false
    var jumps: [Int] = []
    var at = i + 1
    while try word(at) != 0 {
      let next = try target(at, end)
      let from = out.count
      let isLast = try word(next) == 0
      if !isLast { emit(.branch, 0, 0, 0) }
      let start = out.count
      let (f, stop) = try sequence(at + 1, next - 2)
      let ending = try word(stop)
      if stop != next - 2 || ending != SRE.jump.rawValue { throw Invalid() }
      if !isLast {
        // A first test that fails spares the choice point.
        let op = start < out.count ? out[start] : -1
        if op == RegexOp.char.rawValue {
          out[from + 2] = 1
          out[from + 3] = out[start + 1]
        } else if op == RegexOp.set.rawValue {
          out[from + 2] = 2
          out[from + 3] = Int32(start)
        }
        jumps.append(out.count + 1)
        emit(.jump, 0)
        out[from + 1] = pc
      }
      first.formUnion(f)
      if f.nullable { nullable = true }
      at = next
    }
    for j in jumps { out[j] = pc }
    i = at + 1
    if i > end { throw Invalid() }
    first.nullable = nullable
    return first
  }
  private mutating func groupExists(_ i: inout Int, _ end: Int) throws(Invalid) -> RegexFirst {
    let g = try group(i + 1)
    let skip = try word(i + 2)
    let no = i + 2 + skip - 1
    if skip < 1 || no > end || no < i + 3 { throw Invalid() }
    let at = out.count
    emit(.groupExists, g, 0)
    let (yesFirst, stop) = try sequence(i + 3, no)
    var first = yesFirst
    if stop == no {
      out[at + 2] = pc
      i = no
      first.nullable = true
      return first
    }
    if stop != no - 2 || code[stop] != SRE.jump.rawValue { throw Invalid() }
    let next = try target(stop + 1, end)
    let jump = out.count
    emit(.jump, 0)
    out[at + 2] = pc
    let (noFirst, noStop) = try sequence(no, next)
    if noStop != next { throw Invalid() }
    out[jump + 1] = pc
    let nullable = yesFirst.nullable || noFirst.nullable
    first.formUnion(noFirst)
    first.nullable = nullable
    i = next
    return first
  }
  private mutating func assertion(_ op: SRE, _ i: inout Int, _ end: Int) throws(Invalid) {
    let next = try target(i + 1, end)
    let back = try word(i + 2)
    if back < 0 || back > Int(Int32.max) { throw Invalid() }
    let r = takeRegisters(2)
    if op == .assert {
      emit(.assertEnter, r, Int32(back))
      _ = try body(i + 3, next - 1)
      emit(.assertExit, r)
    } else {
      let at = out.count
      emit(.assertNotEnter, r, Int32(back), 0)
      _ = try body(i + 3, next - 1)
      emit(.assertNotExit, r)
      out[at + 3] = pc
    }
    i = next
  }
}
