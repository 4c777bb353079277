# Values from special methods that lie about their types or sizes; mutation under the interpreter's feet.
def attempt(name, call):
    try:
        value = call()
        print(name, 'gave', type(value).__name__)
    except BaseException as e:
        print(name, type(e).__name__ + ':', e)


class Lies:
    def __len__(self): return 10 ** 30
    def __index__(self): return 10 ** 30
    def __hash__(self): return 10 ** 30
    def __iter__(self): return self
    def __next__(self): raise StopIteration
    def __length_hint__(self): return 10 ** 30
    def __getitem__(self, i): raise IndexError
    def __class_getitem__(cls, k): return None
    def __instancecheck__(self, x): return 'maybe'
    def __bool__(self): return 2
    def __contains__(self, x): raise KeyError(x)
    def __eq__(self, o): return NotImplemented
    def __getattribute__(self, n): return object.__getattribute__(self, n)
    def __set_name__(self, o, n): raise ValueError('set name')
    def __format__(self, s): return 5
    def __dir__(self): return 5
    def __fspath__(self): return 5
    def __enter__(self): return self
    __exit__ = 5
    def __reduce_ex__(self, p): return 5
    def __subclasshook__(cls, c): return 1 / 0
    def __await__(self): return self
    def __aiter__(self): return self
    def __missing__(self, k): return k
    def keys(self): return 5
    def __round__(self, n=0): return 'rounded'


x = Lies()
attempt('len', lambda: len(x))
attempt('index', lambda: [1][x])
attempt('repeat', lambda: [1] * x)
attempt('hash', lambda: hash(x) == hash(10 ** 30))
attempt('list', lambda: list(x))
attempt('bool', lambda: bool(x))
attempt('in', lambda: 1 in x)
attempt('isinstance', lambda: isinstance(1, x))
attempt('format', lambda: f'{x}')
attempt('dir', lambda: dir(x))
attempt('open', lambda: open(x))
attempt('range', lambda: range(x))
attempt('chr', lambda: chr(x))
attempt('bytes', lambda: bytes(x))
attempt('dict', lambda: dict(x))
attempt('kwargs', lambda: (lambda **k: k)(**x))
attempt('star', lambda: (lambda *a: a)(*x))
attempt('round', lambda: round(x))
attempt('slice', lambda: 'abc'[x:])
attempt('copy', lambda: __import__('copy').copy(x))
attempt('next', lambda: next(x))
attempt('int', lambda: int(x))
attempt('float', lambda: float(x))


class Mutating(list):
    def __iter__(self):
        for i in range(5):
            self.clear()
            yield i


m = Mutating([1, 2, 3])
print(list(m), m)
d = {i: i for i in range(10)}


class Key:
    def __init__(self, n): self.n = n
    def __hash__(self): return 1

    def __eq__(self, other):
        keys.clear()
        return False


keys = {}
for i in range(5):
    keys[Key(i)] = i
print(len(keys) <= 5)
items = [3, 1, 2]


class Sorter:
    def __init__(self, n): self.n = n

    def __lt__(self, other):
        sortees.append(1)
        return self.n < other.n


sortees = [Sorter(i) for i in (3, 1, 2)]
attempt('sort mutation', sortees.sort)
values = list(range(10))
for v in values:
    values.remove(v)
print(values)
s = {1, 2, 3}
attempt('set mutation', lambda: [s.add(v + 10) for v in s])


class Slot:
    def __index__(self):
        target.clear()
        return 0


target = [1, 2, 3]
attempt('index clears', lambda: target[Slot()])
target = [1, 2, 3]


def store(): target[Slot()] = 5


attempt('store clears', store)
target = bytearray(b'abc')
attempt('bytearray clears', lambda: target.__setitem__(Slot(), 1))
target = [1, 2, 3]
attempt('slice clears', lambda: target[Slot():3])
target = [1, 2, 3]
attempt('insert clears', lambda: target.insert(Slot(), 9))
print(target)


class Weird(int):
    def __eq__(self, o): raise ValueError('eq')
    __hash__ = int.__hash__


attempt('dict eq', lambda: {Weird(1): 1, Weird(1): 2})
attempt('list index', lambda: [Weird(1)].index(2))
attempt('count', lambda: [Weird(1), 2].count(3))
g = (i for i in range(3))
attempt('generator in itself', lambda: (g := (next(g) for _ in range(2))) and list(g))
import sys
attempt('frame clear', lambda: sys._getframe().clear())
attempt('code args', lambda: exec((lambda x: x).__code__))
attempt('closure exec', lambda: exec((lambda: x).__code__) if False else exec((lambda y: lambda: y)(1).__code__))
attempt('bad bytes decode', lambda: b'\xff'.decode('utf-16-le'))
attempt('del builtins', lambda: (lambda: __builtins__)())
attempt('type confusion', lambda: str.join(5, []))
attempt('unbound', lambda: dict.update([], {}))
attempt('object new', lambda: object.__new__(list))
attempt('int new', lambda: int.__new__(bool, 5))
attempt('super abuse', lambda: super(int, 5).nothing)
attempt('set class', lambda: setattr(5, '__class__', str))
attempt('dict assign', lambda: setattr(Lies(), '__dict__', 5))
attempt('slots', lambda: type('S', (), {'__slots__': [5]}))
attempt('mro', lambda: type('M', (type,), {'mro': lambda c: 5})('X', (), {}))
attempt('prepare', lambda: type('M', (type,), {'__prepare__': classmethod(lambda *a: 5)}) and exec('class X(metaclass=type("M", (type,), {"__prepare__": classmethod(lambda *a: 5)})): pass'))
