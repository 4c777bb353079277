# Chains of arithmetic whose operands change their types from one run to the next: floats, ints, extreme floats, other objects.
import sys


class N:
    def __init__(self, name):
        self.name = name

    def __add__(self, other):
        return N('(%s+%s)' % (self.name, show(other)))

    def __radd__(self, other):
        return N('(%s+%s)' % (show(other), self.name))

    def __sub__(self, other):
        return N('(%s-%s)' % (self.name, show(other)))

    def __rsub__(self, other):
        return N('(%s-%s)' % (show(other), self.name))

    def __mul__(self, other):
        return N('(%s*%s)' % (self.name, show(other)))

    def __rmul__(self, other):
        return N('(%s*%s)' % (show(other), self.name))

    def __iadd__(self, other):
        return N('(%s+=%s)' % (self.name, show(other)))


def show(x):
    return x.name if isinstance(x, N) else repr(x)


def chains(a, b, c):
    yield a + b + c
    yield a + (b + c)
    yield a + b - c
    yield c - (a + b)
    yield (a + b) * c
    yield c * (a + b)
    yield a - b + c
    yield c + (a - b)
    yield a - b - c
    yield c - (a - b)
    yield (a - b) * c
    yield c * (a - b)
    yield a * b + c
    yield c + a * b
    yield a * b - c
    yield c - a * b
    yield a * b * c
    yield c * (a * b)
    t = a * b
    yield t + t
    yield t * t
    yield t - t
    c += a * b
    yield c
    c -= a - b
    yield c
    c *= a + b
    yield c
    yield t


values = [1.5, 2, -0.0, 1e200, 1e-200, float('inf'), float('nan'), N('n'), True, 1 << 70, 3, 0.1]
for i, a in enumerate(values):
    for j, b in enumerate(values):
        c = values[(i * 5 + j) % len(values)]
        shown = []
        steps = chains(a, b, c)
        while True:
            try:
                shown.append(show(next(steps)))
            except StopIteration:
                break
            except OverflowError as error:
                shown.append(str(error))
                break
        print(i, j, *shown[:8], '' if len(shown) < 9 else hash(tuple(s for s in shown if s != 'nan')) and len(shown))


def items(v, x, y):
    v[0] += x * y
    v[1] -= x * y
    v[2] += y * y
    return v


print(items([1.0, 2.0, 3.0], 1.5, 2.0), items([1, 2, 3], 2, 5), [show(v) for v in items([1.0, 2, N('z')], 0.5, 4)], items([1e300, -1e300, 0.0], 1e200, 1e200))
try:
    items([1.0, 2.0], 1.0, 2.0)
except IndexError as error:
    print(error, error.__traceback__.tb_next.tb_lineno - items.__code__.co_firstlineno)
try:
    items((1.0, 2.0), 1.0, 2.0)
except TypeError as error:
    print(error)
print(items([1.0, 2.0, 3.0], 1.5, 2.0))


def walrus(v, x, y):
    v[0] += (p := x * y)
    return v, p


print(walrus([1.0], 2.0, 3.0))


def nested(a, i, j):
    return a[i][j]


rows = [[1, 2], (3, 4), 'ab', {0: 5, 1: 6}]
print([nested(rows, i, j) for i in range(-4, 4) for j in range(2)])
for arguments in ((rows, 9, 0), (rows, 0, 9), (rows, 'x', 0), ([5], 0, 0), (5, 0, 0)):
    try:
        nested(*arguments)
    except (TypeError, IndexError) as error:
        print(type(error).__name__, error)


def moves(a, b, c):
    x = a
    y = x
    z = y
    a = b
    b = a
    c = b
    return x, y, z, a, b, c


print(moves(1, 2, 3))


def lines(a, b, c):
    t = a * b
    u = t + c
    x = a
    y = x
    return u


events = []


def trace(frame, event, argument):
    if frame.f_code is lines.__code__:
        events.append((event, frame.f_lineno - lines.__code__.co_firstlineno))
    return trace


lines(1.0, 2.0, 3.0)
sys.settrace(trace)
lines(1.0, 2.0, 3.0)
sys.settrace(None)
print(events)
