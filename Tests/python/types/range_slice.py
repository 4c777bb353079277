# range and slice objects.
def error(call):
    try:
        print(repr(call()))
    except Exception as e:
        print(type(e).__name__ + ':', e)


r = range(0, 20, 3)
print(r, range(5), range(2, 5), range(5, 0, -2), range(0), list(r), list(range(5, 0, -2)), list(range(3, 3)), list(range(-3)), tuple(range(True, 3)))
print(len(r), r[0], r[-1], r[1:3], r[::-1], r[10:], r[:-2], r.start, r.stop, r.step, 9 in r, 10 in r, -3 in r, 9.0 in r, 'a' in r, r.index(9), r.count(9), r.count(10))
error(lambda: r[7])
error(lambda: r['a'])
error(lambda: r.index(10))
error(lambda: range())
error(lambda: range(1, 2, 0))
error(lambda: range(1.5))
error(lambda: range('a'))
error(lambda: range(1, 2, 3, 4))
error(lambda: setattr(r, 'start', 1))
error(lambda: range(stop=5))
print(range(5) == range(0, 5), range(0) == range(2, 1), range(0, 3, 2) == range(0, 4, 2), range(5) != range(6), hash(range(3)) == hash(range(0, 3)), bool(range(0)), bool(range(1)), range(3) == [0, 1, 2])
big = range(10 ** 20, 10 ** 20 + 10, 3)
print(big, list(big), len(big), big[1], 10 ** 20 + 3 in big, big[::-1], range(-10 ** 30, 10 ** 30)[10 ** 30])
error(lambda: len(range(10 ** 20)))
print(list(reversed(range(4))), sum(range(101)), max(range(5)), min(range(5, 9)), sorted(range(3), reverse=True))
it = iter(range(5))
next(it)
print(it.__length_hint__(), list(it), next(it, None), type(it).__name__, type(iter(range(10 ** 30))).__name__)
print([i for i in range(0, -10, -3)], [list(range(i)) for i in range(3)], list(zip(range(3), range(10, 13))), isinstance(range(1), range))
s = slice(1, 10, 2)
print(s, slice(5), slice(None), slice(1, None), s.start, s.stop, s.step, s.indices(5), slice(None).indices(3), slice(-2, None).indices(10), slice(None, None, -1).indices(4), slice(1, 2) == slice(1, 2), slice(1) < slice(2))
error(lambda: slice())
error(lambda: hash(s))
error(lambda: s.indices('a'))
error(lambda: s.indices(-1))
error(lambda: slice(1, 2, 0).indices(5))
error(lambda: [1, 2, 3][slice('a')])
error(lambda: setattr(s, 'start', 1))
print('abcdefghij'[s], list(range(20))[s], (0, 1, 2, 3)[slice(1, 3)], 'abc'[slice(None, None, -1)])


class Index:
    def __init__(self, v): self.v = v
    def __index__(self): return self.v


print([1, 2, 3][Index(1)], 'abc'[Index(0):Index(2)], list(range(Index(3))), range(Index(1), Index(4)), [0] * Index(2))


class Shows:
    def __getitem__(self, k): return k
    def __setitem__(self, k, v): print('set', k, v)
    def __delitem__(self, k): print('del', k)


x = Shows()
print(x[1], x[1:2], x[1:2:3], x[:, 1], x[...], x[1, 2:3], x[()], x['a':'b'], x[*[1, 2]])
x[1:2] = 5
x[1, 2] = 6
del x[::2]
for start in (None, 0, 2, -1, -9, 9):
    print([list(range(6))[start:stop:step] for stop in (None, 3, -2) for step in (None, 2, -1)])
