// What the parser says about a text that is not Python, or that deserves a warning.

/// Why a text was refused. Lines count from 1, offsets from 1 in characters, as the attributes of Python's SyntaxError.
public struct SyntaxFailure: Error {
  /// The exception to raise.
  public enum Kind: Sendable {
    case syntaxError, indentationError, tabError
    /// The text nests deeper than the parser follows.
    case memoryError, recursionError
    /// Null bytes in a source string, undecodable source in `compile(bytes)`.
    case valueError, unicodeDecodeError
  }

  public var kind: Kind
  public var message: String
  public var line: Int
  public var offset: Int
  /// With `endOffset`: 0 or -1 where Python knows no end. Errors of the encoding have no place at all: line 0, offset -1,
  /// no text.
  public var endLine: Int
  public var endOffset: Int
  /// The line of source in question, with its newline; nil if there is none.
  public var text: String?
  /// What was worth a warning before the failure.
  public var warnings: [SyntaxNotice]

  public init(
    kind: Kind, message: String, line: Int, offset: Int, endLine: Int, endOffset: Int, text: String?,
    warnings: [SyntaxNotice] = []
  ) {
    self.kind = kind
    self.message = message
    self.line = line
    self.offset = offset
    self.endLine = endLine
    self.endOffset = endOffset
    self.text = text
    self.warnings = warnings
  }
}

/// Something that is valid but suspicious or deprecated.
public struct SyntaxNotice: Sendable {
  /// The warning category.
  public enum Category: Sendable {
    case syntaxWarning, deprecationWarning
  }

  public var category: Category
  public var message: String
  /// From 1.
  public var line: Int
  /// From 1, in characters: for the SyntaxError that a warning filter `error` makes of it.
  public var offset: Int

  public init(category: Category, message: String, line: Int, offset: Int) {
    self.category = category
    self.message = message
    self.line = line
    self.offset = offset
  }
}

/// What kind of text to expect (`compile`'s mode).
public enum ParseMode: Sendable {
  case exec, eval, single, funcType
}

/// What `compile`'s flags ask of the parser.
public struct ParseFlags: OptionSet, Sendable {
  public let rawValue: Int

  public init(rawValue: Int) { self.rawValue = rawValue }

  /// An indented block of interactive input is open until an empty line ends it (`PyCF_DONT_IMPLY_DEDENT`).
  public static let dontImplyDedent = ParseFlags(rawValue: 1)
  /// Text that could go on is refused with the message `incomplete input` (`PyCF_ALLOW_INCOMPLETE_INPUT`).
  public static let allowIncompleteInput = ParseFlags(rawValue: 2)
  /// `from __future__ import barry_as_FLUFL` is in force: `<>` instead of `!=` (PEP 401).
  public static let barryAsFLUFL = ParseFlags(rawValue: 4)
  /// The source may hold malformed UTF-8: an error in names and strings, but not in comments (see `decodeSource`).
  public static let unvalidated = ParseFlags(rawValue: 8)
}
