# Set operators over keys of several types, their order, and min and max of sets.
import random
random.seed(3)
for n in range(300):
    a = {random.choice([random.randrange(40), str(random.randrange(9)), random.randrange(3) * 1.0, (random.randrange(4),)]) for _ in range(random.randrange(30))}
    b = frozenset(random.randrange(40) for _ in range(random.randrange(30)))
    r = (len(a - b), len(a & b), len(a | b), len(a ^ b), a <= b, a >= b, a == b, a.isdisjoint(b), b - a <= b, len(b - a), len(b & a), sorted(b - {x for x in a if isinstance(x, int)}))
    if n % 60 == 0: print(r)
print([list({i * 7 % 50 for i in range(n)} - {1, 2, 3}) for n in range(0, 60, 13)])
print([list({i * 7 % 50 for i in range(n)} & set(range(20))) for n in range(0, 60, 13)])
print(min({3, 1, 2}), max({3, 1, 2}), min([3, 1, True]), max(1, 2.5), min((2, 'a'), key=str), max([1, 1.0]), min({2.5, 1}), max([], default=4))
