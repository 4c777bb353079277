"""Everything that can go wrong between an entry and its return; counts by sys.setprofile what --trace=calls must have, too."""
import atexit
import sys
import threading

counts = {'call': 0, 'return': 0}


def profile(frame, event, arg):
    if event in counts and frame.f_code.co_filename == __file__:
        counts[event] += 1


def generator():
    try:
        yield 1
        yield 2
    finally:
        pass


def recursive():
    recursive()


def overflow():
    try:
        recursive()
    except RecursionError:
        return 1


def raising(depth):
    if depth:
        raising(depth - 1)
    raise ValueError


def caught():
    for _ in range(3):
        try:
            raising(5)
        except ValueError:
            pass


def half():
    made = [generator() for _ in range(3)]
    for g in made:
        next(g)
    made[0].close()
    try:
        made[1].throw(KeyError)
    except KeyError:
        pass
    return list(made[2])


async def coroutine():
    return await other()


async def other():
    return 1


def finishing():
    try:
        coroutine().send(None)
    except StopIteration:
        pass


def work():
    caught()
    half()


def everything():
    caught()
    caught()
    half()
    finishing()


def ending():
    try:
        leaving()
    finally:
        half()


def leaving():
    sys.exit(0)


threads = [threading.Thread(target=work) for _ in range(3)]
for t in threads:
    t.start()
for t in threads:
    t.join()
overflow()
sys.setprofile(profile)
everything()
sys.setprofile(None)
print(counts['call'], counts['return'])
atexit.register(half)
ending()
