# Assignment targets, starred targets, swaps, chains, and their errors.
a, b = 1, 2
a, b = b, a
print(a, b)
(a, b), [c, d] = (1, 2), (3, 4)
print(a, b, c, d)
first, *rest = 'abcd'
*init, last = range(4)
head, *middle, tail = [1, 2]
print(first, rest, init, last, head, middle, tail)
(x, *y), z = ('hey', 5)
print(x, y, z)
a = b = c = []
print(a is b is c)
i = 0
i, [0, 0][i] = 1, 'x'
values = [1, 2, 3]
k = 0
k, values[k] = 2, 'changed'
print(k, values)
[*everything] = 'xyz'
*also, = (1, 2)
print(everything, also)
for p, *q in ['ab', 'cde']:
    print(p, q)
print([*'ab', *[1, 2]], {**{'a': 1}, **{'a': 2, 'b': 3}}, (*(), *(1,)))
w: int = 5
u: str
print(w, __annotations__)
d = {}
d['x'], d['y'] = 1, 2
print(d)
lists = [0] * 5
lists[1:3], other = 'ab', 'rest'
print(lists, other)


def error(call):
    try:
        call()
    except (ValueError, TypeError) as e:
        print(type(e).__name__ + ':', e)


def too_few(): a, b, c = 1, 2
def too_many(): a, b = 1, 2, 3
def star_few(): a, *b, c = [1]
def not_iterable(): a, b = 5
def none(): a, b = None
def too_many_text(): a, b = 'abc'
def too_few_generator(): a, b, c = (i for i in range(2))
def too_many_dict(): a, b = {1: 1, 2: 2, 3: 3}
def spread(): [*5]
def spread_map(): {**5}


for f in (too_few, too_many, star_few, not_iterable, none, too_many_text, too_few_generator, too_many_dict, spread, spread_map):
    error(f)


def swap_three(a, b, c):
    a, b, c = c, a, b
    return a, b, c


print(swap_three(1, 2, 3))


class Tracked:
    def __setattr__(self, name, value):
        print('set', name, value)

    def __setitem__(self, key, value):
        print('item', key, value)


t = Tracked()
t.a, t['b'], (t.c, *t.d) = 1, 2, (3, 4, 5)
t.x = t.y = 'both'
del a, (b), [c]
try:
    a
except NameError as e:
    print(e)
