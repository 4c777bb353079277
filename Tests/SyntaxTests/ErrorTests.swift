import Testing

@testable import Syntax

/// Errors as Python 3.11 words and places them: `message (line, offset, end line, end offset)`.
@Suite struct ErrorTests {
  static let errors: [(String, String)] = [
    ("x = (1,\ny = 2", "'(' was never closed (1, 5, 1, 0)"),
    ("f(a b)", "invalid syntax. Perhaps you forgot a comma? (1, 3, 1, 6)"),
    ("f(a\n", "'(' was never closed (1, 2, 1, 0)"),
    ("a b", "invalid syntax (1, 3, 1, 4)"),
    ("x = \"abc\n", "unterminated string literal (detected at line 1) (1, 5, 1, 5)"),
    ("'''a\n", "unterminated triple-quoted string literal (detected at line 1) (1, 1, 1, 1)"),
    ("if x\n  y", "expected ':' (1, 5, 1, 5)"),
    ("if x:\ny", "expected an indented block after 'if' statement on line 1 (2, 1, 2, 2)"),
    ("  x", "unexpected indent (1, 2, 1, -1)"),
    ("if x:\n  y\n z", "unindent does not match any outer indentation level (3, 3, 3, -1)"),
    ("if x:\n\ty\n        z", "inconsistent use of tabs and spaces in indentation (3, 1, 3, 0)"),
    ("f() = 1", "cannot assign to function call here. Maybe you meant '==' instead of '='? (1, 1, 1, 4)"),
    ("x + 1 += 2", "'expression' is an illegal expression for augmented assignment (1, 1, 1, 6)"),
    ("(a, b): int", "only single target (not tuple) can be annotated (1, 1, 1, 7)"),
    ("del f()", "cannot delete function call (1, 5, 1, 8)"),
    ("for 1 in x: pass", "cannot assign to literal (1, 5, 1, 6)"),
    ("f(a=1, b)", "positional argument follows keyword argument (1, 9, 1, 10)"),
    ("f(**a, b)", "positional argument follows keyword argument unpacking (1, 9, 1, 10)"),
    ("f(x for x in y, 1)", "Generator expression must be parenthesized (1, 3, 1, 15)"),
    ("f(a.b=1)", "expression cannot contain assignment, perhaps you meant \"==\"? (1, 3, 1, 7)"),
    ("{1: 2, 3}", "':' expected after dictionary key (1, 8, 1, 0)"),
    ("{1: *a}", "cannot use a starred expression in a dictionary value (1, 5, 1, 7)"),
    ("[x, y for x in z]", "did you forget parentheses around the comprehension target? (1, 2, 1, 6)"),
    ("(*a)", "cannot use starred expression here (1, 2, 1, 4)"),
    ("print 1", "Missing parentheses in call to 'print'. Did you mean print(...)? (1, 1, 1, 8)"),
    ("x if y", "expected 'else' after 'if' expression (1, 1, 1, 7)"),
    ("def f(a=1, b): pass", "non-default argument follows default argument (1, 12, 1, 13)"),
    ("def f(*): pass", "named arguments must follow bare * (1, 7, 1, 8)"),
    ("def f(a, /, b, /): pass", "/ may appear only once (1, 16, 1, 17)"),
    ("lambda (a): 1", "Lambda expression parameters cannot be parenthesized (1, 8, 1, 11)"),
    ("try: pass\nx", "expected 'except' or 'finally' block (2, 1, 2, 2)"),
    ("try: pass\nexcept A, B: pass", "multiple exception types must be parenthesized (2, 8, 2, 12)"),
    ("try: pass\nexcept A: pass\nexcept* B: pass", "cannot have both 'except' and 'except*' on the same 'try' (3, 1, 3, 8)"),
    ("match x:\n case A(b=1, c): pass", "positional patterns follow keyword patterns (2, 14, 2, 15)"),
    ("with x as f(): pass", "cannot assign to function call (1, 11, 1, 14)"),
    ("from a import b,", "trailing comma not allowed without surrounding parentheses (1, 17, 1, 17)"),
    ("0777", "leading zeros in decimal integer literals are not permitted; use an 0o prefix for octal integers (1, 1, 1, 2)"),
    ("1__0", "invalid decimal literal (1, 2, 1, 2)"),
    ("0b2", "invalid digit '2' in binary literal (1, 3, 1, 3)"),
    ("1a", "invalid decimal literal (1, 1, 1, 1)"),
    ("(]", "closing parenthesis ']' does not match opening parenthesis '(' (1, 2, 1, 2)"),
    ("}", "unmatched '}' (1, 1, 1, 1)"),
    ("a $ b", "invalid syntax (1, 3, 1, 4)"),
    ("é€", "invalid character '€' (U+20AC) (1, 2, 1, 2)"),
    ("a b", "invalid non-printable character U+00A0 (1, 2, 1, 2)"),
    ("a \\ b", "unexpected character after line continuation character (1, 4, 1, 0)"),
    ("f\"{\"", "f-string: expecting '}' (1, 5, 1, 5)"),
    ("f\"{a b}\"", "f-string: invalid syntax. Perhaps you forgot a comma? (1, 2, 1, 5)"),
    ("f\"}\"", "f-string: single '}' is not allowed (1, 5, 1, 5)"),
    ("\"\\x1\"", "(unicode error) 'unicodeescape' codec can't decode bytes in position 0-2: truncated \\xXX escape (1, 6, 1, 6)"),
    ("b\"é\"", "bytes can only contain ASCII literal characters (1, 5, 1, 5)"),
    ("class A\n", "expected ':' (1, 8, 1, 8)"),
    ("x = yield = 1", "assignment to yield expression not possible (1, 5, 1, 10)"),
    ("while x = 1: pass", "invalid syntax. Maybe you meant '==' or ':=' instead of '='? (1, 7, 1, 12)"),
    ("“x”", "invalid character '“' (U+201C) (1, 1, 1, 1)"),
  ]

