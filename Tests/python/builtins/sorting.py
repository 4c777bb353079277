# sorted and list.sort: stability, keys, reverse, many shapes of input, comparison counts stay n log n.
import random

random.seed(12345)


def is_sorted(xs): return all(xs[i] <= xs[i + 1] for i in range(len(xs) - 1))


for n in (0, 1, 2, 3, 10, 63, 64, 65, 100, 1000, 5000):
    data = [random.randrange(n or 1) for _ in range(n)]
    assert is_sorted(sorted(data)) and sorted(data, reverse=True) == sorted(data)[::-1], n
    assert sorted(list(range(n))) == list(range(n)) and sorted(range(n, 0, -1)) == list(range(1, n + 1))
    pairs = [(x // 10, i) for i, x in enumerate(data)]
    assert [i for k, i in sorted(pairs, key=lambda p: p[0])] == [i for k, i in sorted(pairs)], n
    descending = sorted(pairs, key=lambda p: p[0], reverse=True)
    for a, b in zip(descending, descending[1:]):
        assert a[0] > b[0] or a[0] == b[0] and a[1] < b[1]
print('shapes and stability hold')


class Counted:
    count = 0

    def __init__(self, v): self.v = v

    def __lt__(self, other):
        Counted.count += 1
        return self.v < other.v


def comparisons(values):
    Counted.count = 0
    result = sorted(map(Counted, values))
    assert is_sorted([c.v for c in result])
    return Counted.count


print(comparisons(range(1000)) < 1100, comparisons(range(1000, 0, -1)) < 1100, comparisons([random.random() for _ in range(1000)]) < 11000, comparisons([1] * 1000) < 1100)
print(sorted(['b', 'a', 'C']), sorted(['b', 'a', 'C'], key=str.lower), sorted([1.5, 1, -2, True]), sorted([(2, 'a'), (1, 'b'), (1, 'a')]), sorted('hello'), sorted({'b': 1, 'a': 2}), sorted([[2], [1, 5], []]))
print(sorted([3, 1, 2], key=lambda x: -x), sorted(['10', '9', '1'], key=int), sorted([None, None], key=lambda x: 0), sorted(range(5), key=lambda x: (x % 2, -x)))
from functools import cmp_to_key
print(sorted([5, 2, 8], key=cmp_to_key(lambda a, b: b - a)))


def error(call):
    try:
        print(call())
    except Exception as e:
        print(type(e).__name__ + ':', e)


error(lambda: sorted([1, None]))
error(lambda: sorted([1, 'a', 2]))
error(lambda: sorted([1j, 2j]))
error(lambda: sorted([{}, {}]))
error(lambda: sorted([1, 2], key=lambda x: 1 / (x - 2)))


class Raises:
    def __lt__(self, o): raise ValueError('compare')


error(lambda: sorted([Raises(), Raises()]))
data = [3, 1, 2]
try:
    data.sort(key=lambda x: 1 / (x - 1))
except ZeroDivisionError:
    print(sorted(data))
words = 'the quick brown fox jumps over the lazy dog'.split()
print(sorted(words, key=lambda w: (len(w), w)), max(words, key=len), min(words, key=len))
import heapq
import bisect
print(heapq.nsmallest(3, words), heapq.nlargest(2, range(10)), bisect.bisect([1, 2, 2, 3], 2))
