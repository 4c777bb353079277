# collections: deque, Counter, OrderedDict, defaultdict, ChainMap, namedtuple, UserDict.
def error(call):
    try:
        print(call())
    except Exception as e:
        print(type(e).__name__ + ":", e)


from collections import ChainMap, Counter, OrderedDict, UserDict, UserList, UserString, defaultdict, deque, namedtuple

d = deque([1, 2, 3], maxlen=4)
d.append(4)
d.append(5)
d.appendleft(0)
print(d, d.maxlen, d.pop(), d.popleft(), len(d), d[0], d[-1], 3 in d, list(reversed(d)))
d.rotate(1)
d.extend([7, 8])
d.extendleft('ab')
print(d, d.count('a'), d.index('b'), d.copy() == d, d + deque([1]), deque('ab') * 2)
d.insert(1, 'x') if len(d) < 4 else d.remove('a')
d.reverse()
d[0] = 'first'
del d[1]
print(d, deque([1]) < deque([2]), bool(deque()), repr(deque(maxlen=0)))
error(lambda: deque().pop())
error(lambda: deque()[0])
error(lambda: deque([1]).remove(5))
error(lambda: deque(maxlen=-1))
error(lambda: deque([1], 1).insert(0, 2))
q = deque(range(1000))
while len(q) > 3:
    q.popleft()
    q.pop()
    q.rotate(7)
print(q)


def mutated():
    e = deque([1, 2])
    for x in e:
        e.append(x)


error(mutated)
c = Counter('abracadabra')
print(c, c['a'], c['zz'], c.most_common(2), sorted(c.elements())[:4], c.total(), c + Counter('abc'), c - Counter('aaaa'), c & Counter('ab'), c | Counter('zzzz'), +Counter(a=-1, b=2), Counter(a=1) == Counter(a=1, b=0))
c.update('aaa')
c.subtract({'b': 10})
del c['c']
print(c, dict(c), Counter(a=3) <= Counter(a=5), Counter({'x': 1}))
o = OrderedDict([('a', 1), ('b', 2), ('c', 3)])
o.move_to_end('a')
o.move_to_end('c', last=False)
print(o, o.popitem(), o.popitem(last=False), list(reversed(OrderedDict(a=1, b=2))), OrderedDict(a=1, b=2) == OrderedDict(b=2, a=1), OrderedDict(a=1) == {'a': 1}, OrderedDict(a=1) | {'b': 2})
error(lambda: o.move_to_end('zz'))
dd = defaultdict(list)
dd['a'].append(1)
dd['b']
print(dd, dd.default_factory, 'zz' in dd, dd.get('zz'), defaultdict(int, x=5)['y'], dict(dd))
error(lambda: defaultdict()['x'])
error(lambda: defaultdict(5))
m = ChainMap({'a': 1}, {'a': 2, 'b': 3})
m['c'] = 4
print(m['a'], m['b'], m.maps, sorted(m), m.new_child({'a': 0})['a'], m.parents['a'], len(m))
error(lambda: m['zz'])
P = namedtuple('P', ['x', 'y'])
p = P(1, y=2)
print(p, p._asdict(), p._replace(x=9), P._fields, p[0], [*p], p == (1, 2), P._make('ab'), repr(P)[:20], p.__doc__, P.x.__doc__)
error(lambda: P(1))


class U(UserDict):
    def __missing__(self, k): return 'missing'


print(U(a=1)['zz'], UserList([1, 2]) + [3], UserString('ab').upper(), type(UserString('a') + 'b').__name__)
import collections.abc as abc
print(isinstance([], abc.Sequence), isinstance({}, abc.Mapping), isinstance(set(), abc.MutableSet), isinstance('a', abc.Iterable), isinstance(5, abc.Hashable), isinstance((i for i in ()), abc.Generator), issubclass(dict, abc.MutableMapping), isinstance(len, abc.Callable), isinstance(range(1), abc.Sequence), isinstance(b'', abc.ByteString))


class MySequence(abc.Sequence):
    def __getitem__(self, i):
        if i > 2: raise IndexError
        return i * 2

    def __len__(self): return 3


s = MySequence()
print(list(s), 4 in s, s.index(2), s.count(4), list(reversed(s)))
error(lambda: abc.Mapping())
