"""f(**mapping), messages of missing attributes, protocols of with, replace of single characters, strs in loops."""


def f(*args, **kwargs):
    return args, kwargs


class S(str):
    pass


kw = {"x": 1, "y": 2}
r = f(*[1, 2], **kw)
r[1]["z"] = 3
print(r, kw, f(**{}), f(a=1, **kw), f(**kw, **{"z": 5}))
for call in [lambda: f(**kw, **kw), lambda: f(x=1, **kw), lambda: f(**{1: 2}), lambda: f(**{S("q"): 1}), lambda: f(**3), lambda: f(*3), lambda: f(**kw, **{1: 2})]:
    try:
        print(call())
    except TypeError as e:
        print(str(e).replace("__main__.", ""))


class P:
    __slots__ = ("a",)


class Meta(type):
    pass


class Q(metaclass=Meta):
    pass


for o, name in [(P(), "zz"), (P(), "a"), (Q(), "\u00e9t\u00e9"), (Q, "w"), (3, "q"), (P, "b"), (Meta, "c"), (P(), S("sub"))]:
    try:
        getattr(o, name)
    except AttributeError as e:
        print(ascii(str(e)), e.name.encode(), e.obj is o, type(e.args), len(e.args))


class NoExit:
    def __enter__(self):
        pass


for o in [3, NoExit()]:
    try:
        with o:
            pass
    except TypeError as e:
        print(e)

import threading

lock = threading.RLock()
with lock:
    with lock:
        print(lock.acquire(blocking=False))
        lock.release()
try:
    lock.release()
except RuntimeError as e:
    print(e)
plain = threading.Lock()
results = []
with plain:
    threads = [threading.Thread(target=lambda i=i: (plain.acquire(), results.append(i), plain.release())) for i in range(3)]
    for t in threads:
        t.start()
    print(plain.acquire(timeout=0.01), results)
for t in threads:
    t.join()
print(sorted(results), plain.locked())

print("hello".replace("l", "L"), "hello".replace("l", "L", 1), "hello".replace("l", "l"), "hello".replace("x", "y"), "hello".replace("l", ""), "a".replace("a", "b"),
      ascii("h\u00e9llo".replace("l", "L")), ascii("hello".replace("l", "\u00e9")), "".replace("a", "b"), "llll".replace("l", "\0").encode(), "hello".replace("l", "r", -1),
      "hello".replace("l", "r", 2), "hello".replace("l", "r", 5), "hello".replace("l", "r", 0))
print([ascii(c) for c in "a\u00e9\u20ac\U0001f600b"])
it = iter("ab\u20acc")
for c in it:
    print(ascii(c), it.__length_hint__())
    if c == "\u20ac":
        break
for c in it:
    print(c)
print(next(it, "end"))
