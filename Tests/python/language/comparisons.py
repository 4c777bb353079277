# Chained comparisons, identity, membership, mixed types, NaN, short circuit.
def tell(name, value):
    print(name, end=' ')
    return value


print(tell('a', 1) < tell('b', 2) < tell('c', 3))
print(tell('a', 3) < tell('b', 2) < tell('c', 3))
print(tell('a', 1) == tell('b', 1) != tell('c', 2) in tell('d', [2]) is not tell('e', None))
print(1 < 2 > 0 <= 0 == 0.0 != 1, not 1 < 2, (1 < 2) < 3, 3 > 2 > 1 > 0 > -1)
print(1 == 1.0 == True == (1 + 0j), 0 == False == 0.0, '1' == 1, b'a' == 'a', [1] == (1,), None == 0, {} == [], set() == frozenset())
print(2 ** 53 == float(2 ** 53), 2 ** 53 + 1 == float(2 ** 53), 2 ** 53 + 1 > float(2 ** 53), 10 ** 30 > 1e29, 1e400 > 10 ** 400, -1e400 < -10 ** 400, 0.1 + 0.2 == 0.3, 1 / 3 < 0.34)
nan = float('nan')
print(nan == nan, nan != nan, nan < 1, nan > 1, nan is nan, nan in [nan], [nan] == [nan], {nan: 1} == {nan: 1}, (nan,) < (nan, 1), sorted([2, 1]), min(1, nan), max(nan, 1))
print('a' < 'b' < 'c', 'Z' < 'a', 'a' < 'aa', '' < 'a', 'é' > 'z', 'ab' <= 'ab', (1, 'a') < (1, 'b'), [1, [2]] < [1, [3]], (1,) < (1, 2), {1} < {1, 2}, {1} <= {2}, b'a' < b'b')
for a, b in ((1, 'a'), (None, 1), ([], ()), ({}, {}), (1j, 2j), (object, int), (b'a', 'a'), ({1}, [1]), (print, len), (1, None), (range(2), range(3)), (slice(1), 1)):
    try:
        print(a < b)
    except TypeError as e:
        print('TypeError:', e)


class Loud:
    def __init__(self, n): self.n = n
    def __repr__(self): return f'L{self.n}'
    def __eq__(self, o): print('eq', self, o); return NotImplemented
    def __ne__(self, o): print('ne', self, o); return NotImplemented
    def __lt__(self, o): print('lt', self, o); return NotImplemented
    def __gt__(self, o): print('gt', self, o); return NotImplemented
    def __le__(self, o): print('le', self, o); return NotImplemented
    def __ge__(self, o): print('ge', self, o); return NotImplemented
    __hash__ = None


a, b = Loud(1), Loud(2)
print(a == b, a != b, a == 5, 5 == a, a != None)
for op in ('<', '>', '<=', '>='):
    try:
        eval(f'a {op} b')
    except TypeError as e:
        print(e)


class Truthy:
    def __eq__(self, o): return 'text'
    def __lt__(self, o): return []
    def __contains__(self, o): return 'yes'


t = Truthy()
print(t == 1, t != 1, t < 1, 1 in t, 1 not in t, (t == 1) and 'and', (t < 1) or 'or', t < 1 < 2)
print(1 in [1.0], 'a' in 'abc', 'abc' in ['abc'], (1, 2) in [(1, 2)], None in [None], [] in [[]], 1 in {1: 2}, 2 in {1: 2}.values(), (1, 2) in {1: 2}.items(), 3 in range(5), 'x' not in 'y')
x = [1]
y = x
print(x is y, x is [1], x is not None, type(x) is list, () is (), None is None, True is True)
print(all(i == i for i in (1, 'a', (1,), None)), not None, not [], not 0, not 'a', not not 1, 1 and 0 or 2, 0 or '' or None, 1 and [] and 2, 'a' and 'b', None or 'default')
