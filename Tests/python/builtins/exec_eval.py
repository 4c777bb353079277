# compile, exec and eval in depth: namespaces, modes, flags, code objects.
def error(call):
    try:
        print(repr(call()))
    except Exception as e:
        print(type(e).__name__ + ':', e)


g = {'x': 1}
exec('y = x + 1\nx = 10', g)
print(g['x'], g['y'], '__builtins__' in g)
l = {}
exec('a = 1\nb = a + 1\ndel a', {}, l)
print(l)


class Namespace(dict):
    def __missing__(self, k): return f'<{k}>'
    def __setitem__(self, k, v): super().__setitem__(k, v * 2 if isinstance(v, int) else v)


n = Namespace()
exec('v = 5\nw = unknown + "!"', {}, n)
print(n['v'], n['w'], eval('v + 1', {}, n), eval('other', {}, n))


class Mapping:
    def __getitem__(self, k): return k.upper() if k != 'len' else len
    def __setitem__(self, k, v): print('store', k, v)
    def __delitem__(self, k): print('delete', k)


exec('p = q\ndel r', {}, Mapping())
print(eval('s + t', {}, Mapping()))
error(lambda: eval('1', Mapping()))
error(lambda: eval('1', {}, 5))
error(lambda: exec(5))
error(lambda: eval('x y'))
error(lambda: eval('\n'))
error(lambda: eval('a = 1'))
error(lambda: eval(b'1 + \xff'))
error(lambda: compile('1', 'f', 'exec', 1 << 30))
error(lambda: compile(5, 'f', 'exec'))
error(lambda: compile('1\n2', 'f', 'eval'))
error(lambda: compile('1\n2', 'f', 'single'))
print(eval('  1 + 1  \n'), eval(b'2 * 3'), eval('(1,\n2)'), eval('lambda q: q + 1')(1), eval(compile('x', '', 'eval'), {'x': 'given'}))
c = compile('def f(a, b=2):\n  """d"""\n  return a + b + z', 'source.py', 'exec')
ns = {'z': 100}
exec(c, ns)
print(ns['f'](1), ns['f'].__code__.co_filename, ns['f'].__doc__, c.co_name, ns['f'].__globals__ is ns, ns['f'].__module__ if '__name__' in ns else None)
import ast
print(eval(compile(ast.parse('1 + 2', mode='eval'), '', 'eval')), isinstance(compile('1', '', 'eval', ast.PyCF_ONLY_AST), ast.Expression))
exec('for i in range(3): total = i', ns)
print(ns['total'], ns['i'])
exec('import math\nfrom os import path as p\nr = math.floor(2.5)', ns)
print(ns['r'], 'math' in ns, 'p' in ns)
exec('class K:\n  z = 5\n  def m(self): return z, self.z', ns)
print(ns['K']().m(), ns['K'].__module__)


def scoped():
    x = 'local'
    exec('x = "changed"\nnew = 1')
    error(lambda: new)
    return x, eval('x'), eval('[x for _ in "a"]', {'x': 'global'}), sorted(locals())


print(scoped())


def with_locals():
    a, b = 1, 2
    d = locals()
    d['a'] = 99
    exec('c = a + b', globals(), d)
    return a, d['c'], sorted(d)


print(with_locals())
print(eval('globals() is g', {'g': 5}), eval('__import__("math").pi > 3'), eval('__name__', {'__name__': 'given'}), eval('len', {'__builtins__': {'len': 'replaced'}}))
error(lambda: eval('len', {'__builtins__': {}}))
error(lambda: exec('import math', {'__builtins__': {}}))
code = compile('yield_value = [y for y in range(3)]', '<s>', 'exec')
exec(code, ns)
exec(code, ns)
print(ns['yield_value'])
exec(compile('print(__file__ if "__file__" in globals() else "none")', 'x', 'exec'), {})
exec('async def co(): return 5', ns)
try:
    ns['co']().send(None)
except StopIteration as e:
    print(e.value)
exec("if 1:\n\tprint('tabs')\n")
exec('x: int = 5\nprint(__annotations__)', {})
exec('"""doc"""\nprint(__doc__)', {})
exec('\n\n# only comments\n\n')
exec('print(1); print(2)')
exec(compile('a = 1\nprint(a)\n', 'f', 'exec', dont_inherit=True, optimize=2))
s = compile('5 + 5', 's', 'single')
exec(s)
exec(compile('None', 's', 'single'))
error(lambda: exec('return 5'))
error(lambda: exec(compile('1/0', 'named.py', 'exec')))
