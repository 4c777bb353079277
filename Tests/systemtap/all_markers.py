import sys
import gc


def f():
    x = 1
    return x


f()
gc.collect(1)
sys.audit("test.event", 1)
try:
    import no_such_module
except ImportError:
    pass
