# Behaviour at the edges of built-in types: subclasses, comparisons that change what they compare, hints, descriptors in descriptors.
def run(f):
    try: print(f.__name__, f())
    except BaseException as e: print(f.__name__, 'raised', repr(e)[:200])
def case(f): run(f); return f
@case
def list_kw():
    class L(list):
        def __init__(self, seq, newarg=None): super().__init__(seq); self.newarg = newarg
    u = L([1, 2], newarg=3); return list(u), u.newarg
@case
def list_kw2():
    class L(list): pass
    return L(sequence=(1,))
@case
def tuple_kw():
    class T(tuple):
        def __new__(cls, arg, newarg=None):
            u = super().__new__(cls, arg); u.newarg = newarg; return u
    u = T([1,2], newarg=3); return u, u.newarg
@case
def eq_mod():
    class X:
        def __eq__(self, other):
            list2.clear(); return NotImplemented
    class Y:
        def __eq__(self, other):
            list1.clear(); return NotImplemented
    class Z:
        def __eq__(self, other):
            list3.clear(); return NotImplemented
    list1 = [X()]; list2 = [Y()]
    a = list1 == list2
    list3 = [Z()]; list4 = [1]
    return a, list3 == list4
@case
def iterlen():
    class BadLen(object):
        def __iter__(self): return iter(range(10))
        def __len__(self): raise RuntimeError('hello')
    class BadLengthHint(object):
        def __iter__(self): return iter(range(10))
        def __length_hint__(self): raise RuntimeError('hello')
    class None_(object):
        def __iter__(self): return iter(range(10))
        def __length_hint__(self): return NotImplemented
    r = []
    for b in BadLen, BadLengthHint, None_:
        for f in (list, lambda x: [].extend(x), lambda x: [].__iadd__(x), bytearray, lambda x: bytearray().extend(x), lambda x: b''.join(x), tuple, set, sorted):
            try: f(b()); r.append('ok')
            except Exception as e: r.append(type(e).__name__)
    return r
@case
def clsm2():
    class B: 
        @classmethod
        @classmethod
        def f(cls): return cls
    return B.f()
@case
def bio():
    e = BlockingIOError(11, 'x'); return e.characters_written
@case
def bio2():
    e = BlockingIOError('a', 'b', 3); return e.characters_written, e.args
@case
def bio3():
    e = BlockingIOError('a', 'b', 3); del e.characters_written; return e.characters_written
@case
def ose():
    class S(OSError):
        def __new__(cls, message, baz):
            self = OSError.__new__(cls, message); self.baz = baz; return self
    e = S('some message', baz='baz'); return e.args, e.baz, e.errno
@case
def ose2():
    class S(OSError):
        def __new__(cls, message, baz):
            self = super().__new__(cls, message); self.baz = baz; return self
    e = S('some message', 'baz'); return e.args, e.baz
@case
def ose3():
    class S(OSError):
        def __init__(self, bar=None): self.bar = bar; super().__init__(9, 'm', 'f')
    e = S(bar='b'); return e.args, e.errno, str(e)
@case
def frameclear():
    import sys
    def f():
        x = 5
        def g(): return x
        return sys._getframe()
    fr = f(); fr.clear(); return fr.f_locals
@case
def fut():
    ns = {}; exec("from __future__ import annotations\ndef f(a: u'some', b: b'x', c: f'{x}' 'y', d: 'a' u'b'): pass", ns); return ns['f'].__annotations__
@case
def patma():
    from collections.abc import Sequence, Mapping
    class A(Sequence, Mapping): pass
@case
def rng():
    import bisect
    n = 1 << 63
    data = range(n-1)
    return bisect.bisect(data, n-3), len
@case
def fmt2():
    class B(bytes): pass
    class L(list): 
        def __getitem__(self, x): return 1
    return '' % B(), '' % [1], ''% {}, '' % range(3), '' % b'x', '' % bytearray(), '' % memoryview(b'')
@case
def incr():
    import ast
    src = ast.parse("a=1", type_comments=False); ast.increment_lineno(src, 5); return ast.dump(src, include_attributes=True)
@case
def comp():
    import ast
    g = ast.comprehension(ast.Name('x', ast.Store()), ast.Name('x', ast.Load()), [], 0)
    e = ast.ListComp(ast.Name('x', ast.Store()), [])
    e = ast.fix_missing_locations(ast.Expression(e))
    compile(e, 'x', 'eval')
