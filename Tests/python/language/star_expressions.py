# Stars everywhere: calls, displays, subscripts, return, for, assignment.
def f(*args, **kwargs): return args, kwargs


a, d = [1, 2], {'x': 1}
print(f(*a), f(*a, *a), f(0, *a, 3), f(**d), f(*a, **d), f(*a, y=2, **d), f(*'ab', *(), *range(2)), f(*(i for i in a)), f(*{1: 2}), f(*d.items()))
print([*a], (*a,), {*a}, [*a, *a], [0, *a, 9], {**d}, {'z': 0, **d, 'x': 5}, {**d, **{'x': 9}}, [*range(3), *'xy'], [*[]], {**{}})


def returns(): return 1, *a
def yields(): yield 0, *a


print(returns(), next(yields()))
for x in *a, 3: print(x, end=' ')
print()
t = *a, 5
print(t)
first, *rest = a + [3]
*most, last = 'abc'
x, *y, z = range(5)
(p, *q), r = [(1, 2, 3), 4]
[*l] = 'xy'
print(first, rest, most, last, x, y, z, p, q, r, l)


class K:
    def __getitem__(self, k): return k


print(K()[*a], K()[*a, 3], K()[1:2, *a])
for i, *others in [(1, 2, 3), 'ab', [9]]:
    print(i, others)


def error(call):
    try:
        print(call())
    except (TypeError, ValueError) as e:
        print(type(e).__name__ + ':', e)


error(lambda: f(*5))
error(lambda: f(*None))
error(lambda: f(**5))
error(lambda: f(**[1]))
error(lambda: f(**{1: 2}))
error(lambda: f(x=1, **d))
error(lambda: f(**d, **d))
error(lambda: [*5])
error(lambda: {**5})
error(lambda: {*5})
error(lambda: f(*a, *5))
error(lambda: max(*[]))
error(lambda: print(*[1], **{'bad': 1}))
error(lambda: f(**{'a': 1}, **5))


class Raises:
    def __iter__(self): raise ValueError('iter')
    def keys(self): raise ValueError('keys')


error(lambda: f(*Raises()))
error(lambda: f(**Raises()))
error(lambda: [*Raises()])


class Mapping:
    def keys(self): return iter(['a', 'b'])
    def __getitem__(self, k): return k * 2


print(f(**Mapping()), {**Mapping()}, dict(**Mapping()))
log = []


def tell(x):
    log.append(x)
    return x


f(*tell([1]), tell(2), *tell([3]), k=tell(4), **tell({'z': 5}))
print(log)
print(f(*[1] * 3, **dict(zip('ab', (1, 2)))), f(*map(str, range(3))), f(*sorted('ba'), **{k: v for k, v in [('q', 1)]}))
big = list(range(1000))
print(sum(f(*big)[0]), len(f(**{f'k{i}': i for i in range(500)})[1]), len([*big, *big]))
def kwonly(*, a, b): return a, b
print(kwonly(**{'a': 1, 'b': 2}), kwonly(b=1, **{'a': 2}))
