# Numbers from and to text: int, float, complex, round, format, repr, in many spellings.
def error(call):
    try:
        print(repr(call()))
    except Exception as e:
        print(type(e).__name__ + ':', e)


for text in ('0', '-0', '+5', ' 12 ', '1_000', '0x1F', '0b101', '0o17', '1e5', '٤٢', '１２', '', ' ', '_1', '1_', '1__0', '0x', '12a', '1 2', '\t7\n', '--5', '+-5', '0_0', '00', '007', '1.0', 'inf', 'None', '9' * 30):
    for base in (10, 0, 16):
        try:
            print(repr(text), base, int(text, base), end=' | ')
        except ValueError as e:
            print(repr(text), base, 'ValueError', end=' | ')
    print()
for text in ('0', '-0.0', '.5', '5.', '1e3', '1E-3', '1_0.0_1', 'inf', '-Infinity', 'nan', 'NAN', ' 1.5 ', '1e400', '1e-400', '', '.', 'e5', '1e', '1e+', '0x1p3', '1.2.3', '1,5', '٣.١٤', '1e5_0', '--1', '+.5e-1', 'infinit', 'nano', '123456789012345678901234567890', '4.9e-324', '2.2250738585072011e-308', '9007199254740993', '1.7976931348623159e308', '0.1', '179769313486231580793' + '0' * 289):
    try:
        print(repr(text[:25]), float(text))
    except ValueError as e:
        print(repr(text), e)
for text in ('1', 'j', '-j', '1+j', '1-2.5j', ' 3j ', '(1+2j)', 'nan+infj', '1e3j', '+1+1j', '', '1+', '1 +j', 'jj', '1+2', '((1))', '1j2', '1_0j'):
    try:
        print(repr(text), complex(text))
    except ValueError as e:
        print(repr(text), e)
for value in (0.5, 1.5, 2.5, -0.5, -1.5, 1e16, 123.456, 0.1, 1e-7, 5e-324, 2.675, 1e22, 1e23, 123456789.987654321, 0.30000000000000004, 100.0, 1e100, 9.999999999999999e22, 4.35, 0.000123):
    print(repr(value), round(value), [round(value, n) for n in (-1, 0, 1, 2, 5)], f'{value:.0f} {value:.1f} {value:.3g} {value:e} {value:.17g} {value:g}', int(value), value.as_integer_ratio()[1], value.hex())
for n in (0, 5, 14, 15, 16, 25, 35, -15, -25, 149, 150, 10 ** 20 + 5, 55, 45):
    print(n, [round(n, d) for d in (-1, -2, 1)], f'{n:,} {n:_} {n:x} {n:b} {n:o} {n:e} {n:.2f} {n:08d} {n:+}')
print(repr(1e16), str(1e15), repr(123456789012345680.0), 1e-5, 0.0001, 1.0, 1e5, [0.1, 1e300], (1e-300,), {1.5: 2.5}, -1e-5, 1e21, 1e20, 12345678.9)
print(int(1e18), int(-1e18), int(1e30), float(10 ** 30), float(-2 ** 63), int(2 ** 53 + 1.0), int(0.99999999999999999), float('1' * 310), 10 ** 308 * 1.0)
print(0x7fffffffffffffff, -0x8000000000000000, 0xffffffffffffffff, 0b11111111, 1_0_0, 0o777, 1e0, 1.e1, .1e1, 00, 0_0)
print([n.bit_length() for n in (0, 1, 2, 255, 256, -1, -256, 2 ** 64)], [hash(x) for x in (1.5, 2.0 ** 80, -0.0)], 1.1 + 2.2, 0.1 * 3, 1 / 3, 2 / 3, 10 / 3, 1e308 + 1e308, 5e-324 / 2, -7 // 2.0, -7 % 2.5, 7.5 // -2)
