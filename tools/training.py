"""What everyday programs do, once: the run that tools/function-order watches, so that the functions of such programs lie together.

The order counts: what every program needs comes first, what few need comes last.
"""

import abc
import collections
import contextlib
import functools
import itertools
import operator
import re


class Shape(abc.ABC):
    sides = 0

    def __init__(self, name, *, scale=1.0):
        self.name = name
        self.scale = scale

    @property
    def area(self):
        return self.scale * self.measure()

    @abc.abstractmethod
    def measure(self):
        raise NotImplementedError

    def __eq__(self, other):
        return isinstance(other, Shape) and self.name == other.name

    def __hash__(self):
        return hash(self.name)

    def __lt__(self, other):
        return self.area < other.area

    def __repr__(self):
        return f'{type(self).__name__}({self.name!r}, {self.area:.2f})'


class Square(Shape):
    sides = 4

    def __init__(self, side, **options):
        super().__init__(f'square of {side}', **options)
        self.side = side

    def measure(self):
        return self.side ** 2


class Point:
    __slots__ = ('x', 'y')

    def __init__(self, x, y):
        self.x, self.y = x, y

    def __add__(self, other):
        return Point(self.x + other.x, self.y + other.y)

    def __getitem__(self, index):
        return (self.x, self.y)[index]

    def __iter__(self):
        yield self.x
        yield from [self.y]


def classes():
    shapes = [Square(n % 7, scale=n / 3) for n in range(20)]
    shapes.sort()
    assert max(shapes, key=operator.attrgetter('side')) in set(shapes)
    total = functools.reduce(operator.add, (Point(i, -i) for i in range(10)))
    x, y = total
    assert getattr(total, 'z', None) is None and (total[0], total[1]) == (x, y)
    with contextlib.suppress(TypeError):
        Shape('abstract')
    return repr(shapes), type('Made', (Square,), {'sides': 5})(2).sides


def containers():
    words = 'the quick brown fox jumps over the lazy dog and the cat'.split()
    counts = {}
    for word in words:
        counts[word] = counts.get(word, 0) + 1
    groups = collections.defaultdict(list)
    for word in words:
        groups[len(word)].append(word)
    ordered = sorted(counts.items(), key=lambda item: (-item[1], item[0]))
    queue = collections.deque(words, maxlen=5)
    queue.appendleft(queue.pop())
    numbers = list(range(50))
    numbers[3:9:2] = [0, 0, 0]
    del numbers[-1], numbers[1:4]
    numbers.insert(2, 5)
    numbers.extend(n * n for n in range(5))
    numbers.remove(5)
    numbers.reverse()
    letters = set('hello') | {'x'} - frozenset('abc')
    letters.discard('q')
    table = {**counts, 'more': 1}
    table.update(zip('abc', itertools.count()))
    table.pop('a')
    assert (1, 2) + (3,) == tuple([1, 2, 3]) and 'fox' in table and [1, 2] < [1, 3]
    matrix = [[float(i * j) for j in range(4)] for i in range(4)]
    return ordered, max(counts.values()), sum(numbers), dict(groups), list(queue), letters, list(map(list, zip(*matrix)))


def numbers():
    total = 0
    for n in range(1, 200):
        total += n // 3 * 2 % 7 - (n << 2 & 0xFF) ^ n >> 1
        if n > 150 and not n % 2:
            continue
    value = 1.5
    for n in range(1, 50):
        value = value * 1.01 + n / 7 - abs(-value) ** 0.5
    big = 3 ** 200 // 7 ** 30 % 10 ** 40
    return total, round(value, 3), divmod(big, 12345), int(str(big)), float('2.5e3'), complex(1, 2) * 2j, hex(255), min(3, 2.5), pow(7, 99, 13)


def texts():
    line = '  Name: Grüße, 東京 — 42%  '
    name, _, rest = line.strip().partition(': ')
    parts = [part.strip().lower() for part in rest.split(',')]
    text = '%s=%5.2f %-8r' % (name, 3.14159, parts[0]) + '{:>10,} {!s:^6}'.format(1234567, None)
    data = line.encode('utf-8')
    assert data.decode() == line and line.find('42') > 0 and line.replace('e', '') and text.upper().startswith('NAME')
    found = re.findall(r'(\w+)=(\d+)', 'a=1, b=22; c=x')
    swapped = re.sub(r'(?P<first>\w+) (?P<second>\w+)', r'\g<second> \g<first>', 'hello world')
    pattern = re.compile(r'^\s*([A-Z][a-z]*)\s*[:=]\s*(.+?)\s*$', re.MULTILINE)
    return ''.join(reversed(text)), found, swapped, pattern.search(line).groups(), bytes(bytearray(b'abc') * 2), '\n'.join(sorted(parts))


