# Definitions and calls: all kinds of parameters, defaults, errors of calls.
def positional(a, b, /, c, *, d=4, **rest):
    return a, b, c, d, rest


print(positional(1, 2, 3), positional(1, 2, c=3, d=5, e=6), positional(1, 2, 3, a=9))


def star(*args, **kwargs):
    return args, kwargs


print(star(), star(1, 2), star(x=1), star(*'ab', *[1], z=2, **{'y': 3}))


def defaults(a, b=[], *, c={}):
    b.append(a)
    c[a] = len(b)
    return b, c


print(defaults(1), defaults(2), defaults(3, []), defaults.__defaults__, defaults.__kwdefaults__)


def only(*, a, b=2): return a, b
def pos(a, b=2, /): return a, b
def many(a, b, c): return a + b + c


print(only(a=1), pos(1), pos(1, 3), many(*[1, 2], c=3), many(**{'a': 1, 'b': 2, 'c': 3}))


def error(call, *args, **kwargs):
    try:
        print(call(*args, **kwargs))
    except TypeError as e:
        print('TypeError:', e)


error(many)
error(many, 1)
error(many, 1, 2)
error(many, 1, 2, 3, 4)
error(many, 1, 2, d=3)
error(many, 1, 2, 3, a=1)
error(only)
error(only, 1)
error(only, 1, 2, 3)
error(only, a=1, c=2)
error(pos)
error(pos, a=1)
error(pos, 1, 2, 3)
error(positional, 1)
error(lambda: 1, 2)
error(lambda x: x)
error(star, **{'a': 1})
error(lambda: many(*5))
error(lambda: many(**5))
error(lambda: many(1, **{'a': 2, 'b': 3, 'c': 1}))
error(lambda: star(**{1: 2}))
error(lambda: star(x=1, **{'x': 2}))
error(lambda: 5())
error(lambda: 'text'(1))


def recursive(n): return 1 if n == 0 else n * recursive(n - 1)


print(recursive(20))


def documented():
    """First line.

    More."""


print(documented.__doc__, documented.__name__, documented.__qualname__, documented.__module__)
print(recursive.__code__.co_name, recursive.__code__.co_varnames, recursive.__code__.co_argcount)


def annotated(a: int, b: 'str' = 'x', *args: float, c: bool = True, **kw: dict) -> list: pass


print(annotated.__annotations__)


def attributes(): pass


attributes.x = 1
print(attributes.x, attributes.__dict__, hasattr(attributes, 'y'))
del attributes.x
print(attributes.__dict__)
print((lambda a, b=2, *c, d, **e: (a, b, c, d, e))(1, d=4), (lambda: None).__name__)


def outer():
    def inner(): return inner.__qualname__
    return inner


print(outer()(), outer().__qualname__)


def returns_nothing(): pass
def returns_many(): return 1, 2
def bare_return(): return


print(returns_nothing(), returns_many(), bare_return())


def evaluation_order(*args, **kwargs): return args, kwargs


def show(x):
    print('arg', x)
    return x


print(evaluation_order(show(1), *[show(2)], show(3), k=show(4), **{'z': show(5)}))
many.__defaults__ = (10, 20)
print(many(1))
many.__code__ = (lambda a, b, c: (c, b, a)).__code__
print(many(1))
