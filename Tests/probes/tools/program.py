import gc
import json
import threading
import time

lock = threading.Lock()
held = threading.Event()


def fib(n): return n if n < 2 else fib(n - 1) + fib(n - 2)


def sleeper():
    time.sleep(0.05)


def holder():
    with lock:
        held.set()
        sleeper()


def waiter():
    with lock:
        pass


class Node:
    def __init__(self):
        self.me = self


def cyclic():
    for i in range(100):
        Node()


def failing():
    try:
        int('x')
    except ValueError:
        pass


fib(8)
thread = threading.Thread(target=holder)
thread.start()
held.wait()
waiter()
thread.join()
cyclic()
failing()
open('/dev/null').close()
gc.collect()
