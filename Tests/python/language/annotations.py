# Annotations: where they are evaluated and kept.
log = []


def tell(x):
    log.append(x)
    return x


a: tell('module a') = 1
b: tell('module b')
(c): tell('parenthesised') = 2
print(log, __annotations__, 'b' in globals(), c)
log.clear()


class C:
    x: tell('class x') = 1
    y: tell('class y')
    self_reference: 'C'
    __private: int = 5

    def method(self, p: tell('parameter'), *q: tell('star'), k: tell('keyword') = 0, **r: tell('kwargs')) -> tell('returns'):
        local: tell('never evaluated') = 1
        other: undefined_name
        return local


print(log, C.__annotations__, C.method.__annotations__, C().method(1), hasattr(C, 'y'))


class D(C): pass


print(D.__annotations__ is C.__annotations__ if '__annotations__' in D.__dict__ else 'not own', D.__dict__.get('__annotations__'))
log.clear()


def f():
    try:
        v: int
        print(v)
    except UnboundLocalError as e:
        print(e)
    obj = C()
    obj.attr: tell('attribute target is evaluated, not the annotation') = 3
    lst = [0]
    lst[0]: int = 9
    print(obj.attr, lst)


f()
print(log, f.__annotations__)
f.__annotations__['added'] = 1
print(f.__annotations__)
f.__annotations__ = {'z': int}
print(f.__annotations__)
try:
    f.__annotations__ = 5
except TypeError as e:
    print(e)
del f.__annotations__
print(f.__annotations__)
lam = lambda x: x
print(lam.__annotations__, type(lam.__annotations__))
x: int = 1; y: 'str' = 'b'
z: list[int] = []
t: (int, str) = (1, 'a')
print(__annotations__['z'], __annotations__['t'])
try:
    exec('q: missing_type = 1')
except NameError as e:
    print(e)
scope = {}
exec('n: int = 5\nm: str', scope)
print(scope['__annotations__'], 'm' in scope)


def decorated(*, a: 'A' = 1, b: "B | None" = None) -> None: ...


print(decorated.__annotations__, decorated.__kwdefaults__)
