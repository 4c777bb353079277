import Bytecode
import Syntax

/// Evaluation of constant expressions at compile time. Nothing is folded that could fail, or whose value would be large: then it
/// is computed when (and if) the program comes there.
extension Emitter {
  /// Ints are folded up to this many bits, as CPython does it.
  private static let maxBits = 128
  /// Longest str or bytes, and longest tuple that a repetition may make.
  private static let maxText = 4096
  private static let maxItems = 256

  /// The value of `expression` if it is constant.
  func constant(_ expression: Expr) -> Constant? {
    switch expression.kind {
    case .constant(let literal): return Emitter.constant(literal)
    case .name(let name):
      return name == "__debug__" ? (options.optimize == 0 ? .true : .false) : nil
    case .unaryOp(let operation, let operand):
      guard let value = constant(operand) else { return nil }
      return Emitter.fold(operation, value)
    case .binOp(let left, let operation, let right):
      // A long chain is folded from its left end (see `binary`); here its length is bounded.
      guard Emitter.chainLength(left) < 200, let first = constant(left), let second = constant(right) else { return nil }
      return Emitter.fold(first, operation, second)
    case .tuple(let elements):
      return constantItems(elements).map { .tuple($0) }
    case .subscript(let value, let index):
      guard case .constant = index.kind, let object = constant(value), case .int(let position)? = constant(index) else {
        return nil
      }
      return Emitter.item(object, position)
    default: return nil
    }
  }

  private static func chainLength(_ expression: Expr) -> Int {
    var length = 0
    var expression = expression
    while case .binOp(let left, _, _) = expression.kind {
      length += 1
      expression = left
    }
    return length
  }

  func constantItems(_ elements: [Expr]) -> [Constant]? {
    var items: [Constant] = []
    for element in elements {
      guard let item = constant(element) else { return nil }
      items.append(item)
    }
    return items
  }

  static func constant(_ literal: Literal) -> Constant {
    switch literal {
    case .none: return .none
    case .true: return .true
    case .false: return .false
    case .ellipsis: return .ellipsis
    case .int(let value): return .int(value)
    case .bigInt(let big):
      return .bigInt(digits: String(decoding: big.digits, as: UTF8.self), radix: big.radix, negative: false)
    case .float(let value): return .float(value)
    case .imaginary(let value): return .complex(real: 0, imaginary: value)
    case .string(let text, _): return .string(text)
    case .bytes(let text): return .bytes(text)
    case .made(.negative(let big)):
      return .bigInt(digits: String(decoding: big.digits, as: UTF8.self), radix: big.radix, negative: true)
    case .made(.complex(let real, let imaginary)): return .complex(real: real, imaginary: imaginary)
    case .made(.tuple(let items)): return .tuple(items.map { constant($0) })
    case .made(.frozenset(let items)): return .frozenset(items.map { constant($0) })
    }
  }

  /// Python's truth of a constant.
  static func truth(_ constant: Constant) -> Bool {
    switch constant {
    case .none, .false: return false
    case .true, .ellipsis, .bigInt, .code: return true
    case .int(let value): return value != 0
    case .float(let value): return value != 0
    case .complex(let real, let imaginary): return real != 0 || imaginary != 0
    case .string(let text), .bytes(let text): return !text.isEmpty
    case .tuple(let items), .frozenset(let items): return !items.isEmpty
    }
  }

  static func fold(_ operation: UnaryOperator, _ value: Constant) -> Constant? {
    if operation == .not { return truth(value) ? .false : .true }
    switch (operation, value) {
    case (.uSub, .int(let number)): return number == .min ? integer(-Int128(number)) : .int(-number)
    case (.uSub, .bigInt(let digits, let radix, let negative)):
      if !negative, let number = wide(value) { return integer(-number) }
      return .bigInt(digits: digits, radix: radix, negative: !negative)
    case (.uSub, .float(let number)): return .float(-number)
    case (.uSub, .complex(let real, let imaginary)): return .complex(real: -real, imaginary: -imaginary)
    case (.uAdd, .int), (.uAdd, .bigInt), (.uAdd, .float), (.uAdd, .complex): return value
    case (.invert, .int(let number)): return .int(~number)
    case (.uSub, .true): return .int(-1)
    case (.uSub, .false): return .int(0)
    case (.uAdd, .true): return .int(1)
    case (.uAdd, .false): return .int(0)
    case (.invert, .true): return .int(-2)
    case (.invert, .false): return .int(-1)
    default: return nil
    }
  }

  static func fold(_ left: Constant, _ operation: Operator, _ right: Constant) -> Constant? {
    if let first = wide(left), let second = wide(right) {
      let isLogical = operation == .bitAnd || operation == .bitOr || operation == .bitXor
      // The logical operators keep bools.
      if isLogical, isBool(left), isBool(right) { return nil }
      return fold(first, operation, second)
    }
    if let first = real(left), let second = real(right) {
      switch operation {
      case .add: return .float(first + second)
      case .sub: return .float(first - second)
      case .mult: return .float(first * second)
      case .div: return second == 0 ? nil : .float(first / second)
      default: return nil
      }
    }
    switch (left, operation, right) {
    case (.complex, .add, _), (_, .add, .complex), (.complex, .sub, _), (_, .sub, .complex):
      return foldComplex(left, operation, right)
    case (.string(let first), .add, .string(let second)):
      // Two halves of a surrogate pair must not be joined by their encoding; each keeps its own three bytes.
      return first.count + second.count <= maxText ? .string(first + second) : nil
    case (.bytes(let first), .add, .bytes(let second)):
      return first.count + second.count <= maxText ? .bytes(first + second) : nil
    case (.tuple(let first), .add, .tuple(let second)):
      return first.count + second.count <= maxItems ? .tuple(first + second) : nil
    case (_, .mult, .int(let count)): return repetition(left, count)
    case (.int(let count), .mult, _): return repetition(right, count)
    default: return nil
    }
  }

