# Where the marks under a traceback's line go, for every kind of expression.
import traceback


def show(source):
    namespace = {'n': None, 'l': [1], 'd': {}, 'o': object(), 'f': lambda *a, **k: 1, 'z': 0}
    filename = '<case>'
    import linecache
    linecache.cache[filename] = (len(source), None, source.splitlines(True), filename)
    try:
        exec(compile(source, filename, 'exec'), namespace)
        print('no error')
    except Exception:
        lines = traceback.format_exc().splitlines()
        print('\n'.join(line for line in lines[3:] if not line.startswith('  File "/')))
    print('-')


for source in ('1 + z / z', 'x = f(1) + n.attr', 'l[5]', 'd["k"]["j"]', 'f(1, n(2), 3)', 'a, b = l', 'n + 1', '-n', 'not_defined + 1', 'f(*n)', 'f(**n)', 'l[z:n:0]', 'd[l]', 'n[0] = 1', 'del d["q"]', 'n.x = 5', 'for i in n: pass',
               'with n: pass', 'raise ValueError("x" + "y")', 'assert z, f("m")', 'import nothing.here', 'from os import nothing_here', '[i / z for i in l]', '{k: 1 / z for k in l}', 'sum(i / z for i in l)', 'x = (1 +\n     n)', 'f(\n  1,\n  z / z,\n)',
               'def g():\n    return n.x.y\ng()', 'lambda: 1\n(lambda q: q / z)(1)', 'class C:\n    x = 1 / z', 'x = 1 if n.q else 2', 'n < 1', '1 in n', 'f"{z / z}"', '"é" + n', 'x = l[0].foo.bar', 'z += n', 'd |= n', 'print(f(1) and n())', 'while n.x: pass', 'n()()',
               'f(1)(2)(3)', 'x = {**n}', 'x = [*n]', 'try:\n    1 / z\nfinally:\n    pass', 'match n.x:\n    case 1: pass', 'async def a(): await n\na().send(None)', 'int("x", base=10)', '(l\n  .foo)', 'o @ o', 'l[1:2, 3]', 'x: n.q = 1', '@n\ndef h(): pass', 'return_value = (yield_ := n.z)', 'f(a=1, b=n.z)'):
    show(source)
