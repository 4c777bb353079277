# Chains of generators and coroutines that delegate: values go past the ones in between, and who looks at those must not notice.
import sys


class Tree:
    def __init__(self, low, high):
        self.value = (low + high) // 2
        self.left = Tree(low, self.value) if low < self.value else None
        self.right = Tree(self.value + 1, high) if self.value + 1 < high else None

    def __iter__(self):
        if self.left:
            yield from self.left
        yield self.value
        if self.right:
            yield from self.right


tree = Tree(0, 50)
print(list(tree) == list(range(50)), sum(tree), max(tree), [x for x in tree][::7])
it = iter(tree)
print([next(it) for _ in range(5)], list(it)[-3:], list(it))


def leaf(name, n=3):
    got = []
    try:
        for i in range(n):
            got.append((yield name, i))
    except ValueError as e:
        print('leaf caught', e)
        got.append((yield name, 'after'))
    finally:
        print('leaf ends', name)
    return got


def middle(sub, log):
    log.append('in')
    result = yield from sub
    log.append(result)
    yield 'middle', result
    return 'middle is done'


def outer(sub, log):
    result = yield from sub
    log.append(result)
    return 'outer is done'


def chain(name='a', n=3):
    log = []
    low = leaf(name, n)
    mid = middle(low, log)
    top = outer(mid, log)
    return low, mid, top, log


# Values sent go to the leaf.
low, mid, top, log = chain()
print(next(top), top.send('x'), top.send('y'), top.send('z'))
print([g.gi_running for g in (low, mid, top)], mid.gi_frame is None, low.gi_frame is None)
try:
    next(top)
except StopIteration as e:
    print(e.value, log)

# Somebody else resumes a part of the chain.
for which in range(3):
    parts = chain()
    top = parts[2]
    print(next(top), next(parts[which]), next(top), end=' ')
    print([g.gi_running for g in parts[:3]], [g.gi_yieldfrom is not None for g in parts[:3]])
    for g in parts[:3]:
        print([x for x in g], end=' ')
    print(parts[3])

# One part after another, from the outside in and back.
low, mid, top, log = chain('b', 8)
print([next(g) for g in (top, mid, low, top, low, mid, top, top)])
print([list(g) for g in (low, mid, top)], log)

# Throwing and closing, in each place.
for which in range(3):
    parts = chain('t', 5)
    top = parts[2]
    next(top), next(top)
    print(parts[which].throw(ValueError('thrown')), list(top), parts[3])
    parts = chain('c', 5)
    top = parts[2]
    next(top), next(top)
    parts[which].close()
    print(list(top), parts[3])


# A generator in the chain that runs already.
def reenter(box):
    for i in range(3):
        for g in box:
            try:
                print('no error', next(g))
            except ValueError as e:
                print(e, g.gi_running, g.gi_frame.f_lineno > 0)
            try:
                g.close()
            except ValueError as e:
                print('close:', e)
        yield i


box = []
log = []
low = reenter(box)
mid = middle(low, log)
top = outer(mid, log)
box += [low, mid, top]
print(list(top), log)


# Frames: who called whom.
def names():
    frame = sys._getframe(1)
    result = []
    while frame:
        result.append(frame.f_code.co_name)
        frame = frame.f_back
    return result


def looking():
    for _ in range(3):
        yield names()


def consumer():
    log = []
    for found in outer(middle(looking(), log), log):
        print(found)


consumer()


# Exceptions come up through the chain, and are caught on the way; the chain goes on.
def failing(n):
    for i in range(n):
        yield i
    raise KeyError(n)


def catching(n):
    try:
        yield from failing(n)
    except KeyError as e:
        print('caught', e, e.__context__, sys.exc_info()[0].__name__)
        yield from failing_quietly(n)
    print(sys.exc_info()[0])
    yield 'end'


def failing_quietly(n):
    try:
        yield from failing(n)
    except KeyError:
        yield 'again', sys.exc_info()[0].__name__


def passing(n):
    yield from catching(n)
    yield from catching(n + 1)


try:
    raise RuntimeError('outside')
except RuntimeError:
    for x in passing(2):
        print(x, sys.exc_info()[0].__name__)
    print(sys.exc_info()[1])
print(sys.exc_info()[0])


def handled_each_time():
    it = passing(1)
    for i in range(20):
        try:
            raise IndexError(i)
        except IndexError:
            x = next(it, None)
            print(x, sys.exc_info()[1], end='; ')
        if sys.exc_info()[1] is not None:
            print('left over')
        if x is None:
            break
    print()


handled_each_time()


# Tracebacks.
import traceback
try:
    for x in outer(middle(failing(2), []), []):
        pass
except KeyError as e:
    print([f.name for f in traceback.extract_tb(e.__traceback__)], [f.lineno > 0 for f in traceback.extract_tb(e.__traceback__)])


# Too deep.
def deep(n):
    if n:
        yield from deep(n - 1)
    else:
        yield 'bottom'
        yield 'bottom again'


print(list(deep(300)))


def endless():
    yield from endless()


try:
    list(endless())
except RecursionError as e:
    print('RecursionError')


# Coroutines.
class Step:
    def __init__(self, n):
        self.n = n

    def __await__(self):
        for i in range(self.n):
            x = yield self.n, i
            if x:
                print('got', x)
        return self.n


async def fib(n):
    if n < 2:
        return await Step(n)
    return await fib(n - 1) + await fib(n - 2)


def run(coro):
    sent, seen = None, []
    try:
        while True:
            seen.append(coro.send(sent))
            sent = len(seen) % 7 == 0 and len(seen)
    except StopIteration as e:
        return e.value, len(seen), seen[-1]


print(run(fib(8)))
c = fib(5)
print(c.send(None), c.cr_running, c.cr_await.cr_running, c.cr_await.cr_await is not None)
try:
    run(c.cr_await)
except RuntimeError as e:
    print(e)
try:
    c.send(None)
except BaseException as e:
    print(type(e).__name__, e)


# An abandoned chain is closed.
def abandoned():
    top = chain('abandoned')[2]
    next(top)
    next(top)
    top.close()


abandoned()

# Threads take turns with one chain.
import threading
low, mid, top, log = chain('threads', 40)
seen = []
for i in range(20):
    t = threading.Thread(target=lambda: seen.append(next(top if i % 3 else mid)))
    t.start()
    t.join()
print(seen[-1], len(list(top)))
