# The text of tracebacks, as traceback.format_exc and sys.excepthook make it.
import sys
import traceback


def show():
    print(''.join(traceback.format_exc()).replace(__file__, 'FILE'), end='')
    print('--')


def divide(a, b):
    return a / b


def middle(x):
    return 1 + divide(x, 0)


try:
    middle(5)
except ZeroDivisionError:
    show()

try:
    try:
        {}['missing']
    except KeyError:
        [][1]
except IndexError:
    show()

try:
    try:
        int('x')
    except ValueError as e:
        raise RuntimeError('wrapped') from e
except RuntimeError:
    show()

try:
    try:
        int('x')
    except ValueError:
        raise RuntimeError('hidden') from None
except RuntimeError:
    show()


class Point:
    def __init__(self): self.x = None


try:
    Point().x.y.z
except AttributeError:
    show()

try:
    divide(
        1,
        divide(2, 0),
    )
except ZeroDivisionError:
    show()

try:
    e = ValueError('with\nlines')
    e.add_note('a note')
    e.add_note('two\nlines')
    raise e
except ValueError:
    show()

try:
    raise ExceptionGroup('many', [ValueError(1), ExceptionGroup('sub', [KeyError('k')])])
except ExceptionGroup:
    show()


def recurse(n):
    if n == 0:
        raise ValueError('bottom')
    recurse(n - 1)


try:
    recurse(8)
except ValueError:
    show()

try:
    eval('1 +')
except SyntaxError:
    show()

try:
    exec('def f():\n  return 1\n\ndef g(:\n  pass')
except SyntaxError:
    show()

try:
    compile('x = (1,\ny = 2', 'given.py', 'exec')
except SyntaxError:
    show()

try:
    exec('def f(): raise OSError(2, "gone", "name")\nf()')
except OSError:
    show()

try:
    sum(1 / x for x in [1, 0])
except ZeroDivisionError:
    show()

try:
    [y for y in [1] for z in y]
except TypeError:
    show()


class Bad(Exception):
    def __str__(self): raise ValueError('in str')


try:
    raise Bad
except Bad:
    show()


class Outer:
    class Inner(Exception): pass


try:
    raise Outer.Inner('qualified')
except Outer.Inner:
    show()
try:
    raise KeyError
except KeyError as e:
    print(traceback.format_exception_only(type(e), e), e.__traceback__.tb_lineno, e.__traceback__.tb_next)
    frames = traceback.extract_tb(e.__traceback__)
    print(frames[0].name, frames[0].line, len(frames))
try:
    middle(1)
except ZeroDivisionError as e:
    tb = e.__traceback__
    lines = []
    while tb:
        lines.append((tb.tb_frame.f_code.co_name, tb.tb_lineno))
        tb = tb.tb_next
    print(lines)
    traceback.print_exception(e, file=sys.stdout, limit=0)
