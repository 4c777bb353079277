# set and frozenset: operations, methods, errors. (Only sets with one or sorted elements are printed.)
def error(call):
    try:
        print(repr(call()))
    except Exception as e:
        print(type(e).__name__ + ':', e)


print(set(), {1}, set([1, 1]), frozenset(), frozenset([5]), set('a'), {*()}, sorted({3, 1, 2}), sorted(set('hello')), len({1, 1.0, True}), type({}))
a, b = {1, 2, 3, 4}, {3, 4, 5}
print(sorted(a | b), sorted(a & b), sorted(a - b), sorted(a ^ b), a < b, {1} < a, a <= a, a > {1, 2}, a >= b, a == {4, 3, 2, 1}, a != b, {1} == frozenset([1]))
print(sorted(a.union(b, [9])), sorted(a.intersection(b, [3])), sorted(a.difference(b, [1])), sorted(a.symmetric_difference([1, 7])), a.issubset([1, 2, 3, 4, 5]), a.issuperset([1]), a.isdisjoint([9]), sorted(set().union('ab', 'c')))
error(lambda: a | [1])
error(lambda: a - 5)
error(lambda: a < 5)
error(lambda: a.union(5))
c = a.copy()
c.add(9)
c.add(9)
c.discard(1)
c.discard(100)
c.remove(2)
print(sorted(c), sorted(a), 9 in c, 1 not in c)
error(lambda: c.remove(100))
error(lambda: c.remove((1, 2)))
error(lambda: set().pop())
error(lambda: c.add([]))
error(lambda: [] in c)
error(lambda: {[]})
error(lambda: {{}})
error(lambda: set(5))
error(lambda: set(1, 2))
error(lambda: hash(set()))
print({1}.pop(), hash(frozenset([1, 2])) == hash(frozenset([2, 1])), {frozenset([1]): 'x'}[frozenset([1])], {1} in {frozenset([1])}, frozenset([frozenset()]))
c.update([1, 2], (3,))
c.intersection_update({1, 2, 3, 9})
c.difference_update([9])
c.symmetric_difference_update([3, 4])
print(sorted(c))
c |= {7}
c &= {1, 2, 7}
c -= {1}
c ^= {2, 8}
print(sorted(c))
c.clear()
print(c, bool(c), repr(set()), str(frozenset()))
f = frozenset('ab')
error(lambda: f.add('c'))
error(lambda: f.x)
print(sorted(f | {'c'}), type(f | {'c'}), type({'c'} | f), f.copy() is f, frozenset(f) is f, f - f, sorted(f.union('z')))
g = f
g |= {'q'}
print(sorted(g), sorted(f), type(g))


def mutate():
    s = {1, 2}
    for x in s:
        s.add(x + 10)


error(mutate)
s = set(range(1000))
for i in range(0, 1000, 2):
    s.discard(i)
print(len(s), sum(s), 1 in s, 2 in s, min(s), max(s))
s -= set(range(500))
print(len(s), sorted(s)[:3])


class Collide:
    def __init__(self, n): self.n = n
    def __hash__(self): return 1
    def __eq__(self, o): return self.n == o.n


k = {Collide(i % 5) for i in range(50)}
print(len(k), Collide(3) in k, Collide(7) in k)


class S(set):
    def __repr__(self): return 'S' + str(sorted(self))


x = S([1, 2])
x.extra = 5
print(x, type(x | {3}), type(x.copy()), x == {1, 2}, x.extra, isinstance(x, set))


class F(frozenset): pass


print(F([1]), type(F([1]) | {2}), type(F([1]).copy()), {F([1]): 2}[frozenset([1])])
print(sorted({x % 3 for x in range(10)}), {x for x in ()}, sorted(map(str, {1, 2})), sum({1, 2, 3}), sorted({'b', 'a'}), list({5}), tuple({None}), {True: 1} == {1: 1}, {1, 2} - {1}, {(1, 2)}, {'only'})
print(set([1]).__contains__(1), {1}.__or__({1}), {1}.__or__([1]), {1} .__eq__(1), set.__mro__, {1}.__len__(), type(iter({1})).__name__, {float('nan')} == {float('nan')})
print({1, 2}.isdisjoint('ab'), {'a'}.issubset('abc'), {1}.intersection([1.0]), {1.0}.intersection([1]), {0} | {False})
