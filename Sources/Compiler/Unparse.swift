import Bytecode
import Syntax

/// How tightly an expression binds, from loose to tight.
private enum Precedence: Int {
  case tuple, test, or, and, not, comparison, bitOr, bitXor, bitAnd, shift, arithmetic, term, factor, power, await, atom

  var next: Precedence { Precedence(rawValue: rawValue + 1) ?? .atom }
}

/// Text of an expression, as `__annotations__` shows it with `from __future__ import annotations` (PEP 563).
extension Emitter {
  func unparse(_ expression: Expr) throws(SyntaxFailure) -> String {
    try text(expression, .test)
  }

  /// `repr` of a constant.
  func unparse(_ constant: Constant) -> String {
    switch constant {
    case .none: return "None"
    case .true: return "True"
    case .false: return "False"
    case .ellipsis: return "..."
    case .int(let value): return String(value)
    case .bigInt(let digits, let radix, let negative):
      let shown = radix == 10 ? digits : decimal(digits, radix: radix)
      return negative ? "-" + shown : shown
    case .float(let value): return floatText(value)
    case .complex(let real, let imaginary):
      let part = trimmed(imaginary) + "j"
      if real == 0, real.sign == .plus { return part }
      return "(" + trimmed(real) + (imaginary.sign == .minus ? "" : "+") + part + ")"
    case .string(let text): return quoted(text, isBytes: false)
    case .bytes(let text): return "b" + quoted(text, isBytes: true)
    case .tuple(let items):
      let inner = items.map { unparse($0) }.joined(separator: ", ")
      return items.count == 1 ? "(\(inner),)" : "(\(inner))"
    case .frozenset(let items): return "frozenset({" + items.map { unparse($0) }.joined(separator: ", ") + "})"
    case .code(let code): return "<code object \(code.name)>"
    }
  }

  private func floatText(_ value: Double) -> String {
    if value.isInfinite { return value < 0 ? "-1e309" : "1e309" }
    return value.description
  }

  private func trimmed(_ value: Double) -> String {
    let text = floatText(value)
    return text.hasSuffix(".0") ? String(text.dropLast(2)) : text
  }

  /// Decimal digits of a number in another radix, by repeated multiplication.
  private func decimal(_ digits: String, radix: Int) -> String {
    /// Little-endian, nine decimal digits each.
    var limbs: [Int] = [0]
    for digit in digits.utf8 {
      var carry = Int(digit <= 57 ? digit - 48 : (digit | 32) - 87)
      for index in limbs.indices {
        let value = limbs[index] * radix + carry
        limbs[index] = value % 1_000_000_000
        carry = value / 1_000_000_000
      }
      if carry > 0 { limbs.append(carry) }
    }
    var text = String(limbs.last ?? 0)
    for limb in limbs.dropLast().reversed() {
      let part = String(limb)
      text += String(repeating: "0", count: 9 - part.utf8.count) + part
    }
    return text
  }

  private func quoted(_ text: [UInt8], isBytes: Bool) -> String {
    let single = UInt8(ascii: "'")
    let double = UInt8(ascii: "\"")
    let quote: UInt8 = text.contains(single) && !text.contains(double) ? double : single
    var result: [UInt8] = [quote]
    for byte in text {
      switch byte {
      case quote, UInt8(ascii: "\\"): result += [UInt8(ascii: "\\"), byte]
      case 10: result += Array("\\n".utf8)
      case 13: result += Array("\\r".utf8)
      case 9: result += Array("\\t".utf8)
      case 0..<32, 127: result += hexEscape(byte)
      case 128...: result += isBytes ? hexEscape(byte) : [byte]
      default: result.append(byte)
      }
    }
    result.append(quote)
    return String(decoding: result, as: UTF8.self)
  }

  private func hexEscape(_ byte: UInt8) -> [UInt8] {
    let digits = Array("0123456789abcdef".utf8)
    return Array("\\x".utf8) + [digits[Int(byte >> 4)], digits[Int(byte & 15)]]
  }

  // MARK: Expressions

  private func enclosed(_ text: String, _ condition: Bool) -> String { condition ? "(\(text))" : text }

  private func list(_ expressions: [Expr], _ level: Precedence = .test) throws(SyntaxFailure) -> String {
    var parts: [String] = []
    for expression in expressions { parts.append(try text(expression, level)) }
    return parts.joined(separator: ", ")
  }

