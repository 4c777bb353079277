# property, classmethod, staticmethod, slots' members, getset descriptors as objects.
def error(call):
    try:
        print(repr(call()))
    except Exception as e:
        print(type(e).__name__ + ':', e)


class C:
    def __init__(self): self._v = 1

    @property
    def v(self):
        """the doc"""
        return self._v

    @v.setter
    def v(self, value): self._v = value

    @v.deleter
    def v(self): self._v = None

    read_only = property(lambda self: 'ro')
    write_only = property(None, lambda self, x: setattr(self, '_w', x))
    explicit = property(fget=lambda s: 1, doc='given doc')


c = C()
p = C.__dict__['v']
print(p.fget(c), p.__doc__, type(p), C.v is p, p.__get__(c), p.__get__(None, C) is p, C.explicit.__doc__, C.read_only.__doc__, p.fset.__name__, p.__isabstractmethod__)
c.v = 5
print(c.v)
del c.v
print(c.v)
c.write_only = 9
print(c._w)
error(lambda: c.write_only)
error(lambda: setattr(c, 'read_only', 1))
error(lambda: delattr(c, 'read_only'))
error(lambda: property(1).__get__(c))
error(lambda: setattr(p, 'fget', 1))
error(lambda: property(1, 2, 3, 4, 5))
c.__dict__['v'] = 'shadow does not win'
print(c.v)


class D(C):
    @C.v.getter
    def v(self): return ('derived', self._v)


d = D()
d.v = 3
print(d.v, D.v.fset is C.v.fset)


class PropertySub(property):
    def __get__(self, o, t=None): return 'sub ' + str(super().__get__(o, t)) if o is not None else self


class E:
    @PropertySub
    def x(self): return 5


print(E().x, type(E.x).__name__)
sm, cm = staticmethod(lambda: 'static'), classmethod(lambda cls: cls)
print(sm(), sm.__func__(), sm.__get__(None, C)(), cm.__get__(c, C)() is C, cm.__func__.__name__, sm.__wrapped__ is sm.__func__, callable(sm), callable(cm))
error(lambda: cm())
error(lambda: staticmethod())


class F:
    @classmethod
    def make(cls, x): return cls, x
    @staticmethod
    def s(x): return x
    @classmethod
    @property
    def chained(cls): return cls.__name__


print(F.make(1)[1], F().make(2)[0] is F, F.s(3), F().s(4), F.__dict__['make'].__func__.__name__, repr(F.make)[:24], F.make.__self__ is F, F.chained)


class S:
    __slots__ = ('a', 'b')


m = S.__dict__['a']
s = S()
print(type(m).__name__, m.__name__, m.__objclass__ is S, repr(m))
m.__set__(s, 1)
print(m.__get__(s), s.a)
m.__delete__(s)
error(lambda: s.a)
error(lambda: m.__get__(5))
error(lambda: m.__set__(5, 1))
g = type.__dict__['__name__']
print(type(int.__dict__['real']).__name__, int.__dict__['real'].__get__(5), g.__get__(int), repr(int.__dict__['real']), type(type(f := lambda: 0).__dict__['__code__']).__name__, str.__dict__['upper'].__get__('a')(), str.__dict__['upper'].__objclass__)
error(lambda: str.__dict__['upper'].__get__(5))
error(lambda: int.__dict__['real'].__set__(5, 1))
import types
print(isinstance(m, types.MemberDescriptorType), isinstance(int.real, types.GetSetDescriptorType), isinstance(str.upper, types.MethodDescriptorType), isinstance(object.__init__, types.WrapperDescriptorType), isinstance(object().__str__, types.MethodWrapperType), isinstance(dict.__dict__['fromkeys'], types.ClassMethodDescriptorType))
print(object.__init__.__name__, object().__str__.__self__.__class__.__name__, (5).__add__.__self__, [].append.__self__, str.upper.__qualname__, 'a'.upper.__qualname__, dict.fromkeys.__self__)
