# import forms, sys.modules, module attributes, reload, errors.
import sys
import _helper
import _helper as again
from _helper import bump, counter as copied
from _helper import (
    bump as b2,
)

print(again is _helper, bump(), bump(), copied, _helper.counter, b2 is bump)
print(_helper.__name__, _helper.__doc__, _helper.__package__ == '', _helper.__file__.endswith('_helper.py'), _helper.__spec__.name, type(_helper).__name__, _helper.__loader__ is not None, _helper.__spec__.origin == _helper.__file__)
print(_helper.dynamic, dir(_helper), 'counter' in vars(_helper), sys.modules['_helper'] is _helper)


def error(call):
    try:
        print(call())
    except Exception as e:
        print(type(e).__name__ + ':', str(e).split(' (/')[0], getattr(e, 'name', None))


def missing_module(): import no_such_module
def missing_sub(): import _helper.sub
def missing_name(): from _helper import nothing
def missing_dotted(): import no_such.sub.module
def missing_in_math(): from math import nothing
def missing_attribute(): return _helper.nothing
def not_a_package(): import math.sub
def relative(): from . import x
def relative_up(): from .. import x


for f in (missing_module, missing_sub, missing_name, missing_dotted, missing_in_math, missing_attribute, not_a_package, relative, relative_up):
    error(f)
print('no_such_module' in sys.modules)
import importlib
_helper.counter = 100
print(importlib.reload(_helper) is _helper, _helper.counter)
del sys.modules['_helper']
import _helper as fresh
print(fresh is _helper, fresh.counter)
sys.modules['replaced'] = type('Module', (), {'x': 'from fake'})()
import replaced
from replaced import x
print(x)
sys.modules['blocked'] = None
error(lambda: importlib.import_module('blocked'))
import os.path as p, math, json.decoder
print(p.__name__, math.__name__, json.decoder.__name__, json.__name__)
from os import *
print('getcwd' in globals(), 'sys' in globals())


def local_import():
    import math as m
    from math import pi
    return m.floor(pi)


print(local_import(), 'm' in globals())
import types
made = types.ModuleType('made', 'doc of made')
exec('v = 5\ndef f(): return v', made.__dict__)
sys.modules['made'] = made
import made as m2
from made import v
print(m2.f(), v, m2, m2.__doc__, made.__spec__)
made.attribute = 1
print(made.attribute, sorted(k for k in vars(made) if not k.startswith('__')))
error(lambda: made.nothing)
error(lambda: types.ModuleType())
error(lambda: importlib.import_module('.x'))
print(importlib.util.find_spec('no_such_thing') if hasattr(importlib, 'util') else None)
import importlib.util
print(importlib.util.find_spec('_helper').name, importlib.util.find_spec('math').name)
print(__name__, __spec__, sys.path[0].endswith('imports'), sys.builtin_module_names[:0], 'builtins' in sys.modules, '__main__' in sys.modules, sys.modules['__main__'].__name__)
