#!/usr/bin/env python3
"""What the markers cost: compiled out, compiled in and off, and on.

    Benchmarks/probes/run.py [--runs N] [--no-build] [--json FILE]

Builds two release binaries: the ordinary one, and one compiled with MINIPY_NO_PROBES in .build-noprobes, which has neither sites
nor guards (so it cannot be interrupted either: the difference also pays for signals). Then, for each program of this folder:

    instructions   executed in all, counted by valgrind's callgrind (exact, whatever else the machine does); needs valgrind
    time           the best of N interleaved runs
    inside         with --trace=calls as folded stacks and as text, and with --profile at 1,000 Hz: the time that the program measures itself, and
                   that of the whole run, in which the last events are written; ratios to the same binary untraced
    on             the same with bpftrace attached and an empty handler on one marker; needs root, bpftrace and uprobes

Every figure is a ratio to the binary without markers, except `on`, which is also given as nanoseconds for one event.
"""

import json
import math
import os
import re
import shutil
import subprocess
import sys
import time

HERE = os.path.dirname(os.path.abspath(__file__))
TOP = os.path.dirname(os.path.dirname(HERE))
WITH = os.path.join(TOP, '.build', 'release', 'minipy')
WITHOUT = os.path.join(TOP, '.build-noprobes', 'release', 'minipy')
PROGRAMS = ['calls', 'methods', 'loops', 'generators']
EVENTS = {'function__entry': 'calls', 'function__return': 'calls', 'line': 'loops'}


def build():
    subprocess.run([os.path.join(TOP, 'tools', 'build')], check=True)
    subprocess.run([os.path.join(TOP, 'tools', 'build'), '--scratch-path', '.build-noprobes', '-Xcc', '-DMINIPY_NO_PROBES', '-Xswiftc', '-DMINIPY_NO_PROBES'], check=True)


def program(name):
    return os.path.join(HERE, name + '.py')


def seconds(command):
    began = time.perf_counter()
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL)
    return time.perf_counter() - began


def instructions(binary, name):
    """How many instructions a short run executes, less those of start-up."""
    def count(arguments):
        report = subprocess.run(['valgrind', '--tool=callgrind', '--callgrind-out-file=/dev/null', binary] + arguments,
                                stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True).stderr
        found = re.search(r'Collected : (\d+)', report)
        return int(found.group(1)) if found else None
    whole, start = count([program(name), '1']), count([program(name), '0'])
    return whole - start if whole and start else None


def traced(name, marker, binary, size):
    """Seconds of a run while bpftrace listens to a marker, and the number of events."""
    script = 'usdt:%s:python:%s { @ = count(); }' % (binary, marker)
    began = time.perf_counter()
    result = subprocess.run(['bpftrace', '-q', '-e', script, '-c', ' '.join([binary, program(name), str(size)])],
                            stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    whole = time.perf_counter() - began
    found = re.search(r'@: (\d+)', result.stdout)
    inside = re.search(r'seconds ([\d.]+)', result.stdout)
    return (float(inside.group(1)) if inside else whole), int(found.group(1)) if found else 0


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
    record = {'off': {}, 'on': {}}
    print('%-12s %22s %22s' % ('markers off', 'instructions', 'time'))
    for name in PROGRAMS:
        best = {WITH: math.inf, WITHOUT: math.inf}
        for _ in range(runs):
            for binary in best:
                best[binary] = min(best[binary], seconds([binary, program(name), '20']))
        ratio = best[WITH] / best[WITHOUT]
        row = {'time': ratio, 'instructions': None}
        text = 'no valgrind'
        if shutil.which('valgrind'):
            counts = instructions(WITHOUT, name), instructions(WITH, name)
            if all(counts):
                row['instructions'] = counts[1] / counts[0]
                text = '%.4f' % row['instructions']
        record['off'][name] = row
        print('%-12s %22s %22.4f' % (name, text, ratio), flush=True)
    record['inside'] = inside(runs)
    if os.geteuid() or not shutil.which('bpftrace'):
        print('markers on: skipped, it needs root and bpftrace')
    else:
        for marker, name in EVENTS.items():
            plain = min(traced_seconds(name) for _ in range(3))
            best, events = math.inf, 0
            for _ in range(3):
                took, events = traced(name, marker, WITH, 1)
                best = min(best, took)
            each = (best - plain) / events * 1e9 if events else None
            record['on'][marker] = {'ratio': best / plain, 'nanoseconds': each, 'events': events}
            print('%-20s on: %.1f times the time, %s ns an event, %d events' % (marker, best / plain, '%.0f' % each if each else '?', events), flush=True)
    if '--json' in arguments:
        with open(arguments[arguments.index('--json') + 1], 'w', encoding='utf-8') as out:
            json.dump(record, out, indent=1)
    return 0


def traced_seconds(name):
    """What the program itself measures without a tracer."""
    output = subprocess.run([WITH, program(name), '1'], stdout=subprocess.PIPE, text=True, check=True).stdout
    return float(re.search(r'seconds ([\d.]+)', output).group(1))


if __name__ == '__main__':
    sys.exit(main())
