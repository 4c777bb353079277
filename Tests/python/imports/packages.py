# minipy: differs: the path of a namespace package is a list
# Packages: __init__, submodules, relative imports, __all__, cycles, namespace packages, failing imports.
import os
import sys

import package
print(package.version, package.__name__, hasattr(package, 'alpha'), package.__path__[0].endswith('package'))
import package.alpha
print(package.alpha.name, package.alpha.deep_value, package.sub.deep.value, sorted(n for n in sys.modules if n.startswith('package')))
from package import *
print(alpha.name, version, listed, '_private' in globals())
from package.beta import lazy
print(lazy())
from package.sub import deep as d
import package.sub.deep as e
print(d is e, e.__package__, e.__name__, package.sub.__path__[0].endswith('sub'))
import cycle.a
print(cycle.a.value, cycle.b.value)
here = os.path.dirname(os.path.abspath(__file__))
sys.path += [os.path.join(here, 'namespace_a'), os.path.join(here, 'namespace_b')]
import ns.one
import ns.two
print(ns.one.value, ns.two.value, len(ns.__path__), ns.__file__ if hasattr(ns, '__file__') else 'no file', type(ns.__path__).__name__)


def error(call):
    try:
        print(call())
    except Exception as e:
        print(type(e).__name__ + ':', str(e).split(' (')[0])


def bad_syntax(): import broken.syntax
def raising(): import broken.raises
def missing(): import package.nothing
def missing_from(): from package import nothing
def beyond(): exec('from ... import x', {'__package__': 'package', '__name__': 'package.m'})


for f in (bad_syntax, raising, raising, missing, missing_from, beyond):
    error(f)
print('broken.raises' in sys.modules, 'broken' in sys.modules)
import runpy
runpy.run_module('package', run_name='__main__')
result = runpy.run_path(os.path.join(here, '_helper.py'), run_name='by path')
print(result['counter'], result['__name__'])
import importlib.util
spec = importlib.util.spec_from_file_location('by_location', os.path.join(here, '_helper.py'))
module = importlib.util.module_from_spec(spec)
spec.loader.exec_module(module)
print(module.counter, module.__name__, 'by_location' in sys.modules)


class Finder:
    def find_spec(self, name, path=None, target=None):
        if name.startswith('virtual'):
            return importlib.util.spec_from_loader(name, self)

    def create_module(self, spec): return None
    def exec_module(self, module): module.made_by = 'Finder ' + module.__name__


sys.meta_path.append(Finder())
import virtual_one
print(virtual_one.made_by)
from importlib import resources
print(package.__spec__.submodule_search_locations[0].endswith('package'), package.__spec__.parent, package.alpha.__spec__.parent)
import pkgutil
print(sorted(m.name for m in pkgutil.iter_modules(package.__path__)))
