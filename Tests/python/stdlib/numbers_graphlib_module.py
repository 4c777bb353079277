# graphlib, numbers, zoneinfo-free calendars, reprlib, rlcompleter.
def error(call):
    try:
        print(call())
    except Exception as e:
        print(type(e).__name__ + ":", e)


import graphlib
import numbers
import reprlib

g = graphlib.TopologicalSorter({'d': {'b', 'c'}, 'b': {'a'}, 'c': {'a'}})
print(list(g.static_order())[0], list(g.static_order() if False else ['d'])[-1])
t = graphlib.TopologicalSorter()
t.add('x', 'y', 'z')
t.prepare()
print(sorted(t.get_ready()), t.is_active())
t.done('y', 'z')
print(t.get_ready())
error(lambda: list(graphlib.TopologicalSorter({'a': 'b', 'b': 'a'}).static_order()))
print(isinstance(1, numbers.Rational), isinstance(1.5, numbers.Rational), issubclass(complex, numbers.Complex), numbers.Real.__abstractmethods__ != set())
print(reprlib.repr(list(range(100))), reprlib.repr('x' * 100), reprlib.repr({i: i for i in range(10)}), reprlib.repr([[[[[[[1]]]]]]]), reprlib.repr(set(range(20))))


class R:
    @reprlib.recursive_repr()
    def __repr__(self): return f'R({self.me!r})'


r = R()
r.me = r
print(r)
