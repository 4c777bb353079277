"""A small stand-in for the `pyperf` module, so that pyperformance's programs run unchanged in any interpreter.

It measures each benchmark once, in this process, for the number of loops that the environment variable BENCH_LOOPS asks for,
and prints one line a benchmark:

    bench NAME SECONDS ANSWER

SECONDS is the time of one loop. ANSWER is a checksum of what the benchmark's function returned, so that two interpreters can be
compared; `-` where it returns nothing, or returns the time (bench_time_func). `Benchmarks/run.py` reads these lines.
"""

import os
import sys
from time import perf_counter

__all__ = ['Runner', 'perf_counter', 'python_implementation', 'python_has_jit']
__version__ = '0'


def python_implementation():
    return sys.implementation.name


def python_has_jit():
    return False


def crc32(data):
    """The usual CRC-32, for an interpreter that has no zlib or binascii."""
    rest = 0xffffffff
    for byte in data:
        rest ^= byte
        for _ in range(8):
            rest = rest >> 1 ^ (0xedb88320 if rest & 1 else 0)
    return rest ^ 0xffffffff


try:
    from binascii import crc32  # noqa: F811
except ImportError:
    pass


def describe(value, depth=6):
    """A text for a value that is the same in every interpreter: no addresses, no order of sets, no type's own repr."""
    if value is None or isinstance(value, (bool, int, float, complex, str, bytes, bytearray)):
        return repr(value)
    if depth == 0:
        return '...'
    if isinstance(value, (list, tuple)):
        return '[' + ','.join([describe(item, depth - 1) for item in value]) + ']'
    if isinstance(value, (set, frozenset)):
        return '{' + ','.join(sorted([describe(item, depth - 1) for item in value])) + '}'
    if isinstance(value, dict):
        return '{' + ','.join([describe(k, depth - 1) + ':' + describe(v, depth - 1) for k, v in value.items()]) + '}'
    return type(value).__name__


def checksum(value):
    if value is None:
        return '-'
    return '%08x' % crc32(describe(value).encode('utf-8', 'surrogatepass'))


class Runner:
    """What the benchmark programs use of pyperf.Runner."""

    def __init__(self, values=None, add_cmdline_args=None, **options):
        self.metadata = {}
        self.args = None
        self.loops = int(os.environ.get('BENCH_LOOPS', '1'))
        self._argparser = None

    @property
    def argparser(self):
        if self._argparser is None:
            import argparse
            self._argparser = argparse.ArgumentParser()
        return self._argparser

    def parse_args(self, args=None):
        if self.args is None:
            self.args = self.argparser.parse_args(args)
        return self.args

    def _report(self, name, seconds, inner_loops, answer='-'):
        print('bench', name.replace(' ', '_'), '%.9f' % (seconds / self.loops / (inner_loops or 1)), answer, flush=True)

    def bench_func(self, name, func, *args, inner_loops=None, metadata=None, **keywords):
        value = None
        start = perf_counter()
        for _ in range(self.loops):
            value = func(*args, **keywords)
        seconds = perf_counter() - start
        self._report(name, seconds, inner_loops, checksum(value))

    def bench_time_func(self, name, time_func, *args, inner_loops=None, metadata=None, **keywords):
        self._report(name, time_func(self.loops, *args, **keywords), inner_loops)

    def bench_async_func(self, name, func, *args, inner_loops=None, metadata=None, loop_factory=None, **keywords):
        import asyncio

        async def main():
            value = None
            start = perf_counter()
            for _ in range(self.loops):
                value = await func(*args, **keywords)
            return perf_counter() - start, value

        if loop_factory is None:
            seconds, value = asyncio.run(main())
        else:
            with asyncio.Runner(loop_factory=loop_factory) as runner:
                seconds, value = runner.run(main())
        self._report(name, seconds, inner_loops, checksum(value))

    def bench_command(self, name, command):
        import subprocess
        start = perf_counter()
        for _ in range(self.loops):
            subprocess.run(command, check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        self._report(name, perf_counter() - start, None)

    def timeit(self, name, stmt='pass', setup='pass', inner_loops=None, globals=None, **options):
        namespace = dict(globals or {})
        exec(setup, namespace)
        code = compile(stmt, '<timeit>', 'exec')
        start = perf_counter()
        for _ in range(self.loops):
            exec(code, namespace)
        self._report(name, perf_counter() - start, inner_loops)
