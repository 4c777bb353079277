def inner():
    x = yield 1
    yield x


def outer():
    yield from inner()
    return 5


def fails():
    yield 1
    raise KeyError


async def coroutine():
    return 1


list(outer())
g = fails()
next(g)
try:
    next(g)
except KeyError:
    pass
h = inner()
next(h)
h.send(7)
h.close()
k = inner()
k.close()
try:
    coroutine().send(None)
except StopIteration:
    pass
for x in (i for i in range(1)):
    pass
