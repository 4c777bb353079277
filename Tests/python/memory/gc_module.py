# gc: collecting cycles, counts, thresholds, callbacks, freeze, tracking.
import gc

gc.collect()
gc.disable()
print(gc.isenabled())


class Node:
    def __init__(self): self.ref = None


def cycle():
    a, b = Node(), Node()
    a.ref, b.ref = b, a


log = []


class Finalized:
    def __init__(self, name): self.name, self.me = name, self
    def __del__(self): log.append(self.name)


def make():
    Finalized('one')
    Finalized('two')


make()
cycle()
gc.collect()
print(sorted(log))
gc.enable()
print(gc.isenabled(), gc.get_threshold())
gc.set_threshold(500, 5, 5)
print(gc.get_threshold(), len(gc.get_count()), len(gc.get_stats()), sorted(gc.get_stats()[0]))
gc.set_threshold(700, 10, 10)
events = []


def callback(phase, info): events.append((phase, info['generation'], sorted(info)))


gc.callbacks.append(callback)
gc.collect(1)
gc.callbacks.remove(callback)
print(events)


def error(call):
    try:
        print(call())
    except Exception as e:
        print(type(e).__name__ + ':', e)


error(lambda: gc.collect(5))
error(lambda: gc.collect(-1))
error(lambda: gc.collect('a'))
error(lambda: gc.set_threshold())
print(gc.garbage, gc.is_tracked([]), gc.is_tracked(5), gc.is_tracked('a'), gc.is_tracked(Node()))
gc.freeze()
gc.unfreeze()
print(gc.get_freeze_count())
n = Node()
holder = [n]
print(any(r is holder for r in gc.get_referrers(n)), any(r is n for r in gc.get_referents(holder)), any(o is n for o in gc.get_objects()))


class Resurrect:
    saved = []

    def __init__(self): self.me = self

    def __del__(self): Resurrect.saved.append(self)


Resurrect()
gc.collect()
print(len(Resurrect.saved))
Resurrect.saved.clear()
gc.collect()
print(len(Resurrect.saved))


class Raises:
    def __init__(self): self.me = self
    def __del__(self): raise ValueError('in del')


import sys
seen = []
sys.unraisablehook = lambda u: seen.append((u.exc_type.__name__, str(u.exc_value)))
Raises()
gc.collect()
print(seen)
big = [[i, {}] for i in range(50000)]
for item in big:
    item.append(big)
del item, big
print(gc.collect() >= 0)
total = 0
for i in range(200000):
    x = [i]
    x.append(x)
    total += len(x)
print(total)
