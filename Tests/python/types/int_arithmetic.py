# Exact big arithmetic, checked by identities over many sizes and signs.
def lcg(seed):
    while True:
        seed = (seed * 6364136223846793005 + 1442695040888963407) & (1 << 64) - 1
        yield seed >> 11


numbers = lcg(42)


def rnd(bits):
    n = 0
    for _ in range(bits // 50 + 1):
        n = n << 53 | next(numbers)
    n &= (1 << bits) - 1
    return n if next(numbers) & 1 else -n


sizes = (1, 5, 30, 31, 60, 61, 62, 63, 64, 65, 100, 127, 128, 129, 500, 1000, 3000)
checks = 0
for x in sizes:
    for y in sizes:
        a, b, c = rnd(x), rnd(y), rnd(40)
        assert a + b == b + a and (a + b) - b == a and a - b == -(b - a)
        assert a * b == b * a and (a + c) * b == a * b + c * b
        if b:
            q, r = divmod(a, b)
            assert q * b + r == a and (0 <= r < b or b < r <= 0) and a // b == q and a % b == r
            assert abs(a * b) // abs(b) == abs(a)
        assert (a ^ b) ^ b == a and (a & b) + (a | b) == a + b and ~a == -a - 1
        assert (a << 37) >> 37 == a and a << 3 == a * 8 and a >> 5 == a // 32
        assert int(str(a)) == a and int(hex(a), 16) == a and int(oct(a), 8) == a and int(bin(a), 2) == a
        assert int.from_bytes(a.to_bytes(400, 'big', signed=True), 'big', signed=True) == a
        assert (a < b) == (b > a) and (a <= b) == (not b < a) and (a == b) == (hash(a) == hash(b) and not a != b)
        assert abs(a).bit_length() == len(bin(abs(a))) - 2 if a else True
        assert bin(abs(a)).count('1') == a.bit_count()
        checks += 1
print(checks)
for base in (2, 3, 10, -7, 1 << 40):
    for e in (0, 1, 2, 5, 17, 100):
        p = 1
        for _ in range(e):
            p *= base
        assert base ** e == p and pow(base, e, 1000007) == p % 1000007
from math import gcd, isqrt
for bits in sizes:
    a, b = abs(rnd(bits)) + 1, abs(rnd(bits)) + 1
    g = gcd(a, b)
    assert a % g == 0 and b % g == 0 and gcd(a // g, b // g) == 1
    r = isqrt(a)
    assert r * r <= a < (r + 1) ** 2
    if g == 1 and b > 1:
        assert a * pow(a, -1, b) % b == 1
edge = [(1 << k) + d for k in (29, 30, 31, 59, 60, 61, 62, 63, 64) for d in (-2, -1, 0, 1, 2)]
edge += [-e for e in edge]
total = 0
for a in edge:
    for b in edge:
        total += hash((a + b, a - b, a * b, a // b if b else 0, a % b if b else 0, a & b, a | b, a ^ b, a < b)) & 0 or (a * b - (b * a)) + (a + b - b - a) + (a - b + b - a)
        assert (a // b) * b + a % b == a
print(total, len(edge))
print(sum(edge), [e for e in edge[:5]], max(edge), min(edge))
print([float(e) == e for e in edge[:10]], [int(float(e)) for e in edge[20:25]], [e / 3 for e in edge[:3]], [hash(e) for e in edge[25:45]])
big = 3 ** 1000
s = str(big)
print(len(s), s[:20], s[-20:], int(s) == big, sum(map(int, s)), f'{big:,}'[:30], f'{big:x}'[:20], '%d' % -big == '-' + s)
fact = 1
for i in range(1, 400):
    fact *= i
print(len(str(fact)), fact % (10 ** 9 + 7), fact // 10 ** 800, (fact >> 2000) % 1000003, fact & 0xffff, bin(fact)[-300:].count('0') > 250)
