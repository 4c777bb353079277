import sys


def generator():
    try:
        yield 1
        yield 2
    finally:
        pass


def raises(): raise ValueError
def catches():
    try:
        raises()
    except ValueError:
        pass


def recursive(): recursive()


def closes():
    g = generator()
    next(g)
    g.close()
    h = generator()
    next(h)
    try:
        h.throw(KeyError)
    except KeyError:
        pass
    return list(generator())


async def coroutine(): return await other()
async def other(): return 1


catches()
closes()
try:
    recursive()
except RecursionError:
    pass
try:
    coroutine().send(None)
except StopIteration:
    pass
print(*(x for x in range(3)), file=open('/dev/null', 'w'))
sys.exit(0)
