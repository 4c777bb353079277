# Built-in functions that take all that a generator yields, and awaits of async generators' steps.
import sys, traceback

def count(n, fail=None):
    for i in range(n):
        if i == fail:
            raise KeyError(i)
        yield i

print(list(count(5)), tuple(count(5)), set(count(5)), sum(count(5)), min(count(5)), max(count(5)))
print(any(i > 3 for i in count(5)), all(i < 3 for i in count(5)), any(count(0)), all(count(0)), sum(count(0)), list(count(0)))
print(sorted(-i for i in count(5)), ', '.join(str(i) for i in count(5)), ''.join(c for c in 'xyz'))
print(sum(i * 0.5 for i in count(5)), sum(2 ** 61 for _ in count(4)), max(str(i) for i in count(12)), min((i, -i) for i in count(3)))

def attempt(f):
    try:
        print(f())
    except Exception as e:
        print(type(e).__name__, e, [entry.name for entry in traceback.extract_tb(e.__traceback__)])

attempt(lambda: list(count(5, 3)))
attempt(lambda: sum(c for c in 'ab'))
attempt(lambda: min(count(0)))
attempt(lambda: max(count(0)))
attempt(lambda: max(i if i else 'a' for i in count(3)))
attempt(lambda: set([i] for i in count(3)))
attempt(lambda: ','.join(count(3)))
attempt(lambda: sorted(i if i else 'a' for i in count(3)))

# What stops early leaves the generator where it is.
g = count(6)
print(any(i == 2 for i in g), next(g), all(i < 5 for i in g), next(g, 'end'))

# A generator that runs already, one that is finished, one that takes itself.
def own():
    yield sum(me)
me = own()
attempt(lambda: list(me))
attempt(lambda: (list(g), list(g)))

# One in another, in generators' frames, deep.
def deep(n):
    if n == 0:
        yield 1
    else:
        yield sum(deep(n - 1)) + len(tuple(deep(n - 1)))
print(sum(deep(6)), [sum(i * j for j in count(i)) for i in count(4)], set(max(i, sum(count(i))) for i in count(5)))

def frames():
    yield sys._getframe(1).f_code.co_name
def caller():
    return list(frames())
print(caller())

class Truth:
    def __init__(self, v): self.v = v
    def __bool__(self):
        if self.v is None:
            raise ValueError('no truth')
        return self.v
attempt(lambda: any(Truth(v) for v in (False, None)))
attempt(lambda: all(Truth(v) for v in (True, False, None)))

class Add:
    def __init__(self, v): self.v = v
    def __radd__(self, other): return other + self.v
    def __lt__(self, other): return self.v < other.v
    def __gt__(self, other): return self.v > other.v
print(sum(Add(i) for i in count(4)), max(Add(i) for i in count(4)).v, min(Add(i) for i in count(4)).v)

# Hidden names are the program's.
def shadow():
    sum = lambda it: [*it]
    return sum(i for i in range(3))
print(shadow())

def recursion():
    return sum(recursion() for _ in range(2))
try:
    recursion()
except RecursionError as e:
    print('RecursionError')

# async generators
class Pause:
    def __await__(self):
        return (yield 'pause')

async def numbers(n, fail=None):
    try:
        for i in range(n):
            if i == fail:
                raise LookupError(i)
            got = await Pause() if i % 2 else None
            sent = yield i, got
            if sent: print('sent', sent)
    finally:
        print('closed')

async def use(f):
    result = []
    try:
        async for x in numbers(4, f):
            result.append(x)
    except LookupError as e:
        result.append(e)
    return result, [x async for x in numbers(3)]

def run(coroutine):
    value = None
    try:
        while True:
            got = coroutine.send(value)
            value = got + '!'
    except StopIteration as e:
        return e.value
print(run(use(None)), run(use(2)))

async def steps():
    g = numbers(3)
    step = g.asend(None)
    print(await step)
    try:
        await step
    except RuntimeError as e:
        print(e)
    print(await g.asend('hello'), await g.__anext__())
    try:
        await g.__anext__()
    except StopAsyncIteration:
        print('StopAsyncIteration')
    try:
        await g.asend(None)
    except StopAsyncIteration:
        print('again')
    g = numbers(3)
    try:
        await g.asend(1)
    except TypeError as e:
        print(e)
    await g.__anext__()
    await g.aclose()
    print(g.ag_running, g.ag_frame)
run(steps())

async def thrown():
    g = numbers(3)
    await g.__anext__()
    try:
        await g.__anext__()
    except OSError as e:
        print('thrown', e, g.ag_running)
    return [x async for x in g]
c = thrown()
print(c.send(None))
try:
    c.throw(OSError('here'))
except StopIteration as e:
    print(e.value)

async def nested(n):
    if n:
        async for x in nested(n - 1):
            yield x
    yield n
async def all_nested():
    return [x async for x in nested(20)]
print(run(all_nested()))
