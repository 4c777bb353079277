# Equal values have equal hashes, across types; what is hashable; dict and set look-ups by equal keys.
from decimal import Decimal
from fractions import Fraction

groups = [[1, 1.0, True, 1 + 0j, Decimal(1), Fraction(1)], [0, 0.0, -0.0, False, 0j, Decimal('0.0')], [0.5, Fraction(1, 2), Decimal('0.5'), 0.5 + 0j], [2 ** 61, float(2 ** 61), Fraction(2 ** 61)], [-1, -1.0, Fraction(-1), Decimal(-1)], [-2, -2.0], [10 ** 20, 1e20, Decimal(10) ** 20], ['a', str('a'), 'ab'[0]], [b'a', bytes([97])], [(1, 2), (1.0, 2.0), (True, 2)], [frozenset([1, 2]), frozenset([2.0, 1.0])], [range(0), range(5, 5)], [range(0, 3, 2), range(0, 4, 2)], [float('inf'), Decimal('inf')], [2 ** 62 + 1, 2 ** 62 + 1], [1 << 64, float(1 << 64)], [None], [...], [NotImplemented]]
for group in groups:
    first = group[0]
    for value in group:
        assert value == first and hash(value) == hash(first) and {first: 'found'}[value] == 'found' and value in {first} and [first].index(value) == 0 and [first].count(value) == 1, (first, value)
print(sum(len(g) for g in groups), 'equal values')
print([hash(n) for n in (0, 1, -1, -2, 2 ** 61 - 2, 2 ** 61 - 1, 2 ** 61, -(2 ** 61 - 1), 10 ** 30, -10 ** 30)], [hash(f) for f in (0.5, 1.5, -0.25, 1e300, 1e-300, 3.14, float('inf'), float('-inf'))], hash(1j), hash(1 + 2j), hash(0.5 - 0.25j), hash(Fraction(1, 3)), hash(()) == hash(tuple()))
for value in ([], {}, set(), bytearray(), [1].__iter__, slice(1), (1, []), ({},), memoryview(bytearray(1)), {}.keys(), {}.items()):
    try:
        print(type(value).__name__, isinstance(hash(value), int))
    except (TypeError, ValueError) as e:
        print(type(e).__name__, e)


class Default: pass
class WithEq:
    def __eq__(self, o): return True
class WithBoth:
    def __eq__(self, o): return True
    def __hash__(self): return 7
class Inherited(WithBoth): pass
class Redefines(WithBoth):
    def __eq__(self, o): return False
class Restores(WithEq):
    __hash__ = object.__hash__
class BadHash:
    def __hash__(self): return 'x'
class BigHash:
    def __hash__(self): return 2 ** 100 + 3
class NegativeOne:
    def __hash__(self): return -1
class BoolHash:
    def __hash__(self): return True


for cls in (Default, WithEq, WithBoth, Inherited, Redefines, Restores, BadHash, BigHash, NegativeOne, BoolHash):
    try:
        h = hash(cls())
        print(cls.__name__, h if cls in (WithBoth, Inherited, BigHash, NegativeOne, BoolHash) else 'an int')
    except TypeError as e:
        print(cls.__name__, e)
d = Default()
print({d: 1}[d], d in {d}, d == d, d != Default(), {WithBoth(): 1}[WithBoth()], len({WithBoth(), WithBoth()}), hash(d) == hash(d), len({Default(), Default()}), {1: 'a', 1.0: 'b', True: 'c'}, {0: 'zero'}[False], {'a': 1}.get(b'a'))
n = float('nan')
print(hash(n) == hash(n), n in {n}, {n: 1}.get(n), float('nan') in {n}, len({n, n, float('nan')}))
print(hash(len) == hash(len), hash([].append) != 0 if False else True, hash(type) == hash(type), hash(int) == hash(int), {int: 'i', str: 's'}[type('')], {len: 'l'}[len], {None: 0}[None], {(1, (2, (3,))): 'deep'}[(1, (2, (3,)))])
t = tuple(range(1000))
print(hash(t) == hash(tuple(range(1000))), hash((1, 2)) != hash((2, 1)), hash(('a', 1)) == hash(('a', 1)), hash(frozenset(range(100))) == hash(frozenset(reversed(range(100)))), hash('x' * 10000) == hash('x' * 10000), hash('') == hash(b''))
