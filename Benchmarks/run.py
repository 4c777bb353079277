#!/usr/bin/env python3
"""Compares Python interpreters on pyperformance's programs and on small ones of our own.

    Benchmarks/run.py [options] [NAME=COMMAND …] [-- benchmark or group …]

    NAME=COMMAND      an interpreter, for example  cpython=python3.11  minipy=.build/release/minipy  "pypy=pypy3 -X faulthandler"
                      without any: cpython=/usr/bin/python3.11 and minipy=.build/release/minipy
    benchmark, group  rows of programs.txt to run, by name, part of a name, or group (interpreter, library, native, micro, startup)

    --runs N          how often each program is run with each interpreter (default 3); the best counts
    --json FILE       all numbers
    --thresholds FILE fail when a ratio is worse than the file asks for (see thresholds.txt)
    --check           one short run each; only the answers matter, compared with answers.txt
    --record-answers  write answers.txt with the first interpreter
    --list            say what there is

Interpreters take turns (A B C, A B C, …), so that a machine that gets slower does so for all. The answer of each benchmark must
be the first interpreter's: a wrong answer is a failed benchmark. The ratio in the table is the first interpreter's time divided
by the other's: 2.0 is twice as fast. Memory is the peak of the whole process. Runs with any Python from 3.8 on.
"""

import json
import math
import os
import shlex
import subprocess
import sys
import tempfile
import time

HERE = os.path.dirname(os.path.abspath(__file__))
TOP = os.path.dirname(HERE)
PYPERFORMANCE = '1.14.0'
CACHE = os.path.join(os.environ.get('XDG_CACHE_HOME') or os.path.expanduser('~/.cache'), 'minipy')
GROUPS = ['interpreter', 'library', 'native', 'micro', 'startup']


class Row:
    """A row of programs.txt."""

    def __init__(self, name, group, loops, program, arguments):
        self.name, self.group, self.loops, self.program, self.arguments = name, group, loops, program, arguments


class Run:
    """What one process did: its benchmarks' times of one loop and answers, its peak memory, or what went wrong."""

    def __init__(self, times, answers, memory, trouble):
        self.times, self.answers, self.memory, self.trouble = times, answers, memory, trouble


def read_rows():
    rows = [Row('startup', 'startup', 10, '-c', ['pass'])]
    with open(os.path.join(HERE, 'programs.txt'), encoding='utf-8') as lines:
        for line in lines:
            words = line.split('#')[0].split()
            if words:
                rows.append(Row(words[0], words[1], int(words[2]), words[3], words[4:]))
    return rows


def fetch():
    """The folder of pyperformance's programs: unpacked from PyPI's package into the cache, once; None if it cannot be had."""
    folder = os.path.join(CACHE, 'pyperformance-' + PYPERFORMANCE)
    programs = os.path.join(folder, 'pyperformance', 'data-files', 'benchmarks')
    if os.path.isdir(programs):
        return programs
    os.makedirs(CACHE, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=CACHE) as scratch:
        for python in ('python3', 'python3.11', 'python'):
            command = [python, '-m', 'pip', 'download', '--quiet', '--no-deps', '-d', scratch, 'pyperformance==' + PYPERFORMANCE]
            try:
                if subprocess.run(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, timeout=300).returncode == 0:
                    break
            except (OSError, subprocess.TimeoutExpired):
                pass
        else:
            return None
        import zipfile
        wheel = [name for name in os.listdir(scratch) if name.endswith('.whl')]
        if not wheel:
            return None
        zipfile.ZipFile(os.path.join(scratch, wheel[0])).extractall(os.path.join(scratch, 'unpacked'))
        os.replace(os.path.join(scratch, 'unpacked'), folder)
    return programs


def peak(pid='self'):
    """The most memory that a process has had resident, in KiB; 0 when it is gone."""
    try:
        with open('/proc/%s/status' % pid, encoding='ascii', errors='replace') as lines:
            for line in lines:
                if line.startswith('VmHWM:'):
                    return int(line.split()[1])
    except OSError:
        pass
    return 0


