// Number literals (https://docs.python.org/3.11/reference/lexical_analysis.html#numeric-literals): here only their
// extent and validity; `Parser.number` computes the value.

extension Lexer {
  /// At a digit, or at a dot before one.
  mutating func number(_ start: Int) {
    let isValid: Bool
    if base[cursor] == UInt8(ascii: "0") {
      switch base[cursor &+ 1] | 0x20 {
      case UInt8(ascii: "x"): isValid = radix(16, "hexadecimal")
      case UInt8(ascii: "o"): isValid = radix(8, "octal")
      case UInt8(ascii: "b"): isValid = radix(2, "binary")
      default: isValid = decimal(start)
      }
    } else {
      isValid = decimal(start)
    }
    if isValid { append(.number, from: start) }
  }

  private mutating func fail(_ message: String) -> Bool {
    stop(message)
    return false
  }

  /// Behind `0x`, `0o`, `0b`.
  private mutating func radix(_ radix: UInt32, _ name: String) -> Bool {
    cursor &+= 2
    repeat {
      if base[cursor] == UInt8(ascii: "_") { cursor &+= 1 }
      guard let digit = hexDigit(base[cursor]), digit < radix else {
        if radix < 10 && isDigit(base[cursor]) { return wrongDigit(name) }
        return fail("invalid \(name) literal")
      }
      while let digit = hexDigit(base[cursor]), digit < radix { cursor &+= 1 }
    } while base[cursor] == UInt8(ascii: "_")
    if radix < 10 && isDigit(base[cursor]) { return wrongDigit(name) }
    return ends(name)
  }

  private mutating func wrongDigit(_ name: String) -> Bool {
    let digit = Character(Unicode.Scalar(base[cursor]))
    cursor &+= 1
    return fail("invalid digit '\(digit)' in \(name) literal")
  }

  /// Digits and single underscores between them; at a digit.
  private mutating func digits() -> Bool {
    while true {
      while isDigit(base[cursor]) { cursor &+= 1 }
      if base[cursor] != UInt8(ascii: "_") { return true }
      cursor &+= 1
      if !isDigit(base[cursor]) { return fail("invalid decimal literal") }
    }
  }

  private mutating func decimal(_ start: Int) -> Bool {
    var firstNonzero: Int = -1
    if base[cursor] != UInt8(ascii: ".") {
      let leadsWithZero: Bool = base[cursor] == UInt8(ascii: "0")
      if !digits() { return false }
      if leadsWithZero {
        var index: Int = start
        while base[index] == UInt8(ascii: "0") || base[index] == UInt8(ascii: "_") { index &+= 1 }
        if index < cursor { firstNonzero = index }
      }
    }
    if base[cursor] == UInt8(ascii: ".") {
      firstNonzero = -1
      cursor &+= 1
      if isDigit(base[cursor]) && !digits() { return false }
    }
    if base[cursor] | 0x20 == UInt8(ascii: "e") {
      let sign: UInt8 = base[cursor &+ 1]
      let hasSign: Bool = sign == UInt8(ascii: "+") || sign == UInt8(ascii: "-")
      if isDigit(base[cursor &+ (hasSign ? 2 : 1)]) {
        firstNonzero = -1
        cursor &+= hasSign ? 2 : 1
        if !digits() { return false }
      } else if hasSign {
        cursor &+= 2
        return fail("invalid decimal literal")
      } else if firstNonzero >= 0 && !isKeywordNext(base[cursor]) {
        return fail("invalid decimal literal")
      }
    }
    if base[cursor] | 0x20 == UInt8(ascii: "j") {
      cursor &+= 1
      return ends("imaginary")
    }
    if firstNonzero >= 0 { return leadingZeros(start, firstNonzero) }
    return ends("decimal")
  }

  private mutating func leadingZeros(_ start: Int, _ firstNonzero: Int) -> Bool {
    stop(
      LexError(
        kind: .syntaxError,
        message:
          "leading zeros in decimal integer literals are not permitted; use an 0o prefix for octal integers",
        line: Int(line), offset: start - lineStart + 1, endLine: Int(line),
        endOffset: firstNonzero - lineStart + 1, lineStart: lineStart, overridesParser: true))
    return false
  }

  /// A number must not run into a name. Into a keyword it may, with a warning: `1if x else y`.
  private mutating func ends(_ name: String) -> Bool {
    let byte: UInt8 = base[cursor]
    if !isNameByte(byte) { return true }
    if isKeywordNext(byte) {
      let offset: Int = characters(from: lineStart, to: cursor)
      warn(.syntaxWarning, "invalid \(name) literal", line: line, offset: offset)
      return true
    }
    return fail("invalid \(name) literal")
  }

  /// `and else for if in is not or`; as CPython does, what follows `if in is` is not looked at.
  private func isKeywordNext(_ byte: UInt8) -> Bool {
    switch byte {
    case UInt8(ascii: "a"): return isWordNext("and")
    case UInt8(ascii: "e"): return isWordNext("else")
    case UInt8(ascii: "f"): return isWordNext("for")
    case UInt8(ascii: "n"): return isWordNext("not")
    case UInt8(ascii: "o"): return isWordNext("or")
    case UInt8(ascii: "i"):
      let second: UInt8 = base[cursor &+ 1]
      return second == UInt8(ascii: "f") || second == UInt8(ascii: "n") || second == UInt8(ascii: "s")
    default: return false
    }
  }

  private func isWordNext(_ word: StaticString) -> Bool {
    let count: Int = word.utf8CodeUnitCount
    for offset in 0..<count where base[cursor &+ offset] != word.utf8Start[offset] { return false }
    return !isNameByte(base[cursor &+ count])
  }
}
