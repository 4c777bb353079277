import Testing

@testable import Syntax

/// Trees as `ast.dump` of Python 3.11 writes them.
@Suite struct TreeTests {
  static let expressions: [(String, String)] = [
    (
      "a + b * c ** -d",
      "BinOp(left=Name(id='a', ctx=Load()), op=Add(), right=BinOp(left=Name(id='b', ctx=Load()), op=Mult(), right=BinOp(left=Name(id='c', ctx=Load()), op=Pow(), right=UnaryOp(op=USub(), operand=Name(id='d', ctx=Load())))))"
    ),
    (
      "not a == b and c or d",
      "BoolOp(op=Or(), values=[BoolOp(op=And(), values=[UnaryOp(op=Not(), operand=Compare(left=Name(id='a', ctx=Load()), ops=[Eq()], comparators=[Name(id='b', ctx=Load())])), Name(id='c', ctx=Load())]), Name(id='d', ctx=Load())])"
    ),
    (
      "a < b is not c not in d",
      "Compare(left=Name(id='a', ctx=Load()), ops=[Lt(), IsNot(), NotIn()], comparators=[Name(id='b', ctx=Load()), Name(id='c', ctx=Load()), Name(id='d', ctx=Load())])"
    ),
    (
      "x if y else lambda *a, b=1, **k: z",
      "IfExp(test=Name(id='y', ctx=Load()), body=Name(id='x', ctx=Load()), orelse=Lambda(args=arguments(posonlyargs=[], args=[], vararg=arg(arg='a'), kwonlyargs=[arg(arg='b')], kw_defaults=[Constant(value=1)], kwarg=arg(arg='k'), defaults=[]), body=Name(id='z', ctx=Load())))"
    ),
    (
      "f(a, *b, c=d, **e)",
      "Call(func=Name(id='f', ctx=Load()), args=[Name(id='a', ctx=Load()), Starred(value=Name(id='b', ctx=Load()), ctx=Load())], keywords=[keyword(arg='c', value=Name(id='d', ctx=Load())), keyword(value=Name(id='e', ctx=Load()))])"
    ),
    (
      "a[1:2, ::3, *b]",
      "Subscript(value=Name(id='a', ctx=Load()), slice=Tuple(elts=[Slice(lower=Constant(value=1), upper=Constant(value=2)), Slice(step=Constant(value=3)), Starred(value=Name(id='b', ctx=Load()), ctx=Load())], ctx=Load()), ctx=Load())"
    ),
    (
      "[x async for x in y if z]",
      "ListComp(elt=Name(id='x', ctx=Load()), generators=[comprehension(target=Name(id='x', ctx=Store()), iter=Name(id='y', ctx=Load()), ifs=[Name(id='z', ctx=Load())], is_async=1)])"
    ),
    (
      "{**a, b: c}",
      "Dict(keys=[None, Name(id='b', ctx=Load())], values=[Name(id='a', ctx=Load()), Name(id='c', ctx=Load())])"
    ),
    (
      "(yield)",
      "Yield()"
    ),
    (
      "(a := 1)",
      "NamedExpr(target=Name(id='a', ctx=Store()), value=Constant(value=1))"
    ),
    (
      "f\"{x!r:>{w}} {y=}\"",
      "JoinedStr(values=[FormattedValue(value=Name(id='x', ctx=Load()), conversion=114, format_spec=JoinedStr(values=[Constant(value='>'), FormattedValue(value=Name(id='w', ctx=Load()), conversion=-1)])), Constant(value=' y='), FormattedValue(value=Name(id='y', ctx=Load()), conversion=114)])"
    ),
    (
      "1e3j",
      "Constant(value=1000j)"
    ),
    (
      "0xFFFFFFFFFFFFFFFFFF",
      "Constant(value=4722366482869645213695)"
    ),
    (
      "\"\\ud800\\N{BULLET}\\x41\"",
      "Constant(value='\\ud800•A')"
    ),
    (
      "-1 .real",
      "UnaryOp(op=USub(), operand=Attribute(value=Constant(value=1), attr='real', ctx=Load()))"
    ),
    (
      "await x ** 2",
      "BinOp(left=Await(value=Name(id='x', ctx=Load())), op=Pow(), right=Constant(value=2))"
    ),
  ]

  @Test(arguments: expressions) func expression(source: String, expected: String) throws {
    #expect(try tree(source) == expected)
  }