def execute(command, environment, folder, limit):
    """Runs a command to its end: (status, output, errors, peak KiB).

    The kernel's own figure (ru_maxrss) begins with what this process had when it forked, so below that the peak is sampled.
    """
    with tempfile.TemporaryFile() as output, tempfile.TemporaryFile() as errors:
        began = time.perf_counter()
        floor = peak()
        try:
            process = subprocess.Popen(command, env=environment, cwd=folder, stdin=subprocess.DEVNULL, stdout=output, stderr=errors)
        except OSError as error:
            return 127, '', str(error), 0
        sampled, pause = 0, 0.001
        while True:
            sampled = max(sampled, peak(process.pid))
            pid, status, usage = os.wait4(process.pid, os.WNOHANG)
            if pid:
                break
            if time.perf_counter() - began > limit:
                process.kill()
                _, status, usage = os.wait4(process.pid, 0)
                status = 124 << 8
                break
            time.sleep(pause)
            pause = min(pause * 1.5, 0.02)
        process.returncode = 0  # reaped here
        output.seek(0)
        errors.seek(0)
        code = status >> 8 if not status & 127 else -(status & 127)
        memory = usage.ru_maxrss if usage.ru_maxrss > floor + 256 else sampled
        return code, output.read().decode('utf-8', 'replace'), errors.read().decode('utf-8', 'replace'), memory


def run_startup(command, loops):
    """The time of an empty program, the best of some: it is short, and exec and exit belong to it. Its memory is read while it idles."""
    best = math.inf
    quiet = {'stdin': subprocess.DEVNULL, 'stdout': subprocess.DEVNULL, 'stderr': subprocess.DEVNULL}
    for _ in range(loops):
        began = time.perf_counter()
        status = subprocess.Popen(command + ['-c', 'pass'], **quiet).wait()
        best = min(best, time.perf_counter() - began)
        if status:
            return Run({}, {}, 0, 'status %d' % status)
    idle = subprocess.Popen(command + ['-c', 'while True: pass'], **quiet)
    time.sleep(0.15)
    memory = peak(idle.pid)
    idle.kill()
    idle.wait()
    return Run({'startup': best}, {'startup': '-'}, memory, None)


def run(row, command, programs, loops, limit):
    if row.group == 'startup':
        return run_startup(command, loops)
    if row.program.startswith('micro/'):
        script = os.path.join(HERE, row.program)
    else:
        script = os.path.join(programs, row.program, 'run_benchmark.py')
    environment = dict(os.environ, PYTHONPATH=HERE, BENCH_LOOPS=str(loops), PYTHONHASHSEED='0', PYTHONDONTWRITEBYTECODE='1')
    with tempfile.TemporaryDirectory() as folder:
        status, output, errors, memory = execute(command + [script] + row.arguments, environment, folder, limit)
    times, answers = {}, {}
    for line in output.splitlines():
        words = line.split()
        if len(words) == 4 and words[0] == 'bench':
            times[words[1]], answers[words[1]] = float(words[2]), words[3]
    trouble = None
    if status == 124:
        trouble = 'no end within %d s' % limit
    elif status:
        last = errors.strip().splitlines()
        trouble = ('status %d: ' % status) + (last[-1][:120] if last else '')
    elif not times:
        trouble = 'printed no result'
    return Run(times, answers, memory, trouble)


def geometric_mean(values):
    return math.exp(sum(map(math.log, values)) / len(values)) if values else None


def chosen(rows, words):
    return [row for row in rows if not words or any(word == row.group or word in row.name for word in words)]


