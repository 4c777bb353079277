# Recursion too deep, of every kind, is a RecursionError and never a crash.
import sys


def attempt(name, call):
    try:
        result = call()
        print(name, 'returned', type(result).__name__)
    except RecursionError as e:
        print(name, 'RecursionError:', str(e)[:32])
    except Exception as e:
        print(name, type(e).__name__)


def plain(): return plain()
def mutual_a(): return mutual_b()
def mutual_b(): return mutual_a()


class Recursive:
    def __repr__(self): return repr(self)
    def __str__(self): return str(self)
    def __getattr__(self, name): return getattr(self, name + 'x')
    def __eq__(self, other): return self == other
    def __hash__(self): return hash(self)
    def __add__(self, other): return self + other
    def __call__(self): return self()
    def __getitem__(self, k): return self[k]
    def __len__(self): return len(self)
    def __bool__(self): return bool(self)
    def __iter__(self): return iter(self)
    def __contains__(self, x): return x in self
    def __format__(self, spec): return format(self, spec)
    def __lt__(self, o): return sorted([self, o])
    @property
    def prop(self): return self.prop
    def method(self): return self.method()
    def gen(self): yield from self.gen()
    def __enter__(self):
        with self: pass
    def __exit__(self, *a): pass


r = Recursive()
attempt('plain', plain)
attempt('mutual', mutual_a)
attempt('lambda', lambda: (lambda f: f(f))(lambda f: f(f)))
attempt('repr', lambda: repr(r))
attempt('str', lambda: str(r))
attempt('getattr', lambda: r.anything)
attempt('eq', lambda: r == 1)
attempt('hash', lambda: hash(r))
attempt('add', lambda: r + 1)
attempt('call', lambda: r())
attempt('getitem', lambda: r[0])
attempt('len', lambda: len(r))
attempt('bool', lambda: bool(r))
attempt('iter', lambda: iter(r))
attempt('contains', lambda: 1 in r)
attempt('format', lambda: f'{r}')
attempt('sorted', lambda: sorted([r, r]))
attempt('property', lambda: r.prop)
attempt('method', lambda: r.method())
attempt('generator', lambda: list(r.gen()))
attempt('with', r.__enter__)
attempt('map', lambda: (lambda f: f(f))(lambda f: list(map(f, [f]))))
attempt('sort key', lambda: (lambda f: f(f))(lambda f: sorted([f], key=f)))
attempt('comprehension', lambda: (lambda f: f(f))(lambda f: [f(f) for _ in [0]]))
attempt('exec', lambda: exec('def f(): exec("f()", globals())\nf()', {}) or 1)
attempt('class body', lambda: exec('def f():\n class C: x = f()\nf()', {}))


def nested(kind, depth):
    value = kind()
    for _ in range(depth):
        outer = [value] if kind is list else (value,) if kind is tuple else {'k': value}
        value = outer
    return value


deep = nested(list, 100000)
attempt('repr of deep list', lambda: repr(deep))
attempt('compare deep lists', lambda: deep == nested(list, 100000))
try:
    hash(nested(tuple, 100000))
except RecursionError:
    pass
print('hash of deep tuple survived')
attempt('repr of deep dict', lambda: repr(nested(dict, 100000)))
print('del of deep structure')
del deep
link = None
for _ in range(200000):
    link = (link,)
del link
gen = (x for x in ())
import itertools
for _ in range(20000):
    gen = itertools.chain(gen, ())
attempt('deep chain', lambda: 'many' if isinstance(list(gen), list) else '') if False else print('chains made')
del gen
sys.setrecursionlimit(100)
attempt('low limit', plain)
sys.setrecursionlimit(5000)


def count(n): return 0 if n == 0 else 1 + count(n - 1)


print(count(4500))
sys.setrecursionlimit(1000)


def finally_chain(n):
    try:
        finally_chain(n + 1)
    finally:
        pass


attempt('finally', lambda: finally_chain(0))


def catches():
    try:
        catches()
    except RecursionError:
        return 'caught inside'


print(catches())


def depth():
    try:
        return 1 + depth()
    except RecursionError:
        return 0


print(900 < depth() < 1000)
print('alive')
