# Subscripts of dict's subclasses: __missing__, only one of the methods overridden, methods that change; tuples as keys.
import collections
c = collections.Counter()
for p in [('a', b'x'), ('a', b'x'), (1, 2)]: c[p] += 1
print(c, c['nope'])
class D(dict):
    def __missing__(self, k): return ('missing', k)
    def __delitem__(self, k): print('del', k)
d = D(); d[1] = 2; d[1, 2] = 3; print(d[1], d[1, 2], d['x']); del d[1]
class E(dict):
    def __getitem__(self, k): return ('E', k)
    def __setitem__(self, k, v): super().__setitem__(k, v * 2)
e = E(); e[1] = 5; print(e[1], dict(e))
E.__getitem__ = dict.__getitem__; print(e[1])
o = collections.OrderedDict(); o['b'] = 1; o[1, 2] = 3; print(o[1, 2], o)
dd = collections.defaultdict(list); dd[1, 'a'].append(3); print(dd)
try: d.__class__.__missing__ = None; d[9]
except TypeError as x: print(x)
nan = float('nan'); t = (nan, 1); print((nan, 1) == (nan, 1), t in [(nan, 1)], {(nan, 1): 2}[(nan, 1)])
