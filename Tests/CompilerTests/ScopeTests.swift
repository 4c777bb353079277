import Bytecode
import Syntax
import Testing

@testable import Compiler

@Suite struct ScopeTests {
  @Test func closuresShareCells() throws {
    let outer = try function(
      """
      def f(a, b):
          c = 1
          def g():
              nonlocal c
              c = a
              def h(): return b
              return h
          return g
      """)
    #expect(outer.cellVars == ["a", "b", "c"])
    #expect(outer.cellRegisters == [0, 1, 3])
    for case .code(let inner) in outer.constants { #expect(inner.freeVars == ["a", "b", "c"]) }
  }

  @Test func classBodiesHideTheirNames() throws {
    let outer = try function(
      """
      def f(x):
          class C:
              x = x
              def m(self): return x, __class__, self.__p
          return C
      """)
    guard case .code(let body)? = outer.constants.first(where: { if case .code = $0 { return true } else { return false } })
    else { throw Missing() }
    #expect(body.freeVars == ["x"])
    #expect(body.cellVars == ["__class__"])
    guard case .code(let method)? = body.constants.last(where: { if case .code = $0 { return true } else { return false } })
    else { throw Missing() }
    #expect(method.freeVars == ["__class__", "x"])
    #expect(method.names == ["_C__p"])
    #expect(method.qualname == "f.<locals>.C.m")
  }

  struct Missing: Error {}

  @Test(arguments: [
    ("def f(x):\n global x", "2:2: name 'x' is parameter and global"),
    ("def f():\n nonlocal x", "2:2: no binding for nonlocal 'x' found"),
    ("def f():\n x = 1\n global x", "3:2: name 'x' is assigned to before global declaration"),
    ("def f(a, a): pass", "1:10: duplicate argument 'a' in function definition"),
    ("return 1", "1:1: 'return' outside function"),
    ("def f(): await x", "1:10: 'await' outside async function"),
    ("break", "1:1: 'break' outside loop"),
    ("*a, *b = c", "1:1: multiple starred expressions in assignment"),
    ("f(a=1, a=2)", "1:8: keyword argument repeated: a"),
    ("class A: [x := 1 for i in y]", "1:11: assignment expression within a comprehension cannot be used in a class body"),
  ])
  func errors(_ source: String, _ message: String) {
    #expect(failure(source) == message)
  }

  @Test func warnings() throws {
    let notices = try result("assert (x, 'text')\nx is 1\n'a' (b)\n[1, 2] ['a']").warnings.map { $0.message }
    #expect(
      notices == [
        "assertion is always true, perhaps remove parentheses?",
        "\"is\" with a literal. Did you mean \"==\"?",
        "'str' object is not callable; perhaps you missed a comma?",
        "list indices must be integers or slices, not str; perhaps you missed a comma?",
      ])
  }

  @Test func annotationsBecomeText() throws {
    let module = try code("from __future__ import annotations\ndef f(x: List[int] | None = 1, *a: not b) -> (1, 'q'): pass")
    let texts = instructions(module).filter { $0.hasPrefix("loadConst") }
    #expect(texts.contains { $0.hasSuffix("= 'List[int] | None'") })
    #expect(texts.contains { $0.hasSuffix("= 'not b'") })
  }

  @Test(arguments: [100, 1000, 100_000])
  func deepNestingIsNoCrash(_ depth: Int) {
    // Either it compiles or it is an error of the program.
    _ = failure("x = " + String(repeating: "lambda: ", count: depth) + "1")
    _ = failure("x = " + String(repeating: "not ", count: depth) + "1")
    _ = failure("x = " + String(repeating: "a if b else ", count: depth) + "1")
  }
}
