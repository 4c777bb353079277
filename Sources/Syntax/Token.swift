// What the lexer makes of the text: a flat array, so that the parser can go back to any token at no cost.

/// One token. Offsets count bytes from the start of the lexer's buffer.
struct Token {
  var kind: TokenKind
  /// How many brackets are open behind it.
  var level: UInt8 = 0
  var start: Int32
  var end: Int32
  /// Of the first byte; the columns of `indent`, `dedent` and `endMarker` are -1 (they have no text).
  var line: Int32
  var column: Int32
  var endLine: Int32
  var endColumn: Int32

  @inline(__always)
  var span: Span { Span(line: line, column: column, endLine: endLine, endColumn: endColumn) }
}

/// Kinds of tokens. Soft keywords (`match`, `case`, `_`, `type`) are names.
enum TokenKind: UInt8 {
  case endMarker, newline, indent, dedent
  case name, number, string
  /// The lexer stopped here; `Lexer.error` says why.
  case error
  /// A character that no Python token begins with, but that CPython hands to its parser: `! $ ? backquote`.
  case unknown

  case leftParen, rightParen, leftBracket, rightBracket, leftBrace, rightBrace
  case comma, colon, semicolon, dot, ellipsis, arrow, equal, colonEqual, at
  case plus, minus, star, doubleStar, slash, doubleSlash, percent, leftShift, rightShift
  case ampersand, bar, caret, tilde
  case less, greater, lessEqual, greaterEqual, doubleEqual, notEqual
  case plusEqual, minusEqual, starEqual, doubleStarEqual, slashEqual, doubleSlashEqual, percentEqual
  case leftShiftEqual, rightShiftEqual, ampersandEqual, barEqual, caretEqual, atEqual

  case kwFalse, kwNone, kwTrue, kwAnd, kwAs, kwAssert, kwAsync, kwAwait, kwBreak, kwClass, kwContinue, kwDef, kwDel
  case kwElif, kwElse, kwExcept, kwFinally, kwFor, kwFrom, kwGlobal, kwIf, kwImport, kwIn, kwIs, kwLambda
  case kwNonlocal, kwNot, kwOr, kwPass, kwRaise, kwReturn, kwTry, kwWhile, kwWith, kwYield
}

/// The hard keywords: one row each.
private let keywords: [(StaticString, TokenKind)] = [
  ("False", .kwFalse), ("None", .kwNone), ("True", .kwTrue), ("and", .kwAnd), ("as", .kwAs),
  ("assert", .kwAssert), ("async", .kwAsync), ("await", .kwAwait), ("break", .kwBreak), ("class", .kwClass),
  ("continue", .kwContinue), ("def", .kwDef), ("del", .kwDel), ("elif", .kwElif), ("else", .kwElse),
  ("except", .kwExcept), ("finally", .kwFinally), ("for", .kwFor), ("from", .kwFrom), ("global", .kwGlobal),
  ("if", .kwIf), ("import", .kwImport), ("in", .kwIn), ("is", .kwIs), ("lambda", .kwLambda),
  ("nonlocal", .kwNonlocal), ("not", .kwNot), ("or", .kwOr), ("pass", .kwPass), ("raise", .kwRaise),
  ("return", .kwReturn), ("try", .kwTry), ("while", .kwWhile), ("with", .kwWith), ("yield", .kwYield),
]

/// A hash table from a word of at most eight bytes, packed into a UInt64, to its keyword. It is never freed.
struct KeywordTable {
  private static let bits: UInt64 = 8

  private struct Slot {
    var word: UInt64
    var kind: TokenKind
  }

  private let slots: UnsafeMutablePointer<Slot>

  static let shared: KeywordTable = KeywordTable()

  private init() {
    let count: Int = 1 << Int(KeywordTable.bits)
    slots = UnsafeMutablePointer<Slot>.allocate(capacity: count)
    slots.initialize(repeating: Slot(word: 0, kind: .name), count: count)
    for (text, kind) in keywords {
      let word: UInt64 = KeywordTable.pack(text.utf8Start, text.utf8CodeUnitCount)
      var index: Int = KeywordTable.hash(word)
      while slots[index].word != 0 { index = (index &+ 1) & (count &- 1) }
      slots[index] = Slot(word: word, kind: kind)
    }
  }

  @inline(__always)
  private static func hash(_ word: UInt64) -> Int {
    Int((word &* 0x9E37_79B9_7F4A_7C15) &>> (64 &- bits))
  }

  /// At most eight bytes as one little-endian number.
  @inline(__always)
  static func pack(_ text: UnsafePointer<UInt8>, _ count: Int) -> UInt64 {
    var word: UInt64 = 0
    var index: Int = 0
    while index < count {
      word |= UInt64(text[index]) &<< UInt64(truncatingIfNeeded: index &* 8)
      index &+= 1
    }
    return word
  }

  /// The keyword that a word spells, or `.name`.
  @inline(__always)
  func kind(_ text: UnsafePointer<UInt8>, _ count: Int) -> TokenKind {
    if count > 8 || count < 2 { return .name }
    let word: UInt64 = KeywordTable.pack(text, count)
    var index: Int = KeywordTable.hash(word)
    while true {
      let slot: Slot = slots[index]
      if slot.word == word { return slot.kind }
      if slot.word == 0 { return .name }
      index = (index &+ 1) & ((1 << Int(KeywordTable.bits)) &- 1)
    }
  }
}
