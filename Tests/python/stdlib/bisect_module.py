# bisect: ranges of grades, insort with keys.
def error(call):
    try:
        print(call())
    except Exception as e:
        print(type(e).__name__ + ":", e)


import bisect


def grade(score, breakpoints=(60, 70, 80, 90), grades='FDCBA'): return grades[bisect.bisect(breakpoints, score)]


print([grade(s) for s in (33, 99, 77, 70, 89, 90, 100)])
rows = [('a', 1), ('b', 5), ('c', 9)]
bisect.insort(rows, ('x', 6), key=lambda r: r[1])
print(rows, bisect.bisect_left(rows, 5, key=lambda r: r[1]), bisect.bisect_left(rows, 5, lo=2, key=lambda r: r[1]))


class Backwards:
    def __init__(self, v): self.v = v
    def __lt__(self, o): return self.v > o.v


b = [Backwards(v) for v in (9, 5, 1)]
print(bisect.bisect_left(b, Backwards(5)), bisect.bisect_right(b, Backwards(5)))


class Proxy:
    def __len__(self): return 10 ** 9
    def __getitem__(self, i): return i * 2


print(bisect.bisect_left(Proxy(), 123456), bisect.bisect_right(range(0, 100, 3), 30))
error(lambda: bisect.insort((1, 2), 1))
error(lambda: bisect.bisect_left([1], 1, 0, 'a'))
error(lambda: bisect.bisect_left([1, 2], 1, key=5))
