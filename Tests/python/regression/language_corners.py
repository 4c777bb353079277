# f-strings with more parts than fit one run of registers; throw() of a class that makes no exception; bases assigned while they are assigned.
import pickle
import gc
x = 'X'
for n in (31, 32, 33, 64, 100, 200, 300):
    text = "f'" + '{x} ' * n + "'"
    print(n, eval(text) == 'X ' * n)


class NoException(Exception):
    def __new__(cls, *args): return cls


def generator(): yield


try:
    generator().throw(NoException)
except TypeError as e:
    print(e)


class Meta(type):
    ready = False

    def mro(cls):
        if Meta.ready and cls.__name__ == 'C':
            Meta.ready = False
            C.__bases__ = (B2,)
        return type.mro(cls)


class A(metaclass=Meta): pass
class B1(A): pass
class B2(A): pass
class C(A): pass


Meta.ready = True
C.__bases__ = (B1,)
B1.__bases__ = (C,)
print(C.__bases__, B2.__subclasses__(), B1.__subclasses__())
for i in range(50):
    data = bytearray(b'some data')
    memoryview(pickle.PickleBuffer(data))
    pickle.PickleBuffer(data).raw()
gc.collect()
data.append(1)
print(data)


def star():
    try:
        raise ExceptionGroup('g', [ValueError(1)])
    except* ValueError:
        raise KeyError(3)


try:
    star()
except BaseExceptionGroup as e:
    print(repr(e))


class WithInit(list):
    def __init__(self, items, extra=None):
        super().__init__(items)
        self.extra = extra


print(WithInit([1], extra=5).extra, 0.0 ** float('-inf'))
