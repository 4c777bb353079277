# Numbers: matrices, rationals, polynomials, primes, big integers, numeric integration.
from fractions import Fraction


class Matrix:
    def __init__(self, rows): self.rows = [list(r) for r in rows]
    def __matmul__(self, o): return Matrix([[sum(a * b for a, b in zip(r, c)) for c in zip(*o.rows)] for r in self.rows])
    def __add__(self, o): return Matrix([[a + b for a, b in zip(x, y)] for x, y in zip(self.rows, o.rows)])
    def __eq__(self, o): return self.rows == o.rows
    def __repr__(self): return 'Matrix(' + ', '.join(str([str(v) for v in r]) for r in self.rows) + ')'
    def __getitem__(self, at): return self.rows[at[0]][at[1]]

    def __pow__(self, n):
        result, base = Matrix.identity(len(self.rows)), self
        while n:
            if n & 1: result = result @ base
            base, n = base @ base, n >> 1
        return result

    @staticmethod
    def identity(n): return Matrix([[int(i == j) for j in range(n)] for i in range(n)])

    @property
    def T(self): return Matrix(zip(*self.rows))

    def determinant(self):
        m, sign, result = [[Fraction(v) for v in r] for r in self.rows], 1, Fraction(1)
        for i in range(len(m)):
            pivot = next((r for r in range(i, len(m)) if m[r][i]), None)
            if pivot is None:
                return Fraction(0)
            if pivot != i:
                m[i], m[pivot], sign = m[pivot], m[i], -sign
            result *= m[i][i]
            for r in range(i + 1, len(m)):
                factor = m[r][i] / m[i][i]
                m[r] = [a - factor * b for a, b in zip(m[r], m[i])]
        return sign * result


fib = Matrix([[1, 1], [1, 0]])
print((fib ** 10)[0, 1], (fib ** 300)[0, 1])
m = Matrix([[2, 0, 1], [1, 3, 2], [1, 1, 4]])
print(m @ m.T, m.determinant(), Matrix([[1, 2], [2, 4]]).determinant(), m @ Matrix.identity(3) == m)


class Polynomial:
    def __init__(self, *c): self.c = c
    def __call__(self, x):
        total = 0
        for c in reversed(self.c):
            total = total * x + c
        return total
    def __mul__(self, o):
        out = [0] * (len(self.c) + len(o.c) - 1)
        for i, a in enumerate(self.c):
            for j, b in enumerate(o.c):
                out[i + j] += a * b
        return Polynomial(*out)
    def derivative(self): return Polynomial(*(i * c for i, c in enumerate(self.c))[1:] if False else tuple(i * c for i, c in enumerate(self.c))[1:])
    def __str__(self): return ' + '.join(f'{c}x^{i}' for i, c in enumerate(self.c) if c)


p = Polynomial(-2, 0, 1)
x = Fraction(1)
for _ in range(5):
    x -= p(x) / p.derivative()(x)
print(x, float(x), p * p, p.derivative())


def is_prime(n):
    if n < 2: return False
    for q in (2, 3, 5, 7, 11, 13, 17, 19, 23, 29, 31, 37):
        if n % q == 0: return n == q
    d, s = n - 1, 0
    while d % 2 == 0: d, s = d // 2, s + 1
    for a in (2, 3, 5, 7, 11, 13, 17, 19, 23, 29, 31, 37):
        y = pow(a, d, n)
        if y in (1, n - 1): continue
        for _ in range(s - 1):
            y = y * y % n
            if y == n - 1: break
        else:
            return False
    return True


print([n for n in range(2 ** 61 - 50, 2 ** 61 + 50) if is_prime(n)], is_prime(2 ** 127 - 1), is_prime(2 ** 128 + 1))


def pi_digits(n):
    q, r, t, k, d, l, out = 1, 0, 1, 1, 3, 3, []
    while len(out) < n:
        if 4 * q + r - t < d * t:
            out.append(d)
            q, r, d = 10 * q, 10 * (r - d * t), 10 * (3 * q + r) // t - 10 * d
        else:
            q, r, t, k, d, l = q * k, (2 * q + r) * l, t * l, k + 1, (q * (7 * k + 2) + r * l) // (t * l), l + 2
    return ''.join(map(str, out))


print(pi_digits(60))
h = 1 / 1000
print(round(sum(4 / (1 + ((i + 0.5) * h) ** 2) for i in range(1000)) * h, 9))
print(pow(3, 10 ** 6, 10 ** 9 + 7), 7 ** 77 % 10 ** 9, (10 ** 50 + 1) // 7 ** 5, hex(3 ** 100), divmod(-10 ** 30, 7 ** 11))
