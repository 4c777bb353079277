# Binary operators whose methods are Python functions: NotImplemented, subclasses, reflected and in-place methods, exceptions, generators.
class V:
    def __init__(self, x):
        self.x = x

    def __add__(self, other):
        calls.append('V.add')
        if not isinstance(other, V):
            return NotImplemented
        return V(self.x + other.x)

    def __sub__(self, other):
        return ('sub', self.x, other)

    def __mul__(self, other):
        raise ValueError(other)

    def __truediv__(self, other, more=3):
        return self.x, other, more


class W(V):
    def __radd__(self, other):
        calls.append('W.radd')
        return 'W.radd'


class X:
    def __radd__(self, other):
        calls.append('X.radd')
        return NotImplemented if other.x > 5 else 'X.radd'

    def __rsub__(self, other):
        return 'never'


class Y:
    def __add__(self, other):
        return NotImplemented

    def __radd__(self, other):
        return 'never for its own kind'

    def __iadd__(self, other):
        calls.append('Y.iadd')
        return self


def attempt(f, *arguments):
    calls.clear()
    try:
        result = f(*arguments)
        if isinstance(result, V):
            result = ('V', result.x)
        elif isinstance(result, Y):
            result = 'Y'
    except Exception as error:
        result = type(error).__name__, str(error), error.__traceback__.tb_next.tb_lineno - f.__code__.co_firstlineno
    print(result, calls)


def add(a, b):
    return a + b


def sub(a, b): return a - b
def mul(a, b): return a * b
def div(a, b): return a / b


def iadd(a, b):
    a += b
    return a


def isub(a, b):
    a -= b
    return a


calls = []
for pair in ((V(1), V(2)), (V(1), 2), (V(1), W(2)), (W(1), V(2)), (W(1), W(2)), (V(1), X()), (V(7), X()), (Y(), Y()), (Y(), 1), (V(1), 'text'),
             (V(1), [1]), ([1], V(1)), (V(1), 1.5), (V(1), None), (V(1), 1 << 80)):
    attempt(add, *pair)
    attempt(iadd, *pair)
attempt(sub, V(1), 'x')
attempt(isub, V(1), 3)
attempt(mul, V(1), 3)
attempt(div, V(1), 3)


def generate():
    v = V(1)
    for i in range(3):
        v = v + V(i)
        yield v.x
        yield v - i


print(list(generate()))


class R:
    def __add__(self, other):
        return self + other


try:
    R() + R()
except RecursionError:
    print('RecursionError')
total = V(0)
for i in range(1000):
    total += V(i)
print(total.x)
print(sum([V(1), V(2)], V(3)).x, V(1) + V(2) - 5)
