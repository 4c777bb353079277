# Order of evaluation of everything, by a logging function.
out = []


def e(name, value=None):
    out.append(name)
    return value


def show(label):
    print(label, out)
    out.clear()


class Obj:
    def __setattr__(self, n, v): out.append(f'set {n}')
    def __getitem__(self, k): out.append(f'get {k}'); return 1
    def __setitem__(self, k, v): out.append(f'setitem {k}')
    def __getattr__(self, n): out.append(f'getattr {n}'); return self
    def __call__(self, *a, **k): out.append('call'); return self


o = Obj()
e('a', 1) + e('b', 2) * e('c', 3) - e('d', 4); show('arithmetic')
e('a', 1) < e('b', 2) < e('c', 3); show('chain')
e('a', 5) < e('b', 2) < e('c', 3); show('chain stops')
e('f', max)(e('x', 1), *e('y', [2]), e('z', 3), **e('k', {})); show('call')
e('f', dict)(a=e('a', 1), **e('b', {'q': 1}), c=e('c', 1)); show('keywords')
[e('a'), e('b'), *e('c', [])]; show('list')
{e('k1', 1): e('v1'), e('k2', 2): e('v2'), **e('m', {})}; show('dict')
{e('a', 1), e('b', 2)}; show('set')
e('o', [0, 1])[e('i', 0)]; show('subscript')
e('o', 'abcdef')[e('a', 1):e('b', 4):e('c', 2)]; show('slice')
e('o', [0])[e('i', 0)] = e('v', 1); show('assign subscript')
e('o', o).attr = e('v', 1); show('assign attribute')
e('o', [0])[e('i', 0)] += e('v', 1); show('augmented')
e('o1', o).x, e('o2', [0])[e('i', 0)] = e('v', (1, 2)); show('targets')
o.a = o['b'] = e('v', 1); show('chained targets')
e('then', 1) if e('test', True) else e('else', 2); show('if true')
e('then', 1) if e('test', False) else e('else', 2); show('if false')
e('a', 0) or e('b', 1) and e('c', 2); show('or and')
not e('a', 1) or e('b', 0) or e('c', 3); show('not or')
f"{e('a', 1)} {e('b', 2):{e('w', 5)}} {e('c', 3)!r}"; show('f-string')
[e('v', x) for x in e('it', [1, 2]) if e('if', True)]; show('comprehension')
{e('k', x): e('v') for x in e('it', [1])}; show('dict comprehension')
o.method(e('a')).other(e('b'))[e('c')]; show('method chain')
(lambda d=e('default'): 0)(); show('lambda default')


@e('deco1', lambda f: f)
@e('deco2', lambda f: f)
def f(a=e('default a'), *, b: e('annotation b') = e('default b')) -> e('returns'): pass


show('def')


@e('class deco', lambda c: c)
class K(e('base', object), metaclass=e('meta', type)): e('body')


show('class')
for e('target', [0])[e('index', 0)] in e('iterable', [1, 2]): e('loop')
show('for')
with e('manager', open(__file__)) as e('as', [0])[e('i', 0)]: e('with')
show('with')
del e('d', {1: 1})[e('k', 1)]; show('del')
assert e('cond', True), e('message'); show('assert')
try:
    raise e('exc', ValueError)(e('arg')) from e('cause', KeyError())
except e('match', ValueError):
    show('raise')
e('a', 2) ** e('b', 3) ** e('c', 2); show('power')
-e('a', 1) ** e('b', 2); show('unary power')
e('a', 1) in e('b', [1]); show('in')
x = y = e('once', 1); show('chain of names')
print(e('p1', 1), e('p2', 2), sep=e('sep', ' ')); show('print')
(n := e('w', 5)) + e('after', 1); show('walrus')
lst = [1, 2, 3]
i = 0
i, lst[i] = 1, 9
print(lst, i)
i = lst[i] = 2
print(lst, i)
