# asyncio: run, gather, tasks, queues, cancellation, timeouts, locks.
import asyncio


async def work(name, delay, log):
    log.append(f'{name} start')
    await asyncio.sleep(delay)
    log.append(f'{name} end')
    return name


async def main():
    log = []
    print(await asyncio.gather(work('a', 0.02, log), work('b', 0.01, log)), log)
    task = asyncio.create_task(work('c', 10, log), name='task-c')
    await asyncio.sleep(0)
    task.cancel()
    try:
        await task
    except asyncio.CancelledError:
        print('cancelled', task.cancelled(), task.get_name())
    try:
        await asyncio.wait_for(asyncio.sleep(10), 0.01)
    except asyncio.TimeoutError:
        print('timeout')
    queue = asyncio.Queue(2)

    async def producer():
        for i in range(4):
            await queue.put(i)
        await queue.put(None)

    async def consumer():
        got = []
        while (item := await queue.get()) is not None:
            got.append(item)
        return got
    print((await asyncio.gather(producer(), consumer()))[1])
    lock, order = asyncio.Lock(), []

    async def locked(i):
        async with lock:
            order.append(i)
            await asyncio.sleep(0)
            order.append(i)
    await asyncio.gather(*(locked(i) for i in range(3)))
    print(order)
    results = await asyncio.gather(work('d', 0, log), fails(), return_exceptions=True)
    print(results)
    try:
        async with asyncio.TaskGroup() as group:
            group.create_task(fails())
            group.create_task(asyncio.sleep(5))
    except* ValueError as e:
        print('group', e.exceptions)
    event = asyncio.Event()
    asyncio.get_running_loop().call_later(0.01, event.set)
    print(await event.wait())
    done, pending = await asyncio.wait([asyncio.create_task(asyncio.sleep(0.01, 'x')), asyncio.create_task(asyncio.sleep(5))], return_when=asyncio.FIRST_COMPLETED)
    print(len(done), len(pending), done.pop().result())
    for p in pending:
        p.cancel()
    async with asyncio.timeout(1):
        print('inside')
    return 'main done'


async def fails():
    raise ValueError('failed')


print(asyncio.run(main()))
