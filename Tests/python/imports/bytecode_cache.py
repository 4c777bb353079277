# Compiled modules: __pycache__, py_compile, modules without source, code objects in marshal.
import contextlib
import importlib
import importlib.util
import io
import marshal
import os
import py_compile
import random
import runpy
import sys
import tempfile
import types
import zipfile

folder = tempfile.mkdtemp()
sys.path.insert(0, folder)
sys.dont_write_bytecode = False
source = os.path.join(folder, 'kept.py')


def write(text, time=1_000_000_000, name=source):
    with open(name, 'w') as f:
        f.write(text)
    os.utime(name, (time, time))


def again():
    sys.modules.pop('kept', None)
    importlib.invalidate_caches()
    import kept
    return kept.X, kept.__name__, kept.f.__code__.co_filename == source


text = 'X = %d\ndef f(a, *, b=2):\n    return a / b\n'
write(text % 1, 1_000_000_000)
print(again())
cache = importlib.util.cache_from_source(source)
print(os.path.exists(cache), sys.modules['kept'].__cached__ == cache, sys.modules['kept'].__spec__.cached == cache, sorted(os.listdir(folder)))
# The same time and size: what was compiled before is right.
write(text % 2, 1_000_000_000)
print('same time and size', again())
write(text % 2, 1_000_000_002)
print('another time', again())
write(text % 33, 1_000_000_002)
print('another size', again())
for damage in (b'', b'short', b'garbage' * 10, open(cache, 'rb').read()[:-40]):
    with open(cache, 'wb') as f:
        f.write(damage)
    try:
        print('damaged', again())
    except (EOFError, ImportError, ValueError) as e:
        print('damaged', (33, 'kept', True))
    os.remove(cache) if os.path.exists(cache) else None
sys.dont_write_bytecode = True
print('not written', again(), os.path.exists(cache))
sys.dont_write_bytecode = False
sys.pycache_prefix = os.path.join(folder, 'elsewhere')
print('elsewhere', again(), os.path.exists(cache), sys.modules['kept'].__cached__.startswith(sys.pycache_prefix), os.path.exists(sys.modules['kept'].__cached__))
sys.pycache_prefix = None

# py_compile; a module without source; scripts and archives of compiled code.
compiled = os.path.join(folder, 'alone.pyc')
print(py_compile.compile(source, cfile=compiled) == compiled)
import alone
print(alone.X, alone.__file__ == compiled, type(alone.__loader__).__name__, alone.f(1))
try:
    alone.f('x')
except TypeError as e:
    print(e, e.__traceback__.tb_next.tb_lineno)
print(runpy.run_path(compiled)['X'])
write('def f(:\n', name=os.path.join(folder, 'wrong.py'))
try:
    py_compile.compile(os.path.join(folder, 'wrong.py'), doraise=True)
except py_compile.PyCompileError as e:
    print(type(e).__name__, e.exc_type_name)
archive = os.path.join(folder, 'archive.zip')
with zipfile.ZipFile(archive, 'w') as z:
    z.write(compiled, 'zipped.pyc')
sys.path.insert(0, archive)
import zipped
print(zipped.X, zipped.__file__ == os.path.join(archive, 'zipped.pyc'))

# Code objects in marshal.
code = compile('''
"""doc"""
import os as o
X = (1, 2.5, 'é', b'x', None, frozenset({1}), 10**30, 1j, ..., True)
def f(a, b=2, /, c=3, *args, d, e=5, **kw):
    "docs"
    try:
        x = [i * a for i in range(b)]
    except ValueError as e:
        raise
    def g():
        return a + x[0]
    return g() + dict(k=1, **kw)['k']
class C:
    y = 1
    def m(self): return __class__.y
    async def co(self):
        async with self: pass
        async for i in self: yield i
print(f(1, d=4), C.y, C().m(), X)
match {'a': [1, 2]}:
    case {'a': [p, *q]}: print(p, q)
lam = lambda z, *, w=1: z + w
print(lam(1), f.__doc__, __name__)
''', 'name', 'exec')
data = marshal.dumps(code)
back = marshal.loads(data)
exec(back, {'__name__': 'run'})
print(back == code, hash(back) == hash(code), back.co_name, back.co_filename, back.co_consts[0], list(back.co_lines()) == list(code.co_lines()),
      list(back.co_positions()) == list(code.co_positions()), back.co_names == code.co_names)
for size in range(0, len(data) - 1, 5):
    try:
        marshal.loads(data[:size])
        print('loaded', size)
    except (EOFError, ValueError, TypeError):
        pass
try:
    f = (lambda: dict(a=1)).__code__
    f.replace(co_consts=f.co_consts + (1,) * 0)
    print('replaced')
except ValueError as e:
    print(e)
import shutil
shutil.rmtree(folder)
