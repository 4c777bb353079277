# Data and non-data descriptors, __set_name__, property details, bound methods, classmethod and staticmethod.
class Field:
    def __set_name__(self, owner, name):
        print('name', owner.__name__, name)
        self.name = name

    def __get__(self, instance, owner):
        if instance is None:
            return f'field {self.name} of {owner.__name__}'
        return instance.__dict__.get(self.name, 'unset')

    def __set__(self, instance, value):
        print('set', self.name, value)
        instance.__dict__[self.name] = value

    def __delete__(self, instance):
        print('delete', self.name)
        del instance.__dict__[self.name]


class NonData:
    def __get__(self, instance, owner): return 'non-data'


class ReadOnly:
    def __get__(self, instance, owner): return 'read only'
    def __set__(self, instance, value): raise AttributeError('cannot write')


class Model:
    x = Field()
    y = Field()
    plain = NonData()
    fixed = ReadOnly()


m = Model()
print(m.x, Model.x)
m.x = 5
print(m.x, m.__dict__)
m.__dict__['x'] = 'behind'
print(m.x)
del m.x
print(m.x)
print(m.plain)
m.plain = 'instance wins'
print(m.plain, Model.plain)


def error(call):
    try:
        print(call())
    except Exception as e:
        print(type(e).__name__ + ':', e)


error(lambda: setattr(m, 'fixed', 1))
print(m.fixed)


class Temperature:
    def __init__(self, c): self._c = c
    def get(self): 'Celsius'; return self._c
    def set(self, v): self._c = v
    c = property(get, set, doc='degrees')
    f = property(lambda self: self._c * 9 / 5 + 32)


t = Temperature(100)
t.c += 5
print(t.c, t.f, Temperature.c.__doc__, Temperature.c.fget.__name__)
error(lambda: setattr(t, 'f', 1))
error(lambda: delattr(t, 'c'))
error(lambda: property().__get__(t))
error(lambda: Temperature.f.__set__(t, 1))


class Sub(Temperature):
    @Temperature.c.getter
    def c(self): return 'overridden'


print(Sub(1).c)


class Methods:
    def plain(self): return self
    @classmethod
    def c(cls): return cls
    @staticmethod
    def s(): return 'static'


o = Methods()
print(o.plain() is o, Methods.plain(o) is o, o.c() is Methods, Methods.s(), o.s())
print(type(Methods.__dict__['plain']).__name__, type(Methods.__dict__['c']).__name__, type(o.plain).__name__)
print(Methods.__dict__['s'].__func__(), Methods.__dict__['s'](), Methods.plain.__get__(o)() is o)
print(o.plain == o.plain, o.plain is o.plain, hash(o.plain) == hash(o.plain))


class Lazy:
    def __init__(self, f): self.f = f

    def __get__(self, instance, owner):
        value = self.f(instance)
        setattr(instance, self.f.__name__, value)
        return value


class Uses:
    @Lazy
    def costly(self):
        print('computed')
        return 42


u = Uses()
print(u.costly, u.costly)


class Meta(type):
    @property
    def kind(cls): return 'kind of ' + cls.__name__

    def on_class(cls): return 'class level'


class WithMeta(metaclass=Meta): pass


print(WithMeta.kind, WithMeta.on_class())
error(lambda: WithMeta().kind)


class Raises:
    @property
    def bad(self): raise AttributeError('inside')
    def __getattr__(self, name): return 'fallback ' + name


print(Raises().bad)


class SetNameFails:
    def __set_name__(self, owner, name): raise ValueError('no')


def define():
    class Holder:
        attribute = SetNameFails()


error(define)
print(type.__dict__['__mro__'].__get__(int), int.__dict__['real'].__get__(5))
print(str.upper.__get__('abc')(), 'abc'.upper.__self__, type(str.upper).__name__, type('a'.upper).__name__)
