# contextlib: ExitStack, contextmanager, async managers, helpers.
def error(call):
    try:
        print(call())
    except Exception as e:
        print(type(e).__name__ + ":", e)


import contextlib
import io
import gc
from contextlib import AbstractContextManager, AsyncExitStack, ContextDecorator, ExitStack, asynccontextmanager, chdir, closing, contextmanager, nullcontext, redirect_stderr, redirect_stdout, suppress


@contextmanager
def tag(name, swallow=False):
    print(f'<{name}>')
    try:
        yield name
    except Exception as e:
        print('saw', repr(e))
        if not swallow: raise
    finally:
        print(f'</{name}>')


with tag('a') as a, tag('b'):
    print(a)
with tag('s', swallow=True):
    raise ValueError('gone')
error(lambda: tag('x').__exit__(None, None, None))
gc.collect()


@tag('deco')
def f(x): return x


print(f(5))
with ExitStack() as s:
    s.enter_context(tag('one'))
    s.callback(print, 'callback', end='!\n')
    s.push(lambda *exc: print('pushed', exc[0]) or True)
    raise KeyError('swallowed by pushed')
with ExitStack() as s:
    s.enter_context(tag('kept'))
    moved = s.pop_all()
print('still open')
moved.close()
with suppress(ZeroDivisionError, KeyError):
    1 / 0
out, err = io.StringIO(), io.StringIO()
with redirect_stdout(out), redirect_stderr(err):
    print('hidden')
    import sys
    print('error', file=sys.stderr)
print(repr(out.getvalue()), repr(err.getvalue()))


class C(ContextDecorator):
    def __enter__(self): print('enter C'); return self
    def __exit__(self, *a): print('exit C')


@C()
def g(): print('in g')


g()


class Base(AbstractContextManager):
    def __exit__(self, *a): print('base exit')


with Base() as b:
    print(type(b).__name__)
with closing(io.StringIO('x')) as c:
    print(c.read())
print(c.closed)
with nullcontext('n') as n:
    print(n)


@asynccontextmanager
async def am(name):
    print('async enter', name)
    yield name
    print('async exit', name)


async def main():
    async with am('x') as x, AsyncExitStack() as stack:
        print(x, await stack.enter_async_context(am('y')))
        stack.enter_context(tag('sync in async'))
    async with contextlib.aclosing(agen()) as values:
        async for v in values:
            print(v)
            break


async def agen():
    try:
        yield 1
        yield 2
    finally:
        print('agen closed')


try:
    main().send(None)
except StopIteration:
    print('main done')


def outer():
    with ExitStack() as s:
        for i in range(3):
            s.callback(lambda i=i: print('cleanup', i))
        raise RuntimeError('body')


error(outer)


@contextmanager
def bad():
    yield
    raise ValueError('after yield')


def use_bad():
    with bad():
        pass


error(use_bad)
