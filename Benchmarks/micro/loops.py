"""Loops: while, for over range, list and dict, nested, arithmetic on ints and floats, string building."""

import pyperf


def counting(n):
    i = total = 0
    while i < n:
        total = (total + i * 3) & 0xffff
        i += 1
    return total


def nested(n):
    total = 0
    for i in range(n):
        for j in range(n):
            total += i ^ j
    return total


def over_list(n):
    values = list(range(n))
    total = 0
    for value in values:
        if value & 1:
            total += value
    return total


def over_dict(n):
    table = {i: i * 2 for i in range(n)}
    total = 0
    for key, value in table.items():
        total += value - key
    return total


def floats(n):
    x = 0.5
    for _ in range(n):
        x = 3.75 * x * (1.0 - x)
    return round(x, 3) < 1


def indexing(n):
    cells = [0] * 256
    for i in range(n):
        cells[i & 255] += i
    return sum(cells)


def strings(n):
    text = ''
    for i in range(n):
        text += 'ab'
    return len(text) + text.count('ba')


def check(function, argument, expected):
    value = function(argument)
    assert value == expected, (function.__name__, value)
    return value


runner = pyperf.Runner()
runner.bench_func('loops_while', check, counting, 300000, 43056)
runner.bench_func('loops_nested', check, nested, 500, 63839192)
runner.bench_func('loops_list', check, over_list, 200000, 10000000000)
runner.bench_func('loops_dict', check, over_dict, 100000, 4999950000)
runner.bench_func('loops_float', check, floats, 200000, True)
runner.bench_func('loops_index', check, indexing, 200000, 19999900000)
runner.bench_func('loops_string', check, strings, 100000, 299999)
