# Every operator of a weak proxy is its object's own.
import operator
import weakref


class C:
    def __init__(self, n):
        self.n = n

    def __repr__(self):
        return f'C({self.n})'

    def __int__(self):
        return 7


def define(name):
    setattr(C, f'__{name}__', lambda self, *a: (name, *a))
    setattr(C, f'__r{name}__', lambda self, *a: ('r' + name, *a))
    setattr(C, f'__i{name}__', lambda self, *a: ('i' + name, *a))


names = 'add sub mul matmul truediv floordiv mod lshift rshift and xor or pow'.split()
for name in names + ['divmod']:
    define(name)
for name in 'neg pos abs invert'.split():
    setattr(C, f'__{name}__', lambda self, name=name: name)
c = C(1)
p = weakref.proxy(c)
for name in names:
    f = getattr(operator, name + '_' if name in ('and', 'or') else name)
    print(name, f(p, 2), f(3, p), getattr(operator, 'i' + name)(p, 4), f(p, p))
print(divmod(p, 2), divmod(2, p), pow(p, 2, 3), -p, +p, abs(p), ~p, int(p))
del c
