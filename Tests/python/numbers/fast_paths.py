"""Edges of the interpreter's short cuts for numbers: overflow, signed zeros, exactness, subclasses."""

BIG = 2 ** 61 - 1
INF = float('inf')
NAN = float('nan')


def arithmetic(a, b):
    results = []
    for f in (lambda: a + b, lambda: a - b, lambda: a * b, lambda: a / b, lambda: a // b, lambda: a % b):
        try:
            results.append(repr(f()))
        except Exception as error:
            results.append(type(error).__name__ + ': ' + str(error))
    print(a, b, *results, sep=' | ')


numbers = [0, 1, -1, 3, -7, 8, BIG, -BIG - 1, BIG + 1, 2 ** 53, 2 ** 53 + 1, -(2 ** 53) - 1, 2 ** 60,
           0.0, -0.0, 0.5, -2.5, 1e300, 1e-300, 5e-324, INF, -INF, NAN, True, False]
for a in numbers:
    for b in numbers:
        arithmetic(a, b)


def immediates(a):
    results = []
    for f in (lambda: a / 3, lambda: a / 2, lambda: a / -4, lambda: a / 0, lambda: a // 8, lambda: a % 8, lambda: a // 1, lambda: a % 1,
              lambda: a // 7, lambda: a % 7, lambda: a // -2, lambda: a % -2, lambda: 2 * a, lambda: 1 - a, lambda: a + 1, lambda: a ** 2):
        try:
            results.append(repr(f()))
        except Exception as error:
            results.append(type(error).__name__ + ': ' + str(error))
    print(a, *results, sep=' | ')
    flags = ''
    if a < 3: flags += '<'
    if a <= 3: flags += '<='
    if a > 3: flags += '>'
    if a >= 3: flags += '>='
    if a == 3: flags += '='
    if a != 3: flags += '!'
    if not a < 3: flags += ' not<'
    if not a >= 3: flags += ' not>='
    print(flags)


for a in numbers + [3.0, 2.9999999999999996, 3.0000000000000004]:
    immediates(a)


def inplace(a, b):
    results = []
    x = a
    x += b
    results.append(x)
    x = a
    x -= b
    results.append(x)
    x = a
    x *= b
    results.append(x)
    x = a
    if b:
        x /= b
        results.append(x)
    print(results)


for a in (1, 2.5, BIG, -0.0):
    for b in (3, 0.25, BIG, 0, True):
        inplace(a, b)

# int and float are compared as exact numbers
for i in (2 ** 53 - 1, 2 ** 53, 2 ** 53 + 1, 2 ** 60, 2 ** 60 + 1, 0, -1):
    f = float(i)
    for x, y in ((i, f), (f, i), (i, f + 0.5), (i, NAN), (NAN, i), (i, INF), (-INF, i)):
        print(x < y, x <= y, x == y, x != y, x > y, x >= y, end=' ')
    print()

# powers of floats
for a, b in ((2.0, 0.5), (2.0, -1.5), (0.0, 0.0), (-8.0, 2.0), (1e200, 2.0), (1e-200, 2.0), (1.0, 1e308)):
    try:
        print(a, b, repr(a ** b))
    except Exception as error:
        print(a, b, type(error).__name__, error)
try:
    0.0 ** -1.0
except ZeroDivisionError as error:
    print(error)
print((-8.0) ** 0.5)


class Int(int):
    def __add__(self, other):
        return 'Int.__add__'

    def __radd__(self, other):
        return 'Int.__radd__'

    def __truediv__(self, other):
        return 'Int.__truediv__'

    def __lt__(self, other):
        return 'Int.__lt__'

    def __gt__(self, other):
        return 'Int.__gt__'


class Float(float):
    def __rmul__(self, other):
        return 'Float.__rmul__'

    def __pow__(self, other):
        return 'Float.__pow__'


print(Int(1) + 1, 1 + Int(1), 1.5 + Int(1), Int(1) / 2, Int(1) < 2, 2.5 < Int(1), Int(1) > 2.5)
print(2 * Float(3), 2.0 * Float(3), Float(2) ** 2.0, Float(2) * 2)
