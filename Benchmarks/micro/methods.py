"""Method calls: on instances, inherited, super(), class and static methods, built-in methods, operators, generators."""

import pyperf


class Base:
    def __init__(self):
        self.n = 0

    def step(self, k):
        self.n += k
        return self.n

    @classmethod
    def make(cls):
        return cls

    @staticmethod
    def twice(x):
        return x + x


class Derived(Base):
    def both(self, k):
        return super().step(k)


class Vector:
    def __init__(self, x):
        self.x = x

    def __add__(self, other):
        return Vector(self.x + other.x)

    def __eq__(self, other):
        return self.x == other.x

    def __len__(self):
        return 3


def plain(n):
    o = Base()
    for i in range(n):
        o.step(i & 7)
    return o.n


def inherited(n):
    o = Derived()
    for i in range(n):
        o.step(i & 7)
    return o.n


def through_super(n):
    o = Derived()
    for i in range(n):
        o.both(1)
    return o.n


def class_and_static(n):
    o = Base()
    total = 0
    for i in range(n):
        total += o.twice(i)
        o.make()
    return total


def builtin(n):
    values = []
    for i in range(n):
        values.append(i)
        values.append(i)
        values.pop()
    return len(values)


def operators(n):
    v, one = Vector(0), Vector(1)
    for _ in range(n):
        v = v + one
    return v.x + len(v)


def creation(n):
    total = 0
    for i in range(n):
        total += Vector(i).x
    return total


def generator(n):
    def numbers():
        for i in range(n):
            yield i
    return sum(numbers())


def exceptions(n):
    caught = 0
    for i in range(n):
        try:
            raise ValueError(i)
        except ValueError:
            caught += 1
    return caught


def check(function, argument, expected):
    value = function(argument)
    assert value == expected, (function.__name__, value)
    return value


runner = pyperf.Runner()
runner.bench_func('methods_plain', check, plain, 100000, 350000)
runner.bench_func('methods_inherited', check, inherited, 100000, 350000)
runner.bench_func('methods_super', check, through_super, 100000, 100000)
runner.bench_func('methods_class_static', check, class_and_static, 100000, 9999900000)
runner.bench_func('methods_builtin', check, builtin, 100000, 100000)
runner.bench_func('methods_operators', check, operators, 50000, 50003)
runner.bench_func('methods_creation', check, creation, 50000, 1249975000)
runner.bench_func('methods_generator', check, generator, 100000, 4999950000)
runner.bench_func('methods_exceptions', check, exceptions, 50000, 50000)
