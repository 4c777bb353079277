# Line events of loops: one for each time that a line begins, and for each jump back to it.
import sys
def lines(f):
    seen=[]
    base=f.__code__.co_firstlineno
    def tr(fr, ev, arg):
        if fr.f_code is f.__code__:
            if ev=='line': seen.append(fr.f_lineno-base)
            return tr
    sys.settrace(tr)
    try: f()
    finally: sys.settrace(None)
    return seen
def a():
    for x, y in [(1, 2), (3, 4)]:
        x
    z = 1
def c():
    for i in range(3): i
    i = 0
    while i < 3: i += 1
def d():
    i = 0
    while i < 3:
        i += 1
def e():
    i = 0
    while True:
        i += 1
        if i > 2: break
    for i in [1, 2]:
        pass
def f():
    x = [i for i in
         range(3)]
    for a in x:
        for b in x: b
        if a: continue
def h():
    for i in range(2):
        try:
            raise KeyError
        except KeyError:
            continue
def k():
    for i, (j, k) in enumerate(zip([1, 2], [3, 4])): i; j; k
    for i in []: pass
    else:
        i = 1
for fn in (a, c, d, e, f, h, k):
    print(fn.__name__, lines(fn))
