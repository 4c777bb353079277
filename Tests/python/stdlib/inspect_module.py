# inspect: signatures, members, sources, frames, states.
def error(call):
    try:
        print(call())
    except Exception as e:
        print(type(e).__name__ + ":", e)


import inspect


def f(a, b: int = 5, /, c='x', *args, d, e=None, **kw) -> str:
    """Docs.

    More."""
    return 'x'


class K:
    """Class doc."""
    attr = 1
    def m(self, x): pass
    @classmethod
    def c(cls): pass
    @staticmethod
    def s(y=1): pass
    @property
    def p(self): pass
    async def co(self): pass
    def g(self): yield
    def __init__(self, v): self.v = v


s = inspect.signature(f)
print(s, list(s.parameters), s.parameters['b'].default, s.parameters['b'].annotation, [str(p.kind) for p in s.parameters.values()], s.return_annotation, s.parameters['a'].default is inspect._empty)
b = s.bind(1, 2, 3, 4, d=5, q=6)
b.apply_defaults()
print(b.arguments, b.args, b.kwargs, s.bind_partial(1).arguments, s.replace(return_annotation=int))
error(lambda: s.bind(1))
error(lambda: s.bind(1, d=1, a=2) and 0)
error(lambda: inspect.signature(5))
print(inspect.signature(K), inspect.signature(K.m), inspect.signature(K(1).m), inspect.signature(K.c), inspect.signature(K.s), inspect.signature(len), inspect.signature(int.to_bytes) is not None, inspect.getfullargspec(f))
print([n for n, _ in inspect.getmembers(K, inspect.isfunction)], inspect.isclass(K), inspect.iscoroutinefunction(K.co), inspect.isgeneratorfunction(K.g), inspect.ismethod(K(1).m), inspect.isdatadescriptor(K.p), inspect.isroutine(len), inspect.ismodule(inspect), inspect.isabstract(K), inspect.isbuiltin(len), inspect.ismethoddescriptor(str.upper))
print(inspect.getdoc(f), inspect.getdoc(K), inspect.cleandoc('  a\n    b\n    c'), inspect.getmodule(f).__name__, inspect.getmro(K), inspect.unwrap(f) is f)
print(inspect.getsource(K.m), inspect.getsourcelines(K.s)[1], inspect.getfile(f) == __file__, inspect.getsource(f).splitlines()[0], inspect.getcomments(K) is None)
error(lambda: inspect.getsource(len))
g = K(1).g()
print(inspect.getgeneratorstate(g), next(g), inspect.getgeneratorstate(g), inspect.getgeneratorlocals(g).keys())
g.close()
print(inspect.getgeneratorstate(g))
c = K(1).co()
print(inspect.getcoroutinestate(c), inspect.isawaitable(c))
c.close()


def frames():
    here = inspect.currentframe()
    info = inspect.getframeinfo(here)
    return here.f_code.co_name, info.function, info.lineno > 0, inspect.stack()[1].function, inspect.getargvalues(here).args


print(frames(), inspect.getclosurevars(frames).globals['inspect'] is inspect, inspect.getattr_static(K(1), 'p').__class__.__name__, inspect.formatannotation(list[int]), inspect.Parameter('x', inspect.Parameter.KEYWORD_ONLY, default=1))
error(lambda: inspect.Parameter('1x', inspect.Parameter.KEYWORD_ONLY))
