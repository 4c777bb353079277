# What list, tuple, str, bytes, bytearray and range share: slicing against a model, comparison, search, concatenation.
def model(items, start, stop, step):
    n = len(items)
    step = 1 if step is None else step
    if step > 0:
        low, high = 0, n
    else:
        low, high = -1, n - 1

    def clip(v, default):
        if v is None:
            return default
        if v < 0:
            v += n
            return low if v < low else v
        return high if v > high else v
    i = clip(start, low if step > 0 else high)
    j = clip(stop, high if step > 0 else low)
    out = []
    while (i < j) if step > 0 else (i > j):
        out.append(items[i])
        i += step
    return out


bounds = (None, 0, 1, 3, 5, 6, 9, -1, -3, -6, -9)
steps = (None, 1, 2, 3, 7, -1, -2, -5)
count = 0
for make in (list, tuple, lambda r: ''.join(chr(97 + i) for i in r), bytes, bytearray, lambda r: r):
    s = make(range(6))
    items = list(s)
    for i in bounds:
        for j in bounds:
            for k in steps:
                assert list(s[i:j:k]) == model(items, i, j, k), (s, i, j, k)
                count += 1
print(count)
for s in ([1, 2, 3, 2], (1, 2, 3, 2), 'abcb', b'abcb', bytearray(b'abcb'), range(1, 5)):
    x = s[1]
    print(type(s).__name__, len(s), s[0], s[-1], x in s, s.index(x), s.count(x), list(reversed(s)), s[1:3], bool(s), s == s[:], s[::2], max(s), min(s), sorted(s)[0], [v for v in s][:2], list(enumerate(s))[1], list(zip(s, s))[0], *s)
    for bad in (lambda: s[10], lambda: s[-10], lambda: s['x'], lambda: s[1.5], lambda: s[None], lambda: s[::0], lambda: s.index(99 if not isinstance(s, (str, bytes, bytearray)) else ('z' if isinstance(s, str) else b'z')), lambda: s + 5, lambda: s < 5, lambda: s * 'a', lambda: s[1, 2]):
        try:
            print(bad())
        except Exception as e:
            print('  ', type(e).__name__, e)
for a, b in (([1, 2], [3]), ((1, 2), (3,)), ('ab', 'c'), (b'ab', b'c'), (bytearray(b'ab'), b'c')):
    print(a + b, a * 2, 2 * a, a * 0, a * -1, a < b, a <= a, a == b, a != b, a > b, (a + b)[len(a):] == b, a + a[:0] == a)
print([1, 2, 3].index(2, 1), (1, 2, 1).index(1, 1), 'abcabc'.index('c', 3), b'abcabc'.index(b'c', -1), [1] * 3 == [1, 1, 1], [[]] * 2, 'ab' * 3 == 'ababab')
l = [0] * 5
for start, stop, step, value in ((0, 2, 1, 'xyz'), (1, 1, 1, [9]), (None, None, 2, None), (-2, None, 1, []), (5, 2, 1, 'q')):
    try:
        l[start:stop:step] = value if value is not None else range(len(l[start:stop:step]))
        print(l)
    except Exception as e:
        print(type(e).__name__, e)
for target in (slice(0, 1), slice(None, None, 2), slice(-1, 0, -2), slice(10, 20)):
    m = list(range(8))
    del m[target]
    print(m)
