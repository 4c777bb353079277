# Coroutines, async for, async with, async generators, driven by hand and by asyncio-free loops.
class Suspend:
    def __init__(self, value): self.value = value

    def __await__(self):
        got = yield self.value
        return got


def drive(coroutine, answers=()):
    answers = list(answers)
    sent = None
    log = []
    while True:
        try:
            log.append(coroutine.send(sent))
        except StopIteration as stop:
            return log, stop.value
        sent = answers.pop(0) if answers else None


async def simple(): return 5


async def adds():
    a = await Suspend('first')
    b = await Suspend('second')
    return a + b + await simple()


print(drive(simple()), drive(adds(), [1, 2]))


class Manager:
    def __init__(self, name, swallow=False): self.name, self.swallow = name, swallow

    async def __aenter__(self):
        await Suspend('enter ' + self.name)
        return self.name

    async def __aexit__(self, kind, value, tb):
        await Suspend('exit ' + self.name)
        print('aexit', kind and kind.__name__, value)
        return self.swallow


async def managed():
    async with Manager('a') as a, Manager('b', True) as b:
        print(a, b)
        raise ValueError('swallowed')
    return 'after'


print(drive(managed()))


class Counter:
    def __init__(self, n): self.n = n
    def __aiter__(self): self.i = 0; return self

    async def __anext__(self):
        if self.i == self.n:
            raise StopAsyncIteration
        self.i += 1
        await Suspend(f'tick {self.i}')
        return self.i


async def loops():
    total = 0
    async for i in Counter(3):
        if i == 2:
            continue
        total += i
    else:
        total += 100
    return total, [x async for x in Counter(2)]


print(drive(loops()))


async def agen(n):
    try:
        for i in range(n):
            got = yield i
            if got: print('agen got', got)
            await Suspend('between')
    finally:
        print('agen finally')


async def uses_agen():
    out = []
    async for x in agen(2):
        out.append(x)
    g = agen(5)
    out.append(await g.__anext__())
    out.append(await g.asend('hello'))
    try:
        await g.athrow(KeyError('thrown'))
    except KeyError as e:
        out.append(repr(e))
    h = agen(3)
    await h.__anext__()
    await h.aclose()
    try:
        await anext(h)
    except StopAsyncIteration:
        out.append('stopped')
    out.append(await anext(h, 'default'))
    return out


print(drive(uses_agen()))


async def raises(): raise ValueError('from coroutine')


async def catches():
    try:
        await raises()
    except ValueError as e:
        return f'caught {e}'


print(drive(catches()))


def error(call):
    try:
        call()
    except BaseException as e:
        print(type(e).__name__ + ':', e)


async def awaits_int(): await 5
async def bad_for():
    async for x in 5: pass
async def bad_with():
    async with 5: pass


error(lambda: drive(awaits_int()))
error(lambda: drive(bad_for()))
error(lambda: drive(bad_with()))
c = simple()
drive(c)
error(lambda: drive(c))
c = adds()
c.send(None)
error(lambda: c.throw(KeyError('into')))
c = adds()
print(c.cr_running, c.cr_await, c.cr_code.co_name, type(c).__name__)
c.close()
c = adds()
c.send(None)
c.close()
error(lambda: c.send(None))


async def finally_on_close():
    try:
        await Suspend('x')
    finally:
        print('closed')


f = finally_on_close()
f.send(None)
f.close()


async def stop_iteration(): raise StopIteration('x')


error(lambda: drive(stop_iteration()))


async def comprehension():
    return {k: await simple() for k in 'ab'}, [i + await simple() for i in range(2)], {i async for i in agen(2)}


print(drive(comprehension()))
import types


@types.coroutine
def old_style():
    x = yield 'old'
    return x


async def uses_old(): return await old_style()


print(drive(uses_old(), ['answer']))


class BadAwait:
    def __await__(self): return 5


async def bad_await(): await BadAwait()


error(lambda: drive(bad_await()))
