# minipy: differs: objects die at a collection, not at once
# __del__: at collection, once, resurrection, at exit, of generators and subclasses.
import gc
import sys


class D:
    def __init__(self, name): self.name = name
    def __del__(self): print('del', self.name)


d = D('first')
d = None
gc.collect()
print('after first')


def function():
    x = D('local')
    return 'returned'


print(function())
gc.collect()
lst = [D('in list')]
lst.clear()
gc.collect()


class Again(D):
    kept = None

    def __del__(self):
        super().__del__()
        Again.kept = self


Again('resurrected')
gc.collect()
print(Again.kept.name)
Again.kept = None
gc.collect()
print('only once')


def generator():
    try:
        yield 1
    finally:
        print('generator finalized')


g = generator()
next(g)
del g
gc.collect()
sys.unraisablehook = lambda u: print('unraisable', u.exc_type.__name__, u.exc_value)


class Bad:
    def __del__(self): raise KeyError('from del')


Bad()
gc.collect()


class Base:
    def __del__(self): print('base del')


class Derived(Base): pass


Derived()
gc.collect()
try:
    raise ValueError(D('in exception'))
except ValueError:
    pass
gc.collect()
import atexit
atexit.register(print, 'atexit one')
atexit.register(print, 'atexit two')


@atexit.register
def last_registered(): print('atexit decorated')


atexit.unregister(last_registered)
atexit.register(last_registered)
print('end of script')
