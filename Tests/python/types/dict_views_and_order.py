# Insertion order through deletes, updates and growth; views as sets; iteration while the dict stays the same size.
d = {}
for k in 'hello world':
    d[k] = d.get(k, 0) + 1
print(d, list(d), ''.join(d))
del d['l']
d['l'] = 'again'
d['h'] = 'kept place'
print(list(d.items())[:2], list(d)[-1])
for i in range(100):
    d[i] = i
for i in range(0, 100, 3):
    del d[i]
print([k for k in d if isinstance(k, int)][:8], len(d))
d = {k: v for k, v in d.items() if isinstance(k, str)}
e = {**d, 'z': 1}
e.update(h='updated', new='added')
print(list(e), list(reversed(e.items()))[:2])
print(dict(sorted(e.items(), key=lambda kv: kv[0]))['d'], next(iter(e)), next(reversed(e)))
while len(e) > 2:
    print(e.popitem(), end=' ')
print(e)
a, b = {'x': 1, 'y': 2, 'z': 3}, {'y': 2, 'z': 9, 'w': 4}
print(sorted(a.keys() & b), sorted(a.keys() | b.keys()), sorted(a.keys() - b.keys()), sorted(a.keys() ^ b.keys()), sorted(a.items() & b.items()), sorted(a.items() - b.items()), a.keys() >= {'x'}, a.keys() == {'x', 'y', 'z'}, a.keys() == ['x', 'y', 'z'], {'x'} & a.keys(), [*a.keys()], a.keys().isdisjoint('qrs'), ('y', 2) in a.items(), ('y', 3) in a.items(), ['y', 2] in a.items(), a.values() == a.values(), 3 in a.values())
k = a.keys()
a['new'] = 5
print(len(k), 'new' in k, list(a.values()), repr(a.keys()), repr(a.items()), repr({}.values()), type(k).__name__, k.mapping is not a, k.mapping == a)
for key in a:
    a[key] = a[key] * 2
print(a)
for key, value in list(a.items()):
    if value > 4:
        del a[key]
print(a)


def error(call):
    try:
        print(call())
    except Exception as e:
        print(type(e).__name__ + ':', e)


def grow():
    for key in a:
        a[key + '!'] = 1


error(grow)
error(lambda: [a.pop(k) for k in a])
error(lambda: a.keys()[0])
error(lambda: a.keys() + [1])
error(lambda: a.items() & 5)
error(lambda: hash(a.items()))
error(lambda: {[1]: 2}.keys())
it = iter({1: 2, 3: 4})
print(next(it), it.__length_hint__(), next(it), next(it, 'end'))


class Mutates:
    def __init__(self, d): self.d = d
    def __hash__(self): return 5
    def __eq__(self, o): self.d.clear(); return False


m = {}
m[Mutates(m)] = 1
m[Mutates(m)] = 2
print(len(m))
big = {i: str(i) for i in range(5000)}
for i in range(4990):
    del big[i]
print(list(big.items()), len(big))
big.clear()
big['fresh'] = 1
print(big, list({}.fromkeys('aba', 0)), {1: 'a', True: 'b'}, {(1, 2): 3}[1, 2], {None: 1, (): 2, '': 3, 0: 4, 0.0: 5, False: 6})
shared = [type('S', (), {'__init__': lambda self: setattr(self, 'x', 1)})() for _ in range(3)]
shared[0].y = 2
shared[1].__dict__['dyn'] = 3
print([vars(s) for s in shared], shared[1].dyn)
dd = {'a': {'b': {'c': 1}}}
dd['a']['b']['d'] = dd['a']
print(dd)
print({} | {'a': 1} | {'a': 2, 'b': 3}, dict(a=1) == {'a': 1}, dict([('k', 1)], k=2), dict.fromkeys(range(3), []), {**{'a': 1}, 'a': 2}, list(dict(b=1, a=2)), {'a': 1}.items() <= {'a': 1, 'b': 2}.items())