  static let blocks: [(String, String)] = [
    (
      "x: int = 1",
      "AnnAssign(target=Name(id='x', ctx=Store()), annotation=Name(id='int', ctx=Load()), value=Constant(value=1), simple=1)"
    ),
    (
      "(x): int",
      "AnnAssign(target=Name(id='x', ctx=Store()), annotation=Name(id='int', ctx=Load()), simple=0)"
    ),
    (
      "a = b, *c = d",
      "Assign(targets=[Name(id='a', ctx=Store()), Tuple(elts=[Name(id='b', ctx=Store()), Starred(value=Name(id='c', ctx=Store()), ctx=Store())], ctx=Store())], value=Name(id='d', ctx=Load()))"
    ),
    (
      "del (a, b), c[0]",
      "Delete(targets=[Tuple(elts=[Name(id='a', ctx=Del()), Name(id='b', ctx=Del())], ctx=Del()), Subscript(value=Name(id='c', ctx=Load()), slice=Constant(value=0), ctx=Del())])"
    ),
    (
      "from .. import a as b, c",
      "ImportFrom(names=[alias(name='a', asname='b'), alias(name='c')], level=2)"
    ),
    (
      "with (a as b, c): pass",
      "With(items=[withitem(context_expr=Name(id='a', ctx=Load()), optional_vars=Name(id='b', ctx=Store())), withitem(context_expr=Name(id='c', ctx=Load()))], body=[Pass()])"
    ),
    (
      "@d\nasync def f(a, /, b: int, *, c=1) -> None: return",
      "AsyncFunctionDef(name='f', args=arguments(posonlyargs=[arg(arg='a')], args=[arg(arg='b', annotation=Name(id='int', ctx=Load()))], kwonlyargs=[arg(arg='c')], kw_defaults=[Constant(value=1)], defaults=[]), body=[Return()], decorator_list=[Name(id='d', ctx=Load())], returns=Constant(value=None))"
    ),
    (
      "try: pass\nexcept* A as e: pass\nelse: b\nfinally: c",
      "TryStar(body=[Pass()], handlers=[ExceptHandler(type=Name(id='A', ctx=Load()), name='e', body=[Pass()])], orelse=[Expr(value=Name(id='b', ctx=Load()))], finalbody=[Expr(value=Name(id='c', ctx=Load()))])"
    ),
    (
      "match x:\n case [1, *_] | {\"k\": v, **r} if v: pass\n case A(b, c=-1j) as d: pass\n case None | z.x: pass",
      "Match(subject=Name(id='x', ctx=Load()), cases=[match_case(pattern=MatchOr(patterns=[MatchSequence(patterns=[MatchValue(value=Constant(value=1)), MatchStar()]), MatchMapping(keys=[Constant(value='k')], patterns=[MatchAs(name='v')], rest='r')]), guard=Name(id='v', ctx=Load()), body=[Pass()]), match_case(pattern=MatchAs(pattern=MatchClass(cls=Name(id='A', ctx=Load()), patterns=[MatchAs(name='b')], kwd_attrs=['c'], kwd_patterns=[MatchValue(value=UnaryOp(op=USub(), operand=Constant(value=1j)))]), name='d'), body=[Pass()]), match_case(pattern=MatchOr(patterns=[MatchSingleton(value=None), MatchValue(value=Attribute(value=Name(id='z', ctx=Load()), attr='x', ctx=Load()))]), body=[Pass()])])"
    ),
    (
      "match = case = _",
      "Assign(targets=[Name(id='match', ctx=Store()), Name(id='case', ctx=Store())], value=Name(id='_', ctx=Load()))"
    ),
    (
      "if a: b\nelif c: d\nelse: e",
      "If(test=Name(id='a', ctx=Load()), body=[Expr(value=Name(id='b', ctx=Load()))], orelse=[If(test=Name(id='c', ctx=Load()), body=[Expr(value=Name(id='d', ctx=Load()))], orelse=[Expr(value=Name(id='e', ctx=Load()))])])"
    ),
    (
      "class A(B, metaclass=C): x = 1; y = 2",
      "ClassDef(name='A', bases=[Name(id='B', ctx=Load())], keywords=[keyword(arg='metaclass', value=Name(id='C', ctx=Load()))], body=[Assign(targets=[Name(id='x', ctx=Store())], value=Constant(value=1)), Assign(targets=[Name(id='y', ctx=Store())], value=Constant(value=2))], decorator_list=[])"
    ),
    (
      "for x, *y in z: break\nelse: continue",
      "For(target=Tuple(elts=[Name(id='x', ctx=Store()), Starred(value=Name(id='y', ctx=Store()), ctx=Store())], ctx=Store()), iter=Name(id='z', ctx=Load()), body=[Break()], orelse=[Continue()])"
    ),
    (
      "global a, b",
      "Global(names=['a', 'b'])"
    ),
    (
      "raise A from b",
      "Raise(exc=Name(id='A', ctx=Load()), cause=Name(id='b', ctx=Load()))"
    ),
    (
      "ﬁx = 1",
      "Assign(targets=[Name(id='fix', ctx=Store())], value=Constant(value=1))"
    ),
  ]

  @Test(arguments: blocks) func statement(source: String, expected: String) throws {
    #expect(try statements(source) == expected)
  }

  /// Columns count bytes, parentheses are no part of what they hold, and an f-string's parts have its position.
  @Test func positions() throws {
    let source: String = "(\"é\" + (x).y, f\"a{z}\")"
    #expect(try tree(source, attributes: true) == "Tuple(elts=[BinOp(left=Constant(value='é', lineno=1, col_offset=1, end_lineno=1, end_col_offset=5), op=Add(), right=Attribute(value=Name(id='x', ctx=Load(), lineno=1, col_offset=9, end_lineno=1, end_col_offset=10), attr='y', ctx=Load(), lineno=1, col_offset=8, end_lineno=1, end_col_offset=13), lineno=1, col_offset=1, end_lineno=1, end_col_offset=13), JoinedStr(values=[Constant(value='a', lineno=1, col_offset=15, end_lineno=1, end_col_offset=22), FormattedValue(value=Name(id='z', ctx=Load(), lineno=1, col_offset=19, end_lineno=1, end_col_offset=20), conversion=-1, lineno=1, col_offset=15, end_lineno=1, end_col_offset=22)], lineno=1, col_offset=15, end_lineno=1, end_col_offset=22)], ctx=Load(), lineno=1, col_offset=0, end_lineno=1, end_col_offset=23)")
  }
}
