# Context managers: protocol, several at once, suppression, errors, order.
class Manager:
    def __init__(self, name, swallow=False): self.name, self.swallow = name, swallow

    def __enter__(self):
        print('enter', self.name)
        return self.name + ' value'

    def __exit__(self, kind, value, tb):
        print('exit', self.name, kind and kind.__name__, value, tb is not None)
        return self.swallow


with Manager('a') as a:
    print(a)
with Manager('a') as a, Manager('b') as b:
    print(a, b)
with (
    Manager('p') as p,
    Manager('q'),
):
    print(p)
with Manager('s', swallow=True):
    raise ValueError('swallowed')
print('after')
try:
    with Manager('n'):
        raise KeyError('through')
except KeyError as e:
    print('caught', e)


def returns():
    with Manager('r'):
        return 'returned'


def loops():
    for i in range(3):
        with Manager(f'l{i}'):
            if i == 0: continue
            if i == 1: break
    return i


print(returns(), loops())


class FailEnter:
    def __enter__(self): raise ValueError('enter failed')
    def __exit__(self, *a): print('never')


class FailExit:
    def __enter__(self): return self
    def __exit__(self, *a): raise OSError('exit failed')


def error(call):
    try:
        call()
    except BaseException as e:
        print(type(e).__name__ + ':', e, '| context', repr(e.__context__))


def enter_fails():
    with Manager('outer'), FailEnter():
        print('never')


def exit_fails():
    with Manager('outer'), FailExit():
        raise KeyError('body')


def not_manager():
    with 5:
        pass


class OnlyEnter:
    def __enter__(self): return 1


def no_exit():
    with OnlyEnter():
        pass


for f in (enter_fails, exit_fails, not_manager, no_exit):
    error(f)
with Manager('t') as (x, *y):
    print(x, y)
holder = {}
with Manager('h') as holder['key']:
    pass
print(holder)
from contextlib import contextmanager, closing, suppress, ExitStack, nullcontext, redirect_stdout


@contextmanager
def managed(name):
    print('setup', name)
    try:
        yield name
    except ValueError as e:
        print('handled', e)
    finally:
        print('teardown', name)


with managed('m') as m:
    print(m)
with managed('v'):
    raise ValueError('inside')
kept = managed('k')
error(lambda: kept.__enter__() and None)


@managed('decorator')
def decorated(): print('decorated body')


decorated()
with suppress(KeyError, IndexError):
    {}['x']
with ExitStack() as stack:
    for n in 'xyz':
        stack.enter_context(Manager(n))
    stack.callback(print, 'callback', 1)
    print('in stack')
with nullcontext(5) as five:
    print(five)


class Closes:
    def close(self): print('closed')


with closing(Closes()):
    print('using')
import io
buffer = io.StringIO()
with redirect_stdout(buffer):
    print('captured')
print(repr(buffer.getvalue()))


@contextmanager
def no_yield():
    if False: yield


@contextmanager
def two_yields():
    yield 1
    yield 2


def use(m):
    with m: pass


error(lambda: use(no_yield()))
error(lambda: use(two_yields()))
