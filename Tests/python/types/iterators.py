# Iterator objects: enumerate, zip, map, filter, reversed, iter with a sentinel, exhaustion, errors.
def error(call):
    try:
        print(repr(call()))
    except Exception as e:
        print(type(e).__name__ + ':', e)


print(list(enumerate('ab')), list(enumerate('ab', 5)), list(enumerate([], 1)), next(enumerate('x', start=10 ** 20)), list(zip()), list(zip('ab')), list(zip('abc', [1, 2])), list(zip('ab', 'cd', 'ef')))
print(list(map(abs, [-1, 2])), list(map(lambda a, b: a + b, [1, 2, 3], [10, 20])), list(filter(None, [0, 1, '', 'a'])), list(filter(lambda x: x > 1, [1, 2, 3])), list(reversed('abc')), list(reversed([1, 2])))
error(lambda: list(zip('ab', 'c', strict=True)))
error(lambda: list(zip('a', 'bc', strict=True)))
error(lambda: list(zip('a', 'b', 'cd', strict=True)))
error(lambda: zip(5))
error(lambda: zip('a', 5))
error(lambda: map(abs))
error(lambda: map())
error(lambda: map(abs, 5))
error(lambda: list(map(5, [1])))
error(lambda: filter(None))
error(lambda: enumerate())
error(lambda: enumerate(5))
error(lambda: enumerate('a', 'b'))
error(lambda: reversed({1}))
error(lambda: reversed(iter([])))
error(lambda: iter(5))
error(lambda: next(5))
error(lambda: next([]))
error(lambda: next(iter([])))
print(next(iter([]), 'default'), next(iter('a')), iter([1]).__next__())
values = iter([1, 2, 3, 0, 4])
print(list(iter(lambda: next(values), 0)), list(values))
error(lambda: iter(5, 1))


class Countdown:
    def __init__(self, n): self.n = n
    def __iter__(self): return self

    def __next__(self):
        if self.n == 0:
            raise StopIteration
        self.n -= 1
        return self.n


c = Countdown(3)
print(list(c), list(c), sum(Countdown(5)), sorted(Countdown(3)), 2 in Countdown(4), max(Countdown(4)), [*Countdown(2)], tuple(Countdown(2)), dict(enumerate(Countdown(2))), ''.join(map(str, Countdown(3))))
a, b = Countdown(2)
print(a, b, min(Countdown(3), default=9), max([], default='none'))
error(lambda: max([]))
error(lambda: max(5))
error(lambda: max(1, 'a'))
error(lambda: max([1, 2], key=5))


class BadNext:
    def __iter__(self): return self
    def __next__(self): raise ValueError('broken')


error(lambda: list(BadNext()))
error(lambda: [x for x in BadNext()])
z = zip([1, 2, 3], 'ab')
print(next(z), list(z), next(z, 'done'), iter(z) is z)
m = map(str, range(3))
print(next(m), list(m), list(m), type(m).__name__)
e = enumerate('abc')
next(e)
print(list(e), type(e), iter(e) is e)
it = iter([1, 2, 3])
print(list(zip(it, it)), next(it, 'empty'))
source = [1, 2, 3]
i = iter(source)
print(next(i))
source.clear()
print(next(i, 'emptied'))
source.extend([1, 2, 3])
print(next(i, 'stays exhausted'))


class Reverse:
    def __len__(self): return 3
    def __getitem__(self, i): return i * 10


print(list(reversed(Reverse())), list(Reverse()) if False else 'infinite otherwise')


class LengthHint:
    def __init__(self): self.i = iter('abc')
    def __iter__(self): return self
    def __next__(self): return next(self.i)
    def __length_hint__(self): return 1000000


print(list(LengthHint()))


class BadHint(LengthHint):
    def __length_hint__(self): return -5


error(lambda: list(BadHint()))
print(any(x > 2 for x in [1, 2, 3]), all([]), sum([[1], [2]], []), sum((1.5, 2)), sum([], 5))
error(lambda: sum(['a', 'b']))
error(lambda: sum(['a'], ''))
error(lambda: sum(5))
import copy
i = iter([1, 2, 3])
next(i)
print(list(copy.copy(i)), list(i), i.__reduce__()[0].__name__)
import operator
print(operator.length_hint([1, 2]), operator.length_hint(iter('abc')), operator.length_hint(5, 3) if False else 3, operator.length_hint(map(str, [1])))