  private func text(_ expression: Expr, _ level: Precedence) throws(SyntaxFailure) -> String {
    try depth.enter()
    defer { depth.leave() }
    let outer = level.rawValue
    switch expression.kind {
    case .name(let name): return name
    case .constant(.string(let text, isUnicode: true)): return "u" + quoted(text, isBytes: false)
    case .constant(let literal): return unparse(Emitter.constant(literal))
    case .attribute(let value, let name):
      var object = try text(value, .atom)
      if case .constant(.int) = value.kind { object += " " }
      return object + "." + name
    case .subscript(let value, let index):
      return try text(value, .atom) + "[" + text(index, .tuple) + "]"
    case .starred(let value): return "*" + (try text(value, .bitOr))
    case .tuple(let elements):
      if elements.isEmpty { return "()" }
      let inner = try list(elements)
      return enclosed(elements.count == 1 ? inner + "," : inner, outer > Precedence.tuple.rawValue)
    case .list(let elements): return "[" + (try list(elements)) + "]"
    case .set(let elements): return "{" + (try list(elements)) + "}"
    case .dict(let keys, let values):
      var parts: [String] = []
      for (index, value) in values.enumerated() {
        if let key = keys[index] {
          parts.append(try text(key, .test) + ": " + text(value, .test))
        } else {
          parts.append("**" + (try text(value, .bitOr)))
        }
      }
      return "{" + parts.joined(separator: ", ") + "}"
    case .boolOp(let operation, let values):
      let own: Precedence = operation == .or ? .or : .and
      var parts: [String] = []
      for value in values { parts.append(try text(value, own.next)) }
      return enclosed(parts.joined(separator: operation == .or ? " or " : " and "), outer > own.rawValue)
    case .binOp(let left, let operation, let right):
      let (symbol, own) = Emitter.symbol(operation)
      let isPower = operation == .pow
      let first = try text(left, isPower ? own.next : own)
      let second = try text(right, isPower ? own : own.next)
      return enclosed(first + symbol + second, outer > own.rawValue)
    case .unaryOp(let operation, let operand):
      let own: Precedence = operation == .not ? .not : .factor
      let symbol = operation == .not ? "not " : operation == .invert ? "~" : operation == .uAdd ? "+" : "-"
      return enclosed(symbol + (try text(operand, own)), outer > own.rawValue)
    case .compare(let left, let operators, let comparators):
      var result = try text(left, .bitOr)
      for (index, operation) in operators.enumerated() {
        result += Emitter.symbol(operation) + (try text(comparators[index], .bitOr))
      }
      return enclosed(result, outer > Precedence.comparison.rawValue)
    case .ifExp(let test, let body, let orelse):
      let result = try text(body, .or) + " if " + text(test, .or) + " else " + text(orelse, .test)
      return enclosed(result, outer > Precedence.test.rawValue)
    case .lambda(let arguments, let body):
      let parameters = try text(arguments)
      let result = "lambda" + (parameters.isEmpty ? "" : " " + parameters) + ": " + (try text(body, .test))
      return enclosed(result, outer > Precedence.test.rawValue)
    case .namedExpr(let target, let value):
      let result = try text(target, .atom) + " := " + text(value, .atom)
      return enclosed(result, outer > Precedence.tuple.rawValue)
    case .call(let function, let args, let keywords):
      return try text(function, .atom) + callText(args, keywords)
    case .listComp(let element, let clauses): return "[" + (try text(element, .test) + text(clauses)) + "]"
    case .setComp(let element, let clauses): return "{" + (try text(element, .test) + text(clauses)) + "}"
    case .generatorExp(let element, let clauses): return "(" + (try text(element, .test) + text(clauses)) + ")"
    case .dictComp(let key, let value, let clauses):
      return "{" + (try text(key, .test) + ": " + text(value, .test) + text(clauses)) + "}"
    case .await(let value): return enclosed("await " + (try text(value, .atom)), outer > Precedence.await.rawValue)
    case .yield(let value):
      guard let value = value else { return "(yield)" }
      return "(yield " + (try text(value, .test)) + ")"
    case .yieldFrom(let value): return "(yield from " + (try text(value, .test)) + ")"
    case .slice(let lower, let upper, let step):
      var result = ""
      if let lower = lower { result += try text(lower, .test) }
      result += ":"
      if let upper = upper { result += try text(upper, .test) }
      if let step = step { result += ":" + (try text(step, .test)) }
      return result
    case .joinedStr, .formattedValue:
      let body = try formatText(expression, isSpecification: false)
      return "f" + quoted(Array(body.utf8), isBytes: false)
    }
  }

