# Slots of __slots__: what an instruction has learned of one class must not be believed of another, or after a change.


class A:
    __slots__ = ('x', 'y')


class B(A):
    __slots__ = ('z',)


class C(A):
    pass


class D:
    __slots__ = ('y', 'x')


def get(o):
    return o.x


def put(o, v):
    o.x = v


def show(f, *a):
    try:
        print(f(*a))
    except Exception as e:
        print(type(e).__name__, e)


for cls in (A, A, B, C, D, A, B):
    o = cls()
    for i in range(3):
        put(o, (cls.__name__, i))
    for i in range(3):
        show(get, o)
    del o.x
    show(get, o)
    put(o, 1)
    show(get, o)

a = A()
put(a, 5)
put(a, 6)
show(get, a)
show(get, a)
slot = A.x
A.x = property(lambda self: 'property')
show(get, a)
show(get, B())
try:
    put(a, 1)
except AttributeError as e:
    print('AttributeError', e)
A.x = slot
show(get, a)
put(a, 7)
show(get, a)
A.x = 'plain'
show(get, a)
try:
    put(a, 1)
except AttributeError as e:
    print('AttributeError', e)
del A.x
show(get, a)
A.x = slot
show(get, a)


class E:
    __slots__ = ('w',)


class F:
    x = A.__dict__['y']


show(get, F())
f = F()
try:
    put(f, 1)
except TypeError as e:
    print('TypeError', e)


class G:
    __slots__ = ('x',)

    def __setattr__(self, name, value):
        object.__setattr__(self, name, ('set', value))

    def __getattr__(self, name):
        return 'missing ' + name


g = G()
show(get, g)
put(g, 1)
put(g, 2)
show(get, g)
show(get, g)
del g.x
show(get, g)


class H:
    __slots__ = ('x',)


class I:
    __slots__ = ('x',)


h = H()
put(h, 'h')
put(h, 'h')
show(get, h)
h.__class__ = I
show(get, h)
put(h, 'i')
show(get, h)


def read_only(f):
    return f.__name__, f.__code__.co_name, f.__globals__ is globals()


show(read_only, read_only)
show(read_only, get)


def start(s):
    return s.start, s.stop, s.step


show(start, slice(1, 2))
show(start, range(5))
show(start, slice(None))
for i in range(3):
    try:
        slice(1).start = 3
    except AttributeError as e:
        print('AttributeError', e)
many = [A() for i in range(1000)]
for k in range(3):
    for o in many:
        put(o, [k])
print(sum(get(o)[0] for o in many))
