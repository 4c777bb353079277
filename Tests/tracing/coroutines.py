"""Coroutines, async generators and what drives them, without an event loop."""


class Awaitable:
    def __await__(self):
        x = yield 1
        return x


async def leaf():
    return await Awaitable()


async def branch():
    return await leaf() + 1


async def agen():
    try:
        yield 1
        await leaf()
        yield 2
    finally:
        await leaf()


async def loop():
    total = 0
    async for x in agen():
        total += x
    return total


class Manager:
    async def __aenter__(self):
        return await leaf()

    async def __aexit__(self, *args):
        return None


async def managed():
    async with Manager() as m:
        n = m
    return n


async def listed():
    return [x async for x in agen()]


def drive(c):
    sent = None
    while True:
        try:
            c.send(sent)
        except StopIteration as e:
            return e.value
        sent = 5


print(drive(branch()), drive(loop()), drive(managed()), drive(listed()))
c = branch()
c.send(None)
c.close()
c = branch()
c.send(None)
try:
    c.throw(ValueError)
except ValueError:
    print('thrown')
