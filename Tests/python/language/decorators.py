# Decorators of functions and classes, stacked, with arguments, as any expression.
import functools


def trace(f):
    @functools.wraps(f)
    def wrapper(*args, **kwargs):
        print('call', f.__name__, args, kwargs)
        result = f(*args, **kwargs)
        print('result', result)
        return result
    return wrapper


@trace
def add(a, b=2):
    """Adds."""
    return a + b


print(add(1), add(1, b=5), add.__name__, add.__doc__, add.__wrapped__(1, 1))


def repeat(n):
    def decorate(f):
        def wrapper(*args): return [f(*args) for _ in range(n)]
        return wrapper
    return decorate


@repeat(2)
@repeat(3)
def one(): return 1


print(one())
order = []


def mark(name):
    order.append('eval ' + name)

    def apply(f):
        order.append('apply ' + name)
        return f
    return apply


@mark('first')
@mark('second')
def f(default=order.append('default')): pass


print(order)


class Registry:
    def __init__(self): self.items = {}

    def __call__(self, f):
        self.items[f.__name__] = f
        return f

    def named(self, name): return lambda f: self.items.setdefault(name, f)


registry = Registry()


@registry
def handler(): return 'handled'


@registry.named('other')
def another(): return 'another'


print(sorted(registry.items), registry.items['other']())


class CountCalls:
    def __init__(self, f): functools.update_wrapper(self, f); self.f, self.n = f, 0
    def __call__(self, *a): self.n += 1; return self.f(*a)


@CountCalls
def counted(x): return x * 2


print(counted(2), counted(3), counted.n, counted.__name__)


def singleton(cls): return cls()


@singleton
class Config:
    value = 5
    def get(self): return self.value


print(Config.get())


@(lambda f: 'replaced')
def gone(): pass


print(gone)
decorators = [trace]


@decorators[0]
def indexed(): return 'indexed'


indexed()


class Methods:
    @trace
    def method(self): return 'method'

    @staticmethod
    @trace
    def static(): return 'static'

    @classmethod
    @trace
    def klass(cls): return cls.__name__

    @property
    @functools.lru_cache
    def cached(self): print('computing'); return 42

    def __repr__(self): return 'Methods()'


m = Methods()
m.method()
m.static()
m.klass()
print(m.cached, m.cached)


@functools.singledispatch
def kind(x): return 'object'


@kind.register
def _(x: int): return 'int'


@kind.register(list)
def _(x): return 'list of ' + ','.join(kind(i) for i in x)


print(kind(1), kind([1, 'a']), kind(2.5), kind(True))


@functools.total_ordering
class Version:
    def __init__(self, n): self.n = n
    def __eq__(self, o): return self.n == o.n
    def __lt__(self, o): return self.n < o.n


print(Version(1) <= Version(2), Version(2) >= Version(3), Version(1) > Version(0))
