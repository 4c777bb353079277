"""Runs until a file appears; whoever attaches sees `step` call `inner`."""
import os
import sys
import time


def inner(n):
    return sum(range(n))


def step():
    return inner(200)


def main():
    print('ready', os.getpid(), flush=True)
    end = time.monotonic() + 30
    while not os.path.exists(sys.argv[1]) and time.monotonic() < end:
        step()
        if len(sys.argv) > 2:
            time.sleep(float(sys.argv[2]))
    print('done', flush=True)


main()
