"""Calls of every sort: the golden file is what sys.setprofile sees in CPython."""
import contextlib
import functools


def inner(n):
    return n + 1


def outer():
    return inner(1) + inner(2)


class Base:
    x = 1

    def method(self):
        return [inner(x) for x in (1, 2)]

    @classmethod
    def make(cls):
        return cls()

    @staticmethod
    def static(*args, **kwargs):
        return len(args)

    @property
    def value(self):
        return inner(0)

    def __getattr__(self, name):
        if name == 'absent':
            raise AttributeError(name)
        return inner(5)


class Derived(Base):
    def __init__(self):
        super().__init__()

    def method(self):
        return super().method()


def generator():
    try:
        yield 1
        received = yield 2
        yield received
    finally:
        inner(9)


def delegating():
    yield from generator()
    return inner(7)


@contextlib.contextmanager
def manager():
    yield inner(3)


@functools.lru_cache
def cached(n):
    return n


outer()
d = Derived.make()
d.method()
d.static(1, 2, a=3)
d.value
d.other
try:
    d.absent
except AttributeError:
    pass
(lambda: inner(5))()
print(sorted([3, 1, 2], key=lambda x: -x))
print(list(map(inner, [1, 2])))
print({k: inner(k) for k in (1, 2)}, {inner(k) for k in (1,)}, list(inner(k) for k in (1,)))
g = generator()
next(g)
next(g)
print(g.send(4))
g.close()
g = generator()
next(g)
g.close()
g = generator()
next(g)
try:
    g.throw(KeyError)
except KeyError:
    pass
print(list(delegating()))
with manager():
    outer()
cached(1)
cached(1)
exec(compile("def f():\n  return g2()\ndef g2():\n  return 1\nf()", 'made.py', 'exec'))
