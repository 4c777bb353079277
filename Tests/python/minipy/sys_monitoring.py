# minipy: differs: sys.monitoring is Python 3.12's (PEP 669)
import sys
try:
    monitoring = sys.monitoring
except AttributeError as e:
    print(e)
    raise SystemExit

E = monitoring.events
TOOL = 3


def attempt(f, *args):
    try:
        return f(*args)
    except Exception as e:
        return '%s: %s' % (type(e).__name__, e)


# Tools.
print(monitoring.DEBUGGER_ID, monitoring.COVERAGE_ID, monitoring.PROFILER_ID, monitoring.OPTIMIZER_ID)
print(E.PY_START, E.PY_RESUME, E.PY_RETURN, E.PY_YIELD, E.CALL, E.LINE, E.INSTRUCTION, E.JUMP, E.BRANCH, E.STOP_ITERATION, E.RAISE,
      E.EXCEPTION_HANDLED, E.PY_UNWIND, E.PY_THROW, E.RERAISE, E.C_RETURN, E.C_RAISE, E.NO_EVENTS)
print(monitoring.get_tool(TOOL), attempt(monitoring.use_tool_id, 6, 'x'), attempt(monitoring.use_tool_id, -1, 'x'), attempt(monitoring.use_tool_id, 1, 2))
print(attempt(monitoring.set_events, TOOL, E.LINE), attempt(monitoring.get_events, TOOL))
monitoring.use_tool_id(TOOL, 'test')
print(monitoring.get_tool(TOOL), attempt(monitoring.use_tool_id, TOOL, 'again'), monitoring.get_events(TOOL))
for wrong in (-1, 1 << 17, E.C_RETURN, E.C_RAISE | E.CALL):
    print(attempt(monitoring.set_events, TOOL, wrong))
for wrong in (0, 3, 1 << 17, 'x'):
    print(attempt(monitoring.register_callback, TOOL, wrong, print))
print(attempt(monitoring.set_local_events, TOOL, attempt, E.LINE), attempt(monitoring.set_local_events, TOOL, attempt.__code__, E.RAISE))
print(monitoring.register_callback(TOOL, E.LINE, print), monitoring.register_callback(TOOL, E.LINE, None) is print)


def record(events, f, *args, names=None, keep=lambda event: None):
    """What f(*args) makes happen: (event, function, the rest)."""
    seen = []

    def callback(name):
        def note(code, *rest):
            if code is not record.__code__:
                seen.append((name, code.co_name) + rest)
            return keep(name)
        return note
    wanted = [n for n in vars(E) if getattr(E, n) & events]
    for n in wanted:
        monitoring.register_callback(TOOL, getattr(E, n), callback(n))
    monitoring.set_events(TOOL, events)
    try:
        f(*args)
    except Exception as e:
        seen.append(('came out', type(e).__name__))
    finally:
        monitoring.set_events(TOOL, 0)
        for n in wanted:
            monitoring.register_callback(TOOL, getattr(E, n), None)
    return seen


def show(seen, line=None):
    for name, function, *rest in [s if len(s) > 1 else s + ('',) for s in seen]:
        if name == 'LINE':
            rest = [rest[0] - line]
        elif rest and isinstance(rest[0], int):
            rest = rest[1:]
        print('  ', name, function, *[getattr(r, '__qualname__', None) or ('MISSING' if r is monitoring.MISSING else repr(r)) for r in rest])


def inner(x):
    return x + 1


def calls(n):
    a = inner(n)
    b = len([a])
    c = [b].append(a)
    return a


print('calls and returns')
show(record(E.PY_START | E.PY_RETURN | E.CALL | E.C_RETURN | E.C_RAISE, calls, 1))


def lines(n):
    total = 0
    for i in range(n):
        if i == 1:
            total += 10
    return total


print('lines')
show(record(E.LINE, lines, 3), lines.__code__.co_firstlineno)


def generator():
    got = yield 1
    try:
        yield got
    except ValueError:
        yield 'caught'
    return 'end'


def drive():
    g = generator()
    next(g)
    g.send(2)
    g.throw(ValueError('in'))
    for x in g:
        pass
    for x in (y for y in [1]):
        pass


print('generators')
show(record(E.PY_START | E.PY_RESUME | E.PY_YIELD | E.PY_RETURN | E.PY_THROW | E.STOP_ITERATION, drive))


def fails(n):
    raise KeyError(n)


def passes(n):
    try:
        fails(n)
    finally:
        n = 0


def handles():
    try:
        passes(1)
    except KeyError:
        pass
    passes(2)


print('exceptions')
show(record(E.RAISE | E.EXCEPTION_HANDLED | E.PY_UNWIND | E.RERAISE, handles))


def native_fails():
    try:
        int('x')
    except ValueError:
        pass


print('native calls')
show(record(E.CALL | E.C_RETURN | E.C_RAISE, native_fails))

print('branches and jumps')
seen = record(E.BRANCH | E.JUMP, lines, 3)
print([s[0] for s in seen].count('BRANCH') >= 6, all(a != b for _, _, a, b in seen))

print('instructions', len(record(E.INSTRUCTION, inner, 1)) >= 2, all(len(s) == 3 and s[2] % 2 == 0 for s in record(E.INSTRUCTION, inner, 1)))

# Disabling at a place, and starting again.
def loop():
    for i in range(5):
        inner(i)


print('disabled', [s[0] for s in record(E.PY_START | E.PY_RETURN, loop, keep=lambda name: monitoring.DISABLE)])
print('still', [s[0] for s in record(E.PY_START | E.PY_RETURN, loop)])
monitoring.restart_events()
print('again', [s[0] for s in record(E.PY_START, loop)])
print('other events cannot be')
print(record(E.RAISE, fails, 1, keep=lambda name: monitoring.DISABLE)[-1])
monitoring.restart_events()

# Events of one code object.
seen = []
monitoring.register_callback(TOOL, E.PY_START, lambda code, offset: seen.append(code.co_name))
monitoring.set_local_events(TOOL, inner.__code__, E.PY_START)
print(monitoring.get_local_events(TOOL, inner.__code__), monitoring.get_local_events(TOOL, loop.__code__), monitoring.get_events(TOOL))
loop()
print(seen)
monitoring.set_local_events(TOOL, inner.__code__, 0)
loop()
print(len(seen))

# Two tools; a callback's exception; a callback is not watched itself.
monitoring.use_tool_id(4, 'other')
order = []
monitoring.register_callback(TOOL, E.PY_START, lambda code, offset: order.append((3, code.co_name, inner(1))))
monitoring.register_callback(4, E.PY_START, lambda code, offset: order.append((4, code.co_name)))
monitoring.set_events(TOOL, E.PY_START)
monitoring.set_events(4, E.PY_START)
inner(1)
monitoring.set_events(TOOL, 0)
monitoring.set_events(4, 0)
print(order)


def angry(code, offset):
    if code is inner.__code__:
        raise RuntimeError('from the callback')


monitoring.register_callback(4, E.PY_START, angry)
monitoring.set_events(4, E.PY_START)
print(attempt(inner, 1))
monitoring.set_events(4, 0)
for tool in (3, 4):
    for n in vars(E):
        if n != 'NO_EVENTS':
            monitoring.register_callback(tool, getattr(E, n), None)
    monitoring.free_tool_id(tool)
print(monitoring.get_tool(3), monitoring.get_tool(4), inner(1))
