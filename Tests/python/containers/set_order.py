# Sets of small ints come in the order of their table.
state = 7


def rnd(n):
    global state
    state = (state * 6364136223846793005 + 1442695040888963407) % 2**61
    return (state >> 20) % n


for size in (5, 8, 20, 60, 300):
    a = {rnd(size * 3) for i in range(size)}
    b = set(rnd(size * 3) for i in range(size))
    print(list(a), list(b))
    print(list(a | b), list(a & b), list(a - b), list(a ^ b))
    c = set(a)
    c.difference_update(b)
    c |= {1, 2, 3}
    c ^= b
    c &= set(range(size))
    print(list(c), a <= b, a >= a & b, a.isdisjoint(b))
    popped = [c.pop() for i in range(min(3, len(c)))]
    print(popped, list(c), c, frozenset(b))
print({1, 2} == frozenset([2, 1]), hash(frozenset([1, 2])) == hash(frozenset([2, 1])), {frozenset({1}): 2}[frozenset({1})])
s = {1, 2, 3}
try:
    for x in s:
        s.add(x + 100)
except RuntimeError as e:
    print(e)
