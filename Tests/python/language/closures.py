# Cells: shared, rebound, deleted, passed through levels, in loops and generators.
def pair():
    value = 0

    def get(): return value

    def put(new):
        nonlocal value
        value = new

    def drop():
        nonlocal value
        del value
    return get, put, drop


get, put, drop = pair()
put(5)
print(get())
drop()
try:
    get()
except NameError as e:
    print(e)
put(6)
print(get())


def accumulate():
    total = 0
    while True:
        total += yield total


a = accumulate()
next(a)
print(a.send(3), a.send(4))


def parameter_captured(n):
    def add(m):
        nonlocal n
        n += m
        return n
    return add


add = parameter_captured(100)
print(add(1), add(2), parameter_captured(1)(1))


def adders():
    return {name: (lambda k: lambda v: v + k)(k) for k, name in enumerate(['zero', 'one', 'two'])}


print({k: f(10) for k, f in adders().items()})


def compose(*functions):
    def composed(x):
        for f in reversed(functions):
            x = f(x)
        return x
    return composed


print(compose(str, lambda x: x + 1, abs)(-5))


def memo(f):
    seen = {}

    def wrapper(n):
        if n not in seen:
            seen[n] = f(n)
        return seen[n]
    wrapper.seen = seen
    return wrapper


@memo
def fib(n): return n if n < 2 else fib(n - 1) + fib(n - 2)


print(fib(80), len(fib.seen))


def through(a):
    def one():
        def two():
            def three(): return a
            return three
        return two
    return one()()()


print(through('deep'))


def star_captured(*args, **kwargs):
    return lambda: (args, kwargs)


print(star_captured(1, x=2)())


def self_reference():
    def f(n): return n if n <= 0 else f(n - 1)
    return f(3), f.__closure__[0].cell_contents is f


print(self_reference())


def handlers():
    out = []
    for name in ['a', 'b']:
        def handler(name=name): out.append(name)
        handler()
    return out


print(handlers())


def empty_cell():
    def inner(): return unset
    try:
        inner.__closure__[0].cell_contents
    except ValueError as e:
        print('ValueError:', e)
    unset = 1
    return inner.__closure__[0].cell_contents


print(empty_cell())


class Uses:
    def super_and_class(self): return __class__.__name__
    def plain(self): return 1


print(Uses().super_and_class(), Uses.super_and_class.__code__.co_freevars, Uses.plain.__closure__)
