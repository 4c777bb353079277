# Works until it is told to stop by a line on its standard input, and says whether all rounds gave the same and whether any marker is still on.
import gc
import select
import sys

import minipy


def numbers(n):
    for i in range(n):
        yield i


def fib(n): return n if n < 2 else fib(n - 1) + fib(n - 2)


class Point:
    def __init__(self, x):
        self.x = x


def work():
    total = fib(9)
    for i in numbers(50):
        try:
            total += Point(i).x + len(str(i))
            if i % 10 == 3:
                raise KeyError(i)
        except KeyError as e:
            total += e.args[0]
        finally:
            total += 1
    i = 0
    while i < 300:
        i += 1
        total ^= i
    total += sum(x for x in [1, 2, 3]) + len(sorted([3, 1, 2], key=lambda x: -x))
    minipy.probe('round', total)
    return total


right = work()
rounds = 0
same = True
print('ready', flush=True)
while not select.select([sys.stdin], [], [], 0)[0]:
    same = work() == right and same
    rounds += 1
    if rounds % 50 == 0:
        gc.collect(0)
sys.stdin.readline()
print('rounds', rounds > 20, 'same', same, 'on', [name for _, name, _, on in minipy.probes() if on])
