# Behaviour at the edges of classes, namespaces, functools and datetime.
def run(f):
    try: print(f.__name__, f())
    except BaseException as e: print(f.__name__, 'raised', repr(e)[:200])
def case(f): run(f); return f
import functools, copy, sys, datetime as D
@case
def p1():
    p = functools.partial(hex)
    try: del p.__dict__
    except TypeError as e: print(e)
    p.__dict__ = {'a': 1}
    print(p.__dict__, p.a)
    f = functools.partial(p1, ['asdf'], bar=[True]); f.attr = []
    g = copy.copy(f); return g.args is f.args, g.keywords is f.keywords, g.attr is f.attr
@case
def cprop():
    class R:
        @functools.cached_property
        def a(self): pass
        b = a
@case
def cprop2():
    class X:
        def __set_name__(self, o, n): 1/0
    try:
        class R: a = X()
    except RuntimeError as e: return repr(e), repr(e.__context__), repr(e.__cause__)
@case
def wl(): return range(sys.maxsize).__len__(), range(1<<62).__len__(), len(range(1<<62))
@case
def wl2(): return len(range(1<<63))
@case
def lenbig():
    class A:
        def __len__(self): return 1<<62
    return len(A()), A().__len__()
@case
def lenbig2():
    class A:
        def __len__(self): return 1<<63
    return len(A())
@case
def perverse():
    class A: 
        def f(self): return 'A'
    class P(type):
        def mro(cls): return list(reversed(type.mro(cls)))
    class X(A, metaclass=P): pass
    return X.__mro__, X().f()
@case
def dird():
    class M2(type(sys)):
        def getdict(self): return "Not a dict!"
        __dict__ = property(getdict)
    m = M2('m'); m.b = 2
    dir(m)
@case
def dird2():
    class M2:
        __dict__ = property(lambda self: 'x')
    dir(M2())
@case
def dird3():
    class M2:
        __dict__ = property(lambda self: None)
    return 'x' in dir(M2())
@case
def slots2():
    class C1:
        __slots__ = ["__classcell__", "__qualname__"]
    return C1.__slots__, C1.__qualname__
@case
def slots3():
    class C3:
        __qualname__ = 'x'
        __slots__ = ["__qualname__"]
@case
def setdict():
    class Base: pass
    class Meta1(type, Base): pass
    class D(metaclass=Meta1): pass
    dict_descr = Base.__dict__["__dict__"]
    dict_descr.__set__(D, {})
@case
def setdict2():
    class Base(object): pass
    import types
    class M(types.ModuleType, Base): pass
    m = M('x'); Base.__dict__["__dict__"].__set__(m, {})
@case
def picky():
    class Picky:
        def __getstate__(self): return {}
        def __getattr__(self, attr):
            if attr in ("__getnewargs__", "__getnewargs_ex__"): raise AssertionError(attr)
            return None
    return [type(Picky().__reduce_ex__(p)[0]).__name__ for p in range(6)]
@case
def typename(): 
    A = type('A', (), {}); A.__name__ = 'A\udcdcB'
@case
def typename2(): return type('A\udcdcB', (), {})
@case
def dirx():
    class F:
        def __dir__(self): return 7
    dir(F())
@case
def dirx2():
    class F:
        __slots__ = ['__class__', '__dict__']
    class B:
        @property
        def __class__(self): raise AttributeError
        @property
        def __dict__(self): raise AttributeError
    dir(F()); return len(dir(B()))
@case
def exg():
    import types
    class fd(dict):
        def __setitem__(s, k, v): raise TypeError
    d = types.MappingProxyType({})
    exec('x = 1', d)
@case
def exg2():
    class setonlyerror(Exception): pass
    class setonlydict(dict):
        def __getitem__(self, key): raise setonlyerror
    code = compile('globalname', 'test', 'exec')
    exec(code, setonlydict({'globalname': 1}))
@case
def exg3():
    class setonlyerror(Exception): pass
    class setonlydict(dict):
        def __getitem__(self, key): raise setonlyerror
    code = compile("__builtins__", "test", "exec")
    exec(code, setonlydict())
@case
def inp():
    class BitBucket:
        def write(self, line): pass
        def readline(self): return 'ab\n'
    so, si = sys.stdout, sys.stdin
    try:
        sys.stdout = BitBucket(); sys.stdin = BitBucket()
        r = input('x')
    finally: sys.stdout, sys.stdin = so, si
    return r
@case
def dt1(): return D.date.fromisocalendar(10**30, 1, 1)
@case
def dt2(): return D.date.fromisocalendar(2**32, 1, 1)
@case
def dt22(): return D.date.fromisocalendar(2019, 2**32, 1)
@case
def dt3():
    class F(float):
        def as_integer_ratio(self): return (1, 0, 3)
    return D.timedelta(microseconds=F(1.5))
@case
def dt4():
    class I(int):
        def __mul__(self, o): return I(8)
    return D.timedelta(microseconds=I(1)), D.timedelta(hours=I(1))
@case
def dt5():
    class F(float):
        def as_integer_ratio(self): return (1.5, 0)
    return D.timedelta(1) * F(1.5)
@case
def dt8():
    class M(str):
        def replace(self, *a): return None
    class T(D.tzinfo):
        def utcoffset(self, d): return D.timedelta(0)
        def tzname(self, d): return M('name')
    return D.datetime(2000,1,1,tzinfo=T()).strftime('%Z')
@case
def dt9(): return D.date(2000,1,1).replace(year=2**32)
@case
def dt10():
    return D.datetime(2000,1,1,tzinfo=D.timezone(D.timedelta(0, 3601))).strftime('%z')
@case
def dt11(): return D.datetime.fromtimestamp(1e20)
@case
def dt12(): return D.time(0,0,0).strftime('%Y')
