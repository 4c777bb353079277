# itertools: every function.
def error(call):
    try:
        print(call())
    except Exception as e:
        print(type(e).__name__ + ":", e)


import itertools as it

print(list(it.accumulate([1, 2, 3])), list(it.accumulate([1, 2, 3], lambda a, b: a * b, initial=10)), list(it.chain('ab', [1])), list(it.chain.from_iterable(['ab', 'c'])))
print(list(it.combinations('abcd', 2)), list(it.combinations_with_replacement('ab', 2)), list(it.permutations([1, 2, 3])), list(it.permutations('ab', 1)), list(it.permutations('ab', 3)), list(it.product('ab', [1, 2])), list(it.product('ab', repeat=2)), list(it.product()))
print(list(it.compress('abcd', [1, 0, 1, 0])), list(it.islice(it.count(5, 3), 3)), list(it.islice(it.count(1.5, 0.5), 2)), list(it.islice(it.cycle('ab'), 5)), list(it.repeat('x', 3)), list(it.dropwhile(lambda x: x < 3, [1, 3, 2])), list(it.takewhile(lambda x: x < 3, [1, 3, 2])), list(it.filterfalse(lambda x: x % 2, range(5))))
print([(k, list(g)) for k, g in it.groupby('aabbca')], [(k, list(g)) for k, g in it.groupby([1, 3, 2, 4], lambda x: x % 2)], list(it.islice('abcdef', 1, 5, 2)), list(it.islice('abc', None)), list(it.islice('abcdef', 2)), list(it.starmap(pow, [(2, 3), (3, 2)])), list(it.zip_longest('abc', 'x', fillvalue='-')), list(it.pairwise('abcd')))
a, b = it.tee([1, 2, 3])
print(next(a), list(b), list(a))
c = it.count(10)
print(next(c), next(c), c, it.repeat(5), it.repeat('a', 2), it.count(1, 2))
g = it.groupby('aab')
k1, g1 = next(g)
k2, g2 = next(g)
print(k1, list(g1), k2, list(g2))
error(lambda: it.combinations('ab', -1))
error(lambda: it.islice('abc', -1))
error(lambda: it.islice('abc', 'x'))
error(lambda: list(it.islice('abc', 0, 5, 0)))
error(lambda: it.count('a'))
error(lambda: it.product('ab', repeat=-1))
error(lambda: it.chain(5).__next__())
error(lambda: it.tee([], -1))
error(lambda: it.repeat())
error(lambda: list(it.starmap(pow, [5])))
error(lambda: list(it.accumulate(['a', 1])))
error(lambda: it.permutations([1, 2], -1))
print(list(it.islice(it.cycle([]), 3)), list(it.combinations([1, 2], 3)), list(it.combinations([1], 0)), list(it.zip_longest()), list(it.pairwise([1])), list(it.accumulate([])))
print(sum(1 for _ in it.permutations(range(7))), sum(1 for _ in it.combinations(range(20), 5)), sum(it.islice(it.count(), 1000)), len(list(it.product(range(10), repeat=4))))


def batched(values, n):
    i = iter(values)
    while batch := tuple(it.islice(i, n)):
        yield batch


print(list(batched('abcdefg', 3)), [list(x) for x in it.tee('ab', 3)], next(it.chain([], [5])), iter(c) is c, it.repeat(1, 5).__length_hint__(), [x for x in it.takewhile(str.isalpha, 'ab1c')])
