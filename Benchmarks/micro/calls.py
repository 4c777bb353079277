"""Function calls: recursive, with defaults and keywords, closures, built-in functions."""

import pyperf


def fib(n):
    return n if n < 2 else fib(n - 1) + fib(n - 2)


def add(a, b=1, *, c=2):
    return a + b + c


def plain(n):
    total = 0
    for i in range(n):
        total = add(i) + add(i, 2) - total
    return total


def keywords(n):
    total = 0
    for i in range(n):
        total = add(a=i, b=total & 7, c=3) + add(i, c=1)
    return total


def closures(n):
    step = 3

    def advance(x):
        return x + step

    x = 0
    for _ in range(n):
        x = advance(x)
    return x


def builtins(n):
    text = 'abc'
    total = 0
    for i in range(n):
        total += len(text) + abs(-i)
    return total


def check(function, argument, expected):
    value = function(argument)
    assert value == expected, (function.__name__, value)
    return value


runner = pyperf.Runner()
runner.bench_func('calls_fib', check, fib, 22, 17711)
runner.bench_func('calls_plain', check, plain, 100000, 100000)
runner.bench_func('calls_keywords', check, keywords, 100000, 200008)
runner.bench_func('calls_closures', check, closures, 100000, 300000)
runner.bench_func('calls_builtins', check, builtins, 100000, 5000250000)
