# copy: shallow and deep, cycles, hooks.
def error(call):
    try:
        print(call())
    except Exception as e:
        print(type(e).__name__ + ":", e)


import copy

a = [1, [2, 3], {'k': [4]}, (5, [6])]
b, c = copy.copy(a), copy.deepcopy(a)
print(b == a, b is a, b[1] is a[1], c == a, c[1] is a[1], c[3][1] is a[3][1])
for v in (1, 'a', None, (1, 2), frozenset(), len, int, 1.5, b'x', range(3), ...):
    assert copy.copy(v) is v and (copy.deepcopy(v) is v or v in (range(3), frozenset())), v
print(copy.deepcopy({1: [2]}), copy.deepcopy({1, 2}), copy.copy({'a': 1}), copy.deepcopy(bytearray(b'x')))
cycle = [1]
cycle.append(cycle)
d = copy.deepcopy(cycle)
print(d[1] is d, d is cycle, d)


class Plain:
    def __init__(self, x): self.x, self.me = x, self


p = Plain([1])
q, r = copy.copy(p), copy.deepcopy(p)
print(q.x is p.x, r.x is p.x, r.me is r, q.me is p, type(r).__name__)


class Hooks:
    def __copy__(self): return 'copied'
    def __deepcopy__(self, memo): return f'deep copied {type(memo).__name__}'


print(copy.copy(Hooks()), copy.deepcopy([Hooks()]))


class State:
    def __init__(self): self.a, self.b = 1, [2]
    def __getstate__(self): return {'a': self.a}
    def __setstate__(self, s): self.__dict__.update(s); self.restored = True


print(vars(copy.copy(State())), vars(copy.deepcopy(State())))


class Reduce:
    def __init__(self, v): self.v = v
    def __reduce__(self): return (Reduce, (self.v + 1,))


print(copy.copy(Reduce(1)).v, copy.deepcopy(Reduce(1)).v)


class Slots:
    __slots__ = ('a', 'b')


s = Slots()
s.a = [1]
t = copy.deepcopy(s)
print(t.a, t.a is s.a, hasattr(t, 'b'))


class SubList(list):
    pass


x = SubList([1, [2]])
x.extra = [3]
y = copy.deepcopy(x)
print(type(y).__name__, y, y.extra, y.extra is x.extra)
shared = [1]
two = copy.deepcopy([shared, shared])
print(two[0] is two[1])
error(lambda: copy.copy((i for i in range(3))))
error(lambda: copy.deepcopy(open('/dev/null')))
try:
    raise ValueError('x', 1)
except ValueError as e:
    print(repr(copy.copy(e)), copy.copy(e).args)
