// Expressions and patterns of the tree.

/// An expression (`ast.expr`).
public final class Expr {
  public let kind: Kind
  public let span: Span

  @inlinable
  public init(_ kind: Kind, _ span: Span) {
    self.kind = kind
    self.span = span
  }

  public enum Kind {
    /// `a and b and c` is one node with three values.
    case boolOp(BoolOperator, [Expr])
    case namedExpr(target: Expr, value: Expr)
    case binOp(Expr, Operator, Expr)
    case unaryOp(UnaryOperator, Expr)
    case lambda(Arguments, body: Expr)
    case ifExp(test: Expr, body: Expr, orelse: Expr)
    /// A nil key is `**value`.
    case dict(keys: [Expr?], values: [Expr])
    case set([Expr])
    case listComp(Expr, [Comprehension])
    case setComp(Expr, [Comprehension])
    case dictComp(key: Expr, value: Expr, [Comprehension])
    case generatorExp(Expr, [Comprehension])
    case await(Expr)
    case yield(Expr?)
    case yieldFrom(Expr)
    /// `a < b < c`: as many operators as comparators.
    case compare(Expr, [CompareOperator], [Expr])
    case call(Expr, args: [Expr], keywords: [Keyword])
    /// A replacement field of an f-string; the format specification is a `joinedStr`.
    case formattedValue(Expr, Conversion, format: Expr?)
    /// An f-string: constants and formatted values.
    case joinedStr([Expr])
    case constant(Literal)
    case attribute(Expr, String)
    case `subscript`(Expr, Expr)
    case starred(Expr)
    case name(String)
    case list([Expr])
    case tuple([Expr])
    case slice(lower: Expr?, upper: Expr?, step: Expr?)
  }
}

public enum BoolOperator: UInt8, Sendable {
  case and, or
}

public enum UnaryOperator: UInt8, Sendable {
  case invert, not, uAdd, uSub
}

public enum Operator: UInt8, CaseIterable, Sendable {
  case add, sub, mult, matMult, div, mod, pow, lShift, rShift, bitOr, bitXor, bitAnd, floorDiv
}

public enum CompareOperator: UInt8, CaseIterable, Sendable {
  case eq, notEq, lt, ltE, gt, gtE, `is`, isNot, `in`, notIn
}

/// `!s`, `!r`, `!a` in a replacement field. The raw value is the `conversion` field of `ast.FormattedValue`.
public enum Conversion: Int, Sendable {
  case none = -1
  case str = 115
  case repr = 114
  case ascii = 97
}

/// One `for … in … if …` of a comprehension.
public struct Comprehension {
  public var target: Expr
  public var iterable: Expr
  public var conditions: [Expr]
  public var isAsync: Bool

  public init(target: Expr, iterable: Expr, conditions: [Expr], isAsync: Bool) {
    self.target = target
    self.iterable = iterable
    self.conditions = conditions
    self.isAsync = isAsync
  }
}

/// A keyword argument of a call or class statement; a nil name is `**value`.
public struct Keyword {
  public var name: String?
  public var value: Expr
  public var span: Span

  public init(name: String?, value: Expr, span: Span) {
    self.name = name
    self.value = value
    self.span = span
  }
}

/// The value of a constant.
public enum Literal: Equatable, Sendable {
  case none
  case `true`
  case `false`
  case ellipsis
  case int(Int)
  /// An int that does not fit 64 bits.
  case bigInt(BigDigits)
  case float(Double)
  /// `1j`: the imaginary part.
  case imaginary(Double)
  /// UTF-8 in which a lone surrogate (from an escape such as `"\ud800"`) stands as its three bytes ED A0..BF xx. Two of
  /// them side by side stay two code points. `isUnicode` remembers the prefix `u` (`Constant.kind`).
  case string([UInt8], isUnicode: Bool)
  case bytes([UInt8])
  /// Never written in a source: from a tree that a program has made.
  case made(MadeLiteral)
}

/// Constants that only `ast.Constant` can hold.
public indirect enum MadeLiteral: Equatable, Sendable {
  /// An int below those of 64 bits.
  case negative(BigDigits)
  case complex(real: Double, imaginary: Double)
  case tuple([Literal])
  /// In the order of its iteration.
  case frozenset([Literal])

  /// Name of the type.
  public var typeName: String {
    switch self {
    case .negative: "int"
    case .complex: "complex"
    case .tuple: "tuple"
    case .frozenset: "frozenset"
    }
  }
}

/// The digits of a non-negative integer, without prefix, underscores or leading zeros.
public struct BigDigits: Equatable, Sendable {
  /// ASCII, upper or lower case.
  public let digits: [UInt8]
  /// 2, 8, 10 or 16.
  public let radix: Int

  public init(digits: [UInt8], radix: Int) {
    self.digits = digits
    self.radix = radix
  }
}

// MARK: Patterns (PEP 634)

/// One `case` of a `match` statement.
public struct MatchCase {
  public var pattern: Pattern
  public var guardTest: Expr?
  public var body: [Stmt]

  public init(pattern: Pattern, guardTest: Expr?, body: [Stmt]) {
    self.pattern = pattern
    self.guardTest = guardTest
    self.body = body
  }
}

/// A pattern (`ast.pattern`).
public final class Pattern {
  public let kind: Kind
  public let span: Span

  public init(_ kind: Kind, _ span: Span) {
    self.kind = kind
    self.span = span
  }

  public enum Kind {
    /// A number, string or dotted name: compared with `==`.
    case matchValue(Expr)
    /// `None`, `True` or `False`: compared with `is`.
    case matchSingleton(Literal)
    case matchSequence([Pattern])
    /// `rest` is the name after `**`.
    case matchMapping(keys: [Expr], patterns: [Pattern], rest: String?)
    case matchClass(cls: Expr, patterns: [Pattern], kwdAttrs: [String], kwdPatterns: [Pattern])
    /// `*name`; nil for `*_`.
    case matchStar(String?)
    /// `pattern as name`, a capture (`pattern` nil) or `_` (both nil).
    case matchAs(pattern: Pattern?, name: String?)
    case matchOr([Pattern])
  }
}
