# fractions: construction, arithmetic, conversions, errors.
def error(call):
    try:
        print(call())
    except Exception as e:
        print(type(e).__name__ + ":", e)


import math
from decimal import Decimal
from fractions import Fraction as F

print(F(1, 3), F(6, -4), F('3/7'), F(' -1.25e-1 '), F(0.5), F(Decimal('1.1')), F(), F(F(1, 2), 3), F(5), repr(F(1, 2)), F('0.1'), F(0.1), F('1_0/3'))
a, b = F(1, 3), F(1, 6)
print(a + b, a - b, a * b, a / b, a // b, a % b, a ** 2, a ** -2, a ** 0.5, 2 ** F(2), 1 + a, a * 3, 1 / a, a + 0.5, -a, abs(-a), divmod(F(7, 2), F(1, 2)), F(4) ** F(1, 2), F(-7, 2) // 1, F(-7, 2) % 2)
print(a == F(2, 6), a < b, a == 1 / 3, F(1, 2) == 0.5, F(2) == 2, hash(F(1, 2)) == hash(0.5), hash(F(3)) == hash(3), bool(F(0)), sorted([F(1, 2), 0.3, 1]), a.numerator, a.denominator, F(1, 2) > 0.25)
print(float(a), int(F(7, 2)), round(F(5, 2)), round(F(7, 3), 2), math.floor(F(-1, 2)), math.ceil(F(1, 2)), math.trunc(F(-7, 2)), F(3.141592653589793).limit_denominator(100), F(1, 3).as_integer_ratio(), complex(a), F.from_float(0.25), F.from_decimal(Decimal('0.75')), sum([a, b, F(1, 2)]), str(F(4, 2)), f'{F(1, 3)}')
error(lambda: F(1, 0))
error(lambda: F('x'))
error(lambda: F('1/0'))
error(lambda: F(1.5, 2))
error(lambda: F('1', 2))
error(lambda: F(float('nan')))
error(lambda: F(float('inf')))
error(lambda: F(1) / 0)
error(lambda: F([]))
error(lambda: a < 'x')
error(lambda: F(0) ** -1)
error(lambda: F(1, 2).limit_denominator(0))
print(sum(F(1, n) for n in range(1, 30)), F(10 ** 30, 10 ** 29 * 3), math.gcd(12, 8))
