# Text of decimal numbers: str, repr, engineering strings, format.
import zlib
from decimal import *

D = Decimal
NUMBERS = """0 -0 0e5 0e-5 0e-10 -0.00 1 -1.5 123.456 -1234567.891 1e10 1e-7 0.000001 1.50 9.995 0.5 99999 1e5 -12345678901234567890123.456
12e-9 1e-8 nan -inf snan12 nan5""".split()
SPECS = ["", "e", "E", "f", "g", "G", "%", "n", ".0e", ".3e", ".0f", ".2f", ".5f", ".0g", ".2g", ".6g", ".1%", ",", ",.2f", "10", "<12", "^15", "=+12",
         "*>14", "+", " ", "-", "012", "015,.2f", "z.1f", "z", "+z.0f", "é^11", "020n", ".3", "012e"]
for text in NUMBERS:
    x = D(text)
    print(text, str(x), repr(x), x.to_eng_string(), [format(x, s) for s in SPECS])
getcontext().capitals = 0
for text in NUMBERS:
    print(str(D(text)), D(text).to_eng_string(), format(D(text), ""))
getcontext().capitals = 1
for mode in (ROUND_UP, ROUND_DOWN, ROUND_CEILING, ROUND_FLOOR, ROUND_HALF_UP, ROUND_HALF_DOWN, ROUND_HALF_EVEN, ROUND_05UP):
    getcontext().rounding = mode
    lines = [format(D(text), s) for text in NUMBERS for s in SPECS]
    print(mode, zlib.crc32("\n".join(lines).encode()), format(D("2.5"), ".0f"), format(D("-2.45"), ".1f"))
for spec in ["x", "#", "_", "<010", ",n", ".", ".f", "1.1.1", "ee", ".1000000000000000000000f", "1000000000000000000000"]:
    try:
        print(format(D(1), spec))
    except ValueError as e:
        print(spec, e)
override = {"decimal_point": ",", "grouping": "\x03\x02", "thousands_sep": "."}
for spec in ["n", "f", ".2f", "020n", "e"]:
    print(D("-1234567.891").__format__(spec, override))
for e in range(-12, 13):
    print(D((0, (1,), e)), D((1, (1, 2), e)).to_eng_string(), D((0, (0,), e)).to_eng_string(), D((0, (1, 2, 3), e)).to_eng_string())
long = D("7" * 5000 + "." + "3" * 3000)
print(len(str(long)), str(long)[4990:5010], D(str(long)) == long, len("%s" % (long * long)))
