// String literals: only their extent; `Parser+Strings` computes the value.

extension Lexer {
  /// A string whose prefix begins at `start` and whose quotes begin at `quoteAt`.
  mutating func string(_ start: Int, quoteAt: Int, isFormatted: Bool) {
    let quote: UInt8 = base[quoteAt]
    let isTriple: Bool = base[quoteAt &+ 1] == quote && base[quoteAt &+ 2] == quote
    let firstLine: Int32 = line
    let firstLineStart: Int = lineStart
    let isTerminated: Bool
    if isTriple {
      cursor = quoteAt &+ 3
      isTerminated = scanTriple(quote)
    } else {
      cursor = quoteAt &+ 1
      isTerminated = scanSingle(quote)
    }
    if isTerminated {
      if isFormatted, let further = endOfNested(from: quoteAt, quote, isTriple) {
        while cursor < further {
          if base[cursor] == 0x0A { newLine() } else { cursor &+= 1 }
        }
      }
      // A string over several lines ends behind the first one, and CPython shifts only there.
      let shift: Int32 = line == self.firstLine ? columnShift : 0
      return append(
        Token(
          kind: .string, level: level, start: Int32(truncatingIfNeeded: start), end: Int32(truncatingIfNeeded: cursor),
          line: firstLine, column: Int32(truncatingIfNeeded: start &- firstLineStart) &+ shift, endLine: line,
          endColumn: Int32(truncatingIfNeeded: cursor &- lineStart) &+ shift))
    }
    let kind: String = isTriple ? "triple-quoted string" : "string"
    let offset: Int = characters(from: firstLineStart, to: start) + 1
    stop(
      LexError(
        kind: .syntaxError, message: "unterminated \(kind) literal (detected at line \(line))", line: Int(firstLine),
        offset: offset, endLine: Int(firstLine), endOffset: offset, lineStart: firstLineStart,
        overridesParser: true, isIncomplete: isTriple || atTextEnd))
  }

  /// No newline of the text's own stands at or behind the cursor.
  private var atTextEnd: Bool { cursor >= end || (endsWithoutNewline && cursor &+ 1 >= end) }

  private mutating func scanSingle(_ quote: UInt8) -> Bool {
    while true {
      let byte: UInt8 = base[cursor]
      if byte == quote {
        cursor &+= 1
        return true
      }
      if byte == 0x0A || cursor >= end { return false }
      cursor &+= 1
      if byte == 0x5C {
        if base[cursor] == 0x0A { newLine() } else { cursor &+= 1 }
        if cursor >= end { return false }
      }
    }
  }

  private mutating func scanTriple(_ quote: UInt8) -> Bool {
    while cursor < end {
      let byte: UInt8 = base[cursor]
      if byte == quote && base[cursor &+ 1] == quote && base[cursor &+ 2] == quote {
        cursor &+= 3
        return true
      }
      if byte == 0x0A {
        newLine()
        continue
      }
      cursor &+= 1
      if byte == 0x5C {
        if base[cursor] == 0x0A { newLine() } else { cursor &+= 1 }
      }
    }
    return false
  }

  // MARK: f-strings that use their own quotes inside (PEP 701)

  /// An f-string that seems to end within a replacement field would be an error in Python 3.11. If its quotes are taken
  /// as those of a nested string and the real end is on the same line (for triple quotes: anywhere), that is meant.
  private func endOfNested(from quoteAt: Int, _ quote: UInt8, _ isTriple: Bool) -> Int? {
    let bodyStart: Int = quoteAt &+ (isTriple ? 3 : 1)
    if !endsInField(bodyStart, cursor &- (isTriple ? 3 : 1)) { return nil }
    var index: Int = bodyStart
    return skipFormatted(&index, quote, isTriple, depth: 0) ? index : nil
  }

  /// Whether more fields are opened than closed.
  private func endsInField(_ start: Int, _ limit: Int) -> Bool {
    var depth: Int = 0
    var index: Int = start
    while index < limit {
      let byte: UInt8 = base[index]
      if byte == UInt8(ascii: "{") {
        if depth == 0 && index &+ 1 < limit && base[index &+ 1] == byte {
          index &+= 2
          continue
        }
        depth &+= 1
      } else if byte == UInt8(ascii: "}") && depth > 0 {
        depth &-= 1
      }
      index &+= 1
    }
    return depth > 0
  }

  /// Steps over the literal text and fields of an f-string, behind its closing quotes.
  private func skipFormatted(_ index: inout Int, _ quote: UInt8, _ isTriple: Bool, depth: Int) -> Bool {
    if depth > 20 { return false }
    while index < end {
      let byte: UInt8 = base[index]
      if byte == quote && (!isTriple || (base[index &+ 1] == quote && base[index &+ 2] == quote)) {
        index &+= isTriple ? 3 : 1
        return true
      }
      if byte == 0x0A && !isTriple { return false }
      index &+= 1
      if byte == 0x5C {
        index &+= 1
      } else if byte == UInt8(ascii: "{") {
        if base[index] == byte {
          index &+= 1
        } else if !skipField(&index, isTriple, depth: depth &+ 1) {
          return false
        }
      }
    }
    return false
  }

  /// Steps over a replacement field, behind its closing brace.
  private func skipField(_ index: inout Int, _ isTriple: Bool, depth: Int) -> Bool {
    var nesting: Int = 0
    while index < end {
      let byte: UInt8 = base[index]
      switch byte {
      case UInt8(ascii: "{"), UInt8(ascii: "["), UInt8(ascii: "("):
        nesting &+= 1
        index &+= 1
      case UInt8(ascii: "}") where nesting == 0:
        index &+= 1
        return true
      case UInt8(ascii: "}"), UInt8(ascii: "]"), UInt8(ascii: ")"):
        nesting &-= 1
        index &+= 1
      case 0x0A where !isTriple, 0x5C, UInt8(ascii: "#"):
        return false
      case 0x22, 0x27:
        var isFormatted: Bool = false
        var back: Int = index &- 1
        while base[back] | 0x20 == UInt8(ascii: "r") || base[back] | 0x20 == UInt8(ascii: "f") {
          if base[back] | 0x20 == UInt8(ascii: "f") { isFormatted = true }
          back &-= 1
        }
        // Not behind a name, number, string or bracket: there the quote can only be the end.
        let before: UInt8 = base[back]
        if isNameByte(before) || before == 0x22 || before == 0x27 || before == 0x29 || before == 0x5D { return false }
        let nestedTriple: Bool = base[index &+ 1] == byte && base[index &+ 2] == byte
        index &+= nestedTriple ? 3 : 1
        if isFormatted {
          if !skipFormatted(&index, byte, nestedTriple, depth: depth) { return false }
        } else if !skipPlain(&index, byte, nestedTriple) {
          return false
        }
      default:
        index &+= 1
      }
    }
    return false
  }

  private func skipPlain(_ index: inout Int, _ quote: UInt8, _ isTriple: Bool) -> Bool {
    while index < end {
      let byte: UInt8 = base[index]
      if byte == quote && (!isTriple || (base[index &+ 1] == quote && base[index &+ 2] == quote)) {
        index &+= isTriple ? 3 : 1
        return true
      }
      if byte == 0x0A && !isTriple { return false }
      index &+= byte == 0x5C ? 2 : 1
    }
    return false
  }
}
