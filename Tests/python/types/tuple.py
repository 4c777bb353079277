# tuple: operations, comparison, hashing, subclassing, errors.
def error(call):
    try:
        print(repr(call()))
    except Exception as e:
        print(type(e).__name__ + ':', e)


t = (1, 'a', 2.5, None)
print((), (1,), t, tuple(), tuple('abc'), tuple([1, 2]), tuple(range(3)), tuple(x for x in 'ab'), tuple(t) is t, (1, (2, (3,))))
print(t[0], t[-1], t[1:3], t[::-1], t[::2], t[10:], len(t), t.index('a'), t.count(1), 'a' in t, 5 not in t)
error(lambda: t[4])
error(lambda: t['a'])
error(lambda: t.index(99))
error(lambda: t.index(1, 2, 3))
error(lambda: tuple(5))


def assign(): t[0] = 1
def delete(): del t[0]


error(assign)
error(delete)
print(t + (1,), (1, 2) * 2, 3 * (0,), (1,) * 0, (1,) * -5)
error(lambda: t + [1])
error(lambda: t * 'a')
print((1, 2) == (1, 2), (1, 2) < (1, 3), (1,) < (1, 0), (1, 2) == [1, 2], () < (1,), (1, 'a') < (2, 1), ('a', 'b') >= ('a',))
error(lambda: (1,) < ('a',))
error(lambda: (1,) < [1])
print(hash((1, 2)) == hash((1, 2)), {(1, 2): 'x'}[1, 2], hash(()) == hash(()), (1, 2) in {(1, 2)})
error(lambda: hash((1, [])))
error(lambda: t.append(1))
a = (1, [2])
try:
    a[1] += [3]
except TypeError as e:
    print(e, a)
x = 1,
y = 1, 2
print(x, y, type(x), [*y], (*y, *x), max((1, 3, 2)), sum((1, 2)), sorted((3, 1)), list(reversed((1, 2))), tuple(zip((1, 2), (3, 4))))


class P(tuple):
    def __new__(cls, x, y): return super().__new__(cls, (x, y))
    @property
    def x(self): return self[0]
    def __repr__(self): return f'P{tuple(self)}'


p = P(3, 4)
p.attribute = 1
print(p, p.x, p == (3, 4), type(p + (1,)), type(p[:]), p.attribute, hash(p) == hash((3, 4)), isinstance(p, tuple), len(p))
from collections import namedtuple
Point = namedtuple('Point', 'x y', defaults=[0])
q = Point(1)
print(q, q.x, q._asdict(), q._replace(y=5), Point._fields, q == (1, 0), Point(*[1, 2]), Point._make([7, 8]), Point._field_defaults)
error(lambda: Point())
error(lambda: Point(1, 2, 3))
error(lambda: setattr(q, 'x', 1))
error(lambda: q._replace(z=1))
error(lambda: namedtuple('Bad', 'a a'))
error(lambda: namedtuple('Bad', 'class'))
print(namedtuple('R', 'a class a', rename=True)._fields)
i = iter((1, 2))
print(next(i), list(i), type(i).__name__, tuple.__mro__, ().__class__, (1,).__len__(), (1, 2).__add__((3,)), (1,).__contains__(1))
recursive = ([],)
recursive[0].append(recursive)
print(recursive)
print(tuple(sorted({'b': 1, 'a': 2}.items())), dict([(1, 2), (3, 4)]), str((1,)), repr(('a',)), (1, 2, 3)[-2:], divmod(7, 3))
