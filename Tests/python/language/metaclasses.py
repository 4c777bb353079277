# Metaclasses, __prepare__, __init_subclass__, __class_getitem__, __mro_entries__, type() with three arguments.
class Meta(type):
    @classmethod
    def __prepare__(mcs, name, bases, **kwargs):
        print('prepare', name, [b.__name__ for b in bases], kwargs)
        return {'injected': 'from prepare'}

    def __new__(mcs, name, bases, namespace, **kwargs):
        print('new', name, sorted(k for k in namespace if not k.startswith('__')), kwargs)
        return super().__new__(mcs, name, bases, namespace)

    def __init__(cls, name, bases, namespace, **kwargs):
        print('init', name)
        super().__init__(name, bases, namespace)

    def __call__(cls, *args):
        print('call', cls.__name__, args)
        return super().__call__(*args)

    def __len__(cls): return 42
    def __iter__(cls): return iter('meta')
    def __getattr__(cls, name): return f'meta {name}'
    def __instancecheck__(cls, instance): return instance == 'pretend'
    def __subclasscheck__(cls, sub): return sub is int
    def __repr__(cls): return f'<{cls.__name__} of Meta>'
    def __getitem__(cls, k): return ('meta item', k)
    def __contains__(cls, x): return x == 1


class A(metaclass=Meta, option=1):
    x = 1


class B(A): pass


print(A.injected, len(A), list(A), A.anything, isinstance('pretend', A), isinstance(5, A), issubclass(int, A), A, type(B) is Meta, A['k'], 1 in A)
a = A()
print(type(a) is A)


class Plugin:
    registry = []

    def __init_subclass__(cls, /, tag=None, **kwargs):
        super().__init_subclass__(**kwargs)
        cls.tag = tag
        Plugin.registry.append((cls.__name__, tag))


class P1(Plugin, tag='one'): pass
class P2(P1): pass


print(Plugin.registry)


def error(call):
    try:
        print(call())
    except Exception as e:
        print(type(e).__name__ + ':', e)


def bad_keyword():
    class X(unknown=1): pass


error(bad_keyword)


class Generic:
    def __class_getitem__(cls, item): return f'{cls.__name__}[{item}]'


print(Generic[5], Generic['a', 'b'])
error(lambda: int[5])
error(lambda: Generic()[5])


class Entries:
    def __mro_entries__(self, bases): return (dict,)


class FromEntries(Entries()): pass


print(FromEntries.__bases__, FromEntries.__orig_bases__[0].__class__.__name__)


class M1(type): pass
class M2(type): pass
class X1(metaclass=M1): pass
class X2(metaclass=M2): pass


def conflict():
    class Both(X1, X2): pass


error(conflict)
T = type('T', (), {'f': lambda self: 'made', '__doc__': 'doc'})
print(T().f(), T.__doc__, T.__module__, type(T))
error(lambda: type('T', 5, {}))
error(lambda: type(1, (), {}))
error(lambda: type('T', ()))
error(lambda: type('T', (5,), {}))
error(lambda: type('T', (bool,), {}))


class Ordered(type):
    def __new__(mcs, name, bases, ns):
        cls = super().__new__(mcs, name, bases, ns)
        cls.order = [k for k in ns if not k.startswith('_')]
        return cls


class O(metaclass=Ordered):
    z = 1
    def a(self): pass
    m = 2


print(O.order)


def function_metaclass(name, bases, ns): return (name, bases, sorted(ns))


class Fake(metaclass=function_metaclass): y = 1


print(Fake)


class Singleton(type):
    _instances = {}
    def __call__(cls, *a):
        if cls not in cls._instances:
            cls._instances[cls] = super().__call__(*a)
        return cls._instances[cls]


class S(metaclass=Singleton): pass


print(S() is S())


class Diamond:
    def __init_subclass__(cls): print('sub', cls.__name__); super().__init_subclass__()


class D1(Diamond): pass
class D2(Diamond): pass
class D3(D1, D2): pass


print(D3.mro(), [c.__name__ for c in Diamond.__subclasses__()])


class CustomMro(type):
    def mro(cls): return [cls, object]


class C1: attribute = 1
class C2(C1, metaclass=CustomMro): pass


print(C2.__mro__, hasattr(C2, 'attribute'))
from abc import ABC, abstractmethod


class Abstract(ABC):
    @abstractmethod
    def f(self): ...
    @property
    @abstractmethod
    def p(self): ...


error(Abstract)


class Half(Abstract):
    def f(self): return 1


error(Half)


class Whole(Half):
    p = 5


print(Whole().p)
Abstract.register(int)
print(isinstance(5, Abstract), issubclass(int, Abstract))
