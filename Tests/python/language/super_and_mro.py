# super() in all its places, cooperative inheritance, diamonds, class and static methods, properties, metaclasses.
class Base:
    def __init__(self, **kwargs):
        print('Base init', kwargs)

    def who(self): return ['Base']
    @classmethod
    def make(cls): return [cls.__name__, 'Base']
    @property
    def p(self): return 'Base p'
    def __getitem__(self, k): return ('Base item', k)
    def __repr__(self): return 'Base repr'


class Left(Base):
    def __init__(self, left=None, **kwargs):
        print('Left init', left)
        super().__init__(**kwargs)

    def who(self): return ['Left'] + super().who()
    @classmethod
    def make(cls): return ['Left'] + super().make()
    @property
    def p(self): return 'Left ' + super().p


class Right(Base):
    def __init__(self, right=None, **kwargs):
        print('Right init', right)
        super().__init__(**kwargs)

    def who(self): return ['Right'] + super().who()
    @classmethod
    def make(cls): return ['Right'] + super().make()
    @property
    def p(self): return 'Right ' + super().p


class Both(Left, Right):
    def __init__(self, **kwargs):
        super().__init__(**kwargs)

    def who(self): return ['Both'] + super().who()
    @classmethod
    def make(cls): return ['Both'] + super().make()
    @property
    def p(self): return 'Both ' + super().p
    def __getitem__(self, k): return super().__getitem__(k)
    def __repr__(self): return 'Both of ' + super().__repr__()


b = Both(left=1, right=2)
print(b.who(), Both.make(), b.p, b[5], b, [c.__name__ for c in Both.__mro__])
print(super(Left, b).who(), super(Right, b).who(), super(Both, Both).make(), super(Left, Both).make())
s = super(Both, b)
print(s.who(), s.__thisclass__.__name__, s.__self__ is b, s.__self_class__.__name__)


class Nested:
    def outer(self):
        def inner(me): return super(Nested, me).__repr__()[:7]
        return inner(self), [super(Nested, self).__hash__() == object.__hash__(self) for _ in range(1)]

    def closure(self): return (lambda: __class__)().__name__
    def with_args(self, *args): return super().__init__


print(Nested().outer(), Nested().closure())


class StaticUse:
    @staticmethod
    def s(): return super()


def error(call):
    try:
        print(call())
    except Exception as e:
        print(type(e).__name__ + ':', e)


error(StaticUse.s)
error(lambda: super(Both, 5))
error(lambda: super(5, b))
error(lambda: super(Left, Base()).who())
error(lambda: super(Both, b).missing)
error(lambda: super(Base, b).who)


class NoFirst:
    def f(*args): return super()


error(lambda: NoFirst().f())


class Rebinds:
    def f(self):
        self = 5
        return super()


error(lambda: Rebinds().f())


class DelFirst:
    def f(self):
        del self
        return super()


error(lambda: DelFirst().f())


class Meta(type):
    def __call__(cls, *a):
        print('meta call')
        return super().__call__(*a)

    def method(cls): return 'meta method'


class WithMeta(metaclass=Meta):
    def __new__(cls): return super().__new__(cls)
    def __init_subclass__(cls, **k): super().__init_subclass__(**k); print('subclassed by', cls.__name__)
    def __set_name__(self, owner, name): print('named', name)


WithMeta()


class SubMeta(WithMeta):
    attribute = WithMeta()


print(SubMeta.method())


class ListSub(list):
    def append(self, x): super().append(x); super().append(x)
    def __setitem__(self, k, v): super().__setitem__(k, v * 10)
    def __init__(self, *a): super().__init__(*a); self.extra = 1


l = ListSub([1])
l.append(2)
l[0] = 5
print(l, l.extra)


class DictSub(dict):
    def __getitem__(self, k): return super().__getitem__(k) + 1
    def __missing__(self, k): return 100


print(DictSub(a=1)['a'], DictSub()['q'], DictSub(a=1).get('a'))


class IntSub(int):
    def __new__(cls, v): return super().__new__(cls, v * 2)
    def __add__(self, o): return IntSub(super().__add__(o))


print(IntSub(5), IntSub(5) + 1, type(IntSub(1) + 1).__name__)


class X: pass
class Y(X): pass
for bases in ((X, Y), (object, X), (X, X)):
    error(lambda: type('Z', bases, {}))
class Shadow:
    def f(self):
        super = lambda: 'shadowed'
        return super()
print(Shadow().f())
print(Base.who(b), Left.who(b), [k.__name__ for k in type.mro(Both)])
