# What an attribute access or a call remembers of the objects it has met must not outlive a change of classes or objects.


def read(o):
    return o.x


def write(o, v):
    o.x = v


def call(o, *rest):
    return o.m()


def call1(o, a):
    return o.m(a)


def attempt(f, *args):
    try:
        return f(*args)
    except Exception as e:
        return type(e).__name__ + ': ' + str(e)


# Several shapes at one place.
class Plain:
    def __init__(self, x):
        self.x = x


class Slotted:
    __slots__ = ('y', 'x')


class Data:
    x = 'class data'


class Many:
    def __init__(self):
        for i in range(60):
            setattr(self, 'a%d' % i, i)
        self.x = 'overflow'


class Prop:
    @property
    def x(self):
        return 'property'


class Fallback:
    def __getattr__(self, name):
        if name == 'boom':
            raise AttributeError('no boom')
        return 'fallback ' + name


class Sub(Plain):
    pass


s = Slotted()
s.x = 'slot'
kinds = [Plain('plain'), s, Data(), Many(), Prop(), Fallback(), Sub('sub'), Data]
for _ in range(4):
    print([read(k) for k in kinds])
for k in kinds[:4] * 3:
    write(k, 7)
print([read(k) for k in kinds])
print(attempt(write, kinds[4], 1), attempt(lambda: kinds[5].boom))

# Class data changes below a cache; then an instance gets its own; then loses it.
d = Data()
print([read(d) for _ in range(3)])
Data.x = 'changed'
print(read(d), read(Data))
d.x = 'own'
print(read(d))
del d.x
print(read(d))
del Data.x
print(attempt(read, d))

# A slot is emptied; the descriptor is replaced and deleted.
for _ in range(3):
    read(s), write(s, 1)
del s.x
print(attempt(read, s))
write(s, 2)
print(read(s))
saved = Slotted.x
Slotted.x = property(lambda self: 'now a property')
print(read(s), attempt(write, s, 3))
Slotted.x = saved
print(read(s))
del Slotted.x
print(attempt(read, s))


class Foreign:
    __slots__ = ('z',)
    x = saved


print(attempt(read, Foreign()), attempt(write, Foreign(), 1))


# A data descriptor appears in the class after instances' slots were cached.
p = Plain(1)
for _ in range(3):
    read(p), write(p, 5)
Plain.x = property(lambda self: 'descriptor', lambda self, v: print('set', v))
print(read(p), write(p, 6))
del Plain.x
print(read(p))

# __class__ is assigned.
class Other:
    x = 'other class'

    def m(self):
        return 'Other.m'


p = Plain(1)
for _ in range(3):
    read(p)
p.__class__ = Other
print(read(p), p.m())
q = Other()
print(read(q))
q.__class__ = Prop
print(read(q))


# Dictionary mode.
class Bag:
    pass


b = Bag()
b.x = 1
b.__dict__
for _ in range(4):
    print(read(b), end=' ')
b.__dict__['x'] = 2
print(read(b))
del b.__dict__['x']
print(attempt(read, b))
b.__dict__.update(y=1, x=3)
print(read(b))
b.__dict__ = {'q': 0, 'x': 4}
print(read(b))
c = Bag()
c.__dict__['x'] = 'second'
print([read(o) for o in (b, c, b, c)])
b.m = lambda: 'own m'
print(attempt(call, b))
b.__dict__.clear()
print(attempt(read, b), attempt(call, b))


# Methods: several classes at one place, replaced, hidden by an attribute, deleted.
class A:
    def m(self):
        return 'A.m'


class B(A):
    pass


class C(A):
    def m(self):
        return 'C.m ' + super().m()


class D:
    def m(self, a='default'):
        return 'D.m ' + a


class S:
    @staticmethod
    def m(a='s'):
        return 'static ' + str(a)


class K:
    @classmethod
    def m(cls, a='k'):
        return cls.__name__ + ' ' + str(a)


class K2(K):
    pass


objects = [A(), B(), C(), D(), S(), K(), K2(), A, S, K, K2, D]
for _ in range(3):
    print([attempt(call, o) for o in objects])
for o in objects:
    print([attempt(call1, o, 1) for _ in range(3)][-1])
a, bb = objects[0], objects[1]
for _ in range(3):
    call(a), call(bb)
A.m = lambda self: 'replaced'
print(call(a), call(bb), call(objects[2]))
B.m = lambda self: 'in B'
print(call(a), call(bb))
bb.m = lambda: 'in the object'
print(call(bb))
del bb.m, B.m
print(call(bb))
A.m = staticmethod(lambda: 'became static')
print(call(a), call(bb), A.m())
A.m = classmethod(lambda cls: 'became class ' + cls.__name__)
print(call(a), call(bb), A.m(), B.m())
del A.m
print(attempt(call, a), attempt(call, objects[2]))
print([call(K2) for _ in range(3)])
K.m = classmethod(lambda cls: 'new ' + cls.__name__)
print(call(K2), call(K))
holder = K.__dict__['m']
holder.__init__(lambda cls: 'initialised again ' + cls.__name__)
print(call(K2), call(K), call(K2()))
K.m = 5
print(attempt(call, K2))


