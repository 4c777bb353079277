#!/usr/bin/env python3
"""What the markers cost: compiled out, compiled in and off, and on.

    Benchmarks/probes/run.py [--runs N] [--no-build] [--json FILE]

Builds two release binaries: the ordinary one, and one compiled with MINIPY_NO_PROBES in .build-noprobes, which has neither sites
nor guards (so it cannot be interrupted either: the difference also pays for signals). Then, for each program of this folder:

    instructions   executed in all, counted by valgrind's callgrind (exact, whatever else the machine does); needs valgrind
    time           that the program measures itself, the best of N interleaved runs
    inside         with --trace=calls as folded stacks and as text, and with --profile at 1,000 Hz: the time that the program measures itself, and
                   that of the whole run, in which the last events are written; ratios to the same binary untraced
    on             with bpftrace attached and an empty handler on one marker: nanoseconds for one event, and their ratio to those of bare.c, a C loop
                   with such a marker in it; needs root, bpftrace, a C compiler and uprobes

Whole programs without markers and with them: `Benchmarks/run.py without=.build-noprobes/release/minipy with=.build/release/minipy -- interpreter`.
"""

import json
import math
import os
import re
import shutil
import subprocess
import sys
import tempfile
import time

HERE = os.path.dirname(os.path.abspath(__file__))
TOP = os.path.dirname(os.path.dirname(HERE))
WITH = os.path.join(TOP, '.build', 'release', 'minipy')
WITHOUT = os.path.join(TOP, '.build-noprobes', 'release', 'minipy')
PROGRAMS = ['calls', 'methods', 'loops', 'generators']
SIZE = 2000  # of a run without a tracer: 0.3 to 0.8 seconds
TRACED_SIZE = 20
# For a marker the program, and how many events one unit of its size makes.
EVENTS = {'function__entry': ('calls', 21891), 'function__return': ('calls', 21891), 'line': ('loops', 150000)}


def build():
    subprocess.run([os.path.join(TOP, 'tools', 'build')], check=True)
    subprocess.run([os.path.join(TOP, 'tools', 'build'), '--scratch-path', '.build-noprobes', '-Xcc', '-DMINIPY_NO_PROBES', '-Xswiftc', '-DMINIPY_NO_PROBES'], check=True)


def program(name):
    return os.path.join(HERE, name + '.py')


def seconds(command):
    """What the program says that it took."""
    output = subprocess.run(command, check=True, stdout=subprocess.PIPE, text=True).stdout
    return float(re.search(r'seconds ([\d.]+)', output).group(1))


def instructions(binary, name):
    """How many instructions a short run executes, less those of start-up."""
    def count(size):
        report = subprocess.run(['valgrind', '--tool=callgrind', '--callgrind-out-file=/dev/null', binary, program(name), str(size)],
                                stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True).stderr
        return int(re.search(r'Collected : (\d+)', report).group(1))
    return count(2) - count(1)


def markers_off(runs):
    """The two binaries compared: {program: {'time': ratio, 'instructions': ratio}}."""
    record = {}
    with tempfile.TemporaryDirectory() as folder:
        # Valgrind does not read the debug information that Swift writes.
        bare = {binary: os.path.join(folder, str(i)) for i, binary in enumerate([WITHOUT, WITH])}
        for binary, copy in bare.items():
            subprocess.run(['strip', '-g', '-o', copy, binary], check=True)
        print('%-20s %16s %16s' % ('markers off', 'instructions', 'time'))
        for name in PROGRAMS:
            best = {WITHOUT: math.inf, WITH: math.inf}
            for _ in range(runs):
                for binary in best:
                    best[binary] = min(best[binary], seconds([binary, program(name), str(SIZE)]))
            record[name] = {'time': best[WITH] / best[WITHOUT]}
            if shutil.which('valgrind'):
                record[name]['instructions'] = instructions(bare[WITH], name) / instructions(bare[WITHOUT], name)
            print('%-20s %16s %16.4f' % (name, '%.4f' % record[name]['instructions'] if 'instructions' in record[name] else 'no valgrind', record[name]['time']), flush=True)
    means = [math.exp(sum(math.log(row[what]) for row in record.values()) / len(record)) if all(what in row for row in record.values()) else math.nan
             for what in ('instructions', 'time')]
    print('%-20s %16.4f %16.4f' % ('geometric mean', *means))
    return record


def markers_on(runs):
    """What an event costs a traced program: {marker: nanoseconds}; the C loop's under 'bare'."""
    record = {}
    with tempfile.TemporaryDirectory() as folder:
        bare = os.path.join(folder, 'bare')
        subprocess.run(['cc', '-O2', '-o', bare, os.path.join(HERE, 'bare.c')], check=True)
        loops = {'bare': ('usdt:%s:bare:loop__marker' % bare, [bare, '500000'], 500000)}
        for marker, (name, events) in EVENTS.items():
            loops[marker] = 'usdt:%s:python:%s' % (WITH, marker), [WITH, program(name), str(TRACED_SIZE)], TRACED_SIZE * events
        best = dict.fromkeys(loops, math.inf)
        for _ in range(runs):
            for marker, (probe, command, events) in loops.items():
                took = seconds(['bpftrace', '-q', '-e', probe + ' { }', '-c', ' '.join(command)]) - seconds(command)
                best[marker] = min(best[marker], took / events * 1e9)
    print('%-20s %16s %16s' % ('markers on', 'ns an event', 'to the C loop'))
    for marker, each in best.items():
        record[marker] = each
        print('%-20s %16.0f %16.2f' % (marker, each, each / best['bare']), flush=True)
    return record


INSIDE = {'folded': ['--trace=calls', '--trace-format=folded'], 'text': ['--trace=calls', '--trace-format=text'], 'profile': ['--profile=1000']}


def inside(runs):
    """What tracing without a tracer costs: {program: {how: (ratio inside, ratio of the whole run)}}."""
    record = {}
    print('%-12s' % 'from inside' + ''.join('%24s' % how for how in INSIDE))
    for name in PROGRAMS:
        best = {}
        for _ in range(runs):
            for how, options in [('', [])] + list(INSIDE.items()):
                began = time.perf_counter()
                command = [WITH] + options + (['--trace-output=/dev/null'] if options else []) + [program(name), '5']
                output = subprocess.run(command, stdout=subprocess.PIPE, text=True, check=True).stdout
                row = float(re.search(r'seconds ([\d.]+)', output).group(1)), time.perf_counter() - began
                best[how] = tuple(map(min, row, best.get(how, row)))
        record[name] = {how: tuple(a / b for a, b in zip(best[how], best[''])) for how in INSIDE}
        print('%-12s' % name + ''.join('%24s' % ('%.2f (whole run %.2f)' % record[name][how]) for how in INSIDE), flush=True)
    return record


def main():
    arguments = sys.argv[1:]
    runs = int(arguments[arguments.index('--runs') + 1]) if '--runs' in arguments else 7
    if '--help' in arguments or '-h' in arguments:
        print(__doc__)
        return 0
    if '--no-build' not in arguments:
        build()
    record = {'off': markers_off(runs), 'inside': inside(runs)}
    if os.geteuid() or not shutil.which('bpftrace') or not shutil.which('cc'):
        print('markers on: skipped, it needs root, bpftrace and a C compiler')
    else:
        record['on'] = markers_on(3)
    if '--json' in arguments:
        with open(arguments[arguments.index('--json') + 1], 'w', encoding='utf-8') as out:
            json.dump(record, out, indent=1)
    return 0


if __name__ == '__main__':
    sys.exit(main())
