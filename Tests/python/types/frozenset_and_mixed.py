# frozenset, mixed set operations, subclasses, set algebra laws over many small sets.
from itertools import combinations

universe = [0, 1, 2, 3]
subsets = [frozenset(c) for n in range(5) for c in combinations(universe, n)]
whole, laws = frozenset(universe), 0
for a in subsets:
    for b in subsets:
        assert a | b == b | a == a.union(b) and a & b == b & a == a.intersection(b) and a - b == a.difference(b) == a & (whole - b)
        assert a ^ b == (a | b) - (a & b) == a.symmetric_difference(b) and (a <= b) == (a | b == b) == a.issubset(b) == b.issuperset(a)
        assert (a < b) == (a <= b and a != b) and (a > b) == (b < a) and a.isdisjoint(b) == (not a & b) and len(a) + len(b) == len(a | b) + len(a & b)
        assert set(a) | b == a | set(b) and type(set(a) | b) is set and type(a | set(b)) is frozenset and (set(a) == a) and hash(a) == hash(frozenset(list(a)[::-1]))
        m = set(a)
        m |= b
        assert m == a | b
        m = set(a)
        m &= b
        assert m == a & b
        m = set(a)
        m -= b
        assert m == a - b
        m = set(a)
        m ^= b
        assert m == a ^ b
        laws += 1
print(laws, len({*subsets}), len({s: 1 for s in subsets}))
f = frozenset('abc')
print(sorted(f), len(f), 'a' in f, f == set('cba'), frozenset() == set(), frozenset(f) is f, f.copy() is f, frozenset([1]) | [2] if False else 'operators need sets', sorted(f.union('de', ['f'])), f.__contains__('b'))


def error(call):
    try:
        print(repr(call()))
    except Exception as e:
        print(type(e).__name__ + ':', e)


error(lambda: f | 'abc')
error(lambda: f.add('d'))
error(lambda: f.__ior__(f))
error(lambda: frozenset(5))
error(lambda: frozenset([[]]))
error(lambda: frozenset(1, 2))
error(lambda: f < 'abc')
error(lambda: {f} < {1: 2})
error(lambda: set().pop())
error(lambda: set([1]).remove(2))
error(lambda: frozenset(x=1))


class MySet(set):
    def __or__(self, o): return 'my or'
    def __ror__(self, o): return 'my ror'
    def add(self, x): super().add(x * 10)


s = MySet([1])
s.add(2)
print(sorted(s), s | {1}, {1} | s, sorted(s & {1, 20}), type(s - {1}).__name__, type(s.copy()).__name__, s == {1, 20})
s.name = 'attribute'
print(s.name, len(s), sorted(MySet([3, 1])))


class Liar:
    def __init__(self, n): self.n = n
    def __hash__(self): return self.n % 2
    def __eq__(self, o): return isinstance(o, Liar) and self.n == o.n
    def __repr__(self): return f'Liar({self.n})'


many = {Liar(i) for i in range(50)}
many -= {Liar(i) for i in range(0, 50, 3)}
print(len(many), Liar(1) in many, Liar(3) in many, sorted(x.n for x in many)[:8])
big = set(range(10000))
big.difference_update(range(0, 10000, 2))
big.intersection_update(range(5000))
print(len(big), sum(big), big.isdisjoint(range(0, 10000, 2)), min(big), max(big))
for i in list(big):
    big.discard(i)
print(big, len(big))
nested = {frozenset([1, frozenset([2])]), frozenset()}
print(frozenset() in nested, frozenset([frozenset([2]), 1]) in nested, {1} in nested, set() in nested)
print({1, 1.0, True, 1 + 0j}, {0, False, 0.0}, {None}, {()}, {'a'} | {'a'}, {1}.union(), {1}.intersection(), {1}.difference(), len({'', b'', 0, ()}), {*range(3)} == {2, 1, 0}, {x for x in 'a'}, bool({0}))
it = iter({1})
print(next(it), next(it, 'end'), it.__length_hint__() if hasattr(it, '__length_hint__') else 0)
