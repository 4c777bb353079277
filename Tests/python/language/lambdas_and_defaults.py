# Default values, lambdas, argument binding at length.
print((lambda: 5)(), (lambda x, y=2, *a, z=3, **k: (x, y, a, z, k))(1, 4, 5, z=6, q=7), (lambda *, a: a)(a=1), (lambda a, /, b: (a, b))(1, b=2))
print(list(map(lambda p: p[0] + p[1], [(1, 2), (3, 4)])), sorted('bca', key=lambda c: -ord(c)), (lambda f: f(f, 5))(lambda f, n: 1 if n < 2 else n * f(f, n - 1)))
functions = []
for i in range(3):
    functions.append(lambda x, i=i: x * i)
print([f(10) for f in functions])


def mutable(x, into=[]):
    into.append(x)
    return into


print(mutable(1), mutable(2), mutable(3, []), mutable.__defaults__)
order = []


def defaults(a=order.append('a'), *, b=order.append('b'), c: order.append('annotation c') = order.append('c')) -> order.append('return'): pass


print(order)


def shadow(list=list, len=len): return len(list('abc'))


print(shadow())


def all_kinds(a, b=1, /, c=2, *args, d, e=3, **kwargs): return (a, b, c, args, d, e, kwargs)


print(all_kinds(0, d=4), all_kinds(0, 1, 2, 3, 4, d=5, f=6), all_kinds(0, d=1, **{'c': 9}), all_kinds(*[0, 1], **{'d': 2, 'a': 'allowed in kwargs'}))


def error(call):
    try:
        print(call())
    except TypeError as e:
        print(e)


error(lambda: all_kinds())
error(lambda: all_kinds(1))
error(lambda: all_kinds(d=1))
error(lambda: all_kinds(1, 2, 3, c=4, d=5))


def kw(a, *, b, c=1, d): return a, b, c, d


error(lambda: kw(1))
error(lambda: kw(1, b=2))
error(lambda: kw(1, 2, b=1, d=2))
error(lambda: kw(b=1, d=2))
error(lambda: kw(1, b=1, d=2, e=3))
error(lambda: kw(1, b=1, d=2, **{'b': 3}))
error(lambda: (lambda a, b, c, d: 0)(1))
error(lambda: (lambda a, b: 0)(1, 2, 3))
error(lambda: (lambda a, b=1: 0)(1, 2, 3))
error(lambda: (lambda: 0)(1, 2))
error(lambda: (lambda *, k: 0)(1, k=1))
error(lambda: (lambda *, k: 0)(1, 2))
error(lambda: (lambda a, /: 0)(a=1))
error(lambda: (lambda a, b, /: 0)(a=1, b=2))
error(lambda: (lambda a: 0)(1, x=1))
error(lambda: (lambda a: 0)(x=1))
error(lambda: (lambda a: 0)(**{'a': 1, 'bc': 2, 'd': 3}))


class K:
    def m(self, a): return a
    @classmethod
    def c(cls, a): return a
    @staticmethod
    def s(a): return a
    def __init__(self, q=0): pass
    def __call__(self, z): return z


error(lambda: K().m())
error(lambda: K().m(1, 2))
error(lambda: K.c())
error(lambda: K.s(1, 2))
error(lambda: K(1, 2))
error(lambda: K()())
error(lambda: K(x=1))
error(lambda: K.m(1))


def many(a, b, c, d, e, f, g, h, i, j): return (a, j)


print(many(*range(10)), many(**dict(zip('abcdefghij', range(10)))), many(1, 2, 3, *[4, 5], f=6, **dict(g=7, h=8, i=9, j=10)))


def gen_args(): yield from (1, 2, 3)


print((lambda *a: a)(*gen_args(), *'xy', *{}), (lambda **k: k)(**{'a': 1}, b=2, **{'c': 3}))
print((lambda *args, **kw: (args, kw))(*(), **{}), (lambda a, b: a - b)(b=1, a=5))
nested = lambda a: lambda b: lambda c: (a, b, c)
print(nested(1)(2)(3), (lambda x: (yield x))(5).__next__(), (lambda: (lambda: 'inner')())())