# Metaclass attributes come before the class's own.
class Meta(type):
    pass


class M(metaclass=Meta):
    x = 'of the class'

    def m(self=None):
        return 'm of the class'


print([(read(M), call(M)) for _ in range(3)][-1])
Meta.x = property(lambda cls: 'of the metaclass')
print(read(M))
Meta.m = lambda cls: 'method of the metaclass'
print(call(M))


# Bases change.
class Base1:
    def m(self):
        return 'Base1'


class Base2:
    x = 'x of Base2'

    def m(self):
        return 'Base2'


class Derived(Base1):
    def n(self):
        return super().m()

    m2 = n


o = Derived()
print([call(o) for _ in range(3)], [o.n() for _ in range(3)])
Derived.__bases__ = (Base2,)
print(call(o), o.n(), read(o))


# super() of one code in several classes; super replaced.
def make(base, text):
    class Made(base):
        def m(self):
            return text + ' ' + super().m()
    return Made


E = make(Base1, 'E')
F = make(E, 'F')
G = make(F, 'G')
for _ in range(3):
    print(G().m(), F().m(), E().m())
Base1.m = lambda self: 'root'
print(G().m())


class H(Base1):
    def m(self):
        return super().m() + '!'


h = H()
for _ in range(3):
    print(h.m())


class Fake:
    def m(self):
        return 'fake super'


super = Fake
print(h.m())
del super
print(h.m())
import builtins
real = builtins.super
builtins.super = Fake
print(h.m())
builtins.super = real
print(h.m())
H.__bases__ = (Base2,)
print(h.m())

# __getattr__: appears, changes, is hidden by a real attribute.
class Lazy:
    pass


z = Lazy()
print(attempt(read, z))
Lazy.__getattr__ = lambda self, name: name + '?'
print([read(z) for _ in range(3)])
Lazy.__getattr__ = lambda self, name: name + '!'
print(read(z))
z.x = 'real'
print(read(z))
del z.x
print(read(z))
Lazy.x = 'of the class'
print(read(z))
del Lazy.x
Lazy.__getattribute__ = lambda self, name: 'all'
print(read(z))
del Lazy.__getattribute__
print(read(z))
del Lazy.__getattr__
print(attempt(read, z))


# A getter that fails with AttributeError goes to __getattr__.
class Getter:
    @property
    def x(self):
        raise AttributeError('inner')

    def __getattr__(self, name):
        return 'instead of ' + name


print([read(Getter()) for _ in range(3)])


# Defaults, bound methods and built-in functions at one call.
def f(a, b=2, c=3):
    return a, b, c


def calls(g):
    return g(1), g(1, 5)


for g in [f, f, D().m, max, f]:
    print(attempt(calls, g))
f.__defaults__ = (7,)
print(attempt(calls, f))
f.__defaults__ = (8, 9)
print(attempt(calls, f))
f.__defaults__ = None
print(attempt(calls, f))
f.__defaults__ = (1, 2, 3, 4, 5)
print(attempt(calls, f))


def gen(o):
    while True:
        yield o.m(), read(o)


class InGenerator:
    x = 1

    @staticmethod
    def m():
        return 'static in a generator'


it = gen(InGenerator())
print([next(it) for _ in range(3)])
InGenerator.m = lambda self: 'method now'
print(next(it))


# The same where an argument has side effects, so that the method is looked up first.
class V:
    v = 'v'


def call2(o, a):
    return o.m(a.v)


class T1:
    def m(self, a, b='b'):
        return 'T1 ' + a + b


class T2:
    @staticmethod
    def m(a, b='c'):
        return 'T2 ' + a + b


class T3:
    @classmethod
    def m(cls, a):
        return cls.__name__ + ' ' + a


class T4(T3):
    pass


class T5(list):
    m = list.append


mixed = [T1(), T2(), T3(), T4(), T5(), T2, T3, T4, T1, 'text', T5]
for o in mixed:
    print([attempt(call2, o, V) for _ in range(3)][-1])
for _ in range(3):
    print([attempt(call2, o, V) for o in mixed])
print(mixed[4])
for o in (T2, T3):
    for _ in range(3):
        call2(o, V)
    o.m = staticmethod(lambda a: 'replaced ' + a)
    print(call2(o, V), call2(o(), V))
T1.m = lambda self, a: 'T1 again ' + a
print(call2(mixed[0], V))
