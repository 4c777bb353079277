// The tree as text, exactly as `ast.dump` writes it.

/// - Parameters:
///   - attributes: with `lineno`, `col_offset`, `end_lineno`, `end_col_offset`.
///   - indent: how many blanks a level; nil for one line.
public func dump(_ module: Module, attributes: Bool, indent: Int? = nil) -> String {
  var dumper = Dumper(attributes: attributes, indent: indent)
  return dumper.text(module.reflected, level: 0).text
}

private struct Dumper {
  let attributes: Bool
  let indent: Int?

  /// The text of a value; `isSimple` if it is short enough to stand beside others on a line.
  mutating func text(_ value: ASTValue, level: Int) -> (text: String, isSimple: Bool) {
    switch value {
    case .node(let name, let fields, let span):
      return node(name, fields, span, level)
    case .list(let values):
      if values.isEmpty { return ("[]", true) }
      let inner: Int = level + 1
      let parts: [String] = values.map { text($0, level: inner).text }
      return ("[" + prefix(inner) + parts.joined(separator: separator(inner)) + "]", false)
    case .identifier(let name): return (quote([UInt8](name.utf8)), true)
    case .constant(let literal): return (describe(literal), true)
    case .int(let number): return (String(number), true)
    case .none: return ("None", true)
    }
  }

  private mutating func node(
    _ name: String, _ fields: [ASTField], _ span: Span?, _ level: Int
  ) -> (text: String, isSimple: Bool) {
    let inner: Int = level + 1
    var parts: [String] = []
    var allSimple: Bool = true
    for field in fields {
      if case .none = field.value { continue }
      let (text, isSimple): (String, Bool) = self.text(field.value, level: inner)
      allSimple = allSimple && isSimple
      parts.append("\(field.name)=\(text)")
    }
    if attributes, let span {
      parts.append("lineno=\(span.line)")
      parts.append("col_offset=\(span.column)")
      parts.append("end_lineno=\(span.endLine)")
      parts.append("end_col_offset=\(span.endColumn)")
    }
    if allSimple && parts.count <= 3 {
      return ("\(name)(" + parts.joined(separator: ", ") + ")", parts.isEmpty)
    }
    return ("\(name)(" + prefix(inner) + parts.joined(separator: separator(inner)) + ")", false)
  }

  private func prefix(_ level: Int) -> String {
    guard let indent else { return "" }
    return "\n" + String(repeating: " ", count: indent * level)
  }

  private func separator(_ level: Int) -> String {
    indent == nil ? ", " : "," + prefix(level)
  }

  // MARK: Constants

  private func describe(_ literal: Literal) -> String {
    switch literal {
    case .none: return "None"
    case .true: return "True"
    case .false: return "False"
    case .ellipsis: return "Ellipsis"
    case .int(let value): return String(value)
    case .bigInt(let digits): return decimal(digits)
    case .float(let value): return value.description
    case .imaginary(let value):
      let text: String = value.description
      return (text.hasSuffix(".0") ? String(text.dropLast(2)) : text) + "j"
    case .string(let bytes, _): return quote(bytes)
    case .bytes(let bytes): return "b" + quoteBytes(bytes)
    case .made(let made): return made.typeName
    }
  }

  /// By repeated multiplication: the digits of a literal are few.
  private func decimal(_ number: BigDigits) -> String {
    if number.radix == 10 { return String(decoding: number.digits, as: UTF8.self) }
    var result: [UInt32] = [0]
    for byte in number.digits {
      var carry: UInt32 = hexDigit(byte) ?? 0
      for index in result.indices {
        let value: UInt32 = result[index] * UInt32(number.radix) + carry
        result[index] = value % 10_000_000
        carry = value / 10_000_000
      }
      if carry > 0 { result.append(carry) }
    }
    var text: String = String(result[result.count - 1])
    for part in result.dropLast().reversed() {
      let digits: String = String(part)
      text += String(repeating: "0", count: 7 - digits.utf8.count) + digits
    }
    return text
  }

  /// The quote that Python's `repr` would choose.
  private func quotes(for bytes: [UInt8]) -> UInt8 {
    bytes.contains(0x27) && !bytes.contains(0x22) ? 0x22 : 0x27
  }

  private func appendEscape(_ byte: UInt8, _ quote: UInt8, to text: inout [UInt8]) -> Bool {
    let letter: UInt8
    switch byte {
    case quote, 0x5C: letter = byte
    case 0x0A: letter = UInt8(ascii: "n")
    case 0x0D: letter = UInt8(ascii: "r")
    case 0x09: letter = UInt8(ascii: "t")
    default: return false
    }
    text.append(0x5C)
    text.append(letter)
    return true
  }

  private func quoteBytes(_ bytes: [UInt8]) -> String {
    let quote: UInt8 = quotes(for: bytes)
    var text: [UInt8] = [quote]
    for byte in bytes {
      if appendEscape(byte, quote, to: &text) { continue }
      if byte >= 0x20 && byte < 0x7F {
        text.append(byte)
      } else {
        text += Array(escape("\\x", UInt32(byte), 2).utf8)
      }
    }
    text.append(quote)
    return String(decoding: text, as: UTF8.self)
  }

  private func escape(_ prefix: String, _ value: UInt32, _ width: Int) -> String {
    let digits: String = String(value, radix: 16)
    return prefix + String(repeating: "0", count: width - digits.utf8.count) + digits
  }

  private func quote(_ bytes: [UInt8]) -> String {
    let quote: UInt8 = quotes(for: bytes)
    var text: [UInt8] = [quote]
    var index: Int = 0
    bytes.withUnsafeBufferPointer { buffer in
      guard let base = buffer.baseAddress else { return }
      while index < buffer.count {
        let byte: UInt8 = buffer[index]
        if byte < 0x80 {
          index += 1
          if appendEscape(byte, quote, to: &text) { continue }
          if byte >= 0x20 && byte != 0x7F {
            text.append(byte)
          } else {
            text += Array(escape("\\x", UInt32(byte), 2).utf8)
          }
          continue
        }
        if byte == 0xED && index + 2 < buffer.count && buffer[index + 1] >= 0xA0 {
          let code: UInt32 = 0xD000 | UInt32(buffer[index + 1] & 0x3F) << 6 | UInt32(buffer[index + 2] & 0x3F)
          text += Array(escape("\\u", code, 4).utf8)
          index += 3
          continue
        }
        let (scalar, length) = decodeScalar(base + index, buffer.count - index)
        if isPrintable(scalar) {
          text += bytes[index..<index + length]
        } else if scalar.value < 0x100 {
          text += Array(escape("\\x", scalar.value, 2).utf8)
        } else if scalar.value < 0x10000 {
          text += Array(escape("\\u", scalar.value, 4).utf8)
        } else {
          text += Array(escape("\\U", scalar.value, 8).utf8)
        }
        index += length
      }
    }
    text.append(quote)
    return String(decoding: text, as: UTF8.self)
  }
}
