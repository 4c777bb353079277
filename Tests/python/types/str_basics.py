# str: indexing, slicing, comparison, repr, iteration, concatenation, unicode.
def error(call):
    try:
        print(repr(call()))
    except Exception as e:
        print(type(e).__name__ + ':', e)


s = 'abcdef'
print(s[0], s[-1], s[1:3], s[:2], s[-2:], s[::2], s[::-1], s[5:1:-2], s[10:], s[:-10], s[2:2], s[-100:100], s[3:0:-1])
error(lambda: s[6])
error(lambda: s[-7])
error(lambda: s['a'])
error(lambda: s[1.0])
error(lambda: s[::0])
error(lambda: s.__setitem__(0, 'x'))


def assign(): s[0] = 'x'
def delete(): del s[0]


error(assign)
error(delete)
print(len(''), len('é'), len('日本語'), len('😀a'), '😀a'[0], '😀a'[1], 'é日😀'[::-1], ord('😀'), chr(128512), chr(0x41))
error(lambda: chr(-1))
error(lambda: chr(0x110000))
error(lambda: ord('ab'))
error(lambda: ord(''))
error(lambda: ord(5))
print('a' < 'b', 'a' < 'B', 'abc' < 'abd', 'ab' < 'abc', '' < 'a', 'é' > 'z', '😀' > '\uffff', 'a' == 'a', 'a' != 'b', 'a' == 1, 'abc' >= 'abc')
print(repr('a'), repr("it's"), repr('say "hi"'), repr('both \' "'), repr('\n\t\r\\'), repr('\x00\x1f\x7f'), repr('é'), repr('\u200b'), repr('\ud800'), repr('😀'), repr('\xa0'), ascii('é😀'), repr('\u0378'))
print('a' + 'b', 'ab' * 3, 3 * 'ab', 'x' * 0, 'x' * -1, 'abc' 'def', 'é' + '😀', ('a' + 'é' + '日' + '😀') * 2)
print('b' in 'abc', 'bc' in 'abc', '' in 'abc', 'x' not in 'abc', 'é' in 'caé', '😀' in 'a😀b', 'a' in '')
error(lambda: 5 in 'abc')
error(lambda: 'a' + 5)
error(lambda: 'a' + b'b')
error(lambda: 'a' * 1.5)
print(list('aé😀'), [c for c in 'xyz'], tuple('ab'), set('aa'), sorted('hello'), max('hello'), ''.join(reversed('abc')), list(enumerate('ab')), dict(zip('ab', 'cd')))
t = ''
for i in range(200):
    t += chr(97 + i % 26)
print(len(t), t[:30], t[-5:])
u = t
u += 'é'
print(len(t), len(u), u[-1])
print(hash('') == 0, hash('a') == hash('a'), hash('abc') == hash('ab' + 'c'), 'a' is 'a', {'k' + 'ey': 1}['key'])
print(bool(''), bool(' '), str('x') is 'x', type('x'), 'x'.__class__, 'abc'.__len__(), 'abc'.__contains__('b'), 'abc'.__getitem__(1), 'a'.__add__('b'), 'a'.__mul__(3), 'a'.__eq__('a'), 'a'.__lt__(5))


class S(str):
    def __str__(self): return 'str of S'
    def __repr__(self): return 'repr of S'
    def extra(self): return self + '!'


x = S('value')
print(x, [x], x.extra(), type(x + 'y'), x == 'value', {'value': 1}[x], len(x), x.upper(), f'{x}', '%s' % x, str(x), ''.join([x]), type(x[:]), type(str.__str__(x)))
import sys
print(sys.intern('abc') is sys.intern('a' + 'bc'), 'abc'.__format__('>5'), format('abc', '^9'), format('abc', '*<6'), format('abcdef', '.3'), format('é', '>3'), format('x', 's'), format('ab', '05'))
error(lambda: format('x', 'd'))
error(lambda: format('x', '+'))
error(lambda: format('x', ','))
error(lambda: format('x', '=5'))
error(lambda: format('x', 'z'))
error(lambda: format('x', '1' * 30))
text = 'line one\nline two\n\nlast'
print(text.split('\n'), [line.split() for line in text.splitlines()])
words = 'the quick brown fox jumps over the lazy dog the end'.split()
counts = {}
for w in words:
    counts[w] = counts.get(w, 0) + 1
print(sorted(counts.items(), key=lambda kv: (-kv[1], kv[0])))
print('caf\u00e9' == 'cafe\u0301', len('cafe\u0301'), '\N{GREEK SMALL LETTER ALPHA}', '\U0001F600' == '😀', 'ﬁ'.upper(), 'Σ'.lower(), 'ΑΣ'.lower(), 'ŉ'.upper())
print('%s' * 3 % (1, 2, 3), 'a%sb' % 'X', '\x41\101\u0041', r'\n', len(r'\n'), '\
continued', 'tab\tend'.expandtabs(8))
big = 'ab' * 100000
print(len(big), big.count('ba'), big.find('bb'), big.replace('ab', 'c')[:5], len(big.split('b')), big[99999:100003], hash(big) == hash('ab' * 100000))
