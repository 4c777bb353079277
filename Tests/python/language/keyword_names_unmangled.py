# Private names of a class are not mangled as keywords of a call.
def g(*a, **k):
    return k


class Meta(type):
    def __new__(cls, name, bases, space, **k):
        print(name, k)
        return type.__new__(cls, name, bases, space)

    def __init__(cls, *a, **k):
        pass


class A:
    def f(self):
        return g(__x=1), g(__x=1, **{'a': 2}), g(*[1], __y=2)

    class B(metaclass=Meta, __z=1):
        pass

    class C(metaclass=Meta, __z=1, **{}):
        pass

    def h(self, *, __k: int = 1):
        return __k


print(A().f(), A.h.__kwdefaults__, A.h.__annotations__)
