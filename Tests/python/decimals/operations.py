# Every operation of decimal numbers, over random numbers and contexts: samples, and a checksum of the rest.
import random
import zlib
from decimal import *

D = Decimal
R = random.Random(20)
MODES = [ROUND_UP, ROUND_DOWN, ROUND_CEILING, ROUND_FLOOR, ROUND_HALF_UP, ROUND_HALF_DOWN, ROUND_HALF_EVEN, ROUND_05UP]


def digits(k):
    kind = R.random()
    if kind < 0.1:
        return '9' * k
    if kind < 0.2:
        return '1' + '0' * (k - 1)
    if kind < 0.3:
        return str(R.randrange(10**k)) + '5'
    if kind < 0.4:
        return str(R.randrange(10**(k // 2 + 1))) + '0' * (k // 2)
    if kind < 0.45:
        return ''.join(R.choice('01') for _ in range(k))
    return str(R.randrange(10**k))


def number(c):
    kind = R.random()
    sign = R.choice(['', '-'])
    if kind < 0.03:
        return D(sign + 'inf')
    if kind < 0.05:
        return D(sign + 'nan' + R.choice(['', '1', '123456789012345']))
    if kind < 0.07:
        return D(sign + 'snan' + R.choice(['', '7']))
    if kind < 0.12:
        return D(sign + '0e%d' % R.randrange(-30, 30))
    k = min(80, R.choice([1, 1, 2, 3, 5, c.prec, c.prec + 1, 2 * c.prec + 2, R.randrange(1, 60)]))
    place = R.random()
    if place < 0.25:
        e = 0
    elif place < 0.6:
        e = R.randrange(-4, 5)
    elif place < 0.9:
        e = R.randrange(-60, 61)
    else:
        e = R.choice([c.Emin, c.Emax, -c.prec + c.Emin, c.Emax - c.prec]) + R.randrange(-5, 6)
    try:
        return D(sign + digits(k) + 'e%d' % e)
    except InvalidOperation:
        return D(7)


def operands(name, count, c):
    a = [number(c) for _ in range(count)]
    usual = R.random()
    if name == 'exp' and usual < 0.6:
        return [D(R.randrange(-10**6, 10**6)).scaleb(R.randrange(-9, 2))]
    if name == 'power' and count == 3:
        return [D(R.randrange(-10**9, 10**9)), D(R.randrange(10**5)), D(R.randrange(-10**5, 10**5))]
    if name == 'power' and usual < 0.8:
        a[0] = D(digits(R.randrange(1, 12))) * D(10)**R.randrange(-8, 3)
        a[1] = D(R.randrange(-50, 50)) if R.random() < 0.6 else D(R.randrange(-500, 500)).scaleb(-R.randrange(1, 4))
    if name in ('rotate', 'shift', 'scaleb') and usual < 0.7:
        a[1] = D(R.randrange(-c.prec - 2, c.prec + 3))
    if name.startswith('logical') and usual < 0.8:
        return [D(''.join(R.choice('01') for _ in range(R.randrange(1, c.prec + 2)))) for _ in a]
    if name == 'quantize' and usual < 0.7:
        a[1] = D(1).scaleb(R.randrange(-20, 5))
    return a


ONE = """abs plus minus normalize sqrt logb logical_invert next_minus next_plus to_integral_value to_integral_exact copy_abs copy_negate
number_class to_sci_string to_eng_string is_normal is_subnormal is_zero is_signed is_nan is_qnan is_snan is_finite is_infinite
create_decimal _apply exp ln log10""".split()
TWO = """add subtract multiply divide divide_int remainder remainder_near divmod quantize compare compare_signal compare_total compare_total_mag
copy_sign max max_mag min min_mag next_toward rotate scaleb shift same_quantum logical_and logical_or logical_xor power""".split()
THREE = ['fma', 'power']
for names, count in (ONE, 1), (TWO, 2), (THREE, 3):
    for name in names:
        lines = []
        for i in range(60):
            c = Context(
                prec=R.choice([1, 2, 3, 5, 9, 17, 18, 19, 20, 28, R.randrange(1, 50)]), rounding=R.choice(MODES),
                Emin=-R.choice([0, 1, 5, 20, 100, 999999, MAX_EMAX]), Emax=R.choice([0, 1, 5, 20, 100, 999999, MAX_EMAX]),
                clamp=R.randrange(2), capitals=R.randrange(2), traps=[])
            if R.random() < 0.2:
                c.traps[R.choice(list(c.traps))] = True
            a = operands(name, count, c)
            try:
                r = getattr(c, name)(*a)
            except DecimalException as e:
                r = '%s %s' % (type(e).__name__, [x.__name__ for x in e.args[0]])
            flags = [s.__name__ for s in c.flags if c.flags[s]]
            lines.append('%s %s: %s %s' % (name, ' '.join(map(str, a)), r, ' '.join(flags)))
        print('\n'.join(lines[:4]))
        print(name, zlib.crc32('\n'.join(lines).encode()))
