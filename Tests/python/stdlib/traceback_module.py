# traceback: formatting functions, TracebackException, StackSummary, walking.
import io
import sys
import traceback


def clean(text): return text.replace(__file__, 'FILE')


def inner(): raise ValueError('inner message')


def outer():
    try:
        inner()
    except ValueError as e:
        raise RuntimeError('outer message') from e


try:
    outer()
except RuntimeError as e:
    exception = e
    print(clean(traceback.format_exc()))
print(clean(''.join(traceback.format_exception(exception))))
print(clean(''.join(traceback.format_exception(exception, limit=1, chain=False))))
print(clean(''.join(traceback.format_exception(type(exception), exception, exception.__traceback__, limit=-1))))
print(traceback.format_exception_only(exception), traceback.format_exception_only(ValueError, ValueError('v')), traceback.format_exception_only(None, None))
print(clean(''.join(traceback.format_tb(exception.__traceback__))))
buffer = io.StringIO()
traceback.print_exception(exception, file=buffer)
print(len(buffer.getvalue().splitlines()))
for f in traceback.extract_tb(exception.__traceback__):
    print(f.name, f.lineno, f.line, f.filename == __file__, clean(repr(f)))
te = traceback.TracebackException.from_exception(exception, capture_locals=True)
print(te.exc_type.__name__, str(te), te.__cause__.exc_type.__name__, [s.name for s in te.stack], te == te, list(te.format_exception_only()))
print(clean(''.join(traceback.StackSummary.from_list([('f.py', 5, 'name', 'the line')]).format())))


def stack(): return traceback.extract_stack()


print([f.name for f in stack()], [clean(line) for line in traceback.format_stack(limit=1)][0][:20])
print([lineno > 0 for frame, lineno in traceback.walk_tb(exception.__traceback__)])


def recursive(n): recursive(n - 1) if n else 1 / 0


try:
    recursive(20)
except ZeroDivisionError as e:
    print(clean(''.join(traceback.format_exception(e))))


class Multi(Exception):
    def __str__(self): return 'line one\nline two'


try:
    raise Multi
except Multi as e:
    e.add_note('noted')
    print(clean(traceback.format_exc()))
try:
    raise ExceptionGroup('eg', [ValueError('a'), ExceptionGroup('n', [TypeError('b'), Multi()])])
except ExceptionGroup:
    print(clean(traceback.format_exc()))
try:
    compile('a = (\n1 +\n', 'src.py', 'exec')
except SyntaxError as e:
    print(''.join(traceback.format_exception_only(e)))
try:
    compile('x = 1\n  y = 2\n', 'src.py', 'exec')
except SyntaxError as e:
    print(''.join(traceback.format_exception_only(e)))
print(traceback.format_exception_only(SyntaxError('msg', ('f.py', 1, 3, 'bad code', 1, 5))))
print(traceback.format_exception_only(KeyError('k')), traceback.format_exception_only(OSError(2, 'gone', 'f')))
try:
    raise KeyError('hook')
except KeyError:
    sys.stderr = io.StringIO()
    sys.excepthook(*sys.exc_info())
    print(clean(sys.stderr.getvalue()))
    traceback.clear_frames(sys.exc_info()[2])
try:
    undefined_variable_nam
except NameError as e:
    undefined_variable_name = 1
    print(traceback.format_exception_only(e))
try:
    [].appendd
except AttributeError as e:
    print(traceback.format_exception_only(e))
