"""Attributes: instance, class, slots, properties, globals, __getattr__, many shapes at one place."""

import pyperf

COUNT = 3


class Point:
    scale = 2

    def __init__(self, x, y):
        self.x = x
        self.y = y

    @property
    def norm(self):
        return self.x + self.y


class Slotted:
    __slots__ = ('x', 'y')

    def __init__(self, x, y):
        self.x = x
        self.y = y


class Fallback:
    def __getattr__(self, name):
        return 7


def instance(n):
    p = Point(1, 2)
    for _ in range(n):
        p.x = p.y + 1
        p.y = p.x - 1
    return p.x + p.y


def slots(n):
    p = Slotted(1, 2)
    for _ in range(n):
        p.x = p.y + 1
        p.y = p.x - 1
    return p.x + p.y


def on_class(n):
    p = Point(1, 2)
    total = 0
    for _ in range(n):
        total += p.scale + Point.scale
    return total


def properties(n):
    p = Point(1, 2)
    total = 0
    for _ in range(n):
        total += p.norm
    return total


def global_names(n):
    total = 0
    for _ in range(n):
        total += COUNT
    return total


def fallback(n):
    f = Fallback()
    total = 0
    for _ in range(n):
        total += f.anything
    return total


def several_shapes(n):
    kinds = [Point(1, 2), Slotted(3, 4), type('Other', (), {'x': 5})(), type('More', (Point,), {})(6, 7)]
    total = 0
    for i in range(n):
        total += kinds[i & 3].x
    return total


def check(function, argument, expected):
    value = function(argument)
    assert value == expected, (function.__name__, value)
    return value


runner = pyperf.Runner()
runner.bench_func('attributes_instance', check, instance, 100000, 5)
runner.bench_func('attributes_slots', check, slots, 100000, 5)
runner.bench_func('attributes_class', check, on_class, 100000, 400000)
runner.bench_func('attributes_property', check, properties, 50000, 150000)
runner.bench_func('attributes_global', check, global_names, 200000, 600000)
runner.bench_func('attributes_fallback', check, fallback, 50000, 350000)
runner.bench_func('attributes_shapes', check, several_shapes, 100000, 375000)
