# functools: partial, reduce, lru_cache, wraps, singledispatch, cached_property, cmp_to_key.
def error(call):
    try:
        print(call())
    except Exception as e:
        print(type(e).__name__ + ":", e)


import functools
from functools import cached_property, cache, lru_cache, partial, partialmethod, reduce, singledispatch, singledispatchmethod, total_ordering, wraps

print(reduce(lambda a, b: a + b, [1, 2, 3]), reduce(max, [3, 1, 2], 10), reduce(lambda a, b: [a, b], 'abc'))
error(lambda: reduce(max, []))
error(lambda: reduce(max, 5))
p = partial(int, base=2)
print(p('101'), p.func, p.args, p.keywords, partial(print, 1, sep='-').args, partial(partial(max, 1), 2)(0), repr(partial(max, 1, key=abs))[:40])
p.extra = 1
print(p.extra, partial(lambda *a, **k: (a, k), 1, x=1)(2, x=2, y=3))
error(lambda: partial())
error(lambda: partial(5))


class M:
    def f(self, a, b=0): return a, b
    g = partialmethod(f, 5)


print(M().g(), M().g(b=1))
calls = []


@lru_cache(maxsize=2)
def square(x):
    calls.append(x)
    return x * x


print([square(i) for i in (1, 2, 1, 3, 2, 1)], calls, square.cache_info(), square.cache_parameters())
square.cache_clear()
print(square.cache_info(), square.__wrapped__(5))
error(lambda: square([]))


@cache
def fib(n): return n if n < 2 else fib(n - 1) + fib(n - 2)


print(fib(100), fib.cache_info())


@lru_cache(typed=True)
def typed(x): return type(x).__name__


print(typed(1), typed(1.0), typed(True), typed.cache_info().currsize)


class Lazy:
    count = 0

    @cached_property
    def value(self):
        Lazy.count += 1
        return 42


z = Lazy()
print(z.value, z.value, Lazy.count, vars(z))
del z.value
print(z.value, Lazy.count)


@singledispatch
def show(x, extra=None): return f'object {x}'


@show.register
def _(x: int, extra=None): return f'int {x} {extra}'


@show.register(list)
@show.register(tuple)
def _(x, extra=None): return f'sequence {len(x)}'


print(show('a'), show(5, extra=1), show([1]), show((1, 2)), show(True), show.dispatch(int) is show.registry[int], show.dispatch(dict)({}))


class Disp:
    @singledispatchmethod
    def f(self, x): return 'default'
    @f.register
    def _(self, x: str): return 'str'


print(Disp().f(1), Disp().f('a'))


def deco(f):
    @wraps(f)
    def wrapper(*a): return f(*a)
    return wrapper


@deco
def named(x):
    """doc"""


print(named.__name__, named.__doc__, named.__wrapped__ is not None, functools.WRAPPER_ASSIGNMENTS)


@total_ordering
class T:
    def __init__(self, v): self.v = v
    def __eq__(self, o): return self.v == o.v
    def __lt__(self, o): return self.v < o.v


print(T(1) <= T(1), T(2) > T(1), T(1) >= T(2))
print(sorted('bAc', key=functools.cmp_to_key(lambda a, b: (a.lower() > b.lower()) - (a.lower() < b.lower()))))
