# complex: text, arithmetic, conversions, errors.
def error(call):
    try:
        print(call())
    except Exception as e:
        print(type(e).__name__ + ':', e)


z = 3 + 4j
print(z, complex(), complex(1), complex(1, 2), complex('1+2j'), complex('-j'), complex(' 1e3-2.5j '), complex('(1+1j)'), complex('nan'), complex('infj'), complex(1j, 1j), complex(True))
print(z.real, z.imag, z.conjugate(), abs(z), -z, +z, bool(z), bool(0j), hash(z), hash(1 + 0j) == hash(1), z == 3 + 4j, z != 3, 1 + 0j == 1)
print(z + 1, 1 - z, z * 2, z * z, z / 2, z / (1 - 1j), 1 / z, z ** 2, z ** 0, z ** -1, z ** 0.5, 2 ** z, 0j ** 0, z + 1.5)
print(-0j, 0 - 1j, complex(0.0, -0.0), complex(-0.0, 0.0), 1e20 + 1e-5j, complex('1e400j'), [1j, -1j, 1 - 1j])
print(f'{z} {z:.2f} {z:e} {z:>20} {z:+.1f} {z:g} {z:,.1f}', repr(z), str(1j), '%s' % z)
for source in ('', 'x', '1+', '1+2', '1 + 2j', 'j1', '1+2jj', '()', '1j+1'):
    error(lambda: complex(source))
error(lambda: complex('1', 2))
error(lambda: complex(1, '2'))
error(lambda: complex([]))
error(lambda: z < 1)
error(lambda: z // 1)
error(lambda: z % 1)
error(lambda: divmod(z, 1))
error(lambda: int(z))
error(lambda: float(z))
error(lambda: 1 / 0j)
error(lambda: 0j ** -1)
error(lambda: format(z, '05'))
error(lambda: format(z, 'd'))
error(lambda: round(z))
error(lambda: pow(z, 2, 3))
print(sum([1j, 2, 3.5]), isinstance(z, complex), complex.__mro__, type(z.real))


class C(complex): pass


print(C(1, 2), type(C(1) + 1), C('2j'))


class HasComplex:
    def __complex__(self): return 1 + 1j


class HasFloat:
    def __float__(self): return 2.5


print(complex(HasComplex()), complex(HasFloat()), complex(HasFloat(), 1))
import cmath
print(cmath.sqrt(-1), cmath.phase(1j), cmath.polar(1j), cmath.exp(0j), cmath.isnan(complex('nan')), cmath.pi)
