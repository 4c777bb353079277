# Class statements: attributes, inheritance, super, static and class methods, properties, special attributes.
class Base:
    """Documented."""
    shared = []
    count = 0

    def __init__(self, name='base'):
        self.name = name
        Base.count += 1

    def greet(self): return f'{self.name} greets'

    @classmethod
    def create(cls, *args): return cls(*args)

    @staticmethod
    def add(a, b): return a + b

    @property
    def upper(self): return self.name.upper()

    @upper.setter
    def upper(self, value): self.name = value.lower()

    @upper.deleter
    def upper(self): self.name = '(deleted)'


class Child(Base):
    def __init__(self, name, age):
        super().__init__(name)
        self.age = age

    def greet(self): return super().greet() + ' as child'

    @classmethod
    def create(cls, name): return super().create(name, 1)

    @staticmethod
    def static_super(): return Child.__mro__


b, c = Base(), Child('kid', 5)
print(b.greet(), c.greet(), Child.create('made').age, Base.add(1, 2), c.add(3, 4), Base.count)
print(c.upper)
c.upper = 'NEW'
print(c.name)
del c.upper
print(c.name)
print(Base.__doc__, Base.__name__, Base.__module__, Base.__bases__, Child.__base__, Child.__mro__)
print(isinstance(c, Base), issubclass(Child, Base), isinstance(b, Child), isinstance(1, (str, int)), type(c) is Child)
print(vars(c), sorted(k for k in Child.__dict__ if not k.startswith('__')))
c.shared.append(1)
c.count = 'own'
print(b.shared, c.count, Base.count, Child.count)
del c.count
print(c.count)
Base.added = lambda self: 'added ' + self.name
print(c.added())
c.greet = lambda: 'instance function'
print(c.greet())


def error(call):
    try:
        call()
    except Exception as e:
        print(type(e).__name__ + ':', e)


error(lambda: c.missing)
error(lambda: Base.missing)
error(lambda: Base.greet())
error(lambda: b.greet(1))
error(lambda: Base(1, 2))
error(lambda: setattr(b, 'upper2', 1) or delattr(b, 'nothing'))
error(lambda: object().x)
error(lambda: setattr(object(), 'x', 1))
error(lambda: setattr(int, 'x', 1))
error(lambda: type('X', (int, str), {}))
error(lambda: type('X', (object, Base), {}))
error(lambda: object(1))
error(lambda: Base.__init__())
error(lambda: isinstance(1, 2))
error(lambda: issubclass(1, int))


class A:
    def f(self): return ['A']


class B(A):
    def f(self): return ['B'] + super().f()


class C(A):
    def f(self): return ['C'] + super().f()


class D(B, C):
    def f(self): return ['D'] + super().f()


print(D().f(), [k.__name__ for k in D.__mro__], super(B, D()).f())


class Empty: pass
class Nested:
    class Inner:
        class Deep: pass


print(Nested.Inner.Deep.__qualname__, Empty().__class__.__name__, Nested.Inner.Deep)
print(repr(Empty)[:7], str(Empty().__dict__))


class WithNew:
    def __new__(cls, value):
        print('new', value)
        self = super().__new__(cls)
        return self if value else 'other'

    def __init__(self, value): print('init', value)


WithNew(1)
print(WithNew(0))


class Private:
    def __init__(self): self.__hidden = 1
    def get(self): return self.__hidden
    __class_private = 2


print(Private().get(), vars(Private()), Private._Private__class_private)


def decorate(tag):
    def apply(cls):
        cls.tag = tag
        return cls
    return apply


@decorate('t1')
@decorate('t2')
class Decorated: pass


print(Decorated.tag)
bound = c.added
print(bound.__self__ is c, bound.__func__ is Base.added, Child.create.__self__ is Child)
made = type('Made', (Base,), {'x': 1, 'm': lambda self: self.x})
print(made.__name__, made('z').m(), made.__mro__[1].__name__)
c.__class__ = Base
print(type(c).__name__, c.__class__.__name__)
error(lambda: setattr(c, '__class__', int))
