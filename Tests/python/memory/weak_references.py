# weakref: references, callbacks, proxies, dictionaries, sets, finalize.
import gc
import weakref


class Obj:
    def __init__(self, name): self.name = name
    def __repr__(self): return f'Obj({self.name})'
    def method(self): return 'method of ' + self.name
    def __len__(self): return 3


o = Obj('a')
r = weakref.ref(o)
print(r() is o, r == weakref.ref(o), hash(r) == hash(o), weakref.getweakrefcount(o), weakref.getweakrefs(o)[0] is r, type(r).__name__)
log = []
w = weakref.ref(o, lambda ref: log.append(('dead', ref() is None)))
p = weakref.proxy(o)
print(p.name, len(p), p.method(), type(p).__name__)
p.name = 'changed'
print(o.name)
del o
gc.collect()
print(r(), w(), log)


def error(call):
    try:
        print(call())
    except Exception as e:
        print(type(e).__name__ + ':', e)


error(lambda: p.name)
error(lambda: weakref.ref(5))
error(lambda: weakref.ref('a'))
error(lambda: weakref.ref([]))
error(lambda: weakref.ref())
d = weakref.WeakValueDictionary()
a, b = Obj('x'), Obj('y')
d['a'], d['b'] = a, b
print(sorted(d), d['a'], len(d), 'b' in d, d.get('z', 'none'))
del b
gc.collect()
print(sorted(d), len(d))
k = weakref.WeakKeyDictionary()
k[a] = 'value'
key = Obj('temp')
k[key] = 'temp'
print(len(k), k[a])
del key
gc.collect()
print(len(k), list(k.values()))
s = weakref.WeakSet([a])
t = Obj('t')
s.add(t)
print(len(s), a in s)
del t
gc.collect()
print(len(s))
m = weakref.WeakMethod(a.method)
print(m()())
f = weakref.finalize(a, lambda *args: log.append(args), 1, 2)
print(f.alive)
del a
gc.collect()
print(m(), f.alive, log)


class Slotted:
    __slots__ = ('x', '__weakref__')


class NoWeak:
    __slots__ = ('x',)


z = Slotted()
print(weakref.ref(z)() is z)
error(lambda: weakref.ref(NoWeak()))


def function(): pass


print(weakref.ref(function)() is function, weakref.ref(Obj)() is Obj, weakref.ref(gc)() is gc, weakref.ref({1}) is not None, weakref.ref(frozenset())() is not None or True)


class Sub(weakref.ref):
    def __init__(self, ob, callback=None): super().__init__(ob, callback); self.extra = 5


o = Obj('s')
print(Sub(o).extra, Sub(o)() is o)


class Cycle:
    def __init__(self): self.me = self


c = Cycle()
rc = weakref.ref(c, lambda r: log.append('cycle died'))
del c
gc.collect()
print(rc(), log[-1])
refs = [weakref.ref(x) for x in [Obj(str(i)) for i in range(100)]]
gc.collect()
print(sum(r() is not None for r in refs) <= 1)
