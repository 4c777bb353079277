# -*- coding: utf-8 -*-
# Unicode names, odd but legal layout, continuation lines, semicolons, comments, soft keywords.
é = 1; ñandú = 2; 变量 = 3; Ωmega = 4; _ = 5; __ = 6; ª = 7
print(é, ñandú, 变量, Ωmega, _, __, ª, a) if 'a' in globals() else print(é, ñandú, 变量)
ﬁ = 'ligature'
print(fi, 'fi' in globals())
x = 1 + \
    2
y = (1 +  # comment inside

     2
     )
z = [
    1,  # one

    # between
    2,
]
print(x, y, z)
if x == 3: print('one line'); print('two')
if True:
	print('tab indented')
	if True:
	    print('tab and spaces')
for i in range(2): pass
else: print('else on one line')
class A: b = 1; c = 2
def f(): return 1; return 2
print(A.c, f()); print('end')
while False: pass
try: 1/0
except ZeroDivisionError: print('caught'); pass
finally: print('done')
match = {'match': 1}
case = match['match']
type = 'type'
print(match, case, type)
match case:
    case 1: print('soft keywords')
match (1, 2):
    case (1, _): print('underscore')
print(match [
    'match'])
match -1:
    case -1: print('negative')
lambda_ = lambda: (
    1
    +
    2
)
print(lambda_())
def long_signature(
    a,
    b=2,
    *args,
    c=3,
    **kwargs,
): return a, b, args, c, kwargs
print(long_signature(
    1,
    *[2, 3],
    c=4,
    **{'d': 5},
))
s = ('implicit '
     'concatenation '
     f'with {x} '
     r'and \raw')
print(s)
t = 'line \
continues'
print(t)
u = """first
  second\
 joined
"""
print(repr(u))
assert True, \
    'message'
from os import (path,
                sep,)
import os.path as \
    p
print(p is path)
d = {'a': 1,
     **{'b': 2}, }
print(d, (1,), (), [], {*()}, -1 ** 2, not -1, ~-1, +-+1, 1 if 1 else 2 if 0 else 3)
@(lambda f: f)
def decorated(): pass
print(1 .real, 1.0.real, 1..real, (1).real, 0xfor 2, 1_000, 'a' 'b'.upper(), [1][0], {1: 2}[1], (lambda: 5)(), "x".join("ab"))
with open(__file__) as f, \
     open(__file__) as g:
    print(f.name == g.name)
def empty(): ...
class Empty: ...
class Doc:
    'doc only'
print(empty(), Doc.__doc__)
async def coro(): return await other()
async def other(): return 5
try: coro().send(None)
except StopIteration as e: print(e.value)
print(*[1, 2], sep='') ; print(end='')
if 1:
    pass
    # trailing comment
# dedented comment
    print('still inside')
x = 5 ; del x
if (n := 3) > 2 : print ( n )
a = b = c = d = 0; a, = [1]; [b, c] = 2, 3; (d) = 4
print(a, b, c, d)
print(0b1 | 0o7 ^ 0xF & 3 << 1 >> 1 + 2 - 1 * 2 // 1 % 3 ** 2)
print('no newline at end')