// What a regular expression is run from.
//
// The library's `re` compiles a pattern to a list of code words (re/_compiler.py). `RegexTranslator` checks that list and makes
// from it a program of 32-bit words for the machine in RegexMachine.swift:
//
//  - jumps are absolute, so that the machine needs no table;
//  - sets are bitmaps for the first 256 characters, with case folding already in them; the original words follow for the others;
//  - loops, assertions and groups that cannot be backtracked into own numbered registers.
//
// The words lie in a bytes object that the Pattern owns.

enum RegexOp: Int32 {
  /// No operands: always fails.
  case fail
  /// The whole pattern matched.
  case success
  /// Any character but a line feed; any character.
  case any, anyAll
  /// operand: the character
  case char, notChar
  /// operand: the character in lower case
  case charIgnore, notCharIgnore
  case charIgnoreUnicode, notCharIgnoreUnicode
  case charIgnoreLocale, notCharIgnoreLocale
  /// operands: next pc, `RegexFold`, 8 words of bitmap, then set code
  case set
  /// operand: the position code
  case at
  /// operand: pc
  case jump
  /// operands: pc of the next alternative, kind of first test (0 none, 1 character, 2 set) and its operand (character, pc of set)
  case branch
  /// operand: index of the mark
  case mark
  /// operands: group, `RegexFold`
  case groupRef
  /// operands: group, pc when it is not set
  case groupExists
  /// operands: minimum, maximum (-1: none), pc behind the one-character body, the character that must follow or -1; then the body
  case repeatOne, minRepeatOne, possessiveRepeatOne
  /// operand: first of 3 registers (count, last position, unused); then the body, then an `until`
  case loopEnter
  /// operands: register, minimum, maximum, pc of the body
  case maxUntil, minUntil, possessiveUntil
  /// operands: register, pc of the body, pc of its until
  case possessiveEnter
  /// operand: register of the height of the stack
  case atomicEnter, atomicExit
  /// operands: register (height, position), characters to go back
  case assertEnter
  case assertExit
  /// operands: register, characters to go back, pc behind it
  case assertNotEnter
  case assertNotExit

  /// The instruction of a program's word. The translator writes only these; looking each up again would cost a call a step.
  @inline(__always) static func of(_ word: Int32) -> RegexOp { unsafeBitCast(UInt8(truncatingIfNeeded: word), to: RegexOp.self) }
}

/// How characters are made equal before they are compared.
enum RegexFold: Int32 {
  case none, ascii, unicode, locale

  @inline(__always) func lower(_ c: UInt32, _ characters: Characters) -> UInt32 {
    switch self {
    case .none: return c
    case .ascii: return c &- 0x41 < 26 ? c | 0x20 : c
    case .unicode:
      if c < 0x80 { return c &- 0x41 < 26 ? c | 0x20 : c }
      return characters.simple(c, .lower)
    case .locale: return RegexLocale.lower(c)
    }
  }
}

/// The head of a program.
struct RegexHead: BitwiseCopyable {
  /// Marks (two a group), the number of the last group, registers: words of state.
  var stateCount: Int32
  var groupCount: Int32
  /// pc of the first instruction.
  var start: Int32
  /// Shortest match.
  var minimum: Int32
  /// Characters that every match begins with; they lie at `prefixStart`.
  var prefixCount: Int32
  var prefixStart: Int32
  /// The pattern is nothing but the prefix.
  var isLiteral: Int32
  /// 1: `first` tells what a match can begin with.
  var hasFirst: Int32
  /// 1: also characters above 255.
  var firstHigh: Int32
  /// The one character that a match can begin with, or -1.
  var firstOnly: Int32
  static var words: Int { 18 }
  /// Where the bitmap of `first` is, in words.
  static var firstStart: Int { 10 }
}

/// What a part of a pattern can begin with.
struct RegexFirst {
  var bits: (UInt64, UInt64, UInt64, UInt64) = (0, 0, 0, 0)
  var high = false
  /// It can match the empty text.
  var nullable = false

  static var empty: RegexFirst { RegexFirst(nullable: true) }
  static var all: RegexFirst { RegexFirst(bits: (.max, .max, .max, .max), high: true) }
  static var unknown: RegexFirst { RegexFirst(bits: (.max, .max, .max, .max), high: true, nullable: true) }

  mutating func insert(_ c: UInt32) {
    if c > 255 {
      high = true
      return
    }
    let bit: UInt64 = 1 << UInt64(c & 63)
    switch c >> 6 {
    case 0: bits.0 |= bit
    case 1: bits.1 |= bit
    case 2: bits.2 |= bit
    default: bits.3 |= bit
    }
  }
  mutating func formUnion(_ other: RegexFirst) {
    bits.0 |= other.bits.0
    bits.1 |= other.bits.1
    bits.2 |= other.bits.2
    bits.3 |= other.bits.3
    high = high || other.high
  }
  /// This, then `next`.
  mutating func append(_ next: RegexFirst) {
    if !nullable { return }
    formUnion(next)
    nullable = next.nullable
  }
  var words: [Int32] {
    [bits.0, bits.1, bits.2, bits.3].flatMap { [Int32(truncatingIfNeeded: $0), Int32(truncatingIfNeeded: $0 >> 32)] }
  }
  var isAll: Bool { high && bits.0 == .max && bits.1 == .max && bits.2 == .max && bits.3 == .max }
  /// The only character, or -1.
  var only: Int32 {
    if high { return -1 }
    let all = [bits.0, bits.1, bits.2, bits.3]
    var found: Int32 = -1
    for (i, w) in all.enumerated() where w != 0 {
      if found >= 0 || w.nonzeroBitCount != 1 { return -1 }
      found = Int32(i * 64 + w.trailingZeroBitCount)
    }
    return found
  }
}
