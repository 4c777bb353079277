# minipy: differs: an abandoned generator is closed at a collection, not at once
# Generators: protocol, send, throw, close, yield from, return values, state.
def count(n):
    i = 0
    while i < n:
        got = yield i
        if got is not None:
            print('got', got)
        i += 1
    return 'finished'


g = count(3)
print(next(g), g.send('hello'), next(g))
try:
    next(g)
except StopIteration as e:
    print('stop', e.value)
print(list(g), next(g, 'default'))


def error(call, *args):
    try:
        print(call(*args))
    except BaseException as e:
        print(type(e).__name__ + ':', e, e.args)


error(count(1).send, 'early')


def catcher():
    while True:
        try:
            yield 'ready'
        except ValueError as e:
            yield f'caught {e}'
        except GeneratorExit:
            print('exit')
            raise
        finally:
            print('finally')


c = catcher()
print(next(c), c.throw(ValueError('a')), next(c))
error(c.throw, KeyError('b'))
error(next, c)
c2 = catcher()
next(c2)
c2.close()
c2.close()
error(next, c2)


def ignores():
    while True:
        try:
            yield
        except GeneratorExit:
            pass


i = ignores()
next(i)
error(i.close)


def delegate():
    result = yield from count(2)
    print('result', result)
    yield from 'ab'
    yield from [1, 2]
    return 'end'


print(list(delegate()))


def outer():
    try:
        yield from catcher()
    finally:
        print('outer finally')


o = outer()
print(next(o), o.throw(ValueError('through')))
o.close()


def inner_value():
    x = yield 1
    y = yield x
    return (x, y)


def passes():
    value = yield from inner_value()
    yield ('value', value)


p = passes()
print(next(p), p.send('X'), p.send('Y'))


def raises():
    yield 1
    raise ValueError('inside')


r = raises()
next(r)
error(next, r)
error(next, r)


def stop_inside():
    yield 1
    raise StopIteration('bad')


s = stop_inside()
next(s)
error(next, s)


def reentrant():
    yield next(me)


me = reentrant()
error(next, me)
g = count(2)
print(g.gi_running, g.gi_yieldfrom, g.gi_frame is not None, g.gi_code.co_name, g.__name__)
next(g)
print(g.gi_frame.f_locals['i'], g.gi_frame.f_lineno > 0)
list(g)
print(g.gi_frame)
print(iter(g) is g, type(g).__name__, hasattr(g, '__next__'))


def infinite():
    a, b = 0, 1
    while True:
        yield a
        a, b = b, a + b


import itertools
print(list(itertools.islice(infinite(), 15)))


def tree(n):
    if n:
        yield from tree(n - 1)
        yield n
        yield from tree(n - 1)


print(list(tree(4)))


def with_finally():
    try:
        yield 1
    finally:
        print('cleaned')


for v in with_finally():
    break
print('after break')
w = with_finally()
next(w)
del w
print('after del')


def lambda_gen(): return (lambda: (yield 5))()


print(list(lambda_gen()))


def expression():
    x = [(yield 1), (yield 2)]
    return x


e = expression()
print(next(e), e.send('a'))
error(e.send, 'b')
error(lambda: count(1).throw(ValueError))
error(lambda: count(1).throw(ValueError('v')))
error(lambda: count(1).throw(5))
print(sum(x for x in count(5)), max(count(4)), sorted(count(3), reverse=True), dict(zip('ab', count(5))), '-'.join(str(x) for x in count(3)))


def chain(n):
    yield n
    if n < 50:
        yield from chain(n + 1)


print(sum(chain(0)))
a, *b = count(4)
print(a, b, 2 in count(3), 9 in count(3))


def return_first():
    return 5
    yield


error(next, return_first())
