# Pipelines, coroutines with send, recursion through yield from, exceptions across delegation, context managers in generators.
def reader(lines):
    for line in lines:
        yield line


def grep(pattern, source): return (line for line in source if pattern in line)


def numbered(source):
    for i, line in enumerate(source, 1):
        yield f'{i}: {line}'


print(list(numbered(grep('a', reader(['abc', 'xyz', 'bar'])))))


def averager():
    total = count = 0
    average = None
    while True:
        value = yield average
        if value is None:
            return total, count
        total, count = total + value, count + 1
        average = total / count


def grouper(results, key):
    while True:
        results[key] = yield from averager()


results = {}
for key, values in {'a': [1, 2, 3], 'b': [10, 20]}.items():
    g = grouper(results, key)
    next(g)
    for v in values:
        print(g.send(v), end=' ')
    g.send(None)
print(results)


def flatten(x):
    if isinstance(x, list):
        for item in x:
            yield from flatten(item)
    else:
        yield x


print(list(flatten([1, [2, [3, [4, []]], 5], [[6]]])))


def inner():
    try:
        while True:
            try:
                got = yield 'inner'
                print('inner got', got)
            except ValueError as e:
                print('inner caught', e)
                yield 'recovered'
    finally:
        print('inner finally')


def outer():
    try:
        result = yield from inner()
    except KeyError as e:
        print('outer caught', e)
        yield 'outer recovered'
    finally:
        print('outer finally')
    yield 'after'


o = outer()
print(next(o), o.send(1), o.throw(ValueError('v')), next(o))
print(o.throw(KeyError('k')), next(o))
o.close()


class Iterator:
    def __iter__(self): return self
    def __next__(self): return 'next'
    def send(self, v): return f'send {v}'
    def throw(self, *a): return f'throw {a[0].__name__ if isinstance(a[0], type) else type(a[0]).__name__}'
    def close(self): print('iterator closed')


def delegates(): yield from Iterator()


g = delegates()
print(next(g), g.send('x'), g.throw(ValueError))
g.close()


def throw_after_finish():
    yield 1


g = throw_after_finish()
list(g)
try:
    g.throw(ValueError('late'))
except ValueError as e:
    print(e)


def return_in_finally():
    try:
        yield 1
    finally:
        return 'swallowed'


g = return_in_finally()
next(g)
try:
    g.throw(KeyError)
except StopIteration as e:
    print('stop', e.value)


def yields_in_close():
    try:
        yield
    finally:
        yield 'bad'


g = yields_in_close()
next(g)
try:
    g.close()
except RuntimeError as e:
    print(e)


def exception_state():
    try:
        raise ValueError('in generator')
    except ValueError:
        yield 'while handling'
        import sys
        print(sys.exc_info()[1])


import sys
g = exception_state()
next(g)
print(sys.exc_info()[1])
try:
    raise KeyError('outside')
except KeyError:
    next(g, None)
    print(sys.exc_info()[1])


def primes():
    yield 2
    found = [2]
    n = 3
    while True:
        if all(n % p for p in found):
            found.append(n)
            yield n
        n += 2


from itertools import islice, takewhile
print(list(islice(primes(), 20)), sum(takewhile(lambda p: p < 300, primes())))


def permutations(items):
    if len(items) <= 1:
        yield items
    else:
        for i in range(len(items)):
            for rest in permutations(items[:i] + items[i + 1:]):
                yield [items[i]] + rest


print(sum(1 for _ in permutations(list(range(6)))), list(permutations([1, 2, 3])))


def countdown(n):
    while n:
        n -= (yield n) or 1


c = countdown(10)
print(next(c), c.send(3), next(c), c.send(5))
a, b = (x for x in range(2)), (y for y in 'ab')
print([*zip(a, b)], dict(zip('xy', countdown(2))), max(countdown(3)), sorted(countdown(4)), list(map(str, countdown(2))), {*countdown(2)} == {1, 2}, 3 in countdown(5))


def locals_in_generator(x):
    y = x + 1
    yield sorted(locals())
    z = 3
    yield sorted(locals())


print(list(locals_in_generator(1)))
def stop(): raise StopIteration
try:
    list(stop() for _ in range(2))
except RuntimeError as e:
    print(e, repr(e.__cause__))