  private static func repetition(_ value: Constant, _ count: Int) -> Constant? {
    let times = max(0, count)
    if times > maxText { return nil }
    switch value {
    case .string(let text):
      return text.count * times <= maxText ? .string(Array(repeatElement(text, count: times).joined())) : nil
    case .bytes(let text):
      return text.count * times <= maxText ? .bytes(Array(repeatElement(text, count: times).joined())) : nil
    case .tuple(let items):
      return items.count * times <= maxItems ? .tuple(Array(repeatElement(items, count: times).joined())) : nil
    default: return nil
    }
  }

  private static func isBool(_ constant: Constant) -> Bool {
    switch constant {
    case .true, .false: return true
    default: return false
    }
  }

  /// The int or bool as a wide integer, if it fits.
  private static func wide(_ constant: Constant) -> Int128? {
    switch constant {
    case .int(let value): return Int128(value)
    case .true: return 1
    case .false: return 0
    case .bigInt(let digits, let radix, let negative):
      guard let magnitude = Int128(digits, radix: radix) else { return nil }
      return negative ? -magnitude : magnitude
    default: return nil
    }
  }

  private static func integer(_ value: Int128) -> Constant {
    if let small = Int(exactly: value) { return .int(small) }
    return .bigInt(digits: String(value.magnitude, radix: 16), radix: 16, negative: value < 0)
  }

  /// A float, or an int that is exact as a float. (Two ints never come here.)
  private static func real(_ constant: Constant) -> Double? {
    switch constant {
    case .float(let value): return value
    case .int(let value): return Double(exactly: value)
    default: return nil
    }
  }

  private static func fold(_ left: Int128, _ operation: Operator, _ right: Int128) -> Constant? {
    var result: (partialValue: Int128, overflow: Bool) = (0, false)
    switch operation {
    case .add: result = left.addingReportingOverflow(right)
    case .sub: result = left.subtractingReportingOverflow(right)
    case .mult: result = left.multipliedReportingOverflow(by: right)
    case .floorDiv, .mod:
      if right == 0 || (left == .min && right == -1) { return nil }
      var (quotient, remainder) = left.quotientAndRemainder(dividingBy: right)
      if remainder != 0, (remainder < 0) != (right < 0) {
        quotient -= 1
        remainder += right
      }
      result.partialValue = operation == .mod ? remainder : quotient
    case .div:
      guard right != 0, let first = Int(exactly: left), let second = Int(exactly: right),
        let dividend = Double(exactly: first), let divisor = Double(exactly: second)
      else { return nil }
      return .float(dividend / divisor)
    case .pow:
      guard right >= 0, right < 128 else { return nil }
      result.partialValue = 1
      for _ in 0..<Int(right) {
        result = result.partialValue.multipliedReportingOverflow(by: left)
        if result.overflow { return nil }
      }
    case .lShift:
      guard right >= 0, right < 127 else { return nil }
      result.partialValue = left << right
      if result.partialValue >> right != left { return nil }
    case .rShift:
      guard right >= 0, right < 127 else { return nil }
      result.partialValue = left >> right
    case .bitOr: result.partialValue = left | right
    case .bitXor: result.partialValue = left ^ right
    case .bitAnd: result.partialValue = left & right
    case .matMult: return nil
    }
    return result.overflow ? nil : integer(result.partialValue)
  }

  private static func foldComplex(_ left: Constant, _ operation: Operator, _ right: Constant) -> Constant? {
    guard let first = complexParts(left), let second = complexParts(right) else { return nil }
    if operation == .add { return .complex(real: first.0 + second.0, imaginary: first.1 + second.1) }
    return .complex(real: first.0 - second.0, imaginary: first.1 - second.1)
  }

  private static func complexParts(_ constant: Constant) -> (Double, Double)? {
    if case .complex(let real, let imaginary) = constant { return (real, imaginary) }
    return real(constant).map { ($0, 0) }
  }

  private static func item(_ object: Constant, _ position: Int) -> Constant? {
    switch object {
    case .tuple(let items):
      let index = position < 0 ? position + items.count : position
      return items.indices.contains(index) ? items[index] : nil
    case .bytes(let text):
      let index = position < 0 ? position + text.count : position
      return text.indices.contains(index) ? .int(Int(text[index])) : nil
    case .string(let text):
      guard text.allSatisfy({ $0 < 0x80 }) else { return nil }
      let index = position < 0 ? position + text.count : position
      return text.indices.contains(index) ? .string([text[index]]) : nil
    default: return nil
    }
  }
}
