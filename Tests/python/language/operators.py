# Arithmetic, bitwise, comparison and boolean operators, and their precedence.
print(2 + 3 * 4, (2 + 3) * 4, 2 ** 3 ** 2, -2 ** 2, 2 ** -1, -(2 ** 2))
print(7 // 2, -7 // 2, 7 // -2, -7 // -2, 7 % 3, -7 % 3, 7 % -3, -7 % -3)
print(7 / 2, 6 / 3, 7.5 // 2, -7.5 // 2, 7.5 % 2, -7.5 % 2, 7.5 % -2)
print(5 & 3, 5 | 3, 5 ^ 3, ~5, 1 << 10, 1024 >> 3, -1 >> 1, -5 >> 1, 1 << 100)
print(1 | 2 ^ 3 & 4 << 1 + 1, not 1 == 2, not (1 and 0))
print(1 < 2 < 3, 1 < 3 < 2, 1 == 1.0, 1 == True, 0 == False, 'a' < 'b' <= 'b')
print(1 is 1, None is None, [] is [], [] is not [], 1 in [1, 2], 3 not in [1, 2])
print(0 or 'x', 1 and 'y', '' or 0 or [], 1 and 2 and 3, None and 1, not None)
print(1 if [] else 2, (lambda: 3)(), [1, 2] + [3], 'a' * 3, 3 * [0], (1,) * 2)
print(divmod(7, 2), divmod(-7, 2), divmod(7.5, -2), pow(2, 10), pow(2, 10, 1000), pow(3, -1, 7))
print(+True, -True, ~True, True + True, True & False, True ^ True, True | 2)
x = 5
x += 1; print(x)
x -= 2; print(x)
x *= 3; print(x)
x //= 5; print(x)
x **= 4; print(x)
x %= 7; print(x)
x <<= 3; print(x)
x >>= 1; print(x)
x |= 16; print(x)
x &= 20; print(x)
x ^= 5; print(x)
x /= 2; print(x)


class Matrix:
    def __matmul__(self, other): return f'{self} @ {other}'
    def __rmatmul__(self, other): return f'{other} r@ {self}'
    def __imatmul__(self, other): return 'in place'
    def __repr__(self): return 'M'


m = Matrix()
print(m @ m, m @ 1, 1 @ m)
m @= 3
print(m)


def tell(name, value):
    print('eval', name)
    return value


print(tell('a', 1) < tell('b', 0) < tell('c', 5))
print(tell('a', 1) + tell('b', 2) * tell('c', 3))
print(tell('x', 0) and tell('y', 1) or tell('z', 2))
d = {}
d[tell('key', 'k')] = tell('value', 'v')
print(d)
print({tell('k1', 1): tell('v1', 2)}, [tell('e', i) for i in (1, 2)])


def error(call):
    try:
        call()
    except Exception as e:
        print(type(e).__name__ + ':', e)


error(lambda: 1 + 'a')
error(lambda: 'a' + 1)
error(lambda: [] + ())
error(lambda: 1 < 'a')
error(lambda: {} < {})
error(lambda: 1 @ 2)
error(lambda: -'a')
error(lambda: ~1.5)
error(lambda: 1 / 0)
error(lambda: 1 // 0)
error(lambda: 1 % 0)
error(lambda: 1.0 / 0)
error(lambda: 1.0 // 0.0)
error(lambda: 1.0 % 0.0)
error(lambda: 1 << -1)
error(lambda: 1 in 5)
error(lambda: 2.0 ** 10000)
error(lambda: 0 ** -1)
error(lambda: 0.0 ** -1)
error(lambda: pow(2, 2, 0))
error(lambda: 1 << 'a')
error(lambda: 'abc' % 1)
error(lambda: 'a' * 'b')