def control():
    def numbered(values):
        for i, value in enumerate(values, 1):
            received = yield i, value
            if received:
                return received

    def failing(depth):
        if depth:
            return failing(depth - 1)
        raise KeyError('deep')

    caught = []
    for error in (ValueError, KeyError):
        try:
            try:
                failing(3)
            except error as e:
                caught.append(str(e))
                raise RuntimeError('again') from e
            finally:
                caught.append('finally')
        except (RuntimeError, LookupError) as e:
            caught.append(type(e.__cause__))
    generator = numbered('ab')
    next(generator)
    with contextlib.suppress(StopIteration):
        generator.send('stop')

    @functools.lru_cache(maxsize=None)
    def fib(n):
        return n if n < 2 else fib(n - 1) + fib(n - 2)

    def variadic(*args, key=None, **others):
        return len(args) + len(others)

    match caught:
        case [str(first), *_, type()]:
            caught = first
    options = {'a': 1, 'b': 2}
    return fib(20), variadic(*range(3), key=2, **options), caught, any(n > 3 for n in range(9)), list(filter(None, [0, 1]))


def files():
    import csv
    import io
    import os
    import sys
    import tempfile

    with tempfile.TemporaryDirectory() as folder:
        path = os.path.join(folder, 'file.txt')
        with open(path, 'w', encoding='utf-8') as file:
            for n in range(200):
                print(n, 'line', sep=',', file=file)
        with open(path) as file:
            rows = [row for row in csv.reader(file)]
        with open(path, 'rb') as file:
            data = file.read()
        assert os.stat(path).st_size == len(data) and len(rows) == 200 and os.listdir(folder)
    stream = io.StringIO()
    stream.write('text\n')
    print(stream.getvalue(), end='')
    sys.stdout.flush()


def library():
    import argparse
    import copy
    import dataclasses
    import datetime
    import decimal
    import enum
    import heapq
    import json
    import logging
    import math
    import pathlib
    import pickle
    import random
    import struct
    import textwrap
    import threading
    import time
    import traceback
    import typing

    @dataclasses.dataclass(order=True)
    class Item:
        name: str
        price: float = 1.0
        tags: list = dataclasses.field(default_factory=list)

    class Colour(enum.Enum):
        RED = 1
        GREEN = enum.auto()

    items = [Item(name, price) for price, name in enumerate('cab')]
    text = json.dumps({'items': [dataclasses.asdict(item) for item in sorted(items)], 'ok': True, 'n': None, 'f': 1.5}, indent=1)
    assert json.loads(text) and copy.deepcopy(items) == items
    assert pickle.loads(pickle.dumps([{'a': (1, 2.5)}, 'text', b'bytes', datetime.date(2020, 1, 2)]))
    random.Random(1).shuffle(items)
    heap = []
    for n in (5, 1, 4):
        heapq.heappush(heap, n)
    heapq.heappop(heap)
    math.sqrt(math.pi) + math.sin(1) + math.floor(2.5)
    struct.unpack('<IHd', struct.pack('<IHd', 1, 2, 3.0))
    datetime.datetime(2020, 1, 2).strftime('%Y-%m-%d'), decimal.Decimal('1.10') / 3, pathlib.Path('/tmp') / 'x', time.perf_counter()
    parser = argparse.ArgumentParser()
    parser.add_argument('--count', type=int, default=1, help='how many')
    parser.parse_args(['--count', '3'])
    parser.format_help()
    logging.getLogger('training').warning('a %s', 'warning')
    textwrap.wrap('some words to wrap ' * 9, 40)
    lock = threading.Lock()
    worker = threading.Thread(target=lock.acquire)
    worker.start()
    worker.join()
    try:
        1 / 0
    except ZeroDivisionError:
        traceback.format_exc()
    return typing.get_type_hints(Item), Colour['GREEN']


def asynchronous():
    import asyncio

    async def main():
        async def work(n):
            await asyncio.sleep(0)
            return n

        return await asyncio.gather(*(work(n) for n in range(3)))

    return asyncio.run(main())


def collection():
    import gc

    for _ in range(3000):
        node = []
        node.append(node)
    gc.collect()


for part in (classes, containers, numbers, texts, control, collection, files, library, asynchronous):
    part()
