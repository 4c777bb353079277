# abc: abstract methods and properties, registration, subclass hooks.
def error(call):
    try:
        print(call())
    except Exception as e:
        print(type(e).__name__ + ":", e)


import abc
from abc import ABC, ABCMeta, abstractmethod


class Shape(ABC):
    @abstractmethod
    def area(self): ...
    @property
    @abstractmethod
    def name(self): ...
    @classmethod
    @abstractmethod
    def make(cls): ...
    @staticmethod
    @abstractmethod
    def helper(): ...
    def describe(self): return f'{self.name} {self.area()}'


error(Shape)
print(sorted(Shape.__abstractmethods__), abc.get_cache_token() is not None)


class Half(Shape):
    def area(self): return 1


error(Half)


class Square(Half):
    name = 'square'
    @classmethod
    def make(cls): return cls()
    @staticmethod
    def helper(): return 'help'
    def area(self): return super().area() + 3


print(Square().describe(), Square.make().helper(), isinstance(Square(), Shape), Square.__abstractmethods__)


class Virtual: pass


Shape.register(Virtual)
print(isinstance(Virtual(), Shape), issubclass(Virtual, Shape), Shape in Virtual.__mro__)


@Shape.register
class Deco: pass


print(issubclass(Deco, Shape))


class HasLen(metaclass=ABCMeta):
    @classmethod
    def __subclasshook__(cls, c):
        if cls is HasLen:
            return any('__len__' in k.__dict__ for k in c.__mro__) or NotImplemented
        return NotImplemented


print(isinstance([], HasLen), isinstance(5, HasLen), issubclass(str, HasLen))
error(lambda: Shape.register(5))


class Late(ABC):
    @abstractmethod
    def f(self): ...


error(Late)
Late.f = lambda self: 'now concrete'
abc.update_abstractmethods(Late)
print(Late().f())


class One(ABC):
    @abstractmethod
    def only(self): ...


error(One)
error(lambda: type('X', (Shape,), {})())


class Cycle(ABC): pass
class CycleSub(Cycle): pass


error(lambda: CycleSub.register(Cycle))
import numbers
print(isinstance(5, numbers.Integral), isinstance(1.5, numbers.Real), isinstance(1j, numbers.Complex), issubclass(bool, numbers.Number), isinstance('a', numbers.Number))
