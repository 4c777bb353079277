# Structural pattern matching: every kind of pattern.
from dataclasses import dataclass
from enum import Enum


class Color(Enum):
    RED = 1
    BLUE = 2


@dataclass
class Point:
    x: int
    y: int


class Keyed:
    def __init__(self, name, size): self.name, self.size = name, size


def match(v):
    match v:
        case None: return 'none'
        case True | False: return 'bool'
        case 0: return 'zero'
        case -1: return 'minus one'
        case 1.5: return 'float literal'
        case 2 + 3j: return 'complex'
        case 'text': return 'literal text'
        case b'bytes': return 'literal bytes'
        case Color.RED: return 'red'
        case int(n) if n > 100: return f'big {n}'
        case int(): return 'int'
        case str() as s: return f'str {s}'
        case []: return 'empty sequence'
        case [x]: return f'one {x}'
        case [1, *rest]: return f'starts with one {rest}'
        case [first, *_, last] if first == last: return f'same ends {first}'
        case (a, (b, c)): return f'nested {a} {b} {c}'
        case [_, _, *tail]: return f'two and {tail}'
        case {'kind': 'circle', 'r': r}: return f'circle {r}'
        case {'kind': kind, **others}: return f'{kind} {others}'
        case {}: return 'mapping'
        case Point(0, 0): return 'origin'
        case Point(x=0, y=y): return f'on axis {y}'
        case Point(x, y) if x == y: return f'diagonal {x}'
        case Point(): return 'point'
        case Keyed(name='k' | 'l' as n, size=[_, s]): return f'keyed {n} {s}'
        case Color(): return 'other color'
        case float() | complex(): return 'number'
        case _: return 'something else'


for v in (None, True, False, 0, -1, 1.5, 2 + 3j, 'text', b'bytes', Color.RED, Color.BLUE, 500, 5, 'other', [], (), [7], (8,), [1, 2, 3], [4, 5, 4],
          [1], [9, (8, 7)], (9, [8, 7]), [9, 8, 7, 6], {'kind': 'circle', 'r': 2}, {'kind': 'square', 'w': 1}, {}, {'z': 1}, Point(0, 0), Point(0, 5),
          Point(3, 3), Point(1, 2), Keyed('k', (1, 2)), Keyed('l', [3, 4]), Keyed('m', [1, 2]), 2.5, 1j, b'other', {1, 2}, object, bytearray(b'ab'), range(2), range(3)):
    print(repr(v) if not isinstance(v, Keyed) else 'Keyed', '->', match(v))


def captures(v):
    match v:
        case {'a': [x, {'b': y}]} | {'c': [y, x]}:
            return x, y
        case [Point(x=px), *points]:
            return px, points
        case {'n': None | 0 as nothing}:
            return 'nothing', nothing
        case (1 | 2) as small, *_:
            return 'small', small


for v in ({'a': [1, {'b': 2}]}, {'c': [3, 4]}, [Point(5, 6), 7], {'n': 0}, {'n': None}, (2, 'x'), 99):
    print(captures(v))


class Positional:
    __match_args__ = ('a', 'b')

    def __init__(self, *args):
        for name, value in zip('ab', args):
            setattr(self, name, value)


def error(call):
    try:
        print(call())
    except Exception as e:
        print(type(e).__name__ + ':', e)


def too_many():
    match Positional(1, 2):
        case Positional(1, 2, 3): pass


def duplicate():
    match Positional(1, 2):
        case Positional(1, a=1): return 'matched'


def missing():
    match Positional(1):
        case Positional(1, b): return 'matched'
        case Positional(1): return 'one only'


def no_args():
    match Keyed(1, 2):
        case Keyed(1, 2): pass


def not_a_class():
    thing = 5
    match 5:
        case thing(): pass


def bad_match_args():
    class Bad: __match_args__ = ['a']
    match Bad():
        case Bad(1): pass


for f in (too_many, duplicate, missing, no_args, not_a_class, bad_match_args):
    error(f)
match = 5
case = 'soft'
match, case = case, match
print(match, case)
_ = 'kept'
match [1, 2]:
    case [_, _]:
        print(_)
match 1, 2:
    case a, b:
        print(a, b)


class Sequence(list): pass
class Mapping(dict):
    def __missing__(self, key): return 'default'


match Sequence([1, 2]):
    case [a, b]: print('sequence subclass', a, b)
match Mapping():
    case {'k': v}: print('missing used', v)
    case _: print('missing not used')
match 'ab':
    case [a, b]: print('never')
    case str(x): print('not a sequence', x)
