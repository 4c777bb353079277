# minipy: differs: an abandoned generator is closed at a collection, not at once
# Async generators and comprehensions under asyncio: iteration, athrow, aclose, cleanup, hooks.
import asyncio
import sys


async def ticker(n, delay=0):
    try:
        for i in range(n):
            await asyncio.sleep(delay)
            got = yield i
            if got:
                print('got', got)
    except ValueError as e:
        print('caught', e)
        yield 'after error'
    finally:
        await asyncio.sleep(0)
        print('cleanup')


async def main():
    print([x async for x in ticker(3)], [x * 2 async for x in ticker(4) if x % 2], {x async for x in ticker(2)} == {0, 1})
    print({x: y async for x in ticker(2) for y in 'a'}, [(a, b) async for a in ticker(2) async for b in ticker(2)])
    print(await anext(ticker(1)), await anext(ticker(0), 'default'))
    g = ticker(3)
    print(await g.__anext__(), await g.asend('sent'), await g.athrow(ValueError('thrown')))
    try:
        await g.__anext__()
    except StopAsyncIteration as e:
        print('stopped', e.args)
    h = ticker(5)
    await h.__anext__()
    await h.aclose()
    async for x in ticker(5):
        if x == 1:
            break
    gen = (x async for x in ticker(2))
    print(type(gen).__name__, [v async for v in gen])
    g = ticker(1)
    print(g.ag_running, g.ag_await, g.ag_code.co_name, g.__name__, type(g.__anext__()).__name__)
    await g.aclose()
    try:
        await ticker(1).asend('early')
    except TypeError as e:
        print(e)

    async def raising():
        yield 1
        raise KeyError('inside')
    try:
        async for x in raising():
            print(x)
    except KeyError as e:
        print('KeyError', e)

    async def stop():
        yield 1
        raise StopAsyncIteration
    try:
        async for x in stop():
            pass
    except RuntimeError as e:
        print(e)
    results = await asyncio.gather(*[collect(i) for i in range(3)])
    print(results)

    class Countdown:
        def __init__(self, n): self.n = n
        def __aiter__(self): return self
        async def __anext__(self):
            if not self.n: raise StopAsyncIteration
            self.n -= 1
            await asyncio.sleep(0)
            return self.n
    print([x async for x in Countdown(3)], [await asyncio.sleep(0, x) for x in range(3)])
    print(sum([x async for x in ticker(3)]), len([1 async for _ in aiter(ticker(2))]))
    leaked = ticker(3)
    await anext(leaked)
    return 'end of main'


async def collect(n): return [x async for x in ticker(n, 0.001)]


print(asyncio.run(main()))


async def sync_driven():
    yield 1


try:
    for x in sync_driven():
        pass
except TypeError as e:
    print(e)
try:
    sync_driven().__anext__().send(None)
except StopIteration as e:
    print('value', e.value)
