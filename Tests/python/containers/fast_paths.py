"""Edges of the interpreter's short cuts for containers: subscripts, slices, membership, unpacking, hashes of tuples, str +."""


class L(list):
    def __getitem__(self, key):
        return 'L', key

    def __contains__(self, item):
        return True


class S(str):
    def __getitem__(self, key):
        return 'S', key

    def __add__(self, other):
        return 'S.__add__'

    def __radd__(self, other):
        return 'S.__radd__'

    def __eq__(self, other):
        return True

    __hash__ = str.__hash__


class T(tuple):
    def __iter__(self):
        return iter('xyz')

    def __contains__(self, item):
        return item == 'T'

    def __hash__(self):
        return 5


class Index:
    def __index__(self):
        return 1

    def __repr__(self):
        return 'Index()'


def attempt(f):
    try:
        return f()
    except Exception as error:
        return type(error).__name__ + ': ' + str(error)


bounds = [None, 0, 1, -1, 2, -2, 5, -5, 2 ** 70, -2 ** 70, True, Index(), 1.5, 'a']
for source in ([1, 2, 3, 4], (1, 2, 3, 4), 'a\u00e9\u0416\U0001f600', b'abcd', bytearray(b'abcd'), range(4), L([1, 2]), S('ab'), 5):
    for low in bounds:
        for high in bounds:
            shown = attempt(lambda: source[low:high])
            if not (isinstance(shown, tuple) and shown[:1] in (('L',), ('S',))):
                print(ascii(shown), end=';')
    print()
    for i in (0, 3, 4, -4, -5, True, Index(), 2 ** 70, 1.0):
        print(ascii(attempt(lambda: source[i]))[:60], end=';')
    print(ascii(attempt(lambda: source[0]))[:60], ascii(attempt(lambda: source[-1]))[:60], ascii(attempt(lambda: source[9]))[:60])
items = [1, 2]
t = (1, 2)
text = 'ab'
print(items[:] is items, t[:] is t, text[:] is text, t[0:2] is t, type(T((1, 2))[:]), t[2:1], text[2:1] == '')
for step in (1, -1, 2, -2):
    print(list(range(7))[::step], list(range(7))[5:1:step], list(range(7))[1:5:step], 'abcdefg'[5::step], (0, 1, 2)[::step])

# stores with a constant index
items = [1, 2]
items[0] = 'a'
items[-1] = 'b'
print(items)
for f in ('items[2] = 0', 'items[-3] = 0', 't[0] = 0', 'text[0] = 0'):
    print(attempt(lambda: exec(f)))
d = {}
d[0] = 'zero'
d[-1] = 'minus'
print(d)

# membership
nan = float('nan')
for container in ([1, 'a', nan, (1, 2)], (1, 'a', nan, (1, 2)), {1: 0, 'a': 0, nan: 0, (1, 2): 0}, {1, 'a', nan, (1, 2)}, frozenset([1, 'a', nan, (1, 2)])):
    print([item in container for item in (1, 1.0, True, 'a', S('q'), nan, float('nan'), (1, 2), (1, 2.0), 'b', None, 2 ** 61)],
          1 not in container, 'z' not in container)
    for item in ([], {1}, {}):
        print(attempt(lambda: item in container), end=' ')
    print()
print({1} in {frozenset([1])}, frozenset([1]) in {frozenset([1])}, 5 in L(), 'T' in T(), 'x' in T())
print(attempt(lambda: 1 in 5), attempt(lambda: 1 in 'abc'), 'b' in 'abc', '' in 'abc')


class Shrinking:
    def __eq__(self, other):
        shrinking.clear()
        return False


shrinking = [Shrinking(), Shrinking(), Shrinking()]
print('x' in shrinking, shrinking)

# unpacking
x = [[1, 2], 3]
x, y = x
print(x, y)
a, b, c = [1, 2, 3]
a, b, c = c, a, b
print(a, b, c)
a, b = T((1, 2, 3))[:2]
print(a, b)
a, b, c = T((1, 2))
print(a, b, c)
for count in range(5):
    for kind in (list, tuple):
        def two():
            a, b = kind(range(count))
            return a, b

        def three():
            a, b, c = kind(range(count))
            return a, b, c

        print(attempt(two), attempt(three))
r = (1, (2, 3))
r, (r, s) = r
print(r, s)

# hashes
print(hash((1, 2)) == hash((1.0, 2)), hash((True, 'a')) == hash((1, 'a')), hash((1, (2, (3,)))) == hash((1, (2, (3.0,)))))
print(len({(i, j) for i in range(-40, 40) for j in range(-40, 40)}), len({(i, (j, i)) for i in range(50) for j in range(50)}))
print(hash((-1,)) == hash((-2,)), (-1,) == (-2,), {(2 ** 61 - 1, 1): 1}.get((2 ** 61 - 1, 1)), {(2 ** 62,): 1}[(2 ** 62,)])
print({(T((1,)), 1): 'T'}[(T((1,)), 1)], attempt(lambda: hash((1, []))), attempt(lambda: {}[(1, [])]))

# str + str
print('a' + S('b'), S('a') + 'b', attempt(lambda: 'a' + 1), attempt(lambda: 'a' + b'b'))
s = t = ''
for i in range(2000):
    s += 'ab'
    if i == 1000:
        t = s
    if i == 1500:
        u = t + 'x'
print(len(s), len(t), t.count('b'), u[-2:], s[2002:2005])
s = 'a'
s += s
s += '\u0416'
s += '\U0001f600'
print(ascii(s))
