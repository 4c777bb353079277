# Calls and collects for a minute, for tracers that come to a running program.
import gc
import time


def leaf(n):
    return n + 1


def work():
    for i in range(100):
        leaf(i)
    gc.collect()


end = time.monotonic() + 60
while time.monotonic() < end:
    work()
    time.sleep(0.02)
