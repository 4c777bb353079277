# Operators and protocols on user classes, reflected operands, NotImplemented, in-place fallbacks.
class Num:
    def __init__(self, v): self.v = v
    def __repr__(self): return f'Num({self.v})'
    def __str__(self): return f'<{self.v}>'
    def __format__(self, spec): return f'fmt[{spec}]{self.v}'
    def __bool__(self): return self.v != 0
    def __len__(self): return 3
    def __hash__(self): return hash(self.v)
    def __eq__(self, o): return self.v == (o.v if isinstance(o, Num) else o)
    def __lt__(self, o): return self.v < o.v if isinstance(o, Num) else NotImplemented
    def __add__(self, o): return Num(self.v + (o.v if isinstance(o, Num) else o)) if isinstance(o, (Num, int)) else NotImplemented
    def __radd__(self, o): return Num(o + self.v)
    def __neg__(self): return Num(-self.v)
    def __pos__(self): return 'pos'
    def __invert__(self): return 'inv'
    def __abs__(self): return Num(abs(self.v))
    def __int__(self): return self.v
    def __float__(self): return float(self.v)
    def __complex__(self): return complex(self.v, 1)
    def __index__(self): return self.v
    def __round__(self, n=None): return ('round', n)
    def __trunc__(self): return 'trunc'
    def __floor__(self): return 'floor'
    def __ceil__(self): return 'ceil'
    def __divmod__(self, o): return ('divmod', o)
    def __pow__(self, o, m=None): return ('pow', o, m)
    def __call__(self, *a, **k): return ('call', a, k)
    def __contains__(self, x): return x == self.v
    def __getitem__(self, k): return ('item', k)
    def __iter__(self): return iter([self.v, self.v])
    def __reversed__(self): return ['reversed']
    def __bytes__(self): return b'bytes'
    def __dir__(self): return ['z', 'a']
    def __sizeof__(self): return 123


n = Num(5)
print(n, repr(n), f'{n:>10}', f'{n!r}', '%s %r' % (n, n), '{:x}'.format(n))
print(bool(n), bool(Num(0)), len(n), hash(n) == hash(5), n == 5, n != 5, n == Num(5), 5 == n, n < Num(6), Num(6) > n)
print(n + 1, 1 + n, n + n, -n, +n, ~n, abs(Num(-3)), int(n), float(n), complex(n))
print(round(n), round(n, 2), divmod(n, 2), n ** 2, pow(n, 2, 3), n(1, a=2), 5 in n, 6 in n)
print(n[1], n[1:2], n[1, 2], n[...], n[::2], list(n), reversed(n), bytes(n), dir(n))
print([10, 11, 12, 13, 14, 15][n], hex(n), range(n), 'abc' * Num(2))
import math
print(math.trunc(n), math.floor(n), math.ceil(n), math.sqrt(Num(16)))


def error(call):
    try:
        print(call())
    except Exception as e:
        print(type(e).__name__ + ':', e)


error(lambda: n < 5)
error(lambda: n + 'x')
error(lambda: n - 1)
error(lambda: n[1:2] + 1)


class Left:
    def __add__(self, o): return 'left add'
    def __eq__(self, o): print('left eq'); return NotImplemented
    def __lt__(self, o): print('left lt'); return NotImplemented
    def __sub__(self, o): print('left sub'); return NotImplemented


class Right(Left):
    def __radd__(self, o): return 'right radd first'
    def __eq__(self, o): print('right eq'); return NotImplemented
    def __gt__(self, o): print('right gt'); return 'reflected'
    def __rsub__(self, o): return 'right rsub'


l, r = Left(), Right()
print(l + r, r + l, l == r, l < r, l - r)
error(lambda: l - 1)
error(lambda: l < 1)


class InPlace:
    def __init__(self): self.log = []
    def __iadd__(self, o): self.log.append(o); return self
    def __mul__(self, o): return 'mul fallback'
    def __isub__(self, o): return NotImplemented
    def __sub__(self, o): return 'sub fallback'


i = InPlace()
i += 1
i += 'two'
print(i.log)
j = i
j *= 2
print(j)
i -= 1
print(i)


class Broken:
    def __bool__(self): return 'yes'
    def __len__(self): return -1
    def __str__(self): return 5
    def __repr__(self): return None
    def __hash__(self): return 'x'
    def __index__(self): return 1.5
    def __int__(self): return 'x'
    def __iter__(self): return 5
    def __format__(self, s): return 5
    def __float__(self): return 1
    def __contains__(self, x): return []


x = Broken()
for f in (bool, len, str, repr, hash, int, iter, format, float):
    error(lambda: f(x))
error(lambda: [1, 2][x])
print(1 in x)


class LenOnly:
    def __init__(self, n): self.n = n
    def __len__(self): return self.n


print(bool(LenOnly(0)), bool(LenOnly(2)))
error(lambda: len(LenOnly('a')))
error(lambda: len(LenOnly(1 << 80)))


class OldIteration:
    def __getitem__(self, i):
        if i == 3: raise IndexError
        return i * 10


print(list(OldIteration()), 20 in OldIteration(), 25 in OldIteration())


class NoHash:
    def __eq__(self, o): return True


error(lambda: hash(NoHash()))
error(lambda: {NoHash(): 1})


class Unsupported:
    __add__ = None
    __iter__ = None
    __contains__ = None
    __hash__ = None


error(lambda: Unsupported() + 1)
error(lambda: list(Unsupported()))
error(lambda: 1 in Unsupported())
