# math: all functions with ordinary, extreme and bad arguments.
def error(call):
    try:
        print(call())
    except Exception as e:
        print(type(e).__name__ + ":", e)


import math

print(math.pi, math.e, math.tau, math.inf, math.nan)
for name in ('ceil', 'floor', 'trunc', 'sqrt', 'exp', 'log', 'log2', 'log10', 'log1p', 'expm1', 'sin', 'cos', 'tan', 'asin', 'acos', 'atan', 'sinh', 'cosh', 'tanh', 'asinh', 'acosh', 'atanh', 'degrees', 'radians', 'fabs', 'gamma', 'lgamma', 'erf', 'erfc', 'modf', 'frexp', 'isnan', 'isinf', 'isfinite', 'cbrt', 'exp2', 'ulp'):
    row = []
    for x in (0.5, 2, -1.5, 0, 1, 1000.0, math.inf, -math.inf, math.nan):
        try:
            v = getattr(math, name)(x)
            row.append(f'{v:.12g}' if isinstance(v, float) else repr(v))
        except (ValueError, OverflowError) as e:
            row.append(f'{type(e).__name__}({e})')
    print(name, *row)
print(math.atan2(1, -1), math.atan2(0.0, -0.0), math.hypot(3, 4), math.hypot(1, 2, 2), math.hypot(), math.dist([1, 2], [4, 6]), math.copysign(1, -0.0), math.fmod(-7, 3), math.remainder(7, 4), math.pow(2, 0.5), math.ldexp(0.5, 3), math.nextafter(1, 2), math.log(8, 2), math.log(10 ** 400), math.isclose(0.1 + 0.2, 0.3), math.isclose(1, 1.1, rel_tol=0.2), math.isclose(0, 1e-10, abs_tol=1e-9))
print(math.factorial(0), math.factorial(25), math.gcd(12, 18), math.gcd(), math.gcd(0, 5, 10), math.lcm(4, 6), math.lcm(), math.comb(5, 2), math.comb(3, 5), math.perm(5, 2), math.perm(4), math.isqrt(99), math.isqrt(10 ** 30), math.prod([1, 2, 3]), math.prod([], start=5), math.fsum([0.1] * 10), math.sumprod([1], [1]) if hasattr(math, 'sumprod') else 'later')
error(lambda: math.sqrt(-1))
error(lambda: math.log(0))
error(lambda: math.log(-1))
error(lambda: math.exp(1000))
error(lambda: math.factorial(-1))
error(lambda: math.factorial(1.5))
error(lambda: math.gcd(1.5))
error(lambda: math.comb(-1, 2))
error(lambda: math.isqrt(-1))
error(lambda: math.floor(math.nan))
error(lambda: math.ceil(math.inf))
error(lambda: math.fmod(1, 0))
error(lambda: math.pow(0, -1))
error(lambda: math.pow(-1, 0.5))
error(lambda: math.sin('a'))
error(lambda: math.sin())
error(lambda: math.dist([1], [1, 2]))
error(lambda: math.ldexp(1, 5000))
error(lambda: math.fsum([1e308, 1e308]))
error(lambda: math.log(1, 1))
error(lambda: math.sqrt(10 ** 400))
error(lambda: math.acos(2))
print(math.floor(10 ** 20 + 0.5), math.ceil(-0.5), math.trunc(1e30), math.fsum([1e100, 1, -1e100]), math.frexp(1e-320), math.ldexp(1, -1080), math.factorial(100) % 1000007, math.comb(1000, 500) % 1000007)


class F:
    def __floor__(self): return 'floored'
    def __float__(self): return 4.0


print(math.floor(F()), math.sqrt(F()))
