# float: text, arithmetic, methods, rounding, special values.
def error(call):
    try:
        print(call())
    except Exception as e:
        print(type(e).__name__ + ':', e)


inf, nan = float('inf'), float('nan')
print(float(), float('1.5'), float(' 1e3 '), float('-inf'), float('nan'), float('Infinity'), float('1_0.5'), float(b'2.5'), float('.5'), float('5.'), float('1e-400'), float('1e400'), float(True))
error(lambda: float('x'))
error(lambda: float(''))
error(lambda: float('1.5.2'))
error(lambda: float(None))
error(lambda: float([]))
error(lambda: float('1__0'))
print(repr(0.1), 0.1 + 0.2, 1 / 3, 1e15, 1e16, 123456789.123456789, 1e-4, 1e-5, 1.0, 100.0, -0.0, 1e100, 2.5e-10, 9007199254740993.0, 5e-324, 1.7976931348623157e308, 0.1 + 0.7)
print(inf, -inf, nan, inf - inf, inf * 0, inf == inf, nan == nan, nan != nan, nan < 1, inf > 1e308, [nan] == [nan], nan in [nan])
print(1.5 + 1, 1 + 1.5, 2.0 * 3, 7.0 / 2, 7.0 // 2, -7.0 // 2, 7.0 % 3, -7.0 % 3, 7.0 % -3, 2.0 ** 0.5, (-8.0) ** 2, 0.0 ** 0, 2 ** 0.5, 1e308 * 10, 5 % inf, -5 % inf, inf // 2)
print((-8) ** (1 / 3))
print(divmod(7.5, 2), divmod(-7.5, 2), divmod(7.5, -2), abs(-1.5), -(-1.5), +1.5, bool(0.0), bool(-0.0), bool(nan))
print(round(2.5), round(3.5), round(-2.5), round(2.675, 2), round(1234.5678, -2), round(1.5, 0), round(0.5), round(1e20), round(5.015, 2), round(2.5, None), round(1e300, 5), round(0.000123456, 6))
error(lambda: round(nan))
error(lambda: round(inf))
print((0.5).as_integer_ratio(), (0.1).as_integer_ratio(), (3.0).is_integer(), (3.5).is_integer(), inf.is_integer(), (1.5).hex(), (0.1).hex(), (-0.0).hex(), inf.hex(), (5e-324).hex())
error(lambda: inf.as_integer_ratio())
error(lambda: nan.as_integer_ratio())
print(float.fromhex('0x1.8p0'), float.fromhex('-0x.8p3'), float.fromhex('inf'), float.fromhex('0x1p-1074'), float.fromhex('1.8'))
error(lambda: float.fromhex('xyz'))
error(lambda: float.fromhex('0x1p5000'))
print(hash(1.0), hash(0.5), hash(inf), hash(-inf), hash(1e300), hash(-1.5), hash(0.1), hash(2.0 ** 70) == hash(2 ** 70))
print(1.0 == 1, 1.5 > 1, 1 < 1.5, 0.0 == -0.0, 2.0 ** 53 == 2 ** 53 + 1, 1e16 == 10 ** 16, sorted([3, 1.5, -2, 0.5, True]))
for spec in ('', 'f', '.2f', 'e', '.3e', 'g', '.3g', 'G', '%', '.1%', 'n', '10.2f', '<10.2f', '^10.2f', '+.1f', ' .1f', '010.2f', ',.2f', '_.2f', '#.0f', '.0f', 'E', '#g', '+', '.5', '10', '*>12.3', '.0e', '.17g', '020,.2f'):
    print(repr(spec), [format(v, spec) for v in (1234567.891, -0.5, 0.0, 1e-7, 1e22)])
for spec in ('f', '.2e', 'g', '%', '+', '010', 'F', '>8'):
    print(repr(spec), format(inf, spec), format(-inf, spec), format(nan, spec))
print('%f %.2f %e %g %G %10.3f|%-10.2f|%+f %r %s %5.1f%%' % (1.5, 2.345, 12345.678, 1e-10, 1e20, 3.14159, 2.5, 1.0, 0.1, 1e50, 99.5))
error(lambda: format(1.5, 'd'))
error(lambda: format(1.5, 'x'))
error(lambda: format(1.5, '.'))
error(lambda: '%d' % nan)
print(int(1e20), int(-1.9), float(10 ** 20), float(2 ** 53 + 1), int(1e300) % 1000007)
print((1.5).real, (1.5).imag, (1.5).conjugate(), (2.7).__trunc__(), (2.7).__floor__(), (2.2).__ceil__(), float.__mro__)
print(sum([0.1] * 10), sum([1e100, 1.0, -1e100]), max(1.5, 2), min(nan, 1), max(1, nan), sum([0.1, 0.2, 0.3], 1))
import sys
print(sys.float_info.max, sys.float_info.epsilon, sys.float_info.dig, sys.float_info.min)


class Sub(float):
    def __repr__(self): return 'Sub'


print(Sub(1.5), Sub(1.5) + 1, type(Sub(1) * 1), str(Sub(2)), f'{Sub(2.5):.1f}')
x = 0.0
for i in range(1, 1000):
    x += 1.0 / i
print(x)
values = [1e-300, 1e300, -1e-300, 3.141592653589793, 1.4142135623730951, 2.2250738585072014e-308, 4.9e-324, 6.02214076e23, 1.602176634e-19]
print([float(repr(v)) == v for v in values], values)
print([v * v for v in values], [v / 3 for v in values])
error(lambda: 1e200 ** 2)
error(lambda: 1.0 / 0)
error(lambda: 1.0 % 0)
error(lambda: divmod(1.0, 0))
error(lambda: 0.0 ** -1)
error(lambda: 1.5 + 'x')
error(lambda: 1.5 & 1)
error(lambda: 1.5 << 1)
error(lambda: [1][1.0])
error(lambda: range(1.5))
