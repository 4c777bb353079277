# sys.setrecursionlimit counts calls, whatever their frames' size: functions, methods, classes; it can be lowered, raised and reached again.
import sys

count = 0


def small(n):
    global count
    count = n
    return small(n + 1)


def large(a=1, b=2, c=3, d=4, e=5, *args, **kw):
    global count
    count += 1
    x = [a, b, c]
    y = (d, e)
    z = len(x)
    return large(a, b, c, d, e, 1, 2, 3, q=4) + z


class A:
    def __init__(self):
        global count
        count += 1
        A()

    def method(self):
        global count
        count += 1
        self.method()

    def __add__(self, other):
        global count
        count += 1
        return self + other

    def __getattr__(self, name):
        global count
        count += 1
        return self.other


def reach(function):
    global count
    count = 0
    try:
        function()
    except RecursionError as e:
        print(count, str(e)[:32])


def lower():
    try:
        sys.setrecursionlimit(3)
    except RecursionError as e:
        print(e)


a = object.__new__(A)
for limit in 1000, 200, 20000, 1000:
    sys.setrecursionlimit(limit)
    print(sys.getrecursionlimit())
    reach(lambda: small(0))
    reach(large)
    reach(lambda: small(0))
    if limit < 20000:
        reach(A)
        reach(a.method)
        reach(lambda: a + 1)
        reach(lambda: a.something)
lower()
try:
    sys.setrecursionlimit(1)
except RecursionError as e:
    print(e)
try:
    sys.setrecursionlimit(0)
except ValueError as e:
    print(e)
