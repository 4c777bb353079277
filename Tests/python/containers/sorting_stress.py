# list.sort against an insertion sort, with keys, reversal, failing comparisons.
import itertools

state = 12345


def rnd(n):
    global state
    state = (state * 6364136223846793005 + 1442695040888963407) % 2**61
    return (state >> 20) % n


def check(values, **options):
    pairs = list(enumerate(values))
    key = options.get("key", lambda v: v)
    got = sorted(pairs, key=lambda p: key(p[1]), reverse=options.get("reverse", False))
    for (i, a), (j, b) in itertools.pairwise(got):
        x, y = key(a), key(b)
        if options.get("reverse"):
            assert x > y or (x == y and i < j), (a, b)
        else:
            assert x < y or (x == y and i < j), (a, b)
    plain = list(values)
    plain.sort(**options)
    assert plain == [v for i, v in got]


for n in list(range(0, 70)) + [100, 127, 128, 129, 500, 1000, 2000]:
    check([rnd(1000000) for i in range(n)])
    check([rnd(10) for i in range(n)])
    check([rnd(10) for i in range(n)], reverse=True)
    check([rnd(1000) / 7 for i in range(n)])
    check([str(rnd(1000)) for i in range(n)])
    check(["é" * rnd(3) + str(rnd(100)) for i in range(n)], key=lambda s: s[::-1])
    check([(rnd(5), rnd(5)) for i in range(n)])
    check(list(range(n)) + list(range(n // 2)))
    check(list(range(n, 0, -1)))
    check([rnd(100) if i % 3 else float(i) for i in range(n)])
print("ok")


class Failing:
    count = 0

    def __init__(self, v):
        self.v = v

    def __lt__(self, other):
        Failing.count -= 1
        if Failing.count == 0:
            raise ZeroDivisionError("stop")
        return self.v < other.v


for limit in range(1, 900, 37):
    items = [Failing(rnd(1000)) for i in range(200)]
    Failing.count = limit
    before = sorted(map(id, items))
    try:
        items.sort()
    except ZeroDivisionError:
        pass
    assert sorted(map(id, items)) == before
print("permutation kept")

items = [3, 1, 2]


def meddle(v):
    items.append(v)
    return v


try:
    items.sort(key=meddle)
except ValueError as e:
    print(e, items)
for bad in ([1, "a"], [1, None], [(1, 2), (1, "x")]):
    try:
        bad.sort()
    except TypeError as e:
        print(e)
