# del of every kind of target, exec and eval scopes, name mangling, class scope details.
a = b = c = 1
del a
del b, c
d = {'x': 1, 'y': 2}
l = [1, 2, 3, 4]


class O: pass


o = O()
o.p = o.q = 1
del d['x'], l[0], l[1:], o.p
print(d, l, vars(o))
del (o.q), [d['y']]
print(d, vars(o))


def error(call):
    try:
        print(call())
    except Exception as e:
        print(type(e).__name__ + ':', e)


error(lambda: a)


def local_del():
    v = 1
    del v
    try:
        v
    except UnboundLocalError as e:
        print(e)
    v = 2
    del v
    v = 3
    return v


print(local_del())


def captured():
    v = 1
    def inner(): return v
    del v
    try:
        inner()
    except NameError as e:
        print(e)
    v = 2
    return inner()


print(captured())


def exec_scopes():
    x = 'local'
    exec('x = "in exec"; y = 1')
    g, l = {'x': 'global dict'}, {'x': 'local dict'}
    exec('z = x; global w; w = 1', g, l)
    return x, 'y' in locals(), l, 'w' in g, eval('x'), eval('x', {'x': 'other'}), eval('[x for _ in (1,)]', {'x': 'g'})


print(exec_scopes())
ns = {}
exec('def f(): return h()\ndef h(): return "h"', ns)
print(ns['f']())
error(lambda: exec('def f(): return missing_thing\nf()', {}))
exec('class InExec:\n    v = 1\n    def m(self): return self.v', ns)
print(ns['InExec']().m())
separate = {}
try:
    exec('def f(): return 1\ndef g(): return f()\ng()', {}, separate)
except NameError as e:
    print(e)


class Mangled:
    __private = 1
    __dunder__ = 2
    _single = 3

    def __method(self): return 'private method'
    def call(self): return self.__method(), self.__private, Mangled.__private
    def set(self): self.__new = 5; __local = 6; return __local

    class __Inner: pass
    def inner(self): return self.__Inner.__name__


m = Mangled()
print(m.call(), m.set(), m.inner(), sorted(n for n in dir(m) if 'private' in n or 'method' in n.lower() or 'new' in n or 'Inner' in n))
error(lambda: m.__private)


class Sub(Mangled):
    __private = 'sub'
    def both(self): return self.__private, self.call()[1]


print(Sub().both())


class Order:
    print('class body runs')
    for i in range(3):
        locals()[f'attr{i}'] = i
    if True:
        conditional = 'yes'
    del i
    try:
        nothing_here
    except NameError as e:
        caught = str(e)


print(Order.attr2, Order.conditional, Order.caught, hasattr(Order, 'i'), hasattr(Order, 'e'))
x = 'module'


def function_scope():
    x = 'function'

    class C:
        print(x)
        x = 'class'
        print(x)
        def m(self): return x
        n = [x for _ in range(1)]
    return C().m(), C.n, C.x


print(function_scope())


class GlobalInClass:
    global from_class
    from_class = 'set by class body'


print(from_class, hasattr(GlobalInClass, 'from_class'))


def nested_global():
    y = 'enclosing'
    def inner():
        global y
        y = 'global y'
    inner()
    return y, globals()['y']


print(nested_global())
for i in range(2):
    def captured_loop(): return i
print(captured_loop())
i = 'rebound'
print(captured_loop())
import builtins
len_ = len
def len(x): return 'shadowed'
print(len('abc'), builtins.len('abc'))
del len
print(len('abc'))
