# dict: construction, order, methods, views, errors, mutation during iteration.
def error(call):
    try:
        print(repr(call()))
    except Exception as e:
        print(type(e).__name__ + ':', e)


print({}, dict(), dict(a=1, b=2), dict([('x', 1), ['y', 2]]), dict({'k': 'v'}), dict({'a': 1}, a=2, c=3), dict(zip('ab', [1, 2])), dict(['ab', 'cd']), {1: 'a', 1.0: 'b', True: 'c'}, dict.fromkeys('abc'), dict.fromkeys([1, 2], 'v'))
error(lambda: dict(5))
error(lambda: dict([1]))
error(lambda: dict(['abc']))
error(lambda: dict([(1, 2, 3)]))
error(lambda: dict(1, 2))
error(lambda: {[]: 1})
error(lambda: {{}: 1})
d = {'b': 1, 'a': 2, 'c': 3}
print(d, len(d), d['a'], 'a' in d, 'z' in d, d.get('a'), d.get('z'), d.get('z', 0), list(d), list(reversed(d)))
error(lambda: d['missing'])
error(lambda: d[1])
error(lambda: d[(1, 2)])
error(lambda: d[[]])
error(lambda: [] in d)
d['d'] = 4
d['b'] = 'updated'
del d['a']
d['a'] = 'back'
print(d)


def delete(): del d['zz']


error(delete)
print(d.pop('d'), d.pop('zz', 'default'), d.setdefault('b', 9), d.setdefault('new', []), d.setdefault('none'), d)
error(lambda: d.pop('zz'))
error(lambda: d.pop())
print(d.popitem(), d.popitem(), d)
error(lambda: {}.popitem())
d.update({'x': 1}, y=2)
d.update([('z', 3)])
d.update()
print(d, d.copy() == d, d.copy() is d)
error(lambda: d.update(5))
error(lambda: d.update([1]))
k, v, i = d.keys(), d.values(), d.items()
print(k, v, i, len(k), 'x' in k, 1 in v, ('x', 1) in i, ('x', 2) in i, 5 in i, list(i)[:2], list(reversed(v)))
d['late'] = 5
print(k, list(v)[-1], k == set(d), k == {'x'}, sorted(k & {'x', 'q'}), sorted(k | {'q'}), sorted(k - {'x'}), sorted(k ^ {'x', 'q'}), k.isdisjoint({'q'}), {1: 2}.items() == {(1, 2)}, k.mapping['x'])
error(lambda: k['x'])
error(lambda: hash(k))
error(lambda: k < 5)
print({'x', 'y'} < k, k >= {'x'}, sorted({1: 1}.items() | {(2, 2)}), {}.values() == {}.values())
d.clear()
print(d, bool(d), k)
print({1: 2} == {1: 2}, {1: 2} == {1: 3}, {'a': 1, 'b': 2} == {'b': 2, 'a': 1}, {} == [], {1: 2} != {}, {'a': [1]} == {'a': [1]})
error(lambda: {} < {})
error(lambda: hash({}))
error(lambda: {} + {})
print({'a': 1} | {'b': 2}, {'a': 1} | {'a': 2})
e = f = {'a': 1}
e |= {'b': 2}
e |= [('c', 3)]
print(f)
error(lambda: {} | [('a', 1)])
error(lambda: {} | 5)


def change_size():
    m = {1: 1, 2: 2}
    for key in m:
        m[key + 10] = 1


def change_keys():
    m = {1: 1, 2: 2, 3: 3}
    for key in m:
        del m[key]
        m[key + 10] = 1


def change_delete():
    m = {1: 1, 2: 2}
    for key in m.items():
        m.clear()


error(change_size)
error(change_keys)
error(change_delete)
m = {1: 1, 2: 2}
for key in m:
    m[key] += 10
print(m)
for key in list(m):
    del m[key]
print(m)
big = {}
for n in range(10000):
    big[n * 7 % 10007] = n
for n in range(0, 10007, 2):
    big.pop(n, None)
print(len(big), sum(big), list(big)[:5], big[7])
for n in range(5):
    big[('t', n)] = n
print(len(big), big['t', 3])
text = {f'key{n}': n for n in range(1000)}
print(len(text), text['key999'], sum(text[f'key{n}'] for n in range(1000)), 'key1000' in text)


class Collide:
    def __init__(self, n): self.n = n
    def __hash__(self): return 1
    def __eq__(self, o): return isinstance(o, Collide) and self.n == o.n
    def __repr__(self): return f'C{self.n}'


c = {Collide(n): n for n in range(20)}
print(len(c), c[Collide(13)], Collide(99) in c, c)
del c[Collide(0)]
print(len(c), list(c)[0])


class BadHash:
    def __hash__(self): raise ValueError('bad hash')
class BadEq:
    def __hash__(self): return 5
    def __eq__(self, o): raise ValueError('bad eq')


error(lambda: {BadHash(): 1})
error(lambda: {BadEq(): 1, BadEq(): 2})
error(lambda: {5: 1}[BadEq()])


class Missing(dict):
    def __missing__(self, key): return f'missing {key}'


x = Missing(a=1)
print(x['a'], x['b'], x.get('b'), 'b' in x, x, type(x.copy()), isinstance(x, dict), type(x | {}), Missing.fromkeys('a'))


class Mapping:
    def keys(self): return ['k1', 'k2']
    def __getitem__(self, k): return k.upper()


print(dict(Mapping()), {**Mapping()}, dict(Mapping(), z=1))
r = {}
r['self'] = r
print(r, {'nested': {'a': [1, {'b': ()}]}})
it = iter({1: 'a', 2: 'b'})
print(next(it), it.__length_hint__(), list(it), type(it).__name__, type(iter({}.items())).__name__, type(iter({}.values())).__name__, type(reversed({})).__name__)
print({float('nan'): 1}.get(float('nan')), {0.0: 'z'}[-0.0], {2 ** 70: 'big'}[2.0 ** 70], {None: 1}[None], {(): 'e'}[()], {b'x': 1}.get('x'), {'a': 1}.__contains__('a'), dict.__mro__, {}.__class__)
print({k: v for k, v in sorted({'b': 1, 'a': 2}.items())}, max({'a': 3, 'b': 1}), sorted({3: 1, 1: 2}), sum({1: 'a', 2: 'b'}), min({'b': 1, 'a': 5}.items(), key=lambda kv: kv[1]))
error(lambda: dict.fromkeys(5))
error(lambda: {}.get())
error(lambda: {}.setdefault())
error(lambda: {1: 2}.popitem(1))
error(lambda: {1: 2}.pop([]))
