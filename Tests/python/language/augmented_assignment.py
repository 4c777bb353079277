# Augmented assignment: single evaluation of targets, in-place methods, order, all operators.
log = []


def tell(name, value):
    log.append(name)
    return value


class Box:
    def __init__(self): self.items = {'k': 1}; self.attr = 10
    def __getitem__(self, k): log.append(f'get {k}'); return self.items[k]
    def __setitem__(self, k, v): log.append(f'set {k}={v}'); self.items[k] = v


box = Box()
tell('container', box)[tell('key', 'k')] += tell('value', 5)
print(log, box.items)
log.clear()
tell('object', box).attr -= tell('value', 3)
print(log, box.attr)
x = [1, 2]
y = x
x += (3,)
x *= 2
print(y is x, y)
t = (1,)
u = t
t += (2,)
print(t, u)
s = {1}
r = s
s |= {2}
s &= {2, 3}
s ^= {5}
s -= {2}
print(r is s, s)
d = {'a': 1}
d |= {'b': 2}
print(d)
n = 7
for op in ('+=', '-=', '*=', '//=', '%=', '**=', '<<=', '>>=', '&=', '|=', '^='):
    scope = {'n': n}
    exec(f'n {op} 3', scope)
    print(op, scope['n'], end='  ')
print()
f = 7.0
f /= 2
f //= 1
f **= 2
print(f)
text = 'a'
text += 'b'
text *= 3
print(text)


class InPlace:
    def __init__(self): self.calls = []


for name in ('add', 'sub', 'mul', 'matmul', 'truediv', 'floordiv', 'mod', 'pow', 'lshift', 'rshift', 'and', 'or', 'xor'):
    def method(self, other, name=name):
        self.calls.append((name, other))
        return self
    setattr(InPlace, f'__i{name}__', method)
i = InPlace()
i += 1; i -= 2; i *= 3; i @= 4; i /= 5; i //= 6; i %= 7; i **= 8; i <<= 9; i >>= 10; i &= 11; i |= 12; i ^= 13
print(i.calls)


def local():
    v = 1
    def inner():
        nonlocal v
        v += 5
        return v
    return inner(), v


print(local())
matrix = [[0] * 2 for _ in range(2)]
matrix[0][1] += 5
matrix[1][0] -= 1
print(matrix)
a = b = [0]
a[0], b = 5, a
print(a, b)


def error(call):
    try:
        call()
    except Exception as e:
        print(type(e).__name__ + ':', e)


def bad_tuple():
    t = ([],)
    t[0] += [1]


def bad_str():
    s = 'a'
    s += 1


def bad_none():
    n = None
    n += 1


def unbound():
    q += 1


def bad_in_place():
    x = [1]
    x += 5


for f in (bad_tuple, bad_str, bad_none, unbound, bad_in_place):
    error(f)
values = [3]
values[-1] += 1
values[:1] += [9]
print(values)
class K: count = 0
k = K()
k.count += 1
print(k.count, K.count, vars(k))
