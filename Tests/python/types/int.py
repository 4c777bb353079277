# int: small and big, conversions, methods, limits, errors.
def error(call):
    try:
        print(call())
    except Exception as e:
        print(type(e).__name__ + ':', e)


print(int(), int(5.9), int(-5.9), int('42'), int(' -42\n'), int('0x1f', 16), int('1f', 16), int('0b11', 0), int('0o17', 0), int('z', 36), int(b'12'), int('1_000'), int(True), int('٣'))
error(lambda: int('x'))
error(lambda: int('12', 1))
error(lambda: int('9', 8))
error(lambda: int(''))
error(lambda: int('1__0'))
error(lambda: int('0x', 0))
error(lambda: int('010', 0))
error(lambda: int(None))
error(lambda: int([]))
error(lambda: int(5, 10))
error(lambda: int(float('nan')))
error(lambda: int(float('inf')))
error(lambda: int(b'\xff'))
error(lambda: int('1', base=40))
error(lambda: int(x=1))
n = 12345678901234567890
big = 3 ** 200
print(n, -n, n + 1, n - n, n * n, n // 7, n % 7, -n // 7, -n % 7, n // -7, n % -7)
print(big, big.bit_length(), len(str(big)))
print(big // n, big % n, divmod(-big, n), divmod(big, -n))
print(big >> 100, big << 5, -big >> 100, big & (1 << 70) - 1, -big & 0xFFFF, big | 1, -big ^ n, ~big)
print(2 ** 62, 2 ** 62 - 1, -2 ** 61, -2 ** 61 - 1, 2 ** 61, 2 ** 63, 2 ** 64, -2 ** 63)
print(2 ** 61 + 2 ** 61, 2 ** 60 * 8, (2 ** 61 - 1) + 1, -2 ** 61 - 1, (2 ** 40) * (2 ** 40), 4611686018427387904 - 1)
print(n == float(n), 2 ** 53 == 2.0 ** 53, 2 ** 53 + 1 == 2.0 ** 53, 10 ** 400 > 1e308, 10 ** 400 > float('inf'), -10 ** 400 < float('-inf'))
print(hash(5), hash(-1), hash(-2), hash(2 ** 61 - 1), hash(2 ** 61), hash(2 ** 61 - 2), hash(n), hash(-n), hash(big), hash(2 ** 62), hash(-2 ** 63))
print((5).bit_length(), (0).bit_length(), (-8).bit_length(), (255).bit_count(), (-255).bit_count(), (10).conjugate(), (10).real, (10).imag, (10).numerator, (10).denominator)
print((1000).to_bytes(4, 'big'), (1000).to_bytes(4, 'little'), (-1000).to_bytes(4, 'big', signed=True), n.to_bytes(9, 'big'), (0).to_bytes(), (255).to_bytes(1))
print(int.from_bytes(b'\x03\xe8', 'big'), int.from_bytes(b'\x03\xe8', 'little'), int.from_bytes(b'\xff\xfe', 'big', signed=True), int.from_bytes([1, 2], 'big'), int.from_bytes(b''), int.from_bytes(b'\x01' * 20))
error(lambda: (256).to_bytes(1, 'big'))
error(lambda: (-1).to_bytes(1, 'big'))
error(lambda: (1).to_bytes(-1, 'big'))
error(lambda: (1).to_bytes(1, 'middle'))
error(lambda: (128).to_bytes(1, 'big', signed=True))
print((7).as_integer_ratio(), round(15, -1), round(25, -1), round(-15, -1), round(5), round(1234567, -3), round(n, -10), round(5, 2))
print(float(n), float(big), n / 3, big / n, 1 / 3, 10 ** 25 / 10 ** 24, (10 ** 400) / (10 ** 399), 2 ** -2, (-2) ** 3, (-2) ** -3, 0 ** 0)
error(lambda: float(10 ** 400))
error(lambda: 10 ** 400 / 3)
error(lambda: 10 ** 400 + 1.0)
print(pow(3, 100, 7), pow(-3, 5, 7), pow(3, 5, -7), pow(2, 1000, n), pow(7, -1, 40), pow(n, 2), pow(2, 0, 1))
error(lambda: pow(2, -1, 4))
error(lambda: pow(2, 1.5, 3))
print(bin(10), bin(-10), oct(64), hex(255), hex(-255), hex(n), bin(2 ** 70), oct(-n))
print(str(10 ** 50), repr(-10 ** 50), f'{n:x} {n:,} {n:_} {n:e} {n:+d} {n:>30} {n:030d} {n:#b}'[:200])
print('%d %5d %-5d| %05d %+d %x %X %o %c %i %#x %#o' % (5, 5, 5, 5, 5, 255, 255, 8, 65, 7, 255, 8), '%d' % n, '%x' % n, '%d' % 3.99)
print(int.__add__(1, 2), (5).__radd__(3), int.__lt__(1, 2), (5).__eq__('x'), (5).__add__('x'))
print(abs(-n), -(-n), +n, bool(n), bool(0), n.__sizeof__() > 20, isinstance(True, int), int.mro())
error(lambda: int('1' * 5000))
error(lambda: str(10 ** 5000))
print(len(hex(10 ** 5000)), int('1' * 4300) % 97)


class Sub(int):
    def __repr__(self): return f'Sub({int(self)})'
    def __add__(self, o): return Sub(int(self) + o)


s = Sub(5)
print(s, s + 1, s * 2, type(s * 2), 1 + s, [s], int(s), type(int(s)), {5: 'five'}[s], s == 5, hash(s) == hash(5))
x = 1
for i in range(100):
    x = x * 3 + i
print(x)
a, b = 0, 1
for i in range(300):
    a, b = b, a + b
print(a)


def gcd(a, b):
    while b: a, b = b, a % b
    return a


print(gcd(2 ** 200 - 1, 2 ** 150 - 1), gcd(big, 6 ** 50))
from math import factorial, isqrt, comb, perm, lcm
print(factorial(50), isqrt(10 ** 40), comb(100, 50), perm(20, 5), lcm(12, 18, 27))