def parse(arguments):
    options = {'runs': 3, 'json': None, 'thresholds': None, 'check': False, 'record-answers': False, 'list': False}
    interpreters, words = {}, []
    arguments = list(arguments)
    while arguments:
        word = arguments.pop(0)
        if word == '--':
            words += arguments
            break
        if word in ('-h', '--help'):
            print(__doc__)
            sys.exit(0)
        if word.startswith('--'):
            name, equals, value = word[2:].partition('=')
            if name not in options:
                sys.exit('run.py: there is no option %s (see --help)' % word)
            if isinstance(options[name], bool):
                options[name] = True
            else:
                options[name] = value if equals else arguments.pop(0)
        elif '=' in word:
            name, _, command = word.partition('=')
            command = shlex.split(command)
            if os.sep in command[0]:
                command[0] = os.path.abspath(command[0])
            interpreters[name] = command
        else:
            words.append(word)
    if not interpreters:
        interpreters = {'cpython': ['/usr/bin/python3.11'], 'minipy': [os.path.join(TOP, '.build', 'release', 'minipy')]}
    return options, interpreters, words


def check(rows, interpreters, programs, record):
    """Each benchmark once: are the answers what the reference's were?"""
    path = os.path.join(HERE, 'answers.txt')
    known = {}
    if not record:
        with open(path, encoding='utf-8') as lines:
            known = dict(line.split() for line in lines if not line.startswith('#'))
    passed = failed = skipped = 0
    found = {}
    for row in rows:
        if row.program.startswith('bm_') and programs is None:
            skipped += 1
            continue
        for name, command in interpreters.items():
            result = run(row, command, programs, 1, 120)
            wrong = [key for key, answer in result.answers.items() if known.get(row.name + '/' + key, answer) != answer]
            missing = [key[len(row.name) + 1:] for key in known if key.startswith(row.name + '/') and key[len(row.name) + 1:] not in result.answers]
            if result.trouble or wrong or missing:
                failed += 1
                why = result.trouble or 'wrong or missing answer of ' + ', '.join(wrong + missing)
                print('FAILED   %s with %s: %s' % (row.name, name, why), flush=True)
            else:
                passed += 1
            for key, answer in result.answers.items():
                found.setdefault(row.name + '/' + key, answer)
    if programs is None and skipped:
        print('skipped  pyperformance %s cannot be had: no package registry, no pip, or no %s' % (PYPERFORMANCE, CACHE))
    if record and not failed:
        with open(path, 'w', encoding='utf-8') as out:
            out.write('# benchmark/part and its answer with one loop, made by `run.py --record-answers` with CPython 3.11\n')
            out.writelines('%s %s\n' % item for item in sorted(found.items()))
    print('%d passed, %d failed, %d skipped' % (passed, failed, skipped))
    return 1 if failed or not passed else 0


def show(row, results, names):
    """The table's lines of a row; returns each interpreter's ratio to the first, for the means."""
    first = names[0]
    ratios = {name: [] for name in names}
    keys = [key for key in results[first].times] if not results[first].trouble else sorted({k for n in names for k in results[n].times})
    for name in names:
        if results[name].trouble:
            print('  %-28s %s: %s' % (row.name, name, results[name].trouble))
    for key in keys:
        cells = []
        for name in names:
            result = results[name]
            seconds, base = result.times.get(key), results[first].times.get(key)
            if seconds is None or result.trouble:
                cells.append('%20s' % 'failed')
                continue
            cell = '%9.3f ms' % (seconds * 1e3)
            if name != first and base is not None:
                if results[first].answers.get(key) != result.answers.get(key):
                    cell += ' WRONG '
                else:
                    cell += ' %5.2fx' % (base / seconds)
                    ratios[name].append(base / seconds)
            else:
                cell += ' ' * 7
            cells.append('%20s' % cell)
        label = key if key == row.name or row.name in key else row.name + '/' + key
        print('  %-34s%s   %s MiB' % (label, ''.join(cells), '/'.join('%.0f' % (results[n].memory / 1024) for n in names)), flush=True)
    return {name: geometric_mean(values) for name, values in ratios.items()}


