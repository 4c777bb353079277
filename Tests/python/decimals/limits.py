# Absurd sizes: an error, never a crash.
from decimal import *

D = Decimal
getcontext().traps[Overflow] = False
most = Context(prec=MAX_PREC, Emax=MAX_EMAX, Emin=MIN_EMIN, traps=[])
big = D('9e999999999999999990')
small = D('1e-1999999999999999997')
for f in [lambda: most.divide(1, 3), lambda: most.divide(1, 8), lambda: most.sqrt(2), lambda: most.sqrt(D('6.25')), lambda: most.add(big, small),
          lambda: most.multiply(big, big), lambda: most.ln(1), lambda: most.log10(10**30), lambda: most.power(2, -1),
          lambda: most.next_plus(1), lambda: most.logical_invert(1), lambda: most.quantize(big, small), lambda: most.compare(big, small),
          lambda: int(big), lambda: int(small), lambda: float(big), lambda: float(small), lambda: format(big, 'f'),
          lambda: format(small, 'f'), lambda: format(small, '%'), lambda: format(big, '.5e'), lambda: format(D(1), '.99999999999999999f'),
          lambda: round(big), lambda: round(small, 5), lambda: small.__ceil__(), lambda: D((0, (1,), 2**62)), lambda: D((0, (1,), -2**63)),
          lambda: D(2)**10**18, lambda: D(10)**(10**15), lambda: big == small, lambda: big < 1e300, lambda: hash(big) == hash(D('9e999999999999999990')),
          lambda: Context(clamp=1, prec=3, Emax=MAX_EMAX).create_decimal('1e999999999999999999'), lambda: most.scaleb(big, -10**18),
          lambda: most.remainder(big, 7), lambda: most.fma(big, small, 1)]:
    try:
        print(f())
    except Exception as e:
        print(type(e).__name__, e)
