import Bytecode
import Testing

@testable import Compiler

/// What small programs become: sources and instructions side by side.
@Suite struct GoldenTests {
  @Test func operandsAreUsedInPlace() throws {
    let code = try function(
      """
      def f(a, b):
          c = a + b * 2
          return c
      """)
    #expect(
      instructions(code) == [
        "mulImm r3 = r1:b, 2",
        "add r2:c = r0:a, r3",
        "returnValue r2:c",
      ])
  }

  @Test func valueChangedByWalrusIsCopied() throws {
    let code = try function("def f(x): return g(x, (x := 2), x + 1)")
    #expect(
      instructions(code) == [
        "loadGlobal r1 = g",
        "move r4 = r0:x",
        "loadInt r0:x = 2",
        "move r5 = r0:x",
        "move r6 = r0:x",
        "addImm r6 = r6, 1",
        "call r1, #3",
        "returnValue r1",
      ])
  }

  @Test func loopsTestAtTheBottom() throws {
    let code = try function(
      """
      def f(n):
          i = 0
          while i < n:
              i += 1
          return i
      """)
    #expect(
      instructions(code) == [
        "loadInt r1:i = 0",
        "jumpIfNotLt r1:i, r0:n, to 4",
        "iaddImm r1:i = r1:i, 1",
        "jumpIfLt r1:i, r0:n, to 2",
        "returnValue r1:i",
      ])
  }

  @Test func forLoopsKeepTheirVariableInItsRegister() throws {
    let code = try function(
      """
      def f(pairs):
          for a, b in pairs:
              print(a)
      """)
    #expect(
      instructions(code) == [
        "clear r1:a… = #2",
        "getIter r3 = r0:pairs",
        "jump to 10",
        "unpackItem r1:a… = r4, #2",
        "loadGlobal r5 = print",
        "move r8 = r1:a",
        "call r5, #1",
        "forIter r4 = r3, to 3",
        "returnNone",
      ])
  }

  @Test func unboundVariablesAreChecked() throws {
    let code = try function(
      """
      def f(c):
          if c:
              x = 1
          return x
      """)
    #expect(
      instructions(code) == [
        "clear r1:x… = #1",
        "jumpIfFalse r0:c, to 3",
        "loadInt r1:x = 1",
        "checkBound r1:x",
        "returnValue r1:x",
      ])
  }

  @Test func swapsNeedNoTuple() throws {
    let code = try function(
      """
      def f(a, b):
          a, b = b, a + b
          return a
      """)
    #expect(
      instructions(code) == [
        "add r2 = r0:a, r1:b",
        "move r0:a = r1:b",
        "move r1:b = r2",
        "returnValue r0:a",
      ])
  }

  @Test func methodIsFoundBeforeArgumentsRun() throws {
    let code = try function("def f(a): return a.b(a.c(), 1)")
    #expect(
      instructions(code) == [
        "loadMethod r1… = r0:a, b",
        "move r8 = r0:a",
        "callMethod r5, #1, c",
        "loadInt r6 = 1",
        "callLoaded r1, #3",
        "returnValue r1",
      ])
  }

  @Test func handlersRestoreTheHandledException() throws {
    let code = try function(
      """
      def f():
          try:
              g()
          except E:
              return 1
      """)
    #expect(
      instructions(code) == [
        "nop",
        "loadGlobal r2 = g",
        "call r2, #0",
        "returnNone",
        "pushHandled r1 = r0",
        "loadGlobal r3 = E",
        "jumpIfNotExcMatch r0, r3, to 16",
        "popHandled r1",
        "loadInt r3 = 1",
        "returnValue r3",
        "popHandled r1",
        "reraise r0",
        "popHandled r1",
        "reraise r2",
      ])
    #expect(code.exceptionRows.map { "\($0.start)..<\($0.end) -> \($0.handler)" } == ["1..<6 -> 7", "8..<13 -> 18", "14..<16 -> 18"])
  }

  @Test func constantsAreFoldedWithinLimits() throws {
    let code = try code("a = 1 << 100\nb = 2 ** 1000\nc = 'x' * 3\nd = True & False\ne = -9223372036854775808")
    let shown = instructions(code)
    #expect(shown[0] == "loadConst r1 = 0x10000000000000000000000000")
    #expect(shown.contains("pow r1 = r1, r2") || shown.contains("powImm r1 = r1, 1000"))
    #expect(shown.contains("loadConst r1 = 'xxx'"))
    #expect(shown.contains("bitAnd r1 = r1, r2"))
    #expect(shown.contains("loadConst r1 = -9223372036854775808"))
  }

  @Test func farJumpsAreRelaxed() throws {
    var source = "def f(a, b):\n while a < b:\n"
    for index in 0..<9000 { source += "  a.b(\(index))\n" }
    let code = try function(source)
    #expect(code.words.count > 40_000)
    #expect(Verifier.problems(of: code).isEmpty)
  }

  @Test func initializedRegisters() throws {
    let code = try function("def f(a):\n  g()\n  x = a\n  h()\n")
    let calls = Disassembler.items(of: code).filter { $0.opcode == .call }
    let variable = 1
    #expect(!Initialized.registers(of: code, at: calls[0].word)[variable])
    #expect(Initialized.registers(of: code, at: calls[1].word)[variable])
  }
}
