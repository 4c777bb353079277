# object, type, and the reflection on them.
def error(call):
    try:
        print(repr(call()))
    except Exception as e:
        print(type(e).__name__ + ':', e)


o = object()
print(type(o), object.__bases__, object.__mro__, type.__mro__, type(type), isinstance(type, object), isinstance(object, type), issubclass(type, object))
print(o == o, o != object(), hash(o) == hash(o), bool(o), str(o)[:15], o.__class__, object.__name__, object.__module__, type.__name__)
error(lambda: o < o)
error(lambda: o + 1)
error(lambda: o())
error(lambda: o[0])
error(lambda: len(o))
error(lambda: iter(o))
error(lambda: object.__new__())
error(lambda: object.__new__(5))
error(lambda: object.__new__(int))
error(lambda: object.__init__(o, 1))
error(lambda: type())
error(lambda: type(1, 2))
error(lambda: int.__new__(str))
for t in (int, float, str, bytes, list, tuple, dict, set, frozenset, bool, complex, range, slice, type, object, property, classmethod, staticmethod, super, memoryview, bytearray, map, filter, zip, enumerate, reversed, type(None), type(...), type(print), type(lambda: 0), type(o.__str__), type(str.upper), type(int.__add__), type(int.__dict__['real'])):
    print(t, t.__name__, t.__qualname__, t.__module__, t.__base__)
print([c.__name__ for c in bool.__mro__], int.__subclasses__()[0], type('x', (), {}).__mro__[1], type(int) is type)


class A:
    x = 1
    def f(self): pass


print(A.__dict__['x'], 'f' in A.__dict__, type(A.__dict__), A.__weakrefoffset__ > 0, A.__basicsize__ > 0, A.__flags__ > 0, A.__text_signature__, A.__annotations__)
error(lambda: A.__dict__.update({}))
A.x = 2
A.__name__ = 'Renamed'
A.__qualname__ = 'Q.R'
A.__module__ = 'mod'
A.__doc__ = 'doc'
print(A, A.__name__, A.x, A().__class__.__name__, A.__doc__)
error(lambda: setattr(A, '__name__', 5))
error(lambda: setattr(A, '__mro__', ()))
error(lambda: setattr(int, '__name__', 'x'))
error(lambda: delattr(A, '__module__') or A.__module__)
error(lambda: delattr(A, '__dict__'))


class B: pass
class C(B): pass
class D: pass


C.__bases__ = (D,)
print(C.__mro__, B.__subclasses__(), D.__subclasses__())
error(lambda: setattr(C, '__bases__', ()))
error(lambda: setattr(C, '__bases__', (C,)))
error(lambda: setattr(C, '__bases__', 5))
print(type(o).__eq__(1, 1), object.__repr__(5)[:11], object.__str__('x'), object.__format__(5, ''), object.__ne__(1, 1), object.__lt__(1, 2), (5).__class__.__class__, object.__hash__(1) == object.__hash__(1))
error(lambda: object.__format__(o, 'x'))
error(lambda: object.__reduce__())
print(isinstance(5, (str, (bytes, int))), isinstance(5, int | str), issubclass(bool, int | str), int | None, int | str, type(int | str), (int | str) == (str | int), int | int)
error(lambda: int | 5)
error(lambda: isinstance(1, (int, 5)))
print(isinstance('', (str, 5)), list[int], dict[str, list[int]], tuple[int, ...], list[int].__origin__, list[int].__args__, list[int]([1]), type[int], list[int] == list[int])
error(lambda: isinstance([], list[int]))
print(dir(object))
print([n for n in dir(type) if not n.startswith('__')], hasattr(A, 'mro'), hasattr(A(), 'mro'))
print(callable(A), callable(A()), callable(len), callable(lambda: 0), callable(5), id(o) == id(o), super.__doc__ is not None)


class Sup:
    def f(self): return 'sup'
class Sub(Sup):
    def f(self): return super().f(), super(Sub, self).f(), super(Sub, Sub).f(self)


print(Sub().f(), repr(super(Sub, Sub()))[:15], super(Sub, Sub()).__self_class__, super(Sub, Sub()).__thisclass__)
error(lambda: super().x)
error(lambda: super(Sub, 5))
error(lambda: super(5))
error(lambda: super(Sub, Sub()).missing)


def no_arguments(): super()


error(no_arguments)
x = Sub()
x.__class__ = Sup
print(type(x), x.f())
print(vars(type('V', (), {'a': 1}))['a'], type(vars(Sub())))
error(lambda: vars(5))
