# symtable: scopes, and what each does with its names.
import _symtable
import symtable

SOURCE = '''
import os as o
x: int = 1
def f(a, *b, c=3, **d):
    global g
    y = [a+z for z in b]
    def h():
        nonlocal y
        y = x
    class C(a):
        q = 1
        __private = 2
        def m(self): return __class__
    return lambda k: k+y
async def co():
    await x
    return {w: v for w, v in o}, (s for s in o)
try:
    pass
except E as err:
    del err
'''


def show(entry, indent=0):
    print(' ' * indent, entry.name, entry.type, entry.lineno, entry.symbols, entry.varnames, entry.nested)
    for child in entry.children:
        show(child, indent + 2)

show(_symtable.symtable(SOURCE, 'f', 'exec'))
show(_symtable.symtable('a + b', 'f', 'eval'))
table = symtable.symtable(SOURCE, 'f', 'exec')
f = table.get_children()[0]
print(table.get_type(), f.get_name(), f.get_parameters(), f.get_locals(), f.get_globals(), f.get_frees(), f.is_nested(), f.has_children())
for symbol in f.get_symbols():
    print(symbol.get_name(), symbol.is_parameter(), symbol.is_global(), symbol.is_local(), symbol.is_free(), symbol.is_referenced(),
          symbol.is_assigned(), symbol.is_namespace())
for args in [('x = (', 'f', 'exec'), ('x', 'f', 'nope'), (3, 'f', 'exec'), ('def f(a, a): pass', 'f', 'exec'), ('nonlocal x', 'f', 'exec')]:
    try:
        print(_symtable.symtable(*args))
    except Exception as error:
        print(type(error).__name__, error)
print({k: v for k, v in vars(_symtable).items() if type(v) is int})
