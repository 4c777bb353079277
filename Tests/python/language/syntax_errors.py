# Errors of the parser and the symbol table: message, line, column.
sources = [
    '1 +', 'x = ', 'if x', 'if x:\npass', 'def f(', 'def f(a, a): pass', 'return 1', 'yield 1', 'break', 'continue', 'a b', '1 = x', 'f() = 1',
    'x + 1 = 2', 'None = 1', 'del f()', 'del None', 'for 1 in x: pass', 'with a as 1: pass', 'import', 'from x import', 'from . import *\ndef f():\n from x import *',
    "'unterminated", '"""open', '(1, 2', '[1, 2)', '1)', '{1: 2', 'x = [1,\n2\ny = 3', '  x = 1', 'if 1:\n  x\n y', 'if 1:\n\tx\n        y', 'x = 1\n  y = 2',
    'def f():\nx', 'class C\n  pass', 'else:\n pass', 'try:\n pass', 'try:\n pass\nexcept:\n pass\nexcept ValueError:\n pass', 'lambda: (yield)', 'def f(x=1, y): pass',
    'f(a=1, 2)', 'f(**a, *b)', 'f(a=1, a=2)', 'f(x for x in y, 1)', 'def f(*): pass', 'def f(**a, b): pass', 'def f(a, /, b, /): pass', 'def f(*a, *b): pass',
    'global x\nx = 1', 'def f():\n x = 1\n global x', 'def f():\n print(x)\n global x', 'nonlocal x', 'def f():\n nonlocal x', 'def f(x):\n global x', 'async def f():\n yield from x',
    'def f():\n await x', 'await x', 'async for x in y: pass', 'def f():\n async with x: pass', '0777', '1_', '0x', '1__0', '0b2', '1e', '12abc', '1.2.3', '$', 'x = ?', 'a = 1 if 2',
    "b'é'", "'\\N{no such name}'", "'\\x1'", "'\\u12'", 'x := 1', '(x.y := 1)', '[i := 0 for i in y]', 'print 1', 'exec "x"', 'a, b += 1', 'x: int: str', '(a, b): int', 'a = yield = 1',
    'import a.b as c.d', 'from __future__ import nothing', 'x = 1\nfrom __future__ import annotations', '*a', '*a = 1', 'a, *b, *c = x', '[*a for a in b]', '{**a for a in b}', 'f(**)', '@\ndef f(): pass',
    'match x:\n case 1', 'match x:\n case a:\n  pass\n case b:\n  pass', 'match x:\n case a | b: pass', 'match x:\n case [a, a]: pass', 'match x:\n case {**_}: pass', 'while True print(1)',
    'if x = 1: pass', 'x == 1 = 2', 'f"{a" = 1', 'True = 1', '__debug__ = 1', 'def True(): pass', 'class None: pass', 'def f(None): pass', '"a" "b" = 1', '{a: 1, b}', '{1, 2: 3}', 'a if b else', 'not', 'x[', 'x.', 'x.1',
    'import a as', 'raise x from', 'assert', 'del', 'pass x', '\\', 'x = \\ 1', 'if True:', 'for x in y', 'while x', 'try', 'with x', 'class C(:', 'def f()->: pass', 'x = (yield)', 'class C:\n return 1', 'lambda x, x: 1',
    'try:\n pass\nexcept* ValueError:\n pass\nexcept KeyError:\n pass', 'try:\n pass\nexcept*:\n pass', 'for x in y:\n def f():\n  break', 'async def f():\n return 1\n yield', '\u00a0x', 'x\u200b', '€', 'a\x00b',
]
for source in sources:
    try:
        compile(source, 'file', 'exec')
        print(repr(source), 'compiled')
    except SyntaxError as e:
        print(repr(source), type(e).__name__, e.msg, (e.lineno, e.offset))
    except ValueError as e:
        print(repr(source), type(e).__name__, e)
