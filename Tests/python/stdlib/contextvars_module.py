# contextvars: variables, tokens, contexts, tasks.
def error(call):
    try:
        print(call())
    except Exception as e:
        print(type(e).__name__ + ":", e)


import asyncio
from contextvars import Context, ContextVar, copy_context

v = ContextVar('v', default='default')
w = ContextVar('w')
print(v.get(), v.name, w.get('given'))
try:
    w.get()
except LookupError as e:
    print('LookupError', e.args[0] is w)
t = v.set('changed')
print(v.get(), t.old_value is t.MISSING, t.var is v)
v.reset(t)
print(v.get())
try:
    v.reset(t)
except RuntimeError as e:
    print('RuntimeError', 'used once' in str(e))
c = copy_context()


def inside():
    v.set('in context')
    w.set(1)
    return v.get(), w.get()


print(c.run(inside), v.get(), c[v], w in c, len(c), sorted(x.name for x in c), c.get(w), dict(c.items())[w], c.copy() == c)
try:
    Context()[v]
except KeyError as e:
    print('KeyError', e.args[0] is v)
try:
    c.run(c.run, inside)
except RuntimeError as e:
    print('RuntimeError', 'already entered' in str(e))
error(lambda: v.reset(5))
error(lambda: ContextVar(5))
error(lambda: ContextVar())


async def task(n):
    v.set(n)
    await asyncio.sleep(0)
    return v.get()


async def main():
    v.set('main')
    print(await asyncio.gather(*(task(i) for i in range(3))), v.get())
    return await asyncio.create_task(task('t'), context=copy_context())


print(asyncio.run(main()), v.get())
import threading
seen = []
v.set('main thread')
th = threading.Thread(target=lambda: seen.append(v.get()))
th.start()
th.join()
print(seen)
