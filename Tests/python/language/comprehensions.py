# List, set, dict comprehensions and generator expressions.
print([x * x for x in range(5)], {x % 3 for x in range(9)}, {x: x * x for x in range(3)})
print([(x, y) for x in range(3) for y in range(x)], [x for x in range(20) if x % 2 if x % 3])
print([[y * x for y in range(3)] for x in range(3)])
print(list(x + 1 for x in range(3)), sum(x for x in range(10)), max((len(w), w) for w in 'a bbb cc'.split()))
print([a + b for a, b in [(1, 2), (3, 4)]], [h for h, *t in ['ab', 'cd']], [t for h, *t in ['ab', 'cd']])
print([x if x > 1 else -x for x in range(4)], [lambda: 1 for _ in range(2)][0]())
print({k: v for k, v in zip('abc', range(3)) if v}, {**{k: 1 for k in 'ab'}})
print([(lambda y: y + x)(10) for x in range(3)])
x = 'outer'
print([x for x in 'abc'], x)
matrix = [[1, 2, 3], [4, 5, 6]]
print([[row[i] for row in matrix] for i in range(3)], [v for row in matrix for v in row if v % 2])
print([y := 1, y + 1], [last := i for i in range(3)], last)


def gen():
    print('start')
    yield from range(3)
    print('end')


lazy = (v * 2 for v in gen())
print('made')
print(next(lazy), list(lazy))


def order(name, values):
    print('iterate', name)
    return values


print([(a, b) for a in order('a', [1, 2]) for b in order('b', [3])])


def first_iterable_is_eager():
    try:
        (x for x in 5)
    except TypeError as e:
        print('TypeError:', e)
    g = (y for x in [1] for y in 5)
    try:
        next(g)
    except TypeError as e:
        print('TypeError:', e)


first_iterable_is_eager()


class Body:
    n = 3
    values = [i for i in range(n)]
    nested = list(range(n))


print(Body.values)
print([*(i for i in range(3))], dict((i, i) for i in range(2)), set(c for c in 'aab') == {'a', 'b'})
print([x for x in [1, 2, 3] if (lambda v: v > 1)(x)])
print([[i for i in range(j)] for j in range(3)], {(i, j): i * j for i in range(2) for j in range(2)})
g = (i for i in range(3))
print(type(g).__name__, g.__name__, g.__qualname__, next(g))


async def asynchronous():
    async def numbers():
        for i in range(3):
            yield i
    async def double(i): return i * 2
    return [i async for i in numbers() if i], [await double(i) for i in range(3)], {i: await double(i) async for i in numbers()}


try:
    asynchronous().send(None)
except StopIteration as stop:
    print(stop.value)
