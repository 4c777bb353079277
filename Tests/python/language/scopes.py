# Local, global, nonlocal, class scope, comprehension scope, del, unbound names.
x = 'global'


def reads(): return x


def shadows():
    x = 'local'
    return x


def writes():
    global x
    x = 'changed'


print(reads(), shadows(), x)
writes()
print(x)


def counter():
    n = 0

    def up(by=1):
        nonlocal n
        n += by
        return n
    return up


c, d = counter(), counter()
print(c(), c(), c(10), d(), c.__closure__[0].cell_contents, c.__code__.co_freevars)


def late():
    return [lambda: i for i in range(3)]


print([f() for f in late()], [f() for f in [lambda i=i: i for i in range(3)]])


class Scope:
    x = 'class'
    y = x
    z = [x for _ in range(1)]

    def method(self): return x
    w = (lambda: x)()


print(Scope.y, Scope.z, Scope().method(), Scope.w)


def class_in_function():
    v = 'enclosing'

    class Inner:
        u = v
        v = 'inner'
        t = v

        def get(self): return v
    return Inner.u, Inner.t, Inner().get()


try:
    print(class_in_function())
except NameError as e:
    print(type(e).__name__, e)


def class_free():
    v = 'enclosing'

    class Inner:
        u = v

        def get(self): return v
    return Inner.u, Inner().get()


print(class_free())


def error(call):
    try:
        print(call())
    except NameError as e:
        print(type(e).__name__ + ':', e)


def unbound():
    print(late_local)
    late_local = 1


def unbound_after_del():
    a = 1
    del a
    return a


def free_unbound():
    def inner(): return later
    try:
        inner()
    except NameError as e:
        print(type(e).__name__ + ':', e)
    later = 1
    return inner()


def unbound_augmented():
    x += 1


error(unbound)
error(unbound_after_del)
error(free_unbound)
error(unbound_augmented)
error(lambda: undefined_name)


def conditional(flag):
    if flag:
        value = 1
    return value


error(lambda: conditional(True))
error(lambda: conditional(False))


def loop_leak():
    for i in range(3):
        pass
    [i for i in range(10)]
    return i


print(loop_leak())


def except_name():
    e = 'before'
    try:
        raise ValueError
    except ValueError as e:
        pass
    return e


error(except_name)


def walrus_in_comprehension():
    found = [last := n for n in range(4)]
    return found, last


print(walrus_in_comprehension())


def deep():
    a = 1

    def two():
        b = 2

        def three():
            nonlocal a, b
            a, b = a + 10, b + 10
            return a, b
        return three(), b
    return two(), a


print(deep())
del x
error(lambda: x)
globals()['made'] = 5
print(made)
print(sorted(k for k in locals() if k.startswith('m')))


def local_names(a, b=2):
    c = a + b
    return sorted(locals().items())


print(local_names(1))
__builtins__.injected = 'from builtins' if not isinstance(__builtins__, dict) else None
print(injected)