  private func callText(_ args: [Expr], _ keywords: [Keyword]) throws(SyntaxFailure) -> String {
    if args.count == 1, keywords.isEmpty, case .generatorExp = args[0].kind { return try text(args[0], .test) }
    var parts: [String] = []
    for argument in args { parts.append(try text(argument, .test)) }
    for keyword in keywords {
      parts.append((keyword.name.map { $0 + "=" } ?? "**") + (try text(keyword.value, .test)))
    }
    return "(" + parts.joined(separator: ", ") + ")"
  }

  private func text(_ clauses: [Comprehension]) throws(SyntaxFailure) -> String {
    var result = ""
    for clause in clauses {
      result += clause.isAsync ? " async for " : " for "
      result += try text(clause.target, .tuple) + " in " + text(clause.iterable, .or)
      for condition in clause.conditions { result += " if " + (try text(condition, .or)) }
    }
    return result
  }

  private func text(_ arguments: Arguments) throws(SyntaxFailure) -> String {
    var parts: [String] = []
    let positional = arguments.posonlyargs + arguments.args
    let required = positional.count - arguments.defaults.count
    for (index, argument) in positional.enumerated() {
      var part = argument.name
      if index >= required { part += "=" + (try text(arguments.defaults[index - required], .test)) }
      parts.append(part)
      if index == arguments.posonlyargs.count - 1 { parts.append("/") }
    }
    if let argument = arguments.vararg {
      parts.append("*" + argument.name)
    } else if !arguments.kwonlyargs.isEmpty {
      parts.append("*")
    }
    for (index, argument) in arguments.kwonlyargs.enumerated() {
      var part = argument.name
      if index < arguments.kwDefaults.count, let value = arguments.kwDefaults[index] { part += "=" + (try text(value, .test)) }
      parts.append(part)
    }
    if let argument = arguments.kwarg { parts.append("**" + argument.name) }
    return parts.joined(separator: ", ")
  }

  /// The inside of an f-string.
  private func formatText(_ expression: Expr, isSpecification: Bool) throws(SyntaxFailure) -> String {
    switch expression.kind {
    case .joinedStr(let parts):
      var result = ""
      for part in parts { result += try formatText(part, isSpecification: isSpecification) }
      return result
    case .constant(.string(let text, _)):
      var result = ""
      for character in String(decoding: text, as: UTF8.self).unicodeScalars {
        if character == "{" || character == "}" { result.unicodeScalars.append(character) }
        result.unicodeScalars.append(character)
      }
      return result
    case .formattedValue(let value, let conversion, let format):
      let inner = try text(value, .or)
      var result = inner.hasPrefix("{") ? "{ " + inner : "{" + inner
      switch conversion {
      case .none: break
      case .str: result += "!s"
      case .repr: result += "!r"
      case .ascii: result += "!a"
      }
      if let format = format { result += ":" + (try formatText(format, isSpecification: true)) }
      return result + "}"
    default: return try text(expression, .test)
    }
  }

  private static func symbol(_ operation: Operator) -> (String, Precedence) {
    switch operation {
    case .add: return (" + ", .arithmetic)
    case .sub: return (" - ", .arithmetic)
    case .mult: return (" * ", .term)
    case .matMult: return (" @ ", .term)
    case .div: return (" / ", .term)
    case .mod: return (" % ", .term)
    case .floorDiv: return (" // ", .term)
    case .lShift: return (" << ", .shift)
    case .rShift: return (" >> ", .shift)
    case .bitOr: return (" | ", .bitOr)
    case .bitXor: return (" ^ ", .bitXor)
    case .bitAnd: return (" & ", .bitAnd)
    case .pow: return (" ** ", .power)
    }
  }

  private static func symbol(_ operation: CompareOperator) -> String {
    switch operation {
    case .eq: return " == "
    case .notEq: return " != "
    case .lt: return " < "
    case .ltE: return " <= "
    case .gt: return " > "
    case .gtE: return " >= "
    case .is: return " is "
    case .isNot: return " is not "
    case .in: return " in "
    case .notIn: return " not in "
    }
  }
}
