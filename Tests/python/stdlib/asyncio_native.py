# _asyncio: futures, tasks, the running loop, the current task; their states and complaints.
import asyncio
import _asyncio
import contextvars
import types

loop = asyncio.new_event_loop()
Future, Task = _asyncio.Future, _asyncio.Task
print(asyncio.Future is Future, asyncio.Task is Task, Task.__mro__)


def attempt(text, scope=None):
    try:
        print(text, '->', eval(text, globals(), scope))
    except BaseException as error:
        print(text, '!!', type(error).__name__, error)


g = Future(loop=loop)
for text in [
        'Future(loop)', 'Future(loop=3)', 'g.result()', 'g.exception()', 'g.set_result()', 'g.set_exception(3)',
        'g.set_exception(StopIteration)', 'g.add_done_callback(3)', 'g.add_done_callback(print, context=4)',
        'len(g._callbacks)', 'g.remove_done_callback(print)', 'len(g._callbacks)', 'g.cancel("x")', 'g.cancel()',
        'g.cancelled()', 'g.done()', 'g._cancel_message', 'g._make_cancelled_error()', 'g.result()', 'g.exception()',
        'g.set_result(1)', 'g.set_exception(ValueError)', 'g._state', 'g._log_traceback',
        'setattr(g, "_log_traceback", True)', 'setattr(g, "_log_traceback", False)', 'g._result', 'g._exception',
        'Task(3, loop=loop)', 'Task()', 'setattr(g, "_asyncio_future_blocking", 5)', 'g._asyncio_future_blocking',
        'setattr(g, "_state", 1)', 'delattr(g, "_log_traceback")', 'delattr(g, "_asyncio_future_blocking")',
        '_asyncio.get_running_loop()', '_asyncio._get_running_loop()', '_asyncio._set_running_loop(4)',
        '_asyncio._get_running_loop()', '_asyncio.get_event_loop()', '_asyncio._set_running_loop(None)',
        '_asyncio._enter_task(1, 2)', '_asyncio._current_tasks', '_asyncio._enter_task(loop=1, task=3)',
        '_asyncio._leave_task(1, 3)', '_asyncio._leave_task(1, 2)', '_asyncio._leave_task(1, 2)',
        '_asyncio._register_task(3)', '_asyncio._unregister_task(3)', 'Future[int]', 'Task[int]',
        'Future.__new__(Future).get_loop()', 'Future.__new__(Future).result()', 'Future.__new__(Future).cancel()',
        'Future.__new__(Future).done()', 'Future.__new__(Future).add_done_callback(3)', 'Future.__new__(Future)._state',
        'iter(Future.__new__(Future))', 'Task.__new__(Task).get_name()']:
    attempt(text)

h = Future(loop=loop)
h.set_exception(ValueError('boo'))
for text in ['h', 'h._callbacks', 'h._log_traceback', 'h.exception()', 'h._log_traceback', 'h.result()', 'next(iter(h))']:
    attempt(text)
h = Future(loop=loop)
it, it2 = iter(h), iter(h)
for text in ['next(it)', 'next(it)', 'h.set_result(3)', 'next(it)', 'next(it)', 'next(it2)', 'it2.throw(KeyError)',
             'it2.throw(1)', 'it2.throw(KeyError, 5)', 'it2.throw(KeyError(4), KeyError(4))', 'it.close()']:
    attempt(text)


class Loop:
    def __init__(self):
        self.ready = []

    def call_soon(self, callback, *args, context=None):
        assert type(context) is contextvars.Context
        self.ready.append((callback, args))

    def get_debug(self):
        return False

    def call_exception_handler(self, context):
        print(context)

    def __repr__(self):
        return 'Loop'

    def turn(self):
        now, self.ready = self.ready, []
        for callback, args in now:
            print('  run', type(callback).__name__, args)
            try:
                callback(*args)
            except BaseException as error:
                print('  !!', repr(error))


class Duck:
    _asyncio_future_blocking = True

    def get_loop(self):
        return mine

    def add_done_callback(self, fn, *, context):
        print('  added', fn.__name__, fn.__self__ is task)
        self.callback = fn

    def cancel(self, *args, **kwargs):
        print('  cancel', args, kwargs)
        return True

    def result(self):
        return 4

    def __await__(self):
        return (yield self)

    def __repr__(self):
        return 'Duck'


@types.coroutine
def give(v):
    return (yield v)


mine = Loop()
for v in ['x', None, Future(loop=loop), Duck(), 3.5]:
    async def run():
        return await give(v)
    task = Task(run(), loop=mine, name='t')
    mine.turn()
    if isinstance(v, Duck):
        print(task._fut_waiter, v._asyncio_future_blocking, task.cancel('mm'), task.cancelling(), task.uncancel())
        v.callback(v)
    mine.turn()
    print(repr(task).split(' coro=')[0], task.exception() and str(task.exception()).split(' coro=')[0])
    if not isinstance(v, Future):
        attempt('task.result()')


async def fails():
    1 / 0


async def exits():
    raise SystemExit(3)


async def waits_for_itself():
    await task

for function in [fails, exits, waits_for_itself]:
    task = Task(function(), loop=mine, name='joe')
    mine.turn()
    mine.turn()
    print(task.done(), repr(task.exception()).split(': <')[0])
task = Task(fails(), loop=mine, name=5)
print(task.cancel('msg'), task._must_cancel, task.get_name(), task.set_name(6), task.get_name())
mine.turn()
for text in ['task.cancelled()', 'task.result()', 'task.result()', 'task.exception()', 'task.set_result(1)',
             'task.set_exception(1)', 'task.get_stack()', 'task._coro is task.get_coro()', 'task.cancel()']:
    attempt(text)


async def child(n):
    await asyncio.sleep(0)
    if n == 3:
        raise LookupError(n)
    return n


async def main():
    print(asyncio.current_task() in asyncio.all_tasks(), len(asyncio.all_tasks()))
    print(await asyncio.gather(*map(child, range(5)), return_exceptions=True))
    try:
        async with asyncio.timeout(0.01):
            await asyncio.get_running_loop().create_future()
    except TimeoutError as error:
        print(repr(error))
    try:
        async with asyncio.TaskGroup() as group:
            for n in range(5):
                group.create_task(child(n))
    except* LookupError as error:
        print(error.exceptions)
    done, pending = await asyncio.wait([asyncio.ensure_future(child(1)), asyncio.ensure_future(asyncio.sleep(9))],
                                       return_when=asyncio.FIRST_COMPLETED)
    print(len(done), len(pending), pending.pop().cancel())
    return 'end'

print(asyncio.run(main()))


class Child(Task):
    def __init__(self, coro, **kwargs):
        super().__init__(coro, **kwargs)
        self.more = 1

task = Child(child(1), loop=loop)
task.other = 2
print(task.more, task.other, task in _asyncio._all_tasks, loop.run_until_complete(task))
loop.close()