  @Test(arguments: errors) func message(source: String, expected: String) {
    #expect(failure(source) == expected)
  }

  @Test(arguments: ["if x:", "(", "'''a", "def f():\n  pass"]) func incomplete(source: String) {
    let flags: ParseFlags = [.dontImplyDedent, .allowIncompleteInput]
    #expect(failure(source, .single, flags).hasPrefix("incomplete input"))
  }

  @Test func warnings() throws {
    let module: Module = try parsed("'\\d' if 1else b'\\400'")
    let messages: [String] = module.warnings.map { $0.message }
    #expect(
      messages == [
        "invalid decimal literal", "invalid escape sequence '\\d'", "invalid octal escape sequence '\\400'",
      ])
  }

  /// Whatever nests deeply is refused, not overflown.
  @Test(arguments: ["-", "not ", "lambda: ", "(", "x if y else ", "a ** ", "await "]) func depth(part: String) {
    let message: String = failure(String(repeating: part, count: 50_000) + "x")
    #expect(message != "no error")
  }

  @Test func height() throws {
    #expect(failure("x" + String(repeating: ".y", count: 2_000)) == "no error")
    #expect(failure("x" + String(repeating: ".y", count: 9_000)).hasPrefix("maximum recursion depth exceeded"))
  }
}

@Suite struct SourceTests {
  private func decode(_ bytes: [UInt8], isFile: Bool = false) -> String {
    bytes.withUnsafeBufferPointer { buffer in
      do throws(SyntaxFailure) {
        switch try decodeSource(buffer, filename: "f.py", isFile: isFile) {
        case .utf8(let start, let flags): return "utf8 from \(start)" + (flags.isEmpty ? "" : ", unvalidated")
        case .converted(let text): return String(decoding: text, as: UTF8.self)
        case .needsCodec(let name): return "codec \(name)"
        }
      } catch {
        return error.message
      }
    }
  }

  @Test func encodings() {
    #expect(decode(Array("x".utf8)) == "utf8 from 0")
    #expect(decode([0xEF, 0xBB, 0xBF, 0x78]) == "utf8 from 3")
    #expect(decode(Array("#\n# coding: latin-1\n".utf8) + [0xE9]) == "#\n# coding: latin-1\né")
    #expect(decode(Array("# vim: set fileencoding=cp1252 :\n".utf8)) == "codec cp1252")
    #expect(decode(Array("x\n# coding: cp1252\n".utf8)) == "utf8 from 0")
    #expect(decode([0xEF, 0xBB, 0xBF] + Array("# coding: latin-1".utf8)) == "encoding problem: iso-8859-1 with BOM")
    #expect(decode([0xFF]) == "utf8 from 0, unvalidated")
    #expect(
      decode([0x0A, 0xFF], isFile: true)
        == "Non-UTF-8 code starting with '\\xff' in file f.py on line 2, but no encoding declared; "
        + "see https://peps.python.org/pep-0263/ for details")
  }

  @Test func names() {
    #expect(scalar(named: "greek small letter alpha") == "α")
    #expect(scalar(named: "LINE FEED") == "\n")
    #expect(scalar(named: "CJK UNIFIED IDEOGRAPH-4E00") == "一")
    #expect(scalar(named: "HANGUL SYLLABLE GA") == "가")
    #expect(scalar(named: "NO SUCH NAME") == nil)
  }
}
