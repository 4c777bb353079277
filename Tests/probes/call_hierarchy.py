def inner(n):
    return n + 1


def outer():
    return inner(1) + inner(2)


class C:
    def method(self):
        return [inner(x) for x in (1,)]


C().method()
outer()
(lambda: inner(5))()
