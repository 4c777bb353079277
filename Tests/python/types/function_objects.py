# Functions, methods, code objects, builtin functions as objects.
def error(call):
    try:
        print(repr(call()))
    except Exception as e:
        print(type(e).__name__ + ':', e)


def f(a, b=1, *args, c, d=2, **kw) -> int:
    """doc"""
    local = a
    return local


print(f.__name__, f.__qualname__, f.__doc__, f.__module__, f.__defaults__, f.__kwdefaults__, f.__annotations__, f.__dict__, f.__closure__, f.__globals__ is globals(), f.__builtins__ is not None)
c = f.__code__
print(c.co_name, c.co_qualname, c.co_argcount, c.co_posonlyargcount, c.co_kwonlyargcount, c.co_nlocals, c.co_varnames, c.co_names, c.co_freevars, c.co_cellvars, c.co_firstlineno, c.co_flags & 15, c.co_consts[0], c.co_filename == __file__)
print(type(f), type(c), repr(f)[:12], repr(c)[:14], callable(f), f == f, hash(f) == hash(f), bool(f))
f.__name__ = 'renamed'
f.__qualname__ = 'other.renamed'
f.__doc__ = None
f.__defaults__ = None
print(f.__name__, repr(f)[:24], f.__doc__)
error(lambda: f(1, 2, 3))
error(lambda: f())
error(lambda: setattr(f, '__name__', 5))
error(lambda: setattr(f, '__defaults__', 5))
error(lambda: setattr(f, '__code__', 5))
error(lambda: setattr(f, '__globals__', {}))
error(lambda: setattr(f, '__dict__', 5))
error(lambda: f.missing)
error(lambda: setattr(c, 'co_name', 'x'))
print(c.replace(co_name='new').co_name)


class K:
    def m(self, x): return x
    @classmethod
    def k(cls): pass
    @staticmethod
    def s(): pass


k = K()
print(type(k.m), k.m.__name__, k.m.__self__ is k, k.m.__func__ is K.m, k.m == k.m, k.m(5), K.m(k, 6), repr(k.m)[:17], k.m.__doc__, K.k.__self__ is K, type(K.s))
error(lambda: setattr(k.m, 'x', 1))
error(lambda: k.m())
import types
bound = types.MethodType(lambda self, y: (self, y), 'me')
print(bound(1), bound.__self__)
error(lambda: types.MethodType(5, 1))
error(lambda: types.MethodType(len, None))
print(types.FunctionType(f.__code__, {}, 'made', (1, 2)).__name__, types.FunctionType((lambda: x).__code__, {'x': 'from globals'})())
for b in (len, print, [].append, 'a'.upper, dict.fromkeys, str.maketrans, int.from_bytes, object.__init__, (5).__add__, str.join):
    print(b.__name__, b.__qualname__, type(b).__name__, getattr(b, '__self__', 'no self').__class__.__name__)
print(repr(len), repr([].append)[:37], repr(str.upper), repr(int.__add__), repr((5).__add__)[:33], repr(dict.__dict__['fromkeys']), len.__module__, len.__text_signature__)
print([].append == [].append, 'a'.upper == 'a'.upper, len == len, hash(len) == hash(len))
error(lambda: len())
error(lambda: len(1, 2))
error(lambda: len(x=1))
error(lambda: [].append(x=1))
error(lambda: 'a'.join())
error(lambda: 'a'.split(sep='x', nope=1))
error(lambda: int.from_bytes())
error(lambda: print(nope=1))
error(lambda: sorted())
error(lambda: abs(1, 2))
error(lambda: isinstance(1))
error(lambda: str.upper())
error(lambda: str.upper(5))
error(lambda: dict.get({}, ))
error(lambda: (5).__add__())
error(lambda: 'abc'.find())
error(lambda: 'abc'.find(5))
error(lambda: range(1, 2, 3, 4))
error(lambda: divmod(1))
error(lambda: pow(1))
error(lambda: round('x'))
error(lambda: getattr(1))
import inspect
print(inspect.signature(K.m), inspect.signature(f), inspect.isfunction(f), inspect.ismethod(k.m), inspect.isbuiltin(len), inspect.getdoc(K) is None)
print(inspect.signature(len), inspect.signature(sorted), inspect.signature(k.m))
g = lambda: (yield)
print(inspect.isgeneratorfunction(g), (lambda: 0).__name__, (lambda *a, **k: (a, k))(1, x=2))


def with_free():
    v = 1
    def inner(): return v
    return inner


i = with_free()
print(i.__closure__[0].cell_contents, i.__code__.co_freevars, type(i.__closure__[0]).__name__, types.FunctionType(i.__code__, {}, closure=(types.CellType(99),))())
error(lambda: types.FunctionType(i.__code__, {}))
i.__closure__[0].cell_contents = 'changed'
print(i())
