"""Rows of removed keys are used again: sets in the order that tells, dicts whose last key comes and goes."""

s = {1, 2, 3}
s.discard(2)
s.add(10)
print(list(s))
s = set(range(5))
s.discard(1)
s.discard(2)
s.add(33)
s.add(65)
print(list(s), len(s))
for i in range(1000):
    s.add(500)
    s.discard(500)
print(sorted(s))


class Odd:
    def __init__(self, value):
        self.value = value

    def __hash__(self):
        return self.value % 4

    def __eq__(self, other):
        return isinstance(other, Odd) and self.value == other.value

    def __repr__(self):
        return f"Odd({self.value})"


s = {Odd(i) for i in range(8)}
for i in range(4):
    s.remove(Odd(i))
for i in range(20, 23):
    s.add(Odd(i))
print(s, len(s))

import random

random.seed(5)
for kind in range(3):
    pool = [random.randrange(-5, 60) for _ in range(40)]
    if kind:
        pool += ["s%d" % i for i in range(20)]
    if kind == 2:
        pool += [Odd(i) for i in range(20)] + [1.5, (1, 2)]
    d = {}
    mirror = []
    for step in range(4000):
        k = random.choice(pool)
        op = random.randrange(8)
        found = next((i for i, (a, _) in enumerate(mirror) if a == k), None)
        if op < 4:
            d[k] = step
            if found is None:
                mirror.append((k, step))
            else:
                mirror[found] = (mirror[found][0], step)
        elif op < 6:
            v = d.pop(k, None)
            assert v == (mirror.pop(found)[1] if found is not None else None)
        elif op == 6 and d:
            assert d.popitem() == mirror.pop()
        elif op == 7 and d:
            k = next(iter(d))
            del d[k]
            mirror.pop(0)
        assert len(d) == len(mirror)
        if step % 100 == 0:
            assert list(d.items()) == mirror and all(d[a] == b for a, b in mirror)
    print(kind, len(d), list(d.items())[-3:])

d = {i: i for i in range(100)}
for i in range(5000):
    d[500 + i % 3] = i
    d[600] = i
    d.pop(600)
    d.pop(500 + i % 3)
print(len(d), 500 in d, sum(d))
