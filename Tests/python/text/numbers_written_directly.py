"""format() of ints and of floats in fixed notation: exact rounding, grouping, padding, signs."""

values = [0.0, -0.0, 0.5, 1.5, 2.5, 0.125, 0.375, 1e-5, 9.995, 0.045, 99.95, -1.5, 123456.789, 2.0**53, 2.0**62, 2.0**63,
          1e18, 9.3e18, 1e300, 5e-324, 2.2250738585072014e-308, float("inf"), float("-inf"), float("nan")]
for v in values:
    print(repr(v), f"{v:f}", f"{v:.0f}", f"{v:.2f}", f"{v:#.0f}", f"{v:.18f}", f"{v:.19f}", f"{v:%}", f"{v:z.1f}", f"{v:+012.3F}", "%.3f|%-9.1f|%+08.2f" % (v, v, v))
for v in [0, 7, -7, 1234, -1234567, 2**59, -2**60, 2**60 - 1, 2**60, 10**18, 10**19, True]:
    print(v, f"{v:d}", f"{v:x}", f"{v:#X}", f"{v:#o}", f"{v:b}", f"{v:_x}", f"{v:,}", f"{v:020,}", f"{v:08,d}", f"{v:*^+15}", f"{v:<9}|{v:=9}|{v:^9}|", "%5d|%-5x|%#o|%05d" % (v, v, v, v))
for spec in ["06,", "07,", "08,", "09,", "#012_b", "013_x", "+010,", "\u00e9>9", "\u20ac^9", "=+9", " d", "010.3f", "012,.1f", "013,.1f", ",.0f", "^#12.0f"]:
    print(spec, ascii(format(1234, spec)) if "b" in spec or "x" in spec or "d" in spec else ascii(format(-1234.5 if "f" in spec else 1234, spec)))
for value, spec in [(1, ".3"), (1, "zd"), (1, "q"), (1.0, "d"), (1, ",n"), (1.5, ",x"), (5, "+c"), (2**61, "c"), (2**70, "c"), (1, "1_0"), ("a", "=3"), ("a", "d")]:
    try:
        print(format(value, spec))
    except (ValueError, OverflowError) as e:
        print(type(e).__name__, e)


class MyInt(int):
    def __format__(self, spec):
        return "mine " + spec


class MyFloat(float):
    pass


print(f"{MyInt(3):5}", "%d" % MyInt(3), f"{MyFloat(2.5):.2f}", f"{True:5}|{True:d}|{True}")

for text in ["1.5", "-0.0", "+.5", "5.", "1e5", "1E-5", "9007199254740992", "9007199254740993", "9007199254740993e3", "123456789012345678", "1234567890123456789",
             "1e22", "1e23", "8.5e-23", "1e-22", "3e400", "1_0.5", "0.1e1_0", " 7 ", "0000000000000000000001.25", "1.7976931348623157e308", "4.35", "0.3"]:
    print(repr(float(text)))
for text in ["", ".", "1e", "1e+", "_1", "1_", "1__0", "1e_1", "1.5.2", "--1", "1 2", "e5", "0x10"]:
    try:
        print(float(text))
    except ValueError as e:
        print(e)
