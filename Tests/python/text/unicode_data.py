# Predicates, case and the module unicodedata.
import unicodedata

points = list(range(0x250)) + [0x2b0, 0x345, 0x37a, 0x3a3, 0x3c2, 0x587, 0x660, 0x1c5, 0x1c4, 0x1e9e, 0x1f80, 0x1fb3, 0x2028, 0x2029, 0x2160, 0x2460,
                               0x3000, 0x4e00, 0xac00, 0xd800, 0xe000, 0xfb00, 0xfb13, 0xfeff, 0x10400, 0x1f600, 0x2f800, 0x10ffff]
for p in points:
    c = chr(p)
    print(hex(p), ''.join('01'[f()] for f in (c.isalpha, c.isdecimal, c.isdigit, c.isnumeric, c.isspace, c.islower, c.isupper, c.istitle,
                                              c.isprintable, c.isidentifier, c.isalnum)), ascii(c.lower()), ascii(c.upper()), ascii(c.title()),
          ascii(c.casefold()), ascii(c.swapcase()), unicodedata.category(c), unicodedata.name(c, '-'), unicodedata.combining(c),
          unicodedata.numeric(c, None), unicodedata.mirrored(c))
print(ascii('ΑΣ ΣΑΣ. Σ'.lower()), ascii("they're ǆ".title()), ascii('ﬁ ß'.upper()), ascii('ŉ'.capitalize()))
for s in ['e\u0301', '\xe9', '\u1100\u1161\u11a8', '\uac01', 'a\u0328\u0301', '\u212b', '\u0344']:
    print([ascii(unicodedata.normalize(f, s)) for f in ('NFC', 'NFD')], unicodedata.is_normalized('NFC', s))
print(unicodedata.lookup('SNOWMAN') == '\u2603', '\N{GREEK SMALL LETTER ALPHA}' == '\u03b1')