def merge(best, new):
    """The best of two runs of the same program; different answers in two runs are trouble."""
    if best is None or best.trouble or new.trouble:
        return new if best is None or not best.trouble else best
    for key, seconds in new.times.items():
        if best.answers.get(key) != new.answers.get(key):
            best.trouble = 'two runs gave two answers of ' + key
        best.times[key] = min(seconds, best.times.get(key, math.inf))
    best.memory = max(best.memory, new.memory)
    return best


def main():
    options, interpreters, words = parse(sys.argv[1:])
    rows = chosen(read_rows(), words)
    if options['list']:
        for row in rows:
            print('%-26s %-12s %8d  %s' % (row.name, row.group, row.loops, ' '.join([row.program] + row.arguments)))
        return 0
    programs = fetch()
    if options['check'] or options['record-answers']:
        return check(rows, interpreters, programs, options['record-answers'])
    if programs is None:
        print('pyperformance %s cannot be had, its programs are left out' % PYPERFORMANCE)
        rows = [row for row in rows if not row.program.startswith('bm_')]

    names = list(interpreters)
    print('%-36s%s   peak memory' % ('', ''.join('%20s' % name for name in names)))
    record = {'interpreters': interpreters, 'runs': int(options['runs']), 'benchmarks': {}}
    means, memory = {}, {}
    failures = 0
    for group in GROUPS:
        inside = [row for row in rows if row.group == group]
        if not inside:
            continue
        print(group)
        ratios = {name: [] for name in names}
        spaces = {name: [] for name in names}
        for row in inside:
            results = dict.fromkeys(names)
            for _ in range(int(options['runs'])):
                for name in names:
                    results[name] = merge(results[name], run(row, interpreters[name], programs, row.loops, 600))
            row_means = show(row, results, names)
            for name in names:
                if row_means[name] is not None:
                    ratios[name].append(row_means[name])
                if not results[name].trouble and not results[names[0]].trouble and results[name].memory:
                    spaces[name].append(results[names[0]].memory / results[name].memory)
                wrong = [k for k, a in results[name].answers.items() if results[names[0]].answers.get(k, a) != a]
                failures += bool(results[name].trouble or wrong)
            record['benchmarks'][row.name] = {
                'group': group, 'loops': row.loops,
                'results': {name: {'seconds': r.times, 'answers': r.answers, 'peak_kib': r.memory, 'trouble': r.trouble}
                            for name, r in results.items()},
                'speed': {name: row_means[name] for name in names[1:]}}
        for name in names[1:]:
            means[group, name], memory[group, name] = geometric_mean(ratios[name]), geometric_mean(spaces[name])
    print()
    for (group, name), mean in means.items():
        if mean is not None:
            print('%-12s %-10s %5.2fx the speed of %s, %.2fx its peak memory (geometric means)' % (group, name, mean, names[0], 1 / (memory[group, name] or 1)))
    record['means'] = {'%s %s' % key: value for key, value in means.items()}
    if options['json']:
        with open(options['json'], 'w', encoding='utf-8') as out:
            json.dump(record, out, indent=1)
    if options['thresholds']:
        failures += too_slow(options['thresholds'], record, means, names)
    return 1 if failures else 0


def too_slow(path, record, means, names):
    """How many ratios are below what the thresholds file asks for. Its rows: `benchmark RATIO` or `group:NAME RATIO`."""
    below = 0
    with open(path, encoding='utf-8') as lines:
        for line in lines:
            line = line.split('#')[0].split()
            if not line:
                continue
            what, least = line[0], float(line[1])
            for name in names[1:]:
                if what.startswith('group:'):
                    ratio = means.get((what[6:], name))
                else:
                    ratio = record['benchmarks'].get(what, {}).get('speed', {}).get(name)
                if ratio is not None and ratio < least:
                    below += 1
                    print('FAILED   %s: %s is %.2fx, the threshold is %.2fx' % (what, name, ratio, least))
    return below


if __name__ == '__main__':
    sys.exit(main())
